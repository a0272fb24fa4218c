"""What one submission may use of time. Trusted side; loads nothing, so that reading the settings does not load NumPy."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use, in seconds: a cell's and a call's of computing, wall seconds for the whole."""

    cell_seconds: float = 10.0
    call_seconds: float = 3.0
    hurried_seconds: float = 0.5  # a call's, of a function that has run out of time or ended its worker before
    lost_seconds: float = 40.0  # wall seconds that such calls of one function may take before it is not called again
    total_seconds: float = 300.0
    deaths: int = 16  # cells that may end their worker or never end
    wall_factor: float = 8.0  # wall seconds a second of computing: a mark must not hang on how busy the machine is
