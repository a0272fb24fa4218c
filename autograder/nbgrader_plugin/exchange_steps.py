"""nbgrader's exchange: release, fetch, submit, collect. Trusted side."""

import contextlib
import os
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import Exchange as NbgraderExchange
from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeReleaseAssignment, ExchangeSubmit

from autograder.course import Course
from autograder.errors import CourseError
from autograder.nbgrader_plugin.collect import Collect
from autograder.nbgrader_plugin.converters import Gradebook


class Exchange:
    """The exchange in the folder `root`, as nbgrader's own commands use it. A step that fails raises CourseError."""

    def __init__(self, course: Course, root: Path) -> None:
        self.gradebook = Gradebook(course)
        self.root = root

    @property
    def course_id(self) -> str:
        """Return the course's id in the exchange."""
        return str(self.gradebook.coursedir.course_id)

    def released(self, assignment: str) -> bool:
        """Return whether students can fetch an assignment."""
        return (self.root / self.course_id / "outbound" / assignment).is_dir()

    def release(self, assignment: str) -> None:
        """Put the student version of an assignment, as built in release/, where students fetch it."""
        self._run(ExchangeReleaseAssignment, assignment)

    def fetch(self, assignment: str, student: str, home: Path) -> Path:
        """Fetch an assignment as a student whose files are below `home`; return the notebook's path there."""
        self._run(ExchangeFetchAssignment, assignment, student, cache=str(home / ".cache"), assignment_dir=str(home))
        return home / self.course_id / assignment / f"{assignment}.ipynb"

    def submit(self, assignment: str, student: str, home: Path) -> None:
        """Submit an assignment as a student whose files are below `home`."""
        self._run(ExchangeSubmit, assignment, student, cache=str(home / ".cache"), assignment_dir=str(home))

    def collect(self, assignment: str, **options: Any) -> None:
        """Collect what was submitted into submitted/; `options` are nbgrader's settings of the step (check_owner, update)."""
        self._run(Collect, assignment, **options)

    def _run(self, step: type[Any], assignment: str, student: str = "*", **options: Any) -> None:
        """Run one of nbgrader's exchange steps; raise CourseError if it fails."""
        parent = self.gradebook.app
        options |= {"authenticator": Authenticator(parent=parent), "root": str(self.root)}
        with self.gradebook.errors():
            try:
                step(coursedir=self.gradebook.folders(assignment, student), parent=parent, **options).start()
            except (ExchangeError, OSError) as error:
                raise _meaning(error, self.root) from error


def configured_exchange(course: Course) -> Path:
    """Return the exchange that this machine's and this course's nbgrader settings name."""
    with contextlib.chdir(course.root):
        app = NbGrader()
        app.load_config_file()
    return Path(app.config.Exchange.get("root", NbgraderExchange.class_traits()["root"].default_value))


def _meaning(error: ExchangeError | OSError, root: Path) -> CourseError:
    """Return the CourseError for a failure of the exchange; it repeats nbgrader's sentence if that is not about permissions."""
    text = str(error)
    make = f"make it as root: install -d -m 0777 {root}  (docs/install.md, 'The exchange')"
    if not os.path.isdir(root):  # noqa: PTH112  # Path.is_dir raises if this user may not look
        return CourseError("there is no exchange", root, make)
    if isinstance(error, OSError):
        what = f"the exchange could not be used: {error.strerror or text}"
        return CourseError(what, error.filename or root, "free some space, or get the right to write there")
    if "don't own" in text:
        what = "the course in the exchange belongs to another account"
        return CourseError(what, root, "release and collect as the account that released the course first")
    if "nwritable" in text or "permission" in text:
        return CourseError("the exchange cannot be written by this account", root, make)
    return CourseError(f"the exchange does not accept it: {text}", root, "see docs/install.md, 'The exchange'")
