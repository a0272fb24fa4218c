"""The tests behind `course doctor`: can this machine grade? Trusted side.

Each layer of the sandbox is tested by trying what it forbids, in a process of its own (autograder.sandbox.self_test).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from rich.table import Table
from rich.text import Text

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import final_marks
from autograder.gradebook.registration import unfinished
from autograder.gradebook.rows import GradebookRows
from autograder.judge.settings import Settings
from autograder.sandbox import layers, self_test

State = Literal["ok", "off", "weak", "missing", "untested"]
_DISTRIBUTION = "activation-functions-course"
_TEST_SECONDS = 60  # seconds for the test of all layers, which takes about two
_SPACE = 1 << 30  # bytes on the disk, enough for a class of a few hundred students and its gradebook


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the doctor's table.

    state: ok; off: switched off by the caller; weak: grading goes on without it; missing: grading stops; untested: its test did
    not end, so nothing is known.
    """

    name: str
    protects: str
    state: State
    advice: str = ""

    @property
    def fine(self) -> bool:
        """Return whether grading is known to be possible."""
        return self.state not in ("missing", "untested")


def diagnose(off: Iterable[str] = (), folder: Path | None = None) -> list[Finding]:
    """Return the findings on each layer of the sandbox, Python, the packages, alembic, the disk and the gradebook.

    off: layers to go without; CourseError if one does not exist. folder: the course root (default: the current folder).
    """
    place = folder or Path.cwd()
    return [*layer_findings(off), python(), requirements(), alembic(), disk(place), gradebook(place)]


def healthy(findings: Iterable[Finding]) -> bool:
    """Return whether grading is known to be possible: nothing is missing or untested."""
    return all(finding.fine for finding in findings)


def render(findings: Iterable[Finding]) -> Table:
    """Return the findings as a table for rich; it fits 80 columns."""
    colours = {"ok": "green", "off": "red", "weak": "yellow", "missing": "bold red", "untested": "yellow"}
    table = Table("", "state", "what it is for")
    for each in findings:
        table.add_row(each.name, f"[{colours[each.state]}]{each.state}[/]", Text(each.protects))
    return table


def verdict(findings: Iterable[Finding]) -> str:
    """Return the last sentence of the doctor's report."""
    findings = list(findings)
    states = {state: [each.name for each in findings if each.state == state] for state in ("missing", "untested", "weak", "off")}
    if states["missing"]:
        return f"This machine cannot grade until this is fixed: {', '.join(states['missing'])}."
    if states["untested"]:
        return f"Nothing is missing, but not all was tested ({', '.join(states['untested'])}): run 'course doctor' again."
    lesser = "; ".join(f"{state}: {', '.join(states[state])}" for state in ("weak", "off") if states[state])
    return f"This machine can grade ({lesser})." if lesser else "This machine can grade."


def layer_findings(off: Iterable[str] = ()) -> list[Finding]:
    """Return a finding for each layer, tested in a process that it encloses; raise CourseError if one in `off` does not exist."""
    names = layers.known(off)
    missing = {layer.name: reason for layer, reason in layers.required_missing(names)}
    escapes = try_layers(names | missing.keys())
    findings = []
    for layer in layers.LAYERS:
        if layer.name in names:
            finding = Finding(layer.name, layer.protects, "off", f"switched off: {layer.why}")
        elif layer.name in missing:
            finding = Finding(layer.name, layer.protects, "missing", f"{missing[layer.name]}; or go on --without {layer.name}")
        elif layer.name in escapes:
            through = escapes[layer.name]
            advice = f"it let through: {through}; please report this" if through else ""
            finding = Finding(layer.name, layer.protects, "missing" if through else "ok", advice)
        elif not layer.required and (lack := layer.available()):
            finding = Finding(layer.name, layer.protects, "weak", lack)
        else:
            finding = Finding(layer.name, layer.protects, "untested", escapes.get("", ""))
        findings.append(finding)
    if broken := escapes.get(self_test.TOGETHER, ""):
        findings.append(Finding(self_test.TOGETHER, "honest submissions", "missing", f"under all layers there is {broken}"))
    return findings


