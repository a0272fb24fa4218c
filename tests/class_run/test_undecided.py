"""Facts about a hidden check that itself fails over an answer: a person marks that submission, and the class goes on."""

import json
from pathlib import Path

import pytest
from classroom import NAME, RIGHT, WRONG, new_course, rows, state, submit
from graded_class import grade, nbgrader

from autograder.checks import test_02_sigmoid
from autograder.course import Course
from autograder.errors import CourseError

REASON = (
    "This submission could not be graded. A hidden check itself failed over it, which is no fault of the answers: "
    "a person has to look at it and mark it by hand."
)
# A check that asserts more of an answer than it should; configurations are read by all processes that judge.
BREAK = """
from autograder.checks import test_02_sigmoid

def test_between(self, call, rng):
    assert {law}, "a law that is none"

test_02_sigmoid.TestSigmoid.test_between = test_between
"""
ODD = {**RIGHT, "sigmoid": RIGHT["sigmoid"].replace("np.tanh(x / 2)", "np.tanh(x / 2 + 1e-9)")}  # right to 1e-9


@pytest.fixture(autouse=True)
def whole_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the check back afterwards: the configuration is also read in this process, which grades other tests' answers."""
    suite = test_02_sigmoid.TestSigmoid
    monkeypatch.setattr(suite, "test_between", suite.test_between)


def broken(root: Path, law: str, **hand_ins: dict[str, str]) -> Course:
    """Return a course in which a check asserts a law of its own."""
    course = new_course(root)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(BREAK.format(law=law))
    for student, answers in hand_ins.items():
        submit(course, student, answers)
    return course


def test_the_submission_waits_for_a_person_and_the_class_goes_on(tmp_path: Path) -> None:
    """By both commands the others have their marks, and whoever marks finds the answers, and the reason on top of them."""
    for command in ("course grade", "nbgrader autograde"):
        course = broken(tmp_path / command, "not 0 < abs(call.numbers(0.0) - 0.5) < 1e-6", ada=RIGHT, bo=ODD, cy=WRONG)
        if command == "course grade":
            found = grade(course)
            assert {name: result.state for name, result in found.items()} == {"ada": "graded", "bo": "unreadable", "cy": "graded"}
            where = "the check test_02_sigmoid.py::TestSigmoid::test_between (nbgrader_config.py, line"
            assert where in found["bo"].reason
            assert "AssertionError: a law that is none" in found["bo"].reason
            assert {result.state for result in grade(course).values()} == {"unchanged"}
        else:
            nbgrader(course, "autograde", NAME)
        found_rows, files = state(course)
        bo = [row for row in found_rows if row[0] == "bo"]
        assert {row[7] for row in bo} == {None}
        assert {row[10] for row in bo if row[6] == "GradeCell"} == {1}
        assert {row[11] for row in bo if row[6] == "SolutionCell"} == {REASON}
        assert sum(row[7] or 0 for row in rows(course) if row[0] == "ada") == 20
        notebook = json.loads(files[f"autograded/bo/{NAME}/{NAME}.ipynb"])
        sources = ["".join(cell["source"]) for cell in notebook["cells"]]
        assert sources[0] == f"**{REASON}**"
        assert ODD["sigmoid"] in sources
        kept = files[f"verdicts/{NAME}/bo.json"].decode() + json.dumps(notebook)
        assert "a law that is none" not in kept
        assert "test_between" not in kept


def test_a_check_that_fails_over_every_answer_ends_the_run(tmp_path: Path) -> None:
    """It is broken, and not the answers odd: after five the run stops, and says which check it is."""
    course = broken(tmp_path / "course", "False", **{f"s{number}": RIGHT for number in range(7)})
    with pytest.raises(CourseError, match=r"5 submissions in a row could not be graded: .*TestSigmoid::test_between"):
        grade(course, workers=1)
