"""The handle of the fork server: it starts workers and ends them. Trusted side; it knows no submission and no check.

One `ForkServer` serves a whole grading process. The process itself is autograder.worker.fork_server.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

from autograder import wire
from autograder.closing import Closing
from autograder.errors import CourseError
from autograder.plain_text import plain

START_SECONDS = 120.0  # the fork server's imports, on a slow disk


class ForkServer(Closing):
    """The handle of the fork server process. Start it once a grading process; use it as a context, or close it."""

    def __init__(self, without: Sequence[str] = (), *, wait: bool = True) -> None:
        """Start the process; `without` names sandbox layers to go without. Raises CourseError where it cannot start.

        Without `wait` call `ready` before anything else: there is something to do meanwhile.
        """
        self.without = tuple(without)
        self.opening = ""
        self._spawn()
        if wait:
            self.ready()

    def _start(self) -> None:
        self._spawn()
        self.ready()

    def _spawn(self) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(START_SECONDS)
        self.control = ours
        self.said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process; a pipe could fill up and stop it
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-m", "autograder.worker.fork_server", str(theirs.fileno()), *self.without],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.said,
                cwd="/",
                env={"PATH": os.defpath, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def ready(self) -> None:
        """Wait until the process can fork; raise CourseError where it cannot."""
        if self._reply() is None:
            self.process.kill()
            self.process.wait()
            self.said.seek(0)
            said = self.said.read()[-4096:].decode(errors="replace").strip().splitlines()
            self._close()
            raise CourseError(
                f"the worker process could not start ({plain(said[-1], 300) if said else 'it said nothing'})",
                "autograder.worker.fork_server",
                "run 'course doctor' to see what this machine lacks",
            )
        if self.opening:
            self._open()

    def open(self, source: str) -> None:
        """Have the cell that every notebook begins with run once, before the forks; a notebook without it begins from nothing.

        It is the lesson's own text. Nothing changes but the time that it takes.
        """
        if source != self.opening:
            self.opening = source
            self._open()

    def _open(self) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(self.opening.encode())
            file.seek(0)
            request = json.dumps({"do": "open", "seconds": START_SECONDS}).encode()
            with contextlib.suppress(OSError):  # one that has ended is noticed at the next fork
                socket.send_fds(self.control, [request], [file.fileno()])
                self._reply()

    def _reply(self) -> dict[str, Any] | None:
        """Return the fork server's answer; None where it has ended, or does not answer."""
        try:
            reply = self.control.recv(4096)
        except OSError:
            return None
        return json.loads(reply) if reply else None

    def fork(self) -> tuple[int, wire.Channel]:
        """Start a worker; return its process id and the channel to it. Raises CourseError where none can be had."""
        found = self._fork() or self._fork()  # a process ended from outside is no reason to give up
        if found is None:
            raise CourseError("workers end before they begin", "autograder.worker.fork_server", "run 'course doctor'")
        return found

    def _fork(self) -> tuple[int, wire.Channel] | None:
        ours, theirs = socket.socketpair()
        reply = None
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self.control, [b'{"do": "fork"}'], [theirs.fileno()])
            reply = self._reply()
        if reply is None:
            ours.close()
            self.close()
            self._start()
            return None
        pid, channel = reply["pid"], wire.Channel(ours)
        try:
            hello, _ = channel.receive(time.monotonic() + START_SECONDS)
        except wire.WireError:
            channel.close()
            self.end(pid)
            return None
        if trouble := hello.get("hello"):
            channel.close()
            self.end(pid)
            raise CourseError(
                f"the sandbox could not be closed around a worker ({plain(trouble, 300)})",
                "autograder.worker.fork_server",
                "run 'course doctor'",
            )
        return pid, channel

    def end(self, pid: int, gone: bool = False) -> dict[str, int]:
        """End a worker, whatever it is doing; return how it ended: `signal` and exit `code`.

        Where the worker is `gone`, that is, has hung up, it gets a moment to end by itself. A fork server that has ended
        has taken its workers with it: a new one is started.
        """
        reply = None
        with contextlib.suppress(OSError):
            self.control.send(json.dumps({"do": "end", "pid": pid, "gone": gone}).encode())
            reply = self._reply()
        if reply is None:
            self.close()
            self._start()
            return {"signal": int(signal.SIGKILL), "code": 0}
        return reply

    def close(self) -> None:
        """End the fork server and every worker."""
        self.control.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._close()

    def _close(self) -> None:
        self.control.close()
        self.said.close()
