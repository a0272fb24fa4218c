"""Wrong answers to relu and relu_grad, as people write them: name -> (source, the plain cause). Written by somebody who had not read our causes."""

WRONG = {
    "relu": {
        "np.max instead of np.maximum": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.max(x, 0)
""",
            "np.max(x, 0) takes the largest number along axis 0; np.maximum compares each number with 0.",
        ),
        "built-in max": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return max(0, x)
""",
            "The built-in max compares the whole array at once; np.maximum works number by number.",
        ),
        "minimum": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.minimum(0, x)
""",
            "np.minimum keeps the negative numbers; relu keeps the positive ones.",
        ),
        "absolute value": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.abs(x)
""",
            "Negative numbers become 0 in relu; here they are mirrored to positive.",
        ),
        "True and False": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return x > 0
""",
            "x > 0 only says whether a number is positive; the number itself is asked for.",
        ),
        "negatives dropped": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return x[x > 0]
""",
            "The negative numbers are dropped, not replaced by 0, so the shape is lost.",
        ),
        "in place with a mask": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    x[x < 0] = 0
    return x
""",
            "The caller's own array is changed: work on a copy.",
        ),
        "leaky relu": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x, 0.01 * x)
""",
            "This is the leaky relu, with a slope of 0.01 on the left.",
        ),
        "slope for value": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, 1.0, 0.0)
""",
            "This is the slope of relu, 0 or 1, and not its value.",
        ),
        "where arguments swapped": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, 0, x)
""",
            "The two choices of np.where are swapped: the value for true comes first.",
        ),
        "capped at 6": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.clip(x, 0, 6)
""",
            "A cap at 6 is put on top (relu6); relu has no upper limit.",
        ),
        "threshold at one": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x >= 1, x, 0)
""",
            "The threshold is 1 instead of 0, so numbers between 0 and 1 are lost.",
        ),
        "softplus": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.logaddexp(0, x)
""",
            "This is softplus, the rounded version, which is log 2 and not 0 at x = 0.",
        ),
        "if on the array": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    if x > 0:
        return x
    return 0
""",
            "An if decides once for the whole array; each number needs its own decision.",
        ),
        "half of the sum missing": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return x + np.abs(x)
""",
            "(x + |x|) has to be halved; here positive numbers are doubled.",
        ),
        "mask all or nothing": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    if (x > 0).all():
        return x
    return np.zeros(x.shape)
""",
            "all() makes one decision for the array: one negative number sets everything to 0.",
        ),
        "comprehension over one axis": (
            """def relu(x):
    return [v if v > 0 else 0 for v in x]
""",
            "The loop goes over the first axis only: tables and single numbers fail.",
        ),
        "cut to whole numbers": (
            """def relu(x):
    x = np.asarray(x).astype(int)
    return x * (x > 0)
""",
            "astype(int) cuts off the digits after the point.",
        ),
        "Java Math.max": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return Math.max(0, x)
""",
            "Math.max is Java or JavaScript; in NumPy it is np.maximum.",
        ),
        "np.maximum with one argument": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.maximum(x)
""",
            "np.maximum needs two things to compare; the 0 is missing.",
        ),
        "list replaced by the loop variable": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    result = x.copy()
    for row in result.flatten():
        if row < 0:
            row = 0
    return result
""",
            "Assigning to the loop variable does not change the array, so the negatives stay.",
        ),
        "return in the else": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    y = np.zeros(x.shape)
    for idx in np.ndindex(x.shape):
        if x[idx] > 0:
            y[idx] = x[idx]
        else:
            return y
    return y
""",
            "The return in the else ends the loop at the first number that is not positive.",
        ),
        "ELU": (
            """def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, x, np.exp(x) - 1)
""",
            "This is ELU, which goes to -1 on the left; relu is 0 there.",
        ),
        "global results pile up": (
            """outputs = []

def relu(x):
    x = np.asarray(x, dtype=float)
    for v in x.flatten():
        outputs.append(max(0.0, v))
    return np.array(outputs)
""",
            "The list stands outside the function, so results of earlier calls stay in it (and the shape is lost).",
        ),
    },
    "relu_grad": {
        "one at zero": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.where(x >= 0, 1.0, 0.0)
""",
            "At 0 the course asks for 0; >= gives 1 there.",
        ),
        "half at zero": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.heaviside(x, 0.5)
""",
            "The second argument of np.heaviside is the value at 0; it should be 0 and not one half.",
        ),
        "relu for its slope": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.maximum(0, x)
