"""A student's words where they could be read as something else: each source of words in a real class, at each place."""

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from attacks.harmless import FALSE, complaints
from bs4 import BeautifulSoup, SoupStrainer
from classroom import HEAD, NAME, ROOT, WITHOUT, new_course, submit
from rich.console import Console

from autograder.class_run import feedback_pages
from autograder.class_run.run import grade_class
from autograder.commands import console, progress
from autograder.commands.explain import Explanation
from autograder.course import Course
from autograder.judge.lesson import Lesson
from autograder.judge.marker import Marker
from autograder.pages import class_report, report_page
from autograder.pages.lms_export import export
from autograder.submissions.markdown import Renderer, render

TEXT = f"""kanary. Kanary
\"\"\"\\ # | = $\\rule{{9em}}{{9em}}$ <script>x</script>\x1b[2J\u202e\u2028\x0c\ue000&#x202e;\x85\r[/bold]
{FALSE}
raise SystemExit("kanary ran")
=1+1"""
TYPE = 'kanary\nraise SystemExit("ran")\n"""<b>$\\\u202e\x1b[2J\r\u2028=1[/b]'
MARKDOWN = r"""[click](https://example.org "&#xe000;0&#xe001;&#57344;0&#57345;&#x202e;")
![$x"onload=y$](data:image/png;base64,AAAA "$x$")

$\newcommand{\a}{xx}\a$ $\rule{9999em}{9999em}$ $\begin{array}{c}a\\[9999em]b\end{array}$
\\(\newcommand{\b}{x}\\) $x^2$ &#x202e;
"""
ENTITIES = "x\u200b``\u200b`\n<b>raw</b>"
SOURCES = {
    "text": f"def sigmoid(x):\n    raise ValueError({TEXT!r})\n",
    "type": f"def sigmoid(x):\n    raise type({TYPE!r}, (Exception,), {{}})('kanary')\n",
    "value": f"def sigmoid(x):\n    return type({TYPE!r}, (), {{}})()\n",
    "values": f"def sigmoid(x):\n    return type({TYPE!r}, (), {{}})(), 1.0\n",
    "dtype": f"def sigmoid(x):\n    return np.zeros(3, dtype=[({TYPE!r}, 'f8')])\n",
    "key": f"def sigmoid(x):\n    return {{}}[{TEXT!r}]\n",
    "name": "def sigmoid(x):\n    return kanary(x)\n",
    "parameter": "def sigmoid(kanary):\n    n, d = kanary.shape\n    return kanary\n",
    "no-function": f"sigmoid = type({TYPE!r}, (), {{}})()\n",
    "alike": "def sigmoidkan(x):\n    return x\n",
    "line": f"raise type({TYPE!r}, (Exception,), {{}})({TEXT!r})\n{HEAD}    return np.tanh(x)\n",
    "code": f"{HEAD}    '''kanary'''\n    kanary = np.tanh(x)  # kanary\n    return kanary\n\x0c# kanary \u202e\xad\U000f0000\n",
    "printed": f"print({TEXT!r})\n{HEAD}    return np.tanh(x)\n",
}
SAID = ("text", "type", "value", "dtype", "key", "name", "parameter", "no-function", "alike", "line")  # in feedback, by their words


