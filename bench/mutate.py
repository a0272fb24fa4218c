"""Small changes to the right answers of tests/bed/, one at a time: what the hidden checks let through shows what they miss.

`mutants` makes them with operators on the syntax tree; `main` judges them and compares those that survive with
tests/bed/equivalent.py, which says why a survivor is right under the contract. `import numpy as np` runs first, as for the bed.
"""

import argparse
import ast
import json
import random
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType

from bed.equivalent import RULES, Rule

from bench.measure_bed import Answer, Hasty, bed, judge_all, lesson

CAP = 20  # mutants of one right answer; if there are more, they are drawn with a fixed seed
BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
NEIGHBOURS = {
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "sum": "mean",
    "mean": "sum",
    "all": "any",
    "any": "all",
    "exp": "expm1",
    "expm1": "exp",
    "log": "log1p",
    "log1p": "log",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "greater": "greater_equal",
    "less": "less_equal",
    "argmax": "argmin",
    "sinh": "cosh",
    "cosh": "sinh",
    "column_stack": "vstack",
    "sort": "negative",
    "add": "subtract",
    "subtract": "add",
    "multiply": "divide",
    "divide": "multiply",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A right answer with one change; `change` says which, as before → after."""

    answer: Answer
    change: str
    code: str

    @property
    def judged(self) -> Answer:
        """Return the answer that the judge gets: wrong, as far as is known."""
        return replace(self.answer, kind="wrong", name=f"{self.answer.name}: {self.change}", source=self.code)


def alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    match node:
        case ast.BinOp(left, op, right):
            if other := BINARY.get(type(op)):
                yield ast.BinOp(left, other(), right)
            yield left
            yield right
        case ast.UnaryOp(ast.USub() | ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.Compare(left, [op], [right]):
            for swapped in COMPARED.get(type(op), ()):
                yield ast.Compare(left, [swapped()], [right])
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            for other_value in dict.fromkeys((value + 1, value - 1, 0, value * 2)):
                if other_value != value:
                    yield ast.Constant(other_value)
        case ast.IfExp(_, body, orelse):
            yield body
            yield orelse
        case ast.Subscript(value, ast.Slice(lower, upper, step)):
            for less in ((None, upper, step), (lower, None, step), (lower, upper, None)):
                if less != (lower, upper, step):
                    yield ast.Subscript(value, ast.Slice(*less))
        case ast.Attribute(value, "T"):
            yield value
        case ast.Call():
            yield from _calls(node)
        case ast.AugAssign(target, op, value) if other := BINARY.get(type(op)):
            yield ast.AugAssign(target, other(), value)
            yield ast.Pass()
        case ast.Assign() | ast.AugAssign():
            yield ast.Pass()
        case ast.Expr(value) if not isinstance(value, ast.Constant):
            yield ast.Pass()
        case ast.If(test, body, orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
            yield ast.If(ast.Constant(False), body, orelse)
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    function, args, keywords = node.func, node.args, node.keywords
    if args and not isinstance(args[0], ast.Starred):
        yield args[0]
    elif isinstance(function, ast.Attribute) and not args:
        yield function.value
    if isinstance(function, ast.Attribute) and function.attr in NEIGHBOURS:
        yield ast.Call(ast.Attribute(function.value, NEIGHBOURS[function.attr]), args, keywords)
    if isinstance(function, ast.Name) and function.id in NEIGHBOURS:
        yield ast.Call(ast.Name(NEIGHBOURS[function.id]), args, keywords)
    for at in range(len(keywords)):
        yield ast.Call(function, args, keywords[:at] + keywords[at + 1 :])
    if len(args) == 3:  # np.where and its like
        yield ast.Call(function, [args[0], args[2], args[1]], keywords)


def mutants(answer: Answer) -> list[Mutant]:
    """Return the mutants of a right answer, no two alike; what is its lesson's other function stays as it is."""
    tree = ast.parse(answer.source)
    others = set(lesson(answer.assignment).signatures) - {answer.function}
    plain = _compiled(ast.unparse(tree))
    by_code: dict[str, Mutant] = {}
    for statement in tree.body:
        if getattr(statement, "name", "") not in others and not isinstance(statement, ast.Import | ast.ImportFrom):
            for change, code in _changed(tree, statement):
                if _compiled(code) != plain:
                    by_code.setdefault(code, Mutant(answer, change, code))
    several = Counter(mutant.change for mutant in by_code.values())
    numbered: Counter[str] = Counter()
    named = []
    for mutant in by_code.values():
        numbered[mutant.change] += 1
        number = f" ({numbered[mutant.change]})" if several[mutant.change] > 1 else ""
        named.append(replace(mutant, change=mutant.change + number))
    return named


def _compiled(code: str) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a change may be odd enough for the compiler to say so
        return compile(code, "answer", "exec")


def _changed(tree: ast.Module, root: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each change under `root`, and the whole code with it; the tree is as before afterwards."""
    for parent in list(ast.walk(root)):
        for name, value in ast.iter_fields(parent):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            places = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
            for at, child in places:
                for other in alternatives(child) if isinstance(child, ast.AST) else ():
                    change = f"{short(child)} → {short(other)}"
                    if at is None:
                        setattr(parent, name, other)
                    else:
                        value[at] = other
                    yield change, ast.unparse(ast.fix_missing_locations(tree))
                    if at is None:
                        setattr(parent, name, child)
                    else:
                        value[at] = child


def short(node: ast.AST) -> str:
    """Return a node as one line of code."""
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0]


@dataclass(frozen=True, slots=True)
class Fate:
    """The result for a mutant: under how many of the seeds it passes, and the rule that explains it if it survives."""

    mutant: Mutant
    passed: int
    seeds: int
    rule: Rule | None

    @property
    def open(self) -> bool:
        """Return whether it survives and nothing says why."""
        return bool(self.passed) and self.rule is None


def chosen(assignments: Iterable[str], cap: int, sample: int = 0) -> list[Mutant]:
    """Return the mutants of the right answers in some files of the bed, at most `cap` of one; of all these, `sample` (0: all).

    What is drawn from one lesson does not depend on which others are asked for.
    """
    drawn, draws = [], {assignment: random.Random(0) for assignment in {answer.assignment for answer in bed(assignments)}}
    for answer in bed(assignments):
        if answer.kind == "right":
            of_answer = mutants(answer)
            drawn += of_answer if len(of_answer) <= cap else draws[answer.assignment].sample(of_answer, cap)
    return random.Random(0).sample(drawn, sample) if sample else drawn


def fates(found: Sequence[Mutant], seeds: int = 5, workers: int = 0) -> list[Fate]:
    """Judge mutants under one seed, and those that pass under some more."""
    by_answer = {mutant.judged: mutant for mutant in found}
    first = judge_all(list(by_answer), (0,), workers, Hasty)
    passing = [outcome.answer for outcome in first if outcome.full]
    passed = Counter(passing)
    if passing and seeds > 1:
        passed.update(outcome.answer for outcome in judge_all(passing, range(1, seeds), workers, Hasty) if outcome.full)
    return [
        Fate(mutant, passed[answer], seeds, settled(mutant) if passed[answer] else None) for answer, mutant in by_answer.items()
    ]


def settled(mutant: Mutant) -> Rule | None:
    """Return the rule that says why a survivor is right under the contract."""
    return next((rule for rule in RULES if rule.covers(mutant.answer.function, mutant.answer.name, mutant.change)), None)


def table(all_: Sequence[Fate]) -> str:
    """Return the table of docs/fairness.md: what is caught, what is right all the same, what is open."""
    heads = ("lesson", "function", "mutants", "caught", "right under the contract", "open", "score")
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    groups: dict[tuple[str, str], list[Fate]] = {}
    for fate in all_:
        groups.setdefault((fate.mutant.answer.assignment[:2], f"`{fate.mutant.answer.function}`"), []).append(fate)
    for (place, function), some in [*groups.items(), (("", "**all**"), list(all_))]:
        caught, left = sum(not fate.passed for fate in some), sum(fate.open for fate in some)
        equal = len(some) - caught - left
        score = f"{caught / max(1, caught + left):.1%}"
        lines.append(f"| {place} | {function} | {len(some)} | {caught} | {equal} | {left} | {score} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Judge the mutants from the command line; exit 1 if no rule explains a survivor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*", help="files of the bed, for example 02_sigmoid (default: all)")
    parser.add_argument("--cap", type=int, default=CAP, help="mutants of one right answer at most")
    parser.add_argument("--sample", type=int, default=0, help="judge so many only, drawn from all")
    parser.add_argument("--seeds", type=int, default=5, help="seeds for what passes under the first one")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write every survivor to this file")
    options = parser.parse_args()
    all_ = fates(chosen(options.assignments, options.cap, options.sample), options.seeds, options.workers)
    for fate in all_:
        if fate.open:
            answer = fate.mutant.answer
            print(f"open: {answer.assignment} {answer.function} '{answer.name}': {fate.mutant.change} ({fate.passed}/{fate.seeds})")
    if not (options.assignments or options.sample):
        survivors = [fate.mutant for fate in all_ if fate.passed]
        for rule in RULES:
            for patterns in rule.covered:
                alone = Rule(rule.reason, (patterns,))
                if not any(alone.covers(each.answer.function, each.answer.name, each.change) for each in survivors):
                    print(f"covers nothing any more: {patterns}")
    if options.json:
        kept = [fate for fate in all_ if fate.passed]
        rows = [
            {
                "function": fate.mutant.answer.function,
                "answer": fate.mutant.answer.name,
                "change": fate.mutant.change,
                "passed": fate.passed,
                "reason": fate.rule.reason if fate.rule else "",
                "code": fate.mutant.code,
            }
            for fate in kept
        ]
        options.json.write_text(json.dumps(rows, indent=1))
    print(table(all_), end="")
    raise SystemExit(any(fate.open for fate in all_))


if __name__ == "__main__":
    main()
