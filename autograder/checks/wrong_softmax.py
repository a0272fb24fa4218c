"""The known wrong forms of softmax, masked_softmax and softmax_jacobian, each with the sentence that names it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.reference import softmax as ref


def _shares(e: Array, axis: int | None) -> Array:
    return np.asarray(e / np.sum(e, axis=axis, keepdims=True))


def _ordinary(x: Any) -> Array:
    """Return x; raise ValueError if its numbers are too far apart, so that a cause applies to ordinary numbers only."""
    numbers: Array = np.asarray(x, dtype=float)
    if numbers.size and np.max(np.abs(numbers)) > 50:
        raise ValueError("not ordinary")
    return numbers


def _plain(x: Any, axis: int = -1) -> Array:
    return _shares(np.exp(np.asarray(x, dtype=float)), axis)


def _global_max(x: Any, axis: int = -1) -> Array:
    return _shares(np.exp(np.asarray(x, dtype=float) - np.max(x)), axis)


def _other_axis(fixed: int) -> Callable[..., Array]:
    def wrong(x: Any, axis: int = -1) -> Array:
        if np.ndim(x) < 2 or axis % np.ndim(x) == fixed % np.ndim(x):
            raise ValueError("no wrong axis")
        return ref.softmax(x, fixed)

    return wrong


def _everything(x: Any, axis: int = -1) -> Array:
    if np.ndim(x) < 2:
        raise ValueError("one axis only")
    return _shares(np.exp(x - np.max(x)), None)


def _no_keepdims(x: Any, axis: int = -1) -> Array:
    e = np.exp(np.asarray(x) - np.max(x, axis=axis, keepdims=True))
    return np.asarray(e / np.sum(e, axis=axis))


def _no_keepdims_twice(x: Any, axis: int = -1) -> Array:
    e = np.exp(np.asarray(x) - np.max(x, axis=axis))
    return np.asarray(e / np.sum(e, axis=axis))


def _added_below(x: Any, axis: int, extra: float) -> Array:
    e = np.exp(np.asarray(x) - np.max(x, axis=axis, keepdims=True))
    return np.asarray(e / (np.sum(e, axis=axis, keepdims=True) + extra))


def _max_no_keepdims(x: Any, axis: int = -1) -> Array:
    return _shares(np.exp(np.asarray(x) - np.max(x, axis=axis)), axis)


def _sum_of_everything(x: Any, axis: int = -1) -> Array:
    return _shares(np.exp(np.asarray(x) - np.max(x, axis=axis, keepdims=True)), None)


def _whole_powers(x: Any, axis: int = -1) -> Array:
    """Return the shares of powers that were cut to whole numbers, as by an integer array that keeps its dtype."""
    if not np.issubdtype(np.asarray(x).dtype, np.integer):
        raise ValueError("no whole numbers")
    return _shares(np.floor(np.exp(np.asarray(x) - np.max(x, axis=axis, keepdims=True))), axis)


EVERYTHING = "max and sum run over the whole table, so no row adds up to 1. Which argument makes them work along one axis?"
KEEPDIMS = "The sums lose their axis, so each number is divided by the sum of another row. What does keepdims=True keep?"
OVERFLOW = (
    "softmax overflows: e^1000 is infinity, and inf / inf is nan. What may be subtracted from all scores first? If you do so: is "
    "it added by mistake?"
)
FIXED = "softmax works along one fixed axis, whatever axis it is given. Where does the argument axis belong?"
SOFTMAX = (
    Cause(
        "Each x is divided by the sum: shares in proportion to x. Softmax gives shares in proportion to e^x.",
        lambda x, axis=-1: _shares(np.asarray(x, dtype=float), axis),
    ),
    Cause(
        "Shares in proportion to |x| are not softmax. In proportion to what does softmax share?",
        lambda x, axis=-1: _shares(np.abs(np.asarray(x, dtype=float)), axis),
    ),
    Cause(EVERYTHING, _everything),
    Cause(EVERYTHING, lambda x, axis=-1: _shares(np.exp(_ordinary(x)), None) if np.ndim(x) > 1 else x * np.nan),
    Cause(
        "The sum runs over the whole table, so no row adds up to 1. Which argument makes it run along one axis?",
        _sum_of_everything,
    ),
    Cause(
        "The powers of e are cut to whole numbers, because x holds whole numbers. Is the given first line still there?",
        _whole_powers,
    ),
    Cause(KEEPDIMS, _no_keepdims),
    Cause(KEEPDIMS, _no_keepdims_twice),
    Cause(
        "The maxima lose their axis, so each number is shifted by the maximum of another row. What does keepdims=True keep?",
        _max_no_keepdims,
    ),
    Cause(
        "The mean is subtracted, which leaves large numbers large. Which number brings all of them to 0 or below?",
        lambda x, axis=-1: _shares(np.exp(np.asarray(x) - np.mean(x, axis=axis, keepdims=True)), axis),
    ),
    Cause(OVERFLOW, _plain),
    Cause(
        "One maximum is taken for the whole table: a row far below it becomes 0 / 0. Whose maximum is safe for a row?",
        _global_max,
    ),
    Cause(
        "The minimum is subtracted, which makes overflow worse. Which number brings all of them to 0 or below?",
        lambda x, axis=-1: _shares(np.exp(np.asarray(x) - np.min(x, axis=axis, keepdims=True)), axis),
    ),
    *(Cause(FIXED, _other_axis(fixed)) for fixed in (-1, 0, 1)),
    Cause(
        "The largest score gets the smallest share: look at the sign of the exponent.",
        lambda x, axis=-1: ref.softmax(-np.asarray(x, dtype=float), axis),
    ),
    Cause(
        "This is sigmoid, taken of each number on its own. In softmax each answer depends on the whole row: "
        "which sum stands below?",
        lambda x, axis=-1: 0.5 + 0.5 * np.tanh(np.asarray(x, dtype=float) / 2),
    ),
    Cause(
        "These are logarithms of the shares. The shares themselves are asked for.",
        lambda x, axis=-1: np.log(ref.softmax(_ordinary(x), axis)),
    ),
    Cause(
        "The winner takes all: this is argmax as 0 and 1. Softmax is soft, and leaves each a share.",
        lambda x, axis=-1: (np.asarray(x) == np.max(x, axis=axis, keepdims=True)) * 1.0,
    ),
    Cause(
        "The largest share is 1: the division is by the maximum of e^x. What must be below so that shares add up to 1?",
        lambda x, axis=-1: np.exp(np.asarray(x) - np.max(x, axis=axis, keepdims=True)),
    ),
    Cause(
        "These are the e^x. Something must be divided by their sum.",
        lambda x, axis=-1: np.exp(_ordinary(x)),
    ),
    Cause("These are the scores as they came in. What turns a score into a probability?", lambda x, axis=-1: _ordinary(x)),
    Cause(
        "Every answer is the same, whatever the scores: where do they come in?",
        lambda x, axis=-1: ref.softmax(0.0 * np.asarray(x, dtype=float), axis),
    ),
    *(
        Cause(
            "A number is added below the line, so that the answers do not add up to 1. Is the sum ever 0 once the "
            "maximum is subtracted?",
            lambda x, axis=-1, extra=extra: _added_below(x, axis, extra),
        )
        for extra in (1.0, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
    ),
    Cause(
        "A power of another base: softmax takes powers of e.",
        lambda x, axis=-1: ref.softmax(np.asarray(x) * np.log(2), axis),
    ),
    Cause(
        "A power of another base: softmax takes powers of e.",
        lambda x, axis=-1: ref.softmax(np.asarray(x) * np.log(10), axis),
    ),
    Cause(
        "Softmax is applied twice: shares of shares are flatter than shares. Once is enough.",
        lambda x, axis=-1: ref.softmax(ref.softmax(x, axis), axis),
    ),
    Cause(
        "The exponents are the squares of x, so that -3 counts as much as 3. Softmax takes e^x.",
        lambda x, axis=-1: ref.softmax(np.square(np.asarray(x, dtype=float)), axis),
    ),
    Cause(
        "x is clipped before exp, so that 900 and 1000 get the same share. What may be subtracted from all instead?",
        lambda x, axis=-1: ref.softmax(np.clip(np.asarray(x, dtype=float), -500, 500), axis),
    ),
    Cause(
        "x is clipped before exp, so that 900 and 1000 get the same share. What may be subtracted from all instead?",
        lambda x, axis=-1: ref.softmax(np.clip(np.asarray(x, dtype=float), -700, 700), axis),
    ),
    Cause(
        "The axis to add up is turned into the axis to divide along: transposed. Try a table with 2 rows and 3 columns.",
        lambda x, axis=-1: ref.softmax(np.asarray(x).T, axis),
    ),
)


def _finite(x: Any) -> Array:
    """Return x with 0 in place of -inf."""
    x = np.asarray(x, dtype=float)
    return np.where(np.isneginf(x), 0.0, x)


def _kept_low(low: float) -> Callable[..., Array]:
    """Return masked_softmax with a low number in place of -inf, so that a row of -inf shares equally."""
    return lambda x, axis=-1: ref.softmax(np.maximum(np.asarray(x, dtype=float), low), axis)


def _masked_fixed(fixed: int) -> Callable[..., Array]:
    def wrong(x: Any, axis: int = -1) -> Array:
        if np.ndim(x) < 2 or axis % np.ndim(x) == fixed % np.ndim(x):
            raise ValueError("no wrong axis")
        return ref.masked_softmax(x, fixed)

    return wrong


def _masked_unscaled(x: Any, axis: int = -1) -> Array:
    return np.asarray(ref.softmax(_finite(x), axis) * np.isfinite(x))


def _masked_everything(x: Any, axis: int = -1) -> Array:
    if np.ndim(x) < 2:
        raise ValueError("one axis only")
    return np.reshape(ref.masked_softmax(np.ravel(x)), np.shape(x))


def _masked_plain(x: Any, axis: int = -1) -> Array:
    e = np.exp(np.asarray(x, dtype=float))
    total = np.sum(e, axis=axis, keepdims=True)
    return np.asarray(e / np.where(total == 0, 1.0, total))


def _masked_added(x: Any, axis: int, extra: float) -> Array:
    top = np.max(x, axis=axis, keepdims=True)
    e = np.exp(np.asarray(x) - np.where(np.isneginf(top), 0.0, top))
    return np.asarray(e / (np.sum(e, axis=axis, keepdims=True) + extra))


def _masked_global_max(x: Any, axis: int = -1) -> Array:
    e = np.exp(np.asarray(x, dtype=float) - np.max(x))
    total = np.sum(e, axis=axis, keepdims=True)
    return np.asarray(e / np.where(total == 0, 1.0, total))


def _masked_minimum(x: Any, axis: int = -1) -> Array:
    x = np.asarray(x, dtype=float)
    low = np.min(np.where(np.isneginf(x), np.inf, x), axis=axis, keepdims=True)
    e = np.exp(x - np.where(np.isinf(low), 0.0, low))
    total = np.sum(e, axis=axis, keepdims=True)
    return np.asarray(e / np.where(total == 0, 1.0, total))


def _filled_rows(x: Any, axis: int, fill: float) -> Array:
    """Return masked_softmax with `fill` in the places of rows that are masked as a whole."""
    gone = np.all(np.isneginf(x), axis=axis, keepdims=True)
    return np.asarray(np.where(gone, fill, ref.masked_softmax(x, axis)))


LOW_IS_NOT_GONE = "In place of -inf stands a low number, so that a row that is masked as a whole shares equally. It must give 0."
MASKED_SOFTMAX = (
    Cause(
        "The minimum is subtracted, which makes overflow worse. Which number brings all of them to 0 or below?",
        _masked_minimum,
    ),
    Cause(
        "One maximum is taken for the whole table: a row far below it has no power left to share. Whose maximum is safe for a row?",
        _masked_global_max,
    ),
    Cause(
        "A row of -inf alone gives nan: -inf minus -inf. What should be subtracted in such a row?",
        lambda x, axis=-1: ref.softmax(x, axis),
    ),
    Cause(
        "The masked entries are set to 0 after the division, so the others no longer add up to 1. What should they be divided by?",
        _masked_unscaled,
    ),
    *(Cause(LOW_IS_NOT_GONE, _kept_low(low)) for low in (-1e4, -1e300)),
    Cause(
        "The masked entries keep a share: -inf is taken for 0.",
        lambda x, axis=-1: ref.softmax(_finite(x), axis),
    ),
    *(
        Cause(
            "In place of -inf stands a number that is not low enough: a masked entry gets a share beside low scores.",
            _kept_low(low),
        )
        for low in (-1.0, -10.0, -100.0, -1000.0)
    ),
    Cause(
        "A row that is masked as a whole gives ones. Nothing is left in it to share: it must give 0.",
        lambda x, axis=-1: _filled_rows(x, axis, 1.0),
    ),
    Cause(
        "A row that is masked as a whole gives -inf. Nothing is left in it to share: it must give 0.",
        lambda x, axis=-1: _filled_rows(x, axis, -np.inf),
    ),
    Cause(
        "The masked entries are still -inf in the answer. Their probability is 0.",
        lambda x, axis=-1: np.where(np.isneginf(x), -np.inf, ref.masked_softmax(x, axis)),
    ),
    Cause(EVERYTHING, _masked_everything),
    Cause(OVERFLOW, _masked_plain),
    *(Cause(FIXED, _masked_fixed(fixed)) for fixed in (-1, 0)),
    Cause(
        "These are the e^x. Something must be divided by their sum.",
        lambda x, axis=-1: np.exp(np.where(np.abs(_finite(x)) < 50, x, np.nan)),
    ),
    Cause(
        "The mask is turned round: the masked entries share, the others get 0.",
        lambda x, axis=-1: ref.masked_softmax(np.where(np.isneginf(x), 0.0, -np.inf), axis),
    ),
    *(
        Cause(
            "A number is added below the line, so that the answers do not add up to 1. How else can 0 / 0 be avoided?",
            lambda x, axis=-1, extra=extra: _masked_added(x, axis, extra),
        )
        for extra in (1.0, 1e-3, 1e-4, 1e-5, 1e-6)
    ),
)


def _off_diagonal(x: Any) -> Array:
    p = ref.softmax(x)
    return np.asarray(np.outer(p, p) * (1 - np.eye(len(p))))


def _forward_difference(x: Any, step: float, *, central: bool) -> Array:
    moved = np.asarray(x, dtype=float) + step * np.eye(len(x))
    low = np.asarray(x, dtype=float) - step * np.eye(len(x)) if central else np.asarray(x, dtype=float)
    return np.asarray((ref.softmax(moved) - ref.softmax(low)).T / (step * (1 + central)))


JACOBIAN = (
    Cause(
        "p (1 - p) is the slope of each share by its own score. What does score j do to share i?",
        lambda x: ref.softmax(x) * (1 - ref.softmax(x)),
    ),
    Cause(
        "The diagonal alone is filled. Softmax is not elementwise: score j moves share i too.",
        lambda x: np.diag(ref.softmax(x) * (1 - ref.softmax(x))),
    ),
    Cause("All signs are turned.", lambda x: -ref.softmax_jacobian(x)),
    Cause(
        "Away from the diagonal the sign is turned: when score j rises, share i falls.",
        lambda x: ref.softmax_jacobian(x) + 2 * _off_diagonal(x),
    ),
    Cause(
        "The diagonal holds -p p, as all other places do. What is added on the diagonal?",
        lambda x: -np.outer(ref.softmax(x), ref.softmax(x)),
    ),
    Cause(
        "These are the products p p alone. Which sign have they, and what is added on the diagonal?",
        lambda x: np.outer(ref.softmax(x), ref.softmax(x)),
    ),
    Cause(
        "p @ p is one number, and .T does nothing to a flat array. Which function multiplies each p with each other p?",
        lambda x: np.diag(ref.softmax(x)) - ref.softmax(x) @ ref.softmax(x),
    ),
    Cause("Only the shares stand on the diagonal. Which products are subtracted?", lambda x: np.diag(ref.softmax(x))),
    Cause(
        "p_i (1 - p_j) stands everywhere. The 1 belongs to the diagonal alone.",
        lambda x: np.outer(ref.softmax(x), 1 - ref.softmax(x)),
    ),
    Cause(
        "The scores x are used where the shares p belong.",
        lambda x: np.diag(np.asarray(x)) - np.outer(x, x),
    ),
    Cause(
        "This is the Jacobian of the logarithm of softmax. That of softmax itself is asked for.",
        lambda x: np.eye(len(x)) - ref.softmax(x),
    ),
    Cause(
        "The diagonal is the slope of a sigmoid of each score on its own. The p of softmax depends on all scores.",
        lambda x: np.diag((1 - np.tanh(np.asarray(x) / 2) ** 2) / 4),
    ),
    Cause("These are the shares. Their slopes are asked for.", lambda x: ref.softmax(x)),
    Cause("All slopes are doubled.", lambda x: 2 * ref.softmax_jacobian(x)),
    Cause("The table is flattened. An answer of shape (n, n) is asked for.", lambda x: np.ravel(ref.softmax_jacobian(x))),
    Cause("The slopes are rounded. Return them as they are.", lambda x: np.round(ref.softmax_jacobian(x), 3)),
    Cause(
        "The half above the diagonal is filled, the other is 0. Does score 0 move share 1 as well?",
        lambda x: np.triu(ref.softmax_jacobian(x)),
    ),
    Cause(
        "The half below the diagonal is filled, the other is 0. Does score 1 move share 0 as well?",
        lambda x: np.tril(ref.softmax_jacobian(x)),
    ),
    Cause(
        "softmax overflows here: e^1000 is infinity. Which of your functions is safe?",
        lambda x: np.diag(_plain(x)) - np.outer(_plain(x), _plain(x)),
    ),
    *(
        Cause(
            "The slopes are measured with a step, and a step gives only some of the digits. The formula gives all.",
            lambda x, step=step, central=central: _forward_difference(x, step, central=central),
        )
        for step in (1e-2, 1e-3, 1e-4, 1e-5)
        for central in (False, True)
    ),
)
