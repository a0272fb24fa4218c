"""What the tests of a lesson's numbers share: the text as one line, the names of its cells, the numbers in one of its sentences."""

import re
from typing import Any

import nbformat
from classroom import ROOT

from autograder.build.lesson_text import parse
from autograder.course import Course

NOTEBOOKS = ROOT / "notebooks"


def text_of(name: str) -> str:
    """Return the text cells of a lesson as one line, without marks of bold and italics."""
    cells = parse((NOTEBOOKS / f"{name}.py").read_text(encoding="utf-8"), name).cells
    return " ".join(re.sub(r"[*`]", "", " ".join(cell.source for cell in cells if cell.kind == "markdown")).split())


def names_of(name: str) -> dict[str, Any]:
    """Return the names that the cells of a lesson's source notebook define, solutions in place; check cells are left out."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in nbformat.read(Course(ROOT).source(name), as_version=4).cells:
        metadata = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and not metadata.get("grade"):
            exec(compile(cell.source, f"<{metadata.get('grade_id', 'cell')}>", "exec"), names)
    return names


def numbers(text: str, sentence: str) -> tuple[float, ...]:
    """Return the numbers that stand at each {} of `sentence` in `text`. Raises LookupError if `text` has no such sentence."""
    pattern = r"([−-]?\d+(?:\.\d+)?)".join(re.escape(part) for part in sentence.split("{}"))
    found = re.findall(pattern, text)
    if len(found) != 1:
        raise LookupError(f"stands {len(found)} times in the lesson's text, not once (was it reworded?): {sentence}")
    groups = found[0] if isinstance(found[0], tuple) else found
    return tuple(float(group.replace("−", "-")) for group in groups)
