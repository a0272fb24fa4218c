"""How near an answer must be to the right one: tolerances, and a question of a check with its answer. Trusted side."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Near = Callable[[ArrayLike, ArrayLike], bool]  # whether two arrays of one shape agree within a check's tolerance


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Accepts a number if |got - expected| <= floor + relative * |expected|. Both `relative` and `floor` are 0 or more."""

    relative: float
    floor: float

    def accepts(self, got: ArrayLike, expected: ArrayLike) -> bool:
        """Return whether every number of `got` is within the tolerance of its number in `expected`; true for empty arrays.

        Both are arrays of real numbers of the same shape, of any dtype. They are compared as float64, because the difference of
        two integers could overflow. NaN is never accepted; infinity is accepted only if infinity of the same sign is expected.
        """
        return bool(self.each(got, expected).all())

    def each(self, got: ArrayLike, expected: ArrayLike) -> NDArray[np.bool_]:
        """Return for each number of `got` whether it is within the tolerance of its number in `expected`; see `accepts`."""
        with np.errstate(all="ignore"):
            got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
            near = np.abs(got - expected) <= self.floor + self.relative * np.abs(expected)
            return np.asarray((got == expected) | (near & np.isfinite(expected)))

    def accepts_one(self, got: float, expected: float) -> bool:
        """Return what `accepts` returns, for one finite number `got`, in a tenth of the time."""
        return math.isfinite(expected) and abs(got - expected) <= self.floor + self.relative * abs(expected)


# The lessons promise these in digits ("What counts as right"), and their visible checks ask for the same.
# 1e-5 accepts 1/(1+e^-x) and equivalent forms, and rejects a wrong formula.
ELEMENTWISE = Tolerance(1e-5, 2e-8)
FLOAT32 = Tolerance(1e-3, 1e-4)  # for float32 input, whose rounding error is 6e-8: some digits may be lost on the way
TWO_DIGITS = Tolerance(1e-2, 1e-5)  # wrong numbers that a more exact earlier function may make right
PROBABILITY = Tolerance(1e-7, 1e-300)  # softmax: a share of 1e-200 is not 0, so the floor only catches numbers that underflow


@dataclass(frozen=True, slots=True)
class Question:
    """A call and its right answer.

    want: the right answer, an array of any shape; of a function that returns several values, the flat array of them all.
    parts: the right answer value by value, if there are several. kind: what sort of input this is, in the student's words.
    hint: a question that leads on.
    """

    args: tuple[Any, ...]
    want: Array
    tolerance: Tolerance
    parts: tuple[Array, ...] = ()
    kind: str = ""
    hint: str = ""

    def accepts(self, got: Array) -> bool:
        """Return whether an answer has the right shape and its numbers are near enough."""
        return got.shape == self.want.shape and self.tolerance.accepts(got, self.want)
