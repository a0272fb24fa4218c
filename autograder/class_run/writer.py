"""The one writer of a class run: autograded notebooks, gradebook rows and verdicts, in batches. Trusted side.

Order within a batch: files aside, one transaction, files in place, verdicts. The verdict comes last because it carries the key by
which the next run knows that its submission is done: if the process is killed, what has no verdict yet is graded again.
"""

import time
from collections.abc import Iterator, Sequence

from autograder.atomic_files import sweep
from autograder.class_run.autograded_folder import AutogradedFolder
from autograder.class_run.tasks import Graded, Result, as_handed_out
from autograder.closing import Closing
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import Keys, Recorded, StampCache, Summary
from autograder.gradebook.rows import Entry, GradebookRows
from autograder.gradebook.verdict_files import Record, VerdictFiles
from autograder.judge.settings import Settings

BATCH = 50  # submissions recorded in one transaction, which costs nearly as much for one as for many
BYTES = 64 << 20  # size of the autograded notebooks that may wait: honest ones have 1 MB, the largest possible ones 30 MB
SECONDS = 2.0  # longest time that a result waits for others to be recorded with it


class Writer(Closing):
    """Records graded submissions. Use as a context; call `flush` before its end, or the last batch is not recorded."""

    def __init__(self, course: Course, settings: Settings, without: Sequence[str] = ()) -> None:
        self.course = course
        self.settings = settings
        self.keys = Keys(course, settings, without)
        self.rows = GradebookRows(settings.db_url, self._penalty)
        self.verdicts = VerdictFiles(course)
        self.folder = AutogradedFolder(course, settings)
        self.batch: list[Graded] = []
        self.batch_started = 0.0
        self.recorded: dict[str, list[Recorded]] = {}  # by assignment

    def add(self, graded: Graded) -> Iterator[Result]:
        """Add a graded submission to the batch; yield the batch's results if it is full. Raises CourseError as `flush` does."""
        if not self.batch:
            self.batch_started = time.monotonic()
        self.batch.append(graded)
        if len(self.batch) >= BATCH or sum(len(each.notebook) for each in self.batch) >= BYTES:
            yield from self.flush()
        yield from self.flush_in_time()

    def flush_in_time(self) -> Iterator[Result]:
        """Record the batch if it has waited for SECONDS, and yield its results; call it also while no new results come.

        Raises CourseError as `flush` does.
        """
        if self.batch and time.monotonic() - self.batch_started > SECONDS:
            yield from self.flush()

    def flush(self) -> Iterator[Result]:
        """Record the batch and yield its results; raise CourseError if it cannot be written."""
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
                note = "" if verdict.answered else as_handed_out(task)
                yield task.result("graded", verdict.score, verdict.max_score, note, graded.seconds)

    def _record(self, batch: Sequence[Graded]) -> None:
        pending = []
        try:
            for graded in batch:
                pending.append(self.folder.put_aside(graded))
            self.rows.record([Entry.of(g.task.student, g.verdict, self.settings.detail, g.timestamp) for g in batch])
        except BaseException:
            for files in pending:
                files.discard()
            raise
        for files in pending:
            files.place()
        for graded in batch:
            task = graded.task
            if task.assignment not in self.recorded:
                self.recorded[task.assignment] = []
                sweep(self.verdicts.root / task.assignment)
            key = self.keys.key(task.assignment, graded.content)
            self.verdicts.save(Record(task.student, task.assignment, key, graded.verdict, graded.content, graded.seconds))
            recorded = Recorded(task.student, graded.stamp, graded.content, Summary.of(key, graded.verdict))
            self.recorded[task.assignment].append(recorded)

    def _penalty(self, student: str, score: float, late: float) -> float | None:
        from autograder.nbgrader_plugin.preprocessors import late_penalty  # loads nbgrader, for a late submission only

        return late_penalty(self.settings.config)(student, score, late)

    def close(self) -> None:
        """Save the stamps of what was recorded, and close the gradebook."""
        for assignment, recorded in self.recorded.items():
            with StampCache(self.course, assignment) as stamps:
                stamps.add(recorded)
        if self.recorded:
            self.rows.count()
        self.rows.close()
