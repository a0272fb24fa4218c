"""The policy: what one worker may use. Untrusted side; plain data that all layers share, and no secret."""

from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Ground:
    """What the fork server found and built once, so that a fork is cheap; made by sandbox.prepare.

    enclosed: it stands in namespaces of its own. program: the compiled seccomp filter ("" where there is none).
    tasks: tasks that the user has besides one worker's. view: what workers may read. users: where the user ids of this
    fork server's workers begin, if root gives up his: another one's workers have other ids, whose tasks are counted apart.
    """

    enclosed: bool = False
    program: bytes = b""
    tasks: int = 0
    view: tuple[Path, ...] = ()
    users: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one worker.

    memory_bytes: address space beyond what the fork server has already. cpu_seconds: computing time, then death.
    open_files: highest descriptor number + 1. file_bytes: size of one file. folder_bytes: size of the own folder in all.
    threads: tasks of the worker. keep_fds: descriptors that stay open (0, 1, 2 become /dev/null unless named).
    readable: folders to show besides Python and its libraries. off: names of layers to go without.
    """

    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 30
    open_files: int = 64
    file_bytes: int = 16 * MIB
    folder_bytes: int = 32 * MIB
    threads: int = 64
    keep_fds: tuple[int, ...] = ()
    readable: tuple[Path, ...] = ()
    off: frozenset[str] = frozenset()
    ground: Ground | None = None
