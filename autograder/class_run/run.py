"""The class run behind `course grade`: which submissions need grading, grading them on all cores, recording them in batches.

Trusted side. Other processes, the graders, grade (class_run.grade_one); this process alone writes (class_run.writer), and it stays
small and light: it loads neither pytest nor NumPy nor nbgrader for a class that is graded already.
"""

import contextlib
import os
from collections.abc import Callable, Container, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.class_run import late_penalties
from autograder.class_run.loading import PRELOADED, Loading, start_grader
from autograder.class_run.pool import NoResult, Pool, Stop
from autograder.class_run.registering import register
from autograder.class_run.tasks import Graded, Result, Task, find
from autograder.class_run.writer import Writer
from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import Keys, StampCache
from autograder.gradebook.rows import GradebookRows
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.budget import Budget
from autograder.judge.limits import Limits
from autograder.judge.settings import Settings
from autograder.sandbox import layers
from autograder.submissions.hand_in_places import misnamed, misplaced, tidy_folders, unlike

CENT = 0.005  # points: marks have two decimals
FAILURES = 5  # failures in a row, before anything was graded, after which the run stops: the grader itself is broken

# Grades tasks: yields each with its result, in the order in which they are done, and None if nothing was done for a while
Graders = Callable[[Sequence[Task], Stop | None], Iterator[tuple[Task, Graded | NoResult] | None]]
MakeGraders = Callable[[Course, Limits | None, tuple[str, ...]], Graders]  # from a course, its limits, sandbox layers to omit


@dataclass(frozen=True, slots=True)
class Plan:
    """The submissions that a run grades, and the results of those that it does not."""

    todo: tuple[Task, ...]
    settled: tuple[Result, ...]


def grade_class(
    course: Course,
    assignments: Sequence[str],
    *,
    workers: int = 0,
    force: bool = False,
    limits: Limits | None = None,
    without: Sequence[str] = (),
    graders: MakeGraders | None = None,
    stop: Stop | None = None,
    on_plan: Callable[[Plan], None] = lambda plan: None,
    on_result: Callable[[Result], None] = lambda result: None,
    on_penalty: Callable[[late_penalties.Renewed], None] = lambda renewed: None,
    on_note: Callable[[str], None] = lambda note: None,
    on_untimed: Callable[[str, Mapping[str, str]], None] = lambda assignment, students: None,
    loading: Loading | None = None,
) -> list[Result]:
    """Grade what changed since it was last graded (everything with `force`); return a result for every submission in submitted/.

    `workers`: graders at once (0: one for each core that this process may use), unless `graders` makes others. `loading`: the
    processes that load for them already. `limits` replace those of nbgrader_config.py; the sandbox layers to go `without` are
    added to its own. Late penalties are brought up to date for all submissions. After a request to `stop`, no more is graded,
    and what is done is recorded. If the grader fails on a submission, its result says so, and its marks stay as they are.

    Raises CourseError, before anything is changed, if the gradebook cannot be written, an assignment does not exist, this machine
    lacks a protection or another class run is at work; later, if writing fails or every submission fails.
    """
    settings = Settings.read(course)
    judge = settings.judge(without)
    without, limits = tuple(judge.without), limits or judge.limits
    if judge.weights:
        from autograder.judge.hidden_checks import shipped  # loads NumPy, which a run without an instructor's weights does not need
        from autograder.judge.weights import reweighted

        reweighted(shipped(), judge.weights, course.root / CONFIG)
    if graders is None:  # given graders check their own machines
        layers.check_machine(without)
        layers.check_place(course.root)
    with (
        VerdictFiles(course).lock(),
        GradebookRows(settings.db_url) as rows,
        Writer(course, settings, without) as writer,
    ):
        for assignment in assignments:
            register(course, rows, settings.course_id, course.require(assignment))
        for note in tidy_folders(course):
            on_note(note)
        roster = None if settings.takes_newcomers else rows.students()
        plan = make_plan(course, rows, Keys(course, settings, without), assignments, force, roster)
        on_plan(plan)
        results = list(plan.settled)
        for result in plan.settled:
            if result.state != "unchanged":
                on_result(result)
        if plan.todo:
            rows.open_to_readers()
            grade = graders(course, limits, without) if graders else local_graders(course, workers, limits, without, loading)
            for result in _graded_and_recorded(grade, plan.todo, writer, stop):
                results.append(result)
                on_result(result)
        for assignment in assignments:  # also if nothing was graded: an extension or a due date may be new
            for renewed in late_penalties.renew(course, settings, writer.rows, assignment, force=force):
                on_penalty(renewed)
            if students := late_penalties.untimed(course, settings, assignment):
                on_untimed(assignment, students)
    return sorted(results, key=lambda result: (result.assignment, result.student))


