"""Late penalties and extensions."""

from datetime import timedelta
from pathlib import Path

import pytest
from classroom import NAME, RIGHT, rows, submit
from graded_class import GRADE_OF, change, copy_of, grade

from autograder.class_run import late_penalties
from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import final_marks
from autograder.gradebook.rows import GradebookRows
from autograder.nbgrader_plugin.converters import Gradebook


def test_late_penalties_follow_what_they_depend_on(graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A due date, a manual mark, an extension: each counts in the next run, which grades nobody again for it."""
    course = copy_of(graded, tmp_path / "course")

    def penalties() -> dict[str, float | None]:
        assert {result.state for result in grade(course).values()} == {"unchanged", "missing"}
        return {row[0]: row[3] for row in rows(course) if row[3] is not None}

    change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    assert penalties() == {"late": 20.0}
    change(course, f"UPDATE grade SET manual_score = 3 WHERE {GRADE_OF}", "late", "test_sigmoid")
    assert penalties() == {"late": 15.0}
    with monkeypatch.context() as without:  # nothing is new: the late plug-in, which takes seconds to load, is not asked
        without.setattr(GradebookRows, "renew_penalties", None)
        assert penalties() == {"late": 15.0}
    given = late_penalties.extend(course, "late", NAME, timedelta(days=30))
    assert [(each.before, each.after) for each in given.renewed] == [(15.0, None)]
    assert penalties() == {}
    assert [each.after for each in late_penalties.extend(course, "late", NAME, timedelta()).renewed] == [15.0]
    change(course, "UPDATE submitted_assignment SET extension = ? WHERE student_id = 'late'", "1970-01-31 00:00:00.000000")
    assert penalties() == {}  # one that was given by nbgrader's own interface


def test_a_late_plug_in_that_fails_is_told(graded: Course, tmp_path: Path) -> None:
    """One that does not exist, a setting that it does not have: in a sentence, and the marks stay."""
    course = copy_of(graded, tmp_path / "course")
    change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    text, before = (course.root / CONFIG).read_text(), rows(course)
    for line, said in (
        ("c.AssignLatePenalties.plugin_class = 'latefn.Late'", "'latefn.Late' could not be imported"),
        ("c.LateSubmissionPlugin.penalty_method = 'zeros'", "not the str 'zeros'"),
    ):
        (course.root / CONFIG).write_text(f"{text}\n{line}\n")
        with pytest.raises(CourseError, match=rf"the late plug-in fails \(TraitError: .*{said}"):
            late_penalties.extend(course, "late", NAME, timedelta())
    assert rows(course) == before


def test_an_extension_before_the_hand_in(graded: Course, tmp_path: Path) -> None:
    """It counts when the hand-in comes; until then nobody takes the row for a hand-in. Slips are told."""
    course = copy_of(graded, tmp_path / "course")
    change(course, "INSERT INTO student (id) VALUES ('ida')")
    with pytest.raises(CourseError, match="no due date"):
        late_penalties.extend(course, "ida", NAME, timedelta(days=30))
    change(course, "UPDATE assignment SET duedate = ?", "2026-01-15 00:00:00.000000")
    with pytest.raises(CourseError, match=r"no student 'ada' \(is it ida"):
        late_penalties.extend(course, "ada", NAME, timedelta(days=30))
    assert str(late_penalties.extend(course, "ida", NAME, timedelta(days=30)).due) == "2026-02-14 00:00:00"
    mark = next(each for each in final_marks(course, NAME) if each.student == "ida")
    assert (mark.submitted, mark.score) == (False, None)
    Gradebook(course).export(course.root / "marks.csv")
    assert ",ida,,,,0.0,0.0,0.0,20.0,False" in (course.root / "marks.csv").read_text()
    submit(course, "ida", RIGHT, "2026-02-02 03:04:05.000006 UTC")
    grade(course)
    assert {row[0]: row[3] for row in rows(course) if row[0] in ("ida", "late")} == {"ida": None, "late": 20.0}
