"""Facts about what a student's text and numbers cost the judge: ten times as much text takes about ten times as long."""

import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from autograder.judge import cells_not_run, error_lines, error_meanings, remarks, stopped_cells, suite
from autograder.judge.answers import Answers
from autograder.judge.arguments import brief
from autograder.judge.error_lines import Asked, without_white_lines
from autograder.judge.error_words import none_in_words
from autograder.judge.session import SCIPY, Failed
from autograder.judge.snippets import MOST, shortened
from autograder.judge.student_function import Function
from autograder.pages.class_report import EXAMPLE_CAP
from autograder.plain_text import normal
from autograder.submissions.definitions import bound_names
from autograder.wire import Listed, Table

SIZE = 5_000  # characters: what takes the square of that takes a hundred times as long for ten times as many
MOST_TIMES = 40
LEAST = 0.01  # seconds of computing: below it, clocks and caches decide
HEAD = "def sigmoid(x):\n    return 1\n"
ASKED = Asked((np.arange(3.0),), "x = np.asarray(x, dtype=float)")
ERROR = Failed("TypeError", "iterable Python scalar, not aligned, (3,) (4,)", 2, False, ("line 2, in sigmoid",))
NO_NAME = Failed("NameError", "name 'sigmoid0' is not defined", 2, False, ("line 2, in sigmoid",))

TEXTS: dict[str, str] = {  # a beginning, what is repeated, and an end
    "newlines": "\n", "white lines": " \n", "form feeds": "\f\n", "spaces": " ", "tabs": "\t", "look-alike names": "sigmoyd = 1\n",
    "definitions": "def sigmoid(x):\n", "one word": "a", "open strings": "\\'", "zeros": "0", "brackets": "(", "calls": "max(",
    "combining marks": "\u0301\u0316", "half-width marks": "\uff9e\u0301", "wide letters": "\uff41",
    "imports": "from math import a\n",
    "returns": "    return\n", "commas": "a,", "equals": "a=", "modules": "np.", "questions": "? ", "backslashes": "\\\n",
    "loops": "    for ", "the name": "sigmoid ",
}  # fmt: skip


def long(part: str, size: int) -> list[str]:
    """Return cells with `size` characters of a repeated part, alone and within the function."""
    text = part * (size // len(part))
    return [f"a{text}x", HEAD + text, f"def sigmoid(x):\n    {text}\n", HEAD]


def many_names(cell: str) -> Answers:
    """Return the answers of a notebook whose only cell defines a name in every twentieth character."""
    return Answers((0,), {}, {}, {}, {0: {f"name{number}": number for number in range(len(cell) // 20)}}, frozenset())


def function(cells: Sequence[str]) -> Function:
    """Return a function whose cells are looked at, and that is never called."""
    return Function("sigmoid", cast(Any, SimpleNamespace(cells=cells)))


STEPS: dict[str, Callable[[list[str]], object]] = {
    "the line that stopped": lambda cells: error_lines.meaning("sigmoid", ERROR, cells, ASKED),
    "the given line": lambda cells: error_lines.given_line(ASKED, "sigmoid", cells),
    "the order of inputs": lambda cells: error_lines.order_of_inputs("sigmoid", ("y",), cells),
    "a name that is not there": lambda cells: error_meanings._name_error(NO_NAME, "f", cells, {}),
    "a function from elsewhere": lambda cells: error_meanings._at_call("sigmoid", ERROR, cells[:1]),
    "returns nothing": lambda cells: [none_in_words("sigmoid", without_white_lines(cell), False) for cell in cells],
    "an import of SciPy": lambda cells: [SCIPY.search(cell) for cell in cells],
    "names of cells": lambda cells: [cells_not_run.words(cell, HEAD) for cell in cells],
    "definitions": lambda cells: [bound_names(cell) for cell in cells],
    "shapes that do not fit": lambda cells: error_lines._shapes("could not broadcast (" + cells[0][1:]),
    "names of a cell": lambda cells: stopped_cells.troubles({"cells": [{"source": cells[0][1:]}]}, many_names(cells[0]), {}, ()),
    "remarks": lambda cells: remarks.remarks(function(cells), "", ()),
    "which functions are used": lambda cells: suite.uses(cells, "sigmoid"),
}


def seconds(step: Callable[[list[str]], object], cells: list[str]) -> float:
    """Return the computing that a step takes."""
    started = time.process_time()
    step(cells)
    return time.process_time() - started


@pytest.mark.parametrize("step", STEPS)
def test_ten_times_the_text_takes_ten_times_as_long(step: str) -> None:
    """Not a hundred times, whatever is repeated."""
    for name, part in TEXTS.items():
        few, many = (seconds(STEPS[step], long(part, size)) for size in (SIZE, 10 * SIZE))
        assert many < MOST_TIMES * max(LEAST, few), name


def test_similar_names_are_looked_for_among_some() -> None:
    """Of 50,000 names that are much alike, a bounded number is compared: a hundred times the names cost no hundred times more."""
    few, many = (["\n".join(f"sigmoyd{number} = 1" for number in range(size))] for size in (500, 50_000))

    def step(cells: list[str]) -> object:
        return error_meanings._name_error(NO_NAME, "f", cells, {})[0]

    assert seconds(step, many) < MOST_TIMES * max(LEAST, seconds(step, few))
    assert "sigmoyd" in str(step(few))


def test_marks_in_a_row_are_cut_and_all_else_is_kept() -> None:
    """Unicode's normal form of ordinary text is what Python's own library makes of it."""
    assert normal("ｓｉｇｍｏｉｄ é e\u0301 ﾊﾞ", "NFKC") == "sigmoid é é バ"
    assert len(normal("a" + "\u0316\u0301" * 1000, "NFKC")) <= 31


@pytest.mark.parametrize("shape", [(6,) * 8, (16_000_000,), (1,) * 7 + (100_000,), (2000, 2000)])
def test_an_answer_of_any_shape_is_shown_in_bounded_work(shape: tuple[int, ...]) -> None:
    """NumPy would write out six numbers along each of eight axes; a snippet has no more than its first numbers."""
    array = np.zeros(shape, np.int8)
    assert seconds(lambda _: brief(array), []) < 1
    assert len(brief(array)) <= 160
    assert len(shortened(array)) < 10 * MOST
    assert len(shortened((array, Listed(array)))) < 20 * MOST


def test_an_answer_of_many_parts_is_shown_in_bounded_work() -> None:
    """What is shown is counted over all parts of a value, and a table is not an answer."""
    value: object = np.zeros(1000, np.int8)
    for _ in range(4):
        value = (value,) * 8
    assert len(shortened(value)) < 300 * MOST
    assert "np.array([0, 0, 0]), np.array([1])" in shortened((np.zeros(3, int), np.array([1])))
    assert shortened(Table(np.zeros(5), np.zeros(5))) == "'something of type Table'"


def test_small_arrays_are_shown_whole() -> None:
    """What is cut is only what nobody reads."""
    assert brief(np.arange(8.0).reshape(2, 2, 1, 2)) == "[[[[0., 1.]], [[2., 3.]]], [[[4., 5.]], [[6., 7.]]]]"
    assert brief(np.zeros((6,) * 4)) == "[0., 0., 0., ..., 0., 0., 0.], in the shape (6, 6, 6, 6)"
    assert shortened(np.arange(3)) == "np.array([0, 1, 2])"


def test_a_long_cell_is_no_example_of_a_report() -> None:
    """A report shows the shortest code; the text of a megabyte is not read for it."""
    assert 1000 < EXAMPLE_CAP < 10_000
