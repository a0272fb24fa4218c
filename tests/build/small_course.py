"""A course of one lesson and one page, built from tests/build/lessons/, and edits of its notebooks."""

import json
import shutil
from pathlib import Path

from autograder.build import builder

LESSONS = Path(__file__).parent / "lessons"
NAME = "03_tanh"


def text_files(folder):
    """Write the texts of the small course into `folder`."""
    (folder / "notebooks" / "shared").mkdir(parents=True)
    shutil.copy(LESSONS.parents[2] / "nbgrader_config.py", folder)
    for path in LESSONS.rglob("*.txt"):
        shutil.copy(path, folder / "notebooks" / path.relative_to(LESSONS).with_suffix(".py"))


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
