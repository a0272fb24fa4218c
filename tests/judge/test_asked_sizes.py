"""What the hidden checks ask about: under every seed each size of number, each length of array and each form, in some check."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from autograder.judge.check_base import Array, Elementwise
from autograder.judge.hidden_checks import Check, shipped
from autograder.judge.lesson import reference
from autograder.judge.session import Answer, Session
from autograder.judge.student_function import Function
from autograder.wire import Listed

SEEDS = range(20)
CHECKS: dict[str, list[Check]] = {}
for some in shipped().values():
    for check in some:
        CHECKS.setdefault(check.function, []).append(check)
ELEMENTWISE = {name for name, checks in CHECKS.items() if issubclass(checks[0].checks, Elementwise)}
ROWS = {"softmax", "cross_entropy", "cross_entropy_grad"}  # functions of rows


class Nobody(Session):
    """A session in which nobody answers: `Right` does."""

    def calls(self, function: str, questions: Sequence[object]) -> Iterator[Answer]:
        """Yield what stands for no answer."""
        return iter([None] * len(questions))  # type: ignore[list-item]


@dataclass
class Right(Function):
    """The reference in a student's place, in this process; `asked_about` holds the arguments of each call."""

    answer_of: Callable[..., Any] = float
    asked_about: list[tuple[Any, ...]] = field(default_factory=list)

    def raw(self, *args: Any) -> Answer:
        """Answer with the reference."""
        given = tuple(arg.array if isinstance(arg, Listed) else arg for arg in args)
        self.asked_about.append(given)
        value = self.answer_of(*given)
        after = tuple(arg for arg in args if isinstance(arg, np.ndarray))
        return Answer("ok", value=value if isinstance(value, tuple) else np.asarray(value), after=after)


def questions(function: str, seed: int) -> list[tuple[Any, ...]]:
    """Return the arguments of all calls that the checks of a function make under a seed."""
    asked: list[tuple[Any, ...]] = []
    for check in CHECKS[function]:
        module = check.id.rsplit("/", 1)[-1].split(".py")[0].removeprefix("test_")
        proxy = Right(
            function,
            Nobody(None, []),  # type: ignore[arg-type]
            parts=check.checks.parts,
            answer_of=getattr(reference(module), function),
            asked_about=asked,
        )
        check.run(proxy, seed)
    return asked


def inputs(function: str, seed: int) -> list[Array]:
    """Return the first arguments of these calls as arrays."""
    return [np.asarray(args[0]) for args in questions(function, seed)]


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


@pytest.mark.parametrize("function", sorted(ELEMENTWISE | ROWS))
def test_every_size_and_length_is_asked_under_every_seed(function: str) -> None:
    """A wrong answer that is right elsewhere meets a question about its place, whatever the seed."""
    missing = {}
    for seed in SEEDS:
        asked = inputs(function, seed)
        missing |= {name: seed for name, has in PLACES.items() if not any(map(has, asked))}
    assert missing == {}


@pytest.mark.parametrize("function", sorted(ELEMENTWISE | ROWS))
def test_what_is_asked_varies_with_the_seed(function: str) -> None:
    """Sizes of arrays too, not numbers alone."""
    shapes = {tuple(sorted(x.shape for x in inputs(function, seed))) for seed in range(4)}
    assert len(shapes) > 2


def turned(x: object) -> bool:
    """Return whether a table or block does not stand in memory row by row: the wire lays it out column by column."""
    return isinstance(x, np.ndarray) and x.ndim > 1 and not x.flags.c_contiguous


def rises(x: object) -> bool:
    """Return whether three numbers or more stand in rising order, not all of them the same."""
    return np.ndim(x) == 1 and np.size(x) > 2 and bool(np.all(np.diff(np.asarray(x, dtype=float)) >= 0) and np.ptp(x))


def twice(x: object, labels: object = None) -> bool:
    """Return whether some numbers or rows occur twice, not all of them the same; where `labels` are given, with other labels."""
    if np.ndim(x) not in (1, 2) or len(x) < 4:
        return False
    kinds, of = np.unique(np.asarray(x)[np.any(np.atleast_2d(np.transpose(x)) != 0, axis=0)], axis=0, return_inverse=True)
    if not 1 < len(kinds) < of.size:
        return False
    return labels is None or any(np.ptp(np.asarray(labels)[of.ravel() == kind]) for kind in range(len(kinds)))


POINTS = {"affine", "predict", "perceptron", "lift", "dead_fraction", "mlp_forward", "mlp_backward"}
LABELS = {"cross_entropy", "cross_entropy_grad", "mlp_backward"}  # of the second argument
TABLES = ELEMENTWISE | POINTS | ROWS | {"masked_softmax"}
FORMS: dict[str, tuple[set[str], Callable[..., bool]]] = {  # name -> the functions asked about it, and whether arguments have it
    "a square table": (TABLES, lambda x, *_: np.ndim(x) == 2 and len(x) == len(np.transpose(x)) > 1),
    "a table of one number": (
        TABLES - LABELS - {"lift", "perceptron", "masked_softmax"} | {"mlp_backward"},
        lambda x, *_: np.shape(x) == (1, 1),
    ),
    "a cube": (ELEMENTWISE, lambda x, *_: np.ndim(x) == 3 and len(set(np.shape(x))) == 1),
    "a turned table": (TABLES, lambda *args: any(map(turned, args))),
    "a turned block": (ELEMENTWISE, lambda x, *_: np.ndim(x) == 3 and turned(x)),
    "rising numbers": (ELEMENTWISE | {"softmax", "softmax_jacobian"}, lambda x, *_: rises(x)),
    "rising points": ({"gradient_step"}, lambda w, b, x, *_: rises(x)),
    "rising labels": (LABELS | {"perceptron"}, lambda x, labels, *_: rises(labels)),
    "some twice": (ELEMENTWISE | {"affine", "predict", "perceptron", "mlp_forward"}, lambda x, *_: twice(x)),
    "some twice, with other labels": (LABELS, lambda x, labels, *_: twice(x, labels)),
    "points twice, in both classes": ({"gradient_step"}, lambda w, b, x, y, rate: twice(x, y)),
    "zeros to start from": ({"gradient_step"}, lambda w, b, *_: w == b == 0),
    "a whole number alone": (ELEMENTWISE, lambda x, *_: type(x) is int),
    "an array without axes": (ELEMENTWISE, lambda x, *_: isinstance(x, np.ndarray) and x.ndim == 0),
    "whole numbers of 32 bits": (ELEMENTWISE, lambda x, *_: getattr(x, "dtype", None) == np.int32),
    "whole weights": (
        {"mlp_forward", "mlp_backward"},
        lambda *args: sum(np.ndim(arg) == 2 and np.asarray(arg).dtype.kind == "i" for arg in args) > 1,
    ),
}


@pytest.mark.parametrize("function", CHECKS)
def test_every_form_is_asked_under_every_seed(function: str) -> None:
    """An answer that is wrong for one form alone, whatever the numbers, meets it under every seed: it never has full marks."""
    missing = {}
    for seed in SEEDS[:5]:
        asked = questions(function, seed)
        wanted = {name: has for name, (functions, has) in FORMS.items() if function in functions}
        missing |= {name: seed for name, has in wanted.items() if not any(has(*args) for args in asked)}
    assert missing == {}
