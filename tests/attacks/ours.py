"""Grades the collection as this course does, by `nbgrader autograde` and by `course grade`, and says what came of it."""

import ctypes
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
from attacks.collection import CANARIES, NAME, PAYLOAD, Attack, Place, copy_course, found_in, furnish, hand_in, left, lesson

from autograder.course import Course
from autograder.nbgrader_plugin.converters import Database, Gradebook

CONFIG = """
c.Judge.cell_seconds, c.Judge.call_seconds, c.Judge.total_seconds = {limits}
"""
LIMITS = {"crowd": (10.0, 3.0, 120.0), "endless": (0.5, 0.3, 2.0)}
PATHS = {
    "nbgrader autograde": ["-m", "nbgrader", "autograde", NAME],
    "course grade": ["-c", "from autograder.commands.cli import main; main()", "grade", NAME],
}
FEEDBACK = """
import sys
from pathlib import Path
from nbgrader.converters import GenerateFeedback
from autograder.course import Course
from autograder.nbgrader_plugin.converters import Gradebook
book = Gradebook(Course(Path.cwd()))
for student in sys.argv[2:]:
    with book._course(sys.argv[1], student) as folders:
        GenerateFeedback(coursedir=folders, parent=book.app, force=True).start()
"""
_SUBMISSION = (
    "join submitted_notebook n on x.notebook_id = n.id join submitted_assignment a on n.assignment_id = a.id where a.student_id = ?"
)
_PROGRAMS_OWN = ("/.local/", "/.cache/", "/.ipython/", "/.config/", "/.jupyter/")
_SUBREAPER = 36
READ = 64 << 20  # bytes of a file that are searched for secrets


@dataclass
class Outcome:
    """What one path made of one attack."""

    score: float | None = None
    error: str | None = None
    found: set[str] = field(default_factory=set)
    autograded: str = ""


@dataclass
class Class:
    """A class graded by one path: what the command said, what each attack got, what was left behind, who called at the door."""

    place: Place
    code: int
    said: str
    seconds: float
    outcomes: dict[str, Outcome]
    honest: dict[str, float | None]
    files: list[str]
    heard: list[str]


@dataclass
class Graded:
    """The whole collection, graded by every path: by path and group; and the processes that outlived it."""

    classes: dict[tuple[str, str], Class]
    processes: list[str]

    def outcome(self, path: str, attack: Attack) -> Outcome:
        """Return what one path made of one attack."""
        return self.classes[path, attack.group].outcomes[attack.id]


