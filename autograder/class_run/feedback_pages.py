"""The feedback pages of a class on all cores, behind `course feedback`. Trusted side: it reads marks, and runs no student's code.

Each page is that of `nbgrader generate_feedback`; processes share the class out in small parts, and read the gradebook only.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.class_run.pool import Failure, Pool, Stop
from autograder.course import Course

PART = 10  # students whose pages are made together


@dataclass(frozen=True, slots=True)
class Part:
    """Some students of one assignment."""

    assignment: str
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of one student's page; `reason` says why there is none."""

    student: str
    assignment: str
    reason: str = ""


class Printer:
    """A worker: makes pages with nbgrader's steps, loaded once."""

    def __init__(self, course: Course) -> None:
        from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader

        self.gradebook = Gradebook(course)

    def __call__(self, part: Part) -> list[Returned]:
        """Make the pages of a part; where that fails, one by one, to know whose it is."""
        try:
            self.gradebook.feedback(part.assignment, part.students)
        except Exception as error:  # noqa: BLE001  # whatever nbgrader raises: said for the student whose page it is
            if len(part.students) == 1:
                return [Returned(part.students[0], part.assignment, str(error))]
            return [found for student in part.students for found in self(Part(part.assignment, (student,)))]
        return [Returned(student, part.assignment) for student in part.students]

    def close(self) -> None:
        """Free nothing: it holds nothing."""


def graded(course: Course, assignment: str) -> list[str]:
    """Return the students with an autograded notebook, by id."""
    paths = (course.root / "autograded").glob(f"*/{assignment}/{assignment}.ipynb")
    return sorted(path.parent.parent.name for path in paths)


def feedback(course: Course, assignments: Sequence[str], workers: int = 0, stop: Stop | None = None) -> Iterator[Returned]:
    """Write the feedback pages of every graded submission; yield what became of each."""
    parts = [
        Part(name, tuple(students[at : at + PART]))
        for name in assignments
        for students in [graded(course, name)]
        for at in range(0, len(students), PART)
    ]
    if not parts:
        return
    size = min(workers or len(os.sched_getaffinity(0)), len(parts))
    with Pool[Part, list[Returned]](
        size, Printer, (course,), preload=["autograder.nbgrader_plugin.converters", "autograder.nbgrader_plugin.feedback_exporter"]
    ) as pool:
        for part, found in pool.results(parts, stop):
            if isinstance(found, Failure):
                yield from (Returned(student, part.assignment, found.reason) for student in part.students)
            else:
                yield from found
