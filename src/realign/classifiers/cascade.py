"""Two classifiers in a row: the chat model is asked where the embedded one is unsure."""

from __future__ import annotations

from dataclasses import replace

from realign.classifiers.encoder import EncoderClassifier
from realign.classifiers.model import ModelClassifier
from realign.classifiers.requests import FALLBACK
from realign.samples import TaskLabel


def unsure(label: TaskLabel, threshold: float) -> bool:
    """True where the chat model is asked about what the embedded classifier said.

    Not where nothing seems to fit: a model that is shown tasks takes one of them.
    """
    return (label.confidence or 0.0) < threshold and label.task != FALLBACK


class CascadeClassifier:
    """The embedded classifier's label where it is sure enough, else the chat model's.

    The chat model chooses among the `among` likeliest tasks. What it says carries the embedded
    classifier's probability of that task, and its decision on evidence.
    """

    def __init__(
        self,
        embedded: EncoderClassifier,
        model: ModelClassifier,
        *,
        threshold: float,
        among: int = 3,
    ) -> None:
        """`threshold`: probability from which no call is made."""
        self._embedded = embedded
        self._model = model
        self._threshold = threshold
        self._among = among
        self.asked = 0

    @property
    def fingerprint(self) -> str:
        """Changes with either classifier and the threshold."""
        parts = (self._embedded.fingerprint, self._model.fingerprint)
        return f"cascade:{self._threshold:g}:{self._among}:{':'.join(parts)}"

    async def classify(self, request: str, /) -> TaskLabel:
        """The label of the one or the other. Raises a ModelError when the model can't be asked."""
        label, ranked = await self._embedded.ranked_label(request)
        if not request.strip() or not unsure(label, self._threshold):
            return label
        self.asked += 1
        likely = tuple(task for task, _ in ranked[: self._among])
        said = await self._model.classify_among(request, likely)
        if said.task == label.task:
            return replace(label, origin="model")
        return replace(
            label,
            task=said.task,
            confidence=round(dict(ranked).get(said.task, 0.0), 4),
            origin="model",
            second=(label.task, label.confidence or 0.0),
        )
