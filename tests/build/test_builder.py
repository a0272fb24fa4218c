"""Builds of a small course: the same bytes each time, nothing half written, and edits taken back into the text."""

import json
import os
import shutil
import subprocess
import sys

import nbgrader_program
import pytest
from build.small_course import GOOD, NAME, cell, edit, read, state

from autograder.build import builder
from autograder.course import Course
from autograder.errors import CourseError


def test_build_makes_source_and_release(course):
    """The source holds the solutions, the release nbgrader's stubs; shared code stands in both, hidden by default."""
    source, release = course.source(NAME).read_text(encoding="utf-8"), course.release(NAME).read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" in source
    assert "np.exp(-x)" not in release
    assert release.count("raise NotImplementedError()") == 3
    for notebook in (read(course.source(NAME)), read(course.release(NAME))):
        setup = next(each for each in notebook["cells"] if each["id"] == "setup")
        assert "class Slider" in "".join(setup["source"])
        assert setup["metadata"]["jupyter"] == {"source_hidden": True}


def test_release_is_locked_as_nbgrader_locks_it(course):
    """Graded and shared cells cannot be edited or deleted, stubs not deleted, and each has nbgrader's checksum."""
    cells = {each["id"]: each["metadata"] for each in read(course.release(NAME))["cells"]}
    for identity in ("setup", "test_tanh", "stretch_tanh_accurate"):
        assert (cells[identity]["editable"], cells[identity]["deletable"]) == (False, False)
    assert cells["tanh"]["deletable"] is False
    assert "editable" not in cells["tanh"]
    assert all("checksum" in cells[identity]["nbgrader"] for identity in ("setup", "tanh", "test_tanh"))


def test_page_is_built_without_stubs(course):
    """A 00_* page is built like a lesson, so that nbgrader can hand it out."""
    assert [each["cell_type"] for each in read(course.release("00_start"))["cells"]] == ["markdown", "code"]


def test_second_build_touches_nothing(course):
    """A build of what is built already writes no file."""
    before = state(course)
    assert builder.build(course) == []
    assert state(course) == before


