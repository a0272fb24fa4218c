"""What public checks of well-known courses ask of the same functions, re-expressed by us as cells: their inputs, their tolerances.

Expected values are computed here by plain formulas, and signatures are ours (a slope is asked for at x, not at s). What these
courses ask in private is not known. Sources, as read in public copies in November 2026: `SOURCES`.
"""

ALLCLOSE = "np.allclose: 1e-5 relative, 1e-8 absolute"
REL = "largest |a - b| / max(1e-8, |a| + |b|), which CS231n prints for the student to judge"

SOURCES = {
    "DLS basics": f"deeplearning.ai, Neural Networks and Deep Learning, week 2, Python Basics with Numpy: type, shape, {ALLCLOSE}",
    "DLS logistic": f"deeplearning.ai, Neural Networks and Deep Learning, week 2, Logistic Regression: type, {ALLCLOSE}",
    "ML Spec": f"deeplearning.ai and Stanford, Machine Learning Specialization, logistic regression and softmax: {ALLCLOSE}",
    "CS224d": "Stanford CS224d (later CS224n), assignment 1, the basic tests: largest difference 1e-6, for sigmoid without its sign",
    "CS231n": f"Stanford CS231n, assignment 2, fully connected nets: {REL}; taken as passed up to 1e-7, 1e-8 for slopes",
}

RIGHT = """
def right(x):
    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))

def right_softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def rel_error(a, b):
    return np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)))
"""

CHECKS = {
    "sigmoid": {
        "DLS basics": """
x = np.array([1, 2, 3])
assert isinstance(sigmoid(x), np.ndarray)
assert sigmoid(x).shape == (3,)
assert np.allclose(right(x), sigmoid(x))
""",
        "DLS logistic": """
assert type(sigmoid(np.array([0, 2]))) == np.ndarray
assert np.allclose(sigmoid(np.array([0, 2])), right([0, 2]))
assert np.allclose(sigmoid(1), right(1))
""",
        "ML Spec": """
assert np.isclose(sigmoid(3.0), right(3.0))
assert np.allclose(sigmoid(np.array([2.5, 0])), right([2.5, 0]))
assert np.allclose(sigmoid(np.array([[2.5, -2.5], [0, 1]])), right([[2.5, -2.5], [0, 1]]))
""",
        "CS224d": """
x = np.array([[1, 2], [-1, -2]])
assert np.amax(sigmoid(x) - right(x)) <= 1e-6
""",
    },
    "sigmoid_grad": {
        "DLS basics": """
x = np.array([1, 2, 3])
slope = right(x) * (1 - right(x))
assert isinstance(sigmoid_grad(x), np.ndarray)
assert sigmoid_grad(x).shape == (3,)
assert np.allclose(slope, sigmoid_grad(x))
""",
        "CS224d": """
x = np.array([[1, 2], [-1, -2]])
assert np.amax(sigmoid_grad(x) - right(x) * (1 - right(x))) <= 1e-6
""",
    },
    "softmax": {
        "DLS basics": """
x = np.array([[9, 2, 5, 0, 0], [7, 5, 0, 0, 0]])
assert isinstance(softmax(x), np.ndarray)
assert softmax(x).shape == (2, 5)
assert np.allclose(right_softmax(x), softmax(x))
""",
        "ML Spec": """
x = np.array([1.0, 2.0, 3.0, 4.0])
assert np.allclose(softmax(x), right_softmax(x), atol=1e-10)
x = np.array([np.log(0.1)] * 10)
assert np.allclose(softmax(x), right_softmax(x), atol=1e-10)
""",
        "CS224d": """
for x in (np.array([1, 2]), np.array([[1001, 1002], [3, 4]]), np.array([[-1001, -1002]])):
    assert np.amax(np.fabs(softmax(x) - right_softmax(x))) <= 1e-6
""",
    },
    "relu": {
        "CS231n": """
x = np.linspace(-0.5, 0.5, num=12).reshape(3, 4)
assert rel_error(relu(x), np.where(x > 0, x, 0)) <= 1e-7
""",
    },
    "relu_grad": {
        "CS231n": """
np.random.seed(231)
x, upstream, h = np.random.randn(10, 10), np.random.randn(10, 10), 1e-5
numeric = (np.maximum(x + h, 0) - np.maximum(x - h, 0)) / (2 * h)
assert rel_error(upstream * relu_grad(x), upstream * numeric) <= 1e-8
""",
    },
    "affine": {
        "CS231n": """
X = np.linspace(-0.1, 0.5, num=240).reshape(2, 120)
w = np.linspace(-0.2, 0.3, num=360).reshape(120, 3)[:, 0].copy()
assert rel_error(affine(X, w, -0.3), X @ w - 0.3) <= 1e-7
""",
    },
    "cross_entropy": {
        "CS231n": """
np.random.seed(231)
x, y = 0.001 * np.random.randn(50, 10), np.random.randint(10, size=50)
assert 2.25 <= cross_entropy(x, y) <= 2.35
""",
    },
}
