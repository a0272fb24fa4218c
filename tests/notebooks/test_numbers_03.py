"""Facts printed in lesson 03: every number of its text, read out of it and computed anew with its seed."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from notebooks.lesson_numbers import names, numbers, prose

LESSON = "03_tanh"
Curve = Callable[[np.ndarray], np.ndarray]


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return the sigmoid."""
    return 0.5 + 0.5 * np.tanh(np.asarray(x) / 2)


def centred(x: np.ndarray) -> np.ndarray:
    """Return the sigmoid with its middle at 0."""
    return sigmoid(x) - 0.5


def slope_of_sigmoid(x: float) -> float:
    """Return the slope of the sigmoid."""
    return float(0.25 / np.cosh(x / 2) ** 2)


def slope_of_tanh(x: float) -> float:
    """Return the slope of tanh."""
    return float(1 / np.cosh(x) ** 2)


def share(curve: Callable[[Any], Any], slope: Callable[[float], float], w: float, x: float = 1.0) -> float:
    """Return which share of the gradient reaches the first of ten units in a row, without biases."""
    score, left = w * x, 1.0
    for _ in range(9):
        left *= w * slope(score)
        score = w * float(curve(score))
    return left


def factors_of_tanh() -> list[float]:
    """Return the factors of the nine units below the last of ten, with w = 1."""
    score, found = 1.0, []
    for _ in range(9):
        found.append(slope_of_tanh(score))
        score = float(np.tanh(score))
    return found


def walked(curve: Curve, seed: int, steps: int) -> tuple[int, float, float, int]:
    """Return, after some steps of slider E: same-way steps, length of the way, distance from the start, points right."""
    points, _ = names(LESSON)["ring"](40, seed=seed)
    labels = (points[:, 0] > points[:, 1]).astype(int)
    v = np.zeros(2)
    path = [v]
    for h, label in zip(curve(points[:steps]), labels, strict=False):
        v = v - (sigmoid(v @ h) - label) * h
        path.append(v)
    moves = np.diff(path, axis=0)
    right = int(((curve(points) @ v > 0) == (labels == 1)).sum())
    return int((moves.prod(axis=1) > 0).sum()), float(np.hypot(*moves.T).sum()), float(np.hypot(*v)), right


def textbook(x: np.ndarray) -> np.ndarray:
    """Return tanh by the formula with four powers of e."""
    answers: np.ndarray = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    return answers


def digits(form: Curve, k: int) -> float:
    """Return how many digits of a form are right at the worst x from 10^-(k+1) to 10^-k."""
    x = np.logspace(-k - 1, -k, 2001)
    return float(-np.log10(np.maximum(abs(form(x) / np.tanh(x) - 1), 1e-17).max()))


def test_the_knobs() -> None:
    """tanh(x) = 2σ(2x) − 1, with slope 1 at 0, four times the sigmoid's; the sigmoid's own slope there is a quarter."""
    x = np.linspace(-9, 9, 181)
    np.testing.assert_allclose(2 * sigmoid(2 * x) - 1, np.tanh(x), atol=1e-15)
    assert slope_of_tanh(0) == 4 * slope_of_sigmoid(0) == 1
    for sentence in ("tanh(x) = 2σ(2x) − 1.", "The slope at 0 is 1, four times that of the sigmoid."):
        assert sentence in prose(LESSON)
    assert numbers(LESSON, "with slope {} at 0, far from") == [slope_of_sigmoid(0)]
    assert numbers(LESSON, "with slope {} the curve rises too slowly") == [2 * slope_of_sigmoid(0)]


def test_where_the_textbook_formula_breaks() -> None:
    """The largest exponent of e in float64, nan beyond it, seven digits at 10^-10, spacing of float64 around 1."""
    assert numbers(LESSON, "Above about {}, e^x is infinity in float64.") == [np.log(np.finfo(float).max).round(1)]
    with np.errstate(all="ignore"):
        trials = names(LESSON)["TRIALS"]
        assert np.isnan([trials[710.0], trials[-1000.0]]).all()
    error = abs(trials[1e-10] / 1e-10 - 1)
    assert -np.log10(error) == pytest.approx(7, abs=0.5)
    assert numbers(LESSON, "At 10^−10 the error is {} of the answer: only about seven are right.") == [float(f"{error:.0e}")]
    above, below = numbers(LESSON, "The float64 numbers around 1 stand {} apart ({} below 1).")
    assert (above, below) == (float(f"{np.spacing(1.0):.0e}"), float(f"{1 - np.nextafter(1.0, 0):.0e}"))


