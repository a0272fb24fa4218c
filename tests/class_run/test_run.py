"""Facts about class runs: what they leave behind, whatever happens to them, and by whichever command they were started."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from classroom import HALF, NAIVE, NAME, RIGHT, TYPO, WRONG, files, folder_of, new_course, rows, state, submit, twin

from autograder.class_run import late_penalties
from autograder.class_run.pool import NoResult, Stop
from autograder.class_run.run import grade_class, local_graders, not_gradable
from autograder.class_run.tasks import Graded, Result, Task, find
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import database
from autograder.gradebook.final_marks import final_marks
from autograder.gradebook.fingerprints import StampCache, content_of, stamp_of
from autograder.gradebook.rows import Entry, GradebookRows
from autograder.sandbox import layers
from bench.kill_run import command_of, family, kill_run

WITHOUT = tuple(layer.name for layer, _ in layers.required_missing())
DEADLINE = 300
ODD = ("-b o", "ünal 🙂", "100%", "o'hara; --", "a.b")
CONFIG = """
c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
c.LateSubmissionPlugin.penalty_method = "zero"
"""


def grade(course: Course, **options: Any) -> dict[str, Result]:
    """Grade the class in this process's care; return the results by student."""
    return {result.student: result for result in grade_class(course, [NAME], without=WITHOUT, **options)}


def states(results: dict[str, Result]) -> dict[str, tuple[str, float | None]]:
    """Return what became of each student."""
    return {name: (result.state, result.score) for name, result in results.items()}


