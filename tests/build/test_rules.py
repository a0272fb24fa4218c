"""The rules of a lesson's text, each broken once in an otherwise good small lesson."""

import inspect
import re
from pathlib import Path

import pytest

from autograder.build import exercise_rules, notebook, rules
from autograder.build.lesson_text import Cell, parse
from autograder.errors import CourseError
from autograder.judge.lesson import Lesson

LESSONS = Path(__file__).parent / "lessons"
GOOD = (LESSONS / "03_tanh.txt").read_text(encoding="utf-8")
SETUP = (LESSONS / "shared" / "setup.txt").read_text(encoding="utf-8")
WHERE = "notebooks/03_tanh.py"
ONE = inspect.signature(lambda x: x)
LESSON = Lesson(
    "03_tanh",
    {"tanh": 10, "tanh_grad": 10},
    ("tanh_accurate",),
    {"tanh": ONE, "tanh_grad": ONE, "tanh_accurate": ONE},
)
CHECKED = ("tanh", "tanh_grad", "tanh_accurate")
STUB = '"grade_id": "tanh", "locked": false'


def told(text=GOOD, lesson=LESSON, checked=CHECKED, setup=SETUP):
    """Return all that the rules say about a text."""
    return [str(error) for error in rules.violations(parse(text, WHERE), rules.Contract(lesson, checked, {"setup": setup}))]


def test_good_lesson_breaks_no_rule():
    """The small lesson that the other tests break keeps every rule."""
    assert told() == []


BROKEN = {
    "missing stub": ('"tanh_accurate", "locked": false', '"another", "locked": false', "no stub cell 'tanh_accurate'"),
    "unknown stub": (STUB, '"grade_id": "sigma", "locked": false', "cell 'sigma' (line 32) is not a function of the lesson"),
    "duplicate id": ('"grade_id": "setup"', '"grade_id": "tanh"', "shares its grade_id with another cell"),
    "odd id": ('"grade_id": "setup"', '"grade_id": "set up"', "cell 'set up' (line 18) has no usable grade_id"),
    "no points": ('"points": 10, ', "", "not of schema 3"),
    "other points": ('"points": 10', '"points": 9', "is worth 9 points, its reference says 10; make the two agree"),
    "unlocked check": ('"test_tanh", "locked": true', '"test_tanh", "locked": false', "is not locked"),
    "no check cell": (
        '"grade_id": "test_tanh"',
        '"grade_id": "test_x"',
        "cell 'tanh' has no check cell; add the graded, locked",
    ),
    "check of nothing": ('"grade_id": "test_tanh"', '"grade_id": "test_x"', "cell 'test_x' (line 41) checks no stub"),
    "other parameter": ("def tanh(x)", "def tanh(z)", "defines tanh(z); write def tanh(x), as the reference does"),
    "other default": ("def tanh(x)", "def tanh(x=1)", "defines tanh(x=1)"),
    "no function": ("def tanh(x)", "def tanhs(x)", "defines tanh 0 times"),
    "no end marker": ("    # END SOLUTION", "", "markers that do not pair up"),
    "no markers": (
        "    # BEGIN SOLUTION\n    return 2 / (1 + np.exp(-2 * x)) - 1\n    # END SOLUTION",
        "    pass",
        "no solution between",
    ),
    "solution in the open": (
        "    x = np.asarray(x, dtype=float)\n    # BEGIN",
        "    return x\n    # BEGIN",
        "outside its markers: 'return x'",
    ),
    "code under the end": ("    # END SOLUTION\n", "    # END SOLUTION\n    x = 2\n", "outside its markers: 'x = 2'"),
    "solution elsewhere": (
        "# ls\n",
        "# BEGIN SOLUTION\n# END SOLUTION\n",
        "cell at line 68 holds a solution, but is not a solution cell",
    ),
    "solution outside": (
        '    """Return 2 / (1 + e^-2x) - 1."""\n    x = np.asarray(x, dtype=float)\n    # BEGIN SOLUTION\n'
        "    return 2 / (1 + np.exp(-2 * x)) - 1\n    # END",
        "    pass\n\n\nif True:\n    # BEGIN SOLUTION\n    x = 1\n    # END",
        "has its solution outside tanh",
    ),
    "hidden tests": ("assert tanh(0)", "### BEGIN HIDDEN TESTS\nassert tanh(0)", "nbgrader's marker 'HIDDEN TESTS'"),
    "long line": ("# ls", "# " + "l" * 87, "notebooks/03_tanh.py: line 69 has 89 characters; break it: 88 at most"),
    "magic": ('print("done")', "%matplotlib inline", "line 70 is not Python: invalid syntax; use no IPython magic"),
    "syntax error": ('print("done")', "print('", "line 70 is not Python"),
    "bad escape": ('print("done")', 'print("\\d")', "line 70 is not Python: "),
    "no such piece": (
        'include="setup"',
        'include="cone"',
        "includes 'cone', which is not a piece of shared code; write notebooks/shared/cone.py",
    ),
    "no alt text": ("![A curve that rises from -1 to 1]", "![]", "shows attachment:slider_a.png without alt text"),
    "picture not shown": ("attachment:slider_a.png", "slider_a.png", "does not show its picture"),
    "nothing attached": ('[markdown] picture="slider_a"', "[markdown]", "shows slider_a.png, which nothing attaches"),
    "unread metadata": (
        '"task": false}\ndef tanh(x)',
        '"task": false\ndef tanh(x)',
        "cell at line 32 has a marker line that cannot be read",
    ),
    "other kernel": ("name: python3", "name: ir", "does not name the kernel python3"),
    "empty cell": ('# ls\nprint("done")\n', "", "cell at line 68 is empty"),
    "last line": ("The end.\n", "The end.", "the last line does not end with a newline"),
}


