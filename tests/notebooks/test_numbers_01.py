"""Each number in the text of lesson 01 is what the lesson's own cells, or a second way, give."""

import html
import re
from itertools import pairwise

import numpy as np
import pytest
from notebooks.lesson_numbers import most_right, names, numbers, numbers_in, prose
from scipy.optimize import linprog

from autograder.reference import linear_separability as ref

LESSON = "01_linear_separability"


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson, solved."""
    return names(LESSON)


def on_grid(X, y, angles, shifts):
    """Return {(angle, shift): points on their side} for all settings of two sliders."""
    rad = np.radians(angles)
    across = X @ np.array([np.cos(rad), np.sin(rad)])
    return {
        (int(angle), round(float(shift), 1)): int(((across[:, at] > shift) == (y == 1)).sum())
        for at, angle in enumerate(angles)
        for shift in shifts
    }


def separable(X, y):
    """Return whether a line has all points on their sides, by linear programming."""
    return linprog(np.zeros(3), A_ub=-ref.signed(X, y), b_ub=-np.ones(len(X)), bounds=[(None, None)] * 3).status == 0


def shown(slider, **values):
    """Return the sentence under a slider's picture, without drawing it."""
    return html.unescape(slider.update(**{**slider.values, **values}))


def test_the_ring_stands_as_it_is_described(lesson):
    """Inner points end at 1, outer ones lie from 1.6 to 2.4, half are of each class, and the outer height is at least 2.56."""
    up_to, low, high = numbers_in(
        re.sub(r"\s+", " ", lesson["ring"].__doc__),
        "up to a distance of {}. Class 0 surrounds it, at distances from {} to {}.",
    )
    for seed in range(10):
        X, y = lesson["ring"](200, seed)
        distance = np.hypot(*X.T)
        assert y.sum() == 100
        assert distance[y == 1].max() <= up_to
        assert low <= distance[y == 0].min() <= distance[y == 0].max() <= high
    assert numbers(LESSON, "The inner points get at most {}, the outer ones {} (= {}²) or more.") == [1, pytest.approx(low**2), low]
    assert numbers(LESSON, "each place at a distance from {} to {} is class 0") == [low, high]


def test_the_unit_by_hand_and_at_the_bias_that_ends_on_the_line(lesson):
    """The score by hand, and the b for which the point has the score 0; three doubled numbers leave the line."""
    w1, w2, b, x1, x2 = numbers(LESSON, "Take w = ({}, {}), b = {} and the point ({}, {}).")
    z = numbers(LESSON, "By hand: z = 1·2 + 2·1 − 3 = {}, so the answer is class 1.")
    assert z == [w1 * x1 + w2 * x2 + b]
    (on_line,) = numbers(LESSON, "For b = {} the score is 0: the point (2, 1) lies on the line.")
    assert w1 * x1 + w2 * x2 + on_line == 0
    assert "a tie" in shown(lesson["slider_b"], w1=w1, w2=w2, b=on_line)
    doubled = [2 * w1, 2 * w2, 2 * b]
    assert numbers(LESSON, "With w = ({}, {}) and b = {} each score is twice as large.") == doubled
    controls = lesson["slider_b"].controls
    assert all(abs(value) <= controls[name].max for name, value in zip(("w1", "w2", "b"), doubled, strict=True))


