"""The payoff of the course, as facts: which activation with how many units closes the curve around the ring, and the digits.

The lesson's own cells run here with their solutions in place, so what is tested is what a student sees. "Closed" is the
lesson's own definition: class 1 holds the centre of the picture and no point on its edge.
"""

import hashlib
import html
import re
from typing import Any

import nbformat
import numpy as np
import pytest
from classroom import ROOT
from notebooks.lesson_numbers import most_right

pytestmark = pytest.mark.usefixtures("slow")

TEXT = (ROOT / "notebooks/06_network.py").read_text(encoding="utf-8")
PROSE = re.sub(r"\s+", " ", TEXT.replace("\n# ", " "))
STARTS = range(10)  # those of the slider
UNITS = (1, 2, 3, 4, 8)  # the columns of the lesson's first table
LEARNS = ("guess", 'check("')  # how cells begin that ask, or that learn behind a check of what is there
DIGIT_UNITS = (2, 4, 8, 16, 32)  # and of its second
ACTIVATIONS = ("none", "sigmoid", "tanh", "ReLU", "square")
STUCK = {"units": 4, "activation": "ReLU", "start": 0}  # the lesson names it


def lesson(folder: str = "source") -> dict[str, Any]:
    """Return the names that the lesson's cells define; of the release version, where nothing is written, too.

    Checks and guesses are left out, and so are lines that learn: what is tested trains by itself.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in nbformat.read(ROOT / folder / "06_network/06_network.ipynb", 4).cells:
        left_out = cell.metadata.get("nbgrader", {}).get("grade") or cell.source.startswith(LEARNS)
        if cell.cell_type == "code" and not left_out:
            exec(compile(cell.source, f"<{cell.id}>", "exec"), names)
    return names


def sentence(names: dict[str, Any], slider: str, **settings: Any) -> str:
    """Return what stands under the picture after a control has moved, as a reader sees it."""
    names[slider].show(**settings)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", names[slider].sentence.value)).split())


@pytest.fixture(scope="module")
def answered() -> dict[str, Any]:
    """The lesson with its solutions."""
    return lesson()


def rate_of(activation: str) -> float:
    """Return the rate of the lesson's table."""
    return 0.1 if activation == "square" else 0.5


@pytest.fixture(scope="module")
def ends(answered: dict[str, Any]) -> dict[tuple[str, int, int], dict[str, Any]]:
    """How each training on the ring ended: (activation, units, start) -> weights, points right, difference of logits, closed."""
    found = {}
    for activation in ACTIVATIONS:
        act, act_grad, _ = answered["explore_menu"](activation)
        for units in UNITS:
            for start in STARTS:
                first = answered["make_weights"](2, units, 2, seed=start)
                inputs = answered["X"], answered["y"], first, act, act_grad, rate_of(activation)
                weights = answered["train_network"](*inputs, 1000)[-1]
                scores = answered["mlp_forward"](answered["PLANE"], *weights, act)
                logits = answered["mlp_forward"](answered["X"], *weights, act)
                field = (scores[:, 1] - scores[:, 0]).reshape(97, 97)
                found[activation, units, start] = {
                    "weights": weights,
                    "right": int((logits.argmax(axis=1) == answered["y"]).sum()),
                    "loss": answered["cross_entropy"](logits, answered["y"]),
                    "field": field,
                    "closed": answered["explore_closed"](field),
                }
    return found


