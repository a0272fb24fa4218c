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
# **Time:** about 50 minutes.
# **Builds on:** lessons [2](../02_sigmoid/02_sigmoid.ipynb), [3](../03_tanh/03_tanh.ipynb),
# [4](../04_relu/04_relu.ipynb) and [5](../05_softmax/05_softmax.ipynb).
#
# **After this lesson you can**
# - write the forward pass of a small network,
# - write its backward pass, and check every slope of it,
# - let it learn with plain gradient descent,
# - say how many hidden units can close a curve, and prove why fewer cannot.
#
# The course began with a ring that no line can separate.
# It ends with a closed curve around the inner class, learned by code that you wrote, and with handwritten digits.
#
# Click this text, then press Shift + Enter six times, for cells that are folded away: the drawing code, the points and the digits.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% include="network" jupyter={"source_hidden": true}

# %% include="digits" jupyter={"source_hidden": true}

# %% include="from_lesson" jupyter={"source_hidden": true}

# %% [markdown]
# **Your own functions come along.** The next cell looks for your notebooks of lessons 2 to 5, and takes your functions from them.
# What is missing or not right yet is *borrowed*, so that you miss nothing here.

# %%
sigmoid, sigmoid_grad = from_lesson("02_sigmoid", "sigmoid", "sigmoid_grad")
tanh, tanh_grad = from_lesson("03_tanh", "tanh", "tanh_grad")
relu, relu_grad = from_lesson("04_relu", "relu", "relu_grad")
softmax, cross_entropy, cross_entropy_grad = from_lesson(
    "05_softmax", "softmax", "cross_entropy", "cross_entropy_grad")

# %%
# This cell may stay empty. To use another version of one of these functions,
# write it here, then run this cell.

# %% jupyter={"source_hidden": true}
# Run it, do not open it yet: the points, and what typical mistakes give.
X, y = ring(200, seed=0)
WEIGHTS_BY_HAND = (
    np.array([[1.0], [1.0]]),
    np.array([-4.0]),
    np.array([[2.0, 3.0]]),
    np.array([0.0, 1.0]),
)
IS_ACT_CALLED = (
    "It was computed by hand above. Is act called, or is another function written in? "
    "Logits go through no softmax."
)
BY_HAND = "This is the point (1, 2), computed by hand above."
TWO_POINTS = np.array([[1.0, 2.0], [3.0, 2.0]])
SQUARE = np.square, lambda z: 2 * z  # act and act_grad
ONE_POINT = np.array([[1.0, 2.0]]), np.array([0]), *WEIGHTS_BY_HAND, *SQUARE
SLOPES_OF_ONE = ([[-1.761594156], [-3.523188312]], [-1.761594156],
                 [[-0.880797078, 0.880797078]], [-0.880797078, 0.880797078])
THREE_POINTS = (np.array([[1.0, 2.0], [3.0, 2.0], [3.0, 0.5]]), np.array([0, 1, 1]),
                *WEIGHTS_BY_HAND, *SQUARE)
SLOPES_OF_THREE = ([[-0.6029037572], [-1.2962166435]], [-0.5924332871],
                   [[-0.2353063737, 0.2353063737]], [-0.179631339, 0.179631339])
SMALL = make_weights(2, 4, 2, seed=0)  # 4 hidden units: 22 weights
TYPICAL_MISTAKES["mlp_forward"] = {
    "These are probabilities: softmax is applied. Is it asked for here?": [
        [0.119202922, 0.880797078],
        [0.119202922, 0.880797078],
    ],
    "The tables are multiplied entry by entry. Which sign is the product of tables?": [
        [18.0, 13.0],
        [2.0, 13.0],
    ],
    "The activation is left out. Between which two layers does it stand?": [
        [-2.0, -2.0],
        [2.0, 4.0],
    ],
    "b1 is left out. What belongs to the score of a unit besides X W1?": [
        [18.0, 28.0],
        [50.0, 76.0],
    ],
    "b2 is left out. What comes after the product with W2?": [[2.0, 3.0], [2.0, 3.0]],
    "act is applied to the logits too. How many layers are hidden?": [
        [4.0, 16.0],
        [4.0, 16.0],
    ],
}
TYPICAL_MISTAKES["mlp_backward"] = {
    "These are the slopes of the sum of the losses. What does the mean divide by?": (
        [[-1.8087112716], [-3.8886499306]],
        [-1.7772998612],
        [[-0.7059191212, 0.7059191212]],
        [-0.5388940171, 0.5388940171],
    ),
    "The slopes of the biases are divided by n twice. D is divided by n already: are "
    "they means?": (
        [[-0.6029037572], [-1.2962166435]],
        [-0.5924332871 / 3],
        [[-0.2353063737, 0.2353063737]],
        [-0.179631339 / 3, 0.179631339 / 3],
    ),
    "The sign is turned: at the logits the slope is p minus one-hot. Which way is "
    "uphill?": (
        [[1.761594156], [3.523188312]],
        [1.761594156],
        [[0.880797078, -0.880797078]],
        [0.880797078, -0.880797078],
    ),
    "act_grad is left out on the way back. What does the chain rule multiply by?": (
        [[0.880797078], [1.761594156]],
        [0.880797078],
        [[-0.880797078, 0.880797078]],
        [-0.880797078, 0.880797078],
    ),
    "act_grad is taken of the hidden layer, which is bent already. Which numbers go "
    "into act?": (
        [[1.761594156], [3.523188312]],
        [1.761594156],
        [[-0.880797078, 0.880797078]],
        [-0.880797078, 0.880797078],
    ),
    "dW2 is made of the scores. Which numbers does W2 multiply: the scores, or the "
    "hidden layer?": (
        [[-1.761594156], [-3.523188312]],
        [-1.761594156],
        [[0.880797078, -0.880797078]],
        [-0.880797078, 0.880797078],
    ),
}

# %% [markdown]
# ## A layer
#
# Look at one point of the plane, with the coordinates *x*₁ and *x*₂.
#
# 1. Each **hidden unit** (hidden, as it stands between input and output) gives the point a score *z*, as in lesson 1,
#    and bends the score with an activation.
# 2. Each **class** takes a weighted sum of the hidden units, plus a bias. These sums are the logits.
#
# The units side by side are a **layer**. Each line in slider A carries a number, called a weight.
#
# $$\text{logits} = \mathrm{act}(X W_1 + b_1)\, W_2 + b_2$$
#
# *X* holds one point in each row. *W*₁ has a column for each hidden unit, *W*₂ a column for each class.
# There is no activation after the second step: softmax takes the logits from there.
# This way from the points to the logits is called the **forward pass**. MLP is short for *multilayer perceptron*, such a network.
#
# Slider A shows a layer of two units at work: unit 1 above, unit 2 below. Dashed lines have negative weights.
# The right class of its point is class 0.
#
# <div class="alert alert-info">
#
# **Predict.** The activation is ReLU, and unit 2 has a negative score.
#
# 1. *x*₁ grows, and the score of unit 2 stays negative. How does this change the logits: only through unit 1, through both units, or not at all?
# 2. The slope at a score says how fast the loss grows when this score grows. What is it at the score of unit 2?
#    (Tick *show the slopes too* to see it.)
#
# </div>

