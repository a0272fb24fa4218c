"""Facts about the checks that a student sees: which sentence each slip gets, and that what is right passes in silence."""

import warnings
from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any

import numpy as np
import pytest

from bench.compare import cells, earlier
from bench.measure_bed import Answer, bed, lesson

TWO_SLIPS = Answer(  # at once; the bed, whose shares of points are tested, has single ones
    "05_softmax",
    "softmax",
    "wrong",
    "no shift, and no keepdims",
    "def softmax(x, axis=-1):\n    e = np.exp(np.asarray(x, dtype=float))\n    return e / np.sum(e, axis=axis)\n",
)
BEGINNERS = {  # what beginners wrote who read the lessons live: (lesson, function) -> what it does: its code
    ("01_linear_separability", "affine"): {"rows for columns": "return w[0] * X[0] + w[1] * X[1] + b"},
    ("02_sigmoid", "sigmoid_grad"): {"sigmoid twice": "return sigmoid(1 - sigmoid(x))"},
    ("02_sigmoid", "gradient_step"): {
        "mean by mean": "e = sigmoid(w * x + b) - y\n    return w - rate * np.mean(e) * np.mean(x), b - rate * np.mean(e)",
    },
    ("03_tanh", "tanh_grad"): {
        "the difference squared": "return (1 - tanh(np.asarray(x))) ** 2",
        "x squared": "return 1 - tanh(np.asarray(x) ** 2)",
        "sigmoid at x": "s = 1 / (1 + np.exp(-np.asarray(x)))\n    return 4 * s * (1 - s)",
    },
}
INPUTS = {"affine": "X, w, b", "gradient_step": "w, b, x, y, rate"}
LIVE = [
    Answer(place, function, "wrong", name, f"def {function}({INPUTS.get(function, 'x')}):\n    {code}\n")
    for (place, function), tries in BEGINNERS.items()
    for name, code in tries.items()
]
BED = [*bed(), TWO_SLIPS, *LIVE]
FUNCTIONS = list(dict.fromkeys((answer.assignment, answer.function) for answer in BED))
X = np.array([-2.0, 1.0, 3.0, 0.5])
WANT = np.array([0.11920292, 0.73105858, 0.95257413, 0.62245933])
SLIPS = {"This is tanh.": np.tanh(X)}


@pytest.fixture(scope="module")
def check_values() -> Callable[..., None]:
    """The checker as it stands in every lesson."""
    names: dict[str, Any] = {}
    exec(cells("02_sigmoid")["setup"], names)
    names["TYPICAL_MISTAKES"]["answer"] = SLIPS
    found: Callable[..., None] = names["check_values"]
    return found


def changed(x: np.ndarray) -> np.ndarray:
    """Change the array that is handed in."""
    x += 1
    return x


WRONG: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a slip that is known": (np.tanh, "answer: This is tanh."),
    "nothing": (lambda x: None, "returns nothing (None)"),
    "changes the input": (changed, "changed the array"),
    "booleans": (lambda x: x > 0, "True and False"),
    "text": (lambda x: "0.5", "returns text, not numbers"),
    "two values": (lambda x: (WANT, WANT), "returned several values"),
    "a column": (lambda x: WANT[:, None], "(4, 1), but it should be (4,). Which step adds an axis"),
    "one number": (lambda x: WANT[0], "Does return stand inside the loop"),
    "some left out": (lambda x: WANT[:2], "Which numbers are left out"),
    "the input": (lambda x: x, "gave its input back"),
    "the sign": (lambda x: -WANT, "has the sign turned"),
    "a constant": (lambda x: np.full(4, 0.25), "gave 0.25 for every number"),
    "whole numbers": (lambda x: np.array([3, 0, 0, 0]) // 4 + np.array([0, 0, 0, 0]) + (x > 99), "for every number"),
    "rounded": (lambda x: np.round(WANT, 3), "only the first digits are right"),
    "other numbers": (lambda x: WANT**3, "the answer for -2 should be 0.119203, but it is 0.00169379. Mind the exponent."),
}


@pytest.mark.parametrize(("function", "sentence"), WRONG.values(), ids=WRONG)
def test_each_slip_gets_its_sentence(check_values: Callable[..., None], function: Callable[[Any], Any], sentence: str) -> None:
    """One sentence, and the hint that leads on."""

    def answer(x: Any) -> Any:
        return function(x)

    with pytest.raises(AssertionError) as caught:
        check_values(answer, X.copy(), expected=WANT, hint="Mind the exponent.")
    assert sentence in " ".join(str(caught.value).split())


def test_a_number_of_the_input_is_named_only_where_each_stands_for_itself(check_values: Callable[..., None]) -> None:
    """Not where the numbers of a row, or several arrays, are combined: a shape may be the same by chance there."""

    def along(x: Any, axis: int = -1) -> Any:
        return WANT**3

    for call, more in ((along, ()), (lambda x, other: WANT**3, (X,)), (lambda x, act: WANT**3, (np.tanh,))):
        with pytest.raises(AssertionError, match=r"entry \[0\] of the answer should be 0.119203,"):
            check_values(call, X.copy(), *more, expected=WANT)
    with pytest.raises(AssertionError, match=r"the answer for -2 should be 0.119203,"):
        check_values(lambda x, alpha: WANT**3, X.copy(), 0.25, expected=WANT)


@pytest.mark.parametrize(("answer", "expected"), [((X, X), [1, 2]), ((0.5, X), [1, 2]), (X, 0.5), (X[:1], 0.5)])
def test_many_numbers_in_place_of_one_are_named(check_values: Callable[..., None], answer: Any, expected: Any) -> None:
    """As where the mean is left out: of a loss, or of a step of learning, which returns two numbers."""
    with pytest.raises(AssertionError) as caught:
        check_values(lambda: answer, expected=expected)
    assert " ".join(str(caught.value).split()).endswith("Which step makes one number of many?")


