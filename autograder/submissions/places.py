"""Where hand-ins stand in submitted/, and what stands where no hand-in is looked for. Trusted side; it reads names only."""

import os
import unicodedata
from pathlib import Path

from autograder.course import Course
from autograder.plain_text import spelled
from autograder.submissions import safe_text
from autograder.submissions.hand_in_notes import SECRET, TIMESTAMP

NAMED = 5  # files or folders that a message names
SHOWN = 200  # characters of a name
DEPTH = 3  # levels of folders below a hand-in that are searched for its notebook


def tidy_folders(course: Course) -> list[str]:
    """Give each student's folder in submitted/ the one form of its name: no spaces at the ends, Unicode's form NFC.

    Return what was renamed, and what could not be, as sentences: the same person under two ids would have marks under one and a
    name under the other.
    """
    notes = []
    for name in _names(course.submissions):
        tidy = unicodedata.normalize("NFC", name).strip()
        if tidy in (name, ""):
            continue
        old, new = course.submissions / name, course.submissions / tidy
        shown = spelled(tidy, 100)
        if new.exists():
            notes.append(f"submitted/ has two folders for {shown}, which differ in spaces or in Unicode form: put them together")
        else:
            try:
                old.rename(new)
            except OSError as error:
                what = f"submitted/{spelled(name, 100)} cannot be renamed ({error.strerror})"
                notes.append(f"{what}: its name has spaces at an end, or another Unicode form; rename it to {shown}")
                continue
            notes.append(f"the folder of {shown} in submitted/ was renamed: its name had spaces at an end, or another Unicode form")
    return notes


def misplaced(course: Course, assignment: str) -> dict[str, str]:
    """Return the students whose notebook of an assignment stands where nbgrader does not look, each with what to do.

    A notebook in submitted/ itself is nobody's: its name stands for the student's.
    """
    root = course.submissions
    wrong: dict[str, str] = {}
    for name in _names(root):
        if name == assignment:
            for student in _names(root / name):
                if other_notebooks(root / name / student):
                    where = f"it stands in submitted/{name}/{spelled(student, SHOWN)}"
                    wrong[student] = f"{where}; move it to submitted/{_id(student)}/{name}"
        elif name.startswith(assignment) and ".ipynb" in name:
            place = f"submitted/STUDENT/{assignment}/{assignment}.ipynb"
            wrong[spelled(name, SHOWN)] = f"it stands in submitted itself; move it to {place}, with the student's id"
        elif not os.path.lexists(root / name / assignment):
            loose = [file for file in _names(root / name) if file.startswith(assignment) and ".ipynb" in file]
            if loose:
                place = f"submitted/{_id(name)}/{assignment}/{assignment}.ipynb"
                wrong[name] = f"{spelled(loose[0], SHOWN)} stands in submitted/{spelled(name, SHOWN)}; move it to {place}"
    return wrong


def other_notebooks(folder: Path, besides: str = "") -> list[str]:
    """Return the paths, from `folder`, of up to NAMED files in it that may be notebooks, whatever they are called; to be shown."""
    paths = []
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < DEPTH else []
        paths += [str((Path(place) / name).relative_to(folder)) for name in sorted(names) if ".ipynb" in name and name[0] != "."]
        if len(paths) > NAMED:
            break
    return [spelled(path, SHOWN) for path in paths if path != besides][:NAMED]


def misnamed(student: str) -> str:
    """Return why a folder of submitted/ can be no student's, and what to do; '' if it can."""
    reason = safe_text.unfit(student)
    return f"{reason}: rename the folder in submitted/ to the student's id" if reason else ""


def unlike(course: Course, student: str, assignment: str) -> str:
    """Return why a student's folder of an assignment is no hand-in, and what is there instead; '' if it is one, or not there."""
    path = course.submitted(student, assignment)
    if not os.path.isdir(path.parent):  # noqa: PTH112  # pathlib's raises where this user may not look
        return ""
    if reason := misnamed(student):
        return reason
    if os.path.lexists(path):
        return ""
    others = other_notebooks(path.parent)
    names = others or [spelled(name, SHOWN) for name in _names(path.parent) if name not in (TIMESTAMP, SECRET)][:NAMED]
    instead = f" (there is {', '.join(names)})" if names else ""
    return f"no {path.name} in the folder{instead}: {'rename it, or ' * bool(others)}ask the student for it"


def not_hand_ins(course: Course, assignment: str) -> dict[str, str]:
    """Return the students who have something of an assignment in submitted/ that cannot be graded as it stands, with the reason."""
    folders = {name: reason for name in _names(course.submissions, hidden=True) if (reason := unlike(course, name, assignment))}
    return {**folders, **misplaced(course, assignment)}


def standing(course: Course) -> str:
    """Return where hand-ins are looked for, and what stands there instead, as a sentence."""
    names = [spelled(name, SHOWN) for name in _names(course.submissions)]
    contents = f"it holds {', '.join(names[:NAMED])}" + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    where = "submitted/STUDENT/LESSON/LESSON.ipynb"
    return f"Hand-ins are looked for in {where} of {course.root}; {contents if names else 'submitted/ is empty'}."


def _id(student: str) -> str:
    """Return a folder's name in a path to move something to; STUDENT, for the student's id, if it can be none."""
    return "STUDENT" if safe_text.unfit(student) else student


def _names(folder: Path, hidden: bool = False) -> list[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208  # names are all that is needed
        return sorted(name for name in names if hidden or not name.startswith("."))
    except OSError:
        return []
