"""Facts about what a class run loads, and when."""

from pathlib import Path

from classroom import NAIVE, NAME, WITHOUT, submit
from graded_class import copy_of

from autograder.class_run.loading import Loading, anything_new
from autograder.course import CONFIG, Course


def test_what_graders_need_is_loaded_for_something_new_only(graded: Course, tmp_path: Path) -> None:
    """A new hand-in, a changed one, other settings of the judge; a folder without a notebook is nothing new."""
    course = copy_of(graded, tmp_path / "course")
    assert not anything_new(course, [NAME], WITHOUT)
    before = submit(course, "a.b", NAIVE).read_bytes()
    assert anything_new(course, [NAME], WITHOUT)
    submit(course, "a.b", (graded.submitted("a.b", NAME)).read_bytes())
    assert not anything_new(course, [NAME], WITHOUT)
    submit(course, "new", before)
    assert anything_new(course, [NAME], WITHOUT)
    course.submitted("new", NAME).unlink()
    assert not anything_new(course, [NAME], WITHOUT)
    course.release(NAME).rename(tmp_path / "away")
    assert not anything_new(course, [NAME], WITHOUT)  # the run itself says what is missing
    (tmp_path / "away").rename(course.release(NAME))
    with (course.root / CONFIG).open("a") as config:
        config.write("\nc.Judge.call_seconds = 3.25\n")
    assert anything_new(course, [NAME], WITHOUT)


def test_it_is_started_once_and_ends_with_the_run() -> None:
    """Whoever asks gets the same loader."""
    with Loading() as loading:
        loader = loading.start()
        assert loading.start() is loader
        assert loader.process.poll() is None
    assert loader.process.poll() is not None
