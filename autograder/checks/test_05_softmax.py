"""Hidden checks of lesson 05: softmax, cross-entropy, a network's forward pass, and the two stretch exercises."""

from typing import Any, ClassVar

import numpy as np

from autograder.checks import wrong_network, wrong_softmax
from autograder.judge.check_base import ELEMENTWISE, FLOAT32, PROBABILITY, Array, Checks, Function, Tolerance, both_signs, weight
from autograder.reference import softmax as ref
from autograder.wire import Table

SLOPE = Tolerance(1e-6, 1e-12)  # diag(p) - p pᵀ cancels on its diagonal, and is right
SOFTMAX = """
def softmax(x, axis=-1):
    from scipy.special import softmax as right
    return right(np.asarray(x, dtype=float), axis=axis)
"""


class TestSoftmax(Checks):
    """softmax(x, axis=-1): e^x over the sum of e^x along the axis."""

    function = "softmax"
    ordinary = "test_row"
    causes = wrong_softmax.SOFTMAX

    def _agrees(self, call: Function, x: Any, kind: str, *axis: int, tolerance: Tolerance = PROBABILITY, hint: str = "") -> Array:
        return call.agrees(x, *axis, expected=ref.softmax(x, *axis), tolerance=tolerance, kind=kind, hint=hint)

    @weight(3)
    def test_row(self, call: Function, rng: np.random.Generator) -> None:
        """One row of ordinary scores"""
        for n in (3, 5):
            got = self._agrees(call, both_signs(rng, n), "a row of ordinary scores", hint="Do the shares add up to 1?")
            assert np.isclose(got.sum(), 1.0), "the reference and the property disagree"

    @weight(3)
    def test_batch(self, call: Function, rng: np.random.Generator) -> None:
        """A table: each row adds up to 1"""
        hint = "Does each row add up to 1 on its own?"
        for shape in ((2, 3), (4, 4), (5, 2)):
            self._agrees(call, both_signs(rng, shape[0] * shape[1]).reshape(shape), f"a table of shape {shape}", hint=hint)

    @weight(3)
    def test_axis(self, call: Function, rng: np.random.Generator) -> None:
        """Along the axis that is asked for (axis = 0, 1, -2)"""
        hint = "Does each column add up to 1 when axis is 0?"
        for shape in ((2, 3), (3, 3)):
            x = both_signs(rng, shape[0] * shape[1]).reshape(shape)
            for axis in (0, 1, -2):
                self._agrees(call, x, f"a table of shape {shape} and axis = {axis}", axis, hint=hint)

    def test_blocks(self, call: Function, rng: np.random.Generator) -> None:
        """A block of shape (2, 3, 4), along each of its axes"""
        x = both_signs(rng, 24).reshape(2, 3, 4)
        for axis in (-1, 0, 1, 2):
            self._agrees(call, x, f"a block of shape (2, 3, 4) and axis = {axis}", axis)
        self._agrees(call, x, "a block of shape (2, 3, 4)")

    @weight(3)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small scores, up to 1000 either way"""
        hint = "What is e^1000 for a computer? Which number may be subtracted from all scores?"
        small = both_signs(rng, 4)
        self._agrees(call, small, "ordinary scores")
        for x in (996 + small, small - 996, np.array([1000.0, -1000.0, 999.0, 0.0])):
            self._agrees(call, rng.permutation(x), "very large or very negative scores", hint=hint)

    @weight(2)
    def test_far_rows(self, call: Function, rng: np.random.Generator) -> None:
        """A table whose rows lie far apart, one near 1000, one near -1000"""
        hint = "Which maximum is safe for each row?"
        x = both_signs(rng, 9).reshape(3, 3)
        self._agrees(call, x, "an ordinary table")
        far = x + np.array([[996.0], [0.0], [-996.0]])
        self._agrees(call, far, "a table whose rows lie far apart", hint=hint)
        self._agrees(call, far.T.copy(), "a table whose columns lie far apart and axis = 0", 0, hint=hint)

    def test_shift(self, call: Function, rng: np.random.Generator) -> None:
        """Adding a number to all scores moves nothing, stretching them does"""
        x, c = both_signs(rng, 5), float(rng.integers(20, 200))
        before = self._agrees(call, x, "a row of ordinary scores")
        after = self._agrees(call, x + c, f"the same row with {c:g} added to each score")
        assert np.allclose(before, after, rtol=1e-9), "the reference and the property disagree"
        self._agrees(call, 2 * x, "a row of scores, doubled")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers (an integer array)"""
        x = rng.permutation(np.arange(-4, 5)).reshape(3, 3)
        self._agrees(call, x, "an array of whole numbers", hint="Do the numbers stay whole where they should not?")

    def test_list(self, call: Function, rng: np.random.Generator) -> None:
        """A plain Python list"""
        x = [float(value) for value in both_signs(rng, 6)]
        self._agrees(call, x, "a Python list", hint="Is the given first line, np.asarray, still there?")

    def test_single_number(self, call: Function, rng: np.random.Generator) -> None:
        """A single number gives 1: alone it takes everything"""
        self._agrees(call, both_signs(rng, 3), "a row of ordinary scores")
        x = float(both_signs(rng, 1)[0])
        alone = np.ones((1,) if call.numbers(x).shape == (1,) else ())  # scipy's logsumexp with keepdims gives [1.]
        call.agrees(x, expected=alone, tolerance=PROBABILITY, kind="a single number", hint="Alone it takes everything.")

    def test_edges(self, call: Function, rng: np.random.Generator) -> None:
        """Equal scores share equally, no rows give no rows"""
        self._agrees(call, both_signs(rng, 3), "a row of ordinary scores")
        self._agrees(call, np.full((2, 4), float(both_signs(rng, 1)[0])), "equal scores")
        self._agrees(call, np.array([0.0, -0.0, 0.0]), "zeros")
        self._agrees(call, np.zeros((0, 3)), "a table without rows")

    def test_strided(self, call: Function, rng: np.random.Generator) -> None:
        """Every second column, turned and reversed"""
        self._agrees(call, both_signs(rng, 24).reshape(4, 6)[::-1, ::2].T, "a turned part of an array")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """float32 numbers"""
        self._agrees(call, both_signs(rng, 12).reshape(3, 4).astype(np.float32), "float32 numbers", tolerance=FLOAT32)

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        x = both_signs(rng, 8).reshape(2, 4)
        self._agrees(call, x, "a table of ordinary scores")
        call.unchanged(x)


