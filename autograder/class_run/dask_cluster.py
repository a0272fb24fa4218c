"""A class run on many machines, by Dask distributed. Trusted side on all of them; the only module that imports Dask.

Submissions are sent in chunks, as data, to Dask's workers, and the results come back to the one writer (class_run.writer): no
folder is shared. A Dask worker is a grader: it keeps the lessons and the settings, without the gradebook's address, in a temporary
folder of its own, grades in the sandbox as `course grade` does here, and refuses to start if its machine lacks a protection. If
one is lost, Dask gives its chunks to others. This module is imported there, too.
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
from autograder.class_run.pool import DEATHS, NoResult, Stop
from autograder.class_run.tasks import Graded, HandIn, Task, take
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import PACKAGE, files_digest
from autograder.judge.budget import Spent
from autograder.judge.limits import Limits
from autograder.judge.settings import DECIDING, Settings
from autograder.sandbox import layers

CHUNK = 8  # submissions that are sent together: a message takes some milliseconds, in which the Dask worker could grade
BYTES = 4 << 20  # size of a chunk's files together, unless a single file is larger
AHEAD = 2  # chunks for each thread of the Dask workers: the one that it works on, and the next
ANSWER = 20.0  # seconds to wait for the scheduler, and for its first worker
MOMENT = 0.5  # seconds after which a request to stop is checked again
LOST = 120.0  # seconds without any Dask worker, after which the run ends
SAME = "install the same version of the course on every machine, start the workers again"
LIBRARIES = ("distributed", "ipython", "matplotlib", "nbgrader", "numpy", "pytest", "scipy")  # whose versions a mark may depend on
# What must be the same on all machines: the digest of the package, and the versions of Python and `LIBRARIES`. A Dask worker may
# run for weeks: what it has loaded counts, not what has been installed meanwhile.
OWN = {
    "grader": files_digest(PACKAGE.rglob("*.py"))[:12],
    "Python": ".".join(platform.python_version_tuple()[:2]),
    **{name: version(name) for name in LIBRARIES},
}
IDENTITY = "__import__('autograder.class_run.dask_cluster', fromlist=['OWN']).OWN"


@dataclass(frozen=True, slots=True)
class CourseData:
    """What a grader on another machine needs of a course: the lessons' files, settings, limits, sandbox layers to go without."""

    files: tuple[tuple[str, bytes], ...]
    settings: Settings
    limits: Limits | None
    without: tuple[str, ...]

    @classmethod
    def of(cls, course: Course, limits: Limits | None, without: tuple[str, ...]) -> "CourseData":
        """Return the data of a course, with only the settings that marks depend on: the gradebook's address is not sent."""
        settings = Settings.read(course)
        config = Config({name: part for name, part in settings.config.items() if name in DECIDING})
        paths = [path for name in course.assignments() for path in (course.text(name), course.release(name)) if path.is_file()]
        files = tuple((path.relative_to(course.root).as_posix(), path.read_bytes()) for path in paths)
        return cls(files, replace(settings, db_url="", config=config), limits, without)

    @property
    def digest(self) -> str:
        """Return a digest of these data and of this version of the grader."""
        data = pickle.dumps((self.files, self.settings.digest, self.limits, self.without))
        return hashlib.sha256(data + repr(OWN).encode()).hexdigest()[:16]


