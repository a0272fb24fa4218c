"""The folder autograded/: a submission's files are written beside it, and moved in once the gradebook has its marks. Trusted side.

It holds what nbgrader's autograde leaves there with this course's configuration: the graded notebook, and the notes that nbgrader's
later steps read. No other file of a submission is copied.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from autograder.atomic_files import put_aside
from autograder.class_run.tasks import Graded
from autograder.course import Course
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.settings import Settings
from autograder.submissions.hand_in_notes import carried


@dataclass(slots=True)
class FilesAside:
    """One submission's temporary files, and the folder to which they will be moved."""

    folder: Path
    files: dict[Path, Path] = field(default_factory=dict)  # final path -> temporary path

    def place(self) -> None:
        """Move every file to its place, and remove everything else from the folder; raise OSError if the disk refuses."""
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
        """Remove the temporary files."""
        for aside in self.files.values():
            aside.unlink(missing_ok=True)


class AutogradedFolder:
    """Writes the graded notebooks and their notes to autograded/."""

    def __init__(self, course: Course, settings: Settings) -> None:
        self.course = course
        self.verdicts = VerdictFiles(course)
        shared = settings.config.get("CourseDirectory", {}).get("groupshared", False)
        permissions = settings.config.get("Autograde", {}).get("permissions") or (664 if shared else 444)
        self.mode = int(str(permissions), 8)

    def put_aside(self, graded: Graded) -> FilesAside:
        """Write a submission's files to temporary ones; raise OSError, and leave nothing behind, if the disk refuses."""
        task = graded.task
        aside = FilesAside(self.course.autograded(task.student, task.assignment).parent)
        secret = self.verdicts.made_up_secret(task.assignment, task.student)
        notes = carried(task.path.parent, graded.timestamp, secret)
        files = {task.path.name: graded.notebook, **{name: text.encode() for name, text in notes.items()}}
        try:
            aside.folder.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                aside.files[aside.folder / name] = written = put_aside(aside.folder / name, data, self.mode)
                written.chmod(self.mode)
        except BaseException:
            aside.discard()
            raise
        return aside
