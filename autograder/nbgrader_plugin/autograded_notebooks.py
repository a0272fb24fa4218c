"""Autograded notebooks, made with nbgrader's preprocessors, loaded once a process. Trusted side; touches no gradebook.

The bytes are those that `nbgrader autograde` writes: a test compares the two.
"""

import json
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata
from traitlets.utils.importstring import import_item

from autograder.errors import CourseError
from autograder.judge.marker import Marked
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin import preprocessors
from autograder.submissions.notebook_file import Notebook

TEXTS, TEXT_CAP = 400, 1 << 19  # cells whose JSON is kept, and characters that one of them has at most
FRAME = ('{\n "cells": [\n  ', '\n ],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}')
# The ledger does what the first two do; the third has nothing to find: every id and mark comes from the release.
ELSEWHERE = (preprocessors.SaveVerdict, AssignLatePenalties, CheckCellMetadata)


class AutogradedNotebooks:
    """Makes autograded notebooks, one after another."""

    def __init__(self, settings: Settings) -> None:
        """Take the preprocessors that the configuration names; raise CourseError where the course's Judge is not among them."""
        self.settings = settings
        self.texts: dict[str, str] = {}  # cells as JSON: those of the lessons, as they come first
        named = settings.config.get("Autograde", {}).get("autograde_preprocessors", [])
        classes = [import_item(name) if isinstance(name, str) else name for name in named]
        if preprocessors.Judge not in classes:
            raise CourseError(
                "c.Autograde.autograde_preprocessors does not name autograder.nbgrader_plugin.preprocessors.Judge",
                settings.root / "nbgrader_config.py",
                "take these lines from the course's own configuration",
            )
        at = classes.index(preprocessors.Judge)
        self.before, self.after = (
            [kind(config=settings.config) for kind in part if not issubclass(kind, ELSEWHERE)]
            for part in (classes[:at], classes[at + 1 :])
        )

    def graded(self, student: str, notebook: Notebook, marked: Marked) -> bytes:
        """Return the autograded notebook of a marked submission."""
        return self._print(student, notebook, marked)

    def unreadable(self, student: str, assignment: str, release: Notebook, reason: str) -> bytes:
        """Return the notebook that stands for a submission which could not be read."""
        return self._print(student, preprocessors.with_reason(release, reason), None, assignment)

    def _print(self, student: str, notebook: Notebook, marked: Marked | None, assignment: str = "") -> bytes:
        node = nbformat.from_dict(notebook)  # makes new nodes, shares texts
        name = marked.verdict.assignment if marked else assignment
        ids = {"student": student, "assignment": name, "notebook": name, "db_url": self.settings.db_url}
        resources: Any = {"unique_key": name, "output_files_dir": f"{name}_files", "nbgrader": ids}
        for step in self.before:
            node, resources = step(node, resources)
        if marked:
            preprocessors.put_results(node, marked, self.settings.detail)
        for step in self.after:
            node, resources = step(node, resources)
        return self._json(node).encode()

    def _json(self, node: NotebookNode) -> str:
        """Return a notebook as nbformat writes it; the cells that are the same in many notebooks are written once."""
        frame: str = nbformat.versions[4].writes_json(nbformat.from_dict({**node, "cells": []}))
        head, _, tail = frame.partition('\n "cells": [],\n')
        cells = ",\n  ".join(map(self._cell, node.cells))
        return f'{head}\n "cells": [\n  {cells}\n ],\n{tail.rstrip()}\n'

    def _cell(self, cell: NotebookNode) -> str:
        key = json.dumps(cell)
        if (text := self.texts.get(key)) is None:
            alone = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            text = nbformat.versions[4].writes_json(nbformat.from_dict(alone))
            text = text[len(FRAME[0]) : -len(FRAME[1])]
            if len(self.texts) < TEXTS and len(key) < TEXT_CAP:
                self.texts[key] = text
        return text
