"""`make bench-cycle`: what follows grading, for 1,000 and 3,000 students, beside stock nbgrader; writes docs/benchmarks.md.

Seven real submissions, one of each kind, are graded by both; their files and marks are then copied for a whole class.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from classroom import KINDS, NAME, TIME, hand_in, new_course

from autograder.commands.lab import course_id
from autograder.gradebook.rows import Entry, GradebookRows
from autograder.submissions import hand_in_notes
from bench import peers
from bench.cost import Cost, measured
from bench.questions import questions
from bench.table import PAGE, SEED, machine, say

BEGIN, END = "<!-- make bench-cycle writes from here -->\n", "<!-- to here, too -->\n"
SAMPLE = 9  # pages of feedback that stock nbgrader makes, besides the first
PAGES = Path(__file__).with_name("pages.py")
OURS = Path(sys.executable).parent


def grown(root: Path, size: int, url: str) -> None:
    """Make a class of `size` students of the seven that are graded: their files, verdicts and marks, under other names."""
    book = sqlite3.connect(root / "gradebook.db")
    query = """SELECT sa.student_id, c.name, g.auto_score FROM grade g JOIN base_cell c ON c.id = g.cell_id
        JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment sa ON sa.id = n.assignment_id"""
    scores: dict[str, dict[str, float]] = {}
    for student, cell, score in book.execute(query):
        scores.setdefault(student, {})[cell] = score
    book.close()
    models = sorted(scores)
    entries = []
    for number in range(len(models), size):
        name, model = f"s{number:05}", models[number % len(models)]
        for folder in ("submitted", "autograded"):
            shutil.copytree(root / folder / model, root / folder / name)
        if (verdict := root / "verdicts" / NAME / f"{model}.json").is_file():
            verdict.with_name(f"{name}.json").write_text(verdict.read_text().replace(f'"{model}"', f'"{name}"'))
        entries.append(Entry(name, NAME, scores[model], {}, hand_in_notes.time(root / "submitted" / name / NAME)))
    with GradebookRows(url) as gradebook:
        for at in range(0, len(entries), 500):
            gradebook.record(entries[at : at + 500])
        gradebook.count()  # as a class run does at its end


def exchange(root: Path, course_id: str, size: int, model: Path) -> None:
    """Put a class's hand-ins into the inbound folder of an exchange."""
    inbound = root / course_id / "inbound"
    inbound.mkdir(parents=True)
    for number in range(size):
        place = inbound / f"s{number:05}+{NAME}+{TIME}+{number:032x}"
        place.mkdir()
        shutil.copy(model, place / f"{NAME}.ipynb")
        (place / "timestamp.txt").write_text(TIME)


class Bench:
    """One course to measure, ours or stock."""

    def __init__(self, root: Path, programs: Path, course_id: str, size: int) -> None:
        self.root = root
        self.programs = programs
        self.course_id = course_id
        self.size = size

    def run(self, *words: str, program: str = "nbgrader") -> Cost:
        """Measure a command."""
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return measured([str(self.programs / program), *words], self.root, {"PATH": path})

    def collect(self) -> Cost:
        """Collect the whole class from an exchange, into a folder that is empty."""
        place = self.root.parent / f"exchange-{self.root.name}"
        exchange(place, self.course_id, self.size, self.root / "submitted" / "s000" / NAME / f"{NAME}.ipynb")
        more = [f"--Exchange.root={place}", "--Exchange.path_includes_course=True", "--ExchangeCollect.check_owner=False"]
        more += ["--Collect.check_owner=False", "--CourseDirectory.submitted_directory=collected"]
        try:
            return self.run("collect", NAME, *more)
        finally:
            shutil.rmtree(place)
            shutil.rmtree(self.root / "collected")

    def pages(self) -> dict[str, float]:
        """Return the seconds of formgrader's pages."""
        done = subprocess.run(
            [self.programs / "python", PAGES, NAME], cwd=self.root, capture_output=True, text=True, check=True,
            env={**os.environ, "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}"},
        )  # fmt: skip
        seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return seconds


