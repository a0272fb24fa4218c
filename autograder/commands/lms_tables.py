"""What the commands for an LMS print: who, what, when, and what was not understood. Trusted side; it decides nothing."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from rich.table import Table

from autograder.commands.console import out
from autograder.lms.collect import Plan
from autograder.lms.give_back import Returned
from autograder.submissions.safe_text import shown

ROWS = 60  # hand-ins in the table; for a larger class only those with a note are shown
NAMED = 40  # things that are named; more are counted


def collected(plans: Sequence[Plan], notes: Sequence[str], *, dry_run: bool) -> None:
    """Print the hand-ins of each archive, what was left out, and what to do next."""
    for note in notes:
        out.print(f"note: {shown(note)}")
    for plan in plans:
        few = len(plan.arrivals) <= ROWS
        table = Table("student", "file", "time (UTC)", "state", "note", title=f"{plan.assignment}, from {plan.form}")
        for each in plan.arrivals:
            if few or each.notes:
                time = f"{each.time:%Y-%m-%d %H:%M}" if each.time else "–"
                file = PurePosixPath(each.named.file).name
                table.add_row(shown(each.person.id), shown(file), time, each.state, shown("; ".join(each.notes)))
        if table.row_count:
            out.print(table, soft_wrap=False)
        counts = Counter(each.state for each in plan.arrivals)
        told = ", ".join(f"{number} {state}" for state, number in counts.items()) or "no hand-in"
        out.print(f"{shown(str(plan.path))}: {told}" + (" (dry run: nothing was written)." if dry_run else "."))
        untimed = sum(each.time is None for each in plan.arrivals)
        if untimed:
            hint = "; Moodle's grading worksheet has them: --list" if plan.form == "moodle" else ""
            out.print(f"{untimed} of them have no time in the archive, so none of these counts as late here{hint}.")
        _named("Not collected:", plan.left_out)
        if not dry_run and plan.arrivals:
            out.print(f"Next: course grade {plan.assignment}")


def returned(done: Returned) -> None:
    """Print what was made for the LMS, and whose page or mark is missing."""
    out.print(f"wrote {shown(str(done.archive))} ({done.pages} pages)")
    out.print(f"wrote {shown(str(done.table))} ({done.marks} marks)")
    _named("Not given back:", done.left_out)
    out.print("Which buttons to press there: docs/lms.md")


def enrolled(added: Sequence[str], changed: Sequence[str], notes: Sequence[str]) -> None:
    """Print who is new in the gradebook and whose data changed."""
    _named("Look at these:", notes)
    out.print(f"{len(added)} students added, {len(changed)} changed.")


def _named(title: str, lines: Sequence[str]) -> None:
    if lines:
        out.print(f"[bold]{title}[/]")
    for line in lines[:NAMED]:
        out.print(f"  {shown(line)}")
    if len(lines) > NAMED:
        out.print(f"  … and {len(lines) - NAMED} more")
