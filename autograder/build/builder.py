"""The builder: makes source/ and release/ from the texts in notebooks/, and takes edits of notebooks back. Trusted side.

`course build`, `course build --check` and `course adopt` call it. Nothing is written until all texts keep all rules and
every notebook is made; each file is then replaced as a whole. A page (`00_*`) is built as an assignment without stubs, so
that nbgrader hands it out like one.
"""

import difflib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import atomic_files, checks
from autograder.build import exercise_rules, notebook, rules, still_pictures
from autograder.build.lesson_text import Cell, LessonText, digest, parse
from autograder.build.still_pictures import Picture
from autograder.course import Course
from autograder.errors import CourseError
from autograder.judge import error_words
from autograder.judge.lesson import Lesson

INSERT = re.compile(r"^# insert: (\w+)$", re.MULTILINE)  # this line of shared code is replaced by the piece it names
WIDEST = 160  # characters of a line in a diff; an attached picture is one line of 50 000


@dataclass(frozen=True, slots=True)
class ParsedLesson:
    """A lesson whose text keeps the rules: its name, text, cells with includes filled, and still pictures."""

    name: str
    text: LessonText
    cells: tuple[Cell, ...]
    pictures: tuple[Picture, ...]


def build(course: Course, assignments: Sequence[str] = ()) -> list[Path]:
    """Write what the texts make into source/, release/ and notebooks/pictures/; return the files that changed.

    Builds `assignments` (default: all lessons and pages). Files that are up to date are not touched. Building all also
    removes the builder's own files if their text is gone. Raises CourseError, with nothing written, if a text breaks a
    rule, or if a notebook in source/ holds changes that its text does not have.
    """
    lessons = _parsed(course, assignments)
    rules.report([*_foreign_files(course, lessons), *_edited_notebooks(course, lessons)])
    files: dict[Path, bytes] = {}
    pngs: dict[str, dict[str, bytes]] = {}
    for lesson in lessons:
        folder = _picture_folder(course, lesson.name)
        drawn = still_pictures.draw(still_pictures.stale(lesson.pictures, folder), lesson.text.where)
        pngs[lesson.name] = _pictures_in(folder, lesson) | drawn
        files |= {folder / f"{name}.png": png for name, png in drawn.items()}
    files |= _hash_files(course, lessons, pngs) | _notebooks(course, lessons, pngs)
    outdated = [] if assignments else list(_outdated_files(course, lessons))
    changed = [path for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
    for path in changed:
        replace(path, files[path])
    for path in outdated:
        _remove(path)
    return changed + outdated


def check(course: Course) -> str:
    """Return how source/, release/ and the pictures differ from what the texts make: a diff, '' if they agree.

    The notebooks are made again, in memory and in a temporary folder; nothing in the course is written. A picture is not
    drawn again: its digest in hashes.json tells whether its code or its file has changed. Raises CourseError if a text
    breaks a rule.
    """
    lessons = _parsed(course, ())
    rules.report(_foreign_files(course, lessons))
    pngs = {lesson.name: _pictures_in(_picture_folder(course, lesson.name), lesson) for lesson in lessons}
    differences, files = [], _notebooks(course, lessons, pngs)
    for lesson in lessons:
        folder = _picture_folder(course, lesson.name)
        stale = still_pictures.stale(lesson.pictures, folder)
        places = [_relative(course, folder / f"{each.name}.png") for each in stale]
        differences += [f"{place}: not drawn from the code as it stands; run course build\n" for place in places]
        files |= {} if stale else _hash_files(course, [lesson], pngs)
    differences += [_diff(_relative(course, path), still_pictures.file_bytes(path), data) for path, data in files.items()]
    differences += [f"{_relative(course, path)}: its text is gone; run course build\n" for path in _outdated_files(course, lessons)]
    return "".join(differences)


def adopt(course: Course, path: Path) -> Path:
    """Take the changes made in the built notebook `path` (in JupyterLab, say) into its text; return the text's path.

    Raises CourseError, with the text untouched, if the file is not a notebook of this course, was built from an older
    text, or holds a change that has no place in the text (to shared code, a pasted image).
    """
    if not path.is_file():
        raise CourseError("there is no such file", path, "name a notebook in source/")
    name = path.stem
    if path.suffix != ".ipynb" or name not in _names(course):
        raise CourseError("this is not a notebook of the course", path, f"name one of {', '.join(_names(course))}.ipynb")
    text_path = course.text(name)
    text = _text(course, name)
    written = notebook.take_back(text, shared_code(course), notebook.load(path.read_bytes(), path), str(path))
    if written.encode() != text_path.read_bytes():
        replace(text_path, written.encode())
    return text_path


def replace(path: Path, data: bytes) -> None:
    """Write `data` to `path` as a whole or not at all; raise CourseError if the file system refuses."""
    try:
        atomic_files.write(path, data)
    except OSError as error:
        raise CourseError(f"cannot be written: {error.strerror}", path, "make room or permission for it") from error


def _relative(course: Course, path: Path) -> str:
    """Return a path as messages name it: relative to the course root."""
    return path.relative_to(course.root).as_posix()


def _names(course: Course) -> list[str]:
    return sorted(path.stem for path in (course.root / "notebooks").glob("[0-9][0-9]_*.py"))


def _text(course: Course, name: str) -> LessonText:
    path = course.text(name)
    return parse(_utf8(course, path), _relative(course, path))


def _utf8(course: Course, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"not UTF-8 text: {error.reason} at byte {error.start}"
        raise CourseError(what, _relative(course, path), "save it as UTF-8") from error


def shared_code(course: Course) -> dict[str, str]:
    """Return the pieces of shared code by name, without empty files; each line `# insert: NAME` is replaced by the piece NAME.

    The piece `error_words` is the judge's own module, so that notebooks and feedback explain an error in the same words.
    Raises CourseError if a piece is not UTF-8, or inserts one that does not exist.
    """
    files = sorted((course.root / "notebooks" / "shared").glob("*.py"))
    pieces = {path.stem: body for path in files if (body := _utf8(course, path).strip("\n")).strip()}
    known = {"error_words": Path(error_words.__file__).read_text(encoding="utf-8").strip("\n"), **pieces}
    for name, body in pieces.items():
        if unknown := set(INSERT.findall(body)) - known.keys():
            step = f"choose from {', '.join(sorted(known))}"
            raise CourseError(f"inserts '{min(unknown)}', which is not a piece of shared code", f"notebooks/shared/{name}.py", step)
        pieces[name] = INSERT.sub(lambda found: known[found[1]], body)
    return pieces


def _picture_folder(course: Course, name: str) -> Path:
    return course.root / "notebooks" / "pictures" / name


def _pictures_in(folder: Path, lesson: ParsedLesson) -> dict[str, bytes]:
    """Return by name the PNG of each of the lesson's pictures that is in `folder`."""
    files = {each.name: still_pictures.file_bytes(folder / f"{each.name}.png") for each in lesson.pictures}
    return {name: png for name, png in files.items() if png}


def _hash_files(course: Course, lessons: Iterable[ParsedLesson], pngs: Mapping[str, Mapping[str, bytes]]) -> dict[Path, bytes]:
    """Return the bytes of hashes.json for each lesson that has pictures, by path."""
    return {
        _picture_folder(course, lesson.name) / still_pictures.HASHES: still_pictures.record(lesson.pictures, pngs[lesson.name])
        for lesson in lessons
        if lesson.pictures
    }


def _parsed(course: Course, assignments: Sequence[str]) -> list[ParsedLesson]:
    """Return the chosen lessons, parsed and checked; raise one CourseError that names all broken rules."""
    names = _names(course)
    if unknown := [name for name in assignments if name not in names]:
        raise CourseError(f"there is no assignment '{unknown[0]}'", course.root, f"choose from {', '.join(names)}")
    shared, lessons, broken = shared_code(course), [], []
    for name in [name for name in names if not assignments or name in assignments]:
        try:
            text = _text(course, name)
            violations = rules.violations(text, _contract(course, name, shared))
        except CourseError as error:
            broken.append(error)
            continue
        broken += violations
        if not violations:
            cells = notebook.filled(text, shared)
            lessons.append(ParsedLesson(name, text, tuple(cells), tuple(_pictures(cells, text.where, broken))))
    rules.report(broken)
    return lessons


def _pictures(cells: Iterable[Cell], where: str, broken: list[CourseError]) -> Iterator[Picture]:
    """Yield the picture of each cell that shows one; if it cannot be drawn, append the error to `broken`."""
    code: list[tuple[str, str]] = []
    for cell in cells:
        if cell.kind == "code":
            code.append((cell.label, cell.source))
        if cell.picture:
            try:
                yield still_pictures.picture(cell.picture, cell.label, code, where)
            except CourseError as error:
                broken.append(error)


def _contract(course: Course, name: str, shared: Mapping[str, str]) -> rules.Contract:
    if name not in course.assignments():
        return rules.Contract(None, (), shared)
    suite = Path(*checks.__path__) / f"test_{name}.py"
    code = suite.read_text(encoding="utf-8") if suite.is_file() else ""
    checked = exercise_rules.checked_functions(code, f"autograder/checks/{suite.name}")
    return rules.Contract(Lesson.read(course, name), checked, shared)


def _notebooks(course: Course, lessons: Iterable[ParsedLesson], pngs: Mapping[str, Mapping[str, bytes]]) -> dict[Path, bytes]:
    """Return the lessons' notebook files by path; raise CourseError if a student's version contains a line of a solution."""
    sources = {lesson.name: notebook.make(lesson.cells, pngs[lesson.name]) for lesson in lessons}
    from autograder.nbgrader_plugin.student_version import student_versions  # loads nbgrader

    releases = student_versions(sources)
    files: dict[Path, bytes] = {}
    leaks: list[CourseError] = []
    for lesson in lessons:
        files[course.source(lesson.name)] = sources[lesson.name]
        files[course.release(lesson.name)] = releases[lesson.name]
        where = _relative(course, course.release(lesson.name))
        leaks += rules.leaks(lesson.text, notebook.cells_of(notebook.load(releases[lesson.name], where)), where)
    rules.report(leaks)
    return files


def _edited_notebooks(course: Course, lessons: Iterable[ParsedLesson]) -> Iterator[CourseError]:
    """Yield an error for each notebook in source/ with changes that its text does not have: building would overwrite them."""
    for lesson in lessons:
        path = course.source(lesson.name)
        if path.is_file() and _is_edited(path, digest(lesson.cells)):
            where = _relative(course, path)
            step = f"take them into the text with course adopt {where}, or delete the notebook to drop them"
            yield CourseError("this notebook holds changes that its text does not have", where, step)


def _is_edited(path: Path, made: str = "") -> bool:
    """Return whether a notebook's cells differ from those the builder put there, and from those of digest `made`.

    A file that is not a notebook (an unfinished merge, say) counts as not edited: it holds nothing that could be adopted.
    """
    try:
        loaded = notebook.load(path.read_bytes(), path)
    except CourseError:
        return False
    return digest(notebook.cells_of(loaded)) not in {notebook.built_from(loaded), made}


def _foreign_files(course: Course, lessons: Iterable[ParsedLesson]) -> Iterator[CourseError]:
    """Yield an error for each file in a built folder that the builder did not make: nbgrader hands all of them to students."""
    for lesson in lessons:
        for path in (course.source(lesson.name), course.release(lesson.name)):
            for other in _visible_files(path.parent):
                if other != path:
                    where = _relative(course, other)
                    yield CourseError("nbgrader hands out every file beside a notebook", where, "move this one elsewhere")


def _visible_files(folder: Path) -> list[Path]:
    """Return the files of a folder, without hidden ones (editors' copies, JupyterLab's checkpoints) and caches."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        path for path in paths if not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
    ]


def _outdated_files(course: Course, lessons: Iterable[ParsedLesson]) -> Iterator[Path]:
    """Yield each notebook, picture and hashes.json of the builder's own that belongs to none of `lessons` (all of the course).

    A notebook is the builder's own if its metadata has `course.built_from`, its cells have not been edited (edits in
    release/ are ignored), and it stands alone in a folder of its name. A picture is, if hashes.json names it.
    """
    pictures = {lesson.name: {each.name for each in lesson.pictures} for lesson in lessons}
    for stage in ("source", "release"):
        for path in sorted((course.root / stage).glob("*/*.ipynb")):
            if path.parent.name in pictures or path.stem != path.parent.name or _visible_files(path.parent) != [path]:
                continue
            try:
                ours = bool(notebook.built_from(notebook.load(path.read_bytes(), path)))
            except CourseError:
                continue
            if ours and (stage == "release" or not _is_edited(path)):
                yield path
    for hashes in sorted((course.root / "notebooks" / "pictures").glob(f"*/{still_pictures.HASHES}")):
        wanted = pictures.get(hashes.parent.name, set())
        files = [hashes.with_name(f"{name}.png") for name in sorted(still_pictures.recorded(hashes.parent)) if name not in wanted]
        yield from filter(Path.is_file, files)
        if not wanted:
            yield hashes


def _remove(path: Path) -> None:
    """Remove an outdated file, and its folder if nothing but hidden files is left in it."""
    path.unlink()
    if not _visible_files(path.parent):
        shutil.rmtree(path.parent)


def _diff(name: str, existing: bytes, made: bytes) -> str:
    """Return the unified diff from the file's bytes to those that the text makes; '' only if they are equal."""
    if existing == made:
        return ""
    old, new = (data.decode("utf-8", "replace").splitlines() for data in (existing, made))
    lines = list(difflib.unified_diff(old, new, f"{name} (as it stands)", f"{name} (as the text makes it)", lineterm=""))
    if not lines:
        return f"{name}: line ends or the end of the file differ\n"
    return "".join(f"{line}\n" if len(line) <= WIDEST else f"{line[:WIDEST]}…\n" for line in lines)
