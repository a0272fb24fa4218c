"""Marking one notebook from file to verdict: read, restore, run, judge. Trusted side; knows no gradebook.

`nbgrader autograde`, formgrader, `course grade` and `course check` all come through `Marker.mark`.
"""

import contextlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import Course
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.lesson import Lesson
from autograder.judge.session import CellRun, Limits, Session
from autograder.judge.skipped_cells import Handout, handed_out
from autograder.judge.suite import Submission, Suite, troubles
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
    """A marked notebook: its verdict, and what each of its code cells gave, by the cell's place."""

    verdict: Verdict
    runs: dict[int, CellRun]


class Marker:
    """Marks notebooks, one after another, with one fork server and one collected suite. Use as a context."""

    def __init__(self, course: Course, limits: Limits | None = None, without: Sequence[str] = ()) -> None:
        """Start both; `without` names sandbox layers to go without. Raises CourseError where the machine lacks another."""
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
        """Return what the lesson's own cells do as handed out; they are run once."""
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
        """Run and judge a restored notebook; `seed` (default: a fresh secret one) decides the inputs of the checks."""
        lesson = Lesson.read(self.course, assignment)
        seed = secrets.randbits(32) if seed is None else seed
        handout = self.handout(assignment)
        places = to_run(notebook)
        sources = [notebook["cells"][number]["source"] for number in places]
        stubs = {
            nbgrader_metadata(cell)["grade_id"]: cell["source"]
            for cell in self.release(assignment)["cells"]
            if nbgrader_metadata(cell)
        }
        own = {
            nbgrader_metadata(cell)["grade_id"]: number for number, cell in enumerate(notebook["cells"]) if nbgrader_metadata(cell)
        }
        functions = (*lesson.points, *lesson.stretch)
        unanswered = frozenset(f for f in functions if f in own and notebook["cells"][own[f]]["source"].strip() == stubs[f].strip())
        with Session(self.server, sources, self.limits) as session:
            session.known = handout.known(notebook["cells"], places, session.names)
            runs = dict(zip(places, session.run(), strict=True))
            by_function = {f: runs[own[f]] for f in functions if f in own and own[f] in runs}
            verdict = self.suite.judge(Submission(lesson, session, seed, troubles(functions, by_function), unanswered))
        return Marked(replace(verdict, without=self.without), runs)

    def check(self, path: Path, seed: int | None = None) -> Verdict:
        """Return the verdict on a notebook file; where it cannot be graded the verdict says why in its `error`."""
        assignment = path.stem
        try:
            cells = parse(read_bytes(path), path)
            assignment = guess_assignment(self.course, cells, path.stem)
            notebook = restore(cells, self.release(assignment), path)
        except UnreadableNotebook as error:
            return Verdict(assignment, 0, error=str(error))
        return self.mark(notebook, assignment, seed).verdict


def to_run(notebook: Notebook) -> list[int]:
    """Return the places of the cells to run: visible checks decide nothing, and their outputs give way to the judge's report."""
    cells = enumerate(notebook["cells"])
    return [number for number, cell in cells if cell["cell_type"] == "code" and not nbgrader_metadata(cell).get("grade")]


@contextlib.contextmanager
def open_marker(course: Course, limits: Limits | None = None, without: Sequence[str] = ()) -> Iterator[Marker]:
    """Give a marker, and close it afterwards."""
    marker = Marker(course, limits, without)
    try:
        yield marker
    finally:
        marker.close()
