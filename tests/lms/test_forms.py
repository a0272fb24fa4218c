"""Names as each LMS gives them."""

from datetime import UTC, datetime

import pytest

from autograder.lms import forms
from autograder.lms.forms import Form

NOTEBOOK = "02_sigmoid.ipynb"


@pytest.mark.parametrize(
    ("form", "name", "number", "login", "who", "file"),
    [
        ("moodle", f"Ada Lovelace_501_assignsubmission_file/{NOTEBOOK}", "501", "", "Ada Lovelace", NOTEBOOK),
        ("moodle", f"Ada Lovelace_501_assignsubmission_file_/{NOTEBOOK}", "501", "", "Ada Lovelace", NOTEBOOK),
        ("moodle", f"Ada Lovelace_501_assignsubmission_file_{NOTEBOOK}", "501", "", "Ada Lovelace", NOTEBOOK),
        ("moodle", "02/Group A-Ada_501_assignsubmission_file/x/y.ipynb", "501", "", "Group A-Ada", "x/y.ipynb"),
        ("moodle", "Ada_501_assignsubmission_onlinetext/onlinetext.html", "501", "", "Ada", ""),
        ("canvas", f"lovelaceada_901_7001_{NOTEBOOK}", "901", "", "lovelaceada", NOTEBOOK),
        ("canvas", f"lovelaceada_LATE_901_7001_{NOTEBOOK}", "901", "", "lovelaceada", NOTEBOOK),
        ("canvas", f"anon_x7Yz1_7001_{NOTEBOOK}", "anon_x7Yz1", "", "", NOTEBOOK),
        ("canvas", f"LATE_anon_x7Yz1_7001_{NOTEBOOK}", "anon_x7Yz1", "", "", NOTEBOOK),
        ("blackboard", f"Lab 2_ada_attempt_2026-01-31-18-00-00_{NOTEBOOK}", "", "ada", "", NOTEBOOK),
        ("blackboard", f"Lab_2_ada_l_attempt_2026-01-31-18-00-00_{NOTEBOOK}", "", "ada_l", "", NOTEBOOK),
        ("blackboard", "Lab 2_ada_attempt_2026-01-31-18-00-00.txt", "", "ada", "", ""),
        ("ilias", f"Lab 2/Lovelace_Ada_al01_4711/{NOTEBOOK}", "4711", "al01", "Ada Lovelace", NOTEBOOK),
        ("ilias", f"Abgaben/Team 7/Lovelace_Ada_a_l_4711/20260131180000_{NOTEBOOK}", "4711", "a_l", "Ada Lovelace", NOTEBOOK),
        ("folder", f"ada/{NOTEBOOK}", "", "ada", "", NOTEBOOK),
    ],
)  # fmt: skip
def test_a_name_says_whose_it_is(form: Form, name: str, number: str, login: str, who: str, file: str) -> None:
    """Number, login, name and the file's own name; the form is recognised without being told."""
    named = forms.read(form, name, UTC, {"ada_l"})
    assert named is not None
    assert (named.number, named.login, named.name, named.file) == (number, login, who, file)
    assert forms.recognise([name]) == form


def test_times_and_attempts() -> None:
    """Blackboard's and ILIAS's times count in the zone that is given; what Canvas calls late is kept as its word."""
    blackboard = forms.read("blackboard", "L_ada_attempt_2026-01-31-18-00-00_x.ipynb", UTC)
    ilias = forms.read("ilias", "Lovelace_Ada_ada_1/20260131180000_x.ipynb", UTC)
    assert blackboard
    assert ilias
    assert blackboard.time == ilias.time == datetime(2026, 1, 31, 18, tzinfo=UTC)
    late = forms.read("canvas", "a_LATE_1_2_x.ipynb", UTC)
    assert late
    assert late.late
    assert late.time is None
    attempts = [forms.read("folder", f"a/x{suffix}.ipynb", UTC) for suffix in ("", "-1", "-2", " (3)", "-Copy4")]
    assert [each.order[2] for each in attempts if each] == [0, 1, 2, 3, 4]


def test_a_pattern_of_nbgraders_comes_first() -> None:
    """The configuration's named_regexp reads any names; what macOS adds to archives is nobody's."""
    pattern = r"(?P<student_id>\w+)@(?P<timestamp>[\d-]+)@(?P<file_id>.+)"
    named = forms.read("folder", "ada@2026-01-31-18-00-00@x.ipynb", UTC, (), pattern)
    assert named
    assert (named.login, named.time) == ("ada", datetime(2026, 1, 31, 18, tzinfo=UTC))
    assert forms.recognise(["ada@2026-01-31-18-00-00@x.ipynb"], pattern) == "folder"
    assert forms.read("folder", "__MACOSX/ada/._x.ipynb", UTC) is None
    assert forms.recognise(["x.ipynb"]) is None
