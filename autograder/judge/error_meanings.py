"""Failures that any function can have: exceptions, None, text in place of numbers. Each gets its kind and its sentence.

Trusted side. What a call gave arrives as plain data, and the notebook's cells as text that is never run.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from autograder.judge import error_lines
from autograder.judge.error_lines import Asked, source_of
from autograder.judge.session import Answer, Failed
from autograder.judge.verdict import Failure, Kind, Stop
from autograder.wire import Other, Value

Troubles = Mapping[str, Failed | None]  # function of the lesson -> the error that stopped its cell, None if the cell ran
# Parts of the texts of Python's and NumPy's errors; under them, what the text means and a question that leads on.
_TABLE = """
truth value of an
    'if', 'and' and Python's max ask one yes-or-no question, but an array holds many numbers. Which NumPy function decides number
    by number?
inhomogeneous
    Parts of different lengths stand side by side in one list there, which makes no table. Which NumPy function takes them as two
    inputs and works number by number?
can be converted to Python scalars | setting an array element with a sequence
    One number is wanted there, and an array stands in its place. What does the same for a whole array at once?
ufunc 'bitwise_xor' | for ^
    ^ is not a power in Python. Which sign is: how is x squared written?
iteration over a 0-d | len() of unsized | object is not iterable | has no len()
    A loop needs something to walk through, and a single number has no length. What treats a number and an array alike?
does not support item assignment | is not subscriptable | invalid index to scalar | array is 0-dimensional
    A single number has no places to pick from. What treats a number and an array alike?
size 0 inputs
    np.vectorize learns the kind of answer from the first number, and here there is none. Which of its options says it beforehand?
zero-size array | arg is an empty sequence | iterable argument is empty
    An empty array has no largest number. Does the answer need one at all?
instances of 'list' | sequence by non-int | bad operand type for unary -: 'list' | and 'list' | 'list' and
    A Python list cannot be computed with like an array. {given}
object has no attribute 'astype' | 'list' object has no attribute | 'float' object has no attribute | 'int' object has no attribute
    Only an array has that, and a list or a single number stands there. {given}
'numpy.ndarray' object has no attribute | 'numpy.float64' object has no attribute
    An array has no such method. Is it a function of NumPy, with the array in its brackets, as in np.exp(x)?
module 'numpy' has no attribute
    NumPy has no function of that name. Is it spelled otherwise, or one that you have to write yourself?
unexpected keyword argument
    A function that is called there has no option of that name. How is it spelled?
required positional argument
    A function that is called there gets fewer inputs than it needs. Which one is left out?
positional argument but | positional arguments but
    A function that is called there gets another number of inputs than its first line has. Which brackets hold too many or too few?
only integers, slices | must be of integer | indices must be integers
    A place in an array is a whole number (or a slice, or a mask), and something else stands between its brackets. What is it?
boolean index did not match
    A mask and the array that it picks from have different shapes. Were both made of the same array?
NumPy boolean array indexing assignment
    Only some places are written to, and the values for all places stand on the right. Does the right side need the same mask?
Cannot interpret
    The second input there is a data type. Does the shape need brackets of its own, as in np.zeros((n, m))?
Cannot cast ufunc
    Fractions do not fit into an array of whole numbers, in place. Can you compute into a new array?
only integer scalar arrays | cannot be interpreted as an integer
    One whole number is wanted there, a size, a place or an axis, and something else stands in its place. Which input is it?
not enough values to unpack | too many values to unpack
    The names on the left are not as many as the values on the right. How many values come there?
tuple index out of range | list index out of range | string index out of range
    It asks for a place that is not there. How long is what stands before the square brackets?
math domain error
    math's functions stop where there is no value: the logarithm of 0, the root of a negative number. Which number comes in there?
math range error | Numerical result out of range | too large to convert
    The number is too large for a computer there: e^710 is. Can the exponent be kept at or below zero?
must be real number
    One number is wanted there, and something else stands in its place. What does the same for a whole array at once?
division by zero | integer modulo by zero
    It divides by 0 there. When does what stands below the line become 0?
Input must be 1- or 2-d
    np.diag makes a table of a row, or takes the diagonal of a table. Is a table asked for at all?
does not have enough dimensions
    @ multiplies arrays, and a single number stands beside it. Which sign multiplies by a number?
