"""What a verdict says about how it was made."""

from pathlib import Path

import pytest
from classroom import NAME, ROOT, WITHOUT, new_course

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.verdict_files import Record
from autograder.judge.marker import Marker
from autograder.pages.class_report import row
from autograder.pages.report_page import table


@pytest.mark.usefixtures("slow")
def test_an_instructors_weights_decide_the_score() -> None:
    """The same answer with other weights; a name that there is not ends it before anything is graded."""
    weights = {"sigmoid": {"list": 0}, "sigmoid_grad": {"ordinary": 25}}
    with Marker(Course(ROOT), without=["landlock", "environment"], weights=weights) as marker:
        verdict = marker.check(ROOT / "release" / "02_sigmoid" / "02_sigmoid.ipynb")
    shown = {
        (cell["grade_id"], check["title"]): check["weight"] for cell in verdict.report("x")["cells"] for check in cell["checks"]
    }
    assert shown["test_sigmoid", "A plain Python list, and a list of lists"] == 0
    assert shown["test_sigmoid_grad", "Ordinary numbers in an array"] == 25
    with pytest.raises(CourseError, match=r"nbgrader_config.py: c\.Judge\.weights names 'sigmoids'"):
        Marker(Course(ROOT), without=["landlock", "environment"], weights={"sigmoids": {}})


@pytest.mark.usefixtures("slow")
def test_verdict_and_csv_say_what_was_gone_without() -> None:
    """Whoever reads a mark can see that a layer was switched off when it was given."""
    with Marker(Course(ROOT), without=["landlock", "environment"]) as marker:
        verdict = marker.check(ROOT / "release" / "02_sigmoid" / "02_sigmoid.ipynb")
    assert verdict.report("x.ipynb")["without"] == ["environment", "landlock"]
    header, line = table("02_sigmoid", [row(Record("ada", "02_sigmoid", "", verdict), "ada")], ["sigmoid"], {}).splitlines()
    assert dict(zip(header.split(","), line.split(","), strict=True))["without"] == "environment landlock"


@pytest.mark.usefixtures("slow")
def test_a_lesson_is_run_once_for_its_known_outputs(tmp_path: Path) -> None:
    """The next grader reads them from the disk, and knows the same cells with the same outputs."""
    course = new_course(tmp_path / "course")
    course.verdicts.mkdir()
    with Marker(course, without=WITHOUT) as first:
        ran = first.handout(NAME)
    with Marker(course, without=WITHOUT) as second:
        second.server.fork = None  # type: ignore[assignment, method-assign]  # no worker can start
        read = second.handout(NAME)
    assert len(ran.places) > 10
    assert read == ran
