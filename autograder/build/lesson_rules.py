"""The rules for a lesson's text: its time, guesses, short checks, and the names that its cells may define. Trusted side; pure.

Each rule yields a CourseError for each place that breaks it.
"""

import ast
import math
import re
from collections.abc import Iterator

from autograder.build.lesson_text import Cell, LessonText, compile_error
from autograder.errors import CourseError
from autograder.judge.lesson import Lesson

# A reader's pace, in words and minutes as the names say; LONGEST: minutes that the core of a lesson may take.
WORDS_A_MINUTE, MINUTES_A_PREDICTION, MINUTES_A_FUNCTION, LONGEST = 180, 3, 10, 60
LONGEST_CHECK = 8  # lines: a check that a student can read at a glance
STATED = re.compile(r"\*\*Time:\*\* about (\d+) minutes")
EXTRA = re.compile(r"(#+) \W*(?:Stretch|Read on)\b")  # the heading of a part that may be left out
HEADING = re.compile(r"^(#+) .*", re.MULTILINE)
GUESS = re.compile(r"[a-z][1-9]\d?")
# Names that a lesson's own cells may define: no student would use one of them for something else.
OWN_NAME = re.compile(r"[A-Z][A-Z0-9_]+|slider_[a-z]\w*|(?:draw|explore|make)_\w+|X|y|_")
OPEN_NAME = re.compile(r"[A-Za-z]\w*_\w+")  # in cells that are not folded


def violations(text: LessonText, lesson: Lesson) -> Iterator[CourseError]:
    """Yield every place where `text` breaks a rule."""
    yield from _time(text, lesson)
    yield from _guesses(text)
    yield from _checks(text)
    yield from _names(text)


def prose(cells: Iterator[Cell] | tuple[Cell, ...]) -> str:
    """Return the words that a reader sees, without code, formulas, links and HTML tags."""
    words = "\n".join(cell.source for cell in cells if cell.kind == "markdown")
    for pattern in (r"```.*?```", r"\$\$.*?\$\$", r"\$[^$\n]*\$", r"!?\[([^\]]*)\]\([^)]*\)", r"<[^>]+>", r"`[^`]*`"):
        words = re.sub(pattern, r"\1" if "(" in pattern and "\\]" in pattern else " ", words, flags=re.DOTALL)
    return words


def core(text: str) -> str:
    """Return a text without the parts under a heading that says Stretch or Read on."""
    kept, left_out, start = [], 0, 0
    for heading in [*HEADING.finditer(text), None]:
        end = heading.start() if heading else len(text)
        kept.append("" if left_out else text[start:end])
        if heading:
            depth, extra = len(heading[1]), EXTRA.match(heading[0])
            if not left_out or depth <= left_out:
                left_out = depth if extra else 0
            start = end
    return "".join(kept)


def minutes(text: LessonText, lesson: Lesson) -> tuple[int, str]:
    """Return how many minutes the core of a lesson takes, and how that was counted."""
    core_words = core(prose(text.cells))
    words, predictions = len(re.findall(r"[A-Za-z]{2,}", core_words)), core_words.count("**Predict")
    functions = len(lesson.points)
    needed = words / WORDS_A_MINUTE + MINUTES_A_PREDICTION * predictions + MINUTES_A_FUNCTION * functions
    return math.ceil(needed), f"{words} words, {predictions} predictions, {functions} functions"


def _time(text: LessonText, lesson: Lesson) -> Iterator[CourseError]:
    needed, how = minutes(text, lesson)
    stated = STATED.search(text.cells[0].source)
    if not stated:
        yield text.error(text.cells[0], "does not say its time", f"write **Time:** about {needed} minutes")
    elif not needed <= int(stated[1]) <= needed + 5:
        yield text.error(text.cells[0], f"says {stated[1]} minutes, and takes {needed} ({how})", "say what it takes")
    if needed > LONGEST:
        step = "shorten it, or move a part below a heading Stretch or Read on"
        yield text.error(text.cells[0], f"takes {needed} minutes without its extra parts ({how}): {LONGEST} at most", step)


