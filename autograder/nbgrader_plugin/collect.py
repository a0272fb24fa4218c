"""How submissions come in: nbgrader's collecting and reading of folders, with care. Trusted side.

nbgrader follows links when it collects and when it autogrades, waits for pipes, copies files of any size, takes a name on a
folder for the student's, and stops the whole class at the first folder whose name it cannot read. `Collect` stands in
for its ExchangeCollect (nbgrader_config.py names it), `SubmissionFolders` for its CourseDirectory while submissions are graded.
"""

import datetime
import os
import pwd
import secrets
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

from autograder.plain_text import plain
from autograder.submissions import hand_in_notes, ordinary_files, safe_text
from autograder.submissions.hand_in_notes import TIMESTAMP

NEVER = datetime.datetime(1, 1, 1)


class Collect(ExchangeCollect):
    """Collects ordinary files of the student who owns the folder, and goes on with the class whatever one folder holds."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the latest submission of each student; leave out folders whose names are wrong or somebody else's."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return what a folder's name says; a record of nobody, older than all, where that is not so."""
        where = plain(path, 500)
        nobody = {"username": "", "filename": Path(path).name, "timestamp": NEVER}
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            owner = _owner(path)
        except Exception as error:  # noqa: BLE001  # nbgrader and dateutil raise what they like on names that students chose
            said = plain(str(error), 200)
            self.log.error("%s: not collected: its name is not that of a submission (%s)", where, said)
            return nobody
        if reason := safe_text.unfit(record["username"]):
            self.log.error("%s: not collected: %s", where, reason)
            return nobody
        if self.check_owner and owner != record["username"]:
            self.log.error(
                "%s: not collected: it is named as %s's, and belongs to %s. Where user names are not student ids, set "
                "c.ExchangeCollect.check_owner = False",
                where, record["username"], owner,
            )  # fmt: skip
            return nobody
        return record

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission; what is no ordinary file, or too large, or not the student's own, is left out and named."""
        copy = ordinary_files.Copy(os.lstat(src).st_uid if self.check_owner else None)
        try:
            copy.take(Path(src), Path(dest))
        except (ordinary_files.NotOrdinary, OSError) as error:
            self.log.error("%s: not collected: %s", plain(src, 500), error)
        for said in copy.left_out:
            self.log.warning("%s: not collected", plain(said, 500))


def fit(found: dict[str, list[str]], log: Any) -> dict[str, list[str]]:
    """Return the submissions whose students' names nbgrader can work with; the others are named in its log, and left alone.

    found: notebooks by submission folder. A name that is a pattern would stand for other students' files.
    """
    kept = {}
    for folder, notebooks in found.items():
        if reason := safe_text.unfit(Path(folder).parent.name):
            log.error("not graded: %s: rename the folder", reason)
        else:
            kept[folder] = notebooks
    return kept


class SubmissionFolders(CourseDirectory):
    """nbgrader's idea of the course's folders while it autogrades: no file of a submission is its to copy or to open."""

    @classmethod
    def like(cls, usual: CourseDirectory) -> "SubmissionFolders":
        """Return one with the settings of `usual`."""
        values = {name: value for name, value in usual.trait_values(config=True).items() if name != "ignore"}
        return cls(parent=usual.parent, ignore=["*", ".*"], **values)

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        """Return the time in a submission's timestamp.txt, None where there is none that can be read."""
        return timestamp(Path(dest_path))


def timestamp(folder: Path) -> datetime.datetime | None:
    """Return the time of a submission, UTC, as nbgrader wrote it beside the notebook; None where nothing sensible is there."""
    return parse_time(hand_in_notes.notes(folder).get(TIMESTAMP, ""))


def parse_time(text: str) -> datetime.datetime | None:
    """Return the time that a text says, UTC; None where it says none."""
    try:
        found: datetime.datetime | None = parse_utc(text.strip()) if text.strip() else None
    except Exception:  # noqa: BLE001  # the text is a student's; dateutil raises what it likes
        return None
    return found


def carry(submitted: Path, autograded: Path, made_up: str = "") -> None:
    """Write what nbgrader's later steps read beside a graded notebook: when it came, and the secret that feedback is fetched by.

    nbgrader's release_feedback stops for the whole class where one folder lacks them; a made-up secret fetches nothing.
    """
    autograded.mkdir(parents=True, exist_ok=True)
    for name, text in hand_in_notes.carried(submitted, timestamp(submitted), made_up or secrets.token_hex(64)).items():
        path = autograded / name
        path.unlink(missing_ok=True)  # a graded folder is read-only, file by file
        path.write_text(text)


def _owner(path: str) -> str:
    number = os.lstat(path).st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
