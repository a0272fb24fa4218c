"""An instructor's own weights of hidden checks, `c.Judge.weights`, in place of the suite's. Trusted side."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.judge.hidden_checks import Check

Checks = Mapping[str, list[Check]]  # by assignment, as a Suite has them


def reweighted(checks: Checks, weights: Mapping[str, Any], where: Path) -> dict[str, list[Check]]:
    """Return the checks with these weights: function -> check, its method's name without `test_` -> whole number, 0 or more.

    Checks that are not named keep their weights. Raises CourseError, which names the configuration file `where`, for a function or
    a check that does not exist, a weight that is not a whole number, and a function whose checks would all have weight 0.
    """
    by_function: dict[str, dict[str, Check]] = {}
    for group in checks.values():
        for check in group:
            by_function.setdefault(check.function, {})[short(check)] = check
    for function, own in weights.items():
        place = f"c.Judge.weights[{function!r}]"
        known = by_function.get(function)
        if known is None:
            raise CourseError(f"c.Judge.weights names {function!r}, which has no checks", where, one_of(function, by_function))
        if not isinstance(own, Mapping):
            raise CourseError(f"{place} is {own!r}", where, "write the weights of its checks as {'ordinary': 4, …}")
        for name, number in own.items():
            if name not in known:
                raise CourseError(f"{place} names {name!r}, and {function} has no such check", where, one_of(name, known))
            if type(number) is not int or number < 0:
                raise CourseError(f"{place}[{name!r}] is {number!r}", where, "write a whole number, 0 or more")
        if not sum(own.get(name, check.weight) for name, check in known.items()):
            raise CourseError(f"{place} leaves every check of {function} with the weight 0", where, "give one of them more than 0")
    return {
        assignment: [replace(check, weight=weights.get(check.function, {}).get(short(check), check.weight)) for check in group]
        for assignment, group in checks.items()
    }


def short(check: Check) -> str:
    """Return the name by which a configuration calls a check."""
    return check.name.removeprefix("test_")


def one_of(name: object, names: Mapping[str, Any]) -> str:
    """Return the next step for an unknown name: the known name most like it, or all known names."""
    near = get_close_matches(str(name), names, 1)
    return f"write {near[0]!r}, if that is meant" if near else f"take one of {', '.join(names)}"
