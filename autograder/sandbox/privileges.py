"""The rights of a worker: those of an ordinary user, without groups and capabilities, and no way to get any. Untrusted side."""

import os
from pathlib import Path

from autograder.sandbox import linux, visible_files
from autograder.sandbox.policy import Policy

FIRST, COUNT = 61_184, 4_336  # user ids that systemd keeps for short-lived services: no person and no file has them
NOBODY = 65_534  # the user without files, on every Linux


def available(enclosed: bool = False) -> str | None:
    """Return None if root can be dropped and Python can still be read, else why not and what to do."""
    if not linux.LINUX:
        return "the kernel is not Linux; use a Linux machine, WSL 2 or a container"
    if os.geteuid() == 0 and not enclosed and alone():
        return "root has no other user to become in this container; start it with more than one user id, or as an ordinary user"
    if os.geteuid() == 0 and (shut := visible_files.closed_to_others(visible_files.libraries(), ancestors=not enclosed)):
        return (
            f"started as root, the grader gives root up for student code, but then {shut} cannot be read, where Python's "
            "libraries are; start it as an ordinary user, or install Python and the course outside of root's own folders"
        )
    return None


def alone() -> bool:
    """Return whether this user namespace maps a single user, so that root in it cannot become another user."""
    return sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines()) == 1


def ids(policy: Policy) -> tuple[int, int]:
    """Return the user and group id that this worker will have: new ones if root is dropped, else those it has."""
    if os.geteuid() != 0:
        return os.getuid(), os.getgid()
    number = FIRST + ((policy.prepared.first_user if policy.prepared else 0) + os.getpid()) % COUNT
    return number, number


def apply(policy: Policy) -> None:
    """Drop root, groups and capabilities; close this process to others; make it end with the fork server."""
    linux.drop_bounding()
    if os.geteuid() == 0:
        user, group = ids(policy)
        os.setgroups([])
        try:
            _become(user, group)
        except OSError:  # the container's user namespace does not have this id
            _become(NOBODY, NOBODY)
    linux.drop_capabilities()
    linux.no_new_privileges()
    linux.close_to_others()
    linux.die_with_parent()  # last: a change of user cancels it


def _become(user: int, group: int) -> None:
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
