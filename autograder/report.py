"""The class report: marks and failed checks of one assignment, from recorded verdicts, without grading again. Trusted side."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import clean
from autograder.course import Course
from autograder.records import Record, Records


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One assignment's class: a row a graded student, how many failed each check, and the files that were written."""

    assignment: str
    rows: tuple[Record, ...]
    unreadable: int
    failures: tuple[tuple[str, str, int], ...]
    written: tuple[Path, ...] = ()


def collect(course: Course, assignment: str) -> ClassReport:
    """Return the report of an assignment and write its marks to reports/<assignment>.csv."""
    records = Records(course)
    everyone = records.all(assignment)
    graded = tuple(record for record in everyone if record.verdict.error is None)
    failed: Counter[tuple[str, str]] = Counter()
    for record in graded:
        for cell in record.verdict.cells:
            failed.update((cell.function, check.title) for check in cell.checks if not check.passed)
    failures = tuple((function, title, number) for (function, title), number in failed.most_common())
    path = course.root / "reports" / f"{assignment}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(marks_csv(everyone))
    return ClassReport(assignment, graded, len(everyone) - len(graded), failures, (path,))


def marks_csv(records: Sequence[Record]) -> str:
    """Return marks as CSV, a row a submission and a column a graded cell; no field can start a spreadsheet formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    ids = list(dict.fromkeys(cell.grade_id for record in records for cell in record.verdict.cells))
    writer.writerow(["student", "assignment", "score", "max_score", *ids, "error", "without"])
    for record in records:
        verdict = record.verdict
        by_id = {cell.grade_id: cell.score for cell in verdict.cells}
        marks: list[object] = ["", ""] if verdict.error else [verdict.score, verdict.max_score]
        row = [
            record.student,
            record.assignment,
            *marks,
            *(by_id.get(i, "") for i in ids),
            verdict.error or "",
            " ".join(verdict.without),
        ]
        writer.writerow([clean.field(field) if isinstance(field, str) else field for field in row])
    return file.getvalue()
