"""Facts about submitted notebooks that are put back into the release: whose text stands in which cell."""

import json

import pytest
from submissions.submitted import code, file

from autograder.course import Course
from autograder.submissions.notebook_file import UnreadableNotebook, parse
from autograder.submissions.release_notebook import Notebook, is_exercise, is_locked, nbgrader_metadata
from autograder.submissions.restoring import DELETED, TAKEN_OUT_OF, restore
from autograder.submissions.which_lesson import guess_assignment


def answers(notebook: Notebook) -> dict[str, str]:
    """Return the sources of marked cells by id."""
    return {nbgrader_metadata(cell)["grade_id"]: cell["source"] for cell in notebook["cells"] if nbgrader_metadata(cell)}


def test_locked_cells_come_back_from_the_release(release: Notebook) -> None:
    """Edited, moved, doubled, deleted: the locked ones stand once, in order, as released; stubs hold the student's text."""
    ids = [nbgrader_metadata(cell)["grade_id"] for cell in release["cells"] if nbgrader_metadata(cell)]
    locked = [nbgrader_metadata(cell)["grade_id"] for cell in release["cells"] if is_locked(cell)]
    stub = next(nbgrader_metadata(cell)["grade_id"] for cell in release["cells"] if is_exercise(cell) and not is_locked(cell))
    handed = [code("score = 100", locked[-1]), code("mine", stub), *(code("evil", name) for name in [*locked, *locked])]
    built = restore(parse(file(*handed), "x"), release, "x")
    assert [nbgrader_metadata(cell)["grade_id"] for cell in built["cells"] if nbgrader_metadata(cell)] == ids
    expected = {**answers(release), stub: "mine"}
    assert answers(built) == expected
    for cell in built["cells"]:
        if nbgrader_metadata(cell):
            trusted = next(
                own for own in release["cells"] if nbgrader_metadata(own).get("grade_id") == nbgrader_metadata(cell)["grade_id"]
            )
            assert cell["metadata"] == trusted["metadata"]
            assert cell["cell_type"] == trusted["cell_type"]


def test_a_picture_of_the_lessons_comes_back_once(release: Notebook) -> None:
    """Copies of the few words around it come without it: half a megabyte each would fill the disk, and the student's page."""
    words = "![a curve](attachment:a.png)"
    picture = {"cell_type": "markdown", "metadata": {}, "source": words, "attachments": {"a.png": {"image/png": "A" * 1000}}}
    own = {**release, "cells": [*release["cells"], picture, dict(picture)]}
    copies = [code("mine", "sigmoid"), *[{"cell_type": "markdown", "metadata": {}, "source": words}] * 900]
    built = restore(parse(file(*copies), "x"), own, "x")
    assert sum("attachments" in cell for cell in built["cells"]) == 2  # as often as in the release
    assert sum("attachment:" in cell["source"] for cell in built["cells"]) == 2


def test_of_a_stub_that_stands_twice_the_last_counts(release: Notebook) -> None:
    """The earlier one stays as a cell of the student's own."""
    built = restore(parse(file(code("first", "sigmoid"), code("second", "sigmoid")), "x"), release, "x")
    assert answers(built)["sigmoid"] == "second"
    assert [cell["source"] for cell in built["cells"] if not nbgrader_metadata(cell)] == ["first"]


def test_no_stub_comes_back_behind_a_definition_of_its_name(release: Notebook) -> None:
    """A deleted stub is a comment if another cell defines its function, and the stub as handed out if none does."""
    built = restore(parse(file(code("mine", "sigmoid_grad"), code("def sigmoid(x):\n    return x")), "x"), release, "x")
    assert answers(built)["sigmoid"] == DELETED
    built = restore(parse(file(code("sigmoid(3)", "sigmoid_grad")), "x"), release, "x")
    assert answers(built)["sigmoid"] == answers(release)["sigmoid"]


def test_what_is_typed_into_a_visible_check_is_shown_below_it(release: Notebook) -> None:
    """As text that runs nowhere, also of a copy of the check; lines of the check itself are none."""
    check = answers(release)["test_sigmoid"]
    for handed in ([code(f"evil()\n{check}\n```\nx = 1", "test_sigmoid")], [code("evil()\n```\nx = 1", "test_sigmoid")]):
        built = restore(parse(file(code("mine", "sigmoid"), *handed), "x"), release, "x")
        at = next(n for n, cell in enumerate(built["cells"]) if nbgrader_metadata(cell).get("grade_id") == "test_sigmoid")
        shown = built["cells"][at + 1]
        assert (shown["cell_type"], shown["metadata"]) == ("markdown", {TAKEN_OUT_OF: "test_sigmoid"})
        assert shown["source"].endswith("````\nevil()\n```\nx = 1\n````")
    twice = [code("evil()", "test_sigmoid"), code(check, "test_sigmoid")]
    assert any(
        "evil()" in cell["source"] for cell in restore(parse(file(code("mine", "sigmoid"), *twice), "x"), release, "x")["cells"]
    )


