"""Every number in the text of lesson 02, read out of its sentence and computed again, with the seed that stands beside it."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from notebooks.lesson_numbers import cells, names, numbers, prose

from autograder.reference.sigmoid import gradient_step, sigmoid, sigmoid_grad

LESSON = "02_sigmoid"
CODE = [cell.source for cell in cells(LESSON) if cell.kind == "code" and not cell.include]
START, RATE = (-4.0, 2.0), 0.5  # of the race


def ring(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the depths of 40 points of the ring, (40,), and their classes."""
    X, y = names(LESSON)["ring"](40, seed=seed)
    return 2 - (X**2).sum(axis=1), y


def share(w: float, b: float, x: float, layers: int) -> float:
    """Return the share of the gradient that reaches the first layer of a chain of sigmoids."""
    score, left = w * x + b, 1.0
    for _ in range(layers - 1):
        left *= w * float(sigmoid_grad(score))
        score = w * float(sigmoid(score)) + b
    return left


def steps_until_right(seed: int) -> list[int]:
    """Return how many steps of cross-entropy, and of the squared error, the lesson's own loop takes until all points are right."""
    depth, y = ring(seed)
    loop: dict[str, Any] = {"np": np, "DEPTH": depth, "y": y, "sigmoid": sigmoid}
    for source in CODE:
        if re.match(r"def make_(path|squared_step)\b", source):
            exec(source, loop)
    found = []
    for step in (gradient_step, loop["make_squared_step"]):
        path = np.array(loop["make_path"](step, *START, RATE, 1000))
        right = ((path[:, :1] * depth + path[:, 1:] > 0) == (y == 1)).all(axis=1)
        assert right.any()
        found.append(int(right.argmax()))
    return found


@pytest.fixture(scope="module")
def race() -> dict[int, list[int]]:
    """The race of the two losses, for ten seeds."""
    return {seed: steps_until_right(seed) for seed in range(10)}


def test_the_ring_has_its_two_depths() -> None:
    """Inner points between 1 and 2, outer ones below −0.5; which w puts all 40 on their right side, for two b (seed 2)."""
    low, high, below = numbers(LESSON, "inner points have a depth between {} and {}, the outer ones a depth below {}.")
    b, count, least = numbers(LESSON, "With b = {}, the slider puts all {} points on their right side from w = {} on")
    depth, y = ring(2)
    assert low <= depth[y == 1].min()
    assert depth[y == 1].max() <= high
    assert depth[y == 0].max() < below
    assert count == len(depth) == 40
    on_the_slider = np.arange(-40, 41) / 5
    for bias, from_there_on in ((b, least), (0, 0.2)):
        right = [((w * depth + bias > 0) == (y == 1)).all() for w in on_the_slider]
        assert right == list(on_the_slider >= from_there_on)
    assert "With b = 0 each positive w does." in prose(LESSON)
    assert any("ring(40, seed=2)" in source for source in CODE)


def test_the_flat_zones_begin_where_the_answer_is_so_near_its_end() -> None:
    """Slider A hatches them from a score of 4.595 on."""
    (near,) = numbers(LESSON, "the answer is within {} of 0 or of 1")
    assert any("4.595" in source for source in CODE)
    assert sigmoid(4.595) == pytest.approx(1 - near, abs=1e-5)


def test_where_float64_gives_exactly_1() -> None:
    """36.74 and 16.64 are printed by the cell, 4.6 is where slider A shows it; near 1 numbers stand 2e-16 apart."""
    w, x = numbers(LESSON, "set w = {}, b = 0 and look at x = {}")
    (apart,) = numbers(LESSON, "Near 1, float64 numbers stand about {} apart")
    for kind, printed in ((np.float64, 36.74), (np.float32, 16.64)):
        edge = -np.log(np.finfo(kind).eps / 2)
        assert f"{edge:.2f}" == f"{printed}"
        one = kind(1)
        assert one / (one + np.exp(kind(-printed))) == 1
        assert one / (one + np.exp(kind(-printed + 0.02))) < 1
    assert any("36.7368" in source for source in CODE)
    assert x == pytest.approx(36.7368 / w, abs=0.05)
    assert apart == float(f"{np.finfo(float).eps:.0e}")


def check_error(h: float) -> float:
    """Return the largest difference of slope and central difference at the places of slider B."""
    x = np.linspace(-6, 6, 121)
    return float(np.abs((sigmoid(x + h) - sigmoid(x - h)) / (2 * h) - sigmoid_grad(x)).max())


