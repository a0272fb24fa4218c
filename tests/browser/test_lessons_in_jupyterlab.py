"""Lessons in JupyterLab: sliders answer mouse and keyboard, guesses are kept, keys stay in their control, checks are read out."""

import json
import re
import shutil
import time

import pytest
from playwright.sync_api import Locator

from .axe import show_all, violations
from .conftest import HEIGHT, WIDTH
from .desk import LOOK, ROOT, Desk, until

MINUS = "\N{MINUS SIGN}"  # as the number boxes write it
A_WHILE = 30  # seconds for one move to arrive; the next try comes then
CHECKSUM = 60  # of the characters of a picture's data, the last: a PNG file ends with a checksum of all before
# what a person sees of an explorer, all at one moment: where its sliders stand, its numbers, what a screen reader is told
LOOK_AT = f"""explorer => ({{
    stands: [...explorer.querySelectorAll("[role=slider]")].map(handle => Number(handle.getAttribute("aria-valuenow"))),
    shown: [...explorer.querySelectorAll(".widget-readout")].map(number => number.textContent),
    told: [...explorer.querySelectorAll("[role=slider]")].map(handle => handle.getAttribute("aria-valuetext")),
    picture: explorer.querySelector("img").src.slice(-{CHECKSUM}),
    sentence: explorer.querySelector(".explorer-sentence").innerText,
}})"""
HANDLES = """handles => handles.map(handle => ({
    name: handle.getAttribute("aria-label"),
    low: Number(handle.getAttribute("aria-valuemin")),
    high: Number(handle.getAttribute("aria-valuemax")),
    asleep: handle.closest(".noUi-target").hasAttribute("disabled"),
}))"""
# every slider lies within the narrow notebook, and is long enough to be moved by mouse
FITS = """number => {
    const all = [...document.querySelectorAll(".explorer")];
    return all.length === number && all.every(each => each.clientWidth < 600 && each.scrollWidth <= each.clientWidth
        && [...each.querySelectorAll(".noUi-base")].every(slider => slider.clientWidth >= 100));
}"""
STRAIGHT = "def sigmoid(x):\n    return np.asarray(x, dtype=float)\n"
KEEP_ALL = """reader => {
    window.announced = [];
    new MutationObserver(() => announced.push(reader.textContent)).observe(reader, {childList: true});
}"""
TEXTS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.py"))


@pytest.fixture(scope="module")
def one_page(answered, browser):
    """Give one page of JupyterLab, in which one lesson after another is opened."""
    context = browser.new_context()
    yield Desk(context.new_page(), answered)
    context.close()


@pytest.fixture
def desk(one_page):
    """Give the page of JupyterLab at a small laptop's size."""
    one_page.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return one_page


@pytest.fixture(scope="module")
def sigmoid(one_page):
    """Give the page with lesson 2 open, every cell run: for two tests that follow one another, and leave its texts as they are."""
    one_page.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    one_page.turn_to("02_sigmoid.ipynb")
    one_page.run_all()
    return one_page


