"""Folders of submitted/ that cannot be graded."""

import os
from pathlib import Path

import pytest
from classroom import NAME, submit
from graded_class import ordinary_user

from autograder.class_run.run import not_gradable
from autograder.class_run.tasks import find
from autograder.course import Course
from autograder.errors import CourseError


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
    assert "rename the folder to the student's id" in result.reason
