"""A class run that is killed, interrupted or out of disk loses nothing, and a later run completes it."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from classroom import NAME, RIGHT, WITHOUT, files, rows, state, submit, twin
from graded_class import DEADLINE, LOADING, ODD, copy_of, grade, program, states

from autograder.class_run.pool import NoResult, Stop
from autograder.class_run.run import local_graders
from autograder.class_run.tasks import Graded, Result, Task
from autograder.class_run.writer import SECONDS
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import database
from bench.kill_run import command_of, family, kill_run


def test_killed_runs_lose_nothing(tmp_path: Path) -> None:
    """Killed at random moments and run again, a class comes to what an undisturbed run comes to."""
    if WITHOUT:
        pytest.skip(f"this machine lacks {WITHOUT}")
    kill_run(tmp_path, size=8, kills=3, seed=3)


def test_a_killed_worker_costs_nobody_a_mark(graded: Course, tmp_path: Path) -> None:
    """Grading processes and fork servers killed from outside: the run goes on, and comes to the same."""
    course = twin(graded, tmp_path / "course")
    graders = local_graders(course, 2, None, WITHOUT)
    killed: list[int] = []

    def haunted(tasks: Sequence[Task], stop: Stop | None) -> Iterator[tuple[Task, Graded | NoResult]]:
        for found in graders(tasks, stop):
            if not killed:
                victims = family(os.getpid()) - {LOADING.start().process.pid}  # other runs use it
                for name in (b"autograder.worker.fork_server", b"multiprocessing.forkserver"):
                    killed.extend(process for process in victims if name in command_of(process))
                for process in killed:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
            yield found

    grade(course, graders=lambda *_: haunted)
    assert len(killed) > 2
    assert files(course) == files(graded)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Give a disk of 64 MB at `folder`; False where this user cannot mount one."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], capture_output=True, check=False)
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_loses_nothing(graded: Course, tmp_path: Path) -> None:
    """The run stops with what, where and the next step, nothing is half written; with more room it goes on."""
    with small_disk(tmp_path / "disk") as mounted:
        if not mounted:
            pytest.skip("no file system can be mounted here")
        course = twin(graded, tmp_path / "disk" / "course")
        grade(course)
        wanted = state(course)
        for student in ODD:
            submit(course, student, RIGHT)
        ballast = tmp_path / "disk" / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        with pytest.raises(CourseError, match="the disk is full"):
            grade(course)  # not even begun
        os.truncate(ballast, ballast.stat().st_size - 600_000)
        with pytest.raises(CourseError, match="No space left on device") as stopped:
            grade(course)  # in the middle of a batch
        assert "run again: what was graded before is kept" in str(stopped.value)
        assert not list(course.root.rglob(".tmp-*"))
        assert state(course) == wanted
        ballast.unlink()
        assert {found.score for name, found in grade(course).items() if name in ODD} == {20}


def test_a_locked_gradebook_is_named(graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is graded, and in the middle of a run: one sentence, and nothing is lost."""
    course = copy_of(graded, tmp_path / "course")
    monkeypatch.setattr(database, "WAIT", 0.2)
    before = state(course)
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CourseError, match="locked by another process"):
            grade(course)
        other.execute("ROLLBACK")
        submit(course, "a.b", RIGHT)
        with pytest.raises(CourseError, match="locked by another process"):
            grade(course, on_plan=lambda plan: other.execute("BEGIN IMMEDIATE"))
        other.execute("ROLLBACK")
    assert state(course) == before
    assert states(grade(course))["a.b"] == ("graded", 20)


def test_ctrl_c_ends_between_two_submissions(graded: Course, tmp_path: Path) -> None:
    """What is done is recorded and counted, the next run goes on from there; events say all this to scripts."""
    course = twin(graded, tmp_path / "course")
    sleeps = f"import time\ntime.sleep({SECONDS + 1})\n{RIGHT['sigmoid']}"  # meanwhile what was done before is recorded
    submit(course, "lazy", {**RIGHT, "sigmoid": sleeps})
    submit(course, "next", RIGHT)
    process = program(course, "course", "grade", NAME, "--json", "--workers", "1")
    assert process.stdout
    events = [json.loads(process.stdout.readline())]
    while events[-1].get("state") != "graded":
        events.append(json.loads(process.stdout.readline()))
    process.send_signal(signal.SIGINT)
    events += map(json.loads, process.stdout)  # communicate() would lose what has been read ahead
    assert process.stderr
    err = process.stderr.read()
    assert process.wait(DEADLINE) == 130
    process.stdout.close()
    process.stderr.close()
    assert f"go on with: course grade {NAME} --json --workers 1" in err
    assert events[0] == {"event": "plan", "todo": 9, "unchanged": 0}
    done = {event["student"] for event in events if event.get("state") in ("graded", "unreadable")}
    assert (events[-1]["event"], events[-1]["stopped"], events[-1]["left"]) == ("end", True, 9 - len(done))
    assert done == {row[0] for row in rows(course)}
    again = states(grade(course))
    assert {name for name, (state, _) in again.items() if state == "unchanged"} == done
    assert len(again) == 10


def test_a_grader_that_always_fails_stops_early(graded: Course, tmp_path: Path) -> None:
    """A broken grader does not go through the whole class; nobody has a mark for it."""
    course = twin(graded, tmp_path / "course")

    def graders(tasks: Sequence[Task], stop: Stop | None) -> Iterator[tuple[Task, Graded | NoResult]]:
        for task in tasks:
            yield task, NoResult("no chalk")

    results: list[Result] = []
    with pytest.raises(CourseError, match="5 submissions in a row could not be graded: no chalk"):
        grade(course, graders=lambda *_: graders, on_result=results.append)
    assert [result.state for result in results if result.state != "missing"] == ["failed"] * 5
    assert rows(course) == []
