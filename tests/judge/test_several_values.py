"""What is said of an answer that is several arrays."""

import numpy as np
import pytest

from autograder.judge import several_values as several

NAMES = ("dW", "db")
RIGHT = [np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([7.0, 8.0, 9.0])]


def near(a, b) -> bool:
    """Return whether two arrays agree."""
    return bool(np.allclose(a, b))


def test_several_arrays_become_one():
    """Their numbers follow each other, whatever their shapes; a single number counts as one."""
    assert several.flat([np.eye(2), 5.0, []]).tolist() == [1, 0, 0, 1, 5]


@pytest.mark.parametrize(
    ("value", "words"),
    [((1, 2, 3), "3 values; two are asked for, in this order: dW, db"), (np.eye(2), "one value; two are asked for")],
)
def test_too_few_or_too_many_values(value, words):
    """The sentence says how many came, and names those that are asked for."""
    assert words in several.too_few("f", NAMES, value).cause


@pytest.mark.parametrize(
    ("got", "words"),
    [
        ([RIGHT[0].T, RIGHT[1]], "dW of the shape (3, 2), and (2, 3) is asked for. Rows and columns"),
        ([RIGHT[0], RIGHT[1][None]], "db of the shape (1, 3), and (3,) is asked for. One axis too many"),
        ([RIGHT[0], RIGHT[1].sum()], "added up into one"),
        ([RIGHT[0][0], RIGHT[1]], "An axis is lost"),
        ([RIGHT[0], RIGHT[1][:2]], "Which product"),
        ([RIGHT[1], RIGHT[0]], "in another order"),
    ],
)
def test_a_wrong_shape_is_named(got, words):
    """The first part of another shape than it should have, and what may have led to it."""
    failure = several.wrong_shapes("f", NAMES, [np.asarray(part) for part in got], RIGHT)
    assert failure is not None
    assert words in failure.cause
    assert failure.cause.endswith("?")


def test_right_shapes_are_no_failure():
    """Only shapes are looked at."""
    assert several.wrong_shapes("f", NAMES, RIGHT, RIGHT) is None


def test_what_is_wrong_is_told_apart_from_what_is_right():
    """Right parts are named, parts that are turned round or exchanged are recognised, and nothing is said if all are wrong."""
    square, other = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
    pair = [square, other]
    assert "dW is right, db is not" in several.wrong_parts("f", NAMES, [RIGHT[0], 2 * RIGHT[1]], RIGHT, near)
    assert "returns dW with rows and columns exchanged" in several.wrong_parts("f", NAMES, [square.T, other], pair, near)
    assert "in another order" in several.wrong_parts("f", NAMES, [other, square], pair, near)
    assert several.wrong_parts("f", NAMES, [2 * square, 2 * other], pair, near) == ""


def test_the_first_wrong_number_is_an_example():
    """It is named by its place in its array."""
    assert several.first_wrong(NAMES, [RIGHT[0], np.array([7.0, 0.5, 9.0])], RIGHT, near) == "db[1] should be 8, and is 0.5"
    assert several.first_wrong(NAMES, RIGHT, RIGHT, near) == ""
