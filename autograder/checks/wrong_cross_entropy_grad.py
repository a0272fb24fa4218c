"""The known wrong forms of cross_entropy_grad other than a slip in one step, each with the sentence that names it. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.wrong_softmax import over_sum
from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import Forms, causes
from autograder.reference import softmax as ref


def one_hot(p: Array, k: Array) -> Array:
    """Return a row of zeros and one 1 for each label k (n,), in the shape (n, C) of p."""
    return np.eye(p.shape[1])[k]


def _mean(form: Callable[[Array, Array, Array, Array], Any]) -> Callable[[Any, Any], Array]:
    """Return form(z, k, p, hot) / n, for logits z (n, C), labels k (n,), probabilities p (n, C) and one-hot rows (n, C)."""

    def wrong(logits: Any, labels: Any) -> Array:
        z, k = np.asarray(logits, dtype=float), np.asarray(labels).astype(int)
        return np.asarray(form(z, k, ref.softmax(z, 1), one_hot(z, k)) / len(z))

    return wrong


def _of_whole(form: Callable[[Any, Any], Array]) -> Callable[[Any, Any], Array]:
    """Return a form that an integer array shows which keeps its dtype; it raises ValueError if the logits are no integers."""

    def wrong(logits: Any, labels: Any) -> Array:
        if not np.issubdtype(np.asarray(logits).dtype, np.integer):
            raise ValueError("no whole numbers")
        return form(logits, labels)

    return wrong


def _measured(step: float, *, central: bool) -> Callable[[Any, Any], Array]:
    """Return slopes measured by differences of the loss, over a step to one side or to both."""

    def wrong(logits: Any, labels: Any) -> Array:
        z = np.asarray(logits, dtype=float)
        moves = step * np.eye(z.size).reshape(z.size, *z.shape)
        below = [ref.cross_entropy(z - central * move, labels) for move in moves]
        above = [ref.cross_entropy(z + move, labels) for move in moves]
        return np.reshape((np.array(above) - below) / (step * (1 + central)), z.shape)

    return wrong


OVERFLOWS: Forms = {
    "e^1000 is infinity, and infinity over infinity is nan. What may be subtracted from the scores of a row first?": [
        lambda z, k, p, hot: over_sum(np.exp(z), 1) - hot
    ],
    "One maximum is taken for the whole table: a row far below it becomes 0 / 0. Whose maximum is safe for a row?": [
        lambda z, k, p, hot: over_sum(np.exp(z - np.max(z)), 1) - hot
    ],
    "The minimum is subtracted, which makes overflow worse. Which number brings all scores of a row to 0 or below?": [
        lambda z, k, p, hot: over_sum(np.exp(z - z.min(axis=1, keepdims=True)), 1) - hot
    ],
}
BEFORE = (
    *causes(OVERFLOWS, _mean),
    *(
        Cause(
            "The slopes are cut to whole numbers, because the logits are whole. What kind of array do you write into?",
            _of_whole(_mean(cut)),
            r"_like\(|astype|int",
        )
        for cut in (lambda z, k, p, hot: np.trunc(ref.cross_entropy_grad(z, k) * len(z)), lambda z, k, p, hot: np.trunc(p) - hot)
    ),
)
MEANS: Forms = {
    "Only the last row has its label subtracted. Does the line that subtracts stand inside the loop?": [
        lambda z, k, p, hot: p - hot * (np.arange(len(p)) == len(p) - 1)[:, None]
    ],
    "The 1 is subtracted on the diagonal, as np.eye(n, C) does, whatever the labels. Where does the label of a row come in?": [
        lambda z, k, p, hot: p - np.eye(*p.shape)
    ],
    "This is p (1 - p), the slope of a share by its own score. What is left of it when the loss is -log p?": [
        lambda z, k, p, hot: p * (1 - p) * (1 - 2 * hot)
    ],
    "Only the first two classes have their 1 subtracted. How do you pick the label's entry, whatever its number?": [
        lambda z, k, p, hot: p - hot * (k < 2)[:, None]
    ],
    "Rows whose label has the highest score get no slope. Does a row that is right, but not sure, still have a loss?": [
        lambda z, k, p, hot: np.where((p.argmax(axis=1) == k)[:, None], 0.0, p - hot)
    ],
    "p is kept away from 0 and 1. p minus the one-hot row needs no logarithm: what is the fence for?": [
        lambda z, k, p, hot, margin=10.0**-power: np.clip(p, margin, 1 - margin) - hot for power in range(1, 13)
    ],
}
OTHERS: Forms = {
    "Only the slopes at the labels come back. How many slopes has a table (n, C)?": [
        lambda z, k: ref.cross_entropy_grad(z, k)[np.arange(len(k)), k]
    ],
    "This is the loss itself. How much does it move when one score does?": [ref.cross_entropy],
    "Every row has been given the same slopes. Which label belongs to which row?": [
        lambda z, k: np.tile(ref.cross_entropy_grad(z, k).mean(axis=0), (len(z), 1))
    ],
    "The slopes are measured with a step, and a step gives only some of the digits. The formula gives all: what is p minus "
    "the one-hot row?": [
        _measured(step, central=central)
        for step, central in ((1e-1, True), (1e-2, True), *((10.0**-power, False) for power in range(1, 7)))
    ],
}
AFTER = (*causes(MEANS, _mean), *causes(OTHERS))
