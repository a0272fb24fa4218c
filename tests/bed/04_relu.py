"""Lesson 04's test bed: right answers in unexpected forms, and the ways people go wrong, each with words of its message.

`import numpy as np` has run before each source.
"""

GIVEN = "    x = np.asarray(x, dtype=float)\n"


def lines(body):
    """Return the lines of `body`, indented as in a function."""
    return "".join(f"    {line}\n" for line in body.strip("\n").splitlines())


def relu(body, given=GIVEN):
    """Return the source of a relu with `body` below the given line."""
    return f"def relu(x):\n{given}{lines(body)}"


def grad(body, before="", given=GIVEN):
    """Return the source of a relu_grad with `body` below the given line, and what it needs before it."""
    return f"{before}def relu_grad(x):\n{given}{lines(body)}"


def leaky(body, before="", given=GIVEN):
    """Return the source of a leaky_relu with `body` below the given line, and what it needs before it."""
    return f"{before}def leaky_relu(x, alpha=0.01):\n{given}{lines(body)}"


def dead(body, before=""):
    """Return the source of a dead_fraction with `body`, and what it needs before it."""
    return f"{before}def dead_fraction(Z):\n{lines(body)}"


RELU = relu("return np.maximum(x, 0)")
STUB = "raise NotImplementedError()"
ONE_BY_ONE = """
answer = np.zeros(x.shape)
for place in np.ndindex(x.shape):
    {step}
return answer
"""
LAST_OFF = """
    for z in Z[:, k]:
        off = z <= 0
    if off:
""".strip()
EACH_UNIT = """
n, h = Z.shape
dead = 0
for k in range(h):
    {decide}
        dead += 1
return dead / h
"""

