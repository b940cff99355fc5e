"""The encoder's network in 8 bits says what the packaged one says."""

from __future__ import annotations

import pytest

from realign.evidence.encoder import MODEL, Encoder, encoder_is_here
from realign.evidence.graph import read_weights, rebuild

TEXTS = ["Lime in a kettle.", "The parliament met in March and again in June.", "vinegar"]


@pytest.mark.skipif(not encoder_is_here(), reason="the encoder's files are not here")
def test_vectors_are_nearly_those_of_the_packaged_network():
    np = pytest.importorskip("numpy")
    onnxruntime = pytest.importorskip("onnxruntime")
    packaged = onnxruntime.InferenceSession(str(MODEL.path), providers=["CPUExecutionProvider"])
    encoder = Encoder()
    for text in TEXTS:
        ids = np.array([encoder._tokenizer.encode(text).ids])
        feed = {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0}
        mean = packaged.run(None, feed)[0][0].mean(axis=0)
        there = mean / np.linalg.norm(mean)
        assert float(encoder.embed([text])[0] @ there) > 0.97


def test_a_file_of_another_make_is_refused():
    pytest.importorskip("numpy")
    assert read_weights(b"") == {}
    with pytest.raises(ValueError, match="not the encoder"):
        rebuild(b"")
    with pytest.raises(ValueError, match="unknown kind of field"):
        read_weights(b"\x0b")
