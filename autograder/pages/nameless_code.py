"""Makes a student's code anonymous: keeps its form, and none of the student's own words. Trusted side.

The code is parsed as Python and written again from its syntax tree; it is never run. Comments are removed, strings are emptied, and
names that neither Python, nor NumPy, nor the lesson uses are replaced by numbered ones. The code's form and its numbers remain.
"""

import ast
import builtins
import math
import re
import warnings
from collections.abc import Container
from functools import cache

import numpy as np

from autograder.course import Course
from autograder.submissions.release_notebook import load_release

CAP = 20_000  # characters: a longer cell is left out
_LETTER = re.compile(r"[A-Za-z_]\d?")  # x, W1: too short to identify a student
_WORD = re.compile(r"[^\W\d]\w*")
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@cache
def common_names() -> frozenset[str]:
    """Return the names that Python and NumPy use."""
    modules = (builtins, object, math, np, np.ndarray, np.linalg, np.random.Generator)
    return frozenset(name for module in modules for name in dir(module)) | {"math", "numpy", "random", "linalg", "scipy"}


def names_of_lesson(course: Course, assignment: str) -> frozenset[str]:
    """Return the words in the code of a lesson as it is handed out; raise CourseError if it has not been built."""
    cells = load_release(course, assignment)["cells"]
    return frozenset(word for cell in cells if cell["cell_type"] == "code" for word in _WORD.findall(cell["source"]))


def nameless(code: str, known: Container[str]) -> str:
    """Return code without comments and strings, with names replaced unless `known` or common; '' if it is not Python."""
    if len(code) > CAP:
        return ""
    numbers: dict[str, int] = {}

    def renamed(name: str) -> str:
        if name == "*" or name in known or name in common_names() or _LETTER.fullmatch(name):
            return name
        return f"name{numbers.setdefault(name, len(numbers) + 1)}"

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant):
                _empty(node)
                continue
            for field, value in ast.iter_fields(node):
                if isinstance(value, str):
                    setattr(node, field, ".".join(map(renamed, value.split("."))))
                elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
                    setattr(node, field, [renamed(each) for each in value])
        return ast.unparse(tree)
    except _UNREADABLE:
        return ""


def _empty(node: ast.Constant) -> None:
    node.kind = None
    if isinstance(node.value, str):
        node.value = "…"
    elif isinstance(node.value, bytes):
        node.value = b"..."
