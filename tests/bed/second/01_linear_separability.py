"""Wrong answers to affine, predict and perceptron, as people write them: name -> (source, the plain cause). Written by somebody who had not read our causes."""

WRONG = {
    "affine": {
        "b left out": (
            """def affine(X, w, b):
    return X @ w
""",
            "The bias b is not added.",
        ),
        "b subtracted": (
            """def affine(X, w, b):
    return X @ w - b
""",
            "b is subtracted; it has to be added.",
        ),
        "products not added up": (
            """def affine(X, w, b):
    return X * w + b
""",
            "* multiplies coordinate by coordinate; the products are not added up for each point.",
        ),
        "sum down the columns": (
            """def affine(X, w, b):
    return np.sum(X * w, axis=0) + b
""",
            "The sum runs along axis 0, over the points; it should run over the coordinates, axis 1.",
        ),
        "sum over everything": (
            """def affine(X, w, b):
    return np.sum(X * w) + b
""",
            "Without an axis np.sum adds up all points to one number.",
        ),
        "w times X": (
            """def affine(X, w, b):
    return w @ X + b
""",
            "The factors are swapped: w @ X adds over the points; X @ w adds over the coordinates.",
        ),
        "X transposed": (
            """def affine(X, w, b):
    return np.dot(X.T, w) + b
""",
            "X is turned over; in this course each row is a point already, so no transpose is needed.",
        ),
        "w as a column": (
            """def affine(X, w, b):
    return X @ w.reshape(-1, 1) + b
""",
            "w is made a column, so the answer has the shape (n, 1) and not (n,).",
        ),
        "b inside the bracket": (
            """def affine(X, w, b):
    return X @ (w + b)
""",
            "b is added to each weight; it belongs after the product.",
        ),
        "b added to every product": (
            """def affine(X, w, b):
    return np.sum(X * w + b, axis=1)
""",
            "b stands inside the sum, so it is added once for each coordinate.",
        ),
        "two coordinates only": (
            """def affine(X, w, b):
    return w[0] * X[:, 0] + w[1] * X[:, 1] + b
""",
            "The formula is written for two coordinates; points can have any number d.",
        ),
        "counted from one": (
            """def affine(X, w, b):
    s = np.zeros(X.shape[0])
    for j in range(1, X.shape[1]):
        s += w[j] * X[:, j]
    return s + b
""",
            "The loop starts at 1, so the first coordinate is left out.",
        ),
        "single point": (
            """def affine(X, w, b):
    return X[0] * w[0] + X[1] * w[1] + b
""",
            "X[0] is the first point, not the first coordinate; the function is written for one point.",
        ),
        "early return": (
            """def affine(X, w, b):
    scores = []
    for x in X:
        s = 0
        for xi, wi in zip(x, w):
            s += xi * wi
        scores.append(s + b)
        return np.array(scores)
""",
            "The return is inside the loop, so only the first point gets a score.",
        ),
        "sum not reset": (
            """def affine(X, w, b):
    scores = []
    s = b
    for x in X:
        for i in range(len(w)):
            s += x[i] * w[i]
        scores.append(s)
    return np.array(scores)
""",
            "The sum is not set back for the next point, so the scores pile up.",
        ),
        "equals for plus-equals": (
            """def affine(X, w, b):
    out = np.zeros(len(X))
    for i in range(len(X)):
        for j in range(len(w)):
            out[i] = X[i, j] * w[j]
        out[i] += b
    return out
""",
            "= overwrites the sum each time (+= is needed), so only the last coordinate counts.",
        ),
        "len of X for the coordinates": (
            """def affine(X, w, b):
    out = np.zeros(len(X))
    for i in range(len(X)):
        for j in range(len(X)):
            out[i] += X[i][j] * w[j]
        out[i] += b
    return out
""",
            "The inner loop runs over the number of points instead of the number of coordinates.",
        ),
        "print": (
            """def affine(X, w, b):
    score = X @ w + b
    print("score:", score)
""",
            "The scores are printed, not returned.",
        ),
        "whole number scores": (
            """def affine(X, w, b):
    scores = np.zeros(X.shape[0], dtype=int)
    for i, x in enumerate(X):
        scores[i] = np.dot(x, w) + b
    return scores
""",
            "The scores are stored as whole numbers, so the digits after the point are cut off.",
        ),
        "sigmoid on top": (
            """def affine(X, w, b):
    z = X @ w + b
    return 1 / (1 + np.exp(-z))
""",
            "A sigmoid is put on top; the plain score is asked for.",
        ),
        "class already": (
            """def affine(X, w, b):
    return np.where(X @ w + b > 0, 1, 0)
""",
            "This is the class already; affine should return the score.",
        ),
        "distance to the line": (
            """def affine(X, w, b):
    return (X @ w + b) / np.linalg.norm(w)
""",
            "The score is divided by the length of w: that is the distance to the line.",
        ),
        "b as an extra weight in front": (
            """def affine(X, w, b):
    X1 = np.hstack([np.ones((len(X), 1)), X])
    w1 = np.append(w, b)
    return X1 @ w1
""",
            "The column of ones stands in front but b at the end, so the weights meet the wrong columns.",
        ),
        "changes X": (
            """def affine(X, w, b):
    X *= w
    return X.sum(axis=1) + b
""",
            "X *= w writes the products into the caller's X.",
        ),
        "cross product": (
            """def affine(X, w, b):
    return np.outer(X, w) + b
""",
            "np.outer multiplies everything with everything; the dot product is needed.",
        ),
    },
    "predict": {
        "tie gives one": (
            """def predict(X, w, b):
    return (X @ w + b >= 0).astype(int)
""",
            ">= gives class 1 at a tie; the task asks for 0 at a score of 0.",
        ),
        "minus one for class 0": (
            """def predict(X, w, b):
    return np.where(X @ w + b > 0, 1, -1)
""",
            "The classes are called 1 and -1 here; the course uses 1 and 0.",
        ),
        "np.sign": (
            """def predict(X, w, b):
    s = X @ w + b
    return np.sign(s).astype(int)
""",
            "np.sign gives -1, 0 and 1; only the classes 0 and 1 exist.",
        ),
        "swapped classes": (
            """def predict(X, w, b):
    return (X @ w + b < 0).astype(int)
""",
            "The comparison points the wrong way, so the classes are swapped.",
        ),
        "true and false": (
            """def predict(X, w, b):
    return X @ w + b > 0
""",
            "The answer is True and False; the numbers 1 and 0 are asked for.",
        ),
        "scores returned": (
            """def predict(X, w, b):
    return X @ w + b
""",
            "The scores are returned; the comparison with 0 is missing.",
        ),
        "threshold one half": (
            """def predict(X, w, b):
    s = X @ w + b
    return (s > 0.5).astype(int)
""",
            "0.5 is the threshold for a probability; the score is compared with 0.",
        ),
        "bias forgotten": (
            """def predict(X, w, b):
    scores = np.dot(X, w)
    return np.where(scores > 0, 1, 0)
""",
            "b is forgotten, so the line always goes through the origin.",
        ),
        "compared with b": (
            """def predict(X, w, b):
    return (X @ w > b).astype(int)
""",
            "Comparing with b has the wrong sign: w·x + b > 0 means w·x > -b.",
        ),
        "if on all scores": (
            """def predict(X, w, b):
    if X @ w + b > 0:
        return 1
    else:
        return 0
""",
            "An if looks at the whole array at once; each score needs its own decision.",
        ),
        "one answer for all": (
            """def predict(X, w, b):
    scores = X @ w + b
    for s in scores:
        if s > 0:
            return 1
        return 0
""",
            "The function returns at the first point, with one number for all.",
        ),
        "list of the ones only": (
            """def predict(X, w, b):
    result = []
    for s in X @ w + b:
        if s > 0:
            result.append(1)
    return np.array(result)
""",
            "The else is missing: points of class 0 get no entry.",
        ),
        "rounded score": (
            """def predict(X, w, b):
    s = X @ w + b
    return np.clip(np.round(s), 0, 1).astype(int)
""",
            "Rounding moves the threshold to 0.5: small positive scores become 0.",
        ),
        "step of heaviside": (
            """def predict(X, w, b):
    return np.heaviside(X @ w + b, 1).astype(int)
""",
            "The second argument of np.heaviside is the value at 0; it should be 0.",
        ),
        "column of classes": (
            """def predict(X, w, b):
    s = X @ w.reshape(-1, 1) + b
    return (s > 0).astype(int)
""",
            "The answer has the shape (n, 1); one axis is asked for, (n,).",
        ),
        "argmax": (
            """def predict(X, w, b):
    return np.argmax(X * w + b, axis=1)
""",
            "argmax gives the place of the largest product, not the side of the line.",
        ),
        "each coordinate alone": (
            """def predict(X, w, b):
    return (X * w + b > 0).all(axis=1).astype(int)
""",
            "Each coordinate is compared on its own; the products have to be added up first.",
        ),
        "absolute score": (
            """def predict(X, w, b):
    return (np.abs(X @ w + b) > 0).astype(int)
""",
            "With the absolute value the side of the line is lost: all but a tie become 1.",
        ),
        "words": (
            """def predict(X, w, b):
    return np.array(["1" if s > 0 else "0" for s in X @ w + b])
""",
            "The classes are texts in quotes; numbers are asked for.",
        ),
        "indices of class 1": (
            """def predict(X, w, b):
    return np.where(X @ w + b > 0)[0]
""",
            "np.where with one argument gives the places of the positive scores, not the classes.",
        ),
        "comparison before the sum": (
            """def predict(X, w, b):
    return (X @ w > 0) + b
""",
            "The comparison comes before b is added.",
        ),
        "truncated before the comparison": (
            """def predict(X, w, b):
    s = (X @ w + b).astype(int)
    return (s > 0).astype(int)
""",
            "astype(int) cuts scores between 0 and 1 to 0 before they are compared.",
        ),
        "sum over the points": (
            """def predict(X, w, b):
    s = (X * w).sum(axis=0) + b
    return (s > 0).astype(int)
""",
            "The sum runs over the points (axis 0) and not over the coordinates (axis 1).",
        ),
        "margin of one": (
            """def predict(X, w, b):
    s = X @ w + b
    return (s > 1).astype(int)   # with a margin, like an SVM
""",
            "A score has to be above 1 here, a margin; but a score just above 0 is class 1 already.",
        ),
    },
    "perceptron": {
        "only b moves": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        wrong = 0
        for xi, yi in zip(X, y):
            pred = 1 if xi @ w + b > 0 else 0
            if pred != yi:
                b += yi - pred
                n_updates += 1
                wrong += 1
        if wrong == 0:
            break
    return w, b, n_updates
""",
            "The weights are never changed; only b learns.",
        ),
        "b never moves": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        wrong = False
        for i in range(len(X)):
            pred = int(X[i] @ w + b > 0)
            if pred != y[i]:
                w = w + (y[i] - pred) * X[i]
                n_updates += 1
                wrong = True
        if not wrong:
            break
    return w, b, n_updates
""",
            "b is never updated, so the line always goes through the origin.",
        ),
        "away from the mistake": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n = 0
    for epoch in range(max_epochs):
        errors = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w -= (t - p) * x
                b -= (t - p)
                n += 1
                errors += 1
        if errors == 0:
            break
    return w, b, n
""",
            "The update has the wrong sign and pushes the line further away from the mistake.",
        ),
        "labels taken as plus and minus one": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    updates = 0
    for _ in range(max_epochs):
        changed = False
        for i in range(X.shape[0]):
            if y[i] * (X[i] @ w + b) <= 0:
                w = w + y[i] * X[i]
                b = b + y[i]
                updates += 1
                changed = True
        if not changed:
            break
    return w, b, updates
""",
            "The rule y * score <= 0 is for the classes 1 and -1; with y = 0 nothing is ever learned.",
        ),
        "one pass": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for x, t in zip(X, y):
        p = 1 if np.dot(w, x) + b > 0 else 0
        if p != t:
            w += (t - p) * x
            b += t - p
            n_updates += 1
    return w, b, n_updates
