"""The base classes of hidden checks, their weights, and everything else that a check imports. Trusted side."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from autograder.judge.inputs import both_signs, every_size, unturned
from autograder.judge.known_causes import Cause
from autograder.judge.student_function import Function
from autograder.judge.tolerance import ELEMENTWISE, FLOAT32, PROBABILITY, Array, Tolerance
from autograder.judge.verdict import Curve, Failure

__all__ = [
    "ELEMENTWISE", "FLOAT32", "GIVEN_LINE", "PROBABILITY", "TWICE", "WEIGHT", "Array", "Cause", "Checks", "Elementwise",
    "Failure", "Function", "Tolerance", "both_signs", "every_size", "weight", "weight_of",
]  # fmt: skip
WEIGHT = "course_weight"  # the attribute of a check that holds its share of the points
GIVEN_LINE = "x = np.asarray(x, dtype=float)"  # of every stub that takes any array_like
TWICE = "Are the answers found by looking for a place, and does that always find the first one?"  # for numbers that occur twice
VISIBLE = 0.01  # share of the expected curve's height: 2 pixels in a picture 200 pixels high; smaller gaps cannot be seen


def weight(share: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a check its share of the function's points; the default is 1."""

    def mark(test: Callable[..., None]) -> Callable[..., None]:
        setattr(test, WEIGHT, share)
        return test

    return mark


def weight_of(checks: type["Checks"], name: str) -> int:
    """Return the weight of the check `name` of a class: the one in the class's `weights`, or else the method's own."""
    given: int = getattr(getattr(checks, name), WEIGHT, 1)
    return checks.weights.get(name.removeprefix("test_"), given)


class Checks:
    """The hidden checks of one function: each method is one behaviour, its docstring the title that a student may see.

    A method may take `call` (the student's function, a `Function`) and `rng` (a numpy Generator whose numbers vary with the
    submission's seed), and nothing else. Every check also asks about ordinary numbers of both signs, so that no constant passes.

    `ordinary` names the check of ordinary inputs. `weights` are this class's own for checks that it inherits, by name without
    `test_` (what a kind of mistake is worth: docs/fairness.md). `stand_ins` are right versions, as code, of earlier functions
    that this one may build on; the judge puts them in place of those that are wrong (docs/decisions/0004-follow-through.md).
    `warned` is the remark on a right answer that makes NumPy warn.
    `given` is the given first line of the stub, if it has one. `alone` is true if each number, or row, of the first argument
    has an answer of its own, `in_order` if the function has to go through its points one by one. `parts` names the values of
    a function that returns several: checks compare them all with `agrees`.
    `rare` are causes of two slips at once, tried only if nothing else explains the numbers.
    """

    function: ClassVar[str]
    causes: ClassVar[tuple[Cause, ...]] = ()
    rare: ClassVar[Iterable[Cause]] = ()
    ordinary: ClassVar[str] = "test_ordinary"
    weights: ClassVar[Mapping[str, int]] = {}
    stand_ins: ClassVar[Mapping[str, str]] = {}
    given: ClassVar[str] = ""
    alone: ClassVar[bool] = False
    in_order: ClassVar[bool] = False
    parts: ClassVar[tuple[str, ...]] = ()
    warned: ClassVar[str] = "NumPy warns on the way, which costs nothing: which step leaves the range of the numbers for a moment?"

    @classmethod
    def curve(cls, call: Function) -> Curve | None:
        """Return the student's and the expected curve, to be drawn; None, the default, if a picture would show no difference."""
        return None


