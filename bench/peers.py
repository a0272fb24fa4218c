"""Other graders over the same class: stock nbgrader and otter, each in an environment of its own under build/peers/.

Both run student code without a sandbox. Their hidden tests ask what this course's hidden checks ask (bench.questions), all points
of a function or none; the limits of a cell are those of this course.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from classroom import KINDS, NAME, ROOT, TIME

from autograder.course import Course
from autograder.judge.lesson import Lesson
from bench.cost import Cost, measured
from bench.questions import NEAR, Question

PLACE = ROOT / "build" / "peers"
# the same libraries below as above: what is compared is the grader
SAME = ("numpy", "matplotlib", "scipy", "ipywidgets", "ipython", "ipykernel")
CELL_SECONDS = 10  # the limit of a cell in this course, too
CONFIG = f"""
c = get_config()
c.CourseDirectory.course_id = "stock"
c.ExecutePreprocessor.timeout = {CELL_SECONDS}
"""


def environment(name: str, package: str) -> Path:
    """Return the folder of programs of a peer's environment, which is made if it does not exist."""
    place = PLACE / name
    if not (place / "made").exists():
        print(f"making the environment of {package} (a few minutes, this once)", file=sys.stderr, flush=True)
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        wanted = [package, *(f"{each}=={version(each)}" for each in SAME)]
        subprocess.run([place / "bin" / "python", "-m", "pip", "install", "--quiet", *wanted], check=True)
        (place / "made").touch()
    return place / "bin"