could not convert string
    A text stands where a number is wanted. Are there quotes around something?
return arrays must be of ArrayType
    The second input of that NumPy function is a place for the answer, not a number. Is a bracket closed too late?
read-only
    That array cannot be written to. Can you compute into a new one?
boolean subtract | boolean negative
    True and False cannot be computed with like numbers. How do you turn them into 1 and 0 first?
could not be broadcast together | could not broadcast
    Two arrays of shapes that do not fit meet there. Print both shapes: which one is not as you think?
NoneType
    One of the values is None. Does a function that is called there print its result, or lack a return line?
and 'function' | 'function' and | 'builtin_function_or_method' | 'function' object is not
    A function stands where its value should: it is not called. What follows its name in a call?
'numpy.ndarray' object is not callable | 'numpy.float64' object is not callable | 'float' object is not callable
'int' object is not callable
    A number before a bracket is taken for a function. Is a multiplication sign missing?
maximum recursion depth
    It calls itself again and again. Which other function was meant?
mismatch in its core dimension | not aligned | matmul: Input operand
    In a product the inner sizes must be the same. Print both shapes: which one is not as you think?
is out of bounds for axis
    It asks for a row or column that is not there. Is a size written into the code that depends on the input?
is out of bounds for array of dimension
    The array has fewer axes than the code asks for. Which array is it, and how many axes has it?
expected ':'
    A line that opens a block (def, for, if, else) ends with a colon.
indent
    Lines of one block begin at the same column: is one moved in too far, or not far enough?
was never closed | unmatched | does not match | incomplete input
    Each bracket that opens has to close. Which one has no partner?
invalid character | invalid non-printable
    A character was copied that only looks right, a minus or a quote perhaps. Type it anew.
unterminated string
    A quote opens and does not close in its line.
'return' outside function
    The return line stands at the left edge, outside the function. How far in do its lines begin?
cannot assign | Maybe you meant '=='
    A single = gives a name to a value, and == compares. Which one is meant?
unsupported operand type
    Two things meet there that Python cannot combine in this way. Of what type is each of them?
invalid syntax
    Python cannot read that line, or the one above it. Is a sign missing at the end of one of them?
