"""Notebooks made of a text's cells, and changes to them taken back into the text. Trusted side; pure, no nbgrader.

A built notebook has the same bytes on every machine: cell ids come from the content, there are no outputs, and the
metadata holds the kernel and `course.built_from`, the digest of the cells. By that digest the builder recognizes its own
notebooks, and which of them were edited, or have a text that has changed since.
"""

import base64
import hashlib
import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import nbformat

from autograder.build.lesson_text import NEW_CELL, Cell, LessonText, digest, of_notebook, parse, segment
from autograder.errors import CourseError

# Metadata that the builder adds: Run All goes on after a code cell that fails, and a still picture is folded.
GOES_ON = "raises-exception"
FOLD = "<details><summary>A still picture, for places where sliders do not run</summary>\n\n{}\n\n</details>"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def filled(text: LessonText, shared: Mapping[str, str]) -> list[Cell]:
    """Return the cells of a text as they stand in a notebook: with shared code, tags and folds."""
    return [_dressed(replace(cell, source=shared[cell.include]) if cell.include else cell) for cell in text.cells]


def _dressed(cell: Cell) -> Cell:
    """Return a cell with the metadata that the builder adds. The cell `setup` gets no tag: if it fails, nothing else can run."""
    if cell.picture:
        return replace(cell, source=FOLD.format(cell.source))
    if cell.kind == "code" and cell.include != "setup":
        return replace(cell, metadata={**cell.metadata, "tags": [*cell.metadata.get("tags", ()), GOES_ON]})
    return cell


def _undressed(cell: Cell) -> Cell:
    """Return a cell without the metadata that the builder adds, unless an author has changed it."""
    before, after = FOLD.split("{}")
    source = cell.source.removeprefix(before).removesuffix(after) if cell.picture else cell.source
    tags = [tag for tag in cell.metadata.get("tags", ()) if tag != GOES_ON]
    metadata = {key: tags if key == "tags" else value for key, value in cell.metadata.items() if key != "tags" or tags}
    return replace(cell, source=source, metadata=metadata)


