"""The gradebook as rows: what `course grade` reads and writes of nbgrader's database, in set queries. Trusted side.

One writer for both ways of grading: `course grade` records batches, nbgrader's own autograde one submission (autograder.plugin).
A transaction holds whole submissions or nothing. Manual marks, manual comments and extra credit are never written.
It does not load nbgrader; tests hold the columns named here against nbgrader's own.
"""

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from autograder import feedback, mounts
from autograder.errors import CourseError
from autograder.verdict import Detail, Verdict

WAIT = 30.0  # seconds that a write waits for another process to finish its own
ROOM = 1 << 20  # bytes free, below which an I/O error means that the disk is full
META = sa.MetaData()


def _table(called: str, /, **columns: Any) -> sa.Table:
    return sa.Table(called, META, *(sa.Column(key, kind, primary_key=key == "id") for key, kind in columns.items()))


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
        comments = {cell.function: feedback.comment(cell, detail) for cell in verdict.cells}
        return cls(student, verdict.assignment, scores, comments, timestamp)


class Ledger:
    """The rows of one gradebook. Use as a context, or close it."""

    def __init__(self, db_url: str, penalty: Penalty = lambda student, score, late: None) -> None:
        self.db_url = db_url
        self.penalty = penalty
        self.engine = sa.create_engine(db_url, **({"connect_args": {"timeout": WAIT}} if self._sqlite else {}))
        if self._sqlite:
            sa.event.listen(self.engine, "connect", _connected)
            sa.event.listen(self.engine, "begin", _begin)

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def _sqlite(self) -> bool:
        return self.db_url.startswith("sqlite")

    @property
    def path(self) -> Path | None:
        """Return the gradebook's file, None where it is no SQLite file."""
        return Path(self.db_url.removeprefix("sqlite:///")) if self._sqlite else None

    def exists(self) -> bool:
        """Return whether there is a gradebook with nbgrader's tables."""
        if self.path is not None and not self.path.exists():
            return False
        with self._connection() as connection:
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
        with self._connection():
            pass

    def registered(self, assignment: str, cells: Iterable[Mapping[str, Any]]) -> bool:
        """Return whether the gradebook knows the assignment by these cells (nbgrader's metadata of the release)."""
        cells = list(cells)
        with self._connection() as connection:
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
        with self._connection() as connection:
            return {student: total if cells == scored else None for student, total, cells, scored in connection.execute(query)}

    def record(self, entries: Sequence[Entry]) -> None:
        """Write submissions, all of them or none; raise CourseError where the gradebook takes them not."""
        ordered = sorted(entries, key=lambda entry: (entry.assignment, entry.student))
        for last in (False, True):
            try:
                with self._connection() as connection:
                    for assignment, group in groupby(ordered, lambda entry: entry.assignment):
                        _Page(connection, assignment, self.penalty).write(list(group))
                return
            except sa.exc.IntegrityError as error:  # another process has written the same student just now
                if last:
                    raise database_error(error, self.path or "gradebook") from error

    @contextmanager
    def _connection(self) -> Iterator[sa.Connection]:
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.IntegrityError:
            raise
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise database_error(error, self.path or "gradebook") from error


