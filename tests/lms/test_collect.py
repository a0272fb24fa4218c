"""Hand-ins out of an LMS's archive: each to its one student, with its time, and what is unclear named and left."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from classroom import NAME, submit
from lms_archives import GRADEBOOK, WORKSHEET, canvas, listing, moodle, notebook, zipped
from typer.testing import CliRunner

from autograder.commands.cli import app
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import roster
from autograder.judge.settings import Settings
from autograder.lms import receipts
from autograder.lms.collect import Plan, Request, collect

BERLIN = "Europe/Berlin"


def take(course: Course, archive: Path, **request: object) -> Plan:
    """Collect one archive."""
    plans, _ = collect(course, [archive], Request(**request))  # type: ignore[arg-type]
    return plans[0]


def look(course: Course, archive: Path, **request: object) -> Plan:
    """Plan one archive, and see that nothing was written."""
    before = sorted(course.root.rglob("*"))
    plans, _ = collect(course, [archive], Request(**request), dry_run=True)  # type: ignore[arg-type]
    assert sorted(course.root.rglob("*")) == before
    return plans[0]


def who(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return each student's file and its state."""
    return {each.person.id: (each.named.file, each.state) for each in plan.arrivals}


@pytest.fixture
def worksheet(tmp_path: Path) -> Path:
    """Moodle's grading worksheet."""
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8-sig")
    return tmp_path / "worksheet.csv"


def test_moodle_without_a_list(course_copy: Course, tmp_path: Path) -> None:
    """Names are ids, the answered file of two is taken, and a hand-in without a notebook is named."""
    plan = look(course_copy, moodle(course_copy, tmp_path / "m.zip"))
    assert (plan.form, plan.assignment) == ("moodle", NAME)
    assert who(plan) == {
        "Ada Lovelace": (f"{NAME}.ipynb", "new"), "José Pérez": (f"{NAME}-2.ipynb", "new"),
        "Sam Doe": (f"{NAME}.ipynb.json", "new"),
    }  # fmt: skip
    assert plan.left_out == ["Sam Doe_504_assignsubmission_file: no notebook (there is report.pdf); ask for the .ipynb file"]
    assert [each.notes for each in plan.arrivals if each.person.id == "José Pérez"] == [
        (f"{NAME}-2.ipynb is taken, not {NAME}.ipynb",)
    ]


def test_two_of_one_name_are_not_mixed_up(course_copy: Course, tmp_path: Path, worksheet: Path) -> None:
    """Without a list both are left and named; Moodle's worksheet tells them apart, by its numbers."""
    two = {
        f"Sam Doe_{number}_assignsubmission_file/{NAME}.ipynb": notebook(course_copy, {"sigmoid": f"# {number}"})
        for number in (503, 504)
    }
    archive = zipped(tmp_path / "m.zip", two)
    plan = look(course_copy, archive)
    assert plan.arrivals == []
    assert "would both be Sam Doe; give a class list" in plan.left_out[0]
    plan = look(course_copy, archive, class_list=worksheet)
    assert list(who(plan)) == ["sam1@uni.example", "sam2@uni.example"]


def test_moodle_with_its_worksheet(course_copy: Course, tmp_path: Path, worksheet: Path) -> None:
    """The gradebook's id counts before the list's; times are those of the zone; people and lesson are in the gradebook."""
    archive = moodle(course_copy, tmp_path / "m.zip")
    plan = take(course_copy, archive, class_list=worksheet, zone=BERLIN)
    assert sorted(who(plan)) == ["ada@uni.example", "jose@uni.example", "sam1@uni.example"]
    path = course_copy.submitted("ada@uni.example", NAME)
    assert path.read_bytes() == notebook(course_copy)
    assert (path.parent / "timestamp.txt").read_text() == "2026-06-10 12:14:00.000000 UTC"
    assert [each.time for each in plan.arrivals][1:] == [
        datetime(2026, 6, 10, 22, 5, tzinfo=UTC),
        datetime(2026, 6, 11, 10, 5, tzinfo=UTC),
    ]
    people = {student.id: student for student in roster.students(Settings.read(course_copy).db_url)}
    assert people["jose@uni.example"] == roster.Student("jose@uni.example", "José", "Pérez", "jose@uni.example", "")
    again = take(course_copy, archive, class_list=worksheet, zone=BERLIN)
    assert {state for _, state in who(again).values()} == {"unchanged"}


