"""The reference of lesson 02 against mpmath at 50 digits and against SciPy."""

import mpmath
import numpy as np
import pytest
from scipy import special

from autograder.reference import sigmoid as ref

mpmath.mp.dps = 50
SIZES = [0.0, 1e-300, 1e-15, 1e-8, 1e-3, 0.5, 1.0, 2.0, 5.0, 16.6, 18.0, 36.7, 37.0, 40.0, 100.0, 350.0, 700.0]
POINTS = np.array(SIZES + [-size for size in SIZES] + list(np.random.default_rng(0).uniform(-45, 45, 300)))
FUNCTIONS = (ref.sigmoid, ref.sigmoid_grad, ref.sigmoid_grad_tails)


def off(got: np.ndarray, exact: list[mpmath.mpf]) -> float:
    """Return the largest relative error of `got`."""
    return max(float(abs(mpmath.mpf(float(g)) - e) / e) for g, e in zip(got, exact, strict=True))


def exact_sigmoid(x: float) -> mpmath.mpf:
    """Return the sigmoid of the float64 number x, to 50 digits."""
    return 1 / (1 + mpmath.exp(-mpmath.mpf(float(x))))


def test_sigmoid_has_full_relative_accuracy_everywhere():
    """The sigmoid agrees with 50 digits to a few units in the last place, from -700 to 700."""
    assert off(ref.sigmoid(POINTS), [exact_sigmoid(x) for x in POINTS]) < 1e-15


@pytest.mark.parametrize("function", [ref.sigmoid_grad, ref.sigmoid_grad_tails])
def test_the_slope_has_full_relative_accuracy_everywhere(function):
    """The slope agrees with 50 digits from -700 to 700, where s (1 - s) is 0 as well."""
    assert off(function(POINTS), [exact_sigmoid(x) * exact_sigmoid(-x) for x in POINTS]) < 1e-15


def test_far_out_there_is_no_nan_and_no_infinity():
    """At -1000 and 1000 the sigmoid is 0 and 1 to the last digit, and its slope 0."""
    assert np.array_equal([0.0, 1.0], ref.sigmoid([-1000.0, 1000.0]))
    assert np.array_equal([0.0, 0.0], ref.sigmoid_grad([-1000.0, 1000.0]))


def test_sigmoid_is_scipys_logistic_function():
    """The sigmoid is scipy.special.expit, and the slope its product with the mirrored one, up to rounding."""
    assert np.allclose(ref.sigmoid(POINTS), special.expit(POINTS), rtol=1e-15, atol=0)
    assert np.allclose(ref.sigmoid_grad(POINTS), special.expit(POINTS) * special.expit(-POINTS), rtol=1e-14, atol=0)


def test_the_slope_is_what_a_central_difference_gives():
    """(sigmoid(x + h) - sigmoid(x - h)) / 2h with h = 1e-5 is the slope to about ten digits."""
    step = 1e-5
    difference = (ref.sigmoid(POINTS + step) - ref.sigmoid(POINTS - step)) / (2 * step)
    assert np.allclose(difference, ref.sigmoid_grad(POINTS), rtol=0, atol=1e-9)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_any_real_array_like_gives_float64_of_its_shape_without_a_warning(function):
    """Scalars, lists, whole numbers, float32 and empty arrays give float64 of the same shape, silently, unchanged."""
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for x in (1, [1, -2], np.arange(6).reshape(2, 3), np.float32(1000), np.zeros((0, 3)), [-1e3, 1e3, 1e300]):
            before = np.array(x)
            answer = function(x)
            assert (np.shape(x), np.float64) == (answer.shape, answer.dtype)
            assert np.array_equal(before, x)
