"""Every lesson opens in JupyterLab, runs, answers each slider, moved by mouse and from the keyboard, and keeps what was guessed."""

import re
import shutil
import time

import pytest

from .axe import show_all, violations
from .conftest import HEIGHT, WIDTH
from .desk import LOOK, ROOT, Desk, until

MINUS = "\N{MINUS SIGN}"  # as the number boxes write it
A_WHILE = 30  # seconds for one move to arrive; the next try comes then
CHECKSUM = 60  # of the characters of a picture's data, the last: a PNG file ends with a checksum of all before
LOOK_AT = f"""explorer => ({{
    shown: [...explorer.querySelectorAll(".widget-readout")].map(number => number.textContent),
    told: [...explorer.querySelectorAll("[role=slider]")].map(handle => handle.getAttribute("aria-valuetext")),
    picture: explorer.querySelector("img").src.slice(-{CHECKSUM}),
    sentence: explorer.querySelector(".explorer-sentence").innerText,
}})"""
# every slider lies within the narrow notebook, and is long enough to be moved by mouse
FITS = """number => {
    const all = [...document.querySelectorAll(".explorer")];
    return all.length === number && all.every(each => each.clientWidth < 600 && each.scrollWidth <= each.clientWidth
        && [...each.querySelectorAll(".noUi-base")].every(slider => slider.clientWidth >= 100));
}"""
TEXTS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.py"))


@pytest.fixture(scope="module")
def desk(answered, browser):
    """Give one page of JupyterLab, in which one lesson after another is opened."""
    context = browser.new_context()
    yield Desk(context.new_page(), answered)
    context.close()


def looked_at(explorer) -> dict:
    """Return what a person sees of an explorer, all at one moment: its numbers, what a screen reader is told, picture, sentence."""
    return explorer.evaluate(LOOK_AT)


def seen(explorer) -> tuple[str, str]:
    """Return what a person sees below the sliders: the picture (the end of its data) and the sentence."""
    now = looked_at(explorer)
    return now["picture"], now["sentence"]


def changed(desk, explorer, before) -> None:
    """Wait until the picture or the sentence is another one."""
    until(lambda: seen(explorer) != before, f"the picture or the sentence to change ({before[1]})")


def agree(desk, explorer, name) -> bool:
    """Return whether page and kernel agree: the numbers beside the sliders are the kernel's, and the picture is the last it drew.

    What a screen reader is told (aria-valuetext) is the number that is seen. (aria-valuenow is not: noUiSlider rounds it to one
    decimal, and gives the exponent for a logarithmic slider.)
    """
    numbers, picture = desk.ask(
        "[[c.label if hasattr(c, 'label') else format(c.value, c.readout_format)"
        f" for c in {name}.controls.values() if hasattr(c, 'readout')], {name}.picture.value[-{CHECKSUM + 2}:-2]]"
    )
    numbers = [re.sub("^-", MINUS, text).replace("e-0", "e-") for text in numbers]  # Python writes 1e-05, the page 1e-5
    now = looked_at(explorer)
    return now["told"] == now["shown"] == numbers and now["picture"] == picture


def caught_up(desk, explorer, name) -> None:
    """Wait until page and kernel agree."""
    until(lambda: agree(desk, explorer, name), "page and kernel to agree")


def done(desk, explorer, name, move, aim, what) -> None:
    """Make a move until its aim is reached and page and kernel agree: a page that shifts, or takes the focus, can undo it."""

    def once() -> bool:
        move()
        end = time.monotonic() + A_WHILE
        while not agree(desk, explorer, name):
            if time.monotonic() > end:
                return False
            time.sleep(LOOK / 1000)
        return bool(aim())

    until(once, what)


def stands(handle) -> float:
    """Return where a slider stands."""
    return float(handle.get_attribute("aria-valuenow"))


def pressed(handle, key: str) -> None:
    """Press a key on a slider."""
    handle.focus()
    handle.press(key)


