"""Known wrong forms of tanh and of its slope, each with the sentence that names its cause. Trusted side; plain data."""

from collections.abc import Callable

import numpy as np

from autograder.judge.check_base import Array
from autograder.judge.slips import Forms, causes, of_floats
from autograder.judge.special_functions import erf
from autograder.reference import sigmoid as sig
from autograder.reference import tanh as ref

Curve = Callable[[Array], Array]

PIECES = "Straight pieces are not tanh: this hard version leaves the curve between its corners. What bends smoothly?"
EARLY = "The exponent is cut off so early that the tails stop short of 1 and -1. How far out does the curve still move?"
WHOLE = "The answer is cut to whole numbers. Is the array that holds it made for fractions?"
ROUNDED = "The answer is rounded. Return the numbers as they are."
JUMPS = "The curve jumps to its limit where it has not arrived yet. How far from 1 is tanh(5), and are five digits right there?"
SHORT = "Near 0 a short formula stands in for tanh, and it takes over too early. Up to which x are enough of its digits right?"
BASE = "Powers of another base: tanh is made of powers of e = 2.71828… Which NumPy function gives them?"
FEW = "e is rounded to 2.718 or less, so only a few digits of the answer are right. Which NumPy function knows all of e?"
SERIES = "This is the beginning of a series: it is tanh only near 0, and runs away after that. Which formula holds everywhere?"
ZERO = "The answer is 0 near 0, but tanh(x) is about x there, and float64 holds numbers down to 1e-308. Who sets them to 0?"
ALREADY = "np.expm1 already takes the 1 away: expm1(2x) is the whole top, e^(2x) - 1. What has to be added to it for the bottom?"
BOTTOM = "With m = expm1(-2x) the top is -m. The bottom is 1 + e^(-2x), which is 2 + m: where has the 2 gone?"
NEIGHBOURS = (
    "np.gradient compares neighbours in the array, in whatever order they come. Each number has a slope of its own: what "
    "does the formula 1 - t^2 give?"
)
WIDE = "A finite difference with so wide a step follows the curve's bend, not its slope. What does the formula 1 - t^2 give?"


def _textbook(x: Array) -> Array:
    return np.asarray((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)))


def _double(x: Array) -> Array:
    return np.asarray((np.exp(2 * x) - 1) / (np.exp(2 * x) + 1))


def _double_down(x: Array) -> Array:
    return np.asarray((1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x)))


def _base(base: float) -> Curve:
    return lambda x: ref.tanh(x * np.log(base))


def _short(limit: float, terms: int) -> Curve:
    """Return tanh with x, or x - x^3/3, in its place below `limit`."""
    return lambda x: np.where(np.abs(x) < limit, x - (terms - 1) * x**3 / 3, ref.tanh(x))


def _rounded(curve: Curve, digits: int) -> Curve:
    return lambda x: np.round(curve(x), digits)


def _of(function: Curve) -> Curve:
    """Return 1 - t^2 for a wrong tanh."""
    return lambda x: 1 - np.asarray(function(x)) ** 2


