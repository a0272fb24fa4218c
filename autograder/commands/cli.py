"""The command line `course`: it parses, calls, prints and chooses exit codes. Trusted side.

Each command imports what it needs when it is called: `course --help` loads next to nothing.
"""

import errno
import gc
import io
import json
import os
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from autograder.commands import lms
from autograder.course import Course
from autograder.errors import CourseError
from autograder.judge.verdict import Detail
from autograder.submissions.safe_text import indented

# errors of a path that the user chose: not the program's fault, and a traceback would not explain them
PATH_ERRORS = frozenset({
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT,
    errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG,
})  # fmt: skip

OBJECTS = 100_000  # new objects between two garbage collections: few, because what a command imports is not garbage

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
VERSION = typer.Option("--version", help="Show the version of the course's package.", is_eager=True)

Form = Literal["canvas", "moodle", "csv"]
Assignments = Annotated[
    list[str] | None, typer.Argument(help="Assignment ids, for example 02_sigmoid. Default: all.", show_default=False)
]
Assignment = Annotated[str, typer.Argument(help="An assignment id.")]
Without = Annotated[list[str] | None, typer.Option(help="Go without a sandbox layer (see course doctor).", show_default=False)]


def main() -> None:
    """Run the command line; a CourseError, or a path that cannot be read or written, becomes one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows ? for characters it does not have
    gc.set_threshold(OBJECTS)
    try:
        app()
    except CourseError as error:
        sys.exit(f"course: {indented(str(error))}")
    except OSError as error:
        if error.errno not in PATH_ERRORS:
            raise
        what = f"this place cannot be used ({os.strerror(error.errno)})"
        step = "name another one, or check its permissions and the space on the disk; run again"
        sys.exit(f"course: {indented(str(CourseError(what, error.filename or 'the output', step)))}")
    except KeyboardInterrupt:
        print("course: stopped; what was done is kept. Run the same command to go on.", file=sys.stderr)
        sys.exit(130)
    finally:
        gc.freeze()  # Python looks for garbage once more at its end, which took 50 ms


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, VERSION] = False) -> None:
    """Build, grade and report a Jupyter course whose hidden checks stay hidden."""
    if show:
        from importlib.metadata import version

        print(f"course {version('activation-functions-course')}, Python {sys.version.split()[0]}")
        raise typer.Exit


@app.command()
def build(
    assignments: Assignments = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing: show what differs, and exit with 1 if anything does.")
    ] = False,
) -> None:
    """Build source/ and release/ from the texts in notebooks/.  Example: course build --check."""
    from autograder.build import builder

    course = Course.find()
    if check:
        if difference := builder.check(course):
            print(difference)
            raise CourseError(
                "source/ or release/ differs from what the texts build", course.root, "run 'course build' and commit the result"
            )
        print("source/ and release/ agree with the texts.")
        return
    changed = builder.build(course, assignments or ())
    for path in changed:
        print(f"{'wrote' if path.exists() else 'removed'} {path.relative_to(course.root)}")
    if not changed:
        print("Nothing to do: source/ and release/ are up to date.")


@app.command()
def new(
    assignment: Annotated[str, typer.Argument(help="The new lesson's id, for example 07_gelu.")],
    formula: Annotated[str, typer.Option(help="The function as an expression of x and np.")],
) -> None:
    """Start a lesson: text, reference and hidden checks.  Example: course new 07_softplus --formula 'np.logaddexp(0, x)'."""
    from autograder.build import new_lesson

    course = Course.find()
    for path in new_lesson.write(course, assignment, formula):
        print(f"wrote {path}")
    print(f"Next: write the story in notebooks/{assignment}.py, then course build {assignment}")


@app.command()
def site(
    folder: Annotated[Path, typer.Option(help="The folder for the pages.", show_default="build/site")] = Path("build/site"),
) -> None:
    """Write the lessons as plain pages, for readers without Jupyter.  Example: course site --folder public."""
    from autograder.pages import lesson_site

    course = Course.find()
    for path in lesson_site.write(course, folder if folder.is_absolute() else course.root / folder):
        print(f"wrote {path}")


@app.command()
def adopt(notebook: Annotated[Path, typer.Argument(help="A source notebook that you have changed in JupyterLab.")]) -> None:
    """Write changes made in JupyterLab back into the text.  Example: course adopt source/02_sigmoid/02_sigmoid.ipynb."""
    from autograder.build import builder

    course = Course.find()
    print(f"wrote {builder.adopt(course, notebook).relative_to(course.root)}")


lms.add(app)


@app.command()
def grade(
    assignments: Assignments = None,
    workers: Annotated[int, typer.Option(min=0, help="Graders in parallel; 0: one a core.", show_default="one a core")] = 0,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on the machines of this Dask scheduler (docs/scale.md).", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also grade again what has not changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print events as JSON objects, one a line (docs/scale.md).")] = False,
    without: Without = None,
) -> None:
    """Grade the submissions in submitted/ into the gradebook.  Example: course grade 02_sigmoid."""
    from autograder.class_run.interrupts import stopping
    from autograder.class_run.loading import Loading, anything_new
    from autograder.judge import settings

    course = Course.find()
    layers = settings.judge(course, without or ()).without
    names = course.chosen(assignments)
    with stopping() as stop, Loading() as loading:
        if not scheduler and (force or anything_new(course, names, layers)):
            loading.start()
        from autograder.class_run.run import grade_class  # loads SQLAlchemy, and the next one rich, beside the others
        from autograder.commands.progress import Progress
        from autograder.gradebook.final_marks import final_marks
        from autograder.submissions.hand_in_places import standing

        graders = _cluster(scheduler) if scheduler else None
        at_once = 0 if scheduler else workers or len(os.sched_getaffinity(0))
        with Progress(layers, events=as_json, graders=at_once) as progress:
            results = grade_class(
                course,
                names,
                workers=workers,
                force=force,
                without=layers,
                graders=graders,
                stop=stop,
                on_plan=progress.plan,
                on_result=progress.result,
                on_penalty=progress.penalty,
                on_note=progress.note,
                on_untimed=progress.untimed,
                loading=loading,
            )
    progress.end(stopped=stop.requested, standing=standing(course), final=partial(final_marks, course))
    if stop.requested:
        print(f"course: stopped; what is done is kept: go on with: {shlex.join(['course', *sys.argv[1:]])}", file=sys.stderr)
        raise typer.Exit(130)
    if any(result.state == "failed" for result in results):
        raise CourseError(
            "the grader failed on some submissions; their students did nothing wrong", course.root, "fix the cause, run again"
        )


def _cluster(scheduler: str) -> Any:
    try:
        from autograder.class_run.dask_cluster import Cluster
    except ModuleNotFoundError as error:
        raise CourseError(
            f"grading on several machines needs Dask ({error.name} is not installed)", "course grade --scheduler",
            "install the course with its extra 'cluster' (docs/scale.md)",
        ) from error  # fmt: skip
    return lambda course, limits, without: Cluster(course, scheduler, limits, without)


@app.command()
def check(
    notebooks: Annotated[list[Path], typer.Argument(help="Notebook files to grade.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each notebook, one a line.")] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="The seed of a verdict to repeat.", show_default=False)] = None,
    detail: Annotated[Detail, typer.Option(help="How much to say about a failed check.")] = "cause",
    without: Without = None,
) -> None:
    """Grade notebooks without a gradebook.  Example: course check release/02_sigmoid/02_sigmoid.ipynb."""
    from autograder.judge.loader import Loader

    course = Course.find()
    for path in notebooks:
        if not path.exists():
            raise CourseError("there is no such file", path, "check the path")
        if path.is_dir():
            raise CourseError("this is a folder", path, "name the notebook in it")
        if path.suffix != ".ipynb":
            raise CourseError("this is not a notebook: its name does not end in .ipynb", path, "name a notebook")
    unreadable = []
    with Loader() as loader:  # loads the libraries of student code, beside what follows
        from autograder.commands import console
        from autograder.judge import settings
        from autograder.judge.marker import Marker

        judge = settings.judge(course, without or ())
        with Marker(course, judge.limits, judge.without, judge.weights, loader.socket) as marker:
            for path in notebooks:
                verdict = marker.check(path, seed)
                unreadable += [str(path)] * (verdict.error is not None)
                if as_json:
                    print(json.dumps(verdict.report(str(path), detail)), flush=True)
                else:
                    console.verdict(str(path), verdict, detail)
    if unreadable:
        raise CourseError(f"could not be graded: {', '.join(unreadable)}", "course check", "the reason is printed above")


@app.command()
def extend(
    student: Annotated[str, typer.Argument(help="The student's id, as in formgrader's Manage Students.")],
    assignment: Assignment,
    days: Annotated[int | None, typer.Option(min=0, max=3650, help="Days after the class's due date.", show_default=False)] = None,
    hours: Annotated[int | None, typer.Option(min=0, max=87_600, help="Hours after that date.", show_default=False)] = None,
) -> None:
    """Give a student more time; --days 0 takes it back.  Example: course extend ada 02_sigmoid --days 3."""
    from datetime import timedelta

    from autograder.class_run import late_penalties
    from autograder.commands import console

    if days is None and hours is None:
        raise CourseError("no time is given", "course extend", "add --days 3, or --hours 12; --days 0 takes an extension back")
    more = timedelta(days=days or 0, hours=hours or 0)
    console.extended(student, assignment, late_penalties.extend(Course.find(), student, assignment, more))


@app.command()
def feedback(
    assignments: Assignments = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes in parallel; 0: one a core.", show_default="one a core")] = 0,
) -> None:
    """Write the feedback pages of graded submissions, on all cores.  Example: course feedback 02_sigmoid."""
    import time

    from autograder.class_run import feedback_pages
    from autograder.class_run.interrupts import stopping
    from autograder.commands import console

    course = Course.find()
    names = course.chosen(assignments)
    started = time.monotonic()
    with stopping() as stop:
        pages = list(feedback_pages.feedback(course, names, workers, stop))
    console.pages(pages, time.monotonic() - started)
    if stop.requested:
        raise typer.Exit(130)
    if any(page.reason for page in pages):
        raise CourseError("some pages could not be made", course.feedback, "fix the cause, run again")
    if not pages:
        raise _not_graded(course, assignments)


@app.command()
def report(
    assignments: Assignments = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave out names, and comments and texts in code.")] = False,
) -> None:
    """Write to reports/ what the class has not understood.  Example: course report 02_sigmoid."""
    from autograder.commands import console
    from autograder.gradebook.verdict_files import VerdictFiles
    from autograder.pages import class_report, report_page

    gc.disable()  # a report makes no garbage, and looking for it among a class's verdicts takes 4 % of the time
    course = Course.find()
    names = course.chosen(assignments) if assignments else list(filter(VerdictFiles(course).any, course.assignments()))
    if not names:
        raise _not_graded(course, assignments)
    for name in names:
        report = class_report.collect(course, name, anonymous)
        console.report(report, report_page.write(course, report))


def _not_graded(course: Course, assignments: list[str] | None) -> CourseError:
    names = " ".join(assignments or ())
    what = f"{' and '.join(assignments)} has not been graded" if assignments else "nothing has been graded yet"
    return CourseError(what, course.root, f"run 'course grade{' ' * bool(names)}{names}' first")


@app.command()
def export(
    assignments: Assignments = None,
    form: Annotated[Form, typer.Option("--format", help="The system that imports the file.")] = "csv",
    to: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="reports/marks-FORMAT.csv in the course")
    ] = None,
) -> None:
    """Write the marks as a file that Canvas or Moodle imports.  Example: course export --format canvas."""
    from autograder.pages.lms_export import export

    course = Course.find()
    names = course.chosen(assignments)
    path = to or course.reports / f"marks-{form}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(export(course, names, form), encoding="utf-8")
    print(f"wrote {path}")


@app.command()
def explain(
    student: Annotated[str, typer.Argument(help="The student's id, as in submitted/.")],
    assignment: Assignment,
    without: Without = None,
) -> None:
    """Show a submission's failed checks as code to paste.  Example: course explain ada 02_sigmoid."""
    from autograder.commands import console
    from autograder.commands.explain import explain

    console.explanation(explain(Course.find(), student, assignment, tuple(without or ())))


