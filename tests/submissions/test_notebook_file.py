"""Facts about submitted files: what is taken from them, what is refused and why, and what comes back from the release."""

import json
import os
import pickle
import socket
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.submissions.definitions import bound_names
from autograder.submissions.notebook_file import (
    CELLS_CAP,
    DELETED,
    SOURCE_CAP,
    TAKEN_OUT_OF,
    Notebook,
    UnreadableNotebook,
    closest_lesson,
    guess_assignment,
    is_exercise,
    is_locked,
    load_release,
    nbgrader_metadata,
    parse,
    read_bytes,
    restore,
)
from autograder.submissions.ordinary_files import FILE_CAP


def code(source: Any = "", grade_id: Any = None, **more: Any) -> dict[str, Any]:
    """Return a submitted code cell."""
    metadata = {} if grade_id is None else {"nbgrader": {"grade_id": grade_id}}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None, **more}


def file(*cells: Any, **more: Any) -> bytes:
    """Return a notebook file."""
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


@pytest.fixture
def release(course: Course) -> Notebook:
    """The student notebook of lesson 02."""
    return load_release(course, "02_sigmoid")


def test_an_ordinary_file_is_read(tmp_path: Path) -> None:
    """Bytes as they are."""
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"\x00\xff")
    assert read_bytes(path) == b"\x00\xff"


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    """Links, pipes, devices, sockets, folders and files that may not be read have their reason, and nothing waits for them."""
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    (tmp_path / "link").symlink_to(secret)
    (tmp_path / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(tmp_path / "socket"))
        for name in ("link", "broken", "pipe", "folder", "socket", "missing", "secret/x"):
            with pytest.raises(UnreadableNotebook):
                read_bytes(tmp_path / name)
    for device in ("/dev/zero", "/dev/full"):
        with pytest.raises(UnreadableNotebook, match=r"not an ordinary file.*submit the notebook itself"):
            read_bytes(Path(device))


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """Sparse or not, its size decides before a byte is read."""
    path = tmp_path / "large.ipynb"
    with path.open("wb") as sparse:
        sparse.truncate(1 << 40)
    tracemalloc.start()
    with pytest.raises(UnreadableNotebook, match=r"too large.*clear its outputs"):
        read_bytes(path)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    with path.open("wb") as sparse:
        sparse.truncate(FILE_CAP)
    assert len(read_bytes(path)) == FILE_CAP


def test_cells_are_taken_bare() -> None:
    """Kind, source and nbgrader id, whatever else a cell holds; sources may be lists of lines."""
    cells = parse(file(code(["a\n", "b"], "sigmoid", attachments={"x": {}}, id=5), {"cell_type": "raw", "source": "r"}), "x")
    assert [(cell.kind, cell.source, cell.grade_id) for cell in cells] == [("code", "a\nb", "sigmoid"), ("raw", "r", None)]


