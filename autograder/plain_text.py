"""Text that says only what it shows. Both sides use it; it knows nothing else."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

MARKS = 30  # combining marks in a row: as many as Unicode's stream-safe text has; sorting more takes the square of their number

# commands to a terminal: colours, titles, and the rest
_TERMINAL = re.compile("\x1b(?:\\[[0-?]{0,40}[ -/]{0,9}[@-~]|\\][^\x07\x1b]{0,200}(?:\x07|\x1b\\\\)|.)?", re.DOTALL)

_NOT_PLAIN = re.compile("[^\x20-\x7e\n\t]")  # code that a student may read has few of these: most of a text is not looked at
_NOT_ASCII = re.compile("[^\x00-\x7f]+")


def plain(raw: object, cap: int) -> str:
    """Return at most `cap` characters of a text that say only what they show; '' for what is no text.

    Commands to terminals, control characters but tab and newline, characters that turn the direction of writing, and
    lone surrogates are gone; spaces of other widths are spaces.
    """
    if not isinstance(raw, str):
        return ""
    text = _TERMINAL.sub("", raw[: 2 * cap])[:cap] if "\x1b" in raw else raw[:cap]
    return visible(text)


def visible(text: str) -> str:
    """Return a text without what cannot be seen: the characters that `plain` takes out, one by one."""
    if text.isprintable():
        return text
    return _NOT_PLAIN.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    return char if char.isprintable() else " " if char > " " and char.isspace() else ""


def line(raw: object, cap: int) -> str:
    """Return at most `cap` characters of a text as one line that says only what it shows: line breaks are shown as ⏎."""
    return plain(raw, cap).replace("\n", " ⏎ ").replace("\t", " ")


def spelled(raw: str, cap: int) -> str:
    """Return at most `cap` characters of a file's name; what cannot be seen is written as in Python, or a shell's $'…'.

    With such a character left out, it would be another name, and nobody could find the file.
    """
    return "".join(char if char.isprintable() else _escape(char) for char in raw[:cap])


def _escape(char: str) -> str:
    """Return a character as Python writes it; a byte that is no UTF-8, which the file system gave, as that byte."""
    byte = ord(char) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else char.encode("unicode_escape").decode()


def normal(text: str, form: Literal["NFC", "NFKC"]) -> str:
    """Return a text in one of Unicode's normal forms; of combining marks in a row, the first MARKS are left."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, _NOT_ASCII.sub(_first_marks, text))


def _first_marks(found: re.Match[str]) -> str:
    """Return characters in a row without the combining marks that follow MARKS others."""
    kept = []
    marks = 0
    for char in found[0]:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= MARKS:
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=1000)
def _is_mark(char: str) -> bool:
    """Return whether a character is a combining mark, or becomes one in the normal form."""
    return unicodedata.combining(unicodedata.normalize("NFKD", char)[0]) > 0
