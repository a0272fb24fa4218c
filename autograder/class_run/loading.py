"""Two processes load what this machine's graders need, while this process plans the run. Trusted side.

One loads the libraries of student code (`judge.loader`), the other the judge; each grader is forked from the second, and its fork
server from the first. docs/decisions/0008-loaded-once.md. Light to import: a class run starts with it.
"""

import os
import socket
from collections.abc import Sequence

from autograder.class_run.pool import Runner, load_ahead
from autograder.class_run.tasks import Graded, Task, find
from autograder.closing import Closing
from autograder.course import Course
from autograder.gradebook.fingerprints import Keys, StampCache
from autograder.judge.limits import Limits
from autograder.judge.loader import Loader
from autograder.judge.settings import Settings

PRELOADED = ("autograder.class_run.preloaded",)


class Loading(Closing):
    """The two processes that load. Use as a context: they end with it, or with this process."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._loader: Loader | None = None

    def start(self) -> Loader:
        """Start both processes, unless they run already, without waiting for them; return the loader."""
        if self._loader is None:
            self._loader = Loader()
            load_ahead(PRELOADED)
        return self._loader

    def close(self) -> None:
        """End the loader."""
        if self._loader is not None:
            self._loader.close()


def anything_new(course: Course, assignments: Sequence[str], without: Sequence[str] = ()) -> bool:
    """Return whether there is a submission to grade, as far as the files show: to ask the gradebook would take longer.

    Raises CourseError if the configuration or submitted/ cannot be read.
    """
    keys = Keys(course, Settings.read(course), without)
    for assignment in assignments:
        stamps = StampCache(course, assignment)
        for task in find(course, assignment) if course.release(assignment).is_file() else ():
            recorded = stamps.summary(task.student)
            if os.path.lexists(task.path) and not (
                recorded and keys.key(assignment, stamps.content(task.student, task.path)) == recorded.key
            ):
                return True
    return False


def start_grader(course: Course, limits: Limits | None, without: tuple[str, ...], loader: socket.socket) -> Runner[Task, Graded]:
    """Return the object that grades submissions in a grader's process. Raises CourseError if this machine lacks a protection.

    The function stands here because that process imports the function's module, and this module is light.
    """
    from autograder.class_run.grade_one import SubmissionGrader  # loads NumPy and nbgrader, in the grader's process only

    return SubmissionGrader(course, limits, without, loader=loader, checked=True)
