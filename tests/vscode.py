"""A notebook as VS Code leaves it: its serializer's form, written again here from what it does (extensions/ipynb in its source)."""

from typing import Any

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py", "mimetype": "text/x-python", "name": "python",
    "nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": "3.12.3",
}  # fmt: skip


def lines(text: str | list[str]) -> list[str]:
    """Return a text as a list of lines, as it stands in the file."""
    return "".join(text).splitlines(keepends=True)


def saved(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook as VS Code saves it after a run.

    The state of widgets is gone while their views stay in the outputs; the kernel is named after its folder; texts are lists of
    lines, keys are sorted; languages are noted at cells that are not Python's; the student has added a cell of her own.
    """
    metadata = {name: value for name, value in notebook["metadata"].items() if name != "widgets"}
    metadata |= {
        "kernelspec": {"display_name": ".venv (3.12.3)", "language": "python", "name": "python3"},
        "language_info": LANGUAGE,
        "vscode": {"interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b9275f58929596ceb00d14d90e3e16cd6"}},
    }
    cells = [dict(cell, source=lines(cell["source"])) for cell in notebook["cells"]]
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [_output(output) for output in cell["outputs"]]
    own = {"cell_type": "code", "execution_count": None, "id": "b2f1c08a", "outputs": [], "source": ["%%html\n", "<b>mine</b>"]}
    cells.insert(len(cells) // 2, {**own, "metadata": {"vscode": {"languageId": "html"}}})
    return _sorted({**notebook, "metadata": metadata, "cells": cells})  # type: ignore[no-any-return]


def _output(output: dict[str, Any]) -> dict[str, Any]:
    data = {kind: lines(value) if kind.startswith("text/") else value for kind, value in output.get("data", {}).items()}
    return {**output, **({"data": data} if data else {}), **({"text": lines(output["text"])} if "text" in output else {})}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value
