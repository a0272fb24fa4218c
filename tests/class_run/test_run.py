"""Facts about class runs: what they leave behind, whatever happens to them, and by whichever command they were started."""

import fcntl
import shutil
from pathlib import Path

import pytest
from classroom import NAME, RIGHT, rows, state, submit, twin
from graded_class import GRADE_OF, change, copy_of, grade, nbgrader, states

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.nbgrader_plugin.converters import Gradebook

HOSTILE = {
    "loop": {"sigmoid": "def sigmoid(x):\n    while True: pass\n", "test_sigmoid": "score = 100"},
    "exit": {"sigmoid": "import os; os._exit(0)"},
}
LIMITS = "c.Judge.call_seconds = c.Judge.lost_seconds = 0.5\n"  # the loop is given up as it is after longer ones


def test_nbgrader_autograde_leaves_the_same(graded: Course, tmp_path: Path) -> None:
    """Every row and every byte is that of `nbgrader autograde`: marks, comments, late penalties, verdicts, notebooks.

    An endless loop, and a worker that exits, have no marks, and keep nobody else from theirs.
    """
    ours = copy_of(graded, tmp_path / "ours")
    shutil.rmtree(ours.root / "submitted" / "lost")
    with (ours.root / CONFIG).open("a") as config:
        config.write(LIMITS)  # and so all are graded again
    for student, answers in HOSTILE.items():
        submit(ours, student, answers)
    theirs = twin(ours, tmp_path / "theirs")
    Gradebook(theirs).create()  # as nbgrader would: tests/gradebook/test_registration.py
    for course in (ours, theirs):
        nbgrader(course, "generate_assignment", NAME, "--force")
        change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    marks = {"-b o": 20, "ünal 🙂": 20, "100%": 8, "o'hara; --": 0, "a.b": 0, "late": 20, "loop": 0, "exit": 0}
    assert states(grade(ours)) == {name: ("graded", mark) for name, mark in marks.items()} | {"cut": ("unreadable", None)}
    nbgrader(theirs, "autograde", NAME)
    ours_rows, ours_files = state(ours)
    theirs_rows, theirs_files = state(theirs)
    assert [row for row in ours_rows if row not in theirs_rows] == []
    assert ours_rows == theirs_rows
    assert sorted(ours_files) == sorted(theirs_files)
    assert [name for name, data in ours_files.items() if data != theirs_files[name]] == []
    assert {row[3] for row in ours_rows if row[0] == "late"} == {20.0}  # the penalty


def test_what_people_wrote_survives_a_regrade(graded: Course, tmp_path: Path) -> None:
    """Manual marks, extra credit and comments stay, by both commands; the manual mark waits to be looked at again."""
    course = copy_of(graded, tmp_path / "course")
    change(course, f"UPDATE grade SET manual_score = 7, extra_credit = 1 WHERE {GRADE_OF}", "a.b", "test_sigmoid")
    change(course, f"UPDATE comment SET manual_comment = 'Nearly!' WHERE {GRADE_OF}", "a.b", "sigmoid")
    for again in (lambda: grade(course, force=True), lambda: nbgrader(course, "autograde", NAME, "--force", "--student=a.b")):
        again()
        found = {row[5]: row[7:] for row in rows(course) if row[0] == "a.b"}
        assert found["test_sigmoid"][:4] == (0.0, 7.0, 1.0, 1)
        assert found["sigmoid"][5] == "Nearly!"


def test_a_folder_without_the_notebook_is_no_zero(graded: Course) -> None:
    """It is reported each time, with what is there instead, and nothing of it stands in the gradebook."""
    result = grade(graded)["lost"]
    assert result.reason.startswith(f"no {NAME}.ipynb in the folder (there is my answers.ipynb)")
    assert "lost" not in {row[0] for row in rows(graded)}


def test_a_stranger_is_left_alone_where_the_configuration_says_so(graded: Course, tmp_path: Path) -> None:
    """nbgrader's create_student counts: who is not in the gradebook is named, not graded; whoever is, is."""
    course = copy_of(graded, tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograde.create_student = False\n")
    submit(course, "stranger", RIGHT)
    submit(course, "a.b", RIGHT)
    found = grade(course)
    assert (found["stranger"].state, found["a.b"].state) == ("failed", "graded")
    assert "no such student" in found["stranger"].reason
    assert "stranger" not in {row[0] for row in rows(course)}


def test_an_unreadable_notebook_waits_for_a_person(graded: Course) -> None:
    """It has no marks, not even 0, is marked for manual grading, and its comment is the reason."""
    found = [row for row in rows(graded) if row[0] == "cut"]
    assert {row[7] for row in found} == {None}
    assert {row[10] for row in found if row[6] == "GradeCell"} == {1}
    assert all("no JSON" in row[11] for row in found if row[6] == "SolutionCell")


def test_two_runs_do_not_meet(graded: Course) -> None:
    """A second run over the same course is refused while one is at work."""
    with (graded.root / "verdicts" / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="another 'course grade' is running here"):
            grade(graded)
