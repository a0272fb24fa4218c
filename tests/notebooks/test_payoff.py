"""The payoff of lesson 05, as facts: which activation with how many units closes the curve around the ring.

The lesson's own cells run here with their solutions in place, so what is tested is what a student sees. "Closed" is the
lesson's own definition: class 1 holds the centre of the picture and no point on its edge.
"""

import html
import re
from typing import Any

import numpy as np
import pytest
from classroom import ROOT

from autograder.build.lesson_text import parse

pytestmark = pytest.mark.usefixtures("slow")

NOTEBOOKS = ROOT / "notebooks"
TEXT = (NOTEBOOKS / "05_softmax.py").read_text(encoding="utf-8")
STARTS = range(10)  # those of the slider
UNITS = (1, 2, 3, 4, 8)  # the columns of the lesson's table
ACTIVATIONS = ("sigmoid", "tanh", "ReLU")
STUCK = {"units": 4, "activation": "ReLU", "start": 0}  # the lesson names it


def lesson(*, answered: bool = True) -> dict[str, Any]:
    """Return the names that lesson 05's cells define, up to the payoff; checks and trials of the answers are left out.

    The training may take as long as it takes: how long a student waits at most is no fact about the ring.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in parse(TEXT, "05_softmax.py").cells:
        if cell.kind != "code" or cell.is_graded or "= answer_of(" in cell.source:
            continue
        source = (NOTEBOOKS / "shared" / f"{cell.include}.py").read_text(encoding="utf-8") if cell.include else cell.source
        if not answered:
            source = re.sub(r"# BEGIN SOLUTION.*?# END SOLUTION", "raise NotImplementedError()", source, flags=re.DOTALL)
        exec(compile(source, f"<{cell.grade_id or 'cell'}>", "exec"), names)
        if "slider_b = " in cell.source:
            names["PATIENCE"] = np.inf
            return names
    raise AssertionError("no cell of lesson 05 holds 'slider_b = '")


def sentence(names: dict[str, Any], **settings: Any) -> str:
    """Return what stands under the picture after a control has moved, as a reader sees it."""
    names["slider_b"].show(**settings)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", names["slider_b"].sentence.value)).split())


@pytest.fixture(scope="module")
def answered() -> dict[str, Any]:
    """The lesson with its solutions."""
    return lesson()


@pytest.fixture(scope="module")
def ends(answered: dict[str, Any]) -> dict[tuple[str, int, int], dict[str, Any]]:
    """How each training ended: (activation, units, start) -> the last moment, with `closed` added."""
    found = {}
    answered["EVERY"], every = np.inf, answered["EVERY"]  # only the last moment counts here
    for activation in ("none", *ACTIVATIONS):
        for units in UNITS if activation != "none" else (1, 3, 8):
            for start in STARTS:
                *_, shot = answered["learn"](units, activation, start)
                found[activation, units, start] = {**shot, "closed": answered["is_closed"](shot["field"])}
    answered["EVERY"] = every
    return found


def best_line(X: np.ndarray, y: np.ndarray) -> int:
    """Return how many points the best line can have right: all directions between pairs of points, all offsets."""
    angles = np.arctan2(*(X[:, None] - X[None, :]).reshape(-1, 2).T)
    most = 0
    for angle in np.unique(np.concatenate([angles - 1e-9, angles + 1e-9])):
        order = np.argsort(X @ [np.cos(angle), -np.sin(angle)])
        signs = np.where(y[order] == 1, 1, -1)
        below = np.concatenate([[0], np.cumsum(-signs)])  # class 0 below the line, class 1 above it
        most = max(most, int((below + (y == 1).sum()).max()))
    return most


def test_the_best_line_has_141_points_right(answered):
    """What the lessons say of all lines: the best one on these points has 141 of 200 right."""
    assert best_line(answered["RING_X"], answered["RING_Y"]) == 141


def test_without_an_activation_the_boundary_is_a_line(ends):
    """Whatever the units, the scores are affine, nothing closes, and no more points are right than the best line has."""
    for (activation, units, _), shot in ends.items():
        if activation == "none":
            bends = np.diff(shot["field"], 2, axis=0), np.diff(shot["field"], 2, axis=1)
            assert max(np.abs(bend).max() for bend in bends) < 1e-9
            assert not shot["closed"]
            assert shot["right"] <= 141
            assert shot["losses"][-1] > 0.69
            assert units == 1 or shot["right"] == 98  # as the lesson says


def test_one_unit_draws_a_straight_boundary(answered, ends):
    """With one unit the network's scores do not change along the unit's line, so the boundary is straight."""
    for activation in ACTIVATIONS:
        for start in STARTS:
            shot, act = ends[activation, 1, start], answered[answered["MENU"][activation][0]]
            w = shot["weights"][0][:, 0]
            along = np.array([-w[1], w[0]]) / np.hypot(*w)
            here, there = (answered["mlp_forward"](answered["PLANE"] + step * along, *shot["weights"], act) for step in (0.0, 5.0))
            np.testing.assert_allclose(here, there, rtol=0, atol=1e-9)
            assert not shot["closed"]
            assert shot["right"] <= 141


def test_two_units_never_close_the_curve(ends):
    """With two units the curve stays open from every start, with at most the 182 points right that the lesson names."""
    two = [shot for (_, units, _), shot in ends.items() if units == 2]
    assert not any(shot["closed"] for shot in two)
    assert max(shot["right"] for shot in two) == 182


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("units", [3, 4, 8])
def test_three_and_more_units_close_the_curve(ends, activation, units):
    """From at least 9 of 10 starts the curve is closed with all points right; an open one is stuck, far from all right."""
    shots = [ends[activation, units, start] for start in STARTS]
    assert sum(shot["closed"] for shot in shots) >= 9
    assert all(shot["right"] == 200 for shot in shots if shot["closed"])
    assert all(shot["right"] < 190 for shot in shots if not shot["closed"])


def test_the_lessons_table_is_what_the_training_gives(ends):
    """The printed table, activation by units, counts the closed curves of the ten starts as they are."""
    printed = re.findall(r"^# \| (\w+) \|((?: \d+ \|){5})$", TEXT, re.MULTILINE)
    rows = {name: [int(number) for number in re.findall(r"\d+", row)] for name, row in printed}
    assert set(rows) == {"none", *ACTIVATIONS}
    assert rows["none"] == [0, 0, 0, 0, 0]
    for activation in ACTIVATIONS:
        assert rows[activation] == [sum(ends[activation, units, start]["closed"] for start in STARTS) for units in UNITS]


def test_far_away_the_network_may_call_class_1_again(answered, ends):
    """Of the closed networks with 8 tanh units, as many as the lesson says call class 1 somewhere at a distance of 1000."""
    turn = np.linspace(0, 2 * np.pi, 20001)
    far = 1000 * np.column_stack([np.cos(turn), np.sin(turn)])
    scores = [answered["mlp_forward"](far, *ends["tanh", 8, start]["weights"], answered["tanh"]) for start in STARTS]
    assert sum(bool((each[:, 1] > each[:, 0]).any()) for each in scores) == 6
    assert "six call class 1 again somewhere at a distance of 1000" in TEXT.replace("\n# ", " ")


def test_a_start_that_gets_stuck_is_shown_as_what_it_is(answered):
    """The start that the lesson names ends open, and the sentence says so and points to the button, which moves on."""
    said = sentence(answered, **STUCK)
    assert said.startswith("4 ReLU units, start 0: loss 0.28")
    assert said.endswith(
        "175 of 200 points right. Not closed, though 4 units can do it: this start got stuck. Press 'another start'."
    )
    assert sentence(answered, **{**STUCK, "start": 1}).endswith("200 of 200 points right. The curve is closed.")


def test_the_button_goes_round_through_all_starts(answered, monkeypatch):
    """Each press of 'another start' moves the start's slider one on, and after the last to the first, and trains."""
    trained = []
    monkeypatch.setattr(answered["slider_b"], "show", lambda **move: trained.append(move["start"]))
    for _ in STARTS:
        answered["again"].click()
    assert [*STARTS[1:], 0] == trained


