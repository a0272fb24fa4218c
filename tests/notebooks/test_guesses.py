"""Guesses: what a lesson asks for is found again in the notebook that was saved, whichever program saved it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from notebook_programs import PROGRAMS

from bench.compare import cells

KEPT = "the step <b>softer</b>, I'd say"
QUESTION = "What does a large w do to the curve?"


def cell(source: str, *told: str) -> dict[str, Any]:
    """Return a code cell whose questions were asked: for each, the sleeping widget, and the line below it."""
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": text}}
        for line in told
        for text in ("A question asleep: run all cells to wake it.", line)
    ]
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": outputs, "execution_count": 1}


def book(*more: dict[str, Any], told: str = f"You guessed: {KEPT}") -> dict[str, Any]:
    """Return a notebook where `told` stands below the question a2, the second of its cell."""
    asked = cell(f'guess("a1", "Another?")\nguess("a2", "{QUESTION}",\n      ["harder", "softer"])', "No guess yet.", told)
    text = {"cell_type": "markdown", "metadata": {}, "source": "**Predict.**"}
    return {"cells": [text, *more, asked], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def setup_cell() -> dict[str, Any]:
    """The names of the setup cell, which takes a second to run."""
    names: dict[str, Any] = {}
    exec(cells("02_sigmoid")["setup"], names)
    return names


@pytest.fixture
def saved_guess(setup_cell: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], str]:
    """The function of the setup cell, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return setup_cell["saved_guess"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("program", ["jupyter", *PROGRAMS])
def test_a_saved_guess_is_found(saved_guess: Callable[[str, str], str], program: str) -> None:
    """Jupyter, VS Code and others write texts as one string or as lines; the guess is the same, and only its own question's."""
    saved = copy.deepcopy(book()) if program == "jupyter" else PROGRAMS[program](book())
    Path("02_sigmoid.ipynb").write_text(json.dumps(saved), encoding="utf-8")
    assert saved_guess("a2", QUESTION) == KEPT
    assert saved_guess("a1", "Another?") == ""
    assert saved_guess("a2", "A question of the next edition?") == ""
    assert saved_guess("b2", QUESTION) == ""


@pytest.mark.parametrize(
    "other",
    [
        "",
        "no JSON",
        "[]",
        json.dumps({"cells": [{"cell_type": "markdown"}]}),
        json.dumps({"cells": [cell("guess(", "No guess yet.")]}),
        json.dumps(book(told="No guess yet.")),
    ],
    ids=["empty", "no JSON", "a list", "a cell without a text", "a cell that is no Python", "a copy without a guess"],
)
@pytest.mark.parametrize("name", ["01.ipynb", "03.ipynb"])
def test_other_notebooks_do_not_hide_it(saved_guess: Callable[[str, str], str], name: str, other: str) -> None:
    """Whatever lies beside the lesson, before it or after it by name, its guess is found."""
    Path("02.ipynb").write_text(json.dumps(book()), encoding="utf-8")
    Path(name).write_text(other, encoding="utf-8")
    assert saved_guess("a2", QUESTION) == KEPT


def test_a_cell_that_was_changed_hides_no_other(saved_guess: Callable[[str, str], str]) -> None:
    """A student broke one question's cell: the guesses of the others are still found."""
    Path("02.ipynb").write_text(json.dumps(book(cell('guess("a0", ', "No guess yet."))), encoding="utf-8")
    assert saved_guess("a2", QUESTION) == KEPT
