"""The known wrong forms of cross_entropy, each with the sentence that names it. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.check_base import Array, Cause
from autograder.reference import softmax as ref


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


def _shifted_by_label(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return _mean(np.log(np.sum(np.exp(z - z[np.arange(len(z)), k][:, None]), axis=1)))


def _capped(limit: float) -> Callable[[Any, Any], Array]:
    def wrong(logits: Any, labels: Any) -> Array:
        z, k = np.asarray(logits, dtype=float), np.asarray(labels)
        losses = [np.minimum(ref.cross_entropy(row[None], label[None]), limit) for row, label in zip(z, k, strict=True)]
        return _mean(np.array(losses))

    return wrong


def _whole_shares(logits: Any, labels: Any) -> Array:
    """Return the loss with powers of e that were cut to whole numbers, as by an integer array that keeps its dtype."""
    if not np.issubdtype(np.asarray(logits).dtype, np.integer):
        raise ValueError("no whole numbers")
    z, k, _ = _picked(logits, labels)
    top = z.max(axis=1)
    return _mean(top - z[np.arange(len(z)), k] + np.log(np.trunc(np.exp(z - top[:, None])).sum(axis=1)))


def _ties_once(logits: Any, labels: Any) -> Array:
    """Return the loss with equal scores of a row counted once; raise ValueError if no scores are equal."""
    z, k, _ = _picked(logits, labels)
    if all(np.unique(row).size == row.size for row in z):
        raise ValueError("no ties")
    return _mean(np.log([np.exp(np.unique(row)).sum() for row in z]) - z[np.arange(len(z)), k])


def _ties_removed(logits: Any, labels: Any) -> Array:
    """Return the loss with all the largest scores of a row counted as one."""
    z, k, _ = _picked(logits, labels)
    top = z.max(axis=1, keepdims=True)
    powers = np.where(z == top, 0.0, np.exp(z - top))
    return _mean(top[:, 0] - z[np.arange(len(z)), k] + np.log1p(powers.sum(axis=1)))


def _wrong_axis(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return _mean(-np.log(ref.softmax(z, 0)[np.arange(len(z)), k]))


def _whole_table(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return _mean(-np.log(np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z)))[np.arange(len(z)), k]))


def _binary(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    p, hot = ref.softmax(z, 1), np.eye(z.shape[1])[k]
    return np.asarray(-np.sum(hot * np.log(p) + (1 - hot) * np.log(1 - p)) / len(z))


def _squared(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    return np.asarray(np.mean(np.sum((ref.softmax(z, 1) - np.eye(z.shape[1])[k]) ** 2, axis=1)))


def _shift_label(z: Any, k: Any) -> Array:
    z, k = np.asarray(z, dtype=float), np.asarray(k)
    return _mean(ref.cross_entropy(z, (k - 1) % z.shape[1]))


def _accuracy(logits: Any, labels: Any) -> Array:
    share = _mean(np.argmax(logits, axis=1) == np.asarray(labels))
    if share in (0.0, 1.0):
        raise ValueError("any constant could be that")
    return share


def _entropy(z: Any) -> Array:
    p = ref.softmax(z, 1)
    return np.asarray(-np.sum(p * np.log(p)) / len(p))


EPSILONS = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-300)
TINY = "A small number is added to p, or p is kept above one, so that a very wrong answer costs too little. Can you \
write log p without computing p first?"
INFINITE = "A share that is rounded to 0 gives an infinite loss: log(softmax) loses it. Can you write log p without \
computing p first?"


def _losses(logits: Any, labels: Any) -> Array:
    """Return the loss of each row, shape (n,)."""
    z, k, _ = _picked(logits, labels)
    top = z.max(axis=1)
    return np.asarray(top - z[np.arange(len(z)), k] + np.log(np.exp(z - top[:, None]).sum(axis=1)))


def _one_more(logits: Any, labels: Any, *, label_left_out: bool) -> Array:
    """Return the loss with log1p over the powers of a row, with or without the label's own."""
    z, k, _ = _picked(logits, labels)
    top = z.max(axis=1)
    powers = np.exp(z - top[:, None])
    if label_left_out:
        powers[np.arange(len(z)), k] = 0.0
    return _mean(top - z[np.arange(len(z)), k] + np.log1p(powers.sum(axis=1)))


