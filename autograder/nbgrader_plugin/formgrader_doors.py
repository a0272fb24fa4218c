"""What an address can make formgrader do: it opens the course that it serves, and files of graded work only. Trusted side.

An instructor is logged in where formgrader runs, so a link in a student's text, or on any page, can ask formgrader for an address
with the instructor's rights. nbgrader_config.py calls `guard`; formgrader is loaded by then.
"""

import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from autograder.submissions import hand_in_notes

MODULE = "nbgrader.server_extensions.formgrader.handlers"
_courses: set[Path] = set()  # whose configuration has been read


def guard(root: Path) -> None:
    """Close these doors of formgrader for the course in `root`, if this process has formgrader; may be called repeatedly."""
    if (handlers := sys.modules.get(MODULE)) is not None:
        _courses.add(root.resolve())
        _guard(handlers)


@cache
def _guard(handlers: Any) -> None:
    from nbgrader.apps.api import NbGraderAPI

    opens, serves = handlers.FormgraderHandler.get, handlers.SubmissionFilesHandler.parse_url_path

    def get(self: Any) -> Any:
        """Open a course, unless ?path= names another folder: its nbgrader_config.py would run, and it may be a student's."""
        path = self.get_argument("path", "")
        if path and Path(path).resolve() not in _courses:
            self.log.error("formgrader was asked to open %r, which is not this course: refused", path)
            raise handlers.web.HTTPError(403)
        return opens(self)

    def parse_url_path(self: Any, url_path: str) -> Any:
        """Return the path of a file beside a graded notebook: it leads to no other folder, such as the hand-in."""
        if {"", ".."}.intersection(url_path.strip("/").split("/")):
            raise handlers.web.HTTPError(404)
        return serves(self, url_path)

    handlers.FormgraderHandler.get, handlers.SubmissionFilesHandler.parse_url_path = get, parse_url_path
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp


def _submitted_timestamp(self: Any, assignment_id: str, student_id: str) -> datetime | None:
    """Return the time of a submission (UTC); None if there is no readable one, so that formgrader's lists still have the others."""
    folder = self.coursedir.format_path(self.coursedir.submitted_directory, student_id, assignment_id)
    return hand_in_notes.time(Path(folder), str(self.config.get("Exchange", {}).get("timezone") or ""))
