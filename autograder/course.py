"""The course as a folder; the one place that spells its paths. For every folder of the trusted side; knows no nbgrader."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True, slots=True)
class Course:
    """An nbgrader course root that holds this course's configuration."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> "Course":
        """Return the course whose root is `start` (default: the current folder) or one of its parents.

        Raises CourseError if none of them is a course root.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIG).is_file() and (folder / "notebooks").is_dir():
                return cls(folder)
        raise CourseError(
            "this is not a course folder",
            here,
            f"change to a folder that holds {CONFIG} and notebooks/",
        )

    def assignments(self) -> list[str]:
        """Return the assignment ids in order, taken from the file names in `notebooks/` (00_* is a page, not an assignment)."""
        names = [path.stem for path in (self.root / "notebooks").glob("[0-9][0-9]_*.py")]
        return sorted(name for name in names if not name.startswith("00_"))

    def require(self, assignment: str) -> str:
        """Return `assignment`; raise CourseError if it is a page without exercises, or not one of the course's ids."""
        if assignment not in (known := self.assignments()):
            if self.text(assignment).is_file():
                raise CourseError(f"there is nothing to grade in {assignment}", self.root, "it is a page without exercises")
            raise CourseError(f"there is no assignment '{assignment}'", self.root, f"choose from {', '.join(known)}")
        return assignment

    def chosen(self, assignments: Iterable[str] | None) -> list[str]:
        """Return these assignments, or all; raise CourseError if the course does not have one of them."""
        return [self.require(name) for name in assignments or self.assignments()]

    def text(self, assignment: str) -> Path:
        """Return the path of the lesson's text, the source of truth."""
        return self.root / "notebooks" / f"{assignment}.py"

    def source(self, assignment: str) -> Path:
        """Return the path of the built instructor notebook."""
        return self.root / "source" / assignment / f"{assignment}.ipynb"

    def release(self, assignment: str) -> Path:
        """Return the path of the built student notebook."""
        return self.root / "release" / assignment / f"{assignment}.ipynb"

    def released(self) -> list[Path]:
        """Return the paths of all built student notebooks, in order; the opening page's (00_*) is among them."""
        return sorted((self.root / "release").glob("*/*.ipynb"))

    @property
    def submissions(self) -> Path:
        """Return the folder submitted/: one folder for each student."""
        return self.root / "submitted"

    def submitted(self, student: str, assignment: str) -> Path:
        """Return the path of the notebook that a student handed in; the file may not exist."""
        return self.root.joinpath("submitted", student, assignment, f"{assignment}.ipynb")

    def autograded(self, student: str, assignment: str) -> Path:
        """Return the path of a student's autograded notebook; the file may not exist."""
        return self.root.joinpath("autograded", student, assignment, f"{assignment}.ipynb")

    def graded_students(self, assignment: str) -> list[str]:
        """Return the ids of the students with an autograded notebook, in order."""
        paths = (self.root / "autograded").glob(f"*/{assignment}/{assignment}.ipynb")
        return sorted(path.parent.parent.name for path in paths)

    @property
    def collected(self) -> Path:
        """Return the folder of the receipts of hand-ins from an LMS, and of the files that newer hand-ins replaced."""
        return self.root / "collected"

    @property
    def verdicts(self) -> Path:
        """Return the folder of recorded verdicts: one folder for each assignment."""
        return self.root / "verdicts"

    @property
    def feedback(self) -> Path:
        """Return the folder of feedback pages: one folder for each student."""
        return self.root / "feedback"

    @property
    def reports(self) -> Path:
        """Return the folder of class reports and exported marks."""
        return self.root / "reports"


def sqlite_file(db_url: str) -> Path | None:
    """Return the file of a gradebook's database address (`sqlite:///path`); None if the address is not SQLite's."""
    return Path(db_url.removeprefix("sqlite:///")) if db_url.startswith("sqlite:///") else None
