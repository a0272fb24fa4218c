"""Finds the names that a student's cell defines, in its text: nothing is parsed as Python or executed here. Trusted side.

A line that may be a definition counts as one, unless it is within a function or a class: a local name is not an answer.
"""

import re
from collections.abc import Iterator

from autograder.plain_text import normal

IMPORT_CAP = 2000  # characters that are read of an import over several lines
CHAIN_CAP = 10  # targets that are read of a line `a = b = …`
_WORD = re.compile(r"[^\W\d]\w*")
_HEAD = re.compile(r"(?:async\s+)?(?:def|class)\s+([^\W\d]\w*)")
_IMPORT = re.compile(r"(?:from\s+[\w.]+\s+)?import\s+(.*)")
_OPEN_IMPORT = re.compile(r"from\s+[\w.]+\s+import\s*\([^)]*$")
_TARGETS = re.compile(r"[\[(]?[\w ,*]+[\])]?\s*")
_OPENS = re.compile(r"(?:async\s+)?(?:def|class)\b")
_ANNOTATED = re.compile(r":[^=]{0,200}=(?!=)")
_MAGIC = re.compile(r"%\w+\s+")


def bound_names(source: str) -> dict[str, int]:
    """Return the names that a cell's text binds outside of functions and classes, each with its first line, counted from 1."""
    lines: dict[str, int] = {}
    outside = True
    opened, first = "", 0  # text and first line of an import that goes on in the next lines
    for number, line in enumerate(normal(source, "NFKC").splitlines(), 1):
        text = line.strip()
        if opened:
            text = f"{opened} {text.partition('#')[0]}"
        else:
            first = number
        opened = text.partition("#")[0] if _OPEN_IMPORT.match(text) and len(text) < IMPORT_CAP else ""
        if opened:
            continue
        if not text or text[0] in "#@)]}":
            continue
        indented = line[0] in " \t"
        if not indented:
            outside = not _OPENS.match(text)
        if outside or not indented:
            plain = _MAGIC.sub("", text, count=1) if text[0] == "%" else text
            for name in (name for statement in _statements(plain) for name in _bound(statement)):
                lines.setdefault(name, first)
    return lines


def _statements(text: str) -> list[str]:
    """Return the statements of a line, split at semicolons before the first quotation mark; a def with its body is not split."""
    if _OPENS.match(text):
        return [text]
    quoted = next((at for at, sign in enumerate(text) if sign in "\"'"), len(text))
    *first, last = text[:quoted].split(";")
    return [each.strip() for each in (*first, last + text[quoted:])]


def _bound(text: str) -> Iterator[str]:
    """Yield the names that a statement binds."""
    if head := _HEAD.match(text):
        yield head[1]
    elif imported := _IMPORT.match(text):
        for part in imported[1].strip("( )").split(","):
            yield from _WORD.findall(part)[-1:]
    else:
        yield from _assigned(text)


def _assigned(text: str) -> Iterator[str]:
    """Yield the targets of a line such as `a, b = …`, `a = b = …`, `a: int = …` or `for a in …`."""
    for _ in range(CHAIN_CAP):
        targets = _TARGETS.match(text)
        if not targets:
            return
        rest = text[targets.end() :]
        names = _WORD.findall(targets[0])
        if names[:1] == ["for"] and "in" in names:
            yield from names[1 : names.index("in")]
        elif len(names) == 1 and _ANNOTATED.match(rest):
            yield names[0]
        elif rest[:1] == "=" and rest[:2] != "==":
            yield from names
            text = rest[1:].strip()
            continue
        return
