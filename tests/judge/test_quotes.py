"""Facts about a student's words in the judge's sentences: one line, no fractions, and left out where they are not to be read."""

import pytest

from autograder.judge import quotes
from autograder.judge.error_lines import Asked
from autograder.judge.error_meanings import no_value, not_numbers
from autograder.judge.session import Answer, Failed
from autograder.judge.verdict import Failure
from autograder.wire import Other

KANARY = "kanary"
SYNTAX = Failed("SyntaxError", f"invalid {KANARY}", 4)
UNPACK = Failed("ValueError", "not enough values to unpack (expected 2, got 1)", 2, trace=("line 2, in f",))
KEPT = f"def f({KANARY}):\n    n, d = {KANARY}.shape\n    return n"
ENDED = "where it is not associated with a value"


def raised(kind: str, text: str, **more: object) -> Answer:
    """Return the answer of a call that an exception ended."""
    return Answer("raised", error=Failed(kind, text, **more))  # type: ignore[arg-type]


SENTENCES = {  # the answer, the notebook's cells, and how the sentence begins without the student's words
    "text": (raised("ValueError", f"Bad. {KANARY}: no.", line=3), [], "f stops in line 3 of its cell with ValueError"),
    "type": (raised(f"{KANARY}Error", "a"), [], "f stops with an exception of its own"),
    "name": (raised("NameError", f"name '{KANARY}' is not defined"), [], "f stops: name '…' is not defined. "),
    "early": (
        raised("UnboundLocalError", f"cannot access local variable '{KANARY}' {ENDED}"), [],
        f"f stops: cannot access local variable '…' {ENDED}. It is used before it gets a value.",
    ),
    "NumPy's name": (
        raised("NameError", "name 'exp' is not defined"), [],
        "f stops: name 'exp' is not defined. NumPy has it, as np.exp: what is missing before its name?",
    ),
    "own words of a NameError": (raised("NameError", f"{KANARY} 'x' is not defined"), [], "f stops. "),
    "input": (Answer("raised", error=UNPACK), [KEPT], "f stops in line 2 of its cell with ValueError. … is a flat array"),
    "alike": (Answer("missing"), ["def fkanary(x): 0"], "f is not defined"),
    "kind": (Answer("missing", note=KANARY), [], "f is not a function any more: the notebook sets it to a value of type …."),
    "cell": (Answer("missing"), [], "f is not defined when the notebook runs from top to bottom. Its cell stops in line 4 with "),
    "call": (raised("TypeError", f"{KANARY}() takes 1", at_call=True), ["def f(): 0"], "f cannot be called as"),
    "helper": (
        raised("NotImplementedError", "", trace=(f"line 2, in {KANARY}",)), [], "f calls …, and … is not written yet: ",
    ),
    "another cell": (raised("NameError", f"name '{KANARY}' is not defined"), ["x"], "f stops: name '…' is not"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_is_kept_without_the_students_words(name: str) -> None:
    """What Python says of well-known names, where it arose and what it means stay; the sentence for the student is whole."""
    import numpy as np

    answer, cells, general = SENTENCES[name]
    troubles = {"f": SYNTAX, KANARY: SYNTAX} if name in ("cell", "helper", "another cell") else {}
    failure = no_value("f", answer, cells, troubles, "", Asked((np.zeros(3),), "", ("x",)))
    assert failure.general.startswith(general)
    assert KANARY not in failure.general
    assert (KANARY in failure.cause) == (name not in ("alike", "NumPy's name")), failure.cause
    assert not {"\ue000", "\ue001"} & {*failure.cause, *failure.general, *(failure.stop.words if failure.stop else "")}


def test_a_type_of_value_is_a_quotation_too() -> None:
    """But not the types that have a sentence of their own."""
    assert Failure(not_numbers("f", Other(KANARY))).general == "f returns something that is not an array of numbers."
    assert KANARY not in Failure(not_numbers("f", Other(KANARY))).general
    assert "a set" in Failure(not_numbers("f", Other("set"))).general


def test_a_quotation_is_one_line_without_fractions() -> None:
    """It cannot be ended from within."""
    assert quotes.shown(quotes.quoted("a\n0.25\te\ue001\x1b[2J\u202e\u2028b")) == "a ⏎ … e b"
    assert quotes.without(f"f: {quotes.quoted('a')} b {quotes.quoted(chr(0xE001) + 'c')}, d") == "f b …, d"


def test_types_of_exceptions_are_known_by_their_names() -> None:
    """Python's and NumPy's own; names of functions are no types."""
    assert all(map(quotes.is_known, ("ValueError", "AxisError", "UFuncTypeError", "ModuleNotFoundError")))
    assert not any(map(quotes.is_known, ("Zoe", "print", "")))


def test_names_are_marked_whole() -> None:
    """No part of another word, and no sentence changes for its student."""
    sentence = quotes.names_quoted("at: data at x", {"at"})
    assert quotes.without(sentence) == "…: data … x"
    assert quotes.shown(sentence) == "at: data at x"
    assert quotes.names_quoted("at", ()) == "at"