TOPS: dict[str, Curve] = {
    "e^x - e^-x": lambda x: 2 * np.sinh(x),
    "1 - e^-2|x|, with the sign of x": lambda x: -np.sign(x) * np.expm1(-2 * np.abs(x)),
    "1 - e^-2x": lambda x: -np.expm1(-2 * x),
    "e^2x - 1": lambda x: np.expm1(2 * x),
}
TANH_FORMS: Forms = {
    "From about 710 on, e^x is infinite, and infinity / infinity is nan. Can the exponents be kept at or below "
    "zero, on both sides?": [_textbook],
    "e^(2x) becomes infinite from about 355 on, and infinity / infinity is nan. Can the exponent be kept at "
    "or below zero for large x?": [_double],
    "e^(-2x) becomes infinite for x below about -355, and infinity / infinity is nan. What could |x| do here?": [_double_down],
    "The nan in the tails is turned into 0. Where has the curve long been, far out on either side?": [
        lambda x: np.nan_to_num(_textbook(x)),
        lambda x: np.nan_to_num(_double(x)),
    ],
    "Both tails end at the same number here. Each tail has a limit of its own: which one is it on the left?": [
        lambda x: np.nan_to_num(_textbook(x), nan=1.0)
    ],
    "This is sigmoid, which runs from 0 to 1. What stretches it to run from -1 to 1?": [sig.sigmoid],
    "This is 2 sigmoid(x) - 1: the range is right, but the curve is half as steep as tanh. What is missing inside?": [
        lambda x: 2 * sig.sigmoid(x) - 1
    ],
    "This is sigmoid(2x): as steep as it should be inside, but it still runs from 0 to 1. What moves the range?": [
        lambda x: sig.sigmoid(2 * x)
    ],
    "This is 2 sigmoid(2x), which runs from 0 to 2. What brings its middle down to 0?": [lambda x: 2 * sig.sigmoid(2 * x)],
    "This is sigmoid(2x) - 1, which runs from -1 to 0. How far apart should the two limits be?": [lambda x: sig.sigmoid(2 * x) - 1],
    "This is sigmoid(x) - 1/2: centred, but it runs only from -1/2 to 1/2. What stretches it?": [lambda x: sig.sigmoid(x) - 0.5],
    "This is 2 sigmoid(2x) + 1. Which way does the middle of sigmoid have to move to reach 0?": [
        lambda x: 2 * sig.sigmoid(2 * x) + 1
    ],
    "The curve falls where it should rise: is a sign in an exponent turned, or which exponential comes first in the top?": [
        lambda x: -ref.tanh(x)
    ],
    "Top and bottom are swapped: this runs off to infinity at 0, where tanh is 0. Which one has the minus?": [
        lambda x: 1 / ref.tanh(x)
    ],
    "Brackets: without them, only e^-x / e^x is divided. What should the line of the fraction cover?": [
        lambda x: np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)
    ],
    "Brackets: the top is divided by e^x alone, and e^-x added after. What should the line of the fraction cover?": [
        lambda x: (np.exp(x) - np.exp(-x)) / np.exp(x) + np.exp(-x)
    ],
    "Brackets: in the top only e^-x is divided, and taken from e^x after. What should the line of the fraction cover?": [
        lambda x: np.exp(x) - np.exp(-x) / (np.exp(x) + np.exp(-x))
    ],
    "2 / 1 + e^(-2x) - 1 divides first, then adds. Where do brackets belong?": [lambda x: 2 / 1 + np.exp(-2 * x) - 1],
    "2 / (1 + e^(-2x) - 1): these brackets hold one part too many. Which part is taken off after the division?": [
        lambda x: 2 / np.exp(-2 * x)
    ],
    "This is (e^x + e^-x) / 2, called cosh: it is the bottom of the fraction, halved. What stands above it?": [np.cosh],
    "This is e^x + e^-x, the bottom of the fraction alone. What stands above it?": [lambda x: 2 * np.cosh(x)],
    "This is (e^x - e^-x) / 2, called sinh: it grows without end. What should it be divided by?": [np.sinh],
    **{f"This is {top}: the top of the fraction alone. What should it be divided by?": [form] for top, form in TOPS.items()},
    "This is tan, the tangent of an angle. The h in tanh stands for hyperbolic: which formula is that?": [np.tan],
    "This is arctan: it looks alike, but ends at 1.57. Which function ends at 1?": [np.arctan],
    "This is arctan, scaled to end at 1: its tails come in far too slowly. Where are the exponentials?": [
        lambda x: np.arctan(x) * 2 / np.pi
    ],
    "This is arctanh, the way back from y to x. Which function leads from x to y?": [np.arctanh],
    "This is the slope of tanh, not tanh itself.": [ref.tanh_grad],
    "This is x / (1 + |x|), called softsign: its tails come in far too slowly. Where are the exponentials?": [
        lambda x: x / (1 + np.abs(x))
    ],
    "This is x divided by the root of 1 + x^2: its tails come in far too slowly. Where are the exponentials?": [
        lambda x: x / np.hypot(1, x)
    ],
    "This is erf, another S from -1 to 1: it is steeper at 0 and comes in faster. Which formula is tanh?": [erf],
    "This is ReLU, or max(x, 0), the curve of lesson 4. Which formula is tanh?": [lambda x: np.maximum(x, 0)],
    PIECES: [lambda x: np.clip(x, -1, 1), lambda x: np.clip(x / 2, -1, 1)],
    "These are only the limits, -1 and 1. What happens on the way between them?": [np.sign],
    SERIES: [lambda x: x - x**3 / 3, lambda x: x - x**3 / 3 + 2 * x**5 / 15],
    "This is the input itself, x. tanh follows it near 0, but then bends towards its limits.": [lambda x: x],
    "The left side has lost its sign: tanh(-x) should be -tanh(x). Where did |x| swallow it?": [lambda x: np.abs(ref.tanh(x))],
    "Negative x give 0 here. Which of the two curves of this course so far is 0 on the left? tanh is not.": [
        lambda x: np.maximum(ref.tanh(x), 0)
    ],
    WHOLE: [lambda x: np.trunc(ref.tanh(x)), lambda x: ref.tanh(np.trunc(x))],
    ROUNDED: [_rounded(ref.tanh, digits) for digits in (1, 2, 3, 4)],
    EARLY: [lambda x, limit=limit: ref.tanh(np.clip(x, -limit, limit)) for limit in (6.0, 5.0, 4.0, 3.0, 2.0, 1.0)],
    "This is tanh of tanh: it is applied once too often. Does your function call itself, or np.tanh twice?": [
        lambda x: ref.tanh(ref.tanh(x))
    ],
    "The slope at 0 is 2 where it should be 1: is one factor 2 too many inside?": [lambda x: ref.tanh(2 * x)],
    "This is tanh(x/2): half as steep as it should be. Is a factor 2 missing in the exponent?": [lambda x: ref.tanh(x / 2)],
    BASE: [_base(2), _base(10)],
    FEW: [_base(short) for short in (2.718, 2.72, 2.7)],
    JUMPS: [lambda x, limit=limit: np.where(np.abs(x) > limit, np.sign(x), ref.tanh(x)) for limit in (1.0, 2.0, 3.0, 4.0, 5.0)],
    SHORT: [_short(limit, terms) for limit in (1.0, 0.5, 0.2, 0.1, 0.05) for terms in (1, 2)],
}
TANH = causes(TANH_FORMS, of_floats)

