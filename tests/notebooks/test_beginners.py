"""What beginners try at `sigmoid`: each try ends in one sentence that says what to do, in the notebook and in feedback alike."""

import re
from pathlib import Path

import nbformat
import pytest
from classroom import ROOT
from judge.judged import causes
from nbgrader.validator import Validator
from traitlets.config import Config

from autograder.judge.marker import Marker
from autograder.submissions.notebook_file import SubmittedCell
from autograder.submissions.restoring import restore

GIVEN = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n"
RIGHT = f"{GIVEN}    return 1 / (1 + np.exp(-x))"
LOOP = f"{GIVEN}    out = []\n    for v in x:\n"
# name -> the cells that are run, words that the notebook says of them, and words of the feedback if these are others
TRIES: dict[str, tuple[list[str], str, str | None]] = {
    "its cell is not run": ([], "Did its cell run? Run all above this one.", None),
    "as handed out": ([f"{GIVEN}    raise NotImplementedError()"], "not written yet: replace the line", ""),
    "exp": ([f"{GIVEN}    return 1 / (1 + exp(-x))"], "NumPy has it, as np.exp: what is missing before its name?", ""),
    "math without import": ([f"{GIVEN}    return 1 / (1 + math.exp(-x))"], "Is the line 'import math' missing", ""),
    "math.exp of an array": (
        [f"import math\n{GIVEN}    return 1 / (1 + math.exp(-x))"],
        "What does the same for a whole array at once?",
        "",
    ),
    "math.exp in a loop": (
        [f"import math\n{LOOP}        out.append(1 / (1 + math.exp(-v)))\n    return np.array(out)"],
        "What does the same for a whole array at once?",
        "What works for every shape?",
    ),
    "e": ([f"{GIVEN}    return 1 / (1 + e**-x)"], "NumPy has it, as np.e", ""),
    "X for x": ([f"{GIVEN}    return 1 / (1 + np.exp(-X))"], "name 'X' is not defined", "gives an answer of shape (40, 2)"),
    "· for *": ([f"{GIVEN}    w = 1\n    return 1 / (1 + np.exp(-w·x))"], "The dot · is no sign of Python", ""),
    "^ for **": ([f"{GIVEN}    return 1 / (1 + np.e ^ (-x))"], "^ is not a power in Python", ""),
    "if on an array": (
        [f"{GIVEN}    if x >= 0:\n        return 1 / (1 + np.exp(-x))\n    return np.exp(x) / (1 + np.exp(x))"],
        "Which NumPy function decides number by number?",
        "",
    ),
    "given line deleted, a list compared": (
        ["def sigmoid(x):\n    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), 1 - 1 / (1 + np.exp(-np.abs(x))))"],
        "Is the given first line, x = np.asarray(x, dtype=float), still there?",
        "",
    ),
    "given line deleted": (
        ["def sigmoid(x):\n    return 1 / (1 + np.exp(-x))"],
        "Is the given first line, x = np.asarray(x, dtype=float), still there?",
        "",
    ),
    "np.sigmoid": ([f"{GIVEN}    return np.sigmoid(x)"], "NumPy has no function of that name", ""),
    "scipy without import": ([f"{GIVEN}    return scipy.special.expit(x)"], "Is the line 'import scipy' missing", ""),
    "renamed": ([RIGHT.replace("sigmoid", "sigmiod")], "The notebook defines sigmiod: is it that, spelled otherwise?", ""),
    "capital letter": ([RIGHT.replace("sigmoid", "Sigmoid")], "The notebook defines Sigmoid: is it that", ""),
    "no colon": ([RIGHT.replace("(x):", "(x)")], "A line that opens a block (def, for, if, else) ends with a colon.", ""),
    "no bracket": ([f"{GIVEN}    return 1 / (1 + np.exp(-x)"], "Each bracket that opens has to close.", ""),
    "a bracket too many": ([f"{GIVEN}    return 1 / (1 + np.exp(-x)))"], "Each bracket that opens has to close.", ""),
    "moved in too far": ([f"{GIVEN}      return 1 / (1 + np.exp(-x))"], "Lines of one block begin at the same column", ""),
    "return at the left edge": ([f"{GIVEN}return 1 / (1 + np.exp(-x))"], "its return line stands at the left edge", ""),
    "a minus that only looks right": ([f"{GIVEN}    return 1 / (1 + np.exp(−x))"], "A character was copied", ""),
    "a division of MATLAB's": ([f"{GIVEN}    return 1 ./ (1 + np.exp(-x))"], "A dot before a sign, as in ./, is MATLAB", ""),
    "a size as in mathematics": ([f"{GIVEN}    return np.exp(-|x|)"], "|x| is a sign of mathematics", ""),
    "de for def": ([RIGHT.replace("def", "de")], "Python cannot read that line", ""),
    "= in place of ==": (
        [f"{GIVEN}    if x = 0:\n        return 0.5\n    return 1 / (1 + np.exp(-x))"],
        "A single = gives a name to a value",
        "",
    ),
    "a syntax error over an old version": (
        [RIGHT, RIGHT.replace("(x):", "(x)")],
        "sigmoid is not yet what you changed it to.",
        None,
    ),
    "a misspelled def over an old version": (
        [RIGHT, RIGHT.replace("def", "de")],
        "sigmoid is not yet what you changed it to.",
        None,
    ),
    "a line stops above the new version": (
        [RIGHT, f"import maths\n{RIGHT}"],
        "stopped above the line with def",
        None,
    ),
    "calls itself": ([f"{GIVEN}    return sigmoid(x)"], "It calls itself again and again.", ""),
    "print for return": ([f"{GIVEN}    print(1 / (1 + np.exp(-x)))"], "Did you print the result instead of returning it?", ""),
    "no return": ([f"{GIVEN}    y = 1 / (1 + np.exp(-x))"], "Does it end with a return line?", ""),
    "a bare return": ([f"{GIVEN}    y = 1 / (1 + np.exp(-x))\n    return"], "a return line of it stands alone", ""),
    "True and False": ([f"{GIVEN}    return x > 0"], "Which number should come out where it holds", ""),
    "quotes": ([f"{GIVEN}    return '1 / (1 + np.exp(-x))'"], "Are there quotes, or str(...), around the answer?", ""),
    "brackets of a call left out": ([f"{GIVEN}    return 1 / (1 + np.exp)"], "it is not called", ""),
    "times left out": ([f"{GIVEN}    return 1 / (1 + 1(np.exp(-x)))"], "Is a multiplication sign missing?", ""),
    "no inputs": (["def sigmoid():\n    return 0.5"], "Did its first line (def …) change?", ""),
    "return inside the loop": (
        [f"{LOOP}        out.append(1 / (1 + np.exp(-v)))\n        return np.array(out)"],
        "Does return stand inside the loop",
        None,
    ),
    "exp of the wrong sign": ([f"{GIVEN}    return 1 / (1 + np.exp(x))"], "falls where it should rise", None),
    "used too early": ([f"{GIVEN}    y = y + 1 / (1 + np.exp(-x))\n    return y"], "It is used before it gets a value.", ""),
}


