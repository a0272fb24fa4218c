"""Facts about the sandbox, each tried in a real worker: a fork of a prepared process that wears the layers named."""

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
from classroom import ROOT

from autograder.commands import demo
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.verdict_files import Record
from autograder.judge.marker import Marker
from autograder.pages.class_report import row
from autograder.pages.report_page import table
from autograder.sandbox import landlock, layers, namespaces, seccomp, visible_files
from autograder.sandbox.policy import Policy

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
    from autograder.worker import worker
    shell = worker.new_shell()
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


def test_memory_ends_in_a_memory_error() -> None:
    """A gigabyte array costs a MemoryError, with numpy and without, shared memory too."""
    small = {"memory_bytes": 200 << 20}
    assert run("bytearray(1 << 30)", only("limits"), **small).error.startswith("MemoryError")
    assert "OSError" in run("import mmap; mmap.mmap(-1, 1 << 30)", only("limits"), **small).error
    assert "Unable to allocate" in run("import numpy; numpy.ones(1 << 28)", numpy=True, **small).error


def test_memory_limit_counts_from_what_the_fork_server_holds() -> None:
    """Half of the memory allowed can be used, with numpy and matplotlib loaded."""
    code = "import numpy; said = float(numpy.ones(100 << 17).sum())"
    assert float(100 << 17) == run(code, numpy=True, memory_bytes=200 << 20).value


def test_endless_computing_is_ended_by_the_kernel() -> None:
    """A loop that ignores SIGXCPU is killed a second later."""
    code = "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    assert run(code, cpu_seconds=1).status == -9
    assert run(code, cpu_seconds=1, cpu_seconds_in_all=2).status == -9
    assert run("while True: pass", cpu_seconds=1, cpu_seconds_in_all=30).status == -24  # SIGXCPU, as it has no handler


def test_a_file_larger_than_the_limit_cannot_be_written() -> None:
    """The kernel refuses the bytes past the limit."""
    need("namespaces")
    assert "Errno 27" in run("open('x', 'wb').write(bytes(2 << 20))", file_bytes=1 << 20).error


def test_the_own_folder_has_a_size() -> None:
    """Many small files fill the folder and not the disk; many empty ones run out too."""
    need("namespaces")
    many = "for n in range(5000): open(f'f{n}', 'wb').write(bytes(%d))"
    assert "Errno 28" in run(many % 100_000, folder_bytes=4 << 20).error
    assert "Errno 28" in run(many % 0).error


def test_files_and_tasks_have_a_number() -> None:
    """Opening files and starting threads comes to an end."""
    assert "Errno 24" in run("import os\nfor _ in range(5000): os.dup(0)").error
    code = """
import threading
threading.stack_size(1 << 16)
stop = threading.Event()
try:
    for n in range(5000): threading.Thread(target=stop.wait, daemon=True).start()
except RuntimeError: said = n
"""
    assert 1 < run(code, threads=20).value < 200


def test_an_own_folder_is_empty_and_can_be_used() -> None:
    """A worker can make temporary files, and no other worker sees them."""
    need("namespaces")
    code = """
import os, tempfile
said = [os.getcwd(), os.listdir('.')]
with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
    file.write(b'x'); said.append(os.path.dirname(folder))
os.mkdir('a'); open('a/b', 'w').write('x'); os.rename('a/b', 'c'); os.remove('c')
"""
    assert Said(["/submission", [], "/submission"], "", 0) == run(code)


def test_without_namespaces_nothing_can_be_written() -> None:
    """Where nothing caps the size of a folder, a worker has none."""
    need("landlock")
    for folder in ("/tmp", "/dev/shm", "/var/tmp", str(ROOT), "."):
        assert "PermissionError" in run(f"open('{folder}/x', 'w')", {"namespaces", "privileges"}).error


@pytest.mark.parametrize("off", [set(), {"namespaces", "privileges"}, {"landlock"}], ids=["all", "landlock", "namespaces"])
def test_files_of_the_grader_and_of_the_machine_are_out_of_reach(off: set[str]) -> None:
    """Landlock alone and namespaces alone each hide the course, the home folder and other processes."""
    need(*({"namespaces", "landlock"} - off))
    checks = [visible_files.PACKAGE / "checks" / name for name in ("", "test_02_sigmoid.py", "__pycache__")]
    files = [
        visible_files.PACKAGE / "sandbox" / "layers.py",
        visible_files.PACKAGE / "reference",
        *checks,
        ROOT / "pyproject.toml",
        ROOT,
        Path.home(),
        ROOT / "source",
    ]
    files += sorted(visible_files.PACKAGE.glob("*/__pycache__/*.pyc"))[:5]
    names = [*map(str, files), "/etc/passwd", "/etc/shadow", "/root", "/home", "/var", "/sys/kernel", "/proc/1/environ"]
    code = f"""
import os
said = []
for name in {names}:
    for act in (open, os.listdir):
        try:
            if act(name): said.append(name)
        except OSError: pass
"""
    seen = set(run(code, off).value)
    on_the_way = {
        str(path) for path in (*map(Path, names),) if any(path in lib.resolve().parents for lib in visible_files.readable())
    }
    assert seen <= (on_the_way | {"/proc/1/environ"} if "landlock" in off else set())


