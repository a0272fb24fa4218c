"""What the grader's own work on one submission may cost, so that no text of a student's holds up the class. Trusted side.

The kernel enforces it: if the computing time or the time on the clock is used up, it ends the process, even in C code that never
returns to Python, and the process that waits for it reads why. If memory is used up, Python raises MemoryError.
A class run's processes work within a budget (`class_run.pool`); where there is no such process, the work is done in a fork
(`within`). It loads nothing of the judge's, so that the process that records a class run stays small.
"""

import contextlib
import os
import pickle
import resource
import signal
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from autograder.errors import CourseError
from autograder.judge.limits import Limits
from autograder.sandbox import linux
from autograder.sandbox.resource_limits import address_space
from autograder.submissions.notebook_file import UnreadableNotebook

NEXT = "the file is kept as it is, and a person has to look at it"  # what becomes of a submission whose budget is spent
MEMORY = "the grader needed more memory for it than one submission may take"
_TIMERS = {signal.SIGPROF: signal.ITIMER_PROF, signal.SIGALRM: signal.ITIMER_REAL}  # a signal's default action ends the process
TOGETHER = 20  # items that share a fork, which costs as much as some of them
CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})
_ENDED = {
    signal.SIGPROF: "the grader computed longer for it than one submission may take",
    signal.SIGALRM: "the grader was at it for longer than one submission may take",
    **dict.fromkeys(CRASHES, "the grader crashed over it"),
}
_limited = False  # whether this process works within a budget already

T = TypeVar("T")
R = TypeVar("R")


class Spent(UnreadableNotebook):
    """The budget is spent: a person has to grade this submission. The text says what was spent, for student and instructor."""

    def __init__(self, what: str, where: object = "", next_step: str = NEXT) -> None:
        super().__init__(what, where, next_step)


@dataclass(frozen=True, slots=True)
class Budget:
    """What work on one submission may take.

    cpu_seconds: computing of the process itself; what student code computes, elsewhere, has limits of its own.
    seconds: on the clock, so that no process waits for ever.
    memory_bytes: address space beyond what the process has when the work begins.
    """

    cpu_seconds: float
    seconds: float
    memory_bytes: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        """Return the budget that goes with the limits of a submission: on the clock, its own time comes on top."""
        seconds = limits.total_seconds + limits.grader_seconds * limits.wall_factor
        return cls(limits.grader_seconds, seconds, limits.grader_bytes)

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Have the kernel keep this budget for this process meanwhile; only the main thread can ask for it.

        If memory is refused, MemoryError is raised; if time is spent, the process ends, and `reason` tells its parent why.
        """
        global _limited
        for number in _TIMERS:
            signal.signal(number, signal.SIG_DFL)
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        _limited = True
        try:
            if linux.LINUX:  # elsewhere nothing is graded, but pages are made
                most = address_space() + self.memory_bytes
                resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
            signal.setitimer(signal.ITIMER_PROF, self.cpu_seconds)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
            yield
        finally:
            for timer in _TIMERS.values():
                signal.setitimer(timer, 0)
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
            _limited = False


STANDARD = Budget.of(Limits())  # where no limits of a course are at hand


def reason(exit_code: int) -> str:
    """Return why a process ended that worked within a budget, '' if its work cannot be the reason.

    exit_code: as multiprocessing and subprocess count: minus the signal's number if a signal ended it.
    """
    return _ENDED.get(signal.Signals(-exit_code), "") if exit_code < 0 else ""


def within(budget: Budget, work: Callable[[], R]) -> R:
    """Return what `work` returns, done within a budget; raise Spent if it needs more, and whatever `work` raises.

    If this process works within a budget already, that one holds. Otherwise a fork does the work: nothing that it changes but its
    result, which has to be picklable, comes back.
    """
    if _limited:
        return work()
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork of a process with threads: the child starts none
        child = os.fork()
    if not child:
        os.close(reading)
        _work(budget, work, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
    except BaseException:  # Ctrl-C, for one
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        if why := reason(code):
            raise Spent(why)
        raise CourseError(f"the process that worked on a submission was ended (exit code {code})", next_step="run again")
    result, error = pickle.loads(answer)  # from our own code
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def each_within(budget: Budget, work: Callable[[T], R], items: Sequence[T]) -> list[R | None]:
    """Return what `work` returns for each item, each a submission's; None for those that need more than the budget.

    TOGETHER of them share a fork and a budget; where that is spent, each gets its own, to know whose fault it is.
    """
    found: list[R | None] = []
    for at in range(0, len(items), TOGETHER):
        some = items[at : at + TOGETHER]
        try:
            found += within(budget, lambda some=some: [work(item) for item in some])  # type: ignore[misc]
        except Spent:
            found += [None] if len(some) == 1 else [each_within(budget, work, [item])[0] for item in some]
    return found


def _work(budget: Budget, work: Callable[[], R], writing: int) -> None:
    """Do the work in the forked process, send what it returns or raises as a pickle, and end the process."""
    code = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        if linux.LINUX:
            linux.die_with_parent()
        with budget.kept():
            try:
                answer = pickle.dumps((work(), None))
            except MemoryError:
                answer = pickle.dumps((None, Spent(MEMORY)))
            except Exception as error:  # noqa: BLE001  # raised again in the process that waits
                answer = _pickled(error)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        code = 0
    finally:
        os._exit(code)


def _pickled(error: Exception) -> bytes:
    """Return an exception as a pickle, with its traceback as a note."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        answer = pickle.dumps((None, error))
        pickle.loads(answer)
    except Exception:  # noqa: BLE001  # what an exception of any library holds
        answer = pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
    return answer
