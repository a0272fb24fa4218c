"""A fork server is started again when it ends, and ends its workers with it."""

import resource

import psutil
import pytest
from classroom import WITHOUT
from judge.sessions import GRAB, run

from autograder.judge.fork_server_client import ForkServer
from autograder.judge.limits import Limits
from autograder.judge.loader import Loader
from autograder.sandbox import namespaces

pytestmark = pytest.mark.usefixtures("slow")


def test_a_child_neither_answers_for_the_next_worker_nor_outlives_it() -> None:
    """Where the filter that forbids forks is off, a child has the old worker's wire, which nobody reads any more."""
    fork = """
def f():
    if not os.fork():
        while True:
            try: raw.sendall(ok(['int', 1], asked()['id'])); time.sleep(0.01)
            except OSError: time.sleep(600)
    os._exit(0)
"""
    off = [*WITHOUT, "seccomp"]
    with (
        ForkServer(off) as server,
        run(server, GRAB, fork, "def g(): return 3", limits=Limits(call_seconds=1)) as session,
    ):
        first = session.call("f")
        assert first.status in ("ok", "timeout", "garbled", "died")
        answers = [session.call("g") for _ in range(3)]
        assert [answer.value for answer in answers if answer.status == "ok"][-1] == 3
        assert 1 not in [answer.value for answer in answers]
        session.stop()
        if namespaces.available() is None:  # else it ends at its next write, and with its computing time at the latest
            own = psutil.Process(server.process.pid).children(recursive=True)
            assert [process.cmdline() for process in own] == [psutil.Process(server.process.pid).cmdline()]  # the fork server


def test_a_fork_server_that_is_killed_from_outside_is_started_again() -> None:
    """The submission at hand and the next ones are graded by the new one."""
    with ForkServer(WITHOUT) as server:
        with run(server, "def f(): return 3") as session:
            assert session.call("f").value == 3
            server.process.kill()
            server.process.wait()
            assert session.call("f").value == 3
        server.process.kill()
        server.process.wait()
        with run(server, "def f(): return 4") as session:
            assert session.call("f").value == 4


def test_a_loader_forks_a_fork_server_for_each_grader() -> None:
    """Two graders have their own; one that ends takes nothing from the other, and nothing is left of either."""
    with Loader() as loader, ForkServer(WITHOUT, loader=loader.socket) as first:
        with ForkServer(WITHOUT, loader=loader.socket) as second:
            for server in (first, second):
                with run(server, "def f(): return 3") as session:
                    assert session.call("f").value == 3
            own = psutil.Process(loader.process.pid).children()
            assert len(own) == 2
        with run(first, "def f(): return 4") as session:
            assert session.call("f").value == 4
        first.close()
        _, alive = psutil.wait_procs(own, timeout=10)
        assert alive == []


def test_a_loader_that_has_ended_is_done_without() -> None:
    """The grader starts a fork server by itself."""
    with Loader() as loader:
        loader.process.kill()
        loader.process.wait()
        with ForkServer(WITHOUT, loader=loader.socket) as server, run(server, "def f(): return 3") as session:
            assert session.call("f").value == 3
            assert server.process is not None


def test_what_workers_compute_is_counted_as_the_loaders() -> None:
    """Otherwise make bench would leave it out."""
    busy = "import time\nwhile time.process_time() < 1: pass"

    def computed() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = computed()
    with Loader() as loader:
        with ForkServer(WITHOUT, loader=loader.socket) as server, run(server, busy, limits=Limits()):
            ended = psutil.Process(loader.process.pid).children()
        psutil.wait_procs(ended)
        own = psutil.Process(loader.process.pid).cpu_times()
    assert computed() - before - own.user - own.system > 0.95
