"""Keeps HTML out of the names in nbgrader's gradebook, because nbgrader's pages show names unescaped. Trusted side.

nbgrader_config.py calls `guard`, and every program of nbgrader's reads that file: collecting, grading, formgrader, the roster.
"""

import sys
from typing import Any

from autograder.plain_text import line
from autograder.submissions import student_ids

MODULE = "nbgrader.api"
NAMES = ("first_name", "last_name", "email", "lms_user_id")
NAME_CAP = 200  # characters of a name that are stored
_LOOKALIKE = str.maketrans({"<": "‹", ">": "›", '"': "”", "\\": "＼"})


def guard() -> None:
    """Make the gradebook refuse ids that cannot be shown, and store names as harmless text; may be called repeatedly.

    If nbgrader's gradebook is not loaded yet, this happens when it is. SQLAlchemy's event alone would be enough, but `course` reads
    the configuration, too: importing SQLAlchemy there would take 0.5 s of the 4 s of CPU time that `course check` takes.
    """
    if (module := sys.modules.get(MODULE)) is not None:
        _watch(None, module.Student)
    elif _BeforeNbgrader not in sys.meta_path:
        sys.meta_path.insert(0, _BeforeNbgrader)


class _BeforeNbgrader:
    """An import hook that finds no module, but notices when nbgrader's gradebook is imported."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """If nbgrader's gradebook is imported, have `_watch` called for each class that it maps to a table. Returns None."""
        if name == MODULE:
            from sqlalchemy import event
            from sqlalchemy.orm import Mapper

            sys.meta_path.remove(_BeforeNbgrader)
            event.listen(Mapper, "mapper_configured", _watch)


def _watch(mapper: Any, kind: Any) -> None:
    """From now on, check the values that are assigned to a student's attributes; `kind` is a mapped class."""
    from sqlalchemy import event

    if (kind.__module__, kind.__name__) == (MODULE, "Student") and not event.contains(kind.id, "set", _check_id):
        event.listen(kind.id, "set", _check_id)
        for name in NAMES:
            event.listen(getattr(kind, name), "set", harmless, retval=True)


def _check_id(target: Any, value: Any, *_: Any) -> None:
    if reason := student_ids.unfit(str(value)):
        raise ValueError(f"{reason}: rename the folder or the student")


def harmless(target: Any, value: Any, *_: Any) -> Any:
    """Return a name with look-alikes in place of the characters that begin HTML; other values as they are."""
    return line(value, NAME_CAP).translate(_LOOKALIKE) if isinstance(value, str) else value
