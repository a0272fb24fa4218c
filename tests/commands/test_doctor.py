"""Facts about `course doctor`: what it says is what was tried."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.commands import doctor
from autograder.errors import CourseError
from autograder.sandbox import layers, self_test

pytestmark = pytest.mark.usefixtures("slow")


@pytest.fixture
def spare() -> Iterator[int]:
    """An open descriptor."""
    number = os.open(os.devnull, os.O_RDONLY)
    yield number
    os.close(number)


def test_every_layer_has_a_row_and_attempts(spare: int) -> None:
    """No layer is called sound without something having been tried against it."""
    names = [layer.name for layer in layers.LAYERS]
    assert names == list(self_test.attempts(spare))
    assert names == [row.name for row in doctor.layer_findings()][: len(names)]


def test_a_layer_that_holds_is_ok_and_one_switched_off_is_off() -> None:
    """The state follows the self-test and the flag; a switched-off layer says what is lost."""
    rows = {row.name: row for row in doctor.layer_findings(["seccomp"])}
    assert rows["seccomp"].state == "off"
    assert "send the checks' inputs away" in rows["seccomp"].advice
    assert rows["environment"].state == "ok"


def test_attempts_go_through_where_nothing_protects(tmp_path: Path) -> None:
    """The self-test can tell: without layers its attempts succeed, so that a refusal means something; it leaves nothing behind."""
    code = """
import json, os
from autograder.sandbox import layers, self_test
os.environ[self_test.CANARY] = "x"
off = frozenset(layer.name for layer in layers.LAYERS)
spare = os.open("/dev/null", os.O_RDONLY)
tried = {name: {k: v for k, v in tries.items() if k != "starting a program"} for name, tries in self_test.attempts(spare).items()}
print(json.dumps({name: self_test.in_child(layers.Policy(off=off), tries) for name, tries in tried.items()}))
"""
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []
    said = json.loads(done.stdout)
    assert said["environment"] == "reading the environment"
    assert said["descriptors"] == "using an inherited descriptor"
    assert "filling the disk" in said["namespaces"]
    assert "reading the grader" in said["landlock"]
    assert "a new process" in said["seccomp"]
    assert "a signal to the parent" in said["seccomp"]
    assert "being open to the user's other processes" in said["privileges"]


def test_python_packages_and_disk_are_looked_at(tmp_path: Path) -> None:
    """The environment of the tests is fit: Python, packages and disk are fine."""
    rows = doctor.diagnose(folder=tmp_path)
    assert [row.name for row in rows][-4:] == ["Python", "packages", "alembic", "disk"]
    assert doctor.healthy(rows[-4:])
    assert len(rows) == doctor.render(rows).row_count


def test_an_unknown_layer_is_an_error() -> None:
    """The doctor knows the layers' names."""
    with pytest.raises(CourseError, match="there is no layer 'x'"):
        doctor.diagnose(["x"])
