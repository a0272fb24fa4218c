"""Prints the results of the commands for an LMS: who, what, when, and what was not understood. Trusted side; it decides nothing."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from rich.table import Table

from autograder.commands.console import add_row, out, say
from autograder.lms.collect import Plan
from autograder.lms.give_back import Returned

ROWS = 60  # hand-ins in the table; for a larger class only those with a note are shown
NAMED = 40  # hand-ins or people listed under a title; further ones are only counted


def collected(plans: Sequence[Plan], notes: Sequence[str], *, dry_run: bool) -> None:
    """Print the hand-ins of each archive, what was left out, and what to do next."""
    for note in notes:
        say(f"note: {note}")
    for plan in plans:
        few = len(plan.arrivals) <= ROWS
        table = Table("student", "file", "time (UTC)", "state", "note", title=f"{plan.assignment}, from {plan.form}")
        for each in plan.arrivals:
            if few or each.notes:
                time = f"{each.time:%Y-%m-%d %H:%M}" if each.time else "–"
                file = PurePosixPath(each.named.file).name
                add_row(table, each.person.id, file, time, each.state, "; ".join(each.notes))
        if table.row_count:
            out.print(table, soft_wrap=False)
        counts = Counter(each.state for each in plan.arrivals)
        summary = ", ".join(f"{number} {state}" for state, number in counts.items()) or "no hand-in"
        say(f"{plan.path}: {summary}" + (" (dry run: nothing was written)." if dry_run else "."))
        untimed = sum(each.time is None for each in plan.arrivals)
        if untimed:
            hint = "; Moodle's grading worksheet has them: --list" if plan.form == "moodle" else ""
            say(f"{untimed} without a time in the archive: none of these counts as late here{hint}.")
        _named("Not collected:", plan.left_out)
        if not dry_run and plan.arrivals:
            say(f"Next: course grade {plan.assignment}")


def returned(done: Returned) -> None:
    """Print what was made for the LMS, and whose page or mark is missing."""
    say(f"wrote {done.archive} ({done.pages} pages)")
    say(f"wrote {done.table} ({done.marks} marks)")
    for note in done.notes:
        say(f"note: {note}")
    _named("Not given back:", done.left_out)
    say("Which buttons to press there: docs/lms.md")


def enrolled(added: Sequence[str], changed: Sequence[str], notes: Sequence[str]) -> None:
    """Print how many students were added and how many changed, and what to look at."""
    _named("Look at these:", notes)
    say(f"{len(added)} students added, {len(changed)} changed.")


def _named(title: str, lines: Sequence[str]) -> None:
    if lines:
        say((title, "bold"))
    for line in lines[:NAMED]:
        say(f"  {line}")
    if len(lines) > NAMED:
        say(f"  … and {len(lines) - NAMED} more")
