"""Folds the part of a lesson before the student's work on formgrader's page of a submission. Trusted side.

nbgrader_config.py names `FoldHandout` for the pages that formgrader shows; files stay as they are.
"""

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.submissions.release_notebook import HANDED_OUT, nbgrader_metadata


class FoldHandout(Preprocessor):
    """Puts the lesson's own cells before the first answer into one folded line; the student's cells among them stay visible."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with the lesson's first part folded; a notebook without answers is returned unchanged."""
        first = next((at for at, cell in enumerate(nb.cells) if nbgrader_metadata(cell).get("solution")), 0)
        before = nb.cells[:first]
        folded = [cell for cell in before if cell.metadata.get(HANDED_OUT) or nbgrader_metadata(cell)]
        if folded:
            lines = [line for cell in folded if cell.cell_type == "markdown" for line in cell.source.splitlines()]
            titles = [line.lstrip("# ") for line in lines if line.startswith("#")]
            headings = "\n".join("- " + re.sub(r"^(\d+)\.", r"\1\\.", title) for title in titles)  # "2." would be a list
            summary = f"The lesson up to here, as it was handed out: {len(folded)} cells"
            note = new_markdown_cell(f"<details><summary>{summary}</summary>\n\n{headings}\n\n</details>")
            own = [cell for cell in before if cell not in folded]
            nb.cells = [note, *own, *nb.cells[first:]]
        return nb, resources
