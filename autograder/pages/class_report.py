"""The class report as data: marks, what the class has not understood, who needs a look. Trusted side.

It is made from the gradebook and the recorded verdicts, without grading again; autograder.pages.report_page writes it to files.
Example code is a student's text: it is never run here, and the page escapes it.
"""

import json
import random
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import FinalMark, final_marks
from autograder.gradebook.fingerprints import content_digest
from autograder.gradebook.verdict_files import Record, VerdictFiles
from autograder.judge import feedback_text, quotes
from autograder.judge.budget import Budget, each_within
from autograder.judge.verdict import CellVerdict, CheckResult, Kind
from autograder.pages.nameless_code import nameless, names_of_lesson
from autograder.plain_text import spelled
from autograder.submissions import hand_in_places, safe_text
from autograder.submissions.notebook_file import UnreadableNotebook, parse, read_submitted

SLOW_FACTOR, SLOW_SECONDS = 4.0, 3.0  # a submission is slow if it takes both this many times the class's median and this long
STOPPED: frozenset[Kind] = frozenset({"died", "garbled", "memory", "refused"})  # failures that show a wall or a limit
FENCED = frozenset({"PermissionError", "OSError", "BlockingIOError", "MemoryError", "Stopped", "OutOfTime", "ConnectionError"})
ERROR, TYPE = b'"output_type": "error"', re.compile(rb'"ename": "(\w+)"')  # in a notebook's file, if an error stands in it
EXAMPLE_LINES = 30  # of a student's code
LOOKED_AT = 30  # students with a misconception, of whose code the shortest is the example: to read a class's notebooks takes long
EXAMPLE_CAP = 4000  # characters of a cell: a longer one is no example, whatever it costs to read
READING = Budget(cpu_seconds=10.0, seconds=100.0, memory_bytes=1 << 30)  # for the code of some students
UNREAD = "The file could not be read."
OWN_ERROR = "an exception of the student's own"
UNPLACED = "The notebook is not where it is looked for."


class Remark(str):
    """What is unusual about a hand-in, as text; `kind` is what code goes by: "waits" (for a person), "slow", or "" for all else."""

    kind: str

    def __new__(cls, text: str, kind: str = "") -> Self:
        """Return a remark of a kind."""
        remark = super().__new__(cls, text)
        remark.kind = kind
        return remark


@dataclass(frozen=True, slots=True)
class Row:
    """One student: final marks from the gradebook (None: none yet), marks by function, and remarks on what is unusual.

    `late` is in seconds; `seconds` is what grading took; `without` names the sandbox layers that were switched off.
    """

    student: str
    score: float | None
    max_score: float
    functions: dict[str, float]
    late: float
    seconds: float
    remarks: tuple[Remark, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One hidden check: how many of those who wrote the function fail it."""

    function: str
    title: str
    weight: int
    failed: int
    answered: int


@dataclass(frozen=True, slots=True)
class Misconception:
    """What one or more students were told first about a function, and the shortest code that it was said of."""

    function: str
    cause: str
    students: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One assignment's class. `unanswered` and `followed` hold students by function."""

    assignment: str
    anonymous: bool
    rows: tuple[Row, ...]
    checks: tuple[CheckRow, ...]
    misconceptions: tuple[Misconception, ...]
    points: dict[str, float]  # function -> points; a stretch exercise has 0
    unanswered: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]  # students who handed in nothing
    misplaced: dict[str, str]  # student -> what stands in submitted/ in place of the notebook
    unreadable: dict[str, str]  # student -> why
    stopped: dict[str, tuple[str, ...]]  # student -> what the sandbox stopped
    stopped_lines: dict[str, tuple[str, ...]]  # what stopped a line of a cell -> students; the lines after it ran
    followed: dict[str, tuple[str, ...]]  # judged with a right version of an earlier function, because theirs is wrong
    without: tuple[str, ...]  # sandbox layers that were switched off for somebody

    @property
    def marks(self) -> list[float]:
        """Return the final marks that there are, lowest first."""
        return sorted(row.score for row in self.rows if row.score is not None)

    @property
    def max_score(self) -> float:
        """Return the assignment's full marks; 0 if nobody handed in."""
        return max((row.max_score for row in self.rows), default=0.0)

    def having(self, kind: str) -> list[tuple[str, Remark]]:
        """Return (student, remark) for each remark of a kind."""
        return [(row.student, remark) for row in self.rows for remark in row.remarks if remark.kind == kind]


