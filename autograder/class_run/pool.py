"""A pool of trusted processes that survives the death of any of them. Trusted side; knows nothing of what its tasks are.

Each process is sent a few tasks at a time; results come back in the order in which they are done. If a process dies it is
replaced, and its task goes to another one. If a task fails, its process is replaced too, and the task is tried once more. If a
task spends its budget (`judge.budget`), which ends its process, others are done in its place. Processes are also replaced after a
number of tasks or above a size.
"""

import contextlib
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

from autograder.closing import Closing
from autograder.errors import CourseError
from autograder.judge.budget import CRASHES, MEMORY, STANDARD, Budget, reason

AHEAD = 2  # tasks sent to a process: the one that it works on, and the next, so that it never waits
DEATHS = 3  # processes that may die while they work on one task
STARTS = 3  # processes in a row that may end before they are ready
RECYCLE_TASKS = 1000  # tasks after which a process is replaced, so that memory which libraries leak stays small
RECYCLE_KIB = 1 << 20  # KiB of memory above which a process is replaced, for the same reason
PATIENCE = 10.0  # seconds for a process to end by itself, before it is killed
PAUSE = 0.5  # seconds before the next attempt to start a process
MOMENT = 1.0  # seconds without a result, after which `results` yields None
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",  # there is a process for each core already
    "PYTHONSAFEPATH": "1",  # nothing is imported from the current folder: it may be a student's
}  # fmt: skip

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Runner(Protocol[T_contra, R_co]):
    """The object that does the tasks in a process of the pool."""

    def __call__(self, task: T_contra, /) -> R_co:
        """Return the task's result; raise any exception if the task fails."""

    def close(self) -> None:
        """Release what it holds."""


@dataclass(frozen=True, slots=True)
class NoResult:
    """The reason why a task has no result; it is never the student's fault."""

    reason: str


class Stop(Closing):
    """A request to stop the run. A signal handler may call `request`, which makes the descriptor readable. Use as a context."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        self.requested = False

    def request(self) -> None:
        """Request the run's end."""
        self.requested = True
        os.write(self.writer, b".")

    def fileno(self) -> int:
        """Return the descriptor that becomes readable at the request."""
        return self.reader

    def close(self) -> None:
        """Close the pipe."""
        os.close(self.reader)
        os.close(self.writer)


@dataclass(slots=True)
class _Job(Generic[T]):
    """A task, with its failures so far."""

    task: T
    deaths: int = 0
    failure: str = ""


@dataclass(eq=False, slots=True)
class _Process(Generic[T]):
    """A process of the pool, and the jobs that were sent to it, oldest first."""

    process: ForkServerProcess
    pipe: Connection
    failed_starts: int  # in a row, before this one was started
    jobs: deque[_Job[T]] = field(default_factory=deque)
    ready: bool = False


