"""The user that a worker runs as."""

import os

from sandbox.one_worker import SERVER, only, run


def test_root_is_given_up() -> None:
    """A worker has an ordinary user's id, no groups and no capability, cannot come back, and is closed to its own user."""
    code = """
import os, ctypes
from autograder.sandbox import linux
said = [os.getuid() * os.geteuid() * os.getgid() > 0, 0 in os.getgroups(), any(map(linux.has_capability, range(41))),
        ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)]
os.setuid(0)
"""
    server = SERVER.replace("from autograder.sandbox import layers", "from autograder.sandbox import layers, linux")
    said = run(code, only("privileges", "namespaces"), server=server)
    assert "[Errno 1]" in said.error or "[Errno 22]" in said.error  # 22: a user namespace that has no root
    assert said.value == [True, False, False, 0, 1]


def test_workers_of_two_fork_servers_are_two_users() -> None:
    """One submission's threads are not counted against another's that is graded beside it."""
    if os.geteuid() == 0:
        assert run("import os; said = os.getuid()").value != run("import os; said = os.getuid()").value
