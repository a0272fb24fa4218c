"""Facts about the judge's settings in nbgrader_config.py."""

import importlib

import pytest

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.gradebook.final_marks import final_marks
from autograder.judge import settings
from autograder.judge.limits import Limits


def test_settings_of_the_config_arrive(course_copy: Course) -> None:
    """Seconds, layers and detail are those of the file; the command line adds layers."""
    path = course_copy.root / CONFIG
    limits = "c.Judge.cell_seconds, c.Judge.call_seconds, c.Judge.total_seconds, c.Judge.lost_seconds = 1, 2, 3, 4"
    said = f"\n{limits}\nc.Judge.without = ['seccomp']\nc.Judge.weights = {{'sigmoid': {{'list': 0}}}}\n"
    path.write_text(path.read_text() + said)
    judge = settings.judge(course_copy, ["landlock"])
    assert judge.weights == {"sigmoid": {"list": 0}}
    assert judge.limits == Limits(cell_seconds=1, call_seconds=2, total_seconds=3, lost_seconds=4)
    assert judge.without == ["landlock", "seccomp"]
    assert judge.detail == "cause"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("def (", r"nbgrader_config.py: the settings cannot be read \(SyntaxError: .*; fix that line"),
        ("import nonsense", r"the settings cannot be read \(ModuleNotFoundError: No module named 'nonsense'\)"),
        ("c.Judge.call_seconds = -1", "nbgrader_config.py: .*'call_seconds' trait .*; fix its c.Judge"),
        ("c.Judge.detail = 'all'", "nbgrader_config.py: .*'detail' trait .*'title', 'cause', 'example'"),
        (
            "c.CourseDirectory.db_url = 'nonsense'",
            "c.CourseDirectory.db_url: the gradebook's address cannot be used .*write it like",
        ),
        ("c.Exchange.timezone = 'Berlin'", "nbgrader_config.py: c.Exchange.timezone: there is no time zone 'Berlin'; write it"),
        ("c.CourseDirectory.db_url = 'mysql://x/y'", "the gradebook's address cannot be used .*No module named"),
        ("c.CourseDirectory.db_url = 'postgresql+psycopg://me:secret@127.0.0.1:1/x'", "^gradebook: .* server does not answer"),
    ],
)
def test_a_setting_that_cannot_be_is_told(course_copy: Course, line: str, said: str) -> None:
    """What, where, next step; no right answer is out of time before it has begun, and no password is shown."""
    with (course_copy.root / CONFIG).open("a") as file:
        file.write(f"\n{line}\n")
    with pytest.raises(CourseError, match=said):
        (settings.judge(course_copy), final_marks(course_copy, "02_sigmoid"))


def test_other_weights_are_other_settings(course_copy: Course) -> None:
    """A class is graded again when a weight changes, and not when the same weights are written in another order."""
    path, digests = course_copy.root / CONFIG, []
    text = path.read_text()
    for line in ("", "{'relu': {'list': 2, 'zero': 1}}", "{'relu': {'zero': 1, 'list': 2}}", "{'relu': {'zero': 1, 'list': 3}}"):
        path.write_text(f"{text}\nc.Judge.weights = {line}\n" if line else text)
        digests.append(settings.Settings.read(course_copy).digest)
    assert digests[1] == digests[2]
    assert len(set(digests)) == 3


def test_a_name_that_has_moved_is_told_with_its_line_and_the_new_one(course_copy: Course) -> None:
    """Every command that reads the settings names the line to change; a comment is left alone."""
    path = course_copy.root / CONFIG
    lines = path.read_text().splitlines()
    for old, new in settings.MOVED.items():
        assert not any(old in line for line in lines), "the course's own config is up to date"
        path.write_text("\n".join([*lines, f"# {old}", f'c.A.b = ["{old}"]', ""]))
        with pytest.raises(CourseError) as caught:
            settings.Settings.read(course_copy)
        assert str(caught.value) == f"{path}, line {len(lines) + 2}: '{old}' has moved; write '{new}' instead"


@pytest.mark.parametrize("new", settings.MOVED.values())
def test_a_new_name_is_one_that_there_is(new: str) -> None:
    """The line that an instructor is to write works."""
    if new.startswith("from "):
        exec(new, {})
    else:
        module, _, name = new.rpartition(".")
        assert hasattr(importlib.import_module(module), name)
