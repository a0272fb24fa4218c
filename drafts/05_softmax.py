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
# # 5. Softmax and the closed curve
#
# **Time:** about 60 minutes.
# **Builds on:** lessons [1](../01_linear_separability/01_linear_separability.ipynb) to
# [4](../04_relu/04_relu.ipynb). Have your own `sigmoid`, `tanh` and `relu` at hand: this lesson runs on them.
#
# **After this lesson you can**
# - turn scores into probabilities with softmax, along any axis, without overflow,
# - write a loss that stays finite however wrong the answer is,
# - write the forward pass of a small network,
# - say how many hidden units it takes to close a curve, and prove why two never do.
#
# The course began with a ring that no line can separate.
# It ends with a closed curve around the middle, drawn by code that you wrote.
#
# Run the next cells first. They hold the drawing code and are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% [markdown]
# ## Scores for more than two classes
#
# A point on the plane lies in the *middle*, on the *ring* around it, or far *outside*.
# That makes three classes. A network gives each class a score. Scores are also called **logits**.
# Say they are 2, 1 and −1. How sure is the network that the point lies in the middle?
#
# We want three probabilities: none negative, and together 1.
# **Softmax** makes them:
#
# $$\mathrm{softmax}(z)_i = \frac{e^{z_i}}{e^{z_1} + e^{z_2} + \dots + e^{z_C}}$$
#
# Read it as "e to my score, divided by the sum of e to all scores". *C* is the number of classes.
#
# Each answer depends on **all** scores. So softmax is not elementwise, as sigmoid, tanh and ReLU are.
#
# In slider A the scores are first divided by a number *T*, the **temperature**. You can also add a number *c* to all scores.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 2, 1 and −1.
#
# 1. A web page says that softmax converts scores to probabilities "in proportion". Do 2 and 1 get shares of 2 to 1?
# 2. What changes when you add 100 to all three scores?
# 3. Where do the shares go when *T* gets very small? And very large?
# 4. Only the first score moves, the others are frozen. Which curve does the first share draw?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider A. The shares are computed by pairs here: 1 / share = sum of e^(other - own).
fig = figure(8.6, 3.5)
bar_ax, tri_ax, cut_ax = fig.subplots(1, 3, width_ratios=[3, 4, 4.2])
KINDS, TINTS, STYLES = ("middle", "ring", "outside"), (ORANGE, SKY, GREEN), ("-", "--", ":")
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
sweep = np.linspace(-5, 5, 201)


def shares(z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[..., None, :] - z[..., :, None]).sum(axis=-1)


bar_ax.set(ylim=(0, 1.12), ylabel="probability", yticks=[0, 0.5, 1])
bars = list(bar_ax.bar(KINDS, [0, 0, 0], color=TINTS, edgecolor="black", hatch=["", "//", ".."]))
bar_texts = [bar_ax.text(i, 0, "", ha="center", va="bottom", fontsize=10) for i in range(3)]
tri_ax.set(xlim=(-0.22, 1.22), ylim=(-0.2, 1.05), aspect="equal")
tri_ax.axis("off")
tri_ax.fill(*CORNERS.T, facecolor="#f4f4f4", edgecolor="black", lw=1.2)
for (at_x, at_y), kind, side in zip(CORNERS, KINDS, ("top", "top", "bottom"), strict=True):
    tri_ax.text(at_x, at_y + (0.04 if side == "bottom" else -0.04), kind,
                ha="center", va=side, fontsize=10)
tri_ax.plot(*CORNERS.mean(axis=0), "+", color=BLACK, ms=9, mew=1.4)
path, = tri_ax.plot([], [], "-", color=GREY, lw=1.4)
dot, = tri_ax.plot([], [], "D", color=RED, ms=9, mec="black", mew=0.6)
cut_ax.set(xlim=(-5, 5), ylim=(-0.04, 1.12), xlabel="score of the middle, others frozen",
           yticks=[0, 0.5, 1])
cuts = [cut_ax.plot([], [], style, color=tint, label=kind)[0]
        for style, tint, kind in zip(STYLES, TINTS, KINDS, strict=True)]
here, = cut_ax.plot([], [], "D", color=RED, ms=8, mec="black", mew=0.6)
cut_ax.legend(loc="upper left", fontsize=9, frameon=False, ncols=3, columnspacing=1,
              handlelength=1.6, borderaxespad=0)


