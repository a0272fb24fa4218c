"""The nbgrader plug-in: the judge as nbgrader preprocessors, named in nbgrader_config.py. Trusted side.

nbgrader's own apps, formgrader's autograde button and `course grade` all come through here. Three pieces stand in for three of
nbgrader's: `SubmissionExporter` reads and restores what was submitted, `Judge` runs and judges it (in place of Execute),
`SaveVerdict` writes scores and comments (in place of SaveAutoGrades).
"""

import atexit
import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from autograder import feedback, intake, sandbox, settings
from autograder.course import Course
from autograder.errors import CourseError
from autograder.marking import Marked, Marker, content_digest, submission_key
from autograder.records import Record, Records
from autograder.session import CellRun, Limits
from autograder.submission import UnreadableNotebook, load_release, marks, parse, read_submitted, restore
from autograder.verdict import Verdict

ERROR = "course_error"  # notebook metadata: why a submission could not be read

_Key = tuple[Path, Limits, tuple[str, ...]]
_markers: dict[_Key, Marker] = {}
_ready: dict[tuple[str, str], Marked] = {}  # (student, assignment) -> what `course grade` has marked already


def offer(student: str, assignment: str, marked: Marked) -> None:
    """Hand in a result that a worker process has computed; the next Judge of that submission takes it."""
    _ready[student, assignment] = marked


def marker(course: Course, judge: settings.Judge) -> Marker:
    """Return this process's marker for a course and settings; started at first use, closed when the process ends."""
    key = (course.root, judge.limits, tuple(judge.without))
    if key not in _markers:
        _markers[key] = Marker(course, judge.limits, judge.without)
        atexit.register(_markers[key].close)
    return _markers[key]


class SubmissionExporter(NotebookExporter):
    """Reads a submission with care and puts its locked cells right, before any of nbgrader's preprocessors sees it.

    A file that cannot be read becomes the release notebook with the reason on top, to be graded by hand: nobody gets
    a zero for it, and the student reads the reason in the feedback. It is made once a run, before the first submission:
    on a machine that lacks a protection the run stops here, and from here on nbgrader touches no other file of a submission.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        """Look at the machine, and put care in the place of nbgrader's CourseDirectory."""
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]  # nbconvert has no types
        if isinstance(self.parent, Autograde):
            try:
                sandbox.check_machine(settings.Judge(parent=self).without)
            except CourseError as error:
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error
            self.parent.coursedir = intake.SubmissionFolders.like(self.parent.coursedir)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Return the exported notebook; `filename` is the submitted one, or the one in autograded/ at the second reading."""
        ids = resources["nbgrader"]
        course = Course.find(Path.cwd())
        # at the second reading (in autograded/) the file is ours, but what was submitted decides again
        submitted = self._folder("submitted_directory", ids) / Path(filename).name
        if Path(filename) == submitted:
            intake.carry(submitted.parent, self._folder("autograded_directory", ids))
        release = load_release(course, ids["assignment"])
        try:
            raw = read_submitted(submitted)
            notebook = restore(parse(raw, submitted.name), release, submitted.name)
        except UnreadableNotebook as error:
            reason = f"This submission could not be graded. {error.what}: {error.next_step}."
            self.log.warning("%s: %s", submitted, error)
            note = {"cell_type": "markdown", "id": "course-error", "metadata": {}, "source": f"**{reason}**"}
            notebook = {**release, "cells": [note, *release["cells"]]}
            notebook["metadata"] = {**release["metadata"], ERROR: reason}
        node = nbformat.from_dict(json.loads(json.dumps(notebook)))
        return self.from_notebook_node(node, resources, **options)  # type: ignore[no-untyped-call]  # nbconvert has no types

    def _folder(self, kind: str, ids: dict[str, str]) -> Path:
        coursedir: Any = self.parent and self.parent.coursedir
        return Path(coursedir.format_path(getattr(coursedir, kind), ids["student"], ids["assignment"]))


class Judge(NbGraderPreprocessor, settings.Judge):
    """Runs the notebook in a worker and gives each graded cell the judge's report and score as its outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge the notebook of `resources["nbgrader"]`; leave one that could not be read to a human."""
        if reason := nb.metadata.get(ERROR):
            resources["course"] = {"verdict": Verdict(resources["nbgrader"]["assignment"], 0, error=reason), "detail": self.detail}
            return nb, resources
        ids = resources["nbgrader"]
        course = Course.find(Path.cwd())
        records = Records(course)
        marked = _ready.pop((ids["student"], ids["assignment"]), None)
        if marked is None:
            before = records.load(ids["assignment"], ids["student"])
            seed = before.seed(content_digest(read_submitted(submitted(course, ids)))) if before else None
            notebook = {"cells": [dict(cell) for cell in nb.cells]}
            marked = marker(course, self).mark(notebook, ids["assignment"], seed)
        cells = {cell.grade_id: cell for cell in marked.verdict.cells}
        for number, cell in enumerate(nb.cells):
            if cell.cell_type != "code":
                continue
            grade_id = marks(cell).get("grade_id")
            if grade_id in cells:
                score = cells[grade_id].score
                cell.outputs = [
                    nbformat.v4.new_output("display_data", {"text/html": feedback.page(cells[grade_id], self.detail)}),
                    nbformat.v4.new_output("execute_result", {"text/plain": f"{score:g}"}, execution_count=None),
                ]
            else:
                cell.outputs = outputs(marked.runs.get(number, CellRun()))
        resources["course"] = {"verdict": marked.verdict, "detail": self.detail}
        return nb, resources


