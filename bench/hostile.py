"""Hostile submissions at random, for the fuzz: a seed and a number make the same one again.

Every word of a student's in them is kanary, and every line begins as `attacks.harmless` knows it, so that whoever looks at a place
where they are shown sees what is theirs. Numbers, shapes and dtypes come from a right answer that is changed, or from anywhere.
"""

import random
import unicodedata
from collections.abc import Callable, Mapping
from inspect import Signature
from typing import Any

from attacks.harmless import FALSE

from bench.readers import Notebook, Paper, code, text

BREAKS = ("\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1e")
ATOMS = (
    *(f"{end}{FALSE}{end}" for end in BREAKS), '\nraise kanary("kanary ran")\n', "\n=1+1", ",=1+1", ";@kanary", "\t+1|-1\n=1",
    "\x1b[2J", "\x1b]0;kanary\x07", "\x9b31m", "\x00", "\x07\x08\x7f", "\x1b", "\u202e", "\u2066\u2069", "\u200f\u061c", "\ue000",
    "\ue001\uf8ff", "\U000f0000", "\u200b\u2060\ufeff", "a" + "\u0301\u0316" * 40, "\ud800", "\udfff\ud800", "ﷺ", "ﬁ",
    "ＫＡＮＡＲＹ",
    "\u3000\xa0", "\xad", "\U0001f9d1\u200d\U0001f680", "%%x", "%s%n{0}{kanary}", "{{ 7*7 }}{% raw %}", "[bold red]kanary[/bold]",
    "[link=file:///kanary]x[/]", "<script>window.kanary=1</script>", "<img src=x onerror=kanary>", "</pre></code></div>",
    '" onload=kanary x="', "' '' ''' \\' \\\\", '"""', "'''", "<!--", "]]>", "&#x202e;&#xe000;&lt;b&gt;", "&kanary;",
    "$\\rule{9em}{9em}$", "$$\\newcommand{\\a}{kanary}$$", "\\(x\\)", "$x^2$", "\\begin{array}{c}a\\\\[9999em]b\\end{array}",
    "![kanary](attachment:kanary)", "[kanary](javascript:kanary)", "[kanary](https://example.org 'kanary')", "`kanary`",
    "```\nkanary\n```", "| a | b |\n| --- | --- |\n| kanary | 1 |", "> > > kanary", "* kanary\n    * kanary", "../../kanary",
    "C:\\kanary", "~/.kanary", "0.123456789", "-1e308", "nan", "1" * 400, "\\N{KANARY}", "\\x00", "# kanary", "; rm -rf kanary",
    "with 'kanary': kanary", "kanary. Kanary: kanary", "name 'kanary' is not defined", "{", "(", "[", ")" * 9, "kanary" * 60,
    " " * 200, "\\\n", "\f\n", "\t", "'", '"', "$", "_", "*", "~", "^", "|", "#",
)  # fmt: skip
DTYPES = (
    "'b1'", "'i1'", "'u1'", "'i2'", "'u4'", "'i8'", "'u8'", "'f2'", "'f4'", "'f8'", "'f16'", "'c8'", "'c16'", "'O'", "'S3'",
    "'U2'", "'M8[s]'", "'m8[s]'", "'V4'", "'>f8'", "'>i4'", "[({text}, 'f8')]", "[('a', 'f4', (2,)), ('b', 'O')]",
)  # fmt: skip
NUMBERS = (
    "0", "-0.0", "1", "-1", "0.5", "np.nan", "np.inf", "-np.inf", "5e-324", "1.7e308", "2**63", "-2**63", "2**64", "10**400",
    "True", "1j", "None", "np.float16(7)", "np.float32(0.1)", "np.longdouble(1) / 3", "np.int8(-128)", "np.uint64(2**64 - 1)",
    "np.bool_(True)", "np.datetime64('2026')", "__import__('fractions').Fraction(1, 3)", "__import__('decimal').Decimal('NaN')",
    "np.float64('nan')", "1e400",
)  # fmt: skip
VALUES = (
    "np.zeros({shape}, {dtype})", "np.full({shape}, {number})", "np.empty({shape})[..., ::-1]",
    "np.arange(60.0).reshape(3, 4, 5).T", "np.broadcast_to({number}, {shape})", "np.ma.masked_array(np.ones({shape}), True)",
    "np.matrix([[1, {number}]])", "{number}", "{text}", "({text}).encode(errors='replace')", "({number}, {number})",
    "({number},) * 17", "[{number}, [{number}]]", "[{text}, {number}]", "{{{text}: {number}}}", "{{{number}}}",
    "(({text},), [{text}])", "type({text}, (), {{}})()", "type({text}, (float,), {{}})(0.5)",
    "type({text}, (np.ndarray,), {{}})({shape})", "type({text}, (str,), {{}})({text})",
    "type({text}, (tuple,), {{}})(({number},))", "type({text}, (list,), {{}})([0.5])",
    "type({text}, (), {{'__array__': lambda *a, **k: np.ones({shape})}})()",
    "type({text}, (), {{'__repr__': lambda self: {text}, '__float__': lambda self: 0.5}})()", "lambda kanary: kanary",
    "(n for n in 'kanary')", "np", "type({text}, (), {{}})", "Ellipsis", "NotImplemented",
    "np.random.default_rng().random({shape})", "np.array([{text}])", "np.array({text})", "np.array([[1], [2, 3]], dtype=object)",
    "(lambda a: a.append(a) or a)([])", "(lambda a: a.append(a) or (a, a))([1.0])", "np.zeros(10**6)",
    "np.zeros((6,) * 8, np.int8)", "np.zeros((1,) * 32)", "np.zeros((0, 10**9))", "np.zeros(10**7, 'f4')", "[0.5] * 10**6",
    "list(range(10**5))", "print({text}) or {number}", "np.lib.stride_tricks.as_strided(np.zeros(1), (10**9,), (0,))",
    "memoryview(b'kanary')", "np.random",
)  # fmt: skip
CHANGES = (  # of a right answer, or of one part of it: y
    "y.astype({dtype})", "np.round(y, {small})", "np.round(y, 8)", "y + 10.0**-{small}", "y * (1 + 10.0**-{small})", "y * 1.01",
    "-y", "y[..., None]", "np.ravel(y)", "np.transpose(y)", "np.asarray(y).tolist()", "np.squeeze(y)", "y[:1]", "y[1:]",
    "np.repeat(y, 2)", "np.full_like(y, np.nan)", "np.where(y > 0.5, y, {number})", "y > 0.5", "np.asfortranarray(y)",
    "np.broadcast_to(y, (3, *np.shape(y)))", "np.ma.masked_array(y, y > 0.5)", "np.atleast_2d(y)", "np.matrix(y)",
    "y + np.random.rand()", "np.clip(y, 0.1, 0.9)", "np.sort(y)", "np.flip(y)", "y**2", "np.exp(y)", "1 / y", "y * 1e300 * 1e300",
    "np.sum(y)", "np.mean(y)", "float(np.max(y))", "str(y)", "(y,)", "(y, y)", "[y]", "np.cumsum(y)", "y - y", "y % 0.25",
    "np.longdouble(y)", "np.float32(y)", "np.array([*y, {number}])", "{{'kanary': y}}", "np.zeros((*np.shape(y), {small}))",
    "np.nan_to_num(y) * 3",
)  # fmt: skip
# A function whose name, and whose file's name, are texts: they stand in a traceback.
PLACE = (
    "exec(compile('def f(): raise ValueError(7)', '<ipython-input-' + ({text}).replace(chr(0), ''), 'exec'), globals()); "
    "f.__code__ = f.__code__.replace(co_name=({text}).replace(chr(0), ''))"
)
RAISES = (
    "raise ValueError({text})", "raise type({text}, (Exception,), {{}})({text})", "raise type({text}, (ValueError,), {{}})()",
    "raise KeyError({text})", "raise NameError({text})", "raise AttributeError({text})", "raise SyntaxError({text})",
    "raise OSError(2, {text}, {text})", "return [][{text}]", "raise ExceptionGroup({text}, [ValueError({text})] * 3)",
    "raise type({text}, (Exception,), {{'__str__': lambda self: {text}}})()",
    "raise type({text}, (BaseException,), {{'__str__': lambda self: 1 / 0}})()", "assert False, {text}",
    "raise KeyboardInterrupt({text})", "return kanary_there(x)", "return np.kanary", "return None.kanary", "return {{}}[{text}]",
    "return int({text})", "return np.zeros(3) @ np.zeros(4)", "return np.reshape(np.zeros(6), {shape})",
    "return np.zeros({shape})[7, 7]", "return (lambda f: f(f))(lambda f: f(f))", "import kanary",
    "raise UnicodeDecodeError('kanary', b'kanary', 0, 1, {text})", "raise StopIteration({text})", "raise GeneratorExit({text})",
    "return np.max(0, {number})", "__import__('warnings').warn({text}); return 1 / 0",
    "raise ValueError({text}) from type({text}, (Exception,), {{}})({text})",
    "{place}; f()",
)  # fmt: skip
LINES = (  # at the top of a cell
    "print({text})", "import sys; sys.stderr.write({text})", "display({text})", "raise ValueError({text})",
    "raise type({text}, (Exception,), {{}})({text})", "import kanary", "kanary_there(1)", "%kanary {plain}", "!kanary {plain}",
    "input({text})", "import warnings; warnings.warn({text})", "1 / 0", "{text}", "# kanary {plain}", "'''{plain}'''", "x = (",
    "kanary = {text}", "np.seterr(all='raise')", "del np", "get_ipython().kanary", "%%kanary\n{plain}", "__name__ = {text}",
    "type({text}, (), {{}})()", "print({text} * 50)", "await kanary", "return kanary", "sigmoidkan = lambda kanary: kanary",
)  # fmt: skip


