"""Builds a corpus, and brings one up to date: only what changed is read again.

The work is done in a directory beside the corpus, which takes its place when it is whole. Files
of an index are never changed once written, so an update begins with links to the old ones.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from realign.errors import UsageError
from realign.evidence.disk import WRITE_FAULTS, disk_fault, unwritable, writing
from realign.evidence.documents import KINDS, find_files, passed_over, read_documents, require
from realign.evidence.fulltext import Stored, Writer, load_tantivy
from realign.evidence.manifest import (
    MARKER,
    REBUILD,
    Changes,
    CorpusFile,
    CorpusInfo,
    read_info,
    write_info,
)
from realign.evidence.passages import clean, cut
from realign.evidence.sources import Document

_REPORT_EVERY = 1_000
_TOO_YOUNG_NS = 3_000_000_000  # a file this young could change again within its time stamp

Progress = Callable[[str, int], None]
"""Told the file's name and the passages written so far."""


def build(
    files: Iterable[Path | str],
    out_dir: Path | str,
    progress: Progress | None = None,
    *,
    force: bool = False,
) -> CorpusInfo:
    """Make `out_dir` the corpus of these files and directories of them.

    A corpus that is there is brought up to date: files that changed are indexed again, files
    that are no longer among `files` leave it, and the others are not read. With `force` it is
    built anew. Documents are streamed: memory does not grow with their number.

    Raises InputError for what can't be read, UsageError when nothing is found or `out_dir` is
    in use or can't be written, RunStopped when the disk is full, MissingExtra without tantivy.
    """
    load_tantivy()
    paths, out = [Path(path) for path in files], Path(out_dir)
    old = _old(out, force)
    found = find_files(paths, leave_out=out)
    require(found, paths)
    skipped = tuple(passed_over(paths, leave_out=out))
    task = _compare(found, old)
    if old is not None and task.changes.none:
        return replace(old, changes=task.changes, passed_over=skipped)
    work = out.parent / f".{out.name}.building-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    try:
        with writing(out, work):
            out.parent.mkdir(parents=True, exist_ok=True)
        info = _Builder(work, out, progress).run(task, old)
        with writing(out, work):
            _put_in_place(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return replace(info, passed_over=skipped)


def _old(out: Path, force: bool) -> CorpusInfo | None:
    """The corpus that is there, if it is to be brought up to date."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return None
    if not (out / MARKER).is_file():
        raise UsageError(
            f"{out} exists and is not a corpus; nothing was touched.", hint="Name a new directory."
        )
    return None if force else read_info(out)


@dataclass
class _Task:
    """What is to be done: files to read, files that stay as they are, and names of both."""

    read: list[tuple[Path, str]] = field(default_factory=list)
    keep: dict[str, CorpusFile] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


def _compare(found: list[tuple[Path, str]], old: CorpusInfo | None) -> _Task:
    before = {file.name: file for file in old.files} if old else {}
    task = _Task(names=[name for _, name in found])
    for path, name in found:
        known = before.get(name)
        if known is not None and _is_same(path, known):
            task.keep[name] = known
        else:
            task.read.append((path, name))
    fresh = [name for _, name in task.read]
    task.changes = Changes(
        added=tuple(name for name in fresh if name not in before),
        changed=tuple(name for name in fresh if name in before),
        removed=tuple(name for name in before if name not in set(task.names)),
        unchanged=tuple(task.keep),
    )
    return task


def _is_same(path: Path, known: CorpusFile) -> bool:
    """By size and time; where only the time differs, by the hash of its bytes."""
    stat = path.stat()
    if stat.st_size != known.bytes:
        return False
    return stat.st_mtime_ns == known.modified_ns or _digest(path) == known.sha256


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Builder:
    """Builds one corpus in a directory of its own."""

    def __init__(self, work: Path, out: Path, progress: Progress | None) -> None:
        self.work, self.out, self.progress = work, out, progress
        self.written = 0
        self.writer: Writer

    def run(self, task: _Task, old: CorpusInfo | None) -> CorpusInfo:
        self._open(old)
        try:
            gone = (*task.changes.removed, *task.changes.changed)
            with writing(self.out, self.work):
                for name in gone:
                    self.writer.remove(name)
            made = {name: self._add_file(path, name) for path, name in task.read}
            files = tuple((task.keep | made)[name] for name in task.names)
            _require_text(files)
            with writing(self.out, self.work):
                self.writer.commit()
        finally:
            self.writer.close()
        history = old.history if old else ""
        if old and gone:  # the index still counts what left it
            history = old.fingerprint
        built_by = f"realign-data {_own_version()}"
        info = CorpusInfo(self.out, files, history, built_by, task.changes)
        with writing(self.out, self.work):
            write_info(info, self.work)
        return info

    def _open(self, old: CorpusInfo | None) -> None:
        try:
            if old is not None:
                _link_index(self.out / "index", self.work / "index")
            self.writer = Writer(self.work / "index", new=old is None)
        except (ValueError, OSError) as error:
            if old is None or disk_fault(error) in WRITE_FAULTS:
                raise unwritable(error, self.out, self.work) from error
            raise UsageError(f"The index in {self.out} is broken: {error}", hint=REBUILD) from error

    def _add_file(self, path: Path, name: str) -> CorpusFile:
        documents = empty = words = 0
        start, content = self.written, hashlib.sha256()
        stat = path.stat()
        for document in read_documents(path, name):
            passages = _passages(document)
            documents += bool(passages)
            empty += not passages
            for passage, size in passages:
                content.update(self._add(name, passage) + b"\n")
                words += size
                self.written += 1
                if self.progress and self.written % _REPORT_EVERY == 0:
                    self.progress(name, self.written)
        if self.progress:
            self.progress(name, self.written)
        young = time.time_ns() - stat.st_mtime_ns < _TOO_YOUNG_NS
        return CorpusFile(
            name, stat.st_size, _digest(path), documents, self.written - start, words, empty,
            content.hexdigest(), 0 if young else stat.st_mtime_ns,
        )  # fmt: skip

    def _add(self, name: str, passage: Stored) -> bytes:
        try:
            return self.writer.add(name, passage)
        except (OSError, ValueError) as error:
            raise unwritable(error, self.out, self.work) from error


def _passages(document: Document) -> list[tuple[Stored, int]]:
    """The passages of a document and the words of each."""
    text = clean(document.text)
    title, source, own = clean(document.title), clean(document.source), document.key
    spans = cut(text)
    whole = len(spans) == 1
    key = own or source
    return [
        (Stored(title, text[a:b], source, key if whole else f"{key}@{a}", a, b), words)
        for a, b, words in spans
    ]


def _require_text(files: tuple[CorpusFile, ...]) -> None:
    if not any(file.passages for file in files):
        names = ", ".join(file.name for file in files[:5])
        raise UsageError(
            f"No text in {names}: the corpus would be empty.", hint=f"Give files of {KINDS}."
        )


def _link_index(old: Path, new: Path) -> None:
    """The old index in a new place. What tantivy writes anew is replaced there, never changed."""
    new.mkdir(parents=True)
    for file in old.iterdir():
        if file.name.endswith(".lock"):
            continue
        linked = False
        if file.suffix != ".json":
            with suppress(OSError):  # a file system without links
                os.link(file, new / file.name)
                linked = True
        if not linked:
            shutil.copyfile(file, new / file.name)


def _put_in_place(work: Path, out: Path) -> None:
    if not out.exists():
        work.rename(out)
        return
    old = out.parent / f".{out.name}.old-{os.getpid()}"
    out.rename(old)
    work.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _own_version() -> str:
    try:
        return version("realign-data")
    except PackageNotFoundError:
        return "unknown"
