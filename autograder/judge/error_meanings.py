"""Failures that any function can have: exceptions, no end, no function, text in place of numbers. Each gets a kind and a sentence.

The sentence for None is in error_words, because notebooks say it as well. Trusted side.
The result of a call arrives as plain data, and the notebook's cells as text that is never run.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from autograder.judge import error_lines
from autograder.judge.error_lines import Asked, definitions, source_of
from autograder.judge.error_words import (
    NOT_SPELLED,
    NOT_WRITTEN,
    TYPE_MEANINGS,
    USED_TOO_EARLY,
    error_in_words,
    error_meaning,
    name_meaning,
    other_inputs,
    similar_name,
    syntax_meaning,
)
from autograder.judge.quotes import error_type, names_quoted, quoted, words
from autograder.judge.session import Answer, Failed
from autograder.judge.verdict import Failure, Kind, Stop
from autograder.wire import Other, Value

Troubles = Mapping[str, Failed | None]  # function of the lesson -> the error that stopped its cell, None if the cell ran
NO_VALUE = re.compile(  # Python's message on a name without a value: before it, the name, after it
    r"((?:cannot access (?:local|free) variable|name) ')(\w+)"
    r"(' (?:is not defined|where it is not associated with a value(?: in enclosing scope)?))"
)
UNFIT = re.compile(r"matmul: Input operand \d has a mismatch.*\(size (\d+) is different from (\d+)\)", re.DOTALL)
NOTHING = Asked()
ANY = quoted("{}")  # the place of a name in a sentence
# How a refusal of the sandbox shows: the type of Python's exception, and the operating system's text (EPERM).
REFUSED = ("PermissionError", "not permitted")


def _text(error: Failed) -> str:
    return UNFIT.sub(r"matmul: a size of \1 meets a size of \2", error.text)


def exception(error: Failed, meaning: str = "") -> str:
    """Return an exception in words: its type, its text, and `meaning`, or else its well-known meaning."""
    text = _text(error).rstrip(".")
    return error_in_words(error_type(error.type), text and quoted(text), meaning or error_meaning(error.text))


def not_numbers(name: str, value: Value) -> str:
    """Return the sentence for a value that is neither a number nor an array of numbers."""
    match value:
        case tuple() if value and all(isinstance(part, np.ndarray) and part.dtype.kind == "i" and part.ndim == 1 for part in value):
            return (
                f"{name} returns places in a tuple, as np.where does with one input: the whole numbers from 0 on. What should "
                "np.where give where the condition holds, and what where it does not?"
            )
        case tuple() if len(value) == 1:
            return f"{name} returns its value in a tuple. Is there a comma at the end of the return line?"
        case tuple():
            return f"{name} returns {len(value)} values; one array of numbers is asked for."
        case Other(type_name) if type_name.startswith("array of <U"):
            return f"{name} returns {TYPE_MEANINGS['array of text']}"
        case Other(type_name) if type_name in TYPE_MEANINGS:
            return f"{name} returns {TYPE_MEANINGS[type_name]}"
        case Other(type_name):
            return f"{name} returns something that is not an array of numbers: {quoted(type_name, 40)}."
        case str():
            return f"{name} returns {TYPE_MEANINGS['text']}"
    return f"{name} returns something that is not an array of numbers."


def no_value(
    name: str, answer: Answer, cells: Sequence[str], troubles: Troubles, example: str = "", asked: Asked = NOTHING
) -> Failure:
    """Return the failure of a call of the function `name` that gave no value."""
    match answer.status:
        case "missing" if answer.note:
            sentence = f"{name} is not a function any more: the notebook sets it to a value of type {quoted(answer.note, 40)}."
            return Failure(sentence, example, kind="missing")
        case "missing":
            error = troubles.get(name)
            more = _trouble(name, error, cells) or similar_name(
                name, [definitions(cells)], f" The notebook defines {ANY}: is it that, spelled otherwise?"
            )
            sentence = f"{name} is not defined when the notebook runs from top to bottom.{more}"
            stop = Stop(error.type, error.line, words=words(_text(error))) if error else None
            return Failure(sentence, example, kind=_kind(error, "missing"), stop=stop)
        case "timeout":
            return Failure(f"{name} does not come to an end in time. Does a loop in it never stop?", example, kind="timeout")
        case "died":
            sentence = f"{name} ended Python itself, or needed more memory than there is ({answer.note})."
            return Failure(sentence, example, kind="died")
        case "garbled":
            return Failure(f"{name} sent something that is not an answer ({answer.note}).", example, kind="garbled")
    return _raised(name, answer.error or Failed("Exception", ""), cells, troubles, example, asked)


def _raised(name: str, error: Failed, cells: Sequence[str], troubles: Troubles, example: str, asked: Asked) -> Failure:
    inner = _inner(error, name, troubles)
    stop = Stop(line=error.line, within=inner)
    match error.type:
        case "NotImplementedError":
            called = inner if inner in asked.functions else quoted(inner)
            calls = f"{name} calls {called}, and {called}" if inner else name
            return Failure(f"{calls} is not written yet: {NOT_WRITTEN}", example, kind="not_written")
        case "TypeError" if error.at_call:
            return Failure(_at_call(name, error, cells), example, kind="raised")
        case "NameError" | "UnboundLocalError":
            hint, other = _name_error(error, inner or name, cells, troubles)
            sentence = f"{name} stops{stop.place}: {_of_a_name(error.text)}. {hint}"
            stop = Stop(line=error.line, within=inner, words=words(_text(other)) if other else "")
            return Failure(sentence, example, kind=_kind(other, "raised"), stop=stop)
        case "MemoryError":
            return Failure(f"{name} needs more memory than there is.", example, kind="memory")
    stop = Stop(error.type, error.line, inner, words(_text(error)))
    meaning = error_lines.meaning(name, error, cells, asked)
    meaning = names_quoted(meaning, set(error_lines.parameters(name, cells)) - set(asked.names))
    meaning = meaning or error_meaning(error.text, error_lines.given_line(asked, inner or name, cells))
    return Failure(f"{name} stops{stop.place} with {exception(error, meaning)}", example, kind=_kind(error, "raised"), stop=stop)


def _at_call(name: str, error: Failed, cells: Sequence[str]) -> str:
    """Return the sentence for a call that reached no line of the student's: the def line changed, or there is no function."""
    pattern = re.compile(rf"^[ \t]*from[ \t]+(\w+)[ \t]+import\b.*\b{name}\b", re.MULTILINE)
    taken = next((found for cell in cells if (found := pattern.search(cell))), None)
    if taken and not source_of(name, cells):
        source = taken[1] if taken[1] in ("math", "cmath") else quoted(taken[1], 40)
        one = ", which takes one number at a time" if taken[1] in ("math", "cmath") else ""
        return f"{name} is not your own: the notebook takes it from {source}{one}. Can you write it with NumPy's functions?"
    if not source_of(name, cells):
        return f"{name} cannot be called as the task says: {quoted(error.text)}. Is it a function with a def line of its own?"
    return other_inputs(name, quoted(error.text))


