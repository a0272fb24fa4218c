"""Facts about the feedback page's text: formulas are drawn in their place, and leave it in no way."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from classroom import ROOT

from autograder.nbgrader_plugin import feedback_exporter
from autograder.nbgrader_plugin.feedback_exporter import prose

PICTURE = "data:image/png;base64,AAAA"
PLACES = {
    "a title with private characters": ('[t](https://e.org "&#xe000;0&#xe001;&#57344;1&#57345;") $x$', "t x"),
    "entities behind an escape": ('[t](https://e.org "&\\#xe000;0&\\#xe001;") $x$', "t x"),
    "a description": (f'![$x"onload=y$]({PICTURE} "$x$") $z$', "z"),
    "text": ("&#xe000;0&#xe001; $x$ \ue0000\ue001", "0 x 0"),
    "turned writing": ("a&#x202e;b&#8238;c", "abc"),
    "a rule": ("$\\rule{9em}{9em}$ $x$", "$＼rule{9em}{9em}$ x"),
    "a distance": ("$\\begin{matrix}a\\\\[999em]b\\end{matrix}$", "$\\begin{matrix}a\\\\［999em]b\\end{matrix}$"),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_formula_stays_in_its_place(name: str) -> None:
    """It is no part of a tag, whatever stands for it while the page is made, and nobody else can put it anywhere."""
    source, text = PLACES[name]
    page = BeautifulSoup(str(prose(source, {})), "html.parser")
    assert " ".join(page.get_text().split()) == text
    for tag in page.find_all(["a", "img", "p"]):
        assert set(tag.attrs) <= {"href", "src", "title", "alt", "rel"}
        assert not tag.find_parent("math")
    assert len(page.find_all("math")) <= 1


def test_the_text_of_a_formula_describes_a_picture() -> None:
    """Nobody sees MathML there."""
    assert 'alt="$x&lt;1$"' in str(prose(f"![$x<1$]({PICTURE})", {})).replace("<1", "&lt;1")


@pytest.mark.parametrize("path", sorted(ROOT.glob("release/*/*.ipynb")), ids=lambda path: path.stem)
def test_each_cell_of_a_lesson_is_laid_out_once_for_all_pages(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second page of a class takes none of the lesson's cells anew: its first cell alone takes a third of a second."""
    cells = nbformat.read(path, as_version=4).cells
    for cell in cells:
        feedback_exporter._source(cell)
    anew: list[str] = []
    monkeypatch.setattr(feedback_exporter, "highlighted", lambda source, _: anew.append(source[:40]) or "")
    monkeypatch.setattr(feedback_exporter, "render", lambda source, _: anew.append(source[:40]) or "")
    for cell in cells:
        feedback_exporter._source(cell)
    assert anew == []
