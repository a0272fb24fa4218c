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
# **Builds on:** lessons [1](../01_linear_separability/01_linear_separability.ipynb),
# [2](../02_sigmoid/02_sigmoid.ipynb), [3](../03_tanh/03_tanh.ipynb) and [4](../04_relu/04_relu.ipynb).
# Have your own `sigmoid`, `tanh` and `relu` at hand: the last picture runs on them.
#
# **After this lesson you can**
# - turn scores into probabilities with softmax, along any axis, without overflow,
# - write a loss that stays finite however wrong the answer is,
# - write the forward pass of a small network,
# - say how many hidden units it takes to close a curve, and prove it.
#
# The course began with a ring that no line can separate.
# It ends with a closed curve around the middle, drawn by code that you wrote.
#
# Run the next two cells first. They hold the drawing code and the points of this course, and are folded away.

# %% include="setup" nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}

# %% include="ring" jupyter={"source_hidden": true}

# %% [markdown]
# ## More than two classes
#
# A sigmoid gives one probability. That is enough for two classes: the other class gets the rest.
# Now let the plane have three classes: *middle*, *around* it, and *far out*.
# A network gives each class a score. These scores are also called **logits**.
# Say they are 2, 1 and −1. How sure is the network that the point lies in the middle?
#
# We want three probabilities: none negative, and together 1.
# **Softmax** makes them:
#
# $$\mathrm{softmax}(z)_i = \frac{e^{z_i}}{e^{z_1} + e^{z_2} + \dots + e^{z_C}}$$
#
# Read it as "e to my score, divided by the sum of e to all scores".
# *z* is the list of scores, *i* says which of them is meant, and *C* is the number of classes.
# Each answer depends on **all** scores.
# So softmax is not elementwise, as sigmoid, tanh and ReLU are.
#
# Slider A shows the three probabilities in three ways:
#
# - as **bars**,
# - as one **dot in a triangle**: in a corner the network is sure of that class, at the + in the centre it has no idea,
# - as **curves**, while only the first score moves and the other two are frozen.
#
# All scores are first divided by a number *T*, the **temperature**.
# You can also add a number *c* to all of them.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 2, 1 and −1.
#
# 1. A popular web page says that softmax converts scores to probabilities "in proportion".
#    Do the scores 2 and 1 get bars of 2 to 1? And which bar does −1 get?
# 2. What changes when you add 100 to all three scores?
# 3. Where does the dot go when *T* gets very small? And very large?
# 4. Only the first score moves. Which curve of this course does the first probability draw?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider A. Probabilities are computed by pairs here: 1 / p = sum of e^(other - own).
fig = figure(8.6, 3.5)
bar_ax, tri_ax, cut_ax = fig.subplots(1, 3, width_ratios=[3.2, 4, 4])
KINDS, TINTS = ("middle", "around", "far out"), (ORANGE, SKY, GREEN)
INKS = RED, BLUE, GREEN  # the same, dark enough for a line on white
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
sweep = np.linspace(-5, 5, 201)


def by_pairs(z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[..., None, :] - z[..., :, None]).sum(axis=-1)


bar_ax.set(ylim=(0, 1.12), ylabel="probability", yticks=[0, 0.5, 1])
bars = list(bar_ax.bar(KINDS, [0, 0, 0], color=TINTS, ec="black",
                       hatch=["", "//", ".."]))
bar_texts = [bar_ax.text(at, 0, "", ha="center", va="bottom") for at in range(3)]
tri_ax.set(xlim=(-0.22, 1.22), ylim=(-0.2, 1.05), aspect="equal", title="as one dot")
tri_ax.axis("off")
tri_ax.fill(*CORNERS.T, facecolor="#f4f4f4", edgecolor="black", lw=1.2)
for (x, y), kind in zip(CORNERS, KINDS, strict=True):
    tri_ax.text(x, y + (0.06 if y else -0.06), kind, ha="center",
                va="bottom" if y else "top")
tri_ax.plot(*CORNERS.mean(axis=0), "+", color=BLACK, ms=9, mew=1.4)
path, = tri_ax.plot([], [], "-", color=GREY, lw=1.4)
dot, = tri_ax.plot([], [], "D", color=RED, ms=9, mec="black", mew=0.6)
cut_ax.set(xlim=(-5, 5), ylim=(-0.04, 1.3), xlabel="score of middle",
           yticks=[0, 0.5, 1], title="the other two are frozen")
cuts = [cut_ax.plot([], [], style, color=tint, label=kind)[0]
        for style, tint, kind in zip(("-", "--", ":"), INKS, KINDS, strict=True)]
