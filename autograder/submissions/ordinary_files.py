"""Files from strangers: ordinary ones alone are read or copied, whatever else stands among them. Trusted side; knows no nbgrader.

A link may lead to the gradebook, a pipe never ends, a sparse file fills the disk. Everything is opened first, without
following a link and without waiting, and looked at through the descriptor: what is looked at is what is read.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

FILE_CAP = 50 * 1024 * 1024  # bytes of one file
FOLDER_CAP = 200 * 1024 * 1024  # bytes of a folder, with all that lies in it
FILES_CAP = 1000  # files and folders in a folder
DEPTH_CAP = 8  # folders in folders
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class NotOrdinary(Exception):
    """Something is no ordinary file, or too large, or somebody else's: the message says which."""


class TooLarge(NotOrdinary):
    """An ordinary file, of more bytes than are read."""


def read(path: Path | str, cap: int = FILE_CAP, folder: int | None = None, owner: int | None = None) -> bytes:
    """Return the bytes of an ordinary file of at most `cap` bytes; `path` may be relative to the descriptor `folder`.

    owner: the user id that it must belong to, where that matters. Raises NotOrdinary, or OSError where it cannot be opened.
    """
    with _opened(path, folder, owner) as (descriptor, found):
        if not stat.S_ISREG(found.st_mode):
            raise NotOrdinary("this is not an ordinary file")
        if found.st_size > cap:
            raise TooLarge(f"the file is too large ({found.st_size / 1e6:.0f} MB; {cap // 2**20} MiB at most)")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(cap)


@dataclass
class Copy:
    """A copy of a stranger's folder: how much of it has been taken, and what was left out, with the reasons."""

    owner: int | None = None
    bytes: int = 0
    entries: int = 0
    left_out: list[str] = field(default_factory=list)

    def take(self, source: Path | str, target: Path, folder: int | None = None, depth: int = 0) -> None:
        """Copy the folder `source` to the new folder `target`, ordinary files and folders of `owner` alone."""
        with _opened(source, folder, self.owner) as (descriptor, found):
            if not stat.S_ISDIR(found.st_mode):
                raise NotOrdinary("this is not a folder")
            target.mkdir(parents=depth == 0)
            names = os.listdir(descriptor)  # noqa: PTH208  # pathlib has none for descriptors
            for name in sorted(names, key=lambda name: (not name.endswith((".ipynb", ".txt")), name)):
                self.entries += 1
                if self.entries > FILES_CAP:
                    self.left_out.append(f"{target}: there are more than {FILES_CAP} files")
                    break
                try:
                    self._one(name, target / name, descriptor, depth)
                except (NotOrdinary, OSError) as error:
                    self.left_out.append(f"{target / name}: {error}")

    def _one(self, name: str, target: Path, folder: int, depth: int) -> None:
        if stat.S_ISDIR(os.lstat(name, dir_fd=folder).st_mode):
            if depth >= DEPTH_CAP:
                raise NotOrdinary("too many folders in folders")
            self.take(name, target, folder, depth + 1)
            return
        content = read(name, min(FILE_CAP, FOLDER_CAP - self.bytes), folder, self.owner)
        self.bytes += len(content)
        target.write_bytes(content)


@contextmanager
def _opened(path: Path | str, folder: int | None, owner: int | None) -> Iterator[tuple[int, os.stat_result]]:
    try:
        descriptor = os.open(path, _OPEN, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link, a socket
            raise NotOrdinary("this is not an ordinary file") from None
        raise
    try:
        found = os.fstat(descriptor)
        if owner is not None and found.st_uid != owner:
            raise NotOrdinary("it belongs to somebody else")
        yield descriptor, found
    finally:
        os.close(descriptor)
