"""Facts about the course as it stands: every lesson's release scores 0, its solution everything."""

import json
from pathlib import Path

import nbgrader_program
import pytest
from classroom import GRAD, ROOT, STEP, new_course, submit

from autograder.class_run.run import grade_class
from autograder.class_run.tasks import Result
from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.judge.marker import Marker

ASSIGNMENTS = Course(ROOT).assignments()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_release_scores_nothing(marker: Marker, assignment: str) -> None:
    """The notebook as handed out gets 0 points, and is told that nothing is written yet."""
    verdict = marker.check(Course(ROOT).release(assignment))
    assert (verdict.score, verdict.max_score, verdict.error) == (0, 20, None)
    assert all("not written yet" in check.cause for cell in verdict.cells for check in cell.checks)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_solution_scores_everything(marker: Marker, assignment: str) -> None:
    """The instructor's notebook passes every hidden check, the stretch ones too."""
    verdict = marker.check(Course(ROOT).source(assignment))
    assert verdict.score == 20
    assert all(check.passed for cell in verdict.cells for check in cell.checks)


def test_a_page_without_exercises_is_told_from_a_lesson_that_is_not_there() -> None:
    """Whichever command it is given to."""
    course = Course(ROOT)
    with pytest.raises(CourseError, match="there is nothing to grade in 00_start"):
        course.chosen(["00_start"])
    with pytest.raises(CourseError, match="there is no assignment '07_none'"):
        course.chosen(["07_none"])


def test_broken_files_are_told_why(marker: Marker, tmp_path: Path) -> None:
    """A file that is no notebook has its reason in `error`, and no score."""
    release = json.loads(Course(ROOT).release("02_sigmoid").read_text())
    files = {
        "empty": b"",
        "no JSON": b'{"cells": [',
        "format 3": json.dumps({**release, "nbformat": 3}).encode(),
        "no cells": json.dumps({**release, "cells": []}).encode(),
        "exercises": json.dumps({**release, "cells": [c for c in release["cells"] if "nbgrader" not in c["metadata"]]}).encode(),
        "too large": b" " * (60 * 2**20),
    }
    for reason, content in files.items():
        path = tmp_path / "02_sigmoid.ipynb"
        path.write_bytes(content)
        assert reason in (marker.check(path).error or "")


def answered(assignment: str, answers: dict[str, str]) -> str:
    """Return the student's notebook of an assignment with these cells answered, as a file's text."""
    notebook = json.loads(Course(ROOT).release(assignment).read_text())
    for cell in notebook["cells"]:
        if (source := answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))) is not None:
            cell["source"] = source
    return json.dumps(notebook)


def elementwise(name: str, *lines: str) -> str:
    """Return an elementwise answer with its given first line."""
    return "\n    ".join([f"def {name}(x):", "x = np.asarray(x, dtype=float)", *lines])


def test_the_textbook_formula_has_full_marks(marker: Marker, tmp_path: Path) -> None:
    """The plain 1 / (1 + e^-x), which warns at -1000, gets 20 of 20."""
    answers = {
        "sigmoid": elementwise("sigmoid", "return 1/(1+np.exp(-x))"),
        "sigmoid_grad": elementwise("sigmoid_grad", "return sigmoid(x) * (1 - sigmoid(x))"),
        "gradient_step": STEP,
    }
    path = tmp_path / "02_sigmoid.ipynb"
    path.write_text(answered("02_sigmoid", answers))
    assert marker.check(path).score == 20


