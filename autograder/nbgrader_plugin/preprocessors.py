"""The nbgrader plug-in: the judge as nbgrader preprocessors, named in nbgrader_config.py. Trusted side.

nbgrader's own apps, formgrader's autograde button and `course grade` all use this module. `SubmissionExporter` reads and restores
the submission, `Judge` runs and judges it (in place of nbgrader's Execute), `SaveVerdict` writes scores, comments and late
penalties (in place of SaveAutoGrades and AssignLatePenalties).
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

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import Keys, content_digest
from autograder.gradebook.rows import Entry, GradebookRows, Penalty
from autograder.gradebook.verdict_files import Record, VerdictFiles
from autograder.judge import budget, settings
from autograder.judge.budget import Spent
from autograder.judge.limits import Limits
from autograder.judge.marker import Marker
from autograder.judge.verdict import Verdict
from autograder.nbgrader_plugin import collect
from autograder.nbgrader_plugin.graded_cells import ERROR, prepare, put_results, reason_of, trust, with_reason
from autograder.sandbox import layers
from autograder.submissions.notebook_file import UnreadableNotebook, parse, read_submitted
from autograder.submissions.release_notebook import Notebook, load_release, nbgrader_cells
from autograder.submissions.restoring import restore

CONTENT = "course_content"  # key in nbgrader's resources: the digest of the submitted file, or of why it is unreadable
_Key = tuple[Path, Limits, tuple[str, ...], str]
_markers: dict[_Key, Marker] = {}


def marker(course: Course, judge: settings.Judge) -> Marker:
    """Return this process's Marker for a course and settings: started at the first call, closed when the process ends.

    Raises CourseError if this machine lacks a protection.
    """
    key = (course.root, judge.limits, tuple(judge.without), repr(judge.weights))
    if key not in _markers:
        _markers[key] = Marker(course, judge.limits, judge.without, judge.weights)
        atexit.register(_markers[key].close)
    return _markers[key]


class SubmissionExporter(NotebookExporter):
    """Reads a submission safely and restores its locked cells, before any of nbgrader's preprocessors sees it.

    An unreadable file becomes the release notebook with the reason on top, to be graded by hand: its student gets no zero and
    reads the reason in the feedback. nbgrader makes one exporter a run, before the first submission: the run stops here if the
    machine lacks a protection, and after that nbgrader opens no other file of a submission.
    """

    restored: tuple[Path, bytes, Notebook] | None = None  # the last file that was read, for the second pass over it

    def __init__(self, *args: Any, **options: Any) -> None:
        """Check the machine, and replace nbgrader's CourseDirectory; raise NbGraderException if a protection is missing."""
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]  # nbconvert has no types
        if isinstance(self.parent, Autograde):
            try:
                layers.check_machine(settings.Judge(parent=self).without)
            except CourseError as error:
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error
            self.parent.coursedir = collect.SubmissionFolders.like(self.parent.coursedir)
            self._register()
            self.parent.assignments = collect.with_safe_ids(self.parent.assignments, self.log)

    def _register(self) -> None:
        """Put the lesson's cells into the gradebook, before nbgrader writes a submission. Raises NbGraderException."""
        course = Course.find(Path.cwd())
        assignment = str(self.parent.coursedir.assignment_id) if self.parent else ""
        try:
            course.require(assignment)
            with GradebookRows(settings.Settings.read(course).db_url) as rows:
                if rows.exists() and rows.registered(assignment, nbgrader_cells(load_release(course, assignment))):
                    return
            from autograder.nbgrader_plugin.converters import Gradebook

            Gradebook(course).register(assignment)
        except CourseError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """Return the exported notebook; `filename` is the submitted one, or the one in autograded/ at nbgrader's second pass."""
        ids = resources["nbgrader"]
        course = Course.find(Path.cwd())
        # the file in autograded/ is our own, but at the second pass, too, the submitted file is read
        submitted = self._folder("submitted_directory", ids) / Path(filename).name
        if Path(filename) == submitted:
            secret = VerdictFiles(course).made_up_secret(ids["assignment"], ids["student"])
            collect.write_notes(
                submitted.parent, self._folder("autograded_directory", ids), secret, settings.Settings.read(course).zone
            )
        release = load_release(course, ids["assignment"])
        content = ""
        try:
            raw = read_submitted(submitted)
            content = content_digest(raw)  # noted now: another file may be collected before the verdict is recorded
            if self.restored is None or self.restored[:2] != (submitted, raw):
                notebook = budget.within(budget.STANDARD, lambda: restore(parse(raw, submitted.name), release, submitted.name))
                self.restored = submitted, raw, notebook
            notebook = self.restored[2]
        except UnreadableNotebook as error:
            self.log.warning("%s: %s", submitted, error)
            content = content or content_digest(error.what.encode())
            notebook = with_reason(release, reason_of(error))
        resources[CONTENT] = content
        node = nbformat.from_dict(json.loads(json.dumps(notebook)))
        return self.from_notebook_node(node, resources, **options)  # type: ignore[no-untyped-call]  # nbconvert has no types

    def _folder(self, kind: str, ids: dict[str, str]) -> Path:
        coursedir: Any = self.parent and self.parent.coursedir
        return Path(coursedir.format_path(getattr(coursedir, kind), ids["student"], ids["assignment"]))


