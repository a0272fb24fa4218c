"""The outputs of a lesson's own cells as handed out, kept on disk, so that a class run need not run the lesson first. Trusted side.

The file is `verdicts/<assignment>/.outputs.json`. It may be removed at any time. It is made again if it is broken, belongs to
another lesson, grader, Python or library, or may have been written by another user. Without a folder verdicts/ nothing is kept.
"""

import contextlib
import hashlib
import json
import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.atomic_files import write
from autograder.course import Course
from autograder.judge.limits import Limits
from autograder.judge.session import CELL_TEXT, STOPPED_CAP, CellRun, Failed
from autograder.plain_text import plain
from autograder.submissions import ordinary_files

PACKAGE = Path(__file__).parents[1]
RUNNING = ("judge/*.py", "worker/*.py", "sandbox/*.py", "submissions/*.py", "wire.py", "plain_text.py")  # modules that run cells
LIBRARIES = ("numpy", "scipy", "matplotlib", "ipython", "ipywidgets")  # the libraries that lessons use
CAP = 16 * 2**20  # bytes of the file; a larger one is not read
INCOMPLETE = ("Stopped", "OutOfTime")  # errors that a busy machine can cause


class KnownOutputs:
    """The kept outputs of one lesson's cells, whose texts are `sources`."""

    def __init__(self, course: Course, assignment: str, sources: Sequence[str], limits: Limits, without: Sequence[str]) -> None:
        self.path = course.verdicts / assignment / ".outputs.json"
        self.kept = course.verdicts.is_dir()
        self.number = len(sources)
        self.depends = [list(sources), repr(limits), list(without)]

    def load(self) -> list[CellRun] | None:
        """Return the outputs of all cells, in order; None if there are none, or if they are out of date."""
        try:
            raw = json.loads(ordinary_files.read(self.path, CAP, owner=os.geteuid()))
            if self.path.lstat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            runs = [_cell_run(each) for each in raw["runs"]]
            return runs if raw["digest"] == self._digest() and len(runs) == self.number else None
        except (OSError, ordinary_files.NotOrdinary, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def save(self, runs: Sequence[CellRun]) -> None:
        """Keep the outputs of all cells, unless one of them ran out of time; do nothing if the disk refuses."""
        if self.kept and not any(run.error and run.error.type in INCOMPLETE for run in runs):
            raw = {"digest": self._digest(), "runs": [asdict(run) for run in runs]}
            with contextlib.suppress(OSError):
                write(self.path, json.dumps(raw).encode(), mode=0o600)

    def _digest(self) -> str:
        """Return a digest of everything that the outputs depend on."""
        return hashlib.sha256(json.dumps([grader_and_libraries(), *self.depends]).encode()).hexdigest()


@cache
def grader_and_libraries() -> str:
    """Return a digest of Python, the libraries that lessons use, and the modules that run the cells."""
    digest = hashlib.sha256(json.dumps([sys.version, *(f"{name} {version(name)}" for name in LIBRARIES)]).encode())
    for path in sorted(path for pattern in RUNNING for path in PACKAGE.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cell_run(raw: dict[str, Any]) -> CellRun:
    """Return a kept output, type-checked and capped like a worker's; raise ValueError if `raw` is not the output of a cell."""
    stdout, stderr = (plain(raw[name], CELL_TEXT) for name in ("stdout", "stderr"))
    stopped = tuple(failed for each in raw["stopped"][:STOPPED_CAP] if (failed := Failed.read(each)))
    run = CellRun(stdout, stderr, Failed.read(raw["error"]), stopped)
    if json.loads(json.dumps(asdict(run))) != raw:
        raise ValueError("this is not the output of a cell")
    return run
