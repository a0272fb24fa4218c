"""What a student's code shows about a sentence that fits the numbers: whether what it speaks of stands there. Trusted side.

A known wrong form can give the same numbers by chance. It names nothing if it asks for a loop where there is none.
"""

import re

LOOP = re.compile(r"\b(?:for|while)\b|\bvectorize\b|\bapply_along_axis\b|\bmap\(")
PLACE = re.compile(r"(?<!shape)\[[^\]\[]*\d[^\]\[]*\]|\b(?:diff|delete|roll|split)\(")  # x[0], x[:-1], x[1:]
CASES = re.compile(r"[<>]|\b(?:if|where|select|piecewise|heaviside|choose)\b")
EMPTY = re.compile(r"\b(?:np|numpy)\.empty(?:_like)?\(|\bempty(?:_like)?\(")


def has_loop(source: str) -> bool:
    """Return whether code goes through numbers one by one; true if it is unknown ('')."""
    return not source or bool(LOOP.search(bare(source)))


def has_place(source: str) -> bool:
    """Return whether code has a loop, or picks a place or a part of an array by number; true if it is unknown ('')."""
    return has_loop(source) or bool(PLACE.search(bare(source)))


def has_cases(source: str) -> bool:
    """Return whether code tells cases apart; true if it is unknown ('')."""
    return not source or bool(CASES.search(bare(source)))


def suits(sentence: str, pattern: str, source: str) -> bool:
    """Return whether code can hold what a sentence speaks of; `pattern` is a regular expression for it, '' for any code."""
    if not source:
        return True
    if "loop" in sentence and not has_place(source):
        return False
    return not pattern or bool(re.search(pattern, bare(source)))


def bare(source: str) -> str:
    """Return code without comments."""
    return re.sub(r"#.*", "", source)
