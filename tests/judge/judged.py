"""Answers to one function of a lesson, judged by the hidden suite."""

from textwrap import dedent

from autograder.course import Course
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.lesson import Lesson
from autograder.judge.limits import Limits
from autograder.judge.session import Session
from autograder.judge.suite import Submission, Suite
from autograder.judge.verdict import Verdict

LIMITS = Limits(call_seconds=0.5, hurried_seconds=0.1, wall_factor=60.0)  # nothing sleeps here; machines stand still at times
RIGHT = "def right(x):\n    x = np.asarray(x, dtype=float)\n    return 0.5 + 0.5 * np.tanh(x / 2)\n"


class Bench:
    """Judges what cells define, and keeps the session open to look at what the functions saw."""

    def __init__(self, suite: Suite, server: ForkServer, course: Course) -> None:
        self.suite, self.server, self.course = suite, server, course

    def judge(self, *cells: str, seed: int = 1, assignment: str = "02_sigmoid", ask: str = "") -> tuple[Verdict, object]:
        """Return the verdict on cells, and what the function `ask` returns afterwards."""
        with Session(self.server, ["import numpy as np", *map(dedent, cells)], LIMITS) as session:
            session.run()
            verdict = self.suite.judge(Submission(Lesson.read(self.course, assignment), session, seed, {}))
            return verdict, session.call(ask).value if ask else None


def causes(verdict: Verdict, function: str = "sigmoid") -> set[str]:
    """Return what is said of the failed checks of a function."""
    return {check.cause for cell in verdict.cells if cell.function == function for check in cell.checks if not check.passed}


def share(verdict: Verdict, function: str = "sigmoid") -> float:
    """Return a function's score as a share of its points."""
    return next(cell.score / cell.max_score for cell in verdict.cells if cell.function == function)
