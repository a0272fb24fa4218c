"""A right answer has its marks whatever stands around it: each case through the real Marker, as `course check` judges it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from classroom import STEP

from autograder.course import Course
from autograder.judge.marker import Marker
from autograder.judge.stopped_cells import NOTES_CAP
from autograder.judge.verdict import CellVerdict, Verdict

NAME = "02_sigmoid"
Cells = list[dict[str, Any]]
SIGMOID = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1 / (1 + np.exp(-x))\n"
GRAD = "def sigmoid_grad(x):\n    x = np.asarray(x, dtype=float)\n    s = sigmoid(x)\n    return s * (1 - s)\n"


def code(source: str, grade_id: str = "") -> dict[str, Any]:
    """Return a code cell of a student."""
    metadata = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


@pytest.fixture(scope="module")
def handed(course: Course) -> Callable[..., Cells]:
    """Give a function that returns the lesson's cells with answers; None for an answer deletes the stub."""

    def cells(**answers: str | None) -> Cells:
        found: Cells = json.loads(course.release(NAME).read_bytes())["cells"]
        answers = {"sigmoid": SIGMOID, "sigmoid_grad": GRAD, "gradient_step": STEP, **answers}
        got = []
        for cell in found:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell = {**cell, "source": "".join(cell["source"])}
            if grade_id in answers:
                if answers[grade_id] is None:
                    continue
                if answers[grade_id]:
                    cell["source"] = answers[grade_id]
            got.append(cell)
        return got

    return cells


@pytest.fixture
def check(marker: Marker, tmp_path: Path) -> Callable[[Cells], Verdict]:
    """Give a function that has a notebook of these cells judged."""

    def judged(cells: Cells) -> Verdict:
        path = tmp_path / f"{NAME}.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
        verdict = marker.check(path, 7)
        assert verdict.error is None
        return verdict

    return judged


def of(verdict: Verdict, function: str) -> CellVerdict:
    """Return the verdict on a function."""
    return next(cell for cell in verdict.cells if cell.function == function)


def said(verdict: Verdict, function: str) -> str:
    """Return all that is said of a function."""
    cell = of(verdict, function)
    return " ".join([*(check.cause for check in cell.checks if not check.passed), *cell.notes])


def beside(cells: Cells, grade_id: str, *new: dict[str, Any], above: bool = False) -> Cells:
    """Return the cells with new ones below, or above, the one with this id."""
    at = next(n for n, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)
    at += not above
    return [*cells[:at], *new, *cells[at:]]


# The rows of the complaints; tests/worker/test_shell.py has all of their kind.
LINES = """
%matplotlib inline | %matplotlib notebook | %pylab inline | !pip install numpy | %pip install numpy | files = !ls | %cd /tmp
%run helper.py | import asyncio; await asyncio.sleep(0) | import pandas_is_missing as pd | name = input("who?") | print(undefined)
exit() | np.seterr(all="raise") | import warnings; warnings.filterwarnings("error") | %%time | %%capture out
"""


@pytest.mark.parametrize("line", [part.strip() for line in LINES.strip().splitlines() for part in line.split(" | ")])
def test_a_line_above_the_answer_costs_nothing(check: Any, handed: Any, line: str) -> None:
    """Magics, shell lines, `await`, lines that stop, settings, in the answer's cell or one above it: full marks."""
    verdict = check(beside(handed(sigmoid=f"{line}\n{SIGMOID}"), "sigmoid_grad", code(line), above=True))
    assert verdict.score == 20, said(verdict, "sigmoid")


