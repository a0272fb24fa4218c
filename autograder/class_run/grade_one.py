"""Grades one submission: from a hand-in to all that is to be recorded of it. Trusted side; knows no gradebook and writes nothing.

Each process of a class run has a grader, on this machine (`pool.py`) or on another (`dask_cluster.py`): a hand-in and what becomes
of it are plain data, so it does not matter where the process runs.
"""

import time

from autograder.class_run.tasks import Graded, HandIn
from autograder.course import Course
from autograder.judge.marker import Marker
from autograder.judge.session import Limits
from autograder.judge.settings import Settings
from autograder.judge.verdict import Verdict
from autograder.nbgrader_plugin import collect
from autograder.nbgrader_plugin.autograded_notebooks import AutogradedNotebooks
from autograder.nbgrader_plugin.preprocessors import reason_of
from autograder.submissions.hand_in_notes import TIMESTAMP
from autograder.submissions.notebook_file import UnreadableNotebook, parse, restore


class SubmissionGrader:
    """Grades hand-ins, one after another. Close it."""

    def __init__(
        self, course: Course, limits: Limits | None = None, without: tuple[str, ...] = (), settings: Settings | None = None
    ) -> None:
        """Take the settings given, or else those of the course's configuration."""
        self.course = course
        self.notebooks = AutogradedNotebooks(settings or Settings.read(course))
        self.marker = Marker(course, limits, without)

    def close(self) -> None:
        """End the processes behind it."""
        self.marker.close()

    def grade(self, hand_in: HandIn) -> Graded:
        """Mark a hand-in and make its autograded notebook; raise CourseError where the grader fails."""
        started = time.monotonic()
        task = hand_in.task
        release = self.marker.release(task.assignment)
        handed = collect.parse_time(hand_in.notes.get(TIMESTAMP, ""))
        try:
            if hand_in.refused is not None:
                raise hand_in.refused
            notebook = restore(parse(hand_in.raw, task.path.name), release, task.path.name)
        except UnreadableNotebook as error:
            reason = reason_of(error)
            page = self.notebooks.unreadable(task.student, task.assignment, release, reason)
            verdict = Verdict(task.assignment, 0, error=reason, without=self.marker.without)
            return Graded(task, verdict, hand_in.content, page, handed, error.what, time.monotonic() - started, hand_in.stamp)
        marked = self.marker.mark(notebook, task.assignment, hand_in.seed)
        page = self.notebooks.graded(task.student, notebook, marked)
        return Graded(task, marked.verdict, hand_in.content, page, handed, "", time.monotonic() - started, hand_in.stamp)
