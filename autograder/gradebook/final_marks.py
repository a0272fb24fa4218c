"""What the gradebook says of a class in one assignment: final marks, penalties, who is late, flagged or missing. Trusted side.

Read only, in two queries, without nbgrader; the tables are those of gradebook.rows, and a mark is what nbgrader makes of it:
the manual one where there is one, else the automatic one, plus extra credit, less the late penalty, never below 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from autograder.course import Course, sqlite_file
from autograder.gradebook.database import (
    ASSIGNMENT,
    CELL,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    SUBMISSION,
    SUBMITTED,
    database_error,
    engine_of,
    overdue,
)
from autograder.judge.settings import Settings

ROSTER = sa.table("student", *map(sa.column, ("id", "first_name", "last_name", "email", "lms_user_id")))


@dataclass(frozen=True, slots=True)
class Standing:
    """One student of the gradebook in one assignment; `score` is None where nothing was handed in, or marks are missing.

    `waiting`: graded cells that wait for a human. `manual`: cells with a manual mark. `late`: seconds after the due date.
    """

    student: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    score: float | None = None
    max_score: float = 0.0
    penalty: float = 0.0
    late: float = 0.0
    waiting: int = 0
    manual: int = 0
    flagged: bool = False
    submitted: bool = False

    @property
    def name(self) -> str:
        """Return the name to call the student by."""
        return f"{self.first_name} {self.last_name}".strip() or self.student


def standings(course: Course, assignment: str) -> list[Standing]:
    """Return every student that the gradebook knows, by id; empty where there is no gradebook yet."""
    url = Settings.read(course).db_url
    path = sqlite_file(url)
    if path is not None and not path.exists():
        return []
    engine = engine_of(url)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("submitted_assignment"):
                return []
            roster: Sequence[Any] = connection.execute(sa.select(ROSTER)).all()
            marks: dict[str, Any] = {row.student: row for row in connection.execute(_marks(assignment))}
            most = float(connection.execute(_points(assignment)).scalar() or 0.0)
    except sa.exc.SQLAlchemyError as error:
        raise database_error(error, path or "gradebook") from error  # the address may hold a password
    finally:
        engine.dispose()
    found = []
    for person in roster:
        names = (person.first_name, person.last_name, person.email, person.lms_user_id)
        first, last, email, lms = (str(name or "") for name in names)
        standing = Standing(person.id, first, last, email, lms, max_score=most)
        row = marks.get(person.id)
        found.append(standing if row is None else _with_marks(standing, row))
    return sorted(found, key=lambda standing: standing.student)


def _with_marks(standing: Standing, row: Any) -> Standing:
    known = row.cells and row.cells == row.scored
    penalty = row.penalty or 0.0
    return replace(
        standing,
        score=max(0.0, round(row.score - penalty, 2)) if known else None,
        penalty=penalty,
        late=overdue(row.timestamp, row.duedate, row.extension),
        waiting=row.waiting or 0,
        manual=row.manual or 0,
        flagged=bool(row.flagged),
        submitted=True,
    )


def _points(assignment: str) -> sa.Select[Any]:
    return (
        sa.select(sa.func.sum(GRADE_CELL.c.max_score))
        .join(CELL, CELL.c.id == GRADE_CELL.c.id)
        .join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
        .where(ASSIGNMENT.c.name == assignment)
    )


def _marks(assignment: str) -> sa.Select[Any]:
    score = sa.func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score)
    return (
        sa.select(
            SUBMISSION.c.student_id.label("student"),
            SUBMISSION.c.timestamp,
            SUBMISSION.c.extension,
            ASSIGNMENT.c.duedate,
            sa.func.sum(score + sa.func.coalesce(GRADE.c.extra_credit, 0.0)).label("score"),
            sa.func.count().label("cells"),
            sa.func.count(score).label("scored"),
            sa.func.sum(sa.cast(GRADE.c.needs_manual_grade, sa.Integer)).label("waiting"),
            sa.func.count(GRADE.c.manual_score).label("manual"),
            sa.func.max(sa.cast(SUBMITTED.c.flagged, sa.Integer)).label("flagged"),
            sa.func.max(SUBMITTED.c.late_submission_penalty).label("penalty"),
        )
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
        .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
        .where(ASSIGNMENT.c.name == assignment)
        .group_by(SUBMISSION.c.student_id, SUBMISSION.c.timestamp, SUBMISSION.c.extension, ASSIGNMENT.c.duedate)
    )
