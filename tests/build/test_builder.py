"""Builds of a small course: the same bytes each time, nothing half written, and edits taken back into the text."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograder.build import builder, still_pictures
from autograder.course import Course
from autograder.errors import CourseError

LESSONS = Path(__file__).parent / "lessons"
NAME = "02_sigmoid"


def text_files(folder):
    """Write the texts of the small course into `folder`."""
    (folder / "notebooks" / "shared").mkdir(parents=True)
    shutil.copy(LESSONS.parents[2] / "nbgrader_config.py", folder)
    for path in LESSONS.rglob("*.txt"):
        shutil.copy(path, folder / "notebooks" / path.relative_to(LESSONS).with_suffix(".py"))


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory):
    """A small course that was built once; copied, never changed."""
    folder = tmp_path_factory.mktemp("course") / "built"
    text_files(folder)
    builder.build(Course(folder))
    return folder


@pytest.fixture
def course(built_folder, tmp_path):
    """A small course of one lesson and one page, built."""
    shutil.copytree(built_folder, tmp_path / "course")
    return Course(tmp_path / "course")


def state(course):
    """Return every file of a course with its bytes and the time it was written."""
    files = [path for path in course.root.rglob("*") if path.is_file()]
    return {path.relative_to(course.root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def cell(notebook, word):
    """Return the first cell of a notebook whose source holds `word`."""
    return next(each for each in notebook["cells"] if word in "".join(each["source"]))


def read(path):
    """Return a notebook as plain JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def edit(course, change, path=None):
    """Change the source notebook as JupyterLab would, outputs and view state included, and adopt it; return the text."""
    path = path or course.source(NAME)
    notebook = read(path)
    change(notebook)
    for number, each in enumerate(notebook["cells"]):
        each["metadata"] |= {"jp-MarkdownHeadingCollapsed": True, "editable": True, "tags": each["metadata"].get("tags", [])}
        if each["cell_type"] == "code":
            each["execution_count"] = number
            each["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["hello"]}]
            each["metadata"] |= {"collapsed": False, "execution": {"iopub.status.idle": "2026-01-01"}}
    notebook["metadata"] |= {"language_info": {"name": "python"}, "widgets": {"application/vnd.jupyter.widget-state+json": {}}}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return builder.adopt(course, path).read_text(encoding="utf-8")


GOOD = (LESSONS / f"{NAME}.txt").read_text(encoding="utf-8")


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
    for identity in ("setup", "test_sigmoid", "stretch_sigmoid_grad_tails"):
        assert (cells[identity]["editable"], cells[identity]["deletable"]) == (False, False)
    assert cells["sigmoid"]["deletable"] is False
    assert "editable" not in cells["sigmoid"]
    assert all("checksum" in cells[identity]["nbgrader"] for identity in ("setup", "sigmoid", "test_sigmoid"))


def test_page_is_built_without_stubs(course):
    """A 00_* page is built like a lesson, so that nbgrader can hand it out."""
    assert [each["cell_type"] for each in read(course.release("00_start"))["cells"]] == ["markdown", "code"]


def test_picture_is_drawn_and_attached(course):
    """The picture comes from the lesson's own slider, hashes.json says of what, and it is attached to its cell."""
    folder = course.root / "notebooks/pictures" / NAME
    assert (folder / "slider_a.png").read_bytes().startswith(still_pictures.SIGNATURE)
    assert [(name, len(digest)) for name, digest in read(folder / "hashes.json").items()] == [("slider_a", 64)]
    assert "slider_a.png" in cell(read(course.release(NAME)), "Still picture")["attachments"]


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
        assert "σ(x)" in path.read_text(encoding="utf-8")
        assert all(each["outputs"] == [] for each in notebook["cells"] if each["cell_type"] == "code")


def test_nbgrader_makes_the_same_release(course):
    """Plain `nbgrader generate_assignment` makes the release that the builder made, byte for byte."""
    before = course.release(NAME).read_bytes()
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", NAME, "--no-db", "--force"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert course.release(NAME).read_bytes() == before


def test_check_is_silent_in_sync(course):
    """A check of a built course finds nothing and writes nothing."""
    before = state(course)
    assert builder.check(course) == ""
    assert state(course) == before


@pytest.mark.parametrize("stage", ["source", "release"])
@pytest.mark.parametrize("change", [lambda data: data.replace(b"0 to 1", b"0 to 2"), lambda data: data + b"\n", lambda _: b""])
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


def test_check_names_a_picture_of_older_code(course):
    """A picture whose code has changed is stale until the next build draws it again."""
    setup = course.root / "notebooks" / "shared" / "setup.py"
    setup.write_text(setup.read_text() + "\n\nMORE = 1\n")
    assert "notebooks/pictures/02_sigmoid/slider_a.png: not drawn from the code as it stands" in builder.check(course)
    assert any(path.name == "hashes.json" for path in builder.build(course))  # drawn again, to the same bytes
    assert builder.check(course) == ""


@pytest.mark.parametrize(("name", "data"), [("slider_a.png", b"edited"), ("hashes.json", b"<<<<<<< HEAD"), ("hashes.json", b"[1]")])
def test_an_edited_picture_is_drawn_again(course, name, data):
    """A picture that somebody has painted over is not the lesson's, nor is one whose hash is lost: the next build draws it."""
    path = course.root / "notebooks" / "pictures" / NAME / name
    good = path.read_bytes()
    path.write_bytes(data)
    assert "notebooks/pictures/02_sigmoid/slider_a.png: not drawn from the code as it stands" in builder.check(course)
    assert builder.build(course) == [path]
    assert path.read_bytes() == good
    assert builder.check(course) == ""


def test_a_hash_of_no_picture_shows(course):
    """hashes.json is a built file like the others: a name too many shows in the check, and goes with the next build."""
    path = course.root / "notebooks" / "pictures" / NAME / "hashes.json"
    path.write_text(json.dumps({**read(path), "slider_z": "0"}))
    assert "slider_z" in builder.check(course)
    assert builder.build(course) == [path]


def test_code_below_a_slider_leaves_its_picture_alone(course):
    """A picture is drawn again only when code down to the cell of its slider has changed."""
    course.text(NAME).write_text(GOOD.replace('print("done")', 'print("over")'), encoding="utf-8")
    assert [path.suffix for path in builder.build(course)] == [".ipynb", ".ipynb"]


def test_broken_text_writes_nothing(course):
    """A text that breaks a rule stops the build of every lesson before anything is written."""
    course.text("00_start").write_text(course.text("00_start").read_text() + "\n# %%\nx = 1\n")
    course.text(NAME).write_text(GOOD.replace('"points": 10', '"points": 11', 1), encoding="utf-8")
    before = state(course)
    with pytest.raises(CourseError, match="is worth 11 points"):
        builder.build(course)
    assert state(course) == before


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("slider_a = Slider(1 / 0)", r"fails while its picture is drawn: ZeroDivisionError: division by zero; run that cell"),
        ("slider_a = 3", "AttributeError: 'int' object has no attribute 'still'"),
        ("slider_a = Slider(2)\nslider_a.still = lambda: b'GIF'", "returns no PNG"),
        ("raise SystemExit(0)\nslider_a = 2", "SystemExit"),
        ("import os\nos._exit(3)\nslider_a = 2", "exit status 3"),
        ("slider_b = 3", "no code above it binds the name slider_a"),
    ],
)
def test_picture_code_that_fails_is_told(course, code, message):
    """Code that cannot draw its picture ends in one error with file, cell and reason, and nothing is written."""
    course.text(NAME).write_text(GOOD.replace('slider_a = Slider("σ")\nslider_a', code), encoding="utf-8")
    before = state(course)
    with pytest.raises(CourseError, match=message) as raised:
        builder.build(course)
    assert str(raised.value).startswith("notebooks/02_sigmoid.py: ")
    assert state(course) == before


