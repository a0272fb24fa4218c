"""The sandbox around every worker: its layers by name, in the order in which a worker applies them.

Untrusted side: the fork server calls `prepare` once, and each worker calls `enter` before it runs student code. The trusted
side calls `check_machine` before any grading. Knows no check, reference or gradebook. What each layer covers, what no layer
covers, and what they cost: docs/decisions/0001-sandbox.md.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import CourseError
from autograder.sandbox import child_process, landlock, linux, namespaces, privileges, resource_limits, seccomp, visible_files
from autograder.sandbox.policy import Policy, Prepared

__all__ = ["LAYERS", "Layer", "Policy", "check_machine", "check_place", "enter", "prepare", "required_missing"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One protection: its name, what it protects and why that matters.

    available() returns None if the machine has the layer, else what is missing and how to get it. apply(policy) applies the layer
    to this process and raises OSError, ImportError, RuntimeError or ValueError if that fails. A layer that is not required makes
    the others stronger; grading goes on without it.
    """

    name: str
    protects: str
    why: str
    available: Callable[[], str | None]
    apply: Callable[[Policy], None]
    required: bool = True


class SandboxError(CourseError):
    """The sandbox is not complete: no student code may run in this process. `layer` names what failed; "" if it was no layer."""

    def __init__(self, what: str, where: object = "", next_step: str = "", layer: str = "") -> None:
        super().__init__(what, where, next_step)
        self.layer = layer


def clear_environment(policy: Policy) -> None:
    """Empty the environment, except for variables that make programs use the worker's own folder."""
    os.environ.clear()
    home = str(visible_files.FOLDER)
    for name, value in (("HOME", home), ("TMPDIR", home), ("MPLCONFIGDIR", home), ("MPLBACKEND", "agg"), ("LANG", "C.UTF-8")):
        os.environ[name] = value  # its `update` would look at every kind of mapping, and so copy 130 pages of memory
    tempfile.tempdir = None  # makes Python look it up again


def close_descriptors(policy: Policy) -> None:
    """Close every descriptor that the policy does not keep; 0, 1 and 2 become /dev/null."""
    keep = sorted({*policy.keep_fds, 0, 1, 2})
    null = os.open(os.devnull, os.O_RDWR)
    for number in {0, 1, 2}.difference(policy.keep_fds):
        os.dup2(null, number)
    for low, high in zip(keep, [*keep[1:], 1 << 20], strict=True):
        if low + 1 < high:
            os.closerange(low + 1, high)


def _everywhere() -> str | None:
    return None


LAYERS = (
    Layer(
        "environment", "environment variables",
        "they may hold passwords and paths", _everywhere, clear_environment,
    ),
    Layer(
        "descriptors", "open files and sockets of the grader",
        "whoever holds a descriptor needs no right to open the file", _everywhere, close_descriptors,
    ),
    Layer(
        "limits", "computing time, memory, number and size of files, tasks",
        "one submission could take the whole machine", resource_limits.available, resource_limits.apply,
    ),
    Layer(
        "namespaces", "other processes, files and networks, which become invisible; a folder of its own with a size cap",
        "workers could not write a file without it", namespaces.available, namespaces.own_folder, required=False,
    ),
    Layer(
        "landlock", "files: the course, the gradebook, other submissions, the home folder",
        "a submission could read the hidden checks, and write marks", landlock.available, landlock.apply,
    ),
    Layer(
        "privileges", "root's rights, other processes of the same user",
        "a submission could do whatever the grader's user can", privileges.available, privileges.apply,
    ),
    Layer(
        "seccomp", "network, other programs, signals, the kernel's system calls",
        "a submission could send the checks' inputs away, and end the grader", seccomp.available, seccomp.apply,
    ),
)  # fmt: skip  # landlock before privileges: root can name the folders to show; seccomp last: it forbids calls of the others


# Whose layers this process has found to hold, and which were off: nbgrader autograde asks twice. A worker applies them anyway.
_sound: set[tuple[int, frozenset[str]]] = set()


def prepare(policy: Policy) -> Policy:
    """Return `policy` with `prepared`, which all workers share; called once by the fork server.

    Call it after every import (OPENBLAS_NUM_THREADS=1 keeps NumPy to one thread). If the machine has namespaces and
    `policy.off` does not name them, it RETURNS IN A CHILD of the calling process, which sees the libraries, no folder to write
    to, and no longer the package autograder; the caller waits outside and ends with the child's exit code. Raises SandboxError
    in a process that has other threads, which a fork would lose.
    """
    if linux.LINUX and sum(1 for _ in Path("/proc/self/task").iterdir()) > 1:
        raise SandboxError("the fork server has more than one thread", "sandbox", "start it with OPENBLAS_NUM_THREADS=1")
    off = known(policy.off)
    program = b"" if "seccomp" in off or seccomp.available() else seccomp.program()
    if "landlock" not in off:
        landlock.available()  # loads libraries that will no longer be visible
    readable = visible_files.readable(policy.readable)
    first_user = os.getpid() * 31  # taken before namespaces, where every fork server is process 1; 31 keeps two of them apart
    enclosed = "namespaces" not in off and namespaces.available() is None
    tasks = 0
    if enclosed:
        namespaces.enter(readable)  # the package is covered by an empty mount
    else:
        readable = visible_files.without(readable)
        tasks = resource_limits.tasks() if linux.LINUX else 0
    return replace(policy, prepared=Prepared(enclosed, program, tasks, readable, first_user))


