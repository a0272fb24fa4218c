"""A call of a student's function as Python code to paste and run: arguments, expected, got. Trusted side; it calls nothing."""

import numpy as np

from autograder.judge.lesson import Lesson
from autograder.judge.student_function import Call
from autograder.plain_text import line
from autograder.submissions.safe_text import comment
from autograder.wire import Listed, Other, Table

MOST = 1000  # numbers that are shown of an answer, of all its parts together


def snippet(lesson: Lesson, function: str, call: Call) -> str:
    """Return a call as code: arguments to the last digit, the expected and the returned value; '' if there was no call."""
    if not call.args:
        return ""
    names = list(lesson.signatures[function].parameters)
    lines = [f"{name} = {code(arg)}" for name, arg in zip(names, call.args, strict=False)]
    lines.append(f"{function}({', '.join(names[: len(call.args)])})")
    if call.want is not None:
        lines.append(comment(f"expected: {code(call.want)}"))
    lines.append(comment(f"got:      {'no answer' if call.got is None else shortened(call.got)}"))
    return "\n".join(lines)


def shortened(value: object, most: int = MOST) -> str:
    """Return a returned value as `code` does, with at most `most` numbers, which its parts share equally."""
    match value:
        case tuple() if len(value) > most:
            return repr(f"{len(value)} values")
        case tuple():
            parts = [shortened(part, most // len(value)) for part in value]
            return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
        case np.ndarray() | Listed() if (array := value.array if isinstance(value, Listed) else value).size > most:
            return f"{numbers(array.ravel()[:most])} and more: {array.size} numbers, in the shape {array.shape}"
        case Table():
            return repr("something of type Table")
    return code(value)


def code(value: object) -> str:
    """Return a value as a Python expression for it."""
    match value:
        case np.ndarray() if value.ndim == 0:
            return repr(value.item())
        case np.ndarray():
            kind = "" if value.dtype in (np.float64, np.int64) and value.size else f", dtype=np.{value.dtype.name}"
            shape = f".reshape({value.shape})" if value.ndim > 1 and not value.size else ""
            array = f"np.array({numbers(value)}{kind}){shape}"
            return f"np.asfortranarray({array})" if value.size and not value.flags.c_contiguous else array
        case Listed(array):
            return numbers(array)
        case Table(x, y):
            return f"lambda z: np.interp(z, {numbers(x)}, {numbers(y)})"
        case tuple():
            return f"({', '.join(code(part) for part in value)}{',' if len(value) == 1 else ''})"
        case Other(name):
            return repr(f"something of type {line(name, len(name))}")
    return repr(value)


def numbers(array: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]") -> str:
    """Return an array of any shape as nested lists in Python code, with all digits; nan and infinity as np.nan and np.inf."""
    if not array.size:
        return "[]"
    return " ".join(repr(array.tolist()).split()).replace("nan", "np.nan").replace("inf", "np.inf")
