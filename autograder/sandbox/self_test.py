"""The sandbox's self-test: try what each layer forbids, in a process that has the layer. Untrusted side; run by `course doctor`.

`python -I -m autograder.sandbox.self_test [LAYER TO GO WITHOUT ...]` prints a line for each layer as soon as it is tested, in JSON:
its name, and "" if all that it forbids was refused, else what went through. It holds no secret and breaks nothing: each attempt is
harmless if it succeeds.
"""

import ctypes
import json
import mmap
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from autograder.sandbox import child_process, layers, linux, visible_files
from autograder.sandbox.policy import MIB, Policy

Attempt = Callable[[], object]
CANARY = "AUTOGRADER_SELF_TEST_CANARY"
TOGETHER = "all together"  # name of the last test: under all layers, some things must still work


def main(off: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each layer with what it did not stop ('': nothing); layers in `off` are not tried."""
    os.environ[CANARY] = "seen"
    spare = os.open(os.devnull, os.O_RDONLY)
    ready = layers.prepare(Policy(off=off))
    enclosed = ready.prepared is not None and ready.prepared.enclosed
    names = [layer.name for layer in layers.LAYERS if layer.name not in off and (enclosed or layer.name != "namespaces")]
    for name in names:
        others = frozenset(layer.name for layer in layers.LAYERS) - {name}
        yield name, in_child(replace(ready, off=others), attempts(spare)[name])
    yield TOGETHER, in_child(ready, honest())


def in_child(policy: Policy, tries: Mapping[str, Attempt]) -> str:
    """Fork, apply the policy, make the attempts; return the names of the attempts that were not refused."""

    def attempt_all(descriptor: int) -> str:
        try:
            layers.enter(replace(policy, keep_fds=(descriptor,)))
        except layers.SandboxError as error:
            return str(error)
        return "; ".join(name for name, attempt in tries.items() if went_through(attempt))

    answer = child_process.ask(attempt_all)
    return "the process that tried it was ended" if answer is None else answer


def went_through(attempt: Attempt) -> bool:
    """Return whether an attempt returned a true value; a refusal raises OSError or MemoryError."""
    try:
        return bool(attempt())
    except (OSError, MemoryError):
        return False


def attempts(spare: int) -> dict[str, dict[str, Attempt]]:
    """Return the attempts that each layer alone must refuse, by layer and name; a name ends the sentence 'it let through: '."""
    parent = os.getpid()
    return {
        "environment": {"reading the environment": lambda: CANARY in os.environ},
        "descriptors": {"using an inherited descriptor": lambda: os.fstat(spare)},
        "limits": {
            "taking memory without end": reserve,
            "computing without end": lambda: resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY,
            "opening files without end": lambda: [os.dup(0) for _ in range(5000)],
            "leaving a core file": lambda: resource.getrlimit(resource.RLIMIT_CORE)[1],
        },
        "namespaces": {
            "seeing other processes": lambda: any(name.isdecimal() and int(name) > 20 for name in names("/proc")),
            "seeing /etc": Path("/etc/passwd").stat,
            "seeing the grader": lambda: names(str(visible_files.PACKAGE)),
            "filling the disk": fill,
            "seeing the network": lambda: len(socket.if_nameindex()) > 1,
        },
        "landlock": {
            "reading the grader": lambda: (visible_files.PACKAGE / "sandbox" / "layers.py").read_text(),
            "reading /etc/passwd": lambda: Path("/etc/passwd").read_text(),
            "listing /": lambda: names("/"),
            "reading another process's environment": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
            "writing to /tmp": lambda: write("/tmp"),
            "writing to /dev/shm": lambda: write("/dev/shm"),
        },
        "privileges": {
            "staying root": lambda: os.geteuid() == 0 or 0 in os.getgroups(),
            "keeping capabilities": lambda: any(linux.has_capability(number) for number in range(41)),
            "becoming root": succeeds(os.setuid, 0),
            "being open to the user's other processes": lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 1,  # dumpable
        },
        "seccomp": {
            **{f"an {name} socket": sockets(family) for name, family in (("AF_INET", 2), ("AF_UNIX", 1), ("AF_NETLINK", 16))},
            "a socket pair": socket.socketpair,
            "starting a program": lambda: os.execv(sys.executable, [sys.executable, "-c", "print('x')"]),
            "a new process": fork,
            "a signal to the parent": succeeds(os.kill, parent, 0),
            "attaching to the parent": lambda: call("ptrace", 0x4206, parent, 0, 0),
            "new namespaces": lambda: call("unshare", linux.CLONE_NEWUSER),
            "changing a file's mode": succeeds(Path(os.devnull).chmod, 0o666),
            "memory outside of its limit": lambda: os.memfd_create("self-test"),
        },
    }


def honest() -> dict[str, Attempt]:
    """Return what must still work under all layers, as attempts that count as gone through if it does not work."""
    return {
        "no sums": lambda: sum(range(10)) != 45,
        "no clean end of an own signal": lambda: signal.raise_signal(signal.SIGCHLD),
        "no module of Python's own": lambda: not __import__("colorsys"),
    }


def sockets(family: int) -> Attempt:
    """Return an attempt at a socket of `family`."""
    return lambda: socket.socket(family, socket.SOCK_RAW if family == 16 else socket.SOCK_STREAM)


def fork() -> bool:
    """Try to fork; a child that exists ends at once."""
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)
    return True


def succeeds(action: Callable[..., object], *args: int) -> Attempt:
    """Return an attempt that goes through if `action` raises nothing."""

    def attempt() -> bool:
        action(*args)
        return True

    return attempt


def call(name: str, *args: int) -> bool:
    """Call a function of the C library; return whether it succeeded."""
    return bool(getattr(ctypes.CDLL(None), name)(*args) >= 0)


def names(folder: str) -> set[str]:
    """Return the names in a folder."""
    return {path.name for path in Path(folder).iterdir()}


def reserve() -> mmap.mmap:
    """Reserve more memory than a submission may have; none of it is filled, which would take seconds."""
    return mmap.mmap(-1, 4096 * MIB, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def fill() -> bool:
    """Try to write more than the worker's own folder may hold, and clean up."""
    path = Path(f"autograder-self-test-{os.getpid()}")
    try:
        return bool(path.write_bytes(bytes(64 * MIB)))
    finally:
        path.unlink(missing_ok=True)


def write(folder: str) -> bool:
    """Try to write a file into `folder`, and clean up."""
    path = Path(folder, f"autograder-self-test-{os.getpid()}")
    path.write_text("x")
    path.unlink()
    return True


if __name__ == "__main__":
    for tested in main(frozenset(sys.argv[1:])):
        print(json.dumps(tested), flush=True)
