"""The system calls a worker may make: an allow-list. Untrusted side; compiled once by libseccomp, loaded by every worker.

Why a list of what is allowed: kernels gain calls every year, so a list of what is forbidden is out of date with the next kernel
(io_uring was such a case). A call not named below answers ENOSYS, "this kernel has no such call", for which every C library has
a fallback. What programs often try, and must not do, answers EPERM, so that Python raises PermissionError.
"""

import errno
import fcntl
import os
import socket
import tempfile
from functools import cache
from importlib import import_module
from typing import Any

from autograder.sandbox import linux
from autograder.sandbox.policy import Policy

OWN_PID = 0x5EC0_0B1D  # placeholder for the worker's process id in the compiled program: no process id is so large


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALLOWED = _words("""
    brk membarrier mmap mprotect mremap msync munmap
    access chdir close close_range dup dup2 dup3 faccessat faccessat2 fallocate fchdir fdatasync fstat fstatfs
    fsync ftruncate getcwd getdents getdents64 lseek lstat mkdir mkdirat newfstatat pipe pipe2 pread64 preadv pwrite64
    pwritev read readlink readlinkat readv rename renameat renameat2 rmdir stat statfs statx umask unlink unlinkat
    write writev
    epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd eventfd2 poll ppoll pselect6 select
    exit exit_group gettid rseq sched_yield set_robust_list set_tid_address
    arch_prctl getcpu getegid geteuid getgid getgroups getpgrp getpid getppid getresgid getresuid getrlimit
    getrusage getuid riscv_flush_icache sched_get_priority_max sched_get_priority_min setrlimit times uname wait4 waitid
    alarm getitimer gettimeofday nanosleep setitimer time
    pause restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sigaltstack
    getrandom
""")

REFUSED = _words("""
    execve execveat fork vfork
    accept accept4 bind connect getpeername getsockname getsockopt listen recvmmsg recvmsg sendmmsg sendmsg setsockopt shutdown
    socket socketpair
    pidfd_getfd pidfd_open pidfd_send_signal process_vm_readv process_vm_writev ptrace
    rt_sigqueueinfo rt_tgsigqueueinfo tkill kcmp
    chroot mount pivot_root setns umount2 unshare
    acct add_key bpf delete_module finit_module init_module io_uring_setup kexec_load keyctl name_to_handle_at
    open_by_handle_at perf_event_open personality quotactl reboot request_key swapoff swapon syslog userfaultfd
    mincore sysinfo
    memfd_create mq_open msgget semget shmat shmget
    chmod chown fchmod fchmodat fchown fchownat fremovexattr fsetxattr lchown lremovexattr lsetxattr removexattr setxattr
    futimesat link linkat mknod mknodat symlink symlinkat truncate utime utimensat utimes
    inotify_add_watch inotify_init inotify_init1 fanotify_init
    capset sched_setaffinity sched_setscheduler setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid setsid
    setuid
""")  # chmod and the like: Landlock does not cover them, and an ordinary user owns the course's files

# Calls by which one worker could learn of another are refused if the filter can recognise them (docs/threat-model.md, "Objects that
# workers share").
GRANTED = _words("flock fadvise64")  # these return 0 and do nothing: only the worker can write its files, and advice may be ignored

