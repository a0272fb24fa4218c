"""Hidden checks of lesson 06: a network's forward pass, and the slopes that the backward pass gives."""

from typing import ClassVar

import numpy as np

from autograder.checks import slips_backward, slips_network, wrong_network
from autograder.checks.networks import activation, labels_of, network, slope, turned, whole
from autograder.checks.stand_ins import CROSS_ENTROPY, CROSS_ENTROPY_GRAD, MLP_FORWARD, SOFTMAX
from autograder.judge.check_base import ELEMENTWISE, FLOAT32, TWICE, Array, Checks, Function, Tolerance, weight
from autograder.reference import network as ref
from autograder.wire import Table

GRADIENT = Tolerance(1e-6, 1e-9)  # what the lesson promises: two right orders of summing agree to about 1e-14


class TestMlpForward(Checks):
    """mlp_forward(X, W1, b1, W2, b2, act) = act(X W1 + b1) W2 + b2."""

    function = "mlp_forward"
    alone = True
    causes = (*wrong_network.MLP_FORWARD, *slips_network.MLP_FORWARD)
    rare = slips_network.MLP_FORWARD_TWICE

    def _agrees(self, call: Function, args: tuple[Array, ...], act: Table, kind: str, tolerance: Tolerance = ELEMENTWISE,
                hint: str = "") -> None:  # fmt: skip
        X, W1, b1, W2, b2 = args
        expected = ref.mlp_forward(X, W1, b1, W2, b2, act)
        call.agrees(X, W1, b1, W2, b2, act, expected=expected, tolerance=tolerance, kind=kind, hint=hint)

    @weight(4)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """A small network with an activation it has never seen"""
        for sizes in ((5, 2, 3, 2), (4, 3, 6, 4)):
            self._agrees(call, network(rng, *sizes), activation(rng), "a small network")

    @weight(2)
    def test_square(self, call: Function, rng: np.random.Generator) -> None:
        """As many points as inputs, units and scores: is any table turned round?"""
        for _ in range(2):
            self._agrees(call, network(rng, 3, 3, 3, 3), activation(rng), "tables that are all 3 by 3")
        self._agrees(call, turned(*network(rng, 5, 2, 3, 4)), activation(rng), "tables that are turned in memory")

    @weight(2)
    def test_biases(self, call: Function, rng: np.random.Generator) -> None:
        """The biases count, each in its own layer"""
        X, W1, b1, W2, b2 = network(rng, 4, 2, 3, 2)
        act = activation(rng)
        self._agrees(call, (X, W1, b1, W2, 0 * b2), act, "a network without b2")
        self._agrees(call, (X, W1, 0 * b1, W2, b2), act, "a network without b1")
        self._agrees(call, (0 * X, W1, b1, W2, b2), act, "points that are all zero")

    @weight(2)
    def test_sizes(self, call: Function, rng: np.random.Generator) -> None:
        """One point, one unit, one score; a large batch, and points that stand there twice"""
        for sizes in ((1, 1, 1, 1), (1, 2, 3, 4), (6, 2, 1, 3), (60, 4, 20, 5)):
            self._agrees(call, network(rng, *sizes), activation(rng), f"a network of sizes {sizes}")
        X, *rest = network(rng, 3, 2, 3, 2)
        self._agrees(call, (np.repeat(X, 2, axis=0), *rest), activation(rng), "points that all stand there twice", hint=TWICE)

    def test_activations(self, call: Function, rng: np.random.Generator) -> None:
        """Three activations, one after another, with the same weights"""
        weights = network(rng, 5, 2, 4, 2)
        for _ in range(3):
            self._agrees(call, weights, activation(rng), "another activation")

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Points whose coordinates are whole numbers, and biases or weights that are"""
        _, *rest = network(rng, 4, 2, 3, 2)
        X = rng.permutation(np.arange(-4, 4)).reshape(4, 2)
        self._agrees(call, (X, *rest), activation(rng), "points with whole coordinates")
        X, W1, b1, W2, b2 = network(rng, 4, 2, 3, 2)
        act, hint = activation(rng), "Do the sums stay whole because the {} are?"
        args = (X, W1, rng.permutation([-1, 0, 1]), W2, rng.permutation([-2, 3]))
        self._agrees(call, args, act, "whole biases beside other numbers", hint=hint.format("biases"))
        args = (X, whole(rng, W1), b1, whole(rng, W2), b2)
        self._agrees(call, args, act, "whole weights beside other numbers", hint=hint.format("weights"))
        args = (whole(rng, X), whole(rng, W1), b1, W2, b2)
        self._agrees(call, args, act, "whole points and weights beside other biases", hint=hint.format("points and weights"))

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """Points and weights in single precision (float32)"""
        X, W1, b1, W2, b2 = (part.astype(np.float32) for part in network(rng, 6, 2, 3, 2))
        self._agrees(call, (X, W1, b1, W2, b2), activation(rng), "float32 numbers", FLOAT32)

    @weight(5)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The arrays that are passed in stay as they were"""
        weights, act = network(rng, int(rng.integers(3, 9)), 2, 3, 2), activation(rng)
        self._agrees(call, weights, act, "a small network")
        call.unchanged(*weights, act)


