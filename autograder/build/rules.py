"""The rules that a lesson's text must keep. Trusted side; pure functions over parsed texts, no nbgrader, no files.

Each rule yields a CourseError for each place that breaks it, so that an author sees all of them at once.
"""

import ast
import copy
import inspect
import re
import symtable
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from autograder.build.lesson_text import NBGRADER_FIELDS, Cell, LessonText, compact
from autograder.errors import CourseError
from autograder.judge.lesson import Lesson

FULL_MARKS = 20
LONGEST_LINE = 88
SHORTEST_LEAK = 12
CARRY_OVER = "carry_over"
BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,50}")
FORBIDDEN = ("HIDDEN TESTS", "MARK SCHEME", "AUTOTEST")  # nbgrader's other markers: hidden checks stand in no notebook
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]*)")
INSTRUCTORS = re.compile(r"autograder[./](reference|checks)\b|^\s*(import|from)\s+autograder\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Contract:
    """What a text is held against: the lesson's promise (None: a page), functions with hidden checks, shared code."""

    lesson: Lesson | None
    checked: Collection[str]
    shared: Mapping[str, str]


def violations(text: LessonText, contract: Contract) -> list[CourseError]:
    """Return every place where `text` breaks a rule, in the order of the rules."""
    found = [*_header(text), *_metadata(text), *_code(text, contract), *_rebound(text, contract), *_pictures(text), *_markers(text)]
    if contract.lesson is None:
        return [*found, *_page(text)]
    return [*found, *_points(contract.lesson), *_stubs(text, contract.lesson, contract.checked)]


def report(found: Iterable[CourseError]) -> None:
    """Raise one CourseError that tells all that was found; do nothing where nothing was."""
    each = list(found)
    if len(each) == 1:
        raise each[0]
    if each:
        raise CourseError(f"{len(each)} places break the rules of a lesson:\n" + "\n".join(f"  {error}" for error in each))


def checked_functions(suite: str, where: str) -> set[str]:
    """Return the functions that a module of hidden checks (its source, not imported) has at least one check for.

    A check is a `test_*` method of a class whose body sets `function = "<name>"`, or one that the class inherits.
    """
    try:
        tree = ast.parse(suite)
    except SyntaxError as error:
        raise CourseError(f"line {error.lineno}: {error.msg}", where, "mend the hidden checks") from error
    found = set()
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or not node.name.startswith("Test"):
            continue
        own = any(isinstance(item, ast.FunctionDef) and item.name.startswith("test_") for item in node.body)
        inherits = any(ast.unparse(base).rpartition(".")[2] != "Checks" for base in node.bases)
        for item in node.body if own or inherits else ():
            match item:
                case ast.Assign(targets=[ast.Name(id="function")], value=ast.Constant(value=str(name))):
                    found.add(name)
    return found


def leaks(text: LessonText, release: Iterable[Cell], where: str) -> Iterator[CourseError]:
    """Yield each line of a solution, and each name of the instructors' modules, that stands in the built `release`.

    Lines are compared without white space. Left out: lines that the student is given, lines shorter than 12 characters,
    and lines that end in a colon (a bare `for i in range(n):` gives nothing away).
    """
    solution: dict[str, tuple[Cell, str]] = {}
    given = set()
    for cell in text.cells:
        for line, inside in _regions(cell):
            if not inside:
                given.add(compact(line)) if cell.is_solution else None
            elif len(line.strip()) >= SHORTEST_LEAK and not line.rstrip().endswith(":"):
                solution[compact(line)] = (cell, line.strip())
    for shown in release:
        squeezed = compact(shown.source)
        for key, (cell, line) in solution.items():
            if key not in given and key in squeezed:
                yield CourseError(
                    f"{cell.label} leaks: its solution line '{line}' stands in the student's {shown.label}",
                    text.where,
                    "write the other cell in another form",
                )
        if match := INSTRUCTORS.search(shown.source):
            yield CourseError(
                f"{shown.label} names '{match.group().strip()}', which no student has", where, "take it out of the text"
            )


def _error(text: LessonText, cell: Cell, what: str, next_step: str) -> CourseError:
    return CourseError(f"{cell.label} {what}", text.where, next_step)


def _header(text: LessonText) -> Iterator[CourseError]:
    if text.kernel != "python3":
        yield CourseError("the header names no python3 kernel", text.where, "copy the header of another lesson")
    if not text.segments[-1].endswith("\n"):
        yield CourseError("the last line has no end", text.where, "add a newline")


def _metadata(text: LessonText) -> Iterator[CourseError]:
    ids = Counter(cell.grade_id for cell in text.cells if cell.grade_id)
    for cell in text.cells:
        if "incorrectly_encoded_metadata" in cell.metadata or not isinstance(cell.metadata.get("nbgrader", {}), dict):
            yield _error(text, cell, "has a marker line that cannot be read", "write each value of it as JSON: key={...}")
        nbgrader = cell.nbgrader
        if not nbgrader:
            continue
        wanted = set(NBGRADER_FIELDS) - (set() if cell.is_graded else {"points"})
        if set(nbgrader) != wanted or nbgrader["schema_version"] != 3:
            fields = ", ".join(sorted(wanted))
            yield _error(text, cell, "has nbgrader metadata that is not of schema 3", f"give it exactly {fields}")
        if not ID.fullmatch(cell.grade_id):
            yield _error(text, cell, "has no usable grade_id", "use 1 to 64 letters, digits, - and _")
        elif ids[cell.grade_id] > 1:
            yield _error(text, cell, "shares its grade_id with another cell", "give each cell an id of its own")
        if nbgrader.get("task") or (cell.is_graded and cell.is_solution) or cell.kind != "code":
            yield _error(text, cell, "is a kind of cell that the grader does not mark", "use a code cell, graded or solution")


def _code(text: LessonText, contract: Contract) -> Iterator[CourseError]:
    for cell in text.cells:
        source, where = cell.source, text.where
        if "include" in cell.metadata:
            if cell.include not in contract.shared or cell.kind != "code":
                pieces = ", ".join(sorted(contract.shared)) or "none"
                step = f"write notebooks/shared/{cell.include}.py, or choose from: {pieces}"
                yield _error(text, cell, f"includes '{cell.include}', which is no piece of shared code", step)
                continue
            if source.strip():
                yield _error(text, cell, "has a body of its own", f"move it to notebooks/shared/{cell.include}.py")
            source, where = contract.shared[cell.include], f"notebooks/shared/{cell.include}.py"
        elif not source.strip():
            yield _error(text, cell, "is empty", "write it or remove it")
        for marker in FORBIDDEN:
            if marker in source:
                yield _error(text, cell, f"holds nbgrader's marker '{marker}'", "move hidden checks to autograder/checks/")
        if cell.kind != "code":
            continue
        first = 1 if cell.include else cell.line + 1
        name = f" (cell '{cell.grade_id}')" if cell.grade_id else ""
        for number, line in enumerate(source.splitlines(), first):
            if len(line) > LONGEST_LINE:
                what = f"line {number}{name} has {len(line)} characters"
                yield CourseError(what, where, f"break it: {LONGEST_LINE} at most")
        if (error := compile_error(source)) is not None:
            number = error.lineno or 1
            what = f"line {number - 1 + first}{name} is not Python: {error.msg}"
            magic = source.splitlines()[number - 1 : number]
            is_magic = magic and magic[0].lstrip().startswith(("%", "!", "?"))
            yield CourseError(what, where, "use no IPython magic" if is_magic else "mend it")


def compile_error(source: str) -> SyntaxError | None:
    """Return why `source` is not Python, a warning of the compiler included; None where it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(source, "<cell>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (Warning, ValueError) as error:  # ValueError: a null byte
        return SyntaxError(str(error), ("<cell>", 1, None, None))
    return None


def _rebound(text: LessonText, contract: Contract) -> Iterator[CourseError]:
    """A function that runs later, as a slider's does, must find the names of its own cell: no later cell may bind them anew."""
    used: dict[str, str] = {}  # name -> the cell that binds it, and has a function that uses it
    for cell in text.cells:
        source = contract.shared.get(cell.include, "") if cell.include else cell.source
        if cell.kind != "code" or compile_error(source):
            continue
        table = symtable.symtable(source, "cell", "exec")
        bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
        for name in sorted(bound & used.keys()):
            what = f"binds '{name}' anew, which a function of {used[name]} uses"
            yield _error(text, cell, what, "give one of the two another name: sliders are moved when all cells have run")
        used |= dict.fromkeys(bound & _used_by_functions(table), cell.label)


def _used_by_functions(table: symtable.SymbolTable) -> set[str]:
    """Return the names of the notebook that functions in a scope use."""
    found: set[str] = set()
    for child in table.get_children():
        found |= {symbol.get_name() for symbol in child.get_symbols() if symbol.is_global()} | _used_by_functions(child)
    return found


def _pictures(text: LessonText) -> Iterator[CourseError]:
    names = Counter(cell.picture for cell in text.cells if cell.picture)
    for cell in text.cells:
        images = list(IMAGE.finditer(cell.source)) if cell.kind == "markdown" else []
        for image in images:
            if len(image["alt"].strip()) < 3:
                yield _error(text, cell, f"shows {image['target']} without alt text", "say in words what the picture shows")
        attached = {image["target"].removeprefix("attachment:") for image in images if "attachment:" in image["target"]}
        own = {f"{cell.picture}.png"} if "picture" in cell.metadata else set()
        if attached - own:
            yield _error(text, cell, f"shows {', '.join(sorted(attached - own))}, which nothing attaches", 'add picture="..."')
        if not own:
            continue
        if not NAME.fullmatch(cell.picture) or cell.kind != "markdown" or names[cell.picture] > 1:
            yield _error(text, cell, "is no picture cell", "give one markdown cell a name of small letters, digits and _")
        elif own - attached:
            step = f"write ![what it shows](attachment:{cell.picture}.png)"
            yield _error(text, cell, "does not show its picture", step)


def _regions(cell: Cell) -> Iterator[tuple[str, bool]]:
    """Yield each line of a cell, the markers left out, with whether it stands in a solution region."""
    inside = False
    for line in cell.source.splitlines():
        if BEGIN in line or END in line:
            inside = BEGIN in line
        else:
            yield line, inside


def _markers(text: LessonText) -> Iterator[CourseError]:
    for cell in text.cells:
        lines = cell.source.splitlines()
        marks = [line for line in lines if BEGIN in line or END in line]
        if marks and not cell.is_solution:
            yield _error(text, cell, "holds a solution, but is no solution cell", "move it to a stub's cell")
        if [BEGIN in line for line in marks] != [True, False] * (len(marks) // 2):
            yield _error(text, cell, f"has {BEGIN} and {END} markers that do not pair up", "close each region once")
        if cell.is_solution and not any(inside and line.strip() for line, inside in _regions(cell)):
            yield _error(text, cell, "has no solution between its markers", f"write # {BEGIN} and # {END} around it")


def _page(text: LessonText) -> Iterator[CourseError]:
    for cell in text.cells:
        if cell.is_graded or cell.is_solution:
            yield _error(text, cell, "is for an assignment, but 00_* is a page", "move it to a lesson")


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
        elif name != CARRY_OVER:
            yield _error(text, cell, "is no function of the lesson's reference", f"choose from {', '.join(functions)}")
    wanted = {lesson.grade_id(name) for name in functions}
    for grade_id, cell in checks.items():
        if grade_id not in wanted:
            yield _error(text, cell, "checks no stub", f"choose from {', '.join(sorted(wanted))}")
    yield from _check_cells(text, lesson, stubs, checks)


def _check_cells(text: LessonText, lesson: Lesson, stubs: Mapping[str, Cell], checks: Mapping[str, Cell]) -> Iterator[CourseError]:
    """Yield each stub that is not followed, as the next nbgrader cell, by its locked check cell with its points."""
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
            yield _error(text, check, f"does not follow its stub '{name}'", "move it right below")
        if not check.nbgrader.get("locked"):
            yield _error(text, check, "is not locked", 'write "locked": true')
        if check.nbgrader.get("points") != points:
            has = check.nbgrader.get("points")
            yield _error(text, check, f"is worth {has} points, its reference says {points}", "make the two agree")


def _stub(text: LessonText, cell: Cell, lesson: Lesson) -> Iterator[CourseError]:
    """Yield where a stub's function, its signature, or the place of its solution is wrong."""
    if compile_error(cell.source) is not None:
        return
    name, wanted = cell.grade_id, lesson.signatures[cell.grade_id]
    defined = [node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(defined) != 1:
        yield _error(text, cell, f"defines {name} {len(defined)} times", f"define {name} once")
        return
    node = defined[0]
    if (has := signature(node)) != (should := parameters(wanted)):
        yield _error(text, cell, f"defines {name}({has})", f"write def {name}({should}), as the reference does")
    lines = cell.source.splitlines()
    begins = [number for number, line in enumerate(lines, 1) if BEGIN in line]
    ends = [number for number, line in enumerate(lines, 1) if END in line]
    if len(begins) != 1 or len(ends) != 1:
        if begins:
            yield _error(text, cell, "has more than one solution region", "keep one in each stub")
        return
    body = range(node.lineno + 1, (node.end_lineno or 0) + 1)
    indent = len(lines[begins[0] - 1]) - len(lines[begins[0] - 1].lstrip())
    if begins[0] not in body or indent <= node.col_offset:
        yield _error(text, cell, f"has its solution outside {name}", "move the markers into the function's body")
    outside = [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.stmt)
        and part is not node
        and (part.lineno > ends[0] or (isinstance(part, ast.Return) and part.lineno < begins[0]))
    ]
    for part in outside:
        yield _error(text, cell, f"has part of its solution outside its markers: '{ast.unparse(part)}'", "move it inside")


def signature(node: ast.FunctionDef) -> str:
    """Return the parameters of a parsed function as text, annotations left out."""
    arguments = copy.deepcopy(node.args)
    for argument in ast.walk(arguments):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return ast.unparse(arguments)


def parameters(wanted: inspect.Signature) -> str:
    """Return the parameters of a reference function as text, annotations left out."""
    empty = inspect.Parameter.empty
    bare = inspect.Signature([value.replace(annotation=empty) for value in wanted.parameters.values()])
    tree = ast.parse(f"def f{bare}: ...").body[0]
    assert isinstance(tree, ast.FunctionDef)
    return signature(tree)