@app.command()
def demo(
    folder: Annotated[
        Path | None, typer.Option(help="The folder for the demo class.", show_default="a new temporary folder")
    ] = None,
) -> None:
    """Take a made-up class from release to feedback.  Example: course demo."""
    from autograder.commands import demo

    demo.run(Course.find(), folder)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    context: typer.Context,
    student: Annotated[bool, typer.Option("--student", help="Open it as a student of a demo exchange.")] = False,
) -> None:
    """Open JupyterLab on the course; other options go to JupyterLab.  Example: course lab --student --no-browser."""
    from autograder.commands import lab

    course = Course.find()
    place = course.root / "demo"
    setup = lab.student(course, place, lab.other_account(place)) if student else lab.instructor(course)
    for line in lab.welcome(setup, student):
        print(line, flush=True)  # JupyterLab replaces this process: text that is still in a buffer would be lost
    lab.start(setup, context.args)


@app.command()
def doctor(
    without: Annotated[
        list[str] | None, typer.Option(help="Show what it means to go without a sandbox layer.", show_default=False)
    ] = None,
) -> None:
    """Show what this machine has, and lacks, for grading safely.  Example: course doctor."""
    from autograder.commands import console, doctor

    if not console.doctor(doctor.diagnose(without or ())):
        raise CourseError("this machine lacks something that grading needs", "course doctor", "see the rows marked missing")
