"""Facts about the kept outputs of a lesson: they hold for the same lesson and grader, and a file that is not ours is not read."""

import json
import os
from pathlib import Path

import pytest
from classroom import NAME

from autograder.course import Course
from autograder.judge.known_outputs import KnownOutputs
from autograder.judge.limits import Limits
from autograder.judge.session import CellRun, Failed

SOURCES = ["import numpy as np", "print(1)"]
RUNS = [CellRun(stopped=(Failed("NameError", "no x", 1),)), CellRun("1\n", "", Failed("ValueError", "é", 3, True, ("a", "b")))]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course in which something has been graded."""
    (tmp_path / "verdicts").mkdir()
    return Course(tmp_path)


def kept(course: Course, sources: list[str] = SOURCES, limits: Limits | None = None, without: tuple[str, ...] = ()) -> KnownOutputs:
    """Return the kept outputs of a lesson with these cells."""
    return KnownOutputs(course, NAME, sources, limits or Limits(), without)


def test_what_is_kept_comes_back(course: Course) -> None:
    """All of it, for the same cells, limits and layers only."""
    assert kept(course).load() is None
    kept(course).save(RUNS)
    assert kept(course).load() == RUNS
    assert kept(course, [SOURCES[0], "print(2)"]).load() is None
    assert kept(course, limits=Limits(cell_seconds=1)).load() is None
    assert kept(course, without=("landlock",)).load() is None
    assert kept(course).path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("error", ["Stopped", "OutOfTime"])
def test_a_cell_without_time_is_not_remembered(course: Course, error: str) -> None:
    """A busy machine can cause that, and the next run may have more luck."""
    kept(course).save([RUNS[0], CellRun(error=Failed(error, "too slow"))])
    assert not kept(course).path.exists()


def test_a_course_without_verdicts_stays_as_it_is(tmp_path: Path) -> None:
    """`course check` leaves nothing behind."""
    kept(Course(tmp_path)).save(RUNS)
    assert list(tmp_path.iterdir()) == []


def changed(**more: object) -> bytes:
    """Return a file of kept outputs whose first run has other fields."""
    return json.dumps({"digest": "", "runs": [{"stdout": "", "stderr": "", "error": None, "stopped": [], **more}] * 2}).encode()


BROKEN = [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"digest": ""}', changed(), changed(stdout=1), changed(stdout="\x1b[2J")]
BROKEN += [changed(stopped=1), changed(stopped=[1]), changed(error="x"), changed(more=1), changed(stdout="x" * 50_000)]


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_file_is_made_anew(course: Course, raw: bytes) -> None:
    """Whatever stands in it, also where its digest is right."""
    kept(course).save(RUNS)
    digest = json.loads(kept(course).path.read_bytes())["digest"]
    kept(course).path.write_bytes(raw.replace(b'"digest": ""', f'"digest": "{digest}"'.encode()) if raw != changed() else raw)
    assert kept(course).load() is None
    kept(course).save(RUNS)
    assert kept(course).load() == RUNS


def test_a_file_that_others_may_have_written_is_not_read(course: Course, tmp_path: Path) -> None:
    """One that others may write to, a link, a folder, and the file of another user."""
    kept(course).save(RUNS)
    path = kept(course).path
    for mode in (0o620, 0o602):
        path.chmod(mode)
        assert kept(course).load() is None
    path.chmod(0o600)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert kept(course).load() is None
    path.unlink()
    path.mkdir()
    assert kept(course).load() is None
    kept(course).save(RUNS)  # the disk refuses, and nobody minds
    path.rmdir()
    (tmp_path / "elsewhere").rename(path)
    assert kept(course).load() == RUNS
    if os.geteuid() == 0:
        os.chown(path, 12_345, -1)
        assert kept(course).load() is None