class SaveVerdict(SaveAutoGrades):
    """Writes scores and comments to the gradebook, and the verdict to verdicts/. Manual grades and comments stay."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the verdict that Judge left in `resources`."""
        self.verdict = resources["course"]["verdict"]
        self.detail = resources["course"]["detail"]
        self.cells = {cell.function: cell for cell in self.verdict.cells}
        nb, resources = super().preprocess(nb, resources)
        ids = resources["nbgrader"]
        course = Course.find(Path.cwd())
        try:
            raw = read_submitted(submitted(course, ids))
        except UnreadableNotebook as error:
            raw = str(error).encode()
        key = submission_key(course, ids["assignment"], raw)
        Records(course).save(Record(ids["student"], ids["assignment"], key, self.verdict, content_digest(raw)))
        return nb, resources

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        if self.verdict.error is None:
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(
            cell.metadata["nbgrader"]["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        grade.auto_score = None
        grade.needs_manual_grade = True
        self.gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: Any) -> None:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        if self.verdict.error is not None:
            comment.auto_comment = self.verdict.error
        elif grade_id in self.cells:
            comment.auto_comment = feedback.comment(self.cells[grade_id], self.detail)
        self.gradebook.db.commit()


def submitted(course: Course, ids: dict[str, str]) -> Path:
    """Return the path of the submitted notebook that nbgrader's `ids` name."""
    return course.root / "submitted" / ids["student"] / ids["assignment"] / f"{ids['notebook']}.ipynb"


def outputs(run: CellRun) -> list[NotebookNode]:
    """Return what a cell gave as notebook outputs of plain text."""
    found = [
        nbformat.v4.new_output("stream", name=name, text=text)
        for name, text in (("stdout", run.stdout), ("stderr", run.stderr))
        if text
    ]
    if run.error:
        found.append(
            nbformat.v4.new_output(
                "error", ename=run.error.type, evalue=run.error.text, traceback=list(run.error.trace) or [run.error.text]
            )
        )
    return found


def registered(course: Course, db_url: str, assignment: str) -> bool:
    """Return whether the gradebook knows the assignment as the release has it: ids, points and locked sources."""
    with Gradebook(db_url) as gradebook:
        known = {a.name: a for a in gradebook.assignments}
        if assignment not in known or len(known[assignment].notebooks) != 1:
            return False
        notebook = known[assignment].notebooks[0]
        in_book = {cell.name: cell.checksum for cell in notebook.source_cells}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    cells = [marks(cell) for cell in load_release(course, assignment)["cells"] if marks(cell)]
    return in_book == {cell["grade_id"]: cell["checksum"] for cell in cells} and points == {
        cell["grade_id"]: float(cell["points"]) for cell in cells if cell.get("grade")
    }
