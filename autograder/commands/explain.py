"""`course explain`: shows why a student got a mark, as code that an instructor can paste and run. Trusted side.

The submission is judged once more with its recorded seed, and the verdict is compared with the recorded one. Nothing is written.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.fingerprints import content_digest
from autograder.gradebook.verdict_files import VerdictFiles
from autograder.judge.marker import Marker
from autograder.judge.settings import Settings
from autograder.judge.verdict import Verdict
from autograder.submissions.notebook_file import UnreadableNotebook, parse, read_submitted
from autograder.submissions.restoring import restore


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict whose failed checks have snippets, and a sentence for each check that differs from the recorded verdict."""

    student: str
    verdict: Verdict
    differs: tuple[str, ...]


def explain(course: Course, student: str, assignment: str, without: tuple[str, ...] = ()) -> Explanation:
    """Return the explanation of a recorded verdict.

    Raises CourseError if nothing was handed in or graded, the submission was not judged, or its file has changed since.
    """
    path = course.submitted(student, course.require(assignment))
    record = VerdictFiles(course).load(assignment, student)
    if record is None and not path.exists():
        students = sorted(folder.name for folder in course.submissions.glob("*") if folder.is_dir())
        close = ", ".join(get_close_matches(student, students, 3))
        step = f"is it {close}?" if close else "students' ids are the folders' names in submitted/"
        raise CourseError(f"'{student}' has handed in no {assignment}", course.submissions, step)
    if record is None:
        raise CourseError(f"{assignment} of {student} is not graded yet", path, f"run 'course grade {assignment}'")
    if record.verdict.error is not None:
        raise CourseError(f"the submission was not judged: {record.verdict.error}", student, "grade it by hand in formgrader")
    try:
        raw = read_submitted(path)
    except UnreadableNotebook as error:
        raise CourseError(
            f"the submission cannot be read any more: {error.what}", path, "look for the file that was graded"
        ) from error
    if content_digest(raw) != record.content:
        raise CourseError("this is not the file that was graded", path, f"run 'course grade {assignment}' first")
    seed = record.verdict.seed
    judge = Settings.read(course).judge(without)
    with Marker(course, judge.limits, without or record.verdict.without, judge.weights) as marker:
        marker.suite.explaining = True
        release = marker.release(assignment)
        verdict = marker.within_budget(lambda: marker.mark(restore(parse(raw, path), release, path), assignment, seed).verdict)
    return Explanation(student, verdict, differences(record.verdict, verdict))


def differences(recorded: Verdict, now: Verdict) -> tuple[str, ...]:
    """Return a sentence for each check whose result differs from the recorded one."""
    before = {(cell.function, check.title): check.passed for cell in recorded.cells for check in cell.checks}
    after = {(cell.function, check.title): check.passed for cell in now.cells for check in cell.checks}
    words = {True: "passed", False: "failed", None: "not there"}
    return tuple(
        f"{function}, {title}: {words[before.get((function, title))]} then, {words[after.get((function, title))]} now"
        for function, title in dict.fromkeys([*before, *after])
        if before.get((function, title)) != after.get((function, title))
    )
