"""nbgrader's own converters, run in this process: registering assignments, feedback pages, the export of marks. Trusted side.

The module decides how nbgrader is called and what its errors mean. class_run.run decides what is graded, and when.
"""

import contextlib
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
from autograder.gradebook.registration import complete
from autograder.gradebook.rows import GradebookRows
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin.marks_export import MarksExport
from autograder.submissions.release_notebook import load_release, nbgrader_cells


class Gradebook:
    """The course's gradebook through nbgrader's converters. Every method raises CourseError if nbgrader fails."""

    def __init__(self, course: Course, without: Sequence[str] = ()) -> None:
        """Read the course's configuration; `without` names sandbox layers to go without.

        Raises CourseError if the configuration is broken, or the gradebook exists and cannot be written.
        """
        self.course = course
        self.app = NbGrader()
        self.app.update_config(Settings.read(course).config)
        if without:
            self.app.config.Judge.without = list(without)
        self.app.log_level = logging.CRITICAL
        self.app.log.setLevel(logging.CRITICAL)
        self.coursedir = CourseDirectory(parent=self.app, root=str(course.root))
        with GradebookRows(self.coursedir.db_url) as rows:
            self.path = rows.path  # None if it is not an SQLite file
            if rows.path is None or rows.path.exists():
                rows.require_writable()

    def create(self) -> None:
        """Make the gradebook if there is none."""
        with self.errors(), GradebookRows(self.coursedir.db_url) as rows:
            complete(rows)
            if not rows.exists():  # this nbgrader has other tables than database.py: it makes them itself
                with Database(self.coursedir.db_url):
                    pass

    def register(self, assignment: str) -> None:
        """Put the assignment's cells and points into the gradebook if they differ, as `nbgrader generate_assignment` does.

        Raises CourseError if the lesson has not been built, or nbgrader fails.
        """
        if not self.course.source(assignment).is_file():
            raise CourseError("the lesson has not been built", self.course.source(assignment), "run 'course build'")
        cells = nbgrader_cells(load_release(self.course, assignment))
        with self.errors(), GradebookRows(self.coursedir.db_url) as rows:
            if rows.exists() and rows.registered(assignment, cells):
                return
            complete(rows)  # without it nbgrader would start a program to make a new gradebook
            rows.close()
            self._make_room(assignment, cells)
            with tempfile.TemporaryDirectory() as folder:
                coursedir = self.folders(assignment, ".", release_directory=folder)
                GenerateAssignment(coursedir=coursedir, parent=self.app, force=True).start()

    def _make_room(self, assignment: str, cells: Sequence[dict[str, Any]]) -> None:
        """Add and remove the rows that nbgrader refuses to change once there are submissions, even empty ones.

        A manual mark is removed only if the lesson no longer has its cell.
        """
        with Database(self.coursedir.db_url) as database:
            known = [each for each in database.assignments if each.name == assignment]
            if not (known and known[0].submissions):
                return
            if not known[0].notebooks:
                database.add_notebook(assignment, assignment)
            notebook = database.find_notebook(assignment, assignment)
            if not notebook.submissions:
                return  # nbgrader makes its cells again
            kinds: dict[str, tuple[str, Any]] = {
                "grade": ("grade_cells", lambda cell: database.add_grade_cell(
                    cell["grade_id"], assignment, assignment, max_score=float(cell["points"]), cell_type=cell["cell_type"])),
                "solution": ("solution_cells", lambda cell: database.add_solution_cell(cell["grade_id"], assignment, assignment)),
            }  # fmt: skip
            for flag, (place, add) in kinds.items():
                built = {cell["grade_id"]: cell for cell in cells if cell.get(flag)}
                old = {cell.name: cell for cell in getattr(notebook, place)}
                for name in old.keys() - built.keys():
                    for row in (*old[name].grades, *old[name].comments, old[name]):
                        database.db.delete(row)
                database.db.commit()
                for name in sorted(built.keys() - old.keys()):
                    add(built[name])
            for cell in notebook.source_cells:
                if cell.name not in {each["grade_id"] for each in cells}:
                    database.db.delete(cell)
            for cell in cells:
                database.update_or_create_source_cell(
                    cell["grade_id"], assignment, assignment, cell_type=cell["cell_type"], source="", checksum=""
                )
            database.db.commit()

    def feedback(self, assignment: str, students: Sequence[str] | None = None) -> None:
        """Write nbgrader's feedback pages for the graded submissions of an assignment: of these students, or (None) of all."""
        with self.errors():
            _FeedbackOfSome(students, coursedir=self.folders(assignment, "*"), parent=self.app, force=True).start()

    def export(self, path: Path) -> None:
        """Write the marks as CSV, in nbgrader's columns."""
        with self.errors(), Database(self.coursedir.db_url) as database:
            MarksExport(parent=self.app, to=str(path)).export(database)

    def folders(self, assignment: str, student: str, **changes: str) -> CourseDirectory:
        """Return nbgrader's CourseDirectory for an assignment and a student, or "*" for all students."""
        return CourseDirectory(parent=self.app, root=str(self.course.root), assignment_id=assignment, student_id=student, **changes)

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Turn nbgrader's exceptions into a CourseError that says what nbgrader logged about the cause."""
        logged = _LastError()
        self.app.log.addHandler(logged)
        level = self.app.log.level
        self.app.log.setLevel(logging.ERROR)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # warnings about nbgrader's own queries
                yield
        except CourseError:
            raise
        except OSError as error:
            raise CourseError(
                f"writing failed: {error.strerror or error}", error.filename or self.course.root, "free some space, run again"
            ) from error
        except Exception as error:
            raise database_error(error, self.path or "gradebook", logged.text) from error
        finally:
            self.app.log.setLevel(level)
            self.app.log.removeHandler(logged)


class _FeedbackOfSome(GenerateFeedback):
    """nbgrader's feedback for some students, without a search for those of all others; for all if `students` is None."""

    def __init__(self, students: Sequence[str] | None, **options: Any) -> None:
        super().__init__(**options)
        self.students = students

    def init_notebooks(self) -> None:
        """Set `assignments`, the notebooks to convert by folder."""
        if self.students is None:
            super().init_notebooks()
            return
        name = self.coursedir.assignment_id
        folders = [self._format_source(name, student) for student in self.students]
        self.assignments = {folder: [str(Path(folder, f"{name}.ipynb"))] for folder in folders}
        self.notebooks: list[str] = []


class _LastError(logging.Handler):
    """Keeps the last line of what nbgrader logged about an error, preferably of a traceback."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the last line of a message."""
        text = record.getMessage().strip()
        if "Traceback" in text or not self.text:
            self.text = text.splitlines()[-1] if text else self.text
