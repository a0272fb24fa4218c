"""Wrong answers to sigmoid, sigmoid_grad and gradient_step, as people write them: name -> (source, the plain cause). Written by somebody who had not read our causes."""

WRONG = {
    "sigmoid": {
        "exponent without its minus": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.exp(x))
""",
            "The minus in the exponent is missing, so the curve falls instead of rising.",
        ),
        "no brackets under the fraction bar": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1/1+np.exp(-x)
""",
            "Without brackets the division comes first: this is (1/1) + e^-x.",
        ),
        "math.exp on an array": (
            """import math

def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + math.exp(-x))
""",
            "math.exp takes a single number only; an array needs np.exp.",
        ),
        "if on a whole array": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    else:
        z = np.exp(x)
        return z / (1 + z)
""",
            "An if decides once for the whole array, but each number needs its own decision (np.where or a mask).",
        ),
        "print instead of return": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    y = 1 / (1 + np.exp(-x))
    print(y)
""",
            "The result is printed but not returned, so the caller gets None.",
        ),
        "caret as power": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.e^(-x))
""",
            "In Python ^ is not a power (that is ** ), and it does not work on floats.",
        ),
        "e^x over 1 plus e^x": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    ex = np.exp(x)
    return ex / (ex + 1)
""",
            "e^x overflows for large positive x, and infinity over infinity is nan.",
        ),
        "x clipped to 10": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    x = np.clip(x, -10, 10)   # avoid overflow
    return 1 / (1 + np.exp(-x))
""",
            "Clipping x at 10 is far too tight: below -10 the value stays at 4.5e-5 instead of falling on.",
        ),
        "one minus the sigmoid": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    p = 1.0 / (1.0 + np.exp(-x))
    return 1 - p
""",
            "This returns the probability of the other class, 1 - sigmoid.",
        ),
        "rounded to two digits": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.round(1 / (1 + np.exp(-x)), 2)
""",
            "The result is rounded to two decimals, so the other digits are lost.",
        ),
        "hard sigmoid of Keras": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.clip(0.2 * x + 0.5, 0.0, 1.0)
""",
            "This is the hard sigmoid, three straight pieces, and not the smooth curve.",
        ),
        "tanh without the half inside": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    # sigmoid is just a moved tanh
    return (np.tanh(x) + 1) / 2
""",
            "The tanh form needs x/2 inside; this curve is twice as steep.",
        ),
        "ten instead of e": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + 10.0 ** (-x))
""",
            "The base of the power is 10 instead of e.",
        ),
        "return inside the loop": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    result = np.zeros_like(x)
    for i in range(x.size):
        result.flat[i] = 1 / (1 + np.exp(-x.flat[i]))
        return result
""",
            "The return stands inside the loop, so only the first number is computed.",
        ),
        "loop over len": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    out = np.zeros(len(x))
    for i in range(len(x)):
        out[i] = 1 / (1 + np.exp(-x[i]))
    return out
""",
            "The loop and the result are made for one axis only; a table or a single number breaks it.",
        ),
        "flattened result": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    ys = []
    for v in x.flatten():
        ys.append(1 / (1 + np.exp(-v)))
    return np.array(ys)
""",
            "The array is flattened and not brought back to its own shape.",
        ),
        "stored as integers": (
            """def sigmoid(x):
    out = np.zeros(np.shape(x), dtype=int)
    out[...] = 1 / (1 + np.exp(-np.asarray(x)))
    return out
""",
            "The result array holds whole numbers, so every value between 0 and 1 is cut to 0.",
        ),
        "softmax instead": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(x - np.max(x))
    return e / np.sum(e)
""",
            "This is softmax, which divides by the sum over all numbers; the sigmoid treats each number alone.",
        ),
        "class instead of probability": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    p = 1 / (1 + np.exp(-x))
    return np.where(p >= 0.5, 1, 0)
""",
            "The probability is turned into a class 0 or 1 at the end; the probability itself is asked for.",
        ),
        "min-max scaling": (
            """def sigmoid(x):
    # squash everything into 0..1
    x = np.asarray(x, dtype=float)
    return (x - x.min()) / (x.max() - x.min())
