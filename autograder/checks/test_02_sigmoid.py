"""Hidden checks of lesson 02: sigmoid and its slope."""

import numpy as np

from autograder.checking import Array, Cause, Elementwise, Function, Tolerance, both_signs, weight
from autograder.reference import sigmoid as ref


class TestSigmoid(Elementwise):
    """sigmoid(x) = 1 / (1 + e^-x)."""

    function = "sigmoid"
    reference = staticmethod(ref.sigmoid)
    causes = (
        Cause(
            "This is tanh: (e^x - e^-x) / (e^x + e^-x) runs from -1 to 1. Which formula runs from 0 to 1?",
            lambda x: (np.exp(x) - np.exp(np.negative(x))) / (np.exp(x) + np.exp(np.negative(x))),
        ),
        Cause("This is tanh, which runs from -1 to 1. Which formula runs from 0 to 1?", np.tanh),
        Cause(
            "sigmoid overflows for large positive x: e^x / (1 + e^x) becomes infinity / infinity. Which exponent is safe?",
            lambda x: np.exp(x) / (1 + np.exp(x)),
        ),
        Cause("The curve falls where it should rise: look at the sign of the exponent.", lambda x: 1 / (1 + np.exp(x))),
        Cause(
            "1 / 1 + np.exp(-x) divides first, then adds. Where do brackets belong?",
            lambda x: 1 / 1 + np.exp(np.negative(x)),
        ),
        Cause("This is the slope of sigmoid, not sigmoid itself.", ref.sigmoid_grad),
        Cause(
            "The minus sign belongs to the exponent, not to the sum: 1 - e^-x is not 1 + e^-x.",
            lambda x: 1 / (1 - np.exp(-x)),
        ),
        Cause("This is e^-x alone; what stands around it in the formula?", lambda x: np.exp(np.negative(x))),
        Cause(
            "Straight pieces are not the sigmoid: this hard version leaves the curve between its corners.",
            lambda x: np.clip(np.asarray(x) / 4 + 0.5, 0, 1),
        ),
        Cause(
            "Straight pieces are not the sigmoid: this hard version leaves the curve between its corners.",
            lambda x: np.clip(np.asarray(x) / 6 + 0.5, 0, 1),
        ),
        Cause("The answer is rounded. Return the numbers as they are.", lambda x: np.round(ref.sigmoid(x))),
    )

    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """One half at zero, and the two sides add up to one"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x]), "x = 0 and x > 0")
        total = self._agrees(call, x, "positive x") + self._agrees(call, -x, "negative x")
        assert np.allclose(total, 1.0), "the reference and the property disagree"

    def test_between(self, call: Function, rng: np.random.Generator) -> None:
        """Smooth between the middle and the tails (2 to 20 either way)"""
        x = rng.uniform(2, 20, 12)
        self._agrees(call, np.concatenate([x, -x]), "x between 2 and 20, either side", hint="Is the curve smooth everywhere?")


def _slope_of_value(x: Array) -> Array:
    x = np.asarray(x)
    return np.asarray(x * (1 - x))


class TestSigmoidGrad(Elementwise):
    """sigmoid_grad(x) = sigmoid(x) (1 - sigmoid(x))."""

    function = "sigmoid_grad"
    reference = staticmethod(ref.sigmoid_grad)
    causes = (
        Cause(
            "x (1 - x) is the slope only if x is already a sigmoid. Here x is the input: what has to be computed first?",
            _slope_of_value,
        ),
        Cause("This is sigmoid itself; its slope is asked for.", ref.sigmoid),
        Cause(
            "Is it s (1 + s) or s (1 - s)? The slope is never above 1/4.",
            lambda x: ref.sigmoid(x) * (1 + ref.sigmoid(x)),
        ),
        Cause("This is 1 - s; the slope is the product of s and 1 - s.", lambda x: 1 - ref.sigmoid(x)),
        Cause("The slope has its sign turned: sigmoid rises everywhere.", lambda x: -ref.sigmoid_grad(x)),
        Cause(
            "1 - s^2 is the slope of tanh written with tanh. What is it for sigmoid?",
            lambda x: 1 - ref.sigmoid(x) ** 2,
        ),
        Cause("1 - tanh^2 is the slope of tanh, not of sigmoid.", lambda x: 1 - np.tanh(x) ** 2),
        Cause(
            "e^-x / (1 + e^-x)^2 becomes infinity / infinity for very negative x. Can you use sigmoid(x) instead?",
            lambda x: np.exp(np.negative(x)) / (1 + np.exp(np.negative(x))) ** 2,
        ),
        Cause(
            "e^x / (1 + e^x)^2 becomes infinity / infinity for large x. Can you use sigmoid(x) instead?",
            lambda x: np.exp(x) / (1 + np.exp(x)) ** 2,
        ),
        Cause(
            "The sigmoid is applied twice here. The slope needs s = sigmoid(x) once.",
            lambda x: ref.sigmoid_grad(ref.sigmoid(x)),
        ),
    )

    @weight(2)
    def test_landmarks(self, call: Function, rng: np.random.Generator) -> None:
        """One quarter at zero, nowhere more, and the same on both sides"""
        x = np.abs(both_signs(rng, 6))
        self._agrees(call, np.concatenate([[0.0, -0.0], x]), "x = 0 and x > 0")
        right, left = self._agrees(call, x, "positive x"), self._agrees(call, -x, "negative x")
        assert np.allclose(right, left), "the reference and the property disagree"


class TestSigmoidGradTails(Elementwise):
    """sigmoid_grad_tails(x): the stretch exercise, full relative accuracy in the tails."""

    function = "sigmoid_grad_tails"
    reference = staticmethod(ref.sigmoid_grad_tails)

    @weight(4)
    def test_tails(self, call: Function, rng: np.random.Generator) -> None:
        """Keeps its digits far out, from 20 to 700 either way"""
        x = rng.uniform(20, 700, 10)
        self._agrees(
            call,
            np.concatenate([x, -x]),
            "x far from 0",
            Tolerance(1e-9, 0.0),
            hint="1 - s is exactly 0 from x = 37 on: which sigmoid equals 1 - s?",
        )