class TestCrossEntropy(Checks):
    """cross_entropy(logits, labels): the mean of -log p(label) in nats."""

    function = "cross_entropy"
    stand_ins: ClassVar = {"softmax": SOFTMAX}
    causes = wrong_network.CROSS_ENTROPY

    def _agrees(self, call: Function, z: Array, k: Array, kind: str, tolerance: Tolerance = PROBABILITY, hint: str = "") -> float:
        got = call.agrees(z, k, expected=ref.cross_entropy(z, k), tolerance=tolerance, kind=kind, hint=hint)
        return float(got)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """The mean loss of a few rows"""
        for n, classes in ((7, 3), (5, 4), (5, 2)):
            z, k = _problem(rng, n, classes)
            got = self._agrees(call, z, k, "ordinary logits", hint="What is the loss of one row alone?")
            assert got > 0, "the reference and the property disagree"

    def test_one_row(self, call: Function, rng: np.random.Generator) -> None:
        """A single row"""
        z, _ = _problem(rng, 1, 4)
        for label in rng.permutation(4)[:2]:
            self._agrees(call, z, np.array([label]), "a single row")

    def test_guess(self, call: Function, rng: np.random.Generator) -> None:
        """Equal logits cost log C, and adding a number to a row costs nothing"""
        z, k = _problem(rng, 5, 3)
        self._agrees(call, z, k, "ordinary logits")
        self._agrees(call, np.zeros((5, 3)) + z[:, :1], k, "equal logits", hint="All p are 1/C here.")
        self._agrees(call, z + both_signs(rng, 5)[:, None] * 20, k, "rows that are shifted")

    @weight(3)
    def test_extremes(self, call: Function, rng: np.random.Generator) -> None:
        """Very large and very small logits, up to 1000 either way"""
        hint = "Which step gives 0 or infinity? Can you write log p without computing p first?"
        z, k = _problem(rng, 4, 3)
        self._agrees(call, z, k, "ordinary logits")
        self._agrees(call, 990 + z, k, "very large logits", hint=hint)
        rows = np.array([[996.0], [0.0], [-996.0], [500.0]])
        self._agrees(call, z + rows, k, "rows that lie far apart", hint=hint)
        far = rng.permutation(np.array([[1000.0, -1000.0, 0.0], [0.0, 900.0, -1000.0], [-800.0, 1000.0, 990.0]]))
        self._agrees(call, far, np.argmin(far, axis=1), "logits that are far from the label", hint=hint)

    def test_sure(self, call: Function, rng: np.random.Generator) -> None:
        """Nearly no loss where the network is sure and right, much where it is sure and wrong"""
        z, k = _problem(rng, 4, 3)
        sure = z + 12 * np.eye(3)[k]
        self._agrees(call, sure, k, "a network that is sure and right", Tolerance(1e-7, 1e-13))
        self._agrees(call, z + 30 * np.eye(3)[(k + 1) % 3], k, "a network that is sure and wrong")
        self._agrees(call, z, k, "ordinary logits")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Whole numbers as logits, and labels of any kind of whole numbers (int32, int8, uint8)"""
        for kind in (np.int32, np.int8, np.uint8):
            z = np.stack([rng.permutation(np.arange(-1, 3)) for _ in range(5)])
            k = rng.permutation(np.array([0, 1, 2, 3, 1])).astype(kind)
            self._agrees(call, z, k, "whole numbers", hint="Do the numbers stay whole where they should not?")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """float32 logits"""
        z, k = _problem(rng, 6, 3)
        self._agrees(call, z.astype(np.float32), k, "float32 logits", FLOAT32)

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The arrays that are passed in stay as they were"""
        z, k = _problem(rng, 4, 3)
        self._agrees(call, z, k, "ordinary logits")
        call.unchanged(z, k)


def _problem(rng: np.random.Generator, n: int, classes: int) -> tuple[Array, Array]:
    """Return ordinary logits (n, classes) and labels (n,) in which each class occurs if n allows it."""
    z = both_signs(rng, n * classes).reshape(n, classes)
    return z, np.asarray(rng.permutation(np.arange(n) % classes))


class TestMlpForward(Checks):
    """mlp_forward(X, W1, b1, W2, b2, act) = act(X W1 + b1) W2 + b2."""

    function = "mlp_forward"
    causes = wrong_network.MLP_FORWARD

    def _agrees(self, call: Function, args: tuple[Array, ...], act: Table, kind: str, tolerance: Tolerance = ELEMENTWISE) -> None:
        X, W1, b1, W2, b2 = args
        expected = ref.mlp_forward(X, W1, b1, W2, b2, act)
        call.agrees(X, W1, b1, W2, b2, act, expected=expected, tolerance=tolerance, kind=kind)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """A small network with an activation it has never seen"""
        for sizes in ((5, 2, 3, 2), (4, 3, 6, 4)):
            self._agrees(call, _network(rng, *sizes), _activation(rng), "a small network")

    @weight(2)
    def test_square(self, call: Function, rng: np.random.Generator) -> None:
        """As many points as inputs, units and scores: is any table turned round?"""
        for _ in range(2):
            self._agrees(call, _network(rng, 3, 3, 3, 3), _activation(rng), "tables that are all 3 by 3")

    @weight(2)
    def test_biases(self, call: Function, rng: np.random.Generator) -> None:
        """The biases count, each in its own layer"""
        X, W1, b1, W2, b2 = _network(rng, 4, 2, 3, 2)
        act = _activation(rng)
        self._agrees(call, (X, W1, b1, W2, 0 * b2), act, "a network without b2")
        self._agrees(call, (X, W1, 0 * b1, W2, b2), act, "a network without b1")
        self._agrees(call, (0 * X, W1, b1, W2, b2), act, "points that are all zero")

    def test_sizes(self, call: Function, rng: np.random.Generator) -> None:
        """One point, one unit, one score; and a large batch"""
        for sizes in ((1, 1, 1, 1), (1, 2, 3, 4), (6, 2, 1, 3), (60, 4, 20, 5)):
            self._agrees(call, _network(rng, *sizes), _activation(rng), f"a network of sizes {sizes}")

    def test_activations(self, call: Function, rng: np.random.Generator) -> None:
        """Three activations, one after another, with the same weights"""
        network = _network(rng, 5, 2, 4, 2)
        for _ in range(3):
            self._agrees(call, network, _activation(rng), "another activation")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Points whose coordinates are whole numbers"""
        _, *rest = _network(rng, 4, 2, 3, 2)
        X = rng.permutation(np.arange(-4, 4)).reshape(4, 2)
        self._agrees(call, (X, *rest), _activation(rng), "points with whole coordinates")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """Points and weights in single precision (float32)"""
        X, W1, b1, W2, b2 = (part.astype(np.float32) for part in _network(rng, 6, 2, 3, 2))
        self._agrees(call, (X, W1, b1, W2, b2), _activation(rng), "float32 numbers", FLOAT32)

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The arrays that are passed in stay as they were"""
        network, act = _network(rng, 4, 2, 3, 2), _activation(rng)
        self._agrees(call, network, act, "a small network")
        call.unchanged(*network, act)


def _network(rng: np.random.Generator, n: int, d: int, h: int, o: int) -> tuple[Array, Array, Array, Array, Array]:
    """Return X (n, d), W1 (d, h), b1 (h,), W2 (h, o), b2 (o,) of ordinary numbers."""
    shapes = ((n, d), (d, h), (h,), (h, o), (o,))
    X, W1, b1, W2, b2 = (both_signs(rng, int(np.prod(shape))).reshape(shape) for shape in shapes)
    return X / 2, W1 / 2, b1 / 2, W2, b2


