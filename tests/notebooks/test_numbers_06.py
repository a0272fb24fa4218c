"""The numbers that lesson 06 prints are what its own functions give: each is read out of the text, and computed again."""

import re
from typing import Any

import nbformat
import numpy as np
import pytest
from classroom import ROOT

from autograder.reference import network as ref

TEXT = (ROOT / "notebooks/06_network.py").read_text(encoding="utf-8")
PROSE = re.sub(r"\s+", " ", TEXT.replace("\n# ", " ").replace("−", "-"))
NUMBER = r"(-?\d+(?:\.\d+)?)"
X, W1, b1 = np.array([[1.0, 2.0]]), np.array([[1.0], [1.0]]), np.array([-4.0])
W2, b2 = np.array([[2.0, 3.0]]), np.array([0.0, 1.0])


def found(pattern: str) -> list[float]:
    """Return the numbers of one sentence of the lesson; {} stands for a number. The sentence must be there once."""
    matches = re.findall(re.escape(pattern).replace(r"\{\}", NUMBER), PROSE)
    assert len(matches) == 1, pattern
    match = matches[0]
    return [float(number) for number in (match if isinstance(match, tuple) else (match,))]


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """What the lesson's cells define, up to the gradient check, with the solutions in place."""
    defined: dict[str, Any] = {"__name__": "__main__"}
    for cell in nbformat.read(ROOT / "source/06_network/06_network.ipynb", 4).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_mlp_backward":
            return defined
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade") and not cell.source.startswith("guess"):
            exec(compile(cell.source, f"<{cell.id}>", "exec"), defined)
    raise AssertionError("there is no check of mlp_backward")


def test_the_forward_pass_by_hand():
    """Score, hidden unit and logits of the points (1, 2) and (3, 2)."""
    score = found("The unit's score is 1 + 2 - 4 = {}, bent to 1.")
    assert score == (X @ W1 + b1).ravel().tolist()
    logits = found("the logits are 2·1 + 0 = {} and 3·1 + 1 = {}.")
    assert logits == ref.mlp_forward(X, W1, b1, W2, b2, np.square).ravel().tolist()
    assert "The point (3, 2) has the score 1, and the same logits." in PROSE
    assert logits == ref.mlp_forward(np.array([[3.0, 2.0]]), W1, b1, W2, b2, np.square).ravel().tolist()


def test_the_backward_pass_by_hand():
    """Each step's numbers, to the three digits that are printed."""
    dW1, db1, dW2, db2 = ref.mlp_backward(X, np.array([0]), W1, b1, W2, b2, np.square, lambda z: 2 * z)
    p = found("The logits 2 and 4 give *p* = {} and {}.")
    assert p == np.round(db2 + np.array([1, 0]), 3).tolist()
    assert found("At the logits: 0.119 - 1 = {} for class 0, and {} for class 1.") == np.round(db2, 3).tolist()
    assert found("so *W*₂ has the slopes {} and {}, and *b*₂ too.") == np.round(dW2[0], 3).tolist()
    back, slope, both = found(
        "2·(-0.881) + 3·0.881 = {}. The unit squares its score -1, so its slope there is 2·(-1) = {}. Together {}."
    )
    assert [back, slope, both] == [round(float(db2 @ W2[0]), 3), -2.0, round(float(db1[0]), 3)]
    assert found("*W*₁ has the slopes 1·(-1.762) and 2·(-1.762) = {}, and *b*₁ has {}.") == [
        round(float(dW1[1, 0]), 3),
        round(float(db1[0]), 3),
    ]


def test_the_network_of_the_check_is_computed_right(names):
    """The expected slopes of the visible check, from the reference."""
    right = ref.mlp_backward(*names["BY_HAND"], np.square, lambda z: 2 * z)
    for got, want in zip(names["BY_HAND_SLOPES"], right, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-8)


def test_the_largest_difference_of_the_gradient_check(names):
    """22 weights, and about 1e-11 between slopes and differences, with the weights of seed 0."""
    weights = names["make_weights"](2, 4, 2, seed=0)
    assert sum(part.size for part in weights) == found("over all {} weights.")[0]
    measured = names["make_measured_slopes"](names["X"], names["y"], weights, np.tanh)
    slopes = ref.mlp_backward(names["X"], names["y"], *weights, np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    assert "With the weights of seed 0 it is about 10<sup>-11</sup>" in PROSE
    assert 1e-12 < names["largest_difference"](slopes, measured) < 1e-10


def test_slider_a_shows_what_is_said_of_it(names):
    """At the point (1, 0) ReLU's unit 2 has the score -1.50 and no slope, and tanh's a small one."""
    slider = names["slider_a"]
    (said,) = found("With tanh the slope there is {} at the point (1, 0)")
    sentence = slider.draw(**{**slider.values, "act": "tanh", "back": True})[1]
    assert sentence.endswith(f"and {said:.2f}.".replace("-", "−"))
    sentence = slider.draw(**{**slider.values, "act": "ReLU", "back": True})[1]
    assert sentence.endswith("and 0.00.")
    assert found("unit 2 has the score {} and gives 0.00") == [-1.5]
