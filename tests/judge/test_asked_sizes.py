"""What the hidden checks ask about: under every seed each size of number and each length of array, in some check."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from autograder.judge.check_base import Array, Elementwise
from autograder.judge.collected import Check, shipped
from autograder.judge.lesson import reference
from autograder.judge.session import Answer
from autograder.judge.student_function import Function
from autograder.wire import Listed

SEEDS = range(20)
ROWS = {"softmax", "cross_entropy", "cross_entropy_grad"}  # functions of rows
CHECKS: dict[str, list[Check]] = {}
for some in shipped().values():
    for check in some:
        if issubclass(check.checks, Elementwise) or check.function in ROWS:
            CHECKS.setdefault(check.function, []).append(check)


@dataclass
class Right(Function):
    """The reference in a student's place, in this process; `inputs` holds the first arguments that it was asked about."""

    right: Callable[..., Any] = float
    inputs: list[Array] = field(default_factory=list)

    def raw(self, *args: Any) -> Answer:
        """Answer with the reference."""
        given = [arg.array if isinstance(arg, Listed) else arg for arg in args]
        self.inputs.append(np.asarray(given[0]))
        value = self.right(*given)
        return Answer("ok", value=np.asarray(value), after=tuple(arg for arg in args if isinstance(arg, np.ndarray)))


def inputs(function: str, seed: int) -> list[Array]:
    """Return the arrays that all checks of a function ask about under a seed."""
    asked: list[Array] = []
    for check in CHECKS[function]:
        module = check.id.rsplit("/", 1)[-1].split(".py")[0].removeprefix("test_")
        check.run(Right(function, None, right=getattr(reference(module), function), inputs=asked), seed)  # type: ignore[arg-type]
    return asked


DECADES = [(10.0**power, 10.0 ** (power + 1)) for power in range(-6, 3)]
PLACES = {  # name -> whether an array has what a wrong answer might be wrong about
    **{f"{low:g} to {high:g}": lambda x, low=low, high=high: within(x, low, high) for low, high in DECADES},
    "below 0.2": lambda x: within(x, 0.05, 0.2),
    "20 to 400": lambda x: within(x, 20, 400),
    **{f"{n} numbers, or rows": lambda x, n=n: n in (x.size, *x.shape[:1]) for n in range(1, 13)},
    "13 to 40 numbers, or rows": lambda x: x.ndim > 0 and 13 <= len(x) <= 40,
    "over 30 numbers": lambda x: x.size > 30,
    "a table of over 10 rows": lambda x: x.ndim > 1 and len(x) > 10,
}


def within(x: Array, low: float, high: float) -> bool:
    """Return whether a number of either sign has a size between the two."""
    between = (np.abs(x) > low) & (np.abs(x) < high)
    return bool(np.any(between & (x > 0)) and np.any(between & (x < 0)))


@pytest.mark.parametrize("function", CHECKS)
def test_every_size_and_length_is_asked_under_every_seed(function: str) -> None:
    """A wrong answer that is right elsewhere meets a question about its place, whatever the seed."""
    missing = {}
    for seed in SEEDS:
        asked = inputs(function, seed)
        missing |= {name: seed for name, has in PLACES.items() if not any(map(has, asked))}
    assert missing == {}


@pytest.mark.parametrize("function", CHECKS)
def test_what_is_asked_varies_with_the_seed(function: str) -> None:
    """Sizes of arrays too, not numbers alone."""
    shapes = {tuple(sorted(x.shape for x in inputs(function, seed))) for seed in range(4)}
    assert len(shapes) > 2
