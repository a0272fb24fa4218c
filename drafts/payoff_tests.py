"""The payoff of lesson 05, as facts: which activation with how many units closes the curve around the ring.

The lesson's own cells run here with their solutions in place, so what is tested is what a student sees. "Closed" is the
lesson's own definition: class 1 holds the centre of the picture and no point on its edge.
"""

import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.text import parse

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
STARTS = range(12)
ACTIVATIONS = ("sigmoid", "tanh", "ReLU")


def lesson(*, answered: bool = True, until: str = "slider_b = ") -> dict[str, Any]:
    """Return the names that lesson 05's cells define, run up to the cell that holds `until`; checks are left out."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in parse((NOTEBOOKS / "05_softmax.py").read_text(), "05_softmax.py").cells:
        if cell.kind != "code" or cell.is_graded:
            continue
        source = (NOTEBOOKS / "shared" / f"{cell.include}.py").read_text() if cell.include else cell.source
        if not answered:
            source = re.sub(
                r"# BEGIN SOLUTION.*?# END SOLUTION", "raise NotImplementedError()", source, flags=re.DOTALL
            )
        exec(compile(source, f"<{cell.grade_id or 'cell'}>", "exec"), names)
        if until in cell.source:
            return names
    raise AssertionError(f"no cell of lesson 05 holds '{until}'")


@pytest.fixture(scope="module")
def answered() -> dict[str, Any]:
    """The lesson with its solutions."""
    return lesson()


@pytest.fixture(scope="module")
def results(answered: dict[str, Any]) -> dict[tuple[str, int, int], dict[str, Any]]:
    """What each training ended with: (activation, units, start) -> the last moment, `closed` added."""
    found = {}
    for activation in ("none", *ACTIVATIONS):
        for units in (1, 2, 3, 4, 8) if activation != "none" else (1, 3, 8):
            for start in STARTS:
                *_, shot = answered["learn"](units, activation, start)
                assert not shot["late"], "the training ran out of time, so its end is not what the lesson shows"
                found[activation, units, start] = {**shot, "closed": answered["is_closed"](shot["field"])}
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


def test_without_an_activation_the_boundary_is_a_line_and_no_better_than_one(answered, results):
    """Whatever the units, the scores are affine, nothing closes, and no more points are right than the best line has."""
    limit = best_line(answered["RING_X"], answered["RING_Y"])
    assert limit == 141
    for (activation, _, _), shot in results.items():
        if activation == "none":
            bends = np.diff(shot["field"], 2, axis=0), np.diff(shot["field"], 2, axis=1)
            assert max(np.abs(bend).max() for bend in bends) < 1e-9
            assert not shot["closed"]
            assert 200 - shot["wrong"] <= limit
            assert shot["losses"][-1] > 0.69


def test_one_unit_draws_a_straight_boundary(results, answered):
    """With one unit the field is the same all along the unit's line, so its boundary is straight and never closed."""
    for activation in ACTIVATIONS:
        for start in STARTS:
            shot = results[activation, 1, start]
            w, field = shot["weights"][0][:, 0], shot["field"]
            mesh = answered["MESH"]
            down, right = np.gradient(field, mesh, mesh)
            across = np.abs(right * -w[1] + down * w[0]) / np.sqrt(w @ w)
            smooth = np.abs(np.gradient(np.gradient(field, axis=0), axis=1)) < 1e-3  # away from a kink of ReLU
            assert across[smooth].max() < 0.05 * max(1.0, np.hypot(down, right).max())
            assert not shot["closed"]


def test_two_units_never_close_the_curve(results):
    """With two units class 1 reaches the edge of the picture, or does not hold the centre, from every start."""
    assert not any(shot["closed"] for (_, units, _), shot in results.items() if units == 2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("units", [3, 4, 8])
def test_three_and_more_units_close_the_curve(results, activation, units):
    """From at least 11 of 12 starts the curve is closed and all but two points are right; the others are stuck."""
    shots = [results[activation, units, start] for start in STARTS]
    closed = [shot for shot in shots if shot["closed"]]
    assert len(closed) >= 11
    assert all(shot["wrong"] <= 2 for shot in closed)
    assert all(shot["wrong"] > 2 for shot in shots if not shot["closed"])


def test_a_start_that_gets_stuck_is_shown_as_what_it_is(answered):
    """The start that the lesson names ends open, and the sentence says so and points to the button."""
    sentence = answered["train_and_paint"](units=4, activation="ReLU", start=STUCK)
    assert "Not closed, though 4 units can do it: this start got stuck. Press 'another start'." in sentence
    assert f"start {STUCK}" in sentence
    assert "The curve is closed." in answered["train_and_paint"](units=4, activation="ReLU", start=STUCK + 1)


def test_the_slopes_are_those_of_the_loss(answered):
    """Backpropagation through the student's functions agrees with central differences of the student's loss."""
    forward, soft, loss = (answered[name] for name in ("mlp_forward", "softmax", "cross_entropy"))
    X, y, act = answered["RING_X"], answered["RING_Y"], answered["sigmoid"]
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=shape) for shape in ((2, 3), (3,), (3, 2), (2,))]
    slopes = answered["backwards"](weights, forward(X, *weights, act), act, forward, soft)
    for part, slope in zip(weights, slopes, strict=True):
        for at in np.ndindex(part.shape):
            ends = []
            for step in (1e-5, -1e-5):
                part[at] += step
                ends.append(loss(forward(X, *weights, act), y))
                part[at] -= step
            assert slope[at] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-7)


def test_a_training_takes_less_than_two_seconds_with_every_frame_drawn(answered):
    """The longest training, 8 units, is drawn live in under two seconds of computing."""
    for activation in ACTIVATIONS:
        began = time.process_time()
        answered["slider_b"].show(units=8, activation=activation, start=1)
        assert time.process_time() - began < 2.0


def test_the_picture_is_there_before_anything_is_written():
    """With every stub unanswered the picture shows the ring, and a sentence names the function to write first."""
    names = lesson(answered=False)
    names["slider_b"].show()
    assert "mlp_forward is not written yet" in names["slider_b"].sentence.value
    assert names["slider_b"].picture.value.startswith("<img alt=")
    names["slider_b"].show(activation="tanh")
    assert "tanh is not written yet" in names["slider_b"].sentence.value


BUGS = {
    "tanh = 3": "tanh is not there yet",
    "def tanh(x):\n    return 1 / (1 + np.exp(-x))": "Mend it in the cell under 'Bring your own activations' (from lesson 3)",
    "def tanh(x):\n    return exp(x)": "tanh stops with NameError",
    "def tanh(x):\n    print(x)": "tanh returned None",
    "def mlp_forward(X, W1, b1, W2, b2, act):\n    return X @ W1 @ W2": "Mend it in its cell above",
    "def softmax(x, axis=-1):\n    return np.exp(x) / np.exp(x).sum()": "softmax: ",
    "def cross_entropy(logits, labels):\n    return 1.0": "cross_entropy: ",
    "del cross_entropy": "cross_entropy is not there yet",
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_wrong_or_missing_function_becomes_one_friendly_sentence(bug):
    """What is wrong with a carried-over or a new function stands under the picture, and no error leaves the cell."""
    names = lesson()
    exec(bug, names)
    names["slider_b"].show(activation="tanh", units=3)
    assert BUGS[bug] in re.sub(r"&#x27;", "'", names["slider_b"].sentence.value).replace("\n", " ")


STUCK = 0  # four ReLU units from this start: the one that the lesson names
