"""What hidden checks are written with: their base class and weights, the student's functions as proxies, shared assertions.

Trusted side. A check calls a proxy, gets a plain array of the judge's own, and compares it with the reference. What a
student did wrong becomes a `Failure` that names the cause; any other exception in a check is the grader's own error.
"""

import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.judge.diagnosis import diagnose
from autograder.judge.error_meanings import no_numbers, nothing, why
from autograder.judge.session import Answer, Session, same
from autograder.judge.verdict import Curve
from autograder.wire import Listed, Table, Value

Array = NDArray[Any]
WEIGHT = "course_weight"
VISIBLE = 0.01  # of the height of a curve: what lies nearer is not seen in a picture
AGAIN = 1  # questions of a check that are asked once more, chosen by the seed


@dataclass(frozen=True, slots=True)
class Cause:
    """A known wrong form: the sentence that names the misconception, and a function that goes wrong in the same way."""

    sentence: str
    wrong: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How near is near enough: |got - expected| <= floor + relative * |expected|."""

    relative: float
    floor: float

    def accepts(self, got: Array, expected: Array) -> bool:
        """Return whether every number of `got` is near enough; nan never is, an infinity only to itself.

        Both are compared as float64: the difference of two integers can wrap round to nothing.
        """
        with np.errstate(all="ignore"):
            got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
            near = np.abs(got - expected) <= self.floor + self.relative * np.abs(expected)
            return bool(np.all((got == expected) | (near & np.isfinite(expected))))


ELEMENTWISE = Tolerance(1e-5, 2e-8)
FLOAT32 = Tolerance(1e-3, 1e-4)
PROBABILITY = Tolerance(1e-7, 1e-300)


class Failure(Exception):
    """What a student's function did wrong: a sentence that names the cause, and the example that shows it.

    Where several known wrong forms give the same wrong numbers, `causes` holds the sentences of all; the judge takes the one
    that explains most of what went wrong in the other checks. Where nothing better is known than that the numbers are wrong,
    it is not `named`.
    """

    def __init__(self, cause: str, example: str = "", causes: tuple[str, ...] = (), *, named: bool = True) -> None:
        super().__init__(cause)
        self.cause = cause
        self.example = example
        self.causes = causes or (cause,)
        self.named = named


def weight(share: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a check its share of the function's points; a check without this mark weighs 1."""

    def mark(test: Callable[..., None]) -> Callable[..., None]:
        setattr(test, WEIGHT, share)
        return test

    return mark


@dataclass
class Call:
    """The last call of a function: what went in, and as far as it is known what came and what should have come."""

    args: tuple[Any, ...] = ()
    got: Value = None
    want: Array | None = None


