"""What holds for every text in notebooks/, found from the folder: how it reads, and that it runs from top to bottom."""

import ast
import json
import re
import subprocess
import sys
from itertools import pairwise

import nbformat
import pytest
from classroom import ROOT, STEP

from autograder.build.lesson_text import parse
from autograder.course import Course
from autograder.judge.lesson import Lesson

COURSE = Course(ROOT)
LESSONS = COURSE.assignments()
TEXTS = sorted(path.stem for path in (COURSE.root / "notebooks").glob("[0-9][0-9]_*.py"))
# One process runs all notebooks, two at a time, each in a kernel of its own: the client takes longer to load than some notebooks
# to run. Kernels talk over files: a TCP port that is free may be taken a moment later, by the kernel beside it.
EXECUTE = """
import asyncio, sys, tempfile
from pathlib import Path
import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

async def execute(path, address, free):
    async with free:
        book = nbformat.read(path, as_version=4)
        config = Config({"ConnectionFileMixin": {"transport": "ipc", "ip": address}})
        place = {"metadata": {"path": str(path.parent)}}
        limits = {"timeout": 300, "startup_timeout": 300, "shutdown_kernel": "immediate"}  # no lesson has to tidy up at its end
        kept = {"allow_errors": True, "store_widget_state": False}  # no test looks at the state of widgets
        client = NotebookClient(book, **limits, **kept, resources=place, config=config)
        await client.async_execute()
        nbformat.write(book, path)

async def execute_all(paths):
    free = asyncio.Semaphore(2)
    with tempfile.TemporaryDirectory() as sockets:
        await asyncio.gather(*(execute(path, f"{sockets}/{n}", free) for n, path in enumerate(paths)))

asyncio.run(execute_all([Path(name) for name in sys.argv[1:]]))
"""
CPU_SECONDS = 20
# Each slider once, with its own name: IPython calls what a cell shows _, __ and _12 too, and these sort before letters.
EXPLORERS = '{e: n for n, e in sorted(globals().items()) if "Explorer" in [kind.__name__ for kind in type(e).__mro__]}'
# Seconds of computing, and a digest of what each slider shows.
LOOK = f"""
import hashlib, time
print(time.process_time())
for _found, _name in {EXPLORERS}.items():
    print(_name, hashlib.sha256((_found.picture.value + _found.sentence.value).encode()).hexdigest())
"""
# Each slider as it stands, then with each control at both ends and in the middle; a button once. The picture must be one, the
# sentence no refusal (which `draw` raises), and no zero that is drawn or written has a minus.
MOVE = f"""
import re
from matplotlib.backends.backend_agg import RendererAgg
_drawn, _draw_text = [], RendererAgg.draw_text
def _noting(self, gc, x, y, text, *args, **keywords):
    _drawn.append(text)
    _draw_text(self, gc, x, y, text, *args, **keywords)
RendererAgg.draw_text = _noting
_tried = 0
for _found, _name in {EXPLORERS}.items():
    _found.background = None  # what stands still is drawn once more
    _moves = [{{}}]
    for _key, _control in _found.controls.items():
        if hasattr(_control, "options"):
            _settings = [_option[1] if isinstance(_option, tuple) else _option for _option in _control.options]
        elif hasattr(_control, "base"):  # a logarithmic slider: its ends are exponents
            _settings = [_control.base**_control.min, _control.base**_control.max]
        elif hasattr(_control, "min"):
            _settings = [_control.min, _control.max, type(_control.value)((_control.min + _control.max) / 2)]
        else:
            _settings = [not _found.values[_key]] if isinstance(_found.values[_key], bool) else [1]
        _moves += [{{_key: _setting}} for _setting in _settings if _setting != _found.values[_key]]
    for _move in _moves:
        _drawn.clear()
        _pixels, _sentence = _found.draw(**{{**_found.values, **_move}})
        assert _pixels.min() < _pixels.max(), (_name, _move)
        assert _sentence, (_name, _move)
        assert _drawn or _move, _name
        for _text in [_sentence, *_drawn]:
            assert not re.search(r"[-−]0([.]0+)?(?![0-9.])", _text), (_name, _move, _text)
        _tried += 1
print(_tried)
"""
# Each line of each slider's picture on its white ground: one too pale, or two alike but for their colour.
PENS = f"""
from matplotlib.colors import to_rgba
def _pale(line):
    color, alpha = to_rgba(line.get_color())[:3], line.get_alpha() or 1.0
    channels = [1 - alpha + alpha * channel for channel in color]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.05 + 0.2126 * r + 0.7152 * g + 0.0722 * b) < 3
def _kind(line):
    return line.get_linestyle(), line.get_marker(), line.get_linewidth()
for _found, _name in {EXPLORERS}.items():
    for _at, _axes in enumerate(_found.fig.axes):
        _lines = [line for line in _axes.lines if line.get_linestyle() != "None"]
        _alike = dict()
        for _line in _lines:
            if _line.get_linewidth() < 4 and _pale(_line):
                print(_name, _at, "pale", _line.get_color())
            if _alike.setdefault(_kind(_line), _line.get_color()) != _line.get_color():
                print(_name, _at, "alike", _kind(_line))
"""