def test_environment_of_the_parent_cannot_be_read() -> None:
    """Neither /proc/<ppid>/environ nor its memory opens."""
    need("landlock")
    for name in ("environ", "mem", "maps", "fd"):
        for off in (set(), {"namespaces", "privileges"}):
            assert "Error" in run(f"import os; (os.listdir if '{name}' == 'fd' else open)(f'/proc/{{parent}}/{name}')", off).error


def test_a_package_installed_among_the_libraries_is_left_out(tmp_path: Path) -> None:
    """The view names what stands beside the grader, never the grader or a folder above it."""
    for name in ("lib/site/autograder/checks", "lib/site/numpy", "lib/python"):
        (tmp_path / name).mkdir(parents=True)
    hidden = tmp_path / "lib/site/autograder"
    expected = (tmp_path / "lib/python", tmp_path / "lib/site/numpy")
    assert expected == visible_files.without((tmp_path / "lib", hidden), hidden)


def test_root_is_given_up() -> None:
    """A worker has an ordinary user's id, no groups and no capability, cannot come back, and is closed to its own user."""
    code = """
import os, ctypes
from autograder.sandbox import linux
said = [os.getuid() * os.geteuid() * os.getgid() > 0, 0 in os.getgroups(), any(map(linux.has_capability, range(41))),
        ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)]
os.setuid(0)
"""
    server = SERVER.replace("from autograder.sandbox import layers", "from autograder.sandbox import layers, linux")
    said = run(code, only("privileges", "namespaces"), server=server)
    assert "[Errno 1]" in said.error or "[Errno 22]" in said.error  # 22: a user namespace that has no root
    assert said.value == [True, False, False, 0, 1]


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
def test_no_socket_of_any_family(family: str) -> None:
    """The call itself is refused, whatever the family."""
    code = f"import socket; socket.socket(socket.{family}, socket.SOCK_SEQPACKET if '{family}' == 'AF_ALG' else socket.SOCK_DGRAM)"
    assert "Errno 1]" in run(code, only("seccomp")).error


REFUSED = {
    "a socket pair": "import socket; socket.socketpair()",
    "exec": "import os; os.execv('/bin/true', ['true'])",
    "fork": "import os; os.fork()",
    "a subprocess": "import subprocess; subprocess.run(['/bin/true'])",
    "a shell": "import os; assert os.system('true') == 0, 'Errno 1]'",
    "multiprocessing": "import multiprocessing as m; p = m.get_context('fork').Process(target=print); p.start()",
    "killing the parent": "import os; os.kill(parent, 0)",
    "killing everybody": "import os; os.kill(-1, 0)",
    "killing the group": "import os; os.killpg(0, 0)",
    "pidfd": "import os; os.pidfd_open(parent)",
    "owner of a pipe's signals": "import os, fcntl; r, w = os.pipe(); fcntl.fcntl(r, fcntl.F_SETOWN, parent)",
    "limits of the parent": "import resource; resource.prlimit(parent, resource.RLIMIT_CPU, (1, 1))",
    "chmod": "import os; os.chmod('/dev/null', 0o666)",
    "times of a file": "import os; os.utime('/dev/null')",
    "a link": "import os; os.symlink('/etc/passwd', 'x')",
    "a fifo": "import os; os.mkfifo('x')",
    "memory as a file": "import os; os.memfd_create('x')",
    "emptying by reading": "import os; os.open('/dev/null', os.O_RDONLY | os.O_TRUNC)",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_refused_system_calls(code: str) -> None:
    """What would reach past the worker is refused by the filter alone."""
    error = run(code, only("seccomp")).error
    assert "Errno 1]" in error or "Errno 38]" in error


def test_the_wire_carries_plain_bytes_alone() -> None:
    """On a socket that was there before, bytes go and come; out-of-band ones, descriptors and options do not."""
    server = SERVER.replace("spare = ", "import socket; ends = socket.socketpair(); spare = ")
    server = server.replace("keep_fds=(writing,)", "keep_fds=(writing, *(end.fileno() for end in ends))")
    server = server.replace('"shell": shell', '"shell": shell, "ends": ends')
    code = """
import socket
a, b = ends
a.send(b"x")
said = [b.recv(9, socket.MSG_PEEK).decode(), b.recv(9).decode()]
tries = {
    "out of band": lambda: a.send(b"x", socket.MSG_OOB), "reading it": lambda: b.recv(1, socket.MSG_OOB),
    "descriptors": lambda: socket.send_fds(a, [b"x"], [0]), "options": lambda: a.setsockopt(1, 2, 3),
    "credentials": lambda: a.getsockopt(1, 17, 12),
}
for name, act in tries.items():
    try:
        act()
        said.append(name)
    except OSError as error:
        assert error.errno in (1, 38), name
"""
    assert Said(["x", "x"], "", 0) == run(code, only("seccomp"), server=server)


CALLS = "ptrace process_vm_readv unshare setns mount bpf perf_event_open io_uring_setup userfaultfd keyctl add_key " \
    "open_by_handle_at name_to_handle_at init_module reboot swapon personality clone3 chroot pivot_root kexec_load " \
    "memfd_secret openat2 fsopen move_mount quotactl shmget mq_open splice tkill landlock_create_ruleset seccomp"  # fmt: skip


def test_doors_of_the_kernel_are_shut() -> None:
    """Each call answers 'not permitted' or 'no such call' before the kernel looks at its arguments."""
    need("seccomp")
    import pyseccomp

    numbers = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name in CALLS.split()}
    code = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
