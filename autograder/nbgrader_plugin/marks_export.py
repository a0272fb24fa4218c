"""Marks as CSV for `nbgrader export` and `course demo`: nbgrader's columns, quoted, and no text that is a formula.

Trusted side. nbgrader's own exporter joins fields with commas: a comma in a name shifts the marks, and a name may be a formula. The
marks of a class come from two queries; nbgrader's own objects would need several for each student.
"""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from nbgrader.plugins.export import ExportPlugin

from autograder.gradebook.database import STUDENT
from autograder.gradebook.final_marks import marks_of
from autograder.submissions import safe_text

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score", "needs_manual_grade",
)  # fmt: skip


class MarksExport(ExportPlugin):
    """Writes a row for each student and assignment; score 0 if nothing was submitted, as nbgrader does.

    The score is empty if a cell has no mark, because the file could not be read: the student gets no zero for that.
    """

    def export(self, gradebook: Any) -> None:
        """Write the marks to `self.to` (default: grades.csv)."""
        with Path(self.to or "grades.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            students, assignments = set(map(str, self.student)), set(map(str, self.assignment))
            connection = gradebook.db.connection()
            roster = connection.execute(sa.select(STUDENT).order_by(STUDENT.c.last_name, STUDENT.c.first_name)).all()
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                marks = {mark.student: mark for mark in connection.execute(marks_of(assignment.name))}
                about = (assignment.name, assignment.duedate, assignment.max_score)
                for student in roster:
                    if not students or student.id in students:
                        writer.writerow(row(*about, student, marks.get(student.id)))


def row(assignment: str, due: datetime | None, max_score: float, student: Any, mark: Any) -> list[object]:
    """Return the fields of `COLUMNS`; `mark` is a row of `final_marks.marks_of`, None if nothing was submitted."""
    penalty = (mark.penalty or 0.0) if mark else 0.0
    score = (mark.score or 0.0) if mark else 0.0
    unmarked = bool(mark and mark.waiting and mark.scored < mark.cells)
    texts = (assignment, due, mark and mark.timestamp, student.id, student.last_name, student.first_name, student.email)
    return [
        *(safe_text.field("" if value is None else str(value)) for value in texts),
        "" if unmarked else score,
        penalty,
        "" if unmarked else max(0.0, score - penalty),
        max_score,
        bool(mark and mark.waiting),
    ]