def explore_softmax(z1, z2, z3, T, c):
    z = np.array([z1, z2, z3]) + c
    p = shares(z / T)
    for bar, text, share, place in zip(bars, bar_texts, p, range(3), strict=True):
        bar.set_height(share)
        text.set_text(f"{share:.3f}")
        text.set_position((place, share + 0.01))
    slices = shares(np.column_stack([sweep + c, 0 * sweep + z[1], 0 * sweep + z[2]]) / T)
    for line, values in zip(cuts, slices.T, strict=True):
        line.set_data(sweep, values)
    path.set_data(*(slices @ CORNERS).T)
    dot.set_data(*(p @ CORNERS)[:, None])
    here.set_data([z1], [p[0]])
    bar_ax.set_title(f"T = {T:.2f}, c = {c}")
    named = ", ".join(f"{kind} {share:.3f}" for kind, share in zip(KINDS, p, strict=True))
    top = p.max()
    where = ("in a corner" if top > 0.99 else "close to the centre" if top < 0.36
             else f"nearest to the corner '{KINDS[p.argmax()]}'")
    scores = ", ".join(f"{score:.1f}" for score in z)
    return f"Scores {scores} at T = {T:.2f} give {named}. The dot is {where}."


slider_a = Explorer(
    fig, explore_softmax,
    moving=[*bars, *bar_texts, path, dot, *cuts, here, bar_ax.title],
    about="Three probabilities, drawn as bars, as a dot in the triangle of three classes, and "
          "as curves over the first score",
    controls={"z1": slider("score of the middle", -5.0, 5.0, 2.0),
              "z2": slider("score of the ring", -5.0, 5.0, 1.0),
              "z3": slider("score of outside", -5.0, 5.0, -1.0),
              "T": widgets.FloatLogSlider(description="T, temperature", value=1, base=10,
                                          min=-1.3, max=1.3, step=0.05, readout_format=".2f"),
              "c": slider("c, added to all scores", -100, 100, 0, step=1)},
    stills=[{"c": 100}, {"T": 0.1}, {"T": 20.0}])
slider_a

# %% [markdown] picture="slider_a"
# *Still picture of slider A, for places where sliders do not run.*
#
# ![Three settings of slider A with the scores 2, 1 and −1. Above, c = 100 and T = 1: the bars are 0.705, 0.259 and 0.035, just as with c = 0. In the middle, T = 0.1: the bar of the middle is 1.000 and the dot sits in its corner. Below, T = 20: all bars are close to one third and the dot is close to the centre of the triangle.](attachment:slider_a.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - The shares are 0.705, 0.259 and 0.035. They are in proportion to e<sup>2</sup>, e<sup>1</sup> and e<sup>−1</sup>,
#   not to 2, 1 and −1. A negative score has no share "in proportion".
# - Adding 100 to all scores moves nothing: e<sup>z+c</sup> = e<sup>c</sup> e<sup>z</sup>, and e<sup>c</sup> cancels.
# - Dividing all scores by *T* does change things. A small *T* runs to a corner: the winner takes all.
#   A large *T* runs to the centre: equal shares.
# - With the others frozen, the first share draws a **sigmoid**, and the dot walks straight into its corner.
#
# </div>
#
# Why a sigmoid? Call the frozen sum *K*. Then
# e<sup>z</sup> / (e<sup>z</sup> + *K*) = 1 / (1 + *K* e<sup>−z</sup>) = σ(*z* − log *K*).
# With two classes and the second score frozen at 0 we have *K* = 1, so **σ(*z*) = softmax([*z*, 0])[0]**.
#
# **Three notes on things you may read.**
#
# - *"Sigmoid is for two classes, softmax for many."* You have seen that sigmoid **is** softmax, for two classes.
#   And if one picture may show a cat *and* a dog, the labels do not compete. Then you take one sigmoid for each label.
# - *"Softmax gives probabilities, so it cannot be plotted."* You have plotted it in three ways:
#   bars, a dot in a triangle, and slices.
# - *"SoftMax", "ReLu", "Tahn".* The names are softmax, ReLU and tanh.

# %% [markdown]
# ## Bug hunt: one row is fine, two are not
#
# A popular web page gives this code.
# It adds that subtracting the maximum "changes the formula".
#
# <div class="alert alert-warning">
#
# **Predict.**
#
# 1. Does subtracting the maximum change the answer? (Think of *c* in slider A.) What is it good for?
# 2. Each row of a table holds the scores of one point. What does each row of the answer add up to, in both tables below?
#
# </div>

