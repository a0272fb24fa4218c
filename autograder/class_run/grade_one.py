"""Grades one submission: from the submission as read to all that is to be recorded of it. Trusted side; writes nothing.

Each grader of a class run has a `SubmissionGrader`, on this machine (`pool.py`) or another (`dask_cluster.py`). What goes in and
what comes out are plain data, so the gradebook and the files may be elsewhere.
"""

import socket
import time

from autograder.class_run.tasks import Graded, HandIn, Task, take
from autograder.course import Course
from autograder.judge.limits import Limits
from autograder.judge.marker import Marker
from autograder.judge.settings import Settings
from autograder.judge.verdict import Verdict
from autograder.nbgrader_plugin import graded_cells
from autograder.nbgrader_plugin.autograded_notebooks import AutogradedNotebooks
from autograder.nbgrader_plugin.graded_cells import reason_of
from autograder.submissions.hand_in_notes import TIMESTAMP
from autograder.submissions.notebook_file import UnreadableNotebook, parse
from autograder.submissions.restoring import restore
from autograder.submissions.time_zones import parse_time


class SubmissionGrader:
    """Grades submissions, one after another. Close it at the end."""

    def __init__(
        self,
        course: Course,
        limits: Limits | None = None,
        without: tuple[str, ...] = (),
        settings: Settings | None = None,
        loader: socket.socket | None = None,
        *,
        checked: bool = False,
    ) -> None:
        """Start; `settings` default to the course's configuration, a `loader` forks the fork server; `checked`: see `Marker`.

        Raises CourseError if this machine lacks a protection.
        """
        self.course = course
        settings = settings or Settings.read(course)
        self.zone = settings.zone
        self.notebooks = AutogradedNotebooks(settings)
        self.marker = Marker(course, limits, without, settings.judge().weights, loader, checked=checked)

    def close(self) -> None:
        """End the processes behind it."""
        self.marker.close()

    def prepare(self, assignment: str) -> None:
        """Read and run, once, the parts of the lesson that every submission of an assignment needs."""
        if assignment not in self.marker.handouts:
            self.marker.handout(assignment)
            graded_cells.trust(self.marker.release(assignment))
            graded_cells.prepare()

    def __call__(self, task: Task) -> Graded:
        """Read and grade a submission in the course's own folder; raise CourseError if the grader fails."""
        return self.grade(take(self.course, task))

    def grade(self, hand_in: HandIn) -> Graded:
        """Mark a submission and make its autograded notebook; raise CourseError if the grader fails."""
        task = hand_in.task
        self.prepare(task.assignment)  # once for the lesson: it must not count in a submission's time
        started = time.monotonic()
        release = self.marker.release(task.assignment)
        submitted_at = parse_time(hand_in.notes.get(TIMESTAMP, ""), self.zone)[0]
        notebook, refused, undecided = release, "", False
        try:
            if hand_in.refused is not None:
                raise hand_in.refused
            notebook = restore(parse(hand_in.raw, task.path.name), release, task.path.name)
            marked = self.marker.mark(notebook, task.assignment, hand_in.seed)
        except UnreadableNotebook as error:
            undecided = notebook is not release
            refused = f"{error.what}: {error.where}" if undecided else error.what
            verdict = Verdict(task.assignment, 0, error=reason_of(error), without=self.marker.without)
            autograded = self.notebooks.waiting(task.student, task.assignment, notebook, reason_of(error))
        else:
            verdict = marked.verdict
            autograded = self.notebooks.graded(task.student, notebook, marked)
        seconds = time.monotonic() - started
        return Graded(task, verdict, hand_in.content, autograded, submitted_at, refused, seconds, hand_in.stamp, undecided)
