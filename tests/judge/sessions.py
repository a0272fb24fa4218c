"""A session with one worker that runs the cells of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.judge.fork_server_client import ForkServer
from autograder.judge.limits import Limits
from autograder.judge.session import Session

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

def answered(answer):
    return frame({"id": asked()["id"], "answers": [answer]})

def ok(value, identity):
    return frame({"id": identity, "answers": [{"status": "ok", "value": value, "after": []}]})
"""
QUICK = Limits(cell_seconds=1.0, call_seconds=0.5, hurried_seconds=0.2)


def run(server: ForkServer, *cells: str, limits: Limits = QUICK) -> Session:
    """Return a session whose cells have run."""
    session = Session(server, ["import numpy as np", *cells], limits)
    session.run()
    return session


@contextmanager
def impatient(session: Session, **limits: float) -> Iterator[None]:
    """Wait for answers no longer than `call_seconds` on the clock; what has to answer is asked outside, where time is plenty."""
    usual, session.limits = session.limits, Limits(**{"wall_factor": 1.0, **limits})  # type: ignore[arg-type]
    yield
    session.limits = usual