class Elementwise(Checks):
    """The checks of an elementwise function: one number in, one number out, any shape. `reference` is the right version."""

    reference: ClassVar[Callable[..., Array]]
    given = GIVEN_LINE
    alone = True

    def _agrees(self, call: Function, x: Any, kind: str, tolerance: Tolerance = ELEMENTWISE, hint: str = "") -> None:
        call.agrees(x, expected=type(self).reference(x), tolerance=tolerance, kind=kind, hint=hint)

    @classmethod
    def curve(cls, call: Function) -> Curve | None:
        """Return both curves at 121 points from -6 to 6, or from -1000 to 1000 if they differ only there; None if they agree."""
        for span in (6, 1000):
            x = np.linspace(-span, span, 121)
            try:
                got, want = call.numbers(x), cls.reference(x)
            except Failure:
                return None
            if got.shape != x.shape:
                return None
            visible = not np.isfinite(got).all() or np.abs(got - want).max() > VISIBLE * np.ptp(want)
            if visible and not ELEMENTWISE.accepts(got, want):
                apart = tuple(map(int, np.flatnonzero(~ELEMENTWISE.each(got, want))))
                seen = tuple(short(value) if np.isfinite(value) else None for value in got.astype(float))
                return Curve(tuple(map(short, x)), seen, tuple(map(short, want)), apart)
        return None

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """Ordinary numbers in an array"""
        self._agrees(call, both_signs(rng, int(rng.integers(13, 31))), "an array of ordinary numbers")
        x = np.abs(both_signs(rng, 9)) * rng.permutation([-1.0, *[1.0] * 8])
        self._agrees(call, x, "an array with one negative number")
        self._agrees(call, -x, "an array with one positive number")

    def test_single_number(self, call: Function, rng: np.random.Generator) -> None:
        """A single number, whole or not, and an array without axes"""
        for x in both_signs(rng, 2):
            self._agrees(call, float(x), "a single number")
        for x in both_signs(rng, 2):
            self._agrees(call, int(x) or 1, "a single whole number")
            self._agrees(call, np.array(x), "an array without axes (its shape is ())")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers (an integer array)"""
        self._whole(call, rng.permutation(np.arange(-5, 6)), "Do the numbers stay whole where they should not?")

    def _whole(self, call: Function, x: Array, hint: str) -> None:
        """Ask about the whole numbers x (n,), then about x as int32 in rising order, each number twice."""
        self._agrees(call, x, "an array of whole numbers", hint=hint)
        again = np.repeat(np.sort(x), 2).astype(np.int32)
        self._agrees(call, again, "whole numbers (int32) in rising order, each twice", hint=TWICE)

    @weight(2)
    def test_list(self, call: Function, rng: np.random.Generator) -> None:
        """A plain Python list, and a list of lists"""
        x = [float(value) for value in both_signs(rng, 6)]
        hint = "Is the given first line, np.asarray, still there?"
        self._agrees(call, x, "a Python list", hint=hint)
        self._agrees(call, both_signs(rng, 6).reshape(2, 3).tolist(), "a list of lists", hint=hint)

    @weight(2)
    def test_shapes(self, call: Function, rng: np.random.Generator) -> None:
        """Arrays of every length keep their shape (1-D, 2-D, 3-D), and so do axes of length 1, squares and cubes"""
        tall, wide, deep = (int(n) for n in rng.integers(11, 41, 3))
        side = int(rng.integers(2, 7))
        lengths = [1, 2, 3, 4, 5, 8, 12, int(rng.integers(101, 1000))]  # other checks ask about other lengths
        for shape in ((tall, 4), (2, 3, deep), (tall, 1), (1, wide), (1, 1), (side,) * 2, (side,) * 3, *((n,) for n in lengths)):
            self._agrees(call, unturned(rng, shape), f"an array of shape {shape}")

    def test_empty(self, call: Function, rng: np.random.Generator) -> None:
        """An empty array gives an empty array"""
        self._agrees(call, np.zeros((3, 0)), "an empty array")  # a list can have this shape, too
        self._agrees(call, both_signs(rng, 9), "an array of ordinary numbers")

    def test_strided(self, call: Function, rng: np.random.Generator) -> None:
        """Every second column, turned and reversed, and a turned block"""
        self._agrees(call, both_signs(rng, 24).reshape(4, 6)[::-1, ::2].T, "a turned part of an array")
        self._agrees(call, both_signs(rng, 24).reshape(2, 3, 4).T, "a turned block")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """float32 numbers"""
        self._agrees(call, both_signs(rng, 10).astype(np.float32), "float32 numbers", FLOAT32)

    @weight(3)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small numbers, up to 1000 either way, and zero"""
        far = np.concatenate([rng.uniform(400, 700, 2), rng.uniform(720, 1000, 2)])  # e^2x overflows at 355, e^x at 710
        x = np.concatenate([every_size(rng, 4, 400), far, -far, [1000.0, -1000.0, 0.0, -0.0], both_signs(rng, 4)])
        hint = "What does each exp become at 1000, at -1000?"
        for first in rng.permutation([1000.0, -1000.0]):
            self._agrees(call, np.append(first, rng.permutation(x[x != first])), "very large or very negative x", hint=hint)

    def test_near_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Small numbers on either side of 0"""
        x = rng.permutation(np.concatenate([every_size(rng, 1e-12, 0.2), both_signs(rng, 4)]))
        self._agrees(call, x, "small numbers near 0", hint="How does the curve run through x = 0?")

    @weight(7)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        self._agrees(call, both_signs(rng, 7), "an array of ordinary numbers")
        call.unchanged(both_signs(rng, int(rng.integers(5, 40))))


def short(value: float) -> float:
    """Return a number with six significant digits, which are enough for a picture."""
    return float(f"{value:.6g}")