class Explorer:
    """The sliders and the picture of one cell, as a person moves and sees them."""

    def __init__(self, desk: Desk, place: int, name: str) -> None:
        self.desk, self.name = desk, name
        desk.show(place)
        selector = f".jp-Cell[data-windowed-list-index='{place}'] .explorer"
        self.inside = desk.page.locator(selector)
        self.inside.locator("img").wait_for()
        self.look = f"() => ({LOOK_AT})(document.querySelector({json.dumps(selector)}))"
        self.sliders = self.inside.locator("[role=slider]")
        self.now = self.caught_up()  # what was seen when page and kernel agreed, the last time

    def seen(self) -> dict:
        """Return what is seen at this moment."""
        return self.desk.page.evaluate(self.look)

    def agree(self) -> bool:
        """Return whether page and kernel agree: the numbers beside the sliders are the kernel's, and the picture its last.

        What a screen reader is told (aria-valuetext) is the number that is seen. (aria-valuenow is not: noUiSlider rounds it to one
        decimal, and gives the exponent for a logarithmic slider.)
        """
        (numbers, picture), seen = self.desk.ask_and_see(
            "[[c.label if hasattr(c, 'label') else format(c.value, c.readout_format)"
            f" for c in {self.name}.controls.values() if hasattr(c, 'readout')], {self.name}.picture.value[-{CHECKSUM + 2}:-2]]",
            self.look,
        )
        numbers = [re.sub("^-", MINUS, text).replace("e-0", "e-") for text in numbers]  # Python writes 1e-05, the page 1e-5
        self.now = seen
        return seen["told"] == seen["shown"] == numbers and seen["picture"] == picture

    def caught_up(self) -> dict:
        """Wait until page and kernel agree; return what is seen then."""
        until(self.agree, "page and kernel to agree")
        return self.now

    def changed(self, before: dict) -> None:
        """Wait until the picture or the sentence is another one."""
        until(lambda: differ(self.seen(), before), f"the picture or the sentence to change ({before['sentence']})")

    def done(self, move, aim, what: str) -> dict:
        """Make a move until its aim is reached and page and kernel agree: a page that shifts, or takes the focus, can undo it.

        Return what is seen then.
        """

        def once() -> bool:
            move()
            end = time.monotonic() + A_WHILE
            while not self.agree():
                if time.monotonic() > end:
                    return False
                time.sleep(LOOK / 1000)
            return bool(aim(self.now))

        until(once, what)
        return self.now

    def drag(self, number: int, where: float) -> None:
        """Drag a slider's handle by mouse to a part of its track."""
        handle, mouse = self.sliders.nth(number), self.desk.page.mouse
        handle.hover()
        track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
        mouse.down()
        mouse.move(track["x"] + track["width"] * where, track["y"] + 2, steps=2)
        mouse.up()


def differ(now: dict, before: dict) -> bool:
    """Return whether the picture or the sentence is another one."""
    return (now["picture"], now["sentence"]) != (before["picture"], before["sentence"])


def move_both_ways(explorer: Explorer, number: int, low: float, high: float) -> None:
    """Move a slider by an arrow key and to one end from the keyboard, then back by mouse; each end must look different."""
    before, handle = explorer.now, explorer.sliders.nth(number)
    now = before["stands"][number]
    arrow, key, end, where = ("ArrowLeft", "Home", low, 0.8) if now > (low + high) / 2 else ("ArrowRight", "End", high, 0.2)
    explorer.done(lambda: handle.press(arrow), lambda seen: seen["stands"][number] != now, "the arrow key to move the slider")
    at_end = explorer.done(lambda: handle.press(key), lambda seen: seen["stands"][number] == end, f"{key} to move it to its end")
    assert differ(at_end, before), f"the slider changes neither the picture nor the sentence ({before['sentence']})"
    explorer.done(lambda: explorer.drag(number, where), lambda seen: differ(seen, at_end), "the mouse to change the picture")


def choose_by_key(explorer: Explorer, menu) -> None:
    """Choose the next entry of a menu by an arrow key, and go back by another: focus and active cell stay."""
    chosen = "menu => [menu.selectedIndex, menu.options.length, document.activeElement === menu]"
    first, number, _ = menu.evaluate(chosen)
    assert number > 1
    there, back = ("ArrowDown", "ArrowUp") if first < number - 1 else ("ArrowUp", "ArrowDown")
    before = explorer.now
    menu.focus()
    for key, place in ((there, first + (1 if there == "ArrowDown" else -1)), (back, first)):
        menu.page.keyboard.press(key)
        assert menu.evaluate(chosen) == [place, number, True]
        assert differ(explorer.caught_up(), before) == (place != first)