# Runs a cell that Python cannot read, and fails with what the notebook shows below that cell.
UNREADABLE = """shown, shell = [], get_ipython()
shell._showtraceback = lambda kind, error, lines: shown.extend(lines)
shell.run_cell("def sigmoid(x):\\n    return 2x")
del shell._showtraceback
check(not shown, " ".join(shown))"""


STUB = "def tails(x):\n    x = np.asarray(x, dtype=float)\n    raise NotImplementedError()"
STRETCH = {"stretch not tried": STUB, "stretch that is wrong": STUB.replace("raise NotImplementedError()", "return x")}
TRIED = "if tried(tails):\n    check_values(tails, [1.0], expected=[2.0])\n    print('tails passes')"


def grade_id(cell: nbformat.NotebookNode) -> str | None:
    """Return a cell's nbgrader id."""
    found: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return found


def release() -> nbformat.NotebookNode:
    """Return lesson 02 as students get it."""
    return nbformat.read(ROOT / "release/02_sigmoid/02_sigmoid.ipynb", as_version=4)


def validate(cells: list[nbformat.NotebookNode], folder: Path) -> dict[str, str]:
    """Return what nbgrader's Validate, with a real kernel, says of each check cell that fails, by the comment at its end."""
    book = nbformat.v4.new_notebook(cells=cells, metadata=release().metadata)
    nbformat.write(book, folder / "tries.ipynb")
    config = Config()
    config.Validator.ignore_checksums = True
    config.ConnectionFileMixin.transport = "ipc"
    found = Validator(config=config).validate(str(folder / "tries.ipynb"))
    return {failed["source"].rpartition("\n# ")[2]: failed["raw_error"] for failed in found.get("failed", [])}


