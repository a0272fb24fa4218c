"""Lesson 03's test bed: right answers in unexpected forms, and the ways people go wrong, each with words of its message.

`import numpy as np` has run before each source.
"""

GIVEN = "    x = np.asarray(x, dtype=float)\n"
OWN = f"def tanh(x):\n{GIVEN}    q = np.exp(-2 * np.abs(x))\n    return np.sign(x) * (1 - q) / (1 + q)\n"
SIGMOID = f"def sigmoid(x):\n{GIVEN}    return 1 / (1 + np.exp(-x))\n"
TEXTBOOK = "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"
SHRINK = "m = np.expm1(-2 * abs(x))"


def written(name, body, before="", given=True):
    """Return the source of the function `name`: the given first line, then `body`, whose last line is an expression."""
    *lines, last = body.strip().splitlines()
    rest = "".join(f"    {line}\n" for line in [*lines, f"return {last}"])
    return f"{before}def {name}(x):\n{GIVEN if given else ''}{rest}"


def tanh(body, before="", given=True):
    """Return the source of a tanh."""
    return written("tanh", body, before, given)


def grad(body, before=OWN, given=True):
    """Return the source of a tanh_grad, with a right tanh before it."""
    return written("tanh_grad", body, before, given)


def accurate(body, before=OWN, given=True):
    """Return the source of a tanh_accurate."""
    return written("tanh_accurate", body, before, given)


