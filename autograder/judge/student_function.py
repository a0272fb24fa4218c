"""A student's function as a hidden check sees it: called over the wire, compared within a tolerance. Trusted side.

A check calls a `Function` and gets a plain array of the judge's own. What the student did wrong becomes a `Failure`; any other
exception in a check is the grader's own error.
"""

import math
import random
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.judge.arguments import brief, plain_argument, show, sort_of
from autograder.judge.curve_likeness import ENOUGH, likeness
from autograder.judge.diagnosis import diagnose, few_digits, fitting_hint, plainer, regardless, rounded, together
from autograder.judge.error_lines import Asked, source_of, text_of, without_white_lines
from autograder.judge.error_meanings import Troubles, no_value, not_numbers
from autograder.judge.error_words import TRUE_AND_FALSE, none_in_words
from autograder.judge.session import Answer, Session, same
from autograder.judge.several_values import first_wrong, flat, too_few, wrong_parts, wrong_shapes
from autograder.judge.source_evidence import suits
from autograder.judge.verdict import Failure
from autograder.wire import ITEMS_CAP, Listed, Value

Array = NDArray[Any]
TRIES = 3  # failures of a function for which the causes that take long to try are tried in vain
MANY = 100_000  # numbers: an answer of another shape that has more is not looked into, its shape says enough
RIGHT, SMALL, DISTINCT = 24, 200, 4  # right answers that are kept to refute causes; numbers of each; a cause fits fewer by chance
AGAIN = 1  # questions of a check that are asked a second time: one exposes a counter, and each costs a round trip


