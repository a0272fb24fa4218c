"""CONTRIBUTING.md names the programs that the tests need."""

import re

from classroom import ROOT

CI = (ROOT / ".ci/run").read_text(encoding="utf-8")
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_programs_that_ci_installs_are_named() -> None:
    """What no test can run without, and what some tests need; python3-venv is a part of Python."""
    packages = set(re.findall(r"missing\+=\(([\w-]+)\)", CI)) - {"python3", "python3-venv"}
    named = re.search(r"^You need .*?\(Debian;", PAGE, re.MULTILINE | re.DOTALL)[0]
    assert {name for name in packages if not re.search(rf"\b{name}\b", named)} == set()
