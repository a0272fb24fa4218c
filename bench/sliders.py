"""`make bench-sliders`: from a key on a slider to the painted picture, beside the same picture under plain ipywidgets.interact.

Both are measured in one run, in the same JupyterLab and Chromium. The plain version runs the slider's own cell again at each move
with a pyplot figure, as a lesson without Explorer would: figure, axes, curve, `plt.show`, Matplotlib's own letters. A third slider
sends a picture that is drawn already: what is left is JupyterLab, the kernel's messages and the browser.
Writes docs/latency.md.
"""

import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from browser.desk import ROOT, Desk, jupyter, solved_lessons, until
from playwright.sync_api import Locator, Page, sync_playwright

MOVES, ROUNDS, LEARNING_MOVES = 5, 4, 4
PLAIN = """
import matplotlib, ipywidgets
%matplotlib inline
matplotlib.rcParams["figure.dpi"] = 100
LETTERS = matplotlib.rcParamsDefault["text.hinting"]
class _Drawn(Exception):
    pass
def _once(learn, known={}):  # what was learned is kept, as the lesson keeps it
    def learned(*inputs, **options):
        parts = [part.tobytes() if hasattr(part, "tobytes") else part for part in (*inputs, *options.values())]
        key = repr((learn.__name__, parts))
        if key not in known:
            known[key] = learn(*inputs, **options)
        return known[key]
    learned.__name__ = learn.__name__
    return learned
def _plain(source, explorer, name):
    code, control = compile(source, "<cell>", "exec"), explorer.controls[name]
    def move(**values):
        def draw(fig, update, *rest, **more):
            update(**{**explorer.values, **values})
            raise _Drawn
        mine = dict(globals())
        learning = {n: _once(mine[n]) for n in ("make_path", "make_run", "train_network", "train_unit") if n in mine}
        plain = {"figure": lambda w, h: plt.figure(figsize=(w, h), layout="constrained"), "Explorer": draw}
        ours, matplotlib.rcParams["text.hinting"] = matplotlib.rcParams["text.hinting"], LETTERS
        globals().update(learning, **plain)
        try:
            exec(code, globals())
        except _Drawn:
            plt.show()
        finally:
            globals().update(mine)
            matplotlib.rcParams["text.hinting"] = ours
    traits = [trait for trait in ("base", "options", "min", "max", "step", "value") if hasattr(control, trait)]
    ipywidgets.interact(move, **{name: type(control)(**{trait: getattr(control, trait) for trait in traits})})
def _drawn(explorer):
    head, _, data = explorer.picture.value.rpartition("base64,")
    other = base64.b64encode(base64.b64decode(data.rstrip('">')) + bytes(1)).decode()  # a byte more: the same picture
    pages = [explorer.picture.value, f'{head}base64,{other}">']
    control, picture = ipywidgets.IntSlider(15, 0, 30), ipywidgets.HTML(pages[1])
    control.observe(lambda move: setattr(picture, "value", pages[move.new % 2]), "value")
    explorer.ready = ipywidgets.VBox([control, picture])  # kept: a widget that nobody holds is gone
    display(explorer.ready)
"""
DEADLINE = 20_000  # milliseconds for one move: a move takes as long only if it changes nothing
PAGE = """# How fast the sliders are

The time from the key press that moves a slider to the new picture on the screen, in Chromium on JupyterLab, over {moves} moves
of each picture's first slider (of its menu, if it has no slider). *Plain* is the same picture under plain `ipywidgets.interact`,
measured in alternation with ours: the slider's cell runs again at each move, with a pyplot figure of 100 dots per inch (ours
has 150) and Matplotlib's own hinting of letters. What was learned is kept by both. *Nothing drawn* is a plain slider that sends
our picture, drawn beforehand, as it is: the time of JupyterLab, the kernel's messages and the browser. No drawing can be faster,
so plain divided by *nothing drawn* is the largest possible speed-up.

Then the slider is dragged back and forth over {drag} positions as fast as the browser accepts them. The last two columns are
the number of pictures drawn on the way, and the time from releasing the mouse to the last value's picture. That is the time of
a few moves, not of {drag}: moves do not queue up, because only one is under way at a time, and only the latest of those that
wait is kept.

| picture | control | ours: median, 95 % (ms) | plain: median, 95 % (ms) | times faster | nothing drawn: median, 95 % (ms) \
| times faster at most | pictures | last after (ms) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

Ours takes {median:.0f} ms (the median over all pictures; the slowest takes {slowest:.0f} ms). It is {least:.1f} to {most:.1f} times
faster than plain, {times:.1f} times in the median. With nothing drawn it would be {most_least:.1f} to {most_most:.1f} times
({drawn:.0f} ms).

## Sliders that train again
Where a move trains a network or a unit again, the slider waits until it is released. The time over {learning} moves to values not
tried before is that of the student's own functions (here the solutions), and a plain version would take it too.

| picture | control | median, longest (ms) |
| --- | --- | --- |
{learners}

Measured by `make bench-sliders` on {cores} cores ({machine}), Python {python}, load {load:.0f}.
"""
WATCH = """([cell, deadline]) => {
 const area = document.querySelector(`.jp-Cell[data-windowed-list-index='${cell}'] .jp-Cell-outputWrapper`);
 window.painted = new Promise(done => { let begun = null;
  setTimeout(() => done(null), deadline);
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


RANGE = """control => control.matches("select") ? [0, control.options.length - 1, control.selectedIndex]
 : ["min", "max", "now"].map(part => Number(control.getAttribute(`aria-value${part}`)))"""
KEYS = {"slider": ("ArrowLeft", "ArrowRight"), "combobox": ("ArrowUp", "ArrowDown")}


def found(desk: Desk, cell: int, role: str, name: str = "") -> Locator:
    """Return the control of a cell's output with this role and, if it has one, this name, once its picture stands below it."""
    output = desk.show(cell).locator(".jp-Cell-outputWrapper")
    output.locator("img").first.wait_for()
    return output.get_by_role(role, name=name, exact=True).first if name else output.get_by_role(role).first  # type: ignore[arg-type]


