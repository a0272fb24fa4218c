"""What runs while a notebook is graded: every magic of IPython, and what JupyterLab's kernel offers."""

from pathlib import Path

import pytest
from classroom import ROOT
from ipykernel.zmqshell import KernelMagics, ZMQInteractiveShell
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from judge.sessions import run

from autograder.judge.fork_server_client import ForkServer
from autograder.judge.limits import Limits
from autograder.worker import magics
from autograder.worker.shell import FEATURES, PlainShell, Transformations

LIMITS = Limits(cell_seconds=5.0, call_seconds=3.0)
ANSWER = "def f(x):\n    return x + 1\n"
PAGE = (Path(ROOT) / "docs" / "what-runs.md").read_text()


def known() -> tuple[set[str], set[str]]:
    """Return the line and cell magics of the installed IPython, and of JupyterLab's kernel."""
    installed = InteractiveShell().magics_manager.lsmagic()
    return {*installed["line"], *KernelMagics.magics["line"]}, {*installed["cell"], *KernelMagics.magics["cell"]}


def test_every_magic_is_decided() -> None:
    """A magic that a new IPython brings fails this test until somebody decides what it does here, and the page says so."""
    line, cell = known()
    assert line - magics.LINE.keys() == set()
    assert cell - magics.CELL.keys() == set()
    said = {reason: text for reason, text in magics.NOTES.items() if reason != "unknown"}
    assert {*magics.LINE.values(), *magics.CELL.values()} == said.keys()


def test_every_name_of_the_kernels_shell_is_decided() -> None:
    """What JupyterLab's shell has and the worker's has not is decided: a name that a new ipykernel brings fails this test."""
    lacking = {name for name in dir(ZMQInteractiveShell) if not name.startswith("_") and not hasattr(PlainShell, name)}
    decided = {name for feature in FEATURES for name in feature.removeprefix("get_ipython().").split(", ")}
    assert lacking - decided == set()


def test_the_page_names_every_magic_and_feature() -> None:
    """docs/what-runs.md is held to the tables."""
    assert [name for name in magics.LINE if f"`%{name}`" not in PAGE] == []
    assert [name for name in magics.CELL if f"`%%{name}`" not in PAGE] == []
    assert [feature for feature, what in FEATURES.items() if f"| {feature} | {what} |" not in PAGE.replace("`", "")] == []


def test_no_magic_costs_the_answer_below_it(fork_server: ForkServer) -> None:
    """Each with something behind it, in the answer's cell, above it and within it; all of them in one notebook."""
    names = sorted(magics.LINE)
    cells = []
    for n, name in enumerate(names):
        within = f"def g{n}(x):\n    %{name} x\n    return x\n"
        cells += [f"%{name}", f"%{name} 1 + 1\n{ANSWER.replace('f(x)', f'f{n}(x)')}{within}"]
    with run(fork_server, *cells, limits=LIMITS) as session:
        for n, name in enumerate(names):
            runs = session.runs[1 + 2 * n : 3 + 2 * n]
            assert (session.call(f"f{n}", 1).value, session.call(f"g{n}", 1).value) == (2, 1), (name, runs)
            assert [each.errors for each in runs] == [(), ()], (name, runs)
            assert [f"%{name}: " in each.stdout for each in runs] == [True, True], (name, runs)


def test_cell_magics_that_measure_run_their_cell_and_others_do_nothing(fork_server: ForkServer) -> None:
    """A cell in another language is no Python, and so nothing that could be judged."""
    for name, reason in magics.CELL.items():
        line = "%%!" if name == "!" else f"%%{name} x"
        with run(fork_server, f"{line}\n{ANSWER}", limits=LIMITS) as session:
            assert session.call("f", 1).status == ("ok" if reason == "body" else "missing"), name
            assert session.runs[1].errors == ()
            assert f"%%{name}: " in session.runs[1].stdout


def test_a_module_that_the_notebook_writes_can_be_imported(fork_server: ForkServer) -> None:
    """By %%writefile, %%file or open: the notebook needs nothing but itself."""
    opened = f"with open('mine.py', 'w') as out:\n    out.write({ANSWER!r})"
    for cell in (f"%%writefile mine.py\n{ANSWER}", f"%%file mine.py\n{ANSWER}", opened):
        with run(fork_server, cell, "from mine import f", limits=LIMITS) as session:
            assert session.call("f", 1).value == 2, session.runs


