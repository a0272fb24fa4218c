"""Ctrl-C and SIGTERM as a request to stop: a class run ends between two submissions and not in the middle of one. Trusted side."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from autograder.class_run.pool import Stop


@contextlib.contextmanager
def stopping() -> Iterator[Stop]:
    """Yield a Stop that the first Ctrl-C or SIGTERM requests; a second one ends the program as usual."""
    with Stop() as stop:

        def request(number: int, frame: FrameType | None) -> None:
            signal.signal(number, before[number])
            print("\ncourse: stopping; what is done is being recorded …", file=sys.stderr, flush=True)
            stop.request()

        before = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        for number in before:
            signal.signal(number, request)
        try:
            yield stop
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
