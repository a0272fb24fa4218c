"""Which known wrong form explains an answer: the judge's own numbers beside those of the wrong forms, with nobody asked."""

from collections.abc import Callable

import numpy as np
import pytest

from autograder.judge.known_causes import TRIES, Cause, KnownCauses
from autograder.judge.tolerance import ELEMENTWISE, Array, Question

FIRST, SECOND = np.linspace(2, 3, 9), np.linspace(11, 12, 9)


def question(x: Array) -> Question:
    """Return the question for sin(x)."""
    return Question((x,), np.sin(x), ELEMENTWISE)


@pytest.fixture
def tried() -> list[str]:
    """The names of the causes that were tried, in order."""
    return []


@pytest.fixture
def causes(tried: list[str]) -> list[Cause]:
    """Causes that say when they are tried; the last one raises."""

    def cause(name: str, wrong: Callable[[Array], Array]) -> Cause:
        return Cause(name, lambda x: [tried.append(name), wrong(x)][1])

    def broken(x: Array) -> Array:
        raise ValueError("not for these")

    powers = [cause("square", lambda x: x**2), cause("cube", lambda x: x**3), cause("fourth power", lambda x: x**4)]
    return [*powers, cause("another cube", lambda x: x * x * x), cause("broken", broken)]


@pytest.mark.parametrize("rare", [False, True])
def test_a_mistake_that_explained_one_answer_is_tried_first_at_the_next(
    causes: list[Cause], tried: list[str], *, rare: bool
) -> None:
    """The others are tried again only if none of those that explained an answer fits: a function repeats its mistake."""
    known = KnownCauses(rare=causes) if rare else KnownCauses(causes)

    def said(x: Array, got: Array) -> tuple[str, ...]:
        tried.clear()
        return known.rare_sentences(question(x), got) if rare else known.sentences(question(x), got)

    every = ["square", "cube", "fourth power", "another cube", "broken"]
    assert (said(FIRST, FIRST**3), tried) == (("cube", "another cube"), every)
    assert (said(FIRST + 1, (FIRST + 1) ** 3), tried) == (("cube", "another cube"), ["cube", "another cube"])
    assert (said(SECOND, SECOND**4), tried) == (("fourth power",), ["cube", "another cube", *every])
    assert (said(FIRST, FIRST**3), tried) == (("cube", "another cube"), ["cube", "another cube", "fourth power"])


def test_rare_causes_are_given_up(causes: list[Cause], tried: list[str]) -> None:
    """They are thousands: after a few answers that none of them explains, no more are tried."""
    known = KnownCauses(rare=causes)
    for _ in range(TRIES):
        assert known.rare_sentences(question(FIRST), np.cos(FIRST)) == ()
    tried.clear()
    assert known.rare_sentences(question(FIRST), FIRST**3) == ()
    assert tried == []


def test_right_answers_refute_a_cause(causes: list[Cause]) -> None:
    """A wrong form that would have been wrong where the function was right is not what it does."""
    known = KnownCauses(causes)
    x = np.array([1.0, 1.0])  # every power is 1 there
    ones = Question((x,), np.zeros(2), ELEMENTWISE)
    assert known.sentences(ones, x) == ("square", "cube", "fourth power", "another cube")
    known = KnownCauses(causes[:2])
    known.keep(Question((FIRST,), FIRST**2, ELEMENTWISE))
    assert known.sentences(Question((SECOND,), np.sin(SECOND), ELEMENTWISE), SECOND**2) == ("square",)
    known.keep(Question((FIRST + 5,), np.exp(FIRST), ELEMENTWISE))
    assert known.sentences(ones, x) == (), "few numbers fit by chance, and both forms are refuted"


def test_the_code_must_hold_what_a_sentence_speaks_of() -> None:
    """A sentence about a loop is said of code with a loop; of code that is unknown, too."""
    cause = Cause("Does the loop end too early?", lambda x: x**2)
    for source, expected in {"": 1, "def f(x):\n    return x**2": 0, "def f(x):\n    for y in x: pass": 1}.items():
        assert len(KnownCauses([cause], source=source).sentences(question(FIRST), FIRST**2)) == expected


def test_several_values_are_compared_as_one_row() -> None:
    """The parts of a wrong form are put one after another, as those of the answer are."""
    cause = Cause("both doubled", lambda w, b: (2 * w, 2 * b))
    w = np.arange(1.0, 4.0)
    asked = Question((w, 5.0), np.append(w, 5.0), ELEMENTWISE)
    assert KnownCauses([cause], several=True).sentences(asked, 2 * np.append(w, 5.0)) == ("both doubled",)
