"""The judge: runs the hidden pytest suite on one submission after another, and alone decides the verdict. Trusted side.

pytest is started once a grading process, in a thread of its own: it collects the suite, then waits in its run loop for
submissions. A check sees the student's function as the fixture `call`; code of a student never runs here.
"""

import os
import queue
import random
import re
import threading
import traceback
import zlib
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pytest

from autograder.errors import CourseError
from autograder.judge.check_base import WEIGHT, Checks, Failure, Function
from autograder.judge.error_meanings import told
from autograder.judge.lesson import Lesson
from autograder.judge.remarks import remarks
from autograder.judge.session import CellRun, Session
from autograder.judge.snippets import snippet
from autograder.judge.verdict import CellVerdict, CheckResult, Verdict

CHECKS = Path(__file__).parents[1] / "checks"
# What pytest would add for a person who reads its output, or for a folder that it may write to.
_UNUSED = """terminal cacheprovider faulthandler warnings logging doctest unraisableexception threadexception junitxml
stepwise pastebin setuponly"""
QUIET = [f"-pno:{name}" for name in _UNUSED.split()] + ["-s", "--disable-plugin-autoload", "--noconftest", "-c"]
VISIBLE_CHECK = re.compile(r"\bcheck_values\(|\banswer_of\(")


@dataclass(frozen=True, slots=True)
class Submission:
    """What the judge gets: a session whose cells have run, and what is known of each stub cell."""

    lesson: Lesson
    session: Session
    seed: int
    trouble: Mapping[str, str]  # function -> why its cell may not have defined it
    unanswered: frozenset[str] = frozenset()


class GraderError(CourseError):
    """The grader itself failed; nothing is written down as a zero for it."""


