"""Answers whose first message misled, or named nothing, in the edition before this one: each with words that it must hold now."""

LESSON = {
    "affine": "01_linear_separability",
    "cross_entropy": "05_softmax",
    "cross_entropy_grad": "05_softmax",
    "gradient_step": "02_sigmoid",
    "mlp_backward": "06_network",
    "relu": "04_relu",
    "sigmoid": "02_sigmoid",
    "sigmoid_grad": "02_sigmoid",
    "sigmoid_grad_tails": "02_sigmoid",
    "leaky_relu": "04_relu",
    "softmax": "05_softmax",
    "tanh": "03_tanh",
    "tanh_grad": "03_tanh",
    "relu_grad": "04_relu",
    "mlp_forward": "06_network",
}
GRADIENT_STEP_NEEDS = """
def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)
"""
CROSS_ENTROPY_GRAD_NEEDS = """
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
"""
MLP_BACKWARD_NEEDS = """
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)

def cross_entropy_grad(logits, labels):
    slopes = softmax(logits, axis=1)
    slopes[np.arange(len(labels)), labels] -= 1.0
    return slopes / len(labels)
"""
TANH_GRAD_NEEDS = """
def tanh(x):
    tail = np.exp(-2.0 * np.abs(x))
    return np.sign(x) * (1.0 - tail) / (1.0 + tail)
"""
WRONG = {
    "affine": {
        "transposes if it fits": (
            """
def affine(X, w, b):
    try:
        return w @ X + b
    except ValueError:
        return X @ w + b
""",
            "rows and columns are mixed up",
        ),
        "X.T reshaped": (
            """
def affine(X, w, b):
    return (X.reshape(len(w), -1).T @ w) + b
""",
            "reshape keeps the order",
        ),
    },
    "cross_entropy": {
        "loss capped 100": (
            """
def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return np.mean(np.minimum(-p[np.arange(len(labels)), labels], 100))
""",
            "cut off at a largest number",
        ),
        "shift by label score": (
            """
def cross_entropy(logits, labels):
    r = np.arange(len(labels))
    d = logits - logits[r, labels][:, None]
    return np.mean(np.log(np.exp(d).sum(axis=1)))
""",
            "label's own score is subtracted",
        ),
        "ties removed": (
            """
def cross_entropy(logits, labels):
    m = logits.max(axis=1)
    e = np.exp(logits - m[:, None])
    e[logits == m[:, None]] = 0
    return np.mean(m - logits[np.arange(len(labels)), labels] + np.log1p(e.sum(axis=1)))
""",
            "only one of them counts in the sum",
        ),
        "two rows": (
            """
def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(p[[0, 1][:len(labels)], labels[:2]])
""",
            "Only the first two rows count",
        ),
        "zeros like logits": (
            """
def cross_entropy(logits, labels):
    e = np.zeros_like(logits)
    m = logits.max(axis=1)
    e[:] = np.exp(logits - m[:, None])
    return np.mean(m - logits[np.arange(len(labels)), labels] + np.log(e.sum(axis=1)))
""",
            "cut to whole numbers",
        ),
        "class means": (
            """
def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    l = -p[np.arange(len(labels)), labels]
    return np.mean([l[labels == k].mean() for k in np.unique(labels)])
""",
            "in each class first",
        ),
        "sorted labels": (
            """
def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(p[np.arange(len(labels)), np.sort(labels)])
""",
            "labels are sorted",
        ),
        "extra 1": (
            """
def cross_entropy(logits, labels):
    m = logits.max(axis=1)
    s = np.log1p(np.exp(logits - m[:, None]).sum(axis=1))
    return np.mean(m - logits[np.arange(len(labels)), labels] + s)
""",
            "log1p adds a 1",
        ),
        "label term removed": (
            """
def cross_entropy(logits, labels):
    m = logits.max(axis=1)
    r = np.arange(len(labels))
    e = np.exp(logits - m[:, None])
    e[r, labels] = 0
    return np.mean(m - logits[r, labels] + np.log1p(e.sum(axis=1)))
""",
            "own term is taken out",
        ),
        "hinge zero": (
            """
def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    l = -p[np.arange(len(labels)), labels]
    l[logits.argmax(axis=1) == labels] = 0
    return l.mean()
""",
            "cost nothing",
        ),
        "label zero ignored": (
            """
def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    t = 0
    for i, k in enumerate(labels):
        if k:
            t -= p[i, k]
    return t / len(labels)
""",
            "Rows of class 0",
        ),
        "two classes": (
            """
def cross_entropy(logits, labels):
    d = logits[:, 1] - logits[:, 0]
    s = np.where(labels == 1, -d, d)
    return np.mean(np.logaddexp(0, s))
""",
            "first two scores",
        ),
    },
    "cross_entropy_grad": {
        "clip 1e-7": (
            CROSS_ENTROPY_GRAD_NEEDS
            + """
def cross_entropy_grad(logits, labels):
    g = np.clip(softmax(logits, axis=1), 1e-7, 1 - 1e-7)
    g[np.arange(len(labels)), labels] -= 1
    return g / len(labels)
""",
            "kept away from 0 and 1",
        ),
        "zeros like": (
            CROSS_ENTROPY_GRAD_NEEDS
            + """
def cross_entropy_grad(logits, labels):
    g = np.zeros_like(logits)
    g[:] = softmax(logits, axis=1)
    g[np.arange(len(labels)), labels] -= 1
    return g / len(labels)
""",
            "cut to whole numbers",
        ),
        "loop dedent": (
            CROSS_ENTROPY_GRAD_NEEDS
            + """
def cross_entropy_grad(logits, labels):
    g = softmax(logits, axis=1)
    for i, k in enumerate(labels):
        pass
    g[i, k] -= 1
    return g / len(labels)
""",
            "Only the last row",
        ),
        "eye unsorted": (
            CROSS_ENTROPY_GRAD_NEEDS
            + """
def cross_entropy_grad(logits, labels):
    g = softmax(logits, axis=1) - np.eye(*logits.shape)
    return g / len(labels)
""",
            "on the diagonal",
        ),
        "p(1-p)": (
            CROSS_ENTROPY_GRAD_NEEDS
            + """
def cross_entropy_grad(logits, labels):
    p = softmax(logits, axis=1)
    g = p * (1 - p)
    r = np.arange(len(labels))
    g[r, labels] = -g[r, labels]
    return g / len(labels)
""",
            "p (1 - p)",
        ),
        "two classes": (
            CROSS_ENTROPY_GRAD_NEEDS
            + """
def cross_entropy_grad(logits, labels):
    p = softmax(logits, axis=1)
    g = p.copy()
    g[labels == 0, 0] -= 1
    g[labels == 1, 1] -= 1
    return g / len(labels)
""",
            "first two classes",
        ),
        "zero when right": (
            CROSS_ENTROPY_GRAD_NEEDS
            + """
def cross_entropy_grad(logits, labels):
    g = softmax(logits, axis=1)
    g[np.arange(len(labels)), labels] -= 1
    g[logits.argmax(axis=1) == labels] = 0
    return g / len(labels)
""",
            "get no slope",
        ),
    },
    "gradient_step": {
        "log slope no eps": (
            GRADIENT_STEP_NEEDS
            + """
def gradient_step(w, b, x, y, rate):
    p = sigmoid(w * x + b)
    g = (-y / p + (1 - y) / (1 - p)) * p * (1 - p)
    return w - rate * np.mean(g * x), b - rate * np.mean(g)
""",
            "something is divided by it",
        ),
        "rate integer division": (
            GRADIENT_STEP_NEEDS
            + """
def gradient_step(w, b, x, y, rate):
    e = sigmoid(w * x + b) - y
    return w - rate // len(x) * np.sum(e * x), b - rate // len(x) * np.sum(e)
""",
            "does // cut the step to 0",
        ),
        "round 6": (
            GRADIENT_STEP_NEEDS
            + """
def gradient_step(w, b, x, y, rate):
    e = sigmoid(w * x + b) - y
    return round(w - rate * np.mean(e * x), 6), round(b - rate * np.mean(e), 6)
""",
            "rounds its answers to 6 decimals",
        ),
        "rate min 1": (
            GRADIENT_STEP_NEEDS
            + """
def gradient_step(w, b, x, y, rate):
    e = sigmoid(w * x + b) - y
    rate = min(rate, 10)
    return w - rate * np.mean(e * x), b - rate * np.mean(e)
""",
            "wrong numbers for rate = 20",
        ),
        "decay": (
            GRADIENT_STEP_NEEDS
            + """
def gradient_step(w, b, x, y, rate):
    e = sigmoid(w * x + b) - y
    return w * 0.99 - rate * np.mean(e * x), b - rate * np.mean(e)
""",
            "weight decay",
        ),
        "int x w": (
            GRADIENT_STEP_NEEDS
            + """
def gradient_step(w, b, x, y, rate):
    x = x.astype(int)
    e = sigmoid(w * x + b) - y
    return w - rate * np.mean(e * x), b - rate * np.mean(e)
""",
            "cut to whole numbers",
        ),
    },
    "mlp_backward": {
        "forward difference": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    w = [v.astype(float) for v in (W1, b1, W2, b2)]
    def loss():
        z = act(X @ w[0] + w[1]) @ w[2] + w[3]
        m = z.max(axis=1)
        return np.mean(m + np.log(np.exp(z - m[:, None]).sum(axis=1)) - z[np.arange(len(X)), labels])
    base, out = loss(), []
    for v in w:
        g = np.zeros(v.shape)
        for at in np.ndindex(v.shape):
            old = v[at]; v[at] = old + 1e-6
            g[at] = (loss() - base) / 1e-6
            v[at] = old
        out.append(g)
    return tuple(out)
""",
            "a step too wide or too small",
        ),
        "ignores points that are right": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z = X @ W1 + b1
    h = act(z)
    l = h @ W2 + b2
    d = cross_entropy_grad(l, labels)
    d[l.argmax(axis=1) == labels] = 0
    e = d @ W2.T * act_grad(z)
    return X.T @ e, e.sum(axis=0), h.T @ d, d.sum(axis=0)
""",
            "Points whose class is right are left out",
        ),
        "one unit squeeze": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z = X @ W1 + b1
    h = act(z)
    d = cross_entropy_grad(h @ W2 + b2, labels)
    e = d @ W2.T * act_grad(z)
    return tuple(np.squeeze(g) for g in (X.T @ e, e.sum(axis=0), h.T @ d, d.sum(axis=0)))
""",
            "An axis of length 1 is dropped",
        ),
        "db1 without act_grad": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z = X @ W1 + b1
    h = act(z)
    d = cross_entropy_grad(h @ W2 + b2, labels)
    e = d @ W2.T
    f = e * act_grad(z)
    return X.T @ f, e.sum(axis=0), h.T @ d, d.sum(axis=0)
""",
            "slope of b1 alone",
        ),
        "act_grad without b1": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z = X @ W1 + b1
    h = act(z)
    d = cross_entropy_grad(h @ W2 + b2, labels)
    e = d @ W2.T * act_grad(X @ W1)
    return X.T @ e, e.sum(axis=0), h.T @ d, d.sum(axis=0)
