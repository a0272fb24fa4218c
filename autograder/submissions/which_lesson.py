"""Which lesson a submitted notebook is of, and how much of it was answered. Trusted side."""

from collections.abc import Mapping
from functools import cache

from autograder.course import Course
from autograder.submissions.definitions import bound_names
from autograder.submissions.notebook_file import SubmittedCell, UnreadableNotebook
from autograder.submissions.release_notebook import Notebook, exercises, is_stub, load_release, marked_cells
from autograder.submissions.restoring import marked_again


def guess_assignment(course: Course, cells: list[SubmittedCell], name: str) -> str:
    """Return the assignment of which a notebook has the largest share of exercises; in a tie, the one called `name` (the file's).

    Raises UnreadableNotebook if the notebook has no exercise of the course.
    """
    return closest_lesson({assignment: load_release(course, assignment) for assignment in course.assignments()}, cells, name)


def closest_lesson(releases: Mapping[str, Notebook], cells: list[SubmittedCell], name: str) -> str:
    """Return that one of the `releases` of which a notebook has the largest share of exercises; in a tie, the one called `name`.

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
    """Return the assignment as `closest_lesson` does, but by nbgrader's ids alone; '' if the notebook has no exercise."""
    return _most({assignment: _share(cells, release) for assignment, release in releases.items()}, name)


def _most(shared: Mapping[str, float], name: str) -> str:
    """Return the assignment with the largest share, in a tie the one called `name`; '' if all shares are 0."""
    best = max(shared, key=lambda assignment: (shared[assignment], assignment == name), default="")
    return best if shared.get(best) else ""


def _share(cells: list[SubmittedCell], release: Notebook) -> float:
    """Return the share of a release's exercises that a notebook has."""
    own = exercises(release)
    return len({cell.grade_id for cell in cells} & own) / max(1, len(own))


def answered(release: Notebook, cells: list[SubmittedCell]) -> int:
    """Return how many stubs of a release a submitted notebook has changed."""
    stubs = {grade_id: cell["source"] for grade_id, _, cell in marked_cells(release) if is_stub(cell)}
    return sum(cell.grade_id in stubs and cell.source != stubs[cell.grade_id] for cell in cells)