def test_not_a_number_is_traced_where_there_is_no_hint(check_values: Callable[..., None]) -> None:
    """The sentence says what nan comes from."""
    with pytest.raises(AssertionError, match=r"is nan\. Which step gives 0 / 0\sor ∞ / ∞\?"):
        check_values(lambda x: x / x, np.zeros(2), expected=[0.5, 0.5])


def test_a_whole_array_cut_to_whole_numbers_is_named(check_values: Callable[..., None]) -> None:
    """Where not all of them become 0."""
    with pytest.raises(AssertionError, match="whole numbers"):
        check_values(np.floor, np.array([0.5, 2.5, 3.5]), expected=[0.5, 2.5, 3.25])


def test_what_is_right_passes_though_it_warns(check_values: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    """No output, no warning: nbgrader gives 0 to a cell that writes to stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_values(lambda x: 1 / (1 + np.exp(-x)), np.array([-1000.0, 1000.0]), expected=[0, 1])
    assert capsys.readouterr() == ("", "")


@cache
def compiled(source: str) -> CodeType:
    """Return the code of a lesson's cell."""
    return compile(source, "<cell>", "exec")


def told(answer: Answer, start: dict[str, Any], strict: bool = False) -> str:
    """Return what the visible check of a lesson says of an answer, as one line; '' where it passes.

    If `strict`, the notebook has turned every warning into an error.
    """
    names = dict(start)
    with warnings.catch_warnings(), np.errstate(all="raise" if strict else "ignore"):
        warnings.simplefilter("error" if strict else "ignore")
        try:
            exec(compiled(earlier(answer.assignment, answer.function)), names)
            exec(compiled(cells(answer.assignment)["mistakes"]), names)  # here, so that its functions call the answer's
            exec(answer.source, names)
            exec(compiled(cells(answer.assignment)[lesson(answer.assignment).grade_id(answer.function)]), names)
        except Exception as error:  # noqa: BLE001  # a wrong answer may raise anything
            return " ".join(str(error).split()) or type(error).__name__
    return ""


@pytest.fixture(scope="module")
def start() -> dict[str, Any]:
    """The names that stand in a lesson's notebook when its answers run."""
    names: dict[str, Any] = {"np": np}
    exec(cells("02_sigmoid")["setup"], names)
    for assignment in dict.fromkeys(assignment for assignment, _ in FUNCTIONS):
        exec(cells(assignment)["mistakes"], names)
    return names


GRADED = [(assignment, function) for assignment, function in FUNCTIONS if function in lesson(assignment).points]


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS)
def test_what_is_right_passes(start: dict[str, Any], assignment: str, function: str) -> None:
    """Lists, classes and closures are as good here as under the hidden checks."""
    right = [answer for answer in BED if (answer.assignment, answer.function, answer.kind) == (assignment, function, "right")]
    assert {answer.name: said for answer in right if (said := told(answer, start))} == {}


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS)
def test_settings_of_the_notebook_do_not_count(start: dict[str, Any], assignment: str, function: str) -> None:
    """`np.seterr(all="raise")` and warnings as errors: the check calls a function as the hidden ones do."""
    right = [answer for answer in BED if (answer.assignment, answer.function, answer.kind) == (assignment, function, "right")]
    assert {answer.name: said for answer in right if (said := told(answer, start, strict=True))} == {}


PERCEPTRON = """def perceptron(X, y, max_epochs=100):
    w, b, n = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        for x, label in zip(X, y):
            push = label - int(x @ w + b > 0)
            if push == 0:
                continue
            w, b, n = w + push * x, b + push, n + 1
    return w, b, n
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("w + push * x, b + push", "w - push * x, b - push", "on the side of class 0. Is something subtracted"),
        ("continue", "break", "n_updates is 0 on XOR"),
        ("n + 1\n", "n + 1\n        return w, b, n\n", "n_updates is 3, and should be 6 or more."),
        ("label - int(x @ w + b > 0)", "abs(label - int(x @ w + b > 0))", "Does a mistake on either class push"),
        ("np.zeros(X.shape[1]), 0.0", "np.zeros(X.shape[1]), float('nan')", "w or b is nan or infinity"),
        ("np.zeros(X.shape[1])", "0", "a single number stands beside it"),
        ("return w, b, n", "return 0, b, n", "w should have one number for each column of X"),
    ],
)
def test_a_perceptron_is_told_the_step_that_is_wrong(start: dict[str, Any], old: str, new: str, sentence: str) -> None:
    """The direction of a push, a pass that ends early, and weights that are one number, before any count is asked about."""
    source = PERCEPTRON.replace(old, new)
    assert sentence in told(Answer("01_linear_separability", "perceptron", "wrong", new, source), start)


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS)
def test_each_slip_is_one_that_students_make(start: dict[str, Any], assignment: str, function: str) -> None:
    """Some wrong answer of the bed gets each sentence, so its numbers are right and no check before it speaks first."""
    sentences = start["TYPICAL_MISTAKES"].get(function, {})
    wrong = [answer for answer in BED if (answer.assignment, answer.function, answer.kind) == (assignment, function, "wrong")]
    said = {told(answer, start) for answer in wrong} if sentences else set()
    assert [sentence for sentence in sentences if f"{function}: {sentence}" not in said] == []
    assert sentences or (assignment, function) not in GRADED or function == "perceptron"