FORMS = {
    "in if": "if True:\n    def sigmoid(x):\n        return 1 / (1 + np.exp(-np.asarray(x, float)))\n",
    "in try": "try:\n    import pandas_is_missing\nexcept ImportError:\n    pass\n" + SIGMOID,
    "in with": "with np.errstate(all='ignore'):\n" + "".join(f"    {line}\n" for line in SIGMOID.splitlines()),
    "a class": "class S:\n    def __call__(self, x):\n        return 1 / (1 + np.exp(-np.asarray(x, float)))\nsigmoid = S()\n",
    "a lambda": "sigmoid = lambda x: 1 / (1 + np.exp(-np.asarray(x, float)))\n",
    "global state": "n = 0\ndef sigmoid(x):\n    global n\n    n += 1\n    return 1 / (1 + np.exp(-np.asarray(x, float)))\n",
    "an async helper": "async def help_(x):\n    return -x\n" + SIGMOID,
    "magics within": SIGMOID.replace(
        "    return", "    %matplotlib inline\n    !ls\n    breakpoint()\n    %time y = 1\n    return"
    ),
    "awaited below": SIGMOID + "import asyncio\nasync def f():\n    return 1\nawait asyncio.gather(f(), f())\n",
    "a task below": SIGMOID + "import asyncio\ntask = asyncio.create_task(asyncio.sleep(0))\n",
    "deleted helper": "def h(x):\n    return -x\n" + SIGMOID.replace("np.exp(-x)", "np.exp(h(x))"),
    "helper defined later": SIGMOID.replace("np.exp(-x)", "np.exp(later(x))"),
}
LATER = {
    "the name is a number": "sigmoid = 3",
    "the name is deleted": "del sigmoid",
    "vectorized": "sigmoid = np.vectorize(sigmoid)",
    "np is another": "np = 3",
    "a helper is another": "h = 3",
    "a wrong one": "def sigmoid(x):\n    return x",
    "reset": "%reset -f",
    "names cleared": "globals().clear()",
    "max is another": "max = 3",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_answers_in_many_forms(check: Any, handed: Any, form: str) -> None:
    """Wherever the function is defined in its cell, and whatever stands in it."""
    cells = handed(sigmoid=form)
    cells = beside(cells, "test_sigmoid", code("def later(x):\n    return -x"))
    if "def h" in form:
        cells = beside(cells, "test_gradient_step", code("del h"))
    verdict = check(cells)
    assert verdict.score == 20, said(verdict, "sigmoid")


@pytest.mark.parametrize("end", ["y.tolist()", "tuple(y) if y.ndim == 1 else y"])
def test_lists_and_tuples_of_numbers_count(check: Any, handed: Any, end: str) -> None:
    """As arrays, also where they are empty."""
    verdict = check(handed(sigmoid=SIGMOID.replace("return", "y =") + f"    return {end}\n"))
    assert of(verdict, "sigmoid").score == 8, said(verdict, "sigmoid")


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
def test_later_cells_change_nothing(check: Any, handed: Any, later: str) -> None:
    """A function is judged as it stood when its own check was reached, with the names that it used then."""
    answer = "def h(x):\n    return -max(0, 0) - x\n" + SIGMOID.replace("np.exp(-x)", "np.exp(h(x))")
    cells = handed(sigmoid=answer)
    verdict = check(beside(cells, "test_gradient_step", code(later)))
    assert verdict.score == 20, said(verdict, "sigmoid")


def test_a_name_of_a_later_lesson_cell_may_be_a_helpers(check: Any, handed: Any) -> None:
    """`square` and the like, which the lesson's cells further down bind, were the student's at the check."""
    for name in ("square", "corner", "unit", "grid", "fig", "curve"):
        answer = f"def {name}(x):\n    return -x\n" + SIGMOID.replace("np.exp(-x)", f"np.exp({name}(x))")
        assert of(check(handed(sigmoid=answer)), "sigmoid").score == 8, name


def test_a_right_answer_after_a_wrong_one_does_not_count(check: Any, handed: Any) -> None:
    """Two answers are never tried for one mark: the one at the check is judged."""
    wrong = "def sigmoid(x):\n    return np.asarray(x, dtype=float)"
    verdict = check(beside(handed(sigmoid=wrong), "test_sigmoid", code(SIGMOID)))
    assert of(verdict, "sigmoid").score < 5


def test_an_answer_that_switches_when_it_is_called_gains_nothing(check: Any, handed: Any) -> None:
    """What a call binds in its own names stays there; the other functions have theirs."""
    answer = SIGMOID + "def right(x):\n    return 1 / (1 + np.exp(-np.asarray(x, float)))\n"
    switching = GRAD.replace("    s = sigmoid(x)", "    global sigmoid\n    s = sigmoid(x)\n    sigmoid = None")
    assert of(check(handed(sigmoid=answer, sigmoid_grad=switching)), "sigmoid").score == 8


STOPS = {
    "import pandas_is_missing": "Line 1 of this cell stopped with ModuleNotFoundError: No module named 'pandas_is_missing'. "
    "The lines after it ran, and your answer was judged all the same.",
    "name = input()": "Line 1 of this cell stopped with EOFError: nobody is there to type an answer while it is graded. The lines",
    "x = 1\nprint(undefined)": "Line 2 of this cell stopped with NameError: name 'undefined' is not defined. The lines",
}


@pytest.mark.parametrize(("line", "note"), STOPS.items())
def test_the_student_reads_which_line_stopped(check: Any, handed: Any, line: str, note: str) -> None:
    """On a right answer, too; and the verdict names the line for the class report."""
    verdict = check(handed(sigmoid=f"{line}\n{SIGMOID}"))
    assert note in said(verdict, "sigmoid")
    assert [each.function for each in verdict.stopped] == ["sigmoid"]
    assert "stopped" not in said(verdict, "sigmoid_grad")


def test_a_constant_behind_a_line_that_stops_is_there(check: Any, handed: Any) -> None:
    """The next statement ran; where it is the statement itself that stops, the message names its line."""
    answer = SIGMOID.replace("np.exp(-x)", "np.exp(LOW - x)")
    cells = beside(handed(sigmoid=answer), "sigmoid", code("import pandas_is_missing\nLOW = 0"), above=True)
    verdict = check(cells)
    assert verdict.score == 20
    assert "Line 1 of the cell that sets LOW stopped with ModuleNotFoundError" in said(verdict, "sigmoid")
    cells = beside(handed(sigmoid=answer), "sigmoid", code("LOW = int(input())"), above=True)
    assert "LOW should come from your cell that stops in line 1 with EOFError" in said(check(cells), "sigmoid")


def test_many_cells_that_stop_are_counted(check: Any, handed: Any) -> None:
    """The first ones have a note each, with the name that is used, shortened; hundreds of notes nobody reads."""
    names = [f"{'LOW' * 50}{number}" for number in range(14)]
    cells = handed(sigmoid=SIGMOID.replace("np.exp(-x)", f"np.exp({'+'.join(names)} - x)"))
    for name in names:
        cells = beside(cells, "sigmoid", code(f"import pandas_is_missing\n{name} = 0"), above=True)
    verdict = check(cells)
    assert verdict.score == 20
    assert said(verdict, "sigmoid").count("of the cell that sets LOWLOW") == NOTES_CAP
    assert f"Lines of {14 - NOTES_CAP} more such cells stopped, too." in said(verdict, "sigmoid")
    assert names[0] not in said(verdict, "sigmoid")


def test_a_cell_that_a_magic_keeps_from_running_is_named(check: Any, handed: Any) -> None:
    """Above the answer itself, and above what the answer uses; one that only measures keeps nothing from running."""
    verdict = check(handed(sigmoid=f"%%writefile mine.py\n{SIGMOID}"))
    assert "Its cell stops in line 1 with %%writefile: the lines below it are not run as Python." in said(verdict, "sigmoid")
    answer = SIGMOID.replace("np.exp(-x)", "np.exp(LOW - x)")
    cells = beside(handed(sigmoid=answer), "sigmoid", code("\n%%html\nLOW = 0"), above=True)
    assert "LOW should come from your cell that stops in line 2 with %%html" in said(check(cells), "sigmoid")
    assert check(handed(sigmoid=f"%%time\n{SIGMOID}")).score == 20


EMPTY = {  # stubs that were changed and hold no answer
    "pass": "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    pass",
    "no text": "def sigmoid(x):\n    # see the cell at the end\n    raise NotImplementedError()",
    "the class": "def sigmoid(x):\n    raise NotImplementedError",
}


@pytest.mark.parametrize("stub", EMPTY.values(), ids=EMPTY)
def test_a_stub_without_an_answer_replaces_no_answer(check: Any, handed: Any, stub: str) -> None:
    """The answer stands above the changed stub, or below its check; alone the stub is no answer."""
    assert check(beside(handed(sigmoid=stub), "sigmoid", code(SIGMOID), above=True)).score == 20
    assert check(beside(handed(sigmoid=stub), "test_sigmoid", code(SIGMOID))).score == 20
    alone = check(handed(sigmoid=stub))
    assert (of(alone, "sigmoid").score, of(alone, "sigmoid").answered) == (0, False)


def test_a_copy_of_a_stub_replaces_no_answer(check: Any, handed: Any) -> None:
    """Below the answer, below its check, where later functions would meet it, or above, with the answer at the end."""
    copy = code("def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    # YOUR CODE HERE\n    raise NotImplementedError()")
    for place in ("sigmoid", "test_sigmoid", "test_sigmoid_grad"):
        verdict = check(beside(handed(), place, copy))
        assert verdict.score == 20, said(verdict, "sigmoid") + said(verdict, "sigmoid_grad")
    cells = beside(handed(sigmoid=None), "test_sigmoid", copy, above=True)
    assert of(check([*cells, code(SIGMOID)]), "sigmoid").score == 8


def test_what_is_added_to_the_first_cell_runs(check: Any, handed: Any) -> None:
    """An import there is meant for all cells, and editors other than JupyterLab let students write there."""
    answer = (
        "def sigmoid(x):\n    return np.vectorize(lambda v: math.exp(min(v, 0)) / (math.exp(min(v, 0)) + math.exp(min(-v, 0))),"
    )
    cells = handed(sigmoid=f"{answer} otypes=[float])(np.asarray(x, dtype=float))\n")
    assert check(cells).score < 20
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "setup":
            cell["source"] = "import math\n" + "".join(cell["source"])
    assert check(cells).score == 20


def test_an_answer_in_a_cell_of_its_own_counts(check: Any, handed: Any) -> None:
    """Where the stub was deleted, where it stands untouched below or above, and where it shares the cell of another stub."""
    deleted = beside(handed(sigmoid=None), "test_sigmoid", code(SIGMOID), above=True)
    assert check(deleted).score == 20
    assert check([*handed(sigmoid=None), code(SIGMOID)]).score == 20
    assert check(beside(handed(sigmoid=""), "sigmoid", code(SIGMOID), above=True)).score == 20
    assert check(beside(handed(sigmoid=""), "sigmoid", code(SIGMOID))).score == 20
    assert check([*handed(sigmoid=""), code(SIGMOID)]).score == 20
    on_one_line = "import math; sigmoid = lambda x: 1 / (1 + np.exp(-np.asarray(x, float)))"
    over_lines = "from scipy.special import (\n    expit as sigmoid,\n    softmax,\n)"
    for other in (on_one_line, over_lines):
        assert check(beside(handed(sigmoid=""), "sigmoid", code(other), above=True)).score == 20
    noted = [{**cell, "source": cell["source"].replace("# YOUR CODE HERE", "# see above")} for cell in handed(sigmoid="")]
    assert check(beside(noted, "sigmoid", code(SIGMOID), above=True)).score == 20
    assert check(handed(sigmoid=SIGMOID + GRAD, sigmoid_grad="")).score == 20


def test_no_response_is_said_only_of_what_nothing_defines(check: Any, handed: Any) -> None:
    """A local name, a call or a comment defines nothing; a definition anywhere does."""
    assert not of(check(handed(sigmoid="")), "sigmoid").answered
    assert not of(check([*handed(sigmoid=""), code("# def sigmoid(x)\nsigmoid(3)\ndef f():\n    sigmoid = 3")]), "sigmoid").answered
    assert of(check([*handed(sigmoid=""), code("def sigmoid(x):\n    return x")]), "sigmoid").answered


def test_what_is_typed_into_a_locked_cell_is_shown(check: Any, handed: Any, marker: Marker) -> None:
    """It does not count, but it does not vanish without a word."""
    cells = handed(sigmoid="")
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "test_sigmoid":
            cell["source"] = SIGMOID + cell["source"]
    verdict = check(cells)
    assert "What you typed into the locked cell test_sigmoid was taken out." in said(verdict, "sigmoid")
    assert of(verdict, "sigmoid").answered
    assert of(verdict, "sigmoid").score == 0


def test_a_mistake_counts_once_at_the_check_too(check: Any, handed: Any) -> None:
    """The right version of an earlier function stands among the names that the later one had at its check."""
    wrong = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, dtype=float)))"
    verdict = check([*handed(sigmoid=wrong), code("sigmoid = 3")])
    assert of(verdict, "sigmoid_grad").score == 6


def test_the_autograded_notebook_shows_each_line_that_stopped() -> None:
    """In order, with its line, before an error that ended the cell."""
    from autograder.judge.session import CellRun, Failed
    from autograder.nbgrader_plugin.graded_cells import outputs

    run = CellRun("x", error=Failed("OutOfTime", ""), stopped=(Failed("EOFError", "a", 1), Failed("NameError", "b", 3)))
    shown = outputs(run)
    assert [each["output_type"] for each in shown] == ["stream", "error", "error", "error"]
    assert shown[1]["traceback"] == ["line 1 stopped; the lines after it ran", "EOFError: a"]
    assert [each.get("ename") for each in shown[1:]] == ["EOFError", "NameError", "OutOfTime"]