def make_plan(
    course: Course, rows: GradebookRows, keys: Keys, assignments: Sequence[str], force: bool, roster: Container[str] | None = None
) -> Plan:
    """Return which submissions have to be graded: those whose key, marks or autograded notebook are not what was recorded.

    With a `roster`, only the students in it are graded. Raises CourseError if submitted/ or the gradebook cannot be read.
    """
    todo: list[Task] = []
    settled: list[Result] = []
    for assignment in assignments:
        scores = rows.scores(assignment)
        with StampCache(course, assignment) as stamps:
            for task in find(course, assignment):
                result = not_gradable(course, task) or not_enrolled(task, roster)
                if not result and not force:
                    result = _unchanged(course, task, scores, stamps, keys)
                if result:
                    settled.append(result)
                else:
                    todo.append(task)
        for student, reason in misplaced(course, assignment).items():
            settled.append(Task(student, assignment, course.submitted(student, assignment)).result("missing", reason=reason))
    return Plan(tuple(todo), tuple(settled))


def _unchanged(course: Course, task: Task, scores: Mapping[str, float | None], stamps: StampCache, keys: Keys) -> Result | None:
    """Return the result of a submission whose record still holds; None if it has to be graded."""
    recorded = stamps.summary(task.student)
    if (
        recorded is not None
        and task.student in scores
        and same_score(scores[task.student], recorded.score)
        and course.autograded(task.student, task.assignment).is_file()
        and keys.key(task.assignment, stamps.content(task.student, task.path)) == recorded.key
    ):
        return task.result("unchanged", recorded.score, recorded.max_score, recorded.error)
    return None


def same_score(in_gradebook: float | None, in_verdict: float | None) -> bool:
    """Return whether the gradebook has the verdict's score; it has not if an older copy of the gradebook was restored."""
    if in_gradebook is None or in_verdict is None:
        return in_gradebook == in_verdict
    return abs(in_gradebook - in_verdict) < CENT


def not_enrolled(task: Task, roster: Container[str] | None) -> Result | None:
    """Return the result of a submission whose student is not in the roster; None if the student is, or there is no roster."""
    if roster is None or task.student in roster:
        return None
    add = "add the student in formgrader's Manage Students, or move the folder away"
    return task.result("failed", reason=f"the gradebook has no such student, and c.Autograde.create_student is False: {add}")


def not_gradable(course: Course, task: Task) -> Result | None:
    """Return the result of a folder without a notebook to grade, so that its student gets no zero; None if it can be graded."""
    if reason := misnamed(task.student):
        return task.result("missing", reason=reason)
    try:
        os.lstat(task.path)
    except FileNotFoundError:
        return task.result("missing", reason=unlike(course, task.student, task.assignment))
    except OSError as error:
        return task.result(
            "failed", reason=f"{task.path}: it cannot be read ({error.strerror}); give this user the right to read it"
        )
    return None


def _graded_and_recorded(grade: Graders, todo: Sequence[Task], writer: Writer, stop: Stop | None) -> Generator[Result, None, None]:
    """Yield results once they have been recorded; raise CourseError if the grader fails over the first `FAILURES` submissions."""
    failed = 0
    graded = False
    with contextlib.closing(grade(todo, stop)) as stream:  # type: ignore[type-var]  # each Graders that we pass returns a generator
        try:
            for done in stream:
                if done is None:  # one submission may take long: the results of the others are recorded
                    yield from writer.flush_in_time()
                    continue
                task, answer = done
                if isinstance(answer, NoResult):
                    reason = answer.reason
                    yield task.result("failed", reason=reason)
                else:
                    reason = answer.refused if answer.undecided else ""
                    yield from writer.add(answer)
                failed += bool(reason)
                graded = graded or not reason
                if failed >= FAILURES and not graded:
                    what = f"{failed} submissions in a row could not be graded: {reason}"
                    raise CourseError(what, "course grade", "fix the cause, run again")
        finally:
            yield from writer.flush()


def local_graders(
    course: Course, workers: int, limits: Limits | None, without: tuple[str, ...], loading: Loading | None = None
) -> Graders:
    """Return the graders of this machine: `workers` processes (0: one for each core)."""

    def grade(tasks: Sequence[Task], stop: Stop | None) -> Iterator[tuple[Task, Graded | NoResult] | None]:
        size = min(workers or len(os.sched_getaffinity(0)), len(tasks))
        with (
            contextlib.nullcontext(loading) if loading else Loading() as processes,
            Pool[Task, Graded](
                size,
                start_grader,
                (course, limits, without, processes.start().socket),
                PRELOADED,
                budget=Budget.of(limits or Limits()),
                instead=lambda task, why: () if task.waits else (replace(task, waits=why),),
            ) as pool,
        ):
            yield from pool.results(tasks, stop)

    return grade