def test_slider_c_shows_w_and_b_and_the_best_lines(lesson):
    """XOR 3 of 4; the ring's best setting, and no other line is better; one line for the blobs; w and b stand in the title."""
    X, y = lesson["DATA"][lesson["RING"]]
    seed, right, percent, angle, shift = numbers(
        LESSON,
        "The ring (seed {}): the best setting gets {} of 200 right, that is {} %. It is angle {} and shift {}. "
        "No other line does better.",
    )
    grid = on_grid(X, y, np.arange(0, 360, 5), np.arange(-24, 25) / 10)
    assert np.array_equal(X, lesson["ring"](200, int(seed))[0])
    assert grid[angle, shift] == max(grid.values()) == most_right(X, y) == right == 2 * percent
    assert numbers(LESSON, "The ring is not: {} % at best (seed 0).") == [percent]
    assert numbers(LESSON, "The best line has {} wrong.") == [200 - right]
    seed, right, angle, shift = numbers(
        LESSON, "Blobs (seed {}): many lines get all {} points right. One has angle {} and shift {}."
    )
    assert np.array_equal(lesson["DATA"][lesson["BLOBS"]][0], lesson["make_blobs"](seed=int(seed))[0])
    blobs = on_grid(*lesson["DATA"][lesson["BLOBS"]], [angle], [shift])
    assert list(blobs.values()) == [right]
    assert most_right(*lesson["XOR"]) == 3
    assert "XOR: three of four, never four." in prose(LESSON)
    shown(lesson["slider_c"], points=lesson["FOUR"], angle=135, shift=0.5)
    assert lesson["slider_c"].fig.axes[0].get_title() == "w = (−0.71, 0.71), b = −0.5"


def test_the_shapes_are_wrong_at_as_many_points_as_is_said(lesson):
    """Two lines and a parabola do for XOR, the keyhole for these points of the ring; on new ones it has some wrong."""
    slider = lesson["slider_d"]
    ends = {
        shape: numbers_in(shown(slider, shape=shape), f"With {shape}: {{}} of 4 wrong on XOR, {{}} of 200 wrong on the ring.")
        for shape in slider.controls["shape"].options
    }
    assert {shape for shape, (xor, _) in ends.items() if xor == 0} == {"two lines", "a parabola", "a closed curve", "a keyhole"}
    assert {shape for shape, (_, ring) in ends.items() if ring == 0} == {"a closed curve", "a keyhole"}
    assert numbers(LESSON, "the keyhole is open, and {} of 200 are wrong") == [ends["a keyhole"][1]]
    seed, circle, keyhole = numbers(
        LESSON, "(seed {}): the closed circle has {} wrong, and the keyhole has {}: circles in its corridor."
    )
    X, y = lesson["ring"](200, int(seed))
    u, v = (X[:, 0] + X[:, 1]) / np.sqrt(2), (X[:, 0] - X[:, 1]) / np.sqrt(2)
    wrong = {shape: lesson["make_shapes"]()[shape][1][0](u, v) != (y == 1) for shape in ("a closed curve", "a keyhole")}
    assert [each.sum() for each in wrong.values()] == [circle, keyhole]
    assert (y[wrong["a keyhole"]] == 0).all()


def test_slider_e_plays_the_perceptron(lesson):
    """The corrections noted in the slider are those of the rule, point by point; the text's first counts of wrong points too."""
    slider = lesson["slider_e"]
    for points in slider.controls["points"].options:
        X, y = lesson["DATA"][points]
        w, b, k = np.zeros(2), 0.0, 0
        wrong = [int((y == 1).sum())]
        for _ in range(7):
            for x, label in zip(X, y, strict=True):
                if (push := label - int(x @ w + b > 0)) != 0 and k < 24:
                    w, b, k = w + push * x, b + push, k + 1
                    said = shown(slider, points=points, update=k)
                    title = slider.fig.axes[0].get_title()
                    assert numbers_in(title, "w = ({}, {}), b = {}") == pytest.approx([w[0], w[1], b], abs=0.006)
                    wrong.append(int(((X @ w + b > 0) != (y == 1)).sum()))
                    assert said.startswith(f"After {k} update{'s' * (k > 1)} {wrong[-1]} of {len(y)} points ")
        if points == lesson["BLOBS"]:
            assert numbers(LESSON, "jumps up and down: {}, {}, {}, {}, {}, {}, …") == wrong[:6]
            assert numbers(LESSON, "Still, after {} updates nothing is wrong.") == [k]
        else:
            for k in range(2, 25, 2):
                said = shown(slider, points=points, update=k)
                assert ("everything starts anew" in said) == (k % 4 == 0)
                assert ("b is 2: there is no line, and every point gets class 1" in said) == (k % 4 == 2)
            assert wrong[4::4] == [2] * 6
            assert not np.any(w)
            assert b == 0
            assert "On XOR w and b are both 0 again after every four updates." in prose(LESSON)


