"""Known wrong forms of relu, its slope, leaky_relu and the share of dead units, each with the sentence that names its cause."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import Forms, causes, of_floats
from autograder.reference import relu as ref
from autograder.reference import sigmoid as sig


def _ends(right: Callable[..., Array]) -> list[Callable[..., Array]]:
    """Return the forms of a loop that ends after the first number, or at the first that is not positive; the rest stays 0."""
    return [
        lambda x, *more: np.where(np.arange(x.size).reshape(x.shape) == 0, right(x, *more), 0.0),
        lambda x, *more: np.where(np.cumsum(x <= 0).reshape(x.shape) == 0, right(x, *more), 0.0),
    ]


def _leaky(form: Callable[[Array, float], Array]) -> Callable[..., Array]:
    """Return a form of leaky_relu with its default."""
    return lambda x, alpha=0.01: form(np.asarray(x, dtype=float), alpha)


ROW = "The answer has lost the shape of x: all numbers stand in one row."
FIRST = "The answers end at the first number, or at the first that is not positive. Does 'return' stand inside the loop?"
LARGEST = (
    "This is the one largest number of the array, as np.max gives it (its second argument is an axis). "
    "Which NumPy function compares number by number?"
)
CAP = "There is a ceiling in it: large numbers should pass as they are. Where does the formula stop growing?"
ROUNDED = "The decimals are lost. Is the array that holds the answer made for whole numbers?"
LEAKY = "A small part of the negative numbers leaks through, as in leaky ReLU. What does plain relu give there?"
RELU_FORMS: Forms = {
    ROW: [lambda x: ref.relu(x).ravel()],
    "The answer is 0 for every number. Which numbers should pass as they are, and is each one looked at, or all at once?": [
        lambda x: 0 * x
    ],
    "The numbers come out as they went in. What should become of the negative ones, and does what is computed reach the answer?": [
        lambda x: x
    ],
    "This is |x|: the negative numbers come out positive. Which number should they become?": [np.abs],
    "This is half of |x|, one term of (x + |x|) / 2. What has to be added?": [lambda x: np.abs(x) / 2],
    "This keeps the negative half and cuts the positive one. Is the smaller taken for the larger, or are the two choices of "
    "np.where swapped (the first is for True)?": [lambda x: np.minimum(x, 0)],
    "The sign is turned: this is -x. Which side should pass, and unchanged?": [lambda x: -x],
    "The curve is mirrored: it rises to the left. On which side should numbers pass?": [lambda x: ref.relu(-x)],
    "relu is turned upside down: positive x should come out positive.": [lambda x: -ref.relu(x)],
    "This is 1 and 0: the slope of relu, or a step. What should come out for x = 2.5?": [ref.relu_grad],
    "These are the signs, -1 and 1. What should come out for x = 2.5, and what for -2.5?": [np.sign],
    LARGEST: [lambda x: np.max(x, 0), lambda x: np.max(x, initial=0)],
    "The negative numbers are left out, so the answer is shorter. Their places should stay, with which number in them?": [
        lambda x: x[x > 0]
    ],
    "The negative numbers become nan, 'not a number'. Which number belongs there?": [lambda x: np.where(x > 0, x, np.nan)],
    "The square root of a negative number is nan. Which form needs no root, or squares first?": [lambda x: np.sqrt(x) ** 2],
    LEAKY: [lambda x: ref.leaky_relu(x, 0.01), lambda x: ref.leaky_relu(x, 0.1)],
    "The bend is smooth: this is softplus, log(1 + e^x). relu has a corner and is exactly 0 on the left.": [
        lambda x: np.logaddexp(0.0, x)
    ],
    "On the left this bends towards -1, as ELU does. What does relu give for every negative x?": [
        lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
    ],
    "This is x times sigmoid(x), called SiLU or swish: it is bent smoothly. Which two straight pieces make relu?": [
        lambda x: x * sig.sigmoid(x)
    ],
    "This is the sigmoid of lesson 2. Which two straight pieces make relu?": [sig.sigmoid],
    "This is tanh on the right and 0 on the left. What should a large x become?": [lambda x: np.maximum(np.tanh(x), 0)],
    "This is the tanh of lesson 3. Which two straight pieces make relu?": [np.tanh],
    CAP: [lambda x: np.clip(x, 0, 1), lambda x: np.clip(x, 0, 6), lambda x: np.clip(x, 0, 10), lambda x: np.clip(x, 0, 100)],
    "Numbers below 0 pass here down to a limit. From where on should the answer be 0?": [lambda x: np.clip(x, -1, None)],
    "Positive numbers are doubled: x + |x| is 2x on the right. What should it be divided by?": [lambda x: x + np.abs(x)],
    "This is (x - |x|) / 2, the negative half. Which sign belongs between?": [lambda x: -ref.relu(-x)],
    "This is x squared on the right. What should come out for x = 2: 2 or 4?": [lambda x: x * ref.relu(x)],
    "Numbers below 1 are raised to 1: is the larger of x and 1 asked for, or of x and another number?": [
        lambda x: np.maximum(x, 1)
    ],
    "Numbers between 0 and 1 are cut too. Where does the corner of relu lie?": [lambda x: np.where(x > 1, x, 0)],
    "The corner lies at 1: this is relu(x - 1). Where should it lie?": [lambda x: ref.relu(x - 1)],
    "np.vectorize takes the kind of all answers from the first one: after a whole 0 all decimals are cut. "
    "Which kind of 0 would help?": [np.vectorize(lambda value: value if value > 0 else 0)],
    ROUNDED: [lambda x: np.trunc(ref.relu(x)), lambda x: np.round(ref.relu(x))],
    "The answer is rounded. Return the numbers as they are.": [
        lambda x: np.round(ref.relu(x), 1),
        lambda x: np.round(ref.relu(x), 2),
    ],
    FIRST: _ends(ref.relu),
    "This adds everything up. One answer for each number is asked for, in the shape of x.": [lambda x: ref.relu(x).sum()],
    "This takes the mean. One answer for each number is asked for, in the shape of x.": [lambda x: ref.relu(x).mean()],
}
RELU = causes(RELU_FORMS, of_floats)

AT_ZERO_ONE = "It gives 1 at x = 0. Which slope did the lesson fix for the corner, and does your comparison include 0?"
AT_ZERO_HALF = "It gives one half at x = 0, the slope of a secant from both sides. Which slope did the lesson fix for the corner?"
AT_ZERO_NAN = "At x = 0 it divides 0 by 0, which is nan. Which slope did the lesson fix for the corner?"
ADDED = "On the right the slope is a little less than 1, and least so for large x: is a small number added below the line?"
STEP = "A secant with a step of finite width blurs the corner. Can you read the slope off the sign of x alone?"
RELU_GRAD_FORMS: Forms = {
    ROW: [lambda x: ref.relu_grad(x).ravel()],
    AT_ZERO_ONE: [lambda x: np.where(x >= 0, 1, 0)],
    AT_ZERO_HALF: [lambda x: np.heaviside(x, 0.5)],
    AT_ZERO_NAN: [lambda x: np.where(x == 0, np.nan, ref.relu_grad(x))],
    "At x = 0 it divides by 0. Which slope did the lesson fix for the corner?": [
        lambda x: np.where(x == 0, np.inf, ref.relu_grad(x))
    ],
    "This is relu itself; its slope is asked for. How steep is it at 2, and at 3?": [ref.relu],
    "This is the input itself. How steep is relu on the right, and on the left?": [lambda x: x],
    "These are the signs: -1 on the left. The left piece of relu is flat. How steep is flat?": [np.sign],
    "The two sides are swapped. On which side does relu rise?": [lambda x: np.where(x <= 0, 1, 0)],
    "The left piece of relu does not fall: it is flat. How steep is flat?": [lambda x: np.where(x < 0, -1, 0)],
    "The slope is 1 everywhere here, or wherever x is not 0. What is it on the flat piece?": [lambda x: np.where(x != 0, 1, 0)],
    "The slope is 1 everywhere here. What is it on the flat piece?": [np.ones_like],
    "The slope is 0 everywhere here. What is it on the piece that rises, and is a step too small to change x, or "
    "does a second mask see what the first one wrote?": [np.zeros_like],
    "On the left it is small, but not 0: that is leaky ReLU. How steep is the left piece of relu?": [
        lambda x: np.where(x > 0, 1, 0.01)
    ],
    "s (1 - s) was the rule for sigmoid. relu is made of two straight pieces: how steep is each?": [sig.sigmoid_grad],
    "r (1 - r) is sigmoid's rule with relu in it. relu is made of two straight pieces: how steep is each?": [
        lambda x: ref.relu(x) * (1 - ref.relu(x))
    ],
    "1 - r^2 is tanh's rule with relu in it. relu is made of two straight pieces: how steep is each?": [
        lambda x: 1 - ref.relu(x) ** 2
    ],
    "1 - t^2 was the rule for tanh. relu is made of two straight pieces: how steep is each?": [lambda x: 1 - np.tanh(x) ** 2],
    "This is the sigmoid, the slope of a smooth bend. relu has a corner: how steep is each piece?": [sig.sigmoid],
    "A steep sigmoid comes near the step but is not the step. How steep is relu close to the corner?": [
        lambda x: sig.sigmoid(10 * x),
        lambda x: sig.sigmoid(100 * x),
    ],
    "np.gradient works with the neighbours in the array, and the order of the numbers is no curve. "
    "The slope at a number depends on that number alone: on which side of 0 is it?": [
        lambda x: np.gradient(ref.relu(x)),
        lambda x: np.gradient(ref.relu(x), x),
    ],
    "np.diff takes neighbours in the array, so one answer is missing. "
    "The slope at a number depends on that number alone: on which side of 0 is it?": [lambda x: np.diff(ref.relu(x)) / np.diff(x)],
    "This is relu(x + 1) - relu(x): a secant one unit wide. What happens with a number close to 0?": [
        lambda x: ref.relu(x + 1) - ref.relu(x)
    ],
    STEP: [
        lambda x, ahead=step * forward, behind=step * back: (ref.relu(x + ahead) - ref.relu(x - behind)) / (ahead + behind)
        for forward, back in ((1, 1), (1, 0), (0, 1))
        for step in (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
    ],
    ADDED: [lambda x, p=p: ref.relu(x) / (x + 10.0**-p) for p in range(1, 17)],
    "The corner lies at 1 here. From which x on does relu rise?": [lambda x: np.where(x > 1, 1, 0)],
    "This still climbs between 0 and 1. How steep is relu at 0.3?": [lambda x: np.clip(x, 0, 1)],
    FIRST: _ends(ref.relu_grad),
    "The slope is multiplied by x once more. How steep is relu at 2, and at 3?": [lambda x: x * ref.relu_grad(x) / 2],
    "The step is 2 high: how steep is the piece y = x?": [lambda x: 2 * ref.relu_grad(x)],
    "This counts. One answer for each number is asked for, in the shape of x.": [lambda x: ref.relu_grad(x).sum()],
    "This takes the mean. One answer for each number is asked for, in the shape of x.": [lambda x: ref.relu_grad(x).mean()],
    "The places with slope 0 are left out, so the answer is shorter. Which number belongs there?": [
        lambda x: np.ones(np.count_nonzero(x > 0))
    ],
}
RELU_GRAD = causes(RELU_GRAD_FORMS, of_floats)

LEAKY_RELU_FORMS: Forms = {
    ROW: [lambda x, alpha: ref.leaky_relu(x, alpha).ravel()],
    "This is plain relu: nothing leaks. What is alpha for?": [lambda x, alpha: ref.relu(x)],
    "The numbers come out as they went in. On which side does alpha come in?": [lambda x, alpha: x],
    "Both sides are multiplied by alpha. On which side alone does it belong?": [lambda x, alpha: alpha * x],
    "alpha has the wrong side: it multiplies the positive numbers.": [lambda x, alpha: np.where(x > 0, alpha * x, x)],
    "The left side is the number alpha itself. It should be alpha times what?": [lambda x, alpha: np.where(x > 0, x, alpha)],
    "The left side is -alpha, a flat line. It should have the slope alpha.": [lambda x, alpha: np.where(x > 0, x, -alpha)],
    "The left side comes out positive: which sign do alpha and a negative x make?": [
        lambda x, alpha: np.where(x > 0, x, -alpha * x)
    ],
    "The left side is always multiplied by 0.01, whatever alpha is given.": [lambda x, alpha: ref.leaky_relu(x, 0.01)],
    "Without a second number alpha should be 0.01. Did the first line (def ...) change?": [lambda x, alpha: ref.leaky_relu(x, 0.1)],
    "alpha is added where it should multiply.": [lambda x, alpha: np.where(x > 0, x, x + alpha)],
    "The left side is divided by alpha. Should it get smaller or larger?": [
        lambda x, alpha: np.where(x > 0, x, x / (alpha or np.nan))
    ],
    "The larger of x and alpha is not it: alpha has to multiply something first.": [np.maximum],
    "The smaller of x and alpha x swaps the sides: for x = 2, which of 2 and alpha times 2 should come out?": [
        lambda x, alpha: np.minimum(x, alpha * x)
    ],
    "This is the slope of leaky_relu: 1 or alpha. Its value is asked for.": [lambda x, alpha: np.where(x > 0, 1.0, alpha)],
    "On the left this is ELU, alpha (e^x - 1), a bent curve. Which straight piece is asked for?": [
        lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))
    ],
    "alpha is subtracted where it should multiply.": [lambda x, alpha: np.where(x > 0, x, x - alpha)],
    "The larger of 0 and alpha x is never negative, and too small on the right. Which two numbers should be compared?": [
        lambda x, alpha: np.maximum(0, alpha * x)
    ],
    "The corner lies at alpha here. Where should the two pieces meet?": [lambda x, alpha: np.where(x > alpha, x, alpha * x)],
    "The left side has the slope 1 - alpha. How steep should it be?": [lambda x, alpha: np.where(x > 0, x, (1 - alpha) * x)],
    "The left side is multiplied by alpha twice.": [lambda x, alpha: np.where(x > 0, x, alpha**2 * x)],
    "The positive numbers are left out, so the answer is shorter. Their places should stay.": [lambda x, alpha: alpha * x[x < 0]],
    ROUNDED: [lambda x, alpha: np.trunc(ref.leaky_relu(x, alpha))],
    "The answer is rounded. Return the numbers as they are.": [lambda x, alpha: np.round(ref.leaky_relu(x, alpha), 2)],
    FIRST: _ends(ref.leaky_relu),
    "relu(x) + alpha x leaks on the right side too: what should come out for x = 2?": [lambda x, alpha: ref.relu(x) + alpha * x],
}
LEAKY_RELU = (
    Cause(
        "alpha = 0 counts as not given, as in 'alpha or 0.01'. Is the default in the def line enough?",
        lambda x, alpha=0.01: ref.leaky_relu(x, alpha or 0.01),
        r"\bor\b|if (not )?alpha",
    ),
    *causes(LEAKY_RELU_FORMS, _leaky),
)


def _of_units(form: Callable[[Array, Array], Any]) -> Callable[[Any], Any]:
    """Return a form of dead_fraction that gets the scores Z (n, units) and `off`, booleans that tell which are 0 or negative."""
    return lambda Z: form(np.asarray(Z), np.asarray(Z) <= 0)


ONE_NUMBER = "One number is asked for: which share of all units is dead?"
EVERY = "A unit is dead only if it is off for every point. Which axis of Z runs over the points?"
DEAD_FRACTION_FORMS: Forms = {
    "A score of exactly 0 counts as on here. The task says: 0 or negative for every point.": [
        lambda Z, off: (Z < 0).all(axis=0).mean()
    ],
    "A small positive score counts as off here. How small may a positive score be?": [lambda Z, off: (Z.max(axis=0) < 1e-6).mean()],
    "The answer is 0, though some units are dead. Is Z compared with exactly 0, is one question asked about all units "
    "at once, or is the share cut to a whole number?": [lambda Z, off: 0.0],
    "The answer is 1, though some units are alive. Is a single point where a unit is off enough here to call it dead?": [
        lambda Z, off: 1.0
    ],
    "This is the share of dead units times 100. A share lies between 0 and 1.": [lambda Z, off: 100 * ref.dead_fraction(Z)],
    "This is the number of dead units. Which share of all units is it?": [lambda Z, off: off.all(axis=0).sum()],
    "This is the share of units that are alive. The share of dead ones is asked for.": [lambda Z, off: 1 - ref.dead_fraction(Z)],
    "This is the number of units that are alive.": [lambda Z, off: (~off).any(axis=0).sum()],
    "This is the share of all scores that are not positive. A unit is dead only if all its scores are so.": [
        lambda Z, off: off.mean()
    ],
    "This is the share of all scores that are positive. A unit is dead if none of its scores is.": [lambda Z, off: (Z > 0).mean()],
    "Units that are off for some point count as dead here. For how many points must a dead unit be off?": [
        lambda Z, off: off.any(axis=0).mean()
    ],
    "This looks along the rows: it finds points for which all units are off. Units are the columns of Z.": [
        lambda Z, off: off.all(axis=1).mean()
    ],
    "Dead units are counted, but divided by the number of points. Which number does the share refer to?": [
        lambda Z, off: off.all(axis=0).sum() / len(Z)
    ],
    "Dead units are counted, but divided by all scores. Which number does the share refer to?": [
        lambda Z, off: off.all(axis=0).sum() / Z.size
    ],
    "Z holds scores, not the answers of relu: which scores become 0 there?": [lambda Z, off: (Z == 0).all(axis=0).mean()],
    "The scores of a unit are added up. One positive score keeps it alive, whatever the others are.": [
        lambda Z, off: (Z.sum(axis=0) <= 0).mean()
    ],
    "Only the first point counts here. For how many points must a dead unit be off?": [lambda Z, off: off[0].mean()],
    "Only the last point counts here. For how many points must a dead unit be off?": [lambda Z, off: off[-1].mean()],
    "The answer is rounded. Return the number as it is.": [
        lambda Z, off, digits=digits: np.round(ref.dead_fraction(Z), digits) for digits in (1, 2, 3)
    ],
    "A list of one number is not yet a number. Which share of all units is dead?": [lambda Z, off: [ref.dead_fraction(Z)]],
    "These are 1 for a dead unit and 0 for another. " + ONE_NUMBER: [lambda Z, off: 1 * off.all(axis=0)],
    "These are the shares of points for which each unit is off. " + EVERY: [lambda Z, off: off.mean(axis=0)],
    "These are the numbers of the dead units. " + ONE_NUMBER: [lambda Z, off: np.flatnonzero(off.all(axis=0))],
}
DEAD_FRACTION = causes(DEAD_FRACTION_FORMS, _of_units)
