"""Wrong answers to softmax, cross_entropy and cross_entropy_grad, as people write them: name -> (source, the plain cause). Written by somebody who had not read our causes."""

WRONG = {
    "softmax": {
        "no shift, overflow": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x)
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "e^x overflows for large x; subtract the largest number first.",
        ),
        "sum over everything": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x))
    return e / e.sum()
""",
            "The sum runs over the whole table and not along the axis, so only all numbers together add up to 1.",
        ),
        "keepdims missing": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis)
""",
            "Without keepdims the sums do not line up with their rows.",
        ),
        "keepdims missing at the maximum": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - x.max(axis=axis))
    return e / e.sum(axis=axis, keepdims=True)
""",
            "keepdims is missing at the maximum, so it is subtracted from the wrong places or does not fit.",
        ),
        "axis fixed to 1": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)
""",
            "axis=1 is written into the code, so the argument axis is ignored and a plain vector fails.",
        ),
        "axis fixed to last": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    m = x.max(axis=-1, keepdims=True)
    e = np.exp(x - m)
    return e / e.sum(axis=-1, keepdims=True)
""",
            "The argument axis is not used; the last axis is always taken.",
        ),
        "axis 0 as in old CS231n code": (
            '''def softmax(x, axis=-1):
    """Compute softmax values for each sets of scores in x."""
    x = np.asarray(x, dtype=float)
    e_x = np.exp(x - np.max(x, axis=0))
    return e_x / e_x.sum(axis=0)
''',
            "Code from the web works down the columns (axis 0); the default here is the last axis and axis must be used.",
        ),
        "one shift for the whole table": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x))
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "One maximum is taken for the whole table: a row far below it becomes 0/0, nan. Each row needs its own.",
        ),
        "shift added": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x + np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "The maximum is added instead of subtracted, so overflow comes even earlier.",
        ),
        "minimum subtracted": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.min(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "The smallest number is subtracted, so large differences still overflow.",
        ),
        "shift only above": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(np.exp(x), axis=axis, keepdims=True)
""",
            "The shift is used in the numerator only; it has to be in both, or it does not cancel.",
        ),
        "negative exponent": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    z = -(x - np.min(x, axis=axis, keepdims=True))
    e = np.exp(z)
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "The exponent has a minus, so the smallest score gets the largest share (softmin).",
        ),
        "no exponential": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    return x / np.sum(x, axis=axis, keepdims=True)
""",
            "The exponential is missing; dividing the scores by their sum is not softmax.",
        ),
        "sigmoid": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s / s.sum(axis=axis, keepdims=True)
""",
            "Sigmoids are divided by their sum; softmax uses e^x.",
        ),
        "eps in the sum": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / (e.sum(axis=axis, keepdims=True) + 1e-6)
""",
            "The small number added to the sum spoils the digits; after the shift the sum is at least 1 anyway.",
        ),
        "log softmax": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    z = x - x.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))
""",
            "This is the logarithm of the softmax.",
        ),
        "divided by the maximum": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x / np.max(np.abs(x), axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
""",
            "The scores are divided by the largest; only subtracting leaves the softmax as it is.",
        ),
        "divided by the largest exponential": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.max(axis=axis, keepdims=True)
""",
            "It is divided by the largest and not by the sum, so the shares do not add up to 1.",
        ),
        "mean for sum": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.mean(axis=axis, keepdims=True)
""",
            "It is divided by the mean, so the shares add up to the number of classes.",
        ),
        "argmax as one-hot": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    return (x == x.max(axis=axis, keepdims=True)).astype(float)
""",
            "This is the hard maximum, 1 for the largest and 0 for all others.",
        ),
        "rounded": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.round(e / e.sum(axis=axis, keepdims=True), 4)
""",
            "The shares are rounded to four decimals and no longer add up to exactly 1.",
        ),
        "changes x in place": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    x -= np.max(x, axis=axis, keepdims=True)
    e = np.exp(x)
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "x -= ... writes into the caller's own array; use x = x - ... .",
        ),
        "brackets around the quotient": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    m = np.max(x, axis=axis, keepdims=True)
    return np.exp(x - m / np.sum(np.exp(x - m), axis=axis, keepdims=True))
""",
            "A bracket closes too late: the division stands inside the exponent.",
        ),
        "scores clipped at 50": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    x = np.clip(x, -50, 50)
    e = np.exp(x)
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "Clipping the scores at 50 makes different large scores equal; subtracting the maximum is what is needed.",
        ),
        "built-in sum": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / sum(e)
