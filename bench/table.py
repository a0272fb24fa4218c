"""`make bench`: this course's `course grade` beside stock nbgrader and otter on the same class; writes docs/benchmarks.md.

    make bench                                 everything: about three quarters of an hour on 2 quiet cores
    make bench BENCH_ARGS=--quick              classes of 1 and 40, under 5 minutes; no file is written
    make bench BENCH_ARGS="--no-peers"         ours alone, and no file is written

A class is measured as the instructor sees it, start-up in. What one more submission costs is the difference between two classes.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
SEED = 20261124  # of the questions that the other tools ask; any fixed number
USUAL = 40  # submissions: the class that the table begins with
AGAIN = 200  # submissions: classes up to this size are also graded again


@dataclass(frozen=True, slots=True)
class Row:
    """A class graded by a tool: seconds, CPU seconds, MiB, start-up in; `again`: seconds with the gradebook that is there then.

    `more`, `more_cpu`, `more_work`: what one more submission costs, in seconds, CPU seconds and yardsticks, from this class and
    the next smaller one; None for the smallest. A class that is not `measured` is computed from these.
    """

    tool: str
    workers: int
    size: int
    wall: float
    cpu: float
    peak: float
    again: float | None = None
    more: float | None = None
    more_cpu: float | None = None
    more_work: float | None = None
    measured: bool = True


def say(text: str) -> None:
    """Say what is being done."""
    print(text, file=sys.stderr, flush=True)


def ours(folder: Path, size: int, workers: int) -> tuple[Course, Cost, float | None]:
    """Grade a new class with `course grade`, and a small one again; return the course, the cost, the seconds of the second run."""
    course = new_course(folder)
    hand_in(course, size)
    command = [str(Path(sys.executable).with_name("course")), "grade", NAME, "--workers", str(workers)]
    cost = measured(command, course.root)
    return course, cost, measured([*command, "--force"], course.root).wall if size <= AGAIN else None


def rows_of(tool: str, workers: int, costs: Sequence[tuple[int, Cost, float | None]]) -> list[Row]:
    """Return a row for each class measured, by size."""
    rows = []
    for place, (size, cost, again) in enumerate(costs):
        row = Row(tool, workers, size, cost.wall, cost.cpu, cost.peak, again)
        if place:
            less, before, _ = costs[place - 1]
            wall, cpu, work = (
                (now - then) / (size - less)
                for now, then in ((cost.wall, before.wall), (cost.cpu, before.cpu), (cost.work, before.work))
            )
            row = replace(row, more=wall, more_cpu=cpu, more_work=work)
        rows.append(row)
    return rows


def measure_ours(folder: Path, sizes: Sequence[int], crews: Sequence[int]) -> tuple[list[Row], Course]:
    """Return a row for each class size and number of graders, and the largest class graded."""
    rows, largest = [], None
    for workers in crews:
        costs = []
        for size in sizes:
            say(f"course grade, {workers} workers: {size} submissions")
            largest, cost, again = ours(folder / f"ours-{workers}-{size}", size, workers)
            costs.append((size, cost, again))
        rows += rows_of("`course grade`", workers, costs)
    assert largest
    return rows, largest


def measure_peer(
    peer: peers.Nbgrader | peers.Otter, tool: str, folder: Path, graded: Sequence[int], sizes: Sequence[int], crews: Sequence[int]
) -> tuple[list[Row], Path]:
    """Return a row for each class size and number of processes, and the folder of what was graded last.

    Only the classes `graded`, two of them, are graded; larger `sizes` are computed from these two.
    """
    rows, place = [], folder
    for workers in crews:
        costs: list[tuple[int, Cost, float | None]] = []
        for size in graded:
            say(f"{tool}, {workers} at a time: {size} submissions")
            place = peer.course(folder / f"{peer.package}-{workers}-{size}", size)
            costs.append((size, peer.grade(place, workers), None))
        own = rows_of(tool, workers, costs)
        last = own[-1]
        assert last.more is not None
        assert last.more_cpu is not None
        for size in (each for each in sizes if each not in graded):
            wall, cpu = (last.wall + (size - last.size) * last.more, last.cpu + (size - last.size) * last.more_cpu)
            own.append(replace(last, size=size, wall=wall, cpu=cpu, measured=False))
        rows += own
    return rows, place


def own_points(course: Course, students: list[str]) -> dict[str, dict[str, tuple[float, bool]]]:
    """Return for each student and function the points, all or none, without follow-through, and whether it has follow-through."""
    points = {}
    for student in students:
        record = VerdictFiles(course).load(NAME, student)
        assert record
        points[student] = {
            cell.function: (cell.max_score if cell.passed == len(cell.checks) and not any(c.follows for c in cell.checks) else 0.0,
                            any(check.follows for check in cell.checks))
            for cell in record.verdict.cells
            if cell.max_score
        }  # fmt: skip
    return points


def compared(tool: str, theirs: dict[str, dict[str, float]], course: Course) -> str:
    """Return in a sentence how the scores agree: a function is all right or not, which is all that the peers can say."""
    mine = own_points(course, sorted(theirs))
    pairs = [(student, function) for student in theirs for function in mine[student]]
    other = [pair for pair in pairs if mine[pair[0]][pair[1]][0] != theirs[pair[0]].get(pair[1])]
    follow = sum(mine[student][function][1] for student, function in pairs)
    agreement = "all the same" if not other else f"{len(other)} differ: {', '.join(f'{s} {f}' for s, f in other[:5])}"
    return (
        f"- {tool}: {len(theirs)} submissions, {len(pairs)} functions compared, {agreement}"
        f" (in {follow} of them this course gives follow-through marks, which are left out here)."
    )


def table(rows: Sequence[Row], sizes: Sequence[int]) -> str:
    """Return the classes of these sizes as a table, with the ratios against one process of stock nbgrader."""
    stock = {row.size: row for row in rows if row.tool.startswith("stock") and row.workers == 1}
    lines = [
        "| class | tool | at a time | seconds | again, seconds | CPU seconds | peak MiB | one more: seconds | CPU seconds "
        "| yardsticks | times stock | one more: times stock |",
        "|---" * 12 + "|",
    ]
    for size in sorted(sizes, key=lambda size: (size != USUAL, size)):
        for row in (row for row in rows if row.size == size):
            base = stock.get(size)
            class_ratio = f"{base.wall / row.wall:.1f}" if base else ""
            more_ratio = f"{base.more / row.more:.1f}" if base and base.more and row.more else ""
            about = "" if row.measured else "≈ "
            again = "" if row.again is None else f"{row.again:.1f}"
            more = (
                "| | | |"
                if row.more is None or row.more_cpu is None or row.more_work is None
                else f"| {row.more:.3f} | {row.more_cpu:.3f} | {row.more_work:.1f} |"
            )
            lines.append(
                f"| {size} | {row.tool} | {row.workers} | {about}{row.wall:.1f} | {again} | {about}{row.cpu:.1f} | {row.peak:.0f} "
                f"{more} {class_ratio} | {more_ratio} |"
            )
    return "\n".join(lines)


def growth(rows: Sequence[Row]) -> str:
    """Return how cost and memory of our own grader grow with the class."""
    lines = []
    for workers in sorted({row.workers for row in rows}):
        own = [row for row in rows if row.workers == workers and row.tool == "`course grade`" and row.more is not None]
        for before, after in pairwise(own):
            assert before.more_work is not None
            assert after.more_work is not None
            lines.append(
                f"- {workers} at a time, {before.size} → {after.size}: yardsticks of one more submission "
                f"{after.more_work / before.more_work - 1:+.0%}, peak memory {after.peak / before.peak - 1:+.0%}."
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
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 40, 200, 2000], help="class sizes for our own grader")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes at a time")
    parser.add_argument("--peers", type=int, default=40, help="submissions of the larger of the two classes that the peers grade")
    parser.add_argument("--only", choices=("nbgrader", "otter"), help="one of the peers")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--quick", action="store_true", help="classes of 1 and 40, one process of each peer; no file is written")
    options = parser.parse_args()
    if options.quick:
        options.sizes, options.peers = [1, 40], 8
    options.sizes.sort()
    about = machine()
    say(about)
    place = Path(tempfile.mkdtemp(prefix="bench-"))
    rows: list[Row] = []
    notes: list[tuple[str, dict[str, dict[str, float]]]] = []
    if not options.no_peers:
        course = new_course(place / "asked")
        asked = questions(course, NAME, SEED)
        numbers = ", ".join(f"{len(each)} about {name}" for name, each in asked.items())
        for kind, tool in ((peers.Nbgrader, "stock `nbgrader autograde`"), (peers.Otter, "`otter run`")):
            if options.only not in (None, kind.__name__.lower()):
                continue
            peer = kind(course, place, asked)
            crews = [1] if options.quick else options.workers
            measured, folder = measure_peer(peer, f"{tool} {peer.version}", place, [1, options.peers], options.sizes, crews)
            rows += measured
            notes.append((f"{tool} {peer.version}", peer.points(folder)))
    own, largest = measure_ours(place, options.sizes, options.workers)
    rows += own
    about += f" Load after the run: {os.getloadavg()[0]:.1f}."
    text = f"{about}\n\n{table(rows, options.sizes)}\n\n**Growth**\n\n{growth(own)}\n"
    if notes:
        agreed = "\n".join(compared(tool, points, largest) for tool, points in notes)
        text += f"\n**Scores**: {numbers}, the same questions for every student in the other tools' tests.\n\n{agreed}\n"
    print(text)
    if not (options.no_peers or options.quick):
        before, _, rest = PAGE.read_text().partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")
        say(f"wrote {PAGE}")
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
