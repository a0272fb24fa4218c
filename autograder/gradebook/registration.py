"""A new assignment in the gradebook, and a new gradebook, as nbgrader makes them. Trusted side; it does not load nbgrader.

nbgrader's own way starts a program for each new gradebook and loads nbgrader twice: this takes seconds. It is
still used for what is not new, and if the tables of the installed nbgrader are not those of `database.py`.
"""

import json
import re
import uuid
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from autograder.gradebook.database import (
    ASSIGNMENT,
    CELL,
    COURSE,
    GRADE_CELL,
    META,
    NOTEBOOK,
    SOLUTION_CELL,
    SOURCE_CELL,
    TASK_CELL,
)
from autograder.gradebook.rows import GradebookRows
from autograder.submissions.release_notebook import Notebook, is_locked, nbgrader_metadata

REVISION = "e43177bfe90b"  # the revision in nbgrader's migrations to which the tables in database.py belong
DEFAULT_COURSE = "default_course"  # the course that nbgrader puts into every gradebook, besides the configured one


def register_new(rows: GradebookRows, course_id: str, assignment: str, release: Notebook) -> bool:
    """Put an assignment that the gradebook does not have into it, and make the gradebook if there is none.

    Returns False, and writes nothing of the assignment, if nbgrader has to do it: if the gradebook has the assignment, or its
    tables are not those of database.py. Raises CourseError if the gradebook cannot be written.
    """
    if newest_revision() != REVISION:
        return False
    with rows.transaction() as connection:
        _complete(connection)
        if not _takes(connection, assignment):
            return False
        known = set(connection.scalars(sa.select(COURSE.c.id)))
        for name in dict.fromkeys([course_id, DEFAULT_COURSE]):
            if name not in known:
                connection.execute(sa.insert(COURSE), {"id": name})
        _insert(connection, course_id, assignment, release)
    return True


def unfinished(rows: GradebookRows) -> bool:
    """Return whether a gradebook of REVISION lacks tables or the note of their revision, or does not exist.

    A gradebook is unfinished if the program that makes it is ended: nbgrader takes seconds to make one.
    """
    with rows.transaction() as connection:
        return _unfinished(connection)


def complete(rows: GradebookRows) -> None:
    """Make the missing tables of an unfinished gradebook, or a new gradebook; raise CourseError if it cannot be written.

    Tables of another revision are left as they are.
    """
    if newest_revision() == REVISION:
        with rows.transaction() as connection:
            _complete(connection)


def _unfinished(connection: sa.Connection) -> bool:
    inspector = sa.inspect(connection)
    present = inspector.get_table_names()
    own = [table for table in META.tables.values() if table.name in present]
    if _revisions(connection, present) or (present and not own):  # tables of another revision, or another program's
        return False
    return all({column["name"] for column in inspector.get_columns(table.name)} == set(table.columns.keys()) for table in own)


def _complete(connection: sa.Connection) -> None:
    if _unfinished(connection):
        META.create_all(connection)  # those that are missing
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(sa.text("INSERT INTO alembic_version (version_num) VALUES (:revision)"), {"revision": REVISION})


def _revisions(connection: sa.Connection, tables: Sequence[str]) -> list[str]:
    """Return the revisions that are noted in a gradebook: one, unless something went wrong."""
    return list(connection.scalars(sa.text("SELECT version_num FROM alembic_version"))) if "alembic_version" in tables else []


def _takes(connection: sa.Connection, assignment: str) -> bool:
    """Return whether a gradebook has the tables of REVISION and does not have the assignment yet."""
    if _revisions(connection, sa.inspect(connection).get_table_names()) != [REVISION]:
        return False
    return connection.scalar(sa.select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment)) is None


def newest_revision() -> str:
    """Return the newest revision of the installed nbgrader's tables; '' if not exactly one revision is the last."""
    spec = find_spec("nbgrader")  # finds the package without loading it
    folders = spec.submodule_search_locations if spec else None
    texts = [path.read_text() for folder in folders or () for path in Path(folder, "alembic", "versions").glob("*.py")]
    revisions = {name for text in texts for name in re.findall(r"^revision = ['\"](\w+)", text, re.MULTILINE)}
    newest = revisions.difference(*(re.findall(r"^down_revision = ['\"](\w+)", text, re.MULTILINE) for text in texts))
    return newest.pop() if len(newest) == 1 else ""


def _insert(connection: sa.Connection, course_id: str, assignment: str, release: Notebook) -> None:
    """Write the rows of an assignment with one notebook, in the order in which nbgrader writes them."""
    own, notebook = uuid.uuid4().hex, uuid.uuid4().hex
    kernel = json.dumps(release["metadata"].get("kernelspec", {}))
    connection.execute(sa.insert(ASSIGNMENT), {"id": own, "name": assignment, "course_id": course_id})
    connection.execute(sa.insert(NOTEBOOK), {"id": notebook, "name": assignment, "assignment_id": own, "kernelspec": kernel})
    marked = [(nbgrader_metadata(cell), cell) for cell in release["cells"] if nbgrader_metadata(cell)]
    for flag, kind, table in (
        ("grade", "GradeCell", GRADE_CELL),
        ("solution", "SolutionCell", SOLUTION_CELL),
        ("task", "TaskCell", TASK_CELL),
    ):
        for metadata, cell in marked:
            if metadata.get(flag):
                row: dict[str, Any] = {"id": uuid.uuid4().hex}
                base = {**row, "name": metadata["grade_id"], "notebook_id": notebook, "type": kind}
                connection.execute(sa.insert(CELL), base)
                if table is not SOLUTION_CELL:
                    row |= {"max_score": float(metadata["points"]), "cell_type": cell["cell_type"]}
                connection.execute(sa.insert(table), row)
    for metadata, cell in marked:
        source = {
            "id": uuid.uuid4().hex, "name": metadata["grade_id"], "cell_type": cell["cell_type"], "locked": is_locked(cell),
            "source": cell["source"], "checksum": metadata.get("checksum"), "notebook_id": notebook,
        }  # fmt: skip
        connection.execute(sa.insert(SOURCE_CELL), source)
