"""A verdict in words for a student: the sentences, their order, and the comment at the student's cell. Trusted side."""

import re
from collections.abc import Iterable
from dataclasses import replace

from autograder.judge.verdict import CellVerdict, CheckResult, Detail

SENTENCES = 3  # sentences about one function: nobody reads more
FIRST = re.compile(r".*?[.?](?=\s|$)", re.DOTALL)
NUMBERS = re.compile(r"\([\d, ]*\)|\d[\d.e+-]*")


def topic(check: CheckResult) -> str:
    """Return a key that is equal for failed checks that show the same mistake.

    For an exception it is its type and its line; otherwise the first sentence without sizes and numbers, which differ from
    input to input.
    """
    if check.stop and check.stop.error:
        return f"{check.stop.error}{check.stop.place}"
    first = FIRST.match(check.cause)
    return NUMBERS.sub("#", first[0] if first else check.cause)


def for_a_class(check: CheckResult, anonymous: bool) -> CheckResult:
    """Return a failed check without the line of an exception, which differs from student to student.

    If `anonymous`, all of the student's words are removed too: the text of an exception, names in the code.
    """
    cause, stop = (anonymous and check.general) or check.cause, check.stop
    if stop:
        place = stop.place if stop.place in cause else f" in line {stop.line}"
        cause = cause.replace(place, "", 1)
        stop = replace(stop, line=None)
    return replace(check, cause=cause, stop=stop)


def failures_by_sentence(cell: CellVerdict, detail: Detail) -> list[tuple[str, list[CheckResult]]]:
    """Return at most SENTENCES sentences about a cell's failed checks, each with the checks that it is about.

    The checks with the largest weights come first. Checks of one topic share a sentence, and so do checks whose numbers are
    wrong for no known cause; these are left out if known causes explain most of the failed checks. If `detail` is "title",
    each failed check's sentence is its title.
    """
    failed = [check for check in cell.checks if not check.passed]
    if detail == "title":
        return [(check.title, [check]) for check in failed]
    topics: dict[str, list[CheckResult]] = {}
    for check in sorted(failed, key=lambda check: -check.weight):
        topics.setdefault(topic(check), []).append(check)
    ordered = sorted(topics.values(), key=total_weight, reverse=True)
    named = [checks for checks in ordered if checks[0].named][:SENTENCES]
    bare = [checks for checks in ordered if not checks[0].named]
    explained = sum(map(total_weight, named)) * 2 >= total_weight(failed)
    certain = [checks for checks in named if checks[0].kind != "wrong"]  # an error is known, the cause of wrong numbers is a guess
    rest = [checks for checks in (*named[: SENTENCES - 1], *bare[:1]) if checks not in certain]
    shown = named if explained else [*certain, *sorted(rest, key=total_weight, reverse=True)][:SENTENCES]
    return [(checks[0].message(detail), checks) for checks in shown]


def total_weight(checks: Iterable[CheckResult]) -> int:
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
    return " ".join([headline(cell), *(sentence for sentence, _ in failures_by_sentence(cell, detail)), *cell.notes])
