# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 6. A network that learns
#
# **Time:** about 60 minutes.
# **Builds on:** lessons [2](../02_sigmoid/02_sigmoid.ipynb), [3](../03_tanh/03_tanh.ipynb),
# [4](../04_relu/04_relu.ipynb) and [5](../05_softmax/05_softmax.ipynb).
#
# **After this lesson you can**
# - write the forward pass of a small network,
# - write its backward pass, and check every slope of it.
#
# Run the next two cells first. They hold the drawing code and the points of this course, and are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% [markdown]
# ## Your turn: the forward pass
#
# Look at one point *x* of the plane.
#
# 1. Each **hidden unit** (hidden, as it stands between input and output) gives it a score, as in lesson 1, and bends the score with an activation.
# 2. Each **class** takes a weighted sum of the hidden units, plus a bias. These sums are the logits.
#
# $$\text{logits} = \mathrm{act}(X W_1 + b_1)\, W_2 + b_2$$
#
# *X* holds one point in each row. *W*₁ has a column for each hidden unit, *W*₂ a column for each class.
# There is no activation after the second step: softmax takes the logits from there.
# In NumPy, the product of two tables is written `A @ B`.
#
# **By hand.** One point (1, 2), one hidden unit with the weights 1 and 1 and the bias −4, and `act` the absolute value.
# The unit's score is 1 + 2 − 4 = −1, bent to 1. Two classes weigh it with 2 and 3 and have the biases 0 and 1.
# So the logits are 2·1 + 0 = 2 and 3·1 + 1 = 4.

# %% nbgrader={"grade": false, "grade_id": "mlp_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_forward(X, W1, b1, W2, b2, act):
    """Return the logits act(X W1 + b1) W2 + b2 of a network, an array (n, o).

    X is (n, d): n points. W1 is (d, h) and b1 (h,): h hidden units.
    W2 is (h, o) and b2 (o,): o classes. act takes an array and bends each number.
    """
    # BEGIN SOLUTION
    hidden = act(X @ W1 + b1)
    return hidden @ W2 + b2
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mlp_forward", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check_values(mlp_forward, np.array([[1.0, 2.0]]), np.array([[1.0], [1.0]]),
             np.array([-4.0]), np.array([[2.0, 3.0]]), np.array([0.0, 1.0]), np.abs,
             expected=[[2.0, 4.0]], hint="This network was computed by hand above.")
check_values(mlp_forward, np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0]]), np.eye(2),
             np.array([0.0, 1.0]), np.array([[1.0], [2.0]]), np.array([0.5]), np.square,
             expected=[[19.5], [8.5], [4.5]], hint="Where does act stand?")
print("mlp_forward passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Your turn: the backward pass
#
# How much does the loss change if one weight moves a little? **Backpropagation** answers that for all weights at once
# (Rumelhart, Hinton and Williams, 1986). It walks through the network from the loss back to the points.

# %% nbgrader={"grade": false, "grade_id": "mlp_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    """Return the slopes (dW1, db1, dW2, db2) of the mean cross-entropy.

    labels is (n,): the class of each point, a whole number from 0. act_grad is the
    slope of act. The rest is as in mlp_forward. Each slope has the shape of its weight.
    """
    # BEGIN SOLUTION
    n = len(X)
    scores = X @ W1 + b1
    hidden = act(scores)
    logits = hidden @ W2 + b2
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    at_logits = powers / powers.sum(axis=1, keepdims=True)
    at_logits[np.arange(n), labels] -= 1
    at_logits /= n
    at_scores = at_logits @ W2.T * act_grad(scores)
    dW1, db1 = X.T @ at_scores, at_scores.sum(axis=0)
    return dW1, db1, hidden.T @ at_logits, at_logits.sum(axis=0)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mlp_backward", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
SLOPES = answer_of(mlp_backward, np.array([[1.0, 2.0]]), np.array([0]),
                   np.array([[1.0], [1.0]]), np.array([-4.0]), np.array([[2.0, 3.0]]),
                   np.array([0.0, 1.0]), np.abs, np.sign)
RIGHT = [[-0.880797], [-1.761594]], [-0.880797], [[-0.880797, 0.880797]], \
    [-0.880797, 0.880797]
check(len(SLOPES) == 4, "Four values are asked for: dW1, db1, dW2, db2.")
for SLOPE, WANTED in zip(SLOPES, RIGHT, strict=True):
    check(np.allclose(SLOPE, WANTED), "A slope is not that of the network by hand.")
print("mlp_backward passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - Forward: scores, bend, scores. Backward: the same way, with slopes.
#
# </div>