def test_build_is_the_same_in_another_process(course, built_folder):
    """Another process, with another hash seed and another language, makes the same bytes."""
    for folder in ("source", "release"):
        shutil.rmtree(course.root / folder)
    code = "from autograder import course; from autograder.build import builder; builder.build(course.Course.find())"
    subprocess.run(
        [sys.executable, "-c", code], cwd=course.root, check=True, env={**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    )
    assert {name: data for name, (data, _) in state(course).items()} == {
        name: data for name, (data, _) in state(Course(built_folder)).items()
    }


def test_notebooks_say_nothing_about_the_machine(course):
    """A built notebook holds the kernel and the builder's digest, no outputs, and no versions of tools."""
    for path in (course.source(NAME), course.release(NAME)):
        notebook = read(path)
        assert sorted(notebook["metadata"]) == ["course", "kernelspec"]
        assert path.read_bytes().endswith(b"}\n")
        assert "tanh(x)" in path.read_text(encoding="utf-8")
        assert all(each["outputs"] == [] for each in notebook["cells"] if each["cell_type"] == "code")


def test_nbgrader_makes_the_same_release(course):
    """Plain `nbgrader generate_assignment` makes the release that the builder made, byte for byte."""
    before = course.release(NAME).read_bytes()
    code, said = nbgrader_program.run(course.root, "generate_assignment", NAME, "--no-db", "--force")
    assert code == 0, said
    assert course.release(NAME).read_bytes() == before


def test_check_is_silent_in_sync(course):
    """A check of a built course finds nothing and writes nothing."""
    before = state(course)
    assert builder.check(course) == ""
    assert state(course) == before


@pytest.mark.parametrize("stage", ["source", "release"])
@pytest.mark.parametrize("change", [lambda data: data.replace(b"-1 to 1", b"-1 to 2"), lambda data: data + b"\n", lambda _: b""])
def test_check_sees_every_byte(course, stage, change):
    """Any change to a built file, a newline too, shows in the check, which writes nothing."""
    path = course.root / stage / NAME / f"{NAME}.ipynb"
    path.write_bytes(change(path.read_bytes()))
    before = state(course)
    assert f"{stage}/{NAME}/{NAME}.ipynb" in builder.check(course)
    assert state(course) == before


def test_check_shows_a_unified_diff(course):
    """A check of a text that moved on shows the lines that a build would change."""
    course.text(NAME).write_text(GOOD.replace("The end.", "The very end."), encoding="utf-8")
    found = builder.check(course)
    assert '-    "The end."' in found
    assert '+    "The very end."' in found
    assert max(len(line) for line in found.splitlines()) <= builder.WIDEST + 1


def test_broken_text_writes_nothing(course):
    """A text that breaks a rule stops the build of every lesson before anything is written."""
    course.text("00_start").write_text(course.text("00_start").read_text() + "\n# %%\nx = 1\n")
    course.text(NAME).write_text(GOOD.replace('"points": 10', '"points": 11', 1), encoding="utf-8")
    before = state(course)
    with pytest.raises(CourseError, match="is worth 11 points"):
        builder.build(course)
    assert state(course) == before


def test_leak_stops_the_build(course):
    """A solution line in an exploration cell stops the build; nothing reaches release/."""
    course.text(NAME).write_text(GOOD.replace("# ls\n", "def draw_s(x):\n    return 2/(1 + np.exp(-2*x)) - 1\n"), encoding="utf-8")
    before = state(course)
    with pytest.raises(CourseError, match=r"cell 'tanh' \(line 32\) leaks"):
        builder.build(course)
    assert state(course) == before


def test_build_of_one_leaves_the_others(course):
    """A build of named assignments writes those alone."""
    course.text(NAME).write_text(GOOD.replace("The end.", "The very end."), encoding="utf-8")
    assert builder.build(course, ["00_start"]) == []
    with pytest.raises(CourseError, match="there is no assignment '07_gelu'"):
        builder.build(course, ["07_gelu"])


def test_unadopted_changes_are_not_overwritten(course):
    """A build refuses to overwrite a source notebook that was edited, and says how to keep or drop the edit."""
    notebook = read(course.source(NAME))
    cell(notebook, "The end.")["source"] = ["Changed in the notebook."]
    course.source(NAME).write_text(json.dumps(notebook))
    before = state(course)
    with pytest.raises(CourseError, match=r"course adopt source/03_tanh/03_tanh.ipynb"):
        builder.build(course)
    assert state(course) == before


def test_outputs_alone_are_no_change(course):
    """A source notebook that was only run is overwritten: its outputs belong nowhere."""
    edit(course, lambda notebook: None)
    assert builder.build(course) == [course.source(NAME)]
    assert builder.check(course) == ""


def test_file_beside_a_notebook_is_refused(course):
    """A file that nbgrader would hand out with a lesson stops build and check; editors' hidden files do not."""
    for name in (".DS_Store", ".ipynb_checkpoints/03_tanh-checkpoint.ipynb", "solutions.txt"):
        path = course.source(NAME).parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    for command in (builder.build, builder.check):
        with pytest.raises(CourseError, match=r"^source/03_tanh/solutions.txt: nbgrader hands out every file") as raised:
            command(course)
        assert "checkpoint" not in str(raised.value)


def test_leftovers_of_a_text_that_is_gone_are_removed(course):
    """What was built from a text that is gone is removed; a notebook that the builder did not make stays."""
    course.text("00_start").unlink()
    foreign = course.root / "source" / "09_exam" / "09_exam.ipynb"
    foreign.parent.mkdir()
    foreign.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert "source/00_start/00_start.ipynb: its text is gone" in builder.check(course)
    assert len(builder.build(course)) == 2
    assert not course.source("00_start").parent.exists()
    assert not course.release("00_start").parent.exists()
    assert foreign.exists()
    assert builder.check(course) == ""


def test_broken_merge_is_built_over(course):
    """A source notebook with a merge's conflict marks cannot be adopted; a build makes it again."""
    good = course.source(NAME).read_bytes()
    course.source(NAME).write_bytes(b"<<<<<<< HEAD\n" + good)
    assert builder.build(course) == [course.source(NAME)]
    assert course.source(NAME).read_bytes() == good


def test_import_of_the_builder_leaves_nbgrader_alone():
    """nbgrader is imported only when a release is made: adopt and the command line start without it."""
    code = "import sys; from autograder.build import builder; assert not {'nbgrader', 'lark'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
