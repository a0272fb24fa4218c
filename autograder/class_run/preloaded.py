"""What every grader of a class run needs, loaded once in the process from which they are forked. Trusted side.

The pool names it as a module to preload; nothing else imports it.
"""

import contextlib
import gc


def load() -> None:
    """Import what graders need, and do once the work that each of them would repeat."""
    gc.disable()  # nothing of what is loaded is garbage
    import autograder.class_run.grade_one
    import autograder.class_run.loading  # noqa: F401
    from autograder.errors import CourseError
    from autograder.judge.hidden_checks import shipped
    from autograder.judge.known_outputs import grader_and_libraries
    from autograder.nbgrader_plugin import graded_cells

    grader_and_libraries()
    graded_cells.load()
    with contextlib.suppress(CourseError):  # each grader meets the error again, and reports it
        shipped()
    gc.freeze()  # no collection in a grader writes to the memory that all share
    gc.enable()


load()