"""
MEANINGS = [
    (re.split(r" \| |\n", parts.strip()), " ".join(meaning.split()))
    for parts, meaning in re.findall(r"((?:^\S.*\n)+)((?:^ .*\n)+)", _TABLE, re.MULTILINE)
]

LAZY = ("generator", "map", "filter", "zip")
TYPES = {  # name of a type that is no number -> what follows "f returns"
    **{name: f"a {name}, which has not computed anything yet. What turns it into an array?" for name in LAZY},
    "function": "a function. Is it missing its brackets, as in f(x)?",
    "method": "a function. Is it missing its brackets, as in x.sum()?",
    "builtin_function_or_method": "a function. Is it missing its brackets, as in x.sum()?",
    "type": "a type, not a value. Is something missing in brackets after it?",
    "set": "a set, which forgets order and repeats. Which kind of bracket makes a list?",
    "dict": "a dictionary. Which of its parts is the answer?",
    "list": "a list that does not make an array of numbers. Do its parts have different lengths, or is one of them no number?",
    "array of object": "an array of objects, not of numbers. Is one of its parts None, text, or a list of another length?",
    "array of complex128": "complex numbers. Which step takes the root of a negative number, or adds 1j?",
    "ellipsis": "..., the sign for 'still to be written'. What should stand there?",
    "array of text": "an array of texts, not of numbers. Are there quotes around the answers?",
    "module": "a module. Which of its functions was meant?",
}
IN_NUMPY = frozenset({  # names that beginners write without np.
    "exp", "log", "log1p", "expm1", "sqrt", "tanh", "cosh", "sinh", "abs", "maximum", "minimum", "where", "zeros", "ones",
    "zeros_like", "ones_like", "empty_like", "array", "asarray", "sum", "mean", "max", "dot", "clip", "sign", "heaviside",
    "pi", "e", "inf", "nan", "arange", "linspace", "argmax", "power", "square", "matmul",
})  # fmt: skip
MODULES = {  # name in code -> the line that defines it
    "np": "import numpy as np",
    "numpy": "import numpy",
    "math": "import math",
    "scipy": "import scipy",
    "random": "import random",
}
FLOATS = re.compile(r"[-+]?\d*\.\d+(?:e[-+]?\d+)?", re.IGNORECASE)


UNFIT = re.compile(r"matmul: Input operand \d has a mismatch.*\(size (\d+) is different from (\d+)\)", re.DOTALL)
NOTHING = Asked()
NOT_WRITTEN = "put your answer where 'raise NotImplementedError()' stands."
# What the sandbox's refusals say: the type of a Python exception, and the text of the operating system (EPERM).
REFUSED = ("PermissionError", "not permitted")


def meaning_of(text: str, given: str = "What makes an array of it?") -> str:
    """Return what an exception's text means, as a sentence or two that lead on; '' if it is not a well-known one.

    `given` is the question where the given first line of a stub could be missing.
    """
    return next((meaning.replace("{given}", given) for parts, meaning in MEANINGS if any(part in text for part in parts)), "")


def quoted(text: str) -> str:
    """Return an exception's text without fractions in it: what a student's own exception says may hold hidden input."""
    return FLOATS.sub("…", text)


def _words(error: Failed) -> str:
    return quoted(UNFIT.sub(r"matmul: a size of \1 meets a size of \2", error.text))


def exception(error: Failed, meaning: str = "") -> str:
    """Return an exception in words: its type, its text, and what that means: `meaning`, or what it means if it is well known."""
    what = f"{error.type}: {_words(error)}" if error.text else error.type
    meaning = meaning or meaning_of(error.text)
    return f"{what.rstrip('.')}. {meaning}" if meaning else what


def nothing(name: str, printed: bool, cells: Sequence[str]) -> str:
    """Return the sentence for a function that returned None; `printed` is whether it printed something."""
    source = source_of(name, cells)
    if printed:
        return f"{name} returns nothing (None), but it prints something. Did you print the result instead of returning it?"
    if re.search(r"^return\b", source, re.MULTILINE):
        return f"{name} returns nothing (None): its return line stands at the left edge, outside of it. How far in should it be?"
    if re.search(r"^\s+return\s*(#.*)?$", source, re.MULTILINE):
        return f"{name} returns nothing (None): a return line of it stands alone. What should it hand back?"
    if re.search(r"\breturn\b", source):
        return f"{name} returns nothing (None) for some inputs. Does each way through it, each branch, end with a return line?"
    return f"{name} returns nothing (None). Does it end with a return line?"


def not_numbers(name: str, value: Value) -> str:
    """Return the sentence for a value that is neither a number nor an array of numbers."""
    match value:
        case tuple() if len(value) == 1:
            return f"{name} returns its value in a tuple. Is there a comma at the end of the return line?"
        case tuple():
            return f"{name} returns {len(value)} values; one array of numbers is asked for."
        case Other(type_name) if type_name.startswith("array of <U"):
            return f"{name} returns {TYPES['array of text']}"
        case Other(type_name) if type_name in TYPES:
            return f"{name} returns {TYPES[type_name]}"
        case Other(type_name):
            return f"{name} returns something that is not an array of numbers: {quoted(type_name)[:40]}."
        case str():
            return f"{name} returns text, not numbers. Are there quotes, or str(...), around the answer?"
    return f"{name} returns something that is not an array of numbers."


def no_value(
    name: str, answer: Answer, cells: Sequence[str], troubles: Troubles, example: str = "", asked: Asked = NOTHING
) -> Failure:
    """Return the failure of a call of the function `name` that gave no value."""
    match answer.status:
        case "missing" if answer.note:
            sentence = f"{name} is not a function any more: the notebook sets it to a value of type {quoted(answer.note)[:40]}."
            return Failure(sentence, example, kind="missing")
        case "missing":
            error = troubles.get(name)
            more = _trouble(error) or _similar(name, cells, " The notebook defines {}: is it that, spelled otherwise?")
            sentence = f"{name} is not defined when the notebook runs from top to bottom.{more}"
            stop = Stop(error.type, error.line, words=_words(error)) if error else None
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
            calls = f"{name} calls {inner}, and {inner}" if inner else name
            return Failure(f"{calls} is not written yet: {NOT_WRITTEN}", example, kind="not_written")
        case "TypeError" if error.at_call:
            return Failure(_at_call(name, error, cells), example, kind="raised")
        case "NameError" | "UnboundLocalError":
            hint, other = _name_error(error, cells, troubles)
            sentence = f"{name} stops{stop.place}: {quoted(error.text)}. {hint}"
            stop = Stop(line=error.line, within=inner, words=_words(other) if other else "")
            return Failure(sentence, example, kind=_kind(other, "raised"), stop=stop)
        case "MemoryError":
            return Failure(f"{name} needs more memory than there is.", example, kind="memory")
    stop = Stop(error.type, error.line, inner, _words(error))
    meaning = error_lines.meaning(name, error, cells, asked)
    meaning = meaning or meaning_of(error.text, error_lines.given_line(asked, inner or name, cells))
    return Failure(f"{name} stops{stop.place} with {exception(error, meaning)}", example, kind=_kind(error, "raised"), stop=stop)


def _at_call(name: str, error: Failed, cells: Sequence[str]) -> str:
    """Return the sentence for a call that never reached a line of the student's: a def line that changed, or none at all."""
    taken = next(
        (found for cell in cells if (found := re.search(rf"^\s*from\s+(\w+)\s+import\b.*\b{name}\b", cell, re.MULTILINE))), None
    )
    if taken and not source_of(name, cells):
        one = ", which takes one number at a time" if taken[1] in ("math", "cmath") else ""
        return f"{name} is not your own: the notebook takes it from {taken[1][:40]}{one}. Can you write it with NumPy's functions?"
    if not source_of(name, cells):
        return f"{name} cannot be called as the task says: {quoted(error.text)}. Is it a function with a def line of its own?"
    return f"{name} cannot be called as the task says: {quoted(error.text)}. Did its first line (def …) change?"