def check_cell(grade_id: str, source: str, name: str) -> nbformat.NotebookNode:
    """Return a graded cell that ends with its name as a comment."""
    flags = {"grade": True, "locked": True, "solution": False, "task": False}
    nbgrader = {**flags, "grade_id": grade_id, "points": 1, "schema_version": 3, "cell_type": "code"}
    return nbformat.v4.new_code_cell(f"{source}\n# {name}", metadata={"nbgrader": nbgrader, "tags": ["raises-exception"]})


@pytest.fixture(scope="module")
def in_the_notebook(slow: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Validate says of each try, all of them tried one after the other in one kernel."""
    given = {grade_id(cell): cell.source for cell in release().cells}
    (mistakes,) = [cell.source for cell in release().cells if 'TYPICAL_MISTAKES["sigmoid"] = ' in cell.source]
    cells = [nbformat.v4.new_code_cell(source) for source in (given["setup"], mistakes)]
    for number, (name, (tried, _, _)) in enumerate(TRIES.items()):
        cells += [nbformat.v4.new_code_cell(f"globals().pop('sigmoid', {number})")]
        cells += [nbformat.v4.new_code_cell(source) for source in tried]
        cells += [check_cell(f"check-{number}", given["test_sigmoid"], name)]
    cells += [check_cell("check-cell", UNREADABLE, "the cell itself")]
    for number, (name, tails) in enumerate(STRETCH.items()):
        cells += [nbformat.v4.new_code_cell(tails), check_cell(f"stretch-{number}", TRIED, name)]
    return validate(cells, tmp_path_factory.mktemp("tries"))


@pytest.mark.parametrize("name", TRIES)
def test_each_try_ends_in_one_sentence(in_the_notebook: dict[str, str], name: str) -> None:
    """No traceback: what Python said, what it means, and at most the line of the student's cell."""
    said = in_the_notebook[name]
    assert TRIES[name][1] in " ".join(said.split())
    assert "Traceback" not in said
    assert "\x1b" not in said
    assert len(said) < 400
    assert max(map(len, said.splitlines())) <= 120


@pytest.mark.parametrize("name", [name for name, (_, _, words) in TRIES.items() if words is not None])
def test_feedback_says_the_same(marker: Marker, name: str) -> None:
    """What feedback says of a try holds the words that the notebook says."""
    (*_, last), words, other = TRIES[name]
    cells = [
        SubmittedCell(cell.cell_type, last if grade_id(cell) == "sigmoid" else cell.source, grade_id(cell))
        for cell in release().cells
    ]
    verdict = marker.mark(restore(cells, marker.release("02_sigmoid"), ""), "02_sigmoid", 7).verdict
    assert any((other or words) in cause for cause in causes(verdict)), causes(verdict)


def test_a_line_of_the_cell_is_shown(in_the_notebook: dict[str, str]) -> None:
    """JupyterLab hides line numbers: the line itself stands below the sentence."""
    assert re.search(r"stops in line 3 of its\scell", in_the_notebook["exp"])
    assert in_the_notebook["exp"].endswith("\n    return 1 / (1 + exp(-x))")


def test_a_cell_that_python_cannot_read_shows_only_its_own_line(in_the_notebook: dict[str, str]) -> None:
    """Nothing of IPython's own code, which stood there because the notebook handles errors."""
    said = in_the_notebook["the cell itself"]
    assert "return 2x" in said
    assert "SyntaxError" in said
    assert "run_cell_async" not in said


def test_a_stretch_that_is_not_tried_is_no_failure(in_the_notebook: dict[str, str]) -> None:
    """Its check raises nothing, and Validate is content; one that is tried and wrong fails, as all wrong tries do."""
    assert in_the_notebook.keys() == {*TRIES, "the cell itself", "stretch that is wrong"}