_IOCTLS = {
    "TCGETS": 0x5401,
    "TCGETS2": 0x802C_542A,
    "TIOCGWINSZ": 0x5413,
    "FIONREAD": 0x541B,
    "FIONBIO": 0x5421,
    "FIONCLEX": 0x5450,
    "FIOCLEX": 0x5451,
}
_FCNTLS = (
    fcntl.F_DUPFD, fcntl.F_DUPFD_CLOEXEC, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_SETFL,
)  # fmt: skip  # no F_SETOWN or F_SETSIG: with them the kernel sends signals to others on a worker's behalf
_LOCKS = (fcntl.F_SETLK, fcntl.F_SETLKW, 37, 38)  # granted as flock is; 37, 38: F_OFD_SETLK, F_OFD_SETLKW
_ADVICE = {  # about this process's own view of memory; none that moves a library's pages out or merges equal pages of two workers
    "MADV_NORMAL": 0, "MADV_RANDOM": 1, "MADV_SEQUENTIAL": 2, "MADV_WILLNEED": 3, "MADV_DONTNEED": 4, "MADV_FREE": 8,
    "MADV_DONTFORK": 10, "MADV_DOFORK": 11, "MADV_HUGEPAGE": 14, "MADV_NOHUGEPAGE": 15, "MADV_DONTDUMP": 16, "MADV_DODUMP": 17,
    "MADV_WIPEONFORK": 18, "MADV_KEEPONFORK": 19, "MADV_GUARD_INSTALL": 102, "MADV_GUARD_REMOVE": 103,
}  # fmt: skip
_PRCTLS = {
    "PR_GET_DUMPABLE": 3,
    "PR_SET_NAME": 15,
    "PR_GET_NAME": 16,
    "PR_GET_SECCOMP": 21,
    "PR_CAPBSET_READ": 23,
    "PR_GET_NO_NEW_PRIVS": 39,
    "PR_SET_VMA": 0x5356_4D41,  # a name for memory
}
_OF_A_PROCESS = _words("getpgid getsid sched_getaffinity sched_getparam sched_getscheduler get_robust_list")  # 1st argument: its id
_CLOCKS = 16  # clock ids 0 to 15 are allowed; other ids are clocks of other processes and of devices
_LAST_SIGNAL = 33  # signals above it are queued, and the queues of all workers of a user share a limit
_WORD = 0xFFFF_FFFF  # mask for the low 32 bits, which are all that the kernel reads of an int
_PRIVATE, _BY_CLOCK = 128, 256  # flags of futex: used within one process only; which clock the time limit uses
_WAITS, _WAKES = (0, 9), (1, 10)  # operations of futex
_MESSAGES = socket.MSG_PEEK | socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL  # not MSG_OOB, whose bugs allowed attacks on the kernel
_NAMESPACES = (
    linux.CLONE_NEWNS | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC | linux.CLONE_NEWUSER
    | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWCGROUP
)  # fmt: skip


def available() -> str | None:
    """Return None if the filter can be built and loaded, else why not and how to get it."""
    if not linux.LINUX:
        return "the kernel is not Linux; use a Linux machine, WSL 2 or a container"
    if linux.MACHINE not in linux.MACHINES:
        return f"the list of system calls is not written for {linux.MACHINE}; use one of {', '.join(linux.MACHINES)}"
    if not linux.can_filter():
        return "this kernel takes no filter of system calls; use Linux 4.14 or newer with CONFIG_SECCOMP_FILTER"
    try:
        program()
    except ImportError:
        return "the package pyseccomp is missing; set the course up again (make env)"
    except RuntimeError:  # how pyseccomp reports a missing library
        return (
            "the library libseccomp.so.2 is missing; install it: apt install libseccomp2, dnf install libseccomp, "
            "or conda install -c conda-forge libseccomp"
        )
    except OSError as error:
        return f"libseccomp cannot build the filter ({error}); install libseccomp 2.5 or newer"
    return None


