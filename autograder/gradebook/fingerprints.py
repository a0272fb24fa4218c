"""Fingerprints: how a class run knows that a submission needs no grading. Trusted side.

The *key* of a submission is a digest of everything that its verdict depends on: the grader, the settings, the lesson as released,
the submitted file. A submission is unchanged if the key that was recorded with its verdict is its key now.

The *stamp* of a file (size, inode, times) shows that nobody has written to the file since it was read. `StampCache` keeps, for each
stamp, what was read from the file, so that a run over an unchanged class reads no submission and no verdict again. The cache is
`verdicts/<assignment>/.stamps.json`; it may be removed at any time.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from autograder.atomic_files import write
from autograder.course import Course
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.settings import Settings
from autograder.judge.verdict import Verdict
from autograder.submissions.notebook_file import UnreadableNotebook, read_submitted

PACKAGE = Path(__file__).parents[1]
# What a verdict and its autograded notebook depend on, as patterns below the package:
DECIDING = (
    "checks/*.py", "reference/*.py",  # what is asked, and what is right
    "judge/*.py",  # how answers are compared, what marks and sentences follow
    "worker/*.py", "sandbox/*.py", "wire.py",  # how student code runs, within which limits, and how values travel
    "submissions/*.py", "plain_text.py",  # how a submission is read, restored and cleaned
    "nbgrader_plugin/autograded_notebooks.py", "nbgrader_plugin/graded_cells.py",  # how the autograded notebook is made
    "nbgrader_plugin/preprocessors.py",
    "pages/cell_report.py", "pages/curves.py", "pages/highlighting.py",  # what is shown in it
    "pages/rendering.py", "pages/templates/cell_report.html.j2",
)  # fmt: skip
# A file written less than this many nanoseconds ago gets no stamp: the clock of a file system may tick only every two seconds, so
# a second write within the same tick would not change the times.
YOUNG = 2 * 10**9

Stamp = tuple[int, int, int, int]  # size in bytes, inode, times of the last write and of the last change in ns


@cache
def grader_digest() -> str:
    """Return the digest of the part of the package that decides verdicts (`DECIDING`); if it changes, all is graded again.

    The rest of the package (commands, class runs, reports, pages) does not affect the digest.
    """
    return files_digest(path for pattern in DECIDING for path in PACKAGE.glob(pattern))


def files_digest(paths: Iterable[Path]) -> str:
    """Return a digest of files of the package, names and contents, in an order that does not depend on the machine."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(PACKAGE)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def content_digest(raw: bytes) -> str:
    """Return the digest of a submitted file's bytes."""
    return hashlib.sha256(raw).hexdigest()


def content_of(path: Path) -> str:
    """Return the digest of a submitted file; if it is unreadable, the digest of the reason.

    Raises CourseError if it cannot be read because of this machine, not because of the student.
    """
    try:
        return content_digest(read_submitted(path))
    except UnreadableNotebook as error:
        return content_digest(error.what.encode())


class Keys:
    """The keys of one class run. It reads once what all submissions of an assignment share."""

    def __init__(self, course: Course, settings: Settings, without: Sequence[str] = ()) -> None:
        """Keep what keys depend on; `without` names the sandbox layers to go without, which count too."""
        self.course = course
        self.shared = f"{grader_digest()} {settings.digest} {' '.join(sorted(without))}"
        self.by_assignment: dict[str, str] = {}

    def key(self, assignment: str, content: str) -> str:
        """Return the key of a submission whose file has the digest `content`."""
        if assignment not in self.by_assignment:
            release = self.course.release(assignment).read_bytes()
            self.by_assignment[assignment] = f"{self.shared} {content_digest(release)}"
        return hashlib.sha256(f"{self.by_assignment[assignment]} {content}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Summary:
    """The part of a recorded verdict that a class run needs: its key, marks (None: unreadable) and the reason if unreadable."""

    key: str
    score: float | None
    max_score: float | None
    error: str

    @classmethod
    def of(cls, key: str, verdict: Verdict) -> Self:
        """Return the summary of a verdict."""
        if verdict.error is not None:
            return cls(key, None, None, verdict.error)
        return cls(key, verdict.score, verdict.max_score, "")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A submission that a run has recorded: stamp and digest of the file as it was read, and the verdict's summary."""

    student: str
    stamp: Stamp | None
    content: str
    summary: Summary


class StampCache:
    """The stamps of one assignment, with what was read from the files. Use as a context: it is saved at the end.

    Only what is asked for, or added, in a run is kept for the next one.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.verdicts = VerdictFiles(course)
        self.assignment = assignment
        self.path = self.verdicts.root / assignment / ".stamps.json"
        self.before: dict[str, Any] = {}  # file's name in the cache -> [*stamp, what was read from the file]
        self.now: dict[str, Any] = {}
        with contextlib.suppress(FileNotFoundError, ValueError, PermissionError):
            saved = json.loads(self.path.read_text())
            self.before = saved if isinstance(saved, dict) else {}

    def content(self, student: str, path: Path) -> str:
        """Return the digest of a student's submitted file; raise CourseError if this machine cannot read it."""
        name, stamp = f"file {student}", stamp_of(path)
        if (cached := self._cached(name, stamp)) is not None:
            return str(cached[0])
        content = content_of(path)
        self._keep(name, stamp, [content])
        return content

    def summary(self, student: str) -> Summary | None:
        """Return the summary of a student's recorded verdict; None if there is no readable one."""
        name, stamp = f"verdict {student}", stamp_of(self.verdicts.path(self.assignment, student))
        if (cached := self._cached(name, stamp)) is not None:
            return Summary(*cached)
        record = self.verdicts.load(self.assignment, student)
        if record is None:
            return None
        summary = Summary.of(record.key, record.verdict)
        self._keep(name, stamp, list(astuple(summary)))
        return summary

    def add(self, recorded: Sequence[Recorded]) -> None:
        """Keep the stamps of submissions that a run has recorded, besides all earlier stamps."""
        self.now = dict(self.before)
        for each in recorded:
            self._keep(f"file {each.student}", each.stamp, [each.content])
            path = self.verdicts.path(self.assignment, each.student)
            self._keep(f"verdict {each.student}", stamp_of(path), list(astuple(each.summary)))

    def _cached(self, name: str, stamp: Stamp | None) -> list[Any] | None:
        entry = self.before.get(name)
        if stamp is None or not isinstance(entry, list) or entry[:-1] != list(stamp):
            return None
        self.now[name] = entry
        cached: list[Any] = entry[-1]
        return cached

    def _keep(self, name: str, stamp: Stamp | None, value: list[Any]) -> None:
        if stamp is not None:
            self.now[name] = [*stamp, value]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self.now != self.before:
            with contextlib.suppress(OSError):  # it is only a cache
                write(self.path, json.dumps(self.now).encode())


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file; None if the file does not exist or was written less than `YOUNG` ns ago."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if max(status.st_mtime_ns, status.st_ctime_ns) > time.time_ns() - YOUNG:
        return None
    return status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns
