"""Hidden checks of lesson 05: softmax, cross-entropy, its slope, and the two stretch exercises."""

import itertools
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from autograder.checks import slips_cross_entropy, slips_softmax, wrong_cross_entropy, wrong_softmax
from autograder.checks.networks import heights, labels_of, one_a_row, problem
from autograder.checks.stand_ins import CROSS_ENTROPY, SOFTMAX
from autograder.judge.check_base import (
    FLOAT32,
    GIVEN_LINE,
    PROBABILITY,
    TWICE,
    Array,
    Checks,
    Function,
    Tolerance,
    both_signs,
    every_size,
    weight,
)
from autograder.reference import softmax as ref

SLOPE = Tolerance(1e-6, 1e-12)  # diag(p) - p pᵀ cancels on its diagonal, and is right
GRADIENT = Tolerance(1e-6, 1e-9)  # slopes of a mean loss: p - 1 cancels where the network is sure and right, and is right


class TestSoftmax(Checks):
    """softmax(x, axis=-1): e^x over the sum of e^x along the axis."""

    function = "softmax"
    ordinary = "test_row"
    given = GIVEN_LINE
    causes = (*wrong_softmax.SOFTMAX, *slips_softmax.SOFTMAX)
    rare = slips_softmax.SOFTMAX_TWICE
    tolerance = PROBABILITY

    def _agrees(self, call: Function, x: Any, kind: str, *axis: int, tolerance: Tolerance | None = None, hint: str = "") -> None:
        call.agrees(x, *axis, expected=ref.softmax(x, *axis), tolerance=tolerance or self.tolerance, kind=kind, hint=hint)

    @weight(5)
    def test_row(self, call: Function, rng: np.random.Generator) -> None:
        """One row of ordinary scores"""
        for n in (3, 5):
            self._agrees(call, both_signs(rng, n), "a row of ordinary scores", hint="Do the shares add up to 1?")

    @weight(3)
    def test_batch(self, call: Function, rng: np.random.Generator) -> None:
        """A table: each row adds up to 1"""
        hint = "Does each row add up to 1 on its own?"
        for shape in ((int(rng.integers(11, 41)), 3), (4, 4), (5, 2)):
            self._agrees(call, both_signs(rng, shape[0] * shape[1]).reshape(shape), f"a table of shape {shape}", hint=hint)

    @weight(7)
    def test_axis(self, call: Function, rng: np.random.Generator) -> None:
        """Along the axis that is asked for: 0 or -1 of a row, 0, 1, -1 or -2 of a table"""
        for shape, kind in (((4,), "a row"), ((2, 3), "a table"), ((3, 3), "a table")):
            x = both_signs(rng, int(np.prod(shape))).reshape(shape)
            hint = "Does each column add up to 1 when axis is 0?" if x.ndim == 2 else "How many axes has a row?"
            for axis in range(-x.ndim, x.ndim):
                self._agrees(call, x, f"{kind} of shape {shape} and axis = {axis}", axis, hint=hint)

    @weight(3)
    def test_blocks(self, call: Function, rng: np.random.Generator) -> None:
        """A block of shape (2, 3, 4), along each of its axes, counted from either end"""
        x = both_signs(rng, 24).reshape(2, 3, 4)
        for axis in range(-3, 3):
            self._agrees(call, x, f"a block of shape (2, 3, 4) and axis = {axis}", axis)
        self._agrees(call, x, "a block of shape (2, 3, 4)")

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small scores, up to 1000 either way"""
        hint = "What is e^1000 for a computer? Which number may be subtracted from all scores?"
        small = both_signs(rng, 4)
        self._agrees(call, small, "ordinary scores")
        wide = np.concatenate([[1000.0, -1000.0, 999.0, 0.0], both_signs(rng, 7)])
        for x in (996 + both_signs(rng, 8), both_signs(rng, 9) - 996, wide):
            self._agrees(call, rng.permutation(x), "very large or very negative scores", hint=hint)
        low = rng.permutation(-np.array([10.0, 20.0, 60.0, 300.0, 600.0]))
        self._agrees(call, np.append(np.append(low[:2], 1.0), low[2:]), "scores far below the largest")
        self._agrees(call, every_size(rng, 1e-6, 0.2), "scores near 0")

    @weight(2)
    def test_far_rows(self, call: Function, rng: np.random.Generator) -> None:
        """A table whose rows lie far apart, one near 1000, one near -1000"""
        hint = "Which maximum is safe for each row?"
        x = both_signs(rng, 9).reshape(3, 3)
        self._agrees(call, x, "an ordinary table")
        far = np.concatenate([x + np.array([[996.0], [0.0], [-996.0]]), heights(rng) + both_signs(rng, 3)])
        self._agrees(call, far, "a table whose rows lie far apart", hint=hint)
        self._agrees(call, far.T.copy(), "a table whose columns lie far apart and axis = 0", 0, hint=hint)

    def test_shift(self, call: Function, rng: np.random.Generator) -> None:
        """Adding a number to all scores moves nothing, stretching them does"""
        x, c = both_signs(rng, 7), float(rng.integers(25, 390))
        self._agrees(call, x, "a row of ordinary scores")
        self._agrees(call, x + c, f"the same row with {c:g} added to each score")
        self._agrees(call, 2 * x, "a row of scores, doubled")
        self._agrees(call, np.sort(x), "a row of scores in rising order")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers (an integer array)"""
        x = rng.permutation(np.arange(-4, 5)).reshape(3, 3)
        self._agrees(call, x, "an array of whole numbers", hint="Do the numbers stay whole where they should not?")

    @weight(2)
    def test_list(self, call: Function, rng: np.random.Generator) -> None:
        """A plain Python list, and a list of lists"""
        hint = "Is the given first line, np.asarray, still there?"
        self._agrees(call, [float(value) for value in both_signs(rng, 6)], "a Python list", hint=hint)
        x = both_signs(rng, 6).reshape(2, 3).tolist()
        self._agrees(call, x, "a list of lists", hint=hint)
        self._agrees(call, x, "a list of lists and axis = 0", 0, hint=hint)

    def test_edges(self, call: Function, rng: np.random.Generator) -> None:
        """Equal scores share equally, and a score that is alone along its axis gets 1"""
        self._agrees(call, both_signs(rng, 2), "a row of ordinary scores")
        self._agrees(call, np.full((2, 4), float(both_signs(rng, 1)[0])), "equal scores")
        self._agrees(call, np.array([0.0, -0.0, 0.0]), "zeros")
        for shape in ((1,), (3, 1), (1, 3), (1, 1)):
            x = both_signs(rng, int(np.prod(shape))).reshape(shape)
            for axis in (-1, 0):
                self._agrees(call, x, f"an array of shape {shape} and axis = {axis}", axis, hint="Alone it takes everything.")

    def test_strided(self, call: Function, rng: np.random.Generator) -> None:
        """Every second column, turned and reversed"""
        self._agrees(call, both_signs(rng, 24).reshape(4, 6)[::-1, ::2].T, "a turned part of an array")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """float32 numbers"""
        self._agrees(call, both_signs(rng, 12).reshape(3, 4).astype(np.float32), "float32 numbers", tolerance=FLOAT32)

    @weight(10)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        x = both_signs(rng, 4 * int(rng.integers(2, 9))).reshape(-1, 4)
        self._agrees(call, x, "a table of ordinary scores")
        call.unchanged(x)


