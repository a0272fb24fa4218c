"""What students get holds nothing of the instructors'."""

import re

from tracked_files import ROOT, tracked

# What students get


def test_release_names_no_solution_reference_or_check():
    """No file under release/ holds a solution's markers, a hidden test's marker, or a name of the grader's secret parts."""
    pattern = re.compile(
        rb"(BEGIN|END) (SOLUTION|HIDDEN TESTS)|autograder[./](reference|checks|judge)|\b(import|from) autograder\b"
    )
    files = [path for path in (ROOT / "release").rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts]
    assert [path for path in files if pattern.search(path.read_bytes())] == []


def test_release_holds_notebooks_only():
    """release/ has one folder an assignment with one notebook in it, because nbgrader hands every file there to students."""
    built = {path.relative_to(ROOT / "release").as_posix() for path in tracked("release/*")}
    assert built <= {f"{path.stem}/{path.stem}.ipynb" for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.py")}
