"""Answers whose first message named something else, or nothing, until whole answers were asked about again and taken together.

Each has words that its first message must hold now.
"""

from textwrap import indent

LESSON = {
    "predict": "01_linear_separability",
    "relu_grad": "04_relu",
    "relu": "04_relu",
    "leaky_relu": "04_relu",
    "sigmoid": "02_sigmoid",
    "gradient_step": "02_sigmoid",
    "cross_entropy": "05_softmax",
    "softmax": "05_softmax",
}
HEADS = {
    "predict": """
def predict(X, w, b):
    z = X @ w + b
""",
    "relu_grad": """
def relu_grad(x):
    x = np.asarray(x, dtype=float)
""",
    "relu": """
def relu(x):
    x = np.asarray(x, dtype=float)
""",
    "leaky_relu": """
def leaky_relu(x, alpha=0.01):
    x = np.asarray(x, dtype=float)
""",
    "sigmoid": """
def sigmoid(x):
    x = np.asarray(x, dtype=float)
""",
    "softmax": """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
""",
}
SIGMOID = """
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)
"""
MEANS = """
p = sigmoid(w * x + b)
dw = np.mean((p - y) * x)
db = np.mean(p - y)
"""
LOSSES = """
z = np.asarray(logits, dtype=float)
z = z - z.max(axis=1, keepdims=True)
loss = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]
"""


def whole(function: str, body: str) -> str:
    """Return a function with its usual first line and `body`."""
    return HEADS[function] + indent(body.strip("\n"), "    ") + "\n"


def step(body: str, before: str = "", head: str = "w, b, x, y, rate") -> str:
    """Return gradient_step with `body`, and what stands before it; a right sigmoid is there."""
    lines = indent(body.strip("\n"), "    ")
    return f"{SIGMOID}\n{before}\ndef gradient_step({head}):\n{lines}\n"


def moved(last: str) -> str:
    """Return gradient_step with the slopes dw and db, which are right, and the lines after them."""
    return step(MEANS + last)


def cross_entropy(body: str) -> str:
    """Return cross_entropy with `body`."""
    lines = indent(body.strip("\n"), "    ")
    return f"def cross_entropy(logits, labels):\n{lines}\n"


def reduced(last: str) -> str:
    """Return cross_entropy with the losses of the rows, which are right, and the lines after them."""
    return cross_entropy(LOSSES + last)


