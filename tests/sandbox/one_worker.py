"""A real worker for one piece of code: a fork of a prepared process that wears the layers named."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import layers, namespaces

NAMES = tuple(layer.name for layer in layers.LAYERS)
CACHE = str(Path(tempfile.gettempdir(), f"course-tests-{os.getuid()}"))  # matplotlib keeps its list of fonts there

# What a fork server does: import, prepare, fork, enter. The worker runs the code and says what `said` holds.
SERVER = """
import json, os, sys, traceback
from dataclasses import replace
from autograder.sandbox import layers
given = json.loads(sys.argv[1])
os.environ["CANARY"] = "seen"
shell = None
if given["numpy"]:
    import numpy, matplotlib.pyplot
    from autograder.worker.shell import new_shell
    shell = new_shell()
spare = os.open("/dev/null", os.O_RDONLY)
ready = layers.prepare(layers.Policy(off=frozenset(given["off"]), **given["limits"]))
parent = os.getpid()
reading, writing = os.pipe()
if not (child := os.fork()):
    names, error = {"parent": parent, "spare": spare, "shell": shell}, ""
    try:
        layers.enter(replace(ready, keep_fds=(writing,)))
        exec(given["code"], names)
    except BaseException as problem:
        error = type(problem).__name__ + ": " + str(problem)
    os.write(writing, json.dumps([names.get("said"), error]).encode())
    os._exit(0)
os.close(writing)
got = b""
while part := os.read(reading, 4096):
    got += part
status = os.waitpid(child, 0)[1]
print(json.dumps({"answer": json.loads(got or b"[null, null]"), "status": os.waitstatus_to_exitcode(status)}))
"""


@dataclass(frozen=True)
class Said:
    """What a worker said, what it raised, and how it ended (minus the signal that killed it)."""

    value: Any
    error: str | None
    status: int


def run(code: str, off: Iterable[str] = (), numpy: bool = False, server: str = SERVER, **limits: int) -> Said:
    """Run `code` in a worker without the layers in `off`."""
    given = json.dumps({"code": code, "off": sorted(off), "limits": limits, "numpy": numpy})
    environment = {"OPENBLAS_NUM_THREADS": "1", "MPLCONFIGDIR": CACHE, "IPYTHONDIR": CACHE}
    command = [sys.executable, "-I", "-c", server, given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert done.stdout, done.stderr
    result = json.loads(done.stdout)
    return Said(*result["answer"], result["status"])


def only(*layers: str) -> set[str]:
    """Return the names of all layers but these."""
    need(*layers)
    return set(NAMES).difference(layers)


def need(*names: str) -> None:
    """Skip where the machine lacks a layer; in CI that is a failure."""
    for layer in layers.LAYERS:
        if layer.name in names and (reason := layer.available()):
            if layer.name == "privileges" and namespaces.available() is None:
                continue  # root with a closed Python: namespaces lay the way
            if os.environ.get("CI"):
                pytest.fail(f"{layer.name}: {reason}")
            pytest.skip(f"{layer.name}: {reason}")
