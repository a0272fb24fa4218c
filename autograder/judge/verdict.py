"""What the judge says of a submission, as data: checks, graded cells, the whole verdict. Trusted side; plain and frozen."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Detail = Literal["title", "cause", "example"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One hidden check: its title, its weight, whether it passed, and in the student's words why not.

    `named` tells whether the cause says more than that the numbers are wrong; `follows`, whether the check passed with a
    right version of an earlier function in place of the student's own.
    """

    title: str
    weight: int
    passed: bool
    cause: str = ""
    example: str = ""
    named: bool = True
    follows: bool = False
    snippet: str = ""  # the call that failed, as code; where the judge was asked to explain

    def message(self, detail: Detail = "cause") -> str:
        """Return what a student is told, as far as the level of detail allows."""
        if self.passed or detail == "title":
            return ""
        return f"{self.cause} ({self.example})" if detail == "example" and self.example else self.cause


@dataclass(frozen=True, slots=True)
class Curve:
    """A function's curve over a grid that is no secret, beside the expected one; None where it is nan or infinity.

    `apart` holds the places at which the two differ by more than the checks allow.
    """

    x: tuple[float, ...]
    got: tuple[float | None, ...]
    want: tuple[float, ...]
    apart: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CellVerdict:
    """One graded cell: its score out of its points, and its checks."""

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
class Verdict:
    """What the judge says of one notebook. Where `error` is set the notebook could not be graded, and no score is given."""

    assignment: str
    seed: int
    cells: tuple[CellVerdict, ...] = ()
    error: str | None = None
    without: tuple[str, ...] = ()  # sandbox layers that were switched off

    @property
    def score(self) -> float:
        """Return the notebook's marks."""
        return round(sum(cell.score for cell in self.cells), 2)

    @property
    def max_score(self) -> float:
        """Return the notebook's full marks."""
        return sum(cell.max_score for cell in self.cells)

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as plain data, whole, as it is recorded."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Verdict":
        """Return the verdict that `to_json` gave."""
        cells = tuple(
            CellVerdict(
                **{
                    **cell,
                    "checks": tuple(CheckResult(**item) for item in cell["checks"]),
                    "notes": tuple(cell["notes"]),
                    "curve": Curve(**{key: tuple(part) for key, part in curve.items()}) if (curve := cell["curve"]) else None,
                }
            )
            for cell in raw["cells"]
        )
        return cls(**{**raw, "cells": cells, "without": tuple(raw["without"])})

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
