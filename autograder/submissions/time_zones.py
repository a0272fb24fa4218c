"""Times that others wrote down, and their time zones. Trusted side; knows no nbgrader."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from autograder.errors import CourseError
from autograder.plain_text import line

YEARS = range(1970, 2200)  # years that are accepted: programs fail to convert times near Python's first and last year
# The first letters of the months' names as Moodle writes them, in English and German.
_NAMES = ("jan", "feb", "mar mär", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez")
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ]+(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(.*)", re.DOTALL)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-]\d\d):?(\d\d)?")
# Hours from UTC of abbreviations that mean one zone only. CST and others mean several zones: for these the settings decide.
_LETTERS = {
    "": 0, "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]+|\d+")


class _Local(tzinfo):
    """The machine's own zone, with its summer time of each day (Python's fixed local zone has today's)."""

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """Return the difference from UTC at a time."""
        return when.replace(tzinfo=None).astimezone().utcoffset() if when else None

    def dst(self, when: datetime | None) -> timedelta | None:
        """Return None: nobody asks here which part of the difference is summer time."""
        return None

    def tzname(self, when: datetime | None) -> str | None:
        """Return the zone's abbreviation at a time."""
        return when.replace(tzinfo=None).astimezone().tzname() if when else None


def zone(name: str) -> tzinfo:
    """Return a time zone by its name (Europe/Berlin, UTC); the machine's own for ''. Raises CourseError if there is none."""
    if not name:
        return _Local()
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CourseError(f"there is no time zone '{name}'", "time zone", "write it like Europe/Berlin or UTC") from error


def written_out(text: str, where: tzinfo) -> datetime | None:
    """Return a time as Moodle's worksheet writes it (`Wednesday, 10 June 2026, 2:14 PM`); None if it is not understood."""
    words = [word.casefold() for word in _WORDS.findall(text)]
    months = [number for word in words if len(word) >= 3 and (number := _MONTHS.get(word[:3]))]
    numbers = [word for word in words if word.isdecimal()]
    years = [int(number) for number in numbers if len(number) == 4]
    rest = [int(number) for number in numbers if len(number) <= 2]
    if len(months) != 1 or len(years) != 1 or len(rest) not in (3, 4) or years[0] not in YEARS:
        return None
    day, hour, minute = rest[:3]
    if "pm" in words and hour < 12:
        hour += 12
    if "am" in words and hour == 12:
        hour = 0
    try:
        return datetime(years[0], months[0], day, hour, minute, tzinfo=where)
    except ValueError:
        return None


def parse_time(text: str, zone_name: str = "") -> tuple[datetime | None, str]:
    """Return the time (UTC, without a zone) in a text, or None, and in a sentence why there is none ('' if there is one).

    zone_name: the name of the exchange's time zone (c.Exchange.timezone). nbgrader writes that zone's abbreviation, which
    alone can mean several zones; a time without one is UTC, as nbgrader reads it.
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None, "there is no timestamp.txt with a time in it"
    letters = match[3].strip()
    no_time = f"'{line(text.strip(), 60)}' is not a time"
    if int(match[1][:4]) not in YEARS:
        return None, no_time
    try:
        local = datetime.fromisoformat(f"{match[1]} {match[2]}")
        if offset := _OFFSET.fullmatch(letters):
            return _utc(datetime.fromisoformat(f"{local.isoformat()}{offset[1]}:{offset[2] or '00'}")), ""
        if zone_name and letters:
            for fold in (0, 1):  # in the hour that summer time repeats, the abbreviation shows which one is meant
                aware = local.replace(tzinfo=zone(zone_name), fold=fold)
                if aware.tzname() == letters:
                    return _utc(aware), ""
    except (ValueError, CourseError):
        return None, no_time
    if letters not in _LETTERS:
        return None, f"'{line(letters, 20)}' can mean several time zones: set c.Exchange.timezone, for example to 'Europe/Berlin'"
    return local - timedelta(hours=_LETTERS[letters]), ""


def _utc(when: datetime) -> datetime:
    return when.astimezone(UTC).replace(tzinfo=None)
