"""What happens in real classes: people leave, times are missing, files lie beside others, gradebooks are old."""

import contextlib
import csv
import io
import sqlite3
from pathlib import Path

import pytest
from classroom import NAME, RIGHT, folder_of, submit
from graded_class import change, copy_of, grade

from autograder.class_run import late_penalties
from autograder.class_run.feedback_pages import feedback
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import roster
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin.converters import Gradebook
from autograder.pages import class_report


def test_who_was_removed_is_in_no_report_and_gets_no_page(graded: Course, tmp_path: Path) -> None:
    """As docs/teaching.md says it is done: the rows are gone from the gradebook, and the files stay."""
    course = copy_of(graded, tmp_path / "course")
    for table in ("grade", "comment"):
        change(
            course,
            f"""DELETE FROM {table} WHERE notebook_id IN (SELECT sn.id FROM submitted_notebook sn
            JOIN submitted_assignment sa ON sa.id = sn.assignment_id WHERE sa.student_id = 'a.b')""",
        )
    change(
        course,
        """DELETE FROM submitted_notebook WHERE assignment_id IN
        (SELECT id FROM submitted_assignment WHERE student_id = 'a.b')""",
    )
    change(course, "DELETE FROM submitted_assignment WHERE student_id = 'a.b'")
    change(course, "DELETE FROM student WHERE id = 'a.b'")
    report = class_report.collect(course, NAME)
    assert "a.b" not in {row.student for row in report.rows} | set(report.missing)
    pages = list(feedback(course, [NAME], workers=1))
    assert [page.reason for page in pages if page.reason] == []
    assert "a.b" not in {page.student for page in pages}


def test_what_stands_beside_the_notebook_is_named(graded: Course, tmp_path: Path) -> None:
    """In the class run and in the report: a hand-in of another name is no "handed in nothing", a copy's work no silent 0."""
    course = copy_of(graded, tmp_path / "course")
    submit(course, "copy", {})
    (folder_of(course, "copy") / f"{NAME}-Copy1.ipynb").write_text("{}")
    assert f"is the work in {NAME}-Copy1.ipynb" in grade(course)["copy"].reason
    report = class_report.collect(course, NAME)
    assert "my answers.ipynb" in report.misplaced["lost"]
    remarks = {row.student: "; ".join(row.remarks) for row in report.rows}
    assert f"is the work in {NAME}-Copy1.ipynb?" in remarks["copy"]


def test_a_time_that_is_not_known_is_said(graded: Course, tmp_path: Path) -> None:
    """With a due date only, with the reason; letters that mean one zone are understood, so on time stays on time."""
    course = copy_of(graded, tmp_path / "course")
    submit(course, "berlin", RIGHT, "2026-01-15 00:30:00.000000 CET")
    submit(course, "chicago", RIGHT, "2026-01-15 00:30:00.000000 CST")
    said: dict[str, str] = {}
    grade(course, on_untimed=lambda assignment, students: said.update(students))
    assert said == {}
    change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    grade(course, on_untimed=lambda assignment, students: said.update(students))
    assert list(said) == ["chicago"]
    assert "'CST' can mean several time zones" in said["chicago"]
    late = {row.student: row.late for row in class_report.collect(course, NAME).rows}
    assert late["berlin"] == late["chicago"] == 0
    settings = Settings.read(course)
    assert list(late_penalties.untimed(course, settings, NAME)) == ["chicago"]
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('c.Exchange.timezone = "America/Chicago"\n')
    grade(course)
    assert {row.student for row in class_report.collect(course, NAME).rows if row.late} == {"chicago", "late"}


def test_the_export_gives_no_zero_for_a_file_that_cannot_be_read(graded: Course, tmp_path: Path) -> None:
    """nbgrader's columns: empty, as in `course export`; who has a mark has it, and a student without a name has the id."""
    Gradebook(graded).export(tmp_path / "grades.csv")
    rows = {row["student_id"]: row for row in csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text()))}
    assert (rows["cut"]["raw_score"], rows["cut"]["score"], rows["cut"]["needs_manual_grade"]) == ("", "", "True")
    assert rows["100%"]["raw_score"] == "8.0"
    names = {each.id: (each.first_name, each.last_name) for each in roster.students(Settings.read(graded).db_url)}
    assert names["late"] == ("", "late")


def test_an_old_gradebook_names_the_command_that_mends_it(graded: Course, tmp_path: Path) -> None:
    """nbgrader's own upgrade, not a database's error."""
    course = copy_of(graded, tmp_path / "course")
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as book, book:
        book.execute("ALTER TABLE submitted_notebook RENAME COLUMN late_submission_penalty TO something")
    with pytest.raises(CourseError, match=r"made by an older nbgrader.*nbgrader db upgrade"):
        grade(course)
