"""Hidden checks of lesson 01: scores, classes, the perceptron, and the feature that opens the ring."""

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from autograder.checks import slips_affine
from autograder.checks.plane_points import EITHER, XOR, apart, around, close, few, line, off_centre, tiny_scores
from autograder.checks.stand_ins import AFFINE, PREDICT
from autograder.checks.wrong_perceptron import Learned, cause_of, learned
from autograder.judge.check_base import (
    ELEMENTWISE,
    FLOAT32,
    TWICE,
    Array,
    Cause,
    Checks,
    Failure,
    Function,
    Tolerance,
    both_signs,
    weight,
)
from autograder.reference import linear_separability as ref


class Scored(Checks):
    """The checks that affine and predict share: a point in, a number out, for points with any number of coordinates."""

    reference: Callable[..., Array]
    weights: ClassVar = {"coordinates": 3, "square": 3, "unchanged": 5}
    alone = True

    def _agrees(self, call: Function, X: Array, w: Array, b: float, kind: str,
                tolerance: Tolerance = ELEMENTWISE, hint: str = "") -> None:  # fmt: skip
        call.agrees(X, w, b, expected=type(self).reference(X, w, b), tolerance=tolerance, kind=kind, hint=hint)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """Points in the plane"""
        for _ in range(3):
            self._agrees(call, *line(rng, 24), "points in the plane")

    def test_coordinates(self, call: Function, rng: np.random.Generator) -> None:
        """Points with 1, 3 and 5 coordinates"""
        for d in (1, 3, 5):
            kind = f"points with {d} coordinate{'s' if d > 1 else ''}"
            self._agrees(call, *line(rng, 24, d), kind, hint="Is the number of coordinates written into the code?")
        self._close(call, rng)

    def test_square(self, call: Function, rng: np.random.Generator) -> None:
        """As many points as coordinates, and a turned table"""
        self._agrees(call, *line(rng, 4, 4), "as many points as coordinates", hint="Is the sum taken along each row?")
        X, w, b = line(rng, 6, 3)
        self._agrees(call, np.asfortranarray(X), w, b, "a turned table")

    def test_one_point(self, call: Function, rng: np.random.Generator) -> None:
        """A single point, no point at all, and points that stand there twice"""
        for _ in range(4):
            self._agrees(call, *line(rng, 1), "X with one row", hint="One row gives an array of one number.")
            self._agrees(call, *line(rng, 1, 1), "X with one row and one column", hint="One row gives an array of one number.")
        X, w, b = line(rng, 24)
        self._agrees(call, X, w, b, "points in the plane")
        self._agrees(call, X[:0], w, b, "X without rows", hint="No rows give an empty array.")
        self._agrees(call, np.repeat(X, 2, axis=0), w, b, "points that all stand there twice", hint=TWICE)

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers in X, w and b, and in X, w or b alone"""
        hint = "Do the scores stay whole where some of the numbers are?"
        whole, steep = rng.integers(-6, 7, (200, 2)), rng.permutation([2, -3])
        for X, w, b in ((whole, *line(rng, 1)[1:]), (line(rng, 200)[0], steep, 0.75), (whole, steep, 0.5)):
            from_line = abs(ref.affine(X, w, b))
            nearest = [at for at in from_line.argsort() if from_line[at] > 0.01][:24]  # a score cut to 0 changes the class there
            self._agrees(call, X[nearest], w, b, "whole numbers beside others", hint=hint)
        for b in (-2, 3):
            X, w = rng.integers(-6, 7, (24, 2)), rng.permutation([2, -3])
            self._agrees(call, X[ref.affine(X, w, b) != 0], w, b, "whole numbers")
            X, w = close(rng, 24, b)
            self._agrees(call, X, w, float(b), f"b = {float(b)}")
            self._agrees(call, X, w, b, f"b = {b}")

    def test_bias(self, call: Function, rng: np.random.Generator) -> None:
        """A large bias of either sign, and none"""
        hint = "What does b do to the score?"
        for b in (7.5, -7.5, 0.0):
            X, w, _ = line(rng, 24)
            self._agrees(call, X, w, b, f"b = {b}", hint=hint)
        for b in (0.5, -0.5):
            self._agrees(call, X, np.zeros(2), b, f"weights that are zeros and b = {b}", hint=hint)

    def test_large(self, call: Function, rng: np.random.Generator) -> None:
        """Coordinates up to 1000, and single precision"""
        X, w, b = line(rng, 24)
        self._agrees(call, 250 * X, w, b, "large coordinates")
        X, w, b = line(rng, 24)
        self._agrees(call, X.astype(np.float32), w.astype(np.float32), b, "float32 numbers", FLOAT32)

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The arrays that are passed in stay as they were"""
        X, w, b = line(rng, 24)
        self._agrees(call, X, w, b, "points in the plane")
        self._close(call, rng)
        call.unchanged(X, w, b)

    def _close(self, call: Function, rng: np.random.Generator) -> None:
        """Ask about points close to the line, as every check of much weight does: a threshold other than 0 shows there."""
        X, w = close(rng, 8, 0.75)
        hint = "At which score does the line run?" if call.name == "predict" else ""
        self._agrees(call, X, w, 0.75, "points close to the line", hint=hint)
        self._agrees(call, *tiny_scores(rng), "points very close to the line", hint=hint)


