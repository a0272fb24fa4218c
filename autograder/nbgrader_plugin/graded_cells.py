"""Puts reports, scores and output into a graded notebook, made of plain dicts as in JSON, and makes its file. Trusted side.

It replaces nbformat, whose nodes would take a grader more time than all its other work on a submission. A test compares the bytes
with those of `nbgrader autograde`.
"""

import json
from functools import cache
from typing import Any

from pygments.formatters import HtmlFormatter

from autograder.judge.marker import Marked
from autograder.judge.session import CellRun
from autograder.judge.verdict import Detail
from autograder.pages import highlighting, rendering
from autograder.pages.cell_report import TEMPLATE, cell_report
from autograder.submissions import safe_text
from autograder.submissions.notebook_file import UnreadableNotebook
from autograder.submissions.release_notebook import Notebook, nbgrader_metadata

ERROR = "course_error"  # metadata of a notebook: why a person has to mark it
TRANSIENT = ("orig_nbformat", "orig_nbformat_minor", "signature")  # metadata of a notebook that nbformat does not write to files


def reason_of(error: UnreadableNotebook) -> str:
    """Return the sentence for student and instructor on why a submission cannot be graded."""
    return f"This submission could not be graded. {error.what}: {error.next_step}."


def with_reason(notebook: Notebook, reason: str) -> Notebook:
    """Return a notebook with a first cell that says why a person has to mark the submission."""
    note = {"cell_type": "markdown", "id": "course-error", "metadata": {}, "source": f"**{reason}**"}
    patience = highlighting.Patience()
    cells = [{**cell, "source": _shown(cell, patience)} for cell in notebook["cells"]]
    return {**notebook, "cells": [note, *cells], "metadata": {**notebook["metadata"], ERROR: reason}}


def _shown(cell: Notebook, patience: highlighting.Patience) -> str:
    """Return the source of a cell for pages; if highlighting takes too long, return only the beginning of the code."""
    source: str = cell["source"]
    return patience.code(safe_text.code(source)) if cell["cell_type"] == "code" else source


def trust(release: Notebook) -> None:
    """Let pages show the code of the lesson's own cells without a test of how long highlighting takes."""
    highlighting.trust(safe_text.code(cell["source"]) for cell in release["cells"] if cell["cell_type"] == "code")


@cache
def prepare() -> None:
    """Do once what each process forked from this one would do for its first notebook, and what takes longer than to judge it."""
    highlighting.highlighted("", HtmlFormatter())  # compiles the rules
    rendering.template(TEMPLATE)


def put_results(notebook: Notebook, marked: Marked, detail: Detail) -> None:
    """Give each graded cell the judge's report and score as its outputs, and every other code cell what it printed.

    The cells are changed in place.
    """
    cells = {cell.grade_id: cell for cell in marked.verdict.cells}
    patience = highlighting.Patience()
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        cell["source"] = _shown(cell, patience)
        grade_id = nbgrader_metadata(cell).get("grade_id")
        if grade_id in cells:
            report, score = cell_report(cells[grade_id], detail), f"{cells[grade_id].score:g}"
            cell["outputs"] = [
                {"output_type": "display_data", "metadata": {}, "data": {"text/html": report}},
                {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": score}, "execution_count": None},
            ]
        else:
            cell["outputs"] = outputs(marked.runs.get(number, CellRun()))


def outputs(run: CellRun) -> list[dict[str, Any]]:
    """Return the output and errors of a cell as notebook outputs of plain text."""
    streams = (("stdout", run.stdout), ("stderr", run.stderr))
    results: list[dict[str, Any]] = [{"output_type": "stream", "name": name, "text": text} for name, text in streams if text]
    for stop in run.stopped:
        trace = [f"line {stop.line} stopped; the lines after it ran", f"{stop.type}: {stop.text}"]
        results.append({"output_type": "error", "ename": stop.type, "evalue": stop.text, "traceback": trace})
    if error := run.error:
        trace = list(error.trace) or [error.text]
        results.append({"output_type": "error", "ename": error.type, "evalue": error.text, "traceback": trace})
    return results


def as_file(notebook: Notebook) -> bytes:
    """Return the bytes of a notebook's file, as nbformat writes it: texts of several lines as lists of lines, keys in order."""
    metadata = {key: value for key, value in notebook["metadata"].items() if key not in TRANSIENT}
    kept = {**notebook, "metadata": metadata, "cells": [_filed(cell) for cell in notebook["cells"]]}
    return f"{json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True, separators=(',', ': '))}\n".encode()


def _filed(cell: Notebook) -> Notebook:
    """Return a cell as it stands in a file."""
    metadata = {key: value for key, value in cell["metadata"].items() if key != "trusted"}
    filed = {**cell, "metadata": metadata, "source": cell["source"].splitlines(keepends=True)}
    if attachments := cell.get("attachments"):
        filed["attachments"] = {name: _lines(bundle) for name, bundle in attachments.items()}
    if cell["cell_type"] == "code":
        filed["outputs"] = [
            {**output, "data": _lines(output["data"])} if "data" in output
            else {**output, "text": output["text"].splitlines(keepends=True)} if output["output_type"] == "stream"
            else output
            for output in cell["outputs"]
        ]  # fmt: skip
    return filed


def _lines(bundle: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an output or an attachment, by type, with text as lists of lines."""
    split = ("text/", "application/javascript", "image/svg+xml")
    return {
        kind: data.splitlines(keepends=True) if isinstance(data, str) and kind.startswith(split) else data
        for kind, data in bundle.items()
    }
