"""Marks for a learning-management system: the forms that Canvas and Moodle import, and a plain table. Trusted side.

A mark that is missing stays an empty field, which both leave alone; nobody is given a zero here. Canvas finds students by
`SIS Login ID`, Moodle by `username`: both are the student's id in nbgrader, as are the names of the folders in submitted/.
"""

import csv
import io
from collections.abc import Sequence
from typing import Literal

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import Standing, standings
from autograder.submissions.safe_text import field

Form = Literal["canvas", "moodle", "csv"]


def export(course: Course, assignments: Sequence[str], form: Form) -> str:
    """Return the marks of some assignments as CSV in the form of a system; raise CourseError where there is no gradebook.

    One that the gradebook does not know yet is left out: Canvas would take it for an assignment of 0 points.
    """
    by_assignment = {name: {standing.student: standing for standing in standings(course, name)} for name in assignments}
    people = {student: standing for found in by_assignment.values() for student, standing in found.items()}
    if not people:
        raise CourseError("the gradebook has no students yet", course.root, "run 'course grade' first")
    marks = {name: {student: standing.score for student, standing in found.items()} for name, found in by_assignment.items()}
    most = {name: max((standing.max_score for standing in found.values()), default=0.0) for name, found in by_assignment.items()}
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
    """Return the first row, and a second one where the system wants the points there."""
    if form == "canvas":
        points = ["    Points Possible", "", "", "", "", *(f"{most[name]:g}" for name in assignments)]
        return ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *assignments], [points]
    if form == "moodle":
        return ["username", "firstname", "lastname", "email", *assignments], []
    return ["student", "first_name", "last_name", "email", *assignments], []


def _person(form: Form, standing: Standing) -> list[str]:
    if form == "canvas":
        name = f"{standing.last_name}, {standing.first_name}".strip(", ") or standing.student
        return [name, standing.lms_user_id, "", standing.student, ""]
    return [standing.student, standing.first_name, standing.last_name, standing.email]
