"""All that reads a submission on the trusted side, one after the other: for the fuzz and for measuring growth.

A `Desk` is a course that holds one submission at a time. Each reader works in a fork, within a budget that the kernel keeps: what
it computes there is the grader's own, because student code runs in the worker.
"""

import io
import json
import shutil
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from attacks.collection import lean
from classroom import WITHOUT, new_course
from pygments.formatters import HtmlFormatter
from rich.console import Console

from autograder.class_run import grade_one
from autograder.class_run.run import Graders, grade_class
from autograder.class_run.tasks import Result
from autograder.closing import Closing
from autograder.commands import console, progress
from autograder.commands.demo import solutions
from autograder.commands.explain import Explanation
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.budget import Spent
from autograder.judge.limits import Limits
from autograder.judge.suite import Undecided
from autograder.nbgrader_plugin.converters import Gradebook
from autograder.pages import class_report, report_page
from autograder.pages.highlighting import highlighted
from autograder.pages.lms_export import export
from autograder.submissions import student_ids
from autograder.submissions.markdown import Renderer, render

WIDTH = 10_000  # columns: so wide that the terminal wraps no line, because the search is for the beginnings of real lines
TRACE, TEXT = 8, 500  # lines of a traceback, characters of an exception, that a finding has
Notebook = dict[str, Any]
Places = dict[str, str]  # what is shown, by "kind: where"
# The student's code has little time, so that what is measured is the grader.
LIMITS = Limits(
    cell_seconds=2.0, call_seconds=0.5, hurried_seconds=0.2, lost_seconds=1.0, total_seconds=30.0, grader_seconds=15.0,
    grader_bytes=1 << 30,
)  # fmt: skip
OPEN = Limits(cell_seconds=10.0, grader_seconds=LIMITS.grader_seconds)


@dataclass(frozen=True, slots=True)
class Paper:
    """A submission as it is handed in: answers by the id of their cell, cells of the student's own, and all else in the folder."""

    assignment: str
    student: str = "ada"
    answers: Mapping[str, str] = field(default_factory=dict)
    cells: Sequence[Notebook] = ()  # of the student's own, behind the others
    change: Callable[[Notebook], None] = lambda book: None  # what else is done to the notebook
    files: Mapping[str, str] = field(default_factory=dict)  # beside it, by name


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of a submission: seconds of computing, what it shows, and why it failed ('': it did not)."""

    reader: str
    seconds: float
    places: Places
    trouble: str = ""


def code(source: str) -> Notebook:
    """Return a code cell of a student's own."""
    return {"cell_type": "code", "metadata": {}, "source": source, "execution_count": None, "outputs": []}


def text(source: str, kind: str = "markdown") -> Notebook:
    """Return a text cell of a student's own."""
    return {"cell_type": kind, "metadata": {}, "source": source}


