"""Lesson 06: right answers in unusual forms, and wrong ones by misconception (`import numpy as np` has run)."""

STABLE = """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
"""
FORWARD = """
def mlp_forward(X, W1, b1, W2, b2, act):
    return act(X @ W1 + b1) @ W2 + b2
"""
HEAD = "X, labels, W1, b1, W2, b2, act, act_grad"


def net(body: str, before: str = "") -> str:
    """Return mlp_forward with `body`, and what it needs before it."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{before}\ndef mlp_forward(X, W1, b1, W2, b2, act):\n{lines}"


def back(body: str, before: str = STABLE) -> str:
    """Return mlp_backward with `body`, and what it needs before it."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{before}\ndef mlp_backward({HEAD}):\n{lines}"


LINES = """
Z = X @ W1 + b1
H = act(Z)
D = softmax(H @ W2 + b2)
D[np.arange(len(X)), labels] -= 1
D = D / len(X)
G = D @ W2.T * act_grad(Z)
return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)
"""


def slip(*changes: tuple[str, str]) -> str:
    """Return the textbook's mlp_backward with some of its lines changed: (old, new)."""
    body = LINES
    for old, new in changes:
        assert old in body, old
        body = body.replace(old, new)
    return back(body)


RIGHT = {
    "mlp_forward": {
        "asks what the activation is called": (
            "def mlp_forward(X, W1, b1, W2, b2, act):\n"
            "    hidden = act(X @ W1 + b1)\n"
            "    assert act.__name__ and callable(act)\n"
            "    return hidden @ W2 + b2\n"
        ),
        "textbook": net("return act(X @ W1 + b1) @ W2 + b2"),
        "points in columns": net("return (W2.T @ act(W1.T @ X.T + b1[:, None]) + b2[:, None]).T"),
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
        "a nested list": net("return (act(X @ W1 + b1) @ W2 + b2).tolist()"),
        "np.vectorize": net("return np.vectorize(lambda z: float(act(z)))(X @ W1 + b1) @ W2 + b2"),
        "tensordot": net("return np.tensordot(act(np.tensordot(X, W1, 1) + b1), W2, 1) + b2"),
        "its own affine": net("return affine(act(affine(X, W1, b1)), W2, b2)", "def affine(X, W, b):\n    return X @ W + b\n"),
    },
    "mlp_backward": {
        "textbook": back(LINES),
        "softmax as the lesson gives it": back(LINES, ""),
        "cross_entropy_grad and a second forward pass": back(
            "D = cross_entropy_grad(mlp_forward(X, W1, b1, W2, b2, act), labels)\n"
            "Z = X @ W1 + b1\nG = (D @ W2.T) * act_grad(Z)\n"
            "return X.T @ G, np.sum(G, axis=0), act(Z).T @ D, np.sum(D, axis=0)",
            FORWARD,
        ),
        "one-hot": slip(("D[np.arange(len(X)), labels] -= 1", "D = D - np.eye(len(b2))[labels]")),
        "divided at the end": back(
            "n = len(labels)\nZ = X @ W1 + b1\nH = act(Z)\nD = softmax(H @ W2 + b2) - np.eye(len(b2))[labels]\n"
            "G = np.dot(D, W2.T) * act_grad(Z)\n"
            "return np.dot(X.T, G) / n, G.mean(axis=0), np.dot(H.T, D) / n, D.mean(axis=0)"
        ),
        "einsum": back(
            "Z = X @ W1 + b1\nH = act(Z)\nD = (softmax(H @ W2 + b2) - np.eye(len(b2))[labels]) / len(X)\n"
            "G = np.einsum('no,ho,nh->nh', D, W2, act_grad(Z))\n"
            "return np.einsum('nd,nh->dh', X, G), np.einsum('nh->h', G), np.einsum('nh,no->ho', H, D), np.einsum('no->o', D)"
        ),
        "point by point": back(
            "dW1, db1, dW2, db2 = (np.zeros(part.shape) for part in (W1, b1, W2, b2))\n"
            "for x, k in zip(X, labels):\n"
            "    z = x @ W1 + b1\n    h = act(z)\n    d = softmax(h @ W2 + b2)\n    d[k] -= 1\n"
            "    g = (W2 @ d) * act_grad(z)\n"
            "    dW1 += np.outer(x, g)\n    db1 += g\n    dW2 += np.outer(h, d)\n    db2 += d\n"
            "return dW1 / len(X), db1 / len(X), dW2 / len(X), db2 / len(X)"
        ),
        "a bias is the weight of a 1": back(
            "one = np.ones((len(X), 1))\nA = np.hstack([X, one])\nZ = A @ np.vstack([W1, b1])\nH = np.hstack([act(Z), one])\n"
            "D = (softmax(H @ np.vstack([W2, b2])) - np.eye(len(b2))[labels]) / len(X)\n"
            "P, Q = A.T @ (D @ W2.T * act_grad(Z)), H.T @ D\nreturn P[:-1], P[-1], Q[:-1], Q[-1]"
        ),
        "columns first": back(
            "Z = W1.T @ X.T + b1[:, None]\nH = act(Z)\nD = softmax(W2.T @ H + b2[:, None], axis=0)\n"
            "D[labels, np.arange(len(X))] -= 1\nD /= len(X)\nG = act_grad(Z) * (W2 @ D)\n"
            "return (G @ X).T, G.sum(1), (D @ H.T).T, D.sum(1)"
        ),
        "a list": slip(("return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)", "return [X.T @ G, sum(G), H.T @ D, sum(D)]")),
        "scipy": back(
            "from scipy.special import softmax as soft\n"
            + LINES.strip().replace("softmax(H @ W2 + b2)", "soft(H @ W2 + b2, axis=1)"),
            "",
        ),
        "loops, and one number at a time": back(
            "n, d, h, o = len(X), len(W1), len(b1), len(b2)\n"
            "dW1, db1, dW2, db2 = np.zeros((d, h)), np.zeros(h), np.zeros((h, o)), np.zeros(o)\n"
            "for i in range(n):\n"
            "    z = [sum(X[i, a] * W1[a, j] for a in range(d)) + b1[j] for j in range(h)]\n"
            "    u = [float(act(v)) for v in z]\n"
            "    s = [sum(u[j] * W2[j, c] for j in range(h)) + b2[c] for c in range(o)]\n"
            "    e = [np.exp(v - max(s)) for v in s]\n"
            "    for c in range(o):\n"
            "        p = (e[c] / sum(e) - (labels[i] == c)) / n\n        db2[c] += p\n"
            "        for j in range(h):\n"
            "            dW2[j, c] += u[j] * p\n            g = p * W2[j, c] * float(act_grad(z[j]))\n            db1[j] += g\n"
            "            for a in range(d):\n                dW1[a, j] += X[i, a] * g\n"
            "return dW1, db1, dW2, db2",
            "",
        ),
    },
}

