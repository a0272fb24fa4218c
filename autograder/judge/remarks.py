"""Remarks on a function besides its failed checks: on its style, and on mistakes of earlier functions. Trusted side."""

import re
from collections.abc import Sequence

from autograder.judge.student_function import Function

LOOP = re.compile(r"^[ \t]+(for|while)\b|\bnp\.vectorize\b", re.MULTILINE)


def remarks(
    function: Function, warned: str | None, helped_by: Sequence[str], closer: Sequence[str] = (), in_order: bool = False
) -> tuple[str, ...]:
    """Return remarks on a function as it was judged.

    `warned` is the remark on a right function whose calls make NumPy warn; None if the function is not right, whose style
    does not matter yet. `helped_by` names the earlier functions that were replaced by right ones, `closer` those that are right
    and were replaced by exact ones. `in_order` says that the function has to go through its points one by one.
    """
    name = function.name
    sentences = []
    if helped_by:
        earlier = " and ".join(helped_by)
        sentences.append(
            f"Your {earlier} {'is' if len(helped_by) == 1 else 'are'} not right yet. A mistake counts once, "
            f"so {name} was judged with a right {earlier} in place of yours."
        )
    if closer:
        earlier = " and ".join(closer)
        sentences.append(
            f"Your {earlier} {'is' if len(closer) == 1 else 'are'} right to the digits asked for there, and {name} needs more of "
            f"them: it was judged with an exact {earlier} in place of yours."
        )
    if warned is None:
        return tuple(sentences)
    if "listed" in function.notes:
        sentences.append(f"{name} returns a Python list; a NumPy array would be handier to compute with.")
    if "printed" in function.notes and _prints_itself(function):
        sentences.append(f"{name} prints something at each call; in a network it is called very often. Is the print still needed?")
    if not in_order and any(map(LOOP.search, _cells_of([name], function.session.cells))):
        sentences.append("It goes through the numbers one by one, which is right; NumPy does all of them at once and faster. How?")
    if "warned" in function.notes and not helped_by:
        sentences.append(warned)
    return tuple(sentences)


def _prints_itself(function: Function) -> bool:
    """Return whether the function's own cell prints, also if that is not certain. Another function's print is remarked there."""
    others = [name for name in function.functions if name != function.name]
    own, elsewhere = (_cells_of(names, function.session.cells) for names in ([function.name], others))
    return any("print" in cell for cell in own) or not any("print" in cell for cell in elsewhere)


def _cells_of(names: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Return the cells that define one of these functions."""
    return [cell for cell in cells if any(re.search(rf"^def {re.escape(name)}\b", cell, re.MULTILINE) for name in names)]