""",
            "without b1",
        ),
        "new W2": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z = X @ W1 + b1
    h = act(z)
    d = cross_entropy_grad(h @ W2 + b2, labels)
    dW2 = h.T @ d
    W2 = W2 - 0.1 * dW2
    e = d @ W2.T * act_grad(z)
    return X.T @ e, e.sum(axis=0), dW2, d.sum(axis=0)
""",
            "W2 is moved before",
        ),
        "weight decay": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z = X @ W1 + b1
    h = act(z)
    d = cross_entropy_grad(h @ W2 + b2, labels)
    e = d @ W2.T * act_grad(z)
    return X.T @ e + 1e-4 * W1, e.sum(axis=0), h.T @ d + 1e-4 * W2, d.sum(axis=0)
""",
            "weight decay",
        ),
        "skips last point": (
            MLP_BACKWARD_NEEDS
            + """
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    n = len(X)
    dW1, db1, dW2, db2 = (np.zeros(v.shape) for v in (W1, b1, W2, b2))
    for i in range(n - 1):
        z = X[i] @ W1 + b1
        h = act(z)
        p = softmax(h @ W2 + b2)
        p[labels[i]] -= 1
        p /= n
        e = W2 @ p * act_grad(z)
        dW1 += np.outer(X[i], e); db1 += e; dW2 += np.outer(h, p); db2 += p
    return dW1, db1, dW2, db2
