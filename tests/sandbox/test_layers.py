"""Facts about the sandbox, each tried in a real worker: a fork of a prepared process that wears the layers named."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from classroom import ROOT
from sandbox.one_worker import NAMES, SERVER, Said, need, only, run

from autograder.errors import CourseError
from autograder.sandbox import landlock, layers, seccomp, visible_files
from autograder.sandbox.policy import Policy


def test_environment_of_a_worker_holds_nothing_of_the_graders() -> None:
    """A variable of the fork server is gone in the worker."""
    said = run("import os; said = [os.environ.get('CANARY'), sorted(os.environ)]", only("environment")).value
    assert said == [None, ["HOME", "LANG", "MPLBACKEND", "MPLCONFIGDIR", "TMPDIR"]]


def test_inherited_descriptors_are_closed() -> None:
    """Neither a descriptor of the fork server nor the standard streams reach the worker."""
    code = "import os; said = [os.path.realpath(f'/proc/self/fd/{n}') for n in range(3)]\nos.fstat(spare)"
    assert run(code, only("descriptors")).error == "OSError: [Errno 9] Bad file descriptor"
    code = "import os; said = [os.path.realpath(f'/proc/self/fd/{n}') for n in range(3)]"
    assert run(code, only("descriptors")).value == ["/dev/null"] * 3


def test_honest_work_runs_under_all_layers() -> None:
    """numpy, plots, IPython cells, threads and modules not loaded before all work."""
    code = """
import io, threading, colorsys, numpy as np, matplotlib.pyplot as plt
said = [round(float(np.linalg.det(np.linalg.inv(np.eye(50) * 2) @ np.eye(50) * 2)), 6)]
picture = io.BytesIO(); plt.plot([1, 2]); plt.title('σ'); plt.savefig(picture); said.append(picture.getvalue()[1:4].decode())
said.append(shell.run_cell('from pylab import *; fig, ax = subplots(); ax.plot([0, 1]); fig.canvas.draw(); 6 * 7').result)
thread = threading.Thread(target=lambda: said.append('thread')); thread.start(); thread.join()
import numpy.fft, scipy.optimize
said.append(round(float(scipy.optimize.brentq(lambda x: x * x - 2, 0, 2)), 6))
"""
    assert Said([1.0, "PNG", 42, "thread", 1.414214], "", 0) == run(code, numpy=True)


def test_libraries_find_locks_clocks_and_threads() -> None:
    """What is granted without effect, or for this process alone, is enough for sqlite, locks of files, pthread_join and mmap."""
    need("namespaces")  # a folder to write in
    code = """
import concurrent.futures, ctypes, fcntl, mmap, os, resource, sqlite3, time
with sqlite3.connect("a.db") as one, sqlite3.connect("a.db") as two:
    one.execute("create table t (x)"); one.execute("insert into t values (42)"); one.commit()
    said = [two.execute("select x from t").fetchone()[0]]
with open("lock", "w+") as file:
    fcntl.flock(file, fcntl.LOCK_EX); fcntl.lockf(file, fcntl.LOCK_EX); os.posix_fadvise(file.fileno(), 0, 0, 0)
    file.write("x" * 4096); file.flush(); data = mmap.mmap(file.fileno(), 4096)
    data.madvise(mmap.MADV_SEQUENTIAL); said.append(data[:1].decode())
    said.append(os.preadv(file.fileno(), [bytearray(9)], 0))
libc, thread = ctypes.CDLL(None), ctypes.c_ulong()
wait = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda _: time.sleep(0.3))
began = time.monotonic()
said.append(libc.pthread_create(ctypes.byref(thread), None, wait, None) | libc.pthread_join(thread, None))
said.append(0.2 < time.monotonic() - began < 9)
with concurrent.futures.ThreadPoolExecutor(3) as pool:
    said.append(sum(pool.map(abs, range(-4, 4))))
