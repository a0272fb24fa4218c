"""docs/adopt.md does what it says: its commands are run as they stand, in a fork, and the new lesson is graded."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from classroom import ROOT

PAGE = ROOT / "docs/adopt.md"


@pytest.fixture(scope="module")
def fork(slow, tmp_path_factory):
    """Give a copy of the repository after all commands of the page, and what each of them printed."""
    root = tmp_path_factory.mktemp("fork") / "course"
    for name in ("notebooks", "source", "release", "autograder", "deploy"):  # the package as compiled as it is
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    said = []
    for block in re.findall(r"^```bash\n(.*?)^```", PAGE.read_text(), re.M | re.S):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=root,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(root)},
            text=True,
            capture_output=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        said.append(done.stdout)
    return root, said


def test_a_lesson_takes_seven_steps_at_most():
    """Adding a lesson is no longer than seven numbered steps."""
    assert 1 <= len(re.findall(r"^\*\*\d\. ", PAGE.read_text(), re.M)) <= 7


def test_the_new_lesson_is_graded(fork):
    """The solution of the new lesson gets everything, the release nothing."""
    _, said = fork
    assert "07_gelu.ipynb: 20 of 20" in said[-1]
    assert "07_gelu.ipynb: 0 of 20" in said[-1]


def test_the_page_changed_what_it_says(fork):
    """The name, the points and the named cause have arrived."""
    root, _ = fork
    for name in ("nbgrader_config.py", "deploy/nbgrader_config.py", "deploy/jupyterhub_config.py", "deploy/z2jh.yaml"):
        assert '"my-course"' in (root / name).read_text()
        assert '"activation-functions"' not in (root / name).read_text()
    cells = json.loads((root / "release/04_relu/04_relu.ipynb").read_text())["cells"]
    marks = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
    points = {mark["grade_id"]: mark.get("points") for mark in marks}
    assert (points["test_relu"], points["test_relu_grad"]) == (12, 8)
    text = (root / "notebooks/07_gelu.py").read_text()
    assert "Write here" not in text
    assert "has a corner" in (root / "autograder/checks/test_07_gelu.py").read_text()