""",
            "This is min-max scaling to the range 0 to 1, not the sigmoid.",
        ),
        "absolute value in the exponent": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.exp(-np.abs(x)))   # abs so it never overflows
""",
            "With |x| in the exponent the sign of x is lost, so negative x give values above one half.",
        ),
        "in place on the caller's array": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    x *= -1
    np.exp(x, out=x)
    x += 1
    return 1 / x
""",
            "The steps are done in place, so the caller's own array is overwritten.",
        ),
        "probabilities clipped away from 0": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    eps = 1e-7
    return np.clip(s, eps, 1 - eps)
""",
            "The result is clipped to stay off 0 and 1, so the far ends are wrong.",
        ),
        "2.718 for e": (
            """e = 2.718

def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + e ** (-x))
""",
            "e is rounded to 2.718, which spoils the digits away from 0; np.exp has all of them.",
        ),
        "MATLAB dot slash": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 ./ (1 + np.exp(-x))
""",
            "./ is MATLAB; in Python a plain / divides element by element, and this is a syntax error.",
        ),
        "exp without np": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + exp(-x))
""",
            "exp is not a name on its own here; it is called np.exp.",
        ),
        "two branches, swapped": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.where(x >= 0,
                    np.exp(x) / (1 + np.exp(x)),
                    1 / (1 + np.exp(-x)))
""",
            "The two stable branches are swapped: large positive x now get the form that overflows to nan.",
        ),
        "zero falls between the masks": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    out = np.zeros_like(x)
    pos = x > 0
    neg = x < 0
    out[pos] = 1 / (1 + np.exp(-x[pos]))
    out[neg] = np.exp(x[neg]) / (1 + np.exp(x[neg]))
    return out
""",
            "x = 0 is in neither mask, so it keeps the starting value 0 instead of one half.",
        ),
        "minus first power binds tighter": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return 1 + np.exp(-x) ** -1
""",
            "The power -1 applies to the exponential only, not to the whole sum: brackets are missing.",
        ),
        "squeezed": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.squeeze(1 / (1 + np.exp(-x)))
""",
            "np.squeeze removes axes of length 1, so the shape is not kept.",
        ),
        "vectorize with whole-number ends": (
            """def _sig(v):
    if v < -500:
        return 0
    if v > 500:
        return 1
    return 1 / (1 + np.exp(-v))

def sigmoid(x):
    x = np.asarray(x, dtype=float)
    return np.vectorize(_sig)(x)
""",
            "np.vectorize takes its type from the first result: if that is the whole number 0, all the others are cut to whole numbers (and an empty array fails).",
        ),
        "one big number decides for all": (
            """def sigmoid(x):
    x = np.asarray(x, dtype=float)
    if np.any(x > 100):
        return np.ones_like(x)
    if np.any(x < -100):
        return np.zeros_like(x)
    return 1 / (1 + np.exp(-x))
""",
            "One large number anywhere sets the whole array to 1 or 0; each number has to be treated alone.",
        ),
    },
    "sigmoid_grad": {
        "x for sigmoid of x": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    return x * (1 - x)
""",
            "The formula s(1 - s) needs s = sigmoid(x); here x itself is put in.",
        ),
        "the sigmoid itself": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    grad = s * (1 - s)
    return s
""",
            "The slope is computed, but the sigmoid is returned.",
        ),
        "plus for minus": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s * (1 + s)
""",
            "The bracket has a plus: it should be s(1 - s).",
        ),
        "s minus 1": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s * (s - 1)
""",
            "The difference is turned round, s - 1 for 1 - s, so the slope has the wrong sign.",
        ),
        "the rule of tanh": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return 1 - s**2
""",
            "1 - s squared is the rule for tanh, not for the sigmoid.",
        ),
        "brackets left out": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s*1-s
""",
            "Without brackets this is s - s, which is always 0.",
        ),
        "square forgotten": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    return np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x)))
""",
            "The denominator has to be squared by the quotient rule.",
        ),
        "quotient rule overflows": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    return np.exp(-x) / (1 + np.exp(-x))**2
""",
            "e^-x overflows for large negative x, and infinity over infinity is nan.",
        ),
        "inner derivative forgotten": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return -e / (1 + e) ** 2
