"""Reference versions for lesson 01, and the margins and bounds that its hidden checks use. Trusted side; plain NumPy and SciPy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS = {"affine": 5, "predict": 5, "perceptron": 10}
STRETCH = ("lift",)

# The fewest updates that full passes over XOR can make, for each pass: whatever the order, whichever view of a score of 0 and
# however many passes. The search is tests/reference/test_linear_separability.py.
XOR_UPDATES = 2

Numbers = NDArray[np.float64]


def affine(X: ArrayLike, w: ArrayLike, b: float) -> Numbers:
    """Return the score w·x + b of each row x of X: X (n, d), w (d,), b a number, result float64 (n,)."""
    scores: Numbers = np.asarray(X, dtype=float) @ np.asarray(w, dtype=float) + float(b)
    return scores


def predict(X: ArrayLike, w: ArrayLike, b: float) -> NDArray[np.int64]:
    """Return the class of each row of X, int64 (n,): 1 where its score is above 0, and 0 elsewhere, at a tie too."""
    return (affine(X, w, b) > 0).astype(np.int64)


def perceptron(X: ArrayLike, y: ArrayLike, max_epochs: int = 100) -> tuple[Numbers, float, int]:
    """Return (w, b, n_updates) of the perceptron rule from zeros, in the given order, with step 1.

    X (n, d), y (n,) of 0 and 1; w float64 (d,). Stops after a pass without a mistake, or after max_epochs passes.
    Source: Rosenblatt (1958); its bound is `update_bound`.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    w, b, n_updates = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        before = n_updates
        for x, label in zip(X, y, strict=True):
            error = int(label) - int(x @ w + b > 0)
            if error:
                w, b, n_updates = w + error * x, b + error, n_updates + 1
        if n_updates == before:
            break
    return w, b, n_updates


def lift(X: ArrayLike) -> Numbers:
    """Return X (n, 2) with one more column, x1² + x2²: float64 (n, 3)."""
    X = np.asarray(X, dtype=float)
    return np.column_stack([X, np.sum(X**2, axis=1)])


def folded(X: ArrayLike) -> Numbers:
    """Return X (n, d) with a last column of ones, (n, d + 1): the bias becomes the weight of that column."""
    X = np.asarray(X, dtype=float)
    return np.column_stack([X, np.ones(len(X))])


def signed(X: ArrayLike, y: ArrayLike) -> Numbers:
    """Return the folded rows (n, d + 1), those of class 0 with the opposite sign: one perceptron update adds one of these rows.

    X (n, d), y (n,) of 0 and 1.
    """
    return np.where(np.asarray(y) == 1, 1.0, -1.0)[:, None] * folded(X)


def margin(X: ArrayLike, y: ArrayLike) -> float:
    """Return γ, the widest margin of a unit vector (w, b) on the folded points; 0.0 if no line separates them.

    X (n, d), y (n,) of 0 and 1. Least distance programming: the shortest v with signed(X, y) v >= 1 has length 1/γ.
    Source: Lawson and Hanson (1974), Solving Least Squares Problems, chapter 23.
    """
    from scipy.optimize import nnls  # takes longer to load than ten submissions to grade, and no other lesson needs it

    rows = signed(X, y)
    scale = float(np.sqrt(np.mean(rows**2)))
    system = np.vstack([rows.T / scale, np.ones(len(rows))])
    target = np.zeros(len(system))
    target[-1] = 1.0
    residual = system @ nnls(system, target)[0] - target
    if np.linalg.norm(residual) < 1e-7:
        return 0.0
    return float(scale / np.linalg.norm(residual[:-1] / residual[-1]))


def update_bound(X: ArrayLike, y: ArrayLike) -> float:
    """Return (R/γ)², the most updates the perceptron makes on X (n, d), y (n,); infinity if no line separates them.

    R is the length of the longest folded point. Source: Novikoff (1962); it holds for any order and any constant step.
    """
    gamma = margin(X, y)
    radius = float(np.max(np.linalg.norm(folded(X), axis=1)))
    return (radius / gamma) ** 2 if gamma > 0 else float("inf")


def possible(X: ArrayLike, y: ArrayLike, w: ArrayLike, b: float, n_updates: int) -> bool:
    """Return whether some run of the perceptron makes exactly n_updates updates and ends at a multiple of (w, b).

    For at most d + 1 points X (n, d) whose folded rows are linearly independent: then (w, b) tells how often each point
    was corrected, whatever the step size. Those counts must be whole, and there must be an order of visits in which each
    correction answers a mistake. A score of 0, up to rounding, may count as a mistake or not.
    """
    rows, end = signed(X, y), np.append(np.asarray(w, dtype=float), b)
    if n_updates == 0 or not end.any():
        return n_updates == 0 and not end.any()
    end = end / np.linalg.norm(end)
    shares = np.linalg.lstsq(rows.T, end, rcond=None)[0]
    if shares.sum() <= 0 or np.abs(end - rows.T @ shares).max() > 1e-5:
        return False
    exact = shares * (n_updates / shares.sum())
    counts = np.round(exact).astype(int)
    if np.any(np.abs(exact - counts) > 1e-3) or np.any(counts < 0):
        return False
    reached = np.zeros(counts + 1, dtype=bool)
    reached.flat[0] = True
    for at in np.ndindex(*reached.shape):  # in this order every state comes after those that lead to it
        if reached[at]:
            scores = rows @ (np.asarray(at, dtype=float) @ rows)
            for point in np.flatnonzero(scores <= 1e-9):
                after = list(at)
                after[point] += 1
                if after[point] <= counts[point]:
                    reached[tuple(after)] = True
    return bool(reached.flat[-1])
