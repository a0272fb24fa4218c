"""The notes that nbgrader's exchange writes beside a submitted notebook: when it came, and the secret that fetches feedback.

Trusted side; both are files from strangers.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from autograder.submissions import ordinary_files

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
NOTE_CAP = 4096  # bytes of either


def carried(folder: Path, when: datetime | None, made_up: str) -> dict[str, str]:
    """Return what nbgrader's later steps read beside a graded notebook: they stop for the whole class where one lacks it.

    Where nothing sensible is there, the time is the folder's own, and the secret a made-up one, which fetches nothing.
    """
    if when is None:
        when = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    return {TIMESTAMP: f"{when:%Y-%m-%d %H:%M:%S.%f} UTC", SECRET: notes(folder).get(SECRET) or made_up}


def notes(folder: Path) -> dict[str, str]:
    """Return what nbgrader's exchange wrote beside the notebook: when it came, and the secret that feedback is fetched by."""
    found = {}
    for name in (TIMESTAMP, SECRET):
        with contextlib.suppress(ordinary_files.NotOrdinary, OSError, UnicodeDecodeError):
            found[name] = ordinary_files.read(folder / name, NOTE_CAP).decode()
    return found
