"""What is edited in a source notebook comes back into the lesson's text."""

import json
import shutil

import pytest
from build.small_course import GOOD, NAME, cell, edit, read, state

from autograder.build import builder
from autograder.errors import CourseError


def test_adopt_of_a_fresh_build_changes_nothing(course):
    """Build, then adopt: the text is the same byte for byte, and not even written."""
    before = state(course)
    assert builder.adopt(course, course.source(NAME)) == course.text(NAME)
    assert state(course) == before


def test_adopt_drops_what_running_a_notebook_adds(course):
    """Outputs, counts, widget state, and view state of JupyterLab do not reach the text."""
    assert edit(course, lambda notebook: None) == GOOD


def test_adopt_keeps_the_folding_of_the_text(course):
    """Unfolding a folded cell to read it, or folding another, does not reach the text."""

    def fold(notebook):
        for each in notebook["cells"]:
            folded = each["metadata"].pop("jupyter", None)
            if each["cell_type"] == "code" and folded is None:
                each["metadata"]["jupyter"] = {"source_hidden": True, "outputs_hidden": True}

    assert edit(course, fold) == GOOD


EDITS = {
    "markdown": (
        "A small lesson",
        "tanh(x) runs from -1 to 1.\n",
        "tanh(x) runs from minus one to one.\n",
        "# A small lesson\n\n**Time:** about 21 minutes. tanh(x) runs from minus one to one.",
    ),
    "code": ("assert tanh(0)", "assert tanh(0) == 0\n", "assert tanh(0) == 0.0\n", "assert tanh(0) == 0.0"),
    "a comment like a command": ("# ls", "# ls\n", "# cd\n# more\n", '# cd\n# more\nprint("done")'),
}


@pytest.mark.parametrize(("word", "old", "new", "source"), EDITS.values(), ids=EDITS)
def test_adopt_changes_just_the_edited_cell(course, word, old, new, source):
    """An edit of one cell changes the lines of that cell in the text, and nothing else."""

    def change(notebook):
        cell(notebook, word)["source"] = source

    assert edit(course, change) == GOOD.replace(old, new)
    builder.build(course)
    assert builder.check(course) == ""


def test_adopt_takes_new_moved_and_removed_cells(course):
    """A cell added, a cell moved and a cell removed in the notebook are so in the text; the others keep their bytes."""

    def change(notebook):
        cells = notebook["cells"]
        cells.remove(cell(notebook, 'print("done")'))
        cells.insert(1, {"cell_type": "markdown", "id": "new", "metadata": {}, "source": ["New *here*.\n", "\n", "Yes."]})
        cells.insert(2, cells.pop(cells.index(cell(notebook, "The end."))))
        cells.append({"cell_type": "code", "id": "empty", "metadata": {}, "source": [], "outputs": [], "execution_count": None})

    removed = '\n# %% tags=["last"]\n# ls\nprint("done")\n\n# %% [markdown]\n# The end.\n'
    added = "# %% [markdown]\n# New *here*.\n#\n# Yes.\n\n# %% [markdown]\n# The end.\n\n"
    marker = '# %% include="setup"'
    assert edit(course, change) == GOOD.replace(removed, "").replace(marker, added + marker)


def test_adopt_takes_metadata(course):
    """A tag and changed points reach the marker line of their cell, the other fields in the order they had."""

    def change(notebook):
        cell(notebook, "print(")["metadata"]["tags"] = ["last", "slow"]
        cell(notebook, "assert tanh(0)")["metadata"]["nbgrader"]["points"] = 7

    wanted = GOOD.replace('tags=["last"]', 'tags=["last", "slow"]').replace('"points": 10', '"points": 7', 1)
    assert edit(course, change) == wanted


def refused(course, change, path=None):
    """Return why an edited notebook is not adopted; the text stays as it is."""
    with pytest.raises(CourseError) as raised:
        edit(course, change, path)
    assert course.text(NAME).read_text(encoding="utf-8") == GOOD
    return str(raised.value)


def test_edited_shared_code_is_refused(course):
    """An edit of an included piece names the file where that edit belongs."""
    found = refused(course, lambda notebook: cell(notebook, "class Slider")["source"].append("\nx = 1"))
    assert "make the change in notebooks/shared/setup.py" in found


def test_pasted_image_is_refused(course):
    """An image pasted into a text cell has no place in the text: it is refused, not dropped."""
    image = {"image.png": {"image/png": "aaaa"}}
    assert "pasted image" in refused(course, lambda notebook: cell(notebook, "The end.").update(attachments=image))


def test_picture_attachment_reverts(course):
    """The attachment of a picture cell is a file of the course: a change to it in the notebook is not taken."""
    assert edit(course, lambda notebook: cell(notebook, "Still picture").update(attachments={})) == GOOD


def test_cell_marker_inside_a_cell_is_refused(course):
    """A line that begins like a cell marker would split its cell in the text: it is refused."""
    assert "cannot be written as text" in refused(course, lambda notebook: cell(notebook, "print(")["source"].append("\n# %% x"))


def test_text_that_moved_on_is_not_reverted(course):
    """A notebook built from an older text is refused, since adopting it would undo what the text gained."""
    notebook = read(course.source(NAME))
    moved = GOOD.replace("The end.", "The very end.")
    course.text(NAME).write_text(moved, encoding="utf-8")
    course.source(NAME).write_text(json.dumps(notebook))
    with pytest.raises(CourseError, match="the text has changed since this notebook was built"):
        builder.adopt(course, course.source(NAME))
    assert course.text(NAME).read_text(encoding="utf-8") == moved


def test_students_version_is_refused(course):
    """The release is never adopted: its stubs would replace the solutions."""
    assert "this is a student's version" in refused(course, lambda notebook: None, course.release(NAME))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("not json", "this is not a notebook"),
        ('{"nbformat": 9, "nbformat_minor": 0, "cells": [], "metadata": {}}', "this is not a notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {}}', "the notebook has no cells"),
        ("[1, 2]", "this is not a notebook"),
        ('{"nbformat": 4}', "no"),
    ],
)
def test_file_that_is_no_notebook_is_refused(course, content, message):
    """A broken file is refused in one sentence that names it."""
    course.source(NAME).write_text(content)
    with pytest.raises(CourseError, match=message) as raised:
        builder.adopt(course, course.source(NAME))
    assert str(course.source(NAME)) in str(raised.value)


def test_notebook_of_another_name_is_refused(course):
    """A copy under another name, or no file at all, is refused."""
    copy = course.source(NAME).with_name("03_tanh-Copy1.ipynb")
    with pytest.raises(CourseError, match="there is no such file"):
        builder.adopt(course, copy)
    shutil.copy(course.source(NAME), copy)
    with pytest.raises(CourseError, match="not a notebook of the course"):
        builder.adopt(course, copy)