""",
            "Python's sum adds up along the first axis only; np.sum with axis and keepdims is needed.",
        ),
        "rows in a loop": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    rows = []
    for row in x:
        e = np.exp(row - max(row))
        rows.append(e / sum(e))
    return np.array(rows)
""",
            "The loop always goes over the rows of a table: axis is ignored and a plain vector fails.",
        ),
    },
    "cross_entropy": {
        "sum instead of mean": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(labels)), labels].sum()
""",
            "The losses are summed and not averaged.",
        ),
        "minus missing": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return np.mean(logp[np.arange(len(labels)), labels])
""",
            "The minus in front of the log is missing, so the loss is negative.",
        ),
        "log base 2": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(z)
    logp = z / np.log(2) - np.log2(e.sum(axis=1, keepdims=True))
    return -np.mean(logp[np.arange(len(labels)), labels])
""",
            "log2 gives bits; the loss is asked for in nats, with the natural log.",
        ),
        "log10": (
            """def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log10(p[np.arange(len(labels)), labels]))
""",
            "log10 is the logarithm to base 10; np.log is the natural one.",
        ),
        "log of zero": (
            """def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))
""",
            "The probability can become exactly 0, and log(0) is infinite; work with the log of the softmax directly.",
        ),
        "eps inside the log": (
            """def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels] + 1e-9))
""",
            "The small number in the log caps the loss at about 20.7 and spoils the digits.",
        ),
        "probabilities clipped": (
            """def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p = np.clip(p, 1e-15, 1 - 1e-15)
    n = len(labels)
    return -np.sum(np.log(p[range(n), labels])) / n
""",
            "Clipping the probabilities, as some libraries do, caps the loss at about 34.5 where it should go on growing.",
        ),
        "logits taken as probabilities": (
            """def cross_entropy(logits, labels):
    p = np.abs(logits[np.arange(len(labels)), labels])
    return -np.mean(np.log(p + 1e-12))
""",
            "The logits are scores, not probabilities: the softmax is missing before the log.",
        ),
        "all classes averaged": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(logp)
""",
            "The labels are not used: the log-probabilities of all classes are averaged.",
        ),
        "column selection": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(logp[:, labels])
""",
            "logp[:, labels] takes all rows for each label; each row should give its own label only.",
        ),
        "row selection": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[labels].mean()
""",
            "logp[labels] picks whole rows by the label; the label is a column.",
        ),
        "one loss per row": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(labels)), labels]
""",
            "The losses of the rows are returned; their mean, one number, is asked for.",
        ),
        "softmax down the columns": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=0)
    logp = z - np.log(np.exp(z).sum(axis=0))
    return -np.mean(logp[np.arange(len(labels)), labels])
""",
            "The softmax runs down the columns (axis 0), but the classes are along axis 1.",
        ),
        "divided by n times C": (
            """def cross_entropy(logits, labels):
    n, C = logits.shape
    onehot = np.eye(C)[labels]
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(onehot * logp)
""",
            "The mean over the whole table divides by n times C; only n is right.",
        ),
        "labels count from 1": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(logp[np.arange(len(labels)), labels - 1])
""",
            "labels - 1 is for classes counted from 1; here they count from 0.",
        ),
        "labels as one-hot": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(labels * logp, axis=1))
""",
            "The labels are used as one-hot rows, but they are class numbers of shape (n,).",
        ),
        "log of the mean": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(np.mean(p[np.arange(len(labels)), labels]))
""",
            "The mean is taken before the log; it belongs after it.",
        ),
        "no shift": (
            """def cross_entropy(logits, labels):
    n = len(labels)
    right = logits[np.arange(n), labels]
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - right)
""",
            "e^logit overflows for large logits, so the loss becomes infinite; subtract the largest logit first.",
        ),
        "maximum not put back": (
            """def cross_entropy(logits, labels):
    n = len(labels)
    m = logits.max(axis=1)
    lse = np.log(np.exp(logits - m[:, None]).sum(axis=1))
    return np.mean(lse - logits[np.arange(n), labels])
