"""Facts about causes made of a table of wrong forms, or of steps: one slip or two at once, and what is said of them."""

import numpy as np
import pytest

from autograder.judge.slips import Step, causes, of_floats, ordinary, slips

ADD = Step([lambda x: x + 1], {"1 is left out.": [lambda x: x], "2 is added.": [lambda x: x + 2]})
TIMES = Step([lambda y: 2 * y, lambda y: y + y], {"Nothing is doubled.": [lambda y: y]})


def _build(first, second):
    return lambda x: second(first(np.asarray(x)))


def test_one_step_goes_wrong_at_a_time():
    """The others are right, in each of their right ways."""
    made = [(cause.sentence, float(cause.wrong(3))) for cause in slips(_build, ADD, TIMES)]
    assert sorted(made) == [
        ("1 is left out.", 6), ("1 is left out.", 6), ("2 is added.", 10), ("2 is added.", 10), ("Nothing is doubled.", 4),
    ]  # fmt: skip


def test_two_steps_go_wrong_at_once_and_both_are_said():
    """In one sentence each."""
    made = {cause.sentence: float(cause.wrong(3)) for cause in slips(_build, ADD, TIMES, at_once=2)}
    assert made == {"1 is left out. Also: Nothing is doubled.": 3, "2 is added. Also: Nothing is doubled.": 5}


def test_causes_are_made_when_they_are_looked_at_and_once():
    """A lesson's thousands of pairs cost a class of another lesson nothing."""
    made = []

    def build(*ways):
        made.append(ways)
        return lambda x: x

    causes = slips(build, ADD, TIMES)
    assert made == []
    assert list(causes) == list(causes)
    assert len(made) == 5


def test_a_table_gives_a_cause_for_each_form_in_its_order():
    """A sentence may have several forms."""
    made = causes({"It is doubled.": [lambda x: 2 * x, lambda x: x + x], "It is squared.": [lambda x: x**2]}, of_floats)
    assert [(cause.sentence, cause.wrong([1, 3]).tolist()) for cause in made] == [
        ("It is doubled.", [2.0, 6.0]), ("It is doubled.", [2.0, 6.0]), ("It is squared.", [1.0, 9.0]),
    ]  # fmt: skip


def test_a_form_for_ordinary_numbers_does_not_apply_to_others():
    """It raises ValueError, as every form does that does not apply."""
    assert ordinary(np.array([-50.0, 50.0])).tolist() == [-50.0, 50.0]
    assert ordinary(np.zeros(0)).size == 0
    with pytest.raises(ValueError, match="not ordinary"):
        ordinary(np.array([1.0, 51.0]))