def test_a_hand_in_that_is_replaced_is_kept(course_copy: Course, tmp_path: Path, worksheet: Path) -> None:
    """The archive's is taken, and the one before stays in collected/; one that is newer in submitted/ stays where it is."""
    submit(course_copy, "ada@uni.example", {}, "2026-06-01 00:00:00.000000 UTC")
    submit(course_copy, "jose@uni.example", {}, "2027-06-01 00:00:00.000000 UTC")
    before = course_copy.submitted("jose@uni.example", NAME).read_bytes()
    plan = take(course_copy, moodle(course_copy, tmp_path / "m.zip"), class_list=worksheet, zone=BERLIN)
    assert {name: state for name, (_, state) in who(plan).items()} == {
        "ada@uni.example": "changed", "jose@uni.example": "older", "sam1@uni.example": "new",
    }  # fmt: skip
    assert course_copy.submitted("jose@uni.example", NAME).read_bytes() == before
    assert len(list((course_copy.collected / "earlier" / NAME / "ada@uni.example").iterdir())) == 1
    kept = receipts.load(course_copy, NAME)
    assert kept is not None
    assert kept.by_student["jose@uni.example"].number == "502"  # the way back is the LMS's, whichever hand-in counts


def test_an_older_archive_is_named(course_copy: Course, tmp_path: Path) -> None:
    """One that is collected again after a newer one, without times; macOS's own files in it are no hand-ins."""
    name = f"ada/{NAME}.ipynb"
    old = zipped(tmp_path / "old.zip", {name: notebook(course_copy), f"__MACOSX/ada/._{NAME}.ipynb": b"x"})
    new = zipped(tmp_path / "new.zip", {name: notebook(course_copy, {"sigmoid": "sigmoid = abs"})})
    plans = [take(course_copy, archive) for archive in (old, new, old)]
    assert [("is this archive an older one" in str(plan.arrivals[0].notes)) for plan in plans] == [False, False, True]
    assert [plan.left_out for plan in plans] == [[], [], []]


def test_canvas_by_its_gradebook_and_by_its_number(course_copy: Course, tmp_path: Path) -> None:
    """The exported gradebook gives ids; later no list is needed: numbers are remembered. Late is said, and no time is made up."""
    (tmp_path / "gradebook.csv").write_text(GRADEBOOK)
    archive = canvas(course_copy, tmp_path / "c.zip")
    assert sorted(who(look(course_copy, archive))) == ["901", "902"]
    plan = take(course_copy, archive, class_list=tmp_path / "gradebook.csv")
    assert who(plan) == {"ada": (f"{NAME}.ipynb", "new"), "jose": (f"{NAME}-1.ipynb", "new")}
    assert "late, according to the LMS" in plan.arrivals[1].notes
    assert not (course_copy.submitted("ada", NAME).parent / "timestamp.txt").exists()
    assert sorted(who(look(course_copy, archive))) == ["ada", "jose"]


def test_an_unreadable_file_is_a_hand_in_and_another_lessons_is_not(course_copy: Course, tmp_path: Path) -> None:
    """The first is collected, so that its student hears why it has no marks; the second is named with its lesson."""
    members = {
        f"ada/{NAME}.ipynb": notebook(course_copy), f"bob/{NAME}.ipynb": b'{"cells": [',
        "eve/03_tanh.ipynb": notebook(course_copy, {}, "03_tanh"), "ida/notes.txt": b"", "loose.ipynb": b"{}",
    }  # fmt: skip
    plan = look(course_copy, zipped(tmp_path / "f.zip", members))
    assert who(plan) == {"ada": (f"{NAME}.ipynb", "new"), "bob": (f"{NAME}.ipynb", "new")}
    assert plan.arrivals[1].notes[0].startswith("cannot be read: the file is not a notebook")
    left_out = " | ".join(plan.left_out)
    assert "this is 03_tanh's notebook" in left_out
    assert "ida: no notebook (there is notes.txt)" in left_out
    assert "loose.ipynb: not understood" in left_out


