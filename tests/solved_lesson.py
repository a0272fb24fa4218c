"""A lesson with its solutions, run in this process: the names that its cells leave behind, and its text as a reader sees it."""

import json
import re
from functools import cache
from typing import Any

from classroom import ROOT

from autograder.course import Course


def _cells(lesson: str, kind: str) -> list[str]:
    """Return the cells of a lesson's instructor version; `course build --check` holds it to the text."""
    cells = json.loads(Course(ROOT).source(lesson).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


@cache
def names(lesson: str) -> dict[str, Any]:
    """Return what every code cell of a lesson binds when all of them run, solved, one after another."""
    bound: dict[str, Any] = {"__name__": "__main__"}
    for source in _cells(lesson, "code"):
        exec(compile(source, f"<{lesson}>", "exec"), bound)
    return bound


@cache
def prose(lesson: str) -> str:
    """Return a lesson's text in one line: without emphasis and list marks, a raised number after ^, a lowered one after _."""
    text = "\n".join(_cells(lesson, "markdown"))
    text = re.sub(r"<sup>(.*?)</sup>", r"^\1", text)
    text = re.sub(r"<sub>(.*?)</sub>", r"_\1", text)
    return " ".join(re.sub(r"\*|^- |^\d\. ", "", text, flags=re.MULTILINE).split())


def numbers(lesson: str, sentence: str) -> list[float]:
    """Return the numbers that a lesson prints where `sentence` has a {}; the sentence must stand in its text just once.

    8.0 · 10^−8 is one number, and so is −0.278.
    """
    number = r"(−?\d[\d,]*(?:\.\d+)?(?: · 10\^−?\d+)?)"
    pattern = number.join(re.escape(part) for part in sentence.split("{}"))
    places = re.findall(pattern, prose(lesson))
    assert len(places) == 1, f"stands {len(places)} times in lesson {lesson}, not once (was it reworded?): {sentence}"
    each = places[0] if isinstance(places[0], tuple) else places
    return [float(text.replace(" · 10^", "e").replace("−", "-").replace(",", "")) for text in each]
