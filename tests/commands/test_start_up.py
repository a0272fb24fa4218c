"""Facts about how light commands start: what takes seconds to load is loaded by those who need it."""

import subprocess
import sys

import pytest
from classroom import ROOT

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
    heavy = "{'nbgrader', 'numpy', 'matplotlib', 'nbformat', 'pytest', 'distributed'}"
    assert python(f"{READ}; import autograder.class_run.run, sys; print(sorted({heavy} & set(sys.modules)))") == "[]\n"


def test_help_loads_next_to_nothing() -> None:
    """`course --help` has no NumPy, no SQLAlchemy and no rich to wait for."""
    code = "import sys, autograder.commands.cli; print(sorted({'numpy', 'sqlalchemy', 'nbgrader', 'traitlets'} & set(sys.modules)))"
    assert python(code) == "[]\n"


def test_graders_load_no_gradebook() -> None:
    """What a class run calls in each grader brings nothing that the process they are forked from has not loaded."""
    code = """
import sys, autograder.class_run.preloaded
before = set(sys.modules)
from autograder.class_run.loading import start_grader
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(start_grader.__module__, sorted(new | ({"sqlalchemy", "nbgrader", "pytest"} & before)))
"""
    assert python(code) == "autograder.class_run.loading []\n"


@pytest.mark.usefixtures("slow")
def test_names_are_guarded_whichever_comes_first() -> None:
    """The configuration first and nbgrader later, or the other way round: an id that is HTML is refused."""
    python(READ + GUARDED)
    python(f"import nbgrader.api; {READ}{GUARDED}")
