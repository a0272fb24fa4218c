"""Facts about how a submitted notebook's lesson is found."""

import time
from collections.abc import Callable

import pytest
from submissions.submitted import code, file

from autograder.course import Course
from autograder.submissions.definitions import bound_names
from autograder.submissions.notebook_file import UnreadableNotebook, parse
from autograder.submissions.release_notebook import load_release
from autograder.submissions.which_lesson import closest_lesson, guess_assignment


def test_a_notebook_is_known_by_its_exercises(course: Course) -> None:
    """Whatever the file is called; its name decides only where two lessons are in it to the same share."""
    cells = parse(course.release("03_tanh").read_bytes(), "x")
    assert guess_assignment(course, cells, "02_sigmoid") == "03_tanh"
    pasted = parse(file(code("x", "sigmoid")), "x")
    renamed = parse(course.release("05_softmax").read_bytes(), "x")
    assert guess_assignment(course, [*renamed, *pasted], "02_sigmoid") == "05_softmax"
    both = [*cells, *parse(course.release("02_sigmoid").read_bytes(), "x")]
    assert guess_assignment(course, both, "02_sigmoid") == "02_sigmoid"
    assert guess_assignment(course, both, "03_tanh") == "03_tanh"
    assert guess_assignment(course, cells, "my homework") == "03_tanh"
    with pytest.raises(UnreadableNotebook, match="no exercise of this course"):
        guess_assignment(course, parse(file(code("a", "b")), "x"), "my homework")


def test_a_text_is_read_once_not_for_every_function_of_the_course(course: Course) -> None:
    """A long file without marks takes about as long as its names take to find, however many lessons and functions there are."""
    source = "def f(x):\n    return 1\na = b = 2\n" * 2_000

    def seconds(step: Callable[[], object]) -> float:
        started = time.process_time()
        step()
        return time.process_time() - started

    cells = parse(file(code(source), code("def sigmoid(x):\n    return x\n")), "x")
    releases = {name: load_release(course, name) for name in course.assignments()}
    once = seconds(lambda: bound_names(source))
    assert closest_lesson(releases, cells, "x") == "02_sigmoid"
    assert seconds(lambda: closest_lesson(releases, cells, "x")) < 5 * once
