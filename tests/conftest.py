"""Fixtures for all tests, which tests are fast, and the rule that in CI a skipped test has failed."""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from classroom import ROOT, WITHOUT, new_course

from autograder.course import Course

# NumPy's threads wait for each other in a loop: beside other processes a training takes 40 times the CPU seconds with two of them.
assert "numpy" not in sys.modules
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for all programs that tests start, too; class runs and workers have it anyway

IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
TESTS = Path(__file__).parent
# Folders whose tests all start other programs: workers, class runs, servers, browsers.
SLOW_FOLDERS = ("attacks", "bed", "browser", "class_run", "sandbox", "worker")
# Files that take long, the longest first: two processes that take a file at a time then end at about the same time.
LONG = (
    "browser/test_lessons_in_jupyterlab.py",
    "bed/test_bed.py",
    "notebooks/test_lessons.py",
    "browser/test_walks.py",
    "attacks/test_attacks.py",
    "browser/test_hostile_pages.py",
    "browser/test_hub.py",
    "class_run/test_grade_one.py",
    "class_run/test_stopped_runs.py",
    "judge/test_cells_not_run.py",
    "browser/test_pages.py",
    "bed/test_second.py",
    "browser/test_by_command.py",
    "nbgrader_plugin/test_collect.py",
    "gradebook/test_postgres.py",
    "attacks/test_words.py",
    "test_course.py",
    "notebooks/test_payoff.py",
    "class_run/test_run.py",
    "docs/test_students.py",
    "browser/test_walk_by_keyboard.py",
    "class_run/test_dask_cluster.py",
    "judge/test_session.py",
    "test_wire_fuzz.py",
    "class_run/test_faults.py",
    "class_run/test_undecided.py",
    "class_run/test_registering.py",
    "bed/test_kinds_of_numbers.py",
    "attacks/test_fuzz.py",
    "commands/test_lab.py",
    "browser/test_report_page.py",
    "class_run/test_feedback_pages.py",
    "class_run/test_writer.py",
    "docs/test_adopt.py",
    "class_run/test_late_penalties.py",
    "sandbox/test_resource_limits.py",
    "lms/test_give_back.py",
    "nbgrader_plugin/test_preprocessors.py",
    "nbgrader_plugin/test_student_names.py",
    "class_run/test_pool.py",
    "gradebook/test_fingerprints.py",
    "class_run/test_real_classes.py",
)


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


# Fast tests


def pytest_addoption(parser):
    """Add --fast, which `make test-fast` uses."""
    parser.addoption("--fast", action="store_true", help="run only the tests that start no other program")


def pytest_configure(config):
    """Name the marker of slow tests, which is set below and never by hand."""
    config.addinivalue_line("markers", "slow: starts other programs; left out by --fast")


def pytest_ignore_collect(collection_path, config):
    """Leave the slow folders unread where only fast tests are wanted."""
    return True if config.getoption("fast") and collection_path.parent == TESTS and collection_path.name in SLOW_FOLDERS else None


def pytest_collection_modifyitems(config, items):
    """Mark the tests that are slow, by folder or by the fixture `slow`; begin with the files that take longest."""
    for item in items:
        if "slow" in item.fixturenames or item.path.relative_to(TESTS).parts[0] in SLOW_FOLDERS:
            item.add_marker("slow")
    if config.getoption("fast"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
    order = {TESTS / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path, len(LONG)))


fast_test = None  # the fast test that is running; it starts no program


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Note whether the test that runs is a fast one."""
    global fast_test
    fast_test = None if item.get_closest_marker("slow") else item.nodeid
    try:
        return (yield)
    finally:
        fast_test = None


# beside Python with a line of code; Jupytext asks for Pandoc's version, and Matplotlib once on each machine for the fonts
QUICK = {"git", "pandoc", "fc-list", "system_profiler"}


def stay_alone(event, args):
    """Refuse what would start a program in a fast test, but for programs that take a moment."""
    if fast_test is None or event not in ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"):
        return
    command = [os.fsdecode(word) for word in args[1]] if event == "subprocess.Popen" and not isinstance(args[1], str) else []
    if command and (Path(command[0]).name in QUICK or (command[0] == sys.executable and command[1] == "-c")):
        return
    raise RuntimeError(f"{fast_test} starts a program ({event} {command}): let it, or the fixture that does, use `slow`")


sys.addaudithook(stay_alone)


@pytest.fixture(scope="session")
def slow():
    """Make a test slow, and let it start other programs; fixtures that start some, or take long, use this one."""


# What is made once for all tests


@pytest.fixture(scope="session")
def course():
    """Give the course itself. Read only: a test that writes takes `course_copy`."""
    return Course(ROOT)


@pytest.fixture
def course_copy(tmp_path):
    """Give a fresh copy of the course (texts, built notebooks, configuration) in a temporary folder."""
    return new_course(tmp_path / "course")


@pytest.fixture(scope="session")
def marker(slow):
    """Give a marker with the course's own suite, and a fork server."""
    from autograder.judge.marker import Marker

    with Marker(Course(ROOT), without=WITHOUT) as marker:
        yield marker


@pytest.fixture(scope="session")
def fork_server(marker):
    """Give the fork server that all tests share; who ends one starts one."""
    return marker.server


@pytest.fixture(scope="session")
def suite(marker):
    """Give the hidden suite, collected once."""
    return marker.suite


@pytest.fixture(scope="session")
def bench(suite, fork_server):
    """Give a bench that judges cells with the course's own suite."""
    from judge.judged import Bench

    return Bench(suite, fork_server, Course(ROOT))


@pytest.fixture(scope="session")
def graded(slow, tmp_path_factory):
    """Give a class that `course grade` has graded once. Tests leave it as it is, or take a copy."""
    from graded_class import graded_once

    return graded_once(tmp_path_factory.mktemp("graded") / "course")


@pytest.fixture
def open_folder():
    """Give a folder that others may look into, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
