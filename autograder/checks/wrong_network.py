"""The known wrong forms of mlp_forward other than a slip in one step, each with the sentence that names it. Trusted side."""

import numpy as np

from autograder.checks.slips_network import NO_ACT, OWN_ACT
from autograder.judge.slips import Forms, causes

FORMS: Forms = {
    NO_ACT: [lambda X, W1, b1, W2, b2, act: (X @ W1 + b1) @ W2 + b2],
    "The activation is applied to the scores too. They are logits: how many layers are hidden?": [
        lambda X, W1, b1, W2, b2, act: act(act(X @ W1 + b1) @ W2) + b2
    ],
    "The activation is applied to the scores in place of the hidden layer. Between which two layers does it stand?": [
        lambda X, W1, b1, W2, b2, act: act((X @ W1 + b1) @ W2 + b2)
    ],
    "b1 is left out. Each hidden unit has a bias of its own, inside act.": [lambda X, W1, b1, W2, b2, act: act(X @ W1) @ W2 + b2],
    "b2 is left out. Each score has a bias of its own.": [lambda X, W1, b1, W2, b2, act: act(X @ W1 + b1) @ W2],
    "Both biases are left out.": [lambda X, W1, b1, W2, b2, act: act(X @ W1) @ W2],
    "b1 is added after the activation. A unit's score is X W1 + b1, and act comes after it.": [
        lambda X, W1, b1, W2, b2, act: (act(X @ W1) + b1) @ W2 + b2
    ],
    "b1 is added twice, before the activation and after it. How often does a unit's score get its bias?": [
        lambda X, W1, b1, W2, b2, act: (act(X @ W1 + b1) + b1) @ W2 + b2
    ],
    "The bias is subtracted. In this course a score is X W + b.": [lambda X, W1, b1, W2, b2, act: act(X @ W1 - b1) @ W2 - b2],
    "The activation is applied to the inputs. A unit takes it of its score: what comes first?": [
        lambda X, W1, b1, W2, b2, act: (act(X) @ W1 + b1) @ W2 + b2
    ],
    OWN_ACT: [
        lambda X, W1, b1, W2, b2, act: np.maximum(X @ W1 + b1, 0.0) @ W2 + b2,
        lambda X, W1, b1, W2, b2, act: (X @ W1 + b1) ** 2 @ W2 + b2,
    ],
    "The first half is right: this is the hidden layer. What is done with W2 and b2, and which variable is returned?": [
        lambda X, W1, b1, W2, b2, act: act(X @ W1 + b1)
    ],
    "Scores of shape (n, 1) are flattened. The answer has a column for each score.": [
        lambda X, W1, b1, W2, b2, act: np.ravel(act(X @ W1 + b1) @ W2 + b2)
    ],
    "Both weight tables are turned round. X is (n, d) and W1 is (d, h): no transpose is needed.": [
        lambda X, W1, b1, W2, b2, act: act(X @ W1.T + b1) @ W2.T + b2
    ],
    "The tables are multiplied entry by entry. Which operator is the matrix product?": [
        lambda X, W1, b1, W2, b2, act: act(X * W1 + b1) * W2 + b2
    ],
    "The activation is applied to the weights W1. A unit bends its score, X W1 + b1.": [
        lambda X, W1, b1, W2, b2, act: (X @ act(W1) + b1) @ W2 + b2,
        lambda X, W1, b1, W2, b2, act: X @ act(W1) @ W2 + b2,
    ],
    "The hidden units are added up into one. Each class weighs each unit by W2: which product does that?": [
        lambda X, W1, b1, W2, b2, act: act((X @ W1 + b1).sum(axis=1, keepdims=True)) * np.ones(len(b2))
    ],
    "The answer is all zeros, whatever the network. Does a computed value reach the return line?": [
        lambda X, W1, b1, W2, b2, act: np.zeros((len(X), len(b2)))
    ],
    "The activation comes after W2. It belongs to the hidden layer: between which two products does it stand?": [
        lambda X, W1, b1, W2, b2, act: act((X @ W1 + b1) @ W2) + b2
    ],
    "The biases are added to the weights. In a score the bias comes after the product: where do brackets belong?": [
        lambda X, W1, b1, W2, b2, act: act(X @ (W1 + b1)) @ (W2 + b2)
    ],
    "b1 is added to the weights W1. In a score the bias comes after the product: where do brackets belong?": [
        lambda X, W1, b1, W2, b2, act: act(X @ (W1 + b1)) @ W2 + b2
    ],
    "The last hidden unit is left out. Where does the loop over the units end?": [
        lambda X, W1, b1, W2, b2, act: act(X @ W1 + b1)[:, :-1] @ W2[:-1] + b2
    ],
    "W2 and b2 are used in the other order: (H + b2) W2. The bias comes after the product.": [
        lambda X, W1, b1, W2, b2, act: (act(X @ W1 + b1) + b2) @ W2
    ],
}
MLP_FORWARD = causes(FORMS)
