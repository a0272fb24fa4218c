"""The notes that nbgrader's exchange writes beside a submitted notebook: the time, and the secret to fetch feedback with.

Trusted side; the student can have written both.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from autograder.submissions import ordinary_files

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
NOTE_CAP = 4096  # bytes of either


def carried(folder: Path, when: datetime | None, made_up: str) -> dict[str, str]:
    """Return the notes to put beside a graded notebook, by file name: nbgrader's later steps stop for the whole class without them.

    when: the time of submission (UTC); None takes the folder's. made_up: the secret if the student has none; it fetches nothing.
    """
    if when is None:
        when = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    return {TIMESTAMP: f"{when:%Y-%m-%d %H:%M:%S.%f} UTC", SECRET: notes(folder).get(SECRET) or made_up}


def notes(folder: Path) -> dict[str, str]:
    """Return the notes beside a submitted notebook, by file name; without those that are no ordinary, short files of text."""
    texts = {}
    for name in (TIMESTAMP, SECRET):
        with contextlib.suppress(ordinary_files.NotOrdinary, OSError, UnicodeDecodeError):
            texts[name] = ordinary_files.read(folder / name, NOTE_CAP).decode()
    return texts
