"""Archives as Moodle, Canvas, Blackboard and ILIAS make them, for the tests of collecting and giving back."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from classroom import HALF, NAME, RIGHT

from autograder.course import Course

WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,{head},Last modified (grade),Feedback comments
Participant 501,Ada Lovelace,ada@uni.example,Submitted for grading - ,,20.00,Yes,"Wednesday, 10 June 2026, 2:14 PM",-,keep me
Participant 502,José Pérez,jose@uni.example,Submitted for grading - ,,20.00,Yes,"Thursday, June 11, 2026, 12:05 AM",-,
Participant 503,Sam Doe,sam1@uni.example,Submitted for grading - ,,20.00,Yes,"Thursday, 11 June 2026, 12:05 PM",-,
Participant 504,Sam Doe,sam2@uni.example,No submission - ,,20.00,Yes,-,-,
""".format(head="Last modified (submission)")
GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (77),02_sigmoid (78),Current Score
    Points Possible,,,,,10,20,(read only)
"Lovelace, Ada",901,S1,ada,A,9,,90
"Pérez, José",902,S2,jose,A,8,,80
"Student, Test",903,,,A,,,
"""


def notebook(course: Course, answers: Mapping[str, str] = RIGHT, name: str = NAME) -> bytes:
    """Return a lesson's notebook as a student hands it in."""
    released = json.loads(course.release(name).read_text())
    for cell in released["cells"]:
        if (source := answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))) is not None:
            cell["source"] = source
    return json.dumps(released).encode()


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write a zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def moodle(course: Course, path: Path) -> Path:
    """Write what Moodle gives for one assignment: three hand-ins, one of them a report without a notebook beside it."""
    members = {
        f"Ada Lovelace_501_assignsubmission_file/{NAME}.ipynb": notebook(course),
        f"José Pérez_502_assignsubmission_file/{NAME}-2.ipynb": notebook(course, HALF),
        f"José Pérez_502_assignsubmission_file/{NAME}.ipynb": notebook(course, {}),
        f"Sam Doe_503_assignsubmission_file/{NAME}.ipynb.json": notebook(course),
        "Sam Doe_504_assignsubmission_file/report.pdf": b"%PDF",
    }
    return zipped(path, members)


def canvas(course: Course, path: Path) -> Path:
    """Write what Canvas gives: José handed in late, and twice."""
    return zipped(path, {
        f"lovelaceada_901_7001_{NAME}.ipynb": notebook(course),
        f"pérezjosé_LATE_902_7002_{NAME}.ipynb": notebook(course, {}),
        f"pérezjosé_LATE_902_7003_{NAME}-1.ipynb": notebook(course, HALF),
        "doesam_904_7004_answers.pdf": b"%PDF",
    })  # fmt: skip


def listing(path: Path) -> list[str]:
    """Return the names in a zip file."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()