RIGHT = {  # code above an answer -> what it prints: it runs, and no line of it stops
    "await": (
        "import asyncio\nawait asyncio.sleep(0.01)\nprint(await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2)))",
        "[1, 2]",
    ),
    "await in a loop": ("import asyncio\nfor n in range(2):\n    await asyncio.sleep(0)\nprint(n)", "1"),
    "a thread": ("import asyncio\nprint(await asyncio.to_thread(sum, [1, 2]))", "3"),
    "asyncio.run": ("import asyncio\nasync def g(): return 4\nprint(asyncio.run(g()))", "4"),
    "a task": ("import asyncio\nt = asyncio.create_task(asyncio.sleep(0, 5))\nprint(type(t).__name__)", "Task"),
    "breakpoint": ("breakpoint()", ""),
    "kernel": ("get_ipython().kernel.do_shutdown(True)\nget_ipython().kernel.comm_manager.register_target('a', print)", ""),
    "gui": ("get_ipython().enable_gui('qt'); get_ipython().enable_matplotlib('inline'); get_ipython().enable_pylab()", "%pylab"),
    "system": ("get_ipython().system('ls'); print(get_ipython().getoutput('ls'))", "[]"),
    "magic": ("get_ipython().run_line_magic('cd', '/'); get_ipython().magic('cd /')", "%cd"),
    "cell magic": ("get_ipython().run_cell_magic('time', '', 'z = 3')\nprint(z)", "3"),
    "events": ("get_ipython().events.register('post_execute', lambda: None)", ""),
    "a magic of one's own": (
        "from IPython.core.magic import register_line_magic\n@register_line_magic\ndef twice(line): return line * 2\nprint('ab')",
        "ab",
    ),
    "display": (
        "from IPython.display import display, clear_output\nh = display(1, display_id=True)\nh.update(2)\nclear_output()",
        "1",
    ),
    "formatter": ("get_ipython().display_formatter.formatters['text/html'].for_type(int, str)\nprint(3)", "3"),
    "widget": ("import ipywidgets\nw = ipywidgets.IntSlider()\nw.value = 3\ndisplay(w)", "not drawn"),
    "In and Out": ("print(len(In) < 3, Out)", "True {}"),
    "profile": ("print(bool(get_ipython().profile_dir))", "True"),
    "time keeps names": ("%time y = 3\nprint(y)", "3"),
    "time has a value": ("y = %time 1 + 1\nprint(y)", "2"),
    "shell lines are empty lists": ("files = !ls\nprint(files, files.n)", "[]"),
    "pylab names": ("%pylab inline\nprint(sin(0))", "0.0"),
}
STOPS = {  # code -> line and exception that stop; the rest runs
    "input": ("x = 1\ninput('?')", 2, "EOFError"),
    "getpass": ("import getpass\ngetpass.getpass()", 2, "EOFError"),
    "exit": ("exit()", 1, "SystemExit"),
    "quit": ("quit()", 1, "SystemExit"),
    "system exit": ("import sys\n\nsys.exit(3)", 3, "SystemExit"),
    "interrupt": ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
    "missing package": ("import pandas_is_missing", 1, "ModuleNotFoundError"),
    "missing package beside another": ("import pandas_is_missing, math as other\nprint(other.pi)", 1, "ModuleNotFoundError"),
    "asked until a number comes": (
        "while True:\n    try:\n        x = float(input())\n        break\n    except Exception:\n        pass",
        3,
        "SystemExit",
    ),
    "in a block": ("if True:\n    y = 1\n    1 / 0\n    z = 1", 3, "ZeroDivisionError"),
    "in a function": ("def g():\n    1 / 0\n\ng()", 4, "ZeroDivisionError"),
    "many lines": ("max(\n    1,\n    undefined)", 3, "NameError"),
    "awaited": ("import asyncio\nawait asyncio.sleep('a')", 2, "TypeError"),
    "return": ("return 3", 1, "SyntaxError"),
    "future": ("x = 1\nfrom os import nothing", 2, "ImportError"),
    "fork": ("import os\nos.fork()", 2, "PermissionError"),
    "the last value": ("1 + 1\n_ + 1", 2, "NameError"),
    "below empty lines": ("\n  \n1 / 0", 3, "ZeroDivisionError"),
    "its text raises": ("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E", 3, "Exception"),
}


