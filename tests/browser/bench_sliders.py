"""`make bench-sliders`: from a key on a slider to the painted picture, beside the same picture under plain ipywidgets.interact.

Both are measured in one run, in the same JupyterLab and Chromium. The plain version runs the slider's own cell anew at each move
with a pyplot figure, as a lesson without Explorer would: figure, axes, curve, `plt.show`.
"""

import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from autograder import demo, seats
from autograder.course import Course
from autograder.seats import Seat

from .desk import ROOT, Desk, jupyter

MOVES = 20
PLAIN = """
import matplotlib, ipywidgets, inspect
%matplotlib inline
matplotlib.rcParams["figure.dpi"] = 100
def _plain(source, explorer):
    code, first = compile(source, "<cell>", "exec"), next(iter(explorer.controls))
    def move(**values):
        space = dict(globals())
        space["figure"] = lambda w, h: plt.figure(figsize=(w, h), layout="constrained")
        space["Explorer"] = lambda fig, update, *rest, **more: update(**{**explorer.values, **values})
        exec(code, space)
        plt.show()
    ranged = {n: c for n, c in explorer.controls.items() if hasattr(c, "step")}
    name, control = next(iter(ranged.items()))
    ipywidgets.interact(move, **{name: type(control)(min=control.min, max=control.max, step=control.step, value=control.value)})
"""
WATCH = """cell => { const area = document.querySelector(`.jp-Cell[data-windowed-list-index='${cell}'] .jp-Cell-outputWrapper`);
 window.painted = new Promise(done => { let begun = null;
  document.addEventListener('keydown', e => { begun = e.timeStamp }, {capture: true, once: true});
  const old = area.querySelector('img')?.src;
  const watch = new MutationObserver(async () => { const img = area.querySelector('img');
   if (!img || img.src === old || begun === null) return; watch.disconnect();
   await img.decode(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))) });
  watch.observe(area, {childList: true, subtree: true, attributes: true}) }) }"""


def timed(desk: Desk, cell: int) -> list[float]:
    """Return the milliseconds from key to painted picture of each of MOVES moves of the cell's first slider."""
    handle = desk.show(cell).get_by_role("slider").first
    handle.wait_for()
    desk.page.locator(f".jp-Cell[data-windowed-list-index='{cell}'] .jp-Cell-outputWrapper img").first.wait_for()
    handle.focus()
    low, high, now = (float(handle.get_attribute(f"aria-value{which}") or 0) for which in ("min", "max", "now"))
    keys = ["ArrowRight", "ArrowLeft"] if now < (low + high) / 2 else ["ArrowLeft", "ArrowRight"]
    found = []
    for number in range(MOVES + 4):
        desk.page.evaluate(WATCH, cell)
        desk.page.keyboard.press(keys[number * 2 // (MOVES + 4)])
        found.append(desk.page.evaluate("() => window.painted"))
    return found[4:]  # the first ones warm caches


def dragged(desk: Desk, cell: int, name: str) -> float:
    """Return the milliseconds from the end of a quick drag until the page shows the last value's picture."""
    handle = desk.show(cell).get_by_role("slider").first
    box = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
    assert box
    handle.hover()
    desk.page.mouse.down()
    for part in [*range(100), *range(100, 30, -1)]:
        desk.page.mouse.move(box["x"] + box["width"] * part / 100, box["y"] + 2)
    desk.page.mouse.up()
    ended = desk.page.evaluate("() => performance.now()")
    image = desk.page.locator(f".jp-Cell[data-windowed-list-index='{cell}'] .explorer img")
    while image.get_attribute("src") not in desk.ask(f"{name}.picture.value"):
        pass
    desk.settled()
    return float(desk.page.evaluate("() => performance.now()") - ended)


def add(desk: Desk, source: str) -> int:
    """Put a cell at the end, run it, and return its place."""
    place = desk.page.evaluate(
        "source => { const n = window.jupyterapp.shell.currentWidget.content;"
        " n.model.sharedModel.insertCell(n.widgets.length, {cell_type: 'code', source}); return n.widgets.length - 1 }",
        source,
    )
    desk.show(place)
    desk.command("notebook:run-cell")
    desk.settled()
    return int(place)


def row(times: list[float]) -> tuple[float, float]:
    """Return median and 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def main() -> int:
    """Measure every lesson's first slider picture; print a table; return 1 where one is not three times faster than plain."""
    course = Course(ROOT)
    home = Path(tempfile.mkdtemp(prefix="course-sliders-"))
    for name in course.assignments():
        shutil.copy(course.release(name), home)
        demo.answer(home / f"{name}.ipynb", demo.solutions(course, name))
    seats.quiet(home)
    slow = 0
    print("| lesson | Explorer: median, p95 ms | plain interact: median, p95 ms | times faster | picture after a quick drag, ms |")
    print("| --- | --- | --- | --- | --- |")
    with jupyter(Seat(home, home)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name in course.assignments():
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            desk = Desk(page, url)
            desk.open(f"{name}.ipynb")
            desk.run_all()
            cells = desk.cells()
            place = next(i for i, cell in enumerate(cells) if re.search(r"^slider_a = ", cell["source"], re.M))
            ours = row(timed(desk, place))
            after = dragged(desk, place, "slider_a")
            add(desk, PLAIN)
            plain = row(timed(desk, add(desk, f"_plain({cells[place]['source']!r}, slider_a)")))
            slow += plain[0] < 3 * ours[0]
            print(
                f"| {name} | {ours[0]:.0f}, {ours[1]:.0f} | {plain[0]:.0f}, {plain[1]:.0f} "
                f"| {plain[0] / ours[0]:.1f} | {after:.0f} |",
                flush=True,
            )
            page.close()
    shutil.rmtree(home, ignore_errors=True)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
