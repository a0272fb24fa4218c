"""Facts about what students wrote, made harmless: for browsers, spreadsheets, terminals and nbgrader's gradebook."""

import io
import os
import random
import re

import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from autograder.commands import console
from autograder.pages.formulas import mathml
from autograder.plain_text import plain
from autograder.submissions import safe_text
from autograder.submissions.markdown import RENDERED, Renderer, render, tame

PLAIN = [
    "# Hi *there*\n\nA **word**, `a < b`, $x < 3$ and $$\\frac{1}{4}$$.",
    "| a | b |\n|:-|-:|\n| 1 | 2 |\n\n- one\n- two\n    1. three\n\n> said\n\n---",
    "```python\nif x < 3: print('<b>')\n```\n\n    indented <i>",
    "[book](https://example.org/a?b=c&d) <https://example.org> mail [me](mailto:a@example.org) [up](#Recap)",
    "x < y and y > z & w; 5 * 3 * 2; a_b_c; \\alpha; $\\displaystyle\\sum_{i<n} \\mathrm{class}_i$; C:\\data",
    "",
    "σ(x) = 1/(1+e⁻ˣ) 中文 😀",
]


@pytest.mark.parametrize("source", PLAIN)
def test_plain_markdown_is_left_alone(source: str) -> None:
    """What only says something comes back letter by letter."""
    assert tame(source) == source


BOMB = "UklGRhIAAABXRUJQVlA4TAUAAAAv/z//Dw=="  # 26 bytes that say they are 16384 x 16384 pixels: a gigabyte
ODD = [
    ("a <b onclick=x()>bold</b> <br> c", "<div><p>a <b>bold</b> <br> c</p></div>"),
    ("[x](javascript:y)", "<div><p>x</p></div>"),
    ("[x](evil.html)", "<div><p>x</p></div>"),
    ("![plot](http://elsewhere/x.png)", "<div><p>plot</p></div>"),
    (f"![a <b> plot](data:image/webp;base64,{BOMB})", "<div><p>a &lt;b&gt; plot</p></div>"),
    (f'a <img src="data:image/webp;base64,{BOMB}" height="99999"> b', "<div><p>a  b</p></div>"),
    ("<pre>a\n\nb</pre>\n\n*c*", "<div><pre>a&#10;&#10;b</pre>&#10;&#10;<p><em>c</em></p></div>"),
    ("$\\href{javascript:x}{y}$", "$＼href{javascript:x}{y}$"),
    ("a\x1b[31m\u202eb\ud800", "ab"),
]


@pytest.mark.parametrize(("source", "stored"), ODD)
def test_odd_markdown_is_stored_as_what_it_shows(source: str, stored: str) -> None:
    """HTML and odd links become one line of clean HTML, which markdown does not look into; of a picture its description is left."""
    assert tame(source) == stored
    assert "\n" not in stored
    if stored.startswith("<"):
        assert render(stored, Renderer({})).strip() == stored.replace("&#10;", "\n")


PARTS = [
    *[
        "<",
        ">",
        '"',
        "'",
        "`",
        "```",
        "&",
        "&#60;",
        "&lt;",
        "\\",
        "[",
        "](",
        ")",
        "![",
        "$",
        "$$",
        "|",
        "#",
        "-",
        "--",
        "<!--",
        "-->",
        "</",
        "<div",
        "<svg",
        "<math",
        "<mtext",
        "<style>",
        "</style>",
        "<title>",
        "<textarea>",
        "<noscript>",
        "<script>",
        "</script>",
        "javascript:f()",
        "data:text/html,x",
        "onload=f()",
        "style=",
        "x",
        "~~~",
        "mermaid",
        "<table>",
        "<td>",
        "<select>",
        "<template>",
        "<![CDATA[",
        "]]>",
        "<?",
        "\\href{",
    ],
    *["\n", "\n\n", " ", "\t", "\x00", "\u202e", "<img src=x onerror=f()>", "<a href=javascript:f()>", "<p onclick=f()>"],
    "<iframe srcdoc=",
]
MIXTURES = int(os.environ.get("CLEAN_FUZZ_INPUTS", "1000"))
ALLOWED = safe_text.words("href title src alt start colspan rowspan style type checked disabled open rel class")


def test_no_mixture_of_markup_comes_through() -> None:
    """A thousand random mixtures, stored and rendered: no tag, attribute or address but those that are allowed."""
    rng = random.Random(20)
    for number in range(MIXTURES):
        source = "".join(rng.choices(PARTS, k=rng.randint(1, 12)))
        stored = tame(source)
        page = BeautifulSoup(render(stored, Renderer({})), "html.parser")
        for tag in page.find_all(True):
            assert tag.name in safe_text.TAGS, (number, source)
            assert ALLOWED.issuperset(tag.attrs), (number, source)
            assert re.match("https?:|mailto:|#|$", tag.get("href", "#")), (number, source)
            assert re.match("data:image/|$", tag.get("src", "data:image/png")), (number, source)
            assert re.fullmatch("(text-align:[a-z]+;?)?", tag.get("style", "")), (number, source)


