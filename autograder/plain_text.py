"""Removes characters that cannot be seen, and commands to terminals, from text. For both sides; imports nothing of the package."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

MARKS = 30  # combining marks in a row, as in stream-safe Unicode text; the time to sort more grows with the square of their number

# commands to a terminal: colours, titles, and the rest
_TERMINAL = re.compile("\x1b(?:\\[[0-?]{0,40}[ -/]{0,9}[@-~]|\\][^\x07\x1b]{0,200}(?:\x07|\x1b\\\\)|.)?", re.DOTALL)

_NOT_PLAIN = re.compile("[^\x20-\x7e\n\t]")  # most texts have few of these characters: only they are looked at one by one
_NOT_ASCII = re.compile("[^\x00-\x7f]+")


def plain(raw: object, cap: int) -> str:
    """Return at most `cap` characters of a text, without those that cannot be seen; '' if `raw` is not a str.

    Removed are commands to terminals, control characters except tab and newline, characters that change the direction of
    writing, and lone surrogates. Spaces of other widths become ordinary spaces.
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
    """Return at most `cap` characters of a text, as `plain` does, in one line: line breaks are shown as ⏎."""
    return plain(raw, cap).replace("\n", " ⏎ ").replace("\t", " ")


def spelled(raw: str, cap: int) -> str:
    """Return at most `cap` characters of a file's name; a character that cannot be seen is escaped as in Python, or a shell's $'…'.

    Without that character it would be the name of another file, and nobody could find this one.
    """
    return "".join(char if char.isprintable() else _escape(char) for char in raw[:cap])


def _escape(char: str) -> str:
    """Return a character's escape in Python; a byte of a file name that is not UTF-8 is escaped as that byte."""
    byte = ord(char) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else char.encode("unicode_escape").decode()


def normal(text: str, form: Literal["NFC", "NFKC"]) -> str:
    """Return a text in one of Unicode's normal forms; of combining marks in a row, only the first MARKS are kept."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, _NOT_ASCII.sub(_first_marks, text))


def _first_marks(run: re.Match[str]) -> str:
    """Return the matched run of characters without the combining marks after the first MARKS."""
    kept = []
    marks = 0
    for char in run[0]:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= MARKS:
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=1000)
def _is_mark(char: str) -> bool:
    """Return whether a character is a combining mark, or becomes one in the normal form."""
    return unicodedata.combining(unicodedata.normalize("NFKD", char)[0]) > 0
