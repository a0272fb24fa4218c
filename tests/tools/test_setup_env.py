"""What the set-up says on a machine that it cannot use, and what its environment starts with."""

import re
import subprocess
import sys

import pytest
from packaging.markers import Marker
from tracked_files import ROOT


@pytest.mark.usefixtures("slow")
def test_an_unsuitable_python_gets_one_sentence(tmp_path):
    """A Python that does not start ends the set-up in one sentence with the next step, not in a traceback."""
    marker = Marker("python_version >= '3.11'")
    assert marker.evaluate()
    script = tmp_path / "tools" / "setup_env.py"
    script.parent.mkdir()
    script.write_text((ROOT / "tools/setup_env.py").read_text())
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("")
    run = subprocess.run([sys.executable, script, tmp_path / "no-python"], capture_output=True, text=True)
    assert run.returncode == 1
    assert re.fullmatch(r"Set-up: Python 3\.11 to 3\.14 is needed .*make PYTHON=.*\.\n", run.stderr)
    assert not (tmp_path / ".venv").exists()


@pytest.mark.usefixtures("slow")
def test_jupyters_commands_build_no_grammar():
    """A program that reads notebooks builds no grammar of web addresses, which would take each of them more than a second."""
    code = "import sys, nbformat; print('jsonschema' in sys.modules, 'lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "True False\n"
