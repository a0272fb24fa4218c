"""A perceptron made of exchangeable parts; with the default parts it is right. Trusted side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.judge.check_base import Array

Mistake = Callable[[float, int], bool]
Step = Callable[[Array, int, float], tuple[Array, float]]
End = tuple[Array, float, float]


def strict(score: float, label: int) -> bool:
    """Return whether the predicted class, 1 above 0, is the wrong one."""
    return (score > 0) != (label == 1)


def either(score: float, label: int) -> bool:
    """Return whether the score is on the wrong side, or 0."""
    return score <= 0 if label else score >= 0


def pushed(x: Array, label: int, score: float) -> tuple[Array, float]:
    """Return the steps of w (d,) and b that the perceptron rule takes at a mistake on the point x (d,)."""
    return (x, 1.0) if label else (-x, -1.0)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a perceptron; the defaults are right.

    `table` maps all points (n, d) to those that the rule sees; `join` maps the old w and its step to the new w.
    """

    table: Callable[[Array], Array] = lambda X: X
    mistake: Mistake = strict
    push: Step = pushed
    join: Callable[[Array, Array], Array] = lambda w, step: w + step
    scored: Callable[[Array, Array, float], float] = lambda x, w, b: float(x.dot(w)) + b  # half the time of x @ w
    rate: Callable[[int, int], float] = lambda epoch, updates: 1.0
    rows: Callable[[int], Sequence[int]] = range
    start: tuple[float, float] = (0.0, 0.0)
    count: str = "updates"
    result: str = "last"
    passes: Callable[[int], int] = lambda max_epochs: max_epochs
    leaves: str = "clean pass"
    together: bool = False
    forgets: bool = False


def run(parts: Parts, X: Array, y: Array, max_epochs: int = 100) -> End:
    """Return w (d,), b and the number of updates of a perceptron of these parts that visits the points in order.

    X (n, d), y (n,) of 0 and 1.
    """
    X = parts.table(X)
    w, b = np.full(X.shape[1], parts.start[0]), parts.start[1]
    updates = passes = visits = last = 0
    averaging, (total, moved, passed) = parts.result.startswith(("average", "sum")), np.zeros((3, len(w) + 1))
    labels = [int(label) for label in y]
    for epoch in range(parts.passes(max_epochs)):
        if parts.forgets:
            w, b = np.full(X.shape[1], parts.start[0]), parts.start[1]
        passes, last, seen = passes + 1, 0, (w, b)
        for i in parts.rows(len(X)):
            visits += 1
            at_w, at_b = seen if parts.together else (w, b)
            score = parts.scored(X[i], at_w, at_b)
            if parts.mistake(score, labels[i]):
                dw, db = parts.push(X[i], labels[i], score)
                rate = parts.rate(epoch, updates)
                w, b, updates, last = parts.join(w, rate * dw), b + rate * db, updates + 1, last + 1
                if averaging:
                    moved += np.append(w, b)
                if parts.leaves == "first mistake":
                    break
            elif parts.leaves == "first right point":
                break
            if averaging:
                total += np.append(w, b)
        if averaging:
            passed += np.append(w, b)
        if not np.all(np.abs(w) < 1e12):
            break
        if (not last and parts.leaves != "never") or (last and parts.leaves == "dirty pass"):
            break
    counts = {
        "updates": updates, "last": last, "passes": passes, "visits": visits, "earlier": passes - 1, "none": 0,
        "twice": 2 * updates,
        "one more": updates + 1, "one less": max(updates - 1, 0), "right": visits - updates, "dirty": passes - (not last),
        "coordinates": updates * X.shape[1], "allowed": max_epochs, "points": len(X),
        "wrong at the end": sum(parts.mistake(parts.scored(x, w, b), label) for x, label in zip(X, labels, strict=True)),
    }  # fmt: skip
    ends = {
        "last": np.append(w, b), "w of length 1": np.append(w / (np.linalg.norm(w) or 1.0), b),
        **{f"w rounded{to}": np.append(np.round(w, digits), b) for to, digits in (("", 0), (" to 2", 2), (" to 4", 4))},
        "b first": np.append(np.append(b, w[:-1]), w[-1]), "turned": -np.append(w, b),
        "b turned": np.append(w, -b),
        "average": total / max(visits, 1), "average of updates": moved / max(updates, 1), "b is 0": np.append(w, 0.0), "sum": total,
        "average of passes": passed / max(passes, 1), "start": np.append(np.full_like(w, parts.start[0]), parts.start[1]),
    }  # fmt: skip
    return ends[parts.result][:-1], float(ends[parts.result][-1]), counts[parts.count]