def of_all(small: Cost, more: Cost, size: int) -> tuple[float, float, float]:
    """Return seconds, computing and memory of a class, from a run over one student and one over SAMPLE more."""
    wall, cpu = (more.wall - small.wall) / SAMPLE, (more.cpu - small.cpu) / SAMPLE
    return small.wall + (size - 1) * wall, small.cpu + (size - 1) * cpu, more.peak


def plain(cost: Cost) -> tuple[float, float, float]:
    """Return the numbers of a cost."""
    return cost.wall, cost.cpu, cost.peak


def lines(step: str, size: int, own: Sequence[float], stock: Sequence[float] | None) -> str:
    """Return a row of the table."""
    ours = f"{own[0]:.1f} | {own[1]:.1f} | {own[2]:.0f}"
    theirs = f"{stock[0]:.1f} | {stock[1]:.1f} | {stock[2]:.0f} | {stock[0] / own[0]:.1f}" if stock else "– | – | – | –"
    return f"| {step} | {size} | {ours} | {theirs} |"


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000])
    options = parser.parse_args()
    about = machine()
    place = Path(tempfile.mkdtemp(prefix="cycle-"))
    course = new_course(place / "ours")
    hand_in(course, len(KINDS))
    subprocess.run([OURS / "course", "grade", NAME], cwd=course.root, check=True, capture_output=True)
    asked = questions(course, NAME, SEED)
    peer = peers.Nbgrader(course, place, asked)
    stock_root = peer.course(place / "stock", len(KINDS))
    peer.grade(stock_root, 1)
    rows, pages = [], []
    for size in options.sizes:
        say(f"a class of {size}")
        for root in (course.root, stock_root):
            grown(root, size, f"sqlite:///{root / 'gradebook.db'}")
        own = Bench(course.root, OURS, course_id(course), size)
        stock = Bench(stock_root, peer.programs, "stock", size)
        (stock_root / "nbgrader_config.py").write_text(peers.CONFIG)
        rows.append(lines("`course grade`, nothing to do", size, plain(own.run("grade", NAME, program="course")), None))
        rows.append(lines("`nbgrader collect`", size, plain(own.collect()), plain(stock.collect())))
        say("feedback")
        one = stock.run("generate_feedback", NAME, "--force", "--student=s00010")
        more = stock.run("generate_feedback", NAME, "--force", "--student=s0001?")
        rows.append(lines("feedback: `course feedback` / `nbgrader generate_feedback`", size,
                          plain(own.run("feedback", NAME, program="course")), of_all(one, more, size)))  # fmt: skip
        rows.append(lines("`nbgrader export`", size, plain(own.run("export")), plain(stock.run("export"))))
        rows.append(lines("`course export --format canvas`", size,
                          plain(own.run("export", NAME, "--format", "canvas", program="course")), None))  # fmt: skip
        rows.append(lines("`course report`", size, plain(own.run("report", NAME, program="course")), None))
        mine, theirs = own.pages(), stock.pages()
        pages += [f"| {what} | {size} | {mine[what]:.1f} | {theirs[what]:.1f} |" for what in mine]
    head = "| step | students | s | CPU s | peak MiB | stock s | stock CPU s | stock peak MiB | times |\n" + "|---" * 9 + "|"
    text = (
        f"{about}\n\n{head}\n" + "\n".join(rows)
        + "\n\nFormgrader's pages, in seconds until the server answers (here it lists seven assignments, stock\n"
        "nbgrader's course has one; the course reads the times of hand-ins in its own way, the rest is nbgrader's):\n\n"
        + "| page | students | here s | stock s |\n|---|---|---|---|\n" + "\n".join(pages) + "\n"
    )  # fmt: skip
    print(text)
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
