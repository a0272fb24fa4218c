"""A desk at a real JupyterLab: the server of a seat as a process, and its page as a person uses it."""

import ast
import contextlib
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from classroom import ROOT
from playwright.sync_api import Locator, Page

from autograder.commands import demo, lab
from autograder.commands.lab import STUDENT, LabSetup
from autograder.course import Course
from autograder.sandbox import visible_files

PATIENCE = 120  # seconds for any one thing: only a hang takes as long
ANSWER = 40  # seconds within which the kernel has dealt with a slider's move, also on a busy machine
LOOK = 100  # milliseconds between two looks at a page; left to itself, Playwright looks, and has it drawn, 60 times a second
TOKEN = "a-token-of-the-tests"
EXPOSED = ("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True")
QUIET = (
    "--no-browser", "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}", *EXPOSED,
    "--LanguageServerManager.autodetect=False",  # it would start npm
)  # fmt: skip


def until(question: Callable[[], Any], what: str) -> Any:
    """Ask until the answer is true, and return it; fail with `what` when the deadline has passed."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := question()):
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.05)
    return answer


def as_other(seat: LabSetup) -> LabSetup:
    """Return the seat with an account of its own, where these tests run as root."""
    if os.geteuid() != 0:
        return seat
    other = replace(seat, account=STUDENT)
    other.give_home()
    return other


def solved_lessons(home: Path, every_cell_drawn: bool = True) -> LabSetup:
    """Put every lesson's student version with the solutions filled in into a folder; return a seat there.

    With every cell drawn, code lines and texts can be measured wherever the page stands. No cursor blinks in them: the browser
    would work out each of these anew whenever it draws.
    """
    for path in (ROOT / "release").glob("*/*.ipynb"):
        shutil.copy(path, home)
        demo.answer(home / path.name, demo.solutions(Course(ROOT), path.stem))
    settings = lab.disable_extensions(home) / "lab/user-settings/@jupyterlab/notebook-extension"
    settings.mkdir(parents=True)
    if every_cell_drawn:
        (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none", "codeCellConfig": {"cursorBlinkRate": 0}}')
    return LabSetup(home, home)


def opened(command: list[str], account: str) -> list[str]:
    """Return the command as another user's, who can enter Python's and this course's folders wherever they stand.

    A Python below /root is closed to others. A mount namespace of the process's own lays an open way to it.
    """
    keep = [Path(sys.base_prefix), ROOT]
    script = ["set -e"]
    closed = {folder for path in keep if (folder := visible_files.closed_to_others([path], ancestors=True))}
    for folder in closed:
        inside = [path for path in keep if folder == path or folder in path.parents]
        for number, path in enumerate(inside):
            script += [f"mkdir -p /run/desk{number}", f"mount --bind {shlex.quote(str(path))} /run/desk{number}"]
        script.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(folder))}")
        for number, path in enumerate(inside):
            script += [f"mkdir -p {shlex.quote(str(path))}", f"mount --bind /run/desk{number} {shlex.quote(str(path))}"]
    script.append(f'exec setpriv --reuid {account} --regid "$(id -g {account})" --clear-groups --inh-caps=-all -- "$@"')
    return ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", "; ".join(script), "sh", *command]


def run(seat: LabSetup, *command: str) -> str:
    """Run a program at a seat with that seat's rights; return what it printed, fail where it fails."""
    full = opened([*command], seat.account) if seat.account else [*command]
    done = subprocess.run(full, cwd=seat.folder, env=seat.environment(), text=True, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextlib.contextmanager
def jupyter(seat: LabSetup, *arguments: str, app: str = "jupyterlab") -> Iterator[str]:
    """Start the seat's JupyterLab; give its address; end it afterwards."""
    assert seat.home is not None
    runtime = seat.home / ".local/share/jupyter/runtime"
    command = seat.command([*QUIET, *arguments], app)
    with (seat.home / ".jupyter.log").open("w") as log:
        server = subprocess.Popen(
            opened(command, seat.account) if seat.account else command,
            cwd=seat.folder,
            env=seat.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:

            def address() -> str:
                assert server.poll() is None, (seat.home / ".jupyter.log").read_text()  # type: ignore[operator]
                for path in runtime.glob(f"jpserver-{server.pid}.json"):
                    with contextlib.suppress(ValueError, OSError):  # the file is written before the server listens
                        url = str(json.loads(path.read_text())["url"])
                        with urllib.request.urlopen(f"{url}api", timeout=PATIENCE):
                            return url
                return ""

            yield until(address, "JupyterLab to start")
        finally:
            server.terminate()
            server.wait(PATIENCE)


class Cable:
    """The way to a server, which can be pulled out and put back: a network that fails, or a server that is started again."""

    def __init__(self, url: str) -> None:
        self._goal = url
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}{urlsplit(url).path}"
        self._ends: list[socket.socket] = []
        self._whole = True
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                near, _ = self._socket.accept()
                with contextlib.suppress(ConnectionRefusedError):  # the server has ended
                    if self._whole:
                        goal = urlsplit(self._goal)
                        far = socket.create_connection((goal.hostname, goal.port))
                        self._ends += [near, far]
                        for pair in ((near, far), (far, near)):
                            threading.Thread(target=self._pour, args=pair, daemon=True).start()
                        continue
                near.close()

    def _pour(self, source: socket.socket, goal: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the other end is gone
            while data := source.recv(1 << 16):
                goal.sendall(data)
        self._part(source, goal)

    def _part(self, *ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):  # gone already
                end.shutdown(socket.SHUT_RDWR)

    def pull(self) -> None:
        """Cut every connection; new ones are refused."""
        self._whole = False
        self._part(*self._ends)

    def put_back(self, url: str = "") -> None:
        """Let new connections through, to the same server or to another."""
        self._goal = url or self._goal
        self._whole = True

    def close(self) -> None:
        """Take the cable away."""
        self.pull()
        for end in (self._socket, *self._ends):
            end.close()


class Desk:
    """JupyterLab's page in a browser, with the moves a person makes there."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        page.set_default_timeout(PATIENCE * 1000)

    def open(self, path: str, view: str = "lab/tree") -> None:
        """Open a notebook and wait for its kernel."""
        self.page.goto(f"{self.url}{view}/{path}?token={TOKEN}&reset")
        self.ready()

    def turn_to(self, path: str) -> None:
        """Open a notebook in the page as it stands, in place of all that is open.

        To load JupyterLab itself anew takes longer than all else that opens a notebook.
        """
        if self.page.url == "about:blank":
            self.open(path)
            return
        self.clear()
        # in braces, so that nothing is returned: Playwright would describe the whole widget
        self.page.evaluate("async path => { await window.jupyterapp.commands.execute('docmanager:open', { path }) }", path)
        self.ready()

    def clear(self) -> None:
        """Close all that is open; changes that are not saved go, and so do kernels."""
        self.page.evaluate(CLEAR)

    def ready(self) -> None:
        """Wait until the open notebook's kernel is idle."""
        self.page.wait_for_function(
            "() => { const w = window.jupyterapp?.shell?.currentWidget; const s = w?.sessionContext;"
            " return s && s.isReady && s.session?.kernel?.status === 'idle' && w.content?.widgets?.length > 0 &&"
            " w.content.widgets.length === w.content.model.cells.length }",
            polling=LOOK,
        )
        self.page.evaluate(COUNT_UNANSWERED)

    def menu(self, name: str, item: str) -> None:
        """Choose an entry of the menu bar."""
        self.page.locator(".lm-MenuBar-item").get_by_text(name, exact=True).click()
        self.page.locator(".lm-Menu-item").get_by_text(item, exact=True).first.click()

    def run_all(self) -> None:
        """Run > Run All Cells, and wait until the kernel has nothing more to do."""
        self.page.evaluate(FORGET_COUNTS)  # a new kernel may give a saved notebook's cells the numbers that they have
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(f"() => ({COUNTS})().some(count => count !== null)", polling=LOOK)
        self.settled()

    def settled(self) -> None:
        """Wait until no cell waits for its turn and the kernel is idle."""
        self.page.wait_for_function(
            "() => { const w = window.jupyterapp.shell.currentWidget;"
            " return w.sessionContext.session?.kernel?.status === 'idle'"
            " && w.content.widgets.every(c => c.model.type !== 'code' || c.model.executionState !== 'running') }",
            polling=LOOK,
        )

    def counts(self) -> list[int | None]:
        """Return the number in the brackets beside each code cell."""
        return self.page.evaluate(COUNTS)  # type: ignore[no-any-return]

    def outputs(self, index: int) -> str:
        """Return the text of a cell's outputs, errors included, as the notebook holds it."""
        return self.page.evaluate(  # type: ignore[no-any-return]
            "i => { const c = window.jupyterapp.shell.currentWidget.content.widgets[i]; return c.model.outputs.toJSON().map(o =>"
            " o.text ?? (o.traceback ? o.traceback.join('\\n') : o.data?.['text/plain'] ?? '')).join('\\n') }",
            index,
        )

    def cells(self) -> list[dict[str, Any]]:
        """Return the open notebook's cells: type, source, grade_id."""
        return self.page.evaluate(  # type: ignore[no-any-return]
            "() => window.jupyterapp.shell.currentWidget.content.widgets.map(c => ({type: c.model.type,"
            " source: c.model.sharedModel.getSource(), grade_id: c.model.getMetadata('nbgrader')?.grade_id ?? ''}))"
        )

    def explorers(self) -> list[tuple[int, str]]:
        """Return the place and the name of each explorer that a cell shows, once the cells have run."""
        names = self.ask("[name for name, value in globals().items() if isinstance(value, Explorer)]")
        cells = self.cells()
        return [(place, name) for name in names for place, cell in enumerate(cells) if cell["source"].endswith(f"\n{name}")]

    def index(self, grade_id: str) -> int:
        """Return the place of the cell with this nbgrader id."""
        return next(number for number, cell in enumerate(self.cells()) if cell["grade_id"] == grade_id)

    def show(self, index: int) -> Locator:
        """Bring a cell into view, choose it, and return it."""
        self.page.evaluate(
            "async i => { const n = window.jupyterapp.shell.currentWidget.content; n.deselectAll(); n.activeCellIndex = i;"
            " n.mode = 'command'; await n.scrollToItem(i, 'center') }",
            index,
        )
        cell = self.page.locator(f".jp-Cell[data-windowed-list-index='{index}']")
        cell.wait_for()
        return cell

    def type_into(self, grade_id: str, source: str) -> None:
        """Type a cell's text anew."""
        editor = self.show(self.index(grade_id)).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def run_cell(self, grade_id: str) -> str:
        """Run one cell with Control+Enter; return its output."""
        index = self.index(grade_id)
        self.show(index).locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            "i => window.jupyterapp.shell.currentWidget.content.widgets[i].model.executionState !== 'idle' ||"
            " window.jupyterapp.shell.currentWidget.content.widgets[i].model.executionCount !== null",
            arg=index,
            polling=LOOK,
        )
        self.settled()
        return self.outputs(index)

    def connected(self) -> bool:
        """Return whether the page and its kernel can talk."""
        return self.page.evaluate(  # type: ignore[no-any-return]
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.connectionStatus === 'connected'"
        )

    def put_away(self) -> list[str]:
        """Close, with Escape, each message that stands in the way; return their texts."""
        said = []
        while (dialog := self.page.locator(".jp-Dialog")).count():
            first = dialog.first.element_handle()
            said.append(first.inner_text())
            self.page.keyboard.press("Escape")
            first.wait_for_element_state("hidden")
        return said

    def command(self, name: str) -> None:
        """Run one of JupyterLab's commands (what a menu entry or a key does)."""
        self.page.evaluate("async name => { await window.jupyterapp.commands.execute(name) }", name)

    def save(self) -> None:
        """Save, and wait until it is written."""
        self.command("docmanager:save")
        self.written()

    def written(self) -> None:
        """Wait until what the page holds is in the file."""
        self.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty", polling=LOOK)

    def ask(self, expression: str) -> Any:
        """Return the value (as JSON) that an expression has in the notebook's kernel, once it has dealt with every slider's move.

        JupyterLab sends the moves to a thread of their own (a subshell of the kernel): a question does not wait for it by itself.
        A move that has no answer after a while has none to come: the page was reloaded, or a message was lost.
        """
        return self.ask_and_see(expression, "() => null")[0]

    def ask_and_see(self, expression: str, look: str) -> tuple[Any, Any]:
        """Return what `ask` returns, and what a JavaScript function sees in the page at the moment of the answer."""
        text, seen = self.page.evaluate(
            f"async code => {{ const text = await ({ASK_KERNEL})(code); return [text, ({look})()] }}",
            f"__import__('json').dumps({expression})",
        )
        return json.loads(ast.literal_eval(text)), seen


COUNTS = (
    "() => window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')"
    ".map(c => c.model.executionCount)"
)
FORGET_COUNTS = """() => {
    for (const cell of window.jupyterapp.shell.currentWidget.content.widgets)
        if (cell.model.type === "code") cell.model.executionCount = null;
}"""
CLEAR = """async () => {
    for (const widget of [...window.jupyterapp.shell.widgets("main")]) {
        if (widget.context) {
            widget.context.model.dirty = false;  // else it asks whether to save
            await widget.sessionContext?.shutdown();
        }
        widget.close();
    }
    document.body.style.overflow = "";  // which `axe.show_all` changes
}"""
ASK_KERNEL = f"""async code => {{
    const end = performance.now() + {ANSWER * 1000};
    while (window.unanswered.size && performance.now() < end) await new Promise(look => setTimeout(look, {LOOK / 4}));
    window.unanswered.clear();
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const request = {{code: "", silent: true, store_history: false, user_expressions: {{it: code}}}};
    const reply = await kernel.requestExecute(request).done;
    return reply.content.user_expressions.it.data["text/plain"];
}}"""
# keeps the numbers of the messages to sliders that the kernel has not dealt with yet, in window.unanswered
COUNT_UNANSWERED = """() => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    if (window.unanswered?.by === kernel) return;
    const unanswered = window.unanswered = new Set();
    unanswered.by = kernel;
    kernel.anyMessage.connect((_, {msg, direction}) => {
        if (direction === "send" && msg.header.msg_type === "comm_msg") unanswered.add(msg.header.msg_id);
        if (msg.header.msg_type !== "status") return;
        if (msg.content.execution_state === "idle") unanswered.delete(msg.parent_header.msg_id);
        if (msg.content.execution_state.endsWith("starting")) unanswered.clear();  // a new process: it answers nothing sent before
    });
}"""
