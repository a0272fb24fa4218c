"""A verdict in words for a student: which sentences are said, in what order, and the comment at the student's cell.

Trusted side.
"""

import re
from collections.abc import Iterable

from autograder.judge.verdict import CellVerdict, CheckResult, Detail

SENTENCES = 3  # that a student reads about one function
STOPS = re.compile(r"\w+ stops(?: in line \d+.*?)? with \w+")
FIRST = re.compile(r".*?[.?](?=\s|$)", re.DOTALL)
NUMBERS = re.compile(r"\([\d, ]*\)|\d[\d.e+-]*")


def alike(cause: str) -> str:
    """Return what sentences about one mistake have in common: the line and the kind of error, or the first sentence.

    Sizes and numbers in it differ from input to input.
    """
    if stops := STOPS.match(cause):
        return stops[0]
    first = FIRST.match(cause)
    return NUMBERS.sub("#", first[0] if first else cause)


def groups(cell: CellVerdict, detail: Detail) -> list[tuple[str, list[CheckResult]]]:
    """Return the failed checks of a cell grouped by what is said of them, the heaviest group first, at most SENTENCES of them.

    Sentences that only differ in sizes and numbers are said once. So is what only says that numbers are wrong, and it is not
    said at all beside a cause that explains most of them.
    """
    failed = [check for check in cell.checks if not check.passed]
    if detail == "title":
        return [(check.title, [check]) for check in failed]
    said: dict[str, list[CheckResult]] = {}
    for check in sorted(failed, key=lambda check: -check.weight):
        said.setdefault(alike(check.cause), []).append(check)
    ordered = sorted(said.values(), key=weigh, reverse=True)
    named = [checks for checks in ordered if checks[0].named][:SENTENCES]
    bare = [checks for checks in ordered if not checks[0].named]
    explained = sum(map(weigh, named)) * 2 >= weigh(failed)
    shown = named if explained else [*named[: SENTENCES - 1], *bare[:1]]
    return [(checks[0].message(detail), checks) for checks in shown]


def weigh(checks: Iterable[CheckResult]) -> int:
    """Return the weight of some checks together."""
    return sum(check.weight for check in checks)


def headline(cell: CellVerdict) -> str:
    """Return one sentence with the score and the number of checks passed."""
    number = f"{cell.passed} of {len(cell.checks)} hidden checks passed"
    if not cell.max_score:
        return f"{cell.function} (stretch, no points): {number}."
    return f"{cell.function}: {cell.score:g} of {cell.max_score:g} points; {number}."


def praise(cell: CellVerdict) -> str:
    """Return a sentence for a function that passes everything."""
    return f"{cell.function} is right for everything that was tried: well done."


def comment(cell: CellVerdict, detail: Detail = "cause") -> str:
    """Return the comment that nbgrader shows at the student's own cell, in plain text."""
    if not cell.answered and cell.passed == 0:
        return f"No response: {cell.function} is as it was handed out."
    if cell.passed == len(cell.checks):
        return " ".join([praise(cell), *cell.notes])
    if detail == "title":
        return f"{headline(cell)} Not passed: {'; '.join(check.title for check in cell.checks if not check.passed)}."
    return " ".join([headline(cell), *(sentence for sentence, _ in groups(cell, detail)), *cell.notes])