def test_slider_f_is_the_perceptron_of_the_student(lesson):
    """What the picture shows is what the student's function returns: another function, another line; and the text's numbers."""
    slider, perceptron = lesson["slider_f"], lesson["perceptron"]
    wrong = {}
    for points in slider.controls["points"].options:
        said = [shown(slider, points=points, passes=passes) for passes in range(21)]
        wrong[points] = [int(re.search(r"(\d+) of \d+ points wrong", each)[1]) for each in said]
    passes, updates = numbers(LESSON, "Blobs (seed 34): after {} passes and {} updates nothing is wrong.")
    assert wrong[lesson["BLOBS"]].index(0) == passes
    assert f" {updates:.0f} updates, 0 of 40" in shown(slider, points=lesson["BLOBS"], passes=int(passes))
    seed, low, high = numbers(
        LESSON, "Blobs with seed {}: no line separates them. Only a few are wrong, from {} to {} of 40 in passes 1 to 20"
    )
    others = wrong[f"other blobs, seed {seed:.0f}"][1:]
    assert (min(others), max(others)) == (low, high)
    assert not separable(*lesson["make_blobs"](seed=int(seed)))
    assert separable(*lesson["make_blobs"](seed=0))
    each, of = numbers(LESSON, "XOR: after each pass {} of {} is wrong, for all passes are alike.")
    assert set(wrong[lesson["FOUR"]][1:]) == {each}
    assert of == len(lesson["DATA"][lesson["FOUR"]][1])
    low, high = numbers(LESSON, "jumps, between {} and {} of 200 in passes 1 to 20.")
    ring = wrong[lesson["RING"]][1:]
    assert (min(ring), max(ring)) == (low, high)
    assert any(later > earlier for earlier, later in pairwise(ring))
    try:
        lesson["perceptron"] = lambda X, y, max_epochs=100: (np.array([3.0, 0.0]), 1.5, 7)
        assert "7 updates" in shown(slider, points=lesson["RING"], passes=3)
        assert slider.fig.axes[0].get_title() == "w = (3.00, 0.00), b = 1.50"
    finally:
        lesson["perceptron"] = perceptron


def test_the_limit_of_novikoff(lesson):
    """R, the margin and the limit for the blobs, and none for XOR and the ring."""
    X, y = lesson["DATA"][lesson["BLOBS"]]
    seed, radius, gamma, limit = numbers(LESSON, "(seed {}), R = {} and γ = {}, so there are at most {} updates.")
    assert seed == 34
    assert np.linalg.norm(ref.folded(X), axis=1).max() == pytest.approx(radius, abs=5e-4)
    assert ref.margin(X, y) == pytest.approx(gamma, abs=5e-5)
    assert int(ref.update_bound(X, y)) == limit
    assert numbers(LESSON, "It took {}.") == [ref.perceptron(X, y)[2]]
    for points in (lesson["FOUR"], lesson["RING"]):
        assert not separable(*lesson["DATA"][points])


def test_any_plane_between_the_heights_is_right_and_cuts_in_a_circle(lesson):
    """At each height of the slider from the first to the second number no point is wrong; outside, some are."""
    slider = lesson["slider_g"]
    low, high = numbers(LESSON, "A plane at any height from {} to {} gets all 200 points right (seed 0).")
    right = [tenths / 10 for tenths in range(59) if ": 0 of 200 points are wrong" in shown(slider, height=tenths / 10)]
    assert (right[0], right[-1]) == (low, high)
    said = shown(slider, plane="of my perceptron")
    assert said.startswith("Your perceptron's plane")
    assert ": 0 of 200 points are wrong" in said