def _kind(error: Failed | None, otherwise: Kind) -> Kind:
    """Return "refused" if the sandbox did not permit what raised `error`."""
    return "refused" if error and any(part in f"{error.type}: {error.text}" for part in REFUSED) else otherwise


def _trouble(error: Failed | None) -> str:
    """Return the error that stopped a function's cell as a sentence to add; '' if there is none."""
    place = f" in line {error.line}" if error and error.line else ""
    return f" Its cell stops{place} with {exception(error)}" if error else ""


def _inner(error: Failed, name: str, known: Iterable[str]) -> str:
    """Return the other function of the lesson in which an exception arose; '' if it arose in the function itself."""
    frames = [match[1] for part in error.trace if (match := re.fullmatch(r"line \d+, in (\w+)", part))]
    return next((frame for frame in reversed(frames) if frame in known and frame != name), "")


def _name_error(error: Failed, cells: Sequence[str], troubles: Troubles) -> tuple[str, Failed | None]:
    """Return what a missing name may mean, as a sentence, and the error that stopped the cell that should define it."""
    match = re.search(r"name '(\w+)' is not defined", error.text)
    missing = match[1] if match else ""
    if error.type == "UnboundLocalError":
        return "It is used before it gets a value. Does another way through the function, or another name, leave it out?", None
    if missing in IN_NUMPY:
        return f"NumPy has it, as np.{missing}: what is missing before its name?", None
    if missing in MODULES:
        return f"Is the line '{MODULES[missing]}' missing in the notebook?", None
    if missing in ("Math", "null", "true", "false", "log10e"):
        return f"{missing} is a word of another language. What is it called in Python, or in NumPy?", None
    if missing in troubles:
        other = troubles[missing]
        if other and other.line:
            return f"{missing} should come from your cell that stops in line {other.line} with {exception(other)}", other
        return f"{missing} should come from its own cell.{_trouble(other) or ' Is it still there?'}", other
    hint = _similar(missing, cells, "Is {} meant?") or "Is everything that it uses defined in the notebook, spelled the same?"
    return hint, None


def _similar(name: str, cells: Sequence[str], sentence: str) -> str:
    """Return `sentence` about the name of the notebook that is most like `name`; '' if none is."""
    pattern = r"^\s*(?:def|class)\s+(\w+)|^\s*(\w+)\s*=(?!=)"
    names = {part for cell in cells for pair in re.findall(pattern, cell, re.MULTILINE) for part in pair} - {"", name}
    lower = {each.lower(): each for each in sorted(names)}
    best = difflib.get_close_matches(name.lower(), lower, 1, 0.75)
    return sentence.format(lower[best[0]]) if best else ""
