"""Facts about how submissions come in: what nbgrader's own steps would follow, wait for or stop at."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import nbgrader_program
import pytest
from classroom import HALF, NONE, RIGHT, ROOT, rows, submit
from nbgrader.coursedir import CourseDirectory

from autograder.commands.lab import course_id
from autograder.course import Course
from autograder.errors import CourseError
from autograder.nbgrader_plugin import collect as collecting
from autograder.nbgrader_plugin.converters import Gradebook
from autograder.nbgrader_plugin.exchange_steps import Exchange
from autograder.submissions import hand_in_notes, ordinary_files
from autograder.submissions.notebook_file import UnreadableNotebook, read_submitted

pytestmark = pytest.mark.usefixtures("slow")

NAME = "02_sigmoid"
OWN = "{}+02_sigmoid+2024-05-01 10:00:00.000000 UTC+abc"


def hostile(folder: Path, secret: Path) -> None:
    """Fill a folder with everything that is no ordinary file, beside one that is."""
    (folder / "more" / "in").mkdir(parents=True)
    (folder / "more" / "in" / "notes.txt").write_text("mine")
    (folder / ".git").mkdir()
    (folder / "more" / "nbgrader_config.py").write_text("mine")
    (folder / "link.txt").symlink_to(secret)
    (folder / "more" / "folder").symlink_to(secret.parent)
    os.mkfifo(folder / "pipe.txt")
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(1 << 40)
    (folder / "a\\..\\up").write_text("mine")


def test_a_copy_takes_ordinary_files_alone(tmp_path: Path) -> None:
    """Links, pipes, programs' settings and what is too large are left out and named; nothing is waited for."""
    (tmp_path / "private").mkdir()
    secret = tmp_path / "private" / "secret"
    secret.write_text("secret")
    (tmp_path / "from").mkdir()
    hostile(tmp_path / "from", secret)
    copy = ordinary_files.Copy(os.getuid())
    copy.take(tmp_path / "from", tmp_path / "to")
    taken = sorted(str(path.relative_to(tmp_path / "to")) for path in (tmp_path / "to").rglob("*"))
    assert taken == ["a\\..\\up", "more", "more/in", "more/in/notes.txt"]
    names = ("link", "pipe", "sparse", "more/folder", ".git", "_config")
    assert [name for said in copy.left_out for name in names if name in said.split(":")[0]]
    assert len(copy.left_out) == 6


def test_a_copy_leaves_out_what_belongs_to_somebody_else(tmp_path: Path) -> None:
    """A hard link to another user's file is not the student's own."""
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "x").write_text("x")
    with pytest.raises(ordinary_files.NotOrdinary, match="somebody else"):
        ordinary_files.Copy(os.getuid() + 1).take(tmp_path / "from", tmp_path / "to")


def test_a_copy_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many files, and folders in folders, are cut off; the notebook comes first."""
    monkeypatch.setattr(ordinary_files, "FILES_CAP", 20)
    deep = tmp_path / "from" / Path(*"abcdefghijkl")
    deep.mkdir(parents=True)
    for number in range(50):
        (tmp_path / "from" / f"a{number}").touch()
    (tmp_path / "from" / "z.ipynb").touch()
    copy = ordinary_files.Copy()
    copy.take(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to" / "z.ipynb").exists()
    assert len(list((tmp_path / "to").rglob("*"))) <= 20
    assert any("more than 20" in said for said in copy.left_out)


@pytest.fixture
def class_of_two(course_copy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the inbound folder of an exchange in which ada has submitted; the course is registered."""
    inbound = tmp_path / "exchange" / course_id(course_copy) / "inbound"
    inbound.mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    submission = inbound / OWN.format("ada")
    submission.mkdir()
    shutil.copy(course_copy.release(NAME), submission)
    (submission / "timestamp.txt").write_text("2024-05-01 10:00:00.000000 UTC")
    (submission / "submission_secret.txt").write_text("ada's secret")
    monkeypatch.chdir(course_copy.root)
    return inbound


def collect(course: Course, exchange: Path, **options: Any) -> set[str]:
    """Collect as the course's configuration says; return the files in submitted/."""
    Exchange(course, exchange).collect(NAME, **options)
    return {
        str(path.relative_to(course.root / "submitted")) for path in (course.root / "submitted").rglob("*") if not path.is_dir()
    }


