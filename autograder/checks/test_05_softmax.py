"""Hidden checks of lesson 05: softmax, cross-entropy, a network's forward pass, and the two stretch exercises."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checking import (
    ELEMENTWISE,
    FLOAT32,
    PROBABILITY,
    Array,
    Cause,
    Checks,
    Function,
    Tolerance,
    both_signs,
    weight,
)
from autograder.reference import softmax as ref
from autograder.wire import Table

JACOBIAN = Tolerance(1e-6, 1e-12)  # diag(p) - p pᵀ cancels on its diagonal, and is right


def _shares(e: Array, axis: int | None) -> Array:
    return np.asarray(e / np.sum(e, axis=axis, keepdims=True))


def _ordinary(x: Any) -> Array:
    """Return x; raise where its numbers are too far apart, so that a cause speaks of ordinary numbers only."""
    numbers: Array = np.asarray(x, dtype=float)
    if numbers.size and np.max(np.abs(numbers)) > 50:
        raise ValueError("not ordinary")
    return numbers


def _plain(x: Any, axis: int = -1) -> Array:
    return _shares(np.exp(np.asarray(x, dtype=float)), axis)


def _global_max(x: Any, axis: int = -1) -> Array:
    x = np.asarray(x, dtype=float)
    return _shares(np.exp(x - np.max(x)), axis)


def _other_axis(fixed: int) -> Callable[..., Array]:
    def wrong(x: Any, axis: int = -1) -> Array:
        if np.ndim(x) < 2 or axis % np.ndim(x) == fixed % np.ndim(x):
            raise ValueError("no wrong axis")
        return ref.softmax(x, fixed)

    return wrong


def _everything(x: Any, axis: int = -1) -> Array:
    if np.ndim(x) < 2:
        raise ValueError("one axis only")
    return _shares(np.exp(x - np.max(x)), None)


def _no_keepdims(x: Any, axis: int = -1) -> Array:
    e = np.exp(np.asarray(x) - np.max(x, axis=axis, keepdims=True))
    return np.asarray(e / np.sum(e, axis=axis))


def _no_keepdims_twice(x: Any, axis: int = -1) -> Array:
    e = np.exp(np.asarray(x) - np.max(x, axis=axis))
    return np.asarray(e / np.sum(e, axis=axis))


def _max_no_keepdims(x: Any, axis: int = -1) -> Array:
    return _shares(np.exp(np.asarray(x) - np.max(x, axis=axis)), axis)


EVERYTHING = "max and sum run over the whole table, so no row adds up to 1. Which argument makes them work along one axis?"
KEEPDIMS = "The sums lose their axis, so each number is divided by the sum of another row. What does keepdims=True keep?"
OVERFLOW = "softmax overflows: e^1000 is infinity, and infinity / infinity is nan. What may be subtracted from all first?"
FIXED = "softmax works along one fixed axis, whatever axis it is given. Where does the argument axis belong?"


class TestSoftmax(Checks):
    """softmax(x, axis=-1): e^x over the sum of e^x along the axis."""

    function = "softmax"
    causes = (
        Cause(
            "Each x is divided by the sum: shares in proportion to x. Softmax gives shares in proportion to e^x.",
            lambda x, axis=-1: _shares(np.asarray(x, dtype=float), axis),
        ),
        Cause(
            "Shares in proportion to |x| are not softmax. In proportion to what does softmax share?",
            lambda x, axis=-1: _shares(np.abs(np.asarray(x, dtype=float)), axis),
        ),
        Cause(EVERYTHING, _everything),
        Cause(EVERYTHING, lambda x, axis=-1: _shares(np.exp(_ordinary(x)), None) if np.ndim(x) > 1 else x * np.nan),
        Cause(KEEPDIMS, _no_keepdims),
        Cause(KEEPDIMS, _no_keepdims_twice),
        Cause(
            "The maxima lose their axis, so each number is shifted by the maximum of another row. What does keepdims=True keep?",
            _max_no_keepdims,
        ),
        Cause(
            "The mean is subtracted, which leaves large numbers large. Which number brings all of them to 0 or below?",
            lambda x, axis=-1: _shares(np.exp(np.asarray(x) - np.mean(x, axis=axis, keepdims=True)), axis),
        ),
        Cause(OVERFLOW, _plain),
        Cause(
            "One maximum is taken for the whole table: a row far below it becomes 0 / 0. Whose maximum is safe for a row?",
            _global_max,
        ),
        Cause(
            "The minimum is subtracted, which makes overflow worse. Which number brings all of them to 0 or below?",
            lambda x, axis=-1: _shares(np.exp(np.asarray(x) - np.min(x, axis=axis, keepdims=True)), axis),
        ),
        *(Cause(FIXED, _other_axis(fixed)) for fixed in (-1, 0, 1)),
        Cause(
            "The largest score gets the smallest share: look at the sign of the exponent.",
            lambda x, axis=-1: ref.softmax(-np.asarray(x, dtype=float), axis),
        ),
        Cause(
            "This is sigmoid, taken of each number on its own. In softmax each answer depends on the whole row: "
            "which sum stands below?",
            lambda x, axis=-1: 0.5 + 0.5 * np.tanh(np.asarray(x, dtype=float) / 2),
        ),
        Cause(
            "These are logarithms of the shares. The shares themselves are asked for.",
            lambda x, axis=-1: np.log(ref.softmax(_ordinary(x), axis)),
        ),
        Cause(
            "The winner takes all: this is argmax as 0 and 1. Softmax is soft, and leaves each a share.",
            lambda x, axis=-1: (np.asarray(x) == np.max(x, axis=axis, keepdims=True)) * 1.0,
        ),
        Cause(
            "The largest share is 1: the division is by the maximum of e^x. What must be below so that shares add up to 1?",
            lambda x, axis=-1: np.exp(np.asarray(x) - np.max(x, axis=axis, keepdims=True)),
        ),
        Cause(
            "These are the e^x. Something must be divided by their sum.",
            lambda x, axis=-1: np.exp(_ordinary(x)),
        ),
        Cause(
            "A power of another base: softmax takes powers of e.",
            lambda x, axis=-1: ref.softmax(np.asarray(x) * np.log(2), axis),
        ),
        Cause(
            "A power of another base: softmax takes powers of e.",
            lambda x, axis=-1: ref.softmax(np.asarray(x) * np.log(10), axis),
        ),
        Cause("The shares are rounded. Return them as they are.", lambda x, axis=-1: np.round(ref.softmax(x, axis))),
        *(
            Cause(
                "The shares are rounded. Return them as they are.",
                lambda x, axis=-1, digits=digits: np.round(ref.softmax(x, axis), digits),
            )
            for digits in (2, 3, 4)
        ),
        Cause(
            "Softmax is applied twice: shares of shares are flatter than shares. Once is enough.",
            lambda x, axis=-1: ref.softmax(ref.softmax(x, axis), axis),
        ),
        Cause(
            "The exponents are the squares of x, so that -3 counts as much as 3. Softmax takes e^x.",
            lambda x, axis=-1: ref.softmax(np.square(np.asarray(x, dtype=float)), axis),
        ),
        Cause(
            "x is clipped before exp, so that 900 and 1000 get the same share. What may be subtracted from all instead?",
            lambda x, axis=-1: ref.softmax(np.clip(np.asarray(x, dtype=float), -500, 500), axis),
        ),
        Cause(
            "x is clipped before exp, so that 900 and 1000 get the same share. What may be subtracted from all instead?",
            lambda x, axis=-1: ref.softmax(np.clip(np.asarray(x, dtype=float), -700, 700), axis),
        ),
        Cause(
            "The axis to add up is turned into the axis to divide along: transposed. Try a table with 2 rows and 3 columns.",
            lambda x, axis=-1: ref.softmax(np.asarray(x).T, axis),
        ),
    )

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


def _picked(logits: Any, labels: Any) -> tuple[Array, Array, Array]:
    """Return logits, labels and the shares of the labels, the shares as a naive softmax gives them."""
    z, k = np.asarray(logits, dtype=float), np.asarray(labels)
    return z, k, ref.softmax(z, 1)[np.arange(len(z)), k]


def _mean(losses: Array | float) -> Array:
    return np.asarray(np.mean(losses))


def _unshifted(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    if np.min(z) < 700:
        raise ValueError("no overflow in every row")
    return _mean(np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(len(z)), k])


def _shifted_by_global(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    top = np.max(z)
    return _mean(top + np.log(np.sum(np.exp(z - top), axis=1)) - z[np.arange(len(z)), k])


def _wrong_axis(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return _mean(-np.log(ref.softmax(z, 0)[np.arange(len(z)), k]))


def _whole_table(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return _mean(-np.log(_shares(np.exp(z - np.max(z)), None)[np.arange(len(z)), k]))


def _binary(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    p, hot = ref.softmax(z, 1), np.eye(z.shape[1])[k]
    return np.asarray(-np.sum(hot * np.log(p) + (1 - hot) * np.log(1 - p)) / len(z))


def _squared(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return np.asarray(np.mean(np.sum((ref.softmax(z, 1) - np.eye(z.shape[1])[k]) ** 2, axis=1)))


EPSILONS = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-300)
TINY = "A small number is added to p, or p is kept above one, so that a very wrong answer costs too little. Can you \
write log p without computing p first?"
INFINITE = "A share that is rounded to 0 gives an infinite loss: log(softmax) loses it. Can you write log p without \
computing p first?"


class TestCrossEntropy(Checks):
    """cross_entropy(logits, labels): the mean of -log p(label) in nats."""

    function = "cross_entropy"
    causes = (
        Cause("This is the sum over the rows; the mean is asked for.", lambda z, k: _mean(ref.cross_entropy(z, k) * len(z))),
        Cause("The sign is turned: -log p is never negative.", lambda z, k: _mean(-ref.cross_entropy(z, k))),
        Cause(
            "The logarithm has base 2. Nats need the natural logarithm.", lambda z, k: _mean(ref.cross_entropy(z, k) / np.log(2))
        ),
        Cause(
            "The logarithm has base 10. Nats need the natural logarithm.", lambda z, k: _mean(ref.cross_entropy(z, k) / np.log(10))
        ),
        Cause(
            "The mean runs over all n·C entries. One loss a row: by how many must you divide?",
            lambda z, k: _mean(ref.cross_entropy(z, k) / np.shape(z)[1]),
        ),
        Cause(INFINITE, lambda z, k: _mean(-np.log(_picked(z, k)[2]))),
        *(Cause(TINY, lambda z, k, eps=eps: _mean(-np.log(_picked(z, k)[2] + eps))) for eps in EPSILONS),
        *(Cause(TINY, lambda z, k, eps=eps: _mean(-np.log(np.clip(_picked(z, k)[2], eps, 1.0)))) for eps in EPSILONS),
        Cause(
            "e^1000 is infinity: the logarithm of the sum overflows. What may be subtracted in each row first?",
            _unshifted,
        ),
        Cause(
            "One maximum is taken for the whole table: in a row far below it all powers vanish. Whose maximum is safe?",
            _shifted_by_global,
        ),
        Cause(
            "This is minus the mean score of the labels. A score is not yet log p: what is missing?",
            lambda z, k: _mean(-_picked(z, k)[0][np.arange(len(z)), k]),
        ),
        Cause(
            "The logarithm is taken of the scores. A score is not a probability: what turns it into one?",
            lambda z, k: _mean(-np.log(_picked(z, k)[0][np.arange(len(z)), k])),
        ),
        Cause("Softmax runs down the columns. Which axis holds the classes?", _wrong_axis),
        Cause("Softmax runs over the whole table. Which axis holds the classes?", _whole_table),
        Cause(
            "p[:, labels] picks every label in every row. How do you pick one entry in each row?",
            lambda z, k: _mean(-np.log(ref.softmax(z, 1)[:, np.asarray(k)])),
        ),
        Cause(
            "p[labels] picks rows, not classes. How do you pick one entry in each row?",
            lambda z, k: _mean(-np.log(ref.softmax(z, 1)[np.asarray(k)])),
        ),
        Cause(
            "The labels count for nothing here: all entries enter the mean. Which entry of each row counts?",
            lambda z, k: _mean(-np.log(ref.softmax(z, 1))),
        ),
        Cause(
            "The largest probability of each row is taken. The loss looks at the probability of the label.",
            lambda z, k: _mean(-np.log(np.max(ref.softmax(z, 1), axis=1))),
        ),
        Cause("This is the mean of 1 - p. The loss is -log p.", lambda z, k: _mean(1 - _picked(z, k)[2])),
        Cause("This is the mean of p itself. The loss is -log p.", lambda z, k: _mean(_picked(z, k)[2])),
        Cause(
            "The mean is taken first, then the logarithm. The loss of each row comes first.",
            lambda z, k: np.asarray(-np.log(np.mean(_picked(z, k)[2]))),
        ),
        Cause(
            "The classes count as if they began at 1: the labels begin at 0.",
            lambda z, k: _mean(ref.cross_entropy(z, np.asarray(k) - 1)) if np.min(k) > 0 else _shift_label(z, k),
        ),
        Cause("Terms of the other classes, (1 - y) log(1 - p), are added. Here only the label's own counts.", _binary),
        Cause("This is a squared error. Cross-entropy is -log p of the label.", _squared),
        Cause("Softmax is applied twice: the logits go in once.", lambda z, k: _mean(ref.cross_entropy(ref.softmax(z, 1), k))),
        Cause("This is the entropy of the answer; it does not use the labels.", lambda z, k: _entropy(z)),
        Cause(
            "p log p is taken. The weight in front is the true distribution, which is 1 for the label.",
            lambda z, k: _mean(-_picked(z, k)[2] * np.log(_picked(z, k)[2])),
        ),
    )

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
        """Whole numbers as logits, and short whole numbers as labels"""
        z = np.stack([rng.permutation(np.arange(-1, 3)) for _ in range(5)])
        k = rng.permutation(np.array([0, 1, 2, 3, 1])).astype(np.int32)
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
    """Return ordinary logits (n, classes) and labels (n,) in which each class occurs where n allows it."""
    z = both_signs(rng, n * classes).reshape(n, classes)
    return z, np.asarray(rng.permutation(np.arange(n) % classes))


def _shift_label(z: Any, k: Any) -> Array:
    z, k = np.asarray(z, dtype=float), np.asarray(k)
    return _mean(ref.cross_entropy(z, (k - 1) % z.shape[1]))


def _entropy(z: Any) -> Array:
    p = ref.softmax(z, 1)
    return np.asarray(-np.sum(p * np.log(p)) / len(p))


def _forward(
    hidden: Callable[..., Array], output: Callable[..., Array]
) -> Callable[[Array, Array, Array, Array, Array, Table], Array]:
    """Return a forward pass of two given halves: hidden(X, W1, b1, act), then output(H, W2, b2, act)."""

    def wrong(X: Array, W1: Array, b1: Array, W2: Array, b2: Array, act: Table) -> Array:
        return np.asarray(output(hidden(X, W1, b1, act), W2, b2, act))

    return wrong


def _right_hidden(X: Array, W: Array, b: Array, act: Table) -> Array:
    return act(X @ W + b)


def _right_output(H: Array, W: Array, b: Array, act: Table) -> Array:
    return np.asarray(H @ W + b)


def _fixed(activation: Callable[[Array], Array]) -> Callable[..., Array]:
    return _forward(lambda X, W, b, act: activation(X @ W + b), _right_output)


OWN_ACT = "A fixed activation is used. The caller hands one over: what is it called?"
OUTPUT_ACT = "The activation is applied to the scores too. They are logits: how many layers are hidden?"
NO_ACT = "The activation is never applied, so two layers are no more than one. Where does act belong?"
NO_B1 = "b1 is left out. Each hidden unit has a bias of its own, inside act."
NO_B2 = "b2 is left out. Each score has a bias of its own."


class TestMlpForward(Checks):
    """mlp_forward(X, W1, b1, W2, b2, act) = act(X W1 + b1) W2 + b2."""

    function = "mlp_forward"
    causes = (
        Cause(NO_ACT, _fixed(lambda z: z)),
        Cause(OUTPUT_ACT, _forward(_right_hidden, lambda H, W, b, act: act(H @ W + b))),
        Cause(
            "The activation is applied to the scores in place of the hidden layer. Between which two layers does it stand?",
            _forward(lambda X, W, b, act: X @ W + b, lambda H, W, b, act: act(H @ W + b)),
        ),
        Cause(OUTPUT_ACT, _forward(_right_hidden, lambda H, W, b, act: act(H @ W) + b)),
        Cause(NO_B1, _forward(lambda X, W, b, act: act(X @ W), _right_output)),
        Cause(NO_B2, _forward(_right_hidden, lambda H, W, b, act: H @ W)),
        Cause("Both biases are left out.", _forward(lambda X, W, b, act: act(X @ W), lambda H, W, b, act: H @ W)),
        Cause(
            "b1 is added after the activation. A unit's score is X W1 + b1, and act comes after it.",
            _forward(lambda X, W, b, act: act(X @ W) + b, _right_output),
        ),
        Cause(
            "The bias is subtracted. In this course a score is X W + b.",
            _forward(lambda X, W, b, act: act(X @ W - b), lambda H, W, b, act: H @ W - b),
        ),
        Cause(
            "The activation is applied to the inputs. A unit takes it of its score: what comes first?",
            _forward(lambda X, W, b, act: act(X) @ W + b, _right_output),
        ),
        Cause(
            "The activation is applied twice to the hidden layer.",
            _forward(lambda X, W, b, act: act(act(X @ W + b)), _right_output),
        ),
        *(
            Cause(OWN_ACT, _fixed(activation))
            for activation in (
                np.tanh,
                lambda z: np.maximum(z, 0.0),
                lambda z: 0.5 + 0.5 * np.tanh(z / 2),
            )
        ),
        Cause(
            "The first half is right: this is the hidden layer. What is done with W2 and b2?",
            _forward(_right_hidden, lambda H, W, b, act: H),
        ),
        Cause(
            "The scores go through softmax. Return the scores themselves: cross_entropy takes the softmax.",
            _forward(_right_hidden, lambda H, W, b, act: ref.softmax(H @ W + b)),
        ),
        Cause(
            "Scores of shape (n, 1) are flattened. The answer has a column for each score.",
            _forward(_right_hidden, lambda H, W, b, act: np.ravel(H @ W + b)),
        ),
        Cause(
            "W1 is turned round. X is (n, d) and W1 is (d, h): no transpose is needed.",
            _forward(lambda X, W, b, act: act(X @ W.T + b), _right_output),
        ),
        Cause(
            "W2 is turned round. The hidden layer is (n, h) and W2 is (h, o): no transpose is needed.",
            _forward(_right_hidden, lambda H, W, b, act: H @ W.T + b),
        ),
        Cause(
            "Both weight tables are turned round. X is (n, d) and W1 is (d, h): no transpose is needed.",
            _forward(lambda X, W, b, act: act(X @ W.T + b), lambda H, W, b, act: H @ W.T + b),
        ),
        Cause(
            "The tables are multiplied entry by entry. Which operator is the matrix product?",
            _forward(lambda X, W, b, act: act(X * W + b), lambda H, W, b, act: H * W + b),
        ),
        Cause(
            "The answer is turned round. Each row belongs to one point, each column to one score.",
            _forward(_right_hidden, lambda H, W, b, act: (H @ W + b).T),
        ),
        Cause(
            "W2 and b2 are used in the other order: (H + b2) W2. The bias comes after the product.",
            _forward(_right_hidden, lambda H, W, b, act: (H + b) @ W),
        ),
    )

    def _agrees(self, call: Function, args: tuple[Array, ...], act: Table, kind: str, tolerance: Tolerance = ELEMENTWISE) -> None:
        X, W1, b1, W2, b2 = args
        expected = ref.mlp_forward(X, W1, b1, W2, b2, act)
        call.agrees(X, W1, b1, W2, b2, act, expected=expected, tolerance=tolerance, kind=kind)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """A small network with an activation it has never seen"""
        for sizes in ((5, 2, 3, 2), (4, 3, 6, 1)):
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
    causes = (
        Cause(
            "A row of -inf alone gives nan: -inf minus -inf. What should be subtracted in such a row?",
            lambda x, axis=-1: ref.softmax(x, axis),
        ),
        Cause(
            "The masked entries keep a share: -inf is taken for 0.",
            lambda x, axis=-1: ref.softmax(np.where(np.isneginf(x), 0.0, x), axis),
        ),
    )

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
            x = both_signs(rng, 12).reshape(3, 4)
            x[np.arange(3), rng.permutation(4)[:3]] = -np.inf
            self._agrees(call, x, f"a table with one mask a row and axis = {axis}", axis)

    @weight(2)
    def test_all_masked(self, call: Function, rng: np.random.Generator) -> None:
        """A row that is masked as a whole gives zeros"""
        x = both_signs(rng, 9).reshape(3, 3)
        x[rng.integers(3)] = -np.inf
        self._agrees(call, x, "a table with a row of -inf")
        self._agrees(call, x.T.copy(), "a table with a column of -inf and axis = 0", 0)


class TestSoftmaxJacobian(Checks):
    """softmax_jacobian(x): the stretch exercise, entry [i, j] is the slope of share i by score j."""

    function = "softmax_jacobian"
    causes = (
        Cause(
            "p (1 - p) is the slope of each share by its own score. What does score j do to share i?",
            lambda x: ref.softmax(x) * (1 - ref.softmax(x)),
        ),
        Cause(
            "The diagonal alone is filled. Softmax is not elementwise: score j moves share i too.",
            lambda x: np.diag(ref.softmax(x) * (1 - ref.softmax(x))),
        ),
        Cause("All signs are turned.", lambda x: -ref.softmax_jacobian(x)),
    )

    def _agrees(self, call: Function, x: Array, kind: str) -> Array:
        return call.agrees(x, expected=ref.softmax_jacobian(x), tolerance=JACOBIAN, kind=kind)

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
