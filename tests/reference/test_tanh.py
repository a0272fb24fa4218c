"""The reference of lesson 03 against mpmath at 50 digits and against SciPy."""

import mpmath
import numpy as np
import pytest
from scipy import special

from autograder.reference import tanh as ref

mpmath.mp.dps = 50
SIZES = [0.0, 1e-300, 1e-30, 1e-15, 1e-10, 1e-5, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 18.9, 19.1, 37.0, 350.0, 710.0, 1000.0]
RNG = np.random.default_rng(0)
POINTS = np.concatenate(
    [SIZES, np.negative(SIZES), RNG.uniform(-30, 30, 200), 10 ** RNG.uniform(-300, 3, 200), -(10 ** RNG.uniform(-16, 3, 200))]
)


def off(got: np.ndarray, exact: list[mpmath.mpf]) -> float:
    """Return the largest relative error of `got`, numbers too small for float64 left out."""
    return max(
        float(abs(mpmath.mpf(float(g)) - e) / abs(e)) if abs(e) > 1e-300 else float(abs(g)) * 1e250
        for g, e in zip(got, exact, strict=True)
    )


@pytest.mark.parametrize("function", [ref.tanh, ref.tanh_accurate])
def test_tanh_has_full_relative_accuracy_everywhere(function):
    """tanh agrees with 50 digits to a few units in the last place, from 1e-300 to 1000."""
    assert off(function(POINTS), [mpmath.tanh(mpmath.mpf(float(x))) for x in POINTS]) < 1e-15


def test_tanh_grad_has_full_relative_accuracy_far_into_the_tails():
    """The slope agrees with 50 digits wherever float64 can hold it, where 1 - tanh^2 is 0 as well."""
    inside = POINTS[np.abs(POINTS) < 345]
    assert off(ref.tanh_grad(inside), [mpmath.sech(mpmath.mpf(float(x))) ** 2 for x in inside]) < 1e-15
    assert np.array_equal(ref.tanh_grad([-1000.0, 1000.0]), [0.0, 0.0])
    assert ref.tanh_grad(POINTS).max() <= 1 + 4e-16
    assert ref.tanh_grad(POINTS).min() >= 0.0


def test_one_minus_tanh_squared_loses_what_the_slope_keeps():
    """From about 19 on 1 - tanh^2 is exactly 0 in float64, where the reference still has all digits of about 1e-16."""
    assert 1 - float(ref.tanh(19.1)) ** 2 == 0
    assert float(ref.tanh_grad(19.1)) == pytest.approx(1.0280e-16, rel=1e-4)


def test_tanh_agrees_with_numpy_and_with_scipys_logistic_function():
    """tanh is np.tanh, and 2 expit(2x) - 1, up to rounding."""
    assert np.allclose(ref.tanh(POINTS), np.tanh(POINTS), rtol=1e-15, atol=0)
    assert np.allclose(ref.tanh(POINTS), 2 * special.expit(2 * POINTS) - 1, rtol=0, atol=5e-16)


def test_tanh_grad_agrees_with_scipys_logistic_function_and_a_central_difference():
    """The slope is 4 expit(2x) expit(-2x), and what a central difference of tanh gives."""
    x, step = POINTS[np.abs(POINTS) < 30], 1e-5
    assert np.allclose(ref.tanh_grad(x), 4 * special.expit(2 * x) * special.expit(-2 * x), rtol=1e-14, atol=0)
    assert np.allclose(ref.tanh_grad(x), (np.tanh(x + step) - np.tanh(x - step)) / (2 * step), rtol=0, atol=1e-9)


@pytest.mark.parametrize("function", [ref.tanh, ref.tanh_grad, ref.tanh_accurate])
def test_any_real_array_like_gives_float64_of_its_shape_without_a_warning(function):
    """Scalars, lists, whole numbers, float32 and empty arrays give float64 of the same shape, silently, unchanged."""
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for x in (1, [1, -2], np.arange(6).reshape(2, 3), np.float32(1000), np.zeros((0, 3)), [-1e3, 1e3, 1e300]):
            before = np.array(x)
            answer = function(x)
            assert (np.shape(x), np.float64) == (answer.shape, answer.dtype)
            assert np.array_equal(before, x)


def test_tanh_is_zero_at_zero_with_the_sign_of_zero():
    """tanh(0) is 0 and tanh(-0.0) is -0.0, as in the C standard."""
    assert list(np.signbit(ref.tanh([0.0, -0.0]))) == [False, True]
    assert np.array_equal([0.0, 0.0], ref.tanh([0.0, -0.0]))
