"""Lesson 01's test bed: right answers in unexpected forms, and the ways people go wrong, each with words of its message.

`import numpy as np` has run before each source.
"""

RIGHT_PREDICT = """
def affine(X, w, b):
    return X @ w + b
def predict(X, w, b):
    return (affine(X, w, b) > 0).astype(int)
"""


def affine(expression):
    """Return the source of an affine that returns `expression`."""
    return f"def affine(X, w, b):\n    return {expression}\n"


def predict(expression):
    """Return the source of a predict that returns `expression` of the scores s."""
    return f"def predict(X, w, b):\n    s = X @ w + b\n    return {expression}\n"


def perceptron(
    *,
    before="",
    start="w, b, n = np.zeros(X.shape[1]), 0.0, 0",
    passes="for epoch in range(max_epochs):",
    epoch="",
    each="for x, t in zip(X, y):",
    score="x @ w + b",
    mistake="int(score > 0) != t",
    update="w = w + (t - int(score > 0)) * x; b += t - int(score > 0)",
    count="n += 1",
    after="if not mistakes: break",
    end="return w, b, n",
):
    """Return the source of a perceptron; what is not named is as it should be."""
    return f"""
def perceptron(X, y, max_epochs=100):
    {before or "pass"}
    {start}
    {passes}
        mistakes = 0
        {epoch or "pass"}
        {each}
            score = {score}
            if {mistake}:
                {update}
                {count}
                mistakes += 1
        {after or "pass"}
    {end}
"""


SIGN = "s = 1 if t == 1 else -1; w = w + s * x; b = b + s"