class TestMlpBackward(Checks):
    """mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad) = the slopes of the mean cross-entropy of mlp_forward."""

    function = "mlp_backward"
    parts = ("dW1", "db1", "dW2", "db2")
    stand_ins: ClassVar = {
        "mlp_forward": MLP_FORWARD,
        "softmax": SOFTMAX,
        "cross_entropy": CROSS_ENTROPY,
        "cross_entropy_grad": CROSS_ENTROPY_GRAD,
    }
    causes = slips_backward.MLP_BACKWARD
    rare = slips_backward.MLP_BACKWARD_TWICE

    def _agrees(
        self,
        call: Function,
        weights: tuple[Array, Array, Array, Array, Array],
        labels: Array,
        act: Table,
        kind: str,
        tolerance: Tolerance = GRADIENT,
        hint: str = "",
    ) -> None:
        (X, W1, b1, W2, b2), act_grad = weights, slope(act)
        expected = ref.mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad)
        call.agrees(X, labels, W1, b1, W2, b2, act, act_grad, expected=expected, tolerance=tolerance, kind=kind, hint=hint)

    @weight(5)
    def test_ordinary(self, call: Function, rng: np.random.Generator) -> None:
        """A small network with an activation it has never seen"""
        for n, d, h, o in ((5, 2, 3, 4), (7, 3, 4, 2)):
            self._agrees(call, network(rng, n, d, h, o), labels_of(rng, n, o), activation(rng), "a small network")

    @weight(2)
    def test_square(self, call: Function, rng: np.random.Generator) -> None:
        """As many points as inputs, units and classes: is any table turned round?"""
        for _ in range(2):
            self._agrees(call, network(rng, 3, 3, 3, 3), labels_of(rng, 3, 3), activation(rng), "tables that are all 3 by 3")
        kind = "tables that are turned in memory"
        self._agrees(call, turned(*network(rng, 5, 2, 3, 4)), np.sort(labels_of(rng, 5, 4)), activation(rng), kind)

    @weight(2)
    def test_biases(self, call: Function, rng: np.random.Generator) -> None:
        """The biases count, on the way forward and on the way back"""
        X, W1, b1, W2, b2 = network(rng, 4, 2, 3, 2)
        act, labels = activation(rng), labels_of(rng, 4, 2)
        self._agrees(call, (X, W1, b1, W2, 0 * b2), labels, act, "a network without b2")
        self._agrees(call, (X, W1, 0 * b1, W2, b2), labels, act, "a network without b1")
        self._agrees(call, (0 * X[:1], W1, b1, W2, b2), labels[:1], act, "a point whose coordinates are zeros")

    @weight(2)
    def test_sizes(self, call: Function, rng: np.random.Generator) -> None:
        """One point, one unit, two classes; and a large batch"""
        for n, d, h, o in ((1, 1, 1, 2), (1, 2, 3, 4), (6, 2, 1, 3), (60, 4, 20, 5)):
            self._agrees(call, network(rng, n, d, h, o), labels_of(rng, n, o), activation(rng), f"a network of sizes {n, d, h, o}")

    @weight(2)
    def test_labels(self, call: Function, rng: np.random.Generator) -> None:
        """All points of one class, a class without points, labels of any whole numbers, and points that stand there twice"""
        weights, act = network(rng, 5, 2, 3, 3), activation(rng)
        for label in range(3):
            self._agrees(call, weights, np.full(5, label), act, "points that are all of one class")
        for kind in (np.int32, np.int8, np.uint8):
            self._agrees(call, weights, rng.permutation([0, 2, 2, 0, 2]).astype(kind), act, "a class without points")
        X, W1, b1, W2, b2 = network(rng, 3, 2, 3, 2)
        weights, labels = (np.repeat(X, 2, axis=0), W1, b1, W2, b2), np.array([0, 1, 1, 0, 0, 1])
        self._agrees(call, weights, labels, act, "points that all stand there twice, once in each class", hint=TWICE)

    def test_activations(self, call: Function, rng: np.random.Generator) -> None:
        """Three activations, one after another, with the same weights"""
        weights, labels = network(rng, 5, 2, 4, 2), labels_of(rng, 5, 2)
        for _ in range(3):
            self._agrees(call, weights, labels, activation(rng), "another activation")

    def test_sure(self, call: Function, rng: np.random.Generator) -> None:
        """Logits up to 1000 either way: sure and right, sure and wrong"""
        X, W1, b1, W2, b2 = network(rng, 6, 2, 3, 3)
        act, labels = activation(rng), labels_of(rng, 6, 3)
        self._agrees(call, (X, W1, b1, W2, b2), labels, act, "a small network")
        hint = "What is e^1000 for a computer? Which softmax does not overflow?"
        far = 900 * rng.permutation([1.0, 0.0, -1.0])
        apart = 950 / np.abs(act(X @ W1 + b1).sum(axis=1)).max()  # added to all of W2 it moves whole rows, up to 950 either way
        for large in ((X, W1, b1, W2, b2 + far), (X, W1, b1, 60 * W2, b2), (X, W1, b1, W2 + apart, b2)):
            self._agrees(call, large, labels, act, "very large logits", hint=hint)

    def test_whole_numbers(self, call: Function, rng: np.random.Generator) -> None:
        """Points whose coordinates are whole numbers, and biases or weights that are"""
        X, W1, b1, W2, b2 = network(rng, 4, 2, 3, 2)
        hint = "Do the slopes stay whole because the weights are?"
        weights = (X, whole(rng, W1), b1, whole(rng, W2), b2)
        self._agrees(call, weights, labels_of(rng, 4, 2), activation(rng), "whole weights beside other numbers", hint=hint)
        weights = (whole(rng, X), whole(rng, W1), b1, W2, b2)
        self._agrees(
            call, weights, labels_of(rng, 4, 2), activation(rng), "whole points and weights beside other biases", hint=hint
        )
        X, b1, b2 = rng.permutation(np.arange(-4, 4)).reshape(4, 2), rng.permutation([-1, 0, 1]), rng.permutation([-2, 3])
        self._agrees(call, (X, W1, b1, W2, b2), labels_of(rng, 4, 2), activation(rng), "whole numbers beside others")

    def test_float32(self, call: Function, rng: np.random.Generator) -> None:
        """Points and weights in single precision (float32)"""
        X, W1, b1, W2, b2 = (part.astype(np.float32) for part in network(rng, 6, 2, 3, 2))
        self._agrees(call, (X, W1, b1, W2, b2), labels_of(rng, 6, 2), activation(rng), "float32 numbers", FLOAT32)

    @weight(6)
    def test_unchanged(self, call: Function, rng: np.random.Generator) -> None:
        """The arrays that are passed in stay as they were"""
        n = int(rng.integers(3, 9))
        weights, labels, act = network(rng, n, 2, 3, 2), labels_of(rng, n, 2), activation(rng)
        X, *rest = weights
        self._agrees(call, weights, labels, act, "a small network")
        call.unchanged(X, labels, *rest, act, slope(act))
