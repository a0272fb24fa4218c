"""How each part of a perceptron goes wrong: runs of all combinations of one or two slips. Trusted side."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, partial

import numpy as np

from autograder.checks.perceptron_parts import Parts, either, run
from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import Forms


def _error(x: Array, label: int, score: float) -> tuple[Array, float]:
    return (label - score) * x, label - score


def _soft(x: Array, label: int, score: float) -> tuple[Array, float]:
    error = label - 1 / (1 + np.exp(-np.clip(score, -500, 500)))
    return error * x, error


def _one(x: Array, label: int, score: float, coordinate: int) -> tuple[Array, float]:
    sign = 1.0 if label else -1.0
    return sign * x * (np.arange(len(x)) == coordinate % len(x)), sign


AVERAGE = "w and b seem to be averages over the run. The rule returns the w and b that it ends with."
DECAYS = "The step gets smaller from one correction to the next. In this rule each correction has the same step."
STEPS = "w and b take steps of different size. At a mistake both move by the same step: w by step·x, b by step."
EVERY = "Points that are right already are pushed too. When does the perceptron leave w and b alone?"
TIE_ONE = (
    "A score of 0 counts as class 1 here, so at the start, where every score is 0, no point of class 1 is a mistake. To which "
    "class does a tie belong in this course?"
)
CLASS_0 = (
    "A point of class 0 always counts as a mistake here. Is its label 0 multiplied by the score (y·score <= 0 is for "
    "labels 1 and -1), or compared with a sign?"
)
ZERO_LABEL = "For class 0 the step y·x is 0, so nothing moves. Which factor is +1 for class 1 and -1 for class 0?"


WHOLE = "The points, or the steps of w, are cut to whole numbers. Is w an array of whole numbers, or is a point made whole?"


SLIPS: Mapping[str, Forms] = {  # part -> sentence -> ways
    "table": {
        "The points are moved to their middle, or brought to one size, before the rule sees them, and w and b are those of the "
        "new points. Which points does the line have to part?": [
            lambda X: X - X.mean(axis=0),
            lambda X: (X - X.mean(axis=0)) / (X.std(axis=0) + (X.std(axis=0) == 0)),
            lambda X: X / (np.linalg.norm(X, axis=1, keepdims=True) + 1e-300),
            lambda X: X / (np.abs(X).max() or 1.0),
            lambda X: X / (np.abs(X).max(axis=0) + 1e-300),
            lambda X: (X - X.min(axis=0)) / (np.ptp(X, axis=0) + 1e-300),
        ],
        WHOLE: [np.trunc, np.rint],
    },
    "join": {
        "At a correction w is put in place of the old w. Does the step come to what w was?": [lambda w, step: step],
    },
    "mistake": {
        TIE_ONE: [lambda s, t: (s >= 0) != (t == 1)],
        CLASS_0: [lambda s, t: t * s <= 0],
        "At the start every score is 0, and nothing moves. For class 1, is a score of 0 a mistake?": [
            lambda s, t: s < 0 if t else s > 0,
            lambda s, t: t * s < 0,
        ],
        "The score is compared with one half. Where does the line run: at which score?": [
            lambda s, t: (s > 0.5) != (t == 1),
            lambda s, t: (s >= 0.5) != (t == 1),
        ],
        "The score is compared with 1. Where does the line run: at which score?": [
            lambda s, t: (s > 1) != (t == 1),
            lambda s, t: (s >= 1) != (t == 1),
            lambda s, t: s < 1 if t else s > -1,
            lambda s, t: s <= 1 if t else s >= -1,
        ],
        EVERY: [lambda s, t: True],
        "Right points are pushed and wrong ones are left alone. Is the comparison the wrong way round?": [
            lambda s, t: (s > 0) == (t == 1),
            lambda s, t: (s >= 0) == (t == 1),
            lambda s, t: s > 0 if t else s < 0,
        ],
        "The score itself is compared with the label, and it is hardly ever exactly 0 or 1. Which class does a score mean?": [
            lambda s, t: s != t
        ],
        "Only points of class 1 are ever corrected. What about mistakes on class 0?": [
            lambda s, t: t == 1 and s <= 0,
            lambda s, t: t == 1 and s < 0,
        ],
        "Only points of class 0 are ever corrected. What about mistakes on class 1?": [
            lambda s, t: t == 0 and s > 0,
            lambda s, t: t == 0 and s >= 0,
        ],
        "A score is taken for its sign, -1 or 1, and compared with labels 0 and 1: class 0 is always a mistake. Which numbers "
        "do both have to use?": [
            lambda s, t: np.sign(s) != t,
            lambda s, t: (1 if s > 0 else -1) != t,
            lambda s, t: (1 if s >= 0 else -1) != t,
        ],
    },
    "push": {
        "Every push goes the wrong way: a point of class 1 has to raise its own score.": [
            lambda x, t, s: (-x, -1.0) if t else (x, 1.0)
        ],
        "A mistake on class 0 is pushed the same way as one on class 1. Which way must the score of class 0 go?": [
            lambda x, t, s: (x, 1.0)
        ],
        "Every mistake is pushed down, also on class 1. Which way must the score of class 1 go?": [lambda x, t, s: (-x, -1.0)],
        ZERO_LABEL: [lambda x, t, s: (t * x, float(t))],
        "b never moves. Which step does b take at a mistake?": [lambda x, t, s: (x if t else -x, 0.0)],
        "w never moves, only b does. Which step does w take at a mistake?": [lambda x, t, s: (0 * x, 1.0 if t else -1.0)],
        "b moves up at every mistake. Which way must it go for class 0?": [lambda x, t, s: (x if t else -x, 1.0)],
        "b moves by y, so a mistake on class 0 leaves it where it is. Which way must it go for class 0?": [
            lambda x, t, s: (x if t else -x, float(t))
        ],
        "w moves by y·x, so a mistake on class 0 leaves it where it is. Which way must it go for class 0?": [
            lambda x, t, s: (t * x, 1.0 if t else -1.0)
        ],
        "b moves the wrong way: for class 1 the score has to grow.": [lambda x, t, s: (x if t else -x, -1.0 if t else 1.0)],
        "w moves the wrong way: for class 1 the score has to grow.": [lambda x, t, s: (-x if t else x, 1.0 if t else -1.0)],
        WHOLE: [lambda x, t, s: (np.trunc(x) if t else -np.trunc(x), 1.0 if t else -1.0)],
        "w moves by the same number in each coordinate. Which point was the mistake made on?": [
            lambda x, t, s: (np.ones(len(x)) * (1 if t else -1), 1.0 if t else -1.0)
        ],
        "Only the first coordinate of w is ever moved. What about the others?": [partial(_one, coordinate=0)],
        "Only the last coordinate of w is ever moved. What about the others?": [partial(_one, coordinate=-1)],
        STEPS: [
            lambda x, t, s, f=f: (x if t else -x, f if t else -f)
            for f in (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0)
        ],
        "The step depends on the score (y - score). In this rule the error is 1 or -1: the class that was wanted minus "
        "the class that came.": [
            _error,
            lambda x, t, s: tuple(0.1 * p for p in _error(x, t, s)),
            lambda x, t, s: tuple(0.01 * p for p in _error(x, t, s)),
            lambda x, t, s: ((1.0 if t else -1.0) * abs(s) * x, (1.0 if t else -1.0) * abs(s)),
        ],
        "The step depends on a sigmoid of the score. In this rule the error is 1 or -1: the class that was wanted minus "
        "the class that came.": [_soft, lambda x, t, s: tuple(0.1 * p for p in _soft(x, t, s))],
        "The error is the label, 0 or 1, minus a sign, -1, 0 or 1, so steps have different sizes. Which numbers do both "
        "have to use?": [lambda x, t, s: ((t - np.sign(s)) * x, float(t - np.sign(s)))],
        "The step has length 1, or the size of the point is taken out. w moves by the point as it is.": [
            lambda x, t, s: (x / np.linalg.norm(x) * (1 if t else -1), 1.0 if t else -1.0)
        ],
        "w moves by the squares or the sizes of the coordinates. Which point was the mistake made on, with which signs?": [
            lambda x, t, s: (x * x * (1 if t else -1), 1.0 if t else -1.0),
            lambda x, t, s: (np.abs(x) * (1 if t else -1), 1.0 if t else -1.0),
        ],
        "b takes the step of a coordinate, or of their sum. b's own step is the one that w takes per unit of x.": [
            lambda x, t, s: (x if t else -x, float(x.sum() if t else -x.sum())),
            lambda x, t, s: (x if t else -x, float(x.mean() if t else -x.mean())),
        ],
    },
    "scored": {
        "b is left out of the score, w·x + b. Where does it come in?": [lambda x, w, b: float(x @ w)],
        "b is subtracted in the score. Which sign stands before it in w·x + b?": [lambda x, w, b: float(x @ w) - b],
        "Only the first coordinate counts in the score. What about the others?": [lambda x, w, b: float(x[0] * w[0]) + b],
        "b counts once for each coordinate in the score. How often may it count?": [lambda x, w, b: float((x * w + b).sum())],
    },
    "rate": {
        DECAYS: [
            lambda e, n: 1 / (e + 1),
            lambda e, n: 1 / (n + 1),
            lambda e, n: 1 / np.sqrt(e + 1),
            lambda e, n: 1 / np.sqrt(n + 1),
            *(partial(lambda e, n, f: f**e, f=f) for f in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)),
            *(partial(lambda e, n, f: f**n, f=f) for f in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)),
            *(partial(lambda e, n, f: 1 / (1 + f * e), f=f) for f in (0.1, 0.01, 0.5)),
            *(partial(lambda e, n, f: 1 / (1 + f * n), f=f) for f in (0.1, 0.01, 0.5)),
        ],
        "The step gets larger from pass to pass. In this rule each correction has the same step.": [
            lambda e, n: e + 1.0,
            lambda e, n: n + 1.0,
        ],
    },
    "rows": {
        "The last point is never visited. Where does the loop over the points end?": [lambda n: range(max(n - 1, 0))],
        "The first point is never visited. Where does the loop over the points begin?": [lambda n: range(1, n)],
        "Only the first point is visited in a pass. Does something leave the loop over the points?": [lambda n: range(min(n, 1))],
        "Only the last point is visited in a pass. Where does the correction stand, inside the loop over the points?": [
            lambda n: range(max(n - 1, 0), n)
        ],
        "Only every second point is visited. How does the loop over the points go on?": [lambda n: range(0, n, 2)],
    },
    "start": {
        "w and b start from ones. The rule starts from zeros.": [(1.0, 1.0)],
        "w starts from ones. The rule starts from zeros.": [(1.0, 0.0)],
        "b starts from 1. The rule starts from zeros.": [(0.0, 1.0)],
        "b starts from -1. The rule starts from zeros.": [(0.0, -1.0)],
        "w and b start from another number than 0. The rule starts from zeros.": [
            (0.1, 0.1),
            (0.1, 0.0),
            (0.01, 0.01),
            (0.01, 0.0),
            (0.5, 0.5),
            (0.5, 0.0),
        ],
    },
    "count": {
        "n_updates seems to count passes over the data. It is to count the mistakes that were corrected, one by one.": [
            "passes",
            "dirty",
            "earlier",
        ],
        "n_updates is max_epochs, whatever happened. It is to count the mistakes that were corrected, one by one.": ["allowed"],
        "n_updates is the number of points. It is to count the mistakes that were corrected, one by one.": ["points"],
        "n_updates stays 0, though w and b have moved. Does it grow at each correction, and is it set to 0 only once?": ["none"],
        "n_updates counts only the last pass. Where is it set to 0?": ["last"],
        "n_updates counts every visit to a point. Which visits change w and b?": ["visits"],
        "n_updates counts the points that were right. Which visits change w and b?": ["right"],
        "n_updates counts each correction twice. w and b move together, in one update.": ["twice"],
        "n_updates is one too many. From which number does it start?": ["one more"],
        "n_updates is one too few. From which number does it start?": ["one less"],
        "n_updates grows once for each coordinate. w moves as a whole, in one update.": ["coordinates"],
        "n_updates counts the points that are wrong at the end. It is to count the corrections on the way.": ["wrong at the end"],
    },
    "result": {
        AVERAGE: ["average", "average of updates", "average of passes", "sum"],
        "w and b are returned with their signs turned. Which side of the line is class 1?": ["turned"],
        "w is rounded at the end. Return the numbers as they are.": ["w rounded", "w rounded to 2", "w rounded to 4"],
        "w is brought to length 1 at the end, and b is not. What belongs to one line is scaled together.": ["w of length 1"],
        "The column of ones stands in front, and the last number is returned as b. Which number belongs to the ones?": ["b first"],
        "b is returned with its sign turned. What is its sign in w·x + b?": ["b turned"],
        "b is returned as 0, though it has moved. Which b belongs to this w?": ["b is 0"],
        "w and b come back as they were at the start. Are the corrected ones kept under another name?": ["start"],
    },
    "passes": {
        "max_epochs is not heeded. How many passes may there be at most?": [lambda n: 100, lambda n: 10],
        "There is one pass too few. How many passes may there be at most?": [lambda n: max(n - 1, 0)],
        "There is one pass too many. How many passes may there be at most?": [lambda n: n + 1],
        "Only one pass is made. What has to happen while mistakes are left and max_epochs is not reached?": [lambda n: 1],
    },
    "leaves": {
        "The run ends with the first pass that had a mistake. Is it over after a pass with mistakes, or after one without?": [
            "dirty pass"
        ],
        "A pass ends at its first mistake, after one correction. What should happen to the points after it?": ["first mistake"],
        "A pass ends at its first right point. What should happen to the points after it?": ["first right point"],
    },
    "together": {
        "All mistakes of a pass are corrected together, with the w and b of its start. When does the rule move?": [True],
    },
    "forgets": {
        "w and b go back to zeros at the start of each pass, so all that was learned is lost. Where are they set to zeros?": [True]
    },
}
VIEWS = Parts(), Parts(mistake=either), Parts(leaves="never")


def _with(view: Parts, *changes: tuple[str, object]) -> Parts | None:
    """Return a view's parts with these changes; None if a change would replace a part that defines the view."""
    fields = dict(changes)
    undone = ("mistake" in fields and view.mistake is either) or ("leaves" in fields and view.leaves != "clean pass")
    if len(fields) < len(changes) or undone:
        return None
    return replace(view, **fields)  # type: ignore[arg-type]  # each field gets a value of its own type


def _ways() -> Iterator[tuple[str, str, object]]:
    return ((part, sentence, way) for part, wrong in SLIPS.items() for sentence, ways in wrong.items() for way in ways)


def _cause(sentence: str, parts: Parts) -> Cause:
    return Cause(sentence, lambda X, y, max_epochs=100: run(parts, X, y, max_epochs))


@cache
def singles() -> tuple[Cause, ...]:
    """Return the runs with one slip, under each view of what is right."""
    runs = ((sentence, _with(view, (part, way))) for part, sentence, way in _ways() for view in VIEWS)
    return tuple(_cause(sentence, parts) for sentence, parts in runs if parts)


@cache
def pairs() -> tuple[Cause, ...]:
    """Return the runs with two slips, each in its most frequent forms; long runs are left out."""
    usual = [
        (part, sentence, way)
        for part, wrong in SLIPS.items()
        for sentence, ways in wrong.items()
        for way in ways[: 2 if part == "push" else part != "passes"]
    ]
    both = itertools.combinations(usual, 2)
    runs = ((f"{a[1]} Also: {c[1]}", _with(Parts(), (a[0], a[2]), (c[0], c[2]))) for a, c in both)
    return tuple(_cause(sentence, parts) for sentence, parts in runs if parts)
