"""Pages without a kernel, or before it knows a slider: links lead somewhere, still pictures are there, WCAG 2.2 AA holds."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import vscode

from autograder.pages import lesson_site

from .axe import COLOURS, RULES, violations
from .desk import ROOT, TOKEN, Desk

JUDGED = ("index", "02_sigmoid", "05_softmax")  # all pages have the same look, and axe takes long over long ones


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The course as plain pages, by the command."""
    folder = tmp_path_factory.mktemp("site")
    subprocess.run([Path(sys.executable).with_name("course"), "site", "--folder", folder], cwd=ROOT, check=True, timeout=300)
    return sorted(folder.glob("*.html"))


def test_the_site_reads_well(pages, page, picture):
    """Every page shows its still pictures and formulas, asks for nothing from elsewhere, and has no violation of WCAG 2.2 AA.

    It gives no solution away, and fits at 200 % zoom.
    """
    asked = []
    page.route(re.compile("^https?:"), lambda route: (asked.append(route.request.url), route.abort()))
    assert len(pages) == 1 + len([*(ROOT / "release").glob("*/*.ipynb")])
    for path in pages:
        page.goto(path.as_uri())
        for scheme, rules in (("dark", COLOURS), ("light", RULES)) if path.stem in JUDGED else ():
            page.emulate_media(color_scheme=scheme)
            assert violations(page, "main", rules=rules) == [], (path.name, scheme)
        missing = page.evaluate(
            "() => [...document.images].filter(i => !i.naturalWidth || !i.alt).map(i => i.outerHTML.slice(0, 80))"
        )
        assert missing == [], path.name
        assert "BEGIN SOLUTION" not in page.content()
        assert "$" not in page.locator("main").inner_text(), "a formula is not drawn"
        assert "class Explorer" not in page.locator("main").inner_text(), "folded code is shown"
        for lesson in (ROOT / "release").glob(f"{path.stem}/0[1-9]*.ipynb"):
            texts = lesson.read_text(encoding="utf-8")
            assert "Click this text, then" in texts
            assert ("may stay empty" in texts) == (path.stem[:2] in ("03", "04", "06"))
            for words in ("Click this text, then", "may stay empty"):
                assert words not in page.locator("main").inner_text(), "there is no cell to run, or to write in"
        assert page.evaluate("() => [...document.querySelectorAll('sup, sub')].filter(s => !s.textContent)") == [], path.name
    assert asked == []
    page.set_viewport_size({"width": 640, "height": 450})  # what 200 % zoom leaves of 1280 by 900
    page.goto(pages[1].as_uri())
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 640
    picture(page, "site-zoomed")


def test_a_broken_link_is_named(tmp_path):
    """A link that leads nowhere, or to no heading, is found."""
    (tmp_path / "a.html").write_text('<h1 id="top">x</h1><a href="b.html">x</a><a href="#top">x</a><a href="#gone">x</a>')
    assert lesson_site.broken(tmp_path / "a.html") == ["b.html", "#gone"]


def test_classic_notebook(answered, place, page, picture):
    """Notebook 7 opens a lesson, runs it, its slider answers; opened again the next day, the sliders say what wakes them.

    The next day is tried twice: with the notebook as Jupyter saved it, and as VS Code saves it, which Jupyter does not trust.
    """
    desk = Desk(page, answered)
    page.goto(f"{answered}notebooks/02_sigmoid.ipynb?token={TOKEN}")
    desk.ready()
    desk.run_all()
    assert all(desk.counts())
    explorer = page.locator(".explorer").first
    image = explorer.locator("img")
    before = image.get_attribute("src")
    explorer.get_by_role("slider").first.press("End")
    page.wait_for_function("before => document.querySelector('.explorer img').src !== before", arg=before)
    picture(page, "notebook-7")
    desk.save()
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    home = place / "answered"
    form = vscode.saved(json.loads((home / "02_sigmoid.ipynb").read_text()))
    (home / "vscode.ipynb").write_text(json.dumps(form, indent=1) + "\n")
    days = (desk.open, "02_sigmoid", "Asleep: its Python has ended"), (desk.turn_to, "vscode", "A slider asleep")
    for opened, name, asleep in days:
        opened(f"{name}.ipynb")
        number = next(n for n, cell in enumerate(desk.cells()) if "slider_a = " in cell["source"])
        slider = desk.show(number).locator(".jp-Cell-outputWrapper")
        slider.get_by_text(asleep).wait_for()
        assert desk.show(number + 1).locator("img").evaluate("image => image.naturalWidth") > 0
        assert page.get_by_text("Error displaying widget").count() == 0
        picture(page, f"reopened-{name}")
