"""What a worker answers: outputs, values, exceptions, names."""

import re
import sys
from typing import Any

import numpy as np
from judge.sessions import run

from autograder import wire
from autograder.judge.fork_server_client import ForkServer
from autograder.judge.limits import Limits
from autograder.judge.session import ALL_TEXT, NO_MORE, Answer, CellRun, same
from autograder.wire import Listed, Other


def test_cells_run_in_order_and_keep_what_they_say(fork_server: ForkServer) -> None:
    """Output, errors and the line that failed come back as plain text, a cell each."""
    with run(fork_server, "x = 1\nprint('x', x)", "x\n1/0", "import sys; print(x + 1, file=sys.stderr)\nx") as session:
        _, first, second, third = session.runs
    assert first == CellRun("x 1\n")
    (stop,) = second.stopped
    assert (stop.type, stop.text, stop.line) == ("ZeroDivisionError", "division by zero", 2)
    assert third == CellRun("1\n", "2\n")


def test_which_python_grades_is_said_where_a_newer_one_could_read_the_text(fork_server: ForkServer) -> None:
    """Not for the slips that no Python reads."""
    texts = ("x = {'a': 1}\nf'{x['a']}'", "type X = int", "def f[T](x):\n    return x", "x = (1")
    with run(fork_server, *texts) as session:
        said = [cell.error.text if cell.error else "" for cell in session.runs[1:]]
    note = f"(this is graded with Python {sys.version_info[0]}.{sys.version_info[1]}; a newer one may allow it)"
    assert [text.endswith(note) for text in said] == [*[sys.version_info < (3, 12)] * 3, False]


def test_a_function_gets_arrays_and_gives_arrays(fork_server: ForkServer) -> None:
    """Arguments and values travel as they are; lists arrive as lists; arrays come back as they are after the call."""
    with run(
        fork_server, "def f(x, y=0):\n    return x * 2\ndef kind(x): return type(x).__name__\ndef spoil(x): x[0] = 9"
    ) as session:
        x = np.arange(3.0)
        answer = session.call("f", x)
        assert isinstance(answer.value, np.ndarray)
        assert answer.value.tolist() == [0, 2, 4]
        assert [same(x, after) for after in answer.after] == [True]
        assert session.call("kind", Listed(x)).value == "list"
        assert session.call("kind", 1.5).value == "float"
        assert [same(x, after) for after in session.call("spoil", x).after] == [False]
        assert x.tolist() == [0, 1, 2]


def test_a_missing_function_is_told_from_a_value(fork_server: ForkServer) -> None:
    """A name that is not defined, and one that is no function, are answers of their own."""
    with run(fork_server, "f = 3") as session:
        assert session.call("g") == Answer("missing")
        assert session.call("f") == Answer("missing", note="int")


def test_exceptions_are_answers(fork_server: ForkServer) -> None:
    """SystemExit, KeyboardInterrupt and warnings are what a function gave, and the worker lives on."""
    code = "import warnings\ndef f(what): raise (SystemExit, KeyboardInterrupt, ValueError)[int(what)]('no')\n"
    with run(fork_server, code + "def g(): warnings.warn('x'); print('y'); return 1") as session:
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


def test_exceptions_with_methods_of_their_own(fork_server: ForkServer) -> None:
    """What an exception's own methods do is over in the worker; its text arrives short, without commands to a terminal."""
    with run(fork_server, EVIL) as session:
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


def test_values_that_are_no_plain_numbers_arrive_as_names(fork_server: ForkServer) -> None:
    """No object of the student's reaches the judge: subclasses arrive as their numbers, the rest as names of types."""
    got: dict[str, Any] = {}
    with run(fork_server, STRANGE) as session:
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


def test_output_is_kept_up_to_a_cap(fork_server: ForkServer) -> None:
    """A flood in one cell, or a little of it in each of many, ends up as a text of known size that says so."""
    cells = ["print('x' * 30_000)"] * 20 + ["print('😀' * 10**6)", "import sys\nwhile True: sys.stdout.write('x' * 10**5)"]
    with run(fork_server, *cells, limits=Limits(cell_seconds=0.5)) as session:
        runs = session.runs
        assert session.call("f").status == "missing"
    assert sum(len(run.stdout + run.stderr) for run in runs) <= ALL_TEXT + len(NO_MORE)
    assert [NO_MORE in run.stdout for run in runs].count(True) == 1
    stops = "\n".join(["int('e' * 300)"] * 20)  # more characters of errors than are left
    with run(fork_server, *["print('x' * 30_000)"] * 13, stops, *["print('x' * 30_000)"] * 20) as session:
        assert sum(len(run.stdout + run.stderr) for run in session.runs) <= ALL_TEXT + len(NO_MORE)
        assert [NO_MORE in run.stdout for run in session.runs].count(True) == 1
    with run(fork_server, "print('😀' * 10**6); import sys; print('\\x00' * 10**6, file=sys.stderr); x = 1", "print(x)") as session:
        assert "more characters of output are not kept" in session.runs[1].stdout
        assert session.runs[2].stdout == "1\n"
