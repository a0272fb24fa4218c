"""The demo's made-up class: who submits what. Trusted side; data for commands.demo. Real students answer in each of these ways."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Solutions = Mapping[str, str]  # a lesson's solution cells by function, in the order of the lesson
Answers = dict[str, str] | bytes | None  # sources by grade_id, or the bytes of a whole file; None: nothing submitted


@dataclass(frozen=True, slots=True)
class Member:
    """One student: a name, a story for the table, and what they answer in a lesson."""

    name: str
    story: str
    answers: Callable[[str, Solutions], Answers]


TANH = "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"


def _elementwise(name: str, body: str) -> str:
    """Return an elementwise function with its given first line and `body`, as a student writes it."""
    return f"def {name}(x):\n    x = np.asarray(x, dtype=float)\n    {body}\n"


CLASSIC_WRONG = {
    "01_linear_separability": {
        "affine": "def affine(X, w, b):\n    return X * w + b\n",
        "predict": "def predict(X, w, b):\n    return affine(X, w, b) > 0\n",
        "perceptron": "def perceptron(X, y, max_epochs=100):\n    return np.ones(X.shape[1]), 0.0, 1\n",
    },
    "02_sigmoid": {
        "sigmoid": _elementwise("sigmoid", f"return {TANH}"),
        "sigmoid_grad": _elementwise("sigmoid_grad", "return x * (1 - x)"),
        "gradient_step": "def gradient_step(w, b, x, y, rate):\n"
        "    p = sigmoid(w * x + b)\n    return w + rate * np.mean((p - y) * x), b + rate * np.mean(p - y)\n",
    },
    "03_tanh": {
        "tanh": _elementwise("tanh", f"return {TANH}"),
        "tanh_grad": _elementwise("tanh_grad", "return 1 - x**2"),
    },
    "04_relu": {
        "relu": _elementwise("relu", "x[x < 0] = 0\n    return x"),
        "relu_grad": _elementwise("relu_grad", "return x > 0"),
    },
    "05_softmax": {
        "softmax": "def softmax(x, axis=-1):\n"
        "    x = np.asarray(x, dtype=float)\n    e = np.exp(x - np.max(x))\n    return e / np.sum(e)\n",
        "cross_entropy": "def cross_entropy(logits, labels):\n"
        "    p = softmax(logits)\n    return -np.mean(np.log(p[np.arange(len(labels)), labels]))\n",
        "cross_entropy_grad": "def cross_entropy_grad(logits, labels):\n"
        "    p = softmax(logits)\n    p[:, labels] -= 1\n    return p / len(labels)\n",
    },
    "06_network": {
        "mlp_forward": "def mlp_forward(X, W1, b1, W2, b2, act):\n    return act(act(X @ W1 + b1) @ W2 + b2)\n",
        "mlp_backward": "def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):\n"
        "    Z = X @ W1 + b1\n    H = act(Z)\n    E = np.exp(H @ W2 + b2)\n"
        "    D = (E / E.sum(axis=1, keepdims=True) - np.eye(len(b2))[labels]) / len(X)\n"
        "    G = D @ W2.T * act_grad(H)\n    return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)\n",
    },
}

TEXTBOOK = {
    "02_sigmoid": {"sigmoid": _elementwise("sigmoid", "return 1/(1+np.exp(-x))")},
    "03_tanh": {"tanh": _elementwise("tanh", "return np.tanh(x)")},
    "04_relu": {"relu": _elementwise("relu", "return x * (x > 0)")},
}


def _printing(assignment: str, solutions: Solutions) -> Answers:
    return {name: re.sub(r"\breturn (.+)", r"print(\1)", source) for name, source in solutions.items()}


def _first(change: Callable[[str, str], str]) -> Callable[[str, Solutions], Answers]:
    """Return answers that are correct but for the first function, whose source is `change(name, source)`."""

    def answers(assignment: str, solutions: Solutions) -> Answers:
        name, source = next(iter(solutions.items()))
        return {**solutions, name: change(name, source)}

    return answers


def _first_with(line: str) -> Callable[[str, Solutions], Answers]:
    """Return answers that are correct but for a line at the beginning of the first function."""
    return _first(lambda name, source: re.sub(r"(def .*:\n)", rf"\1    {line}\n", source, count=1))


def _beginning(answers: Mapping[str, str]) -> dict[str, str]:
    """Return only the first of some answers."""
    return dict(list(answers.items())[:1])


CLASS = (
    Member("ada", "everything right", lambda assignment, solutions: dict(solutions)),
    Member("emmy", "the plain textbook formula", lambda assignment, solutions: {**solutions, **TEXTBOOK.get(assignment, {})}),
    Member("alan", "the first exercise only", lambda assignment, solutions: _beginning(solutions)),
    Member(
        "bo", "one classic mistake", lambda assignment, solutions: {**solutions, **_beginning(CLASSIC_WRONG.get(assignment, {}))}
    ),
    Member("carla", "all the classic mistakes", lambda assignment, solutions: dict(CLASSIC_WRONG.get(assignment, {}))),
    Member("dan", "prints instead of returning", _printing),
    Member("eve", "never answered", lambda assignment, solutions: {}),
    Member("frank", "a loop that never ends", _first_with("while True: pass")),
    Member("gita", "ends Python in the first function", _first_with("import os; os._exit(1)")),
    Member("hugo", "a syntax error", _first(lambda name, source: source.replace("):\n", ")\n", 1))),
    Member("inès", "another function name", _first(lambda name, source: source.replace(f"def {name}(", f"def my_{name}(", 1))),
    Member("jo", "a broken notebook file", lambda assignment, solutions: b'{"cells": [{"cell_type": "code", "source": ["def '),
    Member("kim", "handed in nothing", lambda assignment, solutions: None),
)
