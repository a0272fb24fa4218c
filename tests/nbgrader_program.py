"""nbgrader's program, loaded once for all tests of a process: a run of it is a fork that goes on behind the program's first line.

That line, an import, takes a second of computing, which is more than most runs take.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

DEADLINE = 300  # seconds
LOADED = """
import gc, json, os, signal, sys
from nbgrader.apps.nbgraderapp import main

gc.freeze()  # a collection would write to, and so copy, the memory of what is loaded
for line in sys.stdin:
    words, folder, said, seconds = json.loads(line)
    if not (child := os.fork()):
        os.chdir(folder)
        for number, place in enumerate((os.devnull, said, said)):
            os.dup2(os.open(place, os.O_RDWR | os.O_APPEND), number)
        signal.alarm(seconds)
        sys.argv = ["nbgrader", *words]
        sys.exit(main())
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@cache
def loaded() -> "subprocess.Popen[str]":
    """Start the process that loads nbgrader; it ends with this one."""
    process = subprocess.Popen([sys.executable, "-c", LOADED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process


def run(folder: Path, *words: str) -> tuple[int, str]:
    """Run nbgrader with these words in a folder, to its end; return its exit code, and all that it said."""
    process = loaded()
    assert process.stdin
    assert process.stdout
    with tempfile.NamedTemporaryFile("r") as said:
        print(json.dumps([words, os.fspath(folder), said.name, DEADLINE]), file=process.stdin, flush=True)
        return int(process.stdout.readline()), said.read()
