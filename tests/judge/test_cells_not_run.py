"""Facts about cells that are not run because what they do is known: no verdict and no output is another one for it."""

import dis
import json
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from autograder.commands.demo_class import CLASSIC_WRONG, TEXTBOOK
from autograder.course import Course
from autograder.judge.answers import to_run
from autograder.judge.cells_not_run import Handout, as_run, handed_out, names_of, words
from autograder.judge.marker import Marker
from autograder.judge.session import CellRun, Session
from autograder.submissions.notebook_file import SubmittedCell
from autograder.submissions.release_notebook import Notebook, nbgrader_metadata
from autograder.submissions.restoring import restore

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
    """Return verdict and outputs of a notebook, and how many cells were not run for it; hold both against a complete run.

    If all cells were run, it was one.
    """
    taken = [SubmittedCell(cell["cell_type"], cell["source"], nbgrader_metadata(cell).get("grade_id")) for cell in cells]
    notebook = restore(taken, marker.release(assignment), "")
    handout = marker.handout(assignment)
    got = marker.mark(deepcopy(notebook), assignment, 7)
    known = len(handout.known(notebook["cells"], to_run(notebook)))
    if not known:
        return got, 0
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
SLIDER = 7  # its place among the lesson's code cells


def place(cells: list[Notebook], number: int) -> int:
    """Return the place of a code cell."""
    return [n for n, cell in enumerate(cells) if cell["cell_type"] == "code"][number]


def using(source: str) -> Callable[[list[Notebook]], list[Notebook]]:
    """Return a change: a cell of the student's own at the end."""
    return lambda cells: [*cells, code(source)]


def above(source: str) -> Callable[[list[Notebook]], list[Notebook]]:
    """Return a change: a cell of the student's own above the lesson's first slider."""
    return lambda cells: [*cells[: place(cells, SLIDER)], code(source), *cells[place(cells, SLIDER) :]]


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
    ("change", "known"),
    [
        (using("1 + 1"), 27),
        (using("import numpy as np\nmine = np.arange(3)\nmine.fig = mine"), 27),
        (using("def f(DEPTH):\n    X = DEPTH\n    return X.sum()\nf(np.ones(3))"), 27),
        (using("sum([1])\n_"), 27),
        (using("DEPTH.sum()"), 21),  # the cell that binds it runs
        (using("def f():\n    return DEPTH\nf()"), 21),
        (using("ring = 3"), 21),
        (using("f'{DEPTH[0]:.1f}'"), 21),
        (using("\uff24EPTH[0]"), 21),  # D in full width: Python reads it as g
        (using("from numpy import *"), 0),
        (using("from math import pow as max"), 0),
        (using("eval('DEP' + 'TH')[:2]"), 0),
        (using("%who"), 0),
        (using("max = 3"), 0),
        (using("if True:\n    def zip(*x): return []"), 0),
        (above("a = len = lambda x: 2"), 0),
        (above("(abs\n) = round = np.size"), 0),
        (using("np.exp = abs"), 0),
        (using("m = np\nm.exp = abs"), 0),
        (using("figure = 3"), 0),
        (using("np.seterr(all='raise')"), 0),
        (without_slider, 26),
        (slider_first, 0),
        (slider_twice, 0),
        (slider_changed, 0),
    ],
)
def test_what_students_do_elsewhere_is_seen(marker: Marker, change: Callable[[list[Notebook]], list[Notebook]], known: int) -> None:
    """Cells that use, move, double or change the lesson's own are judged and shown as in a complete run."""
    assert marked(marker, NAME, change(solved(NAME)))[1] == known


def test_a_function_that_leans_on_a_sliders_names_keeps_them(marker: Marker) -> None:
    """It is no good answer, but it works in JupyterLab, and so it works here."""
    leaning = "def sigmoid(x):\n    assert len(DEPTH) == 40\n    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))\n"
    got, known = marked(marker, NAME, answered(solved(NAME), {"sigmoid": leaning}))
    assert (got.verdict.score, known) == (20, 21)


STUB = """def f(X, y=1):
    \"\"\"Return the answer.\"\"\"
    raise NotImplementedError()
"""


@pytest.mark.parametrize(
    ("source", "met"),
    [
        (STUB, "f"),
        (STUB.replace("raise NotImplementedError()", "return X + b"), "f return b"),
        ("def f(X, y=k):\n    z = X\n    for i, n in z:\n        z = g(z) + np.sum(X).size", "f for in k g"),
        ("def f(X):\n    t = X\nt", "f t"),
        ("def f(X):\n    def g():\n        t = 1\n    return t", "f def g t return"),
        ("def f(X):\n    return g(\n        t=3) + t", "f return g t"),
        ('def f(X):\n    s = """\n"""\n    return X', "def f X s return"),
        ("def f(\n    X):\n    return X", "def f X return"),
        ("a.b[0] = c", "a c"),
        ("[x for x in range(3)]", "x for in range"),
        ("for _ in range(3): pass", "for in _ range pass"),
        ("x = 1 if y else z", "x if y else z"),
        ("import numpy as np\nimport matplotlib.pyplot as plt\nplt.plot(np.e, np.pi)", ""),
        ("from math import exp, log", "from math import exp log"),
    ],
)
def test_words_that_may_be_names(source: str, met: str) -> None:
    """Parameters, local variables, attributes and lines as handed out are no names of the notebook; in doubt a word counts."""
    assert words(source, STUB) == frozenset(met.split())


