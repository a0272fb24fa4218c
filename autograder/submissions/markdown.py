"""A student's markdown, rendered as nbconvert renders it and cleaned. Trusted side; loads nbconvert, which takes a second.

It is cleaned when a notebook is restored (`tame`), so that the stored notebook is safe in every program, and once more
when nbgrader's pages render it (`markdown2html`, named in nbgrader_config.py).
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.plain_text import plain
from autograder.submissions import safe_text
from autograder.submissions.allowed_tex import formulas, without_links

PYTHON = (["python"], ["python3"], ["py"])
HIGHLIGHTED = 1000  # characters of code that are highlighted: pygments can take hours for more
RENDERED = 10_000  # characters of a text that are rendered: the time can grow with the square of its length
GROWN = 500_000  # characters of the result: a link's address is repeated wherever it is used, other text grows at most 40 times


class Renderer(IPythonRenderer):
    """Renders as nbconvert does; `odd` is set if the text is more than plain markdown: HTML, odd links, pictures, diagrams.

    If `pictures` is False, a picture is replaced by its description: a picture of 40 bytes can need a gigabyte when it is shown.
    """

    def __init__(self, attachments: Mapping[str, Any], pictures: bool = True) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, attachments=dict(attachments))
        self.pictures = pictures
        self.odd = False

    def block_html(self, html: str) -> str:
        """Set `odd`, because the text has HTML; return the HTML."""
        self.odd = True
        return str(super().block_html(html))

    def inline_html(self, html: str) -> str:
        """Set `odd`, because a line has HTML; return the HTML."""
        self.odd = True
        return str(super().inline_html(html))

    def block_code(self, code: str, info: str | None = None) -> str:
        """Highlight short Python only, and escape all other code: nbconvert puts a diagram's code into the page unescaped."""
        language = (info or "").split()[:1]
        self.odd = self.odd or (info or "").startswith("mermaid")
        if language in PYTHON and len(code) <= HIGHLIGHTED:
            return str(super().block_code(code, info))
        return f"<pre><code>{self.escape_html(code)}</code></pre>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Set `odd` at a link that is not to another site, and return only its text: from our pages the link would be broken."""
        if not safe_text.LINK.match(url):
            self.odd = True
            return text
        return str(super().link(text, url, title))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Set `odd`, because the text has a picture; return the picture or its description."""
        self.odd = True
        return str(super().image(text, url, title)) if self.pictures else str(self.escape_html(text))


def render(source: str, renderer: Renderer) -> str:
    """Return markdown as cleaned HTML; as plain text if it cannot be rendered."""
    try:
        rendered: str = MarkdownWithMath(renderer=renderer).render(source)
        if len(rendered) > GROWN and not renderer.pictures:
            raise ValueError("the text grows")
    except Exception:  # noqa: BLE001  # a missing picture, deep nesting, a text that grows: the student's text is then shown as it is
        renderer.odd = True
        return f"<pre>{safe_text.text(source)}</pre>"
    cleaned = safe_text.clean(rendered, pictures=renderer.pictures)
    calm = safe_text.calm(cleaned)
    renderer.odd = renderer.odd or calm != cleaned
    return calm


def tame(source: str) -> str:
    """Return a student's markdown in a form that every renderer shows as text, formulas, tables and links to other sites only.

    Plain markdown is returned as it is. Markdown with HTML, pictures (which are left out) or odd links is rendered, and the cleaned
    HTML is returned as one block on one line, which markdown does not change. A text of more than `RENDERED` characters becomes a
    block of plain text.
    """
    source = without_links(plain(source, len(source)))
    if len(source) > RENDERED:
        return safe_text.verbatim(source)
    renderer = Renderer({}, pictures=False)
    renderer.odd = any(formulas(text) != text for text in (source, source.replace("\\\\", "\\")))  # as others read it
    rendered = render(source, renderer)
    if not renderer.odd:
        return source
    return "<div>" + rendered.strip().replace("\r", "").replace("\n", "&#10;") + "</div>"


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Render markdown for nbgrader's pages, in place of nbconvert's filter of this name, which does not clean it."""
    cell = context.get("cell") or {}
    return render(source, Renderer(cell.get("attachments") or {}))
