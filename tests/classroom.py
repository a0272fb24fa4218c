"""Small classes to grade, and all that a class run leaves behind in a form that can be compared."""

import json
import re
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.course import CONFIG, Course
from autograder.sandbox import layers

ROOT = Path(__file__).resolve().parent.parent
WITHOUT = tuple(layer.name for layer, _ in layers.required_missing())  # a machine that lacks layers runs the tests all the same
NAME = "02_sigmoid"
TIME = "2026-01-02 03:04:05.000006 UTC"  # of the hand-ins
HEAD = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n"
GRAD = "def sigmoid_grad(x):\n    s = sigmoid(x)\n    return s * (1 - s)\n"
STEP = (
    "def gradient_step(w, b, x, y, rate):\n    p = sigmoid(w * x + b)\n"
    "    return w - rate * np.mean((p - y) * x), b - rate * np.mean(p - y)\n"
)
RIGHT = {"sigmoid": f"{HEAD}    return 0.5 + 0.5 * np.tanh(x / 2)\n", "sigmoid_grad": GRAD, "gradient_step": STEP}
NAIVE = {"sigmoid": f"{HEAD}    return 1 / (1 + np.exp(-x))\n", "sigmoid_grad": GRAD, "gradient_step": STEP}
HALF = {"sigmoid": RIGHT["sigmoid"]}
WRONG = {
    "sigmoid": "def sigmoid(x):\n    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))\n",
    "sigmoid_grad": "def sigmoid_grad(x):\n    return x * (1 - x)\n",
    "gradient_step": STEP.replace("p - y", "y - p"),
}
PRINTS = {"sigmoid": f"{HEAD}    print(1 / (1 + np.exp(-x)))\n", "sigmoid_grad": GRAD, "gradient_step": STEP}
TYPO = {"sigmoid": HEAD.replace("):", ")") + "    return x\n"}
NONE: dict[str, str] = {}
TOOK = re.compile(rb'^ "seconds": [0-9.e-]+,$', re.MULTILINE)  # of a verdict: no two runs take the same
KINDS = (RIGHT, NAIVE, HALF, WRONG, PRINTS, TYPO, NONE)


def new_course(root: Path) -> Course:
    """Return a copy of the course, with no submission and no gradebook, in a new folder."""
    root.mkdir(parents=True)
    for folder in ("notebooks", "source", "release"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    shutil.copy(ROOT / CONFIG, root)
    return Course(root)


def folder_of(course: Course, student: str) -> Path:
    """Return the folder of a student's hand-in, made where it is not there."""
    folder = course.root / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def submit(course: Course, student: str, answers: Mapping[str, str] | bytes, time: str = TIME) -> Path:
    """Hand in lesson 02 with these cells answered, or these bytes as the file; return its path."""
    folder = folder_of(course, student)
    path = folder / f"{NAME}.ipynb"
    if isinstance(answers, bytes):
        path.write_bytes(answers)
    else:
        notebook = json.loads(course.release(NAME).read_text())
        for cell in notebook["cells"]:
            if (source := answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))) is not None:
                cell["source"] = source
        path.write_text(json.dumps(notebook))
    (folder / "timestamp.txt").write_text(time)
    (folder / "submission_secret.txt").write_text(f"secret of {student}")
    return path


def hand_in(course: Course, size: int) -> list[str]:
    """Hand in for a class of `size` students, one of each kind in turn, no two files the same; return their ids."""
    names = [f"s{number:03}" for number in range(size)]
    for number, name in enumerate(names):
        kind = KINDS[number % len(KINDS)]
        submit(course, name, {cell: f"{source}# {name}\n" for cell, source in kind.items()})
    return names


def twin(course: Course, root: Path) -> Course:
    """Return a copy of a course as it was before anything was graded, but with the same secret: it must come to the same."""
    shutil.copytree(course.root, root, ignore=shutil.ignore_patterns("gradebook.db*", "autograded", "verdicts", "feedback"))
    (root / "verdicts" / NAME).mkdir(parents=True)
    shutil.copy(course.root / "verdicts" / ".secret", root / "verdicts")
    if (outputs := course.root / "verdicts" / NAME / ".outputs.json").exists():  # the lesson need not run again
        shutil.copy(outputs, root / "verdicts" / NAME)
    return Course(root)


ROWS = """
SELECT sa.student_id, a.name, sa.timestamp, sn.late_submission_penalty, sn.flagged, c.name, c.type,
       g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade, m.auto_comment, m.manual_comment
FROM submitted_assignment sa
JOIN assignment a ON a.id = sa.assignment_id
JOIN submitted_notebook sn ON sn.assignment_id = sa.id
JOIN base_cell c ON c.notebook_id = sn.notebook_id
LEFT JOIN grade g ON g.notebook_id = sn.id AND g.cell_id = c.id
LEFT JOIN comment m ON m.notebook_id = sn.id AND m.cell_id = c.id
ORDER BY sa.student_id, a.name, c.name, c.type
"""


def rows(course: Course) -> list[tuple[Any, ...]]:
    """Return what the gradebook says of every cell of every submission."""
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        return connection.execute(ROWS).fetchall()
    finally:
        connection.close()


def files(course: Course) -> dict[str, bytes]:
    """Return the verdicts and autograded files by path; nothing that is only a cache or a lock, nor how long marking took."""
    found = [path for folder in ("verdicts", "autograded") for path in (course.root / folder).rglob("*") if path.is_file()]
    return {
        str(path.relative_to(course.root)): TOOK.sub(b"", path.read_bytes())
        for path in sorted(found)
        if path.name not in (".secret", ".lock", ".stamps.json", ".outputs.json", ".late")
    }


def state(course: Course) -> tuple[list[tuple[Any, ...]], dict[str, bytes]]:
    """Return all that a class run leaves behind."""
    return rows(course), files(course)
