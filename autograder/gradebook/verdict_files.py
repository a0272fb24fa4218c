"""Recorded verdicts: one JSON file a submission, verdicts/<assignment>/<student>.json, written as a whole. Trusted side."""

import contextlib
import fcntl
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.atomic_files import write, write_json
from autograder.course import Course
from autograder.errors import CourseError
from autograder.judge.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Record:
    """A recorded verdict; its key (gradebook.fingerprints) and the digest of the submitted file, both as hexadecimal text."""

    student: str
    assignment: str
    key: str
    verdict: Verdict
    content: str = ""
    seconds: float = 0.0  # of grading; 0: not known


@dataclass(frozen=True, slots=True)
class VerdictFiles:
    """The recorded verdicts of a course."""

    course: Course

    @property
    def root(self) -> Path:
        """Return the folder of all verdicts."""
        return self.course.verdicts

    def path(self, assignment: str, student: str) -> Path:
        """Return the path of a submission's verdict; the file may not exist."""
        return self.root.joinpath(assignment, f"{student}.json")

    def load(self, assignment: str, student: str) -> Record | None:
        """Return the recorded verdict of a submission; None if the file does not exist or is not a verdict."""
        try:
            raw = json.loads(self.path(assignment, student).read_text())
            return Record(
                student, assignment, raw["key"], Verdict.from_json(raw["verdict"]), raw.get("content", ""), raw.get("seconds", 0.0)
            )
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def all(self, assignment: str) -> list[Record]:
        """Return the recorded verdicts of an assignment, by student."""
        return list(self._records(assignment))

    def any(self, assignment: str) -> bool:
        """Return whether there is a recorded verdict of an assignment."""
        return any(self._records(assignment))

    def _records(self, assignment: str) -> Iterator[Record]:
        names = sorted(path.stem for path in (self.root / assignment).glob("[!.]*.json"))
        return (record for name in names if (record := self.load(assignment, name)))

    def save(self, record: Record) -> None:
        """Write a verdict in place of the earlier one; raise OSError, and leave the earlier one, if the disk refuses."""
        raw = {
            "student": record.student,
            "assignment": record.assignment,
            "key": record.key,
            "content": record.content,
            "seconds": round(record.seconds, 3),
            "verdict": record.verdict.to_json(),
        }
        write_json(self.path(record.assignment, record.student), raw)

    def seed(self, assignment: str, student: str, content: str) -> int:
        """Return the seed (32 bits) with which to judge a file of digest `content`: the recorded one if the file is the same.

        A file keeps its seed if it is graded again, also after an interruption. Another file gets another seed, so that what a
        student learned about the inputs of one submission does not help with the next. Nobody can predict a seed without knowing
        verdicts/.secret.
        """
        before = self.load(assignment, student)
        if before is not None and before.content == content and before.verdict.error is None:
            return before.verdict.seed
        return int.from_bytes(self._derive(assignment, student, content)[:4])

    def made_up_secret(self, assignment: str, student: str) -> str:
        """Return the secret for a submission that came without one: always the same, and not predictable."""
        return self._derive(assignment, student, "submission secret").hex()

    def _derive(self, *parts: str) -> bytes:
        return hmac.new(self.secret().encode(), "\n".join(parts).encode(errors="surrogateescape"), "sha512").digest()

    def secret(self) -> str:
        """Return the course's secret; it is made at the first call."""
        path = self.root / ".secret"
        with contextlib.suppress(FileNotFoundError):
            if secret := path.read_text().strip():
                return secret
        write(path, secrets.token_hex(32).encode(), mode=0o600, replace=False)
        return path.read_text().strip()

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the course for one class run; raise CourseError if another one holds the lock. It ends with the process, too."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise CourseError(
                    f"another 'course grade' is running here (process {lock.read().strip() or 'unknown'})",
                    self.course.root,
                    "wait until it has ended, then run again",
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield
