"""Formgrader's page of a submission begins with the student's work."""

import json

import nbformat
from classroom import NAME, RIGHT

from autograder.course import Course
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin.folded_handout import FoldHandout
from autograder.submissions.notebook_file import parse
from autograder.submissions.release_notebook import load_release
from autograder.submissions.restoring import restore


def test_what_stands_before_the_first_answer_is_folded(course: Course) -> None:
    """One line with its headings; the student's own cells there stay, and everything from the first answer on."""
    raw = json.loads(course.release(NAME).read_text())
    for cell in raw["cells"]:
        if (source := RIGHT.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))) is not None:
            cell["source"] = source
    raw["cells"].insert(2, {"cell_type": "code", "metadata": {}, "source": "mine = 1", "outputs": [], "execution_count": None})
    restored = restore(parse(json.dumps(raw).encode(), "x"), load_release(course, NAME), "x")
    before = nbformat.from_dict(json.loads(json.dumps(restored)))
    first = next(at for at, cell in enumerate(before.cells) if cell.source == RIGHT["sigmoid"])
    after, _ = FoldHandout().preprocess(before, {})
    assert first > 5
    assert [cell.source for cell in after.cells[1:3]] == ["mine = 1", RIGHT["sigmoid"]]
    assert after.cells[0].source.startswith(
        f"<details><summary>The lesson up to here, as it was handed out: {first - 1} cells</summary>"
    )
    assert len(after.cells) == len(restored["cells"]) - first + 2
    assert "folded_handout.FoldHandout" in str(Settings.read(course).config.HTMLExporter.preprocessors)


def test_a_notebook_without_answers_stays_as_it_is() -> None:
    """Whatever it is."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("x")])
    assert len(FoldHandout().preprocess(notebook, {})[0].cells) == 1
