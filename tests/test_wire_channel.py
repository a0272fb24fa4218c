"""Frames on the wire: their lengths, their order and their deadlines."""

import json
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from autograder import wire
from autograder.wire import Channel, WireClosed, WireError, WireTimeout

LATER = 60.0  # seconds: a deadline that no test is to reach


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    """The judge's end of a wire, and the raw socket of whoever is at the other."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def frame(header: bytes, body: bytes = b"", header_size: int | None = None, body_size: int | None = None) -> bytes:
    """Return a frame whose lengths may lie."""
    sizes = len(header) if header_size is None else header_size, len(body) if body_size is None else body_size
    return struct.pack(">II", *sizes) + header + body


def soon() -> float:
    """Return a deadline that comes at once where nothing more is to be read."""
    return time.monotonic() + 0.2


def later() -> float:
    """Return a deadline far away."""
    return time.monotonic() + LATER


def test_frames_arrive_in_order_and_whole(ends: tuple[Channel, socket.socket]) -> None:
    """A frame larger than the socket's buffer goes out and comes in in pieces, one after another."""
    ours, theirs = ends
    other = Channel(theirs)
    bodies = [os.urandom(3_000_000), b"", os.urandom(10)]
    sender = threading.Thread(target=lambda: [other.send({"n": n}, body, later()) for n, body in enumerate(bodies)])
    sender.start()
    got = [ours.receive(later()) for _ in bodies]
    sender.join(LATER)
    assert got == [({"n": n}, body) for n, body in enumerate(bodies)]


def test_a_capped_output_of_any_characters_fits() -> None:
    """The most that a worker says of a cell goes into one header, in whatever script it prints."""
    for character in ("a", "é", "中", "😀", "\x00", "\ud800", '"'):
        text = character * 32_768
        said = json.dumps({"stdout": text, "stderr": text, "trace": [character * 300] * 13}, ensure_ascii=False)
        assert len(said.encode(errors="replace")) < wire.HEADER_CAP


HEADERS = {
    "no JSON": b"{",
    "nothing": b"",
    "a list": b"[]",
    "a number": b"1",
    "bytes that are no UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a key twice": b'{"id": "a", "id": "b"}',
    "a key twice, deep inside": b'{"a": [{"b": {"c": 1, "c": 2}}]}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": [-Infinity]}',
    "an integer of many digits": b'{"a": ' + b"9" * 5000 + b"}",
    "lists in lists": b'{"a": ' + b"[" * 200_000,
    "objects in objects": b'{"a":' * 50_000,
    "something after the object": b"{} {}",
    "single quotes": b"{'a': 1}",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_is_one_json_object_to_the_letter(ends: tuple[Channel, socket.socket], header: bytes) -> None:
    """What some parsers let pass is refused: keys twice, NaN, other encodings, depths that exhaust the stack."""
    ours, theirs = ends
    threading.Thread(target=theirs.sendall, args=(frame(header),), daemon=True).start()
    with pytest.raises(WireError, match="header"):
        ours.receive(later())


@pytest.mark.parametrize(
    ("sizes", "word"),
    [
        ((wire.HEADER_CAP + 1, 0), "cap"),
        ((0, wire.BODY_CAP + 1), "cap"),
        ((2**32 - 1, 2**32 - 1), "cap"),
        ((2, wire.BODY_CAP), "gone"),
        ((wire.HEADER_CAP, 0), "gone"),
    ],
)
def test_lengths_are_checked_before_anything_is_taken_in(
    ends: tuple[Channel, socket.socket], sizes: tuple[int, int], word: str
) -> None:
    """A length over the cap ends it at once; one under it allocates nothing for bytes that never come."""
    import tracemalloc

    ours, theirs = ends
    theirs.sendall(frame(b"{}", b"", *sizes))
    theirs.shutdown(socket.SHUT_WR)
    tracemalloc.start()
    with pytest.raises(WireError, match=word):
        ours.receive(later())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("kept", [0, 1, 7, 8, 9, 11])
def test_a_frame_cut_short_is_no_frame(ends: tuple[Channel, socket.socket], kept: int) -> None:
    """Where the other side goes in the middle, the wire is closed; where it waits, time is up."""
    ours, theirs = ends
    theirs.sendall(frame(b"{}", b"ab")[:kept])
    with pytest.raises(WireTimeout):
        ours.receive(soon())
    theirs.close()
    with pytest.raises(WireClosed):
        ours.receive(later())


def test_slow_drips_meet_one_deadline(ends: tuple[Channel, socket.socket]) -> None:
    """A byte at a time, each well before the deadline, does not put the deadline off."""
    ours, theirs = ends
    over = threading.Event()

    def drip() -> None:
        for byte in frame(b"{" + b" " * 100_000):
            if over.wait(0.01):
                return
            theirs.sendall(bytes([byte]))

    dripping = threading.Thread(target=drip)
    dripping.start()
    deadline = time.monotonic() + 0.5
    with pytest.raises(WireTimeout):
        ours.receive(deadline)
    over.set()
    dripping.join(LATER)
    assert time.monotonic() < deadline + 30


def test_a_reader_that_does_not_read_meets_the_deadline(ends: tuple[Channel, socket.socket]) -> None:
    """Sending to someone who takes nothing ends in time, too."""
    ours, _ = ends
    with pytest.raises(WireTimeout):
        ours.send({}, bytes(wire.BODY_CAP), soon())


def test_sending_to_nobody_is_closed(ends: tuple[Channel, socket.socket]) -> None:
    """Where the other side has gone, sending says so, and no signal ends this process."""
    ours, theirs = ends
    theirs.close()
    with pytest.raises(WireClosed):
        ours.send({}, bytes(1_000_000), later())


def test_what_is_over_the_cap_is_not_sent(ends: tuple[Channel, socket.socket]) -> None:
    """This end keeps to the caps, too."""
    ours, _ = ends
    for header, body in (({"a": "x" * wire.HEADER_CAP}, b""), ({}, bytes(wire.BODY_CAP + 1))):
        with pytest.raises(WireError, match="cap"):
            ours.send(header, body, later())


def test_pending_tells_of_bytes_and_of_an_end(ends: tuple[Channel, socket.socket]) -> None:
    """An answer that nobody asked for is seen before the next question."""
    ours, theirs = ends
    assert not ours.pending()
    theirs.sendall(b"x")
    assert ours.pending()
