"""The rules that a lesson's text must keep; those of its exercises are in exercise_rules. Trusted side; no nbgrader, no files.

Each rule yields a CourseError for each place that breaks it, so that an author sees all of them at once.
"""

import re
import symtable
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from autograder.build import exercise_rules, lesson_rules
from autograder.build.lesson_text import BEGIN, END, NBGRADER_FIELDS, Cell, LessonText, compact, compile_error
from autograder.errors import CourseError
from autograder.judge.lesson import Lesson

LONGEST_LINE = 88  # characters of a line of code
SHORTEST_LEAK = 12  # characters: shorter lines may be equal by chance
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,50}")
FORBIDDEN = ("HIDDEN TESTS", "MARK SCHEME", "AUTOTEST")  # nbgrader's other markers: no notebook may contain hidden checks
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]*)")
INSTRUCTORS = re.compile(r"autograder[./](reference|checks)\b|^\s*(import|from)\s+autograder\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Contract:
    """What a text is checked against: its lesson (None: a page), the functions with hidden checks, shared code by name."""

    lesson: Lesson | None
    checked: Collection[str]
    shared: Mapping[str, str]


def violations(text: LessonText, contract: Contract) -> list[CourseError]:
    """Return every place where `text` breaks a rule, in the order of the rules."""
    errors = [*_header(text), *_metadata(text), *_code(text, contract), *_rebound(text, contract)]
    errors += [*_pictures(text), *_markers(text)]
    if contract.lesson is None:
        return [*errors, *_page(text)]
    errors += exercise_rules.violations(text, contract.lesson, contract.checked)
    return [*errors, *lesson_rules.violations(text, contract.lesson)]


def report(errors: Iterable[CourseError]) -> None:
    """Raise one CourseError with the messages of all `errors`; do nothing if there are none."""
    each = list(errors)
    if len(each) == 1:
        raise each[0]
    if each:
        lines = "\n".join(f"  {error}" for error in each)
        raise CourseError(f"{len(each)} places break the rules of a lesson:\n{lines}")


def leaks(text: LessonText, release: Iterable[Cell], where: str) -> Iterator[CourseError]:
    """Yield each line of a solution, and each name of an instructors' module, in the built cells `release` at `where`.

    Lines are compared without white space. Left out: lines that the student is given, lines shorter than SHORTEST_LEAK,
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


def _header(text: LessonText) -> Iterator[CourseError]:
    if text.kernel != "python3":
        yield CourseError("the header does not name the kernel python3", text.where, "copy the header of another lesson")
    if not text.segments[-1].endswith("\n"):
        yield CourseError("the last line does not end with a newline", text.where, "add a newline")


def _metadata(text: LessonText) -> Iterator[CourseError]:
    ids = Counter(cell.grade_id for cell in text.cells if cell.grade_id)
    for cell in text.cells:
        if "incorrectly_encoded_metadata" in cell.metadata or not isinstance(cell.metadata.get("nbgrader", {}), dict):
            yield text.error(cell, "has a marker line that cannot be read", "write each value of it as JSON: key={...}")
        nbgrader = cell.nbgrader
        if not nbgrader:
            continue
        wanted = set(NBGRADER_FIELDS) - (set() if cell.is_graded else {"points"})
        if set(nbgrader) != wanted or nbgrader["schema_version"] != 3:
            fields = ", ".join(sorted(wanted))
            yield text.error(cell, "has nbgrader metadata that is not of schema 3", f"give it exactly {fields}")
        if not ID.fullmatch(cell.grade_id):
            yield text.error(cell, "has no usable grade_id", "use 1 to 64 letters, digits, - and _")
        elif ids[cell.grade_id] > 1:
            yield text.error(cell, "shares its grade_id with another cell", "give each cell an id of its own")
        if nbgrader.get("task") or (cell.is_graded and cell.is_solution) or cell.kind != "code":
            yield text.error(cell, "is a kind of cell that the grader does not mark", "use a code cell, graded or solution")


def _code(text: LessonText, contract: Contract) -> Iterator[CourseError]:
    for cell in text.cells:
        source, where = cell.source, text.where
        if "include" in cell.metadata:
            if cell.include not in contract.shared or cell.kind != "code":
                pieces = ", ".join(sorted(contract.shared)) or "none"
                step = f"write notebooks/shared/{cell.include}.py, or choose from: {pieces}"
                yield text.error(cell, f"includes '{cell.include}', which is not a piece of shared code", step)
                continue
            if source.strip():
                yield text.error(cell, "has a body of its own", f"move it to notebooks/shared/{cell.include}.py")
            source, where = contract.shared[cell.include], f"notebooks/shared/{cell.include}.py"
        elif not source.strip():
            yield text.error(cell, "is empty", "write it or remove it")
        for marker in FORBIDDEN:
            if marker in source:
                yield text.error(cell, f"holds nbgrader's marker '{marker}'", "move hidden checks to autograder/checks/")
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
            yield CourseError(what, where, "use no IPython magic" if is_magic else "fix it")


def _rebound(text: LessonText, contract: Contract) -> Iterator[CourseError]:
    """Yield each cell that binds a name again which an earlier cell binds and uses in a function.

    A slider calls its function after all cells have run: the function must find the values of its own cell.
    """
    used: dict[str, str] = {}  # name -> label of the cell that binds it and uses it in a function
    for cell in text.cells:
        source = contract.shared.get(cell.include, "") if cell.include else cell.source
        if cell.kind != "code" or compile_error(source):
            continue
        table = symtable.symtable(source, "cell", "exec")
        bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
        for name in sorted(bound & used.keys()):
            what = f"binds '{name}' again, which a function of {used[name]} uses"
            yield text.error(cell, what, "give one of the two another name: sliders are moved when all cells have run")
        used |= dict.fromkeys(bound & _used_by_functions(table), cell.label)


def _used_by_functions(table: symtable.SymbolTable) -> set[str]:
    """Return the global names that the functions in a scope use."""
    names: set[str] = set()
    for child in table.get_children():
        names |= {symbol.get_name() for symbol in child.get_symbols() if symbol.is_global()} | _used_by_functions(child)
    return names


def _pictures(text: LessonText) -> Iterator[CourseError]:
    names = Counter(cell.picture for cell in text.cells if cell.picture)
    for cell in text.cells:
        images = list(IMAGE.finditer(cell.source)) if cell.kind == "markdown" else []
        for image in images:
            if len(image["alt"].strip()) < 3:
                yield text.error(cell, f"shows {image['target']} without alt text", "say in words what the picture shows")
        attached = {image["target"].removeprefix("attachment:") for image in images if "attachment:" in image["target"]}
        own = {f"{cell.picture}.png"} if "picture" in cell.metadata else set()
        if attached - own:
            yield text.error(cell, f"shows {', '.join(sorted(attached - own))}, which nothing attaches", 'add picture="..."')
        if not own:
            continue
        if not NAME.fullmatch(cell.picture) or cell.kind != "markdown" or names[cell.picture] > 1:
            yield text.error(cell, "is not a picture cell", "give one markdown cell a name of small letters, digits and _")
        elif own - attached:
            step = f"write ![what it shows](attachment:{cell.picture}.png)"
            yield text.error(cell, "does not show its picture", step)


def _regions(cell: Cell) -> Iterator[tuple[str, bool]]:
    """Yield each line of a cell, without the markers, and whether it is inside a solution region."""
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
            yield text.error(cell, "holds a solution, but is not a solution cell", "move it to a stub's cell")
        if [BEGIN in line for line in marks] != [True, False] * (len(marks) // 2):
            yield text.error(cell, f"has {BEGIN} and {END} markers that do not pair up", "close each region once")
        if cell.is_solution and not any(inside and line.strip() for line, inside in _regions(cell)):
            yield text.error(cell, "has no solution between its markers", f"write # {BEGIN} and # {END} around it")


def _page(text: LessonText) -> Iterator[CourseError]:
    for cell in text.cells:
        if cell.is_graded or cell.is_solution:
            yield text.error(cell, "is for an assignment, but 00_* is a page", "move it to a lesson")
