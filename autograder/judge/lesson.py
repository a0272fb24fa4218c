"""A lesson's contract: its functions, their points, how each is called. Trusted side; read from its module in reference/."""

import importlib
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course import Course
from autograder.errors import CourseError


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson's assignment id, its functions with their points, its stretch exercises, which have none, and all signatures."""

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

    @classmethod
    def read(cls, course: Course, assignment: str) -> "Lesson":
        """Return the contract of a lesson; raise CourseError if the course has no such lesson, or no reference for it."""
        module = reference(course.require(assignment))
        points: Mapping[str, int] = module.POINTS
        stretch: tuple[str, ...] = module.STRETCH
        signatures = {name: inspect.signature(getattr(module, name)) for name in (*points, *stretch)}
        return cls(assignment, points, stretch, signatures)


def reference(assignment: str):  # type: ignore[no-untyped-def]  # a module: its attributes are looked up by name
    """Import and return the reference module of an assignment: `autograder.reference.sigmoid` for `02_sigmoid`.

    Raises CourseError if there is none.
    """
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
