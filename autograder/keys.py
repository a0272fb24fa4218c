"""Keys: digests by which a submission is known to be graded already. Trusted side.

A key covers all that a verdict and what is written of it depend on: the submitted file, the lesson, the checks, the references,
the grader's code, the settings and the sandbox layers that were left out.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from autograder.course import Course
from autograder.settings import Settings
from autograder.submission import UnreadableNotebook, read_submitted

PACKAGE = Path(__file__).parent


@cache
def grader_digest() -> str:
    """Return a digest of the whole grader: checks, references and code; when it changes, submissions are graded again."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
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
