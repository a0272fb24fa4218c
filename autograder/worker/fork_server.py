"""The fork server: a process that has loaded what every notebook needs, and forks one worker for each submission.

Untrusted side. It is started with exec, a scrubbed environment and one descriptor, and has never imported or read a check,
a reference, a gradebook or a submission: what a fork inherits from it holds no secret. It takes requests from one socket,
whose other end is `ForkServer` in autograder.judge.fork_server_client.

A class run starts it once as a loader, which forks a fork server for each grader: `{"without"}`, the sandbox layers to go without,
with the fork server's end of its socket as descriptor. A loader sets no layer up and forks no worker.

A fork server's requests and replies are JSON objects:
`{"do": "fork", "cpu_seconds", "cpu_seconds_in_all", "scipy"}` with the worker's end of a wire as descriptor → `{"pid"}`; `scipy`
says whether SciPy is loaded first;
`{"do": "open", "seconds"}` with a file that holds a notebook's first cell as descriptor → `{"opened"}`;
`{"do": "end", "pid", "gone"}` → `{"signal", "code"}`.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time `load` imports it
    from autograder.worker.shell import PlainShell

LOADER = "--loader"  # the argument with which the process is a loader
MESSAGE_CAP = 4096  # bytes of a request, which is one line
MOMENT = 1000  # milliseconds in which a worker that has closed its wire may end by itself
PROCESSES = Path("/proc/self/ns/pid")
OUTSIDE = PROCESSES.stat().st_ino if PROCESSES.exists() else 0  # the process namespace that this process starts in


def load() -> "PlainShell":
    """Load what every notebook needs; return the shell that runs the cells."""
    gc.disable()  # the imported objects are not garbage
    from autograder.worker import preload
    from autograder.worker.shell import new_shell

    preload.load()
    shell = new_shell()
    preload.warm(shell)
    gc.enable()
    return shell


def fork_servers(requests: socket.socket, shell: "PlainShell") -> None:
    """Fork a fork server for each request, until the other end of the socket is closed."""
    from autograder.sandbox import landlock, seccomp
    from autograder.worker import worker  # noqa: F401  # what follows would otherwise be done again in each fork server

    landlock.available()  # loads its library
    seccomp.available()  # compiles its filter
    signal.signal(signal.SIGCHLD, forget)
    while True:
        message, fds, _, _ = socket.recv_fds(requests, MESSAGE_CAP, 1)
        if not message:
            return
        if os.fork() == 0:
            requests.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(socket.socket(fileno=fds[0]), shell, json.loads(message)["without"])
            os._exit(0)
        os.close(fds[0])


def forget(signum: int, frame: FrameType | None) -> None:
    """Wait for fork servers that have ended, so that their computing time, and their workers', counts as this process's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def serve(control: socket.socket, shell: "PlainShell", without: Sequence[str]) -> None:
    """Fork and end workers as requested, until the other side hangs up; `without` names sandbox layers to go without."""
    from autograder import wire
    from autograder.sandbox import layers, namespaces
    from autograder.worker import preload, worker

    policy = layers.prepare(layers.Policy(off=frozenset(without)))
    control.send(json.dumps({"ready": os.getpid()}).encode())
    children: set[int] = set()
    opening: tuple[str, dict[str, object]] | None = None
    while True:
        message, fds, _, _ = socket.recv_fds(control, MESSAGE_CAP, 1)
        if not message:
            break
        request = json.loads(message)
        if request["do"] == "fork":
            if request["scipy"]:
                preload.load_scipy()
            namespaces.restart_numbers(policy)
            pid = os.fork()
            if pid == 0:
                control.close()
                channel = wire.Channel(socket.socket(fileno=fds[0]))
                limits = {name: request[name] for name in ("cpu_seconds", "cpu_seconds_in_all")}
                try:
                    layers.enter(replace(policy, keep_fds=(channel.fileno(),), **limits))
                except layers.SandboxError as error:
                    channel.send({"sandbox_error": str(error)})
                    os._exit(1)
                channel.send({"sandbox_error": ""})
                worker.Worker(shell, channel, opening, request["cpu_seconds"]).serve()
                os._exit(0)
            children.add(pid)
            os.close(fds[0])
            control.send(json.dumps({"pid": pid}).encode())
        elif request["do"] == "open":
            with os.fdopen(fds[0], encoding="utf-8") as file:
                source = file.read()
            shell.reset(new_session=False)  # type: ignore[no-untyped-call]
            answer = worker.run_cell(shell, source, request["seconds"])
            opening = None if answer["error"] or answer["stopped"] else (source, answer)
            preload.keep_memory()
            control.send(json.dumps({"opened": opening is not None}).encode())
        else:
            pid = request["pid"]  # not this fork server's if that one has ended, and its workers with it
            ending = end(pid, request["gone"]) if pid in children else {"signal": int(signal.SIGKILL), "code": 0}
            children.discard(pid)
            if not children:
                end_strays()
            control.send(json.dumps(ending).encode())
    for pid in children:
        end(pid)


def end(pid: int, gone: bool = False) -> dict[str, int]:
    """Kill a worker, wait for it, and return the `signal` that ended it (0: none) and its exit `code`.

    A worker that is `gone`, that is, has hung up, gets a moment to end by itself, so that signal and code are its own.
    """
    handle = os.pidfd_open(pid)
    if gone:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        poll.poll(MOMENT)
    signal.pidfd_send_signal(handle, signal.SIGKILL)
    os.close(handle)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return {"signal": max(0, -code), "code": max(0, code)}


def end_strays() -> None:
    """End processes that a worker left behind, if this process is the first of a process namespace of its own."""
    if os.getpid() == 1 and PROCESSES.stat().st_ino != OUTSIDE:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)


if __name__ == "__main__":
    own_end = socket.socket(fileno=int(sys.argv[1]))
    if sys.argv[2:] == [LOADER]:
        fork_servers(own_end, load())
    else:
        serve(own_end, load(), sys.argv[2:])
