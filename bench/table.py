"""`make bench`: this course's `course grade` beside stock nbgrader and otter on the same class; writes docs/benchmarks.md.

    make bench                                         everything: about half an hour on 2 quiet cores
    make bench BENCH_ARGS="--sizes 50 200 --peers 14"  less
    make bench BENCH_ARGS="--no-peers"                 ours alone, and no file is written

A peer grades two classes, a small one and one of `--peers` more; the difference is its cost a submission, the rest is start-up.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from classroom import NAME, hand_in, new_course

from autograder.course import Course
from autograder.gradebook.verdict_files import VerdictFiles
from bench import peers
from bench.cost import Cost, measured
from bench.questions import questions

PAGE = peers.ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- make bench writes from here -->\n", "<!-- to here -->\n"
SMALL = 4
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: start-up taken off, seconds on the clock and of computing a submission, and the latter in yardsticks."""

    tool: str
    workers: int
    size: int
    wall: float
    cpu: float
    work: float
    start: float
    peak: float


def say(text: str) -> None:
    """Say what is being done."""
    print(text, file=sys.stderr, flush=True)


def ours(folder: Path, size: int, workers: int) -> tuple[Course, Cost]:
    """Grade a new class with `course grade`."""
    course = new_course(folder)
    hand_in(course, size)
    command = [str(Path(sys.executable).with_name("course")), "grade", NAME, "--workers", str(workers)]
    return course, measured(command, course.root)


def row(tool: str, workers: int, size: int, one: Cost, start: tuple[int, Cost]) -> Row:
    """Return a measurement, the start-up taken off by a second, smaller class."""
    less, small = start
    wall, cpu, work = ((now - before) / (size - less) for now, before in (
        (one.wall, small.wall), (one.cpu, small.cpu), (one.work, small.work)))  # fmt: skip
    return Row(tool, workers, size, wall, cpu, work, small.wall - less * wall, one.peak)


def measure_ours(folder: Path, sizes: list[int], crews: list[int]) -> tuple[list[Row], Course]:
    """Return a row for each class size and number of workers, and the largest class graded."""
    rows, largest = [], None
    for workers in crews:
        say(f"course grade, {workers} workers: {SMALL} submissions")
        small = ours(folder / f"ours-{workers}-small", SMALL, workers)[1]
        for size in sizes:
            say(f"course grade, {workers} workers: {size} submissions")
            largest, cost = ours(folder / f"ours-{workers}-{size}", size, workers)
            rows.append(row("`course grade`", workers, size, cost, (SMALL, small)))
    assert largest
    return rows, largest


def measure_peer(peer: peers.Nbgrader | peers.Otter, tool: str, folder: Path, more: int) -> tuple[list[Row], Path]:
    """Return a row for one and for two workers, and the folder of what was graded last."""
    rows = []
    for workers in (1, 2):
        say(f"{tool}, {workers} at a time: {SMALL} submissions, then {SMALL + more}")
        small = peer.grade(peer.course(folder / f"{peer.package}-{workers}-small", SMALL), workers)
        place = peer.course(folder / f"{peer.package}-{workers}", SMALL + more)
        rows.append(row(tool, workers, SMALL + more, peer.grade(place, workers), (SMALL, small)))
    return rows, place


def own_points(course: Course, students: list[str]) -> dict[str, dict[str, tuple[float, bool]]]:
    """Return what the verdicts give for each function, without follow-through, and whether that is all or nothing."""
    found = {}
    for student in students:
        record = VerdictFiles(course).load(NAME, student)
        assert record
        found[student] = {
            cell.function: (cell.max_score if cell.passed == len(cell.checks) and not any(c.follows for c in cell.checks) else 0.0,
                            any(check.follows for check in cell.checks))
            for cell in record.verdict.cells
            if cell.max_score
        }  # fmt: skip
    return found


