"""docs/decisions/ is numbered without gaps, its README lists every page, and what names a page names one that exists."""

import re
import subprocess

from classroom import ROOT

FOLDER = ROOT / "docs/decisions"
PAGES = sorted(path.name for path in FOLDER.glob("[0-9]*.md"))


def test_the_numbers_have_no_gaps():
    """The pages are 0001, 0002, ..."""
    assert [int(name[:4]) for name in PAGES] == list(range(1, len(PAGES) + 1))


def test_the_readme_lists_every_page():
    """README.md has one row a page, in order."""
    assert re.findall(r"^\| \[.*?\]\((\d.*?)\)", (FOLDER / "README.md").read_text(encoding="utf-8"), re.M) == PAGES


def test_every_page_that_is_named_exists():
    """Code, tests and documents name no page of decisions that is not there."""
    command = ["git", "grep", "-hoE", r"decisions/[0-9]{4}[a-z-]*\.md"]
    named = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert {name.removeprefix("decisions/") for name in named} <= set(PAGES)
