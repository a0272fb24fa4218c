"""docs/students.md: a lesson runs with the four packages that it names, and hand-ins of other programs are the same hand-ins."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from classroom import HALF, NAME
from notebook_programs import PROGRAMS, without_marks
from tracked_files import ROOT

from autograder.course import Course
from autograder.submissions.notebook_file import parse
from autograder.submissions.release_notebook import load_release, nbgrader_metadata
from autograder.submissions.restoring import restore
from autograder.submissions.which_lesson import guess_assignment

PAGE = (ROOT / "docs/students.md").read_text(encoding="utf-8")
RUN = """
import nbclient, nbformat, sys
notebook = nbformat.read(sys.argv[1], as_version=4)
move = '''
import ipywidgets
sliders = [each for each in ipywidgets.Widget.widgets.values() if isinstance(each, ipywidgets.FloatSlider)]
slider = sliders[0]
said = lambda: [each.value for each in ipywidgets.Widget.widgets.values() if isinstance(each, ipywidgets.HTML)]
before = said()
slider.value = slider.max
assert said() != before, before
print("moved", len(sliders))
'''
notebook.cells.append(nbformat.v4.new_code_cell(move))
nbclient.NotebookClient(notebook, allow_errors=True, timeout=300, kernel_name="python3").execute()
last = notebook.cells[-1].outputs
print("".join(each.get("text", each.get("evalue", "")) for each in last))
failed = [each["ename"] for cell in notebook.cells for each in cell.get("outputs", ()) if each["output_type"] == "error"]
print("failed", sorted(set(failed)))
"""


@pytest.fixture
def python(slow: None) -> Path:
    """Give the Python of an environment with the page's packages alone, as pip installs them.

    It stays, as .venv/ does, until the page, Python or requirements.lock changes: to install takes longer than to run a lesson.
    """
    packages = re.search(r"pip install ([a-z ]+?) +#", PAGE)
    assert packages
    assert packages[1].split() == ["jupyterlab", "numpy", "matplotlib", "ipywidgets"]
    folder = ROOT / "build/student-env"
    python, complete = folder / "bin/python", folder / "complete"
    wanted = f"{packages[1]}\n{sys.version}\n{hashlib.sha256((ROOT / 'requirements.lock').read_bytes()).hexdigest()}\n"
    if not (complete.is_file() and complete.read_text() == wanted):
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-warn-conflicts"]
        subprocess.run([*pip, "--no-compile", *packages[1].split()], check=True)  # most of it is never imported
        complete.write_text(wanted)
    return python


def test_a_lesson_runs_with_the_four_packages_alone(course: Course, python: Path, tmp_path: Path) -> None:
    """As the page says to install them; every cell runs but those not answered yet, and a slider draws a new picture."""
    notebook = tmp_path / f"{NAME}.ipynb"
    notebook.write_bytes(course.release(NAME).read_bytes())
    done = subprocess.run([python, "-c", RUN, notebook], cwd=tmp_path, text=True, capture_output=True, check=False)
    assert "moved" in done.stdout, done.stdout + done.stderr
    failed = done.stdout.partition("failed")[2]
    assert set(re.findall(r"\w+", failed)) <= {"NotImplementedError", "AssertionError", "Stop"}, done.stdout
    absent = subprocess.run([python, "-c", "import nbgrader"], capture_output=True, check=False)
    assert absent.returncode


@pytest.mark.parametrize("marks", ["kept", "lost"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_another_programs_file_is_the_same_hand_in(course: Course, program: str, marks: str) -> None:
    """Answers are where they were and locked cells the lesson's, whatever the program does to ids, metadata and texts."""
    released = load_release(course, NAME)
    own = json.loads(course.release(NAME).read_text())
    for cell in own["cells"]:
        if (source := HALF.get(nbgrader_metadata(cell).get("grade_id", ""))) is not None:
            cell["source"] = source
    expected = _answers(restore(parse(json.dumps(own).encode(), "x"), released, "x"))
    saved = PROGRAMS[program](own)
    cells = parse(json.dumps(without_marks(saved) if marks == "lost" else saved).encode(), "x")
    assert guess_assignment(course, cells, "hand-in") == NAME
    assert _answers(restore(cells, released, "x")) == expected


def _answers(notebook: dict[str, object]) -> dict[str, str]:
    """Return the sources of the cells that nbgrader knows, by id."""
    cells = notebook["cells"]
    assert isinstance(cells, list)
    return {grade_id: cell["source"] for cell in cells if (grade_id := nbgrader_metadata(cell).get("grade_id"))}
