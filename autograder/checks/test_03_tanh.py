"""Hidden checks of lesson 03: tanh, its slope, and tanh to the last digits near zero."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from scipy import special

from autograder.checking import (
    ELEMENTWISE,
    FLOAT32,
    Array,
    Cause,
    Elementwise,
    Failure,
    Function,
    Tolerance,
    both_signs,
    weight,
)
from autograder.reference import sigmoid as sig
from autograder.reference import tanh as ref

NEAR_ZERO = Tolerance(1e-12, 0.0)
TWICE = Tolerance(4e-5, 8e-8)  # between two answers that may each be off by the contract's tolerance

PIECES = "Straight pieces are not tanh: this hard version leaves the curve between its corners. What bends smoothly?"
EARLY = "The exponent is cut off so early that the tails stop short of 1 and -1. How far out does the curve still move?"
WHOLE = "The answer is cut to whole numbers. Is the array that holds it made for fractions?"
JUMPS = "The curve jumps to its limit where it has not arrived yet. How far from 1 is tanh(5), and are five digits right there?"
SHORT = "Near 0 a short formula stands in for tanh, and it takes over too early. Up to which x are enough of its digits right?"
BASE = "Powers of another base: tanh is made of powers of e = 2.71828… Which NumPy function gives them?"
SERIES = "This is the beginning of a series: it is tanh only near 0, and runs away after that. Which formula holds everywhere?"
SINGLE = "The numbers are computed in float32, which holds about 7 digits. Is the given line, with dtype=float, still at work?"


def _float(x: Any) -> Array:
    return np.asarray(x, dtype=float)


def _textbook(x: Any) -> Array:
    x = _float(x)
    return np.asarray((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)))


def _double(x: Any) -> Array:
    x = _float(x)
    return np.asarray((np.exp(2 * x) - 1) / (np.exp(2 * x) + 1))


def _double_down(x: Any) -> Array:
    x = _float(x)
    return np.asarray((1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x)))


def _base(base: float) -> Callable[[Any], Array]:
    return lambda x: ref.tanh(_float(x) * np.log(base))


def _jump(limit: float) -> Callable[[Any], Array]:
    return lambda x: np.where(np.abs(_float(x)) > limit, np.sign(_float(x)), ref.tanh(x))


def _short(limit: float, terms: int) -> Callable[[Any], Array]:
    """Return tanh with x, or x - x^3/3, in its place below `limit`."""
    return lambda x: np.where(np.abs(_float(x)) < limit, _float(x) - (terms - 1) * _float(x) ** 3 / 3, ref.tanh(x))


def _is_single(got: Array, want: Array) -> bool:
    """Return whether the numbers are right as far as float32 goes, and have only the digits that it can hold."""
    fractions = got[got != np.round(got)]
    with np.errstate(over="ignore"):
        short = np.array_equal(fractions, fractions.astype(np.float32))
    return bool(short and fractions.size and got.shape == want.shape and FLOAT32.accepts(got, want))


class _Tanh(Elementwise):
    """What holds for tanh and for its accurate form alike."""

    reference = staticmethod(ref.tanh)
    causes = (
        Cause(
            "From about 710 on, e^x is infinite, and infinity / infinity is nan. Can the exponents be kept at or below "
            "zero, on both sides?",
            _textbook,
        ),
        Cause(
            "e^(2x) becomes infinite from about 355 on, and infinity / infinity is nan. Can the exponent be kept at "
            "or below zero for large x?",
            _double,
        ),
        Cause(
            "e^(-2x) becomes infinite for x below about -355, and infinity / infinity is nan. What could |x| do here?",
            _double_down,
        ),
        Cause(
            "The nan in the tails is turned into 0. Where has the curve long been, far out on either side?",
            lambda x: np.nan_to_num(_textbook(x)),
        ),
        Cause(
            "The nan in the tails is turned into 0. Where has the curve long been, far out on either side?",
            lambda x: np.nan_to_num(_double(x)),
        ),
        Cause(
            "Both tails end at the same number here. Each tail has a limit of its own: which one is it on the left?",
            lambda x: np.nan_to_num(_textbook(x), nan=1.0),
        ),
        Cause("This is sigmoid, which runs from 0 to 1. What stretches it to run from -1 to 1?", sig.sigmoid),
        Cause(
            "This is 2 sigmoid(x) - 1: the range is right, but the curve is half as steep as tanh. What is missing inside?",
            lambda x: 2 * sig.sigmoid(x) - 1,
        ),
        Cause(
            "This is sigmoid(2x): as steep as it should be inside, but it still runs from 0 to 1. What moves the range?",
            lambda x: sig.sigmoid(2 * _float(x)),
        ),
        Cause(
            "This is 2 sigmoid(2x), which runs from 0 to 2. What brings its middle down to 0?",
            lambda x: 2 * sig.sigmoid(2 * _float(x)),
        ),
        Cause(
            "This is sigmoid(2x) - 1, which runs from -1 to 0. How far apart should the two limits be?",
            lambda x: sig.sigmoid(2 * _float(x)) - 1,
        ),
        Cause(
            "This is sigmoid(x) - 1/2: centred, but it runs only from -1/2 to 1/2. What stretches it?",
            lambda x: sig.sigmoid(x) - 0.5,
        ),
        Cause(
            "This is 2 sigmoid(2x) + 1. Which way does the middle of sigmoid have to move to reach 0?",
            lambda x: 2 * sig.sigmoid(2 * _float(x)) + 1,
        ),
        Cause("The curve falls where it should rise: which exponential comes first in the top?", lambda x: -ref.tanh(x)),
        Cause(
            "Top and bottom are swapped: this runs off to infinity at 0, where tanh is 0. Which one has the minus?",
            lambda x: 1 / ref.tanh(x),
        ),
        Cause(
            "Brackets: without them, only e^-x / e^x is divided. What should the line of the fraction cover?",
            lambda x: np.exp(_float(x)) - np.exp(-_float(x)) / np.exp(_float(x)) + np.exp(-_float(x)),
        ),
        Cause(
            "Brackets: the top is divided by e^x alone, and e^-x added after. What should the line of the fraction cover?",
            lambda x: (np.exp(_float(x)) - np.exp(-_float(x))) / np.exp(_float(x)) + np.exp(-_float(x)),
        ),
        Cause(
            "Brackets: in the top only e^-x is divided, and taken from e^x after. What should the line of the fraction cover?",
            lambda x: np.exp(_float(x)) - np.exp(-_float(x)) / (np.exp(_float(x)) + np.exp(-_float(x))),
        ),
        Cause(
            "2 / 1 + e^(-2x) - 1 divides first, then adds. Where do brackets belong?",
            lambda x: 2 / 1 + np.exp(-2 * _float(x)) - 1,
        ),
        Cause(
            "2 / (1 + e^(-2x) - 1): these brackets hold one part too many. Which part is taken off after the division?",
            lambda x: 2 / np.exp(-2 * _float(x)),
        ),
        Cause(
            "This is (e^x + e^-x) / 2, called cosh: it is the bottom of the fraction, halved. What stands above it?",
            lambda x: np.cosh(_float(x)),
        ),
        Cause(
            "This is e^x + e^-x, the bottom of the fraction alone. What stands above it?",
            lambda x: 2 * np.cosh(_float(x)),
        ),
        Cause(
            "This is (e^x - e^-x) / 2, called sinh: it grows without end. What should it be divided by?",
            lambda x: np.sinh(_float(x)),
        ),
        Cause(
            "This is e^x - e^-x, the top of the fraction alone. What should it be divided by?",
            lambda x: 2 * np.sinh(_float(x)),
        ),
        Cause(
            "This is tan, the tangent of an angle. The h in tanh stands for hyperbolic: which formula is that?",
            lambda x: np.tan(_float(x)),
        ),
        Cause("This is arctan: it looks alike, but ends at 1.57. Which function ends at 1?", lambda x: np.arctan(_float(x))),
        Cause(
            "This is arctan, scaled to end at 1: its tails come in far too slowly. Where are the exponentials?",
            lambda x: np.arctan(_float(x)) * 2 / np.pi,
        ),
        Cause(
            "This is arctanh, the way back from y to x. Which function leads from x to y?",
            lambda x: np.arctanh(_float(x)),
        ),
        Cause("This is the slope of tanh, not tanh itself.", ref.tanh_grad),
        Cause(
            "This is x / (1 + |x|), called softsign: its tails come in far too slowly. Where are the exponentials?",
            lambda x: _float(x) / (1 + np.abs(_float(x))),
        ),
        Cause(
            "This is x divided by the root of 1 + x^2: its tails come in far too slowly. Where are the exponentials?",
            lambda x: _float(x) / np.hypot(1, _float(x)),
        ),
        Cause(
            "This is erf, another S from -1 to 1: it is steeper at 0 and comes in faster. Which formula is tanh?",
            special.erf,
        ),
        Cause("This is ReLU, or max(x, 0), the curve of lesson 4. Which formula is tanh?", lambda x: np.maximum(_float(x), 0)),
        Cause(PIECES, lambda x: np.clip(_float(x), -1, 1)),
        Cause(PIECES, lambda x: np.clip(_float(x) / 2, -1, 1)),
        Cause("These are only the limits, -1 and 1. What happens on the way between them?", lambda x: np.sign(_float(x))),
        Cause(SERIES, lambda x: _float(x) - _float(x) ** 3 / 3),
        Cause(SERIES, lambda x: _float(x) - _float(x) ** 3 / 3 + 2 * _float(x) ** 5 / 15),
        Cause("This is the input itself, x. tanh follows it near 0, but then bends towards its limits.", _float),
        Cause(
            "The left side has lost its sign: tanh(-x) should be -tanh(x). Where did |x| swallow it?",
            lambda x: np.abs(ref.tanh(x)),
        ),
        Cause(
            "Negative x give 0 here. Which of the two curves of this course so far is 0 on the left? tanh is not.",
            lambda x: np.maximum(ref.tanh(x), 0),
        ),
        Cause(WHOLE, lambda x: np.trunc(ref.tanh(x))),
        Cause(WHOLE, lambda x: ref.tanh(np.trunc(_float(x)))),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh(x), 1)),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh(x), 2)),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh(x), 3)),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh(x), 4)),
        Cause(EARLY, lambda x: ref.tanh(np.clip(_float(x), -5, 5))),
        Cause(EARLY, lambda x: ref.tanh(np.clip(_float(x), -3, 3))),
        Cause(EARLY, lambda x: ref.tanh(np.clip(_float(x), -2, 2))),
        Cause(EARLY, lambda x: ref.tanh(np.clip(_float(x), -1, 1))),
        Cause(
            "This is tanh of tanh: it is applied once too often. Does your function call itself, or np.tanh twice?",
            lambda x: ref.tanh(ref.tanh(x)),
        ),
        Cause(
            "The slope at 0 is 2 where it should be 1: is one factor 2 too many inside?",
            lambda x: ref.tanh(2 * _float(x)),
        ),
        Cause(
            "This is tanh(x/2): half as steep as it should be. Is a factor 2 missing in the exponent?",
            lambda x: ref.tanh(_float(x) / 2),
        ),
        Cause(BASE, _base(2)),
        Cause(BASE, _base(10)),
        Cause(
            "e is rounded too far: with 2.718 only about four digits come out right. Which NumPy function knows all of e?",
            _base(2.718),
        ),
        Cause(
            "e is rounded too far: with 2.7 only a few digits come out right. Which NumPy function knows all of e?",
            _base(2.7),
        ),
        Cause(
            "e is rounded too far: with 2.72 only a few digits come out right. Which NumPy function knows all of e?",
            _base(2.72),
        ),
        *(Cause(JUMPS, _jump(limit)) for limit in (1.0, 2.0, 3.0, 4.0, 5.0)),
        *(Cause(SHORT, _short(limit, terms)) for limit in (1.0, 0.5, 0.2, 0.1, 0.05) for terms in (1, 2)),
    )

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """Zero at zero, and turned about it: tanh(-x) = -tanh(x)"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x, -x]), "x = 0, and x beside -x")
        x = 10 ** rng.uniform(-2, 1, 60)  # other numbers, held against what is true of tanh whatever its formula
        right, left = call.numbers(x), call.numbers(-x)
        if right.shape != x.shape or not TWICE.accepts(left, -right):
            raise Failure("tanh(-x) should be -tanh(x). What does your function do with the sign of x?")
        if not TWICE.accepts(call.numbers(2 * x), 2 * right / (1 + right**2)):
            raise Failure("With t = tanh(x), tanh(2x) is 2t / (1 + t^2). Your function breaks this law somewhere.")

    def test_middle(self, call: Function, rng: np.random.Generator) -> None:
        """Slope 1 through the middle (0.001 to 0.2 either way)"""
        x = 10 ** rng.uniform(-3, -0.7, 120)
        both = rng.permutation(np.concatenate([x, -x, both_signs(rng, 4)]))
        self._precise(call, both, "x near 0", hint="How steep is the curve at 0?")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Smooth between the middle and the tails (2 to 20 either way)"""
        x = np.concatenate([rng.uniform(2, 8, 100), rng.uniform(2, 20, 20)])
        both = np.concatenate([x, -x, both_signs(rng, 4)])
        self._agrees(call, rng.permutation(both), "x between 2 and 20, either side", hint="Is the curve smooth everywhere?")

    def _precise(self, call: Function, x: Array, kind: str, tolerance: Tolerance = ELEMENTWISE, hint: str = "") -> None:
        """Compare with the reference; where only float32's digits came, say so."""
        try:
            self._agrees(call, x, kind, tolerance, hint)
        except Failure as failure:
            if failure.cause.endswith(hint) and _is_single(call.numbers(x), type(self).reference(x)):
                raise Failure(SINGLE, failure.example) from None
            raise