def said_version(programs: Path, package: str) -> str:
    """Return the version of a package in a peer's environment."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([programs / "python", "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def answers(number: int, name: str) -> dict[str, str]:
    """Return what a student of the class answers, as `classroom.hand_in` has it."""
    return {cell: f"{source}# {name}\n" for cell, source in KINDS[number % len(KINDS)].items()}


def fill(notebook: dict[str, Any], cells: Mapping[str, str]) -> dict[str, Any]:
    """Return a notebook with these cells answered."""
    filled = [
        {**cell, "source": cells.get(cell["metadata"].get("nbgrader", {}).get("grade_id", ""), cell["source"])}
        for cell in notebook["cells"]
    ]
    return {**notebook, "cells": filled}


class Nbgrader:
    """A stock nbgrader course: default configuration, hidden tests in the notebook."""

    package = "nbgrader"

    def __init__(self, course: Course, folder: Path, asked: Mapping[str, Sequence[Question]]) -> None:
        self.programs = environment("nbgrader", f"nbgrader=={version('nbgrader')}")
        self.version = said_version(self.programs, "nbgrader")
        self.template = folder / "nbgrader"
        (self.template / "source" / NAME).mkdir(parents=True)
        (self.template / "nbgrader_config.py").write_text(CONFIG)
        book = json.loads(course.source(NAME).read_text())
        for cell in book["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            if grade_id.startswith("test_"):
                cell["source"] = "".join(cell["source"]) + self.tests(asked[grade_id.removeprefix("test_")])
        (self.template / "source" / NAME / f"{NAME}.ipynb").write_text(json.dumps(book))
        self._run("generate_assignment", NAME)
        self.release = json.loads((self.template / "release" / NAME / f"{NAME}.ipynb").read_text())

    @staticmethod
    def tests(questions: Sequence[Question]) -> str:
        """Return the hidden tests of a function, as nbgrader's documentation has them.

        For nbgrader a test has failed that writes to stderr: NumPy's warnings would cost right answers their points.
        """
        lines = [
            line if line is not last else f"assert {line}"
            for one in questions
            for last in [one.lines()[-1]]
            for line in one.lines()
        ]
        return "\n### BEGIN HIDDEN TESTS\nnp.seterr(all='ignore')\n" + NEAR + "\n".join(lines) + "\n### END HIDDEN TESTS\n"

    def _run(self, *words: str) -> None:
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(
            [self.programs / "nbgrader", *words],
            cwd=self.template,
            env={**os.environ, "PATH": path},
            check=True,
            capture_output=True,
        )

    def course(self, folder: Path, size: int) -> Path:
        """Return a new course folder with a class."""
        shutil.copytree(self.template, folder)
        for number in range(size):
            name = f"s{number:03}"
            place = folder / "submitted" / name / NAME
            place.mkdir(parents=True)
            (place / f"{NAME}.ipynb").write_text(json.dumps(fill(self.release, answers(number, name))))
            (place / "timestamp.txt").write_text(TIME)
        return folder

    def grade(self, folder: Path, workers: int) -> Cost:
        """Grade a class: one process, or two with half of the class each (nbgrader itself has no way to use two cores)."""
        command = f"{self.programs / 'nbgrader'} autograde {NAME}"
        both = f"{command} --student 's*[02468]' & {command} --student 's*[13579]' & wait"
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return measured(["bash", "-c", command if workers == 1 else both], folder, {"PATH": path}, allowed=(0, 1))

    def points(self, folder: Path) -> dict[str, dict[str, float]]:
        """Return the points of each student by function."""
        query = """SELECT sa.student_id, c.name, g.auto_score FROM grade g JOIN base_cell c ON c.id = g.cell_id
            JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment sa ON sa.id = n.assignment_id"""
        by_student: dict[str, dict[str, float]] = {}
        book = sqlite3.connect(folder / "gradebook.db")
        for student, cell, score in book.execute(query):
            by_student.setdefault(student, {})[cell.removeprefix("test_")] = score
        book.close()
        return by_student


class Otter:
    """The same lesson graded by `otter run`, one process a submission, with tests in its OK format."""

    package = "otter-grader"

    def __init__(self, course: Course, folder: Path, asked: Mapping[str, Sequence[Question]]) -> None:
        self.programs = environment("otter", "otter-grader")
        self.version = said_version(self.programs, "otter-grader")
        self.template = folder / "otter"
        tests = self.template / "tests"
        tests.mkdir(parents=True)
        self.points_of = Lesson.read(course, NAME).points
        for function, questions in asked.items():
            (tests / f"{function}.py").write_text(self.test(function, questions, self.points_of[function]))
        self.release = json.loads(course.release(NAME).read_text())
        subprocess.run(
            [self.programs / "otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"],
            cwd=self.template, env=self._environment(), check=True, capture_output=True,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}"}

    @staticmethod
    def test(function: str, questions: Sequence[Question], points: int) -> str:
        """Return a test file in otter's OK format: one hidden case, right as a whole or not."""
        head, *body = NEAR.splitlines()
        lines = [">>> import numpy as np", f">>> {head}", *(f"... {line}" for line in body)]
        for one in questions:
            lines += [f">>> {line}" for line in one.lines()] + ["True"]
        case = {"code": "\n".join(lines) + "\n", "hidden": True, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        return f"OK_FORMAT = True\n\ntest = {{'name': {function!r}, 'points': {points}, 'suites': [{suite!r}]}}\n"

    def course(self, folder: Path, size: int) -> Path:
        """Return a new folder with a class; the visible checks stay in the notebooks, as students have them."""
        shutil.copytree(self.template, folder)
        for number in range(size):
            name = f"s{number:03}"
            (folder / name).mkdir()
            (folder / name / f"{NAME}.ipynb").write_text(json.dumps(fill(self.release, answers(number, name))))
        return folder

    def grade(self, folder: Path, workers: int) -> Cost:
        """Grade a class: a process a submission, one or two at a time."""
        each = f"{self.programs / 'otter'} run -a autograder.zip -o {{}} --no-logo {{}}/{NAME}.ipynb"
        command = f"printf '%s\\n' s??? | xargs -P{workers} -I{{}} {each}"
        return measured(["bash", "-c", command], folder, {"PATH": self._environment()["PATH"]}, allowed=(0, 123))

    def points(self, folder: Path) -> dict[str, dict[str, float]]:
        """Return the points of each student by function."""
        by_student = {}
        for path in folder.glob("s???/results.json"):
            tests = json.loads(path.read_text())["tests"]
            scores = {each["name"].split(" - ")[0]: float(each.get("score") or 0) for each in tests}
            by_student[path.parent.name] = {function: scores.get(function, 0.0) for function in self.points_of}
        return by_student
