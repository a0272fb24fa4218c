"""The feedback pages of a class on all cores, behind `course feedback`. Trusted side: it runs no student code.

Each page is the one that `nbgrader generate_feedback` makes. Processes make the pages of a few students at a time, and only read
the gradebook.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.class_run.pool import NoResult, Pool, Stop
from autograder.course import Course
from autograder.gradebook import roster
from autograder.judge.budget import STANDARD
from autograder.judge.settings import Settings

STUDENTS = 10  # students whose pages are made in one call of nbgrader: each call takes time before its first page
BUDGET = STANDARD  # for these pages together


@dataclass(frozen=True, slots=True)
class PageTask:
    """Some students of one assignment; their pages are of `plain` text if laying one out has taken too long."""

    assignment: str
    students: tuple[str, ...]
    plain: bool = False

    def results(self, reason: str = "") -> list["PageResult"]:
        """Return the same result for each student."""
        return [PageResult(student, self.assignment, reason) for student in self.students]

    def simpler(self, reason: str) -> list["PageTask"]:
        """Return the tasks to do if this one has spent its budget: one for each page, or its only page as plain text."""
        if self.plain:
            return []
        return [PageTask(self.assignment, (student,), plain=len(self.students) == 1) for student in self.students]


@dataclass(frozen=True, slots=True)
class PageResult:
    """The result for one student's page: `reason` says why it was not made, '' if it was."""

    student: str
    assignment: str
    reason: str = ""


class PageMaker:
    """Makes pages in a process of the pool, with nbgrader's converters loaded once."""

    def __init__(self, course: Course) -> None:
        from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader
        from autograder.nbgrader_plugin.feedback_exporter import plain_pages

        self.gradebook, self.plain_pages = Gradebook(course), plain_pages

    def __call__(self, task: PageTask) -> list[PageResult]:
        """Make the pages of a task; if that fails, make them one by one, to find the student whose page fails."""
        try:
            with self.plain_pages() if task.plain else contextlib.nullcontext():
                self.gradebook.feedback(task.assignment, task.students)
        except Exception as error:  # noqa: BLE001  # whatever nbgrader raises is reported for the student whose page it is
            if len(task.students) == 1:
                return task.results(str(error))
            return [result for student in task.students for result in self(PageTask(task.assignment, (student,)))]
        return task.results()

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def feedback(course: Course, assignments: Sequence[str], workers: int = 0, stop: Stop | None = None) -> Iterator[PageResult]:
    """Write the feedback pages of every graded submission, in `workers` processes (0: one for each core); yield the results.

    Raises CourseError if the gradebook cannot be read.
    """
    enrolled = {student.id for student in roster.students(Settings.read(course).db_url)}  # students who were removed get no page
    tasks = [
        PageTask(name, tuple(students[at : at + STUDENTS]))
        for name in assignments
        for students in [[each for each in course.graded_students(name) if each in enrolled]]
        for at in range(0, len(students), STUDENTS)
    ]
    if not tasks:
        return
    size = min(workers or len(os.sched_getaffinity(0)), len(tasks))
    preload = ["autograder.nbgrader_plugin.converters", "autograder.nbgrader_plugin.feedback_exporter"]
    with Pool[PageTask, list[PageResult]](size, PageMaker, (course,), preload, budget=BUDGET, instead=PageTask.simpler) as pool:
        for done in pool.results(tasks, stop):
            if done:
                task, results = done
                yield from task.results(results.reason) if isinstance(results, NoResult) else results
