"""Facts about the judge as nbgrader's preprocessors: what is recorded is of the file that was judged."""

import pytest
from classroom import HALF, NAME, RIGHT, WITHOUT, submit
from nbgrader.converters import Autograde

from autograder.class_run.run import make_plan
from autograder.course import Course
from autograder.gradebook.fingerprints import Keys
from autograder.gradebook.rows import GradebookRows
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin import preprocessors
from autograder.nbgrader_plugin.converters import Gradebook

pytestmark = pytest.mark.usefixtures("slow")


def test_a_hand_in_that_is_replaced_while_it_is_judged_is_judged_again(
    course_copy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its verdict is of the file that was read: the next class run does not take the new one for graded."""
    submit(course_copy, "ada", HALF)
    put_results = preprocessors.put_results

    def meanwhile(*args: object) -> None:
        put_results(*args)  # type: ignore[arg-type]
        submit(course_copy, "ada", RIGHT)

    monkeypatch.setattr(preprocessors, "put_results", meanwhile)
    monkeypatch.chdir(course_copy.root)
    gradebook = Gradebook(course_copy, WITHOUT)
    gradebook.register(NAME)
    with gradebook.errors():
        Autograde(coursedir=gradebook.folders(NAME, "ada"), parent=gradebook.app).start()
    settings = Settings.read(course_copy)
    with GradebookRows(settings.db_url) as rows:
        assert rows.scores(NAME) == {"ada": 8}
        plan = make_plan(course_copy, rows, Keys(course_copy, settings, WITHOUT), [NAME], force=False)
    assert [task.student for task in plan.todo] == ["ada"]
