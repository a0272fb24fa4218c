"""Facts about the budget of the grader's own work: it holds in C code too, and whoever waits reads the reason."""

import faulthandler
import os
import re
import resource
import signal
import time

import numpy as np
import pytest

from autograder.errors import CourseError
from autograder.judge.budget import Budget, Spent, within

MIB = 1 << 20
pytestmark = pytest.mark.usefixtures("slow")  # it forks

SMALL = Budget(cpu_seconds=0.3, seconds=20.0, memory_bytes=256 * MIB)
ENDLESS = re.compile(r"(a+)+b")  # in C code, which no handler of a Python signal interrupts


def test_the_result_comes_back() -> None:
    """Work within its budget returns what it returns, also much of it."""
    assert within(SMALL, lambda: "x" * MIB) == "x" * MIB


def test_the_work_is_done_elsewhere() -> None:
    """Nothing that it changes comes back but the result."""
    changed: list[int] = []
    assert within(SMALL, lambda: changed.append(1) or os.getpid()) != os.getpid()  # type: ignore[func-returns-value]
    assert changed == []


def test_computing_is_ended_in_c_code() -> None:
    """A regular expression that would take years ends with its budget."""
    started = time.process_time()
    with pytest.raises(Spent, match="computed longer"):
        within(SMALL, lambda: ENDLESS.search("a" * 60))
    assert time.process_time() - started < 0.2  # it was another process that computed


def test_waiting_is_ended() -> None:
    """Time on the clock is spent by waiting, too."""
    with pytest.raises(Spent, match="was at it for longer"):
        within(Budget(5.0, 0.3, MIB * 256), lambda: time.sleep(60))


def test_memory_is_refused() -> None:
    """More memory than the budget has is not given."""
    with pytest.raises(Spent, match="more memory"):
        within(SMALL, lambda: np.zeros(512 * MIB, np.uint8))


def test_a_crash_has_its_reason() -> None:
    """What ends the process with a fault is about the submission, what kills it from outside is not."""

    def crash() -> None:
        faulthandler.disable()  # else pytest's prints where, as if the test had crashed
        os.kill(os.getpid(), signal.SIGSEGV)

    with pytest.raises(Spent, match="crashed"):
        within(SMALL, crash)
    with pytest.raises(CourseError, match="was ended") as found:
        within(SMALL, lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert not isinstance(found.value, Spent)


def test_errors_come_back_with_their_traceback() -> None:
    """What the work raises is raised here, and says where."""
    with pytest.raises(ZeroDivisionError) as found:
        within(SMALL, lambda: 1 // 0)
    assert "test_budget.py" in found.value.__notes__[0]


def test_within_a_budget_another_is_not_begun() -> None:
    """Work that is limited already stays in its process."""
    first, second = within(SMALL, lambda: (os.getpid(), within(SMALL, os.getpid)))
    assert first == second


def test_a_budget_ends_with_its_work() -> None:
    """Afterwards a process has the time and the memory that it had before."""

    def left() -> tuple[object, ...]:
        return signal.getitimer(signal.ITIMER_PROF), signal.getitimer(signal.ITIMER_REAL), resource.getrlimit(resource.RLIMIT_AS)

    def work() -> bool:
        with SMALL.kept():
            during = left()
        after = left()
        with SMALL.kept():
            again = left()
        return during != after and again != after and after[:2] == ((0.0, 0.0), (0.0, 0.0))

    assert within(SMALL, work)
