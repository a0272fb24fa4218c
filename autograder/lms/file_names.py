"""How each learning-management system names the files in the archive of one assignment. Trusted side; it reads names only.

Moodle (mod/assign): `Full Name_12345_assignsubmission_file/name`, in older versions `…_file_/name`, or `…_file_name` without
folders; 12345 is the participant's number in this one assignment. Canvas: `lastnamefirstname[_LATE]_12345_67890_name`; 12345 is
the person's number, 67890 grows with each upload. Blackboard: `assignment_user_attempt_2026-01-31-18-00-00_name`. ILIAS: a folder
`Lastname_Firstname_login_12345` for each person. `folder`: a folder for each student, or nbgrader's own pattern
(c.FileNameCollectorPlugin.named_regexp).

In each of them the LMS's part comes first, and a student's own name for a file after it. So the first part that fits is read, and
all members of an archive are read at one place: a student who names a file like the LMS's part changes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from autograder.submissions.time_zones import YEARS

Form = Literal["moodle", "canvas", "blackboard", "ilias", "folder"]
FORMS: tuple[Form, ...] = ("moodle", "canvas", "blackboard", "ilias", "folder")  # in order; the last one fits nearly all names

_MOODLE = re.compile(r"(?P<name>[^_/]*)_(?P<number>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?")
_CANVAS = re.compile(
    r"(?:(?P<late_too>LATE_)?(?P<anonymous>anon_[0-9A-Za-z]{5})|(?P<name>\w+?)_(?:(?P<late>LATE)_)?(?P<number>\d+))"
    r"_(?P<upload>[1-9]\d*)_(?P<file>.+)"
)
_BLACKBOARD = re.compile(r"(?P<before>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?P<rest>_.+|\.txt)")
_ILIAS = re.compile(r"(?P<last>[^_/]+)_(?P<first>[^_/]+)_(?P<login>.+)_(?P<number>\d+)")
_STAMPED = re.compile(r"(?P<time>\d{14})_(?P<file>.+)")  # ILIAS, if it puts the time before a file's name
_AGAIN = re.compile(r"(?:[-_ ](\d{1,3})| ?\((\d{1,3})\)|-Copy(\d{1,3}))(?=\.)")  # name-2.ipynb, name (2).ipynb


@dataclass(frozen=True, slots=True)
class Named:
    """The parts of a file's name in an archive: the student, the student's own name for the file, the time.

    `number` and `login` are the LMS's; the name of the feedback has to begin with `group`; `order` sorts the attempts of one
    person, the newest last; `late` is true if the LMS marks the file as late.
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


class _Place(NamedTuple):
    """Where in the members' paths an LMS's part stands: how many folders deep; `folder` is given where all stand in one folder."""

    depth: int
    folder: str = ""


Reader = Callable[[str, re.Match[str], str, tzinfo, Collection[str]], Named | None]  # member, its LMS's part, what is inside it


def read(form: Form, members: Iterable[str], zone: tzinfo, logins: Collection[str] = (), pattern: str = "") -> dict[str, Named]:
    """Return the parts of the members' names, by member, read in a form; members whose names do not fit it are left out.

    zone: the zone of times that name none. logins: the known ids, which decide if a name can be split in two ways. pattern: for
    the form `folder`, nbgrader's named_regexp; without one, the first folder is the student's id.
    """
    members = [member for member in members if not _hidden(member)]
    if form == "folder":
        return {member: named for member in members if (named := _folder(member, zone, pattern))}
    place, _ = _vote(form, members)
    expression, reader = _LMS[form]
    by_member: dict[str, Named] = {}
    for member in members:
        parts = PurePosixPath(member).parts
        match = expression.fullmatch(parts[place.depth]) if place in _places(form, member) else None
        if match and (named := reader(member, match, "/".join(parts[place.depth + 1 :]), zone, logins)):
            by_member[member] = named
    return _with_stamps(by_member, zone) if form == "ilias" else by_member


def recognise(members: Iterable[str], pattern: str = "") -> Form | None:
    """Return the form that fits most of the members' names; None if no form fits. In a tie, a configured pattern wins.

    Each folder counts once, however many files a student puts into it.
    """
    members = [member for member in members if not _hidden(member)]
    places = {form: _vote(form, members) for form in FORMS[:-1]}
    # In a tie, the form whose part comes first in the path, then the first in FORMS, whose names are the most specific.
    best = max(places, key=lambda form: (places[form][1], -places[form][0].depth))
    votes = places[best][1]
    tops = _tops(members)
    folders = len({tops[member] for member in read("folder", members, UTC, (), pattern)})
    if votes and (votes > folders if pattern else 2 * votes > folders):
        return best
    return "folder" if folders else None


def of_macos(member: str) -> bool:
    """Return whether a member is one that macOS adds beside a file when it packs an archive."""
    return PurePosixPath(member).name.startswith("._") or "__MACOSX" in member


def _hidden(member: str) -> bool:
    return PurePosixPath(member).name.startswith(".") or of_macos(member)


