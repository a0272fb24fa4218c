"""The builder: makes source/ and release/ from the texts in notebooks/, and takes edits back. Trusted side.

`course build`, `course build --check` and `course adopt` call it. Nothing is written before every text has kept every
rule and every notebook has been made; each file is then replaced as a whole. A page (`00_*`) is built as an
assignment without stubs, so that nbgrader hands it out like one.
"""

import difflib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import atomic_files, checks
from autograder.build import notebook, rules, still_pictures
from autograder.build.lesson_text import Cell, LessonText, digest, parse
from autograder.build.still_pictures import Picture
from autograder.course import Course
from autograder.errors import CourseError
from autograder.judge.lesson import Lesson

WIDEST = 160  # columns of a diff; an attached picture is one line of 50 000


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson that keeps the rules, not built yet: its name, text, cells with includes filled, and pictures."""

    name: str
    text: LessonText
    cells: tuple[Cell, ...]
    pictures: tuple[Picture, ...]


def build(course: Course, assignments: Sequence[str] = ()) -> list[Path]:
    """Write what the texts make into source/, release/ and notebooks/pictures/; return the files that changed.

    Builds `assignments` (default: all lessons and pages). Files that are right already are not touched. Building all
    also removes notebooks of the builder's own whose text is gone. Raises CourseError, with nothing written, where a
    text breaks a rule, or where a notebook in source/ holds changes that no text has.
    """
    drafts = _drafts(course, assignments)
    rules.report([*_strangers(course, drafts), *_unadopted(course, drafts)])
    wanted: dict[Path, bytes] = {}
    shown: dict[str, dict[str, bytes]] = {}
    for draft in drafts:
        folder = _picture_folder(course, draft.name)
        drawn = still_pictures.draw(still_pictures.stale(draft.pictures, folder), draft.text.where)
        shown[draft.name] = _pictures_in(folder, draft) | drawn
        wanted |= {folder / f"{name}.png": png for name, png in drawn.items()}
    wanted |= _notebooks(course, drafts, shown)
    gone = [] if assignments else list(_leftovers(course, drafts))
    changed = [path for path, data in wanted.items() if not path.is_file() or path.read_bytes() != data]
    for path in changed:
        replace(path, wanted[path])
    for path in gone:
        _remove(path)
    return changed + gone


def check(course: Course) -> str:
    """Return how source/, release/ and the pictures differ from what the texts make: a diff, '' where they agree.

    Everything is made again, in memory and in a temporary folder; nothing in the course is written. Pictures are
    compared by the hash of the code they were drawn from. Raises CourseError where a text breaks a rule.
    """
    drafts = _drafts(course, ())
    rules.report(_strangers(course, drafts))
    shown = {draft.name: _pictures_in(_picture_folder(course, draft.name), draft) for draft in drafts}
    said = []
    for draft in drafts:
        folder = _picture_folder(course, draft.name)
        for each in still_pictures.stale(draft.pictures, folder):
            file = _place(course, folder / f"{each.name}.png")
            said.append(f"{file}: not drawn from the code as it stands; run course build\n")
    for built, data in _notebooks(course, drafts, shown).items():
        said.append(_diff(_place(course, built), still_pictures.file_bytes(built), data))
    said += [f"{_place(course, path)}: its text is gone; run course build\n" for path in _leftovers(course, drafts)]
    return "".join(said)


def adopt(course: Course, path: Path) -> Path:
    """Take the changes made in the built notebook `path` (in JupyterLab, say) into its text; return the text's path.

    Raises CourseError, with the text untouched, where the file is no notebook of this course, was built from another
    text than now stands, or holds a change that has no place in the text (shared code, a pasted image).
    """
    if not path.is_file():
        raise CourseError("there is no such file", path, "name a notebook in source/")
    name = path.stem
    if path.suffix != ".ipynb" or name not in _names(course):
        raise CourseError("this is no notebook of the course", path, f"name one of {', '.join(_names(course))}.ipynb")
    text_path = course.text(name)
    text = _text(course, name)
    written = notebook.take_back(text, _shared(course), notebook.load(path.read_bytes(), path), str(path))
    if written.encode() != text_path.read_bytes():
        replace(text_path, written.encode())
    return text_path


def replace(path: Path, data: bytes) -> None:
    """Make `path` hold `data`, at once or not at all; raise CourseError if the file system refuses."""
    try:
        atomic_files.write(path, data)
    except OSError as error:
        raise CourseError(f"cannot be written: {error.strerror}", path, "make room or permission for it") from error


def _place(course: Course, path: Path) -> str:
    """Return a path as messages name it, from the course root."""
    return path.relative_to(course.root).as_posix()


def _names(course: Course) -> list[str]:
    return sorted(path.stem for path in (course.root / "notebooks").glob("[0-9][0-9]_*.py"))


def _text(course: Course, name: str) -> LessonText:
    path = course.text(name)
    return parse(_utf8(course, path), _place(course, path))


def _utf8(course: Course, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"not UTF-8 text: {error.reason} at byte {error.start}"
        raise CourseError(what, _place(course, path), "save it as UTF-8") from error


def _shared(course: Course) -> dict[str, str]:
    """Return the pieces of shared code by name, an empty file being no piece."""
    files = sorted((course.root / "notebooks" / "shared").glob("*.py"))
    return {path.stem: body for path in files if (body := _utf8(course, path).strip("\n")).strip()}


def _picture_folder(course: Course, name: str) -> Path:
    return course.root / "notebooks" / "pictures" / name


def _pictures_in(folder: Path, draft: Draft) -> dict[str, bytes]:
    found = {each.name: still_pictures.file_bytes(folder / f"{each.name}.png") for each in draft.pictures}
    return {name: png for name, png in found.items() if png}


def _drafts(course: Course, assignments: Sequence[str]) -> list[Draft]:
    """Return the chosen lessons, read and held against the rules; raise one CourseError that tells all they break."""
    names = _names(course)
    if unknown := [name for name in assignments if name not in names]:
        raise CourseError(f"there is no assignment '{unknown[0]}'", course.root, f"choose from {', '.join(names)}")
    shared, drafts, broken = _shared(course), [], []
    for name in [name for name in names if not assignments or name in assignments]:
        try:
            text = _text(course, name)
            found = rules.violations(text, _contract(course, name, shared))
        except CourseError as error:
            broken.append(error)
            continue
        if found:
            broken += found
            continue
        cells = notebook.filled(text, shared)
        code: list[tuple[str, str]] = []
        needed = []
        for cell in cells:
            if cell.kind == "code":
                code.append((cell.label, cell.source))
            if cell.picture:
                try:
                    needed.append(still_pictures.picture(cell.picture, cell.label, code, text.where))
                except CourseError as error:
                    broken.append(error)
        drafts.append(Draft(name, text, tuple(cells), tuple(needed)))
    rules.report(broken)
    return drafts


def _contract(course: Course, name: str, shared: Mapping[str, str]) -> rules.Contract:
    if name not in course.assignments():
        return rules.Contract(None, (), shared)
    suite = Path(*checks.__path__) / f"test_{name}.py"
    code = suite.read_text(encoding="utf-8") if suite.is_file() else ""
    checked = rules.checked_functions(code, f"autograder/checks/{suite.name}")
    return rules.Contract(Lesson.read(course, name), checked, shared)


def _notebooks(course: Course, drafts: Iterable[Draft], shown: Mapping[str, Mapping[str, bytes]]) -> dict[Path, bytes]:
    """Return the notebook files that the drafts make; raise CourseError where a student's one gives something away."""
    sources = {draft.name: notebook.make(draft.cells, shown[draft.name]) for draft in drafts}
    from autograder.nbgrader_plugin.student_version import student_versions  # loads nbgrader

    releases = student_versions(sources)
    made: dict[Path, bytes] = {}
    leaks: list[CourseError] = []
    for draft in drafts:
        made[course.source(draft.name)] = sources[draft.name]
        made[course.release(draft.name)] = releases[draft.name]
        where = _place(course, course.release(draft.name))
        leaks += rules.leaks(draft.text, notebook.cells_of(notebook.load(releases[draft.name], where)), where)
    rules.report(leaks)
    return made


