"""Lines of a student's cells that raised while the lines after them ran: what they explain, and notes on them. Trusted side."""

import re
from collections.abc import Mapping
from dataclasses import replace

from autograder.judge.answers import Answers, taken_out
from autograder.judge.cells_not_run import words
from autograder.judge.session import CellRun, Failed
from autograder.judge.verdict import CellVerdict, StoppedLine, Verdict
from autograder.plain_text import line
from autograder.submissions.release_notebook import Notebook
from autograder.worker import magics

LINES_CAP = 20  # stopped lines of a notebook that its verdict keeps
NAME_CAP = 100  # characters of a name in a note
NOTES_CAP = 10  # cells that a function's notes name


def troubles(
    notebook: Notebook, answers: Answers, runs: Mapping[int, CellRun], functions: tuple[str, ...]
) -> dict[str, Failed | None]:
    """Return by name the error that may explain why the name is missing: for every function, and for other names of the student."""

    unread = {place: _unread(notebook["cells"][place]["source"]) for place in {*answers.homes.values(), *answers.own}}

    def cause(place: int, name: str) -> Failed | None:
        return unread[place] or _cause(runs.get(place, CellRun()), answers.own[place].get(name))

    errors = {f: cause(answers.homes[f], f) if f in answers.homes else None for f in functions}
    for place, names in answers.own.items():
        for name in names:
            if name not in errors and (error := cause(place, name)):
                errors[name] = error
    return errors


def _unread(source: str) -> Failed | None:
    """Return the magic in a cell's first line that keeps the cell from running as Python, as an error; None if there is none."""
    first = re.match(r"\s*+%%(\w+|!)", source)
    if not first or first[1] not in magics.CELL or magics.CELL[first[1]] == "body":
        return None
    line = source[: first.start(1)].count("\n") + 1
    return Failed(f"%%{first[1]}", "the lines below it are not run as Python. Does the cell work without it?", line)


def _cause(run: CellRun, line: int | None) -> Failed | None:
    """Return the error that may have kept a cell from defining a name in `line` (None: line not known); None if there is none."""
    stops = [stop for stop in run.stopped if line is None or (stop.line or 0) <= line]
    return run.error or (stops[-1] if stops else None)


def explained(
    verdict: Verdict, notebook: Notebook, answers: Answers, runs: Mapping[int, CellRun], stubs: Mapping[str, str]
) -> Verdict:
    """Return a verdict with its stopped lines, and a note at each function if they are in its cell, or a cell that sets its names.

    `stubs` are the texts of the stubs as handed out.
    """
    typed = set(taken_out(notebook))
    cells = []
    for cell in verdict.cells:
        notes = [*cell.notes, *_notes(cell, notebook, answers, runs, stubs)]
        if cell.grade_id in typed:
            notes.append(
                f"What you typed into the locked cell {cell.grade_id} was taken out. An answer counts in the cell above it, "
                "or in a cell of your own. Can you move it there?"
            )
        cells.append(replace(cell, notes=tuple(notes)))
    homes = {place: f for f, place in answers.homes.items()}
    lines = [
        StoppedLine(homes.get(place, ""), stop.line, stop.type, stop.text)
        for place in answers.own
        for stop in runs.get(place, CellRun()).stopped
        if stop.type != "NotImplementedError"  # an exercise that is not written yet has its own sentence
    ]
    return replace(verdict, cells=tuple(cells), stopped=tuple(lines[:LINES_CAP]))


def _notes(
    cell: CellVerdict, notebook: Notebook, answers: Answers, runs: Mapping[int, CellRun], stubs: Mapping[str, str]
) -> list[str]:
    """Return a note for each cell with stopped lines that defines a function or the names that the function uses."""
    home = answers.homes.get(cell.function)
    if home is None or any(check.kind == "missing" for check in cell.checks if not check.passed):
        return []
    used = (words(notebook["cells"][home]["source"], stubs.get(cell.function, "")) or frozenset()) - stubs.keys()
    notes = []
    for place, names in answers.own.items():
        run = runs.get(place, CellRun())
        shared = [name for name in names if name in used]
        if run.error or not run.stopped or not (place == home or shared):
            continue
        whose = "this cell" if place == home else f"the cell that sets {line(shared[0], NAME_CAP)}"
        first, more = run.stopped[0], len(run.stopped) - 1
        others = f", and {more} more line{'s' * (more > 1)} of it" if more else ""
        notes.append(
            f"Line {first.line or 1} of {whose} stopped with {told(first)}{others}. "
            "The lines after it ran, and your answer was judged all the same."
        )
    more = len(notes) - NOTES_CAP
    return [*notes[:NOTES_CAP], f"Lines of {more} more such cell{'s' * (more > 1)} stopped, too."] if more > 0 else notes


def told(error: Failed) -> str:
    """Return an exception as type and text, in one line."""
    return " ".join(f"{error.type}: {error.text}".split()).rstrip(".:")[:200]