class TestAffine(Scored):
    """affine(X, w, b) = w·x + b for each row x of X."""

    function = "affine"
    reference = staticmethod(ref.affine)
    causes = (
        Cause("b is left out: the score is w·x + b. Where does it come in?", lambda X, w, b: X @ w),
        Cause("b is subtracted here. Which sign stands before it in w·x + b?", lambda X, w, b: X @ w - b),
        Cause(
            "Each coordinate is multiplied by its weight, but nothing is added up yet. Along which axis is the sum?",
            lambda X, w, b: X * w + b,
        ),
        Cause("b is added to every coordinate before the sum. How often may it count?", lambda X, w, b: (X * w + b).sum(1)),
        Cause("b is added to the coordinates, not to the sum. Do brackets stand in the way?", lambda X, w, b: (X + b) @ w),
        Cause("b multiplies here. What does w·x + b do with it?", lambda X, w, b: X @ w * b),
        Cause("The products are averaged here, where w·x adds them up.", lambda X, w, b: (X * w).mean(1) + b),
        Cause("This is the distance to the line: it is divided by the length of w. The score is not.",
              lambda X, w, b: (X @ w + b) / np.linalg.norm(w)),
        Cause("These are distances without a sign. The sign tells the side: why lose it?", lambda X, w, b: abs(X @ w + b)),
        Cause("These are classes already. affine gives scores; predict will turn them into classes.",
              lambda X, w, b: 1.0 * (X @ w + b > 0)),
        Cause("Negative scores are cut off. They tell the other side of the line.",
              lambda X, w, b: np.maximum(X @ w + b, 0)),
        Cause("Every score has its sign turned.", lambda X, w, b: -(X @ w + b)),
        Cause("The scores are rounded. Return the numbers as they are.", lambda X, w, b: np.round(X @ w + b)),
        Cause("The scores are cut to whole numbers. Return the numbers as they are.", lambda X, w, b: np.trunc(X @ w + b)),
        *slips_affine.AFFINE,
    )  # fmt: skip
    rare = slips_affine.AFFINE_TWICE


