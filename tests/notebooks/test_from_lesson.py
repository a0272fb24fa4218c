"""`from_lesson`: a student's own functions come along from the notebooks beside, or library forms, with the reason."""

import json
import linecache
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from classroom import ROOT

from bench.compare import cells

RIGHT = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1 / (1 + np.exp(-x))"
HELPED = "import math\nSHIFT = 0.0\ndef helper(v):\n    return math.exp(-v - SHIFT)"
X = np.array([-1.0, 2.0])
# name -> code cells of the neighbour, and what is said: '' if the function is the student's own
NEIGHBOURS: dict[str, tuple[list[str], str]] = {
    "done": ([RIGHT], ""),
    "handed out": ([RIGHT.replace("return 1 / (1 + np.exp(-x))", "raise NotImplementedError()")], "not written yet"),
    "wrong": ([RIGHT.replace("-x", "x")], "gives 0.9526 where 0.04743 is expected"),
    "another shape": ([RIGHT.replace("return ", "return np.sum(").replace("(-x))", "(-x)))")], "gives the shape () where (2, 3)"),
    "with a helper": (
        [HELPED, "def sigmoid(x):\n    return np.array([[1 / (1 + helper(v)) for v in row] for row in x])"],
        "",
    ),
    "a helper is missing": (["def sigmoid(x):\n    return 1 / (1 + helper(x))"], "stops with NameError: name 'helper'"),
    "the cell has a syntax error": ([RIGHT.replace("(x):", "(x)")], "Python cannot read its cell"),
    "another cell has a syntax error": (["def f(:", RIGHT], ""),
    "a magic line": ([f"%matplotlib inline\n{RIGHT}", "!ls"], ""),
    "an endless loop": (["def sigmoid(x):\n    while True:\n        pass"], "does not come to an end"),
    "an endless loop that catches all": (
        ["def sigmoid(x):\n    while True:\n        try:\n            pass\n        except BaseException:\n            pass"],
        "does not come to an end",
    ),
    "an endless loop elsewhere": (["while True:\n    pass", RIGHT, "while True:\n    pass"], ""),
    "not there": (["x = 1"], "not found in the notebook"),
    "taken from a library": (["from scipy.special import expit as sigmoid"], "not found in the notebook"),
    "written twice": ([RIGHT.replace("-x", "x"), RIGHT], ""),
    "built on a function of its own neighbour": (
        [
            (ROOT / "notebooks/shared/from_lesson.py").read_text(encoding="utf-8"),
            'tanh, tanh_grad = from_lesson("03_tanh", "tanh", "tanh_grad")',
            "def sigmoid(x):\n    return 0.5 + 0.5 * tanh(np.asarray(x) / 2)",
        ],
        "",
    ),
    "calls itself": ([RIGHT.replace("1 / (1 + np.exp(-x))", "sigmoid(x)")], "stops with RecursionError"),
}