TANH = "return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"
BARE = TANH.replace("np.", "")
ALL = "x = np.asarray(x, dtype=float)\n    e = np.exp(x - np.max(x))\n    return e / np.sum(e)"
SHARE = "return x / np.sum(x, axis=axis, keepdims=True)"
# The wrong forms that the course's starting article holds: the answer, and words of the cause that its student reads.
ARTICLE_ERRORS = {
    "sigmoid with a bare exp": ("02_sigmoid", "sigmoid", elementwise("sigmoid", BARE), "'exp' is not defined"),
    "sigmoid is tanh": ("02_sigmoid", "sigmoid", elementwise("sigmoid", TANH), "tanh"),
    "tanh with a bare exp": ("03_tanh", "tanh", elementwise("tanh", BARE), "'exp' is not defined"),
    "tanh that overflows": ("03_tanh", "tanh", elementwise("tanh", TANH), "infinity"),
    "tanh that loses digits": ("03_tanh", "tanh_accurate", elementwise("tanh_accurate", TANH), "digits"),
    "relu_grad undecided at 0": ("04_relu", "relu_grad", elementwise("relu_grad", "return (x >= 0) * 1.0"), "0"),
    "softmax in proportion": ("05_softmax", "softmax", f"def softmax(x, axis=-1):\n    {SHARE}", "proportion"),
    "softmax over everything": ("05_softmax", "softmax", f"def softmax(x, axis=-1):\n    {ALL}", "axis"),
    "the logarithm of softmax": (
        "05_softmax",
        "cross_entropy",
        "def cross_entropy(logits, labels):\n    z = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
        "    p = z / z.sum(axis=1, keepdims=True)\n    return -np.mean(np.log(p[np.arange(len(labels)), labels]))",
        "log",
    ),
}


@pytest.mark.parametrize("error", ARTICLE_ERRORS)
def test_the_articles_errors_fail_with_their_cause_named(marker: Marker, tmp_path: Path, error: str) -> None:
    """Each wrong form of the starting article loses a hidden check of its function, whose message names the cause."""
    assignment, function, source, words = ARTICLE_ERRORS[error]
    path = tmp_path / f"{assignment}.ipynb"
    path.write_text(answered(assignment, {function: source}))
    [cell] = [cell for cell in marker.check(path).cells if cell.function == function]
    failed = [check.cause for check in cell.checks if not check.passed]
    assert failed
    assert any(words in cause for cause in failed), failed


NAIVE = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1/(1+np.exp(-x))\n"
ARTICLE = "def sigmoid(x):\n    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))\n"
LOOP = "def sigmoid(x):\n    while True: pass\n"
LIMITS = "c.Judge.call_seconds, c.Judge.lost_seconds = 0.25, 0.5\n"  # the loop is given up as it is after longer ones


@pytest.fixture(scope="module")
def class_root(slow: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course root with a small class in submitted/."""
    course = new_course(tmp_path_factory.mktemp("class") / "course")
    with (course.root / CONFIG).open("a") as config:
        config.write(LIMITS)
    submit(course, "ada", {"sigmoid": NAIVE, "sigmoid_grad": GRAD, "gradient_step": STEP})
    submit(course, "-bo ünal", {"sigmoid": ARTICLE})
    submit(course, "carla", {"sigmoid": LOOP, "test_sigmoid": "score = 100"})
    submit(course, "dan", {"sigmoid": "import os; os._exit(0)"})
    return course.root


def test_a_class_is_graded_once(class_root: Path) -> None:
    """course grade gives each what they deserve; a second run finds nothing to do; nbgrader autograde gives the same scores."""
    course = Course(class_root)

    def marks(results: list[Result]) -> dict[str, tuple[str, float]]:
        return {r.student: (r.state, -1 if r.score is None else r.score) for r in results}

    first = marks(grade_class(course, ["02_sigmoid"]))
    assert first == {"ada": ("graded", 20), "-bo ünal": ("graded", 0), "carla": ("graded", 0), "dan": ("graded", 0)}
    second = marks(grade_class(course, ["02_sigmoid"]))
    assert {name: ("unchanged", score) for name, (_, score) in first.items()} == second
    before = scores(class_root)
    code, said = nbgrader_program.run(class_root, "autograde", "02_sigmoid", "--force")
    assert code == 0, said
    assert before == scores(class_root)
    assert 20 in before.values()


def scores(root: Path) -> dict[str, float]:
    """Return every student's score from the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {submission.student.id: submission.score for submission in gradebook.assignment_submissions("02_sigmoid")}
