"""The trusted end of the wire: asks workers and reads their answers. Trusted side; it knows no check, executes no student code.

One `Session` serves one submission: it runs the notebook's cells in a worker, calls the student's functions, and has a
fresh worker started when one has died, so that a crash costs only its check.
"""

import contextlib
import json
import secrets
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np

from autograder import wire
from autograder.errors import CourseError
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.limits import Limits
from autograder.plain_text import plain
from autograder.worker.cell_names import Names

CELL_TEXT = 40_000  # characters of one output of one cell
ALL_TEXT = 400_000  # characters of all outputs of a notebook together
NAMES_SECONDS = 2.0  # for a look at the names of all cells
NO_MORE = "… the notebook prints too much: no more of its output is kept\n"
KILLED = f"signal {int(signal.SIGKILL)}"
MACHINE = Path("/proc/vmstat")  # counts, among others, the processes that the kernel ended for want of memory

Status = Literal["ok", "raised", "missing", "timeout", "died", "garbled"]


@dataclass(frozen=True, slots=True)
class Failed:
    """An exception in student code, as plain text: never trusted, always escaped before a browser sees it."""

    type: str
    text: str
    line: int | None = None
    at_call: bool = False
    trace: tuple[str, ...] = ()

    @classmethod
    def read(cls, raw: object) -> "Failed | None":
        """Return what a worker says of an exception, type-checked and capped, or None."""
        if not isinstance(raw, dict):
            return None
        line = raw.get("line")
        trace = raw.get("trace")
        return cls(
            plain(raw.get("type"), 80) or "Exception",
            plain(raw.get("text"), wire.TEXT_CAP),
            line if type(line) is int and 0 < line < 100_000 else None,
            raw.get("at_call") is True,
            tuple(plain(part, wire.TEXT_CAP) for part in trace[:16]) if isinstance(trace, list) else (),
        )


