"""The class runner behind `course grade`: which submissions need grading, grading them on all cores, recording them in batches.

Trusted side. Worker processes grade (class_run.grade_one); this process alone writes (class_run.writer), and stays
small and light: no pytest, NumPy or nbgrader is loaded in it for a class that is graded already.
"""

import contextlib
import os
from collections.abc import Callable, Container, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.class_run import late_penalties
from autograder.class_run.pool import Failure, Pool, Stop
from autograder.class_run.tasks import Graded, Result, Task, find, take
from autograder.class_run.writer import Writer
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import Keys, Stamps
from autograder.gradebook.rows import Ledger
from autograder.gradebook.verdict_files import Records
from autograder.judge.settings import Settings
from autograder.sandbox import layers
from autograder.submissions import safe_text
from autograder.submissions.notebook_file import load_release, nbgrader_metadata

if TYPE_CHECKING:  # only workers load what these need
    from autograder.judge.session import Limits

CENT = 0.005
FAILURES = 5  # in a row, before anything has been graded: then the grader is broken, and more of it helps nobody

Crew = Callable[[Sequence[Task], Stop | None], Iterator[tuple[Task, Graded | Failure]]]
Hire = Callable[[Course, "Limits | None", tuple[str, ...]], Crew]  # makes a crew for a course, limits, layers to go without


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do, and the submissions that need nothing."""

    todo: tuple[Task, ...]
    settled: tuple[Result, ...]


def grade_class(
    course: Course,
    assignments: Sequence[str],
    *,
    workers: int = 0,
    force: bool = False,
    limits: "Limits | None" = None,
    without: Sequence[str] = (),
    crew: Hire | None = None,
    stop: Stop | None = None,
    on_plan: Callable[[Plan], None] = lambda plan: None,
    on_result: Callable[[Result], None] = lambda result: None,
    on_penalty: Callable[[late_penalties.Renewed], None] = lambda renewed: None,
) -> list[Result]:
    """Grade what changed since it was last graded (all with `force`); return a result for every submission found.

    Late penalties follow due dates, extensions and marks by hand, of the unchanged ones too.
    `workers` processes grade at once (0: as many as this process may use cores), or another `crew` does. After `stop` no more is
    graded, and what is done is recorded. Raises CourseError before anything is changed where the gradebook cannot be written
    or an assignment does not exist; a grader's failure on one submission is that submission's result, and touches no mark.
    What is not given here (limits, more layers to go without) nbgrader_config.py says.
    """
    settings = Settings.read(course)
    judge = settings.judge(without)
    without, limits = tuple(judge.without), limits or judge.limits
    if crew is None:  # others look at their own machines
        layers.check_machine(without)
        layers.check_place(course.root)
    records = Records(course)
    with records.alone(), Ledger(settings.db_url) as ledger, Writer(course, settings, without) as writer:
        for assignment in assignments:
            _register(course, settings, ledger, course.require(assignment))
        roster = None if settings.takes_newcomers else ledger.students()
        plan = make_plan(course, ledger, Keys(course, settings, without), assignments, force, roster)
        on_plan(plan)
        results = list(plan.settled)
        for result in plan.settled:
            if result.state != "unchanged":
                on_result(result)
        if plan.todo:
            ledger.open_to_readers()
            hands = crew(course, limits, without) if crew else local_crew(course, workers, limits, without)
            for result in _recorded(hands, plan.todo, writer, stop):
                results.append(result)
                on_result(result)
        for assignment in assignments:  # also of those that were not graded: an extension or a due date may be new
            for renewed in late_penalties.renew(course, settings, writer.ledger, assignment, force=force):
                on_penalty(renewed)
    return sorted(results, key=lambda result: (result.assignment, result.student))


def _register(course: Course, settings: Settings, ledger: Ledger, assignment: str) -> None:
    """See that the gradebook knows an assignment as it was built, and can be written."""
    cells = [nbgrader_metadata(cell) for cell in load_release(course, assignment)["cells"] if nbgrader_metadata(cell)]
    if not (ledger.exists() and ledger.registered(assignment, cells)):
        from autograder.nbgrader_plugin.converters import Gradebook  # loads nbgrader

        Gradebook(course).register(assignment)


def make_plan(
    course: Course, ledger: Ledger, keys: Keys, assignments: Sequence[str], force: bool, roster: Container[str] | None = None
) -> Plan:
    """Return which submissions have to be graded: those whose key, marks or autograded notebook is not what was recorded.

    With a `roster` nobody is graded who is not in it.
    """
    todo: list[Task] = []
    settled: list[Result] = []
    for assignment in assignments:
        scores = ledger.scores(assignment)
        with Stamps(course, assignment) as stamps:
            for task in find(course, assignment):
                if trouble := obstacle(task) or stranger(task, roster):
                    settled.append(trouble)
                    continue
                known = None if force else stamps.record(task.student)
                if (
                    known is not None
                    and task.student in scores
                    and same(scores[task.student], known.score)
                    and course.autograded(task.student, assignment).is_file()
                    and keys.key(assignment, stamps.content(task.student, task.path)) == known.key
                ):
                    settled.append(task.result("unchanged", known.score, known.max_score, known.error))
                else:
                    todo.append(task)
    return Plan(tuple(todo), tuple(settled))


def same(recorded: float | None, known: float | None) -> bool:
    """Return whether the gradebook still says what the verdict says; an older copy of it may have been put back."""
    return recorded == known if recorded is None or known is None else abs(recorded - known) < CENT


def stranger(task: Task, roster: Container[str] | None) -> Result | None:
    """Return the result of a hand-in of somebody who is not in the roster."""
    if roster is None or task.student in roster:
        return None
    add = "add the student in formgrader's Manage Students, or move the folder away"
    return task.result("failed", reason=f"the gradebook has no such student, and c.Autograde.create_student is False: {add}")


def obstacle(task: Task) -> Result | None:
    """Return the result of a folder that holds nothing to grade: nobody gets a zero for it."""
    if reason := safe_text.unfit(task.student):
        return task.result("failed", reason=f"{reason}: rename the folder to the student's id")
    try:
        os.lstat(task.path)
    except FileNotFoundError:
        there = sorted(path.name for path in task.path.parent.glob("*.ipynb"))
        found = f" (there is {', '.join(there[:3])})" if there else ""
        return task.result("missing", reason=f"no {task.path.name} in the folder{found}: rename it, or ask the student for it")
    except OSError as error:
        return task.result(
            "failed", reason=f"{task.path}: it cannot be read ({error.strerror}); give this user the right to read it"
        )
    return None


def _recorded(crew: Crew, todo: Sequence[Task], writer: Writer, stop: Stop | None) -> Generator[Result, None, None]:
    """Yield results as they have been recorded."""
    failed = 0
    graded = False
    with contextlib.closing(crew(todo, stop)) as stream:  # type: ignore[type-var]  # a generator, where it is ours
        try:
            for task, answer in stream:
                if isinstance(answer, Failure):
                    yield task.result("failed", reason=answer.reason)
                    failed += 1
                    if failed >= FAILURES and not graded:
                        what = f"{failed} submissions in a row could not be graded: {answer.reason}"
                        raise CourseError(what, "course grade", "mend the cause, run again")
                else:
                    graded = True
                    yield from writer.add(answer)
        finally:
            yield from writer.flush()


def local_crew(course: Course, workers: int, limits: "Limits | None", without: tuple[str, ...]) -> Crew:
    """Return the crew of this machine: processes with a grader each."""

    def grade(tasks: Sequence[Task], stop: Stop | None) -> Iterator[tuple[Task, Graded | Failure]]:
        size = min(workers or len(os.sched_getaffinity(0)), len(tasks))
        with Pool[Task, Graded](size, Local, (course, limits, without), preload=["autograder.class_run.grade_one"]) as pool:
            yield from pool.results(tasks, stop)

    return grade


class Local:
    """A worker of the local crew: reads the hand-in itself, in its own process."""

    def __init__(self, course: Course, limits: "Limits | None", without: tuple[str, ...]) -> None:
        from autograder.class_run.grade_one import SubmissionGrader

        self.course = course
        self.grader = SubmissionGrader(course, limits, without)

    def __call__(self, task: Task) -> Graded:
        """Grade one submission."""
        return self.grader.grade(take(self.course, task))

    def close(self) -> None:
        """End what the grader has started."""
        self.grader.close()
