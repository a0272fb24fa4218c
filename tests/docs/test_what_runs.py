"""docs/what-runs.md names the limits of a submission as they are; tests/worker/test_shell.py compares its other tables."""

import re

from classroom import ROOT

from autograder.judge.limits import Limits
from autograder.judge.settings import Judge
from autograder.sandbox.policy import MIB, Policy

PAGE = (ROOT / "docs/what-runs.md").read_text(encoding="utf-8")


def test_each_limit_that_can_be_set_has_a_row() -> None:
    """With its default."""
    shown = {name: seconds for seconds, name in re.findall(r"^\| .+ \| (.+ s) \| `c\.Judge\.(\w+)` \|$", PAGE, re.MULTILINE)}
    assert shown == {
        name: f"{getattr(Limits(), name):g} s" for name in Judge.class_trait_names(config=True) if name.endswith("_seconds")
    }


def test_the_other_limits_are_named() -> None:
    """Memory, and the time on the clock of what only waits."""
    assert f"| {Policy().memory_bytes // (1024 * MIB)} GiB | none (`memory_bytes`" in PAGE
    assert f"may take {Limits().wall_factor:g} times its limit" in PAGE
