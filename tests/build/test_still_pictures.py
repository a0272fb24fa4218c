"""Still pictures are drawn by the lesson's own code, and drawn again after it changes."""

import io
import json

import numpy as np
import pytest
from build.small_course import GOOD, NAME, cell, read, state
from classroom import ROOT
from PIL import Image

from autograder.build import builder, still_pictures
from autograder.errors import CourseError


def test_picture_is_drawn_and_attached(course):
    """The picture comes from the lesson's own slider, hashes.json says of what, and it is attached to its cell."""
    folder = course.root / "notebooks/pictures" / NAME
    assert (folder / "slider_a.png").read_bytes().startswith(still_pictures.SIGNATURE)
    assert [(name, len(digest)) for name, digest in read(folder / "hashes.json").items()] == [("slider_a", 64)]
    assert "slider_a.png" in cell(read(course.release(NAME)), "Still picture")["attachments"]


def test_check_names_a_picture_of_older_code(course):
    """A picture whose code has changed is stale until the next build draws it again."""
    setup = course.root / "notebooks" / "shared" / "setup.py"
    setup.write_text(setup.read_text() + "\n\nMORE = 1\n")
    assert "notebooks/pictures/03_tanh/slider_a.png: not drawn from the code as it stands" in builder.check(course)
    assert any(path.name == "hashes.json" for path in builder.build(course))  # drawn again, to the same bytes
    assert builder.check(course) == ""


@pytest.mark.parametrize(("name", "data"), [("slider_a.png", b"edited"), ("hashes.json", b"<<<<<<< HEAD"), ("hashes.json", b"[1]")])
def test_an_edited_picture_is_drawn_again(course, name, data):
    """A picture that somebody has painted over is not the lesson's, nor is one whose hash is lost: the next build draws it."""
    path = course.root / "notebooks" / "pictures" / NAME / name
    good = path.read_bytes()
    path.write_bytes(data)
    assert "notebooks/pictures/03_tanh/slider_a.png: not drawn from the code as it stands" in builder.check(course)
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


def test_a_picture_depends_on_no_folder_beside_it(course):
    """A lesson may look for its neighbours' notebooks beside its own folder: where it is drawn there are none."""
    code = "assert not list(__import__('pathlib').Path('..').glob('*/*.ipynb'))\nassert len(__import__('os').listdir('..')) < 3\n"
    course.text(NAME).write_text(GOOD.replace("slider_a = Slider", f"{code}slider_a = Slider"), encoding="utf-8")
    assert course.release(NAME) in builder.build(course)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("slider_a = Slider(1 / 0)", r"fails while its picture is drawn: ZeroDivisionError: division by zero; run that cell"),
        ("slider_a = 3", "AttributeError: 'int' object has no attribute 'still'"),
        ("slider_a = Slider(2)\nslider_a.still = lambda: b'GIF'", "returns no PNG"),
        ("raise SystemExit(0)\nslider_a = 2", "SystemExit"),
        ("__import__('os')._exit(3)\nslider_a = 2", "exit status 3"),
        ("slider_b = 3", "no code above it binds the name slider_a"),
    ],
)
def test_picture_code_that_fails_is_told(course, code, message):
    """Code that cannot draw its picture ends in one error with file, cell and reason, and nothing is written."""
    course.text(NAME).write_text(GOOD.replace('slider_a = Slider("σ")\nslider_a', code), encoding="utf-8")
    before = state(course)
    with pytest.raises(CourseError, match=message) as raised:
        builder.build(course)
    assert str(raised.value).startswith("notebooks/03_tanh.py: ")
    assert state(course) == before


def test_picture_without_a_cell_is_removed(course):
    """A picture of the builder's own that no cell shows any more is removed; another PNG in the folder stays."""
    folder = course.root / "notebooks" / "pictures" / NAME
    (folder / "logo.png").write_bytes(still_pictures.SIGNATURE)
    start, end = GOOD.index('# %% [markdown] picture="slider_a"'), GOOD.index("# %% [markdown]\n# ## Write it")
    course.text(NAME).write_text(GOOD[:start] + GOOD[end:], encoding="utf-8")
    builder.build(course)
    assert [path.name for path in folder.iterdir()] == ["logo.png"]


def test_files_are_small_and_look_as_drawn():
    """A picture of thousands of colours is kept with 256, on average as it was; all pictures of the lessons are."""
    rows, columns = np.mgrid[0:128, 0:128]
    drawn = np.stack([rows, columns, (rows + columns) // 2], axis=-1).astype(np.uint8)
    full = io.BytesIO()
    Image.fromarray(drawn).save(full, "PNG", optimize=True)
    kept = still_pictures.smaller(full.getvalue(), "a cell", "a lesson")
    assert np.abs(np.asarray(Image.open(io.BytesIO(kept)).convert("RGB"), dtype=float) - drawn).mean() < 6
    paths = [*ROOT.glob("notebooks/pictures/*/*.png")]
    assert len(paths) > 30
    assert {Image.open(io.BytesIO(path.read_bytes())).mode for path in paths} == {"P"}
    with pytest.raises(CourseError, match="a cell draws something that is not a PNG"):
        still_pictures.smaller(still_pictures.SIGNATURE, "a cell", "a lesson")
