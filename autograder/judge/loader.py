"""Starts the process autograder.worker.fork_server, alone or as the loader of a class run. Trusted side.

Light to import: the process that plans a class run starts the loader, which loads the libraries once and in parallel.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import IO

from autograder.closing import Closing
from autograder.worker.fork_server import LOADER


def started(theirs: socket.socket, arguments: Sequence[str], stderr: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start the process of autograder.worker.fork_server with its end of a socket; nothing else is passed on to it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-m", "autograder.worker.fork_server", str(theirs.fileno()), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        cwd="/",
        env={"PATH": os.defpath, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
        pass_fds=[theirs.fileno()],
        start_new_session=True,
    )


class Loader(Closing):
    """A process that has loaded what workers need, and forks the fork servers of a class run's graders. Use as a context.

    Its socket may be sent to other processes: any of them gets a fork server of its own by `ForkServer(loader=…)`.
    """

    def __init__(self) -> None:
        """Start the process, and do not wait for it."""
        self.socket, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)  # keeps requests of several processes apart
        with theirs:
            self.process = started(theirs, [LOADER], subprocess.DEVNULL)

    def close(self) -> None:
        """End the process. Each fork server ends with the process that uses it."""
        self.socket.close()
        self.process.kill()  # it may still be loading
        self.process.wait()
