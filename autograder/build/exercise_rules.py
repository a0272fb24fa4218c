"""The rules of a lesson's exercises: stub and check cells must fit its reference and hidden checks. Trusted side; pure.

Each rule yields a CourseError for each place that breaks it.
"""

import ast
import copy
import inspect
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from autograder.build.lesson_text import BEGIN, END, Cell, LessonText, compile_error
from autograder.errors import CourseError
from autograder.judge.lesson import Lesson

FULL_MARKS = 20  # points of every lesson


def violations(text: LessonText, lesson: Lesson, checked: Collection[str]) -> Iterator[CourseError]:
    """Yield every place where the exercises in `text` break a rule; `checked` names the functions that have hidden checks."""
    yield from _points(lesson)
    yield from _stubs(text, lesson, checked)


def checked_functions(suite: str, where: str) -> set[str]:
    """Return the functions that a module of hidden checks, given as source, has at least one check for.

    A check is a `test_*` method of a class whose body sets `function = "<name>"`, or one that the class inherits. Raises
    CourseError if the module (`where` names it) is not Python.
    """
    try:
        tree = ast.parse(suite)
    except SyntaxError as error:
        raise CourseError(f"line {error.lineno}: {error.msg}", where, "fix the hidden checks") from error
    functions = set()
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or not node.name.startswith("Test"):
            continue
        own = any(isinstance(item, ast.FunctionDef) and item.name.startswith("test_") for item in node.body)
        inherits = any(ast.unparse(base).rpartition(".")[2] != "Checks" for base in node.bases)
        for item in node.body if own or inherits else ():
            match item:
                case ast.Assign(targets=[ast.Name(id="function")], value=ast.Constant(value=str(name))):
                    functions.add(name)
    return functions


def _points(lesson: Lesson) -> Iterator[CourseError]:
    if lesson.max_score != FULL_MARKS:
        where = f"autograder/reference/{re.sub(r'^[0-9]+_', '', lesson.assignment)}.py"
        yield CourseError(f"POINTS sum to {lesson.max_score}", where, f"share out {FULL_MARKS}")


def _stubs(text: LessonText, lesson: Lesson, checked: Collection[str]) -> Iterator[CourseError]:
    functions = [*lesson.points, *lesson.stretch]
    stubs = {cell.grade_id: cell for cell in text.cells if cell.is_solution}
    checks = {cell.grade_id: cell for cell in text.cells if cell.is_graded}
    for name in functions:
        if name not in stubs:
            yield CourseError(f"there is no stub cell '{name}'", text.where, f"add a solution cell with grade_id '{name}'")
        if name not in checked:
            suite = f"autograder/checks/test_{lesson.assignment}.py"
            yield CourseError(f"cell '{name}' has no hidden check", text.where, f"add one in {suite}")
    for name, cell in stubs.items():
        if name in functions:
            yield from _stub(text, cell, lesson)
        else:
            yield text.error(cell, "is not a function of the lesson's reference", f"choose from {', '.join(functions)}")
    wanted = {lesson.grade_id(name) for name in functions}
    for grade_id, cell in checks.items():
        if grade_id not in wanted:
            yield text.error(cell, "checks no stub", f"choose from {', '.join(sorted(wanted))}")
    yield from _check_cells(text, lesson, stubs, checks)


def _check_cells(text: LessonText, lesson: Lesson, stubs: Mapping[str, Cell], checks: Mapping[str, Cell]) -> Iterator[CourseError]:
    """Yield each stub whose next nbgrader cell is not its locked check cell with the right points."""
    marked = [cell for cell in text.cells if cell.nbgrader]
    follower = {cell.grade_id: after.grade_id for cell, after in pairwise(marked)}
    for name in (*lesson.points, *lesson.stretch):
        grade_id, points = lesson.grade_id(name), lesson.points.get(name, 0)
        check = checks.get(grade_id)
        if check is None:
            step = f"add the graded, locked cell '{grade_id}' ({points} points) below it"
            yield CourseError(f"cell '{name}' has no check cell", text.where, step)
            continue
        if name in stubs and follower.get(name) != grade_id:
            yield text.error(check, f"does not follow its stub '{name}'", "move it right below")
        if not check.nbgrader.get("locked"):
            yield text.error(check, "is not locked", 'write "locked": true')
        if check.nbgrader.get("points") != points:
            has = check.nbgrader.get("points")
            yield text.error(check, f"is worth {has} points, its reference says {points}", "make the two agree")


def _stub(text: LessonText, cell: Cell, lesson: Lesson) -> Iterator[CourseError]:
    """Yield what is wrong with a stub: its function, the signature, or the place of the solution."""
    if compile_error(cell.source) is not None:
        return
    name, wanted = cell.grade_id, lesson.signatures[cell.grade_id]
    defined = [node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(defined) != 1:
        yield text.error(cell, f"defines {name} {len(defined)} times", f"define {name} once")
        return
    node = defined[0]
    if (has := signature(node)) != (should := parameters(wanted)):
        yield text.error(cell, f"defines {name}({has})", f"write def {name}({should}), as the reference does")
    lines = cell.source.splitlines()
    begins = [number for number, line in enumerate(lines, 1) if BEGIN in line]
    ends = [number for number, line in enumerate(lines, 1) if END in line]
    if len(begins) != 1 or len(ends) != 1:
        if begins:
            yield text.error(cell, "has more than one solution region", "keep one in each stub")
        return
    body = range(node.lineno + 1, (node.end_lineno or 0) + 1)
    indent = len(lines[begins[0] - 1]) - len(lines[begins[0] - 1].lstrip())
    if begins[0] not in body or indent <= node.col_offset:
        yield text.error(cell, f"has its solution outside {name}", "move the markers into the function's body")
    outside = [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.stmt)
        and part is not node
        and (part.lineno > ends[0] or (isinstance(part, ast.Return) and part.lineno < begins[0]))
    ]
    for part in outside:
        yield text.error(cell, f"has part of its solution outside its markers: '{ast.unparse(part)}'", "move it inside")


def signature(node: ast.FunctionDef) -> str:
    """Return the parameters of a parsed function as text, without annotations."""
    arguments = copy.deepcopy(node.args)
    for argument in ast.walk(arguments):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return ast.unparse(arguments)


def parameters(wanted: inspect.Signature) -> str:
    """Return the parameters of a reference function as text, without annotations, as `signature` writes them."""
    empty = inspect.Parameter.empty
    bare = inspect.Signature([value.replace(annotation=empty) for value in wanted.parameters.values()])
    tree = ast.parse(f"def f{bare}: ...").body[0]
    assert isinstance(tree, ast.FunctionDef)
    return signature(tree)
