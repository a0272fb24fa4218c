"""The settings in nbgrader_config.py, for every way of grading: the judge's (`c.Judge`), and the gradebook's address.

Trusted side; knows traitlets, not nbgrader.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from traitlets import Dict, Enum, Float, List, TraitError, Unicode
from traitlets.config import Config, Configurable
from traitlets.config.loader import PyFileConfigLoader

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.judge.limits import Limits
from autograder.judge.verdict import Detail
from autograder.submissions import time_zones

# The sections on which the record of a submission depends: if one changes, the class is graded again.
DECIDING = ("Autograde", "Judge", "LimitOutput", "AssignLatePenalties", "LateSubmissionPlugin")
_DEFAULT = Limits()
_LEAST = 0.01  # seconds: with a smaller limit, right answers would run out of time
# Names that a configuration for an earlier version may hold -> their names now.
MOVED = {
    "from autograder import names": "from autograder.nbgrader_plugin import student_names as names",
    "autograder.plugin.Judge": "autograder.nbgrader_plugin.preprocessors.Judge",
    "autograder.plugin.SaveVerdict": "autograder.nbgrader_plugin.preprocessors.SaveVerdict",
    "autograder.plugin.SubmissionExporter": "autograder.nbgrader_plugin.preprocessors.SubmissionExporter",
    "autograder.intake.Collect": "autograder.nbgrader_plugin.collect.Collect",
    "autograder.markdown.markdown2html": "autograder.submissions.markdown.markdown2html",
    "autograder.feedback_page.FeedbackExporter": "autograder.nbgrader_plugin.feedback_exporter.FeedbackExporter",
    "autograder.feedback_page.Grades": "autograder.nbgrader_plugin.feedback_exporter.Grades",
    "autograder.marks_export.MarksExport": "autograder.nbgrader_plugin.marks_export.MarksExport",
}
_MOVED = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in MOVED))


def _seconds(default: float, help: str) -> Any:
    return Float(default, min=_LEAST, help=help).tag(config=True)


class Judge(Configurable):
    """The settings of `c.Judge`; nbgrader_plugin.preprocessors.Judge, which nbgrader creates, has them too."""

    detail: Any = Enum(
        ("title", "cause", "example"),
        "cause",
        help="How much feedback tells about a failed hidden check: its title, also the cause, also an input.",
    ).tag(config=True)
    without: Any = List(
        Unicode(), [], help="Sandbox layers to go without; every verdict and the class report say so. See 'course doctor'."
    ).tag(config=True)
    weights: Any = Dict(
        {},
        help="Weights of hidden checks in place of the suite's, by function and by the check's method without 'test_'; "
        "0 takes a check out of the marks. See docs/teaching.md.",
    ).tag(config=True)
    cell_seconds: Any = _seconds(_DEFAULT.cell_seconds, "Seconds of computing that one cell may take.")
    call_seconds: Any = _seconds(_DEFAULT.call_seconds, "Seconds of computing that one call of a function may take.")
    lost_seconds: Any = _seconds(
        _DEFAULT.lost_seconds, "Seconds on the clock that calls of one function without an answer may take together."
    )
    total_seconds: Any = _seconds(_DEFAULT.total_seconds, "Seconds on the clock that one submission may take.")
    grader_seconds: Any = _seconds(
        _DEFAULT.grader_seconds,
        "Seconds of computing that the grader itself may spend on one submission; a person grades one that needs more.",
    )

    @property
    def limits(self) -> Limits:
        """Return the limits of one submission."""
        return Limits(
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            lost_seconds=self.lost_seconds,
            total_seconds=self.total_seconds,
            grader_seconds=self.grader_seconds,
        )


def judge(course: Course, without: Iterable[str] = ()) -> Judge:
    """Return the judge's settings of a course; `without` adds layers of the sandbox to go without. Raises CourseError."""
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
        """Return the settings of a course; its configuration is executed, as by nbgrader.

        Raises CourseError if that fails, or if the configuration names a class by a name of an earlier version, or a time zone that
        does not exist.
        """
        path = course.root / CONFIG
        _refuse_moved(path)
        try:
            config = PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
        except Exception as error:  # the instructor's own lines may raise anything
            what = f"the settings cannot be read ({type(error).__name__}: {error})"
            raise CourseError(what, path, "fix that line, run again") from error
        if timezone := str(config.get("Exchange", {}).get("timezone") or ""):
            try:
                time_zones.zone(timezone)
            except CourseError as error:
                raise CourseError(f"c.Exchange.timezone: {error.what}", path, error.next_step) from None
        url = config.get("CourseDirectory", {}).get("db_url") or f"sqlite:///{course.root / 'gradebook.db'}"
        deciding = "\n".join(f"{name} {plain(config.get(name, {}))}" for name in DECIDING)
        deciding += f"\ntimezone {config.get('Exchange', {}).get('timezone', '')}"  # the time zone decides who is late
        return cls(course.root, str(url), config, hashlib.sha256(deciding.encode()).hexdigest())

    def judge(self, without: Iterable[str] = ()) -> Judge:
        """Return the judge's settings; `without` adds layers of the sandbox to go without. Raises CourseError."""
        try:
            judge = Judge(config=self.config)
        except TraitError as error:
            raise CourseError(str(error).removesuffix("."), self.root / CONFIG, "fix its c.Judge, run again") from error
        judge.without = sorted({*judge.without, *without})
        return judge

    @property
    def course_id(self) -> str:
        """Return nbgrader's course id; '' if the configuration has none."""
        return str(self.config.get("CourseDirectory", {}).get("course_id", ""))

    @property
    def takes_newcomers(self) -> bool:
        """Return whether students who are not in the gradebook are added to it and graded (a setting of nbgrader)."""
        return bool(self.config.get("Autograde", {}).get("create_student", True))

    @property
    def zone(self) -> str:
        """Return the name of the exchange's time zone (a setting of nbgrader); '' if none is set."""
        return str(self.config.get("Exchange", {}).get("timezone") or "")

    @property
    def detail(self) -> Detail:
        """Return how much feedback tells about a failed hidden check."""
        return cast(Detail, self.judge().detail)


def _refuse_moved(path: Path) -> None:
    """Raise CourseError for the first line of a configuration that uses a name of an earlier version; comments may name one."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        if match := _MOVED.search(line.partition("#")[0]):
            raise CourseError(f"'{match[0]}' has moved", f"{path}, line {number}", f"write '{MOVED[match[0]]}' instead")


def plain(value: Any) -> Any:
    """Return a setting in a form whose text is the same in every process: classes by name, mappings in order."""
    if isinstance(value, dict):
        return sorted((str(key), plain(part)) for key, part in value.items())
    if isinstance(value, list | tuple | set):
        return [plain(part) for part in value]
    return f"{value.__module__}.{value.__qualname__}" if isinstance(value, type) else str(value)