def grade_all(root: Path, attacks: Sequence[Attack]) -> Graded:
    """Grade the collection by every path, paths and groups beside each other: most of their time they wait for limits."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)  # what outlives a command becomes a child of this process
    own = children()
    gradebook = registered(root / "registered")
    groups = {group: [attack for attack in attacks if attack.group == group] for group in LIMITS}
    with ThreadPoolExecutor(len(PATHS) * len(groups)) as pool:
        running = {
            (path, group): pool.submit(grade, root / group / path.split()[0], path, group, some, gradebook)
            for path in PATHS
            for group, some in groups.items()
        }
        classes = {key: graded.result() for key, graded in running.items()}
    return Graded(classes, [name for number, name in children().items() if number not in own])


def registered(root: Path) -> Path:
    """Return a gradebook that has the assignment, and a secret about ada."""
    place = furnish(root)
    copy_course(place, "")
    book = Gradebook(Course(place.course))
    book.register(NAME)
    with Database(book.coursedir.db_url) as database:
        database.update_or_create_student("ada", email=CANARIES["gradebook"])
    return place.course / "gradebook.db"


def grade(root: Path, path: str, group: str, attacks: Sequence[Attack], gradebook: Path) -> Class:
    """Hand the attacks in as one class, between two honest students, with a copy of the gradebook, and grade it by `path`."""
    place = furnish(root)
    with listener() as (port, heard):
        place = replace(place, port=port)
        copy_course(place, CONFIG.format(limits=LIMITS[group]))
        release = lesson("release")
        hand_in(place, list(attacks), release)
        before = standing(place)
        environment = {
            **os.environ, "HOME": str(place.home), "SECRET_TOKEN": CANARIES["environment"], "NO_COLOR": "1", "COLUMNS": "200",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }  # fmt: skip
        shutil.copy(gradebook, place.course)
        started = time.monotonic()
        command = [sys.executable, *PATHS[path]]
        done = subprocess.run(
            command, cwd=place.course, env=environment, capture_output=True, text=True, errors="replace", timeout=900, check=False
        )
        seconds = time.monotonic() - started
    outcomes = {attack.id: outcome(place, attack.id) for attack in attacks}
    return Class(
        place,
        done.returncode,
        done.stdout + done.stderr,
        seconds,
        outcomes,
        {name: outcome(place, name).score for name in ("ada", "zoe")},
        sorted(changed(before, standing(place)) | strewn(attacks)),
        list(heard),
    )


def outcome(place: Place, student: str) -> Outcome:
    """Return what was recorded for a student, and which secrets stand in it."""
    got = Outcome()
    record = place.course / "verdicts" / NAME / f"{student}.json"
    seen = [record.read_text()] if record.exists() else []
    with sqlite3.connect(place.course / "gradebook.db") as book:
        rows = book.execute(
            f"select x.auto_score, x.manual_score, x.extra_credit, x.needs_manual_grade from grade x {_SUBMISSION}", (student,)
        ).fetchall()
        seen += map(repr, book.execute(f"select x.auto_comment, x.manual_comment from comment x {_SUBMISSION}", (student,)))
    if record.exists():
        got.error = json.loads(seen[0])["verdict"]["error"]
    if rows and not any(needs for *_, needs in rows):
        got.score = round(sum(manual or auto or 0 for auto, manual, *_ in rows) + sum(extra or 0 for _, _, extra, _ in rows), 2)
    folder = place.course / "autograded" / student / NAME
    for file in folder.rglob("*") if folder.is_dir() else []:
        if file.is_file():
            with file.open("rb") as opened:  # stock nbgrader copies sparse files of a terabyte, too
                seen.append(opened.read(READ).decode(errors="replace"))
            if file.name == f"{NAME}.ipynb":
                got.autograded = seen[-1]
    got.found = found_in("\n".join(seen))
    return got


def standing(place: Place) -> dict[str, tuple[int, int]]:
    """Return what stands in the folders that no submission may touch: sizes and times, by path."""
    folders = [place.home, place.exchange, *(place.course / name for name in ("notebooks", "source", "release", "submitted"))]
    files = [place.course / "nbgrader_config.py", *(file for folder in folders for file in folder.rglob("*"))]
    files = [file for file in files if not file.is_symlink() and file.is_file()]
    return {str(file): (file.stat().st_size, file.stat().st_mtime_ns) for file in files}


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    """Return the paths that are new, gone or other than they were, but for what programs keep for themselves in a home folder."""
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    return {path for path in paths if not any(part in path for part in _PROGRAMS_OWN)}


def strewn(attacks: Sequence[Attack]) -> set[str]:
    """Return the files that attacks have left where anybody may write."""
    names = {left(attack.id) for attack in attacks} | {f"{NAME}-kernel"}
    folders = [Path(name) for name in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/dev", "/")]
    return {str(file) for folder in folders for file in folder.iterdir() if any(file.name.startswith(name) for name in names)}


def children() -> dict[int, str]:
    """Return the child processes of this one that still run, and their command lines."""
    found = {}
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # it has ended, perhaps in this moment
            if said := process.cmdline():
                found[process.pid] = " ".join(said)
    return found


def feedback(place: Place, students: Sequence[str]) -> dict[str, str]:
    """Have nbgrader write the feedback pages of some students; return the pages."""
    environment = {**os.environ, "HOME": str(place.home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-c", FEEDBACK, NAME, *students]
    subprocess.run(command, cwd=place.course, env=environment, capture_output=True, timeout=600, check=True)
    return {name: (place.course / "feedback" / name / NAME / f"{NAME}.html").read_text() for name in students}


@contextmanager
def listener() -> Iterator[tuple[int, list[str]]]:
    """Listen on a port of this machine; give the port and what arrives."""
    heard: list[str] = []
    door = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                guest, _ = door.accept()
            except OSError:
                return
            with guest:
                guest.settimeout(2)
                try:
                    heard.append(guest.recv(4096).decode(errors="replace"))
                except OSError:
                    heard.append("somebody")

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield door.getsockname()[1], heard
    finally:
        door.close()


PAYLOADS = (PAYLOAD, "<script>window.stolen", "onerror=window.stolen=1>", "javascript:window.stolen", "<svg onload", "<iframe")
