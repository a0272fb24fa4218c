"""Facts about sessions: a real worker in its sandbox, asked by the judge's side, whatever the student's code does."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from judge.sessions import GRAB, impatient, run

from autograder import wire
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.session import TOGETHER, Answer, CellRun, Failed, Limits, read_answers, same
from autograder.wire import Listed, Other, WireError


def outside(server: ForkServer, inner: int) -> int:
    """Return the process id of a server's worker as this process sees it; other servers have workers of the same numbers."""
    for process in psutil.Process(server.process.pid).children(recursive=True):
        lines = dict(line.split(":\t", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if ":\t" in line)
        if lines.get("NSpid", "").split()[-1:] == [str(inner)]:
            return process.pid
    raise AssertionError(f"no worker {inner}")


# An answer is taken only for the call that it answers.


def test_an_answer_to_another_call_is_not_taken(fork_server: ForkServer) -> None:
    """A frame with a made-up id in place of the answer is garbage, and ends the worker."""
    with run(fork_server, GRAB, "def f():\n    raw.sendall(ok(['int', 1], 'abc')); return 2") as session:
        assert session.call("f") == Answer("garbled", note="an answer to another call")
        assert session.channel is None


def test_an_answer_sent_twice_is_taken_once(fork_server: ForkServer) -> None:
    """The second of two answers does not answer the next call: it is found lying there, and the worker is replaced."""
    with run(
        fork_server, GRAB, "def f():\n    raw.sendall(ok(['int', 1], asked()['id'])); return 2", "def g(): return 3"
    ) as session:
        assert session.call("f").value == 1
        assert session.call("g").status == "garbled"
        assert session.call("g").value == 3


def test_an_answer_left_in_the_socket_is_not_taken(fork_server: ForkServer) -> None:
    """What a cell leaves on the wire for the first call to find costs that cell its effect."""
    with run(fork_server, GRAB, "raw.sendall(ok(['int', 1], ''))", "def g(): return 3") as session:
        texts = [run.error.text if run.error else "" for run in session.runs]
        assert texts == ["", "", "this cell wrote to the grader's wire", ""]
        assert session.call("g").value == 3


def test_an_answer_after_its_deadline_is_not_taken(fork_server: ForkServer) -> None:
    """What comes after the deadline finds a closed wire; the next call is a new worker's."""
    late = "begun = time.monotonic()\ndef f():\n    time.sleep(600)\ndef g(): return begun"
    with run(fork_server, GRAB, late) as session:
        before = session.call("g").value
        with impatient(session, call_seconds=0.3):
            assert session.call("f") == Answer("timeout")
        assert session.call("g").value not in (None, before)


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("raw.sendall(b'x' * 100)", "a frame over the cap"),
        ("raw.sendall(struct.pack('>II', 2**31, 0))", "a frame over the cap"),
        ("raw.sendall(struct.pack('>II', 2, 2**31))", "a frame over the cap"),
        ("raw.sendall(struct.pack('>II', 2, 0) + b'{')\n    os._exit(0)", "exit code 0"),
        ("raw.sendall(frame([1]))", "a header that is not an object"),
        ("raw.sendall(struct.pack('>II', 3, 0) + b'NaN')", "a header that is not JSON"),
        ("raw.sendall(frame({'id': asked()['id']}))", "no list of answers"),
        ("raw.sendall(frame({'id': asked()['id'], 'answers': []}))", "not one answer to one call"),
        ("raw.sendall(frame({'id': asked()['id'], 'answers': [{'status': 'missing'}] * 2}))", "not one answer to one call"),
        ("raw.sendall(frame({'id': asked()['id'], 'answers': [{'status': 'ok'}]}))", "an answer of no known status"),
        ("raw.sendall(answered({'status': 'ok', 'value': [], 'after': {}}))", "an answer of no known status"),
        ("raw.sendall(ok(['array', '<f8', [2**24, 2**24]], asked()['id']))", "an array of a shape that does not travel"),
        ("raw.sendall(ok(['array', '<f8', [0, 2**24, 2**24, 2**24]], asked()['id']))", "an array of a shape that does not travel"),
        ("raw.sendall(ok(['array', '|O', [1]], asked()['id']))", "an array of a dtype that does not travel"),
        ("raw.sendall(ok(['array', '<f8', [1]], asked()['id']))", "an array longer than its bytes"),
        ("while True: raw.sendall(frame({'a': 'x' * 1000}))", "an answer to another call"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_garbage(fork_server: ForkServer, code: str, note: str) -> None:
    """Wrong lengths, wrong forms, floods: the call has failed, the judge goes on with a new worker."""
    with run(fork_server, GRAB, f"def f():\n    {code}\n    time.sleep(600)", "def g(): return 3") as session:
        answer = session.call("f")
        assert answer.status in ("garbled", "died")
        assert answer.note == note
        assert session.call("g").value == 3


def test_a_drip_meets_the_deadline(fork_server: ForkServer) -> None:
    """An answer that comes byte by byte does not keep the judge longer than the call's time."""
    drip = """
def f():
    for byte in answered({"status": "ok", "value": ["none"], "after": [], "": "x" * 100000}):
        raw.sendall(bytes([byte])); time.sleep(0.02)
"""
    with run(fork_server, GRAB, drip) as session, impatient(session, call_seconds=0.3):
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
def test_a_function_that_never_ends_costs_its_time_and_no_more(fork_server: ForkServer, body: str) -> None:
    """It is told from others as out of time; the next function is answered."""
    code = f"def f():\n    {body}\ndef g(): return 3"
    with run(fork_server, code) as session:
        with impatient(session, call_seconds=0.2, wall_factor=4):
            assert session.call("f").status == "timeout"
        assert session.call("g").value == 3


def test_a_function_without_answers_is_hurried_and_then_left_alone(fork_server: ForkServer) -> None:
    """After its first loss it gets less time, after its share of wall time none; other functions keep theirs."""
    code = "import time\ndef f(): time.sleep(600)\ndef g(): return 3"
    with run(fork_server, code) as session:
        with impatient(session, call_seconds=1, hurried_seconds=0.1, lost_seconds=1.15):
            began = time.monotonic()
            answers = [session.call("f") for _ in range(50)]
            assert {answer.status for answer in answers} == {"timeout"}
            assert time.monotonic() - began < 50 * 0.1 + 30
            assert session.lost["f"] >= 1.15
            pid = session.pid
            assert session.call("f").status == "timeout"
            assert session.pid == pid  # it was not called any more
        assert session.call("g").value == 3


def test_a_function_that_fails_here_and_there_is_asked_every_time(fork_server: ForkServer) -> None:
    """One that never ends for some inputs keeps its answers for the others, in whatever order they come."""
    code = "import os\ndef f(x):\n    while x < 0: pass\n    if x > 5: os._exit(0)\n    return x"
    with run(fork_server, code, limits=Limits(call_seconds=0.2, hurried_seconds=0.1, wall_factor=60.0)) as session:
        inputs = [-1, 1, 9, -2, 2, 8, -3, 3, 7, 4]
        statuses = [session.call("f", x).status for x in inputs]
    assert statuses == ["timeout" if x < 0 else "died" if x > 5 else "ok" for x in inputs]


def test_the_whole_has_an_end(fork_server: ForkServer) -> None:
    """Cells and calls that each stay below their own limit do not add up to more than the limit of the whole."""
    cells = ["import time\nwhile True: time.sleep(0.01)"] * 50
    began = time.monotonic()
    limits = Limits(cell_seconds=0.3, wall_factor=1, total_seconds=1.5)
    with run(fork_server, *cells, limits=limits) as session:
        assert session.call("f") == Answer("died", note="the notebook kept ending its process, or used up its time")
    assert time.monotonic() - began < 60


BUSY = """
import time
def busy(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
    return 1
"""


def test_a_cell_and_a_call_may_compute_as_long_as_the_limits_say(fork_server: ForkServer) -> None:
    """The kernel's limit follows the settings: it stops neither a long cell nor many short ones that are each within theirs.

    The timer that interrupts a cell counts the kernel's ticks (on a busy machine it may see half as much again as was computed).
    """
    long = Limits(cell_seconds=6.0, call_seconds=6.0, stubborn_seconds=0.0)
    with run(fork_server, BUSY, "busy(1.3)", limits=long) as session:  # a limit of 0 would end it after a whole second
        assert session.runs[2] == CellRun("1\n")
        assert session.call("busy", 1.3).value == 1
    short = Limits(cell_seconds=0.3, call_seconds=0.3, stubborn_seconds=0.5)
    assert short.cpu_seconds == 1
    with run(fork_server, BUSY, *["busy(0.06)"] * 20, limits=short) as session:
        assert session.runs[2:] == [CellRun("1\n")] * 20


def test_code_that_ignores_its_interrupts_is_ended_by_the_kernel(fork_server: ForkServer) -> None:
    """Long before the clock on the wall would do it."""
    stubborn = "import signal\nsignal.signal(signal.SIGPROF, signal.SIG_IGN)\nwhile True: pass"
    limits = Limits(cell_seconds=0.2, call_seconds=0.2, stubborn_seconds=1.0, wall_factor=1000.0)
    with run(fork_server, stubborn, "x = 1\nx", limits=limits) as session:
        assert session.runs[1].error == Failed("Stopped", f"this cell ended its process (signal {int(signal.SIGXCPU)})")
        assert session.runs[2] == CellRun("1\n")


def test_limits_of_the_kernel_follow_from_the_settings() -> None:
    """A minute for a cell is a minute, and a worker may compute as long as its session may last."""
    assert (Limits().cpu_seconds, Limits().cpu_seconds_in_all) == (30, 330)
    assert Limits(cell_seconds=60.0).cpu_seconds == 180
    assert Limits(call_seconds=20.5).cpu_seconds == 62
    assert Limits(total_seconds=1000.0).cpu_seconds_in_all == 1030


def test_cells_that_end_their_worker_are_left_out(fork_server: ForkServer) -> None:
    """Such a cell is tried twice and left out, with its reason; what the others define is there."""
    with run(
        fork_server, "def f(): return 1", "import os; os._exit(7)", "import os; os.abort()", "def g(): return f() + 1"
    ) as session:
        texts = [run.error.text for run in session.runs if run.error]
        assert texts == ["this cell ended its process (exit code 7)", "this cell ended its process (signal 6)"]
        assert session.call("g").value == 2


def test_a_notebook_of_cells_that_end_their_worker_has_an_end(fork_server: ForkServer) -> None:
    """After so many the rest is not run, and its functions have an answer all the same."""
    limits = Limits(deaths=3)
    with run(fork_server, *["import os; os._exit(0)"] * 100, limits=limits) as session:
        assert len(session.fatal) == limits.deaths + 1
        assert session.call("f").status == "died"


@pytest.mark.parametrize(
    ("end", "note"), [("os._exit(3)", "exit code 3"), ("os.kill(os.getpid(), 9)", "signal 9"), ("os.abort()", "signal 6")]
)
def test_a_function_that_ends_its_worker_says_how(fork_server: ForkServer, end: str, note: str) -> None:
    """The reason is kept, and the next call has a worker in which every cell has run."""
    with run(fork_server, f"import os\ndef f(): {end}", "def g(): return 3") as session:
        assert session.call("f") == Answer("died", note=note)
        assert session.call("g").value == 3


def test_a_worker_that_is_killed_from_outside_costs_nothing(fork_server: ForkServer) -> None:
    """A call whose worker has gone is asked once more in a new one."""
    with run(fork_server, "def f(): return 3") as session:
        assert session.call("f").value == 3
        os.kill(outside(fork_server, session.pid), signal.SIGKILL)
        assert session.call("f").value == 3
        assert session.lost == {}


def test_memory_is_the_functions_own_trouble(fork_server: ForkServer) -> None:
    """A gigabyte too much is a MemoryError in the function; a large answer is a name."""
    with run(fork_server, "def f(): return np.ones(2**28)\ndef g(): return np.ones(2**22)", limits=Limits()) as session:
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
    known: list[dict[str, Any]] = [
        {"status": "missing", "kind": "\x1b[1mint"},
        {"status": "raised"},
        {"status": "raised", "error": {"type": "OutOfTime"}},
    ]
    missing, raised, late = read_answers({"answers": known}, b"")
    assert missing == Answer("missing", note="int")
    assert raised == Answer("raised", error=Failed("Exception", ""))
    assert late.status == "timeout"
    for odd in ({}, {"status": "fine"}, {"status": ["ok"]}, {"status": "ok", "value": ["none"], "after": [["none"]] * 9}, None):
        with pytest.raises(WireError):
            read_answers({"answers": [*known, odd]}, b"")
    for answers in (None, {}, "ok", 1):
        with pytest.raises(WireError):
            read_answers({"answers": answers}, b"")
    with pytest.raises(WireError):
        read_answers({"answers": known}, b"more")


def test_several_calls_have_the_answers_that_each_has_alone(fork_server: ForkServer) -> None:
    """Asked together or not, whatever the function does; the calls after one that fails are made one by one."""
    code = "n = 0\ndef f(x):\n    global n\n    n += 1\n    {}\n    return x + n\n"
    asked = [[np.arange(3.0) + number] for number in range(5)]
    for line, statuses in {
        "pass": ["ok"] * 5,
        "if x[0] == 2: raise ValueError('two')": ["ok", "ok", "raised", "ok", "ok"],
        "if x[0] == 2: import os; os._exit(3)": ["ok", "ok", "died", "ok", "ok"],
        "while x[0] == 2: pass": ["ok", "ok", "timeout", "ok", "ok"],
        "try:\n        for _ in range(10**6): x[0] + 1\n    except: x = x + 1000": ["ok"] * 5,
        "if x[0] == 2: import time; time.sleep(600)": ["ok", "ok", "timeout", "ok", "ok"],
    }.items():
        limits = Limits(cell_seconds=1.0, call_seconds=0.3, hurried_seconds=0.2, wall_factor=8.0 if "sleep" in line else 60.0)
        with run(fork_server, code.format(line), limits=limits) as session:
            answers = list(session.calls("f", asked))
            assert [answer.status for answer in answers] == statuses, line
            if set(statuses) == {"ok"}:
                assert [answer.value[0] for answer in answers] == [1.0, 3.0, 5.0, 7.0, 9.0]  # type: ignore[index]
                assert session.call("f", np.zeros(1)).value[0] == 6.0  # type: ignore[index]


def test_large_arguments_are_asked_one_by_one(fork_server: ForkServer) -> None:
    """Their answers would not fit into one frame."""
    x = np.zeros(TOGETHER // 8)
    with run(fork_server, "def f(x):\n    return np.tile(x, 20)") as session:
        answers = list(session.calls("f", [[x], [x + 1]]))
        assert [answer.status for answer in answers] == ["ok", "ok"]
        assert answers[1].value.mean() == 1  # type: ignore[union-attr]


def test_what_is_not_there_is_asked_once(fork_server: ForkServer) -> None:
    """Nor is a stub as handed out; a function of the student's that raises the same error is asked each time."""
    code = """
n = 0
def stub(x):
    raise NotImplementedError
def own(x):
    global n
    n += 1
    raise NotImplementedError(n)
"""
    with run(fork_server, code) as session:
        session.unanswered = frozenset({"stub"})
        for name, status in (("stub", "raised"), ("gone", "missing")):
            asked = session.call(name, 1.0)
            assert asked.status == status
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(session, "_ask", None)
                assert [*session.calls(name, [[2.0], [3.0]]), session.call(name, 4.0)] == [asked] * 3
        texts = [answer.error and answer.error.text for answer in session.calls("own", [[1.0], [2.0]])]
        assert texts == ["1", "2"]


def test_the_same_array_is_the_same_bit_for_bit() -> None:
    """Equal numbers of another dtype or shape, and 0 for -0, are a change; nan is none."""
    x = np.array([0.0, np.nan])
    assert same(x, x.copy())
    for other in (np.array([-0.0, np.nan]), x.astype("f4"), x.reshape(2, 1), Listed(x), None):
        assert not same(x, other)
