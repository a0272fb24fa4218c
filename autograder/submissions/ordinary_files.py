"""Reads and copies files from strangers: only ordinary files, up to a size. Trusted side; knows no nbgrader.

A link may lead to the gradebook, a pipe may never end, a sparse file may fill the disk. So each file is opened first, without
following a link and without waiting, and checked through the descriptor, so that the checked file is the file that is read.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

FILE_CAP = 50 * 1024 * 1024  # bytes of one file
FOLDER_CAP = 200 * 1024 * 1024  # bytes of all files in a folder
FILES_CAP = 1000  # files and folders in a folder and below it
DEPTH_CAP = 8  # levels of folders
# Programs that are started in a folder, or open it, follow such files: nbgrader, Jupyter, git, editors.
SETTINGS = re.compile(r"\..*|.*_config(?:\.\w+)?", re.DOTALL)
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class NotOrdinary(Exception):
    """Something is not an ordinary file, is too large, or belongs to somebody else: the message says which."""


class TooLarge(NotOrdinary):
    """An ordinary file is larger than its cap."""


def read(path: Path | str, cap: int = FILE_CAP, folder: int | None = None, owner: int | None = None) -> bytes:
    """Return the bytes of an ordinary file of at most `cap` bytes; `path` may be relative to the descriptor `folder`.

    owner: the user id that it must belong to (None: any). Raises NotOrdinary, TooLarge, or OSError if it cannot be opened.
    """
    with _opened(path, folder, owner) as (descriptor, status):
        if not stat.S_ISREG(status.st_mode):
            raise NotOrdinary("this is not an ordinary file")
        if status.st_size > cap:
            raise TooLarge(f"the file is too large ({status.st_size / 1e6:.0f} MB; {cap // 2**20} MiB at most)")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(cap)


@dataclass
class Copy:
    """A copy of a stranger's folder, without settings of programs: bytes and files copied, files left out, with the reasons."""

    owner: int | None = None
    bytes: int = 0
    entries: int = 0
    left_out: list[str] = field(default_factory=list)

    def take(self, source: Path | str, target: Path, folder: int | None = None, depth: int = 0) -> None:
        """Copy the folder `source` to the new folder `target`: ordinary files and folders of `owner` only.

        Raises NotOrdinary or OSError if `source` itself cannot be copied; other files that cannot be copied go to `left_out`.
        """
        with _opened(source, folder, self.owner) as (descriptor, status):
            if not stat.S_ISDIR(status.st_mode):
                raise NotOrdinary("this is not a folder")
            target.mkdir(parents=depth == 0)
            names = os.listdir(descriptor)  # noqa: PTH208  # pathlib cannot list a descriptor
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
        if SETTINGS.fullmatch(name):
            raise NotOrdinary("programs take it for their settings")
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
        status = os.fstat(descriptor)
        if owner is not None and status.st_uid != owner:
            raise NotOrdinary("it belongs to somebody else")
        yield descriptor, status
    finally:
        os.close(descriptor)
