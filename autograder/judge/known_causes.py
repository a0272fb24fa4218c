"""Finds the known wrong forms of a function that give the same numbers as the student's function. Trusted side."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.judge.arguments import sort_of
from autograder.judge.several_values import flat
from autograder.judge.source_evidence import suits
from autograder.judge.tolerance import Array, Question

TRIES = 3  # answers of a function for which the rare causes, which take long, are tried without success before they are left out
RIGHT, SMALL = 24, 200  # right answers that are kept to refute causes, and numbers that each may have
DISTINCT = 4  # different numbers in a wrong answer that fit even a refuted cause too well for chance


@dataclass(frozen=True, slots=True)
class Cause:
    """A known wrong form: the sentence that names the misconception, and a function that goes wrong in the same way.

    `wrong` takes what the student's function takes. If it raises, the cause does not apply to these arguments. `source` is a
    regular expression that the student's code must match, '' for any code.
    """

    sentence: str
    wrong: Callable[..., Any]
    source: str = ""


@dataclass
class KnownCauses:
    """The known wrong forms of one function, and which of them its answers so far fit or refute.

    `causes` are tried on each wrong answer, `rare` (thousands) only if nothing else explains the numbers. `several` is true if
    the function returns several values; `source` is the student's code, '' if it is unknown.
    """

    causes: Sequence[Cause] = ()
    rare: Iterable[Cause] = ()
    several: bool = False
    source: str = ""
    right: list[Question] = field(default_factory=list)  # the first small questions that were answered rightly
    met: dict[Cause, None] = field(default_factory=dict)  # causes that explained an answer, the earliest first
    met_rare: dict[Cause, None] = field(default_factory=dict)  # rare causes that did
    tried: int = 0  # answers that no rare cause explained

    def keep(self, question: Question) -> None:
        """Keep a question that was answered rightly."""
        if len(self.right) < RIGHT and 1 < question.want.size <= SMALL:
            self.right.append(question)

    def sentences(self, question: Question, got: Array, beside: Question | None = None) -> tuple[str, ...]:
        """Return the sentences of the known wrong forms that give the numbers `got`, each sentence once.

        If a form that explained an earlier answer fits, no others are tried: a function makes the same mistake in all answers.
        `beside` is a question about the same numbers that was answered rightly: forms that are wrong there are left out.
        """
        fitting = self._fitting(self.met, question, got) or self._fitting(self.causes, question, got)
        if beside:
            fitting = [cause for cause in fitting if not self._wrong_for(cause, beside)]
        return self._sentences(fitting, got, self.met)

    def rare_sentences(self, question: Question, got: Array) -> tuple[str, ...]:
        """Return the sentences of the rare causes that give the numbers `got`; () once TRIES answers fitted none of them."""
        if self.tried >= TRIES:
            return ()
        fitting = self._fitting(self.met_rare, question, got) or self._fitting(self.rare, question, got)
        self.tried += not fitting and question.want.size > 1
        return self._sentences(fitting, got, self.met_rare)

    @staticmethod
    def _sentences(fitting: Sequence[Cause], got: Array, met: dict[Cause, None]) -> tuple[str, ...]:
        """Return the sentences of fitting causes, each once; if `got` has more than one number, add the causes to `met`."""
        if got.size > 1:
            met |= dict.fromkeys(fitting)
        return tuple(dict.fromkeys(cause.sentence for cause in fitting))

    def _fitting(self, causes: Iterable[Cause], question: Question, got: Array) -> list[Cause]:
        """Return the causes that give the numbers `got`. Most others are left out by the first finite number, which is quick."""
        fitting: list[Cause] = []
        tolerance, finite = question.tolerance, np.isfinite(got)
        first = int(np.argmax(finite)) if finite.any() else None
        number = 0.0 if first is None else float(got.flat[first])
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for cause in causes:
                wrong = self._made_by(cause, question.args)
                if wrong is None or wrong.shape != got.shape:
                    continue
                if first is not None and not tolerance.accepts_one(number, float(wrong.flat[first])):
                    continue
                if not wrong.any() and got.any():  # nearly 0 is not 0
                    continue
                alike = np.array_equal(np.isfinite(wrong), finite) and tolerance.accepts(got[finite], wrong[finite])
                if alike and suits(cause.sentence, cause.source, self.source):
                    fitting.append(cause)
            right = [cause for cause in fitting if not self._refuted(cause, question)]
        return right or (fitting if np.unique(got).size >= DISTINCT else [])

    def _made_by(self, cause: Cause, args: tuple[Any, ...]) -> Array | None:
        """Return the answer of a known wrong form to a call; None if the form does not apply to these arguments."""
        try:
            wrong = flat(cause.wrong(*args)) if self.several else np.asarray(cause.wrong(*args))
        except (ValueError, TypeError, IndexError, ArithmeticError, np.exceptions.AxisError):
            return None
        return wrong if wrong.dtype.kind in "biuf" else None

    def _refuted(self, cause: Cause, question: Question) -> bool:
        """Return whether a known wrong form is wrong for a similar question that the student's function answered rightly."""
        sorts = list(map(sort_of, question.args))
        alike = [asked for asked in self.right if list(map(sort_of, asked.args)) == sorts]
        return any(self._wrong_for(cause, asked) for asked in alike)

    def _wrong_for(self, cause: Cause, question: Question) -> bool:
        """Return whether a known wrong form gives wrong numbers for a question."""
        wrong = self._made_by(cause, question.args)
        return wrong is not None and not question.accepts(wrong)