def test_leak_stops_the_build(course):
    """A solution line in an exploration cell stops the build; nothing reaches release/."""
    course.text(NAME).write_text(GOOD.replace("# ls\n", "def s(x):\n    return 1/(1 + np.exp(-x))\n"), encoding="utf-8")
    before = state(course)
    with pytest.raises(CourseError, match=r"cell 'sigmoid' \(line 32\) leaks"):
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
    with pytest.raises(CourseError, match=r"course adopt source/02_sigmoid/02_sigmoid.ipynb"):
        builder.build(course)
    assert state(course) == before


def test_outputs_alone_are_no_change(course):
    """A source notebook that was only run is overwritten: its outputs belong nowhere."""
    edit(course, lambda notebook: None)
    assert builder.build(course) == [course.source(NAME)]
    assert builder.check(course) == ""


def test_file_beside_a_notebook_is_refused(course):
    """A file that nbgrader would hand out with a lesson stops build and check; editors' hidden files do not."""
    for name in (".DS_Store", ".ipynb_checkpoints/02_sigmoid-checkpoint.ipynb", "solutions.txt"):
        path = course.source(NAME).parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    for command in (builder.build, builder.check):
        with pytest.raises(CourseError, match=r"^source/02_sigmoid/solutions.txt: nbgrader hands out every file") as raised:
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


