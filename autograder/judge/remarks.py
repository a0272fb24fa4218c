"""What a student is told besides the failed checks: what is good, what could be better, what was counted once. Trusted side."""

import re
from collections.abc import Sequence

from autograder.judge.check_base import Function

LOOP = re.compile(r"^\s+(for|while)\b|\bnp\.vectorize\b", re.MULTILINE)


def remarks(function: Function, warned: str | None, helped_by: Sequence[str]) -> tuple[str, ...]:
    """Return sentences about a function as it was judged.

    `warned` is what a right function is told whose calls make NumPy warn; None where not all is right, and then style is
    no matter. `helped_by` names the earlier functions in whose place right ones stood.
    """
    name = function.name
    said = []
    if helped_by:
        earlier = " and ".join(helped_by)
        said.append(
            f"Your {earlier} {'is' if len(helped_by) == 1 else 'are'} not right yet. A mistake counts once, "
            f"so {name} was judged with a right {earlier} in place of yours."
        )
    if warned is None:
        return tuple(said)
    if "listed" in function.notes:
        said.append(f"{name} returns a Python list; a NumPy array would be handier to compute with.")
    if "printed" in function.notes:
        said.append(f"{name} prints something at each call; in a network it is called very often. Is the print still needed?")
    if any(LOOP.search(cell) for cell in function.session.cells if re.search(rf"^def {re.escape(name)}\b", cell, re.MULTILINE)):
        said.append("It goes through the numbers one by one, which is right; NumPy does all of them at once and faster. How?")
    if "warned" in function.notes and not helped_by:
        said.append(warned)
    return tuple(said)