WRONG = {
    "mlp_forward": {
        "b1 added in place": (
            "def mlp_forward(X, W1, b1, W2, b2, act):\n"
            "    h = X @ W1\n"
            "    h += b1\n"
            "    z = act(h) @ W2\n"
            "    z += b2\n"
            "    return z\n",
            "UFuncTypeError",
        ),
        "no activation": (net("return (X @ W1 + b1) @ W2 + b2"), "does not reach the answer"),
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
        "act of W1 only": (net("return X @ act(W1) @ W2 + b2"), "weights W1"),
        "act of a sum over units": (
            net("return act((X @ W1 + b1).sum(axis=1, keepdims=True)) * np.ones(len(b2))"),
            "added up into one",
        ),
        "a list is not looped over": (net("return [act(x @ W1 + b1) for x in X]"), "first half is right"),
        "changes the weights": (
            net("W1 *= 1.0\nZ = X @ W1\nZ += b1\nW2 += 1\nout = act(Z) @ (W2 - 1) + b2\nreturn out"),
            "changes the array",
        ),
        "b1 twice": (net("H = act(X @ W1 + b1) + b1\nreturn H @ W2 + b2"), "b1 is added twice"),
        "walks through memory": (
            net("W1 = np.array(list(np.nditer(W1))).reshape(W1.shape)\nreturn act(X @ W1 + b1) @ W2 + b2"),
            "turned",
        ),
        "the kind of the weights": (
            net(
                "Z = np.zeros((len(X), len(b1)), dtype=W1.dtype)\nZ += np.asarray(X @ W1 + b1).astype(Z.dtype)\nreturn act(Z) @ W2 + b2"
            ),
            "weights are",
        ),
        "class labels": (net("return (act(X @ W1 + b1) @ W2 + b2).argmax(axis=1)"), "numbers of the highest scores"),
        "act is not called": (net("return act @ W2 + b2"), "stops"),
        "forgets to return": (net("scores = act(X @ W1 + b1) @ W2 + b2"), "returns nothing"),
        "zeros": (net("return np.zeros((len(X), len(b2)))"), "all zeros"),
        "matrices with their own asterisk": (
            net("return np.asarray(act(np.matrix(X) * np.matrix(W1) + b1) * np.matrix(W2) + b2)"),
            "act takes an array",
        ),
        "act gets a list": (
            net(
                "H = [act([sum(a * c for a, c in zip(x, w)) + b for w, b in zip(W1.T, b1)]) for x in X]\n"
                "return np.array(H) @ W2 + b2"
            ),
            "act takes an array",
        ),
        "the kind of the biases": (
            net("S = np.tile(b1, (len(X), 1))\nS[:] = S + X @ W1\nreturn act(S) @ W2 + b2"),
            "because the biases are",
        ),
    },
    "mlp_backward": {
        "act_grad at the hidden layer": (slip(("act_grad(Z)", "act_grad(H)")), "bent already"),
        "act_grad left out": (slip((" * act_grad(Z)", "")), "left out on the way back"),
        "act in place of act_grad": (slip(("act_grad(Z)", "act(Z)")), "where its slope belongs"),
        "a sigmoid's slope": (slip(("act_grad(Z)", "H * (1 - H)")), "one certain activation"),
        "ReLU's slope": (slip(("act_grad(Z)", "(Z > 0)")), "one certain activation"),
        "tanh's slope": (slip(("act_grad(Z)", "(1 - H ** 2)")), "one certain activation"),
        "not divided by n": (slip(("D = D / len(X)", "D = 1.0 * D")), "What does the mean divide by"),
        "divided by n twice": (
            slip(("G.sum(axis=0)", "G.mean(axis=0)"), ("D.sum(axis=0)", "D.mean(axis=0)")),
            "slopes of the biases are averaged",
        ),
        "divided by the number of classes": (slip(("D / len(X)", "D / len(b2)")), "divided by the number of classes"),
        "the mean over all entries": (slip(("D / len(X)", "D / D.size")), "by n and by the number of classes"),
        "y - p": (slip(("D = D / len(X)", "D = -D / len(X)")), "The sign is turned"),
        "p alone": (slip(("D[np.arange(len(X)), labels] -= 1\n", "")), "labels are left out"),
        "logits without softmax": (slip(("softmax(H @ W2 + b2)", "(H @ W2 + b2)")), "taken for probabilities"),
        "softmax down the columns": (slip(("softmax(H @ W2 + b2)", "softmax(H @ W2 + b2, axis=0)")), "down the columns"),
        "a sigmoid for softmax": (slip(("softmax(H @ W2 + b2)", "1 / (1 + np.exp(-(H @ W2 + b2)))")), "in place of softmax"),
        "the softmax's own slope once more": (
            slip(("D = D / len(X)", "D = D * softmax(H @ W2 + b2) * (1 - softmax(H @ W2 + b2)) / len(X)")),
            "once more",
        ),
        "a column of ones": (slip(("D[np.arange(len(X)), labels] -= 1", "D[:, labels] -= 1")), "whole columns"),
        "dW2 from the scores": (slip(("H.T @ D", "Z.T @ D")), "made of the scores"),
        "forward without act": (slip(("H = act(Z)", "H = Z")), "act is left out on the way forward"),
        "forward without b1": (slip(("X @ W1 + b1", "X @ W1")), "b1 is left out"),
        "forward without b2": (slip(("H @ W2 + b2", "H @ W2")), "b2 is left out"),
        "forward with act at the end": (slip(("softmax(H @ W2 + b2)", "softmax(act(H @ W2 + b2))")), "to the logits too"),
        "W2 not turned round": (slip(("D @ W2.T", "D @ W2")), "W2 is not turned round"),
        "no W2 on the way back": (
            slip(("D @ W2.T", "D.sum(axis=1, keepdims=True)")),
            "without W2",
        ),
        "weights turned round": (slip(("X.T @ G", "G.T @ X"), ("H.T @ D", "D.T @ H")), "Rows and columns"),
        "the layers in the other order": (
            slip(
                ("return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)", "return H.T @ D, D.sum(axis=0), X.T @ G, G.sum(axis=0)")
            ),
            "another order",
        ),
        "weights first, then biases": (
            slip(
                ("return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)", "return X.T @ G, H.T @ D, G.sum(axis=0), D.sum(axis=0)")
            ),
            "another order",
        ),
        "keepdims": (slip(("axis=0)", "axis=0, keepdims=True)")), "keepdims=True"),
        "one number for the biases": (slip(("G.sum(axis=0)", "G.sum()"), ("D.sum(axis=0)", "D.sum()")), "added up into one"),
        "sums along the rows": (slip(("axis=0", "axis=1")), "shape"),
        "weights only": (
            slip(("return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)", "return X.T @ G, H.T @ D")),
            "2 values; four are asked for",
        ),
        "one value": (slip(("return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)", "return X.T @ G")), "one value; four"),
        "no slope for the biases": (
            slip(("G.sum(axis=0), H", "np.zeros(len(b1)), H"), ("D.sum(axis=0)", "np.zeros(len(b2))")),
            "biases get no slope",
        ),
        "a step of gradient descent": (
            slip(
                (
                    "return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)",
                    "return W1 - 0.1 * X.T @ G, b1 - 0.1 * G.sum(axis=0), W2 - 0.1 * H.T @ D, b2 - 0.1 * D.sum(axis=0)",
                )
            ),
            "which line moves the weights",
        ),
        "W2 changed before it is used": (
            slip(("G = D @ W2.T", "W2 -= 0.1 * H.T @ D\nG = D @ W2.T")),
            "W2 is moved before",
        ),
        "changes X": (
            slip(("Z = X @ W1 + b1", "X *= 1.5\nX /= 1.5\nX += 1\nX -= 1\nX[0, 0] += 1e-9\nZ = X @ W1 + b1")),
            "changes the array",
        ),
        "slopes as whole as the weights": (
            back(
                "dW1, dW2 = np.zeros_like(W1), np.zeros_like(W2)\ndb1, db2 = np.zeros(len(b1)), np.zeros(len(b2))\n"
                "for x, k in zip(X, labels):\n"
                "    z = x @ W1 + b1\n    h = act(z)\n    d = softmax(h @ W2 + b2)\n    d[k] -= 1\n    d /= len(X)\n"
                "    g = (W2 @ d) * act_grad(z)\n    dW1[...] = dW1 + np.outer(x, g)\n    dW2[...] = dW2 + np.outer(h, d)\n"
                "    db1 += g\n    db2 += d\nreturn dW1, db1, dW2, db2"
            ),
            "whole",
        ),
        "the place of equal points": (
            slip(
                (
                    "D[np.arange(len(X)), labels] -= 1",
                    "rows = X.tolist()\nD[np.arange(len(X)), [labels[rows.index(r)] for r in rows]] -= 1",
                )
            ),
            "stand there twice",
        ),
        "the last point only": (
            back(
                "for x, k in zip(X, labels):\n"
                "    z = x @ W1 + b1\n    h = act(z)\n    d = softmax(h @ W2 + b2)\n    d[k] -= 1\n    d /= len(X)\n"
                "    g = (W2 @ d) * act_grad(z)\nreturn np.outer(x, g), g, np.outer(h, d), d"
            ),
            "Only the last point",
        ),
        "return in the loop": (
            back(
                "for x, k in zip(X, labels):\n"
                "    z = x @ W1 + b1\n    h = act(z)\n    d = softmax(h @ W2 + b2)\n    d[k] -= 1\n    d /= len(X)\n"
                "    g = (W2 @ d) * act_grad(z)\n    return np.outer(x, g), g, np.outer(h, d), d"
            ),
            "return stand inside the loop",
        ),
        "rounded": (
            slip(
                (
                    "return X.T @ G, G.sum(axis=0), H.T @ D, D.sum(axis=0)",
                    "return X.T @ G, G.sum(axis=0), np.round(H.T @ D, 2), D.sum(axis=0)",
                )
            ),
            "dW2 is not",
        ),
        "unsafe softmax": (
            slip(("softmax(H @ W2 + b2)", "np.exp(H @ W2 + b2)\nD = D / D.sum(axis=1, keepdims=True)")),
            "nan",
        ),
        "measured with a coarse step": (
            back(
                "def loss(V):\n    A = act(X @ V[0] + V[1]) @ V[2] + V[3]\n"
                "    return -np.log(softmax(A)[np.arange(len(X)), labels]).mean()\n"
                "V = [W1.astype(float), b1.astype(float), W2.astype(float), b2.astype(float)]\nout = []\n"
                "for part in V:\n    slope = np.zeros(part.shape)\n    for at in np.ndindex(part.shape):\n"
                "        before = part[at]\n        part[at] = before + 1e-3\n        up = loss(V)\n"
                "        part[at] = before\n        slope[at] = (up - loss(V)) / 1e-3\n    out.append(slope)\nreturn tuple(out)"
            ),
            "",
        ),
        "forgets to return": (slip(("return X.T @ G", "slopes = X.T @ G")), "returns nothing"),
        "a constant": (back("return 1.0"), ""),
    },
}

FOLLOWS = {
    "mlp_backward": {
        "on top of a forward pass without act": back(
            "D = (softmax(mlp_forward(X, W1, b1, W2, b2, act)) - np.eye(len(b2))[labels]) / len(X)\nZ = X @ W1 + b1\n"
            "G = D @ W2.T * act_grad(Z)\nreturn X.T @ G, G.sum(axis=0), act(Z).T @ D, D.sum(axis=0)",
            STABLE + "def mlp_forward(X, W1, b1, W2, b2, act):\n    return (X @ W1 + b1) @ W2 + b2\n",
        ),
        "on top of a wrong softmax of lesson 5": back(
            LINES, "def softmax(x, axis=-1):\n    return x / x.sum(axis=-1, keepdims=True)\n"
        ),
    },
}
