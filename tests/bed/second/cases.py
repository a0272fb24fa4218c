"""The rows of 'Messages that do not name the cause': each answer with words that its first message must hold."""

LESSON = {
    "perceptron": "01_linear_separability",
    "affine": "01_linear_separability",
    "sigmoid": "02_sigmoid",
    "sigmoid_grad": "02_sigmoid",
    "tanh": "03_tanh",
    "tanh_grad": "03_tanh",
    "relu": "04_relu",
    "relu_grad": "04_relu",
    "softmax": "05_softmax",
    "cross_entropy": "05_softmax",
    "mlp_forward": "06_network",
}
WRONG = {
    "perceptron": {
        "where >= 0": (
            """
def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1]); b = 0.0; n = 0
    for _ in range(max_epochs):
        errors = 0
        for xi, yi in zip(X, y):
            z = xi @ w + b
            yhat = np.where(z >= 0, 1, 0)
            if yhat != yi:
                w = w + (yi - yhat) * xi; b += yi - yhat
                n += 1
                errors += 1
        if errors == 0: break
    return w, b, n
""",
            "A score of 0 counts as class 1",
        ),
        "0/1 and y*z<=0": (
            """
def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1]); b = 0.0; n = 0
    for _ in range(max_epochs):
        errors = 0
        for xi, yi in zip(X, y):
            z = xi @ w + b
            if yi * z <= 0:
                w = w + yi * xi; b += yi
                n += 1
                errors += 1
        if errors == 0: break
    return w, b, n
""",
            "For class 0 the step y·x is 0",
        ),
        "0/1 and y*z<=0 with sign": (
            """
def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1]); b = 0.0; n = 0
    for _ in range(max_epochs):
        errors = 0
        for xi, yi in zip(X, y):
            z = xi @ w + b
            if yi * z <= 0:
                s = 1 if yi else -1; w = w + s * xi; b += s
                n += 1
                errors += 1
        if errors == 0: break
    return w, b, n
""",
            "y·score <= 0 is for labels 1 and -1",
        ),
        "averaged": (
            """
def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1]); b = 0.0; n = 0; W = np.zeros_like(w); B = 0.0; c = 0
    for _ in range(max_epochs):
        errors = 0
        for xi, yi in zip(X, y):
            yhat = 1 if xi @ w + b > 0 else 0
            if yhat != yi:
                w = w + (yi - yhat) * xi; b += yi - yhat
                n += 1; errors += 1
            W = W + w; B += b; c += 1
        if errors == 0: break
    return W / c, B / c, n
""",
            "averages over the run",
        ),
        "decaying": (
            """
def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1]); b = 0.0; n = 0; eta = 1.0
    for epoch in range(max_epochs):
        errors = 0
        for xi, yi in zip(X, y):
            yhat = 1 if xi @ w + b > 0 else 0
            if yhat != yi:
                w = w + eta * (yi - yhat) * xi; b += eta * (yi - yhat)
                n += 1; errors += 1
        eta = 1.0 / (epoch + 2)
        if errors == 0: break
    return w, b, n
""",
            "The step gets smaller",
        ),
        "decaying by 0.9": (
            """
def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1]); b = 0.0; n = 0; eta = 1.0
    for epoch in range(max_epochs):
        errors = 0
        for xi, yi in zip(X, y):
            yhat = 1 if xi @ w + b > 0 else 0
            if yhat != yi:
                w = w + eta * (yi - yhat) * xi; b += eta * (yi - yhat)
                n += 1; errors += 1
        eta *= 0.9
        if errors == 0: break
    return w, b, n
""",
            "The step gets smaller",
        ),
    },
    "affine": {
        "b.shape": (
            """def affine(X, w, b):
    y = X @ w
    return y + b * np.ones(b.shape[0])
""",
            "b is a single number",
        ),
    },
    "relu": {
        "np.max(0,x)": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.max(0, x)
""",
            "second input of np.max is an axis",
        ),
        "np.max(x,0.0)": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.max(x, 0.0)
""",
            "second input of np.max is an axis",
        ),
        "2-D only shape": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    out = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = max(0, x[i, j])
    return out
""",
            "x is a flat array",
        ),
        "2-D only unpack": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    n, m = x.shape
    out = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            out[i, j] = max(0, x[i, j])
    return out
""",
            "x is a flat array",
        ),
        "2-D only index": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    out = x.copy()
    for i in range(len(x)):
        out[i, 0] = max(0, x[i, 0])
    return out
