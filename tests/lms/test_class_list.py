"""Class lists, whatever program wrote them: one person, one id."""

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import roster
from autograder.gradebook.roster import Student
from autograder.judge.settings import Settings
from autograder.lms import class_list, csv_tables, people
from autograder.lms.people import People, Person

ROWS = "id,first_name,last_name,email\nada,Ada,Lovelace,ada@x.example\njosé,José,Pérez,jose@x.example\n"


@pytest.mark.parametrize(
    "raw",
    [
        ROWS.encode(), ROWS.encode("utf-8-sig"), ROWS.encode("utf-16"),
        ROWS.replace(",", ";").encode(), ROWS.replace(",", "\t").encode(),
        ROWS.replace("\n", "\r\n\r\n").encode(), f"\n{ROWS}\n,,,\n".encode(), ROWS.encode("cp1252"),
        ROWS.replace("é", "é").replace("ada,", " ada ,").encode(), b"sep=;\r\n" + ROWS.replace(",", ";").encode(),
    ],
)  # fmt: skip
def test_every_program_s_csv_is_the_same_list(tmp_path: Path, raw: bytes) -> None:
    """Byte order marks, semicolons, tabs, empty lines, Windows' letters, spaces at the ends, both Unicode forms."""
    (tmp_path / "class.csv").write_bytes(raw)
    listed, table = people.read_list(tmp_path / "class.csv", People())
    assert listed == [
        Person("ada", "Ada", "Lovelace", "", "ada@x.example", ""), Person("josé", "José", "Pérez", "", "jose@x.example", ""),
    ]  # fmt: skip
    assert bool(table.notes) == (raw == ROWS.encode("cp1252"))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, "no such file"), (b"", "the file is empty"), (b"PK\x03\x04...", "a spreadsheet or an archive, not CSV"),
        (b"a\0b", "not text"), (b"\xff\xfea", "not text"),
        (b"colour,size\nred,3\n", "no column with ids, names or e-mail addresses was recognised (there are: colour, size)"),
    ],
)  # fmt: skip
def test_what_is_no_class_list_is_said(tmp_path: Path, raw: bytes | None, said: str) -> None:
    """In a sentence that says what to do."""
    if raw is not None:
        (tmp_path / "class.csv").write_bytes(raw)
    with pytest.raises(CourseError) as error:
        people.read_list(tmp_path / "class.csv", People())
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a/da,Ada,L\n..,Bob,B\n", "no people in it; 'a/da' cannot be a student's id"),
        ('ada,"Ada,Lovelace\nbob,Bob,B\n', "has several lines: is a quotation mark missing?"),
    ],
)
def test_a_list_that_would_lose_people_is_refused(course_copy: Course, tmp_path: Path, rows: str, said: str) -> None:
    """Ids that cannot be folders, and a quotation mark that is not closed, with the row that shows it."""
    (tmp_path / "class.csv").write_text(f"id,first_name,last_name\n{rows}")
    with pytest.raises(CourseError) as error:
        class_list.enrol(course_copy, tmp_path / "class.csv")
    assert said in str(error.value)


def test_an_id_that_a_spreadsheet_has_changed_is_named(course_copy: Course, tmp_path: Path) -> None:
    """A long number in short form, a whole one with a decimal; an id with a point in it is no such number."""
    (tmp_path / "class.csv").write_text("id,first_name,last_name\n1.23E+08,A,A\n45670.0,B,B\n20.4.e1,C,C\n1234567,D,D\n")
    _, _, notes = class_list.enrol(course_copy, tmp_path / "class.csv")
    assert [note.split()[0] for note in notes] == ["'1.23E+08'", "'45670.0'"]


def test_people_are_found_by_number_id_address_or_name() -> None:
    """In any order of names, without case and punctuation; what fits two people fits nobody."""
    ada, jo, jo_too = Person("ada", "Ada", "O'Hara", "", "ada@x", "7"), Person("jo1", full="Doe, Jo"), Person("jo2", full="Jo Doe")
    known = People([ada, jo, jo_too])
    for asked in ({"number": "7"}, {"login": "ADA"}, {"email": "Ada@X"}, {"name": "oharaada"}, {"name": "Ada O’Hara"}):
        assert known.find(**asked) == ada
    assert known.find(name="Jo Doe") is None
    assert known.find(number="8", name="Ada O'Hara") == ada
    assert known.find(login="eve") is None


@pytest.mark.usefixtures("slow")
def test_a_list_goes_into_the_gradebook_once(course_copy: Course, tmp_path: Path) -> None:
    """Twice the same list changes nothing; an id in another form is the same person; notes say what was read otherwise."""
    path = tmp_path / "class.csv"
    path.write_text(ROWS + "<b>,B,O,b@x\n", encoding="utf-8")
    added, changed, notes = class_list.enrol(course_copy, path)
    assert (added, changed) == (["ada", "josé"], [])
    assert notes == ["'<b>' cannot be a student's id (no control characters, and none of < > \" & \\ / * ? [ ]): left out"]
    path.write_text(" Ada ,Ada,King,ada@x.example\n".join(["id,first_name,last_name,email\n", ""]), encoding="utf-8")
    added, changed, notes = class_list.enrol(course_copy, path)
    assert (added, changed, notes) == ([], ["ada"], ["' Ada ' is read as 'Ada'"])
    students = roster.students(Settings.read(course_copy).db_url)
    assert students[0] == Student("ada", "Ada", "King", "ada@x.example", "")
    path.write_text("id,name\nada,Ada\nADA,Ada\n")
    with pytest.raises(CourseError, match="these ids are in the list twice: ada"):
        class_list.enrol(course_copy, path)


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    """Separator, order, columns without a heading."""
    text = 'a;b;\n"1;2";x;\n3;;y\n'
    (tmp_path / "t.csv").write_text(text)
    assert csv_tables.read(tmp_path / "t.csv").text() == text
