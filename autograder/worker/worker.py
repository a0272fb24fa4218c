"""The worker: runs one student's cells, then answers calls. Untrusted side: it knows no check, no reference and no gradebook.

It is a process that the fork server forked for one submission. Student code shares it, so the judge believes nothing but the
bytes of the answers themselves (see autograder.judge.session, the trusted end of this wire).

Requests have a fresh `id`, which the answer repeats, and `seconds`, what they may compute. `{"do": "run"}` with a cell's text as
body → `{"stdout", "stderr", "error"}`; `{"do": "call", "function", "args"}` → `{"status", "value", "after", …}`.
"""

import io
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell

from autograder import wire
from autograder.sandbox.resource_limits import renew_cpu

OUTPUT_CAP = 32 * 1024  # characters of a stream of a cell: two, six bytes each in JSON at most, fit into wire.HEADER_CAP
TRACE_CAP = 12  # lines
DRAWS = ("_ipython_display_", "_repr_mimebundle_")  # methods by which pictures and widgets show themselves
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}\b")
GRACE = 0.5  # seconds of computing between an interrupt and its repetition: code may catch the first


class OutOfTime(BaseException):
    """Raised inside student code when its computing time is over; no Exception, so that few handlers catch it."""


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
        """Keep what fits."""
        kept = str(text)[: self.left]
        if kept:
            self.parts.append(kept)
            self.left -= len(kept)
        self.lost += len(text) - len(kept)
        return len(text)

    def take(self) -> str:
        """Return what was kept, with a line on how much was not."""
        tail = f"\n… {self.lost} more characters of output are not kept" if self.lost else ""
        return "".join(self.parts) + tail


class PlainFormatter(DisplayFormatter):
    """Gives the plain-text form of a value, the same in every process; draws nothing, because no one looks.

    Drawing the sliders' pictures took nine tenths of the time of a notebook.
    """

    def format(self, obj: object, include: object = None, exclude: object = None) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the text form, without the addresses of objects."""
        kind = type(obj)
        if any(hasattr(kind, name) for name in DRAWS):
            return {"text/plain": f"[{kind.__name__[:80]}: not drawn while it is graded]"}, {}
        text = self.formatters["text/plain"](obj)
        return {"text/plain": ADDRESS.sub("", text)} if isinstance(text, str) else {}, {}


class PlainPublisher(DisplayPublisher):
    """Keeps the plain-text form of what a cell displays."""

    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        """Write the text form to the cell's output."""
        text = data.get("text/plain", "") if isinstance(data, dict) else ""
        if text:
            sys.stdout.write(f"{text}\n")

    def clear_output(self, wait: bool = False) -> None:
        """Do nothing: the output of a cell is a record."""


class PlainHook(DisplayHook):
    """Keeps the plain-text form of a cell's last value."""

    def write_output_prompt(self) -> None:
        """Write no prompt: the notebook has one."""

    def finish_displayhook(self) -> None:
        """Write nothing more: the value's own line has ended."""


class PlainShell(InteractiveShell):
    """IPython's shell, in this process, whose errors are kept and not printed."""

    def init_display_formatter(self) -> None:
        """Have every value shown as text."""
        self.display_formatter = PlainFormatter(parent=self)

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Print nothing: run_cell's result carries the error."""

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        """Print nothing, for the same reason."""


def new_shell() -> PlainShell:
    """Return a shell with plain output and no history, as the fork server makes it once for all its workers."""
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.cache_size = 0
    return PlainShell.instance(config=config, display_pub_class=PlainPublisher, displayhook_class=PlainHook)


