"""Every number that lesson 05 prints, read out of its text and computed anew: a sentence that is gone, or wrong, fails."""

import functools
import re
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from notebooks.lesson_numbers import cells, names, numbers, numbers_in, prose

from autograder.checks import test_05_softmax as hidden
from autograder.judge.tolerance import PROBABILITY, Tolerance
from autograder.reference import softmax as ref

LESSON = "05_softmax"
SCORES = np.array([2.0, 1.0, -1.0])
ROW = re.compile(r"\| (three \w+) \| (\d+) \| (\d+) % \| (\d+) % \|")
SEED, STEPS, HELD_OUT, RATE = 1, 400, 150, 0.5  # of slider C and its loop


def code_with(pattern: str) -> str:
    """Return the code of the one cell that holds `pattern`."""
    (cell,) = [cell for cell in cells(LESSON) if cell.kind == "code" and pattern in cell.source]
    return cell.source


def test_softmax_of_the_first_scores() -> None:
    """The powers, their sum, and the shares, in the text and in the still picture's description."""
    powers = np.exp(SCORES)
    first, second, third, total = numbers(LESSON, "e^2 = {}, e^1 = {} and e^−1 = {} add up to {}.")
    assert [first, second, third, total] == [*powers.round(3), powers.sum().round(3)]
    shares = list(ref.softmax(SCORES).round(3))
    assert numbers(LESSON, "So the probabilities are {}, {} and {}, rounded") == shares
    assert numbers(LESSON, "the bars are {}, {} and {}, just as with c = 0") == shares
    assert numbers(LESSON, "T = 0.1: the bar of outer is {}") == [round(ref.softmax(SCORES / 0.1)[0], 3)]
    assert abs(ref.softmax(SCORES / 20) - 1 / 3).max() < 0.03


def test_cats_and_dogs() -> None:
    """One softmax against three sigmoids; two thirds of a row would be the scores 3, 3 and -2."""
    assert numbers(LESSON, "at most ½: here {} each") == [round(ref.softmax([3.0, 3.0, -2.0])[0], 3)]
    sigmoids = 1 / (1 + np.exp(-np.array([3.0, 3.0, -2.0])))
    assert numbers(LESSON, "Three sigmoids say {}, {} and {}:") == list(sigmoids.round(3))


def test_guessing() -> None:
    """log 2 and log 3, and what the check's hint says of two rows."""
    assert numbers(LESSON, "costs log 2 = {} nats") == [round(np.log(2), 3)]
    assert numbers(LESSON, "it is log 3 = {}.") == [round(np.log(3), 3)]
    losses = [ref.cross_entropy([scores], [label]) for scores, label in ((SCORES, 0), ([0.0, 3.0, 1.0], 2))]
    hint = numbers_in(code_with("check_values(cross_entropy, "), "The rows cost {} and {}.")
    assert hint == [round(loss, 3) for loss in losses]


def test_a_loss_of_1000_and_one_of_almost_nothing() -> None:
    """1000 exactly; the digits of a sure, right answer in two orders, against 50 digits."""
    assert ref.cross_entropy([[1000.0, 0.0]], [1]) == 1000.0
    assert np.exp(-1000.0) == 0.0
    assert "But the true loss is 1000." in prose(LESSON)
    shifted = 1000.0 + np.log(np.exp(0.0) + np.exp(-20.0)) - 1000.0
    with mpmath.workdps(50):
        true = mpmath.log1p(mpmath.exp(-20))
    assert numbers(LESSON, "the loss is {}e-9 (that is {}).") == [round(float(true) * 1e9, 5), float(f"{float(true):.5e}")]
    assert numbers(LESSON, "a computer gets {}e-9:") == [round(shifted * 1e9, 5)]
    assert abs(ref.cross_entropy([[1000.0, 980.0]], [0]) - true) < 1e-12 * true
    assert abs(shifted - true) < 1e-13  # so all three orders are right, as the text says
    last = (1000.0 - 1000.0) + np.log(np.exp(0.0) + np.exp(-20.0))  # the form that the task asks for
    assert abs(last - true) < 1e-13
    assert "may be off by 10^−13." in prose(LESSON)


def test_slopes() -> None:
    """p minus one-hot for the scores of slider B; its pictures."""
    slopes = ref.cross_entropy_grad(SCORES[None], [1])[0]
    assert numbers(LESSON, "The slopes are {}, {} and {}. A step") == list(slopes.round(3))
    assert numbers(LESSON, "the loss {} falls along a line of slope {}.") == [
        round(ref.cross_entropy(SCORES[None], [1]), 3),
        round(slopes[1], 3),
    ]
    assert numbers(LESSON, "the score of inner, with slope {}.") == [round(ref.cross_entropy_grad(SCORES[None], [0])[0, 1], 3)]


@functools.cache
def learned(kind: str, count: int, seed: int) -> tuple[int, float, list[float]]:
    """Return how many held-out points are right after the last step, what is claimed on average, and their loss by step."""
    X, y = names(LESSON)["make_points"](kind, seed)
    W, b, losses = np.zeros((2, 3)), np.zeros(3), []
    for step in range(STEPS + 1):
        losses.append(ref.cross_entropy(X[HELD_OUT:] @ W + b, y[HELD_OUT:]))
        if step < STEPS:
            slopes = ref.cross_entropy_grad(X[:count] @ W + b, y[:count])
            W, b = W - RATE * X[:count].T @ slopes, b - RATE * slopes.sum(axis=0)
    shares = ref.softmax(X[HELD_OUT:] @ W + b)
    return int((shares.argmax(axis=1) == y[HELD_OUT:]).sum()), float(shares.max(axis=1).mean()), losses


