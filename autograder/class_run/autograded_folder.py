"""The folder autograded/: one submission's files, written aside first and put in place when the gradebook has them. Trusted side.

It holds what nbgrader's autograde leaves there with this course's configuration: the graded notebook, and the notes that
nbgrader's later steps read. No other file of a hand-in is taken.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from autograder.atomic_files import put_aside
from autograder.class_run.tasks import Graded
from autograder.course import Course
from autograder.gradebook.verdict_files import Records
from autograder.judge.settings import Settings
from autograder.submissions.hand_in_notes import carried


@dataclass(slots=True)
class FilesAside:
    """One submission's files, written aside, and where they belong."""

    folder: Path
    files: dict[Path, Path] = field(default_factory=dict)  # place -> where it lies aside

    def place(self) -> None:
        """Move every file to its place, and remove what stood there before and does not belong there now."""
        for place, aside in self.files.items():
            aside.replace(place)
        for parent, folders, names in os.walk(self.folder, topdown=False):
            for name in names:
                if (path := Path(parent, name)) not in self.files:
                    path.unlink()
            for name in folders:
                path = Path(parent, name)
                if path.is_symlink():
                    path.unlink()
                elif not any(place.is_relative_to(path) for place in self.files):
                    shutil.rmtree(path)

    def discard(self) -> None:
        """Remove what lies aside."""
        for aside in self.files.values():
            aside.unlink(missing_ok=True)


class AutogradedFolder:
    """Writes to autograded/."""

    def __init__(self, course: Course, settings: Settings) -> None:
        self.course = course
        self.records = Records(course)
        shared = settings.config.get("CourseDirectory", {}).get("groupshared", False)
        said = settings.config.get("Autograde", {}).get("permissions") or (664 if shared else 444)
        self.mode = int(str(said), 8)

    def put_aside(self, graded: Graded) -> FilesAside:
        """Write a submission's files aside; raise OSError, and leave nothing, where the disk will not take them."""
        task = graded.task
        aside = FilesAside(self.course.autograded(task.student, task.assignment).parent)
        made_up = self.records.made_up(task.assignment, task.student)
        notes = carried(task.path.parent, graded.timestamp, made_up)
        files = {f"{task.assignment}.ipynb": graded.page, **{name: text.encode() for name, text in notes.items()}}
        try:
            aside.folder.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                aside.files[aside.folder / name] = written = put_aside(aside.folder / name, data, self.mode)
                written.chmod(self.mode)
        except BaseException:
            aside.discard()
            raise
        return aside
