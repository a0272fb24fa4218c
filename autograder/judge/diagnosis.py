"""Recognises mistakes that every function can have, from plain arrays alone. Trusted side; it calls no student code.

The judge uses it if none of the function's known wrong forms (`judge.known_causes.Cause`) gives the same answer. Most sentences end
in a question that helps the student on.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.judge.right_places import FEW, at_the_ends, where
from autograder.judge.several_values import DROPPED
from autograder.judge.source_evidence import bare, has_loop
from autograder.judge.tolerance import Array, Near

LATER = "Return the numbers as they are: who needs fewer can round later."
CLOSE = 2e-2  # relative error: below it about two digits are right, so the formula is right and a constant in it is not
EXCHANGED = "{name} gives the right numbers with rows and columns exchanged. Which step turns them round?"


def diagnose(
    name: str, args: Sequence[Any], got: Array, want: Array, near: Near, kind: str = "", hint: str = "", source: str = "",
    of_x: bool = True,
) -> str:  # fmt: skip
    """Return what is wrong with `got` as a sentence or two; '' if it fits no pattern.

    `args` are the arguments of the call, arrays or numbers. `got` and `want` are real arrays of any shapes and any integer or
    float dtype, and differ. `near(a, b)` returns whether all numbers of two arrays of one shape agree within the check's
    tolerance. `kind` says in words what sort of input this is, and `hint` is the check's question. `source` is the student's
    code, '' if it is unknown, and `of_x` says that the first argument is called x: only then a sentence may speak of x.
    """
    if got.shape != want.shape:
        return _shape(name, args, got, want, near, source)
    if got.ndim > 1 and got.shape == got.T.shape and near(got, want.T):
        return EXCHANGED.format(name=name)
    if not (np.isfinite(got).all() and np.isfinite(want).all()):
        return ""
    return _value(name, args, got, want.astype(float), near, kind, hint, source, of_x)


def cut(name: str, got: Array, want: Array, near: Near, what: str = "its answers") -> str:
    """Return the sentence if each number is the right one cut to a whole number; '' if not, or if they are too few or too alike.

    `got` and `want` are real arrays of any shape and dtype, `near` is as in `diagnose`; `what` names the numbers in the sentence.
    """
    tells = got.shape == want.shape and want.size >= FEW and np.isfinite(got).all() and np.ptp(want) > 0
    if not tells or (np.ptp(got) == 0 and got.dtype.kind == "f") or not np.array_equal(got, np.round(got)):
        return ""
    if not (near(got, np.trunc(want)) or near(got, np.floor(want))):
        return ""
    return f"{name} cuts {what} to whole numbers. Does int(...) or // do that, or is the array made for whole numbers?"


def rounded(name: str, got: Array, want: Array, near: Near, fewest: int = 1, what: str = "its answers") -> str:
    """Return the sentence if each number is the right one rounded to `fewest` to 10 decimals; '' if not.

    Arguments are as those of `cut`, with `got` and `want` of one shape.
    """
    if not fewest and np.isfinite(want).all() and np.ptp(np.ceil(want)) > 1 and near(got, np.ceil(want)):  # 0 and 1: a step
        return f"{name} rounds {what} up to whole numbers. {LATER}"
    for digits in range(fewest, 11) if got.any() and np.isfinite(got).all() else ():
        if np.array_equal(got, np.round(got, digits)) and near(got, np.round(want, digits)):
            how = f"{digits} decimal{'s' if digits > 1 else ''}" if digits else "whole numbers"
            return f"{name} rounds {what} to {how}. {LATER}"
    return ""


def throughout(name: str, parts: Sequence[str], got: Array, want: Array, near: Near) -> str:
    """Return the sentence if the answers to several questions are all cut, or all rounded; '' if not.

    Each answer is a single number, or one for each of the `parts`: `got` and `want` are (questions, numbers of an answer).
    """
    wrong = [column for column in range(want.shape[1]) if not near(got[:, column], want[:, column])]
    few, right = got[:, wrong].ravel(), want[:, wrong].ravel()
    if few.size < FEW or np.ptp(few) == 0:
        return ""
    what = "its answers" if len(wrong) == want.shape[1] else " and ".join(parts[column] for column in wrong)
    return cut(name, few, right, near, what) or rounded(name, few, right, near, 0, what)


def few_digits(name: str, got: Array, want: Array) -> str:
    """Return the sentence if all numbers have a relative error of at most CLOSE / 100; '' if not, or for fewer than 2 FEW numbers.

    `got` and `want` are real arrays of one shape.
    """
    with np.errstate(all="ignore"):
        close = want.size >= 2 * FEW and bool(np.all(np.abs(got - want) <= CLOSE / 100 * np.abs(want)))
    return f"{name} comes close, but not close enough: only the first digits are right. {FEW_DIGITS}" if close else ""


def small_type(name: str, given: Array, got: Array, want: Array, source: str) -> str:
    """Return the sentence for nearly right numbers in a small type (float16, float32) that the argument `given` does not have.

    The type is that of `got`, or one that the code `source` names. '' if there is none. All arrays are real, of any shape.
    """
    named = re.search(r"\bfloat(?:16|32)\b", bare(source))
    type_ = str(got.dtype) if got.dtype in SMALL else named[0] if named else ""
    if not type_ or given.dtype in SMALL or got.shape != want.shape or not _close(got, want):
        return ""
    return (
        f"{name} comes close, but not close enough: only the first digits are right. The numbers are kept in a small type, "
        f"{type_}, which holds few digits. Where does it come in?"
    )


def _close(got: Array, want: Array) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(got - want) <= CLOSE * np.abs(want)))


FAR = 700  # numbers from here on count as far out: e^x overflows float64 at about 710


def fitting_hint(hint: str, args: Sequence[Any], got: Array, want: Array, near: Near, no_first_line: bool) -> str:
    """Return a check's question `hint`, or '' if it does not fit the answer.

    A question about the given first line fits if `no_first_line`, that is, if the answer lacks that line. A question about exp
    fits if nan or infinity came out, or if the numbers are wrong only far out; one about numbers that stay whole, if a wrong number
    is whole. `got` and `want` are real arrays of any shape.
    """
    if "given first line" in hint and not no_first_line:
        return ""
    x = np.asarray(args[0]) if args else np.empty(0)
    if got.shape != want.shape:
        return hint
    of_whole, of_exp = "numbers stay whole" in hint, "exp become" in hint and x.shape == want.shape and np.isfinite(got).all()
    if not of_whole and not of_exp:
        return hint
    wrong = [not near(g, w) for g, w in zip(got.ravel(), want.ravel(), strict=True)]
    if of_whole:  # nan is not whole; an infinite loss can come of a share that was cut to 0
        return hint if np.any(got.ravel()[wrong] == np.rint(got.ravel()[wrong])) else ""
    return hint if np.abs(x.ravel()[wrong]).min(initial=FAR) >= FAR else ""


def plainer(name: str, names: Sequence[str], args: Sequence[Any], tables: bool) -> Iterator[tuple[str, list[Any]]]:
    """Yield the arguments in plainer forms, each with the sentence for a function that is right only for this form.

    Forms: a table laid out row by row in memory; floats in place of whole numbers, in tables only if `tables` is set.
    """
    if any(isinstance(arg, np.ndarray) and arg.ndim > 1 and not arg.flags.c_contiguous for arg in args):
        yield (
            f"{name} is right for a table that stands in memory row by row, and wrong where it is turned (column by column, as X.T "
            "is). Does a step walk through memory, as np.nditer does, or fill in what ravel or reshape gives?",
            [np.array(arg, order="C") if isinstance(arg, np.ndarray) else arg for arg in args],
        )
    for at, (argument, arg) in enumerate(zip(names, args, strict=False)):
        if type(arg) is int:
            yield (
                f"{name} is right for {argument} = {float(arg)} and wrong for {argument} = {arg}. "
                f"Do numbers stay whole where {argument} is?",
                [*args[:at], float(arg), *args[at + 1 :]],
            )
    if tables and (whole := [argument for argument, arg in zip(names, args, strict=False) if whole_table(arg)]):
        yield (
            f"{name} is right where the numbers of {' and '.join(whole)} are floats, and wrong where they are whole. Which array "
            "of yours takes their kind (dtype), as np.zeros_like does?",
            [arg.astype(float) if whole_table(arg) else arg for arg in args],
        )


def whole_table(arg: object) -> bool:
    """Return whether an argument is a table of whole numbers."""
    return isinstance(arg, np.ndarray) and arg.ndim == 2 and arg.dtype.kind == "i"


def _shape(name: str, args: Sequence[Any], got: Array, want: Array, near: Near, source: str) -> str:
    if got.size == want.size and near(got.ravel(), want.ravel()):
        return _rearranged(name, got, want)
    if got.shape == want.shape[::-1] and near(got, want.T):
        return EXCHANGED.format(name=name)
    if got.size == 1 and want.size > 1:
        return _one_number(name, float(got.ravel()[0]), want, near, source)
    if want.ndim == 1 and want.size > 1 and got.shape == (want.size, want.size):
        if near(np.diag(got), want) and not (got - np.diag(np.diag(got))).any():
            return (
                f"{name} puts its answers on the diagonal of a table of {want.size} by {want.size}. A flat array is asked for: "
                "what does np.diag do?"
            )
        return (
            f"{name} combines each number with each other one: {want.size} numbers become a table of {want.size} by {want.size}. "
            "Does a column of shape (n, 1) meet a row of shape (n,) there?"
        )
    fewer = got.ndim == want.ndim == 1 and 0 < got.size < want.size
    if fewer and np.unique(want).size == 2 and np.array_equal(got, want[want == got[0]]):
        return (
            f"{name} answers only where the answer is {got[0]:.4g}: {got.size} come back for {want.size}. What should be kept in "
            "the other case?"
        )
    if fewer and np.isin(got, want).all():
        return f"{name} leaves some numbers out: {got.size} come back for {want.size}. What becomes of the others?"
    if want.ndim == 0 and got.size > 1:
        word = next((word for word, value in (("mean", got.mean()), ("sum", got.sum())) if near(np.asarray(value), want)), "")
        ends = f"Their {word} is the answer: which step is missing?" if word else "How do they become one?"
        return f"{name} gives several numbers where a single one is asked for. {ends}"
    if args and want.ndim == got.ndim == 1 and np.shape(args[0]) == (want.size, got.size):
        return (
            f"{name} gives one number for each of {got.size} columns, and one for each of {want.size} rows is asked for. What are "
            "the rows of the table, and what are its columns?"
        )
    if want.ndim == got.ndim == 1 and got.size == want.size - 1:
        return (
            f"{name} gives one number less than it should. Are differences of neighbours taken, as np.diff does, or does a loop "
            "begin too late or end too early?"
        )
    whole = got.dtype.kind in "iu" and got.size and got.min() >= 0 and got.max() < want.size
    if whole and got.size < want.size and np.unique(got).size == got.size:
        return (
            f"{name} gives places, as np.where and np.argwhere do, not values: the whole numbers from 0 on. What is wanted there?"
        )
    if (
        want.ndim == 1
        and got.ndim == 2
        and (many := [a for a in args if np.ndim(a)])
        and got.shape == (np.size(many[0]), np.size(many[-1]))
    ):
        return (
            f"{name} multiplies (or joins) each number with each other one, as np.outer does: a table of {got.shape[0]} by "
            f"{got.shape[1]}. Which product adds up along each row?"
        )
    return ""


def _rearranged(name: str, got: Array, want: Array) -> str:
    if want.ndim == 1 and got.shape == (want.size, 1):
        return (
            f"{name} gives a column of shape {got.shape} where a flat array of shape {want.shape} is asked for. What adds the axis?"
        )
    if want.ndim == 1 and got.shape == (1, want.size):
        return f"{name} gives a row of shape {got.shape} where a flat array of shape {want.shape} is asked for. What adds the axis?"
    if got.ndim < want.ndim and got.squeeze().shape == want.squeeze().shape:
        return f"{name} gives the shape {got.shape} where {want.shape} is asked for. {DROPPED}"
    if want.ndim > 1 and got.ndim == 1:
        return f"{name} has lost the shape: {want.shape} went in, and all numbers stand in one row. What flattens them?"
    if want.ndim == 0:
        return f"{name} gives an array of shape {got.shape} for a single number. What adds the axis?"
    return f"{name} gives the right numbers in the shape {got.shape} where {want.shape} is asked for. Which step changes the shape?"


def _one_number(name: str, got: float, want: Array, near: Near, source: str) -> str:
    def is_(other: Any) -> bool:
        return near(np.array([got]), np.array([float(other)]))

    if np.unique(want).size <= 2:  # with two values, any answer is the first, the last or the largest
        why = "Does return stand inside the loop, or is" if has_loop(source) else "Is one of them picked, or is"
        return (
            f"{name} gives one number where {want.size} are expected: one answer for each. {why} one question asked about all of "
            "them, as any, all and sum do?"
        )
    if is_(want.ravel()[0]):
        which = "Does return stand inside the loop?" if has_loop(source) else "Which step picks one number?"
        return f"{name} gives the answer for the first number only. {which}"
    if is_(want.ravel()[-1]):
        return f"{name} gives the answer for the last number only. Where are the others kept?"
    for word, value in (("sum", want.sum()), ("mean", want.mean()), ("largest", want.max()), ("smallest", want.min())):
        if is_(value):
            verb = {"sum": "adds everything up", "mean": "takes the mean"}.get(word, f"takes the {word} of all")
            sentence = f"{name} {verb} and gives one number. One answer for each number is asked for, in the same shape"
            return f"{sentence}: is there a sum, np.dot or @ on the way?" if word == "sum" else f"{sentence}."
    return f"{name} gives one number where {want.size} are expected: one answer for each, in the same shape. " + ADDED_UP


ADDED_UP = "Is something added up on the way, as sum, np.dot and @ do?"


def _value(
    name: str, args: Sequence[Any], got: Array, want: Array, near: Near, kind: str, hint: str, source: str, of_x: bool
) -> str:
    if want.size < FEW or np.ptp(want) == 0:
        return ""
    whole, got = got.dtype.kind in "iu", got.astype(float)
    given = np.asarray(args[0]) if args else np.empty(0)
    same_shape = given.shape == want.shape and given.dtype.kind in "biuf"
    if same_shape and near(got, given.astype(float)):
        return f"{name} gives its input back as it was. Where does the formula come in?"
    if (whole or np.ptp(got) > 0) and (few := cut(name, got, want, near) or rounded(name, got, want, near, 0)):
        return few
    if np.ptp(got) == 0:
        return (
            f"{name} gives {got.flat[0]:.4g} throughout for {kind or 'all inputs'}. Where does the answer depend on what goes in?"
        )
    if proportion := _in_proportion(name, got, want, near):
        return proportion
    if fence := _fenced(name, got, want, near):
        return fence
    if same_shape and of_x and (times := _with_input(name, given.astype(float), got, want, near)):
        return times
    if ends := at_the_ends(name, got, want, near, source):
        return ends
    if narrow := _narrow(name, got, want):
        return narrow
    if _close(got, want):
        return f"{name} comes close, but not close enough: only the first digits are right. {hint or FEW_DIGITS}"
    return where(name, given, got, want, near, source) if same_shape and of_x else ""


SMALL = (np.float16, np.float32)
FEW_DIGITS = "Is a constant cut short, a step too wide or too small, a small number added, or a number kept in a small type?"


def _in_proportion(name: str, got: Array, want: Array, near: Near) -> str:
    if near(got, -want):
        return f"{name} has the sign of every answer turned. Where does a minus come in, or get lost?"
    with np.errstate(all="ignore"):
        factor = _constant(got[want != 0] / want[want != 0])
    if factor is not None and abs(factor) < 1e-2 and abs(np.log10(abs(factor)) - np.round(np.log10(abs(factor)))) < 1e-3:
        return (
            f"{name} gives {factor:.4g} times what it should, everywhere. Is a difference not divided by its step, or "
            "multiplied by it for want of brackets?"
        )
    if factor is not None and near(got, factor * want):
        return f"{name} gives {factor:.4g} times what it should, everywhere. Which factor is too many, or missing?"
    step = _constant(got - want)
    if step is not None and near(got, want + step):
        size = f"{abs(step):.4g} too {'large' if step > 0 else 'small'}"
        return f"{name} gives numbers that are all {size}. What is added once too often, or not at all?"
    with np.errstate(all="ignore"):
        if near(got, 1 - want):
            return f"{name} gives 1 minus what it should. What is the last step?"
        if near(got, 1 / want):
            return f"{name} gives 1 divided by what it should: is the fraction upside down?"
        if near(got, want**2):
            return f"{name} gives the square of what it should. Is something multiplied by itself?"
        if (want >= 0).all() and near(got, np.sqrt(want)):
            return f"{name} gives the root of what it should. Is a root too many, or a square missing?"
    if want.ndim == 1 and near(np.sort(got), np.sort(want)):
        return f"{name} gives the right numbers in another order. Which step sorts or turns them?"
    return ""


def _fenced(name: str, got: Array, want: Array, near: Near) -> str:
    """Return the sentence for answers that never go below, or above, some limit although they should; '' if there is no limit."""
    for limit, form, word in ((got.min(), np.maximum, "below"), (got.max(), np.minimum, "above")):
        if np.count_nonzero(got == limit) >= 2 and near(got, form(want, limit)):
            return f"{name} never goes {word} {limit:.4g}, and the right answers do. Which limit is put on them, and what for?"
    return ""


def _with_input(name: str, x: Array, got: Array, want: Array, near: Near) -> str:
    """Return the sentence for an answer that is the right one times x, or plus x, or the like; '' if none fits. One shape."""
    for what, form in (
        ("x times what it should", x * want),
        ("-x times what it should", -x * want),
        ("x plus what it should", x + want),
        ("what it should minus x", want - x),
        ("x minus what it should", x - want),
    ):
        if near(got, form):
            return f"{name} gives {what}. Where does the x come in, and does it belong there?"
    return ""


def _narrow(name: str, got: Array, want: Array) -> str:
    """Return the sentence for a finite difference over a step so small that only few bits of it are right; '' if it is not one."""
    if want.size < 2 * FEW or np.count_nonzero(got) < FEW or not 0.1 < np.abs(got).sum() / (np.abs(want).sum() or 1) < 10:
        return ""
    for power, sides in itertools.product(range(16, 6, -1), (1, 2)):
        bits = got * sides * 10.0**-power * 2.0**60
        if (np.abs(bits - np.round(bits)) < 1e-3).all():
            return (
                f"{name} takes a difference over a step as small as 1e-{power}: two numbers that are nearly equal are subtracted, "
                "and most of their digits are lost. Which formula needs no step?"
            )
    return ""


def _constant(values: Array) -> float | None:
    """Return the one number that all `values` are to 4 digits; None if they differ, or if it is 0 or 1."""
    if values.size < FEW:
        return None
    middle = float(np.median(values))
    constant = np.isfinite(middle) and bool(np.all(np.abs(values - middle) <= 1e-4 * abs(middle)))
    return middle if constant and abs(middle) > 1e-300 and abs(middle - 1) > 1e-6 else None