# %% jupyter={"source_hidden": true}
guess("a1", "As x₁ grows, the logits change",
      ["only through unit 1", "through both units", "not at all"])

# %% jupyter={"source_hidden": true}
guess("a2", "The slope at the score of unit 2 is",
      ["0", "negative", "the same as at unit 1"])

# %% jupyter={"source_hidden": true}
# Slider A. Numbers are computed arrow by arrow.
def make_slider_a():
    fig = figure(8.6, 4.2)
    ax = fig.subplots()
    ax.set(xlim=(-0.6, 10.3), ylim=(-1.0, 5.2), aspect="auto")
    ax.axis("off")
    spots = {
        "x1": (0, 4),
        "x2": (0, 1),
        "h1": (3.6, 4),
        "h2": (3.6, 1),
        "c0": (7, 4),
        "c1": (7, 1),
    }
    arrows = {
        ("x1", "h1"): 1.0,
        ("x2", "h1"): -0.5,
        ("x1", "h2"): -1.0,
        ("x2", "h2"): 0.5,
        ("h1", "c0"): -1.0,
        ("h2", "c0"): 1.0,
        ("h1", "c1"): 1.5,
        ("h2", "c1"): 0.5,
    }
    titles = {
        "x1": "x₁",
        "x2": "x₂",
        "h1": "unit 1",
        "h2": "unit 2",
        "c0": "class 0",
        "c1": "class 1",
    }
    biases = {"h1": 0.5, "h2": -0.5, "c0": 0.0, "c1": -0.5}
    bends = {
        "ReLU": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
        "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    }
    lines = {}
    for (start, end), weight in arrows.items():
        (x0, y0), (x1, y1) = spots[start], spots[end]
        (lines[start, end],) = ax.plot(
            [x0 + 0.52, x1 - 0.55],
            [y0, y1],
            zorder=1,
            color=BLUE if weight > 0 else RED,
            ls="-" if weight > 0 else "--",
        )
        ax.text(
            x0 + 0.3 * (x1 - x0),
            y0 + 0.3 * (y1 - y0),
            f"{weight:g}".replace("-", "−"),
            ha="center",
            va="center",
            fontsize=10,
            zorder=2,
            bbox={"fc": "white", "ec": "none", "pad": 1},
        )
    for name, (at, up) in spots.items():
        tint = {"h": "#fff3d6", "c": "#e3f2fb"}.get(name[0], "#f4f4f4")
        ax.plot(at, up, "o", ms=54, color=tint, mec="black", mew=1.2, zorder=3)
        label = titles[name]
        if name in biases:
            label += f", bias {biases[name]:g}".replace("-", "−")
        ax.text(at, up + 0.78, label, ha="center", fontsize=10)
    for at, head in (
        (0, "the point"),
        (3.6, "hidden layer"),
        (7, "logits"),
        (9.3, "probability"),
    ):
        ax.text(at, 5.15, head, ha="center", va="center", fontsize=11, weight="bold")
    inside = {
        name: ax.text(*spot, "", ha="center", va="center", zorder=5, fontsize=11)
        for name, spot in spots.items()
    }
    for name in ("h1", "h2"):
        inside[name].set_fontsize(8.5)
    below = {
        name: ax.text(
            at,
            up - 0.78,
            "",
            ha="center",
            va="center",
            fontsize=10,
            color="#a33f00",
            zorder=5,
        )
        for name, (at, up) in spots.items()
        if name[0] != "x"
    }
    shares = [
        ax.text(9.3, up, "", ha="center", va="center", fontsize=12) for up in (4, 1)
    ]
    note = ax.text(0, -0.75, "", fontsize=10, color="#a33f00")

    def explore_layer(x1, x2, act, back):
        bend, steep = bends[act]
        value, score = {"x1": x1, "x2": x2}, {}
        for name, bias in biases.items():
            score[name] = bias + sum(
                weight * value[start]
                for (start, end), weight in arrows.items()
                if end == name
            )
            value[name] = bend(score[name]) if name[0] == "h" else score[name]
        p1 = 0.5 + 0.5 * np.tanh((value["c1"] - value["c0"]) / 2)
        slope = {"c0": -p1, "c1": p1}  # p minus one-hot: class 0 is right
        for name in ("h1", "h2"):
            comes = sum(arrows[name, end] * slope[end] for end in ("c0", "c1"))
            slope[name] = comes * steep(score[name])
        slope = {name: round(each, 2) + 0.0 for name, each in slope.items()}  # no -0.00
        for name, text in inside.items():
            text.set_text(
                f"{value[name]:.2f}"
                if name[0] != "h"
                else f"z = {score[name]:.2f}\n→ {value[name]:.2f}"
            )
        for name, text in below.items():
            text.set_text(f"slope {slope[name]:.2f}" if back else "")
        for share, p in zip(shares, (1 - p1, p1), strict=True):
            share.set_text(f"p = {p:.3f}")
        note.set_text(
            "slope: how fast the loss grows if this number grows; at a unit: if "
            "its z grows (class 0 is right)"
            if back
            else ""
        )
        for text in (*inside.values(), *below.values()):
            text.set_text(text.get_text().replace("-", "−"))
        said = (
            f"With {act} the hidden layer is {value['h1']:.2f} and "
            f"{value['h2']:.2f}, the logits are {value['c0']:.2f} and "
            f"{value['c1']:.2f}, and class 0 gets p = {1 - p1:.3f}."
        )
        if back:
            said += (
                f" The slopes at the scores of the units are {slope['h1']:.2f} "
                f"and {slope['h2']:.2f}."
            )
        return said.replace("-", "−")

    return Explorer(
        fig,
        explore_layer,
        moving=[*inside.values(), *below.values(), *shares, note],
        about="A network: two coordinates, two hidden units, two classes. Each arrow "
        "has a weight, each unit and each class has a bias",
        controls={
            "x1": slider("x₁", -3.0, 3.0, 1.0),
            "x2": slider("x₂", -3.0, 3.0, 0.0),
            "act": widgets.Dropdown(description="activation", options=list(bends)),
            "back": widgets.Checkbox(description="show the slopes too"),
        },
        stills=[{}, {"back": True}, {"act": "tanh", "back": True}],
    )


slider_a = make_slider_a()
slider_a

# %% [markdown] picture="slider_a"
# ![A network with two coordinates, two hidden units and two classes, three times. Above: the numbers of the forward pass for the point (1, 0) with ReLU; unit 2 has the score −1.50 and gives 0.00. In the middle: the same with the slopes of the loss; at unit 2 the slope is 0.00. Below: with tanh, unit 2 has the slope −0.08.](attachment:slider_a.png)

# %% jupyter={"source_hidden": true}
guessed("a1", "a2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# - Unit 2 gives 0 while its score is negative. So *x*₁ reaches the logits only through unit 1.
# - At the score of unit 2 the slope is 0: ReLU is flat there (lesson 4). The weights of the lines that lead to unit 2 learn nothing from this point.
#   With tanh the slope there is −0.08 at the point (1, 0): small, but not 0.
# - The slopes at the two logits are *p* minus one-hot, as in lesson 5. The way back uses the same lines as the way forward.
#
# </details>
#
# </div>

# %% [markdown]
# ## Your turn: the forward pass
#
# Write the formula for a whole table of points. In NumPy, the product of two tables is written `A @ B` (lesson 5):
# its entry in row *i* and column *j* is row *i* of `A` times column *j* of `B`, number by number, added up.
# For example, row [1, 2] times column [3, 4] gives 1·3 + 2·4 = 11. `A` must have as many columns as `B` has rows.
# `act` is a *function* that is handed over: your sigmoid, your tanh, or one that you have never seen.
# It takes an array and bends each number of it. You call it as any function: `act(A)`.
#
# **By hand.** One point (1, 2), one hidden unit with the weights 1 and 1 and the bias −4, and `act` squares.
# The unit's score is 1 + 2 − 4 = −1, bent to 1. Two classes weigh it with 2 and 3 and have the biases 0 and 1.
# So the logits are 2·1 + 0 = 2 and 3·1 + 1 = 4. The point (3, 2) has the score 1, and the same logits.
#
# What counts as right is the same in all lessons, and here means:
#
# - **Shape.** A row for each point, a column for each class. Slopes have the shapes of their weights.
# - **Numbers.** Return numbers, not `True` and `False`.
# - **Input.** Do not change the arrays that you are given.
# - **Accuracy.** Five correct digits here, six for the slopes below (or an error of at most 10<sup>−9</sup>).
# - **Range.** Logits from −1000 to 1000 give no `nan` and no infinity.
# - **Style.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A mistake in `mlp_forward` or `softmax` does not cost points again in `mlp_backward`.

# %% nbgrader={"grade": false, "grade_id": "mlp_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_forward(X, W1, b1, W2, b2, act):
    """Return the logits act(X @ W1 + b1) @ W2 + b2 of a network: an array (n, o).

    X is (n, d): n points. W1 is (d, h) and b1 (h,): h hidden units.
    W2 is (h, o) and b2 (o,): o classes. act takes an array and bends each number.
    """
    # BEGIN SOLUTION
    hidden = act(X @ W1 + b1)
    return hidden @ W2 + b2
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mlp_forward", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
check("TWO_POINTS" in globals(), "The points are missing. Did you run all cells above?")
check_values(mlp_forward, TWO_POINTS, *WEIGHTS_BY_HAND, np.square,
             expected=[[2.0, 4.0], [2.0, 4.0]], hint=IS_ACT_CALLED)
check_values(mlp_forward, np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0]]), np.eye(2),
             np.array([0.0, 1.0]), np.array([[1.0], [2.0]]), np.array([0.5]), np.tanh,
             expected=[[3.2517036633], [2.4280551602], [1.4640275806]],
             hint="Here act is tanh, and it is called once.")
