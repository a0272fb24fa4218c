"""The text of a lesson: jupytext percent cells, read and written back. Trusted side; knows neither nbgrader nor rules.

A text is a header and one segment for each cell: the marker line, the body, and the blank lines below it. Segments are kept
as they were written, so that an unchanged cell goes back into the file byte for byte.
"""

import hashlib
import json
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jupytext
import nbformat

from autograder.errors import CourseError

# comment_magics off: a comment such as "# ls" stays a comment, and no line is silently turned into an IPython magic.
FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"  # nbgrader's markers
MARKER = re.compile(r"^\s*#\s*%%(%*)(\s.*)?$")  # jupytext's own two patterns for a percent cell, without its aliases
NEW_CELL: Mapping[str, Callable[..., nbformat.NotebookNode]] = {
    "code": nbformat.v4.new_code_cell,
    "markdown": nbformat.v4.new_markdown_cell,
    "raw": nbformat.v4.new_raw_cell,
}

# Metadata that editors write about the view of a cell, not about the cell.
VIEW_STATE = frozenset(
    {
        "ExecuteTime", "autoscroll", "cell_marker", "collapsed", "execution", "heading_collapsed", "hidden",
        "jp-MarkdownHeadingCollapsed", "lines_to_end_of_cell_marker", "lines_to_next_cell", "scrolled", "trusted",
        "vscode",
    }
)  # fmt: skip
# Metadata that JupyterLab's property inspector writes if a user looks at a cell and chooses nothing.
UNSET: Mapping[str, object] = {
    "editable": True, "deletable": True, "tags": [], "slideshow": {"slide_type": ""}, "jupyter": {},
}  # fmt: skip
NBGRADER_FIELDS = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a lesson: kind (code, markdown or raw), source, metadata, and line in the text (0 if it is from a notebook)."""

    kind: str
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0

    @property
    def nbgrader(self) -> Mapping[str, Any]:
        """Return the cell's nbgrader metadata; empty if it has none."""
        metadata = self.metadata.get("nbgrader", {})
        return metadata if isinstance(metadata, dict) else {}

    @property
    def grade_id(self) -> str:
        """Return the cell's nbgrader id, or ''."""
        return str(self.nbgrader.get("grade_id", ""))

    @property
    def include(self) -> str:
        """Return the name of the shared piece that fills this cell, or ''."""
        return str(self.metadata.get("include", ""))

    @property
    def picture(self) -> str:
        """Return the name of the static picture that this cell shows, or ''."""
        return str(self.metadata.get("picture", ""))

    @property
    def is_solution(self) -> bool:
        """Return whether the student writes in this cell."""
        return bool(self.nbgrader.get("solution"))

    @property
    def is_graded(self) -> bool:
        """Return whether the cell carries points."""
        return bool(self.nbgrader.get("grade"))

    @property
    def label(self) -> str:
        """Return the name to call this cell by in a message."""
        line = f"line {self.line}" if self.line else ""
        if name := self.grade_id or self.picture or self.include:
            return f"cell '{name}' ({line})" if line else f"cell '{name}'"
        first = next((text for text in self.source.splitlines() if text.strip()), "")
        return f"cell at {line}" if line else f"cell that begins '{first[:50]}'"

    def bare(self) -> "Cell":
        """Return the cell without what an editor or jupytext adds: view state, unset fields, newlines at both ends."""
        metadata = {key: value for key, value in self.metadata.items() if key not in VIEW_STATE}
        if isinstance(jupyter := metadata.get("jupyter"), dict):
            metadata["jupyter"] = {key: value for key, value in jupyter.items() if key == "source_hidden" and value}
        if isinstance(nbgrader := metadata.get("nbgrader"), dict):
            metadata["nbgrader"] = {key: nbgrader[key] for key in NBGRADER_FIELDS if key in nbgrader}
        metadata = {key: value for key, value in metadata.items() if key not in UNSET or value != UNSET[key]}
        return Cell(self.kind, self.source.strip("\n"), metadata, self.line)

    def same_as(self, other: "Cell") -> bool:
        """Return whether both cells are the same but for their line."""
        return (self.kind, self.source, self.metadata) == (other.kind, other.source, other.metadata)


@dataclass(frozen=True, slots=True)
class LessonText:
    """A parsed text: its file as messages name it, header, cells, the segment of the file for each cell, and kernel."""

    where: str
    header: str
    cells: tuple[Cell, ...]
    segments: tuple[str, ...]
    kernel: str

    def error(self, cell: Cell, what: str, next_step: str) -> CourseError:
        """Return the error for a cell of this text that breaks a rule: what it does, and the author's next step."""
        return CourseError(f"{cell.label} {what}", self.where, next_step)


def parse(text: str, where: str) -> LessonText:
    """Return the lesson in `text`; `where` names the file in messages.

    Raises CourseError if jupytext cannot read it, or reads other cells than the markers show.
    """
    try:
        notebook = jupytext.reads(text, fmt=FORMAT)
    except Exception as error:  # whatever jupytext or its YAML reader raises, the text is at fault
        step = "fix the header or the cell markers"
        raise CourseError(f"jupytext cannot read the text: {error}", where, step) from error
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if MARKER.match(line)]
    if len(starts) != len(notebook.cells) or not starts:
        raise CourseError(
            f"jupytext reads {len(notebook.cells)} cells, but the text has {len(starts)} cell markers",
            where,
            "put all text under a '# %%' marker, and no marker inside a string or a fenced block",
        )
    segments = ["".join(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    cells = [of_notebook(cell, start + 1) for cell, start in zip(notebook.cells, starts, strict=True)]
    kernel = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    return LessonText(where, "".join(lines[: starts[0]]), tuple(cells), tuple(segments), kernel)


def of_notebook(cell: nbformat.NotebookNode, line: int = 0) -> Cell:
    """Return a notebook's cell as a bare Cell."""
    return Cell(cell.cell_type, cell.source, json.loads(json.dumps(cell.metadata)), line).bare()


def segment(cell: Cell, marker: str = "") -> str:
    """Return the text of a cell without blank lines below it, with jupytext's marker line or the line `marker`."""
    node = NEW_CELL[cell.kind](cell.source, metadata=dict(cell.metadata))
    quiet = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "all"}
    notebook = nbformat.v4.new_notebook(cells=[node], metadata={"jupytext": quiet})
    written: str = jupytext.writes(notebook, fmt=FORMAT).strip("\n") + "\n"
    if not marker:
        return written
    return marker + written.partition("\n")[2]


def digest(cells: Iterable[Cell]) -> str:
    """Return the SHA-256 of the cells, ignoring which are folded: readers fold and unfold cells as they like."""
    contents = [
        [cell.kind, cell.source, {key: value for key, value in cell.metadata.items() if key != "jupyter"}] for cell in cells
    ]
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()


def compact(code: str) -> str:
    """Return `code` without white space, to find the same code in another layout."""
    return re.sub(r"\s+", "", code)


def compile_error(source: str) -> SyntaxError | None:
    """Return why `source` is not Python, or the compiler's first warning; None if it compiles without one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(source, "<cell>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (Warning, ValueError) as error:  # ValueError: a null byte
        return SyntaxError(str(error), ("<cell>", 1, None, None))
    return None
