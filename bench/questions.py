"""The hidden checks' questions for other graders: what this course's judge asks of a right answer, written down as plain tests.

The solved lesson is judged once under a fixed seed; each question, the reference's answer and the tolerance are kept. A stock
course asks the same questions of everybody, as its hidden tests are text in a notebook or a file.
"""

import json
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np

from autograder.course import Course
from autograder.judge.check_base import ELEMENTWISE, Function, Tolerance
from autograder.judge.lesson import Lesson
from autograder.judge.marker import Marker
from autograder.submissions.notebook_file import SubmittedCell
from autograder.submissions.release_notebook import nbgrader_metadata
from autograder.submissions.restoring import restore

NEAR = """def near(got, want, relative, floor):
    got, want = np.asarray(got), np.asarray(want, dtype=float)
    if got.shape != want.shape or got.dtype.kind not in "iuf":
        return False
    close = np.abs(got - want) <= floor + relative * np.abs(want)
    return bool(np.all((got == want) | (close & np.isfinite(want))))
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a function; what should come, or that the arguments should stay as they are."""

    function: str
    args: tuple[Any, ...]
    want: Any = None
    tolerance: Tolerance = ELEMENTWISE

    def lines(self) -> list[str]:
        """Return it as lines of code, the last of which is True for a right answer."""
        args = ", ".join(map(literal, self.args))
        if self.want is None:
            return [
                f"given = ({args},)",
                "before = [np.array(each) for each in given]",
                f"_ = {self.function}(*given)",
                "all(np.array_equal(now, then) for now, then in zip(given, before))",
            ]
        want = literal(np.asarray(self.want, dtype=float))
        return [f"near({self.function}({args}), {want}, {self.tolerance.relative}, {self.tolerance.floor})"]


def literal(value: Any) -> str:
    """Return a value as Python code."""
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r}, dtype=np.{value.dtype}).reshape({value.shape!r})"
    return repr(value)


def questions(course: Course, assignment: str, seed: int) -> dict[str, list[Question]]:
    """Return the questions about each graded function of a lesson."""
    asked: list[Question] = []
    agrees, unchanged = Function.agrees, Function.unchanged

    def keep_agrees(self: Function, *args: Any, expected: Any, tolerance: Tolerance = ELEMENTWISE, **more: Any) -> Any:
        asked.append(Question(self.name, args, np.asarray(expected), tolerance))
        return agrees(self, *args, expected=expected, tolerance=tolerance, **more)

    def keep_unchanged(self: Function, *args: Any) -> None:
        asked.append(Question(self.name, args))
        unchanged(self, *args)

    cells = json.loads(course.source(assignment).read_text())["cells"]
    taken = [SubmittedCell(cell["cell_type"], "".join(cell["source"]), nbgrader_metadata(cell).get("grade_id")) for cell in cells]
    with (
        mock.patch.object(Function, "agrees", keep_agrees),
        mock.patch.object(Function, "unchanged", keep_unchanged),
        Marker(course) as marker,
    ):
        verdict = marker.mark(restore(taken, marker.release(assignment), ""), assignment, seed).verdict
    assert verdict.score == verdict.max_score
    return {name: [one for one in asked if one.function == name] for name in Lesson.read(course, assignment).points}
