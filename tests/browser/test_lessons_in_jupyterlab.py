"""Every lesson opens in JupyterLab, runs, and answers each slider, moved by mouse and from the keyboard."""

import re

import pytest

from .desk import ROOT, Desk, until

TEXTS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.py"))


def seen(explorer) -> tuple[str, str]:
    """Return what a person sees below the sliders: the picture (its data) and the sentence."""
    return explorer.locator("img").get_attribute("src"), explorer.locator(".explorer-sentence").inner_text()


def changed(desk, explorer, before) -> None:
    """Wait until the picture or the sentence is another one."""
    desk.page.wait_for_function(
        "([e, src, text]) => e.querySelector('img').src !== src || e.querySelector('.explorer-sentence').innerText !== text",
        arg=[explorer.element_handle(), *before],
    )


def caught_up(desk, explorer, name) -> None:
    """Wait until the page shows the last move's picture and sentence: none was dropped on the way."""

    def same() -> bool:
        handles = explorer.get_by_role("slider").all()
        shown = [float(handle.get_attribute("aria-valuenow")) for handle in handles]
        kept = desk.ask(
            "[float(np.log(c.value) / np.log(c.base)) if hasattr(c, 'base') else c.value"
            f" for c in {name}.controls.values() if hasattr(c, 'step')]"
        )
        return shown == pytest.approx(kept, abs=1e-6) and seen(explorer)[0] in desk.ask(f"{name}.picture.value")

    until(same, "the last move's picture")


@pytest.mark.parametrize("lesson", TEXTS)
def test_every_slider_answers(answered, page, picture, lesson):
    """All cells run; each slider, dropdown and button changes the picture or the sentence, from mouse and keyboard."""
    desk = Desk(page, answered)
    desk.open(f"{lesson}.ipynb")
    desk.run_all()
    assert all(desk.counts()), "Run All Cells stopped before the last cell"
    cells = desk.cells()
    names = desk.ask("[name for name, value in globals().items() if isinstance(value, Explorer)]")
    explorers = [
        (number, name) for name in names for number, cell in enumerate(cells) if re.search(rf"^{name} = ", cell["source"], re.M)
    ]
    assert explorers
    for place, (number, name) in enumerate(explorers):
        cell = desk.show(number)
        explorer = cell.locator(".explorer")
        explorer.locator("img").wait_for()
        handles = explorer.get_by_role("slider").all()
        for handle in handles:
            assert handle.get_attribute("aria-label"), "a slider without a name"
            before = seen(explorer)
            low, high, now = (float(handle.get_attribute(f"aria-value{which}")) for which in ("min", "max", "now"))
            high_half = now > (low + high) / 2
            box = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
            handle.hover()
            page.mouse.down()
            page.mouse.move(box["x"] + box["width"] * (0.2 if high_half else 0.8), box["y"] + 2, steps=4)
            page.mouse.up()
            changed(desk, explorer, before)
            desk.settled()
            before = seen(explorer)
            handle.focus()
            now = handle.get_attribute("aria-valuenow")
            page.keyboard.press("ArrowRight" if high_half else "ArrowLeft")
            until(lambda handle=handle, now=now: handle.get_attribute("aria-valuenow") != now, "the arrow key to move the slider")
            page.keyboard.press("End" if high_half else "Home")
            changed(desk, explorer, before)
            desk.settled()
        for button in explorer.get_by_role("button").all():
            before = seen(explorer)
            button.click()
            changed(desk, explorer, before)
            desk.settled()
        caught_up(desk, explorer, name)
        picture(cell.locator(".jp-Cell-outputWrapper"), f"lesson-{lesson[:2]}-{'abcdefgh'[place]}")
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.jp-CodeCell .cm-scroller')]"
        ".filter(code => code.scrollWidth > code.clientWidth + 1).map(code => code.innerText)"
    )
    assert wide == [], "code lines wider than their cell"
