"""Archives from strangers: zip files and folders, read member by member, with nothing unpacked to the disk. Trusted side.

An archive may name files outside its own folder, hold links, encrypted or broken members, or unpack to more than any disk holds. So
names are only read, never used as paths; content is read up to a cap, whatever size the archive states.
"""

import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.errors import CourseError
from autograder.plain_text import line, normal
from autograder.submissions import ordinary_files
from autograder.submissions.ordinary_files import FILE_CAP, NotOrdinary

MEMBERS_CAP = 100_000  # files and folders of one archive, enough for 3,000 students with 30 files each
TOTAL_CAP = 8 << 30  # bytes that are read from one archive, enough for 3,000 notebooks of 2.8 MB
RATIO_CAP = 200  # unpacked size of a member, divided by its packed size: honest notebooks have 3 to 20
SMALL = 1 << 20  # bytes: a member below this size may have any ratio
DEPTH_CAP = 20  # levels of folders
CHUNK = 1 << 16  # bytes read at a time
_UTF8 = 0x800  # flag of a zip member: its name is UTF-8
_LOCKED = 0x1  # flag of a zip member: it is encrypted


class Refused(Exception):
    """A member of an archive cannot be read or must not be: the message says why."""


@dataclass
class Archive:
    """The members of an archive that can be read, and a sentence for each that was left out."""

    path: Path
    members: list["Member"] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unpacked: int = 0  # bytes read so far

    def leave_out(self, name: str, reason: str) -> None:
        """Add a sentence that the member `name` is left out, with the reason."""
        self.left_out.append(f"{line(name, 300)}: {reason}")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `name` is its path there, with / between folders and in the Unicode form NFC.

    `read` returns the file's bytes; it raises Refused with the reason if the file is too large, a bomb, encrypted or broken.
    """

    name: str
    read: Callable[[], bytes]


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a zip file or a folder; raise CourseError if it is neither, is broken, or holds too many files."""
    archive = Archive(path)
    if path.is_dir():
        _list_folder(archive)
        yield archive
        return
    try:
        with zipfile.ZipFile(path) as file:
            _list_zip(archive, file)
            yield archive
    except FileNotFoundError:
        raise CourseError("there is no such archive", path, "check the path") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, UnicodeDecodeError, EOFError, ValueError) as error:
        step = "download it once more from the LMS, as a zip file, or unpack it and give the folder"
        raise CourseError(f"this is not a zip file that can be read ({error})", path, step) from error


def _list_zip(archive: Archive, file: zipfile.ZipFile) -> None:
    infos = file.infolist()
    if len(infos) > MEMBERS_CAP:
        raise CourseError(f"the archive holds {len(infos)} files; {MEMBERS_CAP} at most", archive.path, "split it")
    by_name: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.is_dir():
            continue
        name = _zip_name(info)
        if reason := _unsafe(name) or _special(info):
            archive.leave_out(name, reason)
            continue
        if name in by_name:
            archive.leave_out(name, "the archive holds this name twice; the last one is taken")
        by_name[name] = info
    for name, info in by_name.items():
        archive.members.append(Member(name, _zip_reader(archive, file, info)))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name. Many programs write UTF-8 names and do not mark them as UTF-8: they are read as UTF-8, too."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return normal(name, "NFC")


def _unsafe(name: str) -> str:
    """Return why a member's name is not accepted; '' if it is."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\\" in name or (len(name) > 1 and name[1] == ":"):
        return "not read: its name is an absolute or a Windows path"
    if ".." in parts:
        return "not read: its name leads out of the archive"
    if "\0" in name or any(len(part.encode(errors="replace")) > 255 for part in parts) or len(parts) > DEPTH_CAP:
        return "not read: no file can have this name"
    return ""


def _special(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return "not read: this is a link or a device, not a file" if kind not in (0, stat.S_IFREG) else ""


def _zip_reader(archive: Archive, file: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def load() -> bytes:
        if info.flag_bits & _LOCKED:
            raise Refused("it is encrypted; ask the student for a file without a password")
        if info.file_size > FILE_CAP:
            raise Refused(f"it is too large ({info.file_size / 1e6:.0f} MB; {FILE_CAP // 2**20} MiB at most)")
        if info.file_size > max(SMALL, RATIO_CAP * info.compress_size):
            raise Refused("it unpacks to hundreds of times its size, as no notebook does")
        parts: list[bytes] = []
        size = 0
        try:
            with file.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    parts.append(chunk)
                    if size > FILE_CAP:
                        raise Refused("it unpacks to more than it says")
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            raise Refused(f"it cannot be unpacked ({line(str(error), 200) or type(error).__name__})") from error
        _count(archive, size)
        return b"".join(parts)

    return load


def _count(archive: Archive, size: int) -> None:
    archive.unpacked += size
    if archive.unpacked > TOTAL_CAP:
        raise CourseError(
            f"the archive unpacks to more than {TOTAL_CAP >> 30} GiB", archive.path, "split it, or remove the huge files"
        )


def _list_folder(archive: Archive) -> None:
    seen: set[str] = set()
    for folder, folders, names in os.walk(archive.path):
        folders.sort()
        place = Path(folder)
        for name in sorted(names) + [name for name in folders if (place / name).is_symlink()]:
            path = place / name
            relative = unicodedata.normalize("NFC", os.fsencode(path.relative_to(archive.path)).decode(errors="replace"))
            if path.is_symlink():
                archive.leave_out(relative, "not read: this is a link or a device, not a file")
            elif relative in seen:
                archive.leave_out(relative, "the folder holds two names that are read as this one; one of them is taken")
            elif len(archive.members) >= MEMBERS_CAP:
                raise CourseError(f"the folder holds more than {MEMBERS_CAP} files", archive.path, "split it")
            else:
                seen.add(relative)
                archive.members.append(Member(relative, _file_reader(archive, path)))


def _file_reader(archive: Archive, path: Path) -> Callable[[], bytes]:
    def load() -> bytes:
        try:
            content = ordinary_files.read(path)
        except NotOrdinary as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(f"it cannot be read ({error.strerror})") from error
        _count(archive, len(content))
        return content

    return load
