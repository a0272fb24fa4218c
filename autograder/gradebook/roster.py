"""The students of the gradebook: ids, names, addresses, and the LMS's number. Trusted side; it does not load nbgrader."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from autograder.course import sqlite_file
from autograder.gradebook.database import database_error, engine_of
from autograder.gradebook.rows import GradebookRows

ROSTER = sa.table("student", *map(sa.column, ("id", "first_name", "last_name", "email", "lms_user_id")))


@dataclass(frozen=True, slots=True)
class Student:
    """One row of the gradebook's students; unknown fields are ''."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


def read(connection: sa.Connection) -> list[Student]:
    """Return the students of an open gradebook."""
    return [Student(*(str(value or "") for value in row)) for row in connection.execute(sa.select(ROSTER))]


def students(db_url: str) -> list[Student]:
    """Return the students of a gradebook; an empty list if it does not exist yet. Raises CourseError if it cannot be read."""
    path = sqlite_file(db_url)
    if path is not None and not path.exists():
        return []
    engine = engine_of(db_url)
    try:
        with engine.connect() as connection:
            return read(connection) if sa.inspect(connection).has_table("student") else []
    except sa.exc.SQLAlchemyError as error:
        raise database_error(error, path or "gradebook") from error
    finally:
        engine.dispose()


def enrol(rows: GradebookRows, people: Iterable[Student], *, replace: bool = False) -> tuple[list[str], list[str]]:
    """Put students into the gradebook; return the ids that are new and those that changed.

    If a student is there already, only empty fields are filled; with `replace`, every given field replaces the old one.
    Raises CourseError if the gradebook cannot be written.
    """
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    with rows.transaction() as connection:
        known = {student.id: asdict(student) for student in read(connection)}
        for person in people:
            given = {key: value for key, value in asdict(person).items() if value}
            if person.id not in known:
                known[person.id] = {**dict.fromkeys(asdict(person), ""), **given}
                added.append(known[person.id])
                continue
            before = known[person.id]
            if before["last_name"] == person.id and not before["first_name"] and (person.first_name or person.last_name):
                before = {**before, "last_name": ""}  # the id stands for a name that was not known
            after = {**before, **given} if replace else {key: before[key] or given.get(key, "") for key in before}
            if after != before:
                known[person.id] = after
                changed.append(after)
        as_null = [{key: value or None for key, value in row.items()} for row in added]
        if as_null:
            connection.execute(sa.insert(ROSTER), as_null)
        for row in changed:
            values = {key: value or None for key, value in row.items() if key != "id"}
            connection.execute(sa.update(ROSTER).where(ROSTER.c.id == row["id"]).values(values))
    return [row["id"] for row in added], [row["id"] for row in changed]
