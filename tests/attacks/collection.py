"""The attack collection: hostile submissions as data, and the class that hands them in.

A snippet stands in `<door>/<name>.txt`. Its first lines say in comments what it tries, then `# key: value`:

    deserved   points that its functions deserve by themselves ("none": it cannot be graded, and a person decides)
    class      "endless" where it would take all the time it gets; those are graded with a short limit (default "crowd")
    stock      "no" where it aims at a part that only this grader has (default "yes")
    due        points that it deserves in a stock course, where a function gets all of its points or none (default: `deserved`)
    student    the name that it is handed in under (default: door and name)
    repeat     how often each of its added cells is handed in (default 1)

Then cells: `# %% sigmoid` and other ids of the release's cells hold their new source; `# %% first` and `# %% last` are code cells
before and after all others, `# %% markdown` and `# %% raw` cells at the end. Files that are broken as files are made
by attacks/files.py. @WORDS@ stand for places (see `Place.fill`), `hunt(data)` prints each secret found in data.
"""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
NAME = "02_sigmoid"
Notebook = dict[str, Any]

PAYLOAD = "<script>window.stolen=1</script><img src=x onerror=window.stolen=1>"
CANARIES = {place: f"kanary-{place}-{number:016x}" for number, place in enumerate(
    ("checks", "solution", "gradebook", "neighbour", "environment", "home", "exchange"), 0xC0FFEE00
)}  # fmt: skip
# What hidden checks and references hold and no student is ever told: the first words of every module.
SECRETS = tuple(
    sorted({
        (path.read_text().splitlines()[0].strip('"'))[:40]
        for folder in ("checks", "reference") for path in (ROOT / "autograder" / folder).glob("*.py")
    })
)  # fmt: skip
ESCAPED = "kanary-escape-0000000000000000"


def unlike(word: str) -> str:
    """Return a pattern that finds `word` and is not like it: a search of a memory must not find what it searches with."""
    return re.escape(word[:-1]) + f"[{re.escape(word[-1])}]"


HUNT = r"""
import re as _re
LOOT = set()
def hunt(data):
    data = data.encode(errors="replace") if isinstance(data, str) else bytes(data)
    for found in set(_re.findall(rb"@WHAT@", data)):
        LOOT.add(found.decode())
        print(found.decode())
""".replace("@WHAT@", "|".join(["k[a]nary-[a-z]+-[0-9a-f]{16}", *map(unlike, SECRETS)]))
CONFESS = "def sigmoid(x):\n    raise RuntimeError(' '.join(sorted(LOOT)))\n"


@dataclass(frozen=True)
class Place:
    """Where an attack finds what it is after: folders, a port that listens, the name that it is handed in under."""

    course: Path
    home: Path
    exchange: Path
    port: int
    package: Path = ROOT / "autograder"

    def fill(self, text: str, student: str) -> str:
        """Return `text` with the @WORDS@ replaced."""
        words = {
            "COURSE": self.course, "HOME": self.home, "EXCHANGE": self.exchange, "PACKAGE": self.package, "PORT": self.port,
            "STUDENT": student, "LEFT": left(student), "PAYLOAD": PAYLOAD,
        }  # fmt: skip
        for word, value in words.items():
            text = text.replace(f"@{word}@", str(value))
        return text


@dataclass(frozen=True)
class Attack:
    """One hostile submission."""

    door: str
    name: str
    tries: str
    deserved: float | None
    make: Callable[[Path, Notebook, Place], None] = field(repr=False)
    group: str = "crowd"
    stock: bool = True
    student: str = ""
    due: float = 0

    @property
    def id(self) -> str:
        """Return the name that it is handed in under."""
        return self.student or f"{self.door}-{self.name}"

    def named(self, patterns: Sequence[str]) -> bool:
        """Return whether its door and name match one of the patterns, or there is none."""
        return not patterns or any(re.match(pattern, f"{self.door}-{self.name}") for pattern in patterns)


def left(student: str) -> str:
    """Return the name of files that an attack leaves behind, where it can."""
    return "left-by-" + re.sub(r"\W", "_", student)


def load() -> list[Attack]:
    """Return the whole collection."""
    from attacks import files

    snippets = [read(path) for path in sorted(FOLDER.glob("*/*.txt"))]
    return [*snippets, *files.collection()]


def read(path: Path) -> Attack:
    """Return the attack that a snippet describes."""
    head, *cells = re.split(r"^# %% (.*)\n", path.read_text(), flags=re.MULTILINE)
    lines = [line.removeprefix("# ") for line in head.strip().splitlines()]
    keys = dict(line.split(": ", 1) for line in lines if re.match(r"(deserved|class|stock|due|student|repeat): ", line))
    tries = " ".join(line for line in lines if line.split(":")[0] not in keys)
    parts = list(zip(cells[::2], cells[1::2], strict=True))
    deserved = None if keys["deserved"] == "none" else float(keys["deserved"])
    attack = Attack(
        path.parent.name, path.stem, tries, deserved, lambda *args: None, keys.get("class", "crowd"),
        keys.get("stock", "yes") == "yes", keys.get("student", ""), float(keys.get("due", deserved or 0)),
    )  # fmt: skip

    def make(folder: Path, book: Notebook, place: Place) -> None:
        answer(book, [(kind, place.fill(text, attack.id)) for kind, text in parts], int(keys.get("repeat", 1)))
        save(folder, book)

    return Attack(**{**vars(attack), "make": make})