class TestPredict(Scored):
    """predict(X, w, b) = 1 where w·x + b > 0, and 0 elsewhere."""

    function = "predict"
    reference = staticmethod(ref.predict)
    weights: ClassVar = {"coordinates": 8, "ties": 9, "unchanged": 9}
    stand_ins: ClassVar = {"affine": AFFINE}
    causes = (
        Cause("A tie counts as class 1 here. The task says: at a score of exactly 0 the class is 0.",
              lambda X, w, b: 1 * (X @ w + b >= 0)),
        Cause("These are scores, not classes yet. When is the class 1, when 0?", lambda X, w, b: X @ w + b),
        Cause("The classes are called 1 and -1 here. In this course they are 1 and 0.",
              lambda X, w, b: np.where(X @ w + b > 0, 1, -1)),
        Cause("The two classes are swapped: which side of the line has positive scores?",
              lambda X, w, b: 1 * (X @ w + b < 0)),
        Cause("b is left out: is the score w·x, or w·x + b?", lambda X, w, b: 1 * (X @ w > 0)),
        Cause("b counts with the wrong sign: X @ w > b is the same as X @ w - b > 0. What is its sign in the score?",
              lambda X, w, b: 1 * (X @ w - b > 0)),
        Cause("Scores up to one half count as class 0. Is the score compared with one half, as a probability would be, or rounded "
              "first?",
              lambda X, w, b: 1 * (X @ w + b > 0.5)),
        Cause("Scores up to 1 count as class 0. Is the score compared with 1, or cut to a whole number first?",
              lambda X, w, b: 1 * (X @ w + b > 1)),
        Cause("The probability is compared with 0, and it is always above. Compare the score with 0.",
              lambda X, w, b: np.ones(len(X))),
        Cause("Everything is class 0 here. Are the scores compared with 0?", lambda X, w, b: np.zeros(len(X))),
        Cause("Cutting off at 0 and 1 leaves scores between 0 and 1 as they are. A class is 0 or 1.",
              lambda X, w, b: np.clip(X @ w + b, 0, 1)),
        Cause("This is a column of shape (n, 1). How do you get a flat array of shape (n,)?",
              lambda X, w, b: 1 * (X @ w + b > 0)[:, None]),
        Cause("These are the numbers of the rows of class 1. A class for each row is asked for.",
              lambda X, w, b: np.flatnonzero(X @ w + b > 0)),
        *slips_affine.PREDICT,
    )  # fmt: skip
    rare = slips_affine.PREDICT_TWICE

    def test_ties(self, call: Function, rng: np.random.Generator) -> None:
        """Class 0 at a score of exactly 0, beside points on both sides"""
        along, b = rng.permutation(np.arange(-3, 4))[:5], int(rng.integers(1, 4))
        on_the_line = np.column_stack([along, along - b])  # x1 - x2 - b = 0, exactly
        either_side = on_the_line + rng.permutation([[2, 0], [-1, 0], [0, -1], [0, 2], [3, 0]])  # five scores: no point twice
        X = rng.permutation(np.concatenate([on_the_line, either_side]).astype(float))
        self._agrees(call, X, np.array([1.0, -1.0]), -b, "points on the line itself", hint="What is asked for at a tie?")
        self._close(call, rng)

    def test_small_scores(self, call: Function, rng: np.random.Generator) -> None:
        """Points close to the line, on both sides"""
        X, w, b = line(rng, 16)
        score = np.where(np.arange(16) % 2, 1, -1) * rng.uniform(0.02, 0.2, 16)
        X[:, 1] = (score - b - w[0] * X[:, 0]) / w[1]
        self._agrees(call, rng.permutation(X), w, b, "points close to the line", hint="At which score does the line run?")


