"""Facts about cells that are not run because what they do is known: no verdict and no output is another one for it."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from autograder.commands.demo_class import CLASSIC_WRONG, TEXTBOOK
from autograder.course import Course
from autograder.judge.marker import Marker, to_run
from autograder.judge.session import Session
from autograder.judge.skipped_cells import Handout, handed_out
from autograder.submissions.notebook_file import Cell, Notebook, nbgrader_metadata, restore
from autograder.worker.cell_names import Names, names, outside

COURSE = Course.find()
LESSONS = [name for name in COURSE.assignments() if name[:2] != "00"]
PROBE = """
import hashlib, os, sys, warnings
import matplotlib.pyplot as plt, numpy as np
print(hashlib.sha256(repr((np.random.get_state(), np.geterr(), np.get_printoptions(), warnings.filters, dict(plt.rcParams),
      plt.get_fignums(), sorted(os.environ.items()), os.getcwd(), sys.path, sys.getrecursionlimit())).encode()).hexdigest())
"""


def solved(assignment: str) -> list[Notebook]:
    """Return the cells of the solved lesson, as a student would hand them in."""
    cells: list[Notebook] = json.loads(COURSE.source(assignment).read_text())["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def answered(cells: list[Notebook], answers: dict[str, str]) -> list[Notebook]:
    """Return the cells with other answers."""
    return [{**cell, "source": answers.get(nbgrader_metadata(cell).get("grade_id", ""), cell["source"])} for cell in cells]


def code(source: str) -> Notebook:
    """Return a cell of the student's own."""
    return {"cell_type": "code", "metadata": {}, "source": source}


def marked(marker: Marker, assignment: str, cells: list[Notebook]) -> tuple[Any, int]:
    """Return verdict and outputs of a notebook, and how many cells were not run for it; hold both against a complete run."""
    taken = [Cell(cell["cell_type"], cell["source"], nbgrader_metadata(cell).get("grade_id")) for cell in cells]
    notebook = restore(taken, marker.release(assignment), "")
    handout = marker.handout(assignment)
    got = marker.mark(deepcopy(notebook), assignment, 7)
    with Session(marker.server, []) as session:
        known = len(handout.known(notebook["cells"], to_run(notebook), session.names))
    marker.handouts[assignment] = Handout(handout.release, {})
    try:
        complete = marker.mark(deepcopy(notebook), assignment, 7)
    finally:
        marker.handouts[assignment] = handout
    assert got.verdict == complete.verdict
    assert got.runs == complete.runs
    return got, known


@pytest.mark.parametrize("assignment", LESSONS)
def test_answers_are_judged_as_in_a_complete_run(marker: Marker, assignment: str) -> None:
    """Right answers, textbook forms, classic mistakes, none at all: the same verdicts and outputs, with sliders left out."""
    cells = solved(assignment)
    for answers in ({}, TEXTBOOK.get(assignment, {}), CLASSIC_WRONG[assignment]):
        assert marked(marker, assignment, answered(cells, answers))[1] >= 1
    assert marked(marker, assignment, marker.release(assignment)["cells"])[1] >= 1


@pytest.mark.parametrize("assignment", LESSONS)
def test_the_lessons_cells_leave_nothing_but_names(marker: Marker, assignment: str) -> None:
    """What is not run has no effect beyond its names: random numbers, settings, warnings, figures are as before."""
    release = marker.release(assignment)["cells"]
    ours = [cell["source"] for cell in release if cell["cell_type"] == "code" and (handed_out(cell) or not nbgrader_metadata(cell))]
    ours = [source for source in ours if "check_values(" not in source or source == ours[0]]
    with Session(marker.server, [ours[0], PROBE, *ours[1:], PROBE], marker.limits) as session:
        runs = session.run()
    assert runs[1].error is None
    assert runs[1].stdout
    assert runs[1].stdout == runs[-1].stdout


NAME = "02_sigmoid"
SLIDER = 2  # its place among the lesson's code cells


def place(cells: list[Notebook], number: int) -> int:
    """Return the place of a code cell."""
    return [n for n, cell in enumerate(cells) if cell["cell_type"] == "code"][number]