class _Rows(Checks):
    """The checks that the loss and its slope share: a row of logits and a label each."""

    reference: Callable[..., Any]
    tolerance: ClassVar[Tolerance]

    def _agrees(self, call: Function, z: Array, k: Array, kind: str, tolerance: Tolerance | None = None, hint: str = "") -> None:
        expected = type(self).reference(z, k)
        call.agrees(z, k, expected=expected, tolerance=tolerance or self.tolerance, kind=kind, hint=hint)

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers as logits, and labels of any kind of whole numbers (int32, int8, uint8)"""
        for n, kind in ((9, np.int32), (11, np.int8), (12, np.uint8)):
            z = rng.permutation(list(itertools.permutations(range(-1, 3))))[:n]  # no row stands there twice
            k = labels_of(rng, n, 4).astype(kind)
            self._agrees(call, z, k, "whole numbers", hint="Do the numbers stay whole where they should not?")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """float32 logits"""
        z, k = problem(rng, 10, 3)
        self._agrees(call, z.astype(np.float32), k, "float32 logits", FLOAT32)

    def test_layouts(self, call: Function, rng: np.random.Generator) -> None:
        """A turned table, labels in rising order, and rows that stand there twice with different labels"""
        z, k = problem(rng, 5, 3)
        self._agrees(call, np.asfortranarray(z), np.sort(k), "a turned table of logits")
        kind = "rows that all stand there twice, with different labels"
        self._agrees(call, np.repeat(z, 2, axis=0), np.column_stack([k, (k + 1) % 3]).ravel(), kind, hint=TWICE)

    @weight(2)
    def test_some_classes(self, call: Function, rng: np.random.Generator) -> None:
        """A few rows of many classes: most classes, and the last of them too, are no row's label"""
        z, _ = problem(rng, 3, 6)
        self._agrees(call, z, rng.permutation(4)[:3], "labels in which some classes do not occur")
        self._agrees(call, z, np.full(3, rng.integers(0, 5)), "labels that are all the same")
        self._agrees(call, *problem(rng, 6, 10), "ten classes")

    @weight(5)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The arrays that are passed in stay as they were"""
        self._agrees(call, *problem(rng, 3, 3), "ordinary logits")
        call.unchanged(*problem(rng, int(rng.integers(3, 9)), 3))


class TestCrossEntropy(_Rows):
    """cross_entropy(logits, labels): the mean of -log p(label) in nats."""

    function = "cross_entropy"
    reference = staticmethod(ref.cross_entropy)
    tolerance = PROBABILITY
    weights: ClassVar = {"unchanged": 7}
    stand_ins: ClassVar = {"softmax": SOFTMAX}
    causes = (*wrong_cross_entropy.CROSS_ENTROPY, *slips_cross_entropy.CROSS_ENTROPY)
    rare = slips_cross_entropy.CROSS_ENTROPY_TWICE

    @weight(11)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """The mean loss of a few rows"""
        for n, classes in ((6, 3), (5, 4), (5, 2)):
            z, k = problem(rng, n, classes)
            self._agrees(call, z, k, "ordinary logits", hint="What is the loss of one row alone?")

    def test_one_row(self, call: Function, rng: np.random.Generator) -> None:
        """A single row"""
        z, _ = problem(rng, 1, 4)
        for label in rng.permutation(4)[:2]:
            self._agrees(call, z, np.array([label]), "a single row")

    def test_guess(self, call: Function, rng: np.random.Generator) -> None:
        """Equal logits cost log C, and adding a number to a row costs nothing"""
        z, k = problem(rng, 7, 3)
        self._agrees(call, z, k, "ordinary logits")
        self._agrees(call, np.zeros((7, 3)) + z[:, :1], k, "equal logits", hint="All p are 1/C here.")
        self._agrees(call, z + both_signs(rng, 7)[:, None] * 20, k, "rows that are shifted")

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small logits, up to 1000 either way"""
        hint = "Which step gives 0 or infinity? Can you write log p without computing p first?"
        z, k = problem(rng, 4, 3)
        self._agrees(call, z, k, "ordinary logits")
        self._agrees(call, 990 + z[:2], k[:2], "very large logits", hint=hint)
        rows = np.concatenate([[[996.0], [0.0], [-996.0], [500.0]], heights(rng)])
        self._agrees(call, rows + both_signs(rng, 3), labels_of(rng, len(rows), 3), "rows that lie far apart", hint=hint)
        small = every_size(rng, 1e-6, 0.2).reshape(-1, 2)
        self._agrees(call, small, labels_of(rng, len(small), 2), "logits near 0")
        far = rng.permutation(np.array([[1000.0, -1000.0, 0.0], [0.0, 900.0, -1000.0], [-800.0, 1000.0, 990.0]]))
        self._agrees(call, far, np.argmin(far, axis=1), "logits that are far from the label", hint=hint)

    def test_sure(self, call: Function, rng: np.random.Generator) -> None:
        """Nearly no loss where the network is sure and right, much where it is sure and wrong"""
        z, k = problem(rng, 8, 3)
        sure = z + 12 * np.eye(3)[k]
        self._agrees(call, sure, k, "a network that is sure and right", Tolerance(1e-7, 1e-13))
        self._agrees(call, z + 30 * np.eye(3)[(k + 1) % 3], k, "a network that is sure and wrong")
        self._agrees(call, z, k, "ordinary logits")


