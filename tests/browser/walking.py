"""Steps that a walk takes in JupyterLab."""

import json
from pathlib import Path

from playwright.sync_api import Locator

from .desk import Desk

LESSON = "02_sigmoid"
WARNING = "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1 / (1 + np.exp(-x))"


def row(page, part: str, name: str = LESSON):
    """Return the row of a lesson in a part of the Assignment List."""
    return page.locator(f"#{part} > .list_item", has_text=name).first


def slider_a(desk: Desk) -> Locator:
    """Bring the first slider of the lesson into view, with its picture."""
    slider = desk.show(next(number for number, cell in enumerate(desk.cells()) if "slider_a = " in cell["source"]))
    slider.locator(".explorer img").wait_for()
    return slider.locator(".explorer")


def saved(notebook: Path) -> list[str]:
    """Return the texts of the cells as they stand in the file."""
    return ["".join(cell["source"]) for cell in json.loads(notebook.read_text())["cells"]]
