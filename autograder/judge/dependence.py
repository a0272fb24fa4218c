"""Sentences for answers that depend on earlier calls, on other numbers of the array, or on nothing at all. Trusted side; pure."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from autograder.judge.tolerance import Array, Near, Question

SCALED: dict[str, Callable[[Array], Array]] = {
    "the smallest becomes 0 and the largest 1 (min-max scaling)": lambda x: (x - x.min()) / np.ptp(x),
    "the smallest becomes -1 and the largest 1 (min-max scaling)": lambda x: 2 * (x - x.min()) / np.ptp(x) - 1,
    "each is divided by the largest": lambda x: x / x.max(),
    "each is divided by the largest size": lambda x: x / np.abs(x).max(),
    "each is divided by the sum": lambda x: x / x.sum(),
    "each is divided by the length of the vector": lambda x: x / np.linalg.norm(x),
    "the mean becomes 0 and the spread 1": lambda x: (x - x.mean()) / x.std(),
    "the mean is taken away": lambda x: x - x.mean(),
}


def alike(question: Question, got: Array, number_by_number: bool) -> Question | None:
    """Return a question about one number of `question` that was answered wrongly, repeated in the shape of its first argument.

    If `number_by_number` is false, a row is repeated. None if `got`, the answer, is neither of the right shape nor a single number.
    """
    x, want = question.args[0], question.want
    if not (x.size and want.size) or len(x) != len(want) or (got.shape != want.shape and got.size != 1):
        return None
    count = want.size if number_by_number else len(want)
    answers = (got if got.shape == want.shape else np.full(want.shape, got.flat[0])).reshape(count, -1)
    right = want.reshape(count, -1)
    wrong = next((at for at in range(count) if not question.tolerance.accepts(answers[at], right[at])), 0)
    same = [np.resize(array.reshape(count, -1)[wrong], array.shape) for array in (x, want)]
    return replace(question, args=(same[0], *question.args[1:]), want=same[1])


def calm(x: Array) -> tuple[Array, Array]:
    """Return the indices of the quarter of `x` nearest to 0, and `x` with all other numbers replaced by those of that quarter.

    `x` has shape (n,) or (n, d); if it has rows, a row counts by its number farthest from 0. The indices are int64 (n // 4,).
    """
    order = np.argsort(np.abs(x).reshape(len(x), -1).max(axis=1), kind="stable")
    near, far = np.split(order, [len(x) // 4])
    calmed = x.copy()
    calmed[far] = x[np.resize(near, far.size)]
    return near, calmed


def explained_by_place(x: Array, got: Array, want: Array, near: Near) -> bool:
    """Return whether wrong answers `got`, in the shape of `want`, depend on places in the array, not on the other numbers in it.

    `x` is the argument: as many numbers, or rows, as `want` has. `near` is as in `diagnosis.diagnose`.
    """
    if got.ndim > 1 and got.shape == got.T.shape and near(got, want.T):
        return True  # transposed as a whole
    right = [near(*pair) for pair in zip(got, want, strict=True)]
    if np.ptp(got) and right[0] and 2 * sum(right) <= len(right):
        return True  # a loop that ends too early
    once = np.unique(x, axis=0, return_index=True)[1]
    return len(once) < len(x) and near(got[once], want[once])  # only the second of two equal numbers is wrong


def together(name: str, x: Array, got: Array, near: Near) -> str:
    """Return the sentence for answers `got` that are known to depend on the other numbers of `x`, the argument of one call.

    `x` and `got` are real arrays of any shape; `near` is as in `diagnosis.diagnose`.
    """
    what = "point" if x.ndim > 1 and got.ndim == 1 else "number"
    if np.ptp(got) == 0:
        return (
            f"All answers of {name} are the same, {got.flat[0] + 0.0:.4g}, and they change with the other {what}s of the array. Is "
            f"one answer made of all {what}s (any, all, max, sum, mean), or does a loop keep only its last one?"
        )
    if got.shape == x.shape:
        with np.errstate(all="ignore"):
            for how, form in SCALED.items():
                if near(got, form(x.astype(float))):
                    return (
                        f"{name} only scales the numbers, by what all of them are: {how}. Where does the formula come in, and why "
                        "should a number's answer depend on its neighbours?"
                    )
    return (
        f"{name} gives a {what} another answer if other {what}s stand beside it. Each has an answer of its own: which step looks "
        "at all of them, as max, sum, mean, any and all do?"
    )


def unstable(name: str, source: str) -> str:
    """Return the sentence for a function that gives another answer to the same call; `source` is its code, '' if unknown."""
    again = f"{name} gives another answer when it is asked the same again."
    if re.search(r"\bempty(_like)?\s*\(", source) and "random" not in source:
        return f"{again} np.empty makes an array of whatever numbers stand in memory. Is a value written to every place of it?"
    if "random" in source:
        return f"{again} The code draws random numbers: does any of them belong in the answer?"
    return f"{again} Does it keep something from call to call?"


def one_truth(name: str) -> str:
    """Return the sentence for a single True or False in place of an answer for each number, or row."""
    return (
        f"{name} returns one True or False. Is one question asked about all of them, as any and all do? Each has an answer of its "
        "own, and that is a number."
    )


def regardless(name: str, got: Array) -> str:
    """Return the sentence for an answer `got`, of any shape, that is known to stay the same for other inputs."""
    many = f"the same {got.size} numbers" if got.size > 1 else f"{got.flat[0]:.4g}"
    return (
        f"{name} gives {many} whatever goes in. Is the answer computed from the input, by its name in the def line, or is it kept "
        "from an earlier call or another cell?"
    )