def test_collecting_follows_no_link_and_goes_on(course_copy: Course, class_of_two: Path) -> None:
    """Hostile folders cost nobody else their submission, and bring nothing in but ordinary files."""
    mallory = class_of_two / OWN.format("mallory")
    mallory.mkdir()
    hostile(mallory, course_copy.root / "nbgrader_config.py")
    (class_of_two / OWN.format("link")).symlink_to(course_copy.root)
    (class_of_two / "oscar+02_sigmoid+no time+abc").mkdir()
    (class_of_two / OWN.format("<b>trudy\n\x1b[2J")).mkdir()
    found = collect(course_copy, class_of_two.parents[1], check_owner=False)
    ada = {f"ada/{NAME}/{name}" for name in (f"{NAME}.ipynb", "timestamp.txt", "submission_secret.txt")}
    assert found == ada | {f"mallory/{NAME}/more/in/notes.txt", f"mallory/{NAME}/a\\..\\up"}


def test_one_folder_stops_no_collecting(course_copy: Course, class_of_two: Path) -> None:
    """A dangling link, and a time in submitted/ that is no time, or no file, cost no other student the newer submission."""
    me = pwd.getpwuid(os.getuid()).pw_name  # as whom a folder here can pass for its owner's
    (class_of_two / OWN.format(me)).symlink_to(class_of_two / "nowhere")
    shutil.copytree(class_of_two / OWN.format("ada"), class_of_two / OWN.format("zoe"))
    for student, time in (("ada", "no time"), ("bob", "9" * 99), ("eve", "")):
        old = course_copy.submitted(student, NAME).parent
        old.mkdir(parents=True)
        (old / "timestamp.txt").write_text(time) if time else (old / "timestamp.txt").mkdir()
        if student != "ada":
            shutil.copytree(class_of_two / OWN.format("ada"), class_of_two / OWN.format(student))
    exchange = class_of_two.parents[1]
    assert not [
        path for path in collect(course_copy, exchange, update=True) if path.endswith(".ipynb")
    ]  # all but the link: not ours
    found = collect(course_copy, exchange, update=True, check_owner=False)
    assert {path.split("/")[0] for path in found if path.endswith(".ipynb")} == {"ada", "bob", "eve", "zoe"}


def test_an_exchange_that_cannot_be_used_is_named(course_copy: Course, tmp_path: Path) -> None:
    """None there, one that this account may not write, a course that nobody released: never the gradebook's fault."""
    with pytest.raises(CourseError, match=f"{tmp_path / 'none'}: there is no exchange; .*install -d -m 0777"):
        Exchange(course_copy, tmp_path / "none").collect(NAME)
    with tempfile.TemporaryDirectory() as closed:
        exchange = Exchange(course_copy, Path(closed))  # while the course can be read
        Path(closed).chmod(0o555)
        root = os.getuid() == 0
        if root:
            os.setresuid(65534, 65534, 0)  # who is root may write everywhere
        try:
            with pytest.raises(CourseError, match="the exchange cannot be written by this account"):
                exchange.collect(NAME)
        finally:
            if root:
                os.setresuid(0, 0, 0)
        Path(closed).chmod(0o777)
        with pytest.raises(CourseError, match="the exchange does not accept it: Course not found"):
            exchange.collect(NAME)


def test_a_submission_in_another_name_is_not_collected(course_copy: Course, class_of_two: Path) -> None:
    """A folder named as ada's that is not ada's does not take the place of hers."""
    with_owner = class_of_two / OWN.format("ada").replace("2024", "2034")
    with_owner.mkdir()
    assert collect(course_copy, class_of_two.parents[1]) == set()  # both are this user's, whose name is not ada


def test_the_config_names_the_careful_collector(course_copy: Course) -> None:
    """nbgrader's own command and formgrader use it."""
    factory = Gradebook(course_copy).app.config.ExchangeFactory
    assert factory.collect == "autograder.nbgrader_plugin.collect.Collect"


def test_a_folder_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    """Another student's folder under one's own name is nobody's submission."""
    (tmp_path / "ada" / NAME).mkdir(parents=True)
    (tmp_path / "ada" / NAME / "x.ipynb").write_text("{}")
    (tmp_path / "mallory").mkdir()
    (tmp_path / "mallory" / NAME).symlink_to(tmp_path / "ada" / NAME)
    assert read_submitted(tmp_path / "ada" / NAME / "x.ipynb") == b"{}"
    with pytest.raises(UnreadableNotebook, match="is a link"):
        read_submitted(tmp_path / "mallory" / NAME / "x.ipynb")