class _RemoteGrader:
    """A course on a Dask worker's machine, and its grader, which grades one submission at a time."""

    def __init__(self, data: CourseData) -> None:
        self.data = data
        self.root = Path(tempfile.mkdtemp(prefix="course-"))
        for name, content in data.files:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_bytes(content)
        self.lock = threading.Lock()
        self.grader: SubmissionGrader | None = None

    def grade(self, hand_in: HandIn) -> Graded | NoResult:
        """Grade a submission; if the grader fails, end it: the next submission gets a new one."""
        with self.lock:
            try:
                if self.grader is None:
                    settings = replace(self.data.settings, root=self.root)
                    self.grader = SubmissionGrader(Course(self.root), self.data.limits, self.data.without, settings)
                return self._within_budget(self.grader, hand_in)
            except Exception as error:  # noqa: BLE001  # the grader's own failure, reported for this submission
                self._end_grader()
                return NoResult(str(error) or repr(error))

    def _within_budget(self, grader: SubmissionGrader, hand_in: HandIn) -> Graded:
        """Grade a submission in a fork, because this process must not end; if the budget is spent, it waits for a person."""
        grader.prepare(hand_in.task.assignment)
        try:
            return grader.marker.within_budget(lambda: grader.grade(hand_in))
        except Spent as spent:
            waits = replace(hand_in, refused=spent)
            return grader.marker.within_budget(lambda: grader.grade(waits))

    def close(self) -> None:
        """End the grader and remove the folder."""
        with self.lock:
            self._end_grader()
        shutil.rmtree(self.root, ignore_errors=True)

    def _end_grader(self) -> None:
        if self.grader is not None:
            self.grader.close()
            self.grader = None


_graders: dict[str, _RemoteGrader] = {}  # in a Dask worker's process: by the digest of the course's data


class CoursePlugin(WorkerPlugin):
    """Sets a course up on each Dask worker, also on those that join later."""

    def __init__(self, data: CourseData) -> None:
        self.data = data
        self.name = f"course-{data.digest}"

    def setup(self, worker: Worker) -> None:
        """Write the course to a folder; raise CourseError if the machine lacks a protection."""
        layers.check_machine(self.data.without)
        _graders[self.data.digest] = _RemoteGrader(self.data)

    def teardown(self, worker: Worker) -> None:
        """End the grader and remove the course's folder."""
        if grader := _graders.pop(self.data.digest, None):
            grader.close()


def grade_chunk(digest: str, hand_ins: Sequence[HandIn]) -> list[Graded | NoResult]:
    """Grade some submissions, on a Dask worker; `digest` is that of the course's data.

    Raises CourseError if this worker has no such course: versions are compared when a run begins, and this one joined later.
    """
    if (grader := _graders.get(digest)) is None:
        what = "a Dask worker has another version of the grader, or another run of the same course has just ended here"
        raise CourseError(what, platform.node(), f"{SAME}, and run again: what is done is kept")
    return [grader.grade(hand_in) for hand_in in hand_ins]


