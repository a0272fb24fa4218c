"""`make bench-axe`: axe-core's verdict on every lesson in JupyterLab's three themes, and on the plain site in light and dark.

Each lesson has its solutions filled in, all its cells run and each picture's first control moved; what is judged is the course's
own: texts, and all that cells show. Writes docs/accessibility.md. To look at the pictures: AXE_ARGS="--pictures FOLDER".
"""

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from browser.axe import OPEN, RULES, show_all
from browser.desk import ROOT, Desk, jupyter, solved_lessons
from playwright.sync_api import Browser, Locator, Page, sync_playwright

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark", "high contrast": "JupyterLab Dark High Contrast"}
OURS = (".jp-RenderedMarkdown", ".jp-OutputArea-output")
# a text's contrast is that of its colour with what lies behind it; axe says of some texts that it cannot tell
MEASURE = """async ([parts, options]) => {
    const found = await axe.run({include: parts.map(part => [part])}, options);
    const of = kind => found[kind].filter(rule => rule.id === "color-contrast").flatMap(rule => rule.nodes);
    const texts = [...of("passes"), ...of("violations")].map(node => ({...node.any[0]?.data, html: node.html.slice(0, 90)}))
        .filter(text => text.contrastRatio);
    texts.sort((a, b) => a.contrastRatio - b.contrastRatio);
    return {
        kept: found.passes.length,
        broken: found.violations.flatMap(rule => rule.nodes.map(node =>
            `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`)),
        texts: texts.length,
        lowest: texts[0],
        open: of("incomplete").length,
    };
}"""
PAGE = """# How accessible the lessons are

axe-core {axe} asks of each page what WCAG 2.2 up to AA asks, as far as a program can see it. In JupyterLab {lab} each lesson has
its solutions filled in, all its cells run and its sliders moved; judged are its texts and all that its cells show (sliders,
questions, sentences, what is printed), with every fold open. Of the plain site the whole text is judged. `make bench-axe` writes
this page.

"Rules kept" counts those that found something to judge. Contrast is that of each text with what lies behind it: WCAG asks for 4.5,
and for 3 where letters are large. "Not told" are texts whose contrast axe cannot measure, for example inside formulas.

| page | theme | rules kept | violations | texts measured | lowest contrast | not told |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

What axe cannot judge is tested otherwise. Every slider, menu and button is moved from the keyboard; a screen reader is told
the number that is seen; each picture has a text; nothing is cut off at 200 % zoom. What is pressed in a control stays in it,
and Escape leads back to the cell. The sentence of a check, and what else a cell prints or stops with, is announced when the
cell is run; pictures are not (`tests/browser/test_lessons_in_jupyterlab.py`). An evening's work is done without a mouse
(`tests/browser/test_walk_by_keyboard.py`). Slider pictures are images on white in every theme; their letters are dark, and
classes differ in shape as well as in colour. No person who uses a screen reader has tried the lessons.

Measured by `make bench-axe` in Chromium {chromium}, Python {python}.
"""


def judged(page: Page, name: str, theme: str, *parts: str) -> tuple[int, str]:
    """Judge these parts of a page; print what is wrong there; return the number of violations, and the row of the table."""
    page.evaluate(Axe().axe_script)
    result = page.evaluate(MEASURE, [parts, {"runOnly": RULES["runOnly"]}])  # texts that pass are described, too
    assert result["texts"], f"{name}, {theme}: no text was measured"
    for each in result["broken"]:
        print(f"{name}, {theme}: {each}", flush=True)
    lowest = result["lowest"]
    print(f"{name}, {theme}: lowest contrast {lowest['contrastRatio']} at {lowest['html']}", flush=True)
    count = len(result["broken"])
    return count, (
        f"| {name} | {theme} | {result['kept']} | {count} | {result['texts']} | {lowest['contrastRatio']:.1f} | {result['open']} |"
    )


def moved(desk: Desk) -> list[Locator]:
    """Move the first slider, or the menu, of every picture to its end; return the pictures with their controls."""
    explorers = desk.page.locator(".explorer").all()
    for explorer in explorers:
        sliders = explorer.get_by_role("slider")
        sliders.first.press("End") if sliders.count() else explorer.get_by_role("combobox").press("End")
        desk.ask("0")  # answered when the kernel has drawn
    desk.settled()
    return explorers


def lessons(browser: Browser, names: list[str], pictures: Path | None) -> Iterator[tuple[int, str]]:
    """Judge these lessons in JupyterLab, in each theme; keep what the pictures look like there."""
    home = Path(tempfile.mkdtemp(prefix="course-axe-"))
    with jupyter(solved_lessons(home)) as url:
        for name in names:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            desk = Desk(page, url)
            desk.open(f"{name}.ipynb")
            desk.run_all()
            explorers = moved(desk)
            for theme in ("dark", "high contrast", "light"):
                page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", THEMES[theme])
                page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=THEMES[theme])
                show_all(page)
                yield judged(page, name, theme, *OURS)
                for number, explorer in enumerate(explorers if pictures else []):
                    assert pictures
                    explorer.screenshot(path=pictures / f"{name}-{'abcdefgh'[number]}-{theme.replace(' ', '-')}.png")
            page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
            page.close()
    shutil.rmtree(home, ignore_errors=True)


def site(browser: Browser) -> Iterator[tuple[int, str]]:
    """Judge every page of the plain site, in light and dark."""
    folder = Path(tempfile.mkdtemp(prefix="course-site-"))
    subprocess.run([Path(sys.executable).with_name("course"), "site", "--folder", folder], cwd=ROOT, check=True)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for path in sorted(folder.glob("*.html")):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(path.as_uri())
            page.evaluate(OPEN)
            yield judged(page, f"site, {path.stem}", scheme, "main")
    shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Judge all lessons and the site and write the page, or judge some lessons; return 1 if a rule is broken."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("lessons", nargs="*", help="such as 02_sigmoid; all, and the site, by default")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the sliders, moved, in each theme")
    given = parser.parse_args()
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
    every = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.py"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.evaluate(Axe().axe_script)
        about = {"axe": page.evaluate("() => axe.version"), "lab": version("jupyterlab"), "chromium": browser.version}
        results = [*lessons(browser, given.lessons or every, given.pictures), *([] if given.lessons else site(browser))]
        browser.close()
    if not given.lessons:
        rows = "\n".join(row for _, row in results)
        (ROOT / "docs/accessibility.md").write_text(PAGE.format(rows=rows, python=platform.python_version(), **about))
    return int(any(count for count, _ in results))


if __name__ == "__main__":
    sys.exit(main())