class TestCrossEntropyGrad(_Rows):
    """cross_entropy_grad(logits, labels): (softmax(logits) - one-hot) / n, the slope of the mean loss by each logit."""

    function = "cross_entropy_grad"
    reference = staticmethod(ref.cross_entropy_grad)
    tolerance = GRADIENT
    stand_ins: ClassVar = {"softmax": SOFTMAX, "cross_entropy": CROSS_ENTROPY}
    causes = slips_cross_entropy.CROSS_ENTROPY_GRAD
    rare = slips_cross_entropy.CROSS_ENTROPY_GRAD_TWICE

    @weight(5)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """The slopes of a few rows"""
        for n, classes in ((4, 4), (6, 3), (5, 4), (5, 2)):  # square first: no index is out of bounds there
            z, k = problem(rng, n, classes)
            self._agrees(call, z, k, "ordinary logits", hint="What does each row of slopes add up to?")

    def test_one_row(self, call: Function, rng: np.random.Generator) -> None:
        """A single row"""
        z, _ = problem(rng, 1, 4)
        for label in rng.permutation(4)[:2]:
            self._agrees(call, z, np.array([label]), "a single row")
        self._agrees(call, *problem(rng, 7, 4), "ordinary logits")

    @weight(2)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small logits, up to 1000 either way"""
        hint = "Which step gives 0 / 0 or infinity? Which of your functions is safe?"
        z, k = problem(rng, 4, 3)
        self._agrees(call, z, k, "ordinary logits")
        self._agrees(call, 990 + z[:2], k[:2], "very large logits", hint=hint)
        self._agrees(call, z - 990, k, "very negative logits", hint=hint)
        rows = np.concatenate([[[996.0], [0.0], [-996.0], [500.0]], heights(rng)])
        self._agrees(call, rows + both_signs(rng, 3), labels_of(rng, len(rows), 3), "rows that lie far apart", hint=hint)
        small = every_size(rng, 1e-6, 0.2).reshape(-1, 2)
        self._agrees(call, small, labels_of(rng, len(small), 2), "logits near 0")
        far = rng.permutation(np.array([[1000.0, -1000.0, 0.0], [0.0, 900.0, -1000.0], [-800.0, 1000.0, 990.0]]))
        self._agrees(call, far, np.argmin(far, axis=1), "logits that are far from the label", hint=hint)

    def test_sure(self, call: Function, rng: np.random.Generator) -> None:
        """Nearly no slope where the network is sure and right, nearly 1 where it is sure and wrong"""
        z, k = problem(rng, 8, 3)
        self._agrees(call, z + 12 * np.eye(3)[k], k, "a network that is sure and right")
        self._agrees(call, z + 30 * np.eye(3)[(k + 1) % 3], k, "a network that is sure and wrong")
        self._agrees(call, z, k, "ordinary logits")


class TestMaskedSoftmax(Checks):
    """masked_softmax(x, axis=-1): the stretch exercise, where -inf takes no part."""

    function = "masked_softmax"
    ordinary = "test_masked"
    stand_ins: ClassVar = {"softmax": SOFTMAX}
    given = GIVEN_LINE
    causes = wrong_softmax.MASKED_SOFTMAX

    def _agrees(self, call: Function, x: Array, kind: str, *axis: int) -> None:
        call.agrees(x, *axis, expected=ref.masked_softmax(x, *axis), tolerance=PROBABILITY, kind=kind)

    @weight(2)
    def test_unmasked(self, call: Function, rng: np.random.Generator) -> None:
        """Without a mask it is softmax"""
        x = both_signs(rng, 6).reshape(2, 3)
        self._agrees(call, x, "a table without a mask")
        self._agrees(call, x, "a table without a mask and axis = 0", 0)

    @weight(2)
    def test_masked(self, call: Function, rng: np.random.Generator) -> None:
        """Masked entries get exactly 0, the others share"""
        self._agrees(call, one_a_row(rng), "a table with one mask a row")
        for axis in (-1, 0):
            self._agrees(call, one_a_row(rng), f"a table with one mask a row and axis = {axis}", axis)

    @weight(5)
    def test_all_masked(self, call: Function, rng: np.random.Generator) -> None:
        """A row that is masked as a whole gives zeros"""
        x = both_signs(rng, 9).reshape(3, 3)
        x[rng.integers(3)] = -np.inf
        self._agrees(call, x, "a table with a row of -inf")
        self._agrees(call, x.T.copy(), "a table with a column of -inf and axis = 0", 0)

    def test_low_scores(self, call: Function, rng: np.random.Generator) -> None:
        """Masked entries beside very low and very high scores, and very high scores alone"""
        x = one_a_row(rng)
        self._agrees(call, x, "a table with one mask a row")
        self._agrees(call, 996 + both_signs(rng, 6).reshape(2, 3), "very large scores")
        self._agrees(call, x - 996, "a mask beside very low scores")
        self._agrees(call, x + 996, "a mask beside very high scores")
        wide = np.array([[1000.0, -np.inf, -1000.0], [0.0, 999.0, -np.inf], [-np.inf, -1000.0, -999.0]])
        self._agrees(call, rng.permutation(wide), "scores far apart in a row, and a mask")
        far = x + np.array([[996.0], [0.0], [-996.0]])
        self._agrees(call, far, "a mask in each of some rows that lie far apart")
        self._agrees(call, far.T.copy(), "columns that lie far apart and axis = 0", 0)

    @weight(5)
    def test_shapes(self, call: Function, rng: np.random.Generator) -> None:
        """A single row, a turned table, and a block of shape (2, 3, 4) along each axis"""
        x = both_signs(rng, 24)
        x[rng.permutation(24)[:8]] = -np.inf
        self._agrees(call, np.append(x[:3], [-np.inf, 1.0]), "a single row")
        self._agrees(call, np.append(x[:3], [-np.inf, 1.0]), "a single row and axis = 0", 0)
        self._agrees(call, x.reshape(6, 4).T, "a turned table")
        self._agrees(call, x.reshape(2, 3, 4), "a block of shape (2, 3, 4)")
        for axis in range(-3, 3):
            self._agrees(call, x.reshape(2, 3, 4), f"a block of shape (2, 3, 4) and axis = {axis}", axis)

    @weight(5)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        x = one_a_row(rng)
        self._agrees(call, x, "a table with one mask a row")
        call.unchanged(x)


class TestSoftmaxJacobian(Checks):
    """softmax_jacobian(x): the stretch exercise, entry [i, j] is the slope of share i by score j."""

    function = "softmax_jacobian"
    stand_ins: ClassVar = {"softmax": SOFTMAX}
    given = GIVEN_LINE
    causes = wrong_softmax.JACOBIAN

    def _agrees(self, call: Function, x: Array, kind: str) -> None:
        call.agrees(x, expected=ref.softmax_jacobian(x), tolerance=SLOPE, kind=kind)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """Every share by every score"""
        for n in (2, 3, 5):
            self._agrees(call, both_signs(rng, n), f"{n} scores")

    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small scores"""
        self._agrees(call, both_signs(rng, 3), "3 scores")
        self._agrees(call, 996 + both_signs(rng, 3), "very large scores")
        self._agrees(call, np.array([1000.0, -1000.0, 0.0]), "scores far apart")

    def test_edges(self, call: Function, rng: np.random.Generator) -> None:
        """A single score, equal scores, and whole numbers"""
        self._agrees(call, both_signs(rng, 4), "4 scores")
        self._agrees(call, both_signs(rng, 1), "a single score")
        self._agrees(call, np.full(4, float(both_signs(rng, 1)[0])), "equal scores")
        self._agrees(call, rng.permutation(np.arange(-1, 3)), "whole numbers")
        self._agrees(call, np.sort(both_signs(rng, 4)), "scores in rising order")

    @weight(2)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        x = both_signs(rng, 4)
        self._agrees(call, x, "4 scores")
        call.unchanged(x)
