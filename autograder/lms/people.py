"""The people of the gradebook and of a class list, found by number, login, e-mail or name. Trusted side.

A person has one id: the gradebook's if the person is in it, or else the class list's, or else the LMS's. Ids have no space at their
ends and are in the Unicode form NFC; two ids that differ only in case belong to one person.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from autograder.errors import CourseError
from autograder.lms import csv_tables
from autograder.lms.csv_tables import Table, tidy
from autograder.plain_text import normal
from autograder.submissions import student_ids

# Headings, in lower case, of the lists that nbgrader, Canvas and Moodle (English, German) write.
LOGINS = ("sis login id", "student_id", "username", "user name", "login", "anmeldename", "nutzername", "benutzername")
IDS = ("id", "id number", "idnumber", "matrikelnummer", "id-nummer")
NAMES = ("full name", "name", "student", "vollständiger name")
FIRST = ("first_name", "first name", "firstname", "vorname")
LAST = ("last_name", "last name", "surname", "lastname", "nachname")
EMAILS = ("email", "email address", "e-mail", "e-mail-adresse", "mail")
NUMBERS = ("lms_user_id", "identifier", "teilnehmer/in", "id")
PARTICIPANT = re.compile(r"\D*(\d+)")  # "Participant 12345", in any language


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `number` is the LMS's own (Moodle's counts for one assignment only)."""

    id: str
    first: str = ""
    last: str = ""
    full: str = ""
    email: str = ""
    number: str = ""

    @property
    def names(self) -> set[str]:
        """Return the ways in which an LMS may write the name, each as `comparable` returns it."""
        whole = {comparable(self.full)} if self.full else set()
        last, comma, first = self.full.partition(",")
        if comma:
            whole |= {comparable(first + last)}
        if self.first or self.last:
            whole |= {comparable(self.first + self.last), comparable(self.last + self.first)}
        return whole - {""}


def comparable(text: str) -> str:
    """Return only the letters and digits of a name, in lower case: Canvas leaves out the rest, and systems differ in spaces."""
    return "".join(char for char in normal(text, "NFC").casefold() if char.isalnum())


class People:
    """The known people, from lists of which the first have precedence."""

    def __init__(self, *lists: Iterable[Person]) -> None:
        self._by: dict[str, dict[str, set[str]]] = {key: defaultdict(set) for key in ("number", "id", "email", "name")}
        self._person: dict[str, Person] = {}
        for person in chain(*lists):
            self._person.setdefault(person.id, person)
            one = {"number": person.number, "id": person.id.casefold(), "email": person.email.casefold()}
            for key, value in (*one.items(), *(("name", name) for name in person.names)):
                if value:
                    self._by[key][value].add(person.id)

    def find(self, *, number: str = "", login: str = "", email: str = "", name: str = "") -> Person | None:
        """Return the one person with the number, else the id, else the e-mail, else the name; None if there is none, or several."""
        asked = (("number", number), ("id", login.casefold()), ("email", email.casefold()), ("name", comparable(name)))
        for key, value in asked:
            if value and len(ids := self._by[key].get(value, set())) == 1:
                return self._person[next(iter(ids))]
        return None


def of_table(table: Table, known: People) -> list[Person]:
    """Return the people of a class list, each under the id that the gradebook has for them.

    Raises CourseError if no column says who somebody is.
    """
    canvas = table.column("sis login id") is not None
    columns = {
        "login": table.column(*LOGINS) if canvas or table.column(*LOGINS) is not None else table.column(*IDS),
        "name": table.column(*NAMES), "first": table.column(*FIRST), "last": table.column(*LAST), "email": table.column(*EMAILS),
        "number": table.column("id") if canvas else table.column(*NUMBERS[:-1]),
    }  # fmt: skip
    if columns["login"] is None and columns["name"] is None and columns["email"] is None:
        have = ", ".join(filter(None, table.headings))[:300]
        what = f"no column with ids, names or e-mail addresses was recognised (there are: {have})"
        raise CourseError(what, table.path, "see docs/lms.md")
    people = []
    for row in table.rows:
        texts = {key: table.cell(row, column) for key, column in columns.items()}
        if canvas and (texts["name"] == "Points Possible" or not texts["number"]):
            continue
        match = PARTICIPANT.fullmatch(texts["number"])
        number = match[1] if match else texts["number"]
        person = Person("", texts["first"], texts["last"], texts["name"], texts["email"], number)
        same = known.find(login=texts["login"], email=texts["email"], name=texts["name"] or texts["first"] + texts["last"])
        person_id = same.id if same else texts["login"] or texts["email"] or texts["name"]
        if person_id and not student_ids.unfit(person_id):
            people.append(replace(person, id=person_id))
    return people


def read_list(path: Path, known: People) -> tuple[list[Person], Table]:
    """Return the people of a class list in a file, and the file as a table. Raises CourseError."""
    table = csv_tables.read(path)
    return of_table(table, known), table


def split(person: Person) -> tuple[str, str]:
    """Return a person's first and last names, split from the full name if they are not known."""
    if person.first or person.last or not person.full:
        return person.first, person.last
    last, comma, first = person.full.partition(",")
    if comma:
        return tidy(first), tidy(last)
    first, _, last = person.full.rpartition(" ")
    return first, last
