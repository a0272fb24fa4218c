"""`course demo`: a made-up class, from release to feedback, through a real nbgrader exchange. Trusted side.

Everything happens in a folder of its own: a copy of the course, an exchange, and a home for each student. The user's gradebook and
exchange are not touched.
"""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.table import Table

from autograder.build import builder
from autograder.class_run.run import grade_class
from autograder.class_run.tasks import Result
from autograder.commands import console
from autograder.commands.demo_class import CLASS, Member
from autograder.commands.progress import Progress
from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.nbgrader_plugin.converters import Gradebook
from autograder.nbgrader_plugin.exchange_steps import Exchange
from autograder.sandbox import layers
from autograder.submissions.release_notebook import nbgrader_metadata

LIMITS = """
# In the demo, endless loops end sooner than in a real class, to save time.
c.Judge.call_seconds, c.Judge.lost_seconds = 1, 8
"""
COPIED = ("notebooks", "source", "release", CONFIG)


def run(course: Course, folder: Path | None = None) -> list[Result]:
    """Make the class, take it through the exchange, grade it, write feedback and marks; print a table and where to look.

    Raises CourseError if any step fails, or a submission could not be graded.
    """
    place = prepare(course, folder)
    demo = Course(place / "course")
    without = [layer.name for layer, _ in layers.required_missing()]
    if warning := unprotected(without):
        console.out.print(warning)
    console.step(f"a copy of the course in {demo.root}")
    builder.build(demo)
    assignments = demo.assignments()
    gradebook, exchange = Gradebook(demo), Exchange(demo, place / "exchange")
    for assignment in assignments:
        gradebook.register(assignment)
        exchange.release(assignment)
    console.step(f"released {', '.join(assignments)} to the exchange; {len(CLASS)} students fetch, answer and submit")
    for member in CLASS:
        hand_in(exchange, demo, place, member, assignments)
    for assignment in assignments:
        exchange.collect(assignment, check_owner=False)
    console.step("collected; grading")
    with Progress(without) as progress:
        results = grade_class(demo, assignments, without=without, on_plan=progress.plan, on_result=progress.result)
    for assignment in assignments:
        gradebook.feedback(assignment)
    gradebook.export(demo.root / "grades.csv")
    show(results, demo)
    if warning:
        console.out.print(warning)
    if failed := [result for result in results if result.state == "failed"]:
        raise CourseError(
            f"{len(failed)} submissions of the demo could not be graded: {failed[0].reason}", demo.root, "run 'course doctor'"
        )
    return results


def unprotected(without: list[str]) -> str:
    """Return the warning that this machine lacks these sandbox layers; '' if it lacks none."""
    if not without:
        return ""
    lost = "; ".join(f"{layer.name} ({layer.protects})" for layer in layers.LAYERS if layer.name in without)
    return (
        f"[bold red]NOT PROTECTED. This machine lacks: {lost}. The demo's own class is graded all the same, because we wrote it. "
        "'course grade' refuses to grade like this unless --without says so; 'course doctor' says how to get what is missing.[/]"
    )


def prepare(course: Course, folder: Path | None) -> Path:
    """Return a folder with a copy of the course and an empty exchange; raise CourseError if it holds a demo already."""
    place = folder.resolve() if folder else Path(tempfile.mkdtemp(prefix="activation-course-demo-"))
    if (place / "course").exists():
        raise CourseError("there is a demo already", place, "name another folder, or remove this one")
    (place / "course").mkdir(parents=True)
    for name in COPIED:
        path = course.root / name
        if path.is_dir():
            shutil.copytree(path, place / "course" / name)
        elif path.exists():
            shutil.copy2(path, place / "course" / name)
    with (place / "course" / CONFIG).open("a", encoding="utf-8") as config:
        config.write(f"{LIMITS}c.Exchange.root = {str(place / 'exchange')!r}\n")
    exchange = place / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)  # nbgrader asks for an exchange that everyone can write to
    return place


def hand_in(exchange: Exchange, course: Course, place: Path, member: Member, assignments: list[str]) -> None:
    """Fetch, answer and submit each assignment as one student; raise CourseError if the exchange fails."""
    home = place / "students" / member.name
    home.mkdir(parents=True)
    for assignment in assignments:
        if (answers := member.answers(assignment, solutions(course, assignment))) is None:
            continue
        path = exchange.fetch(assignment, member.name, home)
        if isinstance(answers, bytes):
            path.write_bytes(answers)
        else:
            answer(path, answers)
        exchange.submit(assignment, member.name, home)


def solutions(course: Course, assignment: str) -> dict[str, str]:
    """Return the solution cells of a lesson, by function, from the instructor's notebook."""
    cells = json.loads(course.source(assignment).read_text())["cells"]
    return {
        nbgrader_metadata(cell)["grade_id"]: re.sub(r"^.*(BEGIN|END) SOLUTION.*\n?", "", "".join(cell["source"]), flags=re.M)
        for cell in cells
        if nbgrader_metadata(cell).get("solution")
    }


def answer(path: Path, answers: Mapping[str, str]) -> None:
    """Put answers (grade_id -> source) into a student's notebook."""
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if (source := answers.get(nbgrader_metadata(cell).get("grade_id", ""))) is not None:
            cell["source"] = source
    path.write_text(json.dumps(notebook, indent=1))


def show(results: list[Result], course: Course) -> None:
    """Print a table, one row for each student and one column for each lesson, and where to look next."""
    assignments = sorted({result.assignment for result in results})
    lessons = [name.partition("_")[0] for name in assignments]
    table = Table("student", "what they submitted", *lessons, "sum", title="The demo class")
    table.caption = f"marks of 20 a lesson, {', '.join(assignments)}; –: nothing submitted; ?: needs manual grading"
    scores = {(result.student, result.assignment): result.score for result in results}
    for member in CLASS:
        own = [scores.get((member.name, assignment), "–") for assignment in assignments]
        cells = ["?" if score is None else score if isinstance(score, str) else f"{score:g}" for score in own]
        table.add_row(member.name, member.story, *cells, f"{sum(score for score in own if isinstance(score, float | int)):g}")
    console.out.print(table)
    for student, reason in sorted({(result.student, result.reason) for result in results if result.state == "unreadable"}):
        console.say(f"{student}: {reason}. It gets no zero: it waits for manual grading.")
    root = course.root
    page = next(course.feedback.glob("*/*/*.html"), course.feedback)
    places = {"marks": root / "grades.csv", "feedback": page, "gradebook": root / "gradebook.db", "verdicts": course.verdicts}
    for name, path in places.items():
        console.say(f"{name:10} {path}")
    console.say(f"Look around with formgrader: cd {root} && {Path(sys.executable).with_name('course')} lab")
