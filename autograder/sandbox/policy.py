"""The policy: the limits of one worker, as plain data that all layers share. Untrusted side; it holds no secret."""

from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """Data that the fork server computes once for all its workers; made by `layers.prepare`.

    enclosed: whether the fork server runs in namespaces of its own.
    program: the compiled seccomp filter; empty without that layer.
    tasks: number of tasks of this user, before any worker.
    readable: files and folders that workers may read.
    first_user: offset of this fork server's user ids for workers from `privileges.FIRST`; used if it runs as root. It differs
    between fork servers, so that the kernel counts the tasks of their workers separately.
    """

    enclosed: bool = False
    program: bytes = b""
    tasks: int = 0
    readable: tuple[Path, ...] = ()
    first_user: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one worker.

    memory_bytes: address space beyond what the fork server has already.
    cpu_seconds: computing time of one request, after which SIGXCPU ends a worker that does not catch it.
    cpu_seconds_in_all: computing time in the worker's life, at least `cpu_seconds`; SIGKILL follows a second later.
    open_files: descriptors open at once; 0, 1, 2 and `keep_fds` are among them.
    file_bytes, folder_bytes: size of one file, and of the worker's folder in all.
    threads: tasks of the worker.
    keep_fds: descriptors that stay open; 0, 1 and 2 become /dev/null unless named.
    readable: folders to show besides Python and its libraries.
    off: names of layers to go without.
    prepared: the fork server's data; None if each layer must look them up itself.
    """

    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 30
    cpu_seconds_in_all: int = 0
    open_files: int = 64
    file_bytes: int = 16 * MIB
    folder_bytes: int = 32 * MIB
    threads: int = 64
    keep_fds: tuple[int, ...] = ()
    readable: tuple[Path, ...] = ()
    off: frozenset[str] = frozenset()
    prepared: Prepared | None = None
