"""Hidden checks of lesson 03: tanh, its slope, and tanh to the last digits near zero."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from autograder.checks import slips_slopes, wrong_tanh
from autograder.judge.check_base import (
    ELEMENTWISE,
    FLOAT32,
    Array,
    Cause,
    Elementwise,
    Failure,
    Function,
    Tolerance,
    both_signs,
    every_size,
    weight,
)
from autograder.reference import tanh as ref

TWELVE_DIGITS = Tolerance(1e-12, 0.0)
TWICE = Tolerance(4e-5, 8e-8)  # between two answers that may each be off by the contract's tolerance
SINGLE = "The numbers are computed in float32, which holds about 7 digits. Is the given line, with dtype=float, still at work?"
CANCELS = (
    "Two numbers that are nearly equal are subtracted there, and the digits are lost. Which NumPy function gives e^x - 1 "
    "without ever adding the 1?"
)
EARLY_OR_LATE = (
    "Very near 0 all digits are right, but further out, up to 0.01, some are lost. Two formulas seem to share the work: "
    "the short one takes over too early, or the long one loses digits there."
)


def _holds(got: Array, law: Array) -> bool:
    """Return whether an answer keeps a law that relates it to other answers of the function: arrays of one shape."""
    return got.shape == law.shape and TWICE.accepts(got, law)


def _is_single(got: Array, want: Array) -> bool:
    """Return whether the numbers are right within float32, and have no more digits than it can hold."""
    fractions = got[got != np.round(got)]
    with np.errstate(over="ignore"):
        short = np.array_equal(fractions, fractions.astype(np.float32))
    return bool(short and fractions.size and got.shape == want.shape and FLOAT32.accepts(got, want))


class _Tanh(Elementwise):
    """The checks that tanh and its accurate form share."""

    reference = staticmethod(ref.tanh)
    causes = wrong_tanh.TANH

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """Zero at zero, and turned about it: tanh(-x) = -tanh(x)"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x, -x]), "x = 0, and x beside -x")
        x = 10 ** rng.uniform(-2, 1, 60)  # other numbers, for a law that holds whatever the formula
        right, left = call.numbers(x), call.numbers(-x)
        if not _holds(left, -right):
            raise Failure("tanh(-x) should be -tanh(x). What does your function do with the sign of x?")
        if not _holds(call.numbers(2 * x), 2 * right / (1 + right**2)):
            sentence = "With t = tanh(x), tanh(2x) is 2t / (1 + t^2). Your function breaks this law somewhere."
            raise Failure(sentence, named=False)

    def test_near_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Slope 1 through the middle (up to 0.2 either way)"""
        x = 10 ** rng.uniform(-3, -0.7, 120)
        both = rng.permutation(np.concatenate([x, -x, every_size(rng, 1e-12, 1e-3), both_signs(rng, 4)]))
        self._precise(call, both, "x near 0", hint="How steep is the curve at 0?")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Smooth between the middle and the tails (2 to 20 either way)"""
        x = np.concatenate([rng.uniform(2, 8, 100), rng.uniform(2, 20, 20)])
        both = np.concatenate([x, -x, both_signs(rng, 4)])
        self._agrees(call, rng.permutation(both), "x between 2 and 20, either side", hint="Is the curve smooth everywhere?")

    def _precise(
        self, call: Function, x: Array, kind: str, tolerance: Tolerance = ELEMENTWISE, hint: str = "",
        causes: Sequence[Cause] | None = None,
    ) -> None:  # fmt: skip
        """Compare with the reference; an answer with the digits of float32 alone has a sentence of its own."""
        with call.at_once(causes):
            try:
                self._agrees(call, x, kind, tolerance, hint)
            except Failure as failure:
                if _is_single(call.numbers(x), type(self).reference(x)):
                    raise Failure(SINGLE, failure.example) from None
                raise


class TestTanh(_Tanh):
    """tanh(x) = (e^x - e^-x) / (e^x + e^-x)."""

    function = "tanh"


class TestTanhGrad(Elementwise):
    """tanh_grad(x) = 1 - tanh(x)^2."""

    function = "tanh_grad"
    stand_ins: ClassVar = {"tanh": "from numpy import tanh"}
    reference = staticmethod(ref.tanh_grad)
    causes = (*wrong_tanh.TANH_GRAD, *slips_slopes.TANH_GRAD)
    rare = slips_slopes.TANH_GRAD_TWICE

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """One at zero, nowhere more, and the same on both sides"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x, -x]), "x = 0, and x beside -x")
        x = 10 ** rng.uniform(-2, 1, 60)  # other numbers, for laws that hold whatever the formula
        right, left = call.numbers(x), call.numbers(-x)
        if not _holds(left, right):
            raise Failure("The slope should be the same at x and at -x. What does your function do with the sign of x?")
        edge = float(rng.uniform(0.5, 3))
        grid = np.linspace(0, edge, 401)
        slopes = call.numbers(grid)
        if slopes.shape != grid.shape or not abs(np.trapezoid(slopes, grid) - ref.tanh(edge)) < 1e-4:
            raise Failure("Small steps times their slopes should add up to the rise of tanh, and they do not here.")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Falls to zero in the tails (2 to 20 either way)"""
        x = rng.uniform(2, 20, 40)
        both = np.concatenate([x, -x, both_signs(rng, 4)])
        self._agrees(call, rng.permutation(both), "x between 2 and 20, either side", hint="How flat are the tails?")


class TestTanhAccurate(_Tanh):
    """tanh_accurate(x): the stretch exercise, full relative accuracy near zero."""

    function = "tanh_accurate"
    weights: ClassVar = {"unchanged": 11}
    causes = wrong_tanh.TANH_ACCURATE

    @weight(11)
    def test_digits_near_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits near zero, from 1e-15 to 0.01 either way"""
        self._agrees(call, both_signs(rng, 6), "ordinary numbers")
        for low, high, hint in ((-15, -9, CANCELS), (-9, -2, EARLY_OR_LATE)):
            x = 10 ** rng.uniform(low, high, 200)
            x = rng.permutation(np.concatenate([x, -x, [1e-10, -1e-10] if high < -2 else [], both_signs(rng, 4)]))
            self._precise(call, x, "x near 0", TWELVE_DIGITS, hint, wrong_tanh.NEAR_ZERO)

    @weight(2)
    def test_digits_elsewhere(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits everywhere else, from 0.01 to 20 either way"""
        x = np.concatenate([10 ** rng.uniform(-2, 0, 60), rng.uniform(1, 20, 100)])
        hint = "If a short formula takes over near 0, or a limit far out, does it take over too early?"
        x = rng.permutation(np.concatenate([x, -x]))
        causes = (*wrong_tanh.NEAR_ZERO, *self.causes)
        self._precise(call, x, "x from 0.01 to 20", TWELVE_DIGITS, hint, causes)