class _Chunks:
    """The tasks of a run: those that wait, those that were sent, and those to send again, one by one, after a failure."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.waiting = deque(tasks)
        self.again: deque[Task] = deque()
        self.failed: set[Task] = set()
        self.sent: dict[Future[Any], list[Task]] = {}

    def next(self) -> list[Task]:
        """Remove and return the next chunk of tasks; an empty one if nothing waits."""
        if self.again:
            return [self.again.popleft()]
        chunk: list[Task] = []
        size = 0
        while self.waiting and len(chunk) < CHUNK:
            with contextlib.suppress(OSError):
                size += self.waiting[0].path.lstat().st_size
            if chunk and size > BYTES:
                break
            chunk.append(self.waiting.popleft())
        return chunk

    def settle(self, future: "Future[Any]", answers: Sequence[Graded | NoResult]) -> Iterator[tuple[Task, Graded | NoResult]]:
        """Yield the tasks of a chunk with their answers; keep those to send again: the first failures, and those not sent alone."""
        chunk = self.sent.pop(future)
        for task, answer in zip(chunk, answers, strict=True):
            if isinstance(answer, NoResult) and (task not in self.failed or len(chunk) > 1):
                self.failed.add(task)
                self.again.append(task)
            else:
                yield task, answer
        future.release()


class Cluster:
    """The graders of a Dask scheduler, for class_run.run. Raises CourseError if they cannot be used."""

    def __init__(self, course: Course, address: str, limits: Limits | None, without: tuple[str, ...]) -> None:
        self.course = course
        self.address = address
        self.limits = limits
        self.without = without

    def __call__(self, tasks: Sequence[Task], stop: Stop | None) -> Iterator[tuple[Task, Graded | NoResult] | None]:
        """Yield each task with its result, in the order in which they are done; yield None after each MOMENT.

        Raises CourseError if the cluster cannot be used, or has had no Dask worker for LOST seconds.
        """
        with self._client() as client:
            require_same_versions(client)
            plugin = CoursePlugin(CourseData.of(self.course, self.limits, self.without))
            try:
                client.register_plugin(plugin)
                yield from self._results(client, plugin.data.digest, _Chunks(tasks), stop)
            finally:
                with contextlib.suppress(Exception):  # the cluster may no longer exist, nor its folders
                    client.unregister_worker_plugin(plugin.name)

    @contextlib.contextmanager
    def _client(self) -> Iterator[Client]:
        try:
            client = Client(self.address, timeout=ANSWER)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(
                f"the scheduler does not answer ({error})", self.address, "start it with 'dask scheduler', or correct the address"
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=ANSWER)
            except TimeoutError as error:
                raise CourseError(
                    "the scheduler has no Dask workers", self.address, f"start some: dask worker {self.address} --nthreads 1"
                ) from error
            yield client

    def _results(
        self, client: Client, digest: str, chunks: _Chunks, stop: Stop | None
    ) -> Iterator[tuple[Task, Graded | NoResult] | None]:
        without_workers = 0.0  # seconds
        while not (stop and stop.requested):
            threads = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
            yield from self._send(client, digest, chunks, AHEAD * max(1, threads))
            if not chunks.sent:
                return
            without_workers = 0.0 if threads else without_workers + MOMENT
            if without_workers > LOST:
                step = "start workers, and run again: what is done is kept"
                raise CourseError(f"no Dask worker for {LOST:.0f} s", self.address, step)
            with contextlib.suppress(TimeoutError):
                wait(list(chunks.sent), timeout=MOMENT, return_when="FIRST_COMPLETED")
            yield None
            for future in [future for future in chunks.sent if future.done()]:
                yield from chunks.settle(future, self._answers(future, len(chunks.sent[future])))
        for future in chunks.sent:
            future.cancel()

    def _send(self, client: Client, digest: str, chunks: _Chunks, most: int) -> Iterator[tuple[Task, NoResult]]:
        """Send chunks until `most` are being graded; yield the tasks whose files this machine cannot read."""
        while len(chunks.sent) < most and (chunk := chunks.next()):
            hand_ins = []
            for task in chunk:
                try:
                    hand_ins.append(take(self.course, task))
                except CourseError as error:
                    yield task, NoResult(str(error))
            if hand_ins:
                future = client.submit(grade_chunk, digest, hand_ins, key=f"grade-{uuid.uuid4().hex}", pure=False)
                chunks.sent[future] = [hand_in.task for hand_in in hand_ins]

    def _answers(self, future: "Future[Any]", size: int) -> list[Graded | NoResult]:
        """Return the answers to a chunk of `size` submissions; raise CourseError if the cluster is lost."""
        try:
            answers: list[Graded | NoResult] = future.result(timeout=LOST)
            return answers
        except CourseError:
            raise
        except KilledWorker:
            reason = f"{DEATHS} Dask workers or more ended while they graded this submission"
        except (TimeoutError, OSError) as error:
            raise CourseError(
                f"the cluster was lost ({type(error).__name__})", self.address, "run again: what was recorded is kept"
            ) from error
        except Exception as error:  # noqa: BLE001  # whatever a Dask worker's machine raises is reported for these submissions
            reason = str(error) or repr(error)
        return [NoResult(reason)] * size


def require_same_versions(client: Client) -> None:
    """Raise CourseError if a Dask worker has another grader, or other libraries, than this machine."""
    for address, theirs in client.run(eval, IDENTITY, on_error="return").items():
        if isinstance(theirs, Exception):
            raise CourseError(
                f"the Dask worker does not have this course's grader ({type(theirs).__name__}: {theirs})", address,
                "install the same version of the course there, and start the worker from its environment",
            )  # fmt: skip
        if other := [f"{name} {theirs.get(name, 'none')}, here {OWN[name]}" for name in OWN if theirs.get(name) != OWN[name]]:
            raise CourseError(f"the Dask worker has another version: {'; '.join(other)}", address, SAME)
