"""Facts about class runs on several machines: real Dask processes, each with a folder of its own and nothing shared."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest
from classroom import NAME, RIGHT, ROOT, WITHOUT, files, hand_in, new_course, rows, submit, twin
from graded_class import grade

from autograder.class_run import dask_cluster
from autograder.class_run.dask_cluster import Cluster, CourseData, CoursePlugin
from autograder.class_run.pool import NoResult, Stop
from autograder.class_run.run import Graders, MakeGraders, grade_class
from autograder.class_run.tasks import Graded, Task, find
from autograder.course import Course
from autograder.errors import CourseError
from autograder.judge.limits import Limits

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own
DASK = Path(sys.executable).with_name("dask")
SIZE = 9


def start(folder: Path, *words: str, **more: str) -> "subprocess.Popen[str]":
    """Start a Dask process in a folder of its own, as the first of its group."""
    folder.mkdir()
    return subprocess.Popen(
        [DASK, *words, "--no-dashboard"], cwd=folder, env={**os.environ, "CUDA_VISIBLE_DEVICES": "", **more}, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def end(process: "subprocess.Popen[str]") -> None:
    """End a Dask process and all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stderr
    process.stderr.close()


def heard(process: "subprocess.Popen[str]", words: str) -> str:
    """Return the line with these words when it comes; then read on in the background, so that the process never waits."""
    assert process.stderr
    line = next(line for line in process.stderr if words in line)
    subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL).poll()
    return line


def worker(folder: Path, address: str, **more: str) -> "subprocess.Popen[str]":
    """Start a worker that has joined when this returns."""
    process = start(folder, "worker", address, "--nthreads", "1", "--local-directory", str(folder), **more)
    heard(process, "Registered to")
    return process


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a scheduler, which has no workers before and after each test."""
    process = start(tmp_path_factory.mktemp("dask") / "scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0")
    yield heard(process, "Scheduler at:").split()[-1]
    end(process)


def test_a_worker_lost_half_way_costs_nothing(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers share nothing, one is killed at work: gradebook, verdicts and notebooks are those of a local run."""
    monkeypatch.setattr(dask_cluster, "CHUNK", 2)
    local = new_course(tmp_path / "local")
    hand_in(local, SIZE - 1)
    submit(local, "cut", b'{"cells": [')
    grade(local)
    far = twin(local, tmp_path / "far")
    workers = [worker(tmp_path / name, address) for name in ("one", "two")]
    yielded: list[Task] = []

    def make(course: Course, limits: Limits | None, without: tuple[str, ...]) -> Graders:
        def graders(tasks: Sequence[Task], stop: Stop | None) -> Iterator[tuple[Task, Graded | NoResult]]:
            for task, answer in filter(None, Cluster(course, address, limits, without)(tasks, stop)):
                if not yielded:
                    end(workers[0])
                yielded.append(task)
                yield task, answer

        return graders

    try:
        results = grade_class(far, [NAME], without=WITHOUT, graders=make)
    finally:
        end(workers[1])
    assert len(yielded) == len(set(yielded)) == len(results) == SIZE
    assert {result.state for result in results} == {"graded", "unreadable"}
    assert rows(far) == rows(local)
    assert files(far) == files(local)
    assert not [path for path in (tmp_path / "two").rglob("*") if path.suffix == ".ipynb"]


def make(address: str) -> MakeGraders:
    """Return the graders of a scheduler."""
    return lambda course, limits, without: Cluster(course, address, limits, without)


# What a submission tries that is graded by a Dask worker; it prints what it finds.
REACHING = """
import glob, os, socket
found = [dict(os.environ)]
places = glob.glob("@FOLDER@/**", recursive=True)
try:
    places += [f"/proc/{number}/{name}" for number in os.listdir("/proc") for name in ("environ", "cmdline")]
except OSError:
    pass
for path in places:
    try:
        found.append(open(path).read())
    except OSError:
        pass
try:
    with socket.create_connection(("127.0.0.1", @PORT@), 5) as scheduler:
        scheduler.sendall(b"x")
        found.append("kan" + "ary: reached")
except OSError as error:
    found.append(error)
print(found)
"""


