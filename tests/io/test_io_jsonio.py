"""jsonio: every value that Python's json takes survives, and errors know their place."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realign.io import jsonio

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**60, max_value=2**90)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None, exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _pairs(text: str) -> bool:
    """A high surrogate before a low one: JSON itself has no form for that as two characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") != text


def _has_pairs(value: object) -> bool:
    if isinstance(value, str):
        return _pairs(value)
    if isinstance(value, dict):
        return any(_has_pairs(k) or _has_pairs(v) for k, v in value.items())
    return isinstance(value, list) and any(map(_has_pairs, value))


@settings(deadline=None)
@given(VALUES)
def test_a_value_survives_both_ways(value):
    """Big integers, infinities, lone surrogates, odd keys: what goes in comes out."""
    if not _has_pairs(value):
        assert jsonio.loads(jsonio.dumps(value)) == value
        assert jsonio.loads(jsonio.pretty(value)) == value


@settings(deadline=None)
@given(VALUES)
def test_key_order_survives(value):
    """A record's keys come back in their order."""
    if isinstance(value, dict) and not _has_pairs(value):
        assert list(jsonio.loads(jsonio.dumps(value))) == list(value)


def test_nan_is_not_turned_into_null():
    """msgspec alone would write null."""
    assert jsonio.dumps({"a": [math.nan, None]}) == b'{"a":[NaN,null]}'
    assert math.isnan(jsonio.loads(b'{"a":NaN}')["a"])
    assert jsonio.loads(b"[Infinity,-Infinity]") == [math.inf, -math.inf]


def test_integers_of_any_size_stay_integers():
    """Past 64 bits, a float would lose digits."""
    text = b"[18446744073709551616,-9223372036854775809,123456789012345678901234567890]"
    values = jsonio.loads(text)
    assert all(isinstance(value, int) for value in values)
    assert jsonio.dumps(values) == text


def test_utf8_is_not_escaped_and_a_lone_surrogate_is():
    """Readable where it can be, and never a failure."""
    assert jsonio.dumps("学é") == '"学é"'.encode()
    assert jsonio.dumps("\ud800") == b'"\\ud800"'


def test_canonical_ignores_the_order_of_keys():
    """Equal values have one form, nested ones too."""
    one = {"b": [{"y": 1, "x": "é"}], "a": None}
    other = {"a": None, "b": [{"x": "é", "y": 1}]}
    assert (
        jsonio.canonical(one)
        == jsonio.canonical(other)
        == '{"a":null,"b":[{"x":"é","y":1}]}'.encode()
    )
    assert jsonio.canonical([1]) != jsonio.canonical(["1"])
    assert jsonio.canonical("\ud800")


def test_an_error_has_line_column_and_what_stands_there():
    """So that a person finds the place."""
    with pytest.raises(jsonio.JsonError) as caught:
        jsonio.loads('{"a": 1,\n "é": nope}'.encode())
    assert (caught.value.line, caught.value.column, caught.value.near) == (2, 7, "nope}")


def test_another_encoding_is_an_error_of_its_own():
    """The reader then looks for the byte's place in the file."""
    with pytest.raises(jsonio.NotUtf8Error, match="0xe9") as caught:
        jsonio.loads(b'{"a":\n "caf\xe9"}')
    assert (caught.value.line, caught.value.column) == (2, 6)


@pytest.mark.parametrize("text", [b"[" * 200_000, b"[" * 200_000 + b"]" * 200_000, b"1" * 5000])
def test_hostile_text_is_an_error_not_a_crash(text):
    """Depth and digits without end."""
    with pytest.raises(jsonio.JsonError):
        jsonio.loads(text)


def test_what_json_has_no_form_for_is_refused():
    """A set is a programming error."""
    with pytest.raises(TypeError):
        jsonio.dumps({"a": {1, 2}} | {"b": object()})


@settings(deadline=None)
@given(VALUES)
def test_the_standard_library_reads_what_is_written(value):
    """No dialect."""
    if not _has_pairs(value):
        assert json.loads(jsonio.dumps(value)) == value


def strictly(data):
    """As a reader that knows JSON only."""

    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    return json.loads(data, parse_constant=refuse, parse_float=Decimal)


@pytest.mark.parametrize("more", ["", "\ud800", "\u00e9"])
@pytest.mark.parametrize("number", ["1e400", "-1.50E+9999", "1e999999999999"])
def test_a_number_beyond_a_floats_range_stays_that_number(number, more):
    """However it is written: fast, slow (a lone surrogate), indented; a hash can be made of it."""
    value = jsonio.loads(f'{{"n": [{number}, 0.5], "s": {json.dumps(more)}}}')
    for data in (jsonio.dumps(value), jsonio.dumps(value, strict=True), jsonio.pretty(value)):
        assert strictly(data)["n"] == [Decimal(number), Decimal("0.5")]
        assert jsonio.loads(data) == value
    assert jsonio.canonical(value)


def test_an_exponent_without_measure_becomes_a_text():
    """No decimal holds it; its digits are not lost."""
    assert jsonio.loads("[1e99999999999999999999]") == ["1e99999999999999999999"]


@pytest.mark.parametrize("more", ["", "\ud800"])
def test_what_is_no_number_in_json_is_a_text_for_others(more):
    """Strictly; else as Python writes it, so that it comes back."""
    value = [{"a": math.nan, "b": [math.inf, -math.inf, 1.5, None]}, more]
    for write in (jsonio.dumps, jsonio.pretty):
        said = {"a": "NaN", "b": ["Infinity", "-Infinity", Decimal("1.5"), None]}
        assert strictly(write(value, strict=True)) == [said, more]
    assert jsonio.loads(jsonio.dumps(value))[0]["b"] == value[0]["b"]
