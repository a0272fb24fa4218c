"""A lesson is in the gradebook before anything of it is graded, whichever way the first grading comes; no state is a dead end."""

from datetime import timedelta

import pytest
from classroom import NAME, RIGHT, rows, submit
from graded_class import change, grade, nbgrader, states
from nbgrader.api import Gradebook as Database

from autograder.class_run import late_penalties
from autograder.class_run.registering import register
from autograder.commands import doctor
from autograder.course import Course
from autograder.gradebook.rows import GradebookRows
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin.converters import Gradebook

MARKS = [("test_gradient_step", 6), ("test_sigmoid", 8), ("test_sigmoid_grad", 6)]


@pytest.fixture
def due(course_copy: Course) -> Course:
    """A course whose gradebook knows a due date and ada, as `nbgrader db` leaves it, and nothing of the lesson's cells."""
    Gradebook(course_copy).create()
    with Database(Settings.read(course_copy).db_url) as database:
        database.update_or_create_assignment(NAME, duedate="2026-01-15T18:00+00:00")
        database.add_student("ada")
    submit(course_copy, "ada", RIGHT)
    return course_copy


def test_more_time_before_the_first_hand_in(due: Course) -> None:
    """A due date, a student, an extension: then the class is graded."""
    late_penalties.extend(due, "ada", NAME, timedelta(days=3))
    assert states(grade(due)) == {"ada": ("graded", 20)}


def test_nbgraders_own_autograde_comes_first(due: Course) -> None:
    """With nothing but a due date in the gradebook it grades as `course grade` does, and both go on from there."""
    nbgrader(due, "autograde", NAME)
    assert sorted((row[5], row[7]) for row in rows(due) if row[5].startswith("test_")) == MARKS
    assert [score for _, score in states(grade(due)).values()] == [20]


def test_a_submission_without_the_lessons_cells_is_put_right(due: Course) -> None:
    """What earlier versions left after an extension: the doctor names the command, and the command fixes it."""
    change(due, "INSERT INTO submitted_assignment (id, assignment_id, student_id) SELECT 'x', id, 'ada' FROM assignment")
    assert doctor.gradebook(due.root).advice == f"submissions without the lesson's cells: course grade {NAME}"
    Gradebook(due).register(NAME)
    assert doctor.gradebook(due.root).state == "ok"
    assert states(grade(due)) == {"ada": ("graded", 20)}


def test_a_gradebook_whose_making_was_interrupted(course_copy: Course) -> None:
    """The doctor names the command, and what that command does first fixes it."""
    settings = Settings.read(course_copy)
    with GradebookRows(settings.db_url) as book:
        register(course_copy, book, settings.course_id, NAME)
        with book.transaction() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        assert doctor.gradebook(course_copy.root).advice == "its creation was interrupted; 'course grade' completes it"
        register(course_copy, book, settings.course_id, NAME)
    assert doctor.gradebook(course_copy.root).state == "ok"


def test_a_lesson_whose_exercises_changed_is_brought_up_to_date(due: Course) -> None:
    """nbgrader refuses to add or remove cells once there are submissions; the marks of cells that stay are kept."""
    grade(due)
    change(due, "UPDATE grade SET manual_score = 3 WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'test_sigmoid')")
    for table in ("base_cell", "source_cell"):
        change(due, f"UPDATE {table} SET name = 'gone_' || name WHERE name LIKE '%sigmoid_grad'")
    Gradebook(due).register(NAME)
    assert states(grade(due, force=True)) == {"ada": ("graded", 20)}
    marks = {row[5]: (row[7], row[8]) for row in rows(due) if row[5].startswith("test_")}
    assert marks == {name: (points, 3 if name == "test_sigmoid" else None) for name, points in MARKS}


def test_a_page_without_exercises_is_nothing_to_grade(due: Course) -> None:
    """Start here, handed in by mistake: nbgrader says so, without a traceback."""
    folder = due.root / "submitted/ada/00_start"
    folder.mkdir(parents=True)
    (folder / "00_start.ipynb").write_bytes((due.root / "release/00_start/00_start.ipynb").read_bytes())
    with pytest.raises(AssertionError) as failed:
        nbgrader(due, "autograde", "00_start")
    assert "there is nothing to grade in 00_start" in str(failed.value)
    assert "Traceback" not in str(failed.value)
