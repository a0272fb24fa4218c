"""Tables of people as CSV, from an LMS or a spreadsheet, whatever program wrote them. Trusted side; knows no LMS."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import CourseError
from autograder.submissions import ordinary_files

CAP = 50 * 1024 * 1024  # bytes: a class of 3,000 has less than 2 MB
SEPARATORS = ",;\t"
SEPARATOR_LINE = re.compile(r"sep=.\r?\n")


@dataclass
class Table:
    """A table of text with a row of headings; `notes` says, for people, what was unusual about the file."""

    path: Path
    headings: list[str]
    rows: list[list[str]]
    separator: str = ","
    notes: list[str] = field(default_factory=list)

    def column(self, *names: str) -> int | None:
        """Return the index of the first column with one of these headings, trying `names` in order; None if no column has one."""
        known = [heading.strip().casefold() for heading in self.headings]
        return next((known.index(name) for name in names if name in known), None)

    def cell(self, row: list[str], column: int | None) -> str:
        """Return a row's text in a column, as `tidy` returns it; '' if the column is None or the row is too short."""
        return tidy(row[column]) if column is not None and column < len(row) else ""

    def text(self) -> str:
        """Return the table as CSV again, in the order and with the separator that it came with."""
        file = io.StringIO()
        writer = csv.writer(file, delimiter=self.separator, lineterminator="\n")
        writer.writerow(self.headings)
        writer.writerows(self.rows)
        return file.getvalue()


def tidy(text: str) -> str:
    """Return an id, a name or an address in the one form in which it is compared: no spaces at its ends, Unicode's form NFC."""
    return unicodedata.normalize("NFC", text).strip()


def read(path: Path) -> Table:
    """Return the table in a file; raise CourseError, with the reason, if the file cannot be read as a table.

    UTF-8 with or without a byte order mark, UTF-16, and Windows' encoding of western Europe are read, with commas, semicolons or
    tabs; empty lines are left out.
    """
    try:
        raw = ordinary_files.read(path, CAP)
    except FileNotFoundError:
        raise CourseError("there is no such file", path, "check the path") from None
    except (ordinary_files.NotOrdinary, OSError) as error:
        raise CourseError(
            f"the file cannot be read ({getattr(error, 'strerror', None) or error})", path, "give a CSV file"
        ) from error
    text, notes = _decoded(raw, path)
    if SEPARATOR_LINE.match(text):  # Excel's own line, which names the separator
        text = text.partition("\n")[2]
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        lines = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(map(str.strip, row))]
    except csv.Error as error:
        raise CourseError(f"the file is not a table ({error})", path, "export it once more as CSV") from error
    if not lines:
        raise CourseError("the file is empty", path, "export it once more as CSV")
    if len(lines[0]) < len(max(lines, key=len)) and not lines[0][-1]:
        lines[0] += [""] * (len(max(lines, key=len)) - len(lines[0]))
    return Table(path, lines[0], lines[1:], separator, notes)


def _decoded(raw: bytes, path: Path) -> tuple[str, list[str]]:
    if raw.startswith(b"PK\x03\x04"):
        raise CourseError("this is a spreadsheet or an archive, not CSV", path, "open it and save it as CSV (UTF-8)")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), []
        except UnicodeDecodeError:
            raise CourseError("the file is not text", path, "export it once more as CSV (UTF-8)") from None
    if b"\0" in raw:
        raise CourseError("the file is not text", path, "export it once more as CSV (UTF-8)")
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        note = "the file is not UTF-8; it was read as Windows-1252, so look at the letters with accents"
        return raw.decode("cp1252", errors="replace"), [note]
