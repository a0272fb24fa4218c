"""Facts printed in lesson 04: every number of its text, read out of it and computed anew with its seed."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from notebooks.lesson_numbers import names, numbers, prose

LESSON = "04_relu"


def sigmoid(x: Any) -> Any:
    """Return the sigmoid."""
    return 0.5 + 0.5 * np.tanh(np.asarray(x) / 2)


def slope_of_sigmoid(x: float) -> float:
    """Return the slope of the sigmoid."""
    return float(0.25 / np.cosh(x / 2) ** 2)


def slope_of_tanh(x: float) -> float:
    """Return the slope of tanh."""
    return float(1 / np.cosh(x) ** 2)


def silu(x: float) -> float:
    """Return x times the sigmoid of x."""
    return float(x * sigmoid(x))


def gelu(x: float) -> float:
    """Return x times the share of a normal distribution below x."""
    return x * 0.5 * math.erfc(-x / math.sqrt(2))


def elu(x: float) -> float:
    """Return x, or e^x - 1 on the left."""
    return x if x > 0 else math.expm1(x)


def measured(curve: Callable[[float], float], x: float) -> float:
    """Return the slope of a curve by a central difference."""
    return (curve(x + 1e-5) - curve(x - 1e-5)) / 2e-5


def share(w: float, x: float = 1.0, layers: int = 10) -> float:
    """Return which share of the gradient reaches the first of ten ReLU units in a row, without biases."""
    score, left = w * x, 1.0
    for _ in range(layers - 1):
        left *= w * (score > 0)
        score = w * max(score, 0)
    return left


def layer(b: float) -> np.ndarray:
    """Return for which of the 40 points (seed 2) each of the six units is on."""
    on: np.ndarray = names(LESSON)["UNIT_SCORES"] + b > 0
    return on


def learn(rate: float, leak: float, steps: int = 100) -> dict[str, Any]:
    """Return how the unit of slider E ends, on the ring of seed 2: written anew, without relu and relu_grad."""
    X, y = names(LESSON)["ring"](40, seed=2)
    x = 2 - (X**2).sum(axis=1)
    w, b, off = 2.0, 0.0, []
    for step in range(steps + 1):
        z = w * x + b
        answer = np.where(z > 0, z, leak * z)
        off.append(bool((z <= 0).all()))
        if step < steps:
            slope = (answer - y) * np.where(z > 0, 1.0, leak)
            w, b = w - rate * (slope @ x) / 40, b - rate * slope.sum() / 40
    return {"off": off, "loss": 0.5 * np.mean((answer - y) ** 2), "right": int(((answer > 0.5) == (y == 1)).sum()), "z": z}


def test_the_secants() -> None:
    """A secant with its ends at -u and v has the slope v / (u + v); the stills of slider A say so."""
    assert numbers(LESSON, "the secant of ReLU has the slope {}, that of tanh {}.") == [1 / 2, round(math.tanh(1), 3)]
    found = numbers(LESSON, "the ends are {} and {}: ReLU looks the same as before, with a corner and a secant of slope {},")
    assert found == [-0.001, 0.00025, 0.00025 / 0.00125]
    assert "In general, ends at −u and v give v / (u + v)" in prose(LESSON)


def test_one_point_has_no_secant() -> None:
    """With both ends of slider A at 0, the titles, the lines and the sentence say so: no slope is left from before."""
    slider = names(LESSON)["slider_a"]
    pixels, sentence = slider.draw(left=0.0, right=0.0, zoom=0)
    assert "Through one point there is no secant" in sentence
    titles = [panel.get_title() for panel in slider.fig.axes]
    assert titles == ["your relu: one point, no secant", "tanh: one point, no secant"]
    assert not (pixels == slider.draw(left=-1.0, right=0.0, zoom=0)[0]).all()


def test_the_three_slopes() -> None:
    """What slider B shows at 3 and at -3."""
    at_3 = numbers(LESSON, "At x = 3 the slopes are {}, {} and {}: on its right side")
    assert at_3 == [round(slope_of_sigmoid(3), 3), round(slope_of_tanh(3), 3), 1]
    at_minus_3 = numbers(LESSON, "At x = −3 they are {}, {} and {}. ReLU has the smallest")
    assert at_minus_3 == [*at_3[:2], 0]
    assert numbers(LESSON, "the slopes of sigmoid, tanh and ReLU are {}, {} and {}.") == at_3


def test_the_chain() -> None:
    """What reaches layer 1 of ten units."""
    relu_1, of_sigmoid, of_tanh = numbers(LESSON, "a share of {}, where the sigmoid left {} and tanh {}.")
    assert relu_1 == share(1.0)
    score, left = 1.0, {"sigmoid": 1.0, "tanh": 1.0}
    for name, curve, slope in (("sigmoid", sigmoid, slope_of_sigmoid), ("tanh", np.tanh, slope_of_tanh)):
        score = 1.0
        for _ in range(9):
            left[name] *= slope(score)
            score = float(curve(score))
    assert of_sigmoid == float(f"{left['sigmoid']:.1e}")
    assert of_tanh == round(left["tanh"], 3)
    small, large = numbers(LESSON, "With another w the nine steps make w^9: {} for ½, and {} for 2.")
    assert (small, large) == (round(share(0.5), 3), share(2.0))
    assert share(1.0, x=-1.0) == 0
    assert "With x = −1 the first score is negative, so the first unit answers 0: it is off." in prose(LESSON)


def test_the_six_units() -> None:
    """What slider D shows on the ring of seed 2: the share that flows, the dead units, the closed curve."""
    _, y = names(LESSON)["ring"](40, seed=2)
    assert layer(0.0).mean() == 0.5
    high, low, least, most = numbers(LESSON, "From b = {} to {} only {} to {} % flows")
    flows = [100 * layer(b).mean() for b in np.arange(low, high + 0.01, 0.1)]
    assert (round(min(flows)), round(max(flows))) == (least, most)
    for b in np.arange(low, high + 0.01, 0.1):
        assert layer(b).any(axis=0).all()
        assert np.array_equal(~layer(b).any(axis=1), y == 1)
    b, first, second = numbers(LESSON, "At b = {} units {} and {} are off for all points")
    assert (np.flatnonzero(~layer(b).any(axis=0)) + 1).tolist() == [first, second]
    (all_dead,) = numbers(LESSON, "they are dead. At {} all six are.")
    assert not layer(all_dead).any()
    assert layer(all_dead + 0.1).any()
    (all_on,) = numbers(LESSON, "From b = {} on all units are on for all points")
    assert layer(all_on).all()
    assert not layer(all_on - 0.1).all()
    for b, still in ((-1.2, "the bars are low, and {} % of the gradient flows"), (-2.1, "are marked as dead, and {} % flows")):
        assert numbers(LESSON, still) == [round(100 * layer(b).mean(), 1)]
    (b,) = numbers(LESSON, "Below, b = {}: the grey hexagon has grown beyond most circles, four of the six units")
    assert (~layer(b).any(axis=0)).sum() == 4


def test_how_a_unit_dies() -> None:
    """What slider E shows on the ring of seed 2: it learns, dies in its first step, or comes back through a leak."""
    rate, first, loss = numbers(LESSON, "With a learning rate of {} the unit learns: its loss falls from {} to {} in 100 steps.")
    (right,) = numbers(LESSON, "(All {} points are right, as at the start:")
    start, end = learn(rate, 0.0, 0), learn(rate, 0.0)
    assert (round(start["loss"], 2), round(end["loss"], 4)) == (first, loss)
    assert (start["right"], end["right"]) == (right, right)
    assert not any(end["off"])
    rate, loss, right = numbers(
        LESSON,
        "With a rate of {} the first step kills it. From then on it answers 0 for every point, the loss stays at {}, and {} of 40",
    )
    end = learn(rate, 0.0)
    assert (end["loss"], end["right"]) == (loss, right)
    assert end["off"] == [False] + [True] * 100
    (leak,) = numbers(LESSON, "With a leak of {} the same first step does the same harm.")
    loss, right = numbers(LESSON, "the unit is off for four steps, comes back, and ends at a loss of {} with all {} points right.")
    end = learn(rate, leak)
    assert (round(end["loss"], 4), end["right"]) == (loss, right)
    assert end["off"] == [False] + [True] * 4 + [False] * 96
    (unsettled,) = numbers(LESSON, "A leak is no cure for every rate: at {} this unit never settles.")
    ends = [learn(unsettled, leak, steps)["loss"] for steps in range(400, 420)]
    assert max(ends) > 2 * min(ends)


@pytest.mark.parametrize(("rate", "leak"), [(0.5, 0.0), (1.0, 0.0), (1.0, 0.1)])
def test_the_open_loop_is_the_training_of_the_text(rate: float, leak: float) -> None:
    """The lesson's loop, through the student's relu and relu_grad, ends where this file's own training ends."""
    lesson = names(LESSON)
    X, y = lesson["ring"](40, seed=2)
    diary = lesson["train_unit"](rate, leak, 2 - (X**2).sum(axis=1), y, 101)
    assert diary[-1, 2] == pytest.approx(learn(rate, leak)["loss"], rel=1e-9)


