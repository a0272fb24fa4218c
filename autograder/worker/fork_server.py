"""The fork server: a process that has loaded what every notebook needs, and forks one worker a submission.

Untrusted side. It is started with exec, a scrubbed environment and one descriptor, and has never imported or read a check,
a reference, a gradebook or a submission: what a fork inherits from it holds no secret. It obeys one socket, whose
other end is autograder.judge.fork_server_client's `ForkServer`.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

MESSAGE_CAP = 4096
MOMENT = 1000  # milliseconds
PROCESSES = Path("/proc/self/ns/pid")
OUTSIDE = PROCESSES.stat().st_ino if PROCESSES.exists() else 0  # the process namespace that this process starts in


def serve(control: socket.socket) -> None:
    """Fork and end workers as told, until the other side hangs up."""
    from autograder import wire
    from autograder.sandbox import layers
    from autograder.worker import preload, worker

    preload.load()
    shell = worker.new_shell()
    preload.warm(shell)
    policy = layers.prepare(layers.Policy(off=frozenset(sys.argv[2:])))
    control.send(json.dumps({"ready": os.getpid()}).encode())
    children: set[int] = set()
    opening: tuple[str, dict[str, object]] | None = None
    while True:
        message, fds, _, _ = socket.recv_fds(control, MESSAGE_CAP, 1)
        if not message:
            break
        request = json.loads(message)
        if request["do"] == "fork":
            pid = os.fork()
            if pid == 0:
                control.close()
                channel = wire.Channel(socket.socket(fileno=fds[0]))
                try:
                    layers.enter(replace(policy, keep_fds=(channel.fileno(),)))
                except layers.SandboxError as error:
                    channel.send({"hello": str(error)})
                    os._exit(1)
                channel.send({"hello": ""})
                worker.Worker(shell, channel, opening).serve()
                os._exit(0)
            children.add(pid)
            os.close(fds[0])
            control.send(json.dumps({"pid": pid}).encode())
        elif request["do"] == "open":
            with os.fdopen(fds[0], encoding="utf-8") as file:
                source = file.read()
            shell.reset(new_session=False)  # type: ignore[no-untyped-call]
            answer = worker.run_cell(shell, source, request["seconds"])
            opening = None if answer["error"] else (source, answer)
            preload.settle()
            control.send(json.dumps({"opened": opening is not None}).encode())
        else:
            pid = request["pid"]  # a stranger's, where the fork server that had it has ended, and it with it
            how = end(pid, request["gone"]) if pid in children else {"signal": int(signal.SIGKILL), "code": 0}
            children.discard(pid)
            if not children:
                end_strays()
            control.send(json.dumps(how).encode())
    for pid in children:
        end(pid)


def end(pid: int, gone: bool = False) -> dict[str, int]:
    """Kill a worker, wait for it, and return how it ended: the `signal` that ended it, if any, and its exit `code`.

    Where it is `gone`, that is, has hung up, it gets a moment to end by itself, so that the reason is its own.
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
    """End what a worker left behind, where this process is the first of a process namespace and nothing else is in it."""
    if os.getpid() == 1 and PROCESSES.stat().st_ino != OUTSIDE:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
