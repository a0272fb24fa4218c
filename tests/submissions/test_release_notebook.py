"""Facts about the student notebook that was handed out."""

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.submissions.release_notebook import load_release


def test_a_release_that_is_not_there_is_an_instructors_error(course_copy: Course) -> None:
    """It says what to run."""
    path = course_copy.release("02_sigmoid")
    for broken in ("{", "[]", '{"cells": 3}'):
        path.write_text(broken)
        with pytest.raises(CourseError, match=r"cannot be read as a notebook.*course build"):
            load_release(course_copy, "02_sigmoid")
    path.unlink()
    with pytest.raises(CourseError, match=r"has not been built.*course build"):
        load_release(course_copy, "02_sigmoid")
