"""The student's version of a notebook: solutions taken out by nbgrader's generate_assignment, in process. Trusted side."""

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
    """Return the student's version of each notebook, by nbgrader's generate_assignment --no-db in a temporary folder."""
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
        log = logging.Logger("course build")  # no parent: what nbgrader says is kept here, and told where it fails
        told = _Errors()
        log.addHandler(told)
        try:
            GenerateAssignment(CourseDirectory(config=config, log=log), config=config, log=log).start()
        except (NbGraderException, RuntimeError, ValueError) as error:
            said = next(
                (line for text in reversed(told.lines) for line in reversed(text.splitlines()) if "Error" in line),
                error,
            )
            raise CourseError(f"nbgrader cannot make the student's version: {said}", "source/", "mend the text") from error
        return {name: (root / "release" / name / f"{name}.ipynb").read_bytes() for name in sources}


class _Errors(logging.Handler):
    """Keeps what nbgrader logs as errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.lines.append(record.getMessage())
