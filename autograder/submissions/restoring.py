"""A submitted notebook restored from the release: locked cells as they were handed out, stubs as the student wrote them. Trusted.

Only cell types, sources and nbgrader's cell ids come from the submission; all metadata comes from the release.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from functools import cache

from autograder.submissions import safe_text
from autograder.submissions.definitions import bound_names
from autograder.submissions.notebook_file import SubmittedCell, UnreadableNotebook
from autograder.submissions.release_notebook import (
    HANDED_OUT,
    Notebook,
    is_exercise,
    is_locked,
    is_stub,
    marked_cells,
    nbgrader_metadata,
)

MARKDOWN_CAP = 50_000  # characters of a student's own text that are parsed as markdown; the rest is shown as it is
REMOVED_CAP = 10_000  # characters shown of what was typed into a locked cell
TAKEN_OUT_OF = "taken_out_of"  # metadata of a cell that shows text typed into a locked cell: the locked cell's id
DELETED = "# This cell was deleted; the answer stands in a cell of its own."


def restore(cells: list[SubmittedCell], release: Notebook, path: object) -> Notebook:
    """Return the release notebook with the student's own cells in it.

    Every cell with nbgrader's metadata in the release is in the result, in the release's order and with the release's metadata:
    locked cells with the release's source, stubs with the student's. The student's other cells follow the same of these cells as in
    the submission. If a stub appears twice, the last one counts, as in nbgrader. A deleted stub is restored as a comment if another
    cell defines its function. Text that was typed into a visible check is shown below it; lines that were added to another locked
    cell become a cell of the student's own below it. Raises UnreadableNotebook if the notebook has none of the lesson's exercises.
    """
    marked = {grade_id: cell for grade_id, _, cell in marked_cells(release)}
    names_in = cache(bound_names)
    plain = {grade_id for grade_id, cell in marked.items() if not is_exercise(cell)}
    if all(not cell.grade_id or cell.grade_id in plain for cell in cells):  # an id of another lesson shows that it is that one's
        cells = marked_again(cells, release, names_in)
    cells = [part for cell in cells for part in _parts(cell, marked)]
    last = {cell.grade_id: number for number, cell in enumerate(cells) if cell.grade_id in marked}
    if not any(is_exercise(marked[known]) for known in last if known):
        raise UnreadableNotebook(
            "the notebook holds none of this lesson's exercises (is it another lesson's?)", path, "submit this lesson's notebook"
        )
    following: dict[str | None, list[SubmittedCell]] = {None: []}
    answers: dict[str, str] = {}
    removed: dict[str, str] = {}
    anchor: str | None = None
    for number, cell in enumerate(cells):
        if cell.grade_id in marked and last[cell.grade_id] == number:
            anchor = cell.grade_id
            following.setdefault(anchor, [])
            if not is_locked(marked[anchor]):
                answers[anchor] = cell.source
        elif cell.grade_id not in marked or not is_locked(marked[cell.grade_id]):
            following[anchor].append(cell)
        if cell.grade_id in marked and (text := typed_in(cell.source, marked[cell.grade_id])):
            removed[cell.grade_id] = f"{removed.get(cell.grade_id, '')}{text}\n"
    own = [
        cell.source for cell in cells if cell.kind == "code" and not (cell.grade_id in marked and is_locked(marked[cell.grade_id]))
    ]
    defined = {name for source in own for name in names_in(source)}
    student = _StudentCells(release)
    restored: list[Notebook] = [student.cell(cell) for cell in following[None]]
    for grade_id, trusted in marked.items():
        released: str = trusted["source"]
        answer = answers.get(grade_id, DELETED if grade_id in defined and is_stub(trusted) else released)
        if answer != released and trusted["cell_type"] != "code":
            answer = student.prose(answer, trusted["cell_type"])
        restored.append({**trusted, "source": answer})
        if grade_id in removed:
            restored.append(student.removed(removed[grade_id], grade_id))
        restored += [student.cell(cell) for cell in following.get(grade_id, [])]
    for number, built in enumerate(restored):
        built.setdefault("id", f"cell-{number}")
    return {**release, "cells": restored}


def _parts(cell: SubmittedCell, marked: Mapping[str, Notebook]) -> Iterator[SubmittedCell]:
    """Yield a submitted cell; if it is locked and the student added lines to it, yield these as a cell of the student's own."""
    yield cell
    if cell.grade_id and cell.grade_id in marked and (added := added_to(cell.source, marked[cell.grade_id])):
        yield SubmittedCell("code", added, None)


