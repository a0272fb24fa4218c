"""Facts about students' formulas: mathematics is left alone, whatever else a formula can do is taken away."""

import json
import re

import pytest
from classroom import ROOT

from autograder.submissions import safe_text
from autograder.submissions.allowed_tex import formulas
from autograder.submissions.markdown import Renderer, render, tame

LESSONS = sorted((ROOT / "release").glob("*/*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_lessons_formulas_are_whole(path: object) -> None:
    """Every command of ours is on the list."""
    cells = json.loads(path.read_text())["cells"]  # type: ignore[attr-defined]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert [text for text in texts if formulas(text) != text] == []


WHOLE = [
    r"$\frac{a}{b}$", r"$$\begin{pmatrix}a&b\\c&d\end{pmatrix}$$", r"\(\sum_{i<n} x_i \\[2pt] y\)", r"C:\new, $x$, C:\data",
    r"\begin{align*} a &= b \\ c &= d \end{align*}", r"it costs $5 in C:\users", r"$\left\{x \,\middle|\, y\right\}$ \_ $\%$",
    "$" + r"\frac{1}{" * 30 + "x" + "}" * 30 + "$", "$" + r"\left({x}\right)\begin{array}{c}a\end{array}" * 99 + "$ 9 % of $x$",
    r"\[\sqrt[3]{x} \;\to\; \mathbb{R}\]", r"no formula: \newcommand and \rule", r"$a \\ [1ex] b \\* c$",
]  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_mathematics_is_left_alone(text: str) -> None:
    """And so is a backslash that no program takes for a command."""
    assert formulas(text) == text


# What crashes MathJax's page, or keeps it busy for a minute; a % hides what follows it in its line, an unknown command is no end.
DEEP = [
    f"${level * 31}x{end * 31}$"
    for level, end in [
        ("{", "}"), (r"\sqrt{", "}"), (r"\left(", r"\right)"), (r"\begin{array}{c}", r"\end{array}"),
        ("{%}\n", "}"), ("\\left(%\\right)\n", "x"), (r"{\endgroup", "}"), (r"{\end{x}", "}"), (r"{\}", "}"),
    ]
]  # fmt: skip
BROKEN = [
    r"$\newcommand{\a}{xx}$", r"$\def\x{\x\x}$", r"$$\let\a\b$$", r"\(\rule{9999em}{9999em}\)", r"\[\Rule{9em}{9em}{9em}\]",
    r"$\hspace{9999em}$", r"$\kern9999em$", r"$\raise9999em{x}$", r"$\pmb{\pmb{\pmb{x}}}$", r"$\mathchoice{a}{b}{c}{d}$",
    r"\begin{array}{c}a\\[-9em]b\end{array}", r"$a \\[ -2pt] b$",
    r"$a \\[9999em] b$", r"$a \\ [ 9999.5em ] b$", r"$a \\*[99999pt]$", r"$\Huge x$", r"$\color{white}{x}$", r"$\phantom{x}$",
    r"\begin{alignat}{999999999}a\end{alignat}", r"$\begin {alignedat}{9}x\end {alignedat}$", r"$\begin{x y}\end{x y}$",
    r"$\genfrac{}{}{9999em}{}{a}{b}$", r"$\require{x}$", r"\href{x}{y}", r"see \ref{x} and \eqref{y}", r"$\zoe$", r"$\alpha\zoe$",
    *DEEP, r"$\\\newcommand$", "$\\new\\\ncommand$",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_formula_does_nothing_else(text: str) -> None:
    """Macros, rules, long distances, sizes, colours, environments that count: the backslash or the bracket only looks like one."""
    broken = formulas(text)
    assert broken != text
    assert broken.translate(str.maketrans("＼［｛｝", "\\[{}")) == text
    assert formulas(broken) == broken


def test_a_formula_begins_where_any_program_may_think_so() -> None:
    """The first sign of one to the last: over tags and lines; not in code, which no program looks into."""
    assert safe_text.fragment(r"<p>$x</p><p>\rule{9em}{9em} <em>y$</em></p>").count("＼") == 1
    assert (
        safe_text.fragment(r"<pre><code>$\rule$</code></pre> <code>\n$</code> \n")
        == r"<pre><code>$\rule$</code></pre> <code>\n$</code> \n"
    )
    assert safe_text.fragment('$ <a href="https://e" title="<pre> $">x</a> \\rule $').count("＼") == 1


@pytest.mark.parametrize(
    "source", [r"$\newcommand{\a}{x}$", r"\\(\newcommand{\a}{x}\\)", r"$&#92;rule{9em}{9em}$", r"\$\\rule{9em}{9em}\$"]
)
def test_what_is_stored_is_safe_in_other_programs(source: str) -> None:
    """Whatever they take for a formula, with one backslash or two."""
    stored = tame(source)
    for text in (stored, stored.replace("\\\\", "\\"), render(stored, Renderer({}))):
        assert not re.search(r"\\(?:newcommand|rule)", text)


@pytest.mark.parametrize("sign", ["$", "\\", "\\(", "\\begin{", "\\\\[", "\\begin {a}", "\\end{a}", "$\\a", "<code>", '<a title="'])
def test_time_grows_with_the_text(sign: str) -> None:
    """Ten times as long, about ten times as long: both together are over within the test's time."""
    assert safe_text.calm(sign * 100_000)
    assert formulas(sign * 100_000)