@pytest.fixture(scope="module")
def course(slow: None, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of such students, not graded yet."""
    found = new_course(tmp_path_factory.mktemp("words") / "course")
    for student, source in SOURCES.items():
        path = submit(found, student, {"sigmoid": source})
        book = json.loads(path.read_text())
        book["cells"] += [
            {"cell_type": "markdown", "metadata": {}, "source": MARKDOWN},
            {"cell_type": "raw", "metadata": {}, "source": ENTITIES},
        ]
        path.write_text(json.dumps(book))
    path = submit(found, "beside", {})
    shutil.copy(path, path.with_name(f"kanary\n{FALSE}\x1b[2J.ipynb"))
    submit(found, f"id\n{FALSE}", {})
    return found


@pytest.fixture(scope="module")
def shown(course: Course) -> dict[str, str]:
    """What stands at each place, by its name."""
    places: dict[str, str] = {}
    patch = pytest.MonkeyPatch()

    def printed() -> io.StringIO:
        file = io.StringIO()
        for module in (console, progress):
            for stream in ("out", "err"):
                patch.setattr(module, stream, Console(file=file, width=200, soft_wrap=True, highlight=False, force_terminal=False))
        return file

    screen = printed()
    with progress.Progress(WITHOUT) as bar:
        grade_class(course, [NAME], workers=1, without=WITHOUT, on_plan=bar.plan, on_result=bar.result)
    bar.end()
    places["terminal: course grade"] = screen.getvalue()
    with Marker(course, without=WITHOUT) as marker:
        marker.suite.explaining = True
        for student in SOURCES:
            verdict = marker.check(course.submitted(student, NAME), 7)
            screen = printed()
            console.verdict("notebook.ipynb", verdict, "example")
            places[f"terminal: course check, {student}"] = screen.getvalue()
            screen = printed()
            console.explanation(Explanation(student, verdict, ()))
            places[f"code: course explain, {student}"] = screen.getvalue()
    for anonymous in (False, True):
        screen = printed()
        report = class_report.collect(course, NAME, anonymous)
        written = report_page.write(course, report)
        console.report(report, [])
        who = "nameless" if anonymous else "named"
        places[f"terminal: course report, {who}"] = screen.getvalue()
        places |= {f"{path.suffix[1:]}: course report, {who}": path.read_text() for path in written}
    places["csv: course export"] = export(course, [NAME], "csv")
    assert not [page.reason for page in feedback_pages.feedback(course, [NAME], 1) if page.reason]
    for student in SOURCES:
        places[f"html: feedback, {student}"] = (course.feedback / student / NAME / f"{NAME}.html").read_text()
        book = json.loads(course.autograded(student, NAME).read_text())
        texts = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "markdown"]
        places[f"html: formgrader, {student}"] = "\n".join(render(text, Renderer({})) for text in texts)
        places[f"json: autograded, {student}"] = course.autograded(student, NAME).read_text()
    patch.undo()
    return places


def of(shown: dict[str, str], kind: str) -> dict[str, str]:
    """Return the places of a kind."""
    return {place: text for place, text in shown.items() if place.startswith(kind)}


def test_the_words_arrive(shown: dict[str, str]) -> None:
    """The other tests look at something."""
    for student in SAID:
        assert "kan" in shown[f"terminal: course check, {student}"].lower(), student
    assert "kanary" in shown["html: course report, named"]
    assert "kanary" in shown["terminal: course grade"]


def test_words_are_only_shown(shown: dict[str, str]) -> None:
    """Nothing of a student's runs, misleads, or is read as something else; `harmless` says what that means at each place."""
    functions = Lesson.read(Course(ROOT), NAME).signatures.keys()
    assert {place: found for place, text in shown.items() if (found := list(complaints(place, text, functions)))} == {}


def test_every_line_of_a_terminal_is_the_programs(shown: dict[str, str]) -> None:
    """All lines of a verdict but the first are moved in."""
    for student in SOURCES:
        first, *rest = shown[f"terminal: course check, {student}"].splitlines()
        assert first.startswith("notebook.ipynb: ")
        assert all(line.startswith("  ") for line in rest)


def test_an_anonymous_report_is_one(shown: dict[str, str]) -> None:
    """The marks are there, and a number for each student."""
    assert "student 01" in shown["csv: course report, nameless"]
    assert "own words" in shown["html: course report, nameless"]


def test_pages_have_no_tag_of_a_students(shown: dict[str, str]) -> None:
    """A link shows where it leads, no description leaves its attribute, and raw text stays text."""
    for place, text in of(shown, "html").items():
        page = BeautifulSoup(text, "html.parser", parse_only=SoupStrainer(["a", "img"]))
        links = page.find_all("a", href="https://example.org")
        assert all(set(link.attrs) <= {"href", "title", "rel"} and link.get_text() == "click" for link in links), place
        assert all(set(tag.attrs) <= {"src", "alt", "title"} for tag in page.find_all("img", alt=re.compile("onload"))), place
        assert not re.search("<b>raw", text), place


def test_formulas_are_mathematics_only(shown: dict[str, str]) -> None:
    """What formgrader's MathJax finds holds no macro, no rule, no long distance; a formula is still one."""
    for place, text in of(shown, "html: formgrader").items():
        assert not re.search(r"\\(?:newcommand|rule|a\b|b\b)|\\\[9999em", text), place
        assert "$x^2$" in text, place


def test_a_place_of_ours_is_looked_at() -> None:
    """A new module that prints is among the places above."""
    printing = {path.name for path in (Path(console.__file__).parent).glob("*.py") if "out.print(" in path.read_text()}
    assert printing <= {"console.py", "progress.py", "lms_output.py", "demo.py"}
