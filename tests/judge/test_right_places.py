"""Facts about where right answers stand in an array, and what is said of it."""

import numpy as np
import pytest

from autograder.judge.diagnosis import diagnose, few_digits, fitting_hint, rounded
from autograder.judge.tolerance import ELEMENTWISE

X = np.array([-9.0, -8.0, -7.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 7.0, 8.0, 9.0])
S = 1 / (1 + np.exp(-X))
NEAR = ELEMENTWISE.accepts
HINT = "What does each exp become at 1000, at -1000?"


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (np.where(X > 6, 1.0, np.where(X < -6, 0.0, S)), "for larger x it is set to 1 too soon"),
        (np.where(X < -6, 0.0, S), "for smaller x it is set to 0 too soon"),
        (np.where(X == 0, 0.7, S), "at x = 0, where it gives 0.7"),
    ],
)
def test_it_is_said_where_the_right_answers_stand(got: np.ndarray, words: str) -> None:
    """Up to some x on either side, and everywhere but at 0."""
    assert words in diagnose("f", (X,), got, S, NEAR)


def test_nothing_is_said_of_x_where_there_is_none() -> None:
    """Of a function of logits and labels."""
    assert diagnose("f", (X,), np.where(X == 0, 0.7, S), S, NEAR, of_x=False) == ""


def test_the_ends_are_said_where_a_loop_or_a_slice_is() -> None:
    """Without either, the last number is wrong for another reason."""
    got = np.append(S[:-1], 0.0)
    assert "Where does the loop end?" in diagnose("f", (X,), got, S, NEAR, source="for x in X: pass")
    assert "Which slice" in diagnose("f", (X,), got, S, NEAR, source="return X[:-1]")
    assert "all but the last" not in diagnose("f", (X,), got, S, NEAR, source="return X")


def test_a_question_about_exp_is_asked_where_it_fits() -> None:
    """Where nan comes out, or numbers far out alone are wrong."""
    far = np.array([-1000.0, -1.0, 1.0, 1000.0])
    want = np.array([0.0, 0.3, 0.7, 1.0])
    assert fitting_hint(HINT, (far,), np.array([0.0, 0.3, 0.7, np.nan]), want, NEAR, False) == HINT
    assert fitting_hint(HINT, (far,), np.array([0.0, 0.3, 0.7, 0.0]), want, NEAR, False) == HINT
    assert fitting_hint(HINT, (far,), np.array([0.0, 0.3, 0.8, 1.0]), want, NEAR, False) == ""


def test_a_question_about_whole_numbers_is_asked_where_one_came_out() -> None:
    """Not where a sum of powers is too short, or nan comes out, in an array of whole numbers as elsewhere."""
    x, want, hint = np.arange(4), np.array([0.0, 0.3, 0.7, 1.0]), "Do the numbers stay whole where they should not?"
    assert fitting_hint(hint, (x,), np.array([0, 0, 1, 1]), want, NEAR, False) == hint
    assert fitting_hint(hint, (x,), np.array([0.0, 0.31, 0.7, np.nan]), want, NEAR, False) == ""


def test_two_numbers_can_be_rounded_and_many_can_have_few_digits() -> None:
    """Of a function that returns several values."""
    assert "to 3 decimals" in rounded("f", np.array([0.123, -0.457]), np.array([0.12345, -0.45678]), NEAR)
    assert "only the first digits" in few_digits("f", S * 1.0001, S)
    assert few_digits("f", S * 1.1, S) == ""
