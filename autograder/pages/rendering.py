"""HTML from the Jinja templates in `templates/`, for every page of the package except nbconvert's own. Trusted side."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from autograder.submissions.safe_text import text

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> Markup:
    """Return a value as HTML: a Markup unchanged, any other value escaped by safe_text.text."""
    return value if isinstance(value, Markup) else Markup(text(str(value)))


def render(name: str, **values: object) -> str:
    """Return the HTML that a template makes of some values; only a Markup among them is put in as HTML.

    Raises jinja2.UndefinedError if the template uses a value that is not given.
    """
    return template(name).render(values)


def template(name: str) -> Template:
    """Return a template, which is compiled the first time."""
    return _environment().get_template(name)
