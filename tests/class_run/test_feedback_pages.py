"""Facts about `course feedback`: the pages of `nbgrader generate_feedback`, made on all cores."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

from classroom import HALF, NAME, RIGHT, WRONG, new_course, submit
from graded_class import grade, nbgrader

from autograder.class_run.feedback_pages import PageResult, feedback
from autograder.course import Course

STUDENTS = {"ada": RIGHT, "b o": HALF, "o'hara": WRONG, "ünal 🙂": RIGHT}


def pages(course: Course) -> dict[str, bytes]:
    """Return all that stands in feedback/."""
    root = course.root / "feedback"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_pages_are_nbgraders_and_new_each_time(tmp_path: Path) -> None:
    """Byte for byte, whatever the names; a mark by hand shows at the next run; one that fails is named and stops nobody."""
    course = new_course(tmp_path / "course")
    for student, answers in STUDENTS.items():
        submit(course, student, answers)
    grade(course)
    assert sorted(feedback(course, [NAME], 1), key=repr) == sorted((PageResult(name, NAME) for name in STUDENTS), key=repr)
    ours = pages(course)
    assert len(ours) == 3 * len(STUDENTS)
    shutil.rmtree(course.root / "feedback")
    nbgrader(course, "generate_feedback", NAME)
    assert pages(course) == ours
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as book, book:
        book.execute("UPDATE grade SET manual_score = 3.25")
    (course.root / "autograded" / "ada" / NAME / f"{NAME}.ipynb").unlink()
    (course.root / "autograded" / "ada" / NAME / f"{NAME}.ipynb").write_text("{")
    found = {page.student: page.reason for page in feedback(course, [NAME], 1)}
    assert {name for name, reason in found.items() if reason} == {"ada"}
    page = f"o'hara/{NAME}/{NAME}.html"
    assert b"13 of 20" in pages(course)[page]
    assert b"13 of 20" not in ours[page]
    assert (b"3.25 of 8 points, given by hand" in pages(course)[page], b", given by hand" in ours[page]) == (True, False)
