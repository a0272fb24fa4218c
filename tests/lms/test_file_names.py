"""Names as each LMS gives them."""

from collections.abc import Collection
from datetime import UTC, datetime

import pytest

from autograder.lms import file_names
from autograder.lms.file_names import Form, Named

NOTEBOOK = "02_sigmoid.ipynb"


def read(form: Form, name: str, logins: Collection[str] = (), pattern: str = "") -> Named | None:
    """Return what the name of an archive's only member says."""
    return file_names.read(form, [name], UTC, logins, pattern).get(name)


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
    named = read(form, name, {"ada_l"})
    assert named is not None
    assert (named.number, named.login, named.name, named.file) == (number, login, who, file)
    assert file_names.recognise([name]) == form


def test_times_and_attempts() -> None:
    """Blackboard's and ILIAS's times count in the zone that is given; what Canvas calls late is kept as its word."""
    blackboard = read("blackboard", "L_ada_attempt_2026-01-31-18-00-00_x.ipynb")
    ilias = read("ilias", "Lovelace_Ada_ada_1/20260131180000_x.ipynb")
    assert blackboard
    assert ilias
    assert blackboard.time == ilias.time == datetime(2026, 1, 31, 18, tzinfo=UTC)
    late = read("canvas", "a_LATE_1_2_x.ipynb")
    assert late
    assert late.late
    assert late.time is None
    attempts = [read("folder", f"a/x{suffix}.ipynb") for suffix in ("", "-1", "-2", " (3)", "-Copy4")]
    assert [each.order[2] for each in attempts if each] == [0, 1, 2, 3, 4]


def test_a_pattern_of_nbgraders_comes_first() -> None:
    """The configuration's named_regexp reads any names; what macOS adds to archives is nobody's."""
    pattern = r"(?P<student_id>\w+)@(?P<timestamp>[\d-]+)@(?P<file_id>.+)"
    named = read("folder", "ada@2026-01-31-18-00-00@x.ipynb", (), pattern)
    assert named
    assert (named.login, named.time) == ("ada", datetime(2026, 1, 31, 18, tzinfo=UTC))
    assert file_names.recognise(["ada@2026-01-31-18-00-00@x.ipynb"], pattern) == "folder"
    assert read("folder", "__MACOSX/ada/._x.ipynb") is None
    assert file_names.recognise(["x.ipynb"]) is None


TIME, FORGED = "2026-01-31-18-00-00", "2026-01-01-00-00-00"
MALLORY = [  # a form, a name that mallory's file has in the archive, and what has to be read of it: number, login, file
    ("moodle", f"Mallory_501_assignsubmission_file_Zoe_502_assignsubmission_file_{NOTEBOOK}", "501", "",
     f"Zoe_502_assignsubmission_file_{NOTEBOOK}"),
    ("moodle", f"Mallory_501_assignsubmission_file/Zoe_502_assignsubmission_file/{NOTEBOOK}", "501", "",
     f"Zoe_502_assignsubmission_file/{NOTEBOOK}"),
    ("canvas", f"mallory_901_7001_zoe_902_9999_{NOTEBOOK}", "901", "", f"zoe_902_9999_{NOTEBOOK}"),
    ("canvas", f"anon_x7Yz1_7001_zoe_902_9999_{NOTEBOOK}", "anon_x7Yz1", "", f"zoe_902_9999_{NOTEBOOK}"),
    ("canvas", "anon_x7Yz1_7001_5_x.ipynb", "anon_x7Yz1", "", "5_x.ipynb"),
    ("blackboard", f"L_mallory_attempt_{TIME}_x_zoe_attempt_{FORGED}_{NOTEBOOK}", "", "mallory",
     f"x_zoe_attempt_{FORGED}_{NOTEBOOK}"),
    ("ilias", f"Ex/Mall_Ory_mallory_11/Roe_Zoe_zoe_7/{NOTEBOOK}", "11", "mallory", f"Roe_Zoe_zoe_7/{NOTEBOOK}"),
    ("folder", f"mallory/zoe/{NOTEBOOK}", "", "mallory", f"zoe/{NOTEBOOK}"),
]  # fmt: skip
HONEST = {  # another student's file in the same archive
    "moodle": ("Bo_503_assignsubmission_file_x.ipynb", "Bo_503_assignsubmission_file/x.ipynb"), "canvas": ("bo_903_7002_x.ipynb",),
    "blackboard": (f"L_bo_attempt_{TIME}_x.ipynb",), "ilias": ("Ex/Ek_Bo_bo_12/x.ipynb",), "folder": ("bo/x.ipynb",),
}  # fmt: skip