class Pool(Closing, Generic[T, R]):
    """Runs tasks in `size` processes, each of which calls `start(*args)` once. Use as a context.

    The modules of `preload` are imported once, in the process from which the others are forked. A process is replaced after
    `recycle` tasks. Each task has a `budget`; if it is spent, `instead(task, reason)` returns the tasks to do in its place.
    """

    def __init__(
        self,
        size: int,
        start: Callable[..., Runner[T, R]],
        args: Sequence[Any] = (),
        preload: Sequence[str] = (),
        recycle: int = RECYCLE_TASKS,
        budget: Budget = STANDARD,
        instead: Callable[[T, str], Sequence[T]] = lambda task, reason: (),
    ) -> None:
        self.size = size
        self.start = start
        self.args = args
        self.recycle = recycle
        self.budget = budget
        self.instead = instead
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(list(preload))
        self.processes: list[_Process[T]] = []
        self.waiting: deque[_Job[T]] = deque()
        self.failed_starts = 0  # in a row

    def results(self, tasks: Sequence[T], stop: Stop | None = None) -> Generator[tuple[T, R | NoResult] | None, None, None]:
        """Yield each task with its result, in the order in which they are done; end early if `stop` is requested.

        Yields None after each MOMENT without a result. Raises CourseError if the processes cannot start.
        """
        self.waiting.extend(map(_Job, tasks))
        while not (stop and stop.requested):
            self._send_jobs()
            if not self.processes:
                return
            pipes: list[Any] = [process.pipe for process in self.processes]
            readable = wait([*pipes, stop.fileno()] if stop else pipes, MOMENT)
            if not readable:
                yield None
            for process in [process for process in self.processes if process.pipe in readable]:
                yield from self._receive(process)

    def _send_jobs(self) -> None:
        """Start as many processes as there are jobs for, send jobs to those that are ready, end those without jobs."""
        with _environment(ENVIRONMENT), _without_main():
            idle = sum(not process.jobs for process in self.processes)
            for _ in range(min(self.size - len(self.processes), len(self.waiting) - idle)):
                self.processes.append(self._start_process())
        for depth in range(1, AHEAD + 1):
            for process in self.processes:
                idle = (
                    sum(not each.jobs for each in self.processes) if depth > 1 else 0
                )  # a job waits for an idle process, not behind another job
                if process.ready and len(process.jobs) < depth and len(self.waiting) > idle:
                    job = self.waiting.popleft()
                    process.jobs.append(job)
                    with contextlib.suppress(OSError):  # the process has died: _receive finds out
                        process.pipe.send(job.task)
        for process in [process for process in self.processes if process.ready and not process.jobs]:
            self._end(process)

    def _start_process(self) -> _Process[T]:
        """Start a process; try again if the process from which it is forked is ending. Raises CourseError after STARTS failures."""
        while True:
            ours, theirs = self.context.Pipe()
            process = self.context.Process(
                target=_serve, args=(theirs, self.start, self.args, self.recycle, self.budget), daemon=True
            )
            try:
                process.start()
            except (OSError, EOFError) as error:
                ours.close()
                self._count_failed_start(str(error) or repr(error))
                time.sleep(PAUSE)
            else:
                return _Process(process, ours, self.failed_starts)
            finally:
                theirs.close()

    def _count_failed_start(self, how: str) -> None:
        self.failed_starts += 1
        if self.failed_starts >= STARTS:
            raise CourseError(f"grading processes end before they are ready ({how})", "course grade", "run 'course doctor'")

    def _receive(self, process: _Process[T]) -> Generator[tuple[T, R | NoResult], None, None]:
        """Receive a message of a process; yield a task if that settles it. Raises CourseError if the process cannot start."""
        try:
            kind, value, retires = process.pipe.recv()
        except (EOFError, OSError):
            yield from self._replace_dead(process)
            return
        if kind == "broken":
            self._end(process)
            raise value
        if kind == "ready":
            process.ready, self.failed_starts = True, 0
            return
        job = process.jobs.popleft()
        if retires:
            self._end(process)
        if kind == "done":
            yield job.task, value
        elif kind == "spent":
            yield from self._replace_spent(job, value)
        elif job.failure:
            yield job.task, NoResult(value)
        else:
            job.failure = value
            self.waiting.append(job)

    def _replace_dead(self, process: _Process[T]) -> Generator[tuple[T, R | NoResult], None, None]:
        """Remove a process that has died and queue its jobs again; yield the task at which it died if that is given up."""
        job = process.jobs.popleft() if process.jobs else None
        code = self._end(process)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        if not process.ready and process.failed_starts == self.failed_starts:  # processes that die together count as one failure
            self._count_failed_start(how)
        if job is None:
            return
        job.deaths += 1
        if (why := reason(code)) and (-code not in CRASHES or job.deaths == DEATHS):
            yield from self._replace_spent(job, why)
        elif job.deaths < DEATHS:
            self.waiting.appendleft(job)
        else:
            yield job.task, NoResult(f"the grading process ended {DEATHS} times while it worked on this submission ({how})")

    def _replace_spent(self, job: _Job[T], why: str) -> Generator[tuple[T, R | NoResult], None, None]:
        """Queue the tasks to do in place of one that spent its budget; yield that task if there are none."""
        others = self.instead(job.task, why)
        self.waiting.extendleft(map(_Job, others))
        if not others:
            yield job.task, NoResult(why)

    def _end(self, process: _Process[T]) -> int:
        """End a process and queue its jobs again; return its exit code, minus the number of the signal that ended it."""
        self.processes.remove(process)
        self.waiting.extendleft(reversed(process.jobs))
        process.pipe.close()
        process.process.join(PATIENCE)
        if process.process.is_alive():
            process.process.kill()
            process.process.join()
        code = process.process.exitcode or 0
        process.process.close()
        return code

    def close(self) -> None:
        """End all processes."""
        for process in self.processes:
            process.process.terminate()  # the fork server behind it ends with it
        for process in list(self.processes):
            self._end(process)


def _serve(pipe: Connection, start: Callable[..., Runner[Any, Any]], args: Sequence[Any], recycle: int, budget: Budget) -> None:
    """Do the tasks that come through the pipe, until it is closed or this process is to be replaced. Runs in a process of the pool.

    Sends (kind, value, retires): "broken" with a CourseError, "ready", "done" with a result, "failed" or "spent" with a reason.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the parent has ended
        try:
            runner = start(*args)
        except CourseError as error:
            pipe.send(("broken", error, True))
            return
        try:
            pipe.send(("ready", None, False))
            for done in range(1, sys.maxsize):
                task = pipe.recv()
                try:
                    with budget.kept():
                        kind, value = "done", runner(task)
                except MemoryError:
                    kind, value = "spent", MEMORY
                except Exception as error:  # noqa: BLE001  # the grader's own failure, reported for this task
                    kind, value = "failed", str(error) or repr(error)
                full = done >= recycle or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > RECYCLE_KIB
                pipe.send((kind, value, retires := full or kind != "done"))
                if retires:
                    return
        finally:
            runner.close()


def load_ahead(modules: Sequence[str]) -> None:
    """Start the process from which pools' processes are forked, unless it runs; do not wait until it has imported `modules`."""
    with _environment(ENVIRONMENT):
        forkserver.set_forkserver_preload(list(modules))
        forkserver.ensure_running()


@contextlib.contextmanager
def _without_main() -> Generator[None, None, None]:
    """Within this context, started processes do not import this process's main program, as multiprocessing would have them do.

    They need nothing of it, and loading the command line takes longer than grading some submissions.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _environment(names: dict[str, str]) -> Generator[None, None, None]:
    """Set environment variables for processes started within this context; leave those that are set already."""
    new = {name: value for name, value in names.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]
