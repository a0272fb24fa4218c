"""Facts about appeals: a verdict can be repeated from its seed, and each failed check shown as code that runs."""

import ast
import io
import shutil

import numpy as np
import pytest
from classroom import ROOT, WITHOUT, new_course, submit
from graded_class import grade
from rich.console import Console

from autograder.commands import console
from autograder.commands.explain import Explanation, differences, explain
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.lesson import Lesson
from autograder.judge.marker import Marker
from autograder.judge.snippets import code, snippet
from autograder.judge.student_function import Call
from autograder.judge.verdict import CellVerdict, CheckResult, Verdict
from autograder.wire import Listed, Other, Table

ANSWERS = {
    "sigmoid": "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return np.exp(x) / (1 + np.exp(x))\n",
    "sigmoid_grad": "def sigmoid_grad(x):\n    return x * (1 - x)\n",
}


@pytest.fixture(scope="module")
def course(slow: None, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with one graded submission of lesson 02."""
    found = new_course(tmp_path_factory.mktemp("explain") / "course")
    submit(found, "ada", ANSWERS)
    grade(found)
    return found


def test_a_verdict_is_repeated_from_its_seed(course: Course) -> None:
    """`course check --seed N` gives what the class run gave: every check, every sentence, every curve."""
    record = VerdictFiles(course).load("02_sigmoid", "ada")
    assert record is not None
    with Marker(course, without=WITHOUT) as marker:
        again = marker.check(course.root / "submitted/ada/02_sigmoid/02_sigmoid.ipynb", record.verdict.seed)
        other = marker.check(course.root / "submitted/ada/02_sigmoid/02_sigmoid.ipynb", record.verdict.seed + 1)
    assert again == record.verdict
    assert [check.example for check in other.cells[1].checks] != [check.example for check in again.cells[1].checks]


def test_each_failed_check_is_explained_as_code_that_runs(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pasted after the student's own code, a snippet gives what the judge got, and not what it expected."""
    explained = explain(course, "ada", "02_sigmoid", WITHOUT)
    assert explained.differs == ()
    failed = [check for cell in explained.verdict.cells[:2] for check in cell.checks if not check.passed]
    assert failed
    student: dict[str, object] = {"np": np}
    exec("\n".join(ANSWERS.values()), student)
    for check in failed:
        lines = check.snippet.splitlines()
        names = {**student}
        exec("\n".join(lines[:-3]), names)
        if lines[-1].endswith("no answer"):
            with pytest.raises(TypeError):
                eval(lines[-3], names)
            continue
        with np.errstate(all="ignore"):
            got = eval(lines[-3], names)
        expected, told = (eval(line.partition(":")[2], {"np": np}) for line in lines[-2:])
        np.testing.assert_array_equal(got, told)
        assert not np.allclose(got, expected, equal_nan=True)
    shown = io.StringIO()
    monkeypatch.setattr(console, "out", Console(file=shown, width=100, highlight=False))
    console.explanation(explained)
    compile(shown.getvalue(), "pasted", "exec")
    assert "# the same as the recorded verdict" in shown.getvalue()


def test_a_students_words_are_a_literal_or_a_comment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever line breaks and quotes are in them, and wherever they stand: in what came, the cause, a note, the id."""
    nasty = 'x\nraise SystemExit("""\\'
    came = (Other(nasty), nasty, np.array([1.0]))
    call = snippet(Lesson.read(Course(ROOT), "02_sigmoid"), "sigmoid", Call((np.array([0.5, 1.0]),), came, np.array(1.0)))
    check = CheckResult("A title", 1, False, nasty, snippet=call)
    verdict = Verdict("02_sigmoid", 7, (CellVerdict("test_sigmoid", "sigmoid", 10, (check,), notes=(nasty,)),))
    shown = io.StringIO()
    monkeypatch.setattr(console, "out", Console(file=shown, width=100, highlight=False))
    console.explanation(Explanation(nasty, verdict, (nasty,)))
    tree = ast.parse(shown.getvalue())
    assert [ast.unparse(node) for node in tree.body] == ["import numpy as np", "x = np.array([0.5, 1.0])", "sigmoid(x)"]
    assert eval(code(came), {"np": np})[1] == nasty


def test_what_cannot_be_explained_is_said(course: Course) -> None:
    """No verdict, no such assignment, or another file than the one that was graded."""
    with pytest.raises(CourseError, match="'ben' has handed in no 02_sigmoid; students' ids"):
        explain(course, "ben", "02_sigmoid", WITHOUT)
    with pytest.raises(CourseError, match=r"'Ada' has handed in no 02_sigmoid; is it ada\?"):
        explain(course, "Ada", "02_sigmoid", WITHOUT)
    ungraded = submit(course, "fay", ANSWERS)
    with pytest.raises(CourseError, match="02_sigmoid of fay is not graded yet; run 'course grade 02_sigmoid'"):
        explain(course, "fay", "02_sigmoid", WITHOUT)
    shutil.rmtree(ungraded.parents[1])
    with pytest.raises(CourseError, match="there is no assignment"):
        explain(course, "ada", "99_nothing", WITHOUT)
    path = course.root / "submitted/ada/02_sigmoid/02_sigmoid.ipynb"
    before = path.read_text()
    path.write_text(before.replace("x * (1 - x)", "x * (1 + x)"))
    try:
        with pytest.raises(CourseError, match="not the file that was graded"):
            explain(course, "ada", "02_sigmoid", WITHOUT)
    finally:
        path.write_text(before)


def test_a_difference_from_the_record_is_named() -> None:
    """Check by check."""

    def verdict(*passed: bool) -> Verdict:
        checks = tuple(CheckResult(f"check {n}", 1, each) for n, each in enumerate(passed))
        return Verdict("02_sigmoid", 1, (CellVerdict("test_f", "f", 10, checks),))

    assert differences(verdict(True, False), verdict(True, True)) == ("f, check 1: failed then, passed now",)
    assert differences(verdict(True), verdict(True, False)) == ("f, check 1: not there then, failed now",)


VALUES = [
    np.array([0.1, -2.5]), np.array([[1, 2], [3, 4]]), np.array([1.5], dtype=np.float32), np.zeros((0, 3)), np.array(2.0),
    np.array([np.nan, np.inf, -np.inf]), 3, 0.1, (np.array([1.0]), 2, 0.5),
    np.asfortranarray([[1, 2], [3, 4]]), np.arange(6.0).reshape(2, 3).T,
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_code_makes_the_value_again(value: object) -> None:
    """To the last bit, with kind and shape."""
    made = eval(code(value), {"np": np})
    for one, other in zip(made, value, strict=True) if isinstance(value, tuple) else [(made, value)]:  # type: ignore[arg-type]
        np.testing.assert_array_equal(one, other)
        assert np.shape(one) == np.shape(other)
        if isinstance(other, np.ndarray) and other.ndim:
            assert one.dtype == other.dtype
            assert one.flags.c_contiguous == other.flags.c_contiguous


def test_lists_and_activations_are_code_too(course: Course) -> None:
    """A list stays a list; an activation becomes a function of the same points."""
    assert code(Listed(np.array([1.5, 2.0]))) == "[1.5, 2.0]"
    act = eval(code(Table(np.array([0.0, 1.0]), np.array([0.0, 2.0]))), {"np": np})
    assert act(0.5) == 1.0
    lesson = Lesson.read(course, "02_sigmoid")
    assert snippet(lesson, "sigmoid", Call((0.5,), None, np.array(1.0))).splitlines() == [
        "x = 0.5",
        "sigmoid(x)",
        "# expected: 1.0",
        "# got:      no answer",
    ]
