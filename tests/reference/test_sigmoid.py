"""The reference of lesson 02 against mpmath at 50 digits, against differences and against SciPy."""

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


def points(seed: int) -> tuple[float, float, np.ndarray, np.ndarray, float]:
    """Return a step to make: w, b, x (n,), y (n,), rate; with odd seeds the scores reach far out."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    x = rng.normal(size=n) * (300 if seed % 2 else 1)
    return float(rng.normal()), float(rng.normal()), x, rng.integers(0, 2, n), float(rng.uniform(0.1, 4))


def exact_loss(w: mpmath.mpf, b: mpmath.mpf, x: np.ndarray, y: np.ndarray) -> mpmath.mpf:
    """Return the mean of -log p(label) of the unit sigmoid(w x + b), to 50 digits."""
    scores = [(w * mpmath.mpf(float(value)) + b) * (1 if label else -1) for value, label in zip(x, y, strict=True)]
    return sum((mpmath.log1p(mpmath.exp(-score)) for score in scores), mpmath.mpf(0)) / len(x)


@pytest.mark.parametrize("seed", range(20))
def test_a_step_goes_down_the_slope_of_the_mean_cross_entropy(seed):
    """The step is rate times the central difference of the loss itself, taken at 50 digits with h = 1e-15."""
    w, b, x, y, rate = points(seed)
    exact, h = (mpmath.mpf(w), mpmath.mpf(b)), mpmath.mpf(10) ** -15
    slopes = (
        (exact_loss(exact[0] + h, exact[1], x, y) - exact_loss(exact[0] - h, exact[1], x, y)) / (2 * h),
        (exact_loss(exact[0], exact[1] + h, x, y) - exact_loss(exact[0], exact[1] - h, x, y)) / (2 * h),
    )
    for got, old, slope in zip(ref.gradient_step(w, b, x, y, rate), exact, slopes, strict=True):
        want = old - mpmath.mpf(rate) * slope
        assert abs(mpmath.mpf(got) - want) < 1e-13 * (1 + abs(old) + abs(rate * slope))


@pytest.mark.parametrize("seed", range(20))
def test_a_step_is_what_scipy_and_a_second_formula_give(seed):
    """The slopes are those of log(1 + e^-z) for class 1 and log(1 + e^z) for class 0, one class after the other."""
    w, b, x, y, rate = points(seed)
    ones, zeros = x[y == 1], x[y == 0]
    pull_up, push_down = special.expit(-(w * ones + b)), special.expit(w * zeros + b)
    expected = (
        w + rate * (pull_up @ ones - push_down @ zeros) / len(x),
        b + rate * (pull_up.sum() - push_down.sum()) / len(x),
    )
    assert np.allclose(ref.gradient_step(w, b, x, y, rate), expected, rtol=1e-13, atol=1e-13)


def test_a_step_gives_two_floats_and_changes_nothing():
    """Whole numbers and lists too, and scores of -1000 and 1000 without a warning."""
    x, y = np.array([-1000, 1000]), np.array([1, 0])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        step = ref.gradient_step(1, 0, x, y, 1)
    assert step == (1 - 1000.0, 0.0)
    assert all(type(value) is float for value in step)
    assert (x.tolist(), y.tolist()) == ([-1000, 1000], [1, 0])
    assert ref.gradient_step(1, 0, [1.0], [1], 0) == (1.0, 0.0)
