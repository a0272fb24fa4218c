"""Hidden checks of lesson 02: sigmoid, its slope, a step of gradient descent, and the slope to the last digits in the tails."""

from typing import ClassVar

import numpy as np

from autograder.checks import slips_gradient_step, slips_slopes, wrong_sigmoid
from autograder.checks.networks import labels_of
from autograder.judge.check_base import (
    ELEMENTWISE,
    FLOAT32,
    TWICE,
    Array,
    Checks,
    Elementwise,
    Failure,
    Function,
    Tolerance,
    both_signs,
    every_size,
    weight,
)
from autograder.reference import sigmoid as ref

TAIL = Tolerance(1e-5, 0.0)
STEP = Tolerance(1e-6, 1e-9)  # as for all gradients; a sum in another order differs by 1e-15
SIGMOID = "from scipy.special import expit as sigmoid"
SLOPE = """
def sigmoid_grad(x):
    from scipy.special import expit as right
    return right(x) * right(np.negative(x))
"""


class TestSigmoid(Elementwise):
    """sigmoid(x) = 1 / (1 + e^-x)."""

    function = "sigmoid"
    reference = staticmethod(ref.sigmoid)
    warned = (
        "For very negative x it warns, because e^-x overflows for a moment. The answer is right all the same. "
        "For x below 0 the equal form e^x / (1 + e^x) stays quiet."
    )
    causes = wrong_sigmoid.SIGMOID

    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """One half at zero, and the two sides add up to one"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x]), "x = 0 and x > 0")
        self._agrees(call, x, "positive x")
        self._agrees(call, -x, "negative x")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Smooth between the middle and the tails (2 to 20 either way)"""
        x = rng.uniform(2, 20, 12)
        self._agrees(call, np.concatenate([x, -x]), "x between 2 and 20, either side", hint="Is the curve smooth everywhere?")


class _Slope(Elementwise):
    """The checks that the slope and its accurate form share."""

    stand_ins: ClassVar = {"sigmoid": SIGMOID}
    causes = wrong_sigmoid.SLOPE
    rare = slips_slopes.SIGMOID_GRAD_TWICE

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """One quarter at zero, nowhere more, and the same on both sides"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x]), "x = 0 and x > 0")
        self._agrees(call, x, "positive x")
        self._agrees(call, -x, "negative x")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Falls to zero in the tails (2 to 20 either way)"""
        x = rng.uniform(2, 20, 12)
        self._agrees(call, np.concatenate([x, -x]), "x between 2 and 20, either side", hint="Does the slope fall smoothly?")


class TestSigmoidGrad(_Slope):
    """sigmoid_grad(x) = sigmoid(x) (1 - sigmoid(x))."""

    function = "sigmoid_grad"
    reference = staticmethod(ref.sigmoid_grad)


