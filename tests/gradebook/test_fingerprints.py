"""What a run grades again, and what it need not even read."""

import os
import shutil
import time
from pathlib import Path

from classroom import HALF, NAME, state, submit
from graded_class import DEADLINE, GRADE_OF, change, copy_of, grade, states

from autograder.class_run.run import obstacle
from autograder.class_run.tasks import find
from autograder.course import Course
from autograder.gradebook.fingerprints import Stamps, content_of, stamp_of


def test_only_what_changed_is_graded_again(graded: Course, tmp_path: Path) -> None:
    """A changed file, a lost notebook, a gradebook put back: each is noticed; a new date on the file alone is not."""
    course = copy_of(graded, tmp_path / "course")
    os.utime(course.root / "submitted" / "late" / NAME / f"{NAME}.ipynb")
    before = state(course)
    again = states(grade(course))
    assert {state for name, (state, _) in again.items()} == {"unchanged", "missing"}
    assert again["late"] == ("unchanged", 20)
    assert state(course) == before
    submit(course, "-b o", HALF)
    shutil.rmtree(course.root / "autograded" / "100%")
    change(course, f"UPDATE grade SET auto_score = 3 WHERE {GRADE_OF}", "ünal 🙂", "test_sigmoid")
    found = {name: found for name, found in states(grade(course)).items() if found[0] == "graded"}
    assert found == {"-b o": ("graded", 10), "100%": ("graded", 10), "ünal 🙂": ("graded", 20)}


def test_a_run_need_not_read_what_the_one_before_has_graded(graded: Course, tmp_path: Path) -> None:
    """After a run nothing but its last files, too young to be trusted, has to be read to know that a class is done."""
    course = copy_of(graded, tmp_path / "course")
    handed = {task.student: task.path for task in find(course, NAME) if obstacle(task) is None}
    limit = time.monotonic() + DEADLINE
    while not all(map(stamp_of, handed.values())):
        assert time.monotonic() < limit
        time.sleep(0.1)
    (course.root / "verdicts" / NAME / ".stamps.json").unlink(missing_ok=True)
    grade(course, force=True)
    with Stamps(course, NAME) as stamps:
        assert {name for name in stamps.before if name.startswith("file ")} == {f"file {student}" for student in handed}
        for student, path in handed.items():
            assert stamps.before[f"file {student}"][-1] == [content_of(path)]
    assert {state for state, _ in states(grade(course)).values()} == {"unchanged", "missing"}
