"""Facts about what a worker does not hold: hidden checks, references and the grader's own data, in memory or by name.

The attacks in tests/attacks/secrets look from inside all layers. Here the layers that hide /proc are off, so that student code
can see its whole memory: what a fork inherits must hold no secret by itself.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from attacks.collection import SECRETS, unlike
from classroom import ROOT

from autograder.course import Course
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.limits import Limits
from autograder.judge.session import Session
from autograder.judge.suite import Suite

CANARY = "kanary-environment-00000000000000ab"
WORDS = "|".join([*map(unlike, SECRETS), "k[a]nary-[a-z]+-"])

SEARCH = r"""
import ctypes, re
pattern = re.compile(rb"%s")
found = {(b"k" + b"anary-own-" + bytes([48]) * 16): 0}  # put together here: a search that finds nothing must find this
for line in open("/proc/self/maps"):
    span, rights, *_ = line.split()
    start, end = (int(part, 16) for part in span.split("-"))
    if rights[0] == "r" and "[v" not in line:
        for place in range(start, end, 8 << 20):
            try:
                with open("/proc/self/mem", "rb", 0) as memory:
                    memory.seek(place)
                    data = memory.read(min(8 << 20, end - place))
            except OSError:
                data = ctypes.string_at(place, min(8 << 20, end - place))
            for word in pattern.findall(data):
                found[word] = found.get(word, 0) + 1
print(sorted(word.decode() for word, number in found.items() if number))
"""


@contextmanager
def without(*layers: str) -> Iterator[ForkServer]:
    """A fork server without these layers, started by a process that holds every secret."""
    with pytest.MonkeyPatch.context() as patch, Suite() as suite:
        patch.setenv("SECRET_TOKEN", CANARY)
        with ForkServer(layers) as server:
            assert suite.checks
            yield server


@pytest.fixture
def server() -> Iterator[ForkServer]:
    """A fork server whose workers see neither the course nor /proc, though no layer forbids to read them."""
    with without("landlock", "privileges") as server:
        yield server


@pytest.fixture
def open_server() -> Iterator[ForkServer]:
    """A fork server whose workers can read their own /proc."""
    with without("landlock", "namespaces", "privileges") as server:
        yield server


def say(server: ForkServer, code: str) -> str:
    """Run a cell in a worker; return what it printed."""
    with Session(server, [code], Limits(cell_seconds=60, total_seconds=300)) as session:
        run = session.run()[0]
        assert run.error is None, run.error
        return run.stdout.strip()


def test_the_search_finds_what_it_looks_for() -> None:
    """The pattern finds each of the words in the checks and references, and not itself."""
    texts = [path.read_text() for folder in ("checks", "reference") for path in (ROOT / "autograder" / folder).glob("*.py")]
    assert len(texts) > 10
    assert all(re.search(WORDS, text) for text in texts)
    assert not re.search(WORDS, WORDS)


def test_memory_of_a_worker_holds_no_secret(open_server: ForkServer) -> None:
    """A search through every readable page finds what the cell itself put there, and nothing of the grader's."""
    assert say(open_server, SEARCH % WORDS) == "['kanary-own-']"


def test_modules_of_a_worker_are_none_of_the_trusted_side(server: ForkServer) -> None:
    """Neither loaded, nor to be loaded, nor known to the import system by a listing of their folder."""
    code = """
import importlib, os, sys
names = ("checks", "reference", "judge", "judge.check_base", "gradebook", "class_run", "nbgrader_plugin", "commands", "course")
trusted = tuple("autograder." + name for name in names) + ("nbgrader", "pytest", "_pytest")
said = [name for name in sys.modules if name.startswith(trusted)]
for name in names:
    try:
        importlib.import_module("autograder." + name)
        said.append("imported " + name)
    except ImportError:
        pass
said += [path for path in sys.path_importer_cache if path.endswith(("checks", "reference"))]
said += os.listdir("/submission") + os.listdir("/proc")
print(said)
"""
    assert say(server, code) == "[]"


def test_command_line_and_environment_of_a_worker_hold_no_secret(open_server: ForkServer) -> None:
    """What the kernel keeps of how the process was started names a module and a descriptor."""
    code = """
command, environment = (open(f"/proc/self/{name}").read().split(chr(0)) for name in ("cmdline", "environ"))
print([command[1:4], environment[:-1]])
"""
    assert say(open_server, code) == (
        "[['-I', '-m', 'autograder.worker.fork_server'], "
        "['PATH=/bin:/usr/bin', 'MPLBACKEND=agg', 'OPENBLAS_NUM_THREADS=1', 'LC_ALL=C.UTF-8']]"
    )


def test_a_worker_learns_no_seed_and_no_other_work(server: ForkServer, course: Course) -> None:
    """The only numbers that cross the wire are inputs: a request names a function, its arguments and a time."""
    code = """
import gc
channel = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Channel")
asked = []
real = type(channel).receive
def receive(self, *args):
    header, body = real(self, *args)
    asked.append(sorted(header))
    return header, body
type(channel).receive = receive
def said(x):
    return ",".join(sorted({name for names in asked for name in names}))
"""
    with Session(server, [code]) as session:
        session.run()
        session.call("said", 1.0)
        assert session.call("said", 1.0).value == "args,do,function,id,seconds,seconds_in_all"
