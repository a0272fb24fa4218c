"""The gradebook through nbgrader's own converters, in this process. Trusted side.

It owns how nbgrader is called and how its failures read; what is graded and when is autograder.class_run.run's.
"""

import contextlib
import glob
import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook as Database
from nbgrader.apps import NbGrader
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import database_error
from autograder.gradebook.rows import Ledger
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin.marks_export import MarksExport
from autograder.submissions.notebook_file import load_release, nbgrader_metadata


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
        cells = [nbgrader_metadata(cell) for cell in load_release(self.course, assignment)["cells"] if nbgrader_metadata(cell)]
        with self.errors(), Ledger(self.coursedir.db_url) as ledger:
            if ledger.exists() and ledger.registered(assignment, cells):
                return
            ledger.close()
            with tempfile.TemporaryDirectory() as folder, self.course_for(assignment, ".", release_directory=folder) as coursedir:
                GenerateAssignment(coursedir=coursedir, parent=self.app, force=True).start()

    def feedback(self, assignment: str, students: Sequence[str] | None = None) -> None:
        """Write nbgrader's feedback pages for every graded submission of an assignment, or for those of some students."""
        with self.errors(), self.course_for(assignment, "*", student_glob=True) as coursedir:
            _Pages(students, coursedir=coursedir, parent=self.app, force=True).start()

    def export(self, path: Path) -> None:
        """Write the marks as CSV, in nbgrader's columns."""
        with self.errors(), Database(self.coursedir.db_url) as database:
            MarksExport(parent=self.app, to=str(path)).export(database)

    @contextlib.contextmanager
    def course_for(self, assignment: str, student: str, *, student_glob: bool = False, **changes: str) -> Iterator[Any]:
        """Give nbgrader's CourseDirectory for an assignment and a student; with `student_glob` the student is a pattern."""
        yield CourseDirectory(
            parent=self.app,
            root=str(self.course.root),
            assignment_id=assignment,
            student_id=student if student_glob else glob.escape(student),
            **changes,
        )

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
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
