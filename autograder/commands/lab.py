"""JupyterLab for the instructor, in the course, and for a student, with a demo exchange. Trusted side; runs no student code itself.

`make lab`, `make lab-student` and the browser tests use it. A `LabSetup` is a folder, a home and an account. Nothing is written
outside the course folder, and nobody's own Jupyter settings are changed.
"""

import json
import os
import pwd
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.nbgrader_plugin import course_exchange
from autograder.sandbox import visible_files

STUDENT = "nobody"  # the account for the student if root starts the lab: it exists everywhere and owns nothing
# nbgrader's extensions for instructors
NOT_FOR_STUDENTS = ("create-assignment", "formgrader", "course-list")
START = "00_start"  # the page that tells a student how the course works
NEWS = "@jupyterlab/apputils-extension:announcements"  # the pop-up that asks whether to show news
NO_BUILD = {"buildCheck": False, "buildAvailable": False}  # a page would ask whether to build JupyterLab anew, which starts node
STUDENT_CONFIG = """c = get_config()
c.CourseDirectory.course_id = {course_id!r}
c.Exchange.path_includes_course = True
c.Exchange.root = {exchange!r}
"""


@dataclass(frozen=True, slots=True)
class LabSetup:
    """How JupyterLab starts: its folder, the home and account (None: this user's), the exchange (None: the configured one)."""

    folder: Path
    home: Path | None = None
    exchange: Path | None = None
    account: str | None = None
    page: str = ""  # the notebook that opens first, relative to the folder

    def environment(self) -> dict[str, str]:
        """Return the environment variables for its programs; those beside this Python come first on PATH."""
        kept = {name: value for name, value in os.environ.items() if self.home is None or not name.startswith(("JUPYTER", "XDG_"))}
        kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
        if self.exchange:
            kept[course_exchange.VARIABLE] = str(self.exchange)
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
        """Return the command that starts JupyterLab (or another Jupyter application's module)."""
        root = ["--allow-root"] if os.geteuid() == 0 and self.account is None else []
        return [sys.executable, "-m", app, f"--ServerApp.root_dir={self.folder}", *root, *arguments]

    def rights(self) -> dict[str, object]:
        """Return the arguments with which subprocess starts a program as the account."""
        if self.account is None:
            return {}
        entry = pwd.getpwnam(self.account)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def give_home(self) -> None:
        """Make `account` the owner of the home, if it is not None."""
        if self.account and self.home:
            entry = pwd.getpwnam(self.account)
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def instructor(course: Course) -> LabSetup:
    """Return the instructor's set-up: the course folder, the user's own home; the demo exchange if no other exists.

    Raises CourseError if the configuration is broken.
    """
    from autograder.nbgrader_plugin.exchange_steps import configured_exchange  # loads nbgrader

    exists = configured_exchange(course).is_dir()
    return LabSetup(course.root, exchange=None if exists else demo_exchange(course.root / "demo"))


def student(course: Course, place: Path, account: str | None = None) -> LabSetup:
    """Return a student's set-up in `place`: a home of its own, and an exchange to which every lesson is released.

    Raises CourseError if a lesson cannot be released.
    """
    setup = LabSetup(place / "student", place / "student", demo_exchange(place), account)
    release(course, demo_exchange(place))
    first = Path(course_id(course), START, f"{START}.ipynb")
    if course.release(START).is_file():  # an instructor's own course may not have this page
        setup = replace(setup, page=str(first))
        if not (setup.folder / first).exists():  # as if fetched already: it explains how to fetch the others
            (setup.folder / first).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(course.release(START), setup.folder / first)
    configure_student(setup, course)
    return setup


def configure_student(setup: LabSetup, course: Course) -> None:
    """Write a student's settings into the home: the course, the exchange, and no extensions for instructors."""
    settings = disable_extensions(setup.home or setup.folder, NOT_FOR_STUDENTS)
    (settings / CONFIG).write_text(STUDENT_CONFIG.format(course_id=course_id(course), exchange=str(setup.exchange)))
    setup.give_home()


def disable_extensions(home: Path, names: Sequence[str] = ()) -> Path:
    """Disable news, builds of JupyterLab and the nbgrader extensions `names` for a home; return its settings folder."""
    settings = home / ".jupyter"
    (settings / "labconfig").mkdir(parents=True, exist_ok=True)
    off = [f"@jupyter/nbgrader:{name}" for name in names] + [NEWS]
    (settings / "labconfig/page_config.json").write_text(json.dumps({"disabledExtensions": dict.fromkeys(off, True), **NO_BUILD}))
    return settings


def course_id(course: Course) -> str:
    """Return the course's id in the exchange."""
    from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader

    return str(Gradebook(course).coursedir.course_id)


def demo_exchange(place: Path) -> Path:
    """Return the exchange in `place`; make it if it does not exist, with the permissions that nbgrader asks for."""
    exchange = place / "exchange"
    exchange.mkdir(parents=True, exist_ok=True)
    exchange.chmod(0o777)
    return exchange


def release(course: Course, exchange: Path) -> None:
    """Release each lesson, and the opening page, that is not in the exchange yet; raise CourseError if that fails."""
    from autograder.nbgrader_plugin.exchange_steps import Exchange  # loads nbgrader

    steps = Exchange(course, exchange)
    for path in course.released():
        if not steps.released(path.stem):
            steps.release(path.stem)


def other_account(place: Path) -> str | None:
    """Return the account STUDENT; None if this process is not root's, or that account could not start Python."""
    if os.geteuid() != 0 or STUDENT not in {entry.pw_name for entry in pwd.getpwall()}:
        return None
    needed = (*visible_files.libraries(), Path(sys.prefix, "bin"), place)
    return None if visible_files.closed_to_others(needed, ancestors=True) else STUDENT


def welcome(setup: LabSetup, student: bool) -> list[str]:
    """Return the lines to print before JupyterLab opens."""
    account = f" as the user {setup.account}" if setup.account else ""
    if student:
        return [
            f"A student's JupyterLab{account}, home {setup.home}.{' It opens the first page.' if setup.page else ''}",
            "Nbgrader > Assignment List: fetch a lesson, open it, press Validate, submit. The instructor's side: make lab",
        ]
    exchange = f" The exchange is {setup.exchange}." if setup.exchange else ""
    return [f"The instructor's JupyterLab on {setup.folder}: Nbgrader > Formgrader.{exchange} A student's side: make lab-student"]


def start(setup: LabSetup, arguments: Sequence[str]) -> None:
    """Replace this process by JupyterLab, which logs its address and warnings; raise CourseError if it does not start."""
    first = [f"--LabApp.default_url=/lab/tree/{setup.page}"] if setup.page else []
    level = [] if any("log" in argument for argument in arguments) else ["--ServerApp.log_level=WARN"]
    if setup.account:
        entry = pwd.getpwnam(setup.account)
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    os.chdir(setup.folder)
    try:
        os.execve(sys.executable, setup.command([*first, *level, *arguments]), setup.environment())
    except OSError as error:
        raise CourseError("JupyterLab does not start", sys.executable, "run 'make env'") from error
