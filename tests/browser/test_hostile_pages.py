"""Facts about the pages that show a student's work: in a real browser nothing in them runs, loads, or leads astray.

A hostile student hands in payloads by every door: text, raw cells, output, exceptions, names of types, attached files. The
class is graded, feedback is written, formgrader is started for real, and each page is opened and poked at.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from classroom import WITHOUT, new_course

from autograder.class_run.run import grade_class
from autograder.commands.demo import solutions
from autograder.commands.lab import LabSetup
from autograder.course import Course
from autograder.nbgrader_plugin.converters import Gradebook
from autograder.pages import report_page
from autograder.pages.class_report import collect
from autograder.submissions.release_notebook import nbgrader_metadata

from .axe import COLOURS, RULES, violations
from .desk import PATIENCE, TOKEN, jupyter
from .payloads import MARKDOWN, NAMES, TEXTS, code_cells, filled, markdown_cells

LESSON = "02_sigmoid"

# Whatever a payload hangs itself on: every handler fires, every link that is a script is clicked.
POKE = """() => {
    for (const element of document.querySelectorAll("#notebook-container *, main *, #main-table *")) {
        for (const attribute of [...element.attributes])
            if (attribute.name.startsWith("on")) element.dispatchEvent(new Event(attribute.name.slice(2)));
        const tag = element.outerHTML.split(">")[0];
        if (element.matches("a, area, [href], [formaction]") && /script:|data:/i.test(tag)) element.click?.();
    }
}"""
# What stands in the page and could run, load or mislead, whether or not it has by now.
FOUND = """() => {
    const bad = [];
    for (const element of document.querySelectorAll("#notebook-container *, main *, #main-table *")) {
        const name = element.localName;
        if (/^(script|iframe|object|embed|form|base|meta|link|style|svg|template|frame|video|audio)$/.test(name)) bad.push(name);
        for (const attribute of element.attributes) {
            if (attribute.name.startsWith("on")) bad.push(`${name} ${attribute.name}`);
            if (/^(href|src|action|formaction|xlink:href|data|poster|ping|srcset|background)$/.test(attribute.name) &&
                !/^(https?:[/][/](?!pwned)|mailto:|#|data:image[/](png|jpeg|svg[+]xml);base64,)/.test(attribute.value))
                bad.push(`${name} ${attribute.name}=${attribute.value.slice(0, 60)}`);
            if (attribute.name === "style" && /url|position|@/.test(attribute.value)) bad.push(`${name} style=${attribute.value}`);
        }
    }
    return bad;
}"""
# The text that MathJax, where it is loaded, takes for formulas: all but what it is told to leave alone.
FORMULAS = """() => {
    const copy = document.querySelector("#notebook-container, main, #main-table").cloneNode(true);
    for (const element of copy.querySelectorAll("pre, code, textarea, script, style, .tex2jax_ignore")) element.remove();
    return copy.textContent;
}"""


@dataclass
class Watch:
    """A page under watch: what ran, what was asked for, what popped up."""

    page: Any

    def __post_init__(self) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.page.context.route("**/*", self._route)

    def _route(self, route: Any) -> None:
        url = route.request.url
        if "pwned" in url:
            self.asked.append(url)
        if url.startswith(("file:", "data:", "http://localhost:")) and "pwned" not in url:
            route.continue_()
        else:
            route.abort()

    def open(self, url: str) -> list[str]:
        """Open a page, poke at all of it, and return everything of it that is not as it should be."""
        self.page.goto(url, wait_until="load", timeout=PATIENCE * 1000)
        self.page.evaluate(POKE)
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))")
        ran = self.page.evaluate("() => window.__pwned || []")
        formulas = self.page.evaluate(FORMULAS)
        commands = [word for word in ("href{", "require{", "class{", "cssId{", "style{", "csname") if "\\" + word in formulas]
        found = self.page.evaluate(FOUND)
        return [
            *(f"ran: {name}" for name in ran),
            *(f"asked for: {url}" for url in self.asked),
            *(f"popped up: {text}" for text in self.said),
            *(f"a formula with \\{word}" for word in commands),
            *(f"in the page: {what}" for what in sorted(set(found))),
            *([f"led away to {self.page.url}"] if not self.page.url.startswith(url.split("?")[0].split("#")[0]) else []),
        ]


def hand_in(course: Course, student: str, extra: list[dict[str, Any]], answers: dict[str, str]) -> None:
    """Put a submission with own cells into submitted/."""
    notebook = json.loads(course.release(LESSON).read_text())
    cells = [cell for cell in notebook["cells"] if nbgrader_metadata(cell) or cell["cell_type"] == "markdown"]
    for cell in cells:
        cell["source"] = answers.get(nbgrader_metadata(cell).get("grade_id", ""), cell["source"])
    stub = next(number for number, cell in enumerate(cells) if nbgrader_metadata(cell).get("solution"))
    notebook["cells"] = [*cells[: stub + 1], *extra, *cells[stub + 1 :]]
    folder = course.root / "submitted" / student / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_text(json.dumps(notebook))
    page = f"<script>{filled('@JS@', 'file')}</script><img src='http://pwned.invalid/file'>"
    (folder / "evil.html").write_text(page)
    (folder / "nbgrader_config.py").write_text(f"open({str(course.root / 'ran')!r}, 'w').close()\nc = get_config()\n")
    (folder / "evil.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><script>{filled("@JS@", "svg file")}</script></svg>')


FUNCTIONS = ("sigmoid", "sigmoid_grad", "sigmoid_grad_tails")


def raising(texts: list[str]) -> dict[str, str]:
    """Return answers whose failures carry texts to the feedback, in exceptions."""
    return {
        name: f"def {name}(x):\n    raise ValueError({json.dumps(text)})\n" for name, text in zip(FUNCTIONS, texts, strict=True)
    }


def returning(texts: list[str]) -> dict[str, str]:
    """Return answers whose failures carry texts to the feedback, in names of types: of a value, of an exception."""
    made = [f"type({json.dumps(text)}, (Exception,), {{}})" for text in texts]
    return {
        name: f"def {name}(x):\n    {word} {kind}()\n"
        for name, word, kind in zip(FUNCTIONS, ("return", "raise", "return"), made, strict=True)
    }


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A graded class of hostile students and one honest one, with feedback."""
    course = new_course(tmp_path_factory.mktemp("hostile") / "course")
    hand_in(course, "mallory", markdown_cells(), {})
    (course.submitted("mallory", LESSON).with_name("timestamp.txt")).write_text("no time")
    hand_in(course, "trudy", code_cells(), {})
    (course.submitted("trudy", LESSON).with_name("timestamp.txt")).mkdir()
    texts = [filled(text, name) for name, text in TEXTS.items()]
    for number in range(0, len(texts), 3):
        hand_in(course, f"text{number}", [], raising((texts * 2)[number : number + 3]))
    hand_in(course, "types", [], returning(texts[:3]))
    honest = {"cell_type": "markdown", "metadata": {}, "source": HONEST}
    hand_in(course, "ada", [honest], solutions(course, LESSON))
    hand_in(course, "bob", [honest], WRONG)
    for number, name in enumerate(NAMES):
        hand_in(course, filled(name, f"name{number}").replace("/", "∕"), [], {})
    states = {result.student: result.state for result in grade_class(course, [LESSON], without=WITHOUT)}
    refused = {student for student, state in states.items() if state == "missing"}
    assert len(refused) == len(NAMES)
    assert {"mallory", "trudy", "types", "ada"} <= states.keys() - refused, states
    Gradebook(course).feedback(LESSON)
    return course


WRONG = {
    "sigmoid": "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    return np.tanh(x)",
    "sigmoid_grad": "def sigmoid_grad(x):\n    return x * (1 - x)",
}
HONEST = """## What I noticed

The slope is **largest** at $x = 0$, where it is $\\tfrac{1}{4}$, and *never* more: see [the book](https://example.org/book).

| x | slope |
|---|---:|
| 0 | 0.25 |

```python
if x < 0: print("a < b")
```
"""


@pytest.fixture(scope="module")
def formgrader(graded: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Jupyter server with formgrader on the graded course; gives its address."""
    with jupyter(LabSetup(graded.root, tmp_path_factory.mktemp("home")), app="jupyter_server") as url:
        yield url.rstrip("/")


def api(url: str, path: str) -> Any:
    """Return what formgrader's own interface answers."""
    with urllib.request.urlopen(f"{url}/formgrader/api/{path}?token={TOKEN}", timeout=PATIENCE) as answer:
        return json.load(answer)


def submissions(url: str) -> dict[str, str]:
    """Return the address of each student's submission in formgrader."""
    return {
        row["student"]: f"{url}/formgrader/submissions/{row['id']}/" for row in api(url, f"submitted_notebooks/{LESSON}/{LESSON}")
    }


def test_there_are_payloads_enough() -> None:
    """Each door is tried in many ways."""
    assert len(MARKDOWN) >= 50
    assert len(TEXTS) >= 10


def test_feedback_pages_are_dead(graded: Course, page: Any) -> None:
    """No page of feedback runs, loads or links to anything that a student put there."""
    watch = Watch(page)
    pages = sorted(graded.root.glob(f"feedback/*/{LESSON}/*.html"))
    assert len(pages) >= 8
    assert {path.parts[-3]: found for path in pages if (found := watch.open(path.as_uri()))} == {}


@pytest.mark.parametrize(("scheme", "rules"), [("light", RULES), ("dark", COLOURS)], ids=["light", "dark"])
def test_feedback_has_no_fault_that_axe_finds(graded: Course, browser: Any, scheme: str, rules: Any) -> None:
    """Praise and blame, with text, formulas and curves, hold WCAG 2.2 AA, and nothing is cut off at 400 % zoom."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 256})
    shown = context.new_page()
    for student, pictures in (("ada", 0), ("bob", 1)):
        shown.goto(next(graded.root.glob(f"feedback/{student}/{LESSON}/*.html")).as_uri())
        shown.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert shown.locator(".part img, .part svg").count() >= pictures
        assert violations(shown, rules=rules) == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_the_class_report_is_dead(graded: Course, page: Any, tmp_path: Path) -> None:
    """The page that an instructor reads, with examples of code and the sandbox's remarks, is dead too."""
    path = tmp_path / "report.html"
    report = collect(graded, LESSON)
    path.write_text(report_page.page(report))
    assert "script" in path.read_text()
    own = ("in the page: svg", "in the page: style")  # its own figures
    found = [problem for problem in Watch(page).open(path.as_uri()) if problem not in own]
    assert found == []
    table = report_page.table(LESSON, report.rows, list(report.points), dict.fromkeys(report.missing, "handed in nothing"))
    assert [line for line in table.splitlines() if line.startswith(("=", "+", "-", "@"))] == []


def test_formgraders_pages_are_dead(formgrader: str, page: Any) -> None:
    """Nor does formgrader's view of a submission, in which the instructor is logged in."""
    watch = Watch(page)
    page.goto(f"{formgrader}/formgrader/?token={TOKEN}", timeout=PATIENCE * 1000)
    addresses = submissions(formgrader)
    assert {"mallory", "trudy", "types", "ada"} <= set(addresses)
    found = {}
    for student, address in addresses.items():
        if problems := watch.open(address):
            found[student] = problems
    assert found == {}


def test_formgraders_lists_are_dead(graded: Course, formgrader: str, page: Any) -> None:
    """Names that are payloads stand in no list as anything but text."""
    watch = Watch(page)
    page.goto(f"{formgrader}/formgrader/?token={TOKEN}", timeout=PATIENCE * 1000)
    lists = ("manage_students", f"manage_submissions/{LESSON}", f"gradebook/{LESSON}", f"gradebook/{LESSON}/{LESSON}")
    found = {name: watch.open(f"{formgrader}/formgrader/{name}") for name in (*lists, f"manage_students/mallory/{LESSON}")}
    own = ("in the page: a href=/formgrader/",)  # its own links
    found = {name: [problem for problem in problems if not problem.startswith(own)] for name, problems in found.items()}
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_attached_files_are_not_served(graded: Course, formgrader: str) -> None:
    """A page that a student hands in beside the notebook is not to be had from formgrader's address."""
    assert [path for path in graded.root.glob("autograded/*/*/*") if path.suffix not in (".ipynb", ".txt")] == []
    assert [path for path in graded.root.glob("feedback/*/*/*") if "evil" in path.name] == []


def status(url: str, path: str) -> int:
    """Return the status with which formgrader answers an instructor who is logged in."""
    token = f"{'&' if '?' in path else '?'}token={TOKEN}"
    try:
        with urllib.request.urlopen(f"{url}/formgrader/{path}{token}", timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_no_link_opens_what_a_student_handed_in(graded: Course, formgrader: str) -> None:
    """formgrader runs no configuration of a folder that an address names, and serves no page of a hand-in as its own."""
    folder = f"submitted/mallory/{LESSON}"
    assert (graded.root / folder / "nbgrader_config.py").is_file()
    for path in (folder, f"{graded.root}/{folder}", "/tmp", "..", f"{graded.root}/submitted/.."):
        assert status(formgrader, f"?path={path}") == (200 if path.endswith("submitted/..") else 403), path
    assert not (graded.root / "ran").exists()
    own = submissions(formgrader)["mallory"].rpartition("formgrader/")[2]
    up = f"{folder}/evil.html"
    for path in (f"..%2f..%2f..%2f{up}", f"{graded.root}/{up}", f"%2f{graded.root}/{up}", f"%2e%2e%2f%2e%2e%2f%2e%2e%2f{up}"):
        assert status(formgrader, own + path) == 404, path


def test_no_form_of_another_page_grades(formgrader: str) -> None:
    """A page elsewhere that posts a form to formgrader, with the instructor's cookies, is refused."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    browser.open(f"{formgrader}/formgrader/?token={TOKEN}", timeout=PATIENCE).close()
    browser.open(f"{formgrader}/formgrader/api/assignments", timeout=PATIENCE).close()  # logged in by a cookie
    for path in (f"submission/{LESSON}/ada/autograde", f"assignment/{LESSON}/release_feedback", "student/mallory"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            browser.open(f"{formgrader}/formgrader/api/{path}", data=b"score=20", timeout=PATIENCE)


def test_a_time_that_is_none_hides_nobody(graded: Course, formgrader: str) -> None:
    """Whatever stands in one student's timestamp.txt, formgrader's lists hold the class."""
    listed = {row["student"]: row["timestamp"] for row in api(formgrader, f"submissions/{LESSON}")}
    assert {"ada", "mallory", "trudy"} <= listed.keys()
    assert listed["mallory"] is None
    assert [row["num_submissions"] for row in api(formgrader, "assignments") if row["name"] == LESSON] >= [len(listed)]


def test_honest_text_is_readable(graded: Course, formgrader: str, page: Any) -> None:
    """Headings, emphasis, formulas, tables, code and outside links of an honest student look as they were meant."""
    page.goto(f"{formgrader}/formgrader/?token={TOKEN}", timeout=PATIENCE * 1000)
    feedback = next(graded.root.glob(f"feedback/ada/{LESSON}/*.html")).as_uri()
    for address in (feedback, submissions(formgrader)["ada"]):
        page.goto(address, timeout=PATIENCE * 1000)
        assert page.locator("h2", has_text="What I noticed").count() == 1
        assert page.locator("strong", has_text="largest").count() == 1
        assert page.locator("td", has_text="0.25").count() == 1
        assert page.locator("pre", has_text='if x < 0: print("a < b")').count() == 1
        assert page.locator("a[href='https://example.org/book']").count() == 1


def test_the_policy_holds_by_itself(graded: Course, page: Any, tmp_path: Path) -> None:
    """Where a payload stood in a feedback page all the same, the page's policy would keep it from running and loading."""
    source = next(graded.root.glob(f"feedback/ada/{LESSON}/*.html")).read_text()
    attack = "\n".join(filled(text, name) for name, text in MARKDOWN.items() if "](" not in text and "refresh" not in text)
    path = tmp_path / "feedback.html"
    path.write_text(source.replace("<main", f"{attack}<main", 1))
    watch = Watch(page)
    problems = watch.open(path.as_uri())
    assert [problem for problem in problems if problem.startswith(("ran", "asked", "popped", "led"))] == []