""",
            "The chain rule's inner derivative, -1 for -x, is forgotten, so the sign is wrong.",
        ),
        "np.gradient without positions": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return np.gradient(s)
""",
            "np.gradient takes differences between neighbours in the array; it does not know the formula at each single x.",
        ),
        "difference with a coarse step": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    f = lambda t: 1 / (1 + np.exp(-t))
    h = 0.01
    return (f(x + h) - f(x)) / h
""",
            "A one-sided difference with h = 0.01 is only an approximation, right to two or three digits.",
        ),
        "difference with a step too small": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    def f(t):
        return 1 / (1 + np.exp(-t))
    h = 1e-13
    return (f(x + h) - f(x - h)) / (2 * h)
""",
            "The step is so small that rounding eats the digits of the difference.",
        ),
        "divided by two times h without brackets": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    sig = lambda t: 1 / (1 + np.exp(-t))
    h = 1e-5
    return (sig(x + h) - sig(x - h)) / 2*h
""",
            "Without brackets /2*h divides by 2 and then multiplies by h.",
        ),
        "s of one minus s called": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s(1 - s)
""",
            "The multiplication sign is missing, so Python tries to call the array s like a function.",
        ),
        "sigmoid taken twice": (
            """def sig(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = sig(x)
    return sig(s) * (1 - sig(s))
""",
            "The sigmoid is applied a second time to a value that is already a sigmoid.",
        ),
        "scaled to a peak of 1": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return 4 * s * (1 - s)
""",
            "The slope is scaled so that its peak is 1; the true peak is one quarter.",
        ),
        "np.diff": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return np.diff(s) / np.diff(x)
""",
            "np.diff gives slopes between neighbours, one fewer than the numbers, and not the slope at each number.",
        ),
        "times x": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s) * x
""",
            "The factor x belongs to the slope by the weight; here the slope by x is asked for.",
        ),
        "mean of the slopes": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return np.mean(s * (1 - s))
""",
            "The slopes are averaged to one number; one slope for each number is asked for.",
        ),
        "Jacobian on the diagonal": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return np.diag(s * (1 - s))
""",
            "The slopes are put on the diagonal of a matrix; the answer should keep the shape of x.",
        ),
        "matrix product": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s @ (1 - s)
""",
            "@ multiplies and adds up; here each number is multiplied on its own with *.",
        ),
        "value and slope": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s, s * (1 - s)
""",
            "Two things are returned, the value and the slope; only the slope is asked for.",
        ),
        "saturated means zero": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    g = s * (1 - s)
    g[np.abs(x) > 5] = 0    # saturated
    return g
""",
            "Beyond 5 the slope is small but not 0; it must not be cut off.",
        ),
        "s minus s twice": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    s = 1 / (1 + np.exp(-x))
    return s - s * 2
""",
            "s squared was written as s * 2; a square is s ** 2.",
        ),
        "one half lost with tanh": (
            """def sigmoid_grad(x):
    x = np.asarray(x, dtype=float)
    # sigmoid(x) = (1 + tanh(x/2)) / 2
    return (1 - np.tanh(x / 2) ** 2) / 2
""",
            "The inner derivative of x/2 is forgotten: a second factor one half is missing.",
        ),
    },
    "gradient_step": {
        "uphill": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    dw = np.mean((p - y) * x)
    db = np.mean(p - y)
    return w + rate * dw, b + rate * db
""",
            "The step is added, so it goes uphill; descent subtracts the slope.",
        ),
        "sum instead of mean": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    dw = np.sum((p - y) * x)
    db = np.sum(p - y)
    return w - rate * dw, b - rate * db
""",
            "The slopes are summed and not averaged: the division by the number of points is missing.",
        ),
        "mean of each factor": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    w = w - rate * np.mean(p - y) * np.mean(x)
    b = b - rate * np.mean(p - y)
    return w, b
""",
            "The mean of a product is not the product of the means: multiply first, then average.",
        ),
        "y minus p": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    error = y - p
    w_new = w - rate * (error * x).mean()
    b_new = b - rate * error.mean()
    return w_new, b_new
