"""Loads libraries and fills their caches once in the fork server, so that no worker has to. Untrusted side."""

import gc
import socket
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # at run time the fork server imports it
    from autograder.worker.shell import PlainShell

CELLS, CALLS = 4, 8  # requests that are rehearsed
LONG = 1 << 30  # seconds: the fork server itself may compute without limit

# A figure as lessons draw it, controls, text: only the libraries' caches remain of it.
FIRST = """
import ipywidgets as widgets, matplotlib.pyplot as plt, numpy as np
from IPython.display import HTML, Markdown, display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

def draw():
    fig = Figure((8, 3.6), dpi=150, layout="constrained")
    FigureCanvasAgg(fig)
    for ax in fig.subplots(1, 2):
        ax.plot([0, 1], [0, 1], "--", marker="o", label="a")
        ax.scatter([0, 1], [0, 1])
        ax.bar([0], [1])
        ax.fill_between([0, 1], [0, 1], alpha=0.5)
        ax.imshow(np.zeros((2, 2)))
        ax.contourf(np.arange(9.0).reshape(3, 3))
        ax.axhline(0)
        ax.axvspan(0, 1)
        ax.text(0, 0, "a")
        ax.annotate("a", (0, 0), xytext=(1, 1), arrowprops={"arrowstyle": "->"})
        ax.set(xlabel="x", ylabel="y", title="a", xlim=(0, 1), xticks=[0, 1])
        ax.legend()
        ax.grid(True)

def control():
    controls = [widgets.FloatSlider(description="a", min=0, max=1, step=0.1), widgets.IntSlider(), widgets.Button()]
    controls += [widgets.Dropdown(options=["a"]), widgets.Checkbox(), widgets.HTML("a"), widgets.Label("a"), widgets.Output()]
    controls[0].observe(lambda change: None, "value")
    controls[0].value = 0.5
    controls[2].on_click(lambda button: None)
    display(widgets.VBox([widgets.HBox(controls)]), HTML("a"), Markdown("a"))

plt.figure()
plt.plot([0, 1])
plt.close("all")
draw()
control()
np.allclose(np.random.default_rng(1).normal(size=3).sum(), 0)
"""


def load() -> None:
    """Import the libraries that every lesson imports."""
    import ipywidgets  # noqa: F401
    import matplotlib.artist

    # Writing the documentation of each kind of artist takes a quarter of Matplotlib's loading time; nobody reads it here.
    matplotlib.artist.kwdoc = lambda artist: ""
    import matplotlib.pyplot


def load_scipy() -> None:
    """Import SciPy, which only a few notebooks use: a fork server does so for the first of them."""
    if "scipy.special" not in sys.modules:
        import scipy.special  # noqa: F401

        keep_memory()


def warm(shell: "PlainShell") -> None:
    """Run code that most notebooks run, and remove its names again; call it last before the first fork."""
    shell.run_cell(FIRST, store_history=False)  # type: ignore[no-untyped-call]  # IPython has no types
    rehearse(shell)
    shell.reset(new_session=False)  # type: ignore[no-untyped-call]
    gc.freeze()  # no collection first, which would take 50 ms and free 3 MB


def rehearse(shell: "PlainShell") -> None:
    """Be a worker for a few requests: Python changes code when it first runs, and each worker would copy the memory to do so."""
    import numpy as np

    from autograder import wire
    from autograder.worker.worker import Worker

    ours, theirs = socket.socketpair()
    body = bytearray()
    forms = [[wire.pack(value, body)] for value in (np.ones(3), 1.0)]
    seconds = {"seconds": 60, "seconds_in_all": 60}
    cell = {"id": "", "do": "run", **seconds}, b"def rehearsed(x):\n    return x + 1.0\n"
    call = {"id": "", "do": "call", "function": "rehearsed", "args": forms, **seconds}, bytes(body)
    with ours, theirs:
        judge = wire.Channel(ours)
        for header, content in [cell] * CELLS + [call] * CALLS:
            judge.send(header, content)
        ours.shutdown(socket.SHUT_WR)
        Worker(shell, wire.Channel(theirs), None, LONG).serve()


def keep_memory() -> None:
    """Exempt all present objects from garbage collection, so that no worker writes to, and so copies, their memory."""
    gc.collect()
    gc.freeze()
