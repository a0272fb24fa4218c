"""The course as a folder: where its files stand. For every folder of the trusted side; knows no nbgrader and no lesson."""

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

        Raises CourseError where there is none.
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
        """Return the assignment ids, in order, found from the names in `notebooks/` (00_* is a page, not an assignment)."""
        names = [path.stem for path in (self.root / "notebooks").glob("[0-9][0-9]_*.py")]
        return sorted(name for name in names if not name.startswith("00_"))

    def require(self, assignment: str) -> str:
        """Return `assignment` where the course has it; raise CourseError, naming the ones it has, where it does not."""
        if assignment not in (known := self.assignments()):
            raise CourseError(f"there is no assignment '{assignment}'", self.root, f"choose from {', '.join(known)}")
        return assignment

    def text(self, assignment: str) -> Path:
        """Return the path of the lesson's text, the source of truth."""
        return self.root / "notebooks" / f"{assignment}.py"

    def source(self, assignment: str) -> Path:
        """Return the path of the built instructor notebook."""
        return self.root / "source" / assignment / f"{assignment}.ipynb"

    def release(self, assignment: str) -> Path:
        """Return the path of the built student notebook."""
        return self.root / "release" / assignment / f"{assignment}.ipynb"

    def submitted(self, student: str, assignment: str) -> Path:
        """Return the path of the notebook that a student handed in; it may not be there."""
        return self.root / "submitted" / student / assignment / f"{assignment}.ipynb"

    def autograded(self, student: str, assignment: str) -> Path:
        """Return the path of a student's autograded notebook; it may not be there."""
        return self.root / "autograded" / student / assignment / f"{assignment}.ipynb"


def sqlite_file(db_url: str) -> Path | None:
    """Return the file of a gradebook's database address (`sqlite:///path`); None if the address is not SQLite's."""
    return Path(db_url.removeprefix("sqlite:///")) if db_url.startswith("sqlite:///") else None
