"""The steps of a slope that is computed from the function's own value, and how each of them goes wrong. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import MadeLater, Step, slips
from autograder.reference import sigmoid as sig
from autograder.reference import tanh as hyp

# What an answer may use in place of the function's value s, with the words for it.
INNER: dict[str, list[Any]] = {
    "x": [lambda x: x],
    "sigmoid(x)": [sig.sigmoid],
    "sigmoid(-x)": [lambda x: sig.sigmoid(-x)],
    "sigmoid(2x)": [lambda x: sig.sigmoid(2 * x)],
    "tanh(x)": [hyp.tanh],
    "tanh(x/2)": [lambda x: hyp.tanh(x / 2)],
    "tanh(2x)": [lambda x: hyp.tanh(2 * x)],
    "e^x": [np.exp],
    "e^-x": [lambda x: np.exp(-x)],
    "e^-|x|": [lambda x: np.exp(-np.abs(x))],
    "sigmoid(|x|)": [lambda x: sig.sigmoid(np.abs(x))],
    "1 + e^-x": [lambda x: 1 + np.exp(-x)],
    "relu(x)": [lambda x: np.maximum(x, 0)],
    "|x|": [np.abs],
    "sinh(x)": [np.sinh],
    "cosh(x)": [np.cosh],
    "arctan(x)": [np.arctan],
    "tan(x)": [np.tan],
    "the slope of sigmoid": [sig.sigmoid_grad],
    "the slope of tanh": [hyp.tanh_grad],
}
OUTER: dict[str, Callable[[Array], Array]] = {
    "s (1 - s)": lambda s: s * (1 - s),
    "1 - s^2": lambda s: 1 - s**2,
    "1 + s^2": lambda s: 1 + s**2,
    "s (1 + s)": lambda s: s * (1 + s),
    "s (s - 1)": lambda s: s * (s - 1),
    "s^2 - 1": lambda s: s**2 - 1,
    "s^2 (1 - s)": lambda s: s**2 * (1 - s),
    "s (1 - s)^2": lambda s: s * (1 - s) ** 2,
    "s (1 - s^2)": lambda s: s * (1 - s**2),
    "1 - s": lambda s: 1 - s,
    "1 + s": lambda s: 1 + s,
    "s - 1": lambda s: s - 1,
    "s": lambda s: s,
    "-s (s - 2s: is s doubled where it should be squared?)": lambda s: -s,
    "s^2": lambda s: s**2,
    "s^3": lambda s: s**3,
    "-s^2": lambda s: -(s**2),
    "(1 - s)^2": lambda s: (1 - s) ** 2,
    "(1 + s)^2": lambda s: (1 + s) ** 2,
    "1 - 2s": lambda s: 1 - 2 * s,
    "s / (1 - s)": lambda s: s / (1 - s),
    "s / (1 + s)": lambda s: s / (1 + s),
    "s / (1 + s)^2": lambda s: s / (1 + s) ** 2,
    "1 / s": lambda s: 1 / s,
    "1 / s^2": lambda s: 1 / s**2,
    "1 / (1 + s)^2": lambda s: 1 / (1 + s) ** 2,
    "1 / (1 + s^2)": lambda s: 1 / (1 + s**2),
    "1 / (1 - s^2)": lambda s: 1 / (1 - s**2),
    "the root of 1 - s^2": lambda s: np.sqrt(1 - s**2),
    "1 - |s|": lambda s: 1 - np.abs(s),
    "1 - s^3": lambda s: 1 - s**3,
    "1 - s^4": lambda s: 1 - s**4,
    "(1 - s^2)^2": lambda s: (1 - s**2) ** 2,
    "-2s (1 - s^2)": lambda s: -2 * s * (1 - s**2),
    "s (1 - s) (1 - 2s)": lambda s: s * (1 - s) * (1 - 2 * s),
    "2s": lambda s: 2 * s,
    "-2s": lambda s: -2 * s,
    "s + 1 - s^2": lambda s: s + 1 - s**2,
    "s - s^2 / 2": lambda s: s - s**2 / 2,
}


def _slope(inner: Any, outer: Any) -> Callable[[Any], Array]:
    return lambda x: np.asarray(outer(inner(np.asarray(x, dtype=float))))


def of_rule(rule: str, value: str) -> MadeLater:
    """Return the causes of a slope that is `rule` of `value`: another rule, another value in it, or both."""
    one_inner = {
        f"The rule {rule} is there, but with {name} in place of s. What is s in it?": ways
        for name, ways in INNER.items()
        if name != value
    }
    one_outer = {
        f"This is {name} with s = {value}. Which rule gives the slope?": [way] for name, way in OUTER.items() if name != rule
    }
    return slips(_slope, Step(INNER[value], one_inner), Step([OUTER[rule]], one_outer))


def of_any(rule: str, value: str) -> MadeLater:
    """Return the causes of a slope that is another rule of another value."""
    return MadeLater(
        lambda: (
            Cause(f"This is {other} with s = {name}. Which rule gives the slope, and of which s?", _slope(inner, outer))
            for name, [inner] in INNER.items()
            for other, outer in OUTER.items()
            if name != value and other != rule
        )
    )


SIGMOID_GRAD = of_rule("s (1 - s)", "sigmoid(x)")
SIGMOID_GRAD_TWICE = of_any("s (1 - s)", "sigmoid(x)")
TANH_GRAD = of_rule("1 - s^2", "tanh(x)")
TANH_GRAD_TWICE = of_any("1 - s^2", "tanh(x)")
RELU_GRAD_TWICE = of_any("", "")
