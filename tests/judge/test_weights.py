"""What checks weigh: the policy of docs/fairness.md in numbers, and an instructor's own weights."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.judge.hidden_checks import CHECKS, Check, collect
from autograder.judge.weights import reweighted, short

CONFIG = Path("nbgrader_config.py")
SUITE = collect(CHECKS)
FUNCTIONS = list(dict.fromkeys(check.function for checks in SUITE.values() for check in checks))
FORMS = ("single_number", "list", "shapes", "empty", "strided")


def shares(suite: Mapping[str, list[Check]], function: str) -> dict[str, float]:
    """Return the share of a function's points that each of its checks has, by the name for a configuration."""
    weights = {short(check): check.weight for checks in suite.values() for check in checks if check.function == function}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_to_leave_the_callers_array_alone_is_worth_a_quarter(function: str) -> None:
    """Every task text asks for it in words; lift has no check for it alone."""
    assert shares(SUITE, function).get("unchanged", 1 if function == "lift" else 0) >= 1 / 4


@pytest.mark.parametrize("function", FUNCTIONS)
def test_extreme_values_are_worth_an_eighth_at_most(function: str) -> None:
    """Overflow is a lesson, not the function."""
    own = shares(SUITE, function)
    assert sum(own.get(name, 0) for name in ("extremes", "far_rows", "large", "low_scores", "sizes_of_scores")) <= 1 / 8


@pytest.mark.parametrize(
    ("function", "names"),
    [
        ("affine", ("coordinates", "square")),
        ("predict", ("coordinates", "square")),
        ("predict", ("ties",)),
        ("perceptron", ("inseparable",)),
        ("perceptron", ("honest_count",)),
        ("sigmoid_grad_tails", ("tails",)),
        ("tanh_accurate", ("digits_near_zero",)),
        ("relu_grad", ("zero",)),
        ("leaky_relu", ("alpha",)),
        ("dead_fraction", ("tie",)),
        ("softmax", ("axis", "blocks")),
        ("masked_softmax", ("all_masked",)),
        ("masked_softmax", ("shapes",)),
        *((name, FORMS) for name in ("sigmoid", "sigmoid_grad", "tanh", "tanh_grad", "relu", "relu_grad")),
    ],
)
def test_what_a_docstring_asks_in_words_is_worth_a_quarter(function: str, names: tuple[str, ...]) -> None:
    """The axis, the end after max_epochs, the class at a tie, the slope at 0, what x may be, …"""
    own = shares(SUITE, function)
    assert sum(own[name] for name in names) >= 1 / 4


def test_an_instructors_weights_take_the_place_of_the_suites() -> None:
    """What is not named stays as it is, and 0 takes a check out of the marks."""
    ours = reweighted(SUITE, {"softmax": {"axis": 30, "float32": 0}}, CONFIG)
    before, after = ({(c.function, short(c)): c.weight for checks in s.values() for c in checks} for s in (SUITE, ours))
    assert (after["softmax", "axis"], after["softmax", "float32"]) == (30, 0)
    assert {place for place in before if before[place] != after[place]} == {("softmax", "axis"), ("softmax", "float32")}
    assert reweighted(SUITE, {}, CONFIG) == SUITE


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"softmaks": {"axis": 1}}, "'softmaks', which has no checks; write 'softmax', if that is meant"),
        ({"nothing": {"axis": 1}}, "take one of affine, predict, perceptron"),
        ({"softmax": {"axes": 1}}, r"\['softmax'\] names 'axes', and softmax has no such check; write 'axis'"),
        ({"softmax": {"test_axis": 1}}, "no such check"),
        ({"softmax": {"axis": -1}}, r"\['axis'\] is -1; write a whole number, 0 or more"),
        ({"softmax": {"axis": 1.5}}, "is 1.5; write a whole number"),
        ({"softmax": {"axis": True}}, "is True; write a whole number"),
        ({"softmax": 3}, "is 3; write the weights of its checks"),
        ({"lift": {"column": 0, "opens_the_ring": 0}}, "every check of lift with the weight 0; give one of them more than 0"),
    ],
)
def test_weights_that_cannot_be_are_told(weights: dict[str, object], said: str) -> None:
    """What, where, next step."""
    with pytest.raises(CourseError, match=rf"^nbgrader_config.py: .*c\.Judge\.weights.*{said}|^nbgrader_config.py: .*{said}"):
        reweighted(SUITE, weights, CONFIG)
