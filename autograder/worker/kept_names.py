"""Keeps the notebook's names as they were when a function's check was reached. Untrusted side.

A function is called with the names of its own check, so that later cells do not affect it. Functions look names up in the one
dictionary in which they were defined, so for a call the contents of that dictionary are exchanged, and changes that the call makes
stay in that function's copy. Copies are shallow: a dictionary for each function of the lesson, and one for the end of the notebook.
"""

import builtins
from collections.abc import Iterable
from typing import Any

Names = dict[str, Any]


class KeptNames:
    """The copies. `names` is the dictionary in which the notebook's cells run."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.stubs: Names = {}  # function -> the object that its stub as handed out has defined
        self.at_check: dict[str, Names] = {}
        self.stand_ins: set[str] = set()  # names whose value at the end is used for every function
        self.copies: dict[str, Names] = {}  # by function; "" is the end of the notebook
        self.present = ""  # the function whose copy is in `names` now

    def stub(self, function: str) -> None:
        """Note that the cell that has just run is the function's stub as handed out."""
        self.stubs[function] = self.names.get(function)

    def keep(self, functions: Iterable[str]) -> None:
        """Keep the present names for each of the functions that is defined already."""
        for function in functions:
            if callable(self.names.get(function)) and self.is_written(function, self.names):
                self.at_check[function] = dict(self.names)

    def is_written(self, name: str, names: Names) -> bool:
        """Return whether a name is not bound to the function of a stub as handed out."""
        return name not in self.stubs or names.get(name) is not self.stubs[name]

    def turn_to(self, function: str) -> None:
        """Put the kept names of a function into `names`, before it is called; use it only after all cells have run."""
        wanted = function if function in self.at_check else ""
        if wanted == self.present:
            return
        self.copies[self.present] = dict(self.names)
        if wanted not in self.copies:
            self.copies[wanted] = self._at_check(wanted)
        self.names.clear()
        self.names.update(self.copies[wanted])
        self.present = wanted

    def _at_check(self, function: str) -> Names:
        """Return the names at a function's check; a name that was not there yet has its value at the end of the notebook."""
        end, then = self.copies[""], self.at_check.pop(function)
        self.at_check[function] = {}  # only the copy is needed from now on
        names = {name: value for name, value in end.items() if name in then or not hasattr(builtins, name)}
        names.update((name, value) for name, value in then.items() if self.is_written(name, then) or name not in end)
        names.update((name, end[name]) for name in self.stand_ins if name in end)
        return names
