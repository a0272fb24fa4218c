"""`course new`: the text, the reference and the hidden checks of a new lesson, from one formula. Trusted side.

The three files are made from `templates/`. The lesson builds, grades and can be handed out at once; its author then writes the
story around it.
"""

import ast
import builtins
import keyword
import re
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder import checks
from autograder import reference as references
from autograder.build.builder import shared_code
from autograder.course import Course
from autograder.errors import CourseError

ID = re.compile(r"(0[1-9]|[1-9]\d)_([a-z][a-z0-9_]*)")
GRID = np.linspace(-6, 6, 49)  # values of x in the table that the slider draws; the template uses the same grid
PROBES = (-2.0, -0.5, 0.0, 1.0, 3.0)  # values of x in the visible check
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), undefined=StrictUndefined, keep_trailing_newline=True
)


def write(course: Course, assignment: str, formula: str) -> list[Path]:
    """Write the three files of a lesson on one elementwise function of x; return their paths.

    `formula` is a Python expression of `x` (a float64 array) and `np`. Raises CourseError, and writes nothing, if the id or the
    formula cannot be used, or if one of the files exists.
    """
    if not (match := ID.fullmatch(assignment)):
        raise CourseError("a lesson's id is two digits and a name", assignment, "write it like 07_gelu")
    number, name = match.groups()
    if name in taken(course):
        raise CourseError(
            f"'{name}' means something already, in Python or in the lessons' shared code", assignment, "choose another name"
        )
    table, expected = values(formula, GRID), values(formula, np.array(PROBES))
    if "#" in formula or not formula.isprintable():  # on one line, without a comment
        formula = ast.unparse(ast.parse(formula.strip(), mode="eval"))
    files = {
        course.text(assignment): "lesson.py.j2",
        Path(*references.__path__) / f"{name}.py": "reference.py.j2",
        Path(*checks.__path__) / f"test_{assignment}.py": "checks.py.j2",
    }
    for path in files:
        if path.exists():
            raise CourseError("this file exists already", path, "choose another name, or move the file away")
    for path, template in files.items():
        text = TEMPLATES.get_template(template).render(
            number=int(number),
            name=name,
            title=name.title().replace("_", ""),
            formula=formula,
            table=[f"{value:.4g}" for value in table],
            probes=list(PROBES),
            expected=[f"{value:.9g}" for value in expected],
        )
        path.write_text(text, encoding="utf-8")
    return list(files)


def taken(course: Course) -> set[str]:
    """Return the names that a lesson's function cannot have: Python's own and those that the setup cell defines."""
    body = ast.parse(shared_code(course).get("setup", "")).body
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return {*keyword.kwlist, *dir(builtins), "np", "x", *defined}


def values(formula: str, x: np.ndarray) -> np.ndarray:
    """Return the values of the author's formula for the array `x`, float64 in the shape of `x`.

    Raises CourseError if the formula raises, or does not give one finite number for each x.
    """
    step = "write an expression of x and np, for example 'x * (x > 0)'"
    try:
        code = compile(ast.parse(formula.strip(), mode="eval"), "<formula>", "eval")
        result = np.asarray(eval(code, {"np": np, "x": x}), dtype=float)
    except Exception as error:  # whatever the author's formula raises
        raise CourseError(f"the formula does not work: {error}", formula, step) from error
    if result.shape != x.shape or not np.isfinite(result).all():
        raise CourseError("the formula does not give one finite number for each x", formula, step)
    return result
