"""Facts about what wrong numbers show, from plain arrays alone."""

import numpy as np
import pytest

from autograder.judge.diagnosis import diagnose, small_type, throughout
from autograder.judge.tolerance import ELEMENTWISE

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
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_pattern_is_named(name):
    """By shape, by type and by value, whatever the function."""
    got, want, words = ANSWERS[name]
    assert words in diagnose("f", (X,), np.asarray(got), want, ELEMENTWISE.accepts)


EXP = np.exp(X)
SMALL = {
    "by its numbers": (EXP.astype(np.float16), "return y", "kept in a small type, float16"),
    "by its code": (
        EXP.astype(np.float32).astype(float),
        "y = x.astype(np.float32)\nreturn float(y)",
        "kept in a small type, float32",
    ),
    "in a comment alone": (EXP * 1.001, "return y  # not float32", ""),
    "far off": ((2 * EXP).astype(np.float32), "return y", ""),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_small_type_is_named(name):
    """Where the numbers are nearly right, and are of that type, or the code names it."""
    got, source, words = SMALL[name]
    said = small_type("f", X, got, EXP, source)
    assert words in said
    assert bool(words) == bool(said)
    assert not small_type("f", X.astype(np.float32), got, EXP, source), "the caller gave float32"


WANT = np.array([[1.7, -0.4], [2.2, 3.6], [0.3, 1.1], [5.8, -2.9]])
TOGETHER = {
    "cut": (np.trunc(WANT), "f cuts its answers to whole numbers"),
    "one of two cut": (np.column_stack([WANT[:, 0], np.trunc(WANT[:, 1])]), "f cuts b to whole numbers"),
    "rounded": (np.round(WANT), "f rounds its answers to whole numbers"),
    "rounded up": (np.ceil(WANT), "f rounds its answers up to whole numbers"),
    "a constant": (np.zeros_like(WANT), ""),
    "wrong": (WANT + 1, ""),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_single_numbers_show_together_what_becomes_of_all(name):
    """Answers to four questions, two numbers each: they are cut or rounded, all of them or those of one place."""
    got, words = TOGETHER[name]
    said = throughout("f", ("w", "b"), got, WANT, ELEMENTWISE.accepts)
    assert words in said
    assert bool(words) == bool(said)


def test_a_few_single_numbers_show_nothing():
    """Three whole numbers may be chance."""
    assert not throughout("f", (), np.trunc(WANT[:3, :1]), WANT[:3, :1], ELEMENTWISE.accepts)
