"""Facts about answers that depend on what they should not, from plain arrays alone."""

import numpy as np
import pytest

from autograder.judge.dependence import alike, regardless, together, unstable
from autograder.judge.tolerance import ELEMENTWISE, Question

X = np.random.default_rng(3).permutation(np.concatenate([np.linspace(0.2, 4, 12), -np.linspace(0.25, 3.9, 11)]))
LOOKS_AT_ALL = {
    "one number decides": (np.ones(23), "are the same, "),
    "min-max": ((X - X.min()) / (X.max() - X.min()), "the smallest becomes 0 and the largest 1 (min-max scaling)"),
    "standard": ((X - X.mean()) / X.std(), "the mean becomes 0 and the spread 1"),
    "softmax": (np.exp(X) / np.exp(X).sum(), "another answer if other numbers stand beside it"),
}


@pytest.mark.parametrize("name", LOOKS_AT_ALL)
def test_what_looks_at_all_numbers_is_named(name):
    """A question about all, a scaling, or a step that is not known."""
    got, words = LOOKS_AT_ALL[name]
    assert words in together("f", X, got, ELEMENTWISE.accepts)


def test_what_gives_another_answer_each_time_is_named():
    """Memory that nobody has written to, where the code asks for some; else what is kept from call to call."""
    assert "Is a value written to every place" in unstable("f", "def f(x):\n    out = np.empty_like(x)\n    return out\n")
    assert "keep something from call to call" in unstable("f", "def f(x):\n    return emptied(x)\n")
    assert "draws random numbers" in unstable("f", "def f(x):\n    return x + np.random.randn()\n")


def test_what_never_changes_is_named():
    """Many numbers, or one."""
    assert regardless("f", X).startswith("f gives the same 23 numbers whatever goes in.")
    assert regardless("f", np.array(0.5)).startswith("f gives 0.5 whatever goes in.")


def test_a_question_of_one_number_that_was_answered_wrongly():
    """All numbers, or all rows, are that one; also if one number came for all. An answer of another shape shows nothing."""
    asked = Question((np.array([1.0, -2.0, 3.0]), 0.5), np.array([1.0, 0.0, 3.0]), ELEMENTWISE)
    beside = alike(asked, np.array([1.0, -2.0, 3.0]), number_by_number=True)
    assert beside.args[0].tolist() == [-2, -2, -2]
    assert beside.args[1] == 0.5
    assert beside.want.tolist() == [0, 0, 0]
    assert alike(asked, np.array(0.0), number_by_number=True).args[0].tolist() == [1, 1, 1]
    assert alike(asked, np.zeros(2), number_by_number=True) is None
    rows = Question((np.array([[1.0, 2.0], [3.0, 4.0]]),), np.array([1.0, 0.0]), ELEMENTWISE)
    assert alike(rows, np.ones(2), number_by_number=False).args[0].tolist() == [[3, 4], [3, 4]]
    assert alike(Question((np.zeros((2, 0)),), np.zeros(2), ELEMENTWISE), np.ones(2), number_by_number=False) is None