def table(head: str) -> dict[str, list[str]]:
    """Return a table of the lesson by the words of its first row: name -> its cells."""
    assert head in TEXT
    rows = re.findall(r"^# \| (\w+) \|((?: [\d–]+ \|)+)$", TEXT[TEXT.index(head) :].split("\n#\n")[0], re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")[:-1]] for name, cells in rows}


def test_the_best_line_has_as_many_points_right_as_the_lesson_says(answered):
    """Over all lines."""
    (printed,) = re.findall(r"no line has more than (\d+) of these 200 points right", PROSE)
    assert most_right(answered["X"], answered["y"]) == int(printed)


def test_without_an_activation_the_border_is_a_line(ends):
    """Whatever the units, the scores are affine, nothing closes, and the loss stays at guessing."""
    (printed,) = re.findall(r"From 2 units on, all ten starts end with (\d+) right, fewer than the best line\.", PROSE)
    for (activation, units, _), shot in ends.items():
        if activation == "none":
            bends = np.diff(shot["field"], 2, axis=0), np.diff(shot["field"], 2, axis=1)
            assert max(np.abs(bend).max() for bend in bends) < 1e-9
            assert not shot["closed"]
            assert round(shot["loss"], 2) == 0.69
            assert units == 1 or shot["right"] == int(printed)


def test_one_unit_that_never_falls_draws_a_straight_border(answered, ends):
    """The scores do not change along the unit's line. The border may lie outside of the picture."""
    for activation in ("sigmoid", "tanh", "ReLU"):
        act, _, _ = answered["explore_menu"](activation)
        for start in STARTS:
            shot = ends[activation, 1, start]
            w = shot["weights"][0][:, 0]
            along = np.array([-w[1], w[0]]) / np.hypot(*w)
            here, there = (answered["mlp_forward"](answered["PLANE"] + step * along, *shot["weights"], act) for step in (0.0, 5.0))
            np.testing.assert_allclose(here, there, rtol=0, atol=1e-9)
            assert not shot["closed"]


def test_two_units_that_never_fall_stay_open(ends):
    """From every start, with as many points right at most as the lesson says; two square units close from some."""
    (printed,) = re.findall(r"open somewhere, with (\d+) points right at most", PROSE)
    two = [shot for (activation, units, _), shot in ends.items() if units == 2 and activation != "square"]
    assert not any(shot["closed"] for shot in two)
    assert max(shot["right"] for shot in two) == int(printed)
    assert any(ends["square", 2, start]["closed"] for start in STARTS)


def test_the_lessons_table_of_closed_curves_is_what_the_training_gives(ends):
    """The printed table, activation by units, counts the closed curves of the ten starts as they are; all points are right then."""
    printed = table("| activation | 1 unit | 2 units | 3 units | 4 units | 8 units |")
    assert printed == {
        activation: [str(sum(ends[activation, units, start]["closed"] for start in STARTS)) for units in UNITS]
        for activation in ACTIVATIONS
    }
    assert all(shot["right"] == 200 for shot in ends.values() if shot["closed"])


def test_a_start_that_gets_stuck_is_shown_as_what_it_is(answered, ends):
    """The start that the lesson names ends open because units are dead; the next one closes the curve."""
    (printed,) = re.findall(r"Four ReLU units from start 0 end open, with (\d+) points right: two of them are dead\.", PROSE)
    assert ends["ReLU", 4, 0]["right"] == int(printed)
    said = sentence(answered, "slider_b", **STUCK)
    assert f"{printed} of 200 points right. Not closed yet, or stuck." in said
    assert said.endswith("2 of 4 units are dead (lesson 4).")
    assert "Start 1 closes the curve." in PROSE
    assert sentence(answered, "slider_b", **{**STUCK, "start": 1}).endswith("200 of 200 points right. The curve is closed.")


def test_a_rate_that_is_too_large_is_named(answered):
    """With square units at the rate 2 the weights run away; the picture says so."""
    said = sentence(answered, "slider_b", activation="square", units=4, rate=2.0, start=0)
    assert said.endswith("the weights ran away to infinity. Is the learning rate too large?")
    answered["slider_b"].values.update(rate=0.5)


def test_far_away_the_network_may_call_class_1_again(answered, ends):
    """Of the closed networks with 8 tanh units, as many as the lesson says call class 1 somewhere at a distance of 1000."""
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    (printed,) = re.findall(r"At a distance of 1000 from the centre, (\w+) of them say class 1 again somewhere", PROSE)
    turn = np.linspace(0, 2 * np.pi, 20001)
    far = 1000 * np.column_stack([np.cos(turn), np.sin(turn)])
    act, _, _ = answered["explore_menu"]("tanh")
    scores = [answered["mlp_forward"](far, *ends["tanh", 8, start]["weights"], act) for start in STARTS]
    assert words[sum(bool((each[:, 1] > each[:, 0]).any()) for each in scores)] == printed


def test_the_lessons_table_of_digits_is_what_the_training_gives(answered):
    """The lowest and the highest of the ten starts, of 300 digits that were held out; the learned ones are nearly all right."""
    printed = table("| activation | 2 units | 4 units | 8 units | 16 units | 32 units |")
    found: dict[str, list[str]] = {}
    for activation in printed:
        act, act_grad, _ = answered["explore_menu"](activation)
        found[activation] = []
        for units in DIGIT_UNITS:
            held = []
            for start in STARTS:
                first = answered["make_weights"](64, units, 10, seed=start, spread=0.25)
                inputs = answered["LEARN_X"], answered["LEARN_LABELS"], first, act, act_grad, 0.5
                weights = answered["train_network"](*inputs, 300)[-1]
                logits = answered["mlp_forward"](answered["HELD_X"], *weights, act)
                held.append(int((logits.argmax(axis=1) == answered["HELD_LABELS"]).sum()))
            found[activation].append(f"{min(held)}–{max(held)}")
    assert printed == found
    assert list(found) == ["none", "sigmoid", "tanh", "ReLU"]


def test_the_digits_are_those_of_the_data_note(answered):
    """600 digits, 60 of each, half of each held out, 64 pixels from 0 to 16; the digest is that of docs/digits.md."""
    digits, labels = answered["DIGITS"], answered["DIGIT_LABELS"]
    assert hashlib.sha256(digits.tobytes()).hexdigest() in (ROOT / "docs/digits.md").read_text(encoding="utf-8")
    assert np.bincount(labels).tolist() == [60] * 10
    assert np.bincount(answered["HELD_LABELS"]).tolist() == [30] * 10
    assert answered["DIGIT_X"].shape == (600, 64)
    assert set(np.unique(16 * answered["DIGIT_X"])) == set(range(17))


def test_two_half_discs_always_share_a_direction(answered):
    """Two units share what the angle between their arrows leaves of 180 degrees, or an edge; three need not share any."""
    for second in range(0, 360, 15):
        apart = abs((second - 90 + 180) % 360 - 180)
        said = sentence(answered, "slider_c", count=2, first=90, second=second)
        assert (f"they share {180 - apart}° of directions" if apart < 180 else "the directions of an edge") in said
    assert "no direction is left" in sentence(answered, "slider_c", count=3, first=90, second=210, third=330)


def test_the_pictures_are_there_before_anything_is_written():
    """With every stub unanswered the ring and the digits are shown, and the sentence names the function to write first."""
    names = lesson("release")
    for slider in ("slider_b", "slider_d"):
        names[slider].show()
        assert "mlp_forward is not written yet" in names[slider].sentence.value
    assert names["from_lesson"].borrowed >= {"sigmoid", "tanh", "relu", "softmax"}


BUGS = {
    "def mlp_forward(X, W1, b1, W2, b2, act):\n    return (X @ W1 + b1) @ W2 + b2": "The activation is left out",
    "def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):\n    return 1": "should return four values",
    "def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):\n    raise NotImplementedError()": "is not written yet",
    "def tanh(x):\n    return [1, 2]": "The training stops with",
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_wrong_function_becomes_one_friendly_sentence(answered, monkeypatch, capsys, bug):
    """What is wrong with a new or a carried-over function stands under the picture; no error leaves the cell."""
    for name in ("tanh", "mlp_forward", "mlp_backward"):
        monkeypatch.setitem(answered, name, answered[name])  # put back afterwards
    exec(bug, answered)
    assert BUGS[bug] in sentence(answered, "slider_b", activation="tanh", units=3)
    assert capsys.readouterr().err == ""