class Suite:
    """The collected hidden suite, ready to judge. Use as a context, or close it."""

    def __init__(self, folder: Path = CHECKS) -> None:
        self.folder = folder
        self.items: dict[str, list[pytest.Function]] = {}
        self.jobs: queue.SimpleQueue[tuple[Submission, Future[Verdict]] | None] = queue.SimpleQueue()
        self.submission: Submission | None = None
        self.functions: dict[str, Function] = {}
        self.failure: Failure | None = None
        self.explaining = False  # whether failed checks are to hold the call that failed, as code
        self.broken: list[str] = []  # why modules of the suite could not be collected
        self.ready: Future[None] = Future()
        self.thread = threading.Thread(target=self._main, name="judge", daemon=True)
        self.thread.start()
        self.ready.result()

    def judge(self, submission: Submission) -> Verdict:
        """Return the verdict on a submission; raise GraderError where the grader, not the student, went wrong."""
        future: Future[Verdict] = Future()
        self.jobs.put((submission, future))
        return future.result()

    def close(self) -> None:
        """End the pytest session."""
        self.jobs.put(None)
        self.thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _main(self) -> None:
        before = os.environ.get("PYTEST_CURRENT_TEST")
        try:
            code = pytest.main([*QUIET, os.devnull, f"--rootdir={self.folder}", str(self.folder)], plugins=[self])
            trouble = f"pytest ended with exit code {int(code)} before it was ready"
        except BaseException as error:  # noqa: BLE001  # whatever it is, the waiting caller must hear of it
            trouble = f"pytest stopped: {error!r}"
        finally:
            if before is not None:
                os.environ["PYTEST_CURRENT_TEST"] = before
        trouble = "; ".join([trouble, *self.broken])
        if not self.ready.done():
            self.ready.set_exception(GraderError(trouble, self.folder, f"run pytest {self.folder} to see why"))

    # What follows is called by pytest, in its thread.

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a module of the suite could not be collected."""
        if report.failed:
            self.broken.append(report.longreprtext.strip().splitlines()[-1])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve submissions in place of running each item once."""
        if session.testsfailed:
            return False
        for item in session.items:
            if isinstance(item, pytest.Function) and item.cls is not None and issubclass(item.cls, Checks):
                assignment = re.sub(r"^test_", "", item.path.stem)
                self.items.setdefault(assignment, []).append(item)
        self.ready.set_result(None)
        while (job := self.jobs.get()) is not None:
            submission, future = job
            try:
                future.set_result(self._judge(submission))
            except BaseException as error:  # noqa: BLE001  # handed to the caller, who waits in another thread
                future.set_exception(error)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
        """Keep a student's failure as it is; any other exception is an error of the check, which pytest reports.

        A check that has passed is asked again: a function gives the same answer to the same question.
        """
        try:
            result = yield
            self._again(pyfuncitem)
            return result
        except Failure as failure:
            self.failure = failure
            return True

    def _again(self, item: pytest.Function) -> None:
        assert self.submission is not None
        order = random.Random(f"{self.submission.seed} {item.nodeid}")
        for function in self.functions.values():
            function.again(order)

    @pytest.fixture
    def call(self, request: pytest.FixtureRequest) -> Function:
        """The student's function that this class of checks is about."""
        return self.functions[request.cls.function]

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Random numbers that vary with the submission's seed and with the check, whatever the order of checks."""
        return self._numbers(request.node)

    def _numbers(self, item: pytest.Item) -> np.random.Generator:
        assert self.submission is not None
        return np.random.default_rng([self.submission.seed, zlib.crc32(item.nodeid.rsplit("/", 1)[-1].encode())])

    def _call_plainly(self, item: pytest.Function) -> None:
        """Run a check as pytest runs one that needs nothing but `call` and `rng`: its set-up takes as long as the check."""
        check: Any = getattr(item.cls(), item.name)
        given: dict[str, Any] = {"call": self.functions[item.cls.function]} if "call" in item.fixturenames else {}
        if "rng" in item.fixturenames:
            given["rng"] = self._numbers(item)
        try:
            check(**given)
            self._again(item)
        except Failure as failure:
            self.failure = failure

    def _judge(self, submission: Submission) -> Verdict:
        lesson = submission.lesson
        functions = (*lesson.points, *lesson.stretch)
        items = [item for item in self.items.get(lesson.assignment, []) if item.cls.function in functions]
        self.submission = submission
        classes = {item.cls.function: item.cls for item in items}
        self.functions = {
            name: Function(name, submission.session, submission.trouble, checks.causes) for name, checks in classes.items()
        }
        order = list(range(len(items)))
        random.Random(submission.seed).shuffle(order)
        results: dict[int, CheckResult] = {}
        failures: dict[int, Failure | None] = {}
        for number, following in zip_longest(order, order[1:]):
            results[number] = self._run(items[number], None if following is None else items[following])
            failures[number] = self.failure
        helped = self._follow(submission, items, results, failures)
        failures.update(dict.fromkeys((number for number, result in results.items() if result.follows), None))
        cells = []
        for function in functions:
            numbers = [number for number, item in enumerate(items) if item.cls.function == function]
            checks = explained([results[number] for number in numbers], [failures[number] for number in numbers])
            if not checks:
                raise GraderError(f"no hidden check for '{function}'", f"{self.folder}/test_{lesson.assignment}.py", "write one")
            right = all(check.passed for check in checks)
            notes = remarks(self.functions[function], classes[function].warned if right else None, helped.get(function, ()))
            answered = function not in submission.unanswered
            curve = None if right else classes[function].curve(self.functions[function])
            points = lesson.points.get(function, 0)
            cells.append(CellVerdict(lesson.grade_id(function), function, points, checks, answered, notes, curve))
        return Verdict(lesson.assignment, submission.seed, tuple(cells))

    def _follow(
        self,
        submission: Submission,
        items: Sequence[pytest.Function],
        results: dict[int, CheckResult],
        failures: dict[int, Failure | None],
    ) -> dict[str, tuple[str, ...]]:
        """Run again what failed and builds on an earlier function that is wrong, with a right one in its place.

        A mistake is counted once: what passes now has passed. Where a check fails again in a way that the suite knows, its
        sentence says more than one about numbers that come of the earlier mistake. Nothing else is taken from these runs, no
        text of the student's above all. Return which functions gained by it, and by which earlier ones.
        """
        failing = {items[number].cls.function for number, result in results.items() if not result.passed}
        helped: dict[str, tuple[str, ...]] = {}
        for function in failing - submission.unanswered:
            again = [n for n, item in enumerate(items) if item.cls.function == function and not results[n].passed]
            stand_ins = items[again[0]].cls.stand_ins
            helpers = tuple(name for name in stand_ins if name in failing and uses(submission.session.cells, name))
            if not helpers:
                continue
            known = {cause.sentence for cause in items[again[0]].cls.causes}
            cells = [*submission.session.cells, "\n".join(stand_ins[name] for name in helpers)]
            before_it = submission.session
            with Session(before_it.server, cells, before_it.limits, before_it.known) as session:
                session.ends_at = submission.session.ends_at
                before = self.functions[function]
                self.functions[function] = replace(before, session=session, notes=set())
                for number, following in zip_longest(again, again[1:]):
                    if self._run(items[number], None if following is None else items[following]).passed:
                        results[number] = replace(results[number], passed=True, follows=True, cause="", example="")
                        helped[function] = helpers
                    elif self.failure and self.failure.cause in known and not results[number].named:
                        results[number] = replace(results[number], cause=self.failure.cause, named=True)
                        failures[number] = self.failure
                self.functions[function] = before
        return helped

    def _snippet(self, function: str) -> str:
        assert self.submission is not None
        return snippet(self.submission.lesson, function, self.functions[function].last)

    def _run(self, item: pytest.Function, following: pytest.Function | None) -> CheckResult:
        """Run one check as pytest's runner does, but for the reports, which take it as long again as the check."""
        self.failure = None
        for function in self.functions.values():
            function.asked.clear()
        stack = item.session._setupstate
        try:
            with np.errstate(all="ignore"):  # what a student's numbers do in the judge's own sums is no news
                if is_plain(item):
                    self._call_plainly(item)
                else:
                    item._initrequest()
                    try:
                        stack.setup(item)
                        item.runtest()
                    finally:
                        stack.teardown_exact(None if following is None or is_plain(following) else following)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            stack.teardown_exact(None)
            said = "".join(traceback.format_exception(error)[-3:])
            raise GraderError(f"the check {item.nodeid} itself failed:\n{said}", self.folder, "mend the check") from error
        title = (item.obj.__doc__ or item.name).strip().splitlines()[0]
        weight = getattr(item.obj, WEIGHT, 1)
        if failure := self.failure:
            said = self._snippet(item.cls.function) if self.explaining else ""
            return CheckResult(title, weight, False, failure.cause, failure.example, failure.named, snippet=said)
        return CheckResult(title, weight, True)


