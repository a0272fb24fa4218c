"""`make bed`: judges the right and wrong answers of tests/bed/ over many seeds, and prints the results.

A file of the bed holds RIGHT (function -> name -> source) and WRONG (function -> name -> (source, words of the message)).
FOLLOWS, as RIGHT, holds functions that are right on top of an earlier one that is wrong. GAPS names functions whose first right
answer is also tried with the gaps of tests/bed/gaps.py. `import numpy as np` runs first.
"""

import argparse
import importlib.util
import inspect
import json
import multiprocessing
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from types import ModuleType
from typing import Literal

from bed.gaps import gaps
from bed.kinds import KINDS
from classroom import ROOT

from autograder.judge import feedback_text
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.hidden_checks import Check
from autograder.judge.lesson import Lesson, reference
from autograder.judge.session import Limits, Session
from autograder.judge.student_function import Function
from autograder.judge.suite import Outcome as CheckOutcome
from autograder.judge.suite import Submission, Suite
from autograder.judge.verdict import CellVerdict, Failure, Verdict

BED = ROOT / "tests/bed"
CHUNK = 6  # answers that a process takes at once
FIRST = "import numpy as np"  # the first cell, before an answer; the fork server runs it once, as that of a lesson
Kind = Literal["right", "wrong", "follows"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one function; `words` must be in the message if the answer is wrong."""

    assignment: str
    function: str
    kind: Kind
    name: str
    source: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The judge's result for an answer under one seed."""

    answer: Answer
    seed: int
    cell: CellVerdict
    ordinary: bool  # whether the check of ordinary inputs passed
    brief: bool = False  # whether the checks after the first failure were left out, with their messages
    out_of_time: bool = False  # whether the check of ordinary inputs failed because a call of it, or of one before, did not end

    @property
    def full(self) -> bool:
        """Return whether every check passed."""
        return self.cell.passed == len(self.cell.checks)

    @property
    def share(self) -> float:
        """Return the share of the function's points, stretch exercises as if they had points."""
        return self.cell.share

    @property
    def said(self) -> str:
        """Return what a student is told at the usual level of detail."""
        return feedback_text.comment(self.cell)

    @property
    def sound(self) -> bool:
        """Return whether this is as it should be: full marks for what is right, a loss and its cause for what is wrong."""
        if self.answer.kind != "wrong":
            return self.full
        return not self.full and (self.brief or self.answer.words in self.said)


@cache
def lesson(assignment: str) -> Lesson:
    """Return a lesson by its reference alone, so that a bed may come before its lesson's text."""
    module = reference(assignment)
    names = (*module.POINTS, *module.STRETCH)
    return Lesson(assignment, module.POINTS, module.STRETCH, {name: inspect.signature(getattr(module, name)) for name in names})


def narrowed(whole: Lesson, functions: Iterable[str]) -> Lesson:
    """Return a lesson of these functions alone."""
    wanted = set(functions)
    points = {name: number for name, number in whole.points.items() if name in wanted}
    return Lesson(whole.assignment, points, tuple(name for name in whole.stretch if name in wanted), whole.signatures)


def load(path: Path) -> ModuleType:
    """Return a file of answers as a module."""
    spec = importlib.util.spec_from_file_location(f"bed_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bed(assignments: Iterable[str] = ()) -> list[Answer]:
    """Return the answers of the bed's files (default: of all of them), and those that are wrong for every function."""
    wanted = tuple(assignments)
    answers = []
    for path in sorted(BED.glob("[0-9]*.py")):
        if wanted and path.stem not in wanted:
            continue
        module = load(path)
        kinds: tuple[tuple[Kind, dict[str, dict[str, str]]], ...] = (
            ("right", module.RIGHT),
            ("follows", getattr(module, "FOLLOWS", {})),
        )
        for kind, functions in kinds:
            for function, sources in functions.items():
                answers += [Answer(path.stem, function, kind, name, source) for name, source in sources.items()]
        for function, wrong in module.WRONG.items():
            answers += [Answer(path.stem, function, "wrong", name, *pair) for name, pair in wrong.items()]
        for function in getattr(module, "GAPS", ()):
            right = next(iter(module.RIGHT[function].values()))
            answers += [Answer(path.stem, function, "wrong", name, source) for name, source in gaps(function, right).items()]
    return answers


CONSTANTS = {
    "as handed out": ("raise NotImplementedError()", "not written yet"),
    "0": ("return 0", ""),
    "1": ("return 1", ""),
    "one half": ("return 0.5", ""),
    "zeros": ("return np.zeros(np.shape({first}))", ""),
    "ones": ("return np.ones(np.shape({first}))", ""),
    "its input": ("return {first}", ""),
}
SLIPS = {
    "nothing": ("pass", "returns nothing (None)"),
    "None": ("return None", "returns nothing (None)"),
    "a bare return": ("return", "stands alone"),
    "only prints": ("print({first})", "print the result instead"),
    "returns in one branch only": ("if np.size({first}) < 0:\n        return {first}", "each branch"),
    "True": ("return True", ""),
    "text": ("return '0.5'", ""),
    "itself": ("return {name}", ""),
    "a generator": ("return (value for value in [1, 2])", ""),
    "a dictionary": ("return {{'answer': 1}}", ""),
    "three dots": ("return ...", ""),
    "lists of other lengths": ("return [[1, 2], [3]]", ""),
    "calls itself": ("return {name}({call})", "calls itself"),
    "a name that is nowhere": ("return nowhere + 1", "'nowhere' is not defined"),
    "a name of NumPy's": ("return exp({first})", "np.exp"),
    "math is not imported": ("return math.exp(1)", "import math"),
    "a slip in NumPy's name": ("return np.expp({first})", "has no attribute"),
    "no value yet": ("total = total + 1\n    return total", "before it gets a value"),
    "a number is called": ("return 2({first})", "multiplication sign"),
    "divides by zero": ("return 1 // 0", "ZeroDivisionError"),
    "leaves Python": ("raise SystemExit", "SystemExit"),
}
WHOLE = {
    "another name": ("def my_{name}({head}):\n    return 1\n", "my_{name}"),
    "capital letter": ("def {upper}({head}):\n    return 1\n", "{upper}"),
    "set to a number": ("{name} = 3\n", "not a function any more"),
    "takes nothing": ("def {name}():\n    return 1\n", "cannot be called as the task says"),
    "no colon": ("def {name}({head})\n    return 1\n", "ends with a colon"),
    "an open bracket": ("def {name}({head}):\n    return np.abs((1)\n", "Each bracket"),
    "not indented": ("def {name}({head}):\nreturn 1\n", "column"),
    "a minus from the web": ("def {name}({head}):\n    return \u2212 1\n", "Type it anew"),
    "return outside": ("def {name}({head}):\n    y = 1\nreturn y\n", "outside of it"),
}


def everywhere(assignment: str, function: str, slips: bool = True) -> list[Answer]:
    """Return answers that are wrong for every function: constants and the stub, and with `slips` what beginners do besides."""
    signature = lesson(assignment).signatures[function]
    names = list(signature.parameters)
    plain = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    head = ", ".join(map(str, plain))
    words = {"name": function, "head": head, "first": names[0], "call": ", ".join(names), "upper": function.capitalize()}
    bodies = {**CONSTANTS, **(SLIPS if slips else {})}
    forms = {name: ("def {name}({head}):\n    " + body + "\n", said) for name, (body, said) in bodies.items()}
    forms |= WHOLE if slips else {}
    return [
        Answer(assignment, function, "wrong", name, source.format(**words), said.format(**words))
        for name, (source, said) in forms.items()
    ]


class Hasty(Suite):
    """Runs no further check of a function once one has failed: enough if it only matters whether an answer passes all."""

    def judge(self, submission: Submission) -> Verdict:
        """Return a verdict in which checks that were left out have failed."""
        self.failed: set[str] = set()
        return super().judge(submission)

    def run(self, check: Check, function: Function, submission: Submission) -> CheckOutcome:
        """Return the outcome of a check, or a failure without a cause if one of the function's checks has failed."""
        if check.function in self.failed:
            return CheckOutcome(check, Failure(""))
        outcome = super().run(check, function, submission)
        if outcome.failure:
            self.failed.add(check.function)
        return outcome


def judge_all(answers: Sequence[Answer], seeds: Sequence[int], workers: int = 0, suite: type[Suite] = Suite) -> list[Outcome]:
    """Return the outcome of every answer under every seed; `workers` processes share the work (0: one a core)."""
    chunks = [answers[at : at + CHUNK] for at in range(0, len(answers), CHUNK)]
    count = min(workers or len(os.sched_getaffinity(0)), len(chunks))
    if count <= 1:
        with ForkServer() as server, suite() as judge:
            return list(judged(server, judge, answers, seeds))
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _start, (suite,)) as pool:
        return [outcome for part in pool.map(_judged_here, chunks, repeat(seeds)) for outcome in part]


_here: tuple[ForkServer, Suite] | None = None


def _start(suite: type[Suite]) -> None:
    global _here
    _here = ForkServer(), suite()


def _judged_here(answers: Sequence[Answer], seeds: Sequence[int]) -> list[Outcome]:
    assert _here is not None
    return list(judged(*_here, answers, seeds))


def judged(server: ForkServer, suite: Suite, answers: Iterable[Answer], seeds: Sequence[int]) -> Iterator[Outcome]:
    """Yield the outcome of every answer under every seed, judged in this process."""
    limits = Limits(call_seconds=0.5, lost_seconds=0.5)
    server.open(FIRST)
    for answer in answers:
        whole = lesson(answer.assignment)
        checks = next(check.checks for check in suite.checks[answer.assignment] if check.function == answer.function)
        ordinary = getattr(checks, checks.ordinary).__doc__.strip().splitlines()[0]
        asked = narrowed(whole, [answer.function, *(name for name in checks.stand_ins if name in answer.source)])
        with Session(server, [FIRST, answer.source], limits) as session:  # its cells run once for all seeds
            troubles = {**dict.fromkeys(whole.signatures), answer.function: session.run()[1].error}
            for seed in seeds:
                verdict = suite.judge(Submission(asked, session, seed, troubles))
                cell = next(cell for cell in verdict.cells if cell.function == answer.function)
                first = next(check for check in cell.checks if check.title == ordinary)
                late = not first.passed and first.kind == "timeout"
                yield Outcome(answer, seed, cell, first.passed, isinstance(suite, Hasty), late)


@dataclass(frozen=True, slots=True)
class Row:
    """One function's line in the table."""

    assignment: str
    function: str
    wrong: int
    caught: int
    right: int
    passed: int
    named: int


def table(outcomes: Iterable[Outcome]) -> list[Row]:
    """Return a row a function: an answer counts as caught, passed or named if it is so under every seed."""
    sound: dict[tuple[str, str], dict[tuple[Kind, str], tuple[bool, bool]]] = defaultdict(dict)
    for outcome in outcomes:
        answer = outcome.answer
        answers = sound[answer.assignment, answer.function]
        good = outcome.full != (answer.kind == "wrong")
        before = answers.get((answer.kind, answer.name), (True, True))
        answers[answer.kind, answer.name] = before[0] and good, before[1] and outcome.sound
    rows = []
    for (assignment, function), answers in sound.items():
        wrong = [pair for (kind, _), pair in answers.items() if kind == "wrong"]
        right = [pair for (kind, _), pair in answers.items() if kind != "wrong"]
        counts = (len(wrong), sum(good for good, _ in wrong), len(right), sum(good for good, _ in right))
        rows.append(Row(assignment, function, *counts, sum(named for _, named in wrong)))
    return rows


def markdown(rows: Sequence[Row], seeds: int) -> str:
    """Return the table as it stands in docs/fairness.md."""
    heads = ("lesson", "function", "wrong caught", "cause named", "right at full marks", "seeds")
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    lines += [
        f"| {row.assignment[:2]} | `{row.function}` | {row.caught} of {row.wrong} | {row.named} of {row.wrong} "
        f"| {row.passed} of {row.right} | {seeds} |"
        for row in rows
    ]
    wrong, caught, right, passed, named = (sum(getattr(row, name) for row in rows) for name in Row.__slots__[2:])
    lines.append(f"| | **all** | **{caught} of {wrong}** | **{named} of {wrong}** | **{passed} of {right}** | {seeds} |")
    return "\n".join(lines) + "\n"


def kept(outcomes: Iterable[Outcome], functions: str, names: str) -> dict[str, float]:
    """Return the share that wrong answers keep, by function and name; both are patterns."""
    wrong = [o for o in outcomes if o.answer.kind == "wrong" and re.fullmatch(functions, o.answer.function)]
    return {f"{o.answer.function}: {o.answer.name}": o.share for o in wrong if re.fullmatch(names, o.answer.name)}


def costs(outcomes: Sequence[Outcome]) -> str:
    """Return what each kind of mistake costs, as it stands in docs/fairness.md, from whole outcomes under one seed."""
    heads = ("group", "kind of mistake", "functions", "answers", "kept")
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for group, kinds in KINDS.items():
        for kind, patterns in kinds.items():
            if found := kept(outcomes, *patterns):
                functions = sorted({name.partition(":")[0] for name in found})
                where = ", ".join(f"`{name}`" for name in functions) if len(functions) < 4 else f"{len(functions)} functions"
                low, high = (f"{100 * share:.0f}" for share in (min(found.values()), max(found.values())))
                lines.append(f"| {group} | {kind} | {where} | {len(found)} | {low if low == high else f'{low} to {high}'} % |")
    shares = [outcome.share for outcome in outcomes if outcome.answer.kind == "wrong"]
    above = [sum(share > limit for share in shares) for limit in (0.75, 0.6)]
    return "\n".join(lines) + f"\n\nOf {len(shares)} wrong answers {above[0]} keep more than 75 %, {above[1]} more than 60 %.\n"


def main() -> None:
    """Measure the bed from the command line; exit 1 if an answer did not get what it deserves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignments", nargs="*", help="files of the bed, for example 02_sigmoid (default: all)")
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds, counted from --first")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--named", type=int, default=3, help="under so many seeds the words for a wrong answer are looked at")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--everywhere", action="store_true", help="take the answers that are wrong for every function instead")
    parser.add_argument("--say", action="store_true", help="print what a student is told about each wrong answer")
    parser.add_argument("--json", type=Path, help="write every outcome to this file")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    answers = bed(options.assignments)
    if options.everywhere:
        functions = dict.fromkeys((answer.assignment, answer.function) for answer in answers)
        answers = [answer for place in functions for answer in everywhere(*place)]
    wrong = [answer for answer in answers if answer.kind == "wrong"]
    outcomes = judge_all([answer for answer in answers if answer.kind != "wrong"], seeds, options.workers)
    outcomes += judge_all(wrong, seeds[: options.named], options.workers)
    outcomes += judge_all(wrong, seeds[options.named :], options.workers, Hasty)
    for outcome in outcomes:
        place = f"{outcome.answer.assignment} {outcome.answer.function} '{outcome.answer.name}' (seed {outcome.seed})"
        if not outcome.sound:
            fault = "passes" if outcome.full else "loses" if outcome.answer.kind != "wrong" else "is not named"
            print(f"{fault}: {place}: {outcome.said or outcome.answer.words}")
        elif options.say and outcome.answer.kind == "wrong" and outcome.seed == options.first:
            print(f"{outcome.share:4.0%} {place}: {outcome.said}")
    if options.json:
        fields = ("assignment", "function", "kind", "name")
        rows = [
            {**{f: getattr(o.answer, f) for f in fields}, "seed": o.seed, "share": o.share, "ordinary": o.ordinary, "said": o.said}
            for o in outcomes
        ]
        options.json.write_text(json.dumps(rows, indent=1))
    print(costs([outcome for outcome in outcomes if outcome.seed == options.first and not outcome.brief]))
    print(markdown(table(outcomes), len(seeds)), end="")
    raise SystemExit(not all(outcome.sound for outcome in outcomes))


if __name__ == "__main__":
    main()