@dataclass
class Function:
    """A student's function, called through the wire. It returns plain arrays and raises Failure for everything else."""

    name: str
    session: Session
    troubles: Mapping[str, str] = field(default_factory=dict)  # function -> the error of its cell, as a sentence
    causes: Sequence[Cause] = ()
    notes: set[str] = field(default_factory=set)
    asked: list[tuple[tuple[Any, ...], Array, Tolerance]] = field(default_factory=list)  # and rightly answered, in this check
    last: Call = field(default_factory=Call)

    def raw(self, *args: Any) -> Answer:
        """Call the function and return the answer as it came, after the failures that every beginner meets are named."""
        self.last.args, self.last.got, self.last.want = args, None, None
        answer = self.session.call(self.name, *(plain_argument(arg) for arg in args))
        self.notes |= {note for note, seen in (("printed", answer.printed), ("warned", answer.warned)) if seen}
        if answer.status == "ok":
            return answer
        raise Failure(why(self.name, answer, self.session.cells, self.troubles), f"called with {show(args)}")

    def __call__(self, *args: Any) -> Value:
        """Call the function; return its value. Changing an argument in place does not fail here (see `unchanged`)."""
        answer = self.raw(*args)
        if answer.value is None:
            raise Failure(nothing(self.name, answer.printed, self.session.cells), f"called with {show(args)}")
        self.last.got = answer.value
        return answer.value

    def numbers(self, *args: Any) -> Array:
        """Call the function; return its value as an array of numbers, whatever its shape."""
        return self.as_numbers(self(*args))

    def as_numbers(self, value: Value) -> Array:
        """Return a value as an array of numbers, or raise Failure saying what came instead."""
        match value:
            case Listed(array):
                self.notes.add("listed")
                found = array
            case np.ndarray() | bool() | int() | float():
                found = np.asarray(value)
            case _:
                raise Failure(no_numbers(self.name, value))
        if found.dtype.kind == "b":
            raise Failure(f"{self.name} returns True and False. Numbers are asked for: how do you turn them into 1 and 0?")
        return found

    def agrees(
        self,
        *args: Any,
        expected: ArrayLike,
        tolerance: Tolerance = ELEMENTWISE,
        hint: str = "",
        kind: str = "",
    ) -> Array:
        """Call the function and hold its value against the reference; return it.

        `kind` says in the student's words what sort of input this is ("for very negative x"); `hint` is a question that
        leads on. A wrong form that gives the same wrong numbers names its own cause instead.
        """
        want = np.asarray(expected)
        try:
            got = self.last.got = self.numbers(*args)
        finally:
            self.last.want = want
        place = f" for {kind}" if kind else ""
        if got.shape == want.shape and tolerance.accepts(got, want):
            self.asked.append((args, want, tolerance))
            return got
        example = self._example(args, got, want, tolerance)
        if causes := tuple(dict.fromkeys(self._known(args, got, tolerance))):
            raise Failure(causes[0], example, causes, named=max(np.size(arg) for arg in args) > 1)  # one number fits much by chance
        if cause := diagnose(self.name, args, got, want, tolerance.accepts, kind, hint):
            raise Failure(cause, example)
        if got.shape != want.shape:
            sentence = f"{self.name} gives an answer of shape {got.shape}{place}, where {want.shape} is expected. {hint}"
        elif bad := next((w for w, test in (("nan", np.isnan), ("infinity", np.isinf)) if np.any(test(got) & ~test(want))), ""):
            sentence = f"{self.name} gives {bad}{place}. {hint or 'Which step leaves the range of the numbers?'}"
        else:
            sentence = f"{self.name} gives wrong numbers{place}. {hint or 'Compare a value by hand with the formula.'}"
        raise Failure(sentence.strip(), example, named=False)

    def again(self, order: random.Random) -> None:
        """Ask some of what this check has asked once more, and raise Failure where the answer is another one now."""
        questions = [question for question in self.asked if question[1].size] or self.asked
        for args, want, tolerance in order.sample(questions, min(AGAIN, len(questions))):
            got = self.numbers(*args)
            if got.shape != want.shape or not tolerance.accepts(got, want):
                raise Failure(
                    f"{self.name} gives another answer when it is asked the same again. Does it keep something from call to call?",
                    self._example(args, got, want, tolerance),
                )

    def unchanged(self, *args: Any) -> None:
        """Call the function and raise Failure where an array argument came back changed."""
        before = tuple(plain_argument(arg) for arg in args)
        answer = self.raw(*args)
        arrays = [arg for arg in before if isinstance(arg, np.ndarray)]
        if len(arrays) != len(answer.after) or not all(map(same, arrays, answer.after)):
            raise Failure(
                f"{self.name} changes the array it is given. The caller still needs it: can you compute into a new array?"
            )

    def _example(self, args: tuple[Any, ...], got: Array, want: Array, tolerance: Tolerance) -> str:
        """Return the first number that is wrong, with the input it belongs to; whole arrays where shapes tell nothing."""
        if got.shape == want.shape and len(args) == 1 and np.shape(args[0]) == got.shape and got.ndim:
            for x, g, w in zip(np.ravel(args[0]), got.ravel(), want.ravel(), strict=True):
                if not tolerance.accepts(g, w):
                    return f"{self.name} at {brief(x)} should be {brief(w)}, and is {brief(g)}"
        return f"{self.name}({show(args)}) should be {brief(want)}, and is {brief(got)}"

    def _known(self, args: tuple[Any, ...], got: Array, tolerance: Tolerance) -> Iterator[str]:
        """Yield the sentence of each known wrong form that gives these numbers."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for cause in self.causes:
                try:
                    wrong = np.asarray(cause.wrong(*args))
                except (ValueError, TypeError, IndexError, ArithmeticError, np.exceptions.AxisError):
                    continue
                if wrong.shape != got.shape or wrong.dtype.kind not in "biuf":
                    continue
                finite = np.isfinite(wrong)
                if np.array_equal(finite, np.isfinite(got)) and tolerance.accepts(got[finite], wrong[finite]):
                    yield cause.sentence


def plain_argument(arg: Any) -> Value:
    """Return an argument in the form in which the wire takes it; lists travel as lists, arrays in C order."""
    if isinstance(arg, list):
        return Listed(np.asarray(arg))
    return arg if isinstance(arg, int | float | np.ndarray | Table) else float(arg)


def brief(values: ArrayLike) -> str:
    """Return numbers in one short line, as a student may see them."""
    text = np.array2string(np.asarray(values), precision=6, threshold=8, edgeitems=3, separator=", ")
    return " ".join(text.split())[:160]


def show(args: tuple[Any, ...]) -> str:
    """Return call arguments in one short line."""
    return ", ".join("act" if isinstance(arg, Table) else brief(arg) for arg in args)[:300]


class Checks:
    """The hidden checks of one function: each method is one behaviour, its docstring the title that a student may see.

    A method takes the fixtures `call` (the student's function, a `Function`) and `rng` (a numpy Generator whose numbers
    vary with the submission's seed). Every check also calls on ordinary numbers of both kinds, so that no constant passes.

    `ordinary` names the check of ordinary inputs. `stand_ins` are right versions, as code, of earlier functions that this
    one may build on; the judge puts them in place of those that are wrong (docs/decisions/0004-follow-through.md).
    `warned` is what a right answer is told that makes NumPy warn.
    """

    function: ClassVar[str]
    causes: ClassVar[tuple[Cause, ...]] = ()
    ordinary: ClassVar[str] = "test_ordinary"
    stand_ins: ClassVar[Mapping[str, str]] = {}
    warned: ClassVar[str] = "NumPy warns on the way, which costs nothing: which step leaves the range of the numbers for a moment?"

    @classmethod
    def curve(cls, call: Function) -> Curve | None:
        """Return the student's curve beside the expected one, where the two part and a picture says it; here there is none."""
        return None


class Elementwise(Checks):
    """What holds for every elementwise function of the course: one number in, one number out, any shape."""

    reference: ClassVar[Callable[..., Array]]

    def _agrees(self, call: Function, x: Any, kind: str, tolerance: Tolerance = ELEMENTWISE, hint: str = "") -> Array:
        return call.agrees(x, expected=type(self).reference(x), tolerance=tolerance, kind=kind, hint=hint)

    @classmethod
    def curve(cls, call: Function) -> Curve | None:
        """Return the student's curve beside the expected one, near 0 or else far out, where the two part."""
        for span in (6, 1000):
            x = np.linspace(-span, span, 121)
            try:
                got, want = call.numbers(x), cls.reference(x)
            except Failure:
                return None
            if got.shape != x.shape:
                return None
            visible = not np.isfinite(got).all() or np.abs(got - want).max() > VISIBLE * np.ptp(want)
            if visible and not ELEMENTWISE.accepts(got, want):
                apart = tuple(n for n in range(len(x)) if not ELEMENTWISE.accepts(got[n], want[n]))
                seen = tuple(short(value) if np.isfinite(value) else None for value in got.astype(float))
                return Curve(tuple(map(short, x)), seen, tuple(map(short, want)), apart)
        return None

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """Ordinary numbers in an array"""
        self._agrees(call, both_signs(rng, 24), "an array of ordinary numbers")

    def test_single_number(self, call: Function, rng: np.random.Generator) -> None:
        """A single number"""
        for x in both_signs(rng, 4):
            self._agrees(call, float(x), "a single number")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers (an integer array)"""
        x = rng.permutation(np.concatenate([np.arange(1, 6), -np.arange(1, 6), [0]]))
        self._agrees(call, x, "an array of whole numbers", hint="Do the numbers stay whole where they should not?")

    def test_list(self, call: Function, rng: np.random.Generator) -> None:
        """A plain Python list"""
        x = [float(value) for value in both_signs(rng, 6)]
        self._agrees(call, x, "a Python list", hint="Is the given first line, np.asarray, still there?")

    def test_shapes(self, call: Function, rng: np.random.Generator) -> None:
        """Tables and blocks keep their shape (2-D, 3-D)"""
        for shape in ((3, 4), (2, 3, 2)):
            self._agrees(call, both_signs(rng, int(np.prod(shape))).reshape(shape), f"an array of shape {shape}")

    def test_empty(self, call: Function, rng: np.random.Generator) -> None:
        """An empty array gives an empty array"""
        self._agrees(call, np.zeros((0, 3)), "an empty array")
        self._agrees(call, both_signs(rng, 6), "an array of ordinary numbers")

    def test_strided(self, call: Function, rng: np.random.Generator) -> None:
        """Every second column, turned and reversed"""
        x = both_signs(rng, 24).reshape(4, 6)[::-1, ::2].T
        self._agrees(call, x, "a turned part of an array")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """float32 numbers"""
        self._agrees(call, both_signs(rng, 10).astype(np.float32), "float32 numbers", FLOAT32)

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small numbers, up to 1000 either way, and zero"""
        far = np.concatenate([rng.uniform(400, 700, 2), rng.uniform(720, 1000, 2)])  # e^2x overflows at 355, e^x at 710
        x = np.concatenate([far, -far, [1000.0, -1000.0, 0.0, -0.0], both_signs(rng, 4)])
        self._agrees(
            call,
            rng.permutation(x),
            "very large or very negative x",
            hint="What does each exp become at 1000, at -1000?",
        )

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        x = both_signs(rng, 8)
        self._agrees(call, x, "an array of ordinary numbers")
        call.unchanged(x)


def short(value: float) -> float:
    """Return a number cut to six digits: enough to draw."""
    return float(f"{value:.6g}")


def both_signs(rng: np.random.Generator, n: int) -> Array:
    """Return n ordinary numbers, shape (n,), half of them in (0.2, 4), half in (-4, -0.2), in random order."""
    sizes = rng.uniform(0.2, 4.0, n)
    return np.asarray(rng.permutation(np.where(np.arange(n) % 2, sizes, -sizes)))
