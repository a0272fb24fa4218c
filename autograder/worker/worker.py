"""The worker: runs one student's cells, then answers calls. Untrusted side: it knows no check, no reference and no gradebook.

The fork server forks this process for one submission. Student code runs in the same process, so the judge trusts nothing that it
says beyond the bytes of an answer (see autograder.judge.session, the trusted end of this wire).

Requests have a fresh `id`, which the answer repeats, and `seconds`, what they may compute. `{"do": "run"}` with a cell's text as
body → `{"stdout", "stderr", "error", "stopped"}`; `{"do": "call", "function", "args"}`, with the arguments of one call or more, →
`{"answers"}`, for each call `{"status", "value", "after", …}`, up to the first that fails, or until `seconds_in_all` are computed.
A run may say `keep`, the functions whose checks stand between the cell before and this one; `stub`, the function whose stub as
handed out the cell is; `stand_ins`, the functions whose right versions it defines.
"""

import io
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np

from autograder import wire
from autograder.sandbox.resource_limits import renew_cpu
from autograder.worker.exceptions import OutOfTime, describe
from autograder.worker.kept_names import KeptNames
from autograder.worker.shell import PlainShell, lines

OUTPUT_CAP = 32 * 1024  # characters of each of a cell's two streams: at six bytes in JSON at most, both fit into wire.HEADER_CAP
GRACE = 0.5  # seconds of computing between interrupts, which are repeated because code may catch the first


