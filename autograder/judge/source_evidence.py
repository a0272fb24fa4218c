"""Tests whether a sentence that fits the numbers also fits the text of the student's code. Trusted side; runs no student code.

A known wrong form can give the same numbers by chance. Its sentence is not used if it names a loop, say, and the code has none.
"""

import re

LOOP = re.compile(r"\b(?:for|while)\b|\bvectorize\b|\bapply_along_axis\b|\bmap\(")
PLACE = re.compile(r"(?<!shape)\[[^\]\[]*\d[^\]\[]*\]|\b(?:diff|delete|roll|split)\(")  # x[0], x[:-1], x[1:]
CASES = re.compile(r"[<>]|\b(?:if|where|select|piecewise|heaviside|choose)\b")
EMPTY = re.compile(r"\b(?:np|numpy)\.empty(?:_like)?\(|\bempty(?:_like)?\(")


def has_loop(source: str) -> bool:
    """Return whether code has a loop; true if the code is unknown ('')."""
    return not source or bool(LOOP.search(bare(source)))


def has_place(source: str) -> bool:
    """Return whether code has a loop, or an index or slice with a number; true if the code is unknown ('')."""
    return has_loop(source) or bool(PLACE.search(bare(source)))


def has_cases(source: str) -> bool:
    """Return whether code distinguishes cases, as if and np.where do; true if the code is unknown ('')."""
    return not source or bool(CASES.search(bare(source)))


def suits(sentence: str, pattern: str, source: str) -> bool:
    """Return whether a sentence fits the code; `pattern` is a regular expression that the code must match, '' for any code."""
    if not source:
        return True
    if "loop" in sentence and not has_place(source):
        return False
    return not pattern or bool(re.search(pattern, bare(source)))


def bare(source: str) -> str:
    """Return code without comments."""
    return re.sub(r"#.*", "", source)