RIGHT = {
    "tanh": {
        "no positive exponent": OWN,
        "numpy's own": tanh("np.tanh(x)"),
        "numpy's own, imported under the name": "from numpy import tanh\n",
        "a lambda": "tanh = lambda x: np.tanh(np.asarray(x, dtype=float))\n",
        "two sigmoids, which warns": tanh("2 / (1 + np.exp(-2 * x)) - 1"),
        "the sigmoid of lesson 2, pasted above": tanh("2 * sigmoid(2 * x) - 1", SIGMOID),
        "one minus, which warns": tanh("1 - 2 / (np.exp(2 * x) + 1)"),
        "expm1": tanh(f"{SHRINK}\n-m / (2 + m) * np.sign(x)"),
        "two forms chosen by where": tanh(
            "with np.errstate(all='ignore'):\n    up = (1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x))\n"
            "    down = (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)\nnp.where(x >= 0, up, down)"
        ),
        "masks": tanh(
            "out = np.zeros(x.shape)\np = x > 0\nout[p] = (1 - np.exp(-2 * x[p])) / (1 + np.exp(-2 * x[p]))\n"
            "out[~p] = (np.exp(2 * x[~p]) - 1) / (np.exp(2 * x[~p]) + 1)\nout"
        ),
        "clipped where nothing moves any more": tanh(f"x = np.clip(x, -20, 20)\n{TEXTBOOK}"),
        "nan mended by the sign": tanh(f"t = {TEXTBOOK}\nnp.where(np.isnan(t), np.sign(x), t)"),
        "the sign, far out": tanh(f"np.where(abs(x) > 15, np.sign(x), {TEXTBOOK})"),
        "sinh by cosh": tanh("x = np.clip(x, -300, 300)\nnp.sinh(x) / np.cosh(x)"),
        "scipy's logistic function": tanh("2 * expit(2 * x) - 1", "from scipy.special import expit\n"),
        "the tangent of an imaginary number": tanh("np.tan(1j * x).imag"),
        "math in a vectorised function": tanh("np.vectorize(math.tanh, otypes=[float])(x)", "import math\n"),
        "a loop with the exception caught": """
import math
def one(v):
    try:
        up, down = math.exp(v), math.exp(-v)
    except OverflowError:
        return 1.0 if v > 0 else -1.0
    return (up - down) / (up + down)
def tanh(x):
    x = np.asarray(x, dtype=float)
    out = np.empty_like(x)
    for place in np.ndindex(x.shape):
        out[place] = one(x[place])
    return out
""",
        "nested lists": tanh("(2 / (1 + np.exp(-2 * x)) - 1).tolist() if x.size else x"),
        "long double": tanh("x = np.clip(x.astype(np.longdouble), -1e3, 1e3)\nnp.tanh(x).astype(float)"),
        "a rounded e, good to six digits": tanh("q = 2.7182818 ** (-2 * abs(x))\nnp.sign(x) * (1 - q) / (1 + q)"),
        "doubling from a small start": tanh("t = x / 2**30\nfor _ in range(30):\n    t = 2 * t / (1 + t * t)\nt"),
        "a closure": f"""
def make(scale):
    def curve(x):
    {GIVEN}        return 2 / (1 + np.exp(-scale * x)) - 1
    return curve
tanh = make(2)
""",
        "an object that can be called": """
class Tanh:
    def __call__(self, x):
        half = np.exp(-np.abs(np.asarray(x, dtype=float)))
        return np.copysign((1 - half**2) / (1 + half**2), x)
tanh = Tanh()
""",
        "for lists by itself, without the given line": tanh(
            f"x = np.array(x) * 1.0\nx = np.minimum(np.maximum(x, -99), 99)\n{TEXTBOOK}", given=False
        ),
        "over two cells' worth of helpers": tanh(
            "(up(x) - up(-x)) / (up(x) + up(-x))", "def up(v):\n    return np.exp(v - np.abs(v))\n"
        ),
    },
    "tanh_grad": {
        "one minus t squared": grad("t = tanh(x)\n1 - t**2"),
        "numpy's tanh": grad("1 - np.tanh(x) ** 2", ""),
        "third binomial formula": grad("(1 - tanh(x)) * (1 + tanh(x))"),
        "minus first": grad("-tanh(x) * tanh(x) + 1"),
        "two sigmoids": grad("4 * sigmoid(2 * x) * (1 - sigmoid(2 * x))", SIGMOID),
        "sigmoids that keep the tails": grad("4 * sigmoid(2 * x) * sigmoid(-2 * x)", SIGMOID),
        "one by cosh squared, which warns": grad("1 / np.cosh(x) ** 2", ""),
        "four by the square of a sum": grad("4 / (np.exp(x) + np.exp(-x)) ** 2", ""),
        "two by a sum, squared": grad("(2 / (np.exp(x) + np.exp(-x))) ** 2", ""),
        "q": grad("q = np.exp(-2 * np.abs(x))\n4 * q / (1 + q) ** 2", ""),
        "a central difference": grad("(tanh(x + 1e-5) - tanh(x - 1e-5)) / 2e-5"),
        "a fine forward difference": grad("(np.tanh(x + 1e-6) - np.tanh(x)) / 1e-6"),
        "a complex step": grad("np.tanh(np.clip(x, -50, 50) + 1e-20j).imag / 1e-20", ""),
        "a loop": grad(
            "out = []\nfor v in x.ravel():\n    out.append(1 - math.tanh(v) ** 2)\nnp.array(out).reshape(x.shape)",
            "import math\n",
        ),
        "zero far out": grad("np.where(abs(x) > 20, 0.0, 1 - tanh(np.clip(x, -20, 20)) ** 2)"),
        "np.square, subtract": grad("np.subtract(1, np.square(tanh(x)))"),
        "cosh of twice x": grad("2 / (1 + np.cosh(2 * x))", ""),
        "the formula again, with care": grad("q = np.exp(-2 * abs(x))\n1 - ((1 - q) / (1 + q)) ** 2", ""),
    },
    "tanh_accurate": {
        "expm1": accurate(f"{SHRINK}\n-m / (2 + m) * np.sign(x)"),
        "copysign": accurate(f"{SHRINK}\nnp.copysign(m / (2 + m), x)"),
        "numpy's own": accurate("np.tanh(x)"),
        "math, one by one": accurate("np.vectorize(math.tanh, otypes=[float])(x)", "import math\n"),
        "expm1 of a clipped x": accurate("m = np.expm1(2 * np.clip(x, -300, 300))\nm / (m + 2)"),
        "sinh by cosh, clipped": accurate("x = np.clip(x, -300, 300)\nnp.sinh(x) / np.cosh(x)"),
        "the top by expm1, clipped": accurate("x = np.clip(x, -300, 300)\n(np.expm1(x) - np.expm1(-x)) / (np.exp(x) + np.exp(-x))"),
        "a series near zero": accurate(
            "near = x - x**3 / 3 + 2 * x**5 / 15 - 17 * x**7 / 315\nnp.where(abs(x) < 0.01, near, np.tanh(x))"
        ),
        "two terms below a thousandth, the formula above": accurate(
            f"z = np.clip(x, -300, 300)\nfar = {TEXTBOOK.replace('(x)', '(z)').replace('-x', '-z')}\n"
            "np.where(abs(x) < 1e-3, x - x**3 / 3, far)"
        ),
        "doubling from a small start": accurate("t = x / 2**30\nfor _ in range(30):\n    t = 2 * t / (1 + t * t)\nt"),
        "expm1 in two branches": accurate(
            "a, b = np.expm1(np.minimum(2 * x, 0)), np.expm1(np.minimum(-2 * x, 0))\nnp.where(x < 0, a / (a + 2), -b / (b + 2))"
        ),
        "the tangent of an imaginary number": accurate("np.tan(1j * x).imag"),
    },
}

