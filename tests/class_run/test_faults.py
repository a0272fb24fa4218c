"""Facts about class runs on a machine that misbehaves: its clock jumps, its memory runs out."""

import contextlib
import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from classroom import NAME, hand_in, new_course, rows, state, twin
from graded_class import grade

from autograder.course import Course
from autograder.errors import CourseError
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.session import Session
from autograder.sandbox import layers

WITHOUT = [f"--without={layer.name}" for layer, _ in layers.required_missing()]
JUMPS = ("-20y", "+10y", "-3d", "+0", "-1h", "+30y")
ROOM = 1 << 20  # bytes, with which no worker can live


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Give a class of seven kinds of answers that has been graded in peace."""
    course = new_course(tmp_path_factory.mktemp("faults") / "course")
    hand_in(course, 8)
    grade(course)
    return course


def run(
    course: Course, *words: str, then: Callable[[], None] = lambda: None, **options: Any
) -> tuple[int, list[dict[str, Any]], str]:
    """Grade the class by the command; call `then` after each recorded result; return exit code, results, and what was said."""
    start = [str(Path(sys.executable).with_name("course")), "grade", NAME, "--json", *WITHOUT, *words]
    results = []
    with (course.root.parent / "said.txt").open("w+") as said:
        with subprocess.Popen(start, cwd=course.root, text=True, stdout=subprocess.PIPE, stderr=said, **options) as process:
            assert process.stdout is not None
            for line in process.stdout:
                event = json.loads(line)
                if event["event"] == "result":
                    results.append(event)
                    then()
        said.seek(0)
        return process.returncode, results, said.read()


def test_a_clock_that_jumps_changes_nothing(undisturbed: Course, tmp_path: Path) -> None:
    """While a class is graded the clock goes back and forth by years: the same marks, comments, verdicts and files."""
    library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
    if library is None:
        pytest.skip("libfaketime is not installed (Debian: faketime)")
    course = twin(undisturbed, tmp_path / "course")
    clock = tmp_path / "clock"
    jumps = itertools.cycle(JUMPS)

    def jump() -> None:
        clock.with_suffix(".new").write_text(next(jumps))
        clock.with_suffix(".new").replace(clock)

    jump()
    environment = {
        **os.environ, "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
    }  # fmt: skip
    code, results, said = run(course, then=jump, env=environment)
    assert (code, len(results)) == (0, 8), said
    assert state(course) == state(undisturbed)
    code, results, said = run(course, env=environment)
    assert (code, results) == (0, []), said  # nothing looks changed to a clock that has gone back


class Group:
    """A control group for memory, of either version of the kernel's interface."""

    def __init__(self) -> None:
        own = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
        old = [Path(f"/sys/fs/cgroup/memory{path}") for _, parts, path in own if parts == "memory"]
        place = (old or [Path(f"/sys/fs/cgroup{path}") for number, _, path in own if number == "0"])[0]
        self.limit, self.events, self.used = (
            ("memory.limit_in_bytes", "memory.oom_control", "rss") if old else ("memory.max", "memory.events", "anon")
        )
        self.path = place / f"course-{os.getpid()}"
        try:
            self.path.mkdir()
            (self.path / self.limit).write_text(str(1 << 40))
        except OSError as error:
            pytest.skip(f"no control group for memory can be made here ({error.strerror})")

    def enter(self) -> None:
        """Put the calling process into the group."""
        (self.path / "cgroup.procs").write_text(str(os.getpid()))

    def numbers(self, name: str) -> dict[str, int]:
        """Return a file of the group as numbers by name."""
        return {name: int(number) for name, number in map(str.split, (self.path / name).read_text().splitlines())}

    def squeeze(self, room: int) -> None:
        """Let the group have no more than the memory that it uses now, and `room` bytes."""
        while True:
            used = self.numbers("memory.stat")
            try:
                (self.path / self.limit).write_text(str(used[self.used] + room))
                return
            except OSError:  # meanwhile it uses more
                room += 1 << 20
                assert room < 1 << 30

    def workers(self) -> bool:
        """Return whether one of its processes is one that the kernel is to end first, as workers ask for."""
        for number in (self.path / "cgroup.procs").read_text().split():
            with contextlib.suppress(OSError):
                if Path(f"/proc/{number}/oom_score_adj").read_text().strip() == "1000":
                    return True
        return False

    @property
    def ended(self) -> int:
        """How many of its processes the kernel has ended for want of memory."""
        return self.numbers(self.events)["oom_kill"]


@pytest.fixture
def group() -> Iterator[Group]:
    """Give a group, which is empty again when the test has ended."""
    made = Group()
    yield made
    for number in (made.path / "cgroup.procs").read_text().split():  # left by a run that the kernel ended
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGKILL)
    end = time.monotonic() + 30
    while made.path.exists():
        try:
            made.path.rmdir()
        except OSError:  # busy until the last process is gone
            assert time.monotonic() < end
            time.sleep(0.01)


def recorded(course: Course) -> list[tuple[Any, ...]]:
    """Return the rows of a gradebook; none if it was not begun, or if its creation, one transaction, was not ended."""
    if not (path := course.root / "gradebook.db").exists():
        return []
    with contextlib.closing(sqlite3.connect(path)) as connection:
        begun = connection.execute("SELECT name FROM sqlite_master").fetchall()
    return rows(course) if begun else []


def test_want_of_memory_marks_nobody_down(undisturbed: Course, tmp_path: Path, group: Group) -> None:
    """As soon as there is a worker, memory runs out: the kernel ends processes of the run, and no mark changes."""
    course = twin(undisturbed, tmp_path / "course")
    over = threading.Event()

    def press() -> None:
        while not over.wait(0.002) and not group.ended:
            if group.workers():
                group.squeeze(ROOM)

    thread = threading.Thread(target=press)
    thread.start()
    _, results, said = run(course, "--workers=2", preexec_fn=group.enter)
    over.set()
    thread.join()
    assert group.ended > 0, said
    assert {event["state"] for event in results} <= {"graded", "failed"}
    right = rows(undisturbed)
    assert [row for row in recorded(course) if row not in right] == []
    code, _, said = run(course)
    assert code == 0, said
    assert state(course) == state(undisturbed)


@pytest.mark.parametrize("where", ["cell", "call"])
def test_a_process_that_the_kernel_ended_is_nobodys_fault(group: Group, where: str) -> None:
    """A worker killed while the machine has no memory left is a failure of the grader; at another time it is the student's."""
    ends = "import os\nos.kill(os.getpid(), 9)\n"
    cells = [ends] if where == "cell" else ["import os\ndef f(x):\n    os.kill(os.getpid(), 9)\n"]
    with ForkServer(without=[layer.name for layer, _ in layers.required_missing()]) as server:
        with Session(server, cells) as session:
            assert session.run()[0].error is not None or session.call("f", 1.0).status == "died"
        with Session(server, cells) as session:
            group.squeeze(ROOM)
            eats = [sys.executable, "-c", "x = bytearray(1 << 28)"]
            assert subprocess.run(eats, preexec_fn=group.enter, check=False).returncode == -9
            with pytest.raises(CourseError, match="out of memory"):
                (session.run(), session.call("f", 1.0))
