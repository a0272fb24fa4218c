"""Right versions of earlier functions, as code that a worker runs in place of a student's whose mistake has counted already.

They fulfil the contract in a few lines, with libraries. Nothing else of the references reaches a worker. Trusted side.
"""

AFFINE = """
def affine(X, w, b):
    return np.asarray(X, dtype=float) @ np.asarray(w, dtype=float) + b
"""
PREDICT = """
def predict(X, w, b):
    return np.where(np.asarray(X, dtype=float) @ np.asarray(w, dtype=float) + b > 0, 1, 0)
"""
SOFTMAX = """
def softmax(x, axis=-1):
    from scipy.special import softmax as right
    return right(np.asarray(x, dtype=float), axis=axis)
"""
CROSS_ENTROPY = """
def cross_entropy(logits, labels):
    from scipy.special import log_softmax
    return -np.mean(log_softmax(np.asarray(logits, dtype=float), axis=1)[np.arange(len(labels)), labels])
"""
CROSS_ENTROPY_GRAD = """
def cross_entropy_grad(logits, labels):
    from scipy.special import softmax as right
    p = right(np.asarray(logits, dtype=float), axis=1)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
"""
MLP_FORWARD = """
def mlp_forward(X, W1, b1, W2, b2, act):
    return act(np.asarray(X) @ W1 + b1) @ W2 + b2
"""
