"""Ctrl-C and SIGTERM as a wish to stop, so that a class run ends between two submissions and not in the middle of one."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from autograder.class_run.pool import Stop


@contextlib.contextmanager
def stopping() -> Iterator[Stop]:
    """Give a Stop that the first Ctrl-C or SIGTERM wishes; a second one ends the program as it always did."""
    with Stop() as stop:

        def wish(number: int, frame: FrameType | None) -> None:
            signal.signal(number, before[number])
            print("\ncourse: stopping; what is done is being recorded …", file=sys.stderr, flush=True)
            stop.wish()

        before = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        for number in before:
            signal.signal(number, wish)
        try:
            yield stop
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
