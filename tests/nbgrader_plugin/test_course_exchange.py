"""One exchange for the course, however nbgrader is started."""

from pathlib import Path

import pytest

from autograder.course import CONFIG, Course
from autograder.judge.settings import Settings
from autograder.nbgrader_plugin import course_exchange


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose settings name no exchange; the folder of its settings."""
    monkeypatch.delenv(course_exchange.VARIABLE, raising=False)
    monkeypatch.setattr(course_exchange, "USUAL", tmp_path / "usual")
    monkeypatch.setattr(course_exchange, "jupyter_config_path", lambda: [str(tmp_path / "etc")])
    (tmp_path / "etc").mkdir()
    return tmp_path / "etc"


def test_the_exchange_that_lab_made_is_the_shells_too(
    course_copy: Course, machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is made, and where the machine has one, nothing is set; the environment's comes first."""

    def root() -> str:
        return str(Settings.read(course_copy).config.Exchange.get("root", ""))

    assert root() == ""
    own = course_exchange.demo_exchange(course_copy.root)
    own.mkdir(parents=True)
    assert root() == str(own)
    (machine / CONFIG).write_text(f"c = get_config()\nc.Exchange.root = {str(tmp_path / 'hub')!r}\n")
    assert root() == str(own)
    (tmp_path / "hub").mkdir()
    assert root() == ""
    monkeypatch.setenv(course_exchange.VARIABLE, "/elsewhere")
    assert root() == "/elsewhere"


def test_settings_that_are_broken_are_passed_over(machine: Path) -> None:
    """What stands in another file of the machine's stops nothing here."""
    (machine / CONFIG).write_text("1 / 0")
    assert course_exchange.machine_exchange() == course_exchange.USUAL