RIGHT = {
    "relu": {
        "maximum": RELU,
        "maximum the other way round": relu("return np.maximum(0.0, x)"),
        "where": relu("return np.where(x > 0, x, 0)"),
        "where, with 0 on the other side": relu("return np.where(x < 0, 0, x)"),
        "times the comparison": relu("return x * (x > 0)"),
        "half of x and its size": relu("return (x + np.abs(x)) / 2"),
        "half of x and the root of its square": relu("return 0.5 * (x + np.sqrt(x ** 2))"),
        "clip": relu("return np.clip(x, 0, None)"),
        "clip at infinity": relu("return x.clip(0, np.inf)"),
        "a copy and a mask": relu("y = x.copy()\ny[y < 0] = 0\nreturn y"),
        "zeros and a mask": relu("y = np.zeros_like(x)\ny[x > 0] = x[x > 0]\nreturn y"),
        "heaviside": relu("return x * np.heaviside(x, 1)"),
        "fmax": relu("return np.fmax(x, 0)"),
        "minus the smaller": relu("return -np.minimum(-x, 0)"),
        "x without its negative half": relu("return x - np.minimum(x, 0)"),
        "select": relu("return np.select([x > 0], [x], default=0.0)"),
        "piecewise": relu("return np.piecewise(x, [x < 0, x >= 0], [0, lambda v: v])"),
        "vectorize with a kind": relu("return np.vectorize(lambda v: v if v > 0 else 0, otypes=[float])(x)"),
        "vectorize of Python's max": relu("return np.vectorize(max, otypes=[float])(x, 0)"),
        "one number after another": relu(ONE_BY_ONE.format(step="answer[place] = x[place] if x[place] > 0 else 0")),
        "flat list and reshape": relu("return np.array([max(0.0, float(v)) for v in x.ravel()]).reshape(x.shape)"),
        "maximum over a new axis": relu("return np.stack([x, np.zeros(x.shape)]).max(axis=0)"),
        "a nested list": relu("return np.maximum(x, 0).tolist()"),
        "single precision": relu("return np.maximum(x, 0).astype(np.float32)"),
        "multiplied by its sign": relu("return x * (np.sign(x) + 1) / 2"),
        "without the given line": relu("return np.maximum(np.array(x), 0)", given=""),
        "recursion into lists": relu("if isinstance(x, list): return [relu(v) for v in x]\nreturn np.maximum(x, 0)", given=""),
        "a masked array, filled": relu("return np.ma.masked_less(x, 0).filled(0)"),
        "sorted between": relu("return np.median(np.stack([0 * x, x, 0 * x + np.inf]), axis=0)"),
        "a helper": "def larger(a, b):\n    return np.where(a > b, a, b)\n" + relu("return larger(x, np.zeros(x.shape))"),
        "a lambda": "relu = lambda x: np.maximum(np.asarray(x, float), 0)\n",
        "a class": "class Relu:\n    def __call__(self, x):\n        return np.asarray(x, float).clip(min=0)\nrelu = Relu()\n",
        "prints too": relu("y = np.maximum(x, 0)\nprint(y)\nreturn y"),
    },
    "relu_grad": {
        "where": grad("return np.where(x > 0, 1.0, 0.0)"),
        "astype float": grad("return (x > 0).astype(float)"),
        "astype int": grad("return (x > 0).astype(int)"),
        "small integers": grad("return (x > 0).astype(np.uint8)"),
        "times one": grad("return (x > 0) * 1"),
        "plus zero": grad("return (x > 0) + 0.0"),
        "heaviside": grad("return np.heaviside(x, 0)"),
        "sign of relu": grad("return np.sign(relu(x))", RELU),
        "where relu is positive": grad("return np.where(relu(x) > 0, 1, 0)", RELU),
        "relu of the sign": grad("return relu(np.sign(x))", RELU),
        "relu over x": grad("return np.divide(relu(x), x, out=np.zeros(x.shape), where=x != 0)", RELU),
        "ceiling of a clip": grad("return np.ceil(np.clip(x, 0, 1))"),
        "half of the sign and one, cut": grad("return (np.sign(x) + 1) // 2"),
        "one minus the other side": grad("return 1 - (x <= 0)"),
        "not at most zero": grad("return np.logical_not(x <= 0).astype(float)"),
        "ones and a mask": grad("g = np.ones_like(x)\ng[x <= 0] = 0\nreturn g"),
        "zeros and a mask": grad("g = np.zeros(x.shape, dtype=int)\ng[x > 0] = 1\nreturn g"),
        "one number after another": grad(ONE_BY_ONE.format(step="answer[place] = 1 if x[place] > 0 else 0")),
        "vectorize with a kind": grad("return np.vectorize(lambda v: 1 if v > 0 else 0, otypes=[int])(x)"),
        "select": grad("return np.select([x < 0, x == 0, x > 0], [0, 0, 1])"),
        "piecewise": grad("return np.piecewise(x, [x > 0], [1, 0])"),
        "clipped sign": grad("return np.clip(np.sign(x), 0, None)"),
        "choose": grad("return np.choose(x > 0, [0.0, 1.0])"),
        "a nested list": grad("return (x > 0).astype(float).tolist()"),
        "exponent zero": grad("return np.where(x > 0, np.abs(x) ** 0, 0)"),
        "without the given line": grad("return 1.0 * np.greater(x, 0)", given=""),
        "difference to the right over almost nothing": grad("return ((np.nextafter(x, np.inf) - x > 0) & (x > 0)) * 1"),
    },
    "leaky_relu": {
        "where": leaky("return np.where(x > 0, x, alpha * x)"),
        "where, 0 on the other side": leaky("return np.where(x >= 0, x, x * alpha)"),
        "the larger of x and alpha x": leaky("return np.maximum(x, alpha * x)"),
        "two halves": leaky("return np.maximum(x, 0) + alpha * np.minimum(x, 0)"),
        "through relu": leaky("return relu(x) - alpha * relu(-x)", RELU),
        "a mixture of relu and x": leaky("return (1 - alpha) * relu(x) + alpha * x", RELU),
        "times a slope": leaky("slope = np.where(x > 0, 1, alpha)\nreturn slope * x"),
        "a copy and a mask": leaky("y = x.copy()\ny[y < 0] *= alpha\nreturn y"),
        "half of sum and difference": leaky("return ((1 + alpha) * x + (1 - alpha) * np.abs(x)) / 2"),
        "clip from below by the leak": leaky("return np.clip(x, alpha * x, None)"),
        "one number after another": leaky(ONE_BY_ONE.format(step="v = x[place]; answer[place] = v if v > 0 else alpha * v")),
        "vectorize with a kind": leaky("return np.vectorize(lambda v: v if v > 0 else alpha * v, otypes=[float])(x)"),
        "alpha to the power of being off": leaky("return x * alpha ** (x <= 0)"),
        "a nested list": leaky("return np.where(x > 0, x, alpha * x).tolist()"),
        "another name of the second parameter": "def leaky_relu(x, a=0.01):\n" + GIVEN + "    return np.maximum(x, a * x)\n",
        "single precision": leaky("return np.where(x > 0, x, alpha * x).astype('float32')"),
    },
    "dead_fraction": {
        "mean of all": dead("return np.mean((Z <= 0).all(axis=0))"),
        "largest score": dead("return np.mean(Z.max(axis=0) <= 0)"),
        "not any": dead("return 1 - (Z > 0).any(axis=0).mean()"),
        "count over columns": dead("return np.sum(np.max(Z, axis=0) <= 0) / Z.shape[1]"),
        "sum of relu": dead("A = np.maximum(Z, 0)\nreturn np.mean(A.sum(axis=0) == 0)"),
        "counted ons": dead("on = np.count_nonzero(Z > 0, axis=0)\nreturn np.count_nonzero(on == 0) / len(on)"),
        "loops": dead(
            "dead = 0\nfor k in range(Z.shape[1]):\n    alive = False\n    for i in range(Z.shape[0]):\n"
            "        if Z[i, k] > 0:\n            alive = True\n    if not alive:\n        dead += 1\nreturn dead / Z.shape[1]"
        ),
        "columns of the turned table": dead("return sum(all(z <= 0 for z in unit) for unit in Z.T) / len(Z.T)"),
        "each unit by itself": dead(EACH_UNIT.format(decide="if max(Z[:, k]) <= 0:")),
        "through a slope": "def relu_grad(x):\n    return (x > 0) * 1.0\n"
        + dead("return float((relu_grad(Z).mean(axis=0) == 0).mean())"),
        "list comprehension": dead("return np.mean([1.0 if Z[:, k].max() <= 0 else 0.0 for k in range(Z.shape[1])])"),
        "sorted scores": dead("return (np.sort(Z, axis=0)[-1] <= 0).sum() / Z.shape[1]"),
        "reduce": dead("return np.average(np.logical_and.reduce(Z <= 0))"),
        "a Python float": dead("return float(np.mean(np.amax(Z, 0) <= 0))"),
        "a 0-d array": dead("return np.asarray(np.mean(np.amax(Z, 0) <= 0))"),
        "a fraction": dead(
            "from fractions import Fraction\nh = Z.shape[1]\nalive = {int(k) for k in np.nonzero(Z > 0)[1]}\n"
            "return float(Fraction(h - len(alive), h))"
        ),
        "single precision": dead("return np.float32(np.mean(Z.max(axis=0) <= 0))"),
    },
}

