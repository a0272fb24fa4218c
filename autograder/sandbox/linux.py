"""Calls of the Linux kernel that Python 3.11 does not offer. Used on the untrusted side, before student code runs.

Knows nothing of policies. Every function raises OSError with the kernel's own reason if the kernel refuses. Numbers are those of
the kernel's header files.
"""

import ctypes
import os
import platform
import sys

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
MNT_DETACH = 2
CLONE_THREAD, CLONE_NEWNS = 0x0001_0000, 0x0002_0000
CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER = 0x0400_0000, 0x0800_0000, 0x1000_0000
CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP = 0x2000_0000, 0x4000_0000, 0x0200_0000
CAP_SYS_ADMIN = 21

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 1, 4, 24, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, _SECCOMP_GET_ACTION_AVAIL, _SECCOMP_RET_ERRNO = 1, 1, 2, 0x0005_0000
_AT_FDCWD, _AT_RECURSIVE, _SYS_MOUNT_SETATTR = -100, 0x8000, 442
_CAPABILITY_VERSION_3 = 0x2008_0522
_SECCOMP_NUMBER = {"x86_64": 317, "aarch64": 277, "riscv64": 277}
_PIVOT_ROOT_NUMBER = {"x86_64": 155, "aarch64": 41, "riscv64": 41}

MACHINES = tuple(_SECCOMP_NUMBER)
LINUX = sys.platform == "linux"
MACHINE = platform.machine()

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


class _MountAttributes(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns"))


def _done(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _prctl(option: int, value: int = 0, what: str = "prctl") -> None:
    _done(_libc.prctl(option, ctypes.c_ulong(value), *[ctypes.c_ulong(0)] * 3), what)


def no_new_privileges() -> None:
    """Prevent this process and its children from gaining privileges by starting a program (PR_SET_NO_NEW_PRIVS)."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, "no_new_privs")


def close_to_others() -> None:
    """Prevent other processes of the user from reading this one's memory, attaching to it or dumping its core."""
    _prctl(_PR_SET_DUMPABLE, 0, "dumpable")


def die_with_parent() -> None:
    """Make the kernel kill this process when the thread that forked it ends."""
    _prctl(_PR_SET_PDEATHSIG, 9, "parent death signal")


def drop_bounding() -> None:
    """Empty the bounding and ambient sets of capabilities; does nothing without CAP_SETPCAP."""
    _libc.prctl(_PR_CAP_AMBIENT, ctypes.c_ulong(_PR_CAP_AMBIENT_CLEAR_ALL), *[ctypes.c_ulong(0)] * 3)
    for number in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(number), *[ctypes.c_ulong(0)] * 3) < 0:
            break


def drop_capabilities() -> None:
    """Empty the permitted, effective and inheritable sets of capabilities."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _done(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def has_capability(number: int) -> bool:
    """Return whether this process holds capability `number` now."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable of 0..31, then of 32..63
    _done(_libc.capget(header, sets), "capget")
    return bool(sets[3 * (number // 32)] >> number % 32 & 1)


def filter_system_calls(program: bytes) -> None:
    """Load a classic BPF program (struct sock_filter, 8 bytes each) as the seccomp filter of all threads of this process."""
    form = _Program(len(program) // 8, program)
    call = _SECCOMP_NUMBER[MACHINE]
    result = _libc.syscall(call, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, ctypes.byref(form))
    _done(-1 if result else 0, "seccomp")


def can_filter() -> bool:
    """Return whether this kernel can filter system calls (Linux 4.14 or newer, with seccomp)."""
    action = ctypes.c_uint32(_SECCOMP_RET_ERRNO)
    return bool(_libc.syscall(_SECCOMP_NUMBER[MACHINE], _SECCOMP_GET_ACTION_AVAIL, 0, ctypes.byref(action)) == 0)


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` name for new ones."""
    _done(_libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount `source` on `target`."""
    texts = [text.encode() or None for text in (source, target, kind)]
    _done(_libc.mount(*texts, ctypes.c_ulong(flags), options.encode() or None), f"mount {target}")


def restrict_mount(target: str, flags: int) -> None:
    """Add MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC to the mounts at and below `target`; needs Linux 5.12."""
    attributes = _MountAttributes(flags, 0, 0, 0)
    result = _libc.syscall(
        _SYS_MOUNT_SETATTR,
        _AT_FDCWD,
        target.encode(),
        _AT_RECURSIVE,
        ctypes.byref(attributes),
        ctypes.sizeof(attributes),
    )
    _done(result, f"mount_setattr {target}")


def unmount(target: str) -> None:
    """Detach the mount at `target` and all below it."""
    _done(_libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def pivot_root(new: str, old: str) -> None:
    """Make the mount `new` the root, and mount the old root at `old`, a folder below `new`."""
    _done(_libc.syscall(_PIVOT_ROOT_NUMBER[MACHINE], new.encode(), old.encode()), "pivot_root")
