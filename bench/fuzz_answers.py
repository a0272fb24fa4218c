"""`make fuzz`: hostile submissions at random, through everything that reads one. Exits 1 if one of them is a finding.

    make fuzz FUZZ_ARGS="--seed 7 --number 500"
    make fuzz FUZZ_ARGS="--seed 7 --only 123"      one input again

Each is graded, or waits for a person with a reason: anything else is a finding. So is a reader that raises, or takes more than its
limit of computing or memory, and whatever `attacks.harmless` says of a place where a student's words are shown.
"""

import argparse
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attacks.harmless import complaints
from classroom import ROOT

from autograder.course import Course
from autograder.judge.lesson import Lesson
from bench.hostile import Hostile
from bench.readers import LIMITS, Desk, Paper

EVERY = 10  # inputs between lines of progress


@dataclass(frozen=True, slots=True)
class Finding:
    """What one reader, or one place, did with an input."""

    seed: int
    number: int
    assignment: str
    where: str
    what: str

    @property
    def again(self) -> str:
        """Return the command that repeats the input."""
        return f'make fuzz FUZZ_ARGS="--seed {self.seed} --only {self.number} --lesson {self.assignment}"'


class Fuzz:
    """Reads the inputs of a seed at a desk, and counts what became of them."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.seed = desk, seed
        self.lessons = {name: Lesson.read(desk.course, name) for name in desk.releases}
        self.outcomes: Counter[str] = Counter()
        self.slowest = (0.0, 0, "")  # seconds, input, reader

    def paper(self, number: int) -> Paper:
        """Return the input of a number: lessons take turns."""
        names = list(self.lessons)
        name = names[number % len(names)]
        right = self.desk.solutions[name]
        stubs = {each: (signature, right[each]) for each, signature in self.lessons[name].signatures.items() if each in right}
        return Hostile(self.seed, number).paper(name, stubs)

    def findings(self, number: int) -> Iterator[Finding]:
        """Read one input; yield what is wrong with what its readers do."""
        paper = self.paper(number)
        functions = self.lessons[paper.assignment].signatures
        trouble = False
        for reading in self.desk.read(paper):
            self.slowest = max(self.slowest, (reading.seconds, number, reading.reader))
            if reading.trouble:
                trouble = True
                yield Finding(self.seed, number, paper.assignment, reading.reader, reading.trouble)
            for place, shown in reading.places.items():
                for complaint in complaints(place, shown, functions):
                    yield Finding(self.seed, number, paper.assignment, place, complaint)
        reason = self.desk.verdict_error(paper)
        outcome = "graded" if reason == "" else "waits" if reason else "not taken"
        self.outcomes["failed" if trouble else outcome] += 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the inputs that the command line asks for; return 1 if there is a finding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="default: a new one")
    parser.add_argument("--number", type=int, default=300, help="inputs (default: 300)")
    parser.add_argument("--only", type=int, help="read this input alone, and say all of it")
    parser.add_argument("--seconds", type=float, default=LIMITS.grader_seconds, help="of computing that a reader may take")
    parser.add_argument("--lesson", action="append", help="for example 02_sigmoid (default: all)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        lessons = options.lesson or Course(ROOT).assignments()
        limits = replace(LIMITS, grader_seconds=options.seconds)
        numbers = range(options.number) if options.only is None else [options.only]
        most = f"{options.seconds:g} s and {limits.grader_bytes >> 20} MiB a reader"
        print(f"seed {options.seed}, {len(numbers)} inputs, {most}", flush=True)
        with Desk(Path(folder) / "course", lessons, limits) as desk:
            fuzz = Fuzz(desk, options.seed)
            findings = 0
            for done, number in enumerate(numbers, 1):
                if options.only is not None:
                    print(fuzz.paper(number))
                for finding in fuzz.findings(number):
                    findings += 1
                    print(f"FOUND {number}, {finding.where}: {finding.what}\n  again: {finding.again}", flush=True)
                if done % EVERY == 0 or done == len(numbers):
                    counts = ", ".join(f"{count} {what}" for what, count in sorted(fuzz.outcomes.items()))
                    print(f"{done} of {len(numbers)}: {counts}; {findings} findings", flush=True)
        seconds, number, reader = fuzz.slowest
        print(f"the slowest: {reader} of input {number}, {seconds:.1f} s")
    return int(findings > 0)


if __name__ == "__main__":
    sys.exit(main())
