"""Facts about what wrong numbers show, from plain arrays alone."""

import numpy as np
import pytest

from autograder.judge.diagnosis import diagnose
from autograder.judge.question import ELEMENTWISE

X = np.random.default_rng(3).permutation(np.concatenate([np.linspace(0.2, 4, 12), -np.linspace(0.25, 3.9, 11)]))
CLASSES = (X > 0).astype(int)
ANSWERS = {
    "class 1 alone": (CLASSES[CLASSES == 1], CLASSES, "answers only where the answer is 1: 12 come back for 23"),
    "class 0 alone": (CLASSES[CLASSES == 0], CLASSES, "answers only where the answer is 0: 11 come back for 23"),
    "some of both": (CLASSES[:20], CLASSES, "leaves some numbers out"),
    "one number throughout": (np.ones(23), np.exp(X), "gives 1 throughout for all inputs"),
    "a sum": (np.exp(X).sum(), np.exp(X), "is there a sum, np.dot or @ on the way?"),
    "set to 0 too soon": (np.where(np.abs(X) > 2, 0, np.exp(-X * X)), np.exp(-X * X) * (np.abs(X) < 3), "set to 0 too soon"),
    "a square turned round": (np.exp(X[:16]).reshape(4, 4).T, np.exp(X[:16]).reshape(4, 4), "rows and columns exchanged"),
    "a small type": (np.exp(X).astype(np.float16), np.exp(X), "kept in a small type, float16"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_pattern_is_named(name):
    """By shape, by type and by value, whatever the function."""
    got, want, words = ANSWERS[name]
    assert words in diagnose("f", (X,), np.asarray(got), want, ELEMENTWISE.accepts)
