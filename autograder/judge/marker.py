"""Marking one notebook from file to verdict: read, restore, run, judge. Trusted side; knows no gradebook.

`nbgrader autograde`, formgrader, `course grade` and `course check` all come through `Marker.mark`.
"""

import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.closing import Closing
from autograder.course import CONFIG, Course
from autograder.judge import stopped_cells
from autograder.judge.answers import Answers, to_run
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.lesson import Lesson
from autograder.judge.limits import Limits
from autograder.judge.session import CellRun, Session
from autograder.judge.skipped_cells import Handout, handed_out
from autograder.judge.verdict import Verdict
from autograder.sandbox import layers
from autograder.submissions.notebook_file import (
    Notebook,
    UnreadableNotebook,
    guess_assignment,
    load_release,
    nbgrader_metadata,
    parse,
    read_bytes,
    restore,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked notebook: its verdict, and what each of its code cells gave, by the place of the cell among all cells."""

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
    ) -> None:
        """Start both; `without` names sandbox layers to go without, `weights` are the instructor's own (`c.Judge.weights`).

        With a `loader`'s socket, that process forks the fork server.

        Raises CourseError if the machine lacks another layer, or the suite has no check that `weights` names.
        """
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
        """Return what the lesson's own cells give as handed out; they are run once."""
        if assignment not in self.handouts:
            release = self.release(assignment)
            places = to_run(release)
            cells = [release["cells"][place] for place in places]
            if cells and handed_out(cells[0]):
                self.server.open(cells[0]["source"])
            with Session(self.server, [cell["source"] for cell in cells], self.limits) as session:
                runs = zip(cells, session.run(), strict=True)
                outputs = {
                    cell["source"]: run
                    for cell, run in runs
                    if not nbgrader_metadata(cell) and not (run.error and run.error.type in ("Stopped", "OutOfTime"))
                }
            self.handouts[assignment] = Handout(release, outputs)
        return self.handouts[assignment]

    def mark(self, notebook: Notebook, assignment: str, seed: int | None = None) -> Marked:
        """Run and judge a restored notebook; `seed` (default: a fresh secret one) decides the inputs of the checks.

        Raises GraderError if a check itself fails, and CourseError if the machine is out of memory.
        """
        from autograder.judge.suite import Submission

        lesson = Lesson.read(self.course, assignment)
        seed = secrets.randbits(32) if seed is None else seed
        handout = self.handout(assignment)
        cells = notebook["cells"]
        answers = Answers.of(notebook, self.release(assignment), lesson)
        sources = [cells[place]["source"] for place in answers.run]
        known = handout.known(cells, answers.run)
        with Session(self.server, sources, self.limits, known, answers.keep, answers.stubs) as session:
            runs = dict(zip(answers.run, session.run(), strict=True))
            troubles = stopped_cells.troubles(answers, runs, (*lesson.points, *lesson.stretch))
            verdict = self.suite.judge(Submission(lesson, session, seed, troubles, answers.unanswered))
        verdict = stopped_cells.explained(verdict, notebook, answers, runs, handout.stubs)
        return Marked(replace(verdict, without=self.without), runs)

    def check(self, path: Path, seed: int | None = None) -> Verdict:
        """Return the verdict on a notebook file; if it cannot be graded, the verdict's `error` says why."""
        assignment = path.stem
        try:
            cells = parse(read_bytes(path), path)
            assignment = guess_assignment(self.course, cells, path.stem)
            notebook = restore(cells, self.release(assignment), path)
        except UnreadableNotebook as error:
            return Verdict(assignment, 0, error=str(error))
        return self.mark(notebook, assignment, seed).verdict