def collect(course: Course, assignment: str, anonymous: bool = False) -> ClassReport:
    """Return the report of an assignment; raise CourseError if nothing of it has been graded.

    An `anonymous` report holds no names, and nothing in a student's own words: what is left of their code is its form and its
    numbers (`pages.nameless_code`).
    """
    records = VerdictFiles(course).all(assignment)
    if not records:
        raise CourseError(f"nothing of {assignment} has been graded", course.root, f"run 'course grade {assignment}' first")
    book = {mark.student: mark for mark in final_marks(course, assignment)}
    records = [record for record in records if record.student in book or not book]  # who was removed is in no report
    misplaced = hand_in_places.not_hand_ins(course, assignment)
    names = _names([*book, *misplaced, *(record.student for record in records)], anonymous)
    graded = [record for record in records if record.verdict.error is None]
    usual = statistics.median([record.seconds for record in graded]) if graded else 0.0
    stopped = {record.student: lines for record in records if (lines := _stopped(course, record, anonymous))}
    elsewhere = {each.student: _elsewhere(course, each) for each in graded if not each.verdict.answered and not anonymous}
    rows = [
        row(each, names[each.student], book.get(each.student), usual, each.student in stopped, elsewhere.get(each.student, ()))
        for each in records
    ]
    errors = {names[record.student]: record.verdict.error for record in records if record.verdict.error is not None}
    return ClassReport(
        assignment=assignment,
        anonymous=anonymous,
        rows=tuple(sorted(rows, key=lambda each: each.student)),
        checks=_checks(graded),
        misconceptions=_misconceptions(course, graded, names, anonymous),
        points={cell.function: cell.max_score for record in graded for cell in record.verdict.cells},
        unanswered=_by_function(graded, names, lambda cell: not cell.answered and not cell.passed),
        missing=tuple(sorted(names[student] for student, mark in book.items() if not mark.submitted and student not in misplaced)),
        misplaced={names[student]: UNPLACED if anonymous else reason for student, reason in sorted(misplaced.items())},
        unreadable=dict.fromkeys(errors, UNREAD) if anonymous else errors,
        stopped={names[student]: lines for student, lines in sorted(stopped.items())},
        stopped_lines=_stopped_lines(graded, names, anonymous),
        followed=_by_function(graded, names, lambda cell: any(check.follows for check in cell.checks)),
        without=tuple(sorted({layer for record in records for layer in record.verdict.without})),
    )


def _elsewhere(course: Course, record: Record) -> list[str]:
    path = course.submitted(record.student, record.assignment)
    return hand_in_places.other_notebooks(path.parent, path.name)


def _by_function(
    graded: Iterable[Record], names: Mapping[str, str], holds: Callable[[CellVerdict], bool]
) -> dict[str, tuple[str, ...]]:
    """Return the students by function for whose cell something holds; functions without any are left out."""
    students: dict[str, list[str]] = {}  # functions in the order of the lesson
    for record in graded:
        for cell in record.verdict.cells:
            students.setdefault(cell.function, []).extend([names[record.student]] * holds(cell))
    return {function: tuple(sorted(who)) for function, who in students.items() if who}


