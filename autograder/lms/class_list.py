"""Puts a class list into the gradebook, whatever program wrote the list; nobody gets a second id. Trusted side."""

import re
from collections import Counter
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import roster
from autograder.gradebook.rows import GradebookRows
from autograder.judge.settings import Settings
from autograder.lms import csv_tables, people
from autograder.lms.people import People, Person
from autograder.nbgrader_plugin.student_names import harmless
from autograder.plain_text import line
from autograder.submissions import student_ids

NOTED = 3  # notes that a message quotes
CHANGED = re.compile(r"\d+([.,]\d+)?[eE]\+\d+|\d{3,}[.,]0")  # how spreadsheets show long numbers, and whole ones as decimals


def enrol(course: Course, path: Path) -> tuple[list[str], list[str], list[str]]:
    """Put the people of a class list into the gradebook; return the new ids, the changed ones, and notes in sentences.

    Raises CourseError, with nothing written, if the list cannot be read or names two people by one id.
    """
    url = Settings.read(course).db_url
    enrolled = [Person(each.id, each.first_name, each.last_name, "", each.email) for each in roster.students(url)]
    listed, table = people.read_list(path, People(enrolled))
    notes = list(table.notes)
    column = table.column(*people.LOGINS, *people.IDS)
    known = {csv_tables.tidy(person.id).casefold(): person.id for person in enrolled}
    raw = [row[column] for row in table.rows if column is not None and column < len(row)]
    notes += [f"'{line(text, 60)}' is read as '{line(csv_tables.tidy(text), 60)}'" for text in raw if text != csv_tables.tidy(text)]
    notes += [
        f"{line(reason, 200)}: left out" for text in raw if text.strip() and (reason := student_ids.unfit(csv_tables.tidy(text)))
    ]
    suspect = "looks like a number that a spreadsheet has changed: is this the id?"
    notes += [f"'{line(text, 60)}' {suspect}" for text in raw if CHANGED.fullmatch(text.strip())]
    twice = [person_id for person_id, number in Counter(person.id.casefold() for person in listed).items() if number > 1]
    if twice:
        raise CourseError(
            f"these ids are in the list twice: {', '.join(line(text, 60) for text in twice)}", path, "remove one line of each"
        )
    if not listed:
        raise CourseError("; ".join(["this list has no people in it", *notes[:NOTED]]), path, "see docs/lms.md for the columns")
    if open_ended := next((text for person in listed for text in people.split(person) if "\n" in text), ""):
        what = f"the name '{line(open_ended, 60)}' has several lines: is a quotation mark missing?"
        raise CourseError(what, path, "close it, or export the list once more")
    from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader

    students = []
    for person in listed:
        first, last = people.split(person)
        texts = (harmless(None, text) for text in (first, last, person.email))
        students.append(roster.Student(known.get(person.id.casefold(), person.id), *texts))
    Gradebook(course).create()
    with GradebookRows(url) as rows:
        added, changed = roster.enrol(rows, students, replace=True)
    return added, changed, notes
