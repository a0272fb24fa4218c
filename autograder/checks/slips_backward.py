"""The steps of mlp_backward, and how each of them goes wrong. Trusted side.

Forward: scores Z1, hidden layer H, logits Z. Backward: the slopes at the logits, carried to the hidden layer, bent to the
scores; then the sums over the points. Each step has its own ways to go wrong.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.slips_network import SCALED, WAYS_TO_SCALE
from autograder.checks.wrong_cross_entropy_grad import one_hot
from autograder.judge.check_base import Array
from autograder.judge.slips import Forms, Step, causes, slips
from autograder.reference.network import mlp_backward
from autograder.reference.softmax import cross_entropy_grad, softmax
from autograder.wire import Table

Slopes = tuple[Array, Array, Array, Array]


SCORES = Step(
    [lambda X, W, b: X @ W + b],
    {
        "b1 is left out on the way forward. Which scores do the hidden units get?": [lambda X, W, b: X @ W],
        "b1 is subtracted on the way forward. In this course a score is X W1 + b1: which sign is that?": [
            lambda X, W, b: X @ W - b
        ],
    },
)
BEND = Step(
    [lambda z, act, slope: act(z)],
    {
        "act is left out on the way forward. What does the second layer get?": [lambda z, act, slope: z],
        "act_grad is used on the way forward. Which function bends the scores there?": [lambda z, act, slope: slope(z)],
        "A fixed activation is used on the way forward. The caller hands one over: what is it called?": [
            lambda z, act, slope: np.tanh(z),
            lambda z, act, slope: np.maximum(z, 0),
            lambda z, act, slope: 0.5 + 0.5 * np.tanh(z / 2),
        ],
        f"{SCALED} Is there a step between act and W2 on the way forward?": [
            lambda z, act, slope, way=way: way(act(z)) for way in WAYS_TO_SCALE[:2]
        ],
        "act is applied twice on the way forward. How many hidden layers are there?": [lambda z, act, slope: act(act(z))],
    },
)
LOGITS = Step(
    [lambda H, W, b, act: H @ W + b],
    {
        "b2 is left out on the way forward. What belongs to the logits besides the product?": [lambda H, W, b, act: H @ W],
        "b2 is subtracted on the way forward. In this course a score is H W2 + b2: which sign is that?": [
            lambda H, W, b, act: H @ W - b
        ],
        "act is applied to the logits too on the way forward. How many layers are hidden?": [lambda H, W, b, act: act(H @ W + b)],
    },
)
DIVIDED = "These are the slopes of the sum of the losses. What does the mean divide by?"
AT_LOGITS = Step(
    [lambda Z, k: (softmax(Z, 1) - one_hot(Z, k)) / len(Z)],
    {
        DIVIDED: [lambda Z, k: softmax(Z, 1) - one_hot(Z, k)],
        "The sign is turned: the slope at the logits is p - y, not y - p. Which way should the weights not go?": [
            lambda Z, k: (one_hot(Z, k) - softmax(Z, 1)) / len(Z),
        ],
        "The sign is turned, and the mean's 1/n is missing. What is p - y divided by?": [
            lambda Z, k: one_hot(Z, k) - softmax(Z, 1)
        ],
        "The labels are left out: p itself is carried back. What is subtracted from p at the label?": [
            lambda Z, k: softmax(Z, 1) / len(Z),
            lambda Z, k: softmax(Z, 1),
        ],
        "The logits are taken for probabilities. What turns a row of scores into probabilities?": [
            lambda Z, k: (Z - one_hot(Z, k)) / len(Z),
            lambda Z, k: Z - one_hot(Z, k),
        ],
        "Softmax runs down the columns. Which axis holds the classes?": [lambda Z, k: (softmax(Z, 0) - one_hot(Z, k)) / len(Z)],
        "Softmax runs over the whole table. Which axis holds the classes?": [
            lambda Z, k: (np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum() - one_hot(Z, k)) / len(Z)
        ],
        "A sigmoid stands in place of softmax. What makes the classes of a row share 1?": [
            lambda Z, k: (0.5 + 0.5 * np.tanh(Z / 2) - one_hot(Z, k)) / len(Z)
        ],
        "The slope of the softmax, p (1 - p), is multiplied in once more. What is left of it in p - y?": [
            lambda Z, k: (softmax(Z, 1) - one_hot(Z, k)) * softmax(Z, 1) * (1 - softmax(Z, 1)) / len(Z)
        ],
        "The slopes are divided by n and by the number of classes. Over how many losses does the mean run?": [
            lambda Z, k: (softmax(Z, 1) - one_hot(Z, k)) / Z.size
        ],
        "The slopes are divided by the number of classes. Over how many losses does the mean run?": [
            lambda Z, k: (softmax(Z, 1) - one_hot(Z, k)) / Z.shape[1]
        ],
        "The slopes are divided by n twice. How often does the mean divide?": [
            lambda Z, k: (softmax(Z, 1) - one_hot(Z, k)) / len(Z) ** 2
        ],
        "The slopes are doubled, as for a squared error. What is the slope of the cross-entropy at the logits?": [
            lambda Z, k: 2 * (softmax(Z, 1) - one_hot(Z, k)) / len(Z)
        ],
        "1 is subtracted in whole columns, not in one place of each row. How do you pick one entry in each row?": [
            lambda Z, k: (softmax(Z, 1) - np.isin(np.arange(Z.shape[1]), k)) / len(Z)
        ],
        "Only the label's own entry is kept; the other classes have slopes too. What is p - y where y is 0?": [
            lambda Z, k: (softmax(Z, 1) - 1) * one_hot(Z, k) / len(Z)
        ],
        "The classes count as if they began at 1. Which number does the first class have?": [
            lambda Z, k: (softmax(Z, 1) - np.eye(Z.shape[1])[k - 1]) / len(Z)
        ],
    },
)
TO_HIDDEN = Step(
    [lambda D, W: D @ W.T],
    {
        "W2 is not turned round on the way back. Which product leads from the classes to the hidden units?": [lambda D, W: D @ W],
        "The slopes are added up over the classes without W2. With what weight does each class look at a unit?": [
            lambda D, W: D.sum(axis=1, keepdims=True) * np.ones(len(W))
        ],
        "The weights W2 are added up without the slopes at the logits. What is carried back through W2?": [
            lambda D, W: np.ones(D.shape) @ W.T,
            lambda D, W: np.ones(D.shape) @ W.T / len(D),
        ],
    },
)
BACK = Step(
    [lambda G, Z, H, act, slope: G * slope(Z)],
    {
        "act_grad is left out on the way back. What does the chain rule multiply by at the bend?": [lambda G, Z, H, act, slope: G],
        "act_grad is taken at the hidden layer, which is bent already. At which numbers is act bent: before or after it?": [
            lambda G, Z, H, act, slope: G * slope(H)
        ],
        "act is multiplied in where its slope belongs. Which of the two functions gives the slope?": [
            lambda G, Z, H, act, slope: G * act(Z),
        ],
        "act_grad is taken of the slopes that come back. At which numbers does the unit bend?": [
            lambda G, Z, H, act, slope: slope(G),
            lambda G, Z, H, act, slope: G * slope(G),
        ],
        "The slopes that come back are left out: only act_grad goes on. What is it multiplied by?": [
            lambda G, Z, H, act, slope: slope(Z)
        ],
        "The slopes are divided by act_grad. Does the chain rule multiply or divide?": [lambda G, Z, H, act, slope: G / slope(Z)],
        "act_grad is added. Does the chain rule add or multiply slopes one after another?": [
            lambda G, Z, H, act, slope: G + slope(Z)
        ],
        "act_grad is squared. How often does a score pass the bend?": [lambda G, Z, H, act, slope: G * slope(Z) ** 2],
        "The slope of one certain activation is written in. The caller hands one over: what is it called?": [
            lambda G, Z, H, act, slope: G * H * (1 - H),
            lambda G, Z, H, act, slope: G * (1 - H**2),
            lambda G, Z, H, act, slope: G * (Z > 0),
            lambda G, Z, H, act, slope: G * (H > 0),
            lambda G, Z, H, act, slope: G * (1 - np.tanh(Z) ** 2),
            lambda G, Z, H, act, slope: G * (0.5 + 0.5 * np.tanh(Z / 2)) * (0.5 - 0.5 * np.tanh(Z / 2)),
        ],
    },
)
SUMS = Step(
    [lambda X, Z1, H, D2, D1: (X.T @ D1, D1.sum(axis=0), H.T @ D2, D2.sum(axis=0))],
    {
        "The slopes of the biases are averaged, with the 1/n of the mean in them already. Is a sum left to take, or a mean?": [
            lambda X, Z1, H, D2, D1: (X.T @ D1, D1.mean(axis=0), H.T @ D2, D2.mean(axis=0))
        ],
        "Everything is divided by n once more, with the 1/n of the mean in it already. How often does the mean divide?": [
            lambda X, Z1, H, D2, D1: (X.T @ D1 / len(X), D1.mean(axis=0), H.T @ D2 / len(X), D2.mean(axis=0))
        ],
        "dW2 is made of the scores of the hidden units. What goes into W2: the scores, or what act makes of them?": [
            lambda X, Z1, H, D2, D1: (X.T @ D1, D1.sum(axis=0), Z1.T @ D2, D2.sum(axis=0))
        ],
        "The slopes of the biases are added up into one number. Along which axis should the sum run?": [
            lambda X, Z1, H, D2, D1: (X.T @ D1, D1.sum() + 0 * D1[0], H.T @ D2, D2.sum() + 0 * D2[0])
        ],
        "Only the first point counts in the slopes of the biases. Over what should the sum run?": [
            lambda X, Z1, H, D2, D1: (X.T @ D1, D1[0], H.T @ D2, D2[0])
        ],
        "Only the last point counts: are the slopes set anew for each point, where they should be added up?": [
            lambda X, Z1, H, D2, D1: (np.outer(X[-1], D1[-1]), D1[-1], np.outer(H[-1], D2[-1]), D2[-1]),
        ],
        "Only the first point counts: does return stand inside the loop?": [
            lambda X, Z1, H, D2, D1: (np.outer(X[0], D1[0]), D1[0], np.outer(H[0], D2[0]), D2[0]),
        ],
        "The biases get no slope. How much does the loss change if a bias moves a little?": [
            lambda X, Z1, H, D2, D1: (X.T @ D1, 0 * D1[0], H.T @ D2, 0 * D2[0])
        ],
        "The sign of every slope is turned. Which way does the loss grow?": [
            lambda X, Z1, H, D2, D1: (-X.T @ D1, -D1.sum(axis=0), -H.T @ D2, -D2.sum(axis=0))
        ],
    },
)


def _backward(scores: Any, bend: Any, logits: Any, at_logits: Any, to_hidden: Any, back: Any, sums: Any) -> Callable[..., Slopes]:
    def wrong(X: Any, labels: Any, W1: Any, b1: Any, W2: Any, b2: Any, act: Table, act_grad: Table) -> Slopes:
        X, W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in (X, W1, b1, W2, b2))
        k = np.asarray(labels).astype(int)
        Z1 = scores(X, W1, b1)
        H = np.asarray(bend(Z1, act, act_grad))
        D2 = np.asarray(at_logits(np.asarray(logits(H, W2, b2, act)), k))
        D1 = np.asarray(back(to_hidden(D2, W2), Z1, H, act, act_grad))
        slopes: Slopes = sums(X, Z1, H, D2, D1)
        return slopes

    return wrong


STEPS = SCORES, BEND, LOGITS, AT_LOGITS, TO_HIDDEN, BACK, SUMS


def _with(step_and_way: tuple[Step, Any]) -> Callable[..., Slopes]:
    """Return a backward pass in which one step is done in another way."""
    changed, way = step_and_way
    return _backward(*(way if step is changed else step.right[0] for step in STEPS))


def _sums(X: Array, H: Array, D2: Array, D1: Array) -> Slopes:
    return X.T @ D1, D1.sum(axis=0), H.T @ D2, D2.sum(axis=0)


def _midway(form: Callable[..., Slopes]) -> Callable[..., Slopes]:
    """Return a form that gives form(X, W1, W2, Z1, H, D2, act_grad), from the values of a right backward pass."""

    def wrong(X: Array, labels: Array, W1: Array, b1: Array, W2: Array, b2: Array, act: Table, act_grad: Table) -> Slopes:
        Z1 = X @ W1 + b1
        H = np.asarray(act(Z1))
        return form(X, W1, W2, Z1, H, cross_entropy_grad(H @ W2 + b2, labels), act_grad)

    return wrong


def _early_b1(X: Array, W1: Array, W2: Array, Z1: Array, H: Array, D2: Array, slope: Table) -> Slopes:
    dW1, _, dW2, db2 = _sums(X, H, D2, D2 @ W2.T * slope(Z1))
    return dW1, (D2 @ W2.T).sum(axis=0), dW2, db2


def _afterwards(form: Callable[..., Any]) -> Callable[..., Slopes]:
    """Return a form that gives form(weights, slopes), for W1, b1, W2, b2 and their right slopes."""

    def wrong(X: Array, labels: Array, W1: Array, b1: Array, W2: Array, b2: Array, act: Table, act_grad: Table) -> Slopes:
        slopes: Slopes = form((W1, b1, W2, b2), mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad))
        return slopes

    return wrong


AFTERWARDS: Forms = {
    "A step is taken and the new weights are returned. The slopes alone are asked for: which line moves the weights?": [
        lambda weights, slopes, rate=rate: [old - rate * slope for old, slope in zip(weights, slopes, strict=True)]
        for rate in (1.0, 0.5, 0.1, 0.05, 0.01, 0.001)
    ],
    "A share of the weights is added to their slopes (weight decay). What is the slope of the loss alone?": [
        lambda weights, slopes, share=share: (slopes[0] + share * weights[0], slopes[1], slopes[2] + share * weights[2], slopes[3])
        for share in (1.0, 0.1, 0.01, 1e-3, 1e-4)
    ],
}
OTHER_WAYS: Forms = {
    "Points whose class is right are left out. Do they still pull, if the network is not sure?": [
        (AT_LOGITS, lambda Z, k: np.where((Z.argmax(axis=1) == k)[:, None], 0.0, cross_entropy_grad(Z, k)))
    ],
    "The last point is left out. Where does the loop end?": [
        (SUMS, lambda X, Z1, H, D2, D1: _sums(X[:-1], H[:-1], D2[:-1], D1[:-1]))
    ],
    "The slopes of the biases lack the 1/n of the mean, those of the weights have it. Which step should divide for all four?": [
        (SUMS, lambda X, Z1, H, D2, D1: (X.T @ D1, D1.sum(axis=0) * len(X), H.T @ D2, D2.sum(axis=0) * len(X)))
    ],
}
MIDWAY: Forms = {
    "act_grad is left out in the slope of b1 alone. Which slopes are added up for it, before the bend or after it?": [_early_b1],
    "act_grad is taken at X W1, without b1. At which scores does act bend on the way forward?": [
        lambda X, W1, W2, Z1, H, D2, slope: _sums(X, H, D2, D2 @ W2.T * slope(X @ W1))
    ],
    "W2 is moved before the slopes are carried back through it. Which W2 made the loss?": [
        lambda X, W1, W2, Z1, H, D2, slope, rate=rate: _sums(X, H, D2, D2 @ (W2 - rate * (H.T @ D2)).T * slope(Z1))
        for rate in (1.0, 0.5, 0.1, 0.05, 0.01)
    ],
}
MLP_BACKWARD = (
    *causes(AFTERWARDS, _afterwards),
    *causes(OTHER_WAYS, _with),
    *causes(MIDWAY, _midway),
    *slips(_backward, *STEPS),
)
MLP_BACKWARD_TWICE = slips(_backward, *STEPS, at_once=2)
