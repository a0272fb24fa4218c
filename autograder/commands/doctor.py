"""What `course doctor` finds out: is this machine fit to grade? Trusted side; proves each layer by trying what it forbids.

Gives plain rows; the command line draws them. The trial itself runs in a process of its own (autograder.sandbox.self_test).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from rich.table import Table

from autograder.sandbox import layers
from autograder.submissions.safe_text import shown

State = Literal["ok", "off", "weak", "missing"]
_DISTRIBUTION = "activation-functions-course"
_TRIAL_SECONDS = 60
_ROOM = 1 << 30  # bytes free on the disk for a class of some hundreds and its gradebook


@dataclass(frozen=True, slots=True)
class Row:
    """One finding. state: ok; off, switched off by the caller; weak, grading goes on without it; missing, grading stops."""

    name: str
    protects: str
    state: State
    advice: str = ""

    @property
    def fine(self) -> bool:
        """Return whether grading can go on with it."""
        return self.state != "missing"


def diagnose(off: Iterable[str] = (), folder: Path | None = None) -> list[Row]:
    """Return a row for each layer of the sandbox, then one for each thing that a person setting up would want to know.

    off: layers to go without. folder: the course root, whose disk is looked at (default: the current folder).
    """
    return [*layer_rows(off), python(), requirements(), alembic(), disk(folder or Path.cwd())]


def healthy(rows: Iterable[Row]) -> bool:
    """Return whether grading can go on: nothing is missing."""
    return all(row.fine for row in rows)


def render(rows: Iterable[Row]) -> Table:
    """Return the rows as a table for rich."""
    colours = {"ok": "green", "off": "red", "weak": "yellow", "missing": "bold red"}
    table = Table("", "state", "what it is for", "what to do")
    for row in rows:
        table.add_row(row.name, f"[{colours[row.state]}]{row.state}[/]", shown(row.protects), shown(row.advice))
    return table


def layer_rows(off: Iterable[str] = ()) -> list[Row]:
    """Return a row for each layer, proven in a forked child that wears it."""
    names = layers.known(off)
    missing = {layer.name: reason for layer, reason in layers.required_missing(names)}
    through = trial(names | missing.keys())
    rows = []
    for layer in layers.LAYERS:
        if layer.name in names:
            row = Row(layer.name, layer.protects, "off", f"switched off: {layer.why}")
        elif layer.name in missing:
            row = Row(layer.name, layer.protects, "missing", f"{missing[layer.name]}; or go on --without {layer.name}")
        elif layer.name not in through:
            row = Row(layer.name, layer.protects, "missing" if layer.required else "weak", layer.available() or through.get("", ""))
        elif through[layer.name]:
            row = Row(layer.name, layer.protects, "missing", f"it let through: {through[layer.name]}; please report this")
        else:
            row = Row(layer.name, layer.protects, "ok")
        rows.append(row)
    if broken := through.get("all together", ""):
        rows.append(Row("all together", "honest submissions", "missing", f"under all layers there is {broken}"))
    return rows


def trial(off: Iterable[str]) -> dict[str, str]:
    """Run autograder.sandbox.self_test; return what went through by layer, or the reason why it could not be run under ""."""
    command = [sys.executable, "-I", "-m", "autograder.sandbox.self_test", *sorted(off)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TRIAL_SECONDS, env={}, check=False)
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"": f"the trial did not end within {_TRIAL_SECONDS} s"}
    except json.JSONDecodeError:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return {"": f"the trial failed: {last}"}
    return {str(name): str(said) for name, said in found.items()}


def python() -> Row:
    """Return whether this Python is one that the course is tested on."""
    own = ".".join(map(str, sys.version_info[:3]))
    good = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Row("Python", own, "ok" if good else "missing", "" if good else "use Python 3.11, 3.12 or 3.13")


def requirements() -> Row:
    """Return whether every package that the course needs is installed in a version that it takes."""
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(text) for text in requires(_DISTRIBUTION) or ()]
    except PackageNotFoundError:
        return Row("packages", "the course's own package", "missing", "it is not installed; run: make test")
    lacking = []
    for need in needed:
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            try:
                if not need.specifier.contains(version(need.name), prereleases=True):
                    lacking.append(f"{need.name}{need.specifier} (here: {version(need.name)})")
            except PackageNotFoundError:
                lacking.append(f"{need.name}{need.specifier}")
    said = f"nbgrader {version('nbgrader')}" if find_spec("nbgrader") else "nbgrader"
    return Row("packages", said, "missing" if lacking else "ok", f"set up again; lacking: {', '.join(lacking)}" if lacking else "")


def alembic() -> Row:
    """Return whether nbgrader will find the program that makes a new gradebook: it looks on PATH alone."""
    beside = Path(sys.executable).parent / "alembic"
    if shutil.which("alembic"):
        return Row("alembic", "making a new gradebook", "ok")
    if beside.exists():
        advice = f"`course` finds it by itself; for nbgrader's own commands: export PATH={beside.parent}:$PATH"
        return Row("alembic", "making a new gradebook", "weak", advice)
    return Row("alembic", "making a new gradebook", "missing", "set the course up again: make test")


def disk(folder: Path) -> Row:
    """Return whether the course's folder can be written to and has room for a class."""
    free = shutil.disk_usage(folder).free
    what = f"{free / 2**30:.1f} GiB free in {folder}"
    if not os.access(folder, os.W_OK):
        return Row("disk", what, "missing", f"{folder} cannot be written to by this user")
    return Row("disk", what, "ok" if free > _ROOM else "weak", "" if free > _ROOM else "less than 1 GiB is left")
