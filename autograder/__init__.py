"""The course's trusted grader: judge, worker, sandbox, nbgrader plug-in, builder and command line (instructors only)."""

import sys

# nbformat loads jsonschema, which builds a grammar of web addresses if this package is installed: seconds, for a format that no
# notebook uses
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: the import system's own way to say "not here"
