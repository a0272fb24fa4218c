"""The hidden checks as collected from the modules in checks/, in the order in which pytest would run them. Trusted side.

They are written as pytest tests, but pytest is not loaded here: loading it takes longer than judging a submission. A test of the
course compares this collection with pytest's.
"""

import importlib
import importlib.util
import inspect
import random
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.errors import CourseError
from autograder.judge.check_base import Checks, weight_of
from autograder.judge.student_function import Function

CHECKS = Path(__file__).parents[1] / "checks"
GIVEN = frozenset({"call", "rng"})  # the arguments that a check may have
SET_UP = [f"{when}_{what}" for what in ("method", "class", "function", "module") for when in ("setup", "teardown")]


class GraderError(CourseError):
    """The suite itself is broken, so no submission can be judged."""


@dataclass(frozen=True, slots=True)
class Check:
    """A hidden check as collected: its id as pytest's (file::class::method), its class, its method's name."""

    id: str
    checks: type[Checks]
    name: str
    takes: tuple[str, ...]  # names of its arguments, from GIVEN
    title: str  # its docstring, which a student may see
    weight: int  # its share of the function's points

    @property
    def comes_last(self) -> bool:
        """Return whether the check must run last, because it is about all calls of the function, by other checks too."""
        return self.name == "test_unchanged"

    @property
    def function(self) -> str:
        """Return the name of the student's function that the check is about."""
        return self.checks.function

    def run(self, function: Function, seed: int) -> None:
        """Run the check on `function`, with some of its calls repeated; raise Failure if an answer is wrong.

        The random numbers depend on the seed and on the check, and not on the order of the checks.
        """
        rng = np.random.default_rng([seed, zlib.crc32(self.id.rsplit("/", 1)[-1].encode())])
        given = {"call": function, "rng": rng}
        with function.one_check(random.Random(f"{seed} {self.id}")):
            getattr(self.checks(), self.name)(**{name: given[name] for name in self.takes})


@cache
def shipped() -> dict[str, list[Check]]:
    """Return the course's own checks, collected once in a process; graders inherit them from the process they are forked from."""
    return collect(CHECKS)


def collect(folder: Path) -> dict[str, list[Check]]:
    """Return the checks in a folder's `test_<assignment>.py` by assignment, in the order of their files.

    Raises GraderError if a module cannot be imported, or if a check asks for more than GIVEN: another fixture, parameters,
    or methods that set up or tear down.
    """
    checks: dict[str, list[Check]] = {}
    for path in sorted(folder.glob("test_*.py")):
        module = _imported(path)
        for name, kind in list(vars(module).items()):
            if name.startswith("Test") and isinstance(kind, type) and issubclass(kind, Checks):
                checks.setdefault(path.stem.removeprefix("test_"), []).extend(_checks(path, module, kind, name))
    return checks


def _imported(path: Path) -> ModuleType:
    """Return a module of the suite; raise GraderError if it cannot be imported."""
    try:
        if path.parent == CHECKS:
            return importlib.import_module(f"autograder.checks.{path.stem}")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec
        assert spec.loader
        sys.modules[path.stem] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except Exception as error:
        what = f"the hidden checks cannot be imported ({type(error).__name__}: {error})"
        raise GraderError(what, path, "fix it, run again") from error
    return module


def _checks(path: Path, module: ModuleType, kind: type[Checks], name: str) -> Iterator[Check]:
    """Yield the checks of a class, inherited ones first; raise GraderError if one asks for more than GIVEN."""
    extra = [each for each in SET_UP if hasattr(kind, each) or hasattr(module, each)]
    extra += [each for each, value in {**vars(module), **_members(kind)}.items() if each[:2] != "__" and _is_of_pytest(value)]
    extra += ["pytestmark"] * (hasattr(kind, "pytestmark") or hasattr(module, "pytestmark"))
    for method in _members(kind):
        if not method.startswith("test"):
            continue
        identity = f"{path.name}::{name}::{method}"
        code = getattr(kind(), method)
        takes = tuple(inspect.signature(code).parameters)
        more = [*(each for each in takes if each not in GIVEN), *extra, *["pytestmark"] * hasattr(code, "pytestmark")]
        if more:
            what = f"the check {identity} asks for {more[0]}, and the judge gives a check nothing but call and rng"
            raise GraderError(what, path, "write fixtures and set-up as plain functions, and parameters as a loop")
        title = (code.__doc__ or method).strip().splitlines()[0]
        yield Check(identity, kind, method, takes, title, weight_of(kind, method))


def _members(kind: type) -> dict[str, Any]:
    """Return the attributes of a class by name, those of its base classes first, as pytest orders them."""
    members: dict[str, Any] = {}
    for each in kind.__mro__:
        new = {name: value for name, value in vars(each).items() if name not in members}
        members = {**new, **members}
    return members


def _is_of_pytest(value: object) -> bool:
    """Return whether a module's attribute is a pytest fixture."""
    return type(value).__module__.partition(".")[0] == "_pytest"
