"""nbgrader's database: the tables and columns that the grader uses, how to open it, what its errors mean. Trusted side.

It does not load nbgrader; a test compares the columns named here with nbgrader's own.
"""

import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from autograder.course import sqlite_file
from autograder.errors import CourseError

WAIT = 30.0  # seconds that a write waits for another process to finish: formgrader and nbgrader write for a few seconds at most
FULL = 1 << 20  # bytes: an I/O error with less free space than this means that the disk is full
META = sa.MetaData()


def _table(table: str, /, **columns: Any) -> sa.Table:
    return sa.Table(table, META, *(sa.Column(key, kind, primary_key=key == "id") for key, kind in columns.items()))


_ID, _TEXT = sa.String(32), sa.String(128)
ASSIGNMENT = _table("assignment", id=_ID, name=_TEXT, duedate=sa.DateTime())
NOTEBOOK = _table("notebook", id=_ID, name=_TEXT, assignment_id=_ID)
CELL = _table("base_cell", id=_ID, name=_TEXT, notebook_id=_ID, type=sa.String(50))
GRADE_CELL = _table("grade_cells", id=_ID, max_score=sa.Float())
SOURCE_CELL = _table("source_cell", id=_ID, name=_TEXT, notebook_id=_ID, checksum=_TEXT)
STUDENT = _table("student", id=_TEXT)
SUBMISSION = _table(
    "submitted_assignment", id=_ID, assignment_id=_ID, student_id=_TEXT, timestamp=sa.DateTime(), extension=sa.Interval()
)
SUBMITTED = _table(
    "submitted_notebook", id=_ID, assignment_id=_ID, notebook_id=_ID, flagged=sa.Boolean(), late_submission_penalty=sa.Float()
)
GRADE = _table(
    "grade",
    id=_ID, notebook_id=_ID, cell_id=_ID,
    auto_score=sa.Float(), manual_score=sa.Float(), extra_credit=sa.Float(), needs_manual_grade=sa.Boolean(),
)  # fmt: skip
COMMENT = _table("comment", id=_ID, notebook_id=_ID, cell_id=_ID, auto_comment=sa.Text())


def overdue(handed_in: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """Return the seconds by which a submission is late, extension included; 0 if it is in time or there is no due date."""
    if handed_in is None or due is None:
        return 0.0
    return max(0.0, (handed_in - due - (extension or timedelta())).total_seconds())


def engine_of(db_url: str, **options: Any) -> sa.Engine:
    """Return SQLAlchemy's engine for a gradebook; raise CourseError if the address is not usable."""
    try:
        return sa.create_engine(db_url, **options)
    except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
        step = "write it like postgresql+psycopg://grader@db.example.edu/activations (docs/scale.md), or leave it out"
        raise CourseError(f"the gradebook's address cannot be used ({error})", "c.CourseDirectory.db_url", step) from error


def writing_engine(db_url: str) -> sa.Engine:
    """Return an engine whose transactions wait up to WAIT seconds for their turn, and then cannot fail half way.

    Raises CourseError if the address is not usable.
    """
    if sqlite_file(db_url) is None:
        return engine_of(db_url)
    engine = engine_of(db_url, connect_args={"timeout": WAIT})
    sa.event.listen(engine, "connect", _connected)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _connected(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin, not where sqlite3 would begin them


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits for its turn now, and cannot fail half way


def database_error(error: Exception, where: object, logged: str = "") -> CourseError:
    """Return the CourseError for a failure of the gradebook; `logged` is what nbgrader logged about it."""
    text = f"{error} {logged}".lower()
    if "locked" in text:
        return CourseError(
            "the gradebook is locked by another process", where, "wait for it (formgrader? another nbgrader?) and run again"
        )
    if "connection" in text and any(word in text for word in ("refused", "failed", "bad", "closed", "could not translate")):
        return CourseError(
            "the gradebook's server does not answer", where, "check that it runs and that c.CourseDirectory.db_url is its address"
        )
    full = "disk i/o" in text and isinstance(where, Path) and shutil.disk_usage(where.parent).free < FULL
    if full or "full" in text or "no space" in text:
        return CourseError("the disk is full", where, "free some space and run again; nothing graded so far is lost")
    if "readonly" in text or "read-only" in text or "permission" in text or "unable to open" in text:
        return CourseError("the gradebook cannot be written", where, "check who owns it, its folder and their permissions")
    first = str(getattr(error, "orig", None) or error).strip().splitlines()
    what = "the gradebook could not be written" if isinstance(error, sa.exc.SQLAlchemyError) else "nbgrader stopped"
    return CourseError(f"{what}: {logged or (first[0] if first else type(error).__name__)}", where, "run 'course doctor'")
