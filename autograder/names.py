"""Names in nbgrader's gradebook: nbgrader's pages show them as they are, so none that is HTML may get in. Trusted side.

nbgrader_config.py calls `guard`, and every program of nbgrader's reads that file: collecting, grading, formgrader, the roster.
"""

from typing import Any

from nbgrader.api import Student
from sqlalchemy import event

from autograder import clean
from autograder.plain import plain

_LOOKALIKE = str.maketrans({"<": "‹", ">": "›", '"': "”", "\\": "＼"})


def guard() -> None:
    """Have the gradebook refuse ids that cannot be shown, and take names as text; may be called again and again."""
    if not event.contains(Student.id, "set", _id):
        event.listen(Student.id, "set", _id)
        for name in (Student.first_name, Student.last_name, Student.email, Student.lms_user_id):
            event.listen(name, "set", _name, retval=True)


def _id(target: Student, value: Any, *context: Any) -> None:
    if reason := clean.unfit(str(value)):
        raise ValueError(f"{reason}: rename the folder or the student")


def _name(target: Student, value: Any, *context: Any) -> Any:
    return plain(value, 200).translate(_LOOKALIKE) if isinstance(value, str) else value