def using(source: str) -> Callable[[list[Notebook]], list[Notebook]]:
    """Return a change: a cell of the student's own at the end."""
    return lambda cells: [*cells, code(source)]


def without_slider(cells: list[Notebook]) -> list[Notebook]:
    """Remove the first slider."""
    at = place(cells, SLIDER)
    return cells[:at] + cells[at + 1 :]


def slider_first(cells: list[Notebook]) -> list[Notebook]:
    """Move the first slider above everything that it needs."""
    at = place(cells, SLIDER)
    return [cells[at], *cells[:at], *cells[at + 1 :]]


def slider_twice(cells: list[Notebook]) -> list[Notebook]:
    """Have the first slider a second time."""
    at = place(cells, SLIDER)
    return [*cells[: at + 1], *cells[at:]]


def slider_changed(cells: list[Notebook]) -> list[Notebook]:
    """Change a number in the first slider."""
    at = place(cells, SLIDER)
    return [*cells[:at], code(cells[at]["source"].replace("601", "301")), *cells[at + 1 :]]


@pytest.mark.parametrize(
    ("change", "all_run"),
    [
        (using("1 + 1"), False),
        (using("import numpy as np\nmine = np.arange(3)"), False),
        (using("depth.sum()"), True),
        (using("def f():\n    return grid\nf()"), True),
        (using("from numpy import *"), True),
        (using("eval('gr' + 'id')[:2]"), True),
        (using("%who"), True),
        (without_slider, False),
        (slider_first, True),
        (slider_twice, True),
        (slider_changed, True),
    ],
)
def test_what_students_do_elsewhere_is_seen(
    marker: Marker, change: Callable[[list[Notebook]], list[Notebook]], all_run: bool
) -> None:
    """Cells that use, move, double or change the lesson's own are judged and shown as in a complete run."""
    _, known = marked(marker, NAME, change(solved(NAME)))
    assert (known == 0) == all_run


def test_a_function_that_leans_on_a_sliders_names_keeps_them(marker: Marker) -> None:
    """It is no good answer, but it works in JupyterLab, and so it works here."""
    leaning = "def sigmoid(x):\n    assert len(grid) == 601\n    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))\n"
    got, known = marked(marker, NAME, answered(solved(NAME), {"sigmoid": leaning}))
    assert (got.verdict.score, known) == (20, 0)


@pytest.mark.parametrize(
    ("source", "uses", "binds", "plain"),
    [
        ("def f(X, y=k):\n    z = X\n    return g(z) + np.sum(X)", "k g np", "f", True),
        ("a.b[0] = c", "a c", "a", True),
        ("n += 1", "n", "n", True),
        ("del n", "n", "n", True),
        ("def f():\n    global n\n    n = 1", "", "f n", True),
        ("[x for x in range(3)]", "", "", True),
        ("for _ in range(3): pass", "", "_", True),
        ("_ + 1", "_", "", False),
        ("import numpy as np\nimport matplotlib.pyplot as plt", "", "", True),
        ("import math as np", "", "np", True),
        ("np = 3\nimport numpy as np", "", "np", True),
        ("np.exp = f", "np f", "np", True),
        ("from math import exp", "", "exp", True),
        ("import os", "", "os", False),
        ("f.__globals__", "f", "", False),
        ("getattr(f, 'x')", "f getattr", "", False),
        ("def f(:", "", "", True),
        ("class A:\n    n = m\n    def f(self): return n", "m n", "A", True),
    ],
)
def test_names_of_a_cell(source: str, uses: str, binds: str, plain: bool) -> None:
    """Names of the notebook are told from a function's own."""
    assert names(source) == Names(frozenset(uses.split()), frozenset(binds.split()), plain)


def test_names_that_a_lessons_cell_needs_from_others() -> None:
    """Its own names count where they are used before they are bound."""
    cell = "fig = figure()\nax = fig.gca\ndef draw():\n    ax.plot(grid, tail)\ntail = 1\ny = y + 1"
    assert outside(cell).uses == {"figure", "grid", "y"}
