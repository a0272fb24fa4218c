"""Known wrong forms of the sigmoid and of its slope, each with the sentence that names its cause. Trusted side; plain data."""

from collections.abc import Callable

import numpy as np

from autograder.checks import slips_slopes
from autograder.judge.check_base import Array
from autograder.judge.slips import Forms, causes, of_floats, ordinary
from autograder.judge.special_functions import expit, ndtr
from autograder.reference import sigmoid as ref

Curve = Callable[[Array], Array]

HARD = "Straight pieces are not the sigmoid: this hard version leaves the curve between its corners. What bends smoothly?"
ROUNDED = "The answer is rounded. Return the numbers as they are: who needs fewer digits can round later."
EARLY = "The exponent is cut off so early that the tails stop short of 0 and 1. How far out does the curve still move?"
KEPT = "The answer is kept away from 0 and 1. Far out the curve is as good as 0 or 1: what is the fence for?"
BASE = "A power of another base: the formula takes powers of e, as np.exp does."
SHORT = "The powers are those of a rounded e. What gives e^x with all its digits?"
SLOW = "This curve comes in far too slowly: at x = 10 it should be within 0.0001 of 1. Where is the exponential?"
STEP = "This is a step: only 0 and 1 come out. What lies on the way between them?"
SECANT = "This is a secant with so wide a step that it cuts the curve's bend off. What does the formula s (1 - s) give?"

LOST = "1 - s subtracts two numbers that are alike: from x = 37 on it is exactly 0, and digits are lost long before. Which sigmoid \
equals 1 - s?"
FLOOR = "A small number is added, or kept as the least answer, and hides the true tail: at x = 40 that is about 4e-18."


def _power(base: float) -> Curve:
    return lambda x: 1 / (1 + base**-x)


def _fenced(margin: float) -> Curve:
    return lambda x: np.clip(ref.sigmoid(x), margin, 1 - margin)


def _rest(x: Array) -> Array:
    return 1 - ref.sigmoid(x)


def _secant(left: float, right: float, width: float) -> Curve:
    return lambda x: (ref.sigmoid(x + right) - ref.sigmoid(x - left)) / width


def _of(s: Curve) -> Curve:
    """Return s (1 - s) for another s."""
    return lambda x: s(x) * (1 - s(x))


def _rounded(digits: int) -> Curve:
    return lambda x: np.round(ref.sigmoid(x), digits)


def _lost(x: Array) -> Array:
    s = np.asarray(expit(x))
    return np.asarray(s * (1 - s))