def book(folder: Path, sources: list[str]) -> None:
    """Write a neighbour's notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [{"cell_type": "code", "source": source.splitlines(keepends=True)} for source in sources]
    (folder / "02_sigmoid.ipynb").write_text(json.dumps({"cells": [{"cell_type": "markdown", "source": "# 2"}, *made]}))


@pytest.fixture
def from_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """The function as it stands in a lesson whose folder is `here`."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    names: dict[str, Any] = {}
    exec(cells("02_sigmoid")["setup"], names)
    exec((ROOT / "notebooks/shared/from_lesson.py").read_text(), names)
    capsys.readouterr()
    found: Callable[..., Any] = names["from_lesson"]
    return found


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_each_neighbour(from_lesson: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Whatever stands in the notebook, the function that comes is right; the table says whose it is."""
    sources, reason = NEIGHBOURS[name]
    book(tmp_path / "02_sigmoid", sources)
    assert from_lesson.__globals__["TRIAL_SECONDS"] < 10
    if reason == "does not come to an end":
        from_lesson.__globals__["TRIAL_SECONDS"] = 0.2
    begin = time.monotonic()
    function = from_lesson("02_sigmoid", "sigmoid")
    assert time.monotonic() - begin < 20
    said = " ".join(capsys.readouterr().out.split())
    assert (f"sigmoid borrowed {reason}" if reason else "sigmoid yours") in said
    assert from_lesson.borrowed == ({"sigmoid"} if reason else set())
    assert np.allclose(np.ravel(function([X])), 1 / (1 + np.exp(-X)))


@pytest.mark.parametrize("place", ["02_sigmoid", "here", ".", "another name"])
def test_each_layout_of_folders(from_lesson: Any, tmp_path: Path, place: str) -> None:
    """The notebook may stand in a folder of its own beside, in the same folder, one above, or in a folder of another name."""
    book(tmp_path / place, [RIGHT])
    from_lesson("02_sigmoid", "sigmoid")
    assert from_lesson.borrowed == set()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_broken_notebook(from_lesson: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    """It is said, and the library's forms stand in."""
    (tmp_path / "02_sigmoid.ipynb").write_text(text)
    assert len(from_lesson("02_sigmoid", "sigmoid", "sigmoid_grad")) == 2
    assert capsys.readouterr().out.count("the notebook cannot be read") == 4  # for each: as HTML, and as plain text


def test_no_notebook(from_lesson: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """As while a submission is graded."""
    from_lesson("02_sigmoid", "sigmoid")
    assert "borrowed notebook not found" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["sigmoid", "sigmoid_grad", "tanh", "tanh_grad", "relu", "relu_grad"])
def test_library_forms_are_right(from_lesson: Any, name: str) -> None:
    """Each agrees with the reference, far out too."""
    from importlib import import_module

    module = import_module(f"autograder.reference.{name.removesuffix('_grad')}")
    x = np.array([-1000.0, -30.0, -1.5, 0.0, 0.5, 30.0, 1000.0])
    assert np.allclose(from_lesson("99_none", name)(x), getattr(module, name)(x), rtol=1e-6, atol=1e-12)


def test_library_forms_of_lesson_05_are_right(from_lesson: Any) -> None:
    """Probabilities add up, the loss is the mean of -log p, and its slope is that of differences."""
    softmax, loss, slope = from_lesson("99_none", "softmax", "cross_entropy", "cross_entropy_grad")
    z, labels = np.array([[1.0, -2.0, 0.5], [1000.0, 999.0, -1000.0]]), np.array([2, 1])
    assert np.allclose(softmax(z).sum(axis=1), 1)
    assert np.isclose(loss(z, labels), -np.log(softmax(z)[[0, 1], labels]).mean())
    steps = np.eye(6).reshape(6, 2, 3) * 1e-5
    by_differences = [(loss(z + step, labels) - loss(z - step, labels)) / 2e-5 for step in steps]
    assert np.allclose(np.ravel(slope(z, labels)), by_differences, atol=1e-6)


def test_time_limit_leaves_no_trace_function(from_lesson: Any) -> None:
    """A debugger's or a coverage tool's trace function is back afterwards."""
    import sys

    before = sys.gettrace()
    from_lesson("02_sigmoid", "sigmoid")
    assert sys.gettrace() is before


STOPS = """def mlp_backward(X, labels, W1):
    A = X @ W1
    return cross_entropy_grad(A, {})
"""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("y", "mlp_backward stops in line 3 of its cell, where it calls cross_entropy_grad, with ValueError: "),
        ("w1", "mlp_backward stops in line 3 of its cell: name 'w1' is not defined. Is W1 meant?"),
    ],
)
def test_a_line_of_the_student_is_quoted_and_none_of_a_borrowed_function(
    from_lesson: Any, monkeypatch: pytest.MonkeyPatch, written: str, said: str
) -> None:
    """Where a borrowed function stops, the sentence names the line that called it."""
    names: dict[str, Any] = {}
    sources = {
        "<setup>": cells("02_sigmoid")["setup"],
        "<folded>": (ROOT / "notebooks/shared/from_lesson.py").read_text(encoding="utf-8"),
        "<given>": 'y = np.zeros(200, int)\ncross_entropy_grad = from_lesson("99_none", "cross_entropy_grad")',
        "<own>": STOPS.format(written),
    }
    for file, source in sources.items():
        monkeypatch.setitem(linecache.cache, file, (len(source), None, source.splitlines(keepends=True), file))
        exec(compile(source, file, "exec"), names)
    with pytest.raises(AssertionError) as caught:
        names["answer_of"](names["mlp_backward"], np.ones((3, 2)), np.zeros(3, int), np.ones((2, 2)))
    assert said in " ".join(str(caught.value).split())
    assert str(caught.value).endswith(f"\n    return cross_entropy_grad(A, {written})")
