"""Reading and writing the gradebook's rows beside nbgrader and others."""

import contextlib
import os
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from classroom import NAME, rows
from graded_class import copy_of, ordinary_user

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.rows import Entry, GradebookRows


def test_others_may_read_for_as_long_as_they_like(graded: Course, tmp_path: Path) -> None:
    """A batch is recorded while somebody reads the gradebook; they see it at their next look."""
    course = copy_of(graded, tmp_path / "course")
    count = "SELECT COUNT(*) FROM grade"
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        (before,) = reader.execute(count).fetchone()
        with GradebookRows(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
            gradebook.record([Entry("new", NAME, {"test_sigmoid": 1.0})])
        assert reader.execute(count).fetchone() == (before,)
        reader.execute("COMMIT")
        assert reader.execute(count).fetchone() > (before,)


def test_a_gradebook_that_cannot_be_written_is_named(graded: Course, open_folder: Path) -> None:
    """Read-only, or in a folder that is: what, where, next step."""
    shutil.copy(graded.root / "gradebook.db", open_folder)
    (open_folder / "gradebook.db").chmod(0o444)
    if os.geteuid() != 0:
        open_folder.chmod(0o555)
    with (
        ordinary_user(),
        GradebookRows(f"sqlite:///{open_folder / 'gradebook.db'}") as book,
        pytest.raises(CourseError, match="cannot be written; check who owns it"),
    ):
        book.record([Entry("ada", NAME)])
    open_folder.chmod(0o755)


def test_the_gradebook_knows_its_size(graded: Course) -> None:
    """SQLite has counted its rows: otherwise nbgrader looks for each student's mark through the whole class."""
    with contextlib.closing(sqlite3.connect(graded.root / "gradebook.db")) as connection:
        counted = dict(connection.execute("SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl").fetchall())
        submissions, grades = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("submitted_assignment", "grade")
        )
    assert (counted["submitted_assignment"], counted["grade"]) == (submissions, grades)


def test_a_batch_is_recorded_whole_or_not_at_all(graded: Course, tmp_path: Path) -> None:
    """An entry that the gradebook cannot take leaves nothing of the others in it."""
    course = copy_of(graded, tmp_path / "course")
    before = rows(course)
    with GradebookRows(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        good = Entry("new", NAME, {"test_sigmoid": 1.0}, {"sigmoid": "well done"})
        with pytest.raises(CourseError):
            book.record([good, replace(good, student="z", assignment="unknown")])
        assert rows(course) == before
        book.record([good])
    assert {row[0] for row in rows(course)} == {row[0] for row in before} | {"new"}