SIGMOID_FORMS: Forms = {
    "This is tanh: (e^x - e^-x) / (e^x + e^-x) runs from -1 to 1. Which formula runs from 0 to 1?": [
        lambda x: (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    ],
    "This is tanh, which runs from -1 to 1. Which formula runs from 0 to 1?": [np.tanh],
    "This is (1 + tanh x) / 2: it runs from 0 to 1, but twice as steep as sigmoid. What belongs inside?": [
        lambda x: ref.sigmoid(2 * x)
    ],
    "This is half as steep as sigmoid. Is x halved somewhere?": [lambda x: ref.sigmoid(x / 2)],
    "sigmoid overflows for large positive x: e^x / (1 + e^x) becomes infinity / infinity. Which form is safe "
    "there? If you have two of them, are they swapped?": [lambda x: np.exp(x) / (1 + np.exp(x))],
    "For large x, e^x is infinite, and the answer is turned into 0 there. Where has the curve long been, far to the right?": [
        lambda x: np.nan_to_num(np.exp(x) / (1 + np.exp(x)))
    ],
    "The curve falls where it should rise: look at the sign of the exponent, or is it 1 minus the answer?": [
        lambda x: 1 / (1 + np.exp(x))
    ],
    "This is 1 + e^-x. In 1 / 1 + np.exp(-x) Python divides first, then adds. Where do brackets belong?": [
        lambda x: 1 + np.exp(-x)
    ],
    "This is 1 + e^x. A power -1 takes hold of e^-x alone where brackets are missing: where do they belong?": [
        lambda x: 1 + np.exp(x)
    ],
    "This is e^x / (1 + e^-x). With e^-x below, what stands on top in the formula?": [lambda x: np.exp(x) / (1 + np.exp(-x))],
    "This is the slope of sigmoid, not sigmoid itself.": [ref.sigmoid_grad],
    "The minus sign belongs to the exponent, not to the sum: 1 - e^-x is not 1 + e^-x.": [lambda x: 1 / (1 - np.exp(-x))],
    "1 is taken away from e^-x below, as np.expm1 does too. Which sign stands between them in the formula?": [
        lambda x: 1 / np.expm1(-x)
    ],
    "This is e^-x alone; what stands around it in the formula?": [lambda x: np.exp(-x)],
    "This is e^x, or 1 / e^-x: a 1 is missing. Which sum stands below in the formula?": [np.exp],
    "The sum below starts from 2. What does it give at x = 0, and should it be one half?": [lambda x: 1 / (2 + np.exp(-x))],
    BASE: [_power(base) for base in (2.0, 10.0)],
    SHORT: [_power(base) for base in (3.0, 2.7, 2.71, 2.72, 2.718, 2.7182, 2.7183)],
    "x is squared in the exponent: 3 and -3 give the same. Which power stands there?": [lambda x: ref.sigmoid(x**2)],
    "The exponent holds |x|, so that -3 gives the same as 3. What should -3 give?": [lambda x: ref.sigmoid(np.abs(x))],
    "x stands on top of the fraction. What belongs there?": [lambda x: x * ref.sigmoid(x)],
    HARD: [lambda x, slope=slope: np.clip(x * slope + 0.5, 0, 1) for slope in (1 / 4, 1 / 5, 1 / 6, 1 / 2, 1 / 8)],
    STEP: [lambda x: np.where(x > 0, 1.0, 0.0), lambda x: np.where(x >= 0, 1.0, 0.0), lambda x: np.heaviside(x, 0.5)],
    "This is x / (1 + |x|), called softsign. Where is the exponential?": [lambda x: x / (1 + np.abs(x))],
    SLOW: [lambda x: 0.5 + x / (1 + np.abs(x)) / 2, lambda x: 0.5 + np.arctan(x) / np.pi],
    "This is the distribution function of the normal distribution: alike, but another curve. Where is e^-x?": [ndtr],
    "This is ReLU, the curve of lesson 4. What bends smoothly from 0 to 1?": [lambda x: np.maximum(x, 0)],
    "This is softplus, log(1 + e^x), whose slope is sigmoid. Is a logarithm asked for?": [lambda x: np.logaddexp(0, x)],
    "This is the logarithm of sigmoid. Is a logarithm asked for?": [lambda x: -np.logaddexp(0, -x)],
    "This is log(x / (1 - x)), the way back from the answer to x. Which function leads from x to the answer?": [
        lambda x: np.log(x / (1 - x))
    ],
    "This is softmax: the numbers share one sum. In sigmoid each number is on its own.": [
        lambda x: np.exp(ordinary(x)) / np.sum(np.exp(ordinary(x)))
    ],
    "The power series of e^-x, cut short, holds near 0 only. What gives e^-x everywhere?": [
        lambda x: 1 / (1 + (1 - x + x**2 / 2 - x**3 / 6))
    ],
    ROUNDED: [_rounded(digits) for digits in range(9)],
    EARLY: [
        lambda x, limit=limit: ref.sigmoid(np.clip(x, -limit, limit))
        for limit in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0)
    ],
    KEPT: [_fenced(10.0**-power) for power in range(1, 8)],
}
SIGMOID = causes(SIGMOID_FORMS, of_floats)