""",
            "x is a flat array",
        ),
    },
    "cross_entropy": {
        "math.log(0)": (
            """def cross_entropy(logits, labels):
    import math
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -sum(math.log(p[i, labels[i]]) for i in range(len(labels))) / len(labels)
""",
            "The logarithm of 0",
        ),
        "one-hot": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.sum(labels * logp) / len(labels)
""",
            "one whole number for each row",
        ),
        "one-hot mean": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(labels * logp, axis=1))
""",
            "one whole number for each row",
        ),
        "[:, y].sum()": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[:, labels].sum() / len(labels)
""",
            "every label in every row",
        ),
        "[:, y].sum() b": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[:, labels].sum()
""",
            "every label in every row",
        ),
        "sum over all rows": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max()
    p = np.exp(z) / np.exp(z).sum()
    return -np.log(p[np.arange(len(labels)), labels]).mean()
""",
            "over the whole table",
        ),
        "loss[0]/n": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(len(labels)), labels]
    return loss[0] / len(labels)
""",
            "Only the first row counts",
        ),
        "loss[0]": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(len(labels)), labels]
    return loss[0]
""",
            "Only the first row counts",
        ),
        "eps 1e-5": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(labels)), labels] + 1e-5).mean()
""",
            "A small number is added to p",
        ),
        "clip 1e-5": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(np.clip(p[np.arange(len(labels)), labels], 1e-5, 1 - 1e-5)).mean()
""",
            "A small number is added to p",
        ),
        "eps 1e-3": (
            """def cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(labels)), labels] + 1e-3).mean()
""",
            "A small number is added to p",
        ),
        "swapped": (
            """def cross_entropy(labels, logits):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(labels)), labels].mean()
""",
            "inputs in another order",
        ),
        "swapped in a call": (
            """def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
def cross_entropy(logits, labels):
    p = softmax(labels, axis=1)
    return -np.log(p[np.arange(len(labels)), labels]).mean()
""",
            "labels is a flat array",
        ),
        "calls softmax not written, own fault": (
            """def softmax(x, axis=-1):
    raise NotImplementedError()
def cross_entropy(logits, labels):
    p = softmax(logits)
    return -np.sum(np.log(p[np.arange(len(labels)), labels]))
""",
            "This is the sum over the rows",
        ),
        "calls softmax not written, raises": (
            """def softmax(x, axis=-1):
    raise NotImplementedError()
def cross_entropy(logits, labels):
    p = softmax(logits)
    return -np.sum(labels * np.log(p)) / len(p)
""",
            "one whole number for each row",
        ),
    },
    "mlp_forward": {
        "sigmoid at end": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1 + b1)
    z = h @ W2 + b2
    return 1 / (1 + np.exp(-z))
""",
            "A sigmoid is applied to the scores at the end",
        ),
        "tanh at end": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1 + b1)
    z = h @ W2 + b2
    return np.tanh(z)
""",
            "tanh is applied to the scores at the end",
        ),
        "relu at end": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1 + b1)
    z = h @ W2 + b2
    return np.maximum(z, 0)
""",
            "ReLU is applied to the scores at the end",
        ),
    },
    "softmax": {
        "no keepdims sum": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis)
""",
            "What does keepdims=True keep?",
        ),
        "no keepdims max": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=axis))
    return e / np.sum(e, axis=axis)
""",
            "What does keepdims=True keep?",
        ),
        "no keepdims, plain": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x)
    return e / np.sum(e, axis=axis)
""",
            "What does keepdims=True keep?",
        ),
        "exp(x) - max": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x) - np.max(x, axis=axis, keepdims=True)
    return e / e.sum(axis=axis, keepdims=True)