here, = cut_ax.plot([], [], "D", color=RED, ms=8, mec="black", mew=0.6)
cut_ax.legend(loc="upper center", fontsize=9, frameon=False, ncols=3,
              columnspacing=1, handlelength=1.8, borderaxespad=0)


def explore_softmax(z1, z2, z3, T, c):
    z = np.array([z1, z2, z3]) + c
    p = by_pairs(z / T)
    for at, (bar, text) in enumerate(zip(bars, bar_texts, strict=True)):
        bar.set_height(p[at])
        text.set_text(f"{p[at]:.3f}")
        text.set_position((at, p[at] + 0.01))
    frozen = np.tile(z, (len(sweep), 1))
    frozen[:, 0] = sweep + c
    slices = by_pairs(frozen / T)
    for line, values in zip(cuts, slices.T, strict=True):
        line.set_data(sweep, values)
    path.set_data(*(slices @ CORNERS).T)
    dot.set_data(*(p @ CORNERS)[:, None])
    here.set_data([z1], [p[0]])
    bar_ax.set_title(f"T = {T:.2f}, c = {c}")
    corner = f"the corner {KINDS[p.argmax()]}"
    where = ("close to the centre" if p.max() < 0.36 else
             f"in {corner}" if p.max() > 0.99 else f"nearest to {corner}")
    each = ", ".join(f"{kind} {part:.3f}" for kind, part in zip(KINDS, p, strict=True))
    said = (f"The scores {z[0]:.1f}, {z[1]:.1f} and {z[2]:.1f} at T = {T:.2f} give "
            f"{each}. The dot is {where}.")
    return said.replace("-", "−")


slider_a = Explorer(
    fig, explore_softmax,
    moving=[*bars, *bar_texts, path, dot, *cuts, here, bar_ax.title],
    about="The probabilities of three classes: as bars, as a dot in a triangle, and as "
          "curves over the first score",
    controls={"z1": slider("score: middle", -5.0, 5.0, 2.0),
              "z2": slider("score: around", -5.0, 5.0, 1.0),
              "z3": slider("score: far out", -5.0, 5.0, -1.0),
              "T": widgets.FloatLogSlider(
                  description="T, the temperature", value=1, base=10, min=-1.3, max=1.3,
                  step=0.05, readout_format=".2f"),
              "c": slider("c, added to all scores", -100, 100, 0, step=1)},
    stills=[{"c": 100}, {"T": 0.1}, {"T": 20.0}])
slider_a

# %% [markdown] picture="slider_a"
# *Still picture of slider A, for places where sliders do not run.*
#
# ![Three settings of slider A with the scores 2, 1 and −1. Above, c = 100 and T = 1: the bars are 0.705, 0.259 and 0.035, just as with c = 0, and the curve of the middle is an S. In the middle, T = 0.1: the bar of the middle is 1.000 and the dot sits in its corner. Below, T = 20: all bars are close to one third and the dot is close to the centre of the triangle.](attachment:slider_a.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.**
#
# - e<sup>2</sup> = 7.389, e<sup>1</sup> = 2.718 and e<sup>−1</sup> = 0.368 add up to 10.475.
#   So the probabilities are 0.705, 0.259 and 0.035.
#   They are in proportion to e<sup>score</sup>, not to the score. A score of −1 gets its small part too.
# - Adding 100 to all scores moves nothing: e<sup>z+c</sup> = e<sup>c</sup> e<sup>z</sup>, and e<sup>c</sup> cancels.
# - Dividing all scores by *T* does change things. A small *T* runs to a corner: the winner takes all.
#   A large *T* runs to the centre: everybody gets the same.
# - With the other two frozen, the first probability draws a **sigmoid**.
#
# </div>
#
# Why a sigmoid? Call the sum of the two frozen powers *K*, and divide above and below by e<sup>z</sup>:
#
# $$\frac{e^z}{e^z + K} = \frac{1}{1 + K e^{-z}} = \sigma(z - \log K)$$
#
# It is the sigmoid, moved by log *K*. As before, log is the natural logarithm, so *K* = e<sup>log *K*</sup>.
#
# "Softmax gives probabilities, so it cannot be plotted", says the web page.
# The sigmoid is a probability, and you plotted it in lesson 2. Softmax you have just seen in three ways.

