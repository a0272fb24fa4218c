"""The course as a folder: where its files stand, what each lesson promises. Trusted side; knows no nbgrader and no student code."""

import importlib
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one lesson promises: its assignment id, its functions with their points, and how each is called."""

    assignment: str
    points: Mapping[str, int]
    stretch: tuple[str, ...]
    signatures: Mapping[str, inspect.Signature]

    @property
    def max_score(self) -> int:
        """Return the lesson's full marks."""
        return sum(self.points.values())

    def grade_id(self, function: str) -> str:
        """Return the id of the locked cell that checks `function`."""
        return f"stretch_{function}" if function in self.stretch else f"test_{function}"


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

    def lesson(self, assignment: str) -> Lesson:
        """Return what the lesson promises, read from its reference module."""
        module = reference(self.require(assignment))
        points: Mapping[str, int] = module.POINTS
        stretch: tuple[str, ...] = module.STRETCH
        signatures = {name: inspect.signature(getattr(module, name)) for name in (*points, *stretch)}
        return Lesson(assignment, points, stretch, signatures)


def reference(assignment: str):  # type: ignore[no-untyped-def]  # a module: its attributes are looked up by name
    """Import and return the reference module of an assignment: `autograder.reference.sigmoid` for `02_sigmoid`."""
    name = re.sub(r"^\d+_", "", assignment)
    try:
        return importlib.import_module(f"autograder.reference.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"autograder.reference.{name}":
            raise
        raise CourseError(
            f"no reference module for assignment '{assignment}'",
            f"autograder/reference/{name}.py",
            "write one with the lesson's functions, POINTS and STRETCH",
        ) from error