def test_an_overlong_text_is_shown_as_it_is() -> None:
    """Where looking for markup would take too long nothing is rendered, and no fence of the student's ends the fence."""
    source = "```\n<script>`````\n" + "x" * RENDERED
    stored = tame(source)
    assert stored.startswith("``````\n```\n<script>`````")
    assert "<script>" not in render(stored, Renderer({}))


@pytest.mark.parametrize(
    "pattern", ["[a](", "<", "\\\\[", "\\\\(", "*a**b", "|a", "$", "`", "<div>", "\\begin{a}", "- ", "> ", "\\"]
)
def test_cleaning_comes_to_an_end(pattern: str) -> None:
    """Markup repeated ten thousand times is cleaned, in whatever time markdown takes for it."""
    assert tame(pattern * (RENDERED // len(pattern))) is not None


def test_formulas_keep_their_mathematics() -> None:
    """Only commands that reach outside mathematics are broken; names that begin like them are whole."""
    assert (
        safe_text.formulas(r"\frac{a}{b} \displaystyle \textstyle \classify \urls")
        == r"\frac{a}{b} \displaystyle \textstyle \classify \urls"
    )
    broken = safe_text.formulas(r"\href{a}{b} \\href \style{x}{y} \htmlClass{a}{b} \require{x} \unicode{60}")
    assert "\\href" not in broken.replace("\\＼", "＼")
    assert broken.count("＼") == 6


MATHS = [
    (r"\sigma(x) = \frac{1}{1+e^{-x}}", True),
    (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", True),
    (r"\href{javascript:f()}{x}", False),
    (r"\text{<img src=x onerror=f()>}", False),
    (r"\class{x}{y}", False),
    (r"\style{x}{y}", False),
    (r"\frac", False),
    ("{" * 900, False),
    ("x" * 2000, False),
    (r"\def\x{\x\x}\x", False),
]


@pytest.mark.parametrize(("tex", "drawn"), MATHS)
def test_formulas_become_mathml_or_stay_text(tex: str, drawn: bool) -> None:
    """MathML of nothing but mathematics, or nothing."""
    found = mathml(tex, "inline")
    assert (found is not None) is drawn
    if found:
        assert found.startswith('<math xmlns="http://www.w3.org/1998/Math/MathML"')


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "x;=1", "x,+1", "x\t@y", "＝1", "a|-1", " =1"])
def test_no_field_is_a_formula(text: str) -> None:
    """At its beginning, and where another separator would begin a field, stands a mark that makes it text."""
    for part in re.split(r"[;,|\t\r\n]", safe_text.field(text)):
        assert not re.match(r"\s*[=+\-@＝＋－＠]", part), safe_text.field(text)


def test_ordinary_fields_stay_as_they_are() -> None:
    """Names, with hyphens within, and numbers in texts."""
    for text in ("Ünal-Weiß", "O'Brien", "a=b", "x + y", "02_sigmoid", "2026-01-01 12:00:00"):
        assert safe_text.field(text) == text


def test_the_terminal_gets_text() -> None:
    """Neither rich's markup nor commands to the terminal come through, nor a line of its own, nor markup made of two parts."""
    out = io.StringIO()
    terminal = Console(file=out, force_terminal=True, width=200, highlight=False)
    console.say("[bold red]x[/] \x1b[2J\x1b]8;;http://e\x07y\u202e [link=http://e]z", to=terminal)
    assert out.getvalue() == "[bold red]x[/] y [link=http://e]z\n"
    console.say("[/a", ("]\nzoe: 20 of 20\r\x0c\u2028b :smile:\\", ""), to=terminal)
    console.say_at_length("a\nb: ", "failed\nzoe: 20 of 20", to=terminal)
    assert out.getvalue().splitlines()[1:] == ["[/a] ⏎ zoe: 20 of 20 b :smile:\\", "a ⏎ b: failed", "    zoe: 20 of 20"]


def test_code_shows_what_cannot_be_seen() -> None:
    """Each character as �, whatever plane it is of; what lays out code stays, spaces of other widths are spaces."""
    assert safe_text.code("x\x00\x1b\x85\xad\u200b\u202e\u2028\ue000\ufeff\U000f0000\U000e0041y") == f"x{'�' * 11}y"
    assert safe_text.code("def f():\r\n\treturn 'é漢'\xa0\u3000\x0c") == "def f():\r\n\treturn 'é漢'  �"


def test_text_in_a_page_is_text() -> None:
    """Escaped, and no formula."""
    assert safe_text.text("<b>&\"' $\\href{x}{y}$") == "&lt;b&gt;&amp;&quot;&#x27; $＼href{x}{y}$"
    assert plain("a", 0) == ""
