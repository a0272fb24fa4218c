"""Names in nbgrader's gradebook: nbgrader's pages show them as they are, so none that is HTML may get in. Trusted side.

nbgrader_config.py calls `guard`, and every program of nbgrader's reads that file: collecting, grading, formgrader, the roster.
`course` reads it too, and mostly goes without nbgrader, which takes seconds to load: the guard stands once nbgrader.api is there.
"""

import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from autograder.plain_text import plain
from autograder.submissions import safe_text

MODULE = "nbgrader.api"
_LOOKALIKE = str.maketrans({"<": "‹", ">": "›", '"': "”", "\\": "＼"})


def guard() -> None:
    """Have the gradebook refuse ids that cannot be shown, and take names as text; may be called again and again."""
    if (module := sys.modules.get(MODULE)) is not None and hasattr(module, "Student"):
        _listen(module)
    elif not any(isinstance(finder, _Gate) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Gate())


class _Gate:
    """Stands where modules are looked for until nbgrader.api is loaded, and has it guarded then."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return the spec of nbgrader.api with one more step after its execution; None for every other module."""
        if name != MODULE:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            _listen(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _listen(module: ModuleType) -> None:
    from sqlalchemy import event

    student = module.Student
    if not event.contains(student.id, "set", _id):
        event.listen(student.id, "set", _id)
        for name in (student.first_name, student.last_name, student.email, student.lms_user_id):
            event.listen(name, "set", _name, retval=True)


def _id(target: Any, value: Any, *context: Any) -> None:
    if reason := safe_text.unfit(str(value)):
        raise ValueError(f"{reason}: rename the folder or the student")


def _name(target: Any, value: Any, *context: Any) -> Any:
    return plain(value, 200).translate(_LOOKALIKE) if isinstance(value, str) else value
