"""Jupyter's notebook libraries, imported a second faster. Trusted side; import this before nbgrader, nbformat or jupytext.

jsonschema compiles a grammar of international web addresses at import when it finds the optional package that holds it:
1.0 s of the 2.1 s that jupytext and nbgrader take to import, and no notebook schema has a field of that format.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast


@contextmanager
def _without_module(name: str) -> Iterator[None]:
    """Let an optional import of `name` fail inside the block."""
    absent = name not in sys.modules
    if absent:
        sys.modules[name] = cast(Any, None)
    try:
        yield
    finally:
        if absent:
            del sys.modules[name]


with _without_module("rfc3987_syntax"):
    import jupytext
    import nbformat

__all__ = ["jupytext", "nbformat"]
