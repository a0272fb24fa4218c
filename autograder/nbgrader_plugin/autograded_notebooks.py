"""Autograded notebooks, made with nbgrader's preprocessors, which are loaded once a process. Trusted side; touches no gradebook.

The bytes are those that `nbgrader autograde` writes: a test compares the two.
"""

from typing import Any

import nbformat
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata
from traitlets.utils.importstring import import_item

from autograder.course import CONFIG
from autograder.errors import CourseError
from autograder.judge.marker import Marked
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin import preprocessors
from autograder.submissions.notebook_file import Notebook

# gradebook.rows does what the first two do; the third would find nothing: all ids and points come from the release.
LEFT_OUT = (preprocessors.SaveVerdict, AssignLatePenalties, CheckCellMetadata)


class AutogradedNotebooks:
    """Makes autograded notebooks, one after another."""

    def __init__(self, settings: Settings) -> None:
        """Load the preprocessors that the configuration names; raise CourseError if the course's Judge is not among them."""
        self.settings = settings
        named = settings.config.get("Autograde", {}).get("autograde_preprocessors", [])
        classes = [import_item(name) if isinstance(name, str) else name for name in named]
        if preprocessors.Judge not in classes:
            raise CourseError(
                "c.Autograde.autograde_preprocessors does not name autograder.nbgrader_plugin.preprocessors.Judge",
                settings.root / CONFIG,
                "take these lines from the course's own configuration",
            )
        at = classes.index(preprocessors.Judge)
        self.before, self.after = (
            [kind(config=settings.config) for kind in part if not issubclass(kind, LEFT_OUT)]
            for part in (classes[:at], classes[at + 1 :])
        )

    def graded(self, student: str, notebook: Notebook, marked: Marked) -> bytes:
        """Return the autograded notebook of a marked submission."""
        return self._make(student, marked.verdict.assignment, notebook, marked)

    def unreadable(self, student: str, assignment: str, release: Notebook, reason: str) -> bytes:
        """Return the notebook that stands for an unreadable submission: the release with the reason on top."""
        return self._make(student, assignment, preprocessors.with_reason(release, reason), None)

    def _make(self, student: str, assignment: str, notebook: Notebook, marked: Marked | None) -> bytes:
        node = nbformat.from_dict(notebook)  # new nodes, the same texts
        ids = {"student": student, "assignment": assignment, "notebook": assignment, "db_url": self.settings.db_url}
        resources: Any = {"unique_key": assignment, "output_files_dir": f"{assignment}_files", "nbgrader": ids}
        for step in self.before:
            node, resources = step(node, resources)
        if marked:
            preprocessors.put_results(node, marked, self.settings.detail)
        for step in self.after:
            node, resources = step(node, resources)
        # nbformat.writes without its validation, which takes 1 to 6 ms more; this takes 4 to 7 ms of a submission's 110 to 360 ms
        return f"{nbformat.v4.writes_json(node)}\n".encode()
