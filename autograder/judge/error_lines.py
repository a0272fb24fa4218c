"""Explains an exception by the line in which it arose and the arguments of the call. Trusted side.

The text of the student's cells is read and never run. It decides which sentence of this module is used. The only words of it that a
sentence repeats are the names of the arguments in the function's first line.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judge.session import Failed
from autograder.judge.tolerance import Array

LINE_CAP = 400  # characters of a line that are read
TEXT_CAP = 20_000  # characters of a function that are read
NAMES_CAP = 500  # names of a notebook that are compared with a missing one
NAME_CAP = 80  # characters of such a name
DEFINES = re.compile(r"^[ \t]*(?:(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*=(?!=))", re.MULTILINE)
SHAPE = re.compile(r"\([\d\s,]*\)")
REDUCES = re.compile(r"\b(sum|max|min|mean|amax|amin|logsumexp)\(")


@dataclass(frozen=True, slots=True)
class Asked:
    """The call that failed: its arguments, and the given first line of the function's stub ('' if there is none).

    `names` are the names that the task gives to the arguments, `functions` those of the lesson's functions.
    """

    args: Sequence[Any] = ()
    given: str = ""
    names: Sequence[str] = ()
    functions: Sequence[str] = ()


def definitions(cells: Sequence[str]) -> str:
    """Return a short cell that defines the first NAMES_CAP names of `cells`: slow searches use it in place of the cells."""
    names = dict.fromkeys(match[1] or match[2] for cell in cells for match in DEFINES.finditer(cell))
    return "\n".join(f"{name} = 0" for name in [name for name in names if len(name) <= NAME_CAP][:NAMES_CAP])


def without_white_lines(source: str) -> str:
    """Return code without blank lines, which would make searches for the beginning of a line slow."""
    return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


def source_of(name: str, cells: Sequence[str]) -> str:
    """Return the text of the last cell that defines `name`; '' if none does."""
    defines = re.compile(rf"^[ \t]*def[ \t]+{re.escape(name)}\b", re.MULTILINE)
    return next((cell for cell in reversed(cells) if name in cell and defines.search(cell)), "")


def text_of(name: str, cells: Sequence[str]) -> str:
    """Return the text of the function `name` alone, from its def line to the next line at the left edge."""
    pattern = rf"^def[ \t]+{re.escape(name)}\b.*\n?(?:(?:[ \t].*|#.*|)\n)*(?:[ \t].*)?"
    match = re.search(pattern, source_of(name, cells), re.MULTILINE)
    return match[0][:TEXT_CAP] if match else ""


def parameters(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters in the student's def line; () if they cannot be read."""
    head = re.search(rf"^[ \t]*def[ \t]+{re.escape(name)}[ \t]*\(([^()]{{0,300}})\)", source_of(name, cells), re.MULTILINE)
    names = [re.match(r"\s*(\w+)", part) for part in head[1].split(",")] if head else []
    return tuple(match[1] for match in names if match)


def given_line(asked: Asked, name: str, cells: Sequence[str]) -> str:
    """Return the question about the given first line of a stub; another one if the stub has none, or the answer kept it."""
    if asked.given and "asarray" not in text_of(name, cells):
        return f"Is the given first line, {asked.given}, still there?"
    return "What makes an array of it?"


def meaning(name: str, error: Failed, cells: Sequence[str], asked: Asked) -> str:
    """Return what an exception means, given the line in which it arose, in a sentence or two; '' if that line explains nothing."""
    frames = [(int(part[1]), part[2]) for raw in error.trace if (part := re.fullmatch(r"line (\d+), in (\w+)", raw))]
    number, place = frames[-1] if frames else (error.line or 0, name)
    line = line_of(source_of(place, cells), number)
    own = next((line_of(source_of(name, cells), at) for at, where in reversed(frames) if where == name), line)
    args = (np.asarray(arg) if isinstance(arg, list) else arg for arg in asked.args)
    values = dict(zip(parameters(name, cells), args, strict=False))
    return (
        _overwritten(error, line, cells)
        or (_one_axis(error, text_of(place, cells), values) if asked.given else "")
        or _library(error, line, cells)
        or _beyond(error, own, values)
        or _product(error, own, values)
        or _broadcast(error, own, text_of(place, cells), values)
        or _axes(error, line, own, values, parameters(name, cells))
        or _attribute(error, own, values)
    )


