"""The reference of lesson 01 against exact arithmetic, mpmath, brute force, and the theorem it is judged by."""

from fractions import Fraction
from itertools import permutations, product

import mpmath
import numpy as np
import pytest
from scipy.optimize import linprog

from autograder.reference import linear_separability as ref

mpmath.mp.dps = 50
XOR = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
EITHER = np.array([0, 1, 1, 0])


def clouds(seed, n=20, d=2, gap=0.3):
    """Return n points and classes that a random line separates with the given gap on either side."""
    rng = np.random.default_rng(seed)
    u = rng.normal(size=d)
    X = rng.uniform(-2, 2, (8 * n, d))
    far = X @ (u / np.linalg.norm(u)) - rng.uniform(-0.5, 0.5)
    keep = np.flatnonzero(np.abs(far) > gap)[:n]
    return X[keep], (far[keep] > 0).astype(int)


def test_affine_agrees_with_50_digits():
    """The score is the sum of the products and b, up to rounding."""
    rng = np.random.default_rng(0)
    X, w, b = rng.normal(0, 100, (50, 4)), rng.normal(size=4), 0.1
    exact = [mpmath.fdot(row.tolist(), w.tolist()) + mpmath.mpf(b) for row in X]
    assert max(abs(mpmath.mpf(float(s)) - e) for s, e in zip(ref.affine(X, w, b), exact, strict=True)) < 1e-12


def test_predict_is_1_above_zero_and_0_at_a_tie():
    """Exact fractions give the same classes, ties included."""
    X = np.array(list(product(range(-3, 4), repeat=2)))
    exact = [int(Fraction(2) * int(p) - Fraction(3) * int(q) + 1 > 0) for p, q in X]
    assert exact == ref.predict(X, np.array([2, -3]), 1).tolist()
    assert ref.predict(np.array([[0.0], [1.0], [-1.0]]), np.array([1.0]), 0).tolist() == [0, 1, 0]


@pytest.mark.parametrize("seed", range(20))
def test_perceptron_separates_within_the_bound_whatever_the_order(seed):
    """On separable points every order of them ends with all points right, within (R/γ)² updates."""
    X, y = clouds(seed, d=1 + seed % 4)
    for order in (np.arange(len(X)), np.arange(len(X))[::-1], np.random.default_rng(seed).permutation(len(X))):
        w, b, n = ref.perceptron(X[order], y[order], 10_000)
        assert np.array_equal(y, ref.predict(X, w, b))
        assert 0 < n <= ref.update_bound(X, y)


def test_perceptron_on_xor_returns_to_zeros_every_four_updates():
    """On XOR the four corrections add up to zeros, so that in the given order it goes round for ever."""
    assert not ref.signed(XOR, EITHER).sum(axis=0).any()
    assert [4 * passes - 1 for passes in (1, 2, 50, 100)] == [ref.perceptron(XOR, EITHER, p)[2] for p in (1, 2, 50, 100)]


@pytest.mark.parametrize("seed", range(12))
def test_margin_is_the_widest_that_a_search_finds(seed):
    """γ is at least the margin of a million unit vectors (w, b), and hardly more than the best of them."""
    X, y = clouds(seed, n=12)
    u = np.random.default_rng(seed).normal(size=(1_000_000 // 12, 3))
    best = u[np.argmax((u @ ref.signed(X, y).T).min(1) / np.linalg.norm(u, axis=1))]
    for width in (0.1, 0.01, 0.001):
        near = best / np.linalg.norm(best) + width * np.random.default_rng(1).normal(size=(40_000, 3))
        best = near[np.argmax((near @ ref.signed(X, y).T).min(1) / np.linalg.norm(near, axis=1))]
    found = (best @ ref.signed(X, y).T).min() / np.linalg.norm(best)
    assert found <= ref.margin(X, y) * (1 + 1e-9)
    assert ref.margin(X, y) == pytest.approx(found, rel=1e-2)


@pytest.mark.parametrize("seed", range(30))
def test_margin_is_zero_just_where_linear_programming_finds_no_line(seed):
    """γ = 0 is the same verdict as that of SciPy's linear programming on signed rows · v >= 1."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(6, 2)), rng.permutation([0, 0, 0, 1, 1, 1])
    answer = linprog(np.zeros(3), A_ub=-ref.signed(X, y), b_ub=-np.ones(6), bounds=(None, None))
    assert (answer.status == 0) == (ref.margin(X, y) > 0)


def test_no_line_separates_xor_and_the_lifted_ring_has_a_plane():
    """XOR and the ring have no margin; the ring with x1² + x2² has one."""
    angle, inner = np.random.default_rng(0).uniform(0, 2 * np.pi, 80), np.arange(80) % 2
    ring = np.where(inner, 0.8, 1.9)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    assert (ref.margin(XOR, EITHER), ref.margin(ring, inner)) == (0.0, 0.0)
    assert ref.margin(ref.lift(ring), inner) > 0.1
    assert np.allclose(ref.lift(ring)[:, 2], np.where(inner, 0.64, 3.61))


@pytest.mark.parametrize("seed", range(20))
def test_possible_accepts_every_order_and_step_and_refuses_other_counts(seed):
    """A run in any order, with any step, is possible; the same end with another count, or another end, is not."""
    rng = np.random.default_rng(seed)
    X, y = rng.uniform(-2, 2, (3, 2)), np.array([0, 1, int(rng.integers(2))])
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        w, b, n = ref.perceptron(X[order], y[order], 100)
        assert ref.possible(X, y, 0.1 * w, 0.1 * b, n)
        if ref.margin(X, y) > 0:
            assert not any(ref.possible(X, y, w, b, other) for other in (0, n + 1, 3 * n + 1))
            assert not ref.possible(X, y, w, b + 0.05, n)
    assert ref.possible(X, y, np.zeros(2), 0.0, 0)


def after_a_pass(start):
    """Return what a pass over XOR in any order can lead to from (w1, w2, b): where it ends -> the fewest updates on the way."""
    least = {}
    for order in permutations(zip(XOR.astype(int).tolist(), EITHER.tolist(), strict=True)):
        ends = {start: 0}
        for (x1, x2), label in order:
            ends_before, ends = ends, {}
            step = 1 if label else -1
            for (w1, w2, b), updates in ends_before.items():
                score = w1 * x1 + w2 * x2 + b
                if score * step > 0 or (score == 0 and label == 0):
                    ends[w1, w2, b] = min(updates, ends.get((w1, w2, b), updates))
                if score * step <= 0:
                    there = w1 + step * x1, w2 + step * x2, b + step
                    ends[there] = min(updates + 1, ends.get(there, updates + 1))
        for end, updates in ends.items():
            least[end] = min(updates, least.get(end, updates))
    return least


def test_passes_over_xor_make_two_updates_a_pass_at_least():
    """Searched through 12 passes, any order of visits in each, and any view of a score of 0 at each visit; no bound is higher."""
    fewest, bounds = {(0, 0, 0): 0}, []
    for _ in range(12):
        longer = {}
        for start, before in fewest.items():
            for end, updates in after_a_pass(start).items():
                longer[end] = min(before + updates, longer.get(end, before + updates))
        fewest = longer
        bounds.append(min(fewest.values()))
    assert bounds == [ref.XOR_UPDATES * passes for passes in range(1, 13)]
