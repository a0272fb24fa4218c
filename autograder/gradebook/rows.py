"""The gradebook as rows: what `course grade` reads and writes of nbgrader's database, in set queries. Trusted side.

Both ways of grading write through it: `course grade` whole batches, nbgrader's own autograde one submission (`nbgrader_plugin/`).
A transaction writes whole submissions or nothing. Manual marks, manual comments and extra credit are never written.
"""

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from autograder.closing import Closing
from autograder.course import sqlite_file
from autograder.errors import CourseError
from autograder.gradebook import network_folders
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

# (student, score, seconds late) -> the points that the course's late plug-in takes away
Penalty = Callable[[str, float, float], float | None]
_Cell = tuple[str, str]  # ids of a submitted notebook's row and of a cell's row


@dataclass(frozen=True, slots=True)
class Entry:
    """The gradebook's entry for one submission: points by graded cell, comments by the student's own cells.

    If `unreadable` (the reason) is set, no cell has points, all wait for manual grading, and the reason is every comment.
    """

    student: str
    assignment: str
    scores: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    timestamp: datetime | None = None
    unreadable: str | None = None

    @classmethod
    def of(cls, student: str, verdict: Verdict, detail: Detail, timestamp: datetime | None = None) -> "Entry":
        """Return the entry for a verdict; without a `timestamp` (time of submission, UTC) the recorded one stays."""
        if verdict.error is not None:
            return cls(student, verdict.assignment, timestamp=timestamp, unreadable=verdict.error)
        scores = {cell.grade_id: cell.score for cell in verdict.cells}
        comments = {cell.function: feedback_text.comment(cell, detail) for cell in verdict.cells}
        return cls(student, verdict.assignment, scores, comments, timestamp)


@dataclass(frozen=True, slots=True)
class Late:
    """What the late penalty of one graded submission depends on, and the recorded penalty in points (None: no penalty).

    `row`: its id in submitted_notebook. `score`: points without the penalty. `seconds`: after the due date and the extension.
    """

    row: str
    student: str
    score: float
    seconds: float
    penalty: float | None


