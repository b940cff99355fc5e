"""The encoder that compares meanings: what it says, and what it says when it is not here."""

from __future__ import annotations

import sys
import threading

import pytest

from realign.errors import MissingExtra, WeightsError
from realign.evidence import encoder as module
from realign.evidence.corpus import LocalCorpus, build
from realign.evidence.encoder import Encoder, encoder_is_here
from realign.evidence.fulltext import Hit, Stored

here = pytest.mark.skipif(not encoder_is_here(), reason="the encoder's files are not here")


@here
def test_what_means_the_same_is_alike():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    asked = "How do I get limescale off?"
    alike, unlike, empty = Encoder().likeness(
        asked, ["Remove calcium deposits with vinegar.", "The parliament met in March.", ""]
    )
    assert alike > unlike + 0.2
    assert -1 <= empty <= 1
    assert Encoder().likeness(asked, []) == []


@here
def test_vectors_do_not_depend_on_their_company():
    """A batch is padded to its longest text; the others must not feel it, nor the order."""
    np = pytest.importorskip("numpy")
    pytest.importorskip("onnxruntime")
    texts = ["kettle", "A much longer sentence about the removal of lime from kettles."]
    together = Encoder().embed(texts)
    assert together.shape == (2, module.WIDTH)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.vstack([Encoder().embed([text])[0] for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.98  # 8-bit sums are rounded by batch


@here
def test_threads_share_one_encoder_and_its_memory_is_bounded(monkeypatch):
    pytest.importorskip("onnxruntime")
    monkeypatch.setattr(module, "_REMEMBERED", 3)
    shared, found = Encoder(), []
    work = [
        threading.Thread(target=lambda: found.append(shared.likeness("lime", ["kettle", "oven"])))
        for _ in range(4)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(found) == 4
    shared.embed([f"text {n}" for n in range(6)])
    assert len(shared._known) == 3


def test_without_its_files_it_says_how_to_get_them(tmp_path, monkeypatch):
    pytest.importorskip("onnxruntime")
    monkeypatch.setenv("REALIGN_CACHE", str(tmp_path))
    assert not encoder_is_here()
    with pytest.raises(WeightsError) as caught:
        Encoder().likeness("a", ["b"])
    assert "--rerank" in caught.value.hint


def test_without_its_libraries_the_install_command_is_given(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra) as caught:
        Encoder().embed(["a"])
    assert caught.value.hint == "pip install 'realign-data[embedded]'"


class Silent:
    """A reranker that must not be asked."""

    fingerprint = "silent"

    def likeness(self, query, texts):
        raise AssertionError(query)


def test_a_query_in_another_script_keeps_the_order_of_the_words(tmp_path):
    """The encoder has read English only."""
    pytest.importorskip("tantivy")
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "长城是中国古代的军事防御工程。"}\n', encoding="utf-8")
    build([path], tmp_path / "c")
    assert len(LocalCorpus(tmp_path / "c", Silent()).hits("中国的长城", 1, least=0.0)) == 1


def test_candidates_far_behind_are_not_compared():
    from realign.evidence.corpus import rerank

    seen = []

    class Counting:
        fingerprint = "counting"

        def likeness(self, query, texts):
            seen.extend(texts)
            return [0.1] * len(texts)

    scores = [10.0, 9.0, 4.1, 3.9, 1.0]
    hits = [Hit(score, {"w": 1.0}, Stored("", f"t{score}", "s", "k")) for score in scores]
    assert (
        len(rerank("kettle", hits, Counting(), lambda _, found: [item.text for item in found])) == 5
    )
    assert seen == ["t10.0", "t9.0", "t4.1"]
