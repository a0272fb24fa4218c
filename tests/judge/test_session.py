"""Facts about sessions: a real worker in its sandbox, asked by the judge's side, whatever the student's code does."""

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from autograder import wire
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.session import ALL_TEXT, NO_MORE, Answer, CellRun, Failed, Limits, Session, read_answer, same
from autograder.sandbox import layers, namespaces
from autograder.wire import Listed, Other, WireError

# What a hostile cell knows: the worker's own end of the wire, and the request that is being answered.
GRAB = """
import gc, json, os, signal, struct, sys, threading, time
import numpy as np
from autograder import wire
channel = next(o for o in gc.get_objects() if isinstance(o, wire.Channel))
raw = channel.sock
raw.setblocking(True)

def asked():
    frame = sys._getframe()
    while "header" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["header"]

def frame(header, body=b""):
    text = json.dumps(header).encode()
    return struct.pack(">II", len(text), len(body)) + text + body

def ok(value, identity):
    return frame({"id": identity, "status": "ok", "value": value, "after": []})
"""
QUICK = Limits(cell_seconds=1.0, call_seconds=0.5, hurried_seconds=0.2)
WITHOUT = tuple(layer.name for layer, _ in layers.required_missing())  # a machine that lacks layers runs these tests all the same


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    """One fork server for all these tests, as in a grading process."""
    with ForkServer(WITHOUT) as server:
        yield server


def run(server: ForkServer, *cells: str, limits: Limits = QUICK) -> Session:
    """Return a session whose cells have run."""
    session = Session(server, ["import numpy as np", *cells], limits)
    session.run()
    return session


