"""Objects of the kernel that two workers share: through none of them does one worker learn what the other did."""

import pytest
from sandbox.one_worker import need
from sandbox.two_workers import pass_on

MAPPING = """
SYS_FUTEX = {"x86_64": 202}.get(os.uname().machine, 98)
file = open(LIB, "rb")
data = mmap.mmap(file.fileno(), 4096, mmap.%s, mmap.PROT_READ)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
place = libc.mmap(None, 4096, mmap.PROT_READ, mmap.%s, file.fileno(), 0)
word = ctypes.c_int.from_address(place).value
"""
WAIT = """
pause = (ctypes.c_long * 2)(3, 0)
def wait():
    call(SYS_FUTEX, place, 0, word, ctypes.addressof(pause), 0, 0)
if bit:
    threading.Thread(target=wait, daemon=True).start()
time.sleep(0.2)
"""
WAKE = "said = call(SYS_FUTEX, place, 1, 9, 0, 0, 0)"
KEEP = "file = open(LIB, 'rb')\nif bit: "

# object -> (what the sender does, what the receiver looks at)
OBJECTS = {
    "record locks": (
        KEEP + "fcntl.fcntl(file, fcntl.F_SETLK, struct.pack('hhqqi4x', fcntl.F_RDLCK, 0, 0, 1, 0))",
        "lock = fcntl.fcntl(open(LIB, 'rb'), fcntl.F_GETLK, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 1, 0))\n"
        "said = struct.unpack('hhqqi4x', lock)[0]",
    ),
    "locks of an open file": (
        KEEP + "fcntl.fcntl(file, 37, struct.pack('hhqqi4x', fcntl.F_RDLCK, 0, 0, 1, 0))",
        "lock = fcntl.fcntl(open(LIB, 'rb'), 36, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 1, 0))\n"
        "said = struct.unpack('hhqqi4x', lock)[0]",
    ),
    "flock": (
        KEEP + "fcntl.flock(file, fcntl.LOCK_EX)", "fcntl.flock(open(LIB, 'rb'), fcntl.LOCK_EX | fcntl.LOCK_NB)\nsaid = 'free'",
    ),
    "leases": (
        KEEP + "fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)",
        "file = open(LIB, 'rb')\nfcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)\nsaid = 'free'",
    ),
    "hints about a file": (
        KEEP + "fcntl.fcntl(file, 1036, struct.pack('Q', 5))",
        "said = struct.unpack('Q', fcntl.fcntl(open(LIB, 'rb'), 1035, bytes(8)))[0]",
    ),
    "futexes in a shared mapping of a library": (
        MAPPING % ("MAP_SHARED", "MAP_SHARED") + WAIT, MAPPING % ("MAP_SHARED", "MAP_SHARED") + WAKE,
    ),
    "futexes in a private mapping of a library": (
        MAPPING % ("MAP_PRIVATE", "MAP_PRIVATE") + WAIT, MAPPING % ("MAP_PRIVATE", "MAP_PRIVATE") + WAKE,
    ),
    "what the page cache holds": (
        "file = open(TEXT, 'rb'); file.read()\nif bit: os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)",
        "said = os.preadv(os.open(TEXT, os.O_RDONLY), [bytearray(4096)], 0, os.RWF_NOWAIT)",
    ),
    "residency by mincore": (
        "file = open(TEXT, 'rb'); file.read()\nif bit: os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)",
        MAPPING.replace("LIB", "TEXT") % ("MAP_SHARED", "MAP_SHARED") + "seen = ctypes.create_string_buffer(1)\n"
        "if libc.mincore(ctypes.c_void_p(place), 4096, seen) < 0: raise OSError(ctypes.get_errno(), 'refused')\nsaid = seen.raw[0]",
    ),
    "the number of tasks of the machine": (
        "if bit: [threading.Thread(target=time.sleep, args=(9,), daemon=True).start() for _ in range(7)]",
        "info = (ctypes.c_char * 128)()\nif libc.sysinfo(info) < 0: raise OSError(ctypes.get_errno(), 'refused')\n"
        "said = struct.unpack_from('H', info, 80)[0] // 3",
    ),
    "computing time of another process": (
        "if bit: sum(range(10_000_000))",
        """
said = 0
for pid in range(2, 2000):
    try: said += pid != os.getpid() and time.clock_gettime(~pid << 3 | 2) > 0.15
    except OSError: pass
""",
    ),
    "which processes there are": (
        "if bit: [threading.Thread(target=time.sleep, args=(9,), daemon=True).start() for _ in range(7)]",
        """
ROBUST = 274 if os.uname().machine == "x86_64" else 100
said = 0
for look in (os.getpgid, os.getsid, os.sched_getscheduler, os.sched_getparam, os.sched_getaffinity,
             lambda pid: os.getpriority(os.PRIO_PROCESS, pid), lambda pid: call(ROBUST, pid, 0, 0)):
    for pid in {*range(2, 100)} - {os.getpid()}:
        try: look(pid); said += 1
        except OSError as error: said += error.errno not in (1, 3, 38)
""",
    ),
    "names in /proc": (
        "if bit: [threading.Thread(target=time.sleep, args=(9,), daemon=True).start() for _ in range(7)]",
        "said = sum(os.path.exists(f'/proc/{pid}') for pid in range(2, 100) if pid != os.getpid())",
    ),
    "the next process id": (
        "if bit: [threading.Thread(target=int).start() for _ in range(300)]",
        "said = os.getpid() // 200",
    ),
}  # fmt: skip


# What only namespaces close, and what each of the other layers leaves open without the filter of system calls.
BY_NAMESPACES = {"names in /proc", "the next process id"}
WITHOUT_SECCOMP = ("flock", "futexes in a private mapping of a library", "what the page cache holds", "which processes there are")


@pytest.mark.parametrize("name", OBJECTS)
def test_nothing_passes_from_worker_to_worker(name: str) -> None:
    """Whether the first does something to the object or not, the second sees the same."""
    if name in BY_NAMESPACES:
        need("namespaces")
    seen = pass_on(*OBJECTS[name])
    assert seen.received[0] == seen.received[1], seen


@pytest.mark.parametrize("name", [name for name in OBJECTS if name not in BY_NAMESPACES])
def test_nothing_passes_between_processes_of_one_user(name: str) -> None:
    """Nor do they without namespaces, as one user that owns the files."""
    seen = pass_on(*OBJECTS[name], off=("namespaces", "privileges"))
    assert seen.received[0] == seen.received[1], seen


@pytest.mark.parametrize("name", WITHOUT_SECCOMP)
def test_without_the_filter_it_passes(name: str) -> None:
    """The two workers are able to tell: without the filter of system calls the second sees what the first did."""
    seen = pass_on(*OBJECTS[name], off=("seccomp", "landlock"))
    assert seen.received[0] != seen.received[1], seen
