"""The points that lesson 01's checks ask about have the property for which they are asked."""

from itertools import permutations

import numpy as np
import pytest

from autograder.checks.plane_points import around


@pytest.mark.parametrize("d", [1, 2, 12])
@pytest.mark.parametrize("seed", range(5))
def test_no_point_around_another_puts_a_third_right(d: int, seed: int) -> None:
    """Any two of class 1 have x·x' < -1, and the one of class 0 is the origin: then a correction lowers every other score."""
    X, y = around(np.random.default_rng(seed), d)
    ring = X[y == 1]
    products = ring @ ring.T
    assert X.shape == (d + 2, d)
    assert not X[y == 0].any()
    assert np.all(products[~np.eye(d + 1, dtype=bool)] < -1.5)


def test_one_pass_makes_a_mistake_at_each_of_them() -> None:
    """In every order, and with either view of a score of 0: fewer than three updates are no pass."""
    X, y = around(np.random.default_rng(0), 2)
    for order in permutations(range(4)):
        for tie in (False, True):
            w, b, n = np.zeros(2), 0.0, 0
            for at in order:
                score, sign = X[at] @ w + b, 1 if y[at] else -1
                if score * sign < 0 or (score == 0 and (y[at] or tie)):
                    w, b, n = w + sign * X[at], b + sign, n + 1
            assert 3 <= n <= 4
