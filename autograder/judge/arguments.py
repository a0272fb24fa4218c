"""The arguments of a call: as the wire takes them, as a student may read them, and of what sort they are. Trusted side."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.wire import Listed, Table, Value

SHOWN = 1000  # numbers: of more, in four axes or more, the first are shown in a row: NumPy would write out six along each axis


def sort_of(arg: Any) -> object:
    """Return what sort of argument it is: its type, and an array's dtype and number of axes."""
    return (arg.dtype, arg.ndim, arg.flags.c_contiguous) if isinstance(arg, np.ndarray) else type(arg)


def plain_argument(arg: Any) -> Value:
    """Return an argument in the form in which the wire takes it: lists as `Listed`, NumPy's scalars as floats."""
    if isinstance(arg, list):
        return Listed(np.asarray(arg))
    return arg if isinstance(arg, int | float | np.ndarray | Table) else float(arg)


def brief(values: ArrayLike) -> str:
    """Return numbers in one line of at most 160 characters, as a student may see them."""
    values = np.asarray(values)
    shape = ""
    if values.ndim > 3 and values.size > SHOWN:
        values, shape = values.ravel(), f", in the shape {values.shape}"
    text = np.array2string(values, precision=6, threshold=8, edgeitems=3, separator=", ") + shape
    return " ".join(text.split())[:160]


def show(args: tuple[Any, ...]) -> str:
    """Return call arguments in one line of at most 300 characters."""
    return ", ".join("act" if isinstance(arg, Table) else brief(arg) for arg in args)[:300]
