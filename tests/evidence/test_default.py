"""A run compares meanings where the encoder is on this machine, or as its plan says."""

from __future__ import annotations

import pytest

from realign.config import EvidencePlan, Plan
from realign.engine.searching import build_retriever
from realign.evidence import encoder
from realign.evidence.corpus import LocalCorpus, build


@pytest.mark.parametrize(
    ("said", "here", "compared"),
    [(None, True, True), (None, False, False), (False, True, False), (True, False, True)],
)
def test_the_encoder_is_used_where_it_is_here(tmp_path, monkeypatch, said, here, compared):
    pytest.importorskip("tantivy")
    (tmp_path / "a.txt").write_text("Lime in a kettle.")
    build([tmp_path / "a.txt"], tmp_path / "c")
    pulled = []
    monkeypatch.setattr(encoder, "encoder_is_here", lambda: here)
    monkeypatch.setattr(encoder, "runtime_is_here", lambda: True)
    monkeypatch.setattr(encoder, "pull_encoder", lambda: pulled.append(1))
    plan = Plan(evidence=EvidencePlan(corpus=str(tmp_path / "c"), rerank=said))
    retriever = build_retriever(plan)
    assert isinstance(retriever, LocalCorpus)
    assert (retriever.reranker is not None) is bool(pulled) is compared
