"""Facts about fingerprints: what a verdict depends on is digested, and nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from classroom import ROOT

from autograder.gradebook import fingerprints

# What a grading process loads and no verdict depends on: paths, errors, the gradebook, how a run is organised.
NOT_DECIDING = ("__init__", "errors", "course", "closing", "atomic_files", "gradebook", "class_run", "nbgrader_plugin.collect")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the package that is digested in place of ours."""
    shutil.copytree(ROOT / "autograder", tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprints, "PACKAGE", tmp_path / "autograder")
    return tmp_path / "autograder"


def digest() -> str:
    """Return the digest of the package as it is now."""
    return fingerprints.grader_digest.__wrapped__()


@pytest.mark.parametrize(
    "changed",
    [
        "judge/suite.py", "checks/test_02_sigmoid.py", "reference/sigmoid.py", "worker/worker.py", "sandbox/policy.py",
        "submissions/notebook_file.py", "wire.py", "plain_text.py", "pages/templates/cell_report.html.j2",
    "nbgrader_plugin/preprocessors.py",
    ],
)  # fmt: skip
def test_what_decides_verdicts_regrades(package: Path, changed: str) -> None:
    """A word changed in the judge, the checks, the sandbox or the writer of autograded notebooks changes the digest."""
    before = digest()
    with (package / changed).open("a") as file:
        file.write("# a word\n")
    assert digest() != before


@pytest.mark.parametrize("changed", ["commands/console.py", "pages/report_page.py", "class_run/pool.py", "build/rules.py"])
def test_nothing_else_regrades(package: Path, changed: str) -> None:
    """A word changed in a command, a report, the class run or the builder grades no class again."""
    before = digest()
    with (package / changed).open("a") as file:
        file.write("# a word\n")
    assert digest() == before


def test_whatever_a_grader_loads_is_digested() -> None:
    """Every module of the package that a grading process loads is in the digest, or known to decide nothing."""
    code = "import json, sys, autograder.class_run.grade_one; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("autograder.") for name in json.loads(run.stdout) if name.startswith("autograder.")}
    paths = [path for pattern in fingerprints.DECIDING for path in fingerprints.PACKAGE.glob(pattern)]
    digested = {".".join(path.relative_to(fingerprints.PACKAGE).with_suffix("").parts) for path in paths}
    packages = {name for name in loaded if (fingerprints.PACKAGE / name.replace(".", "/")).is_dir()}
    left = loaded - digested - packages
    assert {name for name in left if not any(name == each or name.startswith(f"{each}.") for each in NOT_DECIDING)} == set()
