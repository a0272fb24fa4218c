"""Run a command on a machine that lacks something: `python tests/sandbox/lacking.py landlock,namespaces COMMAND ...`.

The kernel itself refuses the system calls, by a filter that the command and all its children inherit: what the course
meets is what it would meet on such a machine.
"""

import errno
import os
import sys

import pyseccomp

CALLS = {
    "landlock": (errno.ENOSYS, ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")),
    "namespaces": (errno.EPERM, ("unshare", "setns", "mount", "pivot_root")),
    "seccomp": (errno.ENOSYS, ("seccomp",)),
    "limits": (errno.EPERM, ("prlimit64", "setrlimit")),
    "privileges": (errno.EPERM, ("capset", "setresuid", "setresgid")),
}


def main(names: str, *command: str) -> None:
    """Take what `names` lists, with commas, from this process, then become the command."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in names.split(","):
        number, calls = CALLS[name]
        for call in calls:
            rules.add_rule(pyseccomp.ERRNO(number), call)
    rules.load()
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
