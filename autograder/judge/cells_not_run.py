"""Which cells of a submission need not be run, because their output is known. Trusted side; it parses no student code.

A grader runs each lesson once as handed out and keeps the output of the lesson's own cells (known_outputs.py). In a submission
such a cell is run only if it shares a name with a cell of the student's, directly or through other cells. The names that the
lesson's cells bind and need are computed from the lesson; a student's cell is searched for words only. If it has an unusual word,
every cell is run.
docs/decisions/0005-cells-not-run.md.
"""

import ast
import builtins
import keyword
import re
import symtable
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.judge.session import CellRun
from autograder.plain_text import normal
from autograder.submissions.release_notebook import Notebook, nbgrader_metadata

NONE: frozenset[str] = frozenset()
BUILTINS = frozenset(dir(builtins))
# Words by which code can use names that are not in its text, or change settings that all cells share
FAR_REACHING = frozenset(
    {"eval", "exec", "compile", "globals", "locals", "vars", "dir", "getattr", "setattr", "delattr", "get_ipython", "open"}
    | {"In", "Out", "del", "global", "nonlocal", "sys", "modules", "f_globals", "f_locals", "f_back", "user_ns", "gcf", "gca"}
    | {"rc", "rcParams", "style", "seed", "set_state", "seterr", "seterrcall", "set_printoptions", "simplefilter", "filterwarnings"}
)
LIBRARIES = frozenset({"numpy", "math", "scipy", "matplotlib", "functools", "itertools", "fractions", "decimal"})
SHARED = {"np": "import numpy as np", "plt": "import matplotlib.pyplot as plt"}  # the setup cell binds them, and answers use them
WORD = re.compile(r"[^\W\d]\w*")
VARIABLE = re.compile(r"(?<![\w.])[^\W\d]\w*")  # a word that is not an attribute
MAGIC = re.compile(r"^\s*[%!?,;/]|\?\s*$|=\s*[!%]")
# np or plt used without an attribute, or an assignment to one of its attributes: `np.e = 3`, `np.a, b = …`
SHARED_CHANGED = re.compile(r"\b(?:np|plt)\b(?!\.\w)|\b(?:np|plt)\.[\w ,.)\[\]]{0,80}(?:[-+*/%@&|^]|//|\*\*|<<|>>)?=(?!=)")
FUNCTION = re.compile(r"def +(\w+) *\(([\w ,=.+-]*)\) *:")
SLIDER = "Explorer"  # class of the setup cell: it calls its second argument when a slider is shown or moved, which no worker does
QUIET = (ast.Constant, ast.Name, ast.Tuple, ast.List, ast.Dict, ast.expr_context)  # nodes whose evaluation calls no function
STRING_OR_COMMENT = re.compile(
    r'''("""|\'\'\')(?:\\.|[^\\])*?(?:\1|\Z)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#[^\n]*|\\\n''', re.DOTALL
)
PUNCTUATION = re.compile(r"[=!<>:]=|[][(){}=:;\n]")
WORD_AT_END = re.compile(r"\w+$")
KEYWORDS = frozenset({*keyword.kwlist, "case"})
BINDS_AFTER = re.compile(r"\b(?:for|as|def|class|type|case)\b(.*)", re.DOTALL)
BLOCK = re.compile(r"\n(?=\S)")  # before each line without indentation
LINES_JOINED = ('"""', "'''", "\\\n")  # these continue a string or a statement in the next line


