# What this lesson's networks begin with, and what checks their slopes.
NAMES_OF_SLOPES = "dW1", "db1", "dW2", "db2"
# Each slope rests on those above it. It comes from one step of the way back.
STEPS_BACK = {
    "db2": "step 1: is the slope at the logits p minus one-hot, divided by n, and "
           "only once?",
    "dW2": "step 2: is it the hidden layer times step 1?",
    "db1": "step 3: is it step 1, carried back through W2, times act_grad(Z)?",
    "dW1": "step 4: is it the points times step 3?",
}


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
    slopes = dict(zip(NAMES_OF_SLOPES, answer, strict=True))
    rights = {part: np.asarray(right, dtype=float)
              for part, right in zip(NAMES_OF_SLOPES, expected, strict=True)}
    for part in STEPS_BACK:
        try:
            slopes[part] = np.asarray(slopes[part], dtype=float)
        except (TypeError, ValueError):
            check(False, f"{part} is not an array of numbers. Which line makes it?")
        check(slopes[part].shape == rights[part].shape, f"{part} has the shape "
              f"{slopes[part].shape}, and its weight has {rights[part].shape}. Which "
              "product, or which sum along an axis, gives that shape? Is the order "
              "dW1, db1, dW2, db2?")
    found = list(slopes.values())

    def near(wanted):
        return all(np.shape(right) == slope.shape
                   and np.allclose(slope, right, rtol, atol)
                   for slope, right in zip(found, wanted, strict=True))

    if near(expected):
        return found
    for sentence, wanted in TYPICAL_MISTAKES.get(name, {}).items():
        check(not near(wanted), f"{name}: {sentence}")
    for part, step in STEPS_BACK.items():
        slope, right = slopes[part], rights[part]
        for at in np.argwhere(~np.isclose(slope, right, rtol, atol)).tolist():
            at = tuple(at)
            check(False, f"{part} is wrong: {part}{list(at)} should be "
                  f"{right[at]:.6g}, but it is {slope[at]:.6g}. {hint} Look at {step}")
    return found