said.append(min(time.thread_time(), time.process_time(), time.perf_counter(), len(os.sched_getaffinity(0)), os.getpgid(0) + 1) > 0)
said.append(isinstance(os.sysconf("SC_PHYS_PAGES"), int) and sorted([3, 1, 2]) == [1, 2, 3])  # any number: sysinfo is refused
"""
    assert Said([42, "x", 9, 0, True, 16, True, True], "", 0) == run(code)


def test_a_worker_ends_with_its_fork_server() -> None:
    """Killing the process that was started kills every worker: the pipe that they hold closes."""
    server = SERVER.replace("os.close(writing)\n", "os.close(writing); print('ready', flush=True)\n", 1)
    given = json.dumps({"code": "import time\nwhile True: time.sleep(9)", "off": [], "limits": {}, "numpy": False})
    reading, writing = os.pipe()
    held = server.replace("keep_fds=(writing,)", f"keep_fds=(writing, {writing})")
    process = subprocess.Popen([sys.executable, "-I", "-c", held, given], stdout=subprocess.PIPE, pass_fds=(writing,))
    os.close(writing)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.kill()
    process.communicate()
    assert os.read(reading, 1) == b""  # waits until the last holder is gone
    os.close(reading)


def test_a_layer_that_fails_stops_the_worker() -> None:
    """A required layer that cannot be put on raises, and names itself."""
    server = SERVER.replace(
        "reading, writing", "from autograder.sandbox import linux; linux.filter_system_calls = None\nreading, writing"
    )
    server = server.replace("ready = ", "ready = ").replace(
        "linux.filter_system_calls = None", "ready = replace(ready, open_files=-5)"
    )
    assert "SandboxError" in run("said = 1", server=server).error


def test_a_course_among_the_libraries_is_refused(tmp_path: Path) -> None:
    """Where every worker could read the gradebook, grading stops."""
    layers.check_place(tmp_path)
    layers.check_place(ROOT)
    with pytest.raises(CourseError, match="student code could read this course"):
        layers.check_place(visible_files.libraries()[0] / "my-course")


def test_an_unknown_layer_is_an_error() -> None:
    """A misspelt name switches nothing off."""
    with pytest.raises(CourseError, match="there is no layer 'landlok'; choose from environment"):
        layers.check_machine(["landlok"])


def test_a_missing_layer_is_named_with_its_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without libseccomp grading stops with what, why, how, and the flag."""
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    seccomp.program.cache_clear()
    with pytest.raises(CourseError, match=r"pyseccomp is missing.*send the checks' inputs away.*--without seccomp"):
        layers.check_machine({"landlock", "privileges"})
    assert layers.required_missing({"landlock", "privileges", "seccomp"}) == []


def test_this_machine_has_what_is_required() -> None:
    """Landlock and the filter are there, or say why not."""
    need("landlock", "seccomp")
    assert landlock.available() is None
    assert Policy().off == frozenset()


LACKING = ROOT / "tests/sandbox/lacking.py"
CHECK = """
import sys
from autograder import errors
from autograder.sandbox import layers
try:
    layers.check_machine(sys.argv[1:])
except errors.CourseError as error:
    print(error)
"""


def on_a_machine_without(lacking: str, *off: str) -> str:
    """Return why grading would stop where the kernel refuses what a layer needs ("" where it would not)."""
    command = [sys.executable, str(LACKING), lacking, sys.executable, "-I", "-c", CHECK, *off]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={"OPENBLAS_NUM_THREADS": "1"}, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        ("landlock", "use Linux 5.13 or newer"),
        ("seccomp", "use Linux 4.14 or newer"),
        ("limits", "does not allow it here"),
        ("privileges", "does not allow it here"),
    ],
)
def test_grading_stops_where_the_kernel_refuses_a_layer(layer: str, reason: str) -> None:
    """What is missing, what it protects, why it matters, how to get it, and the flag that goes on without."""
    need(*(set(NAMES) - {layer}))
    said = on_a_machine_without(layer)
    by_name = {each.name: each for each in layers.LAYERS}
    for part in (f"{layer} ({by_name[layer].protects})", reason, f"Without it {by_name[layer].why}", f"--without {layer} "):
        assert part in said
    assert on_a_machine_without(layer, layer) == ""


def test_namespaces_are_not_required() -> None:
    """A container that keeps them to itself can grade, if its Python can be read by others than root."""
    need("landlock", "seccomp")
    assert on_a_machine_without("namespaces", "privileges") == ""
