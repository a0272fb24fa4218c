"""Recorded verdicts: one JSON file a submission under verdicts/<assignment>/, written whole or not at all. Trusted side."""

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
    """A verdict, whose it is, the digest of everything that it depends on, and that of the submitted file alone."""

    student: str
    assignment: str
    key: str
    verdict: Verdict
    content: str = ""
    seconds: float = 0.0  # that grading took, 0 where it is not known


@dataclass(frozen=True, slots=True)
class Records:
    """The recorded verdicts of a course."""

    course: Course

    @property
    def root(self) -> Path:
        """Return the folder of all records."""
        return self.course.root / "verdicts"

    def path(self, assignment: str, student: str) -> Path:
        """Return where a submission's verdict stands."""
        return self.root / assignment / f"{student}.json"

    def load(self, assignment: str, student: str) -> Record | None:
        """Return the recorded verdict of a submission, or None where there is none that can be read."""
        try:
            raw = json.loads(self.path(assignment, student).read_text())
            return Record(
                student, assignment, raw["key"], Verdict.from_json(raw["verdict"]), raw.get("content", ""), raw.get("seconds", 0.0)
            )
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def all(self, assignment: str) -> list[Record]:
        """Return the recorded verdicts of an assignment, by student."""
        names = sorted(path.stem for path in (self.root / assignment).glob("[!.]*.json"))
        return [record for name in names if (record := self.load(assignment, name))]

    def save(self, record: Record) -> None:
        """Write a verdict, replacing the one before."""
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
        """Return the seed to judge a file of digest `content` with: the recorded one of the same file, else its own.

        A file keeps its seed when it is graded again, after an interruption too; another file gets another one, so what a
        student learned of the inputs of one hand-in is of no use for the next. Nobody can foretell it without verdicts/.secret.
        """
        before = self.load(assignment, student)
        if before is not None and before.content == content and before.verdict.error is None:
            return before.verdict.seed
        return int.from_bytes(self._derived(assignment, student, content)[:4])

    def made_up(self, assignment: str, student: str) -> str:
        """Return what stands for the secret of a hand-in that came without one: always the same, and nobody can foretell it."""
        return self._derived(assignment, student, "submission secret").hex()

    def _derived(self, *said: str) -> bytes:
        return hmac.new(self.secret().encode(), "\n".join(said).encode(errors="surrogateescape"), "sha512").digest()

    def secret(self) -> str:
        """Return the course's secret, made when it is first asked for."""
        path = self.root / ".secret"
        with contextlib.suppress(FileNotFoundError):
            if said := path.read_text().strip():
                return said
        write(path, secrets.token_hex(32).encode(), mode=0o600, replace=False)
        return path.read_text().strip()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the course for one class run; raise CourseError where another one is at work. Ends with the process, too."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise CourseError(
                    f"another 'course grade' is at work here (process {lock.read().strip() or 'unknown'})",
                    self.course.root,
                    "wait until it has ended, then run again",
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield
