"""Each number on the page 00_start, and its table of lessons, are as the lessons are."""

import re

import numpy as np
import pytest
from classroom import ROOT
from notebooks.lesson_numbers import numbers
from notebooks.test_numbers_01 import most_right, on_grid

from autograder.course import Course
from autograder.judge.lesson import Lesson

LESSON = "00_start"
COURSE = Course(ROOT)
TEXT = COURSE.text(LESSON).read_text(encoding="utf-8")


def test_the_best_line_of_the_first_slider():
    """The slider's best setting, the best of all lines, and what one gets without a line."""
    names = {"np": np}
    exec((ROOT / "notebooks/shared/ring.py").read_text(encoding="utf-8"), names)
    right, points, angle, shift = numbers(LESSON, "With these sliders the best is {} of {}, at {} degrees and {}, for example.")
    (seed,) = numbers(LESSON, "these are the points of seed {}.")
    still = numbers(LESSON, "Below, the best setting only cuts off some circles on the left: {} of {} points are right.")
    assert still == [right, points]
    X, y = names["ring"](int(points), int(seed))
    grid = on_grid(X, y, np.arange(0, 361, 5), np.arange(-25, 26) / 10)
    assert grid[angle, shift] == max(grid.values()) == right
    assert numbers(LESSON, "Among all lines the best gets {}.") == [most_right(X, y)]
    assert numbers(LESSON, "Without any line, {} are right already") == [y.sum()]


@pytest.mark.parametrize("name", COURSE.assignments())
def test_the_table_names_each_lesson_and_what_one_writes_in_it(name):
    """Each lesson has a row with its link and its functions with points, and takes no more minutes than the page says."""
    (row,) = re.findall(rf"^# \| \[\d\. [^]]+\]\(\.\./{name}/{name}\.ipynb\) \| [^|]+ \| (.+) \|$", TEXT, re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == list(Lesson.read(COURSE, name).points)
    (most,) = numbers(LESSON, "Each lesson gives 20 points, and takes up to {} minutes.")
    (stated,) = numbers(name, "Time: about {} minutes")
    assert stated <= most


def test_the_number_of_things_to_do_is_counted():
    """The heading's number is the number of rows below it."""
    section = TEXT.split("# ## Ten things to do in JupyterLab")[1].split("# On a Mac")[0]
    assert section.count("\n# | ") - 2 == 10