FOLLOWS = {
    "tanh_grad": {
        "tanh is nan far out": grad("1 - tanh(x) ** 2", tanh(TEXTBOOK)),
        "tanh by e^(2x)": grad("t = tanh(x)\n(1 - t) * (1 + t)", tanh("(np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)")),
        "tanh with nan turned into 0": grad("1 - tanh(x) ** 2", tanh(f"np.nan_to_num({TEXTBOOK})")),
        "tanh is sigmoid": grad("1 - tanh(x) ** 2", SIGMOID.replace("sigmoid", "tanh")),
        "tanh is half as steep": grad("1 - np.square(tanh(x))", tanh("2 / (1 + np.exp(-x)) - 1")),
        "tanh falls": grad("1 - tanh(x) * tanh(x)", tanh("2 / (1 + np.exp(3 * x)) - 1")),
        "tanh prints": grad("t = tanh(x)\n1 - t**2", "def tanh(x):\n    print(np.tanh(x))\n"),
        "tanh not written": grad("1 - tanh(x) ** 2", "def tanh(x):\n    raise NotImplementedError()\n"),
        "no tanh at all": grad("1 - tanh(x) ** 2", ""),
    },
}

GAPS = ("tanh", "tanh_grad")
WRONG = {
    "tanh": {
        "signs for all, if one number is far out": (
            tanh(f"np.sign(x) if np.any(np.abs(x) > 20) else {TEXTBOOK}"), "another answer if other numbers stand beside it"),
        "the web page: bare exp": (tanh(TEXTBOOK.replace("np.", "")), "name 'exp' is not defined"),
        "the textbook formula": (tanh(TEXTBOOK), "From about 710 on"),
        "e^(2x)": (tanh("(np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)"), "infinite from about 355 on"),
        "e^(-2x)": (tanh("(1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x))"), "infinite for x below about -355"),
        "sinh by cosh": (tanh("np.sinh(x) / np.cosh(x)"), "infinity / infinity"),
        "math.exp in a loop": (
            tanh(
                "out = np.zeros(x.shape)\nfor i in np.ndindex(x.shape):\n    a, b = math.exp(x[i]), math.exp(-x[i])\n"
                "    out[i] = (a - b) / (a + b)\nout",
                "import math\n"),
            "OverflowError"),
        "nan turned into 0": (tanh(f"np.nan_to_num({TEXTBOOK})"), "nan in the tails is turned into 0"),
        "nan turned into 1": (tanh(f"np.nan_to_num({TEXTBOOK}, nan=1.0)"), "a limit of its own"),
        "infinity capped, nan left": (
            tanh("a, b = np.minimum(np.exp(x), 1e308), np.minimum(np.exp(-x), 1e308)\n(a * 10 - b * 10) / (a * 10 + b * 10)"),
            "infinity / infinity"),
        "sigmoid": (tanh("1 / (1 + np.exp(-x))"), "This is sigmoid"),
        "2 sigmoid(x) - 1": (tanh("2 * sigmoid(x) - 1", SIGMOID), "half as steep"),
        "sigmoid(2x)": (tanh("sigmoid(2 * x)", SIGMOID), "This is sigmoid(2x)"),
        "2 sigmoid(2x)": (tanh("2 * sigmoid(2 * x)", SIGMOID), "runs from 0 to 2"),
        "sigmoid(2x) - 1": (tanh("sigmoid(2 * x) - 1", SIGMOID), "runs from -1 to 0"),
        "sigmoid - 1/2": (tanh("sigmoid(x) - 0.5", SIGMOID), "from -1/2 to 1/2"),
        "2 sigmoid(2x) + 1": (tanh("2 * sigmoid(2 * x) + 1", SIGMOID), "Which way does the middle"),
        "the sigmoid of lesson 2, not pasted": (tanh("2 * sigmoid(2 * x) - 1"), "name 'sigmoid' is not defined"),
        "2 / 1 + ...": (tanh("2 / 1 + np.exp(-2 * x) - 1"), "divides first"),
        "2 / (1 + ... - 1)": (tanh("2 / (1 + np.exp(-2 * x) - 1)"), "one part too many"),
        "2 / (1 - e^(-2x)) - 1": (tanh("2 / (1 - np.exp(-2 * x)) - 1"), "off to infinity at 0"),
        "sign turned": (tanh("q = np.exp(-2 * abs(x))\nnp.sign(-x) * (1 - q) / (1 + q)"), "falls where it should rise"),
        "2 / (1 + e^(2x)) - 1": (tanh("2 / (1 + np.exp(2 * x)) - 1"), "falls where it should rise"),
        "top and bottom swapped": (tanh("(np.exp(x) + np.exp(-x)) / (np.exp(x) - np.exp(-x))"), "swapped"),
        "no brackets": (tanh("np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)"), "only e^-x / e^x is divided"),
        "brackets on the top only": (tanh("(np.exp(x) - np.exp(-x)) / np.exp(x) + np.exp(-x)"), "by e^x alone"),
        "brackets on the bottom only": (
            tanh("np.exp(x) - np.exp(-x) / (np.exp(x) + np.exp(-x))"), "in the top only e^-x is divided"),
        "sinh": (tanh("(np.exp(x) - np.exp(-x)) / 2"), "sinh"),
        "the top alone": (tanh("np.exp(x) - np.exp(-x)"), "top of the fraction alone"),
        "cosh": (tanh("(np.exp(x) + np.exp(-x)) / 2"), "cosh"),
        "tan": (tanh("np.tan(x)"), "tangent of an angle"),
        "arctan": (tanh("np.arctan(x)"), "This is arctan"),
        "arctan, scaled": (tanh("2 / np.pi * np.arctan(x)"), "scaled to end at 1"),
        "arctanh": (tanh("np.arctanh(x)"), "arctanh"),
        "the slope": (tanh("1 - np.tanh(x) ** 2"), "the slope of tanh, not tanh itself"),
        "softsign": (tanh("x / (1 + abs(x))"), "softsign"),
        "x by a root": (tanh("x / np.sqrt(1 + x**2)"), "tails come in far too slowly"),
        "erf": (tanh("erf(x)", "from scipy.special import erf\n"), "erf"),
        "ReLU": (tanh("np.maximum(x, 0)"), "ReLU"),
        "hard tanh": (tanh("np.clip(x, -1, 1)"), "Straight pieces"),
        "the sign": (tanh("np.sign(x)"), "only the limits"),
        "a short series": (tanh("x - x**3 / 3"), "only near 0"),
        "a longer series": (tanh("x - x**3 / 3 + 2 * x**5 / 15"), "only near 0"),
        "the left side has lost its sign": (tanh("q = np.exp(-2 * abs(x))\n(1 - q) / (1 + q)"), "lost its sign"),
        "negative x give 0": (tanh("np.where(x > 0, np.tanh(x), 0)"), "Negative x give 0"),
        "a factor 2 too many": (tanh("2 / (1 + np.exp(-4 * x)) - 1"), "slope at 0 is 2"),
        "a factor 2 missing": (tanh("q = np.exp(-abs(x))\nnp.sign(x) * (1 - q) / (1 + q)"), "half as steep"),
        "powers of 2": (tanh("a, b = 2.0 ** np.clip(x, -99, 99), 2.0 ** -np.clip(x, -99, 99)\n(a - b) / (a + b)"), "another base"),
        "powers of 10": (tanh("z = np.clip(x, -99, 99)\na, b = 10.0**z, 10.0**-z\n(a - b) / (a + b)"), "another base"),
        "e is 2.718": (tanh("q = 2.718 ** (-2 * abs(x))\nnp.sign(x) * (1 - q) / (1 + q)"), "2.718"),
        "rounded": (tanh("np.round(np.tanh(x), 2)"), "rounded"),
        "cut off at 3": (tanh("np.tanh(np.clip(x, -3, 3))"), "stop short of 1"),
        "the sign from 3 on": (tanh("np.where(abs(x) > 3, np.sign(x), np.tanh(x))"), "jumps to its limit"),
        "the sign from 5 on": (tanh("np.where(abs(x) > 5, np.sign(x), np.tanh(x))"), "jumps to its limit"),
        "cut to whole numbers": (
            tanh("out = np.zeros_like(x)\nfor i, v in np.ndenumerate(x):\n    out[i] = math.tanh(v)\nout",
                 "import math\n", given=False),
            "whole numbers"),
        "whole numbers stay whole": (
            tanh("x = np.asarray(x)\nout = np.zeros_like(x)\nout[...] = np.tanh(x)\nout", given=False), "whole numbers"),
        "a list is not looked at": (
            tanh("q = np.exp(-2 * abs(x))\nnp.sign(x) * (1 - q) / (1 + q)", given=False), "TypeError"),
        "loop over one axis": (tanh("np.array([math.tanh(v) for v in x])", "import math\n"), "TypeError"),
        "one number only": (tanh("math.tanh(x)", "import math\n"), "TypeError"),
        "if with an array": (tanh("q = np.exp(-2 * abs(x))\nt = (1 - q) / (1 + q)\nt if x > 0 else -t"), "ValueError"),
        "vectorised, no empty array": (tanh("np.vectorize(math.tanh)(x)", "import math\n"), "size 0"),
        "flattened": (tanh("np.tanh(x.ravel())"), "shape"),
        "tanh twice": (tanh("np.tanh(np.tanh(x))"), "once too often"),
        "calls itself": (tanh("tanh(x)"), "ecursion"),
        "changes the array": (tanh("x *= -2\nnp.exp(x, out=x)\nt = (1 - x) / (1 + x)\nt"), "changes the array"),
        "prints": ("def tanh(x):\n    print(np.tanh(x))\n", "print the result instead"),
        "forgets to return": ("def tanh(x):\n    t = np.tanh(x)\n", "returns nothing"),
        "True and False": (tanh("np.tanh(x) > 0"), "True and False"),
        "the visible examples": (
            tanh("known = {-2: -0.96402758, 0.5: 0.46211716, 1: 0.76159416, -1: -0.76159416}\n"
                 "np.vectorize(lambda v: known.get(v, np.sign(v)), otypes=[float])(x)"),
            "only the limits"),
        "the input": (tanh("x"), "input itself"),
        "zeros": (tanh("0 * x"), "whole numbers"),
        "single precision, which cancels": (
            tanh("z = np.clip(x, -40, 40).astype(np.float32)\n(np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))"),
            "float32"),
        "a bracket is missing": ("def tanh(x):\n    return (np.exp(x) - np.exp(-x) / (np.exp(x) + np.exp(-x))\n", "is not defined"),
        "not written": ("def tanh(x):\n    raise NotImplementedError()\n", "not written yet"),
        "axes of length 1 dropped": (tanh("np.squeeze(np.tanh(x))"), "shape"),
        "the place of equal numbers": (
            tanh("flat = x.ravel().tolist()\nout = np.zeros(len(flat))\nfor v in flat:\n    out[flat.index(v)] = math.tanh(v)\n"
                 "out.reshape(x.shape)", "import math\n"), "each twice"),
        "lists number by number": (
            tanh("if isinstance(x, list): return [(1 - np.exp(-2 * v)) / (1 + np.exp(-2 * v)) for v in x]\nnp.tanh(x)", given=False),
            "list"),
    },
    "tanh_grad": {
        "0 for all, if one number is far out": (
            grad("np.zeros_like(x) if np.any(np.abs(x) > 20) else 1 - np.tanh(x) ** 2"), "are the same, "),
        "1 - x^2": (grad("1 - x**2"), "only if x is already a tanh"),
        "tanh itself": (grad("tanh(x)"), "tanh itself"),
        "1 - t": (grad("1 - tanh(x)"), "This is 1 - tanh(x)"),
        "1 - |t|": (grad("1 - abs(tanh(x))"), "the size or the square"),
        "1 + t^2": (grad("1 + tanh(x) ** 2"), "1 + t^2 or 1 - t^2"),
        "t^2 - 1": (grad("tanh(x) ** 2 - 1"), "sign turned"),
        "t^2": (grad("tanh(x) ** 2"), "This is t^2"),
        "1 - 2t": (grad("1 - tanh(x) * 2"), "1 - 2t"),
        "(1 - t)^2": (grad("(1 - tanh(x)) ** 2"), "(1 - t)^2 is not"),
        "^ for the square": (grad("1 - tanh(x) ^ 2"), "TypeError"),
        "the square of x": (grad("1 - tanh(x**2)"), "square stands inside"),
        "1 - tanh(x)^2 with x^2 after": (grad("1 - tanh(x) * x"), ""),
        "sigmoid's rule with tanh": (grad("tanh(x) * (1 - tanh(x))"), "sigmoid's rule"),
        "the slope of sigmoid": (grad("sigmoid(x) * (1 - sigmoid(x))", SIGMOID), "slope of sigmoid"),
        "1 - s^2": (grad("1 - sigmoid(x) ** 2", SIGMOID), "with the sigmoid in it"),
        "sigmoid's slope at 2x": (grad("sigmoid(2 * x) * (1 - sigmoid(2 * x))", SIGMOID), "a quarter of the slope"),
        "twice sigmoid's slope at 2x": (grad("2 * sigmoid(2 * x) * (1 - sigmoid(2 * x))", SIGMOID), "half the slope"),
        "four times sigmoid's slope at x": (grad("4 * sigmoid(x) * (1 - sigmoid(x))", SIGMOID), "at x/2"),
        "twice sigmoid's slope at x": (grad("2 * sigmoid(x) * (1 - sigmoid(x))", SIGMOID), "at x/2"),
        "twice": (grad("2 * (1 - tanh(x) ** 2)"), "twice the slope"),
        "1 / cosh": (grad("1 / np.cosh(x)", ""), "once or squared"),
        "4 by the sum": (grad("4 / (np.exp(x) + np.exp(-x))", ""), "not squared"),
        "1 by the square of the sum": (grad("1 / (np.exp(x) + np.exp(-x)) ** 2", ""), "a quarter of the slope"),
        "cosh^2": (grad("np.cosh(x) ** 2", ""), "upside down"),
        "4 by the square of the difference": (grad("4 / (np.exp(x) - np.exp(-x)) ** 2", ""), "no value at 0"),
        "the squares overflow": (
            grad("1 - (np.exp(x) - np.exp(-x)) ** 2 / (np.exp(x) + np.exp(-x)) ** 2", ""), "squares overflow"),
        "the textbook formula again": (grad(f"1 - ({TEXTBOOK}) ** 2", ""), "nan where tanh is"),
        "4 e^(2x) / (e^(2x) + 1)^2": (grad("4 * np.exp(2 * x) / (np.exp(2 * x) + 1) ** 2", ""), "call your tanh instead"),
        "4 e^(-2x) / (1 + e^(-2x))^2": (grad("4 * np.exp(-2 * x) / (1 + np.exp(-2 * x)) ** 2", ""), "call your tanh instead"),
        "tanh twice": (grad("1 - tanh(tanh(x)) ** 2"), "twice"),
        "the slope of the slope": (grad("-2 * tanh(x) * (1 - tanh(x) ** 2)"), "slope of the slope"),
        "-2t": (grad("-2 * tanh(x)"), "-2t is"),
        "2t": (grad("2 * tanh(x)"), "2t is not"),
        "the slope of arctan": (grad("1 / (1 + x**2)"), "slope of arctan"),
        "a bell": (grad("np.exp(-(x**2))"), "bell"),
        "a box": (grad("(abs(x) < 1).astype(float)"), "in pieces"),
        "a tent": (grad("np.maximum(0, 1 - abs(x))"), "tent"),
        "True and False": (grad("abs(x) < 1"), "True and False"),
        "ones": (grad("np.ones_like(x)"), "only at 0"),
        "zeros": (grad("0 * x"), ""),
        "fills in through reshape": (
            grad("out = np.empty_like(x)\nflat = out.reshape(-1)\nflat[:] = [1 - tanh(v) ** 2 for v in x.ravel()]\nout"), "turned"),
        "a wide forward difference": (grad("(tanh(x + 0.01) - tanh(x)) / 0.01"), "finite difference"),
        "a forward difference of 1e-4": (grad("(tanh(x + 1e-4) - tanh(x)) / 1e-4"), "finite difference"),
        "a wide central difference": (grad("(tanh(x + 0.1) - tanh(x - 0.1)) / 0.2"), "finite difference"),
        "a difference too fine": (grad("(tanh(x + 1e-13) - tanh(x)) / 1e-13"), "over a step as small"),
        "np.gradient": (grad("np.gradient(tanh(x), x)"), "np.gradient"),
        "rounded": (grad("np.round(1 - tanh(x) ** 2, 2)"), "rounded"),
        "whole numbers stay whole": (
            grad("x = np.asarray(x)\nout = np.zeros_like(x)\nout[...] = 1 - np.tanh(x) ** 2\nout", given=False), "whole numbers"),
        "changes the array": (grad("x *= 0.5\nx += x\nx -= 1\nx += 1\nx[...] = tanh(x)\n1 - x**2"), "changes the array"),
        "prints": ("def tanh_grad(x):\n    print(1 - np.tanh(x) ** 2)\n", "print the result instead"),
        "if with an array": (grad("1 - tanh(x) ** 2 if abs(x) < 20 else 0"), "ValueError"),
        "calls itself": (grad("1 - tanh_grad(x) ** 2"), "ecursion"),
        "not written": ("def tanh_grad(x):\n    raise NotImplementedError()\n", "not written yet"),
        "axes of length 1 dropped": (grad("np.squeeze(1 - np.tanh(x) ** 2)"), "shape"),
        "lists number by number": (
            grad("if isinstance(x, list): return [1 / np.cosh(v * 1.0) ** 2 for v in x if v < 1e9]\n1 - np.tanh(x) ** 2", given=False),
            "list"),
    },
    "tanh_accurate": {
        "the tanh from above": (accurate("tanh(x)"), "the digits are lost"),
        "the textbook formula": (accurate(TEXTBOOK), "the digits are lost"),
        "2 sigmoid(2x) - 1": (accurate("2 / (1 + np.exp(-2 * x)) - 1"), "the digits are lost"),
        "1 - 2 / (e^(2x) + 1)": (accurate("1 - 2 / (np.exp(2 * x) + 1)"), "the digits are lost"),
        "long double, which cancels too": (
            accurate("z = np.clip(x, -300, 300).astype(np.longdouble)\n"
                     "((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))).astype(float)"),
            "the digits are lost"),
        "exp - 1 instead of expm1": (
            accurate("m = np.exp(-2 * abs(x)) - 1\n-m / (2 + m) * np.sign(x)"), "the digits are lost"),
        "expm1 of 2x overflows": (accurate("m = np.expm1(2 * x)\nm / (m + 2)"), "infinite from about 355 on"),
        "expm1 of -2x overflows": (accurate("m = np.expm1(-2 * x)\n-m / (2 + m)"), "infinite for x below about -355"),
        "the top by expm1 overflows": (
            accurate("(np.expm1(x) - np.expm1(-x)) / (np.exp(x) + np.exp(-x))"), "From about 710 on"),
        "sinh by cosh overflows": (accurate("np.sinh(x) / np.cosh(x)"), "infinity / infinity"),
        "expm1 for every exp": (
            accurate("(np.expm1(x) - np.expm1(-x)) / (np.expm1(x) + np.expm1(-x))"), "its two ones"),
        "1 taken away twice": (accurate("(np.expm1(2 * x) - 1) / (np.expm1(2 * x) + 1)"), "already takes the 1 away"),
        "the bottom is 1 + m": (accurate(f"{SHRINK}\n-m / (1 + m) * np.sign(x)"), "2 + m"),
        "the bottom is 2 - m": (accurate(f"{SHRINK}\n-m / (2 - m) * np.sign(x)"), "2 + m"),
        "the bottom is m": (accurate(f"{SHRINK}\n-m / m * np.sign(x)"), ""),
        "the sign is lost": (accurate(f"{SHRINK}\n-m / (2 + m)"), "lost its sign"),
        "the sign is turned": (accurate(f"{SHRINK}\nm / (2 + m) * np.sign(x)"), "falls where it should rise"),
        "the 2 is forgotten": (accurate("m = np.expm1(-abs(x))\n-m / (2 + m) * np.sign(x)"), "half as steep"),
        "expm1 alone": (accurate("np.expm1(x)"), "expm1(x) alone"),
        "x below 0.1": (accurate("np.where(abs(x) < 0.1, x, np.tanh(x))"), "takes over too early"),
        "x below 0.001": (accurate("np.where(abs(x) < 1e-3, x, np.tanh(x))"), "takes over too early"),
        "x below 0.00001": (accurate("np.where(abs(x) < 1e-5, x, np.tanh(x))"), "takes over too early"),
        "x below 1e-8, the formula above": (accurate("np.where(abs(x) < 1e-8, x, tanh(x))"), "takes over too early"),
        "two terms below 0.1": (accurate("np.where(abs(x) < 0.1, x - x**3 / 3, np.tanh(x))"), "takes over too early"),
        "x everywhere": (accurate("x"), "input itself"),
        "rounded to 12 decimals": (accurate("np.round(np.tanh(x), 12)"), "rounded"),
        "small numbers set to 0": (accurate("np.where(abs(x) < 1e-8, 0, np.tanh(x))"), "0 near 0"),
        "single precision": (accurate("np.tanh(x.astype(np.float32)).astype(float)"), "float32"),
        "nan turned into the sign, digits lost": (
            accurate(f"t = {TEXTBOOK}\nnp.where(np.isnan(t), np.sign(x), t)"), "the digits are lost"),
        "1 from 10 on": (accurate("np.where(abs(x) > 10, np.sign(x), np.tanh(x))"), "take over too early"),
        "sigmoid by expm1": (accurate("1 / (2 + np.expm1(-x))"), "This is sigmoid"),
        "changes the array": (accurate("x *= -2\nnp.expm1(x, out=x)\nnp.tanh(np.log1p(x) / -2)"), "changes the array"),
        "prints": ("def tanh_accurate(x):\n    print(np.tanh(x))\n", "print the result instead"),
        "not written": ("def tanh_accurate(x):\n    raise NotImplementedError()\n", "not written yet"),
        "axes of length 1 dropped": (accurate("np.squeeze(np.tanh(x))"), "shape"),
    },
}  # fmt: skip
