"""Times that others wrote down, and their time zones. Trusted side; knows no nbgrader."""

import re
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from autograder.errors import CourseError

YEARS = range(1970, 2200)  # years that are accepted: programs fail to convert times near Python's first and last year
# The first letters of the months' names as Moodle writes them, in English and German.
_NAMES = ("jan", "feb", "mar mär", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez")
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
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
