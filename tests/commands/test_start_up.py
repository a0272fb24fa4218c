"""Facts about how light commands start: what takes seconds to load is loaded by those who need it."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from classroom import ROOT

from autograder.course import Course

READ = "from autograder.course import Course; from autograder.judge.settings import Settings; Settings.read(Course.find())"
GUARDED = """
from nbgrader.api import Student
try:
    Student(id="a<b")
except ValueError as error:
    assert "cannot be a student's id" in str(error)
else:
    raise AssertionError
assert Student(id="a", first_name="<b>").first_name == "‹b›"
"""


def python(code: str) -> str:
    """Run code in a new process in the course's folder; return what it printed."""
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_the_configuration_is_read_without_nbgrader() -> None:
    """nbgrader, NumPy, pytest and Dask are not loaded by what plans a class run; they take longer than its work."""
    heavy = "{'nbgrader', 'matplotlib', 'nbformat', 'pytest', 'distributed'}"
    assert python(f"{READ}; import autograder.class_run.run, sys; print(sorted({heavy} & set(sys.modules)))") == "[]\n"


def test_help_loads_next_to_nothing() -> None:
    """`course --help` has no NumPy, no SQLAlchemy and no rich to wait for."""
    code = "import sys, autograder.commands.cli; print(sorted({'numpy', 'sqlalchemy', 'nbgrader', 'traitlets'} & set(sys.modules)))"
    assert python(code) == "[]\n"


@pytest.mark.usefixtures("slow")
def test_names_are_guarded_whichever_comes_first() -> None:
    """The configuration first and nbgrader later, or the other way round: an id that is HTML is refused."""
    python(READ + GUARDED)
    python(f"import nbgrader.api; {READ}{GUARDED}")


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
