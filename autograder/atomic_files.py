"""Writes a file as a whole or not at all: a temporary file is written beside it, then renamed in one step. Trusted side."""

import contextlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

ASIDE = ".tmp-"  # a temporary file's name begins so; the id of the process that writes it follows
MODE = 0o644  # of a new file

Content = bytes | Callable[[BinaryIO], object]  # a file's bytes, or a function that writes them (for files too large for memory)


def write(path: Path, data: Content, *, mode: int | None = None, replace: bool = True) -> None:
    """Write a file as a whole or not at all; with `replace` False an existing file stays as it is.

    mode: of the file; by default that of the file it replaces, or 0o644. Raises OSError, and leaves nothing behind, if the file
    system refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode is None:
        mode = path.stat().st_mode & 0o777 if path.exists() else MODE
    aside = put_aside(path, data, mode)
    try:
        if replace:
            aside.chmod(mode)  # the process's umask applies to new files only
            aside.replace(path)
        else:
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(aside)
            aside.unlink()
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_json(path: Path, data: Any) -> None:
    """Write `data` as JSON, as a whole or not at all; raise OSError if the file system refuses."""
    write(path, json.dumps(data, indent=1, ensure_ascii=True).encode())


def put_aside(path: Path, data: Content, mode: int) -> Path:
    """Write `data` to a temporary file beside `path`; return the temporary file's path. Leaves nothing behind if it fails."""
    aside = path.with_name(f"{ASIDE}{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            if callable(data):
                data(file)
            else:
                file.write(data)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def sweep(folder: Path) -> None:
    """Remove the temporary files that killed processes have left in a folder."""
    for path in folder.glob(f"{ASIDE}*"):
        if not _runs(path.name.removeprefix(ASIDE).partition("-")[0]):
            path.unlink(missing_ok=True)


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
