"""Facts about fairness: what every right answer, every wrong one and every slip of a beginner gets, under a few seeds.

`make bed` measures the same under twenty. What is right and wrong stands as data in tests/bed/; the policy, in docs/fairness.md.
"""

from collections.abc import Iterator
from itertools import chain

import pytest
from bed.kinds import KINDS

from autograder.judge.fork_server_client import ForkServer
from autograder.judge.suite import Suite
from bench.measure_bed import Answer, Outcome, bed, everywhere, judged, kept, lesson
from bench.mutate import CAP, chosen, fates

BED = bed()
FUNCTIONS = list(dict.fromkeys((answer.assignment, answer.function) for answer in BED))
GRADED = [(assignment, function) for assignment, function in FUNCTIONS if function in lesson(assignment).points]
SLIPS = [("02_sigmoid", "sigmoid"), ("01_linear_separability", "perceptron")]
functions = pytest.mark.parametrize(("assignment", "function"), FUNCTIONS)


class Judged:
    """The outcomes of every answer of the bed, the right ones under two seeds, and of what is wrong for every function.

    Those of a function are judged when they are asked for, once: whoever tests one lesson does not wait for the others.
    """

    def __init__(self, server: ForkServer, suite: Suite) -> None:
        self.server, self.suite = server, suite
        self.known: dict[tuple[str, str], list[Outcome]] = {}

    def of(self, assignment: str, function: str) -> list[Outcome]:
        """Return the outcomes of the answers to one function."""
        if (assignment, function) not in self.known:
            answers = [answer for answer in BED if (answer.assignment, answer.function) == (assignment, function)]
            right = [answer for answer in answers if answer.kind != "wrong"]
            wrong = [answer for answer in answers if answer.kind == "wrong"]
            wrong += everywhere(assignment, function, slips=(assignment, function) in SLIPS)
            self.known[assignment, function] = [
                *judged(self.server, self.suite, right, (0, 1)), *judged(self.server, self.suite, wrong, (2,)),
            ]  # fmt: skip
        return self.known[assignment, function]

    def __iter__(self) -> Iterator[Outcome]:
        """Return an iterator over the outcomes of all functions."""
        return chain.from_iterable(self.of(*place) for place in FUNCTIONS)


@pytest.fixture(scope="module")
def outcomes(fork_server: ForkServer, suite: Suite) -> Judged:
    """The outcomes that the tests of this file share."""
    return Judged(fork_server, suite)


def of(outcomes: Judged, assignment: str, function: str, *kinds: str) -> list[Outcome]:
    """Return the outcomes of one function whose answers are of these kinds."""
    return [outcome for outcome in outcomes.of(assignment, function) if outcome.answer.kind in kinds]


@functions
def test_what_is_right_gets_full_marks(outcomes: Judged, assignment: str, function: str) -> None:
    """However it is written, and whatever seed decides its inputs."""
    assert [(o.answer.name, o.seed, o.said) for o in of(outcomes, assignment, function, "right") if not o.full] == []


@functions
def test_what_is_wrong_loses_and_is_told_why(outcomes: Judged, assignment: str, function: str) -> None:
    """Each wrong answer loses marks, and its message holds the words that name its misconception."""
    assert [(o.answer.name, o.answer.words, o.said) for o in of(outcomes, assignment, function, "wrong") if not o.sound] == []


def test_a_mistake_counts_once(outcomes: Judged) -> None:
    """What is right on top of an earlier function that is wrong gets full marks, and the student is told how it was judged."""
    followed = [o for o in outcomes if o.answer.kind == "follows"]
    assert [(o.answer.name, o.said) for o in followed if not o.full or "A mistake counts once" not in o.said] == []
    assert len({o.answer.function for o in followed}) >= 4


CONSTANTS = {"as handed out", "0", "1", "one half", "zeros", "ones", "its input", "a constant", "constant", "stub", "not written"}


