"""Reference versions for lesson 02, in forms that are stable in float64 over the whole range."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS = {"sigmoid": 10, "sigmoid_grad": 10}
STRETCH = ("sigmoid_grad_tails",)


def sigmoid(x: ArrayLike) -> NDArray[np.float64]:
    """Return the logistic function 1 / (1 + e^-x), elementwise, float64 in the shape of x.

    exp is only ever taken of -|x|, so that it cannot overflow; for x < 0 the equal form e^x / (1 + e^x) keeps the
    relative accuracy of the small values.
    """
    x = np.asarray(x, dtype=float)
    small = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, 1.0, small) / (1.0 + small))


def sigmoid_grad(x: ArrayLike) -> NDArray[np.float64]:
    """Return the slope of the logistic function, sigmoid(x) sigmoid(-x), elementwise, float64 in the shape of x.

    The product equals s (1 - s) without the cancellation of 1 - s for large x.
    """
    x = np.asarray(x, dtype=float)
    return sigmoid(x) * sigmoid(-x)


def sigmoid_grad_tails(x: ArrayLike) -> NDArray[np.float64]:
    """Return sigmoid_grad(x); the stretch exercise asks for full relative accuracy in the tails."""
    return sigmoid_grad(x)
