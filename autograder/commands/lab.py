"""Two seats at JupyterLab: the instructor's in the course, a student's at a demo exchange. Trusted side.

`make lab`, `make lab-student` and the browser tests all sit down here. A seat is a folder, a home and an account; nothing of ours
is written outside the course folder, and nobody's Jupyter settings are changed. It grades nothing and knows no student code.
"""

import json
import os
import pwd
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.sandbox import visible_files

EXCHANGE = "COURSE_EXCHANGE"  # nbgrader_config.py takes the exchange's folder from it
STUDENT = "nobody"  # the account that plays the student where root starts the lab: it exists everywhere and owns nothing
# what of nbgrader is the instructor's, and the pop-up that asks about news: a student sees none of them
NOT_FOR_STUDENTS = ("create-assignment", "formgrader", "course-list")
START = "00_start"  # the page that tells a student how the course goes
NEWS = "@jupyterlab/apputils-extension:announcements"
STUDENT_CONFIG = """c = get_config()
c.CourseDirectory.course_id = {course_id!r}
c.Exchange.path_includes_course = True
c.Exchange.root = {exchange!r}
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits: the folder JupyterLab opens, the home (None: the user's own), the exchange, the account (None: same)."""

    folder: Path
    home: Path | None = None
    exchange: Path | None = None
    account: str | None = None
    page: str = ""  # what JupyterLab opens first, below the folder

    def environment(self) -> dict[str, str]:
        """Return the environment variables of this seat's programs; this environment's programs are found first."""
        kept = {name: value for name, value in os.environ.items() if self.home is None or not name.startswith(("JUPYTER", "XDG_"))}
        kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
        if self.exchange:
            kept[EXCHANGE] = str(self.exchange)
        if self.home:
            kept |= {
                "HOME": str(self.home),
                "JUPYTER_CONFIG_DIR": str(self.home / ".jupyter"),
                "JUPYTER_DATA_DIR": str(self.home / ".local/share/jupyter"),
                "JUPYTER_RUNTIME_DIR": str(self.home / ".local/share/jupyter/runtime"),
                "IPYTHONDIR": str(self.home / ".ipython"),
                "MPLCONFIGDIR": str(self.home / ".cache/matplotlib"),
            }
        if self.account:
            kept |= {"USER": self.account, "LOGNAME": self.account}
        return kept

    def command(self, arguments: Sequence[str] = (), app: str = "jupyterlab") -> list[str]:
        """Return the command that starts JupyterLab (or another Jupyter application's module) here."""
        root = ["--allow-root"] if os.geteuid() == 0 and self.account is None else []
        return [sys.executable, "-m", app, f"--ServerApp.root_dir={self.folder}", *root, *arguments]

    def rights(self) -> dict[str, object]:
        """Return what subprocess needs to start a program with this seat's rights."""
        if self.account is None:
            return {}
        entry = pwd.getpwnam(self.account)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def own(self) -> None:
        """Give the home to this seat's account, where it has one of its own."""
        if self.account and self.home:
            entry = pwd.getpwnam(self.account)
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def instructor(course: Course) -> Seat:
    """Return the instructor's seat: the course folder, the user's own home; the demo exchange where no other is set up."""
    set_up = configured_exchange(course).is_dir()
    return Seat(course.root, exchange=None if set_up else demo_exchange(course.root / "demo"))


def student(course: Course, place: Path, account: str | None = None) -> Seat:
    """Return a student's seat below `place`: a home of its own, and an exchange where every lesson is released."""
    seat = Seat(place / "student", place / "student", demo_exchange(place), account)
    release(course, seat.exchange or place)
    first = Path(course_id(course), START, f"{START}.ipynb")
    if course.release(START).is_file():  # a course of one's own may have no such page
        seat = replace(seat, page=str(first))
        if not (seat.folder / first).exists():  # as if fetched already: it tells how to fetch the others
            (seat.folder / first).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(course.release(START), seat.folder / first)
    settle(seat, course)
    return seat