class _Page:
    """One assignment's rows within one transaction."""

    def __init__(self, connection: sa.Connection, assignment: str, penalty: Penalty) -> None:
        self.connection = connection
        self.penalty = penalty
        found = connection.execute(
            sa.select(ASSIGNMENT.c.id, ASSIGNMENT.c.duedate, NOTEBOOK.c.id.label("notebook"))
            .join(NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id)
            .where(ASSIGNMENT.c.name == assignment, NOTEBOOK.c.name == assignment)
        ).one_or_none()
        if found is None:
            raise CourseError(f"the gradebook does not know '{assignment}'", "gradebook", "run the same command again")
        self.assignment, self.duedate, self.notebook = found
        cells = connection.execute(sa.select(CELL.c.id, CELL.c.name, CELL.c.type).where(CELL.c.notebook_id == self.notebook)).all()
        self.graded = {row.name: row.id for row in cells if row.type in ("GradeCell", "TaskCell")}
        self.commented = {row.name: row.id for row in cells if row.type in ("SolutionCell", "TaskCell")}

    def write(self, entries: list[Entry]) -> None:
        """Write these submissions, making the rows that are not there yet."""
        names = [entry.student for entry in entries]
        here = set(self.connection.scalars(sa.select(STUDENT.c.id).where(STUDENT.c.id.in_(names))))
        self._insert(STUDENT, [{"id": name} for name in names if name not in here])
        submissions = self._submissions(entries)
        notebooks = self._notebooks([submissions[entry.student] for entry in entries])
        places = {notebooks[submissions[entry.student]]: entry for entry in entries}
        self._grades(places)
        self._comments(places)
        self._penalties(places)

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(sa.insert(table), rows)

    def _update(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            values: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != "row"}
            self.connection.execute(sa.update(table).where(table.c.id == sa.bindparam("row")).values(values), rows)

    def _submissions(self, entries: list[Entry]) -> dict[str, str]:
        names = [entry.student for entry in entries]
        rows = self.connection.execute(
            sa.select(SUBMISSION.c.student_id, SUBMISSION.c.id)
            .where(SUBMISSION.c.assignment_id == self.assignment, SUBMISSION.c.student_id.in_(names))
        ).all()  # fmt: skip
        found = {row.student_id: row.id for row in rows}
        self._update(
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
        self._update(GRADE, old)

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
        self._update(COMMENT, old)

    def _penalties(self, places: Mapping[str, Entry]) -> None:
        """Write the late penalties as nbgrader's AssignLatePenalties does: none below 0, none above the score."""
        taken = dict.fromkeys(places, None) if self.duedate is None else self._late(places)
        self._update(SUBMITTED, [{"row": place, "late_submission_penalty": taken[place]} for place in places])

    def _late(self, places: Mapping[str, Entry]) -> dict[str, float | None]:
        extra = sa.case((GRADE.c.extra_credit.is_not(None), GRADE.c.extra_credit), else_=0.0)
        score = sa.case(
            (GRADE.c.manual_score.is_not(None), GRADE.c.manual_score + extra),
            (GRADE.c.auto_score.is_not(None), GRADE.c.auto_score + extra),
            else_=0.0,
        )
        rows = self.connection.execute(
            sa.select(SUBMITTED.c.id, SUBMISSION.c.timestamp, SUBMISSION.c.extension, sa.func.sum(score).label("score"))
            .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED.c.assignment_id)
            .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
            .where(SUBMITTED.c.id.in_(places))
            .group_by(SUBMITTED.c.id, SUBMISSION.c.timestamp, SUBMISSION.c.extension)
        )
        taken: dict[str, float | None] = dict.fromkeys(places, None)
        for row in rows:
            due = self.duedate + row.extension if row.extension else self.duedate
            late = (row.timestamp - due).total_seconds() if row.timestamp else 0.0
            if late > 0 and (penalty := self.penalty(places[row.id].student, row.score, late)) is not None:
                taken[row.id] = min(max(0.0, penalty), row.score)
        return taken


def _connected(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, not where sqlite3 guesses


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # waits for its turn now, and cannot fail half way


def database_error(error: Exception, where: object, said: str = "") -> CourseError:
    """Return what a failure of the gradebook means, as one sentence with a next step."""
    text = f"{error} {said}".lower()
    if "locked" in text:
        return CourseError(
            "the gradebook is locked by another process", where, "wait for it (formgrader? another nbgrader?) and run again"
        )
    if "connection" in text and any(word in text for word in ("refused", "failed", "bad", "closed", "could not translate")):
        return CourseError(
            "the gradebook's server does not answer", where, "see that it runs and that c.CourseDirectory.db_url names it"
        )
    crowded = "disk i/o" in text and isinstance(where, Path) and shutil.disk_usage(where.parent).free < ROOM
    if crowded or "full" in text or "no space" in text:
        return CourseError("the disk is full", where, "free some space and run again; nothing graded so far is lost")
    if "readonly" in text or "read-only" in text or "permission" in text or "unable to open" in text:
        return CourseError("the gradebook cannot be written", where, "check who owns it, its folder and their permissions")
    first = str(getattr(error, "orig", None) or error).strip().splitlines()
    return CourseError(
        f"the gradebook could not be written: {said or (first[0] if first else type(error).__name__)}", where, "run 'course doctor'"
    )
