"""Which format a file has: found by looking at its first records."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from realign.errors import InputError, PlanError
from realign.io.formats.alpaca import Alpaca
from realign.io.formats.base import Format, Record, describe, is_text
from realign.io.formats.chat import Messages, Realign, ShareGPT
from realign.io.formats.prompt import Prompt

FORMATS: dict[str, Format] = {
    item.name: item for item in (Alpaca(), ShareGPT(), Messages(), Prompt(), Realign())
}

# In the order of preference where two fit equally well.
_KNOWN: tuple[Format, ...] = (
    Realign(),
    ShareGPT(),
    Messages(),
    ShareGPT(conversations="messages"),
    Messages(messages="conversations"),
    ShareGPT(conversations="conversation"),
    Messages(messages="conversation"),
    Alpaca(),
    *(
        Prompt(prompt=asked, completion=answered)
        for asked in ("prompt", "question", "instruction")
        for answered in ("completion", "response", "answer")
    ),
    Prompt(prompt="instruction", completion="response", context="input"),
)

# Names that columns have elsewhere, the likeliest first.
_ASKED = "instruction question query prompt problem request user usrmsg human input ask task text"
_ANSWERED = (
    "output response completion solution answer reply rationale target assistant gpt chosen "
    "prediction result"
)
_RAW_TEXT = {"text", "content", "body", "webpage", "document"}
_ABOUT = {"id", "idx", "key", "name", "title", "type", "category", "source", "domain", "url"}


def parse_mapping(text: str) -> dict[str, str]:
    """`instruction=question,output=answer` as standard name -> column name.

    Raises:
        PlanError: a pair without "=", an empty name, a name said twice, an unknown standard name.
    """
    mapping: dict[str, str] = {}
    example = "For example: --map instruction=question,output=answer"
    for pair in text.split(","):
        name, equals, column = (part.strip() for part in pair.partition("="))
        if not (equals and name and column):
            raise PlanError(f"--map: {pair.strip()!r} is no FIELD=COLUMN.", hint=example)
        if name in mapping:
            raise PlanError(f"--map: the field {name!r} is named twice.", hint=example)
        mapping[name] = column
    choose_known(None, mapping)
    return mapping


def choose_known(format_name: str | None, mapping: Mapping[str, str]) -> tuple[Format, ...]:
    """The formats to look for, with the mapping applied, best first.

    Raises:
        PlanError: an unknown format; a mapped name that is no field, or not of this format; two
            fields mapped to one column.
    """
    if format_name is not None and format_name not in FORMATS:
        near = difflib.get_close_matches(format_name, FORMATS, n=1)
        said = f"Did you mean {near[0]!r}? " if near else ""
        raise PlanError(
            f"unknown format {format_name!r}.", hint=f"{said}Formats: {', '.join(FORMATS)}."
        )
    pool = [f for f in _KNOWN if format_name in (None, f.name)]
    if not mapping:
        return tuple(pool)
    _check_names(format_name, mapping)
    columns = list(mapping.values())
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise PlanError(f"--map: two fields are mapped to the column {twice!r}.")
    fitting = [f for f in pool if set(mapping) <= set(f.standard_fields())]
    if not fitting:
        raise PlanError(
            f"--map: no format has all of the fields {', '.join(mapping)}.", hint=_fields_hint()
        )
    return tuple(dict.fromkeys(f.with_mapping(mapping) for f in fitting))


def detect(
    records: Sequence[Record], format_name: str | None, mapping: Mapping[str, str]
) -> Format:
    """The format that most of these first records have.

    Where no record has all shapes right, the format whose field names are there is returned, so
    that its `parse` can say what is wrong with them.

    Raises:
        PlanError: see `choose_known`.
        InputError: no format fits. It names the columns and suggests a mapping, and knows no path.
    """
    pool = choose_known(format_name, mapping)
    if mapping:
        _check_columns(records, mapping)
    elif format_name is None:
        _refuse_preferences(records)

    def score(form: Format, *, strict: bool) -> tuple[int, int]:
        fit = sum(form.matches(r) if strict else form.claims(r) for r in records)
        return fit, sum(any(c in r for r in records) for c in form.columns().values())

    for strict in (True, False):
        best = max(pool, key=lambda form: score(form, strict=strict))
        if score(best, strict=strict)[0] > 0:
            return best
    if format_name or mapping:
        raise _unfitting(records, pool[0], format_name, mapping)
    raise _unrecognised(records)


def looks_like_record(value: object) -> bool:
    """True when a known format fits it without any mapping."""
    return isinstance(value, Mapping) and any(form.matches(value) for form in _KNOWN)


def _check_names(format_name: str | None, mapping: Mapping[str, str]) -> None:
    forms = [FORMATS[format_name]] if format_name else list(FORMATS.values())
    known = {field for form in forms for field in form.standard_fields()}
    for name, column in mapping.items():
        if name in known:
            continue
        if column in known:
            hint = f"The order is FIELD=COLUMN: --map {column}={name}"
        else:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            hint += _fields_hint(format_name)
        of = f" of the format {format_name!r}" if format_name else " of any format"
        raise PlanError(f"--map: {name!r} is no field{of}.", hint=hint)


def _fields_hint(format_name: str | None = None) -> str:
    forms = [FORMATS[format_name]] if format_name else FORMATS.values()
    return "Fields: " + "; ".join(f"{f.name}: {', '.join(f.standard_fields())}" for f in forms)


def _check_columns(records: Sequence[Record], mapping: Mapping[str, str]) -> None:
    nested = {"from", "value", "role", "content"}
    columns = _columns(records)
    for name, column in mapping.items():
        if name in nested or column in columns:
            continue
        if name in columns and any(column in f.standard_fields() for f in FORMATS.values()):
            hint = f"The order is FIELD=COLUMN. Did you mean --map {column}={name}?"
        else:
            near = difflib.get_close_matches(column, columns, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            hint += f"Columns: {', '.join(columns)}."
        raise InputError(f"--map {name}={column}: no record has the field {column!r}.", hint=hint)


def _refuse_preferences(records: Sequence[Record]) -> None:
    pairs = [r for r in records if "chosen" in r and "rejected" in r]
    if 2 * len(pairs) <= len(records):
        return
    raise InputError(
        "these records are preference pairs (`chosen` and `rejected`). A rewrite of one of the two "
        "would change what the pair says, so it is not done unasked.",
        hint=_preference_remedy(pairs[0]),
    )


def _preference_remedy(record: Record) -> str:
    chosen = record["chosen"]
    if isinstance(chosen, list | tuple):
        for name, listed in (
            ("messages", Messages(messages="chosen")),
            ("conversations", ShareGPT(conversations="chosen")),
        ):
            if listed.matches(record):
                return f"To rewrite the chosen responses anyway: --map {name}=chosen"
    if isinstance(chosen, str):
        for column in ("prompt", "question", "instruction"):
            if is_text(record.get(column, 0)):
                return (
                    "To rewrite the chosen responses anyway: "
                    f"--map prompt={column},completion=chosen"
                )
    for form in _KNOWN:
        if form.matches(record):
            return (
                f"To rewrite only the responses before the pair: --format {form.name}. To rewrite "
                "the chosen ones, write a file in which each conversation ends with its chosen "
                "response."
            )
    return "Write a file with the request and the chosen response of each pair, and run on that."


def _unfitting(
    records: Sequence[Record], form: Format, format_name: str | None, mapping: Mapping[str, str]
) -> InputError:
    """The user said a format, or columns, that these records do not have."""
    columns = _columns(records)
    needed = ", ".join(form.columns().values())
    said = " and ".join(["--format"] * bool(format_name) + ["--map"] * bool(mapping))
    other = next(
        (f for f in _KNOWN if 2 * sum(f.matches(record) for record in records) > len(records)), None
    )
    flag = _guessed_flag(records, columns)
    if other is not None and other.name != format_name:
        hint = f"They fit the format {other.name!r}: leave {said} out."
    elif flag and format_name in (None, "alpaca"):
        hint = f"Say which field is which, for example: {flag}"
    elif flag:
        hint = f"Leave --format out and say which field is which, for example: {flag}"
    else:
        hint = f"Leave {said} out, or map other fields with --map."
    return InputError(
        f"the records do not fit the format {form.name!r}: it reads the fields {needed}. "
        f"Fields found: {_shown(columns)}.",
        hint=hint,
    )


def _shown(columns: Sequence[str]) -> str:
    return ", ".join(columns[:20]) + (", ..." if len(columns) > 20 else "") or "none"


def _unrecognised(records: Sequence[Record]) -> InputError:
    columns = _columns(records)
    texts = [c for c in columns if _holds_text(records, c) and not _words(c) & _ABOUT]
    if len(texts) == 1 and texts[0].lower() in _RAW_TEXT:
        return InputError(
            f"the records hold raw text only ({texts[0]!r}): there is no request and no response.",
            hint="ReAlign rewrites responses to requests. Make instruction records of the text "
            "first, for example with the fields instruction and output.",
        )
    flag = _guessed_flag(records, columns)
    return InputError(
        f"no request and response were recognised. Fields found: {_shown(columns)}.",
        hint=f"Say which field is which, for example: {flag}"
        if flag
        else _no_guess(records, columns, texts),
    )


def _guessed_flag(records: Sequence[Record], columns: Sequence[str]) -> str:
    """A --map that works on these records, "" where there is none to propose."""
    texts = [c for c in columns if _holds_text(records, c) and not _words(c) & _ABOUT]
    asked = _named(texts, _ASKED)
    answered = _named([c for c in texts if c != asked], _ANSWERED)
    return "" if asked is None or answered is None else _map_flag(asked, answered)


def _map_flag(asked: str, answered: str) -> str:
    pairs = (("instruction", asked), ("output", answered))
    text = ",".join(f"{name}={column}" for name, column in pairs if name != column)
    return f"--map {shlex.quote(text)}" if text else ""


def _no_guess(records: Sequence[Record], columns: Sequence[str], texts: Sequence[str]) -> str:
    asked = _named(texts, _ASKED)
    others = [text for text in texts if text != asked]
    odd = _named([c for c in columns if c not in texts and not _words(c) & _ABOUT], _ANSWERED)
    if asked and odd:
        values = [record[odd] for record in records if odd in record]
        value = next((value for value in values if not is_text(value)), None)
        flag = _map_flag(asked, odd)
        return (
            f"{odd!r} looks like the response, but it is {describe(value)} in some records. Make "
            f"it one text in each of them, and run {'with ' + flag if flag else 'again.'}"
        )
    if asked and others:
        return (
            f"{asked!r} looks like the request. If one of {', '.join(others)} holds the response, "
            f"name it: {_map_flag(asked, 'COLUMN')}. If none does, there is nothing to rewrite."
        )
    if asked:
        flag = _map_flag(asked, "output")
        return (
            f"{asked!r} looks like requests without responses. ReAlign rewrites responses that "
            "are there already: add them to each record as the field 'output', and run again "
            f"{flag and 'with ' + flag}".rstrip()
        )
    if others:
        return (
            "Say which field holds the request and which the response: "
            f"--map instruction=COLUMN,output=COLUMN. Fields that hold text: {', '.join(others)}. "
            "If none does, there is nothing to rewrite."
        )
    return "No field holds plain text. Make records with the fields instruction and output."


def _named(columns: Sequence[str], names: str) -> str | None:
    """The column with the best of these names: exactly, else with the name as one of its words."""
    for name in names.split():
        for column in columns:
            if column.lower() == name:
                return column
    for name in names.split():
        for column in columns:
            if name in _words(column):
                return column
    return None


def _words(column: str) -> set[str]:
    """The words of a name: "target_output" and "Answer1" have output and answer."""
    return set(re.findall(r"[^\W\d_]+", column.lower()))


def _columns(records: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(str(key) for record in records for key in record))


def _holds_text(records: Sequence[Record], column: str) -> bool:
    """Texts, and in more than half of the records."""
    values: list[Any] = [record[column] for record in records if column in record]
    texts = sum(isinstance(value, str) and bool(value.strip()) for value in values)
    return 2 * texts > len(records) and all(map(is_text, values))
