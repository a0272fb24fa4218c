"""Lesson 02: right answers in unusual forms, and wrong ones by misconception (`import numpy as np` has run)."""

S = """
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.exp(-x))
"""


def sig(body: str, before: str = "") -> str:
    """Return sigmoid with the given first line and `body`, and what it needs before it."""
    return _function("sigmoid", body, before)


def slope(body: str, before: str = S) -> str:
    """Return sigmoid_grad with the given first line and `body`, after a right sigmoid."""
    return _function("sigmoid_grad", body, before)


def tails(body: str, before: str = S) -> str:
    """Return sigmoid_grad_tails with the given first line and `body`, after a right sigmoid."""
    return _function("sigmoid_grad_tails", body, before)


def step(body: str, before: str = S) -> str:
    """Return gradient_step with this `body`, after a right sigmoid."""
    lines = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    return f"{before}def gradient_step(w, b, x, y, rate):\n{lines}"


def moved(p: str = "sigmoid(w * x + b)", e: str = "p - y", dw: str = "np.mean(e * x)", db: str = "np.mean(e)",
          end: str = "w - rate * dw, b - rate * db", before: str = S) -> str:  # fmt: skip
    """Return gradient_step in five lines, with some of them written otherwise."""
    return step(f"p = {p}\ne = {e}\ndw = {dw}\ndb = {db}\nreturn {end}", before)