def _activation(rng: np.random.Generator) -> Table:
    """Return an elementwise function that no student has seen: ten straight pieces between -6 and 6, flat outside."""
    x = np.linspace(-6, 6, 11) + np.append(np.append(0.0, rng.uniform(-0.4, 0.4, 9)), 0.0)
    return Table(x, rng.permutation(np.linspace(-2, 3, 11)) + rng.uniform(-0.2, 0.2, 11))


class TestMaskedSoftmax(Checks):
    """masked_softmax(x, axis=-1): the stretch exercise, where -inf takes no part."""

    function = "masked_softmax"
    ordinary = "test_masked"
    stand_ins: ClassVar = {"softmax": SOFTMAX}
    causes = wrong_softmax.MASKED_SOFTMAX

    def _agrees(self, call: Function, x: Array, kind: str, *axis: int) -> None:
        call.agrees(x, *axis, expected=ref.masked_softmax(x, *axis), tolerance=PROBABILITY, kind=kind)

    @weight(2)
    def test_unmasked(self, call: Function, rng: np.random.Generator) -> None:
        """Without a mask it is softmax"""
        x = both_signs(rng, 6).reshape(2, 3)
        self._agrees(call, x, "a table without a mask")
        self._agrees(call, x, "a table without a mask and axis = 0", 0)
        self._agrees(call, 996 + x, "very large scores")

    @weight(2)
    def test_masked(self, call: Function, rng: np.random.Generator) -> None:
        """Masked entries get exactly 0, the others share"""
        for axis in (-1, 0):
            self._agrees(call, _one_a_row(rng), f"a table with one mask a row and axis = {axis}", axis)

    @weight(2)
    def test_all_masked(self, call: Function, rng: np.random.Generator) -> None:
        """A row that is masked as a whole gives zeros"""
        x = both_signs(rng, 9).reshape(3, 3)
        x[rng.integers(3)] = -np.inf
        self._agrees(call, x, "a table with a row of -inf")
        self._agrees(call, x.T.copy(), "a table with a column of -inf and axis = 0", 0)

    def test_low_scores(self, call: Function, rng: np.random.Generator) -> None:
        """Masked entries beside very low and very high scores"""
        x = _one_a_row(rng)
        self._agrees(call, x, "a table with one mask a row")
        self._agrees(call, x - 996, "a mask beside very low scores")
        self._agrees(call, x + 996, "a mask beside very high scores")
        wide = np.array([[1000.0, -np.inf, -1000.0], [0.0, 999.0, -np.inf], [-np.inf, -1000.0, -999.0]])
        self._agrees(call, rng.permutation(wide), "scores far apart in a row, and a mask")
        far = x + np.array([[996.0], [0.0], [-996.0]])
        self._agrees(call, far, "a mask in each of some rows that lie far apart")
        self._agrees(call, far.T.copy(), "columns that lie far apart and axis = 0", 0)

    def test_shapes(self, call: Function, rng: np.random.Generator) -> None:
        """A single row, and a block of shape (2, 3, 4) along each axis"""
        x = both_signs(rng, 24)
        x[rng.permutation(24)[:8]] = -np.inf
        self._agrees(call, np.append(x[:3], [-np.inf, 1.0]), "a single row")
        for axis in (0, 1, -1):
            self._agrees(call, x.reshape(2, 3, 4), f"a block of shape (2, 3, 4) and axis = {axis}", axis)

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        x = _one_a_row(rng)
        self._agrees(call, x, "a table with one mask a row")
        call.unchanged(x)


def _one_a_row(rng: np.random.Generator) -> Array:
    """Return a table (3, 4) of ordinary scores with -inf at one place of each row, no column masked as a whole."""
    x = both_signs(rng, 12).reshape(3, 4)
    x[np.arange(3), rng.permutation(4)[:3]] = -np.inf
    return x


class TestSoftmaxJacobian(Checks):
    """softmax_jacobian(x): the stretch exercise, entry [i, j] is the slope of share i by score j."""

    function = "softmax_jacobian"
    stand_ins: ClassVar = {"softmax": SOFTMAX}
    causes = wrong_softmax.JACOBIAN

    def _agrees(self, call: Function, x: Array, kind: str) -> Array:
        return call.agrees(x, expected=ref.softmax_jacobian(x), tolerance=SLOPE, kind=kind)

    @weight(3)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """Every share by every score"""
        for n in (2, 3, 5):
            got = self._agrees(call, both_signs(rng, n), f"{n} scores")
            assert np.allclose(got.sum(axis=0), 0.0, atol=1e-9), "the reference and the property disagree"

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

    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The array that is passed in stays as it was"""
        x = both_signs(rng, 4)
        self._agrees(call, x, "4 scores")
        call.unchanged(x)
