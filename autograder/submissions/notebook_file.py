"""Notebook files as students submit them: read with care, and restored from the release. Trusted side.

Only cell types, sources and nbgrader's cell ids are taken from a submission; outputs, attachments and all other metadata are
dropped. Notebooks are plain dicts here, as in JSON.
"""

import errno
import json
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import CourseError
from autograder.submissions import ordinary_files, safe_text
from autograder.submissions.definitions import bound_names

CELLS_CAP = 1000  # a lesson has about 40
SOURCE_CAP = 1024 * 1024  # characters in all cells together
MARKDOWN_CAP = 50_000  # characters of a student's own text that are parsed as markdown; the rest is shown as it is
PARTS_CAP = 3_000_000  # lists, objects and their items: a file of "[],[],[]" takes forty times its size in memory when parsed
OURS = (errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE)  # errors of this machine, not of a student
REMOVED_CAP = 10_000  # characters shown of what was typed into a locked cell
TAKEN_OUT_OF = "taken_out_of"  # metadata of the cell that shows what was typed into a locked cell: the locked cell's id
HANDED_OUT = "handed_out"  # metadata of a cell of the lesson's own that the student left as it was
DELETED = "# This cell was deleted; the answer stands in a cell of its own."
AGAIN = "open it in JupyterLab, save it, and submit it again"

Notebook = dict[str, Any]


class UnreadableNotebook(CourseError):
    """A submitted file that cannot be graded at all; both the student and the instructor read the reason."""

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.where, self.next_step)


