"""Evening and morning without a browser: two accounts, a late hand-in, an extension, a check that changes, a resubmission."""

import contextlib
import csv
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import vscode
from classroom import STEP
from nbgrader.api import Gradebook as Database

from autograder.commands import lab
from autograder.commands.lab import LabSetup
from autograder.course import CONFIG, Course
from autograder.nbgrader_plugin.converters import Gradebook
from autograder.nbgrader_plugin.exchange_steps import Exchange

from .desk import ROOT, as_other, run

LESSON = "02_sigmoid"
LATE = """
c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"
c.LateSubmissionPlugin.penalty_method = "zero"
"""
SIGMOID = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1 / (1 + np.exp(-x))"
SLOPE = "def sigmoid_grad(x):\n    x = np.asarray(x, dtype=float)\n    return sigmoid(x) * (1 - sigmoid(x))"
TAILS = "def sigmoid_grad_tails(x):\n    x = np.asarray(x, dtype=float)\n    return sigmoid(x) * sigmoid(-x)"
NIGHT = '''    def test_of_the_night(self, call: Function, rng: np.random.Generator) -> None:
        """A check that somebody added in the night, and that is wrong"""
        raise Failure("Nobody can pass this.")

'''


def write(path: Path, **answers: str) -> None:
    """Put answers into a notebook's cells."""
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if (source := answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))) is not None:
            cell["source"] = source
    path.write_text(json.dumps(notebook))


def test_evening_and_morning_by_command(place):
    """Late, excused, resubmitted, regraded: each time the exported mark is the one that a person would expect."""
    root = place / "by-command"
    course = Course(root / "course")
    for name in ("notebooks", "source", "release", "autograder"):  # the package as compiled as it is
        shutil.copytree(ROOT / name, course.root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / CONFIG, course.root)
    with (course.root / CONFIG).open("a") as config:
        config.write(LATE)
    teacher = LabSetup(course.root, root / "teacher", lab.demo_exchange(root))
    student = LabSetup(root / "student", root / "student", teacher.exchange)
    for seat in (teacher, student):
        seat.home.mkdir()
    lab.configure_student(student, course)
    student = as_other(student)
    who = student.account or Path.home().owner()

    shelf = Gradebook(course)

    def graded() -> float:
        """Grade by the command, in the course's own folder with its own checks; return the student's mark."""
        run(teacher, "env", f"PYTHONPATH={course.root}", "course", "grade", LESSON)
        with book() as gradebook:
            submission = gradebook.find_submission(LESSON, who)
            return submission.score - (submission.late_submission_penalty or 0.0)

    @contextlib.contextmanager
    def book() -> Iterator[Database]:
        """Open the gradebook as somebody at formgrader would."""
        with Database(shelf.coursedir.db_url) as gradebook:
            yield gradebook
            gradebook.db.commit()

    # released, with a date that was yesterday; fetched, half answered and submitted by the student's own account
    shelf.register(LESSON)
    with book() as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1))
        gradebook.add_student("bob")
    lab.release(course, teacher.exchange)
    run(student, "nbgrader", "fetch_assignment", LESSON)
    notebook = student.folder / lab.course_id(course) / LESSON / f"{LESSON}.ipynb"
    write(notebook, sigmoid=SIGMOID)
    run(student, "nbgrader", "submit", LESSON)

    # right, but late, which costs all; with an extension and a mark by hand
    Exchange(course, teacher.exchange).collect(LESSON)
    assert graded() == 0.0
    assert "late penalty 8 before, none now" in run(teacher, "course", "extend", who, LESSON, "--days", "3")
    with book() as gradebook:
        gradebook.find_grade("test_sigmoid_grad", LESSON, LESSON, who).manual_score = 3.0
        gradebook.find_comment("sigmoid", LESSON, LESSON, who).manual_comment = "Well begun."
    assert graded() == 11.0

    # a check changes: the submissions that it judges are graded again by themselves, and a person's marks stay
    checks = course.root / f"autograder/checks/test_{LESSON}.py"
    good = checks.read_text()
    checks.write_text(good.replace("    def test_between(", f"{NIGHT}    def test_between(", 1))
    assert 3.0 < graded() < 11.0
    checks.write_text(good)

    # the student hands in again, from VS Code: collected as newer, and what was given by hand stands until it is looked at again
    write(notebook, sigmoid_grad=SLOPE, gradient_step=STEP, sigmoid_grad_tails=TAILS)
    run(student, "jupyter", "nbconvert", "--to=notebook", "--inplace", "--execute", "--allow-errors", str(notebook))
    notebook.write_text(json.dumps(vscode.saved(json.loads(notebook.read_text())), indent=1) + "\n")
    assert "widget-view" in notebook.read_text()
    assert "Success! Your notebook passes all the tests." in run(student, "nbgrader", "validate", str(notebook))
    page = run(student, "jupyter", "nbconvert", "--to=html", "--stdout", str(notebook))
    assert page.count("<pre>A slider asleep") == 5
    run(student, "nbgrader", "submit", LESSON)
    Exchange(course, teacher.exchange).collect(LESSON, update=True)
    assert graded() == 17.0
    with book() as gradebook:
        grade = gradebook.find_grade("test_sigmoid_grad", LESSON, LESSON, who)
        assert (grade.auto_score, grade.manual_score, grade.needs_manual_grade) == (6.0, 3.0, True)
        grade.manual_score = None

    # feedback goes out and arrives; one who leaves the course leaves the table
    shelf.feedback(LESSON)
    run(teacher, "nbgrader", "release_feedback", LESSON)
    run(student, "nbgrader", "fetch_feedback", LESSON)
    assert "Well begun." in next(student.folder.rglob(f"feedback/**/{LESSON}.html")).read_text()
    with book() as gradebook:
        gradebook.remove_student("bob")
    shelf.export(course.root / "marks.csv")
    with (course.root / "marks.csv").open() as file:
        assert {(line["student_id"], line["score"]) for line in csv.DictReader(file)} == {(who, "20.0")}
