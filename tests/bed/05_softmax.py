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


def grad(body: str, before: str = STABLE) -> str:
    """Return cross_entropy_grad with `body`, and what it needs before it."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{before}\ndef cross_entropy_grad(logits, labels):\n{lines}"


def masked(body: str) -> str:
    """Return masked_softmax with the given first line and `body`; a right softmax stands before it."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{STABLE}\ndef masked_softmax(x, axis=-1):\n    x = np.asarray(x, dtype=float)\n{lines}"


def jacobian(body: str) -> str:
    """Return softmax_jacobian with the given first line, p = softmax(x) and `body`; a right softmax stands before it."""
    lines = "".join(f"    {line}\n" for line in f"p = softmax(x)\n{body}".strip().splitlines())
    return f"{STABLE}\ndef softmax_jacobian(x):\n    x = np.asarray(x, dtype=float)\n{lines}"


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
        "axis moved to the front, no thought of a single number": soft(
            "y = np.moveaxis(x, axis, 0)\ne = np.exp(y - y.max(axis=0))\nreturn np.moveaxis(e / e.sum(axis=0), 0, axis)"
        ),
        "apply_along_axis, no thought of an empty table": soft(
            "return np.apply_along_axis(lambda v: np.exp(v - v.max()) / np.exp(v - v.max()).sum(), axis, x)"
        ),
        "pairs of differences": soft(
            "y = np.moveaxis(x, axis, -1)\n"
            "return np.moveaxis(1 / np.exp(np.minimum(y[..., None, :] - y[..., :, None], 700)).sum(axis=-1), -1, axis)"
        ),
        "axes swapped": soft(
            "y = np.swapaxes(x, axis, -1)\ne = np.exp(y - y.max(axis=-1)[..., None])\n"
            "return np.swapaxes(e / e.sum(axis=-1)[..., None], axis, -1)"
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
    "cross_entropy_grad": {
        "p minus 1 at the labels": grad("p = softmax(logits)\np[np.arange(len(labels)), labels] -= 1\nreturn p / len(labels)"),
        "one-hot by np.eye": grad("return (softmax(logits, axis=1) - np.eye(logits.shape[1])[labels]) / len(logits)"),
        "one-hot filled in": grad(
            "hot = np.zeros(logits.shape)\nhot[np.arange(len(labels)), labels] = 1\nreturn (softmax(logits) - hot) / logits.shape[0]"
        ),
        "a mask": grad(
            "mask = np.arange(logits.shape[1])[None, :] == labels[:, None]\nreturn np.where(mask, p - 1, p) / len(labels)"
        ).replace("    mask =", "    p = softmax(logits)\n    mask ="),
        "loops with math": grad(
            "import math\nout = np.zeros(logits.shape)\nfor i in range(len(labels)):\n"
            "    top = max(logits[i])\n    powers = [math.exp(v - top) for v in logits[i]]\n"
            "    for j in range(len(powers)):\n"
            "        out[i, j] = (powers[j] / sum(powers) - (j == labels[i])) / len(labels)\n"
            "return out",
            "",
        ),
        "row by row, a nested list": grad(
            "out = []\nfor row, label in zip(logits, labels):\n    p = softmax(row)\n    p[label] -= 1\n"
            "    out.append((p / len(labels)).tolist())\nreturn out"
        ),
        "scipy": grad(
            "from scipy.special import softmax as soft\np = soft(logits, axis=1)\n"
            "p[range(len(labels)), labels] -= 1\nreturn p / len(p)",
            "",
        ),
        "exp of log-softmax": grad(
            "p = np.exp(log_softmax(logits))\nreturn (p - np.eye(p.shape[1])[labels]) / len(p)",
            LSE,
        ),
        "the rest of the row in place of p - 1": grad(
            "p = softmax(logits)\nat = np.arange(len(labels)), labels\np[at] = 0\np[at] = -p.sum(axis=1)\nreturn p / len(labels)"
        ),
        "np.subtract.at": grad(
            "p = softmax(logits)\nnp.subtract.at(p, (np.arange(len(labels)), labels), 1.0)\nreturn p / len(labels)"
        ),
        "take and put along an axis": grad(
            "p = softmax(logits)\nk = labels[:, None].astype(int)\n"
            "np.put_along_axis(p, k, np.take_along_axis(p, k, axis=1) - 1, axis=1)\nreturn p / len(labels)"
        ),
        "through the Jacobian": grad(
            "out = []\nfor row, label in zip(logits, labels):\n    p = softmax(row)\n"
            "    if p[label] < 1e-200:\n        p[label] -= 1\n        out.append(p)\n        continue\n"
            "    jacobian = np.diag(p) - np.outer(p, p)\n    out.append(-jacobian[label] / p[label])\n"
            "return np.array(out) / len(labels)"
        ),
    },
    "masked_softmax": {
        "guarded": masked(
            "m = x.max(axis=axis, keepdims=True)\ne = np.exp(x - np.where(np.isfinite(m), m, 0))\n"
            "s = e.sum(axis=axis, keepdims=True)\nreturn e / np.where(s > 0, s, 1)"
        ),
        "nan to 0": masked("return np.nan_to_num(softmax(x, axis), nan=0.0)"),
        "scipy, nan to 0": masked("from scipy.special import softmax as soft\nreturn np.nan_to_num(soft(x, axis=axis))"),
        "divide where": masked(
            "m = x.max(axis=axis, keepdims=True)\nm[np.isneginf(m)] = 0.0\ne = np.exp(x - m)\n"
            "s = e.sum(axis=axis, keepdims=True)\nreturn np.divide(e, s, out=np.zeros_like(e), where=s > 0)"
        ),
        "a very low number, set to 0 afterwards": masked(
            "gone = np.isneginf(x)\nreturn np.where(gone, 0.0, softmax(np.where(gone, -1e9, x), axis))"
        ),
        "lowest float": masked("p = softmax(np.maximum(x, np.finfo(float).min), axis)\np[np.isneginf(x)] = 0\nreturn p"),
        "apply_along_axis over what is left": masked(
            "def row(v):\n    out = np.zeros(len(v))\n    left = v > -np.inf\n    if left.any():\n"
            "        out[left] = softmax(v[left])\n    return out\nreturn np.apply_along_axis(row, axis, x)"
        ),
        "loops with math": masked(
            "import math\ny = np.moveaxis(x, axis, -1)\nout = np.zeros(y.shape)\n"
            "for i in np.ndindex(*y.shape[:-1]):\n    top = max(y[i])\n    if top == -math.inf:\n        continue\n"
            "    powers = [math.exp(v - top) for v in y[i]]\n    out[i] = [q / sum(powers) for q in powers]\n"
            "return np.moveaxis(out, -1, axis)"
        ),
        "masked arrays": masked(
            "m = np.ma.masked_where(np.isneginf(x), x)\ne = np.ma.exp(m - m.max(axis=axis, keepdims=True))\n"
            "return np.ma.filled(e / e.sum(axis=axis, keepdims=True), 0.0)"
        ),
        "a nested list": masked("return np.nan_to_num(softmax(x, axis)).tolist()"),
    },
    "softmax_jacobian": {
        "diag minus outer": jacobian("return np.diag(p) - np.outer(p, p)"),
        "loops": jacobian("n = len(p)\nreturn [[p[i] * ((i == j) - p[j]) for j in range(n)] for i in range(n)]"),
        "broadcast": jacobian("return p[:, None] * (np.eye(len(p)) - p)"),
        "einsum": jacobian("return np.einsum('i,ij->ij', p, np.eye(len(p))) - np.einsum('i,j->ij', p, p)"),
        "fill_diagonal": jacobian("J = -p[:, None] @ p[None, :]\nnp.fill_diagonal(J, p * (1 - p))\nreturn J"),
        "diagonal from the columns' sums": jacobian(
            "J = -np.outer(p, p)\nnp.fill_diagonal(J, 0)\nreturn J - np.diag(J.sum(axis=0))"
        ),
        "column by column": jacobian(
            "columns = []\nfor j in range(len(p)):\n    e = np.zeros(len(p))\n    e[j] = 1\n"
            "    columns.append(p * (e - p[j]))\nreturn np.column_stack(columns)"
        ),
        "complex step": jacobian(
            "top = x.max()\ncolumns = []\nfor j in range(len(x)):\n    z = x - top + 0j\n    z[j] += 1e-30j\n"
            "    e = np.exp(z)\n    columns.append((e / e.sum()).imag / 1e-30)\nreturn np.array(columns).T"
        ),
        "where": jacobian("i, j = np.indices((len(p), len(p)))\nreturn np.where(i == j, p[i] * (1 - p[i]), -p[i] * p[j])"),
    },
}

