"""A student's feedback page, in place of nbgrader's: no scripts, no requests, and a policy that forbids both.

Trusted side. nbgrader_config.py names `FeedbackExporter` and `Grades` for nbgrader generate_feedback and formgrader. The template
escapes everything; only HTML that autograder.submissions.safe_text has cleaned is put into it as HTML.
"""

import contextlib
import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from pygments.formatters import HtmlFormatter
from sqlalchemy.orm import joinedload

from autograder.course import sqlite_file
from autograder.judge.budget import STANDARD, Spent, within
from autograder.pages.formulas import mathml
from autograder.pages.highlighting import highlighted
from autograder.pages.rendering import render as render_page
from autograder.submissions import safe_text
from autograder.submissions.markdown import Renderer, render
from autograder.submissions.release_notebook import HANDED_OUT, is_locked

SHORT = 20_000  # characters: rendered texts up to this size, such as the lessons', are kept for further pages
LONG = 100_000  # characters: only a few texts up to this size are kept; a lesson's first cell has 45,000
BY_HAND = "course_points_by_hand"  # metadata of a cell: whether some of its points are manual
MANUAL = "course_comment_by_hand"  # metadata of a cell: whether its comment is manual, and so may be markdown
_FORMATTER = HtmlFormatter(style="default")
_DARK = HtmlFormatter(style="github-dark")
_plain: ContextVar[bool] = ContextVar("plain", default=False)  # whether pages are made of plain text


@dataclass(frozen=True, slots=True)
class View:
    """One cell as the page shows it; `html` is cleaned."""

    kind: str
    html: Markup
    folded: bool = False
    outputs: tuple[Markup | str, ...] = ()
    grade_id: str = ""
    graded: bool = False
    own: bool = False
    score: float = 0.0
    points: float = 0.0
    by_hand: bool = False
    comment: Markup | str = ""


class Grades(GetGrades):
    """nbgrader's step that puts scores and comments into the notebook; it also marks which of them are manual.

    nbgrader opens the gradebook for each page, which takes longer than making the page; here the gradebook stays open.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Do what nbgrader's step does, but keep the gradebook open, and read all grades of a page in one query."""
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = about["notebook"], about["assignment"], about["student"]
        self.db_url = about["db_url"]
        self.gradebook = _gradebook(self.db_url, _place(self.db_url))
        try:
            notebook = self.gradebook.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            self.grades, self.comments = (self._by_cell(table, notebook.id) for table in (Grade, Comment))
            nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
            penalty = notebook.late_submission_penalty or 0
            about |= {"score": notebook.score - penalty, "max_score": notebook.max_score, "late_penalty": penalty}
        finally:
            self.gradebook.db.remove()  # ends the session, so that the next page reads current data
        return nb, resources

    def _by_cell(self, table: type[Grade] | type[Comment], notebook: str) -> dict[str, Any]:
        """Return a table's rows for a student's notebook, given by its id in the gradebook, by the id of their cell."""
        rows = self.gradebook.db.query(table).filter_by(notebook_id=notebook).options(joinedload(table.cell))
        return {row.cell.name: row for row in rows}

    def _row(self, rows: dict[str, Any], cell: NotebookNode) -> Any:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if grade_id not in rows:
            raise MissingEntry(f"{grade_id} of {self.assignment_id} has no entry in the gradebook for {self.student_id}")
        return rows[grade_id]

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        grade = self._row(self.grades, cell)
        cell.metadata.nbgrader |= {"score": grade.score, "points": grade.max_score}
        cell.metadata[BY_HAND] = grade.manual_score is not None or bool(grade.extra_credit)

    def _get_comment(self, cell: NotebookNode, resources: Any) -> None:
        comment = self._row(self.comments, cell)
        cell.metadata.nbgrader["comment"] = comment.comment
        cell.metadata[MANUAL] = comment.manual_comment is not None


@lru_cache(maxsize=1)
def _gradebook(db_url: str, place: tuple[int, int] | None) -> Gradebook:
    """Return an open gradebook, cached by address and `place` (device and inode), which changes if the file is replaced."""
    return Gradebook(db_url)


def _place(db_url: str) -> tuple[int, int] | None:
    if (path := sqlite_file(db_url)) is None:
        return None
    status = path.stat()
    return status.st_dev, status.st_ino


class FeedbackExporter(Exporter):
    """Turns an autograded notebook with its grades into one HTML file that loads no other file.

    The student's own cells and the results of the checks are shown; the lesson around them is folded.
    """

    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """Return the page and the resources."""
        nb, resources = super().from_notebook_node(nb, resources, **options)
        views = _views(nb.cells)
        about = resources["nbgrader"]
        page = render_page(
            "feedback.html.j2",
            policy=safe_text.POLICY,
            style=Markup(_FORMATTER.get_style_defs(".highlight")),  # pygments' own
            dark_style=Markup(_DARK.get_style_defs(".highlight")),  # pygments' own
            title=about["notebook"],
            score=about["score"],
            max_score=about["max_score"],
            late_penalty=about["late_penalty"],
            views=views,
            runs=[(part, list(cells)) for part, cells in groupby(views, key=lambda view: view.graded or view.own)],
        )
        return page, resources