WRONG = {
    "predict": {
        "any": (whole("predict", "return int((z > 0).any())"), "is one question asked about all of them, as any, all and sum do"),
        "any, as it comes": (
            whole("predict", "return (z > 0).any()"),
            "Is one question asked about all of them, as any and all do",
        ),
        "all points alike if any is": (
            whole(
                "predict",
                """
if (z > 0).any():
    return np.ones(len(X))
return np.zeros(len(X))
""",
            ),
            "All answers of predict are the same, 1, and they change",
        ),
        "all points alike unless all are": (
            whole(
                "predict",
                """
if np.all(z > 0):
    return np.ones(len(z))
else:
    return np.zeros(len(z))
""",
            ),
            "All answers of predict are the same, 0, and they change",
        ),
        "the class of the first point for all": (
            whole(
                "predict",
                """
if z[0] > 0:
    return np.ones(len(z), dtype=int)
return np.zeros(len(z), dtype=int)
""",
            ),
            "Is one answer made of all points",
        ),
        "the mean of the scores decides": (
            whole(
                "predict",
                """
if z.mean() > 0:
    return np.ones(len(z))
return np.zeros(len(z))
""",
            ),
            "Is one answer made of all points (any, all, max, sum, mean)",
        ),
    },
    "relu_grad": {
        "any": (
            whole("relu_grad", "return float((x > 0).any())"),
            "is one question asked about all of them, as any, all and sum do",
        ),
        "all, as it comes": (
            whole("relu_grad", "return (x > 0).all()"),
            "Is one question asked about all of them, as any and all do",
        ),
        "1 for all if any": (
            whole(
                "relu_grad",
                """
if (x > 0).any():
    return np.ones_like(x)
return np.zeros_like(x)
""",
            ),
            "Is one answer made of all numbers (any, all, max, sum, mean)",
        ),
        "1 for all if all": (
            whole(
                "relu_grad",
                """
if np.all(x > 0):
    return np.ones_like(x)
return np.zeros_like(x)
""",
            ),
            "Is one answer made of all numbers (any, all, max, sum, mean)",
        ),
        "1 for all if the sum is positive": (
            whole(
                "relu_grad",
                """
if x.sum() > 0:
    return np.ones_like(x)
return np.zeros_like(x)
""",
            ),
            "Is one answer made of all numbers (any, all, max, sum, mean)",
        ),
        "a plain if": (
            whole(
                "relu_grad",
                """
if x > 0:
    return 1.0
return 0.0
""",
            ),
            "Which NumPy function decides number by number",
        ),
    },
    "relu": {
        "x if any": (
            whole(
                "relu",
                """
if (x > 0).any():
    return x
return np.zeros_like(x)
""",
            ),
            "which step looks at all of them, as max, sum, mean, any and all do",
        ),
        "x if all": (
            whole(
                "relu",
                """
if (x > 0).all():
    return x
return np.zeros_like(x)
""",
            ),
            "Is one answer made of all numbers",
        ),
        "one 0 unless all": (
            whole(
                "relu",
                """
if (x > 0).all():
    return x
return 0.0
""",
            ),
            "Is one answer made of all numbers",
        ),
    },
    "leaky_relu": {
        "alpha x unless all": (
            whole(
                "leaky_relu",
                """
if (x > 0).all():
    return x
return alpha * x
""",
            ),
            "which step looks at all of them",
        ),
        "x if any": (
            whole(
                "leaky_relu",
                """
if (x > 0).any():
    return x
return alpha * x
""",
            ),
            "which step looks at all of them",
        ),
    },
    "sigmoid": {
        "the form for positive x if all are": (
            whole(
                "sigmoid",
                """
if (x >= 0).all():
    return 1 / (1 + np.exp(-x))
return np.exp(x) / (1 + np.exp(x))
""",
            ),
            "which step looks at all of them",
        ),
    },
    "gradient_step": {
        "int around both": (
            moved("""
w = w - rate * dw
b = b - rate * db
return int(w), int(b)
"""),
            "gradient_step cuts its answers to whole numbers",
        ),
        "int around w": (
            moved("""
w = w - rate * dw
b = b - rate * db
return int(w), b
"""),
            "gradient_step cuts w to whole numbers",
        ),
        "int around b": (
            moved("""
w = w - rate * dw
b = b - rate * db
return w, int(b)
"""),
            "gradient_step cuts b to whole numbers",
        ),
        "round around both": (
            moved("""
w = w - rate * dw
b = b - rate * db
return round(w), round(b)
"""),
            "gradient_step rounds its answers to whole numbers",
        ),
        "b to 3 decimals": (
            moved("""
w = w - rate * dw
b = b - rate * db
return w, round(b, 3)
"""),
            "gradient_step rounds b to 3 decimals",
        ),
        "slopes to 2 decimals": (
            moved("""
dw = round(dw, 2)
db = round(db, 2)
return w - rate * dw, b - rate * db
"""),
            "The slopes are rounded",
        ),
        "int around the steps": (moved("return w - int(rate * dw), b - int(rate * db)"), "The steps are cut to whole numbers"),
        "momentum": (
            step(
                """
global vw, vb
p = sigmoid(w * x + b)
dw = np.mean((p - y) * x)
db = np.mean(p - y)
vw = 0.9 * vw + dw
vb = 0.9 * vb + db
return w - rate * vw, b - rate * vb
""",
                before="vw = 0.0\nvb = 0.0",
            ),
            "Does it keep something from call to call",
        ),
        "momentum in a default": (
            step(
                """
p = sigmoid(w * x + b)
dw = np.mean((p - y) * x)
db = np.mean(p - y)
v[0] = 0.9 * v[0] + dw
v[1] = 0.9 * v[1] + db
return w - rate * v[0], b - rate * v[1]
""",
                head="w, b, x, y, rate, v=[0.0, 0.0]",
            ),
            "Does it keep something from call to call",
        ),
        "a rate that falls from call to call": (
            step(
                """
global n
n += 1
p = sigmoid(w * x + b)
dw = np.mean((p - y) * x)
db = np.mean(p - y)
return w - rate / n * dw, b - rate / n * db
""",
                before="n = 0",
            ),
            "Does it keep something from call to call",
        ),
        "w and b kept": (
            step(
                """
global W, B
p = sigmoid(W * x + B)
W = W - rate * np.mean((p - y) * x)
B = B - rate * np.mean(p - y)
return W, B
""",
                before="W = 0.0\nB = 0.0",
            ),
            "Does it keep something from call to call",
        ),
        "some points at random": (
            step("""
i = np.random.permutation(len(x))[:3]
x, y = x[i], y[i]
p = sigmoid(w * x + b)
dw = np.mean((p - y) * x)
db = np.mean(p - y)
w = w - rate * dw
b = b - rate * db
return w, b
"""),
            "The code draws random numbers",
        ),
        "both replaced by the step": (
            moved("""
w = rate * dw
b = rate * db
return w, b
"""),
            "The steps are returned",
        ),
        "w replaced by the step": (
            moved("""
w = rate * dw
b = b - rate * db
return w, b
"""),
            "w is replaced by its step",
        ),
        "b replaced by the step": (
            moved("""
w = w - rate * dw
b = rate * db
return w, b
"""),
            "b is replaced by its step",
        ),
        "=- for -=": (
            moved("""
w -= rate * dw
b =- rate * db
return w, b
"""),
            "b is replaced by its step",
        ),
        "b starts from w": (
            moved("""
w = w - rate * dw
b = w - rate * db
return w, b
"""),
            "w and b start from the same number",
        ),
        "float16": (
            step("""
x = x.astype(np.float16)
p = sigmoid(w * x + b)
dw = np.mean((p - y) * x)
db = np.mean(p - y)
w = w - rate * dw
b = b - rate * db
return w, b
"""),
            "kept in a small type, float16",
        ),
    },
    "cross_entropy": {
        "int": (reduced("return int(loss.mean())"), "cross_entropy cuts its answers to whole numbers"),
        "//": (reduced("return loss.sum() // len(loss)"), "cross_entropy cuts its answers to whole numbers"),
        "round": (reduced("return round(loss.mean())"), "cross_entropy rounds its answers to whole numbers"),
        "one decimal": (reduced("return round(loss.mean(), 1)"), "cross_entropy rounds its answers to 1 decimal."),
        "ceil": (reduced("return np.ceil(loss.mean())"), "cross_entropy rounds its answers up to whole numbers"),
        "losses cut": (reduced("return loss.astype(int).mean()"), "The losses of the rows are cut to whole numbers"),
        "losses to one decimal": (reduced("return loss.round(1).mean()"), "The losses are rounded"),
        "float32": (
            cross_entropy("""
z = np.asarray(logits, dtype=np.float32)
z = z - z.max(axis=1, keepdims=True)
loss = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]
return loss.mean()
"""),
            "kept in a small type, float32",
        ),
        "float32, then float": (
            cross_entropy("""
z = np.asarray(logits, dtype=np.float32)
z = z - z.max(axis=1, keepdims=True)
loss = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels]
return float(loss.mean())
"""),
            "kept in a small type, float32",
        ),
        "p in float32": (
            cross_entropy("""
z = np.asarray(logits, dtype=np.float32)
e = np.exp(z - z.max(axis=1, keepdims=True))
p = e / e.sum(axis=1, keepdims=True)
return -np.mean(np.log(p[np.arange(len(z)), labels]))
"""),
            "kept in a small type, float32",
        ),
        "one total for the table": (
            cross_entropy("""
e = np.exp(logits - np.max(logits))
p = e / e.sum()
return -np.mean(np.log(p[np.arange(len(p)), labels]))
"""),
            "Softmax runs over the whole table",
        ),
    },
    "softmax": {
        "one maximum and one total": (
            whole(
                "softmax",
                """
e = np.exp(x - np.max(x))
return e / np.sum(e)
""",
            ),
            "max and sum run over the whole table",
        ),
        "one total": (
            whole(
                "softmax",
                """
e = np.exp(x - np.max(x, axis=axis, keepdims=True))
return e / np.sum(e)
""",
            ),
            "The sum runs over the whole table",
        ),
        "a total for each column": (
            whole(
                "softmax",
                """
e = np.exp(x - np.max(x, axis=axis, keepdims=True))
return e / np.sum(e, axis=0, keepdims=True)
""",
            ),
            "The powers are added up along the first axis",
        ),
        "a total for each row": (
            whole(
                "softmax",
                """
e = np.exp(x - np.max(x, axis=axis, keepdims=True))
return e / np.sum(e, axis=-1, keepdims=True)
""",
            ),
            "The powers are added up along the last axis",
        ),
        "a maximum for each column": (
            whole(
                "softmax",
                """
e = np.exp(x - np.max(x, axis=0))
return e / np.sum(e, axis=axis, keepdims=True)
""",
            ),
            "The maximum is taken along another axis than the sum",
        ),
    },
}
