"""What Python's errors mean: the sentences that feedback and every notebook share.

`course build` copies this file into the cell "setup" of each notebook, so it needs
nothing but Python, and no line is longer than 88 characters.
"""

import difflib
import keyword
import re
from collections.abc import Sequence

# Parts of what Python and NumPy say; under them, what it means, with a question.
ERROR_TABLE = """
truth value of an
    'if', 'and' and Python's max ask one yes-or-no question, but an array holds many
    numbers. Which NumPy function decides number by number?
inhomogeneous
    Parts of different lengths stand side by side in one list there, which makes no
    table. Which NumPy function takes them as two inputs and works number by number?
can be converted to Python scalars | setting an array element with a sequence
    One number is wanted there, and an array stands in its place. What does the same for
    a whole array at once?
ufunc 'bitwise_xor' | for ^
    ^ is not a power in Python. Which sign is: how is x squared written?
iteration over a 0-d | len() of unsized | object is not iterable | has no len()
    A loop needs something to walk through, and a single number has no length. What
    treats a number and an array alike?
does not support item assignment | is not subscriptable | invalid index to scalar
array is 0-dimensional
    A single number has no places to pick from. What treats a number and an array alike?
size 0 inputs
    np.vectorize takes the kind of all answers from the first one: there is none here,
    and after a whole 0 all others are cut. Which of its options says it beforehand?
zero-size array | arg is an empty sequence | iterable argument is empty
    An empty array has no largest number. Does the answer need one at all?
instances of 'list' | sequence by non-int | bad operand type for unary -: 'list'
and 'list' | 'list' and
    A Python list cannot be computed with like an array. {given}
object has no attribute 'astype' | 'list' object has no attribute
'float' object has no attribute | 'int' object has no attribute
    Only an array has that, and a list or a single number stands there. {given}
'numpy.ndarray' object has no attribute | 'numpy.float64' object has no attribute
    An array has no such method. Is it a function of NumPy, with the array in its
    brackets, as in np.exp(x)?
module 'numpy' has no attribute
    NumPy has no function of that name. Is it spelled otherwise, or one that you have to
    write yourself?
unexpected keyword argument
    A function that is called there has no option of that name. How is it spelled?
required positional argument
    A function that is called there gets fewer inputs than it needs. Which one is left
    out?
takes from 2 to 3 positional arguments but 1
    That function of NumPy combines two inputs, and one is given. What is the second?
positional argument but | positional arguments but
    A function that is called there gets another number of inputs than its first line
    has. Which brackets hold too many or too few?
only integers, slices | must be of integer | indices must be integers
    A place in an array is a whole number (or a slice, or a mask), and something else
    stands between its brackets. What is it?
boolean index did not match
    A mask and the array that it picks from have different shapes. Were both made of the
    same array?
NumPy boolean array indexing assignment
    Only some places are written to, and the values for all places stand on the right.
    Does the right side need the same mask?
Cannot interpret
    The second input there is a data type. Does the shape need brackets of its own, as
    in np.zeros((n, m))?
Cannot cast ufunc
    Fractions do not fit into an array of whole numbers, in place. Can you compute into
    a new array?
only integer scalar arrays
    One whole number is wanted there, a size, a place or an axis, and an array stands in
    its place. A loop over range needs a size, as len(x). The second input of np.max is
    an axis: which function compares place by place?
cannot be interpreted as an integer
    One whole number is wanted there, a size, a place or an axis, and something else
    stands in its place. Which input is it?
either both or neither of x and y
    np.where takes three inputs: the condition, the value where it holds, and the value
    where it does not. Which one is missing?
not enough values to unpack | too many values to unpack
    The names on the left are not as many as the values on the right. How many values
    come there, and does their number depend on the input?
tuple index out of range | list index out of range | string index out of range
    It asks for a place that is not there. How long is what stands before the square
    brackets?
math domain error
    math's functions stop where there is no value: the logarithm of 0, the root of a
    negative number. Which number comes in there?
math range error | Numerical result out of range | too large to convert
    The number is too large for a computer there: e^710 is. Can the exponent be kept at
    or below zero?
must be real number
    One number is wanted there, and something else stands in its place. What does the
    same for a whole array at once?
division by zero | integer modulo by zero
    It divides by 0 there. When does what stands below the line become 0?
Input must be 1- or 2-d
    np.diag makes a table of a row, or takes the diagonal of a table. Is a table asked
    for at all?
does not have enough dimensions
    @ multiplies arrays, and a single number stands beside it. Is an array meant there,
    or another sign?
could not convert string
    A text stands where a number is wanted. Are there quotes around something?
return arrays must be of ArrayType
    The second input of that NumPy function is a place for the answer, not a number. Is
    a bracket closed too late?
read-only
    That array cannot be written to. Can you compute into a new one?
boolean subtract | boolean negative
    True and False cannot be computed with like numbers. How do you turn them into 1 and
    0 first?
could not be broadcast together | could not broadcast
    Two arrays of shapes that do not fit meet there. Print both shapes: which one is not
    as you think?
NoneType
    One of the values is None. Does a function that is called there print its result, or
    lack a return line?
and 'function' | 'function' and | 'numpy.ufunc' and | and 'numpy.ufunc'
'builtin_function_or_method'
'function' object is not
    A function stands where its value should: it is not called. What follows its name in
    a call?
'numpy.ndarray' object is not callable | 'numpy.float64' object is not callable
'float' object is not callable | 'int' object is not callable
    A number before a bracket is taken for a function. Is a multiplication sign missing?
maximum recursion depth
    It calls itself again and again. Which other function was meant?
mismatch in its core dimension | not aligned | matmul: Input operand
    In a product the inner sizes must be the same. Print both shapes: which one is not
    as you think?
is out of bounds for axis
    It asks for a row or column that is not there. Does a loop go one too far, or is a
    size written into the code? One index alone picks whole rows: should a row and a
    column stand there, or are they mixed up?
is out of bounds for array of dimension
    The array has fewer axes than the code asks for. Does a number stand where the input
    axis belongs? How many axes has the array?
expected ':'
    A line that opens a block (def, for, if, else) ends with a colon.
indent
    Lines of one block begin at the same column: is one moved in too far, or not far
    enough?
was never closed | unmatched | does not match | incomplete input
    Each bracket that opens has to close. Which one has no partner?
invalid character | invalid non-printable
    A character was copied that only looks right, a minus or a quote perhaps. Type it
    anew.
unterminated string
    A quote opens and does not close in its line.
'return' outside function
    The return line stands at the left edge, outside the function. How far in do its
    lines begin?
cannot assign | Maybe you meant '=='
    A single = gives a name to a value, and == compares. Which one is meant?
unsupported operand type
    Two things meet there that Python cannot combine in this way. Of what type is each
    of them?
invalid decimal literal
    A name begins right behind a number there. Is a multiplication sign missing?
invalid syntax
    Python cannot read that line, or the one above it. Is a sign missing, or is there
    one too many?
"""
ERROR_MEANINGS = [
    (re.split(r" \| |\n", parts.strip()), " ".join(meaning.split()))
    for parts, meaning in re.findall(r"((?:^\S.*\n)+)((?:^ .*\n)+)", ERROR_TABLE, re.M)
]
# Signs of mathematics and of other languages, in a line that Python cannot read.
FOREIGN_SIGNS = {
    r"(?<![\d.])\.[*/^]":
        "A dot before a sign, as in ./, is MATLAB: NumPy computes number by number "
        "already. How is that line written without the dot?",
    r"&&|\|\|":
        "&& and || are signs of another language. How does Python write 'and' and "
        "'or', for one number and for an array?",
    r"\?.*:":
        "? : is no choice in Python. Which NumPy function chooses number by number?",
    r"\belse\s+if\b": "'else if' is one word in Python. How is it spelled?",
    r"=[<>]":
        "Python does not know that comparison. Which of its two signs comes first?",
    r"\w(\+\+|--)(?!\s*[\w(])":
        "++ and -- are signs of another language. How does Python add 1 to a value?",
    r"(?:\breturn|[-+*/(=,])\s*\|[^|]+\|":
        "|x| is a sign of mathematics. Which NumPy function gives a number's size?",
    r"!(?!=)": "! is a sign of another language. How does Python write 'not'?",
}
# Two names with nothing but a space between them, in an expression.
BESIDE = re.compile(r"(?=(?:\breturn|[-+*/@=(,])\s*([A-Za-z_]\w*)[ \t]+([A-Za-z_]\w*))")
SIDE_BY_SIDE = ("Two names stand side by side there, with no sign between them. Is a "
                "product meant? Which sign means it for numbers, and which for tables?")