@dataclass(frozen=True, slots=True)
class CellRun:
    """What running one cell gave, as plain text."""

    stdout: str = ""
    stderr: str = ""
    error: Failed | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call gave: its status, and by that the value or the exception; the arguments as they were afterwards."""

    status: Status
    value: wire.Value = None
    after: tuple[wire.Value, ...] = ()
    error: Failed | None = None
    printed: bool = False
    warned: bool = False
    note: str = ""


@dataclass
class Session:
    """One submission's cells in a worker, and its functions to call. Use as a context; `run` first, then `call`.

    A worker that ends is started once more and asked again, for it may have been ended from outside; where it ends
    again, the cell or call that it was at has ended it, unless the machine was out of memory: then CourseError is raised,
    for a worker's own limit cannot bring that about.
    """

    server: ForkServer
    cells: Sequence[str]
    limits: Limits = field(default_factory=Limits)
    known: Mapping[int, CellRun] = field(default_factory=dict)  # cells that need not be run, and what they would give

    def __post_init__(self) -> None:
        self.pid = 0
        self.channel: wire.Channel | None = None
        self.ran = False
        self.runs: list[CellRun] = [CellRun() for _ in self.cells]
        self.ended: dict[int, int] = {}  # cell -> how often it ended its worker
        self.fatal: set[int] = set()
        self.lost: dict[str, float] = {}  # function -> seconds that its calls without an answer took
        self.last: dict[str, Answer] = {}  # function -> the latest of these
        self.ends_at = time.monotonic() + self.limits.total_seconds
        self.kills = kills()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def run(self) -> list[CellRun]:
        """Run the cells in order; return what each gave. A cell that ends its worker is left out from then on."""
        for number, known in self.known.items():
            self.runs[number] = known
        while not self._ready() and not self._spent():
            pass
        return self.runs

    def names(self, sources: Sequence[str]) -> list[Names] | None:
        """Return the names of cells as a worker finds them that has run nothing yet; None where it finds none."""
        if self.channel is None:
            self.pid, self.channel = self.server.fork()
        try:
            body = json.dumps(list(sources)).encode()
            header, _ = self._ask({"do": "names", "seconds": NAMES_SECONDS}, body, NAMES_SECONDS)
        except wire.WireError:
            self.stop()
            return None
        return read_names(header.get("names"), len(sources))

    def call(self, function: str, *args: wire.Value) -> Answer:
        """Call a function of the notebook with plain values; return its answer. Never raises for what a student did.

        A function that gives no answer costs its own later calls: they get less time, and after `lost_seconds` none.
        """
        lost = self.lost.get(function, 0.0)
        if lost >= self.limits.lost_seconds:
            return self.last[function]
        seconds = self.limits.hurried_seconds if lost else self.limits.call_seconds
        started = time.monotonic()
        answer = self._answer(function, args, seconds)
        if answer.status == "died" and not lost:
            answer = self._answer(function, args, seconds)
            self._spare_of(answer.note)
        if answer.status in ("timeout", "died", "garbled"):
            self.last[function] = answer
            self.lost[function] = lost + time.monotonic() - started
        return answer

    def _answer(self, function: str, args: Sequence[wire.Value], seconds: float) -> Answer:
        self.run()
        if self.channel is None:
            return Answer("died", note="the notebook kept ending its process, or used up its time")
        body = bytearray()
        forms = [wire.pack(arg, body) for arg in args]
        try:
            request = {"do": "call", "function": function, "args": forms, "seconds": seconds}
            return read_answer(*self._ask(request, bytes(body), seconds))
        except wire.WireTimeout:
            self.stop()
            return Answer("timeout")
        except wire.WireClosed:
            return Answer("died", note=self.stop(gone=True))
        except wire.WireError as error:
            self.stop()
            return Answer("garbled", note=str(error))

    def stop(self, gone: bool = False) -> str:
        """End the worker; return how it had ended by itself where it is `gone`, that is, where it hung up first."""
        if self.channel is None:
            return ""
        self.channel.close()
        self.channel, self.ran = None, False
        how = self.server.end(self.pid, gone)
        return f"signal {how['signal']}" if how["signal"] else f"exit code {how['code']}"

    def _spare_of(self, how: str) -> None:
        """Raise CourseError where a worker ended so because the machine has too little memory: that is no student's fault."""
        if how == KILLED and kills() > self.kills:
            self.stop()
            raise CourseError(
                "the machine ran out of memory, and the kernel ended the student's process",
                next_step="nothing was marked: grade again with fewer --workers, or with less at work beside it",
            )

    def _spent(self) -> bool:
        return len(self.fatal) > self.limits.deaths or time.monotonic() > self.ends_at

    def _ready(self) -> bool:
        """Return whether a worker stands that has run every cell; start one and run them where none does."""
        if self.ran:
            return True
        if self._spent():
            return False
        if self.channel is None:
            self.pid, self.channel = self.server.fork()
        left = ALL_TEXT
        for number, source in enumerate(self.cells):
            if number in self.fatal or number in self.known:
                continue
            try:
                request = {"do": "run", "seconds": self.limits.cell_seconds}
                header, _ = self._ask(request, source.encode(errors="replace"), self.limits.cell_seconds)
            except wire.WireError as error:
                self._ended(number, error)
                return False
            stdout = plain(header.get("stdout"), min(CELL_TEXT, left))
            stderr = plain(header.get("stderr"), min(CELL_TEXT, left - len(stdout)))
            if left > 0 and (left := left - len(stdout) - len(stderr)) <= 0:
                stdout += NO_MORE
            self.runs[number] = CellRun(stdout, stderr, Failed.read(header.get("error")))
        self.ran = True
        return True

    def _ended(self, number: int, error: wire.WireError) -> None:
        """End the worker for what a cell did; leave the cell out from now on where it was no accident."""
        gone = isinstance(error, wire.WireClosed)
        how = self.stop(gone)
        self.ended[number] = self.ended.get(number, 0) + 1
        if gone and self.ended[number] == 1:
            return
        self._spare_of(how)
        self.fatal.add(number)
        text = (
            "this cell did not finish in time" if isinstance(error, wire.WireTimeout)
            else f"this cell ended its process ({how})" if gone
            else "this cell wrote to the grader's wire"
        )  # fmt: skip
        self.runs[number] = CellRun(error=Failed("Stopped", text))

    def _ask(self, request: dict[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send a request and return its answer; raise WireError for one that came before its request, or to another."""
        assert self.channel is not None
        if self.channel.pending():
            raise (wire.WireError("an answer before its call") if self._alive() else wire.WireClosed("the worker has gone"))
        identity = secrets.token_hex(8)
        deadline = min(time.monotonic() + seconds * self.limits.wall_factor, self.ends_at + seconds)
        self.channel.send({"id": identity, **request}, body, deadline)
        header, sent = self.channel.receive(deadline)
        if header.get("id") != identity:
            raise wire.WireError("an answer to another call")
        return header, sent

    def _alive(self) -> bool:
        assert self.channel is not None
        with contextlib.suppress(OSError):
            return bool(self.channel.sock.recv(1, socket.MSG_PEEK))
        return False


def read_names(raw: object, number: int) -> list[Names] | None:
    """Return what a worker says of the names of that many cells; None where it says nothing sensible."""
    if not isinstance(raw, list) or len(raw) != number:
        return None
    found = []
    for one in raw:
        match one:
            case [list(uses), list(binds), bool(plain)] if all(isinstance(name, str) for name in (*uses, *binds)):
                found.append(Names(frozenset(uses), frozenset(binds), plain))
            case _:
                return None
    return found


def kills() -> int:
    """Return how many processes the kernel has ended for want of memory since it started; 0 where it does not say."""
    with contextlib.suppress(OSError):
        return sum(int(line.split()[1]) for line in MACHINE.read_text().splitlines() if line.startswith("oom_kill "))
    return 0


def read_answer(header: dict[str, Any], body: bytes) -> Answer:
    """Return what a worker's answer to a call says; raise WireError where it is none."""
    printed, warned = header.get("printed") is True, header.get("warned") is True
    match header:
        case {"status": "ok", "value": value, "after": list(after)} if len(after) <= wire.ITEMS_CAP:
            values = wire.unpack([value, *after], body)
            return Answer("ok", values[0], tuple(values[1:]), printed=printed, warned=warned)
        case {"status": "raised"}:
            error = Failed.read(header.get("error")) or Failed("Exception", "")
            status: Status = "timeout" if error.type == "OutOfTime" else "raised"
            return Answer(status, error=error, printed=printed, warned=warned)
        case {"status": "missing"}:
            return Answer("missing", note=plain(header.get("kind"), 80))
    raise wire.WireError("an answer of no known status")


def same(before: wire.Value, after: wire.Value) -> bool:
    """Return whether an array argument came back bit for bit as it went."""
    return (
        isinstance(before, np.ndarray)
        and isinstance(after, np.ndarray)
        and before.dtype == after.dtype
        and before.shape == after.shape
        and before.tobytes() == after.tobytes()
    )
