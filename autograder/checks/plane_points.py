"""The points that the hidden checks of lesson 01 ask about. Trusted side."""

import numpy as np

from autograder.judge.check_base import Array, both_signs
from autograder.reference import linear_separability as ref

XOR = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
EITHER = np.array([0, 1, 1, 0])


def line(rng: np.random.Generator, n: int, d: int = 2) -> tuple[Array, Array, float]:
    """Return points X (n, d), weights w (d,) and a bias b, all ordinary numbers and none near 0."""
    return both_signs(rng, n * d).reshape(n, d), both_signs(rng, d), float(both_signs(rng, 2)[0])


def close(rng: np.random.Generator, n: int, b: float) -> tuple[Array, Array]:
    """Return points X (n, 2) and weights w (2,) for a bias b whose scores are all between -1/2 and 1/2, on either side of 0."""
    X, w, _ = line(rng, n)
    X[:, 1] = (both_signs(rng, n) / 8 - b - w[0] * X[:, 0]) / w[1]
    return X, w


def tiny_scores(rng: np.random.Generator) -> tuple[Array, Array, float]:
    """Return points X (16, 2), weights w (2,) and a bias b with scores ±2^-k, k from 5 to 20, exact in any order of sums."""
    a, b = rng.integers(-3, 4, 16), int(rng.permutation([-2, 1])[0])
    score = np.where(np.arange(16) % 2, 1.0, -1.0) * 0.5 ** np.arange(5, 21)
    return rng.permutation(np.column_stack([a, score - a - b])), np.ones(2), float(b)


def apart(rng: np.random.Generator, n: int, d: int = 2) -> tuple[Array, Array]:
    """Return n points X (n, d) and classes y (n,) that a line separates within 80 updates."""
    while True:
        u = rng.normal(size=d)
        far = (X := rng.uniform(-2, 2, (6 * n, d))) @ (u / np.linalg.norm(u)) - rng.uniform(-0.6, 0.6)
        X, y = X[np.abs(far) > 0.5][:n], (far[np.abs(far) > 0.5][:n] > 0).astype(int)
        if len(X) == n and min(y.sum(), n - y.sum()) >= n // 4 and ref.update_bound(X, y) <= 80:
            return X, y


def few(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return points X (3, 2) and classes y (3,), not all the same, for which the reference needs at least four updates."""
    while True:
        X, y = rng.uniform(-2, 2, (3, 2)), rng.permutation([0, 1, int(rng.integers(0, 2))])
        tall = np.linalg.svd(ref.signed(X, y), compute_uv=False)
        if tall[-1] > 0.3 and 12 <= ref.update_bound(X, y) <= 60 and ref.perceptron(X, y, 500)[2] >= 4:
            return X, y


def off_centre(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return 20 points X (20, 2) and classes y (20,) that a line far from the origin separates, with class 1 on the near side."""
    X = rng.uniform(0.1, 1.5, (60, 2))
    far = X.sum(1) - 1.6
    keep = np.abs(far) > 0.3
    return X[keep][:20], (far[keep] < 0).astype(int)[:20]


def around(rng: np.random.Generator, d: int) -> tuple[Array, Array]:
    """Return d + 1 points of class 1 around one of class 0 at the origin, X (d + 2, d), in random order.

    Any two points of class 1 have x·x' < -1, so an update at one does not correct another: a pass from zeros makes a mistake at
    each of them, in any order, whether or not a score of 0 counts as one. A rule that leaves a pass early makes fewer.
    """
    n = d + 1
    corners = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, d))]))[0][:, 1:]  # x·x' = -1/n for any two
    X = np.concatenate([2 * np.sqrt(n) * corners * rng.uniform(0.8, 1.2, (n, 1)), np.zeros((1, d))])
    order = rng.permutation(n + 1)
    return X[order], np.append(np.ones(n, dtype=int), 0)[order]
