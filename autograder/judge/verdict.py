"""The judge's results as data: failed checks, graded cells, the whole verdict. Trusted side."""

from dataclasses import KW_ONLY, asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

from autograder.judge import quotes

Detail = Literal["title", "cause", "example"]

# The kinds of failures. Programs compare kinds; sentences are for people.
Kind = Literal[
    "wrong",  # a value that is not right in its numbers, its shape or its form
    "not_written",  # the stub as handed out
    "missing",  # the function is not defined, or its name holds something that cannot be called
    "raised",  # an exception
    "refused",  # an exception because the sandbox does not permit something
    "memory",  # an exception because memory ran out
    "timeout",  # no answer in time
    "died",  # the process ended
    "garbled",  # bytes that are not a valid answer
    "nothing",  # None
    "not_numbers",  # booleans, text, a tuple and the like, if numbers are expected
    "changes_input",  # the caller's array is not as it was
    "unstable",  # another answer to the same question
    "unrecorded",  # a verdict recorded before failures had kinds
]


@dataclass(frozen=True, slots=True)
class Stop:
    """An exception as the sentence of a failure quotes it. `error` and `words` are a student's text: escape them in HTML.

    `error` is the type of the exception if it ended the call and the sentence names it, else ''; `line` is the line of the
    cell, counted from 1, and `within` the function whose cell that is, '' if it is the judged function's own. `words` is the
    exception's text as the sentence quotes it.
    """

    error: str = ""
    line: int | None = None
    within: str = ""
    words: str = ""

    @property
    def place(self) -> str:
        """Return the words of the sentence that name the line; '' if the line is not known."""
        whose = f"{self.within}'s" if self.within else "its"
        return f" in line {self.line} of {whose} cell" if self.line else ""


