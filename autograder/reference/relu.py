"""Reference versions for lesson 04. Nothing here rounds but one product, so they hold to the last digit of float64."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS = {"relu": 10, "relu_grad": 10}
STRETCH = ("leaky_relu", "dead_fraction")


def relu(x: ArrayLike) -> NDArray[np.float64]:
    """Return the rectified linear unit max(0, x), elementwise, float64 in the shape of x.

    Nair and Hinton (2010). relu(-0.0) is 0.0.
    """
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x, 0.0)


def relu_grad(x: ArrayLike) -> NDArray[np.float64]:
    """Return the slope of relu, 1 for x > 0 and 0 for x < 0, elementwise, float64 in the shape of x.

    At 0 there is no derivative; any subgradient from 0 to 1 would serve, and the course fixes 0.
    """
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, 1.0, 0.0)


def leaky_relu(x: ArrayLike, alpha: float = 0.01) -> NDArray[np.float64]:
    """Return x for x > 0 and alpha x elsewhere, elementwise, float64 in the shape of x; alpha lies in [0, 1].

    Maas, Hannun and Ng (2013).
    """
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x, alpha * x)


def dead_fraction(Z: ArrayLike) -> float:
    """Return the share of units, in [0, 1], whose pre-activation is <= 0 for every sample.

    Z is a table (n samples, h units) with n and h at least 1. A pre-activation of exactly 0 counts as off, in line with
    relu_grad(0) = 0: no gradient passes there. Raises ValueError if Z does not have such a shape.
    """
    Z = np.asarray(Z, dtype=float)
    if Z.ndim != 2 or Z.size == 0:
        raise ValueError(f"Z is a table of shape (n, h) with n, h >= 1, not {Z.shape}")
    return float(np.mean(Z.max(axis=0) <= 0))
