"""A class run on many machines, by Dask distributed. Trusted side on all of them; the only module that imports Dask.

Hand-ins go out in chunks, as data, and what becomes of them comes back to the one writer (class_run.writer): no folder is shared.
A worker keeps the lessons and the settings, without the gradebook's address, in a temporary folder of its own, grades in the
sandbox as `course grade` does here, and refuses to begin where its machine lacks a protection. When a worker is lost, Dask gives
its chunks to others. Imported on the workers, too.
"""

import contextlib
import hashlib
import pickle
import platform
import shutil
import tempfile
import threading
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker, Worker, WorkerPlugin, wait
from traitlets.config import Config

from autograder.class_run.grade_one import SubmissionGrader
from autograder.class_run.pool import DEATHS, Failure, Stop
from autograder.class_run.tasks import Graded, HandIn, Task, take
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import grader_digest
from autograder.judge.session import Limits
from autograder.judge.settings import DECIDING, Settings
from autograder.sandbox import layers

CHUNK = 8  # submissions that travel together
BYTES = 4 << 20  # that the files of a chunk have together, but for one large file
AHEAD = 2  # chunks for each thread of the workers: the one it is at, and the next
ANSWER = 20.0  # seconds for the scheduler, and for the first worker
MOMENT = 0.5  # seconds between two looks at a wish to stop
LOST = 120.0  # seconds without any worker, after which the run ends
MATTER = ("distributed", "ipython", "matplotlib", "nbgrader", "numpy", "pytest", "scipy")
IDENTITY = "__import__('autograder.class_run.dask_cluster', fromlist=['identity']).identity()"


def identity() -> dict[str, str]:
    """Return what must be the same on all machines: the grader's digest and the versions that a mark could hang on."""
    return {
        "grader": grader_digest()[:12],
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in MATTER},
    }


@dataclass(frozen=True, slots=True)
class Pack:
    """What workers need of a course: the files of its lessons, its settings, limits, and the sandbox layers to go without."""

    files: tuple[tuple[str, bytes], ...]
    settings: Settings
    limits: Limits | None
    without: tuple[str, ...]

    @classmethod
    def of(cls, course: Course, limits: Limits | None, without: tuple[str, ...]) -> "Pack":
        """Return the pack of a course; only settings that marks depend on: the gradebook's address stays here."""
        settings = Settings.read(course)
        config = Config({name: part for name, part in settings.config.items() if name in DECIDING})
        paths = [path for name in course.assignments() for path in (course.text(name), course.release(name)) if path.is_file()]
        files = tuple((path.relative_to(course.root).as_posix(), path.read_bytes()) for path in paths)
        return cls(files, replace(settings, db_url="", config=config), limits, without)

    @property
    def digest(self) -> str:
        """Return what tells this pack from others."""
        return hashlib.sha256(pickle.dumps((self.files, self.settings.digest, self.limits, self.without))).hexdigest()[:16]


class _Place:
    """A course on a worker's machine, and the grader of its hand-ins, one at a time."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.root = Path(tempfile.mkdtemp(prefix="course-"))
        for name, data in pack.files:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_bytes(data)
        self.lock = threading.Lock()
        self.grader: SubmissionGrader | None = None

    def grade(self, hand_in: HandIn) -> Graded | Failure:
        """Grade a hand-in; a failure of the grader ends the process behind it, and the next hand-in gets a new one."""
        with self.lock:
            try:
                if self.grader is None:
                    pack = self.pack
                    self.grader = SubmissionGrader(
                        Course(self.root), pack.limits, pack.without, replace(pack.settings, root=self.root)
                    )
                return self.grader.grade(hand_in)
            except Exception as error:  # noqa: BLE001  # the grader's own failure, reported for this hand-in
                self._leave()
                return Failure(str(error) or repr(error))

    def close(self) -> None:
        """End the grader and remove the folder."""
        with self.lock:
            self._leave()
        shutil.rmtree(self.root, ignore_errors=True)

    def _leave(self) -> None:
        if self.grader is not None:
            self.grader.close()
            self.grader = None


_places: dict[str, _Place] = {}


class Courier(WorkerPlugin):
    """Brings a course to each worker, also to those that come later; a machine that lacks a protection is refused."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.name = f"course-{pack.digest}"

    def setup(self, worker: Worker) -> None:
        """Unpack the course; raise CourseError where no student code may run here."""
        layers.check_machine(self.pack.without)
        _places[self.pack.digest] = _Place(self.pack)

    def teardown(self, worker: Worker) -> None:
        """Remove it again."""
        if place := _places.pop(self.pack.digest, None):
            place.close()


def grade_chunk(digest: str, hand_ins: Sequence[HandIn]) -> list[Graded | Failure]:
    """Grade some hand-ins: on a worker."""
    return [_places[digest].grade(hand_in) for hand_in in hand_ins]


