"""A student's function as a hidden check sees it: called over the wire, compared within a tolerance. Trusted side.

A check calls a `Function` and gets a plain array. A mistake of the student's raises `Failure`; any other exception in a check is an
error of the grader.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from autograder.judge.arguments import brief, plain_argument, show
from autograder.judge.curve_likeness import ENOUGH, likeness
from autograder.judge.dependence import alike, calm, explained_by_place, one_truth, regardless, together, unstable
from autograder.judge.diagnosis import cut, diagnose, few_digits, fitting_hint, plainer, rounded, small_type, throughout
from autograder.judge.error_lines import Asked, order_of_inputs, source_of, text_of, without_white_lines
from autograder.judge.error_meanings import Troubles, no_value, not_numbers
from autograder.judge.error_words import TRUE_AND_FALSE, none_in_words
from autograder.judge.known_causes import Cause, KnownCauses
from autograder.judge.right_places import FEW
from autograder.judge.session import Answer, Session, same
from autograder.judge.several_values import first_wrong, flat, too_few, wrong_parts, wrong_shapes
from autograder.judge.tolerance import ELEMENTWISE, TWO_DIGITS, Array, Question, Tolerance
from autograder.judge.verdict import Failure
from autograder.wire import ITEMS_CAP, Listed, Value

MANY = 100_000  # numbers: a larger answer of a wrong shape is not examined, because its shape explains enough
AGAIN = 1  # questions of a check that are asked twice: one is enough to expose a function that counts its calls


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
    those of the lesson's functions. `rare` are causes that are tried only if nothing else explains the numbers; `curve` is the
    right version of an elementwise function, and `alone` is true if each row or number of the first argument has an answer of
    its own. `parts` names the values of a function that returns several: they are compared as one flat array.
    `notes` collects observations that cost no points: "printed", "warned", "listed".

    While a check runs, the questions of `agrees` wait until the check ends or calls the function itself, and are then asked all
    together: to wait for a worker takes longer than its computation.
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
    last: Call = field(default_factory=Call)
    changes: bool = False  # whether some call has changed an array that it was given
    asked: list[Question] = field(default_factory=list)  # of this check, in order
    waiting: list[Question] | None = None  # questions that are not asked yet; None: each is asked at once
    single: list[tuple[Question, Array, Failure | None]] = field(default_factory=list)  # answers with one number a part
    answered: Answer | None = None  # the answer to the next call, if it was received already
    naming: bool = True  # whether to look for the cause of a wrong answer

    def __post_init__(self) -> None:
        source = source_of(self.name, self.session.cells)
        self.known = KnownCauses(self.causes, self.rare, bool(self.parts), source)
        self.turned = order_of_inputs(self.name, self.names, self.session.cells)
        self.keeps_first_line = not self.given or "asarray" in text_of(self.name, self.session.cells)

    @property
    def source(self) -> str:
        """The text of the cell that defines the function; '' if none does."""
        return self.known.source

    @contextmanager
    def one_check(self, order: random.Random) -> Iterator[None]:
        """Ask the questions of one check together, and AGAIN of them once more; raise Failure if an answer is wrong."""
        self.asked, self.waiting = [], []
        try:
            yield
            questions = [question for question in self.asked if question.want.size] or self.asked
            again = order.sample(questions, min(AGAIN, len(questions)))
            self.ask_waiting(again)
        finally:
            self.waiting = None

    @contextmanager
    def at_once(self, causes: Sequence[Cause] | None = None) -> Iterator[None]:
        """Within this context `agrees` asks at once, so that a check can catch its Failure; `causes` replace the known ones."""
        self.ask_waiting()
        before = self.waiting, self.known
        self.waiting = None
        if causes is not None:
            self.known = replace(self.known, causes=causes, met={})
        try:
            yield
        finally:
            self.waiting, self.known = before

    def ask_waiting(self, again: Sequence[Question] = ()) -> None:
        """Ask the waiting questions in order, then those to ask `again`; raise Failure at the first wrong answer."""
        waiting, self.waiting = self.waiting or [], None if self.waiting is None else []
        if not (questions := [*waiting, *again]):
            return
        answers = self.session.calls(self.name, [tuple(map(plain_argument, question.args)) for question in questions])
        for number, (question, self.answered) in enumerate(zip(questions, answers, strict=True)):
            if number < len(waiting):
                self._compare(question)
            else:
                self._compare_again(question)

    def raw(self, *args: Any) -> Answer:
        """Call the function and return the worker's answer; raise Failure if the call gave no value."""
        self.ask_waiting()
        self.last.args, self.last.got, self.last.want = args, None, None
        given = tuple(map(plain_argument, args))
        answer, self.answered = self.answered or self.session.call(self.name, *given), None
        self.notes |= {note for note, seen in (("printed", answer.printed), ("warned", answer.warned)) if seen}
        if answer.status != "ok":
            asked = Asked(args, self.given, self.names, self.functions)
            raise no_value(self.name, answer, self.session.cells, self.troubles, f"called with {show(args)}", asked)
        arrays = [arg for arg in given if isinstance(arg, np.ndarray)]
        self.changes = self.changes or len(arrays) != len(answer.after) or not all(map(same, arrays, answer.after))
        return answer

    def __call__(self, *args: Any) -> Value:
        """Call the function; return its value. Raises Failure if it has none; a changed argument is no failure here."""
        answer = self.raw(*args)
        if answer.value is None:
            sentence = none_in_words(self.name, without_white_lines(self.source), answer.printed)
            raise Failure(sentence, f"called with {show(args)}", kind="nothing")
        self.last.got = answer.value
        return answer.value

    def numbers(self, *args: Any) -> Array:
        """Call the function; return its value as an array of numbers of any shape; several values as one flat array."""
        return flat(self.several(*args)) if self.parts else self.as_numbers(self(*args))

    def several(self, *args: Any) -> list[Array]:
        """Call a function that returns several values; return them as arrays; raise Failure unless there is one for each part.

        A flat list or array of numbers counts as a tuple, because `w, b = ...` can unpack it, too.
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
            one_for_many = self.alone and not array.ndim and np.size(self.last.args[0]) > 1
            raise Failure(one_truth(self.name) if one_for_many else f"{self.name} returns {TRUE_AND_FALSE}", kind="not_numbers")
        return array

    def agrees(self, *args: Any, expected: ArrayLike, tolerance: Tolerance = ELEMENTWISE, hint: str = "", kind: str = "") -> None:
        """Call the function and compare its value with the reference; raise Failure if they differ.

        The value must have the shape of `expected` and may have any integer or float dtype. `kind` names the sort of input in
        words for the student ("very negative x"); `hint` is a question that helps on. If a known wrong form gives the same
        wrong numbers, its sentence is used instead. For a function with `parts`, `expected` is a tuple of arrays.
        """
        parts = tuple(np.asarray(part) for part in cast("tuple[ArrayLike, ...]", expected)) if self.parts else ()
        question = Question(args, flat(parts) if self.parts else np.asarray(expected), tolerance, parts, kind, hint)
        self.asked.append(question)
        if self.waiting is None:
            self._compare(question)
        else:
            self.waiting.append(question)

    def _compare(self, question: Question) -> None:
        """Ask a question; raise Failure if the answer is wrong."""
        got: Array | None = None
        try:
            parts = self.several(*question.args) if self.parts else None
            got = self.last.got = flat(parts) if parts else self.numbers(*question.args)
        finally:
            self.last.want = question.want
        if parts and (failure := wrong_shapes(self.name, self.parts, parts, question.parts)):
            raise failure
        failure = None
        if question.accepts(got):
            self.known.keep(question)
        elif not self.naming:
            failure = Failure(self._plain(question, got), named=False)
        else:
            failure = self._wrong_parts(question, parts, got) if parts else self._wrong(question, got)
        if got.shape == question.want.shape and got.size == max(1, len(self.parts)) and np.isfinite(got).all():
            self.single.append((question, got.ravel(), failure))
        if failure:
            failure.close = got.shape == question.want.shape and TWO_DIGITS.accepts(got, question.want)
            raise failure

    def _wrong(self, question: Question, got: Array) -> Failure:
        """Return the failure of a wrong answer, with the sentence of the first cause that explains it."""
        args, want, near = question.args, question.want, question.tolerance.accepts
        example = self._example(question, got)
        ones_apart = got.shape != want.shape and got.squeeze().shape == want.squeeze().shape
        dropped = ones_apart and want.ndim and (got.ndim < want.ndim or want.size == 1)
        if dropped and near(got.reshape(want.shape), want):  # before the known wrong forms, which may drop an axis of length 1, too
            return Failure(self._diagnose(replace(question, kind="", hint=""), got), example, named=want.size > 1)
        question = replace(question, hint=fitting_hint(question.hint, args, got, want, near, not self.keeps_first_line))
        if got.shape != want.shape and got.size > MANY:
            return Failure(self._plain(question, got), example, named=False)
        if cause := self._plainer(question) or self._unstable(question, got) or self._small_type(question, got):
            return Failure(cause, example)
        right_alone = self._right_alone(question, got)
        constant = got.size > 1 and np.isfinite(got).all() and np.ptp(got) == 0  # many known forms give a constant
        if constant and not right_alone and (cause := self._together(question, got, None)):
            return Failure(cause, example)
        if causes := self.known.sentences(question, got, right_alone):
            several = max(np.size(arg) for arg in args) > 1  # one number fits many forms by chance
            return Failure(causes[0], example, causes, named=several)
        cause = ("" if right_alone else self._regardless(question, got)) or cut(self.name, got, want, near)
        if not cause and (right_alone or not constant):
            cause = self._together(question, got, right_alone)
        cause = cause or self._diagnose(question, got)
        if cause:
            return Failure(cause, example)
        enough = got.shape == want.shape and (want.size >= ENOUGH or (want.size == 1 and not float(got.flat[0]).is_integer()))
        return Failure(self._plain(question, got), example, named=False, unexplained=(question, got) if enough else None)

    def _wrong_parts(self, question: Question, parts: Sequence[Array], got: Array) -> Failure:
        """Return the failure of a wrong answer of a function that returns several values, as `_wrong` does for one value."""
        want, near = question.want, question.tolerance.accepts
        example = first_wrong(self.parts, parts, question.parts, near)
        digits = rounded(self.name, got, want, near) or few_digits(self.name, got, want)
        if cause := digits or self._plainer(question) or self._unstable(question, got) or self._small_type(question, got):
            return Failure(cause, example)
        if causes := self.known.sentences(question, got):
            return Failure(causes[0], example, causes)
        finite = np.isfinite(got).all()
        cause = wrong_parts(self.name, self.parts, parts, question.parts, near) if finite else ""
        cause = cause or self._diagnose(question, got)
        return Failure(cause or self._plain(question, got), example, named=bool(cause), unexplained=(question, got))

    def explained(self, failure: Failure) -> Failure:
        """Return a failure with a cause that only all answers together show, or a rare cause; the same failure if there is none."""
        if cause := self._throughout(failure):
            return Failure(cause, failure.example)
        if failure.unexplained is None:
            return failure
        question, got = cast("tuple[Question, Array]", failure.unexplained)
        if causes := self.known.rare_sentences(question, got):
            return Failure(causes[0], failure.example, causes)
        args, near = question.args, question.tolerance.accepts
        if self.curve and len(args) == 1 and (cause := likeness(self.name, args[0], got, question.want, self.curve, near)):
            return Failure(cause, failure.example)
        return failure

    def _beside(self, *args: Any) -> Array | None:
        """Ask another question without changing `last`; return its answer as numbers, None if there are none."""
        last, self.last = self.last, Call()
        try:
            return self.numbers(*args)
        except Failure:
            return None
        finally:
            self.last = last

    def _diagnose(self, question: Question, got: Array) -> str:
        """Return the sentence for a pattern that the numbers and the student's code show; '' if they show none."""
        of_x, near = self.names[:1] in ((), ("x",)), question.tolerance.accepts
        return diagnose(self.name, question.args, got, question.want, near, question.kind, question.hint, self.source, of_x)

    def _plain(self, question: Question, got: Array) -> str:
        """Return the sentence for wrong numbers without a known cause."""
        want, hint = question.want, question.hint
        place = f" for {question.kind}" if question.kind else ""
        if got.shape != want.shape:
            return f"{self.name} gives an answer of shape {got.shape}{place}, where {want.shape} is expected. {hint}".strip()
        for word, test in (("nan", np.isnan), ("infinity", np.isinf)):
            if np.any(test(got) & ~test(want)):
                return f"{self.name} gives {word}{place}. {hint or 'Which step leaves the range of the numbers?'}"
        return f"{self.name} gives wrong numbers{place}. {hint or 'Compare a value by hand with the formula.'}"

    def _regardless(self, question: Question, got: Array) -> str:
        """Ask about other numbers; return a sentence if the answer stays the same, so that it cannot depend on them; '' if not."""
        args, want = question.args, question.want
        x = args[0] if args else None
        constant = not got.size or (np.unique(got).size < 2 and (got.shape == want.shape or np.unique(want).size <= 2))
        if constant or not (self.alone and isinstance(x, np.ndarray) and x.size >= 4):
            return ""
        other = self._beside(-0.75 * x, *args[1:])
        return regardless(self.name, got) if other is not None and np.array_equal(other, got, equal_nan=True) else ""

    def _unstable(self, question: Question, got: Array) -> str:
        """Ask the same question again; return a sentence if the answer differs, '' if not."""
        again = self._beside(*question.args)
        if again is None or (again.shape == got.shape and question.tolerance.accepts(*map(np.nan_to_num, (again, got)))):
            return ""
        return unstable(self.name, self.source)

    def _small_type(self, question: Question, got: Array) -> str:
        given = next((arg for arg in question.args if isinstance(arg, np.ndarray)), np.empty(0))
        return small_type(self.name, given, got, question.want, self.source)

    def _throughout(self, failure: Failure) -> str:
        """Return the sentence for a pattern in all answers of single numbers with the failed one's tolerance; '' if none."""
        tolerance = next((question.tolerance for question, _, each in self.single if each is failure), None)
        if tolerance is None:
            return ""
        pairs = [
            (question.want.ravel(), got) for question, got, _ in self.single if question.tolerance.relative == tolerance.relative
        ]
        want, got = map(np.array, zip(*pairs, strict=True))
        if not (failure.named or self.parts) and got.size >= FEW and np.ptp(got) == 0:
            return regardless(self.name, got[0])
        return throughout(self.name, self.parts, got, want, tolerance.accepts)

    def _right_alone(self, question: Question, got: Array) -> Question | None:
        """Ask about an array of one number (or row) that was answered wrongly; return that question if its answer is right."""
        several = self.alone and question.args and isinstance(question.args[0], np.ndarray) and question.want.ndim
        if not several or not (beside := alike(question, got, self.curve is not None)):
            return None
        answer = self._beside(*beside.args)
        return beside if answer is not None and beside.accepts(answer) else None

    def _together(self, question: Question, got: Array, right_alone: Question | None) -> str:
        """Return a sentence if the answer depends on the other numbers of the array; '' if not.

        It asks about the first half alone, then about the whole array with the three quarters that are far from 0 replaced by
        numbers of the rest, because one large number may affect all answers. `right_alone` is the result of `_right_alone`,
        which may show the dependence already.
        """
        args, want, accepts = question.args, question.want, question.tolerance.accepts
        x = args[0] if args else None
        if right_alone and not (got.shape == want.shape and accepts(np.sort(got, axis=None), np.sort(want, axis=None))):
            return together(self.name, args[0], got, accepts)
        if not (self.alone and isinstance(x, np.ndarray) and x.ndim and len(x) >= 4 and x.size):
            return ""
        half, (near, calmed) = len(x) // 2, calm(x)
        first, again = self._beside(x[:half].copy(), *args[1:]), self._beside(calmed, *args[1:])
        if first is None or again is None or not np.isfinite(got).all():
            return ""
        if got.shape != want.shape or first.shape != want[:half].shape or again.shape != want.shape:
            return ""
        alone = accepts(first, got[:half]) and accepts(again[near], got[near])
        return "" if alone or explained_by_place(x, got, want, accepts) else together(self.name, x, got, accepts)

    def _plainer(self, question: Question) -> str:
        """Return a sentence if the answer is right for the same numbers in a plainer form; '' if it is not."""
        for why, plain in plainer(self.name, self.names, question.args, tables=bool(self.parts)):
            answer = self._beside(*plain)
            if answer is not None and question.accepts(answer):
                return why
        return ""

    def _compare_again(self, question: Question) -> None:
        """Ask a question once more; raise Failure if the answer is now wrong."""
        got = self.numbers(*question.args)
        if not question.accepts(got):
            raise Failure(unstable(self.name, self.source), self._example(question, got), kind="unstable")

    def unchanged(self, *args: Any) -> None:
        """Call the function; raise Failure if an array argument of this call, or of an earlier one, came back changed."""
        self.raw(*args)
        if self.changes:
            sentence = f"{self.name} changes the array it is given. The caller still needs it: can you compute into a new array?"
            raise Failure(sentence, kind="changes_input")

    def _example(self, question: Question, got: Array) -> str:
        """Return as text the first wrong number with its input, or the whole arrays if input and output differ in shape."""
        args, want = question.args, question.want
        if got.shape == want.shape and len(args) == 1 and np.shape(args[0]) == got.shape and got.ndim:
            for at in np.flatnonzero(~question.tolerance.each(got, want))[:1]:
                x, g, w = (np.ravel(array)[at] for array in (args[0], got, want))
                return f"{self.name} at {brief(x)} should be {brief(w)}, and is {brief(g)}"
        return f"{self.name}({show(args)}) should be {brief(want)}, and is {brief(got)}"