def test_the_picture_is_drawn_while_the_network_learns(answered):
    """A move of a control shows every 25th step of the training through the student's functions, the last one at the end."""
    film, seen = answered["slider_b"], []
    film.picture.observe(lambda change: seen.append(film.sentence.value), "value")
    said = sentence(answered, units=3, activation="sigmoid", start=2)
    film.picture.unobserve_all()
    assert len(seen) == 17
    assert "The curve is closed." in said


def test_the_slopes_are_those_of_the_loss(answered):
    """Backpropagation through the student's functions agrees with central differences of the student's loss."""
    forward, soft, loss = (answered[name] for name in ("mlp_forward", "softmax", "cross_entropy"))
    X, y, act = answered["RING_X"], answered["RING_Y"], answered["sigmoid"]
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=shape) for shape in ((2, 3), (3,), (3, 2), (2,))]
    slopes = answered["backwards"](weights, forward(X, *weights, act), act, forward, soft)
    for part, slope in zip(weights, slopes, strict=True):
        for at in np.ndindex(part.shape):
            sides = []
            for step in (1e-5, -1e-5):
                part[at] += step
                sides.append(loss(forward(X, *weights, act), y))
                part[at] -= step
            assert slope[at] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=1e-7)


def test_the_picture_is_there_before_anything_is_written():
    """With every stub unanswered the ring is shown, and the sentence names the function to write first."""
    names = lesson(answered=False)
    names["slider_b"].show()
    assert "mlp_forward is not written yet" in names["slider_b"].sentence.value
    assert names["slider_b"].picture.value.startswith("<img alt=")
    assert "tanh is not written yet" in sentence(names, activation="tanh")


