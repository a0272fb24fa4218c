"""Wrong answers to tanh and tanh_grad, as people write them: name -> (source, the plain cause). Written by somebody who had not read our causes."""

WRONG = {
    "tanh": {
        "textbook quotient overflows": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
""",
            "Far out e^x is infinite, and infinity over infinity is nan.",
        ),
        "sinh": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return (np.exp(x) - np.exp(-x)) / 2
""",
            "This is sinh; it has to be divided by cosh, not by 2.",
        ),
        "signs of top and bottom swapped": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return (np.exp(x) + np.exp(-x)) / (np.exp(x) - np.exp(-x))
""",
            "Numerator and denominator are swapped: this is coth, 1/tanh.",
        ),
        "brackets of the quotient missing": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)
""",
            "Numerator and denominator need brackets, since / comes before + and -.",
        ),
        "sigmoid stretched, x not doubled": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return 2 / (1 + np.exp(-x)) - 1
""",
            "tanh(x) is 2 sigmoid(2x) - 1; the 2 in front of x is missing, so it is half as steep.",
        ),
        "sigmoid doubled but not moved down": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return 2 / (1 + np.exp(-2 * x))
""",
            "The -1 is missing, so the curve runs from 0 to 2.",
        ),
        "minus sign in 2 sigma lost": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return 2 / (1 + np.exp(2 * x)) - 1
""",
            "The minus in the exponent is missing, so the curve is mirrored.",
        ),
        "arctan": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return np.arctan(x)
""",
            "np.arctan is another S-shaped curve, the inverse of the tangent.",
        ),
        "inverse tanh": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return np.arctanh(x)
""",
            "np.arctanh is the inverse of tanh.",
        ),
        "plain tangent": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return np.tan(x)
""",
            "np.tan is the tangent of an angle; the hyperbolic one ends in h.",
        ),
        "softsign": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return x / (1 + np.abs(x))
""",
            "x/(1+|x|) is softsign, which only looks like tanh.",
        ),
        "hard tanh": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return np.maximum(-1, np.minimum(1, x))
""",
            "Cutting x at -1 and 1 is the hard tanh with corners, not the smooth curve.",
        ),
        "sign lost by the absolute value": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    t = np.exp(-2 * np.abs(x))
    return (1 - t) / (1 + t)
""",
            "The sign of x is not put back after |x|, so negative x give positive values.",
        ),
        "math.tanh with try": (
            """import math

def tanh(x):
    x = np.asarray(x, dtype=float)
    try:
        return math.tanh(x)
    except TypeError:
        return [math.tanh(v) for v in x]
""",
            "math.tanh takes one number, and the loop goes along the first axis only, so a table fails.",
        ),
        "nan replaced by 1": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    a = np.exp(x)
    b = np.exp(-x)
    y = (a - b) / (a + b)
    return np.nan_to_num(y, nan=1.0)
""",
            "The nan of the overflow is replaced by 1 on both sides; on the left it should be -1.",
        ),
        "nan replaced by 0": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    with np.errstate(all="ignore"):
        y = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    return np.nan_to_num(y)
""",
            "nan_to_num hides the overflow as 0; far out the value is 1 or -1.",
        ),
        "e^2x overflows on the right": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return (np.exp(2*x) - 1) / (np.exp(2*x) + 1)
""",
            "e^2x is infinite for large positive x, so the quotient becomes nan there.",
        ),
        "x clipped to 3": (
            """def tanh(x):
    x = np.clip(np.asarray(x, dtype=float), -3, 3)   # flat outside anyway
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
""",
            "Clipping at 3 is too tight: tanh(3) is 0.995 and not yet 1.",
        ),
        "one minus before the exponential": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return np.sign(x) * (1 - np.exp(-2 * np.abs(x)))
""",
            "The denominator 1 + e^-2|x| is left out.",
        ),
        "loop that overwrites x": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    flat = x.reshape(-1)
    for i in range(flat.size):
        flat[i] = np.tanh(flat[i])
    return x
""",
            "reshape gives a view, so the loop writes into the caller's own array.",
        ),
        "result list not an array of that shape": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    out = []
    for v in x.ravel():
        t = np.exp(-2 * abs(v))
        out.append((1 - t) / (1 + t) if v > 0 else -(1 - t) / (1 + t))
    return out
""",
            "The result is a flat list; the shape of x is lost.",
        ),
        "Taylor polynomial": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    return x - x**3 / 3 + 2 * x**5 / 15
""",
            "The Taylor polynomial is good near 0 only and runs off to infinity outside.",
        ),
        "whole number array": (
            """def tanh(x):
    x = np.array(x)
    y = np.zeros_like(x)
    y[...] = np.tanh(x)
    return y
""",
            "zeros_like copies the type of x: with whole numbers in, the values are cut to whole numbers.",
        ),
        "sech": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    t = np.exp(-np.abs(x))
    return np.sign(x) * 2 * t / (1 + t**2)
