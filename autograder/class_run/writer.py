"""The one writer of a class run: autograded notebooks, gradebook rows and verdicts, in batches. Trusted side.

Each batch goes: files aside, one transaction, files in place, verdicts. A verdict carries the key by which the next run knows
that its submission is done, so it comes last: whenever the process is ended, what has no verdict yet is simply graded again.
"""

import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from autograder.atomic_files import sweep
from autograder.class_run.autograded_folder import AutogradedFolder
from autograder.class_run.tasks import Graded, Result
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import Keys, Known, Seen, Stamps
from autograder.gradebook.rows import Entry, Ledger
from autograder.gradebook.verdict_files import Record, Records
from autograder.judge.settings import Settings

BATCH = 50
SECONDS = 2.0  # that a result waits at most for others to be recorded with it


class Writer:
    """Records what has been graded. Use as a context; `flush` first where nothing is to be lost."""

    def __init__(self, course: Course, settings: Settings, without: Sequence[str] = ()) -> None:
        self.course = course
        self.settings = settings
        self.keys = Keys(course, settings, without)
        self.ledger = Ledger(settings.db_url, self._penalty)
        self.records = Records(course)
        self.folder = AutogradedFolder(course, settings)
        self.batch: list[Graded] = []
        self.since = 0.0
        self.seen: dict[str, list[Seen]] = {}  # by assignment

    def add(self, graded: Graded) -> Iterator[Result]:
        """Take a graded submission; yield the results that have now been recorded."""
        if not self.batch:
            self.since = time.monotonic()
        self.batch.append(graded)
        if len(self.batch) >= BATCH or time.monotonic() - self.since > SECONDS:
            yield from self.flush()

    def flush(self) -> Iterator[Result]:
        """Record what is waiting; yield its results. Raises CourseError, with nothing written, where it cannot be written."""
        batch, self.batch = self.batch, []
        if not batch:
            return
        try:
            self._record(batch)
        except OSError as error:
            raise CourseError(
                f"writing failed ({error.strerror or error})",
                error.filename or self.course.root,
                "free some space, or get the right to write there, and run again: what was graded before is kept",
            ) from error
        for graded in batch:
            verdict, task = graded.verdict, graded.task
            if verdict.error is not None:
                yield task.result("unreadable", None, None, graded.refused, graded.seconds)
            else:
                yield task.result("graded", verdict.score, verdict.max_score, "", graded.seconds)

    def _record(self, batch: Sequence[Graded]) -> None:
        pending = []
        try:
            for graded in batch:
                pending.append(self.folder.put_aside(graded))
            self.ledger.record([Entry.of(g.task.student, g.verdict, self.settings.detail, g.timestamp) for g in batch])
        except BaseException:
            for files in pending:
                files.discard()
            raise
        for files in pending:
            files.place()
        for graded in batch:
            task = graded.task
            if task.assignment not in self.seen:
                self.seen[task.assignment] = []
                sweep(self.records.root / task.assignment)
            key = self.keys.key(task.assignment, graded.content)
            self.records.save(Record(task.student, task.assignment, key, graded.verdict, graded.content, graded.seconds))
            self.seen[task.assignment].append(Seen(task.student, graded.stamp, graded.content, Known.of(key, graded.verdict)))

    def _penalty(self, student: str, score: float, late: float) -> float | None:
        from autograder.nbgrader_plugin.preprocessors import late_penalty  # loads nbgrader, for a late submission only

        return late_penalty(self.settings.config)(student, score, late)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for assignment, seen in self.seen.items():
            with Stamps(self.course, assignment) as stamps:
                stamps.add(seen)
        if self.seen:
            self.ledger.count()
        self.ledger.close()