""",
            "The error is turned round, y - p for p - y, so the subtracted step goes the wrong way.",
        ),
        "slope of the squared error": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    delta = (p - y) * p * (1 - p)
    return w - rate * np.mean(delta * x), b - rate * np.mean(delta)
""",
            "The factor p(1 - p) belongs to the squared error; with cross-entropy it cancels.",
        ),
        "b sees the new w": (
            """def gradient_step(w, b, x, y, rate):
    w = w - rate * np.mean((1 / (1 + np.exp(-(w * x + b))) - y) * x)
    b = b - rate * np.mean(1 / (1 + np.exp(-(w * x + b))) - y)
    return w, b
""",
            "The slope for b is computed with the new w; both slopes belong to the old values.",
        ),
        "no sigmoid": (
            """def gradient_step(w, b, x, y, rate):
    p = w * x + b
    return w - rate * np.mean((p - y) * x), b - rate * np.mean(p - y)
""",
            "p is the plain score; the sigmoid is missing.",
        ),
        "slopes returned": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    dw = np.mean((p - y) * x)
    db = np.mean(p - y)
    return rate * dw, rate * db
""",
            "The step itself is returned, not the new w and b.",
        ),
        "order swapped": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    b = b - rate * np.mean(p - y)
    w = w - rate * np.mean((p - y) * x)
    return b, w
""",
            "The two results are returned in the wrong order: w comes first.",
        ),
        "a step after every point": (
            """def gradient_step(w, b, x, y, rate):
    for xi, yi in zip(x, y):
        p = 1 / (1 + np.exp(-(w * xi + b)))
        w = w - rate * (p - yi) * xi
        b = b - rate * (p - yi)
    return w, b
""",
            "A step is made after every point; one step with the mean over all points is asked for.",
        ),
        "only the first point": (
            """def gradient_step(w, b, x, y, rate):
    n = len(x)
    dw = 0
    db = 0
    for i in range(n):
        p = 1 / (1 + np.exp(-(w * x[i] + b)))
        dw += (p - y[i]) * x[i] / n
        db += (p - y[i]) / n
        return w - rate * dw, b - rate * db
""",
            "The return stands inside the loop, so only the first point counts.",
        ),
        "x forgotten": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    g = np.mean(p - y)
    return w - rate * g, b - rate * g
""",
            "The slope by w needs the factor x; here w moves like b.",
        ),
        "bracket around the score": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-w * x + b))
    return w - rate * np.mean((p - y) * x), b - rate * np.mean(p - y)
""",
            "The minus has to stand before the whole score: -(wx + b), with brackets.",
        ),
        "rate left out for b": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    w -= rate * np.mean((p - y) * x)
    b -= np.mean(p - y)
    return w, b
""",
            "The step of b is not multiplied by the rate.",
        ),
        "hard classes": (
            """def gradient_step(w, b, x, y, rate):
    p = (w * x + b > 0).astype(int)
    return w - rate * np.mean((p - y) * x), b - rate * np.mean(p - y)
""",
            "p is cut to the class 0 or 1, as in the perceptron; the probability is needed.",
        ),
        "half from the squared error formula": (
            """def gradient_step(w, b, x, y, rate):
    m = len(y)
    p = 1 / (1 + np.exp(-(w * x + b)))
    dw = 1 / (2 * m) * np.sum((p - y) * x)
    db = 1 / (2 * m) * np.sum(p - y)
    return w - rate * dw, b - rate * db
""",
            "The factor one half comes from another loss; the mean divides by n only.",
        ),
        "divided by n twice": (
            """def gradient_step(w, b, x, y, rate):
    n = len(x)
    p = 1 / (1 + np.exp(-(w * x + b)))
    dw = np.mean((p - y) * x) / n
    db = np.mean(p - y) / n
    return w - rate * dw, b - rate * db
""",
            "np.mean divides by n already; here it is divided by n a second time.",
        ),
        "an array for each": (
            """def gradient_step(w, b, x, y, rate):
    p = 1 / (1 + np.exp(-(w * x + b)))
    w = w - rate * (p - y) * x
    b = b - rate * (p - y)
    return w, b
""",
            "The mean is missing altogether: w and b become arrays with one entry per point.",
        ),
    },
}