""",
            "This is relu itself, not its slope.",
        ),
        "booleans": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return x > 0
""",
            "The answer is True and False; numbers 1 and 0 are asked for.",
        ),
        "np.sign": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.sign(x)
""",
            "np.sign gives -1 for negative numbers; the slope there is 0.",
        ),
        "swapped sides": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.where(x < 0, 1.0, 0.0)
""",
            "The comparison points the wrong way: the slope 1 is on the right side.",
        ),
        "not negative, minus": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return -(x > 0).astype(float)
""",
            "The slope has a minus: it is 1 and not -1 on the right.",
        ),
        "division by x": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.maximum(0, x) / x
""",
            "relu(x)/x divides 0 by 0 at x = 0, which gives nan.",
        ),
        "division with eps": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.maximum(0, x) / (x + 1e-3)
""",
            "The small number added to the denominator makes the slope a little less than 1.",
        ),
        "leaky slope": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    g = np.ones_like(x)
    g[x <= 0] = 0.01
    return g
""",
            "0.01 on the left is the slope of the leaky relu; relu is flat there.",
        ),
        "not zero for positive": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return (np.abs(x) > 0).astype(float)
""",
            "This asks whether x is different from 0; negative numbers get the slope 1 too.",
        ),
        "ones where true, x elsewhere": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, 1, x)
""",
            "Where x is not positive, x itself is given back instead of 0.",
        ),
        "mask on the caller's array": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    x[x > 0] = 1
    x[x <= 0] = 0
    return x
""",
            "The answer is written into the caller's own array: work on a copy.",
        ),
        "mask order": (
            """def relu_grad(x):
    g = np.array(x, dtype=float)
    g[g <= 0] = 1
    g[g > 0] = 0
    return g
""",
            "The two values are swapped, and the second mask also sees what the first one wrote: everything ends up 0.",
        ),
        "sigmoid as a soft step": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return 1 / (1 + np.exp(-x))
""",
            "The sigmoid is the slope of softplus; relu has a hard step.",
        ),
        "central difference": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    h = 1e-4
    return (np.maximum(0, x + h) - np.maximum(0, x - h)) / (2 * h)
""",
            "The central difference gives one half at the corner; 0 is asked for there.",
        ),
        "threshold at one": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 1, 1, 0)
""",
            "The step is at 1 instead of at 0.",
        ),
        "relu6 window": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return ((x > 0) & (x < 6)).astype(int)
""",
            "The slope is set back to 0 above 6, as for relu6; relu goes on with slope 1.",
        ),
        "and on arrays": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0 and x != 0, 1, 0)
""",
            "and does not work on arrays; & with brackets does (and here x > 0 is enough).",
        ),
        "string result": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, "1", "0")
""",
            "The answer holds texts, because 1 and 0 stand in quotes.",
        ),
        "only one number": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    for v in x.flatten():
        if v > 0:
            return 1
        else:
            return 0
""",
            "Both branches return, so only the first number is looked at.",
        ),
        "np.gradient of relu": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    r = np.maximum(0, x)
    return np.gradient(r, x)
""",
            "np.gradient takes differences between neighbours in the array and not the slope at each number.",
        ),
        "positive indices": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.argwhere(x > 0)
""",
            "np.argwhere says where the positive numbers stand; 0 and 1 for each number are asked for.",
        ),
        "counted": (
            """def relu_grad(x):
    x = np.asarray(x, dtype=float)
    return np.sum(x > 0)
""",
            "np.sum counts the positive numbers; one slope for each number is asked for.",
        ),
        "constant one": (
            """def relu_grad(x):
    # derivative of x is 1
    x = np.asarray(x, dtype=float)
    return np.ones_like(x)
""",
            "The slope 1 holds on the right side only; on the left it is 0.",
        ),
    },
}
