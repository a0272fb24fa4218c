"""`course site`: the lessons as plain HTML for readers without Jupyter, with their still pictures. Trusted side.

The pages need no network and no script: formulas are MathML. They are made from release/, and so hold no solution. Links
between lessons lead from page to page; a broken link is an error.
"""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
from nbconvert import HTMLExporter

from autograder.course import Course
from autograder.errors import CourseError
from autograder.pages.formulas import mathml
from autograder.pages.rendering import TEMPLATES, render

LINK = re.compile(r"""(?:href|src)=(["'])(.+?)\1""")
LESSON = re.compile(r'href="(?:\.\./)?(?:\d\d_\w+/)?(\d\d_\w+)\.ipynb"')
LIVE_ONLY = re.compile(r"^Click this text, then .*(?:\n.+)*\n?", re.MULTILINE)  # a paragraph that is useless without a kernel
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.DOTALL)


def write(course: Course, folder: Path) -> list[Path]:
    """Write a page for each lesson and an index into `folder`; return their paths.

    Raises CourseError if no lesson is built, or if a link leads to no page or heading of the site.
    """
    notebooks = course.released()
    if not notebooks:
        raise CourseError("no lesson is built", course.root / "release", "run 'course build'")
    folder.mkdir(parents=True, exist_ok=True)
    exporter = HTMLExporter(  # without embed_images, which would break <sup>x</sup>
        template_name="lab", template_file="site.html.j2", extra_template_paths=[str(TEMPLATES)],
        exclude_input_prompt=True, exclude_output_prompt=True,
    )  # fmt: skip
    read = [_for_reading(path) for path in notebooks]
    lessons = [(f"{path.stem}.html", _title(notebook)) for path, notebook in zip(notebooks, read, strict=True)]
    made = []
    for number, (notebook, (name, title)) in enumerate(zip(read, lessons, strict=True)):
        around = {"before": lessons[number - 1] if number else None, "after": (*lessons, None)[number + 1]}
        body, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": title}, **around})
        made.append(folder / name)
        made[-1].write_text(LESSON.sub(r'href="\1.html"', body), encoding="utf-8")
    index = folder / "index.html"
    index.write_text(render("site_index.html.j2", lessons=lessons, start=int(made[0].stem[:2])), encoding="utf-8")
    made.append(index)
    lost = [f"{page.name}: {link}" for page in made for link in broken(page)]
    if lost:
        raise CourseError(f"broken links: {'; '.join(lost)}", folder, "fix them in notebooks/ and run 'course build'")
    return made


def _for_reading(path: Path) -> nbformat.NotebookNode:
    """Return a notebook for readers without a kernel, without folded cells, cells to write in, and words about running them."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.metadata.get("jupyter", {}).get("source_hidden") or _only_comments(cell.source)):
            cell.metadata["transient"] = {"remove_source": True}
        elif cell.cell_type == "markdown":
            cell.source = FORMULA.sub(_drawn, LIVE_ONLY.sub("", cell.source))
            if "](attachment:" in cell.source:  # a still picture is folded in JupyterLab, where its slider runs; here it is shown
                cell.source = cell.source.replace("<details>", "<details open>", 1)
    return notebook


def _only_comments(source: str) -> bool:
    """Return whether code holds no statement, as the cells do in which readers may write something of their own."""
    return all(line.startswith("#") for line in source.splitlines() if line.strip())


def _title(notebook: nbformat.NotebookNode) -> str:
    """Return a lesson's title without its number."""
    lines = (line for cell in notebook.cells for line in cell.source.splitlines())
    return re.sub(r"^[0-9]+[.] *", "", next(line.lstrip("# ") for line in lines if line.startswith("# ")))


def _drawn(formula: re.Match[str]) -> str:
    """Return a matched formula as MathML; if it cannot be converted, as it was written."""
    return mathml(formula[1] or formula[2], "block" if formula[1] else "inline") or formula[0]


def broken(page: Path) -> list[str]:
    """Return the page's links within the site that lead to no file or to no heading."""
    text = page.read_text(encoding="utf-8")
    lost = []
    for _, link in LINK.findall(re.sub(r"(?s)<(script|style)\b.*?</\1>", "", text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = html.unescape(link).partition("#")
        target = page.parent / name if name else page
        goal = target.read_text(encoding="utf-8") if target.is_file() else ""
        ids = {html.unescape(each) for each in re.findall(r'id="([^"]*)"', goal)}
        if not goal or (anchor and unquote(anchor) not in ids):
            lost.append(link)
    return lost
