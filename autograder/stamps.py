"""Stamps: what files held when they were last looked at, so that files that nobody touched need not be read again. Trusted side.

A cache, one file an assignment, that may be removed at any time. A file is taken for unchanged while its size, its inode and both
of its times are (the time of its last change cannot be set), and unless it had only just been written when it was looked at.
A class run adds what it has graded, so that the next one need not read it either.
"""

import contextlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.course import Course
from autograder.keys import content_of
from autograder.records import Records, write
from autograder.verdict import Verdict

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
