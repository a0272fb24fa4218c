"""The steps of affine and predict, and how each of them goes wrong. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import Step, slips

SCORE = Step(
    [lambda X, w, b: X @ w + b],
    {
        "b is left out of the score: it is w·x + b. Where does it come in?": [lambda X, w, b: X @ w],
        "b is subtracted in the score. Which sign stands before it in w·x + b?": [lambda X, w, b: X @ w - b],
        "b multiplies in the score. What does w·x + b do with it?": [lambda X, w, b: X @ w * b],
        "b is added to every coordinate before the sum. How often may it count?": [lambda X, w, b: (X * w + b).sum(axis=1)],
        "b is added to the coordinates, not to the sum. Do brackets stand in the way?": [lambda X, w, b: (X + b) @ w],
        "b is added to the weights, not to the sum. Do brackets stand in the way?": [lambda X, w, b: X @ (w + b)],
        "The weights are left out: coordinates are added as they are.": [lambda X, w, b: X.sum(axis=1) + b],
        "X is left out: only the weights are added up. What is each weight multiplied by?": [
            lambda X, w, b: np.full(len(X), w.sum() + b)
        ],
        "Only the first coordinate counts here. What about the others?": [lambda X, w, b: X[:, 0] * w[0] + b],
        "Only the last coordinate counts here: is the sum overwritten in each step (=), or added to (+=)?": [
            lambda X, w, b: X[:, -1] * w[-1] + b
        ],
        "Only the first two coordinates count here: is their number written into the code?": [lambda X, w, b: X[:, :2] @ w[:2] + b],
        "The last coordinate is left out. Where does the loop end?": [lambda X, w, b: X[:, :-1] @ w[:-1] + b],
        "The first coordinate is left out. Where does the loop begin?": [lambda X, w, b: X[:, 1:] @ w[1:] + b],
        "The weights stand in the wrong order: w[0] belongs to the first column.": [lambda X, w, b: X @ w[::-1] + b],
        "The sum runs down the columns. One number for each row is asked for: which axis is that?": [
            lambda X, w, b: (X * w).sum(axis=0) + b
        ],
        "The products are averaged, where w·x adds them up.": [lambda X, w, b: (X * w).mean(axis=1) + b],
        "The coordinates are multiplied with each other. What does w·x do with the products of each pair?": [
            lambda X, w, b: (X * w).prod(axis=1) + b
        ],
        "Coordinates and weights are added, where w·x multiplies each pair.": [lambda X, w, b: (X + w).sum(axis=1) + b],
        "The weights are subtracted from the coordinates, where w·x multiplies each pair.": [
            lambda X, w, b: (X - w).sum(axis=1) + b,
            lambda X, w, b: ((X - w) ** 2).sum(axis=1) + b,
        ],
        "A column of ones is added on one side of X, and b stands at the other end of the weights. Which weight meets the ones?": [
            lambda X, w, b: np.column_stack([np.ones(len(X)), X]) @ np.append(w, b),
            lambda X, w, b: np.column_stack([X, np.ones(len(X))]) @ np.append(b, w),
        ],
        "b is added twice.": [lambda X, w, b: X @ w + 2 * b],
        "The sign of w·x is turned.": [lambda X, w, b: b - X @ w],
        "Everything is added up into one number. One number for each row is asked for.": [lambda X, w, b: np.sum(X @ w) + b],
        "The scores are carried from point to point: is the sum set back to the start for each row?": [
            lambda X, w, b: np.cumsum(X @ w) + b,
            lambda X, w, b: np.cumsum(X @ w + b),
        ],
        "The points or the weights are brought to length 1 first. They count as they are.": [
            lambda X, w, b: X @ (w / np.linalg.norm(w)) + b,
            lambda X, w, b: (X / np.linalg.norm(X, axis=1, keepdims=True)) @ w + b,
        ],
        "The points are centred first (their mean is taken away). They count as they are.": [
            lambda X, w, b: (X - X.mean(axis=0)) @ w + b
        ],
        "The scores are divided by the number of points. What does w·x + b say about the others?": [
            lambda X, w, b: (X @ w + b) / len(X),
            lambda X, w, b: X @ w / len(X) + b,
        ],
        "The coordinates are squared. w·x takes them as they are.": [lambda X, w, b: X**2 @ w + b],
        "The sizes |x| or |w| count, without their signs. What does a negative coordinate do to w·x?": [
            lambda X, w, b: np.abs(X) @ w + b,
            lambda X, w, b: X @ np.abs(w) + b,
            lambda X, w, b: np.abs(X @ w) + b,
        ],
        "b is cut or rounded to a whole number. Which numbers may b be?": [
            lambda X, w, b, cut=cut: X @ w + cut(b) for cut in (np.trunc, np.rint, np.floor, np.ceil)
        ],
        "b loses its sign. What does a negative b do to the score?": [lambda X, w, b: X @ w + abs(b)],
    },
)
LAST = Step(
    [lambda s: s],
    {
        "The score is squashed here. In this lesson a unit's score stays as it is.": [
            lambda s: 1 / (1 + np.exp(-s)),
            np.tanh,
            lambda s: np.exp(s) / np.exp(s).sum(),
        ],
        "Negative scores are cut off. They tell the other side of the line.": [lambda s: np.maximum(s, 0)],
        "These are distances without a sign. The sign tells the side: why lose it?": [np.abs],
        "The scores are squared. Return them as they are.": [lambda s: s**2],
        "These are classes already. affine gives scores; predict will turn them into classes.": [
            lambda s: 1.0 * (s > 0),
            lambda s: 1.0 * (s >= 0),
        ],
        "These are signs already. affine gives scores; predict will turn them into classes.": [np.sign],
        "Every score has its sign turned.": [lambda s: -s],
        "The scores are rounded. Return the numbers as they are.": [
            np.trunc,
            np.floor,
            *((lambda s, digits=digits: np.round(s, digits)) for digits in (0, 1, 2)),
        ],
        "This is a column of shape (n, 1). How do you get a flat array of shape (n,)?": [lambda s: s[:, None]],
        "This is a row of shape (1, n). How do you get a flat array of shape (n,)?": [lambda s: s[None]],
        "Only the first point is answered. Does return stand inside the loop?": [lambda s: s[0], lambda s: s[:1]],
        "Only the last point is answered. Where are the scores of the others kept?": [lambda s: s[-1], lambda s: s[-1:]],
        "The last point is left out. Where does the loop end?": [lambda s: s[:-1], lambda s: np.append(s[:-1], 0.0)],
        "The first point is left out. Where does the loop begin?": [lambda s: s[1:], lambda s: np.append(0.0, s[1:])],
        "The scores are sorted. Each score stands where its point stands.": [np.sort],
        "The mean of all scores is taken. One number for each row is asked for.": [lambda s: s.mean()],
        "Only the largest score comes back. One number for each row is asked for.": [lambda s: s.max()],
    },
)


def _affine(score: Any, last: Any) -> Callable[..., Array]:
    return lambda X, w, b: np.asarray(last(np.asarray(score(np.asarray(X, dtype=float), np.asarray(w, dtype=float), b))))


def _columns(X: Any, w: Any, b: Any) -> Array:
    """Return w @ X + b; raise ValueError if the table is not square."""
    if np.shape(X)[0] != np.shape(X)[1]:
        raise ValueError("w @ X fits square tables only")
    return np.asarray(w @ np.asarray(X, dtype=float) + b)


SQUARE = Cause(
    "For as many points as coordinates, rows and columns are mixed up. Which comes first in the product, X or w, and does the code "
    "look at the sizes to decide?",
    _columns,
)
RESHAPED = Cause(
    "X is reshaped, where it should be turned: reshape keeps the order of the numbers and mixes the points. What does X @ w need?",
    lambda X, w, b: np.asarray(X, dtype=float).reshape(len(w), -1).T @ w + b,
)
AFFINE = (SQUARE, RESHAPED, *slips(_affine, SCORE, LAST))
AFFINE_TWICE = slips(_affine, SCORE, LAST, at_once=2)

DECIDE = Step(
    [lambda s: 1.0 * (s > 0)],
    {
        "A tie counts as class 1 here. The task says: at a score of exactly 0 the class is 0.": [lambda s: 1.0 * (s >= 0)],
        "Scores up to one half count as class 0. Is the score compared with one half, as a probability would be, or "
        "rounded first?": [
            lambda s: 1.0 * (s > 0.5),
            lambda s: 1.0 * (s >= 0.5),
        ],
        "The score is compared with 1. Where does the line run: at which score?": [
            lambda s: 1.0 * (s > 1),
            lambda s: 1.0 * (s >= 1),
        ],
        "The score is compared with another number than 0. Where does the line run: at which score?": [
            *((lambda s, line=line: 1.0 * (s > line)) for line in (-1, 0.1, 0.01)),
            lambda s: 1.0 * (s > s.mean()),
            lambda s: 1.0 * (s > np.median(s)),
        ],
        "A score is rounded before it is compared with 0. What becomes of a small one?": [
            lambda s, cut=cut: 1.0 * (cut(s) > 0) for cut in (np.round, np.trunc, np.floor, np.ceil)
        ],
        "The two classes are swapped: which side of the line has positive scores?": [
            lambda s: 1.0 * (s < 0),
            lambda s: 1.0 * (s <= 0),
        ],
        "The classes are called 1 and -1 here. In this course they are 1 and 0.": [
            lambda s: np.where(s > 0, 1, -1),
            lambda s: np.where(s >= 0, 1, -1),
        ],
        "The classes are called 1 and -1 here, and swapped. In this course they are 1 and 0.": [lambda s: np.where(s > 0, -1, 1)],
        "The classes are called 1 and 2 here. In this course they are 1 and 0.": [
            lambda s: np.where(s > 0, 2, 1),
            lambda s: np.where(s > 0, 1, 2),
        ],
        "np.sign gives -1, 0 and 1. Which of them belong to class 0?": [np.sign],
        "A tie gives neither 0 nor 1 here. At a score of exactly 0 the class is 0.": [lambda s: np.heaviside(s, 0.5)],
        "These are scores, not classes yet. When is the class 1, when 0?": [lambda s: s],
        "These are probabilities. Which class is meant?": [lambda s: 1 / (1 + np.exp(-s)), np.tanh],
        "Any number but 0 counts as class 1 here, negative scores too: does an absolute value, or != 0, lose the sign before the "
        "comparison?": [
            lambda s: 1.0 * (s != 0),
            lambda s: 1.0 * (np.abs(s) > 0),
        ],
        "Negative scores become 0, but positive ones are still scores. A class is 0 or 1.": [lambda s: np.maximum(s, 0)],
        "Only a score of exactly 0 counts as class 1. Which side of the line is class 1?": [lambda s: 1.0 * (s == 0)],
    },
)


def _predict(score: Any, decide: Any) -> Callable[..., Array]:
    def wrong(X: Array, w: Array, b: float) -> Array:
        classes = np.asarray(decide(np.asarray(score(np.asarray(X, dtype=float), np.asarray(w, dtype=float), b))))
        if classes.ndim == 0:
            raise ValueError("a single 0 or 1 has many causes")
        return classes

    return wrong


EACH = "Each coordinate is compared on its own. The products are added up first: what is the score of a point?"
PREDICT = (
    *slips(_predict, SCORE, DECIDE),
    Cause("The comparison comes before b is added: (w·x > 0) + b. What is compared with 0?", lambda X, w, b: 1 * (X @ w > 0) + b),
    Cause(EACH, lambda X, w, b: 1 * (X * w + b > 0).all(axis=1)),
    Cause(EACH, lambda X, w, b: 1 * (X * w + b > 0).any(axis=1)),
    Cause(EACH, lambda X, w, b: 1 * (X * w > 0).all(axis=1)),
    Cause(EACH, lambda X, w, b: (X * w + b > 0).sum(axis=1)),
    Cause(EACH, lambda X, w, b: 1 * (X * w + b > 0)),
    Cause(
        "This is the place of the largest product (argmax), not the side of the line. What is the score of a point?",
        lambda X, w, b: np.argmax(X * w + b, axis=1),
    ),
)
PREDICT_TWICE = slips(_predict, SCORE, DECIDE, at_once=2)
LIFT = (
    Cause("This is the distance itself. Its square is asked for, without the root.",
          lambda X: np.column_stack([X, np.hypot(*X.T)])),
    Cause("The new column is x1 + x2. A sum of the coordinates is still straight: what bends?",
          lambda X: np.column_stack([X, X.sum(1)])),
    Cause("The new column is x1·x2. That opens XOR; the ring asks for the distance from the middle.",
          lambda X: np.column_stack([X, X.prod(1)])),
    Cause("Both squares are added as columns of their own. Which one number tells how far out a point is?",
          lambda X: np.column_stack([X, X**2])),
    Cause("The squares are there, but the coordinates are gone. Can you put the new column beside X?",
          lambda X: (X**2).sum(1)),
    Cause("The squares are there, but the coordinates are gone. Can you put the new column beside X?",
          lambda X: (X**2).sum(1)[:, None]),
    Cause("The new column comes first. It is asked for as the last one.",
          lambda X: np.column_stack([(X**2).sum(1), X])),
    Cause("Here the sum is squared: (x1 + x2)². Square each coordinate first.",
          lambda X: np.column_stack([X, X.sum(1) ** 2])),
    Cause("The new column is x1² - x2². Which sign makes a circle?",
          lambda X: np.column_stack([X, X[:, 0] ** 2 - X[:, 1] ** 2])),
    Cause("The sum runs down the columns, over all points. Each point needs a number of its own: which axis is that?",
          lambda X: np.column_stack([X, np.full(len(X), (X**2).sum())])),
    Cause("The new feature stands in a row, not in a column. Does each row of the answer belong to one point?",
          lambda X: np.vstack([X.T, (X**2).sum(1)])),
    Cause("This is a column of ones, as for the bias. Which number tells how far out a point is?",
          lambda X: np.column_stack([X, np.ones(len(X))])),
)  # fmt: skip
