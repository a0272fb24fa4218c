"""The demo's made-up class: who submits what. Trusted side; data for commands.demo. Real students answer in each of these ways."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Solutions = Mapping[str, str]  # a lesson's solution cells by function, in the order of the lesson
Answers = dict[str, str] | bytes | None  # own cells, or a whole file; None: nothing submitted


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
        "mlp_forward": "def mlp_forward(X, W1, b1, W2, b2, act):\n    return act(act(X @ W1 + b1) @ W2 + b2)\n",
    },
}

TEXTBOOK = {
    "02_sigmoid": {"sigmoid": _elementwise("sigmoid", "return 1/(1+np.exp(-x))")},
    "03_tanh": {"tanh": _elementwise("tanh", "return np.tanh(x)")},
    "04_relu": {"relu": _elementwise("relu", "return x * (x > 0)")},
}


def right(assignment: str, solutions: Solutions) -> Answers:
    """Answer everything correctly."""
    return dict(solutions)


def textbook(assignment: str, solutions: Solutions) -> Answers:
    """Answer with the plain formula of the textbook, warnings and all."""
    return {**solutions, **TEXTBOOK.get(assignment, {})}


def first_only(assignment: str, solutions: Solutions) -> Answers:
    """Answer the first exercise and leave the rest as handed out."""
    return dict(list(solutions.items())[:1])


def classic(assignment: str, solutions: Solutions) -> Answers:
    """Answer with the classic mistakes."""
    return dict(CLASSIC_WRONG.get(assignment, {}))


def half(assignment: str, solutions: Solutions) -> Answers:
    """Answer the first exercise with a classic mistake and the others correctly."""
    wrong = CLASSIC_WRONG.get(assignment, {})
    return {**solutions, **dict(list(wrong.items())[:1])}


def printing(assignment: str, solutions: Solutions) -> Answers:
    """Print every result instead of returning it."""
    return {name: re.sub(r"\breturn (.+)", r"print(\1)", source) for name, source in solutions.items()}


def unanswered(assignment: str, solutions: Solutions) -> Answers:
    """Submit the lesson as it was released."""
    return {}


def _first_with(line: str, solutions: Solutions) -> Answers:
    name, source = next(iter(solutions.items()))
    head = re.sub(r"(def .*:\n)", rf"\1    {line}\n", source, count=1)
    return {**solutions, name: head}


def endless(assignment: str, solutions: Solutions) -> Answers:
    """Put an endless loop into the first exercise."""
    return _first_with("while True: pass", solutions)


def crash(assignment: str, solutions: Solutions) -> Answers:
    """End the Python process in the first exercise."""
    return _first_with("import os; os._exit(1)", solutions)


def typo(assignment: str, solutions: Solutions) -> Answers:
    """Put a syntax error into the first exercise."""
    name, source = next(iter(solutions.items()))
    return {**solutions, name: source.replace("):\n", ")\n", 1)}


def other_name(assignment: str, solutions: Solutions) -> Answers:
    """Give the first function another name."""
    name, source = next(iter(solutions.items()))
    return {**solutions, name: source.replace(f"def {name}(", f"def my_{name}(", 1)}


def broken(assignment: str, solutions: Solutions) -> Answers:
    """Submit a file that was cut off while it was saved."""
    return b'{"cells": [{"cell_type": "code", "source": ["def '


def nothing(assignment: str, solutions: Solutions) -> Answers:
    """Submit nothing."""
    return None


CLASS = (
    Member("ada", "everything right", right),
    Member("emmy", "the plain textbook formula", textbook),
    Member("alan", "the first exercise only", first_only),
    Member("bo", "one classic mistake", half),
    Member("carla", "all the classic mistakes", classic),
    Member("dan", "prints instead of returning", printing),
    Member("eve", "never answered", unanswered),
    Member("frank", "a loop that never ends", endless),
    Member("gita", "ends Python in the first function", crash),
    Member("hugo", "a syntax error", typo),
    Member("inès", "another function name", other_name),
    Member("jo", "a broken notebook file", broken),
    Member("kim", "handed in nothing", nothing),
)