@dataclass(frozen=True, slots=True)
class SubmittedCell:
    """What is taken from a cell of a submitted notebook."""

    kind: str  # code, markdown or raw
    source: str
    grade_id: str | None
    id: str = ""  # the cell's own, which a program may give that knows nothing of nbgrader


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a submitted file.

    Raises UnreadableNotebook if it does not exist, is not an ordinary file (a link, a pipe, a device) or is over 50 MiB;
    CourseError if this machine, and not the student, is the cause.
    """
    try:
        return ordinary_files.read(path)
    except FileNotFoundError:
        raise UnreadableNotebook("there is no such file", path, "check the path") from None
    except ordinary_files.TooLarge as error:
        raise UnreadableNotebook(str(error), path, "clear its outputs, save, and submit it again") from None
    except ordinary_files.NotOrdinary as error:
        raise UnreadableNotebook(str(error), path, "submit the notebook itself") from None
    except OSError as error:
        if error.errno in OURS:
            raise CourseError(f"the file cannot be read ({error.strerror})", path, "give this user the right to read it") from None
        raise UnreadableNotebook(f"the file cannot be opened ({error.strerror})", path, AGAIN) from None


def read_submitted(path: Path) -> bytes:
    """Return the bytes of submitted/<student>/<assignment>/<notebook>; raise as `read_bytes` does.

    A folder that is a link is refused, too: it may lead to another student's.
    """
    if any(folder.is_symlink() for folder in (path.parent, path.parent.parent)):
        raise UnreadableNotebook("the folder of this submission is a link", path, AGAIN)
    return read_bytes(path)


def parse(raw: bytes, path: object) -> list[SubmittedCell]:
    """Return the cells of a notebook file; raise UnreadableNotebook, with the reason, if it is not a notebook within the limits."""
    if not raw.strip():
        raise UnreadableNotebook("the file is empty", path, AGAIN)
    if sum(map(raw.count, (b",", b"[", b"{"))) > PARTS_CAP:
        raise UnreadableNotebook("the file holds millions of values", path, "clear its outputs, save, and submit it again")
    try:
        data = json.loads(raw)
    except UnicodeDecodeError:
        if not raw.lstrip().startswith(b"{"):
            raise UnreadableNotebook("the file is not a notebook (no JSON)", path, AGAIN) from None
        what = "the file is in another encoding than UTF-8, so letters in it cannot be read"
        raise UnreadableNotebook(what, path, AGAIN) from None
    except (ValueError, RecursionError):
        raise UnreadableNotebook("the file is not a notebook (no JSON)", path, AGAIN) from None
    version = data.get("nbformat") if isinstance(data, dict) else None
    if version != 4:
        found = f"in format {version}" if type(version) is int and 0 <= version < 100 else "in no known format"
        raise UnreadableNotebook(f"the notebook is {found}; format 4 is needed", path, AGAIN)
    cells = data.get("cells")
    if not isinstance(cells, list) or not cells:
        raise UnreadableNotebook("the notebook has no cells", path, "fetch the lesson again and copy your answers over")
    if len(cells) > CELLS_CAP:
        raise UnreadableNotebook(f"the notebook has {len(cells)} cells; {CELLS_CAP} at most", path, AGAIN)
    taken = [_take(cell, path) for cell in cells]
    if sum(len(cell.source) for cell in taken) > SOURCE_CAP:
        raise UnreadableNotebook("the notebook's cells hold more than a million characters", path, AGAIN)
    return taken


def _take(cell: object, path: object) -> SubmittedCell:
    if isinstance(cell, dict):
        source = cell.get("source", "")
        if isinstance(source, list) and {*map(type, source)} <= {str}:
            source = "".join(source)
        kind = cell.get("cell_type")
        if isinstance(source, str) and kind in ("code", "markdown", "raw"):
            metadata = cell.get("metadata")
            marked = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            grade_id = marked.get("grade_id") if isinstance(marked, dict) else None
            own = cell.get("id") or (metadata.get("id") if isinstance(metadata, dict) else None)  # the latter is Colab's
            return SubmittedCell(
                kind, _clean(source), grade_id if isinstance(grade_id, str) else None, own if isinstance(own, str) else ""
            )
    raise UnreadableNotebook("a cell of the notebook is broken", path, AGAIN)


def _clean(source: str) -> str:
    """Return text that can be encoded, with line ends of one kind: lone surrogates, which JSON allows, become question marks."""
    return source.encode("utf-8", errors="replace").decode().replace("\r\n", "\n")


def restore(cells: list[SubmittedCell], release: Notebook, path: object) -> Notebook:
    """Return the release notebook with the student's own cells in it.

    Every cell with nbgrader's metadata in the release is in the result, in the release's order and with the release's metadata:
    locked cells with the release's source, stubs with the student's. The student's other cells follow the same such cell as in
    the submission. If a stub appears twice, the last one counts, as in nbgrader. A stub that was deleted comes back as a comment if
    another cell defines its function. What was typed into a visible check is shown below it; what was added to the lesson's first
    cell becomes a cell of the student's own below it. Raises UnreadableNotebook if the notebook has none of the lesson's exercises.
    """
    marked = {grade_id: cell for grade_id, _, cell in marked_cells(release)}
    names_in = cache(bound_names)
    if not any(cell.grade_id for cell in cells):
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
    """Yield a submitted cell, and behind it what the student added to it if it is a locked one, as a cell of the student's own."""
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
        """Return a student's cell; the release's own if it is unchanged, because pictures are taken from the release only.

        Each of the release's cells is given back once: a copy of its text costs a student nothing, and its picture half a megabyte.
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
        """Return a student's text as harmless markdown; as a block of plain text if it is raw, or too much to parse."""
        self.characters_left -= len(source)
        if kind != "markdown" or self.characters_left < 0:
            return safe_text.verbatim(source)
        from autograder.submissions.markdown import tame  # takes a second to load, and few students write text

        return tame(source)


def nbgrader_metadata(cell: Notebook) -> dict[str, Any]:
    """Return a trusted cell's nbgrader metadata; empty if it has none."""
    metadata: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return metadata


def nbgrader_cells(release: Notebook) -> list[dict[str, Any]]:
    """Return the nbgrader metadata of all cells of a release that have it."""
    return [metadata for cell in release["cells"] if (metadata := nbgrader_metadata(cell))]


def marked_cells(notebook: Notebook) -> list[tuple[str, int, Notebook]]:
    """Return the cells of a trusted notebook that are marked for nbgrader: grade_id, place among all cells, cell."""
    cells = enumerate(notebook["cells"])
    return [(metadata["grade_id"], place, cell) for place, cell in cells if (metadata := nbgrader_metadata(cell))]


def is_locked(cell: Notebook) -> bool:
    """Return whether students may not edit this trusted cell."""
    metadata = nbgrader_metadata(cell)
    return not metadata.get("solution") and bool(metadata.get("grade") or metadata.get("locked"))


def is_stub(cell: Notebook) -> bool:
    """Return whether this trusted cell is one to write a function in."""
    return cell["cell_type"] == "code" and bool(nbgrader_metadata(cell).get("solution"))