def is_plain(item: pytest.Function) -> bool:
    """Return whether a check needs nothing of pytest but to have been found: no fixture but ours, no parameters, no set-up."""
    known = set(item.fixturenames) <= {"call", "rng", "request"} and not hasattr(
        item, "callspec"
    )  # `request`: those two ask for it
    return known and not any(
        hasattr(item.cls, name) for name in ("setup_method", "teardown_method", "setup_class", "teardown_class")
    )


def explained(checks: Sequence[CheckResult], failures: Sequence[Failure | None]) -> tuple[CheckResult, ...]:
    """Return a function's checks; a failure that several causes explain gets the one that explains most checks, by weight.

    A few numbers fit many wrong forms by chance: 1 is the slope, the sign and the number itself at x = 1.
    """
    explains: Counter[str] = Counter()
    for check, failure in zip(checks, failures, strict=True):
        for cause in failure.causes if failure else ():
            explains[cause] += check.weight
    return tuple(
        replace(check, cause=max(failure.causes, key=explains.__getitem__)) if failure else check
        for check, failure in zip(checks, failures, strict=True)
    )


def uses(cells: Sequence[str], name: str) -> bool:
    """Return whether some cell calls the function `name` or hands it on, other than the visible checks."""
    used = re.compile(rf"(?<!def )\b{re.escape(name)}\s*\(|[(,=]\s*{re.escape(name)}\s*[,)]")
    return any(used.search(cell) for cell in cells if not VISIBLE_CHECK.search(cell))


def troubles(functions: Sequence[str], cells: Mapping[str, CellRun]) -> dict[str, str]:
    """Return for each function what its cell's error was, as a sentence; '' where the cell ran."""
    said = {}
    for function in functions:
        error = cells[function].error if function in cells else None
        place = f" in line {error.line}" if error and error.line else ""
        said[function] = f" Its cell stops{place} with {told(error)}" if error else ""
    return said
