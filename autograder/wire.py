"""The wire between the judge and a worker: length-capped frames of plain arrays and scalars; never pickle, never code.

Both sides use this module. The judge trusts nothing that it reads beyond "these bytes claim to be an array of this dtype and
shape": both are checked against a whitelist and a cap before anything is allocated.
Which answer belongs to which call is decided in judge.session.

A frame is two big-endian unsigned 32-bit lengths, then a JSON header, then a body of raw bytes. A value in the header is a
list whose first item names its kind; the bytes of its arrays follow one another in the body, little-endian and in C order.
A "turned" array is laid out in memory the other way, column by column (Fortran order), on the side that reads it.
"""

import json
import math
import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from autograder.plain_text import line, plain

HEADER_CAP = 512 * 1024  # bytes: a worker's capped output fits, whatever its characters
BODY_CAP = 16 * 1024 * 1024  # bytes: two million float64
TEXT_CAP = 300  # characters: a line of a message
ITEMS_CAP = 8  # of a tuple; exercises return 4 at most
DEPTH_CAP = 4  # of tuples in tuples
NDIM_CAP = 8  # axes
DTYPES = frozenset({"|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"})

_LENGTHS = struct.Struct(">II")


class WireError(Exception):
    """The other side has sent something that is not a frame of this wire."""


class WireTimeout(WireError):
    """No whole frame came, or could be sent, before the deadline."""


class WireClosed(WireError):
    """The other side has gone."""


@dataclass(frozen=True, slots=True)
class Other:
    """Stands for a value that is not sent: only the name of its type is."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Numbers in a (nested) list, which are sent as an array."""

    array: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """An elementwise function as data, so that it can be sent: linear between the points (x, y), each (n,), constant outside.

    It takes arrays and numbers, as an activation that is written with operators does (`z**2`): a list has no such operators, and
    those of np.matrix multiply matrices.
    """

    x: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]

    def __call__(self, z: Any) -> np.ndarray[Any, Any]:
        """Return the function's values at z, float64, in the shape of z; raise TypeError for a list, a tuple or an np.matrix."""
        if isinstance(z, list | tuple | np.matrix):
            raise TypeError(f"act takes an array, and this is a {type(z).__name__}: np.array makes one of it")
        return np.asarray(np.interp(np.asarray(z, dtype=float), self.x, self.y))


Value = None | bool | int | float | str | np.ndarray[Any, Any] | Listed | Table | Other | tuple[Any, ...]


def pack(value: object, body: bytearray, depth: int = 0) -> list[Any]:
    """Return the header form of a value and append the bytes of its arrays to `body`.

    A value that is not a plain number, text, array, list or short tuple is sent as the name of its type.
    """
    match value:
        case None:
            return ["none"]
        case bool() | np.bool_():
            return ["bool", bool(value)]
        case np.ndarray():
            return _pack_array("array", value, body)
        case np.integer() | int():
            number = int(value)
            return ["int", number] if abs(number) < 2**63 else ["other", "int beyond 64 bits"]
        case np.floating() | float():
            return ["float", float(value).hex()]
        case str():
            return ["str", str(value)[:TEXT_CAP]]
        case Listed():
            return _pack_array("list", value.array, body)
        case Table():
            return ["table", pack(value.x, body), pack(value.y, body)]
        case tuple() if len(value) <= ITEMS_CAP and depth < DEPTH_CAP:
            return ["tuple", [pack(item, body, depth + 1) for item in value]]
        case list() | tuple() if isinstance(value, list) or len(value) > ITEMS_CAP:  # a long tuple of numbers is sent as a list
            try:
                numbers = np.asarray(value)
            except (ValueError, TypeError, OverflowError):
                numbers = np.empty(0, dtype=object)
            if numbers.dtype.kind in "biuf" and numbers.ndim:
                return _pack_array("list", numbers, body)
            if len(value) <= ITEMS_CAP and depth < DEPTH_CAP:
                return ["tuple", [pack(item, body, depth + 1) for item in value]]
    return ["other", type(value).__name__[:TEXT_CAP]]


def _pack_array(kind: str, value: np.ndarray[Any, Any], body: bytearray) -> list[Any]:
    array = np.asarray(value)
    if len(body) + array.nbytes > BODY_CAP:
        return ["other", f"array of {array.size} numbers, more than fit"]
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)
    dtype = array.dtype.newbyteorder("<")
    if dtype.str not in DTYPES or not fits(array.shape, dtype.itemsize):
        return ["other", f"array of {array.dtype}"[:TEXT_CAP]]
    body += array.astype(dtype).tobytes()
    if kind == "array" and array.ndim > 1 and not array.flags.c_contiguous:
        kind = "turned"
    return [kind, dtype.str, list(array.shape)]


def fits(shape: Sequence[Any], itemsize: int) -> bool:
    """Return whether an array of this shape may be sent: at most NDIM_CAP axes, whole sizes, at most BODY_CAP bytes.

    An axis of size 0 counts as 1: numpy refuses shapes whose other sizes multiply to too much.
    """
    if len(shape) > NDIM_CAP:
        return False
    size = itemsize
    for n in shape:
        if type(n) is not int or not 0 <= n <= BODY_CAP:
            return False
        size *= n or 1
    return size <= BODY_CAP


