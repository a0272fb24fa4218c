"""Ways of going wrong that every function can have, recognised from plain arrays alone. Trusted side; it calls nothing.

The judge asks here if an answer is none of the known wrong forms of its own function (`judge.student_function.Cause`). Each
sentence ends in a question that leads on.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Near = Callable[[Array, Array], bool]

CLOSE = 2e-2  # relative error: below it the first two digits are about right, so the formula is, and a constant is not
FEW = 4  # numbers: with fewer, a factor, a step or a pattern may be chance


def diagnose(name: str, args: Sequence[Any], got: Array, want: Array, near: Near, kind: str = "", hint: str = "") -> str:
    """Return what is wrong with `got` as a sentence or two; '' if it fits no pattern.

    `args` are the arguments of the call, arrays or numbers. `got` and `want` are real arrays of any shapes and any integer or
    float dtype, and differ. `near(a, b)` returns whether all numbers of two arrays of one shape agree within the check's
    tolerance. `kind` says in words what sort of input this is, and `hint` is the check's question.
    """
    if got.shape != want.shape:
        return _shape(name, got, want, near, hint)
    if not (np.isfinite(got).all() and np.isfinite(want).all()):
        return ""
    return _value(name, args, got, want.astype(float), near, kind, hint)


def _shape(name: str, got: Array, want: Array, near: Near, hint: str) -> str:
    if got.size == want.size and near(got.ravel(), want.ravel()):
        return _rearranged(name, got, want)
    if got.shape == want.shape[::-1] and near(got, want.T):
        return f"{name} gives the right numbers with rows and columns exchanged. Which step turns them round?"
    if got.size == 1 and want.size > 1:
        return _one_number(name, float(got.ravel()[0]), want, near)
    if want.ndim == 1 and want.size > 1 and got.shape == (want.size, want.size):
        return (
            f"{name} combines each number with each other one: {want.size} numbers become a table of {want.size} by {want.size}. "
            "Does a column of shape (n, 1) meet a row of shape (n,) there?"
        )
    if got.ndim == want.ndim == 1 and got.size < want.size and np.isin(got, want).all():
        return f"{name} leaves some numbers out: {got.size} come back for {want.size}. What becomes of the others?"
    if want.ndim == 0 and got.size > 1:
        return f"{name} gives several numbers where a single one is asked for. {hint or 'How do they become one?'}"
    return ""


def _rearranged(name: str, got: Array, want: Array) -> str:
    if want.ndim == 1 and got.shape == (want.size, 1):
        return (
            f"{name} gives a column of shape {got.shape} where a flat array of shape {want.shape} is asked for. What adds the axis?"
        )
    if want.ndim == 1 and got.shape == (1, want.size):
        return f"{name} gives a row of shape {got.shape} where a flat array of shape {want.shape} is asked for. What adds the axis?"
    if want.ndim > 1 and got.ndim == 1:
        return f"{name} has lost the shape: {want.shape} went in, and all numbers stand in one row. What flattens them?"
    if want.ndim == 0:
        return f"{name} gives an array of shape {got.shape} for a single number. What adds the axis?"
    return f"{name} gives the right numbers in the shape {got.shape} where {want.shape} is asked for. Which step changes the shape?"


def _one_number(name: str, got: float, want: Array, near: Near) -> str:
    def is_(other: Any) -> bool:
        return near(np.array([got]), np.array([float(other)]))

    if is_(want.ravel()[0]):
        return f"{name} gives the answer for the first number only. Does return stand inside the loop?"
    if is_(want.ravel()[-1]):
        return f"{name} gives the answer for the last number only. Where are the others kept?"
    for word, value in (("sum", want.sum()), ("mean", want.mean()), ("largest", want.max()), ("smallest", want.min())):
        if is_(value):
            verb = {"sum": "adds everything up", "mean": "takes the mean"}.get(word, f"takes the {word} of all")
            return f"{name} {verb} and gives one number. One answer for each number is asked for, in the same shape."
    return f"{name} gives one number where {want.size} are expected: one answer for each, in the same shape."


def _value(name: str, args: Sequence[Any], got: Array, want: Array, near: Near, kind: str, hint: str) -> str:
    if want.size < FEW or np.ptp(want) == 0:
        return ""
    whole, got = got.dtype.kind in "iu", got.astype(float)
    given = np.asarray(args[0]) if args else np.empty(0)
    same_shape = given.shape == want.shape and given.dtype.kind in "biuf"
    if same_shape and near(got, given.astype(float)):
        return f"{name} gives its input back as it was. Where does the formula come in?"
    if (whole or np.ptp(got) > 0) and (cut := _cut(name, got, want, near)):
        return cut
    if np.ptp(got) == 0:
        return f"{name} gives {got.flat[0]:.4g} for {kind or 'all inputs'}, whichever they are. Where does the answer depend on x?"
    if proportion := _in_proportion(name, got, want, near):
        return proportion
    if np.all(np.abs(got - want) <= CLOSE * np.abs(want)):
        question = hint or "Is a constant cut short, a step too wide, or a number kept in a small type?"
        return f"{name} comes close, but not close enough: only the first digits are right. {question}"
    return _where(name, given, got, want, near) if same_shape else ""


def _in_proportion(name: str, got: Array, want: Array, near: Near) -> str:
    if near(got, -want):
        return f"{name} has the sign of every answer turned. Where does a minus come in, or get lost?"
    with np.errstate(all="ignore"):
        factor = _constant(got[want != 0] / want[want != 0])
    if factor is not None and near(got, factor * want):
        return f"{name} gives {factor:.4g} times what it should, everywhere. Which factor is too many, or missing?"
    step = _constant(got - want)
    if step is not None and near(got, want + step):
        size = f"{abs(step):.4g} too {'large' if step > 0 else 'small'}"
        return f"{name} gives numbers that are all {size}. What is added once too often, or not at all?"
    with np.errstate(all="ignore"):
        if near(got, 1 - want):
            return f"{name} gives 1 minus what it should. What is the last step?"
        if near(got, 1 / want):
            return f"{name} gives 1 divided by what it should: is the fraction upside down?"
        if near(got, want**2):
            return f"{name} gives the square of what it should. Is something multiplied by itself?"
        if (want >= 0).all() and near(got, np.sqrt(want)):
            return f"{name} gives the root of what it should. Is a root too many, or a square missing?"
    if want.ndim == 1 and near(np.sort(got), np.sort(want)):
        return f"{name} gives the right numbers in another order. Which step sorts or turns them?"
    return ""


def _constant(values: Array) -> float | None:
    """Return the one number that all `values` are to 4 digits; None if they differ, or if it is 0 or 1."""
    if values.size < FEW:
        return None
    middle = float(np.median(values))
    constant = np.isfinite(middle) and bool(np.all(np.abs(values - middle) <= 1e-4 * abs(middle)))
    return middle if constant and abs(middle) > 1e-6 and abs(middle - 1) > 1e-6 else None


def _cut(name: str, got: Array, want: Array, near: Near) -> str:
    if near(got, np.trunc(want)) or near(got, np.floor(want)):
        return f"{name} cuts its answers to whole numbers. Does // stand where / belongs, or is the array made for whole numbers?"
    for digits in range(7):
        if near(got, np.round(want, digits)):
            return (
                f"{name} rounds its answers to {digits} decimals. Return the numbers as they are: who needs fewer can round later."
            )
    return ""


def _where(name: str, given: Array, got: Array, want: Array, near: Near) -> str:
    wrong = np.array([not near(g, w) for g, w in zip(got.ravel(), want.ravel(), strict=True)])
    x = given.ravel().astype(float)
    right = ~wrong
    for bad, there, good, other in (("negative", x < 0, "positive", x > 0), ("positive", x > 0, "negative", x < 0)):
        if there.sum() >= FEW and other.sum() >= FEW and wrong[there].all() and right[other].all():
            return f"{name} is right for {good} x and wrong for {bad} x. What does it do with {bad} numbers?"
    zero = x == 0
    if zero.any() and wrong[zero].all() and right[~zero].all() and (x < 0).any() and (x > 0).any():
        return f"{name} is right everywhere but at x = 0. Which of its cases takes 0 in?"
    if wrong.sum() >= 2 and np.unique(np.abs(x[right])).size >= FEW and np.abs(x[right]).max() < np.abs(x[wrong]).min():
        return f"{name} is right near 0 and wrong farther out. What changes there?"
    return ""