def test_the_family() -> None:
    """Where SiLU and GELU turn, their lowest values, and the four slopes at -3."""
    found = numbers(LESSON, "SiLU as far as x = {}, where it is {}, GELU as far as x = {}, where it is {}.")
    for curve, (place, lowest) in ((silu, found[:2]), (gelu, found[2:])):
        grid = np.arange(-4, 0, 0.001)
        values = [curve(x) for x in grid]
        assert round(float(grid[np.argmin(values)]), 2) == place
        assert round(min(values), 3) == lowest
    leaky, of_elu, of_silu, of_gelu = numbers(LESSON, "At x = −3 the slopes are {} (leaky), {} (ELU), {} (SiLU) and {} (GELU)")
    assert leaky == 0.1
    assert [of_elu, of_silu, of_gelu] == [round(measured(curve, -3.0), 3) for curve in (elu, silu, gelu)]
    pulls = [-(curve(-3.0) - 1) * measured(curve, -3.0) for curve in (elu, silu, gelu)]  # on a score that should answer 1
    assert np.sign(pulls).tolist() == [1, -1, -1]
    assert "Left of their lowest points SiLU and GELU push it the other way" in prose(LESSON)
    still = numbers(
        LESSON,
        "SiLU dips below 0, to {} at x = {}, and comes back: its slope is {}. GELU dips to {} at x = {}, and its slope is {}.",
    )
    assert still == [found[1], found[0], of_silu, found[3], found[2], of_gelu]
    assert numbers(LESSON, "ELU bends to −1 and has the slope {}.") == [of_elu]