print("mlp_forward passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Who is to blame? The way back
#
# A network learns when each weight moves a little in the direction that lowers the loss. So we need the slope of the loss by **every** weight.
# The chain rule gives all of them in one walk back through the network. This is called **backpropagation**
# (Rumelhart, Hinton and Williams, 1986). It has four steps. Each table of slopes has the same shape as the weights or scores that it belongs to.
#
# First compute the forward pass again, and keep three tables: the scores `Z = X @ W1 + b1`, the hidden layer `H = act(Z)`, and the logits.
# (`mlp_forward` gives you only the logits.) Then walk back. Let `D` be the result of step 1.
#
# | step | slope of the mean loss … | is |
# | --- | --- | --- |
# | 1 | at the logits | *p* minus one-hot, divided by *n*: call your `cross_entropy_grad(logits, labels)` (lesson 5) |
# | 2 | by *W*₂: `dW2` | hidden layer times step 1, summed over the points |
# | 2 | by *b*₂: `db2` | step 1, summed over the points |
# | 3 | at the scores *z* of the hidden units | step 1, carried back through *W*₂, times `act_grad(Z)`, the slope of the activation |
# | 4 | by *W*₁: `dW1` | points times step 3, summed over the points |
# | 4 | by *b*₁: `db1` | step 3, summed over the points |
#
# *Carried back through W₂* means, for each unit: multiply the slope at each logit by the weight that leads to it, and add up.
#
# Steps 2 and 4 are the same: a weight is multiplied by what comes in, so its slope is what comes in times the slope of what goes out.
# A bias is like a weight whose input is always 1.
#
# **By hand.** The point (1, 2) from above, with class 0 as its label. The logits 2 and 4 give *p* = 0.119 and 0.881.
#
# 1. At the logits: 0.119 − 1 = −0.881 for class 0, and 0.881 for class 1.
# 2. The hidden layer is 1, so *W*₂ has the slopes −0.881 and 0.881, and *b*₂ too.
# 3. Back through *W*₂: 2·(−0.881) + 3·0.881 = 0.881. The unit squares its score −1, so its slope there is 2·(−1) = −2. Together −1.762.
# 4. *W*₁ has the slopes 1·(−1.762) and 2·(−1.762) = −3.523, and *b*₁ has −1.762.
#
# <details><summary><b>Words that help</b></summary>
#
# - `A.T` is the table `A` with rows and columns exchanged. `H.T @ D` sums *hidden times slope* over all points at once.
# - `D @ W2.T` carries *D* back through *W*₂, for all points and units.
# - `D.sum(axis=0)` sums down the columns: one number for each column.
# - `A * B` multiplies entry by entry, `A @ B` is the product of tables.
# - `return dW1, db1, dW2, db2` hands back four values, in this order.
#
# </details>
#
# ## Your turn: the backward pass
#
# `act_grad` is handed over beside `act`: it takes the **scores** and gives the slope of `act` there.
# You may call `cross_entropy_grad` and `softmax` from lesson 5.

# %% nbgrader={"grade": false, "grade_id": "mlp_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_backward(X, labels, W1, b1, W2, b2, act, act_grad):
    """Return the slopes (dW1, db1, dW2, db2) of the mean cross-entropy.

    labels is (n,): the class of each point, a whole number from 0. act_grad is the
    slope of act. The rest is as in mlp_forward. Each slope has the shape of its weight.
    """
    # BEGIN SOLUTION
    scores = X @ W1 + b1
    hidden = act(scores)
    at_logits = cross_entropy_grad(hidden @ W2 + b2, labels)
    at_scores = at_logits @ W2.T * act_grad(scores)
    dW1, db1 = X.T @ at_scores, at_scores.sum(axis=0)
    return dW1, db1, hidden.T @ at_logits, at_logits.sum(axis=0)
    # END SOLUTION


# %% [markdown]
# **How do you know that it is right?** Measure. Move one weight a little up and a little down, and see how much the loss changes.
# This needs your forward pass only. It takes two passes for each weight, so nobody learns with it. But it checks every slope:

# %%
def make_measured_slopes(X, labels, weights, act, h=1e-5):
    """Return the slope of the loss by each weight, measured to either side of it."""
    slopes = [np.zeros(part.shape) for part in weights]
    for part, slope in zip(weights, slopes, strict=True):
        for at in np.ndindex(part.shape):
            before = part[at]
            part[at] = before + h
            above = cross_entropy(mlp_forward(X, *weights, act), labels)
            part[at] = before - h
            below = cross_entropy(mlp_forward(X, *weights, act), labels)
            part[at], slope[at] = before, (above - below) / (2 * h)
    return slopes


# %% nbgrader={"grade": true, "grade_id": "test_mlp_backward", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
check("ONE_POINT" in globals(), "The points are missing. Did you run all cells above?")
check_slopes(mlp_backward, *ONE_POINT, expected=SLOPES_OF_ONE, hint=BY_HAND)
check_slopes(mlp_backward, *THREE_POINTS, expected=SLOPES_OF_THREE)
MEASURED = make_measured_slopes(X, y, SMALL, np.tanh)  # 22 weights, on all 200 points
FOUND = check_slopes(mlp_backward, X, y, *SMALL, np.tanh, lambda z: 1 / np.cosh(z)**2,
                     expected=MEASURED, atol=1e-8, hint="Is mlp_forward right?")
print("mlp_backward passes its visible checks. The largest difference of 22 slopes is",
      f"{largest_difference(FOUND, MEASURED):.0e}. The hidden checks try more inputs.")

# %% [markdown]
# The printed number is the largest difference between your slopes and the measured ones, over all 22 weights.
# With the weights of seed 0 it is about 10<sup>−11</sup> (the exact number depends on your code and your computer).
# It is not 0: measuring has errors of its own (lesson 2).

# %% [markdown]
# ## It learns
#
# This is all of it: plain gradient descent, with your backward pass.

# %%
def train_network(X, labels, weights, act, act_grad, rate, steps):
    """Return the weights before each step of gradient descent, and after the last."""
    history = [weights]
    for _ in range(steps):
        slopes = mlp_backward(X, labels, *weights, act, act_grad)
        weights = [part - rate * slope
                   for part, slope in zip(weights, slopes, strict=True)]
        history.append(weights)
    return history


# %% [markdown]
# Four tanh units learn the ring (200 points, seed 0), from the first weights of seed 0:

# %%
check("ONE_POINT" in globals(), "The points are missing. Did you run all cells above?")
ring_history = train_network(X, y, make_weights(2, 4, 2, seed=0), tanh, tanh_grad,
                             rate=0.5, steps=1000)
for step_shown in (0, 10, 100, 1000):
    ring_logits = mlp_forward(X, *ring_history[step_shown], tanh)
    print(f"after {step_shown:4} steps: loss {cross_entropy(ring_logits, y):.4f},",
          (ring_logits.argmax(axis=1) == y).sum(), "of 200 points right")

# %% [markdown]
# ## The closed curve
#
# Here is the whole course in one picture: a network with 1 to 8 hidden units learns the ring by the loop above, through your functions.
#
# - On the left: the ring, the side of class 1 in orange and that of class 0 in blue (the paler, the less sure), and the border as a thick line.
#   We call it **closed** if the centre is on the side of class 1, and no point on the edge of the picture is.
# - On the right: the loss, and below it each hidden unit: where it is high (dark) and low (light),
#   and *v*, its weight in the logit of class 1 minus its weight in the logit of class 0.
# - The **step** slider is the film of the learning: press ▶ to play it, pause it, or move it step by step.
#
# <div class="alert alert-info">
#
# **Predict.** This is the question that the course began with.
#
# 1. *Activation none, 8 units.* What shape is the border?
# 2. *tanh, one unit.* "An activation function draws the curve", a web page says. Is the border a curve now?
# 3. From how many tanh units on can it be closed?
# 4. Is it the same number for *square*, *z*²? (Set the learning rate to 0.1 for it.)
#
# </div>

# %% jupyter={"source_hidden": true}
guess("b1", "The border of 8 units without an activation is",
      ["a straight line", "an open curve", "a closed curve"])

# %% jupyter={"source_hidden": true}
guess("b2", "The border of one tanh unit is",
      ["a straight line", "an open curve", "a closed curve"])

# %% jupyter={"source_hidden": true}
guess("b3", "From how many tanh units on can it be closed?", ["1", "2", "3", "4"])

# %% jupyter={"source_hidden": true}
guess("b4", "From how many square units on can it be closed?", ["1", "2", "3", "4"])

# %% jupyter={"source_hidden": true}
# Slider B. What is trained here runs through your own functions.
MENU = {
    "none": (lambda z: z, np.ones_like),
    "sigmoid": ("sigmoid", "sigmoid_grad"),
    "tanh": ("tanh", "tanh_grad"),
    "ReLU": ("relu", "relu_grad"),
    "square": (np.square, lambda z: 2 * z),
}
STEPS, EVERY, EDGE, PATIENCE = 1000, 20, 3.2, 5.0  # steps, steps, -, seconds
MESH = np.linspace(-EDGE, EDGE, 97)
PLANE = np.stack(np.meshgrid(MESH, MESH), axis=-1).reshape(-1, 2)


def explore_menu(activation):
    """Return act, act_grad and whether a function of the training is borrowed."""
    names = MENU[activation]
    found = [globals()[name] if isinstance(name, str) else name for name in names]
    return *found, bool(from_lesson.borrowed & {*names, "cross_entropy_grad"})


def explore_training(kept, key, *inputs):
    """Return the history of a training, kept from the last time; or say why not.

    The last input is the number of steps. Slow functions get as many as their
    computing allows in PATIENCE seconds, at least EVERY.
    """
    import time

    check("train_network" in globals(), "train_network is not there yet. Did you run "
          "its cell?")
    functions = mlp_forward, mlp_backward, *inputs[3:5]
    if kept.get("key") == (key, functions):
        return kept["history"]
    check_values(mlp_forward, TWO_POINTS, *WEIGHTS_BY_HAND, np.square,
                 expected=[[2.0, 4.0], [2.0, 4.0]], hint="Its cell is above.")
    check_slopes(mlp_backward, *THREE_POINTS, expected=SLOPES_OF_THREE,
                 hint="Its cell is above.")
    stopped = ""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            began = time.process_time()
            train_network(*inputs[:-1], 2)
            each = (time.process_time() - began) / 2
            affordable = int(min(PATIENCE / max(each, 1e-6), inputs[-1]))
            steps = max(EVERY, affordable // EVERY * EVERY)
            kept["history"] = train_network(*inputs[:-1], steps)
    except Exception as error:  # noqa: BLE001  # a half-written answer raises anything
        stopped = f"{type(error).__name__}: {error}"
    check(not stopped, f"The training stops with {stopped}. Which of your functions "
          "gives an answer of another shape here?")
    kept["key"] = key, functions
    return kept["history"]


def explore_patience(history, steps):
    """Return what is said where slow functions ended the training early."""
    done = len(history) - 1
    return "" if done == steps else (" (Your functions take their time: the training "
                                     f"stopped after {done} of {steps} steps.)")


def explore_closed(field):
    """Say whether class 1 holds the centre and no point on the edge of the picture."""
    inside = field > 0
    rim = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    return bool(inside[48, 48] and not rim.any())


def make_slider_b():
    from contourpy import contour_generator  # matplotlib draws its contours with it
    from matplotlib.colors import LinearSegmentedColormap

    fig = figure(8.6, 5.0)
    grid = fig.add_gridspec(3, 8)
    field_ax, loss_ax = fig.add_subplot(grid[:, :4]), fig.add_subplot(grid[0, 4:])
    unit_axes = [fig.add_subplot(grid[1 + n // 4, 4 + n % 4]) for n in range(8)]
    field_ax.set(
        xlim=(-EDGE, EDGE),
        ylim=(-EDGE, EDGE),
        aspect="equal",
        xlabel="x₁",
        ylabel="x₂",
        xticks=[-2, 0, 2],
        yticks=[-2, 0, 2],
    )
    tints = LinearSegmentedColormap.from_list(
        "sides", ["#bfe3f7", "#ffffff", "#ffe0a3"]
    )
    extent = (-EDGE, EDGE, -EDGE, EDGE)
    shade = field_ax.imshow(
        np.full((97, 97), 0.5),
        extent=extent,
        origin="lower",
        vmin=0,
        vmax=1,
        interpolation="bilinear",
        cmap=tints,
        zorder=1,
    )
    (border,) = field_ax.plot([], [], "-", color=BLACK, lw=2.6, zorder=3)
    crowds = [
        field_ax.plot(
            *X[k == y].T, mark, color=tint, ms=ms, mec="black", mew=0.5, zorder=4
        )[0]
        for k, mark, tint, ms in ((1, "^", ORANGE, 6), (0, "o", SKY, 5))
    ]
    loss_ax.set(
        xlim=(-25, STEPS + 25),
        ylim=(1e-5, 4),
        yscale="log",
        xlabel="step",
        title="loss, in nats",
        yticks=[1, 0.01, 0.0001],
        yticklabels=["1", "0.01", "0.0001"],
    )
    loss_ax.axhline(np.log(2), color=GREY, ls="--", lw=1.2)
    loss_ax.text(
        STEPS, 1.4, "guessing: log 2", color="#444444", ha="right", fontsize=9
    )
    (loss_line,) = loss_ax.plot([], [], color=BLUE)
    (here,) = loss_ax.plot([], [], "D", color=RED, ms=7, mec="black", mew=0.6)
    maps, frames, names = [], [], []
    for ax in unit_axes:
        ax.set(xticks=[], yticks=[], aspect="equal")
        ax.axis("off")
        maps.append(
            ax.imshow(
                np.zeros((33, 33)),
                extent=extent,
                origin="lower",
                cmap="Greys",
                vmin=0,
                vmax=1,
            )
        )
        edge = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * EDGE
        frames.append(ax.plot(*edge.T, color=GREY, lw=0.8)[0])
        names.append(ax.text(0, 3.9, "", ha="center", va="bottom", fontsize=9))
        ax.set_ylim(-EDGE, 5.6)
    kept, coarse = {}, PLANE.reshape(97, 97, 2)[::3, ::3].reshape(-1, 2)

    def explore_curve(activation, units, rate, start, step):
        act, act_grad, borrowed = explore_menu(activation)
        first = make_weights(2, units, 2, seed=start)
        history = explore_training(
            kept,
            (activation, units, rate, start),
            X,
            y,
            first,
            act,
            act_grad,
            rate,
            STEPS,
        )
        step = min(step, len(history) - 1)
        weights = history[step]
        with np.errstate(all="ignore"):
            scores = np.asarray(mlp_forward(PLANE, *weights, act), dtype=float)
            logits = np.asarray(mlp_forward(X, *weights, act), dtype=float)
            if "losses" not in kept or kept.get("of") is not history:
                kept["losses"] = [
                    cross_entropy(mlp_forward(X, *at, act), y)
                    for at in history[::EVERY]
                ]
                kept["of"] = history
            hidden = np.asarray(act(coarse @ weights[0] + weights[1]), dtype=float)
            steep = np.asarray(act_grad(X @ weights[0] + weights[1]), dtype=float)
        field = (scores[:, 1] - scores[:, 0]).reshape(97, 97)
        fine = bool(np.isfinite(field).all())
        shade.set_data(0.5 + 0.5 * np.tanh(field / 2) if fine else 0 * field + 0.5)
        pieces = contour_generator(MESH, MESH, field).lines(0.0) if fine else []
        gap = [[np.nan] * 2]
        border.set_data(
            *np.vstack([gap, *(part for piece in pieces for part in (piece, gap))]).T
        )
        dead = ~steep.any(axis=0)
        for n, (picture, text) in enumerate(zip(maps, names, strict=True)):
            picture.set_visible(n < units and fine)
            frames[n].set_visible(n < units and fine)
            text.set_text("")
            if n < units and fine:
                unit = hidden[:, n].reshape(33, 33)
                picture.set_data((unit - unit.min()) / max(np.ptp(unit), 1e-12) * 0.8)
                v = np.round(weights[2][n, 1] - weights[2][n, 0], 1) + 0.0  # no -0.0
                text.set_text("dead" if dead[n] else f"v = {v:.1f}".replace("-", "−"))
        losses = np.asarray(kept["losses"], dtype=float)
        loss_line.set_data(np.arange(len(losses)) * EVERY, losses)
        here.set_data([step], [losses[step // EVERY]])
        right = int((logits.argmax(axis=1) == y).sum())
        closed = fine and explore_closed(field)
        kind = f"{activation} unit" if activation != "none" else "unit"
        who = (
            f"{units} {kind}{'s' if units > 1 else ''}"
            f"{'' if activation != 'none' else ', no activation'}"
        )
        field_ax.set_title(
            f"{who}: {'closed' if closed else 'open'}"
            f"{' (borrowed)' if borrowed else ''}"
        )
        said = f"{who}, start {start}, after {step} steps: "
        if not fine:
            return said + (
                "the weights ran away to infinity. Is the learning rate too large?"
            )
        said += f"loss {losses[step // EVERY]:.4f}, {right} of 200 points right. "
        if closed:
            said += "The curve is closed."
        elif activation == "none" or (units == 1 and activation != "square"):
            said += (
                "The border is a straight line."
                if pieces
                else "There is no border inside the picture."
            )
        elif units == 2 and activation != "square":
            said += "Not closed: two such units never are."
        elif units == 1:
            said += "Not closed: one square unit gives a band at best."
        else:
            said += "Not closed yet, or stuck. Does another start close it?"
        if activation == "ReLU" and dead.any():
            count = int(dead.sum())
            said += (
                f" {count} of {units} units {'is' if count == 1 else 'are'} dead "
                "(lesson 4)."
            )
        return said + explore_patience(history, STEPS)

    return Explorer(
        fig,
        explore_curve,
        moving=[
            *(shade, border, *crowds, loss_line, here, field_ax.title),
            *(*maps, *frames, *names),
        ],
        about="Left: the ring and the border that the network has learned. Right: the "
        "loss at each step, and a heat map of each hidden unit with its weight v",
        controls={
            "activation": widgets.Dropdown(
                description="activation", options=list(MENU)
            ),
            "units": slider("hidden units", 1, 8, 1, step=1, continuous_update=False),
            "rate": widgets.SelectionSlider(
                description="learning rate",
                value=0.5,
                continuous_update=False,
                options=[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0],
            ),
            "start": slider(
                "start, seed of the first weights",
                0,
                9,
                5,
                step=1,
                continuous_update=False,
            ),
            "step": slider("step", 0, STEPS, STEPS, step=EVERY),
        },
        stills=[
            {"units": 8, "start": 0},
            {"activation": "tanh", "units": 2, "start": 0},
            {"activation": "tanh", "units": 3, "start": 1},
        ],
    )


def make_player(explorer, name):
    """Put a play button, with pause, under the controls of an Explorer."""
    film = explorer.controls[name]
    player = widgets.Play(
        min=film.min,
        max=film.max,
        step=film.step,
        value=film.max,
        interval=150,
        description="play the steps",
    )
    widgets.jslink((player, "value"), (film, "value"))
    count = len(explorer.controls)
    box = explorer.box.children
    explorer.box.children = (*box[:count], player, *box[count:])


slider_b = make_slider_b()
make_player(slider_b, "step")
slider_b

# %% [markdown] picture="slider_b"
# ![Three networks on the ring after 1000 steps. First, 8 units without an activation: one straight line, and the loss stays at the line of guessing. Second, 2 tanh units: class 1 is a wedge that is open at one end. Third, 3 tanh units: a closed rounded triangle around the inner class.](attachment:slider_b.png)

# %% jupyter={"source_hidden": true}
guessed("b1", "b2", "b3", "b4")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# The ring has 200 points (seed 0). After 1000 steps at the rate 0.5 (for square: 0.1),
# so many of the ten starts 0 to 9 are closed:
#
# | activation | 1 unit | 2 units | 3 units | 4 units | 8 units |
# | --- | --- | --- | --- | --- | --- |
# | none | 0 | 0 | 0 | 0 | 0 |
# | sigmoid | 0 | 0 | 8 | 10 | 10 |
# | tanh | 0 | 0 | 8 | 10 | 10 |
# | ReLU | 0 | 0 | 10 | 9 | 10 |
# | square | 0 | 6 | 10 | 10 | 10 |
#
# - *Without an activation* the border is a straight line, with 1 unit or with 8. The loss stays at 0.69: guessing.
# - *One unit* whose activation never falls draws a straight border. The curve is drawn by **a layer of units**.
# - *Two* such units cut out a band or a wedge. It is always open somewhere, with 179 points right at most.
# - *Three* can close it. Not every start does: try start 0 with tanh.
# - *Square* falls and rises, and two units can close the curve.
# - *A start can get stuck.* Four ReLU units from start 0 end open, with 171 points right: two of them are dead. Start 1 closes the curve.
#
# </details>
#
# </div>

# %% [markdown]
# ## What decides the shape
#
# <details><summary><b>Without an activation</b> (click to open)</summary>
#
# Multiply out: (*XW*₁ + *b*₁)*W*₂ + *b*₂ = *X*(*W*₁*W*₂) + (*b*₁*W*₂ + *b*₂).
# This is one affine layer again. However many units it had, its border is a line,
# and no line has more than 141 of these 200 points right.
# From 2 units on, all ten starts end with 98 right, fewer than the best line.
# Learning lowers the loss; it does not count right points.
#
# </details>
#
# **With an activation.** Let *F* be the logit of class 1 minus the logit of class 0. Class 1 is where *F* > 0.
# *F* is a number plus one term *v*·act(*w*·*x* + *b*) for each unit. *v* is the unit's weight for class 1 minus its weight for class 0.
# Sigmoid, tanh and ReLU never fall when their score grows, and the score grows fastest along *w*.
#
# So each unit has an arrow: if *v* is positive, it is *w*; if *v* is negative, −*w*.
# Walk in a direction at 90° or less from the arrow, and the unit's term does not fall.
# These directions are half of all: a half-disc, edges included.
#
# If all units share a direction, start in class 1 and walk that way. No term falls, so *F* stays above 0:
# you never leave class 1, and the curve is open. Turn the arrows in slider C, and look for such a direction.
#
# <div class="alert alert-info">
#
# **Predict.**
#
# 1. Can you turn two arrows so that their half-discs share no direction?
# 2. And three arrows?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("c1", "Two half-discs without a common direction:", ["possible", "impossible"])

# %% jupyter={"source_hidden": true}
guess("c2", "Three half-discs without a common direction:", ["possible", "impossible"])

# %% jupyter={"source_hidden": true}
# Slider C.
def make_slider_c():
    fig = figure(8.2, 2.5)
    axes = fig.subplots(1, 4)
    turn = np.linspace(0, 2 * np.pi, 721)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    halves, arrows, rims = [], [], []
    tints = ("#ffd58a", "#a8d8f5", "#9fdcc8", "#d9d9d9")
    heads = (
        "unit 1 does not fall",
        "unit 2 does not fall",
        "unit 3 does not fall",
        "none of them falls",
    )
    for ax, tint, head in zip(axes, tints, heads, strict=True):
        ax.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal")
        ax.set_title(head, fontsize=10)
        ax.axis("off")
        rims.append(ax.plot(*circle.T, color=GREY, lw=1)[0])
        halves.append(ax.fill([0], [0], color=tint, ec="black", lw=1)[0])
    for ax in axes[:3]:
        arrows.append(
            ax.plot([], [], "-", marker="D", markevery=[1], color=BLACK, ms=7)[0]
        )
    nothing = axes[3].text(0, 0, "", ha="center", va="center", fontsize=11)

    third_arrow = slider("arrow of unit 3, degrees", 0, 360, 330, step=5, disabled=True)

    def explore_directions(count, first, second, third):
        third_arrow.disabled = count < 3
        rims[2].set_visible(count == 3)
        axes[2].title.set_text(heads[2] if count == 3 else "")
        angles = np.deg2rad([first, second, third])[:count]
        allowed = np.ones(len(circle), dtype=bool)
        for n in range(3):
            shown = n < count
            halves[n].set_visible(shown)
            arrows[n].set_visible(shown)
            if shown:
                tip = np.array([np.cos(angles[n]), np.sin(angles[n])])
                arrows[n].set_data([0, tip[0]], [0, tip[1]])
                around = angles[n] + np.linspace(-np.pi / 2, np.pi / 2, 91)
                halves[n].set_xy(np.column_stack([np.cos(around), np.sin(around)]))
                allowed &= circle @ tip >= -1e-9
        arc = allowed[:-1]
        ends = circle[:-1][arc & ~np.roll(arc, 1)], circle[:-1][arc & ~np.roll(arc, -1)]
        share = (
            arc.sum() - len(ends[0])
        ) / 2  # degrees: the circle has a point each half
        halves[3].set_visible(bool(arc.any()))
        if arc.any():
            first_of_arc = int(np.argmax(arc & ~np.roll(arc, 1)))
            wedge = np.roll(circle[:-1], -first_of_arc, axis=0)[
                np.roll(arc, -first_of_arc)
            ]
            spokes = np.zeros((2 * len(wedge), 2)) if share == 0 else None
            if share == 0:  # one or two single directions
                spokes[::2] = wedge
            halves[3].set_xy(np.vstack([[0, 0], wedge if share else spokes]))
        nothing.set_text("" if allowed.any() else "no direction")
        who = f"{count} units"
        if not allowed.any():
            return (
                f"{who}: no direction is left in which none of them falls. Such units "
                "can surround class 1."
            )
        shared = f"{share:.0f}° of directions" if share else "the directions of an edge"
        return (
            f"{who}: they share {shared}. Who walks that way from class 1 never "
            "leaves it."
        )

    return Explorer(
        fig,
        explore_directions,
        moving=[rims[2], axes[2].title, *halves, *arrows, nothing],
        about="A disc for each unit: its arrow, and the half of all directions in "
        "which its term never falls. On the right: the directions that all share",
        controls={
            "count": slider("units", 2, 3, 2, step=1),
            "first": slider("arrow of unit 1, degrees", 0, 360, 90, step=5),
            "second": slider("arrow of unit 2, degrees", 0, 360, 210, step=5),
            "third": third_arrow,
        },
        stills=[{}, {"second": 270}, {"count": 3}],
    )


slider_c = make_slider_c()
slider_c

# %% [markdown] picture="slider_c"
# ![Three rows of discs. First row: two half-discs at 90° and 210° share a wedge of 60°. Second row: two opposite half-discs still share their edge, two directions. Third row: three half-discs at 90°, 210° and 330° share no direction.](attachment:slider_c.png)

# %% jupyter={"source_hidden": true}
guessed("c1", "c2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# Two half-discs always share a direction; opposite ones share their edge.
# Three need not share one: arrows at 90°, 210° and 330° leave none.
#
# </details>
#
# </div>
#
# <details><summary><b>Why, and what of square</b> (click to open)</summary>
#
# Two units always share a direction. So with two units class 1 is never surrounded. Three units *can* close the curve.
#
# *Square* falls on one side and rises on the other. So in nearly every direction a square unit's term falls somewhere.
# And with enough sigmoid units, a layer comes as close to any border as you like (Cybenko, 1989).
#
# </details>
#
# **Closed, as far as you look.** Our test ends at the edge of the picture.
# Far outside, where no point ever was, a network may say anything. Take the ten closed networks with 8 tanh units.
# At a distance of 1000 from the centre, five of them say class 1 again somewhere. A network knows only about the places that it has seen.

# %% [markdown]
# ## Handwritten digits
#
# Now your functions read handwriting. Nothing in them has to change: a digit is a point with 64 coordinates, the grey of 8 × 8 pixels,
# and there are ten classes. We have 600 digits. The network learns from 300. The other 300 are **held out**:
# they are only used to ask how well it does with digits that it has never seen. They were written by the same people.
#
# The digits are from *Optical Recognition of Handwritten Digits* by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository,
# [doi.org/10.24432/C50P49](https://doi.org/10.24432/C50P49), license [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).
# We use 60 of each digit, drawn with seed 0.
#
# <div class="alert alert-info">
#
# **Predict.** There are 300 held-out digits. Pure guessing gets about 30 right.
#
# 1. How many does a network with 16 tanh units get right?
# 2. The ring needed an activation. What happens to the digits with *none*?
#
# </div>

# %% jupyter={"source_hidden": true}
guess("d1", "With 16 tanh units, so many of 300 are right:",
      ["about 100", "about 200", "about 285", "all 300"])

# %% jupyter={"source_hidden": true}
guess("d2", "With 16 units and no activation:",
      ["hardly better than guessing", "about half as many", "about as many"])

# %%
check("LEARN_X" in globals(), "The digits are missing. Did you run all cells above?")
digit_history = train_network(LEARN_X, LEARN_LABELS,
                              make_weights(64, 16, 10, seed=0, spread=0.25),
                              tanh, tanh_grad, rate=0.5, steps=300)
for digit_half, digit_X, digit_labels in (("learned", LEARN_X, LEARN_LABELS),
                                          ("held out", HELD_X, HELD_LABELS)):
    digit_logits = mlp_forward(digit_X, *digit_history[-1], tanh)
    digits_right = (digit_logits.argmax(axis=1) == digit_labels).sum()
    print(f"{digit_half}: {digits_right} of 300 right")

# %% [markdown]
# Slider D trains such a network, and shows the held-out digits that it gets wrong: *#8: 3→8* is digit number 8, a 3 that is read as an 8.
# Click one of the wrong digits in the row of buttons below the picture: you then see its ten probabilities.
# The hatched bar is the right one. The last slider chooses any of the 300 held-out digits.

# %% jupyter={"source_hidden": true}
# Slider D.
def make_slider_d():
    fig = figure(8.6, 5.0)
    grid = fig.add_gridspec(4, 13, width_ratios=[1] * 8 + [0.4] + [1.6] * 4)
    title = fig.suptitle("of 300 held-out digits are wrong", x=0.02, ha="left")
    title.set_fontsize(10)
    tiles, labels = [], []
    for n in range(32):
        ax = fig.add_subplot(grid[n // 8, n % 8])
        ax.axis("off")
        tiles.append(ax.imshow(np.zeros((8, 8)), cmap="Greys", vmin=0, vmax=1))
        labels.append(ax.text(3.5, -0.7, "", ha="center", va="bottom", fontsize=8.5))
    digit_ax, bar_ax = fig.add_subplot(grid[:2, 9:]), fig.add_subplot(grid[2:, 9:])
    digit_ax.axis("off")
    large = digit_ax.imshow(np.zeros((8, 8)), cmap="Greys", vmin=0, vmax=1)
    bar_ax.set(
        xlim=(-0.6, 9.6),
        ylim=(0, 1.05),
        xticks=range(10),
        yticks=[0, 0.5, 1],
        xlabel="class",
        ylabel="probability",
    )
    bars = list(bar_ax.bar(range(10), np.zeros(10), color=SKY, ec="black"))
    kept = {}
    number = slider("number of a held-out digit", 0, 299, 0, step=1)
    picker = widgets.ToggleButtons(description="read wrongly:", index=None)
    picker.style.button_width, picker.style.description_width = "auto", "auto"

    def explore_picked(move):
        if move.new is not None:
            number.value = move.new

    picker.observe(explore_picked, "value")

    def explore_digits(activation, units, start, digit):
        act, act_grad, borrowed = explore_menu(activation)
        first = make_weights(64, units, 10, seed=start, spread=0.25)
        key, points = (activation, units, start), (LEARN_X, LEARN_LABELS)
        history = explore_training(kept, key, *points, first, act, act_grad, 0.5, 300)
        weights = history[-1]
        logits = np.asarray(mlp_forward(HELD_X, *weights, act), dtype=float)
        learned = np.asarray(mlp_forward(LEARN_X, *weights, act), dtype=float)
        check(
            np.isfinite(logits).all(),
            "The weights ran away to infinity. Does another activation do better?",
        )
        said = logits.argmax(axis=1)
        wrong = np.flatnonzero(said != HELD_LABELS)
        right = int((learned.argmax(axis=1) == LEARN_LABELS).sum())
        for n, (tile, label) in enumerate(zip(tiles, labels, strict=True)):
            tile.set_visible(n < len(wrong))
            label.set_text("")
            if n < len(wrong):
                tile.set_data(HELD_X[wrong[n]].reshape(8, 8))
                at = wrong[n]
                label.set_text(f"#{at}\n{HELD_LABELS[at]}→{said[at]}")
        picker.value, shown = None, wrong[: len(tiles)].tolist()
        picker.options = [(f"#{n}: {HELD_LABELS[n]}→{said[n]}", n) for n in shown]
        first_ones = "" if len(wrong) <= len(tiles) else f"; the first {len(tiles)}"
        title.set_text(f"{len(wrong)} of 300 held-out digits read wrongly{first_ones}")
        picker.value = digit if digit in shown else None
        large.set_data(HELD_X[digit].reshape(8, 8))
        shares = np.exp(logits[digit] - np.logaddexp.reduce(logits[digit]))
        for k, (bar, share) in enumerate(zip(bars, shares, strict=True)):
            bar.set_height(share)
            bar.set_facecolor(ORANGE if k == HELD_LABELS[digit] else SKY)
            bar.set_hatch("//" if k == HELD_LABELS[digit] else "")
        digit_ax.set_title(
            f"number {digit}: written as {HELD_LABELS[digit]}, read as {said[digit]}",
            fontsize=10,
        )
        kind = "without an activation" if activation == "none" else f"of {activation}"
        return (
            f"{units} units {kind}{' (borrowed)' if borrowed else ''}, start {start}: "
            f"{right} of 300 learned digits and {300 - len(wrong)} of 300 held-out "
            f"digits are right. Number {digit} is a {HELD_LABELS[digit]}, and the "
            f"network claims {said[digit]} with p = {shares[said[digit]]:.3f}."
            f"{explore_patience(history, 300)}"
        )

    explorer = Explorer(
        fig,
        explore_digits,
        moving=[*tiles, *labels, large, *bars, digit_ax.title, title],
        about="Left: held-out digits that are read wrongly, each with its number, "
        "what it is and what it is read as (at most 32). Right: one digit and the ten "
        "probabilities; its class is hatched",
        controls={
            "activation": widgets.Dropdown(
                description="activation",
                value="tanh",
                options=["none", "sigmoid", "tanh", "ReLU"],
            ),
            "units": slider("hidden units", 1, 32, 16, step=1, continuous_update=False),
            "start": slider(
                "start, seed of the first weights",
                0,
                9,
                0,
                step=1,
                continuous_update=False,
            ),
            "digit": number,
        },
        stills=[{}, {"activation": "none"}, {"units": 2}],
    )
    *above, sentence = explorer.box.children
    explorer.box.children = [*above, picker, sentence]
    return explorer


slider_d = make_slider_d()
slider_d

# %% [markdown] picture="slider_d"
# ![Three sheets of held-out digits that are read wrongly, each beside one digit and its ten probabilities. Above, 16 tanh units: ten wrong ones. In the middle, 16 units without an activation: fifteen. Below, 2 tanh units: the sheet is full.](attachment:slider_d.png)

# %% jupyter={"source_hidden": true}
guessed("d1", "d2")

# %% [markdown]
# <div class="alert alert-success">
#
# <details><summary><b>What you saw</b></summary>
#
# Held-out digits right, of 300, after 300 steps at the rate 0.5: the lowest and the highest of the ten starts 0 to 9.
#
# | activation | 2 units | 4 units | 8 units | 16 units | 32 units |
# | --- | --- | --- | --- | --- | --- |
# | none | 164–199 | 250–275 | 279–291 | 282–287 | 282–288 |
# | sigmoid | 116–150 | 201–237 | 257–269 | 270–280 | 279–286 |
# | tanh | 100–152 | 215–267 | 273–284 | 282–290 | 282–288 |
# | ReLU | 30–177 | 179–263 | 239–279 | 279–286 | 284–289 |
#
# - The functions that closed the curve read handwriting. Look at the sheet: some of the wrong ones are hard for people too.
# - With 16 units it does about as well **without** an activation, and with 2 units it mostly does better without one. In 64 dimensions these ten classes can nearly be separated by flat borders.
#   The ring cannot. An activation is needed where a border has to bend, and only trying shows where that is.
# - With 16 units the learned digits are nearly all right, the held-out ones are not. Only the held-out number says how well it reads.
# - A wrong digit can have a high probability: up to 0.916 in the network that was trained above. A network says how sure it *claims* to be.
#
# </details>
#
# </div>

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - Forward: scores, bend, scores. Backward: the slope at the logits is *p* minus one-hot, divided by *n*; it goes back through *W*₂, times the slope of the bend.
# - A weight's slope is what comes in times the slope of what goes out, summed over the points.
# - A gradient check measures each slope. It is slow, and it finds nearly every mistake.
# - Without an activation, a network of any size is one affine layer: a flat border.
# - Of units that never fall, one draws a straight border, two never close it, three can.
# - Held-out examples say how well a network does.
#
# **The whole course in six lines.**
#
# 1. A line cannot separate the ring.
# 2. A sigmoid makes the hard step soft, so that a unit can learn. In its flat tails it learns slowly.
# 3. tanh is the same bend, centred on zero.
# 4. ReLU keeps its slope wherever the score is positive.
# 5. Softmax turns scores into probabilities, and the slope of the loss is *p* minus one-hot.
# 6. A layer of bends draws curves, and the chain rule teaches it.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **This was the last lesson.** Go back to [lesson 1](../01_linear_separability/01_linear_separability.ipynb) for a minute,
# and move its line over the ring again. You know now what was missing.
