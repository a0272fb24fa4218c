"""The tables, labels and networks that the hidden checks of lessons 05 and 06 ask about, labels in 02 too. Trusted side."""

import numpy as np

from autograder.judge.check_base import Array, both_signs, every_size
from autograder.wire import Table


def problem(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """Return ordinary logits (n, classes) and labels (n,) in which each class occurs if n is large enough."""
    return both_signs(rng, n * classes).reshape(n, classes), labels_of(rng, n, classes)


def labels_of(rng: np.random.Generator, n: int, classes: int) -> Array:
    """Return labels (n,) in a random order, in which each class occurs if n is large enough."""
    return np.asarray(rng.permutation(np.arange(n) % classes))


def heights(rng: np.random.Generator) -> Array:
    """Return numbers (n, 1) of both signs and of every size from 4 to 996, to add to the rows of a table."""
    return every_size(rng, 4, 996)[:, None]


def network(rng: np.random.Generator, n: int, d: int, h: int, o: int) -> tuple[Array, Array, Array, Array, Array]:
    """Return X (n, d), W1 (d, h), b1 (h,), W2 (h, o), b2 (o,) of ordinary numbers."""
    shapes = ((n, d), (d, h), (h,), (h, o), (o,))
    X, W1, b1, W2, b2 = (both_signs(rng, int(np.prod(shape))).reshape(shape) for shape in shapes)
    return X / 2, W1 / 2, b1 / 2, W2, b2


def turned(X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return the same arrays, with each table laid out column by column in memory (Fortran order)."""
    return np.asfortranarray(X), np.asfortranarray(W1), b1, np.asfortranarray(W2), b2


def whole(rng: np.random.Generator, W: Array) -> Array:
    """Return integer weights, int64 in the shape of W, from -2 to 2 without 0."""
    return np.asarray(rng.permutation(np.resize([1, -2, 2, -1], W.size)).reshape(W.shape))


def activation(rng: np.random.Generator) -> Table:
    """Return an elementwise function that no student has seen: ten straight pieces between -6 and 6, flat outside."""
    x = np.linspace(-6, 6, 11) + np.append(np.append(0.0, rng.uniform(-0.4, 0.4, 9)), 0.0)
    return Table(x, rng.permutation(np.linspace(-2, 3, 11)) + rng.uniform(-0.2, 0.2, 11))


def slope(act: Table) -> Table:
    """Return the slope of such a function: a number for each straight piece, 0 outside.

    Near a corner, within 1e-9 of it, it runs from the slope on the left to that on the right.
    """
    slopes = np.concatenate([[0.0], np.diff(act.y) / np.diff(act.x), [0.0]])
    return Table(np.repeat(act.x, 2) + np.tile([-1e-9, 1e-9], len(act.x)), np.repeat(slopes, 2)[1:-1])


def one_a_row(rng: np.random.Generator) -> Array:
    """Return a table (3, 4) of ordinary scores with -inf at one place of each row, no column masked as a whole."""
    x = both_signs(rng, 12).reshape(3, 4)
    x[np.arange(3), rng.permutation(4)[:3]] = -np.inf
    return x
