"""Receipts of an assignment's hand-ins from an LMS: which file was which student's, by the LMS's own numbers and names.

Trusted side. One file, collected/<assignment>.json; `course return` needs it to name the feedback as the hand-ins were named.
"""

import json
from dataclasses import asdict, dataclass, field

from autograder.atomic_files import write_json
from autograder.course import Course
from autograder.errors import CourseError
from autograder.lms.file_names import Form


@dataclass(frozen=True, slots=True)
class Receipt:
    """One student's hand-in as the LMS named it: `group` begins the feedback's name, too; `file` is the hand-in's own name."""

    student: str
    group: str
    file: str
    name: str = ""
    number: str = ""
    email: str = ""


@dataclass
class Receipts:
    """The hand-ins of one assignment, by student."""

    assignment: str
    form: Form
    by_student: dict[str, Receipt] = field(default_factory=dict)

    def student(self, number: str) -> str:
        """Return the student who came with one of the LMS's numbers; '' if nobody did."""
        return next((each.student for each in self.by_student.values() if number and each.number == number), "")

    def save(self, course: Course) -> None:
        """Write the receipts in place of the earlier ones; raise OSError if the disk refuses."""
        data = {"form": self.form, "receipts": [asdict(each) for each in self.by_student.values()]}
        write_json(course.collected / f"{self.assignment}.json", data)


def load(course: Course, assignment: str) -> Receipts | None:
    """Return the receipts of an assignment; None if nothing was collected. Raises CourseError if the file is broken."""
    path = course.collected / f"{assignment}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        receipts = [Receipt(**each) for each in data["receipts"]]
        return Receipts(assignment, data["form"], {each.student: each for each in receipts})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        step = "delete it and run 'course collect' again"
        raise CourseError("the receipts of the hand-ins cannot be read", path, step) from error