# %%
def from_the_web(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


for table in ([[1, 2, 3], [1, 2, 3]], [[1, 2, 3], [1001, 1002, 1003]]):
    answer = from_the_web(np.array(table))
    print(answer.round(3), "rows add up to", answer.sum(axis=1))

# %% [markdown]
# <details><summary><b>What is wrong</b> (click to open)</summary>
#
# 1. Subtracting the maximum is the same function: *c* = −max. But now no power is above e<sup>0</sup> = 1, so nothing overflows.
#    And one term of the sum is exactly 1, so the sum is never 0.
#    Small shares may still become exactly 0: e<sup>−1000</sup> is less than any float64. We come back to this.
# 2. `np.max` and `np.sum` run over the whole table. With two equal rows each row adds up to 0.5.
#    In the second table, the large row takes everything, and the first row is all 0.
#    Each row needs a maximum and a sum of its own.
#
# </details>
#
# The tools for this are two arguments. `axis=1` means "along each row". `keepdims=True` keeps the shape fit for dividing:

# %%
table = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
print(np.sum(table, axis=1), "has the shape", np.sum(table, axis=1).shape)
print(np.sum(table, axis=1, keepdims=True), "has the shape (2, 1): a column, one sum a row")

# %% [markdown]
# ## Your turn: softmax
#
# What counts as right:
#
# - **Shape.** The answer has the shape of `x`, and its numbers add up to 1 along `axis`.
#   `axis` may be any axis of `x`. The last one, −1, is the default.
# - **Numbers.** Seven correct digits. From −1000 to 1000 there is no `nan` and no infinity.
# - **Hands off.** Do not change the caller's array. Keep the given line: it makes float arrays of lists and whole numbers.
# - **Free of charge.** Warnings, loops and slow code cost no marks.

# %% nbgrader={"grade": false, "grade_id": "softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(x, axis=-1):
    """Return the softmax of x along an axis.

    x is a number, a list or an array of any shape, with values from -1000 to 1000.
    The answer has the same shape, and its numbers add up to 1 along the axis.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    shifted = x - np.max(x, axis=axis, keepdims=True)  # 0 or below: no overflow
    powers = np.exp(shifted)
    return powers / np.sum(powers, axis=axis, keepdims=True)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_softmax", "locked": true, "points": 10, "schema_version": 3, "solution": false, "task": false}
check_values(softmax, np.array([2.0, 1.0, -1.0]),
             expected=[0.70538451, 0.25949646, 0.03511903],
             hint="Shares are in proportion to e to the score.")
check_values(softmax, np.array([[0, 0], [1, 3]]),
             expected=[[0.5, 0.5], [0.11920292, 0.88079708]],
             hint="Each row adds up to 1: look at axis and keepdims.")
check_values(softmax, np.array([[0.0, 1.0, 2.0], [0.0, 3.0, 2.0]]), axis=0,
             expected=[[0.5, 0.11920292, 0.5], [0.5, 0.88079708, 0.5]],
             hint="With axis=0 each column adds up to 1.")
check_values(softmax, np.array([1000.0, 1000.0, -1000.0]), expected=[0.5, 0.5, 0.0],
             hint="e to the 1000 is infinity here. What may be subtracted from all?")
print("softmax passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## How wrong is an answer?
#
# You know the **cross-entropy** from lesson 2: the loss of one point is −log *p*, where *p* is the probability of the right class.
# We use the natural logarithm, so the unit is called *nat*. Over many points we take the mean.
#
# - *p* = 1 costs nothing.
# - Guessing between two classes, *p* = ½, costs log 2 ≈ 0.693 nats. Between three it is log 3 ≈ 1.099.
# - *p* close to 0 costs a lot.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 1000 and 0, and the right class is the *second*.
# What is the true loss? What does a computer give for −log(softmax)?
#
# </div>

# %%
with np.errstate(all="ignore"):
    for gap in (10.0, 700.0, 1000.0):
        share = np.exp(-gap) / (np.exp(0.0) + np.exp(-gap))  # maximum subtracted
        print(f"scores {gap:.0f} and 0: share {share:.3g}, its loss {-np.log(share):.6g}")

# %% [markdown]
# The share of the second class is rounded to 0, and −log 0 is infinity. The true loss is 1000.
# Subtracting the maximum does not help: the share itself is too small for float64.
# The way out is not to compute the share at all. Take the logarithm on paper first.
# With *k* for the right class and *m* for the largest score of the row:
#
# $$-\log \frac{e^{z_k}}{\sum_j e^{z_j}} \;=\; \log \sum_j e^{z_j} - z_k \;=\; m + \log \sum_j e^{z_j - m} - z_k$$
#
# The sum on the right lies between 1 and *C*, so its logarithm is harmless.
#
# ## Your turn: cross-entropy
#
# `logits` has a row for each point. `labels` holds the number of the right class in each row, counted from 0.
# To pick one entry in each row, give numpy two lists of numbers: `table[[0, 1], [2, 0]]` is the entry 2 of row 0 and the entry 0 of row 1.

# %% nbgrader={"grade": false, "grade_id": "cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy(logits, labels):
    """Return the mean loss -log p(label), in nats: one number.

    logits is an array (n, C) with values from -1000 to 1000: n rows of C scores.
    labels is an array (n,) of whole numbers from 0 to C - 1.
    The loss is finite, seven digits are right, and the arrays stay unchanged.
    """
    # BEGIN SOLUTION
    rows = np.arange(len(labels))
    highest = np.max(logits, axis=1)
    total = np.sum(np.exp(logits - highest[:, None]), axis=1)
    return np.mean(highest + np.log(total) - logits[rows, labels])
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_cross_entropy", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
check_values(cross_entropy, np.array([[0.0, 0.0]]), np.array([1]), expected=0.69314718,
             hint="Guessing between two classes costs log 2.")
check_values(cross_entropy, np.array([[2.0, 1.0, -1.0], [2.0, 1.0, -1.0]]),
             np.array([0, 2]), expected=1.84901222,
             hint="The rows cost 0.349 and 3.349; the mean is asked for.")
check_values(cross_entropy, np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([1, 1]),
             expected=500.0, hint="Take the logarithm on paper first, as above.")
print("cross_entropy passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## The network
#
# Now we put units together. Look at one point *x* of the plane.
#
# 1. Each **hidden unit** gives it a score, as in lesson 1, and bends the score with an activation.
# 2. Each **class** takes a weighted sum of the hidden units, plus a bias. These are the logits.
#
# $$\text{logits} = \mathrm{act}(X W_1 + b_1)\, W_2 + b_2$$
#
# *X* holds one point in each row. *W*₁ has a column for each hidden unit, *W*₂ a column for each class.
# There is no activation after the second step: softmax takes the logits from there.
#
# `act` is a *function* that is handed over: your sigmoid, your tanh, or one that you have never seen.

# %% nbgrader={"grade": false, "grade_id": "mlp_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_forward(X, W1, b1, W2, b2, act):
    """Return the logits act(X W1 + b1) W2 + b2 of a network, an array (n, o).

    X is (n, d): n points. W1 is (d, h) and b1 (h,): h hidden units.
    W2 is (h, o) and b2 (o,): o classes. act takes an array and bends each number of it.
    """
    # BEGIN SOLUTION
    hidden = act(X @ W1 + b1)
    return hidden @ W2 + b2
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_mlp_forward", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
def square(z):
    return z**2


check_values(mlp_forward, np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0]]),
             np.array([[1.0, 0.0], [0.0, -1.0]]), np.array([0.0, 1.0]),
             np.array([[1.0], [2.0]]), np.array([0.5]), square,
             expected=[[3.5], [0.5], [12.5]],
             hint="First X W1 + b1, then act, then W2 and b2.")
check_values(mlp_forward, np.array([[1.0, 2.0]]), np.array([[1.0], [1.0]]),
             np.array([-4.0]), np.array([[2.0, 3.0]]), np.array([0.0, 1.0]), np.abs,
             expected=[[2.0, 4.0]], hint="act is what the caller hands over.")
print("mlp_forward passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Bring your own activations
#
# Paste your functions from lessons 2, 3 and 4 here. Nothing in this cell is graded again.
# If one of them is missing or has a bug, the picture below will tell you.

# %% nbgrader={"grade": false, "grade_id": "carry_over", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(x):
    """Return the sigmoid of each number in x (lesson 2)."""
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)
    # END SOLUTION


def tanh(x):
    """Return the hyperbolic tangent of each number in x (lesson 3)."""
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    tail = np.exp(-2.0 * np.abs(x))
    return np.sign(x) * (1.0 - tail) / (1.0 + tail)
    # END SOLUTION


def relu(x):
    """Return each number in x, with 0 in place of negative ones (lesson 4)."""
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    return np.where(x > 0, x, 0.0)
    # END SOLUTION


# %% [markdown]
# ## The closed curve
#
# Here is the whole course in one picture. A network with two classes and 1 to 8 hidden units learns the ring.
# Its scores come from your `mlp_forward`, its probabilities from your `softmax`, its loss from your `cross_entropy`.
#
# **How it learns.** It starts with random weights. Then, 400 times, each weight moves a little in the direction that lowers the loss.
# For that it needs slopes. At the end of the network the slope is *p* − *y*, as in lesson 2.
# From there the chain rule carries it backwards through the weights and the activation. This is called **backpropagation**
# (Rumelhart, Hinton and Williams, 1986). The step size is set by a rule named Adam (Kingma and Ba, 2015).
#
# **What counts as closed.** The centre is called class 1, and no point on the edge of the picture is.
#
# <div class="alert alert-info">
#
# **Predict.** Write your guesses down. This is the question that the course began with.
#
# 1. *Activation none.* Is the boundary closed with 8 hidden units? What is it?
# 2. *One unit with tanh.* An activation is a curve. Is the boundary a curve?
# 3. From how many units on is it closed? Is it the same number for sigmoid, tanh and ReLU?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider B. What is trained here runs through your own functions, found by their names.
import time

from contourpy import contour_generator  # matplotlib draws its contours with it
from matplotlib.colors import LinearSegmentedColormap

STEPS, EVERY, PATIENCE = 400, 25, 5.0  # steps, steps a frame, seconds
EDGE, MESH = 3.2, np.linspace(-3.2, 3.2, 97)
PLANE = np.stack(np.meshgrid(MESH, MESH), axis=-1).reshape(-1, 2)
RING_X, RING_Y = ring(200, seed=0)
SAMPLE = np.array([[-2.0, 0.0], [1.0, 3.0]])
MENU = {"none": ("", [], ""),
        "sigmoid": ("sigmoid", [[0.119203, 0.5], [0.731059, 0.952574]], "lesson 2"),
        "tanh": ("tanh", [[-0.964028, 0.0], [0.761594, 0.995055]], "lesson 3"),
        "ReLU": ("relu", [[0.0, 0.0], [1.0, 3.0]], "lesson 4")}


def own(name, *inputs, expected, place):
    """Return the reader's function `name` once it gives `expected`, or say what is wrong."""
    function = globals().get(name)
    check(callable(function), f"{name} is not there yet. Write it {place}, and run "
          "that cell.")
    try:
        check_values(function, *inputs, expected=expected,
                     hint=f"Mend it {place}, then move a slider again.")
    except AssertionError:
        raise
    except Exception as error:
        sentence = f"{name} stops with {type(error).__name__}: {error}. Mend it {place}."
    else:
        return lambda *values: np.asarray(function(*values), dtype=float)
    check(False, sentence)


def all_own(activation):
    """Return the reader's act, mlp_forward, softmax and cross_entropy."""
    name, expected, lesson = MENU[activation]
    place = f"in the cell under 'Bring your own activations' (from {lesson})"
    act = own(name, SAMPLE, expected=expected, place=place) if name else lambda z: z
    return (act,
            own("mlp_forward", SAMPLE, np.eye(2), np.array([1.0, -1.0]), 2 * np.eye(2),
                np.array([0.0, 0.5]), np.square, expected=[[2, 2.5], [8, 8.5]],
                place="in its cell above"),
            own("softmax", np.array([[0.0, 0.0], [1.0, 3.0]]), place="in its cell above",
                expected=[[0.5, 0.5], [0.119203, 0.880797]]),
            own("cross_entropy", np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([0, 1]),
                expected=1.410038, place="in its cell above"))


def learn(units, activation, start):
    """Train a network; yield what there is to draw every 25 steps, or what is wrong."""
    began, losses, weights, scores = time.perf_counter(), [], None, None
    try:
        act, forward, soft, loss = all_own(activation)
        rng = np.random.default_rng(start)
        weights = [rng.normal(0, 1.5, (2, units)), rng.normal(0, 1, units),
                   rng.normal(0, units**-0.5, (units, 2)), np.zeros(2)]
        pull, size = ([0 * part for part in weights] for _ in range(2))
        for step in range(STEPS + 1):
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                logits = forward(RING_X, *weights, act)
                losses.append(float(loss(logits, RING_Y)))
                late = time.perf_counter() - began > PATIENCE
                last = step == STEPS or late
                if last or step % EVERY == 0:
                    scores = forward(PLANE, *weights, act)
            if last or step % EVERY == 0:
                wrong = int((logits.argmax(axis=1) != RING_Y).sum())
                yield dict(units=units, activation=activation, start=start, last=last,
                           losses=losses, weights=weights, wrong=wrong, late=late,
                           field=(scores[:, 1] - scores[:, 0]).reshape(97, 97))
            if last:
                return
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                slopes = backwards(weights, logits, act, forward, soft)
            rate = 0.1 * min(1, 2 - 2 * step / STEPS)  # smaller steps in the second half
            for k, slope in enumerate(slopes):
                pull[k] = 0.9 * pull[k] + 0.1 * slope
                size[k] = 0.99 * size[k] + 0.01 * slope**2
                fair = (pull[k] / (1 - 0.9 ** (step + 1)),
                        np.sqrt(size[k] / (1 - 0.99 ** (step + 1))))
                weights[k] = weights[k] - rate * fair[0] / (fair[1] + 1e-8)
    except AssertionError as error:
        yield dict(trouble=str(error), units=units)
    except Exception as error:
        yield dict(trouble="The training stops with "
                   f"{type(error).__name__}: {error}. Which of your functions gives "
                   "an answer of another shape here?", units=units)


def backwards(weights, logits, act, forward, soft):
    """Return the slope of the loss by each weight: backpropagation.

    The hidden layer, and it again a little to either side, come out of your forward
    pass too: with W2 as the identity it returns them unmixed.
    """
    W1, b1, W2, _ = weights
    n, h = len(RING_Y), len(b1)
    plain = (np.eye(h), np.zeros(h), act)
    hidden, above, below = (forward(RING_X, W1, b1 + shift, *plain)
                            for shift in (0.0, 1e-4, -1e-4))
    at_logits = (soft(logits) - np.eye(2)[RING_Y]) / n  # p - y
    at_scores = at_logits @ W2.T * (above - below) / 2e-4
    return (RING_X.T @ at_scores, at_scores.sum(axis=0),
            hidden.T @ at_logits, at_logits.sum(axis=0))


def is_closed(field):
    """Say whether class 1 holds the centre and no point on the edge of the picture."""
    inside = field > 0
    rim = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    return bool(inside[48, 48] and not rim.any())


fig = figure(8.6, 4.3)
field_ax, loss_ax = fig.subplots(1, 2, width_ratios=[1, 1])
field_ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal", xlabel="x₁",
             ylabel="x₂", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
shade = field_ax.imshow(
    np.full((97, 97), 0.5), extent=(-EDGE, EDGE, -EDGE, EDGE), origin="lower", vmin=0,
    vmax=1, interpolation="bilinear", zorder=1,
    cmap=LinearSegmentedColormap.from_list("classes", ["#bfe3f7", "#ffffff", "#ffe0a3"]))
unit_lines, = field_ax.plot([], [], "--", color=GREY, lw=1, zorder=2)
border, = field_ax.plot([], [], "-", color=BLACK, lw=2.6, zorder=3)
crowds = [field_ax.plot(*RING_X[RING_Y == k].T, mark, color=tint, ms=size, mec="black",
                        mew=0.5, ls="", zorder=4)[0]
          for k, mark, tint, size in ((1, "^", ORANGE, 6.5), (0, "o", SKY, 5.5))]
loss_ax.set(xlim=(0, STEPS), ylim=(1e-4, 4), yscale="log", xlabel="step",
            ylabel="loss, in nats")
loss_ax.axhline(np.log(2), color=GREY, ls="--", lw=1.2)
loss_ax.text(STEPS, 0.76, "guessing: log 2", color="#444444", ha="right", fontsize=10)
loss_line, = loss_ax.plot([], [], color=BLUE)


def line_of(w, b):
    """Return the ends of the unit's line w·x + b = 0, long enough to cross the picture."""
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.sqrt(w @ w)
    return np.array([foot - 9 * along, foot + 9 * along, [np.nan, np.nan]])


def paint(shot):
    """Draw one moment of the training; return the sentence that belongs to it."""
    for artist in (shade, unit_lines, border, loss_line):
        artist.set_visible("trouble" not in shot)
    if "trouble" in shot:
        field_ax.set_title("the ring, and nothing learned yet")
        loss_ax.set_title("no loss yet")
        return shot["trouble"]
    units, activation, field = shot["units"], shot["activation"], shot["field"]
    shade.set_data(0.5 + 0.5 * np.tanh(field / 2))
    lines = contour_generator(MESH, MESH, field).lines(0.0)
    broken = [part for line in lines for part in (line, [[np.nan, np.nan]])]
    border.set_data(*np.concatenate([[[np.nan, np.nan]], *broken]).T)
    W1, b1 = shot["weights"][:2]
    bent = activation != "none"
    unit_lines.set_data(*np.concatenate([line_of(w, b) for w, b in zip(W1.T, b1)]).T)
    unit_lines.set_visible(bent)
    steps, loss = len(shot["losses"]) - 1, shot["losses"][-1]
    loss_line.set_data(np.arange(steps + 1), shot["losses"])
    who = f"{units} {activation + ' ' if bent else ''}unit{'s' if units > 1 else ''}"
    loss_ax.set_title(f"loss {loss:.4f} after {steps} steps")
    if not shot["last"]:
        field_ax.set_title(f"{who}, start {shot['start']}: learning")
        return f"{who}, start {shot['start']}: learning …"
    closed = is_closed(field)
    field_ax.set_title(f"{who}, start {shot['start']}: {'closed' if closed else 'open'}")
    if not bent:
        verdict = "Without an activation the boundary is a straight line" + (
            "." if lines else ", and here it lies outside the picture.")
    elif units == 1:
        verdict = "Not closed: one unit draws one straight line."
    elif units == 2:
        verdict = "Not closed: two units never are."
    elif closed:
        verdict = "The curve is closed."
    else:
        verdict = (f"Not closed, though {units} units can do it: this start got stuck. "
                   "Press 'another start'.")
    slow = (f" (Your functions take their time: stopped after {steps} of {STEPS} steps.)"
            if shot["late"] and steps < STEPS else "")
    return (f"{who}, start {shot['start']}: loss {loss:.4f}, "
            f"{200 - shot['wrong']} of 200 points right. {verdict}{slow}")


class Film(Explorer):
    """An Explorer that shows each moment of the training when a control moves."""

    def show(self, **changes):
        if not changes:  # the first picture: the end of the training is enough
            return super().show()
        self.values.update(changes)
        whole = self.update
        try:
            for shot in learn(**self.values):
                self.update = lambda shot=shot, **values: paint(shot)
                super().show()
        finally:
            self.update = whole


def train_and_paint(**values):
    *_, shot = learn(**values)
    return paint(shot)


slider_b = Film(
    fig, train_and_paint,
    moving=[shade, unit_lines, border, *crowds, loss_line, field_ax.title, loss_ax.title],
    about="Left: the ring and the boundary that the network has learned, with a dashed "
          "line for each hidden unit. Right: the loss at each step",
    controls={"units": slider("hidden units", 1, 8, 1, step=1, continuous_update=False),
              "activation": widgets.Dropdown(description="activation", options=list(MENU)),
              "start": slider("start, seed of the first weights", 0, 19, 0, step=1,
                              continuous_update=False)},
    stills=[{"units": 8, "activation": "none"}, {"units": 2, "activation": "tanh"},
            {"units": 3, "activation": "tanh"}])
again = widgets.Button(description="another start", layout={"width": "auto"})
again.on_click(lambda _: slider_b.controls["start"].set_trait(
    "value", (slider_b.controls["start"].value + 1) % 20))
slider_b.box.children = (*slider_b.box.children[:3], again, *slider_b.box.children[3:])
slider_b

# %% [markdown] picture="slider_b"
# *Still picture of slider B, for places where sliders do not run.*
#
# ![Three networks on the ring. Above, 8 units without an activation: one straight line cuts the ring, and the loss stays at the line of guessing. In the middle, 2 tanh units: class 1 is a band that is open at its ends. Below, 3 tanh units: a closed rounded triangle around the middle, and the loss falls far below guessing.](attachment:slider_b.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** (The ring has 200 points, seed 0. Starts 0 to 19.)
#
# - *Without an activation* it is a line, with 1 unit or with 8. At best 103 of 200 points are right, and the loss stays at 0.69: guessing.
#   No line does better than 141 of 200 on these points. And learning lowers the loss, it does not count points.
# - *One unit* draws a straight boundary, whatever its activation: 141 points or fewer.
#   An activation alone does not draw a curve. **A layer of them does.**
# - *Two units* cut out a band or a wedge: up to 182 points. It is open at an end, for all starts.
# - *Three units* close it, for sigmoid, tanh and ReLU, with all 200 points right, from all 20 starts.
#   Look at the dashed lines: they are the three sides.
# - *A start can get stuck.* Four ReLU units from start 0 end at 175 points with the curve open.
#   More units are not always luckier. Start 1 closes it.
#
# </div>
#
# ## Why a line, and why two never close
#
# **No activation.** Multiply out: (*XW*₁ + *b*₁)*W*₂ + *b*₂ = *X*(*W*₁*W*₂) + (*b*₁*W*₂ + *b*₂).
# This is one affine layer again. Its boundary is a line.
#
# **Two units.** Take the score of class 1 minus that of class 0. It is a weighted sum of two units and a number.
# Sigmoid, tanh and ReLU never fall, so each term, along some direction, never falls.
#
# 1. For each unit, the directions in which its term does not fall fill half of the plane.
# 2. Two such halves, with their edges, always share a direction.
# 3. Start at any point of class 1 and walk that way: the score never falls, so you never leave class 1.
#
# So class 1 runs off to infinity. Three halves need not share a direction: three units can close.
#
# **Closed, as far as you look.** Our test ends at the edge of the picture.
# Far outside, where no point ever was, a network may say anything. With 8 tanh units, 12 of the 20 closed networks
# call class 1 again somewhere at a distance of 1000. With ReLU it happened in none.
# A network knows only about the places that it has seen.

# %% [markdown]
# ## Stretch: masks (no points)
#
# Sometimes a class is forbidden. Then its score is set to −∞, written `-np.inf`, and its share must be exactly 0.
# If a whole row is forbidden, its shares are all 0. What is −∞ − (−∞)?

# %% nbgrader={"grade": false, "grade_id": "masked_softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def masked_softmax(x, axis=-1):
    """Return softmax along an axis, where entries of -inf take no part and get 0.

    x is an array of any shape; its entries are finite or -inf. The answer has the
    same shape. Where all entries along the axis are -inf, the answer is all 0.
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    highest = np.max(x, axis=axis, keepdims=True)
    powers_left = np.exp(x - np.where(np.isfinite(highest), highest, 0.0))
    sums_left = np.sum(powers_left, axis=axis, keepdims=True)
    return powers_left / np.where(sums_left > 0, sums_left, 1.0)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_masked_softmax", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_values(masked_softmax, np.array([[1.0, -np.inf, 3.0], [0.0, 0.0, -np.inf]]),
             expected=[[0.11920292, 0.0, 0.88079708], [0.5, 0.5, 0.0]])
check_values(masked_softmax, np.array([[-np.inf, -np.inf], [1.0, 1.0]]),
             expected=[[0.0, 0.0], [0.5, 0.5]],
             hint="In a row of -inf alone, what is subtracted?")
print("masked_softmax passes its visible checks.")

# %% [markdown]
# ## Stretch: every share by every score (no points)
#
# Move score *j* a little. How much does share *i* move? The table of all these slopes is the **Jacobian**.
# With *p* for the shares, the entry in row *i* and column *j* is *p<sub>i</sub>*(1 − *p<sub>i</sub>*) if *i* = *j*, and −*p<sub>i</sub> p<sub>j</sub>* if not.
# The diagonal is the slope of the sigmoid, s(1 − s). Can you say why?

# %% nbgrader={"grade": false, "grade_id": "softmax_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_jacobian(x):
    """Return the slopes of softmax: entry [i, j] is that of share i by score j.

    x is an array (n,) with values from -1000 to 1000. The answer is (n, n).
    """
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    p = softmax(x)
    return np.diag(p) - np.outer(p, p)
    # END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "stretch_softmax_jacobian", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
check_values(softmax_jacobian, np.array([0.0, 0.0]),
             expected=[[0.25, -0.25], [-0.25, 0.25]])
check_values(softmax_jacobian, np.array([2.0, 1.0, -1.0]),
             expected=[[0.20781711, -0.18304478, -0.02477242],
                       [-0.18304478, 0.19215805, -0.00911327],
                       [-0.02477242, -0.00911327, 0.03388569]],
             hint="The rows and the columns each add up to 0.")
print("softmax_jacobian passes its visible checks.")

# %% [markdown]
# <div class="alert alert-success">
#
# ## Recap
#
# - Softmax shares 1 in proportion to e<sup>score</sup>. Adding a constant changes nothing, scaling does.
# - Subtract the maximum of each row, along the axis. It is the same function without overflow.
# - σ(*z*) = softmax([*z*, 0])[0]. Several labels at once need one sigmoid each.
# - Cross-entropy takes the logarithm on paper first. log(softmax) would give −∞.
# - Without an activation, a network of any size is one affine layer: a line.
# - One unit: a straight boundary. Two: never closed. Three: closed.
#
# **The whole course in five lines.**
# A line cannot separate the ring (1). Bend a score with a sigmoid, and it can learn (2).
# tanh is the same bend around zero (3). ReLU keeps its slope for positive scores (4).
# Three bends together close the curve around the middle, and softmax says how sure it is (5).
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **This was the last lesson.** Go back to [lesson 1](../01_linear_separability/01_linear_separability.ipynb) for a minute,
# and move its line over the ring again. You know now what was missing.
