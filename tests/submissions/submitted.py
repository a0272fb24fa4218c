"""Notebook files as a student might submit them, cell by cell."""

import json
from typing import Any


def code(source: Any = "", grade_id: Any = None, **more: Any) -> dict[str, Any]:
    """Return a submitted code cell."""
    metadata = {} if grade_id is None else {"nbgrader": {"grade_id": grade_id}}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None, **more}


def file(*cells: Any, **more: Any) -> bytes:
    """Return a notebook file."""
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()
