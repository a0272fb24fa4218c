"""A class run that is killed at random moments, again and again, must come to what an undisturbed run comes to.

    PYTHONPATH=tests .venv/bin/python -m bench.kill_run --kills 50 --size 42 --seed 1

Prints a line a kill. Each run grades the whole class again (`--force`) or starts from nothing, so that every moment of a run
gets its share of the kills. After each kill: the gradebook is sound, no submission stands in it half, every verdict and every
autograded notebook is whole, and no process is left over.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from classroom import NAME, files, hand_in, new_course, state, submit, twin

from autograder.course import Course

PATIENCE = 60.0  # seconds for the processes of a killed run to notice


def command(*options: str) -> list[str]:
    """Return the command line of a class run."""
    return [str(Path(sys.executable).with_name("course")), "grade", NAME, *options]


def run(course: Course, *options: str) -> float:
    """Grade the class; return how long it took."""
    started = time.monotonic()
    done = subprocess.run(command(*options), cwd=course.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.monotonic() - started


def family(process: int) -> set[int]:
    """Return the processes that descend from one, without itself."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    descendants: set[int] = set()
    new = {process}
    while new := {child for child, parent in parents.items() if parent in new} - descendants:
        descendants |= new
    return descendants


def command_of(process: int) -> bytes:
    """Return a process's command line; empty if the process has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(process: int) -> bool:
    """Return whether a process still runs; a zombie, which only waits for its parent, does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def kill(course: Course, after: float, *options: str) -> tuple[str, int]:
    """Start a run, kill its first process after `after` seconds; return the state that it left, and how many processes it had."""
    process = subprocess.Popen(command(*options), cwd=course.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
        return "had ended already", 0
    except subprocess.TimeoutExpired:
        children = family(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
    deadline = time.monotonic() + PATIENCE
    while left := [child for child in children if alive(child)]:
        assert time.monotonic() < deadline, f"processes left over: {left}"
        time.sleep(0.05)
    return "killed", len(children)


def sound(course: Course) -> str:
    """Check that a killed run left everything whole; return in words how much of the class is recorded. Raises AssertionError."""
    path = course.root / "gradebook.db"
    scored = 0
    if path.exists():
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "grade" in tables:
            query = """SELECT sa.student_id, COUNT(g.id), COUNT(g.auto_score), SUM(g.needs_manual_grade), COUNT(m.id)
                FROM submitted_assignment sa LEFT JOIN submitted_notebook sn ON sn.assignment_id = sa.id
                LEFT JOIN grade g ON g.notebook_id = sn.id
                LEFT JOIN comment m ON m.notebook_id = sn.id AND m.auto_comment IS NOT NULL GROUP BY sa.student_id"""
            for student, cells, auto, waiting, comments in connection.execute(query):
                whole = cells and comments and ((auto == cells and not waiting) or (not auto and waiting))
                assert whole, f"only half of {student}'s submission is in the gradebook"
                scored += 1
        connection.close()
    verdicts = list((course.root / "verdicts" / NAME).glob("[!.]*.json"))
    for verdict in verdicts:
        json.loads(verdict.read_text())
    for notebook in (course.root / "autograded").glob(f"*/{NAME}/{NAME}.ipynb"):
        json.loads(notebook.read_text())
    return f"{scored} in the gradebook, {len(verdicts)} verdicts"


def kill_run(folder: Path, size: int, kills: int, seed: int, say: bool = False) -> None:
    """Kill runs over a class, then let one come to its end; raise AssertionError if anything is lost or half written."""
    chance = random.Random(seed)
    undisturbed = new_course(folder / "undisturbed")
    hand_in(undisturbed, size - 1)
    submit(undisturbed, "broken", b'{"cells": [')
    took = run(undisturbed)
    wanted = state(undisturbed)
    killed = twin(undisturbed, folder / "killed")
    for number in range(1, kills + 1):
        if chance.random() < 0.3:  # without a gradebook
            for name in ("gradebook.db", "gradebook.db-wal", "gradebook.db-shm"):
                (killed.root / name).unlink(missing_ok=True)
            for name in ("autograded", f"verdicts/{NAME}"):
                shutil.rmtree(killed.root / name, ignore_errors=True)
        after = chance.uniform(0.1, 1.0) * took
        complete = len(files(killed)) == len(wanted[1])
        how, processes = kill(killed, after, *(["--force"] if complete or chance.random() < 0.5 else []))
        left = sound(killed)
        if say:
            print(f"{number:3} {how} after {after:5.1f} s, with {processes} processes: {left}", flush=True)
    run(killed)
    assert state(killed) == wanted, "the class came to something else"
    assert not list(killed.root.rglob(".tmp-*")), "something was left over"
    if say:
        print(f"{kills} kills over a class of {size}: gradebook, verdicts/ and autograded/ equal the undisturbed run's.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--size", type=int, default=42)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory(prefix="kill-run-") as place:
        kill_run(Path(place), options.size, options.kills, options.seed, say=True)
