"""Static pictures of the sliders: drawn by the lesson's own code, kept as files, redrawn when that code has changed.

`hashes.json` beside a lesson's pictures says what each was drawn from. Trusted side. Run as
`python -m autograder.build.still_pictures`, this module is also the process that draws: it runs the code of a lesson, which is
ours, and knows neither notebooks nor nbgrader.
"""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import symtable
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from autograder.errors import CourseError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HASHES = "hashes.json"
COLOURS = 256  # in a picture: the file is less than half as large as with all colours, and nobody sees the difference
DEADLINE = 120  # seconds for all the pictures of a lesson


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the name the lesson binds its slider to, the cell that shows it, and the code it is drawn from.

    `code` holds (label, source) of each code cell up to and including the one that binds `name`.
    """

    name: str
    label: str
    code: tuple[tuple[str, str], ...]

    def digest(self, png: bytes) -> str:
        """Return the SHA-256 of the code and of the PNG drawn from it, which shows a change to either."""
        code = "\n\n".join(source for _, source in self.code)
        return hashlib.sha256(hashlib.sha256(code.encode()).digest() + png).hexdigest()


def picture(name: str, label: str, above: Sequence[tuple[str, str]], where: str) -> Picture:
    """Return the picture `name` that the cell `label` shows, drawn by the code cells (label, source) `above` that cell.

    Raises CourseError if none of them binds `name`; `where` names the text in it.
    """
    for number in range(len(above) - 1, -1, -1):
        if name in _bound(above[number][1]):
            return Picture(name, label, tuple(above[: number + 1]))
    raise CourseError(f"{label}: no code above it binds the name {name}", where, f"write {name} = Explorer(...) above it")


def stale(pictures: Sequence[Picture], folder: Path) -> list[Picture]:
    """Return the pictures whose file in `folder` is missing, was drawn from other code, or was changed since."""
    known = recorded(folder)
    return [each for each in pictures if known.get(each.name) != each.digest(file_bytes(folder / f"{each.name}.png"))]


def recorded(folder: Path) -> dict[str, str]:
    """Return the digest by name of each picture that `draw` made in `folder`; none if hashes.json cannot be read."""
    try:
        return dict(json.loads(file_bytes(folder / HASHES)))
    except (ValueError, TypeError):
        return {}


def record(pictures: Sequence[Picture], pngs: Mapping[str, bytes]) -> bytes:
    """Return the file hashes.json for `pictures`, whose files are `pngs` by name."""
    digests = {each.name: each.digest(pngs[each.name]) for each in pictures if each.name in pngs}
    return f"{json.dumps(digests, indent=1, sort_keys=True)}\n".encode()


def file_bytes(path: Path) -> bytes:
    """Return the file's bytes; b'' if it does not exist."""
    return path.read_bytes() if path.is_file() else b""


def draw(pictures: Sequence[Picture], where: str) -> dict[str, bytes]:
    """Return the PNG of each picture by name, drawn by the lesson's code in a process of its own; `where` names the text.

    Raises CourseError if the code fails, returns no PNG, or takes longer than DEADLINE.
    """
    if not pictures:
        return {}
    cells = max((each.code for each in pictures), key=len)
    names = [[each.name for each in pictures if len(each.code) == number + 1] for number in range(len(cells))]
    job = json.dumps([{"label": label, "source": source, "names": n} for (label, source), n in zip(cells, names, strict=True)])
    with tempfile.TemporaryDirectory(prefix="course-pictures-") as place:
        folder = Path(place, "lesson")  # a lesson looks for files in the folders beside its own: here there are none
        folder.mkdir()
        environment = {**os.environ, "MPLBACKEND": "agg", "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", place)}
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
        failure = folder / "error.json"
        if failure.is_file():
            failed = json.loads(failure.read_text(encoding="utf-8"))
            step = "run that cell in the notebook and fix it"
            raise CourseError(f"{failed['label']} fails while its picture is drawn: {failed['error']}", where, step)
        if done.returncode:
            last = (done.stderr.decode(errors="replace").strip().splitlines() or [f"exit status {done.returncode}"])[-1]
            raise CourseError(f"drawing its pictures fails: {last}", where, "run the lesson's notebook from the top")
        return {each.name: smaller(file_bytes(folder / f"{each.name}.png"), each.label, where) for each in pictures}


def smaller(png: bytes, label: str, where: str) -> bytes:
    """Return a PNG with at most COLOURS colours: each hand-in contains the pictures, and each step of grading copies them.

    Raises CourseError, which names the cell `label` of the text `where`, if it is not a PNG.
    """
    try:
        with Image.open(io.BytesIO(png)) as drawn:
            picture = drawn.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    except UnidentifiedImageError as error:
        step = "run that cell in the notebook and fix it"
        raise CourseError(f"{label} draws something that is not a PNG", where, step) from error
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _bound(source: str) -> set[str]:
    """Return the names that the cell's own statements bind; none if it is not Python."""
    try:
        symbols = symtable.symtable(source, "cell", "exec").get_symbols()
    except SyntaxError:
        return set()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned()}


def _run(cells: Sequence[Mapping[str, Any]]) -> None:
    """Run the cells one after the other in this process, and write each picture as soon as its cell has run.

    If a cell fails, its label and the error are written to a file for the author.
    """
    from IPython.display import display

    space: dict[str, Any] = {"__name__": "__main__", "display": display}
    for cell in cells:
        label = cell["label"]
        try:
            exec(compile(cell["source"], f"<{label}>", "exec", dont_inherit=True), space)
            if "from_lesson" in space:  # pictures for readers: nobody's functions are borrowed there
                space["from_lesson"].borrowed.clear()
            for name in cell["names"]:
                png = space[name].still()
                if not isinstance(png, bytes) or not png.startswith(SIGNATURE):
                    raise TypeError(f"{name}.still() returns no PNG bytes")
                Path(f"{name}.png").write_bytes(png)
        except BaseException as error:  # noqa: BLE001  # whatever it is, the author reads it
            failed = {"label": label, "error": f"{type(error).__name__}: {error}"}
            Path("error.json").write_text(json.dumps(failed), encoding="utf-8")
            return


if __name__ == "__main__":
    job = json.loads(sys.stdin.buffer.read())
    with contextlib.redirect_stdout(io.StringIO()):
        _run(job)