@dataclass(eq=False)
class Failure(Exception):
    """What a student's function did wrong: the sentence that names the cause, and the example that shows it.

    `kind` and `stop` hold the same as data; `general` is the sentence without the student's words (`judge.quotes`). `causes`
    are the sentences of all known wrong forms that give the same wrong numbers; the judge chooses the one that explains most of
    the other failed checks. `named` is false if the sentence only says that the numbers are wrong. `unexplained` is the question
    and the answer, if rare causes may still explain it (`Function.explained`). `close` is true if the numbers have two right
    digits.
    """

    cause: str
    example: str = ""
    causes: tuple[str, ...] = ()
    _: KW_ONLY
    named: bool = True
    kind: Kind = "wrong"
    stop: Stop | None = None
    general: str = ""
    unexplained: tuple[object, object] | None = None
    close: bool = False

    def __post_init__(self) -> None:
        self.general = self.general or quotes.without(self.cause)
        self.cause = quotes.shown(self.cause)
        self.causes = self.causes or (self.cause,)

    def __str__(self) -> str:
        return self.cause


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One hidden check: its title, its share of the function's points, and if it failed, why (see `Failure`).

    `follows` is true if the check passed with a right version of an earlier function in place of the student's.
    """

    title: str
    weight: int
    passed: bool
    cause: str = ""
    example: str = ""
    named: bool = True
    follows: bool = False
    snippet: str = ""  # the failed call as Python code, if the judge was asked to explain
    kind: Kind = "wrong"  # of the failure; without meaning if the check passed
    stop: Stop | None = None
    general: str = ""  # the cause without the student's words; '' if there are none in it

    def message(self, detail: Detail = "cause") -> str:
        """Return the sentence for the student, as far as the level of detail allows; '' if the check passed."""
        if self.passed or detail == "title":
            return ""
        return f"{self.cause} ({self.example})" if detail == "example" and self.example else self.cause


@dataclass(frozen=True, slots=True)
class Curve:
    """A student's curve and the expected one over a public grid `x`; all have the same length.

    `got` is None where the value is nan or infinite. `apart` holds the indices at which the two differ by more than the checks
    allow.
    """

    x: tuple[float, ...]
    got: tuple[float | None, ...]
    want: tuple[float, ...]
    apart: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CellVerdict:
    """One graded cell: its function, its points, and its checks. `answered` is false if the stub is as handed out."""

    grade_id: str
    function: str
    max_score: float
    checks: tuple[CheckResult, ...]
    answered: bool = True
    notes: tuple[str, ...] = ()
    curve: Curve | None = None

    @property
    def share(self) -> float:
        """Return the share of check weights that passed, 0 to 1."""
        total = sum(check.weight for check in self.checks)
        return sum(check.weight for check in self.checks if check.passed) / total

    @property
    def score(self) -> float:
        """Return the points times the share of check weights that passed, to two decimals."""
        return round(self.max_score * self.share, 2)

    @property
    def passed(self) -> int:
        """Return how many checks passed."""
        return sum(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True)
class StoppedLine:
    """A line of a student's cell that stopped while the lines after it ran. `error` and `words` are the exception's: a student's.

    `function` is the function that the cell defines, '' if none.
    """

    function: str
    line: int | None
    error: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one notebook. If `error` is set, the notebook could not be graded and has no score."""

    assignment: str
    seed: int
    cells: tuple[CellVerdict, ...] = ()
    error: str | None = None
    without: tuple[str, ...] = ()  # sandbox layers that were switched off
    stopped: tuple[StoppedLine, ...] = ()

    @property
    def score(self) -> float:
        """Return the notebook's marks."""
        return round(sum(cell.score for cell in self.cells), 2)

    @property
    def max_score(self) -> float:
        """Return the notebook's full marks."""
        return sum(cell.max_score for cell in self.cells)

    @property
    def answered(self) -> bool:
        """Return whether the student has written anything in a stub."""
        return any(cell.answered or cell.passed for cell in self.cells)

    def to_json(self) -> dict[str, Any]:
        """Return the whole verdict as plain data, the form in which it is recorded."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Verdict":
        """Return the verdict of `to_json`; failures recorded before there were kinds are "unrecorded"."""
        stopped = tuple(StoppedLine(**each) for each in raw.get("stopped", ()))
        return cls(**{**raw, "cells": tuple(map(_cell, raw["cells"])), "without": tuple(raw["without"]), "stopped": stopped})

    def report(self, notebook: str, detail: Detail = "cause") -> dict[str, Any]:
        """Return the object that `course check --json` prints for a notebook."""
        return {
            "notebook": notebook,
            "assignment": self.assignment,
            "score": None if self.error else self.score,
            "max_score": None if self.error else self.max_score,
            "error": self.error,
            "seed": self.seed,
            "cells": [
                {
                    "grade_id": cell.grade_id,
                    "score": cell.score,
                    "max_score": cell.max_score,
                    "checks": [
                        {"title": c.title, "weight": c.weight, "passed": c.passed, "message": c.message(detail)}
                        for c in cell.checks
                    ],
                    "notes": list(cell.notes),
                }
                for cell in self.cells
            ],
            "without": list(self.without),
        }


def _cell(raw: dict[str, Any]) -> CellVerdict:
    curve = raw["curve"] and Curve(**{key: tuple(part) for key, part in raw["curve"].items()})
    return CellVerdict(**{**raw, "checks": tuple(map(_check, raw["checks"])), "notes": tuple(raw["notes"]), "curve": curve})


_passed = lru_cache(maxsize=1000)(CheckResult)  # most checks of a class: to make each anew takes time and memory


def _check(raw: dict[str, Any]) -> CheckResult:
    if "kind" not in raw or "general" not in raw:  # an older verdict does not record which words are a student's
        raw = {"kind": "unrecorded", "general": raw["title"], **raw}
    if raw.get("stop"):
        raw = {**raw, "stop": Stop(**raw["stop"])}
    return _passed(**raw) if raw["passed"] else CheckResult(**raw)
