"""`make bench-sliders`: from a key on a slider to the painted picture, beside the same picture under plain ipywidgets.interact.

Both are measured in one run, in the same JupyterLab and Chromium. The plain version runs the slider's own cell anew at each move
with a pyplot figure, as a lesson without Explorer would: figure, axes, curve, `plt.show`, Matplotlib's own letters.
Writes docs/latency.md.
"""

import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from browser.desk import ROOT, Desk, jupyter, until
from playwright.sync_api import Page, sync_playwright

from autograder.commands import demo, lab
from autograder.commands.lab import LabSetup
from autograder.course import Course

MOVES, ROUNDS = 5, 6
PLAIN = """
import matplotlib, ipywidgets, inspect
%matplotlib inline
matplotlib.rcParams["figure.dpi"] = 100
LETTERS = matplotlib.rcParamsDefault["text.hinting"]
def _plain(source, explorer):
    code, first = compile(source, "<cell>", "exec"), next(iter(explorer.controls))
    def move(**values):
        space = dict(globals())
        space["figure"] = lambda w, h: plt.figure(figsize=(w, h), layout="constrained")
        space["Explorer"] = lambda fig, update, *rest, **more: update(**{**explorer.values, **values})
        ours, matplotlib.rcParams["text.hinting"] = matplotlib.rcParams["text.hinting"], LETTERS
        exec(code, space)
        plt.show()
        matplotlib.rcParams["text.hinting"] = ours
    ranged = {n: c for n, c in explorer.controls.items() if hasattr(c, "step")}
    name, control = next(iter(ranged.items()))
    ipywidgets.interact(move, **{name: type(control)(min=control.min, max=control.max, step=control.step, value=control.value)})
"""
DEADLINE = 60_000  # milliseconds for one move: only a hang takes as long
PAGE = """# How fast the sliders are

The time from the key press that moves a slider to the new picture on the screen, in Chromium on JupyterLab, over {moves} moves
of each lesson's first slider. *Plain* is the same picture under plain `ipywidgets.interact`, measured in alternation with ours:
the slider's cell runs again at each move, with a pyplot figure of 100 dots per inch (ours has 150) and Matplotlib's own hinting
of letters.

Then the slider is dragged back and forth over {drag} positions as fast as the browser accepts them. The last two columns are
the number of pictures drawn on the way, and the time from releasing the mouse to the last value's picture. That is the time of
a few moves, not of {drag}: moves do not queue up, because only one is under way at a time, and only the latest of those that
wait is kept.

| lesson | ours: median, 95 % (ms) | plain: median, 95 % (ms) | times faster | pictures while dragging | last picture after (ms) |
| --- | --- | --- | --- | --- | --- |
{rows}

Measured by `make bench-sliders` on {cores} cores ({machine}), Python {python}, load {load:.0f}.
"""
WATCH = """([cell, deadline]) => {
 const area = document.querySelector(`.jp-Cell[data-windowed-list-index='${cell}'] .jp-Cell-outputWrapper`);
 window.painted = new Promise((done, late) => { let begun = null;
  setTimeout(() => late(new Error('no new picture')), deadline);
  document.addEventListener('keydown', e => { begun = e.timeStamp }, {capture: true, once: true});
  const old = area.querySelector('img')?.src;
  const watch = new MutationObserver(async () => { const img = area.querySelector('img');
   if (!img || img.src === old || begun === null) return; watch.disconnect();
   await img.decode(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))) });
  watch.observe(area, {childList: true, subtree: true, attributes: true}) }) }"""


DRAG = [*range(100), *range(100, 30, -1)]
COUNT = """cell => { const area = document.querySelector(`.jp-Cell[data-windowed-list-index='${cell}'] .explorer`);
 window.pictures = 0; let old = area.querySelector('img').src;
 new MutationObserver(() => { const now = area.querySelector('img')?.src;
  if (now && now !== old) { old = now; window.pictures += 1 } }).observe(area,
  {childList: true, subtree: true, attributes: true}) }"""