class Hostile:
    """Draws one submission; `number` counts those of a seed."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = random.Random(f"{seed} {number}")
        self.pick = self.random.choice
        self.room = 300_000  # characters that may still be repeated

    def likely(self, share: float) -> bool:
        """Return whether something happens."""
        return self.random.random() < share

    def words(self) -> str:
        """Return a text as it is."""
        return "".join(f"{self.pick(ATOMS)}kanary" for _ in range(self.random.randint(1, 4)))

    def long(self) -> str:
        """Return a text that may be long."""
        words = self.words()
        if self.likely(0.8):
            return words
        times = min(self.room, 10 ** self.random.randint(2, 6)) // len(words)
        self.room -= times * len(words)
        return words * max(1, times)

    def literal(self) -> str:
        """Return a text as Python code that makes it, however long it is."""
        times = self.pick((1, 1, 1, 1, 100, 10_000))
        return f"({self.words()!r} * {times})" if times > 1 else repr(self.words())

    def fill(self, template: str) -> str:
        """Return a template of code with its fields filled in, each with its own."""
        return template.format_map(Fields(self))

    def shape(self) -> str:
        """Return a shape as code."""
        axes = self.random.choices((0, 1, 2, 3, 5, 7), k=self.pick((0, 1, 1, 2, 2, 3, 4, 8)))
        return repr(tuple(axes))

    # A function

    def function(self, name: str, signature: Signature, right: str) -> str:
        """Return the cell of a function: right, or wrong in some way."""
        head = f"def {name}({', '.join(signature.parameters)}):\n"
        kinds = ("right", "value", "value", "changed", "changed", "changed", "raises", "raises", "name", "not one", "broken")
        kind = self.pick(kinds)
        match kind:
            case "right":
                source = right
            case "value":
                source = f"{head}    return {self.fill(self.pick(VALUES))}\n"
            case "changed":
                source = self.changed(name, right)
            case "raises":
                source = f"{head}    {self.fill(self.pick(RAISES))}\n"
            case "name":
                body = f"    n, d = kanary.shape\n    return {self.fill(self.pick(VALUES))}\n"
                other = self.pick((name, f"{name}kan", name.upper(), f"kanary_{name}"))
                source = f"def {other}({self.pick(('kanary', '*kanary', 'kanary, /', 'kanary={}', ''))}):\n{body}"
            case "not one":
                source = f"{name} = {self.fill(self.pick(VALUES))}\n"
            case _:
                source = right[: self.random.randrange(len(right))] + self.pick(ATOMS)
        if self.likely(0.25):
            source = f"{self.fill(self.pick(LINES))}\n{source}"
        if self.likely(0.2):
            source += f"\n# {self.long()}"
        if self.likely(0.1):
            source += f"\n{self.fill(self.pick(LINES))}"
        return source

    def changed(self, name: str, right: str) -> str:
        """Return a right answer, and a function that changes what it returns."""
        change = self.fill(self.pick(CHANGES))
        return (
            f"{right}\nkanary_right = {name}\n\n\ndef kanary_changed(y):\n    return {change}\n\n\n"
            f"def {name}(*args):\n    y = kanary_right(*args)\n    if not isinstance(y, tuple):\n"
            f"        return kanary_changed(y)\n    at = {self.random.randint(0, 3)} % len(y)\n"
            "    return (*y[:at], kanary_changed(y[at]), *y[at + 1 :])\n"
        )

    # All around it

    def student(self) -> str:
        """Return a student's id, as tidy as the class run makes it; a file system takes it."""
        if self.likely(0.7):
            return "kanary"
        first = self.pick(("", "=", "@", "-", "%", "$x$", "{{", "é", "ﬁ"))
        name = f"kanary{self.words()}" if self.likely(0.5) else f"{first}kanary{self.pick(ATOMS)}"
        return file_name(unicodedata.normalize("NFC", file_name(name))).strip().lstrip(".") or "kanary"

    def cells(self) -> list[Notebook]:
        """Return cells of the student's own."""
        cells = []
        for _ in range(self.pick((0, 0, 1, 2, 5))):
            kind = self.pick(("code", "markdown", "markdown", "raw"))
            cells.append(code(self.fill(self.pick(LINES)) + self.pick(ATOMS)) if kind == "code" else text(self.long(), kind))
        return cells

    def change(self) -> Callable[[Notebook], None]:
        """Return what else is done to the notebook."""
        words, place = self.long(), self.random.random()
        kind = self.pick(("", "", "metadata", "attachments", "outputs", "ids", "twice", "deleted", "locked", "kernel"))

        def do(book: Notebook) -> None:
            cell: dict[str, Any] = book["cells"][int(place * len(book["cells"]))]
            match kind:
                case "metadata":
                    cell["metadata"] = {**cell["metadata"], words: words, "tags": [words], "name": words}
                case "attachments":
                    cell["attachments"] = {words: {"image/png": words, "image/svg+xml": words}}
                case "outputs":
                    error = {"output_type": "error", "ename": words, "evalue": words, "traceback": [words]}
                    cell["outputs"] = [error, {"output_type": "display_data", "data": {"text/html": words}, "metadata": {}}]
                case "ids":
                    cell["id"] = words
                case "twice":
                    book["cells"] += [dict(cell), {**cell, "source": words}]
                case "deleted":
                    book["cells"].remove(cell)
                case "locked":
                    cell["source"] = [words, "\n", *("".join(cell["source"]),), "\n", words]
                case "kernel":
                    book["metadata"] = {"kernelspec": {"name": words, "display_name": words}, words: words}

        return do

    def files(self) -> Mapping[str, str]:
        """Return files beside the notebook, by name."""
        names = {file_name(self.words()) or "kanary" for _ in range(self.pick((0, 0, 0, 1, 3)))}
        beside = {f"{name[:60]}.ipynb" if self.likely(0.5) else name: self.pick(ATOMS) for name in names if name not in (".", "..")}
        time = "2026-01-02 03:04:05"
        return {**beside, "timestamp.txt": self.pick((f"{time} UTC", self.words(), f"{time} {self.words()}"))}

    def paper(self, assignment: str, stubs: Mapping[str, tuple[Signature, str]]) -> Paper:
        """Return a submission; `stubs` has each function's signature, and a right version of it."""
        answers = {name: self.function(name, *each) for name, each in stubs.items() if self.likely(0.8)}
        return Paper(assignment, self.student(), answers, self.cells(), self.change(), self.files())


class Fields(dict[str, str]):
    """The fields of a template, each drawn when it is used."""

    def __init__(self, hostile: Hostile) -> None:
        self.hostile = hostile

    def __missing__(self, name: str) -> str:
        hostile = self.hostile
        match name:
            case "text":
                return hostile.literal()
            case "plain":
                return hostile.long()
            case "shape":
                return hostile.shape()
            case "dtype":
                return hostile.fill(hostile.pick(DTYPES))
            case "place":
                return hostile.fill(PLACE)
            case "small":
                return str(hostile.random.randint(0, 12))
        return hostile.pick(NUMBERS)


def file_name(name: str) -> str:
    """Return a name that a file system takes: without / and NUL, in at most 250 bytes."""
    return name.replace("/", "").replace("\0", "").encode(errors="ignore")[:250].decode(errors="ignore")