@pytest.mark.parametrize("lesson", TEXTS)
def test_every_slider_answers(desk, lesson):
    """All cells run; each slider, dropdown and button changes the picture or the sentence, from mouse and keyboard."""
    page = desk.page
    desk.turn_to(f"{lesson}.ipynb")
    desk.run_all()
    assert all(desk.counts()), "Run All Cells stopped before the last cell"
    explorers = desk.explorers()
    assert explorers
    for place, name in explorers:
        explorer = Explorer(desk, place, name)
        handed_out = desk.ask(f"{{key: c.value for key, c in {name}.controls.items() if hasattr(c, 'readout')}}")
        sliders = explorer.sliders.evaluate_all(HANDLES)
        assert len(sliders) == explorer.inside.get_by_role("slider").count(), "a slider that is not seen"
        for number, slider in enumerate(sliders):
            assert slider["name"], "a slider without a name"
            if slider["asleep"]:
                others = f"[c for c in {name}.controls.values() if hasattr(c, 'max') and not c.disabled]"
                desk.ask(f"[setattr(c, 'value', c.max) for c in {others}]")  # one of them wakes it
                explorer.caught_up()
            move_both_ways(explorer, number, slider["low"], slider["high"])
            desk.ask(f"[setattr({name}.controls[key], 'value', value) for key, value in {handed_out}.items()]")
            explorer.caught_up()
        for menu in explorer.inside.get_by_role("combobox").all():
            choose_by_key(explorer, menu)
        player = explorer.inside.locator(".widget-play")
        if player.count():
            before, read = explorer.now, explorer.inside.locator("[aria-live]")
            player.get_by_role("button", name="play").click()
            explorer.changed(before)
            assert read.get_attribute("aria-live") == "off", "each picture of a film is read out"
            player.get_by_role("button", name="pause").click()
            explorer.caught_up()
            assert read.get_attribute("aria-live") == "polite"
        for button in explorer.inside.locator(":not(.widget-play) > button").all():
            before = explorer.now
            button.click()
            explorer.changed(before)
            explorer.caught_up()
            if "widget-toggle-button" in (button.get_attribute("class") or ""):
                assert button.get_attribute("aria-pressed") == "true", "a screen reader is not told what is chosen"
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.jp-CodeCell .cm-scroller')]"
        ".filter(code => code.scrollWidth > code.clientWidth + 1).map(code => code.innerText)"
    )
    assert wide == [], "code lines wider than their cell"
    show_all(page)
    assert violations(page, ".jp-RenderedMarkdown", ".explorer") == []
    page.set_viewport_size({"width": 640, "height": 450})  # what 200 % zoom leaves of 1280 by 900
    page.wait_for_function(FITS, arg=len(explorers), polling=LOOK)