GAPS = ("relu", "relu_grad")
WRONG = {
    "relu": {
        "x as it is": (relu("return x"), "as they went in"),
        "absolute value": (relu("return np.abs(x)"), "|x|"),
        "minimum": (relu("return np.minimum(x, 0)"), "keeps the negative half"),
        "sign turned": (relu("return -x"), "this is -x"),
        "mirrored": (relu("return np.maximum(-x, 0)"), "mirrored"),
        "upside down": (relu("return -np.maximum(x, 0)"), "upside down"),
        "where swapped": (relu("return np.where(x > 0, 0, x)"), "keeps the negative half"),
        "the slope": (relu("return np.where(x > 0, 1, 0)"), "slope of relu, or a step"),
        "the sign": (relu("return np.sign(x)"), "the signs"),
        "np.max takes 0 for an axis": (relu("return np.max(x, 0)"), "one largest number"),
        "np.max with two arguments in brackets": (relu("return np.max([x, 0])"), "different lengths"),
        "the largest number": (relu("return max(0, np.max(x))"), "one largest number"),
        "Python's max": (relu("return max(0, x)"), "number by number"),
        "if on an array": (relu("if x > 0:\n    return x\nreturn 0"), "number by number"),
        "negatives left out": (relu("return x[x > 0]"), "left out"),
        "negatives are nan": (relu("return np.where(x > 0, x, np.nan)"), "nan"),
        "root and square": (relu("return np.sqrt(x) ** 2"), "square root of a negative"),
        "leaky": (relu("return np.where(x > 0, x, 0.01 * x)"), "leaks through"),
        "leaky by a tenth": (relu("return np.maximum(0.1 * x, x)"), "leaks through"),
        "softplus": (relu("return np.log(1 + np.exp(x))"), "softplus"),
        "softplus, stable": (relu("return np.logaddexp(0, x)"), "softplus"),
        "ELU": (relu("return np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)"), "ELU"),
        "swish": (relu("return x / (1 + np.exp(-x))"), "swish"),
        "sigmoid": (relu("return 1 / (1 + np.exp(-x))"), "sigmoid of lesson 2"),
        "tanh": (relu("return np.tanh(x)"), "tanh of lesson 3"),
        "tanh cut off": (relu("return np.maximum(np.tanh(x), 0)"), "tanh on the right"),
        "clip to 1": (relu("return np.clip(x, 0, 1)"), "ceiling"),
        "clip to 6": (relu("return np.clip(x, 0, 6)"), "ceiling"),
        "clip to 10": (relu("return np.clip(x, 0, 10)"), "ceiling"),
        "clip to 100": (relu("return np.clip(x, 0, 100)"), "ceiling"),
        "clip from minus one": (relu("return np.clip(x, -1, None)"), "down to a limit"),
        "x plus its size": (relu("return x + np.abs(x)"), "doubled"),
        "x minus its size, halved": (relu("return (x - np.abs(x)) / 2"), "negative half"),
        "x squared on the right": (relu("return x * np.maximum(x, 0)"), "x squared"),
        "maximum with 1": (relu("return np.maximum(x, 1)"), "raised to 1"),
        "corner at 1": (relu("return np.where(x > 1, x, 0)"), "between 0 and 1 are cut"),
        "moved to the right": (relu("return np.maximum(x - 1, 0)"), "corner lies at 1"),
        "vectorize that takes the first kind": (
            relu("return np.vectorize(lambda v: v if v > 0 else 0)(x)"), "kind of"),
        "an array for whole numbers": (
            relu("y = np.zeros(x.shape, dtype=int)\ny[x > 0] = x[x > 0]\nreturn y"), "decimals are lost"),
        "rounded": (relu("return np.round(np.maximum(x, 0), 1)"), "rounded"),
        "sum": (relu("return np.maximum(x, 0).sum()"), "adds everything up"),
        "mean": (relu("return np.maximum(x, 0).mean()"), "takes the mean"),
        "flat": (relu("return np.array([v if v > 0 else 0.0 for v in x.flatten()])"), "in one row"),
        "a list for one dimension": (relu("return [v if v > 0 else 0 for v in x]"), "no length"),
        "a loop over len": (
            relu("y = np.zeros(len(x))\nfor i in range(len(x)):\n    if x[i] > 0:\n        y[i] = x[i]\nreturn y"), "no length"),
        "changes the array": (relu("x[x < 0] = 0\nreturn x"), "changes the array"),
        "changes the array with out": (relu("return np.maximum(x, 0, out=x)"), "changes the array"),
        "True and False": (relu("return x > 0"), "True and False"),
        "the given line dropped": (relu("return np.where(x > 0, x, 0)", given=""), "given first line"),
        "the given line dropped, product": (relu("return x * (x > 0)", given=""), "given first line"),
        "prints": (relu("print(np.maximum(x, 0))"), "print the result instead"),
        "forgets to return": (relu("y = np.maximum(x, 0)"), "returns nothing"),
        "returns in the loop": (
            relu("y = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    y[i] = max(0.0, x[i])\n    return y"), ""),
        "examples written in": (
            relu("known = {2.5: 2.5, -2.5: 0.0, 0.0: 0.0, 2.0: 2.0, 3.0: 3.0, 0.001: 0.001, 1000.0: 1000.0}\n"
                 "return np.vectorize(lambda v: known.get(v, 0.0), otypes=[float])(x)"), ""),
        "a name that is not defined": (relu("return maximum(x, 0)"), "is not defined"),
        "numbers as text": (relu("return np.maximum(x, 0).astype(str)"), ""),
        "zeros": (relu("return np.zeros(x.shape)"), ""),
        "not written": (relu(STUB), "not written yet"),
        "half of the size": (relu("return abs(x) / 2"), "half of |x|"),
        "axes of length 1 dropped": (relu("return np.squeeze(np.maximum(x, 0))"), "shape"),
        "the place of equal numbers": (
            relu("flat = x.ravel().tolist()\nout = np.zeros(len(flat))\nfor v in flat:\n    out[flat.index(v)] = max(v, 0)\n"
                 "return out.reshape(x.shape)"), "each twice"),
        "lists number by number": (
            relu("if isinstance(x, list): return [max(0, v) for v in x]\nreturn np.maximum(x, 0)", given=""),
            "list"),
    },
    "relu_grad": {
        "1 at 0": (grad("return np.where(x >= 0, 1.0, 0.0)"), "1 at x = 0"),
        "not negative": (grad("return 1 - (x < 0)"), "1 at x = 0"),
        "half at 0": (grad("return np.heaviside(x, 0.5)"), "one half at x = 0"),
        "half of sign and one": (grad("return (np.sign(x) + 1) / 2"), "one half at x = 0"),
        "relu over x": (grad("return relu(x) / x", RELU), "0 by 0"),
        "one plus size over x": (grad("return (1 + np.abs(x) / x) / 2"), "0 by 0"),
        "relu": (grad("return relu(x)", RELU), "relu itself"),
        "a square table turned": (
            grad("out = np.zeros(x.shape)\nfor i in range(len(x) if x.ndim == 2 and len(x) == len(x.T) else 0):\n    out[:, i] = x[i] > 0\n"
                 "    if i == len(x) - 1:\n        return out\nreturn 1.0 * (x > 0)"), "rows and columns exchanged"),
        "x as it is": (grad("return x"), "the input itself"),
        "the sign": (grad("return np.sign(x)"), "the signs"),
        "swapped": (grad("return np.where(x > 0, 0, 1)"), "swapped"),
        "falls on the left": (grad("return np.where(x < 0, -1, 0)"), "does not fall"),
        "1 unless 0": (grad("return (x != 0).astype(float)"), "1 everywhere"),
        "1 everywhere": (grad("return np.ones_like(x)"), "1 everywhere"),
        "0 everywhere": (grad("return np.zeros_like(x)"), "0 everywhere"),
        "leaky": (grad("return np.where(x > 0, 1, 0.01)"), "leaky ReLU"),
        "slope of sigmoid": (grad("s = 1 / (1 + np.exp(-x))\nreturn s * (1 - s)"), "rule for sigmoid"),
        "sigmoid's rule": (grad("r = relu(x)\nreturn r * (1 - r)", RELU), "sigmoid's rule"),
        "tanh's rule": (grad("return 1 - relu(x) ** 2", RELU), "tanh's rule"),
        "slope of tanh": (grad("return 1 - np.tanh(x) ** 2"), "rule for tanh"),
        "sigmoid": (grad("return 1 / (1 + np.exp(-x))"), "slope of a smooth bend"),
        "steep sigmoid": (grad("return 1 / (1 + np.exp(-100 * x))"), "steep sigmoid"),
        "np.gradient": (grad("return np.gradient(relu(x))", RELU), "np.gradient works with the neighbours"),
        "np.gradient over x": (grad("return np.gradient(relu(x), x)", RELU), "np.gradient works with the neighbours"),
        "np.diff": (grad("return np.diff(relu(x)) / np.diff(x)", RELU), "np.diff takes neighbours"),
        "one step to the right": (grad("return relu(x + 1) - relu(x)", RELU), "one unit wide"),
        "central secant": (grad("h = 1e-5\nreturn (relu(x + h) - relu(x - h)) / (2 * h)", RELU), "blurs the corner"),
        "secant to the right": (grad("h = 1e-6\nreturn (relu(x + h) - relu(x)) / h", RELU), "blurs the corner"),
        "secant to the left": (grad("h = 1e-3\nreturn (relu(x) - relu(x - h)) / h", RELU), "blurs the corner"),
        "above 1": (grad("return np.where(x > 1, 1, 0)"), "corner lies at 1"),
        "cut to whole numbers": (grad("return (x.astype(int) > 0) * 1.0"), "corner lies at 1"),
        "two high": (grad("return np.sign(x) + 1.0"), "2 high"),
        "minimum with 1": (grad("return np.minimum(relu(x), 1)", RELU), "still climbs between 0 and 1"),
        "clip": (grad("return np.clip(x, 0, 1)"), "still climbs between 0 and 1"),
        "half of x squared": (grad("return x * (x > 0) / 2"), "once more"),
        "True and False": (grad("return x > 0"), "True and False"),
        "if on an array": (grad("if x > 0:\n    return 1\nelse:\n    return 0"), "number by number"),
        "one answer for all": (grad("return 1.0 if (x > 0).all() else 0.0"), "one answer for each"),
        "int of a comparison": (grad("return int(x > 0)"), "whole array"),
        "counts": (grad("return np.sum(x > 0)"), "counts"),
        "share": (grad("return np.mean(x > 0)"), "takes the mean"),
        "places with 0 left out": (grad("return x[x > 0] ** 0"), "left out"),
        "flat": (grad("return np.array([1.0 if v > 0 else 0.0 for v in x.flatten()])"), "in one row"),
        "a list for one dimension": (grad("return [1 if v > 0 else 0 for v in x]"), "no length"),
        "a loop over len": (
            grad("g = []\nfor i in range(len(x)):\n    g.append(1 if x[i] > 0 else 0)\nreturn np.array(g)"), "no length"),
        "changes the array": (grad("x[x > 0] = 1\nx[x <= 0] = 0\nreturn x"), "changes the array"),
        "changes the array, the other way round": (grad("x[x <= 0] = 0\nx[x > 0] = 1\nreturn x"), "changes the array"),
        "overwrites its own mark": (grad("g = x.copy()\ng[g < 0] = 1\ng[g > 0] = 1\nreturn g"), "1 everywhere"),
        "the given line dropped": (grad("return (x > 0).astype(float)", given=""), "given first line"),
        "vectorize without a kind": (grad("return np.vectorize(lambda v: 1 if v > 0 else 0)(x)"), "np.vectorize takes the kind"),
        "prints": (grad("print(np.where(x > 0, 1, 0))"), "print the result instead"),
        "forgets to return": (grad("np.where(x > 0, 1, 0)"), "returns nothing"),
        "examples written in": (
            grad("return np.where(np.isin(x, [3.0, 2.0, 4.0, 0.001, 1000.0]), 1.0, 0.0)"), ""),
        "not written": (grad(STUB), "not written yet"),
        "axes of length 1 dropped": (grad("return np.squeeze((x > 0) * 1.0)"), "shape"),
        "lists number by number": (
            grad("if isinstance(x, list): return [1 if v > 0 else 0 for v in x]\nreturn (x > 0) * 1.0", given=""),
            "list"),
    },
    "leaky_relu": {
        "plain relu": (leaky("return np.maximum(x, 0)"), "nothing leaks"),
        "the larger of 0 and alpha x": (leaky("return np.maximum(0, alpha * x)"), "never negative"),
        "x as it is": (leaky("return x"), "as they went in"),
        "alpha on both sides": (leaky("return alpha * x"), "Both sides"),
        "alpha on the wrong side": (leaky("return np.where(x > 0, alpha * x, x)"), "alpha has the wrong side"),
        "the smaller": (leaky("return np.minimum(x, alpha * x)"), "alpha has the wrong side"),
        "alpha itself": (leaky("return np.where(x > 0, x, alpha)"), "alpha itself"),
        "minus alpha": (leaky("return np.where(x > 0, x, -alpha)"), "flat line"),
        "the larger of x and minus alpha": (leaky("return np.maximum(x, -alpha)"), "flat line"),
        "positive on the left": (leaky("return np.where(x > 0, x, -alpha * x)"), "comes out positive"),
        "alpha times the size": (leaky("return np.where(x > 0, x, alpha * np.abs(x))"), "comes out positive"),
        "0.01 whatever is given": (leaky("return np.where(x > 0, x, 0.01 * x)"), "whatever alpha is given"),
        "another default": (
            "def leaky_relu(x, alpha=0.1):\n" + GIVEN + "    return np.where(x > 0, x, alpha * x)\n", "should be 0.01"),
        "no default": (
            "def leaky_relu(x, alpha):\n" + GIVEN + "    return np.where(x > 0, x, alpha * x)\n", "first line (def"),
        "no alpha": ("def leaky_relu(x):\n" + GIVEN + "    return np.where(x > 0, x, 0.01 * x)\n", "first line (def"),
        "alpha added": (leaky("return np.where(x > 0, x, x + alpha)"), "added"),
        "alpha subtracted": (leaky("return np.where(x > 0, x, x - alpha)"), "subtracted"),
        "divided by alpha": (leaky("return np.where(x > 0, x, x / alpha)"), "divided by alpha"),
        "the larger of x and alpha": (leaky("return np.maximum(x, alpha)"), "multiply something first"),
        "the slope": (leaky("return np.where(x > 0, 1, alpha)"), "slope of leaky_relu"),
        "ELU": (leaky("return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1))"), "ELU"),
        "leaks on the right as well": (leaky("return np.maximum(x, 0) + alpha * x"), "leaks on the right"),
        "corner at alpha": (leaky("return np.where(x > alpha, x, alpha * x)"), "corner lies at alpha"),
        "one minus alpha": (leaky("return np.where(x > 0, x, (1 - alpha) * x)"), "1 - alpha"),
        "alpha squared": (leaky("return np.where(x > 0, x, alpha ** 2 * x)"), "twice"),
        "rounded": (leaky("return np.round(np.where(x > 0, x, alpha * x), 2)"), "rounded"),
        "if on an array": (leaky("return x if x > 0 else alpha * x"), "number by number"),
        "negatives only": (leaky("return alpha * x[x < 0]"), "left out"),
        "a list for one dimension": (leaky("return [v if v > 0 else alpha * v for v in x]"), "no length"),
        "changes the array": (leaky("x[x < 0] *= alpha\nreturn x"), "changes the array"),
        "the given line dropped": (leaky("return np.where(x > 0, x, alpha * x)", given=""), "given first line"),
        "a whole-number array": (
            leaky("y = np.zeros(x.shape, dtype=int)\ny[x > 0] = x[x > 0]\ny[x < 0] = alpha * x[x < 0]\nreturn y"), ""),
        "prints": (leaky("print(np.maximum(x, alpha * x))"), "print the result instead"),
        "not written": (leaky(STUB), "not written yet"),
        "axes of length 1 dropped": (leaky("return np.squeeze(np.where(x > 0, x, alpha * x))"), "shape"),
        "walks through memory": (
            leaky("return np.reshape([v if v > 0 else alpha * v for v in np.nditer(x)], x.shape)").replace("np.nditer(x)]", "np.nditer(x, ['zerosize_ok'])]"), "turned"),
        "lists number by number": (
            leaky("if isinstance(x, list): return [v if v > 0 else alpha * v for v in x]\nreturn np.where(x > 0, x, alpha * x)", given=""),
            "list"),
    },
    "dead_fraction": {
        "share of all scores": (dead("return np.mean(Z <= 0)"), "share of all scores that are not positive"),
        "share of positive scores": (dead("return np.mean(Z > 0)"), "share of all scores that are positive"),
        "off for some point": (dead("return np.mean((Z <= 0).any(axis=0))"), "The answer is 1"),
        "smallest score": (dead("return np.mean(Z.min(axis=0) <= 0)"), "The answer is 1"),
        "along the rows": (dead("return np.mean((Z <= 0).all(axis=1))"), "along the rows"),
        "each row by itself": (dead("return sum(max(row) <= 0 for row in Z) / len(Z)"), "along the rows"),
        "number of dead units": (dead("return int((Z <= 0).all(axis=0).sum())"), "number of dead units"),
        "percent": (dead("return 100 * np.mean((Z <= 0).all(axis=0))"), "times 100"),
        "units that are alive": (dead("return np.mean((Z > 0).any(axis=0))"), "alive"),
        "divided by points": (dead("return (Z <= 0).all(axis=0).sum() / len(Z)"), "divided by the number of points"),
        "divided by all scores": (dead("return (Z <= 0).all(axis=0).sum() / Z.size"), "divided by all scores"),
        "a tie is on": (dead("return np.mean((Z < 0).all(axis=0))"), "exactly 0 counts as on"),
        "a tie is on, by the maximum": (dead("return np.mean(Z.max(axis=0) < 0)"), "exactly 0 counts as on"),
        "exactly 0": (dead("return np.mean((Z == 0).all(axis=0))"), "not the answers of relu"),
        "sum of scores": (dead("return np.mean(Z.sum(axis=0) <= 0)"), "added up"),
        "mean of scores": (dead("return np.mean(Z.mean(axis=0) <= 0)"), "added up"),
        "first point": (dead("return np.mean(Z[0] <= 0)"), "Only the first point"),
        "last point": (dead(EACH_UNIT.format(decide=LAST_OFF)), "Only the last point"),
        "size of scores": (dead("return np.mean(np.abs(Z).max(axis=0) <= 0)"), "not the answers of relu"),
        "one answer a unit": (dead("return (Z <= 0).all(axis=0) * 1"), "1 for a dead unit"),
        "True and False": (dead("return (Z <= 0).all(axis=0)"), "True and False"),
        "all at once": (dead("return float(np.all(Z <= 0))"), "The answer is 0"),
        "share of points for each unit": (dead("return (Z <= 0).mean(axis=0)"), "for which each unit is off"),
        "numbers of the units": (dead("return np.flatnonzero((Z <= 0).all(axis=0))"), "numbers of the dead units"),
        "whole-number division": (dead("return (Z <= 0).all(axis=0).sum() // Z.shape[1]"), "The answer is 0"),
        "rounded": (dead("return round(float(np.mean((Z <= 0).all(axis=0))), 2)"), "rounds its answers"),
        "a threshold above 0": (dead("return np.mean(Z.max(axis=0) < 1e-6)"), "How small may a positive score be"),
        "small scores are taken for 0": (
            dead("return np.mean(np.isclose(np.maximum(Z, 0), 0).all(axis=0))"), "How small may a positive score be"),
        "divides by 4": (dead("return (Z <= 0).all(axis=0).sum() / 4"), ""),
        "a list of one number": (dead("return [np.mean((Z <= 0).all(axis=0))]"), "A list of one number"),
        "walks through memory": (
            dead("flat = np.array(list(np.nditer(Z)))\nreturn np.mean([max(flat[k :: Z.shape[1]]) <= 0 for k in range(Z.shape[1])])"), ""),
        "changes the array": (dead("Z[Z < 0] = 0\nreturn np.mean(Z.sum(axis=0) == 0)"), "changes the array"),
        "returns in the loop": (dead(EACH_UNIT.format(decide="if max(Z[:, k]) <= 0:").replace("return", "    return")), ""),
        "if on a column": (dead(EACH_UNIT.format(decide="if Z[:, k] <= 0:")), "number by number"),
        "nothing is dead": (dead("return 0.0"), ""),
        "one half": (dead("return 0.5"), ""),
        "prints": (dead("print(np.mean((Z <= 0).all(axis=0)))"), "print the result instead"),
        "not written": (dead(STUB), "not written yet"),
    },
}  # fmt: skip

FOLLOWS = {
    "relu_grad": {
        "relu leaks": grad("return np.where(relu(x) != 0, 1, 0)", relu("return np.where(x > 0, x, 0.01 * x)")),
        "relu is mirrored": grad("return np.sign(relu(x))", relu("return np.maximum(-x, 0)")),
        "relu not written": grad("return 1.0 * (relu(x) > 0)", relu(STUB)),
        "relu prints": grad("return np.where(relu(x) > 0, 1.0, 0.0)", relu("print(np.maximum(x, 0))")),
        "relu returns True and False": grad("return 0.0 + (relu(x) > 0)", relu("return x < 0")),
        "no relu at all": grad("return np.heaviside(relu(x), 0)"),
    },
    "leaky_relu": {
        "relu is mirrored": leaky("return relu(x) - alpha * relu(-x)", relu("return np.maximum(-x, 0)")),
    },
}