def dragged(handle, where: float) -> None:
    """Drag a slider's handle by mouse to a part of its track."""
    handle.hover()
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
    mouse = handle.page.mouse
    mouse.down()
    mouse.move(track["x"] + track["width"] * where, track["y"] + 2, steps=4)
    mouse.up()


def move_both_ways(desk, explorer, name, handle) -> None:
    """Move a slider by an arrow key and to one end from the keyboard, then back by mouse; each end must look different."""
    low, high, now = (float(handle.get_attribute(f"aria-value{which}")) for which in ("min", "max", "now"))
    arrow, key, end, where = ("ArrowLeft", "Home", low, 0.8) if now > (low + high) / 2 else ("ArrowRight", "End", high, 0.2)
    before = seen(explorer)
    done(desk, explorer, name, lambda: pressed(handle, arrow), lambda: stands(handle) != now, "the arrow key to move the slider")
    done(desk, explorer, name, lambda: pressed(handle, key), lambda: stands(handle) == end, f"{key} to move the slider to its end")
    assert seen(explorer) != before, f"the slider changes neither the picture nor the sentence ({before[1]})"
    at_end = seen(explorer)
    done(desk, explorer, name, lambda: dragged(handle, where), lambda: seen(explorer) != at_end, "the mouse to change the picture")


def choose_by_key(desk, explorer, name, menu) -> None:
    """Choose the next entry of a menu by an arrow key, and go back by another: focus and active cell stay."""
    chosen = "menu => [menu.selectedIndex, menu.options.length, document.activeElement === menu]"
    first, number, _ = menu.evaluate(chosen)
    assert number > 1
    there, back = ("ArrowDown", "ArrowUp") if first < number - 1 else ("ArrowUp", "ArrowDown")
    before = seen(explorer)
    menu.focus()
    for key, place in ((there, first + (1 if there == "ArrowDown" else -1)), (back, first)):
        menu.page.keyboard.press(key)
        assert menu.evaluate(chosen) == [place, number, True]
        caught_up(desk, explorer, name)
        assert (seen(explorer) == before) == (place == first)


@pytest.mark.parametrize("lesson", TEXTS)
def test_every_slider_answers(desk, lesson):
    """All cells run; each slider, dropdown and button changes the picture or the sentence, from mouse and keyboard."""
    page = desk.page
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    desk.turn_to(f"{lesson}.ipynb")
    desk.run_all()
    assert all(desk.counts()), "Run All Cells stopped before the last cell"
    explorers = desk.explorers()
    assert explorers
    for number, name in explorers:
        cell = desk.show(number)
        explorer = cell.locator(".explorer")
        explorer.locator("img").wait_for()
        handed_out = desk.ask(f"{{key: c.value for key, c in {name}.controls.items() if hasattr(c, 'readout')}}")
        for handle in explorer.get_by_role("slider").all():
            assert handle.get_attribute("aria-label"), "a slider without a name"
            if handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").get_attribute("disabled") is not None:
                others = f"[c for c in {name}.controls.values() if hasattr(c, 'max') and not c.disabled]"
                desk.ask(f"[setattr(c, 'value', c.max) for c in {others}]")  # one of them wakes it
                caught_up(desk, explorer, name)
            move_both_ways(desk, explorer, name, handle)
            desk.ask(f"[setattr({name}.controls[key], 'value', value) for key, value in {handed_out}.items()]")
            caught_up(desk, explorer, name)
        for menu in explorer.get_by_role("combobox").all():
            choose_by_key(desk, explorer, name, menu)
        player = explorer.locator(".widget-play")
        if player.count():
            before = seen(explorer)
            read = explorer.locator("[aria-live]")
            player.get_by_role("button", name="play").click()
            changed(desk, explorer, before)
            assert read.get_attribute("aria-live") == "off", "each picture of a film is read out"
            player.get_by_role("button", name="pause").click()
            caught_up(desk, explorer, name)
            assert read.get_attribute("aria-live") == "polite"
        for button in explorer.locator(":not(.widget-play) > button").all():
            before = seen(explorer)
            button.click()
            changed(desk, explorer, before)
            caught_up(desk, explorer, name)
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
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
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