# %% [markdown]
# ## Bug hunt: one row is fine, two are not
#
# The same page gives this code for softmax.
# It adds that subtracting the maximum "changes the formula" to cure overflow and underflow
# (numbers that are too large, and too close to 0, for float64).
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
# 1. It is the same function, with *c* = −max. But now no power is above e<sup>0</sup> = 1, so nothing overflows.
#    And one term of the sum is exactly 1, so the sum is never 0.
#    Underflow is *not* cured: e<sup>−1000</sup> is less than any float64, so small probabilities still become exactly 0.
#    We come back to this.
# 2. `np.max` and `np.sum` run over the whole table. With two equal rows each row adds up to 0.5.
#    In the second table the large row takes everything, and the first row is all 0.
#    Each row needs a maximum and a sum of its own.
#
# </details>
#
# Two arguments do it. `axis=1` means "along each row". `keepdims=True` keeps the result a column, fit for dividing the table by it:

# %%
table = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
for keep in (False, True):
    sums = np.sum(table, axis=1, keepdims=keep)
    print(f"keepdims={keep}: shape {sums.shape}, {sums.tolist()}")

# %% [markdown]
# ## Your turn: softmax
#
# What counts as right is the same in all lessons, but here with seven digits:
#
# - **Shape.** An array in, even a table without rows, gives an array of the same shape out. Its numbers add up to 1 along `axis`.
#   `axis` may be any axis of `x`. The last one, −1, is the default.
#   The given line turns lists and whole numbers into a float array. Keep it.
# - **Numbers.** Return numbers, not `True` and `False`.
# - **Hands off.** Do not change the caller's array.
# - **Accuracy.** Seven correct digits.
# - **Range.** From −1000 to 1000 there is no `nan` and no infinity.
# - **Free of charge.** Warnings, loops, slow code and library calls cost no marks.
# - **A mistake counts once.** A function that builds on an earlier one of the same lesson is judged with a right version of it where your own is wrong.

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
             hint="They are in proportion to e to the score.",
             slips={"These are shares in proportion to x. In proportion to what does "
                    "softmax share?": [1.0, 0.5, -0.5],
                    "These are the powers of e. What should they be divided by?":
                    [7.38905610, 2.71828183, 0.36787944],
                    "This is the sigmoid of each number on its own. In softmax each "
                    "answer depends on the whole row.":
                    [0.88079708, 0.73105858, 0.26894142]})
check_values(softmax, np.array([[0, 0], [1, 3]]),
             expected=[[0.5, 0.5], [0.11920292, 0.88079708]],
             hint="Each row adds up to 1: look at axis and keepdims.",
             slips={"The whole table shares one sum. Which argument makes the sum run "
                    "along one axis?":
                    [[0.04031637, 0.04031637], [0.10959126, 0.80977599]],
                    "Each column adds up to 1 here, and each row should. Which axis is "
                    "that?": [[0.26894142, 0.04742587], [0.73105858, 0.95257413]]})
check_values(softmax, np.array([[0.0, 1.0, 2.0], [0.0, 3.0, 2.0]]), axis=0,
             expected=[[0.5, 0.11920292, 0.5], [0.5, 0.88079708, 0.5]],
             hint="With axis=0 each column adds up to 1.")
check_values(softmax, np.array([1000.0, 1000.0, -1000.0]), expected=[0.5, 0.5, 0.0],
             hint="e to the 1000 is infinity here. What may be subtracted from all?")
