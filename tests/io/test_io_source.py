"""inspect and read: any file in full, or a refusal that says where, what and why."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import json
import tracemalloc

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realign.errors import InputError, PlanError
from realign.io import MISFIT, inspect, open_writer, read, scan

GOOD = {"instruction": "Say é.", "input": "", "output": "é\u2028 \x85 学", "n": 2**70}


def lines(records):
    """JSON lines."""
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def put(path, data):
    """Write bytes, return the path."""
    path.write_bytes(data)
    return path


def records_of(path, **options):
    """The raw records that `read` passes on."""
    return [sample.record for sample in read(inspect(path, **options))]


CONTAINERS = {
    "JSON lines": lines,
    "JSON array": lambda records: json.dumps(records).encode(),
    "JSON array, pretty": lambda records: json.dumps(records, indent=2).encode(),
    "JSON objects": lambda records: "\n".join(json.dumps(r, indent=1) for r in records).encode(),
    "JSON objects, one line": lambda records: "".join(json.dumps(r) for r in records).encode(),
    "list in a JSON object": lambda records: json.dumps({"v": [1], "data": records}).encode(),
    "list in a JSON object, pretty": lambda records: json.dumps(
        {"info": {"data": [{"a": 1}]}, "data": records, "end": None}, indent=2
    ).encode(),
}
WRAPS = {
    "none": lambda data: data,
    "gzip": gzip.compress,
    "gzip, two members": lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:]) + b"\0\0",
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
    "zstd, two frames": lambda data: b"".join(
        zstandard.ZstdCompressor().compress(part) for part in (data[:9], data[9:])
    ),
    "UTF-8 mark": lambda data: codecs.BOM_UTF8 + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "UTF-16 big-endian": lambda data: codecs.BOM_UTF16_BE + data.decode().encode("utf-16-be"),
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "blanks around": lambda data: b"\n \n" + data + b"\n\n ",
}


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_the_content_tells_what_a_file_is(tmp_path, container, wrap):
    """Whatever its name, every record comes in order, with every value."""
    records = [{**GOOD, "i": i} for i in range(5)]
    path = put(tmp_path / "data.txt", WRAPS[wrap](CONTAINERS[container](records)))
    source = inspect(path)
    assert source.container.split(",")[0] == container.split(",")[0]
    assert source.records == source.turns == 5
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [sample.record for sample in read(source)] == records
    assert [sample.id for sample in read(source)] == list(range(5))


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_file_of_one_record_is_read(tmp_path, container):
    """The hardest case to tell what it is."""
    path = put(tmp_path / "one", CONTAINERS[container]([GOOD]))
    assert records_of(path) == [GOOD]


@pytest.mark.parametrize("indent", [None, 2])
def test_one_conversation_is_a_record_not_a_wrapper(tmp_path, indent):
    """An object with a list of objects, too."""
    record = {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}
    path = put(tmp_path / "one", json.dumps(record, indent=indent).encode())
    assert records_of(path) == [record]
    record = {"instruction": "a", "output": "b", "instances": [{"x": 1}]}
    path = put(tmp_path / "two", json.dumps(record, indent=indent).encode())
    assert records_of(path) == [record]


def test_a_wrapper_longer_than_the_head_is_read(tmp_path):
    """Its end is not seen when its kind is decided."""
    records = [{"instruction": "a" * 500, "output": str(i)} for i in range(4000)]
    for indent in (None, 1):
        path = put(tmp_path / "big.json", json.dumps({"rows": records}, indent=indent).encode())
        assert records_of(path) == records


def test_a_wrapper_with_an_escaped_key_is_read(tmp_path):
    """The key is compared as text."""
    text = '{"x\\"data": 1, "d\\u0061ta": [' + json.dumps(GOOD) + "]}"
    for data in (text, text.replace(", ", ",\n")):
        assert records_of(put(tmp_path / "a.json", data.encode())) == [GOOD]


def test_two_lists_in_an_object_are_refused(tmp_path):
    """Taking one would lose the other in silence."""
    for size in (3, 4000):
        rows = [{"instruction": "a" * 500, "output": "b"}] * size
        path = put(tmp_path / "both.json", json.dumps({"train": rows, "test": rows}).encode())
        with pytest.raises(InputError, match="several lists of objects: train, test"):
            inspect(path)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=6),
    st.sampled_from(sorted(CONTAINERS)),
    st.integers(1, 40),
)
def test_any_text_survives_any_cut_of_the_stream(texts, container, size):
    """Brackets, quotes and backslashes in texts; chunks of a few bytes."""
    records = [{"instruction": t, "output": t[::-1]} for t in texts]
    data = CONTAINERS[container](records)
    chunks = iter([data[i : i + size] for i in range(0, len(data), size)])
    name = container.split(",")[0]
    if name == "JSON lines":
        found = scan.lines(chunks)
    elif name == "JSON array":
        found = scan.array(chunks)
    elif name == "JSON objects":
        found = scan.objects(chunks)
    else:
        found = (item for item in scan.member(chunks, "data") if item[1] > 0)
    assert [json.loads(text) for text, _ in found] == records


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)
@given(st.sampled_from(sorted(CONTAINERS)), st.sampled_from(sorted(WRAPS)), st.data())
def test_damage_is_an_input_error_or_harmless(tmp_path, container, wrap, data):
    """Bytes cut out, put in or repeated anywhere: never another exception."""
    good = WRAPS[wrap](CONTAINERS[container]([{**GOOD, "i": i} for i in range(3)]))
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 9)))
    new = data.draw(st.binary(max_size=3) | st.sampled_from([b'"', b"{", b"}", b"[", b"]", b","]))
    path = put(tmp_path / "a.json", good[:start] + new + good[end:])
    for option in ("stop", "skip"):
        try:
            source = inspect(path, on_bad_lines=option)
        except InputError:
            continue
        assert sum(1 for _ in read(source)) == source.records


def test_where_names_line_or_record(tmp_path):
    """As a person counts."""
    path = put(tmp_path / "a.jsonl", b"\n" + lines([GOOD, GOOD]))
    assert [s.where for s in read(inspect(path))] == ["a.jsonl, line 2", "a.jsonl, line 3"]
    path = put(tmp_path / "a.json", json.dumps([GOOD, GOOD]).encode())
    assert [s.where for s in read(inspect(path))] == ["a.json, record 1", "a.json, record 2"]


def test_a_sample_has_messages_turns_and_task(tmp_path):
    """What the corridor needs."""
    record = {
        "items": [
            {"from": "human", "value": "a", "category": "open_qa"},
            {"from": "gpt", "value": "b"},
        ]
    }
    (sample,) = read(inspect(put(tmp_path / "a", lines([record]))))
    assert (sample.task, sample.turns[0].index, sample.original(sample.turns[0])) == (
        "open_qa",
        1,
        "b",
    )
    assert sample.decision is None


def test_csv_is_read_with_its_marks(tmp_path):
    """BOM, delimiters, quotes, line breaks and very long fields."""
    long = "x" * 300_000
    rows = [
        {"instruction": 'Say "hi",\nplease', "output": long},
        {"instruction": "a;b", "output": ""},
    ]
    for delimiter in ",;\t|":
        path = tmp_path / "a.data"
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.DictWriter(handle, ["instruction", "output"], delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        source = inspect(path)
        assert source.container == "CSV"
        assert [s.record for s in read(source)] == rows
        assert [s.where for s in read(source)] == ["a.data, line 2", "a.data, line 4"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("instruction,output\na,b\na,b,c\n", "line 3, record 2: 3 fields stand here"),
        ('instruction,output\na,"b" c\n', "line 2, record 1: broken CSV"),
        ('instruction,output\na,b\na,"b\n', "line 3, record 2: broken CSV"),
        ("output,output\na,b\n", "line 1: the header names the column 'output' twice"),
        ("instruction,output\n", "the file holds no records"),
    ],
)
def test_broken_csv_names_the_line(tmp_path, text, message):
    """And how to mend it."""
    with pytest.raises(InputError, match=message):
        inspect(put(tmp_path / "a.csv", text.encode()))


BROKEN = {
    "comma missing": (
        b'[\n{"instruction": "a", "output": "b"}\n{"instruction": "a", "output": "b"}]',
        "line 3, record 2: a comma is missing before this record",
    ),
    "comma inside missing": (
        b'[{"instruction": "a", "output": "b"},\n{"instruction": "a"\n "output": "b"}]',
        "line 3, record 2: broken JSON: expecting ',' delimiter at column 2: .output",
    ),
    "trailing comma": (
        b'[{"instruction": "a", "output": "b"},\n]',
        "line 2, record 2: a comma stands before this '\\]'",
    ),
    "cut in the middle": (
        b'[{"instruction": "a", "output": "b"},\n{"instruction": "a", "ou',
        "line 2, record 2: broken JSON: unterminated string",
    ),
    "cut between": (
        b'[{"instruction": "a", "output": "b"}\n',
        "record 2: the file ends before the list does",
    ),
    "quote missing": (
        b'[{"instruction": "a", "output": "b"},\n{"instruction": "a, "output": "b"},\n'
        b'{"instruction": "a", "output": "b"}]',
        "line 2, record 2: broken JSON",
    ),
    "no object": (
        b'[{"instruction": "a", "output": "b"},\n "text"]',
        "line 2, record 2: an object is expected; there stands: \"text\"",
    ),
    "a list in the list": (
        b'[{"instruction": "a", "output": "b"}, [1]]',
        "record 2: .* list with 1 item",
    ),
    "text after": (
        b'[{"instruction": "a", "output": "b"}]\n[{"instruction": "a", "output": "b"}]',
        "line 2, record 2: there is text after the end of the list",
    ),
    "commas without brackets": (
        b'{"instruction": "a",\n "output": "b"},\n{"instruction": "a", "output": "b"}',
        "line 3, record 2: commas stand between the records, but no",
    ),
    "bracket too many": (
        b'[{"instruction": "a", "output": "b"}},\n{"instruction": "a", "output": "b"}]',
        "line 1, record 2: a closing bracket too many",
    ),
    "broken line": (
        lines([GOOD]) + b'{"instruction": "a", "output": nope}\n' + lines([GOOD]),
        "line 2, record 2: .* expecting value at column 32: nope}.*\n.*--bad-lines",
    ),
    "broken first line": (
        b'{"instruction": "a", "output": "b"\n' + lines([GOOD, GOOD]),
        "line 1, record 1: broken JSON",
    ),
    "torn last line": (
        lines([GOOD]) + b'{"instruction": "a", "out',
        "line 2, record 2: broken JSON",
    ),
    "no object on a line": (
        lines([GOOD]) + b"[1, 2]\n",
        "line 2, record 2: .* a list with 2 items",
    ),
    "bytes of another encoding": (
        b'{"instruction": "a", "output": "b"}\n{"instruction": "a", "output": "caf\xe9"}\n',
        "line 2, record 2: byte 71 \\(0xe9\\) is no UTF-8.*\n.*iconv",
    ),
    "wrapper cut": (b'{\n"data": [{"instruction": "a", "output": "b"}', "record 2: the file ends"),
    "wrapper broken after": (
        b'{\n"data": [{"instruction": "a", "output": "b"}], "x": }',
        "line 2, record 1: broken JSON: expecting value",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_json_names_line_record_and_what_stands_there(tmp_path, name):
    """And never a traceback."""
    data, message = BROKEN[name]
    path = put(tmp_path / "a.json", data)
    with pytest.raises(InputError, match=message) as caught:
        inspect(path)
    assert str(caught.value).startswith(str(path))


REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n", "nothing but blanks"),
    "text": (b"Once upon a time,\nthere was a king, and a queen.\n", "plain text, no records"),
    "markup": (b"<!DOCTYPE html><html></html>", "a page of markup"),
    "binary": (bytes(range(256)) * 9, "binary file|looks like UTF-16"),
    "zip": (b"PK\x03\x04abc", "zip archive"),
    "xz": (b"\xfd7zXZ\x00abc", "xz -dk"),
    "pointer": (b"version https://git-lfs\noid x\n", "git lfs pull"),
    "empty list": (b"[]", "holds no records"),
    "damaged gzip": (gzip.compress(lines([GOOD] * 99))[:-30], "gzip data is damaged"),
    "garbled gzip": (b"\x1f\x8bgarbage garbage", "gzip data is damaged"),
    "damaged zstd": (zstandard.ZstdCompressor().compress(lines([GOOD] * 99))[:-9], "zstd data"),
    "UTF-16 without a mark": ('{"instruction": "a"}'.encode("utf-16-le"), "iconv -f UTF-16LE"),
    "half a UTF-16 character": (
        codecs.BOM_UTF16_LE + lines([GOOD]).decode().encode("utf-16-le") + b"\0",
        "is no UTF-16-LE",
    ),
    "text only": (lines([{"text": "long"}]), "raw text only"),
    "unknown fields": (lines([{"problem": "a", "solution": "b"}]), "--map instruction=problem"),
    "no response": (
        lines([{"messages": [{"role": "user", "content": "a"}]}]),
        "nothing to rewrite",
    ),
    "a list of texts": (b'["a", "b"]', "an object is expected"),
    "damaged Parquet": (b"PAR1 no more", "Parquet data is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_used_is_refused(tmp_path, name):
    """Each with the file, the reason and a way out."""
    data, message = REFUSED[name]
    with pytest.raises(InputError, match=message) as caught:
        inspect(put(tmp_path / "a.json", data))
    assert str(tmp_path / "a.json") in str(caught.value)


def test_a_missing_file_gets_near_names(tmp_path):
    """A typo is the likeliest reason."""
    put(tmp_path / "alpaca.jsonl", lines([GOOD]))
    with pytest.raises(InputError, match=r"no such file.*\n.*Did you mean .*alpaca.jsonl"):
        inspect(tmp_path / "alpaka.jsonl")
    with pytest.raises(InputError, match=r"directory .* does not exist either"):
        inspect(tmp_path / "no" / "alpaka.jsonl")


def test_a_directory_is_refused(tmp_path):
    """With a file of it named."""
    put(tmp_path / "alpaca.jsonl", lines([GOOD]))
    with pytest.raises(InputError, match=r"is a directory.*\n.*alpaca.jsonl"):
        inspect(tmp_path)


def test_a_wrong_name_is_told_before_the_file_is_read(tmp_path):
    """Even where there is no file."""
    with pytest.raises(PlanError):
        inspect(tmp_path / "none", format="alpaka")
    with pytest.raises(PlanError):
        inspect(tmp_path / "none", mapping={"instuction": "a"})


def test_an_odd_record_in_a_good_file_is_kept_with_its_reason(tmp_path):
    """N in, N out."""
    odd = {"instruction": "a", "output": ["b"]}
    path = put(tmp_path / "a.jsonl", lines([GOOD] * 5 + [odd] + [GOOD] * 5))
    source = inspect(path)
    assert (source.records, source.turns, source.misfits) == (11, 10, 1)
    sample = list(read(source))[5]
    assert sample.decision.kind == "kept"
    assert sample.decision.reason == MISFIT
    assert "'output' is a list" in sample.decision.detail
    assert sample.turns == ()
    assert source.format.restore(sample.record, {}) == odd


def test_a_file_of_odd_records_is_refused(tmp_path):
    """More than one in ten: the format is the wrong one, or the file."""
    odd = {"instruction": "a", "output": ["b"]}
    path = put(tmp_path / "a.jsonl", lines([GOOD] * 8 + [odd]))
    message = r"line 9, record 9: the field 'output' is a list(.|\n)*1 of 9 records"
    with pytest.raises(InputError, match=message):
        inspect(path)


def test_late_odd_records_are_found_before_any_call(tmp_path):
    """Long after the format was chosen."""
    odd = {"instruction": "a", "output": ["b"]}
    path = put(tmp_path / "a.jsonl", lines([GOOD] * 300 + [odd] * 300))
    with pytest.raises(InputError, match="300 of 600"):
        inspect(path)


def test_empty_responses_are_counted(tmp_path):
    """A summary can tell."""
    path = put(
        tmp_path / "a.jsonl", lines([GOOD, {**GOOD, "output": None}, {**GOOD, "output": " "}])
    )
    assert inspect(path).empty == 2


def test_bad_lines_are_skipped_and_written_down(tmp_path):
    """Line, reason and text; the others are read as if they were not there."""
    data = lines([GOOD]) + b"oh no\n" + lines([GOOD]) + b'{"a": "\xff"}\n[1]\n'
    path = put(tmp_path / "a.jsonl", data)
    rejects = tmp_path / "rejects.jsonl"
    source = inspect(path, on_bad_lines="skip", rejects=rejects)
    assert (source.records, source.skipped) == (2, 3)
    assert [s.where for s in read(source)] == ["a.jsonl, line 1", "a.jsonl, line 3"]
    found = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [(r["line"], r["text"]) for r in found] == [
        (2, "oh no"), (4, '{"a": "\\xff"}'), (5, "[1]"),
    ]  # fmt: skip
    assert all(r["reason"] for r in found)


def test_no_rejects_no_file(tmp_path):
    """Nothing skipped, nothing written."""
    path = put(tmp_path / "a.jsonl", lines([GOOD]))
    inspect(path, on_bad_lines="skip", rejects=tmp_path / "rejects.jsonl")
    assert not (tmp_path / "rejects.jsonl").exists()


def test_nothing_but_bad_lines_is_refused(tmp_path):
    """Skipping all is no way to read a file."""
    path = put(tmp_path / "a.jsonl", b'{"a": 1}\n{"a"\n{b}\n'.replace(b'{"a": 1}', b"[]x{"))
    with pytest.raises(InputError):
        inspect(path, on_bad_lines="skip")


def test_a_file_that_changed_is_not_read(tmp_path):
    """Its check would be worth nothing."""
    path = put(tmp_path / "a.jsonl", lines([GOOD]))
    source = inspect(path)
    put(path, lines([GOOD, GOOD]))
    with pytest.raises(InputError, match="changed after it was checked"):
        next(read(source))


def test_format_and_mapping_are_used(tmp_path):
    """The user's word before the look of the records."""
    path = put(
        tmp_path / "a.jsonl", lines([{"instruction": "a", "output": "b", "q": "c", "r": "d"}])
    )
    (sample,) = read(inspect(path, mapping={"prompt": "q", "completion": "r"}))
    assert [m.content for m in sample.messages] == ["c", "d"]
    (sample,) = read(inspect(path, format="alpaca"))
    assert [m.content for m in sample.messages] == ["a", "b"]


