"""Facts about what a student reads: sentences, what stands out, pictures, and nothing that a browser would run."""

import base64
import json
import re

import numpy as np
import pytest

from autograder.judge import feedback_text
from autograder.judge.quotes import quoted
from autograder.judge.verdict import CellVerdict, CheckResult, Curve, Failure, Stop, Verdict
from autograder.pages.cell_report import cell_report
from autograder.pages.curves import about, picture, svg


def cell(*checks: CheckResult, **more: object) -> CellVerdict:
    """Return a verdict on `f` for ten points."""
    return CellVerdict("test_f", "f", 10, checks, **more)  # type: ignore[arg-type]


def failed(title: str, cause: str, weight: int = 1, **more: object) -> CheckResult:
    """Return a check that did not pass."""
    return CheckResult(title, weight, False, cause, **more)  # type: ignore[arg-type]


def test_a_cause_is_said_once_for_all_its_checks() -> None:
    """The heaviest comes first, and what has no name is left out beside it."""
    verdict = cell(failed("A", "tanh", 4), failed("B", "tanh"), failed("C", "wrong numbers", named=False), failed("D", "changes x"))
    assert [sentence for sentence, _ in feedback_text.failures_by_sentence(verdict, "cause")] == ["tanh", "changes x"]
    assert "Not passed either: C" in cell_report(verdict)


def test_what_has_no_name_is_said_where_there_is_nothing_better() -> None:
    """And then once, for the heaviest check."""
    verdict = cell(failed("A", "wrong for lists", named=False), failed("B", "wrong for arrays", 4, named=False))
    assert [sentence for sentence, _ in feedback_text.failures_by_sentence(verdict, "cause")] == ["wrong for arrays"]


def test_what_differs_in_sizes_alone_is_said_once() -> None:
    """The same line that stops, or the same first sentence, is one mistake, whatever the input was."""
    stops = "f stops in line 2 of its cell with ValueError: sizes {} and 24. In a product the inner sizes must be the same."
    stop = Stop("ValueError", 2)
    same = cell(*(failed(str(size), stops.format(size), kind="raised", stop=stop) for size in (2, 3, 4)))
    assert [sentence for sentence, _ in feedback_text.failures_by_sentence(same, "cause")] == [stops.format(2)]
    lines = cell(*(failed(str(line), "f stops.", kind="raised", stop=Stop("ValueError", line)) for line in (2, 3)))
    assert len(feedback_text.failures_by_sentence(lines, "cause")) == 2
    hints = cell(failed("A", "f comes close. Is it rounded?", 2), failed("B", "f comes close. Is the curve smooth?"))
    assert [sentence for sentence, _ in feedback_text.failures_by_sentence(hints, "cause")] == ["f comes close. Is it rounded?"]
    others = cell(failed("A", "f gives 0.5 for all inputs. Why?"), failed("B", "f gives 0.25 times what it should. Why?"))
    assert len(feedback_text.failures_by_sentence(others, "cause")) == 2


def test_detail_decides_how_much_is_said() -> None:
    """A title alone, the cause, or an example of input, expected and got."""
    verdict = cell(failed("Ordinary numbers", "It is tanh.", example="f at 0.25 should be 1, and is 2"))
    assert "tanh" not in cell_report(verdict, "title") + feedback_text.comment(verdict, "title")
    assert "0.25" not in cell_report(verdict, "cause") + feedback_text.comment(verdict, "cause")
    assert "It is tanh. (f at 0.25 should be 1, and is 2)" in feedback_text.comment(verdict, "example")


def test_right_answers_get_a_sentence_and_what_would_be_better() -> None:
    """Praise first."""
    verdict = cell(CheckResult("A", 1, True), notes=("A list is returned.",))
    assert feedback_text.comment(verdict) == "f is right for everything that was tried: well done. A list is returned."


def test_nothing_of_a_student_reaches_a_browser_unescaped() -> None:
    """Neither in a cause, nor in a note."""
    said = "f stops with <script>alert(1)</script>"
    verdict = cell(failed("A", said), notes=(said,))
    assert "<script" not in cell_report(verdict)