def _guesses(text: LessonText) -> Iterator[CourseError]:
    """Yield each prediction without a guess below it, and each guess that is asked twice, never shown again, or never asked."""
    asked: list[str] = []
    shown: list[str] = []
    for number, cell in enumerate(text.cells):
        if cell.kind == "markdown" and "**Predict" in cell.source and "alert-info" in cell.source:
            after = text.cells[number + 1] if number + 1 < len(text.cells) else cell
            if not _calls(after, "guess"):
                yield text.error(cell, "asks for a prediction, and no guess follows", 'put a folded cell guess("a1", …) below it')
        for call in _calls(cell, "guess"):
            name = _text(call.args[0]) if len(call.args) > 1 else ""
            if not GUESS.fullmatch(name) or name in asked or not _text(call.args[1]):
                step = 'write guess("a1", "The question?", [choices]): the letter of the slider and a number, each id once'
                yield text.error(cell, f"has a guess with the id '{name}'", step)
            asked.append(name)
        for call in _calls(cell, "guessed"):
            shown += [_text(argument) for argument in call.args]
            if lost := [name for name in shown if name not in asked]:
                yield text.error(cell, f"shows the guess '{lost[0]}', which is asked nowhere above", "name one that is")
    if lost := [name for name in asked if name not in shown]:
        where = next(cell for cell in text.cells if any(_text(call.args[0]) == lost[0] for call in _calls(cell, "guess")))
        yield text.error(where, f"asks for the guess '{lost[0]}', and nothing shows it again", 'write guessed("…") further down')


def _calls(cell: Cell, function: str) -> list[ast.Call]:
    """Return the statements of a code cell that call `function` with at least one argument."""
    if cell.kind != "code" or cell.include or compile_error(cell.source):
        return []
    expressions = [node.value for node in ast.parse(cell.source).body if isinstance(node, ast.Expr)]
    calls = [node for node in expressions if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == function]


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _checks(text: LessonText) -> Iterator[CourseError]:
    """Yield each check cell that is too long, and each check of a stretch exercise that fails if the exercise is not tried."""
    for cell in text.cells:
        if not cell.is_graded or cell.kind != "code":
            continue
        lines = [line for line in cell.source.splitlines() if line.strip()]
        if len(lines) > LONGEST_CHECK:
            step = f"{LONGEST_CHECK} at most: typical mistakes go into TYPICAL_MISTAKES, in a folded cell above the exercise"
            yield text.error(cell, f"has {len(lines)} lines", step)
        if cell.grade_id.startswith("stretch_"):
            name = cell.grade_id.removeprefix("stretch_")
            if not cell.source.lstrip().startswith(f"if tried({name}):"):
                yield text.error(cell, "fails if the stretch exercise is left out", f"begin it with if tried({name}):")


def _names(text: LessonText) -> Iterator[CourseError]:
    """Yield each cell that defines a name which a student may want to use."""
    for cell in text.cells:
        if cell.kind != "code" or cell.include or cell.is_solution or compile_error(cell.source):
            continue
        folded = bool(cell.metadata.get("jupyter", {}).get("source_hidden"))
        bound = dict.fromkeys(_bound(ast.parse(cell.source).body))
        taken = [name for name in bound if not (OWN_NAME.fullmatch(name) or (not folded and OPEN_NAME.fullmatch(name)))]
        if taken:
            step = "put the code into a function make_slider_a(), or give a name that says what it holds (losses_by_step, GRID)"
            yield text.error(cell, f"leaves the name{'s' * (len(taken) > 1)} {', '.join(taken)} behind", step)


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements bind, at the top of a cell or inside its loops and branches."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(value=ast.Call(func=ast.Name(id="from_lesson"))):
                pass  # it binds the student's own functions
            case ast.Assign(targets=targets):
                yield from (name for target in targets for name in _stored(target))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.For(target=target):
                yield from _stored(target)
            case ast.With(items=items):
                yield from (name for item in items if item.optional_vars for name in _stored(item.optional_vars))
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (each.asname or each.name for each in names)
        for block in ("body", "orelse", "finalbody"):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield from _bound(getattr(node, block, []))
        for handler in getattr(node, "handlers", []):
            yield from _bound(handler.body)


def _stored(tree: ast.AST) -> list[str]:
    """Return the names that a target binds."""
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
