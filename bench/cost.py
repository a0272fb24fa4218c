"""What a command costs, with every process that it starts: seconds, seconds of computing, memory at its highest moment.

A virtual machine's speed changes from one minute to the next, by half and more, for no visible reason. So a yardstick, always the
same piece of work, is timed while the command runs, and a command's computing time is given in seconds and in yardsticks.
"""

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bench.kill_run import family

PR_SET_CHILD_SUBREAPER = 36
EVERY = 0.5  # seconds between two measurements of memory and of a yardstick
YARDSTICK = 50_000  # additions, which take 1 to 5 ms


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one command: wall seconds, CPU seconds of all its processes, the most MiB of memory that they had together.

    `yardstick`: the mean CPU seconds of a yardstick while the command ran.
    """

    wall: float
    cpu: float
    peak: float
    yardstick: float

    @property
    def work(self) -> float:
        """Return the computing in yardsticks."""
        return self.cpu / self.yardstick


def measured(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None, allowed: Sequence[int] = (0,)) -> Cost:
    """Run a command until all its processes have ended; return its cost; raise RuntimeError if it fails."""
    # orphans come to this process, so that their computing is counted too
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **(more or {})}
    with (folder / "said.log").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        peak, yardsticks, over = [0.0], list[float](), threading.Event()
        watch = threading.Thread(target=_watch, args=(peak, yardsticks, over))
        watch.start()
        code = process.wait()
        wall = time.monotonic() - started
        over.set()
        watch.join()
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    if code not in allowed:
        raise RuntimeError(f"{command}: exit code {code}: {(folder / 'said.log').read_text(errors='replace')[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak[0], fmean(yardsticks))


def _watch(peak: list[float], yardsticks: list[float], over: threading.Event) -> None:
    while True:
        peak[0] = max(peak[0], sum(map(_memory, family(os.getpid()))) / 1024)
        yardsticks.append(_yardstick())
        if over.wait(EVERY):
            break


def _yardstick() -> float:
    """Return the seconds of computing that a fixed piece of work takes now."""
    started = time.thread_time()
    total = 0
    for number in range(YARDSTICK):
        total += number
    return time.thread_time() - started


def _memory(process: int) -> int:
    """Return a process's memory in KiB; pages that it shares count in proportion."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