said = {{}}
for name, number in {numbers}.items():
    said[name] = libc.syscall(number, -1, -1, -1, -1, -1, -1) < 0 and ctypes.get_errno() in (1, 38)
"""
    said = run(code, only("seccomp")).value
    assert [name for name, shut in said.items() if not shut] == []


def test_signals_to_oneself_arrive() -> None:
    """abort() and raise() work: a crash ends as it would outside."""
    code = """
import os, signal
said = []
signal.signal(10, lambda *_: said.append(1))
signal.raise_signal(10); os.kill(os.getpid(), 10)
"""
    assert run(code).value == [1, 1]
    assert run("import os; os.abort()").status == -6


def test_the_filter_knows_its_process() -> None:
    """The placeholder for the process id stands in the compiled program."""
    need("seccomp")
    assert seccomp.OWN_PID.to_bytes(4, "little") in seccomp.program()


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


def test_workers_of_two_fork_servers_are_two_users() -> None:
    """One submission's threads are not counted against another's that is graded beside it."""
    if os.geteuid() == 0:
        assert run("import os; said = os.getuid()").value != run("import os; said = os.getuid()").value


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


LACKING = ROOT / "tests/lacking.py"
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


def test_verdict_and_csv_say_what_was_gone_without() -> None:
    """Whoever reads a mark can see that a layer was switched off when it was given."""
    with Marker(Course(ROOT), without=["landlock", "environment"]) as marker:
        verdict = marker.check(ROOT / "release" / "02_sigmoid" / "02_sigmoid.ipynb")
    assert verdict.report("x.ipynb")["without"] == ["environment", "landlock"]
    header, line = table("02_sigmoid", [row(Record("ada", "02_sigmoid", "", verdict), "ada")], ["sigmoid"]).splitlines()
    assert dict(zip(header.split(","), line.split(","), strict=True))["without"] == "environment landlock"


def test_the_demo_says_loudly_what_was_not_protected() -> None:
    """What is missing and what it would have protected; nothing is said on a machine that has all."""
    assert demo.unprotected([]) == ""
    assert "NOT PROTECTED. This machine lacks: landlock (files: the course, the gradebook" in demo.unprotected(["landlock"])


def test_namespaces_are_not_required() -> None:
    """A container that keeps them to itself can grade, if its Python can be read by others than root."""
    need("landlock", "seccomp")
    assert on_a_machine_without("namespaces", "privileges") == ""


def test_root_alone_in_a_user_namespace_is_an_ordinary_user() -> None:
    """Where a container maps no other user than root, workers are `nobody`, enclosed, with no capability."""
    need("namespaces")
    enter = (
        "from autograder.sandbox import linux; import os; own = os.geteuid(); linux.unshare(linux.CLONE_NEWUSER)\n"
        "open('/proc/self/setgroups', 'w').write('deny')\n"
        "[open(f'/proc/self/{kind}_map', 'w').write(f'0 {own} 1') for kind in ('uid', 'gid')]\n"
    )
    code = (
        "import os; from autograder.sandbox import linux; "
        "said = [os.getuid(), os.getcwd(), any(map(linux.has_capability, range(41)))]"
    )
    server = SERVER.replace("spare = os.open", f"{enter}spare = os.open").replace(
        "import json", "import autograder.sandbox.linux, json", 1
    )
    assert Said([65534, "/submission", False], "", 0) == run(code, {"seccomp"}, server=server)
