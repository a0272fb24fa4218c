"""Known wrong forms of relu, its slope, leaky_relu and the share of dead units, each with the sentence that names its cause."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.reference import relu as ref
from autograder.reference import sigmoid as sig


def _float(x: Any) -> Array:
    return np.asarray(x, dtype=float)


def _softplus(x: Any) -> Array:
    return np.logaddexp(0.0, _float(x))


def _ends(right: Callable[..., Array]) -> tuple[Cause, Cause]:
    """Return the causes of a loop that ends after the first number, or at the first that is not positive; the rest stays 0."""
    return (
        Cause(FIRST, lambda x, *more: np.where(np.arange(np.size(x)).reshape(np.shape(x)) == 0, right(x, *more), 0.0)),
        Cause(FIRST, lambda x, *more: np.where(np.cumsum(_float(x) <= 0).reshape(np.shape(x)) == 0, right(x, *more), 0.0)),
    )


def _vectorized(x: Any) -> Array:
    return np.asarray(np.vectorize(lambda value: value if value > 0 else 0)(_float(x)))


ROW = "The answer has lost the shape of x: all numbers stand in one row."
FIRST = "The answers end at the first number, or at the first that is not positive. Does 'return' stand inside the loop?"

LARGEST = (
    "This is the one largest number of the array, as np.max gives it (its second argument is an axis). "
    "Which NumPy function compares number by number?"
)

CAP = "There is a ceiling in it: large numbers should pass as they are. Where does the formula stop growing?"

ROUNDED = "The decimals are lost. Is the array that holds the answer made for whole numbers?"

LEAKY = "A small part of the negative numbers leaks through, as in leaky ReLU. What does plain relu give there?"

RELU = (
    Cause(ROW, lambda x: ref.relu(x).ravel()),
    Cause(
        "The answer is 0 for every number. Which numbers should pass as they are, and is each one looked at, or all at once?",
        lambda x: 0 * _float(x),
    ),
    Cause(
        "The numbers come out as they went in. What should become of the negative ones, and does what is computed "
        "reach the answer?",
        _float,
    ),
    Cause(
        "This is |x|: the negative numbers come out positive. Which number should they become?",
        lambda x: np.abs(_float(x)),
    ),
    Cause("This is half of |x|, one term of (x + |x|) / 2. What has to be added?", lambda x: np.abs(_float(x)) / 2),
    Cause(
        "This keeps the negative half and cuts the positive one. Is the smaller taken for the larger, or are the two choices of "
        "np.where swapped (the first is for True)?",
        lambda x: np.minimum(_float(x), 0),
    ),
    Cause("The sign is turned: this is -x. Which side should pass, and unchanged?", lambda x: -_float(x)),
    Cause(
        "The curve is mirrored: it rises to the left. On which side should numbers pass?",
        lambda x: ref.relu(-_float(x)),
    ),
    Cause("relu is turned upside down: positive x should come out positive.", lambda x: -ref.relu(x)),
    Cause(
        "This is 1 and 0: the slope of relu, or a step. What should come out for x = 2.5?",
        ref.relu_grad,
    ),
    Cause(
        "These are the signs, -1 and 1. What should come out for x = 2.5, and what for -2.5?",
        lambda x: np.sign(_float(x)),
    ),
    Cause(LARGEST, lambda x: np.max(_float(x), 0)),
    Cause(LARGEST, lambda x: np.max(_float(x), initial=0)),
    Cause(
        "The negative numbers are left out, so the answer is shorter. Their places should stay, with which number in them?",
        lambda x: _float(x)[_float(x) > 0],
    ),
    Cause(
        "The negative numbers become nan, 'not a number'. Which number belongs there?",
        lambda x: np.where(_float(x) > 0, _float(x), np.nan),
    ),
    Cause(
        "The square root of a negative number is nan. Which form needs no root, or squares first?",
        lambda x: np.sqrt(_float(x)) ** 2,
    ),
    Cause(LEAKY, lambda x: ref.leaky_relu(x, 0.01)),
    Cause(LEAKY, lambda x: ref.leaky_relu(x, 0.1)),
    Cause(
        "The bend is smooth: this is softplus, log(1 + e^x). relu has a corner and is exactly 0 on the left.",
        _softplus,
    ),
    Cause(
        "On the left this bends towards -1, as ELU does. What does relu give for every negative x?",
        lambda x: np.where(_float(x) > 0, _float(x), np.expm1(np.minimum(_float(x), 0))),
    ),
    Cause(
        "This is x times sigmoid(x), called SiLU or swish: it is bent smoothly. Which two straight pieces make relu?",
        lambda x: _float(x) * sig.sigmoid(x),
    ),
    Cause("This is the sigmoid of lesson 2. Which two straight pieces make relu?", sig.sigmoid),
    Cause(
        "This is tanh on the right and 0 on the left. What should a large x become?",
        lambda x: np.maximum(np.tanh(_float(x)), 0),
    ),
    Cause("This is the tanh of lesson 3. Which two straight pieces make relu?", lambda x: np.tanh(_float(x))),
    Cause(CAP, lambda x: np.clip(_float(x), 0, 1)),
    Cause(CAP, lambda x: np.clip(_float(x), 0, 6)),
    Cause(CAP, lambda x: np.clip(_float(x), 0, 10)),
    Cause(CAP, lambda x: np.clip(_float(x), 0, 100)),
    Cause(
        "Numbers below 0 pass here down to a limit. From where on should the answer be 0?",
        lambda x: np.clip(_float(x), -1, None),
    ),
    Cause(
        "Positive numbers are doubled: x + |x| is 2x on the right. What should it be divided by?",
        lambda x: _float(x) + np.abs(_float(x)),
    ),
    Cause("This is (x - |x|) / 2, the negative half. Which sign belongs between?", lambda x: -ref.relu(-_float(x))),
    Cause(
        "This is x squared on the right. What should come out for x = 2: 2 or 4?",
        lambda x: _float(x) * ref.relu(x),
    ),
    Cause(
        "Numbers below 1 are raised to 1: is the larger of x and 1 asked for, or of x and another number?",
        lambda x: np.maximum(_float(x), 1),
    ),
    Cause(
        "Numbers between 0 and 1 are cut too. Where does the corner of relu lie?",
        lambda x: np.where(_float(x) > 1, _float(x), 0),
    ),
    Cause(
        "The corner lies at 1: this is relu(x - 1). Where should it lie?",
        lambda x: ref.relu(_float(x) - 1),
    ),
    Cause(
        "np.vectorize takes the kind of all answers from the first one: after a whole 0 all decimals are cut. "
        "Which kind of 0 would help?",
        _vectorized,
    ),
    Cause(ROUNDED, lambda x: np.trunc(ref.relu(x))),
    Cause(ROUNDED, lambda x: np.round(ref.relu(x))),
    Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.relu(x), 1)),
    Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.relu(x), 2)),
    *_ends(ref.relu),
    Cause(
        "This adds everything up. One answer for each number is asked for, in the shape of x.",
        lambda x: ref.relu(x).sum(),
    ),
    Cause(
        "This takes the mean. One answer for each number is asked for, in the shape of x.",
        lambda x: ref.relu(x).mean(),
    ),
)


def _central(step: float) -> Any:
    return lambda x: (ref.relu(_float(x) + step) - ref.relu(_float(x) - step)) / (2 * step)


def _forward(step: float) -> Any:
    return lambda x: (ref.relu(_float(x) + step) - ref.relu(x)) / step


def _backward(step: float) -> Any:
    return lambda x: (ref.relu(x) - ref.relu(_float(x) - step)) / step


def _steep(factor: float) -> Any:
    return lambda x: sig.sigmoid(factor * _float(x))


AT_ZERO_ONE = "It gives 1 at x = 0. Which slope did the lesson fix for the corner, and does your comparison include 0?"

AT_ZERO_HALF = "It gives one half at x = 0, the slope of a secant from both sides. Which slope did the lesson fix for the corner?"

AT_ZERO_NAN = "At x = 0 it divides 0 by 0, which is nan. Which slope did the lesson fix for the corner?"

ADDED = "On the right the slope is a little less than 1, and least so for large x: is a small number added below the line?"

STEP = "A secant with a step of finite width blurs the corner. Can you read the slope off the sign of x alone?"

RELU_GRAD = (
    Cause(ROW, lambda x: ref.relu_grad(x).ravel()),
    Cause(AT_ZERO_ONE, lambda x: np.where(_float(x) >= 0, 1, 0)),
    Cause(AT_ZERO_HALF, lambda x: np.heaviside(_float(x), 0.5)),
    Cause(AT_ZERO_NAN, lambda x: np.where(_float(x) == 0, np.nan, ref.relu_grad(x))),
    Cause(
        "At x = 0 it divides by 0. Which slope did the lesson fix for the corner?",
        lambda x: np.where(_float(x) == 0, np.inf, ref.relu_grad(x)),
    ),
    Cause("This is relu itself; its slope is asked for. How steep is it at 2, and at 3?", ref.relu),
    Cause("This is the input itself. How steep is relu on the right, and on the left?", _float),
    Cause(
        "These are the signs: -1 on the left. The left piece of relu is flat. How steep is flat?",
        lambda x: np.sign(_float(x)),
    ),
    Cause(
        "The two sides are swapped. On which side does relu rise?",
        lambda x: np.where(_float(x) <= 0, 1, 0),
    ),
    Cause(
        "The left piece of relu does not fall: it is flat. How steep is flat?",
        lambda x: np.where(_float(x) < 0, -1, 0),
    ),
    Cause(
        "The slope is 1 everywhere here, or wherever x is not 0. What is it on the flat piece?",
        lambda x: np.where(_float(x) != 0, 1, 0),
    ),
    Cause(
        "The slope is 1 everywhere here. What is it on the flat piece?",
        lambda x: np.ones_like(_float(x)),
    ),
    Cause(
        "The slope is 0 everywhere here. What is it on the piece that rises, and is a step too small to change x, or "
        "does a second mask see what the first one wrote?",
        lambda x: np.zeros_like(_float(x)),
    ),
    Cause(
        "On the left it is small, but not 0: that is leaky ReLU. How steep is the left piece of relu?",
        lambda x: np.where(_float(x) > 0, 1, 0.01),
    ),
    Cause(
        "s (1 - s) was the rule for sigmoid. relu is made of two straight pieces: how steep is each?",
        sig.sigmoid_grad,
    ),
    Cause(
        "r (1 - r) is sigmoid's rule with relu in it. relu is made of two straight pieces: how steep is each?",
        lambda x: ref.relu(x) * (1 - ref.relu(x)),
    ),
    Cause(
        "1 - r^2 is tanh's rule with relu in it. relu is made of two straight pieces: how steep is each?",
        lambda x: 1 - ref.relu(x) ** 2,
    ),
    Cause(
        "1 - t^2 was the rule for tanh. relu is made of two straight pieces: how steep is each?",
        lambda x: 1 - np.tanh(_float(x)) ** 2,
    ),
    Cause(
        "This is the sigmoid, the slope of a smooth bend. relu has a corner: how steep is each piece?",
        sig.sigmoid,
    ),
    Cause(
        "A steep sigmoid comes near the step but is not the step. How steep is relu close to the corner?",
        _steep(10),
    ),
    Cause(
        "A steep sigmoid comes near the step but is not the step. How steep is relu close to the corner?",
        _steep(100),
    ),
    Cause(
        "np.gradient works with the neighbours in the array, and the order of the numbers is no curve. "
        "The slope at a number depends on that number alone: on which side of 0 is it?",
        lambda x: np.gradient(ref.relu(x)),
    ),
    Cause(
        "np.gradient works with the neighbours in the array, and the order of the numbers is no curve. "
        "The slope at a number depends on that number alone: on which side of 0 is it?",
        lambda x: np.gradient(ref.relu(x), _float(x)),
    ),
    Cause(
        "np.diff takes neighbours in the array, so one answer is missing. "
        "The slope at a number depends on that number alone: on which side of 0 is it?",
        lambda x: np.diff(ref.relu(x)) / np.diff(_float(x)),
    ),
    Cause(
        "This is relu(x + 1) - relu(x): a secant one unit wide. What happens with a number close to 0?",
        _forward(1.0),
    ),
    *(Cause(STEP, make(step)) for make in (_central, _forward, _backward) for step in (1e-1, 1e-2, 1e-3, 1e-4)),
    *(Cause(STEP, make(step)) for make in (_central, _forward, _backward) for step in (1e-5, 1e-6, 1e-7, 1e-8)),
    *(Cause(ADDED, lambda x, p=p: ref.relu(x) / (_float(x) + 10.0**-p)) for p in range(1, 17)),
    Cause(
        "The corner lies at 1 here. From which x on does relu rise?",
        lambda x: np.where(_float(x) > 1, 1, 0),
    ),
    Cause(
        "This still climbs between 0 and 1. How steep is relu at 0.3?",
        lambda x: np.clip(_float(x), 0, 1),
    ),
    *_ends(ref.relu_grad),
    Cause(
        "The slope is multiplied by x once more. How steep is relu at 2, and at 3?",
        lambda x: _float(x) * ref.relu_grad(x) / 2,
    ),
    Cause("The step is 2 high: how steep is the piece y = x?", lambda x: 2 * ref.relu_grad(x)),
    Cause(
        "This counts. One answer for each number is asked for, in the shape of x.",
        lambda x: ref.relu_grad(x).sum(),
    ),
    Cause(
        "This takes the mean. One answer for each number is asked for, in the shape of x.",
        lambda x: ref.relu_grad(x).mean(),
    ),
    Cause(
        "The places with slope 0 are left out, so the answer is shorter. Which number belongs there?",
        lambda x: np.ones(np.count_nonzero(_float(x) > 0)),
    ),
)

LEAKY_RELU = (
    Cause(ROW, lambda x, alpha=0.01: ref.leaky_relu(x, alpha).ravel()),
    Cause("alpha = 0 counts as not given, as in 'alpha or 0.01'. Is the default in the def line enough?",
          lambda x, alpha=0.01: ref.leaky_relu(x, alpha or 0.01), r"\bor\b|if (not )?alpha"),
    Cause("This is plain relu: nothing leaks. What is alpha for?", lambda x, alpha=0.01: ref.relu(x)),
    Cause("The numbers come out as they went in. On which side does alpha come in?", lambda x, alpha=0.01: _float(x)),
    Cause(
        "Both sides are multiplied by alpha. On which side alone does it belong?",
        lambda x, alpha=0.01: alpha * _float(x),
    ),
    Cause(
        "alpha has the wrong side: it multiplies the positive numbers.",
        lambda x, alpha=0.01: np.where(_float(x) > 0, alpha * _float(x), _float(x)),
    ),
    Cause(
        "The left side is the number alpha itself. It should be alpha times what?",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), alpha),
    ),
    Cause(
        "The left side is -alpha, a flat line. It should have the slope alpha.",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), -alpha),
    ),
    Cause(
        "The left side comes out positive: which sign do alpha and a negative x make?",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), -alpha * _float(x)),
    ),
    Cause(
        "The left side is always multiplied by 0.01, whatever alpha is given.",
        lambda x, alpha=0.01: ref.leaky_relu(x, 0.01),
    ),
    Cause(
        "Without a second number alpha should be 0.01. Did the first line (def ...) change?",
        lambda x, alpha=0.01: ref.leaky_relu(x, 0.1),
    ),
    Cause(
        "alpha is added where it should multiply.",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), _float(x) + alpha),
    ),
    Cause(
        "The left side is divided by alpha. Should it get smaller or larger?",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), _float(x) / (alpha or np.nan)),
    ),
    Cause(
        "The larger of x and alpha is not it: alpha has to multiply something first.",
        lambda x, alpha=0.01: np.maximum(_float(x), alpha),
    ),
    Cause(
        "The smaller of x and alpha x swaps the sides: for x = 2, which of 2 and alpha times 2 should come out?",
        lambda x, alpha=0.01: np.minimum(_float(x), alpha * _float(x)),
    ),
    Cause(
        "This is the slope of leaky_relu: 1 or alpha. Its value is asked for.",
        lambda x, alpha=0.01: np.where(_float(x) > 0, 1.0, alpha),
    ),
    Cause(
        "On the left this is ELU, alpha (e^x - 1), a bent curve. Which straight piece is asked for?",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), alpha * np.expm1(np.minimum(_float(x), 0))),
    ),
    Cause(
        "alpha is subtracted where it should multiply.",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), _float(x) - alpha),
    ),
    Cause(
        "The larger of 0 and alpha x is never negative, and too small on the right. Which two numbers should be compared?",
        lambda x, alpha=0.01: np.maximum(0, alpha * _float(x)),
    ),
    Cause(
        "The corner lies at alpha here. Where should the two pieces meet?",
        lambda x, alpha=0.01: np.where(_float(x) > alpha, _float(x), alpha * _float(x)),
    ),
    Cause(
        "The left side has the slope 1 - alpha. How steep should it be?",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), (1 - alpha) * _float(x)),
    ),
    Cause(
        "The left side is multiplied by alpha twice.",
        lambda x, alpha=0.01: np.where(_float(x) > 0, _float(x), alpha**2 * _float(x)),
    ),
    Cause(
        "The positive numbers are left out, so the answer is shorter. Their places should stay.",
        lambda x, alpha=0.01: alpha * _float(x)[_float(x) < 0],
    ),
    Cause(ROUNDED, lambda x, alpha=0.01: np.trunc(ref.leaky_relu(x, alpha))),
    Cause("The answer is rounded. Return the numbers as they are.", lambda x, alpha=0.01: np.round(ref.leaky_relu(x, alpha), 2)),
    *_ends(ref.leaky_relu),
    Cause(
        "relu(x) + alpha x leaks on the right side too: what should come out for x = 2?",
        lambda x, alpha=0.01: ref.relu(x) + alpha * _float(x),
    ),
)  # fmt: skip
