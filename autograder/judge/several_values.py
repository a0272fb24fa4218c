"""Answers of several arrays, such as the slopes of a network: reads them as one array, and says what is wrong. Trusted side.

First the shapes of the arrays are compared, then their numbers, as one flat array.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from autograder.judge.tolerance import Array, Near
from autograder.judge.verdict import Failure

DROPPED = "An axis of length 1 is dropped. Does np.squeeze, ravel or a place in square brackets do that?"

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def flat(arrays: Sequence[ArrayLike]) -> Array:
    """Return the numbers of several arrays of any shapes, one array after another, in one array of shape (numbers in all,)."""
    if all(map(np.isscalar, arrays)):
        return np.array(arrays)
    return np.concatenate([np.ravel(np.asarray(array)) for array in arrays])


def too_few(function: str, names: Sequence[str], value: object) -> Failure:
    """Return the failure of an answer that does not have one value for each of `names`."""
    came = f"{len(value)} values" if isinstance(value, tuple) else "one value"
    asked = f"{WORDS[len(names)]} are asked for, in this order: {', '.join(names)}"
    return Failure(f"{function} returns {came}; {asked}. What stands in its return line?", kind="not_numbers")


def wrong_shapes(function: str, names: Sequence[str], got: Sequence[Array], want: Sequence[Array]) -> Failure | None:
    """Return the failure of the first array of `got` whose shape differs from that in `want`; None if none does."""
    shapes, wanted = [part.shape for part in got], [part.shape for part in want]
    if shapes == wanted:
        return None
    example = "; ".join(f"{name}: {has} for {should}" for name, has, should in zip(names, shapes, wanted, strict=True))
    turned = all(has in (should, should[::-1]) for has, should in zip(shapes, wanted, strict=True))
    if sorted(shapes) == sorted(wanted) and not turned:
        return Failure(another_order(function, names), example)
    name, has, should = next(each for each in zip(names, shapes, wanted, strict=True) if each[1] != each[2])
    if not should:
        why = "Which step makes one number of many, as a mean does?"
        return Failure(f"{function} returns {name} of the shape {has}, where a single number is asked for. {why}", example)
    if has == should[::-1] and len(has) > 1:
        why = "Rows and columns are exchanged: which factor of the product is turned round, and which comes first?"
    elif has == (1, *should):
        why = "One axis too many: what does keepdims=True do?"
    elif has == tuple(length for length in should if length > 1):
        why = DROPPED
    elif has == () and should:
        why = "All numbers are added up into one. Along which axis should the sum run?"
    elif len(has) < len(should):
        why = "An axis is lost: over what does the sum run?"
    else:
        why = "Which product, or which sum along an axis, gives that shape?"
    return Failure(f"{function} returns {name} of the shape {has}, and {should} is asked for. {why}", example)


def another_order(function: str, names: Sequence[str]) -> str:
    """Return the sentence for right values that come in another order."""
    return f"{function} returns its values in another order. In which order are {', '.join(names)} asked for?"


def wrong_parts(function: str, names: Sequence[str], got: Sequence[Array], want: Sequence[Array], near: Near) -> str:
    """Return the sentence on which arrays are right and which are not, or on another order; '' if all are wrong.

    `got` and `want` have an array for each name, with equal shapes; `near` is as in `diagnosis.diagnose`.
    """
    orders = itertools.permutations(got) if len({part.size for part in got}) < len(got) else ()
    if any(all(a.shape == b.shape and near(a, b) for a, b in zip(order, want, strict=True)) for order in orders):
        return another_order(function, names)
    pairs = list(zip(names, got, want, strict=True))
    turned = [name for name, has, should in pairs if not near(has, should) and has.shape == should.T.shape and near(has.T, should)]
    if turned:
        which = " and ".join(turned)
        return f"{function} returns {which} with rows and columns exchanged. Which factor of the product is turned round?"
    fine = [bool(near(part, right)) for part, right in zip(got, want, strict=True)]
    right, wrong = ([name for name, yes in zip(names, fine, strict=True) if yes is which] for which in (True, False))
    if not right:
        return ""
    has, have_not = ("is" if len(group) == 1 else "are" for group in (right, wrong))
    parts = f"{' and '.join(right)} {has} right, {' and '.join(wrong)} {have_not} not"
    return f"{function}: {parts}. Which step leads only to what is wrong?"


def first_wrong(names: Sequence[str], got: Sequence[Array], want: Sequence[Array], near: Near) -> str:
    """Return the first wrong number, with its index in its array, as text; '' if there is none. Arguments as for `wrong_parts`."""
    for name, part, right in zip(names, got, want, strict=True):
        for at in np.ndindex(part.shape):
            if not near(part[at], right[at]):
                place = f"{name}[{', '.join(map(str, at))}]" if at else name
                return f"{place} should be {right[at]:.6g}, and is {part[at]:.6g}"
    return ""
