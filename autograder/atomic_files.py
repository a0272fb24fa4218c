"""Writes a file completely, or leaves the old one: written to another place, then moved to its own in one step. Trusted side."""

import contextlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

ASIDE = ".tmp-"  # begins the name of a file on its way; the id of the process that writes it follows
MODE = 0o644  # of a new file

Content = bytes | Callable[[BinaryIO], object]  # of a file: what is in it, or what writes it, for more than memory has room for


def write(path: Path, data: Content, *, mode: int | None = None, replace: bool = True) -> None:
    """Write a file so that it is there whole, or as it was before; with `replace` False an existing file stays as it is.

    mode: of the file; by default that of the file it replaces, or 0o644. Raises OSError, and leaves nothing behind, if the file
    system refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode is None:
        mode = path.stat().st_mode & 0o777 if path.exists() else MODE
    aside = put_aside(path, data, mode)
    try:
        if replace:
            aside.chmod(mode)  # the process's umask has its say in new files only
            aside.replace(path)
        else:
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(aside)
            aside.unlink()
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_json(path: Path, data: Any) -> None:
    """Write `data` as JSON, in the same way."""
    write(path, json.dumps(data, indent=1, ensure_ascii=True).encode())


def put_aside(path: Path, data: Content, mode: int) -> Path:
    """Write `data` beside its place, to be moved there in one step; return the file's path. Leaves nothing behind if it fails."""
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
    """Remove what processes that were ended half way have left in a folder."""
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
