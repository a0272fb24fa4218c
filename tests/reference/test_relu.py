"""The reference of lesson 04, exact: every value is 0, 1, x itself, or one product that is rounded once."""

import inspect
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from autograder.reference import relu as ref

TINY, HUGE = float(np.nextafter(0, 1)), float(np.finfo(float).max)
SIZES = [0.0, TINY, 2.3e-308, 1e-300, 1e-12, 0.1, 0.5, 1.0, 2.5, 37.0, 1000.0, 1e300, HUGE]
POINTS = np.array(SIZES + [-size for size in SIZES] + np.random.default_rng(0).uniform(-1000, 1000, 200).tolist())


def test_relu_is_x_itself_or_zero():
    """relu gives each positive number back, bit for bit, and 0 for all others, the smallest and the largest included."""
    assert [x if x > 0 else 0.0 for x in POINTS.tolist()] == ref.relu(POINTS).tolist()


def test_relu_of_minus_zero_is_plus_zero():
    """relu(-0.0) is 0.0 without a sign."""
    assert not np.signbit(ref.relu([-0.0, 0.0, -2.0])).any()


def test_the_two_sides_of_relu_give_x_and_its_size_back():
    """relu(x) - relu(-x) is x, and relu(x) + relu(-x) is |x|, both exactly."""
    assert np.array_equal(ref.relu(POINTS) - ref.relu(-POINTS), POINTS)
    assert np.array_equal(ref.relu(POINTS) + ref.relu(-POINTS), np.abs(POINTS))


@pytest.mark.parametrize("form", [lambda x: np.maximum(0, x), lambda x: np.clip(x, 0, None), lambda x: (x + np.abs(x)) / 2])
def test_relu_agrees_with_other_forms_of_numpy(form):
    """maximum, clip and (x + |x|) / 2 give the same numbers wherever twice x can be held."""
    inside = POINTS[np.abs(POINTS) < HUGE / 2]
    assert np.array_equal(form(inside), ref.relu(inside))


def test_relu_grad_is_one_where_x_is_positive():
    """The slope is exactly 1 or 0, as an elementwise walk says, and as NumPy's step function with 0 at 0 says."""
    assert [1.0 if x > 0 else 0.0 for x in POINTS.tolist()] == ref.relu_grad(POINTS).tolist()
    assert np.array_equal(np.heaviside(POINTS, 0.0), ref.relu_grad(POINTS))


def test_relu_grad_is_zero_at_zero_and_a_subgradient_everywhere():
    """At 0 and -0.0 the slope is 0; relu never falls below any of its lines relu(a) + relu_grad(a) (x - a)."""
    assert ref.relu_grad([0.0, -0.0]).tolist() == [0.0, 0.0]
    x = np.random.default_rng(1).uniform(-1000, 1000, 300)
    a = np.concatenate([np.random.default_rng(2).uniform(-1000, 1000, 300), [0.0]])[:, None]
    assert np.all(ref.relu(x) >= ref.relu(a) + ref.relu_grad(a) * (x - a) - 1e-9)


def test_relu_grad_is_the_slope_away_from_the_corner():
    """A central difference that does not reach over 0 gives the slope, to the rounding of the difference."""
    x = POINTS[(np.abs(POINTS) > 0.01) & (np.abs(POINTS) < 1e4)]
    assert np.allclose((ref.relu(x + 1e-3) - ref.relu(x - 1e-3)) / 2e-3, ref.relu_grad(x), rtol=0, atol=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 0.01, 0.1, 0.25, 1 / 3, 1.0])
def test_leaky_relu_is_rounded_once(alpha):
    """Positive numbers come back bit for bit; the others are alpha x at 50 digits, rounded once to float64."""
    mpmath.mp.dps = 50
    exact = [float(mpmath.mpf(alpha) * mpmath.mpf(x)) if x <= 0 else x for x in POINTS.tolist()]
    assert np.array_equal(exact, ref.leaky_relu(POINTS, alpha))


def test_leaky_relu_runs_from_relu_to_x():
    """alpha = 0 is relu, alpha = 1 is x, and without alpha it is 0.01."""
    assert np.array_equal(ref.leaky_relu(POINTS, 0), ref.relu(POINTS))
    assert np.array_equal(ref.leaky_relu(POINTS, 1), POINTS)
    assert np.array_equal(ref.leaky_relu(POINTS), ref.leaky_relu(POINTS, 0.01))
    assert inspect.signature(ref.leaky_relu).parameters["alpha"].default == 0.01


@pytest.mark.parametrize("function", [ref.relu, ref.relu_grad, ref.leaky_relu])
def test_any_real_array_like_gives_float64_of_its_shape_without_a_warning(function):
    """Scalars, lists, whole numbers, float32 and empty arrays give float64 of the same shape, silently, unchanged."""
    with np.errstate(all="raise"):
        for x in (1, 2.5, [1, -2], np.arange(6).reshape(2, 3), np.float32(-1000), np.zeros((0, 3)), [-1e3, 1e3, 1e300]):
            before = np.array(x)
            answer = function(x)
            assert (np.shape(x), np.float64) == (answer.shape, answer.dtype)
            assert np.array_equal(before, x)


@pytest.mark.parametrize("seed", range(5))
def test_dead_fraction_counts_columns_without_a_positive_number(seed):
    """dead_fraction is the exact share, as a walk over rows and columns counts it."""
    rng = np.random.default_rng(seed)
    n, h = int(rng.integers(1, 9)), int(rng.integers(1, 9))
    Z = rng.integers(-3, 2, (n, h)) * rng.uniform(0.1, 4, (n, h))
    dead = [k for k in range(h) if not any(Z[i, k] > 0 for i in range(n))]
    assert float(Fraction(len(dead), h)) == ref.dead_fraction(Z)


def test_dead_fraction_takes_zero_for_off_and_the_smallest_positive_number_for_on():
    """A unit of scores 0 and -0.0 is dead, in line with relu_grad(0) = 0; one that once reaches 5e-324 is not."""
    assert ref.dead_fraction([[0.0, 0.0, -1.0, -2.0], [-1.0, -0.0, TINY, 3.0]]) == 0.5


def test_a_dead_unit_is_one_whose_slopes_are_all_zero():
    """dead_fraction is the share of columns over which relu_grad is 0 everywhere: no gradient comes through."""
    Z = np.random.default_rng(3).normal(-1.5, 1.0, (8, 40))
    assert ref.dead_fraction(Z) == np.mean(ref.relu_grad(Z).sum(axis=0) == 0)
    assert 0 < ref.dead_fraction(Z) < 1


@pytest.mark.parametrize("Z", [np.zeros((0, 3)), np.zeros((3, 0)), np.zeros(3), 1.0, np.zeros((2, 2, 2))])
def test_dead_fraction_refuses_what_is_no_table(Z):
    """An empty array, a flat one, a number and a block are refused, with their shape named."""
    with pytest.raises(ValueError, match=r"not \("):
        ref.dead_fraction(Z)
