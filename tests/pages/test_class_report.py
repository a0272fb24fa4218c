"""Facts about the class report and the exports: a small class, graded for real, then read from gradebook and verdicts alone."""

import csv
import io
import json
import re
import shutil
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from classroom import ROOT, STEP, WITHOUT, new_course, submit
from graded_class import grade

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import FinalMark
from autograder.gradebook.verdict_files import Record
from autograder.judge.error_meanings import no_value
from autograder.judge.feedback_text import for_a_class
from autograder.judge.session import Answer, Failed
from autograder.judge.verdict import CellVerdict, CheckResult, Kind, Verdict
from autograder.pages import report_page
from autograder.pages.class_report import ClassReport, _alike, _stopped, collect, row
from autograder.pages.lms_export import export
from autograder.pages.report_page import write

SIGMOID = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1 / (1 + np.exp(-x))\n"
GRAD = "def sigmoid_grad(x):\n    s = sigmoid(x)\n    return s * (1 - s)\n"
TANH = "def sigmoid(x):\n    '''Dear {name} <script>alert(1)</script>'''\n    return np.tanh(x)  # {name} was here\n"
CALLS = "import socket\nsocket.socket()\n" + SIGMOID
CLASS: dict[str, dict[str, str] | bytes] = {
    "ada": {"sigmoid": SIGMOID, "sigmoid_grad": GRAD, "gradient_step": STEP},
    "bo": {"sigmoid": "import pandas_is_missing\n" + TANH.format(name="bo"), "sigmoid_grad": GRAD},
    "carla": {"sigmoid": TANH.format(name="carla"), "sigmoid_grad": "def sigmoid_grad(x):\n    return x * (1 - x)\n"},
    "dan": {},
    "eve": {"sigmoid": CALLS},
    "frank": b"{",
    "gita": {"sigmoid": SIGMOID},
    "ida": {"sigmoid": SIGMOID.replace("def sigmoid(x):", "def sigmoid(x)"), "sigmoid_grad": GRAD},
    "jo": {"sigmoid": SIGMOID.replace("def sigmoid", "def sigmiod"), "sigmoid_grad": GRAD},
}


