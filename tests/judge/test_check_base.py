"""What hidden checks are written with: weights and ordinary numbers. Their base classes are tested by tests/bed/."""

import numpy as np

from autograder.judge.check_base import WEIGHT, both_signs, weight


def test_a_weight_is_a_mark_on_the_check() -> None:
    """The judge reads it from the function."""

    @weight(3)
    def check() -> None:
        """Hold."""

    assert getattr(check, WEIGHT) == 3


def test_ordinary_numbers_are_of_both_signs() -> None:
    """Half of them positive, half negative, none near zero, none large."""
    x = both_signs(np.random.default_rng(1), 100)
    assert (x > 0).sum() == (x < 0).sum() == 50
    assert np.all((np.abs(x) > 0.2) & (np.abs(x) < 4))
    few = both_signs(np.random.default_rng(1), 4)
    assert (np.sort(np.abs(few[few > 0]))[0] < 0.9, np.sort(np.abs(few[few < 0]))[0] < 0.9) == (True, True)
