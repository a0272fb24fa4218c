"""How hidden inputs are drawn: of both signs, and of shapes that show a turned answer."""

from itertools import permutations

import numpy as np

from autograder.judge.inputs import both_signs, unturned


def test_ordinary_numbers_are_of_both_signs() -> None:
    """Half of them positive, half negative, none near zero, none large."""
    x = both_signs(np.random.default_rng(1), 100)
    assert (x > 0).sum() == (x < 0).sum() == 50
    assert np.all((np.abs(x) > 0.2) & (np.abs(x) < 4))
    few = both_signs(np.random.default_rng(1), 4)
    assert (np.sort(np.abs(few[few > 0]))[0] < 0.9, np.sort(np.abs(few[few < 0]))[0] < 0.9) == (True, True)


def test_a_turned_square_or_cube_shows_in_its_signs() -> None:
    """However small it is, under every seed: slopes that are 0 and 1 tell whether the answer came out turned."""
    for seed in range(200):
        for shape in ((2, 2), (2, 2, 2), (3, 3)):
            above = unturned(np.random.default_rng(seed), shape) > 0
            orders = [order for order in permutations(range(len(shape))) if list(order) != sorted(order)]
            assert all((above != above.transpose(order)).any() for order in orders)
    assert unturned(np.random.default_rng(0), (1, 1)).shape == (1, 1)
    assert unturned(np.random.default_rng(0), (5,)).shape == (5,)
