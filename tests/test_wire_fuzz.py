"""The judge's reader against a hundred thousand inputs that no honest worker sends: it answers each, with a value or a WireError.

WIRE_FUZZ_SEED repeats a run; WIRE_FUZZ_INPUTS makes it longer.
"""

import json
import os
import random
import secrets
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from autograder import wire
from autograder.judge.session import Answer, Failed, read_answers
from autograder.plain_text import plain
from autograder.wire import Channel, Listed, Other, Table, WireClosed, WireError, WireTimeout

pytestmark = pytest.mark.usefixtures("slow")

INPUTS = int(os.environ.get("WIRE_FUZZ_INPUTS", "100000"))
LATER = 60.0  # seconds; an input that makes the reader wait so long has hung it

Make = Callable[[random.Random], bytes]

VALUES = [
    None, True, 3, -2.5, float("nan"), "text σ", (1, (2.0, "a")), Listed(np.arange(6).reshape(2, 3)), np.arange(5.0),
    np.zeros((0, 3)), np.ones((2, 2), bool), np.arange(3, dtype="<f4"), Other("set"), Table(np.arange(2.0), np.arange(2.0)),
]  # fmt: skip
KINDS = ["none", "bool", "int", "float", "str", "other", "array", "turned", "list", "table", "tuple", "pickle", ""]
DTYPES = [*sorted(wire.DTYPES), "|O", ">f8", "<c16", "<U9", "|V4", "f8", "M8[s]", "f8,O", "", "<f16", "|S1"]
NUMBERS = [0, 1, 2, 3, 8, -1, 255, 2**16, 2**24, 2**24 + 1, 2**31, 2**32, 2**63, 2**64, 10**30, 1.5, 1e308]
TEXTS = [
    "",
    "a",
    "0x1p3",
    "nan",
    "-inf",
    "0x1p99999",
    "ok",
    "raised",
    "missing",
    "\x1b[31m",
    "\ud800",
    "\u202e",
    "x" * 301,
    "😀" * 9,
]
KEYS = [
    "id",
    "answers",
    "status",
    "value",
    "after",
    "error",
    "printed",
    "warned",
    "kind",
    "type",
    "text",
    "line",
    "trace",
    "at_call",
    "",
]


def frame(header: bytes, body: bytes = b"") -> bytes:
    """Return a frame of these parts."""
    return struct.pack(">II", len(header), len(body)) + header + body


def answered(rng: random.Random) -> bytes:
    """Return a frame as an honest worker sends it."""
    body = bytearray()
    answers = []
    for _ in range(rng.randint(1, 3)):
        value, *after = (wire.pack(rng.choice(VALUES), body) for _ in range(rng.randint(1, 4)))
        answers.append({"status": "ok", "value": value, "after": after, "printed": False, "warned": rng.random() < 0.1})
    header = {"id": "0123456789abcdef", "answers": answers}
    return frame(json.dumps(header).encode(), bytes(body))


def mutated(rng: random.Random) -> bytes:
    """Return an honest frame, or two, with a few bytes changed, lost, doubled or moved."""
    data = bytearray(answered(rng) + (answered(rng) if rng.random() < 0.2 else b""))
    for _ in range(rng.randint(1, 6)):
        if not data:
            break
        at, to = sorted(rng.randrange(len(data)) for _ in range(2))
        match rng.randrange(7):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                data[at] ^= 1 << rng.randrange(8)
            case 2:
                del data[at:to]
            case 3:
                data[at:at] = data[at:to]
            case 4:
                data[at:at] = rng.randbytes(rng.randint(1, 9))
            case 5:
                data[: 4 * rng.randint(1, 2)] = struct.pack(">II", rng.choice([0, 1, 70, 2**18, 2**24, 2**31, 2**32 - 1]), 0)[:4]
            case 6:
                data[at:at] = rng.choice(
                    [b'"', b"[", b"]", b"{", b"}", b",", b"NaN", b"1e999", b"\\ud800", b"null", b"-0", b"9" * 400]
                )
    return bytes(data)


def anything(rng: random.Random, depth: int = 0) -> object:
    """Return some JSON, with a liking for what the reader knows."""
    match rng.randrange(9 if depth < 6 else 5):
        case 0:
            return rng.choice(NUMBERS)
        case 1:
            return rng.choice(TEXTS)
        case 2:
            return rng.choice([None, True, False])
        case 3:
            return [
                rng.choice(["array", "turned", "list"]),
                rng.choice(DTYPES),
                [rng.choice(NUMBERS[:11]) for _ in range(rng.randint(0, 5))],
            ]
        case 4:
            return [rng.choice(KINDS), rng.choice(TEXTS + NUMBERS)]
        case 5 | 6:
            return [rng.choice(KINDS), *(anything(rng, depth + 1) for _ in range(rng.randint(0, 3)))]
        case 7:
            return [anything(rng, depth + 1) for _ in range(rng.randint(0, 10))]
        case _:
            return {rng.choice(KEYS): anything(rng, depth + 1) for _ in range(rng.randint(0, 4))}


