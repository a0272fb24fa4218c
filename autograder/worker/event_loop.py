"""Makes `await` and asyncio work in cells: event loops use a pipe, because the sandbox refuses socket pairs. Untrusted side."""

import asyncio.selector_events
import os
from typing import Any


class PipeEnd:
    """One end of a pipe, with the methods of a socket that an event loop uses to wake itself."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self.fd = fd

    def fileno(self) -> int:
        """Return the descriptor."""
        return self.fd

    def recv(self, size: int) -> bytes:
        """Return at most `size` bytes that were sent."""
        return os.read(self.fd, size)

    def send(self, data: bytes) -> int:
        """Send bytes; return how many."""
        return os.write(self.fd, data)

    def close(self) -> None:
        """Close this end."""
        os.close(self.fd)


def _make_self_pipe(loop: Any) -> None:
    loop._ssock, loop._csock = map(PipeEnd, os.pipe())
    loop._internal_fds += 1
    loop._add_reader(loop._ssock.fileno(), loop._read_from_self)


def install() -> None:
    """Make every event loop of this process use a pipe to wake itself."""
    asyncio.selector_events.BaseSelectorEventLoop._make_self_pipe = _make_self_pipe  # type: ignore[attr-defined]