def text_of(name):
    """Return a lesson's text, parsed."""
    return parse(COURSE.text(name).read_text(), name)


def prose(name):
    """Return the words that a lesson's reader sees, without code, formulas, links and HTML tags."""
    found = "\n".join(cell.source for cell in text_of(name).cells if cell.kind == "markdown")
    for pattern in (r"```.*?```", r"\$\$.*?\$\$", r"\$[^$\n]*\$", r"!?\[([^\]]*)\]\([^)]*\)", r"<[^>]+>", r"`[^`]*`"):
        found = re.sub(pattern, r"\1" if "(" in pattern and "\\]" in pattern else " ", found, flags=re.DOTALL)
    return found


def is_slider(cell):
    """Return whether a cell shows a slider picture: an Explorer, or a kind of it that the cell defines."""
    return cell.kind == "code" and not cell.include and bool(re.search(r"Explorer\(|\(Explorer\)", cell.source))


def prepared(path, folder, more):
    """Write a notebook with `more` cells after its own into a folder, where it is to run; return its path."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in more]
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / path.name)
    return folder / path.name


def failures(notebook):
    """Return (grade_id, error output) of each cell that failed."""
    return [
        (cell.metadata.get("nbgrader", {}).get("grade_id", cell.source[:60]), output)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


def said(cell):
    """Return the text that a cell printed; it may come in several pieces."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def shown(notebook, cells):
    """Return what the first `cells` cells of a run show, without the random names of widgets."""
    return [
        (
            said(cell),
            [
                {kind: data for kind, data in output.data.items() if "widget" not in kind}
                for output in cell.outputs
                if "data" in output
            ],
        )
        for cell in notebook.cells[:cells]
        if cell.cell_type == "code"
    ]


