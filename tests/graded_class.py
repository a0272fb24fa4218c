"""A class that is graded once for all tests, and the commands that tests run on copies of it."""

import atexit
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbgrader_program
from classroom import HALF, NAIVE, NAME, RIGHT, TYPO, WITHOUT, WRONG, folder_of, new_course, submit

from autograder.atomic_files import write
from autograder.class_run.loading import Loading
from autograder.class_run.run import grade_class
from autograder.class_run.tasks import Result
from autograder.course import Course

DEADLINE = 300
LOADING = Loading()  # for all class runs in this process: libraries take longer to load than a small class to grade
atexit.register(LOADING.close)
outputs = b""  # of the lesson's own cells, as the grader keeps them
ODD = ("-b o", "ünal 🙂", "100%", "o'hara; --", "a.b")
CONFIG = """
c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
c.LateSubmissionPlugin.penalty_method = "zero"
"""


def grade(course: Course, workers: int = 1, **options: Any) -> dict[str, Result]:
    """Grade the class in this process's care; return the results by student. The lesson itself runs in the first course only."""
    global outputs
    kept = course.verdicts / NAME / ".outputs.json"
    if outputs and not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        write(kept, outputs, mode=0o600)
    results = grade_class(course, [NAME], workers=workers, without=WITHOUT, loading=LOADING, **options)
    if kept.exists():
        outputs = kept.read_bytes()
    return {result.student: result for result in results}


def states(results: dict[str, Result]) -> dict[str, tuple[str, float | None]]:
    """Return what became of each student."""
    return {name: (result.state, result.score) for name, result in results.items()}


def program(course: Course, *words: str) -> "subprocess.Popen[str]":
    """Start a command of the environment in the course's folder."""
    flags = [f"--without={layer}" for layer in WITHOUT] if words[0] == "course" else []
    place = str(Path(sys.executable).with_name(words[0]))
    return subprocess.Popen([place, *words[1:], *flags], cwd=course.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def nbgrader(course: Course, *words: str) -> None:
    """Run nbgrader to its end."""
    code, said = nbgrader_program.run(course.root, *words, *(f"--Judge.without={layer}" for layer in WITHOUT))
    assert code == 0, said


def change(course: Course, statement: str, *values: object) -> None:
    """Change the gradebook as somebody at formgrader would."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


GRADE_OF = """notebook_id IN (SELECT sn.id FROM submitted_notebook sn JOIN submitted_assignment sa ON sa.id = sn.assignment_id
    WHERE sa.student_id = ?) AND cell_id IN (SELECT id FROM base_cell WHERE name = ?)"""


def graded_once(root: Path) -> Course:
    """Return a class in `root` that `course grade` has graded once."""
    course = new_course(root)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(CONFIG)
    for student, answers in zip(ODD, (RIGHT, NAIVE, HALF, WRONG, TYPO), strict=True):
        submit(course, student, answers)
    submit(course, "late", RIGHT, "2026-02-02 03:04:05.000006 UTC")
    submit(course, "cut", b'{"cells": [')
    folder_of(course, "lost").joinpath("my answers.ipynb").write_text("{}")
    found = states(grade(course, workers=2))
    assert found == {
        **dict(zip(ODD, (("graded", 20), ("graded", 20), ("graded", 8), ("graded", 0), ("graded", 0)), strict=True)),
        "late": ("graded", 20), "cut": ("unreadable", None), "lost": ("missing", None),
    }  # fmt: skip
    return course


def copy_of(course: Course, root: Path) -> Course:
    """Return a copy of a graded course that a test may change."""
    shutil.copytree(course.root, root)
    return Course(root)


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """Be nobody for a while, where this is root, whom no permission stops."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
