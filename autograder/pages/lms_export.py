"""Marks for a learning-management system: the forms that Canvas and Moodle import, and a plain table. Trusted side.

A missing mark is an empty field, which both systems leave alone; nobody is given a zero here. Canvas finds students by
`SIS Login ID`, Moodle by `username`: both are the student's id in nbgrader, as are the names of the folders in submitted/.
"""

import csv
import io
from collections.abc import Sequence
from typing import Literal

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import FinalMark, final_marks
from autograder.submissions.safe_text import field

Form = Literal["canvas", "moodle", "csv"]


def export(course: Course, assignments: Sequence[str], form: Form) -> str:
    """Return the marks of some assignments as CSV in the form that a system imports.

    An assignment that is not in the gradebook yet is left out: Canvas would read it as an assignment of 0 points. Raises
    CourseError if the gradebook has no students.
    """
    by_assignment = {name: final_marks(course, name) for name in assignments}
    people = {each.student: each for rows in by_assignment.values() for each in rows}
    if not people:
        raise CourseError("the gradebook has no students yet", course.root, "run 'course grade' first")
    marks = {name: {each.student: each.score for each in rows} for name, rows in by_assignment.items()}
    most = {name: max((each.max_score for each in rows), default=0.0) for name, rows in by_assignment.items()}
    assignments = [name for name in assignments if most[name]]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    heads, points = _heads(form, assignments, most)
    writer.writerow(heads)
    writer.writerows(points)
    for student in sorted(people):
        cells = ["" if (mark := marks[name].get(student)) is None else f"{mark:g}" for name in assignments]
        writer.writerow([*map(field, _person(form, people[student])), *cells])
    return file.getvalue()


def _heads(form: Form, assignments: Sequence[str], most: dict[str, float]) -> tuple[list[str], list[list[str]]]:
    """Return the first row, and the rows below it that the form needs: for Canvas, the row of points."""
    if form == "canvas":
        points = ["    Points Possible", "", "", "", "", *(f"{most[name]:g}" for name in assignments)]
        return ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *assignments], [points]
    if form == "moodle":
        return ["username", "firstname", "lastname", "email", *assignments], []
    return ["student", "first_name", "last_name", "email", *assignments], []


def _person(form: Form, mark: FinalMark) -> list[str]:
    if form == "canvas":
        name = f"{mark.last_name}, {mark.first_name}".strip(", ") or mark.student
        return [name, mark.lms_user_id, "", mark.student, ""]
    return [mark.student, mark.first_name, mark.last_name, mark.email]
