"""`course new`: the text, the reference and the hidden checks of a new lesson, from one formula. Trusted side.

What it writes builds, grades and can be handed out at once; the author then writes the story around it.
"""

import ast
import builtins
import keyword
import re
from pathlib import Path

import numpy as np

from autograder import checks
from autograder import reference as references
from autograder.course import Course
from autograder.errors import CourseError

ID = re.compile(r"(0[1-9]|[1-9]\d)_([a-z][a-z0-9_]*)")
NBGRADER = (
    '"grade": {grade}, "grade_id": "{grade_id}", "locked": {locked}, {points}'
    '"schema_version": 3, "solution": {solution}, "task": false'
)
GRID = np.linspace(-6, 6, 49)
PROBES = (-2.0, -0.5, 0.0, 1.0, 3.0)

TEXT = '''\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # {number}. {name}
#
# **Time:** about 30 minutes.
# **Builds on:** the lessons before it.
#
# **After this lesson you can**
# - write {name} as code, and say what its curve looks like.
#
# Run the next cell first. It holds the drawing code and is folded away.

# %% include="setup" nbgrader={{{setup}}} jupyter={{"source_hidden": true}}

# %% [markdown]
# ## The curve
#
# <div class="alert alert-info">
#
# **Predict.** Where does {name} grow, and where is it flat?
#
# </div>

# %% jupyter={{"source_hidden": true}}
# Slider A. The curve is drawn from a table of its values.
fig = figure(8, 3.2)
ax = fig.subplots()
table = np.array(
    {table})
ax.plot(np.linspace(-6, 6, 49), table, color=BLUE)
ax.set(xlabel="x", ylabel="{name}(x)")
dot, = ax.plot([], [], "D", color=RED, ms=9)


def explore_curve(x):
    value = np.interp(x, np.linspace(-6, 6, 49), table)
    dot.set_data([x], [value])
    ax.set_title(f"{name}({{x:.1f}}) is about {{value:.2f}}")
    return f"At x = {{x:.1f}} the curve is at about {{value:.2f}}."


slider_a = Explorer(
    fig, explore_curve, moving=[dot, ax.title], about="The curve of {name}",
    controls={{"x": slider("x, the input", -6.0, 6.0, 1.0, step=0.1)}},
    stills=[{{"x": -2.0}}, {{"x": 2.0}}])
slider_a

# %% [markdown] picture="slider_a"
# *Still picture of slider A, for places where sliders do not run.*
#
# ![Two settings of slider A: the curve of {name} with a point at x = −2 and at x = 2.](attachment:slider_a.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** Write here what the slider has shown.
#
# </div>
#
# ## Your turn
#
# Write `{name}`: an array in gives an array of the same shape out, with five correct digits.
# From −1000 to 1000 there is no `nan` and no infinity.

# %% nbgrader={{{stub}}}
def {name}(x):
    """Return {name} of each number in x, in the shape of x."""
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    return {formula}
    # END SOLUTION


# %% nbgrader={{{check}}}
check_values({name}, np.array({probes}),
             expected={expected})
print("{name} passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - Write here what to remember.
#
# </div>
'''

REFERENCE = '''\
"""Reference version for lesson {number}."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS = {{"{name}": 20}}
STRETCH = ()


def {name}(x: ArrayLike) -> NDArray[np.float64]:
    """Return {name}, elementwise, float64 in the shape of x."""
    x = np.asarray(x, dtype=float)
    return np.asarray({formula})
'''

CHECKS = '''\
"""Hidden checks of lesson {number}: {name}."""

from autograder.judge.check_base import Elementwise
from autograder.reference import {module} as ref


class Test{title}(Elementwise):
    """{name}, elementwise."""

    function = "{name}"
    reference = staticmethod(ref.{name})
'''


def write(course: Course, assignment: str, formula: str) -> list[Path]:
    """Write the three files of a lesson on one elementwise function of x; return their paths.

    `formula` is an expression of `x` and `np`. Raises CourseError where the id or the formula will not do, and rather
    than write over a file.
    """
    if not (match := ID.fullmatch(assignment)):
        raise CourseError("a lesson's id is two digits and a name", assignment, "write it like 06_gelu")
    number, name = match.groups()
    if name in taken(course):
        raise CourseError(
            f"'{name}' means something already, in Python or in the lessons' shared code", assignment, "choose another name"
        )
    table, expected = values(formula, GRID), values(formula, np.array(PROBES))
    if "#" in formula or not formula.isprintable():  # on one line, without a comment
        formula = ast.unparse(ast.parse(formula.strip(), mode="eval"))
    words = {
        "number": int(number),
        "name": name,
        "module": name,
        "title": name.title().replace("_", ""),
        "formula": formula,
        "table": _wrapped([f"{value:.4g}" for value in table], 5),
        "probes": list(PROBES),
        "expected": _wrapped([f"{value:.9g}" for value in expected], 23),
        "setup": _cell("setup", locked=True),
        "stub": _cell(name, solution=True),
        "check": _cell(f"test_{name}", locked=True, points=20),
    }
    files = {
        course.text(assignment): TEXT,
        Path(*references.__path__) / f"{name}.py": REFERENCE,
        Path(*checks.__path__) / f"test_{assignment}.py": CHECKS,
    }
    for path in files:
        if path.exists():
            raise CourseError("there is such a file already", path, "choose another name, or move the file away")
    for path, template in files.items():
        path.write_text(template.format(**words), encoding="utf-8")
    return list(files)


def taken(course: Course) -> set[str]:
    """Return the names that a lesson's function cannot have."""
    shared = course.root / "notebooks" / "shared" / "setup.py"
    body = ast.parse(shared.read_text(encoding="utf-8")).body if shared.is_file() else []
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return {*keyword.kwlist, *dir(builtins), "np", "x", *defined}


def values(formula: str, x: np.ndarray) -> np.ndarray:
    """Return the author's formula at x; raise CourseError where it gives no real numbers of x's shape."""
    step = "write an expression of x and np, for example 'x * (x > 0)'"
    try:
        found = np.asarray(
            eval(compile(ast.parse(formula.strip(), mode="eval"), "<formula>", "eval"), {"np": np, "x": x}), dtype=float
        )
    except Exception as error:  # whatever the author's formula raises
        raise CourseError(f"the formula does not work: {error}", formula, step) from error
    if found.shape != x.shape or not np.isfinite(found).all():
        raise CourseError("the formula does not give one finite number for each x", formula, step)
    return found


def _cell(grade_id: str, *, locked: bool = False, solution: bool = False, points: int | None = None) -> str:
    parts = {"grade": str(points is not None).lower(), "locked": str(locked).lower(), "solution": str(solution).lower()}
    return NBGRADER.format(grade_id=grade_id, points="" if points is None else f'"points": {points}, ', **parts)


def _wrapped(numbers: list[str], indent: int) -> str:
    rows = [", ".join(numbers[start : start + 6]) for start in range(0, len(numbers), 6)]
    return "[" + f",\n{' ' * indent}".join(rows) + "]"
