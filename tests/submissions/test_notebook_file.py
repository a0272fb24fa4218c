"""Facts about submitted files: what is taken from them, what is refused and why, and what comes back from the release."""

import os
import pickle
import socket
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from submissions.submitted import code, file

from autograder.course import Course
from autograder.submissions.notebook_file import CELLS_CAP, SOURCE_CAP, UnreadableNotebook, parse, read_bytes
from autograder.submissions.ordinary_files import FILE_CAP


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
    "a file cut off": (b'{\n"cells": [1,\n', "its end is missing"),
    "a comma too many": (b'{"cells": [],\n}', "from line . on"),
    "a conflict": (b'{\n<<<<<<< HEAD\n"cells": []}', "line 2 is git's mark of a merge conflict"),
    "a zip archive": (b"PK\x03\x04\x14\x00\xff", "a zip archive"),
    "a web page": (b"\n<!DOCTYPE html><html>", "a web page"),
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


def test_another_encoding_is_said(course: Course) -> None:
    """A notebook in Latin-1 is no puzzle about JSON."""
    raw = course.release("02_sigmoid").read_text().encode("latin-1", errors="replace") + "é".encode("latin-1")
    with pytest.raises(UnreadableNotebook, match="another encoding than UTF-8"):
        parse(raw, "x")