@pytest.mark.parametrize("place", ["above", "within", "below"])
def test_what_is_added_to_the_first_cell_runs_as_the_students_own(release: Notebook, place: str) -> None:
    """Editors that know nothing of nbgrader let students write there; where lines of the cell itself changed, nothing is taken."""
    setup = answers(release)["setup"]
    lines, own = setup.splitlines(), "import math\nlow = [\n    0,\n]"
    at = {"above": 0, "within": next(n for n, line in enumerate(lines) if line.startswith("import ")), "below": len(lines)}[place]
    typed = "\n".join([*lines[:at], own, *lines[at:]])
    built = restore(parse(file(code(typed, "setup"), code("mine", "sigmoid")), "x"), release, "x")
    assert answers(built) == answers(release) | {"sigmoid": "mine"}
    assert [cell["source"] for cell in built["cells"] if not nbgrader_metadata(cell)] == [own]
    place_of = {cell["source"]: number for number, cell in enumerate(built["cells"])}
    assert place_of[own] == place_of[setup] + 1
    older = typed.replace(lines[-1], "another last line")
    built = restore(parse(file(code(older, "setup"), code("mine", "sigmoid")), "x"), release, "x")
    assert all(nbgrader_metadata(cell) for cell in built["cells"])


def test_own_cells_stay_behind_what_they_followed(release: Notebook) -> None:
    """With nothing but their kind and source: no outputs, attachments, metadata or marks."""
    extra = code("x = 1", "made_up", outputs=[{"output_type": "display_data", "data": {"text/html": "<script>"}}], attachments={})
    built = restore(parse(file(code("mine", "sigmoid"), extra, {"cell_type": "markdown", "source": "*so*"}), "x"), release, "x")
    place = next(number for number, cell in enumerate(built["cells"]) if cell["source"] == "mine")
    first, second = built["cells"][place + 1 : place + 3]
    assert {key: first[key] for key in ("cell_type", "source", "metadata", "outputs")} == {
        "cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [],
    }  # fmt: skip
    assert (second["cell_type"], second["source"], second["metadata"]) == ("markdown", "*so*", {})
    assert "attachments" not in first


def test_every_cell_has_an_id_of_its_own(release: Notebook) -> None:
    """nbformat 4.5 asks for it, and browsers use them as anchors."""
    cells = [code("mine", "sigmoid"), *(code("x", id="same") for _ in range(20))]
    built = restore(parse(file(*cells), "x"), release, "x")
    ids = [cell["id"] for cell in built["cells"]]
    assert len(set(ids)) == len(ids)


def test_another_lessons_notebook_is_told(course: Course, release: Notebook) -> None:
    """A file without an exercise of this lesson is not graded as empty."""
    with pytest.raises(UnreadableNotebook, match="none of this lesson's exercises"):
        restore(parse(course.release("03_tanh").read_bytes(), "x"), release, "x")


def test_answers_are_found_where_all_given_cells_were_deleted(release: Notebook) -> None:
    """But for one that is no exercise: the cell that defines functions of the lesson is the student's."""
    mine = code("def sigmoid(x):\n    return x\ndef sigmoid_grad(x):\n    return x\n")
    built = restore(parse(file(code(answers(release)["setup"], "setup"), mine), "x"), release, "x")
    assert answers(built)["sigmoid"] == mine["source"]
    assert answers(built)["sigmoid_grad"] == DELETED
    assert "NotImplementedError" in answers(built)["gradient_step"]


def test_the_release_restored_is_the_release(release: Notebook, course: Course) -> None:
    """Nothing is lost or moved where nothing was changed, pictures included."""
    built = restore(parse(course.release("02_sigmoid").read_bytes(), "x"), release, "x")
    assert [cell["source"] for cell in built["cells"]] == [cell["source"] for cell in release["cells"]]
    assert [cell.get("attachments") for cell in built["cells"]] == [cell.get("attachments") for cell in release["cells"]]


@pytest.mark.parametrize("ids", ["kept", "gone", "colab"])
def test_marks_that_a_converter_lost_come_back(course: Course, release: Notebook, ids: str) -> None:
    """By the cells' ids, where a program kept them, or by their texts; the student's answers are in their stubs."""
    raw = json.loads(course.release("02_sigmoid").read_text())
    for cell in raw["cells"]:
        grade_id = cell["metadata"].pop("nbgrader", {}).get("grade_id")
        own = cell.pop("id")
        cell["metadata"] = {"id": own} if ids == "colab" else {}
        if ids == "kept":
            cell["id"] = own
        if grade_id == "sigmoid":
            cell["source"] = "# mine\ndef sigmoid(x):\n    return x"
    cells = parse(json.dumps(raw).encode(), "x")
    assert guess_assignment(course, cells, "answers") == "02_sigmoid"
    built = restore(cells, release, "x")
    sources = {nbgrader_metadata(cell).get("grade_id"): cell["source"] for cell in built["cells"]}
    assert sources["sigmoid"].startswith("# mine")
    assert len(built["cells"]) == len(release["cells"])
