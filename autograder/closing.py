"""The base class of objects that are closed at the end of a `with` statement. For both sides: it imports nothing of the package."""

from types import TracebackType
from typing import Self


class Closing:
    """A context manager that calls `close`."""

    def close(self) -> None:
        """Release what the object holds."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
