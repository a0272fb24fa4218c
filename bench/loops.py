"""`make bench-loops`: what the lessons' own loops learn with the reference functions, over ten seeds. Writes docs/loops.md."""

import contextlib
import io
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from classroom import ROOT
from notebooks.lesson_numbers import names

from autograder.reference import network, relu, sigmoid, softmax, tanh

SEEDS = range(10)
CURVES = ("none", "sigmoid", "tanh", "ReLU", "square")
UNITS, DIGIT_UNITS = (1, 2, 3, 4, 8), (2, 4, 8, 16, 32)
POINTS = (("three groups", 150), ("three groups", 12), ("three rings", 150))
Names = dict[str, Any]
PAGE = """# What the loops learn

The lessons' own loops, with the reference functions, over the seeds 0 to 9. `make bench-loops` writes this page (NumPy {numpy},
{seconds:.0f} s). What the lessons print of it is tested in `tests/notebooks/`.

## One unit, three classes, the gradient check
*One unit* (lesson 02, `make_path`): steps until all 40 points of the ring with this seed are right, from *w* = −4 and *b* = 2
at the rate 0.5, with cross-entropy and with the squared error. *Three classes* (lesson 05, `learn_three_classes`): of 150
held-out points, how many are right after 400 steps, and how many the network claims, learned from 150 or 12 points of three
groups, or from 150 of three rings. *Gradient check* (lesson 06, `make_measured_slopes`): the largest difference between the
slopes and the measured ones, over the 22 weights of a network with four units whose first weights have this seed, on the
ring's 200 points (seed 0).

| seed | one unit: cross-entropy | squared error | groups, 150: right (claims) | groups, 12: right (claims) \
| rings: right (claims) | gradient check: sigmoid | tanh | ReLU |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{seeds}

The largest difference of all is {largest}.

## Closed curves
The ring (200 points, seed 0), 1000 steps at the rate 0.5 (square: 0.1), first weights of the seeds 0 to 9 (lesson 06,
`train_network`): how many of the ten curves are closed, which seeds are not, and points right, lowest and highest.

| activation | {units} |
| --- | {lines} |
{closed}

## Digits, held out
Of 300 held-out digits, how many are right after 300 steps at the rate 0.5 (lesson 06): lowest and highest over the first
weights of the seeds 0 to 9, with the seed of each.

| activation | {digit_units} |
| --- | {lines} |
{digits}
"""


def lesson(name: str) -> Names:
    """Return what a lesson's cells define, with the reference in place of its solutions."""
    with contextlib.redirect_stdout(io.StringIO()):
        defined = names(name)
    for module in (sigmoid, tanh, relu, softmax, network):
        written = {key: value for key, value in vars(module).items() if key in defined and callable(value) and key.islower()}
        defined.update(written)
    return defined


def one_unit(names: Names, seed: int) -> list[int]:
    """Return the first step at which all 40 points are right, with cross-entropy and with the squared error."""
    X, y = names["ring"](40, seed=seed)
    names |= {"y": y, "DEPTH": 2 - (X**2).sum(axis=1)}
    steps = []
    for step in (names["gradient_step"], names["make_squared_step"]):
        path = np.array(names["make_path"](step, -4.0, 2.0, 0.5, 1000))
        right = ((path[:, :1] * names["DEPTH"] + path[:, 1:] > 0) == (y == 1)).all(axis=1)
        assert right.any(), f"seed {seed}: 1000 steps are too few"
        steps.append(int(right.argmax()))
    return steps


def three_classes(names: Names, kind: str, count: int, seed: int) -> str:
    """Return how many of the held-out points are right, and how many the network claims."""
    X, y = names["make_points"](kind, seed)
    W, b, _ = names["learn_three_classes"](X[:count], y[:count])[-1]
    shares = names["softmax"](X[names["HELD_OUT"] :] @ W + b)
    right = int((shares.argmax(axis=1) == y[names["HELD_OUT"] :]).sum())
    return f"{right} ({shares.max(axis=1).sum():.0f})"


