"""`course lab` becomes JupyterLab, for an instructor or for a student."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from autograder.course import Course


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("words", [[], ["--student"]])
def test_lab_is_two_commands(course_copy: Course, words: list[str]) -> None:
    """`course lab` and `course lab --student` say where one sits, and become JupyterLab, which gets what follows."""
    command = [Path(sys.executable).with_name("course"), "lab", *words, "--version"]
    done = subprocess.run(command, cwd=course_copy.root, text=True, capture_output=True, check=False)
    assert done.stdout.splitlines()[-1:] == [version("jupyterlab")], done.stderr
    assert "JupyterLab" in done.stdout.splitlines()[0]
    fetched = list((course_copy.root / "demo" / "student").rglob("*.ipynb"))
    assert [path.name for path in fetched] == (["00_start.ipynb"] if words else [])
