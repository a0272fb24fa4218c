"""Lesson 05: right answers in unusual forms, and wrong ones by misconception (`import numpy as np` has run)."""

STABLE = """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
"""
LSE = """
def log_softmax(z):
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
"""


def soft(body: str) -> str:
    """Return softmax with the given first line and `body`, one statement a line."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"def softmax(x, axis=-1):\n    x = np.asarray(x, dtype=float)\n{lines}"


def loss(body: str, before: str = STABLE) -> str:
    """Return cross_entropy with `body`, and what it needs before it."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{before}\ndef cross_entropy(logits, labels):\n{lines}"


def net(body: str, before: str = "") -> str:
    """Return mlp_forward with `body`, and what it needs before it."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{before}\ndef mlp_forward(X, W1, b1, W2, b2, act):\n{lines}"


PICK = "p[np.arange(len(labels)), labels]"

RIGHT = {
    "softmax": {
        "textbook": STABLE,
        "methods": soft("e = np.exp(x - x.max(axis=axis, keepdims=True))\nreturn e / e.sum(axis=axis, keepdims=True)"),
        "scipy": "import scipy.special as sp\ndef softmax(x, axis=-1):\n    return sp.softmax(np.asarray(x, float), axis)\n",
        "exp of x minus logsumexp": soft(
            "m = x.max(axis=axis, keepdims=True)\nreturn np.exp(x - (m + np.log(np.exp(x - m).sum(axis=axis, keepdims=True))))"
        ),
        "exp of x minus scipy's logsumexp": soft(
            "from scipy.special import logsumexp\nreturn np.exp(x - logsumexp(x, axis=axis, keepdims=True))"
        ),
        "expand_dims": soft(
            "if x.ndim == 0: return 1.0\n"
            "e = np.exp(x - np.expand_dims(x.max(axis=axis), axis))\n"
            "return e / np.expand_dims(e.sum(axis=axis), axis)"
        ),
        "axis moved to the front": soft(
            "if x.ndim == 0: return np.array(1.0)\n"
            "y = np.moveaxis(x, axis, 0)\n"
            "e = np.exp(y - y.max(axis=0))\n"
            "return np.moveaxis(e / e.sum(axis=0), 0, axis)"
        ),
        "apply_along_axis": soft(
            "if x.ndim == 0: return 1.0\n"
            "if x.size == 0: return x.copy()\n"
            "def row(v):\n"
            "    e = np.exp(v - max(v))\n"
            "    return e / sum(e)\n"
            "return np.apply_along_axis(row, axis, x)"
        ),
        "math in loops over pairs": soft(
            "import math\n"
            "if x.ndim == 0: return 1\n"
            "y = np.moveaxis(x, axis, -1)\n"
            "out = np.empty(y.shape)\n"
            "for i in np.ndindex(*y.shape[:-1]):\n"
            "    top = max(y[i])\n"
            "    powers = [math.exp(v - top) for v in y[i]]\n"
            "    for j in range(len(powers)):\n"
            "        out[i + (j,)] = powers[j] / math.fsum(powers)\n"
            "return np.moveaxis(out, -1, axis)"
        ),
        "shift a little above the maximum": soft(
            "e = np.exp(x - x.max(axis=axis, keepdims=True) - 1)\nreturn e / e.sum(axis=axis, keepdims=True)"
        ),
        "long double": soft(
            "e = np.exp(np.asarray(x, dtype=np.longdouble) - x.max(axis=axis, keepdims=True))\n"
            "return (e / e.sum(axis=axis, keepdims=True)).astype(float)"
        ),
        "a nested list": soft(
            "e = np.exp(x - x.max(axis=axis, keepdims=True))\nreturn (e / e.sum(axis=axis, keepdims=True)).tolist()"
        )
        .replace("return (", "out = (")
        .replace(".tolist()", "\n    return out.tolist() if out.size else out"),
        "a tiny number below": soft(
            "e = np.exp(x - x.max(axis=axis, keepdims=True))\nreturn e / (e.sum(axis=axis, keepdims=True) + 1e-12)"
        ),
        "float32 out for float32 in": """
