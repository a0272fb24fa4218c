"""What a check asks: the arguments, the right answer, and how near to it is near enough. Trusted side."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How near is near enough: |got - expected| <= floor + relative * |expected|. Both numbers are 0 or more."""

    relative: float
    floor: float

    def accepts(self, got: ArrayLike, expected: ArrayLike) -> bool:
        """Return whether every number of `got` is near enough to its number of `expected`; true for empty arrays.

        Both are real numbers of one shape, of any dtype. They are compared as float64: the difference of two integers could
        wrap round to 0. NaN is near nothing, and an infinity only near itself.
        """
        with np.errstate(all="ignore"):
            got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
            near = np.abs(got - expected) <= self.floor + self.relative * np.abs(expected)
            return bool(np.all((got == expected) | (near & np.isfinite(expected))))

    def accepts_one(self, got: float, expected: float) -> bool:
        """Return what `accepts` returns, for one finite number `got`, in a tenth of the time."""
        return math.isfinite(expected) and abs(got - expected) <= self.floor + self.relative * abs(expected)


# What lessons promise (docs/fairness.md). 1e-5 lets 1/(1+e^-x) and its equal forms pass and shows a formula that is off.
ELEMENTWISE = Tolerance(1e-5, 2e-8)
FLOAT32 = Tolerance(1e-3, 1e-4)  # for float32 input, whose own rounding is 6e-8: leaves room for some digits lost on the way
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
