"""The known wrong forms of cross_entropy and mlp_forward, each with the sentence that names it. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.reference import softmax as ref
from autograder.wire import Table


def _picked(logits: Any, labels: Any) -> tuple[Array, Array, Array]:
    """Return logits, labels and the shares of the labels, the shares as a naive softmax gives them."""
    z, k = np.asarray(logits, dtype=float), np.asarray(labels)
    return z, k, ref.softmax(z, 1)[np.arange(len(z)), k]


def _mean(losses: Array | float) -> Array:
    return np.asarray(np.mean(losses))


def _unshifted(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    if np.min(z) < 700:
        raise ValueError("no overflow in every row")
    return _mean(np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(len(z)), k])


def _shifted_by_global(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    top = np.max(z)
    return _mean(top + np.log(np.sum(np.exp(z - top), axis=1)) - z[np.arange(len(z)), k])


def _wrong_axis(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return _mean(-np.log(ref.softmax(z, 0)[np.arange(len(z)), k]))


def _whole_table(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return _mean(-np.log(np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z)))[np.arange(len(z)), k]))


def _binary(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    p, hot = ref.softmax(z, 1), np.eye(z.shape[1])[k]
    return np.asarray(-np.sum(hot * np.log(p) + (1 - hot) * np.log(1 - p)) / len(z))


def _squared(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return np.asarray(np.mean(np.sum((ref.softmax(z, 1) - np.eye(z.shape[1])[k]) ** 2, axis=1)))


def _shift_label(z: Any, k: Any) -> Array:
    z, k = np.asarray(z, dtype=float), np.asarray(k)
    return _mean(ref.cross_entropy(z, (k - 1) % z.shape[1]))


def _accuracy(logits: Any, labels: Any) -> Array:
    share = _mean(np.argmax(logits, axis=1) == np.asarray(labels))
    if share in (0.0, 1.0):
        raise ValueError("any constant could be that")
    return share


def _entropy(z: Any) -> Array:
    p = ref.softmax(z, 1)
    return np.asarray(-np.sum(p * np.log(p)) / len(p))


EPSILONS = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-300)
TINY = "A small number is added to p, or p is kept above one, so that a very wrong answer costs too little. Can you \
write log p without computing p first?"
INFINITE = "A share that is rounded to 0 gives an infinite loss: log(softmax) loses it. Can you write log p without \
computing p first?"
CROSS_ENTROPY = (
    Cause("This is the sum over the rows; the mean is asked for.", lambda z, k: _mean(ref.cross_entropy(z, k) * len(z))),
    Cause("The sign is turned: -log p is never negative.", lambda z, k: _mean(-ref.cross_entropy(z, k))),
    Cause("The logarithm has base 2. Nats need the natural logarithm.", lambda z, k: _mean(ref.cross_entropy(z, k) / np.log(2))),
    Cause("The logarithm has base 10. Nats need the natural logarithm.", lambda z, k: _mean(ref.cross_entropy(z, k) / np.log(10))),
    Cause(
        "The mean runs over all n·C entries. One loss a row: by how many must you divide?",
        lambda z, k: _mean(ref.cross_entropy(z, k) / np.shape(z)[1]),
    ),
    Cause(INFINITE, lambda z, k: _mean(-np.log(_picked(z, k)[2]))),
    *(Cause(TINY, lambda z, k, eps=eps: _mean(-np.log(_picked(z, k)[2] + eps))) for eps in EPSILONS),
    *(Cause(TINY, lambda z, k, eps=eps: _mean(-np.log(np.clip(_picked(z, k)[2], eps, 1.0)))) for eps in EPSILONS),
    Cause(
        "e^1000 is infinity: the logarithm of the sum overflows. What may be subtracted in each row first?",
        _unshifted,
    ),
    Cause(
        "One maximum is taken for the whole table: in a row far below it all powers vanish. Whose maximum is safe?",
        _shifted_by_global,
    ),
    Cause(
        "This is minus the mean score of the labels. A score is not yet log p: what is missing?",
        lambda z, k: _mean(-_picked(z, k)[0][np.arange(len(z)), k]),
    ),
    Cause(
        "The logarithm is taken of the scores. A score is not a probability: what turns it into one?",
        lambda z, k: _mean(-np.log(_picked(z, k)[0][np.arange(len(z)), k])),
    ),
    Cause("Softmax runs down the columns. Which axis holds the classes?", _wrong_axis),
    Cause("Softmax runs over the whole table. Which axis holds the classes?", _whole_table),
    Cause(
        "p[:, labels] picks every label in every row. How do you pick one entry in each row?",
        lambda z, k: _mean(-np.log(ref.softmax(z, 1)[:, np.asarray(k)])),
    ),
    Cause(
        "p[labels] picks rows, not classes. How do you pick one entry in each row?",
        lambda z, k: _mean(-np.log(ref.softmax(z, 1)[np.asarray(k)])),
    ),
    Cause(
        "The labels count for nothing here: all entries enter the mean. Which entry of each row counts?",
        lambda z, k: _mean(-np.log(ref.softmax(z, 1))),
    ),
    Cause(
        "The largest probability of each row is taken. The loss looks at the probability of the label.",
        lambda z, k: _mean(-np.log(np.max(ref.softmax(z, 1), axis=1))),
    ),
    Cause("This is the mean of 1 - p. The loss is -log p.", lambda z, k: _mean(1 - _picked(z, k)[2])),
    Cause("This is the mean of p itself. The loss is -log p.", lambda z, k: _mean(_picked(z, k)[2])),
    Cause(
        "The mean is taken first, then the logarithm. The loss of each row comes first.",
        lambda z, k: np.asarray(-np.log(np.mean(_picked(z, k)[2]))),
    ),
    Cause(
        "The classes count as if they began at 1: the labels begin at 0.",
        lambda z, k: _mean(ref.cross_entropy(z, np.asarray(k) - 1)) if np.min(k) > 0 else _shift_label(z, k),
    ),
    Cause("Terms of the other classes, (1 - y) log(1 - p), are added. Here only the label's own counts.", _binary),
    Cause("This is a squared error. Cross-entropy is -log p of the label.", _squared),
    Cause("Softmax is applied twice: the logits go in once.", lambda z, k: _mean(ref.cross_entropy(ref.softmax(z, 1), k))),
    Cause(
        "This is the share of rows whose largest score is the label's: how often it is right, not how sure it is.",
        _accuracy,
    ),
    Cause(
        "The median of the losses is taken; the mean is asked for.",
        lambda z, k: np.asarray(np.median(-np.log(_picked(z, k)[2]))),
    ),
    Cause("This is the entropy of the answer; it does not use the labels.", lambda z, k: _entropy(z)),
    Cause(
        "p log p is taken. The weight in front is the true distribution, which is 1 for the label.",
        lambda z, k: _mean(-_picked(z, k)[2] * np.log(_picked(z, k)[2])),
    ),
)


def _forward(
    hidden: Callable[..., Array], output: Callable[..., Array]
) -> Callable[[Array, Array, Array, Array, Array, Table], Array]:
    """Return a forward pass of two given halves: hidden(X, W1, b1, act), then output(H, W2, b2, act)."""

    def wrong(X: Array, W1: Array, b1: Array, W2: Array, b2: Array, act: Table) -> Array:
        return np.asarray(output(hidden(X, W1, b1, act), W2, b2, act))

    return wrong


def _right_hidden(X: Array, W: Array, b: Array, act: Table) -> Array:
    return act(X @ W + b)


def _right_output(H: Array, W: Array, b: Array, act: Table) -> Array:
    return np.asarray(H @ W + b)


def _fixed(activation: Callable[[Array], Array]) -> Callable[..., Array]:
    return _forward(lambda X, W, b, act: activation(X @ W + b), _right_output)


OWN_ACT = "A fixed activation is used. The caller hands one over: what is it called?"
OUTPUT_ACT = "The activation is applied to the scores too. They are logits: how many layers are hidden?"
NO_ACT = "The activation is never applied, so two layers are no more than one. Where does act belong?"
NO_B1 = "b1 is left out. Each hidden unit has a bias of its own, inside act."
NO_B2 = "b2 is left out. Each score has a bias of its own."
MLP_FORWARD = (
    Cause(NO_ACT, _fixed(lambda z: z)),
    Cause(OUTPUT_ACT, _forward(_right_hidden, lambda H, W, b, act: act(H @ W + b))),
    Cause(
        "The activation is applied to the scores in place of the hidden layer. Between which two layers does it stand?",
        _forward(lambda X, W, b, act: X @ W + b, lambda H, W, b, act: act(H @ W + b)),
    ),
    Cause(OUTPUT_ACT, _forward(_right_hidden, lambda H, W, b, act: act(H @ W) + b)),
    Cause(NO_B1, _forward(lambda X, W, b, act: act(X @ W), _right_output)),
    Cause(NO_B2, _forward(_right_hidden, lambda H, W, b, act: H @ W)),
    Cause("Both biases are left out.", _forward(lambda X, W, b, act: act(X @ W), lambda H, W, b, act: H @ W)),
    Cause(
        "b1 is added after the activation. A unit's score is X W1 + b1, and act comes after it.",
        _forward(lambda X, W, b, act: act(X @ W) + b, _right_output),
    ),
    Cause(
        "The bias is subtracted. In this course a score is X W + b.",
        _forward(lambda X, W, b, act: act(X @ W - b), lambda H, W, b, act: H @ W - b),
    ),
    Cause(
        "The activation is applied to the inputs. A unit takes it of its score: what comes first?",
        _forward(lambda X, W, b, act: act(X) @ W + b, _right_output),
    ),
    Cause(
        "The activation is applied twice to the hidden layer.",
        _forward(lambda X, W, b, act: act(act(X @ W + b)), _right_output),
    ),
    *(
        Cause(OWN_ACT, _fixed(activation))
        for activation in (
            np.tanh,
            lambda z: np.maximum(z, 0.0),
            lambda z: 0.5 + 0.5 * np.tanh(z / 2),
        )
    ),
    Cause(
        "The first half is right: this is the hidden layer. What is done with W2 and b2?",
        _forward(_right_hidden, lambda H, W, b, act: H),
    ),
    Cause(
        "The scores go through softmax. Return the scores themselves: cross_entropy takes the softmax.",
        _forward(_right_hidden, lambda H, W, b, act: ref.softmax(H @ W + b)),
    ),
    Cause(
        "Scores of shape (n, 1) are flattened. The answer has a column for each score.",
        _forward(_right_hidden, lambda H, W, b, act: np.ravel(H @ W + b)),
    ),
    Cause(
        "W1 is turned round. X is (n, d) and W1 is (d, h): no transpose is needed.",
        _forward(lambda X, W, b, act: act(X @ W.T + b), _right_output),
    ),
    Cause(
        "W2 is turned round. The hidden layer is (n, h) and W2 is (h, o): no transpose is needed.",
        _forward(_right_hidden, lambda H, W, b, act: H @ W.T + b),
    ),
    Cause(
        "Both weight tables are turned round. X is (n, d) and W1 is (d, h): no transpose is needed.",
        _forward(lambda X, W, b, act: act(X @ W.T + b), lambda H, W, b, act: H @ W.T + b),
    ),
    Cause(
        "The tables are multiplied entry by entry. Which operator is the matrix product?",
        _forward(lambda X, W, b, act: act(X * W + b), lambda H, W, b, act: H * W + b),
    ),
    Cause(
        "The answer is turned round. Each row belongs to one point, each column to one score.",
        _forward(_right_hidden, lambda H, W, b, act: (H @ W + b).T),
    ),
    Cause(
        "The activation is applied to the weights W1. A unit bends its score, X W1 + b1.",
        _forward(lambda X, W, b, act: X @ act(W) + b, _right_output),
    ),
    Cause(
        "The activation is applied to the weights W1. A unit bends its score, X W1 + b1.",
        _forward(lambda X, W, b, act: X @ act(W), _right_output),
    ),
    Cause(
        "The hidden units are added up into one. Each class weighs each unit by W2: which product does that?",
        _forward(
            lambda X, W, b, act: act((X @ W + b).sum(axis=1, keepdims=True)),
            lambda H, W, b, act: H * np.ones(len(b)),
        ),
    ),
    Cause(
        "The answer is all zeros, whatever the network. Does a computed value reach the return line?",
        _forward(_right_hidden, lambda H, W, b, act: np.zeros((len(H), len(b)))),
    ),
    Cause(
        "W2 and b2 are used in the other order: (H + b2) W2. The bias comes after the product.",
        _forward(_right_hidden, lambda H, W, b, act: (H + b) @ W),
    ),
)