@pytest.mark.parametrize(("form", "name", "number", "login", "file"), MALLORY)
def test_a_students_own_file_name_is_no_part_of_the_lmss(form: Form, name: str, number: str, login: str, file: str) -> None:
    """It decides neither whose the file is nor when it came, alone or beside others, with any number of such files."""
    for members in ([name], [name, *HONEST[form]], [*(f"{name}{copy}" for copy in range(20)), name, *HONEST[form]]):
        named = file_names.read(form, members, UTC, {"zoe", "mallory"})[name]
        assert (named.number, named.login, named.file) == (number, login, file)
        assert named.time == (datetime(2026, 1, 31, 18, tzinfo=UTC) if form == "blackboard" else None)
        assert file_names.recognise(members) == form


def test_a_time_before_a_name_counts_if_all_files_have_one() -> None:
    """ILIAS's download has none: there, the digits are a student's own."""
    first, second = (f"Ex/A_{who}_{who}_1/20260131180000_x.ipynb" for who in ("ada", "bo"))
    assert {each.file for each in file_names.read("ilias", [first, second], UTC).values()} == {"x.ipynb"}
    read_all = file_names.read("ilias", [first, "Ex/B_bo_bo_2/x.ipynb"], UTC)
    assert [(each.file, each.time, each.order[0]) for each in read_all.values()] == [
        ("20260131180000_x.ipynb", None, 0.0), ("x.ipynb", None, 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("year", ["0001", "1969", "2200", "9999"])
def test_a_year_far_away_is_no_time(year: str) -> None:
    """Such a time cannot be written in another zone: a person's file may not stop the class."""
    pattern = r"(?P<student_id>\w+)@(?P<timestamp>[\d-]+)@(?P<file_id>.+)"
    assert read("blackboard", f"L_ada_attempt_{year}-01-01-00-00-00_x.ipynb") is None
    for named in (read("ilias", f"A_b_c_1/{year}0101000000_x.ipynb"), read("folder", f"ada@{year}-01-01-00-00-00@x", (), pattern)):
        assert named
        assert named.time is None


def test_each_folder_has_one_vote() -> None:
    """However many files one student has, named like another system's; a pattern, too, is outvoted by the LMS's own names."""
    class_of = [f"{who}/{NOTEBOOK}" for who in ("ada", "bo", "cy")]
    many = [f"mallory/zoe_901_{number}_{NOTEBOOK}" for number in range(1, 20)]
    assert file_names.recognise([*class_of, *many]) == "folder"
    assert file_names.recognise([class_of[0], *many]) == "folder"
    assert file_names.recognise([*(f"02/{each}" for each in class_of), *(f"02/{each}" for each in many)]) == "folder"
    moodle = [f"{who}_50{at}_assignsubmission_file/{NOTEBOOK}" for at, who in enumerate(("Ada", "Bo", "Cy"))]
    forged = "Mallory_504_assignsubmission_file/zoe@2026-01-01-00-00-00@x.ipynb"
    assert file_names.recognise([*moodle, forged], r".*?(?P<student_id>[a-z]+)@(?P<timestamp>[\d-]+)@.+") == "moodle"
    assert file_names.recognise(["submissions/" + HONEST["canvas"][0], "submissions/ada_901_7001_x.ipynb", "list.csv"]) == "canvas"