@dataclass(frozen=True, slots=True)
class Cause:
    """A known wrong form: the sentence that names the misconception, and a function that goes wrong in the same way.

    `wrong` takes what the student's function takes. If it raises, the cause does not apply to these arguments. `source` is a
    regular expression that the student's code must match, '' for any code.
    """

    sentence: str
    wrong: Callable[..., Any]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How near is near enough: |got - expected| <= floor + relative * |expected|. Both numbers are 0 or more."""

    relative: float
    floor: float

    def accepts(self, got: ArrayLike, expected: ArrayLike) -> bool:
        """Return whether every number of `got` is near enough to its number of `expected`; true for empty arrays.

        Both are real numbers of one shape, of any dtype. They are compared as float64: the difference of two integers could
        wrap round to 0. NaN is near nothing, and an infinity only near itself.
        """
        with np.errstate(all="ignore"):
            got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
            near = np.abs(got - expected) <= self.floor + self.relative * np.abs(expected)
            return bool(np.all((got == expected) | (near & np.isfinite(expected))))

    def accepts_one(self, got: float, expected: float) -> bool:
        """Return what `accepts` returns, for one finite number `got`, in a tenth of the time."""
        return math.isfinite(expected) and abs(got - expected) <= self.floor + self.relative * abs(expected)


# What lessons promise (docs/fairness.md). 1e-5 lets 1/(1+e^-x) and its equal forms pass and shows a formula that is off.
ELEMENTWISE = Tolerance(1e-5, 2e-8)
FLOAT32 = Tolerance(1e-3, 1e-4)  # for float32 input, whose own rounding is 6e-8: leaves room for some digits lost on the way
PROBABILITY = Tolerance(1e-7, 1e-300)  # softmax: a share of 1e-200 is not 0, so the floor only catches numbers that underflow


@dataclass
class Call:
    """The last call of a function: its arguments, its value (None if there was none) and the expected array, if known."""

    args: tuple[Any, ...] = ()
    got: Value = None
    want: Array | None = None


@dataclass
class Function:
    """A student's function, called over the wire. It returns plain arrays, and raises Failure for everything else.

    `given` is the given first line of its stub, '' if there is none; `names` are those of its inputs in the task, `functions`
    those of the lesson's functions. `rare` are causes that are looked at where nothing else explains the numbers; `curve` is
    the right version of an elementwise function, and `alone` says that each row or number of the first argument has an answer
    of its own. `parts` names the values of a function that returns several: they are compared as one flat array.
    `notes` collects what was noticed and costs nothing: "printed", "warned", "listed". `asked` holds what this check has
    asked and was answered rightly, as (arguments, expected, tolerance); `right`, the first small ones of all checks.
    """

    name: str
    session: Session
    troubles: Troubles = field(default_factory=dict)
    causes: Sequence[Cause] = ()
    given: str = ""
    rare: Iterable[Cause] = ()
    curve: Callable[..., Array] | None = None
    alone: bool = False
    parts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    notes: set[str] = field(default_factory=set)
    asked: list[tuple[tuple[Any, ...], Array, Tolerance]] = field(default_factory=list)
    right: list[tuple[tuple[Any, ...], Array, Tolerance]] = field(default_factory=list)
    last: Call = field(default_factory=Call)
    changes: bool = False  # whether some call has changed an array that it was given
    unexplained: int = 0  # failures for which the causes that take long to try were tried in vain
    met: dict[Cause, None] = field(default_factory=dict)  # rare causes that explained an answer, in the order found

    def raw(self, *args: Any) -> Answer:
        """Call the function and return the answer as it came; raise Failure if the call gave no value."""
        self.last.args, self.last.got, self.last.want = args, None, None
        given = tuple(map(plain_argument, args))
        answer = self.session.call(self.name, *given)
        self.notes |= {note for note, seen in (("printed", answer.printed), ("warned", answer.warned)) if seen}
        if answer.status != "ok":
            asked = Asked(args, self.given, self.names, self.functions)
            raise no_value(self.name, answer, self.session.cells, self.troubles, f"called with {show(args)}", asked)
        arrays = [arg for arg in given if isinstance(arg, np.ndarray)]
        self.changes = self.changes or len(arrays) != len(answer.after) or not all(map(same, arrays, answer.after))
        return answer

    def __call__(self, *args: Any) -> Value:
        """Call the function; return its value. Changing an argument in place does not fail here (see `unchanged`)."""
        answer = self.raw(*args)
        if answer.value is None:
            sentence = none_in_words(self.name, without_white_lines(source_of(self.name, self.session.cells)), answer.printed)
            raise Failure(sentence, f"called with {show(args)}", kind="nothing")
        self.last.got = answer.value
        return answer.value

    def numbers(self, *args: Any) -> Array:
        """Call the function; return its value as an array of numbers, whatever its shape; several values as one flat array."""
        return flat(self.several(*args)) if self.parts else self.as_numbers(self(*args))

    def several(self, *args: Any) -> list[Array]:
        """Call a function that returns several values; return them as arrays; raise Failure unless there is one for each part.

        A flat list or array of numbers counts as a tuple: `w, b = ...` takes it apart all the same.
        """
        value = self(*args)
        if isinstance(value, Listed | np.ndarray) and (row := self.as_numbers(value)).ndim == 1 and row.size <= ITEMS_CAP:
            value = tuple(row)
        if not isinstance(value, tuple) or len(value) != len(self.parts):
            raise too_few(self.name, self.parts, value)
        return [self.as_numbers(part) for part in value]

    def as_numbers(self, value: Value) -> Array:
        """Return a value as an array of integers or floats of its own shape; raise Failure if it is something else."""
        match value:
            case Listed(array):
                self.notes.add("listed")
            case tuple() if all(isinstance(item, int | float) for item in value):
                array = np.asarray(value)
                self.notes.add("listed")
            case np.ndarray() | np.number() | bool() | int() | float():
                array = np.asarray(value)
            case _:
                raise Failure(not_numbers(self.name, value), kind="not_numbers")
        if array.dtype.kind == "b":
            raise Failure(f"{self.name} returns {TRUE_AND_FALSE}", kind="not_numbers")
        return array

    def agrees(self, *args: Any, expected: ArrayLike, tolerance: Tolerance = ELEMENTWISE, hint: str = "", kind: str = "") -> None:
        """Call the function and compare its value with the reference; raise Failure if they differ.

        The value must have the shape of `expected`; any integer or float dtype will do. `kind` says in the student's words
        what sort of input this is ("very negative x"); `hint` is a question that leads on. A known wrong form that gives the
        same wrong numbers names its own cause instead. Of a function with `parts`, `expected` is a tuple of arrays.
        """
        if self.parts:
            self._parts_agree(args, expected, tolerance, hint, kind)
            return
        want = np.asarray(expected)
        try:
            got = self.last.got = self.numbers(*args)
        finally:
            self.last.want = want
        if got.shape == want.shape and tolerance.accepts(got, want):
            self._answered(args, want, tolerance)
            return
        if (
            want.ndim
            and got.size == want.size == 1
            and got.shape != want.shape
            and tolerance.accepts(got.reshape(want.shape), want)
        ):
            shape = self._diagnose(args, got, want, tolerance)  # known wrong numbers fit one right number by chance
            raise Failure(shape, self._example(args, got, want, tolerance), named=False)
        no_first_line = bool(self.given) and "asarray" not in text_of(self.name, self.session.cells)
        hint = fitting_hint(hint, args, got, want, tolerance.accepts, no_first_line)
        example = self._example(args, got, want, tolerance)
        if got.shape != want.shape and got.size > MANY:
            raise Failure(self._plain(got, want, kind, hint), example, named=False)
        if cause := self._plainer(args, got, want, tolerance):
            raise Failure(cause, example)
        if causes := self._known(self.causes, args, got, tolerance):
            raise Failure(causes[0], example, causes, named=max(np.size(arg) for arg in args) > 1)  # one number fits much by chance
        if cause := self._regardless(args, got, want, tolerance) or self._together(args, got, want, tolerance):
            raise Failure(cause, example)
        if cause := self._diagnose(args, got, want, tolerance, kind, hint):
            raise Failure(cause, example)
        if self.unexplained < TRIES and got.shape == want.shape and (want.size >= ENOUGH or want.size == 1):
            if causes := self._rare(args, got, tolerance):
                raise Failure(causes[0], example, causes)
            if self.curve and len(args) == 1 and (cause := likeness(self.name, args[0], got, want, self.curve, tolerance.accepts)):
                raise Failure(cause, example)
            self.unexplained += want.size > 1
        raise Failure(self._plain(got, want, kind, hint), example, named=False)

    def _answered(self, args: tuple[Any, ...], want: Array, tolerance: Tolerance) -> None:
        """Keep a question that was answered rightly."""
        self.asked.append((args, want, tolerance))
        if len(self.right) < RIGHT and 1 < want.size <= SMALL:
            self.right.append((args, want, tolerance))

    def _diagnose(self, args: Any, got: Array, want: Array, tolerance: Tolerance, kind: str = "", hint: str = "") -> str:
        """Return what the numbers, and the student's code, show about the mistake, in a sentence; '' if they fit no pattern."""
        source, of_x = source_of(self.name, self.session.cells), self.names[:1] in ((), ("x",))
        return diagnose(self.name, args, got, want, tolerance.accepts, kind, hint, source, of_x)

    def _plain(self, got: Array, want: Array, kind: str, hint: str) -> str:
        """Return the sentence for numbers that fit no pattern."""
        place = f" for {kind}" if kind else ""
        if got.shape != want.shape:
            return f"{self.name} gives an answer of shape {got.shape}{place}, where {want.shape} is expected. {hint}".strip()
        for word, test in (("nan", np.isnan), ("infinity", np.isinf)):
            if np.any(test(got) & ~test(want)):
                return f"{self.name} gives {word}{place}. {hint or 'Which step leaves the range of the numbers?'}"
        return f"{self.name} gives wrong numbers{place}. {hint or 'Compare a value by hand with the formula.'}"

    def _parts_agree(self, args: tuple[Any, ...], expected: ArrayLike, tolerance: Tolerance, hint: str, kind: str) -> None:
        """Do what `agrees` does, for a function that returns several values."""
        right = [np.asarray(part) for part in cast("tuple[ArrayLike, ...]", expected)]
        want = flat(right)
        parts = self.several(*args)
        self.last.want = want
        if failure := wrong_shapes(self.name, self.parts, parts, right):
            raise failure
        got = flat(parts)
        if tolerance.accepts(got, want):
            self._answered(args, want, tolerance)
            return
        example = first_wrong(self.parts, parts, right, tolerance.accepts)
        digits = rounded(self.name, got, want, tolerance.accepts) or few_digits(self.name, got, want)
        if cause := digits or self._plainer(args, got, want, tolerance):
            raise Failure(cause, example)
        if causes := self._known(self.causes, args, got, tolerance):
            raise Failure(causes[0], example, causes)
        if self.unexplained < TRIES and (causes := self._rare(args, got, tolerance)):
            raise Failure(causes[0], example, causes)
        self.unexplained += 1
        if np.isfinite(got).all() and (cause := wrong_parts(self.name, self.parts, parts, right, tolerance.accepts)):
            raise Failure(cause, example)
        if cause := self._diagnose(args, got, want, tolerance, kind, hint):
            raise Failure(cause, example)
        raise Failure(self._plain(got, want, kind, hint), example, named=False)

    def _regardless(self, args: tuple[Any, ...], got: Array, want: Array, tolerance: Tolerance) -> str:
        """Return a sentence if the answer stays the same for other numbers, so that it cannot be made of them; '' if not."""
        x = args[0] if args else None
        constant = not got.size or (np.unique(got).size < 2 and (got.shape == want.shape or np.unique(want).size <= 2))
        if constant or not (self.alone and isinstance(x, np.ndarray) and x.size >= 4):
            return ""
        try:
            other = self.numbers(-0.75 * x, *args[1:])
        except Failure:
            return ""
        finally:
            self.last.args, self.last.got, self.last.want = args, got, want
        return regardless(self.name, got) if other.shape == got.shape and np.array_equal(other, got, equal_nan=True) else ""

    def _together(self, args: tuple[Any, ...], got: Array, want: Array, tolerance: Tolerance) -> str:
        """Return a sentence if the answer depends on earlier calls, or on the other numbers of the array; '' if not.

        It asks again: the same, then the first half alone, then all with the three quarters that are far from 0 replaced by
        numbers of the rest, since one number far out may decide for all.
        """
        x = args[0] if args else None
        if not (self.alone and isinstance(x, np.ndarray) and x.ndim and len(x) >= 4 and x.size):
            return ""
        half, order = len(x) // 2, np.argsort(np.abs(x).reshape(len(x), -1).max(axis=1), kind="stable")
        near, far = np.split(order, [len(x) // 4])
        calm = x.copy()
        calm[far] = x[np.resize(near, far.size)]
        try:
            same_again, first, calmed = (self.numbers(each, *args[1:]) for each in (x, x[:half].copy(), calm))
        except Failure:
            return ""
        finally:
            self.last.args, self.last.got, self.last.want = args, got, want
        missing = np.isnan(got)
        if not np.array_equal(missing, np.isnan(same_again)) or not tolerance.accepts(same_again[~missing], got[~missing]):
            return f"{self.name} gives another answer when it is asked the same again. Does it keep something from call to call?"
        if got.shape != want.shape or first.shape != want[:half].shape or calmed.shape != want.shape or not np.isfinite(got).all():
            return ""
        if got.ndim > 1 and got.shape == got.T.shape and tolerance.accepts(got, want.T):
            return ""  # turned round as a whole
        if np.ptp(got) and tolerance.accepts(got[0], want[0]) and not tolerance.accepts(got[1:], want[1:]):
            return ""  # a loop that ends too early
        if tolerance.accepts(first, got[:half]) and tolerance.accepts(calmed[near], got[near]):
            return ""
        return together(self.name, x, got, tolerance.accepts)

    def _plainer(self, args: tuple[Any, ...], got: Array, want: Array, tolerance: Tolerance) -> str:
        """Return a sentence if the answer is right for the same numbers in a plainer form; '' if there is none, or it is not."""
        for why, plain in plainer(self.name, self.names, args, tables=bool(self.parts)):
            try:
                answer = self.numbers(*plain)
            except Failure:
                continue
            finally:
                self.last.args, self.last.got, self.last.want = args, got, want
            if answer.shape == want.shape and tolerance.accepts(answer, want):
                return why
        return ""

    def again(self, order: random.Random) -> None:
        """Ask AGAIN of the questions of this check once more; raise Failure if an answer is another one now."""
        questions = [question for question in self.asked if question[1].size] or self.asked
        for args, want, tolerance in order.sample(questions, min(AGAIN, len(questions))):
            got = self.numbers(*args)
            if got.shape != want.shape or not tolerance.accepts(got, want):
                raise Failure(
                    f"{self.name} gives another answer when it is asked the same again. Does it keep something from call to call?",
                    self._example(args, got, want, tolerance),
                    kind="unstable",
                )

    def unchanged(self, *args: Any) -> None:
        """Call the function; raise Failure if an array argument of this call, or of an earlier one, came back changed."""
        self.raw(*args)
        if self.changes:
            sentence = f"{self.name} changes the array it is given. The caller still needs it: can you compute into a new array?"
            raise Failure(sentence, kind="changes_input")

    def _example(self, args: tuple[Any, ...], got: Array, want: Array, tolerance: Tolerance) -> str:
        """Return the first wrong number with the input it belongs to, or whole arrays if input and output differ in shape."""
        if got.shape == want.shape and len(args) == 1 and np.shape(args[0]) == got.shape and got.ndim:
            for x, g, w in zip(np.ravel(args[0]), got.ravel(), want.ravel(), strict=True):
                if not tolerance.accepts(g, w):
                    return f"{self.name} at {brief(x)} should be {brief(w)}, and is {brief(g)}"
        return f"{self.name}({show(args)}) should be {brief(want)}, and is {brief(got)}"

    def _known(self, causes: Iterable[Cause], args: tuple[Any, ...], got: Array, tolerance: Tolerance) -> tuple[str, ...]:
        """Return the sentences of the known wrong forms that give these numbers, each once."""
        return tuple(dict.fromkeys(cause.sentence for cause in self._fitting(causes, args, got, tolerance)))

    def _rare(self, args: tuple[Any, ...], got: Array, tolerance: Tolerance) -> tuple[str, ...]:
        """Do what `_known` does for the rare causes; if one of those that explained an earlier answer fits, try no others.

        They are thousands, and a function makes the same mistake in each of its answers.
        """
        fitting = self._fitting(self.met, args, got, tolerance) or self._fitting(self.rare, args, got, tolerance)
        self.met |= dict.fromkeys(fitting)
        return tuple(dict.fromkeys(cause.sentence for cause in fitting))

    def _fitting(self, causes: Iterable[Cause], args: tuple[Any, ...], got: Array, tolerance: Tolerance) -> list[Cause]:
        """Return the known wrong forms that give these numbers. Most others differ in the first finite number already."""
        fitting: list[Cause] = []
        source, finite = source_of(self.name, self.session.cells), np.isfinite(got)
        first = int(np.argmax(finite)) if finite.any() else None
        number = 0.0 if first is None else float(got.flat[first])
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for cause in causes:
                wrong = self._made_by(cause, args)
                if wrong is None or wrong.shape != got.shape:
                    continue
                if first is not None and not tolerance.accepts_one(number, float(wrong.flat[first])):
                    continue
                if not wrong.any() and got.any():  # nearly 0 is not 0
                    continue
                alike = np.array_equal(np.isfinite(wrong), finite) and tolerance.accepts(got[finite], wrong[finite])
                if alike and suits(cause.sentence, cause.source, source):
                    fitting.append(cause)
            right = [cause for cause in fitting if not self._refuted(cause, args)]
        return right or (fitting if np.unique(got).size >= DISTINCT else [])

    def _made_by(self, cause: Cause, args: tuple[Any, ...]) -> Array | None:
        """Return what a known wrong form makes of the arguments; None if it does not apply to them."""
        try:
            wrong = flat(cause.wrong(*args)) if self.parts else np.asarray(cause.wrong(*args))
        except (ValueError, TypeError, IndexError, ArithmeticError, np.exceptions.AxisError):
            return None
        return wrong if wrong.dtype.kind in "biuf" else None

    def _refuted(self, cause: Cause, args: tuple[Any, ...]) -> bool:
        """Return whether a known wrong form gives wrong numbers where the student's function, asked alike, gave the right ones."""
        alike = [question for question in self.right if list(map(sort_of, question[0])) == list(map(sort_of, args))]
        made = ((self._made_by(cause, asked), want, tolerance.accepts) for asked, want, tolerance in alike)
        return any(wrong is not None and not (wrong.shape == want.shape and near(wrong, want)) for wrong, want, near in made)