def settle(seat: Seat, course: Course) -> None:
    """Write a student's settings into the seat's home: the course, the exchange, and nothing of the instructor's."""
    settings = quiet(seat.home or seat.folder, NOT_FOR_STUDENTS)
    (settings / "nbgrader_config.py").write_text(STUDENT_CONFIG.format(course_id=course_id(course), exchange=str(seat.exchange)))
    seat.own()


def quiet(home: Path, without: Sequence[str] = ()) -> Path:
    """Switch off, in a home of our own, the pop-up about news and these parts of nbgrader; return the home's settings folder."""
    settings = home / ".jupyter"
    (settings / "labconfig").mkdir(parents=True, exist_ok=True)
    off = [f"@jupyter/nbgrader:{name}" for name in without] + [NEWS]
    (settings / "labconfig/page_config.json").write_text(json.dumps({"disabledExtensions": dict.fromkeys(off, True)}))
    return settings


def configured_exchange(course: Course) -> Path:
    """Return the exchange that this machine's and this course's nbgrader settings name."""
    from autograder.nbgrader_plugin import exchange  # loads nbgrader

    return exchange.configured_exchange(course)


def course_id(course: Course) -> str:
    """Return the id under which the course stands in the exchange."""
    from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader

    return str(Gradebook(course).coursedir.course_id)


def demo_exchange(place: Path) -> Path:
    """Return the exchange below `place`, made where missing, with the rights that nbgrader asks for."""
    exchange = place / "exchange"
    exchange.mkdir(parents=True, exist_ok=True)
    exchange.chmod(0o777)
    return exchange


def release(course: Course, exchange: Path) -> None:
    """Put each lesson's student version, and the opening page, into the exchange, where it is not there yet."""
    from autograder.nbgrader_plugin.exchange import Exchange  # loads nbgrader

    steps = Exchange(course, exchange)
    for folder in sorted(path.parent for path in (course.root / "release").glob("*/*.ipynb")):
        if not steps.released(folder.name):
            steps.release(folder.name)


def other_account(place: Path) -> str | None:
    """Return the account that can play the student: None where this is not root, or where that account could not start Python."""
    if os.geteuid() != 0 or STUDENT not in {entry.pw_name for entry in pwd.getpwall()}:
        return None
    return (
        None
        if visible_files.closed_to_others((*visible_files.libraries(), Path(sys.prefix, "bin"), place), ancestors=True)
        else STUDENT
    )


def told(seat: Seat, student: bool) -> list[str]:
    """Return what the person at this seat should know before JupyterLab opens."""
    who = f" as the user {seat.account}" if seat.account else ""
    if student:
        return [
            f"A student's JupyterLab{who}, home {seat.home}.{' It opens the page to begin with.' if seat.page else ''}",
            "Nbgrader > Assignment List: fetch a lesson, open it, press Validate, submit. The instructor's side: make lab",
        ]
    exchange = f" The exchange is {seat.exchange}." if seat.exchange else ""
    return [f"The instructor's JupyterLab on {seat.folder}: Nbgrader > Formgrader.{exchange} A student's side: make lab-student"]


def sit_down(seat: Seat, arguments: Sequence[str]) -> None:
    """Become this seat's JupyterLab; returns only by an error. Of its log the address and what goes wrong are shown."""
    first = [f"--LabApp.default_url=/lab/tree/{seat.page}"] if seat.page else []
    level = [] if any("log" in argument for argument in arguments) else ["--ServerApp.log_level=WARN"]
    if seat.account:
        entry = pwd.getpwnam(seat.account)
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    os.chdir(seat.folder)
    try:
        os.execve(sys.executable, seat.command([*first, *level, *arguments]), seat.environment())
    except OSError as error:
        raise CourseError("JupyterLab does not start", sys.executable, "run 'make env'") from error
