"""Reference versions for lesson 06: a network with one hidden layer, forward and backward.

The backward pass is the chain rule, layer by layer from the loss (Rumelhart, Hinton and Williams, "Learning representations
by back-propagating errors", Nature 323, 1986).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.reference.softmax import softmax

POINTS = {"mlp_forward": 8, "mlp_backward": 12}
STRETCH = ()

Floats = NDArray[np.float64]
Elementwise = Callable[[Floats], ArrayLike]


def mlp_forward(X: ArrayLike, W1: ArrayLike, b1: ArrayLike, W2: ArrayLike, b2: ArrayLike, act: Elementwise) -> Floats:
    """Return act(X W1 + b1) W2 + b2, the scores of a network with one hidden layer, float64 (n, o).

    X (n, d), W1 (d, h), b1 (h,), W2 (h, o), b2 (o,); `act` is elementwise and is applied to the hidden layer only.
    """
    inputs, first, second = (np.asarray(value, dtype=float) for value in (X, W1, W2))
    hidden = np.asarray(act(inputs @ first + np.asarray(b1, dtype=float)))
    return np.asarray(hidden @ second + np.asarray(b2, dtype=float))


def mlp_backward(
    X: ArrayLike,
    labels: ArrayLike,
    W1: ArrayLike,
    b1: ArrayLike,
    W2: ArrayLike,
    b2: ArrayLike,
    act: Elementwise,
    act_grad: Elementwise,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return (dW1, db1, dW2, db2), the slopes of the mean cross-entropy of `mlp_forward`, float64 in the weights' shapes.

    Shapes as in `mlp_forward`; labels (n,) whole numbers from 0 to o - 1; `act_grad` is the slope of `act`, at the scores of
    the hidden units. Each sum over the points has the 1/n of the mean in it.
    """
    inputs, first, second = (np.asarray(value, dtype=float) for value in (X, W1, W2))
    scores = inputs @ first + np.asarray(b1, dtype=float)
    hidden = np.asarray(act(scores))
    at_logits = softmax(hidden @ second + np.asarray(b2, dtype=float), axis=1)
    at_logits[np.arange(len(inputs)), np.asarray(labels, dtype=np.int64)] -= 1
    at_logits /= len(inputs)
    at_scores = at_logits @ second.T * np.asarray(act_grad(scores))
    return inputs.T @ at_scores, at_scores.sum(axis=0), hidden.T @ at_logits, at_logits.sum(axis=0)