REFUSED = {
    "nothing": (b"", "empty"),
    "spaces": (b" \n\t", "empty"),
    "no JSON": (b'{"cells": [', "no JSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "no JSON"),
    "pickle": (pickle.dumps({"nbformat": 4}), "no JSON"),
    "deep lists": (b"[" * 100_000, "JSON|values"),
    "deep lists in the metadata": (b'{"nbformat": 4, "cells": [], "metadata": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "JSON"),
    "an integer of many digits": (b'{"nbformat": ' + b"4" * 5000 + b"}", "JSON"),
    "a list": (b"[]", "no known format"),
    "a number": (b"4", "no known format"),
    "null": (b"null", "no known format"),
    "no format": (b'{"cells": [1]}', "no known format"),
    "format 3": (file(code(), nbformat=3), "format 3"),
    "a format of many digits": (file(code(), nbformat=10**1000), "no known format"),
    "a format in words": (file(code(), nbformat="4"), "no known format"),
    "no cells": (file(), "no cells"),
    "cells that are none": (b'{"nbformat": 4, "cells": {"a": 1}}', "no cells"),
    "a cell that is a text": (file("a"), "broken"),
    "a cell without a kind": (file({"source": "a"}), "broken"),
    "a cell of another kind": (file({"cell_type": "widget", "source": "a"}), "broken"),
    "a kind that is a list": (file({"cell_type": ["code"], "source": "a"}), "broken"),
    "a source that is a number": (file(code(5)), "broken"),
    "a source of numbers": (file(code([1, 2])), "broken"),
    "a source in an object": (file(code({"a": 1})), "broken"),
    "too many cells": (file(*[code()] * (CELLS_CAP + 1)), "cells"),
    "too much source": (file(code("x" * SOURCE_CAP), code("y")), "million characters"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "word"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_no_notebook_says_why(raw: bytes, word: str) -> None:
    """The reason is one sentence of moderate length, with what to do next."""
    with pytest.raises(UnreadableNotebook, match=word) as caught:
        parse(raw, "02_sigmoid.ipynb")
    assert len(str(caught.value)) < 300
    assert caught.value.next_step


def test_a_reason_travels_between_processes() -> None:
    """Marking happens in other processes than recording."""
    error = UnreadableNotebook("what", "where", "next")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.what) == (UnreadableNotebook, str(error), "what")


def test_a_file_of_millions_of_lists_is_refused_before_it_is_built() -> None:
    """Fifty megabytes of "[]," would be gigabytes of Python objects."""
    raw = b'{"nbformat": 4, "cells": [' + b"[]," * 10_000_000 + b"[]]}"
    tracemalloc.start()
    with pytest.raises(UnreadableNotebook, match="millions of values"):
        parse(raw, "x")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_keys_that_come_twice_count_as_everywhere_in_jupyter() -> None:
    """The last one, as in Python's and JavaScript's own readers: what the student saw is what is graded."""
    raw = b'{"nbformat": 4, "cells": [{"cell_type": "markdown", "cell_type": "code", "source": "a", "source": "b"}]}'
    [cell] = parse(raw, "x")
    assert (cell.kind, cell.source) == ("code", "b")


def test_metadata_of_any_form_is_left_behind() -> None:
    """Schemas broken on purpose, ids that are no texts, kernels that name a command: nothing of it is taken."""
    strange: list[Any] = [None, 5, [], {"nbgrader": 5}, {"nbgrader": {"grade_id": ["sigmoid"]}}, {"nbgrader": {"grade_id": 7}}]
    cells = parse(file(*(code("x", metadata=metadata) for metadata in strange), metadata={"kernelspec": {"argv": ["sh"]}}), "x")
    assert {cell.grade_id for cell in cells} == {None}


def test_half_characters_become_question_marks() -> None:
    """JSON can hold lone surrogates, which no file can."""
    [cell] = parse(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "a\\ud800b"}]}', "x")
    assert cell.source == "a?b"


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


def test_the_release_restored_is_the_release(release: Notebook, course: Course) -> None:
    """Nothing is lost or moved where nothing was changed, pictures included."""
    built = restore(parse(course.release("02_sigmoid").read_bytes(), "x"), release, "x")
    assert [cell["source"] for cell in built["cells"]] == [cell["source"] for cell in release["cells"]]
    assert [cell.get("attachments") for cell in built["cells"]] == [cell.get("attachments") for cell in release["cells"]]


def test_a_notebook_is_known_by_its_exercises(course: Course) -> None:
    """Whatever the file is called; its name decides only where two lessons are in it to the same share."""
    cells = parse(course.release("03_tanh").read_bytes(), "x")
    assert guess_assignment(course, cells, "02_sigmoid") == "03_tanh"
    pasted = parse(file(code("x", "sigmoid")), "x")
    renamed = parse(course.release("05_softmax").read_bytes(), "x")
    assert guess_assignment(course, [*renamed, *pasted], "02_sigmoid") == "05_softmax"
    both = [*cells, *parse(course.release("02_sigmoid").read_bytes(), "x")]
    assert guess_assignment(course, both, "02_sigmoid") == "02_sigmoid"
    assert guess_assignment(course, both, "03_tanh") == "03_tanh"
    assert guess_assignment(course, cells, "my homework") == "03_tanh"
    with pytest.raises(UnreadableNotebook, match="no exercise of this course"):
        guess_assignment(course, parse(file(code("a", "b")), "x"), "my homework")


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


def test_another_encoding_is_said(course: Course) -> None:
    """A notebook in Latin-1 is no puzzle about JSON."""
    raw = course.release("02_sigmoid").read_text().encode("latin-1", errors="replace") + "é".encode("latin-1")
    with pytest.raises(UnreadableNotebook, match="another encoding than UTF-8"):
        parse(raw, "x")


def test_a_release_that_is_not_there_is_an_instructors_error(course_copy: Course) -> None:
    """It says what to run."""
    path = course_copy.release("02_sigmoid")
    for broken in ("{", "[]", '{"cells": 3}'):
        path.write_text(broken)
        with pytest.raises(CourseError, match=r"cannot be read as a notebook.*course build"):
            load_release(course_copy, "02_sigmoid")
    path.unlink()
    with pytest.raises(CourseError, match=r"has not been built.*course build"):
        load_release(course_copy, "02_sigmoid")


def test_a_text_is_read_once_not_for_every_function_of_the_course(course: Course) -> None:
    """A long file without marks takes about as long as its names take to find, however many lessons and functions there are."""
    source = "def f(x):\n    return 1\na = b = 2\n" * 2_000

    def seconds(step: Callable[[], object]) -> float:
        started = time.process_time()
        step()
        return time.process_time() - started

    cells = parse(file(code(source), code("def sigmoid(x):\n    return x\n")), "x")
    releases = {name: load_release(course, name) for name in course.assignments()}
    once = seconds(lambda: bound_names(source))
    assert closest_lesson(releases, cells, "x") == "02_sigmoid"
    assert seconds(lambda: closest_lesson(releases, cells, "x")) < 5 * once
