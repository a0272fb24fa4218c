"""Stamps: what files held when they were last looked at, so that files that nobody touched need not be read again. Trusted side.

A cache, one file an assignment, that may be removed at any time. A file is taken for unchanged while its size, its inode and both
of its times are (the time of its last change cannot be set), and unless it had only just been written when it was looked at.
"""

import contextlib
import json
import os
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.course import Course
from autograder.keys import content_of
from autograder.records import Records, write
from autograder.tasks import Task

YOUNG = 2 * 10**9  # nanoseconds: a file written so lately may be written again within the same tick of the clock


@dataclass(frozen=True, slots=True)
class Known:
    """What a recorded verdict says, in short."""

    key: str
    score: float | None
    max_score: float | None
    error: str


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

    def content(self, task: Task) -> str:
        """Return the digest of a submitted file."""
        name = f"file {task.student}"
        stamp = _stamp(task.path)
        if (found := self._found(name, stamp)) is not None:
            return str(found[0])
        content = content_of(task.path)
        self._keep(name, stamp, [content])
        return content

    def record(self, student: str) -> Known | None:
        """Return what the recorded verdict of a submission says; None where there is none that can be read."""
        name = f"verdict {student}"
        stamp = _stamp(self.records.path(self.assignment, student))
        if stamp is None:
            return None
        if (found := self._found(name, stamp)) is not None:
            return Known(*found)
        record = self.records.load(self.assignment, student)
        if record is None:
            return None
        verdict = record.verdict
        scored = verdict.error is None
        known = Known(record.key, verdict.score if scored else None, verdict.max_score if scored else None, verdict.error or "")
        self._keep(name, stamp, list(astuple(known)))
        return known

    def _found(self, name: str, stamp: list[int] | None) -> list[Any] | None:
        entry = self.before.get(name)
        if stamp is None or not isinstance(entry, list) or entry[:-1] != stamp:
            return None
        self.now[name] = entry
        found: list[Any] = entry[-1]
        return found

    def _keep(self, name: str, stamp: list[int] | None, found: list[Any]) -> None:
        if stamp is not None and max(stamp[2:]) < time.time_ns() - YOUNG:
            self.now[name] = [*stamp, found]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None and self.now != self.before:
            with contextlib.suppress(OSError):  # only a cache
                write(self.path, json.dumps(self.now).encode())


def _stamp(path: Path) -> list[int] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]
