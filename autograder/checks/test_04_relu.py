"""Hidden checks of lesson 04: relu, its slope, leaky_relu and the share of dead units."""

from typing import ClassVar

import numpy as np

from autograder.checks import slips_slopes, wrong_relu
from autograder.checks.wrong_relu import EVERY, ONE_NUMBER
from autograder.judge.check_base import Array, Checks, Elementwise, Function, both_signs, every_size, weight
from autograder.reference import relu as ref

RELU = """
def relu(x):
    return np.maximum(np.asarray(x, dtype=float), 0.0)
"""
RELU_GRAD = """
def relu_grad(x):
    return np.where(np.asarray(x, dtype=float) > 0, 1.0, 0.0)
"""


class _Kinked(Elementwise):
    """The checks of a function with a corner at 0: zero has a check of its own, and so has the corner."""

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers (an integer array)"""
        x = rng.permutation(np.concatenate([np.arange(1, 6), -np.arange(1, 7)]))
        self._whole(call, x, "Does the answer depend on the kind of number?")

    def test_empty(self, call: Function, rng: np.random.Generator) -> None:
        """An empty array gives an empty array"""
        self._agrees(call, both_signs(rng, 9), "an array of ordinary numbers")
        for shape in ((0,), (3, 0)):
            self._agrees(call, np.zeros(shape), "an empty array", hint="Which step needs at least one number?")

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Large numbers, up to 1000 either way"""
        x = np.concatenate([every_size(rng, 4, 1000), [1000.0, -1000.0], both_signs(rng, 4)])
        self._agrees(call, rng.permutation(x), "large x", hint="Is there a limit in it that the formula does not have?")

    def test_near_zero(self, call: Function, rng: np.random.Generator) -> None:
        """A sharp corner: small numbers on either side of 0"""
        x = np.concatenate([every_size(rng, 1e-12, 0.2), both_signs(rng, 4)])
        self._agrees(
            call,
            rng.permutation(x),
            "small numbers near 0",
            hint="The two pieces meet at 0 and nowhere else: is the corner rounded off, or moved?",
        )


class TestRelu(_Kinked):
    """relu(x) = max(0, x)."""

    function = "relu"
    reference = staticmethod(ref.relu)
    causes = wrong_relu.RELU

    def test_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Zero stays zero, and the two pieces meet there without a jump"""
        x = np.concatenate([[0.0, -0.0], both_signs(rng, 6)])
        self._agrees(call, rng.permutation(x), "x = 0 among other numbers", hint="How high is the curve at 0?")

    @weight(2)
    def test_sides(self, call: Function, rng: np.random.Generator) -> None:
        """The two sides together give x back: relu(x) - relu(-x) = x"""
        x = both_signs(rng, 8)
        self._agrees(call, x, "both sides")
        self._agrees(call, -x, "both sides")


class TestReluGrad(_Kinked):
    """relu_grad(x) = 1 for x > 0, else 0."""

    function = "relu_grad"
    # the slope at 0, the caller's array and what x may be (number, list, table, …): a quarter each
    weights: ClassVar = {"single_number": 2, "list": 3, "shapes": 4, "strided": 2, "near_zero": 3, "unchanged": 12}
    stand_ins: ClassVar = {"relu": RELU}
    reference = staticmethod(ref.relu_grad)
    causes = wrong_relu.RELU_GRAD
    rare = slips_slopes.RELU_GRAD_TWICE

    @weight(12)
    def test_zero(self, call: Function, rng: np.random.Generator) -> None:
        """At 0 the slope is 0, as the lesson fixes it"""
        x = np.concatenate([[0.0, -0.0], both_signs(rng, 6)])
        self._agrees(call, rng.permutation(x), "x = 0 among other numbers", hint="Which slope did the lesson fix for 0?")

    def test_sides(self, call: Function, rng: np.random.Generator) -> None:
        """Of x and -x exactly one lies on the rising side"""
        x = both_signs(rng, 8)
        self._agrees(call, x, "both sides")
        self._agrees(call, -x, "both sides")


class TestLeakyRelu(_Kinked):
    """leaky_relu(x, alpha): x for x > 0, else alpha x."""

    function = "leaky_relu"
    weights: ClassVar = {"unchanged": 10}
    stand_ins: ClassVar = {"relu": RELU, "relu_grad": RELU_GRAD}
    reference = staticmethod(ref.leaky_relu)
    causes = wrong_relu.LEAKY_RELU

    def test_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Zero stays zero"""
        x = np.concatenate([[0.0, -0.0], both_signs(rng, 6)])
        self._agrees(call, rng.permutation(x), "x = 0 among other numbers", hint="How high is the curve at 0?")

    @weight(10)
    def test_alpha(self, call: Function, rng: np.random.Generator) -> None:
        """Other slopes: alpha as a second number, from 0 to 1"""
        for alpha in (*rng.uniform(0.02, 0.9, 3).tolist(), 0.0, 1.0):
            x = both_signs(rng, 8)
            call.agrees(x, alpha, expected=ref.leaky_relu(x, alpha), kind=f"alpha = {alpha:.3g}", hint="What does alpha do?")


