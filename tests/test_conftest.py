"""In CI a skipped test is a failed test."""

import re
import subprocess
import sys

import pytest
from tracked_files import ROOT

# The set-up


@pytest.mark.usefixtures("slow")
def test_a_skip_fails_in_ci_and_passes_elsewhere(tmp_path):
    """With CI set a skipped test, a skipped file and an unskippable test fail; without it only the last does."""
    for name in ("conftest.py", "classroom.py"):
        (tmp_path / name).write_text((ROOT / "tests" / name).read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = unskippable: x\n")
    (tmp_path / "test_a.py").write_text(
        "import pytest\n"
        "def test_one(): pytest.skip('no bananas')\n"
        "@pytest.mark.xfail\ndef test_two(): assert False\n"
        "@pytest.mark.unskippable\ndef test_three(): pytest.skip('no apples')\n"
    )
    (tmp_path / "test_b.py").write_text("import pytest\npytest.skip('no pears', allow_module_level=True)\n")

    def outcome(ci):
        import os

        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
            str(tmp_path),
            "--rootdir",
            str(tmp_path),
        ]
        run = subprocess.run(command, env={**os.environ, "CI": ci}, cwd=tmp_path, capture_output=True, text=True)
        return run.stdout

    assert re.search(r"1 failed, 2 skipped, 1 xfailed", outcome(""))
    in_ci = outcome("true")
    assert "no bananas (a skip counts as a failure in CI here)" in in_ci
    assert "skipped" not in in_ci.splitlines()[-1]
