"""The class runner behind `course grade`: which submissions need grading, marking them on all cores, recording one by one.

Trusted side. Worker processes mark (autograder.marking); this process alone writes to the gradebook, through nbgrader's own
Autograde converter with the preprocessors that nbgrader_config.py names, so the result is that of `nbgrader autograde`.
"""

import contextlib
import multiprocessing
import os
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from autograder import sandbox, settings
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from autograder.marking import Marked, Marker, content_digest, submission_key
from autograder.records import Record, Records
from autograder.session import Limits
from autograder.submission import UnreadableNotebook, parse, read_submitted, restore
from autograder.verdict import Verdict

State = Literal["graded", "unchanged", "unreadable", "failed"]


@dataclass(frozen=True, slots=True)
class Task:
    """One submission to grade."""

    student: str
    assignment: str
    path: Path
    record: Record | None = None  # the verdict before this one


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one submission; `reason` says why it could not be graded, or why the grader failed."""

    student: str
    assignment: str
    state: State
    verdict: Verdict | None = None
    reason: str = ""
    seconds: float = 0.0


def submissions(course: Course, assignment: str) -> list[Task]:
    """Return the submitted notebooks of an assignment, by student; a folder without the notebook counts as unreadable later."""
    folder = course.root / "submitted"
    found = []
    for student in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (student / assignment).is_dir() and not student.name.startswith("."):
            found.append(Task(student.name, assignment, student / assignment / f"{assignment}.ipynb"))
    return found


def key_of(course: Course, task: Task) -> str:
    """Return the digest of what a submission's verdict depends on; that of an unreadable file, of its reason."""
    try:
        return submission_key(course, task.assignment, read_submitted(task.path))
    except UnreadableNotebook as error:
        return submission_key(course, task.assignment, str(error).encode())


def grade_class(
    course: Course,
    assignments: Sequence[str],
    *,
    workers: int = 0,
    force: bool = False,
    limits: Limits | None = None,
    without: Sequence[str] = (),
    on_plan: Callable[[int, int], None] = lambda todo, unchanged: None,
    on_result: Callable[[Result], None] = lambda result: None,
) -> list[Result]:
    """Grade what changed since it was last graded (all with `force`); return a result for every submission found.

    `workers` processes mark at once (0: as many as this process may use cores). Raises CourseError before anything is
    changed where the gradebook cannot be written or an assignment does not exist; a grader's failure on one submission
    is that submission's result, and touches no mark. What is not given (limits, layers to go without) nbgrader_config.py says.
    """
    judge = settings.judge(course, without)
    sandbox.check_machine(judge.without)
    gradebook = Gradebook(course, judge.without)
    records = Records(course)
    todo: list[Task] = []
    results: list[Result] = []
    for assignment in assignments:
        gradebook.register(course.require(assignment))
        graded = gradebook.graded(assignment)
        for task in submissions(course, assignment):
            record = records.load(assignment, task.student)
            if record and not force and task.student in graded and record.key == key_of(course, task):
                results.append(Result(task.student, assignment, "unchanged", record.verdict, record.verdict.error or ""))
            else:
                todo.append(replace(task, record=record))
    on_plan(len(todo), len(results))
    with contextlib.closing(
        _marked(todo, workers or len(os.sched_getaffinity(0)), (course.root, limits or judge.limits, tuple(judge.without)))
    ) as stream:
        for task, marked, seconds in stream:
            started = time.monotonic()
            result = _record(gradebook, task, marked)
            result = replace(result, seconds=seconds + time.monotonic() - started)
            results.append(result)
            on_result(result)
    return sorted(results, key=lambda result: (result.assignment, result.student))


def _record(gradebook: Gradebook, task: Task, marked: Marked | UnreadableNotebook | Exception) -> Result:
    if isinstance(marked, Exception) and not isinstance(marked, UnreadableNotebook):
        return Result(task.student, task.assignment, "failed", reason=str(marked))
    try:
        gradebook.autograde(task.student, task.assignment, task.path, marked if isinstance(marked, Marked) else None)
    except CourseError as error:
        return Result(task.student, task.assignment, "failed", reason=str(error))
    if isinstance(marked, UnreadableNotebook):
        return Result(task.student, task.assignment, "unreadable", reason=marked.what)
    return Result(task.student, task.assignment, "graded", marked.verdict)


# Marking, in worker processes of the trusted side.

_marker: Marker | None = None


Settings = tuple[Path, Limits | None, tuple[str, ...]]


def _start(root: Path, limits: Limits | None, without: tuple[str, ...]) -> None:
    global _marker
    _marker = Marker(Course(root), limits, without)


def _mark(task: Task) -> tuple[Marked | UnreadableNotebook, float]:
    assert _marker is not None
    started = time.monotonic()
    try:
        raw = read_submitted(task.path)
        cells = parse(raw, task.path.name)
        notebook = restore(cells, _marker.release(task.assignment), task.path.name)
    except UnreadableNotebook as error:
        return error, time.monotonic() - started
    seed = task.record.seed(content_digest(raw)) if task.record else None
    return _marker.mark(notebook, task.assignment, seed), time.monotonic() - started


def _marked(
    tasks: Sequence[Task], workers: int, settings: "Settings"
) -> Generator[tuple[Task, Marked | UnreadableNotebook | Exception, float], None, None]:
    """Yield each task with what marking gave, in the order in which they are done; never more than a few ahead of the caller."""
    if not tasks:
        return
    context = multiprocessing.get_context("spawn")
    ahead = 4 * workers
    waiting = iter(tasks)
    with ProcessPoolExecutor(min(workers, len(tasks)), context, _start, settings) as pool:
        running: dict[Future[Any], Task] = {}
        try:
            while True:
                for task in islice(waiting, ahead - len(running)):
                    running[pool.submit(_mark, task)] = task
                if not running:
                    return
                done = next(as_completed(running))
                task = running.pop(done)
                try:
                    marked, seconds = done.result()
                except BrokenProcessPool:
                    raise
                except Exception as error:  # noqa: BLE001  # the grader's own failure, reported for this submission
                    marked, seconds = error, 0.0
                yield task, marked, seconds
        except BrokenProcessPool as error:
            raise CourseError(
                "a grading process could not start, or was ended from outside",
                "course grade",
                "run 'course doctor', then the same command: it goes on where this one stopped",
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
