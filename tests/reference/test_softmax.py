"""The references of lesson 05 against mpmath at 50 digits, against SciPy, and against finite differences."""

import mpmath
import numpy as np
import pytest
from scipy import special

from autograder.reference import softmax as ref

mpmath.mp.dps = 50
ROWS = [
    *np.random.default_rng(5).uniform(-5, 5, (20, 4)),
    np.array([1000.0, -1000.0, 999.0, 0.0]),
    np.array([-1000.0, -999.5, -998.0, -1000.0]),
    np.array([700.0, 10.0, 0.0, -1e-8]),
    np.array([30.0, 0.0, 0.0, 0.0]),
]


def exact(row: np.ndarray) -> list[mpmath.mpf]:
    """Return the shares of one row to 50 digits."""
    powers = [mpmath.exp(mpmath.mpf(float(z))) for z in row]
    return [power / mpmath.fsum(powers) for power in powers]


@pytest.mark.parametrize("row", ROWS)
def test_softmax_agrees_with_50_digits(row):
    """Every share that float64 can hold has 14 right digits; the others are 0."""
    for got, want in zip(ref.softmax(row), exact(row), strict=True):
        assert abs(got - want) <= 1e-14 * want + mpmath.mpf("1e-300")


@pytest.mark.parametrize("axis", [-1, 0, 1, 2])
def test_softmax_agrees_with_scipy_along_every_axis(axis):
    """The shares of a block are SciPy's, whichever axis is asked for."""
    x = np.random.default_rng(axis + 1).uniform(-300, 300, (2, 3, 4))
    np.testing.assert_allclose(ref.softmax(x, axis), special.softmax(x, axis=axis), rtol=1e-12, atol=1e-300)


def test_softmax_takes_a_single_number_and_nothing_at_all():
    """A single number gets the whole, and an empty array stays empty."""
    assert ref.softmax(3.0).shape == ()
    assert ref.softmax(3.0) == 1.0
    assert [ref.softmax(np.zeros(shape)).shape for shape in ((0,), (0, 3), (3, 0))] == [(0,), (0, 3), (3, 0)]


@pytest.mark.parametrize("row", ROWS)
def test_cross_entropy_agrees_with_50_digits(row):
    """The loss of a row has 12 right digits, from 3e-13 to 2000."""
    for label, share in enumerate(exact(row)):
        want = -mpmath.log(share)
        assert abs(ref.cross_entropy(row[None], np.array([label])) - want) <= 1e-12 * want + mpmath.mpf("1e-45")


def test_cross_entropy_is_the_mean_of_scipys_log_softmax():
    """Over many rows the loss is the mean of minus SciPy's log-softmax at the labels."""
    rng = np.random.default_rng(2)
    z, k = rng.uniform(-20, 20, (50, 6)), rng.integers(0, 6, 50)
    want = -special.log_softmax(z, axis=1)[np.arange(50), k].mean()
    assert ref.cross_entropy(z, k) == pytest.approx(want, rel=1e-13)


def loss_of_50_digits(z: list[list[mpmath.mpf]], labels: list[int]) -> mpmath.mpf:
    """Return the mean of -log p(label) over rows of numbers with 50 digits."""
    losses = [mpmath.log(mpmath.fsum(map(mpmath.exp, row))) - row[k] for row, k in zip(z, labels, strict=True)]
    return mpmath.fsum(losses) / len(losses)


@pytest.mark.parametrize("rows", [ROWS[0:3], ROWS[3:8], ROWS[20:], [ROWS[23]]])
def test_cross_entropy_grad_agrees_with_differences_of_50_digits(rows):
    """Each slope has 12 right digits: the loss a step of 1e-20 above, minus the loss a step below, both with 50 digits."""
    labels = [n % 4 for n in range(len(rows))]
    got = ref.cross_entropy_grad(np.array(rows), np.array(labels))
    step = mpmath.mpf("1e-20")
    for i, j in np.ndindex(len(rows), 4):
        ends = []
        for sign in (1, -1):
            z = [[mpmath.mpf(float(value)) for value in row] for row in rows]
            z[i][j] += sign * step
            ends.append(loss_of_50_digits(z, labels))
        want = (ends[0] - ends[1]) / (2 * step)
        assert abs(mpmath.mpf(float(got[i, j])) - want) <= 1e-12 * abs(want) + mpmath.mpf("1e-25")


def test_cross_entropy_grad_is_the_jacobian_of_softmax_over_minus_p():
    """The chain rule, step by step: -1/p at the label, times the slope of that p by each score, over n. Rows add up to 0."""
    rng = np.random.default_rng(4)
    z, k = rng.uniform(-6, 6, (9, 5)), rng.integers(0, 5, 9)
    want = [-ref.softmax_jacobian(row)[label] / ref.softmax(row)[label] / 9 for row, label in zip(z, k, strict=True)]
    np.testing.assert_allclose(ref.cross_entropy_grad(z, k), want, rtol=1e-12)
    np.testing.assert_allclose(ref.cross_entropy_grad(z, k).sum(axis=1), 0.0, atol=1e-16)


def test_masked_softmax_is_softmax_of_what_is_left():
    """Masked entries are exactly 0, the others are the softmax of the others alone, and an all-masked row is zeros."""
    x = np.array([[1.0, -np.inf, 2.0], [-np.inf, -np.inf, -np.inf], [800.0, 801.0, -np.inf]])
    got = ref.masked_softmax(x)
    np.testing.assert_allclose(got[0, [0, 2]], special.softmax([1.0, 2.0]), rtol=1e-14)
    np.testing.assert_allclose(got[2, :2], special.softmax([0.0, 1.0]), rtol=1e-14)
    assert got[0, 1] == got[2, 2] == 0.0
    assert not got[1].any()
    np.testing.assert_array_equal(ref.masked_softmax(x.T, 0), got.T)


@pytest.mark.parametrize("row", ROWS[:5])
def test_softmax_jacobian_agrees_with_central_differences(row):
    """Entry [i, j] is the slope of share i by score j, as a central step of 1e-5 measures it; columns add up to 0."""
    step = 1e-5 * np.eye(len(row))
    measured = np.stack([(ref.softmax(row + d) - ref.softmax(row - d)) / 2e-5 for d in step], axis=1)
    np.testing.assert_allclose(ref.softmax_jacobian(row), measured, atol=1e-9)
    np.testing.assert_allclose(ref.softmax_jacobian(row).sum(axis=0), 0.0, atol=1e-15)
