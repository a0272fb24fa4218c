"""Reads notebook files that students submit, within limits. Trusted side.

Only cell types, sources and nbgrader's cell ids are taken from a submission; outputs, attachments and all other metadata are
dropped. Notebooks are plain dicts here, as in JSON.
"""

import errno
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.submissions import ordinary_files

CELLS_CAP = 1000  # cells of a notebook; a lesson has about 40
SOURCE_CAP = 1024 * 1024  # characters in all cells together
PARTS_CAP = 3_000_000  # JSON lists, objects and items of a file: parsing "[],[],[]" takes forty times its size in memory
OURS = (errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE)  # errors that a student cannot cause
CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")  # the lines that git writes between two versions
AGAIN = "open it in JupyterLab, save it, and submit it again"


class UnreadableNotebook(CourseError):
    """A submitted file that cannot be graded; student and instructor read the reason."""

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.where, self.next_step)


@dataclass(frozen=True, slots=True)
class SubmittedCell:
    """The data that are read from a cell of a submitted notebook."""

    kind: str  # code, markdown or raw
    source: str
    grade_id: str | None
    id: str = ""  # nbformat's cell id; programs other than Jupyter may keep only this one


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a submitted file.

    Raises UnreadableNotebook if it does not exist, is not an ordinary file (a link, a pipe, a device) or is over 50 MiB;
    CourseError if it cannot be read because of this machine, not because of the student.
    """
    try:
        return ordinary_files.read(path)
    except FileNotFoundError:
        raise UnreadableNotebook("there is no such file", path, "check the path") from None
    except ordinary_files.TooLarge as error:
        raise UnreadableNotebook(str(error), path, "clear its outputs, save, and submit it again") from None
    except ordinary_files.NotOrdinary as error:
        raise UnreadableNotebook(str(error), path, "submit the notebook itself") from None
    except OSError as error:
        if error.errno in OURS:
            raise CourseError(f"the file cannot be read ({error.strerror})", path, "give this user the right to read it") from None
        raise UnreadableNotebook(f"the file cannot be opened ({error.strerror})", path, AGAIN) from None


def read_submitted(path: Path) -> bytes:
    """Return the bytes of submitted/<student>/<assignment>/<notebook>; raise as `read_bytes` does.

    A folder that is a link is refused, too: it may lead to another student's.
    """
    if any(folder.is_symlink() for folder in (path.parent, path.parent.parent)):
        raise UnreadableNotebook("the folder of this submission is a link", path, AGAIN)
    return read_bytes(path)


def parse(raw: bytes, path: object) -> list[SubmittedCell]:
    """Return the cells of a notebook file; raise UnreadableNotebook, with the reason, if it is not a notebook within the limits."""
    if not raw.strip():
        raise UnreadableNotebook("the file is empty", path, AGAIN)
    if sum(map(raw.count, (b",", b"[", b"{"))) > PARTS_CAP:
        raise UnreadableNotebook("the file holds millions of values", path, "clear its outputs, save, and submit it again")
    try:
        data = json.loads(raw)
    except UnicodeDecodeError:
        if not raw.lstrip().startswith(b"{"):
            raise _no_notebook(raw, path) from None
        what = "the file is in another encoding than UTF-8, so letters in it cannot be read"
        raise UnreadableNotebook(what, path, AGAIN) from None
    except (ValueError, RecursionError) as error:
        raise _no_notebook(raw, path, error) from None
    version = data.get("nbformat") if isinstance(data, dict) else None
    if version != 4:
        form = f"in format {version}" if type(version) is int and 0 <= version < 100 else "in no known format"
        raise UnreadableNotebook(f"the notebook is {form}; format 4 is needed", path, AGAIN)
    cells = data.get("cells")
    if not isinstance(cells, list) or not cells:
        raise UnreadableNotebook("the notebook has no cells", path, "fetch the lesson again and copy your answers over")
    if len(cells) > CELLS_CAP:
        raise UnreadableNotebook(f"the notebook has {len(cells)} cells; {CELLS_CAP} at most", path, AGAIN)
    taken = [_take(cell, path) for cell in cells]
    if sum(len(cell.source) for cell in taken) > SOURCE_CAP:
        raise UnreadableNotebook("the notebook's cells hold more than a million characters", path, AGAIN)
    return taken


def _no_notebook(raw: bytes, path: object, error: Exception | None = None) -> UnreadableNotebook:
    """Return the error for a file that is not JSON, with what the file seems to be."""
    start = raw.lstrip()[:9].lower()
    if start.startswith(b"pk\x03\x04"):
        return UnreadableNotebook("the file is not a notebook but a zip archive", path, "unpack it, and submit the notebook in it")
    if start.startswith((b"<!doctype", b"<html")):
        return UnreadableNotebook("the file is not a notebook but a web page", path, "submit the notebook itself")
    if not start.startswith(b"{") or not isinstance(error, json.JSONDecodeError):
        return UnreadableNotebook("the file is not a notebook (no JSON)", path, AGAIN)
    place = f"it cannot be read from line {error.lineno} on"
    if error.pos >= len(error.doc.rstrip()):
        place = "its end is missing"
    elif error.doc[error.pos :].lstrip()[:7] in CONFLICT:
        place = f"line {error.lineno} is git's mark of a merge conflict"
    what = f"the file is not a notebook that can be read (no JSON: {place})"
    return UnreadableNotebook(what, path, "submit a copy that JupyterLab opens")


def _take(cell: object, path: object) -> SubmittedCell:
    if isinstance(cell, dict):
        source = cell.get("source", "")
        if isinstance(source, list) and {*map(type, source)} <= {str}:
            source = "".join(source)
        kind = cell.get("cell_type")
        if isinstance(source, str) and kind in ("code", "markdown", "raw"):
            metadata = cell.get("metadata")
            marked = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            grade_id = marked.get("grade_id") if isinstance(marked, dict) else None
            own = cell.get("id") or (metadata.get("id") if isinstance(metadata, dict) else None)  # Colab puts it into the metadata
            return SubmittedCell(
                kind, _clean(source), grade_id if isinstance(grade_id, str) else None, own if isinstance(own, str) else ""
            )
    raise UnreadableNotebook("a cell of the notebook is broken", path, AGAIN)


def _clean(source: str) -> str:
    """Return text with one kind of line ends that can be encoded: lone surrogates, which JSON allows, become question marks."""
    return source.encode("utf-8", errors="replace").decode().replace("\r\n", "\n")
