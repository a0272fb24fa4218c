"""Facts about what the line that stopped says of the cause, beside the arguments of the call."""

import numpy as np
import pytest

from autograder.judge.error_lines import Asked, given_line, meaning, order_of_inputs, parameters, text_of
from autograder.judge.session import Failed

TABLE, ROW, LABELS = np.ones((24, 2)), np.ones(2), np.zeros(24, dtype=int)
GIVEN = "x = np.asarray(x, dtype=float)"


def raised(head, line, args):
    """Return (name, error, cells, asked) of a function of one line that really stops there."""
    source = f"import math\nfrom math import exp\ndef {head}:\n    {line}\n"
    names = {"np": np}
    exec(compile(source, "cell", "exec"), names)
    name = head.partition("(")[0]
    with pytest.raises(Exception, match=r".") as error:
        names[name](*args)
    return (
        name,
        Failed(type(error.value).__name__, str(error.value), 4, trace=(f"line 4, in {name}",)),
        [source],
        Asked(args, GIVEN),
    )


LINES = {
    "np.max of two": ("relu(x)", "return np.max(x, 0.0)", (ROW,), "second input of np.max is an axis"),
    "np.max of two, turned": ("relu(x)", "return np.max(0, x)", (ROW,), "second input of np.max is an axis"),
    "math's exp": ("f(x)", "return 1 / (1 + math.exp(-x))", (ROW,), "math's exp takes one number"),
    "exp from math": ("f(x)", "return 1 / (1 + exp(-x))", (ROW,), "math's exp takes one number"),
    "log of 0": ("f(x)", "return -math.log(x)", (0.0,), "The logarithm of 0"),
    "shape of a number": ("affine(X, w, b)", "return X @ w + np.ones(b.shape[0])", (TABLE, ROW, 1.5), "b is a single number"),
    "length of a number": ("affine(X, w, b)", "return X @ w + np.ones(len(b))", (TABLE, ROW, 1.5), "b is a single number"),
    "code for tables": ("relu(x)", "n, m = x.shape", (ROW,), "x is a flat array"),
    "code for tables, by place": ("relu(x)", "return x[0, 0]", (ROW,), "x is a flat array"),
    "one-hot": ("f(logits, labels)", "return labels * logits", (TABLE, LABELS), "one whole number for each row"),
    "lost axis": ("f(x, axis=-1)", "return x / np.sum(x, axis=1)", (TABLE,), "What does keepdims=True keep?"),
    "order of a product": ("affine(X, w, b)", "return w @ X + b", (TABLE, ROW, 1.0), "In which order do they fit?"),
    "order in np.dot": ("affine(X, w, b)", "return np.dot(w, X) + b", (TABLE, ROW, 1.0), "In which order do they fit?"),
    "needless transpose": ("affine(X, w, b)", "return X.T @ w + b", (TABLE, ROW, 1.0), "Is a transpose needed"),
    "star for @": ("f(X, W)", "return X * W", (TABLE, np.ones((2, 3))), "Which sign is the matrix product?"),
    "a row for a coordinate": ("affine(X, w, b)", "return w[0] * X[0] + w[1] * X[1]", (TABLE[:1], ROW, 1.0), "X[0] "
                                                                                                             "and X[1] are points"),
    "points for coordinates": (
        "f(X, w)", "return [X[i][j] * w[j] for i in [0] for j in range(len(X))]", (TABLE, ROW), "Which of the two "
                                                                                                "does the loop count?"),
    "a loop over rows": ("f(x)", "return [v if v > 0 else 0 for v in x]", (TABLE,), "the loop goes along the first one"),
    "Python's own sum": ("softmax(x)", "return sum(x[0])", (ROW,), "Python's own sum"),
    "axis written in": ("softmax(x, axis=-1)", "return np.max(x, axis=1)", (ROW,), "whatever axis the caller asks for"),
    "a loop over rows of a vector": (
        "f(x, axis=-1)", "return [v / max(v) for v in x]", (ROW, -1), "axis is never used: what works along the axis"),
    "a loop over rows of a list": (
        "f(x)", "return [1 if np.asarray(v) > 0 else 0 for v in x]", ([[1.0, 2.0]],), "the loop goes along the first one"),
    "labels for rows": (
        "f(logits, labels)", "return logits[labels, np.arange(len(labels))]", (TABLE, LABELS), "Which of the two is a label?"),
    "coordinates as names": (
        "f(X, y)", "return [a + c + k for (a, c), k in zip(X, y)]", (np.ones((5, 3)), LABELS[:5]), "have 3 coordinates here"),
    "coordinates by number": (
        "f(X, w)", "return X[:, 0] * w[0] + X[:, 1] * w[1]", (TABLE[:, :1], ROW), "Is the number of coordinates written"),
    "a table not turned round": (
        "f(X, W)", "D = X[:, :2]; return D @ W", (TABLE, np.ones((3, 2))), "Which of the two has to be turned round (.T)?"),
    "a table turned round": (
        "f(X, W)", "D = X[:, :2]; return D @ W.T", (TABLE, np.ones((2, 3))), "Is a transpose needed there at all?"),
    "the other table is wrong": (
        "f(X, W)", "D = np.ones((5, 3)); return X.T @ D", (TABLE, ROW), "or not what belongs there?"),
    "a bias in a product": (
        "f(X, W, b, V)", "return X @ W + b @ V", (TABLE, np.ones((2, 3)), np.ones(3), np.ones((3, 2))), "b is multiplied by"),
    "number of coordinates": ("f(X, y)", "return [a + c for a, c in X]", (TABLE[:, :1], LABELS), "have 1 coordinate here"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_stops_is_named(name):
    """What Python and NumPy of today really say, the line, and the arguments together name the cause."""
    head, line, args, words = LINES[name]
    assert words in meaning(*raised(head, line, args))


def test_a_function_whose_name_holds_a_number_is_told_from_a_missing_sign():
    """Both are 'not callable' for Python: sigmoid(x), where the notebook defines sigmoid, and x(1 - x)."""
    number = Failed("TypeError", "'numpy.float64' object is not callable", 2, trace=("line 2, in slope",))
    earlier = "def sigmoid(x):\n    return x\nsigmoid = sigmoid(0.5)\n"
    for line, says in (("s = sigmoid(x)", True), ("return x(1 - x)", False), ("return 2 * x.mean()(1 - x)", False)):
        sentence = meaning("slope", number, [earlier, f"def slope(x):\n    {line}\n"], Asked((ROW,)))
        assert ("holds a number now" in sentence) == says


def test_what_is_not_known_is_not_said():
    """Neither of an unknown error, nor where the text of the cell cannot be read."""
    assert meaning("f", Failed("ValueError", "no", 2), ["def f(x):\n    g(x)\n"], Asked((1.0,))) == ""
    assert meaning("f", Failed("IndexError", "index 3 is out of bounds for axis 0 with size 2", 9), [], Asked((TABLE,))) == ""


def test_the_given_line_is_asked_for_only_where_it_was_given_and_is_gone():
    """Else the question would mislead."""
    kept = ["def f(x):\n    x = np.asarray(x, dtype=float)\n    return x\n"]
    dropped = ["def f(x):\n    return x\n"]
    assert "given first line" in given_line(Asked((), GIVEN), "f", dropped)
    assert "given first line" not in given_line(Asked((), GIVEN), "f", kept)
    assert "given first line" not in given_line(Asked(), "f", dropped)


def test_inputs_in_another_order_are_seen():
    """By their names in the def line; other names are the student's own affair."""
    assert "(labels, logits)" in order_of_inputs("f", ("logits", "labels"), ["def f(labels, logits):\n    pass\n"])
    assert order_of_inputs("f", ("logits", "labels"), ["def f(z, k):\n    pass\n"]) == ""
    assert order_of_inputs("f", ("x", "axis"), ["def f(x, axis=-1):\n    pass\n"]) == ""


def test_the_text_of_a_function_is_found_in_its_cell():
    """From def to the next line at the left edge."""
    cell = "a = 1\ndef f(x, y=2):\n    b = 1\n\n    return b\nc = 3\n"
    assert text_of("f", [cell]).rstrip().endswith("return b")
    assert parameters("f", [cell]) == ("x", "y")
    assert parameters("g", [cell]) == ()