print("softmax passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Sigmoid is a softmax
#
# "Sigmoid is for two classes, softmax for many", people say.
# Freeze the second of two scores at 0. Then *K* = e<sup>0</sup> = 1 and log *K* = 0, so
#
# $$\sigma(z) = \mathrm{softmax}([z, 0])_0$$
#
# The small 0 at the end picks the first answer: NumPy counts from 0.
# The sigmoid **is** softmax, for two classes.
#
# And many classes do not always need softmax. A photo may show a cat *and* a dog.
# Such labels do not compete, so each gets a sigmoid of its own.
#
# <div class="alert alert-info">
#
# **Predict.** The scores are 3 for *cat*, 3 for *dog* and −2 for *bird*.
# How sure can softmax be of the cat?
#
# </div>

# %%
z = np.array([-4.0, -1.0, 0.0, 1.0, 4.0])
photo = np.array([3.0, 3.0, -2.0])  # cat, dog, bird
try:
    two = answer_of(softmax, np.column_stack([z, 0 * z]))  # the second score is 0
    print("first of two:  ", np.round(two, 4)[:, 0])
    print("sigmoid:       ", (0.5 + 0.5 * np.tanh(z / 2)).round(4), "(drawn with tanh)")
    print("one softmax:   ", np.round(answer_of(softmax, photo), 3))
    print("three sigmoids:", (0.5 + 0.5 * np.tanh(photo / 2)).round(3))
except AssertionError as error:
    print(error)
except Exception as error:  # noqa: BLE001  # whatever a half-written answer raises
    print(f"softmax still stops with {type(error).__name__}: {error}")

# %% [markdown]
# Softmax has to share 1 between cat and dog, so neither gets more than ½.
# Three sigmoids say 0.953, 0.953 and 0.119: a cat and a dog, and hardly a bird.
#
# ## How wrong is an answer?
#
# You know the **cross-entropy** from lesson 2: the loss of one point is −log *p*, where *p* is the probability of the right class.
# With the natural logarithm, its unit is called *nat*. Over many points we take the mean.
#
# - *p* = 1 costs nothing.
# - Guessing between two classes, *p* = ½, costs log 2 = 0.693 nats. Between three it is log 3 = 1.099.
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
        p = np.exp(-gap) / (np.exp(0.0) + np.exp(-gap))  # the maximum is subtracted
        print(f"scores {gap:.0f} and 0: p = {p:.3g}, loss {-np.log(p):.6g}")

# %% [markdown]
# The probability of the second class is rounded to 0, and −log 0 is infinity. But the true loss is 1000.
# Subtracting the maximum does not help: *p* itself is too small for float64.
# The way out is never to compute *p*. Take the logarithm on paper first: a quotient becomes a difference,
# and log e<sup>z</sup> = *z*. Then take e<sup>m</sup> out of the sum.
# With *k* for the right class and *m* for the largest score of the row:
#
# $$-\log \frac{e^{z_k}}{\sum_j e^{z_j}} \;=\; \log \sum_j e^{z_j} - z_k \;=\; m + \log \sum_j e^{z_j - m} - z_k$$
#
# Read Σ<sub>j</sub> as "the sum over all classes j". The sum on the right lies between 1 and *C*, so its logarithm is harmless.
#
# ## Your turn: cross-entropy
#
# `logits` has a row for each point. `labels` holds the number of the right class in each row, counted from 0.
# To pick one entry in each row, give NumPy two lists of numbers:
# `table[[0, 1], [2, 0]]` is entry 2 of row 0 and entry 0 of row 1.

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
             hint="Guessing between two classes costs log 2.",
             slips={"This is the mean of p itself. Which function of p is the loss?":
                    0.5, "The sign is turned: -log p is never negative.": -0.69314718,
                    "The logarithm has base 2. Which one is meant here?": 1.0})
check_values(cross_entropy, np.array([[2.0, 1.0, -1.0], [2.0, 1.0, -1.0]]),
             np.array([0, 2]), expected=1.84901222,
             hint="The rows cost 0.349 and 3.349; the mean is asked for.",
             slips={"This is the sum over the rows. The mean is asked for.": 3.69802444,
                    "The mean is taken first, then the logarithm. The loss of each row "
                    "comes first.": 0.99357205})
check_values(cross_entropy, np.array([[1000.0, 0.0], [0.0, 1000.0]]), np.array([1, 1]),
             expected=500.0, hint="Take the logarithm on paper first, as above.")
print("cross_entropy passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Your turn: the network
#
# Now we put units together. Look at one point *x* of the plane.
#
# 1. Each **hidden unit** (hidden, as it stands between input and output) gives it a score, as in lesson 1, and bends the score with an activation.
# 2. Each **class** takes a weighted sum of the hidden units, plus a bias. These sums are the logits.
#
# $$\text{logits} = \mathrm{act}(X W_1 + b_1)\, W_2 + b_2$$
#
# *X* holds one point in each row. *W*₁ has a column for each hidden unit, *W*₂ a column for each class.
# There is no activation after the second step: softmax takes the logits from there.
# This way from the points to the logits is called the **forward pass**. MLP is short for *multilayer perceptron*, such a network.
# In NumPy, the product of two tables is written `A @ B`.
#
# `act` is a *function* that is handed over: your sigmoid, your tanh, or one that you have never seen.
# It takes an array and bends each number of it.
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


# %% nbgrader={"grade": true, "grade_id": "test_mlp_forward", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
def square(z):
    return z**2


check_values(mlp_forward, np.array([[1.0, 2.0]]), np.array([[1.0], [1.0]]),
             np.array([-4.0]), np.array([[2.0, 3.0]]), np.array([0.0, 1.0]), np.abs,
             expected=[[2.0, 4.0]], hint="This network was computed by hand above.",
             slips={"The activation is left out. Between which two layers does it "
                    "stand?": [[-2.0, -2.0]],
                    "b1 is left out. The score of a unit is X W1 + b1.": [[6.0, 10.0]],
                    "b2 is left out. What comes after the product with W2?":
                    [[2.0, 3.0]]})
check_values(mlp_forward, np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0]]),
             np.array([[1.0, 0.0], [0.0, -1.0]]), np.array([0.0, 1.0]),
             np.array([[1.0], [2.0]]), np.array([0.5]), square,
             expected=[[3.5], [0.5], [12.5]],
             hint="First X W1 + b1, then act, then W2 and b2.")
