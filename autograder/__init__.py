"""The course's trusted grader: judge, worker, sandbox, nbgrader plug-in, builder and command line (instructors only)."""