def _stopped_lines(graded: Iterable[Record], names: Mapping[str, str], anonymous: bool) -> dict[str, tuple[str, ...]]:
    """Return the students by what stopped lines of their cells, the most frequent first; an `anonymous` report names types only."""
    students: dict[str, set[str]] = defaultdict(set)
    for record in graded:
        for stop in record.verdict.stopped:
            if stop.error in FENCED:
                continue  # they are among what the sandbox stopped
            if anonymous:
                what = stop.error if quotes.is_known(stop.error) else OWN_ERROR
            else:
                what = f"{stop.error}: {stop.words}" if stop.words else stop.error
            students[what].add(names[record.student])
    ordered = sorted(students.items(), key=lambda each: (-len(each[1]), each[0]))
    return {what: tuple(sorted(who)) for what, who in ordered}


def _names(students: Iterable[str], anonymous: bool) -> dict[str, str]:
    """Return the name to show for each student: the id or, if `anonymous`, a number drawn at random."""
    known = sorted(set(students))
    if not anonymous:
        return {student: spelled(student, len(student)) for student in known}
    numbers = list(range(1, len(known) + 1))
    random.SystemRandom().shuffle(numbers)
    return {student: f"student {number:0{len(str(len(known)))}}" for student, number in zip(known, numbers, strict=True)}


def row(
    record: Record,
    name: str,
    standing: FinalMark | None = None,
    usual: float = 0.0,
    stopped: bool = False,
    elsewhere: Sequence[str] = (),
) -> Row:
    """Return a student's row; `usual` is the class's median time in seconds, `stopped` whether the sandbox stopped something.

    elsewhere: the other notebooks in the folder of the hand-in.
    """
    verdict = record.verdict
    functions = {cell.function: cell.score for cell in verdict.cells}
    remarks = []
    if verdict.error is not None:
        marked = standing is not None and standing.score is not None  # by hand, in formgrader
        remarks.append(Remark("unreadable") if marked else Remark("unreadable: a person has to grade it", "waits"))
    if standing is not None:
        if standing.late:
            taken_off = f", {standing.penalty:g} taken off" if standing.penalty else ""
            remarks.append(Remark(f"late by {duration(standing.late)}{taken_off}"))
        if standing.untimed:
            remarks.append(Remark("no time of submission is known: never late"))
        if standing.flagged:
            remarks.append(Remark("flagged in formgrader", "waits"))
        if standing.manual:
            remarks.append(Remark(f"manual marks: {standing.manual}"))
        elif standing.waiting and verdict.error is None:
            remarks.append(Remark("waits for manual marks", "waits"))
    if any(check.kind == "timeout" for cell in verdict.cells for check in cell.checks if not check.passed):
        remarks.append(Remark("slow: a function does not come to an end", "slow"))
    elif record.seconds > max(SLOW_SECONDS, SLOW_FACTOR * usual):
        remarks.append(Remark(f"slow: {record.seconds:.0f} s", "slow"))
    if stopped:
        remarks.append(Remark("stopped by the sandbox"))
    if verdict.cells and not verdict.answered:
        place = f"; is the work in {', '.join(elsewhere)}?" if elsewhere else ""
        remarks.append(Remark(f"as handed out: nothing answered{place}"))
    score = standing.score if standing else None if verdict.error is not None else verdict.score
    most = standing.max_score if standing else verdict.max_score
    late = standing.late if standing else 0.0
    return Row(name, score, most, functions, late, round(record.seconds, 2), tuple(remarks), verdict.without)


