"""The limits of one submission: its time, and what a grader itself may use for it. Trusted side.

This module imports nothing, so that reading the settings does not load NumPy.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one submission. "Computing" is CPU time, "wall time" is time on the clock, both in seconds.

    cell_seconds, call_seconds: computing of one cell, of one call, after which the worker interrupts the student's code.
    hurried_seconds: computing of a call of a function that failed to answer an earlier call.
    lost_seconds: wall time of one function's calls without an answer, after which the function is called no more.
    total_seconds: wall time of the whole submission.
    stubborn_seconds: computing of a cell or call that ignores interrupts, after which, at the earliest, the kernel ends the worker.
    deaths: number of cells that may end their worker or never end.
    wall_factor: wall seconds allowed for each second of computing, so that a mark does not depend on how busy the machine is.
    grader_seconds, grader_bytes: computing and memory of the grader itself (`judge.budget`), which needs less than a second.
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
        """Return a worker's computing time in one request, in seconds: three times the interrupt's, at least `stubborn_seconds`."""
        return math.ceil(max(self.stubborn_seconds, 3 * self.cell_seconds, 3 * self.call_seconds))

    @property
    def cpu_seconds_in_all(self) -> int:
        """Return a worker's computing time in its life, in seconds: as long as the session may last, plus one request."""
        return math.ceil(self.total_seconds) + self.cpu_seconds
