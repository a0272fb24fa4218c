"""What travels in a class run, as plain data: a task, the hand-in that belongs to it, what became of it. Trusted side.

Light to import: the process that plans and records a class run loads neither pytest nor NumPy nor nbgrader for it.
"""

import errno
import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import Stamp, content_digest, stamp_of
from autograder.gradebook.verdict_files import Records
from autograder.judge.verdict import Verdict
from autograder.submissions.hand_in_notes import notes
from autograder.submissions.notebook_file import UnreadableNotebook, read_submitted

State = Literal["graded", "unchanged", "unreadable", "missing", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one submission; `reason` says why it could not be graded, or why the grader failed.

    Small on purpose: a run keeps one for each submission of the class.
    """

    student: str
    assignment: str
    state: State
    score: float | None = None
    max_score: float | None = None
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """One submission to grade; its folder is `path`'s."""

    student: str
    assignment: str
    path: Path

    def result(
        self, state: State, score: float | None = None, max_score: float | None = None, reason: str = "", seconds: float = 0.0
    ) -> Result:
        """Return what became of it."""
        return Result(self.student, self.assignment, state, score, max_score, reason, seconds)


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student handed in, read: the file's bytes or why there are none, their digest, the notes, the seed to use.

    `stamp` is the file's from before it was read, where it has one.
    """

    task: Task
    raw: bytes
    refused: UnreadableNotebook | None
    content: str
    notes: dict[str, str]
    seed: int
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Graded:
    """What is to be recorded of a hand-in: verdict, autograded notebook, time; `refused` says why it could not be read."""

    task: Task
    verdict: Verdict
    content: str
    page: bytes
    timestamp: datetime | None
    refused: str
    seconds: float
    stamp: Stamp | None


def find(course: Course, assignment: str) -> list[Task]:
    """Return the folders handed in for an assignment, by student, with or without a notebook in them.

    Raises CourseError where submitted/ cannot be read.
    """
    root = course.root / "submitted"
    try:
        names = sorted(entry.name for entry in os.scandir(root) if not entry.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CourseError(f"the folder cannot be read ({error.strerror})", root, "give this user the right to read it") from error
    found = []
    for name in names:
        folder = root / name / assignment
        try:
            there = stat.S_ISDIR(folder.stat().st_mode)
        except OSError as error:
            there = error.errno not in (errno.ENOENT, errno.ENOTDIR)  # it is there, and whoever looks into it finds out why
        if there:
            found.append(Task(name, assignment, folder / f"{assignment}.ipynb"))
    return found


def take(course: Course, task: Task) -> HandIn:
    """Read a hand-in with care; raise CourseError for what is this machine's fault and not the student's."""
    raw, refused = b"", None
    stamp = stamp_of(task.path)
    try:
        raw = read_submitted(task.path)
        content = content_digest(raw)
    except UnreadableNotebook as error:
        refused, content = error, content_digest(error.what.encode())
    seed = Records(course).seed(task.assignment, task.student, content)
    return HandIn(task, raw, refused, content, notes(task.path.parent), seed, stamp)
