"""Students' ids and names in nbgrader's gradebook, and in the marks exported from it."""

import csv
from pathlib import Path

import pytest
from graded_class import GRADE_OF, change, copy_of
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin

from autograder.course import Course
from autograder.gradebook.registration import complete
from autograder.gradebook.rows import GradebookRows
from autograder.nbgrader_plugin import student_names
from autograder.nbgrader_plugin.marks_export import COLUMNS, MarksExport


@pytest.fixture(scope="module")
def gradebook(slow: None, tmp_path_factory: pytest.TempPathFactory):
    """A real gradebook of nbgrader's, guarded as the course's configuration does."""
    student_names.guard()
    student_names.guard()  # once more does no harm
    address = f"sqlite:///{tmp_path_factory.mktemp('book') / 'gradebook.db'}"
    with GradebookRows(address) as rows:
        complete(rows)  # as nbgrader would by starting a program
    with Gradebook(address) as gradebook:
        yield gradebook


def test_the_gradebook_takes_no_html(gradebook: Gradebook) -> None:
    """Ids that are unfit are refused with a sentence; names are kept as text that looks the same."""
    for name in ("<img src=x onerror=f()>", 'a"b'):
        with pytest.raises(ValueError, match=r"cannot be a student's id.*rename"):
            gradebook.update_or_create_student(name)
    student = gradebook.update_or_create_student("ada", first_name="<b>Ada</b>", last_name='O\'Brien "\x1b[1m"', email=None)
    assert (student.first_name, student.last_name, student.email) == ("‹b›Ada‹/b›", "O'Brien ””", None)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, about its own queries
def test_exported_marks_stay_in_their_columns(gradebook: Gradebook, tmp_path: Path) -> None:
    """Commas, quotes and formulas in names are one field of text each; who handed in nothing has a row too."""
    gradebook.add_assignment("02_sigmoid")
    gradebook.add_student("a,b", first_name="=1+1", last_name="x;=2", email="a@b.org")
    gradebook.update_or_create_student("ada")
    gradebook.add_submission("02_sigmoid", "ada")
    path = tmp_path / "grades.csv"
    MarksExport(to=str(path)).export(gradebook)
    with path.open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert tuple(rows["ada"]) == COLUMNS
    assert rows["a,b"]["first_name"] == "'=1+1"
    assert rows["a,b"]["last_name"] == "x;'=2"
    assert rows["ada"]["score"] == "0.0"
    assert rows["ada"]["needs_manual_grade"] == "False"
    MarksExport(to=str(path), student=["ada"], assignment=["03_tanh"]).export(gradebook)
    assert path.read_text() == ",".join(COLUMNS) + "\n"


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, about its own queries
def test_exported_marks_are_nbgraders(graded: Course, tmp_path: Path) -> None:
    """Every column that nbgrader's own exporter has says the same of a graded class, late penalties and manual marks too."""
    course = copy_of(graded, tmp_path / "course")
    change(course, f"UPDATE grade SET manual_score = 7, extra_credit = 1 WHERE {GRADE_OF}", "a.b", "test_sigmoid")
    change(course, "UPDATE submitted_notebook SET late_submission_penalty = 3")
    paths = tmp_path / "theirs.csv", tmp_path / "ours.csv"
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        for kind, path in zip((CsvExportPlugin, MarksExport), paths, strict=True):
            kind(to=str(path)).export(book)
    theirs, ours = (list(csv.DictReader(path.read_text().splitlines())) for path in paths)
    assert len(theirs) > 3
    for row in (*ours, *theirs):
        for column in ("student_id", "last_name"):
            row[column] = row[column].replace("'", "")  # ours has one more before what would be a formula
    unmarked = next(row for row in theirs if row["student_id"] == "cut")  # a file that cannot be read waits for a mark
    assert (unmarked["raw_score"], unmarked["score"]) == ("0.0", "0.0")
    unmarked.update(raw_score="", score="")  # ours gives no zero for that
    assert [{column: row[column] for column in theirs[0]} for row in ours] == theirs