class TestPerceptron(Checks):
    """perceptron(X, y, max_epochs) returns w, b and the number of updates; any order and any constant step is right."""

    function = "perceptron"
    # n_updates, the end after max_epochs passes and the caller's arrays: a quarter each
    ordinary = "test_separates"
    in_order = True
    stand_ins: ClassVar = {"affine": AFFINE, "predict": PREDICT}

    @weight(2)
    def test_one_point(self, call: Function, rng: np.random.Generator) -> None:
        """One point of class 1: one update, straight from zero"""
        for max_epochs in (100, 1):
            x = both_signs(rng, 2)
            got = learned(call, x[None], np.array([1]), max_epochs)
            self._forced(call, got, "one point of class 1")

    @weight(2)
    def test_together(self, call: Function, rng: np.random.Generator) -> None:
        """Points of class 1 that all lie one way: the first update puts all of them right"""
        X = rng.uniform(0.2, 3.0, (6, 2)) * rng.permutation([1.0, -1.0])
        self._forced(call, learned(call, X, np.ones(6, dtype=int)), "points of class 1 that all lie in one quarter")

    @weight(5)
    def test_separates(self, call: Function, rng: np.random.Generator) -> None:
        """Two classes that a line separates: no point is left on the wrong side"""
        for _ in range(3):
            self._sides(call, learned(call, *apart(rng, 16)))
        self._sides(call, learned(call, *off_centre(rng), 1000))

    @weight(2)
    def test_off_centre(self, call: Function, rng: np.random.Generator) -> None:
        """A line far from the origin, with class 1 on the near side"""
        self._separated(call, learned(call, *off_centre(rng), 1000))

    def test_coordinates(self, call: Function, rng: np.random.Generator) -> None:
        """Points with 1, 3 and 5 coordinates, and with whole ones; squares, turned tables, points that stand there twice"""
        for d in (1, 3, 5):
            self._separated(call, learned(call, *apart(rng, 16, d), 200))
        X, y = apart(rng, 16)
        self._separated(call, learned(call, np.rint(3 * X).astype(int), y, 1000))  # the gap is 3, and rounding takes at most 1.5
        order = np.argsort(y).repeat(2)  # class 0 first
        self._separated(call, learned(call, np.asfortranarray(X[order]), y[order], 200))
        for d in (4, 5, 6):
            self._separated(call, learned(call, *apart(rng, d, d), 200))
        self._stopped(call, learned(call, *around(rng, 12), 1), "a point with 13 others around it", 13)

    @weight(2)
    def test_bound(self, call: Function, rng: np.random.Generator) -> None:
        """Never more updates than (R/γ)², and as few as the line it ends with allows"""
        for _ in range(3):
            got = learned(call, *apart(rng, 16), 200)
            self._separated(call, got)
            bound = ref.update_bound(got.X, got.y)
            self._expect(call, got, got.n <= bound + 1e-6, f"perceptron reports {got.n} updates, and on these points no run "
                         f"of the rule makes more than {bound:.1f}. Does n_updates grow only when w and b move?")  # fmt: skip

    @weight(15)
    def test_honest_count(self, call: Function, rng: np.random.Generator) -> None:
        """n_updates is the number of corrections, one after another, that lead from zeros to w and b"""
        X = rng.uniform(0.2, 3.0, (6, 2))
        self._forced(call, learned(call, X, np.ones(6, dtype=int)), "points of class 1 that all lie in one quarter")
        first = both_signs(rng, 2)
        X = np.stack([first, -0.998 * first / (first @ first)])  # once one is corrected, the other has a score of 0.002 steps
        self._forced(call, learned(call, X, np.ones(2, dtype=int)), "two points of class 1 in nearly opposite places")
        for max_epochs in (500, 500, 500, 500, 1, 2, 3, 1, 2, 3):
            got = learned(call, *few(rng), max_epochs)
            if max_epochs == 500:
                self._separated(call, got)
            fits = got.n <= ref.update_bound(got.X, got.y) + 1e-6 and ref.possible(got.X, got.y, got.w, got.b, got.n)
            self._expect(call, got, fits, "No run of the rule leads from zeros to this w and b in n_updates corrections. "
                         "Do w and b start from zeros, is n_updates one more after each correction, and is each "
                         "correction one step of w and b?")  # fmt: skip

    @weight(15)
    def test_inseparable(self, call: Function, rng: np.random.Generator) -> None:
        """No line separates XOR, or the middle from its ring: stops after max_epochs passes, 100 if none is given"""
        order = rng.permutation(4)
        for max_epochs in (3, 10, 1, 250):
            self._stopped(call, learned(call, XOR[order], EITHER[order], max_epochs), "XOR", ref.XOR_UPDATES)
        self._stopped(call, learned(call, *around(rng, 2), 1), "a point with three others around it", 3)
        X = rng.permutation([[1.0, 1.0], [-1.0, 0.0]])[[0, 0, 1]] * rng.uniform(0.5, 2)
        self._stopped(call, learned(call, X, np.array([1, 0, 0]), 5), "a point that stands in both classes")
        angle = np.arange(6) * np.pi / 3 + rng.uniform(0, 1)
        X = np.concatenate([2 * np.column_stack([np.cos(angle), np.sin(angle)]), rng.uniform(-0.5, 0.5, (4, 2))])
        y, order = np.repeat([0, 1], [6, 4]), rng.permutation(10)
        self._stopped(call, learned(call, X[order], y[order], 4), "a class surrounded by the other")
        *asked, free = (learned(call, X[order], y[order], given) for given in (100, 100, 100, None))
        steady = len({(got.n, got.line.tobytes()) for got in asked}) == 1  # a random order ends elsewhere each time
        if steady and free.n != asked[0].n:
            raise Failure("Without a third value max_epochs should be 100. Did the first line (def …) change?")
        self._stopped(call, free, "a class surrounded by the other")
        self._separated(call, learned(call, *apart(rng, 16)))

    def test_from_zeros(self, call: Function, rng: np.random.Generator) -> None:
        """Starts from zeros: at most one update where all points are of class 0 and lie one way"""
        X = rng.uniform(0.2, 3.0, (5, 2)) * rng.permutation([1.0, -1.0])
        got = learned(call, X, np.zeros(5, dtype=int))
        self._forced(call, got, "points of class 0 that all lie in one quarter", rest=True)
        self._forced(call, learned(call, X, np.ones(5, dtype=int)), "points of class 1 that all lie in one quarter")

    @weight(15)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """X and y stay as they were"""
        self._sides(call, learned(call, *off_centre(rng), 1000))
        for d in (3, 2):
            X, y = apart(rng, 16, d)
            self._sides(call, learned(call, X, y))
        call.unchanged(X, y, 100)

    def _forced(self, call: Function, got: Learned, kind: str, rest: bool = False) -> None:
        """Expect exactly one update, at one of the points; with `rest`, none at all is as good."""
        if rest and got.n == 0 and not got.line.any():
            return
        self._separated(call, got)
        rows = ref.signed(got.X, got.y)
        rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        once = got.n == 1 and np.any(np.abs(rows - got.line).max(axis=1) < 1e-5)
        self._expect(call, got, bool(once), f"For {kind}, one correction from zeros is enough: w becomes a multiple of the "
                     "point, b moves by the same step, and n_updates is 1.")  # fmt: skip

    def _sides(self, call: Function, got: Learned) -> None:
        """Expect every point on its side."""
        sides = f"A line separates the classes here, and {got.wrong} of {len(got.X)} points end on the wrong side. Does every "
        sides += "mistake push w and b, and do the passes go on until there is none?"
        self._expect(call, got, got.wrong == 0, sides)

    def _separated(self, call: Function, got: Learned) -> None:
        """Expect every point on its side, and a count of 0 just where w and b are still zeros."""
        self._sides(call, got)
        self._expect(call, got, (got.n > 0) == bool(got.line.any()),
                     "w and b start from zeros, so n_updates is 0 just when they are still zeros.")  # fmt: skip

    def _stopped(self, call: Function, got: Learned, kind: str, least: int = 1) -> None:
        """Expect at least so many updates a pass, and at most one a visit."""
        self._expect(call, got, got.n <= got.max_epochs * len(got.X), f"On {kind} with max_epochs = {got.max_epochs} there are "
                     f"{got.max_epochs * len(got.X)} visits, and perceptron reports {got.n} updates. Does it stop?")  # fmt: skip
        least *= got.max_epochs
        as_many = f"As many as max_epochs, {got.n}: does it limit the updates, or is one mistake a pass corrected?"
        asks = as_many if got.n == got.max_epochs else "Does it stop early, or miss a mistake?"
        passes = f"{got.max_epochs} passes make" if got.max_epochs > 1 else "one pass makes"
        self._expect(call, got, got.n >= least, f"No line separates {kind}: {passes} {least} mistakes or more. "
                     f"perceptron reports only {got.n} updates. {asks}")  # fmt: skip

    def _expect(self, call: Function, got: Learned, fine: bool, sentence: str) -> None:
        if fine:
            return
        example = f"perceptron on {len(got.X)} points, max_epochs = {got.max_epochs}: {got}"
        if cause := cause_of(call, got):
            raise Failure(cause, example)
        raise Failure(sentence, example)


class TestLift(Checks):
    """lift(X) = X with one more column, x1² + x2²: the stretch exercise."""

    function = "lift"
    ordinary = "test_column"
    causes = slips_affine.LIFT

    @weight(2)
    def test_column(self, call: Function, rng: np.random.Generator) -> None:
        """The coordinates, and x1² + x2² as a third column"""
        for n in (12, 3, 2, 1):
            X = both_signs(rng, 2 * n).reshape(n, 2)
            call.agrees(X, expected=ref.lift(X), kind=f"{n} point{'s' if n > 1 else ''}")
        turned = np.asfortranarray(both_signs(rng, 12).reshape(6, 2))
        call.agrees(turned, expected=ref.lift(turned), kind="a turned table")
        call.unchanged(X)

    def test_opens_the_ring(self, call: Function, rng: np.random.Generator) -> None:
        """A plane separates the lifted ring"""
        angle, inner = rng.uniform(0, 2 * np.pi, 60), np.arange(60) % 2
        X = np.column_stack([np.cos(angle), np.sin(angle)])
        X *= np.where(inner, rng.uniform(0, 1, 60), rng.uniform(1.6, 2.4, 60))[:, None]
        call.agrees(X, expected=ref.lift(X), kind="points of the ring")
