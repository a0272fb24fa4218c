"""Every text of the course in a real JupyterLab: it runs, its sliders move by mouse and by keyboard, its code fits the page."""

from pathlib import Path

import pytest
from jupyterlab_page import open_notebook, run_all

TEXTS = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]_*.py"))
EXPLORER = ".jp-OutputArea .widget-vbox:has(> .widget-slider):has(p[role=status])"


def shows(explorer):
    """Return the picture and the sentence that an explorer shows."""
    return explorer.locator("img").get_attribute("src"), explorer.locator("p[role=status]").inner_text()


def wait_for_change(page, explorer, before):
    """Wait until an explorer's picture is another, and return what it shows."""
    image = explorer.locator("img").element_handle()
    page.wait_for_function("([image, before]) => image.isConnected ? image.src !== before : true", arg=[image, before[0]])
    return shows(explorer)


@pytest.mark.parametrize("name", TEXTS)
def test_a_lesson_runs_and_its_sliders_move(page, lab, walks, name):
    """All cells run; each slider changes picture and sentence by keyboard and by mouse; no line of code is cut off."""
    open_notebook(page, lab, f"{name}/{name}.ipynb")
    run_all(page)
    explorers = page.locator(EXPLORER)
    assert explorers.count() >= 1
    for number in range(explorers.count()):
        explorer = explorers.nth(number)
        explorer.scroll_into_view_if_needed()
        for slider in explorer.locator(".widget-slider").all():
            handle = slider.locator(".noUi-handle").first
            before = shows(explorer)
            low, high, value = (float(handle.get_attribute(f"aria-value{key}")) for key in ("min", "max", "now"))
            handle.focus()
            page.keyboard.press("ArrowLeft" if value >= high else "ArrowRight")
            after = wait_for_change(page, explorer, before)
            assert after[0].startswith("data:image/png;base64,")
            assert after[1]
            box = slider.locator(".noUi-target, .noUi-base").first.bounding_box()
            page.mouse.click(box["x"] + box["width"] * (0.3 if value > (low + high) / 2 else 0.7), box["y"] + box["height"] / 2)
            wait_for_change(page, explorer, after)
        walks(page, f"{name}-slider-{number + 1}")
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.jp-CodeCell .cm-scroller')]"
        ".filter(code => code.scrollWidth > code.clientWidth + 1).map(code => code.innerText)"
    )
    assert wide == []