def timed(desk: Desk, cell: int, control: Locator, role: str, forward: bool, moves: int = MOVES, warm: int = 2) -> list[float]:
    """Return the milliseconds from key to painted picture of each move of a cell's control.

    It turns round at the control's ends, and if a move changes nothing.
    """
    control.focus()
    control.evaluate("control => control.onkeydown = pressed => pressed.stopPropagation()")  # else JupyterLab takes a menu's arrows
    times: list[float] = []
    turns = 0
    while len(times) < warm + moves:
        low, high, now = control.evaluate(RANGE)
        forward = now < high and (forward or now <= low)
        desk.page.evaluate(WATCH, [cell, DEADLINE])
        control.press(KEYS[role][forward])  # takes the focus again
        time = desk.page.evaluate("() => window.painted")
        if time is not None:
            times.append(time)
            continue
        turns, forward = turns + 1, not forward
        assert turns < 4, f"no new picture after {DEADLINE} ms"
    return times[warm:]  # the first ones warm caches


def alternating(desk: Desk, ours: int, plain: int, drawn: int, role: str, name: str) -> tuple[list[float], ...]:
    """Return the times of three cells' controls, a few moves of each in turn: the machine's speed changes meanwhile."""
    low, high, now = found(desk, ours, role, name).evaluate(RANGE)
    ways = [now < (low + high) / 2, now >= (low + high) / 2] * (ROUNDS // 2)
    rounds = [
        (
            timed(desk, ours, found(desk, ours, role, name), role, way),
            timed(desk, plain, found(desk, plain, role), role, way),
            timed(desk, drawn, found(desk, drawn, "slider"), "slider", way),
        )
        for way in ways
    ]
    return tuple([time for times in each for time in times] for each in zip(*rounds, strict=True))


def dragged(desk: Desk, cell: int, explorer: str, key: str, label: str) -> tuple[int, float]:
    """Return how many pictures a quick drag made, and the milliseconds from its end until the page shows the last value's."""
    handle = found(desk, cell, "slider", label)
    handle.scroll_into_view_if_needed()
    box = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
    assert box
    handle.hover()
    desk.page.evaluate(COUNT, cell)
    desk.page.mouse.down()
    for part in DRAG:
        desk.page.mouse.move(box["x"] + box["width"] * part / 100, box["y"] + 2)
    desk.page.mouse.up()
    ended = desk.page.evaluate("() => performance.now()")
    image = desk.page.locator(f".jp-Cell[data-windowed-list-index='{cell}'] .explorer img")

    def last() -> bool:
        control = f"{explorer}.controls[{key!r}]"
        kept, picture = desk.ask(f"[format({control}.value, {control}.readout_format), {explorer}.picture.value]")
        shown = (handle.get_attribute("aria-valuetext") or "nan").replace("\N{MINUS SIGN}", "-")
        return float(shown) == float(kept) and str(image.get_attribute("src")) in str(picture)

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


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of a picture's control: medians in ms, and its row of the table."""

    ours: float
    plain: float
    drawn: float
    row: str


def spread(times: list[float]) -> str:
    """Return median and 95th percentile, as they stand in the table."""
    return f"{statistics.median(times):.0f}, {statistics.quantiles(times, n=20)[18]:.0f}"


CONTROLS = """[(key, type(c).__name__, c.description, getattr(c, "continuous_update", True), getattr(c, "disabled", False))
 for key, c in {}.controls.items()]"""


def measure(page: Page, url: str, lesson: str) -> Iterator[Figures | str]:
    """Give the figures of each picture of a lesson, and the row of each slider that trains again."""
    desk = Desk(page, url)
    desk.open(f"{lesson}.ipynb")
    desk.run_all()
    cells, explorers = desk.cells(), desk.explorers()
    add(desk, PLAIN)
    for place, name in explorers:
        controls = [control for control in desk.ask(CONTROLS.format(name)) if not control[4]]
        follows = [control for control in controls if control[1].endswith("Slider") and control[3]]
        key, kind, label, *_ = (follows or [control for control in controls if control[1] == "Dropdown"])[0]
        role = "slider" if follows else "combobox"
        plain = add(desk, f"_plain({cells[place]['source']!r}, {name}, {key!r})")
        drawn = add(desk, f"_drawn({name})")
        ours_times, plain_times, drawn_times = alternating(desk, place, plain, drawn, role, label)
        pictures, after = map(round, dragged(desk, place, name, key, label)) if follows else ("", "")
        ours, other, least = (statistics.median(times) for times in (ours_times, plain_times, drawn_times))
        figures = f"{spread(ours_times)} | {spread(plain_times)} | {other / ours:.1f} | {spread(drawn_times)} | {other / least:.1f}"
        yield Figures(ours, other, least, f"| {lesson} {name[-1]} | {label} | {figures} | {pictures} | {after} |")
        for _, kind, label, follow, _ in controls:
            if kind.endswith("Slider") and not follow:
                times = timed(desk, place, found(desk, place, "slider", label), "slider", True, LEARNING_MOVES, 0)
                yield f"| {lesson} {name[-1]} | {label} | {statistics.median(times):.0f}, {max(times):.0f} |"


def main(lessons: list[str]) -> int:
    """Measure these lessons' pictures (all: write the page, too); return 1 if one is not twice as fast as plain."""
    home = Path(tempfile.mkdtemp(prefix="course-sliders-"))
    names = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.py"))
    given: list[Figures | str] = []
    with jupyter(solved_lessons(home, every_cell_drawn=False)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name in lessons or names:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            for each in measure(page, url, name):
                print(each if isinstance(each, str) else each.row, flush=True)
                given.append(each)
            page.close()
        browser.close()
    shutil.rmtree(home, ignore_errors=True)
    figures = [each for each in given if isinstance(each, Figures)]
    ours, times = [each.ours for each in figures], [each.plain / each.ours for each in figures]
    at_most = [each.plain / each.drawn for each in figures]
    about = {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "moves": MOVES * ROUNDS,
        "drag": len(DRAG),
        "learning": LEARNING_MOVES,
        "rows": "\n".join(each.row for each in figures),
        "learners": "\n".join(each for each in given if isinstance(each, str)),
        "median": statistics.median(ours),
        "slowest": max(ours),
        "least": min(times),
        "most": max(times),
        "times": statistics.median(times),
        "drawn": statistics.median(each.drawn for each in figures),
        "most_least": min(at_most),
        "most_most": max(at_most),
    }
    if not lessons:
        (ROOT / "docs/latency.md").write_text(PAGE.format(**about))
    return 0 if min(times) >= 2 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
