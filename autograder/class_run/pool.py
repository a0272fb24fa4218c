"""A pool of processes that takes a death for what it is: an accident of one process, not of the run. Trusted side.

Tasks go out a few at a time, results come back as they are done. A worker that dies is replaced and its task given to another;
one that fails is replaced too, and the task tried once more. Workers are replaced after so many tasks or so much memory.
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
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from autograder.errors import CourseError

AHEAD = 2  # tasks that a worker has in hand: the one it is at, and the next
DEATHS = 3  # workers that may die over one task
STARTS = 3  # workers in a row that may end before they are ready
RECYCLE_TASKS = 1000
RECYCLE_KIB = 1 << 20
PATIENCE = 10.0  # seconds for a worker to end by itself
PAUSE = 0.5  # seconds before the next attempt to start one
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",  # a process a core is there already
    "PYTHONSAFEPATH": "1",  # nothing is imported from the folder that one stands in: it may be a student's
}  # fmt: skip

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Worker(Protocol[T_contra, R_co]):
    """What a worker process does with a task."""

    def __call__(self, task: T_contra, /) -> R_co:
        """Return the task's result, or raise."""

    def close(self) -> None:
        """Free what it holds."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no result, through no fault of its own."""

    reason: str


class Stop:
    """A wish to stop, which a signal handler may express at any moment, and on which one can wait. Use as a context."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        self.wished = False

    def wish(self) -> None:
        """Ask for an end of the run."""
        self.wished = True
        os.write(self.writer, b".")

    def fileno(self) -> int:
        """Return the descriptor that becomes readable with the wish."""
        return self.reader

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self.reader)
        os.close(self.writer)


@dataclass(slots=True)
class _Job(Generic[T]):
    """A task, and what has gone wrong with it so far."""

    task: T
    deaths: int = 0
    failure: str = ""


@dataclass(eq=False, slots=True)
class _Seat(Generic[T]):
    """A worker process, and the jobs that it has in hand, oldest first."""

    process: ForkServerProcess
    pipe: Connection
    jobs: deque[_Job[T]] = field(default_factory=deque)
    ready: bool = False


class Pool(Generic[T, R]):
    """Runs tasks in `size` processes, each of which calls `start(*args)` once. Use as a context.

    The modules of `preload` are loaded once, in a process that the workers are forked from.
    """

    def __init__(
        self,
        size: int,
        start: Callable[..., Worker[T, R]],
        args: Sequence[Any] = (),
        preload: Sequence[str] = (),
        recycle: int = RECYCLE_TASKS,
    ) -> None:
        self.size = size
        self.start = start
        self.args = args
        self.recycle = recycle
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(list(preload))
        self.seats: list[_Seat[T]] = []
        self.waiting: deque[_Job[T]] = deque()
        self.unready = 0  # workers in a row that ended before they were ready

    def results(self, tasks: Sequence[T], stop: Stop | None = None) -> Generator[tuple[T, R | Failure], None, None]:
        """Yield each task with its result, in the order in which they are done; no more after `stop`.

        Raises CourseError where no worker can start.
        """
        self.waiting.extend(map(_Job, tasks))
        while not (stop and stop.wished):
            self._hand_out()
            if not self.seats:
                return
            sources: list[Any] = [seat.pipe for seat in self.seats]
            found = wait([*sources, stop.fileno()] if stop else sources)
            for seat in [seat for seat in self.seats if seat.pipe in found]:
                yield from self._hear(seat)

    def _hand_out(self) -> None:
        """Start the processes that there is work for, and see that each that is ready has enough."""
        with _environment(ENVIRONMENT):
            idle = sum(not seat.jobs for seat in self.seats)
            for _ in range(min(self.size - len(self.seats), len(self.waiting) - idle)):
                self.seats.append(self._seated())
        for depth in range(1, AHEAD + 1):
            for seat in self.seats:
                if seat.ready and len(seat.jobs) < depth and self.waiting:
                    job = self.waiting.popleft()
                    seat.jobs.append(job)
                    with contextlib.suppress(OSError):  # it has died: heard of in a moment
                        seat.pipe.send(job.task)
        for seat in [seat for seat in self.seats if seat.ready and not seat.jobs]:
            self._dismiss(seat)

    def _seated(self) -> _Seat[T]:
        """Start a worker; anew where the process that they are forked from is dying just now."""
        while True:
            ours, theirs = self.context.Pipe()
            process = self.context.Process(target=_serve, args=(theirs, self.start, self.args, self.recycle), daemon=True)
            try:
                process.start()
            except (OSError, EOFError) as error:
                ours.close()
                self._not_ready(str(error) or repr(error))
                time.sleep(PAUSE)
            else:
                return _Seat(process, ours)
            finally:
                theirs.close()

    def _not_ready(self, how: str) -> None:
        self.unready += 1
        if self.unready >= STARTS:
            raise CourseError(f"grading processes end before they begin ({how})", "course grade", "run 'course doctor'")

    def _hear(self, seat: _Seat[T]) -> Generator[tuple[T, R | Failure], None, None]:
        try:
            kind, value, retires = seat.pipe.recv()
        except (EOFError, OSError):
            yield from self._mourn(seat)
            return
        if kind == "broken":
            self._dismiss(seat)
            raise value
        if kind == "ready":
            seat.ready, self.unready = True, 0
            return
        job = seat.jobs.popleft()
        if retires:
            self._dismiss(seat)
        if kind == "done":
            yield job.task, value
        elif job.failure:
            yield job.task, Failure(value)
        else:
            job.failure = value
            self.waiting.append(job)

    def _mourn(self, seat: _Seat[T]) -> Generator[tuple[T, R | Failure], None, None]:
        """Put away a worker that has died, and give its jobs to others."""
        at = seat.jobs.popleft() if seat.jobs else None
        how = self._dismiss(seat)
        if not seat.ready:
            self._not_ready(how)
        if at is None:
            return
        at.deaths += 1
        if at.deaths < DEATHS:
            self.waiting.appendleft(at)
        else:
            yield at.task, Failure(f"the grading process ended {DEATHS} times while it was at this submission ({how})")

    def _dismiss(self, seat: _Seat[T]) -> str:
        """End a worker; return how it ended."""
        self.seats.remove(seat)
        self.waiting.extendleft(reversed(seat.jobs))
        seat.pipe.close()
        seat.process.join(PATIENCE)
        if seat.process.is_alive():
            seat.process.kill()
            seat.process.join()
        code = seat.process.exitcode or 0
        seat.process.close()
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for seat in self.seats:
            seat.process.terminate()  # what its fork server holds ends with it
        for seat in list(self.seats):
            self._dismiss(seat)


def _serve(pipe: Connection, start: Callable[..., Worker[Any, Any]], args: Sequence[Any], recycle: int) -> None:
    """Be a worker: in the process itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the parent has gone
        try:
            worker = start(*args)
        except CourseError as error:
            pipe.send(("broken", error, True))
            return
        try:
            pipe.send(("ready", None, False))
            for done in range(1, sys.maxsize):
                task = pipe.recv()
                try:
                    kind, value = "done", worker(task)
                except Exception as error:  # noqa: BLE001  # the grader's own failure, reported for this task
                    kind, value = "failed", str(error) or repr(error)
                full = done >= recycle or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > RECYCLE_KIB
                pipe.send((kind, value, retires := full or kind == "failed"))
                if retires:
                    return
        finally:
            worker.close()


@contextlib.contextmanager
def _environment(names: dict[str, str]) -> Generator[None, None, None]:
    """Set variables for the processes that start meanwhile, where nobody has set them."""
    new = {name: value for name, value in names.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]
