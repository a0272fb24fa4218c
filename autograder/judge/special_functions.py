"""Special functions for wrong forms and curves, without SciPy, which loads more slowly than a submission runs. Trusted side."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

_erf = np.frompyfunc(math.erf, 1, 1)
_erfc = np.frompyfunc(math.erfc, 1, 1)


def expit(x: ArrayLike) -> NDArray[np.float64]:
    """Return the sigmoid 1 / (1 + e^-x) of real x, float64 in its shape; 0 where e^-x overflows, of which NumPy warns."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(x, dtype=float))))


def ndtr(x: ArrayLike) -> NDArray[np.float64]:
    """Return the share of the normal distribution below real x, erfc(-x / sqrt 2) / 2, float64 in its shape."""
    return np.asarray(_erfc(-np.asarray(x, dtype=float) / math.sqrt(2)), dtype=float) / 2


def erf(x: ArrayLike) -> NDArray[np.float64]:
    """Return the error function of real x, float64 in its shape."""
    return np.asarray(_erf(np.asarray(x, dtype=float)), dtype=float)
