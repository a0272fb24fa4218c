"""A student's evening without a mouse."""

from pathlib import Path

from playwright.sync_api import Page

from autograder.commands import lab
from autograder.course import Course
from browser.walking import LESSON, WARNING, row, saved, slider_a

from .desk import ROOT, TOKEN, Desk, jupyter, until


class Keys:
    """A page without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def command(self, name: str) -> None:
        """Choose a command by its name: Ctrl + Shift + C, the name, Enter."""
        self.page.keyboard.press("Control+Shift+C")
        self.page.locator(".lm-CommandPalette-input:focus").wait_for()
        self.page.keyboard.insert_text(name)
        until(lambda: self.page.locator(".lm-CommandPalette-item").count() == 1, f"{name} to stand alone")
        self.page.keyboard.press("Enter")

    def press_until(self, key: str, question: str, argument: object = None) -> None:
        """Press a key until a question about the element that has the focus, `e`, is answered yes."""
        for _ in range(60):
            self.page.keyboard.press(key)
            if self.page.evaluate(f"a => {{ const e = document.activeElement; return Boolean({question}) }}", argument):
                return
        raise AssertionError(f"{key} does not lead to where {question}")


def test_the_evening_by_keyboard(place: Path, page: Page) -> None:
    """Fetch, open, run, move a slider, answer, validate and submit without a mouse, by the keys that Start here names."""
    (place / "keys").mkdir()
    seat = lab.student(Course(ROOT), place / "keys")
    button = "e.textContent.trim() === a[0] && e.closest('.list_item')?.innerText.includes(a[1])"
    keys = Keys(page)
    with jupyter(seat) as url:
        desk = Desk(page, url)
        page.goto(f"{url}lab?token={TOKEN}")
        page.locator(".jp-Launcher, .jp-Notebook").first.wait_for()
        keys.command("Assignment List")
        row(page, "released_assignments_list").wait_for()
        keys.press_until("Tab", button, ["Fetch", LESSON])
        page.keyboard.press("Enter")
        row(page, "fetched_assignments_list").get_by_text("Submit", exact=True).wait_for()
        keys.press_until("Tab", button, [LESSON, LESSON])
        page.keyboard.press("Enter")
        keys.press_until("Tab", button, [LESSON, LESSON])
        page.keyboard.press("Enter")
        page.locator(".jp-NotebookPanel").wait_for()
        desk.ready()
        keys.command("Restart Kernel and Run All Cells")
        page.locator(".jp-Dialog button:focus").wait_for()
        page.keyboard.press("Enter")
        until(lambda: "is not written yet" in desk.outputs(desk.index("test_sigmoid")), "the cells to run")
        desk.settled()
        keys.press_until("Tab", "e.getAttribute('aria-label') === 'w, the weight'")
        shown = slider_a(desk).locator("img")
        before = shown.get_attribute("src")
        page.keyboard.press("Home")
        until(lambda: shown.get_attribute("src") != before, "the slider to answer")
        keys.press_until("Shift+Tab", "e.matches('.jp-Cell')")
        at = "window.jupyterapp.shell.currentWidget.content.activeCell.model.getMetadata('nbgrader')?.grade_id === a"
        keys.press_until("ArrowDown", at, "sigmoid")
        page.keyboard.press("Enter")
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(WARNING)
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        until(lambda: "passes its visible checks" in desk.outputs(desk.index("test_sigmoid")), "the answer to be checked")
        page.keyboard.press("Control+S")
        desk.written()
        assert WARNING in saved(seat.folder / f"activation-functions/{LESSON}/{LESSON}.ipynb")
        keys.command("Assignment List")
        keys.press_until("Tab", button, ["Validate", LESSON])
        page.keyboard.press("Enter")
        page.locator(".jp-Dialog button:focus").wait_for()
        page.keyboard.press("Enter")
        keys.press_until("Tab", button, ["Submit", LESSON])
        page.keyboard.press("Enter")
        page.locator("#submitted_assignments_list .list_item", has_text=LESSON).first.wait_for()