def test_the_gradient_check_falls_and_rises() -> None:
    """A hundred times smaller with each factor of ten, about 1e-11 at 1e-5, nearly 0.1 at 1e-15."""
    h, error = numbers(LESSON, "At h = 10^{} it is about 10^{}.")
    tiny, nearly = numbers(LESSON, "rises again. At h = 10^{} it is nearly {}:")
    assert "with each factor of ten in h it gets a hundred times smaller" in prose(LESSON)
    assert check_error(0.1) / check_error(0.01) == pytest.approx(100, rel=0.02)
    assert check_error(10**h) == pytest.approx(10**error, rel=0.15)
    assert nearly / 2 < check_error(10**tiny) < nearly
    assert min(range(1, 16), key=lambda power: check_error(10.0**-power)) == -h


def test_what_is_left_of_the_gradient_in_a_chain() -> None:
    """Ten layers with w = 1, with the best w, with a bias, and where it grows."""
    layers, left = numbers(LESSON, "With w = 1 and {} layers, layer 1 gets about {}: a millionth.")
    assert left == float(f"{share(1, 0, 1, int(layers)):.1e}")
    best, left = numbers(LESSON, "w = {} is about the best, and the share is only {}.")
    assert max(np.arange(5, 61) / 10, key=lambda w: share(w, 0, 1, 10)) == best
    assert left == float(f"{share(best, 0, 1, 10):.1e}")
    w, b, x, percent = numbers(LESSON, "Set w = {} and b = {}: for x = {}, {} % of the gradient")
    assert share(w, b, x, 10) == pytest.approx(percent / 100, rel=0.01)
    (middle,) = numbers(LESSON, "At x = {} all of it passes")
    assert share(w, b, middle, 10) == 1
    w, b, x, grown = numbers(LESSON, "w = {}, b = {} and x = {} each factor is 5/4, and nine of them make {}.")
    assert share(w, b, x, 10) == pytest.approx(grown, abs=0.005)
    assert share(w, b, x, 2) == 5 / 4
    assert share(4, 0, 1, 10) < 1e-10  # "less than one ten-thousand-millionth", in the still picture's words


def test_how_hard_the_losses_pull() -> None:
    """At z = −8, and how many times as hard."""
    z, cross, squared, times = numbers(
        LESSON, "At z = {} cross-entropy pulls with {} and squared error with {}, about {} times less"
    )
    p = float(sigmoid(z))
    assert 1 - p == pytest.approx(cross, abs=5e-5)
    assert (1 - p) * p * (1 - p) == pytest.approx(squared, abs=5e-5)
    assert 1 / (p * (1 - p)) == pytest.approx(times, rel=0.01)


def test_the_race_of_the_two_losses(race: dict[int, list[int]]) -> None:
    """Seed 2 as the sliders show it, and the ten seeds 0 to 9."""
    w, b, rate = numbers(LESSON, "Both start at w = {} and b = {}, with a rate of {}.")
    assert ((w, b), rate) == (START, RATE)
    depth, y = ring(2)
    assert not ((w * depth + b > 0) == (y == 1)).any()
    cross, squared, times = numbers(
        LESSON, "all 40 points are right after {} steps, with the squared error after {}: about {} times as many"
    )
    assert race[2] == [cross, squared]
    assert squared / cross == pytest.approx(times, abs=0.5)
    found = numbers(LESSON, "For the seeds 0 to 9 it is {} to {} steps against {} to {}.")
    each, other = zip(*race.values(), strict=True)
    assert found == [min(each), max(each), min(other), max(other)]


def test_the_numbers_of_the_parts_to_read_on() -> None:
    """The slope far out."""
    x, slope = numbers(
        LESSON,
        "At x = {} the sigmoid is exactly 1.0 in float64. So 1 − σ(x) is exactly 0, and the slope seems to be 0 as well. "
        "But the true slope is about {}, which",
    )
    assert sigmoid(x) == 1
    assert slope == float(f"{sigmoid_grad(x):.3e}")


NUMBERS_IN_CHECKS: dict[str, Callable[[], Any]] = {
    "1.44795392, 0.31356631": lambda: gradient_step(1.0, 0.25, [-1.0, 0.5, 2.0], [0, 1, 1], 2.0),
    "-3.27982343, 1.97021062": lambda: gradient_step(-4.0, 2.0, [1.0, -2.0], [1, 0], 0.5),
    "-3.0, 0.0": lambda: gradient_step(2.0, 0.0, [-500.0, 500.0], [1, 0], 0.01),
    "0.11920292, 0.73105858, 0.95257413": lambda: sigmoid([-2.0, 1.0, 3.0]),
    "0.19661193, 0.19661193, 0.01766271": lambda: sigmoid_grad([-1.0, 1.0, 4.0]),
}


@pytest.mark.parametrize("printed", NUMBERS_IN_CHECKS)
def test_the_visible_checks_expect_what_the_reference_gives(printed: str) -> None:
    """To the last digit that is printed."""
    assert any(f"[{printed}]" in source for source in CODE)
    want = [float(number) for number in printed.split(", ")]
    assert np.allclose(NUMBERS_IN_CHECKS[printed](), want, rtol=0, atol=5.1e-9)