def compared(tool: str, theirs: dict[str, dict[str, float]], course: Course) -> str:
    """Return in a sentence how the scores agree: a function is all right or not, which is all that the peers can say."""
    mine = own_points(course, sorted(theirs))
    pairs = [(student, function) for student in theirs for function in mine[student]]
    other = [pair for pair in pairs if mine[pair[0]][pair[1]][0] != theirs[pair[0]].get(pair[1])]
    follow = sum(mine[student][function][1] for student, function in pairs)
    said = "all the same" if not other else f"{len(other)} differ: {', '.join(f'{s} {f}' for s, f in other[:5])}"
    return (
        f"- {tool}: {len(theirs)} submissions, {len(pairs)} functions compared, {said}"
        f" (in {follow} of them this course gives follow-through marks, which are left out here)."
    )


def table(rows: list[Row]) -> str:
    """Return the rows as a table, with the ratios against one process of stock nbgrader."""
    stock = {row.workers: row for row in rows if row.tool.startswith("stock")}
    lines = [
        "| tool | at a time | class | s per submission | CPU s per submission | yardsticks per submission | start-up s | peak MiB "
        "| times stock, on the clock | computing | in yardsticks |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for one in rows:
        clock = f"{stock[1].wall / one.wall:.1f}" if stock else "–"
        computing = f"{stock[1].cpu / one.cpu:.1f}" if stock else "–"
        work = f"{stock[1].work / one.work:.1f}" if stock else "–"
        numbers = f"{one.wall:.3f} | {one.cpu:.3f} | {one.work:.1f} | {one.start:.1f} | {one.peak:.0f}"
        lines.append(f"| {one.tool} | {one.workers} | {one.size} | {numbers} | {clock} | {computing} | {work} |")
    return "\n".join(lines)


def growth(rows: list[Row]) -> str:
    """Return how cost and memory of our own grader grow with the class."""
    lines = []
    for workers in (1, 2):
        own = [row for row in rows if row.workers == workers and row.tool == "`course grade`"]
        for before, after in pairwise(own):
            lines.append(
                f"- {workers} at a time, {before.size} → {after.size}: "
                f"yardsticks per submission {after.work / before.work - 1:+.0%} "
                f"(CPU seconds {after.cpu / before.cpu - 1:+.0%}, on the clock {after.wall / before.wall - 1:+.0%}), "
                f"peak memory {after.peak / before.peak - 1:+.0%}."
            )
    return "\n".join(lines)


def machine() -> str:
    """Return what it ran on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=peers.ROOT, capture_output=True, text=True, check=False)
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit.stdout.strip()}. {len(os.sched_getaffinity(0))} cores ({model}), "
        f"{memory:.0f} GiB, Linux {platform.release()}, Python {platform.python_version()}, numpy {version('numpy')}, "
        f"matplotlib {version('matplotlib')}. Load before the run: {os.getloadavg()[0]:.1f}. "
        f"Seed of the other tools' questions: {SEED}."
    )


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 200, 2000], help="class sizes for our own grader")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes of our own grader")
    parser.add_argument("--peers", type=int, default=21, help="submissions that the peers grade, besides the start-up's")
    parser.add_argument("--only", choices=("nbgrader", "otter"), help="one of the peers")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    about = machine()
    say(about)
    place = Path(tempfile.mkdtemp(prefix="bench-"))
    rows: list[Row] = []
    notes: list[tuple[str, dict[str, dict[str, float]]]] = []
    if not options.no_peers:
        course = new_course(place / "asked")
        asked = questions(course, NAME, SEED)
        numbers = ", ".join(f"{len(found)} about {name}" for name, found in asked.items())
        for kind, tool in ((peers.Nbgrader, "stock `nbgrader autograde`"), (peers.Otter, "`otter run`")):
            if options.only not in (None, kind.__name__.lower()):
                continue
            peer = kind(course, place, asked)
            found, folder = measure_peer(peer, f"{tool} {peer.version}", place, options.peers)
            rows += found
            notes.append((f"{tool} {peer.version}", peer.points(folder)))
    own, largest = measure_ours(place, options.sizes, options.workers)
    rows += own
    about += f" Load after the run: {os.getloadavg()[0]:.1f}."
    text = f"{about}\n\n{table(rows)}\n\n**Growth**\n\n{growth(own)}\n"
    if notes:
        agreed = "\n".join(compared(tool, points, largest) for tool, points in notes)
        text += f"\n**Scores**: {numbers}, the same questions for every student in the other tools' tests.\n\n{agreed}\n"
    print(text)
    if not options.no_peers:
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")
        say(f"wrote {PAGE}")
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
