"""Facts about the memory of a class run's writer: no autograded notebook is huge, and few bytes wait to be recorded."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from classroom import NAME, RIGHT, WITHOUT, new_course, submit

from autograder.class_run.grade_one import SubmissionGrader
from autograder.class_run.registering import register
from autograder.class_run.tasks import Graded, Task
from autograder.class_run.writer import BATCH, BYTES, Writer
from autograder.course import Course
from autograder.judge.session import ALL_TEXT, NO_MORE
from autograder.judge.settings import Settings
from autograder.submissions.markdown import GROWN, RENDERED
from autograder.submissions.notebook_file import SOURCE_CAP
from autograder.submissions.restoring import MARKDOWN_CAP

HANDED_OUT = 4 << 20  # bytes of the largest lesson, several times
# A line break of a source or an output takes 12 bytes of the file, a letter at most 4.
MOST = 12 * (SOURCE_CAP + ALL_TEXT) + 4 * GROWN * (MARKDOWN_CAP // RENDERED) + HANDED_OUT
PATCH = "import sys\nworker = sys.modules['autograder.worker.worker']\n"
LOUD = f"{PATCH}worker.OUTPUT_CAP = 450_000\n\n\ndef p(n=449_000):\n    print('y' * n)\n"
STOPS = "\n".join(["int('e' * 300)"] * 20)  # 6,800 characters of errors, where fewer are left
ERRORS = f"""{PATCH}
error = {{'type': '😀' * 80, 'text': '😀' * 300, 'line': 1, 'at_call': False, 'trace': ['😀' * 300] * 16}}
worker.run_cell = lambda shell, source, seconds: {{'stdout': '', 'stderr': '', 'error': error, 'stopped': [error] * 20}}
"""
LINK = f"<b>x</b>\n\n{'[a]' * 1600}\n\n[a]: http://x ({'&' * 5000})"  # each mention repeats 25,000 characters


def code(source: str) -> dict[str, Any]:
    """Return a code cell as in a file."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def text(source: str, kind: str = "markdown") -> dict[str, Any]:
    """Return a cell of text as in a file."""
    return {"cell_type": kind, "metadata": {}, "source": source}


HOSTILE = {
    "what it prints": [code(LOUD), *[code("p()")] * 9, code("p(37_000)"), code(STOPS), code("p()"), *[code("p(9)")] * 849],
    "its errors": [code(ERRORS), *[code("0")] * 880],
    "its links": [text(LINK)] * 5,
    "its line breaks": [text("\n" * 900_000, "raw")],
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Give a course without submissions."""
    return new_course(tmp_path_factory.mktemp("large") / "course")


@pytest.fixture(scope="module")
def grader(course: Course) -> Iterator[SubmissionGrader]:
    """Give a grader of that course."""
    grader = SubmissionGrader(course, without=WITHOUT)
    yield grader
    grader.close()


def grade(course: Course, grader: SubmissionGrader, student: str, cells: list[dict[str, Any]]) -> Graded:
    """Return what comes of right answers with these cells behind them."""
    path = submit(course, student, RIGHT)
    notebook = json.loads(path.read_text())
    notebook["cells"] += cells
    path.write_text(json.dumps(notebook))
    return grader(Task(student, NAME, path))


@pytest.mark.parametrize("what", HOSTILE)
def test_no_autograded_notebook_is_huge(course: Course, grader: SubmissionGrader, what: str) -> None:
    """Whatever a megabyte does, the file is of known size; right answers keep their marks, and it is said what is cut."""
    graded = grade(course, grader, what.replace(" ", "-"), HOSTILE[what])
    assert len(graded.notebook) < MOST
    assert (graded.verdict.score, graded.refused) == (20, "")
    shown = json.loads(graded.notebook)["cells"]
    if what in ("what it prints", "its errors"):
        printed = "".join("".join(output.get("text", [])) for cell in shown for output in cell.get("outputs", []))
        assert NO_MORE in printed
        assert len(printed) <= ALL_TEXT + len(NO_MORE)
    if what == "its errors":  # of each the type and the text
        assert sum(output["output_type"] == "error" for cell in shown for output in cell.get("outputs", [])) >= 880
    if what == "its links":  # as they were written
        assert sum("[a][a][a]" in "".join(cell["source"]) for cell in shown) == 5


def test_a_batch_is_recorded_when_many_bytes_wait(course: Course, grader: SubmissionGrader) -> None:
    """Fifty small ones, or a few large ones: fifty large ones would take the memory of the machine."""
    settings = Settings.read(course)
    small = grade(course, grader, "ada", [])
    for notebook, waiting in ((small.notebook, BATCH - 1), (b" " * (BYTES // 3 + 1), 2)):
        with Writer(course, settings, WITHOUT) as writer:
            register(course, writer.rows, settings.course_id, NAME)
            most = 0
            for number in range(BATCH if waiting == BATCH - 1 else 3 * (waiting + 1)):
                recorded = list(writer.add(replace(small, task=replace(small.task, student=f"s{number}"), notebook=notebook)))
                most = max(most, len(writer.batch))
                assert bool(recorded) == (not writer.batch)
            assert most == waiting
            list(writer.flush())
    assert Path(course.autograded("s0", NAME)).stat().st_size == BYTES // 3 + 1