def enter(policy: Policy) -> None:
    """Apply every layer but `policy.off` to this process; there is no way back.

    Raises SandboxError, and the process must then end, if a layer fails.
    """
    off = known(policy.off)
    for layer in LAYERS:
        if layer.name not in off:
            try:
                layer.apply(policy)
            except (OSError, ImportError, RuntimeError, ValueError) as error:
                raise SandboxError(
                    f"the layer '{layer.name}' failed: {error}", "sandbox", "run: course doctor", layer.name
                ) from error


def required_missing(off: Iterable[str] = ()) -> list[tuple[Layer, str]]:
    """Return each required layer that is missing here and not in `off`, with the reason and the way to get it.

    The layers' own answers are not enough: if none is missing, a child of this process applies all of them (about 50 ms), and a
    layer that fails there counts as missing. Raises CourseError if a name in `off` is not a layer's.
    """
    names = known(off)
    missing = [(layer, reason) for layer in LAYERS if layer.required and layer.name not in names and (reason := layer.available())]
    closed = linux.LINUX and "namespaces" not in names and any(layer.name == "privileges" for layer, _ in missing)
    if closed and privileges.available(enclosed=True) is None and namespaces.available() is None:
        # root, with Python in a folder that other users cannot enter: namespaces show it nevertheless
        missing = [(layer, reason) for layer, reason in missing if layer.name != "privileges"]
    while (failed := failing_layer(names | {layer.name for layer, _ in missing})) is not None:
        missing.append(failed)
    return missing


def failing_layer(off: frozenset[str]) -> tuple[Layer, str] | None:
    """Apply all layers but `off` in a child, as a worker does; return the one that fails and why, None if none does.

    Raises SandboxError if the child fails before it has applied a layer.
    """
    tried = (os.geteuid(), off)
    if not linux.LINUX or tried in _sound:
        return None

    def apply(descriptor: int) -> str:
        try:
            enter(replace(prepare(Policy(off=off)), keep_fds=(descriptor,)))
        except SandboxError as error:
            return f"{error.layer}\n{error.what}"
        except OSError as error:  # raised by `prepare`: the fork server's namespaces
            return f"namespaces\nthe kernel refuses it ({error})"
        return ""

    answer = child_process.ask(apply)
    if answer == "":
        _sound.add(tried)
        return None
    name, _, reason = (answer or "\nthe process that tried it was ended").partition("\n")
    by_name = {layer.name: layer for layer in LAYERS if layer.name not in off}
    if name not in by_name:
        raise SandboxError(f"no worker can enter the sandbox here ({reason})", "sandbox", "run: course doctor")
    return by_name[name], f"{reason}; the kernel or the container does not allow it here"


def check_machine(off: Iterable[str] = ()) -> None:
    """Raise CourseError if a required layer is missing: what, why it matters, how to get it, how to go on without."""
    if missing := required_missing(off):
        reasons = "; ".join(f"{layer.name} ({layer.protects}): {reason}. Without it {layer.why}" for layer, reason in missing)
        flags = " ".join(f"--without {layer.name}" for layer, _ in missing)
        options = " ".join(f"--Judge.without={layer.name}" for layer, _ in missing)
        raise CourseError(
            f"this machine lacks a protection that grading needs. {reasons}",
            "sandbox",
            f"get it, or go on unprotected, and have the report say so, with {flags} (nbgrader: {options})",
        )


def check_place(folder: Path) -> None:
    """Raise CourseError if a worker could read `folder`, the course, because it lies among Python's libraries."""
    real = folder.resolve()
    for path in visible_files.readable():
        if path.resolve() in (real, *real.parents):
            raise CourseError(
                f"student code could read this course: it lies in {path}, among the libraries that every worker sees",
                folder,
                "move the course to another folder",
            )


def known(off: Iterable[str]) -> frozenset[str]:
    """Return `off` as a set; raise CourseError if a name is not that of a layer."""
    names = frozenset(off)
    if unknown := sorted(names.difference(layer.name for layer in LAYERS)):
        raise CourseError(
            f"there is no layer '{unknown[0]}'", "--without", f"choose from {', '.join(layer.name for layer in LAYERS)}"
        )
    return names