def _by_class(logits: Any, labels: Any) -> Array:
    losses, k = _losses(logits, labels), np.asarray(labels)
    return _mean(np.array([losses[k == each].mean() for each in np.unique(k)]))


def _two_classes(logits: Any, labels: Any) -> Array:
    z, k, _ = _picked(logits, labels)
    apart = z[:, 1] - z[:, 0]
    return _mean(np.logaddexp(0.0, np.where(k == 1, -apart, apart)))


GENERIC = (
    Cause(
        "log1p adds a 1, and the sum of powers holds the largest one, e^0 = 1, already. Which of the two ones is too many?",
        lambda z, k: _one_more(z, k, label_left_out=False),
    ),
    Cause(
        "The label's own term is taken out of the sum, and log1p puts a 1 back. Which term of the row is 1: the label's, or the "
        "largest one's?",
        lambda z, k: _one_more(z, k, label_left_out=True),
    ),
    Cause(
        "The mean is taken in each class first, so that each class counts the same. Over which losses does the mean run?",
        _by_class,
    ),
    Cause(
        "The labels are sorted, and so they belong to other rows. Which label belongs to which row?",
        lambda z, k: _mean(_losses(z, np.sort(k))),
    ),
    Cause(
        "Rows of class 0 are left out. Is a label asked for its truth, as in 'if label', where 0 counts as False?",
        lambda z, k: _mean(_losses(z, k) * (np.asarray(k) != 0)),
    ),
    Cause("Only the first two scores of each row count. How many classes can a row have?", _two_classes),
    Cause(
        "Rows whose label has the highest score cost nothing. Does a row that is right, but not sure, have a loss?",
        lambda z, k: _mean(np.where(np.argmax(z, axis=1) == np.asarray(k), 0.0, _losses(z, k))),
    ),
    Cause("Only the first two rows count. How many rows has the table?", lambda z, k: _mean(_losses(z, k)[:2])),
)
CAPPED = "The loss of a row is cut off at a largest number. What should a very wrong answer cost?"
TIES = "Two scores of a row are equal, and only one of them counts in the sum. Which terms does the sum hold then?"
CROSS_ENTROPY = (
    Cause(
        "The powers of e are cut to whole numbers, because the logits are whole. What kind of array do you write into?",
        _whole_shares,
        r"_like\(|astype|int",
    ),
    Cause(TIES, _ties_once),
    Cause(TIES, _ties_removed),
    *GENERIC,
    *(Cause(CAPPED, _capped(limit)) for limit in (10.0, 20.0, 50.0, 100.0, 500.0, 1000.0)),
    Cause("This is the sum over the rows; the mean is asked for.", lambda z, k: _mean(ref.cross_entropy(z, k) * len(z))),
    Cause("The sign is turned: -log p is never negative.", lambda z, k: _mean(-ref.cross_entropy(z, k))),
    Cause("The logarithm has base 2. Nats need the natural logarithm.", lambda z, k: _mean(ref.cross_entropy(z, k) / np.log(2))),
    Cause("The logarithm has base 10. Nats need the natural logarithm.", lambda z, k: _mean(ref.cross_entropy(z, k) / np.log(10))),
    Cause(
        "The mean runs over all n·C entries. One loss a row: by how many must you divide?",
        lambda z, k: _mean(ref.cross_entropy(z, k) / np.shape(z)[1]),
    ),
    Cause(
        "The label's own score is subtracted, and the others can lie far above it: e^2000 is infinite. Which score of a row is "
        "safe to subtract?",
        _shifted_by_label,
        r"\A(?![\s\S]*(softmax|/))",
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
    Cause(
        "This is the share of rows whose largest score is the label's: how often it is right, not how sure it is.",
        _accuracy,
    ),
    Cause(
        "The median of the losses is taken; the mean is asked for.",
        lambda z, k: np.asarray(np.median(-np.log(_picked(z, k)[2]))),
    ),
    Cause("This is the entropy of the answer; it does not use the labels.", lambda z, k: _entropy(z)),
    Cause(
        "p log p is taken. The weight in front is the true distribution, which is 1 for the label.",
        lambda z, k: _mean(-_picked(z, k)[2] * np.log(_picked(z, k)[2])),
    ),
)