class TestSigmoidGradTails(_Slope):
    """sigmoid_grad_tails(x): the stretch exercise, five digits in the tails too."""

    function = "sigmoid_grad_tails"
    weights: ClassVar = {"unchanged": 10}
    reference = staticmethod(ref.sigmoid_grad_tails)
    causes = wrong_sigmoid.TAILS

    @weight(10)
    def test_tails(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits far out, from 20 to 700 either way"""
        x = np.concatenate([rng.uniform(20, 45, 6), rng.uniform(45, 350, 3), rng.uniform(400, 700, 3)])  # e^2x overflows at 355
        both = np.concatenate([x, -x])
        self._lossless(call, both, "x far from 0, from 20 on")
        self._lossless(call, both_signs(rng, 6), "ordinary numbers")

    def _lossless(self, call: Function, x: Array, kind: str) -> None:
        """Compare with a purely relative tolerance; an answer that only loses digits has a sentence of its own."""
        want = ref.sigmoid_grad_tails(x)
        with call.at_once():
            try:
                call.agrees(x, expected=want, tolerance=TAIL, kind=kind)
            except Failure as failure:
                got = call.last.got
                known = failure.cause in {cause.sentence for cause in self.causes}
                if known or not isinstance(got, np.ndarray) or got.shape != want.shape or not ELEMENTWISE.accepts(got, want):
                    raise
                raise Failure(wrong_sigmoid.LOST, failure.example) from None

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small numbers, up to 700 either way, and zero"""
        far = rng.uniform(400, 700, 4)
        x = np.concatenate([every_size(rng, 4, 400), far, -far, [700.0, -700.0, 0.0, -0.0], both_signs(rng, 4)])
        self._agrees(call, rng.permutation(x), "very large or very negative x", hint="What does each exp become at 700?")


class TestGradientStep(Checks):
    """gradient_step(w, b, x, y, rate) = (w - rate mean((p - y) x), b - rate mean(p - y)) with p = sigmoid(w x + b)."""

    function = "gradient_step"
    parts = ("w", "b")
    stand_ins: ClassVar = {"sigmoid": SIGMOID, "sigmoid_grad": SLOPE}
    causes = slips_gradient_step.STEP
    rare = slips_gradient_step.STEP_TWICE
    warned = TestSigmoid.warned

    def _agrees(self, call: Function, w: float, b: float, x: Array, y: Array, rate: float, kind: str, tolerance: Tolerance = STEP,
                hint: str = "") -> None:  # fmt: skip
        call.agrees(w, b, x, y, rate, expected=ref.gradient_step(w, b, x, y, rate), tolerance=tolerance, kind=kind, hint=hint)

    def _ordinary(self, call: Function, rng: np.random.Generator, n: int, kind: str, rate: float | None = None) -> None:
        """Ask about n points; w, b and the rate are ordinary numbers too."""
        w, b = both_signs(rng, 2)
        rate = float(rng.uniform(0.3, 3)) if rate is None else rate
        self._agrees(call, float(w), float(b), both_signs(rng, n), labels_of(rng, n, 2), rate, kind)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """One step on a few points of both classes"""
        for n in (6, 7, 8):
            self._ordinary(call, rng, n, f"{n} points")
        x = both_signs(rng, 6)
        for w in (1.0, 6.0):
            self._agrees(call, w, 0.1, x, (x > 0).astype(int), 1.5, "points that are all on their side")

    @weight(2)
    def test_sizes(self, call: Function, rng: np.random.Generator) -> None:
        """The mean over the points: one point, two points, many, and each point twice"""
        for n in (5, 1, 2, 60):
            self._ordinary(call, rng, n, "one point" if n == 1 else f"{n} points")
        x, y = both_signs(rng, 5), labels_of(rng, 5, 2)
        self._agrees(call, 0.8, -0.4, np.repeat(x, 2), np.repeat(y, 2), 1.0, "points that all stand there twice")
        kind = "points in rising order that all stand there twice, once in each class"
        self._agrees(call, 0.8, -0.4, np.repeat(np.sort(x), 2), np.resize([0, 1, 1, 0], 10), 1.0, kind, hint=TWICE)

    @weight(2)
    def test_rate(self, call: Function, rng: np.random.Generator) -> None:
        """The rate: small, large, a whole number, and 0, which moves nothing"""
        for rate in (0.05, 20.0, 2, 0):
            self._ordinary(call, rng, 6, f"rate = {rate:g}", rate)

    def test_one_class(self, call: Function, rng: np.random.Generator) -> None:
        """Points of one class only"""
        self._ordinary(call, rng, 6, "points of both classes")
        for label in (0, 1):
            self._agrees(call, 0.6, 0.3, both_signs(rng, 6), np.full(6, label), 1.5, f"points that all have y = {label}")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers in w, b and x, and classes that are floats (0.0 and 1.0)"""
        self._ordinary(call, rng, 6, "ordinary points")
        x = rng.permutation(np.array([-3, -2, -1, 1, 2, 3]))
        w, b = (int(value) for value in rng.permutation([-2, 1]))
        hint = "Do the numbers stay whole where they should not?"
        self._agrees(call, w, b, x, labels_of(rng, 6, 2), 0.5, "whole numbers", hint=hint)
        self._agrees(call, 0, 0, both_signs(rng, 5), labels_of(rng, 5, 2), 0.5, "w and b that are zeros")
        self._agrees(call, 0.5, -0.7, both_signs(rng, 6), labels_of(rng, 6, 2).astype(float), 0.5, "classes that are floats")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """Points in single precision (float32)"""
        w, b = both_signs(rng, 2)
        self._ordinary(call, rng, 6, "ordinary points")
        x = both_signs(rng, 6).astype(np.float32)
        self._agrees(call, float(w), float(b), x, labels_of(rng, 6, 2), 1.0, "float32 points", FLOAT32)

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Scores far out, up to 1000 either way: sure and right, sure and wrong"""
        self._ordinary(call, rng, 6, "ordinary points")
        far = np.concatenate([rng.uniform(360, 499, 4), rng.uniform(10, 20, 2)])  # the scores are twice as large
        x = rng.permutation(np.concatenate([far, -far, both_signs(rng, 4)]))
        hint = "What does each exp become where the score is 1000?"
        self._agrees(call, 2.0, 0.5, x, labels_of(rng, 16, 2), 0.01, "scores far out", hint=hint)
        x = rng.permutation([-1.0, 1.0]) * rng.uniform(400, 499, 2)
        self._agrees(call, 2.0, 0.5, x, (x > 0).astype(int), 20.0, "scores far out, on the right side", hint=hint)
        self._agrees(call, 2.0, 0.5, x, (x < 0).astype(int), 1.0, "scores far out, on the wrong side", hint=hint)

    @weight(5)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The arrays that are passed in stay as they were"""
        self._ordinary(call, rng, 6, "ordinary points")
        n = int(rng.integers(5, 20))
        call.unchanged(0.5, -0.5, both_signs(rng, n), labels_of(rng, n, 2), 1.0)
