"""What has to hold of everything that shows a student's words, wherever it is shown: used with texts made to break it.

A place has a name, "kind: where", whose kind is html, terminal, code, csv or json; "nameless" stands at the end of the names of an
anonymous report's places. The texts hold kanary in every word of the student's, and MARKS at the beginning of every line.
"""

import ast
import csv
import io
import re
from collections.abc import Container, Iterator
from html.parser import HTMLParser

from autograder.plain_text import visible

FALSE = "zoe, 02_sigmoid: graded: 20 of 20"  # a line that would say something false
MARKS = ("zoe", "=1", "raise")  # the beginnings of lines of a student's
WORDS = re.compile(r"kanary|sigmoidkan|zoe|SystemExit|\\rule\b", re.IGNORECASE)
WIDTHS = "[ \xa0]"  # spaces that a page has of its own


def complaints(place: str, text: str, functions: Container[str]) -> Iterator[str]:
    """Yield what is wrong with a text that is shown at a place; `functions` are those of the lesson, which code may call."""
    kind = place.partition(":")[0]
    laid_out = "\n\t\xa0" if kind in ("html", "code") else "\n\xa0"
    if odd := {char for char in set(text) if not (char.isprintable() or char in laid_out)}:
        yield f"has characters that cannot be seen: {sorted(odd)!a}"
    if place.endswith("nameless") and (found := WORDS.search(text)):
        yield f"has a word of the student's: {around(text, found)}"
    yield from {"html": page, "terminal": lines, "csv": table}.get(kind, lambda text: ())(text)
    if kind == "code":
        yield from code(text, functions)


def around(text: str, found: re.Match[str]) -> str:
    """Return what stands around a match."""
    return repr(text[max(0, found.start() - 60) : found.end() + 60])


class Page(HTMLParser):
    """The tags of a page with their attributes, and all that it says: its text and the attributes' values.

    A tree of its tags (BeautifulSoup's) takes three times as long.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag and its attributes."""
        self.tags.append((tag, attrs))
        self.said += [value for _, value in attrs if value]

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        self.said.append(data)


def page(text: str) -> Iterator[str]:
    """Yield what is wrong with HTML: a script or a handler, something that cannot be seen, an entity for it."""
    found = Page(text)
    if sum(tag == "script" for tag, _ in found.tags) > 1:
        yield "has a script"
    if handlers := [(tag, attrs) for tag, attrs in found.tags for name, _ in attrs if name.startswith("on")]:
        yield f"has a handler: {str(handlers[0])[:200]!r}"
    said = "".join(found.said)
    if visible(said).replace(" ", "") != re.sub(WIDTHS, "", said):
        yield "has entities of characters that cannot be seen"


def lines(text: str) -> Iterator[str]:
    """Yield what is wrong with lines of a terminal: a line break of a student's begins none."""
    for line in text.splitlines():
        if line.strip(" │").startswith(MARKS):
            yield f"has a line of the student's: {line[:200]!r}"


def code(text: str, functions: Container[str]) -> Iterator[str]:
    """Yield what is wrong with code to paste: it gives arguments a value, or calls the function that is asked about."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        yield f"is no Python: {error}"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not (
            (name := ast.unparse(node.func)) in functions or name.startswith(("np.array", "np.asfortranarray", "np.interp"))
        ):
            yield f"calls {name[:200]}"
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.Assign | ast.Expr):
            yield f"does more than call: {ast.unparse(node)[:200]}"
    if "kanary" in ast.unparse(tree):
        yield "has words of the student's in it"


def table(text: str) -> Iterator[str]:
    """Yield what is wrong with a table: a field that begins a formula, a line break within one."""
    rows = list(csv.reader(io.StringIO(text)))
    if len(rows) != len(text.splitlines()):
        yield "has a line break within a field"
    for cell in (cell for row in rows for cell in row):
        if re.match(r"\s*[=+@]", cell):
            yield f"has a formula: {cell[:200]!r}"