TANH_GRAD_FORMS: Forms = {
    "1 - x^2 is the slope only if x is already a tanh. Here x is the input: what has to be computed first?": [lambda x: 1 - x**2],
    "This is tanh itself; its slope is asked for.": [ref.tanh],
    "This is 1 - tanh(x). Is something missing on the tanh?": [lambda x: 1 - ref.tanh(x)],
    "This is 1 - |tanh(x)|. Is it the size or the square that is asked for?": [lambda x: 1 - abs(ref.tanh(x))],
    "Is it 1 + t^2 or 1 - t^2? The slope is never above 1.": [lambda x: 1 + ref.tanh(x) ** 2],
    "The slope has its sign turned: tanh rises everywhere.": [lambda x: -ref.tanh_grad(x)],
    "t (1 - t) is sigmoid's rule, s (1 - s), with tanh put in. Which rule belongs to tanh?": [
        lambda x: ref.tanh(x) * (1 - ref.tanh(x))
    ],
    "This is the slope of sigmoid, 1/4 at 0. How steep is tanh at 0?": [sig.sigmoid_grad],
    "1 - s^2 with the sigmoid in it: which function's value belongs into that rule?": [lambda x: 1 - sig.sigmoid(x) ** 2],
    "This is a quarter of the slope. 1/4 is sigmoid's slope at 0; what is tanh's?": [lambda x: ref.tanh_grad(x) / 4],
    "This is half the slope. tanh is 2 sigmoid(2x) - 1: which of the two 2s got lost in the chain rule?": [
        lambda x: ref.tanh_grad(x) / 2
    ],
    "This is twice the slope. How steep is tanh at 0?": [lambda x: ref.tanh_grad(x) * 2],
    "This is 4 sigmoid'(x), the slope of tanh at x/2. Which 2 stands inside the sigmoid?": [lambda x: 4 * sig.sigmoid_grad(x)],
    "This is 2 sigmoid'(x), half the slope of tanh at x/2. What does the 2 inside 2 sigmoid(2x) - 1 do?": [
        lambda x: 2 * sig.sigmoid_grad(x)
    ],
    "This is 1 / cosh(x). Is it to be taken once or squared?": [lambda x: 1 / np.cosh(x)],
    "This is 4 / (e^x + e^-x): the bottom is not squared. Which form of the slope needs no square of a sum?": [
        lambda x: 2 / np.cosh(x)
    ],
    "This is cosh(x)^2, the slope upside down.": [lambda x: np.cosh(x) ** 2],
    "4 / (e^x - e^-x)^2 has no value at 0, where the slope is 1. Which sign stands in the bottom?": [lambda x: 1 / np.sinh(x) ** 2],
    "1 - (e^x - e^-x)^2 / (e^x + e^-x)^2 becomes infinity / infinity when the squares overflow. Can you call your tanh instead?": [
        lambda x: 1 - (np.exp(x) - np.exp(-x)) ** 2 / (np.exp(x) + np.exp(-x)) ** 2
    ],
    "tanh_grad is nan where tanh is: infinity / infinity far out. Fix tanh, and this is fixed as well.": [_of(_textbook)],
    "e^(2x) is infinite from about 355 on, and infinity / infinity is nan. If this comes from your tanh: fix tanh. "
    "If not: could you call your tanh instead?": [_of(_double)],
    "e^(-2x) is infinite below about -355, and infinity / infinity is nan. If this comes from your tanh: fix tanh. "
    "If not: could you call your tanh instead?": [_of(_double_down)],
    "The tails get a slope of 1 because tanh is 0 there. What is tanh far out on either side?": [
        _of(lambda x: np.nan_to_num(_textbook(x)))
    ],
    "tanh is applied twice here. The slope needs t = tanh(x) once.": [_of(lambda x: ref.tanh(ref.tanh(x)))],
    "This is the slope of the slope, -2 t (1 - t^2). One derivative is enough.": [lambda x: -2 * ref.tanh(x) * ref.tanh_grad(x)],
    "-2t is the slope of 1 - t^2 in t; the slope of tanh is 1 - t^2 itself.": [lambda x: -2 * ref.tanh(x)],
    "2t is not the slope: what is the derivative of tanh, written with t = tanh(x)?": [lambda x: 2 * ref.tanh(x)],
    "This is t^2. The slope is large where t is small: what is t^2 taken from?": [lambda x: ref.tanh(x) ** 2],
    "This is 1 - 2t. Is t to be doubled or squared?": [lambda x: 1 - 2 * ref.tanh(x)],
    "1 - tanh(x^2): the square stands inside. What exactly is squared?": [lambda x: 1 - ref.tanh(x**2)],
    "(1 - t)^2 is not 1 - t^2. What exactly is squared?": [lambda x: (1 - ref.tanh(x)) ** 2],
    "This is the slope of arctan, 1 / (1 + x^2): its tails fall far too slowly.": [lambda x: 1 / (1 + x**2)],
    "This is the bell e^(-x^2): alike at 0, but it falls too fast.": [lambda x: np.exp(-(x**2))],
    "It is 0 everywhere. Is 1 taken from 1 somewhere, or a difference taken over a step too small to change x?": [lambda x: 0 * x],
    WHOLE: [lambda x: np.trunc(ref.tanh_grad(x)) if (x == 0).any() else x * np.nan],
    "This is the slope of a line in pieces: 1 in the middle, 0 outside. tanh bends smoothly.": [
        lambda x: (np.abs(x) < 1).astype(float)
    ],
    "A tent of straight lines is not the slope of tanh.": [lambda x: np.maximum(0, 1 - np.abs(x))],
    "The slope is 1 only at 0. What becomes of it further out?": [np.ones_like],
    ROUNDED: [_rounded(ref.tanh_grad, digits) for digits in (1, 2, 3, 4)],
    WIDE: [
        lambda x, ahead=step * forward, behind=step * back: (ref.tanh(x + ahead) - ref.tanh(x - behind)) / (ahead + behind)
        for step in (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001, 0.0001)
        for forward, back in ((1, 0), (0, 1), (1, 1))
    ],
    "tanh is rounded before the slope is computed. Keep its digits: the slope needs them.": [
        _of(_rounded(ref.tanh, digits)) for digits in range(1, 7)
    ],
    NEIGHBOURS: [lambda x: np.gradient(ref.tanh(x), x), lambda x: np.gradient(ref.tanh(x))],
}
TANH_GRAD = causes(TANH_GRAD_FORMS, of_floats)

