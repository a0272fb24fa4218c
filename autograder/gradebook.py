"""The gradebook and the exchange, through nbgrader's own converters and steps in this process. Trusted side.

It owns how nbgrader is called and how its failures read; what is graded and when is autograder.grading's.
"""

import contextlib
import glob
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook as Database
from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from sqlalchemy.exc import SAWarning

from autograder.course import Course
from autograder.errors import CourseError
from autograder.ledger import Ledger, database_error
from autograder.marks_export import MarksExport
from autograder.settings import Settings
from autograder.submission import load_release, marks


class Gradebook:
    """The course's nbgrader gradebook, written by nbgrader's own converters in this process."""

    def __init__(self, course: Course, without: Sequence[str] = ()) -> None:
        """Read the course's configuration; `without` are sandbox layers that the caller has decided to go without."""
        self.course = course
        self.app = NbGrader()
        self.app.update_config(Settings.read(course).config)
        if without:
            self.app.config.Judge.without = list(without)
        self.app.log_level = logging.CRITICAL
        self.app.log.setLevel(logging.CRITICAL)
        self.coursedir = CourseDirectory(parent=self.app, root=str(course.root))
        with Ledger(self.coursedir.db_url) as ledger:
            self.path = ledger.path  # None where it is no SQLite file
            if ledger.path is None or ledger.path.exists():
                ledger.require_writable()

    def register(self, assignment: str) -> None:
        """Put the assignment's cells and points into the gradebook, as nbgrader generate_assignment does, where they differ."""
        if not self.course.source(assignment).is_file():
            raise CourseError("the lesson has not been built", self.course.source(assignment), "run 'course build'")
        cells = [marks(cell) for cell in load_release(self.course, assignment)["cells"] if marks(cell)]
        with self._errors(), Ledger(self.coursedir.db_url) as ledger:
            if ledger.exists() and ledger.registered(assignment, cells):
                return
            ledger.close()
            with tempfile.TemporaryDirectory() as folder, self._course(assignment, ".", release_directory=folder) as coursedir:
                GenerateAssignment(coursedir=coursedir, parent=self.app, force=True).start()

    def feedback(self, assignment: str, students: Sequence[str] | None = None) -> None:
        """Write nbgrader's feedback pages for every graded submission of an assignment, or for those of some students."""
        with self._errors(), self._course(assignment, "*", student_glob=True) as coursedir:
            _Pages(students, coursedir=coursedir, parent=self.app, force=True).start()

    def export(self, path: Path) -> None:
        """Write the marks as CSV, in nbgrader's columns."""
        with self._errors(), Database(self.coursedir.db_url) as database:
            MarksExport(parent=self.app, to=str(path)).export(database)

    def exchange(self, step: type[Any], assignment: str, student: str = "*", **options: Any) -> None:
        """Take one step of nbgrader's exchange (release, fetch, submit, collect); `options` are the step's own settings."""
        with self._errors(), self._course(assignment, student, student_glob=True) as coursedir:
            taken = step(coursedir=coursedir, authenticator=Authenticator(parent=self.app), parent=self.app, **options)
            try:
                taken.start()
            except (ExchangeError, OSError) as error:
                raise _exchange_error(error, Path(taken.root)) from error

    @contextlib.contextmanager
    def _course(self, assignment: str, student: str, *, student_glob: bool = False, **changes: str) -> Iterator[Any]:
        yield CourseDirectory(
            parent=self.app,
            root=str(self.course.root),
            assignment_id=assignment,
            student_id=student if student_glob else glob.escape(student),
            **changes,
        )

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn nbgrader's failures into one sentence; what it logged of the cause is kept."""
        said = _Last()
        self.app.log.addHandler(said)
        level = self.app.log.level
        self.app.log.setLevel(logging.ERROR)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # nbgrader's own, about its own queries
                yield
        except CourseError:
            raise
        except OSError as error:
            raise CourseError(
                f"writing failed: {error.strerror or error}", error.filename or self.course.root, "free some space, run again"
            ) from error
        except Exception as error:
            raise database_error(error, self.path or "gradebook", said.text) from error
        finally:
            self.app.log.setLevel(level)
            self.app.log.removeHandler(said)


def _exchange_error(error: ExchangeError | OSError, root: Path) -> CourseError:
    """Return what a failure of the exchange means; nbgrader's own sentence where it is no matter of rights."""
    said = str(error)
    make = f"make it as root: install -d -m 0777 {root}  (docs/install.md, 'The exchange')"
    if not os.path.isdir(root):  # noqa: PTH112  # Path.is_dir raises where this user may not look
        return CourseError("there is no exchange", root, make)
    if isinstance(error, OSError):
        what = f"the exchange could not be used: {error.strerror or said}"
        return CourseError(what, error.filename or root, "free some space, or get the right to write there")
    if "don't own" in said:
        what = "the course in the exchange belongs to another account"
        return CourseError(what, root, "release and collect as the account that released the course first")
    if "nwritable" in said or "permission" in said:
        return CourseError("the exchange cannot be written by this account", root, make)
    return CourseError(f"the exchange does not go along: {said}", root, "see docs/install.md, 'The exchange'")


class _Pages(GenerateFeedback):
    """nbgrader's feedback for some students, without a look for all others; for all where they are None."""

    def __init__(self, students: Sequence[str] | None, **options: Any) -> None:
        super().__init__(**options)
        self.students = students

    def init_notebooks(self) -> None:
        """Take the students' notebooks."""
        if self.students is None:
            super().init_notebooks()
            return
        name = self.coursedir.assignment_id
        folders = [self._format_source(name, student) for student in self.students]
        self.assignments = {folder: [str(Path(folder, f"{name}.ipynb"))] for folder in folders}
        self.notebooks: list[str] = []


class _Last(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if "Traceback" in text or not self.text:
            self.text = text.splitlines()[-1] if text else self.text