MORE = """
import os | import math, os | import math; import os | from os import * | try: import math | import math as np | import math as list
f.__globals__ | getattr(f, 'x') | get_ipython() | del n | global n | plt.rcParams['a'] = 1 | exec('1')
!ls | x = %time 1 | f? | np = 3 | np.exp += 1 | np.exp, b = 1, 2 | f(np) | def sum(x): pass | for max in x: pass
except Exception as all: pass
"""


@pytest.mark.parametrize("source", [part.strip() for line in MORE.strip().splitlines() for part in line.split(" | ")])
def test_cells_that_may_do_more_than_use_names(source: str) -> None:
    """Other libraries, ways to names that do not stand in the text, builtins and numpy changed: every cell is run."""
    assert words(source) is None
    assert words(source.replace("e", "\uff45")) is None  # Python reads letters in full width as plain ones


SHADOWS = r"""
max = 3 | a = max = 3 | max: int = 3 | (max) = 3 | (a, max) = 1, 2 | [a, max] = 1, 2 | *max, a = b | a, *max = b | if a: max = 3
a = 1; max = 2 | while a: max = 1 | [max := 3] | print(max := 3) | for max in x: pass | for (a, max) in x: pass | for a, max in x: a
with f() as max: pass | with f() as (a, max): pass | class max: pass | def max(): pass | async def max(): pass | int |= str
else: max = 3 | x = y = (max, b) = 3 | case max: | case [a, max]: | max: int | f(")"); max = 3 | f("("); max = 3 | a = "="; max = 3
a[0] = max = 1 | a(1)[0], max = 1, 2 | type max = int | lambda: 0; max = 3 | try: a\nexcept E as max: pass | a = [1,\n2]; max = 3
a = {1: 2}; max = 3 | (max\n) = 3 | max \\n= 3 | f"{(max:=3)}" | a = '\\'; max = 3 | for a in x: max = 2 | (max, (b, c)) = 1
"""
READS = r"""
max(1, 2) | y = max(a) | f(x, float, copy=True) | np.array(x, dtype=float, order='C') | x[abs(x) > 1] = 0 | y == max | y <= max
p[range(len(y)), y] -= 1 | y = {max: 3} | y = (int, float) | isinstance(x, (int, float)) | [max(v) for v in x] | x.max = 3
for i in range(3): print(i) | try: y = float(x)\nexcept ValueError: pass | raise ValueError | y = x if callable(x) else int
print("max = 3") # max = 3 | a = sorted(x, key=abs, reverse=True) | for i, v in enumerate(zip(x, y)): print(i, v, end=' ')
lambda v: max(v, 0) | def f():\n    max = 3
"""


def forms(table: str) -> list[str]:
    """Return the lines of code of a table."""
    lines = [part.strip() for line in table.strip().splitlines() for part in line.split(" | ")]
    return [line.replace("\\\\n", "\\\n").replace("\\n", "\n") for line in lines]


@pytest.mark.parametrize("source", forms(SHADOWS))
def test_a_builtin_that_may_be_bound_is_seen(source: str) -> None:
    """In whichever form Python binds a name: every cell is run, as the lesson's cells call builtins."""
    assert words(source) is None


@pytest.mark.parametrize("source", forms(READS))
def test_a_builtin_that_is_read_ties_no_cell(source: str) -> None:
    """Calls, arguments, indices, comparisons, texts and a function's own variables bind nothing."""
    assert words(source) is not None


def test_a_long_line_takes_no_time() -> None:
    """No line makes the search for words slow."""
    started = time.process_time()
    for part in ("a ", " ", "np.", "(", "def ", "?", "= ", "a,", "\t=", "import ", "# ", "\n ", "for ", "'", "a", "a(", "]", ":="):
        words(part * 30_000)
        words(f"def f({part * 15_000}")
    assert time.process_time() - started < 6


@pytest.mark.parametrize("assignment", LESSONS)
def test_a_lessons_cell_binds_a_name_before_it_reads_it(marker: Marker, assignment: str) -> None:
    """So a name that it binds is none that it needs from another cell."""
    for source in marker.handout(assignment).places:
        bound: set[str] = set()
        early = set()
        for step in dis.get_instructions(compile(source, "cell", "exec")):
            if step.opname == "STORE_NAME":
                bound.add(step.argval)
            elif step.opname == "LOAD_NAME" and step.argval not in bound:
                early.add(step.argval)
        assert early & names_of(source)[0] == set()


def test_names_that_a_lessons_cell_binds_and_needs() -> None:
    """What functions and comprehensions read counts; builtins do not."""
    cell = "fig = figure()\nax = fig.gca\ndef draw():\n    global new\n    new = [grid for _ in tail]\ntail = len(top)"
    assert names_of(cell) == ({"fig", "ax", "draw", "new", "tail"}, {"figure", "grid", "top"})