TANH_ACCURATE_FORMS: Forms = {
    "np.expm1 stands for every exp, in the bottom too. e^x + e^-x needs its two ones: only the top is a difference.": [
        lambda x: (np.expm1(x) - np.expm1(-x)) / (np.expm1(x) + np.expm1(-x))
    ],
    ALREADY: [lambda x: (np.expm1(2 * x) - 1) / (np.expm1(2 * x) + 1), lambda x: np.expm1(2 * x) / (np.expm1(2 * x) + 1)],
    BOTTOM: [lambda x: np.sign(x) * np.expm1(2 * np.abs(x)), lambda x: np.expm1(2 * x)],
    "With m = expm1(-2x) the bottom is 1 + e^(-2x), which is 2 + m, not 2 - m. Can you do that step once more?": [
        lambda x: np.sign(x) * -np.expm1(-2 * np.abs(x)) / (2 - np.expm1(-2 * np.abs(x)))
    ],
    "This is expm1(x) alone. It is one part of the fraction: which one?": [np.expm1],
}
TANH_ACCURATE = (*causes(TANH_ACCURATE_FORMS, of_floats), *TANH)

NEAR_ZERO_FORMS: Forms = {
    ZERO: [lambda x: 0 * x, lambda x: np.where(np.abs(x) < 1e-8, 0, ref.tanh(x))],
    ROUNDED: [_rounded(ref.tanh, digits) for digits in (6, 8, 10, 12, 14, 15)],
    SHORT: [_short(limit, terms) for limit in (1.0, 0.5, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4, 1e-5) for terms in (1, 2)],
}
NEAR_ZERO = causes(NEAR_ZERO_FORMS, of_floats)
