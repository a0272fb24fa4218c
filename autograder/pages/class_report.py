"""The class report as data: marks, what the class has not understood, who needs a look. Trusted side.

It is made from the gradebook and the recorded verdicts, without grading again; autograder.pages.report_page writes it down. Example
code is a student's text: it is never run here, and is escaped where it is shown.
"""

import io
import json
import random
import statistics
import tokenize
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import Standing, standings
from autograder.gradebook.fingerprints import content_digest
from autograder.gradebook.verdict_files import Record, Records
from autograder.judge import feedback_text
from autograder.judge.verdict import Kind
from autograder.submissions.notebook_file import UnreadableNotebook, parse, read_submitted

SLOW_FACTOR, SLOW_SECONDS = 4.0, 3.0  # slow is whoever takes so many times the class's median, and so long at least
STOPPED: frozenset[Kind] = frozenset({"died", "garbled", "memory", "refused"})  # failures that show a wall or a limit
FENCED = frozenset({"PermissionError", "OSError", "BlockingIOError", "MemoryError", "Stopped", "OutOfTime", "ConnectionError"})
EXAMPLE_LINES = 30
UNREAD = "The file could not be read."


@dataclass(frozen=True, slots=True)
class Row:
    """One student: final marks from the gradebook (None: none yet), marks by function, and words on what is unusual."""

    student: str
    score: float | None
    max_score: float
    functions: dict[str, float]
    late: float
    seconds: float
    remarks: tuple[str, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One hidden check: how many of those who answered fail it."""

    function: str
    title: str
    weight: int
    failed: int
    answered: int


@dataclass(frozen=True, slots=True)
class Misconception:
    """What one or more students were told first about a function, and the shortest code of it."""

    function: str
    cause: str
    students: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One assignment's class."""

    assignment: str
    anonymous: bool
    rows: tuple[Row, ...]
    checks: tuple[CheckRow, ...]
    misconceptions: tuple[Misconception, ...]
    points: dict[str, float]  # function -> points; a stretch exercise has 0
    unanswered: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]
    unreadable: dict[str, str]
    stopped: dict[str, tuple[str, ...]]
    followed: dict[str, tuple[str, ...]]
    without: tuple[str, ...]

    @property
    def marks(self) -> list[float]:
        """Return the marks that stand, lowest first."""
        return sorted(row.score for row in self.rows if row.score is not None)

    def having(self, remark: str) -> tuple[Row, ...]:
        """Return the rows with a certain remark."""
        return tuple(row for row in self.rows if any(said.startswith(remark) for said in row.remarks))


def collect(course: Course, assignment: str, anonymous: bool = False) -> ClassReport:
    """Return the report of an assignment; raise CourseError where nothing has been graded."""
    records = Records(course).all(assignment)
    book = {standing.student: standing for standing in standings(course, assignment)}
    if not records:
        raise CourseError(f"nothing of {assignment} has been graded", course.root, f"run 'course grade {assignment}' first")
    named = _names([*book, *(record.student for record in records)], anonymous)
    graded = [record for record in records if record.verdict.error is None]
    points = {cell.function: cell.max_score for record in graded for cell in record.verdict.cells}
    usual = statistics.median([record.seconds for record in graded]) if graded else 0.0
    stopped = {record.student: found for record in records if (found := _stopped(course, record))}
    rows = [row(r, named[r.student], book.get(r.student), usual, r.student in stopped) for r in records]
    unanswered: dict[str, list[str]] = {function: [] for function in points}
    followed: dict[str, list[str]] = {}
    for record in graded:
        for cell in record.verdict.cells:
            if not cell.answered and not cell.passed:
                unanswered[cell.function].append(named[record.student])
            if any(check.follows for check in cell.checks):
                followed.setdefault(cell.function, []).append(named[record.student])
    return ClassReport(
        assignment,
        anonymous,
        tuple(sorted(rows, key=lambda each: each.student)),
        _checks(graded),
        _misconceptions(course, graded, named, anonymous),
        points,
        {function: tuple(sorted(names)) for function, names in unanswered.items() if names},
        tuple(sorted(named[name] for name, standing in book.items() if not standing.submitted)),
        {
            named[record.student]: UNREAD if anonymous else record.verdict.error
            for record in records
            if record.verdict.error is not None
        },
        {named[student]: _nameless(found, anonymous) for student, found in sorted(stopped.items())},
        {function: tuple(sorted(names)) for function, names in followed.items()},
        tuple(sorted({layer for record in records for layer in record.verdict.without})),
    )


def _names(students: Iterable[str], anonymous: bool) -> dict[str, str]:
    """Return the name to show for each student: the id, or a number that says nothing of it."""
    known = sorted(set(students))
    if not anonymous:
        return {student: student for student in known}
    numbers = list(range(1, len(known) + 1))
    random.SystemRandom().shuffle(numbers)
    return {student: f"student {number:0{len(str(len(known)))}}" for student, number in zip(known, numbers, strict=True)}


def _nameless(lines: tuple[str, ...], anonymous: bool) -> tuple[str, ...]:
    """Return lines without what an exception says in its own words, which may be a name, where nobody is to be known."""
    return tuple(dict.fromkeys(line.partition(":")[0] for line in lines)) if anonymous else lines