class Cluster:
    """The crew of a scheduler's workers, for autograder.class_run.run. Raises CourseError where it cannot be had."""

    def __init__(self, course: Course, address: str, limits: Limits | None, without: tuple[str, ...]) -> None:
        self.course = course
        self.address = address
        self.limits = limits
        self.without = without

    def __call__(self, tasks: Sequence[Task], stop: Stop | None) -> Iterator[tuple[Task, Graded | Failure]]:
        """Yield each task with what became of it, in the order in which they are done."""
        with self._client() as client:
            compare(client)
            courier = Courier(Pack.of(self.course, self.limits, self.without))
            try:
                client.register_plugin(courier)
                yield from self._results(client, courier.pack.digest, tasks, stop)
            finally:
                with contextlib.suppress(Exception):  # the cluster may be gone, and its folders with it
                    client.unregister_worker_plugin(courier.name)

    @contextlib.contextmanager
    def _client(self) -> Iterator[Client]:
        try:
            client = Client(self.address, timeout=ANSWER)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(
                f"the scheduler does not answer ({error})", self.address, "start it with 'dask scheduler', or mend the address"
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=ANSWER)
            except TimeoutError as error:
                raise CourseError(
                    "the scheduler has no workers", self.address, f"start some: dask worker {self.address} --nthreads 1"
                ) from error
            yield client

    def _results(
        self, client: Client, digest: str, tasks: Sequence[Task], stop: Stop | None
    ) -> Iterator[tuple[Task, Graded | Failure]]:
        waiting = deque([task] for task in tasks)
        again: deque[list[Task]] = deque()  # one by one, as something went wrong with them
        tried: set[Task] = set()
        out: dict[Future[Any], list[Task]] = {}
        missed = 0.0
        while not (stop and stop.wished):
            threads = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
            while (waiting or again) and len(out) < AHEAD * max(1, threads):
                chunk = again.popleft() if again else gather(waiting)
                hand_ins, sent = [], []
                for task in chunk:
                    try:
                        hand_ins.append(take(self.course, task))
                        sent.append(task)
                    except CourseError as error:
                        yield task, Failure(str(error))
                if sent:
                    out[client.submit(grade_chunk, digest, hand_ins, key=f"grade-{uuid.uuid4().hex}", pure=False)] = sent
            if not out:
                return
            missed = 0.0 if threads else missed + MOMENT
            if missed > LOST:
                raise CourseError(f"no worker for {LOST:.0f} s", self.address, "start workers, and run again: what is done is kept")
            with contextlib.suppress(TimeoutError):
                wait(list(out), timeout=MOMENT, return_when="FIRST_COMPLETED")
            for future in [future for future in out if future.done()]:
                chunk = out.pop(future)
                for task, answer in zip(chunk, self._answers(future, chunk), strict=True):
                    if isinstance(answer, Failure) and (task not in tried or len(chunk) > 1):
                        tried.add(task)
                        again.append([task])
                    else:
                        yield task, answer
                future.release()
        for future in out:
            future.cancel()

    def _answers(self, future: "Future[Any]", chunk: list[Task]) -> list[Graded | Failure]:
        try:
            answers: list[Graded | Failure] = future.result(timeout=LOST)
            return answers
        except KilledWorker:
            said = f"{DEATHS} workers or more ended while they were at this submission"
            return [Failure(said) for _ in chunk]
        except (TimeoutError, OSError) as error:
            raise CourseError(
                f"the cluster was lost ({type(error).__name__})", self.address, "run again: what was recorded is kept"
            ) from error
        except Exception as error:  # noqa: BLE001  # whatever a worker's machine raises: said for these submissions
            return [Failure(str(error) or repr(error)) for _ in chunk]


def gather(waiting: "deque[list[Task]]") -> list[Task]:
    """Take the next tasks off, as many as travel together."""
    chunk: list[Task] = []
    size = 0
    while waiting and len(chunk) < CHUNK:
        with contextlib.suppress(OSError):
            size += waiting[0][0].path.lstat().st_size
        if chunk and size > BYTES:
            break
        chunk += waiting.popleft()
    return chunk


def compare(client: Client) -> None:
    """Raise CourseError where a worker has another grader, or other libraries, than this machine."""
    own = identity()
    for address, theirs in client.run(eval, IDENTITY, on_error="return").items():
        if isinstance(theirs, Exception):
            raise CourseError(
                f"the worker does not have this course's grader ({type(theirs).__name__}: {theirs})", address,
                "install the same version of the course there, and start the worker from its environment",
            )  # fmt: skip
        found: dict[str, Any] = theirs
        if other := [f"{name} {found.get(name, 'none')}, here {value}" for name, value in own.items() if found.get(name) != value]:
            raise CourseError(
                f"the worker has another version: {'; '.join(other)}", address,
                "install the same version of the course on every machine, start the workers again",
            )  # fmt: skip
