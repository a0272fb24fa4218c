"""Tries something in a child process, because it cannot be undone. Untrusted side; knows no layer."""

import os
import warnings
from collections.abc import Callable

_END = "\n."  # the end of an answer: if it is missing, the child ended early


def ask(action: Callable[[int], str]) -> str | None:
    """Return the text that `action` returns in a fork of this process; None if the child ends before that.

    `action` gets the number of the descriptor that the answer goes through, which it must keep open.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork of a process with threads: the child starts none
        child = os.fork()
    if not child:
        try:
            os.close(reading)
            os.write(writing, (action(writing) + _END).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    return answer.removesuffix(_END) if answer.endswith(_END) else None