""",
            "This is 1/cosh with the sign of x, not sinh/cosh.",
        ),
        "off by one in the loop": (
            """def tanh(x):
    x = np.asarray(x, dtype=float)
    y = np.zeros(x.shape)
    for i in range(1, x.size):
        y.flat[i] = np.tanh(x.flat[i])
    return y
""",
            "The loop starts at 1 as in MATLAB or R; in Python the first place is 0.",
        ),
    },
    "tanh_grad": {
        "square missing": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - np.tanh(x)
""",
            "tanh has to be squared: 1 - tanh(x)**2.",
        ),
        "x squared instead of tanh squared": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - x**2
""",
            "The rule 1 - t squared needs t = tanh(x), not x itself.",
        ),
        "rule of the sigmoid": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    t = np.tanh(x)
    return t * (1 - t)
""",
            "t(1 - t) is the rule for the sigmoid; for tanh it is 1 - t squared.",
        ),
        "one plus": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 + np.tanh(x) ** 2
""",
            "The sign is wrong: tan has 1 + tan squared, but tanh has 1 - tanh squared.",
        ),
        "square before minus, turned round": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return np.tanh(x) ** 2 - 1
""",
            "The difference is turned round, so every slope is negative.",
        ),
        "square of the difference": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return (1 - np.tanh(x)) ** 2
""",
            "The square is around the whole bracket; only tanh is squared.",
        ),
        "times two for the square": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - 2 * np.tanh(x)
""",
            "2 times tanh stands where tanh to the power 2 belongs.",
        ),
        "tanh of x squared": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - np.tanh(x ** 2)
""",
            "The square is inside the brackets: tanh(x**2) for tanh(x)**2.",
        ),
        "tanh twice": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    t = np.tanh(x)
    t = np.tanh(t)
    return 1 - t * t
""",
            "tanh is applied twice.",
        ),
        "cosh not squared": (
            """def tanh_grad(x):
    x = np.clip(np.asarray(x, dtype=float), -300, 300)
    return 1 / np.cosh(x)
""",
            "The slope is 1/cosh squared; the square is missing.",
        ),
        "sech in numpy": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return np.sech(x) ** 2
""",
            "NumPy has no function sech; write 1/np.cosh(x), or use 1 - tanh squared.",
        ),
        "exponentials overflow": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(2 * x)
    return 4 * e / (e + 1) ** 2
""",
            "e^2x overflows for large positive x, which gives infinity over infinity, nan.",
        ),
        "four lost": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-2 * x))
    return s * (1 - s)
""",
            "From 2 sigmoid(2x) - 1 the chain rule gives a factor 4, which is missing.",
        ),
        "factor two only": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-2 * x))
    ds = s * (1 - s)
    return 2 * ds
""",
            "The outer 2 is there, but the inner derivative of 2x, another 2, is missing.",
        ),
        "doubled x forgotten": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return 4 * s * (1 - s)
""",
            "The sigmoid is taken at x and not at 2x, so the bump is twice as wide.",
        ),
        "no square, caret": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 - np.tanh(x)^2
""",
            "^ is not a power in Python; ** is.",
        ),
        "tanh returned": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    a = np.tanh(x)
    da = 1 - a ** 2
    return a
""",
            "The wrong variable is returned, tanh instead of its slope.",
        ),
        "squared and added up": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    t = np.tanh(x)
    return 1 - np.dot(t, t)
""",
            "np.dot multiplies and adds up, so the slopes of different numbers are mixed.",
        ),
        "slopes summed up": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    t = np.tanh(x)
    return np.sum(1 - t**2)
""",
            "The slopes are added up to one number.",
        ),
        "finite difference, h of one": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return np.tanh(x + 0.5) - np.tanh(x - 0.5)
""",
            "The difference is taken over a whole unit, which is much too coarse for a slope.",
        ),
        "not divided by h": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    h = 1e-6
    return np.tanh(x + h) - np.tanh(x)
""",
            "The difference is not divided by the step h.",
        ),
        "threshold at 1": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return np.where(np.abs(x) < 1, 1.0, 0.0)
""",
            "This is the slope of the hard tanh, 1 in the middle and 0 outside.",
        ),
        "rounded tanh": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    t = np.round(np.tanh(x), 3)
    return 1 - t**2
""",
            "tanh is rounded to three decimals before it is squared.",
        ),
        "printed in a loop": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    for v in x.flatten():
        print(1 - np.tanh(v) ** 2)
""",
            "The slopes are printed in a loop, and nothing is returned.",
        ),
        "leaky floor": (
            """def tanh_grad(x):
    x = np.asarray(x, dtype=float)
    return np.maximum(1 - np.tanh(x) ** 2, 0.01)  # so that gradient never vanishes
""",
            "A floor of 0.01 is put under the slope; the true slope goes to 0.",
        ),
    },
}
