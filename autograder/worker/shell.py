"""The shell that runs cells in a worker: IPython's, with plain output, and a substitute for what JupyterLab's kernel offers.

If a statement raises, it is noted in `stopped`, and the statements after it run all the same. FEATURES says what the parts of
the kernel do here; docs/what-runs.md describes it for readers. Untrusted side.
"""

import ast
import builtins
import getpass
import re
import sys
import warnings
from collections.abc import Iterable
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList

from autograder.worker import event_loop, magics
from autograder.worker.exceptions import OutOfTime, describe

DRAWS = ("_ipython_display_", "_repr_mimebundle_")  # methods by which pictures and widgets show themselves
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}\b")
STOPS_CAP = 20  # statements of a cell that may raise; the next one ends the cell
NOTES_CAP = 20  # notes on magics that are kept for a cell
ASKS_CAP = 20  # calls of `input` in a cell; further ones raise SystemExit
# In JupyterLab an event loop always runs. Here it runs only for cells that await something, or that use one of these.
NEEDS_LOOP = re.compile(r"\b(?:create_task|ensure_future|get_running_loop)\b")
RUNS_LOOP = re.compile(r"\basyncio\.run\b|\brun_until_complete\b")

FEATURES = {  # a feature of JupyterLab's kernel -> what it does here
    "await": "works at the top of a cell",
    "asyncio.run": "works",
    "asyncio.create_task": "works",
    "input": "stops its line: nobody is there to answer",
    "getpass": "stops its line: nobody is there to answer",
    "exit, quit": "stop their line",
    "breakpoint": "does nothing",
    "get_ipython().system, getoutput": "do nothing: no programs run",
    "get_ipython().run_line_magic, run_cell_magic, magic": "do what the magic does here",
    "get_ipython().enable_gui, enable_matplotlib, enable_pylab": "do nothing",
    "get_ipython().kernel": "is there; whatever it is asked does nothing",
    "get_ipython().events, register_magic_function": "work",
    "get_ipython().set_custom_exc": "does nothing: errors are kept, and no handler prints them",
    "get_ipython().parent_header, get_parent, set_parent, data_pub": "stop their line: no browser asks",
    "get_ipython().set_thread_parent, reset_thread_parent, keepkernel_on_exit, payloadpage_page, readline_use": "stop their line",
    "display, update_display, clear_output": "write plain text, or nothing",
    "display formatters": "may be set; text forms are shown",
    "widgets, comms": "may be made; nobody moves them",
    "_, In, Out, %history": "are empty, or stop their line: which cell ran before is not known",
    "profile folder": "is empty, and nothing is kept in it",
}


class PlainFormatter(DisplayFormatter):
    """Gives the plain-text form of a value, the same in every process; draws no pictures, because nobody sees them.

    Drawing the sliders' pictures took nine tenths of a notebook's time.
    """

    def format(self, obj: object, include: object = None, exclude: object = None) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the text form, without the addresses of objects."""
        kind = type(obj)
        if any(hasattr(kind, name) for name in DRAWS):
            return {"text/plain": f"[{kind.__name__[:80]}: not drawn while it is graded]"}, {}
        text = self.formatters["text/plain"](obj)
        return {"text/plain": ADDRESS.sub("", text)} if isinstance(text, str) else {}, {}


class PlainPublisher(DisplayPublisher):
    """Keeps the plain-text form of what a cell displays."""

    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        """Write the text form to the cell's output."""
        text = data.get("text/plain", "") if isinstance(data, dict) else ""
        if text:
            sys.stdout.write(f"{text}\n")

    def clear_output(self, wait: bool = False) -> None:
        """Do nothing: the output of a cell is a record."""


class PlainHook(DisplayHook):
    """Keeps the plain-text form of a cell's last value."""

    def write_output_prompt(self) -> None:
        """Write no prompt, because the notebook has one."""

    def finish_displayhook(self) -> None:
        """Write nothing, because the value's own line has ended."""


