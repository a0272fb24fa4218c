"""Hidden checks of lesson 03: tanh, its slope, and tanh to the last digits near zero."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking import Array, Cause, Elementwise, Function, Tolerance, both_signs, weight
from autograder.reference import sigmoid as sig
from autograder.reference import tanh as ref

NEAR_ZERO = Tolerance(1e-12, 0.0)

PIECES = "Straight pieces are not tanh: this hard version leaves the curve between its corners. What bends smoothly?"
EARLY = "The exponent is cut off so early that the tails stop short of 1 and -1. How far out does the curve still move?"
WHOLE = "The answer is cut to whole numbers. Is the array that holds it made for fractions?"


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


class _Tanh(Elementwise):
    """What holds for tanh and for its accurate form alike."""

    reference = staticmethod(ref.tanh)
    causes = (
        Cause(
            "e^x / e^-x style quotients become infinity / infinity from about 710 on. Can the exponents be kept at "
            "or below zero, on both sides?",
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
        Cause(PIECES, lambda x: np.clip(_float(x), -1, 1)),
        Cause(PIECES, lambda x: np.clip(_float(x) / 2, -1, 1)),
        Cause("These are only the limits, -1 and 1. What happens on the way between them?", lambda x: np.sign(_float(x))),
        Cause(
            "x - x^3/3 is tanh only near 0, and runs away after that. Which formula holds everywhere?",
            lambda x: _float(x) - _float(x) ** 3 / 3,
        ),
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
    )

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """Zero at zero, and turned about it: tanh(-x) = -tanh(x)"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x]), "x = 0 and x > 0")
        total = self._agrees(call, x, "positive x") + self._agrees(call, -x, "negative x")
        if not np.allclose(total, 0.0, atol=1e-4):
            raise AssertionError("the reference and the property disagree")

    def test_middle(self, call: Function, rng: np.random.Generator) -> None:
        """Slope 1 through the middle (0.001 to 0.2 either way)"""
        x = rng.uniform(0.001, 0.2, 8)
        both = np.concatenate([x, -x, both_signs(rng, 4)])
        self._agrees(call, rng.permutation(both), "x near 0", hint="How steep is the curve at 0?")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Smooth between the middle and the tails (2 to 20 either way)"""
        x = rng.uniform(2, 20, 10)
        both = np.concatenate([x, -x, both_signs(rng, 4)])
        self._agrees(call, rng.permutation(both), "x between 2 and 20, either side", hint="Is the curve smooth everywhere?")


class TestTanh(_Tanh):
    """tanh(x) = (e^x - e^-x) / (e^x + e^-x)."""

    function = "tanh"


def _of(function: Callable[[Any], Array]) -> Callable[[Any], Array]:
    """Return 1 - t^2 for a wrong tanh."""
    return lambda x: 1 - np.asarray(function(x)) ** 2


def _numeric(step: float) -> Callable[[Any], Array]:
    return lambda x: (ref.tanh(_float(x) + step) - ref.tanh(x)) / step


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
            "tanh_grad is nan where tanh is: e^(2x) is infinite from about 355 on. Mend tanh, and this is mended as well.",
            _of(_double),
        ),
        Cause(
            "tanh_grad is nan where tanh is: e^(-2x) is infinite below about -355. Mend tanh, and this is mended as well.",
            _of(_double_down),
        ),
        Cause(
            "The tails get a slope of 1 because tanh is 0 there. What is tanh far out on either side?",
            _of(lambda x: np.nan_to_num(_textbook(x))),
        ),
        Cause(
            "4 e^(2x) / (e^(2x) + 1)^2 becomes infinity / infinity for large x. Can you call your tanh instead?",
            lambda x: 4 * np.exp(2 * _float(x)) / (np.exp(2 * _float(x)) + 1) ** 2,
        ),
        Cause(
            "4 e^(-2x) / (1 + e^(-2x))^2 becomes infinity / infinity for very negative x. Can you call your tanh instead?",
            lambda x: 4 * np.exp(-2 * _float(x)) / (np.exp(-2 * _float(x)) + 1) ** 2,
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
        Cause(
            "(1 - t)^2 is not 1 - t^2. What exactly is squared?",
            lambda x: (1 - ref.tanh(x)) ** 2,
        ),
        Cause(
            "This is the slope of arctan, 1 / (1 + x^2): its tails fall far too slowly.",
            lambda x: 1 / (1 + _float(x) ** 2),
        ),
        Cause("This is the bell e^(-x^2): alike at 0, but it falls too fast.", lambda x: np.exp(-(_float(x) ** 2))),
        Cause(
            "This is the slope of a line in pieces: 1 in the middle, 0 outside. tanh bends smoothly.",
            lambda x: (np.abs(_float(x)) < 1).astype(float),
        ),
        Cause("A tent of straight lines is not the slope of tanh.", lambda x: np.maximum(0, 1 - np.abs(_float(x)))),
        Cause("The slope is 1 only at 0. What becomes of it further out?", lambda x: np.ones_like(_float(x))),
        Cause(WHOLE, lambda x: np.trunc(ref.tanh_grad(x))),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh_grad(x), 2)),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.tanh_grad(x), 4)),
        Cause(WIDE, _numeric(0.1)),
        Cause(WIDE, _numeric(0.01)),
        Cause(WIDE, _numeric(0.001)),
    )

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """One at zero, nowhere more, and the same on both sides"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x]), "x = 0 and x > 0")
        right, left = self._agrees(call, x, "positive x"), self._agrees(call, -x, "negative x")
        if not np.allclose(right, left, atol=1e-4):
            raise AssertionError("the reference and the property disagree")

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Falls to zero in the tails (2 to 20 either way)"""
        x = rng.uniform(2, 20, 10)
        both = np.concatenate([x, -x, both_signs(rng, 4)])
        self._agrees(call, rng.permutation(both), "x between 2 and 20, either side", hint="How flat are the tails?")


CANCELS = (
    "The answer is right, but near 0 its digits are lost: two numbers close to 1 are subtracted. Which NumPy function "
    "gives e^x - 1 without writing the 1?"
)


class TestTanhAccurate(_Tanh):
    """tanh_accurate(x): the stretch exercise, full relative accuracy near zero."""

    function = "tanh_accurate"

    @weight(4)
    def test_near_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits near zero, from 1e-15 to 0.01 either way"""
        x = 10 ** rng.uniform(-15, -2, 10) * np.resize([1.0, -1.0], 10)
        x = np.concatenate([x, [1e-10, -1e-10], both_signs(rng, 4)])
        self._agrees(call, both_signs(rng, 6), "ordinary numbers")
        self._agrees(call, rng.permutation(x), "x near 0", NEAR_ZERO, hint=CANCELS)

    @weight(2)
    def test_digits_elsewhere(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits everywhere else, from 0.01 to 20 either way"""
        x = np.concatenate([rng.uniform(0.01, 1, 6), rng.uniform(1, 20, 6)])
        self._agrees(
            call,
            rng.permutation(np.concatenate([x, -x])),
            "x from 0.01 to 20",
            NEAR_ZERO,
            hint="If a short formula takes over near 0, does it take over too early?",
        )