AXIS = "e = np.exp(x - np.max(x, axis=axis, keepdims=True))\n"

GUARD = "m = x.max(axis=axis, keepdims=True)\ne = np.exp(x - np.where(np.isfinite(m), m, 0))\n"

GAPS = ("softmax", "cross_entropy", "cross_entropy_grad")
WRONG = {
    "softmax": {
        "small shares set to 0": (
            "def softmax(x, axis=-1):\n"
            "    x = np.asarray(x, dtype=float)\n"
            "    e = np.exp(x - np.max(x, axis=axis, keepdims=True))\n"
            "    p = e / np.sum(e, axis=axis, keepdims=True)\n"
            "    p[p < 1e-6] = 0\n"
            "    return p\n",
            "too soon",
        ),
        "a row changed in place": (
            "def softmax(x, axis=-1):\n"
            "    x = np.asarray(x, dtype=float)\n"
            "    if x.ndim == 1:\n"
            "        x -= np.max(x)\n"
            "        return np.exp(x) / np.sum(np.exp(x))\n"
            "    e = np.exp(x - np.max(x, axis=axis, keepdims=True))\n"
            "    return e / np.sum(e, axis=axis, keepdims=True)\n",
            "changes the array",
        ),
        "the web page: max and sum over everything": (
            soft("e = np.exp(x - np.max(x))\nreturn e / np.sum(e)"),
            "one axis",
        ),
        "sum over everything": (soft(AXIS + "return e / np.sum(e)"), "sum runs over the whole table"),
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
        "too large a number below": (soft(AXIS + "return e / (np.sum(e, axis=axis, keepdims=True) + 1e-5)"), "below the line"),
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
            "cut to whole numbers",
        ),
        "exp is not imported": (soft("e = exp(x)\nreturn e / e.sum(axis=axis, keepdims=True)"), "is not defined"),
        "the signature lost its axis": (
            "def softmax(x):\n    e = np.exp(x - np.max(x))\n    return e / np.sum(e)\n",
            "def",
        ),
        "stub": (soft("raise NotImplementedError()"), "not written yet"),
        "the input": (soft("return x"), "scores as they came"),
        "equal shares": (soft("return np.ones_like(x) / (x.shape[axis] if x.ndim else 1)"), "whatever the scores"),
        "through a table, the shape put back": (
            soft(
                "t = np.atleast_2d(x)\ne = np.exp(t - t.max(axis=axis, keepdims=True))\n"
                "return (e / e.sum(axis=axis, keepdims=True)).reshape(x.shape)"
            ),
            "row",
        ),
        "axes from the front only": (
            soft(
                "y = x if axis in (-1, x.ndim - 1) else np.moveaxis(x, abs(axis), -1)\n"
                "e = np.exp(y - y.max(axis=-1, keepdims=True))\ns = e / e.sum(axis=-1, keepdims=True)\n"
                "return s if axis in (-1, x.ndim - 1) else np.moveaxis(s, -1, abs(axis))"
            ),
            "fewer axes",
        ),
        "rows or columns, nothing else": (
            soft(
                "if axis == 0: return softmax(x.T).T\n" + "e = np.exp(x - x.max(axis=-1, keepdims=True))\n"
                "return e / e.sum(axis=-1, keepdims=True)"
            ),
            "axis",
        ),
        "walks through memory": (
            soft("x = np.array(list(np.nditer(x))).reshape(x.shape)\n" + AXIS + "return e / np.sum(e, axis=axis, keepdims=True)"),
            "turned",
        ),
        "a rising row as it is": (
            soft(
                AXIS + "if x.ndim == 1 and len(x) > 2 and all(np.diff(x) > 0):\n    return x / x.sum()\n"
                "return e / np.sum(e, axis=axis, keepdims=True)"
            ),
            "in proportion to x",
        ),
        "axes of length 1 dropped": (
            soft("e = np.exp(x - np.max(x, axis=axis, keepdims=True))\nreturn np.squeeze(e / e.sum(axis=axis, keepdims=True))"),
            "shape",
        ),
        "flat lists only": (
            "def softmax(x, axis=-1):\n    if isinstance(x, list):\n        e = [np.exp(v - max(x)) for v in x]\n"
            "        return [v / sum(e) for v in e]\n" + "    e = np.exp(x - np.max(x, axis=axis, keepdims=True))\n"
            "    return e / e.sum(axis=axis, keepdims=True)\n",
            "list",
        ),
    },
    "cross_entropy": {
        "four classes at most": (
            "def cross_entropy(logits, labels):\n"
            "    z = logits - logits.max(axis=1, keepdims=True)\n"
            "    p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))\n"
            "    t = 0\n"
            "    for k in range(4):\n"
            "        t -= p[labels == k, k].sum() if k < logits.shape[1] else 0\n"
            "    return t / len(labels)\n",
            "ten classes",
        ),
        "the place of equal rows": (
            loss(
                "rows = logits.tolist()\nlp = log_softmax(logits)\n"
                "return -np.mean([lp[i, labels[rows.index(row)]] for i, row in enumerate(rows)])",
                LSE,
            ),
            "stand there twice",
        ),
        "walks through memory": (
            loss(
                "lp = log_softmax(np.array(list(np.nditer(logits))).reshape(logits.shape))\n"
                "return -lp[np.arange(len(labels)), labels].mean()",
                LSE,
            ),
            "turned",
        ),
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
        "one loss a row": (loss("return -log_softmax(logits)[np.arange(len(labels)), labels]", LSE), "a single one is asked for"),
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
        "accuracy": (loss("return np.mean(logits.argmax(axis=1) == labels)"), "how often it is right"),
        "median": (loss("return np.median(-log_softmax(logits)[np.arange(len(labels)), labels])", LSE), "median"),
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
    "cross_entropy_grad": {
        "squeezed": (
            grad("p = softmax(logits)\np[np.arange(len(labels)), labels] -= 1\nreturn np.squeeze(p / len(labels))"),
            "An axis of length 1 is dropped",
        ),
        "not divided by n": (grad("p = softmax(logits)\np[np.arange(len(labels)), labels] -= 1\nreturn p"), "sum of the losses"),
        "turned round": (
            grad("return (np.eye(logits.shape[1])[labels] - softmax(logits)) / len(labels)"),
            "difference is turned round",
        ),
        "the place of equal rows": (
            grad(
                "rows = logits.tolist()\np = softmax(logits)\nfor i, row in enumerate(rows):\n"
                "    p[i, labels[rows.index(row)]] -= 1\nreturn p / len(rows)"
            ),
            "stand there twice",
        ),
        "fills in through reshape": (
            grad(
                "out = np.zeros_like(logits, dtype=float)\nflat = out.reshape(-1)\n"
                "flat[:] = (softmax(logits) - np.eye(logits.shape[1])[labels]).ravel() / len(labels)\nreturn out"
            ),
            "turned",
        ),
        "the probabilities alone": (grad("return softmax(logits) / len(labels)"), "probabilities alone"),
        "whole columns": (
            grad("p = softmax(logits)\np[:, labels] -= 1\nreturn p / len(labels)"),
            "whole columns",
        ),
        "whole rows": (
            grad("p = softmax(logits)\np[labels % len(p)] -= 1\nreturn p / len(labels)"),
            "whole rows",
        ),
        "the label as a number": (
            grad("return (softmax(logits) - labels[:, None]) / len(labels)"),
            "as if it were a quantity",
        ),
        "1 everywhere": (grad("return (softmax(logits) - 1) / len(labels)"), "every place"),
        "1 added": (
            grad("p = softmax(logits)\np[np.arange(len(labels)), labels] += 1\nreturn p / len(labels)"),
            "1 is added",
        ),
        "divided by C": (
            grad("return (softmax(logits) - np.eye(logits.shape[1])[labels]) / logits.shape[1]"),
            "number of classes",
        ),
        "divided by all entries": (
            grad("return (softmax(logits) - np.eye(logits.shape[1])[labels]) / logits.size"),
            "n·C",
        ),
        "only p divided": (
            grad("return softmax(logits) / len(labels) - np.eye(logits.shape[1])[labels]"),
            "probabilities only",
        ),
        "only the 1 divided": (
            grad("return softmax(logits) - np.eye(logits.shape[1])[labels] / len(labels)"),
            "1 of the label only",
        ),
        "doubled": (
            grad("return 2 * (softmax(logits) - np.eye(logits.shape[1])[labels]) / len(labels)"),
            "doubled",
        ),
        "a squared error": (
            grad("p = softmax(logits)\nreturn (p - np.eye(p.shape[1])[labels]) * p * (1 - p) / len(p)"),
            "left over",
        ),
        "slope by p": (
            grad("p = softmax(logits)\nreturn -np.eye(p.shape[1])[labels] / p / len(p)"),
            "slope by the probability",
        ),
        "only the label's entry": (
            grad("p = softmax(logits)\nhot = np.eye(p.shape[1])[labels]\nreturn (p - 1) * hot / len(p)"),
            "Only the entry of the label",
        ),
        "only the slopes at the labels": (
            grad("p = softmax(logits)\nreturn (p[np.arange(len(p)), labels] - 1) / len(p)"),
            "slopes at the labels",
        ),
        "set to minus 1": (
            grad("p = softmax(logits)\np[np.arange(len(p)), labels] = -1\nreturn p / len(p)"),
            "set to a number",
        ),
        "softmax down the columns": (
            grad("p = softmax(logits, 0)\np[np.arange(len(p)), labels] -= 1\nreturn p / len(p)"),
            "down the columns",
        ),
        "the logits in place of p": (
            grad("return (logits - np.eye(logits.shape[1])[labels]) / len(labels)"),
            "taken for probabilities",
        ),
        "softmax twice": (
            grad("p = softmax(softmax(logits))\np[np.arange(len(p)), labels] -= 1\nreturn p / len(p)"),
            "twice",
        ),
        "sigmoid in place of softmax": (
            grad("p = 1 / (1 + np.exp(-logits))\np[np.arange(len(p)), labels] -= 1\nreturn p / len(p)"),
            "sigmoid",
        ),
        "no shift": (
            grad("e = np.exp(logits)\np = e / e.sum(axis=1, keepdims=True)\np[np.arange(len(p)), labels] -= 1\nreturn p / len(p)"),
            "e^1000 is infinity",
        ),
        "one maximum for the whole table": (
            grad(
                "e = np.exp(logits - logits.max())\np = e / e.sum(axis=1, keepdims=True)\n"
                "p[np.arange(len(p)), labels] -= 1\nreturn p / len(p)"
            ),
            "Whose maximum is safe",
        ),
        "labels from 1": (
            grad("p = softmax(logits)\np[np.arange(len(p)), labels - 1] -= 1\nreturn p / len(p)").replace(
                "labels - 1]", "labels.astype(int) - 1]"
            ),
            "At which number do the labels begin",
        ),
        "row and column exchanged": (
            grad("p = softmax(logits)\np[labels, np.arange(len(labels))] -= 1\nreturn p / len(labels)"),
            "in the place of the rows",
        ),
        "the mean over the rows": (
            grad("return (softmax(logits) - np.eye(logits.shape[1])[labels]).mean(axis=0)"),
            "rows are added up",
        ),
        "one number": (grad("return (softmax(logits) - np.eye(logits.shape[1])[labels]).mean()"), "one number"),
        "the loss": (grad("return -log_softmax(logits)[np.arange(len(labels)), labels].mean()", LSE), "the loss itself"),
        "measured with a step": (
            grad(
                "out = np.zeros(logits.shape)\nfor i in range(len(labels)):\n    for j in range(logits.shape[1]):\n"
                "        step = np.zeros(logits.shape)\n        step[i, j] = 1e-2\n"
                "        out[i, j] = (loss(logits + step, labels) - loss(logits - step, labels)) / 2e-2\nreturn out",
                LSE + "\ndef loss(logits, labels):\n    return -log_softmax(logits)[np.arange(len(labels)), labels].mean()\n",
            ),
            "measured with a step",
        ),
        "measured with a step to one side": (
            grad(
                "out = np.zeros(logits.shape)\nfor i in range(len(labels)):\n    for j in range(logits.shape[1]):\n"
                "        step = np.zeros(logits.shape)\n        step[i, j] = 1e-4\n"
                "        out[i, j] = (loss(logits + step, labels) - loss(logits, labels)) / 1e-4\nreturn out",
                LSE + "\ndef loss(logits, labels):\n    return -log_softmax(logits)[np.arange(len(labels)), labels].mean()\n",
            ),
            "measured with a step",
        ),
        "the winner takes all": (
            grad("p = softmax(logits)\nreturn ((p == p.max(axis=1, keepdims=True)) - np.eye(p.shape[1])[labels]) / len(p)"),
            "how sure the answer is",
        ),
        "rounded": (
            grad("return np.round((softmax(logits) - np.eye(logits.shape[1])[labels]) / len(labels), 4)"),
            "rounded",
        ),
        "whole slopes for whole logits": (
            grad(
                "out = np.zeros_like(logits)\nout[:] = softmax(logits) - np.eye(logits.shape[1])[labels]\nreturn out / len(labels)"
            ),
            "because the logits are whole",
        ),
        "the wrong way round": (
            grad("return ((softmax(logits) - np.eye(logits.shape[1])[labels]) / len(labels)).T"),
            "exchanged with the columns",
        ),
        "only the first row": (
            grad("p = softmax(logits)\np[0, labels[0]] -= 1\nreturn p / len(p)"),
            "Only the first row",
        ),
        "logarithm kept": (
            grad("return (np.log(softmax(logits)) - np.eye(logits.shape[1])[labels]) / len(labels)"),
            "Logarithms",
        ),
        "return in the loop": (
            grad("p = softmax(logits)\nfor i in range(len(labels)):\n    p[i, labels[i]] -= 1\n    return p / len(labels)"),
            "Only the first row",
        ),
        "changes the logits": (
            grad(
                "logits -= logits.max(axis=1, keepdims=True)\np = softmax(logits)\n"
                "p[np.arange(len(p)), labels] -= 1\nreturn p / len(p)"
            ),
            "changes the array",
        ),
        "one-hot of the labels that occur": (
            grad("hot = np.eye(max(labels) + 1)[labels]\nreturn (softmax(logits) - hot) / len(labels)"),
            "stops",
        ),
        "forgets to return": (grad("p = softmax(logits)\np[np.arange(len(p)), labels] -= 1\np / len(p)"), "returns nothing"),
        "zeros": (grad("return np.zeros(logits.shape)"), "throughout"),
        "stub": (grad("raise NotImplementedError()"), "not written yet"),
    },
    "masked_softmax": {
        "nan for a row of -inf": (masked("return softmax(x, axis)"), "-inf minus"),
        "walks through memory": (
            masked(
                GUARD.replace("m = ", "x = np.array(list(np.nditer(x))).reshape(x.shape)\nm = ", 1)
                + "s = e.sum(axis=axis, keepdims=True)\nreturn e / np.where(s > 0, s, 1)"
            ),
            "",
        ),
        "masked entries keep a share": (masked("return softmax(np.where(np.isneginf(x), 0.0, x), axis)"), "keep a share"),
        "set to 0 after the division": (
            masked("gone = np.isneginf(x)\nreturn softmax(np.where(gone, 0.0, x), axis) * ~gone"),
            "after the division",
        ),
        "a low number in place of -inf": (masked("return softmax(np.maximum(x, -1e9), axis)"), "shares equally"),
        "a number that is not low enough": (masked("return softmax(np.maximum(x, -1000), axis)"), "not low enough"),
        "minus one hundred in place of -inf": (masked("return softmax(np.where(x == -np.inf, -100, x), axis)"), "not low enough"),
        "ones for a row of -inf": (masked("return np.nan_to_num(softmax(x, axis), nan=1.0)"), "gives ones"),
        "-inf stays -inf": (
            masked("p = np.nan_to_num(softmax(x, axis))\np[np.isneginf(x)] = -np.inf\nreturn p"),
            "still -inf",
        ),
        "max and sum over everything": (masked("e = np.exp(x - x.max())\nreturn e / e.sum()"), "one axis"),
        "no shift": (
            masked("e = np.exp(x)\ns = e.sum(axis=axis, keepdims=True)\nreturn e / np.where(s > 0, s, 1)"),
            "e^1000 is infinity",
        ),
        "axis ignored": (masked("return np.nan_to_num(softmax(x))"), "one fixed axis"),
        "the minimum is subtracted": (
            masked(
                "low = np.min(np.where(x > -np.inf, x, np.inf), axis=axis, keepdims=True)\n"
                "e = np.exp(x - np.where(low < np.inf, low, 0))\n"
                "s = e.sum(axis=axis, keepdims=True)\nreturn e / np.where(s > 0, s, 1)"
            ),
            "minimum is subtracted",
        ),
        "one maximum for the whole table": (
            masked("e = np.exp(x - x.max())\ns = e.sum(axis=axis, keepdims=True)\nreturn e / np.where(s > 0, s, 1)"),
            "Whose maximum is safe",
        ),
        "axis ignored: the first": (masked("return np.nan_to_num(softmax(x, 0))"), "one fixed axis"),
        "not divided": (masked("return np.exp(x)"), "divided by their sum"),
        "the mask turned round": (
            masked("return np.nan_to_num(softmax(np.where(np.isneginf(x), 0.0, -np.inf), axis))"),
            "turned round",
        ),
        "a number added below": (masked(GUARD + "return e / (e.sum(axis=axis, keepdims=True) + 1e-6)"), "below the line"),
        "masked entries dropped": (masked("x = x[x > -np.inf]\nreturn softmax(x)"), "shape"),
        "nan is compared with itself": (masked("x = np.where(x == np.nan, 0, x)\nreturn softmax(x, axis)"), "-inf minus"),
        "changes the caller's array": (
            masked("gone = np.isneginf(x)\nx[gone] = -1e9\nreturn np.where(gone, 0.0, softmax(x, axis))"),
            "changes the array",
        ),
        "no keepdims": (
            masked("m = x.max(axis=axis)\ne = np.exp(x - np.where(np.isfinite(m), m, 0))\nreturn e / e.sum(axis=axis)"),
            "do not fit",
        ),
        "forgets to return": (masked("np.nan_to_num(softmax(x, axis))"), "returns nothing"),
        "prints": (masked("print(np.nan_to_num(softmax(x, axis)))"), "print the result instead"),
        "an array in if": (masked("if x == -np.inf: return 0\nreturn softmax(x, axis)"), "yes-or-no question"),
        "stub": (masked("raise NotImplementedError()"), "not written yet"),
        "rows or columns, nothing else": (
            masked(
                GUARD.replace("axis=axis", "axis=0 if axis == 0 else -1")
                + "s = e.sum(axis=0 if axis == 0 else -1, keepdims=True)\nreturn e / np.where(s > 0, s, 1)"
            ),
            "axis",
        ),
        "another default axis": (
            masked(GUARD + "s = e.sum(axis=axis, keepdims=True)\nreturn e / np.where(s > 0, s, 1)").replace(
                "def masked_softmax(x, axis=-1)", "def masked_softmax(x, axis=0)"
            ),
            "axis",
        ),
        "the second axis by default": (
            masked(GUARD + "s = e.sum(axis=axis, keepdims=True)\nreturn e / np.where(s > 0, s, 1)").replace(
                "def masked_softmax(x, axis=-1)", "def masked_softmax(x, axis=1)"
            ),
            "",
        ),
    },
    "softmax_jacobian": {
        "slopes by their own score only": (jacobian("return p * (1 - p)"), "by its own score"),
        "diagonal only": (jacobian("return np.diag(p * (1 - p))"), "diagonal alone"),
        "sign turned": (jacobian("return np.outer(p, p) - np.diag(p)"), "signs are turned"),
        "sign turned off the diagonal": (
            jacobian("J = np.outer(p, p)\nnp.fill_diagonal(J, p * (1 - p))\nreturn J"),
            "Away from the diagonal",
        ),
        "nothing added on the diagonal": (jacobian("return -np.outer(p, p)"), "What is added on the diagonal"),
        "products alone": (jacobian("return np.outer(p, p)"), "products p p alone"),
        "shares on the diagonal": (jacobian("return np.diag(p)"), "Only the shares"),
        "1 in every place": (jacobian("return np.outer(p, 1 - p)"), "belongs to the diagonal alone"),
        "x in place of p": (jacobian("return np.diag(x) - np.outer(x, x)"), "scores x are used"),
        "of log-softmax": (jacobian("return np.eye(len(p)) - p"), "logarithm of softmax"),
        "slopes of sigmoids": (jacobian("s = 1 / (1 + np.exp(-x))\nreturn np.diag(s * (1 - s))"), "slope of a sigmoid"),
        "the shares": (jacobian("return p"), "These are the shares"),
        "doubled": (jacobian("return 2 * (np.diag(p) - np.outer(p, p))"), "doubled"),
        "flattened": (jacobian("return (np.diag(p) - np.outer(p, p)).ravel()"), "flattened"),
        "rounded": (jacobian("return np.round(np.diag(p) - np.outer(p, p), 3)"), "rounded"),
        "upper half": (jacobian("return np.triu(np.diag(p) - np.outer(p, p))"), "half above"),
        "forward difference": (
            jacobian("h = 1e-4\nreturn np.array([(softmax(x + h * e) - p) / h for e in np.eye(len(x))]).T"),
            "measured with a step",
        ),
        "p transposed, which does nothing": (jacobian("return np.diag(p) - p @ p.T"), "one number"),
        "overflow": (
            jacobian("p = np.exp(x) / np.exp(x).sum()\nreturn np.diag(p) - np.outer(p, p)"),
            "softmax overflows here",
        ),
        "sizes written in": (
            jacobian("return [[p[0] * (1 - p[0]), -p[0] * p[1]], [-p[1] * p[0], p[1] * (1 - p[1])]]"),
            "shape (2, 2)",
        ),
        "changes the caller's array": (
            jacobian("x -= x.max()\np = np.exp(x) / np.exp(x).sum()\nreturn np.diag(p) - np.outer(p, p)"),
            "changes the array",
        ),
        "forgets to return": (jacobian("np.diag(p) - np.outer(p, p)"), "returns nothing"),
        "stub": (jacobian("raise NotImplementedError()"), "not written yet"),
    },
}

PROPORTION = "def softmax(x, axis=-1):\n    x = np.asarray(x, dtype=float)\n    return x / x.sum(axis=axis, keepdims=True)\n"
NO_SHIFT = "def softmax(x, axis=-1):\n    e = np.exp(np.asarray(x))\n    return e / e.sum(axis=axis, keepdims=True)\n"
FOLLOWS = {
    "cross_entropy_grad": {
        "p - 1 at the labels, on a softmax in proportion to x": grad(
            "p = softmax(logits)\np[np.arange(len(labels)), labels] -= 1\nreturn p / len(labels)", PROPORTION
        ),
        "one-hot, on a softmax that overflows": grad(
            "return (softmax(logits) - np.eye(logits.shape[1])[labels]) / len(labels)", NO_SHIFT
        ),
    },
}
