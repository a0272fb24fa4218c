"""Text that says only what it shows. Both sides use it; it knows nothing else."""

import re

# commands to a terminal: colours, titles, and the rest
_TERMINAL = re.compile("\x1b(?:\\[[0-?]{0,40}[ -/]{0,9}[@-~]|\\][^\x07\x1b]{0,200}(?:\x07|\x1b\\\\)|.)?", re.DOTALL)


def plain(raw: object, cap: int) -> str:
    """Return at most `cap` characters of a text that say only what they show; '' for what is no text.

    Commands to terminals, control characters but tab and newline, characters that turn the direction of writing, and
    lone surrogates are gone; spaces of other widths are spaces.
    """
    if not isinstance(raw, str):
        return ""
    text = _TERMINAL.sub("", raw[: 2 * cap])[:cap] if "\x1b" in raw else raw[:cap]
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or c.isprintable() else " " if c > " " and c.isspace() else "" for c in text)
