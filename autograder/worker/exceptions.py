"""Exceptions of student code as plain text: type, text, place. Untrusted side."""

import re
import sys
import traceback
from typing import Any

from autograder import wire

TRACE_CAP = 12  # lines of a traceback that are kept
# Syntax of newer Pythons, besides f-strings: `type X = …` and `def f[T](…)` from 3.12, `except A, B:` from 3.14
_NEWER = re.compile(r"^\s*(?:type\s+\w+.*=|(?:def|class)\s+\w+\[|except\s+\w+\s*,)")

_PATH = re.compile(r" \((?:/[^()]*|unknown location)\)$")  # where a package lies on the grader's machine


class OutOfTime(BaseException):
    """Raised inside student code when its computing time is used up; not an Exception, so that few handlers catch it."""


def describe(error: BaseException, cell: str = "") -> dict[str, Any]:
    """Return type, text and place of an exception as short plain text, even if methods of the exception raise.

    The line is the innermost one in a cell. If `cell` is given, a cell's file name, it is the line of that cell's own statement.
    """
    try:
        return _described(error, cell)
    except BaseException:  # noqa: BLE001  # a student's class, with methods of its own
        return {"type": "Exception", "text": "", "line": None, "at_call": False, "trace": []}


def _syntax(error: SyntaxError) -> str:
    """Return Python's message on code that it cannot read, with a note on its version if a newer one may be able to."""
    message = str(error.msg)
    if not (message.startswith("f-string") or _NEWER.search(error.text or "")):
        return message
    return f"{message} (this is graded with Python {sys.version_info[0]}.{sys.version_info[1]}; a newer one may allow it)"


def _described(error: BaseException, cell: str) -> dict[str, Any]:
    text = _syntax(error) if isinstance(error, SyntaxError) else str(error)
    text = (_PATH.sub("", text) if isinstance(error, ImportError) else text)[: wire.TEXT_CAP]
    frames = traceback.extract_tb(error.__traceback__)
    cells = [frame for frame in frames if re.match(r"<ipython-input-|<string>|/tmp/ipykernel", frame.filename)]
    if cell:
        in_text = error.lineno if isinstance(error, SyntaxError) and error.filename == cell else None
        line = next((frame.lineno for frame in cells if frame.filename == cell), in_text)
    else:
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
