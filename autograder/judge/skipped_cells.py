"""Which cells of a submission need not be run, because what they do is known. Trusted side; it parses no student's code.

A cell of the lesson that stands as it was handed out, where it was handed out, and uses nothing that the student's cells bind or
change, does what it does in the lesson as handed out. It is run there, once a grading process, and its output kept. In a submission
it is run only where a cell that has to run needs its names. Where a student's cell uses a name of such a cell, or may find names in
other ways than by their text (`eval`, magics, unusual imports), every cell is run. docs/decisions/0005-cells-not-run.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.judge.session import CellRun
from autograder.submissions.notebook_file import Notebook, nbgrader_metadata
from autograder.worker.cell_names import Names, outside

NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Handout:
    """A lesson as handed out: the output and the names of each of its code cells that is not marked for nbgrader, by its text."""

    release: Notebook
    outputs: Mapping[str, CellRun]
    names: dict[str, Names] = field(init=False)
    places: dict[str, str] = field(init=False)  # text -> the marked cell that it follows

    def __post_init__(self) -> None:
        self.places = {source: anchor for source, anchor in followers(self.release["cells"]) if source in self.outputs}
        self.names = {source: outside(source) for source in self.places}

    def known(
        self, cells: Sequence[Notebook], run: Sequence[int], names: Callable[[list[str]], list[Names] | None]
    ) -> dict[int, CellRun]:
        """Return which of the cells to `run` (places in `cells`) need not be, by their number among them, with their outputs.

        `names` finds the names of cells that a student may have written.
        """
        found = [source for source, anchor in followers(cells) if self.places.get(source) == anchor]
        if found != [source for source in self.places if source in found]:
            return {}  # moved about, or there twice
        sources = [cells[place]["source"] for place in run]
        free = {
            number: source for number, source in enumerate(sources) if not nbgrader_metadata(cells[run[number]]) and source in found
        }
        if len(free) != len(found):
            return {}
        theirs = [source for n, source in enumerate(sources) if n not in free and not handed_out(cells[run[n]])]
        written = names(theirs)
        if written is None or not all(one.plain for one in written):
            return {}
        lost = NONE.union(*(self.names[source].binds for source in self.places if source not in found))
        changed = lost.union(*(one.binds for one in written))
        used = NONE.union(*(one.uses for one in written))
        if any(used & self.names[source].binds for source in found):
            return {}
        others: set[str] = set()  # use what is another thing here, and so bind other things
        while more := {s for s in found if s not in others and (not self.names[s].plain or self.names[s].uses & changed)}:
            others |= more
            changed = changed.union(*(self.names[source].binds for source in more))
        running, needed = others, NONE.union(*(self.names[source].uses for source in others))
        while more := {s for s in found if s not in running and self.names[s].binds & needed}:
            running |= more
            needed = needed.union(*(self.names[source].uses for source in more))
        return {number: self.outputs[source] for number, source in free.items() if source not in running}


def followers(cells: Sequence[Notebook]) -> list[tuple[str, str]]:
    """Return the code cells that are not marked for nbgrader, each with the marked cell that it follows."""
    found, anchor = [], ""
    for cell in cells:
        if nbgrader_metadata(cell):
            anchor = nbgrader_metadata(cell)["grade_id"]
        elif cell["cell_type"] == "code":
            found.append((cell["source"], anchor))
    return found


def handed_out(cell: Notebook) -> bool:
    """Return whether a cell is the lesson's own, put back as it was."""
    return bool(nbgrader_metadata(cell)) and not nbgrader_metadata(cell).get("solution")
