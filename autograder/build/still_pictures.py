"""Static pictures of the sliders: drawn by the lesson's own code, kept as files, redrawn when that code has changed.

Trusted side. Run as `python -m autograder.build.still_pictures`, this module is also the process that draws: it runs the code of a
lesson, which is ours, and knows neither notebooks nor nbgrader.
"""

import ast
import contextlib
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import CourseError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"Source\x00"
DEADLINE = 120  # seconds for all the pictures of a lesson


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the name the lesson binds its slider to, the cell that shows it, and the code it is drawn from.

    `code` holds (label, source) of each code cell up to and including the one that binds `name`.
    """

    name: str
    label: str
    code: tuple[tuple[str, str], ...]

    @property
    def source(self) -> str:
        """Return the SHA-256 of the code, which the picture's file carries."""
        return hashlib.sha256("\n\n".join(source for _, source in self.code).encode()).hexdigest()


def picture(name: str, label: str, above: Sequence[tuple[str, str]], where: str) -> Picture:
    """Return the picture `name` of the code cells (label, source) `above` it.

    Raises CourseError where none of them binds `name`.
    """
    for number in range(len(above) - 1, -1, -1):
        if name in _bound(above[number][1]):
            return Picture(name, label, tuple(above[: number + 1]))
    raise CourseError(f"{label}: no code above it binds the name {name}", where, f"write {name} = Explorer(...) above it")


def stale(pictures: Sequence[Picture], folder: Path) -> list[Picture]:
    """Return the pictures whose file in `folder` is missing or was drawn from other code."""
    return [each for each in pictures if drawn_from(file_bytes(folder / f"{each.name}.png")) != each.source]


def file_bytes(path: Path) -> bytes:
    """Return what the file holds; nothing where there is none."""
    return path.read_bytes() if path.is_file() else b""


def draw(pictures: Sequence[Picture], where: str) -> dict[str, bytes]:
    """Return the PNG of each picture, drawn in a process of its own; each carries the hash of its code.

    Raises CourseError where the lesson's code fails, returns no PNG, or takes longer than two minutes.
    """
    if not pictures:
        return {}
    cells = max((each.code for each in pictures), key=len)
    names = [[each.name for each in pictures if len(each.code) == number + 1] for number in range(len(cells))]
    job = json.dumps([{"label": label, "source": source, "names": n} for (label, source), n in zip(cells, names, strict=True)])
    with tempfile.TemporaryDirectory(prefix="course-pictures-") as folder:
        environment = {**os.environ, "MPLBACKEND": "agg", "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", folder)}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "autograder.build.still_pictures"],
                input=job.encode(),
                capture_output=True,
                cwd=folder,
                env=environment,
                timeout=DEADLINE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            step = "make its code quicker"
            raise CourseError(f"drawing its pictures takes more than {DEADLINE} s", where, step) from error
        told = Path(folder, "error.json")
        if told.is_file():
            said = json.loads(told.read_text(encoding="utf-8"))
            step = "run that cell in the notebook and mend it"
            raise CourseError(f"{said['label']} fails while its picture is drawn: {said['error']}", where, step)
        if done.returncode:
            last = (done.stderr.decode(errors="replace").strip().splitlines() or [f"exit status {done.returncode}"])[-1]
            raise CourseError(f"drawing its pictures fails: {last}", where, "run the lesson's notebook from the top")
        return {each.name: stamped(file_bytes(Path(folder, f"{each.name}.png")), each.source) for each in pictures}


def stamped(png: bytes, source: str) -> bytes:
    """Return the PNG with `source` in a text chunk `Source` behind its header."""
    behind_header = len(SIGNATURE) + 25
    data = KEYWORD + source.encode("ascii")
    chunk = struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(b"tEXt" + data))
    return png[:behind_header] + chunk + png[behind_header:]


def drawn_from(png: bytes) -> str:
    """Return what `stamped` wrote into the PNG; '' where it wrote nothing, or where this is no PNG."""
    if not png.startswith(SIGNATURE):
        return ""
    for kind, data in _chunks(png):
        if kind == b"tEXt" and data.startswith(KEYWORD):
            return data.removeprefix(KEYWORD).decode("ascii", "replace")
    return ""


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _bound(source: str) -> set[str]:
    """Return the names that the cell's own statements assign."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    targets = []
    for node in tree.body:
        match node:
            case ast.Assign():
                targets += node.targets
            case ast.AnnAssign():
                targets.append(node.target)
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def _run(cells: Sequence[Mapping[str, Any]]) -> None:
    """Run the cells one after the other in this process, and write each picture as soon as its cell has run."""
    from IPython.display import display

    space: dict[str, Any] = {"__name__": "__main__", "display": display}
    for cell in cells:
        label = cell["label"]
        try:
            exec(compile(cell["source"], f"<{label}>", "exec", dont_inherit=True), space)
            for name in cell["names"]:
                png = space[name].still()
                if not isinstance(png, bytes) or not png.startswith(SIGNATURE):
                    raise TypeError(f"{name}.still() returns no PNG bytes")
                Path(f"{name}.png").write_bytes(png)
        except BaseException as error:  # noqa: BLE001  # whatever it is, the author is told
            said = {"label": label, "error": f"{type(error).__name__}: {error}"}
            Path("error.json").write_text(json.dumps(said), encoding="utf-8")
            return


if __name__ == "__main__":
    job = json.loads(sys.stdin.buffer.read())
    with contextlib.redirect_stdout(io.StringIO()):
        _run(job)
