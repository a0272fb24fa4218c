"""The student's evening and the instructor's morning, in two real JupyterLabs with two accounts and one exchange."""

import contextlib
import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from classroom import STEP
from playwright.sync_api import Locator, Page

from autograder.commands import lab
from autograder.commands.lab import LabSetup, course_id
from autograder.course import CONFIG, Course
from browser.walking import LESSON, WARNING, row, saved, slider_a

from .axe import violations
from .desk import ROOT, TOKEN, Cable, Desk, as_other, jupyter, run, until
from .test_by_command import write

WRONG = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1 / (1 + np.exp(x))"
SLOPE = "def sigmoid_grad(x):\n    x = np.asarray(x, dtype=float)\n    return sigmoid(x) * (1 - sigmoid(x))"
OVERFLOWS = "def sigmoid_grad(x):\n    x = np.asarray(x, dtype=float)\n    return np.exp(-x) / (1 + np.exp(-x)) ** 2"
LATE = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'  # nbgrader's own: who is late gets nothing
TAILS = "def sigmoid_grad_tails(x):\n    x = np.asarray(x, dtype=float)\n    return sigmoid(x) * sigmoid(-x)"


@pytest.fixture(scope="module")
def town(place: Path) -> Iterator[tuple[Desk, Desk, Course, LabSetup]]:
    """An instructor with a copy of the course, a student with an account of his own, and an exchange between them."""
    course = Course(place / "course")
    course.root.mkdir()
    for folder in ("notebooks", "source"):
        shutil.copytree(ROOT / folder, course.root / folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    shutil.copytree(ROOT / "release" / LESSON, course.root / "release" / LESSON)
    (course.root / CONFIG).write_text((ROOT / CONFIG).read_text() + LATE)
    teacher = LabSetup(course.root, place / "teacher", lab.demo_exchange(place / "town"))
    teacher.home.mkdir()
    lab.disable_extensions(teacher.home)
    student = LabSetup(place / "town/student", place / "town/student", teacher.exchange)
    lab.configure_student(student, course)
    with contextlib.ExitStack() as stack:
        yield stack.enter_context(jupyter(teacher)), teacher, as_other(student), course, stack


class Office:
    """Formgrader's pages, with the moves an instructor makes there."""

    def __init__(self, page, url: str) -> None:
        self.page, self.url = page, url
        page.set_default_timeout(120_000)

    def go(self, place: str = "manage_assignments") -> None:
        """Open one of formgrader's pages and wait for its table."""
        self.page.goto(f"{self.url}formgrader/{place}?token={TOKEN}")
        self.page.locator("#main-table tr:first-child td:first-child").filter(has_not_text="Loading").wait_for()

    def due(self, assignment: str, when: str) -> None:
        """Set a due date: the pencil beside an assignment."""
        row = self.page.locator("tr", has=self.page.get_by_role("link", name=assignment, exact=True))
        row.locator("td.edit a").click()
        modal = self.page.locator(".modal.in")
        modal.locator("input.modal-duedate").fill(when)
        modal.get_by_role("button", name="Save").click()
        modal.wait_for(state="hidden")
        row.locator("td.duedate", has_text=when[:10]).wait_for()

    def add_student(self, name: str, first: str, last: str) -> None:
        """Add a student on the page of students."""
        self.go("manage_students")
        self.page.get_by_text("Add new student...").click()
        modal = self.page.locator(".modal.in")
        for field, value in (("id", name), ("first-name", first), ("last-name", last)):
            modal.locator(f"input.{field}").fill(value)
        modal.get_by_role("button", name="Save").click()
        self.page.get_by_role("link", name=f"{last}, {first}").wait_for()

    def autograde(self, assignment: str) -> None:
        """Press the autograde button of the first submission, and come back to the list."""
        self.go(f"manage_submissions/{assignment}")
        self.page.locator("td.autograde a").first.click()
        self.page.locator(".modal.in").get_by_text("Success", exact=True).wait_for()
        self.go(f"manage_submissions/{assignment}")

    def open_submission(self, assignment: str) -> None:
        """Open the page of the first submission; return when its script has taken hold of its fields."""
        self.go(f"gradebook/{assignment}/{assignment}")
        self.page.locator("tbody tr td a").first.click()
        # a field has a placeholder by then; what is typed before is not saved
        self.page.locator("input.score[placeholder]").first.wait_for()
        self.page.locator("textarea.comment[placeholder]").last.wait_for()

    def press(self, assignment: str, column: str) -> str:
        """Press the button in a column of an assignment's row; return the title and text of the answer, and close it."""
        row = self.page.locator("tr", has=self.page.get_by_role("link", name=assignment, exact=True))
        row.locator(f"td.{column} a").click()
        modal = self.page.locator(".modal.in")
        modal.wait_for()
        modal.get_by_text(re.compile("^(Success|Error)$")).wait_for()
        said = modal.inner_text()
        self.page.reload()
        self.page.locator("tbody tr td").first.wait_for()
        return said


def listed(desk: Desk) -> None:
    """Open Nbgrader > Assignment List anew, in place of all that is open, and wait until it has loaded."""
    if desk.page.url == "about:blank":
        desk.page.goto(f"{desk.url}lab?token={TOKEN}&reset")
    else:
        desk.clear()
    desk.menu("Nbgrader", "Assignment List")
    desk.page.locator("#released_assignments_list, #fetched_assignments_list").first.wait_for()


def database(course: Course, query: str) -> list[tuple]:
    """Ask the gradebook."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        return connection.execute(query).fetchall()


def marks(course: Course) -> dict[str, float]:
    """Return what the judge gave, by student."""
    tables = "grade join submitted_notebook n on n.id = grade.notebook_id join submitted_assignment a on a.id = n.assignment_id"
    return dict(database(course, f"select student_id, sum(auto_score) from {tables} group by student_id"))


def by_hand(course: Course) -> list[tuple]:
    """Return the scores and comments that a person gave."""
    scores = database(course, "select manual_score from grade where manual_score is not null")
    return scores + database(course, "select manual_comment from comment where manual_comment is not null")


def test_evening_and_morning(town, browser, picture):
    """Release, fetch, answer, validate, submit twice, collect, judge, grade by hand, feedback, and the page the student reads."""
    address, teacher, student, course, stack = town
    window = {"viewport": {"width": 1280, "height": 900}}
    morning = stack.enter_context(contextlib.closing(browser.new_context(**window)))
    evening = stack.enter_context(contextlib.closing(browser.new_context(**window)))
    office = Office(morning.new_page(), address)

    # the instructor generates and releases the lesson
    lab = Desk(morning.new_page(), address)
    lab.page.goto(f"{address}lab?token={TOKEN}&reset")
    lab.menu("Nbgrader", "Formgrader")
    lab.page.frame_locator("iframe").get_by_role("link", name=LESSON).first.wait_for()
    picture(lab.page, "instructor-1-formgrader")
    before = course.release(LESSON).read_bytes()
    office.go()
    assert "Success" in office.press(LESSON, "assign")
    assert course.release(LESSON).read_bytes() == before, "formgrader's student version is not the one that course build makes"
    assert "Success" in office.press(LESSON, "release")
    office.due(LESSON, "2026-01-31T18:00")
    office.add_student("bob", "Bob", "Builder")

    # the student fetches and opens it
    cable = stack.enter_context(contextlib.closing(Cable(stack.enter_context(jupyter(student)))))
    desk = Desk(evening.new_page(), cable.url)
    listed(desk)
    row(desk.page, "released_assignments_list").get_by_text("Fetch", exact=True).click()
    row(desk.page, "fetched_assignments_list").get_by_text("Submit", exact=True).wait_for()
    picture(desk.page, "student-1-assignment-list")
    path = f"{course_id(course)}/{LESSON}/{LESSON}.ipynb"
    desk.turn_to(path)
    desk.run_all()
    picture(desk.page, "student-2-first-run")
    assert "is not written yet" in " ".join(desk.outputs(i) for i, cell in enumerate(desk.cells()) if cell["type"] == "code")

    # a wrong answer is told in a sentence; the kernel is restarted in the middle, cells run out of order
    desk.type_into("sigmoid", WRONG)
    desk.run_cell("sigmoid")
    said = desk.run_cell("test_sigmoid")
    assert "What is the sign of the exponent?" in said, said
    assert "Traceback" not in said
    picture(desk.page, "student-3-wrong-answer")
    desk.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    desk.settled()
    said = desk.run_cell("test_sigmoid")
    assert "NameError" in said, said
    desk.type_into("sigmoid", WARNING)
    desk.run_all()
    offline(desk, cable, student.home / path, picture)
    desk.type_into("gradient_step", STEP.strip())
    desk.type_into("sigmoid_grad_tails", TAILS)
    desk.run_all()
    assert "passes its visible checks" in desk.outputs(desk.index("test_sigmoid"))

    # a right answer that warns passes Validate; a deleted locked cell is restored when graded
    desk.save()
    desk.page.get_by_role("button", name="Validate").click()
    dialog = desk.page.locator(".jp-Dialog")
    dialog.get_by_text("Success! Your notebook passes all the tests.").wait_for()
    picture(desk.page, "student-4-validate")
    dialog.get_by_role("button").last.click()
    inbound = teacher.exchange / course_id(course) / "inbound"
    notebook = student.home / path
    answered = notebook.read_text()
    write(notebook, sigmoid_grad=OVERFLOWS)
    submit(desk, inbound)

    # the instructor collects and presses autograde: our judge
    office.go()
    assert "Success" in office.press(LESSON, "collect")
    office.autograde(LESSON)
    who = student.account or __import__("getpass").getuser()
    assert 10 < marks(course)[who] < 20

    # the submission's page: why a check failed; a comment and a mark by hand
    office.open_submission(LESSON)
    why = office.page.get_by_text("becomes infinity / infinity for very negative x").first
    why.scroll_into_view_if_needed()
    picture(office.page, "instructor-3-why-a-check-failed")
    comment = office.page.locator("textarea.comment").last
    comment.fill("Well argued.")
    comment.blur()
    office.page.locator(".score").first.fill("7")
    office.page.locator(".score").first.blur()
    until(lambda: by_hand(course) == [(7.0,), ("Well argued.",)], "what was given by hand to be saved")

    # the student fixes it and hands in again, without a locked cell; what was given by hand stays
    cells = json.loads(answered)
    cells["cells"] = [c for c in cells["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") != "test_sigmoid_grad"]
    notebook.write_text(json.dumps(cells))
    submit(desk, inbound)
    assert len(list(inbound.iterdir())) == 2
    picture(desk.page, "student-5-submitted")
    office.go()
    assert "Success" in office.press(LESSON, "collect")
    office.autograde(LESSON)
    picture(office.page, "instructor-2-submissions")
    assert marks(course) == {who: 20.0}
    assert by_hand(course) == [(7.0,), ("Well argued.",)]
    office.open_submission(LESSON)
    office.page.get_by_text("Resolve").first.evaluate("button => button.scrollIntoView({block: 'center'})")
    picture(office.page, "instructor-4-marks-by-hand")

    # late, which here costs everything, until the student gets more time
    assert database(course, "select late_submission_penalty from submitted_notebook") == [(19.0,)]
    assert "late penalty 19 before, none now" in run(teacher, "course", "extend", who, LESSON, "--days", "3650")

    # feedback is made and released, and the student reads it
    office.go()
    assert "Success" in office.press(LESSON, "generate-feedback")
    assert "Success" in office.press(LESSON, "release-feedback")
    listed(desk)
    desk.page.get_by_text("Fetch Feedback").first.click()
    desk.page.get_by_text("(view feedback)").first.wait_for()
    picture(desk.page, "student-6-feedback-arrived")
    desk.page.get_by_text("(view feedback)").first.click()
    desk.page.locator(".jp-DirListing-item", has_text=f"{LESSON}.html").dblclick()
    desk.page.frame_locator(".jp-HTMLViewer iframe").get_by_text("Well argued.").first.wait_for()
    picture(desk.page, "student-7-feedback")
    found = next(student.home.rglob(f"feedback/**/{LESSON}.html"))
    desk.page.goto(f"{desk.url}files/{found.relative_to(student.home)}?token={TOKEN}")
    assert ", given by hand" in desk.page.content()
    assert violations(desk.page) == []

    # marks are exported, of those who handed in nothing as well
    run(teacher, "nbgrader", "export", "--to=marks.csv")
    with (course.root / "marks.csv").open() as file:
        exported = {line["student_id"]: float(line["score"]) for line in csv.DictReader(file) if line["assignment"] == LESSON}
    assert exported == {who: 19.0, "bob": 0.0}


@contextlib.contextmanager
def messages_closed(desk: Desk) -> Iterator[None]:
    """Close what stands in the way, as a person would: without a server JupyterLab says so when it likes."""
    dialog = desk.page.locator(".jp-Dialog")
    desk.page.add_locator_handler(dialog, lambda _: desk.put_away(), no_wait_after=True)
    yield
    desk.page.remove_locator_handler(dialog)


def move_to_its_lowest(handle: Locator) -> None:
    """Move a slider to its left end by key, again where a message has taken the key."""

    def moved() -> bool:
        handle.press("Home")
        return handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemin")

    until(moved, "the slider to be moved between two messages")


def type_between_messages(desk: Desk, grade_id: str, source: str) -> None:
    """Type a cell's text, again where a message has taken the keys."""

    def typed() -> bool:
        desk.type_into(grade_id, source)
        return desk.cells()[desk.index(grade_id)]["source"] == source

    until(typed, "the answer to be typed between two messages")


def offline(desk: Desk, cable: Cable, notebook: Path, picture) -> None:
    """Without a network the student moves a slider, writes on and saves in vain; when it is back, nothing of that is lost."""
    explorer = slider_a(desk)
    before = explorer.locator("img").get_attribute("src")
    cable.pull()
    until(lambda: not desk.connected(), "the page to notice that the network is gone")
    with messages_closed(desk):
        move_to_its_lowest(explorer.get_by_role("slider").first)
        type_between_messages(desk, "sigmoid_grad", SLOPE)
    desk.page.evaluate("() => { window.jupyterapp.commands.execute('docmanager:save').catch(() => {}) }")
    desk.page.wait_for_function("() => document.querySelector('.jp-Dialog')")
    picture(desk.page, "student-8-offline")
    until(lambda: any("File Save Error" in said for said in desk.put_away()), "JupyterLab to say that nothing was saved")
    assert SLOPE not in saved(notebook)
    cable.put_back()
    until(desk.connected, "the page to find its kernel again")
    until(lambda: explorer.locator("img").get_attribute("src") != before, "the slider's move to arrive")
    desk.put_away()
    desk.save()
    assert SLOPE in saved(notebook)


def submit(desk: Desk, inbound: Path) -> None:
    """Press Submit in the Assignment List, and wait for the submission in the exchange and in the list below."""
    listed(desk)
    had = len(list(inbound.iterdir()))
    row(desk.page, "fetched_assignments_list").get_by_text("Submit", exact=True).click()
    until(lambda: len(list(inbound.iterdir())) > had, "the submission in the exchange")
    desk.page.locator("#submitted_assignments_list .list_item", has_text=LESSON).first.wait_for()


def test_a_server_that_is_started_again(place: Path, page: Page) -> None:
    """The kernel is gone then, and nothing that was written: what Start here says about *No Kernel* fixes it."""
    home = place / "restarted"
    home.mkdir()
    lab.disable_extensions(home)
    notebook = Path(shutil.copy(ROOT / "release" / LESSON / f"{LESSON}.ipynb", home))
    with contextlib.ExitStack() as stack:
        with jupyter(LabSetup(home, home)) as url:
            cable = stack.enter_context(contextlib.closing(Cable(url)))
            desk = Desk(page, cable.url)
            desk.open(notebook.name)
            desk.run_all()
            cable.pull()
        with messages_closed(desk):
            type_between_messages(desk, "sigmoid", WARNING)
            cable.put_back(stack.enter_context(jupyter(LabSetup(home, home))))
            page.get_by_text("No Kernel", exact=True).first.hover()
            desk.menu("Run", "Restart Kernel and Run All Cells…")
        until(lambda: "passes its visible checks" in desk.outputs(desk.index("test_sigmoid")), "the answer to be checked")
        desk.settled()
        slider = slider_a(desk)
        before = slider.locator("img").get_attribute("src")
        slider.get_by_role("slider").first.press("Home")
        until(lambda: slider.locator("img").get_attribute("src") != before, "the slider to answer")
        desk.save()
        assert WARNING in saved(notebook)
