"""What a worker may use up: computing time, memory, files, tasks. Untrusted side. Wall time and output are the session's."""

import os
import resource
from pathlib import Path

from autograder.sandbox import linux
from autograder.sandbox.policy import Policy

_GRACE = 1  # seconds between SIGXCPU, which can be caught, and SIGKILL, which cannot
_SPARE = 64  # tasks that other workers of the same user may have


def available() -> str | None:
    """Return None: every POSIX system has these limits."""
    return None


def apply(policy: Policy) -> None:
    """Set the limits of this process, for good; have the kernel choose it first when memory runs out."""
    own = {
        resource.RLIMIT_CPU: (policy.cpu_seconds, policy.cpu_seconds + _GRACE),
        resource.RLIMIT_NOFILE: (policy.open_files,) * 2,
        resource.RLIMIT_FSIZE: (policy.file_bytes,) * 2,
        resource.RLIMIT_CORE: (0, 0),
    }
    if linux.LINUX:
        Path("/proc/self/oom_score_adj").write_text("1000")
        own |= {
            resource.RLIMIT_AS: (held() + policy.memory_bytes,) * 2,  # not RLIMIT_DATA: shared mappings escape that one
            resource.RLIMIT_NPROC: (_others(policy) + policy.threads,) * 2,
            resource.RLIMIT_MEMLOCK: (0, 0),
            resource.RLIMIT_MSGQUEUE: (0, 0),
            resource.RLIMIT_SIGPENDING: (policy.threads,) * 2,
            resource.RLIMIT_RTPRIO: (0, 0),
        }
    for number, (soft, hard) in own.items():
        limit = resource.getrlimit(number)[1]
        if limit != resource.RLIM_INFINITY:  # a hard limit from outside can be kept, not raised
            soft, hard = min(soft, limit), min(hard, limit)
        resource.setrlimit(number, (soft, hard))


def held() -> int:
    """Return the bytes of address space that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def tasks() -> int:
    """Return how many tasks this user has on this machine now: the kernel counts them all against RLIMIT_NPROC."""
    count, own = 0, os.getuid()
    for process in Path("/proc").glob("[0-9]*/task"):
        try:
            if process.stat().st_uid == own:
                count += sum(1 for _ in process.iterdir())
        except OSError:  # it has ended meanwhile
            continue
    return count


def _others(policy: Policy) -> int:
    """Return how many tasks besides the worker's own count against its limit. A worker that leaves root has a user of its own."""
    if os.geteuid() == 0:
        return 0
    ground = policy.ground
    return _SPARE + (ground.tasks if ground else tasks())