""",
            "There is only one pass over the points; the loop over max_epochs is missing.",
        ),
        "every visit counted": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            w = w + (t - p) * x
            b = b + (t - p)
            n_updates += 1
    return w, b, n_updates
""",
            "Every visit is counted as an update, also where the point was right already.",
        ),
        "break after the first right point": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        for i in range(len(y)):
            p = int(X[i] @ w + b > 0)
            if p == y[i]:
                break
            w = w + (y[i] - p) * X[i]
            b = b + y[i] - p
            n_updates += 1
    return w, b, n_updates
""",
            "break ends the pass at the first point that is right; continue was meant.",
        ),
        "np.sign for the class": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        mistakes = 0
        for x, t in zip(X, y):
            p = np.sign(x @ w + b)
            if p != t:
                w = w + (t - p) * x
                b = b + (t - p)
                n_updates += 1
                mistakes += 1
        if mistakes == 0:
            break
    return w, b, n_updates
""",
            "np.sign gives -1 on the negative side, which never equals the class 0, so right points of class 0 are corrected again and again.",
        ),
        "epochs returned": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    for epoch in range(max_epochs):
        mistakes = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + (t - p)
                mistakes += 1
        if mistakes == 0:
            break
    return w, b, epoch
""",
            "The number of passes is returned, not the number of updates.",
        ),
        "count of the last pass": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        n_updates = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + (t - p)
                n_updates += 1
        if n_updates == 0:
            break
    return w, b, n_updates
""",
            "The counter is set back to 0 in each pass, so only the last pass is counted.",
        ),
        "two results": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    for _ in range(max_epochs):
        done = True
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w, b = w + (t - p) * x, b + t - p
                done = False
        if done:
            break
    return w, b
