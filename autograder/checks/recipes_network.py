"""The steps of cross_entropy and mlp_forward, and how each of them goes wrong. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.judge.recipes import Step, slips
from autograder.reference import sigmoid as sig
from autograder.reference import softmax as ref
from autograder.wire import Table


def _hot(p: Array, k: Array) -> Array:
    return np.eye(p.shape[1])[k]


def _log(p: Array) -> Array:
    return np.log(np.maximum(p, 0.0))


def _sum_over(p: Array) -> Array:
    return np.asarray(p / p.sum(axis=1, keepdims=True))


SHARES = Step(
    [lambda z: ref.softmax(z, 1)],
    {
        "Softmax runs down the columns. Which axis holds the classes?": [lambda z: ref.softmax(z, 0)],
        "Softmax runs over the whole table, so no row adds up to 1. Which axis holds the classes?": [
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        ],
        "Each score goes through a sigmoid on its own. What makes the classes of a row share 1?": [lambda z: sig.sigmoid(z)],
        "The scores themselves are taken for probabilities. What turns a row of scores into probabilities?": [
            lambda z: z,
            lambda z: np.abs(z),
        ],
        "The powers e^z are taken for probabilities: they do not add up to 1. What are they divided by?": [
            lambda z: np.exp(z),
            lambda z: np.exp(z - z.max(axis=1, keepdims=True)),
        ],
        "The scores are divided by their sum, without e^z. What does softmax do first?": [_sum_over, lambda z: _sum_over(abs(z))],
        "Softmax is applied twice: the logits go in once.": [lambda z: ref.softmax(ref.softmax(z, 1), 1)],
        "Softmax is taken of minus the scores: the highest score should get the highest probability.": [
            lambda z: ref.softmax(-z, 1)
        ],
        "The maximum is subtracted after exp, not before. What should be shifted, the scores or their powers?": [
            lambda z: _sum_over(np.exp(z) - z.max(axis=1, keepdims=True)),
            lambda z: _sum_over(np.exp(z) - np.exp(z).max(axis=1, keepdims=True)),
        ],
    },
)
PICK = Step(
    [lambda p, k: p[np.arange(len(p)), k]],
    {
        "p[:, labels] picks every label in every row. How do you pick one entry in each row?": [lambda p, k: p[:, k]],
        "p[labels] picks rows, not classes. How do you pick one entry in each row?": [lambda p, k: p[k]],
        "All entries are counted, whatever the labels. Which entry of each row counts?": [lambda p, k: p],
        "The classes count as if they began at 1: the labels begin at 0.": [lambda p, k: p[np.arange(len(p)), k - 1]],
        "The next class is picked in place of the label's own.": [lambda p, k: p[np.arange(len(p)), (k + 1) % p.shape[1]]],
        "The largest entry of each row is taken. The loss looks at the entry of the label.": [lambda p, k: p.max(axis=1)],
        "The smallest entry of each row is taken. The loss looks at the entry of the label.": [lambda p, k: p.min(axis=1)],
        "The entries of the other classes are taken. Which entry of each row counts?": [
            lambda p, k: (p * (1 - _hot(p, k))).sum(axis=1),
            lambda p, k: p[_hot(p, k) == 0],
        ],
        "Only the first class is ever looked at. Which entry of each row counts?": [lambda p, k: p[:, 0]],
        "Only the last class is ever looked at. Which entry of each row counts?": [lambda p, k: p[:, -1]],
        "The entries are multiplied by the number of the label. How do you pick one entry in each row?": [
            lambda p, k: p[np.arange(len(p)), k] * k,
            lambda p, k: p * k[:, None],
        ],
        "The labels pick in the order of the rows turned round. Which label belongs to which row?": [
            lambda p, k: p[np.arange(len(p))[::-1], k]
        ],
    },
)
TINY = (
    "A small number is added to p, or p is kept above one, so that a very wrong answer costs too little. Can you write "
    "log p without computing p first?"
)
EPSILONS = [10.0**-power for power in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 30)]
LOSS = Step(
    [lambda v: -np.log(v)],
    {
        "The sign is turned: -log p is never negative.": [lambda v: np.log(v)],
        "The logarithm has base 2. Nats need the natural logarithm.": [lambda v: -np.log2(v), lambda v: np.log2(v)],
        "The logarithm has base 10. Nats need the natural logarithm.": [lambda v: -np.log10(v), lambda v: np.log10(v)],
        "This is 1 - p, not -log p. What does a very wrong answer cost?": [lambda v: 1 - v],
        "This is p itself. The loss is -log p.": [lambda v: v, lambda v: -v],
        "p log p is taken. The weight in front is the true distribution, which is 1 for the label.": [lambda v: -v * np.log(v)],
        "The loss is taken of 1 - p. Which probability should be large?": [lambda v: -np.log(1 - v)],
        "Terms of 1 - p are added. Here only -log p of the label counts.": [lambda v: -np.log(v) - np.log(1 - v)],
        "np.log1p takes the logarithm of 1 + p. Which one takes that of p?": [lambda v: -np.log1p(v), lambda v: np.log1p(v)],
        "This is a squared error. Cross-entropy is -log p of the label.": [lambda v: (1 - v) ** 2, lambda v: (1 - v) ** 2 / 2],
        "The loss of a row is squared. Cross-entropy is -log p as it is.": [lambda v: np.log(v) ** 2],
        "This is 1/p. The loss is -log p.": [lambda v: 1 / v],
        "The largest p counts as if it were 1: a number is added before the logarithm.": [lambda v: -np.log(v + 1)],
        TINY: [
            *((lambda v, eps=eps: -np.log(v + eps)) for eps in EPSILONS),
            *((lambda v, eps=eps: -np.log(np.maximum(v, eps))) for eps in EPSILONS),
            *((lambda v, eps=eps: -np.log(np.clip(v, eps, 1 - eps))) for eps in EPSILONS),
        ],
        "The losses are rounded. Return the number as it is.": [
            lambda v: np.round(-np.log(v), 2),
            lambda v: np.round(-np.log(v), 4),
        ],
    },
)
REDUCE = Step(
    [lambda v, p: np.mean(v), lambda v, p: np.sum(v) / len(p)],
    {
        "This is the sum over the rows; the mean is asked for.": [lambda v, p: np.sum(v)],
        "The mean runs over all n·C entries. One loss a row: by how many must you divide?": [lambda v, p: np.sum(v) / p.size],
        "The sum is divided by the number of classes. By how many losses must you divide?": [lambda v, p: np.sum(v) / p.shape[1]],
        "The sum is divided by n - 1. How many losses are there?": [lambda v, p: np.sum(v) / (len(p) - 1)],
        "The sum is divided by n + 1. How many losses are there?": [lambda v, p: np.sum(v) / (len(p) + 1)],
        "The sum is divided by 2n. How many losses are there?": [lambda v, p: np.sum(v) / (2 * len(p))],
        "The mean is divided by n once more. How often is that needed?": [lambda v, p: np.mean(v) / len(p)],
        "Only the first row counts here. Does return stand inside the loop, or is one entry picked?": [
            lambda v, p: v.reshape(len(p), -1)[0].sum(),
            lambda v, p: v.reshape(len(p), -1)[0].sum() / len(p),
        ],
        "Only the last row counts here. Where are the losses of the others kept?": [
            lambda v, p: v.reshape(len(p), -1)[-1].sum(),
            lambda v, p: v.reshape(len(p), -1)[-1].sum() / len(p),
        ],
        "The last row is left out. Where does the loop end?": [
            lambda v, p: v[:-1].sum() / len(p),
            lambda v, p: v[:-1].mean(),
        ],
        "The first row is left out. Where does the loop begin?": [lambda v, p: v[1:].sum() / len(p), lambda v, p: v[1:].mean()],
        "The median of the losses is taken; the mean is asked for.": [lambda v, p: np.median(v)],
        "The largest loss is taken; the mean is asked for.": [lambda v, p: np.max(v)],
        "The smallest loss is taken; the mean is asked for.": [lambda v, p: np.min(v)],
        "The answer is rounded. Return the number as it is.": [
            lambda v, p: np.round(np.mean(v), 2),
            lambda v, p: np.round(np.mean(v), 4),
        ],
        "e^ of the mean loss is returned, the perplexity. The mean loss itself is asked for.": [lambda v, p: np.exp(np.mean(v))],
        "The losses are multiplied, not added up. The mean is asked for.": [lambda v, p: np.prod(v)],
    },
)


def _cross_entropy(shares: Any, pick: Any, loss: Any, reduce: Any) -> Callable[[Any, Any], Array]:
    def wrong(logits: Any, labels: Any) -> Array:
        p = np.asarray(shares(np.asarray(logits, dtype=float)))
        return np.asarray(reduce(np.asarray(loss(pick(p, np.asarray(labels).astype(int)))), p))

    return wrong


STEPS_OF_CROSS_ENTROPY = SHARES, PICK, LOSS, REDUCE
BACK = (
    "A maximum was subtracted from the scores on one side only, in the sum of powers or from the label's score. "
    "Where has it to come back?"
)


def _one_shift(sign: int) -> Callable[[Any, Any], Array]:
    def wrong(logits: Any, labels: Any) -> Array:
        z, k = np.asarray(logits, dtype=float), np.asarray(labels)
        return np.asarray(ref.cross_entropy(z, k) + sign * np.mean(z.max(axis=1)))

    return wrong


CROSS_ENTROPY = (
    Cause(BACK, _one_shift(-1)),
    Cause(BACK, _one_shift(1)),
    *slips(_cross_entropy, *STEPS_OF_CROSS_ENTROPY),
)
CROSS_ENTROPY_TWICE = slips(_cross_entropy, *STEPS_OF_CROSS_ENTROPY, at_once=2)


def _bend(name: str) -> str:
    return f"{name} is applied to the scores at the end. They are logits, which stay as they are: how many layers are hidden?"


OWN_ACT = "A fixed activation is used. The caller hands one over: what is it called?"
B1 = Step(
    [lambda X, W, b: X @ W + b],
    {
        "b1 is left out. Each hidden unit has a bias of its own, inside act.": [lambda X, W, b: X @ W],
        "b1 is subtracted. In this course a score is X W + b.": [lambda X, W, b: X @ W - b],
        "b1 is added to the weights or to the inputs, not to the product. Do brackets stand in the way?": [
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
        "The activation is never applied, so two layers are no more than one. Where does act belong?": [lambda z, act: z],
        OWN_ACT: [
            lambda z, act: np.tanh(z),
            lambda z, act: np.maximum(z, 0),
            lambda z, act: sig.sigmoid(z),
            lambda z, act: act(np.tanh(z)),
            lambda z, act: np.maximum(act(z), 0),
            lambda z, act: ref.softmax(z, 1),
            lambda z, act: np.sin(z),
        ],
        "The activation is applied twice to the hidden layer.": [lambda z, act: act(act(z))],
        "act is given minus the score. Which sign has X W1 + b1?": [lambda z, act: act(-z)],
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
        _bend("A sigmoid"): [lambda s, act: sig.sigmoid(s)],
        _bend("tanh"): [lambda s, act: np.tanh(s)],
        _bend("ReLU"): [lambda s, act: np.maximum(s, 0)],
        "The scores go through softmax. Return the scores themselves: cross_entropy takes the softmax.": [
            lambda s, act: ref.softmax(s, 1),
            lambda s, act: ref.softmax(s, 0),
            lambda s, act: np.exp(s) / np.exp(s).sum(),
            lambda s, act: np.log(ref.softmax(s, 1)),
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
    """Return s; raise ValueError where an axis has one number only, so that what it is reduced by does not show."""
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
