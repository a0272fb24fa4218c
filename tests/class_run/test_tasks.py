"""Folders of submitted/ that cannot be graded."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from classroom import NAME, RIGHT, WITHOUT, submit
from graded_class import ordinary_user

from autograder.class_run.run import not_gradable
from autograder.class_run.tasks import find
from autograder.course import Course
from autograder.errors import CourseError
from autograder.submissions.hand_in_places import tidy_folders


def test_a_folder_that_cannot_be_read_is_named(open_folder: Path) -> None:
    """It is the grader's trouble and no student's mark; submitted/ itself stops the run."""
    course = Course(open_folder)
    (open_folder / "release" / NAME).mkdir(parents=True)
    (open_folder / "release" / NAME / f"{NAME}.ipynb").write_text('{"cells": []}')
    submit(course, "ada", {})
    (open_folder / "submitted" / "ada").chmod(0)
    with ordinary_user():
        (task,) = find(course, NAME)
        result = not_gradable(course, task)
        assert result
        assert result.state == "failed"
        assert "cannot be read (Permission denied); give this user the right to read it" in result.reason
    (open_folder / "submitted").chmod(0)
    with ordinary_user(), pytest.raises(CourseError, match="submitted: the folder cannot be read"):
        find(course, NAME)
    (open_folder / "submitted").chmod(0o755)
    (open_folder / "submitted" / "ada").chmod(0o755)


def test_a_name_that_is_no_text_stops_nobody(course_copy: Course) -> None:
    """A folder whose name is no UTF-8 is reported; the gradebook could not hold it."""
    (course_copy.root / "submitted" / os.fsdecode(b"\xff") / NAME).mkdir(parents=True)
    (task,) = find(course_copy, NAME)
    result = not_gradable(course_copy, task)
    assert result
    assert "cannot be a student's id" in result.reason
    assert "rename the folder in submitted/ to the student's id" in result.reason


ODD = {  # names of folders, as the file system has them, and as they are shown
    b"line\nzoe, 02_sigmoid: 20 of 20": r"line\nzoe, 02_sigmoid: 20 of 20", b"tab\there": r"tab\there",
    b"esc\x1b[31mred": r"esc\x1b[31mred", b"return\rx": r"return\rx", b"latin\xe9": r"latin\xe9",
    "turn\u202e".encode(): r"turn\u202e", b".dot": ".dot",
}  # fmt: skip


def test_a_name_that_is_no_id_is_its_folders_own_trouble(course_copy: Course) -> None:
    """The class is graded and reported; the folder has one row that says where it is, why it has no mark, and the next step.

    Nor does a file of such a name stop anything, beside a hand-in or in place of one.
    """
    right = submit(course_copy, "ada", RIGHT)
    for name in map(os.fsdecode, ODD):
        folder = course_copy.submissions / name / NAME
        folder.mkdir(parents=True)
        (folder / right.name).write_bytes(right.read_bytes())
        lost = course_copy.submissions / f"lost{name}"
        lost.mkdir()
        (lost / f"{NAME}{name}.ipynb").touch()
        (right.parent / f"{name}.ipynb").touch()
    layers = [f"--without={layer}" for layer in WITHOUT]
    for words, at in ((("grade", NAME, *layers), 1), (("report", NAME), 0)):
        done = subprocess.run(
            [Path(sys.executable).with_name("course"), *words], cwd=course_copy.root, capture_output=True, text=True
        )
        said = (done.stdout, done.stderr)[at]
        assert done.returncode == 0, done.stderr
        assert said.replace("\n", "").isprintable()
        for shown in ODD.values():
            (row,) = [row.strip() for row in said.splitlines() if row.strip().startswith(shown)]
            assert f"'{shown}' cannot be a student's id" in row
            assert row.endswith("rename the folder in submitted/ to the student's id")
            (row,) = [row for row in said.splitlines() if row.strip().startswith(f"lost{shown}")]
            assert f"stands in submitted/lost{shown}; move it to submitted/" in row
    assert "ada" in (course_copy.reports / f"{NAME}.csv").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_renamed_stops_nobody(course_copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces at the end of a name, in a folder that this user may not write to: a note says what to do."""
    (course_copy.submissions / "ada ").mkdir(parents=True)

    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "rename", refuse)
    (note,) = tidy_folders(course_copy)
    assert note.startswith("submitted/ada  cannot be renamed (Permission denied): its name has spaces at an end")
    assert note.endswith("rename it to ada")