""",
            "Only w and b are returned; the number of updates is missing.",
        ),
        "b put into w": (
            """def perceptron(X, y, max_epochs=100):
    Xb = np.c_[np.ones(len(X)), X]
    w = np.zeros(Xb.shape[1])
    n_updates = 0
    for _ in range(max_epochs):
        old = n_updates
        for x, t in zip(Xb, y):
            p = int(x @ w > 0)
            if p != t:
                w += (t - p) * x
                n_updates += 1
        if n_updates == old:
            break
    return w, w[0], n_updates
""",
            "b is kept as the first entry of w and not taken out, so w has d + 1 entries.",
        ),
        "random start": (
            """def perceptron(X, y, max_epochs=100):
    rng = np.random.default_rng(0)
    w = rng.normal(size=X.shape[1])
    b = rng.normal()
    n_updates = 0
    for _ in range(max_epochs):
        wrong = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + t - p
                n_updates += 1
                wrong += 1
        if wrong == 0:
            break
    return w, b, n_updates
""",
            "The start is random; the task says that it starts from zeros.",
        ),
        "max_epochs limits the updates": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    changed = True
    while changed:
        changed = False
        for x, t in zip(X, y):
            if n_updates >= max_epochs:
                return w, b, n_updates
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + t - p
                n_updates += 1
                changed = True
    return w, b, n_updates
""",
            "The limit is put on the number of updates; max_epochs limits the passes over the points.",
        ),
        "starts from ones": (
            """def perceptron(X, y, max_epochs=100):
    w = np.ones(X.shape[1])
    b = 1.0
    n_updates = 0
    for _ in range(max_epochs):
        clean = True
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + t - p
                n_updates += 1
                clean = False
        if clean:
            break
    return w, b, n_updates
""",
            "The start is ones instead of zeros.",
        ),
        "endless while": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    errors = 1
    while errors > 0:
        errors = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + t - p
                n_updates += 1
                errors += 1
    return w, b, n_updates