""",
            "The subtracted maximum has to be added back after the log.",
        ),
        "loss of the best class": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    pred = np.argmax(logits, axis=1)
    return -np.mean(logp[np.arange(len(labels)), pred])
""",
            "The log-probability of the predicted class is taken instead of that of the label.",
        ),
        "first row only": (
            """def cross_entropy(logits, labels):
    total = 0
    for row, label in zip(logits, labels):
        z = row - row.max()
        total += np.log(np.sum(np.exp(z))) - z[label]
        return total / len(labels)
""",
            "The return is inside the loop, so only the first row counts.",
        ),
        "binary formula": (
            """def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1])[labels]
    eps = 1e-12
    return -np.mean(np.sum(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps), axis=1))
""",
            "The term with 1 - y belongs to the two-class formula; with softmax only the label's own term counts.",
        ),
        "probability instead of log": (
            """def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return np.mean(1 - p[np.arange(len(labels)), labels])
""",
            "The log is missing: this is the mean of 1 - p.",
        ),
        "squared error": (
            """def cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.eye(p.shape[1])[labels]
    return np.mean(np.sum((p - y) ** 2, axis=1))
""",
            "This is the squared error between probabilities and one-hot labels, not the cross-entropy.",
        ),
        "logits changed": (
            """def cross_entropy(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    loss = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]
    return loss.mean()
""",
            "-= writes the shift into the caller's array (and fails on whole numbers that need points).",
        ),
        "entropy of the prediction": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.sum(p * np.log(p + 1e-300), axis=1))
""",
            "This is the entropy of the prediction itself; the labels play no part.",
        ),
        "softmax twice": (
            """def _sm(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

def cross_entropy(logits, labels):
    p = _sm(logits)
    q = _sm(p)          # normalize
    return -np.mean(np.log(q[np.arange(len(labels)), labels]))
""",
            "Softmax is applied twice, to the logits and again to the probabilities.",
        ),
    },
    "cross_entropy_grad": {
        "not divided by n": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p
""",
            "The slope of the mean needs a division by n.",
        ),
        "sign turned round": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1])[labels]
    return (y - p) / len(labels)
""",
            "The difference is turned round: it is p minus one-hot.",
        ),
        "one subtracted from all classes": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[:, labels] -= 1
    return p / len(labels)
""",
            "p[:, labels] hits whole columns; each row should lose 1 at its own label only.",
        ),
        "divided by n times C": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1])[labels]
    return (p - y) / logits.size
""",
            "logits.size is n times C; the mean is over the n rows only.",
        ),
        "divided by C": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), labels] -= 1
    return p / logits.shape[1]
""",
            "shape[1] is the number of classes; the number of rows is shape[0].",
        ),
        "label subtracted as a number": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - labels[:, None]) / len(labels)
""",
            "The class number itself is subtracted; it has to be made one-hot first.",
        ),
        "one-hot forgotten": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p / len(labels)
""",
            "The 1 at the label's place is not subtracted.",
        ),
        "minus one over p": (
            """def cross_entropy_grad(logits, labels):
    n = len(labels)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    g = np.zeros_like(p)
    g[np.arange(n), labels] = -1 / p[np.arange(n), labels] / n
    return g
""",
            "-1/p is the slope by the probability; the step through the softmax to the logits is missing.",
        ),
        "times p one minus p": (
            """def cross_entropy_grad(logits, labels):
    n = logits.shape[0]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.eye(p.shape[1])[labels]
    return (p - y) * p * (1 - p) / n
""",
            "The factor p(1 - p) belongs to the squared error; with cross-entropy it cancels.",
        ),
        "softmax not shifted": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
""",
            "e^logit overflows for large logits and gives nan.",
        ),
        "summed over the rows": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p.mean(axis=0)
""",
            "The slopes are averaged over the rows; one slope for each logit, (n, C), is asked for.",
        ),
        "softmax of the columns": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=0))
    p = e / e.sum(axis=0)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
""",
            "The softmax runs down the columns; the classes are along axis 1.",
        ),
        "logits instead of probabilities": (
            """def cross_entropy_grad(logits, labels):
    y = np.eye(logits.shape[1])[labels]
    return (logits - y) / len(labels)
""",
            "The softmax is missing: the one-hot labels are subtracted from the raw logits.",
        ),
        "one-hot transposed": (
            """def cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[labels, np.arange(len(labels))] -= 1
    return p / len(labels)
""",
            "Row and column are mixed up in the index: the label is the column.",
        ),
        "written into the logits": (
            """def cross_entropy_grad(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    logits[np.arange(len(labels)), labels] -= 1
    return logits / len(labels)
""",
            "The caller's logits are overwritten step by step.",
        ),
    },
}