@pytest.mark.parametrize("text", ["", "no time", "9" * 4000, "2024-01-01 00:00:00 " + "9" * 99, "\x00", "0001-01-01", "\udcff"])
def test_a_timestamp_that_says_nothing_is_none(tmp_path: Path, text: str) -> None:
    """Whatever a student writes there, nothing is raised; a pipe is not waited for."""
    (tmp_path / "timestamp.txt").write_bytes(text.encode(errors="surrogateescape"))
    assert hand_in_notes.time(tmp_path) is None
    (tmp_path / "timestamp.txt").unlink()
    os.mkfifo(tmp_path / "timestamp.txt")
    assert hand_in_notes.time(tmp_path) is None


def test_what_later_steps_read_is_always_there(tmp_path: Path) -> None:
    """Feedback for the class is not stopped by one folder without a time or a secret."""
    for folder, secret in (("with", "s"), ("without", "")):
        (tmp_path / folder).mkdir()
        if secret:
            (tmp_path / folder / "submission_secret.txt").write_text(secret)
            (tmp_path / folder / "timestamp.txt").write_text("2024-05-01 10:00:00.123456 UTC")
        collecting.write_notes(tmp_path / folder, tmp_path / "graded" / folder)
    assert hand_in_notes.time(tmp_path / "graded/with") == datetime(2024, 5, 1, 10, 0, 0, 123456)
    assert (tmp_path / "graded/with/submission_secret.txt").read_text() == "s"
    assert hand_in_notes.time(tmp_path / "graded/without")
    assert len((tmp_path / "graded/without/submission_secret.txt").read_text()) == 128


def test_care_keeps_the_settings_of_the_usual_folders() -> None:
    """Only what is copied and how times are read changes."""
    usual = CourseDirectory(root="/x", course_id="c", student_id="[a]da", assignment_id="a")
    careful = collecting.SubmissionFolders.like(usual)
    assert (careful.root, careful.course_id, careful.student_id, careful.assignment_id) == ("/x", "c", "[a]da", "a")
    assert (careful.ignore, usual.ignore != careful.ignore) == (["*", ".*"], True)


def test_nbgrader_stops_on_a_machine_that_lacks_a_protection(course_copy: Course) -> None:
    """One sentence with the flag, no traceback, no mark; with the flag it goes on, and the verdict says so."""
    folder = course_copy.root / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    shutil.copy(course_copy.release(NAME), folder)
    Gradebook(course_copy).register(NAME)
    lacking = [sys.executable, str(ROOT / "tests/sandbox/lacking.py"), "landlock", sys.executable, "-m", "nbgrader"]
    done = subprocess.run(
        [*lacking, "autograde", NAME], cwd=course_copy.root, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "--without landlock (nbgrader: --Judge.without=landlock)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (course_copy.root / "autograded").exists()
    assert not (course_copy.root / "verdicts").exists()
    command = [*lacking, "autograde", NAME, "--Judge.without=landlock"]
    done = subprocess.run(command, cwd=course_copy.root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert '"without": [\n   "landlock"\n  ]' in (course_copy.root / "verdicts" / NAME / "ada.json").read_text()


@pytest.mark.parametrize("command", ["nbgrader autograde", "course grade"])
def test_a_name_that_is_a_pattern_stands_for_nobody(course_copy: Course, command: str) -> None:
    """nbgrader searches for files with names as patterns: such a folder is named and left alone, and the others are graded."""
    submit(course_copy, "ada", RIGHT)
    submit(course_copy, "[a-z]*", NONE)
    submit(course_copy, "zoe", HALF)
    Gradebook(course_copy).register(NAME)
    program, verb = command.split()
    if program == "nbgrader":
        _, said = nbgrader_program.run(course_copy.root, verb, NAME)
    else:
        start = [Path(sys.executable).with_name(program), verb, NAME]
        done = subprocess.run(start, cwd=course_copy.root, capture_output=True, text=True, timeout=120, check=False)
        said = done.stdout + done.stderr
    said = " ".join(said.split())
    assert "'[a-z]*' cannot be a student's id" in said, said
    assert sorted(path.name for path in (course_copy.root / "autograded").iterdir()) == ["ada", "zoe"]
    scores: dict[str, float] = {}
    for student, *_, points, _, _, _, _, _ in rows(course_copy):
        scores[student] = scores.get(student, 0) + (points or 0)
    assert scores == {"ada": 20, "zoe": 8}
