"""Marks as CSV for `nbgrader export` and `course demo`: nbgrader's columns, quoted, and no text that is a formula.

Trusted side. nbgrader's own exporter joins with commas: a comma in a name moves the marks, and a name may be a formula.
"""

import csv
from pathlib import Path
from typing import Any

from nbgrader.plugins.export import ExportPlugin

from autograder.submissions import safe_text

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score", "needs_manual_grade",
)  # fmt: skip


class MarksExport(ExportPlugin):
    """Writes a row for each student and assignment; score 0 if nothing was submitted, as nbgrader does."""

    def export(self, gradebook: Any) -> None:
        """Write the marks to `self.to` (default: grades.csv)."""
        with Path(self.to or "grades.csv").open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            students, assignments = set(map(str, self.student)), set(map(str, self.assignment))
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                submitted = {one.student.id: one for one in gradebook.assignment_submissions(assignment.name)}
                for student in gradebook.students:
                    if not students or student.id in students:
                        writer.writerow(row(assignment, student, submitted.get(student.id)))


def row(assignment: Any, student: Any, submission: Any) -> list[object]:
    """Return the fields of `COLUMNS`; `submission` is None if nothing was submitted."""
    penalty = (submission.late_submission_penalty or 0.0) if submission else 0.0
    score = submission.score if submission else 0.0
    about = [assignment.name, assignment.duedate, submission and submission.timestamp]
    person = [student.id, student.last_name, student.first_name, student.email]
    texts = [safe_text.field("" if value is None else str(value)) for value in (*about, *person)]
    return [
        *texts,
        score,
        penalty,
        max(0.0, score - penalty),
        assignment.max_score,
        bool(submission and submission.needs_manual_grade),
    ]