def duration(seconds: float) -> str:
    """Return a time in seconds as words, in its largest unit: days, hours or minutes."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return "less than a minute"


def _checks(graded: Sequence[Record]) -> tuple[CheckRow, ...]:
    """Return every check, the most failed first; only students who wrote the function count."""
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


def _misconceptions(
    course: Course, graded: Sequence[Record], names: Mapping[str, str], anonymous: bool
) -> tuple[Misconception, ...]:
    """Return what students were told first about each function, the most frequent first; each student counts once a function."""
    records: dict[tuple[str, str], list[Record]] = defaultdict(list)
    causes: dict[tuple[str, str], str] = {}
    for record in graded:
        for cell in record.verdict.cells:
            if cell.answered and (failures := feedback_text.failures_by_sentence(cell, "cause")):
                _, (heaviest, *_) = failures[0]
                if heaviest.kind == "missing" and any(stop.function == cell.function for stop in record.verdict.stopped):
                    continue  # a line that stopped is none
                check = feedback_text.for_a_class(heaviest, anonymous)
                key = cell.function, _alike(heaviest, check)
                records[key].append(record)
                causes.setdefault(key, check.cause)
    lesson = names_of_lesson(course, graded[0].assignment) if anonymous and graded else frozenset()
    tidy: Callable[[str], str] = partial(nameless, known=lesson) if anonymous else _seen
    misconceptions = []
    mentioned = list({record.student: record for having in records.values() for record in having[:LOOKED_AT]}.values())
    examples = each_within(READING, partial(_examples, course, tidy), mentioned)
    examples_of = {record.student: codes or {} for record, codes in zip(mentioned, examples, strict=True)}
    for (function, alike), having in records.items():
        codes = [code for record in having[:LOOKED_AT] if (code := examples_of[record.student].get(function))]
        students = tuple(sorted(names[record.student] for record in having))
        misconceptions.append(Misconception(function, causes[function, alike], students, min(codes, key=len, default="")))
    return tuple(sorted(misconceptions, key=lambda each: (-len(each.students), each.function, each.cause)))


def _examples(course: Course, tidy: Callable[[str], str], record: Record) -> dict[str, str]:
    """Return a student's code by function, made `tidy`; none if the file is not the one that was graded."""
    cells = _cells(course, record.student, record.assignment, record.content)
    sources = {cell.function: cells.get(cell.function, "") for cell in record.verdict.cells}
    return {name: _beginning(tidy(source)) for name, source in sources.items() if len(source) <= EXAMPLE_CAP}


def _alike(heaviest: CheckResult, check: CheckResult) -> str:
    """Return what failures that show one mistake have in common: of an exception its type and what it means, not its text."""
    if not (check.stop and check.stop.error):
        return feedback_text.topic(check)
    return feedback_text.NUMBERS.sub("#", heaviest.general or feedback_text.for_a_class(heaviest, anonymous=True).cause)


def _cells(course: Course, student: str, assignment: str, content: str) -> dict[str, str]:
    """Return a student's cells by id as submitted; none if the file is not the one of digest `content` that was graded."""
    path = course.submitted(student, assignment)
    try:
        raw = read_submitted(path)
        if content_digest(raw) != content:
            return {}
        return {cell.grade_id: cell.source for cell in parse(raw, path) if cell.grade_id}
    except (UnreadableNotebook, CourseError, OSError):
        return {}


def _seen(code: str) -> str:
    """Return code as it is shown."""
    return safe_text.code(code).strip()


def _beginning(code: str) -> str:
    """Return the first lines of some code."""
    lines = code.splitlines()
    return "\n".join([*lines[:EXAMPLE_LINES], *(["…"] if len(lines) > EXAMPLE_LINES else [])])


def _stopped(course: Course, record: Record, anonymous: bool = False) -> tuple[str, ...]:
    """Return what the sandbox stopped in a submission: errors of its cells and calls that speak of a fence.

    If `anonymous`, without the student's words.
    """
    failed = (check for cell in record.verdict.cells for check in cell.checks if not check.passed)
    said = [(anonymous and check.general) or check.cause for check in failed if check.kind in STOPPED]
    path = course.autograded(record.student, record.assignment)
    try:
        raw = path.read_bytes()
        types = TYPE.findall(raw) if ERROR in raw else ()  # the longer text is found in half the time among a class's pictures
        there = FENCED.intersection(map(bytes.decode, types))
        cells = json.loads(raw)["cells"] if there else ()  # reading the pictures of a whole class takes long
        outputs = [output for cell in cells for output in cell.get("outputs", ()) if output.get("output_type") == "error"]
        fenced = [output for output in outputs if output["ename"] in FENCED]
        said = [output["ename"] if anonymous else f"{output['ename']}: {output['evalue']}" for output in fenced] or said
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return tuple(dict.fromkeys(said))
