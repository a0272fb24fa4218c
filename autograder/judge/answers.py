"""Finds the cells of a restored notebook that hold its answers, from the cells' text; executes nothing. Trusted side."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from autograder.judge.cells_not_run import handed_out
from autograder.judge.lesson import Lesson
from autograder.submissions.definitions import bound_names
from autograder.submissions.release_notebook import Notebook, marked_cells, nbgrader_metadata
from autograder.submissions.restoring import TAKEN_OUT_OF

NOTHING = frozenset({"pass", "...", "return", "return None", "raise NotImplementedError", "raise NotImplementedError()"})


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one notebook. Places count all cells of the notebook, numbers those that are run."""

    run: tuple[int, ...]  # places of the cells to run
    keep: Mapping[str, int]  # function -> number of the cell before which its check stands
    stubs: Mapping[int, str]  # number -> function: stubs without an answer
    homes: Mapping[str, int]  # function -> place of the cell that defines it
    own: Mapping[int, Mapping[str, int]]  # place of a student's cell -> names that its text defines, with their lines
    unanswered: frozenset[str]  # functions that no cell of the student's defines

    @classmethod
    def of(cls, notebook: Notebook, release: Notebook, lesson: Lesson) -> "Answers":
        """Find the answers to a lesson in a restored notebook."""
        cells = notebook["cells"]
        functions = (*lesson.points, *lesson.stretch)
        ours = {cell["source"] for cell in release["cells"] if not nbgrader_metadata(cell)}
        handed = {grade_id: _code(cell["source"]) for grade_id, _, cell in marked_cells(release) if grade_id in functions}
        at = {grade_id: place for grade_id, place, _ in marked_cells(notebook)}
        untouched = {f: at[f] for f in functions if f in at and _is_empty(cells[at[f]]["source"], handed[f])}
        runnable = to_run(notebook)
        empty = {place: f for place in runnable for f in functions if _is_empty(cells[place]["source"], handed[f])}  # copies, too
        own = {
            place: bound_names(cells[place]["source"])
            for place in runnable
            if place not in empty
            and not handed_out(cells[place])
            and (nbgrader_metadata(cells[place]) or cells[place]["source"] not in ours)
        }
        homes: dict[str, int] = {}
        needless: set[int] = set()  # places of stubs without an answer that would replace an answer above them
        for f in functions:
            check = at.get(lesson.grade_id(f), len(cells))
            if (home := _home(f, own, check, at.get(f, -1))) is not None:
                homes[f] = home
                needless.update(place for place, each in empty.items() if each == f and home < place)
        run = tuple(place for place in runnable if place not in needless)
        typed = "\n".join(cell["source"] for cell in cells if cell["metadata"].get(TAKEN_OUT_OF))
        keep = {f: sum(place < at[lesson.grade_id(f)] for place in run) for f in functions if lesson.grade_id(f) in at}
        return cls(
            run=run,
            keep=keep,
            stubs={run.index(place): f for place, f in empty.items() if place in run},
            homes=homes,
            own=own,
            unanswered=frozenset(f for f in untouched if f not in homes and f"def {f}" not in typed),
        )


def _code(source: str) -> list[str]:
    """Return the lines of a cell without blank lines and comments: a note in a stub is not an answer."""
    return [line.rstrip() for line in source.splitlines() if line.strip() and line.strip()[0] != "#"]


def _is_empty(source: str, handed: list[str]) -> bool:
    """Return whether a cell still has its stub's first line, and nothing but lines of the stub and lines that say nothing."""
    code = _code(source)
    return code[:1] == handed[:1] and all(line in handed or line.strip() in NOTHING for line in code)


def _home(function: str, own: Mapping[int, Collection[str]], check: int, stub: int) -> int | None:
    """Return the place of the cell whose definition of a function holds at its check, or else at the end; None if none does."""
    places = [place for place, names in own.items() if function in names]
    if before := [place for place in places if place < check]:
        return before[-1]
    return places[-1] if places else stub if stub in own else None


def taken_out(notebook: Notebook) -> Iterable[str]:
    """Return the ids of the locked cells into which something was typed."""
    return [cell["metadata"][TAKEN_OUT_OF] for cell in notebook["cells"] if cell["metadata"].get(TAKEN_OUT_OF)]


def to_run(notebook: Notebook) -> list[int]:
    """Return the places of the code cells to run: all but the visible checks, whose outputs the judge's report replaces."""
    cells = enumerate(notebook["cells"])
    return [number for number, cell in cells if cell["cell_type"] == "code" and not nbgrader_metadata(cell).get("grade")]