def test_hostile_submissions_wait_learn_nothing_and_leave_nothing(address: str, tmp_path: Path) -> None:
    """One that spends its budget waits for a person, one that looks for the cluster finds none of it; the next is graded."""
    course = new_course(tmp_path / "course")
    submit(course, "ada", {**RIGHT, "sigmoid": RIGHT["sigmoid"] + "#" + "\ufdfa" * 300_000})
    submit(course, "bob", RIGHT)
    reaching = REACHING.replace("@FOLDER@", str(tmp_path)).replace("@PORT@", address.rpartition(":")[2])
    submit(course, "eve", {**RIGHT, "sigmoid_grad": RIGHT["sigmoid_grad"] + reaching})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = worker(tmp_path / "one", address, TMPDIR=str(temporary), SECRET="kanary")
    (tmp_path / "one" / "secret").write_text("kanary")
    try:
        results = grade_class(course, [NAME], limits=Limits(grader_seconds=0.5), without=WITHOUT, graders=make(address))
        left = [child.cmdline() for child in psutil.Process(process.pid).children(recursive=True)]
    finally:
        end(process)
    assert [(result.student, result.state, result.score) for result in results] == [
        ("ada", "unreadable", None), ("bob", "graded", 20.0), ("eve", "graded", 20.0),
    ]  # fmt: skip
    assert "computed longer" in results[0].reason
    seen = course.autograded("eve", NAME).read_text()
    assert "MPLBACKEND" in seen  # it ran to its end
    assert not [word for word in ("kanary", "dask") if word in seen]
    assert not [command for command in left if "autograder.worker.fork_server" in command]
    assert list(temporary.glob("course-*")) == []


def test_a_worker_that_joins_later_with_another_version_grades_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was told to set up goes by another name there: the run ends, and says what to do; nothing gets an old verdict."""
    data = CourseData.of(new_course(tmp_path / "course"), None, WITHOUT)
    digest = data.digest
    monkeypatch.setitem(dask_cluster.OWN, "grader", "another")
    plugin = CoursePlugin(data)
    plugin.setup(None)  # type: ignore[arg-type]
    try:
        assert digest != data.digest
        with pytest.raises(CourseError, match=r"a Dask worker has another version of the grader.*install the same version"):
            dask_cluster.grade_chunk(digest, [])
        assert dask_cluster.grade_chunk(data.digest, []) == []
    finally:
        plugin.teardown(None)  # type: ignore[arg-type]


def test_another_version_of_the_grader_is_refused(address: str, tmp_path: Path) -> None:
    """A worker whose checks differ by a line is named, with what differs and what to do; nothing is graded."""
    other = tmp_path / "other"
    shutil.copytree(ROOT / "autograder", other / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "autograder" / "checks" / f"test_{NAME}.py").open("a") as file:
        file.write("# changed\n")
    course = new_course(tmp_path / "course")
    hand_in(course, 1)
    process = worker(tmp_path / "one", address, PYTHONPATH=str(other))
    try:
        with pytest.raises(CourseError, match=r"another version: grader \w+, here \w+; install the same version of the course"):
            grade_class(course, [NAME], without=WITHOUT, graders=make(address))
    finally:
        end(process)
    assert rows(course) == []


def test_a_machine_that_lacks_a_protection_is_refused(address: str, tmp_path: Path) -> None:
    """What a worker's machine says against grading there ends the run, and is heard here."""
    course = new_course(tmp_path / "course")
    hand_in(course, 1)
    process = worker(tmp_path / "one", address)
    try:
        (task,) = find(course, NAME)
        with pytest.raises(CourseError, match="there is no layer 'gate'"):
            next(iter(Cluster(course, address, None, ("gate",))([task], None)))
    finally:
        end(process)


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence: what, where, next step."""
    monkeypatch.setattr(dask_cluster, "ANSWER", 1.0)
    course = new_course(tmp_path / "course")
    hand_in(course, 1)
    with pytest.raises(CourseError, match=r"tcp://127.0.0.1:9: the scheduler does not answer .*start it with 'dask scheduler'"):
        grade_class(course, [NAME], without=WITHOUT, graders=make("tcp://127.0.0.1:9"))
