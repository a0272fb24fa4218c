"""Hidden checks of lesson 04: relu, its slope, leaky_relu and the share of dead units."""

from typing import Any, ClassVar

import numpy as np

from autograder.checking import Array, Cause, Checks, Elementwise, Function, both_signs, weight
from autograder.reference import relu as ref
from autograder.reference import sigmoid as sig

RELU = """
def relu(x):
    return np.maximum(np.asarray(x, dtype=float), 0.0)
"""
RELU_GRAD = """
def relu_grad(x):
    return np.where(np.asarray(x, dtype=float) > 0, 1.0, 0.0)
"""


def _float(x: Any) -> Array:
    return np.asarray(x, dtype=float)


class _Kinked(Elementwise):
    """What holds for every function with a corner at 0: zero has a check of its own, and so has the corner."""

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers (an integer array)"""
        x = rng.permutation(np.concatenate([np.arange(1, 7), -np.arange(1, 7)]))
        self._agrees(call, x, "an array of whole numbers", hint="Does the answer depend on the kind of number?")

    def test_empty(self, call: Function, rng: np.random.Generator) -> None:
        """An empty array gives an empty array"""
        self._agrees(call, both_signs(rng, 6), "an array of ordinary numbers")
        for shape in ((0,), (3, 0)):
            self._agrees(call, np.zeros(shape), "an empty array", hint="Which step needs at least one number?")

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Large numbers, up to 1000 either way"""
        far = rng.uniform(7, 1000, 6)
        x = np.concatenate([far, -far, [1000.0, -1000.0], both_signs(rng, 4)])
        self._agrees(call, rng.permutation(x), "large x", hint="Is there a limit in it that the formula does not have?")

    def test_near_zero(self, call: Function, rng: np.random.Generator) -> None:
        """A sharp corner: small numbers on either side of 0"""
        small = np.concatenate([rng.uniform(0.001, 0.2, 4), 10 ** rng.uniform([-12, -10, -8, -6], [-10, -8, -6, -3])])
        x = np.concatenate([small, -small, both_signs(rng, 4)])
        self._agrees(
            call,
            rng.permutation(x),
            "small numbers near 0",
            hint="The two pieces meet at 0 and nowhere else: is the corner rounded off, or moved?",
        )


def _softplus(x: Any) -> Array:
    return np.logaddexp(0.0, _float(x))


def _first(values: Array) -> Array:
    """Return what is left where a loop ends after its first number: the other answers are still 0."""
    only = np.zeros(values.size)
    only[:1] = values.ravel()[:1]
    return only.reshape(values.shape)


def _vectorized(x: Any) -> Array:
    return np.asarray(np.vectorize(lambda value: value if value > 0 else 0)(_float(x)))


ROW = "The answer has lost the shape of x: all numbers stand in one row."
FIRST = "Only the first number is answered. Does 'return' stand inside the loop?"
LARGEST = (
    "This is the one largest number of the array, as np.max gives it (its second argument is an axis). "
    "Which NumPy function compares number by number?"
)
CAP = "There is a ceiling in it: large numbers should pass as they are. Where does the formula stop growing?"
ROUNDED = "The decimals are lost. Is the array that holds the answer made for whole numbers?"
LEAKY = "A small part of the negative numbers leaks through, as in leaky ReLU. What does plain relu give there?"