WAVE = tuple(np.linspace(-6, 6, 121).tolist())
GRIDS = {
    "apart": Curve(WAVE, tuple(np.sin(WAVE).tolist()), tuple(np.cos(WAVE).tolist()), tuple(range(121))),
    "holes": Curve(WAVE, tuple(None if x > 3 else x for x in WAVE), WAVE, tuple(range(90, 121))),
    "nothing known": Curve(WAVE, (None,) * 121, WAVE, tuple(range(121))),
    "a constant": Curve(WAVE, (0.0,) * 121, (0.0,) * 60 + (1e-9,) + (0.0,) * 60, (60,)),
    "one point": Curve(WAVE, tuple(float(x >= 0) for x in WAVE), tuple(float(x > 0) for x in WAVE), (60,)),
    "huge": Curve(WAVE, tuple(np.exp(20 * np.array(WAVE)).tolist()), WAVE, tuple(range(121))),
}


@pytest.mark.parametrize("curve", GRIDS.values(), ids=GRIDS)
def test_a_picture_is_whole_and_says_itself_in_words(curve: Curve) -> None:
    """Well-formed SVG with finite coordinates, small, and an alternative text."""
    from xml.etree import ElementTree

    drawn = svg(curve)
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert len(drawn) < 12_000
    assert not re.search(r"nan|inf(?!inity)", drawn.replace("nan or infinity", ""))
    assert about("f", curve) in picture("f", curve).replace("&#x27;", "'")
    data = re.search(r"base64,([^\"]+)", picture("f", curve))
    assert data is not None
    assert base64.b64decode(data[1]).decode() == drawn


def test_a_picture_says_where_the_curves_part() -> None:
    """In the alternative text: both ranges, the place, and where there is no value."""
    assert "farthest apart at x = 0: expected 0, yours 1" in about("f", GRIDS["one point"])
    assert "no value (nan or infinity) at 30 of 121 points" in about("f", GRIDS["holes"])


def test_a_class_is_told_no_line_and_if_anonymous_no_words() -> None:
    """What differs between students goes; the type of the exception and what it means stay."""
    cause = "f stops in line 2 of its cell with ValueError: ada. Was here. Which step?"
    failure = Failure(f"f stops in line 2 of its cell with ValueError: {quoted('ada. Was here')}. Which step?")
    assert failure.cause == cause
    check = failed("A", cause, kind="raised", stop=Stop("ValueError", 2, "", "ada. Was here."), general=failure.general)
    named, nameless = feedback_text.for_a_class(check, False), feedback_text.for_a_class(check, True)
    assert named.cause == "f stops with ValueError: ada. Was here. Which step?"
    assert nameless.cause == "f stops with ValueError. Which step?"
    assert feedback_text.topic(named) == feedback_text.topic(nameless) == "ValueError"
    raw = Verdict("02_sigmoid", 7, (cell(check),)).to_json()
    del raw["cells"][0]["checks"][0]["general"]
    old = Verdict.from_json(json.loads(json.dumps(raw))).cells[0].checks[0]
    assert feedback_text.for_a_class(old, True).cause == "A"
    assert feedback_text.for_a_class(old, False).cause == named.cause


def test_a_verdict_survives_being_written_down() -> None:
    """Curves, notes, kinds and all, through JSON."""
    checks = failed("A", "x"), failed("B", "y", kind="refused", stop=Stop("PermissionError", 3, "g", "no"))
    verdict = Verdict("02_sigmoid", 7, (cell(*checks, curve=GRIDS["holes"], notes=("n",)),))
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict


def test_a_verdict_recorded_before_there_were_kinds_loads() -> None:
    """Its marks and sentences are as they were, and its failures have the kind "unrecorded"."""
    verdict = Verdict("02_sigmoid", 7, (cell(failed("A", "x"), CheckResult("B", 1, True)),))
    raw = verdict.to_json()
    for check in raw["cells"][0]["checks"]:
        del check["kind"], check["stop"]
    loaded = Verdict.from_json(raw)
    assert loaded.score == verdict.score == 5
    assert loaded.report("x") == verdict.report("x")
    assert loaded.cells[0].checks[0].kind == "unrecorded"
