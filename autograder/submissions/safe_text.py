"""Makes text from students harmless wherever it is shown: browser, terminal, spreadsheet, code. Trusted side.

All text of students leaves the grader through this module, or through submissions.markdown, which uses it. Formulas are handled in
submissions.allowed_tex, commands to a terminal in plain_text.
"""

import html
import re
from functools import cache
from unicodedata import category

from autograder.plain_text import line, plain, visible
from autograder.submissions.allowed_tex import formulas, formulas_in, words

# Content security policy of our pages: no script, no frame, no request; pictures and styles are in the page itself.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


TAGS = words("""
    a b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li ol p pre s samp
    small span strong sub summary sup table tbody td tfoot th thead tr u ul var
""")
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "style"},
    "input": {"checked", "disabled"},
    "details": {"open"},
}
_ALERTS = words("alert alert-info alert-success alert-warning alert-danger")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_DRAWING = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]*")  # only in the judge's own reports
LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)

TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')  # a tag in nh3's result, which has every attribute in double quotes
_NOT_PLAIN = re.compile("[^\x20-\x7e\n\t\r]")  # line breaks and tabs lay out code

# The beginning of a field, also for a spreadsheet that splits lines at another separator.
_FORMULA = re.compile(r"(^|[;,|\t\r\n])([ \u3000]*)(?=[=+\-@＝＋－＠])")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value, None to remove it: links may lead to other sites or within the page, pictures are data."""
    if name == "href":
        return value if LINK.match(value) else None
    if name == "src":
        return value if _PICTURE.fullmatch(value) else None
    return value


def _attribute_of_a_report(tag: str, name: str, value: str) -> str | None:
    return value if name == "src" and _DRAWING.fullmatch(value) else _attribute(tag, name, value)


@cache
def _cleaner(report: bool, pictures: bool):  # type: ignore[no-untyped-def]  # nh3.Cleaner, loaded only if needed
    import nh3
    from pygments.token import STANDARD_TYPES

    return nh3.Cleaner(
        tags=set(TAGS) if pictures else TAGS - {"img"},
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute_of_a_report if report else _attribute,
        allowed_classes={"div": {*_ALERTS, "highlight"}, "span": {name for name in STANDARD_TYPES.values() if name}},
        filter_style_properties={"text-align"},
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        set_tag_attribute_values={"input": {"disabled": ""}},
    )


def fragment(text: str, report: bool = False) -> str:
    """Return HTML without anything that runs, loads, misleads, or covers the rest of the page.

    A `report` is the judge's own and may hold its drawings.
    """
    return calm(clean(text, report))


def clean(text: str, report: bool = False, pictures: bool = True) -> str:
    """Return HTML with only the allowed tags and attributes, and with its entities decoded."""
    cleaned: str = _cleaner(report, pictures).clean(text)
    return cleaned


def calm(cleaned: str) -> str:
    """Return the result of `clean` without characters that cannot be seen, and with its formulas made harmless.

    Code is not changed, because no program looks for formulas in it.
    """
    parts, code = [], 0
    cleaned = visible(cleaned)
    tags = [*TAG.finditer(cleaned)]
    starts = [0, *(tag.end() for tag in tags)]
    ends = [*(tag.start() for tag in tags), len(cleaned)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        parts.append((cleaned[start:end], not code))
        if number < len(tags):
            tag = tags[number][0]
            code += {"<code>": 1, "<pre>": 1, "</code>": -1, "</pre>": -1}.get(tag, 0)
            parts.append((tag, False))
    return "".join(formulas_in(parts))


def text(raw: str, cap: int = 100_000) -> str:
    """Return a student's text, at most `cap` characters, as escaped HTML."""
    return formulas(html.escape(plain(raw, cap)))


def field(raw: str) -> str:
    """Return a text as one line in which no spreadsheet finds a formula, however it splits the line into columns."""
    return _FORMULA.sub(r"\1\2'", line(raw, len(raw)))


def in_terminal(raw: str) -> str:
    """Return a text for one line of a terminal: commands to the terminal are removed, and line breaks are shown as ⏎."""
    return line(raw, 10_000)


def indented(raw: str) -> str:
    """Return a text of several lines for a terminal, all but the first indented: none can be mistaken for our own output."""
    return plain(raw, 10_000).replace("\n", "\n    ")


def comment(raw: str) -> str:
    """Return a text as Python comments: each line begins with a #."""
    return "\n".join(f"# {part}".rstrip() for part in plain(raw, len(raw)).split("\n"))


def code(source: str) -> str:
    """Return a student's code for a page: characters that cannot be seen become �, spaces of other widths become spaces."""
    return _NOT_PLAIN.sub(lambda found: _shown(found[0]), source)


def _shown(char: str) -> str:
    return char if char.isprintable() else " " if category(char) == "Zs" else "�"


def verbatim(source: str) -> str:
    """Return markdown that shows a text as it is, in a code block."""
    source = plain(source, len(source))
    longest = max((len(found) for found in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{source}\n{fence}"
