"""The nbgrader plug-in: the judge as nbgrader preprocessors, named in nbgrader_config.py. Trusted side.

nbgrader's own apps, formgrader's autograde button and `course grade` all come through here. Three pieces stand in for three of
nbgrader's: `SubmissionExporter` reads and restores what was submitted, `Judge` runs and judges it (in place of Execute),
`SaveVerdict` writes scores, comments and late penalties (in place of SaveAutoGrades and AssignLatePenalties).
"""

import atexit
import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor
from traitlets.config import Config

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import Keys, content_of
from autograder.gradebook.rows import Entry, Ledger, Penalty
from autograder.gradebook.verdict_files import Record, Records
from autograder.judge import settings
from autograder.judge.marker import Marked, Marker
from autograder.judge.session import CellRun, Limits
from autograder.judge.verdict import Detail, Verdict
from autograder.nbgrader_plugin import collect
from autograder.pages.cell_report import cell_report
from autograder.pages.highlighting import Patience
from autograder.sandbox import layers
from autograder.submissions.notebook_file import (
    Notebook,
    UnreadableNotebook,
    load_release,
    nbgrader_metadata,
    parse,
    read_submitted,
    restore,
)

ERROR = "course_error"  # notebook metadata: why a submission could not be read

_Key = tuple[Path, Limits, tuple[str, ...]]
_markers: dict[_Key, Marker] = {}


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
                layers.check_machine(settings.Judge(parent=self).without)
            except CourseError as error:
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error
            self.parent.coursedir = collect.SubmissionFolders.like(self.parent.coursedir)
            self.parent.assignments = collect.fit(self.parent.assignments, self.log)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Return the exported notebook; `filename` is the submitted one, or the one in autograded/ at the second reading."""
        ids = resources["nbgrader"]
        course = Course.find(Path.cwd())
        # at the second reading (in autograded/) the file is ours, but what was submitted decides again
        submitted = self._folder("submitted_directory", ids) / Path(filename).name
        if Path(filename) == submitted:
            made_up = Records(course).made_up(ids["assignment"], ids["student"])
            collect.carry(submitted.parent, self._folder("autograded_directory", ids), made_up)
        release = load_release(course, ids["assignment"])
        try:
            raw = read_submitted(submitted)
            notebook = restore(parse(raw, submitted.name), release, submitted.name)
        except UnreadableNotebook as error:
            self.log.warning("%s: %s", submitted, error)
            notebook = with_reason(release, reason_of(error))
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
            verdict = Verdict(resources["nbgrader"]["assignment"], 0, error=reason, without=tuple(self.without))
            resources["course"] = {"verdict": verdict, "detail": self.detail}
            return nb, resources
        ids = resources["nbgrader"]
        course = Course.find(Path.cwd())
        seed = Records(course).seed(
            ids["assignment"], ids["student"], content_of(course.submitted(ids["student"], ids["assignment"]))
        )
        notebook = {"cells": [dict(cell) for cell in nb.cells]}
        marked = marker(course, self).mark(notebook, ids["assignment"], seed)
        put_results(nb, marked, self.detail)
        resources["course"] = {"verdict": marked.verdict, "detail": self.detail}
        return nb, resources


class SaveVerdict(NbGraderPreprocessor):
    """Writes scores and comments to the gradebook, late penalties with them, and the verdict to verdicts/.

    Manual grades and comments stay. It stands in for two of nbgrader's, SaveAutoGrades and AssignLatePenalties; the latter's
    `plugin_class` says what being late costs.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the verdict that Judge left in `resources`."""
        ids, said = resources["nbgrader"], resources["course"]
        verdict: Verdict = said["verdict"]
        course = Course.find(Path.cwd())
        with Ledger(ids["db_url"], late_penalty(self.config)) as ledger:
            ledger.record([Entry.of(ids["student"], verdict, said["detail"])])
        content = content_of(course.submitted(ids["student"], ids["assignment"]))
        key = Keys(course, settings.Settings.read(course), verdict.without).key(ids["assignment"], content)
        Records(course).save(Record(ids["student"], ids["assignment"], key, verdict, content))
        return nb, resources


def late_penalty(config: Config) -> Penalty:
    """Return what nbgrader's AssignLatePenalties would ask of the late plug-in that the configuration names."""

    def penalty(student: str, score: float, late: float) -> float | None:
        step = AssignLatePenalties(config=config)
        step.init_plugin()
        asked: float | None = step.plugin_inst.late_submission_penalty(student, score, late)
        return asked

    return penalty


def reason_of(error: UnreadableNotebook) -> str:
    """Return what student and instructor read of a submission that cannot be graded."""
    return f"This submission could not be graded. {error.what}: {error.next_step}."


def with_reason(release: Notebook, reason: str) -> Notebook:
    """Return the release notebook with the reason on top why a submission could not be read."""
    note = {"cell_type": "markdown", "id": "course-error", "metadata": {}, "source": f"**{reason}**"}
    return {**release, "cells": [note, *release["cells"]], "metadata": {**release["metadata"], ERROR: reason}}


def put_results(nb: NotebookNode, marked: Marked, detail: Detail) -> None:
    """Give each graded cell the judge's report and score as its outputs, and every other code cell what it printed.

    Code that could not be shown in time is replaced by its beginning.
    """
    cells = {cell.grade_id: cell for cell in marked.verdict.cells}
    patience = Patience()
    for number, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        cell.source = patience.code(cell.source)
        grade_id = nbgrader_metadata(cell).get("grade_id")
        if grade_id in cells:
            score = cells[grade_id].score
            cell.outputs = [
                output("display_data", data={"text/html": cell_report(cells[grade_id], detail)}, metadata={}),
                output("execute_result", data={"text/plain": f"{score:g}"}, execution_count=None, metadata={}),
            ]
        else:
            cell.outputs = outputs(marked.runs.get(number, CellRun()))


def outputs(run: CellRun) -> list[NotebookNode]:
    """Return what a cell gave as notebook outputs of plain text."""
    said = (("stdout", run.stdout), ("stderr", run.stderr))
    found = [output("stream", name=name, text=text) for name, text in said if text]
    if run.error:
        trace = list(run.error.trace) or [run.error.text]
        found.append(output("error", ename=run.error.type, evalue=run.error.text, traceback=trace))
    return found


def output(kind: str, **fields: Any) -> NotebookNode:
    """Return an output of a cell, as nbformat's `new_output` does, which holds each against a schema: that takes longest of all."""
    node: NotebookNode = nbformat.from_dict({"output_type": kind, **fields})
    return node
