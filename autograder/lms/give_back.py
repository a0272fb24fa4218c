"""Back to the LMS: makes the archive of feedback pages that it imports, and its own table with the marks filled in. Trusted side.

Moodle takes a zip of `Full Name_12345_assignsubmission_file/name` ("Upload multiple feedback files in a zip") and its grading
worksheet with the marks filled in; Canvas a zip of files that begin as those it gave, and its exported gradebook with one column
filled in. Any other system gets a folder of pages, one named after each student, and a plain table.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from autograder.atomic_files import write
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import FinalMark, final_marks
from autograder.lms import csv_tables, people, receipts
from autograder.lms.csv_tables import Table
from autograder.lms.people import PARTICIPANT, People, Person
from autograder.lms.receipts import Receipt, Receipts
from autograder.plain_text import line
from autograder.submissions.safe_text import field as safe_field

Target = Literal["moodle", "canvas", "folder"]
GRADES = ("grade", "bewertung")  # the headings of Moodle's worksheet, English and German
HIGHEST = ("maximum grade", "bestwertung")
NAMED = 5  # students that a sentence names
_CANVAS_POINTS = "points possible"


@dataclass
class Returned:
    """The files that were written, the numbers of pages and marks, and sentences on what was left out or needs a look."""

    archive: Path
    table: Path
    pages: int = 0
    marks: int = 0
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def give_back(course: Course, assignment: str, target: Target, class_list: Path | None = None, column: str = "") -> Returned:
    """Write the feedback and marks of an assignment for an LMS, to reports/; return what was written.

    class_list: the LMS's own table (Moodle's grading worksheet, Canvas's exported gradebook), which is written with the marks
    filled in. column: the heading of the marks in it, needed only if it is not recognised. Raises CourseError if nothing has been
    graded or collected, or if the table is not one of that LMS.
    """
    graded = {mark.student: mark for mark in final_marks(course, assignment) if mark.submitted}
    marks = {student: mark for student, mark in graded.items() if mark.score is not None}
    if not graded:
        raise CourseError(f"{assignment} has not been graded", course.root, f"run 'course grade {assignment}' first")
    if not marks:
        what = f"nobody has a mark in {assignment} yet: all wait for manual grading"
        raise CourseError(what, course.root, "mark them in formgrader; it says why they wait")
    known = receipts.load(course, assignment)
    if target != "folder" and (known is None or known.form != target):
        came = f"came from {known.form}" if known else "were not collected with 'course collect'"
        what = f"the hand-ins of {assignment} {came}, so their names in {target.capitalize()} are not known"
        raise CourseError(what, course.collected, "collect them from its archive first, or use --to folder")
    known = known or Receipts(assignment, "folder")
    folder = course.reports / f"return-{assignment}"
    returned = Returned(folder / f"feedback-{target}.zip", folder / f"marks-{target}.csv")
    if class_list:
        table, numbers = _filled(course, csv_tables.read(class_list), target, known, marks, column, assignment, returned)
    else:
        table, numbers = _own_table(target, known, marks, assignment), len(marks)
    archive = _archive(course, assignment, target, known, graded, returned)
    if target == "folder":
        returned.archive = folder / "feedback"
        for student, page in archive.items():
            write(returned.archive / f"{student}.html", page.read_bytes())
    else:
        write(returned.archive, partial(_zip, archive))
    write(returned.table, table.text().encode())
    returned.pages, returned.marks = len(archive), numbers
    return returned


def _archive(
    course: Course, assignment: str, target: Target, known: Receipts, graded: Iterable[str], returned: Returned
) -> dict[str, Path]:
    """Return the pages' files by their names in the archive; note the students without a page, or unknown to the LMS.

    A page that is older than the autograded notebook may show other marks than the table, so it is left out.
    """
    pages = {}
    without: dict[str, list[str]] = defaultdict(list)  # reason -> students
    for student in sorted(graded):
        receipt = known.by_student.get(student)
        if receipt is None and target != "folder":
            without[f"not handed in through {target.capitalize()}, so no page for it is in the archive"].append(student)
            continue
        path = course.feedback / student / assignment / f"{assignment}.html"
        try:
            if path.stat().st_mtime < course.autograded(student, assignment).stat().st_mtime:
                without[f"graded again after the feedback page was made; run 'course feedback {assignment}' first"].append(student)
                continue
        except FileNotFoundError:
            without[f"there is no feedback page; run 'course feedback {assignment}' first"].append(student)
            continue
        pages[student if receipt is None or target == "folder" else _name(target, receipt, assignment)] = path
    for reason, students in without.items():
        more = f" and {len(students) - NAMED} more" if len(students) > NAMED else ""
        returned.left_out.append(f"{', '.join(line(each, 100) for each in students[:NAMED])}{more}: {reason}")
    return pages


def _name(target: Target, receipt: Receipt, assignment: str) -> str:
    if target == "moodle":
        return f"{receipt.group}/{assignment}.html"
    return f"{receipt.group}{receipt.file.rpartition('.')[0] or receipt.file}.html"


def _zip(pages: Mapping[str, Path], file: BinaryIO) -> None:
    """Write a zip of files by name, with equal bytes for equal pages; page by page, because each has a megabyte."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in pages.items():
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            archive.writestr(info, page.read_bytes(), zipfile.ZIP_DEFLATED)


