"""The judge: runs the hidden checks on one submission after another, and alone decides the verdict. Trusted side.

The checks are collected once in each grader (hidden_checks.py). A check is called with a proxy of the student's function: no
student code runs here.
"""

import builtins
import contextlib
import random
import re
import traceback
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from autograder.closing import Closing
from autograder.errors import CourseError
from autograder.judge.check_base import Checks, Elementwise
from autograder.judge.error_meanings import Troubles
from autograder.judge.error_words import NOT_SPELLED, USED_TOO_EARLY, name_meaning
from autograder.judge.feedback_text import NUMBERS
from autograder.judge.hidden_checks import CHECKS, Check, GraderError, collect, shipped
from autograder.judge.lesson import Lesson
from autograder.judge.remarks import remarks
from autograder.judge.session import Session
from autograder.judge.snippets import snippet
from autograder.judge.stand_in_session import StandIns
from autograder.judge.student_function import Function
from autograder.judge.verdict import CellVerdict, CheckResult, Failure, Verdict
from autograder.plain_text import plain
from autograder.submissions.notebook_file import UnreadableNotebook

VISIBLE_CHECK = re.compile(r"\bcheck_values\(|\banswer_of\(")


class Undecided(UnreadableNotebook):
    """The grader itself failed on an answer: a person has to mark this submission, and the class run goes on.

    `what` is for student and instructor; `where`, for the instructor alone, names the check and what went wrong.
    """

    def __init__(
        self,
        what: str = "A hidden check itself failed over it, which is no fault of the answers",
        where: object = "",
        next_step: str = "a person has to look at it and mark it by hand",
    ) -> None:
        super().__init__(what, where, next_step)