@cache
def program() -> bytes:
    """Compile the lists above to BPF, in about 20 ms; the bytes serve every worker once its process id is put in."""
    s: Any = import_module("pyseccomp")
    rules: Any = s.SyscallFilter(s.ERRNO(errno.ENOSYS))
    rules.set_attr(s.Attr.ACT_BADARCH, s.KILL_PROCESS)  # 32-bit calls have other numbers
    rules.set_attr(s.Attr.CTL_OPTIMIZE, 2)  # a binary tree: fewer steps a call

    def add(action: int, name: str, *conditions: tuple[int, int, int, int]) -> None:
        if (number := s.resolve_syscall(s.Arch.NATIVE, name)) >= 0:  # this machine may not have, say, `open`
            rules.add_rule(action, number, *(s.Arg(*condition) for condition in conditions))

    for name in ALLOWED:
        add(s.ALLOW, name)
    for name in REFUSED:
        add(s.ERRNO(errno.EPERM), name)
    # O_RDONLY | O_TRUNC would empty a file that Landlock lets be read (ABI < 3)
    modes = (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC, os.O_RDWR | os.O_TRUNC)
    for name, position in (("open", 1), ("openat", 2)):
        for mode in modes:
            add(s.ALLOW, name, (position, s.MASKED_EQ, os.O_ACCMODE | os.O_TRUNC, mode))
    add(s.ALLOW, "clone", (0, s.MASKED_EQ, linux.CLONE_THREAD | _NAMESPACES, linux.CLONE_THREAD))
    add(s.ERRNO(errno.EPERM), "clone", (0, s.MASKED_EQ, linux.CLONE_THREAD, 0))  # clone3 is ENOSYS: its flags lie in memory
    for name in ("sendto", "recvfrom"):  # for the wire's socket, opened before the filter; no new one can be made
        add(s.ALLOW, name, (3, s.MASKED_EQ, 0xFFFF_FFFF & ~_MESSAGES, 0))
    for name, signal in (("kill", 1), ("tgkill", 2)):
        add(s.ALLOW, name, (0, s.EQ, OWN_PID, 0), (signal, s.LE, _LAST_SIGNAL, 0))
        add(s.ERRNO(errno.EPERM), name, (0, s.NE, OWN_PID, 0))
    add(s.ALLOW, "prlimit64", (0, s.EQ, 0, 0))
    add(s.ERRNO(errno.EPERM), "prlimit64", (0, s.NE, 0, 0))
    for name, position, values in (
        ("ioctl", 1, _IOCTLS.values()), ("fcntl", 1, _FCNTLS), ("madvise", 2, _ADVICE.values()), ("prctl", 0, _PRCTLS.values()),
        ("preadv2", 5, (0,)), ("pwritev2", 5, (0,)),  # no flags: RWF_NOWAIT tells whether a library's page is in memory
        *((name, 0, (0, OWN_PID)) for name in _OF_A_PROCESS),
    ):  # fmt: skip
        for value in values:
            add(s.ALLOW, name, (position, s.EQ, value, 0))
    for own in (0, OWN_PID):
        add(s.ALLOW, "getpriority", (0, s.EQ, os.PRIO_PROCESS, 0), (1, s.EQ, own, 0))
    for name in GRANTED:
        add(s.ERRNO(0), name)
    for value in _LOCKS:
        add(s.ERRNO(0), "fcntl", (1, s.EQ, value, 0))
    for name in ("clock_getres", "clock_gettime", "clock_nanosleep"):
        add(s.ALLOW, name, (0, s.MASKED_EQ, _WORD & ~(_CLOCKS - 1), 0))
    # A futex that is not private may lie in a library's page, and so be another worker's too. To wait for one returns at once
    # (pthread_join then looks again until its thread has ended); to wake those who wait finds nobody.
    add(s.ALLOW, "futex", (1, s.MASKED_EQ, _PRIVATE, _PRIVATE))
    for value in _WAITS:
        add(s.ERRNO(errno.EAGAIN), "futex", (1, s.MASKED_EQ, _WORD & ~_BY_CLOCK, value))
    for value in _WAKES:
        add(s.ERRNO(0), "futex", (1, s.MASKED_EQ, _WORD & ~_BY_CLOCK, value))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def apply(policy: Policy) -> None:
    """Load the filter, irrevocably; after it no program can be started."""
    ready = (policy.prepared and policy.prepared.program) or program()
    own = os.getpid().to_bytes(4, "little")
    linux.no_new_privileges()
    linux.filter_system_calls(ready.replace(OWN_PID.to_bytes(4, "little"), own))
