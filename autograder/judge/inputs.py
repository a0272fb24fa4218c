"""How hidden inputs are drawn: numbers of both signs, of every size, of shapes that show a transposed array. Trusted side."""

from itertools import permutations

import numpy as np

from autograder.judge.tolerance import Array


def both_signs(rng: np.random.Generator, n: int) -> Array:
    """Return n ordinary numbers, shape (n,), half of them in (0.2, 4), half in (-4, -0.2), in random order.

    From four on, one number of either sign is below 0.9: a corner at 1 in place of 0 shows.
    """
    sizes = rng.uniform(0.2, 4.0, n)
    if n >= 4:
        sizes[:2] = rng.uniform(0.2, 0.9, 2)
    sizes[::2] *= -1
    return np.asarray(rng.permutation(sizes))


def unturned(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return ordinary numbers of both signs in this shape, with a pattern of signs that changes if axes are exchanged.

    So even slopes of only 0 and 1 show whether a square or cube came out transposed.
    """
    orders = [order for order in permutations(range(len(shape))) if list(order) != sorted(order)]
    while True:
        x = both_signs(rng, int(np.prod(shape))).reshape(shape)
        if x.size == 1 or not any(np.array_equal(x > 0, (x > 0).transpose(order)) for order in orders):
            return x


def every_size(rng: np.random.Generator, low: float, high: float) -> Array:
    """Return numbers (n,) of every size from `low` to `high` (positive), four or more for each decade and sign, in random order."""
    edges = np.linspace(np.log10(low), np.log10(high), int(np.ceil(4 * np.log10(high / low))) + 1)
    sizes = 10 ** np.concatenate([rng.uniform(edges[:-1], edges[1:]) for _ in range(2)])
    return np.asarray(rng.permutation(np.where(np.arange(len(sizes)) < len(sizes) // 2, sizes, -sizes)))
