"""Reads the answer of a student's perceptron, and compares it with the runs of known wrong perceptrons. Trusted side."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from autograder.checks import slips_perceptron
from autograder.checks.perceptron_parts import run
from autograder.judge.check_base import Array, Cause, Failure, Function
from autograder.reference import linear_separability as ref


@dataclass(frozen=True, slots=True)
class Learned:
    """The values that one call of perceptron returned, and its arguments."""

    w: Array  # (d,)
    b: float
    n: int
    X: Array
    y: Array
    max_epochs: int

    @property
    def line(self) -> Array:
        """Return w and b as one array, (d + 1,), of length 1 unless all are 0."""
        return end(self.w, self.b, self.n)[:-1]

    @property
    def wrong(self) -> int:
        """Return how many points lie on the wrong side; class 0 is right at a score of 0."""
        score = ref.folded(self.X) @ self.line
        return int(np.sum(np.where(self.y == 1, score <= 1e-12, score > 1e-12)))

    def __str__(self) -> str:
        """Return the three values in one short line."""
        return f"w = {np.array2string(self.w, precision=4)}, b = {self.b:.4g}, n_updates = {self.n}"


PASSES_OF_PROBE = 7  # max_epochs of the calls about the probe


@cache
def probe() -> tuple[Array, Array]:
    """Return points X (9, 2) and y (9,) on which the known causes differ; no line separates them."""
    rng = np.random.default_rng(16)  # with this seed no slip ends as the right rule does, and few end alike
    X = rng.uniform(-0.7, 0.7, (9, 2))
    y = (X @ [0.6, 0.8] > 0.1).astype(int)
    y[[2, 7]] = 1 - y[[2, 7]]
    y[:2], X[1] = [1, 0], 0.5 * X[0]  # makes every rule make two mistakes in a row
    return X, y


@cache
def ends(at_once: int) -> tuple[tuple[Cause, ...], Array]:
    """Return the runs with `at_once` slips (1 or 2), and the end of each on the probe, an array (causes, d + 2).

    Those with two slips make a single pass.
    """
    X, y = probe()
    causes = tuple(slips_perceptron.singles() if at_once == 1 else slips_perceptron.pairs())
    with np.errstate(all="ignore"):
        return causes, np.stack([end(*cause.wrong(X, y, PASSES_OF_PROBE if at_once == 1 else 1)) for cause in causes])


def end(w: Array, b: float, n: float) -> Array:
    """Return w and b, scaled to length 1 unless all are 0, and n in one array (d + 2,)."""
    return np.append(unit(np.append(w, b).astype(float)), n)


def unit(values: Array) -> Array:
    """Return finite numbers, float64 (n,), scaled to length 1, or all 0; no square overflows, however large or small they are."""
    scaled = values / (np.abs(values).max() or 1.0)
    return np.asarray(scaled / (np.linalg.norm(scaled) or 1.0))


def cause_of(call: Function, got: Learned) -> str:
    """Return the sentence of the known cause that ends as the student's perceptron does, here and on the probe.

    If none does, return the sentence on a single correction; '' if a single correction shows nothing.
    """
    X, y = probe()
    try:
        probed = {1: learned(call, X, y, PASSES_OF_PROBE), 2: learned(call, X, y, 1)}
    except Failure:
        return ""
    mine = end(probed[1].w, probed[1].b, probed[1].n)
    if any(np.allclose(mine, end(*run(right, X, y, PASSES_OF_PROBE))) for right in slips_perceptron.VIEWS):
        return started(call) or seen(got)  # right on the probe: any further cause would be a guess
    for at_once, there in probed.items():
        causes, known_ends = ends(at_once)
        close = np.isclose(end(there.w, there.b, there.n), known_ends, rtol=0, atol=1e-6).all(axis=1)
        for cause in (causes[place] for place in np.flatnonzero(close)):
            if (at_once == 1 or _same(cause, probed[1])) and _same(cause, got):
                return cause.sentence
    return started(call) or seen(got)


def _same(cause: Cause, got: Learned) -> bool:
    """Return whether a cause ends as the student's perceptron did."""
    w, b, n = cause.wrong(got.X, got.y, got.max_epochs)
    return np.allclose(end(w, b, n), end(got.w, got.b, got.n), rtol=0, atol=1e-6)