def timed(desk: Desk, cell: int, key: str) -> list[float]:
    """Return the milliseconds from key to painted picture of each of MOVES moves of the cell's first slider."""
    handle = desk.show(cell).get_by_role("slider").first
    handle.wait_for()
    desk.page.locator(f".jp-Cell[data-windowed-list-index='{cell}'] .jp-Cell-outputWrapper img").first.wait_for()
    handle.focus()
    found = []
    for _ in range(MOVES + 2):
        desk.page.evaluate(WATCH, [cell, DEADLINE])
        desk.page.keyboard.press(key)
        found.append(desk.page.evaluate("() => window.painted"))
    return found[2:]  # the first ones warm caches


def both(desk: Desk, ours: int, plain: int) -> tuple[list[float], list[float]]:
    """Return the times of two cells' sliders, a few moves of one and then of the other: the machine's speed changes meanwhile."""
    handle = desk.show(ours).get_by_role("slider").first
    low, high, now = (float(handle.get_attribute(f"aria-value{which}") or 0) for which in ("min", "max", "now"))
    keys = ["ArrowRight", "ArrowLeft"] if now < (low + high) / 2 else ["ArrowLeft", "ArrowRight"]
    rounds = [(timed(desk, ours, key), timed(desk, plain, key)) for key in keys * (ROUNDS // 2)]
    return [time for mine, _ in rounds for time in mine], [time for _, other in rounds for time in other]


def dragged(desk: Desk, cell: int, name: str) -> tuple[int, float]:
    """Return how many pictures a quick drag made, and the milliseconds from its end until the page shows the last value's."""
    handle = desk.show(cell).get_by_role("slider").first
    box = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
    assert box
    label = handle.get_attribute("aria-label")
    handle.hover()
    desk.page.evaluate(COUNT, cell)
    desk.page.mouse.down()
    for part in DRAG:
        desk.page.mouse.move(box["x"] + box["width"] * part / 100, box["y"] + 2)
    desk.page.mouse.up()
    ended = desk.page.evaluate("() => performance.now()")
    image = desk.page.locator(f".jp-Cell[data-windowed-list-index='{cell}'] .explorer img")

    def last() -> bool:
        kept = desk.ask(f"[next(c.value for c in {name}.controls.values() if c.description == {label!r}), {name}.picture.value]")
        shown = float((handle.get_attribute("aria-valuetext") or "nan").replace("\N{MINUS SIGN}", "-"))
        return abs(shown - float(kept[0])) < 1e-6 and str(image.get_attribute("src")) in str(kept[1])

    until(last, "the picture of the last value")
    waited = float(desk.page.evaluate("() => performance.now()") - ended)
    desk.settled()
    return int(desk.page.evaluate("() => window.pictures")), waited


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


def measure(page: Page, url: str, name: str, source: str) -> tuple[float, str]:
    """Return how many times faster than plain a lesson's first slider is, and its row of the table."""
    desk = Desk(page, url)
    desk.open(f"{name}.ipynb")
    desk.run_all()
    cells = desk.cells()
    place = next(i for i, cell in enumerate(cells) if re.search(r"^slider_a = ", cell["source"], re.M))
    add(desk, source)
    ours, plain = map(row, both(desk, place, add(desk, f"_plain({cells[place]['source']!r}, slider_a)")))
    pictures, after = dragged(desk, place, "slider_a")
    times = plain[0] / ours[0]
    figures = f"{ours[0]:.0f}, {ours[1]:.0f} | {plain[0]:.0f}, {plain[1]:.0f} | {times:.1f} | {pictures} | {after:.0f}"
    return times, f"| {name} | {figures} |"


def main() -> int:
    """Measure every lesson's first slider, write the table; return 1 where one is not three times faster than plain."""
    course = Course(ROOT)
    home = Path(tempfile.mkdtemp(prefix="course-sliders-"))
    for name in course.assignments():
        shutil.copy(course.release(name), home)
        demo.answer(home / f"{name}.ipynb", demo.solutions(course, name))
    lab.disable_extensions(home)
    rows, times = [], []
    with jupyter(LabSetup(home, home)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name in course.assignments():
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            faster, line = measure(page, url, name, PLAIN)
            print(line, flush=True)
            rows.append(line)
            times.append(faster)
            page.close()
        browser.close()
    shutil.rmtree(home, ignore_errors=True)
    about = {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }
    (ROOT / "docs/latency.md").write_text(PAGE.format(moves=MOVES * ROUNDS, drag=len(DRAG), rows="\n".join(rows), **about))
    return 0 if min(times) >= 3 else 1


if __name__ == "__main__":
    sys.exit(main())
