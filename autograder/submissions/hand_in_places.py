"""The places of hand-ins in submitted/, and files that lie in other places. Trusted side; it reads names only."""

import os
import unicodedata
from pathlib import Path

from autograder.course import Course
from autograder.plain_text import spelled
from autograder.submissions import student_ids
from autograder.submissions.hand_in_notes import SECRET, TIMESTAMP

NAMED = 5  # files or folders that a message names
SHOWN = 200  # characters that are shown of a name
DEPTH = 3  # levels of folders below a hand-in that are searched for its notebook


def tidy_folders(course: Course) -> list[str]:
    """Rename students' folders in submitted/ to one form: no spaces at the ends, Unicode's form NFC. Return notes in sentences.

    They name the folders that were renamed, those that could not be, and ids that differ only in capital letters. A person with two
    forms of an id would have marks under one and a name under the other.
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
    alike: dict[str, list[str]] = {}
    for name in _names(course.submissions):
        alike.setdefault(name.casefold(), []).append(name)
    for names in (each for each in alike.values() if len(each) > 1):
        shown = " and ".join(spelled(name, 100) for name in names)
        notes.append(f"{shown} in submitted/ differ only in capital letters: if they are one person, put the folders together")
    return notes


def misplaced(course: Course, assignment: str) -> dict[str, str]:
    """Return the students whose notebook of an assignment lies where nbgrader does not look, each with a next step.

    If a notebook lies in submitted/ itself, its student is not known, and its file name is returned in place of the student.
    """
    root, known = course.submissions, course.assignments()
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
            others = [folder for folder in _names(root / name) if folder not in known]
            alike = [folder for folder in others if _bare(folder).startswith(_bare(assignment))]
            if loose:
                place = f"submitted/{_id(name)}/{assignment}/{assignment}.ipynb"
                wrong[name] = f"{spelled(loose[0], SHOWN)} stands in submitted/{spelled(name, SHOWN)}; move it to {place}"
            elif folder := next((each for each in alike if other_notebooks(root / name / each)), ""):
                where = f"submitted/{spelled(name, SHOWN)}/{spelled(folder, SHOWN)}"
                wrong[name] = f"it stands in {where}; rename this folder to {assignment}"
    return wrong


def other_notebooks(folder: Path, besides: str = "") -> list[str]:
    """Return up to NAMED files in `folder` that may be notebooks, whatever their names, as relative paths that can be shown."""
    paths = []
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < DEPTH else []
        notebooks = (name for name in sorted(names) if ".ipynb" in name.lower() and name[0] != ".")
        paths += [str((Path(place) / name).relative_to(folder)) for name in notebooks]
        if len(paths) > NAMED:
            break
    return [spelled(path, SHOWN) for path in paths if path != besides][:NAMED]


def misnamed(student: str) -> str:
    """Return why the name of a folder in submitted/ cannot be a student's id, and what to do; '' if it can."""
    reason = student_ids.unfit(student)
    return f"{reason}: rename the folder in submitted/ to the student's id" if reason else ""


def unlike(course: Course, student: str, assignment: str) -> str:
    """Return why a student's folder of an assignment is not a hand-in, and what it holds; '' if it is one, or does not exist."""
    path = course.submitted(student, assignment)
    if not os.path.isdir(path.parent):  # noqa: PTH112  # pathlib's is_dir raises if this user may not look there
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
    """Return the students whose files for an assignment in submitted/ cannot be graded as they are, with the reason."""
    folders = {name: reason for name in _names(course.submissions, hidden=True) if (reason := unlike(course, name, assignment))}
    return {**folders, **misplaced(course, assignment)}


def standing(course: Course) -> str:
    """Return a sentence on where hand-ins are looked for, and what submitted/ holds instead."""
    names = [spelled(name, SHOWN) for name in _names(course.submissions)]
    contents = f"it holds {', '.join(names[:NAMED])}" + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    where = "submitted/STUDENT/LESSON/LESSON.ipynb"
    return f"Hand-ins are looked for in {where} of {course.root}; {contents if names else 'submitted/ is empty'}."


def _id(student: str) -> str:
    """Return a folder's name for use in a path of a next step; if it cannot be a student's id, the placeholder STUDENT."""
    return "STUDENT" if student_ids.unfit(student) else student


def _bare(name: str) -> str:
    """Return the letters and digits of a folder's name, without zeros at its start: 2-Sigmoid is read as 02_sigmoid."""
    return "".join(sign for sign in name.casefold() if sign.isalnum()).lstrip("0")


def _names(folder: Path, hidden: bool = False) -> list[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208  # names are all that is needed
        return sorted(name for name in names if hidden or not name.startswith("."))
    except OSError:
        return []