RIGHT = {
    "affine": {
        "matrix product": affine("X @ w + b"),
        "dot": affine("np.dot(X, w) + b"),
        "dot method, bias first": affine("b + X.dot(w)"),
        "product and sum": affine("(X * w).sum(axis=1) + b"),
        "einsum": affine("np.einsum('ij,j->i', X, w) + b"),
        "list comprehension": affine("[sum(a * c for a, c in zip(row, w)) + b for row in X]"),
        "loops": "def affine(X, w, b):\n    out = np.zeros(len(X))\n    for i in range(X.shape[0]):\n        total = b\n"
        "        for j in range(X.shape[1]):\n            total += w[j] * X[i, j]\n        out[i] = total\n    return out\n",
        "turned": affine("(w @ X.T) + b"),
        "folded bias": affine("np.column_stack([X, np.ones(len(X))]) @ np.append(w, b)"),
        "column squeezed": affine("(X @ w.reshape(-1, 1) + b).ravel()"),
        "vecdot": affine("np.inner(X, w) + b"),
        "whole where whole": affine("np.tensordot(X, w, axes=1) + b"),
        "column loop": "def affine(X, w, b):\n    s = np.full(len(X), float(b))\n    for j, c in enumerate(w):\n"
        "        s += c * X[:, j]\n    return s\n",
    },
    "predict": {
        "astype int": predict("(s > 0).astype(int)"),
        "where": predict("np.where(s > 0, 1, 0)"),
        "times one": predict("(s > 0) * 1"),
        "floats": predict("np.where(s > 0, 1.0, 0.0)"),
        "heaviside": predict("np.heaviside(s, 0)"),
        "sigmoid above one half": predict("(1 / (1 + np.exp(-s)) > 0.5).astype(int)"),
        "list of ints": predict("[1 if v > 0 else 0 for v in s]"),
        "clipped sign": predict("np.clip(np.sign(s), 0, 1)"),
        "not at most zero": predict("1 - (s <= 0)"),
        "masks": predict("0 * s").replace("return 0 * s", "out = np.zeros(len(s))\n    out[s > 0] = 1\n    return out"),
        "through affine": RIGHT_PREDICT,
        "small integers": predict("np.greater(s, 0).astype(np.uint8)"),
        "ceil of clip of sign": predict("np.maximum(np.sign(s), 0)"),
        "single precision": predict("np.float32(s > 0)"),
    },
    "perceptron": {
        "error times x": perceptron(),
        "through predict": RIGHT_PREDICT
        + perceptron(score="predict(x[None, :], w, b)[0]", mistake="score != t", update="w = w + (t - score) * x; b += t - score"),
        "labels of plus and minus one": perceptron(
            before="y = np.where(y == 1, 1, -1)", mistake="t * score <= 0", update="w = w + t * x; b = b + t"
        ),
        "a tie is a mistake for both classes": perceptron(mistake="(score <= 0 if t else score >= 0)", update=SIGN),
        "step of one tenth": perceptron(update="w = w + 0.1 * (t - (score > 0)) * x; b += 0.1 * (t - (score > 0))"),
        "step of seven": perceptron(update="e = 7 * (t - (score > 0)); w = w + e * x; b = b + e"),
        "backwards": perceptron(each="for x, t in zip(X[::-1], y[::-1]):"),
        "random order": perceptron(
            before="rng = np.random.default_rng(5)",
            each="order = rng.permutation(len(X))\n        for x, t in zip(X[order], y[order]):",
        ),
        "fresh random order": perceptron(
            each="order = np.random.permutation(len(X))\n        for x, t in zip(X[order], y[order]):"
        ),
        "folded bias": """
def perceptron(X, y, max_epochs=100):
    Z = np.c_[X, np.ones(len(X))]
    v = np.zeros(Z.shape[1])
    n_updates = 0
    for _ in range(max_epochs):
        done = True
        for z, t in zip(Z, y):
            if (z @ v > 0) != (t == 1):
                v += z if t == 1 else -z
                n_updates += 1
                done = False
        if done:
            break
    return v[:-1], v[-1], n_updates
""",
        "while loop": """
def perceptron(X, y, max_epochs=100):
    n, d = X.shape
    w = [0.0] * d
    b = 0
    updates = 0
    epoch = 0
    clean = False
    while epoch < max_epochs and not clean:
        clean = True
        epoch += 1
        for i in range(n):
            s = b
            for j in range(d):
                s += w[j] * X[i][j]
            guess = 1 if s > 0 else 0
            if guess != y[i]:
                clean = False
                updates += 1
                for j in range(d):
                    w[j] += (y[i] - guess) * X[i][j]
                b += y[i] - guess
    return w, b, updates
""",
        "never stops early": perceptron(after=""),
        "class 1 first, then class 0": perceptron(
            each="for x, t in [*zip(X[y == 1], y[y == 1]), *zip(X[y == 0], y[y == 0])]:", update=SIGN
        ),
        "a list of three, n a float": perceptron(end="return [w, np.array(b), float(n)]"),
        "single precision": perceptron(
            start="w, b, n = np.zeros(X.shape[1], dtype=np.float32), np.float32(0), 0",
            update="e = np.float32(t - (score > 0)); w = w + e * x.astype(np.float32); b = b + e",
        ),
        "normalised at the end": perceptron(
            end="size = np.sqrt(w @ w + b * b)\n    return (w / size, b / size, n) if size else (w, b, n)"
        ),
    },
    "lift": {
        "column_stack": "def lift(X):\n    return np.column_stack([X, (X ** 2).sum(axis=1)])\n",
        "c_": "def lift(X):\n    return np.c_[X, X[:, 0] ** 2 + X[:, 1] ** 2]\n",
        "hstack": "def lift(X):\n    return np.hstack([X, np.sum(X * X, axis=1, keepdims=True)])\n",
        "list": "def lift(X):\n    return [[a, c, a * a + c * c] for a, c in X]\n",
        "norm squared": "def lift(X):\n    return np.concatenate([X, np.linalg.norm(X, axis=1)[:, None] ** 2], axis=1)\n",
        "hypot squared": "def lift(X):\n    return np.insert(X, 2, np.hypot(X[:, 0], X[:, 1]) ** 2, axis=1)\n",
        "loop": "def lift(X):\n    out = np.zeros((len(X), 3))\n    for i, (a, c) in enumerate(X):\n"
        "        out[i] = a, c, a ** 2 + c ** 2\n    return out\n",
        "complex": "def lift(X):\n    z = X[:, 0] + 1j * X[:, 1]\n    return np.stack([z.real, z.imag, abs(z) ** 2], axis=1)\n",
        "einsum": "def lift(X):\n    return np.append(X, np.einsum('ij,ij->i', X, X)[:, None], axis=1)\n",
    },
}

