"""The gradebook as rows: what `course grade` reads and writes of nbgrader's database, in set queries. Trusted side.

One writer for both ways of grading: `course grade` records batches, nbgrader's own autograde one submission (`nbgrader_plugin/`).
A transaction holds whole submissions or nothing. Manual marks, manual comments and extra credit are never written.
"""

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from autograder.course import sqlite_file
from autograder.errors import CourseError
from autograder.gradebook import mounts
from autograder.gradebook.database import (
    ASSIGNMENT,
    CELL,
    COMMENT,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    SOURCE_CELL,
    STUDENT,
    SUBMISSION,
    SUBMITTED,
    database_error,
    overdue,
    writing_engine,
)
from autograder.judge import feedback_text
from autograder.judge.verdict import Detail, Verdict

# (student, score, seconds late) -> what the course's late plug-in takes away
Penalty = Callable[[str, float, float], float | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to stand in the gradebook of one submission: scores by graded cell, comments by the student's own cells.

    Where `unreadable` is set nothing has been scored: every mark waits for a human, and the reason is every comment.
    """

    student: str
    assignment: str
    scores: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    timestamp: datetime | None = None
    unreadable: str | None = None

    @classmethod
    def of(cls, student: str, verdict: Verdict, detail: Detail, timestamp: datetime | None = None) -> "Entry":
        """Return what a verdict puts into the gradebook; no `timestamp` leaves the one that is there."""
        if verdict.error is not None:
            return cls(student, verdict.assignment, timestamp=timestamp, unreadable=verdict.error)
        scores = {cell.grade_id: cell.score for cell in verdict.cells}
        comments = {cell.function: feedback_text.comment(cell, detail) for cell in verdict.cells}
        return cls(student, verdict.assignment, scores, comments, timestamp)


@dataclass(frozen=True, slots=True)
class Late:
    """What the late penalty of one graded submission depends on, and the one that is recorded; `place` is its row.

    seconds: after the due date and the student's extension, 0 where it came in time.
    """

    place: str
    student: str
    score: float
    seconds: float
    penalty: float | None


class Ledger:
    """The rows of one gradebook. Use as a context, or close it."""

    def __init__(self, db_url: str, penalty: Penalty = lambda student, score, late: None) -> None:
        self.db_url = db_url
        self.penalty = penalty
        self.path = sqlite_file(db_url)  # None where the gradebook is no SQLite file
        self.engine = writing_engine(db_url)

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def exists(self) -> bool:
        """Return whether there is a gradebook with nbgrader's tables."""
        if self.path is not None and not self.path.exists():
            return False
        with self.transaction() as connection:
            return sa.inspect(connection).has_table("submitted_assignment")

    def open_to_readers(self) -> None:
        """Let others read while this process writes: SQLite's write-ahead log, where the file's place can have one."""
        if self.path is None or mounts.is_network(self.path.parent):
            return
        try:
            connection = sqlite3.connect(self.path, timeout=1)
            try:
                connection.execute("PRAGMA journal_mode=WAL").fetchone()
            finally:
                connection.close()
        except sqlite3.Error:
            return  # somebody is reading in the old way just now: the next run will do it

    def require_writable(self) -> None:
        """Raise CourseError where another process holds the gradebook, or it cannot be written."""
        with self.transaction():
            pass

    def registered(self, assignment: str, cells: Iterable[Mapping[str, Any]]) -> bool:
        """Return whether the gradebook knows the assignment by these cells (nbgrader's metadata of the release)."""
        cells = list(cells)
        with self.transaction() as connection:
            notebooks = connection.execute(
                sa.select(NOTEBOOK.c.id, NOTEBOOK.c.name).join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
                .where(ASSIGNMENT.c.name == assignment)
            ).all()  # fmt: skip
            if [row.name for row in notebooks] != [assignment]:
                return False
            here = notebooks[0].id
            sources = connection.execute(
                sa.select(SOURCE_CELL.c.name, SOURCE_CELL.c.checksum).where(SOURCE_CELL.c.notebook_id == here)
            )
            points = connection.execute(
                sa.select(CELL.c.name, GRADE_CELL.c.max_score).join(GRADE_CELL, GRADE_CELL.c.id == CELL.c.id)
                .where(CELL.c.notebook_id == here)
            )  # fmt: skip
            found = {row.name: row.checksum for row in sources}, {row.name: row.max_score for row in points}
        wanted = {cell["grade_id"]: float(cell["points"]) for cell in cells if cell.get("grade")}
        return found == ({cell["grade_id"]: cell["checksum"] for cell in cells}, wanted)

    def students(self) -> set[str]:
        """Return the students of the gradebook, by id."""
        with self.transaction() as connection:
            return set(connection.scalars(sa.select(STUDENT.c.id)))

    def scores(self, assignment: str) -> dict[str, float | None]:
        """Return the automatic marks of an assignment by student; None where a cell has none yet."""
        query = (
            sa.select(SUBMISSION.c.student_id, sa.func.sum(GRADE.c.auto_score), sa.func.count(), sa.func.count(GRADE.c.auto_score))
            .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
            .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
            .where(ASSIGNMENT.c.name == assignment)
            .group_by(SUBMISSION.c.student_id)
        )
        with self.transaction() as connection:
            return {student: total if cells == scored else None for student, total, cells, scored in connection.execute(query)}

    def late(self, assignment: str) -> list[Late]:
        """Return the graded submissions that came late or have a late penalty, by student."""
        with self.transaction() as connection:
            return [late for late in _lateness(connection, assignment) if late.seconds or late.penalty is not None]

    def renew_penalties(self, assignment: str) -> list[tuple[Late, float | None]]:
        """Write each late penalty as the due date, the extension and the marks now have it; return what was, and what is."""
        with self.transaction() as connection:
            return self._penalise(connection, _lateness(connection, assignment))

    def _penalise(self, connection: sa.Connection, found: Iterable[Late]) -> list[tuple[Late, float | None]]:
        changed = [(late, due) for late in found if (due := self._due(late)) != late.penalty]
        _update(connection, SUBMITTED, [{"row": late.place, "late_submission_penalty": due} for late, due in changed])
        return changed

    def _due(self, late: Late) -> float | None:
        """Return the late penalty as nbgrader's AssignLatePenalties has it: none below 0, none above the score."""
        asked = self.penalty(late.student, late.score, late.seconds) if late.seconds else None
        return None if asked is None else min(max(0.0, asked), late.score)

    def record(self, entries: Sequence[Entry]) -> None:
        """Write submissions, all of them or none; raise CourseError where the gradebook takes them not."""
        ordered = sorted(entries, key=lambda entry: (entry.assignment, entry.student))
        for last in (False, True):
            try:
                with self.transaction() as connection:
                    for assignment, group in groupby(ordered, lambda entry: entry.assignment):
                        places = _Page(connection, assignment).write(list(group))
                        self._penalise(connection, _lateness(connection, assignment, places))
                return
            except sa.exc.IntegrityError as error:  # another process has written the same student just now
                if last:
                    raise database_error(error, self.path or "gradebook") from error

    def count(self) -> None:
        """Have SQLite count its rows, to choose how to search: else each question about a student goes through the class."""
        if self.path is not None:  # PostgreSQL does it by itself
            with suppress(CourseError), self.transaction() as connection:
                connection.execute(sa.text("ANALYZE"))

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Give a connection for one transaction, written at its end; raise CourseError where the gradebook takes it not."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.IntegrityError:
            raise
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise database_error(error, self.path or "gradebook") from error


class _Page:
    """One assignment's rows within one transaction."""

    def __init__(self, connection: sa.Connection, assignment: str) -> None:
        self.connection = connection
        found = connection.execute(
            sa.select(ASSIGNMENT.c.id, NOTEBOOK.c.id.label("notebook"))
            .join(NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id)
            .where(ASSIGNMENT.c.name == assignment, NOTEBOOK.c.name == assignment)
        ).one_or_none()
        if found is None:
            raise CourseError(f"the gradebook does not know '{assignment}'", "gradebook", "run the same command again")
        self.assignment, self.notebook = found
        cells = connection.execute(sa.select(CELL.c.id, CELL.c.name, CELL.c.type).where(CELL.c.notebook_id == self.notebook)).all()
        self.graded = {row.name: row.id for row in cells if row.type in ("GradeCell", "TaskCell")}
        self.commented = {row.name: row.id for row in cells if row.type in ("SolutionCell", "TaskCell")}

    def write(self, entries: list[Entry]) -> list[str]:
        """Write these submissions, making the rows that are not there yet; return their notebooks' rows."""
        names = [entry.student for entry in entries]
        here = set(self.connection.scalars(sa.select(STUDENT.c.id).where(STUDENT.c.id.in_(names))))
        self._insert(STUDENT, [{"id": name} for name in names if name not in here])
        submissions = self._submissions(entries)
        notebooks = self._notebooks([submissions[entry.student] for entry in entries])
        places = {notebooks[submissions[entry.student]]: entry for entry in entries}
        self._grades(places)
        self._comments(places)
        return list(places)

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(sa.insert(table), rows)

    def _submissions(self, entries: list[Entry]) -> dict[str, str]:
        names = [entry.student for entry in entries]
        rows = self.connection.execute(
            sa.select(SUBMISSION.c.student_id, SUBMISSION.c.id)
            .where(SUBMISSION.c.assignment_id == self.assignment, SUBMISSION.c.student_id.in_(names))
        ).all()  # fmt: skip
        found = {row.student_id: row.id for row in rows}
        _update(
            self.connection,
            SUBMISSION,
            [{"row": found[e.student], "timestamp": e.timestamp} for e in entries if e.timestamp and e.student in found],
        )
        new = {entry.student: uuid.uuid4().hex for entry in entries if entry.student not in found}
        self._insert(
            SUBMISSION,
            [
                {"id": new[e.student], "assignment_id": self.assignment, "student_id": e.student, "timestamp": e.timestamp}
                for e in entries
                if e.student in new
            ],
        )
        return found | new

    def _notebooks(self, submissions: list[str]) -> dict[str, str]:
        rows = self.connection.execute(
            sa.select(SUBMITTED.c.assignment_id, SUBMITTED.c.id)
            .where(SUBMITTED.c.notebook_id == self.notebook, SUBMITTED.c.assignment_id.in_(submissions))
        ).all()  # fmt: skip
        found = {row.assignment_id: row.id for row in rows}
        new = {submission: uuid.uuid4().hex for submission in submissions if submission not in found}
        rows_new = [
            {"id": own, "assignment_id": submission, "notebook_id": self.notebook, "flagged": False}
            for submission, own in new.items()
        ]
        self._insert(SUBMITTED, rows_new)
        return found | new

    def _grades(self, places: Mapping[str, Entry]) -> None:
        query = sa.select(GRADE.c.notebook_id, GRADE.c.cell_id, GRADE.c.id, GRADE.c.manual_score)
        rows = self.connection.execute(query.where(GRADE.c.notebook_id.in_(places))).all()
        found = {(row.notebook_id, row.cell_id): row for row in rows}
        new, old = [], []
        for place, entry in places.items():
            for name, cell in self.graded.items():
                score = None if entry.unreadable is not None else entry.scores.get(name)
                row = found.get((place, cell))
                waits = score is None or (row is not None and row.manual_score is not None)
                values = {"auto_score": score, "needs_manual_grade": waits}
                if row is None:
                    new.append({"id": uuid.uuid4().hex, "notebook_id": place, "cell_id": cell, **values})
                else:
                    old.append({"row": row.id, **values})
        self._insert(GRADE, new)
        _update(self.connection, GRADE, old)

    def _comments(self, places: Mapping[str, Entry]) -> None:
        query = sa.select(COMMENT.c.notebook_id, COMMENT.c.cell_id, COMMENT.c.id)
        rows = self.connection.execute(query.where(COMMENT.c.notebook_id.in_(places))).all()
        found = {(row.notebook_id, row.cell_id): row.id for row in rows}
        new, old = [], []
        for place, entry in places.items():
            for name, cell in self.commented.items():
                text = entry.unreadable if entry.unreadable is not None else entry.comments.get(name)
                if (place, cell) in found:
                    old.append({"row": found[place, cell], "auto_comment": text})
                else:
                    new.append({"id": uuid.uuid4().hex, "notebook_id": place, "cell_id": cell, "auto_comment": text})
        self._insert(COMMENT, new)
        _update(self.connection, COMMENT, old)


def _update(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != "row"}
        connection.execute(sa.update(table).where(table.c.id == sa.bindparam("row")).values(values), rows)


def _lateness(connection: sa.Connection, assignment: str, places: Iterable[str] | None = None) -> list[Late]:
    """Return how late the submissions of an assignment came, of all students or of some, by student."""
    extra = sa.case((GRADE.c.extra_credit.is_not(None), GRADE.c.extra_credit), else_=0.0)
    score = sa.case(
        (GRADE.c.manual_score.is_not(None), GRADE.c.manual_score + extra),
        (GRADE.c.auto_score.is_not(None), GRADE.c.auto_score + extra),
        else_=0.0,
    )
    columns = (
        SUBMITTED.c.id, SUBMITTED.c.late_submission_penalty, SUBMISSION.c.student_id, SUBMISSION.c.timestamp,
        SUBMISSION.c.extension, ASSIGNMENT.c.duedate,
    )  # fmt: skip
    query = (
        sa.select(*columns, sa.func.sum(score).label("score"))
        .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
        .where(ASSIGNMENT.c.name == assignment)
        .group_by(*columns)
        .order_by(SUBMISSION.c.student_id)
    )
    if places is not None:
        query = query.where(SUBMITTED.c.id.in_(list(places)))
    return [
        Late(row.id, row.student_id, row.score, overdue(row.timestamp, row.duedate, row.extension), row.late_submission_penalty)
        for row in connection.execute(query)
    ]
