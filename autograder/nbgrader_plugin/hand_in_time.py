"""The time of a submission, as nbgrader writes it beside the notebook. Trusted side."""

import datetime

USUAL = "%Y-%m-%d %H:%M:%S.%f UTC"  # the form in which nbgrader writes it, unless the course has another one


def parse_time(text: str) -> datetime.datetime | None:
    """Return the time (UTC) that a text says; None if it says none."""
    text = text.strip()
    try:
        return datetime.datetime.strptime(text, USUAL)
    except ValueError:
        if not text:
            return None
    from nbgrader.utils import parse_utc  # nbgrader takes longer to load than to grade ten submissions

    try:
        time: datetime.datetime | None = parse_utc(text)
    except Exception:  # noqa: BLE001  # the text is a student's; dateutil raises what it likes
        return None
    return time