def _unadopted(course: Course, drafts: Iterable[Draft]) -> Iterator[CourseError]:
    """Yield each notebook in source/ that building would overwrite although it holds changes that no text has."""
    for draft in drafts:
        path = course.source(draft.name)
        if path.is_file() and _is_edited(path, digest(draft.cells)):
            where = _place(course, path)
            step = f"take them into the text with course adopt {where}, or delete the notebook to drop them"
            yield CourseError("this notebook holds changes that its text does not have", where, step)


def _is_edited(path: Path, made: str = "") -> bool:
    """Return whether a notebook holds other cells than the builder put there and than the text now makes.

    A file that is no notebook (an unfinished merge, say) holds nothing that could be adopted: it is not edited.
    """
    try:
        found = notebook.load(path.read_bytes(), path)
    except CourseError:
        return False
    return digest(notebook.cells_of(found)) not in {notebook.built_from(found), made}


def _strangers(course: Course, drafts: Iterable[Draft]) -> Iterator[CourseError]:
    """Yield each file in a built folder that the builder did not make: nbgrader would hand it out to students."""
    for draft in drafts:
        for path in (course.source(draft.name), course.release(draft.name)):
            for other in _visible(path.parent):
                if other != path:
                    where = _place(course, other)
                    yield CourseError("nbgrader hands out every file beside a notebook", where, "move this one elsewhere")


