"""Facts about new gradebooks and new assignments: they are what nbgrader itself makes."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from classroom import new_course
from sqlalchemy.dialects import postgresql, sqlite

from autograder.course import Course
from autograder.gradebook import database, registration
from autograder.gradebook.rows import GradebookRows
from autograder.judge.settings import Settings
from autograder.submissions.release_notebook import load_release

ID = re.compile(r"\b[0-9a-f]{32}\b")


def contents(path: Path) -> list[str]:
    """Return all that an SQLite gradebook holds, tables and rows in order; ids are numbered as they come."""
    with closing(sqlite3.connect(path)) as connection:
        lines = "\n".join(connection.iterdump())
    numbers: dict[str, str] = {}
    return ID.sub(lambda match: numbers.setdefault(match[0], f"id {len(numbers)}"), lines).splitlines()


def by_us(course: Course, *assignments: str) -> Path:
    """Register assignments without nbgrader; return the gradebook."""
    settings = Settings.read(course)
    with GradebookRows(settings.db_url) as rows:
        for assignment in assignments:
            assert registration.register_new(rows, settings.course_id, assignment, load_release(course, assignment))
        assert rows.path is not None
        return rows.path


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_the_tables_are_nbgraders(dialect: sa.Dialect) -> None:
    """Each table is made with the same words, in both kinds of database."""
    from nbgrader.api import Base

    ours, theirs = (
        {name: str(sa.schema.CreateTable(table).compile(dialect=dialect)) for name, table in tables.items()}
        for tables in (database.META.tables, Base.metadata.tables)
    )
    assert ours == theirs


def test_the_revision_is_the_installed_nbgraders() -> None:
    """The tables are those of the newest of nbgrader's migrations."""
    assert registration.newest_revision() == registration.REVISION


@pytest.mark.usefixtures("slow")
def test_a_new_gradebook_is_what_nbgrader_makes(tmp_path: Path) -> None:
    """Every table and every row, for all assignments, one registered after the other."""
    from autograder.nbgrader_plugin.converters import Database, Gradebook

    ours, theirs = new_course(tmp_path / "ours"), new_course(tmp_path / "theirs")
    names = ours.assignments()[:3]
    book = by_us(ours, *names)
    gradebook = Gradebook(theirs)
    with Database(gradebook.coursedir.db_url):
        pass  # nbgrader has made the tables
    for name in names:
        gradebook.register(name)
    assert sorted(contents(book)) == sorted(contents(theirs.root / "gradebook.db"))


def test_what_is_there_already_is_left_to_nbgrader(tmp_path: Path) -> None:
    """An assignment that the gradebook has, and tables of another revision, are not written."""
    course = new_course(tmp_path / "course")
    first, second = course.assignments()[:2]
    path = by_us(course, first)
    settings = Settings.read(course)
    with GradebookRows(settings.db_url) as rows:
        assert not registration.register_new(rows, settings.course_id, first, load_release(course, first))
        with rows.transaction() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
        before = contents(path)
        assert not registration.register_new(rows, settings.course_id, second, load_release(course, second))
    assert contents(path) == before


@pytest.mark.parametrize(
    "lost",
    [
        "DROP TABLE alembic_version",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version; DROP TABLE comment; DROP TABLE grade",
    ],
)
def test_a_gradebook_whose_making_was_interrupted_is_completed(tmp_path: Path, lost: str) -> None:
    """nbgrader makes the tables one by one, and notes their revision seconds later; ended in between, it never does."""
    path = tmp_path / "gradebook.db"
    with GradebookRows(f"sqlite:///{path}") as rows:
        registration.complete(rows)
        whole = sorted(contents(path))
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(lost)
        assert registration.unfinished(rows)
        registration.complete(rows)
        assert not registration.unfinished(rows)
    assert sorted(contents(path)) == whole


def test_tables_of_another_revision_are_not_unfinished(tmp_path: Path) -> None:
    """An older nbgrader's, without a note of their revision, and another program's: nothing is added to them."""
    for table in ("student (id, name)", "notes (id)"):
        path = tmp_path / f"{table[:5]}.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"CREATE TABLE {table}")
        before = contents(path)
        with GradebookRows(f"sqlite:///{path}") as rows:
            assert not registration.unfinished(rows)
            registration.complete(rows)
        assert contents(path) == before