def grown(rng: random.Random) -> bytes:
    """Return a whole frame around JSON of a form that is nearly right."""
    answer: object = {
        "status": rng.choice(["ok", "ok", "ok", "raised", "missing", anything(rng)]),
        "value": anything(rng),
        "after": [anything(rng) for _ in range(rng.randint(0, 3))] if rng.random() < 0.8 else anything(rng),
        "error": anything(rng),
        "kind": anything(rng),
    }
    answers = [answer] * rng.randint(1, 2) if rng.random() < 0.9 else anything(rng)
    header: object = {"id": "0123456789abcdef", "answers": answers}
    if rng.random() < 0.1:
        header = anything(rng)
    return frame(json.dumps(header).encode(), rng.randbytes(rng.choice([0, 0, 1, 8, 16, 24, 64, 2000])))


def nested(rng: random.Random) -> bytes:
    """Return a frame whose header goes deep, or whose numbers go on."""
    deep = rng.choice([50, 990, 1010, 5000, 50_000])
    inner = rng.choice([b'["tuple",[', b"[", b'{"a":', b'["table",'])
    begin = rng.choice([b'{"answers":[{"status":"ok","after":[],"value":', b'{"answers":'])
    return frame(begin + inner * min(deep, 150_000 // len(inner)) + b"9" * rng.choice([0, 1, 5000]))


def noise(rng: random.Random) -> bytes:
    """Return bytes of no form at all, sometimes with lengths before them."""
    data = rng.randbytes(rng.randint(0, 200))
    return frame(data[:100], data[100:]) if rng.random() < 0.5 else data


SOURCES: dict[Make, float] = {answered: 0.05, mutated: 0.45, grown: 0.4, nested: 0.002, noise: 0.098}


def read_all(data: bytes) -> list[Answer]:
    """Return the answers that the judge's reader finds in `data`, up to its end; raise what the reader raises."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        channel = Channel(ours)
        answers = []
        while True:
            try:
                header, body = channel.receive(time.monotonic() + LATER)
            except WireClosed:
                if answers:
                    return answers
                raise
            answers += read_answers(header, body)


def check_plain(value: object, depth: int = 0) -> None:
    """Raise AssertionError where a value that came through holds more than numbers, plain text and tuples."""
    assert depth <= wire.DEPTH_CAP + 1
    match value:
        case np.ndarray():
            assert value.dtype.str in wire.DTYPES
            assert value.flags.owndata
            assert value.nbytes <= wire.BODY_CAP
        case Listed(array):
            check_plain(array, depth)
        case Table(x, y):
            check_plain(x, depth)
            check_plain(y, depth)
        case tuple():
            assert len(value) <= wire.ITEMS_CAP
            for item in value:
                check_plain(item, depth + 1)
        case Other(name):
            assert name == plain(name, wire.TEXT_CAP)
        case str():
            assert value == plain(value, wire.TEXT_CAP)
        case _:
            assert value is None or type(value) in (bool, int, float)


def check_answer(answer: Answer) -> None:
    """Raise AssertionError where an answer that came through is not what the judge may rely on."""
    check_plain(answer.value)
    for value in answer.after:
        check_plain(value)
    if answer.error is not None:
        assert answer.error == Failed.read({"type": answer.error.type, "text": answer.error.text, "line": answer.error.line,
                                            "at_call": answer.error.at_call, "trace": list(answer.error.trace)})  # fmt: skip


def test_no_input_brings_the_reader_down(
    record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every input ends in an answer of plain values or in a WireError: no crash, no hang."""
    seed = int(os.environ.get("WIRE_FUZZ_SEED", secrets.randbits(32)))
    rng = random.Random(seed)
    makes = rng.choices(list(SOURCES), list(SOURCES.values()), k=INPUTS)
    outcome: Counter[str] = Counter()
    slowest, began = 0.0, time.monotonic()
    for number, make in enumerate(makes):
        data = make(rng)
        started = time.process_time()
        try:
            for answer in read_all(data):
                check_answer(answer)
            outcome["read"] += 1
        except WireTimeout:
            outcome["hangs"] += 1
        except WireError:
            outcome["refused"] += 1
        except Exception as error:  # noqa: BLE001  # whatever it is, the seed belongs to it
            pytest.fail(f"seed {seed}, input {number} by {make.__name__}, {data[:300]!r}: {type(error).__name__}: {error}")
        slowest = max(slowest, time.process_time() - started)
    with capsys.disabled():
        print(
            f"\nwire fuzz: seed {seed}, {INPUTS} inputs, {outcome['read']} read, {outcome['refused']} refused, 0 crashes, "
            f"{outcome['hangs']} hangs, slowest {slowest * 1000:.0f} ms of computing, {time.monotonic() - began:.0f} s in all"
        )
    assert outcome["hangs"] == 0
    assert outcome["read"] > INPUTS / 50  # the inputs reach what lies behind the first refusals
    assert outcome["refused"] > INPUTS / 10
