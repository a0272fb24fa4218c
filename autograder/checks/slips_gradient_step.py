"""The steps of one move of gradient descent for a sigmoid unit, and how each of them goes wrong. Trusted side.

An answer computes a score from x, p from the score, an error from p, the slopes by w and b, and the new w and b.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import MadeLater, Step, slips
from autograder.judge.special_functions import expit

Pair = tuple[Any, Any]
Mean = Callable[[Array], Any]


def mean(values: Array) -> Any:
    """Return the mean of an array, in a third of the time of np.mean: thousands of wrong forms are tried on an answer."""
    return np.add.reduce(values) / len(values)


SEVERAL = "Several steps are made. One is asked for: who calls the function again?"
UPHILL = "w and b go uphill: the loss grows. Is it + where − belongs, or y − p where p − y belongs?"
SCORE: dict[str, list[Any]] = {
    "b is left out of the score. What does the unit compute before the sigmoid?": [lambda w, b, x: w * x],
    "The score is wx − b here. Is b subtracted, or does the minus of e^-(wx + b) stand before wx alone, for want of brackets?": [
        lambda w, b, x: w * x - b
    ],
    "w and b have changed places in the score. Which of the two multiplies x?": [lambda w, b, x: b * x + w],
    "w is left out of the score. What multiplies x?": [lambda w, b, x: x + b],
    "w and b are left out of the score: p is the sigmoid of x. Where do w and b come in?": [lambda w, b, x: x],
    "b is added to x before the product. Do brackets stand in the wrong place?": [lambda w, b, x: w * (x + b)],
    "w is added to x. Which product belongs there?": [lambda w, b, x: w + x + b],
    "p falls where it should rise: what is the sign of the exponent?": [lambda w, b, x: -(w * x + b)],
}
SQUASH: dict[str, list[Any]] = {  # overflow first: if an answer is all nan, every form that gives nan fits
    "e^z becomes infinity where the score is large. Which exponent is safe?": [lambda z: np.exp(z) / (1 + np.exp(z))],
    "p is the plain score: the sigmoid is missing. What turns a score into a probability?": [lambda z: z],
    "p is a class here, 0 or 1, as in the perceptron. The probability is needed: which function gives it?": [
        lambda z: np.where(z > 0, 1.0, 0.0),
        lambda z: np.where(z >= 0, 1.0, 0.0),
    ],
    "p comes from tanh, which runs from −1 to 1. Which curve gives a probability?": [np.tanh],
    "p comes from (1 + tanh z) / 2, which is twice as steep as the sigmoid. What belongs inside?": [lambda z: expit(2 * z)],
    "p comes from ReLU, the curve of lesson 4. Which curve gives a probability?": [lambda z: np.maximum(z, 0.0)],
    "p is the slope of the sigmoid, not the sigmoid. Which of the two functions is called?": [lambda z: expit(z) * expit(-z)],
    "The sigmoid is applied twice. Is p already the sigmoid of the score?": [lambda z: expit(expit(z))],
    "p is 1 + e^-z: in 1 / 1 + np.exp(-z) Python divides first. Where do brackets belong?": [lambda z: 1 + np.exp(-z)],
    "p is e^z or e^-z alone. What stands around it in the sigmoid?": [np.exp, lambda z: np.exp(-z)],
    "p is kept away from 0 and 1. The error p − y needs no such fence: what is it for?": [
        lambda z, gap=10.0**-power: np.clip(expit(z), gap, 1 - gap) for power in range(1, 10)
    ],
    "p is rounded. Which digits does a small step need?": [
        lambda z, digits=digits: np.round(expit(z), digits) for digits in range(1, 7)
    ],
    "The nan of infinity / infinity is turned into 0. What should p be where the score is large?": [
        lambda z: np.nan_to_num(np.exp(z) / (1 + np.exp(z)))
    ],
}  # fmt: skip
ERROR: dict[str, list[Any]] = {
    UPHILL: [lambda p, y: y - p],
    "The factor p (1 − p) is the slope of the squared error. With cross-entropy it cancels: what is left?": [
        lambda p, y: (p - y) * p * (1 - p)
    ],
    "The slope goes the wrong way, and it has the factor p (1 − p) of the squared error. What is left with cross-entropy?": [
        lambda p, y: (y - p) * p * (1 - p)
    ],
    "The error has lost its sign. Which way should a point with y = 1 move the score, and which way one with y = 0?": [
        lambda p, y: np.abs(p - y)
    ],
    "The error is squared. The slope of the cross-entropy is p − y itself: is a square needed?": [lambda p, y: (p - y) ** 2],
    "The loss stands where its slope belongs. What does the derivative of −log p by the score come to?": [
        lambda p, y: -np.where(y == 1, np.log(p), np.log(1 - p)),
        lambda p, y: -y * np.log(p),
    ],
    "This is the slope of the loss by p. By the score there is one more factor, p (1 − p): what is left of the product?": [
        lambda p, y: (p - y) / (p * (1 - p))
    ],
    "y is left out of the error. What would p be if all were right?": [lambda p, y: p],
    "p is left out of the error. With what is y compared?": [lambda p, y: -y, lambda p, y: y],
    "The slope of the sigmoid, p (1 − p), stands where the error belongs. How far is p from y?": [lambda p, y: p * (1 - p)],
    "y is turned into −1 and 1. Here the classes are 0 and 1, as p is: what is the error then?": [lambda p, y: p - (2 * y - 1)],
    "The answer is compared as a class, 0 or 1. How sure the unit is matters too: which number says that?": [
        lambda p, y: np.where(p > 0.5, 1.0, 0.0) - y
    ],
    "Only points of class 1 count. What do points with y = 0 say?": [lambda p, y: y * (p - 1)],
    "Only points of class 0 count. What do points with y = 1 say?": [lambda p, y: (1 - y) * p],
    "All points are treated as class 1. Where does y come in?": [lambda p, y: p - 1],
    "Only points on the wrong side count, as in the perceptron. Does a point that is right, but not sure, still pull?": [
        lambda p, y: np.where((p > 0.5) == (y == 1), 0.0, p - y)
    ],
    "y is divided by p, as in the slope of −log p by p, for class 1 only. What is the slope by the score?": [
        lambda p, y: -y / p
    ],
}  # fmt: skip
AVERAGE: dict[str, list[Any]] = {
    "The slopes are summed over the points. The mean is asked for: by what is the sum divided?": [np.sum],
    "The mean is divided by the number of points once more. How often does np.mean divide?": [lambda v: mean(v) / len(v)],
    "Half of the slope is taken. The 2 belongs to another loss: by what does a mean divide?": [lambda v: mean(v) / 2],
    "Twice the slope is taken, as with a square. Does the slope p − y have a factor 2?": [lambda v: 2 * mean(v)],
    "The sum is divided by n − 1, or n + 1. How many points are there?": [
        lambda v: np.sum(v) / (len(v) - 1),
        lambda v: np.sum(v) / (len(v) + 1),
    ],
    "Only the first point counts. Does return stand inside the loop?": [lambda v: v[0], lambda v: v[0] / len(v)],
    "Only the last point counts. Where are the others kept?": [lambda v: v[-1], lambda v: v[-1] / len(v)],
    "The median is taken. The mean is asked for: which function gives it?": [np.median],
    "The slopes are rounded. Which digits does a small step need?": [
        lambda v, digits=digits: np.round(mean(v), digits) for digits in range(1, 7)
    ],
    "The first point is left out. Where does the loop begin?": [lambda v: np.sum(v[1:]) / len(v), lambda v: np.mean(v[1:])],
    "The last point is left out. Where does the loop end?": [lambda v: np.sum(v[:-1]) / len(v), lambda v: np.mean(v[:-1])],
    "The slope is divided by its length, so that only its sign is left. Should a small slope make a small step?": [
        lambda v: np.sign(np.mean(v))
    ],
}  # fmt: skip
BY_W: dict[str, list[Any]] = {
    "w moves as b does: the factor x is missing in its slope. What does the chain rule add for w?": [lambda e, x, w, a: a(e)],
    "The mean of a product is not the product of the means. Which comes first for w, the product or the mean?": [
        lambda e, x, w, a: a(e) * np.mean(x),
        lambda e, x, w, a: a(e) * np.sum(x),
    ],
    "x is squared in the slope by w. How often does the chain rule bring it in?": [lambda e, x, w, a: a(e * x**2)],
    "w stands where x belongs in its slope. By which number does w multiply?": [lambda e, x, w, a: a(e) * w],
    "The slope by w is divided by x. Which factor does the chain rule give?": [lambda e, x, w, a: a(e / x)],
    "w does not move. Which step does it make?": [lambda e, x, w, a: 0.0],
    "|x| stands where x belongs. Which way does a point with negative x move w?": [lambda e, x, w, a: a(e * np.abs(x))],
    "w moves by the mean of x alone. Where does the error p − y come in?": [lambda e, x, w, a: np.mean(x)],
    "For w alone the slopes are summed and not averaged. By what is the sum divided?": [lambda e, x, w, a: np.sum(e * x)],
    "For w alone the slope is halved or doubled. What is its factor?": [
        lambda e, x, w, a: a(e * x) / 2,
        lambda e, x, w, a: 2 * a(e * x),
    ],
    "w goes the wrong way, b the right one. What is the sign of the step of w?": [lambda e, x, w, a: -a(e * x)],
}  # fmt: skip
BY_B: dict[str, list[Any]] = {
    "b moves as w does: x is a factor in its slope. What multiplies b in the score?": [lambda e, x, b, a: a(e * x)],
    "b does not move. Which step does it make?": [lambda e, x, b, a: 0.0],
    "b stands as a factor in its own slope. What does the chain rule give for b?": [lambda e, x, b, a: a(e) * b],
    "For b alone the slopes are summed and not averaged. By what is the sum divided?": [lambda e, x, b, a: np.sum(e)],
    "For b alone the slope is halved or doubled. What is its factor?": [
        lambda e, x, b, a: a(e) / 2,
        lambda e, x, b, a: 2 * a(e),
    ],
    "b goes the wrong way, w the right one. What is the sign of the step of b?": [lambda e, x, b, a: -a(e)],
    "b moves by 1 in place of the mean error. What is the slope of the score by b multiplied with?": [lambda e, x, b, a: 1.0],
}  # fmt: skip
STEP_OR_SLOPE: list[Callable[[float], float]] = [lambda rate: rate, lambda rate: -rate, lambda rate: 1.0, lambda rate: -1.0]
MOVE: dict[str, list[Any]] = {
    UPHILL: [lambda w, b, dw, db, rate: (w + rate * dw, b + rate * db)],
    "rate is left out. How long is a step?": [lambda w, b, dw, db, rate: (w - dw, b - db)],
    "rate is left out in the step of b. How long is it?": [lambda w, b, dw, db, rate: (w - rate * dw, b - db)],
    "rate is left out in the step of w. How long is it?": [lambda w, b, dw, db, rate: (w - dw, b - rate * db)],
    "The length of the step is a number of its own. Where does rate come in?": [
        lambda w, b, dw, db, rate, own=own: (w - own * dw, b - own * db) for own in (0.001, 0.01, 0.05, 0.1, 0.5)
    ],
    "rate comes in twice. How long is a step?": [
        lambda w, b, dw, db, rate: (w - rate**2 * dw, b - rate**2 * db),
        lambda w, b, dw, db, rate: (w - rate**2 * dw, b - rate * db),
    ],
    "The slope is divided by rate. Should a larger rate make a larger step?": [
        lambda w, b, dw, db, rate: (w - dw / rate, b - db / rate)
    ],
    "The steps are returned, not the new w and b. From where does a step start?": [
        lambda w, b, dw, db, rate: (rate * dw, rate * db),
        lambda w, b, dw, db, rate: (-rate * dw, -rate * db),
    ],
    "The slopes are returned, not the new w and b. What does a step do with them?": [
        lambda w, b, dw, db, rate: (dw, db),
        lambda w, b, dw, db, rate: (-dw, -db),
    ],
    "w is replaced by its step. From where does the step of w start?": [
        lambda w, b, dw, db, rate, way=way: (way(rate) * dw, b - rate * db) for way in STEP_OR_SLOPE
    ],
    "b is replaced by its step. From where does the step of b start?": [
        lambda w, b, dw, db, rate, way=way: (w - rate * dw, way(rate) * db) for way in STEP_OR_SLOPE
    ],
    "w and b start from the same number. From where does each of the two steps start?": [
        lambda w, b, dw, db, rate: (w - rate * dw, w - rate * db),
        lambda w, b, dw, db, rate: (w - rate * dw, w - rate * dw - rate * db),
        lambda w, b, dw, db, rate: (b - rate * dw, b - rate * db),
    ],
    "w and b come back as they were. Are the new ones returned, or does // cut the step to 0, or int(...)?": [
        lambda w, b, dw, db, rate: (w, b)
    ],
    "The steps are cut to whole numbers. Does int(...) or // do that?": [
        lambda w, b, dw, db, rate: (w - np.trunc(rate * dw), b - np.trunc(rate * db)),
        lambda w, b, dw, db, rate: (w - rate * np.trunc(dw), b - rate * np.trunc(db)),
    ],
    "w shrinks or grows in proportion to itself. What is subtracted from w?": [
        lambda w, b, dw, db, rate: (w * (1 - rate * dw), b * (1 - rate * db))
    ],
    "rate multiplies w and b as well. Where do brackets belong?": [
        lambda w, b, dw, db, rate: (rate * (w - dw), rate * (b - db))
    ],
    "w is subtracted from the step: the sign of both is turned. Which comes first?": [
        lambda w, b, dw, db, rate: (rate * dw - w, rate * db - b)
    ],
    "The steps of w and b are exchanged. Which slope belongs to which?": [
        lambda w, b, dw, db, rate: (w - rate * db, b - rate * dw)
    ],
    "w goes uphill, b downhill. What is the sign of the step of w?": [lambda w, b, dw, db, rate: (w + rate * dw, b - rate * db)],
    "b goes uphill, w downhill. What is the sign of the step of b?": [lambda w, b, dw, db, rate: (w - rate * dw, b + rate * db)],
}  # fmt: skip
GIVE: dict[str, list[Any]] = {
    "The two values come back in another order. Which comes first, w or b?": [lambda w, b: (b, w)],
    "w comes back twice. Which is the second value?": [lambda w, b: (w, w)],
    "b comes back twice. Which is the first value?": [lambda w, b: (b, b)],
}  # fmt: skip


def _step(score: Any, squash: Any, error: Any, average: Mean, by_w: Any, by_b: Any, move: Any, give: Any) -> Callable[..., Pair]:
    def wrong(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        e = error(squash(score(w, b, x)), y)
        pair: Pair = give(*move(w, b, by_w(e, x, w, average), by_b(e, x, b, average), rate))
        return pair

    return wrong


STEPS = (
    Step([lambda w, b, x: w * x + b], SCORE),
    Step([expit], SQUASH),
    Step([lambda p, y: p - y], ERROR),
    Step([mean], AVERAGE),
    Step([lambda e, x, w, a: a(e * x)], BY_W),
    Step([lambda e, x, b, a: a(e)], BY_B),
    Step([lambda w, b, dw, db, rate: (w - rate * dw, b - rate * db)], MOVE),
    Step([lambda w, b: (w, b)], GIVE),
)


def _slopes(w: float, b: float, x: Array, y: Array) -> Pair:
    error = expit(w * x + b) - y
    return mean(error * x), mean(error)


def _b_later(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
    w = w - rate * _slopes(w, b, x, y)[0]
    return w, b - rate * _slopes(w, b, x, y)[1]


def _w_later(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
    b = b - rate * _slopes(w, b, x, y)[1]
    return w - rate * _slopes(w, b, x, y)[0], b


def _one_by_one(share: Callable[[int], float]) -> Callable[..., Pair]:
    def wrong(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
        for value, label in zip(x, y, strict=True):
            error = expit(w * value + b) - label
            w, b = w - rate * share(len(x)) * error * value, b - rate * share(len(x)) * error
        return w, b

    return wrong


def _steps(number: int) -> Callable[..., Pair]:
    def wrong(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
        for _ in range(number):
            dw, db = _slopes(w, b, x, y)
            w, b = w - rate * dw, b - rate * db
        return w, b

    return wrong


def _decayed(share: float) -> Callable[..., Pair]:
    def wrong(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
        dw, db = _slopes(w, b, x, y)
        return w * (1 - share) - rate * dw, b - rate * db

    return wrong


def _whole_x(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
    dw, db = _slopes(w, b, np.trunc(x), y)
    return w - rate * dw, b - rate * db


def _cut_slopes(limit: float) -> Callable[..., Pair]:
    def wrong(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
        dw, db = _slopes(w, b, x, y)
        if abs(dw) <= limit:
            raise ValueError("nothing is cut off")
        return w - rate * float(np.clip(dw, -limit, limit)), b - rate * db

    return wrong


def _divided_by_p(w: float, b: float, x: Array, y: Array, rate: float) -> Pair:
    """Return nan where p is 0 or 1; raise ValueError if it is neither anywhere."""
    p = expit(w * x + b)
    if not ((p == 0) | (p == 1)).any():
        raise ValueError("no p to divide by is 0")
    error = (-y / p + (1 - y) / (1 - p)) * p * (1 - p)
    return w - rate * mean(error * x), b - rate * mean(error)


STEP = (
    *(Cause("w shrinks in each step (weight decay). What does one step subtract from w?", _decayed(share))
      for share in (0.1, 0.01, 1e-3, 1e-4)),
    Cause("x is cut to whole numbers. Which step turns it into integers?", _whole_x, r"int|//|floor|trunc"),
    *(Cause("The slope by w is cut off at a largest size. What does a steep loss ask for?", _cut_slopes(limit))
      for limit in (0.1, 0.5, 1.0, 5.0, 10.0)),
    Cause("Where the score is far out, p or 1 − p is 0, and something is divided by it. What is left of the slope if you multiply "
          "it out first?", _divided_by_p, r"\by\w*\)?\s*/\s*\(?\s*(1\.?0*\s*-\s*)?[a-z]"),
    Cause("The slope by b is taken with the new w. Both slopes belong to the old values: when does w change?", _b_later),
    Cause("The slope by w is taken with the new b. Both slopes belong to the old values: when does b change?", _w_later),
    *(Cause("w and b move after every point. One step with the mean over all points is asked for: where does the loop end?",
            _one_by_one(share)) for share in (lambda n: 1.0, lambda n: 1 / n)),
    *(Cause(SEVERAL, _steps(number)) for number in (2, 3, 5, 10)),
    *slips(_step, *STEPS),
)  # fmt: skip
MANY_STEPS = tuple(Cause(SEVERAL, _steps(number)) for number in (100, 1000))
STEP_TWICE = MadeLater(lambda: (*MANY_STEPS, *slips(_step, *STEPS, at_once=2)))
