"""What nbgrader_config.py says, for every way of grading: to the judge (`c.Judge`), and of the gradebook.

Trusted side; knows traitlets, not nbgrader.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from traitlets import Enum, Float, List, TraitError, Unicode
from traitlets.config import Config, Configurable
from traitlets.config.loader import PyFileConfigLoader

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.judge.session import Limits
from autograder.judge.verdict import Detail

# The sections that decide what is written of a submission; when one changes, the class is graded again.
DECIDING = ("Autograde", "Judge", "LimitOutput", "AssignLatePenalties", "LateSubmissionPlugin")
_DEFAULT = Limits()
_LEAST = 0.01  # seconds: with less, right answers would be out of time


class Judge(Configurable):
    """The settings; autograder.nbgrader_plugin.preprocessors's Judge, which nbgrader makes, has them too."""

    detail: Any = Enum(
        ("title", "cause", "example"),
        "cause",
        help="How much feedback says of a failed hidden check: its title, also the cause, also an input.",
    ).tag(config=True)
    without: Any = List(
        Unicode(), [], help="Sandbox layers to go without; every verdict and the class report say so. See 'course doctor'."
    ).tag(config=True)
    cell_seconds: Any = Float(_DEFAULT.cell_seconds, min=_LEAST, help="Seconds of computing that one cell may take.").tag(
        config=True
    )
    call_seconds: Any = Float(
        _DEFAULT.call_seconds, min=_LEAST, help="Seconds of computing that one call of a function may take."
    ).tag(config=True)
    lost_seconds: Any = Float(
        _DEFAULT.lost_seconds,
        min=_LEAST,
        help="Seconds on the clock that calls of one function without an answer may take together.",
    ).tag(config=True)
    total_seconds: Any = Float(_DEFAULT.total_seconds, min=_LEAST, help="Seconds on the clock that one submission may take.").tag(
        config=True
    )

    @property
    def limits(self) -> Limits:
        """Return the limits of one submission."""
        return Limits(
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            lost_seconds=self.lost_seconds,
            total_seconds=self.total_seconds,
        )


def judge(course: Course, without: Iterable[str] = ()) -> Judge:
    """Return the judge's settings of a course; `without` is what the command line adds to the layers to go without."""
    return Settings.read(course).judge(without)


@dataclass(frozen=True, slots=True)
class Settings:
    """The course's settings: the gradebook's address, the whole configuration for nbgrader's parts, and a digest of it."""

    root: Path
    db_url: str
    config: Config
    digest: str

    @classmethod
    def read(cls, course: Course) -> "Settings":
        """Return what the configuration of a course says; it is executed, as by nbgrader. Raises CourseError where it fails."""
        try:
            config = PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
        except Exception as error:  # whatever the instructor's own lines raise
            what = f"the settings cannot be read ({type(error).__name__}: {error})"
            raise CourseError(what, course.root / CONFIG, "mend that line, run again") from error
        url = config.get("CourseDirectory", {}).get("db_url") or f"sqlite:///{course.root / 'gradebook.db'}"
        said = "\n".join(f"{name} {plain(config.get(name, {}))}" for name in DECIDING)
        return cls(course.root, str(url), config, hashlib.sha256(said.encode()).hexdigest())

    def judge(self, without: Iterable[str] = ()) -> Judge:
        """Return the judge's settings; `without` is what the command line adds to the layers to go without."""
        judge = self._judge()
        judge.without = sorted({*judge.without, *without})
        return judge

    @property
    def takes_newcomers(self) -> bool:
        """Return whether somebody who is not in the gradebook is put there and graded: nbgrader's own setting."""
        return bool(self.config.get("Autograde", {}).get("create_student", True))

    @property
    def detail(self) -> Detail:
        """Return how much feedback says of a failed hidden check."""
        return cast(Detail, self._judge().detail)

    def _judge(self) -> Judge:
        try:
            return Judge(config=self.config)
        except TraitError as error:
            raise CourseError(str(error).removesuffix("."), self.root / CONFIG, "mend its c.Judge, run again") from error


def plain(value: Any) -> Any:
    """Return a setting in a form whose text is the same in every process: classes by name, mappings in order."""
    if isinstance(value, dict):
        return sorted((str(key), plain(part)) for key, part in value.items())
    if isinstance(value, list | tuple | set):
        return [plain(part) for part in value]
    return f"{value.__module__}.{value.__qualname__}" if isinstance(value, type) else str(value)
