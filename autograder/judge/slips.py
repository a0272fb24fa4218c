"""Makes causes of a table of wrong forms, or of a function's steps: each has right and wrong ways, and one or two go wrong.

A table of wrong forms has only those that an author thought of; a recipe has all combinations of a few slips. Trusted side.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.judge.known_causes import Cause
from autograder.judge.tolerance import Array

Build = Callable[..., Callable[..., Any]]
Forms = Mapping[str, Sequence[Any]]  # wrong forms of a function, or wrong ways of a step, by the sentence that explains them


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a recipe: the right ways, which give the same numbers, and the wrong ways by the sentence that explains them."""

    right: Sequence[Any]
    wrong: Forms


def of_floats(form: Callable[..., Any]) -> Callable[..., Any]:
    """Return a form whose first argument becomes an array of floats, of any shape, as in the given first line of a stub."""
    return lambda x, *more: form(np.asarray(x, dtype=float), *more)


def ordinary(x: Array) -> Array:
    """Return x, of any shape; raise ValueError if a number is beyond 50, so that a form applies to ordinary numbers only."""
    if x.size and np.max(np.abs(x)) > 50:
        raise ValueError("not ordinary")
    return x


def causes(wrong: Forms, build: Build = lambda form: form) -> tuple[Cause, ...]:
    """Return a cause for each wrong form; `build` makes the function that it stands for."""
    return tuple(Cause(sentence, build(form)) for sentence, form in _each(wrong))


def _each(wrong: Forms) -> list[tuple[str, Any]]:
    """Return each wrong form with its sentence."""
    return [(sentence, form) for sentence, forms in wrong.items() for form in forms]


class MadeLater:
    """Causes that are made at their first use: there are thousands, and most class runs need those of one lesson only."""

    def __init__(self, make: Callable[[], Iterable[Cause]]) -> None:
        self.make = make

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """The causes, made once."""
        return tuple(self.make())

    def __iter__(self) -> Iterator[Cause]:
        """Return an iterator over the causes."""
        return iter(self.causes)


def slips(build: Build, *steps: Step, at_once: int = 1) -> MadeLater:
    """Return the causes in which `at_once` steps go wrong and the others are right.

    `build` takes a way for each step and returns the function made of them. The sentence has a part for each slip.
    """
    return MadeLater(lambda: _slips(build, steps, at_once))


def _slips(build: Build, steps: Sequence[Step], at_once: int) -> Iterator[Cause]:
    for places in itertools.combinations(range(len(steps)), at_once):
        others = [[("", way) for way in step.right] for step in steps]
        for place in places:
            others[place] = _each(steps[place].wrong)
        for chosen in itertools.product(*others):
            sentences = dict.fromkeys(sentence for sentence, _ in chosen if sentence)
            yield Cause(" Also: ".join(sentences), build(*(way for _, way in chosen)))
