"""Facts about `course doctor`: what it says is what was tried."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.commands import doctor
from autograder.course import Course
from autograder.errors import CourseError
from autograder.sandbox import layers, self_test

pytestmark = pytest.mark.usefixtures("slow")


@pytest.fixture
def spare() -> Iterator[int]:
    """An open descriptor."""
    number = os.open(os.devnull, os.O_RDONLY)
    yield number
    os.close(number)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[doctor.Finding]:
    """All that the doctor finds on this machine."""
    return doctor.diagnose(folder=tmp_path_factory.mktemp("doctor"))


def test_every_layer_has_a_row_and_attempts(spare: int, rows: list[doctor.Finding]) -> None:
    """No layer is called sound without something having been tried against it."""
    names = [layer.name for layer in layers.LAYERS]
    assert names == list(self_test.attempts(spare))
    assert names == [row.name for row in rows][: len(names)]


def test_a_layer_that_holds_is_ok_and_one_switched_off_is_off() -> None:
    """The state follows the self-test and the flag; a switched-off layer says what is lost."""
    found = {row.name: row for row in doctor.layer_findings(["seccomp"])}
    assert found["seccomp"].state == "off"
    assert "send the checks' inputs away" in found["seccomp"].advice
    assert found["environment"].state == "ok"


def test_attempts_go_through_where_nothing_protects(tmp_path: Path) -> None:
    """The self-test can tell: without layers its attempts succeed, so that a refusal means something; it leaves nothing behind."""
    code = """
import json, os
from autograder.sandbox import layers, self_test
os.environ[self_test.CANARY] = "x"
off = frozenset(layer.name for layer in layers.LAYERS)
spare = os.open("/dev/null", os.O_RDONLY)
tried = {name: {k: v for k, v in tries.items() if k != "starting a program"} for name, tries in self_test.attempts(spare).items()}
print(json.dumps({name: self_test.in_child(layers.Policy(off=off), tries) for name, tries in tried.items()}))
"""
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []
    said = json.loads(done.stdout)
    assert said["environment"] == "reading the environment"
    assert said["descriptors"] == "using an inherited descriptor"
    assert "filling the disk" in said["namespaces"]
    assert "seeing other processes" in said["namespaces"]
    assert "reading the grader" in said["landlock"]
    assert "a new process" in said["seccomp"]
    assert "a signal to the parent" in said["seccomp"]
    assert "being open to the user's other processes" in said["privileges"]


def test_a_self_test_that_did_not_end_says_nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it had tested counts; the rest is untested, not missing, and the doctor does not call the machine fit."""
    off = [layer.name for layer in layers.LAYERS if layer.name != "environment"]
    assert doctor.try_layers(off) == {"environment": "", self_test.TOGETHER: ""}
    monkeypatch.setattr(doctor, "_TEST_SECONDS", 0.01)  # Python itself needs longer to start
    (row, *others) = doctor.layer_findings(off)
    assert (row.state, row.fine) == ("untested", False)
    assert row.advice == "the test did not end within 0.01 s; run 'course doctor' again when the machine has less to do"
    assert {each.state for each in others} == {"off"}


def test_python_packages_and_disk_are_looked_at(rows: list[doctor.Finding]) -> None:
    """The environment of the tests is fit: Python, packages and disk are fine."""
    assert [row.name for row in rows][-5:] == ["Python", "packages", "alembic", "disk", "gradebook"]
    assert doctor.healthy(rows[-5:])
    assert len(rows) == doctor.render(rows).row_count


def test_an_unknown_layer_is_an_error() -> None:
    """The doctor knows the layers' names."""
    with pytest.raises(CourseError, match="there is no layer 'x'"):
        doctor.diagnose(["x"])


def test_a_broken_gradebook_is_found_with_the_command_that_mends_it(course_copy: Course) -> None:
    """None yet is fine; an older nbgrader's names nbgrader's upgrade; submissions without cells name `course grade`."""
    assert doctor.gradebook(course_copy.root).state == "ok"
    book = sqlite3.connect(course_copy.root / "gradebook.db")
    for table, columns in (
        ("assignment", "id, name, duedate"), ("submitted_assignment", "id, assignment_id, student_id, timestamp, extension"),
        ("notebook", "id, name, assignment_id"), ("base_cell", "id, name, notebook_id, type"), ("grade_cells", "id, max_score"),
        ("student", "id, first_name, last_name, email, lms_user_id"),
        ("grade", "id, notebook_id, cell_id, auto_score, manual_score, extra_credit, needs_manual_grade"),
        ("submitted_notebook", "id, assignment_id, notebook_id, flagged"),
    ):  # fmt: skip
        book.execute(f"CREATE TABLE {table} ({columns})")
    book.commit()
    finding = doctor.gradebook(course_copy.root)
    assert finding.state == "missing"
    assert "nbgrader db upgrade" in finding.advice
    book.execute("ALTER TABLE submitted_notebook ADD COLUMN late_submission_penalty")
    book.execute("INSERT INTO assignment VALUES ('a', '02_sigmoid', NULL)")
    book.execute("INSERT INTO submitted_assignment VALUES ('s', 'a', 'ada', NULL, NULL)")
    book.commit()
    book.close()
    finding = doctor.gradebook(course_copy.root)
    assert (finding.state, finding.advice) == ("weak", "submissions without the lesson's cells: course grade 02_sigmoid")


def test_the_report_ends_in_a_verdict() -> None:
    """One sentence, whatever was found."""
    fine, weak, missing = (doctor.Finding(state, "", state) for state in ("ok", "weak", "missing"))  # type: ignore[arg-type]
    assert doctor.verdict([fine]) == "This machine can grade."
    assert doctor.verdict([fine, weak]) == "This machine can grade (weak: weak)."
    untested = doctor.Finding("limits", "", "untested")
    assert doctor.verdict([weak, untested]) == "Nothing is missing, but not all was tested (limits): run 'course doctor' again."
    assert doctor.verdict([weak, missing]) == "This machine cannot grade until this is fixed: missing."
