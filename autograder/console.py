"""What the command line shows, by rich: verdicts, reports, the doctor's rows. It decides nothing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from autograder import feedback
from autograder.clean import shown
from autograder.verdict import Detail, Verdict

if TYPE_CHECKING:  # nothing of these is needed to print; importing them would cost seconds
    from autograder.doctor import Row
    from autograder.report import ClassReport

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def verdict(name: str, verdict: Verdict, detail: Detail) -> None:
    """Print one notebook's verdict as text."""
    if verdict.error:
        out.print(f"{shown(name)}: could not be graded: {shown(verdict.error)}")
        return
    if verdict.without:
        out.print(f"[bold red]NOT PROTECTED by: {shown(', '.join(verdict.without))}[/]")
    out.print(f"[bold]{shown(name)}: {verdict.score:g} of {verdict.max_score:g}[/] (seed {verdict.seed})")
    for cell in verdict.cells:
        out.print(f"  {shown(feedback.headline(cell))}")
        for sentence, checks in feedback.groups(cell, detail):
            out.print(f"    - {shown(sentence)} [dim]({shown('; '.join(check.title for check in checks))})[/]")
        for note in cell.notes:
            out.print(f"    note: {shown(note)}")


def report(report: "ClassReport") -> None:
    """Print a class's marks and its failed checks."""
    out.print(f"[bold]{report.assignment}[/]: {len(report.rows)} graded, {report.unreadable} unreadable")
    table = Table("function", "hidden check", "failed by")
    for function, title, failed in report.failures:
        table.add_row(shown(function), shown(title), f"{failed} of {len(report.rows)}")
    if table.row_count:
        out.print(table)
    for path in report.written:
        out.print(f"wrote {shown(str(path))}")


def doctor(rows: Iterable["Row"]) -> bool:
    """Print the doctor's rows; return whether nothing is missing."""
    from autograder.doctor import render

    rows = list(rows)
    out.print(render(rows))
    return all(row.fine for row in rows)


def step(text: str) -> None:
    """Say what is being done."""
    out.print(f"• {shown(text)}")
