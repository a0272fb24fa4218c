"""The trusted end of the wire: sends requests to workers and reads their answers. Trusted side; it knows no check.

One `Session` serves one submission: it runs the notebook's cells in a worker, calls the student's functions there, and starts
a new worker after one has died, so that a crash affects only one check. It executes no student code in this process.
"""

import contextlib
import re
import secrets
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autograder import wire
from autograder.closing import Closing
from autograder.errors import CourseError
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.limits import Limits
from autograder.plain_text import line, plain

CELL_TEXT = 40_000  # characters of one output of one cell: more than an honest worker sends
ALL_TEXT = 400_000  # characters of all outputs of a notebook together: a browser must be able to show the feedback
TOGETHER = 256 * 1024  # bytes of arguments of calls that are sent together, so that their answers fit into one frame
SCIPY = re.compile(r"^[^\S\n]*(?:import|from)\b.*\bscipy\b", re.MULTILINE)  # a statement that may import SciPy
UNWRITTEN = "NotImplementedError"  # the exception that a stub raises as handed out
STOPPED_CAP = 20  # stopped lines of a cell that are kept
NO_MORE = "… the notebook prints too much: no more of its output is kept\n"
KILLED = f"signal {int(signal.SIGKILL)}"
MACHINE = Path("/proc/vmstat")  # has a count of the processes that the kernel ended because memory ran out

Status = Literal["ok", "raised", "missing", "timeout", "died", "garbled"]


@dataclass(frozen=True, slots=True)
class Failed:
    """An exception in student code, as plain text: never trusted, always escaped before a browser sees it."""

    type: str
    text: str
    line: int | None = None
    at_call: bool = False
    trace: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return the number of characters in it that come from the student."""
        return len(self.type) + len(self.text) + sum(map(len, self.trace))

    @classmethod
    def read(cls, raw: object) -> "Failed | None":
        """Return an exception as a worker describes it, type-checked and capped; None if `raw` is not a description."""
        if not isinstance(raw, dict):
            return None
        number = raw.get("line")
        trace = raw.get("trace")
        return cls(
            line(raw.get("type"), 80) or "Exception",
            plain(raw.get("text"), wire.TEXT_CAP),
            number if type(number) is int and 0 < number < 100_000 else None,
            raw.get("at_call") is True,
            tuple(plain(part, wire.TEXT_CAP) for part in trace[:16]) if isinstance(trace, list) else (),
        )


@dataclass(frozen=True, slots=True)
class CellRun:
    """The output of one cell, the error that ended it, and those that stopped a line while the lines after it ran: plain text."""

    stdout: str = ""
    stderr: str = ""
    error: Failed | None = None
    stopped: tuple[Failed, ...] = ()

    @property
    def errors(self) -> tuple[Failed, ...]:
        """Return all errors, in the order in which they occurred."""
        return (*self.stopped, self.error) if self.error else self.stopped


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one call: its status, the value or the exception, and the array arguments after the call."""

    status: Status
    value: wire.Value = None
    after: tuple[wire.Value, ...] = ()
    error: Failed | None = None
    printed: bool = False
    warned: bool = False
    note: str = ""