class TestTanh(_Tanh):
    """tanh(x) = (e^x - e^-x) / (e^x + e^-x)."""

    function = "tanh"


def _of(function: Callable[[Any], Array]) -> Callable[[Any], Array]:
    """Return 1 - t^2 for a wrong tanh."""
    return lambda x: 1 - np.asarray(function(x)) ** 2


def _numeric(step: float, back: float = 0.0) -> Callable[[Any], Array]:
    """Return a finite difference of tanh from x - back to x + step."""
    return lambda x: (ref.tanh(_float(x) + step) - ref.tanh(_float(x) - back)) / (step + back)


NEIGHBOURS = (
    "np.gradient compares neighbours in the array, in whatever order they come. Each number has a slope of its own: what "
    "does the formula 1 - t^2 give?"
)
WIDE = "A finite difference with so wide a step follows the curve's bend, not its slope. What does the formula 1 - t^2 give?"


class TestTanhGrad(Elementwise):
    """tanh_grad(x) = 1 - tanh(x)^2."""

    function = "tanh_grad"
    reference = staticmethod(ref.tanh_grad)
    causes = (
        Cause(
            "1 - x^2 is the slope only if x is already a tanh. Here x is the input: what has to be computed first?",
            lambda x: 1 - _float(x) ** 2,
        ),
        Cause("This is tanh itself; its slope is asked for.", ref.tanh),
        Cause("This is 1 - tanh(x). Is something missing on the tanh?", lambda x: 1 - ref.tanh(x)),
        Cause("This is 1 - |tanh(x)|. Is it the size or the square that is asked for?", lambda x: 1 - abs(ref.tanh(x))),
        Cause("Is it 1 + t^2 or 1 - t^2? The slope is never above 1.", lambda x: 1 + ref.tanh(x) ** 2),
        Cause("The slope has its sign turned: tanh rises everywhere.", lambda x: -ref.tanh_grad(x)),
        Cause(
            "t (1 - t) is sigmoid's rule, s (1 - s), with tanh put in. Which rule belongs to tanh?",
            lambda x: ref.tanh(x) * (1 - ref.tanh(x)),
        ),
        Cause(
            "This is the slope of sigmoid, 1/4 at 0. How steep is tanh at 0?",
            sig.sigmoid_grad,
        ),
        Cause(
            "1 - s^2 with the sigmoid in it: which function's value belongs into that rule?",
            lambda x: 1 - sig.sigmoid(x) ** 2,
        ),
        Cause(
            "This is a quarter of the slope. 1/4 is sigmoid's slope at 0; what is tanh's?",
            lambda x: ref.tanh_grad(x) / 4,
        ),
        Cause(
            "This is half the slope. tanh is 2 sigmoid(2x) - 1: which of the two 2s got lost in the chain rule?",
            lambda x: ref.tanh_grad(x) / 2,
        ),
        Cause(
            "This is twice the slope. How steep is tanh at 0?",
            lambda x: ref.tanh_grad(x) * 2,
        ),
        Cause(
            "This is 4 sigmoid'(x), the slope of tanh at x/2. Which 2 stands inside the sigmoid?",
            lambda x: 4 * sig.sigmoid_grad(x),
        ),
        Cause(
            "This is 2 sigmoid'(x), half the slope of tanh at x/2. What does the 2 inside 2 sigmoid(2x) - 1 do?",
            lambda x: 2 * sig.sigmoid_grad(x),
        ),
        Cause(
            "This is 1 / cosh(x). Is it to be taken once or squared?",
            lambda x: 1 / np.cosh(_float(x)),
        ),
        Cause(
            "This is 4 / (e^x + e^-x): the bottom is not squared. Which form of the slope needs no square of a sum?",
            lambda x: 2 / np.cosh(_float(x)),
        ),
        Cause("This is cosh(x)^2, the slope upside down.", lambda x: np.cosh(_float(x)) ** 2),
        Cause(
            "4 / (e^x - e^-x)^2 has no value at 0, where the slope is 1. Which sign stands in the bottom?",
            lambda x: 1 / np.sinh(_float(x)) ** 2,
        ),
        Cause(
            "1 - (e^x - e^-x)^2 / (e^x + e^-x)^2 becomes infinity / infinity when the squares overflow. "
            "Can you call your tanh instead?",
            lambda x: 1 - (np.exp(_float(x)) - np.exp(-_float(x))) ** 2 / (np.exp(_float(x)) + np.exp(-_float(x))) ** 2,
        ),
        Cause(
            "tanh_grad is nan where tanh is: infinity / infinity far out. Mend tanh, and this is mended as well.",
            _of(_textbook),
        ),
        Cause(
            "e^(2x) is infinite from about 355 on, and infinity / infinity is nan. If this comes from your tanh: mend tanh. "
            "If not: could you call your tanh instead?",
            _of(_double),
        ),
        Cause(
            "e^(-2x) is infinite below about -355, and infinity / infinity is nan. If this comes from your tanh: mend tanh. "
            "If not: could you call your tanh instead?",
            _of(_double_down),
        ),
        Cause(
            "The tails get a slope of 1 because tanh is 0 there. What is tanh far out on either side?",
            _of(lambda x: np.nan_to_num(_textbook(x))),
        ),
        Cause(
            "tanh is applied twice here. The slope needs t = tanh(x) once.",
            _of(lambda x: ref.tanh(ref.tanh(x))),
        ),
        Cause(
            "This is the slope of the slope, -2 t (1 - t^2). One derivative is enough.",
            lambda x: -2 * ref.tanh(x) * ref.tanh_grad(x),
        ),
        Cause(
            "-2t is the slope of 1 - t^2 in t; the slope of tanh is 1 - t^2 itself.",
            lambda x: -2 * ref.tanh(x),
        ),
        Cause("2t is not the slope: what is the derivative of tanh, written with t = tanh(x)?", lambda x: 2 * ref.tanh(x)),
        Cause("This is t^2. The slope is large where t is small: what is t^2 taken from?", lambda x: ref.tanh(x) ** 2),
        Cause("This is 1 - 2t. Is t to be doubled or squared?", lambda x: 1 - 2 * ref.tanh(x)),
        Cause(
            "1 - tanh(x^2): the square stands inside. What exactly is squared?",
            lambda x: 1 - ref.tanh(_float(x) ** 2),
        ),
        Cause(
            "(1 - t)^2 is not 1 - t^2. What exactly is squared?",
            lambda x: (1 - ref.tanh(x)) ** 2,
        ),
        Cause(
            "This is the slope of arctan, 1 / (1 + x^2): its tails fall far too slowly.",
            lambda x: 1 / (1 + _float(x) ** 2),
        ),
        Cause("This is the bell e^(-x^2): alike at 0, but it falls too fast.", lambda x: np.exp(-(_float(x) ** 2))),
        Cause(WHOLE, lambda x: np.trunc(ref.tanh_grad(x))),
        Cause(
            "This is the slope of a line in pieces: 1 in the middle, 0 outside. tanh bends smoothly.",
            lambda x: (np.abs(_float(x)) < 1).astype(float),
        ),
        Cause("A tent of straight lines is not the slope of tanh.", lambda x: np.maximum(0, 1 - np.abs(_float(x)))),
        Cause("The slope is 1 only at 0. What becomes of it further out?", lambda x: np.ones_like(_float(x))),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh_grad(x), 2)),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh_grad(x), 4)),
        Cause(WIDE, _numeric(0.1)),
        Cause(WIDE, _numeric(0.01)),
        Cause(WIDE, _numeric(0.001)),
        Cause(WIDE, _numeric(0.0001)),
        Cause(WIDE, _numeric(0.1, 0.1)),
        Cause(WIDE, _numeric(0.01, 0.01)),
        Cause(NEIGHBOURS, lambda x: np.gradient(ref.tanh(x), _float(x))),
        Cause(NEIGHBOURS, lambda x: np.gradient(ref.tanh(x))),
    )

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """One at zero, nowhere more, and the same on both sides"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x, -x]), "x = 0, and x beside -x")
        x = 10 ** rng.uniform(-2, 1, 60)  # other numbers, held against what is true of the slope whatever its formula
        right, left = call.numbers(x), call.numbers(-x)
        if right.shape != x.shape or not TWICE.accepts(left, right):
            raise Failure("The slope should be the same at x and at -x. What does your function do with the sign of x?")
        edge = float(rng.uniform(0.5, 3))
        grid = np.linspace(0, edge, 401)
        slopes = call.numbers(grid)
        if slopes.shape != grid.shape or abs(np.trapezoid(slopes, grid) - ref.tanh(edge)) > 1e-4:
            raise Failure("Small steps times their slopes should add up to the rise of tanh, and they do not here.")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Falls to zero in the tails (2 to 20 either way)"""
        x = rng.uniform(2, 20, 40)
        both = np.concatenate([x, -x, both_signs(rng, 4)])
        self._agrees(call, rng.permutation(both), "x between 2 and 20, either side", hint="How flat are the tails?")


