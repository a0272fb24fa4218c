"""What the tests of a lesson's numbers share: the text as one line, the names of its cells, the numbers in one of its sentences."""

import re
from typing import Any

from classroom import ROOT

from autograder.build.lesson_text import parse

NOTEBOOKS = ROOT / "notebooks"


def text_of(name: str) -> str:
    """Return the text cells of a lesson as one line, without marks of bold and italics."""
    cells = parse((NOTEBOOKS / f"{name}.py").read_text(encoding="utf-8"), name).cells
    return " ".join(re.sub(r"[*`]", "", " ".join(cell.source for cell in cells if cell.kind == "markdown")).split())


def names_of(name: str) -> dict[str, Any]:
    """Return the names that a lesson's cells define, with the solutions in place; check cells are left out."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in parse((NOTEBOOKS / f"{name}.py").read_text(encoding="utf-8"), name).cells:
        if cell.kind == "code" and not cell.is_graded:
            source = (NOTEBOOKS / "shared" / f"{cell.include}.py").read_text(encoding="utf-8") if cell.include else cell.source
            exec(compile(source, f"<{cell.grade_id or 'cell'}>", "exec"), names)
    return names


def numbers(text: str, sentence: str) -> tuple[float, ...]:
    """Return the numbers that stand at each {} of `sentence` in `text`. Raises LookupError if `text` has no such sentence."""
    pattern = r"([−-]?\d+(?:\.\d+)?)".join(re.escape(part) for part in sentence.split("{}"))
    found = re.findall(pattern, text)
    if len(found) != 1:
        raise LookupError(f"stands {len(found)} times in the text: {sentence}")
    groups = found[0] if isinstance(found[0], tuple) else found
    return tuple(float(group.replace("−", "-")) for group in groups)
