"""What the error texts of Python and NumPy mean, in words for a beginner."""

import numpy as np
import pytest

from autograder.judge.error_words import error_in_words, error_meaning, similar_name, syntax_meaning
from autograder.judge.quotes import words


def stretch(action):
    """Return the text of what `action` raises."""
    with pytest.raises(Exception, match=r".") as error:
        action()
    return str(error.value)


ARRAY, ONE = np.array([1.0, -2.0]), np.array(1.0)
KNOWN = {
    "if on an array": (lambda: 1 if ARRAY > 0 else 0, "number by number"),
    "Python's max": (lambda: max(0, ARRAY), "number by number"),
    "if on an empty array": (lambda: bool(np.zeros(0) > 0), "number by number"),
    "float of an array": (lambda: float(ARRAY), "whole array at once"),
    "an array for one place": (lambda: ARRAY.__setitem__(0, ARRAY), "whole array at once"),
    "an array and a number in one list": (lambda: np.max([ARRAY, 0]), "two inputs"),
    "loop over one number": (lambda: list(ONE), "single number"),
    "length of one number": (lambda: len(ONE), "single number"),
    "loop over a float": (lambda: list(1.0), "single number"),
    "place of one number": (lambda: ONE[0], "single number"),
    "place of a float": (lambda: np.max(ARRAY)[0], "single number"),
    "vectorize of nothing": (lambda: np.vectorize(lambda v: v)(np.zeros(0)), "options"),
    "maximum of nothing": (lambda: np.zeros(0).max(), "no largest number"),
    "a list compared": (lambda: [1.0] > 0, "given first line"),
    "a list times a number": (lambda: [1.0] * 0.5, "given first line"),
    "minus a list": (lambda: -[1.0], "given first line"),
    "a method that a list lacks": (lambda: [1.0].clip(0), "given first line"),
    "minus of True": (lambda: -(ARRAY > 0), "turn them into 1 and 0"),
    "True minus False": (lambda: (ARRAY > 0) - (ARRAY < 0), "turn them into 1 and 0"),
    "shapes that do not fit": (lambda: ARRAY + np.zeros(3), "both shapes"),
    "@ beside a number": (lambda: ARRAY @ 0.0, "Is an array meant there"),
    "one input of two": (lambda: np.maximum(ARRAY), "What is the second?"),
    "row and column exchanged": (lambda: np.zeros((5, 3))[[1, 2], [3, 4]], "or are they mixed up"),
    "one index for a table": (lambda: np.zeros((2, 3))[[2]], "should a row and a column stand there"),
    "an axis in the place of a number": (lambda: np.max(0, ARRAY), "which function compares place by place"),
    "one value for where": (lambda: np.where(ARRAY > 0, ARRAY), "Which one is missing?"),
    "a fixed axis": (lambda: ARRAY.sum(axis=3), "where the input axis belongs"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_well_known_error_texts_are_explained(name):
    """What Python and NumPy of today really say when a beginner slips is recognised, and a question leads on."""
    action, words = KNOWN[name]
    assert words in error_meaning(stretch(action), "Is the given first line still there?")


def test_other_error_texts_are_left_alone():
    """A text that is not among the well-known ones gets no meaning."""
    assert error_meaning("invalid literal for int() with base 10: 'a'") == ""


def test_fractions_are_left_out_but_not_the_version_of_python():
    """A student's own exception may hold hidden input; which Python grades is the worker's own note."""
    assert words("x is 0.25 and -1.5e-3") == "x is … and …"
    note = "(this is graded with Python 3.11; a newer one may allow it)"
    assert words(f"f-string: unmatched '[' {note}") == f"f-string: unmatched '[' {note}"


UNREADABLE = {
    "return 1 ./ (1 + np.exp(-x))": "MATLAB",
    "return x.*y": "MATLAB",
    "if x > 0 && y > 0:": "How does Python write 'and'",
    "return x > 0 ? x : 0": "chooses number by number",
    "else if x > 0:": "one word in Python",
    "if x => 0:": "Which of its two signs comes first?",
    "i++": "How does Python add 1",
    "return np.exp(-|x|)": "sign of mathematics",
    "return |x|": "sign of mathematics",
    "if !x:": "How does Python write 'not'?",
    "return 2x": "multiplication sign",
    "return np.where(x > 0 1, 0)": "one too many",
    "print('a ? b : c' 1)": "one too many",
    "return 1 + * x": "one too many",
    "return act(x y + 1) y + 1": "Two names stand side by side",
    "return x y": "Two names stand side by side",
    "de g(x):": "one too many",
    "return x if y else x 1": "one too many",
    "return 1./(1 + np.exp(-x)": "Each bracket that opens",
}


@pytest.mark.parametrize("line", UNREADABLE)
def test_a_line_that_python_cannot_read_is_explained_by_its_signs(line):
    """Those of other languages and of mathematics; what stands in quotes or is Python is no such sign."""
    with pytest.raises(SyntaxError) as error:
        compile(f"def f(x, y):\n    {line}\n", "cell", "exec")
    assert UNREADABLE[line] in syntax_meaning(error.value.msg, line)


def test_what_python_asks_ends_in_one_mark():
    """Python's own question keeps its mark, and gets no dot behind it."""
    said = error_in_words("SyntaxError", "invalid syntax. Perhaps you forgot a comma?", "Is a sign missing?")
    assert said == "SyntaxError: invalid syntax. Perhaps you forgot a comma? Is a sign missing?"
    assert error_in_words("ValueError", "bad.", "Why?") == "ValueError: bad. Why?"


def test_a_missing_name_is_compared_with_the_inputs_too():
    """Those of the function that lacks it, which no line of a cell defines."""
    assert similar_name("w1", ["H = 1"], "Is {} meant?", ("X", "W1", "b1")) == "Is W1 meant?"
    assert similar_name("w1", ["H = 1"], "Is {} meant?") == ""


def test_numpys_signatures_are_left_out():
    """Which sizes differ is said, and what a beginner cannot read is not."""
    for other in (np.zeros((2, 3)), 1.0):
        said = error_in_words("ValueError", stretch(lambda other=other: np.zeros((5, 2)).T @ other), "")
        assert said.startswith("ValueError: matmul: ")
        assert "(n?,k)" not in said
