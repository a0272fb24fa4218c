"""The time of a hand-in: read whatever zone it was written in, and refused where it could mean two things."""

from datetime import datetime
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.submissions import hand_in_notes, time_zones

NOON = datetime(2026, 7, 1, 12)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-07-01 12:00:00.000000 UTC", ""),
        ("\ufeff2026-07-01 12:00:00 UTC\r\n", ""),
        ("2026-07-01 12:00:00", ""),
        ("2026-07-01T14:00:00+02:00", ""),
        ("2026-07-01 14:00 UTC+2".replace("+2", "+0200"), ""),
        ("2026-07-01 14:00:00.000000 CEST", ""),
        ("2026-07-01 08:00:00.000000 EDT", ""),
        ("2026-07-01 05:00:00.000000 PDT", "America/Los_Angeles"),
        ("2026-07-01 07:00:00.000000 CDT", "America/Chicago"),
        ("2026-07-01 20:00:00.000000 CST", "Asia/Shanghai"),
        ("2026-07-01 21:00:00.000000 JST", "Asia/Tokyo"),
        ("2026-07-01 12:00:00.000000 UTC", "America/Los_Angeles"),
    ],
)
def test_a_time_is_understood_in_every_zone(tmp_path: Path, text: str, zone: str) -> None:
    """By its offset, by letters that stand for one zone only, or by the exchange's own zone; a byte order mark is no matter."""
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")
    assert hand_in_notes.time(tmp_path, zone) == NOON


def test_winter_and_the_hour_that_comes_twice() -> None:
    """The letters say which half of the year is meant, and which of two hours."""
    assert time_zones.parse_time("2026-01-01 04:00:00 PST", "America/Los_Angeles")[0] == datetime(2026, 1, 1, 12)
    twice = [time_zones.parse_time(f"2026-11-01 01:30:00 {letters}", "America/Los_Angeles")[0] for letters in ("PDT", "PST")]
    assert twice == [datetime(2026, 11, 1, 8, 30), datetime(2026, 11, 1, 9, 30)]


@pytest.mark.parametrize(
    ("text", "zone", "said"),
    [
        ("2026-07-01 12:00:00 CST", "", "'CST' can mean several time zones: set c.Exchange.timezone"),
        ("2026-07-01 12:00:00 CST", "Europe/Berlin", "'CST' can mean several"),
        ("yesterday", "", "no timestamp.txt with a time"),
        ("2026-13-01 12:00:00 UTC", "", "is not a time"),
        ("0001-01-01 00:00:00 CEST", "", "is not a time"),
        ("9999-12-31 23:59:59-23:59", "", "is not a time"),
        ("9999-12-31 23:59:59", "", "is not a time"),  # shown in another zone it would be after the last day that there is
        ("0001-01-01 00:00:00 UTC", "", "is not a time"),
        ("1969-12-31 23:59:59 UTC", "", "is not a time"),
    ],
)
def test_what_is_not_sure_is_no_time(text: str, zone: str, said: str) -> None:
    """And the reason is a sentence; nothing is read as UTC that is not."""
    time, reason = time_zones.parse_time(text, zone)
    assert time is None
    assert said in reason


def test_zones_by_name() -> None:
    """A wrong name is refused; no name is the machine's own zone, summer and winter."""
    with pytest.raises(CourseError, match="there is no time zone 'Mars/Olympus'"):
        time_zones.zone("Mars/Olympus")
    here = datetime(2026, 7, 1, 12, tzinfo=time_zones.zone(""))
    assert here.timestamp() == datetime(2026, 7, 1, 12).timestamp()


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Wednesday, 10 July 2026, 2:14 PM", 14), ("Wednesday, July 10, 2026, 2:14 AM", 2), ("10 July 2026, 12:14 AM", 0),
        ("Freitag, 10. Jul 2026, 14:14", 14), ("10 juin 2026, 14:14", None), ("-", None), ("10/06/2026 14:14", None),
        ("10 July 0001, 14:14", None), ("10 July 9999, 14:14", None), ("10 July 2026, ² 14:14", 14),
    ],
)  # fmt: skip
def test_times_in_words(text: str, hour: int | None) -> None:
    """As Moodle writes them; what is not sure is none."""
    time = time_zones.written_out(text, time_zones.zone("UTC"))
    assert (time and f"{time:%Y-%m-%d %H:%M}") == (None if hour is None else f"2026-07-10 {hour:02}:14")