@dataclass(slots=True)
class Handout:
    """A lesson as handed out: the outputs and names of its own code cells (those without nbgrader metadata), by their text."""

    release: Notebook
    outputs: Mapping[str, CellRun]
    places: dict[str, str] = field(init=False)  # text -> id of the nbgrader cell that it follows
    binds: dict[str, frozenset[str]] = field(init=False)
    needs: dict[str, frozenset[str]] = field(init=False)
    needs_to_run: dict[str, frozenset[str]] = field(init=False)  # without names read only in functions it does not call
    stubs: dict[str, str] = field(init=False)  # grade_id -> text of the stub
    setup: frozenset[str] = field(init=False)  # names that the lesson's locked cells bind

    def __post_init__(self) -> None:
        marked = [cell for cell in self.release["cells"] if cell["cell_type"] == "code" and nbgrader_metadata(cell)]
        self.stubs = {nbgrader_metadata(cell)["grade_id"]: cell["source"] for cell in marked if not handed_out(cell)}
        self.places = {source: anchor for source, anchor in followers(self.release["cells"]) if source in self.outputs}
        locked = [cell["source"] for cell in marked if handed_out(cell) and not nbgrader_metadata(cell).get("grade")]
        try:
            names = {source: names_of(source) for source in (*self.places, *self.stubs.values(), *locked)}
        except SyntaxError:  # a lesson with a magic line: nothing is skipped
            names, self.places = {}, {}
        self.binds = {source: binds for source, (binds, _) in names.items()}
        self.needs = {source: needs for source, (_, needs) in names.items()}
        self.setup = NONE.union(*(self.binds.get(source, NONE) for source in locked))
        usual = SLIDER in self.setup
        self.needs_to_run = {source: names_of(as_run(source))[1] if usual else self.needs[source] for source in self.places}

    def known(self, cells: Sequence[Notebook], run: Sequence[int]) -> dict[int, CellRun]:
        """Return the outputs of the cells that need not be run, by their number among those to `run` (places in `cells`)."""
        kept = [source for source, anchor in followers(cells) if self.places.get(source) == anchor]
        own = {
            n: cells[at]["source"] for n, at in enumerate(run) if not nbgrader_metadata(cells[at]) and cells[at]["source"] in kept
        }
        if not kept or kept != [source for source in self.places if source in kept] or len(own) != len(kept):
            return {}  # the lesson's cells are not there, or moved, or there twice
        student_words: set[str] = set()
        for cell in (cells[at] for n, at in enumerate(run) if n not in own and not handed_out(cells[at])):
            cell_words = words(cell["source"], self.stubs.get(nbgrader_metadata(cell).get("grade_id", ""), ""))
            if cell_words is None or cell_words & self.setup:
                return {}
            student_words |= cell_words
        tied = self._tied(student_words, kept)
        return {number: self.outputs[source] for number, source in own.items() if source not in tied}

    def _tied(self, met: Iterable[str], kept: Sequence[str]) -> set[str]:
        """Return the cells among `kept` that share a name with student cells, whose words are `met`, and those that they need."""
        fixed = self.setup.union(re.findall(r"^(?:def|class) (\w+)", "\n".join(self.places), re.MULTILINE))
        running = {source for source in kept if not self.binds[source].isdisjoint(met)}
        other = (source for source in (*self.places, *self.stubs.values()) if source not in kept)
        changed = FAR_REACHING.union(met, *(self.binds[source] for source in other))
        for source in running:  # through one object of a cell, a student's code may reach its others, also those of other cells
            changed |= self.binds[source] | self.needs[source] - fixed
        tied = set(running)  # cells that share a name; not run if only functions that they do not call use it
        while more := {source for source in kept if source not in tied and self.needs[source] & changed}:
            tied |= more
            changed = changed.union(*(self.binds[source] for source in more))
        running |= {source for source in tied if self.needs_to_run[source] & changed}
        needed = NONE.union(*(self.needs[source] for source in running))
        while more := {source for source in kept if source not in running and self.binds[source] & needed}:
            running |= more
            needed = needed.union(*(self.needs[source] for source in more))
        return running


