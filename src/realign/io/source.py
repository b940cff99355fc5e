"""A data file, seen whole before any model call is paid, and then read record by record."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal

from realign.counts import counted
from realign.errors import InputError
from realign.io import jsonio, layout
from realign.io.atomic import atomic_file
from realign.io.formats import Format, Parsed, choose_known, detect
from realign.io.records import Located, OnBad, read_records
from realign.samples import Decision, Sample, Turn

MISFIT = "the record does not fit its format"

_LOG = logging.getLogger(__name__)
_LOOK = 200  # records that the format is found by
_MOST = 0.9  # the share of records that must fit it

BadLines = Literal["stop", "skip"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read once, and found good.

    `records` counts all; `turns` the responses in them, `empty` those of them without text;
    `misfits` the records that do not fit the format, and are passed on as they are; `skipped` the
    lines left out, which are no records. `sha256` is that of the file's bytes, as stored.
    """

    path: Path
    layout: layout.Layout
    format: Format
    records: int
    turns: int
    empty: int
    misfits: int
    skipped: int
    size: int
    sha256: str
    modified_ns: int
    bad_lines: BadLines = "stop"

    @property
    def container(self) -> str:
        """What the file is, in words: "JSON lines, gzip"."""
        compression = self.layout.compression
        return self.layout.container + (f", {compression}" if compression != "none" else "")


def inspect(
    path: Path | str,
    *,
    format: str | None = None,  # noqa: A002 - the word that the command line and the plan use
    mapping: Mapping[str, str] | None = None,
    on_bad_lines: BadLines = "stop",
    rejects: Path | str | None = None,
) -> Source:
    """Read the whole file once: find its format, validate and count its records, hash its bytes.

    A record that does not fit the format is no error as long as 90 % of all do: `read` passes it
    on without turns, as kept.

    Args:
        path: the file.
        format: alpaca, sharegpt, messages, prompt or realign; None looks at the records.
        mapping: a format's field name to the file's column name.
        on_bad_lines: "skip" leaves out lines of a JSON lines file that are no JSON object.
        rejects: where the skipped lines go, as JSON lines of line, reason and text.

    Raises:
        PlanError: an unknown format or field name.
        InputError: the file can't be read in full, has no known format, or nothing to rewrite.
        MissingExtra: Parquet without pyarrow.
    """
    file = Path(path)
    mapping = mapping or {}
    choose_known(format, mapping)  # a wrong name is told before the file is read
    found = layout.sniff(file)
    state = file.stat()
    digest = hashlib.sha256()
    with _Rejects(rejects) as bad:
        on_bad = bad.add if on_bad_lines == "skip" else None
        records = read_records(file, found, tap=digest.update, on_bad=on_bad)
        first = list(itertools.islice(records, _LOOK))
        if not first:
            raise _nothing(file, bad)
        form = _detect(file, first, format, mapping)
        tally = _Tally(file, form)
        for record, line in itertools.chain(first, records):
            tally.add(record, line)
        tally.judge()
    return Source(
        path=file,
        layout=found,
        format=form,
        records=tally.records,
        turns=tally.turns,
        empty=tally.empty,
        misfits=tally.misfits,
        skipped=bad.count,
        size=state.st_size,
        sha256=digest.hexdigest(),
        modified_ns=state.st_mtime_ns,
        bad_lines=on_bad_lines,
    )


def read(source: Source) -> Iterator[Sample]:
    """The samples, in order, one by one; memory holds no more than a few of them.

    Raises:
        InputError: the file changed since `inspect` saw it.
    """
    state = source.path.stat()
    if (state.st_size, state.st_mtime_ns) != (source.size, source.modified_ns):
        raise InputError(
            "the file changed after it was checked.",
            path=str(source.path),
            hint="Run the same command again.",
        )
    on_bad: OnBad | None = _ignore if source.bad_lines == "skip" else None
    parse = source.format.parse
    located = read_records(source.path, source.layout, on_bad=on_bad)
    for number, (record, line) in enumerate(located):
        where = _where(source.path, source.layout, number, line)
        try:
            parsed = parse(record)
        except InputError as error:
            decision = Decision("kept", MISFIT, error.message)
            yield Sample(id=number, messages=(), record=record, where=where, decision=decision)
            continue
        yield Sample(
            id=number,
            messages=parsed.messages,
            turns=tuple(map(Turn, parsed.turns)),
            record=record,
            where=where,
            task=parsed.task,
        )


