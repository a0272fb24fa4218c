"""Facts about answers that depend on what they should not, from plain arrays alone."""

import numpy as np
import pytest

from autograder.judge.dependence import regardless, together, unstable
from autograder.judge.question import ELEMENTWISE

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


def test_what_never_changes_is_named():
    """Many numbers, or one."""
    assert regardless("f", X).startswith("f gives the same 23 numbers whatever goes in.")
    assert regardless("f", np.array(0.5)).startswith("f gives 0.5 whatever goes in.")