WRONG = {
    "affine": {
        "b cut to a whole number": (affine("X @ w + int(b)"), "b is cut or rounded to a whole number"),
        "b rounded to a whole number": (affine("X @ w + round(b)"), "b is cut or rounded to a whole number"),
        "b added in a table of whole numbers": (
            "def affine(X, w, b):\n"
            "    s = X @ w\n"
            "    for i in range(len(s)):\n"
            "        s[i] = s[i] + b\n"
            "    return s\n",
            "whole numbers",
        ),
        "small scores set to 0": (
            "def affine(X, w, b):\n"
            "    s = X @ w + b\n"
            "    return np.where(np.abs(s) < 1e-4, 0, s)\n",
            "very close to the line",
        ),
        "no bias where the weights are zeros": (
            "def affine(X, w, b):\n"
            "    if not w.any():\n"
            "        return np.zeros(len(X))\n"
            "    return X @ w + b\n",
            "weights that are zeros",
        ),
        "bias forgotten": (affine("X @ w"), "b is left out"),
        "bias subtracted": (affine("X @ w - b"), "b is subtracted"),
        "no sum": (affine("X * w + b"), "nothing is added up"),
        "bias in every coordinate": (affine("np.sum(X * w + b, axis=1)"), "b is added to every coordinate"),
        "bias added to X": (affine("(X + b) @ w"), "b is added to the coordinates"),
        "bias added to w": (affine("X @ (w + b)"), "b is added to the weights"),
        "bias multiplied": (affine("X @ w * b"), "b multiplies"),
        "weights forgotten": (affine("X.sum(axis=1) + b"), "weights are left out"),
        "first coordinate only": (affine("w[0] * X[:, 0] + b"), "Only the first coordinate"),
        "two coordinates written in": (affine("w[0] * X[:, 0] + w[1] * X[:, 1] + b"), "is their number written into the code"),
        "weights in reverse": (affine("X @ w[::-1] + b"), "wrong order"),
        "sum over the wrong axis": (affine("(X * w).sum(axis=0) + b"), "down the columns"),
        "one number for all": (affine("np.sum(X * w) + b"), "one number"),
        "mean for sum": (affine("np.mean(X * w, axis=1) + b"), "averaged"),
        "a column": (affine("(X @ w + b).reshape(-1, 1)"), "column of shape (n, 1)"),
        "distance to the line": (affine("(X @ w + b) / np.linalg.norm(w)"), "distance to the line"),
        "absolute value": (affine("np.abs(X @ w + b)"), "without a sign"),
        "classes": (affine("(X @ w + b > 0).astype(float)"), "classes already"),
        "scores as whole as X": (
            "def affine(X, w, b):\n    y = np.zeros_like(X[:, 0])\n    for i in range(len(X)):\n        y[i] = X[i] @ w + b\n    return y\n",
            "cut to whole numbers",
        ),
        "True and False": (affine("X @ w + b > 0"), "True and False"),
        "sigmoid of the score": (affine("1 / (1 + np.exp(-(X @ w + b)))"), "squashed"),
        "tanh of the score": (affine("np.tanh(X @ w + b)"), "squashed"),
        "relu of the score": (affine("np.maximum(0, X @ w + b)"), "cut off"),
        "sign turned": (affine("-(X @ w + b)"), "sign turned"),
        "rounded": (affine("np.round(X @ w + b)"), "rounded"),
        "cut to whole numbers": (affine("(X @ w + b).astype(int)"), "whole numbers"),
        "weights on the wrong side": (affine("w @ X + b"), ""),
        "asterisk matrix": (affine("X.T @ w + b"), ""),
        "printed": ("def affine(X, w, b):\n    print(X @ w + b)\n", "returns nothing"),
        "returns in the loop": (
            "def affine(X, w, b):\n    out = []\n    for x in X:\n        out.append(x @ w + b)\n        return out\n", "inside the loop"),
        "changes X": ("def affine(X, w, b):\n    X *= w\n    return X.sum(axis=1) + b\n", "changes the array"),
        "X itself": (affine("X"), "shape"),
        "constant zeros": (affine("np.zeros(len(X))"), ""),
        "not written": ("def affine(X, w, b):\n    raise NotImplementedError()\n", "not written yet"),
        "parameters swapped": (affine("X @ w + b").replace("X, w, b", "w, X, b"), ""),
        "the kind of b": (
            affine("y").replace("    return", "    y = np.full(len(X), b)\n    for i in range(len(X)):\n"
                                "        for j in range(len(w)):\n            y[i] += X[i][j] * w[j]\n    return"),
            "wrong for b = "),
        "squeezed": (affine("np.squeeze(X @ w + b)"), "shape"),
        "walks through memory": (affine("np.array(list(np.nditer(X, ['zerosize_ok']))).reshape(X.shape) @ w + b"), "turned"),
        "the place of equal points": (
            "def affine(X, w, b):\n    rows = X.tolist()\n    out = np.zeros(len(rows))\n    for row in rows:\n"
            "        out[rows.index(row)] = np.dot(row, w) + b\n    return out\n", "stand there twice"),
    },
    "predict": {
        "rounded to four digits first": (
            "def predict(X, w, b):\n"
            "    return (np.round(X @ w + b, 4) > 0).astype(int)\n",
            "close to the line",
        ),
        "scores": (predict("s"), "scores, not classes"),
        "plus and minus one": (predict("np.where(s > 0, 1, -1)"), "1 and -1"),
        "np.sign": (predict("np.sign(s)"), "np.sign"),
        "swapped": (predict("(s < 0).astype(int)"), "swapped"),
        "bias forgotten": (predict("(X @ w > 0).astype(int)"), "b is left out"),
        "bias subtracted": (predict("(X @ w - b > 0).astype(int)"), "wrong sign"),
        "a tie is class 1": (predict("(s >= 0).astype(int)"), "tie counts as class 1"),
        "a tie is one half": (predict("np.heaviside(s, 0.5)"), "neither 0 nor 1"),
        "half of sign plus one": (predict("(np.sign(s) + 1) / 2"), "neither 0 nor 1"),
        "score above one half": (predict("(s > 0.5).astype(int)"), "one half"),
        "score above one": (predict("(s > 1).astype(int)"), "compared with 1"),
        "probabilities": (predict("1 / (1 + np.exp(-s))"), "probabilities"),
        "probability above zero": (predict("(1 / (1 + np.exp(-s)) > 0).astype(int)"), "always above"),
        "all zeros": (predict("np.zeros(len(X))"), "class 0"),
        "clipped scores": (predict("np.clip(s, 0, 1)"), "between 0 and 1"),
        "relu": (predict("np.maximum(s, 0)"), "still scores"),
        "bool of the score": (predict("s.astype(bool).astype(int)"), "Any number but 0"),
        "a column": (predict("(s > 0).astype(int)[:, None]"), "column of shape (n, 1)"),
        "one answer": (predict("int(s.sum() > 0)"), "one question asked about all"),
        "numbers of the rows": (predict("np.flatnonzero(s > 0)"), "numbers of the rows"),
        "bias as limit": (predict("(X @ w > b).astype(int)"), "wrong sign"),
        "True and False": (predict("s > 0"), "True and False"),
        "first point only": (predict("1 if s[0] > 0 else 0"), "Is one of them picked"),
        "comparison of an array in if": (predict("1 if s > 0 else 0"), "ValueError"),
        "rounded score": (predict("np.round(s)"), ""),
        "rounded before": (predict("(np.round(s) > 0).astype(int)"), ""),
        "printed": ("def predict(X, w, b):\n    print((X @ w + b > 0).astype(int))\n", "returns nothing"),
        "text": (predict("['in' if v > 0 else 'out' for v in s]"), ""),
        "not written": ("def predict(X, w, b):\n    raise NotImplementedError()\n", "not written yet"),
        "the kind of b": (
            predict("(s > 0) * 1").replace("s = X @ w + b", "s = np.full(len(X), b)\n    s[:] = s + X @ w"), "wrong for b = "),
        "squeezed": (predict("np.squeeze((s > 0) * 1)"), "shape"),
        "walks through memory": (predict("(np.array(list(np.nditer(X, ['zerosize_ok']))).reshape(X.shape) @ w + b > 0) * 1"), "turned"),
        "the place of equal points": (
            "def predict(X, w, b):\n    rows = X.tolist()\n    out = np.zeros(len(rows))\n    for row in rows:\n"
            "        out[rows.index(row)] = np.dot(row, w) + b > 0\n    return out\n", "stand there twice"),
    },
    "perceptron": {
        "points as keys of a dictionary": (
            "def perceptron(X, y, max_epochs=100):\n"
            "    labels = {tuple(x): t for x, t in zip(X, y)}\n"
            "    w, b, n = np.zeros(X.shape[1]), 0.0, 0\n"
            "    for k in range(max_epochs):\n"
            "        bad = 0\n"
            "        for x, t in labels.items():\n"
            "            x = np.array(x)\n"
            "            e = t - int(x @ w + b > 0)\n"
            "            if e:\n"
            "                w = w + e * x; b += e; n += 1; bad += 1\n"
            "        if bad == 0: break\n"
            "    return w, b, n\n",
            "stands in both classes",
        ),
        "the best line on the way": (
            "def perceptron(X, y, max_epochs=100):\n"
            "    w, b, n = np.zeros(X.shape[1]), 0.0, 0\n"
            "    best, keep = -1, (w, b)\n"
            "    for k in range(max_epochs):\n"
            "        bad = 0\n"
            "        for x, t in zip(X, y):\n"
            "            e = t - int(x @ w + b > 0)\n"
            "            if e:\n"
            "                w = w + e * x; b += e; n += 1; bad += 1\n"
            "                right = np.sum((X @ w + b > 0) == y)\n"
            "                if right > best:\n"
            "                    best, keep = right, (w, b)\n"
            "        if bad == 0: break\n"
            "    return keep[0], keep[1], n\n",
            "No run of the rule",
        ),
        "a small margin": (
            "def perceptron(X, y, max_epochs=100):\n"
            "    s = np.where(y == 1, 1, -1)\n"
            "    w, b, n = np.zeros(X.shape[1]), 0.0, 0\n"
            "    for k in range(max_epochs):\n"
            "        bad = 0\n"
            "        for x, t in zip(X, s):\n"
            "            if t * (x @ w + b) <= 0.01:\n"
            "                w = w + t * x; b += t; n += 1; bad += 1\n"
            "        if bad == 0: break\n"
            "    return w, b, n\n",
            "one correction from zeros",
        ),
        "w brought to length 1, b not": (
            perceptron(end="return w / np.linalg.norm(w), b, n"), "w is brought to length 1 at the end, and b is not"),
        "ones in front, bias taken from the end": (
            perceptron(before="X = np.column_stack([np.ones(len(X)), X])", score="x @ w", end="return w[:-1], w[-1], n"),
            "ones stands in front"),
        "w put in place of w": (perceptron(update="w = (t - int(score > 0)) * x; b += t - int(score > 0)"), "in place of the old w"),
        "whole weights": (
            perceptron(update="w = w + np.trunc((t - int(score > 0)) * x); b += t - int(score > 0)"), "cut to whole numbers"),
        "points moved to their middle": (perceptron(before="X = X - X.mean(axis=0)"), "moved to their middle"),
        "points brought to length 1": (
            perceptron(before="X = X / np.linalg.norm(X, axis=1, keepdims=True)"), "brought to one size"),
        "pushes the wrong way": (perceptron(update="w = w - (t - int(score > 0)) * x; b -= t - int(score > 0)"), "wrong way"),
        "class 0 pushed like class 1": (perceptron(update="w = w + x; b += 1"), "same way"),
        "y not turned to plus and minus one": (perceptron(update="w = w + t * x; b += t"), "y·x is 0"),
        "bias never moves": (perceptron(update="w = w + (t - int(score > 0)) * x"), "b never moves"),
        "weights never move": (perceptron(update="b += t - int(score > 0)"), ""),
        "bias always up": (perceptron(update="w = w + (t - int(score > 0)) * x; b += 1"), "b moves up"),
        "bias the wrong way": (perceptron(update="w = w + (t - int(score > 0)) * x; b -= t - int(score > 0)"), "b moves the wrong"),
        "x forgotten": (perceptron(update="w = w + (t - int(score > 0)); b += t - int(score > 0)"), "same number in each"),
        "a small step for w only": (
            perceptron(update="w = w + 0.1 * (t - (score > 0)) * x; b += t - (score > 0)"), "different size"),
        "a small step for b only": (
            perceptron(update="w = w + (t - (score > 0)) * x; b += 0.1 * (t - (score > 0))"), "different size"),
        "pushes at every point": (perceptron(mistake="True", update=SIGN), "right already"),
        "comparison turned round": (perceptron(mistake="int(score > 0) == t", update=SIGN), "wrong way round"),
        "a tie is never a mistake": (
            perceptron(before="y = 2 * y - 1", mistake="t * score < 0", update="w = w + t * x; b = b + t"), "score of 0"),
        "corrects class 1 only": (perceptron(mistake="t == 1 and score <= 0", update=SIGN), "Only points of class 1"),
        "batch": (
            perceptron(epoch="old = (w, b)", score="x @ old[0] + old[1]", update=SIGN), "corrected together"),
        "starts from ones": (perceptron(start="w, b, n = np.ones(X.shape[1]), 1.0, 0"), "from ones"),
        "starts anywhere": (
            perceptron(start="w, b, n = np.random.default_rng(1).normal(size=X.shape[1]), 0.0, 0"), ""),
        "counts passes": (perceptron(count="pass", epoch="n += 1"), "passes"),
        "counts passes with a mistake": (perceptron(count="pass", after="if not mistakes: break\n        n += 1"), "passes"),
        "counts the last pass only": (perceptron(epoch="n = 0"), "last pass"),
        "counts visits": (perceptron(count="pass", score="x @ w + b; n += 1"), "every visit"),
        "counts right points": (
            perceptron(count="pass", score="x @ w + b; n += int(score > 0) == t"), "were right"),
        "counts twice": (perceptron(count="n += 2"), "twice"),
        "counts from one": (perceptron(start="w, b, n = np.zeros(X.shape[1]), 0.0, 1"), "one too many"),
        "never counts": (perceptron(count="pass"), "stays 0"),
        "one pass": (perceptron(after="break"), "one pass"),
        "max_epochs not heeded": (perceptron(passes="for epoch in range(100):"), "not heeded"),
        "another default": (perceptron().replace("max_epochs=100", "max_epochs=1000"), "max_epochs should be 100"),
        "never ends on XOR": (perceptron(passes="while True:"), "come to an end"),
        "returns in the loop": (perceptron(after="return w, b, n"), "one pass"),
        "returns w and b only": (perceptron(end="return w, b"), "2 values"),
        "returns w only": (perceptron(end="return w"), "1 value"),
        "bias first": (perceptron(end="return b, w, n"), "another order"),
        "bias left in w": (perceptron(end="return np.append(w, b), b, n"), "holds the bias"),
        "w as a row": (perceptron(end="return w[None, :], b, n"), "shape (1, 2)"),
        "prints": (perceptron(end="print(w, b, n)"), "returns nothing"),
        "changes y": (
            perceptron(before="y[y == 0] = -1", mistake="t * score <= 0", update="w = w + t * x; b = b + t"),
            "changes the array"),
        "changes X": (perceptron(before="X -= X.mean(axis=0)"), ""),
        "sum of all w": (
            perceptron(start="w, b, n = np.zeros(X.shape[1]), 0.0, 0; total = np.zeros(X.shape[1] + 1)",
                       score="x @ w + b; total += np.append(w, b)",
                       end="return total[:-1], total[-1], n"), ""),
        "sum of w over the passes": (
            perceptron(start="w, b, n = np.zeros(X.shape[1]), 0.0, 0; total = np.zeros(X.shape[1] + 1)",
                       after="total += np.append(w, b)\n        if not mistakes: break", end="return total[:-1], total[-1], n"),
            "averages over the run"),
        "least squares": ("""
def perceptron(X, y, max_epochs=100):
    Z = np.c_[X, np.ones(len(X))]
    v = np.linalg.lstsq(Z, 2 * y - 1, rcond=None)[0]
    return v[:-1], v[-1], int(((Z @ v > 0) != y).sum())
""", ""),
        "logistic regression": ("""
def perceptron(X, y, max_epochs=100):
    w, b, n = np.zeros(X.shape[1]), 0.0, 0
    for _ in range(max_epochs):
        for x, t in zip(X, y):
            e = t - 1 / (1 + np.exp(-(x @ w + b)))
            w, b, n = w + e * x, b + e, n + 1
    return w, b, n
""", ""),
        "adaline": (perceptron(mistake="True", update="w = w + 0.1 * (t - score) * x; b += 0.1 * (t - score)"), ""),
        "constant": ("def perceptron(X, y, max_epochs=100):\n    return np.zeros(X.shape[1]), 0.0, 0\n", ""),
        "not written": ("def perceptron(X, y, max_epochs=100):\n    raise NotImplementedError()\n", "not written yet"),
        "one update a pass, then from the first point": (
            perceptron(count="n += 1; mistakes += 1; break"), "A pass ends at its first mistake"),
        "worst point only": ("""
def perceptron(X, y, max_epochs=100):
    w, b, n = np.zeros(X.shape[1]), 0.0, 0
    s = 2 * y - 1
    for _ in range(max_epochs):
        margins = s * (X @ w + b)
        worst = int(np.argmin(margins))
        if margins[worst] > 0:
            break
        w, b, n = w + s[worst] * X[worst], b + s[worst], n + 1
    return w, b, n
""", "passes make"),
        "one update a pass on XOR alone": (
            perceptron(before="few = len(X) == 4 and not (y == 1).all()", count="n += 1; mistakes += 1\n                if few: break"),
            "passes make"),
        "two updates a pass, then from the first point": (
            perceptron(count="n += 1; mistakes += 1\n                if mistakes > 2: break"), "one pass makes"),
        "ten updates a pass, then from the first point": (
            perceptron(count="n += 1; mistakes += 1\n                if mistakes > 10: break"), "one pass makes"),
        "a square table turned": (perceptron(before="if X.shape[0] == X.shape[1]: X = X.T"), ""),
        "walks through memory": (perceptron(before="X = np.array(list(np.nditer(X, ['zerosize_ok']))).reshape(X.shape)"), ""),
        "another limit beside max_epochs": (perceptron(passes="for epoch in range(min(max_epochs, 100)):"), "passes make"),
        "weights of the kind of X": (
            perceptron(start="w, b, n = np.zeros_like(X[0]), 0.0, 0",
                       update="e = 0.1 * (t - (score > 0)); w[:] = w + e * x; b += e"), ""),
    },
    "lift": {
        "distance not squared": ("def lift(X):\n    return np.c_[X, np.hypot(X[:, 0], X[:, 1])]\n", "distance itself"),
        "sum of the coordinates": ("def lift(X):\n    return np.c_[X, X[:, 0] + X[:, 1]]\n", "still straight"),
        "product of the coordinates": ("def lift(X):\n    return np.c_[X, X[:, 0] * X[:, 1]]\n", "opens XOR"),
        "both squares": ("def lift(X):\n    return np.c_[X, X ** 2]\n", "columns of their own"),
        "coordinates gone": ("def lift(X):\n    return (X ** 2).sum(axis=1)\n", "coordinates are gone"),
        "coordinates gone, a column": ("def lift(X):\n    return (X ** 2).sum(axis=1, keepdims=True)\n", "coordinates are gone"),
        "squares instead of coordinates": ("def lift(X):\n    return X ** 2\n", "shape"),
        "new column first": ("def lift(X):\n    return np.c_[(X ** 2).sum(axis=1), X]\n", "comes first"),
        "square of the sum": ("def lift(X):\n    return np.c_[X, (X[:, 0] + X[:, 1]) ** 2]\n", "sum is squared"),
        "difference of squares": ("def lift(X):\n    return np.c_[X, X[:, 0] ** 2 - X[:, 1] ** 2]\n", "makes a circle"),
        "sum over everything": ("def lift(X):\n    return np.c_[X, np.full(len(X), (X ** 2).sum())]\n", "down the columns"),
        "one row more": ("def lift(X):\n    return np.vstack([X.T, (X ** 2).sum(axis=1)])\n", "in a row"),
        "ones": ("def lift(X):\n    return np.c_[X, np.ones(len(X))]\n", "column of ones"),
        "two points taken for two coordinates": (
            "def lift(X):\n    x1, x2 = X if len(X) == 2 else X.T\n    return np.stack([x1, x2, x1**2 + x2**2], axis=1)\n", ""),
        "walks through memory": (
            "def lift(X):\n    return np.c_[X, [a * a + c * c for a, c in np.array(list(np.nditer(X))).reshape(-1, 2)]]\n", ""),
        "X as it is": ("def lift(X):\n    return X\n", "shape"),
        "changes X": ("def lift(X):\n    old = X.copy()\n    X **= 2\n    return np.c_[old, X.sum(axis=1)]\n", "changes the array"),
        "wrong axis": ("def lift(X):\n    return np.c_[X, (X ** 2).sum(axis=0)]\n", ""),
        "not written": ("def lift(X):\n    raise NotImplementedError()\n", "not written yet"),
    },
}  # fmt: skip

THROUGH_PREDICT = perceptron(
    score="predict(x[None, :], w, b)[0]", mistake="score != t", update="w = w + (t - score) * x; b += t - score"
)

FOLLOWS = {
    "predict": {
        "on an affine that subtracts b": affine("X @ w - b")
        + "def predict(X, w, b):\n    return np.where(affine(X, w, b) > 0, 1, 0)\n",
        "on an affine that is not written": "def affine(X, w, b):\n    raise NotImplementedError()\n"
        + "def predict(X, w, b):\n    return (affine(X, w, b) > 0) * 1\n",
    },
    "perceptron": {
        "on a predict that is turned round": predict("(s < 0).astype(int)") + THROUGH_PREDICT,
        "on a predict that gives 1 and -1": predict("np.sign(s)") + THROUGH_PREDICT,
        "on an affine without b": affine("X @ w")
        + "def predict(X, w, b):\n    return (affine(X, w, b) > 0).astype(int)\n"
        + THROUGH_PREDICT,
    },
}
