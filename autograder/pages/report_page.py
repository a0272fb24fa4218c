"""The class report as files: one HTML page that needs no network, a table as CSV, and everything as JSON. Trusted side.

The template escapes all text from students; the page's policy allows its own styles and its one script, and nothing from elsewhere.
"""

import base64
import csv
import hashlib
import io
import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder.course import Course
from autograder.pages import class_figures
from autograder.pages.class_report import ClassReport, Row, duration
from autograder.pages.rendering import TEMPLATES, render
from autograder.submissions.safe_text import field


def page(report: ClassReport) -> str:
    """Return the report as one HTML page."""
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    functions = [function for function, points in report.points.items() if points]
    return render(
        "report.html.j2",
        report=report,
        policy=Markup(policy),
        script=Markup(script),
        facts=_facts(report),
        figures=_figures(report),
        answered={check.function: check.answered for check in report.checks},
        shared=[each for each in report.misconceptions if len(each.students) > 1],
        single=[each for each in report.misconceptions if len(each.students) == 1],
        look=[(head, list(names)) for head, names in _look(report) if names],
        functions=functions,
        heads=[("student", ""), ("marks", "n"), *((name, "n") for name in functions), ("seconds", "n"), ("remarks", "")],
    )


def _facts(report: ClassReport) -> list[tuple[object, str]]:
    """Return the numbers at the top of the page, each with its words."""
    facts: list[tuple[object, str]] = [
        (len(report.rows), "handed in"),
        (len(report.missing), "handed in nothing"),
        (len(report.unreadable), "could not be read"),
        *([(len(report.misplaced), "not where a hand-in is looked for")] if report.misplaced else []),
    ]
    if marks := report.marks:
        most = report.max_score
        facts += [
            (f"{statistics.median(marks):g} of {most:g}", "median"),
            (f"{statistics.fmean(marks):.1f} of {most:g}", "mean"),
            (sum(mark >= most for mark in marks), "with full marks"),
        ]
    return facts


def _figures(report: ClassReport) -> list[tuple[Markup, str]]:
    """Return the figures as SVG, each with a sentence that says the same; an empty list if nobody has marks yet."""
    if not report.marks:
        return []
    shares = {
        function: [row.functions[function] / points for row in report.rows if function in row.functions]
        for function, points in report.points.items()
        if points
    }
    drawn = (class_figures.histogram(report.marks, report.max_score), class_figures.functions(shares))
    return [(Markup(svg), summary) for svg, summary in drawn]


def _look(report: ClassReport) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what an instructor should look at, each with the students concerned, if any."""
    for function, names in report.unanswered.items():
        yield f"Never answered {function}{'' if report.points[function] else ' (stretch)'}", names
    yield "Handed in nothing", report.missing
    yield "Not where a hand-in is looked for", [f"{student} ({reason})" for student, reason in report.misplaced.items()]
    yield "Late", [f"{row.student} ({duration(row.late)})" for row in report.rows if row.late]
    yield "Flagged, or waiting for a person", [f"{student} ({remark})" for student, remark in report.having("waits")]
    yield "Slow", [f"{student} ({remark.removeprefix('slow: ')})" for student, remark in report.having("slow")]
    for what, names in report.stopped_lines.items():
        yield f"A line of a cell stopped with {what} (the lines after it ran)", names
    for function, names in report.followed.items():
        yield f"{function} judged with a right earlier function, because their own is wrong", names


def table(assignment: str, rows: Iterable[Row], functions: Sequence[str], absent: Mapping[str, str]) -> str:
    """Return marks as CSV, a row a student and a column a function; no field can start a spreadsheet formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["student", "assignment", "score", "max_score", *functions, "late_seconds", "seconds", "remarks", "without"])
    for row in rows:
        score = "" if row.score is None else row.score
        marks = (row.functions.get(function, "") for function in functions)
        ends = (field("; ".join(row.remarks)), " ".join(row.without))
        writer.writerow([field(row.student), assignment, score, row.max_score, *marks, row.late, row.seconds, *ends])
    for name, remark in absent.items():
        writer.writerow([field(name), assignment, "", "", *("" for _ in functions), "", "", field(remark), ""])
    return file.getvalue()


def data(report: ClassReport) -> str:
    """Return the whole report as JSON."""
    return json.dumps(report, indent=1, ensure_ascii=False, default=_fields) + "\n"


def _fields(part: Any) -> dict[str, object]:
    """Return a dataclass as JSON has it: `asdict` copies everything in it first."""
    return {each.name: getattr(part, each.name) for each in fields(part)}


def write(course: Course, report: ClassReport) -> list[Path]:
    """Write a report as HTML, CSV and JSON into reports/; return the paths."""
    folder = course.reports
    folder.mkdir(exist_ok=True)
    stem = f"{report.assignment}{'-anonymous' if report.anonymous else ''}"
    absent = {**dict.fromkeys(report.missing, "handed in nothing"), **report.misplaced}
    marks = table(report.assignment, report.rows, list(report.points), absent)
    texts = {"html": page(report), "csv": marks, "json": data(report)}
    paths = []
    for kind, text in texts.items():
        path = folder / f"{stem}.{kind}"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
