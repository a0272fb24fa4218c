"""Marking one notebook from file to verdict: read, restore, run, judge. Trusted side; knows no gradebook.

`nbgrader autograde`, formgrader, `course grade` and `course check` all come through `Marker.mark`.
"""

import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from autograder.closing import Closing
from autograder.course import CONFIG, Course
from autograder.judge import budget, stopped_cells
from autograder.judge.answers import Answers, to_run
from autograder.judge.budget import Budget, Spent
from autograder.judge.cells_not_run import Handout, handed_out
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.known_outputs import INCOMPLETE, KnownOutputs
from autograder.judge.lesson import Lesson
from autograder.judge.limits import Limits
from autograder.judge.session import CellRun, Session
from autograder.judge.verdict import Verdict
from autograder.sandbox import layers
from autograder.submissions.notebook_file import UnreadableNotebook, parse, read_bytes
from autograder.submissions.release_notebook import Notebook, load_release, nbgrader_metadata
from autograder.submissions.restoring import restore
from autograder.submissions.which_lesson import guess_assignment

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked notebook: its verdict, and the output of each code cell by the cell's index among all cells."""

    verdict: Verdict
    runs: dict[int, CellRun]


class Marker(Closing):
    """Marks notebooks, one after another, with one fork server and one collected suite."""

    def __init__(
        self,
        course: Course,
        limits: Limits | None = None,
        without: Sequence[str] = (),
        weights: Mapping[str, Any] | None = None,
        loader: socket.socket | None = None,
        *,
        checked: bool = False,
    ) -> None:
        """Start the fork server and collect the suite; `without` names sandbox layers to go without.

        `weights` are the instructor's own (`c.Judge.weights`). If the socket of a `loader` is given, the loader forks the fork
        server. `checked` is true if the caller has checked the machine already, as a class run does once for all its graders.

        Raises CourseError if the machine lacks another layer, or the suite has no check that `weights` names.
        """
        if not checked:
            layers.check_machine(without)
            layers.check_place(course.root)
        self.course = course
        self.without = tuple(sorted(without))
        self.limits = limits or Limits()
        self.server = ForkServer(self.without, wait=False, loader=loader)
        try:
            from autograder.judge.suite import Suite  # loaded and collected while the fork server loads its libraries
            from autograder.judge.weights import reweighted

            self.suite = Suite()
            self.suite.checks = reweighted(self.suite.checks, weights or {}, course.root / CONFIG)
            self.server.ready()
        except BaseException:
            self.server.close()
            raise
        self.releases: dict[str, Notebook] = {}
        self.handouts: dict[str, Handout] = {}

    def close(self) -> None:
        """End the fork server and the suite."""
        self.server.close()
        self.suite.close()

    def release(self, assignment: str) -> Notebook:
        """Return the student notebook of an assignment, read once."""
        if assignment not in self.releases:
            self.releases[assignment] = load_release(self.course, assignment)
        return self.releases[assignment]

    def handout(self, assignment: str) -> Handout:
        """Return the outputs of the lesson's own cells as handed out; the cells are run once, unless their outputs are on disk."""
        if assignment not in self.handouts:
            release = self.release(assignment)
            places = to_run(release)
            cells = [release["cells"][place] for place in places]
            if cells and handed_out(cells[0]):
                self.server.open(cells[0]["source"])
            sources = [cell["source"] for cell in cells]
            kept = KnownOutputs(self.course, assignment, sources, self.limits, self.without)
            if (runs := kept.load()) is None:
                with Session(self.server, sources, self.limits) as session:
                    runs = session.run()
                kept.save(runs)
            outputs = {
                cell["source"]: run
                for cell, run in zip(cells, runs, strict=True)
                if not nbgrader_metadata(cell) and not (run.error and run.error.type in INCOMPLETE)
            }
            self.handouts[assignment] = Handout(release, outputs)
        return self.handouts[assignment]

    def mark(self, notebook: Notebook, assignment: str, seed: int | None = None) -> Marked:
        """Run and judge a restored notebook; `seed` (default: a fresh secret one) decides the inputs of the checks.

        Raises UnreadableNotebook if a check itself fails on it, and CourseError if the machine is out of memory.
        """
        from autograder.judge.suite import Submission

        lesson = Lesson.read(self.course, assignment)
        seed = secrets.randbits(32) if seed is None else seed
        handout = self.handout(assignment)
        cells = notebook["cells"]
        answers = Answers.of(notebook, self.release(assignment), lesson)
        sources = [cells[place]["source"] for place in answers.run]
        known = handout.known(cells, answers.run)
        with Session(self.server, sources, self.limits, known, answers.keep, answers.stubs, answers.unanswered) as session:
            runs = dict(zip(answers.run, session.run(), strict=True))
            troubles = stopped_cells.troubles(notebook, answers, runs, (*lesson.points, *lesson.stretch))
            verdict = self.suite.judge(Submission(lesson, session, seed, troubles, answers.unanswered))
        verdict = stopped_cells.explained(verdict, notebook, answers, runs, handout.stubs)
        return Marked(replace(verdict, without=self.without), runs)

    def within_budget(self, work: Callable[[], R]) -> R:
        """Return what `work` returns for one submission; raise Spent if it exceeds the budget.

        The work may use this marker, and is done in a fork of this process (`budget.within`).
        """
        try:
            return budget.within(Budget.of(self.limits), work)
        except Spent:
            self.server.restart()  # a worker may be left, and half a request
            raise

    def check(self, path: Path, seed: int | None = None) -> Verdict:
        """Return the verdict on a notebook file; if it cannot be graded, the verdict's `error` says why."""
        if path.stem in self.course.assignments():
            self.handout(path.stem)  # once, for all forks: most files have their lesson's name
        try:
            return self.within_budget(lambda: self._check(path, seed))
        except UnreadableNotebook as error:
            return Verdict(path.stem, 0, error=str(error))

    def _check(self, path: Path, seed: int | None) -> Verdict:
        assignment = path.stem
        try:
            cells = parse(read_bytes(path), path)
            assignment = guess_assignment(self.course, cells, path.stem)
            notebook = restore(cells, self.release(assignment), path)
            return self.mark(notebook, assignment, seed).verdict
        except UnreadableNotebook as error:
            return Verdict(assignment, 0, error=str(error))