def gradient_check(names: Names, curve: str, seed: int) -> float:
    """Return the largest difference between the slopes and the measured ones."""
    act, act_grad, _ = names["explore_menu"](curve)
    weights = names["make_weights"](2, 4, 2, seed=seed)
    slopes = names["mlp_backward"](names["X"], names["y"], *weights, act, act_grad)
    measured = names["make_measured_slopes"](names["X"], names["y"], weights, act)
    return float(names["largest_difference"](slopes, measured))


def closed(names: Names, curve: str, units: int) -> str:
    """Return the cell of the table of closed curves."""
    act, act_grad, _ = names["explore_menu"](curve)
    rate = 0.1 if curve == "square" else 0.5
    right, still_open = [], []
    for seed in SEEDS:
        first = names["make_weights"](2, units, 2, seed=seed)
        weights = names["train_network"](names["X"], names["y"], first, act, act_grad, rate, 1000)[-1]
        scores = names["mlp_forward"](names["PLANE"], *weights, act)
        if not names["explore_closed"]((scores[:, 1] - scores[:, 0]).reshape(97, 97)):
            still_open.append(seed)
        answers = names["mlp_forward"](names["X"], *weights, act).argmax(axis=1)
        right.append(int((answers == names["y"]).sum()))
    not_closed = f", not {', '.join(map(str, still_open))}" if 0 < len(still_open) < len(SEEDS) else ""
    return f"{len(SEEDS) - len(still_open)}{not_closed}; {min(right)} to {max(right)} right"


def digits(names: Names, curve: str, units: int) -> str:
    """Return the cell of the table of digits."""
    act, act_grad, _ = names["explore_menu"](curve)
    right = []
    for seed in SEEDS:
        first = names["make_weights"](64, units, 10, seed=seed, spread=0.25)
        weights = names["train_network"](names["LEARN_X"], names["LEARN_LABELS"], first, act, act_grad, 0.5, 300)[-1]
        answers = names["mlp_forward"](names["HELD_X"], *weights, act).argmax(axis=1)
        right.append(int((answers == names["HELD_LABELS"]).sum()))
    low, high = int(np.argmin(right)), int(np.argmax(right))
    return f"{right[low]} (seed {low}) to {right[high]} (seed {high})"


def table(cell: Callable[[Names, str, int], str], names: Names, curves: tuple[str, ...], units: tuple[int, ...]) -> Iterator[str]:
    """Give the rows of a table: a row for each activation, a column for each number of units."""
    for curve in curves:
        row = f"| {curve} | {' | '.join(cell(names, curve, each) for each in units)} |"
        print(row, flush=True)
        yield row


def head(units: tuple[int, ...]) -> str:
    """Return the head of a table whose columns are numbers of units."""
    return " | ".join(f"{each} unit{'s' * (each > 1)}" for each in units)


def main() -> int:
    """Train, print the rows as they come, write the page."""
    started = time.monotonic()
    unit, classes, net = (lesson(name) for name in ("02_sigmoid", "05_softmax", "06_network"))
    rows, differences = [], []
    for seed in SEEDS:
        checked = [gradient_check(net, curve, seed) for curve in ("sigmoid", "tanh", "ReLU")]
        differences += checked
        cells = [seed, *one_unit(unit, seed), *(three_classes(classes, kind, count, seed) for kind, count in POINTS)]
        rows.append(f"| {' | '.join(map(str, [*cells, *(f'{each:.0e}' for each in checked)]))} |")
        print(rows[-1], flush=True)
    parts = {
        "seeds": "\n".join(rows),
        "largest": f"{max(differences):.0e}",
        "closed": "\n".join(table(closed, net, CURVES, UNITS)),
        "digits": "\n".join(table(digits, net, CURVES[:-1], DIGIT_UNITS)),
        "units": head(UNITS),
        "digit_units": head(DIGIT_UNITS),
        "lines": " | ".join(["---"] * len(UNITS)),
    }
    page = PAGE.format(numpy=np.__version__, seconds=time.monotonic() - started, **parts)
    (ROOT / "docs/loops.md").write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