class GradebookRows(Closing):
    """The rows of one gradebook. Use as a context, or close it. Every method raises CourseError if the gradebook cannot be used."""

    def __init__(self, db_url: str, penalty: Penalty = lambda student, score, late: None) -> None:
        self.db_url = db_url
        self.penalty = penalty
        self.path = sqlite_file(db_url)  # None if the gradebook is not an SQLite file
        self.engine = writing_engine(db_url)

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()

    def exists(self) -> bool:
        """Return whether there is a gradebook with nbgrader's tables."""
        if self.path is not None and not self.path.exists():
            return False
        with self.transaction() as connection:
            return sa.inspect(connection).has_table("submitted_assignment")

    def open_to_readers(self) -> None:
        """Let others read while this process writes, with SQLite's write-ahead log, which a network file system cannot have."""
        if self.path is None or network_folders.is_network(self.path.parent):
            return
        try:
            connection = sqlite3.connect(self.path, timeout=1)
            try:
                connection.execute("PRAGMA journal_mode=WAL").fetchone()
            finally:
                connection.close()
        except sqlite3.Error:
            return  # another process is reading without the log: a later run will switch it on

    def require_writable(self) -> None:
        """Raise CourseError if another process has locked the gradebook, or it cannot be written."""
        with self.transaction():
            pass

    def registered(self, assignment: str, cells: Iterable[Mapping[str, Any]]) -> bool:
        """Return whether the gradebook has the assignment with exactly these cells (nbgrader's metadata of the release)."""
        cells = list(cells)
        with self.transaction() as connection:
            notebooks = connection.execute(
                sa.select(NOTEBOOK.c.id, NOTEBOOK.c.name).join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
                .where(ASSIGNMENT.c.name == assignment)
            ).all()  # fmt: skip
            if [row.name for row in notebooks] != [assignment]:
                return False
            notebook = notebooks[0].id
            sources = connection.execute(
                sa.select(SOURCE_CELL.c.name, SOURCE_CELL.c.checksum).where(SOURCE_CELL.c.notebook_id == notebook)
            )
            points = connection.execute(
                sa.select(CELL.c.name, GRADE_CELL.c.max_score).join(GRADE_CELL, GRADE_CELL.c.id == CELL.c.id)
                .where(CELL.c.notebook_id == notebook)
            )  # fmt: skip
            recorded = {row.name: row.checksum for row in sources}, {row.name: row.max_score for row in points}
        built_points = {cell["grade_id"]: float(cell["points"]) for cell in cells if cell.get("grade")}
        return recorded == ({cell["grade_id"]: cell["checksum"] for cell in cells}, built_points)

    def graded_without_cells(self, assignment: str) -> bool:
        """Return whether an assignment has submissions but no cells, which is an error for nbgrader's own commands."""
        with self.transaction() as connection:
            row = sa.select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment).scalar_subquery()
            submission = connection.scalar(sa.select(SUBMISSION.c.id).where(SUBMISSION.c.assignment_id == row).limit(1))
            notebook = connection.scalar(sa.select(NOTEBOOK.c.id).where(NOTEBOOK.c.assignment_id == row).limit(1))
        return submission is not None and notebook is None

    def students(self) -> set[str]:
        """Return the students of the gradebook, by id."""
        with self.transaction() as connection:
            return set(connection.scalars(sa.select(STUDENT.c.id)))

    def scores(self, assignment: str) -> dict[str, float | None]:
        """Return the automatic points of an assignment by student; None if a cell has none yet."""
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
        """Return the graded submissions that are late or have a late penalty, in the order of the students."""
        with self.transaction() as connection:
            return [late for late in _lateness(connection, assignment) if late.seconds or late.penalty is not None]

    def renew_penalties(self, assignment: str) -> list[tuple[Late, float | None]]:
        """Bring the late penalties of an assignment up to date; return those that changed, each with the new one."""
        with self.transaction() as connection:
            return self._penalise(connection, _lateness(connection, assignment))

    def _penalise(self, connection: sa.Connection, submissions: Iterable[Late]) -> list[tuple[Late, float | None]]:
        changed = [(late, due) for late in submissions if (due := self._due(late)) != late.penalty]
        _update(connection, SUBMITTED, [{"row": late.row, "late_submission_penalty": due} for late, due in changed])
        return changed

    def _due(self, late: Late) -> float | None:
        """Return the late penalty as nbgrader's AssignLatePenalties computes it: at least 0, at most the score."""
        asked = self.penalty(late.student, late.score, late.seconds) if late.seconds else None
        return None if asked is None else min(max(0.0, asked), late.score)

    def record(self, entries: Sequence[Entry]) -> None:
        """Write submissions, all of them or none; raise CourseError if the gradebook cannot be written."""
        ordered = sorted(entries, key=lambda entry: (entry.assignment, entry.student))
        for last in (False, True):
            try:
                with self.transaction() as connection:
                    for assignment, group in groupby(ordered, lambda entry: entry.assignment):
                        written = _AssignmentRows(connection, assignment).write(list(group))
                        self._penalise(connection, _lateness(connection, assignment, written))
                return
            except sa.exc.IntegrityError as error:  # another process has just written the same student
                if last:
                    raise database_error(error, self.path or "gradebook") from error

    def set_times(self, assignment: str, times: Mapping[str, datetime]) -> None:
        """Write times of submission (UTC) by student to the rows that exist: late penalties follow with the next class run."""
        with self.transaction() as connection:
            rows = connection.execute(
                sa.select(SUBMISSION.c.id, SUBMISSION.c.student_id)
                .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
                .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
                .where(ASSIGNMENT.c.name == assignment)
            ).all()  # fmt: skip
            known = [{"row": row.id, "timestamp": times[row.student_id]} for row in rows if row.student_id in times]
            _update(connection, SUBMISSION, known)

    def count(self) -> None:
        """Let SQLite count its rows (ANALYZE): without that, each query about one student searches the whole class."""
        if self.path is not None:  # PostgreSQL does it by itself
            with suppress(CourseError), self.transaction() as connection:
                connection.execute(sa.text("ANALYZE"))

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Yield a connection for one transaction, committed at the end; raise CourseError if the gradebook cannot be used."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.IntegrityError:
            raise
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise database_error(error, self.path or "gradebook") from error


