"""Facts about a submission that the grader cannot come to an end with: it waits for a person, and nobody waits for it."""

import json
import shutil
import time
from pathlib import Path

import pytest
from classroom import NAME, RIGHT, WITHOUT, new_course, rows, submit
from graded_class import LOADING, grade, nbgrader

from autograder.class_run import feedback_pages, pool, writer
from autograder.class_run.feedback_pages import PageResult, feedback
from autograder.class_run.run import grade_class
from autograder.class_run.tasks import Result
from autograder.course import CONFIG, Course
from autograder.judge.budget import Budget
from autograder.judge.limits import Limits
from autograder.judge.marker import Marker

# 300,000 characters that become 18 each in the form in which Python compares names: the grader needs seconds for them.
LONG = {**RIGHT, "sigmoid": RIGHT["sigmoid"] + "#" + "\ufdfa" * 300_000}
SHORT = Limits(grader_seconds=0.5)
TOO_LONG = "n" * 252
WHY = "the grader computed longer for it than one submission may take"


def results(course: Course, limits: Limits = SHORT) -> tuple[dict[str, Result], dict[str, float]]:
    """Grade the class with two graders; return each student's result, and when it was recorded."""
    times: dict[str, float] = {}
    started = time.monotonic()

    def on_result(result: Result) -> None:
        times[result.student] = time.monotonic() - started

    found = grade_class(course, [NAME], workers=2, limits=limits, without=WITHOUT, loading=LOADING, on_result=on_result)
    return {result.student: result for result in found}, times


def test_one_that_spends_its_budget_waits_for_a_person(tmp_path: Path) -> None:
    """The others have their marks; it has none, no zero either, and the reason; the next run leaves it as it is.

    Nor does a folder stop them whose name is too long for the files of an id.
    """
    course = new_course(tmp_path / "course")
    for student, answers in (("ada", RIGHT), ("bob", LONG), ("cy", RIGHT)):
        submit(course, student, answers)
    shutil.copytree(course.submitted("cy", NAME).parent, course.submitted(TOO_LONG, NAME).parent)
    found, _ = results(course)
    too_long = found.pop(TOO_LONG)
    assert (too_long.state, "at most 128 bytes" in too_long.reason) == ("missing", True)
    assert {student: (result.state, result.score) for student, result in found.items()} == {
        "ada": ("graded", 20.0), "bob": ("unreadable", None), "cy": ("graded", 20.0),
    }  # fmt: skip
    assert found["bob"].reason == WHY
    waiting = [row for row in rows(course) if row[0] == "bob" and row[6] == "GradeCell"]
    assert {(row[7], row[8], bool(row[10])) for row in waiting} == {(None, None, True)}
    shown = json.loads(course.autograded("bob", NAME).read_text())["cells"][0]["source"]
    assert WHY in "".join(shown)
    again = {student: result.state for student, result in results(course)[0].items()}
    assert again == {"ada": "unchanged", "bob": "unchanged", "cy": "unchanged", TOO_LONG: "missing"}


def test_what_is_done_is_recorded_while_one_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others' marks do not wait in a batch until the last one is done."""
    monkeypatch.setattr(writer, "SECONDS", 0.5)
    monkeypatch.setattr(pool, "MOMENT", 0.25)
    course = new_course(tmp_path / "course")
    submit(course, "ada", {**RIGHT, "sigmoid": f"import time\ntime.sleep(2.5)\n{RIGHT['sigmoid']}"})
    submit(course, "bob", RIGHT)
    _, times = results(course)
    assert times["bob"] < times["ada"] - pool.MOMENT


def test_check_and_nbgrader_go_on_too(tmp_path: Path) -> None:
    """`course check` says why, and nbgrader autograde grades the next one; the marker is as good as before."""
    course = new_course(tmp_path / "course")
    long, right = submit(course, "ada", LONG), submit(course, "bob", RIGHT)
    with Marker(course, SHORT, WITHOUT) as marker:
        verdict = marker.check(long)
        assert (verdict.error or "").startswith(WHY)
        assert marker.check(right).score == 20.0
    with (course.root / CONFIG).open("a") as config:
        config.write("\nc.Judge.grader_seconds = 0.5\n")
    nbgrader(course, "autograde", NAME)
    scores = {student: [row[7] for row in rows(course) if row[0] == student and row[7] is not None] for student in ("ada", "bob")}
    assert (scores["ada"], sum(scores["bob"])) == ([], 20.0)
    assert WHY in course.autograded("ada", NAME).read_text()


@pytest.mark.filterwarnings("ignore")
def test_a_page_that_takes_too_long_is_plain_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code for which pygments takes hours, put into autograded/ by an earlier version: every page is made, that one plainly."""
    course = new_course(tmp_path / "course")
    for student in ("ada", "bob"):
        submit(course, student, RIGHT)
    grade(course)
    path = course.autograded("bob", NAME)
    notebook = json.loads(path.read_text())
    cell = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "sigmoid")
    cell["source"] = "x = 1" + "\n " * 20_000
    path.write_text(json.dumps(notebook))
    monkeypatch.setattr(feedback_pages, "BUDGET", Budget(0.8, 60.0, 1 << 30))
    assert sorted(feedback(course, [NAME], 1), key=repr) == [PageResult(student, NAME) for student in ("ada", "bob")]
    page = {student: (course.root / "feedback" / student / NAME / f"{NAME}.html").read_text() for student in ("ada", "bob")}
    assert ("plain text" in page["ada"], "plain text" in page["bob"]) == (False, True)
