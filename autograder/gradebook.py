"""The gradebook and the exchange, through nbgrader's own converters and steps in this process. Trusted side.

It owns how nbgrader is called and how its failures read; what is graded and when is autograder.grading's.
"""

import contextlib
import glob
import logging
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook as Database
from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy.exc import SAWarning
from traitlets.config.loader import PyFileConfigLoader

from autograder import plugin
from autograder.course import Course
from autograder.errors import CourseError
from autograder.marking import Marked


class Gradebook:
    """The course's nbgrader gradebook, written by nbgrader's own converters in this process."""

    def __init__(self, course: Course, without: Sequence[str] = ()) -> None:
        """Read the course's configuration; `without` are sandbox layers that the caller has decided to go without."""
        self.course = course
        self.app = NbGrader()
        _load_config(self.app, course.root)
        if without:
            self.app.config.Judge.without = list(without)
        self.app.log_level = logging.CRITICAL
        self.app.log.setLevel(logging.CRITICAL)
        self.coursedir = CourseDirectory(parent=self.app, root=str(course.root))
        self._writable()

    def _writable(self) -> None:
        """Raise CourseError where another process holds the gradebook, or it cannot be written."""
        path = self.path
        if path is None or not path.exists():
            return
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise _database_error(error, path) from error
        finally:
            connection.close()

    @property
    def path(self) -> Path | None:
        """Return the gradebook's file, None where it is no SQLite file."""
        prefix = "sqlite:///"
        url: str = self.coursedir.db_url
        return Path(url.removeprefix(prefix)) if url.startswith(prefix) else None

    def register(self, assignment: str) -> None:
        """Put the assignment's cells and points into the gradebook, as nbgrader generate_assignment does, where they differ."""
        if not self.course.source(assignment).is_file():
            raise CourseError("the lesson has not been built", self.course.source(assignment), "run 'course build'")
        with self._errors():
            if plugin.registered(self.course, self.coursedir.db_url, assignment):
                return
            with tempfile.TemporaryDirectory() as folder, self._course(assignment, ".", release_directory=folder) as coursedir:
                GenerateAssignment(coursedir=coursedir, parent=self.app, force=True).start()

    def graded(self, assignment: str) -> set[str]:
        """Return the students whose submission of the assignment stands in the gradebook and in autograded/."""
        with Database(self.coursedir.db_url) as database:
            known = {submission.student.id for submission in database.assignment_submissions(assignment)}
        return {name for name in known if (self.course.root / "autograded" / name / assignment / f"{assignment}.ipynb").is_file()}

    def autograde(self, student: str, assignment: str, path: Path, marked: Marked | None) -> None:
        """Record one submission through nbgrader's Autograde, which takes the result from the plug-in's hands."""
        if marked is not None:
            plugin.offer(student, assignment, marked)
        with self._errors(), self._course(assignment, student) as coursedir:
            if not path.exists():
                raise CourseError(f"there is no {path.name} in the submission", path.parent, "ask the student to submit again")
            Autograde(coursedir=coursedir, parent=self.app, force=True).start()

    def feedback(self, assignment: str) -> None:
        """Write nbgrader's feedback pages for every graded submission of an assignment."""
        with self._errors(), self._course(assignment, "*", student_glob=True) as coursedir:
            GenerateFeedback(coursedir=coursedir, parent=self.app, force=True).start()

    def export(self, path: Path) -> None:
        """Write the marks as nbgrader's CSV."""
        with self._errors(), Database(self.coursedir.db_url) as database:
            CsvExportPlugin(parent=self.app, to=str(path)).export(database)

    def exchange(self, step: type[Any], assignment: str, student: str = "*", **options: Any) -> None:
        """Take one step of nbgrader's exchange (release, fetch, submit, collect); `options` are the step's own settings."""
        with self._errors(), self._course(assignment, student, student_glob=True) as coursedir:
            step(coursedir=coursedir, authenticator=Authenticator(parent=self.app), parent=self.app, **options).start()

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
            raise _database_error(error, self.path or "gradebook", said.text) from error
        finally:
            self.app.log.setLevel(level)
            self.app.log.removeHandler(said)


class _Last(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if "Traceback" in text or not self.text:
            self.text = text.splitlines()[-1] if text else self.text


def _database_error(error: Exception, where: object, said: str = "") -> CourseError:
    text = f"{error} {said}".lower()
    if "locked" in text:
        return CourseError(
            "the gradebook is locked by another process", where, "wait for it (formgrader? another nbgrader?) and run again"
        )
    if "full" in text or "no space" in text:
        return CourseError("the disk is full", where, "free some space and run again; nothing graded so far is lost")
    if "readonly" in text or "read-only" in text or "permission" in text:
        return CourseError("the gradebook cannot be written", where, "check who owns it and its permissions")
    return CourseError(f"nbgrader could not record it: {said or error}", where, "run 'course doctor'")


def _load_config(app: Any, root: Path) -> None:
    app.update_config(PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config())