class Desk(Closing):
    """A course in which one submission at a time is read by everything. Use as a context."""

    def __init__(self, root: Path, assignments: Sequence[str], limits: Limits = LIMITS) -> None:
        """Copy the course, without the lessons' stories; have its lessons run once, and read, so that a fork has what all need."""
        self.course = new_course(root)
        self.solutions = {name: solutions(self.course, name) for name in assignments}
        for path in map(self.course.release, assignments):
            path.write_text(json.dumps(lean(json.loads(path.read_text()))))
        self.releases = {name: self.course.release(name).read_text() for name in assignments}
        self.grader = grade_one.SubmissionGrader(self.course, OPEN, WITHOUT)
        for name in assignments:
            self.grader.prepare(name)
        self.limits = self.grader.marker.limits = limits
        grade_class(self.course, assignments, graders=self._graders, without=WITHOUT)  # registers the lessons
        self.gradebook = Gradebook(self.course)  # loads nbgrader, for every fork
        assert self.gradebook.path is not None  # it is an SQLite file
        self.database = self.gradebook.path.read_bytes()
        self.readers: dict[str, Callable[[Paper], Places]] = {
            "grade": self.grade,
            "check and explain": self.check,
            "feedback": self.feedback,
            "formgrader": self.formgrader,
            "report": lambda paper: self.report(paper, anonymous=False),
            "report --anonymous": lambda paper: self.report(paper, anonymous=True),
            "export": self.export,
        }
        for name in assignments:
            paper = Paper(name, answers=dict(list(self.solutions[name].items())[:1]))
            self.hand_in(paper)
            for read in self.readers.values():
                read(paper)
        self.grader.marker.suite.explaining = False

    def close(self) -> None:
        """End the processes behind it."""
        self.grader.close()

    def hand_in(self, paper: Paper) -> None:
        """Clear the desk, and put a submission on it."""
        for folder in ("submitted", "autograded", "feedback", "reports", f"verdicts/{paper.assignment}"):
            shutil.rmtree(self.course.root / folder, ignore_errors=True)
        for path in self.course.root.glob("gradebook.db*"):
            path.unlink()  # a new file: this process may still have the old one open
        self.gradebook.path.write_bytes(self.database)
        book = json.loads(self.releases[paper.assignment])
        for cell in book["cells"]:
            if (source := paper.answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))) is not None:
                cell["source"] = source
        book["cells"] += [dict(cell) for cell in paper.cells]
        paper.change(book)
        path = self.course.submitted(paper.student, paper.assignment)
        path.parent.mkdir(parents=True)
        path.write_bytes(json.dumps(book).encode(errors="surrogatepass"))
        for name, content in paper.files.items():
            (path.parent / name).write_text(content, errors="surrogatepass")

    def read(self, paper: Paper) -> Iterator[Reading]:
        """Hand a submission in, and yield each reader's result; stop at the first reader that fails, or finds nothing."""
        self.hand_in(paper)
        for name in self.readers:
            reading = self._read(name, paper)
            yield reading
            if name == "grade" and (reading.trouble or self.verdict_error(paper) is None):
                return

    def _read(self, name: str, paper: Paper) -> Reading:
        def work() -> tuple[float, Places]:
            started = time.process_time()
            places = self.readers[name](paper)
            return time.process_time() - started, places

        try:
            return Reading(name, *self.grader.marker.within_budget(work))
        except Spent as spent:
            return Reading(name, 0.0, {}, spent.what)
        except Exception as error:  # noqa: BLE001  # whatever a reader raises is what is looked for
            where = "".join(getattr(error, "__notes__", None) or traceback.format_exception(error)).splitlines()
            last = "\n".join(where[-TRACE:])
            return Reading(name, 0.0, {}, f"raises {type(error).__name__}: {str(error)[:TEXT]}\n{last}")

    def verdict_error(self, paper: Paper) -> str | None:
        """Return why a submission waits for a person, '' if it is graded; None if it was not graded at all."""
        try:
            record = VerdictFiles(self.course).load(paper.assignment, paper.student)
        except OSError:
            return None
        return None if record is None else record.verdict.error or ""

    def _graders(self, course: Course, limits: Limits | None, without: tuple[str, ...]) -> Graders:
        """Return what grades in this process, in place of a pool."""
        return lambda tasks, stop: ((task, self.grader(task)) for task in tasks)

    # Readers

    def grade(self, paper: Paper) -> Places:
        """Do what `course grade` does; raise CourseError if a submission neither has marks nor waits for a person with a reason."""
        results: list[Result] = []
        with printed() as screen:
            with progress.Progress(WITHOUT) as bar:
                results = grade_class(
                    self.course, [paper.assignment], graders=self._graders, without=WITHOUT, on_plan=bar.plan, on_result=bar.result
                )
            bar.end()
        if len(results) != 1 or not settled(results[0]):
            raise CourseError(f"neither graded nor waiting with a reason: {results}", next_step="look at the plan")
        return {"terminal: course grade": screen.getvalue()}

    def check(self, paper: Paper) -> Places:
        """Do what `course check` and `course explain` do."""
        marker = self.grader.marker
        marker.suite.explaining = True
        verdict = marker.check(self.course.submitted(paper.student, paper.assignment), 7)
        with printed() as screen:
            console.verdict("notebook.ipynb", verdict, "example")
        places = {"terminal: course check": screen.getvalue()}
        if verdict.error is None:
            with printed() as screen:
                console.explanation(Explanation(paper.student, verdict, ()))
            places["code: course explain"] = screen.getvalue()
        return places

    def feedback(self, paper: Paper) -> Places:
        """Make the feedback page, as `course feedback` and `nbgrader generate_feedback` do."""
        self.gradebook.feedback(paper.assignment, [paper.student])
        page = self.course.feedback / paper.student / paper.assignment / f"{paper.assignment}.html"
        return {"html: feedback": page.read_text()}

    def formgrader(self, paper: Paper) -> Places:
        """Lay out the cells of the autograded notebook as formgrader's page does, with this course's own filter for text."""
        book = json.loads(self.course.autograded(paper.student, paper.assignment).read_text())
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in book["cells"]]
        pages = [render(source, Renderer({})) for kind, source in sources if kind == "markdown"]
        for kind, source in sources:
            if kind == "code":
                highlighted(source, HtmlFormatter())
        return {"html: formgrader": "\n".join(pages)}

    def report(self, paper: Paper, anonymous: bool) -> Places:
        """Write the class report."""
        who = "nameless" if anonymous else "named"
        report = class_report.collect(self.course, paper.assignment, anonymous)
        written = report_page.write(self.course, report)
        with printed() as screen:
            console.report(report, [])
        files = {f"{path.suffix[1:]}: course report, {who}": path.read_text() for path in written}
        return {**files, f"terminal: course report, {who}": screen.getvalue()}

    def export(self, paper: Paper) -> Places:
        """Write the marks for each system, and nbgrader's own table."""
        path = self.course.reports / "grades.csv"
        self.gradebook.export(path)
        forms = {
            f"csv: course export, {form}": export(self.course, [paper.assignment], form) for form in ("csv", "canvas", "moodle")
        }
        return {**forms, "csv: nbgrader export": path.read_text()}


def settled(result: Result) -> bool:
    """Return whether a submission has marks, waits for a person with the reason, or is not taken because of its student's id.

    Waiting because a check itself failed is none of these: the grader is at fault.
    """
    match result.state:
        case "graded":
            return result.score is not None and 0 <= result.score <= (result.max_score or 0)
        case "unreadable":
            return bool(result.reason) and Undecided().what not in result.reason
        case "missing":
            return bool(student_ids.unfit(result.student)) and bool(result.reason)
    return False


class printed:  # a context, as contextlib's own
    """A context in which what the commands print is kept."""

    def __enter__(self) -> io.StringIO:
        self.patch, file = pytest.MonkeyPatch(), io.StringIO()
        for module in (console, progress):
            for stream in ("out", "err"):
                shown = Console(file=file, width=WIDTH, soft_wrap=True, highlight=False, force_terminal=False)
                self.patch.setattr(module, stream, shown)
        return file

    def __exit__(self, *error: object) -> None:
        self.patch.undo()
