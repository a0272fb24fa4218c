"""The numbers that lesson 06 prints are what its own functions give: each is read out of the text, and computed again."""

import numpy as np
import pytest
from notebooks.lesson_numbers import cells, names, numbers, prose

from autograder.reference import network as ref
from autograder.reference.softmax import softmax

LESSON = "06_network"
X, W1, b1 = np.array([[1.0, 2.0]]), np.array([[1.0], [1.0]]), np.array([-4.0])
W2, b2 = np.array([[2.0, 3.0]]), np.array([0.0, 1.0])


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson, solved."""
    return names(LESSON)


def test_the_forward_pass_by_hand():
    """Score, hidden unit and logits of the points (1, 2) and (3, 2)."""
    score = numbers(LESSON, "The unit's score is 1 + 2 − 4 = {}, bent to 1.")
    assert score == (X @ W1 + b1).ravel().tolist()
    assert numbers(LESSON, "row [1, 2] times column [3, 4] gives 1·3 + 2·4 = {}.") == [np.dot([1, 2], [3, 4])]
    logits = numbers(LESSON, "the logits are 2·1 + 0 = {} and 3·1 + 1 = {}.")
    assert logits == ref.mlp_forward(X, W1, b1, W2, b2, np.square).ravel().tolist()
    assert "The point (3, 2) has the score 1, and the same logits." in prose(LESSON)
    assert logits == ref.mlp_forward(np.array([[3.0, 2.0]]), W1, b1, W2, b2, np.square).ravel().tolist()


def test_the_backward_pass_by_hand():
    """Each step's numbers, to the three digits that are printed."""
    dW1, db1, dW2, db2 = ref.mlp_backward(X, np.array([0]), W1, b1, W2, b2, np.square, lambda z: 2 * z)
    p = numbers(LESSON, "The logits 2 and 4 give p = {} and {}.")
    assert p == np.round(db2 + np.array([1, 0]), 3).tolist()
    assert numbers(LESSON, "At the logits: 0.119 − 1 = {} for class 0, and {} for class 1.") == np.round(db2, 3).tolist()
    assert numbers(LESSON, "so W₂ has the slopes {} and {}, and b₂ too.") == np.round(dW2[0], 3).tolist()
    back, slope, both = numbers(
        LESSON, "2·(−0.881) + 3·0.881 = {}. The unit squares its score −1, so its slope there is 2·(−1) = {}. Together {}."
    )
    assert [back, slope, both] == [round(float(db2 @ W2[0]), 3), -2.0, round(float(db1[0]), 3)]
    assert numbers(LESSON, "W₁ has the slopes 1·(−1.762) and 2·(−1.762) = {}, and b₁ has {}.") == [
        round(float(dW1[1, 0]), 3),
        round(float(db1[0]), 3),
    ]


@pytest.mark.parametrize(("inputs", "slopes"), [("ONE_POINT", "SLOPES_OF_ONE"), ("THREE_POINTS", "SLOPES_OF_THREE")])
def test_the_network_of_the_check_is_computed_right(lesson, inputs, slopes):
    """The expected slopes of the visible check, from the reference; the one point is that of the text."""
    for got, want in zip(lesson[slopes], ref.mlp_backward(*lesson[inputs]), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-8)
    assert lesson["ONE_POINT"][0].tolist() == X.tolist()
    assert len({*lesson["THREE_POINTS"][0].shape, *W2.shape}) == 3  # 3 points, 2 coordinates, 1 unit: no shape fits by chance


def test_expected_logits_have_their_digits(lesson):
    """Each literal of the check of mlp_forward, from the reference."""
    seen = []

    def check_values(_, *inputs, expected, hint):
        seen.append((ref.mlp_forward(*inputs), expected))

    (cell,) = [cell.source for cell in cells(LESSON) if cell.grade_id == "test_mlp_forward"]
    exec(cell, {**lesson, "check_values": check_values, "print": len})
    assert len(seen) == 2
    for right, expected in seen:
        np.testing.assert_allclose(expected, right, rtol=1e-9)


WRONG_SLOPES = {
    "db2": "db2 is wrong: db2[0] should be -0.880797, but it is 0.119203. Look at step 1:",
    "dW2": "dW2 is wrong: dW2[0, 0] should be -0.880797, but it is 0.119203. Look at step 2:",
    "db1": "db1 is wrong: db1[0] should be -1.76159, but it is -0.761594. Look at step 3:",
    "dW1": "dW1 is wrong: dW1[0, 0] should be -1.76159, but it is -0.761594. Look at step 4:",
}


@pytest.mark.parametrize("part", WRONG_SLOPES)
def test_the_first_wrong_step_of_the_way_back_is_named(lesson, part):
    """Of slopes that rest on each other, the one that was computed first."""
    later = list(WRONG_SLOPES)[list(WRONG_SLOPES).index(part) :]

    def mlp_backward(*inputs):
        slopes = dict(zip(("dW1", "db1", "dW2", "db2"), ref.mlp_backward(*inputs), strict=True))
        return tuple(slope + (name in later) for name, slope in slopes.items())

    with pytest.raises(AssertionError) as caught:
        lesson["check_slopes"](mlp_backward, *lesson["ONE_POINT"], expected=lesson["SLOPES_OF_ONE"])
    assert WRONG_SLOPES[part] in " ".join(str(caught.value).split())


def test_the_largest_probability_of_a_wrong_digit(lesson):
    """In the network whose right digits the lesson counts."""
    first = lesson["make_weights"](64, 16, 10, seed=0, spread=0.25)
    for _ in range(300):
        slopes = ref.mlp_backward(lesson["LEARN_X"], lesson["LEARN_LABELS"], *first, np.tanh, lambda z: 1 - np.tanh(z) ** 2)
        first = [part - 0.5 * slope for part, slope in zip(first, slopes, strict=True)]
    shares = softmax(ref.mlp_forward(lesson["HELD_X"], *first, np.tanh), axis=1)
    wrong = shares.argmax(axis=1) != lesson["HELD_LABELS"]
    assert numbers(LESSON, "A wrong digit can have a high probability: up to {} in") == [round(shares[wrong].max(), 3)]


def test_the_largest_difference_of_the_gradient_check(lesson):
    """22 weights, and about 1e-11 between slopes and differences, with the weights of seed 0."""
    weights = lesson["make_weights"](2, 4, 2, seed=0)
    assert sum(part.size for part in weights) == numbers(LESSON, "over all {} weights.")[0]
    measured = lesson["make_measured_slopes"](lesson["X"], lesson["y"], weights, np.tanh)
    slopes = ref.mlp_backward(lesson["X"], lesson["y"], *weights, np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    (power,) = numbers(LESSON, "With the weights of seed 0 it is about 10^{}")
    assert 10 ** (power - 1) < lesson["largest_difference"](slopes, measured) < 10 ** (power + 1)


def test_slider_a_shows_what_is_said_of_it(lesson):
    """At the point (1, 0) ReLU's unit 2 has the score -1.50 and no slope, and tanh's a small one."""
    slider = lesson["slider_a"]
    (said,) = numbers(LESSON, "With tanh the slope there is {} at the point (1, 0)")
    sentence = slider.draw(**{**slider.values, "act": "tanh", "back": True})[1]
    assert sentence.endswith(f"and {said:.2f}.".replace("-", "−"))
    sentence = slider.draw(**{**slider.values, "act": "ReLU", "back": True})[1]
    assert sentence.endswith("and 0.00.")
    assert numbers(LESSON, "unit 2 has the score {} and gives 0.00") == [-1.5]
