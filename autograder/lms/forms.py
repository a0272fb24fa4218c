"""How each learning-management system names the files in the archive of one assignment. Trusted side; it reads names only.

Moodle (mod/assign): `Full Name_12345_assignsubmission_file/name`, in older versions `…_file_/name`, or `…_file_name` without
folders; 12345 is the participant's number in this one assignment. Canvas: `lastnamefirstname[_LATE]_12345_67890_name`; 12345 is
the person's number, 67890 grows with each upload. Blackboard: `assignment_user_attempt_2026-01-31-18-00-00_name`. ILIAS: a folder
`Lastname_Firstname_login_12345` for each person. `folder`: a folder for each student, or nbgrader's own pattern
(c.FileNameCollectorPlugin.named_regexp).
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath
from typing import Literal

Form = Literal["moodle", "canvas", "blackboard", "ilias", "folder"]
FORMS: tuple[Form, ...] = ("moodle", "canvas", "blackboard", "ilias", "folder")  # the last one fits nearly everything

_MOODLE = re.compile(r"(?P<name>[^_/]*)_(?P<number>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?")
_CANVAS = re.compile(
    r"(?:(?P<name>\w+?)_(?:(?P<late>LATE)_)?(?P<number>\d+)|(?P<late_too>LATE_)?(?P<anonymous>anon_[^_]+))"
    r"_(?P<upload>[1-9]\d*)_(?P<file>.+)"
)
_BLACKBOARD = re.compile(r"(?P<before>.+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?P<rest>_.+|\.txt)")
_ILIAS = re.compile(r"(?P<last>[^_/]+)_(?P<first>[^_/]+)_(?P<login>.+)_(?P<number>\d+)")
_STAMPED = re.compile(r"(?P<time>\d{14})_(?P<file>.+)")  # ILIAS, where it keeps the time before a file's name
_AGAIN = re.compile(r"(?:[-_ ](\d{1,3})| ?\((\d{1,3})\)|-Copy(\d{1,3}))(?=\.)")  # name-2.ipynb, name (2).ipynb


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in an archive says: whose file it is, what it is called, when it came.

    `number` and `login` are the LMS's own; `group` is what the name of the feedback has to begin with; `order` sorts the attempts
    of one person, the newest last; `late` is the LMS's own word.
    """

    member: str
    file: str
    group: str
    name: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    number: str = ""
    login: str = ""
    time: datetime | None = None
    order: tuple[float, int, int] = (0.0, 0, 0)
    late: bool = False


Reader = Callable[[str, tzinfo, Collection[str]], Named | None]


def read(form: Form, member: str, zone: tzinfo, logins: Collection[str] = (), pattern: str = "") -> Named | None:
    """Return what a member's name says in a form; None if it is not one of that form.

    zone: of times without one. logins: the ids that are known; they decide where a name can be split in two ways. pattern: for the
    form `folder`, nbgrader's named_regexp; without one, the first folder is the student's id.
    """
    if PurePosixPath(member).name.startswith(("._", ".")) or "__MACOSX" in member:
        return None
    if form == "folder":
        return _folder(member, zone, pattern)
    readers: dict[str, Reader] = {"moodle": _moodle, "canvas": _canvas, "blackboard": _blackboard, "ilias": _ilias}
    return readers[form](member, zone, logins)


def recognise(members: Iterable[str], pattern: str = "") -> Form | None:
    """Return the form in which most of the members are named; None if no form fits. A configured pattern comes first."""
    members = list(members)
    zone = UTC
    if pattern and any(_folder(member, zone, pattern) for member in members):
        return "folder"
    fits = {form: sum(read(form, member, zone, (), pattern) is not None for member in members) for form in FORMS}
    best = max(FORMS[:-1], key=fits.__getitem__)  # of equals, the first: its names are the most particular
    if fits[best] and 2 * fits[best] >= fits["folder"]:
        return best
    return "folder" if fits["folder"] else None


def _moodle(member: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    parts = PurePosixPath(member).parts
    for place, part in enumerate(parts):
        if match := _MOODLE.fullmatch(part):
            file = "/".join(filter(None, (match["file"], *parts[place + 1 :])))
            group = f"{match['name']}_{match['number']}_assignsubmission_file"
            if match["plugin"] != "file":
                file = ""  # text that was typed into Moodle's page
            return Named(member, file, group, name=match["name"], number=match["number"], order=(0.0, 0, _again(file)))
    return None


def _canvas(member: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    match = _CANVAS.fullmatch(PurePosixPath(member).name)
    if not match:
        return None
    upload = int(match["upload"])
    group = PurePosixPath(member).name.removesuffix(match["file"])
    return Named(
        member, match["file"], group, name=match["name"] or "", number=match["number"] or match["anonymous"],
        order=(0.0, upload, _again(match["file"])), late=bool(match["late"] or match["late_too"]),
    )  # fmt: skip


def _blackboard(member: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    match = _BLACKBOARD.fullmatch(PurePosixPath(member).name)
    time = _time(match["time"], "%Y-%m-%d-%H-%M-%S", zone) if match else None
    if not match or time is None:
        return None
    words = match["before"].split("_")
    ends = ["_".join(words[at:]) for at in range(1, len(words))] or [match["before"]]
    login = next((end for end in ends if end in logins), ends[-1])
    file = "" if match["rest"].startswith(".") else match["rest"][1:]  # without a file's name: Blackboard's own receipt
    group = f"{match['before']}_attempt_{match['time']}"
    return Named(member, file, group, login=login, time=time, order=(time.timestamp(), 0, _again(file)))


def _ilias(member: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    parts = PurePosixPath(member).parts
    for place in reversed(range(len(parts) - 1)):
        if match := _ILIAS.fullmatch(parts[place]):
            file = "/".join(parts[place + 1 :])
            stamped = _STAMPED.fullmatch(file)
            time = _time(stamped["time"], "%Y%m%d%H%M%S", zone) if stamped else None
            if stamped and time:
                file = stamped["file"]
            return Named(
                member, file, "/".join(parts[: place + 1]), name=f"{match['first']} {match['last']}", first=match["first"],
                last=match["last"], number=match["number"], login=match["login"], time=time,
                order=(time.timestamp() if time else 0.0, 0, _again(file)),
            )  # fmt: skip
    return None


def _folder(member: str, zone: tzinfo, pattern: str) -> Named | None:
    if pattern:
        match = re.match(pattern, member)
        parts = {key: value for key, value in match.groupdict().items() if value} if match else {}
        login = parts.get("student_id", "")
        time = _any_time(parts.get("timestamp", ""), zone)
        first, last, email = (parts.get(key, "") for key in ("first_name", "last_name", "email"))
        file = PurePosixPath(member).name
        order = (time.timestamp() if time else 0.0, 0, _again(file))
        if not login:
            return None
        return Named(member, file, login, f"{first} {last}".strip(), first, last, email, login=login, time=time, order=order)
    folder, _, file = member.partition("/")
    return Named(member, file, folder, login=folder, order=(0.0, 0, _again(file))) if file else None


def _again(file: str) -> int:
    """Return which attempt a file's name says it is: 2 for name-2.ipynb; 0 if it says nothing."""
    match = _AGAIN.search(PurePosixPath(file).name)
    return int(next(filter(None, match.groups()))) if match else 0


def _time(text: str, form: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=zone)
    except ValueError:
        return None


def _any_time(text: str, zone: tzinfo) -> datetime | None:
    digits = re.sub(r"\D", "", text)
    return _time(digits[:14], "%Y%m%d%H%M%S", zone) if len(digits) >= 14 else None
