"""Facts about the templates of pages: what is no Markup is escaped, and a value that is not given is an error."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from autograder.pages.rendering import TEMPLATES, render


def test_only_markup_reaches_a_page_as_html() -> None:
    """Text is escaped and made plain, in lists that a template joins too."""
    hostile = "<b>\u202e\x1b[31m'"
    values = {"headline": hostile, "praise": "", "failed": [], "picture": Markup("<i></i>"), "unexplained": [], "notes": [hostile]}
    page = render("cell_report.html.j2", **values, passed=[hostile, "x"])
    assert "<b>" not in page
    assert page.count("&lt;b&gt;&#x27;") == 3
    assert "<i></i>" in page


def test_a_template_misses_no_value_in_silence() -> None:
    """A page without one of its values is an error, not a gap."""
    with pytest.raises(UndefinedError):
        render("cell_report.html.j2", headline="x")


def test_every_template_is_escaped_by_its_environment() -> None:
    """No template switches autoescape off or calls something safe."""
    for path in TEMPLATES.glob("*.j2"):
        assert not any(word in path.read_text(encoding="utf-8") for word in ("|safe", "| safe", "autoescape")), path.name
