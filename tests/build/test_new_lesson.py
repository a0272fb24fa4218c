"""Facts about `course new` before it writes: what it refuses, and why."""

import pytest
from classroom import ROOT

from autograder.build import new_lesson
from autograder.course import Course
from autograder.errors import CourseError


@pytest.mark.parametrize(
    ("assignment", "formula", "words"),
    [
        ("7_gelu", "x", "two digits and a name"),
        ("07_lambda", "x", "means something already"),
        ("07_max", "x", "means something already"),
        ("07_figure", "x", "means something already"),  # in notebooks/shared/sliders.py
        ("07_check_values", "x", "means something already"),  # in checker.py
        ("07_guess", "x", "means something already"),  # in guesses.py
        ("07_name_meaning", "x", "means something already"),  # in the judge's error_words.py
        ("07_gelu", "1 / (x - x)", "formula"),
        ("02_sigmoid", "x", "exists"),
    ],
)
def test_what_no_lesson_can_be_made_of_is_refused(assignment: str, formula: str, words: str) -> None:
    """With the reason; nothing is written."""
    before = sorted(ROOT.glob("notebooks/*"))
    with pytest.raises(CourseError) as raised:
        new_lesson.write(Course(ROOT), assignment, formula)
    assert words in str(raised.value)
    assert sorted(ROOT.glob("notebooks/*")) == before