def line_of(cell: str, number: int) -> str:
    """Return line `number` of a cell, counted from 1, without its comment; '' if the cell is shorter."""
    lines = cell.splitlines()
    return lines[number - 1].partition("#")[0].strip()[:LINE_CAP] if 0 < number <= len(lines) else ""


def _library(error: Failed, line: str, cells: Sequence[str]) -> str:
    """Return the sentence for a function of NumPy or math that was used wrongly; '' if there is none."""
    text = error.text
    whole = ("scalar index", "interpreted as an integer", "integer argument expected", "an integer is required")
    if (match := re.search(r"\b(?:np|numpy)\.(a?max|a?min|sum|mean|prod)\(", line)) and any(part in text for part in whole):
        doing = "takes the larger of two, number by number" if "max" in match[1] else "combines two arrays number by number"
        doing = doing.replace("larger", "smaller") if "min" in match[1] else doing
        return f"The second input of np.{match[1]} is an axis, not something to compute with. Which NumPy function {doing}?"
    taken = " ".join(re.findall(r"^[ \t]*from[ \t]+c?math[ \t]+import[ \t]+(.{1,200})$", "\n".join(cells), re.MULTILINE))
    called = [word for word in re.findall(r"\b(\w+)\(", line) if f"math.{word}(" in line or re.search(rf"\b{word}\b|\*", taken)]
    called = [word for word in called if hasattr(math, word) and f"np.{word}(" not in line]
    if called and ("Python scalar" in text or "must be real number" in text):
        takes = f"math's {called[0]} takes one number, and an array or a list stands in its place."
        return f"{takes} What does the same for a whole array at once?"
    if "iterable" in text and (match := re.search(r"(?<![.\w])(sum|max|min)\(", line)):
        return (
            f"Python's own {match[1]} goes along the first axis only, and knows neither axis nor keepdims. Which {match[1]} does?"
        )
    if "math domain error" in text and "log" in line:
        return (
            "The logarithm of 0 has no value: a number has become so small that it is 0. Can its logarithm be written without it?"
        )
    if "keyword argument 'axis'" in text or "keyword argument 'keepdims'" in text:
        return "Python's own sum, max and min know no axis. Which ones do?"
    return ""


def _overwritten(error: Failed, line: str, cells: Sequence[str]) -> str:
    """Return the sentence for a call of a function whose name has been bound to a number; '' if it is not one."""
    if not re.search(r"'(?:numpy\.)?(?:int|float)\d*' object is not callable", error.text):
        return ""
    written = {name for cell in cells for name in re.findall(r"^[ \t]*def[ \t]+(\w+)", cell, re.MULTILINE)}
    if written.isdisjoint(re.findall(r"(?<![\w.])([^\W\d]\w*)\s*\(", line)):
        return ""
    return "The name of a function that is called there holds a number now. Which line gives that name to something else?"


def _one_axis(error: Failed, body: str, values: Mapping[str, Any]) -> str:
    """Return the sentence for a loop written for another number of axes; '' if it is not one."""
    one_number = ("setting an array element with a sequence", "truth value of an", "Python scalar", "must be real number")
    loop = re.search(r"\bfor\s+\w+\s+in\b", body)
    name, value = next(((n, v) for n, v in values.items() if isinstance(v, np.ndarray)), ("", None))
    if not loop or value is None or not re.search(rf"\b{name}\b", body):
        return ""
    if value.ndim > 1 and len(values) == 1 and any(part in error.text for part in one_number):
        return (
            f"{name} has {value.ndim} axes here, and the loop goes along the first one: each step gets a whole row, not a number. "
            "What works for every shape?"
        )
    if value.ndim == 1 and ("float64' object" in error.text or "AxisError" in error.type):
        unused = len(re.findall(r"\baxis\b", body)) == 1  # only in the def line
        asks = "axis is never used: what works along the axis that is asked for?" if unused else "What works for every shape?"
        return f"{name} is a flat array here, and the loop over it gives single numbers, not rows. {asks}"
    return ""