@pytest.mark.parametrize(
    ("cell", "needs"),
    [
        ("def draw():\n    return ring\ndraw()\nring = 3", {"ring"}),
        ("def draw():\n    return ring\nring = 3\ndraw()", set()),
        ("def draw():\n    return hole()\ndef hole():\n    return 1\ndraw()", set()),
        ("def draw():\n    return hole()\nx = draw()\ndef hole():\n    return 1", {"hole"}),
        ("def draw():\n    return ring\n@draw\ndef hole():\n    return 1\nring = 1", {"ring"}),
        ("class Pen:\n    def __add__(self, other):\n        return ring\npen = Pen()\nx = pen + pen\nring = 1", {"ring"}),
        ("import sys\ndef draw():\n    return ring\na = b = (1, [sys])\nring = 1", set()),
    ],
)
def test_a_name_that_is_bound_after_a_call_that_may_read_it_is_needed(cell: str, needs: set[str]) -> None:
    """Its value may have come from another cell."""
    assert names_of(cell)[1] == needs


MAKER = """
def helper(x):
    return sigmoid(x)
def make():
    def draw(w):
        return helper(w)
    def place(w):
        return tanh(w)
    {}
    return Explorer(fig, draw, moving=[place(1)])
make()
"""


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("pass", "Explorer fig tanh"),
        ("helper(1)", "Explorer fig tanh sigmoid"),
        ("first = draw", "Explorer fig tanh sigmoid"),
        ("control.observe(draw)", "Explorer fig tanh sigmoid control"),
        ("other = lambda: draw(1)", "Explorer fig tanh sigmoid"),
        ("Other(fig, draw)", "Explorer Other fig tanh sigmoid"),
        ("Explorer(draw(1), draw)", "Explorer fig tanh sigmoid"),
        ("Explorer(fig, lambda w: draw(w))", "Explorer fig tanh sigmoid"),
        ("def more(f=draw): pass", "Explorer fig tanh sigmoid"),
        ("@draw\n    def more(): return relu", "Explorer fig tanh sigmoid relu"),
    ],
)
def test_what_functions_read_that_are_not_called_is_not_needed_to_run_a_cell(line: str, needs: str) -> None:
    """The function that is handed to a slider, and what only that one calls; a function that is used otherwise counts."""
    assert names_of(MAKER.format(line))[1] >= {"sigmoid", "tanh"}
    assert names_of(as_run(MAKER.format(line)))[1] == set(needs.split())


SETUP = "class Explorer:\n    pass\n"
HELPER, SLIDER_CELL = (
    "def helper():\n    return sigmoid(1)",
    "def make():\n    def draw():\n        return helper()\n    return Explorer(1, draw)\ns = make()",
)


@pytest.mark.parametrize(
    ("cells", "student", "known"),
    [
        ([HELPER, SLIDER_CELL], "sigmoid = 1", {1, 2}),
        ([HELPER, "print(helper())"], "sigmoid = 1", set()),
        ([HELPER, SLIDER_CELL, "s.show()"], "sigmoid = 1", set()),
        ([HELPER, SLIDER_CELL, "print(1)"], "s.show()", {3}),
        ([HELPER, SLIDER_CELL, "print(1)"], "helper()", {2, 3}),
    ],
)
def test_a_cell_that_calls_what_an_answer_ties_is_run_with_all_that_it_calls(
    cells: list[str], student: str, known: set[int]
) -> None:
    """Through functions of other cells, too, which by themselves need not be run."""
    setup = {**code(SETUP), "metadata": {"nbgrader": {"grade_id": "setup", "locked": True, "solution": False, "grade": False}}}
    every = [setup, *map(code, cells)]
    handout = Handout({"cells": every}, {source: CellRun(source) for source in cells})
    assert handout.known([*every, code(student)], range(len(every) + 1)).keys() == known


@pytest.mark.parametrize("assignment", LESSONS)
def test_no_slider_is_drawn_while_it_is_graded(marker: Marker, assignment: str) -> None:
    """Answers that print are not called by the lesson's sliders: their output is that of the lesson as handed out."""
    noisy = {
        name: f"def {name}(*args, **more):\n    print('{name}')\n    raise ValueError\n"
        for name in marker.handout(assignment).stubs
    }
    known = marked(marker, assignment, answered(solved(assignment), noisy))[1]
    assert known > len(marker.handout(assignment).places) / 2


def test_a_cell_whose_first_call_reads_what_another_bound_is_run_without_that_one() -> None:
    """The lesson's cell `ring = 1` was removed: the call fails, and the handed-out output does not stand for it."""
    first, second = code("ring = 1"), code("def draw():\n    print(ring)\ndraw()\nring = 2")
    first["metadata"] = second["metadata"] = {}
    handout = Handout({"cells": [first, second]}, {first["source"]: CellRun("1\n"), second["source"]: CellRun("1\n")})
    assert handout.known([first, second], [0, 1]).keys() == {0, 1}
    assert handout.known([second], [0]) == {}
