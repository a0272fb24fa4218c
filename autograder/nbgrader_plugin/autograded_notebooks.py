"""Makes autograded notebooks as `nbgrader autograde` writes them. Trusted side; uses no gradebook.

nbgrader is loaded only if its preprocessors have something to do, because loading it takes longer than grading ten submissions. A
test compares the bytes with those that nbgrader writes.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from autograder.course import CONFIG
from autograder.errors import CourseError
from autograder.judge.marker import Marked
from autograder.judge.settings import Settings, plain
from autograder.nbgrader_plugin import graded_cells
from autograder.submissions.release_notebook import Notebook

JUDGE = "autograder.nbgrader_plugin.preprocessors.Judge"
# gradebook.rows replaces the first two; the third would change nothing, because all ids and points come from the release.
LEFT_OUT = (
    "autograder.nbgrader_plugin.preprocessors.SaveVerdict",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)
LIMIT = "nbgrader.preprocessors.LimitOutput"
LINES, TRACEBACK = 1000, 100  # lines of a cell's output, and of a traceback, that LimitOutput keeps by default

Step = Callable[[Any, Any], tuple[Any, Any]]


class AutogradedNotebooks:
    """Makes autograded notebooks, one after another."""

    def __init__(self, settings: Settings) -> None:
        """Read which preprocessors the configuration names; raise CourseError if the course's Judge is not among them."""
        self.settings = settings
        named = settings.config.get("Autograde", {}).get("autograde_preprocessors", [])
        names = [str(plain(each)) for each in named]
        if JUDGE not in names:
            raise CourseError(
                f"c.Autograde.autograde_preprocessors does not name {JUDGE}",
                settings.root / CONFIG,
                "take these lines from the course's own configuration",
            )
        at = names.index(JUDGE)
        self.named = tuple([each for each in part if each not in LEFT_OUT] for part in (named[:at], named[at + 1 :]))
        self.usual = self.named in (([], []), ([], [LIMIT]))
        limits = settings.config.get("LimitOutput", {})
        self.lines, self.traceback = limits.get("max_lines", LINES), limits.get("max_traceback", TRACEBACK)

    @cached_property
    def steps(self) -> tuple[Sequence[Step], Sequence[Step]]:
        """The preprocessors to apply before and after the judge's results are put in."""
        from nbgrader import preprocessors
        from traitlets.utils.importstring import import_item

        from autograder.nbgrader_plugin.preprocessors import SaveVerdict

        left_out = (SaveVerdict, preprocessors.AssignLatePenalties, preprocessors.CheckCellMetadata)
        before, after = (
            [import_item(each) if isinstance(each, str) else each for each in part if each not in LEFT_OUT] for part in self.named
        )
        config = self.settings.config
        return (
            [kind(config=config) for kind in before if not issubclass(kind, left_out)],
            [kind(config=config) for kind in after if not issubclass(kind, left_out)],
        )

    def graded(self, student: str, notebook: Notebook, marked: Marked) -> bytes:
        """Return the autograded notebook of a marked submission."""
        return self._make(student, marked.verdict.assignment, notebook, marked)

    def waiting(self, student: str, assignment: str, notebook: Notebook, reason: str) -> bytes:
        """Return the notebook of a submission that a person has to mark, with the reason on top.

        `notebook` is the submission, or the release if its file is unreadable.
        """
        return self._make(student, assignment, graded_cells.with_reason(notebook, reason), None)

    def _make(self, student: str, assignment: str, notebook: Notebook, marked: Marked | None) -> bytes:
        own = {**notebook, "cells": [dict(cell) for cell in notebook["cells"]]}
        ids = {"student": student, "assignment": assignment, "notebook": assignment, "db_url": self.settings.db_url}
        resources: Any = {"unique_key": assignment, "output_files_dir": f"{assignment}_files", "nbgrader": ids}
        if not self.usual:
            own, resources = _applied(self.steps[0], own, resources)
        if marked:
            graded_cells.put_results(own, marked, self.settings.detail)
        if not self.usual or self._too_long(own):
            own, resources = _applied(self.steps[1], own, resources)
        return graded_cells.as_file(own)

    def _too_long(self, notebook: Notebook) -> bool:
        """Return whether a cell's output has more lines than LimitOutput keeps."""
        for cell in notebook["cells"]:
            outputs = cell.get("outputs", [])
            texts = [output["text"] for output in outputs if output["output_type"] == "stream"]
            traces = [len(output["traceback"]) for output in outputs if output["output_type"] == "error"]
            if sum(text.count("\n") + 1 for text in texts) > self.lines or max(traces, default=0) > self.traceback:
                return True
        return False


def _applied(steps: Sequence[Step], notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Return a notebook and nbgrader's resources after some preprocessors, which need nbformat's nodes."""
    import nbformat

    notebook = nbformat.from_dict(notebook)
    for step in steps:
        notebook, resources = step(notebook, resources)
    return notebook, resources
