"""What visible checks, and public checks of other courses, catch on the same bed: each answer runs once beside all of them.

tests/bed/public.py says which checks and where they come from. Answers and checks run as cells in a worker, as in a notebook; an
answer passes a check in whose cell no line stops.
"""

import argparse
import ast
import multiprocessing
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module

import nbformat
from bed.public import CHECKS, RIGHT, SOURCES
from classroom import ROOT

from autograder.judge.fork_server_client import ForkServer
from autograder.judge.session import Limits, Session
from bench.measure_bed import Answer, bed, lesson

VISIBLE = "visible"


@cache
def cells(assignment: str) -> dict[str, str]:
    """Return the cells of a lesson as students get it, by their grade_id; as `mistakes` those that hold typical mistakes.

    Before these stand what checks may call: shared code, and cells that only define functions.
    """
    notebook = nbformat.read(ROOT / "release" / assignment / f"{assignment}.ipynb", as_version=4)
    named = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in notebook.cells}
    folded = [cell.source for cell in notebook.cells if "\nTYPICAL_MISTAKES[" in cell.source]
    shared = {path.read_text(encoding="utf-8").strip() for path in (ROOT / "notebooks/shared").glob("*.py")}
    plain = [cell.source for cell in notebook.cells if cell.cell_type == "code" and "nbgrader" not in cell.metadata]
    helpers = [source for source in plain if source.strip() in shared or _only_defines(source)]
    mistakes = "\n".join([*helpers, *map(_assignments, folded)])
    return {name: source for name, source in named.items() if name} | {"mistakes": mistakes}


def _only_defines(source: str) -> bool:
    """Return whether a cell holds functions and nothing else."""
    body = ast.parse(source).body
    return bool(body) and all(isinstance(node, ast.FunctionDef) for node in body)


def _assignments(source: str) -> str:
    """Return what a cell sets that checks need: typical mistakes, plain values, functions; all of it if it only sets names."""
    kept, body = [], ast.parse(source).body
    if all(isinstance(node, ast.Assign) for node in body):
        return source
    for node in body:
        sets = isinstance(node, ast.Assign) and ("TYPICAL_MISTAKES[" in ast.unparse(node.targets[0]) or _is_plain(node.value))
        if sets or isinstance(node, ast.FunctionDef):
            kept.append(ast.unparse(node))
    return "\n".join(kept)


def _is_plain(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True


@cache
def earlier(assignment: str, function: str) -> str:
    """Return right versions of the earlier functions that a function's visible check may call; an answer's own come after."""
    module = import_module(f"autograder.checks.test_{assignment}")
    classes = [found for found in vars(module).values() if getattr(found, "function", "") == function]
    return "\n".join(dict.fromkeys(code for found in classes for code in found.stand_ins.values()))


def passed(server: ForkServer, answer: Answer) -> frozenset[str]:
    """Return which checks an answer passes."""
    given = cells(answer.assignment)
    checks = {VISIBLE: given[lesson(answer.assignment).grade_id(answer.function)], **CHECKS.get(answer.function, {})}
    sources = [
        "import numpy as np",
        given["setup"],
        given["mistakes"],
        RIGHT,
        earlier(answer.assignment, answer.function),
        answer.source,
        *checks.values(),
    ]
    with Session(server, sources, Limits(cell_seconds=2.0)) as session:
        runs = session.run()[-len(checks) :]
    return frozenset(name for name, run in zip(checks, runs, strict=True) if not (run.error or run.stopped))


_server: ForkServer | None = None


def _start() -> None:
    global _server
    _server = ForkServer()


def _passed_here(answer: Answer) -> frozenset[str]:
    assert _server is not None
    return passed(_server, answer)


def compare(answers: Sequence[Answer]) -> list[frozenset[str]]:
    """Return for each answer which checks it passes; two processes share the work."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn"), _start) as pool:
        return list(pool.map(_passed_here, answers, chunksize=8))


def table(answers: Sequence[Answer], through: Iterable[frozenset[str]]) -> str:
    """Return a row a function: how many wrong answers each set of checks catches, and in brackets the right ones it turns down."""
    by_function: dict[str, list[tuple[Answer, frozenset[str]]]] = defaultdict(list)
    for answer, names in zip(answers, through, strict=True):
        by_function[answer.function].append((answer, names))
    columns = [VISIBLE, *SOURCES]
    lines = [f"| function | {' | '.join(columns)} |", "| --- " * (len(columns) + 1) + "|"]
    rows = [(f"`{function}`", pairs) for function, pairs in by_function.items()]
    for label, pairs in [*rows, ("**all that it asks about**", [pair for each in by_function.values() for pair in each])]:
        row = []
        for column in columns:
            asked = [pair for pair in pairs if column == VISIBLE or column in CHECKS.get(pair[0].function, {})]
            wrong = [names for answer, names in asked if answer.kind == "wrong"]
            rejected = sum(column not in names for answer, names in asked if answer.kind == "right")
            caught = sum(column not in names for names in wrong)
            also = f", {rejected} right rejected" if rejected else ""
            row.append(f"{caught} of {len(wrong)}, {caught / len(wrong):.0%}{also}" if wrong else "")
        lines.append(f"| {label} | {' | '.join(row)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Compare from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*", help="files of the bed, for example 02_sigmoid (default: all)")
    parser.add_argument("--say", action="store_true", help="name the wrong answers that pass, and the right ones that do not")
    options = parser.parse_args()
    answers = [answer for answer in bed(options.assignments) if answer.kind != "follows"]
    through = compare(answers)
    if options.say:
        for answer, names in zip(answers, through, strict=True):
            sets = {VISIBLE, *CHECKS.get(answer.function, {})}
            odd = names if answer.kind == "wrong" else sets - names
            if odd:
                print(f"{answer.kind} {answer.function} '{answer.name}': {', '.join(sorted(odd))}")
    print(table(answers, through), end="")


if __name__ == "__main__":
    main()
