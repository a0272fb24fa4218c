"""The trusted end of the fork server, which starts and ends workers. Trusted side; it knows no submission and no check.

The process itself is autograder.worker.fork_server, on the other side of the trust boundary.
"""

import contextlib
import json
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from typing import IO, Any

from autograder import wire
from autograder.closing import Closing
from autograder.errors import CourseError
from autograder.judge.loader import started
from autograder.plain_text import plain

END_SECONDS = 10.0  # seconds for a process to end by itself
START_SECONDS = 120.0  # seconds for the fork server's imports, which may come from a slow disk


class ForkServer(Closing):
    """The fork server process, as the judge uses it. A grader has one for all its submissions. Use as a context, or close it."""

    def __init__(self, without: Sequence[str] = (), *, wait: bool = True, loader: socket.socket | None = None) -> None:
        """Start the process; `without` names sandbox layers to go without. Raises CourseError if it cannot start.

        With `wait` False it returns at once; call `ready` before any other method. If the socket of a `loader` is given, the
        loader forks the process.
        """
        self.without = tuple(without)
        self.loader = loader
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
        self.process: subprocess.Popen[bytes] | None = None  # None: a loader forked it
        self.stderr: IO[bytes] | None = None
        with theirs:
            if self.loader:
                request = json.dumps({"without": self.without}).encode()
                with contextlib.suppress(OSError):  # the loader has ended: `ready` notices
                    socket.send_fds(self.loader, [request], [theirs.fileno()])
            else:
                self.stderr = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process; a full pipe could stop it
                self.process = started(theirs, self.without, self.stderr)

    def ready(self) -> None:
        """Wait until the process can fork; raise CourseError if it cannot."""
        if self._reply() is None:
            if self.process is None or self.stderr is None:
                self.close()
                self.loader = None  # the loader has ended: go on without it
                self._start()
                return
            self.process.kill()
            self.process.wait()
            self.stderr.seek(0)
            lines = self.stderr.read()[-4096:].decode(errors="replace").strip().splitlines()
            self._close()
            raise CourseError(
                f"the worker process could not start ({plain(lines[-1], 300) if lines else 'without a message'})",
                "autograder.worker.fork_server",
                "run 'course doctor' to see what this machine lacks",
            )
        if self.opening:
            self._open()

    def open(self, source: str) -> None:
        """Run a lesson's first cell once, before the forks; a notebook whose first cell differs begins from an empty namespace.

        `source` is the lesson's own text. This saves time and has no other effect.
        """
        if source != self.opening:
            self.opening = source
            self._open()

    def _open(self) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(self.opening.encode())
            file.seek(0)
            request = json.dumps({"do": "open", "seconds": START_SECONDS}).encode()
            with contextlib.suppress(OSError):  # if the process has ended, the next fork raises
                socket.send_fds(self.control, [request], [file.fileno()])
                self._reply()

    def _reply(self) -> dict[str, Any] | None:
        """Return the fork server's answer; None if it has ended, or does not answer."""
        try:
            reply = self.control.recv(4096)
        except OSError:
            return None
        return json.loads(reply) if reply else None

    def fork(self, cpu_seconds: int, cpu_seconds_in_all: int, *, scipy: bool = False) -> tuple[int, wire.Channel]:
        """Start a worker; return its process id and the channel to it. Raises CourseError if no worker starts.

        The kernel ends the worker if it computes for `cpu_seconds` in one request, or `cpu_seconds_in_all` in its life. With
        `scipy`, SciPy is loaded already.
        """
        limits = {"cpu_seconds": cpu_seconds, "cpu_seconds_in_all": cpu_seconds_in_all}
        request = json.dumps({"do": "fork", "scipy": scipy, **limits}).encode()
        worker = self._fork(request) or self._fork(request)  # the process may have been ended from outside
        if worker is None:
            raise CourseError("workers end before they are ready", "autograder.worker.fork_server", "run 'course doctor'")
        return worker

    def _fork(self, request: bytes) -> tuple[int, wire.Channel] | None:
        ours, theirs = socket.socketpair()
        reply = None
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self.control, [request], [theirs.fileno()])
            reply = self._reply()
        if reply is None:
            ours.close()
            self.restart()
            return None
        pid, channel = reply["pid"], wire.Channel(ours)
        try:
            started, _ = channel.receive(time.monotonic() + START_SECONDS)
        except wire.WireError:
            channel.close()
            self.end(pid)
            return None
        if trouble := started.get("sandbox_error"):
            channel.close()
            self.end(pid)
            raise CourseError(
                f"a worker could not enter the sandbox ({plain(trouble, 300)})",
                "autograder.worker.fork_server",
                "run 'course doctor'",
            )
        return pid, channel

    def end(self, pid: int, gone: bool = False) -> dict[str, int]:
        """End a worker, whatever it is doing; return the `signal` that ended it (0: none) and its exit `code`.

        A worker that is `gone`, that is, has hung up, gets a moment to end by itself. If the fork server itself has ended,
        its workers have too, and a new one is started.
        """
        reply = None
        with contextlib.suppress(OSError):
            self.control.send(json.dumps({"do": "end", "pid": pid, "gone": gone}).encode())
            reply = self._reply()
        if reply is None:
            self.restart()
            return {"signal": int(signal.SIGKILL), "code": 0}
        return reply

    def restart(self) -> None:
        """End the fork server and every worker, and start another."""
        self.close()
        self._start()

    def close(self) -> None:
        """End the fork server and every worker."""
        if self.process is None:
            with contextlib.suppress(OSError):
                self.control.shutdown(socket.SHUT_WR)
                self.control.settimeout(END_SECONDS)
                while self.control.recv(4096):
                    pass
        self._close()

    def _close(self) -> None:
        self.control.close()
        if self.process is not None:
            try:
                self.process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.stderr is not None:
            self.stderr.close()
