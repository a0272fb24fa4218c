"""Names in nbgrader's gradebook: nbgrader's pages show them unescaped, so none that is HTML may get in. Trusted side.

nbgrader_config.py calls `guard`, and every program of nbgrader's reads that file: collecting, grading, formgrader, the roster.
"""

import sys
from typing import Any

from autograder.plain_text import line
from autograder.submissions import safe_text

MODULE = "nbgrader.api"
NAMES = ("first_name", "last_name", "email", "lms_user_id")
NAME_CAP = 200  # characters
_LOOKALIKE = str.maketrans({"<": "‹", ">": "›", '"': "”", "\\": "＼"})


def guard() -> None:
    """Let the gradebook refuse ids that cannot be shown and store names as harmless text; may be called repeatedly.

    If nbgrader's gradebook is not loaded yet, it is guarded when it is. SQLAlchemy's event alone would do, but `course` reads the
    configuration, too: importing SQLAlchemy for that would take 0.5 s of the 4 s of CPU time that `course check` takes.
    """
    if (module := sys.modules.get(MODULE)) is not None:
        _watch(None, module.Student)
    elif _BeforeNbgrader not in sys.meta_path:
        sys.meta_path.insert(0, _BeforeNbgrader)


class _BeforeNbgrader:
    """Asked by Python for each module to import; it finds none, and notices nbgrader's gradebook."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """Have `_watch` called for each class that nbgrader's gradebook is about to map to a table."""
        if name == MODULE:
            from sqlalchemy import event
            from sqlalchemy.orm import Mapper

            sys.meta_path.remove(_BeforeNbgrader)
            event.listen(Mapper, "mapper_configured", _watch)


def _watch(mapper: Any, kind: Any) -> None:
    """Check what is assigned to a student's attributes from now on; `kind` is a mapped class."""
    from sqlalchemy import event

    if (kind.__module__, kind.__name__) == (MODULE, "Student") and not event.contains(kind.id, "set", _check_id):
        event.listen(kind.id, "set", _check_id)
        for name in NAMES:
            event.listen(getattr(kind, name), "set", harmless, retval=True)


def _check_id(target: Any, value: Any, *_: Any) -> None:
    if reason := safe_text.unfit(str(value)):
        raise ValueError(f"{reason}: rename the folder or the student")


def harmless(target: Any, value: Any, *_: Any) -> Any:
    """Return a name as text that no page takes for HTML."""
    return line(value, NAME_CAP).translate(_LOOKALIKE) if isinstance(value, str) else value
