"""The part of the file system that a worker sees: Python, its libraries, and nothing of the course. Untrusted side; only reads."""

import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]  # the package autograder, which holds the checks and references
FOLDER = Path("/submission")  # the worker's own folder, if the machine has namespaces
DEVICES = tuple(Path("/dev", name) for name in ("null", "zero", "random", "urandom"))
_SHARED_OBJECTS = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")
_SYSTEM = (*_SHARED_OBJECTS, "/etc/localtime", "/usr/share/zoneinfo", "/usr/share/fonts")


def libraries() -> tuple[Path, ...]:
    """Return the folders of the interpreter's libraries: the standard library's, the environment's, the shared objects'."""
    bases = {Path(prefix, name) for prefix in (sys.prefix, sys.base_prefix) for name in ("lib", "lib64")}
    named = {Path(sysconfig.get_path(key)) for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(_outermost(path for path in bases | named if path.is_dir()))


def readable(extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return what a worker may read: libraries, the system's shared objects, fonts and time zones, and `extra`."""
    return tuple(_outermost(path for path in (*libraries(), *map(Path, _SYSTEM), *extra) if path.exists()))


def without(paths: Sequence[Path], hidden: Path = PACKAGE) -> tuple[Path, ...]:
    """Return `paths` with each folder that holds `hidden` replaced by what lies beside `hidden`.

    If the course is installed into site-packages (and not editable, as by `make`), its secrets lie among the libraries.
    """
    kept: list[Path] = []
    for path in paths:
        real = path.resolve()
        if real == hidden or hidden in real.parents:
            continue
        if real in hidden.parents:
            kept += without(sorted(real.iterdir()), hidden)
        else:
            kept.append(path)
    return tuple(kept)


def closed_to_others(paths: Sequence[Path], ancestors: bool) -> Path | None:
    """Return the first folder on the way to `paths` that an unknown user cannot enter, or None.

    With `ancestors` False only the folders themselves are tested: namespaces make them reachable.
    """
    for path in paths:
        real = path.resolve()
        for folder, bits in ((real, 0o5), *((parent, 0o1) for parent in real.parents if ancestors)):
            if folder.is_dir() and folder.stat().st_mode & bits != bits:
                return folder
    return None


def _outermost(paths: Iterator[Path]) -> list[Path]:
    """Return the paths without repeats and without those that lie in another one, the shortest first."""
    kept: dict[Path, Path] = {}
    for path in sorted(paths, key=lambda path: (len(path.resolve().parts), path)):
        real = path.resolve()
        if real not in kept and not any(parent in kept for parent in real.parents):
            kept[real] = path
    return list(kept.values())
