"""A small course, built once, for the tests of the builder."""

import shutil

import pytest
from build.small_course import text_files

from autograder.build import builder
from autograder.course import Course


@pytest.fixture(scope="session")
def built_folder(slow, tmp_path_factory):
    """A small course that was built once; copied, never changed."""
    folder = tmp_path_factory.mktemp("course") / "built"
    text_files(folder)
    builder.build(Course(folder))
    return folder


@pytest.fixture
def course(built_folder, tmp_path):
    """A small course of one lesson and one page, built."""
    shutil.copytree(built_folder, tmp_path / "course")
    return Course(tmp_path / "course")