def _visible(folder: Path) -> list[Path]:
    """Return the files of a folder, less hidden ones (editors' copies, JupyterLab's checkpoints) and caches."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        path for path in found if not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
    ]


def _leftovers(course: Course, drafts: Iterable[Draft]) -> Iterator[Path]:
    """Yield each notebook and picture of the builder's own that the drafts (all lessons) no longer make.

    A notebook is the builder's own where it says what it was built from, still is that (edits in release/ count for
    nothing), and stands alone in a folder of its name.
    """
    shown = {draft.name: {each.name for each in draft.pictures} for draft in drafts}
    for stage in ("source", "release"):
        for path in sorted((course.root / stage).glob("*/*.ipynb")):
            if path.parent.name in shown or path.stem != path.parent.name or _visible(path.parent) != [path]:
                continue
            try:
                ours = bool(notebook.built_from(notebook.load(path.read_bytes(), path)))
            except CourseError:
                continue
            if ours and (stage == "release" or not _is_edited(path)):
                yield path
    for path in sorted((course.root / "notebooks" / "pictures").glob("*/*.png")):
        if path.stem not in shown.get(path.parent.name, ()) and still_pictures.drawn_from(path.read_bytes()):
            yield path


def _remove(path: Path) -> None:
    """Remove a leftover file, and its folder where nothing but hidden files is left in it."""
    path.unlink()
    if not _visible(path.parent):
        shutil.rmtree(path.parent)


def _diff(name: str, stands: bytes, made: bytes) -> str:
    """Return the unified diff from what stands to what the text makes; '' only where both are the same bytes."""
    if stands == made:
        return ""
    old, new = (data.decode("utf-8", "replace").splitlines() for data in (stands, made))
    lines = list(difflib.unified_diff(old, new, f"{name} (as it stands)", f"{name} (as the text makes it)", lineterm=""))
    if not lines:
        return f"{name}: line ends or the end of the file differ\n"
    return "".join(f"{line}\n" if len(line) <= WIDEST else f"{line[:WIDEST]}…\n" for line in lines)