def test_picture_without_a_cell_is_removed(course):
    """A picture of the builder's own that no cell shows any more is removed; another PNG in the folder stays."""
    folder = course.root / "notebooks" / "pictures" / NAME
    (folder / "logo.png").write_bytes(still_pictures.SIGNATURE)
    start, end = GOOD.index('# %% [markdown] picture="slider_a"'), GOOD.index("# %% [markdown]\n# ## Write it")
    course.text(NAME).write_text(GOOD[:start] + GOOD[end:], encoding="utf-8")
    builder.build(course)
    assert [path.name for path in folder.iterdir()] == ["logo.png"]


def test_adopt_of_a_fresh_build_changes_nothing(course):
    """Build, then adopt: the text is the same byte for byte, and not even written."""
    before = state(course)
    assert builder.adopt(course, course.source(NAME)) == course.text(NAME)
    assert state(course) == before


def test_adopt_drops_what_running_a_notebook_adds(course):
    """Outputs, counts, widget state, and view state of JupyterLab do not reach the text."""
    assert edit(course, lambda notebook: None) == GOOD


def test_adopt_keeps_the_folding_of_the_text(course):
    """Unfolding a folded cell to read it, or folding another, does not reach the text."""

    def fold(notebook):
        for each in notebook["cells"]:
            folded = each["metadata"].pop("jupyter", None)
            if each["cell_type"] == "code" and folded is None:
                each["metadata"]["jupyter"] = {"source_hidden": True, "outputs_hidden": True}

    assert edit(course, fold) == GOOD


EDITS = {
    "markdown": (
        "σ(x) runs from 0 to 1.",
        "# σ(x) runs from 0 to 1.\n",
        "# σ(x) runs from zero to one.\n",
        "σ(x) runs from zero to one.",
    ),
    "code": ("assert sigmoid(0)", "assert sigmoid(0) == 0.5\n", "assert sigmoid(0) == 1 / 2\n", "assert sigmoid(0) == 1 / 2"),
    "a comment like a command": ("# ls", "# ls\n", "# cd\n# more\n", '# cd\n# more\nprint("done")'),
}


@pytest.mark.parametrize(("word", "old", "new", "source"), EDITS.values(), ids=EDITS)
def test_adopt_changes_just_the_edited_cell(course, word, old, new, source):
    """An edit of one cell changes the lines of that cell in the text, and nothing else."""

    def change(notebook):
        found = cell(notebook, word)
        found["source"] = "# A small lesson\n\n" + source if word.startswith("σ") else source
        if word.startswith("σ"):
            found["source"] = f"# {found['source'].removeprefix('# ')}"

    assert edit(course, change) == GOOD.replace(old, new)
    builder.build(course)
    assert builder.check(course) == ""


def test_adopt_takes_new_moved_and_removed_cells(course):
    """A cell added, a cell moved and a cell removed in the notebook are so in the text; the others keep their bytes."""

    def change(notebook):
        cells = notebook["cells"]
        cells.remove(cell(notebook, 'print("done")'))
        cells.insert(1, {"cell_type": "markdown", "id": "new", "metadata": {}, "source": ["New *here*.\n", "\n", "Yes."]})
        cells.insert(2, cells.pop(cells.index(cell(notebook, "The end."))))
        cells.append({"cell_type": "code", "id": "empty", "metadata": {}, "source": [], "outputs": [], "execution_count": None})

    removed = '\n# %% tags=["last"]\n# ls\nprint("done")\n\n# %% [markdown]\n# The end.\n'
    added = "# %% [markdown]\n# New *here*.\n#\n# Yes.\n\n# %% [markdown]\n# The end.\n\n"
    marker = '# %% include="setup"'
    assert edit(course, change) == GOOD.replace(removed, "").replace(marker, added + marker)


def test_adopt_takes_metadata(course):
    """A tag and changed points reach the marker line of their cell, the other fields in the order they had."""

    def change(notebook):
        cell(notebook, "print(")["metadata"]["tags"] = ["last", "slow"]
        cell(notebook, "assert sigmoid(0)")["metadata"]["nbgrader"]["points"] = 7

    wanted = GOOD.replace('tags=["last"]', 'tags=["last", "slow"]').replace('"points": 10', '"points": 7', 1)
    assert edit(course, change) == wanted


def refused(course, change, path=None):
    """Return why an edited notebook is not adopted; the text stays as it is."""
    with pytest.raises(CourseError) as raised:
        edit(course, change, path)
    assert course.text(NAME).read_text(encoding="utf-8") == GOOD
    return str(raised.value)