def outside(server: ForkServer, inner: int) -> int:
    """Return the process id of a server's worker as this process sees it; other servers have workers of the same numbers."""
    for process in psutil.Process(server.process.pid).children(recursive=True):
        lines = dict(line.split(":\t", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if ":\t" in line)
        if lines.get("NSpid", "").split()[-1:] == [str(inner)]:
            return process.pid
    raise AssertionError(f"no worker {inner}")


def test_cells_run_in_order_and_keep_what_they_say(server: ForkServer) -> None:
    """Output, errors and the line that failed come back as plain text, a cell each."""
    with run(server, "x = 1\nprint('x', x)", "x\n1/0", "import sys; print(x + 1, file=sys.stderr)\nx") as session:
        _, first, second, third = session.runs
    assert first == CellRun("x 1\n")
    assert second.error is not None
    assert (second.error.type, second.error.text, second.error.line) == ("ZeroDivisionError", "division by zero", 2)
    assert third == CellRun("1\n", "2\n")


def test_a_function_gets_arrays_and_gives_arrays(server: ForkServer) -> None:
    """Arguments and values travel as they are; lists arrive as lists; arrays come back as they are after the call."""
    with run(server, "def f(x, y=0):\n    return x * 2\ndef kind(x): return type(x).__name__\ndef spoil(x): x[0] = 9") as session:
        x = np.arange(3.0)
        answer = session.call("f", x)
        assert isinstance(answer.value, np.ndarray)
        assert answer.value.tolist() == [0, 2, 4]
        assert [same(x, after) for after in answer.after] == [True]
        assert session.call("kind", Listed(x)).value == "list"
        assert session.call("kind", 1.5).value == "float"
        assert [same(x, after) for after in session.call("spoil", x).after] == [False]
        assert x.tolist() == [0, 1, 2]


def test_a_missing_function_is_told_from_a_value(server: ForkServer) -> None:
    """A name that is not defined, and one that is no function, are answers of their own."""
    with run(server, "f = 3") as session:
        assert session.call("g") == Answer("missing")
        assert session.call("f") == Answer("missing", note="int")


def test_exceptions_are_answers(server: ForkServer) -> None:
    """SystemExit, KeyboardInterrupt and warnings are what a function gave, and the worker lives on."""
    code = "import warnings\ndef f(what): raise (SystemExit, KeyboardInterrupt, ValueError)[int(what)]('no')\n"
    with run(server, code + "def g(): warnings.warn('x'); print('y'); return 1") as session:
        types = [answer.error.type for answer in (session.call("f", n) for n in range(3)) if answer.error]
        assert types == ["SystemExit", "KeyboardInterrupt", "ValueError"]
        answer = session.call("g")
        assert (answer.value, answer.printed, answer.warned) == (1, True, True)


EVIL = """
class Text(Exception):
    def __str__(self): return "\\x1b[31m<script>alert(1)</script>\\u202e" + "x" * 10**6
class Raising(Exception):
    def __str__(self): raise SystemExit(1)
    __repr__ = __str__
class Meta(type):
    def __getattribute__(cls, name): raise SystemExit(2)
class Nameless(Exception, metaclass=Meta): pass
class Endless(Exception):
    def __str__(self):
        return "\\ud800" * 1000
def f(n): raise (Text, Raising, Nameless, Endless)[int(n)]()
"""


def test_exceptions_with_methods_of_their_own(server: ForkServer) -> None:
    """What an exception's own methods do is over in the worker; its text arrives short, without commands to a terminal."""
    with run(server, EVIL) as session:
        answers = [session.call("f", n) for n in range(4)]
    assert [answer.status for answer in answers] == ["raised"] * 4
    first = answers[0].error
    assert first is not None
    assert first.text.startswith("<script>alert(1)</script>xxx")
    assert len(first.text) <= wire.TEXT_CAP
    assert all(ord(c) > 31 for answer in answers if answer.error for c in answer.error.text)


STRANGE = """
import numpy as np
class Lying(np.ndarray):
    dtype = property(lambda self: np.dtype("f8")); shape = property(lambda self: (2,))
    def __array__(self, *a, **k): raise ValueError
    def __eq__(self, other): return True
class Equal:
    def __eq__(self, other): return True
    def __array__(self, *a, **k): return np.ones(2)
class Raising:
    @property
    def __class__(self): raise SystemExit(3)
class Looping:
    @property
    def __class__(self):
        while True: pass
class Claiming:
    __class__ = np.ndarray
    def __array__(self, *a, **k):
        raise ValueError
values = {
    "lying": np.array([3, 4]).view(Lying), "equal": Equal(), "raising": Raising(), "looping": Looping(), "claiming": Claiming(),
    "object": np.array([object()]), "structured": np.zeros(2, [("a", "f8")]),
    "broadcast": np.broadcast_to(1.0, (2**20, 2**20)), "generator": (n for n in range(2)), "recursive": [], "complex": 1j,
}
values["recursive"].append(values["recursive"])
def f(): return values[name]
def choose(n):
    global name
    name = list(values)[int(n)]
"""
NAMES = re.findall(r'"([a-z]+)": ', STRANGE)


def test_values_that_are_no_plain_numbers_arrive_as_names(server: ForkServer) -> None:
    """No object of the student's reaches the judge: subclasses arrive as their numbers, the rest as names of types."""
    got: dict[str, Any] = {}
    with run(server, STRANGE) as session:
        for number, name in enumerate(NAMES):
            assert session.call("choose", number).status == "ok"
            answer = session.call("f")
            assert answer.status == "ok", (name, answer)
            got[name] = answer.value
    assert type(got["lying"]) is np.ndarray
    assert got.pop("lying").tolist() == [3, 4]
    recursive = got.pop("recursive")
    while isinstance(recursive, tuple):
        (recursive,) = recursive
    assert isinstance(recursive, Other)
    assert {name: type(value) for name, value in got.items()} == dict.fromkeys(got, Other)


# An answer is taken only for the call that it answers.


def test_an_answer_to_another_call_is_not_taken(server: ForkServer) -> None:
    """A frame with a made-up id in place of the answer is garbage, and ends the worker."""
    with run(server, GRAB, "def f():\n    raw.sendall(ok(['int', 1], 'abc')); return 2") as session:
        assert session.call("f") == Answer("garbled", note="an answer to another call")
        assert session.channel is None


def test_an_answer_sent_twice_is_taken_once(server: ForkServer) -> None:
    """The second of two answers does not answer the next call: it is found lying there, and the worker is replaced."""
    with run(server, GRAB, "def f():\n    raw.sendall(ok(['int', 1], asked()['id'])); return 2", "def g(): return 3") as session:
        assert session.call("f").value == 1
        assert session.call("g").status == "garbled"
        assert session.call("g").value == 3


def test_an_answer_left_in_the_socket_is_not_taken(server: ForkServer) -> None:
    """What a cell leaves on the wire for the first call to find costs that cell its effect."""
    with run(server, GRAB, "raw.sendall(ok(['int', 1], ''))", "def g(): return 3") as session:
        texts = [run.error.text if run.error else "" for run in session.runs]
        assert texts == ["", "", "this cell wrote to the grader's wire", ""]
        assert session.call("g").value == 3


def test_an_answer_after_its_deadline_is_not_taken(server: ForkServer) -> None:
    """What comes after the deadline finds a closed wire; the next call is a new worker's."""
    late = "first = []\ndef f():\n    time.sleep(600)\ndef g(): return os.getpid()"
    with run(server, GRAB, late, limits=Limits(call_seconds=1, wall_factor=1)) as session:  # g has to answer in that, too
        before = session.call("g").value
        assert session.call("f") == Answer("timeout")
        assert session.call("g").value not in (None, before)


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


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("raw.sendall(b'x' * 100)", "a frame over the cap"),
        ("raw.sendall(struct.pack('>II', 2**31, 0))", "a frame over the cap"),
        ("raw.sendall(struct.pack('>II', 2, 2**31))", "a frame over the cap"),
        ("raw.sendall(struct.pack('>II', 2, 0) + b'{')\n    os._exit(0)", "exit code 0"),
        ("raw.sendall(frame([1]))", "a header that is not an object"),
        ("raw.sendall(struct.pack('>II', 3, 0) + b'NaN')", "a header that is not JSON"),
        ("raw.sendall(frame({'id': asked()['id']}))", "an answer of no known status"),
        ("raw.sendall(frame({'id': asked()['id'], 'status': 'ok'}))", "an answer of no known status"),
        ("raw.sendall(frame({'id': asked()['id'], 'status': 'ok', 'value': [], 'after': {}}))", "an answer of no known status"),
        ("raw.sendall(ok(['array', '<f8', [2**24, 2**24]], asked()['id']))", "an array of a shape that does not travel"),
        ("raw.sendall(ok(['array', '<f8', [0, 2**24, 2**24, 2**24]], asked()['id']))", "an array of a shape that does not travel"),
        ("raw.sendall(ok(['array', '|O', [1]], asked()['id']))", "an array of a dtype that does not travel"),
        ("raw.sendall(ok(['array', '<f8', [1]], asked()['id']))", "an array longer than its bytes"),
        ("while True: raw.sendall(frame({'a': 'x' * 1000}))", "an answer to another call"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_garbage(server: ForkServer, code: str, note: str) -> None:
    """Wrong lengths, wrong forms, floods: the call has failed, the judge goes on with a new worker."""
    with run(server, GRAB, f"def f():\n    {code}\n    time.sleep(600)", "def g(): return 3") as session:
        answer = session.call("f")
        assert answer.status in ("garbled", "died")
        assert answer.note == note
        assert session.call("g").value == 3


def test_a_drip_meets_the_deadline(server: ForkServer) -> None:
    """An answer that comes byte by byte does not keep the judge longer than the call's time."""
    drip = """
def f():
    for byte in frame({"id": asked()["id"], "status": "ok", "value": ["none"], "after": [], "": "x" * 100000}):
        raw.sendall(bytes([byte])); time.sleep(0.02)
"""
    with run(server, GRAB, drip, limits=Limits(call_seconds=0.3, wall_factor=1)) as session:
        assert session.call("f") == Answer("timeout")


# What costs time, and what ends workers.

ENDLESS = {
    "computing": "while True: pass",
    "computing and taking no for an answer": """while True:
        try:
            while True: pass
        except BaseException: pass""",
    "sleeping": "import time; time.sleep(600)",
    "waiting for input": "import sys; sys.__stdin__.buffer.raw.read(1); import time; time.sleep(600)",
    "stopped": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "with the alarm switched off": "import signal; signal.setitimer(signal.ITIMER_PROF, 0)\n    while True: pass",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_function_that_never_ends_costs_its_time_and_no_more(server: ForkServer, body: str) -> None:
    """It is told from others as out of time; the next function is answered."""
    code = f"def f():\n    {body}\ndef g(): return 3"
    with run(server, code, limits=Limits(call_seconds=0.2, wall_factor=4)) as session:
        assert session.call("f").status == "timeout"
        assert session.call("g").value == 3


def test_a_function_without_answers_is_hurried_and_then_left_alone(server: ForkServer) -> None:
    """After its first loss it gets less time, after its share of wall time none; other functions keep theirs."""
    limits = Limits(call_seconds=1, hurried_seconds=0.1, wall_factor=1, lost_seconds=1.15)  # g has to answer in the second
    code = "import time\ndef f(): time.sleep(600)\ndef g(): return 3"
    with run(server, code, limits=limits) as session:
        began = time.monotonic()
        answers = [session.call("f") for _ in range(50)]
        assert {answer.status for answer in answers} == {"timeout"}
        assert time.monotonic() - began < 50 * limits.hurried_seconds + 30
        assert session.lost["f"] >= limits.lost_seconds
        pid = session.pid
        assert session.call("f").status == "timeout"
        assert session.pid == pid  # it was not called any more
        assert session.call("g").value == 3


def test_a_function_that_fails_here_and_there_is_asked_every_time(server: ForkServer) -> None:
    """One that never ends for some inputs keeps its answers for the others, in whatever order they come."""
    code = "import os\ndef f(x):\n    while x < 0: pass\n    if x > 5: os._exit(0)\n    return x"
    with run(server, code, limits=Limits(call_seconds=0.2, hurried_seconds=0.1)) as session:
        inputs = [-1, 1, 9, -2, 2, 8, -3, 3, 7, 4]
        statuses = [session.call("f", x).status for x in inputs]
    assert statuses == ["timeout" if x < 0 else "died" if x > 5 else "ok" for x in inputs]


def test_the_whole_has_an_end(server: ForkServer) -> None:
    """Cells and calls that each stay below their own limit do not add up to more than the limit of the whole."""
    cells = ["import time\nwhile True: time.sleep(0.01)"] * 50
    began = time.monotonic()
    limits = Limits(cell_seconds=0.3, wall_factor=1, total_seconds=1.5)
    with run(server, *cells, limits=limits) as session:
        assert session.call("f") == Answer("died", note="the notebook kept ending its process, or used up its time")
    assert time.monotonic() - began < 60


BUSY = """
import time
def busy(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
    return 1
"""


def test_a_cell_and_a_call_may_compute_as_long_as_the_limits_say(server: ForkServer) -> None:
    """The kernel's limit follows the settings: it stops neither a long cell nor many short ones that are each within theirs."""
    long = Limits(cell_seconds=4.0, call_seconds=4.0, stubborn_seconds=1.0)
    with run(server, BUSY, "busy(2.5)", limits=long) as session:
        assert session.runs[2] == CellRun("1\n")
        assert session.call("busy", 2.5).value == 1
    short = Limits(cell_seconds=1.0, call_seconds=1.0, stubborn_seconds=1.0)
    assert short.cpu_seconds == 3
    with run(server, BUSY, *["busy(0.7)"] * 6, limits=short) as session:
        assert session.runs[2:] == [CellRun("1\n")] * 6


def test_code_that_ignores_its_interrupts_is_ended_by_the_kernel(server: ForkServer) -> None:
    """Long before the clock on the wall would do it."""
    stubborn = "import signal\nsignal.signal(signal.SIGPROF, signal.SIG_IGN)\nwhile True: pass"
    limits = Limits(cell_seconds=0.2, call_seconds=0.2, stubborn_seconds=1.0, wall_factor=1000.0)
    with run(server, stubborn, "x = 1\nx", limits=limits) as session:
        assert session.runs[1].error == Failed("Stopped", f"this cell ended its process (signal {int(signal.SIGXCPU)})")
        assert session.runs[2] == CellRun("1\n")


def test_limits_of_the_kernel_follow_from_the_settings() -> None:
    """A minute for a cell is a minute, and a worker may compute as long as its session may last."""
    assert (Limits().cpu_seconds, Limits().cpu_seconds_in_all) == (30, 330)
    assert Limits(cell_seconds=60.0).cpu_seconds == 180
    assert Limits(call_seconds=20.5).cpu_seconds == 62
    assert Limits(total_seconds=1000.0).cpu_seconds_in_all == 1030


def test_cells_that_end_their_worker_are_left_out(server: ForkServer) -> None:
    """Such a cell is tried twice and left out, with its reason; what the others define is there."""
    with run(server, "def f(): return 1", "import os; os._exit(7)", "import os; os.abort()", "def g(): return f() + 1") as session:
        texts = [run.error.text for run in session.runs if run.error]
        assert texts == ["this cell ended its process (exit code 7)", "this cell ended its process (signal 6)"]
        assert session.call("g").value == 2


def test_a_notebook_of_cells_that_end_their_worker_has_an_end(server: ForkServer) -> None:
    """After so many the rest is not run, and its functions have an answer all the same."""
    limits = Limits(deaths=3)
    with run(server, *["import os; os._exit(0)"] * 100, limits=limits) as session:
        assert len(session.fatal) == limits.deaths + 1
        assert session.call("f").status == "died"


@pytest.mark.parametrize(
    ("end", "note"), [("os._exit(3)", "exit code 3"), ("os.kill(os.getpid(), 9)", "signal 9"), ("os.abort()", "signal 6")]
)
def test_a_function_that_ends_its_worker_says_how(server: ForkServer, end: str, note: str) -> None:
    """The reason is kept, and the next call has a worker in which every cell has run."""
    with run(server, f"import os\ndef f(): {end}", "def g(): return 3") as session:
        assert session.call("f") == Answer("died", note=note)
        assert session.call("g").value == 3


def test_a_worker_that_is_killed_from_outside_costs_nothing(server: ForkServer) -> None:
    """A call whose worker has gone is asked once more in a new one."""
    with run(server, "def f(): return 3") as session:
        assert session.call("f").value == 3
        os.kill(outside(server, session.pid), signal.SIGKILL)
        assert session.call("f").value == 3
        assert session.lost == {}


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


def test_output_is_kept_up_to_a_cap(server: ForkServer) -> None:
    """A flood in one cell, or a little of it in each of many, ends up as a text of known size that says so."""
    cells = ["print('x' * 30_000)"] * 20 + ["print('😀' * 10**6)", "import sys\nwhile True: sys.stdout.write('x' * 10**5)"]
    with run(server, *cells, limits=Limits(cell_seconds=0.5)) as session:
        runs = session.runs
        assert session.call("f").status == "missing"
    assert sum(len(run.stdout + run.stderr) for run in runs) <= ALL_TEXT + len(NO_MORE)
    assert [NO_MORE in run.stdout for run in runs].count(True) == 1
    with run(server, "print('😀' * 10**6); import sys; print('\\x00' * 10**6, file=sys.stderr); x = 1", "print(x)") as session:
        assert "more characters of output are not kept" in session.runs[1].stdout
        assert session.runs[2].stdout == "1\n"


def test_memory_is_the_functions_own_trouble(server: ForkServer) -> None:
    """A gigabyte too much is a MemoryError in the function; a large answer is a name."""
    with run(server, "def f(): return np.ones(2**28)\ndef g(): return np.ones(2**22)", limits=Limits()) as session:
        answer = session.call("f")
        assert answer.error is not None
        assert "Memory" in answer.error.type
        assert session.call("g").value == Other("array of 4194304 numbers, more than fit")


# Reading, alone.


def test_what_a_worker_says_of_an_error_is_checked() -> None:
    """Every field has its type and its length, or a value that stands for none."""
    assert Failed.read(None) is None
    assert Failed.read([]) is None
    assert Failed.read({}) == Failed("Exception", "")
    odd = {"type": 5, "text": ["a"], "line": True, "at_call": 1, "trace": "abc"}
    assert Failed.read(odd) == Failed("Exception", "")
    for line in (0, -1, 10**9, 1.5, "3", float("nan")):
        assert Failed.read({"line": line}) == Failed("Exception", "")
    long = Failed.read({"type": "T" * 999, "text": "x" * 999, "line": 3, "at_call": True, "trace": ["y" * 999] * 99})
    assert long == Failed("T" * 80, "x" * wire.TEXT_CAP, 3, True, ("y" * wire.TEXT_CAP,) * 16)


def test_an_answer_has_a_known_status() -> None:
    """ok with a value, raised with an error, or missing; no fourth."""
    assert read_answer({"status": "missing", "kind": "\x1b[1mint"}, b"") == Answer("missing", note="int")
    assert read_answer({"status": "raised"}, b"") == Answer("raised", error=Failed("Exception", ""))
    assert read_answer({"status": "raised", "error": {"type": "OutOfTime"}}, b"").status == "timeout"
    for header in ({}, {"status": "fine"}, {"status": ["ok"]}, {"status": "ok", "value": ["none"], "after": [["none"]] * 9}):
        with pytest.raises(WireError):
            read_answer(header, b"")


def test_the_same_array_is_the_same_bit_for_bit() -> None:
    """Equal numbers of another dtype or shape, and 0 for -0, are a change; nan is none."""
    x = np.array([0.0, np.nan])
    assert same(x, x.copy())
    for other in (np.array([-0.0, np.nan]), x.astype("f4"), x.reshape(2, 1), Listed(x), None):
        assert not same(x, other)
