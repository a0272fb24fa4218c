"""The progress of a class run: a bar, lines every few seconds, or events for scripts. Trusted side; it decides nothing."""

import heapq
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table

from autograder.class_run.late_penalties import Renewed
from autograder.class_run.run import Plan
from autograder.class_run.tasks import Result
from autograder.closing import Closing
from autograder.commands import console
from autograder.commands.console import add_row, err, out, say, say_at_length
from autograder.gradebook.final_marks import FinalMark
from autograder.plain_text import spelled

EVERY = 15.0  # seconds between lines if stderr is not a terminal
SLOWEST = 5  # submissions that are named as the slowest
NAMED = 20  # submissions with problems that are named; further ones are only counted
ROWS = 60  # submissions in the table of marks; for a larger class the report and the CSV have it
TOGETHER = 0.5  # seconds: results that come within this time were recorded in one batch
MEASURED = 10.0  # seconds after the first results; from then on the rate is measured, not estimated from each one's seconds
NAME_CAP = 200  # characters that are shown of a folder's name
NO_MARK = FinalMark("")
SLOW = 2.0  # seconds: quicker submissions are not named as the slowest


class Progress(Closing):
    """Shows a class run. Use as a context; with `events` it prints JSON objects to stdout, one a line, and nothing else."""

    def __init__(self, without: Sequence[str] = (), *, events: bool = False, graders: int = 0) -> None:
        """Start; print a warning if student code runs `without` sandbox layers. graders: how many work at once; 0: not known."""
        self.events = events
        self.graders = graders
        self.spent = 0.0  # seconds of grading of the submissions that have marks now
        self.marked = 0  # number of these: a submission that cannot be read takes no time, so the estimate leaves it out
        self.first = (0.0, 0)  # time and number of the first results
        if without:
            warning = f"NOT PROTECTED by: {', '.join(without)}. Student code runs without these sandbox layers."
            say((warning, "bold red"), to=err)
        self.todo = self.done = 0
        self.counts: Counter[str] = Counter()
        self.problems = self.penalties = 0
        self.slowest: list[tuple[float, str, str]] = []
        self.rows: list[Result] = []
        self.settled: set[tuple[str, str]] = set()  # submissions with problems that are known before grading
        self.started = self.printed = time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[estimate]}"))
        self.bar = Bar(*columns, console=err, disable=events or not err.is_terminal)
        self.task = self.bar.add_task("Grading", total=None, estimate="")
        self.bar.start()

    def close(self) -> None:
        """Stop the bar."""
        self.bar.stop()

    def plan(self, plan: Plan) -> None:
        """Print how much there is to do."""
        self.todo = len(plan.todo)
        unchanged = sum(result.state == "unchanged" for result in plan.settled)
        self.settled = {(result.student, result.assignment) for result in plan.settled if result.state != "unchanged"}
        self.counts["unchanged"] = unchanged
        self.started = self.printed = time.monotonic()
        self.bar.update(self.task, total=self.todo)
        if self.events:
            self._event("plan", todo=self.todo, unchanged=unchanged)
        else:
            say(f"{self.todo} to grade, {unchanged} unchanged since they were graded.", to=err)

    def result(self, result: Result) -> None:
        """Count one submission; name it if something went wrong."""
        self.counts[result.state] += 1
        graded = (result.student, result.assignment) not in self.settled
        self.done += graded
        heapq.heappush(self.slowest, (result.seconds, result.student, result.assignment))
        if len(self.slowest) > SLOWEST:
            heapq.heappop(self.slowest)
        if len(self.rows) <= ROWS:
            self.rows.append(result)
        if graded and result.state == "graded":
            self.spent += result.seconds
            self.marked += 1
        now = time.monotonic()
        if graded and (self.done == 1 or now - self.first[0] < TOGETHER):
            self.first = (self.first[0] or now, self.done)
        self.bar.update(self.task, completed=self.done, estimate=self._estimate().lstrip(", "))
        if self.events:
            fields = ("student", "assignment", "state", "score", "max_score", "reason")
            self._event("result", **{name: getattr(result, name) for name in fields}, seconds=round(result.seconds, 3))
            return
        if result.state not in ("graded", "unchanged") or (result.state == "graded" and result.reason):
            self.problems += 1
            if self.problems <= NAMED:
                say_at_length(f"{spelled(result.student, NAME_CAP)}, {result.assignment}: {result.state}: ", result.reason, to=err)
        if graded and self.bar.disable and (time.monotonic() - self.printed > EVERY or self.done == self.todo):
            self.printed = time.monotonic()
            say(f"{self.done} of {self.todo} graded{self._estimate()}", to=err)

    def penalty(self, renewed: Renewed) -> None:
        """Name a late penalty that has changed."""
        if self.events:
            self._event("penalty", **asdict(renewed))
            return
        self.penalties += 1
        if self.penalties <= NAMED:
            console.penalty(renewed)

    def note(self, note: str) -> None:
        """Print a note on what the run corrected, such as a renamed folder."""
        if self.events:
            self._event("note", note=note)
        else:
            say(f"note: {note}", to=err)

    def untimed(self, assignment: str, students: Mapping[str, str]) -> None:
        """Name the hand-ins that cannot count as late, because their time is not known."""
        if self.events:
            self._event("untimed", assignment=assignment, students=students)
            return
        say(f"{len(students)} of {assignment} cannot count as late, because their time is not known:", to=err)
        for student, reason in list(students.items())[:NAMED]:
            say(f"  {student}: {reason}", to=err)

    def _rate(self) -> float:
        """Return submissions a second: measured since the first results; soon after these, estimated from each one's seconds.

        Neither includes the start of the graders, which would make the first estimate many times too long.
        """
        since, more = time.monotonic() - self.first[0], self.done - self.first[1]
        if more > 0 and (since > MEASURED or not self.graders):
            return more / since
        if self.graders and self.spent > 0:
            return min(self.graders, self.todo) * self.marked / self.spent
        return self.done / max(time.monotonic() - self.started, 1e-3)

    def _estimate(self) -> str:
        """Return the rate and the time left, as words; '' before anything has marks."""
        if not self.marked:
            return ""
        minutes, seconds = divmod(round((self.todo - self.done) / self._rate()), 60)
        left = f", about {minutes} min {seconds} s left" if self.done < self.todo else ""
        return f", {self._rate():.1f} a second{left}"

    def _event(self, event: str, **fields: object) -> None:
        print(json.dumps({"event": event, **fields}), flush=True)

    def end(
        self, *, stopped: bool = False, standing: str = "", final: Callable[[str], Iterable[FinalMark]] = lambda assignment: ()
    ) -> None:
        """Print marks, counts, and the slowest submissions.

        stopped: the run ended early. standing: a sentence on where hand-ins are looked for and what is there, printed if there
        is none. final: returns the final marks of an assignment, with late penalties and marks by hand.
        """
        seconds = time.monotonic() - self.started
        left = self.todo - self.done if stopped else 0
        if self.events:
            self._event("end", **{"stopped": stopped, "left": left, "seconds": round(seconds, 3), **self.counts})
            return
        if 0 < len(self.rows) <= ROWS:
            marks = {(mark.student, name): mark for name in {row.assignment for row in self.rows} for mark in final(name)}
            out.print(_table(self.rows, marks))
        if self.problems > NAMED:
            say(f"{self.problems - NAMED} more with problems are not named here: course report")
        if self.penalties > NAMED:
            say(f"{self.penalties - NAMED} more late penalties that changed are not named here: course report")
        slow = [entry for entry in sorted(self.slowest, reverse=True) if entry[0] > SLOW]
        if slow:
            names = ", ".join(f"{student} ({taken:.0f} s)" for taken, student, _ in slow)
            say(f"The slowest: {names}.")
        counts = ", ".join(f"{number} {state}" for state, number in self.counts.items() if number)
        rate = f" in {seconds:.1f} s ({self.done / max(seconds, 1e-3):.1f} a second)" if self.done else ""
        say(f"{counts}{rate}." if counts else f"There is no submission to grade. {standing}")
        if left:
            say(f"{left} are left.")


def _table(results: Sequence[Result], final: Mapping[tuple[str, str], FinalMark]) -> Table:
    """Return a table of marks: the final ones of those who have a mark."""
    table = Table("student", "assignment", "marks", "of", "what happened", title="Grades")
    for result in sorted(results, key=lambda result: (result.assignment, result.student)):
        mark = final.get((result.student, result.assignment), NO_MARK)
        score, of = (result.score, result.max_score) if mark.score is None else (mark.score, mark.max_score)
        marks = ("–", "–") if score is None or of is None else (f"{score:g}", f"{of:g}")
        late = f"late: {mark.penalty:g} points off" if mark.penalty else ""
        by_hand = "with marks by hand" if mark.manual else ""
        what = "; ".join(filter(None, (result.reason or result.state, late, by_hand)))
        add_row(table, spelled(result.student, NAME_CAP), result.assignment, *marks, what)
    return table