def _views(cells: Sequence[NotebookNode]) -> list[View]:
    """Return the cells as a page shows them; as plain text if rendering them exceeds the budget of one submission."""
    for cell in cells:
        if HANDED_OUT in cell.metadata or is_locked(cell):
            _source(cell)  # the lesson's own text, rendered here once for all pages
    if not _plain.get():
        with contextlib.suppress(Spent, MemoryError):
            return within(STANDARD, lambda: [_view(cell) for cell in cells])
    note = View("markdown", Markup("<p>The cells stand here as plain text: to lay them out takes too long.</p>"), own=True)
    return [note, *(_view(cell, as_text) for cell in cells)]


@contextlib.contextmanager
def plain_pages() -> Iterator[None]:
    """Within this context pages are made of plain text."""
    token = _plain.set(True)
    try:
        yield
    finally:
        _plain.reset(token)


def as_text(cell: NotebookNode) -> Markup:
    """Return a cell's source as escaped plain text in HTML."""
    return Markup(f"<pre>{safe_text.text(cell.source)}</pre>")  # escaped


def _source(cell: NotebookNode) -> Markup:
    return _code(cell.source) if cell.cell_type == "code" else prose(cell.source, cell.get("attachments", {}))


def _view(cell: NotebookNode, shown: Callable[[NotebookNode], Markup] = _source) -> View:
    marks = cell.metadata.get("nbgrader", {})
    comment = marks.get("comment") or ""
    folded = bool(cell.metadata.get("jupyter", {}).get("source_hidden"))
    outputs = () if folded else cell.get("outputs", ())  # a folded cell is the lesson's: its output is dropped
    return View(
        cell.cell_type,
        shown(cell),
        folded,
        tuple(filter(None, map(_output, outputs))),
        str(marks.get("grade_id", "")),
        bool(marks.get("grade") or marks.get("task")),
        bool(marks.get("solution") or marks.get("task")),
        float(marks.get("score") or 0),
        float(marks.get("points") or 0),
        bool(cell.metadata.get(BY_HAND)),
        prose(comment, {}) if cell.metadata.get(MANUAL) else "",  # an automatic one repeats the report
    )


def _highlight(source: str) -> Markup:
    return Markup(highlighted(source, _FORMATTER))  # escaped


_highlight_once = lru_cache(maxsize=256)(_highlight)
_highlight_long_once = lru_cache(maxsize=8)(_highlight)


def _code(source: str) -> Markup:
    if len(source) < SHORT:
        return _highlight_once(source)
    return (_highlight_long_once if len(source) < LONG else _highlight)(source)


def _output(output: NotebookNode) -> Markup | str | None:
    """Return an output as the page shows it: the judge's report as HTML, others as text; None for the score: it is shown above."""
    match output.output_type:
        case "stream":
            return str(output.text)
        case "error":
            return "\n".join(output.traceback)
        case "display_data" if "text/html" in output.data:
            return Markup(safe_text.fragment("".join(output.data["text/html"]), report=True))  # cleaned
        case "display_data":
            return str(output.data.get("text/plain", ""))
    return None


class _Formulas(Renderer):
    """Renders markdown with formulas as MathML, which is inserted after the rest has been cleaned."""

    def __init__(self, attachments: Any) -> None:
        super().__init__(attachments)
        self.mark = secrets.token_hex(16)  # stands for a formula: a student cannot guess it
        self.kept: list[tuple[str, str]] = []  # each formula as HTML, and as text

    def _keep(self, tex: str, display: str, shown: str) -> str:
        text = safe_text.text(shown)
        self.kept.append((mathml(tex, display) or f"<code>{text}</code>", text))
        return f"{self.mark}-{len(self.kept) - 1}-"

    def whole(self, cleaned: str) -> str:
        """Return cleaned HTML with its formulas inserted; within a tag, as in a picture's description, they are text."""
        parts, at = [], 0
        for tag in safe_text.TAG.finditer(cleaned):
            parts += [self._put(cleaned[at : tag.start()], 0), self._put(tag[0], 1)]
            at = tag.end()
        return "".join([*parts, self._put(cleaned[at:], 0)])

    def _put(self, part: str, form: int) -> str:
        return re.sub(f"{self.mark}-([0-9]+)-", lambda found: self.kept[int(found[1])][form], part) if self.mark in part else part

    def inline_math(self, body: str) -> str:
        return self._keep(body, "inline", f"${body}$")

    def block_math(self, body: str) -> str:
        return self._keep(body, "block", f"$${body}$$")

    def latex_environment(self, name: str, body: str) -> str:
        tex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._keep(tex, "block", tex)


def prose(source: str, attachments: Any) -> Markup:
    """Return markdown as clean HTML with formulas in MathML."""
    return (_prose_once if len(source) < SHORT else _prose)(source, json.dumps(attachments))


def _prose(source: str, attachments: str) -> Markup:
    renderer = _Formulas(json.loads(attachments))
    return Markup(renderer.whole(render(source, renderer)))  # cleaned


_prose_once = lru_cache(maxsize=256)(_prose)