def typed_in(source: str, trusted: Notebook) -> str:
    """Return the lines of a submitted cell that a visible check of this id did not have when it was handed out; '' if none."""
    if not is_locked(trusted) or not nbgrader_metadata(trusted).get("grade") or trusted["cell_type"] != "code":
        return ""
    released = {line.strip() for line in trusted["source"].splitlines()}
    return "\n".join(line for line in source.splitlines() if line.strip() not in released and line.strip())


def added_to(source: str, trusted: Notebook) -> str:
    """Return the lines that a student added to a locked cell that is no visible check; '' if none, or if other lines changed.

    Editors that know nothing of nbgrader let students write there, and an import at the top of a notebook is meant for all of it.
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


def is_exercise(cell: Notebook) -> bool:
    """Return whether this trusted cell is a stub or a graded cell."""
    return bool(nbgrader_metadata(cell).get("grade") or nbgrader_metadata(cell).get("solution"))


def load_release(course: Course, assignment: str) -> Notebook:
    """Return the built student notebook, sources as text; raise CourseError if it has not been built or is broken."""
    path = course.release(course.require(assignment))
    try:
        release: Notebook = json.loads(path.read_bytes())
        for cell in release["cells"]:
            cell["source"] = "".join(cell["source"])
    except FileNotFoundError:
        raise CourseError("the student notebook has not been built", path, "run 'course build'") from None
    except (ValueError, TypeError, KeyError):
        raise CourseError("the student notebook is no notebook", path, "run 'course build'") from None
    return release


def guess_assignment(course: Course, cells: list[SubmittedCell], name: str) -> str:
    """Return the assignment of a notebook: the one most of whose exercises are in it, or else the one of its file `name`.

    Raises UnreadableNotebook if the notebook has no exercise of the course.
    """
    return closest_lesson({assignment: load_release(course, assignment) for assignment in course.assignments()}, cells, name)


def closest_lesson(releases: Mapping[str, Notebook], cells: list[SubmittedCell], name: str) -> str:
    """Return the assignment most of whose exercises are in a notebook, of equals the one called `name`.

    Raises UnreadableNotebook if the notebook has no exercise of any.
    """
    if known := lesson_by_ids(releases, cells, name):
        return known
    names_in = cache(bound_names)  # a cell's text is read once, not for every stub of every lesson
    shared = {assignment: _share(marked_again(cells, release, names_in), release) for assignment, release in releases.items()}
    if found := _most(shared, name):
        return found
    if name in releases:
        return name
    raise UnreadableNotebook("the notebook holds no exercise of this course", name, "submit a notebook of this course")


def lesson_by_ids(releases: Mapping[str, Notebook], cells: list[SubmittedCell], name: str) -> str:
    """Return the assignment most of whose exercises a notebook has by nbgrader's ids, of equals the one called `name`; or ''."""
    return _most({assignment: _share(cells, release) for assignment, release in releases.items()}, name)


def _most(shared: Mapping[str, float], name: str) -> str:
    """Return the assignment with the largest share, of equals the one called `name`; '' if none has any."""
    best = max(shared, key=lambda assignment: (shared[assignment], assignment == name), default="")
    return best if shared.get(best) else ""


def _share(cells: list[SubmittedCell], release: Notebook) -> float:
    """Return the share of a release's exercises that a notebook has."""
    own = exercises(release)
    return len({cell.grade_id for cell in cells} & own) / max(1, len(own))


def marked_again(cells: list[SubmittedCell], release: Notebook, names_in: Callable[[str], Container[str]]) -> list[SubmittedCell]:
    """Return the cells of a notebook that lost all marks of nbgrader's, with those marks that cell ids and texts give back.

    A stub without its id is the last cell that defines its function; whatever else is the release's text word by word is that cell.
    names_in: `bound_names`, with a memory: it is asked for each stub that is missing.
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


def answered(release: Notebook, cells: list[SubmittedCell]) -> int:
    """Return how many stubs of a release a submitted notebook has changed."""
    stubs = {grade_id: cell["source"] for grade_id, _, cell in marked_cells(release) if is_stub(cell)}
    return sum(cell.grade_id in stubs and cell.source != stubs[cell.grade_id] for cell in cells)


def exercises(release: Notebook) -> set[str]:
    """Return the ids of the stubs and graded cells of a release notebook."""
    return {grade_id for grade_id, _, cell in marked_cells(release) if is_exercise(cell)}
