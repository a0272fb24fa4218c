"""The trusted end of the wire: starts workers and asks them. Trusted side; it knows no check and executes no student code.

One `ForkServer` serves a whole grading process; one `Session` serves one submission: it runs the notebook's cells in a
worker, calls the student's functions, and starts a fresh worker when one has died, so that a crash costs only its check.
"""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np

from autograder import wire
from autograder.errors import CourseError

START_SECONDS = 120.0  # the fork server's imports, on a slow disk
TEXT_KEYS = ("stdout", "stderr")

Status = Literal["ok", "raised", "missing", "timeout", "died", "garbled"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use: seconds of computing a cell and a call, wall seconds in all, worker restarts."""

    cell_seconds: float = 10.0
    call_seconds: float = 3.0
    total_seconds: float = 120.0
    restarts: int = 16
    strikes: int = 2  # calls of one function that may end its worker or run out of time before it is not called again
    wall_factor: float = 4.0  # wall seconds a second of computing, on a busy machine


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


def plain(raw: object, cap: int) -> str:
    """Return at most `cap` characters of a text, without control characters but tab and newline; '' for what is no text."""
    if not isinstance(raw, str):
        return ""
    return "".join(c for c in raw[:cap] if c in "\n\t" or (c.isprintable() and not "\ud800" <= c <= "\udfff"))


class ForkServer:
    """The handle of the fork server process. Start it once a grading process; use it as a context, or close it."""

    def __init__(self, without: Sequence[str] = ()) -> None:
        """Start the process; `without` names sandbox layers to go without. Raises CourseError where it cannot start."""
        ours, theirs = socket.socketpair()
        self.control = ours
        ours.settimeout(START_SECONDS)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-m", "autograder.forkserver", str(theirs.fileno()), *without],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd="/",
                env={"PATH": os.defpath, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._reply()

    def _reply(self) -> dict[str, Any]:
        try:
            reply = self.control.recv(4096)
        except OSError:
            reply = b""
        if not reply:
            assert self.process.stderr is not None
            self.process.kill()
            said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise CourseError(
                f"the worker process could not start or has ended ({said[-1] if said else 'it said nothing'})",
                "autograder.forkserver",
                "run 'course doctor' to see what this machine lacks",
            )
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def fork(self) -> tuple[int, wire.Channel]:
        """Start a worker; return its process id and the channel to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [b'{"do": "fork"}'], [theirs.fileno()])
        pid, channel = self._reply()["pid"], wire.Channel(ours)
        try:
            hello, _ = channel.receive(time.monotonic() + START_SECONDS)
            trouble = hello.get("hello")
        except wire.WireError as error:
            trouble = str(error)
        if trouble:
            channel.close()
            self.end(pid)
            raise CourseError(
                f"the sandbox could not be closed around a worker ({trouble})", "autograder.forkserver", "run 'course doctor'"
            )
        return pid, channel

    def end(self, pid: int, gone: bool = False) -> dict[str, int]:
        """End a worker, whatever it is doing; return how it ended: `signal` and exit `code`.

        Where the worker is `gone`, that is, has hung up, it gets a moment to end by itself.
        """
        self.control.send(json.dumps({"do": "end", "pid": pid, "gone": gone}).encode())
        return self._reply()

    def close(self) -> None:
        """End the fork server and every worker."""
        self.control.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


@dataclass
class Session:
    """One submission's cells in a worker, and its functions to call. Use as a context; `run` first, then `call`."""

    server: ForkServer
    cells: Sequence[str]
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self.pid = 0
        self.channel: wire.Channel | None = None
        self.runs: list[CellRun] = [CellRun() for _ in self.cells]
        self.fatal: set[int] = set()
        self.starts = 0
        self.strikes: dict[str, list[Answer]] = {}
        self.ends_at = time.monotonic() + self.limits.total_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def run(self) -> list[CellRun]:
        """Run the cells in order; return what each gave. A cell that ends its worker is left out from then on."""
        while not self._ready():
            if self._spent():
                break
        return self.runs

    def call(self, function: str, *args: wire.Value) -> Answer:
        """Call a function of the notebook with plain values; return its answer. Never raises for what a student did."""
        if len(strikes := self.strikes.setdefault(function, [])) >= self.limits.strikes:
            return strikes[-1]
        self.run()
        if self.channel is None:
            return Answer("died", note="the notebook kept ending its process, or used up its time")
        body = bytearray()
        forms = [wire.pack(arg, body) for arg in args]
        request = {"do": "call", "function": function, "args": forms, "seconds": self.limits.call_seconds}
        try:
            header, sent = self._ask(request, bytes(body), self.limits.call_seconds)
            answer = self._read(header, sent)
        except wire.WireTimeout:
            self.stop()
            answer = Answer("timeout")
        except wire.WireClosed:
            answer = Answer("died", note=self.stop(gone=True))
        except wire.WireError as error:
            self.stop()
            answer = Answer("garbled", note=str(error))
        if answer.status in ("timeout", "died", "garbled"):
            strikes.append(answer)
        return answer

    def stop(self, gone: bool = False) -> str:
        """End the worker; return how it had ended by itself where it is `gone`, that is, where it hung up first."""
        if self.channel is None:
            return ""
        self.channel.close()
        self.channel = None
        how = self.server.end(self.pid, gone)
        return f"signal {how['signal']}" if how["signal"] else f"exit code {how['code']}"

    def _spent(self) -> bool:
        return self.starts > self.limits.restarts or time.monotonic() > self.ends_at

    def _ready(self) -> bool:
        """Return whether a worker stands that has run every cell; start one and run them where none does."""
        if self.channel is not None:
            return True
        if self._spent():
            return False
        self.starts += 1
        self.pid, self.channel = self.server.fork()
        for number, source in enumerate(self.cells):
            if number in self.fatal:
                continue
            try:
                request = {"do": "run", "seconds": self.limits.cell_seconds}
                header, _ = self._ask(request, source.encode(errors="replace"), self.limits.cell_seconds)
                stdout, stderr = (plain(header.get(key), 40_000) for key in TEXT_KEYS)
                self.runs[number] = CellRun(stdout, stderr, Failed.read(header.get("error")))
            except wire.WireError as error:
                self.fatal.add(number)
                how = self.stop(isinstance(error, wire.WireClosed))
                text = (
                    "this cell did not finish in time" if isinstance(error, wire.WireTimeout)
                    else f"this cell ended its process ({how})" if isinstance(error, wire.WireClosed)
                    else "this cell wrote to the grader's wire"
                )  # fmt: skip
                self.runs[number] = CellRun(error=Failed("Stopped", text))
                return False
        return True

    def _ask(self, request: dict[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
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

    def _read(self, header: dict[str, Any], body: bytes) -> Answer:
        printed, warned = header.get("printed") is True, header.get("warned") is True
        match header:
            case {"status": "ok", "value": value, "after": list(after)}:
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