@pytest.fixture(scope="module")
def course(slow: None, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A graded class; gita is late and has a manual mark, hugo has handed in nothing."""
    from nbgrader.api import Gradebook

    found = new_course(tmp_path_factory.mktemp("report") / "course")
    for student, answers in CLASS.items():
        submit(found, student, answers, f"2026-11-{'22' if student == 'gita' else '20'} 10:00:00.000000 UTC")
    grade(found)
    with Gradebook(f"sqlite:///{found.root / 'gradebook.db'}") as book:
        book.update_or_create_student("hugo", first_name="Hugo", last_name="Ball", email="hugo@example.edu", lms_user_id="77")
        book.update_or_create_assignment("02_sigmoid", duedate=datetime(2026, 11, 21))
        own = book.find_grade("test_sigmoid_grad", "02_sigmoid", "02_sigmoid", "gita")
        own.manual_score, own.extra_credit = 3.0, 1.0
        book.db.commit()
    return found


@pytest.fixture(scope="module")
def report(course: Course) -> ClassReport:
    """The class's report, with names."""
    return collect(course, "02_sigmoid")


def test_marks_are_the_gradebooks(report: ClassReport) -> None:
    """Manual marks and extra credit count; who could not be read has none, and nobody gets a zero for it."""
    marks = {row.student: row.score for row in report.rows}
    assert marks == {"ada": 20, "bo": 6, "carla": 0, "dan": 0, "eve": 8, "frank": None, "gita": 12, "ida": 6, "jo": 6}
    assert report.missing == ("hugo",)
    assert list(report.unreadable) == ["frank"]


def test_misconceptions_come_by_frequency_with_code(report: ClassReport) -> None:
    """The same mistake of two students is one, with the shortest code of it."""
    first = report.misconceptions[0]
    assert (first.function, first.students) == ("sigmoid", ("bo", "carla"))
    assert "tanh" in first.cause
    assert first.code.startswith("def sigmoid(x):")
    assert any(each.function == "sigmoid_grad" and each.students == ("carla",) for each in report.misconceptions)


def test_an_example_is_looked_for_among_the_first(course: Course, report: ClassReport, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading all notebooks of a large class takes long; who has the misconception is counted in full all the same."""
    monkeypatch.setattr("autograder.pages.class_report.LOOKED_AT", 0)
    without = collect(course, "02_sigmoid").misconceptions
    assert [(each.cause, each.students) for each in without] == [(each.cause, each.students) for each in report.misconceptions]
    assert {each.code for each in without} == {""} != {each.code for each in report.misconceptions}


def test_lines_that_stopped_are_counted_apart(course: Course, report: ClassReport) -> None:
    """They are no misconceptions; what the sandbox stopped stands in its own list, and no text in an anonymous report."""
    error = "ModuleNotFoundError: No module named 'pandas_is_missing'"
    assert report.stopped_lines == {error: ("bo",)}
    assert not any("pandas" in each.cause for each in report.misconceptions)
    assert "A line of a cell stopped with ModuleNotFoundError" in report_page.page(report)
    assert list(collect(course, report.assignment, anonymous=True).stopped_lines) == ["ModuleNotFoundError"]


def test_a_function_with_another_name_is_no_syntax_error(report: ClassReport) -> None:
    """Each has a sentence of its own: the one says which name the notebook defines, the other what Python could not read."""
    renamed = next(each for each in report.misconceptions if "jo" in each.students)
    assert (renamed.function, renamed.students) == ("sigmoid", ("jo",))
    assert "not defined" in renamed.cause
    assert "sigmiod" in renamed.cause
    unreadable = next(each for each in report.misconceptions if "ida" in each.students)
    assert (unreadable.function, unreadable.students) == ("sigmoid", ("ida",))
    assert "SyntaxError" in unreadable.cause


def test_errors_are_counted_together_by_what_they_mean() -> None:
    """Two brackets without a partner are one mistake, whatever Python says of each; a colon that is left out is another."""

    def alike(text: str) -> str:
        failure = no_value("sigmoid", Answer("missing"), [], {"sigmoid": Failed("SyntaxError", text, 3)})
        check = CheckResult("One", 1, False, failure.cause, kind=failure.kind, stop=failure.stop, general=failure.general)
        return _alike(check, for_a_class(check, anonymous=False))

    assert alike("'(' was never closed") == alike("unmatched ')'") != alike("expected ':'")


def test_whoever_needs_a_look_is_named(report: ClassReport) -> None:
    """Unanswered, late, unreadable, stopped by the sandbox, judged with a right helper, manual marks."""
    assert report.unanswered["sigmoid"] == ("dan",)
    assert [row.student for row in report.rows if row.late] == ["gita"]
    remarks = " ".join(remark for row in report.rows for remark in row.remarks)
    assert "late by 1 day" in remarks
    assert "manual marks: 1" in remarks
    assert report.followed == {"sigmoid_grad": ("bo", "ida", "jo")}
    if "seccomp" not in WITHOUT:
        assert list(report.stopped) == ["eve"]
        assert "PermissionError" in report.stopped["eve"][0]


def test_a_failure_rate_is_of_those_who_answered(report: ClassReport) -> None:
    """dan, who wrote nothing, is not among them."""
    ordinary = next(row for row in report.checks if (row.function, row.title) == ("sigmoid", "Ordinary numbers in an array"))
    assert (ordinary.failed, ordinary.answered) == (4, 7)
    assert sorted(report.checks, key=lambda row: -row.failed / row.answered) == list(report.checks)


def test_no_name_stands_in_an_anonymous_report(course: Course) -> None:
    """Not in any of the three files, nor in code, comments or texts; numbers say nothing of the order."""
    anonymous = collect(course, "02_sigmoid", anonymous=True)
    written = write(course, anonymous)
    for path in written:
        text = path.read_text().lower()
        assert not re.search(r"\b(ada|bo|carla|dan|eve|frank|gita|hugo|ida|jo)\b", text), path
    orders = {tuple(row.score for row in collect(course, "02_sigmoid", anonymous=True).rows) for _ in range(6)}
    assert len(orders) > 1


class Outside(HTMLParser):
    """Collects what a page would load, and the elements that run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str | None]] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses and handlers; count scripts."""
        self.scripts += tag == "script"
        self.found += [(key, value) for key, value in attrs if key in ("src", "href", "action") or key.startswith("on")]


def test_the_page_needs_nothing_from_outside_and_runs_nothing_of_students(report: ClassReport) -> None:
    """One script, of the page's own, under a policy that forbids any other; what students wrote is shown as it is."""
    page = report_page.page(report)
    parser = Outside()
    parser.feed(page)
    assert parser.scripts == 1
    assert [value for key, value in parser.found if key.startswith("on") or not (value or "").startswith("#")] == []
    assert "default-src 'none'" in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_table_is_harmless_in_a_spreadsheet(report: ClassReport) -> None:
    """A row a student, also those who handed in nothing."""
    marks = report_page.table("02_sigmoid", report.rows, list(report.points), dict.fromkeys(report.missing, "handed in nothing"))
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(marks))}
    assert rows["gita"]["score"] == "12.0"
    assert rows["frank"]["score"] == rows["hugo"]["score"] == ""
    assert rows["hugo"]["remarks"] == "handed in nothing"


