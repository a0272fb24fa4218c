"""Wrong answers to mlp_forward and mlp_backward, as people write them: name -> (source, the plain cause). Written by somebody who had not read our causes."""

WRONG = {
    "mlp_forward": {
        "act forgotten": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    return (X @ W1 + b1) @ W2 + b2
""",
            "The activation is left out, so two layers are only one straight one.",
        ),
        "act on the output too": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1 + b1)
    return act(h @ W2 + b2)
""",
            "The activation is put on the output as well; the logits stay plain.",
        ),
        "act on the output only": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = X @ W1 + b1
    out = act(h @ W2 + b2)
    return out
""",
            "The activation stands after the second layer instead of between the two.",
        ),
        "b1 forgotten": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    hidden = act(np.dot(X, W1))
    return np.dot(hidden, W2) + b2
""",
            "The bias b1 is not added.",
        ),
        "b2 forgotten": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    hidden = act(X @ W1 + b1)
    logits = hidden @ W2
    return logits
""",
            "The bias b2 is not added.",
        ),
        "b1 after the activation": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1) + b1
    return h @ W2 + b2
""",
            "b1 is added after the activation; it belongs inside.",
        ),
        "relu written in": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    z1 = X @ W1 + b1
    a1 = np.maximum(0, z1)
    return a1 @ W2 + b2
""",
            "ReLU is written into the code; the activation that is handed over as act is not used.",
        ),
        "sigmoid written in": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = 1 / (1 + np.exp(-(X @ W1 + b1)))
    return h @ W2 + b2
""",
            "The sigmoid is always used; act is ignored.",
        ),
        "softmax at the end": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    z = act(X @ W1 + b1) @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
            "A softmax is put at the end; the logits are asked for, not the probabilities.",
        ),
        "classes at the end": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    logits = act(X @ W1 + b1) @ W2 + b2
    return np.argmax(logits, axis=1)
""",
            "The predicted classes are returned; the logits are asked for.",
        ),
        "hidden and logits": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1 + b1)
    logits = h @ W2 + b2
    return h, logits
""",
            "Two arrays are returned, hidden values and logits; only the logits are asked for.",
        ),
        "hidden returned": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    return a1
""",
            "The hidden values are returned instead of the logits.",
        ),
        "star for the matrix product": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X * W1 + b1)
    return h * W2 + b2
""",
            "* multiplies place by place; the matrix product is @.",
        ),
        "weights turned over": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1.T + b1)
    return h @ W2.T + b2
""",
            "The weights are transposed as in PyTorch; here W1 is (d, h) and W2 is (h, o) already.",
        ),
        "weights in front": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(W1.T @ X.T + b1.reshape(-1, 1))
    return W2.T @ h + b2.reshape(-1, 1)
""",
            "Points stand in columns here, so the answer is (o, n); it should be turned back to (n, o).",
        ),
        "W first": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(np.dot(W1, X) + b1)
    return np.dot(W2, h) + b2
""",
            "The factors are swapped, W1·X for X·W1.",
        ),
        "second layer gets the scores": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = z1 @ W2 + b2
    return z2
""",
            "The second layer is fed the scores z1 instead of the activated values a1.",
        ),
        "biases swapped": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1 + b2)
    return h @ W2 + b1
""",
            "b1 and b2 are mixed up.",
        ),
        "biases subtracted": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    hidden = act(X @ W1 - b1)
    return hidden @ W2 - b2
""",
            "The biases are subtracted (as thresholds); they have to be added.",
        ),
        "act on the input": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    return act(X) @ W1 @ W2 + b1 @ W2 + b2
""",
            "The activation is put on the input instead of on the scores of the hidden layer.",
        ),
        "act twice": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(act(X @ W1 + b1))
    return h @ W2 + b2
""",
            "The activation is applied twice.",
        ),
        "brackets around the whole": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    return act(X @ W1 + b1 @ W2 + b2)
""",
            "Brackets closed in the wrong place: b1 meets W2, and act is around everything.",
        ),
        "first point only": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    for x in X:
        h = act(x @ W1 + b1)
        return h @ W2 + b2
""",
            "The return is inside the loop, so only the first point is computed.",
        ),
        "single output squeezed": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    logits = act(X @ W1 + b1) @ W2 + b2
    return logits.squeeze()
""",
            "squeeze removes the axes of length 1, so one point or one class changes the shape.",
        ),
        "act given the weights": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = X @ act(W1) + b1
    return h @ W2 + b2
""",
            "The activation is put on the weights instead of on the scores.",
        ),
        "b1 summed to one number": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act
    return h(X @ W1 + b1 @ np.ones(len(b1))) @ W2 + b2
