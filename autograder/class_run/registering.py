"""Registers a lesson in the gradebook, before its submissions are graded or its due date is extended. Trusted side."""

from autograder.course import Course
from autograder.gradebook.registration import complete, register_new
from autograder.gradebook.rows import GradebookRows
from autograder.submissions.release_notebook import load_release, nbgrader_cells


def register(course: Course, rows: GradebookRows, course_id: str, assignment: str) -> None:
    """Bring the gradebook's cells and points of an assignment up to date with its release; raise CourseError if that fails.

    nbgrader is loaded only if the gradebook has the assignment already and something differs.
    """
    release = load_release(course, assignment)
    complete(rows)
    if not (rows.exists() and rows.registered(assignment, nbgrader_cells(release))):
        if register_new(rows, course_id, assignment, release):
            return
        from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader

        Gradebook(course).register(assignment)
