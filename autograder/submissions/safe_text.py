"""Text from students, made harmless for where it is shown: a browser, a spreadsheet, a terminal. Trusted side.

Whatever a student wrote leaves the grader through this module, or through submissions.markdown, which builds on it.
"""

import html
import re
from functools import cache

from rich.markup import escape

from autograder.plain_text import plain

# Content security policy of the pages that we make: no script, no frame, no request; pictures and styles are in the page itself.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


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

# Commands that no formula needs, and that make MathJax load code, follow links, or write attributes of the page.
_COMMANDS = re.compile(
    r"\\(?=(?:href|hyperref|require|usepackage|class|cssId|style|html[A-Za-z]*|unicode|bbox|includegraphics|csname|"
    r"mmlToken|toggle|texttip|mathtip|tooltip)(?![A-Za-z]))"
)
_BACKSLASH = "＼"  # it only looks like a backslash

# The beginning of a field, and whatever a spreadsheet with another separator would take for one.
_FORMULA = re.compile(r"(^|[;,|\t\r\n])([ \u3000]*)(?=[=+\-@＝＋－＠])")

# nbgrader uses a student's id in file names and links, unescaped in its pages, and as a pattern when it searches for files.
ID_CAP = 128  # bytes: as many characters as nbgrader's table has room for, and a file system for a name
_UNFIT = re.compile(r'[<>"&\\/*?\[\]]')


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value, None to remove it: links may lead outside or within the page, pictures must be in the page."""
    if name == "href":
        return value if LINK.match(value) else None
    if name == "src":
        return value if _PICTURE.fullmatch(value) else None
    return value


def _attribute_of_a_report(tag: str, name: str, value: str) -> str | None:
    return value if name == "src" and _DRAWING.fullmatch(value) else _attribute(tag, name, value)


@cache
def _cleaner(report: bool):  # type: ignore[no-untyped-def]  # nh3.Cleaner, loaded only if needed
    import nh3
    from pygments.token import STANDARD_TYPES

    return nh3.Cleaner(
        tags=set(TAGS),
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
    """Return HTML without anything that runs, loads, misleads, or is laid out over the rest of the page.

    A `report` is the judge's own and may hold its drawings.
    """
    cleaned: str = _cleaner(report).clean(text)
    return formulas(cleaned)


def formulas(text: str) -> str:
    """Return text whose formulas hold nothing but mathematics."""
    return _COMMANDS.sub(_BACKSLASH, text)


def text(raw: str, cap: int = 100_000) -> str:
    """Return a student's text, at most `cap` characters, as HTML that shows it letter by letter."""
    return formulas(html.escape(plain(raw, cap)))


def field(raw: str) -> str:
    """Return a text that no spreadsheet takes for a formula, however it splits the line into columns."""
    return _FORMULA.sub(r"\1\2'", plain(raw, len(raw)))


def shown(raw: str) -> str:
    """Return text for rich to print: no markup of rich's, and no commands to the terminal."""
    return escape(plain(raw, 10_000))


def verbatim(source: str) -> str:
    """Return markdown that shows a text as it is."""
    longest = max((len(found) for found in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{plain(source, len(source))}\n{fence}"


def unfit(student: str) -> str | None:
    """Return why a name cannot be a student's id, as a sentence; None if it can."""
    if _UNFIT.search(student) or plain(student, len(student)) != student or not student.strip() or "\n" in student:
        return f"'{plain(student, 60)}' cannot be a student's id (no control characters, and none of < > \" & \\ / * ? [ ])"
    if student.startswith(".") or len(student.encode(errors="replace")) > ID_CAP:
        return f"'{plain(student, 60)}' cannot be a student's id (no dot at its beginning, and at most {ID_CAP} bytes)"
    return None