def test_a_file_that_spends_its_budget_stops_nobody(slow: None, course_copy: Course, tmp_path: Path) -> None:
    """A million characters without cell ids, with a budget of a moment: the class goes on, and a note has the reason."""
    with (course_copy.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Judge.grader_seconds = 0.1\n")
    cell = {"cell_type": "code", "metadata": {}, "source": "a = b = c = 1\n" * 60_000}
    long = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}).encode()
    plan = look(course_copy, zipped(tmp_path / "a.zip", {f"ada/{NAME}.ipynb": notebook(course_copy), f"eve/{NAME}.ipynb": long}))
    assert {each.person.id: each.notes for each in plan.arrivals} == {
        "ada": (), "eve": ("cannot be read: the grader computed longer for it than one submission may take",),
    }  # fmt: skip


def test_ids_that_differ_in_case_or_unicode_form_are_one_person(course_copy: Course, tmp_path: Path) -> None:
    """Two folders that differ in case are left and named; one whose student is known in another form goes to that student."""
    submit(course_copy, "José", {})
    one = notebook(course_copy)
    plan = look(
        course_copy, zipped(tmp_path / "a.zip", {f"José/{NAME}.ipynb": one, f"ADA/{NAME}.ipynb": one, f"ada/{NAME}.ipynb": one})
    )
    assert who(plan) == {"José": (f"{NAME}.ipynb", "changed")}
    assert "ADA and ada would both be ADA" in plan.left_out[0]
    plan = look(course_copy, zipped(tmp_path / "b.zip", {f"a*/{NAME}.ipynb": one, f"bob/{NAME}.ipynb": one}))
    assert "cannot be a student's id" in plan.left_out[0]
    attempts = {f"L_{login}_attempt_2026-01-31-18-00-00_{NAME}.ipynb": one for login in ("..", ".hidden", "x" * 200, "bob")}
    plan = look(course_copy, zipped(tmp_path / "c.zip", attempts))
    assert list(who(plan)) == ["bob"]
    assert len([line for line in plan.left_out if "cannot be a student's id" in line]) == 3


def test_a_folder_whose_name_is_no_id_takes_nobodys_hand_in(course_copy: Course, tmp_path: Path) -> None:
    """A folder `ada` with a line break, put there by somebody else, is not ada's."""
    (course_copy.submissions / "ada\n").mkdir(parents=True)
    (course_copy.submissions / os.fsdecode(b"ada\xe9")).mkdir()
    plan = look(course_copy, zipped(tmp_path / "a.zip", {f"ada/{NAME}.ipynb": notebook(course_copy)}))
    assert list(who(plan)) == ["ada"]


def test_one_person_under_two_names_is_seen(course_copy: Course, tmp_path: Path) -> None:
    """A folder may be named after the login or the name; the same answers in two hand-ins are noted, untouched lessons are not."""
    (tmp_path / "list.csv").write_text("username,full name\nada,Ada Lovelace\nbo,Bo Ek\n")
    one, none = notebook(course_copy), notebook(course_copy, {})
    members = {f"Bo Ek/{NAME}.ipynb": one, f"ada/{NAME}.ipynb": none, f"Ada Lovelace/{NAME}.ipynb": one, f"cy/{NAME}.ipynb": none}
    archive = zipped(tmp_path / "a.zip", members)
    plan = look(course_copy, archive, class_list=tmp_path / "list.csv")
    assert sorted(who(plan)) == ["bo", "cy"]
    assert "would both be ada; if it is one person, leave the hand-in that counts in the archive" in plan.left_out[0]
    plan = look(course_copy, archive)
    assert {each.person.id: each.notes for each in plan.arrivals} == {
        "Ada Lovelace": ("the same file as Bo Ek",), "Bo Ek": ("the same file as Ada Lovelace",), "ada": (), "cy": (),
    }  # fmt: skip


def test_a_notebook_with_another_ending_is_taken(course_copy: Course, tmp_path: Path) -> None:
    """As browsers and some systems save it; a text that is no notebook is named, as before."""
    files = (f"{NAME}.ipynb.txt", f"{NAME}.txt", NAME, f"{NAME}.json", f"{NAME}.IPYNB")
    members = {f"{number}/{file}": notebook(course_copy) for number, file in enumerate(files)}
    plan = look(course_copy, zipped(tmp_path / "a.zip", {**members, "5/notes.txt": b"{}", "6 /notes": b"see my drive"}))
    assert who(plan) == {str(number): (file, "new") for number, file in enumerate(files)}
    assert [text.partition(";")[0] for text in plan.left_out] == [
        "5: no notebook (there is notes.txt)", "6 : no notebook (there is notes)",
    ]  # fmt: skip


def test_the_worksheet_of_another_assignment_is_said(course_copy: Course, tmp_path: Path, worksheet: Path) -> None:
    """People are known by their addresses all the same; times are not taken from it."""
    worksheet.write_text(WORKSHEET.replace("Participant 50", "Participant 77"))
    plans, notes = collect(course_copy, [moodle(course_copy, tmp_path / "m.zip")], Request(class_list=worksheet), dry_run=True)
    assert notes == ["no times were taken from the list: it is not the worksheet of the assignment in m.zip"]
    assert [(each.person.id, each.time) for each in plans[0].arrivals][1:] == [
        ("ada@uni.example", None),
        ("jose@uni.example", None),
    ]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"02.zip": b"PK"}, "it holds another archive: unpack it"),
        ({"ada/02_sigmoid.ipynb": b'{"cells": ['}, "ada/02_sigmoid.ipynb cannot be read: the file is not a notebook"),
        ({"x.ipynb": b"{}"}, "the names of its files fit no known LMS (x.ipynb)"),
        ({"ada/x.ipynb": b"{}"}, "no notebook of this course was found"),
        ({}, "the names of its files fit no known LMS (no file)"),
    ],
)
def test_an_archive_of_something_else_is_refused(course_copy: Course, tmp_path: Path, members: dict[str, bytes], said: str) -> None:
    """In a sentence, with nothing written."""
    with pytest.raises(CourseError) as error:
        look(course_copy, zipped(tmp_path / "a.zip", members))
    assert said in str(error.value)
    assert not course_copy.submissions.exists()


def test_the_command_shows_who_what_and_when(
    course_copy: Course, tmp_path: Path, worksheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table, what was not collected, and whose time is not known; with --dry-run it says that nothing was written."""
    monkeypatch.chdir(course_copy.root)
    archive = moodle(course_copy, tmp_path / "m.zip")
    words = ["collect", str(archive), "--dry-run", "--list", str(worksheet), "--timezone", BERLIN]
    said = " ".join(CliRunner().invoke(app, words).output.split())
    for part in (
        "02_sigmoid, from moodle",
        "2026-06-10",
        "3 new (dry run: nothing was written).",
        "no notebook (there is report.pdf)",
    ):
        assert part in said, said
    assert "Next: course grade" not in said
    said = " ".join(CliRunner().invoke(app, ["collect", str(archive), "--dry-run"]).output.split())
    assert "3 without a time in the archive: none of these counts as late here" in said
    assert "Moodle's grading worksheet has them: --list" in said
    assert not course_copy.submissions.exists()


def test_what_is_remembered_names_everybody_once(course_copy: Course, tmp_path: Path) -> None:
    """Numbers, names and the beginning of the feedback's name are kept for the way back."""
    archive = moodle(course_copy, tmp_path / "m.zip")
    take(course_copy, archive)
    kept = json.loads((course_copy.collected / f"{NAME}.json").read_text())
    assert kept["form"] == "moodle"
    assert sorted(each["number"] for each in kept["receipts"]) == ["501", "502", "503"]
    assert all(any(name.startswith(each["group"]) for name in listing(archive)) for each in kept["receipts"])
