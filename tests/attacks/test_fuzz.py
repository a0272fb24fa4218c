"""Facts about `make fuzz` and the measuring of growth: both find faults that are put into the grader, and none in it as it is."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from attacks.harmless import FALSE, complaints
from classroom import NAME

from autograder.class_run import grade_one
from autograder.submissions.notebook_file import SubmittedCell
from bench.fuzz_answers import Finding, Fuzz
from bench.growth import LEAST, MOST, TEXTS, TIMES, Growth, measure, section
from bench.readers import Desk

SEED = 18
INPUTS = range(4)  # make fuzz reads more


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with one lesson."""
    with Desk(tmp_path_factory.mktemp("desk") / "course", [NAME]) as desk:
        yield desk


@pytest.fixture
def grading(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The same desk, at which submissions are only graded."""
    monkeypatch.setattr(desk, "readers", {"grade": desk.readers["grade"]})
    return desk


def planted(monkeypatch: pytest.MonkeyPatch, fault: Callable[[bytes], object]) -> None:
    """Put a fault into a step that every submission goes through: its file is read."""
    step = grade_one.parse

    def faulty(raw: bytes, path: object) -> list[SubmittedCell]:
        fault(raw)
        return step(raw, path)

    monkeypatch.setattr(grade_one, "parse", faulty)


def taken(fuzz: Fuzz) -> int:
    """Return the first input that has an ordinary student's id: it is graded, or waits."""
    return next(number for number in range(100) if fuzz.paper(number).student == "kanary")


def test_random_submissions_come_to_an_end(desk: Desk) -> None:
    """Each is graded, or waits for a person with a reason, within its limits, and shows nothing that it should not."""
    fuzz = Fuzz(desk, SEED)
    assert [finding for number in INPUTS for finding in fuzz.findings(number)] == []
    assert fuzz.outcomes["graded"] > 0


def test_a_number_makes_the_same_submission_again(desk: Desk) -> None:
    """As the command says that repeats it."""
    one, other = (Fuzz(desk, SEED).paper(number=3) for _ in range(2))
    assert (one.student, one.answers, one.cells, one.files) == (other.student, other.answers, other.cells, other.files)
    assert Finding(7, 12, NAME, "grade", "raises").again == f'make fuzz FUZZ_ARGS="--seed 7 --only 12 --lesson {NAME}"'


def test_a_step_that_raises_is_found(grading: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the exception, its place, and the input."""

    def raising(raw: bytes) -> None:
        raise ZeroDivisionError("planted")

    planted(monkeypatch, raising)
    fuzz = Fuzz(grading, SEED)
    (finding,) = fuzz.findings(taken(fuzz))
    assert (finding.where, finding.number) == ("grade", taken(fuzz))
    assert "ZeroDivisionError: planted" in finding.what
    assert "test_fuzz.py" in finding.what


def test_a_step_without_an_end_is_found(grading: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel ends it when its time is over; the next input is read as before."""
    fuzz = Fuzz(grading, SEED)
    with monkeypatch.context() as patch:
        planted(patch, lambda raw: [None for _ in iter(int, 1) if raw is None])
        patch.setattr(grading.grader.marker, "limits", replace(grading.limits, grader_seconds=0.5))
        (finding,) = fuzz.findings(taken(fuzz))
    assert "computed longer" in finding.what
    assert list(fuzz.findings(taken(fuzz))) == []


def test_growth_that_is_too_steep_is_found(grading: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that goes over a text again and again (with the cube of its length) fails, and the table names the reader."""
    name = "file's name"
    assert not measure(grading, name, tries=6).fails  # again only while other work on the machine hides it
    beside = grading.course.submitted("ada", NAME).parent
    most = 1.3 * MOST * LEAST  # seconds of computing, as many on any machine

    def compute(raw: bytes) -> None:
        length = max(len(path.name) for path in beside.iterdir()) / TEXTS[name].most
        end = time.process_time() + most * length**3
        while time.process_time() < end:
            pass

    planted(monkeypatch, compute)
    growth = measure(grading, name, tries=2)
    assert "grade" in growth.too_steep
    assert f"| {name} | 24 → 240 characters |" in section([growth], "today")
    assert "grade: " in section([growth], "today")


def test_growth_is_counted_beyond_what_every_submission_takes() -> None:
    """Ten times as long for ten times the text passes, twenty times does not, unless it is twice the time of a half.

    A hundredth of a second is nothing.
    """
    linear, steep, small = (
        Growth("comment", {"grade": 1.0}, {"grade": 1.0 + few}, {"grade": 1.0 + many})
        for few, many in ((0.1, 1.0), (0.1, 2.0), (0.001, 0.02))
    )
    assert [growth.too_steep for growth in (linear, steep, small)] == [(), ("grade",), ()]
    assert linear.row().endswith("| 10.0 |")
    assert [replace(steep, half={"grade": 1.0 + half}).too_steep for half in (0.5, 1.0)] == [("grade",), ()]
    assert TIMES < MOST <= 1.5 * TIMES


def test_every_text_of_a_students_is_measured() -> None:
    """A new one that a student controls comes beside these."""
    kinds = {name.partition(":")[0] for name in TEXTS}
    assert kinds >= {
        "source", "comment", "output", "output kept in the file", "error's name", "error's text", "error's traceback",
        "type's name", "parameter's name", "attachment", "metadata", "Markdown", "cells of code", "names alike", "file's name",
        "student's id",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("html: page", "<p>&#x202e;</p>"), ("html: page", "<img src=x onerror=x>"), ("html: page", "<script></script>" * 2),
        ("terminal: check", f"ada: wrong\n{FALSE}"), ("terminal: check", "\x1b[2J"), ("csv: marks", "a\n=1"),
        ("csv: marks", 'a,"b\nc"'), ("code: explain", "x = 1\nprint(x)"), ("code: explain", "x = 'kanary'"), ("code: explain", "("),
        ("code: explain", "if 1:\n    x = 1"), ("json: report, nameless", "Kanary"),
    ],
)  # fmt: skip
def test_what_is_not_harmless_is_named(place: str, text: str) -> None:
    """Each kind of place has its own complaints."""
    assert list(complaints(place, text, ("sigmoid",)))


def test_what_is_harmless_is_let_through() -> None:
    """Code that calls the function, a page with formulas, a table of marks."""
    assert not list(complaints("code: explain", "import numpy as np\nx = np.array([1.0])\nsigmoid(x)\n# kanary", ("sigmoid",)))
    assert not list(complaints("html: page", "<p>kanary $x^2$ &lt;b&gt;\xa0</p><script></script>", ()))
    assert not list(complaints("csv: marks", "student,score\n'=kanary,20\n", ()))