def test_guesses_are_kept(desk, place):
    """A guess, chosen by mouse or key or typed, stands below the slider at once; saved, it outlives the page and its kernel.

    Guesses changed afterwards are shown anew, and the fold with the still picture opens by mouse and by key.
    """
    page = desk.page
    folder = place / "answered/guesses"  # of its own: guesses are looked for in all notebooks beside one, also by other tests
    folder.mkdir()
    shutil.copy(folder.with_name("02_sigmoid.ipynb"), folder)
    desk.turn_to("guesses/02_sigmoid.ipynb")
    desk.run_all()
    sources = [cell["source"] for cell in desk.cells()]

    def asked(name: str):
        """The question of this id, brought into view."""
        return desk.show(next(n for n, source in enumerate(sources) if source.startswith(f'guess("{name}"')))

    def told(letter: str) -> list[str]:
        """What stands above "what you saw" about the guesses of this letter."""
        place = next(n for n, source in enumerate(sources) if source.startswith(f'guessed("{letter}1"'))
        return desk.page.locator(f".jp-Cell[data-windowed-list-index='{place}'] .jp-OutputArea-output").all_inner_texts()

    def tells(letter: str, *lines: str) -> None:
        until(lambda: told(letter) == [*lines], f"the guesses {lines}")

    nothing = "No guess yet. What would you say now?"
    tells("a", f"1. {nothing}", f"2. {nothing}", f"3. {nothing}")
    asked("a1").get_by_role("radio", name="it makes the step softer").click()
    tells("a", "1. You guessed: it makes the step softer", f"2. {nothing}", f"3. {nothing}")
    assert "No guess yet." in asked("a2").inner_text()
    asked("a2").get_by_role("radiogroup", name="2. The steepest slope for w = 1?").get_by_role("radio").first.focus()
    for key in ("Space", "ArrowDown"):
        page.keyboard.press(key)
    asked("e1").get_by_role("textbox", name="1. Steps with cross-entropy?").fill("<b>16</b>")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('.jp-Cell')", polling=LOOK)
    a, e = ["1. You guessed: it makes the step softer", "2. You guessed: 1/2", f"3. {nothing}"], "1. You guessed: <b>16</b>"
    tells("a", *a)
    tells("e", e, f"2. {nothing}")
    desk.save()

    desk.open("guesses/02_sigmoid.ipynb")  # the page is loaded anew, its kernel lives on
    tells("a", *a)
    process = desk.ask("__import__('os').getpid()")
    desk.menu("Run", "Restart Kernel and Run All Cells…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    until(lambda: not all(desk.counts()), "the kernel to start anew")
    until(lambda: all(desk.counts()), "every cell to run")
    desk.settled()
    assert desk.ask("__import__('os').getpid()") != process
    tells("a", *a)
    tells("e", e, f"2. {nothing}")
    assert asked("a1").get_by_role("radio", name="it makes the step softer").is_checked()
    assert asked("e1").get_by_role("textbox").input_value() == "<b>16</b>"
    asked("a1").get_by_role("radio", name="it moves it").click()
    tells("a", "1. You guessed: it moves it", *a[1:])

    slider = next(n for n, source in enumerate(sources) if source.endswith("\nslider_a"))
    fold = desk.show(slider + 1)
    assert not fold.locator("img").is_visible()
    fold.locator("summary").click()
    assert fold.locator("img").is_visible()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert not fold.locator("img").is_visible()
    page.keyboard.press("Enter")
    assert fold.locator("img").is_visible()


def test_what_a_cell_says_is_announced(sigmoid):
    """Read out are a check's sentence, when its cell has run, the last line of a traceback, and a guess; a picture is not."""
    desk, page = sigmoid, sigmoid.page
    reader = page.locator(".course-reader")
    assert reader.get_attribute("role") == "status"  # a live region, there before anything is said in it
    reader.evaluate(KEEP_ALL)

    def announced(*expected: str) -> None:
        until(lambda: page.evaluate("announced") == [*expected], f"{expected} to be announced")

    answer = next(cell["source"] for cell in desk.cells() if cell["grade_id"] == "sigmoid")
    desk.type_into("sigmoid", STRAIGHT)
    desk.run_cell("sigmoid")
    failed = desk.run_cell("test_sigmoid")
    assert failed.startswith("sigmoid")
    announced(failed)
    desk.type_into("sigmoid", "one = 1\none / 0")
    desk.run_cell("sigmoid")
    stopped = "ZeroDivisionError: division by zero"
    announced(failed, stopped)

    desk.type_into("sigmoid", answer)
    desk.run_cell("sigmoid")
    desk.show(desk.index("test_sigmoid")).locator(".jp-InputPrompt").click()
    page.keyboard.press("Shift+Enter")  # goes on to the next cell
    passed = "sigmoid passes its visible checks. The hidden checks try more inputs."
    announced(failed, stopped, passed)
    desk.show(desk.index("test_sigmoid")).evaluate("cell => cell.replaceWith(cell)")  # JupyterLab may attach a cell again
    announced(failed, stopped, passed)

    place = next(n for n, cell in enumerate(desk.cells()) if cell["source"].endswith("\nslider_a"))
    explorer = desk.show(place).locator(".explorer")
    page.keyboard.press("Control+Enter")
    desk.settled()
    explorer.locator("img").wait_for()
    before = explorer.locator("img").get_attribute("src")
    explorer.get_by_role("slider").first.press("End")
    until(lambda: explorer.locator("img").get_attribute("src") != before, "the picture to change")
    announced(failed, stopped, passed)

    question = next(n for n, cell in enumerate(desk.cells()) if cell["source"].startswith('guess("a1"'))
    desk.show(question).get_by_role("radio", name="it makes the step softer").click()
    announced(failed, stopped, passed, "You guessed: it makes the step softer")


def number_box(explorer: Locator, name: str) -> Locator:
    """Return the box of a slider's number, with the focus in it and its text chosen."""
    box = explorer.get_by_role("textbox", name=name)
    box.focus()
    box.page.keyboard.press("Control+A")
    return box


def test_keys_stay_in_their_control(sigmoid):
    """Arrows stay in one question; a typed number counts when its box is left; no key in a control changes the notebook."""
    desk, page = sigmoid, sigmoid.page
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
    for key in ("Space", "Shift+M", "Shift+L", "d", "d", "x", "a", "m", "ArrowLeft"):
        press(key)
    assert page.evaluate(top) == before
    assert handle.evaluate("handle => getComputedStyle(handle).outlineStyle") == "solid", "the focus cannot be seen"
    press("Escape")
    press("ArrowDown")
    assert page.evaluate("window.jupyterapp.shell.currentWidget.content.activeCellIndex") > place
    assert [each["source"] for each in desk.cells()] == sources
