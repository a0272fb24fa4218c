"""The known wrong forms of softmax, masked_softmax and softmax_jacobian, each with the sentence that names it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import Forms, causes, ordinary
from autograder.reference import softmax as ref


def _along(form: Callable[..., Array]) -> Callable[..., Array]:
    """Return a form of softmax that gets its scores as an array of floats, and the axis with its default."""
    return lambda x, axis=-1: form(np.asarray(x, dtype=float), axis)


def over_sum(e: Array, axis: int | None) -> Array:
    """Return numbers e, of any shape, divided by their sums along an axis, or by the sum of all."""
    return np.asarray(e / np.sum(e, axis=axis, keepdims=True))


def _powers(x: Array, axis: int) -> Array:
    """Return the powers of the scores minus their maximum along an axis."""
    return np.asarray(np.exp(x - np.max(x, axis=axis, keepdims=True)))


def _fixed(right: Callable[..., Array], fixed: int) -> Callable[..., Array]:
    """Return a form that works along one fixed axis; it raises ValueError if that is the right one."""

    def wrong(x: Array, axis: int) -> Array:
        if x.ndim < 2 or axis % x.ndim == fixed % x.ndim:
            raise ValueError("no wrong axis")
        return right(x, fixed)

    return wrong


def _everything(right: Callable[..., Array]) -> Callable[..., Array]:
    """Return a form that shares over the whole table; it raises ValueError if there is only one axis."""

    def wrong(x: Array, axis: int) -> Array:
        if x.ndim < 2:
            raise ValueError("one axis only")
        return np.reshape(right(np.ravel(x)), x.shape)

    return wrong


def _whole_powers(x: Any, axis: int = -1) -> Array:
    """Return the shares of powers that were cut to whole numbers, as by an integer array that keeps its dtype."""
    if not np.issubdtype(np.asarray(x).dtype, np.integer):
        raise ValueError("no whole numbers")
    return over_sum(np.floor(_powers(x, axis)), axis)


EVERYTHING = "max and sum run over the whole table, so no row adds up to 1. Which argument makes them work along one axis?"
KEEPDIMS = "The sums lose their axis, so each number is divided by the sum of another row. What does keepdims=True keep?"
OVERFLOW = (
    "softmax overflows: e^1000 is infinity, and inf / inf is nan. What may be subtracted from all scores first? If you do so: is "
    "it added by mistake?"
)
FIXED = "softmax works along one fixed axis, whatever axis it is given. Where does the argument axis belong?"
SOFTMAX_FORMS: Forms = {
    "Each x is divided by the sum: shares in proportion to x. Softmax gives shares in proportion to e^x.": [over_sum],
    "Shares in proportion to |x| are not softmax. In proportion to what does softmax share?": [
        lambda x, axis: over_sum(np.abs(x), axis)
    ],
    EVERYTHING: [_everything(ref.softmax), lambda x, axis: over_sum(np.exp(ordinary(x)), None) if x.ndim > 1 else x * np.nan],
    KEEPDIMS: [
        lambda x, axis: _powers(x, axis) / np.sum(_powers(x, axis), axis=axis),
        lambda x, axis: np.exp(x - np.max(x, axis=axis)) / np.sum(np.exp(x - np.max(x, axis=axis)), axis=axis),
    ],
    "The maxima lose their axis, so each number is shifted by the maximum of another row. What does keepdims=True keep?": [
        lambda x, axis: over_sum(np.exp(x - np.max(x, axis=axis)), axis)
    ],
    "The mean is subtracted, which leaves large numbers large. Which number brings all of them to 0 or below?": [
        lambda x, axis: over_sum(np.exp(x - np.mean(x, axis=axis, keepdims=True)), axis)
    ],
    OVERFLOW: [lambda x, axis: over_sum(np.exp(x), axis)],
    "One maximum is taken for the whole table: a row far below it becomes 0 / 0. Whose maximum is safe for a row?": [
        lambda x, axis: over_sum(np.exp(x - np.max(x)), axis)
    ],
    "The minimum is subtracted, which makes overflow worse. Which number brings all of them to 0 or below?": [
        lambda x, axis: over_sum(np.exp(x - np.min(x, axis=axis, keepdims=True)), axis)
    ],
    FIXED: [_fixed(ref.softmax, fixed) for fixed in (-1, 0, 1)],
    "The largest score gets the smallest share: look at the sign of the exponent.": [lambda x, axis: ref.softmax(-x, axis)],
    "This is sigmoid, taken of each number on its own. In softmax each answer depends on the whole row: which sum stands below?": [
        lambda x, axis: 0.5 + 0.5 * np.tanh(x / 2)
    ],
    "These are logarithms of the shares. The shares themselves are asked for.": [
        lambda x, axis: np.log(ref.softmax(ordinary(x), axis))
    ],
    "The winner takes all: this is argmax as 0 and 1. Softmax is soft, and leaves each a share.": [
        lambda x, axis: 1.0 * (x == np.max(x, axis=axis, keepdims=True))
    ],
    "The largest share is 1: the division is by the maximum of e^x. What must be below so that shares add up to 1?": [_powers],
    "These are the e^x. Something must be divided by their sum.": [lambda x, axis: np.exp(ordinary(x))],
    "These are the scores as they came in. What turns a score into a probability?": [lambda x, axis: ordinary(x)],
    "Every answer is the same, whatever the scores: where do they come in?": [lambda x, axis: ref.softmax(0.0 * x, axis)],
    "A number is added below the line, so that the answers do not add up to 1. Is the sum ever 0 once the maximum is subtracted?": [
        lambda x, axis: _powers(x, axis) / (np.sum(_powers(x, axis), axis=axis, keepdims=True) + 1)
    ],
    "A power of another base: softmax takes powers of e.": [
        lambda x, axis, base=base: ref.softmax(x * np.log(base), axis) for base in (2, 10)
    ],
    "The exponents are the squares of x, so that -3 counts as much as 3. Softmax takes e^x.": [
        lambda x, axis: ref.softmax(x**2, axis)
    ],
    "x is clipped before exp, so that 900 and 1000 get the same share. What may be subtracted from all instead?": [
        lambda x, axis, most=most: ref.softmax(np.clip(x, -most, most), axis) for most in (500, 700)
    ],
    "The axis to add up is turned into the axis to divide along: transposed. Try a table with 2 rows and 3 columns.": [
        lambda x, axis: ref.softmax(x.T, axis)
    ],
}
SOFTMAX = (
    Cause(
        "The powers of e are cut to whole numbers, because x holds whole numbers. Is the given first line still there?",
        _whole_powers,
    ),
    *causes(SOFTMAX_FORMS, _along),
)


def _finite(x: Array) -> Array:
    """Return x with 0 in place of -inf."""
    return np.where(np.isneginf(x), 0.0, x)


def _over_sum_or_0(e: Array, axis: int) -> Array:
    """Return the shares of powers e along an axis; 0 where all of them are 0."""
    total = np.sum(e, axis=axis, keepdims=True)
    return np.asarray(e / np.where(total == 0, 1.0, total))


def _low(low: float) -> Callable[..., Array]:
    """Return masked_softmax with a low number in place of -inf, so that a row of -inf shares equally."""
    return lambda x, axis: ref.softmax(np.maximum(x, low), axis)


def _masked_added(x: Array, axis: int, extra: float) -> Array:
    top = np.max(x, axis=axis, keepdims=True)
    e = np.exp(x - np.where(np.isneginf(top), 0.0, top))
    return np.asarray(e / (np.sum(e, axis=axis, keepdims=True) + extra))


def _masked_minimum(x: Array, axis: int) -> Array:
    low = np.min(np.where(np.isneginf(x), np.inf, x), axis=axis, keepdims=True)
    return _over_sum_or_0(np.exp(x - np.where(np.isinf(low), 0.0, low)), axis)


MASKED_SOFTMAX_FORMS: Forms = {
    "The minimum is subtracted, which makes overflow worse. Which number brings all of them to 0 or below?": [_masked_minimum],
    "One maximum is taken for the whole table: a row far below it has no power left to share. Whose maximum is safe for a row?": [
        lambda x, axis: _over_sum_or_0(np.exp(x - np.max(x)), axis)
    ],
    "A row of -inf alone gives nan: -inf minus -inf. What should be subtracted in such a row?": [ref.softmax],
    "The masked entries are set to 0 after the division, so the others no longer add up to 1. What should they be divided by?": [
        lambda x, axis: ref.softmax(_finite(x), axis) * np.isfinite(x)
    ],
    "In place of -inf stands a low number, so that a row that is masked as a whole shares equally. It must give 0.": [
        _low(-1e4),
        _low(-1e300),
    ],
    "The masked entries keep a share: -inf is taken for 0.": [lambda x, axis: ref.softmax(_finite(x), axis)],
    "In place of -inf stands a number that is not low enough: a masked entry gets a share beside low scores.": [
        _low(low) for low in (-1.0, -10.0, -100.0, -1000.0)
    ],
    "A row that is masked as a whole gives ones. Nothing is left in it to share: it must give 0.": [
        lambda x, axis: np.where(np.isneginf(x).all(axis=axis, keepdims=True), 1.0, ref.masked_softmax(x, axis))
    ],
    "A row that is masked as a whole gives -inf. Nothing is left in it to share: it must give 0.": [
        lambda x, axis: np.where(np.isneginf(x).all(axis=axis, keepdims=True), -np.inf, ref.masked_softmax(x, axis))
    ],
    "The masked entries are still -inf in the answer. Their probability is 0.": [
        lambda x, axis: np.where(np.isneginf(x), -np.inf, ref.masked_softmax(x, axis))
    ],
    EVERYTHING: [_everything(ref.masked_softmax)],
    OVERFLOW: [lambda x, axis: _over_sum_or_0(np.exp(x), axis)],
    FIXED: [_fixed(ref.masked_softmax, fixed) for fixed in (-1, 0)],
    "These are the e^x. Something must be divided by their sum.": [
        lambda x, axis: np.exp(np.where(np.abs(_finite(x)) < 50, x, np.nan))
    ],
    "The mask is turned round: the masked entries share, the others get 0.": [
        lambda x, axis: ref.masked_softmax(np.where(np.isneginf(x), 0.0, -np.inf), axis)
    ],
    "A number is added below the line, so that the answers do not add up to 1. How else can 0 / 0 be avoided?": [
        lambda x, axis, extra=extra: _masked_added(x, axis, extra) for extra in (1.0, 1e-3, 1e-4, 1e-5, 1e-6)
    ],
}
MASKED_SOFTMAX = causes(MASKED_SOFTMAX_FORMS, _along)


def _of_shares(form: Callable[[Array, Array], Array]) -> Callable[[Any], Array]:
    """Return a form of softmax_jacobian that gets the scores x (n,) and their shares p (n,)."""
    return lambda x: form(np.asarray(x, dtype=float), ref.softmax(x))


def _measured(x: Array, step: float, *, central: bool) -> Array:
    moved = x + step * np.eye(len(x))
    low = x - step * np.eye(len(x)) if central else x
    return np.asarray((ref.softmax(moved) - ref.softmax(low)).T / (step * (1 + central)))


JACOBIAN_FORMS: Forms = {
    "p (1 - p) is the slope of each share by its own score. What does score j do to share i?": [lambda x, p: p * (1 - p)],
    "The diagonal alone is filled. Softmax is not elementwise: score j moves share i too.": [lambda x, p: np.diag(p * (1 - p))],
    "All signs are turned.": [lambda x, p: -ref.softmax_jacobian(x)],
    "Away from the diagonal the sign is turned: when score j rises, share i falls.": [
        lambda x, p: ref.softmax_jacobian(x) + 2 * np.outer(p, p) * (1 - np.eye(len(p)))
    ],
    "The diagonal holds -p p, as all other places do. What is added on the diagonal?": [lambda x, p: -np.outer(p, p)],
    "These are the products p p alone. Which sign have they, and what is added on the diagonal?": [lambda x, p: np.outer(p, p)],
    "p @ p is one number, and .T does nothing to a flat array. Which function multiplies each p with each other p?": [
        lambda x, p: np.diag(p) - p @ p
    ],
    "Only the shares stand on the diagonal. Which products are subtracted?": [lambda x, p: np.diag(p)],
    "p_i (1 - p_j) stands everywhere. The 1 belongs to the diagonal alone.": [lambda x, p: np.outer(p, 1 - p)],
    "The scores x are used where the shares p belong.": [lambda x, p: np.diag(x) - np.outer(x, x)],
    "This is the Jacobian of the logarithm of softmax. That of softmax itself is asked for.": [lambda x, p: np.eye(len(x)) - p],
    "The diagonal is the slope of a sigmoid of each score on its own. The p of softmax depends on all scores.": [
        lambda x, p: np.diag((1 - np.tanh(x / 2) ** 2) / 4)
    ],
    "These are the shares. Their slopes are asked for.": [lambda x, p: p],
    "All slopes are doubled.": [lambda x, p: 2 * ref.softmax_jacobian(x)],
    "The table is flattened. An answer of shape (n, n) is asked for.": [lambda x, p: np.ravel(ref.softmax_jacobian(x))],
    "The slopes are rounded. Return them as they are.": [lambda x, p: np.round(ref.softmax_jacobian(x), 3)],
    "The half above the diagonal is filled, the other is 0. Does score 0 move share 1 as well?": [
        lambda x, p: np.triu(ref.softmax_jacobian(x))
    ],
    "The half below the diagonal is filled, the other is 0. Does score 1 move share 0 as well?": [
        lambda x, p: np.tril(ref.softmax_jacobian(x))
    ],
    "softmax overflows here: e^1000 is infinity. Which of your functions is safe?": [
        lambda x, p: np.diag(over_sum(np.exp(x), 0)) - np.outer(over_sum(np.exp(x), 0), over_sum(np.exp(x), 0))
    ],
    "The slopes are measured with a step, and a step gives only some of the digits. The formula gives all.": [
        lambda x, p, step=step, central=central: _measured(x, step, central=central)
        for step in (1e-2, 1e-3, 1e-4, 1e-5)
        for central in (False, True)
    ],
}
JACOBIAN = causes(JACOBIAN_FORMS, _of_shares)