def try_layers(off: Iterable[str]) -> dict[str, str]:
    """Run autograder.sandbox.self_test; return by layer what the layer did not stop ('': nothing).

    If the test did not finish, the result lacks the layers that were not tested, and has the reason under "".
    """
    command = [sys.executable, "-I", "-m", "autograder.sandbox.self_test", *sorted(off)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TEST_SECONDS, env={}, check=False)
        printed = done.stdout
        last = (done.stderr.decode(errors="replace").strip().splitlines() or ["no message"])[-1]
        reason = f"the test failed: {last}"
    except subprocess.TimeoutExpired as error:
        printed = error.stdout or b""
        reason = f"the test did not end within {_TEST_SECONDS} s; run 'course doctor' again when the machine has less to do"
    escapes = {}
    for tested in printed.splitlines():
        with suppress(ValueError):  # the last line may be cut off
            name, what = json.loads(tested)
            escapes[str(name)] = str(what)
    return escapes if self_test.TOGETHER in escapes else {**escapes, "": reason}


def python() -> Finding:
    """Return whether the course supports this version of Python (pyproject.toml says which)."""
    from packaging.specifiers import SpecifierSet

    own = ".".join(map(str, sys.version_info[:3]))
    try:
        bounds = SpecifierSet(metadata(_DISTRIBUTION)["Requires-Python"])
    except PackageNotFoundError:
        return Finding("Python", own, "weak", "the course's own package is not installed, so its bounds are not known")
    good = own in bounds
    return Finding("Python", own, "ok" if good else "missing", "" if good else f"use a Python that is {bounds}")


def requirements() -> Finding:
    """Return whether every package that the course needs is installed, in a suitable version."""
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(text) for text in requires(_DISTRIBUTION) or ()]
    except PackageNotFoundError:
        return Finding("packages", "the course's own package", "missing", "it is not installed; run: make env")
    lacking = []
    for need in needed:
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            try:
                if not need.specifier.contains(version(need.name), prereleases=True):
                    lacking.append(f"{need.name}{need.specifier} (here: {version(need.name)})")
            except PackageNotFoundError:
                lacking.append(f"{need.name}{need.specifier}")
    what = f"nbgrader {version('nbgrader')}" if find_spec("nbgrader") else "nbgrader"
    return Finding(
        "packages", what, "missing" if lacking else "ok", f"set up again; lacking: {', '.join(lacking)}" if lacking else ""
    )


def alembic() -> Finding:
    """Return whether nbgrader will find alembic, which makes a new gradebook: nbgrader looks on PATH only."""
    beside = Path(sys.executable).parent / "alembic"
    if shutil.which("alembic"):
        return Finding("alembic", "making a new gradebook", "ok")
    if beside.exists():
        advice = f"`course` finds it by itself; for nbgrader's own commands: export PATH={beside.parent}:$PATH"
        return Finding("alembic", "making a new gradebook", "weak", advice)
    return Finding("alembic", "making a new gradebook", "missing", "set the course up again: make env")


def disk(folder: Path) -> Finding:
    """Return whether the course's folder can be written to and its disk has space for a class."""
    free = shutil.disk_usage(folder).free
    what = f"{free / 2**30:.1f} GiB free in {folder}"
    if not os.access(folder, os.W_OK):
        return Finding("disk", what, "missing", f"{folder} cannot be written to by this user")
    return Finding("disk", what, "ok" if free > _SPACE else "weak", "" if free > _SPACE else "less than 1 GiB is left")


def gradebook(folder: Path) -> Finding:
    """Return whether the course's gradebook can be used, and if not, which command fixes it."""
    what = "marks and students"
    try:
        course = Course.find(folder)
    except CourseError:
        return Finding("gradebook", what, "ok", "")  # not in a course folder: there is no gradebook to test
    broken = []
    try:
        url = Settings.read(course).db_url
        with GradebookRows(url) as rows:
            if not rows.exists():
                return Finding("gradebook", "it is made by the first 'course grade'", "ok")
            if unfinished(rows):
                return Finding("gradebook", what, "weak", "its creation was interrupted; 'course grade' completes it")
            for name in course.assignments():
                final_marks(course, name)
                if rows.graded_without_cells(name):
                    broken.append(name)
    except CourseError as error:
        return Finding("gradebook", what, "missing", str(error))
    if broken:
        return Finding("gradebook", what, "weak", f"submissions without the lesson's cells: course grade {' '.join(broken)}")
    return Finding("gradebook", what, "ok")
