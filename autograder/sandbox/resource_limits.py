"""Limits a worker's computing time, memory, files and tasks. Untrusted side. The judge limits wall time and output."""

import os
import resource
import time
from pathlib import Path

from autograder.sandbox import linux
from autograder.sandbox.policy import Policy

_GRACE = 1  # seconds from SIGXCPU, which can be caught, to SIGKILL, which cannot: the kernel counts whole seconds
_SPARE = 64  # tasks that other workers of the same user may have: as many as one worker may have


def available() -> str | None:
    """Return None: every POSIX system has these limits."""
    return None


def apply(policy: Policy) -> None:
    """Set this process's limits, irrevocably; make it the first process that the kernel ends if the machine runs out of memory."""
    own = {
        resource.RLIMIT_CPU: (policy.cpu_seconds, max(policy.cpu_seconds, policy.cpu_seconds_in_all) + _GRACE),
        resource.RLIMIT_NOFILE: (policy.open_files,) * 2,
        resource.RLIMIT_FSIZE: (policy.file_bytes,) * 2,
        resource.RLIMIT_CORE: (0, 0),
    }
    if linux.LINUX:
        Path("/proc/self/oom_score_adj").write_text("1000")
        own |= {
            resource.RLIMIT_AS: (address_space() + policy.memory_bytes,) * 2,  # RLIMIT_DATA would not count shared mappings
            resource.RLIMIT_NPROC: (_others(policy) + policy.threads,) * 2,
            resource.RLIMIT_MEMLOCK: (0, 0),
            resource.RLIMIT_MSGQUEUE: (0, 0),
            resource.RLIMIT_SIGPENDING: (policy.threads,) * 2,
            resource.RLIMIT_RTPRIO: (0, 0),
        }
    for number, (soft, hard) in own.items():
        limit = resource.getrlimit(number)[1]
        if limit != resource.RLIM_INFINITY:  # a hard limit that is set already cannot be raised
            soft, hard = min(soft, limit), min(hard, limit)
        resource.setrlimit(number, (soft, hard))


def renew_cpu(seconds: int) -> None:
    """Let this process compute for `seconds` from now before SIGXCPU, within its final limit; do nothing if it has none."""
    final = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if final != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (min(int(time.process_time()) + 1 + seconds, final), final))


def address_space() -> int:
    """Return the bytes of address space that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def tasks() -> int:
    """Return the number of tasks of this user on this machine now: the kernel counts them all against RLIMIT_NPROC."""
    count, own = 0, os.getuid()
    for process in Path("/proc").glob("[0-9]*/task"):
        try:
            if process.stat().st_uid == own:
                count += sum(1 for _ in process.iterdir())
        except OSError:  # the process has ended
            continue
    return count


def _others(policy: Policy) -> int:
    """Return the number of tasks besides the worker's own that count against its limit."""
    if os.geteuid() == 0:  # the worker gets a user id of its own, so no other tasks count
        return 0
    return _SPARE + (policy.prepared.tasks if policy.prepared else tasks())