@dataclass
class Session(Closing):
    """One submission's cells in a worker, and its functions to call. Use as a context; `run` first, then `call`.

    If a worker ends, a new one is started and the request is repeated, because the first may have been ended from outside. If
    the second ends too, the cell or call is the cause. If the machine ran out of memory in that time, which a worker's own
    limit cannot cause, CourseError is raised instead.
    """

    server: ForkServer
    cells: Sequence[str]
    limits: Limits = field(default_factory=Limits)
    known: Mapping[int, CellRun] = field(default_factory=dict)  # cells that need not be run, with their output
    keep: Mapping[str, int] = field(default_factory=dict)  # function -> cell before which its names are kept
    stubs: Mapping[int, str] = field(default_factory=dict)  # cell that is a stub as handed out -> the stub's function
    unanswered: frozenset[str] = frozenset()  # functions whose stubs are as handed out
    stand_ins: tuple[str, ...] = ()  # functions of which the last cell defines right versions, for all others to use

    def __post_init__(self) -> None:
        self.pid = 0
        self.channel: wire.Channel | None = None
        self.ran = False
        self.runs: list[CellRun] = [CellRun() for _ in self.cells]
        self.ended: dict[int, int] = {}  # cell -> number of times it ended its worker
        self.fatal: set[int] = set()  # cells that are not run again
        self.singly: set[str] = set()  # functions whose calls are sent one by one, because sending several together failed
        self.absent: dict[str, Answer] = {}  # function that is not there, or as handed out -> the answer to each call of it
        self.lost: dict[str, float] = {}  # function -> wall seconds of its calls without an answer
        self.last: dict[str, Answer] = {}  # function -> the result of its last call without an answer
        self.ends_at = time.monotonic() + self.limits.total_seconds
        self.kills = kills()

    def with_stand_ins(self, right: Mapping[str, str]) -> "Session":
        """Return another session of the same notebook, in which functions have `right` versions, given as code by name."""
        cells = [*self.cells, "\n".join(right.values())]
        other = Session(self.server, cells, self.limits, self.known, self.keep, self.stubs, self.unanswered, tuple(right))
        other.ends_at, other.singly = self.ends_at, set(self.singly)
        return other

    def close(self) -> None:
        """End the worker."""
        self.stop()

    def run(self) -> list[CellRun]:
        """Run the cells in order; return the output of each. A cell that ends its worker is left out after that."""
        for number, known in self.known.items():
            self.runs[number] = known
        while not self._ready() and not self._spent():
            pass
        return self.runs

    def call(self, function: str, *args: wire.Value) -> Answer:
        """Call a function of the notebook with plain values; return its result. Exceptions of student code are in the result.

        If a call gives no answer, later calls of the function get less time, and no call is made after `lost_seconds`. Raises
        CourseError if the machine ran out of memory.
        """
        if function in self.absent:
            return self.absent[function]
        lost = self.lost.get(function, 0.0)
        if lost >= self.limits.lost_seconds:
            return self.last[function]
        seconds = self.limits.hurried_seconds if lost else self.limits.call_seconds
        started = time.monotonic()
        answer = self._answer(function, args, seconds)
        if answer.status == "died" and not lost:
            answer = self._answer(function, args, seconds)
            self._raise_if_out_of_memory(answer.note)
        if answer.status in ("timeout", "died", "garbled"):
            self._lose(function, answer, started)
        return answer

    def _lose(self, function: str, answer: Answer, started: float) -> None:
        """Count the time of a call that gave no answer."""
        self.last[function] = answer
        self.lost[function] = self.lost.get(function, 0.0) + time.monotonic() - started

    def calls(self, function: str, questions: Sequence[Sequence[wire.Value]]) -> Iterator[Answer]:
        """Yield the result of a call for each of the `questions`, lists of arguments, in order.

        The calls are sent together if their arguments are small. From the first one that fails or takes long, `call` is used.
        """
        singly = len(questions) < 2 or function in (*self.singly, *self.lost, *self.absent)
        started = time.monotonic()
        answers = [] if singly else self._together(function, questions)
        if answers and answers[-1].status == "timeout":
            self._lose(function, answers[-1], started)
        yield from answers
        for args in questions[len(answers) :]:
            yield self.call(function, *args)

    def _together(self, function: str, questions: Sequence[Sequence[wire.Value]]) -> list[Answer]:
        """Send several calls together; return the results up to the first that fails or takes long: later calls are not made."""
        self.run()
        if self.channel is None:
            return []
        body = bytearray()
        forms = [[wire.pack(arg, body) for arg in args] for args in questions]
        if len(body) > TOGETHER:
            return []
        try:
            answers = self._asked(function, forms, body, self.limits.call_seconds, self.limits.hurried_seconds)
            if len(answers) > len(questions):
                raise wire.WireError("more answers than questions")
        except wire.WireError as error:
            self.singly.add(function)
            self.stop(gone=isinstance(error, wire.WireClosed))
            return []
        return answers

    def _answer(self, function: str, args: Sequence[wire.Value], seconds: float) -> Answer:
        self.run()
        if self.channel is None:
            return Answer("died", note="the notebook kept ending its process, or used up its time")
        body = bytearray()
        forms = [wire.pack(arg, body) for arg in args]
        try:
            answers = self._asked(function, [forms], body, seconds, seconds)
            if len(answers) != 1:
                raise wire.WireError("not one answer to one call")
            return answers[0]
        except wire.WireTimeout:
            self.stop()
            return Answer("timeout")
        except wire.WireClosed:
            return Answer("died", note=self.stop(gone=True))
        except wire.WireError as error:
            self.stop()
            return Answer("garbled", note=str(error))

    def _asked(self, function: str, forms: list[list[Any]], body: bytearray, seconds: float, in_all: float) -> list[Answer]:
        """Send calls in one frame; return the results of those that the worker made. Raises WireError.

        A call may compute for `seconds`; after `in_all` seconds the worker begins no further call, and waiting ends.
        """
        request = {"do": "call", "function": function, "args": forms, "seconds": seconds, "seconds_in_all": in_all}
        answers = read_answers(*self._ask(request, bytes(body), in_all))
        last = answers[-1] if answers else Answer("ok")
        if last.status == "missing" or (last.error and last.error.type == UNWRITTEN and function in self.unanswered):
            self.absent[function] = last
        return answers

    def stop(self, gone: bool = False) -> str:
        """End the worker; return how it ended. If it is `gone` (has closed its end of the wire), it gets time to end by itself."""
        if self.channel is None:
            return ""
        self.channel.close()
        self.channel, self.ran = None, False
        how = self.server.end(self.pid, gone)
        return f"signal {how['signal']}" if how["signal"] else f"exit code {how['code']}"

    def _raise_if_out_of_memory(self, how: str) -> None:
        """Raise CourseError if the kernel ended the worker because the machine ran out of memory; `how` is what `stop` returned."""
        if how == KILLED and kills() > self.kills:
            self.stop()
            raise CourseError(
                "the machine ran out of memory, and the kernel ended the student's process",
                next_step="nothing was marked: grade again with fewer --workers, or with fewer other programs running",
            )

    def _spent(self) -> bool:
        return len(self.fatal) > self.limits.deaths or time.monotonic() > self.ends_at

    def _ready(self) -> bool:
        """Return whether a worker has run every cell; start one and run them if not."""
        if self.ran:
            return True
        if self._spent():
            return False
        if self.channel is None:
            scipy = any(SCIPY.search(cell) for number, cell in enumerate(self.cells) if number not in self.known)
            self.pid, self.channel = self.server.fork(self.limits.cpu_seconds, self.limits.cpu_seconds_in_all, scipy=scipy)
        left = ALL_TEXT
        done = -1
        for number, source in enumerate(self.cells):
            if number in self.fatal or number in self.known:
                continue
            try:
                request = {"do": "run", "seconds": self.limits.cell_seconds, "stub": self.stubs.get(number, "")}
                request["keep"] = [name for name, place in self.keep.items() if done < place <= number]
                request["stand_ins"] = self.stand_ins if number == len(self.cells) - 1 else ()
                done = number
                header, _ = self._ask(request, source.encode(errors="replace"), self.limits.cell_seconds)
            except wire.WireError as error:
                self._ended(number, error)
                return False
            left = self._keep(number, header, left)
        self.ran = True
        return True

    def _keep(self, number: int, header: Mapping[str, Any], left: int) -> int:
        """Keep the output and errors of a cell from the worker's answer; return how many of `left` characters remain.

        If none remain, the error that ended the cell is kept without its trace: it may explain why a function is missing.
        """
        stdout = plain(header.get("stdout"), min(CELL_TEXT, left))
        stderr = plain(header.get("stderr"), min(CELL_TEXT, left - len(stdout)))
        stopped = read_stopped(header.get("stopped"), left)
        error = Failed.read(header.get("error"))
        if error and not left:
            error = replace(error, trace=())
        used = len(stdout) + len(stderr) + sum(each.size for each in (*stopped, *([error] if error else [])))
        if 0 < left <= used:
            stdout += NO_MORE
        self.runs[number] = CellRun(stdout, stderr, error, stopped)
        return max(0, left - used)

    def _ended(self, number: int, error: wire.WireError) -> None:
        """End the worker in which a cell failed; leave the cell out from now on, unless it may have been ended from outside."""
        gone = isinstance(error, wire.WireClosed)
        how = self.stop(gone)
        self.ended[number] = self.ended.get(number, 0) + 1
        if gone and self.ended[number] == 1:
            return
        self._raise_if_out_of_memory(how)
        self.fatal.add(number)
        text = (
            "this cell did not finish in time" if isinstance(error, wire.WireTimeout)
            else f"this cell ended its process ({how})" if gone
            else "this cell wrote to the grader's wire"
        )  # fmt: skip
        self.runs[number] = CellRun(error=Failed("Stopped", text))

    def _ask(self, request: dict[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send a request and return its answer; raise WireError if there is none, or if it came too early or to another request."""
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


def kills() -> int:
    """Return the number of processes that the kernel has ended since it started because memory ran out; 0 if unknown."""
    with contextlib.suppress(OSError):
        return sum(int(line.split()[1]) for line in MACHINE.read_text().splitlines() if line.startswith("oom_kill "))
    return 0


def read_answers(header: dict[str, Any], body: bytes) -> list[Answer]:
    """Return the results in a worker's answer to calls; raise WireError if the answer is not valid."""
    described = header.get("answers")
    if not isinstance(described, list) or not all(isinstance(each, dict) for each in described):
        raise wire.WireError("no list of answers")
    reader = wire.Reader(body)
    answers = [read_answer(each, reader) for each in described]
    reader.end()
    return answers


def read_answer(described: dict[str, Any], reader: wire.Reader) -> Answer:
    """Return the result that a worker describes, with the bytes of its arrays in `reader`; raise WireError if it is not valid."""
    printed, warned = described.get("printed") is True, described.get("warned") is True
    match described:
        case {"status": "ok", "value": value, "after": list(after)} if len(after) <= wire.ITEMS_CAP:
            values = reader.values([value, *after])
            return Answer("ok", values[0], tuple(values[1:]), printed=printed, warned=warned)
        case {"status": "raised"}:
            error = Failed.read(described.get("error")) or Failed("Exception", "")
            status: Status = "timeout" if error.type == "OutOfTime" else "raised"
            return Answer(status, error=error, printed=printed, warned=warned)
        case {"status": "missing"}:
            return Answer("missing", note=line(described.get("kind"), 80))
    raise wire.WireError("an answer of no known status")


def read_stopped(raw: object, room: int) -> tuple[Failed, ...]:
    """Return the lines that stopped, as a worker describes them, type-checked and capped; () if `room` (characters) is 0."""
    described = raw[:STOPPED_CAP] if isinstance(raw, list) and room > 0 else []
    return tuple(replace(failed, trace=()) for each in described if (failed := Failed.read(each)))


def same(before: wire.Value, after: wire.Value) -> bool:
    """Return whether an array argument is bit for bit the same after the call."""
    return (
        isinstance(before, np.ndarray)
        and isinstance(after, np.ndarray)
        and before.dtype == after.dtype
        and before.shape == after.shape
        and before.tobytes() == after.tobytes()
    )
