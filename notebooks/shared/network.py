# What this lesson's networks begin with, and what checks their slopes.
NAMES_OF_SLOPES = "dW1", "db1", "dW2", "db2"


def make_weights(inputs, units, classes, seed, spread=1.5):
    """Return the first W1, b1, W2, b2 of a network: small random numbers."""
    rng = np.random.default_rng(seed)
    return [rng.normal(0, spread, (inputs, units)), rng.normal(0, 1, units),
            rng.normal(0, units**-0.5, (units, classes)), np.zeros(classes)]


def largest_difference(slopes, others):
    """Return how far two lists of slopes are apart at most."""
    return max(np.abs(one - other).max()
               for one, other in zip(slopes, others, strict=True))


def check_slopes(function, *inputs, expected, hint="", rtol=1e-6, atol=1e-9):
    """Check the four slopes that `function(*inputs)` returns; return them as arrays."""
    __tracebackhide__ = True
    name, answer = name_of(function), answer_of(function, *inputs)
    check(isinstance(answer, (tuple, list)) and len(answer) == 4, f"{name} should "
          "return four values: dW1, db1, dW2, db2. What stands in its return line?")
    slopes = []
    for part, slope, right in zip(NAMES_OF_SLOPES, answer, expected, strict=True):
        try:
            slope = np.asarray(slope, dtype=float)
        except (TypeError, ValueError):
            check(False, f"{part} is not an array of numbers. Which line makes it?")
        check(slope.shape == np.shape(right), f"{part} has the shape {slope.shape}, "
              f"and its weight has {np.shape(right)}. Which product, or which sum "
              "along an axis, gives that shape?")
        slopes.append(slope)

    def near(wanted):
        return all(np.allclose(slope, right, rtol=rtol, atol=atol)
                   for slope, right in zip(slopes, wanted, strict=True))

    if near(expected):
        return slopes
    for sentence, wanted in TYPICAL_MISTAKES.get(name, {}).items():
        shapes = [np.shape(part) for part in wanted]
        check(shapes != [slope.shape for slope in slopes] or not near(wanted),
              f"{name}: {sentence}")
    for part, slope, right in zip(NAMES_OF_SLOPES, slopes, expected, strict=True):
        right = np.asarray(right, dtype=float)
        for at in np.argwhere(~np.isclose(slope, right, rtol=rtol, atol=atol)).tolist():
            check(False, f"{part}{at} should be {right[tuple(at)]:.6g}, but it is "
                  f"{slope[tuple(at)]:.6g}. {hint}")
