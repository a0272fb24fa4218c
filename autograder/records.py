"""Recorded verdicts: one JSON file a submission under verdicts/<assignment>/, written whole or not at all. Trusted side."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Record:
    """A verdict, whose it is, the digest of everything that it depends on, and that of the submitted file alone."""

    student: str
    assignment: str
    key: str
    verdict: Verdict
    content: str = ""

    def seed(self, content: str) -> int | None:
        """Return the seed to judge a file of digest `content` with: the recorded one for the same file, else none.

        What a student learned of the inputs of one hand-in is of no use for the next.
        """
        return self.verdict.seed if content == self.content else None


@dataclass(frozen=True, slots=True)
class Records:
    """The recorded verdicts of a course."""

    course: Course

    def path(self, assignment: str, student: str) -> Path:
        """Return where a submission's verdict stands."""
        return self.course.root / "verdicts" / assignment / f"{student}.json"

    def load(self, assignment: str, student: str) -> Record | None:
        """Return the recorded verdict of a submission, or None where there is none that can be read."""
        try:
            raw = json.loads(self.path(assignment, student).read_text())
            return Record(student, assignment, raw["key"], Verdict.from_json(raw["verdict"]), raw.get("content", ""))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def all(self, assignment: str) -> list[Record]:
        """Return the recorded verdicts of an assignment, by student."""
        names = sorted(path.stem for path in (self.course.root / "verdicts" / assignment).glob("[!.]*.json"))
        return [record for name in names if (record := self.load(assignment, name))]

    def save(self, record: Record) -> None:
        """Write a verdict, replacing the one before."""
        raw = {
            "student": record.student,
            "assignment": record.assignment,
            "key": record.key,
            "content": record.content,
            "verdict": record.verdict.to_json(),
        }
        write_json(self.path(record.assignment, record.student), raw)


def write_json(path: Path, data: Any) -> None:
    """Write JSON so that the file is there whole, or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(data, file, indent=1, ensure_ascii=True)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
