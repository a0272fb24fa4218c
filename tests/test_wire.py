"""Facts about the wire: what travels, what is refused, and that no frame is believed beyond its bytes."""

import math
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import wire
from autograder.plain_text import plain
from autograder.wire import Listed, Other, Reader, Table, Value, WireError, pack


def unpack(forms: list[object], body: bytes) -> list[Value]:
    """Return the values of header forms whose array bytes are exactly `body`, as the judge reads them."""
    reader = Reader(body)
    values = reader.values(forms)
    reader.end()
    return values


def trip(value: object) -> Any:
    """Return what comes of a value that is packed and unpacked."""
    body = bytearray()
    return unpack([pack(value, body)], bytes(body))[0]


PLAIN = [
    None,
    True,
    False,
    0,
    -1,
    2**63 - 1,
    -(2**63) + 1,
    0.0,
    -0.0,
    math.pi,
    5e-324,
    1.7e308,
    "",
    "σ(x)",
    (),
    (1, "a", (2.0, None)),
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_values_travel_as_they_are(value: object) -> None:
    """Numbers, texts, None and short tuples come out as they went in, type and sign included."""
    got = trip(value)
    assert (type(got), repr(got)) == (type(value), repr(value))


def test_floats_that_are_no_number_travel() -> None:
    """nan and both infinities arrive."""
    assert math.isnan(trip(math.nan))
    assert (trip(math.inf), trip(-math.inf)) == (math.inf, -math.inf)


numbers = hnp.arrays(
    dtype=st.sampled_from(sorted(wire.DTYPES)).map(np.dtype), shape=hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
)


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(numbers)
def test_arrays_travel_bit_for_bit(array: np.ndarray) -> None:
    """Any array of a dtype on the list comes out with its dtype, shape and bytes, in memory of its own."""
    got = trip(array)
    assert (got.dtype, got.shape, got.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert got.base is None
    assert got.flags.owndata
    assert got.flags.writeable


def test_arrays_of_other_layouts_travel_by_value() -> None:
    """Turned, strided, byte-swapped and long-double arrays arrive as the numbers they show."""
    x = np.arange(24.0).reshape(4, 6)
    for array in (x.T, x[::-2, ::3], x.astype(">f8"), x.astype(np.longdouble), np.broadcast_to(x[0], (3, 6)), np.asfortranarray(x)):
        assert np.array_equal(trip(array), array)


def test_a_turned_table_arrives_turned() -> None:
    """Its numbers stand column by column, which code that walks through memory sees; the memory is its own all the same."""
    x = np.arange(24.0).reshape(4, 6)
    for array in (x.T, x[::-1, ::2].T, np.asfortranarray(x), x.reshape(2, 3, 4).T):
        got = trip(array)
        assert (got.flags.f_contiguous, got.flags.c_contiguous, got.flags.owndata) == (True, False, True)
        assert np.array_equal(got, array)
    for array in (x, x[0], x[0, ::-2], np.zeros((3, 0)).T, np.array(1.0)):
        assert trip(array).flags.c_contiguous


def test_nan_payloads_and_signs_arrive_as_bits() -> None:
    """A signalling nan with a payload is only bits to the wire, and never near anything to the judge."""
    odd = np.array([0x7FF0_0000_0000_0001, 0xFFFF_DEAD_BEEF_0000, 0x8000_0000_0000_0000], dtype="<u8").view("<f8")
    assert trip(odd).tobytes() == odd.tobytes()


def test_a_boolean_is_0_or_1() -> None:
    """Bytes that claim to be booleans and are neither become plain ones: other bytes confuse numpy's own loops."""
    [got] = unpack([["array", "|b1", [3]]], b"\x00\x02\xff")
    assert got.tobytes() == b"\x00\x01\x01"


def test_lists_of_numbers_travel_as_arrays_and_say_so() -> None:
    """A nested list arrives as Listed; a ragged or mixed one as a tuple or a name."""
    assert np.array_equal(trip([[1, 2], [3, 4]]).array, [[1, 2], [3, 4]])
    assert isinstance(trip([1.5]), Listed)
    assert trip([1, "a"]) == (1, "a")
    assert trip([[1], [2, 3]])[1].array.tolist() == [2, 3]
    assert trip(list("abcdefghi")) == Other("list")


def test_a_table_is_a_function_by_points() -> None:
    """A Table arrives with its points and computes between them."""
    table = trip(Table(np.array([0.0, 1.0]), np.array([0.0, 2.0])))
    assert table(np.array([-1.0, 0.5, 9.0])).tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("there", [[1.0, 2.0], (1.0, 2.0), np.ones((1, 2)).view(np.matrix)])
def test_a_table_takes_arrays_and_numbers_only(there: Any) -> None:
    """As an activation written with operators does: a list has none of its own, and those of np.matrix multiply matrices."""
    table = Table(np.array([0.0, 1.0]), np.array([0.0, 2.0]))
    assert [table(np.float64(0.5)), table(1), table(np.array(0.25))] == [1.0, 2.0, 0.5]
    with pytest.raises(TypeError, match=f"act takes an array, and this is a {type(there).__name__}"):
        table(there)


class Lying(np.ndarray):
    """An ndarray whose own words about itself are lies."""

    dtype = property(lambda self: np.dtype("O"))
    shape = property(lambda self: (0,))
    nbytes = 0

    def __array__(self, *args: object, **kwargs: object) -> np.ndarray:
        raise AssertionError("asked")

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def tobytes(self, *args: object) -> bytes:
        """Lie about the bytes."""
        return b"lies"

    def astype(self, *args: object, **kwargs: object) -> np.ndarray:
        """Lie about the numbers."""
        return np.zeros(9)

    def __len__(self) -> int:
        return 10**9


class Unlike:
    """An object that says it is an array."""

    __class__ = np.ndarray

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return np.array([object()])


def test_subclasses_travel_as_the_numbers_that_they_hold() -> None:
    """What an ndarray subclass says of itself is not asked: its memory travels."""
    got = trip(np.array([1.0, 2.0]).view(Lying))
    assert type(got) is np.ndarray
    assert got.tolist() == [1.0, 2.0]
    assert trip(np.ma.masked_array([1.0, 2.0], [0, 1])).tolist() == [1.0, 2.0]


class Word(str):
    """A text with a __str__ of its own."""

    def __str__(self) -> str:
        return "x" * 10**6


STRANGERS = {
    "an object array": np.array([object()]),
    "a structured array": np.zeros(3, dtype=[("a", "f8"), ("b", "O")]),
    "a record array": np.rec.array([(1, 2.0)]),
    "texts": np.array(["a"]),
    "dates": np.array(["2020-01-01"], dtype="M8[D]"),
    "complex numbers": np.array([1j]),
    "one complex number": 1j,
    "void": np.zeros(2, dtype="V8"),
    "nine axes": np.zeros((1,) * 9),
    "an empty array with long other axes": np.zeros((0, 2**30)),
    "a billion numbers in eight bytes": np.broadcast_to(1.0, (2**15, 2**15)),
    "an object that says it is an array": Unlike(),
    "a long tuple of texts": ("a",) * 9,
    "an integer beyond 64 bits": 2**63,
    "bytes": b"x",
    "a set": {1},
    "a dict": {"a": 1},
    "a function": len,
    "a class": int,
}


@pytest.mark.parametrize("value", STRANGERS.values(), ids=STRANGERS.keys())
def test_what_does_not_travel_goes_as_a_name(value: object) -> None:
    """Everything else arrives as the name of its type, short, with no byte of its own."""
    body = bytearray()
    got = unpack([pack(value, body)], bytes(body))[0]
    assert isinstance(got, Other)
    assert len(got.type_name) <= wire.TEXT_CAP
    assert body == b""


def test_a_long_text_is_cut() -> None:
    """A text keeps its first characters, whatever its class says."""
    assert trip("x" * 10**6) == "x" * wire.TEXT_CAP
    assert trip(Word("ab")) in ("ab", "x" * wire.TEXT_CAP)


def test_a_long_tuple_of_numbers_goes_as_a_list() -> None:
    """More values than a function returns are numbers of an array."""
    got = trip((0.5,) * 9)
    assert isinstance(got, Listed)
    assert got.array.tolist() == [0.5] * 9


def test_tuples_have_a_depth() -> None:
    """A tuple in a tuple in a tuple … ends as a name."""
    deep: Any = ()
    for _ in range(50):
        deep = (deep,)
    got = trip(deep)
    for _ in range(wire.DEPTH_CAP):
        (got,) = got
    assert got == Other("tuple")


LIES = {
    "a dtype that runs code": ["array", "|O", [1]],
    "a structured dtype": ["array", "f8,O", [1]],
    "a dtype by another name": ["array", "float64", [1]],
    "a big-endian dtype": ["array", ">f8", [1]],
    "a long double": ["array", "<f16", [1]],
    "a complex dtype": ["array", "<c16", [1]],
    "a dtype that is no text": ["array", ["<f8"], [1]],
    "a text dtype": ["array", "<U1000000000", [1]],
    "a void dtype": ["array", "|V1000000000", [1]],
    "a negative size": ["array", "<f8", [-1]],
    "two negative sizes": ["array", "<f8", [-1, -1]],
    "a size that is no number": ["array", "<f8", ["1"]],
    "a size that is a float": ["array", "<f8", [1.0]],
    "a size that is true": ["array", "<f8", [True]],
    "no list of sizes": ["array", "<f8", 1],
    "more numbers than bytes": ["array", "<f8", [2]],
    "sizes whose product wraps round": ["array", "<f8", [2**32, 2**32]],
    "sizes whose product wraps to one": ["array", "|u1", [2**24, 2**24, 2**16]],
    "a size beyond 64 bits": ["array", "|u1", [2**64 + 1]],
    "an empty array that numpy refuses": ["array", "<f8", [0, 2**24, 2**24, 2**24]],
    "an empty array with a long axis": ["array", "<f8", [0, 2**24]],
    "nine axes": ["array", "<f8", [1] * 9],
    "a table of tables": ["table", ["table", ["none"], ["none"]], ["none"]],
    "a table of lists": ["table", ["list", "|u1", [8]], ["list", "|u1", [0]]],
    "an unknown kind": ["pickle", "gASVAAAA"],
    "no kind": [],
    "a kind with too much": ["none", 1],
    "not a list": {"none": 1},
    "a boolean that is a number": ["bool", 1],
    "an integer that is a boolean": ["int", True],
    "an integer beyond 64 bits": ["int", 2**63],
    "an integer that is a float": ["int", 1.0],
    "a float that is a number": ["float", 1.0],
    "a float of no form": ["float", "0x1.g"],
    "a float out of range": ["float", "0x1p99999"],
    "a float of many digits": ["float", "0x" + "0" * 60],
    "a text too long": ["str", "x" * 301],
    "a name too long": ["other", "x" * 301],
    "a tuple too long": ["tuple", [["none"]] * 9],
    "a tuple of no values": ["tuple", [1]],
    "a tuple too deep": ["tuple", [["tuple", [["tuple", [["tuple", [["tuple", [["tuple", [["none"]]]]]]]]]]]]],
}


@pytest.mark.parametrize("form", LIES.values(), ids=LIES.keys())
def test_a_form_that_lies_is_refused(form: object) -> None:
    """Whatever is not on the list is an error of the wire, and of nothing else."""
    for body in (b"", b"\0" * 8):
        with pytest.raises(WireError):
            unpack([form], body)


def test_every_byte_belongs_to_an_array() -> None:
    """Bytes left over, and an array that needs the bytes of another, are refused."""
    one = ["array", "|u1", [1]]
    assert len(unpack([one, one], b"ab")) == 2
    for body in (b"a", b"abc"):
        with pytest.raises(WireError, match="bytes"):
            unpack([one, one], body)


def test_texts_say_only_what_they_show() -> None:
    """Colours, cursor moves, titles, turned writing, invisible characters and half characters are gone."""
    odd = "\x1b[31mred\x1b[0m\x1b]0;title\x07 \u202eevil\u2066\u200b\u00a0end\ud800\x9b\x00\r\n\tx"
    assert plain(odd, 300) == "red evil end\n\tx"
    assert plain("é́ 中文 😀 αβ", 300) == "é́ 中文 😀 αβ"
    assert plain(None, 300) == plain(["a"], 300) == ""
    assert trip("\x1b[2J\u202ea") == "a"
    assert unpack([["other", "\x1b]8;;x\x07\ud800Thing"]], b"") == [Other("Thing")]


@pytest.mark.parametrize("text", ["\x1b]" * 40_000, "\x1b[" * 40_000, "\x1b[0" * 40_000, "\x1b]" + "a" * 80_000, "\x1b" * 80_000])
def test_cleaning_a_text_takes_time_in_proportion(text: str) -> None:
    """No text makes the pattern run away: ten thousand steps at most, counted in characters kept."""
    began = time.process_time()
    assert "\x1b" not in plain(text, 40_000)
    assert time.process_time() - began < 5