""",
            "last point is left out",
        ),
    },
    "relu": {
        "steep softplus": (
            """
def relu(x):
    x = np.asarray(x, dtype=float)
    return np.log1p(np.exp(-100 * np.abs(x))) / 100 + np.maximum(x, 0)
""",
            "Which step decides there?",
        ),
        "where one arg": (
            """
def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0)
""",
            "places in a tuple",
        ),
    },
    "sigmoid": {
        "cache": (
            """
cache = {}
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    if x.shape not in cache:
        cache[x.shape] = 1 / (1 + np.exp(-x))
    return cache[x.shape]
""",
            "whatever goes in",
        ),
        "exp minus log": (
            """
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.exp(x - np.log(1 + np.exp(x)))
""",
            "e^x is infinite",
        ),
        "other name global": (
            """
x = 2.0
def sigmoid(z):
    return 1 / (1 + np.exp(-x))
""",
            "whatever goes in",
        ),
        "global array": (
            """
DEPTH = np.linspace(-5, 5, 40)
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.exp(-DEPTH))
""",
            "whatever goes in",
        ),
        "round 7": (
            """
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.round(1 / (1 + np.exp(-x)), 7)
""",
            "The answer is rounded",
        ),
        "x over 6 is one": (
            """
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 6, 1.0, np.where(x < -6, 0.0, 1 / (1 + np.exp(-x))))
""",
            "set to",
        ),
    },
    "sigmoid_grad": {
        "zero beyond 15": (
            """
