"""Late penalties, which depend on due dates, extensions and marks, and the extensions themselves. Trusted side.

A penalty belongs to the gradebook and not to the verdict: each class run brings it up to date, whether or not it grades anything.
The amount comes from nbgrader's late plug-in (`nbgrader_config.py`).
"""

import difflib
import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from autograder.atomic_files import write
from autograder.class_run.registering import register
from autograder.class_run.writer import Writer
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import ASSIGNMENT, SUBMISSION
from autograder.gradebook.final_marks import final_marks
from autograder.gradebook.rows import GradebookRows, Late
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.settings import Settings
from autograder.submissions import hand_in_notes, time_zones
from autograder.submissions.hand_in_notes import TIMESTAMP

ASKED = ".late"  # file beside the verdicts: a digest of the last questions to the late plug-in and of its answers


@dataclass(frozen=True, slots=True)
class Renewed:
    """A late penalty that has changed: points before and after; None: no penalty."""

    student: str
    assignment: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Extended:
    """A student's due date and the class's (UTC), and the late penalties that have changed."""

    due: datetime
    class_due: datetime
    renewed: tuple[Renewed, ...]


def renew(course: Course, settings: Settings, rows: GradebookRows, assignment: str, *, force: bool = False) -> list[Renewed]:
    """Bring the late penalties of an assignment up to date; return those that changed.

    The course's late plug-in is asked only if something that they depend on has changed since the last time, or with `force`:
    loading it takes seconds. Raises CourseError if the gradebook cannot be written.
    """
    path = VerdictFiles(course).root / assignment / ASKED
    before = _digest(settings, rows.late(assignment))
    if not force and path.is_file() and path.read_text() == before:
        return []
    changed = rows.renew_penalties(assignment)
    after = _digest(settings, rows.late(assignment))
    if after != _digest(settings, ()) or path.exists():
        write(path, after.encode())
    return [Renewed(late.student, assignment, late.penalty, due) for late, due in changed]


def _digest(settings: Settings, submissions: Iterable[Late]) -> str:
    lines = [settings.digest, *(repr(late) for late in submissions)]
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def untimed(course: Course, settings: Settings, assignment: str) -> dict[str, str]:
    """Return the students whose hand-in cannot count as late because its time is not known, each with the reason."""
    students = [mark.student for mark in final_marks(course, assignment) if mark.untimed]
    notes = {student: hand_in_notes.notes(course.submitted(student, assignment).parent) for student in students}
    return {each: time_zones.parse_time(notes[each].get(TIMESTAMP, ""), settings.zone)[1] for each in students}


def extend(course: Course, student: str, assignment: str, by: timedelta) -> Extended:
    """Give a student more time than the class (0: as much as the class). It counts at once, also for a late submission.

    If nothing is submitted yet, the gradebook gets a row for the submission now. Raises CourseError if the gradebook has no such
    student, or the assignment has no due date.
    """
    settings = Settings.read(course)
    with VerdictFiles(course).lock(), Writer(course, settings) as writer:
        rows = writer.rows
        if not rows.exists():
            raise CourseError("there is no gradebook yet", course.root, "add students and due dates in formgrader first")
        _require_student(student, rows.students())
        register(course, rows, settings.course_id, course.require(assignment))
        with rows.transaction() as connection:
            class_due = _extend(connection, student, assignment, by)
        return Extended(class_due + by, class_due, tuple(renew(course, settings, rows, assignment, force=True)))


def _require_student(student: str, students: Collection[str]) -> None:
    if student not in students:
        close = ", ".join(difflib.get_close_matches(student, sorted(students), 3))
        raise CourseError(
            f"the gradebook has no student '{student}'{f' (is it {close}?)' if close else ''}",
            "course extend",
            f"add the student in formgrader's Manage Students, or with: nbgrader db student add {student}",
        )


def _extend(connection: sa.Connection, student: str, assignment: str, by: timedelta) -> datetime:
    """Write an extension; return the class's due date (UTC). Raises CourseError if there is no such student or no due date."""
    row = connection.execute(sa.select(ASSIGNMENT.c.id, ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == assignment)).first()
    if row is None or row.duedate is None:
        raise CourseError(
            f"{assignment} has no due date to extend",
            "course extend",
            "set one in formgrader (Manage Assignments, the pencil), or with: "
            f"nbgrader db assignment add {assignment} --duedate='2027-01-31T18:00+00:00'",
        )
    own = (SUBMISSION.c.assignment_id == row.id) & (SUBMISSION.c.student_id == student)
    if connection.scalar(sa.select(SUBMISSION.c.id).where(own)):
        connection.execute(sa.update(SUBMISSION).where(own).values(extension=by or None))
    elif by:
        values = {"id": uuid.uuid4().hex, "assignment_id": row.id, "student_id": student, "extension": by}
        connection.execute(sa.insert(SUBMISSION).values(values))
    class_due: datetime = row.duedate
    return class_due