@pytest.mark.parametrize("container", ["JSON lines", "JSON array", "list in a JSON object"])
def test_memory_stays_flat(tmp_path, container):
    """A file of 15 MB goes through a few."""
    path = tmp_path / "big"
    text = "x" * 3000
    with path.open("wb") as handle:
        opening = {"JSON array": b"[", "list in a JSON object": b'{"a": 1,\n"data": ['}
        handle.write(opening.get(container, b""))
        between = b"\n" if container == "JSON lines" else b",\n"
        for i in range(5000):
            record = {"instruction": text, "output": str(i)}
            handle.write((between if i else b"") + json.dumps(record).encode())
        closing = {"JSON array": b"]", "list in a JSON object": b"]}"}
        handle.write(closing.get(container, b""))
    tracemalloc.start()
    try:
        source = inspect(path)
        assert sum(1 for _ in read(source)) == source.records == 5000
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_record_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    """A quote that is never closed."""
    monkeypatch.setattr(scan, "MAX_RECORD", 1 << 20)
    for start in (b'[{"a": "', b'{"a": "'):
        path = put(tmp_path / "a.json", start + b"x" * (4 << 20))
        with pytest.raises(InputError, match=r"larger than 1 MiB|unterminated string"):
            inspect(path)


def test_parquet_is_read(tmp_path):
    """By content, with nested values; dates, decimals and bytes as text."""
    pa = pytest.importorskip("pyarrow")
    import datetime
    import decimal

    import pyarrow.parquet as pq

    rows = [
        {
            "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}],
            "day": datetime.date(2026, 1, 2),
            "price": decimal.Decimal("1.50"),
            "raw": b"\x00\xff",
        }
    ]
    path = tmp_path / "a.jsonl"
    pq.write_table(pa.Table.from_pylist(rows), path)
    source = inspect(path)
    assert (source.container, source.format.name, source.records) == ("Parquet", "messages", 1)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    (sample,) = read(source)
    assert sample.record["day"] == "2026-01-02"
    assert sample.record["price"] == "1.50"
    assert sample.record["raw"] == "AP8="
    assert sample.turns[0].index == 1


def test_what_a_writer_writes_a_reader_reads(tmp_path):
    """Named by the extension, found by the content."""
    for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.json", "a.parquet"):
        with open_writer(tmp_path / name) as writer:
            writer.write({"instruction": "a", "output": "b"})
        assert records_of(tmp_path / name) == [{"instruction": "a", "output": "b"}]