def started(call: Function) -> str:
    """Return a sentence if w and b are not zeros before any pass; '' if they are, or if it cannot be seen."""
    try:
        before = learned(call, *probe(), 0)
    except Failure:
        return ""
    if before.n == 0 and before.line.any():
        return "Before any pass (max_epochs = 0) w and b are not zeros. From which numbers does the rule start?"
    return ""


def seen(got: Learned) -> str:
    """Return the sentence for the answers to one point of class 1 and to none: w or b did not move, or moved wrongly; or ''."""
    if not got.line.any() and got.n == 0 and (got.y == 1).all():
        return (
            "w and b are still zeros, though there are points of class 1, whose score is 0. For class 1, is a score of 0 a mistake?"
        )
    if len(got.X) > 1 or got.y[0] != 1:
        return ""
    x, w, b = got.X[0], got.line[:-1], float(got.line[-1])
    along = float(unit(w) @ unit(x))
    if not w.any() or b == 0:
        return f"After a correction {'w' if b else 'b'} is still 0. Which step does {'w' if b else 'b'} take at a mistake?"
    if along < -1 + 1e-9 or b < 0:
        return "The score of a point of class 1 falls at its correction. Which way must w and b go for class 1?"
    if along < 1 - 1e-9:
        return (
            "After one point of class 1, w is no multiple of that point. Which point is w moved by, and from where does it start?"
        )
    if abs(b * np.linalg.norm(x) - np.linalg.norm(w)) > 1e-6 * np.linalg.norm(w):
        return slips_perceptron.STEPS
    if got.n != 1:
        return f"One correction is enough for one point of class 1, and n_updates is {got.n}. What does it count?"
    return ""


def learned(call: Function, X: Array, y: Array, max_epochs: int | None = None) -> Learned:
    """Call perceptron and unpack its answer; raise Failure if it is not a tuple of w (d,), b and n_updates."""
    given = () if max_epochs is None else (max_epochs,)
    try:
        value = call(X, y, *given)
    except Failure as failure:
        if failure.kind != "timeout":
            raise
        sentence = "perceptron does not come to an end. Some data never have a pass without a mistake: is max_epochs heeded?"
        raise Failure(sentence, failure.example, kind="timeout") from None
    asked = "three are asked for, in this order: w, b, n_updates"
    if not isinstance(value, tuple) or len(value) != 3:
        count = len(value) if isinstance(value, tuple) else 1
        raise Failure(f"perceptron returns {count} value{'s' if count > 1 else ''}; {asked}.", kind="not_numbers")
    w, b, n = (call.as_numbers(part) for part in value)
    d = X.shape[1]
    if w.ndim == 0 and max(b.size, n.size) > 1:
        raise Failure(f"perceptron returns its three values in another order; {asked}.")
    if w.shape == (d + 1,):
        raise Failure("w still holds the bias as one of its numbers. Can you return w and b apart?")
    if w.shape != (d,):
        raise Failure(f"perceptron returns a w of shape {w.shape}; one weight for each column of X is asked for: {(d,)}.")
    if b.size != 1 or n.size != 1:
        raise Failure(f"perceptron returns b of shape {b.shape} and n_updates of shape {n.shape}; both are single numbers.")
    bias, counted = float(b.reshape(-1)[0]), float(n.reshape(-1)[0])
    if not (np.all(np.isfinite(w)) and np.isfinite(bias)):
        raise Failure("w or b is nan or infinity. Which step divides by 0, or grows so far?")
    if not (counted >= 0 and counted == np.floor(counted) and counted < 2**53):
        raise Failure(f"n_updates is {counted:g}; a count is a whole number, 0 or more.")
    return Learned(w.astype(float), bias, int(counted), X, y, 100 if max_epochs is None else max_epochs)
