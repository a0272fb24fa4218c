"""Collects submissions from nbgrader's exchange, and finds them in submitted/, safely. Trusted side.

When it collects and autogrades, nbgrader follows links, waits for pipes, copies files of any size, trusts the student's name on a
folder, and stops the whole class at the first folder whose name it cannot parse. `Collect` replaces its ExchangeCollect
(nbgrader_config.py names it), `SubmissionFolders` its CourseDirectory while submissions are graded.
"""

import contextlib
import datetime
import os
import pwd
import secrets
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect

from autograder.errors import CourseError
from autograder.gradebook.registration import complete
from autograder.gradebook.rows import GradebookRows
from autograder.plain_text import line
from autograder.submissions import hand_in_notes, ordinary_files, student_ids

NEVER = datetime.datetime(1, 1, 1)


class Collect(ExchangeCollect):
    """Collects ordinary files of the student who owns the folder; a folder that cannot be collected does not stop the others."""

    src_records: list[dict[str, Any]]
    coursedir: CourseDirectory

    def init_src(self) -> None:
        """Find the latest submission of each student; leave out folders with a malformed name, or the name of another student."""
        if Path(self.root, self.coursedir.course_id, "inbound").is_dir():  # otherwise nbgrader fails before it needs a gradebook
            with contextlib.suppress(CourseError), GradebookRows(self.coursedir.db_url) as rows:
                complete(rows)  # nbgrader would start a program to make a new gradebook
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return nbgrader's record of a folder's name; for a refused folder, the oldest possible one, without a user name."""
        where = line(path, 500)
        nobody = {"username": "", "filename": Path(path).name, "timestamp": NEVER}
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            owner = _owner(path)
        except Exception as error:  # noqa: BLE001  # nbgrader and dateutil may raise anything on names that students chose
            self.log.error("%s: not collected: its name is not that of a submission (%s)", where, line(str(error), 200))
            return nobody
        if reason := student_ids.unfit(record["username"]):
            self.log.error("%s: not collected: %s", where, reason)
            return nobody
        if self.check_owner and owner != record["username"]:
            self.log.error(
                "%s: not collected: its name says %s, but it belongs to %s. If user names are not student ids, set "
                "c.ExchangeCollect.check_owner = False",
                where, record["username"], owner,
            )  # fmt: skip
            return nobody
        return record

    def copy_files(self) -> None:
        """Collect the folders one by one, so that an error in one (renamed, or a broken link) does not stop the others."""
        self.coursedir = SubmissionFolders.like(self.coursedir)
        for one in [[record] for record in self.src_records] or [[]]:
            self.src_records = one
            try:
                super().copy_files()
            except OSError as error:
                self.log.error("%s: not collected: %s", line(one[0]["filename"], 500), line(str(error), 500))

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission; leave out, and log, files that are not ordinary, too large, or not the student's own."""
        copy = ordinary_files.Copy(os.lstat(src).st_uid if self.check_owner else None)
        try:
            copy.take(Path(src), Path(dest))
        except (ordinary_files.NotOrdinary, OSError) as error:
            self.log.error("%s: not collected: %s", line(src, 500), error)
        for path_and_reason in copy.left_out:
            self.log.warning("%s: not collected", line(path_and_reason, 500))


def with_safe_ids(submissions: dict[str, list[str]], log: Any) -> dict[str, list[str]]:
    """Return the submissions (notebooks by folder) whose folder can be a student's id; the log names the others.

    nbgrader uses an id as a pattern for file names: an id with a `*` would match other students' files.
    """
    kept = {}
    for folder, notebooks in submissions.items():
        if reason := student_ids.unfit(Path(folder).parent.name):
            log.error("not graded: %s: rename the folder", reason)
        else:
            kept[folder] = notebooks
    return kept


class SubmissionFolders(CourseDirectory):
    """The course's folders as nbgrader sees them while it autogrades: it copies and opens no file of a submission."""

    @classmethod
    def like(cls, usual: CourseDirectory) -> "SubmissionFolders":
        """Return SubmissionFolders with the settings of nbgrader's CourseDirectory `usual`."""
        values = {name: value for name, value in usual.trait_values(config=True).items() if name != "ignore"}
        return cls(parent=usual.parent, ignore=["*", ".*"], **values)

    @property
    def zone(self) -> str:
        """Return the name of the exchange's time zone; '' if none is set."""
        return str(self.config.get("Exchange", {}).get("timezone") or "")

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        """Return the time in a submission's timestamp.txt (UTC); None if it has no readable one."""
        return hand_in_notes.time(Path(dest_path), self.zone)


def write_notes(submitted: Path, autograded: Path, made_up: str = "", zone: str = "") -> None:
    """Write the time and the secret beside a graded notebook, `made_up` if the student has no secret.

    nbgrader's release_feedback stops for the whole class if one folder lacks them; nobody can fetch feedback with a made-up secret.
    """
    autograded.mkdir(parents=True, exist_ok=True)
    for name, text in hand_in_notes.carried(
        submitted, hand_in_notes.time(submitted, zone), made_up or secrets.token_hex(64)
    ).items():
        path = autograded / name
        path.unlink(missing_ok=True)  # a graded folder is read-only, file by file
        path.write_text(text)


def _owner(path: str) -> str:
    number = os.lstat(path).st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
