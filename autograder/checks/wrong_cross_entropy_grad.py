"""The known wrong forms of cross_entropy_grad other than a slip in one step, each with the sentence that names it. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.reference import softmax as ref


def _hot(p: Array, k: Array) -> Array:
    return np.eye(p.shape[1])[k]


def _sum_over(p: Array) -> Array:
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def _unshifted_grad(shift: Callable[[Array], Any]) -> Callable[[Any, Any], Array]:
    def wrong(logits: Any, labels: Any) -> Array:
        z, k = np.asarray(logits, dtype=float), np.asarray(labels)
        return np.asarray((_sum_over(np.exp(z - shift(z))) - _hot(z, k)) / len(z))

    return wrong


def _fenced_grad(margin: float) -> Callable[[Any, Any], Array]:
    def wrong(logits: Any, labels: Any) -> Array:
        p = np.clip(ref.softmax(np.asarray(logits, dtype=float), 1), margin, 1 - margin)
        return np.asarray((p - _hot(p, np.asarray(labels).astype(int))) / len(p))

    return wrong


def _picked_grad(logits: Any, labels: Any) -> Array:
    return np.asarray(ref.cross_entropy_grad(logits, labels)[np.arange(len(labels)), labels])


def _whole_grad(logits: Any, labels: Any) -> Array:
    """Return slopes that were cut to whole numbers, as by an integer array that keeps its dtype."""
    if not np.issubdtype(np.asarray(logits).dtype, np.integer):
        raise ValueError("no whole numbers")
    return np.trunc(ref.cross_entropy_grad(logits, labels) * len(labels)) / len(labels)


FENCED = "p is kept away from 0 and 1. p minus the one-hot row needs no logarithm: what is the fence for?"


def _whole_shares(logits: Any, labels: Any) -> Array:
    """Return slopes of which the probabilities were cut to whole numbers before the 1 was subtracted."""
    if not np.issubdtype(np.asarray(logits).dtype, np.integer):
        raise ValueError("no whole numbers")
    p = ref.softmax(np.asarray(logits, dtype=float), 1)
    return np.asarray((np.trunc(p) - _hot(p, np.asarray(labels).astype(int))) / len(p))


def _measured(step: float, *, central: bool) -> Callable[[Any, Any], Array]:
    """Return slopes measured by differences of the loss, over a step to one side or to both."""

    def wrong(logits: Any, labels: Any) -> Array:
        z = np.asarray(logits, dtype=float)
        moves = step * np.eye(z.size).reshape(z.size, *z.shape)
        below = [ref.cross_entropy(z - central * move, labels) for move in moves]
        above = [ref.cross_entropy(z + move, labels) for move in moves]
        return np.reshape((np.array(above) - below) / (step * (1 + central)), z.shape)

    return wrong


def _changed(change: Callable[[Array, Array, Array], Any]) -> Callable[[Any, Any], Array]:
    """Return change(p, one-hot rows, labels) / n, for the probabilities p."""

    def wrong(logits: Any, labels: Any) -> Array:
        p, k = ref.softmax(np.asarray(logits, dtype=float), 1), np.asarray(labels).astype(int)
        return np.asarray(change(p, _hot(p, k), k) / len(p))

    return wrong


def _right_rows(p: Array, k: Array) -> Array:
    return np.asarray(p.argmax(axis=1) == k)[:, None]


BEFORE = (
    Cause(
        "e^1000 is infinity, and infinity over infinity is nan. What may be subtracted from the scores of a row first?",
        _unshifted_grad(lambda z: 0.0),
    ),
    Cause(
        "One maximum is taken for the whole table: a row far below it becomes 0 / 0. Whose maximum is safe for a row?",
        _unshifted_grad(np.max),
    ),
    Cause(
        "The minimum is subtracted, which makes overflow worse. Which number brings all scores of a row to 0 or below?",
        _unshifted_grad(lambda z: z.min(axis=1, keepdims=True)),
    ),
    *(
        Cause(
            "The slopes are cut to whole numbers, because the logits are whole. What kind of array do you write into?",
            form,
            r"_like\(|astype|int",
        )
        for form in (_whole_grad, _whole_shares)
    ),
)
AFTER = (
    Cause(
        "Only the last row has its label subtracted. Does the line that subtracts stand inside the loop?",
        _changed(lambda p, hot, k: p - hot * (np.arange(len(p)) == len(p) - 1)[:, None]),
    ),
    Cause(
        "The 1 is subtracted on the diagonal, as np.eye(n, C) does, whatever the labels. Where does the label of a row come in?",
        _changed(lambda p, hot, k: p - np.eye(*p.shape)),
    ),
    Cause(
        "This is p (1 - p), the slope of a share by its own score. What is left of it when the loss is -log p?",
        _changed(lambda p, hot, k: p * (1 - p) * (1 - 2 * hot)),
    ),
    Cause(
        "Only the first two classes have their 1 subtracted. How do you pick the label's entry, whatever its number?",
        _changed(lambda p, hot, k: p - hot * (k < 2)[:, None]),
    ),
    Cause(
        "Rows whose label has the highest score get no slope. Does a row that is right, but not sure, still have a loss?",
        _changed(lambda p, hot, k: np.where(_right_rows(p, k), 0.0, p - hot)),
    ),
    *(Cause(FENCED, _fenced_grad(10.0**-power)) for power in range(1, 13)),
    Cause("Only the slopes at the labels come back. How many slopes has a table (n, C)?", _picked_grad),
    Cause("This is the loss itself. How much does it move when one score does?", lambda z, k: ref.cross_entropy(z, k)),
    Cause(
        "Every row has been given the same slopes. Which label belongs to which row?",
        lambda z, k: np.tile(ref.cross_entropy_grad(z, k).mean(axis=0), (len(z), 1)),
    ),
    *(
        Cause(
            "The slopes are measured with a step, and a step gives only some of the digits. The formula gives all: what is p minus "
            "the one-hot row?",
            _measured(step, central=central),
        )
        for step, central in ((1e-1, True), (1e-2, True), *((10.0**-power, False) for power in range(1, 7)))
    ),
)
