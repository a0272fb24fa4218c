"""Fixtures for all tests, and the rule that CI excuses nothing: where CI is set, a skipped test has failed."""

import os

import pytest
from classroom import ROOT, new_course

from autograder.course import Course

IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")


def unexcused(report, everywhere=False):
    """Turn a skip into a failure that gives the skip's reason; expected failures (xfail) stay what they are."""
    if report.skipped and not hasattr(report, "wasxfail") and (IN_CI or everywhere):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} (a skip counts as a failure {'everywhere' if everywhere else 'in CI'} here)"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item):
    """Apply the rule to a test; one marked `unskippable` is excused nowhere, in CI or not."""
    return unexcused((yield), everywhere=item.get_closest_marker("unskippable") is not None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report():
    """Apply the rule to a test file that skips itself as a whole."""
    return unexcused((yield))


@pytest.fixture(scope="session")
def course():
    """Give the course itself. Read only: a test that writes takes `course_copy`."""
    return Course(ROOT)


@pytest.fixture
def course_copy(tmp_path):
    """Give a fresh copy of the course (texts, built notebooks, configuration) in a temporary folder."""
    return new_course(tmp_path / "course")