# Names that beginners write without np., and lines that may be missing.
NUMPY_NAMES = frozenset(re.findall(r"\w+", """
    exp log log1p expm1 sqrt tanh cosh sinh abs maximum minimum where zeros ones
    zeros_like ones_like empty_like array asarray sum mean max dot clip sign heaviside
    pi e inf nan arange linspace argmax power square matmul
"""))
MODULE_LINES = {
    "np": "import numpy as np", "numpy": "import numpy", "math": "import math",
    "scipy": "import scipy", "random": "import random",
}
OTHER_LANGUAGES = ("Math", "null", "true", "false", "log10e")
# What a wrong type means, after "f returns".
LAZY_TYPES = ("generator", "map", "filter", "zip")
NOT_COMPUTED = ", which has not computed anything yet. What turns it into an array?"
TRUE_AND_FALSE = (
    "True and False: a comparison only says whether it holds. Which number should come "
    "out where it holds, and which where it does not?"
)
TYPE_MEANINGS = {
    **{lazy: f"a {lazy}{NOT_COMPUTED}" for lazy in LAZY_TYPES},
    "function": "a function. Is it missing its brackets, as in f(x)?",
    "method": "a function. Is it missing its brackets, as in x.sum()?",
    "builtin_function_or_method":
        "a function. Is it missing its brackets, as in x.sum()?",
    "type": "a type, not a value. Is something missing in brackets after it?",
    "set":
        "a set, which forgets order and repeats. Which kind of bracket makes a list?",
    "dict": "a dictionary. Which of its parts is the answer?",
    "list": "a list that does not make an array of numbers. Do its parts have "
            "different lengths, or is one of them no number?",
    "array of object": "an array of objects, not of numbers. Is one of its parts None, "
                       "text, or a list of another length?",
    "array of complex128": "complex numbers. Which step takes the root of a negative "
                           "number, or adds 1j?",
    "ellipsis": "..., the sign for 'still to be written'. What should stand there?",
    "array of text":
        "an array of texts, not of numbers. Are there quotes around the answers?",
    "text": "text, not numbers. Are there quotes, or str(...), around the answer?",
    "bool": TRUE_AND_FALSE,
    "module": "a module. Which of its functions was meant?",
}
NOT_WRITTEN = "replace the line 'raise NotImplementedError()' with your answer."
USED_TOO_EARLY = ("It is used before it gets a value. Does another way through the "
                  "function, or another name, leave it out?")