def test_all_of_it_is_data_too(course: Course, report: ClassReport) -> None:
    """The JSON holds what the page shows."""
    paths = {path.suffix: path for path in write(course, report)}
    data = json.loads(paths[".json"].read_text())
    assert data["misconceptions"][0]["students"] == ["bo", "carla"]
    assert {row["student"] for row in data["rows"]} == set(CLASS)


def test_marks_go_to_canvas_and_moodle(course: Course) -> None:
    """In the columns that each imports; a missing mark is an empty field, never a zero."""
    canvas = list(csv.reader(io.StringIO(export(course, ["02_sigmoid", "03_tanh"], "canvas"))))
    assert "03_tanh" not in canvas[0]  # nothing is known of it: Canvas would take it for an assignment of 0 points
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "02_sigmoid"]
    assert canvas[1] == ["    Points Possible", "", "", "", "", "20"]
    rows = {row[3]: row for row in canvas[2:]}
    assert rows["hugo"] == ["Ball, Hugo", "77", "", "hugo", "", ""]
    assert rows["gita"][-1] == "12"
    assert rows["frank"][-1] == ""
    moodle = {row["username"]: row for row in csv.DictReader(io.StringIO(export(course, ["02_sigmoid"], "moodle")))}
    assert moodle["bo"]["02_sigmoid"] == "6"
    assert moodle["hugo"] == {
        "username": "hugo", "firstname": "Hugo", "lastname": "Ball", "email": "hugo@example.edu", "02_sigmoid": "",
    }  # fmt: skip
    assert len(export(course, ["02_sigmoid"], "csv").splitlines()) == len(CLASS) + 2


@pytest.mark.parametrize(
    ("kind", "slow", "stopped"),
    [("timeout", True, False), ("memory", False, True), ("refused", False, True), ("died", False, True), ("wrong", False, False)],
)
def test_remarks_come_of_kinds_and_not_of_words(tmp_path: Path, kind: Kind, slow: bool, stopped: bool) -> None:
    """A sentence may be worded anew, and the report says the same of it; a check that passed has no failure."""
    checks = CheckResult("A", 1, False, "Any words.", kind=kind), CheckResult("B", 1, True, kind="timeout")
    record = Record("ada", "02_sigmoid", "key", Verdict("02_sigmoid", 1, (CellVerdict("test_sigmoid", "sigmoid", 10, checks),)))
    assert ("slow: a function does not come to an end" in row(record, "ada").remarks) == slow
    assert _stopped(Course(tmp_path), record) == (("Any words.",) if stopped else ())


@pytest.mark.parametrize(("mark", "remark"), [(None, "unreadable: a person has to grade it"), (12.0, "unreadable")])
def test_what_has_marks_by_hand_waits_for_nobody(mark: float | None, remark: str) -> None:
    """A hand-in that could not be read is for a person to grade, until one has."""
    record = Record("frank", "02_sigmoid", "key", Verdict("02_sigmoid", 0, error="no JSON"))
    (said,) = row(record, "frank", FinalMark("frank", score=mark, max_score=20.0)).remarks
    assert (said, said.kind) == (remark, "waits" if mark is None else "")


def test_nothing_graded_is_said(course: Course, tmp_path: Path) -> None:
    """With the next command."""
    with pytest.raises(CourseError, match="nothing of 03_tanh has been graded"):
        collect(course, "03_tanh")
    root = tmp_path / "course"
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "notebooks").mkdir()
    with pytest.raises(CourseError, match="no students yet"):
        export(Course(root), ["02_sigmoid"], "csv")
    assert not (root / "gradebook.db").exists()
