"""Recognises a wrong curve: the right one moved or stretched, or another well-known one. Trusted side.

It is for elementwise functions, uses only plain arrays, and calls no student code.
"""

import itertools
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.special_functions import erf, expit, ndtr
from autograder.judge.tolerance import Array, Near

Curve = Callable[[Array], Array]
ENOUGH = 8  # numbers at least: four parameters fit any four of them
FACTORS = (2.0, 0.5, -1.0, 3.0, 1 / 3, 4.0, 0.25, 10.0, 0.1, -2.0, -0.5, 1.702, 2 / 3, 5.0, 0.2)
WELL_KNOWN: dict[str, Curve] = {
    "x": lambda x: x,
    "|x|": np.abs,
    "x squared": np.square,
    "x to the power of 3": lambda x: x**3,
    "the sigmoid": expit,
    "the slope of the sigmoid": lambda x: expit(x) * expit(-x),
    "tanh": np.tanh,
    "the slope of tanh": lambda x: 1 / np.cosh(x) ** 2,
    "ReLU": lambda x: np.maximum(x, 0),
    "a step, the slope of ReLU": lambda x: np.where(x > 0, 1.0, 0.0),
    "the sign of x": np.sign,
    "e^x": np.exp,
    "e^-x": lambda x: np.exp(-x),
    "e^-|x|": lambda x: np.exp(-np.abs(x)),
    "the bell e^(-x^2)": lambda x: np.exp(-(x**2)),
    "the bell e^(-x^2 / 2)": lambda x: np.exp(-(x**2) / 2),
    "log |x|": lambda x: np.log(np.abs(x)),
    "log (1 + |x|)": lambda x: np.log1p(np.abs(x)),
    "softplus, log (1 + e^x)": lambda x: np.logaddexp(0, x),
    "SiLU, x times sigmoid(x)": lambda x: x * expit(x),
    "GELU, x times the normal distribution": lambda x: x * ndtr(x),
    "Mish, x times tanh of softplus": lambda x: x * np.tanh(np.logaddexp(0, x)),
    "ELU": lambda x: np.where(x > 0, x, np.expm1(x)),
    "leaky ReLU": lambda x: np.where(x > 0, x, 0.01 * x),
    "softsign, x / (1 + |x|)": lambda x: x / (1 + np.abs(x)),
    "x divided by the root of 1 + x^2": lambda x: x / np.hypot(1, x),
    "arctan": np.arctan,
    "erf": erf,
    "the normal distribution": ndtr,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "arctanh": np.arctanh,
    "arcsinh": np.arcsinh,
    "the root of |x|": lambda x: np.sqrt(np.abs(x)),
    "1 / x": lambda x: 1 / x,
    "1 / (1 + x^2)": lambda x: 1 / (1 + x**2),
    "1 / (1 + |x|)": lambda x: 1 / (1 + np.abs(x)),
    "x times e^-x": lambda x: x * np.exp(-x),
    "1 / cosh(x)": lambda x: 1 / np.cosh(x),
    "1 / cosh(x), with the sign of x": lambda x: np.sign(x) / np.cosh(x),
    "1 - e^-|x|": lambda x: -np.expm1(-np.abs(x)),
    "1 - e^-|x|, with the sign of x": lambda x: -np.sign(x) * np.expm1(-np.abs(x)),
    "straight pieces, x cut off at -1 and 1": lambda x: np.clip(x, -1, 1),
}


def likeness(name: str, x: Any, got: Array, want: Array, right: Curve, near: Near) -> str:
    """Return in a sentence which curve `got` is, or how it differs from the right one; '' if it is not recognised.

    `x` are real numbers of any shape, `got` and `want` the answers and the right ones, real arrays in that shape. `right` is the
    reference, and `near(a, b)` returns whether two arrays of one shape agree within the check's tolerance.
    """
    x = np.asarray(x, dtype=float).ravel()
    if got.shape != want.shape or x.size != got.size or np.unique(x).size < ENOUGH or not np.isfinite(got).all():
        return ""
    y, goal = got.ravel().astype(float), want.ravel().astype(float)
    if np.allclose(y, goal, rtol=1e-5, atol=1e-8):  # the curve is right to five digits
        return ""
    if np.abs(x).max() > 50 or np.unique(y).size < ENOUGH:
        return ""
    with np.errstate(all="ignore"):
        return _moved(name, x, y, right, near) or _another(name, x, y, goal, near) or _seen(name, x, y, goal)


def _line(base: Array, y: Array) -> tuple[float, float]:
    """Return a and d of the line a·base + d that fits `y` best, both (n,); (0, 0) if `base` is constant or not finite."""
    if not np.isfinite(base).all() or np.ptp(base) == 0:
        return 0.0, 0.0
    a, d = np.linalg.lstsq(np.column_stack([base, np.ones_like(base)]), y, rcond=None)[0]
    return float(a), float(d)