def test_a_missing_activation_leaves_the_others_working(answered, monkeypatch):
    """Who has lost one function sees the sentence for it, and the picture for the rest of the menu."""
    monkeypatch.delitem(answered, "relu")
    assert "relu is not there yet." in sentence(answered, activation="ReLU", units=3, start=0)
    assert "The curve is closed." in sentence(answered, activation="tanh")


def test_slow_functions_end_the_training_early_and_say_so(answered, monkeypatch):
    """Where the student's functions take their time, the training stops, is shown as far as it came, and says so."""
    monkeypatch.setitem(answered, "PATIENCE", 0.0)
    said = sentence(answered, activation="tanh")
    assert said.endswith("(Your functions take their time: the training stopped after 0 of 400 steps.)")


CELL = "in the cell under 'Bring your own activations' (it is from lesson 3), run that cell, then move a slider again."
BUGS = {
    "del tanh": f"tanh is not there yet. Write it {CELL}",
    "tanh = 3": f"tanh is not there yet. Write it {CELL}",
    "def tanh(x):\n    return 1 / (1 + np.exp(-x))": (
        f"tanh: the answer for -2 should be -0.964028, but it is 0.119203. Mend it {CELL}"
    ),
    "def tanh(x):\n    return exp(x)": f"tanh stops with NameError: name 'exp' is not defined. Mend it {CELL}",
    "def tanh(x):\n    print(x)": "tanh returned None. Does it end with return?",
    "def tanh(x):\n    return [1, 2]": (
        "tanh returned the shape (2,), but it should be (2, 2). Which numbers are left out, or combined with each other? "
        f"Mend it {CELL}"
    ),
    "def tanh(x):\n    raise NotImplementedError()": "tanh is not written yet",
    "def mlp_forward(X, W1, b1, W2, b2, act):\n    return X @ W1 @ W2": "Mend it in its cell above, run that cell",
    "def softmax(x, axis=-1):\n    return np.exp(x) / np.exp(x).sum()": "softmax: the answer for 0 should be 0.5",
    "def cross_entropy(logits, labels):\n    return 1.0": "cross_entropy: the answer should be 1.41004, but it is 1.",
    "def cross_entropy(logits, labels):\n    return 1.410038 if len(labels) == 2 else np.nan": "The loss is nan after 0 steps.",
    "del cross_entropy": "cross_entropy is not there yet. Write it in its cell above",
    "def softmax(x, axis=-1):\n    return np.array([[0.5, 0.5], [0.119203, 0.880797]])": "The training stops with ValueError",
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_wrong_or_missing_function_becomes_one_friendly_sentence(answered, monkeypatch, capsys, bug):
    """What is wrong with a carried-over or a new function stands under the picture; no error leaves the cell."""
    for name in ("tanh", "mlp_forward", "softmax", "cross_entropy"):
        monkeypatch.setitem(answered, name, answered[name])  # put back afterwards
    exec(bug, answered)
    assert BUGS[bug] in sentence(answered, activation="tanh", units=3)
    assert capsys.readouterr().err == ""