@contextlib.contextmanager
def deciding(check: str) -> Iterator[None]:
    """Turn errors in the grader's own work on a student's numbers into Undecided; `check` names the work in the message.

    Failure (the student's mistake), CourseError (the machine's fault), KeyboardInterrupt and MemoryError are raised as they are.
    """
    try:
        with np.errstate(all="ignore"):  # a student's numbers may overflow in the judge's own sums
            yield
    except (Failure, CourseError, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        error_text = plain(" ".join(f"{type(error).__name__}: {error}".split()), 300)
        raise Undecided(where=f"{check} ({Path(place.filename).name}, line {place.lineno}: {error_text})") from error


@dataclass(frozen=True, slots=True)
class Submission:
    """What the judge judges: a session whose cells have run, and for each function the error that stopped its cell, if any."""

    lesson: Lesson
    session: Session
    seed: int
    troubles: Troubles
    unanswered: frozenset[str] = frozenset()  # functions whose stub is as handed out


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one check: its failure, or None if the student's function passed."""

    check: Check
    failure: Failure | None
    snippet: str = ""  # the failed call as Python code, if the judge was asked to explain
    follows: bool = False  # passed with a right version of an earlier function

    def result(self, explains: Mapping[str, int]) -> CheckResult:
        """Return the check's result, with that one of the failure's causes that has the highest weight in `explains`."""
        title, weight, failure = self.check.title, self.check.weight, self.failure
        if failure is None:
            return CheckResult(title, weight, passed=True, follows=self.follows)
        cause = max(failure.causes, key=lambda each: explains[NUMBERS.sub("#", each)])
        general = failure.general if cause == failure.cause != failure.general else ""
        result = CheckResult(title, weight, False, cause, failure.example, failure.named, snippet=self.snippet)
        return replace(result, kind=failure.kind, stop=failure.stop, general=general)


class Suite(Closing):
    """The collected hidden checks, ready to judge. If `explaining` is set, failed checks hold the failed call as code."""

    def __init__(self, folder: Path = CHECKS) -> None:
        """Collect the checks of a folder; raise GraderError if one cannot be read, or asks for more than GIVEN."""
        self.folder = folder
        self.explaining = False
        self.checks = dict(shipped()) if folder == CHECKS else collect(folder)

    def close(self) -> None:
        """Forget the checks."""
        self.checks.clear()

    def judge(self, submission: Submission) -> Verdict:
        """Return the verdict on a submission; raise Undecided if the grader itself fails on it.

        Raises GraderError if a function has no check.
        """
        lesson = submission.lesson
        functions = (*lesson.points, *lesson.stretch)
        checks = [check for check in self.checks.get(lesson.assignment, ()) if check.function in functions]
        classes = {check.function: check.checks for check in checks}
        for name in functions:
            if name not in classes:
                raise GraderError(f"no hidden check for '{name}'", f"{self.folder}/test_{lesson.assignment}.py", "write one")
        with deciding(f"the suite of {lesson.assignment}"):
            return self._judge(submission, checks, classes)

    def _judge(self, submission: Submission, checks: Sequence[Check], classes: Mapping[str, type[Checks]]) -> Verdict:
        lesson, session, troubles = submission.lesson, submission.session, submission.troubles
        called = {name: _function(name, session, troubles, each, lesson) for name, each in classes.items()}
        order = list(checks)
        random.Random(submission.seed).shuffle(order)
        order.sort(key=lambda check: check.comes_last)
        outcomes = {check: self.run(check, called[check.function], submission) for check in order}
        failing = {check.function for check, outcome in outcomes.items() if outcome.failure}
        by_function = {name: [outcomes[check] for check in checks if check.function == name] for name in called}
        functions = (*lesson.points, *lesson.stretch)
        with StandIns(session) as sessions:
            cells = [
                self._cell(called[name], classes[name], by_function[name], failing, submission, sessions) for name in functions
            ]
        return Verdict(lesson.assignment, submission.seed, tuple(cells))

    def run(self, check: Check, function: Function, submission: Submission) -> Outcome:
        """Run one check and return its outcome; raise Undecided if the check itself fails."""
        try:
            with deciding(f"the check {check.id}"):
                check.run(function, submission.seed)
        except Failure as failure:
            code = snippet(submission.lesson, function.name, function.last) if self.explaining else ""
            if function.turned:
                failure = Failure(function.turned, failure.example, kind=failure.kind)
            return Outcome(check, failure, code)
        return Outcome(check, None)

    def run_with(
        self,
        stand_ins: Mapping[str, str],
        function: Function,
        checks: type[Checks],
        outcomes: Sequence[Outcome],
        submission: Submission,
        sessions: StandIns,
    ) -> list[Outcome]:
        """Judge a function again, with right versions of the earlier functions that it builds on; return the better outcomes.

        A mistake counts once. The run with more marks counts as a whole, the first if they are equal: a function can find out
        which versions it calls and answer accordingly, and must not get the marks of both. If a check fails in both runs, and
        the first failure arose in an earlier function or had no known cause, the second failure is reported. No text of the
        student's is taken from the second run.
        """
        failed = {each.check: each.failure for each in outcomes if each.failure}
        in_order = sorted((each.check for each in outcomes), key=lambda check: check.comes_last)
        again: dict[Check, Failure | None] = {}
        helped = _function(function.name, sessions.of(stand_ins), function.troubles, checks, submission.lesson)

        def ask(check: Check) -> None:
            helped.naming = check in failed and says_no_cause(failed[check])
            again[check] = self.run(check, helped, submission).failure

        for check in in_order:
            if check in failed:
                ask(check)
        if None in again.values():
            for check in in_order:
                if check not in failed or check.comes_last:
                    ask(check)
        passed = [each.check.weight for each in outcomes if each.failure is None]
        helps = sum(check.weight for check, second in again.items() if second is None) > sum(passed)
        final = []
        for outcome in outcomes:
            first, second = outcome.failure, again.get(outcome.check)
            if first and second:
                outcome = replace(outcome, failure=said_of_both(first, helped.explained(second), stand_ins))
            elif helps and second:
                outcome = Outcome(outcome.check, Failure(only_with_your_own(function.name, " and ".join(stand_ins))))
            elif helps and first:
                outcome = Outcome(outcome.check, None, follows=True)
            final.append(outcome)
        return final

    def _cell(
        self,
        function: Function,
        checks: type[Checks],
        outcomes: list[Outcome],
        failing: Container[str],
        submission: Submission,
        sessions: StandIns,
    ) -> CellVerdict:
        lesson, name = submission.lesson, function.name
        answered = name not in submission.unanswered
        stand_ins: dict[str, str] = {}
        if name in failing and answered:
            cells = submission.session.cells
            wrong = {other: code for other, code in checks.stand_ins.items() if other in failing or other not in lesson.signatures}
            stand_ins = {other: code for other, code in wrong.items() if uses(cells, other)}
        if stand_ins:
            outcomes = self.run_with(stand_ins, function, checks, outcomes, submission, sessions)
        closer = self._closer(function, checks, outcomes, stand_ins, submission, sessions) if answered else {}
        if closer:
            outcomes = [replace(each, failure=None) for each in outcomes]
        outcomes = [replace(each, failure=each.failure and function.explained(each.failure)) for each in outcomes]
        right = all(outcome.failure is None for outcome in outcomes)
        helped_by = tuple(stand_ins) if any(outcome.follows for outcome in outcomes) else ()
        notes = remarks(function, checks.warned if right else None, helped_by, tuple(closer), checks.in_order)
        curve = None if right else checks.curve(function)
        return CellVerdict(lesson.grade_id(name), name, lesson.points.get(name, 0), results(outcomes), answered, notes, curve)

    def _closer(
        self,
        function: Function,
        checks: type[Checks],
        outcomes: Sequence[Outcome],
        stand_ins: Mapping[str, str],
        submission: Submission,
        sessions: StandIns,
    ) -> Mapping[str, str]:
        """Return exact versions of the earlier functions that passed their own checks, if all of this function's pass with them.

        An earlier function may be as close as its own checks ask, and not as close as this one's. Nothing is asked again if any
        answer is wrong by more than that could explain.
        """
        failures = [each.failure for each in outcomes if each.failure]
        if not failures or not all(failure.close for failure in failures):
            return {}
        used = {name: code for name, code in checks.stand_ins.items() if uses(submission.session.cells, name)}
        exact = {name: code for name, code in used.items() if name not in stand_ins}
        if not exact:
            return {}
        again = self.run_with(used, function, checks, outcomes, submission, sessions)
        return {} if any(each.failure for each in again) else exact


def _function(name: str, session: Session, troubles: Troubles, checks: type[Checks], lesson: Lesson) -> Function:
    """Return the proxy of a function, with the known causes and other data of its checks."""
    curve = checks.reference if issubclass(checks, Elementwise) else None
    names = tuple(lesson.signatures[name].parameters)
    return Function(
        name, session, troubles, checks.causes, checks.given, checks.rare, curve, checks.alone, checks.parts, names,
        functions=tuple(lesson.signatures),
    )  # fmt: skip


def said_of_both(first: Failure, second: Failure, stand_ins: Container[str]) -> Failure:
    """Return the failure to report for a check that fails with the student's own earlier functions and with right ones, too."""
    if second.kind == "wrong" and second.named and (not first.named or (first.unexplained and not second.unexplained)):
        return Failure(second.cause, first.example, second.causes)
    return (of_an_earlier_one(first, stand_ins) and without_text(second, stand_ins)) or first


def says_no_cause(failure: Failure) -> bool:
    """Return whether a failure names no sure cause, so that the judge looks for one in the second run."""
    return failure.kind != "wrong" or not failure.named or failure.unexplained is not None


def only_with_your_own(name: str, earlier: str) -> str:
    """Return the sentence for a check that passes only with the student's own earlier functions, if the other run counts."""
    return (
        f"With your own {earlier} this check passes, and with a right {earlier} in place of yours, which brings {name} more marks "
        f"in all, it does not. What does {name} do that depends on how {earlier} is written?"
    )


def of_an_earlier_one(failure: Failure, stand_ins: Container[str]) -> bool:
    """Return whether a failure arose in an earlier function, or because that function is missing."""
    missing = re.search(r"name '(\w+)' is not defined", failure.cause)
    within = failure.stop.within if failure.stop else missing[1] if missing else ""
    return failure.kind == "not_written" or within in stand_ins or (missing is not None and missing[1] in stand_ins)


def without_text(failure: Failure, stand_ins: Container[str]) -> Failure | None:
    """Return a failure of a run with stand-ins, without the exception's text; None if it says no more than the first run's.

    A line of a stand-in is removed, too, because a stand-in is the judge's own code.
    """
    stop, cause = failure.stop, failure.cause
    own_type = failure.kind == "not_numbers" and cause != failure.general  # it quotes the name of a student's class
    if failure.kind in ("not_written", "missing", "unstable") or own_type or not failure.named:
        return None
    if failure.kind == "raised" and stop and not stop.error and stop.place:
        missing = re.search(r"name '(\w+)' is not defined", cause)
        hint = USED_TOO_EARLY if USED_TOO_EARLY in cause else (missing and name_meaning(missing[1])) or NOT_SPELLED
        cause = f"{cause.partition(stop.place)[0]}{stop.place}: a name that it uses has no value there. {hint}"
    elif failure.kind == "raised":
        builtin = isinstance(getattr(builtins, stop.error, None), type) if stop and stop.error else False
        if not (stop and (builtin or stop.error == "AxisError")):
            return None
        cause = cause.replace(f": {stop.words.rstrip('.')}", "", 1) if stop.words else cause
        if stop.within in stand_ins:
            cause, stop = cause.replace(stop.place, "", 1), replace(stop, line=None)
    return Failure(cause, "", kind=failure.kind, stop=replace(stop, words="") if stop else None, general=failure.general)


def results(outcomes: Sequence[Outcome]) -> tuple[CheckResult, ...]:
    """Return a function's results; if several causes explain a failure, it gets the one that explains most checks, by weight.

    A few numbers fit many wrong forms by chance: 1 is the slope, the sign and the number itself at x = 1. So a sentence counts
    as a guess if it explains less than a third of the failed checks, by weight, and less than the checks without a known cause.
    """
    explains: Counter[str] = Counter()
    wrong = [outcome for outcome in outcomes if outcome.failure and outcome.failure.kind == "wrong"]
    for outcome in wrong:
        for topic in {NUMBERS.sub("#", cause) for cause in outcome.failure.causes} if outcome.failure else ():
            explains[topic] += outcome.check.weight
    total = sum(outcome.check.weight for outcome in wrong)
    nameless = sum(outcome.check.weight for outcome in wrong if outcome.failure and not outcome.failure.named)
    named_results = []
    for outcome in outcomes:
        result = outcome.result(explains)
        explained = explains[NUMBERS.sub("#", result.cause)]
        chance = result.kind == "wrong" and explained * 3 < total and explained < nameless
        named_results.append(replace(result, named=False) if chance and not result.passed else result)
    return tuple(named_results)


def uses(cells: Sequence[str], name: str) -> bool:
    """Return whether a cell calls the function `name` or passes it to another; visible checks are ignored."""
    used = re.compile(rf"(?<!def )\b{re.escape(name)}\s*\(|[(,=]\s*{re.escape(name)}\s*[,)]")
    return any(name in cell and used.search(cell) and not VISIBLE_CHECK.search(cell) for cell in cells)
