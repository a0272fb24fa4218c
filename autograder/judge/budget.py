"""Limits the grader's own work on one submission, so that no student's text can hold up the class. Trusted side.

The kernel enforces the limits: if the computing time or the wall time is used up, it ends the process, even in C code that never
returns to Python, and the parent process sees why. If memory is used up, Python raises MemoryError.
The processes of a class run work within a budget (`class_run.pool`); other callers do the work in a fork (`within`). The module
imports nothing else of the judge, so that the process that records a class run stays small.
"""

import contextlib
import gc
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
TOGETHER = 20  # items that share a fork, because a fork costs as much as the work on a few items
CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})
_ENDED = {
    signal.SIGPROF: "the grader computed longer for it than one submission may take",
    signal.SIGALRM: "the grader was at it for longer than one submission may take",
    **dict.fromkeys(CRASHES, "the grader crashed over it"),
}
_limited = False  # whether this process works within a budget

T = TypeVar("T")
R = TypeVar("R")


class Spent(UnreadableNotebook):
    """The budget is spent: a person has to grade this submission. The message tells student and instructor what was spent."""

    def __init__(self, what: str, where: object = "", next_step: str = NEXT) -> None:
        super().__init__(what, where, next_step)


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of the grader's work on one submission.

    cpu_seconds: computing time of the grader's process; student code runs in another process, with limits of its own.
    seconds: wall time, so that no process waits without end.
    memory_bytes: address space in addition to what the process has when the work begins.
    """

    cpu_seconds: float
    seconds: float
    memory_bytes: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        """Return the budget for submissions with these limits; its wall time includes that of the student's code."""
        seconds = limits.total_seconds + limits.grader_seconds * limits.wall_factor
        return cls(limits.grader_seconds, seconds, limits.grader_bytes)

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Within this context the kernel enforces the budget for this process; only the main thread can enter it.

        If memory is used up, MemoryError is raised; if time is used up, the process ends, and `reason` tells its parent why.
        """
        global _limited
        for number in _TIMERS:
            signal.signal(number, signal.SIG_DFL)
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        _limited = True
        try:
            if linux.LINUX:  # other systems cannot grade, but they make pages
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


STANDARD = Budget.of(Limits())  # if the course's limits are not known


def reason(exit_code: int) -> str:
    """Return why a process that worked within a budget ended; '' if the budget is not the reason.

    exit_code: as in multiprocessing and subprocess, minus the signal's number if a signal ended the process.
    """
    return _ENDED.get(signal.Signals(-exit_code), "") if exit_code < 0 else ""


def within(budget: Budget, work: Callable[[], R]) -> R:
    """Return what `work` returns, done within a budget; raise Spent if it needs more, CourseError if its process dies.

    Exceptions of `work` are raised again. If this process works within a budget already, that budget applies. Otherwise a fork
    does the work: only its result, which must be picklable, comes back, and no other change.
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
    """Return what `work` returns for each item, which belongs to one submission; None for items that need more than the budget.

    TOGETHER items share a fork and a budget; if that is spent, each gets its own, to find the item that needs too much.
    """
    results: list[R | None] = []
    for at in range(0, len(items), TOGETHER):
        batch = items[at : at + TOGETHER]
        try:
            results += within(budget, lambda batch=batch: [work(item) for item in batch])  # type: ignore[misc]
        except Spent:
            results += [None] if len(batch) == 1 else [each_within(budget, work, [item])[0] for item in batch]
    return results


def _work(budget: Budget, work: Callable[[], R], writing: int) -> None:
    """Do the work in the forked process, send its result or its exception as a pickle, and end the process."""
    code = 1
    gc.freeze()  # a collection would write to, and so copy, all memory of the process that was forked
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
