"""Reference versions for lesson 05, in forms that are stable in float64 over the whole range.

The shifted forms and their accuracy: Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax
functions", IMA Journal of Numerical Analysis 41 (2021).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS = {"softmax": 10, "cross_entropy": 5, "cross_entropy_grad": 5}
STRETCH = ("masked_softmax", "softmax_jacobian")

Floats = NDArray[np.float64]


def softmax(x: ArrayLike, axis: int = -1) -> Floats:
    """Return e^x over the sum of e^x along `axis`, float64 in the shape of x; a single number gives 1.

    x is finite, of any shape. The maximum along the axis is subtracted first: the same function, and no exp overflows.
    """
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True, initial=-np.inf))
    return np.asarray(e / np.sum(e, axis=axis, keepdims=True))


def cross_entropy(logits: ArrayLike, labels: ArrayLike) -> float:
    """Return the mean over rows of -log softmax(row)[label], in nats.

    logits (n, C) with n > 0; labels (n,) whole numbers from 0 to C - 1. The logarithm of the sum of exponentials is
    taken with the row's maximum m in front: m + log(sum of e^(z - m)), finite for all finite logits.
    """
    z = np.asarray(logits, dtype=float)
    k = np.asarray(labels, dtype=np.int64)
    top = np.max(z, axis=1, keepdims=True)
    # log1p of the sum without its largest term, which is exactly 1, keeps the digits of a loss close to 0
    e = np.exp(z - top)
    first = np.argmax(z, axis=1)
    e[np.arange(len(z)), first] = 0.0
    chosen = np.take_along_axis(z, k[:, None], axis=1)
    return float(np.mean((top - chosen)[:, 0] + np.log1p(np.sum(e, axis=1))))


def cross_entropy_grad(logits: ArrayLike, labels: ArrayLike) -> Floats:
    """Return the derivatives of `cross_entropy(logits, labels)` by each logit, float64 (n, C).

    logits (n, C) with n > 0; labels (n,) whole numbers from 0 to C - 1. It is (softmax(logits) - one-hot) / n. The entry of the
    label is minus the sum of the rest of its row, without the cancellation of p - 1.
    """
    slopes = softmax(logits, axis=1)
    at_labels = np.arange(len(slopes)), np.asarray(labels, dtype=np.int64)
    slopes[at_labels] = 0.0
    slopes[at_labels] = -np.sum(slopes, axis=1)
    return np.asarray(slopes / len(slopes))


def masked_softmax(x: ArrayLike, axis: int = -1) -> Floats:
    """Return softmax along `axis` where entries of -inf take no part and get exactly 0; float64 in the shape of x.

    A slice in which every entry is -inf gives zeros.
    """
    x = np.asarray(x, dtype=float)
    top = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    e = np.exp(x - np.where(np.isneginf(top), 0.0, top))
    total = np.sum(e, axis=axis, keepdims=True)
    return np.asarray(e / np.where(total == 0.0, 1.0, total))


def softmax_jacobian(x: ArrayLike) -> Floats:
    """Return the derivatives of softmax: x (n,) gives (n, n), entry [i, j] is d softmax(x)[i] / d x[j], float64.

    It is p_i (1 if i = j else 0) - p_i p_j. The diagonal is minus the sum of the rest of its row, without the
    cancellation of 1 - p_i.
    """
    p = softmax(x)
    jacobian = -np.outer(p, p)
    np.fill_diagonal(jacobian, 0.0)
    np.fill_diagonal(jacobian, -np.sum(jacobian, axis=1))
    return jacobian
