"""Memory, computing time, files and tasks of a worker end at their limits."""

from sandbox.one_worker import need, only, run

from autograder.sandbox.policy import Policy


def test_memory_ends_in_a_memory_error() -> None:
    """A gigabyte array costs a MemoryError, shared memory too."""
    small = {"memory_bytes": 200 << 20}
    assert run("bytearray(1 << 30)", only("limits"), **small).error.startswith("MemoryError")
    assert "OSError" in run("import mmap; mmap.mmap(-1, 1 << 30)", only("limits"), **small).error


def test_memory_limit_counts_from_what_the_fork_server_holds() -> None:
    """Half of the memory allowed can be used, with numpy and matplotlib loaded, and not ten times as much."""
    code = "import numpy; said = float(numpy.ones(100 << 17).sum()); numpy.ones(1 << 28)"
    found = run(code, numpy=True, memory_bytes=200 << 20)
    assert found.value == float(100 << 17)
    assert "Unable to allocate" in found.error


def test_endless_computing_is_ended_by_the_kernel() -> None:
    """A loop that ignores SIGXCPU is killed a second later."""
    code = "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    assert run(code, cpu_seconds=1).status == -9
    assert run("while True: pass", cpu_seconds=1, cpu_seconds_in_all=30).status == -24  # SIGXCPU, as it has no handler


def test_computing_of_one_request_and_in_all_have_limits_of_their_own() -> None:
    """The kernel asks a worker to end after the seconds of one request, and ends it a second after those of its life."""
    code = "import resource; said = resource.getrlimit(resource.RLIMIT_CPU)"
    assert run(code, cpu_seconds=1, cpu_seconds_in_all=2).value == [1, 3]


def test_a_file_larger_than_the_limit_cannot_be_written() -> None:
    """The kernel refuses the bytes past the limit."""
    need("namespaces")
    assert "Errno 27" in run("open('x', 'wb').write(bytes(2 << 20))", file_bytes=1 << 20).error


def test_files_and_tasks_have_a_number() -> None:
    """Opening files ends at the policy's number, and starting threads comes to an end."""
    code = "import os\nfor _ in range(5000): said = os.dup(0)"
    for number, found in ((Policy().open_files, run(code)), (20, run(code, open_files=20))):
        assert found.value == number - 1  # numbers begin at 0
        assert "Errno 24" in found.error
    code = """
import threading
threading.stack_size(1 << 16)
stop = threading.Event()
try:
    for n in range(5000): threading.Thread(target=stop.wait, daemon=True).start()
except RuntimeError: said = n
"""
    assert 1 < run(code, threads=20).value < 200
