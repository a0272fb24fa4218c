"""What the progress of a class run counts."""

import re
import time
from pathlib import Path

import pytest

from autograder.class_run.run import Plan
from autograder.class_run.tasks import Task
from autograder.commands.progress import Progress
from autograder.gradebook.final_marks import FinalMark


def test_progress_counts_what_is_graded_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """A hand-in whose trouble is known beforehand is none of those that are graded; the time left is minutes and seconds."""
    tasks = [Task(name, "02_sigmoid", Path(name)) for name in ("[x]", "ada", "bo")]
    with Progress() as progress:
        trouble = tasks[0].result("failed", reason="no id")
        progress.plan(Plan(tuple(tasks[1:]), (trouble,)))
        progress.result(trouble)
        progress.started, progress.printed = time.monotonic() - 100, -1e9  # the first takes 100 s: so will the second
        progress.result(tasks[1].result("graded", 20, 20))
        progress.result(tasks[2].result("graded", 20, 20))
    said = capsys.readouterr().err
    assert re.findall(r"(\d) of (\d) graded", said) == [("1", "2"), ("2", "2")]
    assert re.search(r"about 1 min 4\d s left", said)


def test_the_first_estimate_does_not_count_what_starting_took() -> None:
    """Results that come together, after a long start, say little by their number: what each took says more."""
    tasks = [Task(f"s{number}", "02_sigmoid", Path("x")) for number in range(60)]
    with Progress(graders=2) as progress:
        progress.plan(Plan(tuple(tasks), ()))
        progress.started = time.monotonic() - 20
        progress.result(tasks[0].result("unreadable", reason="no JSON", seconds=0.01))  # which says nothing of the others
        assert progress._estimate() == ""
        for task in tasks[1:8]:
            progress.result(task.result("graded", 20, 20, seconds=0.5))
        assert progress._estimate() == ", 4.0 a second, about 0 min 13 s left"
        progress.first = (time.monotonic() - 20, 8)
        for task in tasks[8:28]:
            progress.result(task.result("graded", 20, 20, seconds=0.5))
        assert progress._estimate() == ", 1.0 a second, about 0 min 32 s left"


def test_the_table_has_the_final_marks(capsys: pytest.CaptureFixture[str]) -> None:
    """As the report, the export and feedback have them: a late penalty is taken off and named, and so are marks by hand."""
    final = [
        FinalMark("ada", score=0.0, max_score=20.0, penalty=20.0),
        FinalMark("bo", score=13.5, max_score=20.0, manual=1),
        FinalMark("cy", max_score=20.0, waiting=3),
    ]
    with Progress() as progress:
        progress.plan(Plan((), ()))
        for name, state, score in (
            ("ada", "graded", 20.0),
            ("bo", "unreadable", None),
            ("cy", "unreadable", None),
            ("di", "graded", 8.0),
        ):
            progress.result(Task(name, "02_sigmoid", Path(name)).result(state, score, score and 20.0))  # type: ignore[arg-type]
    progress.end(final=lambda assignment: final)
    said = [" ".join(row.replace("│", "|").split()) for row in capsys.readouterr().out.splitlines() if "02_sigmoid" in row]
    assert said == [
        "| ada | 02_sigmoid | 0 | 20 | graded; late: 20 points off |",
        "| bo | 02_sigmoid | 13.5 | 20 | unreadable; with marks by hand |",
        "| cy | 02_sigmoid | – | – | unreadable |",
        "| di | 02_sigmoid | 8 | 20 | graded |",
    ]
