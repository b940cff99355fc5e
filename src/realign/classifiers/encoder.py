"""A classifier that needs no chat model: a small encoder, fine-tuned on how people really ask.

The weights lie beside this file (`realign train-classifier` makes them): an ONNX model with 8-bit
weights that gives one score a task, its tokenizer, and what was measured when they were made.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from realign.classifiers.requests import FALLBACK
from realign.errors import MissingExtra, UsageError
from realign.samples import TaskLabel

if TYPE_CHECKING:
    import numpy as np

WEIGHTS = Path(__file__).parent / "weights"

_HEAD, _TAIL = 4_000, 2_000  # characters of a long request that are read at all
_BATCH = 16


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of weights says of itself (card.json).

    `temperature` divides the scores before they become probabilities; `evidence_from` is the
    summed probability of `evidence_tasks` from which facts are looked up; `measured` holds the
    figures of the training script's own hold-out.
    """

    tasks: list[str]
    max_tokens: int
    temperature: float
    evidence_tasks: list[str] = []
    evidence_from: float = 1.0
    sha256: dict[str, str] = {}
    measured: dict[str, float] = {}


def read_card(folder: Path) -> Card:
    """The card of a folder of weights. Raises `UsageError` where there is none."""
    try:
        return msgspec.json.decode((folder / "card.json").read_bytes(), type=Card)
    except FileNotFoundError:
        raise UsageError(
            f"{folder} holds no trained classifier: it has no card.json.",
            hint="realign train-classifier --data FILE -o DIR",
        ) from None
    except msgspec.DecodeError as error:
        raise UsageError(f"{folder / 'card.json'} can't be read: {error}.") from None


def write_card(card: Card, folder: Path) -> None:
    """Write card.json, readable."""
    text = msgspec.json.format(msgspec.json.encode(card), indent=1)
    (folder / "card.json").write_bytes(text + b"\n")


def cut_ids(tokenizer: Any, request: str, most: int) -> list[int]:
    """Token numbers of a request, [CLS] and [SEP] included; of a long one three parts of its
    beginning and two of its end."""
    text = request.strip() or FALLBACK
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]} {text[-_TAIL:]}"
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    room = most - 2
    if len(ids) > room:
        head = room * 3 // 5
        ids = ids[:head] + ids[head - room :]
    return [tokenizer.token_to_id("[CLS]"), *ids, tokenizer.token_to_id("[SEP]")]


def softmax(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Probabilities from scores of shape (requests, tasks); each row adds up to 1."""
    import numpy as np

    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: np.ndarray[Any, Any] = powers / powers.sum(axis=1, keepdims=True)
    return shares


class EncoderClassifier:
    """Names the task of a request in some milliseconds, with a calibrated probability.

    Of a long request both ends are read: people put what they want before or after the material
    they paste. The model is loaded at the first request.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds other weights than the built-in ones. Raises `UsageError`."""
        self.folder = folder or WEIGHTS
        self.card = read_card(self.folder)
        self.tasks = tuple(self.card.tasks)
        self._evidence = [self.tasks.index(task) for task in self.card.evidence_tasks]
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Changes with the weights, the tokenizer and the card."""
        said = hashlib.sha256((self.folder / "card.json").read_bytes()).hexdigest()
        return f"encoder:{said[:32]}"

    async def ranked_label(self, request: str, /) -> tuple[TaskLabel, list[tuple[str, float]]]:
        """The label, and every task with its probability, likeliest first, of one look."""
        row = (await asyncio.to_thread(self.probabilities, [request]))[0]
        return self.labels_of([row])[0], self._ranked(row)

    async def classify(self, request: str, /) -> TaskLabel:
        """The likeliest task. An empty request is `default`.

        Raises `MissingExtra` where its libraries are not installed.
        """
        return await asyncio.to_thread(self.label, request)

    def label(self, request: str) -> TaskLabel:
        """The same, for callers without an event loop."""
        return self.labels([request])[0]

    def labels(self, requests: Sequence[str]) -> list[TaskLabel]:
        """A label for each request, in order."""
        return self.labels_of(self.probabilities(requests))

    def labels_of(self, shares: Iterable[np.ndarray[Any, Any]]) -> list[TaskLabel]:
        """A label for each row of probabilities."""
        return [self._label(row) for row in shares]

    def ranked(self, request: str) -> list[tuple[str, float]]:
        """Every task with its probability, likeliest first; they add up to 1."""
        return self._ranked(self.probabilities([request])[0])

    def _ranked(self, row: np.ndarray[Any, Any]) -> list[tuple[str, float]]:
        pairs = zip(self.tasks, map(float, row), strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def probabilities(self, requests: Sequence[str]) -> np.ndarray[Any, Any]:
        """Float32 of shape (requests, tasks); each row adds up to 1."""
        return softmax(self.scores(requests) / self.card.temperature)

    def scores(self, requests: Sequence[str]) -> np.ndarray[Any, Any]:
        """The encoder's own scores: float32 of shape (requests, tasks)."""
        session = self._session  # says what is missing, if something is
        import numpy as np

        ids = [cut_ids(self._tokenizer, text, self.card.max_tokens) for text in requests]
        out = np.zeros((len(ids), len(self.tasks)), dtype=np.float32)
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        for start in range(0, len(order), _BATCH):  # of like length: padding costs time
            places = order[start : start + _BATCH]
            longest = max(len(ids[place]) for place in places)
            tokens = np.zeros((len(places), longest), dtype=np.int64)
            mask = np.zeros_like(tokens)
            for row, place in enumerate(places):
                tokens[row, : len(ids[place])] = ids[place]
                mask[row, : len(ids[place])] = 1
            (out[places],) = session.run(None, {"input_ids": tokens, "attention_mask": mask})
        return out

    def _label(self, row: np.ndarray[Any, Any]) -> TaskLabel:
        first, second = (int(place) for place in row.argsort()[::-1][:2])
        needs = float(row[self._evidence].sum()) >= self.card.evidence_from
        return TaskLabel(
            self.tasks[first],
            round(float(row[first]), 4),
            "embedded",
            second=(self.tasks[second], round(float(row[second]), 4)),
            needs_evidence=needs,
        )

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _loaded(self) -> Any:
        try:
            import onnxruntime
            import tokenizers  # noqa: F401 - absent together
        except ImportError:
            raise MissingExtra("The embedded classifier", "embedded") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # requests come side by side, from threads of their own
        return onnxruntime.InferenceSession(
            str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    @property
    def _session(self) -> Any:
        with self._lock:
            return self._loaded