class _StudentCells:
    """Builds a student's own cells: no outputs, no metadata, and text that is safe in every browser."""

    def __init__(self, release: Notebook) -> None:
        self.untouched = defaultdict[tuple[str, str], list[Notebook]](list)
        for cell in release["cells"]:
            if not nbgrader_metadata(cell):
                self.untouched[cell["cell_type"], cell["source"]].append(cell)
        self.characters_left = MARKDOWN_CAP

    def cell(self, cell: SubmittedCell) -> Notebook:
        """Return a student's cell; if it is unchanged, the release's own, because pictures are taken from the release only.

        Each of the release's cells is returned once: a student could copy its text often, and its picture has half a megabyte.
        """
        if same := self.untouched[cell.kind, cell.source]:
            kept = {key: value for key, value in same.pop(0).items() if key != "id"}
            return {**kept, "metadata": {**kept["metadata"], HANDED_OUT: True}}
        if cell.kind == "code":
            return {"cell_type": "code", "metadata": {}, "source": cell.source, "execution_count": None, "outputs": []}
        return {"cell_type": "markdown", "metadata": {}, "source": self.prose(cell.source, cell.kind)}

    def removed(self, text: str, grade_id: str) -> Notebook:
        """Return a cell that shows what a student typed into a locked one."""
        shown = text.strip("\n")[:REMOVED_CAP]
        source = f"These lines were typed into the locked cell `{grade_id}`. They were taken out and did not run:\n\n"
        metadata = {TAKEN_OUT_OF: grade_id}
        return {"cell_type": "markdown", "metadata": metadata, "source": source + safe_text.verbatim(shown)}

    def prose(self, source: str, kind: str) -> str:
        """Return a student's text as harmless markdown; as a block of plain text if the cell is raw, or too long to parse."""
        self.characters_left -= len(source)
        if kind != "markdown" or self.characters_left < 0:
            return safe_text.verbatim(source)
        from autograder.submissions.markdown import tame  # takes a second to load, and few students write text

        return tame(source)


def typed_in(source: str, trusted: Notebook) -> str:
    """Return the lines that a student typed into the visible check `trusted`, given its submitted `source`; '' if none."""
    if not is_locked(trusted) or not nbgrader_metadata(trusted).get("grade") or trusted["cell_type"] != "code":
        return ""
    released = {line.strip() for line in trusted["source"].splitlines()}
    return "\n".join(line for line in source.splitlines() if line.strip() not in released and line.strip())


def added_to(source: str, trusted: Notebook) -> str:
    """Return the lines that a student added to a locked cell other than a visible check; '' if none, or if other lines changed.

    Editors that do not know nbgrader let students write there, and an import at the top of a notebook is meant for all cells.
    """
    if not is_locked(trusted) or nbgrader_metadata(trusted).get("grade") or trusted["cell_type"] != "code":
        return ""
    if source == trusted["source"]:
        return ""
    released = trusted["source"].splitlines()
    added, known = [], 0
    for line in source.splitlines():
        if known < len(released) and line.rstrip() == released[known].rstrip():
            known += 1
        else:
            added.append(line)
    return "\n".join(added).strip("\n") if known == len(released) else ""


def marked_again(cells: list[SubmittedCell], release: Notebook, names_in: Callable[[str], Container[str]]) -> list[SubmittedCell]:
    """Return the cells of a notebook without exercises that nbgrader would know, with the grade_ids that cell ids and texts show.

    A stub without its id is the last cell that defines its function; any other cell is recognised if it has the release's text.
    names_in: `bound_names` with a cache, because it is called for each missing stub.
    """
    by_id = {str(cell.get("id")): grade_id for grade_id, _, cell in marked_cells(release)}
    by_text = {cell["source"].strip(): grade_id for grade_id, _, cell in marked_cells(release)}
    stubs = [grade_id for grade_id, _, cell in marked_cells(release) if is_stub(cell)]
    again = [replace(cell, grade_id=by_id.get(cell.id) or by_text.get(cell.source.strip())) for cell in cells]
    known = {cell.grade_id for cell in again}
    for stub in (stub for stub in stubs if stub not in known):
        free = [at for at, cell in enumerate(again) if not cell.grade_id and cell.kind == "code"]
        if defining := [at for at in free if stub in names_in(again[at].source)]:
            again[defining[-1]] = replace(again[defining[-1]], grade_id=stub)
    return again
