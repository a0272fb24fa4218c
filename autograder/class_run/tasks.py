"""The plain data that the parts of a class run exchange: a task, the submission read for it, the result. Trusted side.

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
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.budget import Spent
from autograder.judge.verdict import Verdict
from autograder.submissions.hand_in_notes import notes
from autograder.submissions.hand_in_places import other_notebooks
from autograder.submissions.notebook_file import UnreadableNotebook, read_submitted

State = Literal["graded", "unchanged", "unreadable", "missing", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """The result for one submission; `reason` says why it was not graded: unreadable, missing, or failed (the grader's fault).

    A folder that cannot be a student's hand-in, by its place or its name, counts as missing: the instructor has to move or
    rename it. The class is small on purpose: a run keeps one for each submission of the class.
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
    """One submission to grade; `path` is its notebook's, which may not exist.

    waits: why a person has to grade it, if the grader could not ('': the grader has not failed).
    """

    student: str
    assignment: str
    path: Path
    waits: str = ""

    def result(
        self, state: State, score: float | None = None, max_score: float | None = None, reason: str = "", seconds: float = 0.0
    ) -> Result:
        """Return the result of this task."""
        return Result(self.student, self.assignment, state, score, max_score, reason, seconds)


@dataclass(frozen=True, slots=True)
class HandIn:
    """A submission as read: the file's bytes or why it is refused, its digest, nbgrader's notes beside it, the seed to use.

    `stamp` is the file's from before it was read; None if it has no stamp (`gradebook.fingerprints`).
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
    """What is to be recorded of a submission: verdict, autograded notebook (bytes), time of submission (UTC), seconds of grading.

    `refused` says why a person has to mark it; '' if it has marks. `undecided` is true if the grader failed, and not the file.
    """

    task: Task
    verdict: Verdict
    content: str
    notebook: bytes
    timestamp: datetime | None
    refused: str
    seconds: float
    stamp: Stamp | None
    undecided: bool = False


def find(course: Course, assignment: str) -> list[Task]:
    """Return a task for each folder submitted for an assignment, by student, with or without a notebook in it.

    Raises CourseError if submitted/ cannot be read.
    """
    root = course.submissions
    try:
        names = sorted(os.listdir(root))  # noqa: PTH208  # names are all that is needed
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CourseError(f"the folder cannot be read ({error.strerror})", root, "give this user the right to read it") from error
    tasks = [Task(name, assignment, course.submitted(name, assignment)) for name in names]
    return [task for task in tasks if _is_folder(task.path.parent)]


def as_handed_out(task: Task) -> str:
    """Return in a sentence which other file may hold the work, for a notebook that is as it was handed out; '' if none does."""
    others = other_notebooks(task.path.parent, task.path.name)
    return f"nothing is answered in it; is the work in {', '.join(others)}? Rename that file to {task.path.name}" if others else ""


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        return error.errno not in (errno.ENOENT, errno.ENOTDIR)  # it exists, and reading it will say what is wrong


def take(course: Course, task: Task) -> HandIn:
    """Read a submission's file; raise CourseError if it cannot be read because of this machine, not because of the student."""
    raw = b""
    refused: UnreadableNotebook | None = None
    stamp = stamp_of(task.path)
    try:
        raw = read_submitted(task.path)
        content = content_digest(raw)
        if task.waits:
            refused = Spent(task.waits, task.path)
    except UnreadableNotebook as error:
        refused, content = error, content_digest(error.what.encode())
    seed = VerdictFiles(course).seed(task.assignment, task.student, content)
    return HandIn(task, raw, refused, content, notes(task.path.parent), seed, stamp)
