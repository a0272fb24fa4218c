"""Sentences for a function whose answers depend on what they should not: earlier calls, other numbers, or nothing at all."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Near = Callable[[Array, Array], bool]
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


def together(name: str, x: Array, got: Array, near: Near) -> str:
    """Return the sentence for answers that are known to depend on the other numbers of the array `x`, which all had one call.

    `x` and `got` are real arrays; `near` is as in `diagnosis.diagnose`.
    """
    what = "point" if x.ndim > 1 and got.ndim == 1 else "number"
    if np.ptp(got) == 0:
        return (
            f"All answers of {name} are the same, {got.flat[0]:.4g}, and they change with the other {what}s of the array. Is one "
            f"answer made of all {what}s (any, all, max, sum, mean), or does a loop keep only its last one?"
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
    """Return the sentence for a function that gives another answer when it is asked the same again."""
    again = f"{name} gives another answer when it is asked the same again."
    if re.search(r"\bempty(_like)?\s*\(", source) and "random" not in source:
        return f"{again} np.empty makes an array of whatever numbers stand in memory. Is a value written to every place of it?"
    return f"{again} Does it keep something from call to call?"


def regardless(name: str, got: Array) -> str:
    """Return the sentence for an answer `got` that is known to stay the same for other numbers."""
    many = f"the same {got.size} numbers" if got.size > 1 else f"{got.flat[0]:.4g}"
    return (
        f"{name} gives {many} whatever goes in. Is the answer computed from the input, by its name in the def line, or is it kept "
        "from an earlier call or another cell?"
    )