print("mlp_forward passes its visible checks. The hidden checks try more inputs.")

# %% [markdown]
# ## Bring your own activations
#
# Copy your functions from lessons 2, 3 and 4 into the next cell, each in the place of its stub, and run it.
# Nothing in this cell is graded again.
# If one of them is missing or has a bug, the picture below says so. The others work all the same.

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
# Its logits come from your `mlp_forward`, its probabilities from your `softmax`, its loss from your `cross_entropy`.
# The bends are your `sigmoid`, your `tanh` and your `relu`.
#
# **How it learns.** It starts with random weights. Then, 400 times, each weight moves a little in the direction that lowers the loss.
# For that it needs slopes. At the logits the slope is *p* − *y*, as in lesson 2, with *y* = 1 for the right class and 0 for the other.
# From there the chain rule carries it back through the weights and the activation.
# This is called **backpropagation** (Rumelhart, Hinton and Williams, 1986).
# How far each weight moves is set by a rule named Adam (Kingma and Ba, 2015).
#
# **What you will see.** On the left: the ring, the side of class 1 in orange and that of class 0 in blue (the paler, the less sure),
# the boundary as a thick line, and a dashed line for each hidden unit, where its score is 0. On the right: the loss.
# We call the boundary **closed** if the centre is on the side of class 1, and no point on the edge of the picture is.
#
# <div class="alert alert-info">
#
# **Predict.** Write your guesses down. This is the question that the course began with.
#
# 1. *Activation none, 8 units.* What shape has the boundary?
# 2. *tanh, one unit.* "An activation function draws the curve", a web page says. Is the boundary a curve now?
# 3. *tanh, two units.* Do two bends close it?
# 4. From how many units on is it closed? Is it the same number for sigmoid, tanh and ReLU?
#
# </div>

# %% jupyter={"source_hidden": true}
# Slider B. What is trained here runs through your own functions, found by their names.
import time

from contourpy import contour_generator  # matplotlib draws its contours with it
from matplotlib.colors import LinearSegmentedColormap

STEPS, EVERY, PATIENCE = 400, 25, 5.0  # steps, steps a frame, s of computing
EDGE, MESH = 3.2, np.linspace(-3.2, 3.2, 97)
PLANE = np.stack(np.meshgrid(MESH, MESH), axis=-1).reshape(-1, 2)
RING_X, RING_Y = ring(200, seed=0)
SAMPLE = np.array([[-2.0, 0.0], [1.0, 3.0]])
MENU = {"none": ("", [], ""),
        "sigmoid": ("sigmoid", [[0.119203, 0.5], [0.731059, 0.952574]], "lesson 2"),
        "tanh": ("tanh", [[-0.964028, 0.0], [0.761594, 0.995055]], "lesson 3"),
        "ReLU": ("relu", [[0.0, 0.0], [1.0, 3.0]], "lesson 4")}


def own(name, *inputs, expected, place="in its cell above"):
    """Return your function `name` once it gives `expected`, or say what is wrong."""
    function, stopped = globals().get(name), None
    check(callable(function), f"{name} is not there yet. Write it {place}, run that "
          "cell, then move a slider again.")
    try:
        check_values(function, *inputs, expected=expected,
                     hint=f"Mend it {place}, run that cell, then move a slider again.")
    except AssertionError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a half-written answer raises
        stopped = f"{type(error).__name__}: {error}"
    check(stopped is None, f"{name} stops with {stopped}. Mend it {place}, run that "
          "cell, then move a slider again.")
    return lambda *values: np.asarray(function(*values), dtype=float)


def all_own(activation):
    """Return your act, mlp_forward, softmax and cross_entropy."""
    name, expected, lesson = MENU[activation]
    where = f"in the cell under 'Bring your own activations' (it is from {lesson})"
    act = own(name, SAMPLE, expected=expected, place=where) if name else lambda z: z
    return (act,
            own("mlp_forward", SAMPLE, np.eye(2), np.array([1.0, -1.0]), 2 * np.eye(2),
                np.array([0.0, 0.5]), np.square, expected=[[2, 2.5], [8, 8.5]]),
            own("softmax", np.array([[0.0, 0.0], [1.0, 3.0]]),
                expected=[[0.5, 0.5], [0.119203, 0.880797]]),
            own("cross_entropy", np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([0, 1]),
                expected=1.410038))