def _beyond(error: Failed, line: str, values: Mapping[str, Any]) -> str:
    """Return the sentence for an index that is too large, or a wrong number of names to unpack into; '' if it is neither."""
    tables = [(name, value) for name, value in values.items() if isinstance(value, np.ndarray) and value.ndim == 2]
    if match := re.search(r"to unpack \(expected (\d+)(?:, got (\d+))?\)", error.text):
        names, got = int(match[1]), int(match[2] or 0)
        for name, value in tables:
            of_point = value.shape[1] == got if got else value.shape[1] > names
            if of_point and (names in _bracketed(line) or re.search(rf"\bin\s+{name}\s*[:\]]", line)):
                many = f"{value.shape[1]} coordinate{'s' * (value.shape[1] > 1)}"
                return (
                    f"The points of {name} have {many} here, and {names} names wait for them. Is the number of coordinates "
                    "written into the code?"
                )
    match = re.search(r"index (\d+) is out of bounds for axis (\d) with size (\d+)", error.text)
    if not match:
        return ""
    size = int(match[3])
    for name, value in values.items():
        labels = isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iu"
        if labels and re.search(rf"\[\s*{name}\s*,", line):
            return (
                f"{name} stands in the place of the rows there: the first index of a table counts its rows, the second its "
                "columns. Which of the two is a label?"
            )
    for name, value in tables:
        if match[2] == "0" and re.search(rf"\b{name}\[\d\](?!\[)", line):
            return (
                f"{name}[0] and {name}[1] are points, the rows of {name}. Which brackets give the first coordinate of every point?"
            )
        if size == value.shape[1] != len(value) and re.search(r"\[[a-z]\w*\]", line):
            return (
                f"A place is asked for that is not there: the points have {size} coordinate{'s' * (size > 1)}, and there are "
                f"{len(value)} points. Which of the two does the loop count?"
            )
        if size == value.shape[1] and re.search(rf"[\[,]\s*{match[1]}\s*\]", line):
            return (
                f"Place {match[1]} is asked for, and the points of {name} have {size} coordinate{'s' * (size > 1)} here, counted "
                "from 0. Is the number of coordinates written into the code?"
            )
    return ""


def _bracketed(line: str) -> list[int]:
    """Return the number of names in each pair of round brackets of a line, as in `for (a, b), c in …`."""
    return [found.count(",") + 1 for found in re.findall(r"\((\s*\w+\s*(?:,\s*\w+\s*)+)\)", line.partition(" in ")[0])]


def _product(error: Failed, line: str, values: Mapping[str, Any]) -> str:
    """Return the sentence for a matrix product whose shapes do not fit: its order, a missing .T, or the wrong sign; or ''."""
    text = error.text
    if not any(part in text for part in ("core dimension", "not aligned", "could not be broadcast")):
        return ""
    left_right = r"(\w+)(\.T)?\s*{}\s*(\w+)(\.T)?"
    pattern = r"\b" + left_right.format(r"(@|\*)") + r"|\bdot\(\s*" + left_right.format("(,)")
    pattern += r"|\b(?!np\b)" + left_right.format(r"(\.)dot\(")
    for match in re.finditer(pattern, line):
        left, turn_left, sign, right, turn_right = next(
            part for part in (match.groups()[at : at + 5] for at in (0, 5, 10)) if part[0]
        )
        known = [isinstance(values.get(name), np.ndarray) for name in (left, right)]
        if not all(known):
            if sign != "*" and any(known):
                name, turned = (left, turn_left) if known[0] else (right, turn_right)
                if sentence := _beside(name, values[name], bool(turned), known[1], text):
                    return sentence
            continue
        a, b = np.shape(values[left]), np.shape(values[right])
        first, second = a[::-1] if turn_left else a, b[::-1] if turn_right else b
        if _fits(first, second) and sign != "*":
            continue
        shown = f"{left}{turn_left or ''} of shape {first} meets {right}{turn_right or ''} of shape {second}"
        if sign == "*" and "broadcast" in text and _fits(a, b) and len(a) == len(b) == 2:
            return f"* multiplies number by number, and {shown} there. Which sign is the matrix product?"
        if sign != "*" and (turn_left or turn_right) and _fits(a, b):
            return f"{shown}, and the sizes do not fit. Is a transpose needed there at all?"
        if sign != "*" and (_fits(second, first) or _fits(b, a)):
            return f"{shown}: the last size of the first has to be the first size of the second. In which order do they fit?"
        if sign != "*":
            return f"{shown}, and the sizes do not fit. Which of the two is turned round, or not what belongs there?"
    return ""


