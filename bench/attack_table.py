"""`make attacks`: grades the collection by both paths of this course and by a stock nbgrader course, measures how the grader's work
grows with each text of a student's, and writes docs/attacks.md. Exits 1 if something grows too much.

`--stock FILE.json ...` takes what `python -m attacks.stock FILE.json [NAME ...]` has found before, in place of running it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from attacks import collection, ours
from attacks.collection import FOLDER, ROOT, Attack, load

from bench import growth

PAGE = ROOT / "docs" / "attacks.md"
HEAD = """# Attacks, and their results

{number} hostile submissions, as data in `tests/attacks/`: snippets in a folder for each target, and files made by
`tests/attacks/files.py`. `make attacks` wrote this page from a run.
`make test TEST_ARGS=tests/attacks/test_attacks.py` grades them by both paths and fails if one gains, learns or leaves anything.

Each attack is submitted between two honest students, ada before it and zoe after it, whose answers are all right. **–** means
that nothing was gained, learned or left behind, and nobody was harmed. **+6** means 6 points of {most:g} that the functions do not
deserve, **−6** points that they deserve and did not get, or not before a person has looked. *A person's review* means that the
file gets no mark until a person has looked at it; what stock nbgrader gives for right answers in it is no gain.

*Stock nbgrader* is nbgrader {version} in its default configuration, with hidden tests in the notebook as its documentation
says, except that a cell may take {cell} s, not 30, and that a class was stopped after {run} s. Its tests give a function all of its
points or none. *Learns* lists secrets that were in outputs, comments or copied files afterwards. Stock nbgrader itself writes the
hidden tests into everybody's feedback; this is not counted. *n/a*: the attack aims at a part that stock nbgrader does not have.

Graded from {began} to {ended}, on {cores} cores.
*Load*: how many programs computed, or waited for a core or the disk, in the minute before.

{summary}
"""


def main(names: list[str]) -> int:
    """Run everything and write the page; return 1 if a text of a student's takes too long."""
    known = names[names.index("--stock") + 1 :] if "--stock" in names else []
    names = names[: names.index("--stock")] if known else names
    attacks = [attack for attack in load() if attack.named(names)]
    began = growth.now()
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        print("grading by both paths of this course", file=sys.stderr)
        graded = ours.grade_all(Path(folder), attacks)
        if known:
            stock = {attack: got for file in known for attack, got in json.loads(Path(file).read_text()).items()}
        else:
            print("grading by stock nbgrader: half an hour", file=sys.stderr)
            stock = run_stock(Path(folder) / "stock.json", names)
    text = page(attacks, graded, stock, began)
    if names:
        print(text)
        return 0
    print("measuring growth", file=sys.stderr)
    began = growth.now()
    growths = list(growth.measured())
    PAGE.write_text(f"{text}\n{growth.section(growths, began)}")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    for line in growth.failing(growths):
        print(line, file=sys.stderr)
    return int(bool(growth.failing(growths)))


def run_stock(result: Path, names: list[str]) -> dict[str, Any]:
    """Return what a stock course makes of the collection; it runs in a process of its own, which shuts itself in."""
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parent)}
    subprocess.run([sys.executable, "-m", "attacks.stock", str(result), *names], cwd=FOLDER.parent, env=environment, check=True)
    results: dict[str, Any] = json.loads(result.read_text())
    return results