def layer(rng: np.random.Generator, n: int, alive: int, dead: int) -> Array:
    """Return the scores (n, alive + dead) of a layer, units in random order, none of the scores 0.

    A unit that is alive is on for one point at least and off for another where n > 1, and its scores may well sum to a
    negative number; a dead one is off for every point.
    """
    Z = -rng.uniform(0.2, 4.0, (n, alive + dead))
    for unit in range(alive):
        on = rng.permutation(n)[: rng.integers(1, max(2, n // 2 + 1))]
        Z[on, unit] *= -1.0
    return np.ascontiguousarray(rng.permutation(Z, axis=1))


class TestDeadFraction(Checks):
    """dead_fraction(Z): the share of the columns without a positive number."""

    function = "dead_fraction"
    stand_ins: ClassVar = {"relu": RELU, "relu_grad": RELU_GRAD}
    causes = wrong_relu.DEAD_FRACTION

    def _agrees(self, call: Function, Z: Array, kind: str, hint: str = ONE_NUMBER) -> None:
        call.agrees(Z, expected=ref.dead_fraction(Z), kind=kind, hint=hint)

    def _ordinary(self, call: Function, rng: np.random.Generator) -> None:
        self._agrees(call, layer(rng, 9, 4, 3), "an ordinary layer", EVERY)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """An ordinary layer"""
        for n, alive, dead in ((12, 4, 3), (5, 2, 6), (9, 5, 2)):
            Z = layer(rng, n, alive, dead)
            self._agrees(call, Z, "an ordinary layer", EVERY)

    @weight(5)
    def test_tie(self, call: Function, rng: np.random.Generator) -> None:
        """A score of exactly 0 is off, as relu_grad(0) is 0"""
        for _ in range(2):
            Z = layer(rng, 8, 3, 4)
            dead = np.flatnonzero((Z <= 0).all(axis=0))
            Z[rng.integers(8), dead[0]] = 0.0
            Z[:, dead[1]] = 0.0
            for unit in set(range(7)) - set(dead.tolist()):
                Z[np.argmin(Z[:, unit]), unit] = 0.0
            self._agrees(call, Z, "scores of exactly 0", "Is a unit with a score of 0 on or off?")

    @weight(2)
    def test_rarely_on(self, call: Function, rng: np.random.Generator) -> None:
        """A unit that is on for one point alone is not dead"""
        for point in (0, 6, 11):
            Z = layer(rng, 12, 2, 6)
            Z[point, :4] = rng.uniform(0.2, 4.0, 4)
            self._agrees(call, Z, "units that are on for one point alone", EVERY)

    def test_none_and_all(self, call: Function, rng: np.random.Generator) -> None:
        """A layer without dead units, and one of dead units only"""
        self._ordinary(call, rng)
        self._agrees(call, layer(rng, 9, 5, 0), "a layer without dead units")
        self._agrees(call, layer(rng, 9, 0, 5), "a layer of dead units only")

    def test_sizes(self, call: Function, rng: np.random.Generator) -> None:
        """One point, one unit, as many points as units, and a turned table"""
        self._ordinary(call, rng)
        for alive in (1, 2, 4, 5):
            self._agrees(call, np.asfortranarray(layer(rng, 9, alive, 3)), "a turned table")
        for n, alive, dead in ((1, 3, 4), (7, 1, 0), (7, 0, 1), (1, 1, 0), (1, 0, 1), (6, 2, 4), (60, 12, 7)):
            points, units = f"{n} point{'s' * (n > 1)}", f"{alive + dead} unit{'s' * (alive + dead > 1)}"
            self._agrees(call, layer(rng, n, alive, dead), f"{points} and {units}")

    def test_sizes_of_scores(self, call: Function, rng: np.random.Generator) -> None:
        """Very small and very large scores, and float32"""
        self._agrees(call, 250.0 * layer(rng, 8, 3, 2), "large scores")
        Z = layer(rng, 8, 5, 2)
        Z[:, :4] *= 1e-9
        self._agrees(call, Z, "very small scores", "How small may a positive score be?")
        self._agrees(call, layer(rng, 8, 3, 2).astype(np.float32), "float32 numbers")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers"""
        Z = (np.sign(layer(rng, 8, 5, 3)) * rng.integers(1, 9, (8, 8))).astype(int)
        self._agrees(call, Z, "whole numbers", "Does the answer depend on the kind of number?")

    @weight(5)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        self._ordinary(call, rng)
        call.unchanged(layer(rng, int(rng.integers(4, 12)), 3, 2))