def program(course: Course, *words: str) -> "subprocess.Popen[str]":
    """Start a command of the environment in the course's folder."""
    flags = [f"--without={layer}" for layer in WITHOUT] if words[0] == "course" else []
    place = str(Path(sys.executable).with_name(words[0]))
    return subprocess.Popen([place, *words[1:], *flags], cwd=course.root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def nbgrader(course: Course, *words: str) -> None:
    """Run nbgrader to its end."""
    layers = [f"--Judge.without={layer}" for layer in WITHOUT]
    process = program(course, "nbgrader", *words, *layers)
    out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 0, out + err


def change(course: Course, statement: str, *values: object) -> None:
    """Change the gradebook as somebody at formgrader would."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


GRADE_OF = """notebook_id IN (SELECT sn.id FROM submitted_notebook sn JOIN submitted_assignment sa ON sa.id = sn.assignment_id
    WHERE sa.student_id = ?) AND cell_id IN (SELECT id FROM base_cell WHERE name = ?)"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Give a class that `course grade` has graded once. Tests leave it as it is, or take a copy."""
    course = new_course(tmp_path_factory.mktemp("graded") / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(CONFIG)
    for student, answers in zip(ODD, (RIGHT, NAIVE, HALF, WRONG, TYPO), strict=True):
        submit(course, student, answers)
    submit(course, "late", RIGHT, "2026-02-02 03:04:05.000006 UTC")
    submit(course, "cut", b'{"cells": [')
    folder_of(course, "lost").joinpath("my answers.ipynb").write_text("{}")
    found = states(grade(course))
    assert found == {
        **dict(zip(ODD, (("graded", 20), ("graded", 20), ("graded", 10), ("graded", 0), ("graded", 0)), strict=True)),
        "late": ("graded", 20), "cut": ("unreadable", None), "lost": ("missing", None),
    }  # fmt: skip
    return course


def copy_of(course: Course, root: Path) -> Course:
    """Return a copy of a graded course that a test may change."""
    shutil.copytree(course.root, root)
    return Course(root)


def test_nbgrader_autograde_leaves_the_same(graded: Course, tmp_path: Path) -> None:
    """Every row and every byte is that of `nbgrader autograde`: marks, comments, late penalties, verdicts, notebooks."""
    ours = twin(graded, tmp_path / "ours")
    shutil.rmtree(ours.root / "submitted" / "lost")
    theirs = twin(ours, tmp_path / "theirs")
    for course in (ours, theirs):
        nbgrader(course, "generate_assignment", NAME, "--force")
        change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    grade(ours)
    nbgrader(theirs, "autograde", NAME)
    ours_rows, ours_files = state(ours)
    theirs_rows, theirs_files = state(theirs)
    assert [row for row in ours_rows if row not in theirs_rows] == []
    assert ours_rows == theirs_rows
    assert sorted(ours_files) == sorted(theirs_files)
    assert [name for name, data in ours_files.items() if data != theirs_files[name]] == []
    assert {row[3] for row in ours_rows if row[0] == "late"} == {20.0}  # the penalty


def test_what_people_wrote_survives_a_regrade(graded: Course, tmp_path: Path) -> None:
    """Manual marks, extra credit and comments stay, by both commands; the manual mark waits to be looked at again."""
    course = copy_of(graded, tmp_path / "course")
    change(course, f"UPDATE grade SET manual_score = 7, extra_credit = 1 WHERE {GRADE_OF}", "a.b", "test_sigmoid")
    change(course, f"UPDATE comment SET manual_comment = 'Nearly!' WHERE {GRADE_OF}", "a.b", "sigmoid")
    for again in (lambda: grade(course, force=True), lambda: nbgrader(course, "autograde", NAME, "--force", "--student=a.b")):
        again()
        found = {row[5]: row[7:] for row in rows(course) if row[0] == "a.b"}
        assert found["test_sigmoid"][:4] == (0.0, 7.0, 1.0, 1)
        assert found["sigmoid"][5] == "Nearly!"


def test_a_folder_without_the_notebook_is_no_zero(graded: Course) -> None:
    """It is reported each time, with what is there instead, and nothing of it stands in the gradebook."""
    result = grade(graded)["lost"]
    assert result.reason.startswith(f"no {NAME}.ipynb in the folder (there is my answers.ipynb)")
    assert "lost" not in {row[0] for row in rows(graded)}


def test_a_stranger_is_left_alone_where_the_configuration_says_so(graded: Course, tmp_path: Path) -> None:
    """nbgrader's create_student counts: who is not in the gradebook is named, not graded; whoever is, is."""
    course = copy_of(graded, tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograde.create_student = False\n")
    submit(course, "stranger", RIGHT)
    submit(course, "a.b", RIGHT)
    found = grade(course)
    assert (found["stranger"].state, found["a.b"].state) == ("failed", "graded")
    assert "no such student" in found["stranger"].reason
    assert "stranger" not in {row[0] for row in rows(course)}


def test_an_unreadable_notebook_waits_for_a_human(graded: Course) -> None:
    """It has no marks, not even 0, is marked for a manual look, and its comment is the reason."""
    found = [row for row in rows(graded) if row[0] == "cut"]
    assert {row[7] for row in found} == {None}
    assert {row[10] for row in found if row[6] == "GradeCell"} == {1}
    assert all("no JSON" in row[11] for row in found if row[6] == "SolutionCell")


def test_only_what_changed_is_graded_again(graded: Course, tmp_path: Path) -> None:
    """A changed file, a lost notebook, a gradebook put back: each is noticed; a new date on the file alone is not."""
    course = copy_of(graded, tmp_path / "course")
    os.utime(course.root / "submitted" / "late" / NAME / f"{NAME}.ipynb")
    before = state(course)
    again = states(grade(course))
    assert {state for name, (state, _) in again.items()} == {"unchanged", "missing"}
    assert again["late"] == ("unchanged", 20)
    assert state(course) == before
    submit(course, "-b o", HALF)
    shutil.rmtree(course.root / "autograded" / "100%")
    change(course, f"UPDATE grade SET auto_score = 3 WHERE {GRADE_OF}", "ünal 🙂", "test_sigmoid")
    found = {name: found for name, found in states(grade(course)).items() if found[0] == "graded"}
    assert found == {"-b o": ("graded", 10), "100%": ("graded", 10), "ünal 🙂": ("graded", 20)}


def test_late_penalties_follow_what_they_depend_on(graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A due date, a manual mark, an extension: each counts in the next run, which grades nobody again for it."""
    course = copy_of(graded, tmp_path / "course")

    def penalties() -> dict[str, float | None]:
        assert {result.state for result in grade(course).values()} == {"unchanged", "missing"}
        return {row[0]: row[3] for row in rows(course) if row[3] is not None}

    change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    assert penalties() == {"late": 20.0}
    change(course, f"UPDATE grade SET manual_score = 3 WHERE {GRADE_OF}", "late", "test_sigmoid")
    assert penalties() == {"late": 13.0}
    with monkeypatch.context() as without:  # nothing is new: the late plug-in, which takes seconds to load, is not asked
        without.setattr(GradebookRows, "renew_penalties", None)
        assert penalties() == {"late": 13.0}
    given = late_penalties.extend(course, "late", NAME, timedelta(days=30))
    assert [(each.before, each.after) for each in given.renewed] == [(13.0, None)]
    assert penalties() == {}
    assert [each.after for each in late_penalties.extend(course, "late", NAME, timedelta()).renewed] == [13.0]
    change(course, "UPDATE submitted_assignment SET extension = ? WHERE student_id = 'late'", "1970-01-31 00:00:00.000000")
    assert penalties() == {}  # one that was given by nbgrader's own interface


def test_an_extension_before_the_hand_in(graded: Course, tmp_path: Path) -> None:
    """It counts when the hand-in comes; until then nobody takes the row for a hand-in. Slips are told."""
    course = copy_of(graded, tmp_path / "course")
    change(course, "INSERT INTO student (id) VALUES ('ida')")
    with pytest.raises(CourseError, match="no due date"):
        late_penalties.extend(course, "ida", NAME, timedelta(days=30))
    change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    with pytest.raises(CourseError, match=r"no student 'ada' \(is it ida"):
        late_penalties.extend(course, "ada", NAME, timedelta(days=30))
    assert str(late_penalties.extend(course, "ida", NAME, timedelta(days=30)).due) == "2026-02-14 00:00:00"
    mark = next(each for each in final_marks(course, NAME) if each.student == "ida")
    assert (mark.submitted, mark.score) == (False, None)
    nbgrader(course, "export", "--to=marks.csv")
    assert ",ida,,,,0.0,0.0,0.0,20.0,False" in (course.root / "marks.csv").read_text()
    submit(course, "ida", RIGHT, "2026-02-02 03:04:05.000006 UTC")
    grade(course)
    assert {row[0]: row[3] for row in rows(course) if row[0] in ("ida", "late")} == {"ida": None, "late": 20.0}


def test_a_run_need_not_read_what_the_one_before_has_graded(graded: Course, tmp_path: Path) -> None:
    """After a run nothing but its last files, too young to be trusted, has to be read to know that a class is done."""
    course = copy_of(graded, tmp_path / "course")
    handed = {task.student: task.path for task in find(course, NAME) if not_gradable(task) is None}
    limit = time.monotonic() + DEADLINE
    while not all(map(stamp_of, handed.values())):
        assert time.monotonic() < limit
        time.sleep(0.1)
    (course.root / "verdicts" / NAME / ".stamps.json").unlink(missing_ok=True)
    grade(course, force=True)
    with StampCache(course, NAME) as stamps:
        assert {name for name in stamps.before if name.startswith("file ")} == {f"file {student}" for student in handed}
        for student, path in handed.items():
            assert stamps.before[f"file {student}"][-1] == [content_of(path)]
    assert {state for state, _ in states(grade(course)).values()} == {"unchanged", "missing"}


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
                victims = family(os.getpid())
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
    """Give a disk of 32 MB at `folder`; False where this user cannot mount one."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder], capture_output=True, check=False)
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


def test_others_may_read_for_as_long_as_they_like(graded: Course, tmp_path: Path) -> None:
    """A batch is recorded while somebody reads the gradebook; they see it at their next look."""
    course = copy_of(graded, tmp_path / "course")
    count = "SELECT COUNT(*) FROM grade"
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        (before,) = reader.execute(count).fetchone()
        with GradebookRows(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
            gradebook.record([Entry("new", NAME, {"test_sigmoid": 1.0})])
        assert reader.execute(count).fetchone() == (before,)
        reader.execute("COMMIT")
        assert reader.execute(count).fetchone() > (before,)


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


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """Be nobody for a while, where this is root, whom no permission stops."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that others may look into, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_gradebook_that_cannot_be_written_is_named(graded: Course, open_folder: Path) -> None:
    """Read-only, or in a folder that is: what, where, next step."""
    shutil.copy(graded.root / "gradebook.db", open_folder)
    (open_folder / "gradebook.db").chmod(0o444)
    if os.geteuid() != 0:
        open_folder.chmod(0o555)
    with (
        ordinary_user(),
        GradebookRows(f"sqlite:///{open_folder / 'gradebook.db'}") as book,
        pytest.raises(CourseError, match="cannot be written; check who owns it"),
    ):
        book.record([Entry("ada", NAME)])
    open_folder.chmod(0o755)


def test_a_folder_that_cannot_be_read_is_named(open_folder: Path) -> None:
    """It is the grader's trouble and no student's mark; submitted/ itself stops the run."""
    course = Course(open_folder)
    (open_folder / "release" / NAME).mkdir(parents=True)
    (open_folder / "release" / NAME / f"{NAME}.ipynb").write_text('{"cells": []}')
    submit(course, "ada", {})
    (open_folder / "submitted" / "ada").chmod(0)
    with ordinary_user():
        (task,) = find(course, NAME)
        result = not_gradable(task)
        assert result
        assert result.state == "failed"
        assert "cannot be read (Permission denied); give this user the right to read it" in result.reason
    (open_folder / "submitted").chmod(0)
    with ordinary_user(), pytest.raises(CourseError, match="submitted: the folder cannot be read"):
        find(course, NAME)
    (open_folder / "submitted").chmod(0o755)
    (open_folder / "submitted" / "ada").chmod(0o755)


def test_a_name_that_is_no_text_stops_nobody(course_copy: Course) -> None:
    """A folder whose name is no UTF-8 is reported; the gradebook could not hold it."""
    (course_copy.root / "submitted" / os.fsdecode(b"\xff") / NAME).mkdir(parents=True)
    (task,) = find(course_copy, NAME)
    result = not_gradable(task)
    assert result
    assert "cannot be a student's id" in result.reason
    assert "rename the folder to the student's id" in result.reason


def test_two_runs_do_not_meet(graded: Course) -> None:
    """A second run over the same course is refused while one is at work."""
    with (graded.root / "verdicts" / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CourseError, match="another 'course grade' is running here"):
            grade(graded)


def test_ctrl_c_ends_between_two_submissions(graded: Course, tmp_path: Path) -> None:
    """What is done is recorded and counted, the next run goes on from there; events say all this to scripts."""
    course = twin(graded, tmp_path / "course")
    for number in range(20):
        submit(course, f"more {number}", {**RIGHT, "sigmoid": RIGHT["sigmoid"] + f"# {number}\n"})
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
    assert events[0] == {"event": "plan", "todo": 27, "unchanged": 0}
    done = {event["student"] for event in events if event.get("state") in ("graded", "unreadable")}
    assert (events[-1]["event"], events[-1]["stopped"], events[-1]["left"]) == ("end", True, 27 - len(done))
    assert done == {row[0] for row in rows(course)}
    again = states(grade(course))
    assert {name for name, (state, _) in again.items() if state == "unchanged"} == done
    assert len(again) == 28


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


def test_the_gradebook_knows_its_size(graded: Course) -> None:
    """SQLite has counted its rows: otherwise nbgrader looks for each student's mark through the whole class."""
    with contextlib.closing(sqlite3.connect(graded.root / "gradebook.db")) as connection:
        counted = dict(connection.execute("SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl").fetchall())
        submissions, grades = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("submitted_assignment", "grade")
        )
    assert (counted["submitted_assignment"], counted["grade"]) == (submissions, grades)


def test_the_tables_are_nbgraders() -> None:
    """Each table and column that the grader names is nbgrader's, of the same type."""
    from nbgrader.api import Base

    for table in database.META.tables.values():
        theirs = Base.metadata.tables[table.name]
        for column in table.columns:
            assert isinstance(column.type, type(theirs.columns[column.name].type)), (table.name, column.name)


def test_a_batch_is_recorded_whole_or_not_at_all(graded: Course, tmp_path: Path) -> None:
    """An entry that the gradebook cannot take leaves nothing of the others in it."""
    course = copy_of(graded, tmp_path / "course")
    before = rows(course)
    with GradebookRows(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        good = Entry("new", NAME, {"test_sigmoid": 1.0}, {"sigmoid": "well done"})
        with pytest.raises(CourseError):
            book.record([good, replace(good, student="z", assignment="unknown")])
        assert rows(course) == before
        book.record([good])
    assert {row[0] for row in rows(course)} == {row[0] for row in before} | {"new"}