class _AssignmentRows:
    """One assignment's rows within one transaction. Raises CourseError if the gradebook does not have the assignment."""

    def __init__(self, connection: sa.Connection, assignment: str) -> None:
        self.connection = connection
        ids = connection.execute(
            sa.select(ASSIGNMENT.c.id, NOTEBOOK.c.id.label("notebook"))
            .join(NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id)
            .where(ASSIGNMENT.c.name == assignment, NOTEBOOK.c.name == assignment)
        ).one_or_none()
        if ids is None:
            raise CourseError(f"the gradebook does not have '{assignment}'", "gradebook", "run the same command again")
        self.assignment, self.notebook = ids
        cells = connection.execute(sa.select(CELL.c.id, CELL.c.name, CELL.c.type).where(CELL.c.notebook_id == self.notebook)).all()
        self.graded = {row.name: row.id for row in cells if row.type in ("GradeCell", "TaskCell")}
        self.commented = {row.name: row.id for row in cells if row.type in ("SolutionCell", "TaskCell")}

    def write(self, entries: list[Entry]) -> list[str]:
        """Write these submissions, creating missing rows; return the ids of their rows in submitted_notebook."""
        names = [entry.student for entry in entries]
        known = set(self.connection.scalars(sa.select(STUDENT.c.id).where(STUDENT.c.id.in_(names))))
        self._insert(STUDENT, [{"id": name} for name in names if name not in known])
        # formgrader shows "None, None" for a student without a name; nbgrader's own autograde makes them like this, too
        nameless = STUDENT.c.id.in_(names) & STUDENT.c.first_name.is_(None) & STUDENT.c.last_name.is_(None)
        self.connection.execute(sa.update(STUDENT).where(nameless).values(first_name="", last_name=STUDENT.c.id))
        submissions = self._submissions(entries)
        notebooks = self._notebooks([submissions[name] for name in names])
        by_row = {notebooks[submissions[entry.student]]: entry for entry in entries}
        self._grades(by_row)
        self._comments(by_row)
        return list(by_row)

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(sa.insert(table), rows)

    def _submissions(self, entries: list[Entry]) -> dict[str, str]:
        """Return the ids of the rows in submitted_assignment by student; write the times of submission that are known."""
        rows = self.connection.execute(
            sa.select(SUBMISSION.c.student_id, SUBMISSION.c.id)
            .where(SUBMISSION.c.assignment_id == self.assignment, SUBMISSION.c.student_id.in_([e.student for e in entries]))
        ).all()  # fmt: skip
        old = {row.student_id: row.id for row in rows}
        times = [{"row": old[e.student], "timestamp": e.timestamp} for e in entries if e.timestamp and e.student in old]
        _update(self.connection, SUBMISSION, times)
        new = {
            e.student: {"id": _new_id(), "assignment_id": self.assignment, "student_id": e.student, "timestamp": e.timestamp}
            for e in entries
            if e.student not in old
        }
        self._insert(SUBMISSION, list(new.values()))
        return old | {student: row["id"] for student, row in new.items()}

    def _notebooks(self, submissions: list[str]) -> dict[str, str]:
        """Return the ids of the rows in submitted_notebook by those in submitted_assignment."""
        rows = self.connection.execute(
            sa.select(SUBMITTED.c.assignment_id, SUBMITTED.c.id)
            .where(SUBMITTED.c.notebook_id == self.notebook, SUBMITTED.c.assignment_id.in_(submissions))
        ).all()  # fmt: skip
        old = {row.assignment_id: row.id for row in rows}
        new = {submission: _new_id() for submission in submissions if submission not in old}
        self._insert(SUBMITTED, [
            {"id": row, "assignment_id": submission, "notebook_id": self.notebook, "flagged": False}
            for submission, row in new.items()
        ])  # fmt: skip
        return old | new

    def _grades(self, by_row: Mapping[str, Entry]) -> None:
        query = sa.select(GRADE.c.notebook_id, GRADE.c.cell_id, GRADE.c.id, GRADE.c.manual_score)
        rows = self.connection.execute(query.where(GRADE.c.notebook_id.in_(by_row))).all()
        manual = {row.id for row in rows if row.manual_score is not None}
        old = {(row.notebook_id, row.cell_id): row.id for row in rows}
        values = {}
        for notebook, entry in by_row.items():
            for name, cell in self.graded.items():
                score = None if entry.unreadable is not None else entry.scores.get(name)
                by_hand = score is None or old.get((notebook, cell)) in manual
                values[notebook, cell] = {"auto_score": score, "needs_manual_grade": by_hand}
        self._write_cells(GRADE, old, values)

    def _comments(self, by_row: Mapping[str, Entry]) -> None:
        query = sa.select(COMMENT.c.notebook_id, COMMENT.c.cell_id, COMMENT.c.id)
        rows = self.connection.execute(query.where(COMMENT.c.notebook_id.in_(by_row))).all()
        values = {
            (notebook, cell): {"auto_comment": entry.comments.get(name) if entry.unreadable is None else entry.unreadable}
            for notebook, entry in by_row.items()
            for name, cell in self.commented.items()
        }
        self._write_cells(COMMENT, {(row.notebook_id, row.cell_id): row.id for row in rows}, values)

    def _write_cells(self, table: sa.Table, old: Mapping[_Cell, str], values: Mapping[_Cell, dict[str, Any]]) -> None:
        """Write values by notebook and cell: update the rows that exist, and insert the others."""
        new = [(place, row) for place, row in values.items() if place not in old]
        self._insert(table, [{"id": _new_id(), "notebook_id": note, "cell_id": cell, **row} for (note, cell), row in new])
        _update(self.connection, table, [{"row": old[place], **row} for place, row in values.items() if place in old])


def _new_id() -> str:
    return uuid.uuid4().hex


def _update(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != "row"}
        connection.execute(sa.update(table).where(table.c.id == sa.bindparam("row")).values(values), rows)


def _lateness(connection: sa.Connection, assignment: str, rows: Iterable[str] | None = None) -> list[Late]:
    """Return how late the submissions of an assignment are, by student: all, or those with these `rows` in submitted_notebook."""
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
    if rows is not None:
        query = query.where(SUBMITTED.c.id.in_(list(rows)))
    return [
        Late(row.id, row.student_id, row.score, overdue(row.timestamp, row.duedate, row.extension), row.late_submission_penalty)
        for row in connection.execute(query)
    ]