def answer(book: Notebook, parts: list[tuple[str, str]], repeat: int = 1) -> None:
    """Put cells into a notebook."""
    hunts = any("hunt(" in text for _, text in parts)
    if hunts and "sigmoid" not in dict(parts):
        parts = [*parts, ("sigmoid", CONFESS)]
    by_id = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in book["cells"]}
    first = [code(HUNT)] if hunts else []
    for kind, text in parts:
        if kind in by_id:
            by_id[kind]["source"] = text
        elif kind == "first":
            first += [code(text)] * repeat
        elif kind == "last":
            book["cells"] += [code(text)] * repeat
        else:
            book["cells"].append({"cell_type": kind, "metadata": {}, "source": text})
    where = next(number for number, cell in enumerate(book["cells"]) if cell is by_id["sigmoid"])
    book["cells"][where:where] = first


def code(source: str) -> Notebook:
    """Return a code cell."""
    return {"cell_type": "code", "metadata": {}, "source": source, "execution_count": None, "outputs": []}


def save(folder: Path, book: Notebook) -> None:
    """Write a submission's notebook as JupyterLab does."""
    for number, cell in enumerate(book["cells"]):
        cell.setdefault("id", f"own-{number}")
    (folder / f"{NAME}.ipynb").write_text(json.dumps(book))


def lean(book: Notebook, solved: bool = False) -> Notebook:
    """Return a lesson's notebook without its story and sliders: what nbgrader knows of it."""
    kept = json.loads(json.dumps(book))
    kept["cells"] = [cell for cell in kept["cells"] if "nbgrader" in cell["metadata"]]
    for cell in kept["cells"]:
        cell["source"] = "".join(cell["source"])
        if solved and cell["metadata"]["nbgrader"]["grade_id"] == "sigmoid":
            cell["source"] = cell["source"].replace("# BEGIN SOLUTION", f"# BEGIN SOLUTION\n    # {CANARIES['solution']}")
    return kept


def lesson(kind: str) -> Notebook:
    """Return the lean notebook of the lesson, `kind` source or release."""
    return lean(json.loads((ROOT / kind / NAME / f"{NAME}.ipynb").read_text()), solved=kind == "source")


def points() -> dict[str, float]:
    """Return the points of each of the lesson's functions."""
    marked = [cell["metadata"]["nbgrader"] for cell in lesson("source")["cells"]]
    return {each["grade_id"].removeprefix("test_"): each["points"] for each in marked if each.get("points")}


def pictures() -> list[Notebook]:
    """Return the cells of the lesson that hold a picture, which `lesson` leaves out."""
    book = json.loads((ROOT / "release" / NAME / f"{NAME}.ipynb").read_text())
    return [{**cell, "source": "".join(cell["source"])} for cell in book["cells"] if cell.get("attachments")]


def solved(release: Notebook, comment: str = "") -> Notebook:
    """Return the release with every answer right."""
    from autograder.commands.demo import solutions
    from autograder.course import Course

    book: Notebook = json.loads(json.dumps(release))
    answers = solutions(Course(ROOT), NAME)
    for cell in book["cells"]:
        if (source := answers.get(cell["metadata"]["nbgrader"]["grade_id"])) is not None:
            cell["source"] = source + (f"\n# {comment}" if comment else "")
    return book


def found_in(text: str) -> set[str]:
    """Return the canaries and secrets that stand in a text; "payload" where a browser would run what a student wrote."""
    places = {place for place, canary in CANARIES.items() if canary in text}
    if any(secret in text for secret in SECRETS):
        places.add("checks")
    if ESCAPED in text:
        places.add("escaped")
    return places


def furnish(root: Path) -> Place:
    """Make the places that hold secrets, each with its canary: a home folder, an exchange; return where they are."""
    home, exchange = root / "home", root / "exchange"
    (home / ".ssh").mkdir(parents=True)
    for name in (".netrc", ".ssh/id_ed25519", ".bash_history"):
        (home / name).write_text(f"password {CANARIES['home']}\n")
    inbound = exchange / "activation-functions" / "inbound" / f"ada+{NAME}+2024-05-01 10:00:00 UTC+x"
    inbound.mkdir(parents=True)
    (inbound / f"{NAME}.ipynb").write_text(f"{{}} {CANARIES['exchange']}\n")
    return Place(root / "course", home, exchange, 0)


def hand_in(place: Place, attacks: list[Attack], release: Notebook, honest: Sequence[str] = ("ada", "zoe")) -> None:
    """Put a class into submitted/: ada, who has a secret, the attackers, and zoe, who comes last."""
    for student in honest:
        comment = CANARIES["neighbour"] if student == "ada" else ""
        folder = place.course / "submitted" / student / NAME
        folder.mkdir(parents=True)
        save(folder, solved(release, comment))
    for attack in attacks:
        folder = place.course / "submitted" / attack.id / NAME
        folder.mkdir(parents=True)
        attack.make(folder, json.loads(json.dumps(release)), place)


def copy_course(place: Place, config: str) -> None:
    """Make the folder of this course, with its one lesson, lean but for its pictures, and `config` added to its configuration."""
    shutil.copytree(ROOT / "notebooks", place.course / "notebooks")
    for path in (place.course / "notebooks").glob("[0-9]*.py"):
        if path.stem != NAME:
            path.unlink()
    for kind in ("source", "release"):
        folder = place.course / kind / NAME
        folder.mkdir(parents=True)
        book = lesson(kind)
        book["cells"] += pictures()
        (folder / f"{NAME}.ipynb").write_text(json.dumps(book))
    (place.course / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + config)