def _moved(name: str, x: Array, y: Array, right: Curve, near: Near) -> str:
    """Return the sentence for y = a·right(k·x + c) + d, with x and y (n,); '' if no a, k, c, d fit."""
    from scipy import optimize  # takes longer to load than to grade ten submissions; a right answer never needs it

    def model(p: Array) -> Array:
        return np.asarray(p[0] * right(p[1] * x + p[2]) + p[3])

    def residual(p: Array) -> Array:
        apart = model(p) - y
        return np.where(np.isfinite(apart), apart, 1e6)

    for k in (1.0, *FACTORS):
        a, d = _line(right(k * x), y)
        if a and near(a * right(k * x) + d, y):
            return _say(name, a, k, 0.0, d)
    for k, c in itertools.product((1.0, 3.0, 0.3, -1.0), (0.0, 1.0, -1.0)):
        a, d = _line(right(k * x + c), y)
        start = np.array([a or 1.0, k, c, d])
        try:
            fitted = optimize.least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=60).x
        except ValueError:  # the fit went out of float64's range
            continue
        if near(model(fitted), y):
            tidy = np.where(np.abs(fitted - np.round(fitted, 4)) < 1e-5, np.round(fitted, 4), fitted)
            return _say(name, *map(float, tidy))
    return ""


def _say(name: str, a: float, k: float, c: float, d: float) -> str:
    changes, asks = [], []
    if abs(k - 1) > 1e-4:
        steep = f"{abs(k):.4g} times as steep inside" if k > 0 else "turned from left to right"
        changes.append(f"{steep} (x is multiplied by {k:.4g} before anything else)")
        asks.append("What stands in front of x?")
    if abs(c) > 1e-4:
        changes.append(f"moved by {abs(c / k):.4g} to the {'left' if c * k > 0 else 'right'}")
        asks.append("What is added to x?")
    if abs(a - 1) > 1e-4:
        changes.append(f"{a:.4g} times as high")
        asks.append("Which factor does the formula have outside?")
    if abs(d) > 1e-4:
        changes.append(f"moved {'up' if d > 0 else 'down'} by {abs(d):.4g}")
        asks.append("What is added at the end?")
    if not changes:
        return ""
    whole = f"{', '.join(changes[:-1])} and {changes[-1]}" if len(changes) > 1 else changes[0]
    return f"{name} has the right curve in another place: it is {whole}. {asks[0]}"


def _another(name: str, x: Array, y: Array, goal: Array, near: Near) -> str:
    """Return the sentence for a well-known curve, as it is or scaled and shifted; '' if none fits. Arrays (n,)."""
    for known, curve in WELL_KNOWN.items():
        for k in (1.0, *FACTORS):
            base = curve(k * x)
            a, d = _line(base, y)
            if not a or near(a * base + d, goal) or not near(a * base + d, y):
                continue
            plain = k == 1 and abs(a - 1) < 1e-4 and abs(d) < 1e-4
            outside = "" if abs(a - 1) < 1e-4 else f", times {a:.4g}"
            added = "" if abs(d) < 1e-4 else f", {'plus' if d > 0 else 'minus'} {abs(d):.4g}"
            what = known if plain else f"{_inside(known, k)}{outside}{added}"
            return f"{name} gives {what}: another curve than the one that is asked for. Which formula does the task have?"
    return ""


def _inside(known: str, k: float) -> str:
    """Return the name of a curve with k·x in place of x."""
    if k == 1:
        return known
    scaled = "-x" if k == -1 else f"{k:.4g}x"
    if not re.search(r"\bx\b", known):
        return f"{known} of {scaled}"
    bare = r"(?<=[|(])x(?=[|)])" if k < 0 else r"(?<![\^/-])(?<!/ )\bx\b(?!\^| squared| to the)"
    return re.sub(r"\bx\b", f"({scaled})", re.sub(bare, scaled.replace("x", "X"), known)).replace("X", "x")


def _seen(name: str, x: Array, y: Array, goal: Array) -> str:
    """Return the sentence for what a picture of the curve would show at once, such as a wrong sign; '' if nothing. Arrays (n,)."""
    order = np.argsort(x, kind="stable")
    rises, falls = (np.diff(goal[order]) >= 0).all(), (np.diff(goal[order]) <= 0).all()
    room = 1e-3 + 1e-2 * np.ptp(goal)
    if rises and np.ptp(goal) and (np.diff(y[order]) <= 1e-12).all():
        return f"{name} falls where it should rise. Which sign is turned?"
    if falls and np.ptp(goal) and (np.diff(y[order]) >= -1e-12).all():
        return f"{name} rises where it should fall. Which sign is turned?"
    if y.min() < min(goal.min() - room, -room) and goal.min() >= 0:
        return f"{name} gives negative numbers, and the right curve is never below 0. Which step makes them negative?"
    even = np.array_equal(np.sort(x), np.sort(-x))
    if even or y.max() <= goal.max() + room:
        return ""
    limits = {1.0: "above 1", 0.25: "above one quarter", 0.5: "above one half"}
    top = next((limit for limit in sorted(limits) if goal.max() <= limit + 1e-9), None)
    if top is not None and y.max() > top + room:
        return f"{name} gives numbers {limits[top]}, and the right curve never goes there. Which step makes them so large?"
    return ""
