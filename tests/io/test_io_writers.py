"""Writers: what is written can be read again, in whole or not at all."""

from __future__ import annotations

import gzip
import json
import logging
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realign.errors import MissingExtra, UsageError
from realign.io import layout, open_writer, output_kind, raw_records, records
from realign.io.schema import JSON, MAX_FIELDS, convert, kind_of, merge

KEY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
RECORD = st.dictionaries(KEY, VALUE, min_size=1, max_size=4)


def read_back(path):
    """All raw records."""
    return [record for record, _ in records.read_records(path, layout.sniff(path))]


def write(path, items):
    """Write and return the path."""
    with open_writer(path) as writer:
        for item in items:
            writer.write(item)
    return path


@pytest.mark.parametrize("extension", [".jsonl", ".jsonl.gz", ".jsonl.zst", ".json"])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(items=st.lists(RECORD, min_size=2, max_size=4))
def test_json_round_trip(tmp_path, extension, items):
    """Every value, every key, the order of both."""
    path = write(tmp_path / f"a{extension}", items)
    back = read_back(path)
    assert back == items
    assert [list(record) for record in back] == [list(record) for record in items]


def _meant(value, kind):
    """What Parquet gives back: JSON text where types differ, null for what is absent."""
    if value is None or kind.name == "json":
        return value if value is None else json.loads(convert(value, kind))
    if kind.item is not None:
        return [_meant(each, kind.item) for each in value]
    if kind.fields:
        return {key: _meant(value.get(key), each) for key, each in kind.fields.items()}
    return value


def _decoded(value, kind):
    if value is None or kind.name == "json":
        return value if value is None else json.loads(value)
    if kind.item is not None:
        return [_decoded(each, kind.item) for each in value]
    if kind.fields:
        return {key: _decoded(value.get(key), each) for key, each in kind.fields.items()}
    return value


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(items=st.lists(RECORD, min_size=1, max_size=4))
def test_parquet_round_trip(tmp_path, items):
    """Whatever stands in the records, a schema holds it, and no value is lost."""
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "a.parquet", items)
    kinds = {}
    for item in items:
        for key, value in item.items():
            kinds[key] = merge(kinds.get(key, kind_of(None)), kind_of(value))
    back = read_back(path)
    assert len(back) == len(items)
    for record, item in zip(back, items, strict=True):
        for key, kind in kinds.items():
            assert _decoded(record[key], kind) == _meant(item.get(key), kind)


def test_parquet_unifies_over_all_records(tmp_path, caplog):
    """The last record may bring a new column, or another type; that is said."""
    pytest.importorskip("pyarrow")
    items = [{"a": 1, "r": {"x": 1}}] * 2000 + [
        {"a": 1.5, "b": "t", "r": {"x": 1, "y": ["z"]}, "m": 1}
    ]
    items += [{"m": "text"}]
    with caplog.at_level(logging.WARNING):
        path = write(tmp_path / "a.parquet", items)
    back = read_back(path)
    assert back[0] == {"a": 1.0, "r": {"x": 1, "y": None}, "b": None, "m": None}
    assert back[2000]["r"] == {"x": 1, "y": ["z"]}
    assert [back[2000]["m"], back[2001]["m"]] == ["1", '"text"']
    assert "JSON text: m" in caplog.text
    assert "r" not in caplog.text.rsplit(": ", 1)[-1]


def test_parquet_holds_lone_surrogates_and_dictionaries(tmp_path):
    """As JSON text."""
    pytest.importorskip("pyarrow")
    many = {f"k{i}": i for i in range(MAX_FIELDS + 1)}
    path = write(tmp_path / "a.parquet", [{"s": "\ud800", "d": many, "e": {}}])
    (record,) = read_back(path)
    assert json.loads(record["s"]) == "\ud800"
    assert json.loads(record["d"]) == many
    assert record["e"] == "{}"


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    """And leaves nothing behind."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"realign-data\[parquet\]"):
        write(tmp_path / "a.parquet", [{"a": 1}])
    assert not list(tmp_path.iterdir())


def test_an_array_is_readable_and_not_escaped(tmp_path):
    """Indented, one key a line, UTF-8."""
    path = write(tmp_path / "a.json", [{"a": "é", "b": [1]}, {"a": math.nan}])
    text = path.read_text(encoding="utf-8")
    assert text.startswith('[\n  {\n    "a": "é",\n    "b": [\n      1\n    ]\n  },\n  {')
    assert text.endswith("\n]\n")
    assert json.loads(text)[1]["a"] == "NaN"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.json", "a.parquet"])
def test_no_records_make_a_good_empty_file(tmp_path, name):
    """Nothing in, nothing out, and no error."""
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    path = write(tmp_path / name, [])
    if name == "a.json":
        assert json.loads(path.read_text()) == []
    assert path.exists()


def test_the_same_records_give_the_same_bytes(tmp_path):
    """Also compressed: no time, no name inside."""
    one = write(tmp_path / "a.jsonl.gz", [{"a": 1}]).read_bytes()
    assert write(tmp_path / "b.jsonl.gz", [{"a": 1}]).read_bytes() == one
    assert gzip.decompress(one) == b'{"a":1}\n'


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.json", "a.parquet"])
def test_a_failure_leaves_the_old_file_alone(tmp_path, name):
    """No half file, no spool."""
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    path = tmp_path / name
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write(path, [{"a": 1}, {"a": object()}])
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.csv", "a", ".jsonl", "a.json.gz", "a.txt"])
def test_an_unknown_extension_lists_what_works(tmp_path, name):
    """Before anything is written."""
    with pytest.raises(
        UsageError, match=r"\.jsonl, \.jsonl\.gz, \.jsonl\.zst, \.json or \.parquet"
    ):
        write(tmp_path / name, [])
    assert not list(tmp_path.iterdir())


def test_the_extension_is_found_in_any_case():
    """As file systems have it."""
    assert output_kind("x/A.JSONL.GZ") == ".jsonl.gz"
    assert output_kind("a.b.parquet") == ".parquet"


def test_integers_that_a_float_can_not_hold_stay_whole():
    """2**53 + 1 beside 0.5 is no float column."""
    assert merge(kind_of(2**53 + 1), kind_of(0.5)) == JSON
    assert merge(kind_of(1), kind_of(0.5)).name == "float"
    assert merge(kind_of(1), kind_of(2**60)).name == "long"
    assert kind_of(2**64) == JSON
    assert merge(kind_of(True), kind_of(1)) == JSON


@pytest.mark.parametrize("name", ["out.jsonl", "out.json", "out.parquet"])
def test_odd_numbers_are_written_for_everybody(tmp_path, name):
    """Valid JSON, or a Parquet column that keeps NaN a number, and a huge number as its text."""
    data, out = tmp_path / "in.jsonl", tmp_path / name
    data.write_text('{"a": 1e400, "b": NaN}\n{"a": 2, "b": 1.5}\n')
    with open_writer(out) as writer:
        for record, _ in raw_records(data):
            writer.write(record)
    if name.endswith("parquet"):
        first, second = (record for record, _ in raw_records(out))
        assert (first["a"], second) == ("1E+400", {"a": "2", "b": 1.5})
        assert math.isnan(first["b"])
    else:
        text = out.read_text()
        assert "1E+400" in text
        assert '"NaN"' in text
        assert "Infinity" not in text
