"""Which names can be a student's id. Trusted side."""

import re

from autograder.plain_text import line, spelled

# nbgrader uses a student's id in file names and links, unescaped in its pages, and as a pattern when it searches for files.
ID_CAP = 128  # bytes of an id: nbgrader's table takes 128 characters, and a file system about 255 bytes of a name
_UNFIT = re.compile(r'[<>"&\\/*?\[\]]')


def unfit(student: str) -> str | None:
    """Return why a name cannot be a student's id, as a sentence; None if it can."""
    if _UNFIT.search(student) or line(student, len(student)) != student or not student.strip():
        return f"'{spelled(student, 60)}' cannot be a student's id (no control characters, and none of < > \" & \\ / * ? [ ])"
    if student.startswith(".") or len(student.encode(errors="replace")) > ID_CAP:
        return f"'{spelled(student, 60)}' cannot be a student's id (no dot at its beginning, and at most {ID_CAP} bytes)"
    return None