CANCELS = (
    "Two numbers that are nearly equal are subtracted there, and the digits are lost. Which NumPy function gives e^x - 1 "
    "without ever adding the 1?"
)
ZERO = "The answer is 0 near 0, but tanh(x) is about x there, and float64 holds numbers down to 1e-308. Who sets them to 0?"
EARLY_OR_LATE = (
    "Very near 0 all digits are right, but further out, up to 0.01, some are lost. Two formulas seem to share the work: "
    "the short one takes over too early, or the long one loses digits there."
)
ALREADY = "np.expm1 already takes the 1 away: expm1(2x) is the whole top, e^(2x) - 1. What has to be added to it for the bottom?"
BOTTOM = "With m = expm1(-2x) the top is -m. The bottom is 1 + e^(-2x), which is 2 + m: where has the 2 gone?"


class TestTanhAccurate(_Tanh):
    """tanh_accurate(x): the stretch exercise, full relative accuracy near zero."""

    function = "tanh_accurate"
    causes = (
        Cause(
            "np.expm1 stands for every exp, in the bottom too. e^x + e^-x needs its two ones: only the top is a difference.",
            lambda x: (np.expm1(_float(x)) - np.expm1(-_float(x))) / (np.expm1(_float(x)) + np.expm1(-_float(x))),
        ),
        Cause(ALREADY, lambda x: (np.expm1(2 * _float(x)) - 1) / (np.expm1(2 * _float(x)) + 1)),
        Cause(ALREADY, lambda x: np.expm1(2 * _float(x)) / (np.expm1(2 * _float(x)) + 1)),
        Cause(BOTTOM, lambda x: np.sign(_float(x)) * np.expm1(2 * np.abs(_float(x)))),
        Cause(BOTTOM, lambda x: np.expm1(2 * _float(x))),
        Cause(
            "With m = expm1(-2x) the bottom is 1 + e^(-2x), which is 2 + m, not 2 - m. Can you do that step once more?",
            lambda x: np.sign(_float(x)) * -np.expm1(-2 * np.abs(_float(x))) / (2 - np.expm1(-2 * np.abs(_float(x)))),
        ),
        Cause("This is expm1(x) alone. It is one part of the fraction: which one?", lambda x: np.expm1(_float(x))),
        *_Tanh.causes,
    )
    near: ClassVar[tuple[Cause, ...]] = (
        Cause(ZERO, lambda x: 0 * _float(x)),
        Cause(ZERO, lambda x: np.where(np.abs(_float(x)) < 1e-8, 0, ref.tanh(x))),
        *(
            Cause("The answer is rounded. Return the numbers as they are.", lambda x, n=n: np.round(ref.tanh(x), n))
            for n in (6, 8, 10, 12, 14, 15)
        ),
        *(Cause(SHORT, _short(limit, terms)) for limit in (1.0, 0.5, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4, 1e-5) for terms in (1, 2)),
    )

    @weight(4)
    def test_near_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits near zero, from 1e-15 to 0.01 either way"""
        self._agrees(call, both_signs(rng, 6), "ordinary numbers")
        near = replace(call, causes=self.near)
        for low, high, hint in ((-15, -9, CANCELS), (-9, -2, EARLY_OR_LATE)):
            x = 10 ** rng.uniform(low, high, 200)
            x = rng.permutation(np.concatenate([x, -x, [1e-10, -1e-10] if high < -2 else [], both_signs(rng, 4)]))
            self._precise(near, x, "x near 0", NEAR_ZERO, hint=hint)

    @weight(2)
    def test_digits_elsewhere(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits everywhere else, from 0.01 to 20 either way"""
        x = np.concatenate([10 ** rng.uniform(-2, 0, 60), rng.uniform(1, 20, 100)])
        hint = "If a short formula takes over near 0, or a limit far out, does it take over too early?"
        x = rng.permutation(np.concatenate([x, -x]))
        self._precise(replace(call, causes=(*self.near, *self.causes)), x, "x from 0.01 to 20", NEAR_ZERO, hint=hint)
