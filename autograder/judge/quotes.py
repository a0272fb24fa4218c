"""A student's words in the judge's sentences: quoted in one line, and left out for readers who must not see them. Trusted side.

While a sentence is made, each quotation stands between two special characters, which `plain_text.plain` removes from all texts of
students. `Failure` removes them; it keeps the sentence as the student reads it, and the sentence without the student's words.
"""

import builtins
import re
from collections.abc import Iterable

from autograder.plain_text import line

_OPEN, _CLOSE = "\ue000", "\ue001"
_QUOTED = re.compile(f"{_OPEN}[^{_CLOSE}]*{_CLOSE}")
_VERSION = r"(?<!graded with Python )(?<!graded with Python \d)"  # the worker's note on text that a newer Python could read
_FLOATS = re.compile(rf"{_VERSION}[-+]?\d*\.\d+(?:e[-+]?\d+)?", re.IGNORECASE)
_CAP = 300  # characters of a quotation
_NUMPYS = frozenset({
    "AxisError", "ComplexWarning", "DTypePromotionError", "LinAlgError", "TooHardError", "UFuncTypeError",
    "_UFuncBinaryResolutionError", "_UFuncInputCastingError", "_UFuncNoLoopError", "_UFuncOutputCastingError",
})  # fmt: skip


def words(text: str, cap: int = _CAP) -> str:
    """Return a student's text in one line, without decimal fractions: the text of an exception may contain hidden inputs."""
    return _FLOATS.sub("…", line(text, cap))


def quoted(text: str, cap: int = _CAP) -> str:
    """Return a student's text, as `words` does, marked as a quotation."""
    return f"{_OPEN}{words(text, cap)}{_CLOSE}"


def error_type(name: str) -> str:
    """Return the name of an exception's type, as a quotation unless the type is Python's or NumPy's own."""
    return name if is_known(name) else quoted(name)


def is_known(name: str) -> bool:
    """Return whether a name is that of an exception type of Python or NumPy."""
    return name in _NUMPYS or isinstance(getattr(builtins, name, None), type)


def names_quoted(sentence: str, names: Iterable[str]) -> str:
    """Return a sentence in which a student's own names are marked as quotations."""
    either = "|".join(map(re.escape, names))
    return re.sub(rf"\b(?:{either})\b", lambda found: quoted(found[0]), sentence) if either else sentence


def shown(sentence: str) -> str:
    """Return a sentence as its student reads it."""
    return sentence.replace(_OPEN, "").replace(_CLOSE, "")


def without(sentence: str) -> str:
    """Return a sentence without the student's words in it."""
    typed = re.sub(f" with {_QUOTED.pattern}", " with an exception of its own", sentence)
    return _QUOTED.sub("…", re.sub(f": {_QUOTED.pattern}", "", typed))
