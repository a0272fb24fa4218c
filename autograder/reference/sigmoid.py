"""Reference versions for lesson 02, in forms that are stable in float64 over the whole range."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS = {"sigmoid": 8, "sigmoid_grad": 6, "gradient_step": 6}
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


def gradient_step(w: float, b: float, x: ArrayLike, y: ArrayLike, rate: float) -> tuple[float, float]:
    """Return (w, b) after one step of gradient descent on the mean cross-entropy of the unit sigmoid(w x + b).

    x (n,) and y (n,) in {0, 1}, n at least 1; w, b and rate are numbers. The slope by the score is p - y, taken as sigmoid(z)
    where y is 0 and -sigmoid(-z) where y is 1: no digit of 1 - p is lost.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    sign = 1.0 - 2.0 * y  # 1 for class 0, -1 for class 1
    error = sign * sigmoid(sign * (w * x + b))
    return float(w - rate * np.mean(error * x)), float(b - rate * np.mean(error))


def sigmoid_grad_tails(x: ArrayLike) -> NDArray[np.float64]:
    """Return sigmoid_grad(x), float64 in the shape of x; the stretch exercise asks for full relative accuracy in the tails."""
    return sigmoid_grad(x)