@pytest.fixture(scope="module")
def runs(slow, tmp_path_factory):
    """Each text run in real kernels, two at a time: as released, and twice solved, the second time with its sliders moved."""
    folder = tmp_path_factory.mktemp("runs")
    wanted = {
        "released": (COURSE.release, []),
        "solved": (COURSE.source, [LOOK]),
        "moved": (COURSE.source, [LOOK, PENS, MOVE]),
    }
    paths = {(name, how): prepared(path(name), folder / name / how, more) for name in TEXTS for how, (path, more) in wanted.items()}
    done = subprocess.run([sys.executable, "-c", EXECUTE, *paths.values()], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {key: nbformat.read(path, as_version=4) for key, path in paths.items()}


# What a reader sees

SEEN = "<details><summary><b>What you saw</b></summary>"


@pytest.mark.parametrize("name", LESSONS)
def test_each_slider_is_predicted_shown_still_and_explained(name):
    """Before each slider stands a question, right after it its still picture, and before the next one what was seen."""
    cells = text_of(name).cells
    sliders = [number for number, cell in enumerate(cells) if is_slider(cell)]
    assert len(sliders) >= 2
    for number, following in pairwise([*sliders, len(cells)]):
        before = "".join(cell.source for cell in cells[:number])
        after = "".join(cell.source for cell in cells[number + 1 : following])
        assert cells[number + 1].picture
        warming_up = number == sliders[0] and "to warm up" in before
        assert warming_up or before.count("**Predict.**") >= 1
        assert warming_up or SEEN in after
    predictions, seen = (sum(cell.source.count(word) for cell in cells) for word in ("**Predict", SEEN))
    assert seen == sum(cell.source.count("What you saw") for cell in cells), "what was seen is read before it is guessed: fold it"
    assert predictions >= len(sliders) - 1
    assert seen >= len(sliders) - 1


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_opens_with_its_aims_and_ends_with_a_recap_and_the_way_on(name):
    """The first cell says time, what it builds on and what one can do afterwards; the last ones recap and lead on."""
    cells = text_of(name).cells
    assert all(words in cells[0].source for words in ("**Time:**", "**Builds on:**", "**After this lesson you can**"))
    end = "".join(cell.source for cell in cells[-3:])
    assert "Recap" in end
    following = [other for other in LESSONS if other > name][:1]
    assert all(f"../{other}/{other}.ipynb" in end for other in following)


@pytest.mark.parametrize("name", TEXTS)
def test_the_words_are_kind(name):
    """No sentence tells a reader that something is easy."""
    assert re.findall(r"\b(simply|obvious(?:ly)?|trivial(?:ly)?|of course|clearly)\b", prose(name), re.IGNORECASE) == []


@pytest.mark.parametrize("name", TEXTS)
def test_links_between_notebooks_lead_somewhere(name):
    """Each relative link of a released notebook leads to another released notebook."""
    for cell in text_of(name).cells:
        for target in re.findall(r"\]\(([^)\s]+)\)", cell.source) if cell.kind == "markdown" else []:
            if not target.startswith(("attachment:", "https://", "#")):
                assert (COURSE.release(name).parent / target).resolve().is_file(), target


@pytest.mark.parametrize("name", LESSONS)
def test_only_its_own_cell_defines_an_exercise(name):
    """No cell but the stub's, and the one that carries over, binds the name of a function that the student writes."""
    functions = {*Lesson.read(COURSE, name).points, *Lesson.read(COURSE, name).stretch}
    for cell in text_of(name).cells:
        if cell.kind != "code" or cell.is_solution or cell.include:
            continue
        for node in ast.parse(cell.source).body:
            names = {target.id for target in ast.walk(node) if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)}
            names |= {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
            assert not names & functions


# Restart and run all


@pytest.mark.parametrize("name", TEXTS)
def test_the_release_fails_only_in_its_visible_checks_and_says_why_in_a_sentence(runs, name):
    """Restart-and-run-all of what students get runs every cell; each check fails in one plain sentence, and so does a loop.

    The check of a stretch exercise that is not tried does not fail.
    """
    failed = failures(runs[name, "released"])
    if name in LESSONS:
        lesson = Lesson.read(COURSE, name)
        assert {lesson.grade_id(function) for function in lesson.points} <= {grade_id for grade_id, _ in failed}
        assert not {lesson.grade_id(function) for function in lesson.stretch} & {grade_id for grade_id, _ in failed}
    else:  # the page's own exercise, for practice
        assert len(failed) == 1
    for grade_id, output in failed:
        assert len(output.traceback) == 1, (grade_id, output)
        assert re.search(r"is not written yet|should be", " ".join(output.traceback[0].split()))
        assert len(output.traceback[0]) < 300


@pytest.mark.parametrize("name", TEXTS)
def test_the_solved_lesson_runs_without_a_failure_or_a_word_on_stderr(runs, name):
    """With the solutions in place every cell runs, silently on stderr, in less than 20 seconds of computing."""
    solved = runs[name, "solved"]
    if name in LESSONS:
        assert failures(solved) == []
    streams = [
        output for cell in solved.cells if cell.cell_type == "code" for output in cell.outputs if output.output_type == "stream"
    ]
    assert [output.text for output in streams if output.name == "stderr"] == []
    assert float(said(solved.cells[-1]).split()[0]) < CPU_SECONDS


@pytest.mark.parametrize("name", TEXTS)
def test_two_runs_show_the_same(runs, name):
    """Restart-and-run-all is deterministic: texts are the same each time, and so is the picture of each slider."""
    once, again = runs[name, "solved"], runs[name, "moved"]
    number = len(once.cells) - 1
    assert shown(once, number) == shown(again, number)
    pictures = said(once.cells[number]).splitlines()[1:]
    assert pictures
    assert pictures == said(again.cells[number]).splitlines()[1:]


@pytest.mark.parametrize("name", TEXTS)
def test_every_slider_runs_from_end_to_end(runs, name):
    """Each control of each slider gives a picture and a sentence at both ends and in the middle."""
    last = runs[name, "moved"].cells[-1].outputs[0]
    assert last.output_type == "stream", last
    assert int(last.text) >= 4


@pytest.mark.parametrize("name", TEXTS)
def test_curves_differ_by_more_than_their_colour(runs, name):
    """Lines of a picture that differ in colour differ in style, marker or width too, and have a contrast of 3 to 1 on white."""
    assert said(runs[name, "moved"].cells[-2]) == ""


# Validate, as the student presses it


NAIVE = {
    "sigmoid": "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return 1/(1+np.exp(-x))\n",
    "sigmoid_grad": "def sigmoid_grad(x):\n    s = sigmoid(x)\n    return s * (1 - s)\n",
    "gradient_step": STEP,
    "sigmoid_grad_tails": "def sigmoid_grad_tails(x):\n    return sigmoid(x) * sigmoid(-x)\n",
}


@pytest.fixture(scope="module")
def validated(slow, tmp_path_factory):
    """What nbgrader's Validate says of lesson 02, answered in the plain way, and then with the sign of the exponent turned."""
    folder = tmp_path_factory.mktemp("validated")
    for name, sigmoid in {"plain": NAIVE["sigmoid"], "turned": NAIVE["sigmoid"].replace("exp(-x)", "exp(x)")}.items():
        notebook = json.loads(COURSE.release("02_sigmoid").read_text())
        for cell in notebook["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = {**NAIVE, "sigmoid": sigmoid}.get(grade_id, cell["source"])
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook))
    command = [sys.executable, "-m", "nbgrader", "validate", "plain.ipynb", "turned.ipynb"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout


PASSED = "Success! Your notebook passes all the tests.\n"


def test_validate_passes_a_right_answer_that_warns(validated):
    """The plain 1 / (1 + e^-x), which warns at -1000, passes Validate."""
    assert validated.startswith(PASSED)


def test_validate_shows_the_sentence_of_a_wrong_answer(validated):
    """What Validate prints of a wrong answer is the visible check's sentence."""
    said = validated.removeprefix(PASSED)
    assert "The curve falls where it should rise. What is the sign of the exponent?" in " ".join(said.split())