def _own_table(target: Target, known: Receipts, marks: Mapping[str, FinalMark], assignment: str) -> Table:
    """Return a table in the form of an LMS, for those who handed in through it."""
    came = [(known.by_student[student], mark) for student, mark in marks.items() if student in known.by_student]
    if target == "moodle":
        heads = ["Identifier", "Full name", "Email address", "Grade", "Maximum Grade", "Last modified (grade)"]
        rows = [
            [f"Participant {receipt.number}", receipt.name, receipt.email, f"{mark.score:g}", f"{mark.max_score:g}", "-"]
            for receipt, mark in came
        ]
    elif target == "canvas":
        heads = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment]
        most = max((mark.max_score for mark in marks.values()), default=0.0)
        rows = [["    Points Possible", "", "", "", "", f"{most:g}"]]
        rows += [[receipt.name or mark.name, receipt.number, "", "", "", f"{mark.score:g}"] for receipt, mark in came]
    else:
        heads = ["student", "first_name", "last_name", "email", assignment, "of"]
        rows = [[m.student, m.first_name, m.last_name, m.email, f"{m.score:g}", f"{m.max_score:g}"] for m in marks.values()]
    return Table(Path(), heads, [list(map(safe_field, row)) for row in rows])


def _filled(
    course: Course,
    table: Table,
    target: Target,
    known: Receipts,
    marks: Mapping[str, FinalMark],
    column: str,
    assignment: str,
    returned: Returned,
) -> tuple[Table, int]:
    """Return the LMS's own table with the marks filled in and nothing else changed, and the number of marks.

    Raises CourseError if nobody in the table has a mark, or if it belongs to another assignment or counts other points.
    """
    place = _mark_column(table, target, column, assignment)
    highest = max((mark.max_score for mark in marks.values()), default=0.0)
    enrolled = [
        Person(mark.student, mark.first_name, mark.last_name, "", mark.email, mark.lms_user_id if target == "canvas" else "")
        for mark in marks.values()
    ]
    came = [Person(r.student, full=r.name, email=r.email, number=r.number) for r in known.by_student.values()]
    who = People(came, enrolled)
    by_row = list(_rows(table, target))
    _check_numbers(table, target, known, by_row)
    filled: set[str] = set()
    for row, person in by_row:
        match = who.find(number=person.number, login=person.id, email=person.email, name=person.full or person.first + person.last)
        if match and match.id in marks and match.id not in filled:
            row += [""] * (place + 1 - len(row))
            row[place] = f"{marks[match.id].score:g}"
            filled.add(match.id)
    _check_highest(table, target, place, highest, returned)
    for student in sorted(set(marks) - filled):
        returned.left_out.append(f"{line(student, 100)}: not in {table.path.name}, so their mark is not in it")
    if not filled:
        raise CourseError(f"none of its people has a mark in {assignment}", table.path, "check that it is this class's table")
    return table, len(filled)


def _rows(table: Table, target: Target) -> Iterable[tuple[list[str], Person]]:
    """Return the rows of people, each with what the table says of the person."""
    canvas = target == "canvas"
    number = table.column("id") if canvas else table.column(*people.NUMBERS[:-1])
    login, email = table.column(*people.LOGINS), table.column(*people.EMAILS)
    name, first, last = table.column(*people.NAMES), table.column(*people.FIRST), table.column(*people.LAST)
    for row in table.rows:
        text = table.cell(row, number)
        match = PARTICIPANT.fullmatch(text)
        if canvas and not text:
            continue
        person = Person(
            table.cell(row, login if login is not None or canvas else table.column("id", "student")),
            table.cell(row, first), table.cell(row, last), table.cell(row, name), table.cell(row, email),
            match[1] if match else text,
        )  # fmt: skip
        yield row, person


def _mark_column(table: Table, target: Target, column: str, assignment: str) -> int:
    if column:
        place = table.column(column.casefold())
        candidates = [] if place is None else [place]
    elif target == "moodle":
        candidates = [place] if (place := table.column(*GRADES)) is not None else []
    else:
        heads = [re.sub(r"\s*\(\d+\)$", "", heading.strip()) for heading in table.headings]
        candidates = [number for number, heading in enumerate(heads) if heading == assignment]
    if len(candidates) != 1:
        have = ", ".join(line(heading, 60) for heading in table.headings if heading)[:600]
        what = f"the column for the marks is not clear (there are: {have})"
        raise CourseError(what, table.path, "name it with --column; docs/lms.md says where to export the table")
    return candidates[0]


def _check_numbers(table: Table, target: Target, known: Receipts, rows: Iterable[tuple[list[str], Person]]) -> None:
    """Raise CourseError if Moodle's worksheet belongs to another assignment, which would get the marks."""
    theirs = {person.number for _, person in rows} - {""}
    if target == "moodle" and theirs and theirs.isdisjoint(each.number for each in known.by_student.values()):
        what = f"it is the worksheet of another assignment: none of its participants handed in {known.assignment}"
        raise CourseError(what, table.path, f"download the grading worksheet of {known.assignment}'s assignment")


def _check_highest(table: Table, target: Target, place: int, highest: float, returned: Returned) -> None:
    """Raise CourseError if the LMS's maximum is another number of points: 18 of 20 would become 18 of 100.

    If the table does not say what the maximum is, note that.
    """
    if target == "moodle":
        column = table.column(*HIGHEST)
        texts = {table.cell(row, column) for row in table.rows} - {""}
    else:
        texts = {table.cell(row, place) for row in table.rows if row and row[0].strip().casefold() == _CANVAS_POINTS} - {""}
    maxima = {number for text in texts if (number := _number(text)) is not None}
    if not maxima:
        returned.notes.append(f"{table.path.name} does not say out of how many points it counts; the lesson is out of {highest:g}")
    for number in maxima:
        if abs(number - highest) > 0.005:
            what = f"it counts out of {number:g} points, and the lesson out of {highest:g}"
            raise CourseError(what, table.path, f"set the assignment's points to {highest:g} in the LMS and export the table again")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