class TestRelu(_Kinked):
    """relu(x) = max(0, x)."""

    function = "relu"
    reference = staticmethod(ref.relu)
    causes = (
        Cause(ROW, lambda x: ref.relu(x).ravel()),
        Cause("The answer is 0 for every number. Which numbers should pass as they are?", lambda x: 0 * _float(x)),
        Cause("The numbers come out as they went in. What should become of the negative ones?", _float),
        Cause(
            "This is |x|: the negative numbers come out positive. Which number should they become?",
            lambda x: np.abs(_float(x)),
        ),
        Cause(
            "This keeps the negative half and cuts the positive one. Is it the smaller of 0 and x, or the larger?",
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
        Cause(FIRST, lambda x: _first(ref.relu(x))),
        Cause(
            "This adds everything up. One answer for each number is asked for, in the shape of x.",
            lambda x: ref.relu(x).sum(),
        ),
        Cause(
            "This takes the mean. One answer for each number is asked for, in the shape of x.",
            lambda x: ref.relu(x).mean(),
        ),
    )

    def test_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Zero stays zero, and the two pieces meet there without a jump"""
        x = np.concatenate([[0.0, -0.0], both_signs(rng, 6)])
        self._agrees(call, rng.permutation(x), "x = 0 among other numbers", hint="How high is the curve at 0?")

    @weight(2)
    def test_sides(self, call: Function, rng: np.random.Generator) -> None:
        """The two sides together give x back: relu(x) - relu(-x) = x"""
        x = both_signs(rng, 8)
        difference = self._agrees(call, x, "both sides") - self._agrees(call, -x, "both sides")
        assert np.allclose(difference, x, rtol=1e-4), "the reference and the property disagree"


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
STEP = "A secant with a step of finite width blurs the corner. Can you read the slope off the sign of x alone?"


class TestReluGrad(_Kinked):
    """relu_grad(x) = 1 for x > 0, else 0."""

    function = "relu_grad"
    stand_ins: ClassVar = {"relu": RELU}
    reference = staticmethod(ref.relu_grad)
    causes = (
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
            "The slope is 0 everywhere here. What is it on the piece that rises?",
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
        Cause(
            "The corner lies at 1 here. From which x on does relu rise?",
            lambda x: np.where(_float(x) > 1, 1, 0),
        ),
        Cause(
            "This still climbs between 0 and 1. How steep is relu at 0.3?",
            lambda x: np.clip(_float(x), 0, 1),
        ),
        Cause(FIRST, lambda x: _first(ref.relu_grad(x))),
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

    @weight(2)
    def test_zero(self, call: Function, rng: np.random.Generator) -> None:
        """At 0 the slope is 0, as the lesson fixes it"""
        x = np.concatenate([[0.0, -0.0], both_signs(rng, 6)])
        self._agrees(call, rng.permutation(x), "x = 0 among other numbers", hint="Which slope did the lesson fix for 0?")

    def test_sides(self, call: Function, rng: np.random.Generator) -> None:
        """Of x and -x exactly one lies on the rising side"""
        x = both_signs(rng, 8)
        total = self._agrees(call, x, "both sides") + self._agrees(call, -x, "both sides")
        assert np.allclose(total, 1.0, rtol=1e-3), "the reference and the property disagree"


class TestLeakyRelu(_Kinked):
    """leaky_relu(x, alpha): x for x > 0, else alpha x."""

    function = "leaky_relu"
    stand_ins: ClassVar = {"relu": RELU, "relu_grad": RELU_GRAD}
    reference = staticmethod(ref.leaky_relu)
    causes = (
        Cause(ROW, lambda x, alpha=0.01: ref.leaky_relu(x, alpha).ravel()),
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
        Cause(
            "The answer is rounded. Return the numbers as they are.", lambda x, alpha=0.01: np.round(ref.leaky_relu(x, alpha), 2)
        ),
        Cause(FIRST, lambda x, alpha=0.01: _first(ref.leaky_relu(x, alpha))),
        Cause(
            "relu(x) + alpha x leaks on the right side too: what should come out for x = 2?",
            lambda x, alpha=0.01: ref.relu(x) + alpha * _float(x),
        ),
    )

    def test_zero(self, call: Function, rng: np.random.Generator) -> None:
        """Zero stays zero"""
        x = np.concatenate([[0.0, -0.0], both_signs(rng, 6)])
        self._agrees(call, rng.permutation(x), "x = 0 among other numbers", hint="How high is the curve at 0?")

    @weight(4)
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
    return np.asarray(rng.permutation(Z, axis=1))


ONE_NUMBER = "One number is asked for: which share of all units is dead?"
EVERY = "A unit is dead only if it is off for every point. Which axis of Z runs over the points?"


def _off(Z: Any) -> Array:
    return np.asarray(Z) <= 0


class TestDeadFraction(Checks):
    """dead_fraction(Z): the share of the columns without a positive number."""

    function = "dead_fraction"
    stand_ins: ClassVar = {"relu": RELU, "relu_grad": RELU_GRAD}
    causes = (
        Cause(
            "A score of exactly 0 counts as on here. The task says: 0 or negative for every point.",
            lambda Z: (Z < 0).all(axis=0).mean(),
        ),
        Cause(
            "A small positive score counts as off here. How small may a positive score be?",
            lambda Z: (Z.max(axis=0) < 1e-6).mean(),
        ),
        Cause(
            "The answer is 0, though some units are dead. Is Z compared with exactly 0, is one question asked about all units "
            "at once, or is the share cut to a whole number?",
            lambda Z: 0.0,
        ),
        Cause(
            "The answer is 1, though some units are alive. Is a single point where a unit is off enough here to call it dead?",
            lambda Z: 1.0,
        ),
        Cause(
            "This is the share of dead units times 100. A share lies between 0 and 1.",
            lambda Z: 100 * ref.dead_fraction(Z),
        ),
        Cause("This is the number of dead units. Which share of all units is it?", lambda Z: _off(Z).all(axis=0).sum()),
        Cause(
            "This is the share of units that are alive. The share of dead ones is asked for.", lambda Z: 1 - ref.dead_fraction(Z)
        ),
        Cause("This is the number of units that are alive.", lambda Z: (~_off(Z)).any(axis=0).sum()),
        Cause(
            "This is the share of all scores that are not positive. A unit is dead only if all its scores are so.",
            lambda Z: _off(Z).mean(),
        ),
        Cause(
            "This is the share of all scores that are positive. A unit is dead if none of its scores is.", lambda Z: (Z > 0).mean()
        ),
        Cause(
            "Units that are off for some point count as dead here. For how many points must a dead unit be off?",
            lambda Z: _off(Z).any(axis=0).mean(),
        ),
        Cause(
            "This looks along the rows: it finds points for which all units are off. Units are the columns of Z.",
            lambda Z: _off(Z).all(axis=1).mean(),
        ),
        Cause(
            "Dead units are counted, but divided by the number of points. Which number does the share refer to?",
            lambda Z: _off(Z).all(axis=0).sum() / len(Z),
        ),
        Cause(
            "Dead units are counted, but divided by all scores. Which number does the share refer to?",
            lambda Z: _off(Z).all(axis=0).sum() / Z.size,
        ),
        Cause(
            "Z holds scores, not the answers of relu: which scores become 0 there?",
            lambda Z: (Z == 0).all(axis=0).mean(),
        ),
        Cause(
            "The scores of a unit are added up. One positive score keeps it alive, whatever the others are.",
            lambda Z: (Z.sum(axis=0) <= 0).mean(),
        ),
        Cause(
            "Only the first point counts here. For how many points must a dead unit be off?",
            lambda Z: _off(Z)[0].mean(),
        ),
        Cause(
            "Only the last point counts here. For how many points must a dead unit be off?",
            lambda Z: _off(Z)[-1].mean(),
        ),
        Cause("The answer is rounded. Return the number as it is.", lambda Z: np.round(ref.dead_fraction(Z), 1)),
        Cause("The answer is rounded. Return the number as it is.", lambda Z: np.round(ref.dead_fraction(Z), 2)),
        Cause("The answer is rounded. Return the number as it is.", lambda Z: np.round(ref.dead_fraction(Z), 3)),
        Cause("A list of one number is not yet a number. Which share of all units is dead?", lambda Z: [ref.dead_fraction(Z)]),
        Cause("These are 1 for a dead unit and 0 for another. " + ONE_NUMBER, lambda Z: 1 * _off(Z).all(axis=0)),
        Cause("These are the shares of points for which each unit is off. " + EVERY, lambda Z: _off(Z).mean(axis=0)),
        Cause("These are the numbers of the dead units. " + ONE_NUMBER, lambda Z: np.flatnonzero(_off(Z).all(axis=0))),
    )

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

    @weight(2)
    def test_tie(self, call: Function, rng: np.random.Generator) -> None:
        """A score of exactly 0 is off, as relu_grad(0) is 0"""
        for _ in range(2):
            Z = layer(rng, 8, 3, 4)
            dead = np.flatnonzero(_off(Z).all(axis=0))
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
        """One point, one unit, as many points as units"""
        self._ordinary(call, rng)
        for n, alive, dead in ((1, 3, 4), (7, 1, 0), (7, 0, 1), (6, 2, 4), (60, 12, 7)):
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

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        self._ordinary(call, rng)
        call.unchanged(layer(rng, 8, 3, 2))
