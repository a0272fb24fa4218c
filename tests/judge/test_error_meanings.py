"""How the judge chooses what to say: the cause that explains most, and what Python's own error texts mean."""

import numpy as np
import pytest

from autograder.judge.check_base import Failure
from autograder.judge.error_meanings import meaning_of
from autograder.judge.suite import explained
from autograder.judge.verdict import CheckResult


def failed(title, weight, *causes):
    """Return a failed check and its failure, which the given causes explain."""
    return CheckResult(title, weight, False, causes[0]), Failure(causes[0], causes=causes)


def test_a_failure_with_several_causes_gets_the_one_that_explains_most():
    """Where 'swapped' and 'one' explain a check alike, the one that explains the heavier checks is named in all."""
    pairs = [failed("a", 1, "swapped", "one"), failed("b", 4, "one"), failed("c", 1, "one", "sign"), failed("d", 2, "swapped")]
    checks = explained([check for check, _ in pairs], [failure for _, failure in pairs])
    assert [check.cause for check in checks] == ["one", "one", "one", "swapped"]


def test_causes_that_explain_alike_keep_their_order():
    """Of two causes that explain the same checks, the first one written is named."""
    pairs = [failed("a", 1, "first", "second"), failed("b", 1, "first", "second")]
    assert {"first"} == {check.cause for check in explained([check for check, _ in pairs], [failure for _, failure in pairs])}


def test_what_passed_or_has_one_cause_stays_as_it_is():
    """A passed check and a failure with a single cause are handed on unchanged."""
    check, failure = failed("a", 1, "only")
    passed = CheckResult("b", 1, True)
    assert (check, passed) == explained([check, passed], [failure, None])


def stretch(action):
    """Return the text of what `action` raises."""
    with pytest.raises(Exception, match=r".") as error:
        action()
    return str(error.value)


ARRAY, ONE = np.array([1.0, -2.0]), np.array(1.0)
KNOWN = {
    "if on an array": (lambda: 1 if ARRAY > 0 else 0, "number by number"),
    "Python's max": (lambda: max(0, ARRAY), "number by number"),
    "if on an empty array": (lambda: bool(np.zeros(0) > 0), "number by number"),
    "float of an array": (lambda: float(ARRAY), "whole array at once"),
    "an array for one place": (lambda: ARRAY.__setitem__(0, ARRAY), "whole array at once"),
    "an array and a number in one list": (lambda: np.max([ARRAY, 0]), "two inputs"),
    "loop over one number": (lambda: list(ONE), "single number"),
    "length of one number": (lambda: len(ONE), "single number"),
    "loop over a float": (lambda: list(1.0), "single number"),
    "place of one number": (lambda: ONE[0], "single number"),
    "place of a float": (lambda: np.max(ARRAY)[0], "single number"),
    "vectorize of nothing": (lambda: np.vectorize(lambda v: v)(np.zeros(0)), "options"),
    "maximum of nothing": (lambda: np.zeros(0).max(), "no largest number"),
    "a list compared": (lambda: [1.0] > 0, "given first line"),
    "a list times a number": (lambda: [1.0] * 0.5, "given first line"),
    "minus a list": (lambda: -[1.0], "given first line"),
    "a method that a list lacks": (lambda: [1.0].clip(0), "given first line"),
    "minus of True": (lambda: -(ARRAY > 0), "turn them into 1 and 0"),
    "True minus False": (lambda: (ARRAY > 0) - (ARRAY < 0), "turn them into 1 and 0"),
    "shapes that do not fit": (lambda: ARRAY + np.zeros(3), "both shapes"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_well_known_error_texts_are_explained(name):
    """What Python and NumPy of today really say when a beginner slips is recognised, and a question leads on."""
    action, words = KNOWN[name]
    assert words in meaning_of(stretch(action))


def test_other_error_texts_are_left_alone():
    """A text that is not among the well-known ones gets no meaning."""
    assert meaning_of("invalid literal for int() with base 10: 'a'") == ""