def _tops(members: Collection[str]) -> dict[str, str]:
    """Return the first part of each member's path below the folders that all of them share."""
    paths = [PurePosixPath(member).parts for member in members]
    shared = 0
    while paths and all(len(parts) > shared + 1 and parts[shared] == paths[0][shared] for parts in paths):
        shared += 1
    return {member: parts[shared] for member, parts in zip(members, paths, strict=True)}


def _places(form: Form, member: str) -> Iterator[_Place]:
    """Yield the places of a member's path where the LMS's part of a form stands."""
    *folders, name = PurePosixPath(member).parts
    expression, _ = _LMS[form]
    if form in ("canvas", "blackboard"):  # these systems make no folders
        if expression.fullmatch(name):
            yield _Place(len(folders), "/".join(folders))
        return
    for depth, part in enumerate((*folders, name) if form == "moodle" else folders):
        if expression.fullmatch(part):
            yield _Place(depth)


def _vote(form: Form, members: Collection[str]) -> tuple[_Place, int]:
    """Return the one place of an archive at which the LMS's part stands, and how many of the members' first parts have it there.

    It is the place that most of them have, and in a tie the uppermost: a student may have chosen names further down.
    """
    tops = _tops(members)
    fitting: dict[_Place, list[str]] = defaultdict(list)
    for member in members:
        for place in _places(form, member):
            fitting[place].append(tops[member])
    if not fitting:
        return _Place(0), 0
    best = max(fitting, key=lambda place: (len(set(fitting[place])), -place.depth, len(fitting[place])))
    return best, len(set(fitting[best]))


def _moodle(member: str, match: re.Match[str], inside: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    file = "/".join(filter(None, (match["file"], inside)))
    group = f"{match['name']}_{match['number']}_assignsubmission_file"
    if match["plugin"] != "file":
        file = ""  # text that was typed into Moodle's page
    return Named(member, file, group, name=match["name"], number=match["number"], order=(0.0, 0, _again(file)))


def _canvas(member: str, match: re.Match[str], inside: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    upload = int(match["upload"])
    group = match[0].removesuffix(match["file"])
    return Named(
        member, match["file"], group, name=match["name"] or "", number=match["number"] or match["anonymous"],
        order=(0.0, upload, _again(match["file"])), late=bool(match["late"] or match["late_too"]),
    )  # fmt: skip


def _blackboard(member: str, match: re.Match[str], inside: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    time = _time(match["time"], "%Y-%m-%d-%H-%M-%S", zone)
    if time is None:
        return None
    words = match["before"].split("_")
    ends = ["_".join(words[at:]) for at in range(1, len(words))] or [match["before"]]
    login = next((end for end in ends if end in logins), ends[-1])
    file = "" if match["rest"].startswith(".") else match["rest"][1:]  # without a file's name: Blackboard's own receipt
    group = f"{match['before']}_attempt_{match['time']}"
    return Named(member, file, group, login=login, time=time, order=(time.timestamp(), 0, _again(file)))


def _ilias(member: str, match: re.Match[str], inside: str, zone: tzinfo, logins: Collection[str]) -> Named | None:
    return Named(
        member, inside, member.removesuffix(f"/{inside}"), name=f"{match['first']} {match['last']}", first=match["first"],
        last=match["last"], number=match["number"], login=match["login"], order=(0.0, 0, _again(inside)),
    )  # fmt: skip


def _with_stamps(found: dict[str, Named], zone: tzinfo) -> dict[str, Named]:
    """Return ILIAS's files with the times before their names, if all have one.

    ILIAS's download removes the times, its storage has them on every file; if only some files have one, it is part of their names.
    """
    stamped = {}
    for member, named in found.items():
        match = _STAMPED.fullmatch(named.file)
        time = _time(match["time"], "%Y%m%d%H%M%S", zone) if match else None
        if not match or not time:
            return found
        order = (time.timestamp(), 0, _again(match["file"]))
        stamped[member] = replace(named, file=match["file"], time=time, order=order)
    return stamped


_LMS: dict[Form, tuple[re.Pattern[str], Reader]] = {
    "moodle": (_MOODLE, _moodle), "canvas": (_CANVAS, _canvas), "blackboard": (_BLACKBOARD, _blackboard), "ilias": (_ILIAS, _ilias),
}  # fmt: skip


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
    """Return the number of the attempt in a file's name: 2 for name-2.ipynb; 0 if there is none."""
    match = _AGAIN.search(PurePosixPath(file).name)
    return int(next(filter(None, match.groups()))) if match else 0


def _time(text: str, form: str, zone: tzinfo) -> datetime | None:
    try:
        time = datetime.strptime(text, form).replace(tzinfo=zone)
    except ValueError:
        return None
    return time if time.year in YEARS else None


def _any_time(text: str, zone: tzinfo) -> datetime | None:
    digits = re.sub(r"\D", "", text)
    return _time(digits[:14], "%Y%m%d%H%M%S", zone) if len(digits) >= 14 else None
