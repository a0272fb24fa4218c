"""Namespaces around a fork server: a root with only libraries, no other processes, no network. Untrusted side.

The fork server enters them once, so that its forks take no longer; a worker adds a mount namespace with a folder of its own, whose
size the kernel limits and which is removed when the worker ends. The layer is optional, because many containers, and Ubuntu 24.04,
do not let ordinary users make namespaces. Without it workers have no folder to write to, because nothing else limits its size.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox import child_process, linux, privileges, visible_files
from autograder.sandbox.policy import Policy

_BASE = "/tmp"  # any folder that exists: the new root is mounted over it, and moves from there
_OLD = "/old"  # where the old root is mounted until it is detached
_LAST_ID = Path("/proc/sys/kernel/ns_last_pid")
_INODES = 1024  # files and folders in a worker's folder
_GRANTED = ""
_ENDED = "the test of it was ended"
_ROOM = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS


def available() -> str | None:
    """Return None if the machine lets this user have namespaces, else why not; tries it in a child."""
    if not linux.LINUX or linux.MACHINE not in linux.MACHINES:
        return "the kernel is not Linux on a known machine; use a Linux machine, WSL 2 or a container"
    answer = child_process.ask(_try)
    return None if answer == _GRANTED else answer or _ENDED


def enter(readable: Sequence[Path]) -> None:
    """Move this process into namespaces of its own. It must have one thread, and no child.

    RETURNS IN A CHILD, which is process 1 of the new process namespace. The caller stays outside, holds no descriptor
    but 0, 1 and 2, waits for the child and ends with its exit code. If the caller is killed, the kernel kills the child
    and every worker. Raises OSError if the kernel refuses.
    """
    _unshare()
    if child := os.fork():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        _, status = os.waitpid(child, 0)
        os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
    linux.die_with_parent()
    _furnish(readable)


def restart_numbers(policy: Policy) -> None:
    """Make the next worker get the lowest free process id, so that no id tells how many processes there were before.

    The fork server calls it before each fork. It does nothing without namespaces, or if the kernel lacks
    CONFIG_CHECKPOINT_RESTORE.
    """
    if policy.prepared is not None and policy.prepared.enclosed:
        with contextlib.suppress(OSError):
            _LAST_ID.write_text("1")


def own_folder(policy: Policy) -> None:
    """Give this worker an empty folder that no other process sees, of at most `policy.folder_bytes`, and change to it.

    Python looks there last for what is imported, because a notebook may write a module for itself.

    The worker no longer sees /proc, whose list of processes would show other workers: Landlock hides only the entries' contents.
    """
    if policy.prepared is None or not policy.prepared.enclosed:
        os.chdir("/")
        return
    user, group = privileges.ids(policy)
    linux.unshare(linux.CLONE_NEWNS)
    options = f"size={policy.folder_bytes},nr_inodes={_INODES},mode=700,uid={user},gid={group}"
    try:
        _tmpfs(str(visible_files.FOLDER), options)
    except OSError:  # the user namespace does not have this id
        _tmpfs(str(visible_files.FOLDER), options.replace(str(user), str(privileges.NOBODY)))
    linux.unmount("/proc")
    os.chdir(visible_files.FOLDER)
    sys.path.append(str(visible_files.FOLDER))


def _try(descriptor: int) -> str:
    """Enter namespaces and mount the new root; return why that is not possible, else _GRANTED."""
    try:
        _unshare()
        answer = child_process.ask(_furnish_and_say)  # only children are in a new process namespace
    except OSError as error:
        return _reason(error)
    return _ENDED if answer is None else answer


def _furnish_and_say(descriptor: int) -> str:
    try:
        _furnish(visible_files.readable())
        linux.unshare(linux.CLONE_NEWNS)
        _tmpfs(str(visible_files.FOLDER), "size=4096")
    except OSError as error:
        return _reason(error)
    return _GRANTED


def _reason(error: OSError) -> str:
    return (
        f"this machine does not let this user have namespaces ({error.strerror}); on Ubuntu 24.04 root can allow it with "
        "sysctl kernel.apparmor_restrict_unprivileged_userns=0, in a container whoever starts it can"
    )


def _unshare() -> None:
    """Make new namespaces: as root, or in a user namespace that maps the user to itself. Raises OSError if the kernel refuses.

    Root in a container that maps no other user becomes `nobody` in a user namespace of its own, and so an ordinary user.
    """
    alone = privileges.alone()
    if linux.has_capability(linux.CAP_SYS_ADMIN) and not (os.geteuid() == 0 and alone):
        linux.unshare(_ROOM)
        return
    user, group = os.geteuid(), os.getegid()
    if user == 0 and not alone:
        raise PermissionError(1, "root without CAP_SYS_ADMIN")  # with only one id mapped, there is no other user to become
    linux.unshare(_ROOM | linux.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user or privileges.NOBODY} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group or privileges.NOBODY} {group} 1")


def _furnish(readable: Sequence[Path]) -> None:
    """Make a new root with `readable` at the same paths, devices, a private /proc, and nothing else."""
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    _tmpfs(_BASE, "size=1m,mode=755")
    Path(_BASE + _OLD).mkdir()
    linux.pivot_root(_BASE, _BASE + _OLD)
    os.chdir("/")
    for path in (*readable, *filter(lambda device: Path(_OLD + str(device)).exists(), visible_files.DEVICES)):
        _place(path)
    if Path(str(visible_files.PACKAGE)).exists():  # the course is installed among the libraries
        _tmpfs(str(visible_files.PACKAGE), "size=4096,mode=0")
    Path("/proc").mkdir()
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    visible_files.FOLDER.mkdir()
    linux.unmount(_OLD)
    Path(_OLD).rmdir()
    linux.mount("none", "/", flags=linux.MS_BIND | linux.MS_REMOUNT | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV)


def _place(path: Path) -> None:
    """Mount one path of the old root at the same path of the new one; symbolic links on the way are created, too."""
    here = Path("/")
    for position, part in enumerate(path.parts[1:], 2):
        here = here / part
        old = Path(_OLD + str(here))
        if old.is_symlink():
            target = old.readlink()
            with contextlib.suppress(FileExistsError):
                here.symlink_to(target)
            _place(Path(os.path.normpath(here.parent / target), *path.parts[position:]))
            return
        if here == path:
            break
        with contextlib.suppress(FileExistsError):
            here.mkdir()
    if os.path.ismount(path):
        return
    source = Path(_OLD + str(path))
    flags = linux.MS_RDONLY | linux.MS_NOSUID
    if source.is_dir():
        path.mkdir(exist_ok=True)
        flags |= linux.MS_NODEV
    else:
        path.touch()
    linux.mount(str(source), str(path), flags=linux.MS_BIND | linux.MS_REC)
    linux.restrict_mount(str(path), flags)


def _tmpfs(target: str, options: str) -> None:
    linux.mount("none", target, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, options)