def softmax(x, axis=-1):
    x = np.asarray(x)
    kind = np.float32 if x.dtype == np.float32 else float
    x = x.astype(kind)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return (e / np.sum(e, axis=axis, keepdims=True)).astype(kind)
""",
        "prints and warns, and is right": soft(
            "print(x.shape)\nimport warnings\nwarnings.warn('hello')\n"
            "e = np.exp(x - np.max(x, axis=axis, keepdims=True))\nreturn e / np.sum(e, axis=axis, keepdims=True)"
        ),
    },
    "cross_entropy": {
        "log of softmax, in two steps": loss("return -log_softmax(logits)[np.arange(len(labels)), labels].mean()", LSE),
        "one-hot": loss("hot = np.eye(logits.shape[1])[labels]\nreturn -(hot * log_softmax(logits)).sum() / len(labels)", LSE),
        "loop": loss(
            "import math\ntotal = 0\nfor row, label in zip(logits, labels):\n"
            "    m = max(row)\n    total += m + math.log(sum(math.exp(v - m) for v in row)) - row[label]\n"
            "return total / len(labels)"
        ),
        "scipy's logsumexp": loss(
            "from scipy.special import logsumexp\nreturn np.mean(logsumexp(logits, axis=1) - logits[range(len(labels)), labels])"
        ),
        "scipy's log_softmax": loss(
            "from scipy.special import log_softmax\nreturn float(np.mean([-log_softmax(row)[k] for row, k in zip(logits, labels)]))"
        ),
        "take_along_axis, a 0-d array": loss(
            "p = np.take_along_axis(log_softmax(logits), labels[:, None].astype(int), axis=1)\nreturn np.array(-p.mean())",
            LSE,
        ),
        "logaddexp.reduce": loss("return np.mean(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels])"),
        "differences to the label's score": loss(
            "d = logits - logits[np.arange(len(labels)), labels][:, None]\n"
            "m = d.max(axis=1)\nreturn np.mean(m + np.log(np.exp(d - m[:, None]).sum(axis=1)))"
        ),
        "boolean mask": loss(
            "mask = np.arange(logits.shape[1])[None, :] == labels[:, None]\nreturn -log_softmax(logits)[mask].mean()",
            LSE,
        ),
        "einsum": loss(
            "hot = np.zeros(logits.shape)\nhot[np.arange(len(labels)), labels] = 1\n"
            "return -np.einsum('ij,ij->', hot, log_softmax(logits)) / logits.shape[0]",
            LSE,
        ),
    },
    "mlp_forward": {
        "textbook": net("return act(X @ W1 + b1) @ W2 + b2"),
        "np.dot": net("H = act(np.dot(X, W1) + b1)\nreturn np.dot(H, W2) + b2"),
        "matmul and add": net("return np.add(np.matmul(act(np.add(np.matmul(X, W1), b1)), W2), b2)"),
        "einsum": net("H = act(np.einsum('nd,dh->nh', X, W1) + b1)\nreturn np.einsum('nh,ho->no', H, W2) + b2[None, :]"),
        "loops, act one number at a time": net(
            "out = []\nfor x in X:\n"
            "    h = [float(act(sum(x[i] * W1[i, j] for i in range(len(x))) + b1[j])) for j in range(len(b1))]\n"
            "    out.append([sum(h[j] * W2[j, k] for j in range(len(h))) + b2[k] for k in range(len(b2))])\n"
            "return np.array(out)"
        ),
        "row by row": net("return np.array([act(x @ W1 + b1) @ W2 + b2 for x in X])"),
        "bias as one more input": net(
            "one = np.ones((len(X), 1))\nH = act(np.hstack([X, one]) @ np.vstack([W1, b1]))\n"
            "return np.hstack([H, one]) @ np.vstack([W2, b2])"
        ),
        "columns first": net("return (W2.T @ act(W1.T @ X.T + b1[:, None]) + b2[:, None]).T"),
        "a nested list": net("return (act(X @ W1 + b1) @ W2 + b2).tolist()"),
        "np.vectorize": net("return np.vectorize(lambda z: float(act(z)))(X @ W1 + b1) @ W2 + b2"),
        "tensordot": net("return np.tensordot(act(np.tensordot(X, W1, 1) + b1), W2, 1) + b2"),
        "its own affine": net("return affine(act(affine(X, W1, b1)), W2, b2)", "def affine(X, W, b):\n    return X @ W + b\n"),
    },
    "masked_softmax": {
        "guarded": """
