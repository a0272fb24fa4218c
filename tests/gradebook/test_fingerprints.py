"""Facts about fingerprints: what a verdict depends on is digested, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from classroom import HALF, NAME, ROOT, state, submit
from graded_class import DEADLINE, GRADE_OF, change, copy_of, grade, states

from autograder.class_run.run import not_gradable
from autograder.class_run.tasks import find
from autograder.course import Course
from autograder.gradebook import fingerprints
from autograder.gradebook.fingerprints import StampCache, content_of, stamp_of

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


def test_only_what_changed_is_graded_again(graded: Course, tmp_path: Path) -> None:
    """A changed file, a lost notebook, a gradebook put back: each is noticed; a new date on the file alone is not."""
    course = copy_of(graded, tmp_path / "course")
    os.utime(course.root / "submitted" / "late" / NAME / f"{NAME}.ipynb")
    before = state(course)
    again = states(grade(course))
    assert {state for name, (state, _) in again.items()} == {"unchanged", "missing"}
    assert again["late"] == ("unchanged", 20)
    assert state(course) == before
    submit(course, "-b o", HALF)
    shutil.rmtree(course.root / "autograded" / "100%")
    change(course, f"UPDATE grade SET auto_score = 3 WHERE {GRADE_OF}", "ünal 🙂", "test_sigmoid")
    found = {name: found for name, found in states(grade(course)).items() if found[0] == "graded"}
    assert found == {"-b o": ("graded", 8), "100%": ("graded", 8), "ünal 🙂": ("graded", 20)}


def test_a_run_need_not_read_what_the_one_before_has_graded(graded: Course, tmp_path: Path) -> None:
    """After a run nothing but its last files, too young to be trusted, has to be read to know that a class is done."""
    course = copy_of(graded, tmp_path / "course")
    handed = {task.student: task.path for task in find(course, NAME) if not_gradable(course, task) is None}
    limit = time.monotonic() + DEADLINE
    while not all(map(stamp_of, handed.values())):
        assert time.monotonic() < limit
        time.sleep(0.1)
    (course.root / "verdicts" / NAME / ".stamps.json").unlink(missing_ok=True)
    grade(course, force=True)
    with StampCache(course, NAME) as stamps:
        assert {name for name in stamps.before if name.startswith("file ")} == {f"file {student}" for student in handed}
        for student, path in handed.items():
            assert stamps.before[f"file {student}"][-1] == [content_of(path)]
    assert {state for state, _ in states(grade(course)).values()} == {"unchanged", "missing"}
