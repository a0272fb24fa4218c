"""What tests of submissions share."""

import pytest

from autograder.course import Course
from autograder.submissions.release_notebook import Notebook, load_release


@pytest.fixture
def release(course: Course) -> Notebook:
    """The student notebook of lesson 02."""
    return load_release(course, "02_sigmoid")
