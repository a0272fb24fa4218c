"""The known wrong forms of cross_entropy, each with the sentence that names it. Trusted side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.slips_cross_entropy import TINY
from autograder.judge.check_base import Array, Cause
from autograder.judge.slips import Forms, causes
from autograder.reference import softmax as ref


def _mean(form: Callable[[Array, Array, Array], Any]) -> Callable[[Any, Any], Array]:
    """Return the mean of form(z, k, p), for logits z (n, C), labels k (n,) and the labels' shares p (n,) of a naive softmax."""

    def wrong(logits: Any, labels: Any) -> Array:
        z, k = np.asarray(logits, dtype=float), np.asarray(labels)
        return np.asarray(np.mean(form(z, k, ref.softmax(z, 1)[np.arange(len(z)), k])))

    return wrong


def _scores(z: Array, k: Array) -> Array:
    """Return the scores of the labels, shape (n,)."""
    return np.asarray(z[np.arange(len(z)), k])


def _losses(z: Array, k: Array) -> Array:
    """Return the loss of each row, shape (n,)."""
    top = z.max(axis=1)
    return np.asarray(top - _scores(z, k) + np.log(np.exp(z - top[:, None]).sum(axis=1)))


def _unshifted(z: Array, k: Array, p: Array) -> Array:
    if np.min(z) < 700:
        raise ValueError("no overflow in every row")
    return np.asarray(np.log(np.sum(np.exp(z), axis=1)) - _scores(z, k))


def _whole_powers(logits: Any, labels: Any) -> Array:
    """Return the loss with powers of e that were cut to whole numbers, as by an integer array that keeps its dtype."""
    if not np.issubdtype(np.asarray(logits).dtype, np.integer):
        raise ValueError("no whole numbers")
    z, top = np.asarray(logits, dtype=float), np.max(logits, axis=1)
    return np.asarray(np.mean(top - _scores(z, labels) + np.log(np.trunc(np.exp(z - top[:, None])).sum(axis=1))))


def _ties_once(z: Array, k: Array, p: Array) -> Array:
    """Return the losses with equal scores of a row counted once; raise ValueError if no scores are equal."""
    if all(np.unique(row).size == row.size for row in z):
        raise ValueError("no ties")
    return np.asarray(np.log([np.exp(np.unique(row)).sum() for row in z]) - _scores(z, k))


def _ties_removed(z: Array, k: Array, p: Array) -> Array:
    """Return the losses with all the largest scores of a row counted as one."""
    top = z.max(axis=1, keepdims=True)
    powers = np.where(z == top, 0.0, np.exp(z - top))
    return np.asarray(top[:, 0] - _scores(z, k) + np.log1p(powers.sum(axis=1)))


def _binary(z: Array, k: Array, p: Array) -> Array:
    shares, hot = ref.softmax(z, 1), np.eye(z.shape[1])[k]
    return np.asarray(-np.sum(hot * np.log(shares) + (1 - hot) * np.log(1 - shares), axis=1))


def _accuracy(z: Array, k: Array, p: Array) -> Array:
    share = np.mean(np.argmax(z, axis=1) == k)
    if share in (0.0, 1.0):
        raise ValueError("any constant could be that")
    return np.asarray(share)


def _one_more(z: Array, k: Array, *, label_left_out: bool) -> Array:
    """Return the losses with log1p over the powers of a row, with or without the label's own."""
    top = z.max(axis=1)
    powers = np.exp(z - top[:, None])
    if label_left_out:
        powers[np.arange(len(z)), k] = 0.0
    return np.asarray(top - _scores(z, k) + np.log1p(powers.sum(axis=1)))


