"""What the command line prints, with rich: verdicts, reports, the doctor's findings. Trusted side; it decides nothing."""

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from autograder.judge import feedback_text
from autograder.judge.verdict import Detail, Verdict
from autograder.submissions.safe_text import shown

if TYPE_CHECKING:  # only for annotations: importing them takes seconds
    from autograder.class_run.feedback_pages import PageResult
    from autograder.class_run.late_penalties import Extended, Renewed
    from autograder.commands.doctor import Finding
    from autograder.commands.explain import Explanation
    from autograder.pages.class_report import ClassReport

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
SHOWN = 10  # misconceptions on the screen; the report has all


def verdict(name: str, verdict: Verdict, detail: Detail) -> None:
    """Print one notebook's verdict as text."""
    if verdict.error:
        out.print(f"{shown(name)}: could not be graded: {shown(verdict.error)}")
        return
    if verdict.without:
        out.print(f"[bold red]NOT PROTECTED by: {shown(', '.join(verdict.without))}[/]")
    out.print(f"[bold]{shown(name)}: {verdict.score:g} of {verdict.max_score:g}[/] (seed {verdict.seed})")
    for cell in verdict.cells:
        out.print(f"  {shown(feedback_text.headline(cell))}")
        for sentence, checks in feedback_text.failures_by_sentence(cell, detail):
            out.print(f"    - {shown(sentence)} [dim]({shown('; '.join(check.title for check in checks))})[/]")
        for note in cell.notes:
            out.print(f"    note: {shown(note)}")


def report(report: "ClassReport", written: Iterable[Path]) -> None:
    """Print what the class has not understood, and the paths of the whole report."""
    marks = report.marks
    middle = f", median {statistics.median(marks):g} of {report.rows[0].max_score:g}" if marks else ""
    counts = (f"{len(report.rows)} handed in", f"{len(report.unreadable)} unreadable", f"{len(report.missing)} handed in nothing")
    out.print(f"[bold]{report.assignment}[/]: {', '.join(counts)}{middle}")
    for student, reason in report.misplaced.items():
        out.print(f"  {shown(student)}: {shown(reason)}")
    table = Table("function", "what students were told first", "students")
    for each in report.misconceptions[:SHOWN]:
        table.add_row(shown(each.function), shown(each.cause), str(len(each.students)))
    if table.row_count:
        out.print(table)
    for path in written:
        out.print(f"wrote {shown(str(path))}")


def extended(student: str, assignment: str, extended: "Extended") -> None:
    """Print a student's due date, and the late penalties that changed with it."""
    own = "as for the class" if extended.due == extended.class_due else f"for the class: {extended.class_due:%Y-%m-%d %H:%M}"
    out.print(f"{shown(student)}, {assignment}: due {extended.due:%Y-%m-%d %H:%M} UTC ({own}).")
    for each in extended.renewed:
        penalty(each)
    if extended.renewed:
        out.print(
            f"To renew feedback with the old marks: course feedback {assignment}, then nbgrader release_feedback {assignment}"
        )


def penalty(renewed: "Renewed") -> None:
    """Print a late penalty that has changed."""
    before, after = ("none" if each is None else f"{each:g}" for each in (renewed.before, renewed.after))
    err.print(f"{shown(renewed.student)}, {renewed.assignment}: late penalty {before} before, {after} now")


def pages(pages: "Sequence[PageResult]", seconds: float) -> None:
    """Print how many feedback pages were written, and whose were not, with the reason."""
    for page in pages:
        if page.reason:
            err.print(f"{shown(page.student)}, {page.assignment}: no page: {shown(page.reason)}")
    out.print(f"{sum(not page.reason for page in pages)} pages in feedback/ in {seconds:.1f} s.")


def explanation(explained: "Explanation") -> None:
    """Print each failed check with the call that failed, as code, and the rest as comments, so that all of it can be pasted."""
    verdict = explained.verdict
    lines = [
        f"# {explained.student}, {verdict.assignment}: {verdict.score:g} of {verdict.max_score:g}, seed {verdict.seed}",
        *(f"# NOT AS RECORDED: {difference}" for difference in explained.differs),
        *(["# the same as the recorded verdict"] if not explained.differs else []),
        "import numpy as np",
    ]
    for cell in verdict.cells:
        lines += ["", f"# {feedback_text.headline(cell)}", *(f"# {note}" for note in cell.notes)]
        for check in cell.checks:
            if not check.passed:
                lines += ["", f"# {check.title} (weight {check.weight})", f"# {' '.join(check.cause.split())}", check.snippet]
    for line in lines:
        out.print(shown(line), soft_wrap=True)


def doctor(findings: Iterable["Finding"]) -> bool:
    """Print the doctor's findings, the remedies and a verdict; return whether nothing is missing."""
    from autograder.commands.doctor import healthy, render, verdict

    findings = list(findings)
    out.print(render(findings))
    for each in findings:
        if each.advice:
            out.print(f"[bold]{each.name}[/]: {shown(each.advice)}")  # whole, to be copied: a table would break it
    out.print(verdict(findings))
    return healthy(findings)


def step(text: str) -> None:
    """Print what is being done."""
    out.print(f"• {shown(text)}")