def test_the_slopes_side_by_side() -> None:
    """Where the two slopes cross, what they are at 2, and where each curve comes within 0.01 of its limit."""
    (cross,) = numbers(LESSON, "tanh is steeper only near 0, up to about {} on each side.")
    assert slope_of_tanh(cross - 0.005) > slope_of_sigmoid(cross - 0.005)
    assert slope_of_tanh(cross + 0.005) < slope_of_sigmoid(cross + 0.005)
    x, of_sigmoid, of_tanh = numbers(LESSON, "at x = {} its slope is {}, that of tanh {}.")
    assert (of_sigmoid, of_tanh) == (round(slope_of_sigmoid(x), 3), round(slope_of_tanh(x), 3))
    assert numbers(LESSON, "At x = 2 the slopes are {} and {}: there the sigmoid") == [of_tanh, of_sigmoid]
    gap, tanh_from, sigmoid_from = numbers(LESSON, "it is within {} of its limit from x = {} on, the sigmoid from {} on.")
    assert round(float(np.arctanh(1 - gap)), 2) == tanh_from
    assert round(float(np.log((1 - gap) / gap)), 1) == sigmoid_from
    (flat,) = numbers(LESSON, "From about x = {} on, float64 rounds t to 1")
    assert np.tanh(flat - 0.5) != 1
    assert np.tanh(flat + 0.5) == 1
    assert slope_of_tanh(flat) == pytest.approx(1e-16, rel=0.5, abs=0)
    assert "The true slope there is about 10^−16." in prose(LESSON)


def test_the_chain() -> None:
    """What reaches layer 1 of ten units of tanh and of the sigmoid."""
    tanh_1, sigmoid_1 = numbers(LESSON, "With w = 1 a share of {} arrives: almost a twentieth. The sigmoid let {} through.")
    assert tanh_1 == round(share(np.tanh, slope_of_tanh, 1.0), 3)
    assert sigmoid_1 == float(f"{share(sigmoid, slope_of_sigmoid, 1.0):.1e}")
    assert numbers(LESSON, "About a millionth arrived: {}.") == [sigmoid_1]
    tanh_2, sigmoid_2 = numbers(LESSON, "With w = 2 it is {}, less than with the sigmoid ({}): tanh saturates sooner.")
    assert tanh_2 == float(f"{share(np.tanh, slope_of_tanh, 2.0):.1e}")
    assert sigmoid_2 == float(f"{share(sigmoid, slope_of_sigmoid, 2.0):.1e}")
    explodes = numbers(LESSON, "Nine factors of 2 make 2^9 = {}: the gradient explodes.")
    assert explodes == [share(np.tanh, slope_of_tanh, 2.0, x=0.0)]
    lowest, highest = numbers(LESSON, "Its factors are below ¼. Those of tanh lie between {} and {} here.")
    assert (lowest, highest) == (round(min(factors_of_tanh()), 2), round(max(factors_of_tanh()), 2))
    assert slope_of_sigmoid(0.01) < slope_of_sigmoid(0) == 1 / 4
    assert numbers(LESSON, "the share falls slowly, to {} at layer 1") == [round(share(np.tanh, slope_of_tanh, 1.0), 4)]


