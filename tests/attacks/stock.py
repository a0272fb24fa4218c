"""Grades the collection as a stock nbgrader course does: default configuration, hidden tests in the notebook, one kernel a student.

Each attack gets a course of its own, between two honest students, because here it may end the others' grading too. The attacks are
real: `python -m attacks.stock RESULT.json` (from tests/) shuts itself into namespaces where only a small /tmp can be written to.
"""

import ctypes
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from attacks import ours
from attacks.collection import CANARIES, NAME, Attack, Notebook, Place, furnish, hand_in, lesson, load

from autograder.sandbox import linux

WORK = Path("/tmp/stock")
CELL_SECONDS = 10  # nbgrader's own limit is 30 s a cell; shorter here, to have an end
RUN_SECONDS = 150  # then the class counts as stuck, and is killed
MEMORY = 6 << 30
CONFIG = f"""
c = get_config()
c.CourseDirectory.course_id = "stock"
c.ExecutePreprocessor.timeout = {CELL_SECONDS}
"""


def hidden_tests(function: str, seed: int) -> str:
    """Return hidden tests as people write them: fixed inputs, known answers, np.allclose.

    For nbgrader a test has failed that writes to stderr: NumPy's warnings would cost right answers their points.
    """
    x = np.random.default_rng(seed).uniform(-6, 6, 8).round(3)
    if function == "gradient_step":
        given = f"0.5, -0.25, np.array({x.tolist()}), np.array({[0, 1] * 4}), 0.5"
        error = 1 / (1 + np.exp(0.25 - 0.5 * x)) - [0, 1] * 4
        asked: dict[str, Any] = {given: (0.5 - 0.5 * float(np.mean(error * x)), -0.25 - 0.5 * float(np.mean(error)))}
    else:
        right = {"sigmoid": 1 / (1 + np.exp(-x)), "sigmoid_grad": np.exp(-x) / (1 + np.exp(-x)) ** 2}[function]
        far = [[0.0], [1.0 if function == "sigmoid" else 0.0]]
        asked = {f"np.array({x.tolist()})": right.tolist(), "np.array([[-1000.0], [1000.0]])": far}
    lines = "".join(f"assert np.allclose({function}({given}), {right})\n" for given, right in asked.items())
    return f"\n### BEGIN HIDDEN TESTS\n# {CANARIES['checks']}\nnp.seterr(all='ignore')\n{lines}### END HIDDEN TESTS\n"


def source() -> Notebook:
    """Return the lesson as a stock course has it: without stretch, with hidden tests in its graded cells."""
    book = lesson("source")
    book["cells"] = [cell for cell in book["cells"] if "tails" not in cell["metadata"]["nbgrader"]["grade_id"]]
    for number, cell in enumerate(book["cells"]):
        grade_id = cell["metadata"]["nbgrader"]["grade_id"]
        if grade_id.startswith("test_"):
            cell["source"] += hidden_tests(grade_id.removeprefix("test_"), number)
    return book