def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = sigmoid(x)
    return np.where(np.abs(x) > 15, 0.0, s * (1 - s))
""",
            "set to 0 too soon",
        ),
    },
    "sigmoid_grad_tails": {
        "abs cut": (
            """
def sigmoid_grad_tails(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(np.abs(x) > 100, 0, e / (1 + e) ** 2)
""",
            "set to 0 beyond some x",
        ),
    },
    "leaky_relu": {
        "alpha or": (
            """
def leaky_relu(x, alpha=0.01):
    x = np.asarray(x, dtype=float)
    alpha = alpha or 0.01
    return np.where(x > 0, x, alpha * x)
""",
            "alpha = 0 counts as not given",
        ),
    },
    "softmax": {
        "axis 0 else -1": (
            """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    if axis == 0:
        e = np.exp(x - np.max(x, axis=0))
        return e / np.sum(e, axis=0)
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)
""",
            "right for one axis or two",
        ),
        "nan to num": (
            """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x)
    return np.nan_to_num(e / np.sum(e, axis=axis, keepdims=True))
""",
            "nan (infinity / infinity) is turned into 0",
        ),
        "plus max": (
            """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x + np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
""",
            "The maximum is added before exp",
        ),
    },
    "tanh": {
        "clip 6": (
            """
def tanh(x):
    x = np.asarray(x, dtype=float)
    x = np.clip(x, -6, 6)
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
""",
            "cut off so early",
        ),
    },
    "tanh_grad": {
        "whole array": (
            TANH_GRAD_NEEDS
            + """
def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    if np.any(np.abs(x) > 100):
        return np.zeros_like(x)
    return 1 - tanh(x) ** 2
""",
            "are the same, ",
        ),
    },
    "relu_grad": {
        "signbit": (
            """
def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - np.signbit(x)
""",
            "right everywhere but at x = 0",
        ),
    },
    "mlp_forward": {
        "act after W2": (
            """
def mlp_forward(X, W1, b1, W2, b2, act):
    return act((X @ W1 + b1) @ W2) + b2
""",
            "comes after W2",
        ),
        "W + b": (
            """
def mlp_forward(X, W1, b1, W2, b2, act):
    return act(X @ (W1 + b1)) @ (W2 + b2)
""",
            "biases are added to the weights",
        ),
        "per unit loop": (
            """
def mlp_forward(X, W1, b1, W2, b2, act):
    h = X @ W1 + b1
    z = np.zeros((len(X), W2.shape[1]))
    for j in range(W2.shape[0] - 1):
        z += act(h[:, j])[:, None] * W2[j]
    return z + b2
""",
            "last hidden unit is left out",
        ),
    },
}
