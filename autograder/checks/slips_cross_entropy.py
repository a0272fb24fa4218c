"""The steps of cross_entropy and cross_entropy_grad, and how each of them goes wrong. Trusted side."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograder.checks.wrong_cross_entropy_grad import AFTER, BEFORE, one_hot
from autograder.checks.wrong_softmax import over_sum
from autograder.judge.check_base import Array
from autograder.judge.slips import Forms, Step, causes, slips
from autograder.reference import sigmoid as sig
from autograder.reference import softmax as ref

SHARES = Step(
    [lambda z: ref.softmax(z, 1)],
    {
        "Softmax runs down the columns. Which axis holds the classes?": [lambda z: ref.softmax(z, 0)],
        "Softmax runs over the whole table, so no row adds up to 1. Which axis holds the classes?": [
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        ],
        "Each score goes through a sigmoid on its own. What makes the classes of a row share 1?": [sig.sigmoid],
        "The scores themselves are taken for probabilities. What turns a row of scores into probabilities?": [
            lambda z: z,
            np.abs,
        ],
        "The powers e^z are taken for probabilities: they do not add up to 1. What are they divided by?": [
            np.exp,
            lambda z: np.exp(z - z.max(axis=1, keepdims=True)),
        ],
        "The scores are divided by their sum, without e^z. What does softmax do first?": [
            lambda z: over_sum(z, 1),
            lambda z: over_sum(abs(z), 1),
        ],
        "Softmax is applied twice: the logits go in once.": [lambda z: ref.softmax(ref.softmax(z, 1), 1)],
        "Softmax is taken of minus the scores: the highest score should get the highest probability.": [
            lambda z: ref.softmax(-z, 1)
        ],
        "The maximum is subtracted after exp, not before. What should be shifted, the scores or their powers?": [
            lambda z: over_sum(np.exp(z) - z.max(axis=1, keepdims=True), 1),
            lambda z: over_sum(np.exp(z) - np.exp(z).max(axis=1, keepdims=True), 1),
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
            lambda p, k: (p * (1 - one_hot(p, k))).sum(axis=1),
            lambda p, k: p[one_hot(p, k) == 0],
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
        "The sign is turned: -log p is never negative.": [np.log],
        "The logarithm has base 2. Nats need the natural logarithm.": [lambda v: -np.log2(v), np.log2],
        "The logarithm has base 10. Nats need the natural logarithm.": [lambda v: -np.log10(v), np.log10],
        "This is 1 - p, not -log p. What does a very wrong answer cost?": [lambda v: 1 - v],
        "This is p itself. The loss is -log p.": [lambda v: v, lambda v: -v],
        "p log p is taken. The weight in front is the true distribution, which is 1 for the label.": [lambda v: -v * np.log(v)],
        "The loss is taken of 1 - p. Which probability should be large?": [lambda v: -np.log(1 - v)],
        "Terms of 1 - p are added. Here only -log p of the label counts.": [lambda v: -np.log(v) - np.log(1 - v)],
        "np.log1p takes the logarithm of 1 + p. Which one takes that of p?": [lambda v: -np.log1p(v), np.log1p],
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
            lambda v, digits=digits: np.round(-np.log(v), digits) for digits in range(7)
        ],
        "The losses of the rows are cut to whole numbers. Does int(...) or // do that, or is the array made for whole numbers?": [
            lambda v: np.trunc(-np.log(v)),
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


@cache
def _once(shares: Callable[[Array], Any]) -> Callable[[Array], Array]:
    """Return a way to the shares that keeps its last answer: hundreds of recipes ask one after another for the same scores."""
    last: tuple[Array, Array] | None = None

    def kept(z: Array) -> Array:
        nonlocal last
        if last is None or last[0] is not z:
            last = z, np.asarray(shares(z))
        return last[1]

    return kept


def _cross_entropy(shares: Any, pick: Any, loss: Any, reduce: Any) -> Callable[[Any, Any], Array]:
    shares = _once(shares)

    def wrong(logits: Any, labels: Any) -> Array:
        p = shares(np.asarray(logits, dtype=float))
        return np.asarray(reduce(np.asarray(loss(pick(p, np.asarray(labels).astype(int)))), p))

    return wrong


STEPS_OF_CROSS_ENTROPY = SHARES, PICK, LOSS, REDUCE
ONE_SHIFT: Forms = {
    "A maximum was subtracted from the scores on one side only, in the sum of powers or from the label's score. "
    "Where has it to come back?": [
        lambda z, k, sign=sign: ref.cross_entropy(z, k) + sign * np.mean(np.max(z, axis=1)) for sign in (-1, 1)
    ],
}
CROSS_ENTROPY = (*causes(ONE_SHIFT), *slips(_cross_entropy, *STEPS_OF_CROSS_ENTROPY))
CROSS_ENTROPY_TWICE = slips(_cross_entropy, *STEPS_OF_CROSS_ENTROPY, at_once=2)


def _at(p: Array, rows: Any, columns: Any, change: Callable[[Array], Any]) -> Array:
    """Return p (n, C) with p[rows, columns] replaced by change(p[rows, columns])."""
    q = p.copy()
    q[rows, columns] = change(q[rows, columns])
    return q


def _winner(p: Array) -> Array:
    return np.asarray(p == p.max(axis=1, keepdims=True))


MINUS_ONE_HOT = Step(
    [lambda p, k: p - one_hot(p, k)],
    {
        "The difference is turned round: every slope has the wrong sign. Should the score of the right class rise or fall to lower "
        "the loss, and what is the sign of its slope?": [lambda p, k: one_hot(p, k) - p],
        "These are the probabilities alone. What is subtracted from the probability of the right class?": [lambda p, k: p],
        "The labels alone count here, as one-hot rows. Where do the probabilities come in?": [
            one_hot,
            lambda p, k: -one_hot(p, k),
        ],
        "p[:, labels] takes 1 from whole columns. How do you pick one entry in each row?": [
            lambda p, k: _at(p, slice(None), k, lambda v: v - 1)
        ],
        "p[labels] takes 1 from whole rows. How do you pick one entry in each row?": [
            lambda p, k: _at(p, k, slice(None), lambda v: v - 1)
        ],
        "The number of the label is subtracted, as if it were a quantity. Which row of 0s and one 1 stands for a label?": [
            lambda p, k: p - k[:, None],
            lambda p, k: p - k,
            lambda p, k: _at(p, np.arange(len(p)), k, lambda v: v - k),
        ],
        "1 is added at the label, not subtracted. Which score should rise to lower the loss, and what is the sign of its slope?": [
            lambda p, k: p + one_hot(p, k)
        ],
        "1 is subtracted in every place. In which one place of each row does it belong?": [lambda p, k: p - 1],
        "This is 1 - p. In which one place of each row does the 1 belong, and which of the two comes first?": [
            lambda p, k: 1 - p,
        ],
        "The labels stand in the place of the rows: rows and columns are exchanged in the index. Which of the two is a label?": [
            lambda p, k: _at(p, k, np.arange(len(p)), lambda v: v - 1)
        ],
        "1 is subtracted at the class beside the label's own. At which number do the labels begin?": [
            lambda p, k: _at(p, np.arange(len(p)), k - 1, lambda v: v - 1),
            lambda p, k: _at(p, np.arange(len(p)), (k + 1) % p.shape[1], lambda v: v - 1),
        ],
        "The entry of the label is set to a number, whatever p is. What is subtracted from p there?": [
            lambda p, k, value=value: _at(p, np.arange(len(p)), k, lambda v: value) for value in (-1, 0, 1)
        ],
        "Only the entry of the label is filled. Does raising the score of another class change the loss?": [
            lambda p, k: (p - 1) * one_hot(p, k),
            lambda p, k: (1 - p) * one_hot(p, k),
            lambda p, k: p * one_hot(p, k),
        ],
        "-1/p is the slope by the probability. How much does the probability move when a score does?": [
            lambda p, k: -one_hot(p, k) / p,
            lambda p, k: one_hot(p, k) / p,
            lambda p, k: -1 / p,
        ],
        "A factor p (1 - p) is left over, as in a squared error. What cancels it when the loss is -log p?": [
            lambda p, k: (p - one_hot(p, k)) * p * (1 - p),
            lambda p, k: p * (1 - p),
            lambda p, k: -p * (1 - p),
        ],
        "This is a squared difference, as in a squared error. What is the slope of -log p?": [
            lambda p, k: (p - one_hot(p, k)) ** 2,
        ],
        "The difference has lost its sign. Which scores should rise, and which should fall?": [
            lambda p, k: np.abs(p - one_hot(p, k))
        ],
        "Logarithms of the probabilities are taken. The slope holds p itself: where did the logarithm go?": [
            lambda p, k: np.log(p) - one_hot(p, k),
            lambda p, k: np.log(p),
            lambda p, k: -np.log(p),
            lambda p, k: -one_hot(p, k) * np.log(p),
        ],
        "The largest probability of each row counts as 1 and the others as 0. Does a slope know how sure the answer is?": [
            lambda p, k: 1.0 * _winner(p) - one_hot(p, k)
        ],
        "1 is subtracted from the largest probability of each row. Which class does the label name?": [
            lambda p, k: p - 1.0 * _winner(p)
        ],
        "The division by n reaches the probabilities only. Do brackets stand around the whole difference?": [
            lambda p, k: p - one_hot(p, k) * len(p)
        ],
        "The division by n reaches the 1 of the label only. Do brackets stand around the whole difference?": [
            lambda p, k: p * len(p) - one_hot(p, k)
        ],
        "The labels are used in the order of the rows turned round. Which label belongs to which row?": [
            lambda p, k: p - one_hot(p, k[::-1])
        ],
        "Only the first row has its label subtracted. Does return, or the subtraction, stand in the right place of the loop?": [
            lambda p, k: _at(p, 0, k[0], lambda v: v - 1)
        ],
    },
)
DIVIDE = Step(
    [lambda g: g / len(g)],
    {
        "These are the slopes of the sum of the losses. The mean is asked for: by how many must you divide?": [lambda g: g],
        "The slopes are divided by the number of classes. Over how many losses does the mean run?": [lambda g: g / g.shape[1]],
        "The slopes are divided by all n·C entries. Over how many losses does the mean run?": [lambda g: g / g.size],
        "The slopes are divided by n - 1. How many losses are there?": [lambda g: g / (len(g) - 1)],
        "The slopes are divided by n + 1. How many losses are there?": [lambda g: g / (len(g) + 1)],
        "The slopes are multiplied by n. The mean is asked for: which way does n go?": [lambda g: g * len(g)],
        "The slopes are divided by n twice. How often is that needed?": [lambda g: g / len(g) ** 2],
        "All slopes are doubled, as in a squared error. What is the slope of -log p?": [lambda g: 2 * g / len(g), lambda g: 2 * g],
        "All slopes are halved. By how many must you divide?": [lambda g: g / (2 * len(g))],
        "The rows are added up (or their mean is taken), so that one slope a class is left. How many slopes has a table (n, C)?": [
            lambda g: g.mean(axis=0),
            lambda g: g.sum(axis=0),
            lambda g: g.mean(axis=0, keepdims=True),
            lambda g: g.sum(axis=0, keepdims=True),
        ],
        "Each row is added up (or its mean is taken), and a row of slopes adds up to 0. How many slopes has a table (n, C)?": [
            lambda g: g.mean(axis=1),
            lambda g: g.sum(axis=1),
            lambda g: g.sum(axis=1) / len(g),
        ],
        "All slopes are made into one number, and they add up to 0. How many slopes has a table (n, C)?": [
            lambda g: g.mean(),
            lambda g: g.sum(),
            lambda g: g.sum() / len(g),
        ],
        "The slopes are rounded. Return them as they are.": [
            lambda g, digits=digits: np.round(g / len(g), digits) for digits in range(1, 8)
        ],
        "The rows of slopes are exchanged with the columns. Which shape is asked for?": [lambda g: (g / len(g)).T],
    },
)


def _cross_entropy_grad(shares: Any, minus: Any, divide: Any) -> Callable[[Any, Any], Array]:
    shares = _once(shares)

    def wrong(logits: Any, labels: Any) -> Array:
        p = shares(np.asarray(logits, dtype=float))
        return np.asarray(divide(minus(p, np.asarray(labels).astype(int))))

    return wrong


STEPS_OF_GRAD = SHARES, MINUS_ONE_HOT, DIVIDE
CROSS_ENTROPY_GRAD = (*BEFORE, *slips(_cross_entropy_grad, *STEPS_OF_GRAD), *AFTER)
CROSS_ENTROPY_GRAD_TWICE = slips(_cross_entropy_grad, *STEPS_OF_GRAD, at_once=2)