def command(place: Place, *arguments: str) -> tuple[int | None, str]:
    """Run one of nbgrader's commands; return its exit code (None: it had no end) and what it said."""
    environment = {
        **os.environ, "HOME": str(place.home), "SECRET_TOKEN": CANARIES["environment"],
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    log = place.course.parent / "log.txt"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "nbgrader", *arguments], cwd=place.course, env=environment, stdout=file, stderr=file,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            number: int | None = process.wait(RUN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            number = None
    return number, log.read_text(errors="replace")


def prepare(root: Path) -> Place:
    """Make the stock course once: config, source, release, ada's graded work, a gradebook that knows something about her."""
    place = furnish(root)
    (place.course / "source" / NAME).mkdir(parents=True)
    (place.course / "nbgrader_config.py").write_text(CONFIG)
    (place.course / "source" / NAME / f"{NAME}.ipynb").write_text(json.dumps(source()))
    number, said = command(place, "generate_assignment", NAME)
    assert number == 0, said
    with sqlite3.connect(place.course / "gradebook.db") as book:
        book.execute("insert into student (id, email) values ('ada', ?)", (CANARIES["gradebook"],))
    hand_in(place, [], released(place), ["ada"])
    number, said = command(place, "autograde", NAME)
    assert number == 0, said
    return place


def released(place: Place) -> Notebook:
    """Return the student version that nbgrader has made."""
    release: Notebook = json.loads((place.course / "release" / NAME / f"{NAME}.ipynb").read_text())
    for cell in release["cells"]:
        cell["source"] = "".join(cell["source"])
    return release


def attempt(template: Place, attack: Attack) -> dict[str, Any]:
    """Grade one attack, after ada and before zoe; return what came of it."""
    root = WORK / "now"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template.course.parent, root)
    with ours.listener() as (port, heard):
        place = Place(root / "course", root / "home", root / "exchange", port)
        hand_in(place, [attack], released(place), ["zoe"])
        before = ours.standing(place)
        own = set(pids())
        started = time.monotonic()
        number, said = command(place, "autograde", NAME)
        seconds = time.monotonic() - started
    stray = [each for each in pids() if each not in own]
    kept = [name for each in stray if (name := name_of(each))]
    for each in stray:
        os.kill(each, signal.SIGKILL)
    files = ours.changed(before, ours.standing(place)) | ours.strewn([attack])
    for file in ours.strewn([attack]):
        shutil.rmtree(file, ignore_errors=True) if Path(file).is_dir() else Path(file).unlink(missing_ok=True)
    got = {name: outcome(place, name) for name in ("ada", attack.id, "zoe")}
    return {
        "score": got[attack.id].score,
        "found": sorted(got[attack.id].found),
        "lost": {name: got[name].score for name in ("ada", "zoe") if got[name].score != 20},
        "processes": kept,
        "files": sorted(file.replace(str(root), "") for file in files),
        "heard": heard,
        "seconds": round(seconds, 1),
        "stuck": number is None,
        "said": said[-600:] if number else "",
    }


def outcome(place: Place, student: str) -> ours.Outcome:
    """Return what the gradebook and autograded/ say; nothing where the gradebook is gone.

    Stock nbgrader writes the hidden tests into every autograded notebook (and into everybody's feedback) by itself; secrets count
    here where they stand in outputs, in comments, or in files that were copied along.
    """
    path = place.course / "autograded" / student / NAME / f"{NAME}.ipynb"
    if path.is_file():
        try:
            outputs = [cell.get("outputs", []) for cell in json.loads(path.read_text())["cells"]]
        except (ValueError, KeyError):  # an attack has written it
            outputs = []
        path.chmod(0o600)
        path.write_text(json.dumps(outputs))
    try:
        return ours.outcome(place, student)
    except (sqlite3.Error, ValueError, KeyError):  # an attack has written there
        return ours.Outcome()


def pids() -> list[int]:
    """Return the processes of this namespace but this one."""
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit() and int(each.name) != os.getpid()]


def name_of(number: int) -> str:
    """Return the command line of a process that still runs, '' for one that has ended."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:120]
    except OSError:
        return ""


def shut_in() -> None:
    """Leave for namespaces: only a /tmp of 3 GB can be written to, no process but ours exists, no network but an own loop."""
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
    if child := os.fork():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.restrict_mount("/", linux.MS_RDONLY)
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run"):
        linux.mount("none", folder, "tmpfs", options="size=3g")
    linux.mount("proc", "/proc", "proc")
    with socket.socket() as door:  # the loop comes up: kernels talk over it
        fcntl.ioctl(door, 0x8914, struct.pack("16sh14x", b"lo", 0x49))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def main(result: Path, names: list[str]) -> None:
    """Run what can be run against a stock course; write what came of it as JSON."""
    with result.open("w") as file:  # opened while it can be
        attacks = [attack for attack in load() if attack.stock and attack.named(names)]
        shut_in()
        template = prepare(WORK / "template")
        found = {}
        for attack in attacks:
            found[attack.id] = attempt(template, attack)
            said = {key: value for key, value in found[attack.id].items() if value and key != "said"}
            print(f"{attack.id}: deserved {attack.deserved}, {said}", file=sys.stderr, flush=True)
        json.dump(found, file, indent=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