def learn(units, activation, start):
    """Train a network; yield what there is to draw every 25 steps, or what is wrong."""
    began, losses = time.process_time(), []
    rng = np.random.default_rng(start)
    weights = [rng.normal(0, 1.5, (2, units)), rng.normal(0, 1, units),
               rng.normal(0, units**-0.5, (units, 2)), np.zeros(2)]
    pull, size = ([0 * part for part in weights] for _ in range(2))
    try:
        act, forward, soft, loss = all_own(activation)
        for step in range(STEPS + 1):
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                logits = forward(RING_X, *weights, act)
                losses.append(float(loss(logits, RING_Y)))
                slopes = backwards(weights, logits, act, forward, soft)
                late = time.process_time() - began > PATIENCE
                last = late or step == STEPS
                frame = last or step % EVERY == 0
                scores = forward(PLANE, *weights, act) if frame else None
            check(np.isfinite(losses[-1]), f"The loss is {losses[-1]} after {step} "
                  "steps. Which of your functions gives nan or infinity for scores "
                  "that are not small?")
            if frame:
                right = int((logits.argmax(axis=1) == RING_Y).sum())
                yield {"units": units, "activation": activation, "start": start,
                       "last": last, "late": late and step < STEPS, "losses": losses,
                       "weights": weights, "right": right,
                       "field": (scores[:, 1] - scores[:, 0]).reshape(97, 97)}
            if last:
                return
            rate = 0.1 * min(1, 2 - 2 * step / STEPS)  # smaller in the second half
            for k, slope in enumerate(slopes):  # Adam
                pull[k] = 0.9 * pull[k] + 0.1 * slope
                size[k] = 0.99 * size[k] + 0.01 * slope**2
                fair_pull = pull[k] / (1 - 0.9 ** (step + 1))
                fair_size = np.sqrt(size[k] / (1 - 0.99 ** (step + 1)))
                weights[k] = weights[k] - rate * fair_pull / (fair_size + 1e-8)
    except AssertionError as error:
        yield {"trouble": str(error)}
    except Exception as error:  # noqa: BLE001  # whatever a half-written answer raises
        yield {"trouble": f"The training stops with {type(error).__name__}: {error}. "
               "Which of your functions gives an answer of another shape here?"}