NOT_SPELLED = ("Where should it get its value: from an input, from a line above, or in "
               "another cell?")
DEFAULT_GIVEN = "What makes an array of it?"


def error_meaning(text: str, given: str = DEFAULT_GIVEN) -> str:
    """Return what an error's text means, in a sentence or two; '' if it is unknown.

    `given` is the question to ask where the first line of a stub could be missing.
    """
    for parts, meaning in ERROR_MEANINGS:
        if any(part in text for part in parts):
            return meaning.replace("{given}", given)
    return ""


def syntax_meaning(text: str, line: str) -> str:
    """Return what it means that Python cannot read a line, by its signs or its text."""
    if "invalid syntax" in text or "expected ':'" in text:
        bare = re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "''", line)
        for sign, meaning in FOREIGN_SIGNS.items():
            if re.search(sign, bare):
                return meaning
        pairs = re.findall(BESIDE, bare)
        if any(not any(map(keyword.iskeyword, pair)) for pair in pairs):
            return SIDE_BY_SIDE
    return error_meaning(text)


def name_meaning(name: str) -> str:
    """Return what it means that `name` is not defined; '' if the name tells nothing."""
    if name in NUMPY_NAMES:
        return f"NumPy has it, as np.{name}: what is missing before its name?"
    if name in MODULE_LINES:
        return f"Is the line '{MODULE_LINES[name]}' missing in the notebook?"
    if name in OTHER_LANGUAGES:
        return (f"{name} is a word of another language. What is it called in Python, "
                "or in NumPy?")
    if "·" in name:
        return ("The dot · is no sign of Python: * multiplies, and @ multiplies and "
                "adds up.")
    return ""


def error_in_words(kind: str, text: str, meaning: str) -> str:
    """Return an error in words: its type, its text, and what it means."""
    unread = r", with gufunc signature \S+|(?<=,) gufunc core with signature \S+"
    text = re.sub(unread, "", text)
    what = f"{kind}: {text}" if text else kind
    end = "" if what.endswith("?") else "."
    return f"{what.rstrip('.')}{end} {meaning}" if meaning else what


def none_in_words(name: str, source: str, printed: bool) -> str:
    """Return the sentence for a function that returned None; `source` is its cell."""
    nothing = f"{name} returns nothing (None)"
    if printed:
        return (f"{nothing}, but it prints something. Did you print the result instead "
                "of returning it?")
    if re.search(r"^return\b", source, re.M):
        return (f"{nothing}: its return line stands at the left edge, outside of it. "
                "How far in should it be?")
    if re.search(r"^\s+return\s*(#.*)?$", source, re.M):
        return f"{nothing}: a return line of it stands alone. What should it hand back?"
    if re.search(r"\breturn\b", source):
        return (f"{nothing} for some inputs. Does each way through it, each branch, "
                "end with a return line?")
    return f"{nothing}. Does it end with a return line?"


def other_inputs(name: str, text: str) -> str:
    """Return the sentence for a call that reached no line of the function `name`."""
    return (f"{name} cannot be called as the task says: {text}. Did its first line "
            "(def …) change?")


def similar_name(
    name: str, cells: Sequence[str], sentence: str, inputs: Sequence[str] = ()
) -> str:
    """Return `sentence` about the name that is most like `name`, or ''.

    It is one that the cells define, or one of a function's `inputs`.
    """
    pattern = r"^\s*(?:def|class)\s+(\w+)|^\s*(\w+)\s*=(?!=)"
    found = [pair for cell in cells for pair in re.findall(pattern, cell, re.M)]
    names = {*inputs, *(part for pair in found for part in pair)} - {"", name}
    lower = {each.lower(): each for each in sorted(names)}
    best = difflib.get_close_matches(name.lower(), lower, 1, 0.75)
    return sentence.format(lower[best[0]]) if best else ""
