"""What nbgrader_config.py says to the judge (`c.Judge`), for every way of grading. Trusted side; knows traitlets, not nbgrader."""

from collections.abc import Iterable
from typing import Any

from traitlets import Enum, Float, List, Unicode
from traitlets.config import Configurable
from traitlets.config.loader import PyFileConfigLoader

from autograder.course import CONFIG, Course
from autograder.session import Limits

_DEFAULT = Limits()


class Judge(Configurable):
    """The settings; autograder.plugin's Judge, which nbgrader makes, has them too."""

    detail: Any = Enum(
        ("title", "cause", "example"),
        "cause",
        help="How much feedback says of a failed hidden check: its title, also the cause, also an input.",
    ).tag(config=True)
    without: Any = List(
        Unicode(), [], help="Sandbox layers to go without; every verdict and the class report say so. See 'course doctor'."
    ).tag(config=True)
    cell_seconds: Any = Float(_DEFAULT.cell_seconds, help="Seconds of computing that one cell may take.").tag(config=True)
    call_seconds: Any = Float(_DEFAULT.call_seconds, help="Seconds of computing that one call of a function may take.").tag(
        config=True
    )
    total_seconds: Any = Float(_DEFAULT.total_seconds, help="Seconds on the clock that one submission may take.").tag(config=True)

    @property
    def limits(self) -> Limits:
        """Return the limits of one submission."""
        return Limits(self.cell_seconds, self.call_seconds, self.total_seconds)


def judge(course: Course, without: Iterable[str] = ()) -> Judge:
    """Return the judge's settings of a course; `without` is what the command line adds to the layers to go without."""
    settings = Judge(config=PyFileConfigLoader(CONFIG, path=str(course.root)).load_config())
    settings.without = sorted({*settings.without, *without})
    return settings