def test_edited_shared_code_is_refused(course):
    """An edit of an included piece names the file where that edit belongs."""
    found = refused(course, lambda notebook: cell(notebook, "class Slider")["source"].append("\nx = 1"))
    assert "make the change in notebooks/shared/setup.py" in found


def test_pasted_image_is_refused(course):
    """An image pasted into a text cell has no place in the text: it is refused, not dropped."""
    image = {"image.png": {"image/png": "aaaa"}}
    assert "pasted image" in refused(course, lambda notebook: cell(notebook, "The end.").update(attachments=image))


def test_picture_attachment_reverts(course):
    """The attachment of a picture cell is a file of the course: a change to it in the notebook is not taken."""
    assert edit(course, lambda notebook: cell(notebook, "Still picture").update(attachments={})) == GOOD


def test_cell_marker_inside_a_cell_is_refused(course):
    """A line that begins like a cell marker would split its cell in the text: it is refused."""
    assert "cannot be written as text" in refused(course, lambda notebook: cell(notebook, "print(")["source"].append("\n# %% x"))


def test_text_that_moved_on_is_not_reverted(course):
    """A notebook built from an older text is refused, since adopting it would undo what the text gained."""
    notebook = read(course.source(NAME))
    moved = GOOD.replace("The end.", "The very end.")
    course.text(NAME).write_text(moved, encoding="utf-8")
    course.source(NAME).write_text(json.dumps(notebook))
    with pytest.raises(CourseError, match="the text has changed since this notebook was built"):
        builder.adopt(course, course.source(NAME))
    assert course.text(NAME).read_text(encoding="utf-8") == moved


def test_students_version_is_refused(course):
    """The release is never adopted: its stubs would replace the solutions."""
    assert "this is a student's version" in refused(course, lambda notebook: None, course.release(NAME))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("not json", "this is not a notebook"),
        ('{"nbformat": 9, "nbformat_minor": 0, "cells": [], "metadata": {}}', "this is not a notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {}}', "the notebook has no cells"),
        ("[1, 2]", "this is not a notebook"),
        ('{"nbformat": 4}', "no"),
    ],
)
def test_file_that_is_no_notebook_is_refused(course, content, message):
    """A broken file is refused in one sentence that names it."""
    course.source(NAME).write_text(content)
    with pytest.raises(CourseError, match=message) as raised:
        builder.adopt(course, course.source(NAME))
    assert str(course.source(NAME)) in str(raised.value)


def test_notebook_of_another_name_is_refused(course):
    """A copy under another name, or no file at all, is refused."""
    copy = course.source(NAME).with_name("02_sigmoid-Copy1.ipynb")
    with pytest.raises(CourseError, match="there is no such file"):
        builder.adopt(course, copy)
    shutil.copy(course.source(NAME), copy)
    with pytest.raises(CourseError, match="not a notebook of the course"):
        builder.adopt(course, copy)


def test_broken_merge_is_built_over(course):
    """A source notebook with a merge's conflict marks cannot be adopted; a build makes it anew."""
    good = course.source(NAME).read_bytes()
    course.source(NAME).write_bytes(b"<<<<<<< HEAD\n" + good)
    assert builder.build(course) == [course.source(NAME)]
    assert course.source(NAME).read_bytes() == good


def test_full_disk_leaves_the_old_file(tmp_path):
    """Where the new file cannot be written, the old one stays, no half file is left, and the error names the file."""
    path = tmp_path / "lesson.ipynb"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys; from pathlib import Path; from autograder.build import builder\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: builder.replace(Path(sys.argv[1]), b'x' * 5000)\n"
        "except builder.CourseError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in done.stdout
    assert [each.name for each in tmp_path.iterdir()] == ["lesson.ipynb"]
    assert path.read_bytes() == b"old"


def test_reader_never_sees_half_a_file(tmp_path):
    """Whoever reads while a file is replaced sees the old bytes or the new ones."""
    path = tmp_path / "lesson.ipynb"
    versions = [letter * 500_000 for letter in (b"a", b"b")]
    path.write_bytes(versions[0])
    seen, done = set(), threading.Event()

    def look():
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(100):
        builder.replace(path, versions[number % 2])
    done.set()
    reader.join()
    assert seen <= set(versions)


def test_import_of_the_builder_leaves_nbgrader_alone():
    """nbgrader is imported only when a release is made: adopt and the command line start without it."""
    code = "import sys; from autograder.build import builder; assert not {'nbgrader', 'lark'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
