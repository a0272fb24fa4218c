"""Facts about curves that are not the one asked for: what they are is said, or nothing."""

import numpy as np
import pytest
from scipy.special import expit

from autograder.judge.curve_likeness import likeness
from autograder.judge.tolerance import ELEMENTWISE

X = np.random.default_rng(3).permutation(np.concatenate([np.linspace(0.2, 4, 12), -np.linspace(0.25, 3.9, 12)]))
CURVES = {
    "steeper": (lambda x: expit(4.9 * x), "x is multiplied by 4.9"),
    "flatter": (lambda x: expit(x / 3), "x is multiplied by 0.3333"),
    "moved": (lambda x: expit(x - 1), "moved by 1 to the right"),
    "higher and lower": (lambda x: 3 * expit(x) - 1, "3 times as high and moved down by 1"),
    "another": (np.arctan, "gives arctan: another curve"),
    "another, scaled": (lambda x: 0.5 + np.arctan(x) / np.pi, "gives arctan, times 0.3183, plus 0.5"),
    "another, of 2x": (lambda x: np.sign(x) * (1 - np.exp(-2 * np.abs(x))), "gives 1 - e^-|2x|, with the sign of 2x: another"),
    "another, of 2x squared": (lambda x: 1 / (1 + 4 * x**2), "gives 1 / (1 + (2x)^2): another"),
    "falls": (lambda x: 0.5 - 0.1 * x - 0.001 * x**3 - 0.0001 * x**5, "falls where it should rise"),
}


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_is_said_to_be_what_it_is(name):
    """The right one elsewhere, another one, or what a picture shows at once; what is none of these stays unsaid."""
    curve, words = CURVES[name]
    assert words in likeness("sigmoid", X, curve(X), expit(X), expit, ELEMENTWISE.accepts)


def test_few_numbers_prove_nothing():
    """Nor do equal ones."""
    assert likeness("f", X[:4], np.arctan(X[:4]), expit(X[:4]), expit, ELEMENTWISE.accepts) == ""
    assert likeness("f", X, np.ones(24), expit(X), expit, ELEMENTWISE.accepts) == ""
