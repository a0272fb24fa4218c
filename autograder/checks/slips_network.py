"""The steps of mlp_forward, and how each of them goes wrong. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array
from autograder.judge.slips import Step, slips
from autograder.reference.sigmoid import sigmoid
from autograder.reference.softmax import softmax
from autograder.wire import Table


def _bend(name: str) -> str:
    return f"{name} is applied to the scores at the end. They are logits, which stay as they are: how many layers are hidden?"


NO_ACT = (
    "The activation does not reach the answer, so two layers are no more than one. Is act left out, or is its result not used: "
    "what goes into W2?"
)
OWN_ACT = "A fixed activation is used. The caller hands one over: what is it called?"


SCALED = "The hidden values are scaled before W2: divided by their maximum, their sum, their length or their spread."
WAYS_TO_SCALE: tuple[Callable[[Array], Array], ...] = (
    lambda H: H / H.max(),
    lambda H: H / np.abs(H).max(),
    lambda H: H / H.max(axis=0),
    lambda H: H / H.max(axis=1, keepdims=True),
    lambda H: H / H.sum(),
    lambda H: H / H.sum(axis=1, keepdims=True),
    lambda H: H / np.linalg.norm(H),
    lambda H: H / np.linalg.norm(H, axis=1, keepdims=True),
    lambda H: (H - H.min()) / np.ptp(H),
    lambda H: (H - H.mean()) / H.std(),
    lambda H: (H - H.mean(axis=0)) / H.std(axis=0),
    lambda H: (H - H.mean(axis=1, keepdims=True)) / H.std(axis=1, keepdims=True),
)
B1 = Step(
    [lambda X, W, b: X @ W + b],
    {
        "b1 is left out. Each hidden unit has a bias of its own, inside act.": [lambda X, W, b: X @ W],
        "b1 is subtracted. In this course a score is X W + b.": [lambda X, W, b: X @ W - b],
        "b1 is added to the weights or to the inputs, not to the product: by brackets, or by += in the caller's array? What is b1 "
        "added to in X W1 + b1?": [
            lambda X, W, b: X @ (W + b),
            lambda X, W, b: (X + b) @ W,
        ],
        "b1 multiplies. In this course a score is X W + b.": [lambda X, W, b: X @ W * b],
        "b1 is added as one sum for all units. Each hidden unit has a bias of its own.": [
            lambda X, W, b: X @ W + np.sum(b),
            lambda X, W, b: X @ W + b[0],
            lambda X, W, b: X @ W + np.mean(b),
        ],
        "b1 is added down the rows. It holds a number for each hidden unit, and those are the columns.": [
            lambda X, W, b: X @ W + b[:, None]
        ],
        "b1 is added twice.": [lambda X, W, b: X @ W + 2 * b],
        "W1 is turned round. X is (n, d) and W1 is (d, h): no transpose is needed.": [lambda X, W, b: X @ W.T + b],
        "X is turned round. It holds a point in each row, and W1 a column for each unit.": [lambda X, W, b: X.T @ W + b],
        "The tables are multiplied entry by entry. Which operator is the matrix product?": [lambda X, W, b: X * W + b],
        "X is left out of the hidden layer. What is multiplied by W1?": [
            lambda X, W, b: np.ones((len(X), 1)) * (W.sum(axis=0) + b)
        ],
        "The inputs are scaled or centred first. They go in as they are.": [
            lambda X, W, b: (X - X.mean(axis=0)) @ W + b,
            lambda X, W, b: (X - X.mean(axis=0)) / X.std(axis=0) @ W + b,
        ],
        "The hidden scores are divided by the number of points or of inputs. A score is a sum.": [
            lambda X, W, b: X @ W / len(X) + b,
            lambda X, W, b: X @ W / X.shape[1] + b,
        ],
    },
)
ACT = Step(
    [lambda z, act: act(z)],
    {
        NO_ACT: [lambda z, act: z],
        OWN_ACT: [
            lambda z, act: np.tanh(z),
            lambda z, act: np.maximum(z, 0),
            lambda z, act: sigmoid(z),
            lambda z, act: act(np.tanh(z)),
            lambda z, act: np.maximum(act(z), 0),
            lambda z, act: softmax(z, 1),
            lambda z, act: np.sin(z),
        ],
        "The activation is applied twice to the hidden layer.": [lambda z, act: act(act(z))],
        "act is given minus the score. What is the sign of X W1 + b1?": [lambda z, act: act(-z)],
        f"{SCALED} Is there a step between act and W2 in the formula?": [
            lambda z, act, way=way: way(act(z)) for way in WAYS_TO_SCALE
        ],
        "The score is multiplied by its activation. Which of the two goes on to the next layer?": [lambda z, act: z * act(z)],
        "The score is added to its activation. Which of the two goes on to the next layer?": [lambda z, act: z + act(z)],
    },
)
B2 = Step(
    [lambda H, W, b: H @ W + b],
    {
        "b2 is left out. Each score has a bias of its own.": [lambda H, W, b: H @ W],
        "b2 is subtracted. In this course a score is H W + b.": [lambda H, W, b: H @ W - b],
        "b2 multiplies. In this course a score is H W + b.": [lambda H, W, b: H @ W * b],
        "b2 is added as one sum for all scores. Each score has a bias of its own.": [
            lambda H, W, b: H @ W + np.sum(b),
            lambda H, W, b: H @ W + b[0],
            lambda H, W, b: H @ W + np.mean(b),
        ],
        "b2 is added down the rows. It holds a number for each score, and those are the columns.": [
            lambda H, W, b: H @ W + b[:, None]
        ],
        "b2 is added twice.": [lambda H, W, b: H @ W + 2 * b],
        "W2 is turned round. The hidden layer is (n, h) and W2 is (h, o): no transpose is needed.": [lambda H, W, b: H @ W.T + b],
        "The scores are divided by the number of hidden units or of points. A score is a sum.": [
            lambda H, W, b: H @ W / H.shape[1] + b,
            lambda H, W, b: H @ W / len(H) + b,
        ],
    },
)
END = Step(
    [lambda s, act: s],
    {
        "The activation is applied to the scores too. They are logits: how many layers are hidden?": [lambda s, act: act(s)],
        _bend("A sigmoid"): [lambda s, act: sigmoid(s)],
        _bend("tanh"): [lambda s, act: np.tanh(s)],
        _bend("ReLU"): [lambda s, act: np.maximum(s, 0)],
        "The scores go through softmax. Return the scores themselves: cross_entropy takes the softmax.": [
            lambda s, act: softmax(s, 1),
            lambda s, act: softmax(s, 0),
            lambda s, act: np.exp(s) / np.exp(s).sum(),
            lambda s, act: np.log(softmax(s, 1)),
        ],
        "These are the numbers of the highest scores. The scores themselves are asked for.": [
            lambda s, act: np.argmax(s, axis=1),
            lambda s, act: np.argmax(s, axis=1)[:, None],
        ],
        "These are only the highest scores of each row. All scores are asked for.": [
            lambda s, act: _over_some(s, 1).max(axis=1),
            lambda s, act: _over_some(s, 1).max(axis=1, keepdims=True),
        ],
        "The scores of a row are added up. All scores are asked for.": [
            lambda s, act: _over_some(s, 1).sum(axis=1),
            lambda s, act: _over_some(s, 1).sum(axis=1, keepdims=True),
        ],
        "The scores are averaged. One row of scores for each point is asked for.": [
            lambda s, act: _over_some(s, 1).mean(axis=1),
            lambda s, act: _over_some(s, 0).mean(axis=0),
            lambda s, act: _over_some(s, None).mean(),
        ],
        "Only the first point is answered. Does return stand inside the loop?": [
            lambda s, act: _over_some(s, 0)[0],
            lambda s, act: _over_some(s, 0)[:1],
        ],
        "Only the last point is answered. Where are the others kept?": [
            lambda s, act: _over_some(s, 0)[-1],
            lambda s, act: _over_some(s, 0)[-1:],
        ],
        "Only the first score of each point comes back. All scores are asked for.": [
            lambda s, act: _over_some(s, 1)[:, 0],
            lambda s, act: _over_some(s, 1)[:, :1],
        ],
        "The scores are classes already: 1 above 0, else 0. The scores themselves are asked for.": [lambda s, act: 1.0 * (s > 0)],
        "The scores are rounded. Return them as they are.": [lambda s, act: np.round(s), lambda s, act: np.round(s, 2)],
        "The sign of every score is turned.": [lambda s, act: -s],
        "The answer is turned round. Each row belongs to one point, each column to one score.": [lambda s, act: s.T],
    },
)


def _over_some(s: Array, axis: int | None) -> Array:
    """Return s; raise ValueError if an axis has only one number, so that reducing it does not show."""
    if (s.size if axis is None else s.shape[axis]) == 1:
        raise ValueError("one number only")
    return s


def _mlp(first: Any, bend: Any, second: Any, end: Any) -> Callable[..., Array]:
    def wrong(X: Array, W1: Array, b1: Array, W2: Array, b2: Array, act: Table) -> Array:
        X, W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in (X, W1, b1, W2, b2))
        return np.asarray(end(second(bend(first(X, W1, b1), act), W2, b2), act))

    return wrong


STEPS_OF_MLP = B1, ACT, B2, END
MLP_FORWARD = slips(_mlp, *STEPS_OF_MLP)
MLP_FORWARD_TWICE = slips(_mlp, *STEPS_OF_MLP, at_once=2)