def _beside(name: str, value: Array, turned: bool, comes_second: bool, text: str) -> str:
    """Return the sentence for a matrix product of an argument and an array of the student's own whose shapes do not fit."""
    match = re.search(r"size (\d+) is different from (\d+)|: (\d+) \(dim \d+\) != (\d+) \(dim \d+\)", text)
    sizes = [int(size) for size in match.groups() if size] if match else []
    if value.ndim != 2 or not sizes:
        return ""
    shape = value.shape[::-1] if turned else value.shape
    own, other_way = (shape[0], shape[1]) if comes_second else (shape[1], shape[0])
    if own not in sizes:
        return ""
    other = next((size for size in sizes if size != own), own)
    shown = f"{name}{'.T' * turned} of shape {shape}"
    if comes_second:
        fact = f"{shown} has {own} rows, and the array before it has {other} numbers in a row."
    else:
        fact = f"{shown} has {own} numbers in a row, and the array after it has {other} rows."
    if other != other_way:
        return f"{fact} Which of the two is turned round, or not what belongs there?"
    return f"{fact} Is a transpose needed there at all?" if turned else f"{fact} Which of the two has to be turned round (.T)?"


def _fits(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """Return whether a matrix product of two shapes exists."""
    return bool(first and second) and first[-1] == second[-2 if len(second) > 1 else 0]


def _shapes(text: str) -> list[tuple[int, ...]]:
    return [tuple(int(part) for part in re.findall(r"\d+", shape)) for shape in SHAPE.findall(text)]


def _broadcast(error: Failed, line: str, body: str, values: Mapping[str, Any]) -> str:
    """Return the sentence for two shapes that do not broadcast: the argument, or the axis that was lost; or ''."""
    if not any(part in error.text for part in ("could not be broadcast", "could not broadcast", "not aligned", "shape mismatch")):
        return ""
    shapes = _shapes(error.text)
    biases = [name for name, value in values.items() if isinstance(value, np.ndarray) and value.ndim == 1]
    if len(values) > 3 and len(shapes) == 2:
        if found := re.search(rf"\b({'|'.join(biases)})\s*@", line) if biases else None:
            return f"{found[1]} is multiplied by a table there, and a bias is only added. Does a bracket close in the wrong place?"
        for name in biases:
            other = shapes[0] if shapes[1] == values[name].shape else shapes[1]
            if values[name].shape in shapes and len(other) == 2 and re.search(rf"\b{name}\b", line):
                return (
                    f"{name} has the shape {values[name].shape}, and it meets a table of shape {other} there, whose rows have "
                    f"{other[1]} numbers. Is it the wrong bias, or does a bracket close in the wrong place?"
                )
    for name, value in values.items():
        labels = isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iu"
        if labels and value.shape in shapes and re.search(rf"\b{name}\b", line) and f"[{name}]" not in line:
            return (
                f"{name} holds one whole number for each row, the number of its class, not a row of 0 and 1. "
                "How do you pick one entry in each row, or make such rows first?"
            )
    if len(shapes) == 2 and len(shapes[0]) != len(shapes[1]):
        long, short = sorted(shapes, key=len, reverse=True)
        lost = any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
        bare = [call for call in _calls(body) if "axis" in call and "keepdims" not in call]
        if lost and bare:
            return (
                f"A sum or a maximum along an axis has lost that axis: {short} is left of {long}, and the two do not fit. "
                "What does keepdims=True keep?"
            )
    return ""


def _calls(body: str) -> list[str]:
    """Return the text in the brackets of each sum, max and the like."""
    arguments = []
    for start in REDUCES.finditer(body):
        depth, end = 1, start.end()
        while depth and end < min(len(body), start.end() + LINE_CAP):
            depth += {"(": 1, ")": -1}.get(body[end], 0)
            end += 1
        arguments.append(body[start.end() : end])
    return arguments


def _axes(error: Failed, line: str, own: str, values: Mapping[str, Any], inputs: Sequence[str]) -> str:
    """Return the sentence for an argument that has fewer axes than the code uses; '' if there is none."""
    text = error.text
    if error.type == "AxisError" and "axis" in inputs and re.search(r"\baxis\s*=\s*-?\d", line):
        return (
            "An axis is written into that line as a number, whatever axis the caller asks for. Where does the argument axis belong?"
        )
    few = re.search(r"axis -?\d+ is out of bounds for array of dimension (\d)|array is (\d)-dimensional, but \d were indexed", text)
    unpacked = ("to unpack" in text and ".shape" in line) or ("tuple index out of range" in text and ".shape" in line)
    if not (few or unpacked):
        return ""
    named = re.search(r"\b(\w+)\.shape\b", line) if unpacked else None
    axes = int(few[1] or few[2]) if few else None
    for name in [named[1]] if named else re.findall(r"\b[A-Za-z_]\w*", own):
        if name in values and (axes is None or np.ndim(values[name]) == axes):
            return _few_axes(name, np.shape(values[name]), unpacked, len(values) == 1)
    if unpacked or (few and few[2]):
        has = f" It has {axes} there." if axes is not None else ""
        return f"The code wants an array with more axes than it gets, a table perhaps.{has} Which step works for every shape?"
    return ""


def _few_axes(name: str, shape: tuple[int, ...], unpacked: bool, only: bool) -> str:
    axes = {0: f"{name} is a single number", 1: f"{name} is a flat array of shape {shape}", 2: f"{name} is a table"}
    is_what = axes.get(len(shape), f"{name} has the shape {shape}")
    if only:
        return f"{is_what} here, and the code is made for arrays with another number of axes. What works for every shape?"
    missing = "its shape has fewer parts" if unpacked else "it has fewer axes"
    return f"{is_what}, so {missing} than the code asks for. Is {name} what should stand there?"


def _attribute(error: Failed, line: str, values: Mapping[str, Any]) -> str:
    """Return the sentence for an argument that is a number and is used as an array; '' if there is none."""
    match = re.search(
        r"'(?:float|int)' (?:object (?:has no attribute '(\w+)'|is not subscriptable|is not iterable)|has no len)", error.text
    )
    if not match:
        return ""
    for name, value in values.items():
        used = rf"\b{name}\.{match[1]}\b" if match[1] else rf"\b{name}\[|\bin {name}\b|\({name}\)"
        if isinstance(value, int | float) and re.search(used, line) and len(values) > 1:
            return f"{name} is a single number here, not an array: it has no parts and no shape. What can be done with it as it is?"
    return ""


def order_of_inputs(name: str, expected: Sequence[str], cells: Sequence[str]) -> str:
    """Return a sentence if the student's def line has the names of the task in another order; '' if not."""
    got = parameters(name, cells)
    if got != tuple(expected) and sorted(got) == sorted(expected):
        return (
            f"The first line of {name} has its inputs in another order: ({', '.join(got)}), where the task has "
            f"({', '.join(expected)}). Which input does each name get when it is called by place?"
        )
    return ""
