"""What one submission may use of time. Trusted side; loads nothing, so that reading the settings does not load NumPy."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use.

    cell_seconds, call_seconds: computing of one cell, of one call; then the worker interrupts the student's code.
    hurried_seconds: computing of a call of a function that has given no answer before.
    lost_seconds: wall time that calls without an answer may take of one function, before it is called no more.
    total_seconds: wall time of the whole submission.
    stubborn_seconds: computing of a cell or call that ignores interrupts, at least; then the kernel ends the worker.
    deaths: number of cells that may end their worker or never end.
    wall_factor: wall seconds for each second of computing, because a mark must not depend on how busy the machine is.
    grader_seconds, grader_bytes: computing and memory of the grader itself (`judge.budget`); it needs less than a second.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 3.0
    hurried_seconds: float = 0.5
    lost_seconds: float = 40.0
    total_seconds: float = 300.0
    stubborn_seconds: float = 30.0
    deaths: int = 16
    wall_factor: float = 8.0
    grader_seconds: float = 60.0
    grader_bytes: int = 2 << 30

    @property
    def cpu_seconds(self) -> int:
        """Return what a worker may compute in one request: three times what its interrupt comes after, or `stubborn_seconds`."""
        return math.ceil(max(self.stubborn_seconds, 3 * self.cell_seconds, 3 * self.call_seconds))

    @property
    def cpu_seconds_in_all(self) -> int:
        """Return what a worker may compute in its life: as long as the session may last, and one request more."""
        return math.ceil(self.total_seconds) + self.cpu_seconds
