"""The notes that nbgrader's exchange writes beside a submitted notebook: the time, and the secret to fetch feedback with.

Trusted side; the student may have written both.
"""

import contextlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.errors import CourseError
from autograder.plain_text import line
from autograder.submissions import ordinary_files, time_zones

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
NOTE_CAP = 4096  # bytes of a note; a longer file is not read
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ]+(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(.*)", re.DOTALL)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-]\d\d):?(\d\d)?")
# Hours from UTC of abbreviations that mean one zone only. CST and others mean several zones: for these the settings decide.
_LETTERS = {
    "": 0, "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip


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
    return parse_time(notes(folder, [TIMESTAMP]).get(TIMESTAMP, ""), zone)[0]


def parse_time(text: str, zone: str = "") -> tuple[datetime | None, str]:
    """Return the time (UTC, without a zone) in a text, or None, and in a sentence why there is none ('' if there is one).

    zone: the name of the exchange's time zone (c.Exchange.timezone). nbgrader writes that zone's abbreviation, which alone can mean
    several zones; a time without one is UTC, as nbgrader reads it.
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None, "there is no timestamp.txt with a time in it"
    letters = match[3].strip()
    no_time = f"'{line(text.strip(), 60)}' is not a time"
    if int(match[1][:4]) not in time_zones.YEARS:
        return None, no_time
    try:
        local = datetime.fromisoformat(f"{match[1]} {match[2]}")
        if offset := _OFFSET.fullmatch(letters):
            return _utc(datetime.fromisoformat(f"{local.isoformat()}{offset[1]}:{offset[2] or '00'}")), ""
        if zone and letters:
            for fold in (0, 1):  # in the hour that summer time repeats, the abbreviation shows which one is meant
                aware = local.replace(tzinfo=time_zones.zone(zone), fold=fold)
                if aware.tzname() == letters:
                    return _utc(aware), ""
    except (ValueError, CourseError):
        return None, no_time
    if letters not in _LETTERS:
        return None, f"'{line(letters, 20)}' can mean several time zones: set c.Exchange.timezone, for example to 'Europe/Berlin'"
    return local - timedelta(hours=_LETTERS[letters]), ""


def _utc(when: datetime) -> datetime:
    return when.astimezone(UTC).replace(tzinfo=None)