def _kind(error: Failed | None, otherwise: Kind) -> Kind:
    """Return "refused" if the sandbox did not permit what raised `error`."""
    return "refused" if error and any(part in f"{error.type}: {error.text}" for part in REFUSED) else otherwise


def _trouble(name: str, error: Failed | None, cells: Sequence[str]) -> str:
    """Return the error that stopped a function's cell as a sentence to add; '' if there is none."""
    if not error:
        return ""
    place = f" in line {error.line}" if error.line else ""
    return f" Its cell stops{place} with {exception(error, _unread(name, error, cells))}"


def _unread(name: str, error: Failed, cells: Sequence[str]) -> str:
    """Return the meaning of an error by which Python cannot read a line of a function's cell; '' for other errors."""
    if error.type != "SyntaxError":
        return ""
    return syntax_meaning(error.text, error_lines.line_of(source_of(name, cells), error.line or 0))


def _inner(error: Failed, name: str, known: Iterable[str]) -> str:
    """Return the other function of the lesson in which an exception arose; '' if it arose in the function itself."""
    frames = [match[1] for part in error.trace if (match := re.fullmatch(r"line \d+, in (\w+)", part))]
    return next((frame for frame in reversed(frames) if frame in known and frame != name), "")


def _of_a_name(text: str) -> str:
    """Return Python's message on a name without a value, in which the name is a quotation unless it is well known."""
    if not (found := NO_VALUE.fullmatch(text)):
        return quoted(text)
    before, name, after = found.groups()
    return f"{before}{name if name.isascii() and name_meaning(name) else quoted(name)}{after}"


def _name_error(error: Failed, place: str, cells: Sequence[str], troubles: Troubles) -> tuple[str, Failed | None]:
    """Return what a name that the function `place` lacks may mean, and the error that stopped the cell that should define it."""
    match = re.search(r"name '([^']+)' is not defined", error.text)
    missing = match[1] if match else ""
    if error.type == "UnboundLocalError":
        return USED_TOO_EARLY, None
    other = troubles.get(missing)
    if other and other.line:
        stopped = exception(other, _unread(missing, other, cells))
        return f"{quoted(missing)} should come from your cell that stops in line {other.line} with {stopped}", other
    if meaning := name_meaning(missing):
        return meaning, None
    if missing in troubles:
        return f"{quoted(missing)} should come from its own cell.{_trouble(missing, other, cells) or ' Is it still there?'}", other
    inputs = error_lines.parameters(place, cells)
    hint = similar_name(missing, [definitions(cells)], f"Is {ANY} meant?", inputs) or NOT_SPELLED
    return hint, None
