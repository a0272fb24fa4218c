"""The commands for classes that hand in through an LMS: collect, return; and the class list. Trusted side."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from autograder.course import Course

From = Literal["moodle", "canvas", "blackboard", "ilias", "folder"]
To = Literal["moodle", "canvas", "folder"]
ClassList = Annotated[
    Path | None,
    typer.Option(
        "--list", help="The LMS's own table of people, as CSV: Moodle's grading worksheet, Canvas's gradebook, a class list."
    ),
]


def collect(
    archives: Annotated[list[Path], typer.Argument(help="Archives or folders, one for each assignment.", show_default=False)],
    form: Annotated[From | None, typer.Option("--from", help="The LMS.", show_default="from the file names")] = None,
    assignment: Annotated[str, typer.Option(help="The lesson.", show_default="from the notebooks")] = "",
    class_list: ClassList = None,
    timezone: Annotated[str, typer.Option(help="The LMS's time zone.", show_default="c.Exchange.timezone, or this machine's")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing: show who, what, when, and what is unclear.")] = False,
) -> None:
    """Put hand-ins from an LMS's archive into submitted/.  Example: course collect 02.zip --list worksheet.csv --dry-run."""
    from autograder.commands import lms_output
    from autograder.lms.collect import Request
    from autograder.lms.collect import collect as take

    request = Request(form, assignment, class_list, timezone)
    plans, notes = take(Course.find(), archives, request, dry_run=dry_run)
    lms_output.collected(plans, notes, dry_run=dry_run)


def give_back(
    assignment: Annotated[str, typer.Argument(help="An assignment id.")],
    to: Annotated[To, typer.Option(help="The LMS.")],
    class_list: ClassList = None,
    column: Annotated[str, typer.Option(help="The heading of the marks in the table.", show_default="recognised")] = "",
) -> None:
    """Make the feedback and marks to upload to an LMS.  Example: course return 02_sigmoid --to moodle --list worksheet.csv."""
    from autograder.commands import lms_output
    from autograder.lms.give_back import give_back as make

    course = Course.find()
    lms_output.returned(make(course, course.require(assignment), to, class_list, column))


def students(
    class_list: Annotated[Path, typer.Argument(help="A CSV file with ids, names and e-mail addresses.", show_default=False)],
) -> None:
    """Put a class list into the gradebook, one id a person.  Example: course students class.csv."""
    from autograder.commands import lms_output
    from autograder.lms.class_list import enrol

    lms_output.enrolled(*enrol(Course.find(), class_list))


def add(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(collect)
    app.command("return")(give_back)
    app.command()(students)
