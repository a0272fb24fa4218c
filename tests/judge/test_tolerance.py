"""How near is near enough: the tolerances that lessons promise."""

import numpy as np
import pytest

from autograder.judge.tolerance import ELEMENTWISE, FLOAT32, PROBABILITY, Question

NEAR = [
    (1.0, 1.0, True),
    (1.0 + 0.9e-5, 1.0, True),
    (1.0 + 1.2e-5, 1.0, False),
    (1.9e-8, 0.0, True),
    (2.1e-8, 0.0, False),
    (-0.0, 0.0, True),
    (np.nan, 1.0, False),
    (1.0, np.nan, False),
    (np.nan, np.nan, False),
    (np.inf, 1.0, False),
    (np.inf, np.inf, True),
    (-np.inf, np.inf, False),
    (1.0, np.inf, False),
    (1e308, np.inf, False),
    (1.7e308, -1.7e308, False),
]


@pytest.mark.parametrize(("got", "expected", "accepted"), NEAR)
def test_near_is_near_and_nothing_else(got: float, expected: float, accepted: bool) -> None:
    """The sum of floor and share decides; nan is near nothing, and a number is never near an infinity."""
    assert ELEMENTWISE.accepts(np.array([got]), np.array([expected])) is accepted
    assert ELEMENTWISE.accepts(np.array([got, 0.0]), np.array([expected, 0.0])) is accepted
    if np.isfinite(got):
        assert ELEMENTWISE.accepts_one(got, expected) is accepted


INTEGERS = [(np.iinfo("i8").min, 0), (np.iinfo("i8").max, -1), (np.iinfo("i4").min, 0), (np.iinfo("u8").max, -1), (-128, 128)]


@pytest.mark.parametrize(("got", "expected"), INTEGERS)
def test_integers_do_not_wrap_round(got: int, expected: int) -> None:
    """The least integer is its own absolute value to numpy, and below every floor; it is not near 0 all the same."""
    for dtype in ("i8", "u8", "i4", "i1"):
        if np.iinfo(dtype).min <= got <= np.iinfo(dtype).max:
            assert not ELEMENTWISE.accepts(np.array([got], dtype), np.array([expected]))
            assert not FLOAT32.accepts(np.array(got, dtype), np.array(expected))


def test_nothing_is_near_nothing() -> None:
    """Empty arrays of the same shape agree: there is no number that does not."""
    assert ELEMENTWISE.accepts(np.zeros((0, 3)), np.zeros((0, 3)))


def test_probabilities_have_no_floor_to_hide_under() -> None:
    """A share of 1e-200 is not 0."""
    assert not PROBABILITY.accepts(np.array([0.0]), np.array([1e-200]))
    assert PROBABILITY.accepts(np.array([1e-200 * (1 + 1e-8)]), np.array([1e-200]))


def test_an_answer_of_another_shape_is_not_accepted() -> None:
    """One right number is no table of one right number, though NumPy would compare the two."""
    question = Question((1.0,), np.ones((2, 1)), ELEMENTWISE)
    assert question.accepts(np.ones((2, 1)))
    assert not question.accepts(np.ones(2))
    assert not question.accepts(np.array(1.0))