def raw_records(
    path: Path | str,
    *,
    on_bad_lines: BadLines = "stop",
    rejects: Path | str | None = None,
    skipped: Callable[[int], None] | None = None,
) -> Iterator[tuple[dict[str, Any], str]]:
    """The records of a file as they are, whatever their fields, each with its place in words.

    `skipped` is told at the end how many lines were left out.

    Raises:
        InputError: the file can't be read in full, or holds no record.
        MissingExtra: Parquet without pyarrow.
    """
    file = Path(path)
    found = layout.sniff(file)
    count = 0
    with _Rejects(rejects) as bad:
        on_bad = bad.add if on_bad_lines == "skip" else None
        for record, line in read_records(file, found, on_bad=on_bad):
            yield record, _where(file, found, count, line)
            count += 1
        if not count:
            raise _nothing(file, bad)
        if skipped is not None:
            skipped(bad.count)


def _where(path: Path, found: layout.Layout, number: int, line: int) -> str:
    if found.container in ("JSON lines", "CSV"):
        return f"{path.name}, line {line}"
    return f"{path.name}, record {number + 1}"


@dataclass
class _Tally:
    """What the first pass counts."""

    path: Path
    form: Format
    records: int = 0
    turns: int = 0
    empty: int = 0
    misfits: int = 0
    first_misfit: InputError | None = field(default=None)

    def add(self, record: Mapping[str, Any], line: int) -> None:
        self.records += 1
        try:
            parsed: Parsed = self.form.parse(record)
        except InputError as error:
            self.misfits += 1
            if self.first_misfit is None:
                self.first_misfit = _located(error, self.path, line, self.records)
            return
        self.turns += len(parsed.turns)
        self.empty += sum(not parsed.messages[turn].content.strip() for turn in parsed.turns)

    def judge(self) -> None:
        """Raise InputError where too few records fit, or none has a response."""
        error = self.first_misfit
        if error is not None and self.records - self.misfits < _MOST * self.records:
            share = f"{self.misfits} of {counted(self.records, 'record')}"
            name = self.form.name
            raise InputError(  # its message begins with the place
                f"{error.message}\n  The same or the like in {share}, read as {name!r}; "
                "at most 10 % may not fit.",
                hint=error.hint,
            )
        if error is not None:
            _LOG.warning(
                "%d of %s kept as it was, not of the format %r. The first: %s",
                self.misfits,
                counted(self.records, "record"),
                self.form.name,
                error.message,
            )
        if self.turns == 0:
            raise InputError(
                f"no response of the assistant in {counted(self.records, 'record')}, so there is "
                f"nothing to rewrite (read as {self.form.name!r}).",
                path=str(self.path),
                hint="If the responses stand elsewhere, add them to the conversations, as messages "
                "of the assistant.",
            )


class _Rejects:
    """The lines left out; the file is made with the first of them, and goes where there is none."""

    def __init__(self, path: Path | str | None) -> None:
        self._path = path
        self._stack = contextlib.ExitStack()
        self._handle: BinaryIO | None = None
        self.count = 0
        self.first = ""

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)
        if self._path is not None and not self.count and error[0] is None:
            Path(self._path).unlink(missing_ok=True)  # an earlier reading's
        if self.count and error[0] is None:
            _LOG.warning(
                "%s left out: no JSON object. The first: %s",
                counted(self.count, "line"),
                self.first,
            )

    def add(self, line: int, reason: str, text: bytes) -> None:
        self.count += 1
        self.first = self.first or f"line {line}: {reason}"
        if self._path is None:
            return
        if self._handle is None:
            Path(self._path).parent.mkdir(exist_ok=True)
            self._handle = self._stack.enter_context(atomic_file(self._path))
        raw = text.decode("utf-8", "backslashreplace")
        self._handle.write(jsonio.dumps({"line": line, "reason": reason, "text": raw}) + b"\n")


def _detect(
    path: Path, first: list[Located], name: str | None, mapping: Mapping[str, str]
) -> Format:
    try:
        return detect([record for record, _ in first], name, mapping)
    except InputError as error:
        raise InputError(error.message, path=str(path), hint=error.hint) from None


def _nothing(path: Path, bad: _Rejects) -> InputError:
    if bad.count:
        return InputError(
            f"no line is a record; {counted(bad.count, 'line')} left out. The first: {bad.first}",
            path=str(path),
        )
    return InputError("the file holds no records.", path=str(path), hint="Is it the right file?")


def _located(error: InputError, path: Path, line: int, record: int) -> InputError:
    return InputError(
        error.message, path=str(path), line=line or None, record=record, hint=error.hint
    )


def _ignore(line: int, reason: str, text: bytes) -> None:
    """Skipped lines were reported by `inspect`."""