""",
            "subtracted after exp",
        ),
        "exp(x) - exp max": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x) - np.exp(np.max(x, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
""",
            "subtracted after exp",
        ),
        "floor 1e-6": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    p = e / e.sum(axis=axis, keepdims=True)
    return np.maximum(p, 1e-6)
""",
            "kept above a small number",
        ),
        "floor 1e-6 of e": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    e = np.maximum(np.exp(x - np.max(x, axis=axis, keepdims=True)), 1e-6)
    return e / e.sum(axis=axis, keepdims=True)
""",
            "kept above a limit",
        ),
        "clip shifted -10": (
            """def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    z = np.clip(x - np.max(x, axis=axis, keepdims=True), -10, 0)
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)
""",
            "kept above a limit",
        ),
    },
    "sigmoid": {
        "steep 3": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1/(1+np.exp(-3*x))
""",
            "x is multiplied by 3 ",
        ),
        "steep 4.9": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1/(1+np.exp(-4.9*x))
""",
            "x is multiplied by 4.9",
        ),
        "steep 10": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1/(1+np.exp(-10*x))
""",
            "x is multiplied by 10",
        ),
        "steep 0.1": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1/(1+np.exp(-0.1*x))
""",
            "x is multiplied by 0.1",
        ),
        "shift 1": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1/(1+np.exp(-(x-1)))
""",
            "moved by 1 to the right",
        ),
        "scaled 2": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 2/(1+np.exp(-x))
""",
            "2 times what it should",
        ),
        "from math exp": (
            """from math import exp
def sigmoid(x):
    return 1/(1+exp(-x))
""",
            "math's exp takes one number",
        ),
    },
    "sigmoid_grad": {
        "1-x**2": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - x**2
""",
            "1 - s^2 with s = x",
        ),
        "diagonal": (
            """def sigmoid_grad(x):
    s = 1/(1+np.exp(-np.asarray(x, dtype=float)))
    return np.diag(s*(1-s))
""",
            "on the diagonal of a table",
        ),
        "h=1e-49": (
            """def sigmoid(x): return 1/(1+np.exp(-x))
def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    return (sigmoid(x+1e-49)-sigmoid(x))/1e-49
""",
            "a step too small to change x",
        ),
        "h=1e-12": (
            """def sigmoid(x): return 1/(1+np.exp(-x))
def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    return (sigmoid(x+1e-12)-sigmoid(x))/1e-12
""",
            "takes a difference over a step as small",
        ),
        "steep": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1/(1+np.exp(-2*x))
    return s*(1-s)
""",
            "sigmoid(2x) in place of s",
        ),
    },
    "tanh": {
        "lecun": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return 1.7159*np.tanh(2*x/3)
""",
            "1.716 times as high",
        ),
        "from math import tanh": (
            """from math import tanh
""",
            "the notebook takes it from math",
        ),
        "3x": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return np.tanh(3*x)
""",
            "x is multiplied by 3 ",
        ),
    },
    "tanh_grad": {
        "diagonal": (
            """def tanh_grad(x):
    return np.diag(1-np.tanh(x)**2)
""",
            "on the diagonal of a table",
        ),
        "h=1e-49": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return (np.tanh(x+1e-49)-np.tanh(x))/1e-49
""",
            "a step too small to change x",
        ),
        "calls tanh not written": (
            """def tanh(x):
    raise NotImplementedError()
def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - np.dot(tanh(x), tanh(x))
""",
            "np.dot and @",
        ),
        "1 - x**2": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - x**2
""",
            "only if x is already a tanh",
        ),
    },
    "relu_grad": {
        "diagonal": (
            """def relu_grad(x):
    return np.diag((np.asarray(x) > 0).astype(float))
""",
            "on the diagonal of a table",
        ),
        "h=1e-49": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return (np.maximum(x+1e-49, 0)-np.maximum(x, 0))/1e-49
""",
            "a step too small to change x",
        ),
    },
}