""",
            "max_epochs is not used: on points that no line can split the loop never ends.",
        ),
        "score instead of class in the error": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        for x, t in zip(X, y):
            score = x @ w + b
            error = t - score
            if error != 0:
                w = w + 0.1 * error * x
                b = b + 0.1 * error
                n_updates += 1
    return w, b, n_updates
""",
            "The error uses the score and not the class 0 or 1, so nearly every point causes an update.",
        ),
        "only positive mistakes": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        mistakes = 0
        for x, t in zip(X, y):
            if t == 1 and x @ w + b <= 0:
                w = w + x
                b = b + 1
                n_updates += 1
                mistakes += 1
        if mistakes == 0:
            break
    return w, b, n_updates
""",
            "Only missed points of class 1 are corrected; the case of class 0 with a positive score is left out.",
        ),
        "b plus in both cases": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        mistakes = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + 1
                n_updates += 1
                mistakes += 1
        if mistakes == 0:
            break
    return w, b, n_updates
""",
            "b always grows by 1; it has to shrink where a point of class 0 was called 1.",
        ),
        "reset in each epoch": (
            """def perceptron(X, y, max_epochs=100):
    n_updates = 0
    for _ in range(max_epochs):
        w = np.zeros(X.shape[1])
        b = 0.0
        mistakes = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + t - p
                n_updates += 1
                mistakes += 1
        if mistakes == 0:
            break
    return w, b, n_updates
""",
            "w and b are set back to zero in each pass, so everything learned is forgotten.",
        ),
        "one pass too few": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for epoch in range(1, max_epochs):
        wrong = 0
        for x, t in zip(X, y):
            p = int(x @ w + b > 0)
            if p != t:
                w = w + (t - p) * x
                b = b + t - p
                n_updates += 1
                wrong += 1
        if wrong == 0:
            break
    return w, b, n_updates
""",
            "range(1, max_epochs) makes one pass too few.",
        ),
        "first point skipped": (
            """def perceptron(X, y, max_epochs=100):
    w = np.zeros(X.shape[1])
    b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        wrong = 0
        for i in range(1, len(X)):
            p = int(X[i] @ w + b > 0)
            if p != y[i]:
                w = w + (y[i] - p) * X[i]
                b = b + y[i] - p
                n_updates += 1
                wrong += 1
        if wrong == 0:
            break
    return w, b, n_updates
""",
            "The loop starts at 1, so the first point is never looked at.",
        ),
        "two dimensions only": (
            """def perceptron(X, y, max_epochs=100):
    w1 = w2 = b = 0.0
    n_updates = 0
    for _ in range(max_epochs):
        wrong = 0
        for (x1, x2), t in zip(X, y):
            p = int(w1 * x1 + w2 * x2 + b > 0)
            if p != t:
                w1 += (t - p) * x1
                w2 += (t - p) * x2
                b += t - p
                n_updates += 1
                wrong += 1
        if wrong == 0:
            break
    return np.array([w1, w2]), b, n_updates
""",
            "The function is written for two coordinates; the points can have any number d.",
        ),
    },
}