class Judge(NbGraderPreprocessor, settings.Judge):
    """Runs the notebook in a worker and gives each graded cell the judge's report and score as its outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge the notebook of `resources["nbgrader"]`; one that is unreadable, or undecided, is left for manual grading.

        Raises CourseError if this machine is the cause of a failure.
        """
        ids = resources["nbgrader"]
        if reason := nb.metadata.get(ERROR):
            return self._waiting(nb, reason, resources)
        course = Course.find(Path.cwd())
        seed = VerdictFiles(course).seed(ids["assignment"], ids["student"], resources[CONTENT])
        notebook = {"cells": [dict(cell) for cell in nb.cells]}
        judge = marker(course, self)
        prepare()
        judge.handout(ids["assignment"])  # once, for all forks
        trust(judge.release(ids["assignment"]))

        def work() -> tuple[Verdict, list[Any]]:
            marked = judge.mark(notebook, ids["assignment"], seed)
            put_results(notebook, marked, self.detail)
            return marked.verdict, notebook["cells"]

        try:
            verdict, cells = judge.within_budget(work)
        except UnreadableNotebook as error:
            self.log.warning("%s, %s: %s", ids["student"], ids["assignment"], error)
            # a submission that was too much for the grader is not shown either
            noted = with_reason(load_release(course, ids["assignment"]) if isinstance(error, Spent) else nb, reason_of(error))
            nb.cells, nb.metadata = nbformat.from_dict(noted["cells"]), nbformat.from_dict(noted["metadata"])
            return self._waiting(nb, reason_of(error), resources)
        nb.cells = nbformat.from_dict(cells)  # outputs as nodes, too
        resources["course"] = {"verdict": verdict, "detail": self.detail}
        return nb, resources

    def _waiting(self, nb: NotebookNode, reason: str, resources: Any) -> tuple[NotebookNode, Any]:
        """Return a notebook for a person to mark, with the reason on top."""
        verdict = Verdict(resources["nbgrader"]["assignment"], 0, error=reason, without=tuple(self.without))
        resources["course"] = {"verdict": verdict, "detail": self.detail}
        return nb, resources


class SaveVerdict(NbGraderPreprocessor):
    """Writes scores and comments to the gradebook, late penalties with them, and the verdict to verdicts/.

    Manual marks and comments stay. It replaces nbgrader's SaveAutoGrades and AssignLatePenalties; what being late costs is still
    decided by the latter's `plugin_class`.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the verdict that Judge left in `resources`; raise CourseError if the gradebook cannot be written."""
        ids, judged = resources["nbgrader"], resources["course"]
        verdict: Verdict = judged["verdict"]
        course = Course.find(Path.cwd())
        with GradebookRows(ids["db_url"], late_penalty(self.config)) as rows:
            rows.record([Entry.of(ids["student"], verdict, judged["detail"])])
        content = resources[CONTENT]
        key = Keys(course, settings.Settings.read(course), verdict.without).key(ids["assignment"], content)
        VerdictFiles(course).save(Record(ids["student"], ids["assignment"], key, verdict, content))
        return nb, resources


def late_penalty(config: Config) -> Penalty:
    """Return a function that asks the configured late plug-in for a penalty, as nbgrader's AssignLatePenalties does.

    It raises CourseError if the plug-in does not exist, cannot have its settings, or fails.
    """

    def penalty(student: str, score: float, late: float) -> float | None:
        try:
            step = AssignLatePenalties(config=config)
            step.init_plugin()
            asked: float | None = step.plugin_inst.late_submission_penalty(student, score, late)
        except Exception as error:  # the plug-in may be the instructor's own
            what = f"the late plug-in fails ({type(error).__name__}: {str(error).removesuffix('.')})"
            remedy = "correct c.AssignLatePenalties.plugin_class, or the plug-in's settings, and run again"
            raise CourseError(what, CONFIG, remedy) from error
        return asked

    return penalty