def page(attacks: list[Attack], graded: ours.Graded, stock: dict[str, Any], began: str) -> str:
    """Return the page, but for the section about growth; `began`: when grading began."""
    from importlib.metadata import version

    from attacks import stock as settings

    rows = {attack: [by_stock(attack, stock), *(by_us(attack, path, graded) for path in ours.PATHS)] for attack in attacks}
    head = HEAD.format(
        number=len(attacks),
        version=version("nbgrader"),
        cell=settings.CELL_SECONDS,
        run=settings.RUN_SECONDS,
        most=sum(collection.points().values()),
        began=began,
        ended=growth.now(),
        cores=len(os.sched_getaffinity(0)),
        summary=summary(attacks, graded, stock),
    )
    parts = [head]
    for door, some in groupby(sorted(attacks, key=lambda attack: attack.door), key=lambda attack: attack.door):
        parts.append(
            f"\n## {door}\n\n| attack | what it tries | deserves | stock nbgrader | {' | '.join(ours.PATHS)} |\n|{' --- |' * 6}"
        )
        for attack in some:
            parts.append(f"| {attack.name.replace('_', ' ')} | {attack.tries} | {deserves(attack)} | {' | '.join(rows[attack])} |")
    return "\n".join(parts) + "\n"


def deserves(attack: Attack) -> str:
    """Return the points that an attack deserves, and those in a stock course if they are others."""
    if attack.deserved is None:
        return "a person's review"
    return f"{attack.deserved:g}" + (f" (stock: {attack.due:g})" if attack.stock and attack.due != attack.deserved else "")


def points(got: float | None, deserved: float | None) -> str:
    """Return what was gained or lost."""
    gain = round((got or 0) - (deserved or 0), 2)
    return f"{gain:+g}".replace("-", "−") if gain else ""


def cell(parts: Iterable[str]) -> str:
    """Return what happened, in one cell."""
    return "; ".join(part for part in parts if part) or "–"


def by_us(attack: Attack, path: str, graded: ours.Graded) -> str:
    """Return what one of our paths made of an attack."""
    got = graded.outcome(path, attack)
    return cell([points(got.score, attack.deserved), f"learns {', '.join(sorted(got.found))}" if got.found else ""])


def by_stock(attack: Attack, stock: dict[str, Any]) -> str:
    """Return what a stock course made of an attack."""
    if not attack.stock:
        return "n/a"
    got = stock[attack.id]
    least = attack.due if attack.deserved is None else 0  # what a person decides here is not lost there
    return cell([
        points(max(got["score"] or 0, least), attack.due),
        f"learns {', '.join(got['found'])}" if got["found"] else "",
        *(f"{name} not graded" if score is None else f"{name} graded {score:g}" for name, score in got["lost"].items()),
        "the class never ends" if got["stuck"] else f"{got['seconds']:.0f} s" if got["seconds"] > 60 else "",
        "leaves a process" if got["processes"] else "",
        "leaves or changes files" if got["files"] else "",
        "calls out" if got["heard"] else "",
    ])  # fmt: skip


def summary(attacks: list[Attack], graded: ours.Graded, stock: dict[str, Any]) -> str:
    """Return the sums: attacks that gained, learned, cost others their grades, left something."""
    tried = [attack for attack in attacks if attack.stock]
    results = [stock[attack.id] for attack in tried]
    rows = [(
        "stock nbgrader", len(tried), sum((got["score"] or 0) > attack.due for attack, got in zip(tried, results, strict=True)),
        sum(bool(got["found"]) for got in results), sum(len(got["lost"]) for got in results),
        sum(bool(got["processes"] or got["files"]) for got in results),
        sum(bool(got["heard"]) for got in results),
    )]  # fmt: skip
    for path in ours.PATHS:
        outcomes = [(attack, graded.outcome(path, attack)) for attack in attacks]
        classes = [graded.classes[path, group] for group in ours.LIMITS]
        honest = classes[0].honest
        rows.append((
            f"`{path}`", len(attacks), sum((got.score or 0) > (attack.deserved or 0) for attack, got in outcomes),
            sum(bool(got.found) for _, got in outcomes), sum(score != 20 for score in honest.values()),
            sum(len(one.files) for one in classes) + len(graded.processes), sum(len(one.heard) for one in classes),
        ))  # fmt: skip
    head = ("graded by", "attacks", "gain points", "learn a secret", "honest grades lost or changed", "leave something", "call out")
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (head, ("---",) * len(head), *rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