def make(cells: Sequence[Cell], pictures: Mapping[str, bytes]) -> bytes:
    """Return the notebook file of `cells` (includes filled), with the PNGs of `pictures` attached by name."""
    nodes = []
    for cell, identity in zip(cells, _ids(cells), strict=True):
        node = NEW_CELL[cell.kind](cell.source, id=identity, metadata=json.loads(json.dumps(cell.metadata)))
        if cell.picture in pictures:
            png = base64.b64encode(pictures[cell.picture]).decode("ascii")
            node["attachments"] = {f"{cell.picture}.png": {"image/png": png}}
        nodes.append(node)
    metadata = {"kernelspec": KERNEL, "course": {"built_from": digest(cells)}}
    whole = {"cells": nodes, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    written = nbformat.writes(nbformat.from_dict(whole), version=4)
    return f"{written.rstrip()}\n".encode()


def _ids(cells: Sequence[Cell]) -> list[str]:
    """Return a stable id for each cell: its grade_id, else a hash of its content, with a number if the hash occurs twice."""
    taken = {cell.grade_id for cell in cells if cell.grade_id}
    identities = []
    for cell in cells:
        identity = base = cell.grade_id or hashlib.sha256(f"{cell.kind}\n{cell.source}".encode()).hexdigest()[:12]
        number = 1
        while not cell.grade_id and identity in taken:
            number += 1
            identity = f"{base}-{number}"
        taken.add(identity)
        identities.append(identity)
    return identities


def load(data: bytes, where: object) -> nbformat.NotebookNode:
    """Return the notebook in `data` as nbformat 4; `where` names its file in messages.

    Raises CourseError if it is empty, not JSON, of an unknown nbformat, not a notebook, or has no cells.
    """
    step = "give a notebook file (.ipynb) that JupyterLab opens"
    if not data.strip():
        raise CourseError("the file is empty", where, step)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about cells without an id: they get one
            notebook = nbformat.reads(data.decode("utf-8"), as_version=4)
    except Exception as error:  # nbformat passes on whatever the reader of that version raises
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise CourseError(f"this is not a notebook: {lines[0][:200]}", where, step) from error
    if not isinstance(notebook, nbformat.NotebookNode) or not notebook.get("cells"):
        raise CourseError("the notebook has no cells", where, step)
    return notebook


def cells_of(notebook: nbformat.NotebookNode) -> list[Cell]:
    """Return the cells of a notebook that are not empty."""
    return [cell for node in notebook.cells if (cell := of_notebook(node)).source.strip()]


def built_from(notebook: nbformat.NotebookNode) -> str:
    """Return the digest of the cells that the builder made this notebook from; '' if the builder did not make it."""
    course = notebook.metadata.get("course", {})
    return str(course.get("built_from", "")) if isinstance(course, dict) else ""


def take_back(text: LessonText, shared: Mapping[str, str], notebook: nbformat.NotebookNode, where: str) -> str:
    """Return the text with the changes that were made in its built notebook; `where` names the notebook in messages.

    Taken: cells that were edited, added, moved or removed, and their metadata. Not taken: outputs, view state, folding of
    cells that the text already has, attachments of picture cells, empty cells. Raises CourseError if a change has no place
    in the text.
    """
    built = filled(text, shared)
    if built_from(notebook) != digest(built):
        how = "the text has changed since this notebook was built" if built_from(notebook) else "the builder did not make it"
        raise CourseError(how, where, "keep a copy, run course build, and make the change again in source/")
    if any("checksum" in node.metadata.get("nbgrader", {}) for node in notebook.cells):
        raise CourseError("this is a student's version", where, "adopt the notebook in source/")
    home = {identity: number for number, identity in enumerate(_ids(built))}
    pieces: list[tuple[str, str, bool]] = []  # a cell's text, the blank lines below it, whether it was the last one
    taken: list[Cell] = []
    for node in notebook.cells:
        cell = of_notebook(node)
        if not cell.source.strip():
            continue
        if node.get("attachments") and not cell.picture:
            raise CourseError(f"{cell.label} holds a pasted image", where, "make it a picture of the lesson, or remove it")
        number = home.pop(node.get("id", ""), None)
        original = None if number is None else text.cells[number]
        if original is not None:
            cell = _like(cell, original)
        if cell.include and cell.source != shared.get(cell.include, "").strip("\n"):
            step = f"make the change in notebooks/shared/{cell.include}.py"
            raise CourseError(f"{cell.label} was edited, but its code is shared", where, step)
        cell = _undressed(cell)
        taken.append(_dressed(cell))
        if cell.include:
            cell = replace(cell, source="")
        old = "" if number is None else text.segments[number]
        pieces.append((*_piece(cell, original, old), number == len(text.cells) - 1))
    written = _joined(text.header, pieces)
    if digest(filled(parse(written, text.where), shared)) != digest(taken):
        raise CourseError("a change cannot be written as text", where, "look for a line that begins like a cell marker: # %%")
    return written


def _like(cell: Cell, original: Cell) -> Cell:
    """Return `cell` with the folding and the order of metadata of its `original` in the text."""

    def ordered(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
        keys = [*(key for key in old if key in new), *(key for key in new if key not in old)]
        return {
            key: ordered(new[key], old[key]) if isinstance(new[key], dict) and isinstance(old.get(key), dict) else new[key]
            for key in keys
        }

    metadata = {key: value for key, value in cell.metadata.items() if key != "jupyter"}
    if "jupyter" in original.metadata:
        metadata["jupyter"] = original.metadata["jupyter"]
    return replace(cell, metadata=ordered(metadata, original.metadata))


def _piece(cell: Cell, original: Cell | None, old: str) -> tuple[str, str]:
    """Return the text of a cell and the blank lines below it; what has not changed is copied from `old`, its segment."""
    if original is None:
        return segment(cell), "\n"
    written = old.rstrip("\n") + "\n"
    gap = old[len(written) :]
    if cell.same_as(original):
        return written, gap
    same_marker = (cell.kind, cell.metadata) == (original.kind, original.metadata)
    marker = old.partition("\n")[0] + "\n"
    return segment(cell, marker if same_marker else ""), gap


def _joined(header: str, pieces: Iterable[tuple[str, str, bool]]) -> str:
    each = list(pieces)
    parts = [header]
    for number, (written, gap, ended) in enumerate(each, 1):
        if number < len(each):
            parts.append(written + (gap or "\n"))
        else:
            parts.append(written + (gap if ended else ""))
    return "".join(parts)
