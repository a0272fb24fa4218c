"""Which names of the notebook a cell uses and binds, found without running it.

Untrusted side: a worker looks at students' cells before it runs any; the judge's side never parses them. It is also asked about
the lesson's own cells. What may depend on more than names (`globals`, magics, unusual imports) is said not to be plain.
"""

import ast
import builtins
import symtable
from collections.abc import Sequence
from dataclasses import dataclass

# What leads to names that do not stand in the text, or to what an earlier cell has shown
WAYS = frozenset(
    {"eval", "exec", "compile", "globals", "locals", "vars", "dir", "getattr", "setattr", "delattr", "get_ipython", "open"}
    | {"In", "Out", "_", "__", "___", "_i", "_ii", "_iii", "_oh", "_dh"}
)
ATTRIBUTES = frozenset({"f_globals", "f_locals", "f_back", "user_ns", "sys", "modules", "gcf", "gca"})
USUAL = {"np": "numpy", "plt": "matplotlib.pyplot"}  # stand for the same however often they are imported
LIBRARIES = frozenset({"numpy", "math", "scipy", "matplotlib", "warnings", "functools", "itertools", "fractions", "decimal"})
KNOWN = frozenset(dir(builtins)) - WAYS


@dataclass(frozen=True, slots=True)
class Names:
    """What a cell uses and binds of the names of the notebook; `plain`: there is no other way in which it meets other cells."""

    uses: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    plain: bool = True


def names(source: str) -> Names:
    """Return the names of a cell in plain Python; of one that is no Python, none: it will not run."""
    try:
        tree = ast.parse(source)
        table = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError):
        return Names()
    uses: set[str] = set()
    binds: set[str] = set()
    assigned: set[str] = set()  # otherwise than by an import
    _scope(table, uses, binds, assigned)
    plain = not uses & WAYS
    odd: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.AugAssign(target=ast.Name(id=name)) if name in assigned:
                uses.add(name)
            case ast.Name(id=name, ctx=ast.Del()) if name in assigned:
                uses.add(name)
            case ast.Attribute(attr=attr, ctx=context):
                plain &= attr not in ATTRIBUTES and (attr == "__name__" or not attr.startswith("_"))
                if not isinstance(context, ast.Load):
                    assigned |= _root(node)
            case ast.Subscript(ctx=ast.Store() | ast.Del()):
                assigned |= _root(node)
            case ast.Import(names=found):
                plain &= all(alias.name.partition(".")[0] in LIBRARIES for alias in found)
                odd |= {alias.asname or "" for alias in found if USUAL.get(alias.asname or "") != alias.name}
            case ast.ImportFrom(module=module, names=found):
                plain &= (module or "").partition(".")[0] in LIBRARIES and found[0].name != "*"
                odd |= {alias.asname or alias.name for alias in found}
    binds |= assigned
    binds -= USUAL.keys() - odd - assigned
    return Names(frozenset(uses - KNOWN), frozenset(binds), plain)


def _scope(table: symtable.SymbolTable, uses: set[str], binds: set[str], assigned: set[str]) -> None:
    """Gather the names of the notebook from a scope and those within it."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if top or symbol.is_global():
            if symbol.is_referenced():
                uses.add(symbol.get_name())
            if symbol.is_assigned():
                assigned.add(symbol.get_name())
            if symbol.is_imported():
                binds.add(symbol.get_name())
    for child in table.get_children():
        _scope(child, uses, binds, assigned)


def _root(node: ast.expr) -> set[str]:
    """Return the name whose object `a.b[c] = …` changes."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def outside(source: str) -> Names:
    """Return the names of one of the lesson's own cells, its uses without those that it binds itself before it uses them.

    What its functions use counts as used when the cell has ended: that is when they are called.
    """
    reader = _Reader()
    reader.read(ast.parse(source).body)
    whole = names(source)
    return Names(frozenset(reader.needed | (reader.later - reader.bound)), whole.binds, whole.plain)


class _Reader:
    """Reads statements in their order: what they need from outside, what they bind, what their functions need later."""

    def __init__(self) -> None:
        self.needed: set[str] = set()
        self.later: set[str] = set()
        self.bound: set[str] = set()

    def read(self, statements: Sequence[ast.stmt]) -> None:
        """Read a block; each of its parts counts as run."""
        for statement in statements:
            match statement:
                case ast.FunctionDef() | ast.ClassDef():
                    self.later |= names(ast.unparse(statement)).uses
                    self.bound.add(statement.name)
                case ast.For(target=target, iter=over):
                    self._use(over)
                    self._bind(target)
                    self.read([*statement.body, *statement.orelse])
                case ast.With(items=items, body=body):
                    for item in items:
                        self._use(item.context_expr)
                        self._bind(item.optional_vars)
                    self.read(body)
                case ast.If(test=test) | ast.While(test=test):
                    self._use(test)
                    self.read([*statement.body, *statement.orelse])
                case ast.Try(body=body, handlers=handlers):
                    self.read(body)
                    for handler in handlers:
                        self._use(handler.type)
                        self.bound.add(handler.name or "")
                        self.read(handler.body)
                    self.read([*statement.orelse, *statement.finalbody])
                case _:
                    self._use(statement)
                    self.bound |= names(ast.unparse(statement)).binds

    def _use(self, node: ast.AST | None) -> None:
        if node is not None:
            self.needed |= names(ast.unparse(node)).uses - self.bound

    def _bind(self, node: ast.AST | None) -> None:
        if node is not None:
            self.bound |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
