"""The course's trusted grader: judge, worker, sandbox, nbgrader plug-in, builder and command line (instructors only)."""

import sys

# jsonschema, which nbformat loads, builds a grammar of web addresses where it can: seconds, for a format that no notebook has
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: the import system's own way to say "not here"
