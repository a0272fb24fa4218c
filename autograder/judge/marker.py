"""Marking one notebook from file to verdict: read, restore, run, judge. Trusted side; knows no gradebook.

`nbgrader autograde`, formgrader, `course grade` and `course check` all come through `Marker.mark`.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.closing import Closing
from autograder.course import Course
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.lesson import Lesson
from autograder.judge.limits import Limits
from autograder.judge.session import CellRun, Session
from autograder.judge.skipped_cells import Handout, handed_out
from autograder.judge.suite import Submission, Suite
from autograder.judge.verdict import Verdict
from autograder.sandbox import layers
from autograder.submissions.notebook_file import (
    Notebook,
    UnreadableNotebook,
    guess_assignment,
    load_release,
    marked_cells,
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

    def __init__(self, course: Course, limits: Limits | None = None, without: Sequence[str] = ()) -> None:
        """Start both; `without` names sandbox layers to go without. Raises CourseError if the machine lacks another layer."""
        layers.check_machine(without)
        layers.check_place(course.root)
        self.course = course
        self.without = tuple(sorted(without))
        self.limits = limits or Limits()
        self.server = ForkServer(self.without, wait=False)
        self.suite = Suite()  # collected while the fork server loads its libraries
        self.server.ready()
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
        lesson = Lesson.read(self.course, assignment)
        seed = secrets.randbits(32) if seed is None else seed
        handout = self.handout(assignment)
        places = to_run(notebook)
        sources = [notebook["cells"][number]["source"] for number in places]
        functions = (*lesson.points, *lesson.stretch)
        stubs = {grade_id: cell["source"].strip() for grade_id, _, cell in marked_cells(self.release(assignment))}
        own = {grade_id: (place, cell) for grade_id, place, cell in marked_cells(notebook) if grade_id in functions}
        unanswered = frozenset(f for f, (_, cell) in own.items() if cell["source"].strip() == stubs[f])
        with Session(self.server, sources, self.limits, handout.known(notebook["cells"], places)) as session:
            runs = dict(zip(places, session.run(), strict=True))
            troubles = {f: runs[own[f][0]].error if f in own and own[f][0] in runs else None for f in functions}
            verdict = self.suite.judge(Submission(lesson, session, seed, troubles, unanswered))
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


def to_run(notebook: Notebook) -> list[int]:
    """Return the places of the code cells to run: all but the visible checks, whose outputs the judge's report replaces."""
    cells = enumerate(notebook["cells"])
    return [number for number, cell in cells if cell["cell_type"] == "code" and not nbgrader_metadata(cell).get("grade")]
