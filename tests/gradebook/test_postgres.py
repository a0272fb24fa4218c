"""Facts about a gradebook in PostgreSQL: a real server, started here, holds what SQLite would hold."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import graded_class
import pytest
import sqlalchemy as sa
from classroom import HALF, NAIVE, NAME, RIGHT, ROWS, WRONG, files, new_course, submit, twin
from graded_class import states

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import final_marks
from autograder.gradebook.rows import Entry, GradebookRows
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin.converters import Gradebook
from autograder.pages.lms_export import export

pytestmark = pytest.mark.usefixtures("slow")

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
LATE = """
c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
c.LateSubmissionPlugin.penalty_method = "zero"
"""


def postgres(*words: str) -> None:
    """Run one of PostgreSQL's programs; root lends it to another user, as it will not work for him."""
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run([*user, PROGRAMS[-1] / words[0], *words[1:]], capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """Give the folder of a server's socket; there is no other way to it."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    try:
        postgres("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "-D", data)
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        postgres("pg_ctl", "start", "--wait", "-D", data, "-l", str(folder / "log"), "-o", options)
        yield folder
        postgres("pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server: Path) -> str:
    """Give the db_url of a new, empty database."""
    name = f"book{os.urandom(4).hex()}"
    postgres("createdb", "-h", str(server), "-U", "postgres", name)
    return f"postgresql+psycopg://postgres@/{name}?host={server}"


def rows(url: str) -> list[tuple[Any, ...]]:
    """Return what the gradebook says of every cell, in the same form for both kinds of database."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            found = [tuple(map(plain, row)) for row in connection.execute(sa.text(ROWS))]
    finally:
        engine.dispose()
    return sorted(found, key=repr)


def plain(value: object) -> object:
    """Return a value as SQLite has it."""
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else int(value) if isinstance(value, bool) else value


def course_with(course: Course, *lines: str) -> Course:
    """Return the course, with more lines in its configuration."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.writelines(f"{line}\n" for line in lines)
    return course


def change(url: str, statement: str) -> None:
    """Change the gradebook as somebody at formgrader would."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        assert connection.execute(sa.text(statement)).rowcount > 0
    engine.dispose()


def grade(course: Course, **options: Any) -> dict[str, tuple[str, float | None]]:
    """Grade the class; return what became of each student."""
    return states(graded_class.grade(course, **options))


def test_a_class_comes_to_the_same_as_in_sqlite(address: str, tmp_path: Path) -> None:
    """Marks, comments, penalties, regrades, manual marks, nbgrader's own commands, the export: all as in SQLite."""
    sqlite = course_with(new_course(tmp_path / "sqlite"), LATE)
    for student, answers in {"ada": RIGHT, "ünal": NAIVE, "o'hara": HALF, "zoe": WRONG}.items():
        submit(sqlite, student, answers)
    submit(sqlite, "cut", b'{"cells": [')
    submit(sqlite, "late", RIGHT, "2026-02-02 03:04:05.000006 UTC")
    (sqlite.root / "verdicts").mkdir()
    (sqlite.root / "verdicts" / ".secret").write_text("the same for both")
    served = course_with(twin(sqlite, tmp_path / "served"), f"c.CourseDirectory.db_url = {address!r}")
    urls = {sqlite.root: f"sqlite:///{sqlite.root / 'gradebook.db'}", served.root: address}
    for course in (sqlite, served):
        Gradebook(course).register(NAME)
        change(urls[course.root], "UPDATE assignment SET duedate = '2026-01-15 00:00:00.000000'")
        assert grade(course)["late"] == ("graded", 20)
        assert {state for state, _ in grade(course).values()} == {"unchanged"}
        by_hand = (
            "UPDATE grade SET manual_score = 7 WHERE auto_score = 8 AND cell_id IN (SELECT id FROM base_cell WHERE name = '{}')"
        )
        change(urls[course.root], by_hand.format("test_sigmoid"))
        assert {state for state, _ in grade(course, force=True).values()} == {"graded", "unreadable"}
    graded_class.nbgrader(served, "autograde", NAME, "--force", "--student=zoe")
    assert not (served.root / "gradebook.db").exists()
    assert rows(address) == rows(urls[sqlite.root])
    assert {row[3] for row in rows(address) if row[0] == "late"} == {19.0}  # the penalty takes what is left: 7, 6 and 6
    assert files(served) == files(sqlite)
    assert final_marks(served, NAME) == final_marks(sqlite, NAME)
    assert export(served, [NAME], "canvas") == export(sqlite, [NAME], "canvas")
    for course in (sqlite, served):
        Gradebook(course).export(course.root / "marks.csv")
    assert (served.root / "marks.csv").read_bytes() == (sqlite.root / "marks.csv").read_bytes()


def test_two_who_write_the_same_student_at_once(address: str, tmp_path: Path) -> None:
    """The second waits for the first, whose rows it cannot see yet, and then agrees with it; nothing stands there twice."""
    course = course_with(new_course(tmp_path / "course"), f"c.CourseDirectory.db_url = {address!r}")
    Gradebook(course).register(NAME)
    entry = Entry("ada", NAME, {"test_sigmoid": 1.0}, {"sigmoid": "well done"})
    engine = sa.create_engine(address)
    waits = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with GradebookRows(address) as gradebook, ThreadPoolExecutor(1) as second, engine.connect() as watch:
        with engine.begin() as first:
            first.execute(sa.text("INSERT INTO student (id) VALUES ('ada')"))
            writing = second.submit(gradebook.record, [entry])
            while not watch.execute(waits).scalar():
                watch.rollback()
                assert not writing.done()
        writing.result()
    engine.dispose()
    found = [row[5:8] for row in rows(address) if row[0] == "ada"]
    assert len(found) == len(set(found)) > 0
    assert ("test_sigmoid", "GradeCell", 1.0) in found


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    """One sentence: what, where, next step, and nothing is graded."""
    course = course_with(
        new_course(tmp_path / "course"), "c.CourseDirectory.db_url = 'postgresql+psycopg://postgres@/x?host=/nowhere'"
    )
    submit(course, "ada", RIGHT)
    with pytest.raises(CourseError, match="the gradebook's server does not answer"):
        grade(course)
    assert not (course.root / "autograded").exists()
    assert Settings.read(course).db_url.endswith("/nowhere")