def test_the_loop_is_the_one_that_is_measured_here() -> None:
    """Steps, rate, seed and held-out points stand in the lesson as they stand here."""
    assert code_with(f"def learn_three_classes(X, labels, steps={STEPS}, rate={RATE}):")
    assert code_with(f"HELD_OUT, STEPS, EDGE = {HELD_OUT}, {STEPS}, ")
    assert code_with(f'slider("seed of the points", 0, 9, {SEED}, step=1')
    assert f"After {STEPS} steps, as means over the seeds 0 to 9" in prose(LESSON)
    assert f"{HELD_OUT} other points are held out" in prose(LESSON)


@pytest.mark.parametrize("row", ROW.findall(prose(LESSON)), ids=" ".join)
def test_each_row_of_the_table(row: tuple[str, str, str, str]) -> None:
    """Means over ten seeds, in per cent."""
    kind, count, right, claims = row
    runs = [learned(kind, int(count), seed) for seed in range(10)]
    assert round(100 * np.mean([run[0] for run in runs]) / HELD_OUT) == int(right)
    assert round(100 * np.mean([run[1] for run in runs])) == int(claims)


def test_the_table_is_whole() -> None:
    """Three sizes of the groups, and the rings."""
    assert [row[:2] for row in ROW.findall(prose(LESSON))] == [
        ("three groups", "150"),
        ("three groups", "30"),
        ("three groups", "12"),
        ("three rings", "150"),
    ]


def test_the_seed_that_is_shown() -> None:
    """The numbers beside seed 1, and the loss that turns round."""
    right, claims = numbers(LESSON, "(seed 1: {} of 150 held-out points right, the network claims {} %)")
    found = learned("three groups", 150, SEED)
    assert [right, claims] == [found[0], round(100 * found[1])]
    right, share, claims = numbers(LESSON, "(seed 1: {} of 150, that is {} %, but it claims {} %)")
    found = learned("three groups", 12, SEED)
    assert [right, share, claims] == [found[0], round(100 * found[0] / 150), round(100 * found[1])]
    lowest = int(np.argmin(found[2]))
    assert 0 < lowest < 100
    assert found[2][-1] > 2 * found[2][lowest]
    assert found[2][0] == pytest.approx(np.log(3))
    assert "Its loss on the held-out points even ends above that of guessing (seed 1)." in prose(LESSON)
    assert learned("three rings", 150, SEED)[2][-1] > np.log(3)


@pytest.mark.parametrize("seed", range(10))
def test_less_often_than_it_claims(seed: int) -> None:
    """On the rings nearly a third is right, and little is claimed, whatever the seed."""
    right, claims, _ = learned("three rings", 150, seed)
    assert right / HELD_OUT < 0.46
    assert claims < 0.43


def test_visible_checks_ask_for_as_many_digits_as_hidden_ones() -> None:
    """Seven for softmax and the loss, six for the slopes; no visible check of the three functions has a tolerance of its own."""
    seven, six = (Tolerance(*names(LESSON)[f"{digits}_DIGITS"].values()) for digits in ("SEVEN", "SIX"))
    assert hidden.TestSoftmax.tolerance == hidden.TestCrossEntropy.tolerance == seven
    assert hidden.TestCrossEntropyGrad.tolerance == six
    for function, digits in (("softmax", "SEVEN"), ("cross_entropy", "SEVEN"), ("cross_entropy_grad", "SIX")):
        (cell,) = [cell.source for cell in cells(LESSON) if cell.grade_id == f"test_{function}"]
        calls = cell.split("check_values(")[1:]
        assert len(calls) >= 3
        assert [call for call in calls if f"**{digits}_DIGITS" not in call or "tol=" in call] == []


def test_a_row_times_a_column() -> None:
    """The one entry of a product of two tables that is computed."""
    assert numbers(LESSON, "Row [1, 2] times column [3, 4] gives 1·3 + 2·4 = {}.") == [np.dot([1, 2], [3, 4])]


def test_expected_values_have_these_digits() -> None:
    """Each literal in a check agrees with the reference to a tenth of what is asked for."""
    for function, digits in (("softmax", PROBABILITY), ("cross_entropy", PROBABILITY), ("cross_entropy_grad", hidden.GRADIENT)):
        (cell,) = [cell.source for cell in cells(LESSON) if cell.grade_id == f"test_{function}"]
        used = {"np": np, function: getattr(ref, function), "SEVEN_DIGITS": {}, "SIX_DIGITS": {}, "print": len}
        seen = []

        def compare(
            call: Callable[..., Any], *inputs: Any, expected: Any, hint: str = "", seen: list[Any] = seen, **more: Any
        ) -> None:
            seen.append((call(*inputs, **more), expected))

        exec(cell, {**used, "check_values": compare})
        assert len(seen) >= 3
        near = Tolerance(digits.relative / 10, digits.floor)
        assert [pair for pair in seen if not near.accepts(*pair)] == []
