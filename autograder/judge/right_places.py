"""Recognises mistakes by the places of the right answers in an array: all but the first, one side of 0, near 0. Trusted side.

It uses plain arrays and the text of the student's code, and runs no student code.
"""

import numpy as np

from autograder.judge.source_evidence import EMPTY, has_cases, has_loop, has_place
from autograder.judge.tolerance import Array, Near

FEW = 4  # numbers at least: with fewer, a factor, a step or a pattern may fit by chance


def at_the_ends(name: str, got: Array, want: Array, near: Near, source: str) -> str:
    """Return the sentence for a loop, or a slice, that begins too late or ends too early; '' if there is none.

    `got` and `want` are real arrays of one shape, `near` is as in `diagnosis.diagnose`, `source` the student's code.
    """
    if want.ndim != 1 or want.size < 2 * FEW or not has_place(source):
        return ""
    loop = has_loop(source)
    if near(got[1:], want[1:]):
        return f"{name} is right for all but the first. {'Where does the loop begin?' if loop else SLICE}"
    if near(got[:-1], want[:-1]):
        return f"{name} is right for all but the last. {'Where does the loop end?' if loop else SLICE}"
    if near(got[:1], want[:1]) and np.ptp(got[1:]) == 0:
        return f"{name} is right for the first number only, and the others are all the same. Does return stand inside the loop?"
    return ""


SLICE = "Which slice, or which place in square brackets, leaves it out?"


def where(name: str, given: Array, got: Array, want: Array, near: Near, source: str) -> str:
    """Return a sentence on where the answers to the numbers `given` are right; '' if there is no pattern.

    `given`, `got` and `want` are real arrays of one shape; `near` is as in `diagnosis.diagnose`.
    """
    wrong = np.array([not near(g, w) for g, w in zip(got.ravel(), want.ravel(), strict=True)])
    x = given.ravel().astype(float)
    right = ~wrong
    for bad, side, good, other in (("negative", x < 0, "positive", x > 0), ("positive", x > 0, "negative", x < 0)):
        if side.sum() >= FEW and other.sum() >= FEW and wrong[side].all() and right[other].all():
            flat_got, flat_want = got.ravel()[side], want.ravel()[side]
            for what, form in (("x "
                                "itself", x[side]), ("-x", -x[side]), ("1", np.ones(side.sum())), ("-1", -np.ones(side.sum())),
                               ("the right number with its sign turned", -flat_want), ("0", np.zeros(side.sum()))):  # fmt: skip
                if near(flat_got, form):
                    return f"{name} is right for {good} x, and gives {what} for {bad} x. What should it give there?"
            return f"{name} is right for {good} x and wrong for {bad} x. What does it do with {bad} numbers?"
    return _about_zero(name, x, got.ravel(), want.ravel(), right, source)


def _about_zero(name: str, x: Array, got: Array, want: Array, right: Array, source: str) -> str:
    """Return the sentence if the right answers lie everywhere but at x = 0, up to some x, or near 0; else ''. Arrays (n,)."""
    wrong, zero = ~right, x == 0
    if wrong[zero].any() and right[~zero].all() and (x < 0).any() and (x > 0).any():
        if EMPTY.search(source):
            return f"At x = 0 no case of {name} writes a value, and np.empty leaves what was there before. Which case takes 0 in?"
        which = "Which of its cases takes 0 in?" if has_cases(source) else "Which step decides there?"
        return f"{name} is right everywhere but at x = 0, where it gives {got[wrong][0]:.4g}. {which}"
    if soon := _too_soon(name, x, got, right):
        return soon
    for side, far in (("large", x), ("very negative", -x)):
        if wrong.sum() >= 2 and right.sum() >= FEW and (far[right] > 0).any() and far[right].max() < far[wrong].min():
            return (
                f"{name} is right up to some x and wrong for {side} x beyond it. Which limit is in it that the "
                "formula does not have?"
            )
    if wrong.sum() >= 2 and np.unique(np.abs(x[right])).size >= FEW and np.abs(x[right]).max() < np.abs(x[wrong]).min():
        return f"{name} is right near 0 and wrong farther out. What changes there?"
    return ""


def _too_soon(name: str, x: Array, got: Array, right: Array) -> str:
    """Return the sentence for answers that are one constant beyond some x, where the right curve is not constant; or ''."""
    for far, beyond in ((np.abs(x), "farther out"), (x, "for larger x"), (-x, "for smaller x")):
        side = far > 0
        values = np.unique(got[~right & side])
        set_to = side & (got == values[0]) if values.size == 1 else np.zeros_like(side)
        kept = side & ~set_to
        if set_to.sum() >= 3 and kept.sum() >= 2 and right[kept].all() and far[set_to].min() > far[kept].max():
            return f"{name} is right near 0, and {beyond} it is set to {values[0]:.4g} too soon. Is it exactly that there?"
    return ""