def read_header(raw: bytes) -> dict[str, Any]:
    """Return the object in a frame's header; raise WireError unless it is strict JSON: UTF-8, no key twice, no NaN."""
    try:
        header = _DECODER.decode(raw.decode())
    except (ValueError, RecursionError) as error:
        raise WireError("a header that is not JSON") from error
    if not isinstance(header, dict):
        raise WireError("a header that is not an object")
    return header


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key twice")
    return result


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False)
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse)


class Reader:
    """Turns header forms back into values, taking array bytes from the body in order; raises WireError if a form is not valid."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.position = 0

    def values(self, forms: Sequence[object]) -> list[Value]:
        """Return the values of header forms; raise WireError if one is not valid."""
        try:
            return [self.value(form) for form in forms]
        except RecursionError as error:
            raise WireError("a value too deep") from error

    def end(self) -> None:
        """Raise WireError if bytes are left."""
        if self.position != len(self.body):
            raise WireError("bytes that belong to no array")

    def value(self, form: object, depth: int = 0) -> Value:
        """Return the value of a header form, which lies in `depth` tuples; raise WireError if it is not valid."""
        match form:
            case ["none"]:
                return None
            case ["bool", bool(flag)]:
                return flag
            case ["int", int(number)] if not isinstance(number, bool) and abs(number) < 2**63:
                return number
            case ["float", str(text)] if len(text) <= 40:
                try:
                    return float.fromhex(text)
                except (ValueError, OverflowError) as error:
                    raise WireError("a float that is none") from error
            case ["str", str(text)] if len(text) <= TEXT_CAP:
                return plain(text, TEXT_CAP)
            case ["other", str(name)] if len(name) <= TEXT_CAP:
                return Other(line(name, TEXT_CAP))
            case ["array" | "turned" as kind, str(dtype), list(shape)]:
                return self.array(dtype, shape, "F" if kind == "turned" else "C")
            case ["list", str(dtype), list(shape)]:
                return Listed(self.array(dtype, shape))
            case ["table", ["array", *_] as x, ["array", *_] as y]:
                xs, ys = self.value(x, depth + 1), self.value(y, depth + 1)
                if isinstance(xs, np.ndarray) and isinstance(ys, np.ndarray):
                    return Table(xs, ys)
            case ["tuple", list(items)] if len(items) <= ITEMS_CAP and depth <= DEPTH_CAP:
                return tuple(self.value(item, depth + 1) for item in items)
        raise WireError("a value of no known kind")

    def array(self, dtype: str, shape: list[Any], order: Literal["C", "F"] = "C") -> np.ndarray[Any, Any]:
        """Return the next array of the body; raise WireError if its dtype or shape is not allowed, or bytes are missing."""
        if dtype not in DTYPES:
            raise WireError("an array of a dtype that does not travel")
        kind = np.dtype(dtype)
        if not fits(shape, kind.itemsize):
            raise WireError("an array of a shape that does not travel")
        size = math.prod(shape) * kind.itemsize
        if size > len(self.body) - self.position:
            raise WireError("an array longer than its bytes")
        values = np.empty(shape, kind, order)
        if kind.kind == "b":  # numpy cannot compare a boolean whose byte is neither 0 nor 1
            np.not_equal(np.frombuffer(self.body, "|u1", size, self.position).reshape(shape), 0, out=values)
        else:
            values[...] = np.frombuffer(self.body, kind, size // kind.itemsize, self.position).reshape(shape)
        self.position += size
        return values


class Channel:
    """One end of the wire. Deadlines are `time.monotonic()` seconds; None waits without limit, as the worker does."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.sock.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor of this end."""
        return self.sock.fileno()

    def close(self) -> None:
        """Close this end."""
        self.sock.close()

    def send(self, header: dict[str, Any], body: bytes = b"", deadline: float | None = None) -> None:
        """Send one frame; raise WireError if it is too large, WireTimeout or WireClosed."""
        text = _ENCODER.encode(header).encode(errors="replace")
        if len(text) > HEADER_CAP or len(body) > BODY_CAP:
            raise WireError("a frame over the cap")
        view = memoryview(_LENGTHS.pack(len(text), len(body)) + text + bytes(body))
        while view:
            try:
                view = view[self.sock.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError as error:
                raise WireClosed("the other side has gone") from error

    def receive(self, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
        """Return the next frame's header and body; raise WireError, WireTimeout or WireClosed.

        Lengths are checked against the caps before any byte of the frame is read.
        """
        self._wait(select.POLLIN, deadline)
        header_size, body_size = _LENGTHS.unpack(self._take(_LENGTHS.size, deadline))
        if header_size > HEADER_CAP or body_size > BODY_CAP:
            raise WireError("a frame over the cap")
        raw = self._take(header_size, deadline)
        body = self._take(body_size, deadline)
        return read_header(raw), body

    def pending(self) -> bool:
        """Return whether bytes have arrived that have not been read."""
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return bool(poll.poll(0))

    def _take(self, size: int, deadline: float | None) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            if deadline is not None and time.monotonic() > deadline:  # bytes may drip in one by one
                raise WireTimeout("no whole frame in time")
            try:
                part = self.sock.recv(min(size - len(parts), 1 << 16))
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError as error:
                raise WireClosed("the other side has gone") from error
            if not part:
                raise WireClosed("the other side has gone")
            parts += part
        return bytes(parts)

    def _wait(self, event: int, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self.sock, event)
        left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
        if not poll.poll(left) or left == 0.0:
            raise WireTimeout("no answer in time")
