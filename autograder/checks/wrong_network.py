"""The known wrong forms of mlp_forward, each with the sentence that names it. Trusted side."""

from collections.abc import Callable

import numpy as np

from autograder.checks.slips_network import NO_ACT, OWN_ACT
from autograder.judge.check_base import Array, Cause
from autograder.reference.softmax import softmax
from autograder.wire import Table


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


OUTPUT_ACT = "The activation is applied to the scores too. They are logits: how many layers are hidden?"
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
        "b1 is added twice, before the activation and after it. How often does a unit's score get its bias?",
        _forward(lambda X, W, b, act: act(X @ W + b) + b, _right_output),
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
        "The first half is right: this is the hidden layer. What is done with W2 and b2, and which variable is returned?",
        _forward(_right_hidden, lambda H, W, b, act: H),
    ),
    Cause(
        "The scores go through softmax. Return the scores themselves: cross_entropy takes the softmax.",
        _forward(_right_hidden, lambda H, W, b, act: softmax(H @ W + b)),
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
        "The activation comes after W2. It belongs to the hidden layer: between which two products does it stand?",
        _forward(lambda X, W, b, act: X @ W + b, lambda H, W, b, act: act(H @ W) + b),
    ),
    Cause(OWN_ACT, _fixed(np.square)),
    Cause(
        "The biases are added to the weights. In a score the bias comes after the product: where do brackets belong?",
        _forward(lambda X, W, b, act: act(X @ (W + b)), lambda H, W, b, act: H @ (W + b)),
    ),
    Cause(
        "b1 is added to the weights W1. In a score the bias comes after the product: where do brackets belong?",
        _forward(lambda X, W, b, act: act(X @ (W + b)), _right_output),
    ),
    Cause(
        "The last hidden unit is left out. Where does the loop over the units end?",
        _forward(lambda X, W, b, act: act(X @ W + b), lambda H, W, b, act: H[:, :-1] @ W[:-1] + b),
    ),
    Cause(
        "W2 and b2 are used in the other order: (H + b2) W2. The bias comes after the product.",
        _forward(_right_hidden, lambda H, W, b, act: (H + b) @ W),
    ),
)
