"""One value, one byte string, one name."""

import hashlib
import json
import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.digest import BLOCK, canonical, digest, digest_file, digest_of

text = st.text(st.characters(exclude_categories=("Cs",)))
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20)


def exact(value: object) -> object:
    """The same value with floats by their bits, since 1 == 1.0 and 0.0 == -0.0."""
    if isinstance(value, dict):
        return {name: exact(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    return ("float", value.hex()) if isinstance(value, float) else (type(value).__name__, value)


@given(values)
def test_reading_it_back_gives_the_same_value(value):
    assert exact(json.loads(canonical(value))) == exact(value)


@given(values)
def test_writing_what_was_read_gives_the_same_bytes(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(text, values, min_size=2))
def test_the_order_of_names_does_not_count(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@given(values, values)
def test_different_values_have_different_names(one, other):
    assert (digest_of(one) == digest_of(other)) == (exact(one) == exact(other))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_shortest_that_is_exact(value):
    written = canonical(value).decode()

    assert float(written) == value
    assert math.copysign(1, float(written)) == math.copysign(1, value)
    assert written == repr(value)


def test_it_is_utf_8_without_spaces():
    assert canonical({"나": [1, 2.5, None, True], "a": "é😀"}) == '{"a":"é😀","나":[1,2.5,null,true]}'.encode()


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), [1, float("-inf")], {"a": {"b": float("nan")}}, "\ud800", {"\udfff": 1}]
)
def test_what_has_no_canonical_form_is_a_value_error(value):
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object(), {("a", "b"): 1}, 1j])
def test_what_json_cannot_hold_is_a_type_error(value):
    with pytest.raises(TypeError):
        canonical(value)


@dataclass(frozen=True)
class Inner:
    values: tuple[float, ...]


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Inner
    many: tuple[Inner, ...] = ()


def test_a_record_is_written_as_its_fields():
    record = Outer("서울", Inner((1.0, 0.1)), (Inner(()),))

    assert json.loads(canonical(record)) == {"name": "서울", "inner": {"values": [1.0, 0.1]}, "many": [{"values": []}]}
    assert digest_of(record) == digest_of(Outer("서울", Inner((1.0, 0.1)), (Inner(()),)))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 1])
def test_a_file_has_the_name_of_its_content(tmp_path, size):
    content = bytes(size)
    file = tmp_path / "파일 이름.bin"
    file.write_bytes(content)

    assert digest_file(file) == digest(content) == hashlib.sha256(content).hexdigest()
