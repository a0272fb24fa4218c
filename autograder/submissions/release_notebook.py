"""The student notebook that was handed out, and what nbgrader's metadata says of its cells. Trusted side.

Notebooks are plain dicts here, as in JSON.
"""

import json
from typing import Any

from autograder.course import Course
from autograder.errors import CourseError

HANDED_OUT = "handed_out"  # metadata of one of the lesson's own cells that the student did not change
Notebook = dict[str, Any]


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


def is_exercise(cell: Notebook) -> bool:
    """Return whether this trusted cell is a stub or a graded cell."""
    return bool(nbgrader_metadata(cell).get("grade") or nbgrader_metadata(cell).get("solution"))


def load_release(course: Course, assignment: str) -> Notebook:
    """Return the built student notebook, with each source as one str; raise CourseError if it has not been built or is broken."""
    path = course.release(course.require(assignment))
    try:
        release: Notebook = json.loads(path.read_bytes())
        for cell in release["cells"]:
            cell["source"] = "".join(cell["source"])
    except FileNotFoundError:
        raise CourseError("the student notebook has not been built", path, "run 'course build'") from None
    except (ValueError, TypeError, KeyError):
        raise CourseError("the built student notebook cannot be read as a notebook", path, "run 'course build'") from None
    return release


def exercises(release: Notebook) -> set[str]:
    """Return the ids of the stubs and graded cells of a release notebook."""
    return {grade_id for grade_id, _, cell in marked_cells(release) if is_exercise(cell)}
