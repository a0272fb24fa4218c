"""The steps of softmax, and how each of them goes wrong. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.wrong_softmax import over_sum
from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import Forms, Step, causes, slips
from autograder.reference import sigmoid as sig
from autograder.reference import softmax as ref


def _along(reduce: Any) -> Callable[[Array, int], Array]:
    return lambda e, axis: np.asarray(reduce(e, axis=axis, keepdims=True))


POWER = Step(
    [lambda x, axis: np.exp(x - np.max(x, axis=axis, keepdims=True))],
    {
        "The maximum is subtracted after exp, not before: powers of e below it become negative. What should be shifted, the "
        "scores or their powers?": [
            lambda x, axis: np.exp(x) - np.max(x, axis=axis, keepdims=True),
            lambda x, axis: np.exp(x) - np.exp(np.max(x, axis=axis, keepdims=True)),
            lambda x, axis: np.exp(x) - np.max(x),
            lambda x, axis: np.exp(x) - np.exp(np.max(x)),
        ],
        "The maximum is taken along another axis than the sum, so the scores of one sum are not all shifted by the same number. "
        "Which axis do both need?": [
            lambda x, axis: np.exp(x - np.max(x, axis=0, keepdims=True)),
            lambda x, axis: np.exp(x - np.max(x, axis=-1, keepdims=True)),
        ],
        "The scores are divided by their maximum. What may be done to all scores without moving the shares: subtract or divide?": [
            lambda x, axis: np.exp(x / np.max(x, axis=axis, keepdims=True)),
            lambda x, axis: np.exp(x / np.max(np.abs(x), axis=axis, keepdims=True)),
            lambda x, axis: np.exp(x / np.max(x)),
        ],
        "The scores are scaled before exp (divided by their spread or sum). Subtracting moves no share; what does dividing do?": [
            lambda x, axis: np.exp((x - x.mean(axis=axis, keepdims=True)) / x.std(axis=axis, keepdims=True)),
            lambda x, axis: np.exp(x / x.sum(axis=axis, keepdims=True)),
            lambda x, axis: np.exp(x / np.linalg.norm(x, axis=axis, keepdims=True)),
        ],
        "The largest score gets the smallest share: look at the sign of the exponent.": [lambda x, axis: np.exp(-x)],
        "Each x is divided by the sum: shares in proportion to x. Softmax gives shares in proportion to e^x.": [
            lambda x, axis: x,
            lambda x, axis: x - np.max(x, axis=axis, keepdims=True),
            lambda x, axis: x - np.min(x, axis=axis, keepdims=True),
        ],
        "Shares in proportion to |x| are not softmax. In proportion to what does softmax share?": [lambda x, axis: np.abs(x)],
        "Shares in proportion to the squares of x are not softmax. In proportion to what does softmax share?": [
            lambda x, axis: x**2
        ],
        "A power of another base: softmax takes powers of e.": [lambda x, axis: 2.0**x, lambda x, axis: 10.0**x],
        "e is rounded here, so only the first digits of the shares are right. Which NumPy function knows all of e?": [
            lambda x, axis, e=e: e**x for e in (2.7, 2.71, 2.718, 2.7183, 2.72, 2.71828)
        ],
        "The scores go through a sigmoid before they share. In proportion to what does softmax share?": [
            lambda x, axis: sig.sigmoid(x),
            lambda x, axis: np.exp(sig.sigmoid(x)),
        ],
        "np.expm1 is e^x - 1. In proportion to what does softmax share?": [lambda x, axis: np.expm1(x)],
        "Negative scores are cut off before exp. A low score should still get a share.": [
            lambda x, axis: np.exp(np.maximum(x, 0)),
            lambda x, axis: np.maximum(x, 0),
        ],
        "The shifted scores are cut off (or kept above a limit), so that all low scores get the same share. How small may a "
        "share be?": [
            *(
                (lambda x, axis, low=low: np.exp(np.maximum(x - np.max(x, axis=axis, keepdims=True), low)))
                for low in (-1, -2, -5, -10, -20, -30, -50, -100, -500, -700)
            ),
            *(
                (lambda x, axis, low=low: np.maximum(np.exp(x - np.max(x, axis=axis, keepdims=True)), 10.0**-low))
                for low in (*range(1, 17), 20, 30, 100, 300)
            ),
        ],
    },
)
BELOW = Step(
    [_along(np.sum)],
    {
        "The sum runs over the whole table, so no row adds up to 1. Which argument makes it run along one axis?": [
            lambda e, axis: np.sum(e)
        ],
        "The powers are added up along the first axis, whatever axis is asked for, as Python's own sum does. Which sum takes axis "
        "and keepdims, and what belongs there?": [lambda e, axis: sum(e)],
        "The powers are added up along the last axis, whatever axis is asked for. Where does the argument axis belong in it?": [
            lambda e, axis: np.sum(e, axis=-1, keepdims=True)
        ],
        "The largest share is 1: the division is by the maximum of e^x. What must be below so that shares add up to 1?": [
            _along(np.max),
            lambda e, axis: np.max(e),
        ],
        "The division is by the mean, so the shares add up to the number of scores. What must be below so that they add up to 1?": [
            _along(np.mean),
            lambda e, axis: np.mean(e),
        ],
        "The division is by the length of the vector (a root of a sum of squares). What must be below so that the shares add up "
        "to 1?": [
            lambda e, axis: np.linalg.norm(e, axis=axis, keepdims=True),
            lambda e, axis: np.linalg.norm(e),
        ],
        "The division is by the number of scores. What must be below so that the shares add up to 1?": [
            lambda e, axis: np.asarray(float(e.shape[axis])),
            lambda e, axis: np.asarray(float(e.size)),
        ],
        "Nothing is divided yet: these are the powers. What must be below so that the shares add up to 1?": [
            lambda e, axis: np.asarray(1.0)
        ],
        "A score's own power is missing in the sum below. Which powers are added up?": [
            lambda e, axis: np.sum(e, axis=axis, keepdims=True) - e
        ],
        "1 is added below, as in sigmoid. Which powers are added up in softmax?": [lambda e, axis: 1 + e],
        "A number is added below the line, so that the answers do not add up to 1. Is the sum ever 0 once the maximum is "
        "subtracted?": [lambda e, axis, p=p: np.sum(e, axis=axis, keepdims=True) + 10.0**-p for p in range(0, 16)],
        "The sum below is a running sum (cumsum). How many sums has one row?": [lambda e, axis: np.cumsum(e, axis=axis)],
    },
)
AFTER = Step(
    [lambda p, axis: p],
    {
        "The shares are rounded. Return them as they are.": [*((lambda p, axis, d=d: np.round(p, d)) for d in range(9))],
        "The shares are kept above a small number, or away from 0 and 1: a share may be as small as the computer can hold. "
        "What is the fence for?": [
            *((lambda p, axis, m=m: np.maximum(p, 10.0**-m)) for m in (*range(1, 17), 20, 30, 100, 300)),
            *((lambda p, axis, m=m: np.clip(p, 10.0**-m, 1 - 10.0**-m)) for m in range(1, 17)),
            *((lambda p, axis, m=m: p + 10.0**-m) for m in range(1, 17)),
        ],
        "These are logarithms of the shares. The shares themselves are asked for.": [
            lambda p, axis: np.log(p),
            lambda p, axis: -np.log(p),
        ],
        "This is 1 minus each share. Which of the two adds up to 1?": [lambda p, axis: 1 - p],
        "Each share is squared. Return the shares as they are.": [lambda p, axis: p**2],
        "p (1 - p) is a slope. The shares themselves are asked for.": [lambda p, axis: p * (1 - p)],
        "The shares are given in percent: they should add up to 1, not to 100.": [lambda p, axis: 100 * p],
        "Only the number of the largest share comes back. One share for each score is asked for.": [
            lambda p, axis: np.argmax(p, axis=axis)
        ],
        "Only the largest share comes back. One share for each score is asked for.": [lambda p, axis: np.max(p, axis=axis)],
        "The winner takes all: this is argmax as 0 and 1. Softmax is soft, and leaves each a share.": [
            lambda p, axis: 1.0 * (p == np.max(p, axis=axis, keepdims=True)),
            lambda p, axis: 1.0 * (p > 0.5),
        ],
        "The shares are sorted. Each share stands where its score stood.": [
            lambda p, axis: np.sort(p, axis=axis),
            lambda p, axis: np.flip(np.sort(p, axis=axis), axis=axis),
        ],
        "Softmax is applied twice: shares of shares are flatter than shares. Once is enough.": [ref.softmax],
    },
)
AXIS = Step(
    [lambda x, axis: axis],
    {
        "softmax works along one fixed axis, whatever axis it is given. Where does the argument axis belong?": [
            lambda x, axis: 0,
            lambda x, axis: -1,
            lambda x, axis: 1,
        ],
        "softmax works along another axis than the one that is asked for: is axis 0 taken for axis 1?": [
            lambda x, axis: x.ndim - 1 - axis % x.ndim if x.ndim > 1 else axis
        ],
    },
)


def _softmax(power: Any, below: Any, after: Any, axis_of: Any) -> Callable[..., Array]:
    def wrong(x: Any, axis: int = -1) -> Array:
        x = np.asarray(x, dtype=float)
        if x.ndim == 0:
            raise ValueError("one number alone takes everything, whatever is wrong")
        along = axis_of(x, axis)
        e = power(x, along)
        return np.asarray(after(e / below(e, along), along))

    return wrong


STEPS_OF_SOFTMAX = POWER, BELOW, AFTER, AXIS


def _shifted(form: Callable[..., Array]) -> Callable[..., Array]:
    """Return a form that gets the scores x, the axis, the maxima along it, and the sums of the shifted powers."""

    def wrong(x: Any, axis: int = -1) -> Array:
        x = np.asarray(x, dtype=float)
        top = np.max(x, axis=axis, keepdims=True)
        return form(x, axis, top, np.sum(np.exp(x - top), axis=axis, keepdims=True))

    return wrong


def _some_axes(named: int, other: int) -> Callable[..., Array]:
    """Return softmax along `named` if that axis is asked for, and along `other` if not."""
    return lambda x, axis, top, total: ref.softmax(x, named if axis == named else other)


WHOLE_FORMS: Forms = {
    "softmax is right for one axis or two, and wrong for another. What does your code do with axis = -2, and axis = 1 of a "
    "block?": [_some_axes(0, -1), _some_axes(-1, 0), _some_axes(1, 0)],
    "The maximum is subtracted on one side of the fraction only, so the shares do not add up to 1. Where else has it to go?": [
        lambda x, axis, top, total: np.exp(x - top) / np.sum(np.exp(x), axis=axis, keepdims=True),
        lambda x, axis, top, total: np.exp(x) / total,
    ],
    "The division stands inside the exponent: does a bracket close too late? Which two parts are divided by each other?": [
        lambda x, axis, top, total: np.exp(x - top / total),
        lambda x, axis, top, total: np.exp((x - top) / total),
        lambda x, axis, top, total: np.exp(x / np.sum(np.exp(x), axis=axis, keepdims=True)),
    ],
}
SOFTMAX = (
    Cause(
        "e^1000 is infinite, and nan (infinity / infinity) is turned into 0. What may be subtracted from all scores first?",
        _shifted(lambda x, axis, top, total: np.nan_to_num(over_sum(np.exp(x), axis))),
        "nan_to_num|isnan",
    ),
    Cause(
        "The maximum is added before exp, which makes overflow worse. Which sign brings all scores of a row to 0 or below?",
        _shifted(lambda x, axis, top, total: over_sum(np.exp(x + top), axis)),
        r"\+\s*(np\.|\w+\.)?a?max|\+\s*m\b",
    ),
    *causes(WHOLE_FORMS, _shifted),
    *slips(_softmax, *STEPS_OF_SOFTMAX),
)
SOFTMAX_TWICE = slips(_softmax, *STEPS_OF_SOFTMAX, at_once=2)
