"""How the browser tests run JupyterLab and talk to it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import TimeoutError

SETTINGS = {
    # every cell is drawn, so that a test finds it wherever the page stands
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class Lab:
    """A running JupyterLab: its address and the folder that it shows."""

    def __init__(self, address, folder):
        self.address, self.folder = address, folder

    def url(self, notebook):
        """Return the address of a notebook below the folder, in a fresh workspace."""
        return f"{self.address}/lab/tree/{quote(str(notebook))}?reset"


@contextmanager
def jupyterlab(folder, home, *options, user=None):
    """Run JupyterLab on `folder` as a person whose home, configuration and data are `home` alone."""
    for name, values in SETTINGS.items():
        path = home / ".jupyter/lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON", "XDG"))}
    env = {**kept, "HOME": str(home), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "jupyter", "lab", "--allow-root", "--no-browser", "--port=0", "--IdentityProvider.token="]
    server = subprocess.Popen(
        [*command, f"--ServerApp.root_dir={folder}", *options],
        cwd=folder, env=env, user=user, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip
    said = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"http://localhost:\d+(?=/lab)", line):
            break
    else:
        pytest.fail(f"JupyterLab did not start:\n{''.join(said)}")
    reader = threading.Thread(target=server.stderr.read, daemon=True)  # the pipe must not fill up
    reader.start()
    try:
        yield Lab(found[0], folder)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        reader.join()
        server.stderr.close()


def open_notebook(page, lab, notebook):
    """Open a notebook in JupyterLab and wait until its kernel is idle."""
    page.goto(lab.url(notebook))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector("text=/\\| Idle/")


# The prompts of the cells whose code is seen: a folded cell has an empty one.
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.textContent).filter(Boolean)"


def run_all(page):
    """Run all cells and wait until each has been run. JupyterLab drops the order while it still connects to the kernel."""
    started = False
    while not started:
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with contextlib.suppress(TimeoutError):
            page.wait_for_function(f"() => {PROMPTS}.some(text => /[*0-9]/.test(text))", timeout=5_000)
            started = True
    page.wait_for_function(f"() => {PROMPTS}.every(text => /[0-9]/.test(text))")
