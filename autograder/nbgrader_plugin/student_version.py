"""The student's version of a notebook: nbgrader's generate_assignment removes the solutions, in this process. Trusted side."""

import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path

from nbgrader.converters.base import NbGraderException
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.errors import CourseError


def student_versions(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the student's version of each notebook (bytes by assignment); raise CourseError if nbgrader refuses one."""
    if not sources:
        return {}
    with tempfile.TemporaryDirectory(prefix="course-build-") as folder:
        root = Path(folder).resolve()
        for name, data in sources.items():
            (root / "source" / name).mkdir(parents=True)
            (root / "source" / name / f"{name}.ipynb").write_bytes(data)
        config = Config()
        config.CourseDirectory.root = str(root)
        config.CourseDirectory.assignment_id = "*"
        config.SaveCells.enabled = False
        config.GenerateAssignment.no_database = True
        log = logging.Logger("course build")  # no parent: what nbgrader logs is kept here, and reported if it fails
        errors = _Errors()
        log.addHandler(errors)
        try:
            GenerateAssignment(CourseDirectory(config=config, log=log), config=config, log=log).start()
        except (NbGraderException, RuntimeError, ValueError) as error:
            lines = [line for message in errors.messages for line in message.splitlines() if "Error" in line]
            what = f"nbgrader cannot make the student's version: {lines[-1] if lines else error}"
            raise CourseError(what, "source/", "fix the text") from error
        return {name: (root / "release" / name / f"{name}.ipynb").read_bytes() for name in sources}


class _Errors(logging.Handler):
    """Keeps what nbgrader logs as errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.messages.append(record.getMessage())