@functions
def test_a_stub_or_a_constant_earns_nothing(outcomes: Judged, assignment: str, function: str) -> None:
    """Nor does giving the input back."""
    found = [o for o in of(outcomes, assignment, function, "wrong") if o.answer.name in CONSTANTS]
    assert len(found) >= 7
    assert [(o.answer.name, o.share) for o in found if o.share] == []


@functions
def test_who_fails_on_ordinary_inputs_stays_below_half(outcomes: Judged, assignment: str, function: str) -> None:
    """Every check also asks about ordinary inputs, so whoever is wrong there passes little else.

    Left out: whoever failed there for want of time, because a loop for another input did not end and the function is called no more.
    """
    wrong = of(outcomes, assignment, function, "wrong")
    beyond = [o for o in wrong if not o.ordinary and not o.out_of_time and o.share >= 0.5]
    assert [(o.answer.name, o.share) for o in beyond] == []


@functions
def test_who_is_right_on_ordinary_inputs_keeps_a_share(outcomes: Judged, assignment: str, function: str) -> None:
    """A wrong one loses in proportion: right numbers for ordinary inputs are worth at least a fifth."""
    below = [o for o in of(outcomes, assignment, function, "wrong") if o.ordinary and o.share < 0.2]
    assert [(o.answer.name, o.share) for o in below] == []


@pytest.mark.parametrize("kind", KINDS["asked in words"])
def test_what_is_asked_in_words_costs_a_quarter(outcomes: Judged, kind: str) -> None:
    """Whoever gets everything right but this keeps three quarters at most."""
    found = kept(outcomes, *KINDS["asked in words"][kind])
    assert found
    assert {name: share for name, share in found.items() if share > 3 / 4} == {}


@pytest.mark.parametrize("kind", KINDS["extreme values"])
def test_extreme_values_cost_an_eighth_at_most(outcomes: Judged, kind: str) -> None:
    """Whoever gets everything right but numbers far out keeps seven eighths at least."""
    found = kept(outcomes, *KINDS["extreme values"][kind])
    assert found
    assert {name: share for name, share in found.items() if share < 7 / 8} == {}


@pytest.mark.parametrize("kind", KINDS["forms and details"])
def test_every_kind_of_form_is_in_the_bed(outcomes: Judged, kind: str) -> None:
    """The table in docs/fairness.md has answers for each of its rows, and each of these loses something."""
    found = kept(outcomes, *KINDS["forms and details"][kind])
    assert found
    assert {name: share for name, share in found.items() if share == 1} == {}


@pytest.mark.parametrize(("assignment", "function"), GRADED)
def test_the_bed_is_wide_enough(assignment: str, function: str) -> None:
    """At least fifteen ways to go wrong and eight to be right stand in the bed for each graded function."""
    kinds = [answer.kind for answer in BED if (answer.assignment, answer.function) == (assignment, function)]
    assert kinds.count("wrong") >= 15
    assert kinds.count("right") >= 8


def test_every_function_of_the_course_is_in_the_bed() -> None:
    """Stretch exercises too."""
    for assignment in {answer.assignment for answer in BED}:
        whole = lesson(assignment)
        assert {function for place, function in FUNCTIONS if place == assignment} == {*whole.points, *whole.stretch}


def test_a_small_change_to_a_right_answer_is_caught_or_right_too() -> None:
    """A sample of the mutants; `make mutants` judges all of them, and tests/bed/equivalent.py says why some are right."""
    found = fates(chosen((), CAP, sample=60), seeds=1, workers=1)
    assert [(fate.mutant.answer.function, fate.mutant.answer.name, fate.mutant.change) for fate in found if fate.open] == []
    assert sum(not fate.passed for fate in found) >= 45


def test_answers_have_names_of_their_own() -> None:
    """No two answers to a function are the same code."""
    sources: dict[tuple[str, str, str], Answer] = {}
    for answer in BED:
        same = sources.setdefault((answer.assignment, answer.function, answer.source), answer)
        assert same is answer, f"{answer.function}: '{answer.name}' is '{same.name}' once more"
