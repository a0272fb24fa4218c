"""How the grader's work grows with each text that a student controls: from 1 to 10 times its size, in all that reads a submission.

    PYTHONPATH=tests .venv/bin/python -m bench.growth            renews the table in docs/attacks.md
    PYTHONPATH=tests .venv/bin/python -m bench.growth output     prints the rows whose names begin so

Ten times the text may take MOST times as long, after what a submission takes without it. If it takes more, half of the text is
measured too: large texts leave the processor's cache and the memory at hand, once, while work that grows with the square takes four
times as long for the whole as for a half. Exits 1 if a reader needs more than DOUBLED times as long for it.
"""

import math
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from attacks.collection import ROOT
from classroom import HEAD, NAME

from bench.hostile import PLACE
from bench.readers import Desk, Notebook, Paper, code, text

TIMES = 10  # sizes of the larger and the smaller text, divided
MOST = 1.5 * TIMES
DOUBLED = 2.8  # times as long for twice the text: between linear work, which takes 2, and square work, which takes 4
LEAST = 0.1  # seconds of computing: what takes less for the smaller text is measured as if it took that
TRIES = 3  # measurements, of which the least counts: other work on the machine only adds
PAGE = ROOT / "docs" / "attacks.md"
SECTION = re.compile(r"^## growth\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
TANH = f"{HEAD}    return np.tanh(x)\n"

Seconds = Mapping[str, float]  # by reader


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a student controls: how much of it there is at most, in which unit, and a submission with some of it."""

    most: int
    make: Callable[[int], Paper]
    unit: str = "characters"


def wrong(size: int, part: str, before: str = "", behind: str = "") -> Paper:
    """Return a wrong answer to which a repeated part is added."""
    return Paper(NAME, answers={"sigmoid": f"{TANH}{before}{part * (size // len(part))}{behind}\n"})


def answer(source: str) -> Paper:
    """Return a submission with this one answer."""
    return Paper(NAME, answers={"sigmoid": source})


def cell(*cells: Notebook) -> Paper:
    """Return a wrong answer, and cells of the student's own."""
    return Paper(NAME, answers={"sigmoid": TANH}, cells=cells)


def changed(change: Callable[[Notebook], object]) -> Paper:
    """Return a wrong answer in a notebook that is changed in another place, too."""

    def do(book: Notebook) -> None:
        change(book)

    return Paper(NAME, answers={"sigmoid": TANH}, change=do)


def output(content: str) -> Notebook:
    """Return an output that stands in the file as it is handed in."""
    return {"output_type": "stream", "name": "stdout", "text": content}


def repeated(part: str, size: int) -> str:
    """Return a text of about `size` characters."""
    return part * (size // len(part))


SOURCE = 900_000  # characters, of the million that a notebook may have
MARKDOWN = 9_900  # characters: more in one cell is shown as plain text
TEXTS: dict[str, Text] = {
    "source: line breaks": Text(SOURCE, lambda size: wrong(size, "\n", behind="x = 1")),
    "source: white lines": Text(SOURCE, lambda size: wrong(size, " \n", behind="x = 1")),
    "source: zeros behind %%x": Text(SOURCE, lambda size: cell(code('%%x\n"%' + "0" * size))),
    "source: zeros behind a per cent sign": Text(SOURCE, lambda size: cell(code('"%' + "0" * size))),
    "source: an open string": Text(SOURCE, lambda size: wrong(size, "\\'", before="    '")),
    "source: open brackets": Text(SOURCE, lambda size: wrong(size, "(")),
    "source: half-width marks": Text(SOURCE, lambda size: wrong(size, "\uff9e\u0301", before="# a")),
    "source: definitions": Text(SOURCE, lambda size: wrong(size, "def sigmoid(x):\n    return x\n")),
    "comment": Text(SOURCE, lambda size: wrong(size, "kanary ", before="# ")),
    "output: a line": Text(SOURCE, lambda size: answer(f"print('x' * {size})\n{TANH}")),
    "output: lines": Text(SOURCE, lambda size: answer(f"print('x\\n' * {size // 2})\n{TANH}")),
    "output: of each call": Text(SOURCE, lambda size: answer(TANH.replace("    return", f"    print('x' * {size})\n    return"))),
    "output kept in the file": Text(30_000_000, lambda size: cell({**code("1"), "outputs": [output("x\n" * (size // 2))]})),
    "error's name": Text(SOURCE, lambda size: answer(f"{HEAD}    raise type('k' * {size}, (Exception,), {{}})('kanary')\n")),
    "error's text": Text(SOURCE, lambda size: answer(f"{HEAD}    raise ValueError('kanary. ' * {size // 8})\n")),
    "error's text: numbers": Text(SOURCE, lambda size: answer(f"{HEAD}    raise ValueError('0.1 ' * {size // 4})\n")),
    "error's text: line breaks": Text(SOURCE, lambda size: answer(f"raise ValueError('\\n' * {size})\n{TANH}")),
    "error's traceback": Text(
        SOURCE // 2, lambda size: answer(f"{HEAD}    {PLACE.replace('{text}', repr('k') + f' * {size + 1}')}; f()\n")
    ),
    "type's name": Text(SOURCE, lambda size: answer(f"{HEAD}    return type('k' * {size}, (), {{}})()\n")),
    "type's name in a tuple": Text(SOURCE, lambda size: answer(f"{HEAD}    return type('k' * {size}, (), {{}})(), 1.0\n")),
    "parameter's name": Text(
        SOURCE // 3, lambda size: answer("def sigmoid({0}):\n    n, d = {0}.shape\n    return {0}\n".format("k" * (size + 1)))
    ),
    "function's name": Text(SOURCE, lambda size: answer(f"def sigmoid{'k' * size}k(x):\n    return x\n")),
    "unknown name": Text(SOURCE, lambda size: answer(f"{HEAD}    return k{'k' * size}(x)\n")),
    "names alike": Text(
        40_000,
        lambda size: Paper(
            NAME,
            answers={"sigmoid": f"{HEAD}    return sigmoyd(x)\n"},
            cells=[code("".join(f"sigmoyd{number} = 1\n" for number in range(size)))],
        ),
        "names",
    ),
    "answer: numbers": Text(1_000_000, lambda size: answer(f"{HEAD}    return np.zeros({size})\n"), "numbers"),
    "answer: numbers in a list": Text(1_000_000, lambda size: answer(f"{HEAD}    return [0.5] * {size}\n"), "numbers"),
    "attachment": Text(
        10_000_000, lambda size: cell({**text("![x](attachment:x.png)"), "attachments": {"x.png": {"image/png": "A" * size}}})
    ),
    "metadata": Text(
        300_000,
        lambda size: changed(lambda book: book["metadata"].update({f"k{number}": "kanary" for number in range(size)})),
        "keys",
    ),
    "cells' ids": Text(
        SOURCE,
        lambda size: changed(lambda book: [each.update(id=f"{number}{'k' * size}") for number, each in enumerate(book["cells"])]),
    ),
    "Markdown: formulas": Text(MARKDOWN, lambda size: cell(text(repeated("$x^2$ and *kanary*, ", size)))),
    "Markdown: one formula": Text(MARKDOWN, lambda size: cell(text(f"${repeated('x^2 + ', size)}1$"))),
    "Markdown: formulas left open": Text(MARKDOWN, lambda size: cell(text(repeated("$$\\begin{a} ", size)))),
    "Markdown: brackets": Text(MARKDOWN, lambda size: cell(text(repeated("[", size)))),
    "Markdown: links": Text(MARKDOWN, lambda size: cell(text(repeated("[a](https://example.org) ", size)))),
    "Markdown: HTML": Text(MARKDOWN, lambda size: cell(text(repeated("<b>a</b> <!-- ", size)))),
    "Markdown: emphasis": Text(MARKDOWN, lambda size: cell(text(repeated("*a _b ", size)))),
    "Markdown: quotes": Text(MARKDOWN, lambda size: cell(text(repeated("> ", size) + "x"))),
    "Markdown: a table": Text(MARKDOWN, lambda size: cell(text("| a | b |\n| --- | --- |\n" + repeated("| 1 | 2 |\n", size)))),
    "Markdown: too long to lay out": Text(SOURCE, lambda size: cell(text(repeated("$x^2$ and `kanary`, ", size)))),
    "raw text: backquotes": Text(SOURCE, lambda size: cell(text(repeated("` ", size), "raw"))),
    "cells of code": Text(900, lambda size: cell(*[code("x = 1")] * size), "cells"),
    "cells of text": Text(900, lambda size: cell(*[text("$x^2$ *kanary*")] * size), "cells"),
    "typed into a locked cell": Text(
        SOURCE, lambda size: changed(lambda book: book["cells"][-1].update(source=repeated("kanary = 1\n", size)))
    ),
    "file's name": Text(240, lambda size: Paper(NAME, answers={"sigmoid": TANH}, files={"k" * size + "k.ipynb": "{}"})),
    "files beside it": Text(
        3_000, lambda size: Paper(NAME, answers={"sigmoid": TANH}, files={f"{number}.ipynb": "" for number in range(size)}), "files"
    ),
    "student's id": Text(120, lambda size: Paper(NAME, student="k" * (size + 1), answers={"sigmoid": TANH})),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured of a text: seconds of each reader without it, with a tenth of the most, and with the most."""

    name: str
    without: Seconds
    few: Seconds
    many: Seconds
    half: Seconds = field(default_factory=dict)  # with half of `most`: measured only if the growth seems too steep
    trouble: str = ""  # why a reader failed

    def of(self, readers: Sequence[str]) -> float:
        """Return how many times as long the readers take for ten times as much, beyond what they take without it."""
        without, few, many = (sum(each.get(reader, 0.0) for reader in readers) for each in (self.without, self.few, self.many))
        return (many - without) / max(few - without, LEAST)

    @property
    def too_steep(self) -> tuple[str, ...]:
        """Return the readers that take more than MOST times as long for ten times as much, and more than DOUBLED for twice."""
        return tuple(reader for reader in self.many if self.of([reader]) > MOST and self.doubled(reader) > DOUBLED)

    def doubled(self, reader: str) -> float:
        """Return how many times as long a reader takes for the whole as for a half; without that measurement, infinity."""
        if reader not in self.half:
            return math.inf
        without = self.without.get(reader, 0.0)
        return (self.many[reader] - without) / max(self.half[reader] - without, LEAST)

    @property
    def fails(self) -> str:
        """Return what is wrong; '' if nothing is."""
        steep = (f"{reader}: {self.of([reader]):.0f} times, twice: {self.doubled(reader):.1f}" for reader in self.too_steep)
        return self.trouble or ", ".join(steep)

    def row(self) -> str:
        """Return the row of the table."""
        most, unit = TEXTS[self.name].most, TEXTS[self.name].unit
        without, few, many = (sum(each.values()) for each in (self.without, self.few, self.many))
        growth = f"**{self.fails.splitlines()[0]}**" if self.fails else f"{max(self.of(list(self.many)), 0):.1f}"
        sizes = f"{most // TIMES:,} → {most:,} {unit}"
        return f"| {self.name} | {sizes} | {without:.2f} | {few:.2f} | {many:.2f} | {growth} |"


def measure(desk: Desk, name: str, tries: int = TRIES) -> Growth:
    """Return how the work grows with a text, measured again while it seems too much, `tries` times at most."""
    wanted = TEXTS[name]
    sizes = {"without": 0, "few": wanted.most // TIMES, "many": wanted.most}
    least: dict[str, dict[str, float]] = {which: {} for which in sizes}
    growth = Growth(name, {}, {}, {})
    for _ in range(tries):
        for which, size in sizes.items():
            known = least[which]
            for reading in desk.read(wanted.make(size)):
                if reading.trouble:
                    return Growth(name, **least, trouble=f"{reading.reader}, {size:,} {wanted.unit}: {reading.trouble}")
                known[reading.reader] = min(reading.seconds, known.get(reading.reader, reading.seconds))
        growth = Growth(name, **least)
        if not growth.fails:
            break
        sizes["half"] = wanted.most // 2
        least.setdefault("half", {})
    return growth


def measured(names: Sequence[str] = ()) -> Iterator[Growth]:
    """Yield what is measured of each text whose name begins with one of `names` (none: of each)."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder, Desk(Path(folder) / "course", [NAME]) as desk:
        for name in TEXTS:
            if not names or name.startswith(tuple(names)):
                growth = measure(desk, name)
                print(growth.row(), file=sys.stderr, flush=True)
                yield growth


def now() -> str:
    """Return the time, and the machine's load."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC (load {os.getloadavg()[0]:.1f})"


def section(found: Sequence[Growth], began: str) -> str:
    """Return the section of docs/attacks.md; `began`: when the measurements began."""
    rows = "\n".join(growth.row() for growth in found)
    return f"""## growth

What a text costs the grader: seconds of computing in all that reads a submission (grading, check, explain, feedback, formgrader's
cells, report, anonymous report, exports), without the text, with a tenth of the size, and with the whole. *Growth* is how many
times as long ten times the text takes, beyond what a submission takes without it; differences below {LEAST:g} s count as
{LEAST:g} s. Less than 10: a cap holds, or the text is cut. Where one reader grows more than {MOST:g} times, half of the text is
measured too (a large text leaves the processor's cache); a reader that takes more than {DOUBLED:g} times as long for the whole as
for the half makes `make attacks` fail: work that grows with the square would take 4 times as long.

Measured from {began} to {now()}.

| text | size | without (s) | a tenth (s) | all (s) | growth |
| --- | --- | --- | --- | --- | --- |
{rows}
"""


def failing(found: Sequence[Growth]) -> list[str]:
    """Return a line for each text that takes too long."""
    return [f"{growth.name}: {growth.fails}" for growth in found if growth.fails]


def main(names: Sequence[str]) -> int:
    """Measure; if everything is measured, renew the table; return 1 if something takes too long."""
    began = now()
    growths = list(measured(names))
    if not names:
        page = SECTION.sub("", PAGE.read_text()).rstrip("\n")
        PAGE.write_text(f"{page}\n\n{section(growths, began)}")
    for line in failing(growths):
        print(line, file=sys.stderr)
    return int(bool(failing(growths)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
