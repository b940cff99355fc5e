"""What a corpus says of itself: its files, its counts, its fingerprint (`corpus.json`)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from realign.counts import counted
from realign.errors import UsageError
from realign.evidence.passages import PARAMETERS

FORMAT = 3
MARKER = "corpus.json"
REBUILD = "Build it again: realign corpus build FILES... -o DIR --force"
_MAKE = "Make one: realign corpus build FILES... -o DIR"


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file that went into a corpus.

    `bytes` is its size as stored, `sha256` that of its bytes, `content` that of the passages made
    of it. `modified_ns` is 0 where the file was too young to be known by its time. `empty` counts
    documents without text; they were passed over.
    """

    name: str
    bytes: int
    sha256: str
    documents: int
    passages: int = 0
    words: int = 0
    empty: int = 0
    content: str = ""
    modified_ns: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What the last build did, by names of files."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """What a corpus holds. `history` is not empty where passages were taken out of the index:
    until it is built anew, the rarity of a word still counts them. `passed_over` names the files
    that the last build left out, for they are of a kind that is not read."""

    path: Path
    files: tuple[CorpusFile, ...]
    history: str = ""
    built_by: str = ""
    changes: Changes = field(default=Changes(), compare=False)
    passed_over: tuple[str, ...] = field(default=(), compare=False)

    @property
    def passages(self) -> int:
        return sum(file.passages for file in self.files)

    @property
    def documents(self) -> int:
        return sum(file.documents for file in self.files)

    @property
    def words(self) -> int:
        return sum(file.words for file in self.files)

    @property
    def empty(self) -> int:
        """Documents without text."""
        return sum(file.empty for file in self.files)

    @property
    def fingerprint(self) -> str:
        """Changes with the passages, and with what the index has been through."""
        contents = sorted((file.name, file.content) for file in self.files)
        said = json.dumps([FORMAT, PARAMETERS, contents, self.history])
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def read_info(directory: Path | str) -> CorpusInfo:
    """What a corpus says about itself. Raises UsageError if it is none, or of another version."""
    path = Path(directory)
    if not path.is_dir():
        raise UsageError(f"There is no directory {path}.", hint=_MAKE)
    try:
        raw = json.loads((path / MARKER).read_text(encoding="utf-8"))
        if raw["format"] == FORMAT:
            files = tuple(CorpusFile(**file) for file in raw["files"])
            return CorpusInfo(path, files, raw["history"], raw["built_by"])
    except FileNotFoundError:
        raise UsageError(f"{path} is not a corpus: it has no {MARKER}.", hint=_MAKE) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path / MARKER} can't be read: {error!r}", hint=REBUILD) from error
    raise UsageError(
        f"{path} is a corpus of format {raw['format']}; this version reads {FORMAT}.", hint=REBUILD
    )


def write_info(info: CorpusInfo, directory: Path) -> None:
    """Write corpus.json into a corpus that is being built."""
    record = {
        "format": FORMAT,
        "passages": info.passages,
        "documents": info.documents,
        "fingerprint": info.fingerprint,
        "history": info.history,
        "built_by": info.built_by,
        "parameters": PARAMETERS,
        "files": [asdict(file) for file in info.files],
    }
    with (directory / MARKER).open("w", encoding="utf-8") as file:
        json.dump(record, file, indent=2, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def describe(info: CorpusInfo) -> Iterator[tuple[str, str]]:
    """What a person wants to know of a corpus, as (name, value)."""
    yield "directory", str(info.path)
    yield "passages", f"{info.passages:,}"
    yield "documents", f"{info.documents:,}" + (f" ({info.empty:,} empty)" if info.empty else "")
    yield "words", f"{info.words:,}"
    yield "built by", info.built_by
    yield "fingerprint", info.fingerprint
    for file in info.files:
        yield "file", f"{file.name} ({file.bytes:,} bytes, {counted(file.documents, 'document')})"


def table(files: Sequence[CorpusFile], changes: Changes, most: int = 20) -> Iterator[str]:
    """Lines of a table of files: what was done, passages, documents, name."""
    done = dict.fromkeys(changes.added, "new")
    done |= dict.fromkeys(changes.changed, "changed") | dict.fromkeys(changes.removed, "removed")
    rows = [(done.get(f.name, "as before"), f"{f.passages:,}", f"{f.documents:,}", f.name)
            for f in files]  # fmt: skip
    rows += [("removed", "", "", name) for name in changes.removed]
    rows.sort(key=lambda row: row[0] == "as before")
    yield f"{'':<10}{'passages':>12}{'documents':>12}  file"
    for what, passages, documents, name in rows[:most]:
        yield f"{what:<10}{passages:>12}{documents:>12}  {name}"
    if len(rows) > most:
        yield f"and {counted(len(rows) - most, 'more file')}"
