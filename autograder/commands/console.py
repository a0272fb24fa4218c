"""What the command line prints, with rich: verdicts, reports, the doctor's findings. Trusted side; it decides nothing."""

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.judge import feedback_text
from autograder.judge.verdict import Detail, Verdict
from autograder.submissions.safe_text import comment, in_terminal, indented

if TYPE_CHECKING:  # only for annotations: importing them takes seconds
    from autograder.class_run.feedback_pages import PageResult
    from autograder.class_run.late_penalties import Extended, Renewed
    from autograder.commands.doctor import Finding
    from autograder.commands.explain import Explanation
    from autograder.pages.class_report import ClassReport

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
SHOWN = 10  # misconceptions that are printed; the report has all


def say(*parts: str | tuple[str, str], to: Console | None = None) -> None:
    """Print one line, to `out` or another console: texts, or pairs of a text and its style.

    Line breaks, rich's markup and commands to the terminal are shown as text and have no effect.
    """
    texts = ((part, "") if isinstance(part, str) else part for part in parts)
    (to or out).print(Text.assemble(*((in_terminal(text), style) for text, style in texts)), soft_wrap=True)


def say_at_length(head: str, text: str, to: Console | None = None) -> None:
    """Print `head`, then a text that may have several lines; all lines but the first are indented."""
    (to or out).print(Text(in_terminal(head) + indented(text)), soft_wrap=True)


def add_row(table: Table, *texts: str) -> None:
    """Add a row of texts to a table; markup and commands to the terminal in them are shown as text."""
    table.add_row(*(Text(in_terminal(text)) for text in texts))


def verdict(name: str, verdict: Verdict, detail: Detail) -> None:
    """Print one notebook's verdict as text."""
    if verdict.error:
        say(f"{name}: could not be graded: {verdict.error}")
        return
    if verdict.without:
        say((f"NOT PROTECTED by: {', '.join(verdict.without)}", "bold red"))
    say((f"{name}: {verdict.score:g} of {verdict.max_score:g}", "bold"), f" (seed {verdict.seed})")
    for cell in verdict.cells:
        say(f"  {feedback_text.headline(cell)}")
        for sentence, checks in feedback_text.failures_by_sentence(cell, detail):
            say(f"    - {sentence} ", (f"({'; '.join(check.title for check in checks)})", "dim"))
        for note in cell.notes:
            say(f"    note: {note}")


def report(report: "ClassReport", written: Iterable[Path]) -> None:
    """Print what the class has not understood, and the paths of the whole report."""
    marks = report.marks
    middle = f", median {statistics.median(marks):g} of {report.rows[0].max_score:g}" if marks else ""
    counts = (f"{len(report.rows)} handed in", f"{len(report.unreadable)} unreadable", f"{len(report.missing)} handed in nothing")
    say((report.assignment, "bold"), f": {', '.join(counts)}{middle}")
    for student, reason in report.misplaced.items():
        say(f"  {student}: {reason}")
    table = Table("function", "what students were told first", "students")
    for each in report.misconceptions[:SHOWN]:
        add_row(table, each.function, each.cause, str(len(each.students)))
    if table.row_count:
        out.print(table)
    for path in written:
        say(f"wrote {path}")


def extended(student: str, assignment: str, extended: "Extended") -> None:
    """Print a student's due date, and the late penalties that changed with it."""
    own = "as for the class" if extended.due == extended.class_due else f"for the class: {extended.class_due:%Y-%m-%d %H:%M}"
    say(f"{student}, {assignment}: due {extended.due:%Y-%m-%d %H:%M} UTC ({own}).")
    for each in extended.renewed:
        penalty(each)
    if extended.renewed:
        say(f"To renew feedback with the old marks: course feedback {assignment}, then nbgrader release_feedback {assignment}")


def penalty(renewed: "Renewed") -> None:
    """Print a late penalty that has changed."""
    before, after = ("none" if each is None else f"{each:g}" for each in (renewed.before, renewed.after))
    say(f"{renewed.student}, {renewed.assignment}: late penalty {before} before, {after} now", to=err)


def pages(pages: "Sequence[PageResult]", seconds: float) -> None:
    """Print how many feedback pages were written, and for which students none was, with the reason."""
    for page in pages:
        if page.reason:
            say(f"{page.student}, {page.assignment}: no page: {page.reason}", to=err)
    say(f"{sum(not page.reason for page in pages)} pages in feedback/ in {seconds:.1f} s.")


def explanation(explained: "Explanation") -> None:
    """Print each failed check with the call that failed, as code, and the rest as comments, so that all of it can be pasted."""
    verdict = explained.verdict
    parts = [
        comment(f"{explained.student}, {verdict.assignment}: {verdict.score:g} of {verdict.max_score:g}, seed {verdict.seed}"),
        *(comment(f"NOT AS RECORDED: {difference}") for difference in explained.differs),
        *([comment("the same as the recorded verdict")] if not explained.differs else []),
        "import numpy as np",
    ]
    for cell in verdict.cells:
        parts += ["", comment(feedback_text.headline(cell)), *map(comment, cell.notes)]
        for check in cell.checks:
            if not check.passed:
                parts += ["", comment(f"{check.title} (weight {check.weight})"), comment(check.cause), check.snippet]
    for line in "\n".join(parts).split("\n"):
        say(line)


def doctor(findings: Iterable["Finding"]) -> bool:
    """Print the doctor's findings, the remedies and a verdict; return whether nothing is missing."""
    from autograder.commands.doctor import healthy, render, verdict

    findings = list(findings)
    out.print(render(findings))
    for each in findings:
        if each.advice:
            say((each.name, "bold"), f": {each.advice}")  # on lines of its own, to be copied: a table would wrap it
    out.print(verdict(findings))
    return healthy(findings)


def step(text: str) -> None:
    """Print one step of the demo as it begins."""
    say(f"• {text}")
