"""The notes that nbgrader's exchange writes beside a submitted notebook: the time, and the secret to fetch feedback with.

Trusted side; the student may have written both.
"""

import contextlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from autograder.submissions import ordinary_files, time_zones

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
NOTE_CAP = 4096  # bytes of a note; a longer file is not read


def carried(folder: Path, when: datetime | None, made_up: str) -> dict[str, str]:
    """Return the notes to put beside a graded notebook, by file name: without them nbgrader's later steps stop for the class.

    when: the time of submission (UTC); None takes the time of the folder's last change. made_up: a secret for a student without
    one; nobody can fetch feedback with it.
    """
    if when is None:
        when = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    return {TIMESTAMP: f"{when:%Y-%m-%d %H:%M:%S.%f} UTC", SECRET: notes(folder).get(SECRET) or made_up}


def notes(folder: Path, names: Iterable[str] = (TIMESTAMP, SECRET)) -> dict[str, str]:
    """Return the notes beside a submitted notebook, by file name; notes that are not ordinary, short text files are left out."""
    texts = {}
    for name in names:
        with contextlib.suppress(ordinary_files.NotOrdinary, OSError, UnicodeDecodeError):
            texts[name] = ordinary_files.read(folder / name, NOTE_CAP).decode("utf-8-sig")
    return texts


def time(folder: Path, zone: str = "") -> datetime | None:
    """Return the time of a submission (UTC, without a zone) that is noted beside the notebook; None if there is no readable one."""
    return time_zones.parse_time(notes(folder, [TIMESTAMP]).get(TIMESTAMP, ""), zone)[0]