def row(record: Record, name: str, standing: Standing | None = None, usual: float = 0.0, stopped: bool = False) -> Row:
    """Return a student's row; `usual` is what grading one of the class takes, `stopped` whether the sandbox stopped something."""
    verdict = record.verdict
    functions = {cell.function: cell.score for cell in verdict.cells}
    remarks = []
    if verdict.error is not None:
        remarks.append("unreadable: a human has to grade it")
    if standing is not None:
        if standing.late:
            remarks.append(f"late by {duration(standing.late)}" + (f", {standing.penalty:g} taken off" if standing.penalty else ""))
        remarks += ["flagged in formgrader"] * standing.flagged
        remarks += [f"manual marks: {standing.manual}"] * bool(standing.manual)
        remarks += ["waits for manual marks"] * bool(standing.waiting and not standing.manual and verdict.error is None)
    if any(check.kind == "timeout" for cell in verdict.cells for check in cell.checks if not check.passed):
        remarks.append("slow: a function does not come to an end")
    elif record.seconds > max(SLOW_SECONDS, SLOW_FACTOR * usual):
        remarks.append(f"slow: {record.seconds:.0f} s")
    remarks += ["stopped by the sandbox"] * stopped
    if verdict.cells and not any(cell.answered or cell.passed for cell in verdict.cells):
        remarks.append("as handed out: nothing answered")
    score = standing.score if standing else None if verdict.error is not None else verdict.score
    most = standing.max_score if standing else verdict.max_score
    late = standing.late if standing else 0.0
    return Row(name, score, most, functions, late, round(record.seconds, 2), tuple(remarks), verdict.without)


def duration(seconds: float) -> str:
    """Return a span of time in its largest unit."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return "less than a minute"


def _checks(graded: Sequence[Record]) -> tuple[CheckRow, ...]:
    """Return every check, the most failed first; only those count who wrote the function."""
    failed: Counter[tuple[str, str, int]] = Counter()
    answered: Counter[str] = Counter()
    for record in graded:
        for cell in record.verdict.cells:
            if cell.answered or cell.passed:
                answered[cell.function] += 1
                for check in cell.checks:
                    failed[cell.function, check.title, check.weight] += not check.passed
    rows = (CheckRow(*key, number, answered[key[0]]) for key, number in failed.items())
    return tuple(sorted(rows, key=lambda row: -row.failed / row.answered))


def _misconceptions(course: Course, graded: Sequence[Record], named: dict[str, str], anonymous: bool) -> tuple[Misconception, ...]:
    """Return what students were told first, by how many were told it; a student counts once a function."""
    who: dict[tuple[str, str], list[Record]] = defaultdict(list)
    wording: dict[tuple[str, str], str] = {}
    for record in graded:
        for cell in record.verdict.cells:
            if cell.answered and (failures := feedback_text.failures_by_sentence(cell, "cause")):
                _, (heaviest, *_) = failures[0]
                check = feedback_text.for_a_class(heaviest, anonymous)
                place = cell.function, feedback_text.topic(check)
                who[place].append(record)
                wording.setdefault(place, check.cause)
    tidy: Callable[[str], str] = without_words if anonymous else str.strip
    found = []
    for (function, key), records in who.items():
        codes = [code for record in records if (code := tidy(_code(course, record, function)))]
        students = tuple(sorted(named[record.student] for record in records))
        found.append(Misconception(function, wording[function, key], students, min(codes, key=len, default="")))
    return tuple(sorted(found, key=lambda each: (-len(each.students), each.function, each.cause)))


def _code(course: Course, record: Record, function: str) -> str:
    """Return the student's cell of a function, as it was when it was graded; '' where it has been handed in anew."""
    path = course.submitted(record.student, record.assignment)
    try:
        raw = read_submitted(path)
        if content_digest(raw) != record.content:
            return ""
        cells = [cell.source for cell in parse(raw, path) if cell.grade_id == function]
    except (UnreadableNotebook, CourseError, OSError):
        return ""
    lines = cells[-1].strip("\n").splitlines() if cells else []
    return "\n".join([*lines[:EXAMPLE_LINES], *(["…"] if len(lines) > EXAMPLE_LINES else [])])


def without_words(code: str) -> str:
    """Return code without comments and without the text of strings, where a name may stand; '' where it cannot be told."""
    lines = code.splitlines()
    emptied = {tokenize.STRING: '"…"', getattr(tokenize, "FSTRING_MIDDLE", -1): "…"}
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return ""
    for token in reversed(tokens):
        (first, start), (last, end) = token.start, token.end
        if token.type == tokenize.COMMENT:
            lines[first - 1] = lines[first - 1][:start].rstrip()
        elif token.type in emptied:
            lines[first - 1 : last] = [lines[first - 1][:start] + emptied[token.type] + lines[last - 1][end:]]
    return "\n".join(line for line in lines if line.strip())


def _stopped(course: Course, record: Record) -> tuple[str, ...]:
    """Return what the sandbox stopped in a submission: errors of its cells and calls that speak of a fence."""
    failed = (check for cell in record.verdict.cells for check in cell.checks if not check.passed)
    said = [check.cause for check in failed if check.kind in STOPPED]
    path = course.autograded(record.student, record.assignment)
    try:
        cells = json.loads(path.read_bytes())["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", ()) if output.get("output_type") == "error"]
        said = [f"{output['ename']}: {output['evalue']}" for output in outputs if output["ename"] in FENCED] or said
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return tuple(dict.fromkeys(said))
