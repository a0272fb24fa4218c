"""What the command line shows, by rich: progress, summary, verdicts, the doctor's rows. It decides nothing."""

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from autograder import feedback
from autograder.verdict import Detail, Verdict

if TYPE_CHECKING:  # nothing of these is needed to print; importing them would cost seconds
    from autograder.doctor import Row
    from autograder.grading import Result
    from autograder.report import ClassReport

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
EVERY = 25  # results a line where the output is no terminal


class Progress:
    """A progress bar with counts and the time left; lines now and then where stderr is no terminal."""

    def __init__(self, without: Sequence[str] = ()) -> None:
        """Say loudly which sandbox layers are switched off."""
        if without:
            err.print(
                f"[bold red]NOT PROTECTED by: {escape(', '.join(without))}. Student code runs without these sandbox layers.[/]"
            )
        self.done = self.todo = 0
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("elapsed"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        self.bar = Bar(*columns, console=err, disable=not err.is_terminal)
        self.task = self.bar.add_task("Grading", total=None)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.bar.stop()

    def plan(self, todo: int, unchanged: int) -> None:
        """Say how much there is to do."""
        self.todo = todo
        self.bar.update(self.task, total=todo)
        err.print(f"{todo} to grade, {unchanged} unchanged since they were graded.")

    def result(self, result: "Result") -> None:
        """Count one submission; name it where something went wrong."""
        self.done += 1
        self.bar.update(self.task, completed=self.done)
        if result.state in ("failed", "unreadable"):
            err.print(f"{escape(result.student)}, {result.assignment}: {result.state}: {escape(result.reason)}")
        if self.bar.disable and (self.done % EVERY == 0 or self.done == self.todo):
            err.print(f"{self.done} of {self.todo} graded")


def summary(results: Sequence["Result"]) -> None:
    """Print a table with a row a submission that was graded or could not be, and the counts."""
    table = Table("student", "assignment", "marks", "of", "what happened", title="Grades")
    for result in results:
        if result.state != "unchanged":
            verdict = result.verdict
            marks = (f"{verdict.score:g}", f"{verdict.max_score:g}") if verdict and not verdict.error else ("–", "–")
            table.add_row(escape(result.student), result.assignment, *marks, escape(result.reason or result.state))
    if table.row_count:
        out.print(table)
    counts = {state: sum(result.state == state for result in results) for state in ("graded", "unchanged", "unreadable", "failed")}
    out.print(", ".join(f"{number} {state}" for state, number in counts.items() if number) or "There is no submission to grade.")


def verdict(name: str, verdict: Verdict, detail: Detail) -> None:
    """Print one notebook's verdict as text."""
    if verdict.error:
        out.print(f"{escape(name)}: could not be graded: {escape(verdict.error)}")
        return
    if verdict.without:
        out.print(f"[bold red]NOT PROTECTED by: {escape(', '.join(verdict.without))}[/]")
    out.print(f"[bold]{escape(name)}: {verdict.score:g} of {verdict.max_score:g}[/] (seed {verdict.seed})")
    for cell in verdict.cells:
        out.print(f"  {escape(feedback.headline(cell))}")
        for sentence, checks in feedback.groups(cell, detail):
            out.print(f"    - {escape(sentence)} [dim]({escape('; '.join(check.title for check in checks))})[/]")
        for note in cell.notes:
            out.print(f"    note: {escape(note)}")


def report(report: "ClassReport") -> None:
    """Print a class's marks and its failed checks."""
    out.print(f"[bold]{report.assignment}[/]: {len(report.rows)} graded, {report.unreadable} unreadable")
    table = Table("function", "hidden check", "failed by")
    for function, title, failed in report.failures:
        table.add_row(escape(function), escape(title), f"{failed} of {len(report.rows)}")
    if table.row_count:
        out.print(table)
    for path in report.written:
        out.print(f"wrote {escape(str(path))}")


def doctor(rows: Iterable["Row"]) -> bool:
    """Print the doctor's rows; return whether nothing is missing."""
    from autograder.doctor import render

    rows = list(rows)
    out.print(render(rows))
    return all(row.fine for row in rows)


def step(text: str) -> None:
    """Say what is being done."""
    out.print(f"• {escape(text)}")