FORMS: Forms = {
    "Two scores of a row are equal, and only one of them counts in the sum. Which terms does the sum hold then?": [
        _ties_once,
        _ties_removed,
    ],
    "log1p adds a 1, and the sum of powers holds the largest one, e^0 = 1, already. Which of the two ones is too many?": [
        lambda z, k, p: _one_more(z, k, label_left_out=False)
    ],
    "The label's own term is taken out of the sum, and log1p puts a 1 back. Which term of the row is 1: the label's, or the "
    "largest one's?": [lambda z, k, p: _one_more(z, k, label_left_out=True)],
    "The mean is taken in each class first, so that each class counts the same. Over which losses does the mean run?": [
        lambda z, k, p: [_losses(z, k)[k == each].mean() for each in np.unique(k)]
    ],
    "The labels are sorted, and so they belong to other rows. Which label belongs to which row?": [
        lambda z, k, p: _losses(z, np.sort(k))
    ],
    "Rows of class 0 are left out. Is a label asked for its truth, as in 'if label', where 0 counts as False?": [
        lambda z, k, p: _losses(z, k) * (k != 0)
    ],
    "Only the first two scores of each row count. How many classes can a row have?": [
        lambda z, k, p: np.logaddexp(0.0, np.where(k == 1, -1, 1) * (z[:, 1] - z[:, 0]))
    ],
    "Rows whose label has the highest score cost nothing. Does a row that is right, but not sure, have a loss?": [
        lambda z, k, p: np.where(np.argmax(z, axis=1) == k, 0.0, _losses(z, k))
    ],
    "Only the first two rows count. How many rows has the table?": [lambda z, k, p: _losses(z, k)[:2]],
    "The loss of a row is cut off at a largest number. What should a very wrong answer cost?": [
        lambda z, k, p, limit=limit: np.minimum(_losses(z, k), limit) for limit in (10.0, 20.0, 50.0, 100.0, 500.0, 1000.0)
    ],
    "This is the sum over the rows; the mean is asked for.": [lambda z, k, p: ref.cross_entropy(z, k) * len(z)],
    "The sign is turned: -log p is never negative.": [lambda z, k, p: -ref.cross_entropy(z, k)],
    "The logarithm has base 2. Nats need the natural logarithm.": [lambda z, k, p: ref.cross_entropy(z, k) / np.log(2)],
    "The logarithm has base 10. Nats need the natural logarithm.": [lambda z, k, p: ref.cross_entropy(z, k) / np.log(10)],
    "The mean runs over all n·C entries. One loss a row: by how many must you divide?": [
        lambda z, k, p: ref.cross_entropy(z, k) / z.shape[1]
    ],
    "A share that is rounded to 0 gives an infinite loss: log(softmax) loses it. Can you write log p without computing p first?": [
        lambda z, k, p: -np.log(p)
    ],
    TINY: [lambda z, k, p: -np.log(p + 1e-300)],
    "e^1000 is infinity: the logarithm of the sum overflows. What may be subtracted in each row first?": [_unshifted],
    "One maximum is taken for the whole table: in a row far below it all powers vanish. Whose maximum is safe?": [
        lambda z, k, p: np.max(z) + np.log(np.sum(np.exp(z - np.max(z)), axis=1)) - _scores(z, k)
    ],
    "This is minus the mean score of the labels. A score is not yet log p: what is missing?": [lambda z, k, p: -_scores(z, k)],
    "The logarithm is taken of the scores. A score is not a probability: what turns it into one?": [
        lambda z, k, p: -np.log(_scores(z, k))
    ],
    "Softmax runs down the columns. Which axis holds the classes?": [lambda z, k, p: -np.log(_scores(ref.softmax(z, 0), k))],
    "p[:, labels] picks every label in every row. How do you pick one entry in each row?": [
        lambda z, k, p: -np.log(ref.softmax(z, 1)[:, k])
    ],
    "p[labels] picks rows, not classes. How do you pick one entry in each row?": [lambda z, k, p: -np.log(ref.softmax(z, 1)[k])],
    "The labels count for nothing here: all entries enter the mean. Which entry of each row counts?": [
        lambda z, k, p: -np.log(ref.softmax(z, 1))
    ],
    "The largest probability of each row is taken. The loss looks at the probability of the label.": [
        lambda z, k, p: -np.log(np.max(ref.softmax(z, 1), axis=1))
    ],
    "This is the mean of 1 - p. The loss is -log p.": [lambda z, k, p: 1 - p],
    "This is the mean of p itself. The loss is -log p.": [lambda z, k, p: p],
    "The mean is taken first, then the logarithm. The loss of each row comes first.": [lambda z, k, p: -np.log(np.mean(p))],
    "The classes count as if they began at 1: the labels begin at 0.": [
        lambda z, k, p: ref.cross_entropy(z, k - 1 if np.min(k) > 0 else (k - 1) % z.shape[1])
    ],
    "Terms of the other classes, (1 - y) log(1 - p), are added. Here only the label's own counts.": [_binary],
    "This is a squared error. Cross-entropy is -log p of the label.": [
        lambda z, k, p: np.sum((ref.softmax(z, 1) - np.eye(z.shape[1])[k]) ** 2, axis=1)
    ],
    "This is the share of rows whose largest score is the label's: how often it is right, not how sure it is.": [_accuracy],
    "The median of the losses is taken; the mean is asked for.": [lambda z, k, p: np.median(-np.log(p))],
    "This is the entropy of the answer; it does not use the labels.": [
        lambda z, k, p: -np.sum(ref.softmax(z, 1) * np.log(ref.softmax(z, 1)), axis=1)
    ],
    "p log p is taken. The weight in front is the true distribution, which is 1 for the label.": [lambda z, k, p: -p * np.log(p)],
}
CROSS_ENTROPY = (
    Cause(
        "The powers of e are cut to whole numbers, because the logits are whole. What kind of array do you write into?",
        _whole_powers,
        r"_like\(|astype|int",
    ),
    Cause(
        "The label's own score is subtracted, and the others can lie far above it: e^2000 is infinite. Which score of a row is "
        "safe to subtract?",
        _mean(lambda z, k, p: np.log(np.sum(np.exp(z - _scores(z, k)[:, None]), axis=1))),
        r"\A(?![\s\S]*(softmax|/))",
    ),
    *causes(FORMS, _mean),
)