@lru_cache(maxsize=1000)  # most cells of a lesson are asked for twice, its setup cell by every lesson
def names_of(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that one of the lesson's cells binds, and those that it needs from other cells. Raises SyntaxError.

    A name that a function reads is needed if the cell binds it only after a statement that may call the function. A statement
    that binds and reads a name is taken to bind it first; a test checks that this is true for every lesson.
    """
    binds: set[str] = set()
    needs: set[str] = set()
    awaited: set[str] = set()  # names that functions read and that no statement has bound yet
    lines = source.split("\n")
    for statement in ast.parse(source).body:
        tables = [top := symtable.symtable(_text(statement, lines), "statement", "exec")]
        bound: set[str] = set()
        for table in tables:
            tables += table.get_children()
            for symbol in table.get_symbols():
                if table is top or symbol.is_global():
                    bound |= {symbol.get_name()} if symbol.is_assigned() or symbol.is_imported() else NONE
                    (needs if table is top else awaited).update({symbol.get_name()} - binds if symbol.is_referenced() else NONE)
        needs -= bound - binds - awaited
        if not _calls_nothing(statement):
            needs |= awaited - binds - bound
        binds |= bound
        awaited -= binds
    return frozenset(binds), frozenset((needs | awaited) - (BUILTINS - FAR_REACHING))


def as_run(source: str) -> str:
    """Return one of the lesson's cells with `pass` as the body of each function that is not called when the cell runs.

    A function that is passed to SLIDER is called only when the slider moves. A function that is used in any other way counts as
    called. Raises SyntaxError.
    """
    tree = ast.parse(source)
    defined = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
    defined += [each for maker in defined for each in maker.body if isinstance(each, ast.FunctionDef)]
    uncalled = [each for each in defined if not each.decorator_list]
    read = _read(tree, uncalled)
    while called := [each for each in uncalled if each.name in read]:
        uncalled = [each for each in uncalled if each not in called]
        read.update(*(_read(each, uncalled) for each in called))
    lines = source.split("\n")
    for each in uncalled:
        first, last = each.body[0], each.body[-1].end_lineno or each.body[-1].lineno
        head = _cut(lines[first.lineno - 1], 0, first.col_offset)
        lines[first.lineno - 1 : last] = [f"{head}pass", *[""] * (last - first.lineno)]
    return "\n".join(lines)


def _read(code: ast.AST, uncalled: Sequence[ast.FunctionDef]) -> set[str]:
    """Return the names that code reads, except in the bodies of `uncalled` functions, and except the function passed to SLIDER."""
    names: set[str] = set()
    parts = [code]
    while parts:
        part = parts.pop()
        names.update([part.id] if isinstance(part, ast.Name) else ())
        slider = isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == SLIDER
        moved = part.args[1:2] if slider and isinstance(part, ast.Call) else []
        inner = [part.args] if isinstance(part, ast.FunctionDef) and part in uncalled else ast.iter_child_nodes(part)
        parts += [each for each in inner if not (each in moved and isinstance(each, ast.Name))]
    return names


def _text(statement: ast.stmt, lines: Sequence[str]) -> str:
    """Return the text of a statement of a cell, given the cell's lines. (ast.unparse takes ten times as long.)"""
    start = min([statement, *getattr(statement, "decorator_list", ())], key=lambda node: node.lineno)
    own = list(lines[start.lineno - 1 : statement.end_lineno])
    own[-1] = _cut(own[-1], 0, statement.end_col_offset)
    return "\n".join(own if start is not statement else [_cut(own[0], statement.col_offset), *own[1:]])


def _cut(line: str, start: int, end: int | None = None) -> str:
    """Return a part of a line; `start` and `end` are in bytes, as in Python's syntax trees."""
    return line.encode()[start:end].decode()


def _calls_nothing(statement: ast.stmt) -> bool:
    """Return whether a statement calls no function: it defines one, imports, or assigns constants and names only."""
    if isinstance(statement, ast.FunctionDef):
        return not (statement.decorator_list or statement.args.defaults or statement.args.kw_defaults)
    if isinstance(statement, ast.Assign):
        return all(isinstance(node, QUIET) for part in (statement.value, *statement.targets) for node in ast.walk(part))
    return isinstance(statement, ast.Import | ast.ImportFrom)


def words(source: str, stub: str = "") -> frozenset[str] | None:
    """Return the words of a student's cell that may be names of the notebook; None if it may affect other cells in other ways.

    Lines of `stub`, the cell as handed out, are ignored, and so are the parameters and local variables of an ordinary function.
    """
    text = normal(source, "NFKC").replace("\r\n", "\n").replace("\r", "\n")
    given = {*stub.split("\n"), *SHARED.values()}
    own = "\n".join(line for line in text.split("\n") if line not in given)
    far = any(word in FAR_REACHING or (word.startswith("__") and word != "__name__") for word in WORD.findall(own))
    if far or SHARED_CHANGED.search(own) or any(MAGIC.search(line) or not _imports_as_usual(line) for line in own.split("\n")):
        return None
    ordinary = not any(mark in own for mark in LINES_JOINED)
    names: set[str] = set()
    outside: list[str] = []  # the lines outside of functions
    for block in BLOCK.split(text):
        head = FUNCTION.match(block) if ordinary else None
        lines = [line for line in block[head.end() if head else 0 :].split("\n") if line not in given]
        rest = "\n".join(lines)
        read = set(VARIABLE.findall(rest))
        if head:
            parameters = [part.partition("=") for part in head[2].split(",")]
            read -= {name.strip() for name, _, _ in parameters} | (NONE if read & {"def", "class"} else assigned(lines))
            read |= {head[1], *WORD.findall(" ".join(default for _, _, default in parameters))}
        outside.append(f"def {head[1]}" if head else rest)
        names |= read
    shadowed = BUILTINS & may_bind("\n".join(outside))
    return None if shadowed else frozenset(names - SHARED.keys())


def _imports_as_usual(line: str) -> bool:
    """Return whether a line has no import, or imports from a usual library under names that are not builtins."""
    parts = WORD.findall(line)
    if "import" not in parts:
        return True
    usual = parts[0] in ("from", "import") and parts[1] in LIBRARIES and not BUILTINS.intersection(parts[2:])
    return usual and not any(sign in line for sign in "*;\\(" + "," * (parts[0] == "import"))


def assigned(lines: Iterable[str]) -> set[str]:
    """Return the names that lines such as `a, b = …` and `for a in …` bind; lines within brackets are not statements."""
    names: set[str] = set()
    depth = 0
    for line in lines:
        start = re.match(r"[\w, \t]*", line)
        targets = start[0] if start and not depth else ""
        parts = WORD.findall(targets)
        if re.match("=(?!=)", line[len(targets) :]):
            names.update(parts)
        elif parts[:1] == ["for"] and "in" in parts:
            names.update(parts[1 : parts.index("in")])
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
    return names


def may_bind(source: str) -> set[str]:
    """Return the words of some lines that Python may bind; strings and comments are ignored.

    These are the words before an `=` outside of calls, alone before a `:`, before `:=`, and after `for`, `as` and the like.
    """
    names = set(re.findall(r"\b(\w++)\s*+:=", source))
    for part, mark in _parts(STRING_OR_COMMENT.sub(" ", source)):
        read = VARIABLE.findall(part)
        if mark == "=" or (mark == ":" and len(read) == 1):
            names.update(read)
        for bound in BINDS_AFTER.findall(part):
            names.update(VARIABLE.findall(bound.partition(" in ")[0]))
    return names


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield code split at = : ; and newlines outside of brackets, each part with that mark, without arguments and indices."""
    part: list[str] = []
    before = ""  # the last characters before a mark
    end, depth, within = 0, 0, 0  # `within`: number of open brackets, counted from that of a call or an index
    for match in PUNCTUATION.finditer(text):
        mark, between = match[0], text[end : match.start()]
        end, before = match.end(), between.rstrip()[-10:] or before
        if not within:
            part.append(between)
        if mark in "([{":
            word = WORD_AT_END.search(before)
            called = word[0] not in KEYWORDS if word else before.endswith((")", "]"))
            within += bool(within or called)
            depth += 1
        elif mark in ")]}":
            within, depth = max(within - 1, 0), max(depth - 1, 0)
        elif depth == 0 and mark in "=:;\n":
            yield " ".join(part), mark
            part = []
        before = mark
    yield " ".join([*part, text[end:]]), "\n"


def followers(cells: Sequence[Notebook]) -> list[tuple[str, str]]:
    """Return the code cells that nbgrader does not know, each with the id of the nbgrader cell that it follows."""
    cells_with_anchor: list[tuple[str, str]] = []
    anchor = ""
    for cell in cells:
        if nbgrader_metadata(cell):
            anchor = nbgrader_metadata(cell)["grade_id"]
        elif cell["cell_type"] == "code":
            cells_with_anchor.append((cell["source"], anchor))
    return cells_with_anchor


def handed_out(cell: Notebook) -> bool:
    """Return whether a cell is a locked cell of the lesson, restored from the release."""
    return bool(nbgrader_metadata(cell)) and not nbgrader_metadata(cell).get("solution")