SLOPE_FORMS: Forms = {
    "x (1 - x) is the slope only if x is already a sigmoid. Here x is the input: what has to be computed first?": [
        lambda x: x * (1 - x)
    ],
    "This is sigmoid itself; its slope is asked for.": [ref.sigmoid],
    "Is it s (1 + s) or s (1 - s)? The slope is never above 1/4.": [lambda x: ref.sigmoid(x) * (1 + ref.sigmoid(x))],
    "This is 1 - s, or e^-x / (1 + e^-x) without a square below: the slope is the product of s and 1 - s.": [_rest],
    "This is e^-|x| / (1 + e^-|x|): the part below the line is not squared. Which power does the quotient rule put there?": [
        lambda x: ref.sigmoid(-np.abs(x))
    ],
    "The slope has its sign turned: sigmoid rises everywhere.": [lambda x: -ref.sigmoid_grad(x)],
    "It is 0 everywhere. Does the code say s * 1 - s, which without brackets is s - s, cut its answers to whole numbers, or "
    "take a difference over a step too small to change x?": [lambda x: 0 * x],
    "1 - s^2 is the slope of tanh written with tanh. What is it for sigmoid?": [lambda x: 1 - ref.sigmoid(x) ** 2],
    "1 - tanh^2 is the slope of tanh, not of sigmoid.": [lambda x: 1 - np.tanh(x) ** 2],
    "This is t (1 - t) with tanh for t. The rule wants sigmoid there.": [_of(np.tanh)],
    "In x (1 - s) an x stands where the rule has s. Which two factors are they?": [lambda x: x * _rest(x)],
    "In s (1 - x) an x stands where the rule has s. Which two factors are they?": [lambda x: ref.sigmoid(x) * (1 - x)],
    "This is s^2 (1 - s): one s too many.": [lambda x: ref.sigmoid(x) * ref.sigmoid_grad(x)],
    "This is s (1 - s)^2: one 1 - s too many.": [lambda x: _rest(x) * ref.sigmoid_grad(x)],
    "e^-x / (1 + e^-x)^2 becomes infinity / infinity for very negative x. Can you use sigmoid(x) instead?": [
        lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2
    ],
    "e^x / (1 + e^x)^2 becomes infinity / infinity for large x. Can you use sigmoid(x) instead?": [
        lambda x: np.exp(x) / (1 + np.exp(x)) ** 2
    ],
    "This is s · s, or 1 / (1 + e^-x)^2: is the inner derivative of the chain rule there, and 1 - s among the factors?": [
        lambda x: ref.sigmoid(x) ** 2
    ],
    "This is (1 - s)^2, or s · s at -x. Which two different factors make the slope?": [lambda x: _rest(x) ** 2],
    "This is -s · s, or -1 / (1 + e^-x)^2: which inner derivative does the chain rule add?": [lambda x: -(ref.sigmoid(x) ** 2)],
    "On top stands e^x where the derivative of e^-x belongs. What is the sign of its exponent?": [
        lambda x: np.exp(x) / (1 + np.exp(-x)) ** 2
    ],
    "The slope changes its sign at 0 here. The curve rises on both sides: can its slope be negative?": [
        lambda x: np.sign(x) * ref.sigmoid_grad(x)
    ],
    "This is the slope of the slope, s (1 - s) (1 - 2 s). One derivative is asked for.": [
        lambda x: ref.sigmoid_grad(x) * (1 - 2 * ref.sigmoid(x))
    ],
    "The sigmoid is applied twice here. The slope needs s = sigmoid(x) once.": [lambda x: ref.sigmoid_grad(ref.sigmoid(x))],
    SECANT: [
        *(_secant(h, h, 2 * h) for h in (1.0, 0.5, 0.1, 0.05, 0.01)),
        *(_secant(0.0, h, h) for h in (1.0, 0.5, 0.1, 0.01, 1e-3, 1e-4)),
        *(_secant(h, 0.0, h) for h in (1.0, 0.1, 0.01, 1e-3, 1e-4)),
    ],
    "This is a difference of two values, not divided by the step between them.": [
        _secant(0.0, h, 1.0) for h in (0.1, 0.01, 1e-3, 1e-4)
    ],
    "np.gradient compares each answer with its neighbours in the array. Which formula needs x alone?": [
        lambda x: np.gradient(ref.sigmoid(x)) if np.ndim(x) == 1 and np.size(x) > 1 else x * np.nan
    ],
    "A quarter in the middle and 0 outside: these are straight pieces. How does the slope of a smooth curve change?": [
        lambda x: np.where(np.abs(x) < 2, 0.25, 0.0)
    ],
    "It is one quarter everywhere: that is the slope at 0 only. How does it fall on both sides?": [
        lambda x: np.full(np.shape(x), 0.25)
    ],
    "This is the slope of ReLU, 1 or 0. How does a smooth curve's slope change?": [lambda x: np.where(x > 0, 1.0, 0.0)],
    "This is always 1: sigmoid(x) + sigmoid(-x). What do the two give as a product?": [lambda x: np.ones(np.shape(x))],
    "This is tanh(x / 2), the difference of both sides. What do the two give as a product?": [lambda x: np.tanh(x / 2)],
    "This is e^-|x|, which is the slope far out only. What divides it near 0?": [lambda x: np.exp(-np.abs(x))],
    ROUNDED: [lambda x, digits=digits: np.round(ref.sigmoid_grad(x), digits) for digits in range(9)],
    "sigmoid is rounded before the slope is computed. Keep its digits: the slope needs them.": [
        _of(_rounded(digits)) for digits in range(1, 6)
    ],
    KEPT: [_of(_fenced(10.0**-power)) for power in range(1, 8)],
    EARLY: [
        lambda x, limit=limit: ref.sigmoid_grad(np.clip(x, -limit, limit))
        for limit in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0, 36.0, 50.0, 100.0, 200.0, 300.0, 500.0)
    ],
}
SLOPE = (*causes(SLOPE_FORMS, of_floats), *slips_slopes.SIGMOID_GRAD)

TAILS_CUT: Forms = {
    "The slope is set to 0 beyond some x. How large is it there, and up to which x does a computer hold it?": [
        lambda x, limit=limit: np.where(np.abs(x) > limit, 0.0, ref.sigmoid_grad_tails(x))
        for limit in (20.0, 30.0, 36.0, 40.0, 50.0, 100.0, 200.0, 300.0, 500.0)
    ],
}
TAILS_LOST: Forms = {
    FLOOR: [
        *((lambda x, power=power: _lost(x) + 10.0**-power) for power in range(8, 21)),
        *((lambda x, power=power: np.maximum(_lost(x), 10.0**-power)) for power in range(8, 21)),
    ],
    "For very negative x the tail is e^x, for large x it is e^-x. What do both have in common?": [
        lambda x: np.where(np.abs(x) > 15, np.exp(-x), _lost(x))
    ],
}
TAILS = (*causes(TAILS_CUT, of_floats), *SLOPE, *causes(TAILS_LOST, of_floats))