def test_the_zigzag() -> None:
    """Slider E on the ring of seed 2: how far each pair of weights walked, how far that got them, how many points are right."""
    of_sigmoid, of_centred, of_tanh = (walked(curve, 2, 40) for curve in (sigmoid, centred, np.tanh))
    same, length, away = numbers(
        LESSON, "same way in all {} steps. To go right and down they had to zigzag: they walked {} to get {} away"
    )
    assert (same, length, away) == (of_sigmoid[0], round(of_sigmoid[1], 1), round(of_sigmoid[2], 1))
    assert of_sigmoid[1] / of_sigmoid[2] == pytest.approx(4, abs=0.05)
    found = numbers(
        LESSON, "same way in {} of 40 steps, and walked {} to get {} away: {} times. With tanh it was {} for {}: {} times."
    )
    want = [
        of_centred[0],
        *np.round([*of_centred[1:3], of_centred[1] / of_centred[2]], 1),
        *np.round([*of_tanh[1:3], of_tanh[1] / of_tanh[2]], 1),
    ]
    assert found == want
    assert of_tanh[0] == of_centred[0]
    early = numbers(LESSON, "After 8 steps the sigmoid has {} of 40 points right, as at the start, the two centred ones {} each.")
    assert early == [walked(sigmoid, 2, 8)[3], walked(centred, 2, 8)[3]]
    assert walked(sigmoid, 2, 0)[3] == early[0]
    assert walked(np.tanh, 2, 8)[3] == walked(centred, 2, 8)[3]
    assert numbers(LESSON, "At step 40 it is ahead, {} to {}.") == [of_sigmoid[3], of_tanh[3]]
    assert of_centred[3] == of_tanh[3]
    by_step = [[walked(curve, 2, steps)[3] for steps in range(1, 41)] for curve in (sigmoid, centred, np.tanh)]
    late = numbers(LESSON, "But its count jumps, from {} to {} to {} in the last three steps")
    assert late == by_step[0][-3:]
    (average,) = numbers(LESSON, "and over all 40 steps its average is {}.")
    centred_average, fewest = numbers(LESSON, "The centred ones have {} on average, and never fewer than {} from step 1 on.")
    assert [average, centred_average, centred_average] == [round(np.mean(rights)) for rights in by_step]
    assert fewest == min(by_step[1] + by_step[2])
    assert numbers(LESSON, "they walked {} and are {} from the start.") == [length, away]
    assert numbers(LESSON, "to the right and down: {} for {}, and {} for {}.") == [found[1], found[2], found[4], found[5]]


def test_the_zigzag_is_no_luck() -> None:
    """The means over the rings of 200 seeds, after 8 and after 40 steps."""
    found = numbers(
        LESSON, "after 8 steps are {}, {} and {} of 40 points right (sigmoid, σ − ½, tanh); after 40 steps they are {}, {} and {}."
    )
    first, last = numbers(LESSON, "Over 200 rings (seeds {} to {}) the means")
    seeds = range(int(first), int(last) + 1)
    assert len(seeds) == 200
    curves = (sigmoid, centred, np.tanh)
    want = [np.mean([walked(curve, seed, steps)[3] for seed in seeds]) for steps in (8, 40) for curve in curves]
    assert found == pytest.approx(want, abs=0.051)


def test_the_slider_walks_as_the_text_says() -> None:
    """The open loop of the lesson, with the student's functions, gives the numbers of this file."""
    lesson = names(LESSON)
    points, _ = lesson["ring"](40, seed=2)
    labels = (points[:, 0] > points[:, 1]).astype(int)
    for curve, own in ((centred, lesson["centred_sigmoid"]), (np.tanh, lesson["tanh"])):
        path = lesson["walk_of_weights"](own, points, labels)
        assert np.hypot(*path[-1]) == pytest.approx(walked(curve, 2, 40)[2])
        assert sum(np.hypot(*(b - a)) for a, b in pairwise(path)) == pytest.approx(walked(curve, 2, 40)[1])


def test_the_lost_digits() -> None:
    """The worst x of each factor of ten: a digit less each time by the textbook formula, all of them with expm1."""
    worst = [digits(textbook, k) for k in range(1, 15)]
    assert [round(a - b) for a, b in pairwise(worst)] == [1] * 13
    assert np.floor(digits(textbook, 10)) == 5
    assert np.floor(-np.log10(textbook(np.float64(1e-10)) / 1e-10 - 1)) == 7
    assert np.floor(digits(textbook, 15)) == 0
    assert "At 10^−10 itself seven are right, but the worst answer between 10^−11 and 10^−10 has five." in prose(LESSON)
    assert "Between 10^−16 and 10^−15 it has none." in prose(LESSON)
    with_expm1 = [digits(lambda x: (np.expm1(x) - np.expm1(-x)) / (np.exp(x) + np.exp(-x)), k) for k in range(16)]
    assert np.floor(min(with_expm1)) == 15
    assert "With expm1 15 are right everywhere." in prose(LESSON)
