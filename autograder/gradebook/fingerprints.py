"""Fingerprints: how a class run knows that a submission is graded already. Trusted side.

A *key* is a digest of all that a verdict depends on. A *stamp* says of a file that nobody has written to it since it was read, so
that it need not be read again; stamps are a cache, one file an assignment, that may be removed at any time.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.atomic_files import write
from autograder.course import Course
from autograder.gradebook.verdict_files import Records
from autograder.judge.settings import Settings
from autograder.judge.verdict import Verdict
from autograder.submissions.notebook_file import UnreadableNotebook, read_submitted

PACKAGE = Path(__file__).parents[1]


@cache
def grader_digest() -> str:
    """Return a digest of the whole grader: checks, references and code; when it changes, submissions are graded again."""
    digest = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")]):  # what students read is in templates too
        digest.update(f"{path.relative_to(PACKAGE)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def content_digest(raw: bytes) -> str:
    """Return the digest of a submitted file."""
    return hashlib.sha256(raw).hexdigest()


def content_of(path: Path) -> str:
    """Return the digest of a submitted file; that of one which cannot be read, of the reason."""
    try:
        return content_digest(read_submitted(path))
    except UnreadableNotebook as error:
        return content_digest(error.what.encode())


class Keys:
    """The keys of one grading run: what is the same for a whole assignment is read once."""

    def __init__(self, course: Course, settings: Settings, without: Sequence[str] = ()) -> None:
        self.course = course
        self.ground = f"{grader_digest()} {settings.digest} {' '.join(sorted(without))}"
        self.lessons: dict[str, str] = {}

    def key(self, assignment: str, content: str) -> str:
        """Return the key of a submission by the digest of its file."""
        if assignment not in self.lessons:
            release = self.course.release(assignment).read_bytes()
            self.lessons[assignment] = f"{self.ground} {content_digest(release)}"
        return hashlib.sha256(f"{self.lessons[assignment]} {content}".encode()).hexdigest()


YOUNG = 2 * 10**9  # nanoseconds: a file written so lately may be written again within the same tick of the clock

Stamp = tuple[int, int, int, int]  # size, inode, times of the last writing and of the last change


@dataclass(frozen=True, slots=True)
class Known:
    """What a recorded verdict says, in short."""

    key: str
    score: float | None
    max_score: float | None
    error: str

    @classmethod
    def of(cls, key: str, verdict: Verdict) -> Self:
        """Return it for a verdict; without points where nothing could be marked."""
        if verdict.error is not None:
            return cls(key, None, None, verdict.error)
        return cls(key, verdict.score, verdict.max_score, "")


@dataclass(frozen=True, slots=True)
class Seen:
    """A submission that a run has recorded: the stamp and the digest of the file as it was read, and the verdict in short."""

    student: str
    stamp: Stamp | None
    content: str
    known: Known


class Stamps:
    """The stamps of one assignment. Use as a context: they are kept at its end."""

    def __init__(self, course: Course, assignment: str) -> None:
        self.records = Records(course)
        self.assignment = assignment
        self.path = self.records.root / assignment / ".stamps.json"
        self.before: dict[str, Any] = {}
        self.now: dict[str, Any] = {}
        with contextlib.suppress(FileNotFoundError, ValueError, PermissionError):
            read = json.loads(self.path.read_text())
            self.before = read if isinstance(read, dict) else {}

    def content(self, student: str, path: Path) -> str:
        """Return the digest of a submitted file."""
        name, stamp = f"file {student}", stamp_of(path)
        if (found := self._found(name, stamp)) is not None:
            return str(found[0])
        content = content_of(path)
        self._keep(name, stamp, [content])
        return content

    def record(self, student: str) -> Known | None:
        """Return what the recorded verdict of a submission says; None where there is none that can be read."""
        name, stamp = f"verdict {student}", stamp_of(self.records.path(self.assignment, student))
        if (found := self._found(name, stamp)) is not None:
            return Known(*found)
        record = self.records.load(self.assignment, student)
        if record is None:
            return None
        known = Known.of(record.key, record.verdict)
        self._keep(name, stamp, list(astuple(known)))
        return known

    def add(self, seen: Sequence[Seen]) -> None:
        """Note what a run has recorded; all else stays as it was noted."""
        self.now = dict(self.before)
        for one in seen:
            self._keep(f"file {one.student}", one.stamp, [one.content])
            path = self.records.path(self.assignment, one.student)
            self._keep(f"verdict {one.student}", stamp_of(path), list(astuple(one.known)))

    def _found(self, name: str, stamp: Stamp | None) -> list[Any] | None:
        entry = self.before.get(name)
        if stamp is None or not isinstance(entry, list) or entry[:-1] != list(stamp):
            return None
        self.now[name] = entry
        found: list[Any] = entry[-1]
        return found

    def _keep(self, name: str, stamp: Stamp | None, found: list[Any]) -> None:
        if stamp is not None:
            self.now[name] = [*stamp, found]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None and self.now != self.before:
            with contextlib.suppress(OSError):  # only a cache
                write(self.path, json.dumps(self.now).encode())


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file; None where there is no telling: it is not there, or it was written only just now."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if max(found.st_mtime_ns, found.st_ctime_ns) > time.time_ns() - YOUNG:
        return None
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns
