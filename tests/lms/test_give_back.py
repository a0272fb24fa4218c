"""The round trips: an LMS's archive in, its hand-ins graded, and feedback and marks in the form that the LMS takes back."""

import csv
import io
import os
import re
import tracemalloc
import zipfile
from functools import partial
from pathlib import Path

import pytest
from classroom import NAME, WITHOUT, new_course
from graded_class import LOADING, change, copy_of
from lms_archives import GRADEBOOK, WORKSHEET, moodle, notebook, zipped
from typer.testing import CliRunner

from autograder import atomic_files
from autograder.class_run.feedback_pages import feedback
from autograder.class_run.run import grade_class
from autograder.commands.cli import app
from autograder.course import Course
from autograder.errors import CourseError
from autograder.lms.collect import Request, collect
from autograder.lms.give_back import Returned, _zip, give_back

TANH = "03_tanh"


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class whose lesson 2 came through Moodle and whose lesson 3 came through Canvas, graded, with feedback pages."""
    place = tmp_path_factory.mktemp("lms")
    course = new_course(place / "course")
    (place / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8-sig")
    (place / "gradebook.csv").write_text(GRADEBOOK)
    collect(course, [moodle(course, place / "m.zip")], Request(class_list=place / "worksheet.csv", zone="Europe/Berlin"))
    tanh = {"tanh": "def tanh(x):\n    return np.tanh(np.asarray(x, dtype=float))\n"}
    members = {f"lovelaceada_901_7001_{TANH}.ipynb": notebook(course, tanh, TANH), f"doesam_904_7004_{TANH}.ipynb": b"{"}
    collect(course, [zipped(place / "c.zip", members)], Request(class_list=place / "gradebook.csv"))
    grade_class(course, [NAME, TANH], workers=1, without=WITHOUT, loading=LOADING)
    assert all(not page.reason for page in feedback(course, [NAME, TANH], workers=1))
    return course


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def names(returned: Returned) -> dict[str, bytes]:
    """Return the pages in the archive by name."""
    with zipfile.ZipFile(returned.archive) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.usefixtures("slow")
def test_moodle_and_back(taught: Course, tmp_path: Path) -> None:
    """Every page's name is one that Moodle's importer reads as the participant's; the worksheet differs in its marks alone."""
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8-sig")
    returned = give_back(taught, NAME, "moodle", tmp_path / "worksheet.csv")
    pages = names(returned)
    parts = [name.partition("/")[0].split("_", 4) for name in pages]  # as its importer takes them apart
    assert sorted((part[0], part[1], part[2], part[3]) for part in parts) == [
        ("Ada Lovelace", "501", "assignsubmission", "file"), ("José Pérez", "502", "assignsubmission", "file"),
        ("Sam Doe", "503", "assignsubmission", "file"),
    ]  # fmt: skip
    page = taught.feedback / "ada@uni.example" / NAME / f"{NAME}.html"
    assert pages[f"Ada Lovelace_501_assignsubmission_file/{NAME}.html"] == page.read_bytes()
    before, after = list(csv.DictReader(io.StringIO(WORKSHEET))), table(returned.table)
    assert [row.pop("Grade") for row in after] == ["20", "8", "20", ""]
    assert [{key: value for key, value in row.items() if key != "Grade"} for row in before] == after
    assert (returned.pages, returned.marks, returned.left_out) == (3, 3, [])
    again = give_back(taught, NAME, "moodle", tmp_path / "worksheet.csv")
    assert names(again) == pages
    own = table(give_back(taught, NAME, "moodle").table)
    assert (own[0]["Identifier"], own[0]["Grade"]) == ("Participant 501", "20")
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(own[0])  # the columns without which Moodle refuses a worksheet


@pytest.mark.usefixtures("slow")
def test_canvas_and_back(taught: Course, tmp_path: Path) -> None:
    """Pages begin with Canvas's numbers; its gradebook keeps its columns; an unreadable hand-in has a page and no mark."""
    text = GRADEBOOK.replace("02_sigmoid (78)", f"{TANH} (79)")
    (tmp_path / "gradebook.csv").write_text(text)
    returned = give_back(taught, TANH, "canvas", tmp_path / "gradebook.csv")
    pages = names(returned)
    assert [re.findall(r"(?:^|_)(\d+)(?=_)", name)[:2] for name in pages] == [["901", "7001"], ["904", "7004"]]
    after = table(returned.table)
    assert [row[f"{TANH} (79)"] for row in after] == ["20", "10", "", ""]
    assert returned.marks == 1
    columns = [[key for key in row if key != f"{TANH} (79)"] for row in after]
    assert columns[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Essay (77)", "Current Score"]
    own = table(give_back(taught, TANH, "canvas").table)
    assert [(row["Student"], row["ID"], row[TANH]) for row in own] == [
        ("    Points Possible", "", "20"),
        ("Lovelace, Ada", "901", "10"),
    ]


@pytest.mark.usefixtures("slow")
def test_any_other_system(taught: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of pages by student, and a table; the command says where they are."""
    monkeypatch.chdir(taught.root)
    said = CliRunner().invoke(app, ["return", NAME, "--to", "folder"]).output
    assert "(3 pages)" in said
    assert "(3 marks)" in said
    returned = give_back(taught, NAME, "folder")
    assert sorted(path.name for path in returned.archive.iterdir())[0] == "ada@uni.example.html"
    assert table(returned.table)[0]["student"] == "ada@uni.example"


@pytest.mark.usefixtures("slow")
def test_what_cannot_be_given_back_is_said(taught: Course, tmp_path: Path) -> None:
    """Another LMS, another number of points, no column for the marks, another class, nothing graded."""
    with pytest.raises(CourseError, match="came from moodle, so their names in Canvas are not known"):
        give_back(taught, NAME, "canvas")
    with pytest.raises(CourseError, match="01_linear_separability has not been graded"):
        give_back(taught, "01_linear_separability", "moodle")
    sheet = tmp_path / "w.csv"
    for text, said in (
        (WORKSHEET.replace(",20.00,", ",100.00,"), "counts out of 100 points, and the lesson out of 20"),
        (WORKSHEET.replace(",Grade,", ",Punkte,"), "the column for the marks is not clear"),
        (re.sub(r"Identifier|[A-Z]\w+ [A-Z]\w+|\w+@", "other", WORKSHEET), "none of its people has a mark"),
        (WORKSHEET.replace("Participant 50", "Participant 77"), "it is the worksheet of another assignment"),
    ):
        sheet.write_text(text)
        with pytest.raises(CourseError, match=said):
            give_back(taught, NAME, "moodle", sheet)
    sheet.write_text(WORKSHEET.replace(",Grade,", ",Punkte,"))
    assert give_back(taught, NAME, "moodle", sheet, "Punkte").marks == 3
    sheet.write_text(WORKSHEET.replace(",20.00,", ",,"))
    noted = "w.csv does not say out of how many points it counts; the lesson is out of 20"
    assert give_back(taught, NAME, "moodle", sheet).notes == [noted]


@pytest.mark.usefixtures("slow")
def test_a_page_is_given_back_only_with_its_own_marks(taught: Course, tmp_path: Path) -> None:
    """Not before it is made, and not if the hand-in was graded again since."""
    course = copy_of(taught, tmp_path / "course")
    pages = sorted(course.feedback.rglob(f"{NAME}.html"))
    os.utime(pages[0], (1, 1))
    for page in pages[1:]:
        page.unlink()
    returned = give_back(course, NAME, "moodle")
    assert (returned.pages, returned.marks) == (0, 3)
    change(course, "UPDATE grade SET auto_score = NULL")
    with pytest.raises(CourseError, match=f"nobody has a mark in {NAME} yet: all wait for manual grading"):
        give_back(course, NAME, "moodle")
    assert returned.left_out == [
        f"ada@uni.example: graded again after the feedback page was made; run 'course feedback {NAME}' first",
        f"jose@uni.example, sam1@uni.example: there is no feedback page; run 'course feedback {NAME}' first",
    ]


def test_memory_holds_a_page_at_a_time(tmp_path: Path) -> None:
    """A class of thousands has gigabytes of pages."""
    page = tmp_path / "page.html"
    page.write_bytes(bytes(4_000_000))
    tracemalloc.start()
    try:
        atomic_files.write(tmp_path / "back.zip", partial(_zip, {f"{number}.html": page for number in range(20)}))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * 4_000_000
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        assert [len(archive.read(name)) for name in archive.namelist()] == 20 * [4_000_000]