def _function(name: str, body: str, before: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    return f"{before}def {name}(x):\n    x = np.asarray(x, dtype=float)\n{lines}"


MASKS = """
out = np.empty_like(x)
up = x >= 0
out[up] = 1 / (1 + np.exp(-x[up]))
e = np.exp(x[~up])
out[~up] = e / (1 + e)
return out
"""
LOOP = """
out = np.zeros(x.shape)
for place in np.ndindex(*x.shape):
    out[place] = 1 / (1 + np.exp(-x[place]))
return out
"""
WALK = """
import math

def _walk(x):
    if isinstance(x, (list, tuple)) or (isinstance(x, np.ndarray) and x.ndim):
        return [_walk(part) for part in x]
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))

def sigmoid(x):
    answer = np.array(_walk(x), dtype=float)
    return answer.reshape(np.shape(x))
"""
UNIT = """
class Logistic:
    def __init__(self, steepness=1.0):
        self.steepness = steepness
    def __call__(self, x):
        z = self.steepness * np.asarray(x, dtype=float)
        return np.reciprocal(1 + np.exp(-z))

sigmoid = Logistic()
"""
CLOSURE = """
def squash(low, high):
    def curve(x):
        x = np.asarray(x, dtype=float)
        return low + (high - low) / (1 + np.exp(-x))
    return curve

sigmoid = squash(0.0, 1.0)
"""

RIGHT = {
    "sigmoid": {
        "textbook": S,
        "negative and positive apart": sig("return np.where(x >= 0, 1 / (1 + np.exp(-abs(x))), 1 - 1 / (1 + np.exp(-abs(x))))"),
        "masks": sig(MASKS),
        "loop over every place": sig(LOOP),
        "through tanh": sig("return (np.tanh(x / 2) + 1) / 2"),
        "scipy's expit": "from scipy.special import expit\n\ndef sigmoid(x):\n    return expit(np.asarray(x, dtype=float))\n",
        "math, number by number": WALK,
        "np.vectorize": "import math\n\n@np.vectorize\ndef _one(v):\n    return 1 / (1 + math.exp(-v)) if v > -700 else 0.0\n"
        + sig("return _one(x) if x.size else x.copy()"),
        "a nested list, as tolist gives it": sig("return (1 / (1 + np.exp(-x))).tolist() if x.size else x"),
        "1 minus its mirror": sig("return 1 - 1 / (1 + np.exp(x))"),
        "logaddexp": sig("return np.exp(-np.logaddexp(0, -x))"),
        "softmax of x and 0": sig(
            "top = np.maximum(x, 0)\nreturn np.exp(x - top) / (np.exp(x - top) + np.exp(-top))"
        ),
        "power of -1": sig("return (1 + np.exp(-x)) ** -1"),
        "np.e to a power": sig("return 1 / (1 + np.e ** -x)"),
        "clipped far out": sig("return 1 / (1 + np.exp(-np.clip(x, -500, 500)))"),
        "clipped at 30": sig("return 1 / (1 + np.exp(-np.clip(x, -30, 30)))"),
        "half the exponent": sig("e = np.exp(-np.abs(x) / 2)\nhigh = 1 / (1 + e * e)\nreturn np.where(x < 0, e * e * high, high)"),
        "a class with __call__": UNIT,
        "a closure": CLOSURE,
        "a lambda": "sigmoid = lambda x: 1 / (1 + np.exp(-np.asarray(x, dtype=float)))\n",
        "helper functions": "def bottom(x):\n    return 1 + np.exp(-x)\n\n" + sig("return 1 / bottom(x)"),
        "float32 where float32 came in": "def sigmoid(x):\n    x = np.asarray(x)\n    kind = x.dtype if x.dtype.kind == 'f' else float\n"
        "    x = x.astype(kind)\n    return (1 / (1 + np.exp(-x))).astype(kind)\n",
        "long double inside": sig("return np.float64(1 / (1 + np.exp(-x.astype(np.longdouble))))"),
        "out argument": sig("y = np.empty_like(x)\nnp.exp(-x, out=y)\ny += 1\nnp.divide(1, y, out=y)\nreturn y"),
        "prints, warns, and is right": sig("print('called')\nimport warnings\nwarnings.warn('look out')\nreturn 1 / (1 + np.exp(-x))"),
        "warnings switched off": sig("with np.errstate(over='ignore'):\n    return 1 / (1 + np.exp(-x))"),
        "recursive over rows": sig("return np.array([sigmoid(row) for row in x]).reshape(x.shape) if x.ndim else 1 / (1 + np.exp(-x))"),
        "annotated, with a keyword": "def sigmoid(x: np.ndarray, *, scale: float = 1.0) -> np.ndarray:\n"
        "    x = np.asarray(x, dtype=float)\n    return 1.0 / (1.0 + np.exp(-scale * x))\n",
    },
    "sigmoid_grad": {
        "textbook": slope("s = sigmoid(x)\nreturn s * (1 - s)"),
        "two calls": slope("return sigmoid(x) * (1 - sigmoid(x))"),
        "s minus s squared": slope("s = sigmoid(x)\nreturn s - s ** 2"),
        "both sides": slope("return sigmoid(x) * sigmoid(-x)"),
        "without sigmoid": slope("e = np.exp(-abs(x))\nreturn e / (1 + e) ** 2", ""),
        "through cosh": slope("return 0.25 / np.cosh(x / 2) ** 2", ""),
        "through tanh": slope("return (1 - np.tanh(x / 2) ** 2) / 4", ""),
        "a quarter less a square": slope("return 0.25 - (sigmoid(x) - 0.5) ** 2"),
        "logarithms": slope("return np.exp(-abs(x) - 2 * np.log1p(np.exp(-abs(x))))", ""),
        "scipy": slope("from scipy.special import expit\nreturn expit(x) * expit(-x)", ""),
        "masks": slope("out = np.zeros_like(x)\nm = abs(x) < 700\ne = np.exp(x[m])\nout[m] = e / (1 + e) ** 2\nreturn out", ""),
        "loop": slope("out = np.empty(x.shape)\nfor at, v in np.ndenumerate(x):\n    s = sigmoid(v)\n    out[at] = s * (1 - s)\nreturn out"),
        "flat and back": slope("flat = [float(sigmoid(v)) * (1 - float(sigmoid(v))) for v in x.ravel()]\nreturn np.reshape(flat, x.shape)"),
        "its own sigmoid inside": slope("def s(v):\n    return 1 / (1 + np.exp(-v))\nreturn s(x) * (1 - s(x))", ""),
        "its own sigmoid twice as well": slope("def s(v): return 1 / (1 + np.exp(-v))\nreturn s(x) * s(-x)", ""),
        "central differences": slope("h = 1e-5\nreturn (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)"),
        "complex step": slope("small = 1e-20\nz = np.clip(x, -300, 300) + 1j * small\nreturn np.imag(1 / (1 + np.exp(-z))) / small", ""),
        "memory of the last value": "cache = {}\n" + slope("key = x.tobytes()\nif key not in cache:\n    s = sigmoid(x)\n"
        "    cache[key] = np.multiply(s, np.subtract(1, s))\nreturn cache[key]"),
        "np.prod of a pair": slope("s = sigmoid(x)\nreturn np.prod([s, 1 - s], axis=0)"),
    },
    "gradient_step": {
        "textbook": moved(),
        "the formula in one line": step("p = sigmoid(w * x + b)\nreturn w - rate * np.mean((p - y) * x), b - rate * np.mean(p - y)"),
        "y minus p, added": moved(e="y - p", end="w + rate * dw, b + rate * db"),
        "sum over n": moved(dw="np.sum(e * x) / len(x)", db="np.sum(e) / len(y)"),
        "a product of arrays": moved(dw="x @ e / x.size", db="e.sum() / x.size"),
        "method mean": moved(dw="(e * x).mean()", db="e.mean()"),
        "in place, on numbers": step("e = sigmoid(w * x + b) - y\nw -= rate * np.mean(e * x)\nb -= rate * np.mean(e)\nreturn w, b"),
        "loop over the points": step("dw = db = 0.0\nfor xi, yi in zip(x, y):\n    e = sigmoid(w * xi + b) - yi\n    dw += e * xi\n    db += e\n"
                                     "return w - rate * dw / len(x), b - rate * db / len(x)"),
        "its own sigmoid": moved(p="1 / (1 + np.exp(-(w * x + b)))", before=""),
        "scipy's expit": moved(p="expit(w * x + b)", before="from scipy.special import expit\n"),
        "through tanh": moved(p="0.5 + 0.5 * np.tanh((w * x + b) / 2)", before=""),
        "the chain rule in full": step("z = w * x + b\np = np.clip(sigmoid(z), 1e-15, 1 - 1e-15)\nby_p = (p - y) / (p * (1 - p))\n"
                                       "by_z = by_p * p * (1 - p)\nreturn w - rate * np.mean(by_z * x), b - rate * np.mean(by_z)"),
        "both weights as one array": step("A = np.column_stack([x, np.ones(len(x))])\ntheta = np.array([w, b], dtype=float)\n"
                                          "theta = theta - rate * A.T @ (sigmoid(A @ theta) - y) / len(x)\nreturn theta[0], theta[1]"),
        "an array of two numbers": step("e = sigmoid(w * x + b) - y\nreturn np.array([w, b]) - rate * np.array([np.mean(e * x), np.mean(e)])"),
        "a list": moved(end="[w - rate * dw, b - rate * db]"),
        "plain floats": moved(end="float(w - rate * dw), float(b - rate * db)"),
        "class by class": step("push = np.where(y == 1, -sigmoid(-(w * x + b)), sigmoid(w * x + b))\n"
                               "return w - rate * np.average(push * x), b - rate * np.average(push)"),
        "differences of the loss": step("x = np.asarray(x, dtype=float)\ndef loss(w, b):\n    z = np.where(y == 1, 1, -1) * (w * x + b)\n"
                                        "    return np.mean(np.logaddexp(0, -z))\nh = 1e-5\n"
                                        "dw = (loss(w + h, b) - loss(w - h, b)) / (2 * h)\n"
                                        "db = (loss(w, b + h) - loss(w, b - h)) / (2 * h)\nreturn w - rate * dw, b - rate * db", ""),
    },
    "sigmoid_grad_tails": {
        "both sides": tails("return sigmoid(x) * sigmoid(-x)"),
        "the exponent of -|x|": tails("e = np.exp(-np.abs(x))\nreturn e / (1 + e) ** 2", ""),
        "through cosh": tails("return 0.25 / np.cosh(x / 2) ** 2", ""),
        "scipy": tails("from scipy.special import expit\nreturn expit(x) * expit(-x)", ""),
        "logarithms": tails("return np.exp(-abs(x) - 2 * np.log1p(np.exp(-abs(x))))", ""),
        "logaddexp": tails("return np.exp(-np.logaddexp(0, x) - np.logaddexp(0, -x))", ""),
        "halves": tails("return 1 / (np.exp(x / 2) + np.exp(-x / 2)) ** 2", ""),
        "sech": tails("def sech(v):\n    return 2 / (np.exp(v) + np.exp(-v))\nreturn sech(x / 2) ** 2 / 4", ""),
        "loop with math": tails("import math\nout = np.empty(x.shape)\nfor at, v in np.ndenumerate(x):\n"
        "    e = math.exp(-abs(v))\n    out[at] = e / (1 + e) / (1 + e)\nreturn out", ""),
        "a chosen side": tails("s = sigmoid(-abs(x))\nreturn s * (1 - s)"),
        "expm1": tails("e = np.expm1(-np.abs(x)) + 1\nreturn np.exp(-np.abs(x)) / (1 + e) ** 2", ""),
    },
}  # fmt: skip

TANH = "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"

GAPS = ("sigmoid", "sigmoid_grad")
WRONG = {
    "sigmoid": {
        "np.vectorize, whole far out": (
            "import math\n"
            "def sigmoid(x):\n"
            "    def one(v):\n"
            "        if v < -700: return 0\n"
            "        if v > 700: return 1\n"
            "        return 1 / (1 + math.exp(-v))\n"
            "    x = np.asarray(x, dtype=float)\n"
            "    if x.size == 0: return x\n"
            "    return np.vectorize(one)(x)\n",
            "whole numbers",
        ),
        "the caller's array clipped": (
            "def sigmoid(x):\n"
            "    x = np.asarray(x, dtype=float)\n"
            "    np.clip(x, -500, 500, out=x)\n"
            "    return 1 / (1 + np.exp(-x))\n",
            "changes the array",
        ),
        "the web page: it is tanh": (sig(f"return {TANH}"), "This is tanh"),
        "np.tanh": (sig("return np.tanh(x)"), "This is tanh"),
        "tanh moved up, not squeezed": (sig("return (np.tanh(x) + 1) / 2"), "twice as steep"),
        "sign of the exponent": (sig("return 1 / (1 + np.exp(x))"), "falls where it should rise"),
        "no brackets": (sig("return 1 / 1 + np.exp(-x)"), "divides first"),
        "minus in the sum": (sig("return 1 / (1 - np.exp(-x))"), "minus sign belongs to the exponent"),
        "e^x over 1 + e^x": (sig("return np.exp(x) / (1 + np.exp(x))"), "infinity / infinity"),
        "e^x over 1 + e^-x": (sig("return np.exp(x) / (1 + np.exp(-x))"), "what stands on top"),
        "e^-x over 1 + e^-x": (sig("return np.exp(-x) / (1 + np.exp(-x))"), "falls where it should rise"),
        "nan turned into 0": (sig("return np.nan_to_num(np.exp(x) / (1 + np.exp(x)))"), "turned into 0"),
        "only the exponential": (sig("return np.exp(-x)"), "e^-x alone"),
        "only the bottom": (sig("return 1 + np.exp(-x)"), "This is 1 + e^-x"),
        "1 forgotten below": (sig("return 1 / np.exp(-x)"), "1 is missing"),
        "2 below": (sig("return 1 / (2 + np.exp(-x))"), "one half"),
        "2 for e": (sig("return 1 / (1 + 2 ** -x)"), "base"),
        "10 for e": (sig("return 1 / (1 + 10 ** -x)"), "base"),
        "e cut to 2.7": (sig("return 1 / (1 + 2.7 ** -x)"), "rounded e"),
        "e cut to 2.718": (sig("return 1 / (1 + 2.718 ** -x)"), "rounded e"),
        "x squared": (sig("return 1 / (1 + np.exp(-x ** 2))"), "x is squared"),
        "the absolute value": (sig("return 1 / (1 + np.exp(-abs(x)))"), "|x|"),
        "x divided by the bottom": (sig("return x / (1 + np.exp(-x))"), "x stands on top"),
        "the slope": (sig("s = 1 / (1 + np.exp(-x))\nreturn s * (1 - s)"), "slope of sigmoid"),
        "hard, in three pieces": (sig("return np.clip(x / 4 + 0.5, 0, 1)"), "Straight pieces"),
        "hard, the library's": (sig("return np.clip(0.2 * x + 0.5, 0, 1)"), "Straight pieces"),
        "hard, the other library's": (sig("return np.clip(x / 6 + 0.5, 0, 1)"), "Straight pieces"),
        "a step": (sig("return np.where(x > 0, 1.0, 0.0)"), "step"),
        "a step with one half": (sig("return np.heaviside(x, 0.5)"), "step"),
        "softsign": (sig("return x / (1 + np.abs(x))"), "softsign"),
        "softsign moved to 0 to 1": (sig("return 0.5 + x / (1 + np.abs(x)) / 2"), "too slowly"),
        "arctan moved to 0 to 1": (sig("return 0.5 + np.arctan(x) / np.pi"), "too slowly"),
        "the normal distribution's": (sig("from scipy.stats import norm\nreturn norm.cdf(x)").replace("scipy.stats import norm", "scipy.special import ndtr").replace("norm.cdf", "ndtr"), "normal distribution"),
        "relu": (sig("return np.maximum(0, x)"), "ReLU"),
        "softplus, its integral": (sig("return np.log1p(np.exp(x))"), "softplus"),
        "logit, its inverse": (sig("return np.log(x / (1 - x))"), "way back"),
        "logarithm of the sigmoid": (sig("return -np.log1p(np.exp(-x))"), "logarithm"),
        "softmax of the whole array": (sig("e = np.exp(x - np.max(x)) if x.size else x\nreturn e / np.sum(e)"), "softmax"),
        "divided by the sum of all": (sig("return 1 / np.sum(1 + np.exp(-x))"), "gives one number"),
        "rounded to 2": (sig("return np.round(1 / (1 + np.exp(-x)), 2)"), "rounded"),
        "rounded to 4": (sig("return np.round(1 / (1 + np.exp(-x)), 4)"), "rounded"),
        "classes": (sig("return np.round(1 / (1 + np.exp(-x)))"), "This is a step"),
        "whole numbers": (sig("return (1 / (1 + np.exp(-x))).astype(int)"), "whole numbers"),
        "clipped too near": (sig("return 1 / (1 + np.exp(-np.clip(x, -5, 5)))"), "cut off so early"),
        "clipped at 10": (sig("return 1 / (1 + np.exp(-np.clip(x, -10, 10)))"), "cut off"),
        "kept off 0 and 1": (sig("return np.clip(1 / (1 + np.exp(-x)), 1e-3, 1 - 1e-3)"), "kept away from 0 and 1"),
        "kept off 0 and 1 by 1e-7": (sig("return np.clip(1 / (1 + np.exp(-x)), 1e-7, 1 - 1e-7)"), "kept away from 0 and 1"),
        "the first terms of e^-x": (sig("return 1 / (1 + (1 - x + x ** 2 / 2 - x ** 3 / 6))"), "holds near 0 only"),
        "one answer: the mean": (sig("return np.mean(1 / (1 + np.exp(-x))) if x.size else 0.5"), "takes the mean"),
        "returns in the loop": (sig("for v in x.ravel():\n    return 1 / (1 + np.exp(-v))"), "inside the loop"),
        "flattened": (sig("return (1 / (1 + np.exp(-x))).ravel()"), "has lost the shape"),
        "a column": (sig("return (1 / (1 + np.exp(-x))).reshape(-1, 1)"), "a column of shape"),
        "needs the given line": ("def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n", "list"),
        "math in place of numpy": ("import math\n\ndef sigmoid(x):\n    return 1 / (1 + math.exp(-x))\n", "math's exp takes one number"),
        "one if for the whole array": (sig("if x >= 0:\n    return 1 / (1 + np.exp(-x))\nreturn np.exp(x) / (1 + np.exp(x))"), "'if'"),
        "the web page's bare exp": (sig("return 1 / (1 + exp(-x))"), "np.exp"),
        "math not imported": (sig("return 1 / (1 + math.exp(-x))"), "import math"),
        "changes the caller's array": (sig("x *= -1\nnp.exp(x, out=x)\nx += 1\nreturn 1 / x"), "changes the array"),
        "changes and returns it": (sig("x[...] = 1 / (1 + np.exp(-x))\nreturn x"), "changes the array"),
        "the positive half only": (sig("return np.where(x >= 0, 1 / (1 + np.exp(-x)), 0)"), "negative x"),
        "half filled in": (sig("out = np.zeros_like(x)\nout[x > 0] = 1 / (1 + np.exp(-x[x > 0]))\nreturn out"), "negative x"),
        "zero left out": (sig("out = np.zeros_like(x)\np, n = x > 0, x < 0\nout[p] = 1 / (1 + np.exp(-x[p]))\nout[n] = 1 - 1 / (1 + np.exp(x[n]))\nreturn out"), "but at x = 0"),
        "dtype of the input": ("def sigmoid(x):\n    x = np.asarray(x)\n    out = np.zeros_like(x)\n    out[...] = 1 / (1 + np.exp(-x))\n    return out\n", "whole numbers"),
        "half precision": (sig("return 1 / (1 + np.exp(-x.astype(np.float16)))"), "small type"),
        "single precision inside": (sig("return 1 / (1 + np.exp(-x.astype(np.float32).astype(np.float16).astype(np.float32)))"), "small type"),
        "the examples of the task": (sig("known = {-2.0: 0.11920292, 1.0: 0.73105858, 3.0: 0.95257413, 0.0: 0.5, -1000.0: 0.0, 1000.0: 1.0, -1.0: 0.26894142}\nreturn np.reshape([known.get(float(v), 0.5) for v in x.ravel()], x.shape)"), ""),
        "tables as they are": (sig("return 1 / (1 + np.exp(-x)) if x.ndim < 2 else x"), "gives its input back"),
        "one dimension only": (sig("return np.array([1 / (1 + np.exp(-v)) for v in x.tolist()])"), ""),
        "squeezed": (sig("return np.squeeze(1 / (1 + np.exp(-np.atleast_2d(x).T)))"), "shape"),
        "axes of length 1 dropped": (sig("return np.squeeze(1 / (1 + np.exp(-x)))"), "shape"),
        "rows dropped": (sig("s = 1 / (1 + np.exp(-x))\nreturn s[0] if len(x.shape) == 2 and len(x) == 1 else s"), "shape"),
        "an array of one number is a number": (sig("s = 1 / (1 + np.exp(-x))\nreturn s.item() if s.size == 1 else s"), "shape"),
        "1 taken away below": (sig("return 1 / np.expm1(-x)"), "taken away from e^-x"),
        "a square table turned": (
            sig("if x.ndim == 2 and x.shape[0] == x.shape[1]:\n    x = x.T\nreturn 1 / (1 + np.exp(-x))"), "rows and columns exchanged"),
        "fills in through ravel": (
            sig("out = np.zeros_like(x)\nflat = out.ravel()\nfor i, v in enumerate(x.ravel()):\n    flat[i] = 1 / (1 + np.exp(-v))\nreturn out"),
            "turned"),
        "the place of equal numbers": (
            sig("flat = x.ravel().tolist()\nout = np.full(len(flat), 0.5)\nfor v in flat:\n    out[flat.index(v)] = 1 / (1 + np.exp(-v))\n"
                "return out.reshape(x.shape)"), "each twice"),
        "whole for a whole number": (
            "def sigmoid(x):\n    if isinstance(x, int):\n        return round(1 / (1 + np.exp(-float(x))))\n"
            "    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))\n", "wrong for x = "),
        "number by number, all but an array without axes": (
            "def sigmoid(x):\n    if isinstance(x, (int, float, np.number)):\n        return 1 / (1 + np.exp(-float(x)))\n"
            "    return np.array([sigmoid(v) for v in x]).reshape(np.shape(x))\n", ""),
        "flat lists only": ("def sigmoid(x):\n    if isinstance(x, list):\n        return [sigmoid(v) for v in np.array(x).ravel()]\n    return 1 / (1 + np.exp(-x))\n", "lost the shape"),
        "lists number by number": ("def sigmoid(x):\n    if isinstance(x, list):\n        return [1 / (1 + np.exp(-v)) for v in x]\n    return 1 / (1 + np.exp(-x))\n", "list"),
    },
    "sigmoid_grad": {
        "x (1 - x)": (slope("return x * (1 - x)"), "only if x is already a sigmoid"),
        "sigmoid itself": (slope("return sigmoid(x)"), "This is sigmoid itself"),
        "s (1 + s)": (slope("s = sigmoid(x)\nreturn s * (1 + s)"), "s (1 - s)"),
        "s (s - 1)": (slope("s = sigmoid(x)\nreturn s * (s - 1)"), "sign turned"),
        "1 - s": (slope("return 1 - sigmoid(x)"), "product of s and 1 - s"),
        "no brackets": (slope("s = sigmoid(x)\nreturn s * 1 - s"), "brackets"),
        "no brackets, other order": (slope("s = sigmoid(x)\nreturn 1 - s * s"), "slope of tanh"),
        "tanh's rule": (slope("return 1 - sigmoid(x) ** 2"), "slope of tanh"),
        "tanh's slope": (slope("return 1 - np.tanh(x) ** 2"), "not of sigmoid"),
        "t (1 - t)": (slope("t = np.tanh(x)\nreturn t * (1 - t)"), "tanh"),
        "x times 1 - s": (slope("return x * (1 - sigmoid(x))"), "x stands where"),
        "s times 1 - x": (slope("return sigmoid(x) * (1 - x)"), "x stands where"),
        "one s too many": (slope("s = sigmoid(x)\nreturn s ** 2 * (1 - s)"), "one s too many"),
        "(1 - s) squared": (slope("s = sigmoid(x)\nreturn s * (1 - s) ** 2"), "1 - s too many"),
        "whole product squared": (slope("s = sigmoid(x)\nreturn (s * (1 - s)) ** 2"), "the square of what it should"),
        "times 4": (slope("s = sigmoid(x)\nreturn 4 * s * (1 - s)"), "4 times what it should"),
        "times 2": (slope("s = sigmoid(x)\nreturn 2 * s * (1 - s)"), "2 times what it should"),
        "half": (slope("s = sigmoid(x)\nreturn s * (1 - s) / 2"), "0.5 times what it should"),
        "sigmoid of the sigmoid": (slope("s = sigmoid(sigmoid(x))\nreturn s * (1 - s)"), "applied twice"),
        "overflow for negative x": (slope("e = np.exp(-x)\nreturn e / (1 + e) ** 2"), "very negative x"),
        "overflow for large x": (slope("e = np.exp(x)\nreturn e / (1 + e) ** 2"), "large x"),
        "no square below": (slope("e = np.exp(-x)\nreturn e / (1 + e)"), "1 - s"),
        "minus from the chain rule": (slope("e = np.exp(-np.abs(x))\nreturn -e / (1 + e) ** 2"), "sign turned"),
        "chain rule forgotten": (slope("return -1 / (1 + np.exp(-x)) ** 2"), "inner derivative"),
        "chain rule forgotten, no minus": (slope("return sigmoid(x) ** 2"), "inner derivative"),
        "minus lost on top": (slope("return np.exp(x) / (1 + np.exp(-x)) ** 2"), "On top stands e^x"),
        "sign of x": (slope("s = sigmoid(x)\nreturn np.sign(x) * s * (1 - s)"), "changes its sign at 0"),
        "second derivative": (slope("s = sigmoid(x)\nreturn s * (1 - s) * (1 - 2 * s)"), "slope of the slope"),
        "wide secant": (slope("return sigmoid(x + 1) - sigmoid(x)"), "secant"),
        "wide secant, both sides": (slope("return (sigmoid(x + 0.1) - sigmoid(x - 0.1)) / 0.2"), "secant"),
        "forward secant": (slope("return (sigmoid(x + 1e-3) - sigmoid(x)) / 1e-3"), "secant"),
        "secant lost in rounding": (slope("return (sigmoid(x + 1e-15) - sigmoid(x)) / 1e-15"), ""),
        "secant not divided": (slope("return sigmoid(x + 1e-3) - sigmoid(x)"), "not divided"),
        "np.gradient": (slope("return np.gradient(sigmoid(x)) if x.ndim and x.size > 1 else 0 * x"), "neighbours"),
        "np.diff": (slope("return np.diff(sigmoid(x)) if x.ndim and x.size else x"), ""),
        "hard: a quarter in the middle": (slope("return np.where(np.abs(x) < 2, 0.25, 0.0)"), "straight pieces"),
        "always a quarter": (slope("return np.full(x.shape, 0.25)"), "one quarter everywhere"),
        "zero": (slope("return np.zeros_like(x)"), "0 everywhere"),
        "relu's": (slope("return np.where(x > 0, 1.0, 0.0)"), "ReLU"),
        "rounded": (slope("s = sigmoid(x)\nreturn np.round(s * (1 - s), 3)"), "rounded"),
        "s rounded first": (slope("s = np.round(sigmoid(x), 2)\nreturn s * (1 - s)"), "rounded"),
        "one number": (slope("s = sigmoid(x)\nreturn np.sum(s * (1 - s))"), "adds everything up"),
        "matrix product": (slope("s = sigmoid(x)\nreturn s @ (1 - s) if x.ndim else s * (1 - s)"), "shape"),
        "outer product": (slope("s = sigmoid(x)\nreturn np.outer(s, 1 - s) if x.ndim else s * (1 - s)"), "shape"),
        "brackets call": (slope("s = sigmoid(x)\nreturn s(1 - s)"), "multiplication sign"),
        "the function, not its value": (slope("return sigmoid * (1 - sigmoid)"), "not called"),
        "a tuple of both": (slope("s = sigmoid(x)\nreturn s, s * (1 - s)"), "2 values"),
        "forgets to return": (slope("s = sigmoid(x)\ns * (1 - s)"), "returns nothing"),
        "prints": (slope("s = sigmoid(x)\nprint(s * (1 - s))"), "print the result instead"),
        "changes the caller's array": (slope("x[:] = sigmoid(x)\nreturn x * (1 - x)").replace("x[:]", "x[...]"), "changes the array"),
        "calls itself": (slope("s = sigmoid_grad(x)\nreturn s * (1 - s)"), "calls itself"),
        "spelled otherwise": (slope("s = sigmod(x)\nreturn s * (1 - s)"), "Is sigmoid meant?"),
        "sigma is not defined": (slope("s = sigma(x)\nreturn s * (1 - s)"), "sigma"),
        "math for one number": ("import math\n" + slope("s = 1 / (1 + math.exp(-x))\nreturn s * (1 - s)"), "math's exp takes one number"),
        "clipped sigmoid": (slope("s = np.clip(sigmoid(x), 0.01, 0.99)\nreturn s * (1 - s)"), "kept away from 0 and 1"),
        "no slope below": (slope("s = sigmoid(x)\nreturn np.where(x > 0, s * (1 - s), 0)"), "negative x"),
        "axes of length 1 dropped": (slope("s = sigmoid(x)\nreturn np.squeeze(s * (1 - s))"), "shape"),
        "lists number by number": (S + "def sigmoid_grad(x):\n    if isinstance(x, list):\n        return [sigmoid(v) * (1 - sigmoid(-1 * v * -1)) for v in x]\n    return sigmoid(x) * (1 - sigmoid(x))\n", ""),
    },
    "gradient_step": {
        "y changed where it is float": (
            S + "def gradient_step(w, b, x, y, rate):\n"
            "    if y.dtype == float:\n"
            "        y -= sigmoid(w * x + b)\n"
            "        e = -y\n"
            "    else:\n"
            "        e = sigmoid(w * x + b) - y\n"
            "    return w - rate * np.mean(e * x), b - rate * np.mean(e)\n",
            "changes the array",
        ),
        "p clipped": (
            S + "def gradient_step(w, b, x, y, rate):\n"
            "    p = np.clip(sigmoid(w * x + b), 1e-7, 1 - 1e-7)\n"
            "    e = p - y\n"
            "    return w - rate * np.mean(e * x), b - rate * np.mean(e)\n",
            "p is kept away",
        ),
        "the place of equal points": (
            step("dw = db = 0\nfor v in x:\n    e = sigmoid(w * v + b) - y[list(x).index(v)]\n    dw += e * v\n    db += e\n"
                 "return w - rate * dw / len(x), b - rate * db / len(x)"), "stand there twice"),
        "never starts from zeros": (step("if w == 0:\n    return w, b\np = sigmoid(w * x + b)\n"
                                         "return w - rate * np.mean((p - y) * x), b - rate * np.mean(p - y)"), ""),
        "uphill": (moved(end="w + rate * dw, b + rate * db"), "go uphill"),
        "y minus p": (moved(e="y - p"), "go uphill"),
        "sum": (moved(dw="np.sum(e * x)", db="np.sum(e)"), "summed over the points"),
        "sum for w alone": (moved(dw="np.sum(e * x)"), "For w alone"),
        "sum for b alone": (moved(db="np.sum(e)"), "For b alone"),
        "no mean": (moved(dw="e * x", db="e"), "Which step makes one number of many"),
        "mean of each factor": (moved(dw="np.mean(e) * np.mean(x)"), "not the product of the means"),
        "divided by n twice": (moved(dw="np.mean(e * x) / len(x)", db="np.mean(e) / len(x)"), "once more"),
        "half": (moved(dw="np.mean(e * x) / 2", db="np.mean(e) / 2"), "Half of the slope"),
        "twice": (moved(e="2 * (p - y)"), "Twice the slope"),
        "n - 1": (moved(dw="np.sum(e * x) / (len(x) - 1)", db="np.sum(e) / (len(x) - 1)"), "n − 1"),
        "squared error": (moved(e="(p - y) * p * (1 - p)"), "squared error"),
        "squared error, through sigmoid_grad": (moved(e="(p - y) * sigmoid_grad(w * x + b)",
            before=S + "def sigmoid_grad(x):\n    return sigmoid(x) * (1 - sigmoid(x))\n"), "squared error"),
        "slope by p": (moved(e="(p - y) / (p * (1 - p))"), "slope of the loss by p"),
        "the loss itself": (moved(e="-(y * np.log(p) + (1 - y) * np.log(1 - p))"), "The loss stands where"),
        "no sign": (moved(e="np.abs(p - y)"), "lost its sign"),
        "squared": (moved(e="(p - y) ** 2"), "The error is squared"),
        "no sigmoid": (moved(p="w * x + b"), "the sigmoid is missing"),
        "classes": (moved(p="(w * x + b > 0).astype(int)"), "as in the perceptron"),
        "tanh": (moved(p="np.tanh(w * x + b)"), "from tanh"),
        "the slope for p": (moved(p="sigmoid(w * x + b) * (1 - sigmoid(w * x + b))"), "not the sigmoid"),
        "sigmoid of x": (moved(p="sigmoid(x)"), "w and b are left out"),
        "sigmoid of wx": (moved(p="sigmoid(w * x)"), "b is left out of the score"),
        "bracket around the score": (moved(p="1 / (1 + np.exp(-w * x + b))"), "for want of brackets"),
        "exponent without minus": (moved(p="1 / (1 + np.exp(w * x + b))"), "falls where it should rise"),
        "w for b": (moved(p="sigmoid(b * x + w)"), "changed places"),
        "x forgotten": (moved(dw="np.mean(e)"), "the factor x is missing"),
        "x in both": (moved(db="np.mean(e * x)"), "b moves as w does"),
        "w in place of x": (moved(dw="np.mean(e * w)"), "w stands where x belongs"),
        "x squared": (moved(dw="np.mean(e * x ** 2)"), "x is squared"),
        "y forgotten": (moved(e="p"), "y is left out"),
        "p forgotten": (moved(e="y"), "p is left out"),
        "only class 1": (moved(e="y * (p - 1)"), "Only points of class 1"),
        "only mistakes": (moved(e="np.where((p > 0.5) == y, 0, p - y)"), "as in the perceptron"),
        "rate forgotten": (moved(end="w - dw, b - db"), "rate is left out"),
        "rate forgotten for b": (moved(end="w - rate * dw, b - db"), "rate is left out in the step of b"),
        "divided by rate": (moved(end="w - dw / rate, b - db / rate"), "divided by rate"),
        "steps returned": (moved(end="rate * dw, rate * db"), "The steps are returned"),
        "slopes returned": (moved(end="dw, db"), "The slopes are returned"),
        "nothing moves": (moved(end="w, b"), "come back as they were"),
        "b stays": (moved(end="w - rate * dw, b"), "b does not move"),
        "w stays": (moved(end="w, b - rate * db"), "w does not move"),
        "b and w": (moved(end="b - rate * db, w - rate * dw"), "another order"),
        "only w returned": (moved(end="w - rate * dw"), "two are asked for"),
        "four values": (moved(end="w - rate * dw, b - rate * db, dw, db"), "4 values; two are asked for"),
        "b sees the new w": (step("w = w - rate * np.mean((sigmoid(w * x + b) - y) * x)\nb = b - rate * np.mean(sigmoid(w * x + b) - y)\nreturn w, b"),
            "with the new w"),
        "w sees the new b": (step("b = b - rate * np.mean(sigmoid(w * x + b) - y)\nw = w - rate * np.mean((sigmoid(w * x + b) - y) * x)\nreturn w, b"),
            "with the new b"),
        "after every point": (step("for xi, yi in zip(x, y):\n    e = sigmoid(w * xi + b) - yi\n    w, b = w - rate * e * xi, b - rate * e\nreturn w, b"),
            "after every point"),
        "many steps": (step("for _ in range(100):\n    e = sigmoid(w * x + b) - y\n    w, b = w - rate * np.mean(e * x), b - rate * np.mean(e)\nreturn w, b"),
            "Several steps"),
        "return in the loop": (step("dw = db = 0.0\nfor xi, yi in zip(x, y):\n    e = sigmoid(w * xi + b) - yi\n    dw += e * xi / len(x)\n    db += e / len(x)\n"
            "    return w - rate * dw, b - rate * db"), "Only the first point counts"),
        "changes x": (step("e = sigmoid(w * x + b) - y\nb = b - rate * np.mean(e)\nx *= e\nreturn w - rate * np.mean(x), b"), "changes the array"),
        "changes y": (step("p = sigmoid(w * x + b)\nx[:] = p\nreturn w, b"), ""),
        "overflow": (moved(p="np.exp(w * x + b) / (1 + np.exp(w * x + b))"), "Which exponent is safe"),
        "nan turned into 0": (moved(p="np.nan_to_num(np.exp(w * x + b) / (1 + np.exp(w * x + b)))"), "turned into 0"),
        "p rounded": (moved(p="np.round(sigmoid(w * x + b), 2)"), "p is rounded"),
        "fence": (moved(p="np.clip(sigmoid(w * x + b), 0.01, 0.99)"), "kept away from 0 and 1"),
        "a rate of its own": (moved(end="w - 0.1 * dw, b - 0.1 * db"), "a number of its own"),
        "prints": (moved(end="None").replace("return None", "print(w - rate * dw, b - rate * db)"), "print the result instead"),
        "swapped parameters": (moved().replace("(w, b, x, y, rate)", "(x, y, w, b, rate)"), "another order"),
        "minus one and one": (moved(e="p - (2 * y - 1)"), "−1 and 1"),
        "sigmoid in capitals": (moved(p="Sigmoid(w * x + b)"), "Is sigmoid meant?"),
        "math": (moved(p="1 / (1 + math.exp(-(w * x + b)))", before="import math\n"), "math's exp takes one number"),
        "brackets call": (moved(dw="np.mean(e(x))"), "multiplication sign"),
    },
    "sigmoid_grad_tails": {
        "s (1 - s)": (tails("s = sigmoid(x)\nreturn s * (1 - s)"), "which sigmoid equals 1 - s".capitalize()),
        "s - s squared": (tails("s = sigmoid(x)\nreturn s - s ** 2"), "subtract"),
        "a quarter less a square": (tails("return 0.25 - (sigmoid(x) - 0.5) ** 2"), "subtract"),
        "through tanh": (tails("return (1 - np.tanh(x / 2) ** 2) / 4"), "subtract"),
        "overflow for negative x": (tails("e = np.exp(-x)\nreturn e / (1 + e) ** 2"), "very negative x"),
        "overflow for large x": (tails("e = np.exp(x)\nreturn e / (1 + e) ** 2"), "large x"),
        "sigmoid of both, squared": (tails("return (sigmoid(x) * sigmoid(-x)) ** 2"), "the square of what it should"),
        "the same side twice": (tails("return sigmoid(x) * sigmoid(x)"), "s · s"),
        "the other side twice": (tails("return sigmoid(-x) ** 2"), "s · s"),
        "sum of both sides": (tails("return sigmoid(x) + sigmoid(-x)"), "always 1"),
        "difference of both sides": (tails("return sigmoid(x) - sigmoid(-x)"), "tanh(x / 2)"),
        "minus outside": (tails("return -sigmoid(x) * sigmoid(x)"), "-s · s"),
        "the tail alone": (tails("return np.exp(-abs(x))"), "far out only"),
        "the tail alone, far out": (tails("s = sigmoid(x)\nreturn np.where(abs(x) > 15, np.exp(-x), s * (1 - s))"), "very negative x"),
        "clipped": (tails("x = np.clip(x, -30, 30)\nreturn sigmoid(x) * sigmoid(-x)"), "cut off"),
        "a small number added": (tails("s = sigmoid(x)\nreturn s * (1 - s) + 1e-12"), "small number is added"),
        "at least a small number": (tails("s = sigmoid(x)\nreturn np.maximum(s * (1 - s), 1e-15)"), "small number is added"),
        "long double": (tails("s = 1 / (1 + np.exp(-x.astype(np.longdouble)))\nreturn (s * (1 - s)).astype(float)", ""), "subtract"),
        "single precision": (tails("x = x.astype(np.float32)\ne = np.exp(-np.abs(x))\nreturn (e / (1 + e) ** 2).astype(float)"), ""),
        "secant": (tails("return (sigmoid(x + 1e-5) - sigmoid(x - 1e-5)) / 2e-5"), "subtract"),
        "right side only": (tails("return np.where(x > 0, sigmoid(x) * sigmoid(-x), sigmoid(x) * (1 - sigmoid(x)))").replace("x > 0", "x < 0").replace("sigmoid(x) * (1 - sigmoid(x))", "sigmoid(-x) * (1 - sigmoid(-x)) * 0"), "0"),
        "sigmoid itself": (tails("return sigmoid(x)"), "This is sigmoid itself"),
        "axes of length 1 dropped": (tails("return np.squeeze(sigmoid(x) * sigmoid(-x))"), "shape"),
    },
}  # fmt: skip

FOLLOWS = {
    "sigmoid_grad": {
        "tanh for sigmoid": slope("s = sigmoid(x)\nreturn s * (1 - s)", sig(f"return {TANH}")),
        "sign of the exponent": slope("return sigmoid(x) * (1 - sigmoid(x))", sig("return 1 / (1 + np.exp(x * 0.5))")),
        "sigmoid not written": slope("s = sigmoid(x)\nreturn s * (1 - s)", "def sigmoid(x):\n    raise NotImplementedError()\n"),
        "sigmoid prints": slope("s = sigmoid(x)\nreturn s - s * s", sig("print(1 / (1 + np.exp(-x)))")),
        "sigmoid overflows": slope("return sigmoid(x) * sigmoid(-x)", sig("return np.exp(x) / (1 + np.exp(x))")),
        "sigmoid rounds": slope("s = sigmoid(x)\nreturn s * (1 - s)", sig("return np.round(1 / (1 + np.exp(-x)), 2)")),
        "no sigmoid at all": slope("s = sigmoid(x)\nreturn s * (1 - s)", ""),
    },
    "gradient_step": {
        "tanh for sigmoid": moved(before=sig(f"return {TANH}")),
        "sigmoid not written": moved(before="def sigmoid(x):\n    raise NotImplementedError()\n"),
        "sigmoid falls": moved(e="y - p", end="w + rate * dw, b + rate * db", before=sig("return 1 / (1 + np.exp(x))")),
        "sigmoid rounds": moved(before=sig("return np.round(1 / (1 + np.exp(-x)), 2)")),
        "no sigmoid at all": moved(before=""),
    },
    "sigmoid_grad_tails": {
        "tanh for sigmoid": tails("return sigmoid(x) * sigmoid(-x)", sig(f"return {TANH}")),
    },
}