@pytest.mark.parametrize(("code", "printed"), RIGHT.values(), ids=RIGHT.keys())
def test_what_works_here(fork_server: ForkServer, code: str, printed: str) -> None:
    """As in JupyterLab, or quietly doing nothing."""
    with run(fork_server, f"{code}\n{ANSWER}", limits=LIMITS) as session:
        assert session.runs[1].errors == ()
        assert printed in session.runs[1].stdout
        assert session.call("f", 1).value == 2


@pytest.mark.parametrize(("code", "line", "error"), STOPS.values(), ids=STOPS.keys())
def test_a_line_that_stops_costs_the_lines_after_it_nothing(fork_server: ForkServer, code: str, line: int, error: str) -> None:
    """It is told with its place, and the next statement runs."""
    with run(fork_server, f"{code}\nlow = 0\n{ANSWER}", limits=LIMITS) as session:
        (stop,) = session.runs[1].stopped
        assert (stop.line, stop.type, session.runs[1].error) == (line, error, None)
        assert session.call("f", 1).value == 2


def test_no_path_of_this_machine_is_told(fork_server: ForkServer) -> None:
    """Python names the place of a package that lacks a name."""
    with run(fork_server, f"from numpy import nothing_like_it\n{ANSWER}", limits=LIMITS) as session:
        (stop,) = session.runs[1].stopped
        assert stop.text == "cannot import name 'nothing_like_it' from 'numpy'"


def test_no_handler_of_errors_runs(fork_server: ForkServer) -> None:
    """The lessons' set-up has one for JupyterLab: it prints nothing here, and the exception is told as it would be without it."""
    handler = "def told(*_):\n    print('told')\n    raise SystemExit\nget_ipython().set_custom_exc((Exception,), told)"
    code, line, error = STOPS["its text raises"]
    with run(fork_server, handler, f"{code}\nlow = 0\n{ANSWER}", limits=LIMITS) as session:
        (stop,) = session.runs[2].stopped
        assert (stop.line, stop.type, session.runs[2].stdout, session.runs[2].stderr) == (line, error, "", "")


def test_a_syntax_error_stops_the_whole_cell(fork_server: ForkServer) -> None:
    """Python cannot read any of it."""
    with run(fork_server, f"{ANSWER}\n1 +", limits=LIMITS) as session:
        assert session.runs[1].error is not None
        assert session.call("f", 1).status == "missing"


def test_the_programs_that_own_magics_run(fork_server: ForkServer) -> None:
    """A magic that a cell registers works in the cells after it."""
    own = "from IPython.core.magic import register_line_magic\n@register_line_magic\ndef twice(line):\n    return int(line) * 2"
    with run(fork_server, own, "x = %twice 4\nprint(x)", limits=LIMITS) as session:
        assert session.runs[2].stdout == "8\n"


def test_lines_that_stop_do_not_stretch_the_time_of_a_cell(fork_server: ForkServer) -> None:
    """Their number is capped, and a cell whose time is over ends, whatever it raises then."""
    slow = "try:\n    while True: pass\nexcept BaseException:\n    raise ValueError\nx = 1"
    with run(fork_server, "1/0\n" * 30 + "y = 1", slow, limits=Limits(cell_seconds=0.3)) as session:
        _, many, late = session.runs
        assert len(many.stopped) == 20
        assert many.error is not None
        assert late.stopped == ()
        assert late.error is not None
        assert session.call("x").note == session.call("y").note == ""


def test_calls_are_made_under_usual_settings(fork_server: ForkServer) -> None:
    """Whatever the notebook has set, a warning is no error, and is noticed."""
    settings = "import warnings\nnp.seterr(all='raise')\nwarnings.filterwarnings('error')\ndef f(x):\n    return np.exp(x)"
    with run(fork_server, settings, limits=LIMITS) as session:
        answer = session.call("f", 1000.0)
        assert answer.value == float("inf")
        assert answer.warned


PYTHON = (
    "x = (7\n% 4\n)\n", 'text = """\n%time\n!ls\n?x\n"""\n', "\n\nx = 1  # %time?\n", "x = 'a?'\ny = x != '!ls'\n",
    "if True:\n    ...\n", "    # indented\nx = 1\n", "await x\n", "x = '\\d'\n",
)  # fmt: skip


@pytest.mark.parametrize("text", PYTHON)
def test_python_is_left_as_ipython_leaves_it(text: str) -> None:
    """Its text is not searched for magics and shell lines, which would change nothing in it."""
    assert Transformations().transform_cell(text) == TransformerManager().transform_cell(text)
