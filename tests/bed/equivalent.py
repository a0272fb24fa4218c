"""Why changes that the hidden checks let through are right under the contract: rules for `mutating.py`, grouped by reason."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason, and what it covers: (function, answer, change) as patterns that match the whole of each."""

    reason: str
    covered: tuple[tuple[str, str, str], ...]

    def covers(self, *place: str) -> bool:
        """Return whether this is why a change to an answer of a function makes no difference."""
        return any(all(re.fullmatch(p, text) for p, text in zip(patterns, place, strict=True)) for patterns in self.covered)


RULES: tuple[Rule, ...] = ()
