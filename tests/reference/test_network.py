"""The references of lesson 06 against mpmath at 50 digits, and against a second formula."""

import mpmath
import numpy as np
import pytest

from autograder.reference import network as ref
from autograder.reference import softmax

mpmath.mp.dps = 50
BENDS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, mpmath.tanh),
    "square": (np.square, lambda z: 2 * z, lambda z: z**2),
    "sine": (np.sin, np.cos, mpmath.sin),
}


def network(n: int, d: int, h: int, o: int, seed: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return X, W1, b1, W2, b2 and the labels of a network of these sizes."""
    rng = np.random.default_rng(seed)
    parts = [rng.normal(size=shape) for shape in ((n, d), (d, h), (h,), (h, o), (o,))]
    return parts, rng.integers(0, o, n)


def exact_loss(parts: list[np.ndarray], labels: np.ndarray, bend) -> mpmath.mpf:
    """Return the mean cross-entropy of the network, at 50 digits; `parts` may hold numbers of mpmath."""
    X, W1, b1, W2, b2 = (np.vectorize(mpmath.mpf, otypes=[object])(part) for part in parts)
    hidden = np.vectorize(bend, otypes=[object])(X.dot(W1) + b1)
    logits = hidden.dot(W2) + b2
    losses = [mpmath.log(mpmath.fsum(map(mpmath.exp, row))) - row[k] for row, k in zip(logits, labels, strict=True)]
    return mpmath.fsum(losses) / len(losses)


def test_mlp_forward_is_a_sum_over_units():
    """Each score is b2 plus the sum over hidden units of weight times activation, written out in loops."""
    (X, W1, b1, W2, b2), _ = network(4, 2, 3, 2, seed=3)
    got = ref.mlp_forward(X, W1, b1, W2, b2, np.cos)
    for n in range(4):
        hidden = [np.cos(X[n, 0] * W1[0, j] + X[n, 1] * W1[1, j] + b1[j]) for j in range(3)]
        for o in range(2):
            assert got[n, o] == pytest.approx(b2[o] + sum(hidden[j] * W2[j, o] for j in range(3)), rel=1e-12)


@pytest.mark.parametrize("name", BENDS)
@pytest.mark.parametrize("sizes", [(3, 2, 3, 2), (1, 1, 1, 2), (4, 3, 2, 3)])
def test_mlp_backward_agrees_with_differences_at_50_digits(name, sizes):
    """Every slope has 12 right digits: central differences with a step of 1e-20, whose own error is far below that."""
    parts, labels = network(*sizes, seed=7)
    act, act_grad, bend = BENDS[name]
    slopes = ref.mlp_backward(parts[0], labels, *parts[1:], act, act_grad)
    step = mpmath.mpf("1e-20")
    for which, slope in enumerate(slopes, start=1):
        assert slope.shape == parts[which].shape
        for at in np.ndindex(slope.shape):
            moved = []
            for sign in (1, -1):
                copies = [part.astype(object) for part in parts]
                copies[which][at] = mpmath.mpf(float(parts[which][at])) + sign * step
                moved.append(exact_loss(copies, labels, bend))
            want = (moved[0] - moved[1]) / (2 * step)
            assert abs(slope[at] - want) <= 1e-12 * abs(want) + mpmath.mpf("1e-15")


def test_mlp_backward_is_a_mean_over_points():
    """A second formula: outer products, point by point, with the Jacobian of softmax and -1/p in place of p - y."""
    (X, W1, b1, W2, b2), labels = network(6, 2, 4, 3, seed=11)
    total = [np.zeros(part.shape) for part in (W1, b1, W2, b2)]
    for x, k in zip(X, labels, strict=True):
        z = x @ W1 + b1
        logits = np.sin(z) @ W2 + b2
        at_logits = -softmax.softmax_jacobian(logits)[k] / softmax.softmax(logits)[k]
        at_scores = np.cos(z) * (W2 @ at_logits)
        point = np.outer(x, at_scores), at_scores, np.outer(np.sin(z), at_logits), at_logits
        total = [so_far + one / len(X) for so_far, one in zip(total, point, strict=True)]
    for got, want in zip(ref.mlp_backward(X, labels, W1, b1, W2, b2, np.sin, np.cos), total, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-15)


def test_mlp_backward_stays_finite_far_out():
    """With logits of 1000 either way a sure and right network has no slope at the logits, a sure and wrong one has 1/n."""
    (X, W1, b1, W2, b2), _ = network(4, 2, 3, 2, seed=5)
    *_, db2 = ref.mlp_backward(X, np.array([0, 0, 0, 1]), W1, b1, W2, b2 + np.array([2000.0, 0.0]), *BENDS["tanh"][:2])
    np.testing.assert_allclose(db2, [0.25, -0.25], rtol=1e-12)
