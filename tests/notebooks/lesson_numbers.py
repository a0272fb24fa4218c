"""A lesson as the tests of its numbers read it: its text, the numbers in a sentence, and the names that its solved cells define."""

import re
from functools import cache
from typing import Any

import nbformat
import numpy as np
from classroom import ROOT

from autograder.build.lesson_text import Cell, parse
from autograder.course import Course

NUMBER = r"(−?\d+(?:,\d{3})*(?:\.\d+)?(?: · 10\^−?\d+)?)"


@cache
def cells(lesson: str) -> tuple[Cell, ...]:
    """Return the cells of a lesson's text."""
    return tuple(parse(Course(ROOT).text(lesson).read_text(encoding="utf-8"), lesson).cells)


@cache
def names(lesson: str) -> dict[str, Any]:
    """Return the names that a lesson's code cells define if they run, solved, one after another.

    Left out are the cells of visible checks (`test_lessons.py` runs them), and so the names that only they define. 00_start
    has no names here: one of its cells fails on purpose. All tests share the dictionary: a test that changes it must restore it.
    """
    defined: dict[str, Any] = {"__name__": "__main__"}
    for cell in nbformat.read(Course(ROOT).source(lesson), as_version=4).cells:
        metadata = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and not metadata.get("grade"):
            exec(compile(cell.source, f"<{metadata.get('grade_id', lesson)}>", "exec"), defined)
    return defined


@cache
def prose(lesson: str) -> str:
    """Return a lesson's text in one line, without emphasis, backticks and list marks; raised text follows ^, lowered text _."""
    text = "\n".join(cell.source for cell in cells(lesson) if cell.kind == "markdown")
    text = re.sub(r"<sup>(.*?)</sup>", r"^\1", text)
    text = re.sub(r"<sub>(.*?)</sub>", r"_\1", text)
    return " ".join(re.sub(r"[*`]|^- |^\d\. ", "", text, flags=re.MULTILINE).split())


def numbers(lesson: str, sentence: str) -> list[float]:
    """Return the numbers that stand in a lesson's prose where `sentence` has a {}; the sentence must stand there exactly once."""
    return numbers_in(prose(lesson), sentence, f"lesson {lesson}")


def numbers_in(text: str, sentence: str, place: str = "the text") -> list[float]:
    """Return the numbers that stand in any text, such as a slider's, where `sentence` has a {}; `place` names it in the error.

    8.0 · 10^−8 is one number, and so are −0.278 and 3,000.
    """
    found = re.findall(NUMBER.join(re.escape(part) for part in sentence.split("{}")), text)
    assert len(found) == 1, f"stands {len(found)} times in {place}, not once (was it reworded?): {sentence}"
    groups = found[0] if isinstance(found[0], tuple) else found
    return [float(group.replace(" · 10^", "e").replace("−", "-").replace(",", "")) for group in groups]


def most_right(X: np.ndarray, y: np.ndarray) -> int:
    """Return the most points that any straight line gets right.

    Lines that have the same points on their sides turn into one another. So it is enough to look along one direction between
    each two neighbouring directions in which two points change their order.
    """
    first, second = np.triu_indices(len(X), 1)
    step = X[first] - X[second]
    turns = np.unique(np.arctan2(step[:, 0], -step[:, 1]) % np.pi)
    between, best = (turns + np.append(turns[1:], turns[0] + np.pi)) / 2, 0
    for angles in np.array_split(between, 1 + len(between) // 200):
        order = np.argsort(X @ np.array([np.cos(angles), np.sin(angles)]), axis=0)
        below = np.vstack([np.zeros(len(angles), int), np.cumsum(np.where(y[order] == 1, -1, 1), axis=0)])
        right = y.sum() + below  # class 1 above the line
        best = max(best, right.max(), (len(y) - right).max())
    return int(best)