class Worker:
    """Answers the judge's requests, one at a time, in order.

    opening: a cell that the fork server has run, and its answer. cpu_seconds: computing in one request before SIGXCPU.
    """

    def __init__(
        self, shell: PlainShell, channel: wire.Channel, opening: tuple[str, dict[str, Any]] | None, cpu_seconds: int
    ) -> None:
        self.shell = shell
        self.channel = channel
        self.opening = opening
        self.cpu_seconds = cpu_seconds

    def serve(self) -> None:
        """Answer until the judge hangs up."""
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
                    answer = self.open(body.decode()) or run_cell(self.shell, body.decode(), header["seconds"])
                case "call":
                    answer = self.call(header["function"], wire.unpack(header["args"], body), header["seconds"], sent)
                case _:
                    return
            self.channel.send({"id": header["id"], **answer}, bytes(sent))

    def open(self, source: str) -> dict[str, Any] | None:
        """Return the answer to the first cell if the fork server has run it; else begin from an empty namespace, return None."""
        if self.opening is None:
            return None
        (opened, answer), self.opening = self.opening, None
        if source == opened:
            return answer
        self.shell.reset(new_session=False)  # type: ignore[no-untyped-call]
        return None

    def call(self, name: str, args: list[Any], seconds: float, sent: bytearray) -> dict[str, Any]:
        """Call a function of the notebook; return its value and the arguments as they are afterwards."""
        function = self.shell.user_ns.get(name)
        if not callable(function):
            return {"status": "missing", "kind": type(function).__name__ if name in self.shell.user_ns else ""}
        given = [arg.array.tolist() if isinstance(arg, wire.Listed) else arg for arg in args]
        with captured() as (out, err):
            value = limited(lambda: Returned(function(*given)), seconds)
        wrote = {"printed": bool(out.parts), "warned": bool(err.parts)}
        if isinstance(value, BaseException):
            return {"status": "raised", "error": describe(value), **wrote}
        packed = limited(lambda: [wire.pack(part, sent) for part in (value.value, *filter(is_array, given))], seconds)
        if isinstance(packed, BaseException):  # an object whose own methods raise, or never end, when it is looked at
            sent.clear()
            return {"status": "ok", "value": ["other", type(value.value).__name__[: wire.TEXT_CAP]], "after": [], **wrote}
        return {"status": "ok", "value": packed[0], "after": packed[1:], **wrote}


def run_cell(shell: PlainShell, source: str, seconds: float) -> dict[str, Any]:
    """Run one cell; return its text output and its error."""
    with captured() as (out, err):
        result = limited(lambda: shell.run_cell(source, store_history=False), seconds)  # type: ignore[no-untyped-call]
    error = result if isinstance(result, BaseException) else result.error_before_exec or result.error_in_exec
    return {"stdout": out.take(), "stderr": err.take(), "error": error and describe(error)}


def is_array(value: object) -> bool:
    """Return whether an argument was given as an array, and so goes back with the answer."""
    return isinstance(value, np.ndarray)


class Returned:
    """What a function returned, which may be an exception: `limited` returns those that were raised."""

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


def limited(action: Callable[[], Any], seconds: float) -> Any:
    """Return what `action` returns, or the exception it raised; interrupt it after `seconds` of computing time.

    The judge's wall clock stands behind this: code that swallows the interrupt is ended with its process.
    """

    def over(signum: int, frame: FrameType | None) -> None:
        raise OutOfTime(f"more than {seconds:g} seconds of computing")

    try:
        signal.signal(signal.SIGPROF, over)
        signal.setitimer(signal.ITIMER_PROF, seconds, GRACE)
        try:
            return action()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except BaseException as error:  # noqa: BLE001  # SystemExit and the like are a student's answer too
        return error


def describe(error: BaseException) -> dict[str, Any]:
    """Return type, text and place of an exception as short plain text, even if methods of the exception raise."""
    try:
        return _described(error)
    except BaseException:  # noqa: BLE001  # a student's class, with methods of its own
        return {"type": "Exception", "text": "", "line": None, "at_call": False, "trace": []}


def _described(error: BaseException) -> dict[str, Any]:
    text = str(error.msg if isinstance(error, SyntaxError) else error)[: wire.TEXT_CAP]
    frames = traceback.extract_tb(error.__traceback__)
    cells = [frame for frame in frames if re.match(r"<ipython-input-|<string>|/tmp/ipykernel", frame.filename)]
    line = error.lineno if isinstance(error, SyntaxError) else cells[-1].lineno if cells else None
    own = traceback.format_exception_only(error) if not text else [f"{type(error).__name__}: {text}"]
    trace = [f"line {frame.lineno}, in {frame.name}" for frame in cells[-TRACE_CAP:]]
    return {
        "type": type(error).__name__[:80],
        "text": text,
        "line": line if isinstance(line, int) else None,
        "at_call": not cells,
        "trace": [part[: wire.TEXT_CAP] for part in (*trace, *own)],
    }