class CappedText(io.TextIOBase):
    """A text stream that keeps the first OUTPUT_CAP characters and counts the rest."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.left = OUTPUT_CAP
        self.lost = 0

    def writable(self) -> bool:
        """Return True: this is a stream to write to."""
        return True

    def write(self, text: str) -> int:
        """Keep as much of the text as fits; return its whole length, as a stream does."""
        kept = str(text)[: self.left]
        if kept:
            self.parts.append(kept)
            self.left -= len(kept)
        self.lost += len(text) - len(kept)
        return len(text)

    def take(self) -> str:
        """Return the kept text, with a last line on how many characters are missing."""
        tail = f"\n… {self.lost} more characters of output are not kept" if self.lost else ""
        return "".join(self.parts) + tail


class Worker:
    """Answers the judge's requests, one at a time, in order.

    opening: a cell that the fork server has run, and its answer. cpu_seconds: computing time of one request before SIGXCPU.
    """

    def __init__(
        self, shell: PlainShell, channel: wire.Channel, opening: tuple[str, dict[str, Any]] | None, cpu_seconds: int
    ) -> None:
        self.shell = shell
        self.channel = channel
        self.opening = opening
        self.cpu_seconds = cpu_seconds
        self.kept = KeptNames(shell.user_ns)

    def serve(self) -> None:
        """Answer requests until the judge closes the wire."""
        while True:
            try:
                header, body = self.channel.receive()
            except wire.WireError:
                return
            renew_cpu(self.cpu_seconds)
            answer: dict[str, Any]
            sent = bytearray()
            match header.get("do"):
                case "run":
                    answer = self.run(header, body.decode())
                case "call":
                    reader = wire.Reader(body)
                    questions = [reader.values(forms) for forms in header["args"]]
                    answer = {"answers": self.calls(header, questions, sent)}
                case _:
                    return
            self.channel.send({"id": header["id"], **answer}, bytes(sent))

    def run(self, header: dict[str, Any], source: str) -> dict[str, Any]:
        """Run a cell, and keep the names that the request says, before and after it."""
        opened = self.open(source)
        self.kept.keep(header.get("keep", ()))
        answer = opened or run_cell(self.shell, source, header["seconds"])
        if stub := header.get("stub"):
            self.kept.stub(stub)
        self.kept.stand_ins.update(header.get("stand_ins", ()))
        return answer

    def open(self, source: str) -> dict[str, Any] | None:
        """Return the answer to the first cell if the fork server has run it; otherwise empty the namespace and return None."""
        if self.opening is None:
            return None
        (opened, answer), self.opening = self.opening, None
        if source == opened:
            return answer
        self.shell.reset(new_session=False)  # type: ignore[no-untyped-call]
        return None

    def calls(self, header: dict[str, Any], questions: list[list[Any]], sent: bytearray) -> list[dict[str, Any]]:
        """Call a function once for each list of arguments; return the answers up to the first that fails or takes long."""
        self.kept.turn_to(header["function"])
        answers: list[dict[str, Any]] = []
        ends = time.process_time() + header["seconds_in_all"]
        for args in questions:
            answers.append(self.call(header["function"], args, header["seconds"], sent))
            if answers[-1]["status"] != "ok" or time.process_time() > ends or len(sent) > wire.BODY_CAP // 4:
                break
        return answers

    def call(self, name: str, args: list[Any], seconds: float, sent: bytearray) -> dict[str, Any]:
        """Call a function of the notebook; return its value and the arguments as they are afterwards."""
        function = self.shell.user_ns.get(name)
        if not callable(function):
            return {"status": "missing", "kind": type(function).__name__ if name in self.shell.user_ns else ""}
        given = [arg.array.tolist() if isinstance(arg, wire.Listed) else as_function(arg) for arg in args]
        with captured() as (out, err), usual_settings():
            value = limited(lambda: Returned(function(*given)), seconds)
        wrote = {"printed": bool(out.parts), "warned": bool(err.parts)}
        if isinstance(value, BaseException):
            return {"status": "raised", "error": describe(value), **wrote}
        before = len(sent)
        packed = timed(lambda: [wire.pack(part, sent) for part in (value.value, *filter(is_array, given))], seconds)
        if isinstance(packed, BaseException):  # the object's own methods raise, or never end
            del sent[before:]
            return {"status": "ok", "value": ["other", type(value.value).__name__[: wire.TEXT_CAP]], "after": [], **wrote}
        return {"status": "ok", "value": packed[0], "after": packed[1:], **wrote}


def run_cell(shell: PlainShell, source: str, seconds: float) -> dict[str, Any]:
    """Run one cell; return its text output, the error that ended it, and those that stopped one of its statements only."""
    shell.begin()

    def expire() -> None:
        shell.expired = True

    with captured() as (out, err):
        result = limited(lambda: shell.run_cell(source, store_history=False), seconds, expire)  # type: ignore[no-untyped-call]
        out.write(lines(shell.notes))
    error = result if isinstance(result, BaseException) else result.error_before_exec or result.error_in_exec
    return {"stdout": out.take(), "stderr": err.take(), "error": error and describe(error), "stopped": shell.stopped}


def as_function(arg: Any) -> Any:
    """Return an argument as student code gets it: a `wire.Table` becomes a function with a name."""
    if not isinstance(arg, wire.Table):
        return arg

    def act(z: Any) -> Any:
        return arg(z)

    return act


def is_array(value: object) -> bool:
    """Return whether an argument was given as an array, and so goes back with the answer."""
    return isinstance(value, np.ndarray)


class Returned:
    """Wraps the value that a function returned, to tell a returned exception from a raised one, which `limited` returns."""

    def __init__(self, value: object) -> None:
        self.value = value


@contextmanager
def captured() -> Iterator[tuple[CappedText, CappedText]]:
    """Catch what Python code writes to stdout and stderr."""
    before = sys.stdout, sys.stderr
    streams = CappedText(), CappedText()
    sys.stdout, sys.stderr = streams
    try:
        yield streams
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def usual_settings() -> Iterator[None]:
    """Within this context NumPy and Python warn as by default, whatever the notebook has set: a warning is not an error."""
    with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"), warnings.catch_warnings():
        warnings.resetwarnings()
        yield


def limited(action: Callable[[], Any], seconds: float, expire: Callable[[], None] = lambda: None) -> Any:
    """Return what `action` returns, or the exception it raised; call `expire` and interrupt it after `seconds` of computing time.

    If code catches the interrupts, the judge ends its process when the wall time is used up.
    """

    def over(signum: int, frame: FrameType | None) -> None:
        expire()
        raise OutOfTime(f"more than {seconds:g} seconds of computing")

    try:
        signal.signal(signal.SIGPROF, over)
    except BaseException as error:  # noqa: BLE001  # an interrupt that came late
        return error
    return timed(action, seconds)


def timed(action: Callable[[], Any], seconds: float) -> Any:
    """Return what `action` returns, or its exception; interrupt it after `seconds`, as the last call of `limited` would."""
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, GRACE)
        try:
            return action()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except BaseException as error:  # noqa: BLE001  # SystemExit and the like are a student's answer too
        return error