@pytest.mark.parametrize(("old", "new", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_rule_is_told(old, new, message):
    """A text that breaks a rule is told which, in which cell, and what to do."""
    assert old in GOOD
    found = told(GOOD.replace(old, new, 1))
    assert any(message in each and each.startswith(WHERE) for each in found), found


def test_a_function_finds_the_names_of_its_own_cell():
    """A slider moves when all cells have run: a name that its function uses must not be bound again further down."""
    one = 'SCALE = 1\n\n\ndef explore_scale():\n    return SCALE\n\n\nprint("done")\n'
    other = "\n# %%\nSCALE = 2\n"
    assert told(GOOD.replace('print("done")\n', one)) == []
    (found,) = told(GOOD.replace('print("done")\n', one + other))
    assert re.search(r"cell at line \d+ binds 'SCALE' again, which a function of cell at line 68 uses; give one of the two", found)


def test_include_has_no_body():
    """An include marker with code under it is refused, since the builder would drop that code."""
    marker = next(line for line in GOOD.splitlines() if "include=" in line)
    assert "has a body of its own" in told(GOOD.replace(marker, marker + "\nx = 1"))[0]


def test_long_line_of_shared_code_is_told_by_its_own_file():
    """A line too long in shared code is told with the file of the shared code."""
    found = told(setup="x = 1\n" + "#" * 89)
    assert found == ["notebooks/shared/setup.py: line 2 (cell 'setup') has 89 characters; break it: 88 at most"]


def test_check_follows_its_stub():
    """A graded cell that stands elsewhere than right below its stub is told to move."""
    lines = GOOD.split("# %% ")
    moved = next(part for part in lines if '"test_tanh"' in part)
    lines.remove(moved)
    lines.insert(-1, moved)
    assert any("cell 'test_tanh' (line 69) does not follow its stub 'tanh'" in each for each in told("# %% ".join(lines)))


def test_every_function_needs_a_hidden_check():
    """A function that no hidden check covers is told, with the file to write one in."""
    wanted = "notebooks/03_tanh.py: cell 'tanh' has no hidden check; add one in autograder/checks/test_03_tanh.py"
    assert [wanted] == told(checked=CHECKED[1:])


def test_points_of_a_lesson_sum_to_20():
    """A reference whose points do not sum to 20 is told."""
    lesson = Lesson("03_tanh", {"tanh": 10, "tanh_grad": 9}, ("tanh_accurate",), LESSON.signatures)
    assert "autograder/reference/tanh.py: POINTS sum to 19; share out 20" in told(lesson=lesson)


def test_signatures_compare_without_annotations():
    """A stub may leave out the annotations of the reference, but not its defaults or its kinds."""

    def annotated(x: float, *, axis: int = -1) -> float:
        return x

    lesson = Lesson("03_tanh", LESSON.points, LESSON.stretch, {**LESSON.signatures, "tanh": inspect.signature(annotated)})
    assert told(GOOD.replace("def tanh(x)", "def tanh(x, *, axis=-1)"), lesson) == []
    assert "write def tanh(x, *, axis=-1)" in told(lesson=lesson)[0]


def test_page_holds_no_exercise():
    """A 00_* page with a stub or a graded cell is refused."""
    assert sum("00_* is a page" in each for each in told(lesson=None)) == 6


def test_text_that_jupytext_reads_otherwise_is_refused():
    """A cell marker inside a string is refused, since the cells would not be those the author sees."""
    with pytest.raises(CourseError, match="jupytext reads 14 cells, but the text has 15 cell markers"):
        parse(GOOD.replace('print("done")', 'x = """\n# %% x\n"""'), WHERE)


def test_header_that_is_no_yaml_is_refused():
    """A header that cannot be read ends in an error of the course, not in a traceback."""
    with pytest.raises(CourseError, match="header"):
        rules.report([CourseError(each) for each in told(GOOD.replace("#   kernelspec:", "#   kernelspec: [", 1))])


def test_hidden_checks_are_found_without_importing():
    """A check counts when its class names the function and has, or inherits, a test."""
    suite = """
import nowhere
class TestOwn(Checks):
    function = "own"
    def test_it(self): ...
class TestInherited(Elementwise):
    function = "inherited"
class TestNothing(Checks):
    function = "nothing"
class Helper(Elementwise):
    function = "helper"
"""
    assert {"own", "inherited"} == exercise_rules.checked_functions(suite, "x.py")


def release(*sources):
    """Return cells as a student's notebook has them."""
    return [Cell("code", source, {"nbgrader": {"grade_id": "other"}}) for source in sources]


def test_solution_line_in_the_release_is_a_leak():
    """A line of a solution in any cell of the release is told, whatever its spacing."""
    text = parse(GOOD, WHERE)
    (found,) = rules.leaks(text, release("y = 3", "def f(x):\n  return 2/(1+np.exp(-2*x))-1"), "release/x.ipynb")
    assert "cell 'tanh' (line 32) leaks: its solution line 'return 2 / (1 + np.exp(-2 * x)) - 1'" in str(found)


def test_given_and_trivial_lines_are_no_leak():
    """Lines the student is given, and lines too short to tell anything, may stand anywhere."""
    text = parse(GOOD, WHERE)
    assert list(rules.leaks(text, release("x = np.asarray(x, dtype=float)", "x = 2"), "release/x.ipynb")) == []


@pytest.mark.parametrize(
    "source", ["from autograder import judge", "# see autograder/checks/test_03_tanh.py", "autograder.reference"]
)
def test_name_of_the_instructors_package_is_a_leak(source):
    """A release that names the instructors' modules is refused."""
    (found,) = rules.leaks(parse(GOOD, WHERE), release(source), "release/x.ipynb")
    assert "which no student has" in str(found)


def test_all_violations_are_told_at_once():
    """One error tells every place that breaks a rule."""
    with pytest.raises(CourseError, match="2 places break the rules") as raised:
        rules.report([CourseError("one", "a"), CourseError("two", "b")])
    assert "a: one" in str(raised.value)
    assert "b: two" in str(raised.value)


def test_cells_keep_their_ids():
    """A graded or stub cell has its grade_id as its id; other ids come from the content, numbered where it repeats."""
    cells = [Cell("code", "x", {"nbgrader": {"grade_id": "tanh"}}), Cell("code", "x"), Cell("code", "x"), Cell("markdown", "x")]
    ids = [cell.id for cell in notebook.load(notebook.make(cells, {}), "x").cells]
    assert ids[0] == "tanh"
    assert f"{ids[1]}-2" == ids[2]
    assert ids[3] not in ids[:3]
