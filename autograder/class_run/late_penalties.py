"""Late penalties that follow due dates, extensions and marks, and the extensions themselves. Trusted side.

A penalty is the gradebook's, not the verdict's: it is renewed in every class run, whether or not anything is graded again.
"""

import difflib
import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from autograder.atomic_files import write
from autograder.class_run.writer import Writer
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import ASSIGNMENT, SUBMISSION
from autograder.gradebook.rows import Late, Ledger
from autograder.gradebook.verdict_files import Records
from autograder.judge.settings import Settings

ASKED = ".late"  # beside the verdicts: a digest of what the late plug-in was asked last, and of what it answered


@dataclass(frozen=True, slots=True)
class Renewed:
    """A late penalty that has changed; None is none."""

    student: str
    assignment: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Extended:
    """A student's own due date, UTC, the class's, and what has become of the late penalties."""

    due: datetime
    usual: datetime
    renewed: tuple[Renewed, ...]


def renew(course: Course, settings: Settings, ledger: Ledger, assignment: str, *, force: bool = False) -> list[Renewed]:
    """Have the late penalties of an assignment follow what they depend on; return those that changed.

    Where nothing of that has changed since the last time, the plug-in is not asked (but is with `force`): loading it takes seconds.
    """
    path = Records(course).root / assignment / ASKED
    before = _digest(settings, ledger.late(assignment))
    if not force and path.is_file() and path.read_text() == before:
        return []
    changed = ledger.renew_penalties(assignment)
    after = _digest(settings, ledger.late(assignment))
    if after != _digest(settings, ()) or path.exists():
        write(path, after.encode())
    return [Renewed(late.student, assignment, late.penalty, due) for late, due in changed]


def _digest(settings: Settings, found: Iterable[Late]) -> str:
    said = [settings.digest, *(repr(late) for late in found)]
    return hashlib.sha256("\n".join(said).encode(errors="surrogateescape")).hexdigest()


def extend(course: Course, student: str, assignment: str, by: timedelta) -> Extended:
    """Give a student more time than the class, or with 0 no more than the class; it counts at once, for a late hand-in too.

    Who has not handed in yet gets a row in the gradebook beforehand. Raises CourseError where the gradebook knows no such
    student, or the assignment has no due date.
    """
    settings = Settings.read(course)
    with Records(course).alone(), Writer(course, settings) as writer:
        ledger = writer.ledger
        if not ledger.exists():
            raise CourseError("there is no gradebook yet", course.root, "add students and due dates in formgrader first")
        _require_known(student, ledger.students())
        with ledger.transaction() as connection:
            usual = _extend(connection, student, course.require(assignment), by)
        return Extended(usual + by, usual, tuple(renew(course, settings, ledger, assignment, force=True)))


def _require_known(student: str, known: Collection[str]) -> None:
    if student not in known:
        close = ", ".join(difflib.get_close_matches(student, sorted(known), 3))
        raise CourseError(
            f"the gradebook has no student '{student}'{f' (is it {close}?)' if close else ''}",
            "course extend",
            f"add the student in formgrader's Manage Students, or with: nbgrader db student add {student}",
        )


def _extend(connection: sa.Connection, student: str, assignment: str, by: timedelta) -> datetime:
    found = connection.execute(sa.select(ASSIGNMENT.c.id, ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == assignment)).first()
    if found is None or found.duedate is None:
        raise CourseError(
            f"{assignment} has no due date to extend",
            "course extend",
            "set one in formgrader (Manage Assignments, the pencil), or with: "
            f"nbgrader db assignment add {assignment} --duedate='2027-01-31T18:00+00:00'",
        )
    mine = (SUBMISSION.c.assignment_id == found.id) & (SUBMISSION.c.student_id == student)
    if connection.scalar(sa.select(SUBMISSION.c.id).where(mine)):
        connection.execute(sa.update(SUBMISSION).where(mine).values(extension=by or None))
    elif by:
        row = {"id": uuid.uuid4().hex, "assignment_id": found.id, "student_id": student, "extension": by}
        connection.execute(sa.insert(SUBMISSION).values(row))
    usual: datetime = found.duedate
    return usual
