"""A lesson is in the gradebook before anything of it is graded, whichever way the first grading comes; no state is a dead end."""

from datetime import timedelta

import pytest
from classroom import NAME, RIGHT, submit
from graded_class import change, grade, nbgrader, states

from autograder.class_run import late_penalties
from autograder.course import Course

DUE = ("db", "assignment", "add", NAME, "--duedate=2026-01-15T18:00+00:00")


def test_more_time_before_the_first_hand_in(course_copy: Course) -> None:
    """A due date, a student, an extension: then the class is graded, and nbgrader's Generate works."""
    nbgrader(course_copy, *DUE)
    nbgrader(course_copy, "db", "student", "add", "ada")
    late_penalties.extend(course_copy, "ada", NAME, timedelta(days=3))
    submit(course_copy, "ada", RIGHT)
    assert states(grade(course_copy)) == {"ada": ("graded", 20)}
    nbgrader(course_copy, "generate_assignment", NAME, "--force")
    assert course_copy.release(NAME).is_file()


def test_nbgraders_own_autograde_comes_first(course_copy: Course) -> None:
    """With a due date, or with nothing, in the gradebook."""
    nbgrader(course_copy, *DUE)
    submit(course_copy, "ada", RIGHT)
    nbgrader(course_copy, "autograde", NAME)
    assert states(grade(course_copy)) == {"ada": ("unchanged", 20)}


@pytest.mark.parametrize("cells", ["none", "another"])
def test_what_earlier_versions_left_is_put_right(course_copy: Course, cells: str) -> None:
    """A submission's row without the lesson's cells, or with those of the lesson before it was changed, stops nobody."""
    nbgrader(course_copy, *DUE)
    nbgrader(course_copy, "db", "student", "add", "ada")
    submit(course_copy, "ada", RIGHT)
    if cells == "none":
        insert = "INSERT INTO submitted_assignment (id, assignment_id, student_id) SELECT 'x', id, 'ada' FROM assignment"
        change(course_copy, insert)
    else:
        grade(course_copy)
        change(course_copy, "UPDATE base_cell SET name = 'gone_' || name WHERE name LIKE '%sigmoid_grad'")
        change(course_copy, "UPDATE source_cell SET name = 'gone_' || name WHERE name LIKE '%sigmoid_grad'")
    assert states(grade(course_copy, force=True)) == {"ada": ("graded", 20)}
    nbgrader(course_copy, "generate_assignment", NAME, "--force")


def test_a_page_without_exercises_is_nothing_to_grade(course_copy: Course) -> None:
    """Start here, handed in by mistake: nbgrader says so, without a traceback."""
    folder = course_copy.root / "submitted/ada/00_start"
    folder.mkdir(parents=True)
    (folder / "00_start.ipynb").write_bytes((course_copy.root / "release/00_start/00_start.ipynb").read_bytes())
    with pytest.raises(AssertionError) as failed:
        nbgrader(course_copy, "autograde", "00_start")
    assert "there is nothing to grade in it" in str(failed.value)
    assert "Traceback" not in str(failed.value)
