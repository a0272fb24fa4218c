"""Facts about a sentence and the code it is about: a loop, a slice, or another cause stands there, or the sentence is not said."""

import pytest

from autograder.judge.source_evidence import has_cases, has_loop, has_place, suits

LOOP = "The last point is left out. Where does the loop end?"


@pytest.mark.parametrize(
    ("source", "fits"),
    [
        ("for x in X:\n    pass", True),
        ("return X[:-1] @ w", True),
        ("return X[0] @ w", True),
        ("return X @ w  # for each x[0]", False),
        ("return X.reshape(X.shape[0], -1) @ w", False),
        ("", True),  # unknown
    ],
)
def test_a_loop_is_asked_for_where_one_can_be(source: str, fits: bool) -> None:
    """A place in square brackets counts: a slice leaves out what a loop leaves out. A comment and a shape do not."""
    assert suits(LOOP, "", source) is has_place(source) is fits


def test_a_cause_can_ask_for_words_of_the_code() -> None:
    """Two mistakes give the same numbers: nan that is turned into 0, and a power that vanishes."""
    assert suits("nan is turned into 0", "nan_to_num", "return np.nan_to_num(p)")
    assert not suits("nan is turned into 0", "nan_to_num", "return p  # np.nan_to_num")


def test_a_slice_is_no_loop_and_a_formula_has_no_cases() -> None:
    """The question that leads on is about what stands there."""
    assert not has_loop("return X[1:]")
    assert has_cases("return np.where(x > 0, x, 0)")
    assert not has_cases("return np.log1p(np.exp(100 * x)) / 100")
