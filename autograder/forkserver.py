"""The fork server: a process that has loaded what every notebook needs, and forks one worker a submission.

Untrusted side. It is started with exec, a scrubbed environment and one descriptor, and has never imported or read a check,
a reference, a gradebook or a submission: what a fork inherits from it holds no secret. It obeys one socket, whose
other end is autograder.session's `ForkServer`.
"""

import json
import os
import signal
import socket
import sys

CONTROL = 3  # the descriptor of the control socket
MESSAGE_CAP = 4096


def serve(control: socket.socket) -> None:
    """Fork and end workers as told, until the other side hangs up."""
    from autograder import worker

    preload()
    shell = worker.new_shell()
    control.send(json.dumps({"ready": os.getpid()}).encode())
    children: set[int] = set()
    while True:
        message, fds, _, _ = socket.recv_fds(control, MESSAGE_CAP, 1)
        if not message:
            break
        request = json.loads(message)
        if request["do"] == "fork":
            pid = os.fork()
            if pid == 0:
                control.close()
                with socket.socket(fileno=fds[0]) as sock:
                    worker.main(shell, sock)
                os._exit(0)
            children.add(pid)
            os.close(fds[0])
            control.send(json.dumps({"pid": pid}).encode())
        elif request["pid"] in children:
            control.send(json.dumps(end(request["pid"])).encode())
            children.discard(request["pid"])
    for pid in children:
        end(pid)


def end(pid: int) -> dict[str, int]:
    """Kill a worker, wait for it, and return how it ended: `signal` (0 if it had left by itself) and exit `code`."""
    already, status = os.waitpid(pid, os.WNOHANG)
    if not already:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        return {"signal": 0, "code": 0}
    return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "code": os.waitstatus_to_exitcode(status)}


def preload() -> None:
    """Import what notebooks import, so that no worker pays for it."""
    import ipywidgets  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import scipy.special  # noqa: F401


if __name__ == "__main__":
    serve(socket.socket(fileno=CONTROL))
