"""The keyboard in a lesson's controls: what is pressed in one stays there, and Escape leads back to the cell."""

from playwright.sync_api import Locator

from .desk import Desk, until


def number_box(explorer: Locator, name: str) -> Locator:
    """Return the box of a slider's number, with the focus in it and its text chosen."""
    box = explorer.get_by_role("textbox", name=name)
    box.focus()
    box.page.keyboard.press("Control+A")
    return box


def test_keys_stay_in_their_control(answered, page):
    """Arrows stay in one question; a typed number counts when its box is left; no key in a control changes the notebook."""
    desk = Desk(page, answered)
    desk.open("02_sigmoid.ipynb")
    desk.run_all()
    sources = [cell["source"] for cell in desk.cells()]
    press = page.keyboard.press

    def question(name: str) -> Locator:
        return desk.show(next(n for n, source in enumerate(sources) if source.startswith(f'guess("{name}"')))

    question("a1").get_by_role("radio").first.focus()
    press("Space")
    for _ in range(4):  # once round its three answers, and one further
        press("ArrowDown")
    until(lambda: desk.ask("GUESSES['a1']") == "it makes the step harder", "the arrows to go round")
    assert desk.ask("[GUESSES['a2'], GUESSES['a3']]") == ["", ""]
    press("Tab")
    assert question("a1").locator(":focus").count() == 0, "one question is one stop of Tab"

    place = next(n for n, source in enumerate(sources) if source.endswith("\nslider_a"))
    cell = desk.show(place)
    explorer = cell.locator(".explorer")
    explorer.locator("img").wait_for()
    b = "round(slider_a.controls['b'].value, 6)"
    for typed, leave, value in (("1.4", "Tab", 1.4), ("-0,6", "Enter", -0.6), ("−1.6", "Shift+Tab", -1.6)):
        number_box(explorer, "b, the bias")
        page.keyboard.insert_text(typed)
        press(leave)
        until(lambda value=value: desk.ask(b) == value, f"{typed} and {leave} to count")
    number_box(explorer, "b, the bias")
    for key in ("End", "Backspace", "8", "Enter"):
        press(key)
    until(lambda: desk.ask(b) == -1.8, "the last digit to be another one")
    box = number_box(explorer, "b, the bias")
    page.keyboard.insert_text("2.2")
    press("Escape")
    assert page.evaluate("document.activeElement.matches('.jp-Cell')")
    assert box.inner_text() == "−1.8"
    assert desk.ask(b) == -1.8

    handle = explorer.get_by_role("slider").first
    top = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    handle.focus()
    before = page.evaluate(top)
    for key in ("Space", "Shift+M", "Shift+L", "d", "d", "x", "a", "m", "ArrowRight"):
        press(key)
    assert page.evaluate(top) == before
    assert handle.evaluate("handle => getComputedStyle(handle).outlineStyle") == "solid", "the focus cannot be seen"
    press("Escape")
    press("ArrowDown")
    assert page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex") > place
    assert [each["source"] for each in desk.cells()] == sources
