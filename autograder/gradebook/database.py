"""nbgrader's database: its tables, how it is opened, what its errors mean. Trusted side.

It does not load nbgrader; a test compares the tables here with nbgrader's own.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from autograder.course import sqlite_file
from autograder.errors import CourseError

WAIT = 30.0  # seconds that a write waits for another process: formgrader and nbgrader write for a few seconds at most
FULL = 1 << 20  # bytes: an I/O error with less free space than this means that the disk is full
META = sa.MetaData()


def _table(name: str, /, *unique: Sequence[str], needs: Sequence[str] = (), **columns: Any) -> sa.Table:
    """Return a table: `columns` by type or reference; `needs` names those that are not null, `unique` those unique together."""
    own = [sa.Column(key, kind, primary_key=key == "id", nullable=key not in ("id", *needs)) for key, kind in columns.items()]
    return sa.Table(name, META, *own, *(sa.UniqueConstraint(*names) for names in unique))


def _of(table: str) -> sa.ForeignKey:
    """Return a reference to a row of a table, by its id; the column has the type of that id."""
    return sa.ForeignKey(f"{table}.id")


_ID, _NAME = sa.String(32), sa.String(128)
_GRADED = sa.Enum("code", "markdown", name="grade_cell_type", validate_strings=True)
_KEPT = sa.Enum("code", "markdown", name="source_cell_type", validate_strings=True)
STUDENT = _table("student", id=_NAME, first_name=_NAME, last_name=_NAME, email=_NAME, lms_user_id=_NAME)
COURSE = _table("course", ["id"], id=_NAME)
ASSIGNMENT = _table(
    "assignment", ["name"], needs=["name", "course_id"], id=_ID, name=_NAME, duedate=sa.DateTime(), course_id=_of("course")
)
NOTEBOOK = _table(
    "notebook", ["name", "assignment_id"], needs=["name"],
    id=_ID, name=_NAME, assignment_id=_of("assignment"), kernelspec=sa.String(1024),
)  # fmt: skip
CELL = _table(
    "base_cell", ["name", "notebook_id", "type"], needs=["name", "notebook_id"],
    id=_ID, name=_NAME, notebook_id=_of("notebook"), type=sa.String(50),
)  # fmt: skip
GRADE_CELL = _table("grade_cells", needs=["max_score", "cell_type"], id=_of("base_cell"), max_score=sa.Float(), cell_type=_GRADED)
SOLUTION_CELL = _table("solution_cells", id=_of("base_cell"))
TASK_CELL = _table("task_cells", needs=["max_score", "cell_type"], id=_of("base_cell"), max_score=sa.Float(), cell_type=_GRADED)
SOURCE_CELL = _table(
    "source_cell", ["name", "notebook_id"], needs=["name", "cell_type", "locked"],
    id=_ID, name=_NAME, cell_type=_KEPT, locked=sa.Boolean(), source=sa.Text(), checksum=_NAME, notebook_id=_of("notebook"),
)  # fmt: skip
SUBMISSION = _table(
    "submitted_assignment", ["assignment_id", "student_id"],
    id=_ID, assignment_id=_of("assignment"), student_id=_of("student"), timestamp=sa.DateTime(), extension=sa.Interval(),
)  # fmt: skip
SUBMITTED = _table(
    "submitted_notebook", ["notebook_id", "assignment_id"],
    id=_ID, assignment_id=_of("submitted_assignment"), notebook_id=_of("notebook"),
    flagged=sa.Boolean(), late_submission_penalty=sa.Float(),
)  # fmt: skip
GRADE = _table(
    "grade", ["cell_id", "notebook_id"], needs=["needs_manual_grade"],
    id=_ID, notebook_id=_of("submitted_notebook"), cell_id=_of("base_cell"),
    auto_score=sa.Float(), manual_score=sa.Float(), extra_credit=sa.Float(), needs_manual_grade=sa.Boolean(),
)  # fmt: skip
COMMENT = _table(
    "comment", ["cell_id", "notebook_id"],
    id=_ID, notebook_id=_of("submitted_notebook"), cell_id=_of("base_cell"), auto_comment=sa.Text(), manual_comment=sa.Text(),
)  # fmt: skip


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
    if "no such column" in text or "undefinedcolumn" in text:
        step = "run 'nbgrader db upgrade' in the course folder; it keeps a copy of the old one"
        return CourseError("the gradebook was made by an older nbgrader", where, step)
    if "no such table" in text or "undefinedtable" in text:
        what = "the gradebook lacks a table: its creation was interrupted, or an older nbgrader made it"
        step = "run 'course grade', which completes it, or else 'nbgrader db upgrade', which keeps a copy of the old one"
        return CourseError(what, where, step)
    first = str(getattr(error, "orig", None) or error).strip().splitlines()
    what = "the gradebook could not be written" if isinstance(error, sa.exc.SQLAlchemyError) else "nbgrader stopped"
    return CourseError(f"{what}: {logged or (first[0] if first else type(error).__name__)}", where, "run 'course doctor'")