def backwards(weights, logits, act, forward, soft):
    """Return the slope of the loss by each weight: backpropagation.

    The hidden layer, and it again a little to either side, come out of your forward
    pass too: with W2 as the identity it returns them unmixed.
    """
    W1, b1, W2, _ = weights
    n, h = len(RING_Y), len(b1)
    hidden, above, below = (
        forward(RING_X, W1, b1 + shift, np.eye(h), np.zeros(h), act)
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
field_ax, loss_ax = fig.subplots(1, 2)
field_ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal", xlabel="x₁",
             ylabel="x₂", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
tints = LinearSegmentedColormap.from_list("sides", ["#bfe3f7", "#ffffff", "#ffe0a3"])
shade = field_ax.imshow(
    np.full((97, 97), 0.5), extent=(-EDGE, EDGE, -EDGE, EDGE), origin="lower", vmin=0,
    vmax=1, interpolation="bilinear", cmap=tints, zorder=1)
unit_lines, = field_ax.plot([], [], "--", color=GREY, lw=1, zorder=2)
border, = field_ax.plot([], [], "-", color=BLACK, lw=2.6, zorder=3)
crowds = [field_ax.plot(*RING_X[k == RING_Y].T, mark, color=tint, ms=ms, mec="black",
                        mew=0.5, zorder=4)[0]
          for k, mark, tint, ms in ((1, "^", ORANGE, 6.5), (0, "o", SKY, 5.5))]
loss_ax.set(xlim=(0, STEPS), ylim=(1e-4, 4), yscale="log", xlabel="step",
            ylabel="loss, in nats", yticks=[1, 0.1, 0.01, 0.001, 0.0001],
            yticklabels=["1", "0.1", "0.01", "0.001", "0.0001"])
loss_ax.axhline(np.log(2), color=GREY, ls="--", lw=1.2)
loss_ax.text(STEPS, 0.82, "guessing: log 2", color="#444444", ha="right", fontsize=10)
loss_line, = loss_ax.plot([], [], color=BLUE)


def line_of(w, b):
    """Return two points of the line w·x + b = 0, far apart, and a gap after them."""
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.sqrt(w @ w)
    return [foot - 9 * along, foot + 9 * along, [np.nan, np.nan]]


def paint(shot):
    """Draw one moment of the training; return the sentence that belongs to it."""
    for artist in (shade, unit_lines, border, loss_line):
        artist.set_visible("trouble" not in shot)
    if "trouble" in shot:
        field_ax.set_title("the ring, and nothing learned yet")
        loss_ax.set_title("no loss yet")
        return shot["trouble"]
    units, activation, field = shot["units"], shot["activation"], shot["field"]
    steps, bent = len(shot["losses"]) - 1, activation != "none"
    shade.set_data(0.5 + 0.5 * np.tanh(field / 2))  # a sigmoid: p of class 1
    lines = contour_generator(MESH, MESH, field).lines(0.0)
    border.set_data(*np.vstack([[[np.nan] * 2], *(
        part for line in lines for part in (line, [[np.nan] * 2]))]).T)
    W1, b1 = shot["weights"][:2]
    lines_of_units = [line_of(w, b) for w, b in zip(W1.T, b1, strict=True)]
    unit_lines.set_data(*np.vstack(lines_of_units).T)
    unit_lines.set_visible(bent)
    loss_line.set_data(np.arange(steps + 1), shot["losses"])
    loss_ax.set_title(f"loss {shot['losses'][-1]:.4f} after {steps} steps")
    kind = f"{activation} " if bent else ""
    who = (f"{units} {kind}unit{'s' if units > 1 else ''}"
           f"{'' if bent else ', no activation'}, start {shot['start']}")
    if not shot["last"]:
        field_ax.set_title(f"{who}: learning")
        return f"{who}: learning …"
    closed = is_closed(field)
    field_ax.set_title(f"{who}: {'closed' if closed else 'open'}")
    if closed:
        verdict = "The curve is closed."
    elif not bent:
        verdict = "Without an activation the boundary is a straight line" + (
            "." if lines else ", and here it lies outside the picture.")
    elif units == 1:
        verdict = "Not closed: one unit draws a straight boundary."
    elif units == 2:
        verdict = "Not closed: two units never are."
    else:
        verdict = (f"Not closed, though {units} units can do it: this start got stuck. "
                   "Press 'another start'.")
    slow = (" (Your functions take their time: the training stopped after "
            f"{steps} of {STEPS} steps.)" if shot["late"] else "")
    return (f"{who}: loss {shot['losses'][-1]:.4f}, {shot['right']} of 200 points "
            f"right. {verdict}{slow}")


class Film(Explorer):
    """An Explorer that trains, and shows each moment of it, when a control moves."""

    shot = None  # the moment to draw; None: train to the end and draw that

    def draw(self, **values):
        *_, last = [self.shot] if self.shot else learn(**values)
        return super().draw(shot=last)

    def show(self, **changes):
        self.values.update(changes)
        for shot in learn(**self.values) if changes else [None]:
            self.shot = shot
            super().show()
        self.shot = None


slider_b = Film(
    fig, paint,
    moving=[shade, unit_lines, border, *crowds, loss_line, field_ax.title,
            loss_ax.title],
    about="Left: the ring and the boundary that the network has learned, with a dashed "
          "line for each hidden unit. Right: the loss at each step",
    controls={"units": slider("hidden units", 1, 8, 1, step=1, continuous_update=False),
              "activation": widgets.Dropdown(description="activation",
                                             options=list(MENU)),
              "start": slider("start, seed of the first weights", 0, 9, 0, step=1,
                              continuous_update=False)},
    stills=[{"units": 8, "activation": "none"}, {"units": 2, "activation": "tanh"},
            {"units": 3, "activation": "tanh"}])
again = widgets.Button(description="another start",
                       layout={"width": "auto", "align_self": "flex-start"})
again.on_click(lambda _: slider_b.controls["start"].set_trait(
    "value", (slider_b.controls["start"].value + 1) % 10))
slider_b.box.children = (*slider_b.box.children[:3], again, *slider_b.box.children[3:])
slider_b

# %% [markdown] picture="slider_b"
# *Still picture of slider B, for places where sliders do not run.*
#
# ![Three networks on the ring. Above, 8 units without an activation: one straight line cuts the ring, and the loss stays at the line of guessing. In the middle, 2 tanh units: class 1 is a band that is open at its ends. Below, 3 tanh units: a closed rounded triangle around the middle, and the loss falls far below guessing.](attachment:slider_b.png)

# %% [markdown]
# <div class="alert alert-success">
#
# **What you saw.** The ring has 200 points (seed 0). Of the ten starts 0 to 9, so many ended closed:
#
# | activation | 1 unit | 2 units | 3 units | 4 units | 8 units |
# | --- | --- | --- | --- | --- | --- |
# | none | 0 | 0 | 0 | 0 | 0 |
# | sigmoid | 0 | 0 | 10 | 10 | 10 |
# | tanh | 0 | 0 | 10 | 10 | 10 |
# | ReLU | 0 | 0 | 10 | 9 | 10 |
#
# - *Without an activation* it is a straight line, with 1 unit or with 8. The loss stays at 0.69: guessing.
# - *One unit* draws a straight boundary, whatever its activation.
#   An activation function does not draw the curve. **A layer of units does.**
# - *Two units* cut out a band or a wedge, with up to 182 points right. It is always open somewhere.
# - *Three units* close it, with all 200 points right. Look at the dashed lines: they are the three sides.
# - *A start can get stuck.* Four ReLU units from start 0 end open, with 175 points right. Start 1 closes it.
#
# </div>
#
# ## Why a line, and why two never close
#
# **No activation.** Multiply out: (*XW*₁ + *b*₁)*W*₂ + *b*₂ = *X*(*W*₁*W*₂) + (*b*₁*W*₂ + *b*₂).
# This is one affine layer again. However many units it had, its boundary is a line,
# and no line has more than 141 of these 200 points right (lesson 1).
# The network ends at 98: learning lowers the loss, it does not count points.
#
# **Two units.** Let *D* be the logit of class 1 minus the logit of class 0. Class 1 is where *D* > 0.
# *D* is a number plus one term *v*·act(*w*·*x* + *b*) for each unit. Sigmoid, tanh and ReLU never fall when their score grows.
#
# 1. So each unit has directions in which its term never falls. They fill half of all directions.
#    (If *v* is positive: all directions that do not go against *w*. If it is negative: all that do not go along *w*.)
# 2. Two halves of all directions, edges included, always have a direction in common.
# 3. Stand anywhere in class 1 and walk that way. No term falls, so *D* stays above 0.
#    You can walk for ever, and never leave class 1.
#
# So with two units class 1 is never surrounded. Three halves need not share a direction: the three sides of a triangle do not.
# And with enough sigmoid units, a layer comes as close to any boundary as you like (Cybenko, 1989).
#
# **Closed, as far as you look.** Our test ends at the edge of the picture.
# Far outside, where no point ever was, a network may say anything: of the ten closed networks with 8 tanh units,
# six call class 1 again somewhere at a distance of 1000. A network knows only about the places that it has seen.

# %% [markdown]
# ## Stretch: masks (no points)
#
# Sometimes a class is forbidden. Then its score is set to −∞, written `-np.inf`, and its probability must be exactly 0.
# If a whole row is forbidden, the answer is 0 all along it.
# Your `softmax` nearly does that already. What is −∞ − (−∞)?

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
# ## Stretch: every probability by every score (no points)
#
# Move score *j* a little. How much does probability *i* move? The table of all these slopes is the **Jacobian**.
# With *p* for the probabilities, the entry in row *i* and column *j* is
# *p<sub>i</sub>*(1 − *p<sub>i</sub>*) if *i* = *j*, and −*p<sub>i</sub> p<sub>j</sub>* if not.
# On the diagonal you meet *s*(1 − *s*) again, the slope of the sigmoid. Can you say why?

# %% nbgrader={"grade": false, "grade_id": "softmax_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_jacobian(x):
    """Return the slopes of softmax: entry [i, j] is that of answer i by score j.

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
# - Softmax gives probabilities in proportion to e<sup>score</sup>. Adding a constant changes nothing, scaling does.
# - Subtract the maximum along the axis, for each row its own. It is the same function without overflow.
# - σ(*z*) = softmax([*z*, 0])<sub>0</sub>. Several labels at once need one sigmoid each.
# - Cross-entropy takes the logarithm on paper first. log(softmax) would give −∞.
# - Without an activation, a network of any size is one affine layer: a line.
# - One unit: a straight boundary. Two: never closed. Three: closed.
#
# **The whole course in five lines.**
#
# 1. A line cannot separate the ring: its middle is surrounded.
# 2. A sigmoid makes the hard step soft, so that a unit can learn. In its flat tails it learns slowly.
# 3. tanh is the same bend, centred on zero.
# 4. ReLU keeps its slope wherever the score is positive.
# 5. One bend draws no curve. A layer of three closes it, and softmax says how sure it is.
#
# </div>
#
# **Before you go on:** save, then press *Validate* to run all visible checks once more.
#
# **This was the last lesson.** Go back to [lesson 1](../01_linear_separability/01_linear_separability.ipynb) for a minute,
# and move its line over the ring again. You know now what was missing.
