"""The arguments of a call: their form on the wire, as text for a student, and their sort. Trusted side."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.wire import Listed, Table, Value

SHOWN = 1000  # numbers: of a larger array of four axes or more, only the first are shown, as NumPy would write six along each axis


def sort_of(arg: Any) -> object:
    """Return the sort of an argument: its type; for an array also its dtype and number of axes."""
    return (arg.dtype, arg.ndim, arg.flags.c_contiguous) if isinstance(arg, np.ndarray) else type(arg)


def plain_argument(arg: Any) -> Value:
    """Return an argument in the form for the wire: lists as `Listed`, NumPy's scalars as Python floats."""
    if isinstance(arg, list):
        return Listed(np.asarray(arg))
    return arg if isinstance(arg, int | float | np.ndarray | Table) else float(arg)


def brief(values: ArrayLike) -> str:
    """Return numbers of any shape as one line of at most 160 characters for a student."""
    values = np.asarray(values)
    shape = ""
    if values.ndim > 3 and values.size > SHOWN:
        values, shape = values.ravel(), f", in the shape {values.shape}"
    text = np.array2string(values, precision=6, threshold=8, edgeitems=3, separator=", ") + shape
    return " ".join(text.split())[:160]


def show(args: tuple[Any, ...]) -> str:
    """Return the arguments of a call as one line of at most 300 characters for a student."""
    return ", ".join("act" if isinstance(arg, Table) else brief(arg) for arg in args)[:300]