""",
            "b1 is summed to one number, so all hidden units get the same bias.",
        ),
        "hidden values normalised": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    h = act(X @ W1 + b1)
    h = h / h.max()      # normalize hidden layer
    return h @ W2 + b2
""",
            "The hidden values are divided by their largest; nothing of that kind is asked for.",
        ),
        "print": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    hidden = act(X @ W1 + b1)
    logits = hidden @ W2 + b2
    print(logits.shape, logits)
""",
            "The logits are printed, not returned.",
        ),
        "biases in place": (
            """def mlp_forward(X, W1, b1, W2, b2, act):
    Z = X @ W1
    W1 += b1
    h = act(X @ W1)
    return h @ W2 + b2
""",
            "b1 is added to the weights, in the caller's own array, instead of to the scores.",
        ),
    },
    "mlp_backward": {
        "act_grad at the activated value": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(a1)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "act_grad is taken at a1, the activated value; it belongs to the score z1.",
        ),
        "act_grad forgotten": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = d2 @ W2.T
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "The slope of the activation is left out on the way back.",
        ),
        "not divided by n": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d1 = (d2 @ W2.T) * act_grad(z1)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "The slopes are of the summed loss; for the mean they have to be divided by n.",
        ),
        "biases averaged a second time": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    dW2 = a1.T @ d2
    db2 = d2.mean(axis=0)
    d1 = (d2 @ W2.T) * act_grad(z1)
    dW1 = X.T @ d1
    db1 = d1.mean(axis=0)
    return dW1, db1, dW2, db2
""",
            "The bias slopes are averaged although d is divided by n already; the rows should be summed.",
        ),
        "order of the results": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    dW2, db2 = a1.T @ d2, d2.sum(axis=0)
    dW1, db1 = X.T @ d1, d1.sum(axis=0)
    return dW2, db2, dW1, db1
""",
            "The layers are returned in the order of the way back; W1 and b1 come first.",
        ),
        "sign turned round": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    Y = np.eye(p.shape[1])[labels]
    d2 = (Y - p) / len(X)
    d1 = (d2 @ W2.T) * act_grad(z1)
    return X.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0)
""",
            "y - p for p - y: all slopes have the wrong sign.",
        ),
        "act instead of act_grad": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act(z1)
    return X.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0)
""",
            "The activation is multiplied in, where its slope belongs.",
        ),
        "hidden scores for the hidden values": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    dW2 = z1.T @ d2
    db2 = d2.sum(axis=0)
    d1 = (d2 @ W2.T) * act_grad(z1)
    return X.T @ d1, d1.sum(axis=0), dW2, db2
""",
            "dW2 needs the activated values a1, not the scores z1.",
        ),
        "keepdims on the biases": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    return (X.T @ d1, d1.sum(axis=0, keepdims=True),
            a1.T @ d2, d2.sum(axis=0, keepdims=True))
""",
            "keepdims leaves the bias slopes as a row (1, h); the shape of b1 is (h,).",
        ),
        "bias summed over all": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    return X.T @ d1, np.sum(d1), a1.T @ d2, np.sum(d2)
""",
            "Without axis=0 the bias slopes are added up to one number.",
        ),
        "weights updated on the way": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    W2 -= 0.1 * (a1.T @ d2)
    W1 -= 0.1 * (X.T @ d1)
    b2 = b2 - 0.1 * d2.sum(axis=0)
    b1 = b1 - 0.1 * d1.sum(axis=0)
    return W1, b1, W2, b2
""",
            "A training step is done and the new weights are returned; only the slopes are asked for.",
        ),
        "W2 not turned over": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2) * act_grad(z1)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "On the way back W2 has to be transposed.",
        ),
        "slopes transposed": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    return d1.T @ X, d1.sum(axis=0), d2.T @ a1, d2.sum(axis=0)
""",
            "The weight slopes are transposed, (h, d) for (d, h).",
        ),
        "act on the output": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = act(a1 @ W2 + b2)
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "The forward pass puts the activation on the logits too.",
        ),
        "b1 left out on the way forward": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "The forward pass leaves out b1, so all slopes belong to another network.",
        ),
        "dW1 from the output error": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = act_grad(z1) * (d2.sum(axis=1, keepdims=True))
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "The error is summed over the classes without W2, which always gives 0; it has to go back through the weights W2.",
        ),
        "tanh slope written in": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * (1 - a1 ** 2)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)
""",
            "1 - a1 squared is right for tanh only; act_grad is not used.",
        ),
        "divided by n twice": (
            """def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    z1 = X @ W1 + b1
    a1 = act(z1)
    z2 = a1 @ W2 + b2
    e = np.exp(z2 - z2.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    d2 = p.copy()
    d2[np.arange(len(labels)), labels] -= 1
    d2 /= len(labels)
    d1 = (d2 @ W2.T) * act_grad(z1)
    n = len(X)
    return X.T @ d1 / n, d1.sum(axis=0) / n, a1.T @ d2 / n, d2.sum(axis=0) / n
""",
            "The error is divided by n already, and the slopes are divided by n again.",
        ),
    },
}