def masked_softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    m = x.max(axis=axis, keepdims=True)
    e = np.exp(x - np.where(np.isfinite(m), m, 0))
    s = e.sum(axis=axis, keepdims=True)
    return e / np.where(s > 0, s, 1)
""",
        "nan to 0": STABLE + "def masked_softmax(x, axis=-1):\n    with np.errstate(all='ignore'):\n"
        "        return np.nan_to_num(softmax(x, axis), nan=0.0)\n",
    },
    "softmax_jacobian": {
        "diag minus outer": STABLE + "def softmax_jacobian(x):\n    p = softmax(x)\n    return np.diag(p) - np.outer(p, p)\n",
        "loops": STABLE + "def softmax_jacobian(x):\n    p = softmax(x)\n    n = len(p)\n"
        "    return [[p[i] * ((i == j) - p[j]) for j in range(n)] for i in range(n)]\n",
    },
}

AXIS = "e = np.exp(x - np.max(x, axis=axis, keepdims=True))\n"

WRONG = {
    "softmax": {
        "the web page: max and sum over everything": (
            soft("e = np.exp(x - np.max(x))\nreturn e / np.sum(e)"),
            "one axis",
        ),
        "sum over everything": (soft(AXIS + "return e / np.sum(e)"), ""),
        "in proportion to x": (soft("return x / np.sum(x, axis=axis, keepdims=True)"), "in proportion to x"),
        "in proportion to |x|": (soft("return abs(x) / np.sum(abs(x), axis=axis, keepdims=True)"), "|x|"),
        "no shift, overflow": (
            soft("e = np.exp(x)\nreturn e / np.sum(e, axis=axis, keepdims=True)"),
            "e^1000 is infinity",
        ),
        "one maximum for the whole table": (
            soft("e = np.exp(x - np.max(x))\nreturn e / np.sum(e, axis=axis, keepdims=True)"),
            "Whose maximum is safe",
        ),
        "no keepdims in the sum": (soft(AXIS + "return e / np.sum(e, axis=axis)"), "keepdims"),
        "no keepdims in the maximum": (
            soft("e = np.exp(x - np.max(x, axis=axis))\nreturn e / np.sum(e, axis=axis, keepdims=True)"),
            "keepdims",
        ),
        "no keepdims at all": (
            soft("e = np.exp(x - np.max(x, axis=axis))\nreturn e / np.sum(e, axis=axis)"),
            "keepdims",
        ),
        "axis ignored: the last": (
            soft("e = np.exp(x - np.max(x, axis=-1, keepdims=True))\nreturn e / np.sum(e, axis=-1, keepdims=True)"),
            "one fixed axis",
        ),
        "axis ignored: the first": (
            soft("e = np.exp(x - np.max(x, axis=0, keepdims=True))\nreturn e / np.sum(e, axis=0, keepdims=True)"),
            "one fixed axis",
        ),
        "axis ignored: 1": (
            soft(
                "k = min(1, x.ndim - 1)\ne = np.exp(x - np.max(x, axis=k, keepdims=True))\n"
                "return e / np.sum(e, axis=k, keepdims=True)"
            ),
            "one fixed axis",
        ),
        "the mean is subtracted": (
            soft("e = np.exp(x - x.mean(axis=axis, keepdims=True))\nreturn e / np.sum(e, axis=axis, keepdims=True)"),
            "mean is subtracted",
        ),
        "the minimum is subtracted": (
            soft("e = np.exp(x - x.min(axis=axis, keepdims=True))\nreturn e / np.sum(e, axis=axis, keepdims=True)"),
            "minimum is subtracted",
        ),
        "sign turned": (
            soft("e = np.exp(-(x - np.min(x, axis=axis, keepdims=True)))\nreturn e / e.sum(axis=axis, keepdims=True)"),
            "sign of the exponent",
        ),
        "sigmoid of each number": (soft("return 1 / (1 + np.exp(-x))"), "sigmoid"),
        "log-softmax": (
            soft("z = x - np.max(x, axis=axis, keepdims=True)\nreturn z - np.log(np.exp(z).sum(axis=axis, keepdims=True))"),
            "logarithms",
        ),
        "argmax": (soft("return (x == x.max(axis=axis, keepdims=True)) * 1.0"), "winner takes all"),
        "True for the winner": (soft("return x == x.max(axis=axis, keepdims=True)"), "True and False"),
        "divided by the maximum": (
            soft(AXIS + "return e / np.max(e, axis=axis, keepdims=True)"),
            "division is by the maximum",
        ),
        "not divided": (soft("return np.exp(x)"), "divided by their sum"),
        "powers of 2": (
            soft("e = 2.0 ** (x - np.max(x, axis=axis, keepdims=True))\nreturn e / e.sum(axis=axis, keepdims=True)"),
            "another base",
        ),
        "powers of 10": (
            soft("e = 10.0 ** (x - np.max(x, axis=axis, keepdims=True))\nreturn e / e.sum(axis=axis, keepdims=True)"),
            "another base",
        ),
        "rounded": (soft(AXIS + "return np.round(e / np.sum(e, axis=axis, keepdims=True), 3)"), "rounded"),
        "applied twice": (STABLE.replace("softmax", "once") + soft("return once(once(x, axis), axis)"), "twice"),
        "clipped at 500": (
            soft("e = np.exp(np.clip(x, -500, 500))\nreturn e / np.sum(e, axis=axis, keepdims=True)"),
            "clipped",
        ),
        "too large a number below": (soft(AXIS + "return e / (np.sum(e, axis=axis, keepdims=True) + 1e-5)"), ""),
        "changes the caller's array": (
            soft("x -= x.max(axis=axis, keepdims=True)\nnp.exp(x, out=x)\nx /= x.sum(axis=axis, keepdims=True)\nreturn x"),
            "changes the array",
        ),
        "forgets to return": (soft(AXIS + "e / e.sum(axis=axis, keepdims=True)"), "returns nothing"),
        "prints": (soft(AXIS + "print(e / e.sum(axis=axis, keepdims=True))"), "print the result instead"),
        "for one row only": (
            soft("x = x.ravel()\ne = np.exp(x - max(x))\nreturn e / sum(e)"),
            "shape",
        ),
        "loses whole numbers": (
            "def softmax(x, axis=-1):\n    e = np.exp(x - np.max(x, axis=axis, keepdims=True)).astype(np.asarray(x).dtype)\n"
            "    return e / np.sum(e, axis=axis, keepdims=True)\n",
            "",
        ),
        "exp is not imported": (soft("e = exp(x)\nreturn e / e.sum(axis=axis, keepdims=True)"), "is not defined"),
        "the signature lost its axis": (
            "def softmax(x):\n    e = np.exp(x - np.max(x))\n    return e / np.sum(e)\n",
            "def",
        ),
        "stub": (soft("raise NotImplementedError()"), "not written yet"),
        "the input": (soft("return x"), ""),
        "equal shares": (soft("return np.ones_like(x) / (x.shape[axis] if x.ndim else 1)"), ""),
    },
    "cross_entropy": {
        "log of a share that is 0": (loss(f"p = softmax(logits)\nreturn -np.log({PICK}).mean()"), "infinite loss"),
        "the sum": (loss("return -log_softmax(logits)[np.arange(len(labels)), labels].sum()", LSE), "sum over"),
        "no minus": (
            loss("return log_softmax(logits)[np.arange(len(labels)), labels].mean()", LSE),
            "sign is turned",
        ),
        "base 2": (
            loss("return -log_softmax(logits)[np.arange(len(labels)), labels].mean() / np.log(2)", LSE),
            "base 2",
        ),
        "base 10": (
            loss("return -log_softmax(logits)[np.arange(len(labels)), labels].mean() / np.log(10)", LSE),
            "base 10",
        ),
        "mean over all entries": (
            loss("hot = np.eye(logits.shape[1])[labels]\nreturn -(hot * log_softmax(logits)).mean()", LSE),
            "n·C",
        ),
        "a small number added": (
            loss(f"p = softmax(logits)\nreturn -np.log({PICK} + 1e-12).mean()"),
            "small number is added",
        ),
        "clipped": (
            loss(f"p = np.clip(softmax(logits), 1e-15, 1)\nreturn -np.log({PICK}).mean()"),
            "small number is added",
        ),
        "no shift": (
            loss("return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels])"),
            "may be subtracted in each row",
        ),
        "one maximum for the whole table": (
            loss(
                "m = logits.max()\n"
                "return np.mean(m + np.log(np.exp(logits - m).sum(axis=1)) - logits[np.arange(len(labels)), labels])"
            ),
            "Whose maximum is safe",
        ),
        "minus the score": (loss("return -logits[np.arange(len(labels)), labels].mean()"), "A score is not yet log p"),
        "log of the scores": (
            loss("return -np.log(logits[np.arange(len(labels)), labels]).mean()"),
            "taken of the scores",
        ),
        "softmax down the columns": (
            loss(f"p = softmax(logits, 0)\nreturn -np.log({PICK}).mean()"),
            "down the columns",
        ),
        "every label in every row": (
            loss("return -log_softmax(logits)[:, labels].mean()", LSE),
            "every label in every row",
        ),
        "picks rows": (
            loss("return -log_softmax(logits)[labels % len(logits)].mean()", LSE),
            "picks rows",
        ),
        "one loss a row": (loss("return -log_softmax(logits)[np.arange(len(labels)), labels]", LSE), "shape"),
        "labels from 1": (
            loss("return -log_softmax(logits)[np.arange(len(labels)), labels - 1].mean()", LSE),
            "labels begin at 0",
        ),
        "labels left out": (loss("return -log_softmax(logits).mean()", LSE), "labels count for nothing"),
        "the largest share": (loss("return -np.log(softmax(logits).max(axis=1)).mean()"), "largest probability"),
        "one minus p": (loss(f"p = softmax(logits)\nreturn (1 - {PICK}).mean()"), "1 - p"),
        "p itself": (loss(f"p = softmax(logits)\nreturn {PICK}.mean()"), "p itself"),
        "log of the mean": (loss(f"p = softmax(logits)\nreturn -np.log({PICK}.mean())"), "mean is taken first"),
        "binary terms added": (
            loss(
                "p = softmax(logits)\nhot = np.eye(logits.shape[1])[labels]\n"
                "return -np.sum(hot * np.log(p) + (1 - hot) * np.log(1 - p)) / len(labels)"
            ),
            "other classes",
        ),
        "squared error": (
            loss("hot = np.eye(logits.shape[1])[labels]\nreturn ((softmax(logits) - hot) ** 2).sum(axis=1).mean()"),
            "squared error",
        ),
        "softmax twice": (
            loss("return -log_softmax(softmax(logits))[np.arange(len(labels)), labels].mean()", STABLE + LSE),
            "twice",
        ),
        "entropy": (loss("p = softmax(logits)\nreturn -np.sum(p * np.log(p)) / len(p)"), "entropy of the answer"),
        "p log p": (loss(f"p = softmax(logits)\nq = {PICK}\nreturn -np.mean(q * np.log(q))"), "p log p"),
        "accuracy": (loss("return np.mean(logits.argmax(axis=1) == labels)"), ""),
        "median": (loss("return np.median(-log_softmax(logits)[np.arange(len(labels)), labels])", LSE), ""),
        "forgets to return": (loss("-log_softmax(logits)[np.arange(len(labels)), labels].mean()", LSE), "nothing"),
        "changes the logits": (
            loss(
                "logits -= logits.max(axis=1, keepdims=True)\n"
                "return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels])"
            ),
            "changes the array",
        ),
        "a constant": (loss("return 1.0"), ""),
    },
    "mlp_forward": {
        "no activation": (net("return (X @ W1 + b1) @ W2 + b2"), "never applied"),
        "activation on the scores too": (net("return act(act(X @ W1 + b1) @ W2 + b2)"), "logits"),
        "activation on the scores only": (net("return act((X @ W1 + b1) @ W2 + b2)"), "in place of the hidden"),
        "no b1": (net("return act(X @ W1) @ W2 + b2"), "b1 is left out"),
        "no b2": (net("return act(X @ W1 + b1) @ W2"), "b2 is left out"),
        "no biases": (net("return act(X @ W1) @ W2"), "Both biases"),
        "b1 after the activation": (net("return (act(X @ W1) + b1) @ W2 + b2"), "after the activation"),
        "biases subtracted": (net("return act(X @ W1 - b1) @ W2 - b2"), "subtracted"),
        "activation on the inputs": (net("return (act(X) @ W1 + b1) @ W2 + b2"), "applied to the inputs"),
        "activation twice": (net("return act(act(X @ W1 + b1)) @ W2 + b2"), "twice"),
        "tanh whatever is given": (net("return np.tanh(X @ W1 + b1) @ W2 + b2"), "fixed activation"),
        "ReLU whatever is given": (net("return np.maximum(X @ W1 + b1, 0) @ W2 + b2"), "fixed activation"),
        "sigmoid whatever is given": (
            net("return 1 / (1 + np.exp(-(X @ W1 + b1))) @ W2 + b2").replace(
                "1 / (1 + np.exp(-(X @ W1 + b1))) @", "(1 / (1 + np.exp(-(X @ W1 + b1)))) @"
            ),
            "fixed activation",
        ),
        "the hidden layer only": (net("return act(X @ W1 + b1)"), "What is done with W2"),
        "softmax at the end": (net("return softmax(act(X @ W1 + b1) @ W2 + b2)", STABLE), "go through softmax"),
        "flattened": (net("return (act(X @ W1 + b1) @ W2 + b2).ravel()"), "flattened"),
        "squeezed": (net("return np.squeeze(act(X @ W1 + b1) @ W2 + b2)"), "shape"),
        "W1 turned round": (net("return act(X @ W1.T + b1) @ W2 + b2"), "W1 is turned round"),
        "W2 turned round": (net("return act(X @ W1 + b1) @ W2.T + b2"), "W2 is turned round"),
        "both turned round": (net("return act(X @ W1.T + b1) @ W2.T + b2"), "Both weight tables"),
        "entry by entry": (net("return act(X * W1 + b1) * W2 + b2"), "entry by entry"),
        "answer turned round": (net("return (act(X @ W1 + b1) @ W2 + b2).T"), "answer is turned round"),
        "b2 before W2": (net("return (act(X @ W1 + b1) + b2) @ W2"), "used in the other order"),
        "act of W1 only": (net("return X @ act(W1) @ W2 + b2"), ""),
        "act of a sum over units": (net("return act((X @ W1 + b1).sum(axis=1, keepdims=True)) * np.ones(len(b2))"), ""),
        "a list is not looped over": (net("return [act(x @ W1 + b1) for x in X]"), ""),
        "changes the weights": (
            net("W1 *= 1.0\nZ = X @ W1\nZ += b1\nW2 += 1\nout = act(Z) @ (W2 - 1) + b2\nreturn out"),
            "changes the array",
        ),
        "class labels": (net("return (act(X @ W1 + b1) @ W2 + b2).argmax(axis=1)"), "shape"),
        "act is not called": (net("return act @ W2 + b2"), "stops"),
        "forgets to return": (net("scores = act(X @ W1 + b1) @ W2 + b2"), "returns nothing"),
        "zeros": (net("return np.zeros((len(X), len(b2)))"), ""),
    },
    "masked_softmax": {
        "nan for a row of -inf": (STABLE + "def masked_softmax(x, axis=-1):\n    return softmax(x, axis)\n", "-inf minus"),
        "masked entries keep a share": (
            STABLE + "def masked_softmax(x, axis=-1):\n    return softmax(np.where(np.isneginf(x), 0.0, x), axis)\n",
            "keep a share",
        ),
    },
    "softmax_jacobian": {
        "slopes by their own score only": (
            STABLE + "def softmax_jacobian(x):\n    p = softmax(x)\n    return p * (1 - p)\n",
            "by its own score",
        ),
        "diagonal only": (
            STABLE + "def softmax_jacobian(x):\n    p = softmax(x)\n    return np.diag(p * (1 - p))\n",
            "diagonal alone",
        ),
        "sign turned": (
            STABLE + "def softmax_jacobian(x):\n    p = softmax(x)\n    return np.outer(p, p) - np.diag(p)\n",
            "signs are turned",
        ),
    },
}
