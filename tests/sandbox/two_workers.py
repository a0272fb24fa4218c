"""Two real workers of one fork server, at the same time: one does something to an object, the other looks whether it shows."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from sandbox.one_worker import CACHE, need

# The first worker acts and stays until the second has looked. Both have the names of COMMON, and `bit`, what to send.
SERVER = """
import json, os, sys
from dataclasses import replace
from autograder.sandbox import layers, namespaces
given = json.loads(sys.argv[1])
ready = layers.prepare(layers.Policy(off=frozenset(given["off"])))

def worker(code, bit, until=None):
    reading, writing = os.pipe()
    namespaces.restart_numbers(ready)
    if not (child := os.fork()):
        names, said = {"bit": bit}, None
        try:
            layers.enter(replace(ready, keep_fds=(writing, *([] if until is None else [until]))))
            exec(given["common"], names)
            exec(code, names)
            said = names.get("said")
        except OSError as error:
            said = f"refused ({error.errno})"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, json.dumps(said).encode() + b"\\n")
        if until is not None:
            os.read(until, 1)
        os._exit(0)
    os.close(writing)
    return child, open(reading)

answers = []
for bit in (0, 1):
    until, end = os.pipe()
    sender, sent = worker(given["send"], bit, until)
    did = json.loads(sent.readline())
    receiver, got = worker(given["receive"], bit)
    answers.append([did, json.loads(got.readline())])
    os.write(end, b"x")
    os.waitpid(sender, 0), os.waitpid(receiver, 0)
    os.close(until), os.close(end)
print(json.dumps(answers))
"""
COMMON = """
import ctypes, fcntl, mmap, os, struct, threading, time
LIB = os.__file__  # a file that every worker can read, and another that none has mapped
TEXT = os.path.join(os.path.dirname(LIB), "pydoc_data", "topics.py")
libc = ctypes.CDLL(None, use_errno=True)

def call(number, *args):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(arg) for arg in args])
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result
"""


@dataclass(frozen=True)
class Seen:
    """What the sender said of its act, and what the receiver saw, for 0 and for 1."""

    sent: tuple[Any, Any]
    received: tuple[Any, Any]


def pass_on(send: str, receive: str, off: tuple[str, ...] = ()) -> Seen:
    """Have one worker send 0, then 1 (`bit` in its code), and another receive (its code sets `said`), without layers `off`."""
    need("seccomp")
    given = json.dumps({"send": send, "receive": receive, "off": off, "common": COMMON})
    environment = {"OPENBLAS_NUM_THREADS": "1", "MPLCONFIGDIR": CACHE, "IPYTHONDIR": CACHE}
    command = [sys.executable, "-I", "-c", SERVER, given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert done.stdout, done.stderr
    (zero, seen_zero), (one, seen_one) = json.loads(done.stdout)
    return Seen((zero, one), (seen_zero, seen_one))
