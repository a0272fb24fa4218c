"""Facts about the judge's settings in nbgrader_config.py."""

from autograder import settings
from autograder.course import CONFIG, Course
from autograder.session import Limits


def test_settings_of_the_config_arrive(course_copy: Course) -> None:
    """Seconds, layers and detail are those of the file; the command line adds layers."""
    path = course_copy.root / CONFIG
    limits = "c.Judge.cell_seconds, c.Judge.call_seconds, c.Judge.total_seconds, c.Judge.lost_seconds = 1, 2, 3, 4"
    said = f"\n{limits}\nc.Judge.without = ['seccomp']\n"
    path.write_text(path.read_text() + said)
    judge = settings.judge(course_copy, ["landlock"])
    assert judge.limits == Limits(cell_seconds=1, call_seconds=2, total_seconds=3, lost_seconds=4)
    assert judge.without == ["landlock", "seccomp"]
    assert judge.detail == "cause"
