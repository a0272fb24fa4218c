"""Autograded notebooks that are made without nbgrader have the bytes that its preprocessors and nbformat would give."""

import json

import pytest
from classroom import NAME, ROOT

from autograder.course import Course
from autograder.judge.marker import Marked
from autograder.judge.session import CellRun, Failed
from autograder.judge.settings import Settings
from autograder.judge.verdict import Verdict
from autograder.nbgrader_plugin.autograded_notebooks import LINES, TRACEBACK, AutogradedNotebooks
from autograder.submissions.release_notebook import load_release

ERROR = Failed("ValueError", "no", trace=("a", "b\nc"))
RUNS = {
    "nothing": CellRun(),
    "lines": CellRun("one\ntwo\r\nthree\u2028four", "a warning", ERROR, (ERROR,)),
    "as many lines as may stay": CellRun("\n" * (LINES - 1)),
    "one line more": CellRun("\n" * LINES),
    "two streams that are too long together": CellRun("\n" * (LINES // 2), "\n" * (LINES // 2)),
    "a long traceback": CellRun(error=Failed("ValueError", "no", trace=tuple(map(str, range(TRACEBACK + 1))))),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_without_nbgrader_the_bytes_are_the_same(run: CellRun) -> None:
    """Also where LimitOutput has to cut something, for which nbgrader is loaded."""
    course = Course(ROOT)
    release = load_release(course, NAME)
    places = [place for place, cell in enumerate(release["cells"]) if cell["cell_type"] == "code"]
    marked = Marked(Verdict(NAME, 1), dict.fromkeys(places, run))
    ours = AutogradedNotebooks(Settings.read(course))
    assert ours.usual
    theirs = AutogradedNotebooks(Settings.read(course))
    theirs.usual = False
    found = ours.graded("ada", release, marked)
    assert found == theirs.graded("ada", release, marked)
    assert load_release(course, NAME) == release  # nothing was changed in place
    assert json.loads(found)["cells"]
    assert ours.waiting("ada", NAME, release, "why") == theirs.waiting("ada", NAME, release, "why")


def test_code_of_a_submission_that_waits_is_fit_for_pages_too() -> None:
    """A check that fails itself leaves the student's notebook to a person: what cannot be seen is shown, slow code is cut."""
    course = Course(ROOT)
    release = load_release(course, NAME)
    own = [
        {"cell_type": "code", "metadata": {}, "source": text, "outputs": []}
        for text in ("1  # \u202e\U000f0000", '"%' + "0" * 200_000)
    ]
    found = json.loads(AutogradedNotebooks(Settings.read(course)).waiting("ada", NAME, {**release, "cells": own}, "why"))
    _, odd, slow = ("".join(cell["source"]) for cell in found["cells"])
    assert odd == "1  # ��"
    assert "highlighting this cell takes too long" in slow
    assert own[0]["source"] == "1  # \u202e\U000f0000"  # nothing was changed in place


def test_the_file_is_written_as_nbformat_writes_it() -> None:
    """Attachments and pictures as text are split into lines; what no file keeps is left out."""
    import nbformat

    from autograder.nbgrader_plugin import graded_cells

    data = {"image/svg+xml": "<svg>\n</svg>", "image/png": "abc\n", "text/plain": "a\nb", "application/json": {"b": "c\nd"}}
    notebook = {
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {"trusted": True}, "source": "a\nb", "attachments": {"x": dict(data)}},
            {
                "cell_type": "code", "id": "b", "metadata": {}, "source": "é\n", "execution_count": None,
                "outputs": [{"output_type": "display_data", "metadata": {}, "data": dict(data)}],
            },
        ],
        "metadata": {"signature": "x", "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }  # fmt: skip
    assert graded_cells.as_file(notebook) == f"{nbformat.v4.writes_json(nbformat.from_dict(notebook))}\n".encode()
