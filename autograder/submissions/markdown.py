"""A student's markdown, rendered as nbconvert renders it and cleaned. Trusted side; loads nbconvert, which takes a second.

It is cleaned when a notebook is restored (`tame`), so that what is stored is safe wherever it is opened, and once more
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
HIGHLIGHTED = 1000  # characters of code: pygments can take hours for more
RENDERED = 10_000  # characters of a text: the time that markdown takes can grow with the square of its length
GROWN = 500_000  # characters that those may become: a link's address is repeated at each mention of it, the rest grows 40 times


class Renderer(IPythonRenderer):
    """Renders as nbconvert does; `odd` is set if the text is more than plain markdown: HTML, odd links, pictures, diagrams.

    Without `pictures`, their descriptions stand in their place: a picture of 40 bytes can take a gigabyte when it is shown.
    """

    def __init__(self, attachments: Mapping[str, Any], pictures: bool = True) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, attachments=dict(attachments))
        self.pictures = pictures
        self.odd = False

    def block_html(self, html: str) -> str:
        """Note HTML."""
        self.odd = True
        return str(super().block_html(html))

    def inline_html(self, html: str) -> str:
        """Note HTML within a line."""
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
        """Note a link that does not lead outside, and return only its text: from our pages it would lead nowhere."""
        if not safe_text.LINK.match(url):
            self.odd = True
            return text
        return str(super().link(text, url, title))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Note a picture."""
        self.odd = True
        return str(super().image(text, url, title)) if self.pictures else str(self.escape_html(text))


def render(source: str, renderer: Renderer) -> str:
    """Return markdown as cleaned HTML; as plain text if it cannot be rendered."""
    try:
        rendered: str = MarkdownWithMath(renderer=renderer).render(source)
        if len(rendered) > GROWN and not renderer.pictures:
            raise ValueError("the text grows")
    except Exception:  # noqa: BLE001  # a missing picture, a nesting too deep, a text that grows: it stays readable
        renderer.odd = True
        return f"<pre>{safe_text.text(source)}</pre>"
    cleaned = safe_text.clean(rendered, pictures=renderer.pictures)
    calm = safe_text.calm(cleaned)
    renderer.odd = renderer.odd or calm != cleaned
    return calm


def tame(source: str) -> str:
    """Return a student's markdown in a form that every renderer shows as text, formulas, tables and outside links only.

    Plain markdown is returned as it is. Markdown with HTML, pictures (which are left out) or odd links is returned as the cleaned
    HTML that it renders to, in one block on one line, which markdown leaves alone. A text of more than `RENDERED` characters
    becomes a plain text block.
    """
    source = without_links(plain(source, len(source)))
    if len(source) > RENDERED:
        return safe_text.verbatim(source)
    renderer = Renderer({}, pictures=False)
    renderer.odd = any(formulas(text) != text for text in (source, source.replace("\\\\", "\\")))  # as other programs may read it
    rendered = render(source, renderer)
    if not renderer.odd:
        return source
    return "<div>" + rendered.strip().replace("\r", "").replace("\n", "&#10;") + "</div>"


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Render markdown for nbgrader's pages, in place of nbconvert's filter of this name, which lets everything through."""
    cell = context.get("cell") or {}
    return render(source, Renderer(cell.get("attachments") or {}))
