"""The final marks of a class in one assignment, with penalties, and who is late, flagged or missing. Trusted side.

Read only, in two queries, without nbgrader. A final mark is nbgrader's: for each cell the manual mark, or else the automatic one,
plus extra credit; less the late penalty; at least 0.
"""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from autograder.course import Course, sqlite_file
from autograder.gradebook import roster
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


@dataclass(frozen=True, slots=True)
class FinalMark:
    """One student of the gradebook in one assignment; `score` is None if nothing was submitted or a cell has no mark yet.

    `penalty`: points lost for being late. `late`: seconds after the due date. `waiting`: graded cells that wait for manual grading.
    `manual`: cells with a manual mark. `untimed`: no time of submission is known, although there is a due date.
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
    untimed: bool = False

    @property
    def name(self) -> str:
        """Return the student's name; the id if the gradebook has no name."""
        return f"{self.first_name} {self.last_name}".strip() or self.student


def final_marks(course: Course, assignment: str) -> list[FinalMark]:
    """Return a mark for every student in the gradebook, by id; an empty list if there is no gradebook yet.

    Raises CourseError if the gradebook cannot be read.
    """
    url = Settings.read(course).db_url
    path = sqlite_file(url)
    if path is not None and not path.exists():
        return []
    engine = engine_of(url)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("submitted_assignment"):
                return []
            people = roster.read(connection)
            marks: dict[str, Any] = {row.student: row for row in connection.execute(marks_of(assignment))}
            max_score = float(connection.execute(_points(assignment)).scalar() or 0.0)
    except sa.exc.SQLAlchemyError as error:
        raise database_error(error, path or "gradebook") from error  # without the address, which may hold a password
    finally:
        engine.dispose()
    class_marks = []
    for person in people:
        about = (person.first_name, person.last_name, person.email, person.lms_user_id)
        mark = FinalMark(person.id, *about, max_score=max_score)
        class_marks.append(_with_marks(mark, marks[person.id]) if person.id in marks else mark)
    return sorted(class_marks, key=lambda mark: mark.student)


def _with_marks(mark: FinalMark, row: Any) -> FinalMark:
    complete = row.cells and row.cells == row.scored
    penalty = row.penalty or 0.0
    return replace(
        mark,
        score=max(0.0, round(row.score - penalty, 2)) if complete else None,
        penalty=penalty,
        late=overdue(row.timestamp, row.duedate, row.extension),
        waiting=row.waiting or 0,
        manual=row.manual or 0,
        flagged=bool(row.flagged),
        submitted=True,
        untimed=row.timestamp is None and row.duedate is not None,
    )


def _points(assignment: str) -> sa.Select[Any]:
    return (
        sa.select(sa.func.sum(GRADE_CELL.c.max_score))
        .join(CELL, CELL.c.id == GRADE_CELL.c.id)
        .join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
        .where(ASSIGNMENT.c.name == assignment)
    )


def marks_of(assignment: str) -> sa.Select[Any]:
    """Return the query for an assignment: for each student who submitted, sums over the cells, the penalty not taken off."""
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
