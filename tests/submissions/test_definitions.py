"""Which names a cell's text defines."""

import time

import pytest

from autograder.submissions.definitions import bound_names

CASES = {
    "def f(x):\n    g = 1\n    return g\nh = f": {"f": 1, "h": 4},
    "try:\n    def f(x): return x\nexcept E:\n    pass": {"f": 2},
    "if x:\n    f = 3\nelse:\n    f = 4": {"f": 2},
    "from a import b as f, c": {"f": 1, "c": 1},
    "import a.b": {"b": 1},
    "f, g = 1, 2": {"f": 1, "g": 1},
    "(f, g) = 1, 2": {"f": 1, "g": 1},
    "f = g = lambda x: x": {"f": 1, "g": 1},
    "\n\nf: int = 3": {"f": 3},
    "f: int": {},
    "async def f(): pass": {"f": 1},
    "%time f = 3": {"f": 1},
    "@jit\ndef f(x): return x": {"f": 2},
    "class A:\n    f = 2": {"A": 1},
    "for f in g(x): pass": {"f": 1},
    "import math; f = lambda x: 1; g = 2": {"math": 1, "f": 1, "g": 1},
    "def f(x): return x; g = 3": {"f": 1},
    "print('a; f = 3')": {},
    "from a import (\n    b as f,  # with a note\n    c,\n)\ng = 1": {"f": 1, "c": 1, "g": 5},
    "from a import (b as f, c)": {"f": 1, "c": 1},
    "f == 3\nf(x) == 2\nprint(f, end='')\nif f == 2: pass\n# f = 3\nf += 1\nf.a = 3": {},
    "def g():\n    def f(x): return x\n    f = 3": {"g": 1},
    "\uff46 = 3": {"f": 1},  # f in full width: Python reads it as f
}


@pytest.mark.parametrize(("source", "names"), CASES.items())
def test_names_that_a_text_defines(source: str, names: dict[str, int]) -> None:
    """With their first line; what a function or a class defines within itself is no name of the notebook."""
    assert bound_names(source) == names


def test_a_long_line_takes_no_time() -> None:
    """No line makes the search slow."""
    started = time.perf_counter()
    for part in ("a ", " ", "a,", "a = ", "(", "import a,", "f: ", "%a ", "for a in ", "@", "\n a = "):
        bound_names(part * 100_000)
        bound_names(f"x = {part * 100_000}")
    assert time.perf_counter() - started < 20
