"""Notebooks as other programs than Jupyter leave them: each function writes again what that program does to a file."""

import copy
from typing import Any

import vscode

Notebook = dict[str, Any]


def colab(notebook: Notebook) -> Notebook:
    """Return it as Google Colab downloads it: format 4.0, cell ids in the metadata, its own metadata beside the others."""
    saved = copy.deepcopy(notebook)
    saved |= {"nbformat_minor": 0}
    saved["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True}, "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }  # fmt: skip
    for number, cell in enumerate(saved["cells"]):
        own = cell.pop("id", f"Ab{number}")
        cell["metadata"] = {**cell["metadata"], "id": own, "colab": {"base_uri": "", "height": 34}, "outputId": f"out-{number}"}
        cell["source"] = vscode.lines(cell["source"])
    return saved


def deepnote(notebook: Notebook) -> Notebook:
    """Return it as Deepnote exports it: ids of its own at each cell, an empty cell with its advertisement at the end."""
    saved = copy.deepcopy(notebook)
    saved["metadata"] |= {"deepnote": {"is_reactive": False}, "deepnote_notebook_id": "0a1b"}
    for number, cell in enumerate(saved["cells"]):
        cell.pop("id", None)
        cell["metadata"] = {**cell["metadata"], "cell_id": f"{number:032x}", "deepnote_cell_type": cell["cell_type"]}
    note = {"created_in_deepnote_cell": True, "deepnote_cell_type": "markdown"}
    saved["cells"].append({"cell_type": "markdown", "metadata": note, "source": "Created in Deepnote"})
    return saved


def kaggle(notebook: Notebook) -> Notebook:
    """Return it as Kaggle downloads it: its first cell is Kaggle's own, and texts are one string."""
    saved = copy.deepcopy(notebook)
    saved["metadata"] |= {"kaggle": {"accelerator": "none", "dataSources": [], "isInternetEnabled": False}}
    for cell in saved["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {**cell["metadata"], "trusted": True, "_uuid": "8f2839f2"}
        cell["source"] = "".join(cell["source"])
    return saved


def vs_code(notebook: Notebook) -> Notebook:
    """Return it as VS Code saves it."""
    return vscode.saved(copy.deepcopy(notebook))


PROGRAMS = {"colab": colab, "deepnote": deepnote, "kaggle": kaggle, "vs_code": vs_code}


def without_marks(notebook: Notebook) -> Notebook:
    """Return it without nbgrader's metadata, as a program leaves it that keeps only what it knows."""
    saved = copy.deepcopy(notebook)
    for cell in saved["cells"]:
        cell["metadata"].pop("nbgrader", None)
    return saved