class Quiet:
    """Stands for a missing part of the kernel: it has every attribute, accepts every call, and does nothing."""

    def __getattr__(self, name: str) -> "Quiet":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing."""


class Transformations(TransformerManager):
    """IPython's transformations of a cell's text; those of magics and shell lines are left out where the text is Python.

    They would leave it as it is, and to find that out takes longer than to run most cells.
    """

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Return the lines with magics and shell lines as calls."""
        try:
            with warnings.catch_warnings(action="ignore"):  # they come when the cell is compiled to run
                ast.parse("".join(lines))
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return list(super().do_token_transforms(lines))  # type: ignore[no-untyped-call]  # IPython has no types
        return lines


class PlainShell(InteractiveShell):
    """IPython's shell, in this process; errors are kept and not printed."""

    stopped: list[dict[str, Any]]  # the statements of the cell that raised, as `describe` gives them
    notes: list[str]  # on magics and shell lines of the cell
    expired = False  # whether the cell's time is used up

    def begin(self) -> None:
        """Reset the state of the earlier cell."""
        self.stopped, self.notes, self.expired = [], [], False
        nobody.asked = 0

    def init_display_formatter(self) -> None:
        """Make every value be shown as text."""
        self.display_formatter = PlainFormatter(parent=self)

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Print nothing, because run_cell's result holds the error."""

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        """Print nothing, for the same reason."""

    def set_custom_exc(self, exc_tuple: Any, handler: Any) -> None:
        """Ignore a handler of errors: the lessons' handler is for JupyterLab, and here would run an exception's own methods."""
        super().set_custom_exc((), None)  # type: ignore[no-untyped-call]

    # Cells

    async def run_ast_nodes(  # type: ignore[no-untyped-def]  # IPython has no types
        self, nodelist, cell_name, interactivity="last_expr", compiler=compile, result=None
    ):
        """Run the statements of a cell one by one; note one that raises, and go on with the next.

        Returns True if the cell ended early: its time is over, or too many of its statements stopped.
        """
        statements = [each for node in nodelist for each in separate(node)]
        last = len(statements) - 1
        for number, node in enumerate(statements):
            shown = interactivity if number == last else "none"
            if not await super().run_ast_nodes([node], cell_name, shown, compiler, result):
                continue
            error = (result.error_before_exec or result.error_in_exec) if result else None
            if error is None or self.expired or isinstance(error, OutOfTime) or len(self.stopped) >= STOPS_CAP:
                return True
            stop = describe(error, cell_name)
            if self.expired:  # time ran out in the exception's own methods
                return True
            self.stopped.append({**stop, "line": stop["line"] or node.lineno, "trace": []})
            result.error_before_exec = result.error_in_exec = None
        return False

    def should_run_async(self, raw_cell: str, **options: Any) -> bool:
        """Return whether a cell runs in an event loop."""
        needs = bool(NEEDS_LOOP.search(raw_cell)) and not RUNS_LOOP.search(raw_cell)
        return needs or bool(super().should_run_async(raw_cell, **options))

    def transform_cell(self, raw_cell: str) -> str:
        """Return a cell as plain Python with the notebook's line numbers; cell magics at its top are handled here."""
        own = self.magics_manager.magics["cell"].keys() - magics.CELL.keys()
        source = magics.without_cell_magic(raw_cell, own, self.say)
        empty = source[: len(source) - len(source.lstrip())].count("\n")  # blank lines that IPython removes without counting them
        return "\n" * empty + str(super().transform_cell(source))  # type: ignore[no-untyped-call]

    # Magics and shell lines

    def say(self, note: str) -> None:
        """Keep a note on the cell that runs, once."""
        if note not in self.notes and len(self.notes) < NOTES_CAP:
            self.notes.append(note)

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """Do what magics.LINE says for a magic; run a magic that the student has registered."""
        reason = magics.LINE.get(magic_name, "unknown")
        if reason == "unknown" and magic_name in self.magics_manager.magics["line"]:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        self.say(magics.note(magic_name, reason))
        if reason == "body":
            caller = sys._getframe(_stack_depth)
            return self._plain(magics.statement(line), caller.f_globals, caller.f_locals)
        if reason == "names":
            from IPython.core.pylabtools import import_pylab

            import_pylab(self.user_ns, "--no-import-all" not in line)
        return SList() if magic_name in magics.LISTS else None

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """Do what magics.CELL says if code calls this method; run a magic that the student has registered."""
        reason = magics.CELL.get(magic_name, "unknown")
        if reason == "unknown" and magic_name in self.magics_manager.magics["cell"]:
            return super().run_cell_magic(magic_name, line, cell)  # type: ignore[no-untyped-call]
        self.say(magics.note(magic_name, reason, "%%"))
        if reason == "saved":
            return super().run_cell_magic(magic_name, line, cell)  # type: ignore[no-untyped-call]
        return self._plain(cell, self.user_ns, self.user_ns) if reason == "body" else None

    def _plain(self, source: str, names: dict[str, Any], local: Any) -> Any:
        """Run source text and return the value of its last expression, if it ends with one."""
        tree = ast.parse(self.transform_cell(source))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<magic>", "exec"), names, local)  # a student's line, on the student's side
        return eval(compile(ast.Expression(last.value), "<magic>", "eval"), names, local) if isinstance(last, ast.Expr) else None

    def magic(self, text: str) -> Any:
        """Run a line magic, as in older versions of IPython."""
        name, _, line = text.strip().lstrip("%").partition(" ")
        return self.run_line_magic(name, line, 2)

    def system(self, cmd: str) -> None:
        """Run no program."""
        self.say(magics.note(str(cmd), "programs", "!"))

    system_raw = system_piped = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Run no program; return the output of a program that prints nothing."""
        self.system(cmd)
        return SList() if split else ""

    # The kernel

    kernel = Quiet()

    def ask_exit(self) -> NoReturn:
        """Raise SystemExit, which stops the line."""
        raise SystemExit("exit() would end Python")

    def enable_gui(self, gui: object = None) -> None:
        """Do nothing: there are no windows."""

    def enable_matplotlib(self, gui: object = None) -> tuple[str, str]:
        """Do nothing: figures are not shown."""
        return "inline", "inline"

    def enable_pylab(self, gui: object = None, import_all: bool = True, **options: Any) -> None:
        """Bring NumPy's and pyplot's names, as `%pylab` does."""
        self.run_line_magic("pylab", "" if import_all else "--no-import-all")


def separate(node: ast.stmt) -> list[ast.stmt]:
    """Return a list of the statement; `import a, b` becomes one import for each, so that one missing package affects no other."""
    if not isinstance(node, ast.Import):
        return [node]
    return [ast.copy_location(ast.Import([alias]), node) for alias in node.names]


class Nobody:
    """Stands for `input` and `getpass`. A loop that asks until it gets a number, say, is ended after ASKS_CAP calls."""

    asked = 0  # calls in this cell

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise EOFError, which stops the line; from ASKS_CAP calls on SystemExit, which also stops a loop that catches it."""
        self.asked += 1
        raise (EOFError if self.asked < ASKS_CAP else SystemExit)("nobody is there to type an answer while it is graded")


nobody = Nobody()


def new_shell() -> PlainShell:
    """Return a shell with plain output and no history; the fork server makes one for all its workers."""
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.cache_size = 0
    shell: PlainShell = PlainShell.instance(config=config, display_pub_class=PlainPublisher, displayhook_class=PlainHook)
    shell.input_transformer_manager = Transformations()  # type: ignore[no-untyped-call]
    shell.begin()
    builtins.input = getpass.getpass = nobody
    sys.breakpointhook = lambda *args, **kwargs: None
    event_loop.install()
    return shell


def lines(notes: Iterable[str]) -> str:
    """Return notes as text to append to a cell's output."""
    return "".join(f"{note}\n" for note in notes)
